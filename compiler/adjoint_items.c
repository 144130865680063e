/* adjoint_items.c: what is added to a cotangent, in one place.
 *
 * Values at each element make one body, every other contribution is a part of
 * its own. Nothing but one access at each element is no equation: the cotangent
 * then is that array.
 */
#include "adjoint.h"

void item_add(Reverse *reverse, uint32_t *first, Item item)
{
    item.next = *first;
    list_push(reverse->arena, &reverse->items, item);
    *first = reverse->items.count - 1;
}

ArrayId whole_array(const Graph *graph, ArrayId shaped, ExprId value)
{
    const Expr *node = expr_at(&graph->exprs, value);
    const Array *like = graph_array(graph, shaped);
    if (node->kind != ACCESS || node->as.access.rank != like->rank)
        return 0;
    const Array *array = graph_array(graph, node->as.access.array);
    for (uint32_t i = 0; i < like->rank; i++)
        if (array->shape[i] != like->shape[i]
            || !subscript_is_index(&graph->exprs,
                                   node->as.access.subscripts[i], i))
            return 0;
    return array->type == REAL && array->kind != CARRY
             ? node->as.access.array : 0;
}

/* Whether each point of the part is an element of its own: no index is
 * reduced, not even one of a single value. */
static bool is_elementwise(const Graph *graph, const Part *part, uint32_t rank)
{
    uint32_t free = 0;
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[i]);
        for (uint32_t t = 0; t < s->term_count; t++)
            free |= 1u << s->terms[t].index;
    }
    for (uint32_t i = 0; i < part->index_count; i++)
        if (!(free >> i & 1))
            return false;
    return target_is_injective(graph, part, rank);
}

/* Parts that set elements apart from each other need not add to them. Few
 * parts are compared; a cotangent of many stays a sum. */
static void set_if_disjoint(Reverse *reverse, uint32_t rank)
{
    enum { MAX_COMPARED = 8 };
    const Graph *graph = reverse->graph;
    Part *parts = reverse->parts.at;
    uint32_t count = reverse->parts.count;
    if (count > MAX_COMPARED)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_elementwise(graph, &parts[i], rank))
            return;
        for (uint32_t j = 0; j < i; j++)
            if (!targets_are_disjoint(graph, &parts[j], &parts[i], rank))
                return;
    }
    for (uint32_t i = 0; i < count; i++)
        parts[i].combine = SET;
}

ArrayId adjoint_zero(Graph *graph, ArrayId shaped, uint32_t serves)
{
    const Array array = *graph_array(graph, shaped);
    Part zero = part_whole(graph, array.rank, array.shape,
                           expr_number(&graph->exprs, 0));
    return graph_equation(graph, 0, array.rank, array.shape, 1, &zero, serves);
}

ArrayId items_array(Reverse *reverse, ArrayId shaped, uint32_t first,
                    uint32_t serves)
{
    Graph *graph = reverse->graph;
    const Array array = *graph_array(graph, shaped);
    ExprId value = 0;
    reverse->parts.count = 0;
    for (uint32_t i = first; i; i = reverse->items.at[i].next) {
        const Item *item = &reverse->items.at[i];
        if (item->value)
            value = value ? make_sum(&graph->exprs, value, item->value)
                          : item->value;
        else
            list_push(reverse->arena, &reverse->parts, item->part);
    }
    if (value && !reverse->parts.count) {
        ArrayId alias = whole_array(graph, shaped, value);
        if (alias)
            return alias;
    }
    if (value) {
        Part whole = part_whole(graph, array.rank, array.shape, value);
        list_push(reverse->arena, &reverse->parts, whole);
        for (uint32_t i = reverse->parts.count - 1; i > 0; i--)
            reverse->parts.at[i] = reverse->parts.at[i - 1];
        reverse->parts.at[0] = whole;
    } else {
        set_if_disjoint(reverse, array.rank);
    }
    return graph_equation(graph, 0, array.rank, array.shape,
                          reverse->parts.count, reverse->parts.at, serves);
}
