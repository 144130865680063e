/* simplifying.h: what the files of simplify share.
 *
 * An array is simplified as a Draft, a list of parts that laws change in
 * place; when none applies any more it becomes an array of the graph in the
 * making. All that a draft refers to is already there, simplified.
 */
#ifndef GCC_GRAPH_SIMPLIFYING_H
#define GCC_GRAPH_SIMPLIFYING_H

#include "affine.h"
#include "rewrite.h"

typedef struct Simplifier {
    Arena   *arena;
    Graph   *graph;                 /* in the making */
    Rewriter rewriter;
    Memo     memo;
    Copy     copy;
    LIST(uint32_t) position;        /* scratch: of a node in a list */
    LIST(uint32_t) uses;            /* of an array of the graph: the parts of
                                       the old graph that access it */
    uint32_t depth;                 /* of drafts within drafts */
} Simplifier;

typedef struct Draft {
    int64_t        limit;           /* of index values; 0: real */
    uint32_t       rank;
    const int64_t *shape;
    uint32_t       serves;
    LIST(Part)     parts;
} Draft;

/* Simplifies the draft and makes it an array. */
ArrayId draft_finish(Simplifier *simplifier, Draft *draft);

/* -- parts (simplify_part.c) -- */

/* Bodies in normal form, conditions decided by the domain, guards and indices
 * that do nothing removed. False if the part never acts. */
bool part_tidy(Simplifier *simplifier, const Draft *draft, Part *part);
/* The bound indices that the target does not have. */
uint32_t part_reduced(const Graph *graph, uint32_t rank, const Part *part);
/* The indices in guards. */
uint32_t part_guarded(const Graph *graph, const Part *part);
/* The part with other indices: map[i] for i, where not 0, and `count` indices
 * with these ranges in all. */
void part_map(Simplifier *simplifier, uint32_t rank, Part *part,
              const SubscriptId map[MAX_INDICES], uint32_t count,
              const Range *ranges);
/* The part without the indices of the set, which nothing depends on. */
void part_drop_indices(Simplifier *simplifier, uint32_t rank, Part *part,
                       uint32_t set);
bool part_is_whole(const Graph *graph, const Draft *draft, const Part *part);

/* The expression with node(simplifier, context, n) for each node n, its
 * operands having been replaced; in normal form. */
ExprId expr_map(Simplifier *simplifier, ExprId root,
                ExprId (*node)(Simplifier *, const void *, ExprId),
                const void *context);

/* -- laws on arrays: true if the draft changed -- */

bool draft_merge(Simplifier *simplifier, Draft *draft);
/* log Σ exp(u) and exp(u) / Σ exp(u) without overflow (simplify_shift.c). */
bool draft_shift(Simplifier *simplifier, Draft *draft);

/* An array of one part with a plain target: its indices are the first `rank`
 * ones of the ranges. */
ArrayId array_of(Simplifier *simplifier, Combine combine, uint32_t rank,
                 uint32_t index_count, const Range *ranges, ExprId body,
                 uint32_t guard_count, const SubscriptId *guards,
                 uint32_t serves);

/* -- constants (simplify_fold.c) -- */

/* The literal of the same values, if the draft depends on none but literals
 * and is small; otherwise 0. */
ArrayId draft_fold(Simplifier *simplifier, const Draft *draft);
/* The same of known values; 0 if one is not a number. */
ArrayId literal_or_uniform(Simplifier *simplifier, const Draft *draft,
                           const double *values);

#endif
