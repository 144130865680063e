/* selftest.c: what self-tests of models are made of. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_move)(size_t n, GG_REAL *x, uint64_t seed, uint32_t stream,
                      GG_REAL by)
{
    size_t i;

    for (i = 0; i < n; i++)
        x[i] += by * (2 * GG_NAME(gg_uniform)(seed, stream, i) - 1);
}

void GG_NAME(gg_dominate)(size_t matrices, size_t n, GG_REAL *x)
{
    size_t m, i, k;

    for (m = 0; m < matrices; m++, x += n * n)
        for (i = 0; i < n; i++) {
            GG_REAL sum = 1;

            for (k = 0; k < n; k++) {
                if (k > i)
                    x[i * n + k] = x[k * n + i];
                sum += GG_NAME(gg_abs)(x[i * n + k]);
            }
            x[i * n + i] = sum;
        }
}

/* Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen, ZAMM 54, 1974: what an addition loses is gathered beside the sum. */
void GG_NAME(gg_products)(size_t n, const GG_REAL *x, const GG_REAL *y,
                          GG_REAL sum[2])
{
    size_t i;

    for (i = 0; i < n; i++) {
        const GG_REAL term = x[i] * y[i], total = sum[0] + term;
        const int larger = GG_NAME(gg_abs)(sum[0]) >= GG_NAME(gg_abs)(term);
        const GG_REAL high = larger ? sum[0] : term;
        const GG_REAL low = larger ? term : sum[0];

        sum[1] += (high - total) + low;
        sum[0] = total;
    }
}

uint64_t GG_NAME(gg_hash)(uint64_t hash, size_t n, const GG_REAL *x)
{
    static const GG_REAL none = 0;
    size_t i;

    for (i = 0; i < n; i++) {
        const int is_nan = !(x[i] >= none) && !(x[i] <= none);

        hash = gg_hash_bits(hash, is_nan ? 0 : GG_NAME(gg_bits)(x[i]),
                            sizeof *x);
    }
    return hash;
}

GG_STRICT_END
