/* parse.h: from text to tree. */
#ifndef GCC_GRAPH_PARSE_H
#define GCC_GRAPH_PARSE_H

#include "diagnose.h"
#include "tree.h"

/* The statements of the source that are in order; the others are reported,
 * each once. */
Program *parse(Arena *arena, const Source *source, Diagnostics *diagnostics);

#endif
