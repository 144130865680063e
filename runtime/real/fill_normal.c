/* fill_normal.c: runs of normal random numbers, block by block. */
#include "gg_random.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_fill_normal)(GG_REAL *x, size_t n, uint64_t seed,
                             uint32_t stream, GG_REAL mean, GG_REAL sd)
{
    GG_REAL z[GG_PER_BLOCK];
    size_t i, j;

    for (i = 0; i < n; i += GG_PER_BLOCK) {
        GG_NAME(gg_block_normal)(seed, stream, i / GG_PER_BLOCK, z);
        for (j = 0; j < GG_PER_BLOCK && i + j < n; j++)
            x[i + j] = mean + sd * z[j];
    }
}

GG_STRICT_END
