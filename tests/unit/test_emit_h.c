/* test_emit_h.c: headers say what they must, and compile as C and as C++ without
 * a warning; so do the functions that set initial values, which set them.
 */
#define _POSIX_C_SOURCE 200809L      /* popen */

#include "../../compiler/differentiate.h"
#include "../../compiler/emit_h.h"
#include "../../compiler/emit_init.h"
#include "../../compiler/emit_interface.h"
#include "../../compiler/simplify.h"

#include "compiling.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

#ifndef GCC_GRAPH_ROOT
#define GCC_GRAPH_ROOT "."
#endif

static Arena arena;
static jmp_buf failure;

static void set_up(void)
{
    arena_init(&arena, NULL, &failure);
}

static void tear_down(void)
{
    arena_destroy(&arena);
}

typedef struct Emitted {
    const char *header, *init;
} Emitted;

static Emitted emitted(const char *text, const char *stem, bool in_double)
{
    Graph *graph = compiled(&arena, stem, text_of(text));
    graph = graph_compact(&arena, differentiate(&arena,
                                                simplify(&arena, graph)));
    const Loops *loops = schedule(simplify(&arena, graph), &arena, NO_CHECKPOINT);
    const Plan *p = plan(loops, &arena, in_double, false);
    Names *names = names_in_c(loops->graph, &arena, text_of(stem));
    EmitOptions options = {.source = text_of("a*/b.g"),
                           .header = text_of("model.h")};
    Buffer header = buffer_create(&arena), init = buffer_create(&arena);
    emit_h(p, names, &options, &arena, &header);
    emit_init(p, names, &arena, &init);
    return (Emitted){buffer_text(&header).at, buffer_text(&init).at};
}

/* -- compilers -- */

/* Whether the text compiles; nothing is written. */
static bool compiles(const char *compiler, const char *language,
                     const Emitted *e)
{
    Text command = text_format(
        &arena, "%s -x %s -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion "
        "-Wshadow -Wcast-qual -Wundef -Wvla -Werror -I%s/runtime -",
        compiler, language, GCC_GRAPH_ROOT);
    FILE *pipe = popen(command.at, "w");
    ck_assert_ptr_nonnull(pipe);
    fputs(e->header, pipe);
    fputs(strcmp(language, "c") ? "" : e->init, pipe);
    return pclose(pipe) == 0;
}

static const char *const programs[] = {
    "dim n = 20, m = 8\ninput x[n]\nparam W[m,n] ~ normal(0, 0.1), b[m] = 0\n"
    "param u[m] ~ uniform(-1, 1)\nf(z) = 1 / (1 + exp(-z))\n"
    "s = u·f(W x + b)\noutput s\n",
    "input x[3]\ny = 2 x\noutput y\n",
    "input w[5] : index(7), t : index(3)\nparam E[7,3] = eye(7)[:, 0:3]\n"
    "y = E[w]\nz = y[0, t] y[0, t]\noutput y, z\n",
    "dim big = 5000000000, int = -3, forward = 1\n"
    "input p, work[3], gamma[2,2], y0\n"
    "param NULL[2,3] = [[1, 2, 3], [4, 5, 6.5]], I = inf\n"
    "λ = p sum(work) + sum(gamma) y0 + sum(NULL) I\noutput λ, gamma, p\n",
    "const K[2] = [1, 2]\ny = K·K\noutput y\n",
};

START_TEST(headers_compile)
{
    for (int in_double = 0; in_double < 2; in_double++) {
        Emitted e = emitted(programs[_i], "my-model", in_double);
        ck_assert_msg(compiles("cc -std=c99", "c", &e), "%s", e.header);
        ck_assert_msg(compiles("cc -std=c17", "c", &e), "%s", e.init);
        ck_assert_msg(compiles("c++ -std=c++17", "c++", &e), "%s", e.header);
    }
}
END_TEST

/* A test of the test: what is no C does not compile. */
START_TEST(nonsense_does_not_compile)
{
    Emitted e = {"int f(void) { return x; }\n", ""};
    ck_assert(!compiles("cc -std=c99 2>/dev/null", "c", &e));
}
END_TEST

/* -- text -- */

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "%s\n--- has no ---\n%s", text, part);
}

START_TEST(the_interface_is_as_promised)
{
    Emitted e = emitted(programs[0], "scorer", false);
    has(e.header, "#ifndef SCORER_H\n#define SCORER_H\n");
    has(e.header, "    scorer_n = 20,\n    scorer_m = 8\n");
    has(e.header, "enum { scorer_NPARAMS = 176 };\n");
    has(e.header, "typedef struct scorer_params {\n    float W[8][20];\n"
                  "    float b[8];\n    float u[8];\n} scorer_params;\n");
    has(e.header,
        "int scorer_forward(const scorer_params *p, const float x[20], "
        "float *s,\n                   scorer_work *work);\n");
    has(e.header,
        "int scorer_backward(const scorer_params *p, const float x[20], "
        "float d_s,\n                    scorer_params *d_p, float d_x[20],"
        " scorer_work *work);\n");
    has(e.header,
        "int scorer_infer(const scorer_params *p, const float x[20], float *s,"
        "\n                 scorer_infer_work *work);\n");
    has(e.header, "void scorer_init(scorer_params *p, uint64_t seed);\n");
    has(e.header, "from a* /b.g;");
}
END_TEST

START_TEST(what_is_not_there_is_not_declared)
{
    Emitted e = emitted(programs[1], "m", false);
    ck_assert_ptr_null(strstr(e.header, "m_params"));
    ck_assert_ptr_null(strstr(e.header, "m_init"));
    has(e.header, "int m_backward(const float x[3], const float d_y[3], "
                  "float d_x[3],\n               m_work *work);\n");
    ck_assert_str_eq(e.init, "");
    e = emitted(programs[4], "m", true);
    ck_assert_ptr_null(strstr(e.header, "backward("));
    has(e.header, "int m_forward(double *y, m_work *work);\n");
}
END_TEST

START_TEST(index_data_is_of_whole_numbers)
{
    Emitted e = emitted(programs[2], "m", false);
    has(e.header, "const int32_t w[5], int32_t t,");
    has(e.header, " *     w         input w[5], 0 to 6\n");
    has(e.header, "Returns GG_OK, or GG_INDEX");
    e = emitted(programs[0], "m", false);
    ck_assert_ptr_null(strstr(e.header, "GG_INDEX"));
}
END_TEST

START_TEST(initial_values)
{
    Emitted e = emitted(programs[0], "m", true);
    has(e.init, "    /* W[8, 20] ~ normal(0, 0.1) */\n"
                "    gg_fill_normal(&p->W[0][0], 160, seed, ");
    has(e.init, " 0.0, 0.1);\n");
    has(e.init, " -1.0, 1.0);\n");
    has(e.init, "    for (int i = 0; i < 8; i++) {\n        p->b[i] = 0.0;\n    }\n");
    e = emitted(programs[3], "m", false);
    has(e.init, "{{1.0f, 2.0f, 3.0f}, {4.0f, 5.0f, 6.5f}};\n");
    has(e.init, "p->NULL_[i][j] = values[i][j];\n");
    has(e.init, "p->I_ = GG_INFINITYF;\n");
    has(e.init, "(void)seed;\n");
}
END_TEST

START_TEST(streams_are_those_of_names)
{
    const char *a = "input x\nparam A ~ normal(0, 1)\n"
                    "param B ~ normal(0, 1)\ny = A B x\noutput y\n";
    const char *b = "input x\nparam B ~ normal(0, 1)\ny = B x\noutput y\n";
    Text of_a = text_format(&arena, "0x%08xu",
                            (unsigned)init_stream(text_of("A")));
    Text of_b = text_format(&arena, "0x%08xu",
                            (unsigned)init_stream(text_of("B")));
    ck_assert(!text_equal(of_a, of_b));
    has(emitted(a, "m", false).init, of_a.at);
    has(emitted(a, "m", false).init, of_b.at);
    has(emitted(b, "m", false).init, of_b.at);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emit_h");
    TCase *tests = tcase_create("emit_h");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, headers_compile, 0,
                        (int)(sizeof programs / sizeof *programs));
    tcase_add_test(tests, nonsense_does_not_compile);
    tcase_add_test(tests, the_interface_is_as_promised);
    tcase_add_test(tests, what_is_not_there_is_not_declared);
    tcase_add_test(tests, index_data_is_of_whole_numbers);
    tcase_add_test(tests, initial_values);
    tcase_add_test(tests, streams_are_those_of_names);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
