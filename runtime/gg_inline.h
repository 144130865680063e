/* gg_inline.h: elementary functions for loops.
 *
 * Those of gg.h, bit for bit unless GG_RELAXED is defined, as functions that
 * compilers put into the loop that calls them and turn into vectors there:
 * without calls, branches or tables; special cases are chosen at the end.  The functions of gg.h are
 * these, called.  Where code shall be short (-Os) they are not put into the
 * loop.
 */
#ifndef GG_INLINE_H
#define GG_INLINE_H

#include "gg_math.h"

GG_STRICT_BEGIN

#if defined(__OPTIMIZE_SIZE__) || !defined(__GNUC__)
#define GG_EACH static inline
#else
#define GG_EACH static inline __attribute__((always_inline, unused))
#endif

/* gg_powi for |n| <= 64: of constant n, no loop and no branch is left of it. */
GG_EACH float gg_inline_powif(float x, int n)
{
    const int m = n < 0 ? -n : n;
    const float x2 = x * x, x4 = x2 * x2, x8 = x4 * x4, x16 = x8 * x8;
    const float x32 = x16 * x16;
    float y = m & 1 ? x : 1.0f;

    y = m & 2 ? y * x2 : y;
    y = m & 4 ? y * x4 : y;
    y = m & 8 ? y * x8 : y;
    y = m & 16 ? y * x16 : y;
    y = m & 32 ? y * x32 : y;
    y = m & 64 ? y * (x32 * x32) : y;
    return n < 0 ? 1.0f / y : y;
}

GG_EACH double gg_inline_powi(double x, int n)
{
    const int m = n < 0 ? -n : n;
    const double x2 = x * x, x4 = x2 * x2, x8 = x4 * x4, x16 = x8 * x8;
    const double x32 = x16 * x16;
    double y = m & 1 ? x : 1.0;

    y = m & 2 ? y * x2 : y;
    y = m & 4 ? y * x4 : y;
    y = m & 8 ? y * x8 : y;
    y = m & 16 ? y * x16 : y;
    y = m & 32 ? y * x32 : y;
    y = m & 64 ? y * (x32 * x32) : y;
    return n < 0 ? 1.0 / y : y;
}

/* gg_powh for |n| <= 17. */
GG_EACH float gg_inline_powhf(float x, int n)
{
    const float y = gg_inline_powif(x, (n < 0 ? -n : n) / 2) * gg_sqrtf(x + 0.0f);

    return n < 0 ? 1.0f / y : y;
}

GG_EACH double gg_inline_powh(double x, int n)
{
    const double y = gg_inline_powi(x, (n < 0 ? -n : n) / 2) * gg_sqrt(x + 0.0);

    return n < 0 ? 1.0 / y : y;
}

/* x^n for whole n. */
GG_EACH float gg_inline_pownf(float x, int64_t n)
{
    return n >= -64 && n <= 64 ? gg_inline_powif(x, (int)n)
                               : gg_powf(x, (float)n);
}

GG_EACH double gg_inline_pown(double x, int64_t n)
{
    return n >= -64 && n <= 64 ? gg_inline_powi(x, (int)n)
                               : gg_pow(x, (double)n);
}

/* (e^r - 1 - r) / r^2, |r| <= ln 2 / 2. */
GG_EACH double gg_exp_series(double r)
{
    return
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
}

/* e^(h + l) = (hi + lo) 2^k: the parts before scaling, and k + 2046 where k
 * is in the range of the results. */
GG_EACH gg_dd gg_exp_split(double h, double l, uint64_t *biased)
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
    const double p = gg_exp_series(r);
    const double s = 1.0 + r;

    *biased = gg_bits(t) - gg_bits(magic) + 2046u;
    return gg_fast_sum(s, ((1.0 - s) + r) + (r * r * p + d));
}

/* y 2^(v - 2046) = y 2^(v/2 - 1023) 2^(v - v/2 - 1023), all unsigned. */
GG_EACH double gg_exp_scale(double y, uint64_t v)
{
    const uint64_t v1 = v >> 1;

    return y * gg_from_bits(v1 << 52) * gg_from_bits((v - v1) << 52);
}

/* gg_exp_times. */
GG_EACH double gg_inline_exp_times(double h, double l, gg_dd f)
{
    uint64_t v;
    const gg_dd y = gg_exp_split(h, l, &v);

    return gg_exp_scale(gg_dd_mul(y, f).hi, v);
}

#ifdef GG_RELAXED
/* e^x = (1 + y) 2^k, |x| < 800; k + 1023 in the lowest bits of *v. */
GG_EACH double gg_exp_rest(double x, uint64_t *v)
{
    const double magic = 6755399441055744.0;
    const double t = x * 1.4426950408889634e+00 + magic;
    const double k = t - magic;
    const double r = (x - k * 6.9314718055920821e-01)
                   - k * 7.3710025651677989e-13;
    const double s = r * r;
    const double low =
        (1.6666666666666671e-01 + r * 4.1666666666666671e-02) + s * (
        8.3333333333261411e-03 + r * 1.3888888888883752e-03);
    const double high =
        (1.9841269874800493e-04 + r * 2.4801587325533363e-05) + s * (
        (2.7557255425746435e-06 + r * 2.7557273661348637e-07) + s * (
        2.5105206373957011e-08 + r * 2.0914679376583935e-09));

    *v = gg_bits(t) + 1023u;
    return r + s * (0.5 + r * (low + s * s * high));
}
#endif

/* e^x. */
#ifdef GG_RELAXED
GG_EACH double gg_inline_exp(double x)
{
    uint64_t v, v1;
    const double g = x < -800.0 ? -800.0 : x;
    const double y = gg_exp_rest(g > 800.0 ? 800.0 : g, &v);

    v = v - 1023u + 2046u - gg_bits(6755399441055744.0);
    v1 = v >> 1;
    return (1.0 + y) * gg_from_bits(v1 << 52)
         * gg_from_bits((v - v1) << 52);
}
#else
GG_EACH double gg_inline_exp(double x)
{
    uint64_t v;
    const gg_dd y = gg_exp_split(x, 0.0, &v);

    return gg_exp_scale(y.hi, v);
}
#endif

GG_EACH float gg_inline_expf(float x)
{
    const gg_exp_parts e = gg_exp_splitf(x);

    return e.hi * e.scale1 * e.scale2;
}

/* e^x - 1 for x <= 60. */
GG_EACH double gg_expm1_core(double x)
{
    const double magic = 6755399441055744.0;
    const double c = x < -60.0 ? -60.0 : x > 60.0 ? 60.0 : x;
    const double t = c * 1.4426950408889634e+00 + magic;
    const double k = t - magic;
    const double a = c - k * 6.9314718055920821e-01;
    const double b = k * 7.3710025651677989e-13;
    const double r = a - b;
    const double d = (a - r) - b;
    const double p = gg_exp_series(r);
    const double q = r * r * p + d;
    const double scale = gg_from_bits((gg_bits(t) - gg_bits(magic) + 1023)
                                      << 52);
    const double m = scale - 1.0;
    const gg_dd s = gg_two_sum(m, scale * r);
    const double y = s.hi + (s.lo + (scale * q + ((scale - m) - 1.0)));

    return x > -1e-300 && x < 1e-300 ? x : y;
}

/* e^x - 1. */
GG_EACH double gg_inline_expm1(double x)
{
    const double y = gg_expm1_core(x);

    return x > 60.0 ? gg_inline_exp(x) : y;
}

GG_EACH float gg_inline_expm1f(float x)
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
    const float q = h + (r * r * r * p + gg_ln2_lowf(c));
    const float scale = gg_ln2_scalef(c);
    const float m = scale - 1.0f;
    const float n = scale * r;
    const float s = m + n;
    const float v = s - m;
    const float e = (m - (s - v)) + (n - v);
    const float y = s + (e + (scale * q + ((scale - m) - 1.0f)));

    return x > 60.0f ? gg_inline_expf(x) : x > -1e-30f && x < 1e-30f ? x : y;
}

#ifdef GG_RELAXED
/* e^r - 1 - r, |r| <= ln 2 / 2. */
GG_EACH float gg_exp_tailf(float r)
{
    const float s = r * r;

    return s * ((5.00000000e-01f + r * 1.66666672e-01f) + s * (
                (4.16664667e-02f + r * 8.33331048e-03f) + s * (
                1.39336416e-03f + r * 1.98909809e-04f)));
}
#endif

/* 1 / (1 + e^-x). */
#ifdef GG_RELAXED
GG_EACH float gg_inline_sigmoidf(float x)
{
    const float g = x < -88.3f ? -88.3f : x;
    const float h = g > 88.3f ? 88.3f : g;
    const gg_ln2_rest c = gg_reduce_ln2f(-h);
    const float e = ((1.0f + c.r) + gg_exp_tailf(c.r)) * gg_ln2_scalef(c);

    return 1.0f / (1.0f + e);
}
#else
GG_EACH float gg_inline_sigmoidf(float x)
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
#endif

#ifdef GG_RELAXED
GG_EACH double gg_inline_sigmoid(double x)
{
    const double g = x < -700.0 ? -700.0 : x;
    uint64_t v;
    const double y = gg_exp_rest(g > 700.0 ? -700.0 : -g, &v);

    return 1.0 / (1.0 + (1.0 + y) * gg_from_bits(v << 52));
}
#else
GG_EACH double gg_inline_sigmoid(double x)
{
    const double e = gg_inline_exp(x < 0.0 ? x : -x);
    const double s = 1.0 + e;
    const double d = (1.0 - s) + e;
    const double q = (x < 0.0 ? e : 1.0) / s;

    return q - q * d / s;
}
#endif

/* tanh x. */
#ifdef GG_RELAXED
/* (e^2a - 1) / (e^2a + 1). */
GG_EACH float gg_inline_tanhf(float x)
{
    const float a = gg_absf(x);
    const gg_ln2_rest c = gg_reduce_ln2f(a > 10.0f ? 20.0f : 2.0f * a);
    const float scale = gg_ln2_scalef(c);
    const float t = (scale - 1.0f) + scale * (c.r + gg_exp_tailf(c.r));

    return gg_copysignf(t / (t + 2.0f), x);
}
#else
GG_EACH float gg_inline_tanhf(float x)
{
    const float a = gg_absf(x);
    const float b = a < 0.6f ? a : 0.6f;
    const float z = b * b;
    const float p =
        -3.33333343e-01f + z * (
        1.33333132e-01f + z * (
        -5.39615527e-02f + z * (
        2.17883214e-02f + z * (
        -8.41007102e-03f + z * (
        2.37076567e-03f)))));
    const float small = b + b * z * p;
    const gg_exp_parts e = gg_exp_splitf(a < 10.0f ? 2.0f * a : 20.0f);
    const float scale = e.scale1 * e.scale2;
    const float y = scale * e.hi;
    const float s = y + 1.0f;
    const float d = ((y - s) + 1.0f) + scale * e.lo;
    const float t = 2.0f / s;
    const float h = 1.0f - t;
    const float large = h + (((1.0f - h) - t) + 0.5f * t * t * d);

    return x != x ? x : gg_copysignf(a < 0.6f ? small : large, x);
}
#endif

#ifdef GG_RELAXED
GG_EACH double gg_inline_tanh(double x)
{
    const double a = gg_abs(x);
    uint64_t v;
    const double y = gg_exp_rest(a > 22.0 ? 44.0 : 2.0 * a, &v);
    const double scale = gg_from_bits(v << 52);
    const double t = (scale - 1.0) + scale * y;

    return gg_copysign(t / (t + 2.0), x);
}
#else
GG_EACH double gg_inline_tanh(double x)
{
    const double a = gg_abs(x);
    const double t = gg_expm1_core(2.0 * a);
    const gg_dd s = gg_two_sum(2.0, t);
    const double q = (a < 1.0 ? t : 2.0) / s.hi;
    const double r = q - q * (s.lo / s.hi);
    const double y = a > 22.0 ? 1.0 : a < 1.0 ? r : 1.0 - r;

    return a > 1e-9 ? gg_copysign(y, x) : x;
}
#endif

/* x = 2^k m with sqrt(1/2) <= m < sqrt(2); x positive, normal, finite.  k comes
 * as the low bits of a number near 1.5 2^52, for want of a conversion that
 * vectorises. */
GG_EACH double gg_log_reduce(double x, double *k)
{
    const uint64_t root_half = (uint64_t)0x3fe6a09e << 32;
    const uint64_t one = (uint64_t)0x3ff << 52;
    const uint64_t u = gg_bits(x) + (one - root_half);
    const double magic = 6755399441055744.0;

    *k = gg_from_bits(gg_bits(magic) + (u >> 52)) - (magic + 1023.0);
    return gg_from_bits((u & (((uint64_t)1 << 52) - 1)) + root_half);
}

/* k ln 2 + log m + c. */
GG_EACH double gg_log_core(double m, double k, double c)
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

GG_EACH float gg_log_reducef(float x, int *k)
{
    const uint32_t u = gg_bitsf(x) + (0x3f800000u - 0x3f3504f3u);

    *k = (int)(u >> 23) - 127;
    return gg_from_bitsf((u & 0x7fffffu) + 0x3f3504f3u);
}

GG_EACH float gg_log_coref(float m, float k, float c)
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

/* log x, from what it is for positive numbers. */
GG_EACH double gg_log_special(double x, double y)
{
    const double none = x < 0.0 ? gg_nan() : x != x ? x : -gg_infinity();

    return x > 0.0 ? x > 1.7976931348623157e308 ? x : y : none;
}

GG_EACH float gg_log_specialf(float x, float y)
{
    const float none = x < 0.0f ? gg_nanf() : x != x ? x : -gg_infinityf();

    return x > 0.0f ? x > 3.4028234e38f ? x : y : none;
}

GG_EACH double gg_inline_log(double x)
{
    const int small = x < 2.2250738585072014e-308;
    double k;
    const double m =
        gg_log_reduce(small ? x * 18014398509481984.0 : x, &k);

    return gg_log_special(x, gg_log_core(m, small ? k - 54.0 : k, 0.0));
}

GG_EACH float gg_inline_logf(float x)
{
    const int small = x < 1.17549435e-38f;
    int k;
    const float m = gg_log_reducef(small ? x * 33554432.0f : x, &k);

    return gg_log_specialf(x,
                           gg_log_coref(m, (float)(small ? k - 25 : k), 0.0f));
}

/* log(1 + x): 1 + x = u + e exactly, and log(u + e) = log u + e/u to first
 * order, which suffices since |e/u| < 2^-53. */
GG_EACH double gg_inline_log1p(double x)
{
    const gg_dd u = gg_two_sum(1.0, x);
    double k;
    const double m = gg_log_reduce(u.hi, &k);
    const double y = gg_log_core(m, k, u.lo / u.hi);
    const double none = x < -1.0 ? gg_nan() : x != x ? x : -gg_infinity();
    const int same = x > 1.7976931348623157e308 || (x > -1e-300 && x < 1e-300);

    return x > -1.0 ? same ? x : y : none;
}

GG_EACH float gg_inline_log1pf(float x)
{
    const float u = 1.0f + x;
    const float t = u - 1.0f;
    const float e = (1.0f - (u - t)) + (x - t);
    int k;
    const float m = gg_log_reducef(u, &k);
    const float y = gg_log_coref(m, (float)k, e / u);
    const float none = x < -1.0f ? gg_nanf() : x != x ? x : -gg_infinityf();
    const int same = x > 3.4028234e38f || (x > -1e-30f && x < 1e-30f);

    return x > -1.0f ? same ? x : y : none;
}

/* e^-s to 2^-32 of itself, 0 <= s <= 150. */
GG_EACH double gg_exp_below(double s)
{
    const double magic = 6755399441055744.0;
    const double t = magic - s * 1.4426950408889634e+00;
    const double r = -s - (t - magic) * 6.9314718055994531e-01;
    const double p =
        5.0000000134577272e-01 + r * (
        1.6666666681614256e-01 + r * (
        4.1666465006040050e-02 + r * (
        8.3333109344488690e-03 + r * (
        1.3933641031986701e-03 + r * (
        1.9890980869750327e-04)))));

    return (1.0 + r + r * r * p)
         * gg_from_bits((gg_bits(t) - gg_bits(magic) + 1023u) << 52);
}

/* erfc a = e^(-a^2) / (a + 3) G((a - 3) / (a + 3)), to 2^-31 of itself,
 * 0 <= a <= 12. */
GG_EACH double gg_erfc_short(double a)
{
    const double r = 1.0 / (a + 3.0);
    const double t = (a - 3.0) * r;
    const double p =
        1.0740069070950529e+00 + t * (
        -8.8339445333723843e-01 + t * (
        5.9022835714392619e-01 + t * (
        -3.1046724497622047e-01 + t * (
        1.1952774675379367e-01 + t * (
        -2.6827588961457084e-02 + t * (
        -1.2123513666807938e-03 + t * (
        3.0368934208778878e-03 + t * (
        -5.4705967827655441e-04 + t * (
        -2.8630363885009307e-04 + t * (
        9.8223440469117355e-05 + t * (
        4.0520992514922786e-05)))))))))));

    return gg_exp_below(a * a) * r * p;
}

/* erf x, and erfc x = 1 - erf x, through double. */
GG_EACH float gg_inline_erff(float x)
{
    const double a = (double)gg_absf(x);
    const double z = (double)x * (double)x;
    const double p =
        1.2837916708240948e-01 + z * (
        -3.7612638525650693e-01 + z * (
        1.1283774013179539e-01 + z * (
        -2.6863143032249386e-02 + z * (
        5.2004137243354927e-03 + z * (
        -7.6945342791423076e-04)))));
    const double large = 1.0 - gg_erfc_short(a < 12.0 ? a : 12.0);
    const float y = (float)(a < 0.5 ? a + a * p : large);

    return x != x ? x : gg_copysignf(y, x);
}

GG_EACH float gg_inline_erfcf(float x)
{
    const double a = (double)gg_absf(x);
    const double y = gg_erfc_short(a < 12.0 ? a : 12.0);

    return x != x ? x : (float)(x < 0.0f ? 2.0 - y : y);
}

/* As the float functions of gg.h are short only. */
GG_EACH double gg_inline_erf(double x)
{
    return gg_erf(x);
}

GG_EACH double gg_inline_erfc(double x)
{
    return gg_erfc(x);
}

GG_STRICT_END

#include "gg_narrow_inline.h"

#endif
