/* simplify.c: laws, applied until none changes the graph.
 *
 * One round makes a new graph, array by array in order: the operands of an
 * array are in normal form when its turn comes, so most laws are met in the
 * first round. Rounds are repeated until the graph that is left, without what
 * nothing needs, is the same as before.
 */
#include "simplify.h"

#include "recurrence.h"
#include "simplifying.h"

#include <string.h>

enum { MAX_ROUNDS = 12, MAX_STEPS = 32, MAX_SKETCH_DEPTH = 12 };

/* -- one array -- */

/* 0 everywhere, as one part. */
static void sketch_zero(Simplifier *simplifier, Sketch *sketch)
{
    Graph *graph = simplifier->graph;
    Part part = part_whole(graph, sketch->rank, sketch->shape,
                           expr_number(&graph->exprs, 0));
    sketch->parts.count = 0;
    list_push(simplifier->arena, &sketch->parts, part);
}

/* A lone part without reduced indices sets what it reaches. */
static void sketch_set(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    Part *part = &sketch->parts.at[0];
    if (sketch->parts.count != 1 || part->combine == SET
        || part->combine >= ARGMAX
        || part_reduced(graph, sketch->rank, part))
        return;
    if (part->combine != SUM && part->guard_count)
        return;
    bool plain = true;
    for (uint32_t i = 0; i < sketch->rank; i++)
        plain = plain
             && subscript_is_index(&graph->exprs, part->target[i], i);
    if (!plain && !target_is_injective(graph, part, sketch->rank))
        return;
    part->combine = SET;
    part->lanes = 1;
}

/* `y[i] = a` and `y[i] += b` is `y[i] = a + b`. */
bool sketch_merge(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    Part *first = &sketch->parts.at[0];
    if (sketch->parts.count < 2 || first->combine > SUM
        || first->index_count != sketch->rank
        || !part_is_whole(graph, sketch, first))
        return false;
    uint32_t kept = 1;
    for (uint32_t i = 1; i < sketch->parts.count; i++) {
        Part *part = &sketch->parts.at[i];
        if (part->combine == SUM && part->index_count == sketch->rank
            && part_is_whole(graph, sketch, part))
            first->body = rewrite_apply(&simplifier->rewriter, F_ADD,
                                        first->body, part->body);
        else
            sketch->parts.at[kept++] = *part;
    }
    bool changed = kept < sketch->parts.count;
    sketch->parts.count = kept;
    return changed;
}

/* What no part writes is 0, so a first part that sets 0 goes if others add. */
static void sketch_drop_zero(const Simplifier *simplifier, Sketch *sketch)
{
    if (sketch->parts.count < 2 || sketch->parts.at[0].combine != SET
        || !expr_is_number(&simplifier->graph->exprs,
                           sketch->parts.at[0].body, 0))
        return;
    for (uint32_t i = 1; i < sketch->parts.count; i++)
        if (sketch->parts.at[i].combine != SUM)
            return;
    sketch->parts.count--;
    memmove(sketch->parts.at, sketch->parts.at + 1,
            sketch->parts.count * sizeof(Part));
}

static void sketch_tidy(Simplifier *simplifier, Sketch *sketch)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        Part part = sketch->parts.at[i];
        if (part_tidy(simplifier, sketch, &part))
            sketch->parts.at[kept++] = part;
    }
    sketch->parts.count = kept;
    sketch_drop_zero(simplifier, sketch);
    if (!sketch->parts.count)
        sketch_zero(simplifier, sketch);
    sketch_set(simplifier, sketch);
}

/* The array that the sketch is an identical copy of; 0: none. Inputs, params
 * and literals are not called by a second name. */
static ArrayId sketch_alias(const Simplifier *simplifier, const Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    const Part *part = &sketch->parts.at[0];
    const Expr *e = expr_at(&graph->exprs, part->body);
    if (sketch->parts.count != 1 || part->combine != SET || e->kind != ACCESS
        || part->index_count != sketch->rank
        || !part_is_whole(graph, sketch, part))
        return 0;
    const Array *a = graph_array(graph, e->as.access.array);
    if (!array_is_computed(a) || a->rank != sketch->rank
        || a->limit != sketch->limit)
        return 0;
    for (uint32_t i = 0; i < a->rank; i++)
        if (a->shape[i] != sketch->shape[i]
            || !subscript_is_index(&graph->exprs,
                                   e->as.access.subscripts[i], i))
            return 0;
    return e->as.access.array;
}

static const struct ArrayLaw {
    bool (*apply)(Simplifier *simplifier, Sketch *sketch);
} array_laws[] = {
    {sketch_splice}, {sketch_merge}, {sketch_pick},
    {sketch_shift},  {sketch_part},  {sketch_meet},
    {sketch_cut},    {sketch_factor}, {sketch_pair},
    {sketch_narrow},
};

enum { LAW_COUNT = sizeof array_laws / sizeof array_laws[0] };

static bool sketch_step(Simplifier *simplifier, Sketch *sketch)
{
    for (uint32_t i = 0; i < LAW_COUNT; i++)
        if (array_laws[i].apply(simplifier, sketch))
            return true;
    return false;
}

ArrayId sketch_finish(Simplifier *simplifier, Sketch *sketch)
{
    Graph *graph = simplifier->graph;
    uint32_t steps = simplifier->depth < MAX_SKETCH_DEPTH ? MAX_STEPS : 0;
    simplifier->depth++;
    sketch_tidy(simplifier, sketch);
    while (steps-- && sketch_step(simplifier, sketch))
        sketch_tidy(simplifier, sketch);
    simplifier->depth--;
    ArrayId id = sketch_alias(simplifier, sketch);
    if (!id)
        id = sketch_fold(simplifier, sketch);
    if (!id)
        id = graph_equation(graph, sketch->limit, sketch->rank, sketch->shape,
                            sketch->parts.count, sketch->parts.at,
                            sketch->serves);
    if (simplifier->rewriter.array_bounds.count <= id)
        array_interval(&simplifier->rewriter, id);
    return id;
}

ArrayId array_of(Simplifier *simplifier, Combine combine, uint32_t rank,
                 uint32_t index_count, const Range *ranges, ExprId body,
                 uint32_t guard_count, const SubscriptId *guards,
                 uint32_t serves)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Arena *arena = simplifier->arena;
    int64_t *shape = NEW_ARRAY(arena, int64_t, rank);
    SubscriptId *target = NEW_ARRAY(arena, SubscriptId, rank);
    for (uint32_t i = 0; i < rank; i++) {
        shape[i] = ranges[i].high;
        target[i] = subscript_index(exprs, i);
    }
    Sketch sketch = {.rank = rank, .shape = shape, .serves = serves};
    Part part = {
        .combine = (uint8_t)combine,
        .index_count = (uint8_t)index_count,
        .guard_count = (uint8_t)guard_count,
        .lanes = 1,
        .ranges = arena_copy(arena, ranges, index_count, sizeof(Range)),
        .guards = arena_copy(arena, guards, guard_count, sizeof(SubscriptId)),
        .target = target,
        .body = body,
    };
    list_push(arena, &sketch.parts, part);
    return sketch_finish(simplifier, &sketch);
}

/* -- one round -- */

static ArrayId simplify_array(Simplifier *simplifier, Graph *from, ArrayId id)
{
    Copy *copy = &simplifier->copy;
    const Array *a = graph_array(from, id);
    if (a->kind != EQUATION) {
        ArrayId to = copy_array(copy, id);
        array_interval(&simplifier->rewriter, to);
        return to;
    }
    Sketch sketch = {.limit = a->limit, .rank = a->rank, .shape = a->shape,
                   .serves = a->serves};
    for (uint32_t i = 0; i < a->part_count; i++) {
        Part part = copy_part(copy, &a->as.parts[i], a->rank);
        part_share(simplifier, from, id, &a->as.parts[i], &part, a->serves);
        list_push(simplifier->arena, &sketch.parts, part);
    }
    return sketch_finish(simplifier, &sketch);
}

/* Accesses to each array; what the interface needs counts more than once. */
static uint32_t *count_uses(Arena *arena, const Graph *graph)
{
    uint32_t *uses = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        uses[graph->definitions.at[graph->outputs.at[i]].array] += 2;
    for (uint32_t i = 0; i < graph->inferred.count; i++)
        uses[graph->inferred.at[i]] += 2;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        uses[graph_next(graph, i)] += 2;
    for (uint32_t i = 0; i < graph->initials.count; i++)
        uses[graph->initials.at[i].value] += 2;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        uses[graph->gradients.at[i].array] += 2;
    ArrayIds needed = {0};
    training_arrays(graph, arena, &needed);
    for (uint32_t i = 0; i < needed.count; i++)
        uses[needed.at[i]] += 2;
    ExprIds order = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        if (a->kind == CARRY || a->kind == HELD)
            uses[a->as.carried] += 2;
        if (a->kind == DERIVATIVE) {
            uses[a->as.derivative->of] += 2;
            uses[a->as.derivative->by] += 2;
            uses[a->as.derivative->seed] += 2;
        }
        for (uint32_t i = 0; i < a->part_count; i++) {
            const Part *part = &a->as.parts[i];
            order.count = 0;
            part_postorder(graph, arena, NULL, true, part, a->rank, &order);
            for (uint32_t k = 0; k < order.count; k++) {
                const Expr *e = expr_at(&graph->exprs, order.at[k]);
                if (e->kind == ACCESS)
                    uses[e->as.access.array]++;
            }
        }
    }
    return uses;
}

static void add_uses(Simplifier *simplifier, ArrayId id, uint32_t uses)
{
    while (simplifier->rewriter.uses.count <= id)
        list_push(simplifier->arena, &simplifier->rewriter.uses, 0);
    simplifier->rewriter.uses.at[id] += uses;
}

/* What `from` becomes, in an arena of its own within `arena`; NULL if its
 * recurrences have no order then, as what is taken out of a sum may read it at
 * several steps: `leave` says to leave them as they are. Calls are shared after
 * the first round only: before, a law may take them away. */
static Graph *simplify_round(Arena *arena, const Laws *laws, Graph *from,
                             bool first, bool leave)
{
    Arena *work = arena_open(arena);
    Simplifier simplifier = {.arena = work, .graph = graph_create(work)};
    rewriter_init(&simplifier.rewriter, work, simplifier.graph, laws);
    simplifier.calls = first ? NULL : calls_count(work, from);
    simplifier.first = first;
    copy_init(&simplifier.copy, work, from, simplifier.graph);
    const uint32_t *uses = count_uses(work, from);
    const CarryLink *links = carries_begin(&simplifier, from);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        if (graph_array(from, id)->recurrence)
            recurrence_fold(&simplifier, from, id);
        ArrayId to = simplifier.copy.arrays[id];
        bool left = !to && leave && graph_array(from, id)->recurrence;
        if (left)
            to = copy_array(&simplifier.copy, id);
        if (!to)
            to = simplify_array(&simplifier, from, id);
        else
            array_interval(&simplifier.rewriter, to);
        simplifier.copy.arrays[id] = to;
        add_uses(&simplifier, to, uses[id]);
    }
    copy_interface(&simplifier.copy);
    carries_end(&simplifier, links);
    ArrayIds circle = {0};
    bool ordered = from->recurrences.count < 2
                || graph_has_order(work, simplifier.graph, &circle);
    Graph *to = ordered ? graph_compact(arena_open(arena), simplifier.graph)
                        : NULL;
    arena_close(work);
    return to;
}

/* -- rounds -- */

/* How much of a graph was there before a round: counting calls adds nodes. */
typedef struct Extent {
    uint32_t nodes, subscripts;
} Extent;

static bool same_subscripts(const Exprs *a, const Exprs *b, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const Subscript *s = subscript_at(a, i), *t = subscript_at(b, i);
        if (s->base != t->base || s->data != t->data || s->scale != t->scale
            || s->term_count != t->term_count)
            return false;
        for (uint32_t k = 0; k < s->term_count; k++)
            if (s->terms[k].index != t->terms[k].index
                || s->terms[k].factor != t->terms[k].factor)
                return false;
    }
    return true;
}

static bool same_exprs(const Exprs *a, const Exprs *b, Extent extent)
{
    if (extent.nodes != b->nodes.count
        || extent.subscripts != b->subscripts.count
        || !same_subscripts(a, b, extent.subscripts))
        return false;
    for (uint32_t i = 1; i < extent.nodes; i++) {
        const Expr *x = expr_at(a, i), *y = expr_at(b, i);
        if (x->kind != y->kind || x->function != y->function)
            return false;
        if (x->kind == ACCESS) {
            size_t size = x->as.access.rank * sizeof(SubscriptId);
            if (x->as.access.array != y->as.access.array
                || x->as.access.rank != y->as.access.rank
                || (size && memcmp(x->as.access.subscripts,
                                   y->as.access.subscripts, size)))
                return false;
        } else if (memcmp(x->as.operand, y->as.operand,
                          sizeof x->as.operand)) {
            return false;
        }
    }
    return true;
}

static bool same_part(const Part *p, const Part *q, uint32_t rank)
{
    if (p->combine != q->combine || p->index_count != q->index_count
        || p->guard_count != q->guard_count || p->body != q->body)
        return false;
    for (uint32_t i = 0; i < p->index_count; i++)
        if (p->ranges[i].low != q->ranges[i].low
            || p->ranges[i].high != q->ranges[i].high)
            return false;
    for (uint32_t i = 0; i < p->guard_count; i++)
        if (p->guards[i] != q->guards[i])
            return false;
    for (uint32_t i = 0; i < rank; i++)
        if (p->target[i] != q->target[i])
            return false;
    return true;
}

/* Whether two compact graphs, `a` up to the extent, are equal. Both were made
 * in the same order, so equal graphs have equal ids. */
static bool same_graph(const Graph *a, Extent extent, const Graph *b)
{
    if (a->arrays.count != b->arrays.count
        || !same_exprs(&a->exprs, &b->exprs, extent))
        return false;
    for (ArrayId id = 1; id < a->arrays.count; id++) {
        const Array *x = graph_array(a, id), *y = graph_array(b, id);
        if (x->kind != y->kind || x->part_count != y->part_count)
            return false;
        for (uint32_t i = 0; i < x->part_count; i++)
            if (!same_part(&x->as.parts[i], &y->as.parts[i], x->rank))
                return false;
    }
    return true;
}

Graph *simplify(Arena *arena, Graph *graph)
{
    uint32_t failed;
    Arena *work = arena_open(arena);
    const Laws *laws = laws_create(work, &failed);
    Graph *now = graph_compact(arena_open(arena), graph);
    bool same = false, leave = false;
    for (int round = 0; round < MAX_ROUNDS && !same; round++) {
        Extent extent = {now->exprs.nodes.count, now->exprs.subscripts.count};
        Graph *next = simplify_round(arena, laws, now, round == 0, leave);
        if (!next) {
            leave = true;
            next = simplify_round(arena, laws, now, round == 0, leave);
        }
        same = round > 0 && same_graph(now, extent, next);
        arena_close(now->arena);
        now = next;
    }
    arena_close(work);
    return now;
}
