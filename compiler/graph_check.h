/* graph_check.h: the invariants of a graph, checked after every pass. */
#ifndef GCC_GRAPH_GRAPH_CHECK_H
#define GCC_GRAPH_GRAPH_CHECK_H

#include "graph.h"

/* True if the graph is well formed; otherwise false, and a line in problem
 * says what is wrong with which array. */
bool graph_check(const Graph *graph, Arena *arena, Buffer *problem);

/* The most work that simplify may make of that of the graph. */
double work_after_simplify(const Graph *graph, Arena *arena);
/* True if the work is within the bound; otherwise false, with both numbers in
 * problem. */
bool   graph_check_work(const Graph *graph, double bound, Buffer *problem);

#endif
