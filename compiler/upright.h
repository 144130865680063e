/* upright.h: arrays whose elements lie across what they are made of.
 *
 *     y[i, c] = Σ_k A[k, i] (x[k, c] - x[i, c])       for c < 3
 *
 *     Y[c, i] = Σ_k A[k, i] (x[k, c] - x[i, c])       y[i, c] = Y[c, i]
 *
 * Where terms are read in order along an axis that is not the last one, and along no
 * other, the array is a copy of one of which it is the last: elements of that are
 * gathered side by side (emit_c_abreast.c).
 */
#ifndef GCC_GRAPH_UPRIGHT_H
#define GCC_GRAPH_UPRIGHT_H

#include "graph.h"

/* Transposes such arrays; whether there were any. New ones come after those that
 * read them, until graph_sorted. */
bool stand_upright(Graph *graph, Arena *arena);

#endif
