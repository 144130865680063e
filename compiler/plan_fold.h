/* plan_fold.h: arrays whose elements take a few places in turn. */
#ifndef GCC_GRAPH_PLAN_FOLD_H
#define GCC_GRAPH_PLAN_FOLD_H

#include "plan.h"

/* For each array of the graph how it is stored in the routine, with what is known
 * of that before, or NULL; NULL if each element has a place of its own. */
const Fold *plan_fold(const Loops *loops, Arena *arena, Pass pass,
                      const uint8_t *home, Fold *folds);

#endif
