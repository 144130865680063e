/* test_differentiate_branches.c: kinks, ties, zeros and branches not taken,
 * whose derivatives are known exactly.
 */
#include "gradient_cases.h"

/* The gradients by all params with the given values and seeds of 1. */
typedef struct Known {
    const Graph *graph;
    double     **at;
} Known;

static Known gradients(Bench *b, double *const *values)
{
    const Graph *gradient =
        graph_compact(&b->arena, differentiate(&b->arena, b->graph));
    if (getenv("PRINT_GRADIENTS"))
        print_graph(b, gradient);
    assert_well_formed(b, gradient, "the gradient");
    Known k = {gradient, same_leaves(b, b->graph, values, gradient)};
    for (uint32_t i = 0; i < gradient->seeds.count; i++) {
        ArrayId id = gradient->seeds.at[i].array;
        k.at[id] = new_values(b, gradient, id);
        int64_t size = array_size(graph_array(gradient, id));
        for (int64_t e = 0; e < size; e++)
            k.at[id][e] = 1;
    }
    compute(b, gradient, k.at);
    return k;
}

static void assert_gradient(const Known *k, uint32_t param, int64_t element,
                            double expected)
{
    ArrayId by =
        k->graph->definitions.at[k->graph->params.at[param]].array;
    double got = NAN;
    for (uint32_t i = 0; i < k->graph->gradients.count; i++)
        if (k->graph->gradients.at[i].by == by)
            got = k->at[k->graph->gradients.at[i].array][element];
    ck_assert_msg(fabs(got - expected) <= 1e-14 * fabs(expected),
                  "param %u, element %lld: %g, not %g", param,
                  (long long)element, got, expected);
}

static double **with_values(Bench *b, uint32_t count, const double *first,
                            const double *second)
{
    double **values = no_values(b, b->graph);
    for (uint32_t i = 0; i < leaf_count(b->graph); i++) {
        ArrayId id = leaf(b->graph, i);
        values[id] = new_values(b, b->graph, id);
        memcpy(values[id], i ? second : first, count * sizeof(double));
    }
    return values;
}

/* -- within one equation -- */

/* sqrt(x) if x > 0 else 0 at -1, 0, 4 */
START_TEST(branch_not_taken_is_nothing)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3);
    ExprId xi = AT(&b, x, index_of(&b, 0));
    output(&b, "y", SET_OF(&b, "y0",
                           choose(&b, apply(&b, F_GT, xi, number(&b, 0)),
                                  apply(&b, F_SQRT, xi, 0), number(&b, 0)),
                           3));
    const double at[] = {-1, 0, 4};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, 0.25);
    bench_close(&b);
}
END_TEST

/* One root under two conditions: where neither holds it is not used. */
START_TEST(two_conditions_are_joined)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3);
    ExprId xi = AT(&b, x, index_of(&b, 0)), zero = number(&b, 0);
    ExprId root = apply(&b, F_SQRT, xi, 0);
    ExprId first = choose(&b, apply(&b, F_GT, xi, zero), root, zero);
    ExprId second = choose(&b, apply(&b, F_GT, xi, number(&b, 5)),
                           mul(&b, root, root), zero);
    output(&b, "y", SET_OF(&b, "y0", add(&b, first, second), 3));
    const double at[] = {-1, 4, 16};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 0.25);
    assert_gradient(&k, 0, 2, 0.125 + 1);
    bench_close(&b);
}
END_TEST

/* A pow at 0 whose exponent varies, a hypot at the origin, |0|, relu(0). */
START_TEST(kinks_are_fixed)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 2), y = PARAM_OF(&b, "y", 2);
    ExprId xi = AT(&b, x, index_of(&b, 0)), yi = AT(&b, y, index_of(&b, 0));
    ExprId sum = add(&b, apply(&b, F_POW, xi, yi),
                     apply(&b, F_HYPOT, xi, mul(&b, xi, number(&b, 2))));
    sum = add(&b, sum, apply(&b, F_ABS, xi, 0));
    sum = add(&b, sum, apply(&b, F_MAX, number(&b, 0), xi));
    output(&b, "z", SET_OF(&b, "z0", sum, 2));
    const double at[] = {0, 1}, by[] = {2, 3};
    Known k = gradients(&b, with_values(&b, 2, at, by));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 1, 0, 0);
    assert_gradient(&k, 0, 1, 3 + sqrt(5) + 1 + 1);
    assert_gradient(&k, 1, 1, 0);
    bench_close(&b);
}
END_TEST

/* -- across equations -- */

/* r = sqrt(x), y = r if x > 0 else 0 */
static ArrayId guarded_root(Bench *b, ArrayId x)
{
    ExprId xi = AT(b, x, index_of(b, 0));
    ArrayId r = SET_OF(b, "r", apply(b, F_SQRT, xi, 0), 3);
    return SET_OF(b, "y0",
                  choose(b, apply(b, F_GT, xi, number(b, 0)),
                         AT(b, r, index_of(b, 0)), number(b, 0)),
                  3);
}

START_TEST(untaken_equation_is_nothing)
{
    Bench b;
    bench_open(&b);
    output(&b, "y", guarded_root(&b, PARAM_OF(&b, "x", 3)));
    const double at[] = {-1, 0, 4};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, 0.25);
    bench_close(&b);
}
END_TEST

/* The second derivative is 0 there too, and -1/4 x^(-3/2) elsewhere. */
START_TEST(untaken_equation_is_nothing_twice)
{
    Bench b;
    bench_open(&b);
    output(&b, "y", guarded_root(&b, PARAM_OF(&b, "x", 3)));
    Graph *first = graph_compact(&b.arena, differentiate(&b.arena, b.graph));
    b.graph = gradients_as_outputs(&b, first);
    b.exprs = &b.graph->exprs;
    const double at[] = {-1, 0, 4}, ones[] = {1, 1, 1};
    Known k = gradients(&b, with_values(&b, 3, at, ones));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, -1.0 / 32);
    bench_close(&b);
}
END_TEST

/* A chain of equations, a slice of the last of which is used in a branch:
 * the liveness of the others is an array. */
START_TEST(untaken_chain_is_nothing)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 4);
    ArrayId r = SET_OF(&b, "r",
                       apply(&b, F_LOG, AT(&b, x, index_of(&b, 0)), 0), 4);
    ArrayId s = SET_OF(&b, "s",
                       mul(&b, AT(&b, r, index_of(&b, 0)),
                           AT(&b, x, index_of(&b, 0))), 4);
    ArrayId t = REDUCE(&b, "t", SUM, 1,
                       AT(&b, s, affine(&b, 0, 2, 0, 1, 1)), 2, 2);
    ExprId good = apply(&b, F_GT, AT(&b, x, affine(&b, 0, 2, 0, 0, 0)),
                        number(&b, 0));
    output(&b, "y", SET_OF(&b, "y0",
                           choose(&b, good, AT(&b, t, index_of(&b, 0)),
                                  number(&b, 7)), 2));
    const double at[] = {-1, 0, 2, 3};
    Known k = gradients(&b, with_values(&b, 4, at, NULL));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, log(2) + 1);
    assert_gradient(&k, 0, 3, log(3) + 1);
    bench_close(&b);
}
END_TEST

/* r is used in both branches, so always; no condition is in the gradient. */
START_TEST(both_branches_need_no_guard)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3);
    ExprId xi = AT(&b, x, index_of(&b, 0));
    ArrayId r = SET_OF(&b, "r", apply(&b, F_SQRT, xi, 0), 3);
    ExprId ri = AT(&b, r, index_of(&b, 0));
    output(&b, "y", SET_OF(&b, "y0",
                           choose(&b, apply(&b, F_GT, xi, number(&b, 1)), ri,
                                  mul(&b, ri, number(&b, 2))), 3));
    Graph *gradient = graph_compact(&b.arena, differentiate(&b.arena,
                                                            b.graph));
    ArrayId d = gradient->gradients.at[0].array;
    const Part *part = &graph_array(gradient, d)->as.parts[0];
    ck_assert_int_eq(expr_at(&gradient->exprs, part->body)->kind, APPLY);
    const double at[] = {0.25, 4, 16};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 2);
    assert_gradient(&k, 0, 1, 0.25);
    assert_gradient(&k, 0, 2, 0.125);
    bench_close(&b);
}
END_TEST

/* Nothing is partial in a network of `z if z > 0 else 0`, so there is nothing
 * to guard: each cotangent is chosen once. */
START_TEST(relu_network_has_no_guards)
{
    Bench b;
    bench_open(&b);
    ArrayId W = PARAM_OF(&b, "W", 3, 3), x = PARAM_OF(&b, "x", 3), a = x;
    for (int layer = 0; layer < 3; layer++) {
        ArrayId z = REDUCE(&b, NULL, SUM, 1,
                           mul(&b, AT(&b, W, index_of(&b, 0), index_of(&b, 1)),
                               AT(&b, a, index_of(&b, 1))), 3, 3);
        ExprId zi = AT(&b, z, index_of(&b, 0));
        a = SET_OF(&b, NULL,
                   choose(&b, apply(&b, F_GT, zi, number(&b, 0)), zi,
                          number(&b, 0)), 3);
    }
    output(&b, "y", a);
    Graph *gradient = graph_compact(&b.arena, differentiate(&b.arena,
                                                            b.graph));
    uint32_t choices = 0;
    for (ArrayId id = 1; id < gradient->arrays.count; id++) {
        const Array *array = graph_array(gradient, id);
        for (uint32_t i = 0; i < array->part_count; i++)
            choices += expr_at(&gradient->exprs,
                               array->as.parts[i].body)->kind == CHOOSE;
    }
    ck_assert_uint_eq(choices, 6);
    ask(&b, "relu network", -1, 1, 2, false);
    bench_close(&b);
}
END_TEST

/* -- extrema and products -- */

START_TEST(ties_go_to_the_first)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 4);
    ExprId xi = AT(&b, x, index_of(&b, 0));
    output(&b, "y", REDUCE(&b, "y0", _i ? MIN : MAX, 0, xi, 4));
    const double at[] = {_i ? 5 : 1, 3, 3, 3};
    Known k = gradients(&b, with_values(&b, 4, at, NULL));
    assert_gradient(&k, 0, 0, 0);
    assert_gradient(&k, 0, 1, 1);
    assert_gradient(&k, 0, 2, 0);
    assert_gradient(&k, 0, 3, 0);
    bench_close(&b);
}
END_TEST

/* max over k < i is empty for i = 0: it passes nothing on. */
START_TEST(empty_extremum_passes_nothing)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 3}, {0, 3}},
               .guard_count = 1, .guards = {affine(&b, -1, 1, 0, -1, 1)}};
    Part part = part_over(&b, &box, MAX, AT(&b, x, index_of(&b, 1)));
    output(&b, "y", define(&b, "y0", SHAPE(3), 1, 1, &part));
    const double at[] = {2, 1, 3};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 2);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, 0);
    bench_close(&b);
}
END_TEST

/* With one 0 among n factors only its own derivative is not 0; with two there
 * is none. The second derivative by both is the product of the others. */
START_TEST(products_with_zeros_are_exact)
{
    enum { N = 9 };
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", N);
    output(&b, "y", REDUCE(&b, "y0", PROD, 0, AT(&b, x, index_of(&b, 0)), N));
    double at[N] = {2, 3, 0, 5, 7, 11, 13, 17, 19}, ones[N] = {0};
    Known k = gradients(&b, with_values(&b, N, at, NULL));
    for (int i = 0; i < N; i++)
        assert_gradient(&k, 0, i,
                        i == 2 ? 2.0 * 3 * 5 * 7 * 11 * 13 * 17 * 19 : 0);
    at[4] = 0;
    k = gradients(&b, with_values(&b, N, at, NULL));
    for (int i = 0; i < N; i++)
        assert_gradient(&k, 0, i, 0);
    Graph *first = graph_compact(&b.arena, differentiate(&b.arena, b.graph));
    b.graph = gradients_as_outputs(&b, first);
    ones[0] = 1;
    double **values = with_values(&b, N, at, ones);
    k = (Known){graph_compact(&b.arena, differentiate(&b.arena, b.graph)), 0};
    k.at = same_leaves(&b, b.graph, values, k.graph);
    ArrayId seed = k.graph->seeds.at[0].array;
    k.at[seed] = new_values(&b, k.graph, seed);
    k.at[seed][2] = 1;
    compute(&b, k.graph, k.at);
    for (int i = 0; i < N; i++)
        assert_gradient(&k, 0, i,
                        i == 4 ? 2.0 * 3 * 5 * 11 * 13 * 17 * 19 : 0);
    bench_close(&b);
}
END_TEST

START_TEST(repeated_words_add_up)
{
    Bench b;
    bench_open(&b);
    ArrayId E = PARAM_OF(&b, "E", 3);
    ArrayId w = graph_literal(b.graph, WHOLE, 3, 1, SHAPE(4),
                              (const double[]){2, 0, 2, 2}, 0);
    output(&b, "y", SET_OF(&b, "y0",
                           AT(&b, E, data_of(&b, AT(&b, w, index_of(&b, 0)))),
                           4));
    const double at[] = {1, 2, 3};
    Known k = gradients(&b, with_values(&b, 3, at, NULL));
    assert_gradient(&k, 0, 0, 1);
    assert_gradient(&k, 0, 1, 0);
    assert_gradient(&k, 0, 2, 3);
    bench_close(&b);
}
END_TEST

/* -- the interface -- */

static Text name_of(const Graph *graph, ArrayId id)
{
    uint32_t d = graph_definition_of(graph, id);
    return d ? graph->definitions.at[d].name : text_of("");
}

/* Seeds in the order of outputs, gradients by params and then real inputs,
 * named after what they belong to. */
START_TEST(interface_is_complete)
{
    Bench b;
    bench_open(&b);
    ArrayId x = named_input(&b, INPUT, 0, "x", 0, NULL);
    named_input(&b, INPUT, 5, "w", 0, NULL);
    ArrayId p = SCALAR_OF(&b, "p");
    SCALAR_OF(&b, "q");
    graph_define(b.graph, text_of("d_p"), (Span){0, 0},
                 SCALAR_SET(&b, NULL, number(&b, 4)));
    ArrayId y = SCALAR_SET(&b, "y", mul(&b, scalar(&b, p), scalar(&b, x)));
    output(&b, "c", SCALAR_SET(&b, NULL, number(&b, 5)));
    output(&b, "y1", y);
    output(&b, "p1", p);
    list_push(&b.arena, &b.graph->dims, ((Dim){text_of("n"), 3}));
    b.graph->batch = 7;
    const Graph *g = differentiate(&b.arena, b.graph);
    ck_assert_uint_eq(g->seeds.count, 2);
    ck_assert_uint_eq(g->seeds.at[0].output, 1);
    ck_assert_uint_eq(g->seeds.at[1].output, 2);
    ck_assert(text_is(name_of(g, g->seeds.at[0].array), "d_y1"));
    ck_assert(text_is(name_of(g, g->seeds.at[1].array), "d_p1"));
    ck_assert_uint_eq(g->gradients.count, 3);
    const char *const names[] = {"d_p_2", "d_q", "d_x"};
    for (uint32_t i = 0; i < 3; i++) {
        Text name = name_of(g, g->gradients.at[i].array);
        ck_assert_msg(text_is(name, names[i]), "%.*s", TEXT_ARGS(name));
    }
    ck_assert(text_is(name_of(g, g->gradients.at[0].by), "p"));
    ck_assert_int_eq(g->batch, 7);
    ck_assert_uint_eq(g->dims.count, 1);
    ck_assert_uint_eq(g->outputs.count, 3);
    ck_assert_uint_eq(g->inputs.count, 2);
    bench_close(&b);
}
END_TEST

/* y = x + z: both cotangents are the seed itself. */
START_TEST(sums_are_aliases)
{
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3), z = PARAM_OF(&b, "z", 3);
    output(&b, "y", SET_OF(&b, "y0", add(&b, AT(&b, x, index_of(&b, 0)),
                                         AT(&b, z, index_of(&b, 0))), 3));
    const Graph *g = differentiate(&b.arena, b.graph);
    ck_assert_uint_eq(g->gradients.at[0].array, g->seeds.at[0].array);
    ck_assert_uint_eq(g->gradients.at[1].array, g->seeds.at[0].array);
    bench_close(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("differentiate branches");
    TCase *tests = tcase_create("branches");
    tcase_add_test(tests, branch_not_taken_is_nothing);
    tcase_add_test(tests, two_conditions_are_joined);
    tcase_add_test(tests, kinks_are_fixed);
    tcase_add_test(tests, untaken_equation_is_nothing);
    tcase_add_test(tests, untaken_equation_is_nothing_twice);
    tcase_add_test(tests, untaken_chain_is_nothing);
    tcase_add_test(tests, both_branches_need_no_guard);
    tcase_add_test(tests, relu_network_has_no_guards);
    tcase_add_loop_test(tests, ties_go_to_the_first, 0, 2);
    tcase_add_test(tests, empty_extremum_passes_nothing);
    tcase_add_test(tests, products_with_zeros_are_exact);
    tcase_add_test(tests, repeated_words_add_up);
    tcase_add_test(tests, interface_is_complete);
    tcase_add_test(tests, sums_are_aliases);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
