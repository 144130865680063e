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
    bool      whole_det;        /* small determinants are not written out */
    struct Doubts *doubts;      /* of what is folded (doubts.h); or NULL */
} LowerOptions;

/* Equations as they were written, functions among them. */
typedef struct Written {
    uint32_t count;
    const Statement **at;
} Written;

/* The graph of the program, whose names see those of the prelude; the arena
 * holds nothing else of it; nothing in it depends on the order of equations. Every error that an author can make is reported by
 * here; NULL if there was one. `equations`, if it is not NULL, has room for as
 * many as the program has statements, and gets those that are needed, what is used
 * first. */
Graph *lower(Arena *arena, const Program *prelude, const Program *program,
             const LowerOptions *options, Diagnostics *diagnostics,
             Written *equations);

#endif
