/* logdet.c: the logarithm of a determinant, from the factors of lu.c. */
#include "real.h"
#include "gg_math.h"

GG_STRICT_BEGIN

GG_REAL GG_NAME(gg_logdet)(size_t n, const GG_REAL *f)
{
    GG_REAL sum = (GG_REAL)0;
    int negative = 0;
    size_t k;

    for (k = 0; k < n; k++) {
        if (GG_IS_ZERO(f[k * n + k]))
            return GG_NAME(gg_log)((GG_REAL)0);
        negative ^= f[k * n + k] < 0;
        negative ^= (size_t)f[n * n + k] != k;
        sum += GG_NAME(gg_log)(GG_NAME(gg_abs)(f[k * n + k]));
    }
    return negative ? GG_NAME(gg_nan)() : sum;
}

GG_STRICT_END
