/* ordering.h: what the files of recurrence share.
 *
 * The graph falls into components that read each other in circles, most of
 * them single arrays (recurrence_reads.c). A circle gets axes
 * (recurrence_axes.c), shifts and an order (recurrence.c), in which it is
 * copied (recurrence_copy.c, recurrence_pull.c).
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
    Range   *gaps;                  /* [ranks of user × used]: of each pair of
                                       axes, how much larger the subscript is
                                       that the user has, where has_gap */
    bool    *has_gap;
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

/* -- recurrence_data.c -- */
typedef LIST(Condition) Conditions;
/* Adds what is known of the data in a subscript to the conditions. Returns the
 * subscript, perhaps with new indices that stand for any of the data. */
SubscriptId data_known(Circle *c, Domain *domain, SubscriptId s,
                       Conditions *conditions);

/* -- recurrence_axes.c -- */
/* Sets the axes of a level for the members of the group, and shifts. Returns
 * the direction in which they run; 0: none. */
int      find_axes(Circle *c, uint32_t group, uint32_t level);
/* Whether the level of the group has to see to the read. */
bool     read_is_open(const Circle *c, const Read *read, uint32_t group);

/* -- recurrence.c -- */
/* How many steps at least the read goes back along the axes of the level,
 * shifts aside. */
int64_t  read_distance(Circle *c, Read *read, uint32_t level, int direction);
/* The direction in which the group runs along its axes, its shifts set; 0:
 * none. */
int      find_direction(Circle *c, uint32_t group, uint32_t level);
/* Orders the members; false if there is no order. */
bool     circle_order(Circle *c);

/* -- recurrence_pull.c -- */
/* A part of the copy, of the member at a place in the order, as one that makes
 * at each step what the member has there. reads[count] are those of the part
 * in the circle. */
Part     part_pulled(Ordering *o, Copy *copy, const Circle *c,
                     const Read *reads, uint32_t count, uint32_t place,
                     const Array *array, const Part *part);

#endif

