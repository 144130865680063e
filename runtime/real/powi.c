/* powi.c: powers with whole exponents. */
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

GG_STRICT_END
