/* recurrence_reads.c: which arrays read each other, and where. */
#include "ordering.h"

#include "components.h"

#include <stdlib.h>

const ExprIds *part_nodes(Ordering *o, const Part *part, uint32_t rank)
{
    o->nodes.count = 0;
    part_postorder(o->graph, o->arena, NULL, true, part, rank, &o->nodes);
    return &o->nodes;
}

static Derivative derivative_of_sources(const Graph *graph, const Array *array)
{
    Derivative d = *array->as.derivative;
    d.of = graph_source(graph, d.of);
    d.by = graph_source(graph, d.by);
    d.seed = d.seed ? graph_source(graph, d.seed) : 0;
    return d;
}

/* What an array that is no equation is made of. */
static void add_operands(Ordering *o, const Array *array, Numbers *edges)
{
    if (array->kind == HELD)
        list_push(o->arena, edges,
                  graph_source(o->graph, array->as.carried));
    if (array->kind != DERIVATIVE)
        return;
    const Derivative d = derivative_of_sources(o->graph, array);
    list_push(o->arena, edges, d.of);
    list_push(o->arena, edges, d.by);
    if (d.seed)
        list_push(o->arena, edges, d.seed);
}

static void find_components(Ordering *o)
{
    const Graph *graph = o->graph;
    uint32_t count = graph->arrays.count;
    uint32_t *start = NEW_ARRAY(o->arena, uint32_t, count + 1);
    Numbers edges = {0};
    for (ArrayId id = 0; id < count; id++) {
        const Array *array = graph_array(graph, id);
        start[id] = edges.count;
        if (o->reached[id])
            add_operands(o, array, &edges);
        for (uint32_t p = 0; p < array->part_count && o->reached[id]; p++) {
            const ExprIds *nodes =
                part_nodes(o, &array->as.parts[p], array->rank);
            for (uint32_t i = 0; i < nodes->count; i++) {
                const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
                if (node->kind == ACCESS)
                    list_push(o->arena, &edges,
                              graph_source(graph, node->as.access.array));
            }
        }
    }
    start[count] = edges.count;
    o->component = NEW_ARRAY(o->arena, uint32_t, count);
    o->order = NEW_ARRAY(o->arena, uint32_t, count);
    components_find(o->arena, count, start, edges.at, o->order, o->component);
}

/* -- conditions -- */

/* The choices that a node stands in: a tree in which context 0 is always. */
typedef struct Context {
    uint32_t  parent, depth;
    Condition condition;
} Context;

typedef LIST(Context) Contexts;

#define UNSEEN UINT32_MAX

enum { MAX_DEPTH = 16 };

static uint32_t enter(Ordering *o, Contexts *contexts, uint32_t parent,
                      ExprId condition, bool holds)
{
    uint32_t depth = contexts->at[parent].depth + 1;
    if (depth > MAX_DEPTH)
        return parent;
    list_push(o->arena, contexts,
              ((Context){parent, depth, {condition, holds}}));
    return contexts->count - 1;
}

/* The innermost context that both are in. */
static uint32_t common(const Contexts *contexts, uint32_t a, uint32_t b)
{
    while (a != b)
        if (contexts->at[a].depth >= contexts->at[b].depth)
            a = contexts->at[a].parent;
        else
            b = contexts->at[b].parent;
    return a;
}

static void stand_in(Ordering *o, const Contexts *contexts, ExprId node,
                     uint32_t context)
{
    uint32_t *at = &o->context.at[node];
    *at = *at == UNSEEN ? context : common(contexts, *at, context);
}

/* Sets the context of each node of the part, users before operands. */
static void find_contexts(Ordering *o, const Part *part, uint32_t rank,
                          Contexts *contexts)
{
    const Exprs *exprs = &o->graph->exprs;
    ExprId operands[MAX_RANK];
    contexts->count = 0;
    list_push(o->arena, contexts, (Context){0});
    list_reserve(o->arena, &o->context, exprs->nodes.count);
    for (uint32_t i = 0; i < o->nodes.count; i++)
        o->context.at[o->nodes.at[i]] = UNSEEN;
    o->context.at[part->body] = 0;
    for (uint32_t i = 0; i < rank; i++)
        o->context.at[subscript_at(exprs, part->target[i])->data] = 0;
    for (uint32_t i = o->nodes.count; i > 0; i--) {
        ExprId id = o->nodes.at[i - 1];
        const Expr *node = expr_at(exprs, id);
        uint32_t here = o->context.at[id];
        uint32_t count = expr_operands(exprs, id, operands);
        for (uint32_t k = 0; k < count; k++) {
            bool branch = node->kind == CHOOSE && k > 0;
            stand_in(o, contexts, operands[k],
                     branch ? enter(o, contexts, here, operands[0], k == 1)
                            : here);
        }
    }
}

/* The conditions of the context, outer ones first: what an equality that does
 * not hold says depends on those around. */
static const Condition *conditions_at(const Ordering *o,
                                      const Contexts *contexts,
                                      uint32_t context, uint32_t *count)
{
    Condition *list =
        NEW_ARRAY(o->arena, Condition, contexts->at[context].depth);
    *count = contexts->at[context].depth;
    for (; context; context = contexts->at[context].parent)
        list[contexts->at[context].depth - 1] = contexts->at[context].condition;
    return list;
}

/* -- what a member reads -- */

/* The indices at which a derivative looks at y and at x, as if it were made of
 * their elements: aligned axes have one index, and the derivative's own axes
 * are the first indices. */
static uint32_t index_derivative(Graph *graph, const Array *array,
                                 SubscriptId of[MAX_RANK],
                                 SubscriptId by[MAX_RANK])
{
    Exprs *exprs = &graph->exprs;
    const Derivative *d = array->as.derivative;
    const Array *y = graph_array(graph, d->of), *x = graph_array(graph, d->by);
    bool forward = d->kind == BY_FORWARD;
    uint32_t next = array->rank, free = 0;
    uint32_t before = forward ? 0 : array->rank - (uint32_t)x->rank;
    for (uint32_t i = 0; i < x->rank; i++)
        by[i] = subscript_index(exprs, forward ? next++ : before + i);
    for (uint32_t i = 0; i < y->rank; i++) {
        uint32_t aligned = d->aligned[i];
        if (forward)
            of[i] = subscript_index(exprs, i);
        else if (d->free >> i & 1)
            of[i] = subscript_index(exprs, free++);
        else
            of[i] = aligned ? by[aligned - 1]
                            : subscript_index(exprs, next++);
        if (forward && aligned)
            by[aligned - 1] = of[i];
    }
    return next;
}

/* A part that reads what an array that is no equation is made of. */
static const Part *stand_in_part(Ordering *o, ArrayId id)
{
    Graph *graph = o->graph;
    Exprs *exprs = &graph->exprs;
    const Array array = *graph_array(graph, id);
    SubscriptId of[MAX_RANK], by[MAX_RANK];
    uint32_t count = array.rank;
    ExprId body;
    if (array.kind == HELD) {
        body = graph_access_plain(graph,
                                  graph_source(graph, array.as.carried));
    } else {
        const Derivative d = derivative_of_sources(graph, &array);
        count = index_derivative(graph, &array, of, by);
        body = expr_apply(exprs, F_ADD, graph_access(graph, d.of, of),
                          graph_access(graph, d.by, by));
        if (d.seed)
            body = expr_apply(
                exprs, F_ADD, body,
                graph_access(graph, d.seed,
                             d.kind == BY_FORWARD ? by : of));
    }
    Range *ranges = NEW_ARRAY(o->arena, Range, count);
    SubscriptId *target = NEW_ARRAY(o->arena, SubscriptId, array.rank);
    for (uint32_t i = 0; i < count; i++)
        ranges[i] = (Range){0, i < array.rank ? array.shape[i]
                                              : (int64_t)INT32_MAX};
    for (uint32_t i = 0; i < array.rank; i++)
        target[i] = subscript_index(exprs, i);
    Part *part = NEW(o->arena, Part);
    *part = (Part){.combine = SET, .index_count = (uint8_t)count, .lanes = 1,
                   .ranges = ranges, .target = target, .body = body};
    return part;
}

static const Part *member_parts(Ordering *o, ArrayId id, uint32_t *count)
{
    const Array *array = graph_array(o->graph, id);
    *count = array_is_computed(array) ? array->part_count : 1;
    return array_is_computed(array) ? array->as.parts : stand_in_part(o, id);
}

/* The reads that the members make of each other. */
static void add_reads(Ordering *o, Circle *c)
{
    const Graph *graph = o->graph;
    Contexts contexts = {0};
    for (uint32_t m = 0; m < c->members.count; m++) {
        ArrayId id = c->members.at[m].id;
        uint32_t count;
        const Part *parts = member_parts(o, id, &count);
        const Array *array = graph_array(graph, id);
        for (uint32_t p = 0; p < count; p++) {
            const Part *part = &parts[p];
            const ExprIds *nodes = part_nodes(o, part, array->rank);
            find_contexts(o, part, array->rank, &contexts);
            for (uint32_t i = 0; i < nodes->count; i++) {
                const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
                if (node->kind != ACCESS)
                    continue;
                ArrayId from = node->as.access.array;
                ArrayId source = graph_source(graph, from);
                if (o->component[source] != o->component[id])
                    continue;
                Read read = {.user = m, .used = o->number[source],
                             .part = part, .access = nodes->at[i],
                             .carried = from != source};
                read.conditions =
                    conditions_at(o, &contexts, o->context.at[nodes->at[i]],
                                  &read.condition_count);
                list_push(o->arena, &c->reads, read);
            }
        }
    }
}

static int compare_members(const void *a, const void *b)
{
    ArrayId x = ((const Member *)a)->id, y = ((const Member *)b)->id;
    return x < y ? -1 : x > y;
}

Circle circle_of(Ordering *o, uint32_t first, uint32_t end)
{
    Circle c = {.graph = o->graph, .arena = o->arena};
    list_push(o->arena, &c.recurrences, (Recurrence){0});
    for (uint32_t i = first; i < end; i++)
        list_push(o->arena, &c.members, ((Member){.id = o->order[i]}));
    qsort(c.members.at, c.members.count, sizeof(Member), compare_members);
    for (uint32_t m = 0; m < c.members.count; m++)
        o->number[c.members.at[m].id] = m;
    add_reads(o, &c);
    return c;
}

uint32_t component_end(const Ordering *o, uint32_t first)
{
    uint32_t end = first;
    while (end < o->graph->arrays.count
           && o->component[o->order[end]] == o->component[o->order[first]])
        end++;
    return end;
}

Ordering ordering_make(Arena *arena, Graph *graph)
{
    Ordering o = {
        .graph = graph,
        .arena = arena,
        .reached = graph_reached(graph, arena),
        .number = NEW_ARRAY(arena, uint32_t, graph->arrays.count),
    };
    find_components(&o);
    return o;
}

