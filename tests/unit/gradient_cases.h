/* gradient_cases.h: what the tests of differentiate share: making graphs,
 * computing them, and asking every gradient the same questions.
 */
#ifndef GCC_GRAPH_TEST_GRADIENT_CASES_H
#define GCC_GRAPH_TEST_GRADIENT_CASES_H

#include "../../compiler/affine.h"
#include "../../compiler/cost.h"
#include "../../compiler/differentiate.h"
#include "../../compiler/emit_g.h"
#include "../../compiler/eval.h"
#include "../../compiler/graph_check.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Bench {
    Arena    arena;
    jmp_buf  failure;
    Graph   *graph;
    Exprs   *exprs;
    uint64_t state;
} Bench;

static inline void bench_open(Bench *b)
{
    arena_init(&b->arena, NULL, &b->failure);
    if (setjmp(b->failure))
        ck_abort_msg("out of memory");
    b->graph = graph_create(&b->arena);
    b->exprs = &b->graph->exprs;
    b->state = 88172645463325252u;
}

static inline void bench_close(Bench *b)
{
    arena_destroy(&b->arena);
}

/* Uniform in low … high: Marsaglia's xorshift. */
static inline double pick(Bench *b, double low, double high)
{
    b->state ^= b->state << 13;
    b->state ^= b->state >> 7;
    b->state ^= b->state << 17;
    return low + (high - low) * (double)(b->state >> 11) * 0x1p-53;
}

/* -- making -- */

#define SHAPE(...) ((const int64_t[]){__VA_ARGS__})
#define COUNT(...)                                                             \
    ((uint32_t)(sizeof(int64_t[]){0, __VA_ARGS__} / sizeof(int64_t) - 1))

static inline ArrayId named_input(Bench *b, ArrayKind kind, int64_t limit,
                                  const char *name, uint32_t rank,
                                  const int64_t *shape)
{
    ArrayId id = graph_input(b->graph, kind, limit ? WHOLE : REAL, limit, rank,
                             shape, b->graph->definitions.count);
    uint32_t d = graph_define(b->graph, text_of(name), (Span){0, 0}, id);
    if (kind == PARAM)
        list_push(&b->arena, &b->graph->params, d);
    else
        list_push(&b->arena, &b->graph->inputs, d);
    return id;
}

#define PARAM_OF(b, name, ...)                                                 \
    named_input(b, PARAM, 0, name, COUNT(__VA_ARGS__), SHAPE(__VA_ARGS__))
#define SCALAR_OF(b, name) named_input(b, PARAM, 0, name, 0, NULL)

static inline void output(Bench *b, const char *name, ArrayId id)
{
    uint32_t d = graph_define(b->graph, text_of(name), (Span){0, 0}, id);
    list_push(&b->arena, &b->graph->outputs, d);
}

/* base + Σ factor index */
static inline SubscriptId affine(Bench *b, int64_t base, int64_t f0,
                                 uint32_t i0, int64_t f1, uint32_t i1)
{
    Term terms[2] = {{i0, f0}, {i1, f1}};
    return subscript_make(b->exprs, base, 2, terms, 0, 0);
}

static inline SubscriptId index_of(Bench *b, uint32_t i)
{
    return subscript_index(b->exprs, i);
}

static inline SubscriptId data_of(Bench *b, ExprId data)
{
    return subscript_make(b->exprs, 0, 0, NULL, data, 1);
}

#define AT(b, array, ...)                                                      \
    graph_access((b)->graph, array, (const SubscriptId[]){__VA_ARGS__})

static inline ExprId scalar(Bench *b, ArrayId array)
{
    return graph_access(b->graph, array, NULL);
}

static inline ExprId number(Bench *b, double x)
{
    return expr_number(b->exprs, x);
}

static inline ExprId apply(Bench *b, Function f, ExprId x, ExprId y)
{
    return expr_apply(b->exprs, f, x, y);
}

static inline ExprId add(Bench *b, ExprId x, ExprId y)
{
    return apply(b, F_ADD, x, y);
}

static inline ExprId mul(Bench *b, ExprId x, ExprId y)
{
    return apply(b, F_MUL, x, y);
}

static inline ExprId choose(Bench *b, ExprId c, ExprId x, ExprId y)
{
    return expr_choose(b->exprs, c, x, y);
}

/* An equation over a box: the first indices are the target, the others are
 * reduced. */
typedef struct Box {
    uint32_t rank, count;
    Range    ranges[8];
    uint32_t guard_count;
    SubscriptId guards[4];
} Box;

static inline Part part_over(Bench *b, const Box *box, Combine combine,
                             ExprId body)
{
    SubscriptId *target = NEW_ARRAY(&b->arena, SubscriptId, box->rank);
    for (uint32_t i = 0; i < box->rank; i++)
        target[i] = subscript_index(b->exprs, i);
    return (Part){
        .combine = (uint8_t)combine,
        .index_count = (uint8_t)box->count,
        .guard_count = (uint8_t)box->guard_count,
        .ranges = box->ranges,
        .guards = box->guards,
        .target = target,
        .body = body,
    };
}

static inline ArrayId define(Bench *b, const char *name, const int64_t *shape,
                             uint32_t rank, uint32_t count, const Part *parts)
{
    uint32_t serves = b->graph->definitions.count;
    ArrayId id =
        graph_equation(b->graph, 0, rank, shape, count, parts, serves);
    if (name)
        graph_define(b->graph, text_of(name), (Span){0, 0}, id);
    return id;
}

/* y[first indices] = combine over the others (body), from 0 to sizes. */
static inline ArrayId equation(Bench *b, const char *name, Combine combine,
                               uint32_t rank, uint32_t count,
                               const int64_t *sizes, ExprId body)
{
    Box box = {.rank = rank, .count = count};
    for (uint32_t i = 0; i < count; i++)
        box.ranges[i] = (Range){0, sizes[i]};
    Part part = part_over(b, &box, combine, body);
    return define(b, name, sizes, rank, 1, &part);
}

#define SET_OF(b, name, body, ...)                                             \
    equation(b, name, SET, COUNT(__VA_ARGS__), COUNT(__VA_ARGS__),             \
             SHAPE(__VA_ARGS__), body)
#define SCALAR_SET(b, name, body) equation(b, name, SET, 0, 0, NULL, body)
/* The first `rank` of the sizes are free, the others are reduced. */
#define REDUCE(b, name, combine, rank, body, ...)                              \
    equation(b, name, combine, rank, COUNT(__VA_ARGS__), SHAPE(__VA_ARGS__),   \
             body)

/* -- computing -- */

static inline double **no_values(Bench *b, const Graph *graph)
{
    return NEW_ARRAY(&b->arena, double *, graph->arrays.count);
}

static inline double *new_values(Bench *b, const Graph *graph, ArrayId id)
{
    return NEW_ARRAY(&b->arena, double,
                     array_size(graph_array(graph, id)) + 1);
}

static inline ArrayId leaf(const Graph *graph, uint32_t i)
{
    uint32_t d = i < graph->params.count
                   ? graph->params.at[i]
                   : graph->inputs.at[i - graph->params.count];
    return graph->definitions.at[d].array;
}

static inline uint32_t leaf_count(const Graph *graph)
{
    return graph->params.count + graph->inputs.count;
}

/* Random values for all params and inputs. */
static inline double **random_leaves(Bench *b, const Graph *graph, double low,
                                     double high)
{
    double **values = no_values(b, graph);
    for (uint32_t i = 0; i < leaf_count(graph); i++) {
        ArrayId id = leaf(graph, i);
        const Array *array = graph_array(graph, id);
        values[id] = new_values(b, graph, id);
        for (int64_t e = 0; e < array_size(array); e++)
            values[id][e] =
                array->type == WHOLE
                    ? floor(pick(b, 0, (double)array->limit))
                    : pick(b, low, high);
    }
    return values;
}

/* The same values for another graph with the same params and inputs. */
static inline double **same_leaves(Bench *b, const Graph *from,
                                   double *const *values, const Graph *to)
{
    double **out = no_values(b, to);
    for (uint32_t i = 0; i < leaf_count(from); i++)
        out[leaf(to, i)] = values[leaf(from, i)];
    return out;
}

static inline void compute(Bench *b, const Graph *graph, double **values)
{
    EvalFault fault;
    bool good = eval(graph, &b->arena, false, values, &fault);
    ck_assert_msg(good, "array %u, element %lld: %lld of %lld", fault.array,
                  (long long)fault.element, (long long)fault.value,
                  (long long)fault.range.high);
}

static inline ArrayId output_array(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->outputs.at[i]].array;
}

/* A graph whose outputs are the gradients of another and whose inputs include
 * its seeds, to be differentiated again. */
static inline Graph *gradients_as_outputs(Bench *b, Graph *gradient)
{
    Graph *graph = graph_compact(&b->arena, gradient);
    graph->outputs.count = 0;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        Text name = text_format(&b->arena, "g%u", i);
        uint32_t d = graph_define(graph, name, (Span){0, 0},
                                  graph->gradients.at[i].array);
        list_push(&b->arena, &graph->outputs, d);
    }
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        Text name = text_format(&b->arena, "s%u", i);
        uint32_t d = graph_define(graph, name, (Span){0, 0},
                                  graph->seeds.at[i].array);
        list_push(&b->arena, &graph->inputs, d);
    }
    graph->seeds.count = graph->gradients.count = 0;
    return graph;
}

/* -- questions -- */

/* Random seeds, and the gradients at a point. */
static inline double **gradients_at(Bench *b, const Graph *graph,
                                    double *const *values,
                                    const Graph *gradient)
{
    double **out = same_leaves(b, graph, values, gradient);
    for (uint32_t i = 0; i < gradient->seeds.count; i++) {
        ArrayId id = gradient->seeds.at[i].array;
        out[id] = new_values(b, gradient, id);
        int64_t size = array_size(graph_array(gradient, id));
        for (int64_t e = 0; e < size; e++)
            out[id][e] = pick(b, -1, 1);
    }
    compute(b, gradient, out);
    return out;
}

/* Σ over outputs of seed · tangent. */
static inline double seeded(const Graph *graph, const Graph *gradient,
                            double *const *at, double *const *tangents)
{
    double sum = 0;
    for (uint32_t i = 0; i < gradient->seeds.count; i++) {
        Seed seed = gradient->seeds.at[i];
        ArrayId y = output_array(graph, seed.output);
        int64_t size = array_size(graph_array(graph, y));
        for (int64_t e = 0; e < size && tangents[y]; e++)
            sum += at[seed.array][e] * tangents[y][e];
    }
    return sum;
}

/* The worst difference of a gradient from forward mode, element by element,
 * over the largest element of all. */
static inline double dual_error(Bench *b, const Graph *graph,
                                double **values, const Graph *gradient,
                                double *const *at)
{
    double worst = 0, largest = 1e-3;
    for (uint32_t g = 0; g < gradient->gradients.count; g++) {
        ArrayId x = 0;
        for (uint32_t i = 0; i < leaf_count(graph); i++)
            if (leaf(gradient, i) == gradient->gradients.at[g].by)
                x = leaf(graph, i);
        const double *d = at[gradient->gradients.at[g].array];
        int64_t size = array_size(graph_array(graph, x));
        for (int64_t e = 0; e < size; e++) {
            double **tangents = no_values(b, graph);
            double **again = same_leaves(b, graph, values, graph);
            tangents[x] = new_values(b, graph, x);
            tangents[x][e] = 1;
            EvalFault fault;
            ck_assert(eval_dual(graph, &b->arena, again, tangents, &fault));
            double expected = seeded(graph, gradient, at, tangents);
            if (getenv("PRINT_GRADIENTS"))
                fprintf(stderr, "gradient %u, element %lld: %.17g, %.17g\n", g,
                        (long long)e, d[e], expected);
            double error = fabs(d[e] - expected);
            if (!(error <= worst))
                worst = error;
            largest = fmax(largest, fabs(expected));
        }
    }
    return worst / largest;
}

/* The same against signed two-sided differences. */
static inline double difference_error(Bench *b, const Graph *graph,
                                      double *const *values,
                                      const Graph *gradient,
                                      double *const *at)
{
    double worst = 0, largest = 1e-3;
    for (uint32_t g = 0; g < gradient->gradients.count; g++) {
        ArrayId x = 0;
        for (uint32_t i = 0; i < leaf_count(graph); i++)
            if (leaf(gradient, i) == gradient->gradients.at[g].by)
                x = leaf(graph, i);
        const double *d = at[gradient->gradients.at[g].array];
        int64_t size = array_size(graph_array(graph, x));
        for (int64_t e = 0; e < size; e++) {
            double sides[2], h = 1e-5;
            for (int side = 0; side < 2; side++) {
                double **moved = same_leaves(b, graph, values, graph);
                moved[x] = new_values(b, graph, x);
                memcpy(moved[x], values[x], (size_t)size * sizeof(double));
                moved[x][e] += side ? h : -h;
                compute(b, graph, moved);
                sides[side] = seeded(graph, gradient, at, moved);
            }
            double expected = (sides[1] - sides[0]) / (2 * h);
            double error = fabs(d[e] - expected);
            if (!(error <= worst))
                worst = error;
            largest = fmax(largest, fabs(expected));
        }
    }
    return worst / largest;
}

static inline void print_graph(Bench *b, const Graph *graph)
{
    Buffer text = buffer_create(&b->arena);
    emit_g(graph, &b->arena, &text);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buffer_text(&text)));
}

static inline void assert_well_formed(Bench *b, const Graph *graph,
                                      const char *what)
{
    Buffer problem = buffer_create(&b->arena);
    bool good = graph_check(graph, &b->arena, &problem);
    ck_assert_msg(good, "%s: %.*s", what, TEXT_ARGS(buffer_text(&problem)));
}

/* Asks a graph's gradient at random values; then, `orders` - 1 times, the
 * gradient of that. Differences see through `stop`, so they may be left out.
 * Returns the first gradient. */
static inline const Graph *ask(Bench *b, const char *what, double low,
                               double high, int orders, bool duals_only)
{
    const Graph *graph = b->graph, *first = NULL;
    assert_well_formed(b, graph, what);
    for (int order = 1; order <= orders; order++) {
        Graph *gradient =
            graph_compact(&b->arena, differentiate(&b->arena, graph));
        first = first ? first : gradient;
        if (getenv("PRINT_GRADIENTS"))
            print_graph(b, gradient);
        assert_well_formed(b, gradient, what);
        double **values = random_leaves(b, graph, low, high);
        double **at = gradients_at(b, graph, values, gradient);
        double error = dual_error(b, graph, values, gradient, at);
        ck_assert_msg(error < 1e-13, "%s, order %d: off forward mode by %g",
                      what, order, error);
        if (!duals_only)
            error = difference_error(b, graph, values, gradient, at);
        ck_assert_msg(error < 1e-6, "%s, order %d: off differences by %g",
                      what, order, error);
        graph = gradients_as_outputs(b, gradient);
    }
    return first;
}

#endif
