/* math_hyperbolic.c: hyperbolic functions and their inverses.
 *
 * The first three follow from e^x - 1, which does not cancel; the inverses are
 * logarithms of double-double arguments, so that nothing cancels there either.
 * Only tanhf is computed in float throughout; the other float functions are
 * the double ones, rounded.
 */
#include "gg_inline.h"

/* sinh x = (t + t / (t + 1)) / 2 with t = e^x - 1.
 * Worst error measured: 1.82. */
double gg_sinh(double x)
{
    const double a = gg_abs(x);
    double t;

    if (!(a > 1e-9))
        return x;
    if (a > 22.0)
        return gg_copysign(gg_exp_scaled(a, 0.0, -1), x);
    t = gg_expm1(a);
    return gg_copysign(0.5 * (a < 1.0 ? 2.0 * t - t * t / (t + 1.0)
                                      : t + t / (t + 1.0)), x);
}

/* cosh x = 1 + t^2 / (2 (1 + t)) near 0, (e^x + e^-x) / 2 beyond.
 * Worst error measured: 1.09. */
double gg_cosh(double x)
{
    const double a = gg_abs(x);
    double t;

    if (a != a)
        return x;
    if (a > 22.0)
        return gg_exp_scaled(a, 0.0, -1);
    if (a < 0.5) {
        t = gg_expm1(a);
        return 1.0 + t * t / (2.0 + 2.0 * t);
    }
    t = gg_exp(a);
    return 0.5 * t + 0.5 / t;
}

/* tanh x = t / (t + 2) with t = e^2x - 1, or 1 - 2 / (t + 2) where the result
 * is nearer 1;
 * what t + 2 rounds off is put back.  Worst error measured: 1.86. */
double gg_tanh(double x)
{
    return gg_inline_tanh(x);
}

/* x + x^3 T(x^2) up to 0.6, then 1 - 2 / (e^2x + 1) with the error of the sum
 * put back; both are computed and one is chosen.
 * Worst error measured: 0.83. */
float gg_tanhf(float x)
{
    return gg_inline_tanhf(x);
}

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

/* Worst error measured of each: 0.51 ULP. */
float gg_sinhf(float x)
{
    return (float)gg_sinh((double)x);
}

float gg_coshf(float x)
{
    return (float)gg_cosh((double)x);
}

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
