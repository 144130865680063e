/* simplify.h: laws that make a graph cheaper or more stable, never dearer. */
#ifndef GCC_GRAPH_SIMPLIFY_H
#define GCC_GRAPH_SIMPLIFY_H

#include "graph.h"

struct Laws;

/* What a graph is simplified for: a machine with vectors, along which axes are put in
 * order; readers, who see functions of indices better than arrays of their values. */
typedef enum Purpose { FOR_VECTORS = 1, FOR_READERS = 2 } Purpose;

/* For a set of purposes, in an arena of its own within `arena`: graph->arena holds the
 * graph and nothing else. Expressions may be added to those of the old graph. */
Graph *simplify_for(Arena *arena, Graph *graph, uint8_t purpose);
/* For a machine with vectors. */
Graph *simplify(Arena *arena, Graph *graph);
/* For a set of purposes by laws that are parsed; the arena of the old graph is closed. */
Graph *simplify_by(Arena *arena, Graph *graph, uint8_t purpose,
                   const struct Laws *laws);

#endif
