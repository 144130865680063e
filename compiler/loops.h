/* loops.h: a graph in the order in which it is computed.
 *
 * Three routines come from one graph: forward (outputs, and what backward
 * needs), backward (gradients) and infer (outputs alone). A routine is a list
 * of nests, a nest a list of steps, and a step computes one part of one array
 * with one loop for each bound index of the part, in their order. Steps of a
 * nest share outer loops: a tree of loops is written as a sequence in which
 * each step says how many loops it has in common with the step before it.
 *
 *     m[s] = max[j](z[s,j])              m      shared 0      for s
 *     e[s,j] = exp(z[s,j] - m[s])        e      shared 1        for j
 *     S[s] = sum[j](e[s,j])              S      shared 1        for j
 *
 * The loops that a step shares are those of its first indices, which are
 * also the first subscripts of its target; so what a nest has made of an array
 * when a later step reads it is complete. Every path through a routine is
 * the order of the graph or one that no value can tell from it.
 *
 * The graph of a step of training has no gradients as results: forward makes
 * them too, and keeps them for the update.
 *
 * A recurrence is one nest: its first loops are those of its steps in time,
 * and they run as it does. In the graph of the loops the parts of its
 * members have the step as their first index; a part that is not there at all
 * steps has guards that say so.
 *
 * With checkpoints (segment.h), nests of a run are computed for each of its
 * segments: of a step that is timed, one loop takes the values of the steps of
 * the segment.
 */
#ifndef GCC_GRAPH_LOOPS_H
#define GCC_GRAPH_LOOPS_H

#include "segment.h"
#include "tile.h"

typedef enum Pass { FORWARD, BACKWARD, INFER, PASS_COUNT } Pass;

typedef enum StepKind {
    STEP_ZERO,                  /* A[l] = 0 over its shape */
    STEP_PART,                  /* parts[part] of A */
    STEP_DRAW,                  /* A, a DRAWN, is drawn */
    STEP_KEEP,                  /* A, a STATE, is kept in the work area as it
                                   was before */
    STEP_SAVE,                  /* A, a copy, gets elements of `other` beside the
                                   segment; STEP_RESTORE: A gets them of the
                                   copy `other`. `part`: 1 of what follows the
                                   last segment */
    STEP_RESTORE,
    STEP_NEXT,                  /* the state of next `part` gets the elements
                                   of A */
    STEP_RESULT,                /* the result `part` of the routine, an output
                                   or a gradient, gets the elements of A */
    STEP_UPDATE                 /* A is the gradient by what `part` of training
                                   updates */
} StepKind;

typedef struct Step {
    ArrayId  array, other;
    uint32_t part;
    uint8_t  kind;
    uint8_t  shared;            /* loops in common with the step before */
    uint8_t  driven;            /* of its loops, those that a recurrence runs */
    bool     first;             /* of STEP_PART: each element begins here; if
                                   not, it adds to what is there */
    bool     everywhere;        /* elements begin here even at steps that guards
                                   hold back */
    bool     vector;            /* functions in its innermost loop become part
                                   of it */
    bool     abreast;           /* the loop of its last target is the innermost:
                                   elements are gathered side by side */
    bool     calls;             /* in its innermost loop, functions that have a
                                   form for many numbers at once */
    bool     timed;             /* in the nest of a run: it is made along the
                                   steps, */
    uint8_t  loop;              /* with that loop at s + late, or NO_LOOP: at the
                                   step `late` */
    uint8_t  function;          /* of those that are called in the nest: counted
                                   from 1; 0 is none */
    uint8_t  turns;             /* the loops around the call */
    int64_t  late;
    const Tile *tile;          /* the part is computed in tiles, and `other` is
                                   the room for what it packs; or NULL */
} Step;

/* Which gradients a nest serves: bit 0 for those by params, bit 1 + n for
 * input n of the graph's list; bit 63 also for all inputs from 62 on. */
typedef uint64_t Serves;

typedef struct Nest {
    LIST(Step) steps;
    Serves     serves;          /* of BACKWARD; otherwise 0 */
    uint32_t   weight;          /* nodes of expressions: length of the code */
    bool       recurrent;       /* the steps of a recurrence */
    uint8_t    run;             /* for each segment: nests of one run follow each
                                   other */
    bool       changes;         /* what the caller keeps: no error may follow */
    bool       apart;           /* begins a new function: what came before it is
                                   long enough for one */
} Nest;

typedef struct Routine {
    LIST(Nest) nests;
    Serves     all;             /* of BACKWARD: the gradients there are */
} Routine;

typedef struct Loops {
    const Graph   *source;      /* the graph that was scheduled */
    const Graph   *graph;       /* with cheap arrays put into their users: ids
                                   of steps and all below are ids of this */
    const bool    *updated;     /* [what is trained]: its update is a step */
    const ArrayId *origin;      /* [graph arrays]: the array of source */
    Routine        routines[PASS_COUNT];
    const Serves  *gradient_serves;     /* [graph gradients]: one bit each */
    const bool    *kept;        /* [graph arrays]: forward makes it, backward
                                   or an update of params reads it; of a STATE:
                                   its value before */
    const Segments *segments;   /* NULL: none */
    bool small;                 /* for a small machine, which has no vectors: the
                                   stack is to be small, too */
} Loops;

/* How --checkpoint asks for segments: of how many steps each. */
enum { NO_CHECKPOINT = -1, CHECKPOINT_BEST = 0 };

/* Chooses what is stored, the order of loops, and which share a nest. */
const Loops *schedule(const Graph *graph, Arena *arena, int64_t checkpoint);

/* Whether the array is one that only the loops have (schedule_columns.c,
 * schedule_sums.c). */
bool loops_array_is_made(const Loops *loops, ArrayId id);

/* Before lanes are chosen: sums for lanes whose terms go around become several parts
 * that do not; whether there were any. */
bool schedule_sums_in_pieces(Graph *graph, Arena *arena);
/* Gives the sums of the source the order that segments give to them, for eval. */
void loops_order_sums(const Loops *loops, Graph *source);

/* The nests as stable text, for --dump=loops. */
void loops_print(const Loops *loops, Arena *arena, Buffer *out);

/* -- for plan and emit -- */

/* The range of loop `loop` of a step, and how many loops it has. */
uint32_t step_depth(const Graph *graph, const Step *step);
Range    step_range(const Graph *graph, const Step *step, uint32_t loop);
/* Whether guard g of the part holds back all that the step does: it is on the
 * steps of recurrences alone. */
bool     is_step_guard(const Graph *graph, const Step *step, uint32_t g);

/* Whether the node is a call of a function that has a form for many numbers at
 * once; and whether the part sets each element to the value of such a call. */
bool expr_is_each(const Exprs *exprs, ExprId id);
bool part_is_each(const Graph *graph, const Array *array, const Part *part);

/* The arrays that a step reads, each once, appended to list. For STEP_RESULT
 * and for parts that add this includes the array itself. */
typedef struct Reader {         /* scratch of step_reads */
    ExprIds order;
    uint32_t *seen;             /* [graph arrays] */
    uint32_t epoch;
} Reader;
void step_reads(const Graph *graph, Arena *arena, Reader *reader,
                const Step *step, ArrayIds *list);

#endif
