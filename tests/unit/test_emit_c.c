/* test_emit_c.c: generated C computes what eval computes, to the last bit.
 *
 * The same programs go through gcc and clang, without and with optimisation,
 * with sanitizers, with every array in storage of its own, as C99, C11, C17
 * and C++17, all without a warning.
 */
#define _XOPEN_SOURCE 700

#include "c_harness.h"
#include "program_cases.h"
#include "random_graph.h"
#include "suite.h"

static void add_programs(Harness *h)
{
    for (size_t i = 0; i < PROGRAM_COUNT; i++) {
        Graph *graph = lowered(text_of(program_cases[i]));
        ck_assert_msg(harness_add(h, gradient_of(graph), 0.2, 1.8), "%s",
                      program_cases[i]);
    }
    harness_close(h);
}

#ifndef RANDOM_GRAPHS
#define RANDOM_GRAPHS 8
#endif

static const char *const compilers[] = {
    "gcc -std=c99 -O0 " HARNESS_C_WARNINGS
    "-fsanitize=address,undefined -fno-sanitize-recover=all",
    "gcc -std=c11 -O3 " HARNESS_C_WARNINGS,
    "clang -std=c99 -O0 -DGG_PROOF " HARNESS_C_WARNINGS,
    "clang -std=c17 -O3 " HARNESS_C_WARNINGS,
};

START_TEST(float_bits_are_those_of_eval)
{
    Harness h;
    harness_open(&h, &arena, false);
    add_programs(&h);
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
        harness_run(&h, compilers[i]);
    harness_remove(&h);
}
END_TEST

/* Not simplified, without gradients. */
START_TEST(bits_of_what_is_lowered_are_those_of_eval)
{
    Harness h;
    harness_open(&h, &arena, false);
    for (size_t i = 0; i < PROGRAM_COUNT; i++)
        ck_assert_msg(harness_add(&h, lowered(text_of(program_cases[i])), -1, 1),
                      "%s", program_cases[i]);
    harness_close(&h);
    harness_run(&h, compilers[0]);
    harness_run(&h, compilers[3]);
    harness_remove(&h);
}
END_TEST

START_TEST(double_bits_are_those_of_eval)
{
    Harness h;
    harness_open(&h, &arena, true);
    add_programs(&h);
    harness_run(&h, compilers[2]);
    harness_remove(&h);
}
END_TEST

START_TEST(gradients_accumulate)
{
    Harness h;
    harness_open(&h, &arena, false);
    h.accumulate = true;
    add_programs(&h);
    harness_run(&h, compilers[2]);
    harness_remove(&h);
}
END_TEST

START_TEST(random_graphs_have_the_bits_of_eval)
{
    Harness h;
    harness_open(&h, &arena, false);
    for (int i = 0; i < RANDOM_GRAPHS; i++) {
        Graph *graph = graph_compact(&arena, random_graph(&h));
        Buffer problem = buffer_create(&arena);
        ck_assert_msg(graph_check(graph, &arena, &problem), "%.*s",
                      TEXT_ARGS(buffer_text(&problem)));
        /* Every other one with its gradients, as they are derived. */
        if (i % 2) {
            graph = graph_compact(&arena, differentiate(&arena, graph));
            ck_assert_msg(graph_check(graph, &arena, &problem), "%.*s",
                          TEXT_ARGS(buffer_text(&problem)));
        }
        ck_assert(harness_add(&h, graph, -1, 2));
    }
    harness_close(&h);
    harness_run(&h, compilers[0]);
    harness_run(&h, compilers[3]);
    harness_remove(&h);
}
END_TEST

/* Long routines are cut into functions, which have the arguments that they use:
 * of 12 inputs and 3 params some, here one output and there another. */
START_TEST(functions_of_a_long_routine_have_the_bits_of_eval)
{
    enum { EQUATIONS = 400 };
    Buffer text = buffer_create(&arena);
    for (int i = 0; i < 12; i++)
        buffer_print(&text, i % 4 ? "input x%d\n" : "input x%d[2]\n", i);
    buffer_puts(&text, "param w[2] = 1\ny0 = x1\n");
    for (int i = 1; i <= EQUATIONS; i++) {
        int x = i * 12 / (EQUATIONS + 1);
        buffer_print(&text, "y%d = sin(y%d + x%d%s) w[%d] + %d\n", i, i - 1, x,
                     x % 4 ? "" : "[1]", i % 2, i % 3);
    }
    buffer_puts(&text, "output y100, y250, y400\n");
    Graph *graph = gradient_of(lowered(buffer_text(&text)));
    const Loops *loops = schedule(graph, &arena, NO_CHECKPOINT);
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        ck_assert(loops->routines[pass].nests.at[0].apart);
    Harness h;
    harness_open(&h, &arena, false);
    ck_assert(harness_add(&h, graph, 0.2, 1.8));
    harness_close(&h);
    harness_run(&h, compilers[0]);
    harness_run(&h, compilers[2]);
    harness_remove(&h);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emit_c");
    TCase *tests = tcase_create("emit_c");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, float_bits_are_those_of_eval);
    tcase_add_test(tests, bits_of_what_is_lowered_are_those_of_eval);
    tcase_add_test(tests, double_bits_are_those_of_eval);
    tcase_add_test(tests, gradients_accumulate);
    tcase_add_test(tests, random_graphs_have_the_bits_of_eval);
    tcase_add_test(tests, functions_of_a_long_routine_have_the_bits_of_eval);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
