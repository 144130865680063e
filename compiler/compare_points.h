/* compare_points.h: two graphs computed at one point after the other. */
#ifndef GCC_GRAPH_COMPARE_POINTS_H
#define GCC_GRAPH_COMPARE_POINTS_H

#include "compare.h"
#include "eval.h"

typedef struct Machine {            /* of one side */
    const Graph *graph;
    Evaluator   *evaluator[2];      /* in double, in float */
    double     **values[2];         /* [arrays] */
} Machine;

typedef struct Points {
    Twin    *twin;
    Machine  side[SIDES];
    uint64_t seed;                  /* of the point */
    LIST(double) numbers;           /* in the programs */
} Points;

Points points_create(Arena *arena, Twin *twin);
/* How many points have all manners twice. */
uint32_t points_in_turn(void);
/* Whether the point is one of values far from 0. */
bool points_are_far(const Points *points);
/* Sets what is given to the point of the seed. False, with a line in problems,
 * if what a program starts from cannot be computed. */
bool points_draw(Points *points, Arena *work, Buffer *problems);
/* From one point nearby to the next, the same way on both sides. */
void points_move(Points *points, uint32_t step);
/* Computes both sides; false if index data have no value that suits both. */
bool points_run(Points *points, bool in_float, EvalFault *fault);

#endif
