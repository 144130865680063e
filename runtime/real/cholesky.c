/* cholesky.c: the factor of a positive definite matrix. */
#include "real.h"
#include "triangles.h"

GG_STRICT_BEGIN

/* A = L Lᵀ, row by row (Golub & Van Loan, section 4.2): each is solved for with
 * Lᵀ, which stands above the diagonal meanwhile. */
gg_status GG_NAME(gg_cholesky)(size_t n, const GG_REAL *a, GG_REAL *l)
{
    size_t i, k;

    for (i = 0; i < n; i++) {
        GG_REAL *row = l + i * n;

        for (k = 0; k <= i; k++)
            row[k] = a[i * n + k];
        for (k = 0; k < i; k++) {
            row[k] /= l[k * n + k];
            l[k * n + i] = row[k];
            GG_NAME(gg_less)(i - k, row[k], l + k * n + k + 1, row + k + 1);
        }
        if (!(row[i] > 0))
            return GG_NAME(gg_fill_nan)(n * n, l);
        row[i] = GG_NAME(gg_sqrt)(row[i]);
    }
    for (i = 0; i < n; i++)
        for (k = i + 1; k < n; k++)
            l[i * n + k] = (GG_REAL)0;
    return GG_OK;
}

GG_STRICT_END
