/* compare_choice.h: where programs choose, and what each choice hangs on.
 *
 * A choice is a condition, a kink (max, min, abs, sign) or a step (floor, ceil,
 * round) of an array that the other program does not have. It counts as seen when
 * it went both ways at points that both programs are computed at, and where it
 * counts, in a branch that is taken. Its *distance* is 0 where it changes; its
 * *margin* is positive where a condition holds, and negative where not.
 *
 * A Watch is a graph of the extremes of these over the elements of each choice,
 * and perhaps of their derivatives.
 */
#ifndef GCC_GRAPH_COMPARE_CHOICE_H
#define GCC_GRAPH_COMPARE_CHOICE_H

#include "compare.h"
#include "eval.h"

typedef enum ChoiceKind {
    CONDITION, KINK, STEP,
    EXTREME,                        /* a maximum or minimum of many: that two are
                                       the largest */
    CENTRE                          /* no choice: an operand about whose zero
                                       something may be that is nowhere else */
} ChoiceKind;

typedef struct Choice {
    ChoiceKind kind;
    Function   function;            /* F_NONE: a number that is a condition */
    ArrayId    array;
    uint32_t   part;
    ExprId     node;
    bool       touches;             /* it can change at single points only */
    bool       seen[2];             /* false or below, true or above */
    double     first;               /* of a step: the first value seen */
} Choice;
typedef LIST(Choice) Choices;

/* The choices of one side; at most `most`. */
Choices choices_find(const Twin *twin, Arena *arena, int side, uint32_t most);

/* All of a program that change with something real, those of both programs and
 * EXTREMEs among them. */
Choices choices_everywhere(Arena *arena, const Graph *graph, uint32_t most);
/* Whether a program has, and the other has not, what chooses by places among
 * equal ones: argmax, argmin or an order. */
bool twin_has_ties(const Twin *twin, Arena *arena);

/* Notes which ways it went at the point of the values; true if one is new. */
bool choice_note(Choice *choice, const double value[]);

/* The ways it goes there: 1 false or below, 2 true or above. */
uint8_t choice_ways(const Choice *choice, const double value[]);

static inline bool function_compares(Function f)
{
    return f >= F_EQ && f <= F_GE;
}

/* -- compare_watch.c -- */

/* What is watched of a choice. */
typedef enum Watched {
    DISTANCE_HIGH, DISTANCE_LOW,    /* the largest and the smallest */
    MARGIN_HIGH, MARGIN_LOW,        /* of a CENTRE the former is minus the sum
                                       of the squares of its distances */
    HOLDS_SOME, HOLDS_ALL,          /* 1 or 0 */
    WATCHED
} Watched;

typedef struct Watch {
    const Graph *graph;
    Evaluator   *evaluator;
    double     **values;            /* [arrays] */
    ArrayId     *image;             /* [arrays of the program]: what is given */
    uint32_t     count;             /* of choices */
} Watch;

typedef enum WatchKind {
    WATCH_WAYS, WATCH_SLOPES,       /* and derivatives */
    WATCH_BORDERS                   /* whether choices are on theirs, alone */
} WatchKind;

Watch watch_create(Arena *arena, const Graph *graph, const Choice *choices,
                   uint32_t count, WatchKind kind);
/* What slopes are of, from the next run on: of all choices with ALL_CHOICES. */
#define ALL_CHOICES UINT32_MAX
void watch_aim(Watch *watch, uint32_t choice, Watched what);
/* Computes what is watched where `values`, of the program, are given. False if
 * that is not possible. */
bool watch_run(Watch *watch, const Graph *graph, double *const *values);
double watch_value(const Watch *watch, uint32_t choice, Watched what);
/* Of WATCH_BORDERS: whether the choice is at its border, in some element. */
bool watch_is_border(const Watch *watch, uint32_t choice);
/* The derivative by an array that is given, of the program. */
const double *watch_slope(const Watch *watch, ArrayId by);

#endif
