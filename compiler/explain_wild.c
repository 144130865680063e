/* explain_wild.c: what may be infinite, or no number. */
#include "explain.h"

bool *explain_wild(Arena *arena, const Graph *graph)
{
    bool *wild = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        ExprIds order = {0};
        wild[id] = graph_array(graph, id)->kind == KERNEL;
        array_postorder(graph, arena, id, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind == ACCESS)
                wild[id] |= wild[graph_source(graph, node->as.access.array)];
            if (node->kind == APPLY)
                wild[id] |= (function_row((Function)node->function)->flags
                             & FUNCTION_PARTIAL) != 0;
        }
    }
    return wild;
}
