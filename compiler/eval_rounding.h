/* eval_rounding.h: how far rounding may put a number off.
 *
 * Of a number s = Σ weight · element, over arrays of a graph, computed in
 * floating point: each operation adds an error of at most its share of the unit
 * roundoff u times the size of its result, and s changes by that error times the
 * derivative of s by the result. Their sum is the bound, to first order in u
 * (Bauer, Computational graphs and rounding error, SIAM J. Numer. Anal. 11,
 * 1974; Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.,
 * chapters 2, 3 and 26). Derivatives are found by reverse mode at numbers, which
 * shares nothing with the differentiating passes but the rules of functions.
 */
#ifndef GCC_GRAPH_EVAL_ROUNDING_H
#define GCC_GRAPH_EVAL_ROUNDING_H

#include "eval.h"

typedef struct Rounding {
    bool in_float;              /* else in double */
    bool any_order;             /* terms may be added in another order */
} Rounding;

/* `values` are those of all arrays, in double. weights[id] are those of the
 * number, or NULL; they become its derivatives by all elements. False, with
 * *fault set, if an element outside an array is reached. */
bool eval_rounding(const Graph *graph, Arena *arena, const Rounding *rounding,
                   double **values, double **weights, double *bound,
                   EvalFault *fault);

#endif
