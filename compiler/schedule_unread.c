/* schedule_unread.c: elements that nothing makes and nothing reads.
 *
 *     z[i] = sin(x[i]) for i in 1:n - 1         y[i] = z[i] k for i in 1:n - 1
 *
 * Of an array that one part makes in some places the others are 0, which nobody has to
 * write where no one looks.
 */
#include "schedule.h"

#include "affine.h"
#include "uses.h"

/* The places of an array that are made, and whether all reads keep to them. */
typedef struct Partial {
    ArrayId id;
    Range   made[MAX_RANK];
    bool    read_beside;
} Partial;

typedef struct Partials {
    LIST(Partial) list;
    uint32_t *of;                   /* [graph arrays]: 1 + where it is there */
} Partials;

/* Whether one part sets a box of its elements. */
static bool is_partial(const Graph *graph, ArrayId id, Partial *partial)
{
    const Array *array = graph_array(graph, id);
    bool whole = true;
    if (array->kind != EQUATION || array->part_count != 1 || array->recurrence
        || !array->rank)
        return false;
    const Part *part = array->as.parts;
    if (part->combine != SET || part->guard_count
        || part->index_count != array->rank || !part_is_plain(graph, array, part))
        return false;
    *partial = (Partial){.id = id};
    for (uint32_t a = 0; a < array->rank; a++) {
        partial->made[a] = part->ranges[a];
        whole &= !part->ranges[a].low && part->ranges[a].high == array->shape[a];
    }
    return !whole;
}

static void find_partials(const Graph *graph, Arena *arena, Partials *partials)
{
    Partial partial;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        if (!is_partial(graph, id, &partial))
            continue;
        if (!partials->of)
            partials->of = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
        list_push(arena, &partials->list, partial);
        partials->of[id] = partials->list.count;
    }
}

/* Marks the arrays that the part reads beside what is made of them. */
static void look_at_part(const Graph *graph, Arena *arena,
                         const Partials *partials, const Array *array,
                         const Part *part)
{
    ExprIds order = {0};
    Domain domain;
    domain_of_part(&domain, arena, part);
    part_postorder(graph, arena, NULL, true, part, array->rank, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, order.at[i]);
        if (e->kind != ACCESS || !partials->of[e->as.access.array])
            continue;
        Partial *p = &partials->list.at[partials->of[e->as.access.array] - 1];
        for (uint32_t a = 0; a < e->as.access.rank; a++) {
            Range read = domain_bounds(&domain, graph,
                                       e->as.access.subscripts[a]);
            p->read_beside |= array->kind == KERNEL || read.low < p->made[a].low
                           || read.high > p->made[a].high;
        }
    }
}

bool *schedule_unread(const Graph *graph, Arena *arena)
{
    bool *unread = NEW_ARRAY(arena, bool, graph->arrays.count);
    Partials partials = {0};
    Arena *work = arena_open(arena);
    find_partials(graph, work, &partials);
    for (ArrayId id = 1; partials.of && id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        Arena *scratch = arena_open(work);
        for (uint32_t p = 0; array_is_computed(array)
             && p < (array->kind == KERNEL ? 1 : array->part_count); p++)
            look_at_part(graph, scratch, &partials, array, &array->as.parts[p]);
        arena_close(scratch);
    }
    const uint32_t *uses = partials.of ? graph_uses(work, graph) : NULL;
    for (uint32_t i = 0; i < partials.list.count; i++) {
        const Partial *p = &partials.list.at[i];
        unread[p->id] = !p->read_beside && uses[p->id] < AS_WHOLE;
    }
    arena_close(work);
    return unread;
}
