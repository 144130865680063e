/* cholesky.c: the factor of a positive definite matrix. */
#include "real.h"
#include "triangles.h"

GG_STRICT_BEGIN

/* A = L Lᵀ, row by row (Golub & Van Loan, section 4.2). */
gg_status GG_NAME(gg_cholesky)(size_t n, const GG_REAL *a, GG_REAL *l)
{
    size_t i, j, k;

    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++) {
            GG_REAL sum = a[i * n + j];

            if (j > i) {
                l[i * n + j] = (GG_REAL)0;
                continue;
            }
            for (k = 0; k < j; k++)
                sum -= l[i * n + k] * l[j * n + k];
            if (j < i)
                l[i * n + j] = sum / l[j * n + j];
            else if (sum > 0)
                l[i * n + j] = GG_NAME(gg_sqrt)(sum);
            else
                return GG_NAME(gg_fill_nan)(n * n, l);
        }
    return GG_OK;
}

GG_STRICT_END
