/* powi.c: powers with exponents that are whole, or halves. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

/* x^n: the product of the squares x^(2^i) over the bits i of |n|, from the
 * lowest, and its reciprocal for n < 0; x^0 = 1.  Each factor is rounded, so
 * that the error grows as |n| ULP / 2. */
GG_REAL GG_NAME(gg_powi)(GG_REAL x, int n)
{
    unsigned m = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    GG_REAL y = 1;

    for (; m > 0; m >>= 1) {
        if (m & 1u)
            y *= x;
        x *= x;
    }
    return n < 0 ? 1 / y : y;
}

/* x^(n/2) for odd n: x^((|n| - 1)/2) sqrt(x), and its reciprocal for n < 0.  NaN for
 * x < 0.  The error is that of the factors and of two roundings. */
GG_REAL GG_NAME(gg_powh)(GG_REAL x, int n)
{
    const unsigned m = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    const GG_REAL y =
        GG_NAME(gg_powi)(x, (int)(m / 2u)) * GG_NAME(gg_sqrt)(x + 0);

    return n < 0 ? 1 / y : y;
}

GG_STRICT_END
