/* simplify.c: laws, applied until none changes the graph.
 *
 * One round makes a new graph, array by array in order: the operands of an
 * array are in normal form when its turn comes, so most laws are met in the
 * first round. Rounds are repeated until one changes nothing.
 */
#include "simplify.h"

#include "recurrence.h"
#include "simplifying.h"
#include "uses.h"

#include <string.h>

enum {
    MAX_ROUNDS = 12, MAX_STEPS = 32, MAX_SKETCH_DEPTH = 12
};

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

/* A lone part without reduced indices sets what it reaches; so does the first of
 * several, if it reaches all. */
static void sketch_set(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    Part *part = &sketch->parts.at[0];
    if (part->combine == SET || part->combine >= ARGMAX
        || part_reduced(graph, sketch->rank, part)
        || (sketch->parts.count > 1
            && (part->combine != SUM || !part_is_whole(graph, sketch, part))))
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
    sketch_set_apart(simplifier, sketch);
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
    {sketch_splice}, {sketch_join}, {sketch_merge}, {sketch_pick}, {sketch_guard},
    {sketch_wrap},   {sketch_cells},
    {sketch_shift},  {sketch_part},  {sketch_meet},
    {sketch_cut},    {sketch_factor}, {sketch_pair}, {sketch_nest},
    {sketch_divide},
    {sketch_zero_terms}, {sketch_narrow}, {sketch_window},
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

/* The axes that recurrences run along. */
static uint32_t step_axes(const Graph *graph, ArrayId id)
{
    uint32_t set = 0;
    for (uint32_t n = graph_array(graph, id)->recurrence; n;
         n = graph->recurrences.at[n].outer)
        set |= 1u << graph->recurrences.at[n]
                         .axis[id - graph->recurrences.at[n].first];
    return set;
}

static ArrayId simplify_array(Simplifier *simplifier, Graph *from, ArrayId id,
                              uint32_t uses, bool whole)
{
    Copy *copy = &simplifier->copy;
    const Array *a = graph_array(from, id);
    if (a->kind != EQUATION)
        return copy_array(copy, id);
    Sketch sketch = {.limit = a->limit, .rank = a->rank, .shape = a->shape,
                   .serves = a->serves, .steps = step_axes(from, id)};
    for (uint32_t i = 0; i < a->part_count; i++) {
        Part part = copy_part(copy, &a->as.parts[i], a->rank);
        part_share(simplifier, from, id, &a->as.parts[i], &part, a->serves);
        list_push(simplifier->arena, &sketch.parts, part);
    }
    simplifier->shown = uses != 1;
    if (!whole)
        sketch_drop_axes(simplifier, &sketch);
    ArrayId to = sketch_finish(simplifier, &sketch);
    simplifier->shown = false;
    return to;
}

static void add_uses(Simplifier *simplifier, ArrayId id, uint32_t uses)
{
    while (simplifier->rewriter.uses.count <= id)
        list_push(simplifier->copy.arena, &simplifier->rewriter.uses, 0);
    simplifier->rewriter.uses.at[id] += uses;
}

static bool same(const void *a, const void *b, size_t count, size_t size)
{
    return !count || !memcmp(a, b, count * size);
}

/* Whether the part is the image of the other, and no more. */
static bool part_is_image(const Copy *copy, const Part *from, const Part *to,
                          uint32_t rank)
{
    if (from->combine != to->combine || from->index_count != to->index_count
        || from->guard_count != to->guard_count
        || copy->exprs[from->body] != to->body
        || !same(from->ranges, to->ranges, to->index_count, sizeof(Range)))
        return false;
    for (uint32_t i = 0; i < to->guard_count; i++)
        if (copy->subscripts[from->guards[i]] != to->guards[i])
            return false;
    for (uint32_t i = 0; i < rank; i++)
        if (copy->subscripts[from->target[i]] != to->target[i])
            return false;
    return true;
}

/* Whether the array has become what it was. */
static bool array_is_image(const Copy *copy, ArrayId id)
{
    const Array *from = graph_array(copy->from, id);
    const Array *to = graph_array(copy->to, copy->arrays[id]);
    if (from->kind != to->kind || from->part_count != to->part_count)
        return false;
    for (uint32_t i = 0; i < to->part_count; i++)
        if (!part_is_image(copy, &from->as.parts[i], &to->as.parts[i],
                           to->rank))
            return false;
    return true;
}

typedef enum Outcome {
    CHANGED,
    SETTLED,                /* only scalars have changed: they are in normal form,
                               and only what they share may change them again */
    SAME,                   /* nothing has changed */
    DISORDERED              /* recurrences have no order: what is taken out of
                               a sum may read it at several steps */
} Outcome;

/* Whether the array is one number, in normal form if its body is. How often a
 * choice is used matters. */
static bool array_is_scalar(const Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    const Part *part = a->as.parts;
    return a->kind == EQUATION && a->part_count == 1 && !a->rank
        && !a->recurrence && !part->index_count && part->combine == SET
        && expr_at(&graph->exprs, part->body)->kind != CHOOSE;
}

/* What becomes of the outcome so far with an array of the old graph. */
static Outcome outcome_with(Outcome so_far, const Copy *copy, ArrayId id)
{
    bool same = array_is_image(copy, id);
    if (same && copy->arrays[id] == id)
        return so_far;
    return so_far != CHANGED
                && (same || array_is_scalar(copy->to, copy->arrays[id]))
             ? SETTLED : CHANGED;
}

/* Calls are shared after the first round only: before, a law may take them
 * away. `leave`: recurrences stay as they are. If the graph changes, *to is
 * what it becomes, in an arena of its own within `arena`. */
static Outcome simplify_round(Arena *arena, const Laws *laws, Graph *from,
                              uint8_t purpose, Outcome before, bool first,
                              bool leave, Graph **to)
{
    Arena *work = arena_open(arena);
    struct Calls *calls = first ? NULL : calls_count(work, from);
    if (before == SETTLED && !calls_any(calls)) {
        arena_close(work);
        return SAME;
    }
    Simplifier simplifier = {.arena = arena_open(work),
                             .graph = graph_create(arena_open(arena))};
    rewriter_init(&simplifier.rewriter, work, simplifier.graph, laws);
    simplifier.calls = calls;
    simplifier.first = first;
    simplifier.vectors = purpose & FOR_VECTORS;
    simplifier.readers = purpose & FOR_READERS;
    Copy *copy = &simplifier.copy;
    copy_init(copy, work, from, simplifier.graph);
    copy_reserve(copy);
    const uint32_t *uses = graph_uses(work, from);
    const CarryLink *links = carries_begin(&simplifier, from);
    bool *named = NEW_ARRAY(work, bool, from->arrays.count);
    for (uint32_t i = 1; i < from->definitions.count; i++)
        named[from->definitions.at[i].array] = true;
    for (ArrayId id = 1; id < from->arrays.count && !simplifier.copies; id++)
        simplifier.copies = array_is_partial_copy(from, id);
    Outcome outcome = SAME;
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        if (graph_array(from, id)->recurrence)
            recurrence_fold(&simplifier, from, id);
        if (leave && graph_array(from, id)->recurrence)
            copy_array(copy, id);
        if (!copy->arrays[id])
            copy->arrays[id] = simplify_array(
                &simplifier, from, id,
                uses[id],
                uses[id] >= AS_WHOLE || graph_array(from, id)->recurrence
                    || named[id]);
        add_uses(&simplifier, copy->arrays[id], uses[id]);
        outcome = outcome_with(outcome, copy, id);
        arena_clear(simplifier.arena);
    }
    copy_interface(copy);
    carries_end(&simplifier, links);
    ArrayIds circle = {0};
    if (outcome != SAME && from->recurrences.count > 1
        && !graph_has_order(work, simplifier.graph, &circle))
        outcome = DISORDERED;
    if (outcome == CHANGED || outcome == SETTLED)
        *to = simplifier.graph;
    else
        arena_close(simplifier.graph->arena);
    arena_close(work);
    return outcome;
}

/* Of the graph, the arena is closed if it need not stay. */
static Graph *in_rounds(Arena *arena, Graph *graph, bool stays,
                        uint8_t purpose, const Laws *laws)
{
    uint32_t nodes = graph->exprs.nodes.count;
    Graph *now = graph, *next;
    Outcome outcome = CHANGED;
    bool leave = false, made = false;
    for (int round = 0; round < MAX_ROUNDS && (round < 2 || outcome != SAME);
         round++) {
        const Outcome before = outcome;
        outcome = simplify_round(arena, laws, now, purpose, before, round == 0,
                                 leave, &next);
        if (outcome == DISORDERED) {
            leave = true;
            outcome = simplify_round(arena, laws, now, purpose, before,
                                     round == 0, leave, &next);
        }
        if (outcome == SAME)
            continue;
        if (!stays)
            arena_close(now->arena);
        graph_settle(next);
        now = graph_compact(arena_open(arena), next);
        arena_close(next->arena);
        nodes = now->exprs.nodes.count;
        made = true;
        stays = false;
    }
    /* Counting calls adds nodes. */
    if (made && now->exprs.nodes.count == nodes)
        return now;
    next = graph_compact(arena_open(arena), now);
    if (!stays)
        arena_close(now->arena);
    return next;
}

Graph *simplify_by(Arena *arena, Graph *graph, uint8_t purpose,
                   const Laws *laws)
{
    return in_rounds(arena, graph, false, purpose, laws);
}

Graph *simplify_for(Arena *arena, Graph *graph, uint8_t purpose)
{
    uint32_t failed;
    Arena *work = arena_open(arena);
    Graph *made = in_rounds(arena, graph, true, purpose,
                            laws_create(work, &failed));
    arena_close(work);
    return made;
}

Graph *simplify(Arena *arena, Graph *graph)
{
    return simplify_for(arena, graph, FOR_VECTORS);
}
