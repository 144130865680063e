/* gradient_check.h: gcc-graph --check.
 *
 * Every gradient, of all outputs with random cotangents, against signed
 * two-sided differences in double, at random points. A verdict is one of
 *
 *     ok         every element that was looked at agrees
 *     WRONG      a difference that is sure of itself says something else
 *     unclear    no element could be measured: kinks, rounding, no point
 *
 * An array of many elements is sampled, and looked at in random directions.
 */
#ifndef GCC_GRAPH_GRADIENT_CHECK_H
#define GCC_GRAPH_GRADIENT_CHECK_H

#include "gradient_report.h"
#include "values.h"

#define CHECK_WORK 3e8          /* operations for all differences, about */

typedef struct CheckOptions {
    ValueOptions values;        /* what has values at all points (the rest is
                                   drawn), and the seed */
    uint32_t     points;        /* where everything is looked at; 0: as many as
                                   are soon computed */
    double       work;          /* operations for all differences, about; 0: of
                                    CHECK_WORK. Of each array some elements are
                                    looked at */
    bool         fast;          /* arrays in a random direction alone */
    bool         json;
} CheckOptions;

/* What is found, a row for each param and real input; the result is that of
 * gradient_check. */
int gradient_check_rows(const Graph *graph, Arena *arena,
                        const CheckOptions *options, GradientReport *report,
                        Buffer *problems);

/* Prints a row for each param and real input. `graph` is differentiated.
 * Returns 0; 1 if a gradient is wrong, or if no point is found at which all
 * outputs are numbers; 3 for a fault of the compiler. */
int gradient_check(const Graph *graph, Arena *arena,
                   const CheckOptions *options, Buffer *out, Buffer *problems);

#endif
