/* emit_dot.h: the forward graph and the backward graph beside it as a picture,
 * for Graphviz.
 */
#ifndef GCC_GRAPH_EMIT_DOT_H
#define GCC_GRAPH_EMIT_DOT_H

#include "picture.h"

enum { MOST_DRAWN = 150 };      /* definitions: Graphviz takes long for more */

/* Appends the picture; with its equations, or names and shapes alone. A box has
 * the id `box-` and its number, so that a page can find it. */
void emit_dot(const Picture *picture, Arena *arena, bool equations,
              Buffer *out);

#endif
