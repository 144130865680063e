/* random_uniform.c: uniform random numbers in double, two to a block. */
#include "gg_random.h"

GG_STRICT_BEGIN

double gg_uniform(uint64_t seed, uint32_t stream, uint64_t i)
{
    uint32_t w[4];
    const unsigned j = (unsigned)(i & 1u) << 1;

    gg_block(seed, stream, GG_UNIFORM, i >> 1, w);
    return gg_unit(w[j], w[j + 1u]);
}

GG_STRICT_END
