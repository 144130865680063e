/* compile_c.h: the files of C, and what describes them. */
#ifndef GCC_GRAPH_COMPILE_C_H
#define GCC_GRAPH_COMPILE_C_H

#include "compile_budget.h"

/* The plan, kept to --max-ram where that can be; with -v, what it costs. */
const Plan *compile_plan(Compilation *compilation, const Graph *gradient,
                         Bounded bounded);

/* Writes the C file and its header, and with -MD what was read. */
Status compile_write(Compilation *compilation, const Graph *gradient);

/* Prints what --describe asks for. */
Status compile_describe(Compilation *compilation, const Graph *gradient);

/* What EmitOptions asks of -mvector. */
int vector_bits(const Options *options);

#endif
