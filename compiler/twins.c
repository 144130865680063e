/* twins.c: members of recurrences that are the same. */
#include "twins.h"

#include "recurrence.h"
#include "remap.h"

typedef struct Twins {
    Graph   *graph;
    Arena   *arena;
    uint32_t count;                 /* arrays that there were */
    ArrayId *first;                 /* [count]: of those that are the same */
    bool    *bound;                 /* [count]: it is spoken of by its id */
} Twins;

/* -- what is the same -- */

static ExprId read_source(Remap *remap, ExprId id)
{
    Exprs *exprs = &remap->graph->exprs;
    const Expr e = *expr_at(exprs, id);
    if (e.kind != ACCESS)
        return id;
    return expr_access(exprs, graph_source(remap->graph, e.as.access.array),
                       e.flags & EXPR_WHOLE, e.as.access.rank,
                       e.as.access.subscripts);
}

static Part *remapped(Remap *remap, const Array *array, bool *any)
{
    Part *parts = arena_copy(remap->arena, array->as.parts, array->part_count,
                             sizeof *parts);
    *any = false;
    for (uint32_t p = 0; p < array->part_count; p++)
        *any |= part_remap(remap, &parts[p], array->rank);
    return parts;
}

/* Where an array reads carries, the array that reads what these carry: that is one
 * for all that are the same. */
static ArrayId without_carries(Remap *remap, ArrayId id)
{
    const Array array = *graph_array(remap->graph, id);
    bool any;
    const Part *parts = remapped(remap, &array, &any);
    return any ? graph_remade(remap->graph, &array, parts) : id;
}

/* What is no equation, and the interface, keep the arrays that they speak of. */
static void bind(Twins *t)
{
    const Graph *g = t->graph;
    ArrayIds list = {0};
    training_arrays(g, t->arena, &list);
    for (uint32_t i = 1; i < g->definitions.count; i++) {
        list_push(t->arena, &list, g->definitions.at[i].array);
        list_push(t->arena, &list, g->definitions.at[i].value);
    }
    for (uint32_t i = 0; i < g->inferred.count; i++)
        list_push(t->arena, &list, g->inferred.at[i]);
    for (uint32_t i = 0; i < g->initials.count; i++)
        list_push(t->arena, &list, g->initials.at[i].value);
    for (uint32_t i = 0; i < g->gradients.count; i++)
        list_push(t->arena, &list, g->gradients.at[i].array);
    for (ArrayId id = 1; id < t->count; id++) {
        const Array *array = graph_array(g, id);
        if (array->kind == HELD)
            list_push(t->arena, &list, array->as.carried);
        if (array->kind != DERIVATIVE)
            continue;
        list_push(t->arena, &list, array->as.derivative->of);
        list_push(t->arena, &list, array->as.derivative->by);
        list_push(t->arena, &list, array->as.derivative->seed);
    }
    for (uint32_t i = 0; i < list.count; i++)
        t->bound[list.at[i]] = true;
}

/* Finds for each array the first of those that are the same, or one that is bound;
 * whether any has another. */
static bool find(Twins *t)
{
    Graph *graph = t->graph;
    Remap remap = {.graph = graph, .arena = t->arena, .node = read_source};
    ArrayId *plain = NEW_ARRAY(t->arena, ArrayId, t->count);
    for (ArrayId id = 1; id < t->count; id++) {
        const Array *array = graph_array(graph, id);
        plain[id] = array->recurrence && array_is_computed(array)
                      ? without_carries(&remap, id) : id;
    }
    ArrayId *first = NEW_ARRAY(t->arena, ArrayId, graph->arrays.count);
    bool any = false;
    for (ArrayId id = 1; id < t->count; id++)
        if (!first[plain[id]] || (t->bound[id] && !t->bound[first[plain[id]]]))
            first[plain[id]] = id;
    for (ArrayId id = 1; id < t->count; id++) {
        t->first[id] = t->bound[id] ? id : first[plain[id]];
        any |= t->first[id] != id;
    }
    return any;
}

/* -- one for all -- */

static ExprId read_first(Remap *remap, ExprId id)
{
    Exprs *exprs = &remap->graph->exprs;
    const Twins *t = remap->context;
    const Expr e = *expr_at(exprs, id);
    if (e.kind != ACCESS)
        return id;
    ArrayId source = graph_source(remap->graph, e.as.access.array);
    if (t->first[source] == source)
        return id;
    return expr_access(exprs, t->first[source], e.flags & EXPR_WHOLE,
                       e.as.access.rank, e.as.access.subscripts);
}

static void join(Twins *t)
{
    Graph *graph = t->graph;
    Remap remap = {.graph = graph, .arena = t->arena, .node = read_first,
                   .context = t};
    for (ArrayId id = 1; id < t->count; id++) {
        const Array array = *graph_array(graph, id);
        bool any = false;
        if (!array_is_computed(&array))
            continue;
        Part *parts = remapped(&remap, &array, &any);
        if (any)
            graph->arrays.at[id].as.parts =
                arena_copy(graph->arena, parts, array.part_count,
                           sizeof *parts);
    }
}

Graph *twins_joined(Arena *arena, Graph *from)
{
    if (from->recurrences.count < 2)
        return NULL;
    Arena *work = arena_open(arena);
    Graph *to = NULL;
    ArrayIds circle = {0};
    Twins t = {.graph = graph_compact(arena_open(work), from), .arena = work};
    t.count = t.graph->arrays.count;
    t.first = NEW_ARRAY(work, ArrayId, t.count);
    t.bound = NEW_ARRAY(work, bool, t.count);
    bind(&t);
    if (find(&t)) {
        join(&t);
        if (graph_has_order(work, t.graph, &circle))
            to = graph_sorted(arena_open(arena), t.graph);
    }
    arena_close(work);
    return to;
}
