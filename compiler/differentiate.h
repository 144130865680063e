/* differentiate.h: reverse mode, from graph to graph. */
#ifndef GCC_GRAPH_DIFFERENTIATE_H
#define GCC_GRAPH_DIFFERENTIATE_H

#include "graph.h"

/* The graph with, for every output y that depends on a real input or param, a
 * seed d_y (an input of the shape of y), and for every param and every real
 * input x the gradient Σ_y d_y ∂y/∂x, zero where nothing depends on x. If the
 * graph is trained, it is the gradient of the objective (in a batch of its
 * mean) by what is trained, and nothing else. In an arena of its own within
 * `arena`, as simplify. */
Graph *differentiate(Arena *arena, const Graph *graph);

#endif
