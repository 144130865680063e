/* rewrite.c: normal forms, bottom up.
 *
 * A node is rebuilt from operands in normal form: numbers are folded, then the
 * first law that matches replaces it, whose right side is built in the same
 * way. Right sides are few operations deep and the depth of laws within laws
 * is bounded; what lies deeper stays as it is.
 */
#include "rewrite.h"

#include "affine.h"
#include "doubts.h"

#include <math.h>

enum { MAX_LAW_DEPTH = 24 };

void rewriter_init(Rewriter *rewriter, Arena *arena, Graph *graph,
                   const Laws *laws)
{
    *rewriter = (Rewriter){.arena = arena, .graph = graph, .laws = laws};
}

/* -- the memo -- */

static void normal_set(Rewriter *rewriter, ExprId id, ExprId to)
{
    if (rewriter->normal.count <= id) {
        list_reserve(rewriter->arena, &rewriter->normal,
                     rewriter->graph->exprs.nodes.capacity);
        rewriter->normal.count = rewriter->normal.capacity;
    }
    rewriter->normal.at[id] = to;
}

static ExprId normal_of(const Rewriter *rewriter, ExprId id)
{
    return id < rewriter->normal.count ? rewriter->normal.at[id] : 0;
}

/* -- one node -- */

/* The number that the function has at numbers. Where that is NaN, it is the node,
 * to which no law applies: 0 / 0 is not 0. Returns 0 for what is no number. */
static ExprId fold(Rewriter *rewriter, Function function, ExprId a, ExprId b)
{
    Exprs *exprs = &rewriter->graph->exprs;
    const FunctionRow *row = function_row(function);
    const Expr *left = expr_at(exprs, a);
    if (left->kind != NUMBER)
        return 0;
    double second = 0;
    if (row->arity == 2) {
        if (expr_at(exprs, b)->kind != NUMBER)
            return 0;
        second = expr_at(exprs, b)->as.number;
    }
    double value = row->value(left->as.number, second);
    value = doubts_fold(exprs->doubts, function, left->as.number, second,
                        value);
    return isnan(value) ? expr_apply(exprs, function, a, b)
                        : expr_number(exprs, value);
}

/* The node as it is, or what the laws make of it. */
static ExprId under_laws(Rewriter *rewriter, ExprId node)
{
    ExprId known = normal_of(rewriter, node);
    if (known)
        return known;
    ExprId to = 0;
    if (rewriter->depth < MAX_LAW_DEPTH) {
        rewriter->depth++;
        to = law_apply(rewriter, node);
        rewriter->depth--;
    }
    if (!to || to == node) {
        normal_set(rewriter, node, node);
        return node;
    }
    normal_set(rewriter, node, to);
    return to;
}

ExprId rewrite_apply(Rewriter *rewriter, Function function, ExprId a, ExprId b)
{
    Exprs *exprs = &rewriter->graph->exprs;
    ExprId number = fold(rewriter, function, a, b);
    if (number)
        return number;
    /* Numbers lead products. */
    if (function == F_MUL && expr_at(exprs, b)->kind == NUMBER
        && expr_at(exprs, a)->kind != NUMBER)
        return under_laws(rewriter, expr_apply(exprs, F_MUL, b, a));
    return under_laws(rewriter, expr_apply(exprs, function, a, b));
}

ExprId rewrite_choose(Rewriter *rewriter, ExprId condition, ExprId then,
                      ExprId otherwise)
{
    Exprs *exprs = &rewriter->graph->exprs;
    const Expr *c = expr_at(exprs, condition);
    if (c->kind == NUMBER)
        return c->as.number != 0 ? then : otherwise;
    return under_laws(rewriter,
                      expr_choose(exprs, condition, then, otherwise));
}

/* -- accesses -- */

const Part *array_pointwise(const Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    if (a->kind != EQUATION || a->part_count != 1)
        return NULL;
    const Part *part = &a->as.parts[0];
    if (part->combine != SET || part->guard_count
        || part->index_count != a->rank || !part_is_plain(graph, a, part))
        return NULL;
    for (uint32_t i = 0; i < a->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != a->shape[i])
            return NULL;
    return part;
}

/* The value of a literal that is one number throughout, or at constant
 * subscripts. */
static bool literal_value(const Graph *graph, const Expr *access, double *value)
{
    const Array *a = graph_array(graph, access->as.access.array);
    if (a->kind != LITERAL)
        return false;
    int64_t at = 0;
    for (uint32_t i = 0; i < a->rank; i++) {
        const Subscript *s =
            subscript_at(&graph->exprs, access->as.access.subscripts[i]);
        if (s->term_count || s->data || s->base < 0 || s->base >= a->shape[i])
            return false;
        at = at * a->shape[i] + s->base;
    }
    *value = a->as.values[at];
    return true;
}

/* Bodies that stand for themselves wherever they are used: a number, another
 * array's element, short ones of indices, all of at most 3 operations, and a
 * choice between numbers that is used once. */
static bool is_transparent(Rewriter *rewriter, ArrayId id, ExprId body)
{
    const Graph *graph = rewriter->graph;
    const Expr *e = expr_at(&graph->exprs, body);
    if (e->kind == NUMBER || e->kind == INDEX)
        return true;
    if (e->flags & EXPR_CALLS)
        return false;
    bool indicator = id < rewriter->uses.count && rewriter->uses.at[id] == 1
                  && e->kind == CHOOSE
                  && expr_at(&graph->exprs, e->as.operand[1])->kind == NUMBER
                  && expr_at(&graph->exprs, e->as.operand[2])->kind == NUMBER;
    Cost *cost = &rewriter->cost;
    if (cost_expr(cost, graph, body) > 3)
        return false;
    if (e->kind == ACCESS)
        return true;
    for (uint32_t i = 0; i < cost->order.count && !indicator; i++)
        if (expr_at(&graph->exprs, cost->order.at[i])->kind == ACCESS)
            return false;
    return true;
}

/* The body of a pointwise array at the subscripts of an access. */
static ExprId body_at(Rewriter *rewriter, const Expr *access, ExprId body)
{
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < access->as.access.rank; i++)
        map[i] = access->as.access.subscripts[i];
    return rewrite_substitute(rewriter, body, map);
}

/* Whether the body may stand where the access does. Conditions of indices that
 * keep what it reads in bounds prove nothing once data are put for these. */
static bool body_fits(Rewriter *rewriter, const Expr *access, const Part *part)
{
    const Graph *graph = rewriter->graph;
    bool data = false;
    for (uint32_t i = 0; i < access->as.access.rank; i++)
        data |= subscript_at(&graph->exprs, access->as.access.subscripts[i])
                    ->data != 0;
    if (!data)
        return true;
    Domain box;
    domain_of_part(&box, rewriter->arena, part);
    ExprIds *order = &rewriter->cost.order;
    order->count = 0;
    expr_postorder(&graph->exprs, rewriter->arena, NULL, true,
                   part->body, order);
    for (uint32_t i = 0; i < order->count; i++) {
        const Expr *e = expr_at(&graph->exprs, order->at[i]);
        for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank; k++) {
            const Array *a = graph_array(graph, e->as.access.array);
            Range r = domain_bounds(&box, graph, e->as.access.subscripts[k]);
            if (r.low < 0 || r.high > a->shape[k])
                return false;
        }
    }
    return true;
}

ExprId rewrite_through(Rewriter *rewriter, ExprId access)
{
    const Expr e = *expr_at(&rewriter->graph->exprs, access);
    if (e.kind != ACCESS)
        return 0;
    const Part *part = array_pointwise(rewriter->graph, e.as.access.array);
    return part && body_fits(rewriter, &e, part)
             ? body_at(rewriter, &e, part->body)
             : 0;
}

static ExprId rewrite_access(Rewriter *rewriter, ExprId id)
{
    Graph *graph = rewriter->graph;
    const Expr e = *expr_at(&graph->exprs, id);
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t i = 0; i < e.as.access.rank; i++)
        subscripts[i] =
            rewrite_subscript(rewriter, e.as.access.subscripts[i]);
    ExprId access = expr_access(&graph->exprs, e.as.access.array,
                                e.flags & EXPR_WHOLE, e.as.access.rank,
                                subscripts);
    ExprId known = normal_of(rewriter, access);
    if (known)
        return known;
    ExprId to = access;
    const Expr made = *expr_at(&graph->exprs, access);
    double value;
    const Part *part = array_pointwise(graph, made.as.access.array);
    if (part && is_transparent(rewriter, made.as.access.array, part->body)
        && body_fits(rewriter, &made, part))
        to = body_at(rewriter, &made, part->body);
    else if (literal_value(graph, &made, &value))
        to = expr_number(&graph->exprs, value);
    normal_set(rewriter, access, to);
    return to;
}

SubscriptId rewrite_subscript(Rewriter *rewriter, SubscriptId id)
{
    Exprs *exprs = &rewriter->graph->exprs;
    const Subscript s = *subscript_at(exprs, id);
    if (!s.data)
        return id;
    ExprId data = rewrite_expr(rewriter, s.data);
    SubscriptId value;
    if (!subscript_of_expr(exprs, data, &value))
        value = subscript_make(exprs, 0, 0, NULL, data, 1);
    return subscript_add(exprs,
                         subscript_make(exprs, s.base, s.term_count, s.terms,
                                        0, 0),
                         s.scale, value);
}

/* -- whole expressions -- */

/* The normal form of a node whose operands have theirs. */
static ExprId rewrite_node(Rewriter *rewriter, ExprId id)
{
    const Expr e = *expr_at(&rewriter->graph->exprs, id);
    const ExprId *normal = rewriter->normal.at;
    switch ((ExprKind)e.kind) {
    case NUMBER:
    case INDEX:
        return id;
    case ACCESS:
        return rewrite_access(rewriter, id);
    case APPLY:
        return rewrite_apply(rewriter, e.function, normal[e.as.operand[0]],
                             e.as.operand[1] ? normal[e.as.operand[1]] : 0);
    case CHOOSE:
        break;
    }
    return rewrite_choose(rewriter, normal[e.as.operand[0]],
                          normal[e.as.operand[1]], normal[e.as.operand[2]]);
}

/* What is known is not opened again, so a graph's bodies are walked once. */
ExprId rewrite_expr(Rewriter *rewriter, ExprId root)
{
    const Exprs *exprs = &rewriter->graph->exprs;
    const ExprId tag = UINT32_C(1) << 31;
    if (normal_of(rewriter, root))
        return normal_of(rewriter, root);
    uint32_t bottom = rewriter->scratch.count;
    list_push(rewriter->arena, &rewriter->scratch, root);
    while (rewriter->scratch.count > bottom) {
        ExprId id = rewriter->scratch.at[--rewriter->scratch.count];
        if (id & tag) {
            id &= ~tag;
            normal_set(rewriter, id, rewrite_node(rewriter, id));
            continue;
        }
        if (normal_of(rewriter, id))
            continue;
        list_push(rewriter->arena, &rewriter->scratch, id | tag);
        ExprId operands[MAX_RANK];
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            list_push(rewriter->arena, &rewriter->scratch, operands[n - 1]);
    }
    ExprId to = normal_of(rewriter, root);
    normal_set(rewriter, to, to);
    return to;
}

ExprId rewrite_substitute(Rewriter *rewriter, ExprId root,
                          const SubscriptId map[MAX_INDICES])
{
    ExprId moved = expr_substitute(&rewriter->graph->exprs, &rewriter->memo,
                                   root, map);
    return rewrite_expr(rewriter, moved);
}
