/* schedule_needs.c: which arrays each routine computes, and what is kept.
 *
 * What outputs need, forward makes; what gradients need beside, backward makes,
 * and of what it reads forward keeps all but what is made again in segments.
 */
#include "schedule.h"

/* The arrays that the parts of an array read, appended to list; those that
 * several parts read, several times. */
static void array_reads(const Graph *graph, Arena *arena, Reader *reader,
                        ArrayId id, ArrayIds *list)
{
    const Array *array = graph_array(graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        Step step = {.array = id, .part = p, .kind = STEP_PART,
                     .first = true};
        step_reads(graph, arena, reader, &step, list);
    }
}

ArrayId result_array(const Graph *graph, Pass pass, uint32_t result)
{
    return pass == BACKWARD
             ? graph->gradients.at[result].array
             : graph_output(graph, result, pass == INFER);
}

uint32_t result_count(const Graph *graph, Pass pass)
{
    return pass == BACKWARD ? graph->gradients.count : graph->outputs.count;
}

const Serves *gradient_bits(const Graph *graph, Arena *arena)
{
    Serves *bits = NEW_ARRAY(arena, Serves, graph->arrays.count);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        bits[graph->definitions.at[graph->inputs.at[i]].array] =
            (Serves)1 << (i + 1 < 63 ? i + 1 : 63);
    for (uint32_t i = 0; i < graph->params.count; i++)
        bits[graph->definitions.at[graph->params.at[i]].array] = 1;
    Serves *of = NEW_ARRAY(arena, Serves, graph->gradients.count);
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        of[i] = bits[graph->gradients.at[i].by];
    return of;
}

/* The members of a recurrence are computed together. At the last of them, all
 * that reads them from outside has been seen. */
static const Recurrence *ends_at(const Schedule *s, ArrayId id)
{
    const Recurrence *r =
        &s->graph->recurrences.at[graph_outermost(s->graph, id)];
    return r->last == id ? r : NULL;
}

static void need_members(const Schedule *s, ArrayId id, bool *needed)
{
    const Recurrence *r = ends_at(s, id);
    bool any = false;
    for (ArrayId m = r ? r->first : 1; r && m <= r->last; m++)
        any |= needed[m];
    for (ArrayId m = r ? r->first : 1; r && m <= r->last; m++)
        needed[m] = any;
}

bool is_remade(const Schedule *s, ArrayId id)
{
    return s->segments && s->segments->along[id].remade;
}

/* What the array reads serves what the array does. */
static void serve_reads(Schedule *s, ArrayId id)
{
    s->reads.count = 0;
    array_reads(s->graph, s->work, &s->reader, id, &s->reads);
    for (uint32_t i = 0; i < s->reads.count; i++)
        s->serves[s->reads.at[i]] |= s->serves[id];
}

/* Members that are made again may read others that are kept, and stand after
 * them. */
static void serve_members(Schedule *s, ArrayId id)
{
    const Recurrence *r = ends_at(s, id);
    Serves serves = 0;
    for (ArrayId m = r ? r->first : 1; r && m <= r->last; m++)
        if (!s->forward[m] || is_remade(s, m))
            serves |= s->serves[m];
    for (ArrayId m = r ? r->first : 1; r && m <= r->last; m++) {
        if (!s->forward[m] || is_remade(s, m))
            s->serves[m] = serves;
        if (is_remade(s, m))
            serve_reads(s, m);
    }
}

/* What the arrays marked are made of is needed too. */
static void spread_needs(Schedule *s, bool *needed)
{
    for (ArrayId id = s->graph->arrays.count - 1; id > 0; id--) {
        need_members(s, id, needed);
        if (!needed[id])
            continue;
        s->reads.count = 0;
        array_reads(s->graph, s->work, &s->reader, id, &s->reads);
        for (uint32_t i = 0; i < s->reads.count; i++)
            needed[s->reads.at[i]] = true;
    }
}

static void spread_serves(Schedule *s)
{
    const Graph *graph = s->graph;
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        serve_members(s, id);
        if (!s->serves[id] || !array_is_computed(graph_array(graph, id)))
            continue;
        s->kept[id] = s->forward[id] && !is_remade(s, id);
        if (!s->kept[id])
            serve_reads(s, id);
    }
}

/* What is drawn is kept for backward. So is a state that gets another value
 * before backward, or before another state becomes what it was. */
static void keep_given(Schedule *s)
{
    const Graph *graph = s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == DRAWN && s->serves[id])
            s->kept[id] = s->forward[id] = true;
    uint32_t *heirs = NEW_ARRAY(s->work, uint32_t, graph->arrays.count);
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        heirs[graph_next(graph, i)]++;
    for (uint32_t i = 0; i < graph->nexts.count; i++) {
        ArrayId state = graph->nexts.at[i].state;
        bool own = graph_next(graph, i) == state;
        s->kept[state] = s->serves[state] || heirs[state] > own;
    }
}

void find_needs(Schedule *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        s->forward[graph_output(graph, i, false)] = true;
        s->infer[graph_output(graph, i, true)] = true;
    }
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        s->forward[graph_next(graph, i)] = true;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        s->serves[result_array(graph, BACKWARD, i)] |=
            s->loops->gradient_serves[i];
    ArrayIds trained = {0};
    training_arrays(graph, s->work, &trained);
    for (uint32_t i = 0; i < trained.count; i++)
        s->forward[trained.at[i]] = true;
    spread_needs(s, s->forward);
    spread_needs(s, s->infer);
    spread_serves(s);
    keep_given(s);
    for (uint32_t i = 0; i < trained.count; i++)
        s->kept[trained.at[i]] |=
            graph_array(graph, trained.at[i])->kind == EQUATION
            && !s->late[trained.at[i]];
}

bool computes(const Schedule *s, Pass pass, ArrayId id)
{
    if (!array_is_computed(graph_array(s->graph, id)))
        return false;
    switch (pass) {
    case BACKWARD:
        return s->serves[id] && !s->forward[id];
    case INFER:
        return s->infer[id];
    default:
        return s->forward[id];
    }
}
