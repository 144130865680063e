/* test_gradient_check.c: differences find what is wrong, and only that. */
#include "lowered_cases.h"
#include "suite.h"

#include "../../compiler/difference.h"
#include "../../compiler/gradient_check.h"

#include <float.h>

/* -- one function of one variable -- */

typedef double Curve(double x);

static double cubic(double x)   { return x * x * x + x; }
static double growing(double x) { return exp(30 * x); }
static double pole(double x)    { return 1 / (x + 1e-3); }
static double kink(double x)    { return fabs(x); }
static double near(double x)    { return fabs(x - 1e-7); }
static double nearer(double x)  { return fabs(x - 1e-9) + sin(x); }
static double far(double x)     { return fabs(x - 1e-4); }
static double stair(double x)   { return floor(1e3 * (x + 1e-8)) + x; }
static double edge(double x)    { return sqrt(x + 1e-4); }
static double fine(double x)    { return sin(1e4 * x); }
static double large(double x)   { return 1e12 + sin(x); }
static double flat(double x)    { return x * 0 + 3; }

static bool curve_probe(void *context, double step, double *value,
                        double *noise)
{
    Curve **curve = context;
    *value = (*curve)(step) - (*curve)(0);
    *noise = DIFFERENCE_NOISE * DBL_EPSILON * fabs((*curve)(step));
    return *value - *value == 0;
}

static const struct {
    Curve    *curve;
    double    given;
    Agreement agreement;
} curves[] = {
    {cubic, 1, AGREES},      {cubic, -1, DISAGREES},  {cubic, 2, DISAGREES},
    {cubic, 0, DISAGREES},   {cubic, 1.001, DISAGREES},
    {cubic, NAN, DISAGREES}, {cubic, INFINITY, DISAGREES},
    {growing, 30, AGREES},   {growing, 15, DISAGREES},
    {pole, -1e6, AGREES},    {pole, 1e6, DISAGREES},  {pole, -2e6, DISAGREES},
    {kink, 0, UNCLEAR},      {kink, 1, UNCLEAR},      {kink, -1, UNCLEAR},
    {far, -1, AGREES},       {far, 1, DISAGREES},     {far, -2, DISAGREES},
    {edge, 50, AGREES},      {edge, -50, DISAGREES},  {edge, 100, DISAGREES},
    {fine, 1e4, AGREES},     {fine, -1e4, DISAGREES}, {fine, 2e4, DISAGREES},
    {flat, 0, AGREES},       {flat, 1, DISAGREES},    {flat, 1e-6, DISAGREES},
    {stair, 1, UNCLEAR},
};

START_TEST(curves_are_measured)
{
    Curve *curve = curves[_i].curve;
    Difference d = difference_compare(curve_probe, &curve, 1, curves[_i].given);
    ck_assert_msg(d.agreement == curves[_i].agreement,
                  "case %d: %d; %.9g for %.9g at %g", _i, (int)d.agreement,
                  d.measured, curves[_i].given, d.step);
}
END_TEST

/* Where two-sided differences mislead or drown, nothing right is refused. */
START_TEST(right_slopes_are_never_refused)
{
    static const struct {
        Curve *curve;
        double given;
    } right[] = {{near, -1}, {nearer, 0}, {stair, 1}, {large, 1}, {kink, 0.3}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        Curve *curve = right[i].curve;
        Difference d = difference_compare(curve_probe, &curve, 1,
                                          right[i].given);
        ck_assert_msg(d.agreement != DISAGREES, "%zu: %g", i, d.measured);
    }
}
END_TEST

/* -- programs that are right -- */

static const char *const programs[] = {
    "input x; output y; y = x³\n",
    "dim n = 3, m = 2\n"
    "input x[n]\ninput t\n"
    "param W[m,n] ~ normal(0, 0.5), b[m] = 0.1, u[m] ~ normal(0, 1)\n"
    "h = tanh(W x + b)\ns = u·h\nJ = (s - t)²\noutput s, J, h\n",
    "input x[4]; output y; y = log(sum[i](exp(20 x[i])))\n",
    "input x; output y; y = 1 / (x² + 0.000001)\n",
    "input x[3]; output y; y = max(x) + sum(abs(x))\n",
    "input x[3]; param w[3] = 0; output y\ny = relu(w ⊙ x)\n",
    "input x; output y; y = sqrt(x) + log(x - 1)\n",
    "input x; output y; y = atanh(x) + asin(x)\n",
    "input x; output y; y = acosh(x)\n",
    "input x; output y; y = exp(5 x) / (1 + exp(5 x))\n",
    "input x; output y; y = floor(x) + x\n",
    "input x[5], w[3] : index(5); output y\ny = x[w] ⊙ x[w]\n",
    "input x[4]; output y; y = prod[i](x[i])\n",
    "input x; input z; output y; y = stop(x) x + z\n",
    "input x; output y, z; y = 1000000000000 x; z = 0.001 x²\n",
    "dim n = 40\nparam A[n, n] ~ normal(0, 1)\ninput x[n]; output y\n"
    "y = x·A x\n",
    "input x; output y; y = sqrt(x) if x > 0 else 0\n",
    "input x[3]; output y; y = softmax(x)\n",
    /* Params that start on kinks: alone, cancelling, as ties. */
    "param w[4] = 0; output y; y = sum(abs(w)) + sum(relu(w))\n",
    "param w = -1; input x; output y; y = hard_tanh(w x) + hard_tanh(w)\n",
    "param w = -1; output y; y = hard_tanh(w) + hard_tanh(w + 2)\n",
    "param w = 1; output y; y = clamp(w, 0, 1) + clamp(w, 1, 2)\n",
    "param w = 0; output y; y = relu(w) - relu(-w)\n",
    "param w = 0; output y; y = max(w, -w) + min(w, -w) + w\n",
    "param w[3] = 2; output y; y = max(w) - min(w)\n",
    "param w = 0; output y; y = sqrt(w^4)\n",
    /* What cancels within the outputs, exactly at some points. */
    "input x; output y; y = sqrt(1 + (0.00001 x)²) - 1\n",
    "dim n = 9\ninput x[n]; output y\na[i] = sqrt(1 + (0.00001 x[i])²)\n"
    "m = sum(a) / n\ny[i] = a[i] - m\n",
};

static CheckOptions options_of(uint64_t seed, bool fast)
{
    return (CheckOptions){.values = {.seed = seed, .in_double = true,
                                     .partial = true},
                          .fast = fast};
}

/* The table that the check prints. */
static Text checked_with(Cases *c, const Graph *graph, uint64_t seed,
                         bool fast, int *status)
{
    const CheckOptions options = options_of(seed, fast);
    Buffer out = buffer_create(&c->arena), problems = buffer_create(&c->arena);
    *status = gradient_check(graph, &c->arena, &options, &out, &problems);
    ck_assert_msg(!problems.length, "%s", problems.at);
    return buffer_text(&out);
}

static Text checked(Cases *c, const Graph *graph, int *status)
{
    return checked_with(c, graph, 1, false, status);
}

START_TEST(right_programs_pass)
{
    Cases c;
    cases_open(&c);
    const Graph *graph = graph_of(&c, programs[_i], true);
    for (int fast = 0; fast < 2; fast++) {
        int status;
        Text table = checked_with(&c, graph, 1, fast, &status);
        ck_assert_msg(status == 0, "%s%.*s", programs[_i], TEXT_ARGS(table));
        ck_assert_msg(!strstr(table.at, "unclear"), "%s%s", programs[_i],
                      table.at);
        ck_assert_ptr_nonnull(strstr(table.at, "ok"));
    }
    cases_close(&c);
}
END_TEST

/* -- gradients that are broken on purpose -- */

static const char broken_program[] =
    "dim n = 4\ninput x[n]\nparam W[n, n] ~ normal(0, 1), b[n] ~ normal(0, 1)\n"
    "h = tanh(W x + b)\ny = sum(h) + 0.01 sum(b ⊙ b)\noutput y, h\n";

/* What stands for the gradient g (a) of b (b). */
static const char *const breaks[] = {
    "a",                    /* not broken */
    "-a",
    "2 a",
    "0.5 a",
    "0 a",
    "a + 0.0001",
    "a - 0.02 b",           /* a term of the fanout is missing */
    "a + 0.001 a",
    "0 / (0 a)",            /* not a number */
    "b",
};

START_TEST(broken_gradients_are_found)
{
    static const char *const names[] = {"b", "W"};
    for (int n = 0; n < 2; n++) {
        Cases c;
        cases_open(&c);
        Graph *graph = graph_of(&c, broken_program, true);
        c.graph = graph;
        c.exprs = &graph->exprs;
        ArrayId by = array_named(graph, names[n]);
        for (uint32_t i = 0; i < graph->gradients.count; i++) {
            Gradient *gradient = &graph->gradients.at[i];
            if (gradient->by != by)
                continue;
            const Array *array = graph_array(graph, by);
            Range box[] = {{0, 4}, {0, 4}};
            gradient->array = equation(
                &c, SET, array->rank, array->shape, array->rank, box,
                body(&c, breaks[_i],
                     graph_access_plain(graph, gradient->array),
                     graph_access_plain(graph, by)));
        }
        for (int fast = 0; fast < 2; fast++) {
            int status;
            Text table = checked_with(&c, graph, 1, fast, &status);
            ck_assert_msg(status == (_i != 0), "%s:\n%s", breaks[_i],
                          table.at);
            ck_assert_int_eq(strstr(table.at, "WRONG") != NULL, _i != 0);
        }
        cases_close(&c);
    }
}
END_TEST

/* An error in one element of many. */
START_TEST(single_elements_are_found)
{
    Cases c;
    cases_open(&c);
    Graph *graph = graph_of(
        &c, "param w[2000] ~ normal(0, 1)\noutput y\ny = sum(sin(w))\n", true);
    c.graph = graph;
    c.exprs = &graph->exprs;
    Gradient *gradient = &graph->gradients.at[0];
    ExprId at = expr_apply(c.exprs, F_EQ, expr_index(c.exprs, 0),
                           number(&c, 1234));
    ExprId old = graph_access_plain(graph, gradient->array);
    ExprId e = expr_choose(c.exprs, at, expr_apply(c.exprs, F_NEG, old, 0),
                           old);
    gradient->array = equation(&c, SET, 1, SHAPE(2000), BOX({0, 2000}), e);
    int status;
    Text table = checked(&c, graph, &status);
    ck_assert_msg(status == 1, "%s", table.at);
    for (uint64_t seed = 1; seed <= 32; seed++) {
        table = checked_with(&c, graph, seed, true, &status);
        ck_assert_msg(status == 1, "seed %d: %s", (int)seed, table.at);
    }
    cases_close(&c);
}
END_TEST

/* A constant to derivatives is none to differences: forward mode decides, for
 * the right gradient x and against the wrong one 2 x. */
START_TEST(stop_hides_nothing)
{
    Cases c;
    cases_open(&c);
    Graph *graph = graph_of(&c, "input x; output y; y = stop(x) x\n", true);
    int status;
    Text table = checked(&c, graph, &status);
    ck_assert_msg(status == 0, "%s", table.at);
    c.graph = graph;
    c.exprs = &graph->exprs;
    Gradient *gradient = &graph->gradients.at[0];
    gradient->array = equation(
        &c, SET, 0, NULL, 0, NULL,
        body(&c, "3 a", graph_access_plain(graph, gradient->array), 0));
    table = checked(&c, graph, &status);
    ck_assert_msg(status == 1, "%s", table.at);
    cases_close(&c);
}
END_TEST

START_TEST(without_gradients_nothing_is_checked)
{
    Cases c;
    cases_open(&c);
    int status;
    Text table = checked(&c, graph_of(&c, "input w : index(3); output y\n"
                                          "y = w + 1\n", true), &status);
    ck_assert_int_eq(status, 0);
    ck_assert_ptr_nonnull(strstr(table.at, "nothing to check"));
    cases_close(&c);
}
END_TEST

START_TEST(without_a_point_it_fails)
{
    Cases c;
    cases_open(&c);
    Graph *graph = graph_of(&c, "input x; output z, y; z = x\n"
                                "y = log(-x² - 1)\n", true);
    Buffer out = buffer_create(&c.arena), problems = buffer_create(&c.arena);
    const CheckOptions options = options_of(1, false);
    ck_assert_int_eq(gradient_check(graph, &c.arena, &options, &out, &problems),
                     1);
    ck_assert_ptr_nonnull(strstr(problems.at, "no point was found"));
    ck_assert_ptr_nonnull(strstr(problems.at, "at the last one y was not"));
    cases_close(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gradient_check");
    TCase *t = tcase_create("gradient_check");
#define LOOP(test, table)                                                      \
    tcase_add_loop_test(t, test, 0, sizeof table / sizeof *table)
    LOOP(curves_are_measured, curves);
    tcase_add_test(t, right_slopes_are_never_refused);
    LOOP(right_programs_pass, programs);
    LOOP(broken_gradients_are_found, breaks);
    tcase_add_test(t, single_elements_are_found);
    tcase_add_test(t, stop_hides_nothing);
    tcase_add_test(t, without_gradients_nothing_is_checked);
    tcase_add_test(t, without_a_point_it_fails);
    suite_add_tcase(suite, t);
    return suite_run(suite);
}
