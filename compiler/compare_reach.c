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

/* What an array reaches at a point. */
typedef struct Reach {
    ArrayId     from;
    Told        at;
    const bool *reached;                /* [arrays] */
} Reach;

struct Reaches {
    Arena *arena;
    Points points;
    LIST(Reach) known;
};

Reaches *reaches_create(Arena *arena, Twin *twin)
{
    Reaches *r = NEW(arena, Reaches);
    r->arena = arena;
    r->points = points_create(arena, twin);
    return r;
}

/* Marks the arrays that change where one of them does. */
static void mark_changed(Reaches *r, Arena *work, ArrayId array, bool *reached)
{
    const Machine *m = &r->points.side[OLD];
    uint32_t count = m->graph->arrays.count;
    double **values = m->values[0];
    double **before = NEW_ARRAY(work, double *, count);
    bool *behind = NEW_ARRAY(work, bool, count);
    EvalFault fault;
    if (!evaluator_run(m->evaluator[0], values, &fault))
        return;
    for (ArrayId id = array; id < count; id++) {
        behind[id] = id > array;
        if (values[id])
            before[id] = arena_copy(
                work, values[id],
                (size_t)array_size(graph_array(m->graph, id)),
                sizeof **values);
    }
    for (int64_t i = 0; i < array_size(graph_array(m->graph, array)); i++)
        values[array][i] = 1.1 * values[array][i] + 0.01;
    if (!evaluator_run_some(m->evaluator[0], values, behind, &fault))
        return;
    for (ArrayId id = array; id < count; id++)
        reached[id] = before[id]
                   && is_changed(before[id], values[id],
                                 array_size(graph_array(m->graph, id)));
}

static const bool *reached_at(Reaches *r, ArrayId from, Told at,
                              Buffer *problems)
{
    for (uint32_t i = 0; i < r->known.count; i++) {
        const Reach *known = &r->known.at[i];
        if (known->from == from && known->at.seed == at.seed
            && known->at.aimed == at.aimed)
            return known->reached;
    }
    bool *reached =
        NEW_ARRAY(r->arena, bool, r->points.twin->graph[OLD]->arrays.count);
    Arena *work = arena_open(r->arena);
    r->points.seed = at.seed;
    r->points.aimed = at.aimed;
    if (points_draw(&r->points, work, problems))
        mark_changed(r, work, from, reached);
    arena_close(work);
    list_push(r->arena, &r->known, ((Reach){from, at, reached}));
    return reached;
}

bool reaches(Reaches *r, ArrayId from, const Compared *pair, Buffer *problems)
{
    if (graph_array(r->points.twin->graph[OLD], from)->recurrence)
        return true;
    for (uint32_t i = 0; i < pair->points && i < TOLD; i++)
        if (reached_at(r, from, pair->told[i], problems)[pair->array[OLD]])
            return true;
    return false;
}
