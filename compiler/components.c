/* components.c: strongly connected components, by Tarjan's algorithm (1972)
 * with its recursion written out: programs may define a million names in a
 * chain.
 */
#include "components.h"

typedef struct Visit {
    uint32_t node, next;        /* the next edge to follow */
} Visit;

typedef struct Search {
    const uint32_t *start, *edges;
    uint32_t *number, *low_link;    /* 0: not met */
    bool     *on_stack;
    uint32_t  met, ordered, components;
    uint32_t *stack, stack_count;
    Visit    *visits;
    uint32_t  visit_count;
    uint32_t *order, *component;
} Search;

static void open_node(Search *search, uint32_t node)
{
    search->number[node] = search->low_link[node] = ++search->met;
    search->stack[search->stack_count++] = node;
    search->on_stack[node] = true;
    search->visits[search->visit_count++] =
        (Visit){node, search->start[node]};
}

static void close_node(Search *search, uint32_t node)
{
    search->visit_count--;
    if (search->visit_count) {
        uint32_t user = search->visits[search->visit_count - 1].node;
        if (search->low_link[node] < search->low_link[user])
            search->low_link[user] = search->low_link[node];
    }
    if (search->low_link[node] != search->number[node])
        return;
    uint32_t member;
    do {
        member = search->stack[--search->stack_count];
        search->on_stack[member] = false;
        search->component[member] = search->components;
        search->order[search->ordered++] = member;
    } while (member != node);
    search->components++;
}

static void visit(Search *search)
{
    Visit *top = &search->visits[search->visit_count - 1];
    uint32_t node = top->node;
    if (top->next == search->start[node + 1]) {
        close_node(search, node);
        return;
    }
    uint32_t used = search->edges[top->next++];
    if (!search->number[used])
        open_node(search, used);
    else if (search->on_stack[used]
             && search->number[used] < search->low_link[node])
        search->low_link[node] = search->number[used];
}

void components_find(Arena *arena, uint32_t count, const uint32_t *start,
                     const uint32_t *edges, uint32_t *order,
                     uint32_t *component)
{
    Search search = {
        .start = start,
        .edges = edges,
        .number = NEW_ARRAY(arena, uint32_t, count),
        .low_link = NEW_ARRAY(arena, uint32_t, count),
        .on_stack = NEW_ARRAY(arena, bool, count),
        .stack = NEW_ARRAY(arena, uint32_t, count),
        .visits = NEW_ARRAY(arena, Visit, count),
        .order = order,
        .component = component,
    };
    for (uint32_t node = 0; node < count; node++)
        if (!search.number[node])
            for (open_node(&search, node); search.visit_count;)
                visit(&search);
}

bool has_edge(const uint32_t *start, const uint32_t *edges, uint32_t from,
              uint32_t to)
{
    for (uint32_t e = start[from]; e < start[from + 1]; e++)
        if (edges[e] == to)
            return true;
    return false;
}
