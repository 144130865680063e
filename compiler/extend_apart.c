/* extend_apart.c: sums in arrays of their own, before they are put where they
 * belong.
 *
 *     E[p[t], k] += Σ_l W[l, k] d[t, l]
 *
 *     s[t, k] = Σ_l W[l, k] d[t, l]        E[p[t], k] += s[t, k]
 *
 * Where elements of the target are chosen by data, overlap, or are left out,
 * the sum by itself is one for vectors.
 */
#include "extending.h"

#include "lanes.h"
#include "tile.h"

enum { FEWEST_TERMS = 4 };

/* The guards of the part that are on indices of the set alone. */
static uint8_t guards_on(const Graph *graph, const Part *part, uint32_t set,
                         SubscriptId *guards)
{
    uint8_t count = 0;
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (!(subscript_depends(&graph->exprs, part->guards[g]) & ~set))
            guards[count++] = part->guards[g];
    return count;
}

/* Indices of the set first, then the others; *map is where each goes. The
 * number of those of the set. */
static uint32_t set_first(Graph *graph, const Part *part, uint32_t set,
                          Range *ranges, SubscriptId map[MAX_INDICES])
{
    uint32_t count = 0, first = 0;
    for (int others = 0; others < 2; others++)
        for (uint32_t i = 0; i < part->index_count; i++) {
            if ((int)!(set >> i & 1) != others)
                continue;
            ranges[count] = part->ranges[i];
            map[i] = subscript_index(&graph->exprs, count++);
            first += !others;
        }
    return first;
}

/* The sum over the other indices, for the values of those of the set. It may be
 * equal to the array that it is for. */
static ArrayId make_sum(Graph *graph, Arena *arena, const Part *from,
                        uint32_t set, uint32_t serves)
{
    Exprs *exprs = &graph->exprs;
    SubscriptId map[MAX_INDICES] = {0}, target[MAX_RANK];
    Range *ranges = NEW_ARRAY(arena, Range, from->index_count);
    SubscriptId *guards = NEW_ARRAY(arena, SubscriptId, from->guard_count);
    Part part = *from;
    uint32_t rank = set_first(graph, from, set, ranges, map);
    int64_t *shape = NEW_ARRAY(graph->arena, int64_t, rank);
    for (uint32_t i = 0; i < rank; i++) {
        Term term = {i, 1};
        target[i] = subscript_make(exprs, -ranges[i].low, 1, &term, 0, 0);
        shape[i] = ranges[i].high - ranges[i].low;
    }
    for (uint32_t g = 0; g < part.guard_count; g++)
        guards[g] = subscript_substitute(exprs, &graph->memo, from->guards[g],
                                         map);
    part.ranges = ranges;
    part.guards = guards;
    part.target = target;
    part.body = expr_substitute(exprs, &graph->memo, from->body, map);
    Array made = {.kind = EQUATION, .rank = (uint8_t)rank, .shape = shape,
                  .serves = serves, .part_count = 1, .stored = true};
    part = part_canonical(graph, &made, &part);
    return graph_adopt(graph, &made, &part);
}

/* What is left of the part: each element of the sum is added where it
 * belongs. */
static void add_sum(Graph *graph, Part *part, uint32_t axes, uint32_t set,
                    ArrayId sum)
{
    Exprs *exprs = &graph->exprs;
    SubscriptId map[MAX_INDICES] = {0}, subscripts[MAX_RANK];
    Range *ranges = NEW_ARRAY(graph->arena, Range, part->index_count);
    uint32_t rank = set_first(graph, part, set, ranges, map);
    SubscriptId *guards =
        NEW_ARRAY(graph->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, axes);
    part->guard_count = guards_on(graph, part, set, guards);
    for (uint32_t g = 0; g < part->guard_count; g++)
        guards[g] = subscript_substitute(exprs, &graph->memo, guards[g], map);
    for (uint32_t i = 0; i < rank; i++) {
        Term term = {i, 1};
        subscripts[i] = subscript_make(exprs, -ranges[i].low, 1, &term, 0, 0);
    }
    for (uint32_t a = 0; a < axes; a++)
        target[a] = subscript_substitute(exprs, &graph->memo,
                                         part->target[a], map);
    part->ranges = ranges;
    part->guards = guards;
    part->target = target;
    part->index_count = (uint8_t)rank;
    part->body = graph_access(graph, sum, subscripts);
}

/* Whether each sum has an element of its own, that is always there. */
static bool is_at_home(const Graph *graph, Arena *arena, const Part *part,
                       uint32_t rank, uint32_t set)
{
    Part points = *part;
    Range *ranges =
        arena_copy(arena, part->ranges, part->index_count, sizeof(Range));
    SubscriptId *guards = NEW_ARRAY(arena, SubscriptId, part->guard_count);
    points.ranges = ranges;
    points.guards = guards;
    points.guard_count = guards_on(graph, part, set, guards);
    for (uint32_t i = 0; i < part->index_count; i++)
        if (!(set >> i & 1))
            ranges[i] = (Range){0, 1};
    for (uint32_t a = 0; a < rank; a++)
        if (subscript_at(&graph->exprs, part->target[a])->data)
            return false;
    return !points.guard_count && target_is_injective(graph, &points, rank);
}

/* Whether the part is a sum of products, with fewer sums than terms by far. */
static bool has_many_terms(const Graph *graph, const Array *array,
                         const Part *part, uint32_t set)
{
    double sums = 1;
    uint32_t count = 0;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (set >> i & 1) {
            sums *= (double)(part->ranges[i].high - part->ranges[i].low);
            count++;
        }
    return count && count <= MAX_RANK
        && sums * FEWEST_TERMS <= part_points(part)
        && part_is_contraction(graph, array, part);
}

bool sum_apart(Graph *graph, Arena *arena, ArrayId id, Part *part)
{
    const Array array = *graph_array(graph, id);
    uint32_t set = 0;
    for (uint32_t a = 0; a < array.rank; a++)
        set |= subscript_depends(&graph->exprs, part->target[a]);
    if (array.stored || array.recurrence || part_tile_rows(graph, id, part)
        || !has_many_terms(graph, &array, part, set)
        || is_at_home(graph, arena, part, array.rank, set))
        return false;
    ArrayId sum = make_sum(graph, arena, part, set, array.serves);
    add_sum(graph, part, array.rank, set, sum);
    return true;
}
