/* cost.c: the operation count of a graph.
 *
 * A node of a body is computed once for each value of the bound indices that
 * it depends on: what does not depend on an index is computed outside its
 * loop. So the count is a property of the equations, known before there are
 * loops, and it is what laws and derivatives are held to.
 */
#include "cost.h"

#include "affine.h"
#include "kernel.h"

#include <math.h>

/* The operations of one node: the table's, one for a choice or a square, none
 * for numbers, indices and accesses. */
static double node_flops(const void *context, ExprId id)
{
    const Exprs *exprs = context;
    const Expr *e = expr_at(exprs, id);
    if (e->kind == CHOOSE)
        return 1;
    if (e->kind != APPLY)
        return 0;
    if (e->function == F_POW) {
        const Expr *b = expr_at(exprs, e->as.operand[1]);
        if (b->kind == NUMBER && b->as.number == 2)
            return 1;
    }
    return function_row((Function)e->function)->cost;
}

double box_points(const Part *part, uint32_t set)
{
    double points = 1;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (set >> i & 1)
            points *= (double)(part->ranges[i].high - part->ranges[i].low);
    return points;
}

double cost_points(const Graph *graph, const Part *part)
{
    if (part->guard_count) {
        Domain domain;
        domain_of_part(&domain, graph->arena, part);
        int64_t count = domain_count(&domain, graph);
        if (count >= 0)
            return (double)count;
    }
    return box_points(part, UINT32_MAX);
}

double cost_values(Cost *cost, const Graph *graph, const Part *part,
                   double (*weigh)(const void *context, ExprId id),
                   const void *context)
{
    double points = cost_points(graph, part), sum = 0;
    cost->order.count = 0;
    expr_postorder(&graph->exprs, graph->arena, NULL, true, part->body,
                   &cost->order);
    for (uint32_t i = 0; i < cost->order.count; i++) {
        ExprId id = cost->order.at[i];
        double weight = weigh(context, id);
        if (weight != 0)
            sum += weight
                 * fmin(box_points(part, expr_at(&graph->exprs, id)->depends),
                        points);
    }
    return sum;
}

double cost_part(Cost *cost, const Graph *graph, const Part *part)
{
    double points = part->combine == SET ? 0 : cost_points(graph, part);
    return points + cost_values(cost, graph, part, node_flops, &graph->exprs);
}

double cost_parts(Cost *cost, const Graph *graph, uint32_t count,
                  const Part *parts)
{
    double work = 0;
    for (uint32_t i = 0; i < count; i++)
        work += cost_part(cost, graph, &parts[i]);
    return work;
}

double cost_expr(Cost *cost, const Graph *graph, ExprId root)
{
    double work = 0;
    cost->order.count = 0;
    expr_postorder(&graph->exprs, graph->arena, NULL, true, root,
                   &cost->order);
    for (uint32_t i = 0; i < cost->order.count; i++)
        work += node_flops(&graph->exprs, cost->order.at[i]);
    return work;
}

/* The same of a few, with a list that the graph keeps. */
static double few_parts(const Graph *graph, uint32_t count, const Part *parts)
{
    ExprIds *kept = &graph->exprs.walk->order;
    Cost cost = {.order = *kept};
    double work = cost_parts(&cost, graph, count, parts);
    *kept = cost.order;
    return work;
}

double part_work(const Graph *graph, const Part *part)
{
    return few_parts(graph, 1, part);
}

double array_work(const Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    return a->kind == EQUATION ? few_parts(graph, a->part_count, a->as.parts)
         : a->kind == KERNEL   ? kernel_work(graph, a)
                               : 0;
}

double graph_work(const Graph *graph)
{
    Cost cost = {0};
    double work = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        if (a->kind == EQUATION)
            work += cost_parts(&cost, graph, a->part_count, a->as.parts);
        if (a->kind == KERNEL)
            work += kernel_work(graph, a);
    }
    return work;
}
