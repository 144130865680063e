/* fill.c: runs of random numbers, made of uniform ones, block by block. */
#include "gg_random.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_fill_uniform)(GG_REAL *x, size_t n, uint64_t seed,
                              uint32_t stream, GG_REAL low, GG_REAL high)
{
    GG_REAL u[GG_PER_BLOCK];
    size_t i, j;

    for (i = 0; i < n; i += GG_PER_BLOCK) {
        GG_NAME(gg_block_uniform)(seed, stream, i / GG_PER_BLOCK, u);
        for (j = 0; j < GG_PER_BLOCK && i + j < n; j++)
            x[i + j] = low + (high - low) * u[j];
    }
}

/* One number where a uniform one is below p, another where not. */
static void GG_NAME(gg_fill_two)(GG_REAL *x, size_t n, uint64_t seed,
                                 uint32_t stream, GG_REAL p, GG_REAL below,
                                 GG_REAL other)
{
    GG_REAL u[GG_PER_BLOCK];
    size_t i, j;

    for (i = 0; i < n; i += GG_PER_BLOCK) {
        GG_NAME(gg_block_uniform)(seed, stream, i / GG_PER_BLOCK, u);
        for (j = 0; j < GG_PER_BLOCK && i + j < n; j++)
            x[i + j] = u[j] < p ? below : other;
    }
}

void GG_NAME(gg_fill_bernoulli)(GG_REAL *x, size_t n, uint64_t seed,
                                uint32_t stream, GG_REAL p)
{
    GG_NAME(gg_fill_two)(x, n, seed, stream, p, 1, 0);
}

void GG_NAME(gg_fill_dropout)(GG_REAL *x, size_t n, uint64_t seed,
                              uint32_t stream, GG_REAL p)
{
    GG_NAME(gg_fill_two)(x, n, seed, stream, p, 0, 1 / (1 - p));
}

GG_STRICT_END
