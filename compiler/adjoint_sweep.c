/* adjoint_sweep.c: reverse mode through one scalar expression.
 *
 * The nodes of the body are visited once each, users before operands. What
 * reaches a node over several users is added before it goes on, so the result
 * grows as the body does. Conditions of choices are carried beside the
 * cotangent and wrapped round the whole product last: the branch not taken
 * contributes nothing, not even something that is not finite.
 *
 * Cotangents that come to a node under different conditions meet in the
 * nearest context that holds them all:
 *
 *     w under c, v under not c  →  w if c else v
 *     w under c, v always       →  (w if c else 0) + v
 *     w under c, v under d      →  (w if c else 0) + (v if d else 0)
 *
 * In the last case the node is not used where neither holds. If something at
 * it may not be finite there, the condition `c or d` goes along; if an access
 * below it may be outside its array there, they do not meet but go on apart.
 */
#include "adjoint.h"

enum {
    RISKY = 1,          /* perhaps not finite */
    OUTSIDE = 2         /* needs a condition to be inside its array */
};

void sweep_init(Sweep *sweep, Arena *arena, Graph *graph, Activity *activity)
{
    *sweep = (Sweep){.arena = arena, .graph = graph, .activity = activity};
    list_push(arena, &sweep->pending, (Pending){0});
}

void sweep_begin(Sweep *sweep)
{
    contexts_clear(&sweep->contexts, sweep->arena);
}

/* -- traits of nodes -- */

static const Expr *node_of(const Sweep *sweep, ExprId id)
{
    return expr_at(&sweep->graph->exprs, id);
}

bool access_is_inside(const Graph *graph, const Domain *domain, ExprId access)
{
    const Expr *node = expr_at(&graph->exprs, access);
    const int64_t *shape = graph_array(graph, node->as.access.array)->shape;
    for (uint32_t i = 0; i < node->as.access.rank; i++) {
        Range r = domain_bounds(domain, graph, node->as.access.subscripts[i]);
        if (r.low < r.high && (r.low < 0 || r.high > shape[i]))
            return false;
    }
    return true;
}

/* Without a choice in it, all accesses are inside. */
static bool has_choice(const Sweep *sweep)
{
    for (uint32_t i = 0; i < sweep->order.count; i++)
        if (node_of(sweep, sweep->order.at[i])->kind == CHOOSE)
            return true;
    return false;
}

/* Lists the body and finds what its nodes are like. */
static void list_body(Sweep *sweep, ExprId body)
{
    Arena *arena = sweep->arena;
    const Exprs *exprs = &sweep->graph->exprs;
    sweep->order.count = 0;
    expr_postorder(exprs, arena, NULL, true, body, &sweep->order);
    uint32_t count = sweep->order.count;
    list_reserve(arena, &sweep->place, exprs->nodes.count);
    list_reserve(arena, &sweep->first, count);
    list_reserve(arena, &sweep->traits, count);
    bool choice = has_choice(sweep);
    sweep->has_outside = false;
    for (uint32_t i = 0; i < count; i++) {
        ExprId id = sweep->order.at[i];
        const Expr *node = expr_at(exprs, id);
        sweep->place.at[id] = i;
        sweep->first.at[i] = 0;
        uint8_t traits = expr_is_partial(exprs, id) ? RISKY : 0;
        ExprId operands[MAX_RANK];
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            traits |= sweep->traits.at[sweep->place.at[operands[n - 1]]];
        if (node->kind == ACCESS) {
            ArrayId array = node->as.access.array;
            if (array < sweep->activity->count
                && sweep->activity->unsafe[array])
                traits |= RISKY;
            if (choice
                && !access_is_inside(sweep->graph, &sweep->domain, id))
                traits |= OUTSIDE;
        }
        sweep->has_outside |= (traits & OUTSIDE) != 0;
        sweep->traits.at[i] = traits;
    }
}

/* Whether all accesses below the node are inside under the context. */
static bool is_inside_under(Sweep *sweep, ExprId id, uint32_t context)
{
    Domain *domain = &sweep->domain;
    Exprs *exprs = &sweep->graph->exprs;
    uint32_t guards = domain->guards.count;
    context_assume(&sweep->contexts, context, domain, sweep->arena, exprs);
    ExprIds below = {0};
    expr_postorder(exprs, sweep->arena, NULL, true, id, &below);
    bool inside = true;
    for (uint32_t i = 0; i < below.count && inside; i++)
        if (node_of(sweep, below.at[i])->kind == ACCESS)
            inside = access_is_inside(sweep->graph, domain, below.at[i]);
    domain->guards.count = guards;
    return inside;
}

/* -- merging -- */

static void heap_push(Sweep *sweep, uint32_t context)
{
    list_push(sweep->arena, &sweep->heap, context);
    uint32_t *heap = sweep->heap.at;
    uint32_t i = sweep->heap.count - 1;
    for (; i && heap[(i - 1) / 2] < context; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = context;
}

static uint32_t heap_pop(Sweep *sweep)
{
    uint32_t *heap = sweep->heap.at;
    uint32_t top = heap[0], last = heap[--sweep->heap.count];
    uint32_t i = 0;
    for (uint32_t next; (next = 2 * i + 1) < sweep->heap.count; i = next) {
        if (next + 1 < sweep->heap.count && heap[next + 1] > heap[next])
            next++;
        if (heap[next] <= last)
            break;
        heap[i] = heap[next];
    }
    heap[i] = last;
    return top;
}

/* The condition that p or q; 0 is always. */
static ExprId either(Exprs *exprs, ExprId p, ExprId q)
{
    if (!p || !q || p == q)
        return p && q ? p : 0;
    return expr_apply(exprs, F_OR, p, q);
}

/* Adds to the group of its context; true if that is new. */
static bool group_add(Sweep *sweep, uint32_t context, ExprId cotangent,
                      ExprId used)
{
    Exprs *exprs = &sweep->graph->exprs;
    list_reserve(sweep->arena, &sweep->group_of, sweep->contexts.at.count);
    uint32_t at = sweep->group_of.at[context];
    if (at) {
        Pending *group = &sweep->groups.at[at - 1];
        group->cotangent = make_sum(exprs, group->cotangent, cotangent);
        group->used = either(exprs, group->used, used);
        return false;
    }
    list_push(sweep->arena, &sweep->groups,
              ((Pending){context, cotangent, used, 0}));
    sweep->group_of.at[context] = sweep->groups.count;
    return true;
}

bool reads_outside(Sweep *sweep, ExprId root)
{
    const Exprs *exprs = &sweep->graph->exprs;
    ExprIds order = {0};
    expr_postorder(exprs, sweep->arena, NULL, true, root, &order);
    for (uint32_t i = 0; i < order.count; i++)
        if (expr_at(exprs, order.at[i])->kind == ACCESS
            && !access_is_inside(sweep->graph, &sweep->domain, order.at[i]))
            return true;
    return false;
}

ExprId condition_both(Sweep *sweep, ExprId p, ExprId q)
{
    Exprs *exprs = &sweep->graph->exprs;
    if (!sweep->has_outside || !reads_outside(sweep, q))
        return expr_apply(exprs, F_AND, p, q);
    ExprId zero = expr_number(exprs, 0);
    ExprId number = expr_choose(exprs, q, expr_number(exprs, 1), zero);
    return expr_apply(exprs, F_NE, expr_choose(exprs, p, number, zero), zero);
}

/* The condition of a context and what is asked within it. */
static ExprId condition_of(Sweep *sweep, const Context *context, ExprId used)
{
    ExprId c = context->condition;
    if (!context->holds)
        c = expr_apply(&sweep->graph->exprs, F_NOT, c, 0);
    return used ? condition_both(sweep, c, used) : c;
}

/* Moves the group of a context, and that of its sibling if there is one, to
 * the parent. Returns by how much the number of groups changed. */
static uint32_t group_lift(Sweep *sweep, uint32_t context)
{
    Exprs *exprs = &sweep->graph->exprs;
    const Context c = sweep->contexts.at.at[context];
    Pending a = sweep->groups.at[sweep->group_of.at[context] - 1];
    sweep->group_of.at[context] = 0;
    uint32_t gone = 1;
    uint32_t sibling = context_sibling(&sweep->contexts, context);
    ExprId cotangent, used;
    if (sibling && sweep->group_of.at[sibling]) {
        Pending b = sweep->groups.at[sweep->group_of.at[sibling] - 1];
        sweep->group_of.at[sibling] = 0;
        Context other = c;
        other.holds = !c.holds;
        cotangent = c.holds
                      ? expr_choose(exprs, c.condition, a.cotangent,
                                    b.cotangent)
                      : expr_choose(exprs, c.condition, b.cotangent,
                                    a.cotangent);
        used = !a.used && !b.used
                 ? 0
                 : either(exprs, condition_of(sweep, &c, a.used),
                          condition_of(sweep, &other, b.used));
        gone++;
    } else {
        cotangent = context_wrap(exprs, &c, a.cotangent);
        used = condition_of(sweep, &c, a.used);
    }
    if (group_add(sweep, c.parent, cotangent, used)) {
        heap_push(sweep, c.parent);
        gone--;
    }
    return gone;
}

/* The groups of equal contexts of a list of cotangents. */
static void group_pending(Sweep *sweep, uint32_t first)
{
    sweep->groups.count = 0;
    list_reserve(sweep->arena, &sweep->group_of, sweep->contexts.at.count);
    for (uint32_t i = first; i; i = sweep->pending.at[i].next) {
        const Pending p = sweep->pending.at[i];
        group_add(sweep, p.context, p.cotangent, 0);
    }
}

static void forget_groups(Sweep *sweep)
{
    for (uint32_t i = 0; i < sweep->groups.count; i++)
        sweep->group_of.at[sweep->groups.at[i].context] = 0;
}

/* Lifts the groups until one is left, and returns it. */
static Pending groups_meet(Sweep *sweep)
{
    uint32_t live = sweep->groups.count;
    sweep->heap.count = 0;
    for (uint32_t i = 0; i < live; i++)
        heap_push(sweep, sweep->groups.at[i].context);
    while (live > 1) {
        uint32_t context = heap_pop(sweep);
        if (sweep->group_of.at[context])
            live -= group_lift(sweep, context);
    }
    uint32_t context = heap_pop(sweep);
    while (!sweep->group_of.at[context])
        context = heap_pop(sweep);
    return sweep->groups.at[sweep->group_of.at[context] - 1];
}

/* What has come to the node at a place of the order, as few cotangents as can
 * be, left in sweep->groups. */
static void merge_pending(Sweep *sweep, uint32_t place)
{
    uint32_t first = sweep->first.at[place];
    group_pending(sweep, first);
    if (sweep->groups.count > 1) {
        Pending met = groups_meet(sweep);
        forget_groups(sweep);
        uint8_t traits = sweep->traits.at[place];
        if (traits & OUTSIDE
            && !is_inside_under(sweep, sweep->order.at[place], met.context)) {
            group_pending(sweep, first);
        } else {
            if (met.used && traits & RISKY)
                met.context = context_enter(&sweep->contexts, met.context,
                                            met.used, true);
            sweep->groups.count = 0;
            list_push(sweep->arena, &sweep->groups, met);
            return;
        }
    }
    forget_groups(sweep);
}

/* -- the sweep -- */

static void send(Sweep *sweep, ExprId to, uint32_t context, ExprId cotangent)
{
    uint32_t place = sweep->place.at[to];
    list_push(sweep->arena, &sweep->pending,
              ((Pending){context, cotangent, 0, sweep->first.at[place]}));
    sweep->first.at[place] = sweep->pending.count - 1;
}

static void send_choice(Sweep *sweep, ExprId id, const Pending *p)
{
    const Expr node = *node_of(sweep, id);
    for (uint32_t i = 2; i > 0; i--)
        if (sweep->activity->active.at[node.as.operand[i]])
            send(sweep, node.as.operand[i],
                 context_enter(&sweep->contexts, p->context,
                               node.as.operand[0], i == 1),
                 p->cotangent);
}

static void send_apply(Sweep *sweep, ExprId id, ExprId value,
                       const Pending *p)
{
    const Expr node = *node_of(sweep, id);
    const Rules *rules = sweep->activity->rules;
    Function f = (Function)node.function;
    for (uint32_t i = function_row(f)->arity; i > 0; i--) {
        ExprId operand = node.as.operand[i - 1], condition;
        if (!sweep->activity->active.at[operand]
            || rule_is_flat(rules, f, i - 1))
            continue;
        bool holds = true;
        ExprId cotangent =
            rule_apply(rules, &sweep->graph->exprs, id, i - 1, value,
                       p->cotangent, &condition, &holds);
        uint32_t context =
            condition ? context_enter(&sweep->contexts, p->context,
                                      condition, holds)
                      : p->context;
        send(sweep, operand, context, cotangent);
    }
}

/* The body is its own value, and so is, of a choice that is, each branch that
 * stands nowhere else: what is got of it is got where it is taken. That is of
 * use if the value is stored. */
static void find_results(Sweep *sweep, ExprId value)
{
    Arena *arena = sweep->arena;
    uint32_t count = sweep->order.count;
    list_reserve(arena, &sweep->used, count);
    list_reserve(arena, &sweep->results, count);
    for (uint32_t i = 0; i < count; i++) {
        sweep->used.at[i] = false;
        sweep->results.at[i] = i + 1 == count;
    }
    for (uint32_t i = count; i > 0; i--) {
        ExprId operands[MAX_RANK], id = sweep->order.at[i - 1];
        bool branches = sweep->results.at[i - 1]
                     && node_of(sweep, id)->kind == CHOOSE
                     && node_of(sweep, value)->kind == ACCESS;
        uint32_t n = expr_operands(&sweep->graph->exprs, id, operands);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t at = sweep->place.at[operands[k]];
            sweep->results.at[at] = !sweep->used.at[at] && branches && k;
            sweep->used.at[at] = true;
        }
    }
}

void sweep_run(Sweep *sweep, const Part *part, ExprId body, ExprId value,
               ExprId cotangent, uint32_t context)
{
    sweep->pending.count = 1;
    sweep->found.count = 0;
    domain_of_part(&sweep->domain, sweep->arena, part);
    if (!activity_of_expr(sweep->activity, body))
        return;
    list_body(sweep, body);
    find_results(sweep, value);
    send(sweep, body, context, cotangent);
    for (uint32_t i = sweep->order.count; i > 0; i--) {
        ExprId id = sweep->order.at[i - 1];
        if (!sweep->first.at[i - 1])
            continue;
        merge_pending(sweep, i - 1);
        uint8_t kind = node_of(sweep, id)->kind;
        for (uint32_t n = 0; n < sweep->groups.count; n++) {
            const Pending p = sweep->groups.at[n];
            if (kind == ACCESS)
                list_push(sweep->arena, &sweep->found,
                          ((Contribution){id, p.context, p.cotangent}));
            else if (kind == CHOOSE)
                send_choice(sweep, id, &p);
            else
                send_apply(sweep, id, sweep->results.at[i - 1] ? value : id,
                           &p);
        }
    }
}
