/* plan_budget.h: a work area of so many bytes at most, and the price of it. */
#ifndef GCC_GRAPH_PLAN_BUDGET_H
#define GCC_GRAPH_PLAN_BUDGET_H

#include "plan.h"

/* The plan, or the first of a sequence of plans in which forward and backward, or
 * else infer, make more and more again that needs no more than options->most; if
 * none does, the one that needs least. The sequence does not depend on the limit: so
 * what is the least without success is enough when it is asked for. For infer, the
 * graph is as graph_apart makes it (plan_apart.h): then what one sequence changes
 * does not touch the other. */
const Plan *plan_within(const Plan *plan, Arena *arena,
                        const PlanOptions *options, bool infer);

/* The operations of all equations of the routines, with what segments make
 * again, and without. */
Operations loops_operations(const Loops *loops, Arena *arena, Pass first,
                            Pass last);
/* Those of a step, and of all steps of a routine. */
double step_operations(const Graph *graph, const Step *step);
double routine_operations(const Loops *loops, Pass pass);

#endif
