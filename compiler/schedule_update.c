/* schedule_update.c: which params are updated in the loops that make their
 * gradients.
 *
 * Where a gradient is cheap, as with one example it is
 *
 *     d_W[i, j] = δ[i] x[j]
 *
 * it takes longer to store it and to read it again than to make it. It is made
 * at the end, when nothing reads the param any more, and each element is used
 * at once.
 */
#include "schedule.h"

/* [graph arrays]: what the equations read. */
static bool *find_read(const Schedule *s)
{
    const Graph *graph = s->graph;
    bool *read = NEW_ARRAY(s->work, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        read[graph_source(graph, id)] |= graph_source(graph, id) != id;
        array_mark_reads(graph, id, read);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        read[graph_output(graph, i, false)] = true;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        read[graph_next(graph, i)] = true;
    return read;
}

/* A param may have been updated already. */
static bool reads_params(const Schedule *s, const Part *part, uint32_t rank)
{
    const Graph *graph = s->graph;
    ExprIds nodes = {0};
    part_postorder(graph, s->work, NULL, true, part, rank, &nodes);
    for (uint32_t i = 0; i < nodes.count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes.at[i]);
        if (node->kind == ACCESS
            && graph_array(graph, graph_source(graph, node->as.access.array))
                   ->kind == PARAM)
            return true;
    }
    return false;
}

/* Of each element one value, without sums and of what does not change. */
static bool is_cheap(const Schedule *s, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    if (array->kind != EQUATION || array->recurrence || array->part_count != 1
        || array->as.parts->combine != SET
        || array->as.parts->index_count != array->rank
        || array_begins(s->graph, s->work, id) != BEGINS_MADE)
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (!subscript_is_index(&s->graph->exprs, array->as.parts->target[i],
                                i))
            return false;
    return !reads_params(s, array->as.parts, array->rank);
}

/* Whether a state becomes what the param was. */
static bool is_next(const Graph *graph, ArrayId param)
{
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        if (graph_next(graph, i) == param)
            return true;
    return false;
}

/* A clip waits for all gradients. */
void find_updates(Schedule *s)
{
    const Training *training = &s->graph->training;
    bool *updated = NEW_ARRAY(s->arena, bool, training->trained.count);
    s->late = NEW_ARRAY(s->work, bool, s->graph->arrays.count);
    s->loops->updated = updated;
    if (!training->method || training->options[OPTION_CLIP] || s->segments
        || s->graph->split)
        return;
    const bool *read = find_read(s);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        ArrayId id = trained->gradient;
        updated[i] = !read[id] && !s->late[id]
                  && trained_is_whole(s->graph, trained)
                  && !is_next(s->graph, trained->param) && is_cheap(s, id);
        s->late[id] |= updated[i];
    }
}
