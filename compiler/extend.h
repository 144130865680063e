/* extend.h: sums without guards, over arrays that are extended by zeros.
 *
 *     y[i] = Σ_{p < 3: 0 <= i + p - 1 < n} K[p] x[i + p - 1]
 *
 *     x'[i + 1] = x[i], and 0 around it        y[i] = Σ_p K[p] x'[i + p]
 *
 * A guard holds terms back where an element would lie outside of its array, or
 * where a part of a matrix is left out, as in Σ_{j <= i} A[i, j] b[j, k]. Where
 * 0 is read instead the term is 0. The sum then is one for vectors (tile.h,
 * lanes.h), at the price of a copy.
 *
 * A term that is left out and one that is 0 are the same as long as the other
 * factors are finite.
 */
#ifndef GCC_GRAPH_EXTEND_H
#define GCC_GRAPH_EXTEND_H

#include "graph.h"

/* Rewrites the guarded sums of products that become sums for vectors, where the
 * copies are small beside them; whether there were any. New arrays come after
 * those that read them, until graph_sorted. */
bool extend_sums(Graph *graph, Arena *arena);

#endif
