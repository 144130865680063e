/* products.c: products over an index as products of a few factors.
 *
 * y[i] = Π_k e[i,k] has the derivative Π over all other factors, which no
 * quotient gives where a factor is 0. A tree of pairs does, to every order and
 * with as many operations as the product has: x[i,k] = e[i,k], then
 * x′[i,k] = x[i,2k] x[i,2k+1], a last odd one carried over, until few are
 * left, which are written out.
 */
#include "adjoint.h"

enum { MAX_WRITTEN = 4 };

/* Where a guard fails, the factor is 1. */
static ExprId guarded_factor(Exprs *exprs, Memo *memo, const Part *part,
                             ExprId factor, const SubscriptId *map)
{
    for (uint32_t i = part->guard_count; i > 0; i--) {
        SubscriptId guard =
            subscript_substitute(exprs, memo, part->guards[i - 1], map);
        ExprId holds = expr_apply(exprs, F_GE, expr_of_subscript(exprs, guard),
                                  expr_number(exprs, 0));
        factor = expr_choose(exprs, holds, factor, expr_number(exprs, 1));
    }
    return factor;
}

/* The factor with the subscript s for the reduced index k. */
static ExprId factor_at(Exprs *exprs, Memo *memo, const Part *part, uint32_t k,
                        SubscriptId s)
{
    SubscriptId map[MAX_INDICES] = {0};
    map[k] = s;
    ExprId factor = expr_substitute(exprs, memo, part->body, map);
    return guarded_factor(exprs, memo, part, factor, map);
}

/* The product of the factors at low … high - 1, in pairs. */
static ExprId write_out(Exprs *exprs, Memo *memo, const Part *part, uint32_t k)
{
    ExprIds row = {0};
    for (int64_t at = part->ranges[k].low; at < part->ranges[k].high; at++) {
        ExprId factor = factor_at(exprs, memo, part, k,
                                  subscript_constant(exprs, at));
        list_push(exprs->arena, &row, factor);
    }
    while (row.count > 1) {
        uint32_t half = row.count / 2;
        for (uint32_t i = 0; i < half; i++)
            row.at[i] = expr_apply(exprs, F_MUL, row.at[2 * i],
                                   row.at[2 * i + 1]);
        if (row.count % 2)
            row.at[half++] = row.at[row.count - 1];
        row.count = half;
    }
    return row.at[0];
}

/* x[i, factor·k + base] */
static ExprId element(Graph *graph, ArrayId x, uint32_t rank, int64_t factor,
                      int64_t base)
{
    SubscriptId subscripts[MAX_RANK];
    Term term = {rank, factor};
    for (uint32_t i = 0; i < rank; i++)
        subscripts[i] = subscript_index(&graph->exprs, i);
    subscripts[rank] =
        subscript_make(&graph->exprs, base, factor != 0, &term, 0, 0);
    return graph_access(graph, x, subscripts);
}

/* The factors of the part as an array x[i,k], k from 0. */
static ArrayId list_factors(Graph *graph, Memo *memo, const Part *part,
                            uint32_t rank, int64_t *shape, uint32_t serves)
{
    Exprs *exprs = &graph->exprs;
    Range range = part->ranges[rank];
    Term term = {rank, 1};
    SubscriptId shifted = subscript_make(exprs, range.low, 1, &term, 0, 0);
    ExprId body = factor_at(exprs, memo, part, rank, shifted);
    Range *ranges =
        arena_copy(graph->arena, part->ranges, rank + 1, sizeof(Range));
    ranges[rank] = (Range){0, range.high - range.low};
    shape[rank] = ranges[rank].high;
    Part made = part_plain(graph, rank + 1, ranges, body);
    return graph_equation(graph, 0, rank + 1, shape, 1, &made, serves);
}

/* The products of neighbours in x[i,k], k < shape[rank]; sets that to how
 * many there are. */
static ArrayId pair_up(Graph *graph, ArrayId x, const Range *free,
                       uint32_t rank, int64_t *shape, uint32_t serves)
{
    Exprs *exprs = &graph->exprs;
    int64_t count = shape[rank], pairs = count / 2;
    Range *ranges = NEW_ARRAY(graph->arena, Range, rank + 1);
    for (uint32_t i = 0; i < rank; i++)
        ranges[i] = free[i];
    ranges[rank] = (Range){0, pairs};
    ExprId body = expr_apply(exprs, F_MUL, element(graph, x, rank, 2, 0),
                             element(graph, x, rank, 2, 1));
    Part parts[2] = {part_plain(graph, rank + 1, ranges, body)};
    uint32_t part_count = 1;
    if (count % 2) {
        SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, rank + 1);
        for (uint32_t i = 0; i < rank; i++)
            target[i] = subscript_index(exprs, i);
        target[rank] = subscript_constant(exprs, pairs);
        parts[1] = part_plain(graph, rank, free,
                              element(graph, x, rank, 0, count - 1));
        parts[1].target = target;
        part_count = 2;
    }
    shape[rank] = pairs + count % 2;
    return graph_equation(graph, 0, rank + 1, shape, part_count, parts,
                          serves);
}

/* With all axes taken there is none for the factors: these are written out,
 * however many they are. */
ArrayId product_expand(Copy *copy, ArrayId id)
{
    const Array from = *graph_array(copy->from, id);
    Graph *graph = copy->to;
    uint32_t rank = from.rank;
    Part part = copy_part(copy, &from.as.parts[0], rank);
    Memo *memo = &graph->memo;
    Range k = part.ranges[rank];
    if (k.high - k.low > MAX_WRITTEN && rank < MAX_RANK) {
        int64_t shape[MAX_RANK];
        for (uint32_t i = 0; i < rank; i++)
            shape[i] = from.shape[i];
        ArrayId x = list_factors(graph, memo, &part, rank, shape,
                                 from.serves);
        while (shape[rank] > MAX_WRITTEN)
            x = pair_up(graph, x, part.ranges, rank, shape, from.serves);
        Range *ranges =
            arena_copy(graph->arena, part.ranges, rank + 1, sizeof(Range));
        ranges[rank] = (Range){0, shape[rank]};
        part = part_plain(graph, rank + 1, ranges,
                          element(graph, x, rank, 1, 0));
    }
    ExprId body = write_out(&graph->exprs, memo, &part, rank);
    Part made = part_plain(graph, rank, part.ranges, body);
    return graph_equation(graph, 0, rank, from.shape, 1, &made, from.serves);
}
