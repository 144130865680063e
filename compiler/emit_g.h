/* emit_g.h: a graph printed in the language itself.
 *
 * What is printed compiles again, to a graph of the same meaning. Ranges of
 * indices are left out where the axes that they index say them.
 */
#ifndef GCC_GRAPH_EMIT_G_H
#define GCC_GRAPH_EMIT_G_H

#include "names.h"

void emit_g(const Graph *graph, Arena *arena, Buffer *out);

/* Whether the text has a statement for the array. */
bool array_is_printed(const Graph *graph, ArrayId id);

/* One array's equation, as it stands in that text; several lines if it has
 * several parts. For comments above generated code. */
void emit_g_equation(const Graph *graph, Arena *arena, ArrayId id, Buffer *out);

/* The same for many arrays of one graph, in lines of the given width: the names,
 * those in the language if none are given, are made once. */
typedef struct Equations Equations;

Equations *equations_create(const Graph *graph, Names *names, Arena *arena);
void equations_print(Equations *equations, ArrayId id, size_t width,
                     Buffer *out);
/* Of those of the array, what comes from the statement that begins there. */
void equations_print_at(Equations *equations, ArrayId id, uint32_t at,
                        size_t width, Buffer *out);

/* A node of a part of the array, as it stands there. */
Text equations_node(Equations *equations, ArrayId id, uint32_t part,
                    ExprId node);

#endif
