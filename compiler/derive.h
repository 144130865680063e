/* derive.h: derivatives that equations ask for. */
#ifndef GCC_GRAPH_DERIVE_H
#define GCC_GRAPH_DERIVE_H

#include "diagnose.h"
#include "graph.h"

bool graph_has_derivatives(const Graph *graph);

/* The graph with derivatives made that need no other derivative to be made
 * before; without any left, what was held for them is read as such. In an
 * arena of its own within `arena`. NULL, with a message, if one needs more
 * axes than arrays have. */
Graph *derive(Arena *arena, Graph *graph, Diagnostics *diagnostics);

#endif
