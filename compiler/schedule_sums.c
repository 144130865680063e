/* schedule_sums.c: sums that are parts of one array.
 *
 *     y[i,0] += Σ_j f(i,j)          y_1[i] = Σ_j f(i,j)
 *     y[i,1] += Σ_j g(i,j)          y_2[i] = Σ_j g(i,j)
 *                                   y[i,0] += y_1[i];  y[i,1] += y_2[i]
 *
 * Parts act one after the other. What several of them gather in lanes over the same
 * range are arrays of their own, which are gathered in one loop: there compilers see
 * what f and g have in common. That (a - b)² and (b - a)² are the same, to the bit,
 * they do not see: all of them are written in one order.
 */
#include "schedule.h"

#include <math.h>

/* Whether f(-u) = f(u). */
static bool is_even(const Exprs *exprs, const Expr *e)
{
    if (e->kind != APPLY)
        return false;
    if (e->function == F_ABS || e->function == F_COS)
        return true;
    const Expr *n = expr_at(exprs, e->as.operand[1]);
    return e->function == F_POW && n->kind == NUMBER
        && fmod(n->as.number, 2) == 0;
}

/* The difference with the smaller id first. */
static ExprId ordered(Exprs *exprs, ExprId id)
{
    const Expr u = *expr_at(exprs, id);
    if (u.kind != APPLY || u.function != F_SUB
        || u.as.operand[0] <= u.as.operand[1])
        return id;
    return expr_apply(exprs, F_SUB, u.as.operand[1], u.as.operand[0]);
}

/* The body with differences ordered below even functions. */
static ExprId order_differences(Exprs *exprs, Arena *arena, ExprId body,
                                ExprIds *places)
{
    ExprIds order = {0};
    expr_postorder(exprs, arena, NULL, true, body, &order);
    list_reserve(arena, places, exprs->nodes.count);
    ExprId *to = places->at;
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId id = order.at[i], operands[MAX_RANK];
        const Expr e = *expr_at(exprs, id);
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            operands[n - 1] = to[operands[n - 1]];
        if (is_even(exprs, &e))
            operands[0] = ordered(exprs, operands[0]);
        to[id] = expr_rebuild(exprs, exprs, id, operands,
                              e.kind == ACCESS ? e.as.access.array : 0);
    }
    return to[body];
}

/* How many indices the elements have that the part adds to, if they are its first
 * ones, and the others are gathered in lanes; or 0. */
static uint32_t gathered_rank(const Graph *graph, const Array *array,
                              const Part *part)
{
    uint32_t set = 0, rank = 0;
    if (part->combine != SUM || part->lanes <= 1)
        return 0;
    for (uint32_t i = 0; i < array->rank; i++)
        set |= subscript_depends(&graph->exprs, part->target[i]);
    while (set >> rank & 1 && !part->ranges[rank].low)
        rank++;
    return set >> rank || rank > MAX_RANK ? 0 : rank;
}

static bool same_loops(const Part *a, const Part *b)
{
    if (a->index_count != b->index_count || a->guard_count != b->guard_count
        || a->lanes != b->lanes)
        return false;
    for (uint32_t i = 0; i < a->index_count; i++)
        if (!range_equal(a->ranges[i], b->ranges[i]))
            return false;
    for (uint32_t g = 0; g < a->guard_count; g++)
        if (a->guards[g] != b->guards[g])
            return false;
    return true;
}

/* Makes the sum an array of its own, an element of which the part adds. */
static ArrayId take_out(Graph *graph, Arena *arena, uint32_t serves, Part *part,
                        uint32_t rank, ExprIds *places)
{
    int64_t shape[MAX_RANK];
    SubscriptId own[MAX_RANK];
    for (uint32_t i = 0; i < rank; i++) {
        shape[i] = range_size(part->ranges[i]);
        own[i] = subscript_index(&graph->exprs, i);
    }
    Part sum = *part;
    sum.target = own;
    sum.body = order_differences(&graph->exprs, arena, part->body, places);
    ArrayId made = graph_equation(graph, 0, rank, shape, 1, &sum, serves);
    graph->arrays.at[made].stored = true;
    part->body = graph_access(graph, made, own);
    part->index_count = (uint8_t)rank;
    part->guard_count = 0;
    part->lanes = 1;
    part->ranges = arena_copy(arena, part->ranges, rank, sizeof(Range));
    return made;
}

void schedule_sums(Graph *graph, Arena *arena, const Array *array, Part *parts,
                   ArrayIds *made, ExprIds *places)
{
    if (array->kind != EQUATION || array->recurrence || array->again)
        return;
    uint32_t count = array->part_count;
    Part *old = arena_copy(arena, parts, count, sizeof(Part));
    for (uint32_t p = 0; p < count; p++) {
        uint32_t rank = gathered_rank(graph, array, &old[p]);
        bool alike = false;
        for (uint32_t q = 0; rank && q < count; q++)
            alike |= q != p && same_loops(&old[p], &old[q])
                  && gathered_rank(graph, array, &old[q]) == rank;
        if (alike)
            list_push(arena, made,
                      take_out(graph, arena, array->serves, &parts[p], rank,
                               places));
    }
}
