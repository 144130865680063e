/* cost.h: the operation count of a graph. */
#ifndef GCC_GRAPH_COST_H
#define GCC_GRAPH_COST_H

#include "graph.h"

/* Σ over distinct nodes n of the body of flops(n) · values of depends(n),
 * and one operation a point for a reduction or accumulation. A double: sizes
 * may be astronomic. */
double part_work(const Graph *graph, const Part *part);
double array_work(const Graph *graph, ArrayId id);
double graph_work(const Graph *graph);

#endif
