/* simplify_scatter.c: arrays of few elements, used where they are.
 *
 *     meet   Σ_v f(v, G[v]), f linear in G, G[ψ(l)] += e(l), is
 *            Σ_l f(ψ(l), e(l)); also without a sum: what is added
 *     part   a pointwise use, linear in G, is made part by part: with the
 *            same G, y[i] = p[i] - G[i] is y[i] = p[i], y[ψ(l)] += -e(l);
 *            y may have more axes than G, and in another order
 *
 * Both are done only if they save work.
 */
#include "simplifying.h"

enum {
    MAX_PARTS = 64,                 /* of an array that is taken apart */
    MAX_NODES = 1024                /* of an expression that is looked through for
                                       each access */
};

/* Whether all parts of the array add or set, none of them every element in
 * place; with `based`, the first sets every element. */
static bool is_scattered(const Graph *graph, ArrayId id, bool *based)
{
    const Array *a = graph_array(graph, id);
    *based = false;
    if (a->kind != EQUATION || !a->rank || a->part_count > MAX_PARTS)
        return false;
    Sketch sketch = {.rank = a->rank, .shape = a->shape};
    for (uint32_t i = 0; i < a->part_count; i++) {
        const Part *part = &a->as.parts[i];
        bool whole = part_is_whole(graph, &sketch, part);
        if (i == 0 && part->combine == SET && whole
            && part->index_count == a->rank)
            *based = true;
        else if (part->combine > SUM || whole)
            return false;
    }
    return a->part_count > *based;
}

/* -- ways -- */

/* A body that is linear in the access, perhaps at several places. */
typedef struct Way {
    ExprId   access;
    ExprIds  order;                 /* the body, operands first */
    bool    *has;                   /* [order]: the access is below */
    uint32_t (*operand)[3];         /* [order]: where in order; of those that
                                       have it */
} Way;

/* Whether a node is linear in its operands that are linear. */
static bool is_linear(const Expr *e, const bool has[3])
{
    if (e->kind == CHOOSE)
        return !has[0];
    if (e->kind != APPLY)
        return false;
    return e->function == F_ADD || e->function == F_SUB || e->function == F_NEG
        || (e->function == F_MUL && !(has[0] && has[1]))
        || (e->function == F_DIV && !has[1]);
}

/* False if the body reads the array elsewhere too, or is not linear. */
static bool find_way(Simplifier *simplifier, ExprId root, ExprId access,
                     Way *way)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    ArrayId array = expr_at(exprs, access)->as.access.array;
    *way = (Way){.access = access};
    expr_postorder(exprs, simplifier->arena, NULL, true,
                   root, &way->order);
    way->has = NEW_ARRAY(simplifier->arena, bool, way->order.count);
    way->operand = arena_alloc(simplifier->arena, way->order.count,
                               sizeof *way->operand);
    for (uint32_t i = 0; i < way->order.count; i++) {
        ExprId operands[MAX_RANK], id = way->order.at[i];
        position_set(simplifier, id, i);
        const Expr *e = expr_at(exprs, id);
        bool has[3] = {false}, any = false;
        uint32_t count = expr_operands(exprs, id, operands);
        for (uint32_t n = 0; n < count; n++) {
            uint32_t at = simplifier->position.at[operands[n]];
            any |= way->has[at];
            if (n < 3) {
                has[n] = way->has[at];
                way->operand[i][n] = at;
            }
        }
        way->has[i] = any || id == access;
        if ((any && !is_linear(e, has))
            || (e->kind == ACCESS && e->as.access.array == array
                && id != access))
            return false;
    }
    return true;
}

/* The product, quotient or choice with one operand `a` that has the access;
 * the others are read at the target of a part of G. */
static ExprId beside(Simplifier *simplifier, const Expr *n, uint32_t where,
                     ExprId a, const SubscriptId map[MAX_INDICES])
{
    Rewriter *rewriter = &simplifier->rewriter;
    ExprId o = rewrite_substitute(rewriter, n->as.operand[1 - where], map);
    return where == 0
             ? rewrite_apply(rewriter, (Function)n->function, a, o)
             : rewrite_apply(rewriter, (Function)n->function, o, a);
}

/* What the way makes of e in place of the access, all else being read at the
 * target of a part of G, and terms beside it being left out. */
static ExprId along(Simplifier *simplifier, const Way *way, ExprId e,
                    const SubscriptId map[MAX_INDICES])
{
    Rewriter *rewriter = &simplifier->rewriter;
    Exprs *exprs = &simplifier->graph->exprs;
    ExprId *to = NEW_ARRAY(simplifier->arena, ExprId, way->order.count);
    for (uint32_t i = 0; i < way->order.count; i++) {
        ExprId id = way->order.at[i], a[3] = {0};
        const Expr n = *expr_at(exprs, id);
        if (!way->has[i])
            continue;
        for (uint32_t k = 0; k < 3 && id != way->access; k++)
            if (n.as.operand[k] && way->has[way->operand[i][k]])
                a[k] = to[way->operand[i][k]];
        if (id == way->access) {
            to[i] = e;
        } else if (n.kind == CHOOSE) {
            ExprId zero = expr_number(exprs, 0);
            ExprId c = rewrite_substitute(rewriter, n.as.operand[0], map);
            to[i] = rewrite_choose(rewriter, c, a[1] ? a[1] : zero,
                                   a[2] ? a[2] : zero);
        } else if (n.function == F_MUL || n.function == F_DIV) {
            to[i] = beside(simplifier, &n, !a[0], a[0] ? a[0] : a[1], map);
        } else if (a[0] && a[1]) {
            to[i] = rewrite_apply(rewriter, (Function)n.function, a[0], a[1]);
        } else {
            bool negative = n.function == F_NEG || (n.function == F_SUB && a[1]);
            to[i] = a[0] ? a[0] : a[1];
            if (negative)
                to[i] = rewrite_apply(rewriter, F_NEG, to[i], 0);
        }
    }
    return to[way->order.count - 1];
}

/* -- meet -- */

/* Whether data say where a part of G writes. */
static bool is_placed_by_data(const Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    for (uint32_t i = 0; i < a->part_count; i++)
        for (uint32_t k = 0; k < a->rank; k++)
            if (subscript_at(&graph->exprs, a->as.parts[i].target[k])->data)
                return true;
    return false;
}

/* Whether the part may be computed where the parts of G write: what only
 * conditions of indices keep in bounds is not read by data. */
static bool may_move(Simplifier *simplifier, const Part *part, ArrayId id)
{
    return !is_placed_by_data(simplifier->graph, id)
        || part_stands_alone(simplifier, part, part->body);
}

/* Whether the access reads all of G, each axis by an index of its own whose
 * guards can be moved to where the parts of G go; these indices. */
static bool reads_all(const Graph *graph, const Part *part, const Expr *access,
                      uint32_t *indices)
{
    const Array *a = graph_array(graph, access->as.access.array);
    *indices = 0;
    for (uint32_t i = 0; i < a->rank; i++) {
        const Subscript *s =
            subscript_at(&graph->exprs, access->as.access.subscripts[i]);
        uint32_t index = s->term_count == 1 ? s->terms[0].index : 0;
        if (!subscript_is_index(&graph->exprs,
                                access->as.access.subscripts[i], index)
            || (*indices >> index & 1) || part->ranges[index].low
            || part->ranges[index].high != a->shape[i])
            return false;
        *indices |= UINT32_C(1) << index;
    }
    return !(part_guarded(graph, part) & *indices);
}

/* The part with the indices of a part of G in place of those that read G: where
 * the way begins stands what that part adds. */
static bool meet_one(Simplifier *simplifier, const Sketch *sketch,
                     const Part *part, const Way *way, uint32_t indices,
                     const Part *with, Part *out)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    const Expr access = *expr_at(exprs, way->access);
    SubscriptId map[MAX_INDICES] = {0}, other[MAX_INDICES] = {0};
    Range ranges[2 * MAX_INDICES];
    uint32_t count = 0, rank = access.as.access.rank;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (!(indices >> i & 1)) {
            map[i] = subscript_index(exprs, count);
            ranges[count++] = part->ranges[i];
        }
    if (count + with->index_count > MAX_INDICES)
        return false;
    for (uint32_t i = 0; i < with->index_count; i++) {
        other[i] = subscript_index(exprs, count);
        ranges[count++] = with->ranges[i];
    }
    Part moved = *with;
    part_map(simplifier, rank, &moved, other, count, ranges);
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s =
            subscript_at(exprs, access.as.access.subscripts[i]);
        map[s->terms[0].index] = moved.target[i];
    }
    *out = *part;
    part_map(simplifier, sketch->rank, out, map, count, ranges);
    out->body = along(simplifier, way, moved.body, map);
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId,
                  part->guard_count + moved.guard_count);
    uint32_t guard_count = 0;
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[guard_count++] = out->guards[i];
    for (uint32_t i = 0; i < moved.guard_count; i++)
        guards[guard_count++] = moved.guards[i];
    out->guards = guards;
    out->guard_count = (uint8_t)guard_count;
    Array array = {.kind = EQUATION, .rank = (uint8_t)sketch->rank,
                   .shape = sketch->shape};
    *out = part_canonical(graph, &array, out);
    return guard_count <= UINT8_MAX;
}

/* Whether the way leaves out nothing: terms and choices without the access. */
static bool is_all(const Simplifier *simplifier, const Way *way)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    for (uint32_t i = 0; i < way->order.count; i++) {
        const Expr *e = expr_at(exprs, way->order.at[i]);
        bool choice = e->kind == CHOOSE;
        bool sum = e->kind == APPLY
                && (e->function == F_ADD || e->function == F_SUB);
        if (!way->has[i] || (!sum && !choice))
            continue;
        for (uint32_t k = choice; k < 2u + choice; k++)
            if (!way->has[way->operand[i][k]]
                && !(choice && expr_is_number(exprs, e->as.operand[k], 0)))
                return false;
    }
    return true;
}

/* Whether the access is a factor. */
static bool is_product(const Simplifier *simplifier, const Way *way)
{
    for (uint32_t i = 0; i < way->order.count; i++) {
        const Expr *e =
            expr_at(&simplifier->graph->exprs, way->order.at[i]);
        if (way->has[i] && e->kind != ACCESS
            && (e->kind != APPLY || e->function == F_ADD
                || e->function == F_SUB))
            return false;
    }
    return true;
}

/* Whether data say where the part writes, for each point anew. */
static bool is_strewn(const Graph *graph, uint32_t rank, const Part *part)
{
    for (uint32_t k = 0; k < rank; k++) {
        ExprId data = subscript_at(&graph->exprs, part->target[k])->data;
        if (data && set_size(expr_at(&graph->exprs, data)->depends)
                        == part->index_count)
            return true;
    }
    return false;
}

/* Data say where what is met stands only for sums of products, and for what is
 * strewn in any case: other loops are faster over all, which they read in
 * order. */
static bool meet_access(Simplifier *simplifier, Sketch *sketch, uint32_t at,
                        ExprId access)
{
    Graph *graph = simplifier->graph;
    Cost *cost = &simplifier->rewriter.cost;
    const Part part = sketch->parts.at[at];
    const Expr e = *expr_at(&graph->exprs, access);
    uint32_t indices;
    bool based;
    Way way;
    if (!reads_all(graph, &part, &e, &indices)
        || !is_scattered(graph, e.as.access.array, &based) || based
        || !may_move(simplifier, &part, e.as.access.array)
        || !find_way(simplifier, part.body, access, &way)
        || !is_all(simplifier, &way)
        || (is_placed_by_data(graph, e.as.access.array)
            && !(part_reduced(graph, sketch->rank, &part)
                 && is_product(simplifier, &way))
            && !is_strewn(graph, sketch->rank, &part)))
        return false;
    uint32_t n = graph_array(graph, e.as.access.array)->part_count;
    const Part *with = graph_array(graph, e.as.access.array)->as.parts;
    Part *made = NEW_ARRAY(simplifier->arena, Part, n);
    for (uint32_t i = 0; i < n; i++)
        if (!meet_one(simplifier, sketch, &part, &way, indices, &with[i],
                      &made[i]))
            return false;
    if (cost_parts(cost, graph, n, made) >= cost_part(cost, graph, &part))
        return false;
    sketch->parts.at[at] = made[0];
    for (uint32_t i = 1; i < n; i++)
        list_push(simplifier->arena, &sketch->parts, made[i]);
    return true;
}

static bool meet_part(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    const Exprs *exprs = &simplifier->graph->exprs;
    ExprIds order = {0};
    if (sketch->parts.at[at].combine != SUM)
        return false;
    expr_postorder(exprs, simplifier->arena, NULL, true,
                   sketch->parts.at[at].body, &order);
    for (uint32_t i = 0; i < order.count && order.count <= MAX_NODES; i++)
        if (expr_at(exprs, order.at[i])->kind == ACCESS
            && meet_access(simplifier, sketch, at, order.at[i]))
            return true;
    return false;
}

bool sketch_meet(Simplifier *simplifier, Sketch *sketch)
{
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        if (meet_part(simplifier, sketch, i))
            return true;
    return false;
}

/* -- part -- */

/* The candidates are the accesses to scattered arrays by indices of their own;
 * where the first part of the array counts, by 0, 1, …. */
static bool is_in_place(const Graph *graph, const Sketch *sketch,
                        const Expr *e, bool *based)
{
    uint32_t seen = 0;
    if (e->kind != ACCESS || e->as.access.rank > sketch->rank
        || !is_scattered(graph, e->as.access.array, based)
        || (*based && e->as.access.rank != sketch->rank))
        return false;
    const Array *a = graph_array(graph, e->as.access.array);
    for (uint32_t k = 0; k < a->rank; k++) {
        SubscriptId id = e->as.access.subscripts[k];
        const Subscript *s = subscript_at(&graph->exprs, id);
        uint32_t index = s->term_count == 1 ? s->terms[0].index : 0;
        if (!subscript_is_index(&graph->exprs, id, index)
            || index >= sketch->rank || seen >> index & 1
            || a->shape[k] != sketch->shape[index] || (*based && index != k))
            return false;
        seen |= 1u << index;
    }
    return true;
}

/* The body with another expression in place of the access. */
static ExprId replaced(Simplifier *simplifier, const Way *way, ExprId e)
{
    Rewriter *rewriter = &simplifier->rewriter;
    ExprId *to = NEW_ARRAY(simplifier->arena, ExprId, way->order.count);
    for (uint32_t i = 0; i < way->order.count; i++) {
        ExprId id = way->order.at[i];
        const Expr n = *expr_at(&simplifier->graph->exprs, id);
        to[i] = id == way->access ? e : id;
        if (!way->has[i] || id == way->access)
            continue;
        ExprId o[3] = {0};
        for (uint32_t k = 0; k < 3; k++)
            if (n.as.operand[k])
                o[k] = to[way->operand[i][k]];
        to[i] = n.kind == CHOOSE
                  ? rewrite_choose(rewriter, o[0], o[1], o[2])
                  : rewrite_apply(rewriter, (Function)n.function, o[0], o[1]);
    }
    return to[way->order.count - 1];
}

/* What the way makes of a part of G: over its indices and those that the
 * access does not have. */
static bool part_along(Simplifier *simplifier, const Sketch *sketch,
                       const Way *way, const Part *with, Part *out)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    const Expr access = *expr_at(exprs, way->access);
    const Part *first = &sketch->parts.at[0];
    SubscriptId map[MAX_INDICES] = {0};
    Range *ranges = NEW_ARRAY(simplifier->arena, Range,
                              with->index_count + sketch->rank);
    SubscriptId *target =
        NEW_ARRAY(simplifier->arena, SubscriptId, sketch->rank);
    uint32_t count = with->index_count;
    for (uint32_t i = 0; i < count; i++)
        ranges[i] = with->ranges[i];
    for (uint32_t k = 0; k < access.as.access.rank; k++)
        map[subscript_at(exprs, access.as.access.subscripts[k])
                ->terms[0].index] = with->target[k];
    for (uint32_t i = 0; i < sketch->rank; i++) {
        if (!map[i]) {
            if (count == MAX_INDICES)
                return false;
            ranges[count] = first->ranges[i];
            map[i] = subscript_index(exprs, count++);
        }
        target[i] = map[i];
    }
    *out = *with;
    out->combine = SUM;
    out->index_count = (uint8_t)count;
    out->ranges = ranges;
    out->target = target;
    out->body = along(simplifier, way, with->body, map);
    Array array = {.kind = EQUATION, .rank = (uint8_t)sketch->rank,
                   .shape = sketch->shape};
    *out = part_canonical(graph, &array, out);
    return true;
}

static bool has_sum(const Graph *graph, const Array *array)
{
    for (uint32_t i = 0; i < array->part_count; i++)
        if (part_reduced(graph, array->rank, &array->as.parts[i]))
            return true;
    return false;
}

/* A sum that others need too is not computed again. */
static bool part_access(Simplifier *simplifier, Sketch *sketch, ExprId access,
                        bool based)
{
    Graph *graph = simplifier->graph;
    Cost *cost = &simplifier->rewriter.cost;
    ArrayId id = expr_at(&graph->exprs, access)->as.access.array;
    Part *first = &sketch->parts.at[0];
    Way way;
    if (!find_way(simplifier, first->body, access, &way)
        || !may_move(simplifier, first, id))
        return false;
    const Array a = *graph_array(graph, id);
    Part *made = NEW_ARRAY(simplifier->arena, Part, a.part_count + 1);
    uint32_t count = 0;
    bool alone = id < simplifier->rewriter.uses.count
              && simplifier->rewriter.uses.at[id] == 1;
    if (!alone && has_sum(graph, &a))
        return false;
    made[count] = *first;
    made[count++].body =
        replaced(simplifier, &way,
                 based ? a.as.parts[0].body : expr_number(&graph->exprs, 0));
    for (uint32_t i = based; i < a.part_count; i++)
        if (!part_along(simplifier, sketch, &way, &a.as.parts[i],
                        &made[count++]))
            return false;
    double had = cost_part(cost, graph, first);
    if (alone)
        had += cost_parts(cost, graph, a.part_count, a.as.parts);
    if (cost_parts(cost, graph, count, made) >= had)
        return false;
    /* In the order of the graph: the parts that were there come after. */
    Sketch before = *sketch;
    sketch->parts.at = NULL;
    sketch->parts.count = sketch->parts.capacity = 0;
    for (uint32_t i = 0; i < count; i++)
        list_push(simplifier->arena, &sketch->parts, made[i]);
    for (uint32_t i = 1; i < before.parts.count; i++)
        list_push(simplifier->arena, &sketch->parts, before.parts.at[i]);
    return true;
}

bool sketch_part(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    const Part *first = &sketch->parts.at[0];
    if (first->combine != SET || !sketch->rank
        || first->index_count != sketch->rank || sketch->limit
        || !part_is_whole(graph, sketch, first))
        return false;
    ExprIds order = {0};
    expr_postorder(&graph->exprs, simplifier->arena, NULL,
                   true, first->body, &order);
    for (uint32_t i = 0; i < order.count && order.count <= MAX_NODES; i++) {
        bool based;
        if (is_in_place(graph, sketch, expr_at(&graph->exprs, order.at[i]),
                        &based)
            && part_access(simplifier, sketch, order.at[i], based))
            return true;
    }
    return false;
}

/* -- sums that are added to an array -- */

/* Whether the part adds the elements of a sum in place, and nothing else uses
 * this sum. */
static bool adds_sum(const Simplifier *simplifier, const Sketch *sketch,
                     const Part *part)
{
    const Graph *graph = simplifier->graph;
    const Expr *e = expr_at(&graph->exprs, part->body);
    if (part->combine != SUM || e->kind != ACCESS
        || part->index_count != sketch->rank
        || e->as.access.rank != sketch->rank
        || e->as.access.array >= simplifier->rewriter.uses.count
        || simplifier->rewriter.uses.at[e->as.access.array] != 1
        || !part_is_whole(graph, sketch, part))
        return false;
    const Array *a = graph_array(graph, e->as.access.array);
    bool fits = a->kind == EQUATION;
    for (uint32_t k = 0; fits && k < a->rank; k++)
        fits = a->shape[k] == sketch->shape[k]
            && subscript_is_index(&graph->exprs, e->as.access.subscripts[k],
                                  k);
    for (uint32_t k = 0; fits && k < a->part_count; k++)
        fits = a->as.parts[k].combine == SUM
            || (a->as.parts[k].combine == SET
                && !part_is_whole(graph, sketch, &a->as.parts[k]));
    return fits;
}

/* The parts of such sums, in place of their elements. */
bool sketch_splice(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        const Part *part = &sketch->parts.at[i];
        if (!adds_sum(simplifier, sketch, part))
            continue;
        const Array *a = graph_array(
            graph, expr_at(&graph->exprs, part->body)->as.access.array);
        for (uint32_t k = 0; k < a->part_count; k++) {
            Part moved = a->as.parts[k];
            moved.combine = SUM;
            if (k)
                list_push(simplifier->arena, &sketch->parts, moved);
            else
                sketch->parts.at[i] = moved;
        }
        changed = true;
    }
    return changed;
}
