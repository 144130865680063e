/* slice.h: arrays of which one slice is read.
 *
 *     z = A B      t = Σ_i z[i, i]          z'[i] = Σ_k A[i, k] B[k, i]
 *     y = A x      s = y[3]                 y'    = Σ_k A[3, k] x[k]
 *
 * If each read of an array has one number on an axis, or the same on two axes, the
 * axis goes, and what is made is no more than what is read.
 */
#ifndef GCC_GRAPH_SLICE_H
#define GCC_GRAPH_SLICE_H

#include "graph.h"

/* Makes the slices in the place of such arrays; whether there were any. New arrays
 * come after those that read them, until graph_sorted. */
bool slice_arrays(Graph *graph, Arena *arena);

#endif
