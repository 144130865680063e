/* gg_each.h: elementary functions of many numbers, some of them hard.
 *
 * gg_each_sin(y, x, n) is y[i] = gg_sin(x[i]) for i < n, bit for bit. A loop
 * without calls and branches, which compilers turn into vectors, computes what
 * holds for nearly all numbers, and sees whether there are others: then the
 * functions of gg.h are called for all n. So n is that of a block of a few vectors.
 * What is in the loops is what the functions of gg.h are made of, too.
 *
 * Sine and cosine: x = k pi/2 + r, |r| <= pi/4, with r in double-double, then
 * polynomials in r^2 from tests/accuracy/minimax.py. Up to 2^20 pi/2 the reduction
 * is Cody & Waite's (ch. 8) with pi/2 in three parts of 33 bits, so that k times
 * each is exact, and a fourth of 53: 152 bits leave r right to 2^-130, while no
 * double of that range comes closer to a multiple of pi/2 than about 2^-60.
 */
#ifndef GG_EACH_H
#define GG_EACH_H

#include "gg_inline.h"

GG_STRICT_BEGIN

/* a if `first` is 1, b if it is 0: both are computed, without a branch. */
GG_EACH double gg_either(uint64_t first, double a, double b)
{
    const uint64_t mask = (uint64_t)0 - first;

    return gg_from_bits((gg_bits(a) & mask) | (gg_bits(b) & ~mask));
}

/* -- sine and cosine -- */

#define GG_NEAR 1647099.0

/* x = k pi/2 + r for |x| < GG_NEAR; of k the lowest bits. */
GG_EACH gg_dd gg_reduce_near(double x, uint64_t *k)
{
    const double magic = 6755399441055744.0;
    const double t = x * 6.3661977236758138e-01 + magic;
    const double n = t - magic;
    const gg_dd s = gg_two_sum(x - n * 1.5707963267341256e+00,
                               n * -6.0771005063039660e-11);
    const gg_dd v = gg_two_sum(s.hi, n * -2.0222662487111665e-21);

    *k = gg_bits(t);
    return gg_fast_sum(v.hi, (v.lo + s.lo) - n * 8.4784276603688996e-32);
}

/* sin(h + l) = sin h + l cos h, in two parts. */
GG_EACH gg_dd gg_sin_parts(gg_dd r)
{
    const double x = r.hi;
    const double z = x * x;
    const double p =
        -1.6666666666666666e-01 + z * (
        8.3333333333333315e-03 + z * (
        -1.9841269841265041e-04 + z * (
        2.7557319219319588e-06 + z * (
        -2.5052106225650122e-08 + z * (
        1.6058530542132500e-10 + z * (
        -7.5866336726570663e-13))))));

    return gg_fast_sum(x, x * z * p + r.lo * (1.0 - 0.5 * z));
}

/* cos(h + l) = cos h - l sin h, and 1 - z/2 with its rounding error. */
GG_EACH gg_dd gg_cos_parts(gg_dd r)
{
    const double z = r.hi * r.hi;
    const double h = 0.5 * z;
    const double w = 1.0 - h;
    const double p =
        4.1666666666666664e-02 + z * (
        -1.3888888888887389e-03 + z * (
        2.4801587298753800e-05 + z * (
        -2.7557317265565892e-07 + z * (
        2.0876144984413913e-09 + z * (
        -1.1382539967177458e-11)))));

    return gg_fast_sum(w, ((1.0 - w) - h) + (z * z * p - r.hi * r.lo));
}

/* sin x, or cos x as that of the next quadrant, |x| < GG_NEAR. */
GG_EACH double gg_sin_near(double x, uint64_t quadrant)
{
    uint64_t k;
    const gg_dd r = gg_reduce_near(x, &k);
    const double s = gg_sin_parts(r).hi, c = gg_cos_parts(r).hi;
    const uint64_t q = k + quadrant;
    const double y = gg_either(q & 1u, c, s);

    return gg_from_bits(gg_bits(y) ^ (q & 2u) << 62);
}

GG_EACH void gg_each_sin(double *y, const double *x, int n)
{
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        y[i] = gg_abs(x[i]) < 1e-9 ? x[i] : gg_sin_near(x[i], 0);
        hard |= gg_abs(x[i]) < GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_sin(x[i]);
}

GG_EACH void gg_each_cos(double *y, const double *x, int n)
{
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        y[i] = gg_sin_near(x[i], 1);
        hard |= gg_abs(x[i]) < GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_cos(x[i]);
}

/* The sine and the cosine. */
GG_EACH void gg_each_sincos(double *y, double *z, const double *x, int n)
{
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        y[i] = gg_abs(x[i]) < 1e-9 ? x[i] : gg_sin_near(x[i], 0);
        z[i] = gg_sin_near(x[i], 1);
        hard |= gg_abs(x[i]) < GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++) {
        y[i] = gg_sin(x[i]);
        z[i] = gg_cos(x[i]);
    }
}

GG_EACH void gg_each_sinf(float *y, const float *x, int n)
{
    uint32_t hard = 0;

    for (int i = 0; i < n; i++) {
        const double s = gg_sin_near((double)x[i], 0);

        y[i] = gg_absf(x[i]) < 1e-9f ? x[i] : (float)s;
        hard |= gg_absf(x[i]) < (float)GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_sinf(x[i]);
}

GG_EACH void gg_each_cosf(float *y, const float *x, int n)
{
    uint32_t hard = 0;

    for (int i = 0; i < n; i++) {
        y[i] = (float)gg_sin_near((double)x[i], 1);
        hard |= gg_absf(x[i]) < (float)GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_cosf(x[i]);
}

GG_EACH void gg_each_sincosf(float *y, float *z, const float *x, int n)
{
    uint32_t hard = 0;

    for (int i = 0; i < n; i++) {
        const double s = gg_sin_near((double)x[i], 0);

        y[i] = gg_absf(x[i]) < 1e-9f ? x[i] : (float)s;
        z[i] = (float)gg_sin_near((double)x[i], 1);
        hard |= gg_absf(x[i]) < (float)GG_NEAR ? 0u : 1u;
    }
    for (int i = 0; hard && i < n; i++) {
        y[i] = gg_sinf(x[i]);
        z[i] = gg_cosf(x[i]);
    }
}

/* -- powers -- */

/* k ln 2 + log(m + c), c tiny: the series for s in double-double to the second term,
 * log m = 2 s + 2 s^3 / 3 + s^5 P(s^2), the rest in double. */
GG_EACH gg_dd gg_log_dd_core(double m, double k, double c)
{
    const gg_dd two_thirds = {6.6666666666666663e-01, 3.7007434154171883e-17};
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

/* x^e, x positive, normal and finite, |e| < 2^996, |e log x| < 700. */
GG_EACH double gg_pow_near(double x, double e, double *exponent)
{
    double k;
    const double m = gg_log_reduce(x, &k);
    const gg_dd l = gg_log_dd_core(m, k, 0.0);
    const gg_dd p = gg_two_product(e, l.hi);
    uint64_t v;
    const gg_dd y = gg_exp_split(p.hi, p.lo + e * l.lo, &v);

    *exponent = p.hi;
    return gg_exp_scale(y.hi, v);
}

GG_EACH uint64_t gg_pow_is_hard(double x, double e, double exponent)
{
    const uint64_t low = x >= 2.2250738585072014e-308 ? 0u : 1u;
    const uint64_t high = x <= 1.7976931348623157e308 ? 0u : 1u;

    return low | high | (gg_abs(e) < 1e299 ? 0u : 1u)
         | (gg_abs(exponent) < 700.0 ? 0u : 1u);
}

GG_EACH void gg_each_pow(double *y, const double *x, const double *e, int n)
{
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        double exponent;

        y[i] = gg_pow_near(x[i], e[i], &exponent);
        hard |= gg_pow_is_hard(x[i], e[i], exponent);
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_pow(x[i], e[i]);
}

GG_EACH void gg_each_powf(float *y, const float *x, const float *e, int n)
{
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        double exponent;

        y[i] = (float)gg_pow_near((double)x[i], (double)e[i], &exponent);
        hard |= gg_pow_is_hard((double)x[i], (double)e[i], exponent);
    }
    for (int i = 0; hard && i < n; i++)
        y[i] = gg_powf(x[i], e[i]);
}

/* -- the error function; math_error.c has more of it -- */

/* erf x / x - 1 as a function of z = x^2 <= 1. */
GG_EACH double gg_erf_tail(double z)
{
    return
        1.2837916709551259e-01 + z * (
        -3.7612638903183748e-01 + z * (
        1.1283791670954879e-01 + z * (
        -2.6866170645076792e-02 + z * (
        5.2239776248180145e-03 + z * (
        -8.5483269808337900e-04 + z * (
        1.2055331111642710e-04 + z * (
        -1.4925595266831182e-05 + z * (
        1.6461000484121368e-06 + z * (
        -1.6350312701054695e-07 + z * (
        1.4659775274047436e-08 + z * (
        -1.1372848856791674e-09 + z * (
        5.9571761477489113e-11))))))))))));
}

/* erf x for |x| < 1. */
GG_EACH double gg_erf_near(double x)
{
    const double y = x + x * gg_erf_tail(x * x);

    return gg_either(gg_abs(x) < 1e-300 ? 1u : 0u,
                     x + x * 0.12837916709551256, y);
}

/* e^(-x^2) / x  G(x), with x^2 = square and G(x) = g. */
GG_EACH double gg_erfc_of(double x, gg_dd square, gg_dd g)
{
    const gg_dd y = {x, 0.0};

    return gg_inline_exp_times(-square.hi, -square.lo, gg_dd_div(g, y));
}

/* erfc x, 0.75 <= x < 3. */
GG_EACH double gg_erfc_middle(double x)
{
    const double t = (x - 1.25) / (x + 1.25);
    const double p =
            2.6698892874149699e-01 + t * (
        -2.0380739372013681e-01 + t * (
        1.3251416657516233e-02 + t * (
        3.1287661345761157e-02 + t * (
        4.3738087775347222e-03 + t * (
        -5.3386613930146353e-03 + t * (
        -3.3363361754465870e-03 + t * (
        -2.6445255611078425e-04 + t * (
        7.9079884061629760e-04 + t * (
        5.6625538759267962e-04 + t * (
        1.2851987036767708e-04 + t * (
        -9.3707198921603855e-05 + t * (
        -1.1282940668833050e-04 + t * (
        -5.5040957822250240e-05 + t * (
        -3.8353824366348003e-06 + t * (
        1.8353869432038698e-05 + t * (
        1.7020141776083396e-05 + t * (
        4.6089083957054413e-06 + t * (
        -1.9287802342591918e-06))))))))))))))))));
    gg_dd g = gg_fast_sum(4.5977864556545139e-01, t * p);

    g.lo += -2.7276486081370145e-17;
    return gg_erfc_of(x, gg_two_product(x, x), g);
}

/* Below 3 and beyond, as math_error.c has them: all of them at once only in wide
 * vectors. */
GG_EACH void gg_each_erf_far(double *y, const double *x, int n)
{
#ifdef __AVX__
    uint64_t hard = 0;

    for (int i = 0; i < n; i++) {
        const double a = gg_abs(x[i]);
        const double z = gg_erfc_middle(a > 0.75 ? a : 0.75);

        y[i] = gg_either(a < 1.0 ? 1u : 0u, y[i], gg_copysign(1.0 - z, x[i]));
        hard |= a < 3.0 ? 0u : 1u;
    }
    if (!hard)
        return;
#endif
    for (int i = 0; i < n; i++)
        y[i] = gg_abs(x[i]) < 1.0 ? y[i] : gg_erf(x[i]);
}

GG_EACH void gg_each_erf(double *y, const double *x, int n)
{
    uint64_t far = 0;

    for (int i = 0; i < n; i++) {
        y[i] = gg_erf_near(x[i]);
        far |= gg_abs(x[i]) < 1.0 ? 0u : 1u;
    }
    if (far)
        gg_each_erf_far(y, x, n);
}

/* Narrow vectors gain nothing over calls one by one. */
GG_EACH void gg_each_erfc(double *y, const double *x, int n)
{
#ifdef __AVX__
    uint64_t far = 0, hard = 0;

    for (int i = 0; i < n; i++) {
        const double e = x[i] * gg_erf_tail(x[i] * x[i]);

        y[i] = gg_either(x[i] < 0.25 ? 1u : 0u, 1.0 - (x[i] + e),
                         0.5 - ((x[i] - 0.5) + e));
        far |= x[i] > -1.0 && x[i] < 0.75 ? 0u : 1u;
    }
    for (int i = 0; far && i < n; i++) {
        const double a = gg_abs(x[i]);
        const double z = gg_erfc_middle(a > 0.75 ? a : 0.75);

        y[i] = gg_either(x[i] > -1.0 && x[i] < 0.75 ? 1u : 0u, y[i],
                         gg_either(x[i] > 0.0 ? 1u : 0u, z, 2.0 - z));
        hard |= a < 3.0 ? 0u : 1u;
    }
    if (!hard)
        return;
#endif
    for (int i = 0; i < n; i++)
        y[i] = gg_erfc(x[i]);
}

GG_EACH void gg_each_erff(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = gg_inline_erff(x[i]);
}

GG_EACH void gg_each_erfcf(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = gg_inline_erfcf(x[i]);
}

GG_STRICT_END

#endif
