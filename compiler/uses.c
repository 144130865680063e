/* uses.c: what arrays are read, and how often. */
#include "uses.h"

uint32_t *graph_uses(Arena *arena, const Graph *graph)
{
    uint32_t *uses = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        uses[graph->definitions.at[graph->outputs.at[i]].array] += AS_WHOLE;
    for (uint32_t i = 0; i < graph->inferred.count; i++)
        uses[graph->inferred.at[i]] += AS_WHOLE;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        uses[graph_next(graph, i)] += AS_WHOLE;
    for (uint32_t i = 0; i < graph->initials.count; i++)
        uses[graph->initials.at[i].value] += AS_WHOLE;
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        uses[graph->gradients.at[i].array] += AS_WHOLE;
    ArrayIds needed = {0};
    training_arrays(graph, arena, &needed);
    for (uint32_t i = 0; i < needed.count; i++)
        uses[needed.at[i]] += AS_WHOLE;
    ExprIds order = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        if (a->kind == CARRY || a->kind == HELD)
            uses[a->as.carried] += AS_WHOLE;
        if (a->kind == DERIVATIVE) {
            uses[a->as.derivative->of] += AS_WHOLE;
            uses[a->as.derivative->by] += AS_WHOLE;
            uses[a->as.derivative->seed] += AS_WHOLE;
        }
        for (uint32_t i = 0; i < a->part_count; i++) {
            const Part *part = &a->as.parts[i];
            order.count = 0;
            part_postorder(graph, arena, NULL, true, part, a->rank, &order);
            for (uint32_t k = 0; k < order.count; k++) {
                const Expr *e = expr_at(&graph->exprs, order.at[k]);
                if (e->kind == ACCESS)
                    uses[e->as.access.array] += a->kind == KERNEL ? AS_WHOLE : 1;
            }
        }
    }
    return uses;
}

Reads graph_reads(Arena *arena, const Graph *graph)
{
    Reads reads = {NEW_ARRAY(arena, uint32_t, graph->arrays.count + 1), {0}};
    Arena *work = arena_open(arena);
    ExprIds order = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        order.count = 0;
        array_postorder(graph, work, id, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *e = expr_at(&graph->exprs, order.at[i]);
            if (e->kind == ACCESS)
                list_push(arena, &reads.at,
                          graph_source(graph, e->as.access.array));
        }
        reads.first[id + 1] = reads.at.count;
    }
    arena_close(work);
    return reads;
}
