/* schedule_each.c: calls that are made for many numbers at once.
 *
 *     y[i] = 2 sin(x[i]) + 1        y_1[i] = sin(x[i])
 *                                   y[i] = 2 y_1[i] + 1
 *
 * Functions that have a form for many numbers (gg_each.h) are computed in loops of
 * their own, block by block (emit_c_block.c): an array of its own is what they
 * give. It is a local of the loop that it shares with its user.
 */
#include "schedule.h"

enum { SHORTEST_EACH = 16 };

bool expr_is_each(const Exprs *exprs, ExprId id)
{
    const Expr *e = expr_at(exprs, id);
    if (e->kind != APPLY
        || !(function_row((Function)e->function)->flags & FUNCTION_EACH))
        return false;
    if (e->function != F_POW)
        return true;
    const Expr *n = expr_at(exprs, e->as.operand[1]);
    return n->kind == NUMBER ? !power_is_products(n->as.number)
                                   && !power_is_root(n->as.number)
                             : !(n->flags & EXPR_WHOLE);
}

bool part_is_each(const Graph *graph, const Array *array, const Part *part)
{
    if (array->kind != EQUATION || array->type != REAL || array->recurrence
        || array->part_count != 1 || part->combine != SET || part->guard_count
        || !array->rank || part->index_count != array->rank)
        return false;
    uint32_t last = array->rank - 1u;
    return part->ranges[last].high >= SHORTEST_EACH
        && expr_is_each(&graph->exprs, part->body)
        && expr_at(&graph->exprs, part->body)->depends >> last & 1
        && part_is_plain(graph, array, part);
}

/* Sets anyway[i] of the nodes of the list that are computed whatever is chosen. */
static void find_anyway(const Exprs *exprs, const ExprIds *order,
                        const uint32_t *at, bool *anyway)
{
    anyway[order->count - 1] = true;
    for (uint32_t i = order->count; i > 0; i--) {
        const Expr *e = expr_at(exprs, order->at[i - 1]);
        ExprId operands[MAX_RANK];
        uint32_t count = expr_operands(exprs, order->at[i - 1], operands);
        count = e->kind == CHOOSE ? 1 : count;
        for (uint32_t n = 0; n < count && anyway[i - 1]; n++)
            anyway[at[operands[n]]] = true;
    }
}

/* An element of an array of the call's values. */
static ExprId call_array(Graph *graph, const Array *like, ExprId call,
                         ArrayIds *made, Arena *arena)
{
    Part part = part_whole(graph, like->rank, like->shape, call);
    ArrayId id = graph_equation(graph, 0, like->rank, like->shape, 1, &part,
                                like->serves);
    list_push(arena, made, id);
    return graph_access_plain(graph, id);
}

ExprId schedule_each(Graph *graph, Arena *arena, const Array *like,
                     const Part *part, ArrayIds *made, ExprIds *places)
{
    Exprs *exprs = &graph->exprs;
    uint32_t last = like->rank - 1u;
    ExprIds order = {0};
    if (!like->rank || like->type != REAL
        || part->ranges[last].high < SHORTEST_EACH
        || !(expr_at(exprs, part->body)->flags
             & (EXPR_CALLS | EXPR_PARTIAL)))
        return part->body;
    expr_postorder(exprs, arena, NULL, true, part->body, &order);
    list_reserve(arena, places, exprs->nodes.count);
    uint32_t *at = places->at;
    ExprId *to = NEW_ARRAY(arena, ExprId, order.count);
    bool *anyway = NEW_ARRAY(arena, bool, order.count);
    for (uint32_t i = 0; i < order.count; i++)
        at[order.at[i]] = i;
    find_anyway(exprs, &order, at, anyway);
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        uint32_t count = expr_operands(exprs, id, operands);
        const Expr e = *expr_at(exprs, id);
        bool each = anyway[i] && i + 1 < order.count && expr_is_each(exprs, id)
                 && e.depends >> last & 1;
        for (uint32_t n = 0; n < count; n++)
            operands[n] = to[at[operands[n]]];
        to[i] = expr_rebuild(exprs, exprs, id, operands,
                             e.kind == ACCESS ? e.as.access.array : 0);
        if (each)
            to[i] = call_array(graph, like, to[i], made, arena);
    }
    return to[order.count - 1];
}
