/* compare_reach.c: what a difference within a program reaches. */
#include "compare_trial.h"

#include <string.h>

/* Whether the values have changed by what can be seen. */
static bool is_changed(const double *before, const double *after, int64_t size)
{
    double largest = 0, change = 0;
    for (int64_t i = 0; i < size; i++) {
        double d = fabs(after[i] - before[i]);
        largest = fmax(largest, fabs(before[i]));
        change = is_number(d) ? fmax(change, d) : change;
    }
    return change > VAGUE * largest;
}

/* Marks the arrays of the old graph that change where one of them does. */
static void mark_changed(Points *p, Arena *work, ArrayId array,
                         const bool *behind, bool *reached)
{
    const Machine *m = &p->side[OLD];
    double **values = m->values[0];
    double **before = NEW_ARRAY(work, double *, m->graph->arrays.count);
    EvalFault fault;
    if (!evaluator_run(m->evaluator[0], values, &fault))
        return;
    for (ArrayId id = array; id < m->graph->arrays.count; id++)
        if (values[id])
            before[id] = arena_copy(
                work, values[id],
                (size_t)array_size(graph_array(m->graph, id)),
                sizeof **values);
    for (int64_t i = 0; i < array_size(graph_array(m->graph, array)); i++)
        values[array][i] = 1.1 * values[array][i] + 0.01;
    if (!evaluator_run_some(m->evaluator[0], values, behind, &fault))
        return;
    for (ArrayId id = array; id < m->graph->arrays.count; id++)
        reached[id] |= before[id]
                    && is_changed(before[id], values[id],
                                  array_size(graph_array(m->graph, id)));
}

const bool *twin_reached(Twin *twin, const PointOptions *options,
                         ArrayId array, Buffer *problems)
{
    enum { TRIALS = 3 };
    const Graph *graph = twin->graph[OLD];
    bool *reached = NEW_ARRAY(twin->arena, bool, graph->arrays.count);
    if (graph_array(graph, array)->recurrence) {
        memset(reached, true, graph->arrays.count);
        return reached;
    }
    Arena *arena = arena_open(twin->arena);
    Points p = points_create(arena, twin);
    bool *behind = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = array + 1; id < graph->arrays.count; id++)
        behind[id] = true;
    for (uint64_t i = 0; i < TRIALS; i++) {
        Arena *work = arena_open(arena);
        p.seed = options->seed + i;
        if (points_draw(&p, work, problems))
            mark_changed(&p, work, array, behind, reached);
        arena_close(work);
    }
    arena_close(arena);
    return reached;
}
