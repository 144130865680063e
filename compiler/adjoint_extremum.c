/* adjoint_extremum.c: the derivative of a maximum or minimum over an index.
 *
 * y[i] = max_k e[i,k] passes its cotangent to k = κ[i], the first at which it
 * is attained. Where κ[i] can stand for k, as a data subscript, the derivative
 * is one over the free indices alone; where it cannot, it is one over all k,
 * under the condition k = κ[i]. An extremum over nothing is infinite and
 * passes nothing on.
 */
#include "adjoint.h"

#include <math.h>

enum { FEW = 4 };                   /* values of k that are all looked at */

/* Where κ, as wide as the range of k, is the first k at which the extremum is
 * attained, counted from the low end of the range. */
static ArrayId first_extremum(Graph *graph, ArrayId id, const Part *part,
                              uint32_t serves)
{
    Exprs *exprs = &graph->exprs;
    const Array array = *graph_array(graph, id);
    uint32_t k = array.rank;
    Range range = part->ranges[k];
    Part made = *part;
    made.combine = part->combine == MAX ? ARGMAX : ARGMIN;
    made.component = (uint8_t)k;
    if (range.low) {
        SubscriptId map[MAX_INDICES] = {0};
        Term term = {k, 1};
        map[k] = subscript_make(exprs, range.low, 1, &term, 0, 0);
        made.body = expr_substitute(exprs, &graph->memo, part->body, map);
        SubscriptId *guards =
            NEW_ARRAY(graph->arena, SubscriptId, part->guard_count);
        for (uint32_t i = 0; i < part->guard_count; i++)
            guards[i] = subscript_substitute(exprs, &graph->memo,
                                             part->guards[i], map);
        Range *ranges = arena_copy(graph->arena, part->ranges,
                                   part->index_count, sizeof(Range));
        ranges[k] = (Range){0, range.high - range.low};
        made.guards = guards;
        made.ranges = ranges;
    }
    return graph_equation(graph, range.high - range.low, array.rank,
                          array.shape, 1, &made, serves);
}

/* The nodes of a body, operands first. */
static const ExprIds *list_nodes(Graph *graph, ExprId body)
{
    ExprIds *order = &graph->memo.order;
    order->count = 0;
    expr_postorder(&graph->exprs, graph->arena, NULL, true, body,
                   order);
    return order;
}

/* Whether the index stands in the body itself and not in affine subscripts
 * alone. */
static bool body_has_index(Graph *graph, ExprId body, uint32_t index)
{
    const ExprIds *nodes = list_nodes(graph, body);
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        if (node->kind == INDEX && node->as.index == index)
            return true;
    }
    return false;
}

/* Whether the accesses of a body are inside their arrays all over the domain
 * of the part, conditions in the body aside. */
static bool all_inside(Graph *graph, const Part *part, ExprId body)
{
    const ExprIds *nodes = list_nodes(graph, body);
    Domain domain;
    domain_of_part(&domain, graph->arena, part);
    for (uint32_t i = 0; i < nodes->count; i++)
        if (expr_at(&graph->exprs, nodes->at[i])->kind == ACCESS
            && !access_is_inside(graph, &domain, nodes->at[i]))
            return false;
    return true;
}

/* Takes κ[i] for k, where that is possible: everything stays inside its array
 * without the conditions on k, and k is no number. The body is then that at
 * the extremum, over the free indices. */
static bool pick_extremum(Graph *graph, Contexts *contexts, Use *use,
                          ExprId kappa)
{
    Exprs *exprs = &graph->exprs;
    Part part = use->part;
    uint32_t k = (uint32_t)part.index_count - 1;
    if (body_has_index(graph, use->body, k))
        return false;
    SubscriptId map[MAX_INDICES] = {0};
    map[k] = subscript_make(exprs, part.ranges[k].low, 0, NULL, kappa, 1);
    SubscriptId *guards =
        NEW_ARRAY(graph->arena, SubscriptId, part.guard_count);
    part.index_count--;
    part.guard_count = 0;
    for (uint32_t i = 0; i < use->part.guard_count; i++)
        if (!(subscript_depends(exprs, use->part.guards[i]) >> k & 1))
            guards[part.guard_count++] = use->part.guards[i];
    part.guards = guards;
    ExprId body = expr_substitute(exprs, &graph->memo, use->body, map);
    if (!all_inside(graph, &part, body))
        return false;
    if (part.guard_count < use->part.guard_count) {
        double nothing = part.combine == MAX ? -HUGE_VAL : HUGE_VAL;
        ExprId some = expr_apply(exprs, F_NE, use->value,
                                 expr_number(exprs, nothing));
        use->context = context_enter(contexts, use->context, some, true);
    }
    use->part = part;
    use->body = body;
    return true;
}

/* Whether loops over windows that overlap run along rows all the same: k is not
 * on the last axis, or the window goes on by one place. */
static bool is_along_rows(const Exprs *exprs, const Expr *access, uint32_t k)
{
    uint32_t rank = access->as.access.rank;
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s =
            subscript_at(exprs, access->as.access.subscripts[i]);
        if (s->data)
            return false;
        if (i + 1 < rank || !(subscript_depends(exprs,
                                  access->as.access.subscripts[i]) >> k & 1))
            continue;
        for (uint32_t t = 0; t < s->term_count; t++)
            if (s->terms[t].factor != 1)
                return false;
    }
    return rank > 1;
}

/* Whether few elements compete, in windows for which it is less to look at all
 * of them, in order, than to clear them and then to write where data say. So
 * it has to be for each axis of a window, one extremum of another. */
static bool is_window(Graph *graph, const Part *part, ExprId body)
{
    for (;;) {
        uint32_t k = (uint32_t)part->index_count - 1;
        const Expr *e = expr_at(&graph->exprs, body);
        Part turned = *part;
        if (part->ranges[k].high - part->ranges[k].low > FEW
            || e->kind != ACCESS)
            return false;
        turned.target = e->as.access.subscripts;
        if (!target_is_injective(graph, &turned, e->as.access.rank)
            && !is_along_rows(&graph->exprs, e, k))
            return false;
        const Array *of = graph_array(graph, e->as.access.array);
        if (of->kind != EQUATION || of->part_count != 1
            || of->as.parts[0].combine != part->combine
            || of->as.parts[0].index_count != of->rank + 1)
            return true;
        part = &of->as.parts[0];
        body = part->body;
    }
}

void use_extremum(Graph *graph, Contexts *contexts, uint32_t serves, Use *use)
{
    Exprs *exprs = &graph->exprs;
    uint32_t k = (uint32_t)use->part.index_count - 1;
    ArrayId first = first_extremum(graph, use->id, &use->part, serves);
    ExprId kappa = graph_access_plain(graph, first);
    use->value = graph_access_plain(graph, use->id);
    if (!is_window(graph, &use->part, use->body)
        && pick_extremum(graph, contexts, use, kappa))
        return;
    SubscriptId s = subscript_make(exprs, use->part.ranges[k].low, 0, NULL,
                                   kappa, 1);
    ExprId is_first = expr_apply(exprs, F_EQ, expr_of_subscript(exprs, s),
                                 expr_index(exprs, k));
    use->context = context_enter(contexts, use->context, is_first, true);
}
