/* extending.h: a sum that is rewritten, shared by the files of extend. */
#ifndef GCC_GRAPH_EXTENDING_H
#define GCC_GRAPH_EXTENDING_H

#include "affine.h"
#include "extend.h"
#include "product.h"

/* An index that gets an axis of its own, the last of the copy: where the
 * subscript on `axis` is unit u + factor index, that keeps u. */
typedef struct Turned {
    uint32_t index, axis;
    int64_t  factor;                /* 0: there is none */
    int64_t  unit;
} Turned;

/* A factor that is read of an array. */
typedef struct Copied {
    ExprId      access;
    LIST(SubscriptId) masks;        /* guards on the places of its elements, of
                                       the indices of the part */
    ArrayId     array;              /* the copy, or 0 */
    int64_t     offset[MAX_RANK];   /* of its first element on each axis */
    Turned      turned;
    uint8_t     rank;               /* where data choose elements: how many axes
                                       the copy has, */
    uint8_t     index[MAX_RANK];    /* and the index that each is; else 0 */
} Copied;

typedef struct Extension {
    Graph   *graph;
    Arena   *arena;
    ArrayId  id;
    Part     part;                  /* in the making */
    Domain   domain;                /* of the part, with the guards that stay */
    uint32_t steps;                 /* indices that recurrences drive */
    uint32_t dropped;               /* indices of guards that do not stay */
    Copied   copies[MAX_FACTORS];
    uint32_t count;
} Extension;

/* -- extend_copy.c -- */

/* No index is turned. */
#define NO_TURN MAX_INDICES

/* The axis whose subscript is the index with factor ±1 and no other; the rank if
 * there is none. */
uint32_t axis_of(const Graph *graph, const Expr *access, uint32_t index);
/* Makes the copies that the factors need, with the index `turn` as their last
 * axis where they depend on it; false if one cannot be had. *size are the
 * elements of all. */
bool make_copies(Extension *e, uint32_t turn, double *size);
/* The body with the copies in the place of what they are of. */
ExprId read_copies(Extension *e, ExprId id);

/* -- extend_apart.c -- */

/* Puts the large sum that the part of the array adds into an array of its own, if it
 * could be one for vectors there and is not here: true, and *part adds that. */
bool sum_apart(Graph *graph, Arena *arena, ArrayId id, Part *part);

#endif
