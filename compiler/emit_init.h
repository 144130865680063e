/* emit_init.h: the functions that set params and states to their initial
 * values. */
#ifndef GCC_GRAPH_EMIT_INIT_H
#define GCC_GRAPH_EMIT_INIT_H

#include "emit_c.h"

/* Writes model_init, if there are params. Returns the bytes of its tables. */
int64_t emit_init(const Plan *plan, const Names *names, Arena *arena,
                  Buffer *out);

/* Writes model_state_init, if there is a state; the same. */
int64_t emit_state_init(const Plan *plan, const Names *names, Arena *arena,
                        Buffer *out);

/* How each array starts, and what the elements are where nothing is drawn. */
typedef struct Starts {
    const Initial **initials;   /* [graph arrays]: NULL for most */
    const double  **values;     /* [graph arrays]: of those that are initial
                                   values; NULL if they take too much room */
} Starts;

Starts init_starts(const Graph *graph, Arena *arena, bool in_double);

/* The stream of random numbers that a param is drawn from: a hash of the name
 * that the author gave it. So other params may come, go and change places, and
 * this one is still drawn alike. */
uint32_t init_stream(Text name);

/* A statement that fills `to` with what is drawn; the seed is an expression. */
void emit_draw(const Graph *graph, const Names *names, bool in_double,
               const Initial *initial, Text to, Text seed, Buffer *out);

#endif
