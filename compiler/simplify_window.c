/* simplify_window.c: what windows have in common, and as it lies in memory.
 *
 *     overlap  m[j,l,k] = max_q x[2 j + l, k + q] depends on 2 j + l alone: it
 *              is r[2 j + l, k], of fewer elements
 *     order    m[j,k,l] = max_q x[2 j + l, k + q] is t[j,l,k], whose loops run
 *              along the rows of x
 *
 * Maxima over several indices are taken one index at a time, so both are met
 * wherever there is a window of more than one axis. An array that the caller
 * has is left as it is.
 */
#include "simplifying.h"

/* -- overlap -- */

/* Whether all that depends on the indices j and l depends on aj + l alone, or
 * on j + al with j and l exchanged; a is *factor. */
typedef struct Pair {
    const Exprs *exprs;
    uint32_t j, l;
    int64_t  a;                     /* 0: not seen yet */
} Pair;

static bool pair_takes(Pair *pair, SubscriptId id)
{
    const Subscript *s = subscript_at(pair->exprs, id);
    int64_t j = 0, l = 0;
    for (uint32_t i = 0; i < s->term_count; i++) {
        if (s->terms[i].index == pair->j)
            j = s->terms[i].factor;
        if (s->terms[i].index == pair->l)
            l = s->terms[i].factor;
    }
    if (!j && !l)
        return true;
    if (!l || j % l || j / l < 1 || (pair->a && pair->a != j / l))
        return false;
    pair->a = j / l;
    return true;
}

static bool pair_takes_part(Simplifier *simplifier, Pair *pair,
                            const Part *part)
{
    ExprIds order = {0};
    for (uint32_t i = 0; i < part->guard_count; i++)
        if (!pair_takes(pair, part->guards[i]))
            return false;
    expr_postorder(pair->exprs, simplifier->arena, NULL, true, part->body,
                   &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(pair->exprs, order.at[i]);
        if (e->kind == INDEX
            && (e->as.index == pair->j || e->as.index == pair->l))
            return false;
        for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank; k++)
            if (!pair_takes(pair, e->as.access.subscripts[k]))
                return false;
    }
    return pair->a > 0;
}

/* The element that the sketch has, of an array over other free indices: those
 * of `order`, `count` of them, of which the ranges are given. */
static void read_from(Simplifier *simplifier, Sketch *sketch,
                      const SubscriptId *map, uint32_t count, Range *ranges,
                      const SubscriptId *read)
{
    Graph *graph = simplifier->graph;
    Exprs *exprs = &graph->exprs;
    Part part = sketch->parts.at[0], whole;
    SubscriptId to[MAX_INDICES] = {0};
    uint32_t all = count;
    for (uint32_t i = 0; i < sketch->rank; i++)
        to[i] = map[i];
    for (uint32_t i = sketch->rank; i < part.index_count; i++) {
        to[i] = subscript_index(exprs, all);
        ranges[all++] = part.ranges[i];
    }
    part_map(simplifier, sketch->rank, &part, to, all, ranges);
    ArrayId array = array_of(simplifier, (Combine)part.combine, count, all,
                             ranges, part.body, part.guard_count, part.guards,
                             sketch->serves);
    whole = part_whole(graph, sketch->rank, sketch->shape,
                       rewrite_expr(&simplifier->rewriter,
                                    graph_access(graph, array, read)));
    sketch->parts.at[0] = whole;
}

/* r for a j + l, in the place of j. */
static void pair_join(Simplifier *simplifier, Sketch *sketch,
                      const Pair *pair, int64_t extent)
{
    Exprs *exprs = &simplifier->graph->exprs;
    SubscriptId map[MAX_RANK], read[MAX_RANK];
    Range ranges[MAX_INDICES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < sketch->rank; i++) {
        if (i == pair->l)
            continue;
        map[i] = subscript_index(exprs, count);
        read[count] = subscript_index(exprs, i);
        ranges[count++] = (Range){0, sketch->shape[i]};
        if (i != pair->j)
            continue;
        Term terms[] = {{pair->j, pair->a}, {pair->l, 1}};
        read[count - 1] = subscript_make(exprs, 0, 2, terms, 0, 0);
        ranges[count - 1].high = extent;
        map[pair->l] = map[i];
        map[i] = subscript_constant(exprs, 0);
    }
    read_from(simplifier, sketch, map, count, ranges, read);
}

static bool join_overlap(Simplifier *simplifier, Sketch *sketch)
{
    const Part *part = &sketch->parts.at[0];
    Pair pair = {.exprs = &simplifier->graph->exprs};
    for (pair.j = 0; pair.j < sketch->rank; pair.j++)
        for (pair.l = 0; pair.l < sketch->rank; pair.l++) {
            int64_t m = sketch->shape[pair.j], n = sketch->shape[pair.l];
            pair.a = 0;
            if (pair.j == pair.l || m == 1 || n == 1
                || !pair_takes_part(simplifier, &pair, part))
                continue;
            if (pair.a < n) {
                pair_join(simplifier, sketch, &pair, pair.a * (m - 1) + n);
                return true;
            }
        }
    return false;
}

/* -- order -- */

/* Where in the access the index stands: by subscript, and in it the one with
 * the larger factor first. */
static bool place_of(const Exprs *exprs, const Expr *access, uint32_t index,
                     uint32_t *axis, int64_t *factor)
{
    for (*axis = 0; *axis < access->as.access.rank; ++*axis) {
        const Subscript *s =
            subscript_at(exprs, access->as.access.subscripts[*axis]);
        if (s->data)
            return false;
        for (uint32_t i = 0; i < s->term_count; i++)
            if (s->terms[i].index == index) {
                *factor = s->terms[i].factor;
                return true;
            }
    }
    return false;
}

static bool put_in_order(Simplifier *simplifier, Sketch *sketch)
{
    Exprs *exprs = &simplifier->graph->exprs;
    const Expr access = *expr_at(exprs, sketch->parts.at[0].body);
    uint32_t order[MAX_RANK], axis[MAX_RANK];
    int64_t factor[MAX_RANK];
    bool changed = false;
    if (access.kind != ACCESS)
        return false;
    for (uint32_t i = 0; i < sketch->rank; i++) {
        if (!place_of(exprs, &access, i, &axis[i], &factor[i]))
            return false;
        uint32_t at = i;
        for (; at; at--) {
            uint32_t before = order[at - 1];
            if (axis[before] < axis[i]
                || (axis[before] == axis[i] && factor[before] >= factor[i]))
                break;
            order[at] = before;
            changed = true;
        }
        order[at] = i;
    }
    if (!changed)
        return false;
    SubscriptId map[MAX_RANK], read[MAX_RANK];
    Range ranges[MAX_INDICES];
    for (uint32_t i = 0; i < sketch->rank; i++) {
        map[order[i]] = subscript_index(exprs, i);
        read[i] = subscript_index(exprs, order[i]);
        ranges[i] = (Range){0, sketch->shape[order[i]]};
    }
    read_from(simplifier, sketch, map, sketch->rank, ranges, read);
    return true;
}

/* Whether all that the body reads is made before any recurrence. */
static bool reads_no_member(Simplifier *simplifier, ExprId body)
{
    const Graph *graph = simplifier->graph;
    ExprIds order = {0};
    expr_postorder(&graph->exprs, simplifier->arena, NULL, true, body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, order.at[i]);
        if (e->kind != ACCESS)
            continue;
        const Array *a = graph_array(graph, e->as.access.array);
        if (a->kind == CARRY || a->recurrence)
            return false;
    }
    return true;
}

bool sketch_window(Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    const Part *part = &sketch->parts.at[0];
    if (sketch->parts.count != 1 || sketch->limit || sketch->rank < 2
        || (part->combine != MAX && part->combine != MIN)
        || part->index_count == sketch->rank || simplifier->shown
        || !reads_no_member(simplifier, part->body))
        return false;
    for (uint32_t i = 0; i < sketch->rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i)
            || part->ranges[i].low
            || part->ranges[i].high != sketch->shape[i])
            return false;
    return join_overlap(simplifier, sketch)
        || (simplifier->vectors && put_in_order(simplifier, sketch));
}
