/* lu.c: the factors of a matrix, and what is made of them. */
#include "real.h"
#include "triangles.h"

GG_STRICT_BEGIN

/* An n×n matrix is held as its factors P A = L U (Golub & Van Loan, Matrix
 * Computations, algorithm 3.4.1: partial pivoting): U on and above the
 * diagonal, L, whose diagonal is 1, below. Row n says which row changed places
 * with row k in step k. Of equal pivots the first is taken. */
void GG_NAME(gg_lu)(size_t n, const GG_REAL *a, GG_REAL *f)
{
    size_t i, j, k;

    for (i = 0; i < n * n; i++)
        f[i] = a[i];
    for (k = 0; k < n; k++) {
        size_t p = k;

        for (i = k + 1; i < n; i++)
            if (GG_NAME(gg_abs)(f[i * n + k]) > GG_NAME(gg_abs)(f[p * n + k]))
                p = i;
        f[n * n + k] = (GG_REAL)p;
        for (j = 0; p != k && j < n; j++) {
            const GG_REAL t = f[k * n + j];

            f[k * n + j] = f[p * n + j];
            f[p * n + j] = t;
        }
        if (GG_IS_ZERO(f[k * n + k]))
            continue;
        for (i = k + 1; i < n; i++) {
            const GG_REAL l = f[i * n + k] / f[k * n + k];

            f[i * n + k] = l;
            GG_NAME(gg_less)(n - k - 1, l, f + k * n + k + 1,
                             f + i * n + k + 1);
        }
    }
}

static void GG_NAME(gg_exchange)(size_t m, GG_REAL *x, size_t k, size_t p)
{
    size_t j;

    for (j = 0; p != k && j < m; j++) {
        const GG_REAL t = x[k * m + j];

        x[k * m + j] = x[p * m + j];
        x[p * m + j] = t;
    }
}

gg_status GG_NAME(gg_solve)(size_t n, size_t m, const GG_REAL *f,
                            const GG_REAL *b, GG_REAL *x)
{
    size_t k;

    if (GG_NAME(gg_is_singular)(n, n, f))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    for (k = 0; k < n; k++)
        GG_NAME(gg_exchange)(m, x, k, (size_t)f[n * n + k]);
    GG_NAME(gg_substitute)(n, m, f, n, 1, 1, x);
    GG_NAME(gg_substitute_back)(n, m, f, n, 1, 0, x);
    return GG_OK;
}

gg_status GG_NAME(gg_solve_transposed)(size_t n, size_t m, const GG_REAL *f,
                                       const GG_REAL *b, GG_REAL *x)
{
    size_t k;

    if (GG_NAME(gg_is_singular)(n, n, f))
        return GG_NAME(gg_fill_nan)(n * m, x);
    GG_NAME(gg_copy)(n * m, x, b);
    GG_NAME(gg_substitute)(n, m, f, 1, n, 0, x);
    GG_NAME(gg_substitute_back)(n, m, f, 1, n, 1, x);
    for (k = n; k-- > 0;)
        GG_NAME(gg_exchange)(m, x, k, (size_t)f[n * n + k]);
    return GG_OK;
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
