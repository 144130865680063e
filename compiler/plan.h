/* plan.h: where every array lives, and the work areas.
 *
 * An array that lives between nests has its home in a work area; arrays whose
 * lives do not overlap share one. Forward and backward have one area, in
 * which what forward keeps for backward lives from where it is made to the
 * end; infer has its own. Outputs and gradients live in the caller's arrays
 * where they can; what only one nest (or, for scalars, one function) needs
 * is a local: a number, or an array of a few.
 */
#ifndef GCC_GRAPH_PLAN_H
#define GCC_GRAPH_PLAN_H

#include "loops.h"

typedef enum Home {
    HOME_NONE,                 /* not computed in this routine */
    HOME_ARGUMENT,             /* an input, a seed or a param */
    HOME_TABLE,                /* a LITERAL: static const in model.c */
    HOME_LOCAL,                /* a scalar in C */
    HOME_BODY,                 /* an array in C, in the body of a loop */
    HOME_WORK,                 /* a member of the work area */
    HOME_RESULT                /* in the caller's array for the result of the
                                   array's STEP_RESULT */
} Home;

/* How an array is stored: element e of the axis in place e mod `places`, a power
 * of two; or all elements of the first axes in one place. */
typedef struct Fold {
    uint8_t axis;
    int64_t places;             /* 0: each element has its own */
    uint8_t around;             /* so many axes of one place each */
} Fold;

typedef struct Stored {
    ArrayId array;
    int64_t at;                 /* the byte of the slot where it begins */
} Stored;

/* Arrays beside each other, in ascending order; never empty. */
typedef LIST(Stored) Row;

/* Rows that share storage; in the order in which arrays live, where each has a
 * row of its own. */
typedef struct Slot {
    LIST(Row) rows;             /* never empty; as members of the struct */
    int64_t   bytes;
    int64_t   align;            /* bytes of the largest element */
} Slot;

typedef struct Area {
    LIST(Slot) slots;           /* may be empty: then no array needs it */
    int64_t    bytes;           /* as C lays the slots out */
    int64_t    bound;           /* what no plan can go below: the largest sum of
                                   bytes that live at one time, and what
                                   aligns the next such area */
    uint32_t   peak;            /* the first time at which so much lives */
} Area;

/* The nests of forward and, behind these, backward in which an array lives in
 * their work area, or those of infer in its own; none if last < first. */
typedef struct Stay {
    uint32_t first, last;
} Stay;

/* Those of the loops, and without what is made again for a smaller area. */
typedef struct Operations {
    double made, least;
} Operations;

typedef struct Plan {
    const Loops   *loops;
    const Graph   *given;       /* before anything was to be made again */
    bool           real_double; /* reals take 8 bytes, else 4 */
    bool           accumulate;  /* gradients are added to what is there */
    const uint8_t *home[PASS_COUNT];        /* [graph arrays] */
    const uint8_t *around[PASS_COUNT];      /* [graph arrays], of HOME_BODY: so
                                               many loops, its first axes, are
                                               around it */
    const Fold    *fold[PASS_COUNT];        /* [graph arrays], of HOME_WORK;
                                               NULL: nothing is folded */
    const Stay    *stays;                   /* [graph arrays] */
    const Stay    *infer_stays;             /* [graph arrays] */
    Area           work, infer;
    Operations     operations;              /* of forward and backward */
    Operations     infer_operations;
} Plan;

const Plan *plan(const Loops *loops, Arena *arena, bool real_double,
                 bool accumulate);

/* Areas, as a set. */
typedef enum Bounded {
    BOUNDED_WORK = 1, BOUNDED_INFER = 2, BOUNDED_BOTH = 3
} Bounded;

/* What a plan is asked for. */
typedef struct PlanOptions {
    int64_t checkpoint;         /* as of schedule */
    bool    real_double, accumulate;
    int64_t most;               /* bytes of a work area; NO_LIMIT */
    Bounded bounded;            /* which areas that is for */
    bool    relaxed;            /* sums may be gathered in another order */
} PlanOptions;

#define NO_LIMIT INT64_MAX

/* The same of the graph as schedule makes it. For CHECKPOINT_BEST segments are of
 * the length that needs the smallest work area; there are none if that needs
 * less. Where an area is larger than it may be, arrays are made again
 * (plan_budget.h); if that is not enough, the plan with the smallest area is
 * returned. */
const Plan *plan_graph(const Graph *graph, Arena *arena,
                       const PlanOptions *options);

/* The area as stable text, for --dump=plan. */
void plan_print(const Plan *plan, Arena *arena, Buffer *out);

/* How the array is stored in the work area of the routine. */
static inline Fold plan_folded(const Plan *plan, Pass pass, ArrayId id)
{
    return plan->fold[pass] ? plan->fold[pass][id] : (Fold){0};
}

/* The array as it is stored in the work area of the routine; of what forward
 * and backward share, in either. */
Array plan_stored(const Plan *plan, Arena *arena, Pass pass, ArrayId id);

/* The bytes of the larger of the areas; of forward and backward, or of a step. */
int64_t plan_bytes(const Plan *plan, Bounded bounded);

/* The work area of a step of training: its bytes are with the places of rows. */
Area plan_step_area(const Plan *step);

/* Bytes of one element: of reals by the option, of index values 4 or 8. */
int64_t element_bytes(const Array *array, bool real_double);

/* How members are declared. A slot with one array is that member; several rows
 * stand between GG_SHARE and GG_SHARE_END of gg_model.h, which open and close an
 * anonymous union, and the arrays of a row between GG_BESIDE and GG_BESIDE_END,
 * which are an anonymous struct. GG_GAP(n) are n bytes that a row leaves free. All
 * these are nothing with GG_PROOF and where C has no such things, so that each
 * array has its own storage:
 *
 *     typedef struct scorer_work {
 *         float h[8];
 *         GG_SHARE
 *             float e[3][4];
 *             GG_BESIDE
 *                 float d_z[3];
 *                 GG_GAP(16)
 *                 float d_y[3];
 *             GG_BESIDE_END
 *         GG_SHARE_END
 *     } scorer_work;
 *
 * In either case an array is reached as work->h[i]. An empty area has one
 * member, `char none`. */

#endif
