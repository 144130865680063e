/* test_specialise.c: what infer computes, beside what training does. */
#include "../../compiler/specialise.h"

#include "../../compiler/eval.h"
#include "../../compiler/simplify.h"
#include "compiling.h"
#include "suite.h"

static Arena arena;
static jmp_buf failure;

static void open_arena(void)
{
    arena_init(&arena, NULL, &failure);
}

static void close_arena(void)
{
    arena_destroy(&arena);
}

static Graph *lowered(const char *text)
{
    return lowered_text(&arena, "the program", text_of(text));
}

/* Specialised and simplified. */
static Graph *graph_of(const char *text)
{
    Graph *graph = specialise(&arena, lowered(text));
    Buffer problem = buffer_create(&arena);
    ck_assert_msg(graph_check(graph, &arena, &problem), "%.*s",
                  TEXT_ARGS(buffer_text(&problem)));
    return simplify(&arena, graph);
}

static uint32_t count_kind(const Graph *graph, ArrayKind kind)
{
    uint32_t count = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        count += graph_array(graph, id)->kind == kind;
    return count;
}

static ArrayId array_named(const Graph *graph, const char *name)
{
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (text_is(graph->definitions.at[i].name, name))
            return graph->definitions.at[i].array;
    return 0;
}

START_TEST(test_one_mode)
{
    ck_assert(!has_two_modes(lowered("input x; state r = 0; next r = x\n"
                                     "y = x + r; output y")));
    ck_assert(has_two_modes(lowered("input x; y = x training; output y")));
    ck_assert(has_two_modes(
        lowered("input x; input e ~ normal(0, 1); y = x e; output y")));
}
END_TEST

/* A choice by training leaves nothing of itself. */
START_TEST(test_choice)
{
    Graph *graph = graph_of("input x\nz = exp(x) if training else x\n"
                            "y = z + (1 if not training else 5); output y");
    ck_assert_uint_eq(graph->inferred.count, 1);
    ck_assert_uint_eq(count_kind(graph, TRAINING), 0);
    for (ExprId id = 1; id < graph->exprs.nodes.count; id++)
        ck_assert_int_ne(expr_at(&graph->exprs, id)->kind, CHOOSE);
    double x = 0, **values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    EvalFault fault;
    values[array_named(graph, "x")] = &x;
    ck_assert(eval(graph, &arena, false, values, &fault));
    ck_assert_double_eq(*values[graph_output(graph, 0, false)], 6);
    ck_assert_double_eq(*values[graph_output(graph, 0, true)], 1);
}
END_TEST

/* Dropout is nothing in infer: the output is what is masked in training. */
START_TEST(test_dropout)
{
    Graph *graph = graph_of("input x[3]; input m[3] ~ dropout(0.3)\n"
                            "h = tanh(x); y = h ⊙ m; output y, h");
    ArrayId h = array_named(graph, "h");
    ck_assert_uint_eq(graph_output(graph, 0, true), h);
    ck_assert_uint_eq(graph_output(graph, 1, true), h);
    ck_assert_uint_ne(graph_output(graph, 0, false), h);
}
END_TEST

/* What differs not is there once, recurrences too. */
START_TEST(test_shared)
{
    static const char *const ends[] = {"h[9]", "h[9] + e", "h[9] training"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        Text text = text_format(
            &arena, "input x; input e ~ normal(0, 1)\nh[0] = x\n"
            "h[t+1] = sin(h[t]) for t < 9\ny = %s + 0 e; output y", ends[i]);
        Graph *graph = graph_of(text.at);
        ck_assert_uint_eq(count_kind(graph, CARRY), 1);
    }
    Graph *graph = graph_of("input x; input e[9] ~ normal(0, 1)\nh[0] = x\n"
                            "h[t+1] = sin(h[t]) + e[t] for t < 9\n"
                            "y = h[9]; output y");
    ck_assert_uint_eq(count_kind(graph, CARRY), 2);
}
END_TEST

START_TEST(test_means)
{
    Graph *graph = graph_of(
        "input a ~ normal(3, 1), b ~ uniform(1, 2), c ~ bernoulli(0.25)\n"
        "input d ~ dropout(0.1)\noutput a, b, c, d");
    static const double means[] = {3, 1.5, 0.25, 1};
    double **values = NEW_ARRAY(&arena, double *, graph->arrays.count);
    double none = -7;
    EvalFault fault;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == DRAWN)
            values[id] = &none;
    ck_assert(eval(graph, &arena, false, values, &fault));
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_double_eq(*values[graph_output(graph, i, false)], -7);
        ck_assert_double_eq(*values[graph_output(graph, i, true)], means[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("specialise");
    TCase *tests = tcase_create("specialise");
    tcase_add_checked_fixture(tests, open_arena, close_arena);
    tcase_add_test(tests, test_one_mode);
    tcase_add_test(tests, test_choice);
    tcase_add_test(tests, test_dropout);
    tcase_add_test(tests, test_shared);
    tcase_add_test(tests, test_means);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
