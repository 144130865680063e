/* plan_pack.h: tenants beside each other in the place of larger ones. */
#ifndef GCC_GRAPH_PLAN_PACK_H
#define GCC_GRAPH_PLAN_PACK_H

#include "plan_area.h"

/* Puts each tenant at a byte `at` of one room, a multiple of what all sizes are
 * multiples of, so that tenants which live at one time do not overlap. Whether the
 * room has fewer bytes than the limit. */
bool tenants_pack(Arena *work, Tenants *tenants, const Alive *alive,
                  int64_t limit);

#endif
