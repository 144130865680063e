/* upright.c: arrays whose elements lie across what they are made of. */
#include "upright.h"

#include "lanes.h"

/* Indices of the transposed array: the axis becomes the last one. */
static void turn_indices(Exprs *exprs, const Part *part, uint32_t rank,
                         uint32_t axis, SubscriptId map[MAX_INDICES],
                         Range ranges[MAX_INDICES])
{
    for (uint32_t i = 0; i < part->index_count; i++) {
        uint32_t to = i == axis ? rank - 1 : i > axis && i < rank ? i - 1 : i;
        map[i] = subscript_index(exprs, to);
        ranges[to] = part->ranges[i];
    }
}

/* The array as a copy of the transposed one, which is new. */
static void set_upright(Graph *graph, Arena *arena, ArrayId id, uint32_t axis)
{
    Exprs *exprs = &graph->exprs;
    const Array array = *graph_array(graph, id);
    Memo memo = {0};
    SubscriptId map[MAX_INDICES] = {0}, read[MAX_RANK];
    Range ranges[MAX_INDICES];
    int64_t shape[MAX_RANK];
    Part part = array.as.parts[0];
    SubscriptId *target = NEW_ARRAY(arena, SubscriptId, array.rank);
    turn_indices(exprs, &part, array.rank, axis, map, ranges);
    for (uint32_t i = 0; i < array.rank; i++) {
        uint32_t to = i == axis ? array.rank - 1u : i - (i > axis);
        shape[to] = array.shape[i];
        target[i] = read[to] = subscript_index(exprs, i);
    }
    part.body = expr_substitute(exprs, &memo, part.body, map);
    part.ranges = ranges;
    part.target = target;
    ArrayId made = graph_equation(graph, array.limit, array.rank, shape, 1,
                                  &part, array.serves);
    Part *copy = NEW(graph->arena, Part);
    *copy = part_whole(graph, array.rank, array.shape,
                       graph_access(graph, made, read));
    graph->arrays.at[id].as.parts = copy;
}

bool stand_upright(Graph *graph, Arena *arena)
{
    Arena *work = arena_open(arena);
    uint32_t count = graph->arrays.count;
    bool any = false;
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(graph, id);
        uint32_t axis;
        if (array->kind != EQUATION || array->rank < 2
            || !part_stands_across(graph, work, array, &array->as.parts[0],
                                   &axis))
            continue;
        set_upright(graph, work, id, axis);
        any = true;
    }
    arena_close(work);
    return any;
}
