/* schedule.h: the parts of schedule, each in its own file. */
#ifndef GCC_GRAPH_SCHEDULE_H
#define GCC_GRAPH_SCHEDULE_H

#include "loops.h"

/* The graph with arrays that are cheaper to compute where they are used than
 * to store put into their users; *origin says which array of `graph` each of
 * its arrays is. `sums`: those that are parts of an array may become arrays of
 * their own. */
Graph *schedule_inline(const Graph *graph, Arena *arena, bool sums,
                       const ArrayId **origin);

/* Makes loops that go around, or decide by an index, in pieces that do not. */
void schedule_pieces(Graph *graph, Arena *arena);

/* -- schedule_each.c: calls for many numbers at once -- */

/* The body of the part, that of an array like `like`, with elements of arrays
 * that are put into the graph in place of such calls; these, appended to made.
 * `places`: scratch. */
ExprId schedule_each(Graph *graph, Arena *arena, const Array *like,
                     const Part *part, ArrayIds *made, ExprIds *places);

/* -- schedule_columns.c: columns that are read again and again -- */

/* The body of the part of the array, with elements of arrays that are put into the
 * graph in place of what its innermost loop reads out of order; these, appended to
 * made. Of a member of a recurrence, elements of those that are known. `places`:
 * scratch. */
ExprId schedule_columns(Graph *graph, Arena *arena, const Array *array,
                        const Part *part, ArrayIds *made, ExprIds *places,
                        const ArrayIds *known);
/* Puts such arrays for the part of a member, one of `from`, into the copy. */
void schedule_columns_before(const Graph *from, Copy *copy, Arena *arena,
                             ArrayId member, const Part *part, ArrayIds *known);

/* -- schedule_sums.c: sums that are parts of one array -- */

/* Puts arrays into the graph in place of those parts of the array that gather in
 * the same loops; these, appended to made. `places`: scratch. */
void schedule_sums(Graph *graph, Arena *arena, const Array *array, Part *parts,
                   ArrayIds *made, ExprIds *places);

/* -- schedule_long.c: long bodies of numbers -- */

/* The body of a number: where it is long, what is left of it when its left
 * operands have become arrays of their own, which are appended to pieces. */
ExprId schedule_long(Graph *graph, Arena *arena, uint32_t serves, ExprId body,
                     ArrayIds *pieces);

/* -- schedule_lead.c: parts of members of recurrences -- */

/* The steps of each recurrence at which it makes something, apart from what
 * is computed before it. */
const Range *lead_steps(const Graph *graph, Arena *arena);
/* Recurrences of `from` become those of the copy, whose members are stored
 * where arrays[id] is not 0. */
void lead_recurrences(const Graph *from, Graph *to, const Range *steps,
                      const ArrayId *arrays);
/* The part of the member, `part` in another graph, with the steps of the
 * recurrences around it as its first indices. */
Part lead_part(const Graph *from, Graph *to, const Range *steps,
               ArrayId member, const Part *of, const Part *part);

/* -- schedule_tiles.c -- */

/* How a part is tiled, if it is; and where it packs what it reads. */
typedef struct Tiled {
    const Tile *tile;
    ArrayId     room;
} Tiled;

/* [graph arrays][parts]: with `vectors`, those that are tiled; rooms become
 * arrays of the graph. */
const Tiled *const *schedule_tiles(Graph *graph, Arena *arena, bool vectors,
                                   const ArrayId **origin);

/* The loops in the making. */
typedef struct Schedule {
    const Graph *graph;
    Arena    *arena;            /* of the loops */
    Arena    *work;             /* of what is not part of them */
    Loops    *loops;
    bool     *forward;          /* [graph arrays]: forward needs it */
    bool     *infer;            /* [graph arrays]: infer needs it */
    bool     *kept;             /* [graph arrays] */
    bool     *late;             /* [graph arrays]: made where params are updated
                                 */
    Serves   *serves;           /* [graph arrays]: gradients that need it */
    uint32_t *nest_of;          /* [graph arrays]: 1 + the last nest with a step
                                   of the array in the routine; 0: none */
    uint32_t *touched;          /* [graph arrays]: 1 + the last nest that reads
                                   or makes it */
    Reader    reader;
    ArrayIds  reads;            /* scratch */
    Routine  *routine;
    uint32_t *results;          /* [graph arrays]: 1 + its first result */
    uint32_t *next_result;      /* [results + 1]: the next of the same array */
    const bool *unread;         /* [graph arrays], or NULL: see schedule_unread */
    const Segments *segments;   /* or NULL */
    const Tiled *const *tiles;  /* [arrays without copies][parts] */
    Run       run;              /* whose nests are made */
    Pass      second;           /* the routine of the second run */
} Schedule;

/* -- schedule_needs.c: what each routine computes -- */

/* The results of a routine: outputs or gradients. */
ArrayId  result_array(const Graph *graph, Pass pass, uint32_t result);
uint32_t result_count(const Graph *graph, Pass pass);
/* [gradients]: the bit of each. */
const Serves *gradient_bits(const Graph *graph, Arena *arena);
/* Whether backward makes again what forward has made. */
bool     is_remade(const Schedule *s, ArrayId id);
/* Sets forward, infer, kept and serves. */
void     find_needs(Schedule *s);
bool     computes(const Schedule *s, Pass pass, ArrayId id);

/* -- schedule_begin.c -- */

typedef enum Beginning {
    BEGINS_BEFORE,              /* as 0, before all its parts */
    BEGINS_MADE,                /* with its first part, which makes it once */
    BEGINS_EVERYWHERE           /* the same, and where guards hold that back, as
                                   0 */
} Beginning;

/* How many recurrences are around the array. */
uint32_t  recurrences_around(const Graph *graph, ArrayId id);
/* How each element of the array begins. */
Beginning array_begins(const Graph *graph, Arena *arena, ArrayId id);
/* Whether the SET parts reach every element. */
bool      sets_cover(const Schedule *s, const Array *array);

/* [arrays]: no one looks at elements of the array that its one part does not make. */
bool     *schedule_unread(const Graph *graph, Arena *arena);

/* -- schedule_update.c: params that are updated where gradients are made -- */

/* Sets late and loops->updated. */
void find_updates(Schedule *s);

/* -- schedule_join.c -- */

/* How many loops the step, whose reads are s->reads, can share with the end of
 * the nest. */
uint32_t shareable(Schedule *s, const Nest *nest, const Step *step);
/* The lanes in which the step gathers; 1: none. */
uint16_t step_lanes(const Graph *graph, const Step *step);
/* Where in the nest the step, which gathers in lanes, can stand to share all loops
 * with the step before; 0: nowhere. */
uint32_t lanes_place(const Schedule *s, const Nest *nest, const Step *step);

/* The nodes of expressions that the step computes: the length of its code. */
uint32_t step_weight(Schedule *s, const Step *step);

/* -- schedule_inner.c -- */

/* Cuts the bodies of the long nests of the routine into functions. */
void cut_bodies(Schedule *s);

#endif
