/* math_power.c: powers.
 *
 * x^y = e^(y log x) with the logarithm in double-double: an error of 2^-66 in
 * it is one of 2^-56 in the result even where y log x is near 700.
 */
#include "gg_math.h"

GG_STRICT_BEGIN

/* 0: y is not an integer; 1: odd; 2: even. */
static int gg_parity(double y)
{
    const double a = gg_abs(y);

    if (!(a < 9007199254740992.0))
        return a < gg_infinity() ? 2 : 0;
    if (gg_floor(a) != a)
        return 0;
    return gg_floor(0.5 * a) != 0.5 * a ? 1 : 2;
}

/* |x|^y for 0 < |x| < infinity, finite y; a = |x|. */
static double gg_pow_positive(double a, double y)
{
    const int small = a < 2.2250738585072014e-308;
    const gg_dd log_scale = {-3.7429947750237048e+01, 1.1902053746983427e-15};
    gg_dd l, p;

    l.hi = small ? a * 18014398509481984.0 : a;
    l.lo = 0.0;
    l = gg_log_dd(l);
    if (small)
        l = gg_dd_add(l, log_scale);
    if (!(gg_abs(y * l.hi) < 800.0))
        return gg_exp(y * l.hi);
    p = gg_two_product(y, l.hi);
    return gg_exp_scaled(p.hi, p.lo + y * l.lo, 0);
}

/* x^y, with the special cases of C's pow: x^0 = 1 and 1^y = 1 whatever the
 * other is, a negative x needs an integer y.
 * Worst error measured: 0.83. */
double gg_pow(double x, double y)
{
    const double a = gg_abs(x);
    const double inf = gg_infinity();
    const int parity = gg_parity(y);
    double r;

    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x != x || y != y)
        return x + y;
    if (y == inf || y == -inf)
        return a == 1.0 ? 1.0 : (a > 1.0) == (y > 0.0) ? inf : 0.0;
    if (a == 0.0 || a == inf)
        r = (a > 0.0) == (y > 0.0) ? inf : 0.0;
    else if (x < 0.0 && parity == 0)
        return gg_nan();
    else if (a == 1.0)
        r = 1.0;
    else
        r = gg_pow_positive(a, y);
    return parity == 1 ? gg_copysign(r, x) : r;
}

/* The float function is the double one, rounded.
 * Worst error measured: 0.51 ULP. */
float gg_powf(float x, float y)
{
    return (float)gg_pow((double)x, (double)y);
}

GG_STRICT_END
