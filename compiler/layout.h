/* layout.h: long lines broken where they may be.
 *
 * A statement is first written on one line, in which every place where it may
 * be broken holds a mark in place of a space. A mark is a control character
 * whose value says how deep in the statement it stands; no other control
 * character may occur.
 */
#ifndef GCC_GRAPH_LAYOUT_H
#define GCC_GRAPH_LAYOUT_H

#include "text.h"

/* Marks beyond the deepest count as deepest. */
void layout_mark(Buffer *line, uint32_t depth);

/* The columns of a line that stands for itself. */
enum { LINE_WIDTH = 79 };

/* Appends the line to out, continued in lines indented by `indent`, with a
 * newline at the end; none ends beyond `width` if it can be broken. `column` is
 * where out stands. */
void layout_fill(Text line, size_t column, size_t indent, size_t width,
                 Buffer *out);

#endif
