/* command_selftest.h: the points of a self-test, and what is expected there. */
#ifndef GCC_GRAPH_COMMAND_SELFTEST_H
#define GCC_GRAPH_COMMAND_SELFTEST_H

#include "emit_selftest.h"
#include "values.h"

typedef struct SelftestOptions {
    bool real_double;
    bool relaxed;               /* the C compiler may fuse operations */
    bool any_order;             /* sums may have another order than the
                                   interpreter's */
    bool adds;                  /* gradients are added to zeros */
    bool thorough;              /* there is time for many points */
    ValueOptions values;        /* what is given; the seed of the first point */
} SelftestOptions;

/* Sets all but the tangent's plan and names; `gradient` and `tangent` are the
 * graphs that are compiled, in the order in which they are computed. False, with
 * a message in problems, if there is no such point. *vague: rounding may explain
 * more than a hundredth of what is compared. */
bool selftest_make(const Graph *gradient, const Graph *tangent, Arena *arena,
                   const SelftestOptions *options, Selftest *out, bool *vague,
                   Buffer *problems);

#endif
