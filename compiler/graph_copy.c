/* graph_copy.c: taking arrays over from one graph into another. */
#include "graph.h"

void copy_init_bare(Copy *copy, Arena *arena, const Graph *from, Graph *to)
{
    *copy = (Copy){
        .from = from,
        .to = to,
        .arena = arena,
        .arrays = NEW_ARRAY(arena, ArrayId, from->arrays.count),
        .exprs = NEW_ARRAY(arena, ExprId, from->exprs.nodes.count),
        .subscripts =
            NEW_ARRAY(arena, SubscriptId, from->exprs.subscripts.count),
    };
}

void copy_init(Copy *copy, Arena *arena, const Graph *from, Graph *to)
{
    copy_init_bare(copy, arena, from, to);
    list_reserve(to->arena, &to->definitions, from->definitions.count);
    for (uint32_t i = 1; i < from->definitions.count; i++) {
        const Definition *d = &from->definitions.at[i];
        uint32_t made =
            graph_define(to, text_copy(to->arena, d->name), d->span, 0);
        to->definitions.at[made].last = d->last;
        to->definitions.at[made].batched = d->batched;
        to->definitions.at[made].row = d->row;
        to->definitions.at[made].within = d->within;
        to->definitions.at[made].adjoint = d->adjoint;
    }
    for (uint32_t i = 0; i < from->dims.count; i++) {
        Dim dim = from->dims.at[i];
        dim.name = text_copy(to->arena, dim.name);
        list_push(to->arena, &to->dims, dim);
    }
    to->batch = from->batch;
    to->truncate = from->truncate;
    to->exprs.doubts = from->exprs.doubts;
}

void copy_reserve(Copy *copy)
{
    Graph *to = copy->to;
    exprs_reserve(&to->exprs, &copy->from->exprs);
    list_reserve(to->arena, &to->arrays, copy->from->arrays.count);
}

/* The access through what stands in for its array. */
static ExprId copy_through(Copy *copy, const Expr *node, const StandIn *in)
{
    Exprs *to = &copy->to->exprs;
    SubscriptId map[MAX_INDICES] = {0}, made[MAX_RANK];
    uint32_t rank = graph_array(copy->to, in->array)->rank;
    for (uint32_t i = 0; i < node->as.access.rank; i++)
        map[i] = copy_subscript(copy, node->as.access.subscripts[i]);
    for (uint32_t i = 0; i < rank; i++)
        made[i] = subscript_substitute(
            to, &copy->memo, copy_subscript(copy, in->subscripts[i]), map);
    return graph_access(copy->to, in->array, made);
}

/* The image of a node whose operands have theirs. */
static ExprId copy_node(Copy *copy, ExprId id)
{
    const Expr *from = expr_at(&copy->from->exprs, id);
    if (from->kind == ACCESS && copy->stand_ins
        && copy->stand_ins[from->as.access.array].array)
        return copy_through(copy, from,
                            &copy->stand_ins[from->as.access.array]);
    Expr node = *expr_at(&copy->from->exprs, id);
    SubscriptId subscripts[MAX_RANK];
    if (node.kind == ACCESS) {
        for (uint32_t i = 0; i < node.as.access.rank; i++)
            subscripts[i] =
                copy_subscript(copy, node.as.access.subscripts[i]);
        node.as.access.array = copy->arrays[node.as.access.array];
        node.as.access.subscripts = subscripts;
    }
    for (uint32_t i = 0; i < 3 && node.kind >= APPLY; i++)
        node.as.operand[i] = copy->exprs[node.as.operand[i]];
    if (copy->alone)
        return expr_adopt(&copy->to->exprs, &node);
    Exprs *to = &copy->to->exprs;
    switch ((ExprKind)node.kind) {
    case NUMBER:
        return expr_number(to, node.as.number);
    case INDEX:
        return expr_index(to, node.as.index);
    case ACCESS:
        return expr_access(to, node.as.access.array, node.flags & EXPR_WHOLE,
                           node.as.access.rank, subscripts);
    case APPLY:
        return expr_apply(to, (Function)node.function, node.as.operand[0],
                          node.as.operand[1]);
    case CHOOSE:
        break;
    }
    return expr_choose(to, node.as.operand[0], node.as.operand[1],
                       node.as.operand[2]);
}

ExprId copy_expr(Copy *copy, ExprId root)
{
    if (copy->exprs[root])
        return copy->exprs[root];
    copy->order.count = 0;
    expr_postorder(&copy->from->exprs, copy->arena, NULL, true, root,
                   &copy->order);
    for (uint32_t i = 0; i < copy->order.count; i++) {
        ExprId id = copy->order.at[i];
        if (copy->exprs[id])
            continue;
        copy->exprs[id] = copy_node(copy, id);
    }
    return copy->exprs[root];
}

SubscriptId copy_subscript(Copy *copy, SubscriptId id)
{
    if (copy->subscripts[id])
        return copy->subscripts[id];
    Subscript s = *subscript_at(&copy->from->exprs, id);
    s.data = s.data ? copy_expr(copy, s.data) : 0;
    Exprs *to = &copy->to->exprs;
    SubscriptId made = copy->alone
                         ? subscript_adopt(to, &s)
                         : subscript_make(to, s.base, s.term_count, s.terms,
                                          s.data, s.scale);
    copy->subscripts[id] = made;
    return made;
}

Part copy_part(Copy *copy, const Part *part, uint32_t rank)
{
    SubscriptId *guards =
        NEW_ARRAY(copy->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(copy->arena, SubscriptId, rank);
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = copy_subscript(copy, part->guards[i]);
    for (uint32_t i = 0; i < rank; i++)
        target[i] = copy_subscript(copy, part->target[i]);
    Part out = *part;
    out.guards = guards;
    out.target = target;
    out.body = copy_expr(copy, part->body);
    return out;
}

ArrayId copy_array(Copy *copy, ArrayId id)
{
    if (copy->arrays[id])
        return copy->arrays[id];
    const Array *array = graph_array(copy->from, id);
    if (array->kind == LITERAL) {
        copy->arrays[id] =
            graph_literal(copy->to, array->type, array->limit, array->rank,
                          array->shape, array->as.values, array->serves);
    } else if (array_is_computed(array)) {
        Part *parts = NEW_ARRAY(copy->arena, Part, array->part_count);
        for (uint32_t i = 0; i < array->part_count; i++)
            parts[i] = copy_part(copy, &array->as.parts[i], array->rank);
        copy->arrays[id] = (copy->alone ? graph_adopt : graph_remade)(
            copy->to, array, parts);
    } else if (array->kind == CARRY) {
        copy->arrays[id] =
            graph_carry(copy->to, array->type, array->limit, array->rank,
                        array->shape, array->serves);
    } else if (array->kind == HELD) {
        copy->arrays[id] = graph_held(
            copy->to, copy->arrays[array->as.carried], array->serves);
    } else if (array->kind == DERIVATIVE) {
        Derivative d = *array->as.derivative;
        d.of = copy->arrays[d.of];
        d.by = copy->arrays[d.by];
        d.seed = copy->arrays[d.seed];
        copy->arrays[id] = graph_derivative(copy->to, &d, array->rank,
                                            array->shape, array->serves);
    } else {
        copy->arrays[id] =
            graph_input(copy->to, array->kind, array->type, array->limit,
                        array->rank, array->shape, array->serves);
    }
    return copy->arrays[id];
}

void copy_carries(Copy *copy)
{
    for (ArrayId id = 1; id < copy->from->arrays.count; id++) {
        const Array *array = graph_array(copy->from, id);
        if (array->kind == CARRY && copy->arrays[id])
            graph_carry_of(copy->to, copy->arrays[id],
                           copy->arrays[array->as.carried]);
    }
}

static void copy_training(Copy *copy)
{
    const Training *from = &copy->from->training;
    Training *to = &copy->to->training;
    const ArrayId *map = copy->arrays;
    to->method = from->method;
    to->span = from->span;
    to->objective = map[from->objective];
    to->step = map[from->step];
    for (uint32_t i = 0; i < OPTION_COUNT; i++)
        to->options[i] = map[from->options[i]];
    for (uint32_t i = 0; i < from->trained.count; i++) {
        Trained trained = from->trained.at[i];
        trained.param = map[trained.param];
        trained.gradient = map[trained.gradient];
        trained.rows = map[trained.rows];
        list_push(copy->to->arena, &to->trained, trained);
    }
}

void copy_interface(Copy *copy)
{
    const Graph *from = copy->from;
    Graph *to = copy->to;
    Arena *arena = to->arena;
    const ArrayId *map = copy->arrays;
    for (uint32_t i = 1; i < from->definitions.count; i++) {
        to->definitions.at[i].array = map[from->definitions.at[i].array];
        to->definitions.at[i].value = map[from->definitions.at[i].value];
    }
    for (uint32_t i = 0; i < from->inputs.count; i++)
        list_push(arena, &to->inputs, from->inputs.at[i]);
    for (uint32_t i = 0; i < from->params.count; i++)
        list_push(arena, &to->params, from->params.at[i]);
    for (uint32_t i = 0; i < from->states.count; i++)
        list_push(arena, &to->states, from->states.at[i]);
    for (uint32_t i = 0; i < from->draws.count; i++)
        list_push(arena, &to->draws, from->draws.at[i]);
    for (uint32_t i = 0; i < from->nexts.count; i++) {
        Next next = from->nexts.at[i];
        next.state = map[next.state];
        list_push(arena, &to->nexts, next);
    }
    for (uint32_t i = 0; i < from->outputs.count; i++)
        list_push(arena, &to->outputs, from->outputs.at[i]);
    for (uint32_t i = 0; i < from->inferred.count; i++)
        list_push(arena, &to->inferred, map[from->inferred.at[i]]);
    for (uint32_t i = 0; i < from->initials.count; i++) {
        Initial initial = from->initials.at[i];
        initial.array = map[initial.array];
        initial.value = map[initial.value];
        list_push(arena, &to->initials, initial);
    }
    for (uint32_t i = 0; i < from->ordered.count; i++) {
        Ordered ordered = from->ordered.at[i];
        ordered.input = map[ordered.input];
        list_push(arena, &to->ordered, ordered);
    }
    for (uint32_t i = 0; i < from->seeds.count; i++) {
        Seed seed = from->seeds.at[i];
        seed.array = map[seed.array];
        list_push(arena, &to->seeds, seed);
    }
    for (uint32_t i = 0; i < from->gradients.count; i++) {
        Gradient gradient = from->gradients.at[i];
        gradient.by = map[gradient.by];
        gradient.array = map[gradient.array];
        list_push(arena, &to->gradients, gradient);
    }
    copy_training(copy);
    copy_carries(copy);
}

/* -- what is needed -- */

bool trained_is_whole(const Graph *graph, const Trained *trained)
{
    const Array *param = graph_array(graph, trained->param);
    for (uint32_t a = 0; a < param->rank; a++)
        if (trained->box[a].high - trained->box[a].low != param->shape[a])
            return false;
    return !trained->rows;
}

void training_arrays(const Graph *graph, Arena *arena, ArrayIds *list)
{
    const Training *training = &graph->training;
    if (training->objective)
        list_push(arena, list, training->objective);
    for (uint32_t i = 0; i < OPTION_COUNT; i++)
        if (training->options[i])
            list_push(arena, list, training->options[i]);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        if (trained->gradient)
            list_push(arena, list, trained->gradient);
        if (trained->rows)
            list_push(arena, list, trained->rows);
    }
}

bool *graph_reached(const Graph *graph, Arena *arena)
{
    bool *reached = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        reached[graph->definitions.at[graph->inputs.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->params.count; i++)
        reached[graph->definitions.at[graph->params.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->states.count; i++)
        reached[graph->definitions.at[graph->states.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->draws.count; i++)
        reached[graph->definitions.at[graph->draws.at[i]].array] = true;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        reached[graph_next(graph, i)] = true;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        reached[graph_output(graph, i, false)] = true;
    for (uint32_t i = 0; i < graph->inferred.count; i++)
        reached[graph->inferred.at[i]] = true;
    for (uint32_t i = 0; i < graph->initials.count; i++)
        reached[graph->initials.at[i].value] = true;
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        reached[graph->seeds.at[i].array] = true;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        reached[graph->gradients.at[i].array] = true;
    ArrayIds needed = {0};
    training_arrays(graph, arena, &needed);
    for (uint32_t i = 0; i < needed.count; i++)
        reached[needed.at[i]] = true;
    Arena *work = arena_open(arena);
    bool *done = NEW_ARRAY(work, bool, graph->arrays.count);
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        const Array *array = graph_array(graph, id);
        if (!reached[id] || done[id])
            continue;
        done[id] = true;
        ArrayId last = array_mark_reads(graph, id, reached);
        if (array->kind == DERIVATIVE) {
            reached[array->as.derivative->of] = true;
            reached[array->as.derivative->by] = true;
            reached[array->as.derivative->seed] = true;
        }
        if (array->kind == CARRY || array->kind == HELD) {
            last = array->as.carried;
            reached[last] = true;
        }
        /* A member stands behind its carry: back to it. */
        if (last > id && !done[last])
            id = last + 1;
    }
    reached[0] = false;
    arena_close(work);
    return reached;
}

bool *graph_inferred(const Graph *graph, Arena *arena)
{
    Graph alone = *graph;
    alone.inputs.count = alone.params.count = alone.states.count = 0;
    alone.draws.count = alone.nexts.count = alone.initials.count = 0;
    alone.seeds.count = alone.gradients.count = 0;
    alone.training = (Training){0};
    if (alone.inferred.count)
        alone.outputs.count = 0;
    return graph_reached(&alone, arena);
}
