/* eval.h: the meaning of a graph, computed plainly.
 *
 * Arrays are computed in order, part by part, point by point, every sum in
 * the order of its part (its lanes included). In double, or with every
 * operation rounded to float as the generated code does it. All other paths
 * are tested against this one.
 */
#ifndef GCC_GRAPH_EVAL_H
#define GCC_GRAPH_EVAL_H

#include "graph.h"

/* Index data outside 0 <= value < limit. */
typedef struct EvalFault {
    ArrayId array;
    int64_t element, value, limit;
} EvalFault;

/* values[id], for every array of the graph: elements row by row. The caller
 * gives those of INPUT and PARAM arrays (index data as whole numbers), eval
 * sets the others. Values of WHOLE inputs are checked first; false, with
 * *fault set and nothing computed, if one is out of range. */
bool eval(const Graph *graph, Arena *arena, bool in_float, double **values,
          EvalFault *fault);

/* Forward mode by dual numbers, in double: beside values, tangents[id] of
 * INPUT and PARAM arrays (NULL: zero) go in and those of all other arrays
 * come out. Uses the rules of the function table at numbers, not the
 * differentiating pass: the independent oracle for it. */
bool eval_dual(const Graph *graph, Arena *arena, double **values,
               double **tangents, EvalFault *fault);

#endif
