/* explain_batch.c: equations of a batch as those of one example.
 *
 * The axis of the batch is left out of every array that has it, as it is in what
 * the author wrote. What is summed over the batch becomes the sum of an array
 * that each example has.
 */
#include "explain.h"

typedef struct Strip {
    Arena   *arena;
    Graph   *from, *to;
    Copy     copy;
    uint8_t *axis;              /* [from arrays]: 1 + that of the batch; or 0 */
    StandIn *stand_ins;
    LIST(uint32_t) totals, parts;   /* definitions of `to`: sums, and of what */
} Strip;

/* Along which index the part reads the examples; MAX_INDICES: none. */
static uint32_t batch_index(const Strip *s, const Part *part, uint32_t rank)
{
    const Graph *graph = s->from;
    ExprIds order = {0};
    part_postorder(graph, s->arena, NULL, true, part, rank, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        uint32_t index;
        int64_t base;
        uint8_t axis = node->kind == ACCESS ? s->axis[node->as.access.array] : 0;
        if (axis
            && subscript_is_shifted(&graph->exprs,
                                    node->as.access.subscripts[axis - 1],
                                    &index, &base))
            return index;
    }
    return MAX_INDICES;
}

/* 1 + the axis of the target along the index; 0: none. */
static uint8_t axis_along(const Strip *s, const Part *part, uint32_t rank,
                          uint32_t index)
{
    for (uint8_t a = 0; a < rank; a++)
        if (subscript_is_index(&s->from->exprs, part->target[a], index))
            return a + 1;
    return 0;
}

/* Of each array, from what is given. */
static uint8_t *find_axes(Arena *arena, Graph *graph)
{
    Strip s = {.arena = arena, .from = graph};
    s.axis = NEW_ARRAY(arena, uint8_t, graph->arrays.count);
    if (!graph->batch)
        return s.axis;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (graph->definitions.at[i].batched)
            s.axis[graph->definitions.at[i].array] = 1;
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        uint32_t output = graph->outputs.at[graph->seeds.at[i].output];
        if (graph->definitions.at[output].batched)
            s.axis[graph->seeds.at[i].array] = 1;
    }
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        if (s.axis[graph->gradients.at[i].by])
            s.axis[graph->gradients.at[i].array] = 1;
    s.axis[0] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            const Array *array = graph_array(graph, id);
            uint8_t axis = s.axis[id];
            if (!axis && (array->kind == CARRY || array->kind == HELD))
                axis = s.axis[array->as.carried];
            for (uint32_t i = 0; i < array->part_count && !axis; i++) {
                const Part *part = &array->as.parts[i];
                uint32_t index = batch_index(&s, part, array->rank);
                if (index < MAX_INDICES)
                    axis = axis_along(&s, part, array->rank, index);
            }
            changed |= axis != s.axis[id];
            s.axis[id] = axis;
        }
    }
    return s.axis;
}

/* What has a name has the batch along its first axis. */
bool *explain_batched(Arena *arena, Graph *graph)
{
    const uint8_t *axis = find_axes(arena, graph);
    bool *batched = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        batched[id] = axis[id] == 1;
    return batched;
}

/* The list without what stands there. */
static SubscriptId *left_out(Arena *arena, const SubscriptId *from,
                             uint32_t count, uint32_t at)
{
    SubscriptId *made = NEW_ARRAY(arena, SubscriptId, count);
    for (uint32_t i = 0, n = 0; i < count; i++)
        if (i != at)
            made[n++] = from[i];
    return made;
}

/* The part without an index, and without the axis that is along it, or 0. */
static Part without(Strip *s, const Part *part, uint32_t rank, uint32_t index,
                    uint8_t axis)
{
    Exprs *exprs = &s->to->exprs;
    Part made = copy_part(&s->copy, part, rank);
    if (axis)
        made.target = left_out(s->arena, made.target, rank--, axis - 1u);
    if (index >= made.index_count)
        return made;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < made.index_count; i++)
        map[i] = subscript_index(exprs, i > index ? i - 1 : i);
    Range *ranges = NEW_ARRAY(s->arena, Range, made.index_count);
    SubscriptId *guards = NEW_ARRAY(s->arena, SubscriptId, made.guard_count);
    SubscriptId *target = NEW_ARRAY(s->arena, SubscriptId, rank);
    for (uint32_t i = 0, n = 0; i < made.index_count; i++)
        if (i != index)
            ranges[n++] = made.ranges[i];
    for (uint32_t i = 0; i < made.guard_count; i++)
        guards[i] = subscript_substitute(exprs, &s->copy.memo, made.guards[i],
                                         map);
    for (uint32_t i = 0; i < rank; i++)
        target[i] = subscript_substitute(exprs, &s->copy.memo, made.target[i],
                                         map);
    made.body = expr_substitute(exprs, &s->copy.memo, made.body, map);
    made.ranges = ranges;
    made.guards = guards;
    made.target = target;
    made.index_count--;
    if (made.component > index)
        made.component--;
    if (made.combine == SUM && made.index_count == 0 && rank == 0)
        made.combine = SET;
    return made;
}

static ArrayId strip_batched(Strip *s, const Array *array, uint8_t axis)
{
    Array like = *array;
    int64_t *shape = NEW_ARRAY(s->arena, int64_t, array->rank);
    for (uint32_t i = 0, n = 0; i < array->rank; i++)
        if (i + 1 != axis)
            shape[n++] = array->shape[i];
    like.rank--;
    like.shape = shape;
    if (!array_is_computed(array)) {
        if (array->kind == LITERAL)     /* the same for each example */
            return graph_literal(s->to, array->type, array->limit, like.rank,
                                 like.shape, array->as.values, array->serves);
        if (array->kind == CARRY)
            return graph_carry(s->to, array->type, array->limit, like.rank,
                               like.shape, array->serves);
        return graph_input(s->to, array->kind, array->type, array->limit,
                           like.rank, like.shape, array->serves);
    }
    Part *parts = NEW_ARRAY(s->arena, Part, array->part_count);
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        uint32_t index = batch_index(s, part, array->rank);
        int64_t base;
        if (index == MAX_INDICES)
            subscript_is_shifted(&s->from->exprs, part->target[axis - 1],
                                 &index, &base);
        parts[i] = without(s, part, array->rank, index, axis);
    }
    return graph_remade(s->to, &like, parts);
}

static uint32_t define(Strip *s, ArrayId id)
{
    return graph_define(s->to, text_of(""), (Span){0}, id);
}

/* Σ over the batch of an array that each example has, and what is beside. */
static ArrayId strip_total(Strip *s, const Array *array)
{
    Part *inner = NEW_ARRAY(s->arena, Part, array->part_count);
    Part *outer = NEW_ARRAY(s->arena, Part, array->part_count);
    uint32_t in = 0, out = 0;
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        uint32_t index = batch_index(s, part, array->rank);
        if (index < MAX_INDICES)
            inner[in++] = without(s, part, array->rank, index, 0);
        else
            outer[out++] = copy_part(&s->copy, part, array->rank);
    }
    Exprs *exprs = &s->to->exprs;
    ArrayId each = graph_equation(s->to, 0, array->rank, array->shape, in,
                                  inner, array->serves);
    ArrayId total = graph_input(s->to, INPUT, REAL, 0, array->rank,
                                array->shape, array->serves);
    list_push(s->arena, &s->totals, define(s, total));
    list_push(s->arena, &s->parts, define(s, each));
    if (!out)
        return total;
    ArrayId rest = graph_equation(s->to, 0, array->rank, array->shape, out,
                                  outer, array->serves);
    Part both = part_whole(s->to, array->rank, array->shape,
                           expr_apply(exprs, F_ADD,
                                      graph_access_plain(s->to, rest),
                                      graph_access_plain(s->to, total)));
    return graph_equation(s->to, 0, array->rank, array->shape, 1, &both,
                          array->serves);
}

static bool sums_examples(const Strip *s, const Array *array)
{
    for (uint32_t i = 0; i < array->part_count; i++)
        if (batch_index(s, &array->as.parts[i], array->rank) < MAX_INDICES)
            return true;
    return false;
}

static void strip_array(Strip *s, ArrayId id)
{
    const Array *array = graph_array(s->from, id);
    uint8_t axis = s->axis[id];
    if (!axis) {
        s->copy.arrays[id] = sums_examples(s, array) ? strip_total(s, array)
                                                     : copy_array(&s->copy, id);
        return;
    }
    SubscriptId all[MAX_RANK];
    for (uint32_t i = 0; i < array->rank; i++)
        all[i] = subscript_index(&s->from->exprs, i);
    SubscriptId *at = left_out(s->arena, all, array->rank, axis - 1u);
    s->copy.arrays[id] = strip_batched(s, array, axis);
    s->stand_ins[id] = (StandIn){s->copy.arrays[id], at};
}

/* Of the stripped graph: what is made of what each example has, but for sums
 * over them. */
static bool *examples_have(Arena *arena, const Graph *graph,
                           const ArrayId *total_of)
{
    bool *has = NEW_ARRAY(arena, bool, graph->arrays.count);
    bool *reads = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (graph->definitions.at[i].batched)
            has[graph->definitions.at[i].array] = true;
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        uint32_t output = graph->outputs.at[graph->seeds.at[i].output];
        if (graph->definitions.at[output].batched)
            has[graph->seeds.at[i].array] = true;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            const Array *array = graph_array(graph, id);
            bool is = has[id];
            if (array->kind == CARRY || array->kind == HELD)
                is |= has[array->as.carried];
            for (ArrayId a = 1; a < graph->arrays.count; a++)
                reads[a] = false;
            if (!is)
                array_mark_reads(graph, id, reads);
            for (ArrayId a = 1; a < graph->arrays.count && !is; a++)
                is = reads[a] && has[a];
            changed |= is && !has[id];
            has[id] = is && !total_of[id];
        }
    }
    return has;
}

Graph *explain_strip(Arena *arena, Graph *from, Block *block)
{
    Strip s = {.arena = arena, .from = from, .to = graph_create(arena)};
    s.axis = find_axes(arena, from);
    s.stand_ins = NEW_ARRAY(arena, StandIn, from->arrays.count);
    for (uint32_t i = 0; i < MAX_RANK; i++)
        (void)subscript_index(&from->exprs, i);
    copy_init(&s.copy, arena, from, s.to);
    s.copy.stand_ins = s.stand_ins;
    for (ArrayId id = 1; id < from->arrays.count; id++)
        strip_array(&s, id);
    copy_interface(&s.copy);
    for (uint32_t i = 0; i < s.totals.count; i++) {
        list_push(s.to->arena, &s.to->inputs, s.totals.at[i]);
        list_push(s.to->arena, &s.to->outputs, s.parts.at[i]);
    }
    for (uint32_t i = 1; i < from->definitions.count; i++)
        s.to->definitions.at[i].batched =
            s.axis[from->definitions.at[i].array] > 0;
    for (uint32_t i = 0; i < s.to->ordered.count; i++)
        if (s.axis[from->ordered.at[i].input])
            s.to->ordered.at[i].axis--;
    s.to->inferred.count = 0;
    s.to->batch = 0;
    Graph *to = graph_compact(arena, s.to);
    block->total_of = NEW_ARRAY(arena, ArrayId, to->arrays.count);
    for (uint32_t i = 0; i < s.totals.count; i++)
        block->total_of[to->definitions.at[s.totals.at[i]].array] =
            to->definitions.at[s.parts.at[i]].array;
    block->batched = examples_have(arena, to, block->total_of);
    return to;
}
