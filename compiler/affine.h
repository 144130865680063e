/* affine.h: whole-number reasoning over boxes of bound indices.
 *
 * A domain is a box cut by affine guards. All answers are on the safe side:
 * "it holds" is proved, "it does not" may be lack of proof.
 */
#ifndef GCC_GRAPH_AFFINE_H
#define GCC_GRAPH_AFFINE_H

#include "graph.h"

typedef struct Domain {
    uint32_t index_count;           /* indices 0 … index_count - 1 */
    Range    ranges[MAX_INDICES];   /* an empty range: index not in use */
    LIST(SubscriptId) guards;       /* affine, each >= 0 */
} Domain;

void domain_init(Domain *domain);
void domain_of_part(Domain *domain, Arena *arena, const Part *part);

/* Adds what follows when the condition has the truth value `holds` and is
 * affine in the indices: of `a and b` both, of a comparison its guards, which
 * say the same; of a comparison of div, mod, min, max and the like what it
 * says of the indices (`i mod 2 != 0`: i >= 1), of anything else nothing.
 * Undone by setting guards.count back. */
void domain_assume(Domain *domain, Arena *arena, Exprs *exprs,
                   ExprId condition, bool holds);

/* Whether it is proved that the domain holds no point. */
bool domain_is_empty(const Domain *domain, const Graph *graph);
/* The box with the guards on indices of the set `free` alone. A part is stored
 * wherever those on the indices of its target hold, whether or not there is
 * anything to add up. */
Domain domain_on(const Domain *domain, const Graph *graph, uint32_t free);

/* low <= s < high for every point of the domain, as narrow as is proved;
 * saturates at ±2^62. An empty domain gives an empty range (low >= high).
 * Data counts by its own interval (div, mod, min, max, choices of indices;
 * an array of index values by its limit). `limits[array]` is looked up in the
 * graph. */
Range domain_bounds(const Domain *domain, const Graph *graph, SubscriptId s);
Range domain_bounds_expr(const Domain *domain, const Graph *graph, ExprId e);

/* The same where the conditions have these truth values besides; unlike
 * domain_assume, this uses those of data too (`t[i div 2 - 1] if i div 2 > 0`).
 */
typedef struct Condition {
    ExprId id;
    bool   holds;
} Condition;

Range domain_bounds_under(const Domain *domain, const Graph *graph,
                          const Condition *conditions, uint32_t count,
                          SubscriptId s);

/* A point of the domain at which s is outside 0 <= s < size, for messages;
 * false if none is found. */
bool domain_offender(const Domain *domain, const Graph *graph, SubscriptId s,
                     int64_t size, int64_t point[MAX_INDICES], int64_t *value);

/* The ranges of the part's indices where those of its guards hold that are on
 * indices of the set alone; false if one of these is on several or on data. */
bool part_ranges(const Graph *graph, const Part *part, uint32_t set,
                 Range ranges[MAX_INDICES]);

/* Whether different points of the part's domain have different targets. */
bool target_is_injective(const Graph *graph, const Part *part, uint32_t rank);
/* Whether the targets of two parts never meet. */
bool targets_are_disjoint(const Graph *graph, const Part *a, const Part *b,
                          uint32_t rank);
/* Whether two parts of the array are not shown to be disjoint; the numbers of
 * the first such: the least second, and of these the least first. */
bool parts_meet(const Graph *graph, Arena *arena, const Array *array,
                uint32_t *first, uint32_t *second);
/* Whether the parts, known to be injective and disjoint, reach every element:
 * their points count up to the size of the array. */
bool parts_cover(const Graph *graph, const Array *array);
/* The number of points of the part's domain; -1 if it is not found. */
int64_t domain_count(const Domain *domain, const Graph *graph);

/* The part in canonical form: indices that an equation of guards fixes are
 * substituted (a diagonal has the target i, i); guards on one reduced index
 * cut its range; guards that the rest implies are dropped; indices are
 * numbered as they come in the target, then the reduced ones in their order.
 * Where each axis has an index of its own with factor ±1 that covers it, the
 * target becomes plain. */
Part part_canonical(Graph *graph, const Array *array, const Part *part);
/* Whether guards a >= 0 and b >= 0 say a = 0, which can be solved for an index;
 * and whether the part sets or adds and has two such guards. */
bool guards_are_equation(const Exprs *exprs, SubscriptId a, SubscriptId b);
bool part_has_equation(const Graph *graph, const Part *part);
/* The part with indices in place of axes (j + c) mod n that they run through once:
 * true and *out if there are such. */
bool part_rotate(Graph *graph, const Array *array, const Part *part, Part *out);
/* The part rewritten to a plain target (core of the adjoint of a gather by
 * affine maps): true and *out if each axis owns an index of factor ±1, or a
 * stride splits it, and the new box is at most twice the old one. */
bool part_turn(Graph *graph, const Array *array, const Part *part, Part *out);

#endif
