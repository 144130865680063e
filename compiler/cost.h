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

/* Scratch of a pass that counts often: a count then takes time in what the
 * counted bodies hold, not in what the graph holds. */
typedef struct Cost {
    ExprIds order;
} Cost;

double cost_part(Cost *cost, const Graph *graph, const Part *part);
double cost_parts(Cost *cost, const Graph *graph, uint32_t count,
                  const Part *parts);
/* Σ over distinct nodes n of the body of weigh(context, n) · values of n. */
double cost_values(Cost *cost, const Graph *graph, const Part *part,
                   double (*weigh)(const void *context, ExprId id),
                   const void *context);
/* Π over the indices of the set of the lengths of their ranges. */
double box_points(const Part *part, uint32_t set);
/* The points of the part's domain: exact where guards can be counted, the box
 * otherwise. */
double cost_points(const Graph *graph, const Part *part);
/* One value of the expression, each distinct node counted once. */
double cost_expr(Cost *cost, const Graph *graph, ExprId root);

#endif
