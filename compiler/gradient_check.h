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

/* Prints a table, a row for each param and real input. `graph` is
 * differentiated. Returns 0; 1 if a gradient is wrong, or if no point is found
 * at which all outputs are numbers; 3 for a fault of the compiler. */
int gradient_check(const Graph *graph, Arena *arena, uint64_t seed,
                   Buffer *out, Buffer *problems);

#endif
