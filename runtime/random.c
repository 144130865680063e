/* random.c: counter-based random numbers.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror & Shaw, Parallel Random Numbers: As Easy
 * as 1, 2, 3, SC'11): a bijection of 128-bit counters under a 64-bit key.  The
 * seed is the key; the counter holds the index of a block (two words), the
 * stream, and a word that keeps floats, doubles, uniforms and normals apart, so
 * that no two of these share bits.
 *
 * Normals are Box & Muller's (Ann. Math. Stat. 29, 1958),
 * sqrt(-2 log u) cos(2 pi v), one pair of uniforms for one pair of normals.
 * The float ones are rounded from the double computation, whose 32-bit u
 * reaches 6.6 standard deviations; double has 53 bits and reaches 8.5.
 */
#include "gg.h"

/* (hi, lo) of the 64-bit product. */
static inline uint32_t gg_high32(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b >> 32);
}

void gg_philox(const uint32_t counter[4], const uint32_t key[2],
               uint32_t out[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t k = key[0], l = key[1];
    int i;

    for (i = 0; i < 10; i++) {
        const uint32_t e = gg_high32(0xcd9e8d57u, c) ^ b ^ k;
        const uint32_t f = gg_high32(0xd2511f53u, a) ^ d ^ l;

        b = (uint32_t)((uint64_t)0xcd9e8d57u * c);
        d = (uint32_t)((uint64_t)0xd2511f53u * a);
        a = e;
        c = f;
        k += 0x9e3779b9u;
        l += 0xbb67ae85u;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

/* What a block of four words is for. */
enum { GG_FLOAT_UNIFORM, GG_UNIFORM, GG_FLOAT_NORMAL, GG_NORMAL, GG_STEP };

static void gg_block(uint64_t seed, uint32_t stream, uint32_t use,
                     uint64_t block, uint32_t out[4])
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {
        (uint32_t)block, (uint32_t)(block >> 32), stream, use
    };

    gg_philox(counter, key, out);
}

uint64_t gg_seed_at(uint64_t seed, uint64_t step)
{
    uint32_t w[4];

    gg_block(seed, 0, GG_STEP, step, w);
    return (uint64_t)w[1] << 32 | w[0];
}

/* (n + 1/2) 2^-23 of 23 bits, (n + 1/2) 2^-52 of 52: never 0, never 1, exact,
 * symmetric about 1/2. */
static inline float gg_unitf(uint32_t word)
{
    return ((float)(word >> 9) + 0.5f) * 1.1920928955078125e-7f;
}

static inline double gg_unit(uint32_t high, uint32_t low)
{
    const uint64_t n = ((uint64_t)high << 32 | low) >> 12;

    return ((double)n + 0.5) * 2.220446049250313080847263336181640625e-16;
}

/* One of the pair of normals of u, v. */
static double gg_box_muller(double u, double v, int second)
{
    const double r = gg_sqrt(-2.0 * gg_log(u));
    const double angle = 6.2831853071795862e+00 * v;

    return r * (second ? gg_sin(angle) : gg_cos(angle));
}

/* Four floats, two doubles to a block. */
float gg_uniformf(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];

    gg_block(seed, stream, GG_FLOAT_UNIFORM, i >> 2, w);
    return gg_unitf(w[i & 3u]);
}

double gg_uniform(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];
    const unsigned j = (unsigned)(i & 1u) << 1;

    gg_block(seed, stream, GG_UNIFORM, i >> 1, w);
    return gg_unit(w[j], w[j + 1u]);
}

float gg_normalf(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];
    const unsigned j = (unsigned)(i & 2u);

    gg_block(seed, stream, GG_FLOAT_NORMAL, i >> 2, w);
    return (float)gg_box_muller(
        ((double)w[j] + 0.5) * 2.3283064365386962890625e-10,
        ((double)w[j + 1u] + 0.5) * 2.3283064365386962890625e-10,
        (int)(i & 1u));
}

double gg_normal(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];

    gg_block(seed, stream, GG_NORMAL, i >> 1, w);
    return gg_box_muller(gg_unit(w[0], w[1]), gg_unit(w[2], w[3]),
                         (int)(i & 1u));
}

void gg_fill_uniformf(float *x, size_t n, uint64_t seed, uint32_t stream,
                      float low, float high)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = low + (high - low) * gg_uniformf(seed, stream, i);
}

void gg_fill_uniform(double *x, size_t n, uint64_t seed, uint32_t stream,
                     double low, double high)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = low + (high - low) * gg_uniform(seed, stream, i);
}

void gg_fill_normalf(float *x, size_t n, uint64_t seed, uint32_t stream,
                     float mean, float sd)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = mean + sd * gg_normalf(seed, stream, i);
}

void gg_fill_normal(double *x, size_t n, uint64_t seed, uint32_t stream,
                    double mean, double sd)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = mean + sd * gg_normal(seed, stream, i);
}

void gg_fill_bernoullif(float *x, size_t n, uint64_t seed, uint32_t stream,
                       float p)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = gg_uniformf(seed, stream, i) < p ? 1.0f : 0.0f;
}

void gg_fill_dropoutf(float *x, size_t n, uint64_t seed, uint32_t stream,
                     float p)
{
    const float kept = 1.0f / (1.0f - p);
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = gg_uniformf(seed, stream, i) < p ? 0.0f : kept;
}

void gg_fill_bernoulli(double *x, size_t n, uint64_t seed, uint32_t stream,
                       double p)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = gg_uniform(seed, stream, i) < p ? 1.0 : 0.0;
}

void gg_fill_dropout(double *x, size_t n, uint64_t seed, uint32_t stream,
                     double p)
{
    const double kept = 1.0 / (1.0 - p);
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = gg_uniform(seed, stream, i) < p ? 0.0 : kept;
}
