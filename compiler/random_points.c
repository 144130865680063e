/* random_points.c: random numbers, and manners of drawing. */
#include "random_points.h"

#include "values.h"

#include <math.h>

double stream_normal(Stream s, int64_t i)
{
    return values_normal(s.seed, s.number, (uint64_t)i);
}

double stream_uniform(Stream s, int64_t i, double low, double high)
{
    return low
         + (high - low) * values_uniform(s.seed, s.number, (uint64_t)i);
}

double stream_whole(Stream s, int64_t i, Range range)
{
    return floor(stream_uniform(s, i, (double)range.low, (double)range.high));
}

double manner_draw(Manner manner, Stream s, int64_t i, const double *start)
{
    double spread = start ? 0.3 : 1;
    switch (manner) {
    case MANNER_POSITIVE:
        return stream_uniform(s, i, 0.3, 2);
    case MANNER_WITHIN:
        return stream_uniform(s, i, 0.1, 0.9);
    case MANNER_ABOVE:
        return stream_uniform(s, i, 1.2, 3);
    case MANNER_NEAR:
        spread = start ? 0.03 : 1;
        break;
    case MANNER_SMALL:
        spread = 0.1;
        break;
    case MANNER_NORMAL:
    case MANNERS:
    default:
        break;
    }
    return (start ? start[i] : 0) + spread * stream_normal(s, i);
}
