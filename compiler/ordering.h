/* ordering.h: what the files of recurrence share.
 *
 * The graph falls into components that read each other in circles, most of
 * them single arrays (recurrence_reads.c). A circle gets axes, shifts and an
 * order (recurrence.c), in which it is copied (recurrence_copy.c).
 */
#ifndef GCC_GRAPH_ORDERING_H
#define GCC_GRAPH_ORDERING_H

#include "affine.h"
#include "recurrence.h"

/* An access of a member to a member. */
typedef struct Read {
    uint32_t user, used;            /* numbers of members */
    const Part *part;               /* of the user */
    ExprId   access;
    uint32_t condition_count;
    const Condition *conditions;    /* it stands under them */
    bool     carried;               /* through a CARRY */
    bool     earlier;               /* of an earlier step */
    int64_t  distance;              /* at least so many steps back; scratch */
} Read;

typedef struct Member {
    ArrayId  id;
    uint32_t group;                 /* members of one level, from 1 */
    uint8_t  axis[MAX_RANK];        /* of each level */
    int64_t  shift[MAX_RANK];
} Member;

typedef LIST(uint32_t) Numbers;

typedef struct Circle {             /* a strongly connected component */
    Graph   *graph;
    Arena   *arena;
    LIST(Member) members;           /* by ascending id */
    LIST(Read)   reads;             /* by user */
    uint32_t groups, tries;
    Numbers  order;                 /* the result: members */
    LIST(Recurrence) recurrences;   /* [0] is unused; first and last are places
                                       in order */
} Circle;

/* The arrays of a graph by components. */
typedef struct Ordering {
    Graph   *graph;
    Arena   *arena;
    const bool *reached;
    uint32_t *component;            /* [arrays] */
    uint32_t *order;                /* [arrays]: what is read before its
                                       readers, components together */
    uint32_t *number;               /* [arrays]: within its circle */
    Marks    marks;
    ExprIds  nodes;                 /* scratch */
    LIST(uint32_t) context;         /* [exprs], scratch */
} Ordering;

/* -- recurrence_reads.c -- */
Ordering ordering_make(Arena *arena, Graph *graph);
/* The end of the component that begins at order[first]. */
uint32_t component_end(const Ordering *o, uint32_t first);
/* The circle of the arrays order[first … end - 1], a component. */
Circle   circle_of(Ordering *o, uint32_t first, uint32_t end);
/* The nodes of a part and of its target, each once, operands first. */
const ExprIds *part_nodes(Ordering *o, const Part *part, uint32_t rank);

/* -- recurrence.c -- */
/* Orders the members; false if there is no order. */
bool     circle_order(Circle *c);

#endif

