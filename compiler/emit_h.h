/* emit_h.h: model.h from a plan. */
#ifndef GCC_GRAPH_EMIT_H_H
#define GCC_GRAPH_EMIT_H_H

#include "emit_c.h"

/* The C header: dims, params, work areas and prototypes. `names` are those
 * that emit_c is given. */
void emit_h(const Plan *plan, const Names *names, const EmitOptions *options,
            Arena *arena, Buffer *out);

#endif
