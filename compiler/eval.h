/* eval.h: the meaning of a graph, computed plainly.
 *
 * Arrays are computed in order, part by part, point by point, every sum in
 * the order of its part (its lanes included). In double, or with every
 * operation rounded to float as the generated code does it. All other paths
 * are tested against this one.
 *
 * What is fixed here, to the last bit, for one part y[ψ(l)] ⊕= e(l). The loops
 * run over the indices in their order, ascending. Those behind the last index
 * of the target are *inner*:
 *
 *     SET          y = e
 *     SUM          y starts from 0 where no part came before. Without inner
 *                  indices y = y + e; with them s = 0, s = s + e over the inner
 *                  loops, y = y + s
 *     PROD         p = 1, p = p e
 *     MAX, MIN     m = ∓∞, m = e if e > m (e < m) else m: NaN is passed over
 *     lanes        sums, maxima and minima are gathered in L lanes, each as
 *                  above: the value for k, the innermost index, of n values
 *                  from low on, in the lane k - low mod L, but the last
 *                  n mod L values in the last lanes. Then, for h = L/2, …, 2,
 *                  1, lane m takes up lane m + h for m < h
 *     ARGMAX, …    m as above, and the index where m was replaced last; low
 *                  if it never was
 *
 * x^n with a whole exponent (EXPR_WHOLE) |n| <= 64 is gg_powi(x, n).
 * Whole nodes (EXPR_WHOLE) are exact and have no -0; they are rounded where
 * they are used as reals.
 */
#ifndef GCC_GRAPH_EVAL_H
#define GCC_GRAPH_EVAL_H

#include "graph.h"

typedef enum EvalProblem {
    EVAL_INDEX,         /* index data outside its range */
    EVAL_BOUNDS,        /* an access or a target outside its array: a fault of
                           the compiler, not of the program */
    EVAL_MEMORY         /* the arrays would take more than EVAL_BYTES */
} EvalProblem;

#define EVAL_BYTES ((int64_t)1 << 32)

/* Index data outside its range. */
typedef struct EvalFault {
    ArrayId array;
    int64_t element, value;
    Range   range;
    EvalProblem problem;    /* BOUNDS: `array` is what is reached into */
} EvalFault;

/* values[id], for every array of the graph: elements row by row. The caller
 * gives those that nothing defines (index data as whole numbers), eval
 * sets the others: those that are NULL are allocated, others are room of the
 * right size and overwritten. Values of WHOLE inputs are checked first; false,
 * with *fault set and nothing computed, if one is out of range. */
bool eval(const Graph *graph, Arena *arena, bool in_float, double **values,
          EvalFault *fault);

/* Forward mode by dual numbers, in double: beside values, tangents[id] of
 * INPUT and PARAM arrays (NULL: zero) go in and those of all other arrays
 * come out. Uses the rules of the function table at numbers, not the
 * differentiating pass: the independent oracle for it. Arrays that depend on
 * no tangent have tangent NULL. */
bool eval_dual(const Graph *graph, Arena *arena, double **values,
               double **tangents, EvalFault *fault);

/* The same, many times: what an Evaluator needs it allocates once. */
typedef struct Evaluator Evaluator;
Evaluator *evaluator_create(const Graph *graph, Arena *arena, bool in_float);
/* Keeps what it has compiled from run to run. */
void evaluator_keep(Evaluator *evaluator);
bool evaluator_run(Evaluator *evaluator, double **values, EvalFault *fault);
/* Only the arrays marked; NULL: all. */
bool evaluator_run_needed(Evaluator *evaluator, double **values,
                          const bool *needed, EvalFault *fault);
/* Only the arrays marked, after a run of all: inputs are not checked again. */
bool evaluator_run_some(Evaluator *evaluator, double **values,
                        const bool *marked, EvalFault *fault);

#endif
