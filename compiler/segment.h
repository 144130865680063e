/* segment.h: recurrences in segments of their steps, with recomputation.
 *
 * Backward through a recurrence reads what forward made at every step. With
 * --checkpoint that is not kept: forward runs K steps at a time, and saves only
 * what a segment of K steps reads of those before it. Backward takes the
 * segments from the last to the first, restores what was saved, makes the
 * segment again, and goes back through it. What is made along the steps takes
 * room for one segment, and the sums over them are gathered segment by
 * segment:
 *
 *     forward                           backward
 *     for each segment                  for each segment, the last one first
 *         save h                            restore h
 *         for t in it: h[t] = …             for t in it: h[t] = …
 *         for t in it: J += …               for t in it: d_h[t] = …
 *                                           for t in it: d_W += …
 *
 * Both are runs over the same segments of steps s: FIRST in the direction of
 * the recurrence, SECOND against it.
 *
 * A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 12:
 * with one level of checkpoints memory grows as the square root of the number
 * of steps, for the work of one more forward.
 */
#ifndef GCC_GRAPH_SEGMENT_H
#define GCC_GRAPH_SEGMENT_H

#include "graph.h"

typedef enum Run { NO_RUN, FIRST, SECOND, RUN_COUNT } Run;

#define NO_LOOP UINT8_MAX       /* of a part: it is not along the steps */
#define NO_AXIS UINT8_MAX       /* of an array: it is summed over the steps */

typedef struct Timing {         /* of a part */
    uint32_t loop;              /* its index along the steps, or NO_LOOP: it
                                   makes the element `base` */
    int64_t base;               /* it makes the elements index + base */
    int64_t late;               /* at step s that index is s + late */
    bool    once;               /* with NO_LOOP: it is made at the step `late`, as
                                   it reads what the run has made there */
    uint32_t source;            /* the number that the part had before */
} Timing;

/* Whether a part of an array that is stored whole is made in the run, and not
 * before it. */
static inline bool timing_is_in_run(const Timing *timing)
{
    return timing->loop != NO_LOOP || timing->once;
}

/* Of an array. Parts that are not along the steps are the first. */
typedef struct Along {
    uint8_t run;                /* that makes it; NO_RUN: made at once */
    uint8_t axis;
    bool    sliced;             /* a segment of it is stored, and what is read
                                   beside that; else all of it */
    bool    remade;             /* in the second run again */
    bool    ends;               /* read at its last elements, after its run */
    int64_t at;                 /* the element s + at is made in step s */
    int64_t before, after;      /* how many elements are read on either side of
                                   a segment */
    Timing *timings;            /* [parts] */
} Along;

/* copy[n, k, …] = array[low + n size + at - before + k, …]: what segment n
 * reads of the steps before it; the last n is what follows the last segment. */
typedef struct Saved {
    ArrayId array, copy;
} Saved;

/* When an array is made: of those that a run makes, before it what is not along
 * the steps. */
typedef enum Phase {
    PHASE_BEFORE, PHASE_FIRST, PHASE_BETWEEN, PHASE_SECOND, PHASE_AFTER
} Phase;

typedef struct Segments {
    Range   steps;
    int64_t size, count;        /* steps of each segment but the last */
    int64_t places;             /* of a sliced array along its axis */
    int     direction;          /* of the first run */
    bool    rests;              /* what follows the last segment is read before
                                   the second run */
    Along         *along;       /* [graph arrays] */
    const uint8_t *phase;       /* [graph arrays] */
    LIST(Saved) saved;
} Segments;

/* How --checkpoint runs the recurrences of a graph in which steps lead; NULL
 * if nothing of them need be kept, or nothing is gained. `size` is the number
 * of steps of a segment; 0: the one that needs least memory. The graph gets
 * the copies, and its sums over steps their order. */
const Segments *segments_find(Graph *graph, Arena *arena, int64_t size);

/* How many elements beside a segment of an array are saved with it. */
int64_t segments_saved(const Segments *segments, const Along *along);

#endif
