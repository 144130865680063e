/* compile_c.h: the files of C, and what describes them. */
#ifndef GCC_GRAPH_COMPILE_C_H
#define GCC_GRAPH_COMPILE_C_H

#include "compile_budget.h"

/* The plan, kept to --max-ram where that can be; with -v, what it costs. */
const Plan *compile_plan(Compilation *compilation, const Graph *gradient,
                         Bounded bounded);

typedef struct Plans {
    const Plan *model, *step;   /* step: NULL without training */
    struct Selftest *selftest;  /* NULL without --selftest */
} Plans;

/* The plans of all that is to be made; c->status says what is wrong. */
Plans compile_plans(Compilation *compilation, const Graph *gradient);

/* -- names of files: without the folder; without the ending, .hidden of
 *    .hidden -- */
Text base_name(Text path);
Text without_ending(Text path);

/* Writes the C file and its header, and with -MD what was read. `tangent` is
 * NULL without --selftest. */
Status compile_write(Compilation *compilation, Graph *gradient,
                     const Graph *tangent);

/* Prints what --describe asks for. */
Status compile_describe(Compilation *compilation, Graph *gradient,
                        const Graph *tangent);

/* What EmitOptions asks of -mvector. */
int vector_bits(const Options *options);

#endif
