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

#include "graph.h"

#define CHECK_WORK 3e8          /* operations for all differences, about */

typedef enum CheckVerdict { CHECK_OK, CHECK_WRONG, CHECK_UNCLEAR } CheckVerdict;

typedef struct CheckRow {       /* of a param or a real input */
    Text         by;
    int64_t      size;
    uint32_t     sample;        /* elements that are looked at */
    CheckVerdict verdict;
    double       worst;         /* relative error, unless it is unclear */
    Text         place;         /* where that is */
    double       given, measured;       /* there, if it is wrong */
} CheckRow;

typedef LIST(CheckRow) CheckRows;

const char *check_verdict(CheckVerdict verdict);

/* The rows of the table, of which there are none if nothing is differentiated;
 * about `work` operations are spent, but of each array some elements are looked
 * at. The result is that of gradient_check. */
int gradient_check_rows(const Graph *graph, Arena *arena, uint64_t seed,
                        double work, CheckRows *rows, Buffer *problems);

/* Prints a table, a row for each param and real input. `graph` is
 * differentiated. Returns 0; 1 if a gradient is wrong, or if no point is found
 * at which all outputs are numbers; 3 for a fault of the compiler. */
int gradient_check(const Graph *graph, Arena *arena, uint64_t seed,
                   Buffer *out, Buffer *problems);

#endif
