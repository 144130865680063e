/* twins.h: members of recurrences that are the same.
 *
 *     S[t] = (H P[t]) Hᵀ        P[t + 1] = P[t] - K[t] (H P[t])
 *
 * Equal arrays are one as soon as they are made. Members of recurrences may be made
 * before what they read: then one reads P, the other its carry, and only what these
 * carry says that H P[t] is there twice.
 */
#ifndef GCC_GRAPH_TWINS_H
#define GCC_GRAPH_TWINS_H

#include "graph.h"

/* The graph in the arena with one array for those that are the same; NULL if there
 * are none, or if they are needed in different orders. */
Graph *twins_joined(Arena *arena, Graph *graph);

#endif
