/* clip.c: the norm of a gradient; its square is summed in double from the first
 * number to the last.
 */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

double GG_NAME(gg_squares)(double sum, size_t n, const GG_REAL *x)
{
    size_t i;

    for (i = 0; i < n; i++)
        sum = sum + (double)x[i] * (double)x[i];
    return sum;
}

GG_REAL GG_NAME(gg_clip)(double squares, GG_REAL clip)
{
    const GG_REAL norm = (GG_REAL)gg_sqrt(squares);

    return norm > clip ? clip / norm : 1;
}

GG_STRICT_END
