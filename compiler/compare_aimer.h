/* compare_aimer.h: what looking for points works with. */
#ifndef GCC_GRAPH_COMPARE_AIMER_H
#define GCC_GRAPH_COMPARE_AIMER_H

#include "compare_aim.h"
#include "compare_points.h"

/* Where an array that is given on both sides stands among the variables, which are
 * real, or among the indices. */
typedef struct Variables {
    uint32_t number;
    ArrayId  id[SIDES];
    int64_t  start, size;
} Variables;

typedef struct Sample {
    uint64_t seed;
    double  *x;                     /* [size] */
    double  *value[SIDES];          /* [choices][WATCHED] */
    int      side;                  /* of a choice that goes a new way here, */
    uint32_t choice;
    uint8_t  ways;                  /* 1: false or below, 2: true or above */
} Sample;

typedef struct Aimer {
    Arena      *arena, *work;       /* of the point that is drawn */
    const Twin *twin;
    Points      points;
    Aims       *aims;
    Watch       watch[SIDES];
    Watch       border[SIDES];      /* of all choices; made when it is needed */
    bool        ties;               /* what is equal is told apart by its place */
    LIST(Variables) places, indices;
    int64_t     size, index_size;
    LIST(Sample) samples;
    LIST(uint32_t) found;           /* samples with a new way, not drawn */
    uint32_t    drawn;              /* the first samples */
    uint32_t    most;               /* points */
    double      cost, left;         /* operations: of a point, and to go */
    Buffer     *problems;
} Aimer;

/* Makes the point that of the seed; false if that is not possible. */
bool aimer_draw(Aimer *aimer, uint64_t seed);
/* Sets the variables. */
void aimer_put(Aimer *aimer, const double *x);
/* What is drawn now is not, until it is drawn again. */
void aimer_forget(Aimer *aimer);
/* Runs a watch at the point; false if that is not possible, or has taken long
 * enough. */
bool aimer_run(Aimer *aimer, Watch *watch, int side);
/* The point x, which stays, as a sample; *news: some choice goes a way that it did
 * not go before. NULL if it cannot be computed. */
const Sample *aimer_take(Aimer *aimer, uint64_t seed, double *x, bool *news);
/* Whether samples take that part of the room for them. */
bool aimer_is_full(const Aimer *aimer, double part);
/* Programs are compared at the sample, where the point is set. */
void aimer_add(Aimer *aimer, const Sample *sample, bool border, bool smooth);
/* A copy of the variables, in the aimer's arena. */
double *aimer_copy(Aimer *aimer, const double *x);

static inline bool choice_is_seen(const Choice *c)
{
    return c->seen[0] && c->seen[1];
}

/* -- compare_aim_special.c -- */

/* Points that need no search. */
void aimer_take_specials(Aimer *aimer);

/* -- compare_aim_reach.c -- */

/* Looks for points at which choices of the side go the way they never went. */
void aimer_reach(Aimer *aimer, int side);

/* -- compare_aim_centre.c -- */

/* Looks for points at which all CENTREs of the side are 0, or one is throughout. */
void aimer_reach_centres(Aimer *aimer, int side);

/* -- compare_aim_border.c -- */

/* Looks for points on the borders of choices of the kind; of SIGN with those of
 * conditions. */
void aimer_find_borders(Aimer *aimer, ChoiceKind kind);

/* -- compare_aim_combine.c -- */

/* Puts what was found together, and with other points. */
void aimer_combine(Aimer *aimer);

#endif
