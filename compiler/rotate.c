/* rotate.c: scatters around an axis become gathers.
 *
 *     y[(j + c) mod n] += e(j)    is    y[j] += e((j + n - c) mod n)
 *
 * for an index j of n values that stands, with factor ±1, in this axis alone: as j
 * runs, so does (j + c) mod n, once through all places.
 */
#include "affine_system.h"
#include "draft.h"

/* An axis r + f x mod n, solved for x: x = low + (f (t - r) - low) mod n. */
typedef struct Rotation {
    uint32_t    x;
    int64_t     n, factor;
    SubscriptId rest;               /* r */
} Rotation;

static bool is_used_elsewhere(const Draft *draft, uint32_t axis, uint32_t index)
{
    const Exprs *exprs = &draft->graph->exprs;
    uint32_t used = 0;
    for (uint32_t a = 0; a < draft->rank; a++)
        if (a != axis)
            used |= subscript_depends(exprs, draft->target[a]);
    for (uint32_t g = 0; g < draft->domain.guards.count; g++)
        used |= subscript_depends(exprs, draft->domain.guards.at[g]);
    return used >> index & 1;
}

static bool find_rotation(const Draft *draft, uint32_t axis, int64_t n,
                          Rotation *r)
{
    Exprs *exprs = &draft->graph->exprs;
    const Subscript s = *subscript_at(exprs, draft->target[axis]);
    SubscriptId at;
    if (!s.data || s.term_count || s.base || s.scale != 1)
        return false;
    const Expr e = *expr_at(exprs, s.data);
    if (e.kind != APPLY || e.function != F_MOD
        || !expr_is_number(exprs, e.as.operand[1], (double)n)
        || !subscript_of_expr(exprs, e.as.operand[0], &at))
        return false;
    const Subscript sum = *subscript_at(exprs, at);
    for (uint32_t t = 0; !sum.data && t < sum.term_count; t++) {
        const Term term = sum.terms[t];
        const Range range = draft->domain.ranges[term.index];
        if ((term.factor != 1 && term.factor != -1)
            || range.high - range.low != n
            || is_used_elsewhere(draft, axis, term.index))
            continue;
        *r = (Rotation){.x = term.index, .n = n, .factor = term.factor,
                        .rest = subscript_add(
                            exprs, at, -term.factor,
                            subscript_index(exprs, term.index))};
        return true;
    }
    return false;
}

/* The index x becomes the axis t, of the values 0, …, n - 1. */
static void rotate(Draft *draft, uint32_t axis, const Rotation *r)
{
    Graph *graph = draft->graph;
    Exprs *exprs = &graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    Range *range = &draft->domain.ranges[r->x];
    const int64_t low = range->low;
    *range = (Range){0, r->n};
    SubscriptId place = subscript_add(
        exprs, subscript_constant(exprs, -low), r->factor,
        subscript_add(exprs, subscript_index(exprs, r->x), -1, r->rest));
    Range bounds = domain_bounds(&draft->domain, graph, place);
    int64_t turns = floor_quotient(bounds.low, r->n);
    place = subscript_add(exprs, place, 1,
                          subscript_constant(exprs, -turns * r->n));
    ExprId old = expr_apply(exprs, F_MOD, expr_of_subscript(exprs, place),
                            expr_number(exprs, (double)r->n));
    map[r->x] = subscript_make(exprs, low, 0, NULL, old, 1);
    draft_substitute(draft, map);
    draft->target[axis] = subscript_index(exprs, r->x);
}

bool part_rotate(Graph *graph, const Array *array, const Part *part, Part *out)
{
    Draft draft;
    Rotation r;
    bool any = false;
    if (part->combine != SUM)
        return false;
    draft_open(&draft, graph, array->rank, part);
    for (uint32_t a = 0; a < array->rank; a++)
        if (find_rotation(&draft, a, array->shape[a], &r)) {
            rotate(&draft, a, &r);
            any = true;
        }
    if (any)
        *out = draft_close(&draft);
    return any;
}
