/* plan_in_place.c: arrays that are made where what they are made of lived.
 *
 *     h[s, i] = max(0, a[s, i] + b[i])       h in place of a
 *
 * That is so if in the nest one step alone reads the old array, at the element
 * that it makes and nowhere else, and it makes all of the new one.
 */
#include "plan_in_place.h"

typedef struct Joiner {
    const Loops *loops;
    Arena       *arena;
    Reader       reader;
    ArrayIds     reads;
    uint32_t    *tenant;        /* [graph arrays]: 1 + its place in tenants */
} Joiner;

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

static bool reads_own_alone(Joiner *j, const Step *step, ArrayId old)
{
    const Graph *graph = j->loops->graph;
    const Array *array = graph_array(graph, step->array);
    const Part *part = &array->as.parts[step->part];
    j->reader.order.count = 0;
    part_postorder(graph, j->arena, &j->reader.marks, true, part, array->rank,
                   &j->reader.order);
    for (uint32_t i = 0; i < j->reader.order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, j->reader.order.at[i]);
        if (node->kind == ACCESS
            && graph_source(graph, node->as.access.array) == old
            && (node->as.access.array != old
                || !is_own_element(node, part, array->rank)))
            return false;
    }
    return true;
}

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
    return step->first && step->kind == STEP_PART && array->kind == EQUATION && !step->tile
        && !step->timed && array->part_count == 1
        && array->as.parts[0].combine == SET
        && array->as.parts[0].index_count == array->rank
        && !array->as.parts[0].guard_count;
}

/* The one step of the nest that touches the array, or NULL. */
static const Step *only_step(Joiner *j, const Nest *nest, ArrayId old)
{
    const Step *only = NULL;
    for (uint32_t i = 0; i < nest->steps.count; i++) {
        const Step *step = &nest->steps.at[i];
        j->reads.count = 0;
        step_reads(j->loops->graph, j->arena, &j->reader, step, &j->reads);
        bool touches = step->array == old;
        for (uint32_t r = 0; r < j->reads.count; r++)
            touches |= j->reads.at[r] == old;
        if (touches && only)
            return NULL;
        only = touches ? step : only;
    }
    return only;
}

/* The tenant that can live where this one ends; NULL if there is none. */
static Tenant *follower(Joiner *j, const Nest *const *nests, Tenants *tenants,
                        const Tenant *old)
{
    const Nest *nest = nests[old->last];
    if (!nest || nest->run)
        return NULL;
    const Step *step = only_step(j, nest, old->array);
    if (!step || !is_elementwise(j->loops->graph, step)
        || !j->tenant[step->array])
        return NULL;
    Tenant *made = &tenants->at[j->tenant[step->array] - 1];
    const Graph *graph = j->loops->graph;
    return made->first == old->last && made->bytes == old->bytes
                && lie_alike(graph_array(graph, old->array),
                             graph_array(graph, made->array))
                && reads_own_alone(j, step, old->array)
             ? made
             : NULL;
}

void tenants_join(const Loops *loops, Arena *arena, const Nest *const *nests,
                  Tenants *tenants)
{
    Joiner j = {.loops = loops, .arena = arena};
    j.tenant = NEW_ARRAY(arena, uint32_t, loops->graph->arrays.count);
    for (uint32_t i = 0; i < tenants->count; i++)
        j.tenant[tenants->at[i].array] = i + 1;
    /* Ids ascend: what is made of an array stands behind it. */
    uint32_t kept = 0;
    bool *gone = NEW_ARRAY(arena, bool, tenants->count + 1);
    for (uint32_t i = tenants->count; i > 0; i--) {
        Tenant *old = &tenants->at[i - 1];
        Tenant *made = follower(&j, nests, tenants, old);
        if (!made || gone[made - tenants->at])
            continue;
        gone[made - tenants->at] = true;
        list_push(arena, &old->later, made->array);
        for (uint32_t n = 0; n < made->later.count; n++)
            list_push(arena, &old->later, made->later.at[n]);
        old->last = made->last;
    }
    for (uint32_t i = 0; i < tenants->count; i++)
        if (!gone[i])
            tenants->at[kept++] = tenants->at[i];
    tenants->count = kept;
}
