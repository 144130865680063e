/* simplify.h: laws that make a graph cheaper or more stable, never dearer. */
#ifndef GCC_GRAPH_SIMPLIFY_H
#define GCC_GRAPH_SIMPLIFY_H

#include "graph.h"

struct Laws;

/* In an arena of its own within `arena`: graph->arena holds the graph and
 * nothing else. Expressions may be added to those of the old graph. */
Graph *simplify(Arena *arena, Graph *graph);
/* The same by laws that are parsed, and the arena of the old graph is closed.
 * Without `vectors`, for a machine that has none, the order of axes is left as it
 * is. */
Graph *simplify_by(Arena *arena, Graph *graph, bool vectors,
                   const struct Laws *laws);

#endif
