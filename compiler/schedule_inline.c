/* schedule_inline.c: arrays that are not stored but computed where they are
 * used.
 *
 * An array can be put into its users if it is pointwise: one SET part with a
 * plain target over the whole shape. It is, if that costs nothing (an element
 * of another array, a number), if a user repeats at most one operation at no
 * more points than the array has, or if it is nameless and used once, at no
 * more points. So is one that is made again in place of a member of a recurrence.
 * A named array of one use stays: nests make it a local with its
 * name. Outputs and gradients stay, and copies that are made to be stored.
 * Bodies that have grown long stay, which also bounds what substitution costs.
 */
#include "schedule.h"

#include "kernel.h"
#include "recurrence_pace.h"

enum { LONGEST_INLINED = 32 };

typedef struct Inline {
    Copy      copy;
    const Graph *from;
    Arena    *arena;
    ExprId   *body;             /* [from arrays] in the new graph; 0: stored */
    bool     *fixed;            /* [from arrays]: results */
    bool     *named;            /* [from arrays] */
    uint32_t *uses;             /* [from arrays]: accesses in parts */
    bool     *repeats;          /* [from arrays]: some user has more points */
    bool     *loops;            /* [from arrays]: rank 0, used under a loop */
    const Range *steps;         /* of recurrences */
    Memo      memo;
    ExprIds   order;
    ExprId   *to;               /* [from exprs]: in the new graph */
    uint32_t *stamp;            /* [from exprs]: of `to` */
    ArrayIds  calls;            /* arrays that are only in the new graph, */
    ArrayIds  callers;          /* and those of `from` that they are part of */
    ExprIds   places;           /* scratch */
    bool      sums;             /* that are parts become arrays */
    ArrayIds  columns;          /* of what the recurrence at work reads */
} Inline;

/* -- counting uses -- */

/* The points at which a node is computed in the loops of its part: the product
 * of the ranges of all loops down to the innermost that it depends on. */
static double loop_points(const Part *part, uint32_t depends)
{
    double points = 1;
    for (uint32_t i = 0; i < part->index_count && depends >> i; i++)
        points *= (double)(part->ranges[i].high - part->ranges[i].low);
    return points;
}

static void count_part(Inline *in, const Part *part, uint32_t rank)
{
    const Exprs *exprs = &in->from->exprs;
    in->order.count = 0;
    part_postorder(in->from, in->arena, NULL, true, part, rank, &in->order);
    for (uint32_t i = 0; i < in->order.count; i++) {
        const Expr *node = expr_at(exprs, in->order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId id = node->as.access.array;
        const Array *array = graph_array(in->from, id);
        in->uses[id]++;
        if (loop_points(part, node->depends) > (double)array_size(array))
            in->repeats[id] = true;
        if (!array->rank && part->index_count)
            in->loops[id] = true;
    }
}

static void count_uses(Inline *in)
{
    for (ArrayId id = 1; id < in->from->arrays.count; id++) {
        const Array *array = graph_array(in->from, id);
        for (uint32_t p = 0; p < array->part_count; p++)
            count_part(in, &array->as.parts[p], array->rank);
    }
}

/* -- rebuilding with substitution -- */

static bool is_own_indices(const Exprs *exprs, uint32_t rank,
                           const SubscriptId *subscripts)
{
    for (uint32_t i = 0; i < rank; i++)
        if (!subscript_is_index(exprs, subscripts[i], i))
            return false;
    return true;
}

/* The body of an inlined array at the subscripts of an access to it. */
static ExprId body_at(Inline *in, ExprId body, const Expr *access,
                      const ExprId *operands)
{
    Exprs *to = &in->copy.to->exprs;
    const Exprs *from = &in->from->exprs;
    uint32_t rank = access->as.access.rank;
    if (is_own_indices(from, rank, access->as.access.subscripts))
        return body;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0, next = 0; i < rank; i++) {
        const Subscript *s =
            subscript_at(from, access->as.access.subscripts[i]);
        map[i] = subscript_make(to, s->base, s->term_count, s->terms,
                                s->data ? operands[next++] : 0, s->scale);
    }
    return expr_substitute(to, &in->memo, body, map);
}

static ExprId copy_root(Inline *in, ExprId root)
{
    const Exprs *from = &in->from->exprs;
    in->order.count = 0;
    expr_postorder(from, in->arena, NULL, true, root, &in->order);
    for (uint32_t i = 0; i < in->order.count; i++) {
        ExprId id = in->order.at[i];
        if (in->to[id])
            continue;
        ExprId operands[MAX_RANK];
        for (uint32_t n = expr_operands(from, id, operands); n > 0; n--)
            operands[n - 1] = in->to[operands[n - 1]];
        const Expr *node = expr_at(from, id);
        ArrayId array = node->kind == ACCESS ? node->as.access.array : 0;
        if (array && in->body[array])
            in->to[id] = body_at(in, in->body[array], node, operands);
        else if (node->kind == APPLY && node->function == F_STOP)
            in->to[id] = operands[0];   /* nothing has derivatives any more */
        else
            in->to[id] = expr_rebuild(&in->copy.to->exprs, from, id, operands,
                                      array ? in->copy.arrays[array] : 0);
    }
    return in->to[root];
}

static SubscriptId copy_target(Inline *in, SubscriptId id)
{
    const Subscript *s = subscript_at(&in->from->exprs, id);
    ExprId data = s->data ? copy_root(in, s->data) : 0;
    return subscript_make(&in->copy.to->exprs, s->base, s->term_count,
                          s->terms, data, s->scale);
}

/* -- the decision -- */

static bool is_pointwise(const Graph *graph, const Array *array)
{
    if (array->kind != EQUATION || array->part_count != 1)
        return false;
    const Part *part = &array->as.parts[0];
    if (part->combine != SET || part->guard_count
        || part->index_count != array->rank
        || !part_is_plain(graph, array, part))
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return false;
    return true;
}

/* Operations of a body as a tree, and how many nodes that has, stopping at the
 * limit. */
static uint32_t body_cost(Inline *in, ExprId body, uint32_t *nodes)
{
    const Exprs *exprs = &in->copy.to->exprs;
    ExprIds order = {0};
    uint32_t cost = 0;
    list_push(in->arena, &order, body);
    *nodes = 0;
    while (order.count && *nodes <= LONGEST_INLINED) {
        ExprId id = order.at[--order.count];
        const Expr *node = expr_at(exprs, id);
        ExprId operands[MAX_RANK];
        ++*nodes;
        if (node->kind == APPLY)
            cost += function_row((Function)node->function)->cost;
        if (node->kind == CHOOSE)
            cost++;
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            list_push(in->arena, &order, operands[n - 1]);
    }
    return cost;
}

static bool should_inline(Inline *in, ArrayId id, ExprId body)
{
    uint32_t nodes, cost = body_cost(in, body, &nodes);
    if (in->fixed[id] || graph_array(in->from, id)->stored
        || nodes > LONGEST_INLINED)
        return false;
    if (!cost)
        return true;
    if (in->repeats[id] || in->loops[id])
        return false;
    bool whole = graph_array(in->from, id)->type == WHOLE;
    if (whole && !(expr_at(&in->copy.to->exprs, body)->flags & EXPR_WHOLE))
        return false;
    return !in->named[id] && (cost <= 1 || in->uses[id] == 1
                              || graph_array(in->from, id)->spread);
}

/* A long body is made by several arrays. */
static void cut_body(Inline *in, ArrayId id, Part *part)
{
    const Array *array = graph_array(in->from, id);
    if (array->kind != EQUATION || array->rank || array->type != REAL
        || array->part_count != 1 || array->recurrence || array->again
        || part->combine != SET || part->index_count || part->guard_count)
        return;
    part->body = schedule_long(in->copy.to, in->arena, array->serves,
                               part->body, &in->calls);
    while (in->callers.count < in->calls.count)
        list_push(in->arena, &in->callers, id);
}

/* Before the first member of a recurrence stands what all of them read in columns. */
static void add_columns(Inline *in, ArrayId id)
{
    const Graph *from = in->from;
    uint32_t n = graph_array(from, id)->recurrence;
    while (n && from->recurrences.at[n].outer)
        n = from->recurrences.at[n].outer;
    if (!n || !from->vectors || from->recurrences.at[n].first != id)
        return;
    uint32_t known = in->columns.count = 0;
    for (; id <= from->recurrences.at[n].last; id++) {
        const Array *array = graph_array(from, id);
        for (uint32_t p = 0; p < array->part_count; p++)
            schedule_columns_before(from, &in->copy, in->arena, id,
                                    &array->as.parts[p], &in->columns);
        for (; known < in->columns.count; known++) {
            list_push(in->arena, &in->calls, in->columns.at[known]);
            list_push(in->arena, &in->callers, id);
        }
    }
}

static void inline_array(Inline *in, ArrayId id)
{
    const Array *array = graph_array(in->from, id);
    if (array->recurrence)
        add_columns(in, id);
    if (!array_is_computed(array)) {
        copy_array(&in->copy, id);
        return;
    }
    Part *parts = NEW_ARRAY(in->arena, Part, array->part_count);
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Part *part = &array->as.parts[p];
        SubscriptId *guards =
            NEW_ARRAY(in->arena, SubscriptId, part->guard_count);
        SubscriptId *target = NEW_ARRAY(in->arena, SubscriptId, array->rank);
        for (uint32_t i = 0; i < part->guard_count; i++)
            guards[i] = copy_target(in, part->guards[i]);
        for (uint32_t i = 0; i < array->rank; i++)
            target[i] = copy_target(in, part->target[i]);
        parts[p] = *part;
        parts[p].guards = guards;
        parts[p].target = target;
        parts[p].body = copy_root(in, part->body);
    }
    if (is_pointwise(in->from, array)
        && should_inline(in, id, parts[0].body)) {
        in->body[id] = parts[0].body;
        return;
    }
    cut_body(in, id, &parts[0]);
    uint32_t outside = array->recurrence
                         ? recurrence_outside(in->from, in->arena, id)
                         : array->part_count;
    for (uint32_t p = outside; p < array->part_count; p++)
        parts[p] = lead_part(in->from, in->copy.to, in->steps, id,
                             &array->as.parts[p], &parts[p]);
    for (uint32_t p = 0; in->from->vectors && p < array->part_count; p++)
        parts[p].body = schedule_columns(in->copy.to, in->arena, array,
                                         &parts[p], &in->calls, &in->places,
                                         &in->columns);
    if (in->sums)
        schedule_sums(in->copy.to, in->arena, array, parts, &in->calls,
                      &in->places);
    if (in->from->vectors && !array->recurrence
        && is_pointwise(in->from, array))
        parts[0].body = schedule_each(in->copy.to, in->arena, array, &parts[0],
                                      &in->calls, &in->places);
    while (in->callers.count < in->calls.count)
        list_push(in->arena, &in->callers, id);
    in->copy.arrays[id] = graph_remade(in->copy.to, array, parts);
}

/* What routines read is stored. */
static void fix_operands(Inline *in)
{
    for (ArrayId id = 1; id < in->from->arrays.count; id++) {
        const Array *array = graph_array(in->from, id);
        for (uint32_t n = 0; n < kernel_arity(array); n++)
            in->fixed[kernel_source(in->from, array, n)] = true;
    }
}

Graph *schedule_inline(const Graph *graph, Arena *arena, bool sums,
                       const ArrayId **origin)
{
    uint32_t count = graph->arrays.count;
    Graph *to = graph_create(arena);
    Arena *work = arena_open(arena);
    Inline in = {
        .from = graph,
        .arena = work,
        .sums = sums,
        .body = NEW_ARRAY(work, ExprId, count),
        .fixed = NEW_ARRAY(work, bool, count),
        .named = NEW_ARRAY(work, bool, count),
        .uses = NEW_ARRAY(work, uint32_t, count),
        .repeats = NEW_ARRAY(work, bool, count),
        .loops = NEW_ARRAY(work, bool, count),
        .to = NEW_ARRAY(work, ExprId, graph->exprs.nodes.count),
    };
    copy_init(&in.copy, work, graph, to);
    copy_reserve(&in.copy);
    in.steps = lead_steps(graph, work);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        in.fixed[graph->definitions.at[graph->outputs.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->inferred.count; i++)
        in.fixed[graph->inferred.at[i]] = true;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        in.fixed[graph_next(graph, i)] = true;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        in.fixed[graph->gradients.at[i].array] = true;
    ArrayIds needed = {0};
    training_arrays(graph, work, &needed);
    for (uint32_t i = 0; i < needed.count; i++)
        in.fixed[needed.at[i]] = true;
    for (uint32_t i = 0; i < graph->initials.count; i++)
        in.fixed[graph->initials.at[i].value] = true;
    for (ArrayId id = 1; id < count; id++)
        in.fixed[graph_source(graph, id)] |= graph_source(graph, id) != id;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        in.named[graph->definitions.at[i].array] = true;
    for (ArrayId id = 1; id < count; id++)
        in.named[id] |= graph_array(graph, id)->apart > 1
                     && !graph_array(graph, id)->again;
    fix_operands(&in);
    count_uses(&in);
    const bool *reached = graph_reached(graph, work);
    for (ArrayId id = 1; id < count; id++)
        if (reached[id])
            inline_array(&in, id);
    copy_interface(&in.copy);
    lead_recurrences(graph, to, in.steps, in.copy.arrays);
    ArrayId *back = NEW_ARRAY(arena, ArrayId, to->arrays.count);
    for (ArrayId id = count - 1; id > 0; id--)
        if (in.copy.arrays[id])
            back[in.copy.arrays[id]] = id;
    for (uint32_t i = in.calls.count; i > 0; i--)
        if (!back[in.calls.at[i - 1]])
            back[in.calls.at[i - 1]] = in.callers.at[i - 1];
    *origin = back;
    arena_close(work);
    return to;
}
