/* lu.c: the factors of a matrix, and what is made of them. */
#include "gg_matrix.h"

#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_lu)(size_t n, const GG_REAL *a, GG_REAL *f)
{
    GG_NAME(gg_inline_lu)(n, a, f);
}

gg_status GG_NAME(gg_solve)(size_t n, size_t m, const GG_REAL *f,
                            const GG_REAL *b, GG_REAL *x)
{
    return GG_NAME(gg_inline_solve)(n, m, f, b, x);
}

gg_status GG_NAME(gg_solve_transposed)(size_t n, size_t m, const GG_REAL *f,
                                       const GG_REAL *b, GG_REAL *x)
{
    return GG_NAME(gg_inline_solve_transposed)(n, m, f, b, x);
}

GG_REAL GG_NAME(gg_det)(size_t n, const GG_REAL *f)
{
    GG_REAL product = (GG_REAL)1;
    size_t k;

    for (k = 0; k < n; k++) {
        product *= f[k * n + k];
        if ((size_t)f[n * n + k] != k)
            product = -product;
    }
    return product;
}

GG_STRICT_END
