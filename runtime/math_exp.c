/* math_exp.c: e^x, e^x - 1 and the logistic function.
 *
 * Cody & Waite, Software Manual for the Elementary Functions (1980), ch. 6:
 * x = k ln 2 + r with k the nearest integer, so that |r| <= ln 2 / 2, and
 * e^x = 2^k e^r.  ln 2 is taken in two parts, the first with so few bits that
 * k times it is exact.  k comes from adding and subtracting 1.5 2^23 (float)
 * or 1.5 2^52 (double), which rounds to an integer and leaves it in the low
 * bits; it is never converted.  e^r = 1 + r + r^2 P(r), P from
 * tests/accuracy/minimax.py.
 *
 * The low part of each sum is kept, so that the results are within a few
 * hundredths of half an ULP, and everything is free of branches: an infinity
 * is clamped and then overflows by itself, a NaN passes through every step.
 * 2^k is multiplied in as two factors, because 2^k alone need not be a number
 * where the result is; the second product rounds into the subnormal range.
 */
#include "gg_inline.h"

double gg_exp_scaled(double h, double l, int shift)
{
    uint64_t v;
    const gg_dd y = gg_exp_split(h, l, &v);

    return gg_exp_scale(y.hi, v + (uint64_t)shift);
}

double gg_exp_times(double h, double l, gg_dd f)
{
    uint64_t v;
    const gg_dd y = gg_exp_split(h, l, &v);

    return gg_exp_scale(gg_dd_mul(y, f).hi, v);
}

/* e^x.  Worst error measured: 0.66. */
double gg_exp(double x)
{
    return gg_inline_exp(x);
}

/* e^x.  Worst error measured: 0.77. */
float gg_expf(float x)
{
    return gg_inline_expf(x);
}

/* e^x - 1 = (2^k - 1) + 2^k (e^r - 1), both sums with their errors kept.  From
 * 60 on the 1 is far below the last bit.  Worst error measured: 0.94. */
double gg_expm1(double x)
{
    return gg_inline_expm1(x);
}

/* As above, with the square taken out of the polynomial; the smallest
 * arguments are their own result, which also keeps the sign of zero.  Worst
 * error measured: 0.81. */
float gg_expm1f(float x)
{
    return gg_inline_expm1f(x);
}

/* With e = e^-|x| = eh + el the result is 1 / (1 + e) for x >= 0 and
 * e / (1 + e) for x < 0.  The quotient is q = eh / s, shortened to 12 bits,
 * plus the remainder over s: with s = 1 + eh shortened as well, q s is exact,
 * and so is the remainder but for terms far below the last bit.
 * Worst error measured: 0.78. */
float gg_sigmoidf(float x)
{
    return gg_inline_sigmoidf(x);
}

/* 1 / (1 + e^-x), or e^x / (1 + e^x) where that does not overflow;
 * what 1 + e^x rounds off is put back.
 * Worst error measured: 1.81. */
double gg_sigmoid(double x)
{
    return gg_inline_sigmoid(x);
}
