/* test_eval.c: the interpreter, in double, in float and with dual numbers. */
#include "graph_cases.h"
#include "suite.h"

#include "../../compiler/eval_part.h"

START_TEST(product_of_a_matrix)
{
    Cases c;
    cases_open(&c);
    ArrayId W = real_input(&c, 2, SHAPE(2, 3)), x = real_input(&c, 1, SHAPE(3));
    ArrayId y = equation(&c, SUM, 1, SHAPE(2), BOX({0, 2}, {0, 3}),
                         body(&c, "a b", READ(&c, W, 0, 1), READ(&c, x, 1)));
    give(&c, W, NUMBERS(1, 2, 3, 4, 5, 6));
    give(&c, x, NUMBERS(1, 10, 100));
    ck_assert(run(&c, false));
    expect(&c, y, NUMBERS(321, 654));
    cases_close(&c);
}
END_TEST

/* In L lanes, what is left over in the last of them; then halves are added. */
static float lane_sum(const float *x, int n, uint32_t lanes)
{
    float lane[16] = {0};
    int whole = n - n % (int)lanes;
    for (int k = 0; k < whole; k++)
        lane[k % (int)lanes] += x[k];
    for (int k = whole; k < n; k++)
        lane[(int)lanes - (n - k)] += x[k];
    for (uint32_t half = lanes / 2; half; half /= 2)
        for (uint32_t m = 0; m < half; m++)
            lane[m] += lane[m + half];
    return lane[0];
}

START_TEST(sums_keep_their_order)
{
    enum { N = 101 };
    for (uint32_t lanes = 1; lanes <= 16; lanes *= 2) {
        Cases c;
        cases_open(&c);
        double v[N];
        float f[N];
        for (int i = 0; i < N; i++)
            v[i] = (double)(f[i] = sinf((float)i * 7.0f) * 1e3f);
        ArrayId x = real_input(&c, 1, SHAPE(N));
        Part part = {.combine = SUM, .lanes = (uint16_t)lanes,
                     .index_count = 1, .ranges = (Range[]){{0, N}},
                     .body = READ(&c, x, 0)};
        ArrayId s = equation_of(&c, part, 0, 0, NULL);
        give(&c, x, v);
        ck_assert(run(&c, true));
        expect(&c, s, NUMBERS((double)lane_sum(f, N, lanes)));
        cases_close(&c);
    }
}
END_TEST

static const struct {
    Combine combine;
    double  x[4], y;
} reductions[] = {
    {SUM, {1, 2, 3, 4}, 10},
    {SUM, {-0.0, -0.0, -0.0, -0.0}, 0},
    {PROD, {2, 3, 0.5, -1}, -3},
    {PROD, {2, 0, 0, -1}, -0.0},
    {MAX, {1, 3, 3, 2}, 3},
    {MAX, {NAN, 1, 2, NAN}, 2},
    {MAX, {NAN, NAN, NAN, NAN}, -(double)INFINITY},
    {MIN, {4, 1, 1, 2}, 1},
    {MIN, {NAN, 4, 1, NAN}, 1},
    {ARGMAX, {1, 3, 3, 2}, 1},
    {ARGMAX, {NAN, 1, 2, 2}, 2},
    {ARGMAX, {-(double)INFINITY, -(double)INFINITY, -9, -9}, 2},
    {ARGMAX, {NAN, NAN, NAN, NAN}, 0},
    {ARGMIN, {3, 1, 1, 2}, 1},
    {ARGMIN, {5, 5, 5, 5}, 0},
};

START_TEST(reductions_of_four)
{
    Cases c;
    cases_open(&c);
    double v[4];
    ArrayId x = real_input(&c, 1, SHAPE(4));
    Part part = {.combine = (uint8_t)reductions[_i].combine, .index_count = 1,
                 .lanes = 1, .ranges = (Range[]){{0, 4}},
                 .body = READ(&c, x, 0)};
    bool keeps = part_keeps_index(&part);
    ArrayId y = equation_of(&c, part, keeps ? 4 : 0, 0, NULL);
    memcpy(v, reductions[_i].x, sizeof v);
    give(&c, x, v);
    for (int in_float = 0; in_float < 2; in_float++) {
        ck_assert(run(&c, in_float));
        expect(&c, y, &reductions[_i].y);
    }
    cases_close(&c);
}
END_TEST

/* y[i] = max[k : k < i](x[k]), the first of nothing; and the row sums of a
 * triangle. */
START_TEST(guards_cut_the_box)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 1, SHAPE(3));
    SubscriptId below = subscript_make(
        c.exprs, -1, 2, (Term[]){{0, 1}, {1, -1}}, 0, 0);
    Part part = {.combine = MAX, .index_count = 2, .lanes = 1,
                 .ranges = (Range[]){{0, 3}, {0, 3}}, .guard_count = 1,
                 .guards = &below, .body = READ(&c, x, 1)};
    ArrayId y = equation_of(&c, part, 0, 1, SHAPE(3));
    part.combine = SUM;
    ArrayId s = equation_of(&c, part, 0, 1, SHAPE(3));
    give(&c, x, NUMBERS(-5, 7, 9));
    ck_assert(run(&c, false));
    expect(&c, y, NUMBERS(-(double)INFINITY, -5, 7));
    expect(&c, s, NUMBERS(0, -5, 2));
    cases_close(&c);
}
END_TEST

/* x[i + shift] if i < until else 0 */
static bool run_shifted(int64_t shift, double until, double *wanted)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 1, SHAPE(4));
    SubscriptId s = subscript_make(c.exprs, shift, 1, (Term[]){{0, 1}}, 0, 0);
    ExprId inside = expr_apply(c.exprs, F_LT, expr_index(c.exprs, 0),
                               number(&c, until));
    ExprId e = expr_choose(c.exprs, inside, graph_access(c.graph, x, &s),
                           number(&c, 0));
    ArrayId y = equation(&c, SET, 1, SHAPE(4), BOX({0, 4}), e);
    give(&c, x, NUMBERS(1, 2, 3, 4));
    bool sound = run(&c, false);
    if (sound && wanted)
        expect(&c, y, wanted);
    if (!sound) {
        ck_assert_int_eq(c.fault.problem, EVAL_BOUNDS);
        ck_assert_uint_eq(c.fault.array, x);
    }
    cases_close(&c);
    return sound;
}

START_TEST(untaken_branches_may_be_outside)
{
    ck_assert(run_shifted(1, 3, NUMBERS(2, 3, 4, 0)));
    ck_assert(run_shifted(0, 4, NUMBERS(1, 2, 3, 4)));
    ck_assert(!run_shifted(1, 4, NULL));
    ck_assert(!run_shifted(-1, 4, NULL));
    ck_assert(!run_shifted(INT64_MAX, 1, NULL));
}
END_TEST

/* G[w[k], j] += g[k,j] */
START_TEST(scatters_add_up)
{
    Cases c;
    cases_open(&c);
    ArrayId w = graph_input(c.graph, INPUT, WHOLE, 3, 1, SHAPE(4), 0);
    ArrayId g = real_input(&c, 2, SHAPE(4, 2));
    SubscriptId target[] = {
        subscript_make(c.exprs, 0, 0, NULL, READ(&c, w, 0), 1),
        subscript_index(c.exprs, 1)};
    Part part = {.combine = SUM, .index_count = 2, .lanes = 1,
                 .ranges = (Range[]){{0, 4}, {0, 2}}, .target = target,
                 .body = READ(&c, g, 0, 1)};
    ArrayId G = equation_of(&c, part, 0, 2, SHAPE(3, 2));
    double words[] = {2, 0, 2, 2};
    give(&c, w, words);
    give(&c, g, NUMBERS(1, 2, 3, 4, 5, 6, 7, 8));
    ck_assert(run(&c, false));
    expect(&c, G, NUMBERS(3, 4, 0, 0, 13, 16));
    static const double wrong[] = {3, -1, 0.5, NAN, INFINITY, 1e300};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        words[1] = wrong[i];
        ck_assert(!run(&c, false));
        ck_assert_int_eq(c.fault.problem, EVAL_INDEX);
        ck_assert_uint_eq(c.fault.array, w);
        ck_assert_int_eq(c.fault.element, 1);
        ck_assert_int_eq(c.fault.range.high, 3);
    }
    ck_assert_int_eq(c.fault.value, INT64_MAX);
    cases_close(&c);
}
END_TEST

/* Two parts: y[i] = x[i], then y[1] += 10. */
START_TEST(parts_act_in_order)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 1, SHAPE(3));
    SubscriptId plain = subscript_index(c.exprs, 0);
    SubscriptId one = subscript_constant(c.exprs, 1);
    Part parts[] = {
        {.combine = SET, .index_count = 1, .lanes = 1,
         .ranges = (Range[]){{0, 3}}, .target = &plain,
         .body = READ(&c, x, 0)},
        {.combine = SUM, .lanes = 1, .target = &one, .body = number(&c, 10)},
    };
    ArrayId y = graph_equation(c.graph, 0, 1, SHAPE(3), 2, parts, 0);
    give(&c, x, NUMBERS(1, 2, -0.0));
    ck_assert(run(&c, false));
    expect(&c, y, NUMBERS(1, 12, -0.0));
    cases_close(&c);
}
END_TEST

/* Every function of the table, alone, is that of its row. */
START_TEST(functions_are_those_of_the_table)
{
    static const double at[] = {-2.5, -1, -0.0, 0, 0.3, 1, 2, 40.7};
    enum { N = sizeof at / sizeof *at };
    const FunctionRow *row = function_row((Function)_i);
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 1, SHAPE(N)), z = real_input(&c, 1, SHAPE(N));
    ExprId e = expr_apply(c.exprs, (Function)_i, READ(&c, x, 0),
                          row->arity == 2 ? READ(&c, z, 1) : 0);
    ArrayId y = equation(&c, SET, 2, SHAPE(N, N), BOX({0, N}, {0, N}), e);
    double a[N], b[N], wanted[N * N];
    memcpy(a, at, sizeof a);
    memcpy(b, at, sizeof b);
    give(&c, x, a);
    give(&c, z, b);
    for (int in_float = 0; in_float < 2; in_float++) {
        for (int i = 0; i < N * N; i++) {
            double u = at[i / N], v = row->arity == 2 ? at[i % N] : 0;
            wanted[i] = in_float ? (double)row->valuef((float)u, (float)v)
                                 : row->value(u, v);
            if (row->flags & FUNCTION_CONDITION)
                wanted[i] += 0.0;
        }
        ck_assert(run(&c, in_float));
        expect(&c, y, wanted);
    }
    cases_close(&c);
}
END_TEST

/* 2^24 + 1 is exact as a whole number and 2^24 as a float. */
START_TEST(whole_numbers_are_exact)
{
    Cases c;
    cases_open(&c);
    ExprId i = expr_index(c.exprs, 0);
    ExprId large = expr_apply(c.exprs, F_ADD, i, number(&c, 16777217));
    ExprId back = expr_apply(c.exprs, F_SUB, large, number(&c, 16777216));
    ExprId half = expr_apply(c.exprs, F_MUL, number(&c, 0.5), large);
    ArrayId a = equation(&c, SET, 1, SHAPE(1), BOX({0, 1}), large);
    ArrayId b = equation(&c, SET, 1, SHAPE(1), BOX({0, 1}), back);
    ArrayId h = equation(&c, SET, 1, SHAPE(1), BOX({0, 1}), half);
    ArrayId n = equation(&c, SET, 1, SHAPE(1), BOX({0, 1}),
                         expr_apply(c.exprs, F_NEG, i, 0));
    ArrayId third = equation(&c, SET, 1, SHAPE(1), BOX({0, 1}),
                             number(&c, 1.0 / 3));
    ck_assert(run(&c, true));
    expect(&c, a, NUMBERS(16777216));
    expect(&c, b, NUMBERS(1));
    expect(&c, h, NUMBERS(8388608));
    expect(&c, n, NUMBERS(0));
    expect(&c, third, NUMBERS((double)(1.0f / 3.0f)));
    cases_close(&c);
}
END_TEST

START_TEST(too_much_memory_is_refused)
{
    static const int64_t sizes[][2] = {
        {1 << 20, 1 << 20}, {INT64_MAX, 2}, {1LL << 31, 1LL << 31}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Cases c;
        cases_open(&c);
        ArrayId y = equation(&c, SET, 2, sizes[i],
                             BOX({0, sizes[i][0]}, {0, sizes[i][1]}),
                             number(&c, 1));
        ck_assert(!run(&c, false));
        ck_assert_int_eq(c.fault.problem, EVAL_MEMORY);
        ck_assert_uint_eq(c.fault.array, y);
        cases_close(&c);
    }
}
END_TEST

START_TEST(deep_bodies_end)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 0, NULL);
    ExprId e = READ(&c, x, 0);
    for (int i = 0; i < 200000; i++)
        e = expr_apply(c.exprs, F_ADD, e, number(&c, 1));
    for (int i = 0; i < 64; i++)
        e = expr_apply(c.exprs, F_SUB, expr_apply(c.exprs, F_ADD, e, e), e);
    ArrayId y = equation(&c, SET, 0, NULL, 0, NULL, e);
    give(&c, x, NUMBERS(0.5));
    ck_assert(run(&c, false));
    expect(&c, y, NUMBERS(200000.5));
    cases_close(&c);
}
END_TEST

/* exp(u[i]) + v[j] - k: every node stands in the loop of its last index. */
START_TEST(nodes_are_hoisted)
{
    Cases c;
    cases_open(&c);
    ArrayId u = real_input(&c, 1, SHAPE(2)), v = real_input(&c, 1, SHAPE(2));
    ExprId e = body(&c, "exp(a) + b", READ(&c, u, 0), READ(&c, v, 1));
    e = expr_apply(c.exprs, F_SUB, e, expr_index(c.exprs, 2));
    Part part = {.combine = SUM, .lanes = 1, .index_count = 3,
                 .ranges = (Range[]){{0, 2}, {0, 2}, {0, 9}}, .body = e};
    PartProgram program;
    program_init(&program, c.graph, &c.arena);
    Array scalar = {.kind = EQUATION};
    program_compile(&program, &scalar, &part);
    static const uint32_t wanted[] = {0, 0, 2, 4, 6};
    for (int level = 0; level < 5; level++)
        ck_assert_uint_eq(program.start[level], wanted[level]);
    cases_close(&c);
}
END_TEST

/* -- dual numbers -- */

static bool run_dual(Cases *c)
{
    return eval_dual(c->graph, &c->arena, c->values, c->tangents, &c->fault);
}

/* Every rule against the difference quotient of its function, by Richardson's
 * extrapolation, where all its points are numbers. */
START_TEST(rules_are_slopes)
{
    static const double at[] = {-1.7, -0.6, -0.21, 0.34, 0.71, 1.3, 2.9};
    enum { N = sizeof at / sizeof *at };
    const FunctionRow *row = function_row((Function)_i);
    int compared = 0;
    for (int n = 0; n < N * N; n++) {
        double a = at[n % N], b = at[n / N];
        if (row->flags & (FUNCTION_CONDITION | FUNCTION_LOGIC)
            || _i == F_STOP || _i == F_FLOORDIV || _i == F_MOD || a == b)
            return;
        for (int k = 0; k < row->arity; k++) {
            Cases c;
            cases_open(&c);
            ArrayId x = real_input(&c, 0, NULL), z = real_input(&c, 0, NULL);
            ArrayId y = equation(
                &c, SET, 0, NULL, 0, NULL,
                expr_apply(c.exprs, (Function)_i, READ(&c, x, 0),
                           row->arity == 2 ? READ(&c, z, 0) : 0));
            give(&c, x, &a);
            give(&c, z, &b);
            c.tangents[k ? z : x] = NUMBERS(1);
            ck_assert(run_dual(&c));
            double t = c.tangents[y] ? c.tangents[y][0] : 0;
            double quotient[2];
            for (int r = 0; r < 2; r++) {
                double h = r ? 5e-4 : 1e-3;
                quotient[r] = (row->value(a + (k ? 0 : h), b + (k ? h : 0))
                               - row->value(a - (k ? 0 : h), b - (k ? h : 0)))
                            / (2 * h);
            }
            double slope = (4 * quotient[1] - quotient[0]) / 3;
            if (slope == slope && fabs(slope) < 1e6 && _i != F_TRIGAMMA) {
                ck_assert_msg(fabs(slope - t) <= 1e-7 * fmax(1, fabs(slope)),
                              "%s at %g, %g: %.12g, not %.12g", row->name, a,
                              b, t, slope);
                compared++;
            }
            cases_close(&c);
            if (row->arity == 1 && n >= N)
                break;
        }
    }
    ck_assert_msg(compared > 4 || _i == F_TRIGAMMA, "%s: %d", row->name,
                  compared);
}
END_TEST

static const struct {
    Combine combine;
    double  x[4], t[4], y;
} tangents[] = {
    {SUM, {1, 2, 3, 4}, {1, 1, 0, 2}, 4},
    {PROD, {2, 0, 3, 5}, {1, 1, 1, 1}, 30},
    {PROD, {2, 0, 0, 5}, {1, 1, 1, 1}, 0},
    {PROD, {2, 3, 4, 5}, {1, 0, 0, 1}, 60 + 24},
    {MAX, {1, 3, 3, 2}, {9, 5, 6, 7}, 5},
    {MIN, {1, 1, 3, 2}, {9, 5, 6, 7}, 9},
    {MAX, {NAN, 3, 3, 2}, {NAN, 5, 6, 7}, 5},
};

START_TEST(tangents_of_reductions)
{
    Cases c;
    cases_open(&c);
    double v[4], t[4];
    memcpy(v, tangents[_i].x, sizeof v);
    memcpy(t, tangents[_i].t, sizeof t);
    ArrayId x = real_input(&c, 1, SHAPE(4));
    ArrayId y = equation(&c, tangents[_i].combine, 0, NULL, BOX({0, 4}),
                         READ(&c, x, 0));
    give(&c, x, v);
    c.tangents[x] = t;
    ck_assert(run_dual(&c));
    ck_assert_double_eq(c.tangents[y][0], tangents[_i].y);
    cases_close(&c);
}
END_TEST

/* r = sqrt(x), y = r if x > 0 else 0, at -1: the NaN of r goes nowhere. */
START_TEST(untaken_branches_pass_nothing)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 0, NULL);
    ArrayId r = equation(&c, SET, 0, NULL, 0, NULL,
                         body(&c, "sqrt(a)", READ(&c, x, 0), 0));
    ArrayId y = equation(&c, SET, 0, NULL, 0, NULL,
                         body(&c, "b if a > 0 else 0", READ(&c, x, 0),
                              READ(&c, r, 0)));
    give(&c, x, NUMBERS(-1));
    c.tangents[x] = NUMBERS(1);
    ck_assert(run_dual(&c));
    expect(&c, y, NUMBERS(0));
    ck_assert_double_eq(c.tangents[y][0], 0);
    cases_close(&c);
}
END_TEST

/* What depends on no tangent has none; x^2 at negative x has a slope though
 * its rule by the exponent has none. */
START_TEST(constants_are_inactive)
{
    Cases c;
    cases_open(&c);
    ArrayId x = real_input(&c, 0, NULL), k = real_input(&c, 0, NULL);
    ArrayId y = equation(&c, SET, 0, NULL, 0, NULL,
                         body(&c, "a^b", READ(&c, x, 0), READ(&c, k, 0)));
    ArrayId z = equation(&c, SET, 0, NULL, 0, NULL,
                         body(&c, "2 a", READ(&c, k, 0), 0));
    ArrayId s = equation(&c, SET, 0, NULL, 0, NULL,
                         body(&c, "stop(a)", READ(&c, x, 0), 0));
    give(&c, x, NUMBERS(-3));
    give(&c, k, NUMBERS(2));
    c.tangents[x] = NUMBERS(1);
    ck_assert(run_dual(&c));
    ck_assert_double_eq_tol(c.tangents[y][0], -6, 1e-14);
    ck_assert(!c.tangents[z]);
    ck_assert(!c.tangents[s]);
    cases_close(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eval");
    TCase *t = tcase_create("eval");
    tcase_add_test(t, product_of_a_matrix);
    tcase_add_test(t, sums_keep_their_order);
    tcase_add_loop_test(t, reductions_of_four, 0,
                        sizeof reductions / sizeof *reductions);
    tcase_add_test(t, guards_cut_the_box);
    tcase_add_test(t, untaken_branches_may_be_outside);
    tcase_add_test(t, scatters_add_up);
    tcase_add_test(t, parts_act_in_order);
    tcase_add_loop_test(t, functions_are_those_of_the_table, F_NONE + 1,
                        F_COUNT);
    tcase_add_test(t, whole_numbers_are_exact);
    tcase_add_test(t, too_much_memory_is_refused);
    tcase_add_test(t, deep_bodies_end);
    tcase_add_test(t, nodes_are_hoisted);
    tcase_add_loop_test(t, rules_are_slopes, F_NONE + 1, F_COUNT);
    tcase_add_loop_test(t, tangents_of_reductions, 0,
                        sizeof tangents / sizeof *tangents);
    tcase_add_test(t, untaken_branches_pass_nothing);
    tcase_add_test(t, constants_are_inactive);
    suite_add_tcase(suite, t);
    return suite_run(suite);
}
