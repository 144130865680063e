/* emit_init.h: the function that sets the params to their initial values. */
#ifndef GCC_GRAPH_EMIT_INIT_H
#define GCC_GRAPH_EMIT_INIT_H

#include "emit_c.h"

/* The definition of model_init, or nothing if there are no params. */
void emit_init(const Plan *plan, const Names *names, Arena *arena, Buffer *out);

/* The stream of random numbers that a param is drawn from: a hash of the name
 * that the author gave it. So other params may come, go and change places, and
 * this one is still drawn alike. */
uint32_t init_stream(Text name);

#endif
