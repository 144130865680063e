/* affine_view.h: what the parts of a view ask of each other.
 *
 * `depth` counts how many walks stand within one another: at most 16.
 */
#ifndef GCC_GRAPH_AFFINE_VIEW_H
#define GCC_GRAPH_AFFINE_VIEW_H

#include "affine_system.h"

enum { MAX_TASKS = 64 };        /* of one walk, at once */

/* -- affine_view.c -- */

/* The variable of index i; MAX_VARIABLES if the domain has none. */
uint32_t view_index(const View *view, uint32_t index);
Interval view_bounds(View *view, const Form *form);
bool     view_add_within(View *view, Form *form, ExprId root, int64_t scale,
                         unsigned depth);
/* A subscript without terms and data; *value is its value. */
bool     view_constant(View *view, ExprId id, unsigned depth, int64_t *value);

/* -- affine_value.c -- */

/* The variable that stands for the value of an expression that is not affine;
 * MAX_VARIABLES if it is not a whole number for certain. */
uint32_t view_value(View *view, ExprId id, unsigned depth);
/* The variable of a div n, with its rows. */
uint32_t view_quotient(View *view, ExprId a, ExprId b, int64_t n,
                       unsigned depth);

/* -- affine_condition.c -- */

void view_assume_within(View *view, ExprId condition, bool holds,
                        unsigned depth);

#endif
