/* components.h: strongly connected components of a directed graph. */
#ifndef GCC_GRAPH_COMPONENTS_H
#define GCC_GRAPH_COMPONENTS_H

#include "arena.h"

#include <stdbool.h>

/* Components of the graph with edges[start[n]] up to edges[start[n + 1]] from
 * n to what it uses. order: all nodes, what is used before its users, and as
 * they are numbered where that is so already; component[n]: a number, equal
 * within a component. */
void components_find(Arena *arena, uint32_t count, const uint32_t *start,
                     const uint32_t *edges, uint32_t *order,
                     uint32_t *component);
/* Whether `from` uses `to` itself. */
bool has_edge(const uint32_t *start, const uint32_t *edges, uint32_t from,
              uint32_t to);

#endif
