/* simplify_sum.c: sums of products.
 *
 *     factor   Σ_k a f(k) = a Σ_k f(k), and a product that falls apart by its
 *              summed indices, Σ_{k,l} f(k) g(l), into several sums
 *     pair     Σ_{k,l} f(i,k) g(k,l) h(l,j): one index at a time, the one
 *              whose sum makes the rest cheapest
 *     nest     Σ_k A[k,j] with A[k,j] = Σ_l f(k,l) g(l,j) is one sum, of which
 *              Σ_k f(k,l) may be taken
 *
 * What is taken out becomes an array over the indices that it depends on; the
 * part goes on with an element of it. This is done only if it saves work.
 */
#include "product.h"
#include "simplifying.h"

/* A sum under way of being split. */
typedef struct Split {
    const Part *part;
    Product     product;
    uint32_t    depends[MAX_FACTORS];
    uint32_t    reduced;
} Split;

/* Whether the guards allow a sum over `inner` with the free indices `outer`
 * to stand alone: none has indices of it and others. Those without any of
 * `inner` stay with the rest. */
static bool guards_allow(const Graph *graph, const Part *part, uint32_t inner,
                         uint32_t outer)
{
    for (uint32_t i = 0; i < part->guard_count; i++) {
        uint32_t set = subscript_depends(&graph->exprs, part->guards[i]);
        if (set & inner && set & ~(inner | outer))
            return false;
    }
    return true;
}

/* The sum over `inner` of the factors in `set` as an array over `outer`, and
 * its element at the part's indices. Adds what it costs to *work. 0 if only
 * guards that stay behind keep what it reads in bounds. */
static ExprId sum_out(Simplifier *simplifier, const Split *split, uint32_t set,
                      uint32_t inner, uint32_t outer, uint32_t serves,
                      double *work)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    const Part *part = split->part;
    SubscriptId map[MAX_INDICES] = {0}, back[MAX_RANK], guards[MAX_INDICES];
    Range ranges[MAX_INDICES];
    uint32_t count = 0, rank = 0, guard_count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < part->index_count; i++) {
            if (!((pass ? inner : outer) >> i & 1))
                continue;
            if (!pass)
                back[rank++] = subscript_index(exprs, i);
            map[i] = subscript_index(exprs, count);
            ranges[count++] = part->ranges[i];
        }
    ExprId body =
        product_build(&simplifier->rewriter, &split->product, set, false);
    body = rewrite_substitute(&simplifier->rewriter, body, map);
    for (uint32_t i = 0; i < part->guard_count; i++) {
        uint32_t on = subscript_depends(exprs, part->guards[i]);
        simplifier->memo.epoch++;
        if (on && !(on & ~(inner | outer)))
            guards[guard_count++] = subscript_substitute(
                exprs, &simplifier->memo, part->guards[i], map);
    }
    Part sum_part = {.combine = SUM, .index_count = (uint8_t)count,
                     .guard_count = (uint8_t)guard_count, .lanes = 1,
                     .ranges = ranges, .guards = guards, .body = body};
    if (!part_reads_inside(simplifier, &sum_part, body))
        return 0;
    *work += cost_part(&simplifier->rewriter.cost, graph, &sum_part);
    ArrayId sum = array_of(simplifier, SUM, rank, count, ranges, body,
                           guard_count, guards, serves);
    return rewrite_expr(&simplifier->rewriter,
                        graph_access(graph, sum, back));
}

/* An array over these indices can be made. */
static bool may_stand_alone(const Simplifier *simplifier, const Split *split,
                            uint32_t inner, uint32_t outer)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < split->part->index_count; i++)
        if (outer >> i & 1) {
            rank++;
            if (split->part->ranges[i].low < 0)
                return false;
        }
    return rank <= MAX_RANK
        && guards_allow(simplifier->graph, split->part, inner, outer);
}

/* The summed indices have the values at which a guard lets a term be, so that
 * those which go take no bound with them. */
static const Range *bounded(Simplifier *simplifier, const Part *part,
                            uint32_t reduced)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Domain domain;
    Range *ranges = arena_copy(simplifier->arena, part->ranges,
                               part->index_count, sizeof *ranges);
    domain_of_part(&domain, simplifier->arena, part);
    for (uint32_t i = 0; i < part->index_count; i++) {
        Range r = domain_bounds(&domain, simplifier->graph,
                                subscript_index(exprs, i));
        if ((reduced >> i & 1) && r.low < r.high)
            ranges[i] = r;
    }
    return ranges;
}

/* The part with the new body, without the summed indices that have gone. */
static Part remaining(Simplifier *simplifier, const Sketch *sketch,
                      const Split *split, ExprId body, uint32_t gone,
                      const Range *ranges)
{
    Part part = *split->part;
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, part.guard_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < part.guard_count; i++)
        if (!(subscript_depends(&simplifier->graph->exprs, part.guards[i])
              & gone))
            guards[count++] = part.guards[i];
    part.ranges = ranges;
    part.guards = guards;
    part.guard_count = (uint8_t)count;
    part.body = body;
    part_drop_indices(simplifier, sketch->rank, &part, gone);
    return part;
}

/* Puts the rest of the product in the place of the part, if that and the sums
 * taken out, which cost `work`, cost less than `most`. */
static bool go_on(Simplifier *simplifier, Sketch *sketch, uint32_t at,
                  const Split *split, const Product *rest, uint32_t gone,
                  double work, double most)
{
    Cost *cost = &simplifier->rewriter.cost;
    ExprId body = product_build(&simplifier->rewriter, rest, UINT32_MAX, true);
    Part part = remaining(simplifier, sketch, split, body, gone,
                          split->part->ranges);
    if (!part_reads_inside(simplifier, &part, part.body))
        part = remaining(simplifier, sketch, split, body, gone,
                         bounded(simplifier, split->part, split->reduced));
    if (!part_reads_inside(simplifier, &part, part.body))
        return false;
    /* A lone part without summed indices does not add. */
    Part costed = part;
    if (sketch->parts.count == 1
        && !part_reduced(simplifier->graph, sketch->rank, &part))
        costed.combine = SET;
    if (work + cost_part(cost, simplifier->graph, &costed) >= most)
        return false;
    sketch->parts.at[at] = part;
    return true;
}

/* -- factor -- */

/* The factors that hang together with the first one of `left` by summed
 * indices, and these indices. */
static uint32_t component(const Graph *graph, const Split *split,
                          uint32_t left, uint32_t *inner)
{
    uint32_t set = left & (0u - left);
    for (;;) {
        uint32_t before = set, indices = 0;
        for (uint32_t i = 0; i < split->product.count; i++)
            if (set >> i & 1)
                indices |= split->depends[i] & split->reduced;
        for (uint32_t g = 0; g < split->part->guard_count; g++) {
            uint32_t on =
                subscript_depends(&graph->exprs, split->part->guards[g]);
            if (on & indices)
                indices |= on & split->reduced;
        }
        for (uint32_t i = 0; i < split->product.count; i++)
            if (split->depends[i] & indices)
                set |= UINT32_C(1) << i;
        *inner = indices;
        if (set == before)
            return set;
    }
}

static bool split_open(const Simplifier *simplifier, const Sketch *sketch,
                       const Part *part, Split *split)
{
    const Graph *graph = simplifier->graph;
    uint32_t reduced = part->combine == SUM
                         ? part_reduced(graph, sketch->rank, part) : 0;
    if (!reduced)
        return false;
    *split = (Split){.part = part, .reduced = reduced};
    product_of(graph, part->body, &split->product);
    for (uint32_t i = 0; i < split->product.count; i++)
        split->depends[i] =
            expr_at(&graph->exprs, split->product.factors[i].expr)->depends;
    return true;
}

/* The free indices of a set of factors and of the guards on `inner`. */
static uint32_t outer_of(const Graph *graph, const Split *split, uint32_t set,
                         uint32_t inner)
{
    uint32_t on = 0;
    for (uint32_t i = 0; i < split->product.count; i++)
        if (set >> i & 1)
            on |= split->depends[i];
    for (uint32_t g = 0; g < split->part->guard_count; g++) {
        uint32_t guard =
            subscript_depends(&graph->exprs, split->part->guards[g]);
        if (guard & inner)
            on |= guard;
    }
    return on & ~inner;
}

/* Whether all factors of the set divide: then none of them can be taken from
 * a quotient without leaving a quotient. */
static bool all_under(const Split *split, uint32_t set)
{
    for (uint32_t i = 0; i < split->product.count; i++)
        if ((set >> i & 1) && !split->product.factors[i].under)
            return false;
    return true;
}

/* Takes every component out; false if nothing is gained. */
static bool factor_part(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    const Graph *graph = simplifier->graph;
    Part part = sketch->parts.at[at];
    Split split;
    if (!split_open(simplifier, sketch, &part, &split))
        return false;
    uint32_t summed = 0, sets = 0, gone = 0;
    bool fewer = false;
    for (uint32_t i = 0; i < split.product.count; i++)
        if (split.depends[i] & split.reduced)
            summed |= UINT32_C(1) << i;
    uint32_t free = 0;
    for (uint32_t i = 0; i < sketch->rank; i++)
        free |= subscript_depends(&graph->exprs, part.target[i]);
    for (uint32_t left = summed; left;) {
        uint32_t inner, set = component(graph, &split, left, &inner);
        uint32_t outer = outer_of(graph, &split, set, inner);
        if (!may_stand_alone(simplifier, &split, inner, outer)
            || all_under(&split, set))
            return false;
        fewer = fewer || box_points(&part, free & ~outer) > 1;
        left &= ~set;
        sets++;
        gone |= inner;
    }
    if (gone != split.reduced
        || !(split.product.negative || sets > 1 || fewer
             || split.product.count > set_size(summed)))
        return false;
    Product rest = {.negative = split.product.negative};
    double work = 0;
    for (uint32_t i = 0; i < split.product.count; i++) {
        uint32_t inner, set;
        if (!(split.depends[i] & split.reduced)) {
            rest.factors[rest.count++] = split.product.factors[i];
            continue;
        }
        if (!(summed >> i & 1))
            continue;
        set = component(graph, &split, UINT32_C(1) << i, &inner);
        summed &= ~set;
        ExprId sum = sum_out(simplifier, &split, set, inner,
                             outer_of(graph, &split, set, inner),
                             sketch->serves, &work);
        if (!sum)
            return false;
        rest.factors[rest.count++] = (Factor){sum, false};
    }
    return go_on(simplifier, sketch, at, &split, &rest, gone, work,
                 cost_part(&simplifier->rewriter.cost, graph, &part));
}

bool sketch_factor(Simplifier *simplifier, Sketch *sketch)
{
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        changed = factor_part(simplifier, sketch, i) || changed;
    return changed;
}

/* -- pair -- */

/* The work of a product of `count` factors over a box, summed. */
static double product_work(double points, uint32_t count)
{
    return points * count;
}

/* Whether some factor has all indices. */
static bool has_whole_factor(const Split *split)
{
    uint32_t all = (uint32_t)((UINT64_C(1) << split->part->index_count) - 1);
    for (uint32_t i = 0; i < split->product.count; i++)
        if (split->depends[i] == all)
            return true;
    return false;
}

/* Sums one index out of the factors that have it, before the others are
 * multiplied in; the index is the one that saves most. There are `fewest`
 * factors, or none of them has all indices; what is made costs less than
 * `most`. */
static bool pair_part(Simplifier *simplifier, Sketch *sketch, uint32_t at,
                      uint32_t fewest, double most)
{
    const Graph *graph = simplifier->graph;
    Part part = sketch->parts.at[at];
    Split split;
    if (!split_open(simplifier, sketch, &part, &split)
        || (split.product.count < fewest && has_whole_factor(&split))
        || set_size(split.reduced) < 2)
        return false;
    uint32_t all = UINT32_MAX;
    double best = cost_part(&simplifier->rewriter.cost, graph, &part);
    for (uint32_t i = 0; i < split.product.count; i++)
        best -= cost_expr(&simplifier->rewriter.cost, graph,
                          split.product.factors[i].expr)
              * box_points(&part, split.depends[i]);
    uint32_t chosen = 0, chosen_set = 0;
    for (uint32_t k = 0; k < part.index_count; k++) {
        uint32_t inner = UINT32_C(1) << k, set = 0;
        for (uint32_t i = 0; i < split.product.count; i++)
            set |= (uint32_t)(split.depends[i] >> k & 1) << i;
        uint32_t outer = outer_of(graph, &split, set, inner);
        uint32_t size = set_size(set);
        if (!(split.reduced & inner) || !set || size == split.product.count
            || !may_stand_alone(simplifier, &split, inner, outer))
            continue;
        double work = product_work(box_points(&part, outer | inner), size)
                    + product_work(box_points(&part, all & ~inner),
                                   split.product.count - size + 1);
        if (work < best) {
            best = work;
            chosen = inner;
            chosen_set = set;
        }
    }
    if (!chosen)
        return false;
    double work = 0;
    ExprId sum = sum_out(simplifier, &split, chosen_set, chosen,
                         outer_of(graph, &split, chosen_set, chosen),
                         sketch->serves, &work);
    if (!sum)
        return false;
    Product rest = {.negative = split.product.negative};
    for (uint32_t i = 0; i < split.product.count; i++) {
        bool in = chosen_set >> i & 1;
        if (in && chosen_set & (0u - chosen_set) & UINT32_C(1) << i)
            rest.factors[rest.count++] = (Factor){sum, false};
        else if (!in)
            rest.factors[rest.count++] = split.product.factors[i];
    }
    return go_on(simplifier, sketch, at, &split, &rest, chosen, work, most);
}

bool sketch_pair(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    bool changed = false;
    for (uint32_t i = 0; i < sketch->parts.count; i++) {
        const Part *part = &sketch->parts.at[i];
        if (set_size(part_reduced(graph, sketch->rank, part)) < 2)
            continue;
        double cost = cost_part(&simplifier->rewriter.cost, graph, part);
        changed = pair_part(simplifier, sketch, i, 3, cost) || changed;
    }
    return changed;
}

/* -- nest -- */

/* The one sum that makes every element of the array, or NULL. */
static const Part *plain_sum(const Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    if (a->kind != EQUATION || a->recurrence || a->part_count != 1)
        return NULL;
    const Part *part = &a->as.parts[0];
    Sketch sketch = {.rank = a->rank, .shape = a->shape};
    Part unguarded = *part;
    unguarded.guard_count = 0;
    return part->combine == SUM && part_is_whole(graph, &sketch, &unguarded)
                && part_reduced(graph, a->rank, part)
             ? part
             : NULL;
}

/* Whether the access is by affine subscripts, and the summed indices of the part
 * are only in it. */
static bool sums_elements(const Graph *graph, const Split *split,
                          uint32_t factor)
{
    const Expr *e =
        expr_at(&graph->exprs, split->product.factors[factor].expr);
    for (uint32_t i = 0; i < e->as.access.rank; i++)
        if (subscript_at(&graph->exprs, e->as.access.subscripts[i])->data)
            return false;
    for (uint32_t i = 0; i < split->product.count; i++)
        if (i != factor && split->depends[i] & split->reduced)
            return false;
    return true;
}

/* The part with the terms of the inner sum in place of a factor; its indices
 * come last. */
static Part nested(Simplifier *simplifier, const Split *split, uint32_t factor,
                   const Part *inner)
{
    Graph *graph = simplifier->graph;
    const Expr e =
        *expr_at(&graph->exprs, split->product.factors[factor].expr);
    uint32_t rank = e.as.access.rank;
    SubscriptId map[MAX_INDICES] = {0};
    Part part = *split->part;
    Range *ranges = NEW_ARRAY(simplifier->arena, Range, MAX_INDICES);
    SubscriptId *guards =
        NEW_ARRAY(simplifier->arena, SubscriptId, inner->guard_count);
    for (uint32_t i = 0; i < part.index_count; i++)
        ranges[i] = part.ranges[i];
    for (uint32_t i = 0; i < inner->index_count; i++) {
        map[i] = i < rank ? e.as.access.subscripts[i]
                          : subscript_index(&graph->exprs, part.index_count);
        if (i >= rank)
            ranges[part.index_count++] = inner->ranges[i];
    }
    Product product = split->product;
    product.factors[factor].expr =
        rewrite_substitute(&simplifier->rewriter, inner->body, map);
    for (uint32_t i = 0; i < inner->guard_count; i++) {
        simplifier->memo.epoch++;
        guards[i] = subscript_substitute(&graph->exprs, &simplifier->memo,
                                         inner->guards[i], map);
    }
    part.ranges = ranges;
    part.guards = guards;
    part.guard_count = inner->guard_count;
    part.body =
        product_build(&simplifier->rewriter, &product, UINT32_MAX, true);
    part.lanes = 1;
    return part;
}

/* A sum that others need too is not computed again: what stands for it may cost
 * little more than to add up its elements, as the others may come to do without
 * it as well. */
static bool nest_part(Simplifier *simplifier, Sketch *sketch, uint32_t at)
{
    const Graph *graph = simplifier->graph;
    Cost *cost = &simplifier->rewriter.cost;
    Part part = sketch->parts.at[at];
    Split split;
    if (part.guard_count || !split_open(simplifier, sketch, &part, &split))
        return false;
    for (uint32_t i = 0; i < split.product.count; i++) {
        const Expr e = *expr_at(&graph->exprs, split.product.factors[i].expr);
        const Part *inner = e.kind == ACCESS && !split.product.factors[i].under
                              ? plain_sum(graph, e.as.access.array)
                              : NULL;
        if (!inner || !sums_elements(graph, &split, i)
            || part.index_count + inner->index_count > MAX_INDICES)
            continue;
        ArrayId id = e.as.access.array;
        bool alone = id < simplifier->rewriter.uses.count
                  && simplifier->rewriter.uses.at[id] == 1;
        double had = cost_part(cost, graph, &part);
        double most = alone ? had + cost_part(cost, graph, inner) : had * 1.25;
        Part made = nested(simplifier, &split, i, inner);
        sketch->parts.at[at] = made;
        if (pair_part(simplifier, sketch, at, 2, most)
            || (alone && cost_part(cost, graph, &made) < most))
            return true;
        sketch->parts.at[at] = part;
    }
    return false;
}

bool sketch_nest(Simplifier *simplifier, Sketch *sketch)
{
    for (uint32_t i = 0; i < sketch->parts.count; i++)
        if (nest_part(simplifier, sketch, i))
            return true;
    return false;
}
