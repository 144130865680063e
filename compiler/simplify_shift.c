/* simplify_shift.c: sums of exponentials that do not overflow.
 *
 *     S[l] = Σ_k exp(u)       m[l] = max_k u      e[l,k] = exp(u - stop(m[l]))
 *     log(S[l])    is  stop(m[l]) + log(Σ_k e[l,k])
 *     exp(v)/S[l]  is  exp(v - stop(m[l])) / Σ_k e[l,k]
 *
 * This is done where S is used, so a sum of exponentials that is used
 * otherwise stays what it is. It is not done if u is known not to be positive:
 * by its bounds, or because a maximum has been subtracted already.
 */
#include "simplifying.h"

#include <math.h>

/* Σ_k exp(u), as it was found, and what takes its place. */
typedef struct Shift {
    const Part *part;               /* of S */
    ExprId      u;
    uint32_t    free, count;        /* indices: free ones first */
    ArrayId     m, e, s;            /* e is 0 where there are guards */
} Shift;

/* The operand of an exponential, seen through an access; 0 if it is none. */
static ExprId operand_of_exp(Simplifier *simplifier, ExprId id)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    const Expr *e = expr_at(exprs, id);
    if (e->kind == ACCESS) {
        const Part *part =
            array_pointwise(simplifier->graph, e->as.access.array);
        if (!part || expr_at(exprs, part->body)->kind != APPLY
            || expr_at(exprs, part->body)->function != F_EXP)
            return 0;
        id = rewrite_through(&simplifier->rewriter, id);
        if (!id)
            return 0;
        e = expr_at(exprs, id);
    }
    return e->kind == APPLY && e->function == F_EXP ? e->as.operand[0] : 0;
}

/* u where the expression is exp(u). A masked one, `exp(u) if c else 0`, is the
 * exponential of `u if c else -∞`. */
static ExprId exponent(Simplifier *simplifier, ExprId id)
{
    Exprs *exprs = &simplifier->graph->exprs;
    if (expr_at(exprs, id)->kind == ACCESS) {
        const Part *part = array_pointwise(
            simplifier->graph, expr_at(exprs, id)->as.access.array);
        if (part && expr_at(exprs, part->body)->kind == CHOOSE)
            id = rewrite_through(&simplifier->rewriter, id);
        if (!id)
            return 0;
    }
    const Expr e = *expr_at(exprs, id);
    if (e.kind != CHOOSE)
        return operand_of_exp(simplifier, id);
    uint32_t taken = expr_is_number(exprs, e.as.operand[2], 0)   ? 1
                     : expr_is_number(exprs, e.as.operand[1], 0) ? 2
                                                                 : 0;
    ExprId u = taken ? operand_of_exp(simplifier, e.as.operand[taken]) : 0;
    if (!u)
        return 0;
    ExprId nothing = expr_number(exprs, -INFINITY);
    return rewrite_choose(&simplifier->rewriter, e.as.operand[0],
                          taken == 1 ? u : nothing, taken == 1 ? nothing : u);
}

/* a <= b because b is a maximum over what a is: tried with every index in a
 * for the index of the maximum. */
static bool is_below(Simplifier *simplifier, ExprId a, ExprId b)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    for (int depth = 0; depth < 4; depth++) {
        Expr e = *expr_at(exprs, b);
        if (e.kind == APPLY && e.function == F_STOP)
            e = *expr_at(exprs, e.as.operand[0]);
        if (e.kind != ACCESS)
            return false;
        const Array *of = graph_array(graph, e.as.access.array);
        if (of->kind != EQUATION || of->part_count != 1
            || of->as.parts[0].combine != MAX
            || of->as.parts[0].index_count != of->rank + 1)
            return false;
        const Part *part = &of->as.parts[0];
        bool chain = expr_at(exprs, part->body)->kind == ACCESS;
        b = 0;
        for (uint32_t i = 0; i < MAX_INDICES; i++) {
            if (!(expr_at(exprs, a)->depends >> i & 1))
                continue;
            SubscriptId map[MAX_INDICES] = {0};
            for (uint32_t k = 0; k < of->rank; k++)
                map[k] = e.as.access.subscripts[k];
            map[of->rank] = subscript_index(exprs, i);
            ExprId term =
                rewrite_substitute(&simplifier->rewriter, part->body, map);
            if (term == a)
                return true;
            /* The index of the last but one maximum is the first that a does
             * not share with the access. */
            bool bound = false;
            for (uint32_t k = 0; k < of->rank; k++)
                bound = bound
                     || subscript_is_index(exprs, e.as.access.subscripts[k],
                                           i);
            if (chain && !bound && !b)
                b = term;
            of = graph_array(graph, e.as.access.array);
            part = &of->as.parts[0];
        }
        if (!b)
            return false;
    }
    return false;
}

static bool is_shifted(Simplifier *simplifier, ExprId u)
{
    if (expr_interval(&simplifier->rewriter, u).high <= 0)
        return true;
    const Expr e = *expr_at(&simplifier->graph->exprs, u);
    return e.kind == APPLY && e.function == F_SUB
        && is_below(simplifier, e.as.operand[0], e.as.operand[1]);
}

/* Whether the access is to a sum of exponentials that may overflow. */
static bool shift_find(Simplifier *simplifier, ExprId access, Shift *shift)
{
    const Graph *graph = simplifier->graph;
    const Expr *e = expr_at(&graph->exprs, access);
    if (e->kind != ACCESS)
        return false;
    const Array *a = graph_array(graph, e->as.access.array);
    if (a->kind != EQUATION || a->part_count != 1)
        return false;
    const Part *part = &a->as.parts[0];
    if (part->combine != SUM || part->index_count <= a->rank
        || part->index_count > MAX_RANK || !part_is_plain(graph, a, part)
        || (part->guard_count && part->index_count > a->rank + 1))
        return false;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (part->ranges[i].low < 0 || (i < a->rank
            && (part->ranges[i].low || part->ranges[i].high != a->shape[i])))
            return false;
    *shift = (Shift){.part = part, .free = a->rank,
                     .count = part->index_count};
    shift->u = exponent(simplifier, part->body);
    return shift->u && !is_shifted(simplifier, shift->u);
}

static ExprId read_plain(Simplifier *simplifier, ArrayId id)
{
    return rewrite_expr(&simplifier->rewriter,
                        graph_access_plain(simplifier->graph, id));
}

/* exp(v - stop(m)) */
static ExprId shifted(Simplifier *simplifier, ExprId v, ExprId m)
{
    Rewriter *rewriter = &simplifier->rewriter;
    ExprId stop = rewrite_apply(rewriter, F_STOP, m, 0);
    return rewrite_apply(rewriter, F_EXP,
                         rewrite_apply(rewriter, F_SUB, v, stop), 0);
}

/* Makes m, e and Σ e; maxima are taken one index at a time, the last one
 * innermost. */
static void shift_make(Simplifier *simplifier, Shift *shift, uint32_t serves)
{
    const Part part = *shift->part;
    ExprId body = shift->u;
    for (uint32_t n = shift->count; n > shift->free; n--) {
        shift->m = array_of(simplifier, MAX, n - 1, n, part.ranges, body,
                            part.guard_count, part.guards, serves);
        body = read_plain(simplifier, shift->m);
    }
    ExprId e = shifted(simplifier, shift->u, body);
    if (!part.guard_count) {
        shift->e = array_of(simplifier, SET, shift->count, shift->count,
                            part.ranges, e, 0, NULL, serves);
        e = read_plain(simplifier, shift->e);
    }
    shift->s = array_of(simplifier, SUM, shift->free, shift->count,
                        part.ranges, e, part.guard_count, part.guards,
                        serves);
}

/* The indices k that make u at (φ, k) the expression v: found for up to two
 * reduced indices, among the indices of v. */
static bool shift_solve(Simplifier *simplifier, const Shift *shift,
                        const SubscriptId *at, ExprId v,
                        SubscriptId map[MAX_INDICES])
{
    Exprs *exprs = &simplifier->graph->exprs;
    uint32_t reduced = shift->count - shift->free;
    if (!shift->e || reduced > 2)
        return false;
    for (uint32_t i = 0; i < shift->free; i++)
        map[i] = at[i];
    for (uint32_t i = 0; i < MAX_INDICES; i++) {
        if (!(expr_at(exprs, v)->depends >> i & 1))
            continue;
        for (uint32_t j = 0; j < MAX_INDICES; j++) {
            if (reduced == 1 ? j > 0 : !(expr_at(exprs, v)->depends >> j & 1))
                continue;
            map[shift->free] = subscript_index(exprs, i);
            if (reduced == 2)
                map[shift->free + 1] = subscript_index(exprs, j);
            if (rewrite_substitute(&simplifier->rewriter, shift->u, map) == v)
                return true;
        }
    }
    return false;
}

static ExprId read_at(Simplifier *simplifier, ArrayId id,
                      const SubscriptId *subscripts)
{
    return rewrite_expr(&simplifier->rewriter,
                        graph_access(simplifier->graph, id, subscripts));
}

static ExprId shift_node(Simplifier *simplifier, const void *context,
                         ExprId id)
{
    const Sketch *sketch = context;
    Graph *graph = simplifier->graph;
    Rewriter *rewriter = &simplifier->rewriter;
    const Expr e = *expr_at(&graph->exprs, id);
    if (e.kind != APPLY || (e.function != F_LOG && e.function != F_DIV))
        return id;
    ExprId v = 0, sum = e.as.operand[e.function == F_DIV];
    Shift shift;
    if ((e.function == F_DIV
         && !(v = exponent(simplifier, e.as.operand[0])))
        || !shift_find(simplifier, sum, &shift))
        return id;
    const SubscriptId *at = expr_at(&graph->exprs, sum)->as.access.subscripts;
    shift_make(simplifier, &shift, sketch->serves);
    ExprId m = read_at(simplifier, shift.m, at);
    ExprId s = read_at(simplifier, shift.s, at);
    if (e.function == F_LOG)
        return rewrite_apply(rewriter, F_ADD,
                             rewrite_apply(rewriter, F_STOP, m, 0),
                             rewrite_apply(rewriter, F_LOG, s, 0));
    SubscriptId map[MAX_INDICES] = {0};
    ExprId top = shift_solve(simplifier, &shift, at, v, map)
                     ? read_at(simplifier, shift.e, map)
                     : shifted(simplifier, v, m);
    return rewrite_apply(rewriter, F_DIV, top, s);
}

/* Whether the body has a logarithm or a quotient of an accessed element. */
static bool may_shift(Simplifier *simplifier, ExprId root)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    Cost *cost = &simplifier->rewriter.cost;
    cost->order.count = 0;
    if (expr_at(exprs, root)->flags & EXPR_DIVIDES)
        expr_postorder(exprs, exprs->arena, NULL, true, root, &cost->order);
    for (uint32_t i = 0; i < cost->order.count; i++) {
        const Expr *e = expr_at(exprs, cost->order.at[i]);
        if (e->kind != APPLY || (e->function != F_LOG && e->function != F_DIV))
            continue;
        const Expr *sum =
            expr_at(exprs, e->as.operand[e->function == F_DIV]);
        if (sum->kind != ACCESS)
            continue;
        const Array *a =
            graph_array(simplifier->graph, sum->as.access.array);
        if (a->kind == EQUATION && a->part_count == 1
            && a->as.parts[0].combine == SUM)
            return true;
    }
    return false;
}

bool sketch_shift(Simplifier *simplifier, Sketch *sketch)
{
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        ExprId body = sketch->parts.at[i].body;
        if (!may_shift(simplifier, body))
            continue;
        ExprId to = expr_map(simplifier, body, shift_node, sketch);
        changed = changed || to != body;
        sketch->parts.at[i].body = to;
    }
    return changed;
}
