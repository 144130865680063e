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

/* x[j] -= c y[j] for j < m. */
static inline void GG_NAME(gg_less)(size_t m, GG_REAL c,
                                    const GG_REAL *GG_RESTRICT y,
                                    GG_REAL *GG_RESTRICT x)
{
    size_t j;

    for (j = 0; j < m; j++)
        x[j] -= c * y[j];
}

/* x[j] -= t[k across] y[k m + j] for j < m, and for k < n in turn: four at a time,
 * as then x is not stored between. */
static inline void GG_NAME(gg_less_rows)(size_t n, size_t m, const GG_REAL *t,
                                         size_t across,
                                         const GG_REAL *GG_RESTRICT y,
                                         GG_REAL *GG_RESTRICT x)
{
    size_t j, k;

    for (k = 0; k + 4 <= n; k += 4) {
        const GG_REAL c0 = t[k * across], c1 = t[(k + 1) * across];
        const GG_REAL c2 = t[(k + 2) * across], c3 = t[(k + 3) * across];
        const GG_REAL *GG_RESTRICT row = y + k * m;

        for (j = 0; j < m; j++)
            x[j] = (((x[j] - c0 * row[j]) - c1 * row[m + j])
                    - c2 * row[2 * m + j]) - c3 * row[3 * m + j];
    }
    for (; k < n; k++)
        GG_NAME(gg_less)(m, t[k * across], y + k * m, x);
}

/* x = L⁻¹ x or U⁻¹ x for the triangle of t, whose element (i, k) is
 * t[i * down + k * across]; unit: its diagonal is 1. */
static inline void GG_NAME(gg_substitute)(size_t n, size_t m, const GG_REAL *t,
                                          size_t down, size_t across, int unit,
                                          GG_REAL *x)
{
    size_t i, j;

    for (i = 0; i < n; i++) {
        GG_NAME(gg_less_rows)(i, m, t + i * down, across, x, x + i * m);
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

static inline void GG_NAME(gg_substitute_back)(size_t n, size_t m,
                                               const GG_REAL *t, size_t down,
                                               size_t across, int unit,
                                               GG_REAL *x)
{
    size_t i, j;

    for (i = n; i-- > 0;) {
        GG_NAME(gg_less_rows)(n - i - 1, m, t + i * down + (i + 1) * across,
                              across, x + (i + 1) * m, x + i * m);
        for (j = 0; !unit && j < m; j++)
            x[i * m + j] /= t[i * (down + across)];
    }
}

GG_STRICT_END
