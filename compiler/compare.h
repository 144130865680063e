/* compare.h: two graphs beside each other.
 *
 * A Twin is a pair of graphs whose inputs, params, states and draws are matched
 * by a list of names. Its forms are numbers of arrays: two arrays, of either
 * graph, have one form if they are made by the same equations of the same given
 * arrays, whatever their names, in whatever order terms and factors stand.
 */
#ifndef GCC_GRAPH_COMPARE_H
#define GCC_GRAPH_COMPARE_H

#include "graph.h"

enum { OLD, NEW, SIDES };

/* What is called so in the old program and in the new one. */
typedef struct Match {
    Text name[SIDES];
    bool guessed;                   /* that it is renamed */
} Match;
typedef LIST(Match) Matches;

typedef struct Twin {
    Arena       *arena;
    const Graph *graph[SIDES];
    bool         literal;           /* forms are those of equations as they are
                                       written */
    uint32_t    *given[SIDES];      /* [arrays]: equal numbers are matched;
                                       0: not */
    uint32_t     matched;           /* the numbers are 1 … matched */
    ArrayId     *form[SIDES];       /* [arrays] */
    ExprId      *node[SIDES];       /* [exprs]: of nodes; 0: not known */
    uint32_t     named;             /* those of names are 1 … named */
    uint32_t     forms, nodes;      /* the numbers are below these */
} Twin;

/* The definitions of what is given: inputs, params, states, draws, in order. */
typedef LIST(uint32_t) Definitions;
Definitions graph_given(const Graph *graph, Arena *arena);
/* Seeds are matched in order, as of graphs with one output, and so is the step of
 * training. Gives the forms. */
Twin *twin_create(Arena *arena, const Graph *old, const Graph *new,
                  const Matches *matches);
/* The same where only what is written alike, but for names, has one form. */
Twin *twin_create_literal(Arena *arena, const Graph *old, const Graph *new,
                          const Matches *matches);
/* Whether arrays agree in type and shape, and whether in that and their kind. */
bool arrays_are_alike(const Array *a, const Array *b);
bool arrays_are_of_a_kind(const Array *a, const Array *b);
/* Whether it is an input, a param, a state or drawn. */
bool array_is_given(const Array *array);

/* -- compare_values.c -- */

typedef enum Verdict {
    IDENTICAL,                      /* one form */
    EQUAL,                          /* at all points */
    EQUAL_TO_ROUNDING,
    DIFFERENT,
    UNDECIDED                       /* no point tells */
} Verdict;

/* A point that was looked for. */
typedef struct Aimed {
    uint64_t seed;                  /* of what is drawn there */
    double **values;                /* [matched + 1]: of what is not; or NULL */
    bool     border;                /* a choice changes here, so derivatives say
                                       nothing */
    bool     smooth;                /* and what has no value here may have one
                                       nearby */
} Aimed;
typedef LIST(Aimed) AimedPoints;

/* A point that told something: drawn by its seed, or looked for. */
typedef struct Told {
    uint64_t     seed;
    const Aimed *aimed;
} Told;
enum { TOLD = 8 };

typedef struct Compared {
    ArrayId  array[SIDES];
    Verdict  verdict;
    uint32_t points;                /* that told something; */
    Told     told[TOLD];            /* the first of them */
    uint32_t drowned;               /* at which rounding may be all of it */
    double   difference;            /* the largest, relative */
    int64_t  element;               /* where; of UNDECIDED the first that could
                                       not be compared, or -1: all are 0 */
    uint64_t seed;                  /* of that point, */
    const Aimed *aimed;             /* or NULL: it is drawn */
    double   value[SIDES];          /* there */
    uint32_t lost[SIDES];           /* points at which only this side is no
                                       number, in float or double, */
    uint64_t lost_seed;             /* and the first of them */
} Compared;

typedef struct PointOptions {
    uint64_t seed;                  /* of the first point; then the next ones */
    uint32_t points;                /* 0: as many as are soon computed */
    AimedPoints aimed;              /* and these */
} PointOptions;

/* How many points are soon computed, and how many are drawn. */
double twin_points_in_time(const Twin *twin);
uint32_t twin_points(const Twin *twin, const PointOptions *options);

/* Sets the verdict of each by its values at random points. False, with a line
 * in problems, if the graphs cannot be computed. */
bool twin_evaluate(Twin *twin, const PointOptions *options, uint32_t count,
                   Compared *pairs, Buffer *problems);
/* -- compare_reach.c -- */

/* What differences within the old graph reach, point by point. */
typedef struct Reaches Reaches;
Reaches *reaches_create(Arena *arena, Twin *twin);
/* Whether, at one of the points that told something of a pair, the old array of
 * it changes by what can be seen if the array `from` does. */
bool reaches(Reaches *r, ArrayId from, const Compared *pair,
             Buffer *problems);

#endif
