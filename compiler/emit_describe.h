/* emit_describe.h: what a model takes and needs, for --describe. */
#ifndef GCC_GRAPH_EMIT_DESCRIBE_H
#define GCC_GRAPH_EMIT_DESCRIBE_H

#include "emit_needs.h"

/* Params with their places in the flat vector, inputs, what is drawn, states,
 * outputs, the bytes that the model needs, and of each recurrence what is stored
 * for its derivative. */
void emit_describe(const Plan *plan, const Needs *needs, Arena *arena,
                   Buffer *out);

#endif
