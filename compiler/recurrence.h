/* recurrence.h: in which order arrays are computed.
 *
 * Arrays that read each other in a circle are the members of a recurrence if
 * each has an axis along which all that it reads of them is earlier, or of
 * the same step and in no circle there. Members run step by step, and within
 * a step in order. If a circle is left within a step, its arrays are a
 * recurrence of their own, inside of it, along other axes.
 *
 *     h[t+1,i] = tanh(r[t,i])            r runs one step ahead: its shift is 1
 *     r[t,i]   = sum[k](W[i,k] h[t,k])   step s: r[s-1], then h[s]
 *
 * What a member reads of an earlier step it reads through a CARRY, which
 * stands before all members; what it reads of the same step it reads as such.
 */
#ifndef GCC_GRAPH_RECURRENCE_H
#define GCC_GRAPH_RECURRENCE_H

#include "graph.h"

/* False if arrays read each other in a circle without an order; *circle are
 * those of the first one. */
bool graph_has_order(Arena *arena, Graph *graph, ArrayIds *circle);

#endif
