/* random_uniformf.c: uniform random numbers in float, four to a block. */
#include "gg_random.h"

GG_STRICT_BEGIN

void gg_block_uniformf(uint64_t seed, uint32_t stream, uint64_t block,
                       float u[4])
{
    uint32_t w[4];
    int j;

    gg_block(seed, stream, GG_FLOAT_UNIFORM, block, w);
    for (j = 0; j < 4; j++)
        u[j] = gg_unitf(w[j]);
}

float gg_uniformf(uint64_t seed, uint32_t stream, uint64_t i)
{
    float u[4];

    gg_block_uniformf(seed, stream, i >> 2, u);
    return u[i & 3u];
}

GG_STRICT_END
