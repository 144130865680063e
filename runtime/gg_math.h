/* gg_math.h: helpers of the runtime's own files; not for programs.
 *
 * Bit patterns, and unevaluated sums hi + lo of two doubles with |lo| at most
 * half an ULP of hi ("double-double", about 106 bits; Dekker, Numer. Math. 18,
 * 1971; Knuth, TAOCP vol. 2, 4.2.2), which carry the parts of a function where
 * 53 bits would lose the last one.  They are exact only because products and
 * sums are rounded one by one: see gg_strict.h.
 */
#ifndef GG_MATH_H
#define GG_MATH_H

#define GG_RUNTIME

#include "gg.h"

GG_STRICT_BEGIN

/* A function that calls nothing, even where code is to be short. */
#if defined(__GNUC__)
#define GG_FLAT __attribute__((flatten))
#else
#define GG_FLAT
#endif

/* Neither below nor above 0, and no NaN. */
#define GG_IS_ZERO(x) ((x) <= 0 && (x) >= 0)

typedef struct gg_dd {
    double hi, lo;
} gg_dd;

static inline uint32_t gg_bitsf(float x)
{
    uint32_t u;
    GG_COPY(&u, &x, sizeof u);
    return u;
}

static inline float gg_from_bitsf(uint32_t u)
{
    float x;
    GG_COPY(&x, &u, sizeof x);
    return x;
}

static inline uint64_t gg_bits(double x)
{
    uint64_t u;
    GG_COPY(&u, &x, sizeof u);
    return u;
}

static inline double gg_from_bits(uint64_t u)
{
    double x;
    GG_COPY(&x, &u, sizeof x);
    return x;
}

/* |x| with the sign of y. */
static inline float gg_copysignf(float x, float y)
{
    return gg_from_bitsf((gg_bitsf(x) & 0x7fffffffu)
                         | (gg_bitsf(y) & 0x80000000u));
}

static inline double gg_copysign(double x, double y)
{
    const uint64_t sign = (uint64_t)1 << 63;

    return gg_from_bits((gg_bits(x) & ~sign) | (gg_bits(y) & sign));
}

/* 2^k, -1022 <= k <= 1023. */
static inline double gg_pow2(int k)
{
    return gg_from_bits((uint64_t)(k + 1023) << 52);
}

static inline double gg_infinity(void)
{
    return gg_from_bits((uint64_t)0x7ff << 52);
}

static inline float gg_infinityf(void)
{
    return gg_from_bitsf(0x7f800000u);
}

static inline double gg_nan(void)
{
    return gg_from_bits((uint64_t)0x7ff8 << 48);
}

static inline float gg_nanf(void)
{
    return gg_from_bitsf(0x7fc00000u);
}

/* a + b exactly, |a| >= |b| or a = 0. */
static inline gg_dd gg_fast_sum(double a, double b)
{
    gg_dd s;

    s.hi = a + b;
    s.lo = (a - s.hi) + b;
    return s;
}

/* a + b exactly. */
static inline gg_dd gg_two_sum(double a, double b)
{
    gg_dd s;
    double t;

    s.hi = a + b;
    t = s.hi - a;
    s.lo = (a - (s.hi - t)) + (b - t);
    return s;
}

/* The upper 26 bits of a: a = hi + lo with both parts short enough that their
 * products are exact.  |a| < 2^996. */
static inline gg_dd gg_split(double a)
{
    const double c = 134217729.0 * a;
    gg_dd s;

    s.hi = c - (c - a);
    s.lo = a - s.hi;
    return s;
}

/* a b exactly, unless it underflows. */
static inline gg_dd gg_two_product(double a, double b)
{
    const gg_dd x = gg_split(a), y = gg_split(b);
    gg_dd p;

    p.hi = a * b;
    p.lo = ((x.hi * y.hi - p.hi) + x.hi * y.lo + x.lo * y.hi) + x.lo * y.lo;
    return p;
}

static inline gg_dd gg_dd_mul(gg_dd a, gg_dd b)
{
    gg_dd p = gg_two_product(a.hi, b.hi);

    p.lo += a.hi * b.lo + a.lo * b.hi;
    return gg_fast_sum(p.hi, p.lo);
}

static inline gg_dd gg_dd_add(gg_dd a, gg_dd b)
{
    const gg_dd s = gg_two_sum(a.hi, b.hi);

    return gg_fast_sum(s.hi, s.lo + (a.lo + b.lo));
}

static inline gg_dd gg_dd_div(gg_dd a, gg_dd b)
{
    const double q = a.hi / b.hi;
    const gg_dd p = gg_two_product(q, b.hi);

    return gg_fast_sum(q, (((a.hi - p.hi) - p.lo) + a.lo - q * b.lo) / b.hi);
}

/* sqrt(a), a.hi > 0: one step of Newton's method from the rounded root. */
static inline gg_dd gg_dd_sqrt(gg_dd a)
{
    const double r = gg_sqrt(a.hi);
    const gg_dd p = gg_two_product(r, r);

    return gg_fast_sum(r, (((a.hi - p.hi) - p.lo) + a.lo) / (2.0 * r));
}

/* x = n ln 2 + a - b, n the nearest whole number, a exact, |x| <= 128; and
 * r = a - b, rounded.  The lowest 9 bits of v are n + 254: it comes from the bits
 * of a sum, and is shifted by 23, so that the others are of no use. */
typedef struct gg_ln2_rest {
    float a, b, r;
    uint32_t v;
} gg_ln2_rest;

static inline gg_ln2_rest gg_reduce_ln2f(float x)
{
    const float magic = 12582912.0f + 254.0f;
    const float t = x * 1.44269502e+00f + magic;
    const float k = t - magic;
    gg_ln2_rest y;

    y.a = x - k * 6.93145752e-01f;
    y.b = k * 1.42860677e-06f;
    y.r = y.a - y.b;
    y.v = gg_bitsf(t);
    return y;
}

/* a - b less r: what r does not hold. */
static inline float gg_ln2_lowf(gg_ln2_rest x)
{
    return (x.a - x.r) - x.b;
}

/* 2^n of a rest whose n is that of a normal number. */
static inline float gg_ln2_scalef(gg_ln2_rest x)
{
    return gg_from_bitsf((x.v - 127u) << 23);
}

/* x, or what is nearest to it in [-128, 128]; a NaN stays one.  Comparing bits is
 * short, comparing numbers becomes vectors. */
static inline float gg_within_128f(float x)
{
#if defined(__OPTIMIZE_SIZE__)
    if (gg_bitsf(x) << 1 < 0x86000000u)
        return x;
#endif
    x = x < -128.0f ? -128.0f : x;
    return x > 128.0f ? 128.0f : x;
}

/* e^x = (hi + lo) 2^k: the parts before scaling, and both factors of 2^k; the
 * method is math_exp.c's. */
typedef struct gg_exp_parts {
    float hi, lo, scale1, scale2;
} gg_exp_parts;

static inline gg_exp_parts gg_exp_splitf(float h)
{
    const gg_ln2_rest x = gg_reduce_ln2f(gg_within_128f(h));
    const float r = x.r;
    const float p =
        5.00000000e-01f + r * (
        1.66666672e-01f + r * (
        4.16664667e-02f + r * (
        8.33331048e-03f + r * (
        1.39336416e-03f + r * (
        1.98909809e-04f)))));
    const float s = 1.0f + x.a;
    const float e = ((1.0f - s) + x.a) + (r * r * p - x.b);
    const uint32_t v1 = x.v >> 1;
    gg_exp_parts y;

    y.hi = s + e;
    y.lo = (s - y.hi) + e;
    y.scale1 = gg_from_bitsf(v1 << 23);
    y.scale2 = gg_from_bitsf((x.v - v1) << 23);
    return y;
}

/* e^(h + l) 2^shift, |l| tiny against h, |shift| <= 64 (math_exp.c). */
double gg_exp_scaled(double h, double l, int shift);

/* e^(h + l) f, rounded once; f near 1. */
double gg_exp_times(double h, double l, gg_dd f);

/* log(h + l) to about 2^-66 of itself, h positive, normal and finite
 * (math_log.c). */
gg_dd gg_log_dd(gg_dd x);

/* sin and cos of r = hi + lo, |r| <= pi/4 (math_trig.c). */
double gg_sin_kernel(gg_dd r);
double gg_cos_kernel(gg_dd r);

GG_STRICT_END

#endif
