/* picture.h: a graph with its gradients as boxes and edges, for people.
 *
 * Each definition has a box of the forward graph, which holds its equations and
 * those of nameless arrays that it needs first, and one of the backward graph,
 * its adjoint, which holds what is made for the derivative by it. What is made
 * for that of an output stands with its seed, which the caller passes in, unless
 * other derivatives are added to it: then it has a box of its own.
 *
 *     x ──→ h ──→ s
 *           ┊      ┊         adjoints stand beside what they are of
 *    d_x ←── d_h ←── d_s
 */
#ifndef GCC_GRAPH_PICTURE_H
#define GCC_GRAPH_PICTURE_H

#include "graph.h"

typedef enum BoxRole {
    ROLE_COMPUTED, ROLE_INPUT, ROLE_PARAM, ROLE_STATE, ROLE_CONSTANT,
    ROLE_SEED                   /* backward: the derivative by an output, which
                                   the caller passes in */
} BoxRole;

typedef struct Box {
    uint32_t definition;        /* that it is of; 0: of none */
    bool     backward;
    bool     result;            /* an output, or a gradient */
    bool     beside;            /* backward: what others add to a seed */
    BoxRole  role;
    ArrayId  array;             /* forward: that it is of; backward: the adjoint,
                                   or what stands for it */
    ArrayIds members;           /* whose equations it holds; ascending */
    uint32_t mate;              /* the box of the other pass; 0: none */
} Box;

typedef struct Edge {
    uint32_t from, to;          /* boxes */
    ArrayId  array;             /* that `to` reads */
    bool     kept;              /* from forward to backward */
    bool     far;               /* too long to be drawn */
} Edge;

typedef struct Picture {
    const Graph *graph;
    LIST(Box)  boxes;           /* [0] is unused; forward ones first */
    LIST(Edge) edges;           /* each array once for each of its readers; of
                                   those that are kept, each pair of boxes */
    const uint32_t *box_of;     /* [graph arrays]; 0: none */
    const uint32_t *root;       /* [graph definitions]: what an adjoint is of */
    const uint32_t *definition; /* [graph arrays]: whose it is, or for whose
                                   derivative it is made; 0: none */
    const bool *forward, *backward;     /* [graph arrays]: what outputs need, and
                                   what gradients need beside it */
    uint32_t left_out;          /* definitions that there was no room for */
} Picture;

/* The graph of its outputs, and of its gradients if it has them, with so many
 * definitions at most: the first ones. */
Picture picture_make(const Graph *graph, Arena *arena, uint32_t most);

/* -- picture_far.c: marks the edges that are too long to be drawn -- */
void picture_leave_far(Picture *picture, Arena *arena);

/* Whether the box is called `d_` and its definition. */
static inline bool box_is_adjoint(const Box *box)
{
    return box->backward && box->definition && !box->beside;
}

#endif
