/* affine_system.h: whole-number variables in intervals, cut by linear rows.
 *
 * The inside of affine.h. A form is base + Σ factor·variable; a system is a
 * box of variables and rows `form >= 0` or `form = 0`. The first variables
 * stand for bound indices, the others for values that are not affine in them
 * (i div 2, an element of an array of index values).
 */
#ifndef GCC_GRAPH_AFFINE_SYSTEM_H
#define GCC_GRAPH_AFFINE_SYSTEM_H

#include "affine.h"

__extension__ typedef __int128 Wide;

enum {
    MAX_VARIABLES = 80,         /* two copies of the indices, and values */
    MAX_ROWS = 96
};

/* Both ends belong to it. A low end of -UNBOUNDED and a high end of UNBOUNDED
 * are no bounds; an empty one has low > high. */
typedef struct Interval {
    int64_t low, high;
} Interval;

#define UNBOUNDED ((int64_t)1 << 62)
#define EVERYTHING ((Interval){-UNBOUNDED, UNBOUNDED})
#define NOTHING ((Interval){1, 0})

typedef struct Form {
    int64_t base;
    int64_t factor[MAX_VARIABLES];
} Form;

typedef struct System {
    uint32_t variables, rows;
    bool     empty;                     /* proved to hold no point */
    bool     loose;                     /* a solution is an outer bound only */
    Interval box[MAX_VARIABLES];
    bool     equal[MAX_ROWS];
    Form     row[MAX_ROWS];
} System;

/* -- affine_form.c -- */
int64_t  clamp_wide(Wide value);
bool     wide_fits(Wide value);                         /* in 62 bits */
Wide     floor_wide(Wide a, Wide b);                    /* ⌊a / b⌋, b > 0 */
int64_t  gcd_whole(int64_t a, int64_t b);
/* form += factor·variable; false, and the form is of no use, if that leaves
 * 62 bits. */
bool     form_add(Form *form, uint32_t variable, Wide factor);
bool     form_add_base(Form *form, Wide base);
/* form += factor·other */
bool     form_add_form(Form *form, const Form *other, int64_t factor);
bool     form_is_constant(const Form *form);

/* -- affine_interval.c: f(a, b) for all values in a and in b -- */
Interval interval_of_range(Range range);
Range    range_of_interval(Interval interval);
Interval interval_meet(Interval a, Interval b);
Interval interval_hull(Interval a, Interval b);
Interval interval_quotient(Interval a, int64_t n);      /* ⌊a / n⌋, n > 0 */
Interval interval_product(Interval a, Interval b);
Interval interval_magnitude(Interval a);                /* |a| */
/* min(a, b), sign = 1, or max(a, b) = -min(-a, -b). */
Interval interval_least(Interval a, Interval b, int sign);
Interval interval_power(Interval a, int64_t n);         /* a^n, n >= 0 */

/* -- affine_system.c -- */
void     system_init(System *system);
/* A new variable; MAX_VARIABLES if there is no room. One place is kept for
 * the objective of system_bounds. */
uint32_t system_variable(System *system, Interval box);
/* Requires form >= 0, or form = 0. Without room it is left out, which is
 * safe: every answer is an outer bound. */
void     system_require(System *system, const Form *form, bool equal);
/* Narrows the box by what the rows say of each variable alone. */
void     system_narrow(System *system);
/* Whether it is proved that no point satisfies the rows. */
bool     system_is_empty(const System *system);
/* What the system says of its first variables alone. */
void     system_project(System *to, const System *from, uint32_t keep);
/* The form's values by the box alone, and by box and rows. *exact: both ends
 * are taken on at points of the system. */
Interval system_interval(const System *system, const Form *form);
Interval system_bounds(const System *system, const Form *form, bool *exact);

/* -- affine_view.c, affine_value.c, affine_condition.c -- */

/* What a variable beyond the indices stands for: the value of a, or for
 * F_FLOORDIV the quotient of a and b. */
typedef struct Meaning {
    Function function;
    ExprId   a, b;
    uint32_t offset, variable;
} Meaning;

/* A domain as a system, and the forms of expressions in it. */
typedef struct View {
    const Exprs *exprs;
    const Graph *graph;             /* NULL: arrays are not known */
    uint32_t     offset;            /* the variable of index 0 */
    bool         loose;             /* some value is known by bounds only */
    int32_t      nodes, solves;     /* work that is left */
    uint32_t     meanings;
    Meaning      meaning[MAX_VARIABLES];
    System       system;
} View;

void view_init(View *view, const Exprs *exprs, const Graph *graph);
/* Adds the indices and guards of a domain, the first at variable
 * system.variables, which becomes the offset. False if there is no room. */
bool view_add_domain(View *view, const Domain *domain);
/* Without the guards. */
bool view_add_box(View *view, const Domain *domain);
/* form += scale·subscript, form += scale·expression: false if it is not known
 * as a form. */
bool view_add_subscript(View *view, Form *form, SubscriptId id, int64_t scale);
bool view_add_expr(View *view, Form *form, ExprId id, int64_t scale);
/* Requires what follows from the truth value of a condition. */
void view_assume(View *view, ExprId condition, bool holds);

/* -- affine_points.c -- */

/* The values at a point; false if they hang on what is not known. */
bool point_subscript(const Graph *graph, const int64_t point[MAX_INDICES],
                     SubscriptId id, int64_t *value);
bool point_expr(const Graph *graph, const int64_t point[MAX_INDICES],
                ExprId id, double *value);
/* Whether the affine guards hold at a point. */
bool point_is_inside(const Exprs *exprs, const SubscriptId *guards,
                     uint32_t count, const int64_t point[MAX_INDICES]);

/* The points of a domain, or of its projection to some indices, in
 * lexicographic order; the other indices are 0. Guards over other indices do
 * not count then. */
typedef struct Points {
    const Exprs *exprs;
    uint32_t     walked;                    /* set of indices */
    uint32_t     guard_count;
    SubscriptId  guards[MAX_ROWS];
    Interval     box[MAX_INDICES];
    int64_t      at[MAX_INDICES];
} Points;

/* False if the box has more than `limit` points or is beyond reach. */
bool points_open(Points *points, const Domain *domain, const Exprs *exprs,
                 const Interval box[MAX_INDICES], uint32_t walked,
                 int64_t limit);
bool points_first(Points *points);
bool points_next(Points *points);

/* What is asked of the points of a domain where conditions hold: the value
 * that `probe` computes of `id`. */
typedef bool Probe(const Graph *graph, const int64_t point[MAX_INDICES],
                   uint32_t id, int64_t *value);
typedef struct Question {
    const Domain    *domain;
    const Graph     *graph;
    const Condition *conditions;
    uint32_t         condition_count;
    Probe           *probe;
    uint32_t         id;
    uint32_t         depends;               /* the indices in it */
} Question;

/* The values over all these points, or over a larger set, if they are few.
 * False if they are many or not known. */
bool points_bounds(const Question *question, const Interval box[MAX_INDICES],
                   Interval *bounds);

#endif
