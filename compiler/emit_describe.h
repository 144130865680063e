/* emit_describe.h: what a model takes and needs, for --describe. */
#ifndef GCC_GRAPH_EMIT_DESCRIBE_H
#define GCC_GRAPH_EMIT_DESCRIBE_H

#include "plan.h"

/* Params with their places in the flat vector, inputs, outputs, the bytes of
 * the work areas, and of each recurrence what is stored for its derivative. */
void emit_describe(const Plan *plan, Arena *arena, Buffer *out);

#endif
