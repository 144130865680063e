/* compile_explain.h: gcc-graph explain, and --emit=gradients. */
#ifndef GCC_GRAPH_COMPILE_EXPLAIN_H
#define GCC_GRAPH_COMPILE_EXPLAIN_H

#include "compile.h"

Status compile_explain(Compilation *compilation);
/* The formulas of all gradients, as --emit=gradients lists them, and of what
 * they name; nothing of a program that has none. */
Text   compile_formulas(const Compilation *compilation);

#endif
