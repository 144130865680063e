/* test_cost.c: the work of equations, counted by hand. */
#include "graph_text.h"
#include "suite.h"

#include "../../compiler/cost.h"

static const struct {
    const char *text;
    double      work;
} cases[] = {
    /* a product of a matrix and a vector: a multiplication, an addition */
    {"in A 3 4\nin X 4\nY 3 : i : i 3 k 4 : : sum A[i,k] X[k]\nout Y\n", 24},
    /* what does not depend on an index is computed once */
    {"in A 3\nin X 4\nY 3 4 : i, k : i 3 k 4 : : exp(A[i]) X[k]\nout Y\n", 36},
    /* equal nodes are one */
    {"in X 4\nY 4 : i : i 4 : : sin(X[i]) + sin(X[i])\nout Y\n", 36},
    /* a copy is free, a scatter adds */
    {"in X 4\nY 4 : i : i 4 : : X[3-i]\nout Y\n", 0},
    {"in X 4\nix T 4 < 9\nY 9 : T[i] : i 4 : : sum X[i]\nout Y\n", 4},
    /* of a triangle only its points: 10 multiplications, 10 additions */
    {"in A 4 4\nY 4 : i : i 4 k 4 : i-k : sum A[i,k] A[k,i]\nout Y\n", 20},
    /* a square is a multiplication, other powers are not */
    {"in X 4\nY 4 : i : i 4 : : X[i]^2\nout Y\n", 4},
    {"in X 4\nY 4 : i : i 4 : : X[i]^3\nout Y\n", 16},
    /* a choice is one operation, and so is its condition */
    {"in X 4\nY 4 : i : i 4 : : (X[i] if X[i] > 0 else 0)\nout Y\n", 8},
    {"in X 4\nY : : i 4 : : max X[i]\nout Y\n", 4},
};

START_TEST(work_is_counted)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    const Graph *graph = graph_of_text(&arena, cases[_i].text);
    double work = graph_work(graph);
    ck_assert_msg(work == cases[_i].work, "%g, not %g: %s", work,
                  cases[_i].work, cases[_i].text);
    double sum = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        sum += array_work(graph, id);
    ck_assert(sum == work);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cost");
    TCase *tests = tcase_create("work");
    tcase_add_loop_test(tests, work_is_counted, 0,
                        (int)(sizeof cases / sizeof cases[0]));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
