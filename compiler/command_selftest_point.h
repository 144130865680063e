/* command_selftest_point.h: the points at which self-tests are made. */
#ifndef GCC_GRAPH_COMMAND_SELFTEST_POINT_H
#define GCC_GRAPH_COMMAND_SELFTEST_POINT_H

#include "emit_selftest.h"

/* [arrays]: what is given at the point of the seed to a graph whose first `own`
 * inputs are the model's; the others are directions. NULL, with a message in
 * problems, if initial values cannot be computed. */
double **selftest_place(const Graph *graph, uint32_t own, const Selftest *test,
                        bool in_double, uint64_t seed, Arena *work,
                        Buffer *problems);

#endif
