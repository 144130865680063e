/* tangent.h: forward mode, from graph to graph. */
#ifndef GCC_GRAPH_TANGENT_H
#define GCC_GRAPH_TANGENT_H

#include "graph.h"

/* The graph that computes J v, for the Jacobian J of which the gradients of
 * `gradient` are the transpose: its inputs are those of `forward`, and behind
 * them a direction v_x for each gradient, in their order; its outputs are the
 * tangents of what has a seed, in the order of the seeds. It changes no state.
 * In an arena of its own within `arena`, as differentiate. */
Graph *tangent(Arena *arena, const Graph *forward, const Graph *gradient);

#endif
