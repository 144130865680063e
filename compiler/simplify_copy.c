/* simplify_copy.c: reads of copies that are made for some elements alone.
 *
 *     z[i] = x[i] for i in 1:n, 0 for others     z[i] k for i in 1:n  is  x[i] k
 *
 * What forward makes for some elements, derivatives copy for these. Where they read
 * no others they can read what forward made.
 */
#include "simplifying.h"

bool array_is_partial_copy(const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    if (array->kind != EQUATION || array->part_count != 1 || array->limit)
        return false;
    const Part *part = array->as.parts;
    return part->combine == SET && !part->guard_count
        && part->index_count == array->rank
        && expr_at(&graph->exprs, part->body)->kind == ACCESS
        && part_is_plain(graph, array, part);
}

static ExprId through_copy(Simplifier *simplifier, const void *domain,
                           ExprId id)
{
    const Graph *graph = simplifier->graph;
    const Expr e = *expr_at(&graph->exprs, id);
    SubscriptId map[MAX_INDICES] = {0};
    if (e.kind != ACCESS || !array_is_partial_copy(graph, e.as.access.array))
        return id;
    const Part copy = *graph_array(graph, e.as.access.array)->as.parts;
    for (uint32_t a = 0; a < e.as.access.rank; a++) {
        map[a] = e.as.access.subscripts[a];
        Range read = domain_bounds(domain, graph, map[a]);
        if (read.low >= read.high || read.low < copy.ranges[a].low
            || read.high > copy.ranges[a].high)
            return id;
    }
    return rewrite_substitute(&simplifier->rewriter, copy.body, map);
}

void part_through_copies(Simplifier *simplifier, Part *part)
{
    if (!simplifier->copies
        || !(expr_at(&simplifier->graph->exprs, part->body)->flags & EXPR_READS))
        return;
    Domain domain;
    domain_of_part(&domain, simplifier->arena, part);
    part->body = expr_map(simplifier, part->body, through_copy, &domain);
}
