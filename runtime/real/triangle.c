/* triangle.c: equations with the triangle of a matrix. */
#include "real.h"
#include "triangles.h"

GG_STRICT_BEGIN

gg_status GG_NAME(gg_solve_lower)(size_t n, size_t m, const GG_REAL *a,
                                  const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    GG_NAME(gg_substitute)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

gg_status GG_NAME(gg_solve_upper)(size_t n, size_t m, const GG_REAL *a,
                                  const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    GG_NAME(gg_substitute_back)(n, m, a, n, 1, 0, x);
    return GG_OK;
}

gg_status GG_NAME(gg_solve_lower_transposed)(size_t n, size_t m,
                                             const GG_REAL *a,
                                             const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    GG_NAME(gg_substitute_back)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

gg_status GG_NAME(gg_solve_upper_transposed)(size_t n, size_t m,
                                             const GG_REAL *a,
                                             const GG_REAL *b, GG_REAL *x)
{
    if (GG_NAME(gg_is_singular)(n, n, a))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    GG_NAME(gg_substitute)(n, m, a, 1, n, 0, x);
    return GG_OK;
}

GG_STRICT_END
