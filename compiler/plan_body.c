/* plan_body.c: arrays in the body of a loop.
 *
 *     for i: e[i, j] = … for j < 3; s[i] = sum[j](e[i, j])
 *
 * Steps share loops only if they touch what the nest has made at the indices of
 * these alone. So an array of the nest needs room for one value of them: the
 * three numbers e[j] are declared in the body of the loop over i, where C
 * compilers keep a few of them in registers, and none needs room between loops.
 */
#include "plan_body.h"

enum { LARGEST_BODY = 32 };         /* numbers: two rows of a small image */

/* What is known of an array. */
typedef struct Touched {
    uint32_t nest;                  /* 1 + the last nest that touches it, */
    uint32_t step;                  /* and the last step there */
    uint32_t function;              /* and its function in a body */
    uint8_t  around;                /* loops around all these */
    bool     crosses;               /* from one function into another, where
                                       one is in a body */
    bool     plain;                 /* it may be an array in C */
} Touched;

/* opened[l]: the step that opened loop l of those that are open. */
static void touch(const Graph *graph, Touched *t, ArrayId id, const Step *step,
                  uint32_t nest, uint32_t at, const uint32_t *opened)
{
    const Array *array = graph_array(graph, id);
    uint8_t common = 0;
    bool same = t->nest == nest + 1;
    t->crosses |= t->nest && (t->function || step->function)
               && !(same && t->function == step->function);
    if (!same)
        *t = (Touched){.nest = nest + 1, .step = at, .around = array->rank,
                       .crosses = t->crosses,
                       .plain = array->kind == EQUATION};
    t->function = step->function;
    while (common < t->around && opened[common] <= t->step)
        common++;
    t->around = at == t->step ? t->around : common;
    t->step = at;
    t->plain &= !step->tile && !step->timed && !step->driven
             && graph_array(graph, step->array)->kind == EQUATION;
}

static uint8_t around(const Graph *graph, ArrayId id, const Touched *t)
{
    const Array *array = graph_array(graph, id);
    int64_t size = 1;
    for (uint32_t i = t->around; i < array->rank && size <= LARGEST_BODY; i++)
        size *= array->shape[i];
    return t->around == array->rank || (t->plain && size <= LARGEST_BODY)
             ? t->around : 0;
}

uint8_t *plan_bodies(const Loops *loops, Arena *arena, Pass pass,
                     bool *crosses)
{
    const Graph *graph = loops->graph;
    const Routine *routine = &loops->routines[pass];
    uint32_t count = graph->arrays.count, opened[MAX_INDICES];
    uint8_t *found = NEW_ARRAY(arena, uint8_t, count);
    Arena *work = arena_open(arena);
    Touched *touched = NEW_ARRAY(work, Touched, count);
    Reader reader = {0};
    ArrayIds reads = {0};
    for (uint32_t n = 0; n < routine->nests.count; n++) {
        const Nest *nest = &routine->nests.at[n];
        for (uint32_t i = 0; i < nest->steps.count; i++) {
            const Step *step = &nest->steps.at[i];
            for (uint32_t l = step->shared; l < MAX_INDICES; l++)
                opened[l] = i;
            reads.count = 0;
            step_reads(graph, work, &reader, step, &reads);
            list_push(work, &reads, step->array);
            for (uint32_t r = 0; r < reads.count; r++)
                touch(graph, &touched[reads.at[r]], reads.at[r], step, n, i,
                      opened);
        }
    }
    for (ArrayId id = 1; id < count; id++) {
        found[id] = around(graph, id, &touched[id]);
        crosses[id] = touched[id].crosses;
    }
    arena_close(work);
    return found;
}
