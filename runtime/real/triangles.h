/* triangles.h: what the solvers share. Matrices lie row by row. Loops run in one
 * fixed order, so results have the same bits everywhere. Nothing is allocated:
 * factors and solutions are made in the arrays of the caller.
 */
#include "gg_math.h"

GG_STRICT_BEGIN

static inline gg_status GG_NAME(gg_fill_nan)(size_t count, GG_REAL *x)
{
    size_t i;

    for (i = 0; i < count; i++)
        x[i] = GG_NAME(gg_nan)();
    return GG_SINGULAR;
}

static inline int GG_NAME(gg_is_singular)(size_t n, size_t stride,
                                          const GG_REAL *a)
{
    size_t k;

    for (k = 0; k < n; k++)
        if (GG_IS_ZERO(a[k * stride + k]))
            return 1;
    return 0;
}

/* x = L⁻¹ x or U⁻¹ x for the triangle of t, whose element (i, k) is
 * t[i * down + k * across]; unit: its diagonal is 1. */
static inline void GG_NAME(gg_substitute)(size_t n, size_t m, const GG_REAL *t,
                                          size_t down, size_t across, int unit,
                                          GG_REAL *x)
{
    size_t i, j, k;

    for (i = 0; i < n; i++) {
        for (k = 0; k < i; k++)
            for (j = 0; j < m; j++)
                x[i * m + j] -= t[i * down + k * across] * x[k * m + j];
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

static inline void GG_NAME(gg_substitute_back)(size_t n, size_t m,
                                               const GG_REAL *t, size_t down,
                                               size_t across, int unit,
                                               GG_REAL *x)
{
    size_t i, j, k;

    for (i = n; i-- > 0;) {
        for (k = i + 1; k < n; k++)
            for (j = 0; j < m; j++)
                x[i * m + j] -= t[i * down + k * across] * x[k * m + j];
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

GG_STRICT_END
