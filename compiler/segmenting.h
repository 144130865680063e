/* segmenting.h: the parts of segments_find, each in its own file. */
#ifndef GCC_GRAPH_SEGMENTING_H
#define GCC_GRAPH_SEGMENTING_H

#include "segment.h"

/* An access of a part to an array that a run makes along its steps. */
typedef enum ReadKind {
    READ_OTHER,                 /* of an array that is not along the steps */
    READ_ALIGNED,               /* at loop + offset */
    READ_FIXED,                 /* at the element `offset` */
    READ_ANY                    /* in another way */
} ReadKind;

typedef struct Read {
    ArrayId array;
    uint8_t kind;
    uint32_t loop;
    int64_t offset;
} Read;

typedef LIST(Read) Reads;

typedef enum Side { BEFORE, INSIDE, AFTER } Side;

typedef struct Segmenting {
    Graph       *graph;
    Arena       *arena;
    uint32_t     main[RUN_COUNT];           /* the recurrence that each run is
                                               made around */
    bool        *running[RUN_COUNT];        /* [recurrences]: those it runs */
    bool        *primal;                    /* [arrays]: outputs need it */
    bool        *apart;                     /* [arrays]: not along steps */
    const Part **written;                   /* [arrays]: parts as they stood first, */
    uint32_t   **numbers;                   /* [arrays][parts]: and their places
                                               there; NULL: as it is */
    Along       *along;                     /* [arrays] */
    uint8_t     *place[RUN_COUNT];          /* [arrays] */
    ExprIds      order;                     /* scratch */
    Reads        reads;                     /* scratch */
} Segmenting;

/* The accesses of a part, into s->reads. */
void segment_reads(Segmenting *s, const Array *array, const Part *part);

/* The axis of a member that its outermost recurrence runs along; and how its
 * elements are counted from steps, the lag of the recurrence apart. */
uint8_t member_axis(const Graph *graph, ArrayId id);
int64_t member_shift(const Graph *graph, ArrayId id);

/* -- segment_inside.c -- */

/* Puts the parts of the array, and their timings, in that order. */
void segment_order_parts(Segmenting *s, ArrayId id, const uint32_t *order,
                         Timing *timings);

/* Which arrays a run makes along its steps: s->along and s->place. False if
 * its main recurrence cannot be run in segments. */
bool segment_inside(Segmenting *s, Run run);

/* -- segment_time.c -- */

/* When each part of a run is made. False if there is no such time; *again says
 * whether there may be one with more arrays in s->apart. */
bool segment_times(Segmenting *s, Run run, int direction, bool *again);

/* -- segment_window.c -- */

/* What of each array is stored: sliced, remade, before and after; made->steps
 * and made->rests. False if nothing is made again. */
bool segment_windows(Segmenting *s, Segments *made);

#endif
