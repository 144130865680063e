/* simplify_carry.c: carries of copies.
 *
 * A carry is opaque: laws do not see what it carries. Where that is no more
 * than `y[i] = x[i + 1]`, the carry of y at i is one of x at i + 1.
 */
#include "simplifying.h"

#include "kernel.h"

/* The access that the array is a copy of: one part that sets all elements to
 * those of an array at affine subscripts; 0: it is none. */
static ExprId copied_access(const Graph *graph, const Array *array)
{
    const Exprs *exprs = &graph->exprs;
    const Part *part = array->as.parts;
    if (array->kind != EQUATION || array->part_count != 1
        || part->combine != SET || part->guard_count
        || part->index_count != array->rank
        || !part_is_plain(graph, array, part))
        return 0;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return 0;
    const Expr *body = expr_at(exprs, part->body);
    if (body->kind != ACCESS)
        return 0;
    ArrayId from = body->as.access.array;
    for (uint32_t i = 0; i < body->as.access.rank; i++)
        if (subscript_at(exprs, body->as.access.subscripts[i])->data)
            return 0;
    return graph_array(graph, from)->type == array->type
                && graph_array(graph, from)->limit == array->limit
             ? part->body : 0;
}

/* A carry of the array in the graph in the making. */
static ArrayId carry_of(Simplifier *simplifier, const Graph *from, ArrayId id,
                        CarryLink **links)
{
    const Array *array = graph_array(from, id);
    for (const CarryLink *link = *links; link; link = link->next)
        if (link->carried == id)
            return link->carry;
    CarryLink *link = NEW(simplifier->copy.arena, CarryLink);
    *link = (CarryLink){
        .carry = graph_carry(simplifier->graph, array->type, array->limit,
                             array->rank, array->shape, array->serves),
        .carried = id,
        .next = *links,
    };
    *links = link;
    return link->carry;
}

CarryLink *carries_begin(Simplifier *simplifier, const Graph *from)
{
    CarryLink *links = NULL;
    if (from->recurrences.count < 2)
        return NULL;
    StandIn *stand_ins =
        NEW_ARRAY(simplifier->copy.arena, StandIn, from->arrays.count);
    const bool *whole = kernel_operands(from, simplifier->copy.arena);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        if (array->kind != CARRY || whole[id])
            continue;
        ExprId access =
            copied_access(from, graph_array(from, array->as.carried));
        if (!access)
            continue;
        const Expr *node = expr_at(&from->exprs, access);
        stand_ins[id].array = carry_of(
            simplifier, from, graph_source(from, node->as.access.array),
            &links);
        stand_ins[id].subscripts = node->as.access.subscripts;
    }
    simplifier->copy.stand_ins = stand_ins;
    return links;
}

void carries_end(Simplifier *simplifier, const CarryLink *links)
{
    for (; links; links = links->next)
        graph_carry_of(simplifier->graph, links->carry,
                       simplifier->copy.arrays[links->carried]);
}
