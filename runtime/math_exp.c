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
#include "gg_math.h"

/* e^(h + l) = (hi + lo) 2^k: the parts before scaling, and k + 2046 where k
 * is in the range of the results. */
static inline gg_dd gg_exp_split(double h, double l, uint64_t *biased)
{
    const double magic = 6755399441055744.0;
    const double g = h < -800.0 ? -800.0 : h;
    const double x = g > 800.0 ? 800.0 : g;
    const double t = x * 1.4426950408889634e+00 + magic;
    const double k = t - magic;
    const double a = x - k * 6.9314718055920821e-01;
    const double b = k * 7.3710025651677989e-13 - l;
    const double r = a - b;
    const double d = (a - r) - b;
    const double p =
        5.0000000000000000e-01 + r * (
        1.6666666666666671e-01 + r * (
        4.1666666666666671e-02 + r * (
        8.3333333333261411e-03 + r * (
        1.3888888888883752e-03 + r * (
        1.9841269874800493e-04 + r * (
        2.4801587325533363e-05 + r * (
        2.7557255425746435e-06 + r * (
        2.7557273661348637e-07 + r * (
        2.5105206373957011e-08 + r * (
        2.0914679376583935e-09))))))))));
    const double s = 1.0 + r;

    *biased = gg_bits(t) - gg_bits(magic) + 2046u;
    return gg_fast_sum(s, ((1.0 - s) + r) + (r * r * p + d));
}

/* y 2^(v - 2046) = y 2^(v/2 - 1023) 2^(v - v/2 - 1023), all unsigned. */
static inline double gg_exp_scale(double y, uint64_t v)
{
    const uint64_t v1 = v >> 1;

    return y * gg_from_bits(v1 << 52) * gg_from_bits((v - v1) << 52);
}

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
    return gg_exp_scaled(x, 0.0, 0);
}

/* e^x.  Worst error measured: 0.77. */
float gg_expf(float x)
{
    const gg_exp_parts e = gg_exp_splitf(x);

    return e.hi * e.scale1 * e.scale2;
}

/* e^x - 1 = (2^k - 1) + 2^k (e^r - 1), both sums with their errors kept.  From
 * 60 on the 1 is far below the last bit.  Worst error measured: 0.94. */
double gg_expm1(double x)
{
    const double magic = 6755399441055744.0;
    const double c = x < -60.0 ? -60.0 : x > 60.0 ? 60.0 : x;
    const double t = c * 1.4426950408889634e+00 + magic;
    const double k = t - magic;
    const double a = c - k * 6.9314718055920821e-01;
    const double b = k * 7.3710025651677989e-13;
    const double r = a - b;
    const double d = (a - r) - b;
    const double p =
        5.0000000000000000e-01 + r * (
        1.6666666666666671e-01 + r * (
        4.1666666666666671e-02 + r * (
        8.3333333333261411e-03 + r * (
        1.3888888888883752e-03 + r * (
        1.9841269874800493e-04 + r * (
        2.4801587325533363e-05 + r * (
        2.7557255425746435e-06 + r * (
        2.7557273661348637e-07 + r * (
        2.5105206373957011e-08 + r * (
        2.0914679376583935e-09))))))))));
    const double q = r * r * p + d;
    const double scale = gg_from_bits((gg_bits(t) - gg_bits(magic) + 1023)
                                      << 52);
    const double m = scale - 1.0;
    const gg_dd s = gg_two_sum(m, scale * r);
    const double y = s.hi + (s.lo + (scale * q + ((scale - m) - 1.0)));

    return x > 60.0 ? gg_exp(x) : x > -1e-300 && x < 1e-300 ? x : y;
}

/* As above, with the square taken out of the polynomial; the smallest
 * arguments are their own result, which also keeps the sign of zero.  Worst
 * error measured: 0.81. */
float gg_expm1f(float x)
{
    const gg_ln2_rest c =
        gg_reduce_ln2f(x < -60.0f ? -60.0f : x > 60.0f ? 60.0f : x);
    const float r = c.r;
    const float p =
        1.66666672e-01f + r * (
        4.16665561e-02f + r * (
        8.33332073e-03f + r * (
        1.39261759e-03f + r * (
        1.98826907e-04f))));
    const float h = 0.5f * r * r;
    const float q = h + (r * r * r * p + c.d);
    const float scale = gg_from_bitsf((c.n + 127u) << 23);
    const float m = scale - 1.0f;
    const float n = scale * r;
    const float s = m + n;
    const float v = s - m;
    const float e = (m - (s - v)) + (n - v);
    const float y = s + (e + (scale * q + ((scale - m) - 1.0f)));

    return x > 60.0f ? gg_expf(x) : x > -1e-30f && x < 1e-30f ? x : y;
}

/* With e = e^-|x| = eh + el the result is 1 / (1 + e) for x >= 0 and
 * e / (1 + e) for x < 0.  The quotient is q = eh / s, shortened to 12 bits,
 * plus the remainder over s: with s = 1 + eh shortened as well, q s is exact,
 * and so is the remainder but for terms far below the last bit.
 * Worst error measured: 0.78. */
float gg_sigmoidf(float x)
{
    const gg_exp_parts e = gg_exp_splitf(x < 0.0f ? x : -x);
    const float eh = e.hi * e.scale1 * e.scale2;
    const float el = e.lo * e.scale1 * e.scale2;
    const float s = gg_from_bitsf(gg_bitsf(1.0f + eh) & 0xfffff000u);
    const float d = ((1.0f - s) + eh) + el;
    const float nh = x < 0.0f ? eh : 1.0f;
    const float nl = x < 0.0f ? el : 0.0f;
    const float q = gg_from_bitsf(gg_bitsf(nh / s) & 0xfffff000u);
    const float y = q + (((nh - q * s) - q * d) + nl) / (s + d);

    return x != x ? x : y;
}

/* 1 / (1 + e^-x), or e^x / (1 + e^x) where that does not overflow;
 * what 1 + e^x rounds off is put back.
 * Worst error measured: 1.81. */
double gg_sigmoid(double x)
{
    const double e = gg_exp(x < 0.0 ? x : -x);
    const double s = 1.0 + e;
    const double d = (1.0 - s) + e;
    const double q = (x < 0.0 ? e : 1.0) / s;

    return q - q * d / s;
}
