/* random_normal.c: normal random numbers.
 *
 * They are Box & Muller's (Ann. Math. Stat. 29, 1958),
 * sqrt(-2 log u) cos(2 pi v), one pair of uniforms for one pair of normals.
 * The float ones are rounded from the double computation, whose 32-bit u
 * reaches 6.6 standard deviations; double has 53 bits and reaches 8.5.
 */
#include "gg_random.h"

GG_STRICT_BEGIN

/* A pair of normals is r cos a, r sin a. */
typedef struct gg_polar {
    double r, a;
} gg_polar;

static inline gg_polar gg_box_muller(double u, double v)
{
    const gg_polar p = {gg_sqrt(-2.0 * gg_log(u)), 6.2831853071795862e+00 * v};

    return p;
}

static inline gg_polar gg_polar_of(const uint32_t w[4])
{
    return gg_box_muller(gg_unit(w[0], w[1]), gg_unit(w[2], w[3]));
}

/* Of two words. */
static inline gg_polar gg_polar_off(const uint32_t w[2])
{
    return gg_box_muller(((double)w[0] + 0.5) * 2.3283064365386962890625e-10,
                         ((double)w[1] + 0.5) * 2.3283064365386962890625e-10);
}

void gg_block_normal(uint64_t seed, uint32_t stream, uint64_t block,
                     double z[2])
{
    uint32_t w[4];
    gg_polar p;

    gg_block(seed, stream, GG_NORMAL, block, w);
    p = gg_polar_of(w);
    z[0] = p.r * gg_cos(p.a);
    z[1] = p.r * gg_sin(p.a);
}

double gg_normal(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];
    gg_polar p;

    gg_block(seed, stream, GG_NORMAL, i >> 1, w);
    p = gg_polar_of(w);
    return p.r * ((i & 1u) != 0 ? gg_sin(p.a) : gg_cos(p.a));
}

void gg_block_normalf(uint64_t seed, uint32_t stream, uint64_t block,
                      float z[4])
{
    uint32_t w[4];
    gg_polar p;
    int j;

    gg_block(seed, stream, GG_FLOAT_NORMAL, block, w);
    for (j = 0; j < 4; j += 2) {
        p = gg_polar_off(w + j);
        z[j] = (float)(p.r * gg_cos(p.a));
        z[j + 1] = (float)(p.r * gg_sin(p.a));
    }
}

float gg_normalf(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];
    gg_polar p;

    gg_block(seed, stream, GG_FLOAT_NORMAL, i >> 2, w);
    p = gg_polar_off(w + (i & 2u));
    return (float)(p.r * ((i & 1u) != 0 ? gg_sin(p.a) : gg_cos(p.a)));
}

GG_STRICT_END
