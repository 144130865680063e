/* plan_lots.h: lots, each a room in which tenants live. */
#ifndef GCC_GRAPH_PLAN_LOTS_H
#define GCC_GRAPH_PLAN_LOTS_H

#include "plan_area.h"

typedef struct Lot {
    Tenants  tenants;
    int64_t  bytes;
    int64_t  align;             /* bytes of the largest element */
    uint32_t until;             /* when its last tenant dies */
    bool     beside;            /* tenants begin at different bytes */
} Lot;

typedef LIST(Lot) Lots;

/* Few tenants, of which the largest goes first and each takes the lot made last
 * that is free during its life: a lot is as large as its first tenant. */
Lots lots_by_size(Arena *arena, const Tenants *tenants);

/* Many tenants, in the order of their births: each takes the smallest lot free at
 * that time that is large enough, or else enlarges the largest. That needs no
 * comparison of all with all. Scalars share nothing: C compilers look through
 * the unnamed unions of a struct one by one, and thousands of them take
 * minutes. */
Lots lots_by_birth(Arena *arena, const Tenants *tenants);

/* Tenants that have their places in one room: where none lies across a byte, the
 * room is cut into two. */
Lots lots_by_place(Arena *arena, const Tenants *tenants);

int64_t lots_bytes(const Lots *lots);

/* The tenants in the order of their births. */
Tenant *tenants_by_birth(Arena *arena, const Tenants *tenants);

/* In that of their places. */
Tenant *tenants_by_place(Arena *arena, const Tenants *tenants);

/* In that of their sizes, the largest first. */
Tenant *tenants_by_size(Arena *arena, const Tenants *tenants);

#endif
