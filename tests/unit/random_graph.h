/* random_graph.h: random well-formed graphs: sets, sums over windows and
 * triangles, maxima with their indices, gathers, scatters and choices that
 * guard an access.
 */
#ifndef GCC_GRAPH_TEST_RANDOM_GRAPH_H
#define GCC_GRAPH_TEST_RANDOM_GRAPH_H

#include "c_harness.h"

typedef struct RandomGraph {
    Harness *h;
    Graph   *graph;
    Exprs   *exprs;
    uint32_t index_count;       /* of the part at work */
    Range    ranges[6];
} RandomGraph;

static inline uint32_t below(RandomGraph *r, uint32_t limit)
{
    return (uint32_t)harness_random(r->h, 0, limit * 0.9999);
}

static inline ArrayId random_array(RandomGraph *r, ArrayType type)
{
    for (;;) {
        ArrayId id = 1 + below(r, r->graph->arrays.count - 1);
        if (graph_array(r->graph, id)->type == type)
            return id;
    }
}

/* A subscript in 0 <= s < size. */
static inline SubscriptId random_subscript(RandomGraph *r, int64_t size,
                                           int depth);

static inline ExprId random_access(RandomGraph *r, ArrayType type, int depth)
{
    ArrayId id = random_array(r, type);
    SubscriptId s[MAX_RANK];
    for (uint32_t i = 0; i < graph_array(r->graph, id)->rank; i++)
        s[i] = random_subscript(r, graph_array(r->graph, id)->shape[i], depth);
    return graph_access(r->graph, id, s);
}

static inline SubscriptId random_subscript(RandomGraph *r, int64_t size,
                                           int depth)
{
    Exprs *e = r->exprs;
    uint32_t kind = below(r, 8), index = below(r, r->index_count + 1);
    Term term = {index, 1};
    if (index < r->index_count && kind < 5) {
        Range range = r->ranges[index];
        if (range.high <= size && range.low >= 0)
            return subscript_make(e, kind == 1 ? size - range.high : 0, 1,
                                  &term, 0, 0);
        if (kind == 2 && range.high <= 2 * size && range.low >= 0)
            return subscript_make(
                e, 0, 0, NULL,
                expr_apply(e, F_FLOORDIV, expr_index(e, index),
                           expr_number(e, 2)), 1);
        return subscript_make(e, 0, 0, NULL,
                              expr_apply(e, F_MOD, expr_index(e, index),
                                         expr_number(e, (double)size)), 1);
    }
    if (kind == 5 && depth < 2) {
        ExprId data = random_access(r, WHOLE, depth + 2);
        ArrayId array = expr_at(e, data)->as.access.array;
        if (graph_array(r->graph, array)->limit <= size)
            return subscript_make(e, 0, 0, NULL, data, 1);
    }
    return subscript_constant(e, below(r, (uint32_t)size));
}

static inline ExprId random_condition(RandomGraph *r, ExprId a, ExprId b)
{
    ExprId c = expr_apply(r->exprs, (Function)(F_EQ + below(r, 6)), a, b);
    if (!below(r, 3) && r->index_count)
        c = expr_apply(r->exprs, below(r, 2) ? F_AND : F_OR, c,
                       expr_apply(r->exprs, F_LT, expr_index(r->exprs, 0),
                                  expr_number(r->exprs, 2)));
    return below(r, 4) ? c : expr_apply(r->exprs, F_NOT, c, 0);
}

/* x[i - 1] if i >= 1 else y, where i - 1 is inside by the condition alone. */
static inline ExprId random_guarded(RandomGraph *r, ExprId otherwise)
{
    Exprs *e = r->exprs;
    ArrayId id = random_array(r, REAL);
    const Array *array = graph_array(r->graph, id);
    if (array->rank != 1 || !r->index_count || r->ranges[0].low < 0
        || r->ranges[0].high - 1 > array->shape[0])
        return otherwise;
    Term term = {0, 1};
    SubscriptId s = subscript_make(e, -1, 1, &term, 0, 0);
    ExprId x = graph_access(r->graph, id, &s);
    if (below(r, 2))
        x = expr_apply(e, F_MUL, expr_apply(e, F_SIGMOID, x, 0), x);
    return expr_choose(e, expr_apply(e, F_GE, expr_index(e, 0),
                                     expr_number(e, 1)), x, otherwise);
}

static inline ExprId random_body(RandomGraph *r)
{
    static const Function unary[] = {F_NEG, F_EXP, F_TANH, F_SIGMOID, F_ABS,
                                     F_SQRT, F_STOP, F_SIN, F_FLOOR};
    static const Function binary[] = {F_ADD, F_SUB, F_MUL, F_DIV, F_MIN, F_MAX};
    Exprs *e = r->exprs;
    ExprId pool[24];
    uint32_t count = 0, end = 4 + below(r, 18);
    pool[count++] = random_access(r, REAL, 0);
    pool[count++] = random_access(r, REAL, 0);
    while (count < end) {
        uint32_t kind = below(r, 12);
        ExprId a = pool[below(r, count)], b = pool[count - 1];
        if (kind < 2)
            pool[count++] = random_access(r, REAL, 0);
        else if (kind == 2)
            pool[count++] = expr_number(e, (double)below(r, 9) / 2 - 2);
        else if (kind == 3 && r->index_count)
            pool[count++] = expr_index(e, below(r, r->index_count));
        else if (kind == 4)
            pool[count++] = expr_apply(e, F_POW, a,
                                       expr_number(e, (double)below(r, 5) - 1));
        else if (kind == 5)
            pool[count++] = expr_choose(e, random_condition(r, a, b), b, a);
        else if (kind == 6)
            pool[count++] = random_guarded(r, b);
        else if (kind < 9)
            pool[count++] = expr_apply(e, unary[below(r, 9)], b, 0);
        else
            pool[count++] = expr_apply(e, binary[below(r, 6)], a, b);
    }
    return pool[count - 1];
}

static inline Part random_part(RandomGraph *r, uint32_t rank, Combine combine)
{
    SubscriptId *target = NEW_ARRAY(r->h->arena, SubscriptId, rank + 1);
    SubscriptId *guard = NEW_ARRAY(r->h->arena, SubscriptId, 1);
    for (uint32_t i = 0; i < rank; i++)
        target[i] = subscript_index(r->exprs, i);
    Part part = {
        .combine = (uint8_t)combine,
        .component = (uint8_t)rank,
        .index_count = (uint8_t)r->index_count,
        .ranges = arena_copy(r->h->arena, r->ranges, r->index_count,
                             sizeof(Range)),
        .target = target,
        .guards = guard,
    };
    if (combine != SET && r->index_count >= 2 && below(r, 2)) {
        Term terms[2] = {{0, below(r, 2) ? 1 : -1}, {r->index_count - 1, 0}};
        terms[1].factor = -terms[0].factor;
        guard[0] = subscript_make(r->exprs, (int64_t)below(r, 3) - 1, 2, terms,
                                  0, 0);
        part.guard_count = 1;
    }
    part.body = random_body(r);
    return part;
}

/* One more array at the end of the graph. */
static inline void random_equation(RandomGraph *r, const char *name)
{
    int64_t shape[3];
    uint32_t rank = below(r, 4);
    Part parts[3];
    uint32_t count = 1, kind = below(r, 10);
    for (uint32_t i = 0; i < rank; i++) {
        shape[i] = 1 + below(r, 5);
        r->ranges[i] = (Range){0, shape[i]};
    }
    r->index_count = rank;
    uint32_t serves = r->graph->definitions.count;
    int64_t limit = 0;
    if (kind < 3) {
        parts[0] = random_part(r, rank, SET);
    } else if (kind < 6) {
        r->ranges[rank] = (Range){(int64_t)below(r, 2), 2 + below(r, 4)};
        r->ranges[rank + 1] = (Range){0, 1 + below(r, 3)};
        r->index_count = rank + 1 + below(r, 2);
        parts[0] = random_part(r, rank, SUM);
        if (kind == 5)
            parts[count++] = random_part(r, rank, SUM);
    } else if (kind == 6) {
        static const Combine combines[] = {MAX, MIN, PROD, ARGMAX, ARGMIN};
        r->ranges[rank] = (Range){(int64_t)below(r, 2), 2 + below(r, 4)};
        r->index_count = rank + 1;
        Combine combine = combines[below(r, 5)];
        parts[0] = random_part(r, rank, combine);
        if (combine == ARGMAX || combine == ARGMIN)
            limit = r->ranges[rank].high;
    } else if (rank && kind == 7) {
        parts[0] = random_part(r, rank, SET);
        SubscriptId *scatter =
            arena_copy(r->h->arena, parts[0].target, rank, sizeof *scatter);
        parts[count] = random_part(r, rank, SUM);
        scatter[rank - 1] = random_subscript(r, shape[rank - 1], 0);
        parts[count++].target = scatter;
    } else if (rank && shape[0] > 1) {
        int64_t cut = 1 + below(r, (uint32_t)shape[0] - 1);
        r->ranges[0] = (Range){0, cut};
        parts[0] = random_part(r, rank, SET);
        r->ranges[0] = (Range){cut, shape[0]};
        parts[count++] = random_part(r, rank, SET);
    } else {
        parts[0] = random_part(r, rank, SET);
    }
    ArrayId id = graph_equation(r->graph, limit, rank, shape, count, parts,
                                serves);
    if (below(r, 2)) {
        uint32_t d = graph_define(r->graph, text_copy(r->h->arena,
                                                      text_of(name)),
                                  (Span){0, 0}, id);
        if (!below(r, 3))
            list_push(r->h->arena, &r->graph->outputs, d);
    } else if (serves >= r->graph->definitions.count) {
        uint32_t d = graph_define(r->graph, text_copy(r->h->arena,
                                                      text_of(name)),
                                  (Span){0, 0}, id);
        list_push(r->h->arena, &r->graph->outputs, d);
    }
}

static inline void random_input(RandomGraph *r, ArrayKind kind, int64_t limit,
                                const char *name, uint32_t rank,
                                const int64_t *shape)
{
    Graph *g = r->graph;
    ArrayId id = graph_input(g, kind, limit ? WHOLE : REAL, limit, rank, shape,
                             g->definitions.count);
    uint32_t d = graph_define(g, text_of(name), (Span){0, 0}, id);
    Initial initial = {id, DRAW_NORMAL, 0, 1, 0};
    if (kind == PARAM) {
        list_push(r->h->arena, &g->params, d);
        list_push(r->h->arena, &g->initials, initial);
    } else {
        list_push(r->h->arena, &g->inputs, d);
    }
}

static inline Graph *random_graph(Harness *h)
{
    RandomGraph r = {.h = h, .graph = graph_create(h->arena)};
    r.exprs = &r.graph->exprs;
    static const int64_t a[] = {4, 3}, b[] = {5}, c[] = {2, 5, 3};
    random_input(&r, INPUT, 0, "x", 2, a);
    random_input(&r, INPUT, 0, "y", 1, b);
    random_input(&r, INPUT, 0, "z", 0, NULL);
    random_input(&r, INPUT, 3, "w", 1, b);
    random_input(&r, INPUT, 2, "v", 0, NULL);
    random_input(&r, PARAM, 0, "W", 3, c);
    uint32_t count = 6 + below(&r, 12);
    for (uint32_t i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "q%u", i);
        random_equation(&r, name);
    }
    return r.graph;
}

#endif
