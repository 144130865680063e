/* specialise.h: what training computes, and what infer does. */
#ifndef GCC_GRAPH_SPECIALISE_H
#define GCC_GRAPH_SPECIALISE_H

#include "graph.h"

/* The graph with `training` 1, and beside it what its outputs are with
 * `training` 0 and each drawn input at its mean: its `inferred`. What depends
 * on neither is there once. In an arena of its own within `arena`. */
Graph *specialise(Arena *arena, const Graph *from);

/* Whether infer may compute something else. */
bool has_two_modes(const Graph *graph);

#endif
