/* compare_reach.c: whether a difference within a program reaches its results. */
#include "compare_trial.h"

#include <string.h>

/* Whether an array of the old graph changes where another one does. */
static bool changes_with(Points *p, ArrayId array, ArrayId target,
                         const bool *behind, double *before)
{
    const Machine *m = &p->side[OLD];
    double **values = m->values[0];
    int64_t size = array_size(graph_array(m->graph, target));
    double largest = 0, change = 0;
    EvalFault fault;
    if (!evaluator_run(m->evaluator[0], values, &fault))
        return false;
    memcpy(before, values[target], (size_t)size * sizeof *before);
    for (int64_t i = 0; i < array_size(graph_array(m->graph, array)); i++)
        values[array][i] = 1.1 * values[array][i] + 0.01;
    if (!evaluator_run_some(m->evaluator[0], values, behind, &fault))
        return false;
    for (int64_t i = 0; i < size; i++) {
        double d = fabs(values[target][i] - before[i]);
        largest = fmax(largest, fabs(before[i]));
        change = is_number(d) ? fmax(change, d) : change;
    }
    return change > VAGUE * largest;
}

bool twin_reaches(Twin *twin, const PointOptions *options, ArrayId array,
                  ArrayId target, Buffer *problems)
{
    enum { TRIALS = 3 };
    const Graph *graph = twin->graph[OLD];
    Arena *arena = arena_open(twin->arena);
    Points p = points_create(arena, twin);
    bool *behind = NEW_ARRAY(arena, bool, graph->arrays.count);
    double *before = NEW_ARRAY(
        arena, double, array_size(graph_array(graph, target)));
    bool reaches = graph_array(graph, array)->recurrence;
    for (ArrayId id = array + 1; id < graph->arrays.count; id++)
        behind[id] = true;
    for (uint64_t i = 0; i < TRIALS && !reaches; i++) {
        Arena *work = arena_open(arena);
        p.seed = options->seed + i;
        reaches = points_draw(&p, work, problems)
               && changes_with(&p, array, target, behind, before);
        arena_close(work);
    }
    arena_close(arena);
    return reaches;
}
