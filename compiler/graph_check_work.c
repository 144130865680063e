/* graph_check_work.c: invariant 12, what simplify may make of the work.
 *
 * A law keeps the work or lowers it, with two exceptions, each bounded by what
 * is there before. Laws that keep numbers finite or exact (softplus, sigmoid,
 * the maximum before a softmax) add operations at the exponentials, logarithms
 * and quotients that they are about. And what is short, a few operations on
 * indices, is written out where it is read.
 */
#include "cost.h"
#include "graph_check.h"

#include <math.h>

enum {
    STABLE_QUOTIENT = 16,           /* operations that stable laws add at a */
    STABLE_EXPONENTIAL = 3,         /* quotient or logarithm; at an exp */
    SHORT = 3                       /* operations of what is written out */
};

typedef struct Slack {
    const Graph *graph;
    const bool  *is_short;          /* [arrays] */
} Slack;

static double stable_slack(const void *context, ExprId id)
{
    const Slack *slack = context;
    const Expr *e = expr_at(&slack->graph->exprs, id);
    if (e->kind == ACCESS)
        return slack->is_short[e->as.access.array] ? SHORT : 0;
    if (e->kind != APPLY)
        return 0;
    switch ((Function)e->function) {
    case F_DIV:
    case F_LOG:
    case F_LOG1P:
        return STABLE_QUOTIENT;
    case F_EXP:
        return STABLE_EXPONENTIAL;
    default:
        return 0;
    }
}

/* Whether the array may be written out where it is read: a copy of elements
 * of another one, or a few operations on indices and what is short itself. */
static bool array_is_short(Cost *cost, const Slack *slack, const Array *a)
{
    const Graph *graph = slack->graph;
    if (a->kind != EQUATION || a->part_count != 1
        || a->as.parts[0].combine != SET
        || cost_expr(cost, graph, a->as.parts[0].body) > SHORT)
        return false;
    if (expr_at(&graph->exprs, a->as.parts[0].body)->kind == ACCESS)
        return true;
    for (uint32_t i = 0; i < cost->order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, cost->order.at[i]);
        if (e->kind == ACCESS && !slack->is_short[e->as.access.array])
            return false;
    }
    return true;
}

double work_after_simplify(const Graph *graph, Arena *arena)
{
    Cost cost = {0};
    bool *is_short = NEW_ARRAY(arena, bool, graph->arrays.count);
    const Slack slack = {graph, is_short};
    double bound = graph_work(graph);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        is_short[id] = array_is_short(&cost, &slack, a);
        for (uint32_t i = 0; a->kind == EQUATION && i < a->part_count; i++)
            bound += cost_values(&cost, graph, &a->as.parts[i], stable_slack,
                                 &slack);
    }
    return bound;
}

bool graph_check_work(const Graph *graph, double bound, Buffer *problem)
{
    double work = isinf(bound) ? 0 : graph_work(graph);
    if (work <= bound)
        return true;
    buffer_print(problem, "the work is %.6g, more than %.6g\n", work, bound);
    return false;
}
