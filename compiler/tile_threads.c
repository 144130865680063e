/* tile_threads.c: what threads share of a tile. */
#include "tile_choose.h"

enum { SHARED_WORK = 1 << 20 };     /* points of a sum that threads share */

int64_t tile_share(const Part *part, const Tile *tile)
{
    int64_t size = range_size(part->ranges[tile->split]);
    int64_t unit = tile->split == tile->row ? tile->rows : 1;
    int64_t each = (size + tile->threads - 1) / tile->threads;
    return (each + unit - 1) / unit * unit;
}

void choose_threads(const Graph *graph, const Part *part,
                    uint32_t targets, uint32_t driven, Tile *tile)
{
    double points = part_points(part), best = 0;
    for (uint32_t i = 0; i < targets; i++)
        if (driven >> i & 1)
            points /= (double)range_size(part->ranges[i]);
    bool large = points >= SHARED_WORK;
    if (graph->threads < 2 || tile->blas
        || (!large && (driven || part_is_small(part))))
        return;
    for (uint32_t i = large ? targets : 1; i > 0; i--) {
        int64_t size = range_size(part->ranges[i - 1]);
        bool row = i - 1 == tile->row;
        if (i - 1 == tile->column || driven >> (i - 1) & 1
            || size < (row ? 2 * tile->rows : 2))
            continue;
        Tile split = *tile;
        split.threads = (uint8_t)graph->threads;
        split.split = (uint8_t)(i - 1);
        split.large = large;
        double even = (double)size / (double)tile_share(part, &split);
        if (even > best || (even == best && !row)) {
            best = even;
            *tile = split;
        }
    }
}

