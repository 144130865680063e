/* differentiate.c: reverse mode, from graph to graph.
 *
 * The arrays are walked backwards: users stand after operands, so when the
 * walk comes to an array, all that is added to its cotangent is known. What
 * an array's users contribute is added in one place: values at each element
 * in one body, every other contribution as a part of its own. Nothing but one
 * access at each element is no equation: the cotangent then is that array.
 */
#include "differentiate.h"

#include "adjoint.h"

/* What one use contributes to an array: a value at each of its elements, or a
 * part. */
typedef struct Item {
    ExprId   value;                 /* over the array's indices; 0: a part */
    Part     part;
    uint32_t next;
} Item;

/* In a recurrence what is read at earlier steps gets its cotangents before
 * what is read of the same step. */
typedef enum Reads { ALL_READS, CARRIED_READS, DIRECT_READS } Reads;

typedef struct Pass {
    Arena    *arena;
    Graph    *graph;
    const Rules *rules;
    Activity  activity;
    Sweep     sweep;
    Share     share;
    LIST(Item) items;               /* [0] is unused */
    uint32_t *cotangents;           /* [arrays]: the first item, in the order
                                       of users */
    uint32_t *seeds;                /* [arrays]: likewise, the last first */
    uint32_t *lives;                /* [arrays]: likewise, where an unsafe
                                       array is used */
    bool     *always;               /* [arrays]: an unsafe one that is used
                                       after all, in both branches */
    ArrayId  *adjoint;              /* [arrays]: the cotangent, or 0 */
    uint32_t *definition;           /* [arrays]: the first, or 0 */
    Table     names;                /* of definitions */
    uint8_t   reads;                /* Reads: which accesses get something */
    ExprIds   values;               /* scratch */
    LIST(Guarded) guarded;          /* scratch */
    LIST(Part) parts;               /* scratch */
} Pass;

/* -- definitions -- */

static bool name_is_taken(const Pass *pass, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    for (uint32_t at = table_first(&pass->names, hash);
         (id = table_id(&pass->names, at));
         at = table_next(&pass->names, at, hash))
        if (text_equal(pass->graph->definitions.at[id].name, name))
            return true;
    return false;
}

/* Defines d_NAME of a definition, with a number behind it if there is such a
 * name already. */
static uint32_t define_adjoint(Pass *pass, uint32_t of, ArrayId array)
{
    Definition d = pass->graph->definitions.at[of];
    Text name = text_format(pass->arena, "d_%.*s", TEXT_ARGS(d.name));
    for (unsigned n = 2; name_is_taken(pass, name); n++)
        name = text_format(pass->arena, "d_%.*s_%u", TEXT_ARGS(d.name), n);
    uint32_t made = graph_define(pass->graph, name, d.span, array);
    table_add(pass->arena, &pass->names, text_hash(name), made);
    return made;
}

/* The definition that what is made for an array serves. */
static uint32_t served(const Pass *pass, ArrayId id)
{
    return pass->definition[id] ? pass->definition[id]
                                : graph_array(pass->graph, id)->serves;
}

/* -- items -- */

static void prepend(Pass *pass, uint32_t *first, Item item)
{
    item.next = *first;
    list_push(pass->arena, &pass->items, item);
    *first = pass->items.count - 1;
}

/* Whether the expression is an array of the shape of another, element by
 * element. */
static ArrayId whole_array(const Graph *graph, ArrayId shaped, ExprId value)
{
    const Expr *node = expr_at(&graph->exprs, value);
    const Array *like = graph_array(graph, shaped);
    if (node->kind != ACCESS || node->as.access.rank != like->rank)
        return 0;
    const Array *array = graph_array(graph, node->as.access.array);
    for (uint32_t i = 0; i < like->rank; i++)
        if (array->shape[i] != like->shape[i]
            || !subscript_is_index(&graph->exprs,
                                   node->as.access.subscripts[i], i))
            return 0;
    return array->type == REAL && array->kind != CARRY
             ? node->as.access.array : 0;
}

/* Whether each point of the part is an element of its own: no index is
 * reduced, not even one of a single value. */
static bool is_elementwise(const Graph *graph, const Part *part, uint32_t rank)
{
    uint32_t free = 0;
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[i]);
        for (uint32_t t = 0; t < s->term_count; t++)
            free |= 1u << s->terms[t].index;
    }
    for (uint32_t i = 0; i < part->index_count; i++)
        if (!(free >> i & 1))
            return false;
    return target_is_injective(graph, part, rank);
}

/* Parts that set elements apart from each other need not add to them. Few
 * parts are compared; a cotangent of many stays a sum. */
static void set_if_disjoint(Pass *pass, uint32_t rank)
{
    enum { MAX_COMPARED = 8 };
    const Graph *graph = pass->graph;
    Part *parts = pass->parts.at;
    uint32_t count = pass->parts.count;
    if (count > MAX_COMPARED)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_elementwise(graph, &parts[i], rank))
            return;
        for (uint32_t j = 0; j < i; j++)
            if (!targets_are_disjoint(graph, &parts[j], &parts[i], rank))
                return;
    }
    for (uint32_t i = 0; i < count; i++)
        parts[i].combine = SET;
}

/* The part that sets each element of an array of this shape. */
static Part whole_part(Graph *graph, ArrayId shaped, ExprId value)
{
    const Array array = *graph_array(graph, shaped);
    Range *ranges = NEW_ARRAY(graph->arena, Range, array.rank);
    SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, array.rank);
    for (uint32_t i = 0; i < array.rank; i++) {
        ranges[i] = (Range){0, array.shape[i]};
        target[i] = subscript_index(&graph->exprs, i);
    }
    return (Part){
        .combine = SET,
        .index_count = array.rank,
        .lanes = 1,
        .ranges = ranges,
        .target = target,
        .body = value,
    };
}

/* 0 everywhere, in the shape of the array. */
static ArrayId zero_array(Pass *pass, ArrayId shaped)
{
    Graph *graph = pass->graph;
    const Array array = *graph_array(graph, shaped);
    Part zero = whole_part(graph, shaped, expr_number(&graph->exprs, 0));
    return graph_equation(graph, 0, array.rank, array.shape, 1, &zero,
                          graph->definitions.count);
}

/* The array that the items add up to, of the shape of `shaped`. */
static ArrayId add_up(Pass *pass, ArrayId shaped, uint32_t first,
                      uint32_t serves)
{
    Graph *graph = pass->graph;
    const Array array = *graph_array(graph, shaped);
    ExprId value = 0;
    pass->parts.count = 0;
    for (uint32_t i = first; i; i = pass->items.at[i].next) {
        const Item *item = &pass->items.at[i];
        if (item->value)
            value = value ? make_sum(&graph->exprs, value, item->value)
                          : item->value;
        else
            list_push(pass->arena, &pass->parts, item->part);
    }
    if (value && !pass->parts.count) {
        ArrayId alias = whole_array(graph, shaped, value);
        if (alias)
            return alias;
    }
    if (value) {
        Part whole = whole_part(graph, shaped, value);
        list_push(pass->arena, &pass->parts, whole);
        for (uint32_t i = pass->parts.count - 1; i > 0; i--)
            pass->parts.at[i] = pass->parts.at[i - 1];
        pass->parts.at[0] = whole;
    } else {
        set_if_disjoint(pass, array.rank);
    }
    return graph_equation(graph, 0, array.rank, array.shape,
                          pass->parts.count, pass->parts.at, serves);
}

/* -- liveness -- */

/* The condition, over the indices of an unsafe array, that it is used; 0 if it
 * always is. */
static ExprId live_condition(Pass *pass, ArrayId id)
{
    Exprs *exprs = &pass->graph->exprs;
    if (!pass->activity.unsafe[id] || pass->always[id])
        return 0;
    ExprId any = 0;
    uint32_t rest = 0;
    for (uint32_t i = pass->lives[id]; i; i = pass->items.at[i].next) {
        const Item item = pass->items.at[i];
        if (!item.value)
            prepend(pass, &rest, item);
        else
            any = any ? expr_apply(exprs, F_OR, any, item.value) : item.value;
    }
    if (!rest)
        return any;
    if (any)
        prepend(pass, &rest,
                (Item){.value = expr_choose(exprs, any, expr_number(exprs, 1),
                                            expr_number(exprs, 0))});
    ArrayId live = add_up(pass, id, rest, served(pass, id));
    return expr_apply(exprs, F_GT, graph_access_plain(pass->graph, live),
                      expr_number(exprs, 0));
}

/* Records where an access to an unsafe array is used. */
static void note_use(Pass *pass, const Part *part, const Contribution *c)
{
    Exprs *exprs = &pass->graph->exprs;
    ArrayId array = expr_at(exprs, c->access)->as.access.array;
    if (!pass->activity.unsafe[array] || pass->always[array])
        return;
    SubscriptId map[MAX_INDICES];
    Item item = {0};
    if (access_is_pointwise(pass->graph, part, c->access, map)) {
        if (!c->context) {
            pass->always[array] = true;
            return;
        }
        ExprId condition = adjoint_condition(&pass->sweep, c->context);
        item.value = expr_substitute(exprs, &pass->graph->memo, condition,
                                     map);
    } else {
        Guarded guarded = adjoint_guard(&pass->sweep, c->access, c->context,
                                        expr_number(exprs, 1));
        item.part = adjoint_part(pass->graph, part, c->access, &guarded);
    }
    prepend(pass, &pass->lives[array], item);
}

/* -- one part -- */

/* Leaves out what accesses of the other kind get. */
static void keep_reads(Pass *pass)
{
    Sweep *sweep = &pass->sweep;
    const Graph *graph = pass->graph;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sweep->found.count; i++) {
        const Contribution c = sweep->found.at[i];
        ArrayId from = expr_at(&graph->exprs, c.access)->as.access.array;
        bool carried = graph_array(graph, from)->kind == CARRY;
        if (pass->reads == ALL_READS
            || carried == (pass->reads == CARRIED_READS))
            sweep->found.at[kept++] = c;
    }
    sweep->found.count = kept;
}

/* Puts what the accesses of the body get to their arrays. */
static void distribute(Pass *pass, const Use *use)
{
    Sweep *sweep = &pass->sweep;
    Graph *graph = pass->graph;
    const Array array = *graph_array(graph, use->id);
    SubscriptId map[MAX_INDICES];
    if (pass->reads != DIRECT_READS)
        for (uint32_t i = 0; i < sweep->found.count; i++)
            note_use(pass, &use->part, &sweep->found.at[i]);
    keep_reads(pass);
    uint32_t count = sweep->found.count;
    pass->values.count = 0;
    pass->guarded.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        Contribution c = sweep->found.at[i];
        Guarded g = {0};
        if (access_is_pointwise(graph, &use->part, c.access, map))
            g.body = adjoint_wrap(sweep, c.context, c.cotangent);
        else
            g = adjoint_guard(sweep, c.access, c.context, c.cotangent);
        list_push(pass->arena, &pass->guarded, g);
        list_push(pass->arena, &pass->values, g.body);
    }
    if (!sweep->has_outside)
        share_run(&pass->share, &use->part, array.rank, array.shape,
                  served(pass, use->id), pass->values.at, count);
    for (uint32_t i = 0; i < count; i++) {
        Contribution c = sweep->found.at[i];
        ArrayId to = graph_source(
            graph, expr_at(&graph->exprs, c.access)->as.access.array);
        Guarded g = pass->guarded.at[i];
        Item item = {0};
        g.body = pass->values.at[i];
        if (access_is_pointwise(graph, &use->part, c.access, map)) {
            item.value = expr_substitute(&graph->exprs, &graph->memo, g.body,
                                         map);
        } else {
            item.part = adjoint_part(graph, &use->part, c.access, &g);
            if (part_is_pointwise(graph, graph_array(graph, to), &item.part))
                item.value = item.part.body;
        }
        prepend(pass, &pass->cotangents[to], item);
    }
}

/* Whether an element has the value that one body gives it. */
static bool is_set(const Array *array)
{
    for (uint32_t i = 0; i < array->part_count; i++)
        if (array->as.parts[i].combine != SET)
            return false;
    return true;
}

/* `live` over the indices of the array at the target of a part. */
static ExprId condition_at(Pass *pass, const Array *array, const Part *part,
                           ExprId live)
{
    Graph *graph = pass->graph;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < array->rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i))
            map[i] = part->target[i];
    return expr_substitute(&graph->exprs, &graph->memo, live, map);
}

static void pass_through(Pass *pass, ArrayId id, const Part *part,
                         ArrayId cotangent, ExprId live)
{
    Graph *graph = pass->graph;
    const Array array = *graph_array(graph, id);
    if (!activity_of_expr(&pass->activity, part->body))
        return;
    Use use = {.id = id, .part = *part, .body = part->body};
    use.cotangent = graph_access(graph, cotangent, part->target);
    use.value = is_set(&array) ? graph_access(graph, id, part->target)
                               : part->body;
    sweep_begin(&pass->sweep);
    if (live)
        use.context = context_enter(&pass->sweep.contexts, 0,
                                    condition_at(pass, &array, part, live),
                                    true);
    if ((part->combine == MAX || part->combine == MIN)
        && part->index_count > array.rank)
        use_extremum(graph, &pass->sweep.contexts, served(pass, id), &use);
    sweep_run(&pass->sweep, &use.part, use.body, use.value, use.cotangent,
              use.context);
    distribute(pass, &use);
}

/* -- the pass -- */

/* Whether the cotangent of an output is no more than its seed, which has the
 * name of the cotangent. */
static bool is_own_seed(const Pass *pass, ArrayId id, ArrayId cotangent)
{
    const Graph *graph = pass->graph;
    for (uint32_t i = pass->seeds[id]; i; i = pass->items.at[i].next)
        if (whole_array(graph, id, pass->items.at[i].value) == cotangent)
            return true;
    return false;
}

/* The array's cotangent is complete: makes it and names it. */
static void finish_cotangent(Pass *pass, ArrayId id)
{
    Graph *graph = pass->graph;
    for (uint32_t i = pass->seeds[id]; i; i = pass->items.at[i].next)
        prepend(pass, &pass->cotangents[id], pass->items.at[i]);
    if (!pass->cotangents[id])
        return;
    uint32_t of = pass->definition[id];
    uint32_t serves = of ? graph->definitions.count : served(pass, id);
    ArrayId made = add_up(pass, id, pass->cotangents[id], serves);
    if (of && !is_own_seed(pass, id, made))
        define_adjoint(pass, of, made);
    pass->adjoint[id] = made;
}

static void pass_parts(Pass *pass, ArrayId id, ArrayId cotangent)
{
    const Array array = *graph_array(pass->graph, id);
    ExprId live = live_condition(pass, id);
    for (uint32_t i = array.part_count; i > 0; i--)
        pass_through(pass, id, &array.as.parts[i - 1], cotangent, live);
}

static void walk_array(Pass *pass, ArrayId id)
{
    if (!pass->activity.varies[id])
        return;
    finish_cotangent(pass, id);
    if (pass->adjoint[id] && graph_array(pass->graph, id)->kind == EQUATION)
        pass_parts(pass, id, pass->adjoint[id]);
}

/* The cotangents of a recurrence are one that runs the other way: what a step
 * passes to an earlier one is read there as a cotangent at a later step,
 * through a carry. So this is known of all members before the cotangent of
 * the first is complete. */
static void walk_recurrence(Pass *pass, const Recurrence *recurrence)
{
    Graph *graph = pass->graph;
    const ArrayId first = recurrence->first, last = recurrence->last;
    bool used = false;
    for (ArrayId id = first; id <= last; id++)
        used |= pass->cotangents[id] || pass->seeds[id];
    if (!used)
        return;
    ArrayId *carries =
        NEW_ARRAY(pass->arena, ArrayId, recurrence->last - first + 1);
    pass->reads = CARRIED_READS;
    for (ArrayId id = last; id >= first; id--) {
        const Array array = *graph_array(graph, id);
        if (!pass->activity.varies[id])
            continue;
        carries[id - first] = graph_carry(graph, REAL, 0, array.rank,
                                          array.shape, served(pass, id));
        pass_parts(pass, id, carries[id - first]);
    }
    pass->reads = DIRECT_READS;
    for (ArrayId id = last; id >= first; id--) {
        if (!carries[id - first])
            continue;
        finish_cotangent(pass, id);
        if (!pass->adjoint[id])
            pass->adjoint[id] = zero_array(pass, id);
        graph_carry_of(graph, carries[id - first], pass->adjoint[id]);
        pass_parts(pass, id, pass->adjoint[id]);
    }
    pass->reads = ALL_READS;
}

static void walk_back(Pass *pass)
{
    for (ArrayId id = pass->activity.count - 1; id > 0; id--) {
        uint32_t outer = graph_outermost(pass->graph, id);
        if (outer) {
            const Recurrence r = pass->graph->recurrences.at[outer];
            walk_recurrence(pass, &r);
            id = r.first;
        } else {
            walk_array(pass, id);
        }
    }
}

/* -- the interface -- */

static void make_seeds(Pass *pass)
{
    Graph *graph = pass->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        uint32_t output = graph->outputs.at[i];
        ArrayId id = graph->definitions.at[output].array;
        if (!pass->activity.varies[id])
            continue;
        const Array array = *graph_array(graph, id);
        ArrayId seed = graph_input(graph, INPUT, REAL, 0, array.rank,
                                   array.shape, graph->definitions.count);
        define_adjoint(pass, output, seed);
        list_push(pass->arena, &graph->seeds, ((Seed){i, seed}));
        prepend(pass, &pass->seeds[id],
                (Item){.value = graph_access_plain(graph, seed)});
    }
}

static void add_gradient(Pass *pass, uint32_t by)
{
    Graph *graph = pass->graph;
    ArrayId id = graph->definitions.at[by].array;
    if (graph_array(graph, id)->type == WHOLE)
        return;
    ArrayId made = pass->adjoint[id];
    if (!made) {
        made = zero_array(pass, id);
        define_adjoint(pass, by, made);
    }
    list_push(pass->arena, &graph->gradients, ((Gradient){id, made}));
}

/* The arrays of the graph in a new one, products that are differentiated as
 * products of few factors. */
static Graph *copy_forward(Arena *arena, const Graph *from, const Rules *rules)
{
    Graph *graph = graph_create(arena);
    Activity activity = {0};
    Copy copy;
    copy_init(&copy, arena, from, graph);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        bool product = array->kind == EQUATION && array->part_count
                    && array->as.parts[0].combine == PROD
                    && array->as.parts[0].index_count > array->rank;
        if (product && !activity.count)
            activity_find(&activity, arena, from, rules);
        if (product && activity.used[id])
            copy.arrays[id] = product_expand(&copy, id);
        else
            copy_array(&copy, id);
    }
    copy_interface(&copy);
    graph->seeds.count = graph->gradients.count = 0;
    return from->recurrences.count > 1 ? graph_compact(arena, graph) : graph;
}

static void pass_init(Pass *pass, Arena *arena, Graph *graph,
                      const Rules *rules)
{
    uint32_t count = graph->arrays.count;
    *pass = (Pass){
        .arena = arena,
        .graph = graph,
        .rules = rules,
        .cotangents = NEW_ARRAY(arena, uint32_t, count),
        .seeds = NEW_ARRAY(arena, uint32_t, count),
        .lives = NEW_ARRAY(arena, uint32_t, count),
        .always = NEW_ARRAY(arena, bool, count),
        .adjoint = NEW_ARRAY(arena, ArrayId, count),
        .definition = NEW_ARRAY(arena, uint32_t, count),
        .share = {.arena = arena, .graph = graph},
    };
    activity_find(&pass->activity, arena, graph, rules);
    sweep_init(&pass->sweep, arena, graph, &pass->activity);
    list_push(arena, &pass->items, (Item){0});
    for (uint32_t i = graph->definitions.count - 1; i > 0; i--) {
        const Definition *d = &graph->definitions.at[i];
        pass->definition[d->array] = i;
        table_add(arena, &pass->names, text_hash(d->name), i);
    }
}

Graph *differentiate(Arena *arena, const Graph *from)
{
    Arena *work = arena_open(arena);
    const Rules *rules = rules_create(work);
    Graph *graph = copy_forward(work, from, rules);
    Pass pass;
    pass_init(&pass, work, graph, rules);
    make_seeds(&pass);
    walk_back(&pass);
    for (uint32_t i = 0; i < graph->params.count; i++)
        add_gradient(&pass, graph->params.at[i]);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        add_gradient(&pass, graph->inputs.at[i]);
    Graph *to = graph_compact(arena_open(arena), graph);
    arena_close(work);
    return to;
}
