/* recurrence_data.c: what is known of data that choose elements.
 *
 *     h[p[k]]          of an input p, what is checked of it (Ordered)
 *     d[m[k]]          m[k] = argmax[j : j <= k](…): it is one of those j
 *     U[q[k, m[k]]]    of a const q, all that it has at k
 */
#include "ordering.h"

/* What is checked of the data in a subscript: v < i + offset, or v > … */
static void add_ordered(Circle *c, Domain *domain, SubscriptId s,
                        Conditions *conditions)
{
    Graph *graph = c->graph;
    Exprs *exprs = &graph->exprs;
    const Subscript at = *subscript_at(exprs, s);
    if (!at.data || expr_at(exprs, at.data)->kind != ACCESS)
        return;
    const Expr data = *expr_at(exprs, at.data);
    for (uint32_t n = 0; n < graph->ordered.count; n++) {
        const Ordered *o = &graph->ordered.at[n];
        if (o->input != data.as.access.array)
            continue;
        SubscriptId place = data.as.access.subscripts[o->axis];
        Range places = domain_bounds(domain, graph, place);
        if (places.low < o->places.low || places.high > o->places.high)
            continue;
        ExprId end = expr_of_subscript(
            exprs, subscript_add(exprs, place, 1,
                                 subscript_constant(exprs, o->offset)));
        ExprId id = o->direction > 0
                      ? expr_apply(exprs, F_LT, at.data, end)
                      : expr_apply(exprs, F_LT, end, at.data);
        list_push(c->arena, conditions, ((Condition){id, true}));
    }
}

/* An argument of an extremum lies where it was looked for. */
static void add_argument(Circle *c, SubscriptId s, Conditions *conditions)
{
    Graph *graph = c->graph;
    Exprs *exprs = &graph->exprs;
    const ExprId id = subscript_at(exprs, s)->data;
    const Expr data = *expr_at(exprs, id);
    if (data.kind != ACCESS)
        return;
    const Array array = *graph_array(graph, data.as.access.array);
    const Part *part = array.as.parts;
    SubscriptId map[MAX_INDICES] = {0}, at;
    if (array.kind != EQUATION || array.part_count != 1
        || part->combine < ARGMAX || !part_is_plain(graph, &array, part)
        || !subscript_of_expr(exprs, id, &at))
        return;
    for (uint32_t k = 0; k < array.rank; k++)
        map[k] = data.as.access.subscripts[k];
    map[part->component] = at;
    for (uint32_t g = 0; g < part->guard_count; g++) {
        uint32_t others = subscript_depends(exprs, part->guards[g])
                        & ~((1u << array.rank) - 1)
                        & ~(1u << part->component);
        if (others)
            continue;
        SubscriptId guard = subscript_substitute(exprs, &graph->memo,
                                                 part->guards[g], map);
        ExprId holds = expr_apply(exprs, F_LE, expr_number(exprs, 0),
                                  expr_of_subscript(exprs, guard));
        list_push(c->arena, conditions, ((Condition){holds, true}));
    }
}

/* An index that the domain does not have, with these values; MAX_INDICES if
 * none is left. */
static uint32_t new_index(Domain *domain, Range values)
{
    uint32_t z = MAX_INDICES;
    while (domain->index_count < MAX_INDICES)
        domain->ranges[domain->index_count++] = (Range){0};
    while (z && domain->ranges[z - 1].low < domain->ranges[z - 1].high)
        z--;
    if (!z)
        return MAX_INDICES;
    domain->ranges[z - 1] = values;
    return z - 1;
}

/* The subscript with a new index for an index value that chooses of a const. */
static SubscriptId any_of_table(Circle *c, Domain *domain, SubscriptId s)
{
    Graph *graph = c->graph;
    Exprs *exprs = &graph->exprs;
    const Subscript at = *subscript_at(exprs, s);
    const Expr data = *expr_at(exprs, at.data);
    SubscriptId subscripts[MAX_RANK];
    if (data.kind != ACCESS
        || graph_array(graph, data.as.access.array)->kind != LITERAL)
        return s;
    for (uint32_t i = 0; i < data.as.access.rank; i++) {
        const Subscript of =
            *subscript_at(exprs, data.as.access.subscripts[i]);
        subscripts[i] = data.as.access.subscripts[i];
        if (!of.data)
            continue;
        Range range = domain_bounds_expr(domain, graph, of.data);
        if (range.low < 0 || range.high > INT32_MAX)
            return s;
        uint32_t z = new_index(domain, range);
        if (z == MAX_INDICES)
            return s;
        SubscriptId rest = subscript_make(exprs, of.base, of.term_count,
                                          of.terms, 0, 0);
        subscripts[i] = subscript_add(exprs, rest, of.scale,
                                      subscript_index(exprs, z));
    }
    ExprId any = graph_access(graph, data.as.access.array, subscripts);
    return subscript_make(exprs, at.base, at.term_count, at.terms, any,
                          at.scale);
}

SubscriptId data_known(Circle *c, Domain *domain, SubscriptId s,
                       Conditions *conditions)
{
    if (!subscript_at(&c->graph->exprs, s)->data)
        return s;
    add_ordered(c, domain, s, conditions);
    add_argument(c, s, conditions);
    return any_of_table(c, domain, s);
}
