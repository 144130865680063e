/* graph_cases.h: small graphs built by hand, for tests of what reads graphs.
 *
 *     cases_open(&c);
 *     ArrayId W = real_input(&c, 2, SHAPE(3, 4));
 *     ArrayId x = real_input(&c, 1, SHAPE(4));
 *     ArrayId y = equation(&c, SUM, 1, SHAPE(3), BOX({0, 3}, {0, 4}),
 *                          body(&c, "a b", read(&c, W, 0, 1), read(&c, x, 1)));
 */
#ifndef GCC_GRAPH_TEST_GRAPH_CASES_H
#define GCC_GRAPH_TEST_GRAPH_CASES_H

#include "../../compiler/eval.h"
#include "../../compiler/formula.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Cases {
    Arena     arena;
    jmp_buf   failure;
    Graph    *graph;
    Exprs    *exprs;
    double  **values, **tangents;
    EvalFault fault;
} Cases;

#define SHAPE(...) (const int64_t[]){__VA_ARGS__}
#define BOX(...)                                                               \
    (uint32_t)(sizeof((const Range[]){__VA_ARGS__}) / sizeof(Range)),          \
        (const Range[]){__VA_ARGS__}
#define NUMBERS(...) (double[]){__VA_ARGS__}

static inline void cases_open(Cases *c)
{
    memset(c, 0, sizeof *c);
    arena_init(&c->arena, NULL, &c->failure);
    if (setjmp(c->failure))
        ck_abort_msg("out of memory");
    c->graph = graph_create(&c->arena);
    c->exprs = &c->graph->exprs;
}

static inline void cases_close(Cases *c)
{
    arena_destroy(&c->arena);
}

static inline ArrayId real_input(Cases *c, uint32_t rank, const int64_t *shape)
{
    return graph_input(c->graph, INPUT, REAL, 0, rank, shape, 0);
}

/* A at the indices numbered in `indices`. */
static inline ExprId read_at(Cases *c, ArrayId array, const uint32_t *indices)
{
    SubscriptId s[MAX_RANK];
    for (uint32_t i = 0; i < graph_array(c->graph, array)->rank; i++)
        s[i] = subscript_index(c->exprs, indices[i]);
    return graph_access(c->graph, array, s);
}

#define READ(c, array, ...) read_at(c, array, (const uint32_t[]){__VA_ARGS__})

/* The formula in a, also called x, and b; b may be 0. */
static inline ExprId body(Cases *c, const char *text, ExprId a, ExprId b)
{
    ExprId values[128] = {0};
    values['a'] = values['x'] = a;
    values['b'] = b;
    const Formula *f = formula_parse(&c->arena, text, strlen(text));
    ck_assert_msg(f != NULL, "%s", text);
    return formula_build(c->exprs, f, values);
}

static inline ExprId number(Cases *c, double x)
{
    return expr_number(c->exprs, x);
}

/* One part with a plain target; index values below `limit` if it is > 0. */
static inline ArrayId equation_of(Cases *c, Part part, int64_t limit,
                                  uint32_t rank, const int64_t *shape)
{
    SubscriptId target[MAX_RANK];
    if (!part.target) {
        for (uint32_t i = 0; i < rank; i++)
            target[i] = subscript_index(c->exprs, i);
        part.target = target;
    }
    return graph_equation(c->graph, limit, rank, shape, 1, &part, 0);
}

static inline ArrayId equation(Cases *c, Combine combine, uint32_t rank,
                               const int64_t *shape, uint32_t index_count,
                               const Range *ranges, ExprId e)
{
    Part part = {.combine = (uint8_t)combine, .lanes = 1, .ranges = ranges,
                 .index_count = (uint8_t)index_count, .body = e};
    return equation_of(c, part, 0, rank, shape);
}

static inline void give(Cases *c, ArrayId array, double *values)
{
    if (!c->values) {
        c->values = NEW_ARRAY(&c->arena, double *, 1000);
        c->tangents = NEW_ARRAY(&c->arena, double *, 1000);
    }
    c->values[array] = values;
}

static inline bool run(Cases *c, bool in_float)
{
    give(c, 0, NULL);
    ck_assert_uint_lt(c->graph->arrays.count, 1000);
    return eval(c->graph, &c->arena, in_float, c->values, &c->fault);
}

/* The same bits, NaN being one number. */
static inline bool same_bits(double a, double b)
{
    return (a != a && b != b)
        || (a == b && !signbit(a) == !signbit(b));
}

static inline void expect(const Cases *c, ArrayId array, const double *wanted)
{
    int64_t size = array_size(graph_array(c->graph, array));
    for (int64_t i = 0; i < size; i++)
        ck_assert_msg(same_bits(c->values[array][i], wanted[i]),
                      "array %u, element %lld: %.17g, not %.17g",
                      (unsigned)array, (long long)i, c->values[array][i],
                      wanted[i]);
}

#endif
