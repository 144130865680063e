/* eval_wide.h: a graph computed with twice the digits of double (wide.h).
 *
 * `values` are the high parts of all arrays and `lows` the low ones; both as
 * eval takes values: what nothing defines is given, with lows NULL for zeros.
 *
 * How far the result is to be trusted is found by computing again *shaken*: every
 * result that may be rounded changes by a random part of its 2^-96, or of its 2^-102
 * where it is a plain operation, which is more than it may be off by, and every
 * constant that is no short binary fraction by up to half an ULP of double, as the
 * author may have meant another one that rounds to the same double. What both have in common is certain (Vignes, A
 * stochastic arithmetic for reliable scientific computation, Math. Comput. Simul.
 * 35, 1993). The change is a function of the operation and its operands: what is
 * computed alike stays equal, and what is equal by chance, as cosh and sinh of a
 * large number are, does not.
 */
#ifndef GCC_GRAPH_EVAL_WIDE_H
#define GCC_GRAPH_EVAL_WIDE_H

#include "eval_part.h"
#include "wide.h"

typedef struct WideRun {
    bool shaken;
    const bool *needed;         /* [arrays]: what is computed, recurrences as a
                                   whole; NULL: all */
    PartProgram *programs;      /* those of an evaluator; NULL: compiles them */
    bool overflowed;            /* set if something finite was made infinite,
                                   or was too large for a function */
} WideRun;

bool eval_wide(const Graph *graph, Arena *arena, WideRun *run, double **values,
               double **lows, EvalFault *fault);

/* The result with a change by `part` of it at most. */
Wide wide_shake(Wide a, double part);
#define SHAKE 0x1p-96
#define SHAKE_PLAIN 0x1p-102        /* of +, -, *, / and roots */

/* -- eval_wide_kernel.c -- */

/* The routine for the operands at the point of the program. Its operands are
 * shaken, as rounding in it is as good as a change of these. */
void kernel_run_wide(const Graph *graph, Arena *arena, const Array *array,
                     const PartProgram *program, bool shaken, double **values,
                     double **lows, double *y, double *y_low);

#endif
