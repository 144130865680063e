/* amalgam.h: C that brings with it what it needs of the runtime.
 *
 * The sources of the runtime are part of the compiler. They are split into pieces,
 * each the definition of a function, a type, a macro, or a group between #if and
 * #endif. What a text needs are the pieces that define the names which it
 * mentions, and what these need.
 */
#ifndef GCC_GRAPH_AMALGAM_H
#define GCC_GRAPH_AMALGAM_H

#include "text.h"

typedef struct Amalgam Amalgam;

Amalgam *amalgam_create(Arena *arena);

/* The text with what it needs of the runtime in the place of the first line that
 * includes a header of the runtime, and without these lines. `always` is one name
 * more that it needs. What has been given to a text before is left out: that one
 * is a header of this one. */
Text amalgam_text(Amalgam *amalgam, Text c, const char *always);

#endif
