/* tanh.c: the hyperbolic tangent. */
#include "gg_inline.h"
#include "real.h"

GG_STRICT_BEGIN

/* In float x + x^3 T(x^2) up to 0.6, then 1 - 2 / (e^2x + 1) with the error of
 * the sum put back; both are computed and one is chosen.  In double
 * t / (t + 2) with t = e^2x - 1, or 1 - 2 / (t + 2) where the result is nearer
 * 1; what t + 2 rounds off is put back.  Worst error measured: 0.83, 1.86. */
GG_REAL GG_NAME(gg_tanh)(GG_REAL x)
{
    return GG_NAME(gg_inline_tanh)(x);
}

GG_STRICT_END
