/* extend_copy.c: copies of what a sum reads, with 0 around or in the place of
 * elements, or with another order of axes.
 */
#include "extending.h"

enum { MOST_COPIES = 3 };           /* of an element */

uint32_t axis_of(const Graph *graph, const Expr *access, uint32_t index)
{
    uint32_t rank = access->as.access.rank, a = 0;
    for (; a < rank; a++) {
        const Subscript *s =
            subscript_at(&graph->exprs, access->as.access.subscripts[a]);
        if (!s->data && s->term_count == 1 && s->terms[0].index == index
            && (s->terms[0].factor == 1 || s->terms[0].factor == -1))
            break;
    }
    return a;
}

/* The guard on the indices of the part as one on the axes of the array. */
static SubscriptId mask_on_axes(Extension *e, const Expr *access,
                                SubscriptId mask)
{
    Exprs *exprs = &e->graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    const Subscript *guard = subscript_at(exprs, mask);
    uint32_t count = guard->term_count;
    uint32_t index[MAX_INDICES];
    for (uint32_t t = 0; t < count; t++)
        index[t] = guard->terms[t].index;
    for (uint32_t t = 0; t < count; t++) {
        uint32_t a = axis_of(e->graph, access, index[t]);
        const Subscript *s =
            subscript_at(exprs, access->as.access.subscripts[a]);
        Term term = {a, s->terms[0].factor};
        map[index[t]] = subscript_make(exprs, -term.factor * s->base, 1, &term,
                                       0, 0);
    }
    return subscript_substitute(exprs, &e->graph->memo, mask, map);
}

/* unit u + factor v, on the axis that both have in the place of one. */
static SubscriptId turned_axis(Extension *e, const Copied *copied,
                               uint32_t last)
{
    const Turned *turned = &copied->turned;
    Term terms[2] = {{turned->axis, turned->unit}, {last, turned->factor}};
    return subscript_make(&e->graph->exprs, copied->offset[turned->axis], 2,
                          terms, 0, 0);
}

/* The part that makes the copy: of the elements of the access those that there
 * are. Its indices are the axes of what is copied, and u and v in the place of
 * one that is turned. */
static Part copying_part(Extension *e, const Copied *copied,
                         const int64_t *shape)
{
    Graph *graph = e->graph;
    Exprs *exprs = &graph->exprs;
    const Expr access = *expr_at(exprs, copied->access);
    const Array array = *graph_array(graph, access.as.access.array);
    const Turned *turned = &copied->turned;
    uint32_t rank = array.rank + (turned->factor ? 1u : 0u);
    Range *ranges = NEW_ARRAY(e->arena, Range, rank);
    SubscriptId *target = NEW_ARRAY(e->arena, SubscriptId, rank);
    SubscriptId *guards =
        NEW_ARRAY(e->arena, SubscriptId, copied->masks.count + 2);
    SubscriptId from[MAX_INDICES] = {0};
    Part part = {.combine = SET, .index_count = (uint8_t)rank, .lanes = 1,
                 .ranges = ranges, .guards = guards, .target = target};
    for (uint32_t a = 0; a < rank; a++) {
        bool made = turned->factor && (a == turned->axis || a == array.rank);
        int64_t low = made ? 0 : copied->offset[a], high = low + shape[a];
        Term term = {a, 1};
        ranges[a] = (Range){low < 0 ? 0 : low,
                            made || high < array.shape[a] ? high
                                                          : array.shape[a]};
        target[a] = subscript_make(exprs, -low, 1, &term, 0, 0);
        from[a] = made ? turned_axis(e, copied, array.rank)
                       : subscript_index(exprs, a);
    }
    for (uint32_t m = 0; m < copied->masks.count; m++)
        guards[part.guard_count++] = subscript_substitute(
            exprs, &graph->memo,
            mask_on_axes(e, &access, copied->masks.at[m]), from);
    if (turned->factor) {
        SubscriptId end =
            subscript_constant(exprs, array.shape[turned->axis] - 1);
        guards[part.guard_count++] = from[turned->axis];
        guards[part.guard_count++] =
            subscript_add(exprs, end, -1, from[turned->axis]);
    }
    part.body = graph_access(graph, access.as.access.array, from);
    return part;
}

/* Whether the element is made by the recurrence that makes the sum. */
static bool is_made_beside(const Extension *e, const Expr *access)
{
    ArrayId id = graph_source(e->graph, access->as.access.array);
    uint32_t own = graph_outermost(e->graph, e->id);
    return own && graph_outermost(e->graph, id) == own;
}

/* Whether the element lies in its array all along; *shape is what it reaches. */
static bool is_inside(Extension *e, Copied *copied, int64_t *shape)
{
    const Expr *access = expr_at(&e->graph->exprs, copied->access);
    const Array *array = graph_array(e->graph, access->as.access.array);
    bool inside = true;
    for (uint32_t a = 0; a < array->rank; a++) {
        Range reach = domain_bounds(&e->domain, e->graph,
                                    access->as.access.subscripts[a]);
        inside &= reach.low >= 0 && reach.high <= array->shape[a];
        copied->offset[a] = reach.low;
        shape[a] = reach.high - reach.low;
    }
    return inside;
}

/* The greatest number that all other terms are multiples of; 1 if there are
 * none. */
static int64_t unit_beside(const Subscript *s, uint32_t index)
{
    int64_t unit = 0;
    for (uint32_t t = 0; t < s->term_count; t++) {
        int64_t a = s->terms[t].index == index ? 0 : s->terms[t].factor;
        a = a < 0 ? -a : a;
        while (a) {
            int64_t rest = unit % a;
            unit = a;
            a = rest;
        }
    }
    return unit ? unit : 1;
}

/* Gives the index an axis of its own, if elements do not lie side by side along
 * it; false if it cannot have one, or many elements would be copied twice. */
static bool turn_index(Extension *e, Copied *copied, uint32_t index,
                       int64_t *shape)
{
    const Exprs *exprs = &e->graph->exprs;
    const Expr *access = expr_at(exprs, copied->access);
    uint32_t rank = access->as.access.rank;
    Turned *turned = &copied->turned;
    for (uint32_t a = 0; a < rank; a++) {
        const Subscript *s =
            subscript_at(exprs, access->as.access.subscripts[a]);
        for (uint32_t t = 0; t < s->term_count; t++) {
            if (s->terms[t].index != index)
                continue;
            if (turned->factor)
                return false;
            *turned = (Turned){index, a, s->terms[t].factor,
                               unit_beside(s, index)};
        }
    }
    if (turned->axis == rank - 1 && turned->factor == 1)
        turned->factor = 0;
    if (!turned->factor)
        return true;
    Range range = e->part.ranges[index];
    int64_t reach = shape[turned->axis];
    shape[rank] = range.high - range.low;
    shape[turned->axis] =
        (reach - 1 - turned->factor * (shape[rank] - 1)) / turned->unit + 1;
    return turned->factor > 0 && rank < MAX_RANK
        && shape[turned->axis] * shape[rank] <= MOST_COPIES * reach;
}

/* Indices of the set as axes of the copy, those that have none yet; false if
 * there are too many. */
static bool add_axes(const Extension *e, Copied *copied, uint32_t set)
{
    for (uint32_t i = 0; i < e->part.index_count; i++) {
        bool added = !(set >> i & 1);
        for (uint32_t a = 0; a < copied->rank; a++)
            added |= copied->index[a] == i;
        if (added)
            continue;
        if (copied->rank == MAX_RANK)
            return false;
        copied->index[copied->rank++] = (uint8_t)i;
    }
    return true;
}

/* The elements that data choose, in the order of the indices in subscripts,
 * `turn` last; false if they cannot be copied. */
static bool gather(Extension *e, Copied *copied, uint32_t turn, double *size)
{
    Graph *graph = e->graph;
    Exprs *exprs = &graph->exprs;
    const Expr access = *expr_at(exprs, copied->access);
    uint32_t last = turn == NO_TURN ? 0 : access.depends & 1u << turn;
    if (graph_array(graph, e->id)->recurrence || access.depends & e->dropped)
        return false;
    for (uint32_t a = 0; a < access.as.access.rank; a++)
        if (!add_axes(e, copied, ~last & subscript_depends(
                                     exprs, access.as.access.subscripts[a])))
            return false;
    if (!add_axes(e, copied, last))
        return false;
    SubscriptId map[MAX_INDICES] = {0};
    int64_t *shape = NEW_ARRAY(graph->arena, int64_t, copied->rank);
    for (uint32_t a = 0; a < copied->rank; a++) {
        Range range = e->part.ranges[copied->index[a]];
        Term axis = {a, 1};
        map[copied->index[a]] =
            subscript_make(exprs, range.low, 1, &axis, 0, 0);
        shape[a] = range.high - range.low;
    }
    ExprId body = expr_substitute(exprs, &graph->memo, copied->access, map);
    Part part = part_whole(graph, copied->rank, shape, body);
    copied->array = graph_equation(graph, 0, copied->rank, shape, 1, &part,
                                   graph_array(graph, e->id)->serves);
    graph->arrays.at[copied->array].stored = true;
    *size += (double)array_size(graph_array(graph, copied->array));
    return true;
}

/* The copy that a factor is read of, if it needs one; false if it cannot have
 * it. */
static bool copy_factor(Extension *e, Copied *copied, uint32_t turn,
                        double *size)
{
    Graph *graph = e->graph;
    const Expr access = *expr_at(&graph->exprs, copied->access);
    const Array array = *graph_array(graph, access.as.access.array);
    int64_t *shape = NEW_ARRAY(graph->arena, int64_t, array.rank + 1u);
    ExprId operands[MAX_RANK];
    bool inside = is_inside(e, copied, shape) && !copied->masks.count;
    bool beside = is_made_beside(e, &access);
    copied->turned = (Turned){0};
    copied->array = 0;
    copied->rank = 0;
    if (expr_operands(&graph->exprs, copied->access, operands))
        return array.type == REAL && gather(e, copied, turn, size);
    if (turn != NO_TURN && !turn_index(e, copied, turn, shape))
        return false;
    if (beside && access.depends & e->dropped)
        return false;
    if (inside && !copied->turned.factor)
        return true;
    if (array.type != REAL || beside)
        return false;
    Array made = {.kind = EQUATION, .shape = shape,
                  .rank = (uint8_t)(array.rank + (copied->turned.factor ? 1 : 0))};
    Part part = copying_part(e, copied, shape);
    part = part_canonical(graph, &made, &part);
    copied->array = graph_equation(graph, 0, made.rank, shape, 1, &part,
                                   graph_array(graph, e->id)->serves);
    graph->arrays.at[copied->array].stored = true;
    *size += (double)array_size(&made);
    return true;
}

bool make_copies(Extension *e, uint32_t turn, double *size)
{
    *size = 0;
    for (uint32_t n = 0; n < e->count; n++)
        if (!copy_factor(e, &e->copies[n], turn, size))
            return false;
    return true;
}

/* The subscripts of the element in the copy. */
static void subscripts_in_copy(Extension *e, const Copied *copied,
                               const Expr *access,
                               SubscriptId subscripts[MAX_RANK])
{
    Exprs *exprs = &e->graph->exprs;
    const Turned *turned = &copied->turned;
    uint32_t rank = access->as.access.rank;
    for (uint32_t a = 0; a < copied->rank; a++) {
        Term index = {copied->index[a], 1};
        subscripts[a] = subscript_make(
            exprs, -e->part.ranges[index.index].low, 1, &index, 0, 0);
    }
    if (copied->rank)
        return;
    for (uint32_t a = 0; a < rank; a++)
        subscripts[a] = subscript_add(
            exprs, subscript_constant(exprs, -copied->offset[a]), 1,
            access->as.access.subscripts[a]);
    if (!turned->factor)
        return;
    Term term = {turned->index, 1};
    int64_t low = e->part.ranges[turned->index].low;
    subscripts[rank] = subscript_make(exprs, -low, 1, &term, 0, 0);
    SubscriptId rest = subscript_add(exprs, subscripts[turned->axis],
                                     -turned->factor, subscripts[rank]);
    const Subscript *s = subscript_at(exprs, rest);
    Term terms[MAX_INDICES];
    for (uint32_t t = 0; t < s->term_count; t++)
        terms[t] = (Term){s->terms[t].index, s->terms[t].factor / turned->unit};
    subscripts[turned->axis] = subscript_make(
        exprs, s->base / turned->unit, s->term_count, terms, 0, 0);
}

ExprId read_copies(Extension *e, ExprId id)
{
    Exprs *exprs = &e->graph->exprs;
    const Expr node = *expr_at(exprs, id);
    if (node.kind == APPLY) {
        ExprId a = read_copies(e, node.as.operand[0]);
        ExprId b = node.as.operand[1]
                     ? read_copies(e, node.as.operand[1]) : 0;
        return expr_apply(exprs, (Function)node.function, a, b);
    }
    for (uint32_t n = 0; n < e->count; n++) {
        const Copied *copied = &e->copies[n];
        SubscriptId subscripts[MAX_RANK];
        if (copied->access != id || !copied->array)
            continue;
        subscripts_in_copy(e, copied, &node, subscripts);
        return graph_access(e->graph, copied->array, subscripts);
    }
    return id;
}
