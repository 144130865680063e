/* recurrence_pace.c: at which step of a recurrence a part runs. */
#include "recurrence_pace.h"

static Pace pace_of_target(const Graph *graph, const Recurrence *r,
                           uint32_t member, const Part *part)
{
    const Subscript *s =
        subscript_at(&graph->exprs, part->target[r->axis[member]]);
    return (Pace){
        .index = s->term_count ? s->terms[0].index : PACE_FIXED,
        .factor = s->term_count ? s->terms[0].factor : 0,
        .base = s->base + r->shift[member],
    };
}

/* The accesses of the part to members of recurrences that the member is in. */
static ExprIds list_reads(const Graph *graph, Arena *arena, ArrayId member,
                          const Part *part)
{
    ExprIds nodes = {0}, reads = {0};
    part_postorder(graph, arena, NULL, true, part,
                   graph_array(graph, member)->rank, &nodes);
    for (uint32_t i = 0; i < nodes.count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes.at[i]);
        if (node->kind == ACCESS
            && graph_are_recurrent(graph, member, node->as.access.array))
            list_push(arena, &reads, nodes.at[i]);
    }
    return reads;
}

Pace recurrence_pace(const Graph *graph, Arena *arena, uint32_t recurrence,
                     ArrayId member, const Part *part)
{
    const Recurrence *r = &graph->recurrences.at[recurrence];
    const Exprs *exprs = &graph->exprs;
    if (subscript_is_step(
            subscript_at(exprs, part->target[r->axis[member - r->first]])))
        return pace_of_target(graph, r, member - r->first, part);
    ExprIds reads = list_reads(graph, arena, member, part);
    Pace pace = {.index = PACE_FIXED, .factor = 1};
    for (uint32_t i = 0; i < reads.count; i++) {
        const Expr *node = expr_at(exprs, reads.at[i]);
        ArrayId id = node->as.access.array, source = graph_source(graph, id);
        const Subscript *s = subscript_at(
            exprs, node->as.access.subscripts[r->axis[source - r->first]]);
        int64_t base = s->base + r->shift[source - r->first]
                     + (id != source ? r->direction : 0);
        bool later = r->direction > 0 ? base > pace.base : base < pace.base;
        if (pace.index == PACE_FIXED || later)
            pace.base = base;
        pace.index = s->terms[0].index;
    }
    return pace;
}

bool recurrence_pushes(const Graph *graph, ArrayId member)
{
    const Array *array = graph_array(graph, member);
    const Recurrence *r =
        &graph->recurrences.at[graph_outermost(graph, member)];
    for (uint32_t p = 0; p < array->part_count && r->first; p++)
        if (!subscript_is_step(subscript_at(
                &graph->exprs,
                array->as.parts[p].target[r->axis[member - r->first]])))
            return true;
    return false;
}

uint32_t recurrence_outside(const Graph *graph, Arena *arena, ArrayId member)
{
    const Array *array = graph_array(graph, member);
    uint32_t count = 0;
    if (!graph_outermost(graph, graph_source(graph, member)))
        return array->part_count;
    while (count < array->part_count
           && !list_reads(graph, arena, member, &array->as.parts[count]).count)
        count++;
    return count;
}
