/* random_uniformf.c: uniform random numbers in float, four to a block. */
#include "gg_random.h"

GG_STRICT_BEGIN

float gg_uniformf(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];

    gg_block(seed, stream, GG_FLOAT_UNIFORM, i >> 2, w);
    return gg_unitf(w[i & 3u]);
}

GG_STRICT_END
