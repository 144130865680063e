/* compare_trial.h: the judging of pairs of arrays, point by point. */
#ifndef GCC_GRAPH_COMPARE_TRIAL_H
#define GCC_GRAPH_COMPARE_TRIAL_H

#include "compare_points.h"

#include <float.h>
#include <math.h>

enum { LEEWAY = 32 };               /* times what rounding may do */

#define VAGUE     1e-6              /* what rounds worse tells nothing */
#define NOTHING   1e-290            /* is 0 but for underflow */

typedef struct Mark {               /* of a pair */
    int64_t size;
    bool   *seen;                   /* [size]: a number on both sides */
    bool    nonzero, rounded;
    bool    told, doubted;          /* by the last point in double */
    double  difference;
    double  score;                  /* of the difference that is shown */
    double  unit;                   /* the largest at points near 0 */
    double  terms;                  /* at the last point: how large what it is
                                       the sum of is, by what float loses */
    int64_t lone;                   /* at the last point a number on one side
                                       only; -1: none */
} Mark;

typedef struct Trial {
    Points   points;
    uint32_t count;
    Compared *pairs;
    Mark    *marks;
    Valued   valued;                /* the outputs, at this point */
    uint32_t closer;                /* points with twice the digits */
} Trial;

static inline bool is_number(double x)
{
    return fabs(x) <= DBL_MAX;
}

/* How much a difference says to who reads it: of like ones, one between values
 * of ordinary size says most. */
double difference_score(double difference, double size);
/* Takes the difference for the one to show, if it says more than that before. */
void note_values(Trial *trial, uint32_t pair, int64_t element,
                 double difference, const double value[SIDES]);
/* The same with values in double. */
void note_difference(Trial *trial, uint32_t pair, int64_t element,
                     double difference);
/* Counts the point at hand for the pair. */
void tell_point(const Trial *trial, uint32_t pair);
const double *trial_values(const Trial *trial, uint32_t pair, int side,
                           bool in_float);

/* -- compare_wide.c -- */

/* Computes the point with twice the digits, and judges what is open. */
bool look_closer(Trial *trial, Arena *work, EvalFault *fault);

#endif
