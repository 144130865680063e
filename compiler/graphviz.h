/* graphviz.h: pictures by the program `dot`. */
#ifndef GCC_GRAPH_GRAPHVIZ_H
#define GCC_GRAPH_GRAPHVIZ_H

#include "text.h"

/* Draws what is in Graphviz's language, as SVG, into `out`. If that cannot be
 * done, or takes too long, returns false with the reason in *problem. */
bool graphviz_svg(Arena *arena, Text dot, Buffer *out, Text *problem);

#endif
