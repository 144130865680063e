/* fill_normal.c: runs of normal random numbers. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_fill_normal)(GG_REAL *x, size_t n, uint64_t seed,
                             uint32_t stream, GG_REAL mean, GG_REAL sd)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = mean + sd * GG_NAME(gg_normal)(seed, stream, i);
}

GG_STRICT_END
