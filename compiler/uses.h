/* uses.h: what arrays are read, and how often. */
#ifndef GCC_GRAPH_USES_H
#define GCC_GRAPH_USES_H

#include "graph.h"

enum { AS_WHOLE = 1 << 16 };

/* [graph arrays]: accesses to each array; what is used as a whole, by those who
 * call the program or by a routine, has AS_WHOLE more. */
uint32_t *graph_uses(Arena *arena, const Graph *graph);

/* What each array reads: at.at[first[id]] … at.at[first[id + 1] - 1], with the
 * array that is held in place of what holds it. */
typedef struct Reads {
    uint32_t *first;                    /* [arrays + 1] */
    ArrayIds  at;
} Reads;
Reads graph_reads(Arena *arena, const Graph *graph);

#endif
