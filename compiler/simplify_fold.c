/* simplify_fold.c: arrays that depend on nothing become literals.
 *
 * What eval makes of such an array in double stands for it. One number
 * throughout stays an equation, which its users see through; short pointwise
 * equations of indices stay too, as they are cheaper than their table.
 */
#include "simplifying.h"

#include "doubts.h"
#include "eval.h"

#include <math.h>

static const double MAX_WORK = 1 << 22;
enum { MAX_ELEMENTS = 65536, MAX_OPERANDS = 16 };

/* Arrays that the scratch graph has taken over. */
typedef struct Taken {
    uint32_t count;
    ArrayId  from[MAX_OPERANDS], to[MAX_OPERANDS];
} Taken;

/* The image in the scratch graph of a literal; 0 if it is none. */
static ArrayId take(Simplifier *simplifier, Graph *scratch, Taken *taken,
                    ArrayId id)
{
    const Array *a = graph_array(simplifier->graph, id);
    for (uint32_t i = 0; i < taken->count; i++)
        if (taken->from[i] == id)
            return taken->to[i];
    if (a->kind != LITERAL || taken->count == MAX_OPERANDS)
        return 0;
    ArrayId to = graph_literal(scratch, (ArrayType)a->type, a->limit, a->rank,
                               a->shape, a->as.values, 0);
    taken->from[taken->count] = id;
    taken->to[taken->count++] = to;
    return to;
}

/* The expression in the scratch graph; 0 if it reads what is not a literal. */
static ExprId take_expr(Simplifier *simplifier, Graph *scratch, Taken *taken,
                        ExprId root)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    ExprIds order = {0};
    expr_postorder(exprs, simplifier->arena, NULL, true,
                   root, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(exprs, order.at[i]);
        if (e->kind == ACCESS
            && !take(simplifier, scratch, taken, e->as.access.array))
            return 0;
    }
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            operands[n - 1] = simplifier->position.at[operands[n - 1]];
        const Expr *e = expr_at(exprs, id);
        ArrayId array = e->kind == ACCESS ? take(simplifier, scratch, taken,
                                                 e->as.access.array)
                                          : 0;
        position_set(simplifier, id, expr_rebuild(&scratch->exprs, exprs, id,
                                                  operands, array));
    }
    return simplifier->position.at[root];
}

/* A subscript in the scratch graph; 0 if it cannot be taken. */
static SubscriptId take_subscript(Simplifier *simplifier, Graph *scratch,
                                  Taken *taken, SubscriptId id)
{
    const Subscript s = *subscript_at(&simplifier->graph->exprs, id);
    ExprId data = 0;
    if (s.data && !(data = take_expr(simplifier, scratch, taken, s.data)))
        return 0;
    return subscript_make(&scratch->exprs, s.base, s.term_count, s.terms,
                          data, s.scale);
}

static bool take_part(Simplifier *simplifier, Graph *scratch, Taken *taken,
                      uint32_t rank, const Part *part, Part *out)
{
    SubscriptId *target = NEW_ARRAY(simplifier->arena, SubscriptId, rank);
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, part->guard_count);
    *out = *part;
    out->target = target;
    out->guards = guards;
    out->body = take_expr(simplifier, scratch, taken, part->body);
    if (!out->body)
        return false;
    for (uint32_t i = 0; i < rank; i++)
        if (!(target[i] = take_subscript(simplifier, scratch, taken,
                                         part->target[i])))
            return false;
    for (uint32_t i = 0; i < part->guard_count; i++)
        if (!(guards[i] = take_subscript(simplifier, scratch, taken,
                                         part->guards[i])))
            return false;
    return true;
}

/* The array that the first operands that read one lead to; 0: none does. */
static ArrayId first_read(const Exprs *exprs, ExprId root)
{
    const Expr *e = expr_at(exprs, root);
    if (!(e->flags & EXPR_READS))
        return 0;
    while (e->kind >= APPLY) {
        uint32_t i = 0;
        while (!(expr_at(exprs, e->as.operand[i])->flags & EXPR_READS))
            i++;
        e = expr_at(exprs, e->as.operand[i]);
    }
    return e->as.access.array;
}

/* Whether every array read is a literal, found without making anything. */
static bool reads_literals(Simplifier *simplifier, ExprId root)
{
    const Graph *graph = simplifier->graph;
    ArrayId first = first_read(&graph->exprs, root);
    if (!first || graph_array(graph, first)->kind != LITERAL)
        return !first;
    Cost *cost = &simplifier->rewriter.cost;
    cost->order.count = 0;
    expr_postorder(&graph->exprs, graph->arena, NULL, true, root,
                   &cost->order);
    for (uint32_t i = 0; i < cost->order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, cost->order.at[i]);
        if (e->kind == ACCESS
            && graph_array(graph, e->as.access.array)->kind != LITERAL)
            return false;
    }
    return true;
}

/* Whether few elements are not 0: those who use them may leave out the
 * others. */
static bool is_sparse(const Graph *graph, const Sketch *sketch)
{
    double size = 1, written = 0;
    for (uint32_t i = 0; i < sketch->rank; i++)
        size *= (double)sketch->shape[i];
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        const Part *part = &sketch->parts.at[i];
        double box = 1;
        if (part->combine > SUM || part_is_whole(graph, sketch, part))
            return false;
        for (uint32_t k = 0; k < part->index_count; k++)
            box *= (double)(part->ranges[k].high - part->ranges[k].low);
        written += box;
    }
    return 2 * written <= size;
}

/* The points that eval visits times what it does at each. */
static bool is_small(Simplifier *simplifier, const Sketch *sketch)
{
    double size = 1, points = 0;
    for (uint32_t i = 0; i < sketch->rank; i++)
        size *= (double)sketch->shape[i];
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        const Part *part = &sketch->parts.at[i];
        double box = 1 + cost_expr(&simplifier->rewriter.cost,
                                   simplifier->graph, part->body);
        for (uint32_t k = 0; k < part->index_count; k++)
            box *= (double)(part->ranges[k].high - part->ranges[k].low);
        points += box;
    }
    return size <= MAX_ELEMENTS && points <= MAX_WORK;
}

static bool is_worth_it(Simplifier *simplifier, const Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    const Part *part = &sketch->parts.at[0];
    if (sketch->parts.count > 1 || part->combine != SET
        || !part_is_whole(graph, sketch, part))
        return true;
    Cost *cost = &simplifier->rewriter.cost;
    if (expr_at(&graph->exprs, part->body)->kind == ACCESS)
        return true;
    return cost_expr(cost, graph, part->body) > 3;
}

/* One number throughout, as an equation. */
static ArrayId make_uniform(Simplifier *simplifier, const Sketch *sketch,
                            double value)
{
    Graph *graph = simplifier->graph;
    Range ranges[MAX_RANK];
    SubscriptId target[MAX_RANK];
    for (uint32_t i = 0; i < sketch->rank; i++) {
        ranges[i] = (Range){0, sketch->shape[i]};
        target[i] = subscript_index(&graph->exprs, i);
    }
    Part part = {.combine = SET, .index_count = (uint8_t)sketch->rank,
                 .lanes = 1, .ranges = ranges, .target = target,
                 .body = expr_number(&graph->exprs, value)};
    return graph_equation(graph, sketch->limit, sketch->rank, sketch->shape, 1,
                          &part, sketch->serves);
}

ArrayId literal_or_uniform(Simplifier *simplifier, const Sketch *sketch,
                           const double *values)
{
    int64_t size = 1;
    bool uniform = true;
    for (uint32_t i = 0; i < sketch->rank; i++)
        size *= sketch->shape[i];
    for (int64_t i = 0; i < size; i++) {
        if (isnan(values[i]))
            return 0;
        uniform = uniform && values[i] == values[0]
               && signbit(values[i]) == signbit(values[0]);
    }
    if (uniform)
        return make_uniform(simplifier, sketch, values[0]);
    return graph_literal(simplifier->graph, sketch->limit > 0 ? WHOLE : REAL,
                         sketch->limit, sketch->rank, sketch->shape, values,
                         sketch->serves);
}

ArrayId sketch_fold(Simplifier *simplifier, const Sketch *sketch)
{
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        if (!reads_literals(simplifier, sketch->parts.at[i].body))
            return 0;
    if (!is_small(simplifier, sketch) || !is_worth_it(simplifier, sketch)
        || (simplifier->first && is_sparse(simplifier->graph, sketch)))
        return 0;
    Arena *arena = simplifier->arena;
    Graph *scratch = graph_create(arena);
    scratch->exprs.doubts = simplifier->graph->exprs.doubts;
    Part *parts = NEW_ARRAY(arena, Part, sketch->parts.count);
    Taken taken = {0};
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        if (!take_part(simplifier, scratch, &taken, sketch->rank,
                       &sketch->parts.at[i], &parts[i]))
            return 0;
    ArrayId id = graph_equation(scratch, sketch->limit, sketch->rank,
                                sketch->shape, sketch->parts.count, parts, 0);
    double **values = NEW_ARRAY(arena, double *, scratch->arrays.count);
    EvalFault fault;
    if (!eval(scratch, arena, false, values, &fault))
        return 0;
    doubts_settle(scratch, arena, values);
    return literal_or_uniform(simplifier, sketch, values[id]);
}
