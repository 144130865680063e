/* compile_explain.h: gcc-graph explain, and --emit=gradients. */
#ifndef GCC_GRAPH_COMPILE_EXPLAIN_H
#define GCC_GRAPH_COMPILE_EXPLAIN_H

#include "compile.h"

Status compile_explain(Compilation *compilation);

#endif
