/* schedule_tiles.c: which parts are computed in tiles, and the room for what
 * they pack. */
#include "recurrence_pace.h"
#include "schedule.h"

static ArrayId add_room(Graph *graph, ArrayId id, const Part *part,
                        const Tile *tile)
{
    const Array array = *graph_array(graph, id);
    const Expr *packed = expr_at(&graph->exprs, tile->packed);
    int64_t shape[2];
    tile_room(part, part_targets(graph, &array, part), tile, shape);
    ArrayId room = graph_input(graph, PACKED, REAL, 0, 2, shape, array.serves);
    graph->arrays.at[room].as.carried =
        graph_source(graph, packed->as.access.array);
    return room;
}

static void find_tiles(Graph *graph, Arena *arena, ArrayId id,
                       Tiled *tiles)
{
    const Array array = *graph_array(graph, id);
    uint32_t outside = array.recurrence
                         ? recurrence_outside(graph, arena, id) : 0;
    uint32_t around = recurrences_around(graph, id);
    bool begins = array_begins(graph, arena, id) != BEGINS_BEFORE;
    for (uint32_t p = 0; p < array.part_count; p++) {
        const Part *part = &array.as.parts[p];
        Tile tile;
        if (!tile_find(graph, arena, &array, part,
                       p < outside ? 0 : (1u << around) - 1, &tile)
            || ((p || !begins)
                && !tile_in_one(graph, part, part_targets(graph, &array, part),
                                true, &tile)))
            continue;
        tiles[p].tile = arena_copy(arena, &tile, 1, sizeof tile);
        if (tile.packed)
            tiles[p].room = add_room(graph, id, part, &tile);
    }
}

const Tiled *const *schedule_tiles(Graph *graph, Arena *arena, bool vectors,
                                   const ArrayId **origin)
{
    uint32_t count = graph->arrays.count;
    const Tiled **all = NEW_ARRAY(arena, const Tiled *, count);
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(graph, id);
        if (!array_is_computed(array))
            continue;
        Tiled *tiles = NEW_ARRAY(arena, Tiled, array->part_count);
        if (vectors)
            find_tiles(graph, arena, id, tiles);
        all[id] = tiles;
    }
    ArrayId *of = NEW_ARRAY(arena, ArrayId, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        of[id] = (*origin)[id < count ? id
                                      : graph_array(graph, id)->as.carried];
    *origin = of;
    return all;
}
