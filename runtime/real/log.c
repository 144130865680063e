/* log.c: logarithms.
 *
 * x = 2^k m with sqrt(1/2) <= m < sqrt(2), f = m - 1, s = f / (2 + f), z = s^2:
 *
 *     log m = 2 atanh s = 2 s + s z L(z),      2 s = f - s f = f - (h - s h),
 *
 * where h = f^2 / 2.  The form f - (h - s (h + z L)) has its large term exact.
 * ln 2 is taken in two parts, k times the first being exact (Cody & Waite,
 * ch. 5).  L comes from tests/accuracy/minimax.py.
 */
#include "gg_inline.h"
#include "real.h"

GG_STRICT_BEGIN

/* log x.  Worst error measured: 0.84 in float, 0.83 in double. */
GG_REAL GG_NAME(gg_log)(GG_REAL x)
{
    return GG_NAME(gg_inline_log)(x);
}

/* log(1 + x).  Worst error measured: 0.87, 0.77. */
GG_REAL GG_NAME(gg_log1p)(GG_REAL x)
{
    return GG_NAME(gg_inline_log1p)(x);
}

GG_STRICT_END
