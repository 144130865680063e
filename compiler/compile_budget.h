/* compile_budget.h: that a work area is too large. */
#ifndef GCC_GRAPH_COMPILE_BUDGET_H
#define GCC_GRAPH_COMPILE_BUDGET_H

#include "compile.h"
#include "plan.h"

/* What the options ask of a plan; of these areas, those that there will be. */
PlanOptions budget_options(const Options *options, Bounded bounded);

/* Fails if a plan needs more than --max-ram allows: reports how much would be
 * enough, which arrays live where most do, and what may help. `step`: of a step of
 * training, or NULL. */
void keep_to_budget(Compilation *compilation, const Plan *model,
                    const Plan *step);

#endif
