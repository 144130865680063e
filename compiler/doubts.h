/* doubts.h: how far constants may be off what their author meant.
 *
 * A constant counts as known to half a unit in its last place, unless it is a short
 * binary fraction; and what is computed of such ones at compile time is known as
 * well as they are: cos(π / 2) is 6e-17, but may as well be 0. Doubts remembers,
 * for numbers that were folded, how far they may be off, by their values. What may
 * be nothing but doubt is 0.
 */
#ifndef GCC_GRAPH_DOUBTS_H
#define GCC_GRAPH_DOUBTS_H

#include "graph.h"

typedef struct Doubts Doubts;

Doubts *doubts_create(Arena *arena);

/* How far the constant may be off. Without Doubts, all count as written. */
double doubts_of(const Doubts *doubts, double constant);

/* The value of a function of constants as it is to be folded, its doubt being
 * noted; without Doubts the value itself. */
double doubts_fold(Doubts *doubts, Function function, double a, double b,
                   double value);

/* The same for all arrays that a graph computes of constants alone, which `values`
 * are those of. Does nothing if the graph has no Doubts. */
void doubts_settle(const Graph *graph, Arena *arena, double **values);

#endif
