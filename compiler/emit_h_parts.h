/* emit_h_parts.h: what the parts of the header are written with. */
#ifndef GCC_GRAPH_EMIT_H_PARTS_H
#define GCC_GRAPH_EMIT_H_PARTS_H

#include "emit_h.h"

typedef struct Header {
    const Plan  *plan;
    const Graph *graph;
    const Names *names;
    const Profile *profile;
    Arena       *arena;
    Buffer      *out;
} Header;

/* The structs of a model; of a step that is an entry of its own, `step`, areas and
 * state are those of its graph. */
void header_params(Header *h);
void header_areas(Header *h, Header *step);
/* The work area of a pass, called after the suffix; `whole`: with its counters. */
void header_area(Header *h, const char *suffix, Pass pass, bool whole);
void header_state(Header *h);

#endif
