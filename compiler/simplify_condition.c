/* simplify_condition.c: sums that leave terms out by what indices are.
 *
 *     guard    Σ_k (f(k) if k <= i else 0)       is  Σ_{k : k <= i} f(k)
 *     border   Σ_k (0 if k == 0 else f(k))       is  Σ_{k : k >= 1} f(k)
 *     stride   Σ_k (f(k) if k mod 3 == 1 else 0) is  Σ_k f(3k + 1)
 *     wrap     Σ_k f((i + k) mod n), 0 <= i + k < 2n, is
 *              Σ_{k : i + k < n} f(i + k) + Σ_{k : i + k >= n} f(i + k - n)
 *
 * The loops are then of the terms that there are, and what is read lies where
 * indices say.
 */
#include "simplifying.h"

/* -- guard -- */

/* The guard that says s != 0 over the part, of which 0 is the smallest or the largest
 * value; 0: it is neither. */
static SubscriptId border_guard(Simplifier *simplifier, const Part *part,
                                SubscriptId s)
{
    Graph *graph = simplifier->graph;
    Domain domain;
    domain_of_part(&domain, simplifier->arena, part);
    Range reach = domain_bounds(&domain, graph, s);
    SubscriptId one = subscript_constant(&graph->exprs, -1);
    if (reach.low == 0)
        return subscript_add(&graph->exprs, s, 1, one);
    if (reach.high == 1)
        return subscript_add(&graph->exprs, one, -1, s);
    return 0;
}

/* Guards that say what the comparison does: 1 or 2 of them, or 0. */
static uint32_t guards_of(Simplifier *simplifier, const Part *part, ExprId id,
                          uint32_t reduced, SubscriptId out[2])
{
    Exprs *exprs = &simplifier->graph->exprs;
    const Expr e = *expr_at(exprs, id);
    SubscriptId a, b;
    if (e.kind != APPLY || e.function < F_EQ || e.function > F_GE
        || !(e.depends & reduced))
        return 0;
    bool less = e.function == F_LT || e.function == F_LE;
    ExprId small = e.as.operand[!less], large = e.as.operand[less];
    const Expr abs = *expr_at(exprs, small);
    bool is_abs = abs.kind == APPLY && abs.function == F_ABS
               && e.function != F_EQ && e.function != F_NE;
    if (!subscript_of_expr(exprs, is_abs ? abs.as.operand[0] : small, &a)
        || !subscript_of_expr(exprs, large, &b)
        || subscript_at(exprs, a)->data || subscript_at(exprs, b)->data)
        return 0;
    if (e.function == F_NE) {
        out[0] = border_guard(simplifier, part, subscript_add(exprs, a, -1, b));
        return out[0] ? 1 : 0;
    }
    bool strict = e.function == F_LT || e.function == F_GT;
    b = subscript_add(exprs, b, 1, subscript_constant(exprs, -strict));
    out[0] = subscript_add(exprs, b, -1, a);
    out[1] = is_abs ? subscript_add(exprs, b, 1, a)
                    : subscript_add(exprs, a, -1, b);
    return is_abs || e.function == F_EQ ? 2 : 1;
}

static bool guard_part(Simplifier *simplifier, Part *part, uint32_t reduced,
                       uint32_t count, const ExprId *terms, ExprId body)
{
    for (uint32_t i = 0; i < count; i++) {
        SubscriptId made[2];
        uint32_t n = guards_of(simplifier, part, terms[i], reduced, made);
        if (!n || part->guard_count + n > UINT8_MAX)
            continue;
        SubscriptId *guards = NEW_ARRAY(simplifier->arena, SubscriptId,
                                        part->guard_count + n);
        for (uint32_t g = 0; g < part->guard_count; g++)
            guards[g] = part->guards[g];
        for (uint32_t g = 0; g < n; g++)
            guards[part->guard_count + g] = made[g];
        part->guards = guards;
        part->guard_count = (uint8_t)(part->guard_count + n);
        part->body = chosen_under(simplifier, count, terms, i, body);
        return true;
    }
    return false;
}

/* -- stride -- */

/* Whether the comparison says k mod c == r of a summed index k. */
static bool is_stride(const Simplifier *simplifier, ExprId id, uint32_t reduced,
                      uint32_t *k, int64_t *c, int64_t *r)
{
    Exprs *exprs = &simplifier->graph->exprs;
    const Expr e = *expr_at(exprs, id);
    if (e.kind != APPLY || e.function != F_EQ)
        return false;
    const Expr mod = *expr_at(exprs, e.as.operand[0]);
    const Expr rest = *expr_at(exprs, e.as.operand[1]);
    SubscriptId at;
    if (mod.kind != APPLY || mod.function != F_MOD || rest.kind != NUMBER
        || expr_at(exprs, mod.as.operand[1])->kind != NUMBER
        || !subscript_of_expr(exprs, mod.as.operand[0], &at))
        return false;
    const Subscript s = *subscript_at(exprs, at);
    *c = (int64_t)expr_at(exprs, mod.as.operand[1])->as.number;
    *r = (int64_t)rest.as.number;
    if (s.data || s.term_count != 1 || !(reduced >> s.terms[0].index & 1)
        || (s.terms[0].factor != 1 && s.terms[0].factor != -1)
        || *c < 2 || *r < 0 || *r >= *c)
        return false;
    *k = s.terms[0].index;
    *r = s.terms[0].factor * (*r - s.base);
    *r -= floor_quotient(*r, *c) * *c;
    return true;
}

static bool stride_part(Simplifier *simplifier, const Sketch *sketch,
                        Part *part, uint32_t reduced, uint32_t count,
                        const ExprId *terms, ExprId body)
{
    Exprs *exprs = &simplifier->graph->exprs;
    uint32_t k;
    int64_t c, r;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_stride(simplifier, terms[i], reduced, &k, &c, &r))
            continue;
        Range ranges[MAX_INDICES];
        SubscriptId map[MAX_INDICES] = {0};
        Term term = {k, c};
        for (uint32_t n = 0; n < part->index_count; n++)
            ranges[n] = part->ranges[n];
        ranges[k].low = floor_quotient(ranges[k].low - r + c - 1, c);
        ranges[k].high = floor_quotient(ranges[k].high - r + c - 1, c);
        if (ranges[k].low >= ranges[k].high)
            return false;
        map[k] = subscript_make(exprs, r, 1, &term, 0, 0);
        part->body = chosen_under(simplifier, count, terms, i, body);
        part_map(simplifier, sketch->rank, part, map, part->index_count,
                 ranges);
        return true;
    }
    return false;
}

bool sketch_guard(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        Part *part = &sketch->parts.at[i];
        const Expr e = *expr_at(&graph->exprs, part->body);
        uint32_t reduced = part_reduced(graph, sketch->rank, part);
        if (part->combine != SUM || !reduced || e.kind != CHOOSE)
            continue;
        ExprId terms[MAX_CONJUNCTS];
        bool other = expr_is_number(&graph->exprs, e.as.operand[1], 0);
        if (!other && !expr_is_number(&graph->exprs, e.as.operand[2], 0))
            continue;
        ExprId body = e.as.operand[other ? 2 : 1];
        uint32_t count = other
                           ? conjuncts_of_not(simplifier, e.as.operand[0], terms)
                           : conjuncts_of(&graph->exprs, e.as.operand[0], terms);
        changed |= guard_part(simplifier, part, reduced, count, terms, body)
                || stride_part(simplifier, sketch, part, reduced, count, terms,
                               body);
    }
    return changed;
}

/* -- wrap -- */

/* The a of the only quotient or remainder a div c, a mod c of indices in the
 * body, and c; false if there are others. */
static bool find_wrapped(Simplifier *simplifier, const Part *part,
                         SubscriptId *a, int64_t *c)
{
    Exprs *exprs = &simplifier->graph->exprs;
    ExprIds order = {0};
    *a = 0;
    *c = 0;
    expr_postorder(exprs, simplifier->arena, NULL, true, part->body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr e = *expr_at(exprs, order.at[i]);
        SubscriptId at;
        if (e.kind != APPLY
            || (e.function != F_MOD && e.function != F_FLOORDIV))
            continue;
        const Expr by = *expr_at(exprs, e.as.operand[1]);
        if (by.kind != NUMBER || by.as.number < 2
            || !subscript_of_expr(exprs, e.as.operand[0], &at)
            || subscript_at(exprs, at)->data
            || (*a && (*a != at || *c != (int64_t)by.as.number)))
            return false;
        *a = at;
        *c = (int64_t)by.as.number;
    }
    return *a;
}

/* Whether a grows with the first of the summed indices in it. */
static bool grows(const Exprs *exprs, SubscriptId a, uint32_t reduced)
{
    const Subscript *s = subscript_at(exprs, a);
    for (uint32_t t = 0; t < s->term_count; t++)
        if (reduced >> s->terms[t].index & 1)
            return s->terms[t].factor > 0;
    return true;
}

/* The sum in two, below and from the multiple of c that a passes; the first
 * terms stay first. */
static bool wrap_part(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    Cost *cost = &simplifier->rewriter.cost;
    const Part part = sketch->parts.at[at];
    Domain domain;
    SubscriptId a;
    int64_t c;
    if (part.combine != SUM || !part_reduced(graph, sketch->rank, &part)
        || part.guard_count == UINT8_MAX
        || !(expr_at(exprs, part.body)->flags & EXPR_DECIDES)
        || !find_wrapped(simplifier, &part, &a, &c))
        return false;
    domain_of_part(&domain, simplifier->arena, &part);
    Range range = domain_bounds(&domain, graph, a);
    int64_t q = floor_quotient(range.low, c);
    if (range.low >= range.high || floor_quotient(range.high - 1, c) != q + 1)
        return false;
    SubscriptId end = subscript_constant(exprs, (q + 1) * c);
    SubscriptId above = subscript_add(exprs, a, -1, end);
    SubscriptId below = subscript_add(
        exprs, subscript_add(exprs, end, -1, a), 1,
        subscript_constant(exprs, -1));
    bool up = grows(exprs, a, part_reduced(graph, sketch->rank, &part));
    Part made[2] = {part_under(simplifier, &part, up ? below : above),
                    part_under(simplifier, &part, up ? above : below)};
    Sketch two = {.rank = sketch->rank, .shape = sketch->shape};
    for (int n = 0; n < 2; n++) {
        if (!part_tidy(simplifier, sketch, &made[n]))
            return false;
        list_push(simplifier->arena, &two.parts, made[n]);
    }
    if (sketch_pick(simplifier, &two))
        for (int n = 0; n < 2; n++) {
            made[n] = two.parts.at[n];
            if (!part_tidy(simplifier, sketch, &made[n]))
                return false;
        }
    if (cost_parts(cost, graph, 2, made) > cost_part(cost, graph, &part))
        return false;
    sketch->parts.at[at] = made[0];
    list_push(simplifier->arena, &sketch->parts, made[1]);
    for (uint32_t i = sketch->parts.count - 1; i > at + 1; i--)
        sketch->parts.at[i] = sketch->parts.at[i - 1];
    sketch->parts.at[at + 1] = made[1];
    return true;
}

bool sketch_wrap(Simplifier *simplifier, Sketch *sketch)
{
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        if (wrap_part(simplifier, sketch, i))
            return true;
    return false;
}
