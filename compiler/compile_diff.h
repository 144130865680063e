/* compile_diff.h: gcc-graph diff. */
#ifndef GCC_GRAPH_COMPILE_DIFF_H
#define GCC_GRAPH_COMPILE_DIFF_H

#include "compile.h"

/* Compares two programs, or with --values two files of numbers. Returns what
 * the command exits with: 0 the same, 1 not, 2 trouble. `sources` are those of
 * `diagnostics`. */
int compile_diff(Arena *arena, const Options *options, Sources *sources,
                 Diagnostics *diagnostics);

#endif
