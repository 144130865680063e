/* compare_points.h: two graphs computed at one point after the other. */
#ifndef GCC_GRAPH_COMPARE_POINTS_H
#define GCC_GRAPH_COMPARE_POINTS_H

#include "compare.h"
#include "eval.h"

typedef struct Machine {            /* of one side */
    const Graph *graph;
    Evaluator   *evaluator[2];      /* in double, in float */
    double     **values[2];         /* [arrays] */
    double     **wide[2][2];        /* [arrays]: as it is and shaken, high parts
                                       and low ones (eval_wide.h) */
    bool         overflowed;        /* when it was computed so */
} Machine;

/* From one number in a program to the next. */
typedef struct Gap {
    double low, high;
} Gap;

typedef struct Points {
    Twin    *twin;
    Machine  side[SIDES];
    uint64_t seed;                  /* of the point */
    const Aimed *aimed;             /* or NULL */
    LIST(double) numbers;           /* in the programs, */
    LIST(double) own;               /* and in one of them alone */
    LIST(Gap) gaps;                 /* between the latter; the narrowest first */
    bool    *factorised[SIDES];     /* [arrays]: a kernel does */
    bool    *needed[SIDES];         /* [arrays]: what is computed; NULL: all */
} Points;

Points points_create(Arena *arena, Twin *twin);
/* Computes no more than these arrays of a side and the outputs that seeds are of. */
void points_need(Points *points, Arena *arena, int side, const ArrayIds *ids);
/* How many points have all manners a few times. */
uint32_t points_in_turn(void);
/* Whether the point is one of values far from 0. */
bool points_are_far(const Points *points);
/* What an element of index data may be, on both sides; `id` 0: not there. */
Range points_index_range(const Points *points, const ArrayId id[SIDES],
                         int64_t element);
/* Sets what is given to the point of the seed. False, with a line in problems,
 * if what a program starts from cannot be computed. */
bool points_draw(Points *points, Arena *work, Buffer *problems);
/* Computes both sides; false if index data have no value that suits both. */
bool points_run(Points *points, bool in_float, EvalFault *fault);
/* Which outputs have values, of which gradients are compared. */
typedef enum Valued { ALL_VALUED, SOME_VALUED, NONE_VALUED } Valued;
/* Sets seeds of elements of outputs to 0 that are no numbers on a side: what has
 * no value has no derivative. */
Valued points_mute(Points *points);
/* Computes both in Wide numbers, as it is and shaken; what that takes is in `work`. */
bool points_run_wide(Points *points, Arena *work, EvalFault *fault);

#endif
