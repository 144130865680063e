/* recurrence_pace.h: at which step of a recurrence a part runs. */
#ifndef GCC_GRAPH_RECURRENCE_PACE_H
#define GCC_GRAPH_RECURRENCE_PACE_H

#include "graph.h"

#define PACE_FIXED MAX_INDICES  /* no index: the part runs at step `base` */

/* The part runs at the step index·factor + base. */
typedef struct Pace {
    uint32_t index;
    int64_t  factor, base;
} Pace;

/* A part makes the element that its member has at a step, and runs there. A
 * part whose target on the axis is chosen by data is pushed: it adds ahead, to
 * elements of later steps, and runs when all that it reads of the recurrence is
 * there:
 *
 *     s[p[k]] += h[k]        runs at k, or at k + 1 if it reads h by a carry
 */
Pace recurrence_pace(const Graph *graph, Arena *arena, uint32_t recurrence,
                     ArrayId member, const Part *part);

/* Whether the target tells the step. */
static inline bool subscript_is_step(const Subscript *s)
{
    return !s->data && s->term_count <= 1;
}

/* Whether some part of the member is pushed in its outermost recurrence. */
bool recurrence_pushes(const Graph *graph, ArrayId member);

/* How many parts of the member, from the first on, read nothing that the
 * recurrence makes: they are computed before it. */
uint32_t recurrence_outside(const Graph *graph, Arena *arena, ArrayId member);

#endif
