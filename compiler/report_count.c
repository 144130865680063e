/* report_count.c: operations by kinds, and bytes. */
#include "report_count.h"

#include "cost.h"
#include "kernel.h"
#include "plan_budget.h"

#include <math.h>

typedef struct Weighing {
    const Graph *graph;
    bool         real_double;
    CountKind    kind;
} Weighing;

/* The kind of an operation; COUNT_KINDS: it is none. */
static CountKind kind_of(const Exprs *exprs, const Expr *e)
{
    if (e->kind == CHOOSE)
        return COUNT_CHOOSE;
    if (e->kind != APPLY)
        return COUNT_KINDS;
    switch ((Function)e->function) {
    case F_ADD: case F_SUB: case F_NEG:
        return COUNT_ADD;
    case F_MUL:
        return COUNT_MULTIPLY;
    case F_DIV: case F_FLOORDIV: case F_MOD:
        return COUNT_DIVIDE;
    case F_POW: {
        const Expr *b = expr_at(exprs, e->as.operand[1]);
        return b->kind == NUMBER && b->as.number == 2 ? COUNT_MULTIPLY
                                                      : COUNT_CALL;
    }
    case F_MIN: case F_MAX: case F_EQ: case F_NE: case F_LT: case F_LE:
    case F_GT: case F_GE: case F_NOT: case F_AND: case F_OR:
        return COUNT_CHOOSE;
    case F_STOP:
        return COUNT_KINDS;
    default:
        return COUNT_CALL;
    }
}

static double weigh(const void *context, ExprId id)
{
    const Weighing *w = context;
    const Expr *e = expr_at(&w->graph->exprs, id);
    if (w->kind != COUNT_READ)
        return kind_of(&w->graph->exprs, e) == w->kind;
    return e->kind != ACCESS ? 0
         : (double)element_bytes(graph_array(w->graph, e->as.access.array),
                                 w->real_double);
}

/* What gathers the points of a part. */
static CountKind combining(const Part *part)
{
    return part->combine == SUM    ? COUNT_ADD
         : part->combine == PROD ? COUNT_MULTIPLY
                                 : COUNT_CHOOSE;
}

/* How often elements of the target are written: where data choose them, at every
 * point. */
static double targets(const Graph *graph, const Array *array, const Part *part,
                      double points)
{
    uint32_t set = 0;
    double count = 1;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[i]);
        set |= subscript_depends(&graph->exprs, part->target[i]);
        if (s->data)
            return points;
    }
    for (uint32_t i = 0; i < part->index_count; i++)
        if (set >> i & 1)
            count *= (double)(part->ranges[i].high - part->ranges[i].low);
    return fmin(count, points);
}

static Counts count_part(const Plan *plan, const Array *array,
                         const Part *part, bool first)
{
    const Graph *graph = plan->loops->graph;
    Cost cost = {0};
    Counts counts = {{0}};
    Weighing w = {graph, plan->real_double, COUNT_MULTIPLY};
    for (; w.kind <= COUNT_READ; w.kind++)
        if (w.kind < COUNT_ROUTINE || w.kind == COUNT_READ)
            counts.of[w.kind] = cost_values(&cost, graph, part, weigh, &w);
    double points = cost_points(graph, part);
    if (part->combine != SET)
        counts.of[combining(part)] += points;
    double written = targets(graph, array, part, points)
                   * (double)element_bytes(array, plan->real_double);
    counts.of[COUNT_WRITE] = written;
    if (!first && part->combine != SET)
        counts.of[COUNT_READ] += written;
    return counts;
}

static double bytes_of(const Plan *plan, ArrayId id)
{
    const Array *array = graph_array(plan->loops->graph, id);
    return (double)(array_size(array)
                    * element_bytes(array, plan->real_double));
}

static Counts count_kernel(const Plan *plan, ArrayId id)
{
    const Graph *graph = plan->loops->graph;
    const Array *array = graph_array(graph, id);
    Counts counts = {{0}};
    counts.of[COUNT_ROUTINE] = kernel_work(graph, array);
    counts.of[COUNT_WRITE] = bytes_of(plan, id);
    for (uint32_t n = 0; n < kernel_reads(array); n++)
        counts.of[COUNT_READ] += bytes_of(plan, kernel_source(graph, array, n));
    return counts;
}

/* A result that is made in its place is not copied. */
static bool is_in_place(const Plan *plan, Pass pass, const Step *step)
{
    return step->kind == STEP_RESULT
        && plan->home[pass][step->array] == HOME_RESULT;
}

Counts count_step(const Plan *plan, Pass pass, const Step *step)
{
    const Array *array = graph_array(plan->loops->graph, step->array);
    Counts counts = {{0}};
    if (step->kind == STEP_PART) {
        counts = array->kind == KERNEL
                   ? count_kernel(plan, step->array)
                   : count_part(plan, array, &array->as.parts[step->part],
                                step->first);
        counts.of[COUNT_OPERATION] = step_operations(plan->loops->graph, step);
        return counts;
    }
    if (is_in_place(plan, pass, step) || step->kind == STEP_UPDATE)
        return counts;
    counts.of[COUNT_WRITE] = bytes_of(plan, step->array);
    if (step->kind != STEP_ZERO && step->kind != STEP_DRAW)
        counts.of[COUNT_READ] = counts.of[COUNT_WRITE];
    return counts;
}

void counts_add(Counts *sum, const Counts *more)
{
    for (int k = 0; k < COUNT_KINDS; k++)
        sum->of[k] += more->of[k];
}

void count_functions(const Plan *plan, Arena *arena, const Step *step,
                     bool several[F_COUNT])
{
    const Graph *graph = plan->loops->graph;
    const Array *array = graph_array(graph, step->array);
    ExprIds order = {0};
    if (step->kind != STEP_PART || array->kind == KERNEL)
        return;
    expr_postorder(&graph->exprs, arena, NULL, true,
                   array->as.parts[step->part].body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, order.at[i]);
        if (kind_of(&graph->exprs, e) == COUNT_CALL
            && function_row((Function)e->function)->cost > 1)
            several[e->function] = true;
    }
}
