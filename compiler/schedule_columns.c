/* schedule_columns.c: columns that are read again and again.
 *
 *     E = Σ_{i,j} f(x[i,0] - x[j,0])        E_1[j] = x[j,0]
 *                                           E = Σ_{i,j} f(x[i,0] - E_1[j])
 *
 * What the innermost loop of a part reads out of order, and an outer loop makes it
 * read many times, is copied once into an array in which it stands in order: then
 * the loop is vectors. Contractions pack what they read themselves (tile_pack.c).
 */
#include "schedule.h"

#include "affine.h"
#include "cost.h"
#include "lanes.h"
#include "tile.h"

enum {
    FEWEST_TIMES = 8,               /* that an element is read */
    SHORTEST_COLUMN = 8
};

/* Whether values of the last index are computed side by side. */
static bool is_side_by_side(const Graph *graph, const Array *array,
                            const Part *part)
{
    if (array->kind != EQUATION || array->recurrence || part->index_count < 2
        || range_size(part->ranges[part->index_count - 1]) < SHORTEST_COLUMN
        || part_is_contraction(graph, array, part))
        return false;
    return part->lanes > 1
        || subscripts_contiguity(&graph->exprs, array->rank, part->target,
                                 part->index_count - 1u) == CONTIGUOUS;
}

static uint32_t size_of(uint32_t set)
{
    uint32_t size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

static bool is_column(const Graph *graph, const Part *part, const Domain *box,
                      const Expr *e)
{
    uint32_t last = part->index_count - 1u;
    if (e->kind != ACCESS || !e->as.access.rank
        || size_of(e->depends) > MAX_RANK
        || graph_array(graph, e->as.access.array)->type != REAL
        || subscripts_contiguity(&graph->exprs, e->as.access.rank,
                                 e->as.access.subscripts, last) != SCATTERED
        || box_points(part, UINT32_MAX)
               < FEWEST_TIMES * box_points(part, e->depends))
        return false;
    for (uint32_t i = 0; i < e->as.access.rank; i++) {
        SubscriptId s = e->as.access.subscripts[i];
        Range reach = domain_bounds(box, graph, s);
        if (subscript_at(&graph->exprs, s)->data || reach.low < 0
            || reach.high > graph_array(graph, e->as.access.array)->shape[i])
            return false;
    }
    return true;
}

/* An element of the array of what the access reads, in the order of the loops. */
static ExprId column_of(Graph *graph, Memo *memo, const Part *part,
                        ExprId access, ArrayId *made)
{
    Exprs *exprs = &graph->exprs;
    ArrayId source = expr_at(exprs, access)->as.access.array;
    uint32_t depends = expr_at(exprs, access)->depends, rank = 0;
    SubscriptId from_zero[MAX_INDICES] = {0}, read[MAX_RANK];
    int64_t shape[MAX_RANK];
    for (uint32_t i = 0; i < part->index_count; i++) {
        int64_t low = part->ranges[i].low;
        if (!(depends >> i & 1))
            continue;
        from_zero[i] = subscript_make(exprs, low, 1, &(Term){rank, 1}, 0, 0);
        read[rank] = subscript_make(exprs, -low, 1, &(Term){i, 1}, 0, 0);
        shape[rank++] = range_size(part->ranges[i]);
    }
    Part copy = part_whole(graph, rank, shape,
                           expr_substitute(exprs, memo, access, from_zero));
    *made = graph_equation(graph, 0, rank, shape, 1, &copy,
                           graph_array(graph, source)->serves);
    graph->arrays.at[*made].stored = true;
    return graph_access(graph, *made, read);
}

ExprId schedule_columns(Graph *graph, Arena *arena, const Array *array,
                        const Part *part, ArrayIds *made, ExprIds *places)
{
    Exprs *exprs = &graph->exprs;
    if (!is_side_by_side(graph, array, part))
        return part->body;
    Domain box;
    Part open = *part;
    open.guard_count = 0;
    domain_of_part(&box, arena, &open);
    ExprIds order = {0};
    Memo memo = {0};
    expr_postorder(exprs, arena, NULL, true, part->body, &order);
    list_reserve(arena, places, exprs->nodes.count);
    ExprId *to = places->at;
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        const Expr e = *expr_at(exprs, id);
        if (is_column(graph, part, &box, &e)) {
            ArrayId column;
            to[id] = column_of(graph, &memo, part, id, &column);
            list_push(arena, made, column);
            continue;
        }
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            operands[n - 1] = to[operands[n - 1]];
        to[id] = expr_rebuild(exprs, exprs, id, operands,
                              e.kind == ACCESS ? e.as.access.array : 0);
    }
    return to[part->body];
}
