/* math_round.c: rounding to integers, exact.
 *
 * Adding and subtracting 2^52 (2^23 in float) rounds |x| to the nearest
 * integer; a comparison with x tells in which direction.  Larger numbers are
 * integers already.  The sign of x is put back, on a zero too.
 */
#include "gg_math.h"

/* The largest integer <= x. */
double gg_floor(double x)
{
    const double a = gg_abs(x);
    const double r = gg_copysign((a + 4503599627370496.0)
                                 - 4503599627370496.0, x);

    return a < 4503599627370496.0 ? r > x ? r - 1.0 : r : x;
}

float gg_floorf(float x)
{
    const float a = gg_absf(x);
    const float r = gg_copysignf((a + 8388608.0f) - 8388608.0f, x);

    return a < 8388608.0f ? r > x ? r - 1.0f : r : x;
}

/* The smallest integer >= x. */
double gg_ceil(double x)
{
    return -gg_floor(-x);
}

float gg_ceilf(float x)
{
    return -gg_floorf(-x);
}

/* The nearest integer; halves go away from zero, as in C's round. */
double gg_round(double x)
{
    const double a = gg_abs(x);
    const double f = gg_floor(a);

    return gg_copysign(a - f >= 0.5 ? f + 1.0 : f, x);
}

float gg_roundf(float x)
{
    const float a = gg_absf(x);
    const float f = gg_floorf(a);

    return gg_copysignf(a - f >= 0.5f ? f + 1.0f : f, x);
}
