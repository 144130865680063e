/* test_command_eval.c: gcc-graph eval from text to text, by both engines. */
#define _XOPEN_SOURCE 700
#include "lowered_cases.h"
#include "suite.h"

#include "../../compiler/command_eval.h"
#include "../../compiler/emit_h.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

/* The library of a test with sanitizers wants them in the program, too. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define C_COMPILER "clang -fsanitize=address,undefined"
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define C_COMPILER "gcc -fsanitize=address,undefined"
#endif
#ifndef C_COMPILER
#define C_COMPILER "cc"
#endif

static const char network[] =
    "input x[2]\ninput t\nparam W[2,2] = 1, b[2] = 0\n"
    "h = W x + b\ns = h[0] h[1]\nJ = (s - t)²\noutput s, h\n";

typedef struct Call {
    const char *program, *assignments[6];
    bool        json, in_double, c_engine;
    int         status;             /* what command_eval returned */
    const char *out, *problems;
} Call;

/* The library beside the folder of the running test. */
static Text library(Cases *c)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    ck_assert_int_gt(length, 0);
    while (length > 0 && path[length - 1] != '/')
        length--;
    return text_format(&c->arena, "%.*s../libgg.a", (int)length, path);
}

static void make_engine(Cases *c, const Graph *graph, EvalCommand *command)
{
    const Plan *p = plan(schedule(graph, &c->arena, NO_CHECKPOINT), &c->arena,
                         command->values.in_double, false);
    Names *names = names_in_c(p->loops->graph, &c->arena, text_of("model"));
    EmitOptions options = {.source = text_of("test.g"),
                           .header = text_of("model.h")};
    TextList source = {0};
    Buffer header = buffer_create(&c->arena);
    emit_c(p, names, &options, &c->arena, &source);
    emit_h(p, names, &options, &c->arena, &header);
    EngineC *engine = NEW(&c->arena, EngineC);
    *engine = (EngineC){
        .graph = p->loops->graph,
        .names = names,
        .source = text_join(&c->arena, &source),
        .header = buffer_text(&header),
        .header_name = options.header,
        .in_double = command->values.in_double,
        .infer = command->infer,
        .seed = command->values.seed,
        .step = command->values.step,
        .include = text_of(GCC_GRAPH_ROOT "/runtime"),
        .library = library(c),
        .compiler = text_of(C_COMPILER),
    };
    command->engine = engine;
}

static void call(Cases *c, Call *call)
{
    const Graph *graph = graph_of(c, call->program, true);
    Text texts[6];
    EvalCommand command = {
        .arena = &c->arena, .graph = graph, .json = call->json,
        .values = {.assignments = texts, .seed = 1,
                   .in_double = call->in_double},
    };
    while (call->assignments[command.values.count]) {
        uint32_t n = command.values.count++;
        texts[n] = text_of(call->assignments[n]);
    }
    Buffer out = buffer_create(&c->arena), problems = buffer_create(&c->arena);
    if (call->c_engine)
        make_engine(c, graph, &command);
    call->status = command_eval(&command, &out, &problems);
    call->out = out.length ? out.at : "";
    call->problems = problems.length ? problems.at : "";
}

/* h = (x₀ + x₁)(1, 1), s = h², both at x = (1, 2). */
static const struct {
    Call        call;
    const char *out;
} prints[] = {
    {{network, {"x=[1,2]", "t=1"}, false, true, false, 0, 0, 0},
     "s = 9\nh = [3, 3]\n"
     "∂s/∂W = [[3, 6], [3, 6]]\n∂s/∂b = [3, 3]\n∂s/∂x = [6, 6]\n∂s/∂t = 0\n"
     "∂(sum h)/∂W = [[1, 2], [1, 2]]\n∂(sum h)/∂b = [1, 1]\n"
     "∂(sum h)/∂x = [2, 2]\n∂(sum h)/∂t = 0\n"},
    {{network, {"x=[1,2]", "t=1", "d_h=[1,0]"}, false, true, false, 0, 0, 0},
     "s = 9\nh = [3, 3]\n"
     "d_W = [[1, 2], [0, 0]]\nd_b = [1, 0]\nd_x = [1, 1]\nd_t = 0\n"},
    {{network, {"x=[1,2]", "t=1", "d_s=2"}, true, true, false, 0, 0, 0},
     "{\"outputs\": {\"s\": 9, \"h\": [3, 3]}, \"gradients\": {"
     "\"W\": [[6, 12], [6, 12]], \"b\": [6, 6], \"x\": [12, 12], \"t\": 0}}\n"},
    {{"input x; output y; y = log(x)\n", {"x=0"}, true, true, false, 0, 0, 0},
     "{\"outputs\": {\"y\": \"-inf\"}, \"gradients\": {\"y\": "
     "{\"x\": \"inf\"}}}\n"},
    {{"input x; output y; y = x / 3\n", {"x=1"}, false, false, false, 0, 0, 0},
     "y = 0.33333334\n∂y/∂x = 0.33333334\n"},
    {{"input x; output y; y = x / 3\n", {"x=1"}, false, true, false, 0, 0, 0},
     "y = 0.3333333333333333\n∂y/∂x = 0.3333333333333333\n"},
    {{"input x[3]; output m; m = argmax(x)\n", {"x=[1,5,5]"}, false, true,
      false, 0, 0, 0},
     "m = 1\n"},
};

START_TEST(outputs_and_gradients_are_printed)
{
    for (int c_engine = 0; c_engine < 2; c_engine++) {
        Cases c;
        cases_open(&c);
        Call made = prints[_i].call;
        made.c_engine = c_engine;
        call(&c, &made);
        ck_assert_str_eq(made.problems, "");
        ck_assert_int_eq(made.status, 0);
        ck_assert_str_eq(made.out, prints[_i].out);
        cases_close(&c);
    }
}
END_TEST

/* The generated C has the bits of the interpreter. */
static const char *const programs[] = {
    "dim n = 7\ninput x[n]\nparam W[n, n] ~ normal(0, 1)\noutput y, p\n"
    "y = tanh(W x)\np = softmax(3 y)\n",
    "input x[7], w[3] : index(7)\nparam E[7, 4] ~ uniform(-1, 1)\n"
    "output J\nJ = sum(sin(E[w])) + prod[i](x[i])\n",
    "input x[7]\noutput y, z\ny = max(x) - min(abs(x))\n"
    "z[i] = (x[i-1] if i > 0 else 0) + 0.1 x[i]^3 for i < 7\n",
    "input x[7]\nparam c = 0.3\noutput s\n"
    "s = sum[i, j : j < i](exp(c x[i] x[j]))\n",
};

START_TEST(engines_have_the_same_bits)
{
    for (int in_double = 0; in_double < 2; in_double++) {
        const char *outs[2];
        Cases c[2];
        for (int c_engine = 0; c_engine < 2; c_engine++) {
            cases_open(&c[c_engine]);
            Call made = {programs[_i],
                         {"x=[0.3,-1.2,0.7,2.5,-0.1,0.9,1.1]",
                          strstr(programs[_i], "w[3]") ? "w=[6,0,6]" : NULL},
                         false, in_double, c_engine, 0, NULL, NULL};
            call(&c[c_engine], &made);
            ck_assert_str_eq(made.problems, "");
            outs[c_engine] = made.out;
        }
        ck_assert_ptr_nonnull(strstr(outs[0], "∂"));
        ck_assert_str_eq(outs[0], outs[1]);
        cases_close(&c[0]);
        cases_close(&c[1]);
    }
}
END_TEST

START_TEST(problems_have_a_status)
{
    Cases c;
    cases_open(&c);
    Call made = {network, {"x=[1,2,3]", "t=1"}, false, true, false, 0, 0, 0};
    call(&c, &made);
    ck_assert_int_eq(made.status, 1);
    ck_assert_str_eq(made.out, "");
    ck_assert_str_eq(made.problems,
                     "gcc-graph: error: x: expected [2], got [3]\n");
    cases_close(&c);
}
END_TEST

/* -- what the C compiler may do -- */

static uint32_t count_entries(const char *folder)
{
    DIR *open = opendir(folder);
    uint32_t count = 0;
    ck_assert_ptr_nonnull(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count;
}

/* An engine with a text of its own for the model. */
static bool run_text(Cases *c, const char *source, const char *compiler,
                     const char **problems)
{
    const Graph *graph = graph_of(c, "input x; output y; y = 2 x\n", true);
    EvalCommand command = {.arena = &c->arena, .graph = graph,
                           .values.in_double = true};
    make_engine(c, graph, &command);
    EngineC engine = *command.engine;
    if (source)
        engine.source = text_of(source);
    engine.compiler = text_of(compiler);
    double x = 21, y = 0, seed = 1, gradient = 0;
    double *values[] = {&x}, *outputs[] = {&y}, *seeds[] = {&seed},
           *gradients[] = {&gradient};
    SeedSet set = {seeds, gradients};
    Buffer said = buffer_create(&c->arena);
    bool good = engine_c_run(&engine, &c->arena, values, outputs, NULL, 1,
                             &set, &said);
    *problems = said.length ? said.at : "";
    if (good) {
        ck_assert_double_eq(y, 42);
        ck_assert_double_eq(gradient, 2);
    }
    return good;
}

#define MODEL(FORWARD)                                                         \
    "#include \"model.h\"\n#include <stdlib.h>\n"                              \
    "int model_forward(const double x, double *y, model_work *work)\n"         \
    "{ (void)work; *y = 2 * x; " FORWARD " }\n"                                \
    "int model_backward(const double x, const double d_y, double *d_x,\n"      \
    "                   model_work *work)\n"                                   \
    "{ (void)work; (void)x; *d_x = 2 * d_y; return 0; }\n"

static const struct {
    const char *source, *compiler, *problem;    /* problem: NULL if it works */
} engines[] = {
    {NULL, C_COMPILER, NULL},
    {NULL, " env  LC_ALL=C " C_COMPILER " -O0", NULL},
    {MODEL("return 0;"), C_COMPILER, NULL},
    {MODEL("return 1;"), C_COMPILER, "an index value is out of its range"},
    {MODEL("abort();"), C_COMPILER, "it was ended by signal 6"},
    {MODEL("exit(7);"), C_COMPILER, "exit status 7"},
    {MODEL("exit(0);"), C_COMPILER, "gave too few numbers"},
    {"int model_forward(", "cc", "the C compiler failed: cc"},
    {"int main(void) { return 0; }", "cc", "the C compiler failed"},
    {NULL, "no-such-compiler-anywhere", "No such file or directory"},
    {NULL, "false", "the C compiler failed: false"},
};

START_TEST(engines_fail_with_a_message)
{
    Cases c;
    char folder[] = "/tmp/gcc-graph-test-XXXXXX";
    const char *problems;
    cases_open(&c);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(setenv("TMPDIR", folder, 1), 0);
    bool good = run_text(&c, engines[_i].source, engines[_i].compiler,
                         &problems);
    if (engines[_i].problem) {
        ck_assert(!good);
        ck_assert_msg(strstr(problems, engines[_i].problem) != NULL, "%s",
                      problems);
    } else {
        ck_assert_msg(good, "%s", problems);
    }
    ck_assert_uint_eq(count_entries(folder), 2);        /* . and .. */
    ck_assert_int_eq(rmdir(folder), 0);
    ck_assert(!run_text(&c, NULL, "cc", &problems));    /* no folder now */
    cases_close(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command_eval");
    TCase *t = tcase_create("command_eval");
    tcase_set_timeout(t, 120);
#define LOOP(test, table)                                                      \
    tcase_add_loop_test(t, test, 0, sizeof table / sizeof *table)
    LOOP(outputs_and_gradients_are_printed, prints);
    LOOP(engines_have_the_same_bits, programs);
    tcase_add_test(t, problems_have_a_status);
    LOOP(engines_fail_with_a_message, engines);
    suite_add_tcase(suite, t);
    return suite_run(suite);
}
