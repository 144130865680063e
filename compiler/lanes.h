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

/* Chooses the lanes of every sum, maximum and minimum, each from its own
 * equation alone. */
void lanes_choose(Graph *graph);

#endif
