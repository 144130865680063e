/* affine_meet.c: which parts of an array meet.
 *
 * Parts that lie apart along an axis do not. Along the axis where they overlap
 * least they are sorted, and only neighbours that overlap there are compared:
 * so pieces that follow each other cost no more than sorting them.
 */
#include "affine.h"

#include <math.h>
#include <stdlib.h>

typedef struct Extent {             /* of a target along one axis */
    Range    range;
    uint32_t part;
} Extent;

static int compare_extents(const void *left, const void *right)
{
    const Extent *a = left, *b = right;
    if (a->range.low != b->range.low)
        return a->range.low < b->range.low ? -1 : 1;
    return a->part < b->part ? -1 : a->part > b->part;
}

/* The extents of the parts along an axis, sorted; returns how much they
 * overlap: their lengths by the length of their hull. */
static double sort_extents(const Graph *graph, Arena *arena,
                           const Array *array, uint32_t axis, Extent *extents)
{
    double total = 0;
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        Domain domain;
        domain_of_part(&domain, arena, part);
        Range range = domain_bounds(&domain, graph, part->target[axis]);
        extents[i] = (Extent){range, i};
        low = range.low < low ? range.low : low;
        high = range.high > high ? range.high : high;
        total += (double)range.high - (double)range.low;
    }
    qsort(extents, array->part_count, sizeof *extents, compare_extents);
    return high > low ? total / ((double)high - (double)low) : 0;
}

/* Sorted along the axis where they overlap least, if there is one. */
static const Extent *best_extents(const Graph *graph, Arena *arena,
                                  const Array *array)
{
    Extent *extents = NEW_ARRAY(arena, Extent, array->part_count);
    Extent *best = NEW_ARRAY(arena, Extent, array->part_count);
    double least = INFINITY;
    for (uint32_t i = 0; i < array->part_count; i++)
        best[i] = (Extent){{0, 1}, i};
    for (uint32_t axis = 0; axis < array->rank; axis++) {
        double overlap = sort_extents(graph, arena, array, axis, extents);
        if (overlap < least) {
            Extent *swap = best;
            best = extents;
            extents = swap;
            least = overlap;
        }
    }
    return best;
}

bool parts_meet(const Graph *graph, Arena *arena, const Array *array,
                uint32_t *first, uint32_t *second)
{
    uint32_t count = array->part_count;
    *first = *second = UINT32_MAX;
    if (count < 2)
        return false;
    const Extent *sorted = best_extents(graph, arena, array);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1;
             k < count && sorted[k].range.low < sorted[i].range.high; k++) {
            uint32_t a = sorted[i].part, b = sorted[k].part;
            uint32_t low = a < b ? a : b, high = a < b ? b : a;
            if ((high < *second || (high == *second && low < *first))
                && !targets_are_disjoint(graph, &array->as.parts[low],
                                         &array->as.parts[high],
                                         array->rank)) {
                *first = low;
                *second = high;
            }
        }
    return *second != UINT32_MAX;
}
