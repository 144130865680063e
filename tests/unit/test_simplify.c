/* test_simplify.c: simplified graphs mean what they meant, cost no more, are
 * well formed, and cannot be simplified further.
 */
#include "graph_text.h"
#include "suite.h"

#include "../../compiler/cost.h"
#include "../../compiler/eval.h"
#include "../../compiler/graph_check.h"
#include "../../compiler/simplify.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

/* A graph, how many arrays are left of it, and its work (negative: not
 * asked; a stable form may cost a little more than what it replaces). */
static const struct Case {
    const char *name, *text;
    int         arrays;
    double      work;
    bool        stable;
} cases[] = {
    {"zero factors",
     "in X 4\nY 4 : i : i 4 : : 0 X[i] + 1 X[i] - 0\nout Y\n", 2, 0, false},
    {"an untaken branch that is not a number",
     "in X 4\nY 4 : i : i 4 : : (log(-1 - X[i]^2) if X[i] > 9 else X[i])\n"
     "out Y\n", 2, -1, false},
    {"a condition that the domain decides",
     "in X 4\nY 4 : i : i 4 : : (X[i] if i < 4 else 2 X[0])\nout Y\n",
     2, 0, false},
    {"a copy of a transpose of a slice",
     "in X 4 5\nA 5 4 : i, j : i 5 j 4 : : X[j, i]\n"
     "B 3 2 : i, j : i 3 j 2 : : A[i+1, 2j]\n"
     "Y 2 : i : i 2 : : B[2, i] + 1\nout Y\n", 2, 2, false},
    {"whether a count of one condition is more than 0",
     "in X 4\nN 4 : i : i 4 : : (3 if X[i] > 1 else 0)\n"
     "Y 4 : i : i 4 : : (sqrt(X[i]) if N[i] > 0 else 0)\n"
     "Z 4 : i : i 4 : : (X[i] / 2 if N[i] > 0 else X[i])\n"
     "out Y Z\n", 3, -1, false},
    {"one array, twice",
     "in X 4\nA 4 : i : i 4 : : exp(X[i])\nB 4 : i : i 4 : : exp(X[i])\n"
     "Y 4 : i : i 4 : : A[i] + B[i] - 1 B[i]\nout Y\n", -1, -1, false},
    {"dead code",
     "in X 4\nA 4 : i : i 4 : : exp(X[i])\nY 4 : i : i 4 : : sin(X[i])\n"
     "out Y\n", 2, 32, false},
    {"constants become a table",
     "in X 4\nA 4 : i : i 4 : : sin(i) + cos(i)\n"
     "Y 4 : i : i 4 : : A[i] X[i]\nout Y\n", 3, 4, false},
    {"a constant sum becomes a number",
     "in X 4\nA : : k 4 : : sum k^2\nY 4 : i : i 4 : : A[] X[i]\nout Y\n",
     2, 4, false},
    {"counting",
     "in X 4\nA : : k 4 : : sum 1\nY 4 : i : i 4 : : X[i] / A[]\nout Y\n",
     2, 4, false},
    {"an index that is not used",
     "in X 4\nY 4 : i : i 4 k 7 : : sum X[i]\nout Y\n", 2, 4, false},
    {"an embedding",
     "in E 9 3\nix T 5 < 9\nA 5 3 : i, j : i 5 j 3 : : E[T[i], j]\n"
     "Y 3 : j : j 3 i 5 : : sum A[i, j]^2\nout Y\n", 3, 30, false},
    {"a triangle",
     "in A 5 5\nY 5 : i : i 5 k 5 : i-k, 7-k : sum A[i,k] (1 A[k,i])\n"
     "out Y\n", 2, 30, false},
    {"windows",
     "in X 9\nin K 3\nA 7 3 : r, p : r 7 p 3 : : X[r+p]\n"
     "Y 7 : r : r 7 p 3 : : sum K[p] A[r,p]\nout Y\n", 3, 42, false},
    {"sigmoid",
     "in X 4\nY 4 : i : i 4 : : 1 / (1 + exp(-X[i]))\nout Y\n", 2, 40, false},
    {"a sigmoid with a numerator",
     "in A 4\nin X 4\n"
     "Y 4 : i : i 4 : : A[i] / (exp(-X[i]) + 1)\nout Y\n", 3, 44, false},
    {"an exponential that is at most 1",
     "in A 4\nin X 4\n"
     "Y 4 : i : i 4 : : A[i] / (1 + exp(-abs(X[i])))\nout Y\n", 3, 48, false},
    {"an exponential that a law has bounded",
     "in X 4\nY 4 : i : i 4 : : "
     "log1p(exp((-X[i] if X[i] > 0 else X[i])))\nout Y\n", 2, 76, false},
    {"a zero gradient",
     "in X 4\nY 4 : i : i 4 : : sum 0 X[i]\nout Y\n", 2, 0, false},
    {"pieces",
     "in X 4\nin Z 3\nY 7 : i : i 4 : : X[i]\n& : i+4 : i 3 : : Z[i]\n"
     "out Y\n", 3, 0, false},
    {"pointwise parts are one",
     "in X 4\nin Z 4\nY 4 : i : i 4 : : X[i]\n& : i : i 4 : : sum 2 Z[i]\n"
     "out Y\n", 3, 8, false},
    {"softmax and its cross entropy",
     "in Z 5 7\nix T 5 < 7\nE 5 7 : i, j : i 5 j 7 : : exp(Z[i,j])\n"
     "S 5 : i : i 5 j 7 : : sum E[i,j]\n"
     "P 5 7 : i, j : i 5 j 7 : : E[i,j] / S[i]\n"
     "J : : i 5 : : sum -log(P[i, T[i]])\nout J P\n", -1, -1, true},
    {"a loss alone",
     "in Z 5 7\nix T 5 < 7\n"
     "S 5 : i : i 5 j 7 : : sum exp(Z[i,j])\n"
     "P 5 7 : i, j : i 5 j 7 : : exp(Z[i,j]) / S[i]\n"
     "J : : i 5 : : sum -log(P[i, T[i]])\nout J\n", 6, -1, true},
    {"log of a sum of exponentials",
     "in Z 5 7\nS : : i 5 j 7 : : sum exp(Z[i,j])\n"
     "J : : : : log(S[])\nout J\n", 6, -1, true},
    {"a causal softmax",
     "in Z 5 5\nS 5 : i : i 5 j 5 : i-j : sum exp(Z[i,j])\n"
     "P 5 5 : i, j : i 5 j 5 : i-j : exp(Z[i,j]) / S[i]\nout P\n",
     -1, -1, true},
    {"a masked softmax",
     "in Z 5 5\nE 5 5 : i, j : i 5 j 5 : : (exp(Z[i,j]) if j <= i else 0)\n"
     "S 5 : i : i 5 j 5 : : sum E[i,j]\n"
     "P 5 5 : i, j : i 5 j 5 : : E[i,j] / S[i]\nout P\n", 5, -1, true},
    {"cross entropy of sigmoids",
     "in A 5\nin T 5\nY 5 : i : i 5 : : 1 / (1 + exp(-A[i]))\n"
     "J : : i 5 : : sum -(T[i] log(Y[i]) + (1 - T[i]) log(1 - Y[i]))\n"
     "out J\n", -1, -1, true},
    {"factors out of a sum",
     "in W 3 8\nin X 8\nin S 3\n"
     "Y 3 : i : i 3 k 8 : : sum -(2 W[i,k] X[k] / S[i])\nout Y\n",
     5, 54, false},
    {"a product that falls apart",
     "in A 5\nin B 3 7\nY 3 : i : i 3 k 5 l 7 : : sum A[k] B[i,l]\nout Y\n",
     5, 29, false},
    {"a sum of fewer indices than its target",
     "in A 5 9\nY 5 6 : i, j : i 5 j 6 k 9 : : sum A[i,k]\nout Y\n",
     3, 45, false},
    {"three matrices",
     "in A 3 9\nin B 9 8\nin C 8 2\n"
     "Y 3 2 : i, j : i 3 j 2 k 9 l 8 : : sum A[i,k] B[k,l] C[l,j]\nout Y\n",
     5, 396, false},
    {"a sum of reciprocals",
     "in A 5\nY : : k 5 : : sum 2 / (A[k]^2 + 1)\nout Y\n", 2, 20, false},
    {"a guarded sum of products",
     "in A 5 5\nin B 5\n"
     "Y 5 : i : i 5 k 5 : i-k : sum 3 A[i,k] B[k]\nout Y\n",
     3, 35, false},
    {"a function of fewer indices",
     "in Q 3 4\nin V 4 5\n"
     "Y 3 5 : i, j : i 3 j 5 k 4 : : sum exp(Q[i,k]) V[k,j]\nout Y\n",
     4, 216, false},
    {"a function that is in bounds under a condition",
     "in Q 4\nY 5 6 : i, j : i 5 j 6 : : (exp(Q[i]) if i < 4 else j)\nout Y\n",
     2, -1, false},
    {"a diagonal is picked",
     "in A 5 7\n"
     "Y 5 : i : i 5 k 7 : : sum (A[i,k] if k == i + 1 else 0)\nout Y\n",
     2, 0, false},
    {"a pick that leaves its range",
     "in A 5 4\n"
     "Y 5 : i : i 5 k 4 : : sum (2 A[i,k] if i == k + 2 else 0)\nout Y\n",
     2, -1, false},
    {"a pick by data",
     "in A 5 7\nix T 5 < 7\nI 5 7 : i, k : i 5 k 7 : : (1 if k == T[i] else 0)\n"
     "Y 5 : i : i 5 k 7 : : sum A[i,k] I[i,k]\nout Y\n", 3, 0, false},
    {"the identity matrix",
     "in A 5 7\nI 5 5 : i, k : i 5 k 5 : : (1 if k == i else 0)\n"
     "Y 5 7 : i, j : i 5 j 7 k 5 : : sum I[i,k] A[k,j]\nout Y\n",
     2, 0, false},
    {"a sum over a scatter",
     "in A 40 3\nin B 5\nix T 5 < 40\n"
     "G 40 : T[l] : l 5 : : sum B[l]^2\n"
     "Y 3 : j : j 3 v 40 : : sum A[v,j] G[v]\nout Y\n", 4, 35, false},
    {"a sum over what is linear in a scatter",
     "in A 40 3\nin W 40\n"
     "G 40 3 3 : i, j, j : i 40 j 3 : : sum W[i]\n"
     "Y 40 3 : i, j : i 40 j 3 k 3 : : sum G[i,j,k] A[i,k] "
     "+ G[i,j,k] A[i,0]^2\nout Y\n", 3, 280, false},
    {"a scatter that is added",
     "in A 40 4\nin W 40\n"
     "G 40 3 3 : i, j, j : i 40 j 3 : : sum W[i]\n"
     "Y 40 3 4 : i, j, k : i 40 j 3 k 4 : : 2 A[i,k]\n"
     "& : i, j, k+1 : i 40 j 3 k 3 : : sum 3 G[i,j,k]\nout Y\n",
     3, -1, false},
    {"calls over the same indices in another order",
     "in X 4 5\nA 4 5 : i, j : i 4 j 5 : : tanh(X[i,j])\n"
     "B 5 4 : i, j : i 5 j 4 : : 2 - tanh(X[j,i])\nout A B\n",
     3, 220, false},
    {"calls of the step before",
     "in X 5\nA 4 : i : i 4 : : tanh(X[i])\n"
     "B 5 : i : i 5 : : X[i]^2\n"
     "& : i+1 : i 4 : : sum 3 - tanh(X[i])\nout A B\n", 3, 53, false},
    {"a body in another",
     "in X 9\nin Z 9\n"
     "A 9 : i : i 9 : : 1 + X[i] (2 + X[i] (3 + X[i]))\n"
     "B 9 9 : i, j : i 9 j 9 : : "
     "Z[i] (1 + X[j] (2 + X[j] (3 + X[j])))\nout A B\n", 4, 126, false},
    {"less an indicator",
     "in P 4 9\nix T 4 < 9\n"
     "G 4 9 : i, T[i] : i 4 : : sum 1\n"
     "Y 4 9 : i, j : i 4 j 9 : : P[i,j] - G[i,j]\nout Y\n", 3, 4, false},
    {"linear uses of a scatter",
     "in P 4 9\nin H 4 9\nix T 4 < 9\n"
     "G 4 9 : i, T[i] : i 4 : : sum P[i,2]\n"
     "Y 4 9 : i, j : i 4 j 9 : : (-3 G[i,j] / P[i,j] if H[i,j] > 0 else 0)\n"
     "out Y\n", 4, -1, false},
    {"a sum that is added",
     "in A 4 9\nin B 9 9\n"
     "S 4 : i : i 4 k 9 : : sum A[i,k] B[k,k]\n"
     "Y 4 : i : i 4 : : A[i, 0]\n& : i : i 4 : : sum S[i]\nout Y\n",
     3, 72, false},
    {"norms",
     "in X 4\nA : : k 4 : : sum X[k]^2\nB : : : : sqrt(A[])\n"
     "Y : : : : B[]^2\nout Y\n", 2, 8, false},
};

enum { CASE_COUNT = sizeof cases / sizeof cases[0] };

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

/* Values for the inputs, the same for both graphs: by their order. */
static double **values_of(Arena *arena, const Graph *graph, uint64_t seed)
{
    double **values = NEW_ARRAY(arena, double *, graph->arrays.count);
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        const Array *a = graph_array(graph, id);
        int64_t size = array_size(a);
        values[id] = NEW_ARRAY(arena, double, size);
        for (int64_t k = 0; k < size; k++)
            values[id][k] = a->type == WHOLE
                                ? floor(uniform(&seed) * (double)a->limit)
                                : 4 * uniform(&seed) - 2;
    }
    EvalFault fault;
    ck_assert(eval(graph, arena, false, values, &fault));
    return values;
}

static void expect_equal(Arena *arena, const Graph *a, const Graph *b,
                         const char *name)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double **x = values_of(arena, a, seed), **y = values_of(arena, b, seed);
        ck_assert_uint_eq(a->outputs.count, b->outputs.count);
        for (uint32_t i = 0; i < a->outputs.count; i++) {
            ArrayId p = a->definitions.at[a->outputs.at[i]].array;
            ArrayId q = b->definitions.at[b->outputs.at[i]].array;
            int64_t size = array_size(graph_array(a, p));
            ck_assert_int_eq(size, array_size(graph_array(b, q)));
            double largest = 0;
            for (int64_t k = 0; k < size; k++)
                largest = fmax(largest, fabs(x[p][k]));
            for (int64_t k = 0; k < size; k++)
                ck_assert_msg(fabs(x[p][k] - y[q][k]) <= 1e-12 * (1 + largest),
                              "%s: element %lld is %.17g, not %.17g", name,
                              (long long)k, y[q][k], x[p][k]);
        }
    }
}

static void print_expr(const Graph *g, ExprId id)
{
    const Expr *e = expr_at(&g->exprs, id);
    if (e->kind == NUMBER) {
        printf("%g", e->as.number);
    } else if (e->kind == INDEX) {
        printf("i%u", e->as.index);
    } else if (e->kind == ACCESS) {
        printf("A%u[", e->as.access.array);
        for (uint32_t i = 0; i < e->as.access.rank; i++) {
            const Subscript *s =
                subscript_at(&g->exprs, e->as.access.subscripts[i]);
            printf("%s%lld", i ? ", " : "", (long long)s->base);
            for (uint32_t k = 0; k < s->term_count; k++)
                printf("+%lld i%u", (long long)s->terms[k].factor,
                       s->terms[k].index);
            if (s->data) {
                printf("+%lld ", (long long)s->scale);
                print_expr(g, s->data);
            }
        }
        printf("]");
    } else {
        printf("%s(", e->kind == CHOOSE ? "choose"
                                        : function_row(e->function)->name);
        for (int i = 0; i < 3 && e->as.operand[i]; i++) {
            printf("%s", i ? ", " : "");
            print_expr(g, e->as.operand[i]);
        }
        printf(")");
    }
}

/* For a person who looks into a failure: GRAPH_SHOW=1 in the environment. */
static void show(const Graph *g)
{
    static const char *const combines[] = {"set", "sum", "prod", "max", "min",
                                           "argmax", "argmin"};
    for (ArrayId id = 1; getenv("GRAPH_SHOW") && id < g->arrays.count; id++) {
        const Array *a = graph_array(g, id);
        printf("A%u kind %d rank %d\n", id, a->kind, a->rank);
        for (uint32_t i = 0; a->kind == EQUATION && i < a->part_count; i++) {
            const Part *p = &a->as.parts[i];
            printf("   %s", combines[p->combine]);
            for (uint32_t k = 0; k < p->index_count; k++)
                printf(" %lld..%lld", (long long)p->ranges[k].low,
                       (long long)p->ranges[k].high);
            printf(" guards %d plain %d: ", p->guard_count,
                   part_is_plain(g, a, p));
            print_expr(g, p->body);
            printf("\n");
        }
    }
}

static void expect_sound(Arena *arena, const Graph *graph, const char *name)
{
    Buffer problem = buffer_create(arena);
    bool sound = graph_check(graph, arena, &problem);
    ck_assert_msg(sound, "%s: %.*s", name, (int)problem.length, problem.at);
}

START_TEST(cases_are_simplified)
{
    const struct Case *c = &cases[_i];
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    Graph *before = graph_of_text(&arena, c->text);
    Graph *after = simplify(&arena, before);
    if (getenv("GRAPH_SHOW"))
        printf("%s\n", c->name);
    show(after);
    before = graph_compact(&arena, before);
    expect_sound(&arena, before, c->name);
    expect_sound(&arena, after, c->name);
    expect_equal(&arena, before, after, c->name);
    double had = graph_work(before);
    double has = graph_work(after);
    if (!c->stable)
        ck_assert_msg(has <= had, "%s: work is %g, was %g", c->name, has, had);
    if (c->arrays >= 0)
        ck_assert_msg((int)after->arrays.count - 1 == c->arrays,
                      "%s: %u arrays, not %d", c->name,
                      after->arrays.count - 1, c->arrays);
    if (c->work >= 0)
        ck_assert_msg(has == c->work, "%s: work is %g, not %g", c->name, has,
                      c->work);
    uint32_t nodes = after->exprs.nodes.count;
    Graph *again = simplify(&arena, after);
    ck_assert_msg(again->arrays.count == after->arrays.count
                      && again->exprs.nodes.count == nodes
                      && graph_work(again) == has,
                  "%s: simplified further", c->name);
    arena_destroy(&arena);
}
END_TEST

/* Sums of exponentials whose terms overflow have their value. */
START_TEST(large_exponents)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    Graph *graph = simplify(&arena, graph_of_text(&arena,
        "in Z 3\nE 3 : i : i 3 : : exp(Z[i])\nS : : i 3 : : sum E[i]\n"
        "P 3 : i : i 3 : : E[i] / S[]\nL : : : : log(S[])\n"
        "Q 3 : i : i 3 : : log(P[i])\n"
        "G 3 : i : i 3 : : log(1 - 1 / (1 + exp(-Z[i])))\nout P L Q G\n"));
    double **values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    double z[] = {1000, 998, -2000};
    values[graph->definitions.at[graph->inputs.at[0]].array] = z;
    EvalFault fault;
    ck_assert(eval(graph, &arena, false, values, &fault));
    const double wanted[4][3] = {
        {0.88079707797788243, 0.11920292202211757, 0},
        {1000.1269280110429, 0, 0},
        {-0.12692801104297249, -2.1269280110429725, -3000.1269280110429},
        {-1000, -998, 0},
    };
    for (uint32_t i = 0; i < 4; i++) {
        ArrayId id = graph->definitions.at[graph->outputs.at[i]].array;
        for (uint32_t k = 0; k < (i == 1 ? 1u : 3u); k++)
            ck_assert_msg(fabs(values[id][k] - wanted[i][k])
                              <= 1e-14 * fmax(1, fabs(wanted[i][k])),
                          "output %u, element %u: %.17g", i, k, values[id][k]);
    }
    arena_destroy(&arena);
}
END_TEST

/* A chain of many small equations takes time in proportion. */
START_TEST(long_chains)
{
    enum { LENGTH = 100000 };
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    Graph *g = graph_create(&arena);
    Exprs *e = &g->exprs;
    int64_t shape[] = {4};
    Range box[] = {{0, 4}};
    SubscriptId target[] = {subscript_index(e, 0)};
    ArrayId x = graph_input(g, INPUT, REAL, 0, 1, shape, 0);
    list_push(&arena, &g->inputs,
              graph_define(g, text_of("x"), (Span){0}, x));
    for (int i = 0; i < LENGTH; i++) {
        ExprId at = graph_access(g, x, target);
        ExprId b = expr_apply(e, F_SIN, at, 0);
        b = expr_apply(e, F_ADD, expr_apply(e, F_MUL, expr_number(e, 1), b),
                       expr_number(e, 0));
        Part part = {.combine = SET, .index_count = 1, .lanes = 1,
                     .ranges = box, .target = target, .body = b};
        x = graph_equation(g, 0, 1, shape, 1, &part, 0);
    }
    list_push(&arena, &g->outputs,
              graph_define(g, text_of("y"), (Span){0}, x));
    clock_t start = clock();
    Graph *after = simplify(&arena, g);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (getenv("GRAPH_SHOW"))
        printf("%d equations in %.2f s\n", LENGTH, seconds);
    ck_assert_uint_eq(after->arrays.count, LENGTH + 2);
    ck_assert(graph_work(after) == 4.0 * 8 * LENGTH);
    ck_assert_msg(seconds < 60, "%g s", seconds);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simplify");
    TCase *tests = tcase_create("laws");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, cases_are_simplified, 0, CASE_COUNT);
    tcase_add_test(tests, large_exponents);
    tcase_add_test(tests, long_chains);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
