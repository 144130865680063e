/* schedule_columns.c: columns that are read again and again.
 *
 *     E = Σ_{i,j} f(x[i,0] - x[j,0])        E_1[j] = x[j,0]
 *                                           E = Σ_{i,j} f(x[i,0] - E_1[j])
 *
 * What the innermost loop of a part reads out of order, and an outer loop makes it
 * read many times, is copied once into an array in which it stands in order: then
 * the loop is vectors. Contractions pack what they read themselves (tile_pack.c).
 * Before a recurrence, what its members read of others is copied so.
 */
#include "schedule.h"

#include "affine.h"
#include "cost.h"
#include "lanes.h"
#include "tile.h"

enum {
    SHORTEST_COLUMN = 8,
    LONGEST_INNER = 8               /* sum, which is written out */
};

/* The index of the innermost loop, but for loops of sums that are written out. */
static uint32_t innermost(const Graph *graph, const Array *array, const Part *part)
{
    uint32_t last = part->index_count - 1u;
    int64_t turns = 1;
    for (uint32_t i = array->rank; i <= last && turns <= LONGEST_INNER; i++)
        turns *= range_size(part->ranges[i]);
    return part->lanes <= 1 && array->rank && turns <= LONGEST_INNER
                && part_targets(graph, array, part) == array->rank
             ? array->rank - 1u : last;
}

/* Whether values of an index are computed side by side: of the innermost, or of that
 * along which elements are gathered so. */
static bool is_side_by_side(const Graph *graph, Arena *arena, const Array *array,
                            const Part *part, uint32_t *index)
{
    if (array->kind != EQUATION || part->index_count < 2
        || (part->lanes <= 1 && part_is_contraction(graph, array, part)))
        return false;
    *index = innermost(graph, array, part);
    if (range_size(part->ranges[*index]) >= SHORTEST_COLUMN
        && (part->lanes > 1
            || subscripts_contiguity(&graph->exprs, array->rank, part->target,
                                     *index) == CONTIGUOUS))
        return true;
    return !array->recurrence
        && part_is_abreast(graph, arena, array, part, 0, index);
}

static bool is_column(const Graph *graph, const Part *part, uint32_t index,
                      const Domain *box, const Expr *e)
{
    if (!access_is_column(graph, part, e, index))
        return false;
    for (uint32_t i = 0; i < e->as.access.rank; i++) {
        Range reach = domain_bounds(box, graph, e->as.access.subscripts[i]);
        if (reach.low < 0
            || reach.high > graph_array(graph, e->as.access.array)->shape[i])
            return false;
    }
    return true;
}

/* What the access reads, as an array over the indices that it depends on, the one
 * along which it is read side by side as the last: the body
 * of that, its shape, and how the access reads it. */
typedef struct Column {
    ExprId      body;
    uint32_t    rank;
    int64_t     shape[MAX_RANK];
    SubscriptId read[MAX_RANK];
} Column;

static Column column_of(Exprs *exprs, Memo *memo, const Part *part,
                        uint32_t index, ExprId access)
{
    uint32_t depends = expr_at(exprs, access)->depends;
    SubscriptId from_zero[MAX_INDICES] = {0};
    Column c = {0};
    for (uint32_t n = 0; n <= part->index_count; n++) {
        uint32_t i = n < part->index_count ? n : index;
        int64_t low = part->ranges[i].low;
        if (!(depends >> i & 1) || (i == index && n == i))
            continue;
        from_zero[i] = subscript_make(exprs, low, 1, &(Term){c.rank, 1}, 0, 0);
        c.read[c.rank] = subscript_make(exprs, -low, 1, &(Term){i, 1}, 0, 0);
        c.shape[c.rank++] = range_size(part->ranges[i]);
    }
    c.body = expr_substitute(exprs, memo, access, from_zero);
    return c;
}

static ArrayId make_column(Graph *graph, const Column *c)
{
    ArrayId source = expr_at(&graph->exprs, c->body)->as.access.array;
    Part copy = part_whole(graph, c->rank, c->shape, c->body);
    ArrayId made = graph_equation(graph, 0, c->rank, c->shape, 1, &copy,
                                  graph_array(graph, source)->serves);
    graph->arrays.at[made].stored = true;
    return made;
}

/* The one of the arrays that is the column; or 0. */
static ArrayId known_column(const Graph *graph, const ArrayIds *known,
                            const Column *c)
{
    for (uint32_t i = 0; i < known->count; i++)
        if (graph_array(graph, known->at[i])->as.parts->body == c->body)
            return known->at[i];
    return 0;
}

static void open_box(Domain *box, Arena *arena, const Part *part)
{
    Part open = *part;
    open.guard_count = 0;
    domain_of_part(box, arena, &open);
}

void schedule_columns_before(const Graph *from, Copy *copy, Arena *arena,
                             ArrayId member, const Part *part, ArrayIds *known)
{
    Exprs *exprs = &copy->to->exprs;
    Domain box;
    ExprIds order = {0};
    Memo memo = {0};
    uint32_t index;
    if (!is_side_by_side(from, arena, graph_array(from, member), part, &index))
        return;
    open_box(&box, arena, part);
    expr_postorder(&from->exprs, arena, NULL, true, part->body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&from->exprs, order.at[i]);
        if (!is_column(from, part, index, &box, e))
            continue;
        const Array *array = graph_array(from, e->as.access.array);
        ArrayId image = copy->arrays[e->as.access.array];
        if (array->recurrence || array->kind == CARRY || !image)
            continue;
        const Column c = column_of(exprs, &memo, part, index,
                                   expr_rebuild(exprs, &from->exprs,
                                                order.at[i], NULL, image));
        if (!known_column(copy->to, known, &c))
            list_push(arena, known, make_column(copy->to, &c));
    }
}

ExprId schedule_columns(Graph *graph, Arena *arena, const Array *array,
                        const Part *part, ArrayIds *made, ExprIds *places,
                        const ArrayIds *known)
{
    Exprs *exprs = &graph->exprs;
    uint32_t index;
    if (!is_side_by_side(graph, arena, array, part, &index)
        || (array->recurrence && !known->count))
        return part->body;
    Domain box;
    open_box(&box, arena, part);
    ExprIds order = {0};
    Memo memo = {0};
    expr_postorder(exprs, arena, NULL, true, part->body, &order);
    list_reserve(arena, places, exprs->nodes.count);
    ExprId *to = places->at;
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        const Expr e = *expr_at(exprs, id);
        ArrayId column = 0;
        if (is_column(graph, part, index, &box, &e)) {
            const Column c = column_of(exprs, &memo, part, index, id);
            column = array->recurrence ? known_column(graph, known, &c)
                                       : make_column(graph, &c);
            if (column)
                to[id] = graph_access(graph, column, c.read);
            if (column && !array->recurrence)
                list_push(arena, made, column);
        }
        if (column)
            continue;
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            operands[n - 1] = to[operands[n - 1]];
        to[id] = expr_rebuild(exprs, exprs, id, operands,
                              e.kind == ACCESS ? e.as.access.array : 0);
    }
    return to[part->body];
}
