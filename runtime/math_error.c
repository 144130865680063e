/* math_error.c: the error function and its complement.
 *
 *     erf x  = x + x E(x^2)                 |x| < 1
 *     erfc x = e^(-x^2) / x  G(x)           x >= 3/4
 *
 * where G(x) = x e^(x^2) erfc x rises slowly from 0.3 to 1/sqrt(pi); it is a
 * polynomial in (x - c) / (x + c) up to 3 (after Shepherd & Laframboise, Math.
 * Comp. 36, 1981) and in 1 / x^2 from there.  x^2 is taken exactly, in two
 * parts.  The polynomials are from tests/accuracy/minimax.py.
 */
#include "gg_each.h"

GG_STRICT_BEGIN

/* erfc x, 0.75 <= x < 28. */
static double gg_erfc_positive(double x)
{
    const gg_dd square = gg_two_product(x, x);
    const gg_dd y = {x, 0.0};
    double t, p;
    gg_dd g;

    if (x < 3.0) {
        t = (x - 1.25) / (x + 1.25);
        p =
            2.6698892874149699e-01 + t * (
        -2.0380739372013681e-01 + t * (
        1.3251416657516233e-02 + t * (
        3.1287661345761157e-02 + t * (
        4.3738087775347222e-03 + t * (
        -5.3386613930146353e-03 + t * (
        -3.3363361754465870e-03 + t * (
        -2.6445255611078425e-04 + t * (
        7.9079884061629760e-04 + t * (
        5.6625538759267962e-04 + t * (
        1.2851987036767708e-04 + t * (
        -9.3707198921603855e-05 + t * (
        -1.1282940668833050e-04 + t * (
        -5.5040957822250240e-05 + t * (
        -3.8353824366348003e-06 + t * (
        1.8353869432038698e-05 + t * (
        1.7020141776083396e-05 + t * (
        4.6089083957054413e-06 + t * (
        -1.9287802342591918e-06))))))))))))))))));
        g = gg_fast_sum(4.5977864556545139e-01, t * p);
        g.lo += -2.7276486081370145e-17;
    } else {
        t = 1.0 / square.hi;
        p =
            -2.8209479177384322e-01 + t * (
        4.2314218763959444e-01 + t * (
        -1.0578554624638554e+00 + t * (
        3.7024928757587046e+00 + t * (
        -1.6661066003155696e+01 + t * (
        9.1623012216746403e+01 + t * (
        -5.9476649710501204e+02 + t * (
        4.4253732717217208e+03 + t * (
        -3.6407103823629797e+04 + t * (
        3.1422661659852351e+05 + t * (
        -2.6598205482858228e+06 + t * (
        2.0585999070072182e+07 + t * (
        -1.3673057466855663e+08 + t * (
        7.3624517245520055e+08 + t * (
        -3.0323436295825500e+09 + t * (
        8.8699427484666080e+09 + t * (
        -1.6300730629679638e+10 + t * (
        1.4088625782949455e+10)))))))))))))))));
        g = gg_fast_sum(5.6418958354775628e-01, t * p);
        g.lo += -1.4035784651707914e-17;
    }
    return gg_exp_times(-square.hi, -square.lo, gg_dd_div(g, y));
}

/* erf x.  Worst error measured: 1.24. */
double gg_erf(double x)
{
    const double a = gg_abs(x);

    if (x != x)
        return x;
    if (a < 1.0)
        return gg_erf_near(x);
    return gg_copysign(a < 6.0 ? 1.0 - gg_erfc_positive(a) : 1.0, x);
}

/* erfc x.  Below 3/4 as 1 - erf x, with 1/2 taken apart where erf x is near it.
 * Worst error measured: 1.35. */
double gg_erfc(double x)
{
    const double a = gg_abs(x);

    if (x != x)
        return x;
    if (x < 0.25 && a < 1.0)
        return 1.0 - (x + x * gg_erf_tail(x * x));
    if (x < 0.75 && a < 1.0)
        return 0.5 - ((x - 0.5) + x * gg_erf_tail(x * x));
    if (a > 28.0)
        return x > 0.0 ? 0.0 : 2.0;
    return x > 0.0 ? gg_erfc_positive(a) : 2.0 - gg_erfc_positive(a);
}

GG_STRICT_END
