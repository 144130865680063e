/* simplify_pick.c: sums that an equation of indices cuts down to one term.
 *
 *     Σ_i (f(i) if i == φ else 0)  is  f(φ), guarded by the range of i
 *
 * φ is affine in the other indices, or data known to be in the range of i. Where i is
 * an axis of the target and φ is data of the terms, each term is added in its place:
 *
 *     y[i] = Σ_e (f(i, e) if p[e] == i else 0)  is  y[p[e]] += f(p[e], e)
 */
#include "simplifying.h"

enum { FEWEST_PLACES = 16 };    /* fewer are gathered side by side */

/* The operands of a tree of one function. */
static uint32_t operands_of(const Exprs *exprs, Function function, ExprId root,
                            ExprId out[MAX_CONJUNCTS])
{
    ExprId stack[MAX_CONJUNCTS];
    uint32_t depth = 0, count = 0;
    stack[depth++] = root;
    while (depth) {
        ExprId id = stack[--depth];
        const Expr *e = expr_at(exprs, id);
        if (e->kind == APPLY && e->function == function
            && depth + count + 2 <= MAX_CONJUNCTS) {
            stack[depth++] = e->as.operand[1];
            stack[depth++] = e->as.operand[0];
        } else {
            out[count++] = id;
        }
    }
    return count;
}

uint32_t conjuncts_of(const Exprs *exprs, ExprId root,
                      ExprId out[MAX_CONJUNCTS])
{
    return operands_of(exprs, F_AND, root, out);
}

/* The comparison of whole numbers that holds where this does not; any other
 * condition with a `not` before it. */
static ExprId opposite(Simplifier *simplifier, ExprId id)
{
    static const uint8_t opposites[] = {
        [F_EQ] = F_NE, [F_NE] = F_EQ, [F_LT] = F_GE,
        [F_GE] = F_LT, [F_GT] = F_LE, [F_LE] = F_GT,
    };
    const Exprs *exprs = &simplifier->graph->exprs;
    const Expr e = *expr_at(exprs, id);
    bool whole = e.kind == APPLY && e.function >= F_EQ && e.function <= F_GE
              && expr_at(exprs, e.as.operand[0])->flags & EXPR_WHOLE
              && expr_at(exprs, e.as.operand[1])->flags & EXPR_WHOLE;
    return whole ? rewrite_apply(&simplifier->rewriter,
                                 (Function)opposites[e.function],
                                 e.as.operand[0], e.as.operand[1])
                 : rewrite_apply(&simplifier->rewriter, F_NOT, id, 0);
}

uint32_t conjuncts_of_not(Simplifier *simplifier, ExprId root,
                          ExprId out[MAX_CONJUNCTS])
{
    uint32_t count =
        operands_of(&simplifier->graph->exprs, F_OR, root, out);
    for (uint32_t i = 0; i < count; i++)
        out[i] = opposite(simplifier, out[i]);
    return count;
}

/* φ with i == φ where the comparison of whole numbers holds, i being one of
 * the set; 0 if there is none. */
static SubscriptId solve(Simplifier *simplifier, const Expr *e, uint32_t set,
                         uint32_t *index)
{
    Exprs *exprs = &simplifier->graph->exprs;
    SubscriptId a, b;
    if (e->kind != APPLY || (e->function != F_EQ && e->function != F_NE)
        || !subscript_of_expr(exprs, e->as.operand[0], &a)
        || !subscript_of_expr(exprs, e->as.operand[1], &b))
        return 0;
    SubscriptId zero = subscript_add(exprs, a, -1, b);
    const Subscript s = *subscript_at(exprs, zero);
    uint32_t data = s.data ? expr_at(exprs, s.data)->depends : 0;
    for (uint32_t t = 0; t < s.term_count; t++) {
        uint32_t i = s.terms[t].index;
        int64_t f = s.terms[t].factor;
        if (!(set >> i & 1) || (data >> i & 1) || (f != 1 && f != -1))
            continue;
        *index = i;
        /* f i + rest = 0, so i = -f rest = i - f (f i + rest). */
        return subscript_add(exprs, subscript_index(exprs, i), -f, zero);
    }
    return 0;
}

/* The guards of φ in the range of i; false if φ is data that may leave it.
 * Guards on i prove nothing, as they are to hold at φ only. */
static bool guard_range(Simplifier *simplifier, Part *part, SubscriptId phi,
                        uint32_t i)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    Range range = part->ranges[i];
    Domain domain;
    domain_of_part(&domain, simplifier->arena, part);
    domain.guards.count = 0;
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (!(subscript_depends(exprs, part->guards[g]) >> i & 1))
            list_push(simplifier->arena, &domain.guards, part->guards[g]);
    Range r = domain_bounds(&domain, graph, phi);
    bool low = r.low < r.high && r.low >= range.low;
    bool high = r.low < r.high && r.high <= range.high;
    if ((!low || !high) && subscript_at(exprs, phi)->data)
        return false;
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, part->guard_count + 2u);
    uint32_t count = 0;
    for (; count < part->guard_count; count++)
        guards[count] = part->guards[count];
    if (!low)
        guards[count++] = subscript_add(
            exprs, phi, -1, subscript_constant(exprs, range.low));
    if (!high)
        guards[count++] = subscript_add(
            exprs, subscript_constant(exprs, range.high - 1), -1, phi);
    part->guards = guards;
    part->guard_count = (uint8_t)count;
    return true;
}

/* Guards on the index become guards on φ, which must be affine then; and what
 * only conditions keep in bounds is not read by data. */
static bool may_substitute(Simplifier *simplifier, const Part *part,
                           uint32_t i, SubscriptId phi)
{
    const Graph *graph = simplifier->graph;
    return !subscript_at(&graph->exprs, phi)->data
        || (!(part_guarded(graph, part) >> i & 1)
            && part_stands_alone(simplifier, part, part->body));
}

ExprId chosen_under(Simplifier *simplifier, uint32_t count,
                    const ExprId *conditions, uint32_t without, ExprId body)
{
    ExprId rest = 0;
    for (uint32_t i = 0; i < count; i++)
        if (i != without)
            rest = rest ? rewrite_apply(&simplifier->rewriter, F_AND, rest,
                                        conditions[i])
                        : conditions[i];
    if (!rest)
        return body;
    return rewrite_choose(&simplifier->rewriter, rest, body,
                          expr_number(&simplifier->graph->exprs, 0));
}

/* The indices that are one axis of the target, of so many places that to add each
 * term in its own pays, and no steps of a recurrence. */
static uint32_t indices_placed(const Exprs *exprs, const Sketch *sketch,
                               const Part *part)
{
    uint32_t set = 0, twice = 0;
    for (uint32_t a = 0; a < sketch->rank; a++) {
        uint32_t index, depends = subscript_depends(exprs, part->target[a]);
        int64_t base;
        twice |= set & depends;
        if (!(sketch->steps >> a & 1)
            && subscript_is_shifted(exprs, part->target[a], &index, &base)
            && range_size(part->ranges[index]) >= FEWEST_PLACES)
            set |= depends;
        else
            twice |= depends;
    }
    return set & ~twice;
}

/* Moves the indices of the set to the place `at`, in order: the loops over terms
 * come where that over their places was. */
static void part_move_indices(Simplifier *simplifier, uint32_t rank, Part *part,
                              uint32_t set, uint32_t at)
{
    SubscriptId map[MAX_INDICES] = {0};
    Range ranges[MAX_INDICES];
    uint32_t count = 0;
    for (int turn = 0; turn < 3; turn++)
        for (uint32_t i = 0; i < part->index_count; i++) {
            int own = set >> i & 1 ? 1 : i < at ? 0 : 2;
            if (own != turn)
                continue;
            map[i] = subscript_index(&simplifier->graph->exprs, count);
            ranges[count++] = part->ranges[i];
        }
    part_map(simplifier, rank, part, map, count, ranges);
}

static bool pick_part(Simplifier *simplifier, Sketch *sketch, Part *part)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    const Expr e = *expr_at(exprs, part->body);
    uint32_t reduced = part_reduced(graph, sketch->rank, part);
    if (part->combine != SUM || e.kind != CHOOSE || !reduced)
        return false;
    uint32_t placed = indices_placed(exprs, sketch, part);
    bool then = expr_is_number(exprs, e.as.operand[2], 0);
    if (!then && !expr_is_number(exprs, e.as.operand[1], 0))
        return false;
    ExprId terms[MAX_CONJUNCTS];
    uint32_t index = 0, count = 1, used = 0;
    SubscriptId phi = 0;
    terms[0] = e.as.operand[0];
    if (then)
        count = conjuncts_of(exprs, e.as.operand[0], terms);
    for (; used < count && !phi; used++) {
        const Expr c = *expr_at(exprs, terms[used]);
        if (c.kind == APPLY && c.function == (then ? F_EQ : F_NE))
            phi = solve(simplifier, &c, reduced, &index);
    }
    bool moved = !phi;
    for (used = phi ? used : 0; used < count && !phi; used++) {
        const Expr c = *expr_at(exprs, terms[used]);
        if (c.kind == APPLY && c.function == F_EQ && then)
            phi = solve(simplifier, &c, placed, &index);
        if (phi && !(subscript_at(exprs, phi)->data
                     && subscript_depends(exprs, phi) & reduced))
            phi = 0;
    }
    Part out = *part;
    if (!phi || !may_substitute(simplifier, part, index, phi)
        || !guard_range(simplifier, &out, phi, index))
        return false;
    out.body = chosen_under(simplifier, count, terms, used - 1,
                            e.as.operand[then ? 1 : 2]);
    SubscriptId map[MAX_INDICES] = {0};
    map[index] = phi;
    part_map(simplifier, sketch->rank, &out, map, out.index_count, out.ranges);
    part_drop_indices(simplifier, sketch->rank, &out, UINT32_C(1) << index);
    if (moved) {
        uint32_t below = (UINT32_C(1) << index) - 1;
        uint32_t terms_of = subscript_depends(exprs, phi) & reduced;
        part_move_indices(simplifier, sketch->rank, &out,
                          (terms_of & below) | (terms_of >> 1 & ~below), index);
    }
    *part = out;
    return true;
}

bool sketch_pick(Simplifier *simplifier, Sketch *sketch)
{
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        changed = pick_part(simplifier, sketch, &sketch->parts.at[i])
               || changed;
    return changed;
}
