/* draft.h: a part in the making, between part_canonical and part_turn. */
#ifndef GCC_GRAPH_DRAFT_H
#define GCC_GRAPH_DRAFT_H

#include "affine.h"

typedef struct Draft {
    Graph   *graph;
    uint32_t rank;
    Part     part;                          /* what is not in the fields */
    Domain   domain;                        /* ranges and guards; an empty
                                               range: substituted away */
    SubscriptId target[MAX_RANK];
    ExprId   body;
} Draft;

void draft_open(Draft *draft, Graph *graph, uint32_t rank, const Part *part);
/* Replaces index i by map[i] everywhere, for every map[i] that is not 0. */
void draft_substitute(Draft *draft, const SubscriptId map[MAX_INDICES]);
/* The set of indices in the target. */
uint32_t draft_free(const Draft *draft);
/* Requires low <= s < high. */
void draft_require(Draft *draft, SubscriptId s, Range range);
/* Drops the guards that box and other guards imply. */
void draft_prune(Draft *draft);
Part draft_close(const Draft *draft);

#endif
