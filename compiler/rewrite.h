/* rewrite.h: normal forms of scalar expressions under the laws.
 *
 * A Rewriter goes with one graph in the making. Every node that is made
 * through it is in normal form: no law applies to it. Accesses look through
 * copies, constants and indicators, so that laws meet what is computed and not
 * where it is kept.
 */
#ifndef GCC_GRAPH_REWRITE_H
#define GCC_GRAPH_REWRITE_H

#include "cost.h"
#include "laws.h"

typedef struct Interval {
    double low, high;               /* low <= value <= high, where finite */
} Interval;

typedef struct Rewriter {
    Arena      *arena;
    Graph      *graph;
    const Laws *laws;
    LIST(ExprId) normal;            /* of a node its normal form; 0: not yet */
    LIST(Interval) bounds;          /* of a node; low > high: not yet */
    LIST(Interval) array_bounds;    /* of the first arrays */
    LIST(uint32_t) uses;            /* of an array: accesses to it in the old
                                       graph; 0: it is new */
    Memo    memo;
    Cost    cost;
    ExprIds scratch;
    uint32_t depth;                 /* of laws within laws */
} Rewriter;

void   rewriter_init(Rewriter *rewriter, Arena *arena, Graph *graph,
                     const Laws *laws);

/* The normal form of an expression of the graph. */
ExprId rewrite_expr(Rewriter *rewriter, ExprId root);
ExprId rewrite_apply(Rewriter *rewriter, Function function, ExprId a,
                     ExprId b);
ExprId rewrite_choose(Rewriter *rewriter, ExprId condition, ExprId then,
                      ExprId otherwise);
/* The normal form of root with other bound indices, as expr_substitute. */
ExprId rewrite_substitute(Rewriter *rewriter, ExprId root,
                          const SubscriptId map[MAX_INDICES]);
/* An index or data subscript with its data in normal form, affine where it
 * turns out to be. */
SubscriptId rewrite_subscript(Rewriter *rewriter, SubscriptId id);

/* The one part of an array that sets every element in place, or NULL. */
const Part *array_pointwise(const Graph *graph, ArrayId id);

/* What the accessed element of such an array is computed by, in the indices of
 * the access; 0 if the array is not of this kind, or if the access is by data
 * and only conditions keep what it is computed of in bounds. */
ExprId rewrite_through(Rewriter *rewriter, ExprId access);

/* The right side of the first law whose left side the node matches; 0: none. */
ExprId law_apply(Rewriter *rewriter, ExprId node);

/* The number of indices in a set. */
uint32_t set_size(uint32_t set);

/* Bounds of the values of an expression (interval.c). */
Interval expr_interval(Rewriter *rewriter, ExprId root);

#endif
