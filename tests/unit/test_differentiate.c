/* test_differentiate.c: gradients against forward mode and differences, to
 * the second order and beyond.
 */
#include "gradient_cases.h"

/* Each function of the table, of arrays. */
START_TEST(functions_have_gradients)
{
    Function f = (Function)_i;
    const FunctionRow *row = function_row(f);
    if (row->flags & FUNCTION_CONDITION || f == F_FLOORDIV || f == F_MOD)
        return;
    Bench b;
    bench_open(&b);
    ArrayId x = PARAM_OF(&b, "x", 3), y = PARAM_OF(&b, "y", 3);
    ExprId a = AT(&b, x, index_of(&b, 0)), c = AT(&b, y, index_of(&b, 0));
    ExprId value = apply(&b, f, a, row->arity == 2 ? c : 0);
    output(&b, "z", SET_OF(&b, "z0", mul(&b, value, a), 3));
    bool above_one = f == F_ACOSH;
    bool twice = f != F_LGAMMA && f != F_DIGAMMA && f != F_TRIGAMMA;
    if (f != F_TRIGAMMA)
        ask(&b, row->name, above_one ? 1.2 : 0.2, above_one ? 2 : 0.8,
            twice ? 2 : 1,
            f == F_STOP);
    bench_close(&b);
}
END_TEST

/* -- forms of equations -- */

static void network(Bench *b)
{
    ArrayId W = PARAM_OF(b, "W", 4, 3), c = PARAM_OF(b, "c", 4);
    ArrayId x = PARAM_OF(b, "x", 2, 3);
    ArrayId a = REDUCE(b, "a", SUM, 2,
                       mul(b, AT(b, W, index_of(b, 1), index_of(b, 2)),
                           AT(b, x, index_of(b, 0), index_of(b, 2))),
                       2, 4, 3);
    ExprId z = add(b, AT(b, a, index_of(b, 0), index_of(b, 1)),
                   AT(b, c, index_of(b, 1)));
    ArrayId h = SET_OF(b, "h", apply(b, F_TANH, z, 0), 2, 4);
    ExprId e = AT(b, h, index_of(b, 0), index_of(b, 1));
    output(b, "J", REDUCE(b, "J0", SUM, 0, mul(b, e, e), 2, 4));
}

static void softmax(Bench *b)
{
    ArrayId z = PARAM_OF(b, "z", 2, 5);
    ExprId zi = AT(b, z, index_of(b, 0), index_of(b, 1));
    ArrayId m = REDUCE(b, "m", MAX, 1, zi, 2, 5);
    ExprId mi = apply(b, F_STOP, AT(b, m, index_of(b, 0)), 0);
    ArrayId e = SET_OF(b, "e",
                       apply(b, F_EXP, apply(b, F_SUB, zi, mi), 0), 2, 5);
    ExprId ei = AT(b, e, index_of(b, 0), index_of(b, 1));
    ArrayId s = REDUCE(b, "S", SUM, 1, ei, 2, 5);
    output(b, "p", SET_OF(b, "p0", apply(b, F_DIV, ei,
                                         AT(b, s, index_of(b, 0))),
                          2, 5));
}

static void strided_window(Bench *b)
{
    ArrayId K = PARAM_OF(b, "K", 3), x = PARAM_OF(b, "x", 9);
    output(b, "y", REDUCE(b, "y0", SUM, 1,
                          mul(b, AT(b, K, index_of(b, 1)),
                              AT(b, x, affine(b, 0, 2, 0, 1, 1))),
                          4, 3));
}

static void pooling(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 7);
    ExprId e = AT(b, x, affine(b, 0, 2, 0, 1, 1));
    output(b, "y", REDUCE(b, "y0", MAX, 1, mul(b, e, e), 3, 2));
}

static void smallest(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 3, 7), w = PARAM_OF(b, "w", 3);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 3}, {2, 7}}};
    Part part = part_over(b, &box, MIN,
                          mul(b, AT(b, x, index_of(b, 0), index_of(b, 1)),
                              AT(b, w, index_of(b, 0))));
    output(b, "y", define(b, "y0", SHAPE(3), 1, 1, &part));
}

/* max over k <= i: a guard on the reduced index. */
static void running_max(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 5}, {0, 5}},
               .guard_count = 1, .guards = {affine(b, 0, 1, 0, -1, 1)}};
    Part part = part_over(b, &box, MAX, AT(b, x, index_of(b, 1)));
    output(b, "y", define(b, "y0", SHAPE(5), 1, 1, &part));
}

/* max over k of x[i + k - 1] where that is inside. */
static void padded_max(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 5}, {0, 3}},
               .guard_count = 2,
               .guards = {affine(b, -1, 1, 0, 1, 1),
                          affine(b, 5, -1, 0, -1, 1)}};
    Part part = part_over(b, &box, MAX,
                          AT(b, x, affine(b, -1, 1, 0, 1, 1)));
    output(b, "y", define(b, "y0", SHAPE(5), 1, 1, &part));
}

/* max over k of k x[k]: the index is a number in the body. */
static void weighted_max(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    output(b, "y", REDUCE(b, "y0", MAX, 0,
                          mul(b, expr_index(b->exprs, 0),
                              AT(b, x, index_of(b, 0))), 5));
}

static void triangle(Bench *b)
{
    ArrayId A = PARAM_OF(b, "A", 4, 4), v = PARAM_OF(b, "v", 4);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 4}, {0, 4}},
               .guard_count = 1, .guards = {affine(b, -1, 1, 0, -1, 1)}};
    Part part = part_over(b, &box, SUM,
                          mul(b, AT(b, A, index_of(b, 0), index_of(b, 1)),
                              AT(b, v, index_of(b, 1))));
    output(b, "y", define(b, "y0", SHAPE(4), 1, 1, &part));
}

static void diagonal(Bench *b)
{
    ArrayId A = PARAM_OF(b, "A", 4, 4);
    ExprId d = AT(b, A, index_of(b, 0), index_of(b, 0));
    output(b, "y", SET_OF(b, "y0", mul(b, d, d), 4));
}

static void transposed(Bench *b)
{
    ArrayId A = PARAM_OF(b, "A", 3, 3);
    output(b, "y", SET_OF(b, "y0",
                          mul(b, AT(b, A, index_of(b, 0), index_of(b, 1)),
                              AT(b, A, index_of(b, 1), index_of(b, 0))),
                          3, 3));
}

static void reversed(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 6);
    output(b, "y", SET_OF(b, "y0",
                          mul(b, AT(b, x, index_of(b, 0)),
                              AT(b, x, affine(b, 5, -1, 0, 0, 0))), 6));
}

static void embedding(Bench *b)
{
    ArrayId w = named_input(b, INPUT, 3, "w", 1, SHAPE(6));
    ArrayId E = PARAM_OF(b, "E", 3, 2), x = PARAM_OF(b, "x", 6, 2);
    ExprId e = AT(b, E, data_of(b, AT(b, w, index_of(b, 0))), index_of(b, 1));
    ArrayId y = SET_OF(b, "y0",
                       mul(b, e, AT(b, x, index_of(b, 0), index_of(b, 1))),
                       6, 2);
    output(b, "y", y);
}

/* G[w[k], j] += g[k,j], then squared. */
static void scatter(Bench *b)
{
    ArrayId w = named_input(b, INPUT, 4, "w", 1, SHAPE(6));
    ArrayId g = PARAM_OF(b, "g", 6, 2);
    Box box = {.rank = 2, .count = 2, .ranges = {{0, 6}, {0, 2}}};
    ExprId value = AT(b, g, index_of(b, 0), index_of(b, 1));
    Part part = part_over(b, &box, SUM, mul(b, value, value));
    const SubscriptId target[] = {data_of(b, AT(b, w, index_of(b, 0))),
                                  index_of(b, 1)};
    part.target = target;
    ArrayId G = define(b, "G", SHAPE(4, 2), 2, 1, &part);
    ExprId e = AT(b, G, index_of(b, 0), index_of(b, 1));
    output(b, "y", SET_OF(b, "y0", mul(b, e, e), 4, 2));
}

/* [u; v u] and a sum on top of one element. */
static void pieces(Bench *b)
{
    ArrayId u = PARAM_OF(b, "u", 3), v = PARAM_OF(b, "v", 3);
    Box box = {.rank = 1, .count = 1, .ranges = {{0, 3}}};
    Box one = {.rank = 0, .count = 0};
    const SubscriptId shifted[] = {affine(b, 3, 1, 0, 0, 0)};
    const SubscriptId second[] = {subscript_constant(b->exprs, 1)};
    ExprId ui = AT(b, u, index_of(b, 0));
    Part parts[3] = {
        part_over(b, &box, SET, apply(b, F_EXP, ui, 0)),
        part_over(b, &box, SET, mul(b, AT(b, v, index_of(b, 0)), ui)),
        part_over(b, &one, SUM,
                  AT(b, v, subscript_constant(b->exprs, 2))),
    };
    parts[1].target = shifted;
    parts[2].target = second;
    ArrayId z = define(b, "z", SHAPE(6), 1, 3, parts);
    ExprId e = AT(b, z, index_of(b, 0));
    output(b, "y", SET_OF(b, "y0", apply(b, F_SIN, mul(b, e, e), 0), 6));
}

/* Two slices of one array. */
static void slices(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 8);
    ArrayId e = SET_OF(b, "e", apply(b, F_EXP, AT(b, x, index_of(b, 0)), 0),
                       8);
    ArrayId l = SET_OF(b, "l", AT(b, e, affine(b, 0, 1, 0, 0, 0)), 3);
    ArrayId r = SET_OF(b, "r", AT(b, e, affine(b, 3, 1, 0, 0, 0)), 3);
    output(b, "y", SET_OF(b, "y0", mul(b, AT(b, l, index_of(b, 0)),
                                       AT(b, r, index_of(b, 0))), 3));
}

static void edges(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    ExprId i = expr_index(b->exprs, 0);
    ExprId left = choose(b, apply(b, F_GT, i, number(b, 0)),
                         AT(b, x, affine(b, -1, 1, 0, 0, 0)), number(b, 0));
    ExprId right = choose(b, apply(b, F_LT, i, number(b, 4)),
                          AT(b, x, affine(b, 1, 1, 0, 0, 0)), number(b, 0));
    ExprId middle = AT(b, x, index_of(b, 0));
    ExprId change = apply(b, F_SUB, add(b, left, right),
                          mul(b, number(b, 2), middle));
    output(b, "y", SET_OF(b, "y0", mul(b, change, middle), 5));
}

/* One access, shared by two branches and only inside in both of them. */
static void shared_edge(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    ExprId i = expr_index(b->exprs, 0);
    ExprId e = AT(b, x, affine(b, -1, 1, 0, 0, 0));
    ExprId square = mul(b, e, e);
    ExprId low = choose(b, apply(b, F_GT, i, number(b, 0)), square,
                        number(b, 0));
    ExprId high = choose(b, apply(b, F_GE, i, number(b, 2)),
                         apply(b, F_SIN, square, 0), number(b, 1));
    output(b, "y", SET_OF(b, "y0", add(b, low, high), 5));
}

static void joined_branches(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 5), c = PARAM_OF(b, "c", 5);
    ExprId xi = AT(b, x, index_of(b, 0)), ci = AT(b, c, index_of(b, 0));
    ExprId root = apply(b, F_SQRT, xi, 0);
    ExprId half = apply(b, F_GT, ci, number(b, 0.5));
    ExprId most = apply(b, F_GT, ci, number(b, 0.9));
    ExprId y = choose(b, half, mul(b, root, ci),
                      choose(b, most, root, mul(b, root, root)));
    y = add(b, y, choose(b, most, apply(b, F_EXP, root, 0), number(b, 2)));
    output(b, "y", SET_OF(b, "y0", y, 5));
}

static void outer_scalars(Bench *b)
{
    ArrayId s = SCALAR_OF(b, "s"), x = PARAM_OF(b, "x", 4);
    ExprId si = scalar(b, s), xi = AT(b, x, index_of(b, 0));
    ArrayId y = SET_OF(b, "y", apply(b, F_SIN, add(b, mul(b, si, xi), si), 0),
                       4);
    ArrayId t = REDUCE(b, "t", SUM, 0, mul(b, AT(b, y, index_of(b, 0)), si),
                       4);
    output(b, "J", SCALAR_SET(b, "J0", mul(b, scalar(b, t), scalar(b, t))));
    output(b, "y1", y);
}

static void small_product(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 2, 4);
    output(b, "y", REDUCE(b, "y0", PROD, 1,
                          AT(b, x, index_of(b, 0), index_of(b, 1)), 2, 4));
}

static void odd_product(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 2, 13);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 2}, {1, 12}}};
    ExprId e = AT(b, x, index_of(b, 0), affine(b, 1, 1, 1, 0, 0));
    Part part = part_over(b, &box, PROD, apply(b, F_SIN, e, 0));
    output(b, "y", define(b, "y0", SHAPE(2), 1, 1, &part));
}

/* prod over k < i */
static void guarded_product(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 7);
    Box box = {.rank = 1, .count = 2, .ranges = {{0, 7}, {0, 7}},
               .guard_count = 1, .guards = {affine(b, -1, 1, 0, -1, 1)}};
    Part part = part_over(b, &box, PROD, AT(b, x, index_of(b, 1)));
    output(b, "y", define(b, "y0", SHAPE(7), 1, 1, &part));
}

static void mixed_radix(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 3, 2);
    Box box = {.rank = 2, .count = 2, .ranges = {{0, 3}, {0, 2}}};
    ExprId e = AT(b, x, index_of(b, 0), index_of(b, 1));
    Part part = part_over(b, &box, SET, mul(b, e, e));
    const SubscriptId target[] = {affine(b, 0, 2, 0, 1, 1)};
    part.target = target;
    ArrayId z = define(b, "z", SHAPE(6), 1, 1, &part);
    ExprId zi = AT(b, z, index_of(b, 0));
    output(b, "y", SET_OF(b, "y0", mul(b, zi, zi), 6));
}

/* An output that is a param, two outputs of one array, one that is used. */
static void strange_outputs(Bench *b)
{
    ArrayId x = PARAM_OF(b, "x", 3), u = PARAM_OF(b, "unused", 2);
    (void)u;
    ArrayId y = SET_OF(b, "y", apply(b, F_EXP, AT(b, x, index_of(b, 0)), 0),
                       3);
    ArrayId z = SET_OF(b, "z", mul(b, AT(b, y, index_of(b, 0)),
                                   AT(b, x, index_of(b, 0))), 3);
    output(b, "x1", x);
    output(b, "y1", y);
    output(b, "y2", y);
    output(b, "z1", z);
    output(b, "constant", SET_OF(b, "c0", number(b, 3), 2));
}

static const struct Form {
    const char *name;
    void      (*make)(Bench *b);
    int         orders;
} forms[] = {
    {"network", network, 3},
    {"softmax", softmax, 3},
    {"strided window", strided_window, 2},
    {"pooling", pooling, 2},
    {"smallest", smallest, 2},
    {"running max", running_max, 2},
    {"padded max", padded_max, 2},
    {"weighted max", weighted_max, 2},
    {"triangle", triangle, 2},
    {"diagonal", diagonal, 2},
    {"transposed", transposed, 2},
    {"reversed", reversed, 2},
    {"embedding", embedding, 2},
    {"scatter", scatter, 2},
    {"pieces", pieces, 3},
    {"slices", slices, 2},
    {"edges", edges, 2},
    {"shared edge", shared_edge, 2},
    {"joined branches", joined_branches, 2},
    {"outer scalars", outer_scalars, 3},
    {"small product", small_product, 3},
    {"odd product", odd_product, 2},
    {"guarded product", guarded_product, 2},
    {"mixed radix", mixed_radix, 2},
    {"strange outputs", strange_outputs, 2},
};

START_TEST(forms_have_gradients)
{
    Bench b;
    bench_open(&b);
    forms[_i].make(&b);
    ask(&b, forms[_i].name, 0.2, 1.2, forms[_i].orders,
        false);
    bench_close(&b);
}
END_TEST

/* The comparison notices a cotangent of the wrong sign. */
START_TEST(wrong_gradients_are_noticed)
{
    Bench b;
    bench_open(&b);
    forms[_i].make(&b);
    Graph *gradient = differentiate(&b.arena, b.graph);
    double **values = random_leaves(&b, b.graph, 0.2, 1.2);
    double **at = gradients_at(&b, b.graph, values, gradient);
    ArrayId d = gradient->gradients.at[0].array;
    double *flipped = new_values(&b, gradient, d);
    int64_t size = array_size(graph_array(gradient, d));
    for (int64_t e = 0; e < size; e++)
        flipped[e] = -at[d][e];
    at[d] = flipped;
    ck_assert(!(dual_error(&b, b.graph, values, gradient, at) < 1e-3));
    ck_assert(!(difference_error(&b, b.graph, values, gradient, at) < 1e-3));
    bench_close(&b);
}
END_TEST

int main(void)
{
    enum { FORMS = sizeof forms / sizeof *forms };
    Suite *suite = suite_create("differentiate");
    TCase *tests = tcase_create("gradients");
    tcase_add_loop_test(tests, functions_have_gradients, F_NONE + 1, F_COUNT);
    tcase_add_loop_test(tests, forms_have_gradients, 0, FORMS);
    tcase_add_loop_test(tests, wrong_gradients_are_noticed, 0, FORMS);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
