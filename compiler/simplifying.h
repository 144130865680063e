/* simplifying.h: what the files of simplify share.
 *
 * An array is simplified as a Sketch, a list of parts that laws change in
 * place; when none applies any more it becomes an array of the graph in the
 * making. All that a sketch refers to is already there, simplified.
 */
#ifndef GCC_GRAPH_SIMPLIFYING_H
#define GCC_GRAPH_SIMPLIFYING_H

#include "affine.h"
#include "rewrite.h"

typedef struct Simplifier {
    Arena   *arena;                 /* scratch: empty again for each array */
    Graph   *graph;                 /* in the making; what lasts as long is in
                                       its arena */
    Rewriter rewriter;
    Memo     memo;
    Copy     copy;
    LIST(uint32_t) position;        /* scratch: of a node in a list */
    struct Calls *calls;            /* of the old graph */
    bool     first;                 /* the first round: few non-zero elements
                                       are not made a literal yet */
    bool     vectors;               /* lie along rows of memory */
    bool     copies;                /* some array is a copy of some elements */
    bool     readers;               /* are to see what it becomes */
    bool     shown;                 /* the array has several users, or one that
                                       is not in the graph */
    uint32_t depth;                 /* of sketches within sketches */
} Simplifier;

/* Says where a node stands in a list. */
static inline void position_set(Simplifier *simplifier, ExprId id, uint32_t at)
{
    list_reserve(simplifier->graph->arena, &simplifier->position, id + 1);
    simplifier->position.at[id] = at;
}

typedef struct Sketch {
    int64_t        limit;           /* of index values; 0: real */
    uint32_t       rank;
    const int64_t *shape;
    uint32_t       serves;
    uint32_t       steps;           /* the axes that recurrences run along */
    LIST(Part)     parts;
} Sketch;

/* Simplifies the sketch and makes it an array. */
ArrayId sketch_finish(Simplifier *simplifier, Sketch *sketch);

/* -- parts (simplify_part.c) -- */

/* Bodies in normal form, conditions decided by the domain, guards and indices
 * that do nothing removed. False if the part never acts. */
bool part_tidy(Simplifier *simplifier, const Sketch *sketch, Part *part);
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
/* The part where guard >= 0 as well. */
Part part_under(Simplifier *simplifier, const Part *part, SubscriptId guard);
bool part_is_whole(const Graph *graph, const Sketch *sketch, const Part *part);

/* The expression with node(simplifier, context, n) for each node n, its
 * operands having been replaced; in normal form. */
ExprId expr_map(Simplifier *simplifier, ExprId root,
                ExprId (*node)(Simplifier *, const void *, ExprId),
                const void *context);

/* For expr_map over a domain: conditions, quotients and remainders that it decides. */
ExprId expr_decide(Simplifier *simplifier, const void *domain, ExprId id);

/* -- copies that are carried (simplify_carry.c) -- */

/* What is carried of an array that is a copy of another, element by element,
 * is carried of that one. begin: before anything of `from` is copied; end: when
 * all is. */
typedef struct CarryLink {
    ArrayId carry;                  /* of the graph in the making */
    ArrayId carried;                /* of the old graph */
    struct CarryLink *next;
} CarryLink;
CarryLink *carries_begin(Simplifier *simplifier, const Graph *from);
void       carries_end(Simplifier *simplifier, const CarryLink *links);

/* -- copies of some elements alone (simplify_copy.c) -- */

bool array_is_partial_copy(const Graph *graph, ArrayId id);
/* Where the part reads such a copy at places where it is made, it reads what that is
 * a copy of. */
void part_through_copies(Simplifier *simplifier, Part *part);

/* -- values that several parts have (simplify_share.c) -- */

struct Calls *calls_count(Arena *arena, Graph *graph);
/* Whether there is one that may be shared. */
bool calls_any(const struct Calls *calls);
/* Calls that other parts have too, and what other arrays are, become elements of
 * arrays. `part` is the image of a part `old` of the array `of` in the old
 * graph, as it was there. */
void part_share(Simplifier *simplifier, Graph *from, ArrayId of,
                const Part *old, Part *part, uint32_t serves);

/* -- laws on arrays: true if the sketch changed -- */

/* Axes of one place (simplify_axis.c), of what is read by elements alone. */
bool sketch_drop_axes(Simplifier *simplifier, Sketch *sketch);

bool sketch_merge(Simplifier *simplifier, Sketch *sketch);
/* Pieces of one (simplify_join.c). */
bool sketch_join(Simplifier *simplifier, Sketch *sketch);
/* Parts that add to the same elements become such as do not; parts that stand for
 * elements of which nothing was said before set these (simplify_cells.c). */
bool sketch_cells(Simplifier *simplifier, Sketch *sketch);
void sketch_set_apart(const Simplifier *simplifier, Sketch *sketch);
/* log Σ exp(u) and exp(u) / Σ exp(u) without overflow (simplify_shift.c). */
bool sketch_shift(Simplifier *simplifier, Sketch *sketch);

/* Sub-expressions over fewer indices, see simplify_cut.c. */
bool expr_is_costly(const Exprs *exprs, ExprId id);
/* Whether every access below is in bounds over the part; over its box without
 * guards. */
bool part_reads_inside(Simplifier *simplifier, const Part *part, ExprId root);
bool part_stands_alone(Simplifier *simplifier, const Part *part, ExprId root);
/* The expression as the element of a new array over its own indices. */
ExprId part_cut_out(Simplifier *simplifier, const Part *part, ExprId id,
                    uint32_t serves);
/* The costly expression as an element of a new array over the values of the one
 * combination of indices that it depends on; or as it is (simplify_table.c). */
ExprId part_tabulate(Simplifier *simplifier, const Part *part, ExprId id,
                     uint32_t serves);
bool sketch_cut(Simplifier *simplifier, Sketch *sketch);
bool sketch_narrow(Simplifier *simplifier, Sketch *sketch);
/* Quotients that are the same for several terms, see simplify_divide.c. */
bool sketch_divide(Simplifier *simplifier, Sketch *sketch);
/* What windows have in common, see simplify_window.c. */
bool sketch_window(Simplifier *simplifier, Sketch *sketch);
/* The conditions that `and` joins, from left to right; and the body where those
 * but one of them hold, 0 elsewhere. */
enum { MAX_CONJUNCTS = 8 };
uint32_t conjuncts_of(const Exprs *exprs, ExprId root,
                      ExprId out[MAX_CONJUNCTS]);
/* Those of its opposite. */
uint32_t conjuncts_of_not(Simplifier *simplifier, ExprId root,
                          ExprId out[MAX_CONJUNCTS]);
ExprId chosen_under(Simplifier *simplifier, uint32_t count,
                    const ExprId *conditions, uint32_t without, ExprId body);
/* Sums whose conditions are about indices, see simplify_condition.c. */
bool sketch_guard(Simplifier *simplifier, Sketch *sketch);
bool sketch_wrap(Simplifier *simplifier, Sketch *sketch);
/* Sums over elements that are 0 where they stand, see simplify_zero.c. */
bool sketch_zero_terms(Simplifier *simplifier, Sketch *sketch);
/* Sums of one term, see simplify_pick.c. */
bool sketch_pick(Simplifier *simplifier, Sketch *sketch);
/* Sums of products, see simplify_sum.c. */
bool sketch_factor(Simplifier *simplifier, Sketch *sketch);
bool sketch_pair(Simplifier *simplifier, Sketch *sketch);
bool sketch_nest(Simplifier *simplifier, Sketch *sketch);

/* Scattered arrays and sums, where they are used: simplify_scatter.c. */
bool sketch_meet(Simplifier *simplifier, Sketch *sketch);
bool sketch_part(Simplifier *simplifier, Sketch *sketch);
bool sketch_splice(Simplifier *simplifier, Sketch *sketch);

/* An array of one part with a plain target: its indices are the first `rank`
 * ones of the ranges. */
ArrayId array_of(Simplifier *simplifier, Combine combine, uint32_t rank,
                 uint32_t index_count, const Range *ranges, ExprId body,
                 uint32_t guard_count, const SubscriptId *guards,
                 uint32_t serves);

/* -- constants (simplify_fold.c) -- */

/* The literal of the same values, if the sketch depends on none but literals
 * and is small; otherwise 0. */
ArrayId sketch_fold(Simplifier *simplifier, const Sketch *sketch);
/* If `first` is the first member of a recurrence that depends on nothing but
 * literals and is small: gives all its members literals as images. */
bool recurrence_fold(Simplifier *simplifier, const Graph *from, ArrayId first);
/* The same of known values; 0 if one is not a number. */
ArrayId literal_or_uniform(Simplifier *simplifier, const Sketch *sketch,
                           const double *values);

#endif
