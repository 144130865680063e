/* plan_area.h: arrays with lives and sizes put into slots. */
#ifndef GCC_GRAPH_PLAN_AREA_H
#define GCC_GRAPH_PLAN_AREA_H

#include "plan.h"

typedef struct Tenant {
    ArrayId  array;
    uint32_t first, last;       /* lives from first to last, both included */
    int64_t  bytes;
    int64_t  each;              /* bytes of an element */
    int64_t  at;                /* where it begins in its room */
    ArrayIds later;             /* made in its place one after the other,
                                   the last first */
} Tenant;

typedef LIST(Tenant) Tenants;

/* What lives. */
typedef struct Alive {
    int64_t *bytes;             /* at each time */
    int64_t  most;              /* the largest of them */
} Alive;

/* Fills the empty area; `work` is for what is needed meanwhile. Of two tenants
 * in one slot, one has died before the other is born. */
void area_fill(Area *area, Arena *arena, Arena *work, const Tenants *tenants);

#endif
