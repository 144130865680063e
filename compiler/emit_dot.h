/* emit_dot.h: the forward graph as a picture, for Graphviz. */
#ifndef GCC_GRAPH_EMIT_DOT_H
#define GCC_GRAPH_EMIT_DOT_H

#include "graph.h"

void emit_dot(const Graph *graph, Arena *arena, Buffer *out);

#endif
