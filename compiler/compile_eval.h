/* compile_eval.h: what the command does with a graph other than printing it:
 * `gcc-graph eval` and `gcc-graph --check`.
 */
#ifndef GCC_GRAPH_COMPILE_EVAL_H
#define GCC_GRAPH_COMPILE_EVAL_H

#include "compile.h"

/* Computes outputs and gradients; see command_eval.h. `forward` is what was
 * differentiated. */
Status compile_eval(Compilation *compilation, Graph *forward,
                    Graph *gradient);

/* Compares the gradients with differences; see gradient_check.h. */
Status compile_check(Compilation *compilation, const Graph *gradient);

#endif
