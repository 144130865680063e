/* simplify_axis.c: axes of one place.
 *
 *     A[i, j] = e(i, j) for j < 1    is    B[i] = e(i, 0),  A[i, j] = B[i]
 *
 * What reads A reads B then, and A is gone. So a convolution of one group is
 * made in the loops of its channels and places, which those that use it share.
 */
#include "simplifying.h"

/* Whether the target's subscript of an axis of one place is that place: a
 * constant, or an index of one value, which *index is then. */
static bool is_place(const Graph *graph, const Part *part, SubscriptId target,
                     uint32_t *index)
{
    const Subscript *s = subscript_at(&graph->exprs, target);
    *index = MAX_INDICES;
    if (s->data || s->term_count > 1)
        return false;
    if (!s->term_count)
        return true;
    *index = s->terms[0].index;
    Range range = part->ranges[*index];
    return range.high - range.low == 1;
}

/* The part without these axes of its target, and without their indices. */
static bool part_drop_axes(Simplifier *simplifier, const Sketch *sketch,
                           Part *part)
{
    SubscriptId *target = NEW_ARRAY(simplifier->arena, SubscriptId,
                                    sketch->rank);
    uint32_t rank = 0, set = 0, index;
    if (part->combine >= ARGMAX)
        return false;
    for (uint32_t a = 0; a < sketch->rank; a++) {
        if (sketch->shape[a] != 1)
            target[rank++] = part->target[a];
        else if (!is_place(simplifier->graph, part, part->target[a], &index))
            return false;
        else if (index < MAX_INDICES)
            set |= 1u << index;
    }
    part->target = target;
    part_drop_indices(simplifier, rank, part, set);
    return true;
}

/* Whether nothing is left to do: A[i, j] = B[i]. */
static bool is_copy(const Graph *graph, const Sketch *sketch, uint32_t rank,
                    const SubscriptId *subscripts)
{
    const Part *part = &sketch->parts.at[0];
    const Expr *e = expr_at(&graph->exprs, part->body);
    if (sketch->parts.count != 1 || part->combine != SET || e->kind != ACCESS
        || !part_is_whole(graph, sketch, part) || e->as.access.rank != rank)
        return false;
    for (uint32_t i = 0; i < rank; i++)
        if (e->as.access.subscripts[i] != subscripts[i])
            return false;
    return true;
}

bool sketch_drop_axes(Simplifier *simplifier, Sketch *sketch)
{
    Graph *graph = simplifier->graph;
    Arena *arena = simplifier->arena;
    int64_t *shape = NEW_ARRAY(arena, int64_t, sketch->rank);
    SubscriptId subscripts[MAX_RANK];
    Sketch inner = {.limit = sketch->limit, .shape = shape,
                    .serves = sketch->serves};
    for (uint32_t a = 0; a < sketch->rank; a++) {
        if (sketch->shape[a] == 1)
            continue;
        subscripts[inner.rank] = subscript_index(&graph->exprs, a);
        shape[inner.rank++] = sketch->shape[a];
    }
    if (inner.rank == sketch->rank
        || is_copy(graph, sketch, inner.rank, subscripts))
        return false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        Part part = sketch->parts.at[i];
        if (!part_drop_axes(simplifier, sketch, &part))
            return false;
        list_push(arena, &inner.parts, part);
    }
    ArrayId id = sketch_finish(simplifier, &inner);
    Part part = part_whole(graph, sketch->rank, sketch->shape,
                           expr_access(&graph->exprs, id, sketch->limit != 0,
                                       inner.rank, subscripts));
    sketch->parts.count = 0;
    list_push(arena, &sketch->parts, part);
    return true;
}
