/* math_log.c: logarithms.
 *
 * x = 2^k m with sqrt(1/2) <= m < sqrt(2), f = m - 1, s = f / (2 + f), z = s^2:
 *
 *     log m = 2 atanh s = 2 s + s z L(z),      2 s = f - s f = f - (h - s h),
 *
 * where h = f^2 / 2.  The form f - (h - s (h + z L)) has its large term exact.
 * ln 2 is taken in two parts, k times the first being exact (Cody & Waite,
 * ch. 5).  L comes from tests/accuracy/minimax.py.
 */
#include "gg_math.h"

/* x = 2^k m; x positive, normal, finite. */
static inline double gg_log_reduce(double x, int *k)
{
    const uint64_t root_half = (uint64_t)0x3fe6a09e << 32;
    const uint64_t one = (uint64_t)0x3ff << 52;
    const uint64_t u = gg_bits(x) + (one - root_half);

    *k = (int)(u >> 52) - 1023;
    return gg_from_bits((u & (((uint64_t)1 << 52) - 1))
                        + root_half);
}

/* k ln 2 + log m + c. */
static inline double gg_log_core(double m, double k, double c)
{
    const double f = m - 1.0;
    const double h = 0.5 * f * f;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double p =
        6.6666666666666663e-01 + z * (
        4.0000000000000879e-01 + z * (
        2.8571428570803253e-01 + z * (
        2.2222222391794727e-01 + z * (
        1.8181795631498243e-01 + z * (
        1.5386240172447838e-01 + z * (
        1.3268760562036724e-01 + z * (
        1.3086757666952070e-01)))))));
    const double low = s * (h + z * p) + (k * 7.3710025651677989e-13 + c);

    return k * 6.9314718055920821e-01 - ((h - low) - f);
}

/* log x.  Worst error measured: 0.83. */
double gg_log(double x)
{
    const int small = x < 2.2250738585072014e-308;
    int k;
    double m;

    if (!(x > 0.0))
        return x < 0.0 ? gg_nan() : x != x ? x : -gg_infinity();
    if (x > 1.7976931348623157e308)
        return x;
    m = gg_log_reduce(small ? x * 18014398509481984.0 : x, &k);
    return gg_log_core(m, (double)(small ? k - 54 : k), 0.0);
}

/* log(1 + x): 1 + x = u + e exactly, and log(u + e) = log u + e/u to first
 * order, which suffices since |e/u| < 2^-53.
 * Worst error measured: 0.77. */
double gg_log1p(double x)
{
    gg_dd u;
    int k;
    double m;

    if (!(x > -1.0))
        return x < -1.0 ? gg_nan() : x != x ? x : -gg_infinity();
    if (x > 1.7976931348623157e308 || (x > -1e-300 && x < 1e-300))
        return x;
    u = gg_two_sum(1.0, x);
    m = gg_log_reduce(u.hi, &k);
    return gg_log_core(m, (double)k, u.lo / u.hi);
}

static inline float gg_log_reducef(float x, int *k)
{
    const uint32_t u = gg_bitsf(x) + (0x3f800000u - 0x3f3504f3u);

    *k = (int)(u >> 23) - 127;
    return gg_from_bitsf((u & 0x7fffffu) + 0x3f3504f3u);
}

static inline float gg_log_coref(float m, float k, float c)
{
    const float f = m - 1.0f;
    const float h = 0.5f * f * f;
    const float s = f / (2.0f + f);
    const float z = s * s;
    const float p =
        6.66666687e-01f + z * (
        4.00001228e-01f + z * (
        2.85508156e-01f + z * (
        2.33305737e-01f)));
    const float low = s * (h + z * p) + (k * 1.42860677e-06f + c);

    return k * 6.93145752e-01f - ((h - low) - f);
}

/* log x.  Worst error measured: 0.84. */
float gg_logf(float x)
{
    const int small = x < 1.17549435e-38f;
    int k;
    float m;

    if (!(x > 0.0f))
        return x < 0.0f ? gg_nanf() : x != x ? x : -gg_infinityf();
    if (x > 3.4028234e38f)
        return x;
    m = gg_log_reducef(small ? x * 33554432.0f : x, &k);
    return gg_log_coref(m, (float)(small ? k - 25 : k), 0.0f);
}

/* log(1 + x).  Worst error measured: 0.87. */
float gg_log1pf(float x)
{
    float u, t, e, m;
    int k;

    if (!(x > -1.0f))
        return x < -1.0f ? gg_nanf() : x != x ? x : -gg_infinityf();
    if (x > 3.4028234e38f || (x > -1e-30f && x < 1e-30f))
        return x;
    u = 1.0f + x;
    t = u - 1.0f;
    e = (1.0f - (u - t)) + (x - t);
    m = gg_log_reducef(u, &k);
    return gg_log_coref(m, (float)k, e / u);
}

/* The series for s in double-double to the second term,
 * log m = 2 s + 2 s^3 / 3 + s^5 P(s^2), the rest in double. */
gg_dd gg_log_dd(gg_dd x)
{
    const gg_dd two_thirds = {6.6666666666666663e-01, 3.7007434154171883e-17};
    int n;
    const double m = gg_log_reduce(x.hi, &n);
    const double k = (double)n;
    const double c = n < 1000 ? x.lo * gg_pow2(-n) : 0.0;
    gg_dd f, d, s, z, t, y, w;
    double p;

    f.hi = m - 1.0;
    f.lo = c;
    d = gg_two_sum(2.0, f.hi);
    d.lo += c;
    s = gg_dd_div(f, d);
    z = gg_dd_mul(s, s);
    t = gg_dd_mul(gg_dd_mul(s, z), two_thirds);
    p =
        4.0000000000000002e-01 + z.hi * (
        2.8571428571428564e-01 + z.hi * (
        2.2222222222228430e-01 + z.hi * (
        1.8181818179657014e-01 + z.hi * (
        1.5384615761157389e-01 + z.hi * (
        1.3333296535437239e-01 + z.hi * (
        1.1766813077591133e-01 + z.hi * (
        1.0456328242945438e-01 + z.hi * (
        1.0762415597972005e-01))))))));
    y = gg_two_sum(k * 6.9314718055920821e-01, 2.0 * s.hi);
    w = gg_two_sum(y.hi, t.hi);
    return gg_fast_sum(w.hi, (y.lo + w.lo) + ((2.0 * s.lo + t.lo)
        + (s.hi * z.hi * z.hi * p + k * 7.3710025651677989e-13)));
}
