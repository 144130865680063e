/* simplify_cut.c: what depends on fewer indices than its part.
 *
 * A maximal sub-expression with a costly function in it that depends on fewer
 * indices than its part, such as exp(Q[i,k]) in Σ_k exp(Q[i,k]) V[k,j], becomes
 * an array over just these. Its derivative is then over just these, too. It is
 * left where it is if one of its accesses is in bounds only under a guard or a
 * condition. So is a factor of a sum of products that chooses, as max(0, A[i,k]) in
 * Σ_k max(0, A[i,k]) V[k,j], of which what is left is a contraction.
 */
#include "product.h"
#include "simplifying.h"

enum { FEWEST_USES = 8 };           /* of a factor that becomes an array */

typedef struct Cut {
    const Part *part;
    uint32_t    all, serves;        /* indices of more than one value */
    ExprIds     factors;            /* that choose */
} Cut;

bool expr_is_costly(const Exprs *exprs, ExprId id)
{
    const Expr *e = expr_at(exprs, id);
    if (e->kind != APPLY)
        return false;
    return function_row((Function)e->function)->cost >= CALL_COST
        || (e->function == F_POW
            && expr_at(exprs, e->as.operand[1])->kind != NUMBER);
}

/* Whether the factor of a product chooses, and is the same for many terms of the
 * sum. */
static bool is_choosing_factor(const Graph *graph, const Part *part, ExprId id)
{
    const Expr *e = expr_at(&graph->exprs, id);
    bool chooses = e->kind == CHOOSE
                || (e->kind == APPLY
                    && (e->function == F_MAX || e->function == F_MIN
                        || e->function == F_ABS));
    return chooses
        && box_points(part, UINT32_MAX)
               >= FEWEST_USES * box_points(part, e->depends);
}

/* Those factors of a sum of products that are to be arrays. */
static void find_factors(const Graph *graph, Arena *arena, const Part *part,
                         uint32_t rank, ExprIds *list)
{
    Product product;
    list->count = 0;
    if (part->combine != SUM || part->index_count <= rank)
        return;
    product_of(graph, part->body, &product);
    for (uint32_t i = 0; product.count > 1 && i < product.count; i++)
        if (is_choosing_factor(graph, part, product.factors[i].expr))
            list_push(arena, list, product.factors[i].expr);
}

bool part_reads_inside(Simplifier *simplifier, const Part *part, ExprId root)
{
    Graph *graph = simplifier->graph;
    Domain domain;
    domain_of_part(&domain, simplifier->arena, part);
    ExprIds order = {0};
    expr_postorder(&graph->exprs, simplifier->arena, NULL,
                   true, root, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr e = *expr_at(&graph->exprs, order.at[i]);
        for (uint32_t k = 0; e.kind == ACCESS && k < e.as.access.rank; k++) {
            const Array *a = graph_array(graph, e.as.access.array);
            Range r = domain_bounds(&domain, graph,
                                    e.as.access.subscripts[k]);
            if (r.low < 0 || r.high > a->shape[k])
                return false;
        }
    }
    return true;
}

bool part_stands_alone(Simplifier *simplifier, const Part *part, ExprId root)
{
    Part open = *part;
    open.guard_count = 0;
    return part_reads_inside(simplifier, &open, root);
}

ExprId part_cut_out(Simplifier *simplifier, const Part *part, ExprId id,
                    uint32_t serves)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    uint32_t depends = expr_at(exprs, id)->depends;
    SubscriptId map[MAX_INDICES] = {0}, back[MAX_RANK];
    Range ranges[MAX_RANK];
    uint32_t rank = 0;
    for (uint32_t i = 0; i < part->index_count; i++) {
        if (!(depends >> i & 1))
            continue;
        map[i] = subscript_index(exprs, rank);
        back[rank] = subscript_index(exprs, i);
        ranges[rank++] = part->ranges[i];
    }
    ExprId body = rewrite_substitute(&simplifier->rewriter, id, map);
    ArrayId array = array_of(simplifier, SET, rank, rank, ranges, body, 0,
                             NULL, serves);
    return rewrite_expr(&simplifier->rewriter,
                        graph_access(graph, array, back));
}

static bool may_cut(Simplifier *simplifier, const Cut *cut, ExprId id)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    const Expr *e = expr_at(exprs, id);
    if ((e->kind != APPLY && e->kind != CHOOSE) || !(cut->all & ~e->depends)
        || set_size(e->depends) > MAX_RANK || (e->flags & EXPR_CONDITION))
        return false;
    for (uint32_t i = 0; i < cut->part->index_count; i++)
        if ((e->depends >> i & 1) && cut->part->ranges[i].low < 0)
            return false;
    return part_stands_alone(simplifier, cut->part, id);
}

/* The body with its maximal cuts replaced, found from the root down. */
static ExprId cut_body(Simplifier *simplifier, const Cut *cut, ExprId root)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    Arena *arena = simplifier->arena;
    ExprIds order = {0};
    expr_postorder(exprs, arena, NULL, true, root, &order);
    /* has: a call at or below the node, or a factor that chooses; seen: reached
     * without passing a cut; both in post-order, so users come later. */
    bool *has = NEW_ARRAY(arena, bool, order.count);
    bool *seen = NEW_ARRAY(arena, bool, order.count);
    ExprId *to = NEW_ARRAY(arena, ExprId, order.count);
    bool any = false;
    for (uint32_t i = 0; i < order.count; i++)
        position_set(simplifier, order.at[i], i);
    for (uint32_t i = 0; i < cut->factors.count; i++)
        has[simplifier->position.at[cut->factors.at[i]]] = true;
    uint32_t *position = NEW_ARRAY(arena, uint32_t, order.count * 3);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(exprs, order.at[i]);
        has[i] = has[i] || expr_is_costly(exprs, order.at[i]);
        for (uint32_t k = 0; k < 3 && e->kind >= APPLY; k++)
            if (e->as.operand[k]) {
                position[3 * i + k] = simplifier->position.at[e->as.operand[k]];
                has[i] = has[i] || has[position[3 * i + k]];
            }
    }
    seen[order.count - 1] = true;
    for (uint32_t i = order.count; i-- > 0;) {
        to[i] = order.at[i];
        if (!seen[i] || !has[i])
            continue;
        if (may_cut(simplifier, cut, order.at[i])) {
            to[i] = part_cut_out(simplifier, cut->part, order.at[i],
                                 cut->serves);
            any = any || to[i] != order.at[i];
            continue;
        }
        to[i] = part_tabulate(simplifier, cut->part, order.at[i], cut->serves);
        if (to[i] != order.at[i]) {
            any = true;
            continue;
        }
        const Expr *e = expr_at(exprs, order.at[i]);
        for (uint32_t k = 0; k < 3 && e->kind >= APPLY; k++)
            if (e->as.operand[k])
                seen[position[3 * i + k]] = true;
    }
    if (!any)
        return root;
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr e = *expr_at(exprs, order.at[i]);
        if (e.kind < APPLY || to[i] != order.at[i])
            continue;
        ExprId a[3] = {0};
        for (uint32_t k = 0; k < 3; k++)
            if (e.as.operand[k])
                a[k] = to[position[3 * i + k]];
        to[i] = e.kind == CHOOSE
                    ? rewrite_choose(&simplifier->rewriter, a[0], a[1], a[2])
                    : rewrite_apply(&simplifier->rewriter,
                                    (Function)e.function, a[0], a[1]);
    }
    return to[order.count - 1];
}

/* Whether something of it depends on fewer indices than the part, or on indices
 * themselves. */
static bool has_cut(Simplifier *simplifier, const Cut *cut)
{
    if (cut->factors.count)
        return true;
    const Exprs *exprs = &simplifier->graph->exprs;
    Cost *cost = &simplifier->rewriter.cost;
    cost->order.count = 0;
    expr_postorder(exprs, exprs->arena, NULL, true, cut->part->body,
                   &cost->order);
    bool costly = false, index = false;
    for (uint32_t i = 0; i < cost->order.count; i++) {
        index |= expr_at(exprs, cost->order.at[i])->kind == INDEX;
        if (!expr_is_costly(exprs, cost->order.at[i]))
            continue;
        costly = true;
        if (cut->all & ~expr_at(exprs, cost->order.at[i])->depends)
            return true;
    }
    return costly && index;
}

/* An array whose elements do not depend on all of its indices is a copy of one
 * over those that they depend on, which its users then read. */
bool sketch_narrow(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    Part *part = &sketch->parts.at[0];
    if (sketch->parts.count != 1 || part->combine != SET || sketch->limit
        || part->index_count != sketch->rank
        || !part_is_whole(graph, sketch, part))
        return false;
    const Expr *e = expr_at(&graph->exprs, part->body);
    if ((e->kind != APPLY && e->kind != CHOOSE)
        || set_size(e->depends) == sketch->rank)
        return false;
    part->body = part_cut_out(simplifier, part, part->body, sketch->serves);
    return true;
}

bool sketch_cut(Simplifier *simplifier, Sketch *sketch)
{
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        Part *part = &sketch->parts.at[i];
        Cut cut = {.part = part, .serves = sketch->serves};
        for (uint32_t k = 0; k < part->index_count; k++)
            if (part->ranges[k].high - part->ranges[k].low > 1)
                cut.all |= UINT32_C(1) << k;
        find_factors(simplifier->graph, simplifier->arena, part, sketch->rank,
                     &cut.factors);
        if (!cut.all || !has_cut(simplifier, &cut))
            continue;
        ExprId body = cut_body(simplifier, &cut, part->body);
        changed = changed || body != part->body;
        part->body = body;
    }
    return changed;
}
