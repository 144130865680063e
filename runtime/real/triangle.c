/* triangle.c: equations with the triangle of a matrix. */
#include "gg_matrix.h"

#include "real.h"

GG_STRICT_BEGIN

gg_status GG_NAME(gg_solve_lower)(size_t n, size_t m, const GG_REAL *a,
                                  const GG_REAL *b, GG_REAL *x)
{
    return GG_NAME(gg_inline_solve_lower)(n, m, a, b, x);
}

gg_status GG_NAME(gg_solve_upper)(size_t n, size_t m, const GG_REAL *a,
                                  const GG_REAL *b, GG_REAL *x)
{
    return GG_NAME(gg_inline_solve_upper)(n, m, a, b, x);
}

gg_status GG_NAME(gg_solve_lower_transposed)(size_t n, size_t m,
                                             const GG_REAL *a, const GG_REAL *b,
                                             GG_REAL *x)
{
    return GG_NAME(gg_inline_solve_lower_transposed)(n, m, a, b, x);
}

gg_status GG_NAME(gg_solve_upper_transposed)(size_t n, size_t m,
                                             const GG_REAL *a, const GG_REAL *b,
                                             GG_REAL *x)
{
    return GG_NAME(gg_inline_solve_upper_transposed)(n, m, a, b, x);
}

GG_STRICT_END
