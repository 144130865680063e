/* train.h: from a gradient graph to that of a step of training. */
#ifndef GCC_GRAPH_TRAIN_H
#define GCC_GRAPH_TRAIN_H

#include "graph.h"

/* The graph of the outputs and of the gradients by what is trained, each of
 * them an equation of its own over the box of its param, and sparse where the
 * param is read by data alone (see Trained). In an arena of its own within
 * `arena`, as differentiate. `split`: what
 * options are is kept for a function beside that which computes them. */
Graph *train(Arena *arena, const Graph *gradient, bool split);

#endif
