/* adjoint_tangent.c: forward mode, array by array.
 *
 * The tangent of y[ψ(l)] ⊕= e(l) is y′[ψ(l)] += Σ ∂e/∂A[φ] A′[φ(l)] over the
 * elements that e reads, found by one sweep through e, operands first. It has
 * parts where y has, with the same domains: so what is in bounds stays so.
 * Products over an index have been expanded before.
 */
#include "adjoint.h"

typedef struct Tangents {
    Arena    *arena;
    Graph    *graph;
    Activity  activity;
    Contexts  contexts;
    ArrayId  *of;                   /* [arrays]: the tangent; 0: zero */
    ExprIds   order;                /* scratch */
    LIST(ExprId) to;                /* [exprs], scratch: 0: zero */
} Tangents;

/* -- one body -- */

static ExprId add(Exprs *exprs, ExprId a, ExprId b)
{
    return !a ? b : !b ? a : make_sum(exprs, a, b);
}

static ExprId tangent_of_apply(Tangents *t, ExprId id, ExprId value)
{
    Exprs *exprs = &t->graph->exprs;
    const Expr node = *expr_at(exprs, id);
    Function f = (Function)node.function;
    ExprId sum = 0;
    for (uint32_t i = 0; i < function_row(f)->arity; i++) {
        ExprId operand = node.as.operand[i], condition = 0;
        bool holds = true;
        if (!t->to.at[operand] || rule_is_flat(t->activity.rules, f, i))
            continue;
        ExprId one = rule_apply(t->activity.rules, exprs, id, i, value,
                                t->to.at[operand], &condition, &holds);
        Context context = {.condition = condition, .holds = holds};
        sum = add(exprs, sum,
                  condition ? context_wrap(exprs, &context, one) : one);
    }
    return sum;
}

static ExprId tangent_of_choice(Tangents *t, const Expr *node)
{
    Exprs *exprs = &t->graph->exprs;
    ExprId a = t->to.at[node->as.operand[1]];
    ExprId b = t->to.at[node->as.operand[2]];
    ExprId condition = node->as.operand[0];
    if (!a && !b)
        return 0;
    return expr_choose(exprs, condition, a ? a : expr_number(exprs, 0),
                       b ? b : expr_number(exprs, 0));
}

static ExprId tangent_of_access(Tangents *t, const Expr *node)
{
    ArrayId array = node->as.access.array;
    ArrayId tangent = array < t->activity.count ? t->of[array] : 0;
    return tangent
             ? graph_access(t->graph, tangent, node->as.access.subscripts)
             : 0;
}

/* The tangent of the body, whose value is `value`; 0 if it is zero. */
static ExprId tangent_of_body(Tangents *t, ExprId body, ExprId value)
{
    Exprs *exprs = &t->graph->exprs;
    t->order.count = 0;
    expr_postorder(exprs, t->arena, NULL, true, body, &t->order);
    list_reserve(t->arena, &t->to, exprs->nodes.count);
    for (uint32_t i = 0; i < t->order.count; i++) {
        ExprId id = t->order.at[i];
        const Expr node = *expr_at(exprs, id);
        ExprId made = 0;
        if (node.kind == ACCESS)
            made = tangent_of_access(t, &node);
        else if (node.kind == APPLY)
            made = tangent_of_apply(t, id, id == body ? value : id);
        else if (node.kind == CHOOSE && !(node.flags & EXPR_CONDITION))
            made = tangent_of_choice(t, &node);
        t->to.at[id] = made;
    }
    return t->to.at[body];
}

/* -- arrays -- */

/* The conditions of a use, wrapped round its tangent. */
static ExprId wrap_contexts(Tangents *t, uint32_t context, ExprId a)
{
    for (; context; context = t->contexts.at.at[context].parent)
        a = context_wrap(&t->graph->exprs, &t->contexts.at.at[context], a);
    return a;
}

/* The tangent of a part, false if it is zero; `set` as array_is_set says of the
 * array. */
static bool tangent_of_part(Tangents *t, ArrayId id, const Part *part,
                            bool set, Part *out)
{
    Graph *graph = t->graph;
    const Array array = *graph_array(graph, id);
    Use use = {.id = id, .part = *part, .body = part->body};
    if (!activity_of_expr(&t->activity, part->body))
        return false;
    use.value = set ? graph_access(graph, id, part->target) : part->body;
    contexts_clear(&t->contexts, t->arena);
    bool extremum = (part->combine == MAX || part->combine == MIN)
                 && part->index_count > array.rank;
    if (extremum) {
        use_extremum(graph, &t->contexts, array.serves, &use);
        use.value = use.body;
    }
    ExprId tangent = tangent_of_body(t, use.body, use.value);
    if (!tangent)
        return false;
    *out = use.part;
    out->body = wrap_contexts(t, use.context, tangent);
    if (out->combine != SET)
        out->combine = SUM;
    if (extremum && out->index_count == array.rank)
        out->combine = SET;
    return true;
}

static ArrayId tangent_of_array(Tangents *t, ArrayId id)
{
    const Array array = *graph_array(t->graph, id);
    Part *parts = NEW_ARRAY(t->arena, Part, array.part_count);
    uint32_t count = 0;
    bool set = array_is_set(&array);
    for (uint32_t p = 0; p < array.part_count; p++)
        if (tangent_of_part(t, id, &array.as.parts[p], set, &parts[count]))
            count++;
    return count ? graph_equation(t->graph, 0, array.rank, array.shape, count,
                                  parts, array.serves)
                 : 0;
}

static void walk(Tangents *t)
{
    Graph *graph = t->graph;
    for (ArrayId id = 1; id < t->activity.count; id++) {
        const Array array = *graph_array(graph, id);
        if (!t->activity.used[id] || t->of[id])
            continue;
        if (array.kind == HELD)
            t->of[id] = t->of[array.as.carried];
        else if (array.kind == CARRY)
            t->of[id] = graph_carry(graph, REAL, 0, array.rank, array.shape,
                                    array.serves);
        else if (array.kind == EQUATION)
            t->of[id] = tangent_of_array(t, id);
        else if (array.kind == KERNEL)
            t->of[id] = tangent_of_kernel(graph, id, t->of);
    }
}

/* Carries of tangents carry the tangents of what is carried. */
static void link_carries(Tangents *t)
{
    Graph *graph = t->graph;
    for (ArrayId id = 1; id < t->activity.count; id++) {
        ArrayId carried = graph_source(graph, id);
        if (carried == id || !t->of[id])
            continue;
        ArrayId tangent = t->of[carried];
        graph_carry_of(graph, t->of[id],
                       tangent ? tangent
                               : adjoint_zero(graph, carried, 0));
    }
}

void tangents_run(Arena *arena, Graph *graph, const Rules *rules,
                  const Ends *ends, ArrayId *of)
{
    Tangents t = {.arena = arena, .graph = graph, .of = of};
    activity_find(&t.activity, arena, graph, rules, ends);
    walk(&t);
    link_carries(&t);
}

ArrayId tangent_run(Arena *arena, Graph *graph, const Rules *rules,
                    const Ends *ends, ArrayId seed)
{
    ArrayId *of = NEW_ARRAY(arena, ArrayId, graph->arrays.count);
    of[ends->by] = seed;
    tangents_run(arena, graph, rules, ends, of);
    return of[ends->of];
}
