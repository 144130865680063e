/* checking.h: what the files of graph_check share. */
#ifndef GCC_GRAPH_CHECKING_H
#define GCC_GRAPH_CHECKING_H

#include "affine.h"
#include "graph_check.h"

/* A way up from a node: its user, and which operand it is. */
typedef struct Use {
    ExprId   user;
    uint32_t operand;
} Use;

/* Conditions on a way, the last first; 0 is none. */
typedef struct Path {
    uint32_t  before;
    Condition condition;
} Path;

/* A node that a search has come to, and the conditions it holds under. */
typedef struct Stop {
    ExprId   node;
    uint32_t path;
} Stop;

typedef struct Check {
    const Graph *graph;
    Arena       *arena;
    Buffer      *problem;
    ArrayId      id;                        /* the array looked at */
    const Array *array;
    uint32_t     part_number;               /* and its part, from 1; or 0 */
    const Part  *part;
    Domain       domain;                    /* of the part */
    ExprIds      order;                     /* nodes of the part */

    /* of the ways up in the part, made when they are needed */
    bool         has_uses;
    uint32_t    *place;                     /* [nodes]: place in order */
    LIST(uint32_t) first_use;               /* [order + 1], into uses */
    LIST(Use)    uses;
    LIST(Path)   paths;
    LIST(Stop)   stops;
} Check;

/* -- graph_check.c -- */

/* Says what is wrong with the array or part looked at; returns false. */
bool check_fail(Check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The name of an array for messages. */
Text check_name(Check *check, ArrayId id);

/* -- graph_check_body.c: the nodes of a part, one by one -- */
bool check_body(Check *check);
bool check_subscript(Check *check, SubscriptId id, const char *what);

/* -- graph_check_path.c -- */

/* Whether a subscript of an access is within 0 … size on every way from the
 * root of the part to the access. */
bool path_proves(Check *check, ExprId access, SubscriptId s, int64_t size);

#endif
