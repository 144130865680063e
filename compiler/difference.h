/* difference.h: the derivative of a function of one variable, measured.
 */
#ifndef GCC_GRAPH_DIFFERENCE_H
#define GCC_GRAPH_DIFFERENCE_H

#include <stdbool.h>

/* Roundings of the last place that a value is taken to have suffered. */
enum { DIFFERENCE_NOISE = 16 };

/* What is differentiated: sets *value to φ(step) - φ(0), and *noise to how far
 * rounding may have put it off: DIFFERENCE_NOISE DBL_EPSILON |φ|. False if it
 * is not a number there. */
typedef bool Probe(void *context, double step, double *value, double *noise);

typedef enum Agreement { AGREES, DISAGREES, UNCLEAR } Agreement;

typedef struct Difference {
    Agreement agreement;
    double    measured;             /* φ′(0), as well as it was measured */
    double    error;                /* |measured - given| */
    double    step;                 /* where */
} Difference;

/* Compares `given` with φ′(0), steps being in units of `unit`. */
Difference difference_compare(Probe *probe, void *context, double unit,
                              double given);

#endif
