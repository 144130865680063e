/* plan_apart.h: a graph in which infer shares nothing that it computes. */
#ifndef GCC_GRAPH_PLAN_APART_H
#define GCC_GRAPH_PLAN_APART_H

#include "loops.h"

/* The graph, in which infer has a copy of its own of all that other routines
 * compute too: so what one makes again, the others do not. In an arena of its own
 * under this one. */
Graph *graph_apart(Arena *arena, const Graph *from);

/* Ends the copy of a graph: recurrences, the interface, and how it is computed.
 * copied[id]: the array of `from` has an image. */
void copy_ends(Copy *copy, const bool *copied);

/* The graph without arrays that nothing reads, in an arena of its own. */
Graph *graph_without_unread(Arena *arena, const Graph *from);

#endif
