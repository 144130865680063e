/* uses.h: how often arrays are read. */
#ifndef GCC_GRAPH_USES_H
#define GCC_GRAPH_USES_H

#include "graph.h"

enum { AS_WHOLE = 1 << 16 };

/* [graph arrays]: accesses to each array; what is used as a whole, by those who
 * call the program or by a routine, has AS_WHOLE more. */
uint32_t *graph_uses(Arena *arena, const Graph *graph);

#endif
