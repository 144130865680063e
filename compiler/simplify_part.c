/* simplify_part.c: the normal form of one part.
 *
 * The body is rewritten under the scalar laws; then the domain decides what
 * it can: comparisons of indices, quotients and remainders. A guard in one
 * index narrows its range, an implied guard goes, an index that is summed over
 * but does not occur is a factor.
 */
#include "simplifying.h"

#include <math.h>

/* -- indices -- */

uint32_t part_reduced(const Graph *graph, uint32_t rank, const Part *part)
{
    uint32_t free = 0;
    for (uint32_t i = 0; i < rank; i++)
        free |= subscript_depends(&graph->exprs, part->target[i]);
    uint32_t all = part->index_count == 32
                       ? UINT32_MAX
                       : (UINT32_C(1) << part->index_count) - 1;
    return all & ~free;
}

uint32_t part_guarded(const Graph *graph, const Part *part)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < part->guard_count; i++)
        set |= subscript_depends(&graph->exprs, part->guards[i]);
    return set;
}

void part_map(Simplifier *simplifier, uint32_t rank, Part *part,
              const SubscriptId map[MAX_INDICES], uint32_t count,
              const Range *ranges)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Memo *memo = &simplifier->memo;
    part->body = rewrite_substitute(&simplifier->rewriter, part->body, map);
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(simplifier->arena, SubscriptId, rank);
    for (uint32_t i = 0; i < part->guard_count; i++) {
        memo->epoch++;
        guards[i] = subscript_substitute(exprs, memo, part->guards[i], map);
    }
    for (uint32_t i = 0; i < rank; i++) {
        memo->epoch++;
        target[i] = subscript_substitute(exprs, memo, part->target[i], map);
    }
    part->guards = guards;
    part->target = target;
    part->index_count = (uint8_t)count;
    part->ranges = arena_copy(simplifier->arena, ranges, count, sizeof(Range));
}

/* Numbers the indices that are left, and gives those of the set the value
 * that ends their range below. */
void part_drop_indices(Simplifier *simplifier, uint32_t rank, Part *part,
                       uint32_t set)
{
    Exprs *exprs = &simplifier->graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    Range ranges[MAX_INDICES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < part->index_count; i++) {
        if (set >> i & 1) {
            map[i] = subscript_constant(exprs, part->ranges[i].low);
        } else {
            map[i] = subscript_index(exprs, count);
            ranges[count++] = part->ranges[i];
        }
    }
    part_map(simplifier, rank, part, map, count, ranges);
}

bool part_is_whole(const Graph *graph, const Sketch *sketch, const Part *part)
{
    if (part->guard_count || part->index_count < sketch->rank)
        return false;
    for (uint32_t i = 0; i < sketch->rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i)
            || part->ranges[i].low || part->ranges[i].high != sketch->shape[i])
            return false;
    return true;
}

/* -- what the domain decides -- */

/* The truth of a comparison of whole numbers over the domain: 1, 0, or -1. */
static int compare(Function function, Range d)
{
    /* d bounds a - b: low <= a - b < high. */
    int64_t low = d.low, high = d.high - 1;
    switch (function) {
    case F_LT:
        return high < 0 ? 1 : low >= 0 ? 0 : -1;
    case F_LE:
        return high <= 0 ? 1 : low > 0 ? 0 : -1;
    case F_GT:
        return low > 0 ? 1 : high <= 0 ? 0 : -1;
    case F_GE:
        return low >= 0 ? 1 : high < 0 ? 0 : -1;
    case F_EQ:
        return low == 0 && high == 0 ? 1 : low > 0 || high < 0 ? 0 : -1;
    case F_NE:
        return low == 0 && high == 0 ? 0 : low > 0 || high < 0 ? 1 : -1;
    default:
        return -1;
    }
}

static bool is_comparison(const Expr *e)
{
    return e->kind == APPLY && e->function >= F_EQ && e->function <= F_GE;
}

/* x = c q + r with 0 <= r < c over the domain: quotient and remainder. */
static bool split(Simplifier *simplifier, const Domain *domain, ExprId x,
                  int64_t c, SubscriptId *quotient, SubscriptId *remainder)
{
    Graph *graph = simplifier->graph;
    SubscriptId whole;
    if (!subscript_of_expr(&graph->exprs, x, &whole))
        return false;
    const Subscript s = *subscript_at(&graph->exprs, whole);
    Term terms[MAX_INDICES], rest[MAX_INDICES];
    uint32_t count = 0, left = 0;
    for (uint32_t i = 0; i < s.term_count; i++) {
        if (s.terms[i].factor % c)
            rest[left++] = s.terms[i];
        else
            terms[count++] = (Term){s.terms[i].index, s.terms[i].factor / c};
    }
    if (s.data && s.scale % c == 0)
        return false;
    *remainder = subscript_make(&graph->exprs, s.base, left, rest, s.data,
                                s.scale);
    Range r = domain_bounds(domain, graph, *remainder);
    if (r.low >= r.high)
        return false;
    int64_t q = r.low / c - (r.low % c < 0);
    if (r.high - 1 >= (q + 1) * c)
        return false;
    *quotient = subscript_make(&graph->exprs, q, count, terms, 0, 0);
    *remainder = subscript_make(&graph->exprs, s.base - q * c, left, rest,
                                s.data, s.scale);
    return true;
}

/* x mod k + y, of which the remainder by n is asked, as x + y, if n divides k; from
 * it as many n are taken as it has at least. */
static ExprId without_remainder(Simplifier *simplifier, const Domain *domain,
                                ExprId id, int64_t n)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    SubscriptId sum, inner;
    if (n < 1 || !subscript_of_expr(exprs, id, &sum))
        return id;
    const Subscript s = *subscript_at(exprs, sum);
    if (!s.data)
        return id;
    const Expr mod = *expr_at(exprs, s.data);
    if (mod.kind != APPLY || mod.function != F_MOD)
        return id;
    const Expr *k = expr_at(exprs, mod.as.operand[1]);
    if (k->kind != NUMBER || k->as.number < 1 || (int64_t)k->as.number % n
        || !subscript_of_expr(exprs, mod.as.operand[0], &inner))
        return id;
    sum = subscript_add(
        exprs, subscript_make(exprs, s.base, s.term_count, s.terms, 0, 0),
        s.scale, inner);
    Range r = domain_bounds(domain, graph, sum);
    if (r.low >= r.high)
        return id;
    int64_t turns = r.low / n - (r.low % n < 0);
    sum = subscript_add(exprs, sum, 1, subscript_constant(exprs, -turns * n));
    return expr_of_subscript(exprs, sum);
}

/* What a node of whole numbers is over the domain, if that is simpler. */
static ExprId decide_node(Simplifier *simplifier, const Domain *domain,
                          ExprId id)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    const Expr e = *expr_at(exprs, id);
    if (e.kind != APPLY || !e.as.operand[1])
        return id;
    ExprId a = e.as.operand[0], b = e.as.operand[1];
    if (!(expr_at(exprs, a)->flags & expr_at(exprs, b)->flags & EXPR_WHOLE))
        return id;
    SubscriptId left, right;
    if (e.function == F_FLOORDIV || e.function == F_MOD) {
        const Expr *divisor = expr_at(exprs, b);
        if (e.function == F_MOD && divisor->kind == NUMBER)
            a = without_remainder(simplifier, domain, a,
                                  (int64_t)divisor->as.number);
        if (divisor->kind != NUMBER || divisor->as.number < 1
            || !split(simplifier, domain, a, (int64_t)divisor->as.number,
                      &left, &right))
            return a == e.as.operand[0]
                     ? id : rewrite_apply(&simplifier->rewriter, F_MOD, a, b);
        return rewrite_expr(&simplifier->rewriter,
                            expr_of_subscript(exprs, e.function == F_MOD
                                                         ? right
                                                         : left));
    }
    if ((!is_comparison(&e) && e.function != F_MIN && e.function != F_MAX)
        || !subscript_of_expr(exprs, a, &left)
        || !subscript_of_expr(exprs, b, &right))
        return id;
    Range d = domain_bounds(domain, graph,
                            subscript_add(exprs, left, -1, right));
    if (d.low >= d.high)
        return id;
    if (e.function == F_MIN)
        return d.high - 1 <= 0 ? a : d.low >= 0 ? b : id;
    if (e.function == F_MAX)
        return d.low >= 0 ? a : d.high - 1 <= 0 ? b : id;
    int truth = compare((Function)e.function, d);
    return truth < 0 ? id : expr_number(exprs, truth);
}

ExprId expr_decide(Simplifier *simplifier, const void *domain, ExprId id)
{
    return decide_node(simplifier, domain, id);
}

ExprId expr_map(Simplifier *simplifier, ExprId root,
                ExprId (*node)(Simplifier *, const void *, ExprId),
                const void *context)
{
    Exprs *exprs = &simplifier->graph->exprs;
    ExprIds order = {0};
    expr_postorder(exprs, simplifier->arena, NULL, true,
                   root, &order);
    ExprId *to = NEW_ARRAY(simplifier->arena, ExprId, order.count);
    /* Positions in the order; what node makes may use the scratch too. */
    uint32_t *at = NEW_ARRAY(simplifier->arena, uint32_t, order.count);
    for (uint32_t i = 0; i < order.count; i++)
        position_set(simplifier, order.at[i], i);
    LIST(uint32_t) operands_at = {0};
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId operands[MAX_RANK];
        uint32_t n = expr_operands(exprs, order.at[i], operands);
        at[i] = operands_at.count;
        for (uint32_t k = 0; k < n; k++)
            list_push(simplifier->arena, &operands_at,
                      simplifier->position.at[operands[k]]);
    }
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        bool changed = false;
        uint32_t n = expr_operands(exprs, id, operands);
        for (uint32_t k = 0; k < n; k++) {
            ExprId image = to[operands_at.at[at[i] + k]];
            changed = changed || image != operands[k];
            operands[k] = image;
        }
        if (changed) {
            const Expr *e = expr_at(exprs, id);
            ArrayId array = e->kind == ACCESS ? e->as.access.array : 0;
            id = rewrite_expr(&simplifier->rewriter,
                              expr_rebuild(exprs, exprs, id, operands, array));
        }
        to[i] = node(simplifier, context, id);
    }
    return to[order.count - 1];
}

/* -- guards -- */

/* Guards in one index become its range; those that the rest of the domain
 * implies go. False if no point is left. Of a maximum or product only implied
 * guards go: an element without any point is not the 0 of one not written. */
static bool tidy_guards(Simplifier *simplifier, Part *part, uint32_t rank)
{
    Graph *graph = simplifier->graph;
    Range ranges[MAX_INDICES];
    SubscriptId *kept =
        NEW_ARRAY(simplifier->arena, SubscriptId, part->guard_count);
    bool sums = part->combine <= SUM;
    uint32_t count = 0;
    for (uint32_t i = 0; i < part->index_count; i++)
        ranges[i] = part->ranges[i];
    for (uint32_t g = 0; g < part->guard_count; g++) {
        const Subscript *s = subscript_at(&graph->exprs, part->guards[g]);
        if (s->term_count == 1 && !s->data && sums) {
            Range *range = &ranges[s->terms[0].index];
            *range = range_where(*range, s->terms[0].factor, s->base);
        } else if (s->term_count || s->data || !sums) {
            kept[count++] = part->guards[g];
        } else if (s->base < 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < part->index_count; i++)
        if (ranges[i].low >= ranges[i].high)
            return false;
    part->ranges = arena_copy(simplifier->arena, ranges, part->index_count,
                              sizeof(Range));
    part->guards = kept;
    Domain domain;
    uint32_t free = 0;
    for (uint32_t i = 0; i < rank; i++)
        free |= subscript_depends(&graph->exprs, part->target[i]);
    for (uint32_t g = 0; g < count;) {
        SubscriptId guard = kept[g];
        kept[g] = kept[count - 1];
        part->guard_count = (uint8_t)(count - 1);
        domain_of_part(&domain, simplifier->arena, part);
        Range r = domain_bounds(&domain, graph, guard);
        if (sums && r.low < r.high && r.high <= 0)
            return false;
        if (!(subscript_depends(&graph->exprs, guard) & ~free)) {
            domain = domain_on(&domain, graph, free);
            r = domain_bounds(&domain, graph, guard);
        }
        if (r.low < r.high && r.low >= 0) {
            count--;
        } else {
            kept[count - 1] = kept[g];
            kept[g++] = guard;
        }
    }
    part->guard_count = (uint8_t)count;
    return true;
}

/* -- indices that do nothing -- */

/* n e for a sum of n equal terms, e^n for a product, e for the others. */
static ExprId repeated(Simplifier *simplifier, Combine combine, ExprId body,
                       double times)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Rewriter *rewriter = &simplifier->rewriter;
    if (times == 1)
        return body;
    if (combine == SUM)
        return rewrite_apply(rewriter, F_MUL, expr_number(exprs, times), body);
    if (combine == PROD)
        return rewrite_apply(rewriter, F_POW, body, expr_number(exprs, times));
    return body;
}

/* Under guards a maximum or product of nothing is not the 0 of an element that
 * is not written, so it keeps an index to reduce. */
static void tidy_indices(Simplifier *simplifier, const Sketch *sketch,
                         Part *part)
{
    const Graph *graph = simplifier->graph;
    if (part->combine == SET || part->combine >= ARGMAX)
        return;
    uint32_t reduced = part_reduced(graph, sketch->rank, part);
    uint32_t used = expr_at(&graph->exprs, part->body)->depends
                  | part_guarded(graph, part);
    uint32_t gone = 0;
    double times = 1;
    for (uint32_t i = 0; i < part->index_count; i++) {
        int64_t length = part->ranges[i].high - part->ranges[i].low;
        if (!(reduced >> i & 1) || (used >> i & 1 && length > 1))
            continue;
        if (part->combine != SUM && part->guard_count
            && (gone | UINT32_C(1) << i) == reduced)
            continue;
        gone |= UINT32_C(1) << i;
        times *= (double)length;
    }
    if (!gone)
        return;
    part->body = repeated(simplifier, (Combine)part->combine, part->body,
                          times);
    part_drop_indices(simplifier, sketch->rank, part, gone);
}

bool part_tidy(Simplifier *simplifier, const Sketch *sketch, Part *part)
{
    Graph *graph = simplifier->graph;
    Rewriter *rewriter = &simplifier->rewriter;
    if (part_has_equation(graph, part)) {
        const Array array = {.kind = EQUATION, .rank = (uint8_t)sketch->rank,
                             .shape = sketch->shape};
        *part = part_canonical(graph, &array, part);
    }
    part->body = rewrite_expr(rewriter, part->body);
    part_through_copies(simplifier, part);
    SubscriptId *target =
        NEW_ARRAY(simplifier->arena, SubscriptId, sketch->rank);
    for (uint32_t i = 0; i < sketch->rank; i++)
        target[i] = rewrite_subscript(rewriter, part->target[i]);
    part->target = target;
    if (part->guard_count && part->combine < ARGMAX
        && !tidy_guards(simplifier, part, sketch->rank))
        return false;
    if (expr_at(&graph->exprs, part->body)->flags & EXPR_DECIDES) {
        Domain domain;
        domain_of_part(&domain, simplifier->arena, part);
        part->body = expr_map(simplifier, part->body, expr_decide, &domain);
    }
    tidy_indices(simplifier, sketch, part);
    if (part->combine == SUM
        && expr_is_number(&graph->exprs, part->body, 0))
        return false;
    return true;
}
