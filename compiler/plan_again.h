/* plan_again.h: a graph in which arrays are made again instead of kept. */
#ifndef GCC_GRAPH_PLAN_AGAIN_H
#define GCC_GRAPH_PLAN_AGAIN_H

#include "plan.h"

/* What is made after the nest `time` reads the array as it is made again. The
 * array is one of those that are scheduled; nests count as those of Stay do, of
 * what infer has apart (plan_apart.h) as those of infer. */
typedef struct Cut {
    ArrayId  array;
    uint32_t time;
} Cut;

typedef LIST(Cut) Cuts;

/* The source of the plan's loops with these cuts, in an arena of its own under
 * this one. Equations repeat the same operations in the same order, so all
 * numbers are the same. */
Graph *graph_again(Arena *arena, const Plan *plan, const Cuts *cuts);

/* [arrays of the source]: whether loops make the array, and the nest in which
 * they do so first: of forward, or else of backward, or else, of what it has apart,
 * of infer, or else 0. */
typedef struct Made {
    bool     stored;
    uint32_t time;
} Made;

const Made *find_made(const Loops *loops, Arena *arena);

#endif
