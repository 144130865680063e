/* remap.h: parts whose expressions are written another way. */
#ifndef GCC_GRAPH_REMAP_H
#define GCC_GRAPH_REMAP_H

#include "graph.h"

typedef struct Remap {
    Graph *graph;
    Arena *arena;                   /* scratch */
    /* What stands for a node whose operands have been replaced: it, or another. */
    ExprId (*node)(struct Remap *remap, ExprId id);
    const void *context;            /* of that */
    ExprIds order;
    LIST(ExprId) image;             /* [nodes], of those in the order */
} Remap;

/* Replaces the nodes of the body and of the data in the target, which becomes one of
 * the graph's arena; whether any has changed. Data that are affine then are terms of
 * subscripts. */
bool part_remap(Remap *remap, Part *part, uint32_t rank);

#endif
