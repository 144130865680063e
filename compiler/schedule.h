/* schedule.h: the parts of schedule, each in its own file. */
#ifndef GCC_GRAPH_SCHEDULE_H
#define GCC_GRAPH_SCHEDULE_H

#include "loops.h"

/* The graph with arrays that are cheaper to compute where they are used than
 * to store put into their users; *origin says which array of `graph` each of
 * its arrays is. */
Graph *schedule_inline(const Graph *graph, Arena *arena,
                       const ArrayId **origin);

/* -- schedule_lead.c: parts of members of recurrences -- */

/* The steps of each recurrence at which it makes something, apart from what
 * is computed before it. */
const Range *lead_steps(const Graph *graph, Arena *arena);
/* Recurrences of `from` become those of the copy, whose members are stored
 * where arrays[id] is not 0. */
void lead_recurrences(const Graph *from, Graph *to, const Range *steps,
                      const ArrayId *arrays);
/* The part of the member, `part` in another graph, with the steps of the
 * recurrences around it as its first indices. */
Part lead_part(const Graph *from, Graph *to, const Range *steps,
               ArrayId member, const Part *of, const Part *part);

/* The arrays that the parts of an array read, appended to list; those that
 * several parts read, several times. */
void array_reads(const Graph *graph, Arena *arena, Reader *reader, ArrayId id,
                 ArrayIds *list);

#endif
