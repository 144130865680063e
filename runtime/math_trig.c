/* math_trig.c: sine, cosine and tangent.
 *
 * x = k pi/2 + r, |r| <= pi/4, with r in double-double, then polynomials in
 * r^2: gg_each.h has these, and the reduction up to 2^20 pi/2. Beyond, it is Payne & Hanek's (SIGNUM Newsletter 18, 1983): x = m 2^e with an
 * integer m, and of the product of m with the bits of 2/pi only those are
 * computed that are neither a multiple of 4 nor below the 2^-138th.
 */
#include "gg_each.h"

GG_STRICT_BEGIN

/* x > 0 finite, x >= 2^20; returns k mod 4. */
static unsigned gg_reduce_large(double x, gg_dd *r)
{
    /* 2/pi in words of 32 bits, after two words of the integer part. */
    static const uint32_t bits[39] = {
        0x00000000u, 0x00000000u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u,
        0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu, 0xdebbc561u,
        0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu, 0xfe1deb1cu,
        0xb129a73eu, 0xe88235f5u, 0x2ebb4484u, 0xe99c7026u, 0xb45f7e41u,
        0x3991d639u, 0x835339f4u, 0x9c845f8bu, 0xbdf9283bu, 0x1ff897ffu,
        0xde05980fu, 0xef2f118bu, 0x5a0a6d1fu, 0x6d367ecfu, 0x27cb09b7u,
        0x4f463f66u, 0x9e5fea2du, 0x7527bac7u, 0xebe5f17bu, 0x3d0739f7u,
        0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u
    };
    const uint64_t u = gg_bits(x);
    const uint64_t m = (u & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
    /* m 2^(e - 64) = x; the words before j only give multiples of 4. */
    const unsigned e = (unsigned)(u >> 52) - 1075u + 64u;
    const unsigned j = (e - 2u) >> 5;
    const unsigned shift = (e - 2u) & 31u;
    uint32_t p[7];
    uint64_t carry = 0, high, low;
    unsigned k, negative;
    int i, zeros = 0;
    gg_dd f, half_pi = {1.5707963267948966e+00, 6.1232339957367660e-17};

    /* p = low 224 bits of m times the window, most significant word first. */
    for (i = 6; i >= 0; i--) {
        carry += (m & 0xffffffffu) * bits[j + (unsigned)i];
        p[i] = (uint32_t)carry;
        carry >>= 32;
    }
    carry = 0;
    for (i = 5; i >= 0; i--) {
        carry += (m >> 32) * bits[j + (unsigned)i + 1u] + p[i];
        p[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (shift > 0)
        for (i = 0; i < 6; i++)
            p[i] = p[i] << shift | p[i + 1] >> (32u - shift);

    /* Two bits of k, then the fraction; above one half it counts down. */
    k = p[0] >> 30;
    high = (uint64_t)p[0] << 34 | (uint64_t)p[1] << 2 | p[2] >> 30;
    low = (uint64_t)p[2] << 34 | (uint64_t)p[3] << 2 | p[4] >> 30;
    negative = (unsigned)(high >> 63);
    if (negative) {
        k++;
        high = ~high;
        low = ~low;
    }
    while (zeros < 96 && !(high >> 63)) {
        high = high << 1 | low >> 63;
        low <<= 1;
        zeros++;
    }
    f.hi = (double)(high >> 11) * gg_pow2(-53 - zeros);
    f.lo = (double)((high & 0x7ffu) << 42 | low >> 22) * gg_pow2(-106 - zeros);
    *r = gg_dd_mul(gg_fast_sum(f.hi, f.lo), half_pi);
    if (negative) {
        r->hi = -r->hi;
        r->lo = -r->lo;
    }
    return k & 3u;
}

/* Finite x = (4 n + result) pi/2 + r. */
static unsigned gg_reduce(double x, gg_dd *r)
{
    const double a = gg_abs(x);
    uint64_t k;
    unsigned q;

    if (a < 7.8539816339744828e-01) {
        r->hi = x;
        r->lo = 0.0;
        return 0;
    }
    if (a < GG_NEAR) {
        *r = gg_reduce_near(x, &k);
        return (unsigned)(k & 3u);
    }
    q = gg_reduce_large(a, r);
    if (x < 0.0) {
        r->hi = -r->hi;
        r->lo = -r->lo;
        q = (4u - q) & 3u;
    }
    return q;
}

double gg_sin_kernel(gg_dd r)
{
    return gg_sin_parts(r).hi;
}

double gg_cos_kernel(gg_dd r)
{
    return gg_cos_parts(r).hi;
}

/* sin x.  Worst error measured: 0.77. */
double gg_sin(double x)
{
    gg_dd r;
    unsigned k;
    double y;

    if (!(gg_abs(x) < gg_infinity()))
        return x - x;
    if (gg_abs(x) < 1e-9)
        return x;
    k = gg_reduce(x, &r);
    y = k & 1u ? gg_cos_kernel(r) : gg_sin_kernel(r);
    return k & 2u ? -y : y;
}

/* cos x.  Worst error measured: 0.77. */
double gg_cos(double x)
{
    gg_dd r;
    unsigned k;
    double y;

    if (!(gg_abs(x) < gg_infinity()))
        return x - x;
    k = gg_reduce(x, &r);
    y = k & 1u ? gg_sin_kernel(r) : gg_cos_kernel(r);
    return (k + 1u) & 2u ? -y : y;
}

/* tan x = sin x / cos x, and -cos r / sin r in the odd quadrants.
 * Worst error measured: 0.90. */
double gg_tan(double x)
{
    gg_dd r;
    unsigned k;

    if (!(gg_abs(x) < gg_infinity()))
        return x - x;
    if (gg_abs(x) < 1e-9)
        return x;
    k = gg_reduce(x, &r);
    return k & 1u ? -gg_dd_div(gg_cos_parts(r), gg_sin_parts(r)).hi
                  : gg_dd_div(gg_sin_parts(r), gg_cos_parts(r)).hi;
}

/* The float functions are the double ones, rounded.
 * Worst error measured of each: 0.51 ULP. */
float gg_sinf(float x)
{
    return (float)gg_sin((double)x);
}

float gg_cosf(float x)
{
    return (float)gg_cos((double)x);
}

float gg_tanf(float x)
{
    return (float)gg_tan((double)x);
}

GG_STRICT_END
