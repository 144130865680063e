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
    const double t = 1.0 / square.hi;
    double p;
    gg_dd g;

    if (x < 3.0)
        return gg_erfc_middle(x);
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
    return gg_erfc_of(x, square, g);
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
