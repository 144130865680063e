/* random_points.h: the points at which a program is evaluated.
 *
 * Values are drawn in several manners, as programs may want positive or small
 * numbers; params are near where the program starts them, or further away. They
 * are never exactly there: zeros would hide errors, and a start of 0 or 1 may be
 * a kink.
 */
#ifndef GCC_GRAPH_RANDOM_POINTS_H
#define GCC_GRAPH_RANDOM_POINTS_H

#include "expr.h"

/* Random numbers, of which any is known without those before it. */
typedef struct Stream {
    uint64_t seed;
    uint32_t number;
} Stream;

double stream_normal(Stream stream, int64_t i);
double stream_uniform(Stream stream, int64_t i, double low, double high);
double stream_whole(Stream stream, int64_t i, Range range);

typedef enum Manner {
    MANNER_NEAR, MANNER_NORMAL,
    MANNER_POSITIVE,                /* from 0.3 to 2 */
    MANNER_WITHIN,                  /* 0.1 to 0.9 */
    MANNER_ABOVE,                   /* 1.2 to 3 */
    MANNER_SMALL,
    MANNERS
} Manner;

/* Element i of a real array; `start` is how the program starts it, or NULL. */
double manner_draw(Manner manner, Stream stream, int64_t i,
                   const double *start);

#endif
