/* fill.c: runs of random numbers, made of uniform ones. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_fill_uniform)(GG_REAL *x, size_t n, uint64_t seed,
                              uint32_t stream, GG_REAL low, GG_REAL high)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = low + (high - low) * GG_NAME(gg_uniform)(seed, stream, i);
}

void GG_NAME(gg_fill_bernoulli)(GG_REAL *x, size_t n, uint64_t seed,
                                uint32_t stream, GG_REAL p)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = GG_NAME(gg_uniform)(seed, stream, i) < p ? 1 : 0;
}

void GG_NAME(gg_fill_dropout)(GG_REAL *x, size_t n, uint64_t seed,
                              uint32_t stream, GG_REAL p)
{
    const GG_REAL kept = 1 / (1 - p);
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = GG_NAME(gg_uniform)(seed, stream, i) < p ? 0 : kept;
}

GG_STRICT_END
