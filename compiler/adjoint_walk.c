/* adjoint_walk.c: reverse mode, array by array.
 *
 * The arrays are walked backwards: users stand after operands, so when the
 * walk comes to an array, all that is added to its cotangent is known
 * (adjoint_items.c).
 */
#include "adjoint.h"

/* -- definitions -- */

static bool name_is_taken(const Reverse *reverse, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    for (uint32_t at = table_first(&reverse->names, hash);
         (id = table_id(&reverse->names, at));
         at = table_next(&reverse->names, at, hash))
        if (text_equal(reverse->graph->definitions.at[id].name, name))
            return true;
    return false;
}

uint32_t reverse_define(Reverse *reverse, uint32_t of, ArrayId array)
{
    Definition d = reverse->graph->definitions.at[of];
    Text name = text_format(reverse->arena, "d_%.*s", TEXT_ARGS(d.name));
    for (unsigned n = 2; name_is_taken(reverse, name); n++)
        name = text_format(reverse->arena, "d_%.*s_%u", TEXT_ARGS(d.name), n);
    uint32_t made;
    if (d.within) {
        made = graph_define_within(reverse->graph, name, of);
        reverse->graph->definitions.at[made].value = array;
    } else {
        made = graph_define(reverse->graph, name, d.span, array);
        reverse->graph->definitions.at[made].last = d.last;
    }
    reverse->graph->definitions.at[made].adjoint = of;
    table_add(reverse->arena, &reverse->names, text_hash(name), made);
    return made;
}

/* The definition that what is made for an array serves. */
static uint32_t served(const Reverse *reverse, ArrayId id)
{
    return reverse->definition[id] ? reverse->definition[id]
                                : graph_array(reverse->graph, id)->serves;
}

/* -- liveness -- */

/* The condition, over the indices of an unsafe array, that it is used; 0 if it
 * always is. */
static ExprId live_condition(Reverse *reverse, ArrayId id)
{
    Exprs *exprs = &reverse->graph->exprs;
    if (!reverse->activity.unsafe[id] || reverse->always[id])
        return 0;
    ExprId any = 0;
    uint32_t rest = 0;
    for (uint32_t i = reverse->lives[id]; i; i = reverse->items.at[i].next) {
        const Item item = reverse->items.at[i];
        if (!item.value)
            item_add(reverse, &rest, item);
        else
            any = any ? expr_apply(exprs, F_OR, any, item.value) : item.value;
    }
    if (!rest)
        return any;
    if (any)
        item_add(reverse, &rest,
                 (Item){.value = expr_choose(exprs, any, expr_number(exprs, 1),
                                             expr_number(exprs, 0))});
    ArrayId live = items_array(reverse, id, rest, served(reverse, id));
    return expr_apply(exprs, F_GT, graph_access_plain(reverse->graph, live),
                      expr_number(exprs, 0));
}

/* Records where an access to an unsafe array is used. */
static void note_use(Reverse *reverse, const Part *part, const Contribution *c)
{
    Exprs *exprs = &reverse->graph->exprs;
    ArrayId array = expr_at(exprs, c->access)->as.access.array;
    if (!reverse->activity.unsafe[array] || reverse->always[array])
        return;
    SubscriptId map[MAX_INDICES];
    Item item = {0};
    if (access_is_pointwise(reverse->graph, part, c->access, map)) {
        if (!c->context) {
            reverse->always[array] = true;
            return;
        }
        ExprId condition = adjoint_condition(&reverse->sweep, c->context);
        item.value = expr_substitute(exprs, &reverse->graph->memo, condition,
                                     map);
    } else {
        Guarded guarded = adjoint_guard(&reverse->sweep, c->access, c->context,
                                        expr_number(exprs, 1));
        item.part = adjoint_part(reverse->graph, part, c->access, &guarded);
    }
    item_add(reverse, &reverse->lives[array], item);
}

/* -- one part -- */

/* Leaves out what accesses of the other kind get. */
static void keep_reads(Reverse *reverse)
{
    Sweep *sweep = &reverse->sweep;
    const Graph *graph = reverse->graph;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sweep->found.count; i++) {
        const Contribution c = sweep->found.at[i];
        ArrayId from = expr_at(&graph->exprs, c.access)->as.access.array;
        bool carried = graph_array(graph, from)->kind == CARRY;
        if (reverse->reads == ALL_READS
            || carried == (reverse->reads == CARRIED_READS))
            sweep->found.at[kept++] = c;
    }
    sweep->found.count = kept;
}

/* Puts what the accesses of the body get to their arrays. */
static void distribute(Reverse *reverse, const Use *use)
{
    Sweep *sweep = &reverse->sweep;
    Graph *graph = reverse->graph;
    const Array array = *graph_array(graph, use->id);
    SubscriptId map[MAX_INDICES];
    if (reverse->reads != DIRECT_READS)
        for (uint32_t i = 0; i < sweep->found.count; i++)
            note_use(reverse, &use->part, &sweep->found.at[i]);
    keep_reads(reverse);
    uint32_t count = sweep->found.count;
    reverse->values.count = 0;
    reverse->guarded.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        Contribution c = sweep->found.at[i];
        Guarded g = {0};
        if (access_is_pointwise(graph, &use->part, c.access, map))
            g.body = adjoint_wrap(sweep, c.context, c.cotangent);
        else
            g = adjoint_guard(sweep, c.access, c.context, c.cotangent);
        list_push(reverse->arena, &reverse->guarded, g);
        list_push(reverse->arena, &reverse->values, g.body);
    }
    if (!sweep->has_outside)
        share_run(&reverse->share, &use->part, array.rank, array.shape,
                  served(reverse, use->id), reverse->values.at, count);
    for (uint32_t i = 0; i < count; i++) {
        Contribution c = sweep->found.at[i];
        ArrayId to = graph_source(
            graph, expr_at(&graph->exprs, c.access)->as.access.array);
        Guarded g = reverse->guarded.at[i];
        Item item = {0};
        g.body = reverse->values.at[i];
        if (access_is_pointwise(graph, &use->part, c.access, map)) {
            item.value = expr_substitute(&graph->exprs, &graph->memo, g.body,
                                         map);
        } else {
            item.part = adjoint_part(graph, &use->part, c.access, &g);
            if (part_is_pointwise(graph, graph_array(graph, to), &item.part))
                item.value = item.part.body;
        }
        item_add(reverse, &reverse->cotangents[to], item);
    }
}

/* `live` over the indices of the array at the target of a part. */
static ExprId condition_at(Reverse *reverse, const Array *array, const Part *part,
                           ExprId live)
{
    Graph *graph = reverse->graph;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < array->rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i))
            map[i] = part->target[i];
    return expr_substitute(&graph->exprs, &graph->memo, live, map);
}

static bool reads_carry(Reverse *reverse, const Part *part)
{
    ExprIds order = {0};
    expr_postorder(&reverse->graph->exprs, reverse->arena, NULL, true,
                   part->body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&reverse->graph->exprs, order.at[i]);
        if (node->kind == ACCESS
            && graph_array(reverse->graph, node->as.access.array)->kind
                   == CARRY)
            return true;
    }
    return false;
}

/* The first step at which a member reads an earlier one. */
static int64_t first_step(Reverse *reverse, const Recurrence *r)
{
    const Graph *graph = reverse->graph;
    int64_t first = r->direction > 0 ? INT64_MAX : INT64_MIN;
    for (ArrayId id = r->first; id <= r->last; id++) {
        const Array *array = graph_array(graph, id);
        int64_t shift = r->shift[id - r->first];
        for (uint32_t p = 0; p < array->part_count; p++) {
            const Part *part = &array->as.parts[p];
            Domain domain;
            domain_of_part(&domain, reverse->arena, part);
            Range range = domain_bounds(&domain, graph,
                                        part->target[r->axis[id - r->first]]);
            int64_t step = shift + (r->direction > 0 ? range.low
                                                     : range.high - 1);
            if (range.low < range.high && reads_carry(reverse, part)
                && (r->direction > 0 ? step < first : step > first))
                first = step;
        }
    }
    return first;
}

/* Whether the step that a part of a member makes passes something to those
 * before. Of each `truncate` steps, from the first that reads an earlier one,
 * the first does not, but for the very first. */
static ExprId passes_back(Reverse *reverse, ArrayId id, const Part *part)
{
    Graph *graph = reverse->graph;
    Exprs *exprs = &graph->exprs;
    const Recurrence *r =
        &graph->recurrences.at[graph_outermost(graph, id)];
    int64_t base = r->shift[id - r->first] - first_step(reverse, r);
    SubscriptId number = subscript_add(
        exprs, subscript_constant(exprs, r->direction * base), r->direction,
        part->target[r->axis[id - r->first]]);
    ExprId n = expr_of_subscript(exprs, number);
    ExprId length = expr_number(exprs, (double)graph->truncate);
    ExprId within = expr_apply(exprs, F_NE,
                               expr_apply(exprs, F_MOD, n, length),
                               expr_number(exprs, 0));
    return expr_apply(exprs, F_OR, expr_apply(exprs, F_LT, n, length), within);
}

/* `set`: as array_is_set says of the array. */
static void pass_through(Reverse *reverse, ArrayId id, const Part *part,
                         bool set, ArrayId cotangent, ExprId live)
{
    Graph *graph = reverse->graph;
    const Array array = *graph_array(graph, id);
    if (!activity_of_expr(&reverse->activity, part->body))
        return;
    Use use = {.id = id, .part = *part, .body = part->body};
    use.cotangent = graph_access(graph, cotangent, part->target);
    use.value = set ? graph_access(graph, id, part->target) : part->body;
    sweep_begin(&reverse->sweep);
    if (live)
        use.context = context_enter(&reverse->sweep.contexts, 0,
                                    condition_at(reverse, &array, part, live),
                                    true);
    if (reverse->reads == CARRIED_READS && reverse->named && graph->truncate)
        use.context = context_enter(&reverse->sweep.contexts, use.context,
                                    passes_back(reverse, id, part), true);
    if ((part->combine == MAX || part->combine == MIN)
        && part->index_count > array.rank)
        use_extremum(graph, &reverse->sweep.contexts, served(reverse, id), &use);
    sweep_run(&reverse->sweep, &use.part, use.body, use.value, use.cotangent,
              use.context);
    distribute(reverse, &use);
}

/* -- kernels -- */

/* Whether any element of the slice at the target is used, given the condition
 * that one is. */
static ExprId slice_condition(Reverse *reverse, ArrayId id, ExprId live)
{
    Graph *graph = reverse->graph;
    Exprs *exprs = &graph->exprs;
    const Array array = *graph_array(graph, id);
    SubscriptId at[MAX_RANK];
    for (uint32_t i = 0; i < array.rank; i++)
        at[i] = array.as.parts->target[i];
    if (!array.slice)
        return condition_at(reverse, &array, array.as.parts, live);
    Part part = part_whole(graph, array.rank, array.shape,
                           expr_choose(exprs, live, expr_number(exprs, 1),
                                       expr_number(exprs, 0)));
    part.combine = SUM;
    ArrayId count = graph_equation(
        graph, 0, array.rank - (uint32_t)array.slice, array.shape, 1, &part,
        served(reverse, id));
    return expr_apply(exprs, F_GT, graph_access(graph, count, at),
                      expr_number(exprs, 0));
}

static void pass_kernel(Reverse *reverse, ArrayId id, ArrayId cotangent)
{
    KernelTerms terms;
    ExprId live = live_condition(reverse, id);
    if (live)
        live = slice_condition(reverse, id, live);
    kernel_terms(reverse->graph, id, cotangent, served(reverse, id), &terms);
    for (uint32_t i = 0; i < terms.count; i++) {
        const KernelTerm *term = &terms.at[i];
        Use use = {.id = id, .part = term->part, .body = term->cotangent};
        if (!activity_of_expr(&reverse->activity, term->access))
            continue;
        sweep_begin(&reverse->sweep);
        domain_of_part(&reverse->sweep.domain, reverse->arena, &term->part);
        reverse->sweep.found.count = 0;
        uint32_t context =
            live ? context_enter(&reverse->sweep.contexts, 0, live, true) : 0;
        list_push(reverse->arena, &reverse->sweep.found,
                  ((Contribution){term->access, context, term->cotangent}));
        distribute(reverse, &use);
    }
}

/* -- the reverse -- */

/* Whether the cotangent of an output is no more than its seed, which has the
 * name of the cotangent. */
static bool is_own_seed(const Reverse *reverse, ArrayId id, ArrayId cotangent)
{
    const Graph *graph = reverse->graph;
    for (uint32_t i = reverse->seeds[id]; i; i = reverse->items.at[i].next)
        if (whole_array(graph, id, reverse->items.at[i].value) == cotangent)
            return true;
    return false;
}

/* The array's cotangent is complete: makes it and names it. */
static void finish_cotangent(Reverse *reverse, ArrayId id)
{
    Graph *graph = reverse->graph;
    for (uint32_t i = reverse->seeds[id]; i; i = reverse->items.at[i].next)
        item_add(reverse, &reverse->cotangents[id], reverse->items.at[i]);
    if (!reverse->cotangents[id])
        return;
    uint32_t of = reverse->definition[id];
    uint32_t serves = of && reverse->named ? graph->definitions.count
                                           : served(reverse, id);
    ArrayId made = items_array(reverse, id, reverse->cotangents[id], serves);
    if (of && reverse->named && !is_own_seed(reverse, id, made))
        reverse_define(reverse, of, made);
    reverse->adjoint[id] = made;
}

static void pass_parts(Reverse *reverse, ArrayId id, ArrayId cotangent)
{
    const Array array = *graph_array(reverse->graph, id);
    if (array.kind == KERNEL) {
        pass_kernel(reverse, id, cotangent);
        return;
    }
    ExprId live = live_condition(reverse, id);
    bool set = array_is_set(&array);
    for (uint32_t i = array.part_count; i > 0; i--)
        pass_through(reverse, id, &array.as.parts[i - 1], set, cotangent,
                     live);
}

/* From a complete cotangent to those of what the array is made of. */
static void pass_on(Reverse *reverse, ArrayId id)
{
    const Array *array = graph_array(reverse->graph, id);
    ArrayId cotangent = reverse->adjoint[id];
    if (array->kind == HELD)
        item_add(reverse, &reverse->cotangents[array->as.carried],
                 (Item){.value = graph_access_plain(reverse->graph,
                                                    cotangent)});
    else if (array_is_computed(array))
        pass_parts(reverse, id, cotangent);
}

static void walk_array(Reverse *reverse, ArrayId id)
{
    if (!reverse->activity.varies[id])
        return;
    finish_cotangent(reverse, id);
    if (reverse->adjoint[id])
        pass_on(reverse, id);
}

/* The cotangents of a recurrence are one that runs the other way: what a step
 * passes to an earlier one is read there as a cotangent at a later step,
 * through a carry. So this is known of all members before the cotangent of
 * the first is complete. */
static void walk_recurrence(Reverse *reverse, const Recurrence *recurrence)
{
    Graph *graph = reverse->graph;
    const ArrayId first = recurrence->first, last = recurrence->last;
    bool used = false;
    for (ArrayId id = first; id <= last; id++)
        used |= reverse->cotangents[id] || reverse->seeds[id];
    if (!used)
        return;
    ArrayId *carries =
        NEW_ARRAY(reverse->arena, ArrayId, recurrence->last - first + 1);
    reverse->reads = CARRIED_READS;
    for (ArrayId id = last; id >= first; id--) {
        const Array array = *graph_array(graph, id);
        if (!reverse->activity.varies[id])
            continue;
        carries[id - first] = graph_carry(graph, REAL, 0, array.rank,
                                          array.shape, served(reverse, id));
        pass_parts(reverse, id, carries[id - first]);
    }
    reverse->reads = DIRECT_READS;
    for (ArrayId id = last; id >= first; id--) {
        if (!carries[id - first])
            continue;
        finish_cotangent(reverse, id);
        if (!reverse->adjoint[id])
            reverse->adjoint[id] =
                adjoint_zero(graph, id, graph->definitions.count);
        graph_carry_of(graph, carries[id - first], reverse->adjoint[id]);
        pass_on(reverse, id);
    }
    reverse->reads = ALL_READS;
}

void reverse_walk(Reverse *reverse)
{
    for (ArrayId id = reverse->activity.count - 1; id > 0; id--) {
        uint32_t outer = graph_outermost(reverse->graph, id);
        if (outer) {
            const Recurrence r = reverse->graph->recurrences.at[outer];
            walk_recurrence(reverse, &r);
            id = r.first;
        } else {
            walk_array(reverse, id);
        }
    }
}

/* -- to begin with -- */

void reverse_init(Reverse *reverse, Arena *arena, Graph *graph,
                  const Rules *rules, const Ends *ends, bool named)
{
    uint32_t count = graph->arrays.count;
    *reverse = (Reverse){
        .arena = arena,
        .graph = graph,
        .rules = rules,
        .named = named,
        .cotangents = NEW_ARRAY(arena, uint32_t, count),
        .seeds = NEW_ARRAY(arena, uint32_t, count),
        .lives = NEW_ARRAY(arena, uint32_t, count),
        .always = NEW_ARRAY(arena, bool, count),
        .adjoint = NEW_ARRAY(arena, ArrayId, count),
        .definition = NEW_ARRAY(arena, uint32_t, count),
        .share = {.arena = arena, .graph = graph},
    };
    activity_find(&reverse->activity, arena, graph, rules, ends);
    sweep_init(&reverse->sweep, arena, graph, &reverse->activity);
    list_push(arena, &reverse->items, (Item){0});
    for (uint32_t i = graph->definitions.count - 1; i > 0; i--) {
        const Definition *d = &graph->definitions.at[i];
        ArrayId own = d->within ? d->value : d->array;
        if (!d->within || (!reverse->definition[own]
                           && graph_array(graph, own)->serves == i))
            reverse->definition[own] = i;
        table_add(arena, &reverse->names, text_hash(d->name), i);
    }
}


void reverse_seed(Reverse *reverse, ArrayId id, ExprId value)
{
    item_add(reverse, &reverse->seeds[id], (Item){.value = value});
}

ArrayId reverse_adjoint(Reverse *reverse, ArrayId id)
{
    return reverse->adjoint[id]
             ? reverse->adjoint[id]
             : adjoint_zero(reverse->graph, id,
                            reverse->named ? reverse->graph->definitions.count
                                           : served(reverse, id));
}
