/* vector.c: sums, copies and zeros of runs of numbers. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_add)(size_t n, GG_REAL *y, const GG_REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = y[i] + x[i];
}

void GG_NAME(gg_copy)(size_t n, GG_REAL *y, const GG_REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        y[i] = x[i];
}

void GG_NAME(gg_zero)(size_t n, GG_REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] = 0;
}

GG_STRICT_END
