/* lower.h: from the tree of a program to its graph. */
#ifndef GCC_GRAPH_LOWER_H
#define GCC_GRAPH_LOWER_H

#include "diagnose.h"
#include "graph.h"
#include "tree.h"

/* `-D n=64`, `--batch=64`. */
typedef struct Override {
    Text    name;
    int64_t value;
    bool    used;               /* set when a declaration takes it */
} Override;

typedef struct LowerOptions {
    uint32_t  override_count;
    Override *overrides;
    int64_t   batch;            /* 0: as the program says */
    int64_t   truncate;         /* of recurrences; 0: not */
} LowerOptions;

/* The graph of the program, whose names see those of the prelude; the arena
 * holds nothing else of it. Every error that an author can make is reported by
 * here; NULL if there was one. */
Graph *lower(Arena *arena, const Program *prelude, const Program *program,
             const LowerOptions *options, Diagnostics *diagnostics);

#endif
