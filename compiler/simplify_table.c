/* simplify_table.c: functions of one combination of indices.
 *
 *     Σ_j exp(-a (i - j)²) x[j]     is     Σ_j g[i - j + n - 1] x[j]
 *                                          g[m] = exp(-a (m - n + 1)²)
 *
 * A costly expression in which indices stand only as one affine combination has no
 * more values than that has: they are an array, and so is its derivative. It is left
 * where it is if there are nearly as many values as points, and where a value that no
 * point has may not be finite, as 1 / (i - j).
 */
#include "simplifying.h"

#include <math.h>

enum { FEWEST_POINTS = 8 };         /* for each value */

typedef struct Found {
    SubscriptId at;                 /* the combination, as it first stands */
    bool        other;              /* there is something else */
} Found;

/* Whether the function is finite whatever the combination is. */
static bool is_total(const Exprs *exprs, const Expr *e)
{
    if (e->kind != APPLY
        || !(function_row((Function)e->function)->flags & FUNCTION_PARTIAL))
        return true;
    switch (e->function) {
    case F_EXP:
    case F_EXPM1:
        return true;
    case F_POW: {
        const Expr *n = expr_at(exprs, e->as.operand[1]);
        return !expr_at(exprs, e->as.operand[0])->depends
            || (n->kind == NUMBER && n->as.number >= 0
                && floor(n->as.number) == n->as.number);
    }
    case F_DIV:
        return !expr_at(exprs, e->as.operand[1])->depends;
    default:
        return false;
    }
}

/* Finds the combination in the node and what is below it; list: those that hold it,
 * operands first. */
static void find_combination(Simplifier *simplifier, Found *found, ExprId root,
                             ExprIds *list)
{
    Exprs *exprs = &simplifier->graph->exprs;
    ExprIds order = {0};
    expr_postorder(exprs, simplifier->arena, NULL, true, root, &order);
    bool *whole = NEW_ARRAY(simplifier->arena, bool, order.count);
    bool *seen = NEW_ARRAY(simplifier->arena, bool, order.count);
    for (uint32_t i = 0; i < order.count; i++)
        position_set(simplifier, order.at[i], i);
    seen[order.count - 1] = true;
    for (uint32_t i = order.count; i-- > 0 && !found->other;) {
        const Expr e = *expr_at(exprs, order.at[i]);
        SubscriptId at;
        int64_t apart;
        if (!seen[i] || !e.depends)
            continue;
        whole[i] = subscript_of_expr(exprs, order.at[i], &at)
                && !subscript_at(exprs, at)->data;
        if (whole[i] && !found->at)
            found->at = at;
        found->other = whole[i] ? !subscripts_are_apart(exprs, at, found->at,
                                                        &apart)
                                : e.kind < APPLY || !is_total(exprs, &e);
        for (uint32_t k = 0; k < 3 && e.kind >= APPLY && !whole[i]; k++)
            if (e.as.operand[k])
                seen[simplifier->position.at[e.as.operand[k]]] = true;
    }
    for (uint32_t i = 0; i < order.count; i++)
        if (seen[i])
            list_push(simplifier->arena, list, order.at[i]);
}

/* The last of the list where the combination is index + low. */
static ExprId at_value(Simplifier *simplifier, const Found *found, int64_t low,
                       const ExprIds *list)
{
    Exprs *exprs = &simplifier->graph->exprs;
    ExprId *to = NEW_ARRAY(simplifier->arena, ExprId, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        const Expr e = *expr_at(exprs, list->at[i]);
        SubscriptId at;
        int64_t apart;
        ExprId a[3] = {0};
        to[i] = list->at[i];
        if (!e.depends)
            continue;
        if (subscript_of_expr(exprs, list->at[i], &at)
            && subscripts_are_apart(exprs, at, found->at, &apart)) {
            Term index = {0, 1};
            at = subscript_make(exprs, low + apart, 1, &index, 0, 0);
            to[i] = rewrite_expr(&simplifier->rewriter,
                                 expr_of_subscript(exprs, at));
            continue;
        }
        for (uint32_t k = 0; k < 3; k++)
            if (e.as.operand[k])
                a[k] = to[simplifier->position.at[e.as.operand[k]]];
        to[i] = e.kind == CHOOSE
                    ? rewrite_choose(&simplifier->rewriter, a[0], a[1], a[2])
                    : rewrite_apply(&simplifier->rewriter,
                                    (Function)e.function, a[0], a[1]);
    }
    return to[list->count - 1];
}

ExprId part_tabulate(Simplifier *simplifier, const Part *part, ExprId id,
                     uint32_t serves)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    uint32_t depends = expr_at(exprs, id)->depends;
    Found found = {0};
    if (simplifier->readers || !(depends & (depends - 1))
        || expr_at(exprs, id)->flags & EXPR_CONDITION
        || (part->combine == SET && part->body == id))
        return id;
    ExprIds list = {0};
    find_combination(simplifier, &found, id, &list);
    if (found.other || !found.at)
        return id;
    Domain box;
    Part open = *part;
    open.guard_count = 0;
    domain_of_part(&box, simplifier->arena, &open);
    Range reach = domain_bounds(&box, graph, found.at);
    if ((double)range_size(reach) * FEWEST_POINTS > box_points(part, depends))
        return id;
    Range range = {0, range_size(reach)};
    for (uint32_t i = 0; i < list.count; i++)
        position_set(simplifier, list.at[i], i);
    ExprId body = at_value(simplifier, &found, reach.low, &list);
    ArrayId array =
        array_of(simplifier, SET, 1, 1, &range, body, 0, NULL, serves);
    SubscriptId at =
        subscript_add(exprs, subscript_constant(exprs, -reach.low), 1, found.at);
    return rewrite_expr(&simplifier->rewriter, graph_access(graph, array, &at));
}
