/* plan_budget.h: a work area of so many bytes at most, and the price of it. */
#ifndef GCC_GRAPH_PLAN_BUDGET_H
#define GCC_GRAPH_PLAN_BUDGET_H

#include "plan.h"

/* The plan, or the first of a sequence of plans in which more and more is made
 * again that needs no more than options->most; if none does, the one that needs
 * least. The sequence does not depend on the limit: so what is the least without
 * success is enough when it is asked for. */
const Plan *plan_within(const Plan *plan, Arena *arena,
                        const PlanOptions *options);

/* The operations of all equations, and of what segments make again. */
double loops_operations(const Loops *loops);

#endif
