/* adjoint_part.c: a contribution as a part of the adjoint of what it is to.
 *
 * Target and access change places: over the domain of y[ψ(l)] ⊕= e(l), the
 * access A[φ(l)] is the target. Conditions that are affine in the indices cut
 * the domain, so that the target stays inside its array; the others stay round
 * the body.
 */
#include "adjoint.h"

enum { MAX_GUARDS = 64 };           /* more conditions stay round the body */

/* -- conditions -- */

typedef struct Leaf {
    ExprId condition;
    bool   holds;
} Leaf;

typedef LIST(Leaf) Leaves;

/* The conditions that hold together, outermost first: both sides of `a and b`,
 * of `a or b` that does not hold, and what `not` negates. */
static void split_condition(Sweep *sweep, const Context *context,
                            Leaves *leaves)
{
    const Exprs *exprs = &sweep->graph->exprs;
    Leaves stack = {0};
    list_push(sweep->arena, &stack,
              ((Leaf){context->condition, context->holds}));
    while (stack.count) {
        Leaf leaf = stack.at[--stack.count];
        const Expr *node = expr_at(exprs, leaf.condition);
        Function f = node->kind == APPLY ? (Function)node->function : F_NONE;
        const ExprId *o = node->as.operand;
        if (f == F_NOT) {
            list_push(sweep->arena, &stack, ((Leaf){o[0], !leaf.holds}));
        } else if ((f == F_AND && leaf.holds) || (f == F_OR && !leaf.holds)) {
            list_push(sweep->arena, &stack, ((Leaf){o[1], leaf.holds}));
            list_push(sweep->arena, &stack, ((Leaf){o[0], leaf.holds}));
        } else {
            list_push(sweep->arena, leaves, leaf);
        }
    }
}

static bool is_affine(Exprs *exprs, ExprId id)
{
    SubscriptId s;
    return subscript_of_expr(exprs, id, &s) && !subscript_at(exprs, s)->data;
}

/* A comparison of affine values: one or two guards say the same. */
static bool becomes_guards(Exprs *exprs, Leaf leaf)
{
    const Expr node = *expr_at(exprs, leaf.condition);
    return node.kind == APPLY
        && (node.function == F_LT || node.function == F_LE
            || node.function == F_GT || node.function == F_GE
            || (node.function == F_EQ && leaf.holds))
        && is_affine(exprs, node.as.operand[0])
        && is_affine(exprs, node.as.operand[1]);
}

/* `a` under one context of the path, guards going to the domain. */
static ExprId guard_context(Sweep *sweep, const Context *context, ExprId a)
{
    Exprs *exprs = &sweep->graph->exprs;
    Leaves leaves = {0};
    split_condition(sweep, context, &leaves);
    uint32_t guards = 0;
    for (uint32_t i = 0; i < leaves.count; i++)
        guards += becomes_guards(exprs, leaves.at[i]);
    if (!guards || sweep->domain.guards.count + 2 * guards > MAX_GUARDS)
        return context_wrap(exprs, context, a);
    for (uint32_t i = leaves.count; i > 0; i--) {
        Leaf leaf = leaves.at[i - 1];
        Context alone = {0, leaf.condition, leaf.holds};
        if (becomes_guards(exprs, leaf))
            domain_assume(&sweep->domain, sweep->arena, exprs, leaf.condition,
                          leaf.holds);
        else
            a = context_wrap(exprs, &alone, a);
    }
    return a;
}

Guarded adjoint_guard(Sweep *sweep, ExprId access, uint32_t context, ExprId a)
{
    Domain *domain = &sweep->domain;
    uint32_t before = domain->guards.count;
    for (uint32_t c = context; c;) {
        const Context at = sweep->contexts.at.at[c];
        a = guard_context(sweep, &at, a);
        c = at.parent;
    }
    if (sweep->has_outside && reads_outside(sweep, access))
        context_assume(&sweep->contexts, context, domain, sweep->arena,
                       &sweep->graph->exprs);
    Guarded guarded = {
        .body = a,
        .guard_count = domain->guards.count,
        .guards = arena_copy(sweep->arena, domain->guards.at,
                             domain->guards.count, sizeof(SubscriptId)),
    };
    domain->guards.count = before;
    return guarded;
}

ExprId adjoint_wrap(Sweep *sweep, uint32_t context, ExprId a)
{
    while (context) {
        const Context at = sweep->contexts.at.at[context];
        a = context_wrap(&sweep->graph->exprs, &at, a);
        context = at.parent;
    }
    return a;
}

ExprId adjoint_condition(Sweep *sweep, uint32_t context)
{
    Exprs *exprs = &sweep->graph->exprs;
    ExprId all = 0;
    while (context) {
        const Context at = sweep->contexts.at.at[context];
        ExprId c = at.condition;
        if (!at.holds)
            c = expr_apply(exprs, F_NOT, c, 0);
        all = all ? condition_both(sweep, c, all) : c;
        context = at.parent;
    }
    return all;
}

/* -- targets -- */

bool access_is_pointwise(Graph *graph, const Part *part, ExprId access,
                         SubscriptId map[MAX_INDICES])
{
    Exprs *exprs = &graph->exprs;
    const Expr node = *expr_at(exprs, access);
    const int64_t *shape = graph_array(graph, node.as.access.array)->shape;
    uint32_t rank = node.as.access.rank;
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        map[i] = 0;
    if (part->guard_count || part->index_count != rank)
        return false;
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript s = *subscript_at(exprs, node.as.access.subscripts[i]);
        if (s.base || s.data || s.term_count != 1 || s.terms[0].factor != 1)
            return false;
        uint32_t index = s.terms[0].index;
        if (map[index] || part->ranges[index].low
            || part->ranges[index].high != shape[i])
            return false;
        map[index] = subscript_index(exprs, i);
    }
    return true;
}

bool part_is_pointwise(const Graph *graph, const Array *array,
                       const Part *part)
{
    if (part->guard_count || part->index_count != array->rank
        || !part_is_plain(graph, array, part))
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return false;
    return true;
}

/* The indices of the target's affine maps. */
static uint32_t free_indices(const Exprs *exprs, const Part *part,
                             uint32_t rank)
{
    uint32_t free = 0;
    for (uint32_t i = 0; i < rank; i++)
        free |= subscript_depends(exprs, part->target[i]);
    return free;
}

/* Adds guards to a reduction whose target is inside its array only because of
 * guards on reduced indices: the free indices alone have to say that an
 * element exists, as its sum is stored even if there is nothing to add. */
static void guard_target(Graph *graph, const Array *array, Part *part)
{
    Exprs *exprs = &graph->exprs;
    uint32_t free = free_indices(exprs, part, array->rank);
    uint32_t all = (uint32_t)((UINT64_C(1) << part->index_count) - 1);
    Domain domain;
    LIST(SubscriptId) guards = {0};
    if (!(all & ~free))
        return;
    domain_of_part(&domain, graph->arena, part);
    domain.guards.count = 0;
    for (uint32_t i = 0; i < part->guard_count; i++) {
        list_push(graph->arena, &guards, part->guards[i]);
        if (!(subscript_depends(exprs, part->guards[i]) & ~free))
            list_push(graph->arena, &domain.guards, part->guards[i]);
    }
    for (uint32_t i = 0; i < array->rank; i++) {
        Range range = domain_bounds(&domain, graph, part->target[i]);
        SubscriptId last = subscript_constant(exprs, array->shape[i] - 1);
        if (range.low >= range.high
            || subscript_at(exprs, part->target[i])->data)
            continue;
        if (range.low < 0)
            list_push(graph->arena, &guards, part->target[i]);
        if (range.high > array->shape[i])
            list_push(graph->arena, &guards,
                      subscript_add(exprs, last, -1, part->target[i]));
    }
    part->guards = guards.at;
    part->guard_count = (uint8_t)guards.count;
}

Part adjoint_part(Graph *graph, const Part *part, ExprId access,
                  const Guarded *guarded)
{
    const Expr node = *expr_at(&graph->exprs, access);
    const Array array = *graph_array(graph, node.as.access.array);
    Part made = {
        .combine = SUM,
        .index_count = part->index_count,
        .guard_count = (uint8_t)guarded->guard_count,
        .lanes = 1,
        .ranges = part->ranges,
        .guards = guarded->guards,
        .target = node.as.access.subscripts,
        .body = guarded->body,
    };
    made = part_canonical(graph, &array, &made);
    Part turned;
    if (part_rotate(graph, &array, &made, &turned))
        made = part_canonical(graph, &array, &turned);
    bool chooses =
        expr_at(&graph->exprs, made.body)->kind == CHOOSE;
    if (!part_is_plain(graph, &array, &made)
        && part_turn(graph, &array, &made, &turned)
        && !(chooses && turned.guard_count > made.guard_count))
        made = turned.guard_count ? part_canonical(graph, &array, &turned)
                                  : turned;
    guard_target(graph, &array, &made);
    return made;
}
