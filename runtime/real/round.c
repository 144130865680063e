/* round.c: rounding to integers, exact.
 *
 * Adding and subtracting 2^52 (2^23 in float) rounds |x| to the nearest
 * integer; a comparison with x tells in which direction.  Larger numbers are
 * integers already.  The sign of x is put back, on a zero too.
 */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

/* The largest integer <= x. */
GG_REAL GG_NAME(gg_floor)(GG_REAL x)
{
    const GG_REAL whole =
        (GG_REAL)(sizeof x == 4 ? 8388608.0 : 4503599627370496.0);
    const GG_REAL a = GG_NAME(gg_abs)(x);
    const GG_REAL r = GG_NAME(gg_copysign)((a + whole) - whole, x);

    return a < whole ? r > x ? r - 1 : r : x;
}

/* The smallest integer >= x. */
GG_REAL GG_NAME(gg_ceil)(GG_REAL x)
{
    return -GG_NAME(gg_floor)(-x);
}

/* The nearest integer; halves go away from zero, as in C's round. */
GG_REAL GG_NAME(gg_round)(GG_REAL x)
{
    const GG_REAL a = GG_NAME(gg_abs)(x);
    const GG_REAL f = GG_NAME(gg_floor)(a);

    return GG_NAME(gg_copysign)(a - f >= (GG_REAL)0.5 ? f + 1 : f, x);
}

GG_STRICT_END
