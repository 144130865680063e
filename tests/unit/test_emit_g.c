/* test_emit_g.c: expressions have no bracket too many and none too few; every
 * form of a part has its statement; sizes stay linear and nothing recurses.
 */
#include "../../compiler/emit_g.h"
#include "../../compiler/formula.h"

#include "suite.h"

#include <math.h>
#include <string.h>

static Arena arena;
static jmp_buf failure;
static Graph *graph;
static Exprs *exprs;

static void set_up(void)
{
    arena_init(&arena, NULL, &failure);
    graph = graph_create(&arena);
    exprs = &graph->exprs;
}

static void tear_down(void)
{
    arena_destroy(&arena);
}

/* -- making -- */

static uint32_t define(const char *name, ArrayId id)
{
    return graph_define(graph, text_of(name), (Span){0}, id);
}

static ArrayId given(const char *name, int64_t limit, uint32_t rank,
                     int64_t m, int64_t n)
{
    const int64_t shape[2] = {m, n};
    ArrayId id = graph_input(graph, INPUT, limit ? WHOLE : REAL, limit, rank,
                             shape, graph->definitions.count);
    list_push(&arena, &graph->inputs, define(name, id));
    return id;
}

static ArrayId array(const char *name, uint32_t rank, int64_t m, int64_t n,
                     uint32_t count, const Part *parts)
{
    const int64_t shape[2] = {m, n};
    ArrayId id = graph_equation(graph, 0, rank, shape, count, parts,
                                graph->definitions.count);
    list_push(&arena, &graph->outputs, define(name, id));
    return id;
}

/* base + a i + b j + c k + scale data */
static SubscriptId affine(int64_t base, int64_t a, int64_t b, int64_t c)
{
    const Term terms[3] = {{0, a}, {1, b}, {2, c}};
    return subscript_make(exprs, base, 3, terms, 0, 0);
}

static SubscriptId data(int64_t base, int64_t scale, ExprId e)
{
    return subscript_make(exprs, base, 0, NULL, e, scale);
}

static ExprId at(ArrayId id, SubscriptId first, SubscriptId second)
{
    const SubscriptId subscripts[2] = {first, second};
    return graph_access(graph, id, subscripts);
}

static Part part(Combine combine, uint32_t count, const Range *ranges,
                 const SubscriptId *target, ExprId body)
{
    return (Part){.combine = (uint8_t)combine, .index_count = (uint8_t)count,
                  .lanes = 1, .ranges = ranges, .target = target,
                  .body = body};
}

/* The body for a formula in the inputs a, b, c, x, y and the index i. */
static ExprId formula(const char *text)
{
    const Formula *parsed = formula_parse(&arena, text, strlen(text));
    ck_assert_msg(parsed, "%s", text);
    ExprId values[128] = {0};
    for (const char *name = "abcxy"; *name; name++) {
        const char letter[2] = {*name, 0};
        ArrayId id = given(text_format(&arena, "%s", letter).at, 0, 0, 1, 1);
        values[(int)*name] = at(id, 0, 0);
    }
    return formula_build(exprs, parsed, values);
}

static const char *printed(ArrayId id)
{
    Buffer out = buffer_create(&arena);
    emit_g_equation(graph, &arena, id, &out);
    return buffer_text(&out).at;
}

/* -- expressions -- */

static const char *const expressions[][2] = {
    {"a + b - c", "a + b - c"},
    {"a + (b - c)", "a + (b - c)"},
    {"a - (b + c)", "a - (b + c)"},
    {"(a + b) + c", "a + b + c"},
    {"2 x", "2 x"},
    {"x * 2", "x * 2"},
    {"2 * 3", "2 * 3"},
    {"a b", "a b"},
    {"a b c", "a b c"},
    {"a (b c)", "a (b c)"},
    {"2 (a b)", "2 (a b)"},
    {"a (b + c)", "a (b + c)"},
    {"(a + b) c", "(a + b) c"},
    {"(a / b) c", "(a / b) c"},
    {"a / (b c)", "a / (b c)"},
    {"a b / c", "a b / c"},
    {"a / b / c", "a / b / c"},
    {"a / (b / c)", "a / (b / c)"},
    {"a * (2 / b)", "a (2 / b)"},
    {"a / b * 2", "a / b * 2"},
    {"x^2", "x^2"},
    {"2^x", "2^x"},
    {"a * 2^x", "a * 2^x"},
    {"2^x * a", "2^x a"},
    {"a / 2^x", "a / 2^x"},
    {"a b^2", "a b^2"},
    {"(a b)^2", "(a b)^2"},
    {"a^(b + c)", "a^(b + c)"},
    {"a^(b c)", "a^(b c)"},
    {"(a^b)^c", "(a^b)^c"},
    {"a^(b^c)", "a^(b^c)"},
    {"x^(-2)", "x^-2"},
    {"x^(-y)", "x^(-y)"},
    {"-x", "-x"},
    {"-(a b)", "-a b"},
    {"(-a) b", "(-a) b"},
    {"a (-b)", "a (-b)"},
    {"-(a + b)", "-(a + b)"},
    {"-(a / b)", "-(a / b)"},
    {"(-a) / b", "-a / b"},
    {"a + (-b)", "a + (-b)"},
    {"a - (-b)", "a - (-b)"},
    {"(-a) + b", "-a + b"},
    {"-(-a)", "-(-a)"},
    {"a + (-b) / c", "a + (-b / c)"},
    {"exp(-x)", "exp(-x)"},
    {"exp(a) b", "exp(a) b"},
    {"exp(x)^2", "exp(x)^2"},
    {"max(a, b + c)", "max(a, b + c)"},
    {"1 / (1 + exp(-x))", "1 / (1 + exp(-x))"},
    {"a if b > c else x", "a if b > c else x"},
    {"a if b > c else x if c > y else y", "a if b > c else x if c > y else y"},
    {"(a if b > c else x) if c > y else y",
     "(a if b > c else x) if c > y else y"},
    {"a (b if x > 0 else c)", "a (b if x > 0 else c)"},
    {"a + (b if x > 0 else c)", "a + (b if x > 0 else c)"},
    {"a if b + 1 >= c else 0", "a if b + 1 >= c else 0"},
};

START_TEST(brackets_are_least)
{
    const SubscriptId target[1] = {0};
    Part p = part(SET, 0, NULL, target, formula(expressions[_i][0]));
    const char *got = printed(array("r", 0, 1, 1, 1, &p));
    Text expected = text_format(&arena, "r = %s\n", expressions[_i][1]);
    ck_assert_str_eq(got, expected.at);
}
END_TEST

/* Built from nodes: what no formula says. */
typedef struct Built {
    Function    outer, inner;       /* outer(a, inner(n, x)) */
    double      n;
    const char *text;
} Built;

static const Built builts[] = {
    {F_ADD, F_MUL, -2, "a - 2 x"},
    {F_SUB, F_MUL, -2, "a + 2 x"},
    {F_MUL, F_MUL, -2, "a (-2 x)"},
    {F_DIV, F_MUL, -2, "a / (-2 x)"},
    {F_POW, F_MUL, -2, "a^(-2 x)"},
    {F_ADD, F_DIV, -1, "a - 1 / x"},
    {F_ADD, F_POW, -1, "a + (-1)^x"},
    {F_ADD, F_ADD, -1, "a + (-1 + x)"},
    {F_MUL, F_POW, 2, "a * 2^x"},
    {F_MUL, F_MUL, INFINITY, "a (inf x)"},
    {F_ADD, F_MUL, -INFINITY, "a - inf x"},
    {F_MAX, F_MUL, NAN, "max(a, (inf - inf) x)"},
    {F_ADD, F_MUL, -0.0, "a - 0 x"},
    {F_ADD, F_MUL, 1e300, "a + 1e300 x"},
    {F_ADD, F_FLOORDIV, -7, "a + (-7 div x)"},
    {F_MUL, F_MOD, 7, "a (7 mod x)"},
    {F_ADD, F_FLOORDIV, 7, "a + 7 div x"},
};

START_TEST(numbers_carry_their_sign)
{
    const Built *b = &builts[_i];
    ExprId a = at(given("a", 0, 0, 1, 1), 0, 0);
    ExprId x = at(given("x", 0, 0, 1, 1), 0, 0);
    ExprId e = expr_apply(exprs, b->inner, expr_number(exprs, b->n), x);
    const SubscriptId target[1] = {0};
    Part p = part(SET, 0, NULL, target, expr_apply(exprs, b->outer, a, e));
    Text expected = text_format(&arena, "r = %s\n", b->text);
    ck_assert_str_eq(printed(array("r", 0, 1, 1, 1, &p)), expected.at);
}
END_TEST

/* -- subscripts and guards -- */

typedef struct Affine {
    int64_t     base, i, j, k;
    const char *subscript, *guard;
} Affine;

static const Affine affines[] = {
    {0, 1, 0, 0, "i", "i >= 0"},
    {1, 1, 0, 0, "i + 1", "i >= -1"},
    {-3, 1, 0, 0, "i - 3", "i >= 3"},
    {19, -1, 0, 0, "19 - i", "i <= 19"},
    {0, 1, -1, 0, "i - j", "j <= i"},
    {-1, 1, -1, 0, "i - j - 1", "j < i"},
    {-3, 1, -1, 0, "i - j - 3", "j + 3 <= i"},
    {2, 1, -1, 0, "i - j + 2", "j <= i + 2"},
    {0, -1, 0, 2, "2 k - i", "i <= 2 k"},
    {0, 5, 1, 0, "5 i + j", "5 i + j >= 0"},
    {7, 0, 0, 0, "7", NULL},
};

START_TEST(affine_forms)
{
    const Affine *a = &affines[_i];
    ArrayId A = given("A", 0, 1, 100, 1);
    const Range ranges[3] = {{0, 5}, {0, 6}, {0, 7}};
    SubscriptId s = affine(a->base, a->i, a->j, a->k);
    const SubscriptId target[2] = {affine(0, 1, 0, 0), affine(0, 0, 1, 0)};
    Part p = part(SUM, 3, ranges, target, at(A, s, 0));
    Text expected = text_format(
        &arena, "r[i, j] = sum[k < 7](A[%s]) for i < 5, j < 6\n",
        a->subscript);
    ck_assert_str_eq(printed(array("r", 2, 5, 6, 1, &p)), expected.at);
    if (!a->guard)
        return;
    p.guards = &s;
    p.guard_count = 1;
    p.body = expr_number(exprs, 1);
    expected = text_format(
        &arena, "q[i, j] = sum[k < 7 : %s](1) for i < 5, j < 6\n", a->guard);
    ck_assert_str_eq(printed(array("q", 2, 5, 6, 1, &p)), expected.at);
}
END_TEST

START_TEST(data_subscripts)
{
    ArrayId w = given("w", 90, 1, 5, 1), E = given("E", 0, 2, 100, 4);
    ExprId wi = at(w, affine(0, 1, 0, 0), 0);
    ExprId half = expr_apply(exprs, F_FLOORDIV, expr_index(exprs, 0),
                             expr_number(exprs, 2));
    const SubscriptId rows[] = {
        data(0, 1, wi), data(3, 1, wi), data(0, 2, wi), data(99, -1, wi),
        data(0, 1, half),
        data(0, 2, expr_apply(exprs, F_ADD, wi, expr_index(exprs, 1))),
    };
    const char *texts[] = {"w[i]", "w[i] + 3", "2 w[i]", "99 - w[i]",
                           "i div 2", "2 (w[i] + j)"};
    const SubscriptId target[2] = {affine(0, 1, 0, 0), affine(0, 0, 1, 0)};
    const Range ranges[2] = {{0, 5}, {0, 4}};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        Part p = part(SET, 2, ranges, target, at(E, rows[n], target[1]));
        const char *got = printed(array("r", 2, 5, 4, 1, &p));
        Text expected = text_format(&arena, "[%s, j]", texts[n]);
        ck_assert_msg(strstr(got, expected.at), "%s has no %s", got,
                      expected.at);
    }
}
END_TEST

/* -- statements -- */

START_TEST(plain_parts)
{
    ArrayId W = given("W", 0, 2, 3, 4), x = given("x", 0, 1, 4, 1);
    SubscriptId i = affine(0, 1, 0, 0), j = affine(0, 0, 1, 0);
    SubscriptId guard = affine(0, -1, 1, 0), low = affine(-1, 0, 1, 0);
    const Range all[2] = {{0, 3}, {0, 4}}, some[2] = {{1, 3}, {0, 4}};
    ExprId product = expr_apply(exprs, F_MUL, at(W, i, j), at(x, j, 0));
    Part p = part(SUM, 2, all, &i, product);
    ck_assert_str_eq(printed(array("a", 1, 3, 1, 1, &p)),
                     "a[i] = sum[j](W[i, j] x[j])\n");
    p.guards = &guard, p.guard_count = 1;
    ck_assert_str_eq(printed(array("b", 1, 3, 1, 1, &p)),
                     "b[i] = sum[j : i <= j](W[i, j] x[j])\n");
    p.guards = &low;
    ck_assert_str_eq(printed(array("c", 1, 3, 1, 1, &p)),
                     "c[i] = sum[j in 1:4](W[i, j] x[j])\n");
    p = part(MAX, 2, all, &i, at(W, i, j));
    ck_assert_str_eq(printed(array("d", 1, 3, 1, 1, &p)),
                     "d[i] = max[j](W[i, j])\n");
    p.ranges = some;
    ck_assert_str_eq(printed(array("e", 1, 3, 1, 1, &p)),
                     "e[i] = max[j](W[i, j]) if i >= 1 else 0\n");
    p.combine = ARGMAX, p.component = 1, p.ranges = all;
    ck_assert_str_eq(printed(array("f", 1, 3, 1, 1, &p)),
                     "f[i] = argmax[j](W[i, j])\n");
    p = part(SET, 1, some, &i, at(x, i, 0));
    ck_assert_str_eq(printed(array("g", 1, 3, 1, 1, &p)),
                     "g[i] = x[i] if i >= 1 else 0 for i < 3\n");
    ck_assert_str_eq(printed(array("h", 1, 3, 1, 0, NULL)),
                     "h[i] = 0 for i < 3\n");
}
END_TEST

START_TEST(parts_in_order)
{
    ArrayId x = given("x", 0, 1, 3, 1), w = given("w", 6, 1, 3, 1);
    SubscriptId i = affine(0, 1, 0, 0), shifted = affine(3, 1, 0, 0);
    SubscriptId to = data(0, 1, at(w, i, 0));
    const Range range[1] = {{0, 3}};
    ExprId xi = at(x, i, 0);
    Part low = part(SET, 1, range, &i, xi);
    Part high = part(SET, 1, range, &shifted, expr_number(exprs, 1));
    Part add = part(SUM, 1, range, &to, xi);
    const Part covering[3] = {low, high, add}, partial[2] = {low, add};
    ck_assert_str_eq(printed(array("a", 1, 6, 1, 3, covering)),
                     "a[i] = x[i]\n"
                     "a[i + 3] = 1 for i < 3\n"
                     "a[w[i]] += x[i]\n");
    ck_assert_str_eq(printed(array("b", 1, 6, 1, 2, partial)),
                     "b[i] += x[i]\n"
                     "b[w[i]] += x[i]\n");
    ck_assert_str_eq(printed(array("c", 1, 9, 1, 2, partial)),
                     "c[i] += x[i]\n"
                     "c[w[i]] += x[i]\n"
                     "c[8] += 0\n");
}
END_TEST

/* d[i - 1] += x[i] where i >= 1 is a shorter range; where i >= j, a choice. */
START_TEST(guarded_scatter)
{
    ArrayId x = given("x", 0, 1, 3, 1);
    SubscriptId i = affine(0, 1, 0, 0), below = affine(-1, 1, 0, 0);
    SubscriptId apart = affine(0, 1, -1, 0);
    const Range ranges[2] = {{0, 3}, {0, 2}};
    Part p = part(SUM, 1, ranges, &below, at(x, i, 0));
    p.guards = &below, p.guard_count = 1;
    ck_assert_str_eq(printed(array("a", 1, 2, 1, 1, &p)),
                     "a[i - 1] += x[i] for i in 1:3\n");
    p = part(SUM, 2, ranges, &apart, at(x, i, 0));
    p.guards = &apart, p.guard_count = 1;
    ck_assert_str_eq(printed(array("b", 1, 3, 1, 1, &p)),
                     "b[i - j if j <= i else 0] += x[i] if j <= i else 0 "
                     "for j < 2\nb[2] += 0\n");
    /* The range of i says the size. */
    p = part(SUM, 2, ranges, &i, at(x, i, 0));
    p.guards = &apart, p.guard_count = 1;
    const Part twice[2] = {p, p};
    ck_assert_str_eq(printed(array("c", 1, 3, 1, 2, twice)),
                     "c[i] += x[i] if j <= i else 0 for j < 2\n"
                     "c[i] += x[i] if j <= i else 0 for j < 2\n");
}
END_TEST

START_TEST(a_file)
{
    ArrayId x = given("x", 0, 1, 3, 1), w = given("w", 3, 0, 1, 1);
    const int64_t shape[2] = {2, 3};
    const double values[6] = {1, 2.5, -3, 0.1, 1e-20, INFINITY};
    ArrayId K = graph_literal(graph, REAL, 0, 2, shape, values, 0);
    define("K", K);
    ArrayId zero = graph_literal(graph, REAL, 0, 0, shape, &values[0], 0);
    ArrayId b = graph_input(graph, PARAM, REAL, 0, 1, shape, 0);
    list_push(&arena, &graph->params, define("b", b));
    ArrayId u = graph_input(graph, PARAM, REAL, 0, 2, shape, 0);
    list_push(&arena, &graph->params, define("u", u));
    list_push(&arena, &graph->initials, ((Initial){b, DRAW_NONE, 0, 0, zero}));
    list_push(&arena, &graph->initials,
              ((Initial){u, DRAW_NORMAL, 0, 0.1, 0}));
    list_push(&arena, &graph->dims, ((Dim){text_of("n"), 3}));
    SubscriptId i = affine(0, 1, 0, 0), j = affine(0, 0, 1, 0);
    SubscriptId row = data(0, 1, at(w, 0, 0));
    const Range ranges[2] = {{0, 2}, {0, 3}};
    ExprId e = expr_apply(exprs, F_MUL, at(K, i, j), at(x, j, 0));
    e = expr_apply(exprs, F_MUL, e, at(u, i, row));
    e = expr_apply(exprs, F_ADD, e, at(b, i, 0));
    Part p = part(SUM, 2, ranges, &i, e);
    ArrayId y = array("ŷ", 1, 2, 1, 1, &p);
    list_push(&arena, &graph->outputs, define("same", y));
    ArrayId d_y = graph_input(graph, INPUT, REAL, 0, 1, shape, 0);
    list_push(&arena, &graph->seeds, ((Seed){0, d_y}));
    list_push(&arena, &graph->gradients, ((Gradient){b, d_y}));
    Buffer out = buffer_create(&arena);
    emit_g(graph, &arena, &out);
    ck_assert_str_eq(
        buffer_text(&out).at,
        "# dim n = 3\n"
        "input x[3]\n"
        "input w : index(3)\n"
        "input d_ŷ[2]\n"
        "param b[2] = 1\n"
        "param u[2, 3] ~ normal(0, 0.1)\n"
        "const K[2, 3] = [[1, 2.5, -3], [0.1, 1e-20, inf]]\n"
        "ŷ[i] = sum[j](K[i, j] x[j] u[i, w] + b[i])\n"
        "same = ŷ\n"
        "d_b = d_ŷ\n"
        "output ŷ, same, d_b\n");
}
END_TEST

/* -- size and depth -- */

START_TEST(long_chains_are_printed)
{
    ExprId x = at(given("x", 0, 0, 1, 1), 0, 0), e = x;
    const size_t n = 1000000;
    for (size_t i = 0; i < n; i++)
        e = expr_apply(exprs, F_ADD, e, x);
    const SubscriptId target[1] = {0};
    Part p = part(SET, 0, NULL, target, e);
    const char *got = printed(array("r", 0, 1, 1, 1, &p));
    ck_assert_uint_lt(strlen(got), 6 * n);
    for (const char *line = got; *line; line = strchr(line, '\n') + 1)
        ck_assert_uint_lt(strcspn(line, "\n"), 80);
}
END_TEST

/* x_n = exp(x_{n-1}) x_{n-1}: 2^n terms written out, n as locals. */
START_TEST(shared_nodes_are_written_once)
{
    ExprId e = at(given("x", 0, 0, 1, 1), 0, 0);
    for (int i = 0; i < 100; i++)
        e = expr_apply(exprs, F_MUL, expr_apply(exprs, F_EXP, e, 0), e);
    const SubscriptId target[1] = {0};
    Part p = part(SET, 0, NULL, target, e);
    const char *got = printed(array("r", 0, 1, 1, 1, &p));
    ck_assert_uint_lt(strlen(got), 20000);
    ck_assert_ptr_nonnull(strstr(got, "\n    where v1 = "));
    ck_assert_ptr_nonnull(strstr(got, "\n          v2 = "));
}
END_TEST

START_TEST(deep_nodes_are_cut)
{
    ExprId x = at(given("x", 0, 0, 1, 1), 0, 0), e = x;
    for (int i = 0; i < 100000; i++)
        e = expr_apply(exprs, F_EXP, expr_apply(exprs, F_SUB, x, e), 0);
    const SubscriptId target[1] = {0};
    Part p = part(SET, 0, NULL, target, e);
    const char *got = printed(array("r", 0, 1, 1, 1, &p));
    int depth = 0, deepest = 0;
    for (const char *c = got; *c; c++) {
        depth += (*c == '(') - (*c == ')');
        deepest = depth > deepest ? depth : deepest;
    }
    ck_assert_int_lt(deepest, 256);
    ck_assert_int_eq(depth, 0);
}
END_TEST

/* A local has no condition around it, so what it reads is clamped. */
START_TEST(locals_read_inside)
{
    ArrayId x = given("x", 0, 1, 5, 1);
    SubscriptId i = affine(0, 1, 0, 0), below = affine(-1, 1, 0, 0);
    ExprId e = at(x, below, 0);
    for (int n = 0; n < 50; n++)
        e = expr_apply(exprs, F_EXP, e, 0);
    const Range range[1] = {{0, 5}};
    Part p = part(SET, 1, range, &i, expr_apply(exprs, F_MUL, e, e));
    p.guards = &below, p.guard_count = 1;
    const char *got = printed(array("r", 1, 5, 1, 1, &p));
    ck_assert_ptr_eq(strstr(got, "r[i] = v1 v1 if i >= 1 else 0 for i < 5\n"
                                 "    where v1 = exp("), got);
    ck_assert_ptr_nonnull(strstr(got, "x[max(i - 1, 0)]"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emit_g");
    TCase *tests = tcase_create("emit_g");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, brackets_are_least, 0,
                        (int)(sizeof expressions / sizeof *expressions));
    tcase_add_loop_test(tests, numbers_carry_their_sign, 0,
                        (int)(sizeof builts / sizeof *builts));
    tcase_add_loop_test(tests, affine_forms, 0,
                        (int)(sizeof affines / sizeof *affines));
    tcase_add_test(tests, data_subscripts);
    tcase_add_test(tests, plain_parts);
    tcase_add_test(tests, parts_in_order);
    tcase_add_test(tests, guarded_scatter);
    tcase_add_test(tests, a_file);
    tcase_add_test(tests, long_chains_are_printed);
    tcase_add_test(tests, shared_nodes_are_written_once);
    tcase_add_test(tests, deep_nodes_are_cut);
    tcase_add_test(tests, locals_read_inside);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
