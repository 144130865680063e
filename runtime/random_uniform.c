/* random_uniform.c: uniform random numbers in double, two to a block. */
#include "gg_random.h"

GG_STRICT_BEGIN

void gg_block_uniform(uint64_t seed, uint32_t stream, uint64_t block,
                      double u[2])
{
    uint32_t w[4];

    gg_block(seed, stream, GG_UNIFORM, block, w);
    u[0] = gg_unit(w[0], w[1]);
    u[1] = gg_unit(w[2], w[3]);
}

double gg_uniform(uint64_t seed, uint32_t stream, uint64_t i)
{
    double u[2];

    gg_block_uniform(seed, stream, i >> 1, u);
    return u[i & 1u];
}

GG_STRICT_END
