/* simplify.h: laws that make a graph cheaper or more stable, never dearer. */
#ifndef GCC_GRAPH_SIMPLIFY_H
#define GCC_GRAPH_SIMPLIFY_H

#include "graph.h"

Graph *simplify(Arena *arena, const Graph *graph);

#endif
