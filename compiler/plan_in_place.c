/* plan_in_place.c: arrays that are made where what they are made of lived.
 *
 *     h[s, i] = max(0, a[s, i] + b[i])       h in place of a
 *
 * That is so if in the nest one step alone reads the old array, at the element
 * that it makes and nowhere else, and it makes all of the new one.
 */
#include "plan_in_place.h"

/* The last nest that touches an array. */
typedef struct Touch {
    uint32_t    nest;           /* 1 + its time; 0: none */
    const Step *step;           /* that touches it there; NULL: several do */
    bool        elsewhere;      /* it reads other elements than it makes */
} Touch;

typedef struct Joiner {
    const Loops *loops;
    Arena       *arena;
    Reader       reader;
    ArrayIds     reads;
    Touch       *touches;       /* [graph arrays] */
    uint32_t    *tenant;        /* [graph arrays]: 1 + its place in tenants */
} Joiner;

/* -- who touches what last -- */

/* Whether the access is to the element that the part makes. */
static bool is_own_element(const Expr *access, const Part *part, uint32_t rank)
{
    if (access->as.access.rank != rank)
        return false;
    for (uint32_t i = 0; i < rank; i++)
        if (access->as.access.subscripts[i] != part->target[i])
            return false;
    return true;
}

static void touch(Joiner *j, ArrayId id, uint32_t time, const Step *step)
{
    Touch *t = &j->touches[id];
    if (t->nest != time + 1)
        *t = (Touch){time + 1, step, false};
    else if (t->step != step)
        t->step = NULL;
}

/* Marks what the step, whose nodes the reader has, reads elsewhere. */
static void find_elsewhere(Joiner *j, const Step *step)
{
    const Graph *graph = j->loops->graph;
    const Array *array = graph_array(graph, step->array);
    for (uint32_t i = 0; i < j->reader.order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, j->reader.order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId read = node->as.access.array, id = graph_source(graph, read);
        j->touches[id].elsewhere |=
            read != id
            || !is_own_element(node, &array->as.parts[step->part],
                               array->rank);
    }
}

static void find_touches(Joiner *j, const Nest *const *nests)
{
    for (uint32_t time = 0; nests[time]; time++)
        for (uint32_t i = 0; i < nests[time]->steps.count; i++) {
            const Step *step = &nests[time]->steps.at[i];
            j->reads.count = 0;
            step_reads(j->loops->graph, j->arena, &j->reader, step, &j->reads);
            touch(j, step->array, time, step);
            for (uint32_t r = 0; r < j->reads.count; r++)
                touch(j, j->reads.at[r], time, step);
            if (step->kind == STEP_PART)
                find_elsewhere(j, step);
        }
}

/* -- what can follow -- */

/* Whether the elements of both lie at the same places. */
static bool lie_alike(const Array *a, const Array *b)
{
    if (a->rank != b->rank || a->type != b->type || a->recurrence
        || b->recurrence)
        return false;
    for (uint32_t i = 0; i < a->rank; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

/* Whether the step makes an array element by element in one go. */
static bool is_elementwise(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    return step->first && step->kind == STEP_PART && array->kind == EQUATION
        && !step->tile && !step->timed && array->part_count == 1
        && array->as.parts[0].combine == SET
        && array->as.parts[0].index_count == array->rank
        && !array->as.parts[0].guard_count;
}

/* The tenant that can live where this one ends; NULL if there is none. */
static Tenant *follower(const Joiner *j, const Nest *const *nests,
                        const Tenants *tenants, const Tenant *old)
{
    const Graph *graph = j->loops->graph;
    const Nest *nest = nests[old->last];
    const Touch *last = &j->touches[old->array];
    const Step *step = last->step;
    if (!nest || nest->run || last->nest != old->last + 1 || !step
        || last->elsewhere || !is_elementwise(graph, step)
        || !j->tenant[step->array])
        return NULL;
    Tenant *made = &tenants->at[j->tenant[step->array] - 1];
    return made->first == old->last && made->bytes == old->bytes
                && lie_alike(graph_array(graph, old->array),
                             graph_array(graph, made->array))
             ? made
             : NULL;
}

void tenants_join(const Loops *loops, Arena *arena, const Nest *const *nests,
                  Tenants *tenants)
{
    Arena *work = arena_open(arena);
    Joiner j = {.loops = loops, .arena = work};
    j.tenant = NEW_ARRAY(work, uint32_t, loops->graph->arrays.count);
    for (uint32_t i = 0; i < tenants->count; i++)
        j.tenant[tenants->at[i].array] = i + 1;
    j.touches = NEW_ARRAY(work, Touch, loops->graph->arrays.count);
    find_touches(&j, nests);
    /* Ids ascend: what is made of an array stands behind it. */
    uint32_t kept = 0;
    bool *gone = NEW_ARRAY(work, bool, tenants->count + 1);
    for (uint32_t i = tenants->count; i > 0; i--) {
        Tenant *old = &tenants->at[i - 1];
        Tenant *made = follower(&j, nests, tenants, old);
        if (!made || gone[made - tenants->at])
            continue;
        gone[made - tenants->at] = true;
        old->later = made->later;
        list_push(arena, &old->later, made->array);
        old->last = made->last;
    }
    for (uint32_t i = 0; i < tenants->count; i++)
        if (!gone[i])
            tenants->at[kept++] = tenants->at[i];
    tenants->count = kept;
    arena_close(work);
}
