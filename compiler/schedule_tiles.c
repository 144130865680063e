/* schedule_tiles.c: which parts are computed in tiles, and the room for what
 * they pack. */
#include "recurrence_pace.h"
#include "schedule.h"

typedef struct Rooms {
    Graph   *graph;
    Arena   *arena;
    ArrayId *of;                /* [recurrences]: that of all its tiles, or 0 */
} Rooms;

/* A room for the tile. Those in the loop of a recurrence take turns in one, as
 * large as the largest. */
static ArrayId add_room(Rooms *rooms, ArrayId id, const Part *part,
                        const Tile *tile, bool in_loop)
{
    Graph *graph = rooms->graph;
    const Array array = *graph_array(graph, id);
    const Expr *packed = expr_at(&graph->exprs, tile->packed);
    ArrayId *shared = &rooms->of[graph_outermost(graph, id)];
    int64_t shape[2];
    tile_room(part, part_targets(graph, &array, part), tile, shape);
    if (in_loop && *shared) {
        Array *room = &graph->arrays.at[*shared];
        if (shape[0] * shape[1] > room->shape[0] * room->shape[1])
            room->shape = arena_copy(graph->arena, shape, 2, sizeof *shape);
        return *shared;
    }
    ArrayId room = graph_input(graph, PACKED, REAL, 0, 2, shape, array.serves);
    graph->arrays.at[room].as.carried =
        graph_source(graph, packed->as.access.array);
    if (in_loop)
        *shared = room;
    return room;
}

static void find_tiles(Rooms *rooms, ArrayId id, Tiled *tiles)
{
    Graph *graph = rooms->graph;
    Arena *arena = rooms->arena;
    const Array array = *graph_array(graph, id);
    uint32_t outside = array.recurrence
                         ? recurrence_outside(graph, arena, id) : 0;
    uint32_t around = recurrences_around(graph, id);
    bool begins = array_begins(graph, arena, id) != BEGINS_BEFORE;
    for (uint32_t p = 0; p < array.part_count; p++) {
        const Part *part = &array.as.parts[p];
        uint32_t driven = p < outside ? 0 : (1u << around) - 1;
        Tile tile;
        if (!tile_find(graph, arena, &array, part, driven, &tile)
            || ((p || !begins)
                && !tile_in_one(graph, part, part_targets(graph, &array, part),
                                true, &tile)))
            continue;
        tiles[p].tile = arena_copy(arena, &tile, 1, sizeof tile);
        if (tile.packed)
            tiles[p].room = add_room(rooms, id, part, &tile, driven != 0);
    }
}

const Tiled *const *schedule_tiles(Graph *graph, Arena *arena, bool vectors,
                                   const ArrayId **origin)
{
    uint32_t count = graph->arrays.count;
    const Tiled **all = NEW_ARRAY(arena, const Tiled *, count);
    Rooms rooms = {graph, arena,
                   NEW_ARRAY(arena, ArrayId, graph->recurrences.count)};
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(graph, id);
        if (!array_is_computed(array))
            continue;
        Tiled *tiles = NEW_ARRAY(arena, Tiled, array->part_count);
        if (vectors)
            find_tiles(&rooms, id, tiles);
        all[id] = tiles;
    }
    ArrayId *of = NEW_ARRAY(arena, ArrayId, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        of[id] = (*origin)[id < count ? id
                                      : graph_array(graph, id)->as.carried];
    *origin = of;
    return all;
}
