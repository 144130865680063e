/* plan_in_place.h: arrays that are made where what they are made of lived. */
#ifndef GCC_GRAPH_PLAN_IN_PLACE_H
#define GCC_GRAPH_PLAN_IN_PLACE_H

#include "plan_area.h"

/* Joins tenants of one size where the second, element by element, is made of the
 * first in the nest that reads it last: the second is then a later name of the
 * first's storage. At time t the nest is nests[t]. */
void tenants_join(const Loops *loops, Arena *arena, const Nest *const *nests,
                  Tenants *tenants);

#endif
