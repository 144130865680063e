/* lanes.h: the order of sums.
 *
 * Numbers that are added one to another wait for each other. Where vectors can
 * lie along an index that is not summed, no sum need change: each lane of a
 * vector is a sum of its own. Elsewhere the sum is gathered in a fixed number
 * of lanes (eval.h says how), the same on every machine, whatever the width of
 * its vectors. That is part of what the program computes.
 */
#ifndef GCC_GRAPH_LANES_H
#define GCC_GRAPH_LANES_H

#include "graph.h"

/* How an access goes along with an index. */
typedef enum Contiguity {
    INVARIANT,                      /* it does not depend on it */
    CONTIGUOUS,                     /* one element further for each value */
    SCATTERED
} Contiguity;

Contiguity subscripts_contiguity(const Exprs *exprs, uint32_t rank,
                       const SubscriptId *subscripts, uint32_t index);

/* Whether the access jumps along the index, and what it reads is read so often that
 * it pays to copy that once into an array in which it does not. */
bool access_is_column(const Graph *graph, const Part *part, const Expr *access,
                      uint32_t index);

/* The indices of the part that recurrences around the array run. */
uint32_t recurrence_indices(const Graph *graph, ArrayId id, const Part *part);
/* The rows of the tiles in which the part of the array is computed in ascending
 * order; 0: in none. */
uint32_t part_tile_rows(const Graph *graph, ArrayId id, const Part *part);
/* Whether its elements are gathered side by side, each in order: what they are made
 * of lies so along *column, the last index of the target, and not along the terms.
 * Recurrences run the `driven` indices. */
bool part_is_abreast(const Graph *graph, Arena *arena, const Array *array,
                     const Part *part, uint32_t driven, uint32_t *column);
/* Whether they would be if another axis than the last one were that. */
bool part_stands_across(const Graph *graph, Arena *arena, const Array *array,
                        const Part *part, uint32_t *axis);
/* The lanes that are best for it; 1: none. */
uint16_t part_lanes(Graph *graph, ArrayId id, const Part *part);
/* Chooses the lanes of every sum, maximum and minimum, each from its own
 * equation alone. */
void lanes_choose(Graph *graph);

#endif
