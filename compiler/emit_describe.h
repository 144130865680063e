/* emit_describe.h: what a model takes and needs, for --describe. */
#ifndef GCC_GRAPH_EMIT_DESCRIBE_H
#define GCC_GRAPH_EMIT_DESCRIBE_H

#include "plan.h"

/* Params with their places in the flat vector, inputs, what is drawn, states,
 * outputs, the bytes of the work areas and of the state, without padding, and
 * of each recurrence what is stored for its derivative. `step` is the plan of a
 * step of training, or NULL. */
void emit_describe(const Plan *plan, const Plan *step, Arena *arena,
                   Buffer *out);

#endif
