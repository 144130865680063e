/* report_count.h: what is computed, read and written, by kinds. */
#ifndef GCC_GRAPH_REPORT_COUNT_H
#define GCC_GRAPH_REPORT_COUNT_H

#include "plan.h"

typedef enum CountKind {
    COUNT_MULTIPLY, COUNT_ADD, COUNT_DIVIDE, COUNT_CHOOSE, COUNT_CALL,
    COUNT_ROUTINE,              /* operations within routines such as lu */
    COUNT_OPERATION,            /* all of these, as --describe adds them up */
    COUNT_READ, COUNT_WRITE,    /* bytes */
    COUNT_KINDS
} CountKind;

typedef struct Counts {
    double of[COUNT_KINDS];
} Counts;

/* Of a step of a routine, in one call of it. An operation counts once for each
 * value of the indices that it depends on, as in cost.h, and so does the read
 * of an element; an element is written once when its sum is made. */
Counts count_step(const Plan *plan, Pass pass, const Step *step);
void   counts_add(Counts *sum, const Counts *more);

/* Marks the functions that the step calls and that are several operations. */
void count_functions(const Plan *plan, Arena *arena, const Step *step,
                     bool several[F_COUNT]);

#endif
