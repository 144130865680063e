/* test_rounding.c: derivatives by all elements, and what rounding does. */
#include "lowered_cases.h"
#include "suite.h"

#include "../../compiler/eval_rounding.h"
#include "../../compiler/random_points.h"
#include "../../compiler/values.h"

#include <float.h>
#include <math.h>

static const char *const programs[] = {
    "input x, y; output z; z = x y + sin(x) / y - x^3\n",
    "input x[7], w[7]; output y; y = sum(exp(x) ⊙ w) - max(x) + min(w)\n",
    "input A[3, 4], x[4], b[3]; output y; y = tanh(A x + b)\n",
    "input x[5]; output y, z; y = softmax(x); z = prod(x)\n",
    "input x[6]; output y; y = 1.3 x if x > 1 else 0.1 x\n",
    "input E[4, 3], x[3]; output y; k = argmax(x); y[i] = E[k, i] x[i]\n",
    "dim n = 6\ninput x[n]; output h\nparam w = 0.5\n"
    "h[0] = x[0]; h[t+1] = tanh(w h[t] + x[t]) for t < n - 1\n",
    "input x[3, 4], c; output a\n"
    "a[i, j] = x[i, j] if i == 0 or j == 0 else\n"
    "  sin(a[i-1, j] + c a[i, j-1]) a[i-1, j-1] + x[i, j]\n",
    "dim n = 3\ninput A[n, n], b[n]; output x, d, l; x = solve(A, b)\n"
    "d = det(A); l = logdet(Aᵀ A)\n",
    "dim n = 3\ninput A[n, n], b[n]; output L, x\nL = cholesky(Aᵀ A)\n"
    "x = solve_upper(Lᵀ, solve_lower(L, b))\n",
    "input x[3]; output y, s; y = sort(x); s = hypot(x[0], x[1])^x[2]\n",
};

typedef struct Point {
    const Graph *graph;
    double     **values[2];         /* in double, in float */
} Point;

/* Everything computed at a point whose numbers are floats. */
static Point point_of(Cases *c, const Graph *graph)
{
    Point p = {.graph = graph};
    EvalFault fault;
    for (int k = 0; k < 2; k++)
        p.values[k] = NEW_ARRAY(&c->arena, double *, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind != INPUT && array->kind != PARAM)
            continue;
        int64_t size = array_size(array);
        double *to = NEW_ARRAY(&c->arena, double, size);
        for (int64_t i = 0; i < size; i++)
            to[i] = (double)(float)manner_draw(MANNER_POSITIVE,
                                               (Stream){3, id}, i, NULL);
        p.values[0][id] = p.values[1][id] = to;
    }
    for (int k = 0; k < 2; k++)
        ck_assert(eval(graph, &c->arena, k, p.values[k], &fault));
    return p;
}

/* The number that the seeds make of the outputs, and their weights in it. */
static double number_of(Cases *c, const Point *p, int precision,
                        double **weights)
{
    double sum = 0;
    for (uint32_t k = 0; k < p->graph->seeds.count; k++) {
        const Seed *seed = &p->graph->seeds.at[k];
        ArrayId y = p->graph->definitions.at[
            p->graph->outputs.at[seed->output]].array;
        int64_t size = array_size(graph_array(p->graph, y));
        if (!weights[y])
            weights[y] = NEW_ARRAY(&c->arena, double, size);
        for (int64_t i = 0; i < size; i++) {
            double weight = p->values[0][seed->array][i];
            weights[y][i] += weight;
            sum += weight * p->values[precision][y][i];
        }
    }
    return sum;
}

START_TEST(derivatives_are_those_of_the_program)
{
    Cases c;
    cases_open(&c);
    const Graph *graph = graph_of(&c, programs[_i], true);
    Point p = point_of(&c, graph);
    double **weights = NEW_ARRAY(&c.arena, double *, graph->arrays.count);
    double bound;
    EvalFault fault;
    number_of(&c, &p, 0, weights);
    ck_assert(eval_rounding(graph, &c.arena, &(Rounding){0}, p.values[0],
                            weights, &bound, &fault));
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        int64_t size = array_size(graph_array(graph, gradient->by));
        for (int64_t i = 0; i < size; i++) {
            double want = p.values[0][gradient->array][i];
            double got = weights[gradient->by][i];
            ck_assert_msg(fabs(got - want) <= 1e-9 * (1 + fabs(want)),
                          "%sgradient %u, element %d: %g, not %g",
                          programs[_i], g, (int)i, got, want);
        }
    }
    cases_close(&c);
}
END_TEST

/* In float the number is off by some of the bound, and not by more; the bound in
 * double is as much smaller as its unit is. */
START_TEST(rounding_is_bounded)
{
    Cases c;
    cases_open(&c);
    const Graph *graph = graph_of(&c, programs[_i], true);
    Point p = point_of(&c, graph);
    double bound[2], sum[2];
    EvalFault fault;
    for (int k = 0; k < 2; k++) {
        double **weights = NEW_ARRAY(&c.arena, double *, graph->arrays.count);
        sum[k] = number_of(&c, &p, k, weights);
        ck_assert(eval_rounding(graph, &c.arena, &(Rounding){.in_float = k},
                                p.values[0], weights, &bound[k], &fault));
    }
    ck_assert_msg(fabs(sum[1] - sum[0]) <= bound[1], "%s%g, bound %g",
                  programs[_i], fabs(sum[1] - sum[0]), bound[1]);
    ck_assert(bound[1] > 0 && bound[1] < 1e-2 * (1 + fabs(sum[0])));
    ck_assert(fabs(bound[0] * 0x1p29 / bound[1] - 1) < 1e-6);
    cases_close(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rounding");
    TCase *t = tcase_create("rounding");
    const int count = (int)(sizeof programs / sizeof *programs);
    tcase_add_loop_test(t, derivatives_are_those_of_the_program, 0, count);
    tcase_add_loop_test(t, rounding_is_bounded, 0, count);
    suite_add_tcase(suite, t);
    return suite_run(suite);
}
