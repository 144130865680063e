/* matrix_spread.c: arrays of three axes, as differences of all rows of two
 * matrices are, by what they are made of. They have no term, but sums of them have.
 */
#include "matrix_read.h"

/* Whether it is an array of three axes that has no name, and of each element an
 * expression. */
static bool is_spread(const Body *b, ArrayId id)
{
    const Graph *graph = b->r->graph;
    const Array *array = graph_array(graph, id);
    const Part *part = array->as.parts;
    bool is = array->kind == EQUATION && array->rank > 2 && !array->recurrence
           && array->part_count == 1 && !b->r->names[id].length
           && part->combine == SET && !part->guard_count
           && part->index_count == array->rank;
    for (uint32_t i = 0; is && i < array->rank; i++)
        is = subscript_is_index(&graph->exprs, part->target[i], i)
          && part->ranges[i].low == 0
          && part->ranges[i].high == array->shape[i];
    return is;
}

/* Whether it is made of matrices by sums and products alone. */
static bool is_polynomial(const Body *b, ExprId id)
{
    const Graph *graph = b->r->graph;
    const Expr *node = expr_at(&graph->exprs, id);
    if (node->kind == ACCESS) {
        ArrayId from = graph_source(graph, node->as.access.array);
        return graph_array(graph, from)->rank <= 2
            || (is_spread(b, from)
                && is_polynomial(b, graph_array(graph, from)->as.parts->body));
    }
    bool is = node->kind == NUMBER
           || (node->kind == APPLY
               && (node->function == F_ADD || node->function == F_SUB
                   || node->function == F_MUL || node->function == F_DIV
                   || node->function == F_NEG));
    uint32_t count = node->kind == APPLY
                   ? function_row((Function)node->function)->arity : 0;
    for (uint32_t i = 0; is && i < count; i++)
        is = is_polynomial(b, node->as.operand[i]);
    return is;
}

ExprId written_out(const Body *b, ExprId id)
{
    Graph *graph = b->r->graph;
    const Expr *node = expr_at(&graph->exprs, id);
    ArrayId from = node->kind == ACCESS
                 ? graph_source(graph, node->as.access.array) : 0;
    SubscriptId map[MAX_INDICES] = {0};
    if (!from || b->fixed < MAX_INDICES || !is_spread(b, from)
        || !is_polynomial(b, id))
        return id;
    const Array *array = graph_array(graph, from);
    for (uint32_t i = 0; i < array->rank; i++)
        map[i] = node->as.access.subscripts[i];
    return expr_substitute(&graph->exprs, &graph->memo, array->as.parts->body,
                           map);
}
