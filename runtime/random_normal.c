/* random_normal.c: normal random numbers.
 *
 * They are Box & Muller's (Ann. Math. Stat. 29, 1958),
 * sqrt(-2 log u) cos(2 pi v), one pair of uniforms for one pair of normals.
 * The float ones are rounded from the double computation, whose 32-bit u
 * reaches 6.6 standard deviations; double has 53 bits and reaches 8.5.
 */
#include "gg_random.h"

GG_STRICT_BEGIN

double gg_box_muller(double u, double v, int second)
{
    const double r = gg_sqrt(-2.0 * gg_log(u));
    const double angle = 6.2831853071795862e+00 * v;

    return r * (second ? gg_sin(angle) : gg_cos(angle));
}

double gg_normal(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];

    gg_block(seed, stream, GG_NORMAL, i >> 1, w);
    return gg_box_muller(gg_unit(w[0], w[1]), gg_unit(w[2], w[3]),
                         (int)(i & 1u));
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

GG_STRICT_END
