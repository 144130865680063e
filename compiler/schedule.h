/* schedule.h: the parts of schedule, each in its own file. */
#ifndef GCC_GRAPH_SCHEDULE_H
#define GCC_GRAPH_SCHEDULE_H

#include "loops.h"

/* The graph with arrays that are cheaper to compute where they are used than
 * to store put into their users; *origin says which array of `graph` each of
 * its arrays is. */
Graph *schedule_inline(const Graph *graph, Arena *arena,
                       const ArrayId **origin);

/* The arrays that the parts of an array read, appended to list; those that
 * several parts read, several times. */
void array_reads(const Graph *graph, Arena *arena, Reader *reader, ArrayId id,
                 ArrayIds *list);

#endif
