/* test_values.c: numbers as users write them, and values for a graph. */
#define _XOPEN_SOURCE 700
#include "graph_cases.h"
#include "suite.h"

#include "../../compiler/emit_init.h"
#include "../../compiler/tensor.h"
#include "../../compiler/values.h"

#include "../../runtime/host/gg_host.h"

#include <stdio.h>
#include <unistd.h>

/* -- lists -- */

static const struct {
    const char *text, *printed;         /* printed: NULL if it is refused */
    const char *problem;
} lists[] = {
    {"3", "3", NULL},
    {" -0.5e1 ", "-5", NULL},
    {"[1, 2,3]", "[1, 2, 3]", NULL},
    {"[[1,2],[3,4],[5,6]]", "[[1, 2], [3, 4], [5, 6]]", NULL},
    {"[[[1],[2]]]", "[[[1], [2]]]", NULL},
    {"[inf,-Infinity,NaN,\"-inf\"]", "[inf, -inf, nan, -inf]", NULL},
    {"[true, false]", "[1, 0]", NULL},
    {"[1e400, 1e-400, .5, 7.]", "[inf, 0, 0.5, 7]", NULL},
    {"", NULL, "a number is missing at the end"},
    {"[]", NULL, "expected a number; empty lists have no shape"},
    {"[1, 2", NULL, "expected , or ]"},
    {"[1 2]", NULL, "expected , or ]"},
    {"[[1, 2], [3]]", NULL, "this list has 1 elements, the one before it 2"},
    {"[[1], 2]", NULL, "expected a list here, as before"},
    {"[1, [2]]", NULL, "expected a number"},
    {"[1] 2", NULL, "nothing is expected behind the list"},
    {"1,5", NULL, "nothing is expected behind the number"},
    {"0x10", NULL, "nothing is expected"},
    {"[[[[[[[[[1]]]]]]]]]", NULL, "lists are nested deeper than 8"},
    {"information", NULL, "expected a number"},
    {"--1", NULL, "expected a number"},
    {"\"1\"", NULL, "expected a number"},
    {"[1,\n\n oops]", NULL, "line 3, column 2: expected a number"},
};

START_TEST(lists_of_numbers)
{
    Cases c;
    cases_open(&c);
    Buffer problem = buffer_create(&c.arena), out = buffer_create(&c.arena);
    Cursor cursor = cursor_of(&c.arena, text_of(lists[_i].text), &problem);
    Tensor tensor;
    bool read = json_tensor_whole(&cursor, &tensor);
    ck_assert_msg(read == (lists[_i].printed != NULL), "%s", lists[_i].text);
    if (read) {
        tensor_print(&out, tensor.rank, tensor.shape, tensor.values.at, true,
                     false);
        ck_assert_str_eq(out.at, lists[_i].printed);
    } else {
        ck_assert_msg(strstr(problem.at, lists[_i].problem) != NULL, "%s: %s",
                      lists[_i].text, problem.at);
    }
    cases_close(&c);
}
END_TEST

START_TEST(nested_brackets_end)
{
    Cases c;
    cases_open(&c);
    char *text = arena_alloc(&c.arena, 1000001, 1);
    memset(text, '[', 1000000);
    Buffer problem = buffer_create(&c.arena);
    Cursor cursor = cursor_of(&c.arena, text_of(text), &problem);
    Tensor tensor;
    ck_assert(!json_tensor_whole(&cursor, &tensor));
    cases_close(&c);
}
END_TEST

START_TEST(json_has_no_infinities)
{
    Cases c;
    cases_open(&c);
    Buffer out = buffer_create(&c.arena);
    tensor_print(&out, 1, SHAPE(4), NUMBERS(NAN, INFINITY, -INFINITY, 0.1),
                 false, true);
    ck_assert_str_eq(out.at, "[\"nan\", \"inf\", \"-inf\", 0.1]");
    cases_close(&c);
}
END_TEST

/* -- tables -- */

static const struct {
    const char *text;
    int64_t rows, columns;              /* 0: refused */
    double  last;
} tables[] = {
    {"1,2\n3,4\n", 2, 2, 4},
    {"1 2\t3\r\n4 5 6", 2, 3, 6},
    {"# head\n\n 1 , 2 3 # tail\n", 1, 3, 3},
    {"1;2\r3;4\r", 2, 2, 4},
    {"\xEF\xBB\xBF" "1\n2\n", 2, 1, 2},
    {"1,5;2,5\n", 0, 0, 0},
    {"1 2\n3;4\n5,6\n", 0, 0, 0},
    {"-1e3\n", 1, 1, -1000},
    {"1,2\n3\n", 0, 0, 0},
    {"1,,2\n", 0, 0, 0},
    {"1,2,\n", 0, 0, 0},
    {"a,b\n1,2\n", 0, 0, 0},
    {"1-2\n", 0, 0, 0},
    {"", 0, 0, 0},
};

START_TEST(tables_of_numbers)
{
    Cases c;
    cases_open(&c);
    Buffer problem = buffer_create(&c.arena);
    Cursor cursor = cursor_of(&c.arena, text_of(tables[_i].text), &problem);
    Tensor t;
    bool read = csv_tensor(&cursor, &t);
    ck_assert_int_eq(read, tables[_i].rows > 0);
    ck_assert_int_eq(!read, problem.length > 0);
    if (read) {
        ck_assert_int_eq(t.shape[0], tables[_i].rows);
        ck_assert_int_eq(t.shape[1], tables[_i].columns);
        ck_assert_double_eq(t.values.at[t.values.count - 1], tables[_i].last);
    }
    cases_close(&c);
}
END_TEST

/* -- NumPy -- */

/* A file of version 1; data as bytes in a C string of `size` bytes. */
static Text npy_file(Cases *c, const char *type, const char *fortran,
                     const char *shape, const void *data, size_t size)
{
    Buffer out = buffer_create(&c->arena);
    Text header = text_format(
        &c->arena, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n",
        type, fortran, shape);
    char length[2] = {(char)header.length, 0};
    buffer_puts(&out, "\x93NUMPY\x01");
    buffer_add(&out, (Text){"\0", 1});
    buffer_add(&out, (Text){length, 2});
    buffer_add(&out, header);
    buffer_add(&out, (Text){data, size});
    return buffer_text(&out);
}

static const struct {
    const char *type, *fortran, *shape, *data;
    size_t size;
    const char *printed;                /* NULL: refused */
} arrays[] = {
    {"<i4", "False", "(2,)", "\1\0\0\0\xff\xff\xff\xff", 8, "[1, -1]"},
    {">i2", "False", "(2,)", "\0\1\xff\xfe", 4, "[1, -2]"},
    {"|u1", "False", "(2, 3)", "\1\2\3\4\5\xff", 6, "[[1, 2, 3], [4, 5, 255]]"},
    {"|u1", "True", "(2, 3)", "\1\2\3\4\5\6", 6, "[[1, 3, 5], [2, 4, 6]]"},
    {"|i1", "False", "()", "\x80", 1, "-128"},
    {"|b1", "False", "(2,)", "\0\1", 2, "[0, 1]"},
    {"<f4", "False", "(1,)", "\0\0\xc0\x3f", 4, "[1.5]"},
    {">f4", "False", "(1,)", "\x3f\xc0\0\0", 4, "[1.5]"},
    {"<f8", "False", "(1, 1)", "\0\0\0\0\0\0\xf8\xbf", 8, "[[-1.5]]"},
    {"<f2", "False", "(4,)", "\0\x3c\0\2\0\xfc\xff\x7b", 8,
     "[1, 0.000030517578125, -inf, 65504]"},
    {"<i8", "False", "(1,)", "\xfe\xff\xff\xff\xff\xff\xff\xff", 8, "[-2]"},
    {"<i4", "False", "(2,)", "\1\0\0\0", 4, NULL},
    {"<i4", "False", "(1,)", "\1\0\0\0\0\0\0\0", 8, NULL},
    {"<i4", "False", "(99999999999, 99999999999)", "", 0, NULL},
    {"<c8", "False", "(1,)", "\0\0\0\0\0\0\0\0", 8, NULL},
    {"|O", "False", "(1,)", "\0\0\0\0\0\0\0\0", 8, NULL},
    {"<f3", "False", "(1,)", "\0\0\0", 3, NULL},
    {"|u1", "False", "(1,1,1,1,1,1,1,1,1)", "\0", 1, NULL},
    {"|u1", "False", "(-1,)", "\0", 1, NULL},
    {"|u1", "False", "(1", "\0", 1, NULL},
};

START_TEST(numpy_files)
{
    Cases c;
    cases_open(&c);
    Buffer problem = buffer_create(&c.arena), out = buffer_create(&c.arena);
    Text file = npy_file(&c, arrays[_i].type, arrays[_i].fortran,
                         arrays[_i].shape, arrays[_i].data, arrays[_i].size);
    Cursor cursor = cursor_of(&c.arena, file, &problem);
    Tensor t;
    bool read = npy_tensor(&cursor, &t);
    ck_assert_int_eq(read, arrays[_i].printed != NULL);
    ck_assert_int_eq(!read, problem.length > 0);
    if (read) {
        tensor_print(&out, t.rank, t.shape, t.values.at, true, false);
        ck_assert_str_eq(out.at, arrays[_i].printed);
    }
    /* Cut off anywhere, it is refused. */
    for (size_t length = 0; read && length < file.length; length++) {
        char *cut = arena_copy(&c.arena, file.at, length, 1);
        cursor = cursor_of(&c.arena, (Text){cut, length}, &problem);
        ck_assert(!npy_tensor(&cursor, &t));
    }
    cases_close(&c);
}
END_TEST

/* -- values for a graph -- */

typedef struct Program {
    Cases   c;
    ArrayId x, A, w, W, b, n;
} Program;

static ArrayId declare(Program *p, const char *name, ArrayKind kind,
                       int64_t limit, uint32_t rank, const int64_t *shape)
{
    Graph *g = p->c.graph;
    ArrayId id = graph_input(g, kind, limit ? WHOLE : REAL, limit, rank, shape,
                             0);
    uint32_t d = graph_define(g, text_of(name), (Span){0}, id);
    if (kind == PARAM)
        list_push(g->arena, &g->params, d);
    else
        list_push(g->arena, &g->inputs, d);
    return id;
}

static void program_open(Program *p)
{
    cases_open(&p->c);
    Graph *g = p->c.graph;
    p->x = declare(p, "x", INPUT, 0, 0, NULL);
    p->A = declare(p, "A", INPUT, 0, 2, SHAPE(2, 3));
    p->w = declare(p, "w", INPUT, 5, 1, SHAPE(2));
    p->W = declare(p, "W₁", PARAM, 0, 2, SHAPE(2, 2));
    p->b = declare(p, "bias", PARAM, 0, 1, SHAPE(2));
    p->n = declare(p, "μ", PARAM, 0, 1, SHAPE(3));
    Part half = {.combine = SET, .lanes = 1,
                 .body = body(&p->c, "a + b", number(&p->c, 0.25),
                              number(&p->c, 0.5))};
    ArrayId value = equation_of(&p->c, half, 0, 0, NULL);
    Initial initials[] = {{.array = p->b, .value = value},
                          {.array = p->W, .draw = DRAW_NORMAL, .b = 2},
                          {.array = p->n, .draw = DRAW_UNIFORM, .a = -1,
                           .b = 3}};
    for (int i = 0; i < 3; i++)
        list_push(g->arena, &g->initials, initials[i]);
    graph_define(g, text_of("half"), (Span){0}, value);
    list_push(g->arena, &g->dims, ((Dim){text_of("m"), 2}));
    give(&p->c, 0, NULL);
}

/* The problems with these assignments, which NULL ends. */
static const char *assign(Program *p, const char *const *assignments,
                          const char *params, bool in_double)
{
    Text texts[10];
    ValueOptions options = {.assignments = texts, .seed = 7,
                            .in_double = in_double};
    while (assignments[options.count]) {
        texts[options.count] = text_of(assignments[options.count]);
        options.count++;
    }
    if (params)
        options.params = text_of(params);
    Buffer problems = buffer_create(&p->c.arena);
    bool *given = NEW_ARRAY(&p->c.arena, bool, 100);
    bool good = values_read(p->c.graph, &p->c.arena, &options, p->c.values,
                            given, &problems);
    ck_assert_int_eq(good, problems.length == 0);
    return problems.length ? problems.at : "";
}

#define ASSIGN(...) (const char *const[]){__VA_ARGS__, NULL}
#define GOOD "x=1", "A=[[1,2,3],[4,5,6]]", "w=[0,4]"

START_TEST(values_are_taken)
{
    for (int in_double = 0; in_double < 2; in_double++) {
        Program p;
        program_open(&p);
        ck_assert_str_eq(assign(&p, ASSIGN(GOOD, "bias=[8,9]"), NULL,
                                in_double), "");
        expect(&p.c, p.A, NUMBERS(1, 2, 3, 4, 5, 6));
        expect(&p.c, p.b, NUMBERS(8, 9));
        uint32_t stream = init_stream(text_of("W₁"));
        for (unsigned i = 0; i < 4; i++)
            ck_assert_double_eq(p.c.values[p.W][i],
                                in_double
                                    ? 2 * gg_normal(7, stream, i)
                                    : (double)(2 * gg_normalf(7, stream, i)));
        for (unsigned i = 0; i < 3; i++)
            ck_assert(p.c.values[p.n][i] > -1 && p.c.values[p.n][i] < 3);
        ck_assert_str_eq(assign(&p, ASSIGN(GOOD, "\u00B5=[4,5,6]"), NULL,
                                in_double), "");
        expect(&p.c, p.n, NUMBERS(4, 5, 6));
        ck_assert_str_eq(assign(&p, ASSIGN(GOOD, "W1=[[1,2],[3,4]]"), NULL,
                                in_double), "");
        expect(&p.c, p.W, NUMBERS(1, 2, 3, 4));
        expect(&p.c, p.b, NUMBERS(0.75, 0.75));
        cases_close(&p.c);
    }
}
END_TEST

static const struct {
    const char *assignments[5], *problem;
} wrong[] = {
    {{"x=1", "w=[0,1]"}, "gcc-graph: error: A: it is not given; expected 2×3"},
    {{"x=1", "A=[[1,2,3],[4,5,6]]"}, "expected [2] of whole numbers from 0 to 4"},
    {{GOOD, "bais=[1,2]"}, "no input or param called bais; is it bias?"},
    {{GOOD, "quite_other=1"}, "no input or param called quite_other\n"},
    {{GOOD, "BIAS=[1,2]"}, "no input or param called BIAS; is it bias?"},
    {{GOOD, "X=1"}, "no input or param called X; is it x?"},
    {{GOOD, "half=1"}, "no input or param called half; half is computed"},
    {{GOOD, "m=1"}, "no input or param called m; m is a dim; say -D"},
    {{"x=[1]", "A=1", "w=1"}, "x: expected a number, got [1]"},
    {{"x=1", "A=[[1,2],[3,4],[5,6]]"}, "A: expected 2×3, got 3×2"},
    {{"x=1", "A=3"}, "A: expected 2×3, got a number"},
    {{"w=[0,5]"}, "w: element 1 is 5; expected a whole number from 0 to 4"},
    {{"w=[0.5,0]"}, "w: element 0 is 0.5; expected a whole number"},
    {{"w=[nan,0]"}, "w: element 0 is nan; expected"},
    {{GOOD, "x=2"}, "x: it is given twice"},
    {{"x"}, "x: expected name=value"},
    {{"=1"}, "expected name=value"},
    {{"x="}, "x: a number is missing"},
    {{"x=one"}, "x: expected a number"},
    {{"x=@/nowhere/at.npy"}, "/nowhere/at.npy: No such file"},
    {{"x=@/tmp"}, "/tmp: the name of a file of numbers ends in"},
};

START_TEST(wrong_values_are_refused)
{
    Program p;
    program_open(&p);
    const char *problem = assign(&p, wrong[_i].assignments, NULL, true);
    ck_assert_msg(strstr(problem, wrong[_i].problem) != NULL, "%s", problem);
    cases_close(&p.c);
}
END_TEST

/* -- files of params -- */

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static const struct {
    const char *json, *problem;         /* problem: NULL if it is taken */
} objects[] = {
    {"{\"bias\": [1, 2], \"W₁\": [[1, 2], [3, 4]]}", NULL},
    {"{\"b\\u0069as\": [1, 2], \"W\\u2081\": [[1, 2], [3, 4]]}", NULL},
    {" { } ", NULL},
    {"{\"\\uD835\\udc16\\\"\": 1}", "no param called \U0001D416\"\n"},
    {"{\"\\ud835\": 1}", "expected the four digits of \\u"},
    {"{\"\\ud835\\u0041\": 1}", "expected the four digits of \\u"},
    {"{\"\\u20g1\": 1}", "expected the four digits of \\u"},
    {"{\"\\u001b\": 1}", "a name holds no control characters"},
    {"{\"a\\n\": 1}", "no name holds this escape"},
    {"{\"\\", "no name holds this escape"},
    {"{\"bias\": [1, 2, 3]}", "params.json: bias: expected [2], got [3]"},
    {"{\"x\": 1}", "no param called x; x is an input"},
    {"{\"bias\": [1, 2], \"bias\": [3, 4]}", "bias: it is given twice"},
    {"{\"bi\nas\": [1, 2]}", "line 1, column 5: a name holds no control"},
    {"{\"bias\": [1, 2]", "expected , or }"},
    {"{\"bias\": [1, 2]} {}", "nothing is expected behind the object"},
    {"{bias: [1, 2]}", "expected a name between quotes"},
    {"[1, 2]", "expected {\"name\": values, …}"},
    {"{\"bias\" [1, 2]}", "expected :"},
    {"{\"bias", "the name does not end"},
};

START_TEST(params_from_json)
{
    Program p;
    char folder[] = "/tmp/gcc-graph-test-XXXXXX";
    program_open(&p);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    Text path = text_format(&p.c.arena, "%s/params.json", folder);
    write_file(path.at, objects[_i].json, strlen(objects[_i].json));
    const char *problem = assign(&p, ASSIGN(GOOD), path.at, true);
    if (objects[_i].problem)
        ck_assert_msg(strstr(problem, objects[_i].problem) != NULL, "%s",
                      problem);
    else
        ck_assert_str_eq(problem, "");
    if (_i < 2)
        expect(&p.c, p.W, NUMBERS(1, 2, 3, 4));
    unlink(path.at);
    rmdir(folder);
    cases_close(&p.c);
}
END_TEST

/* What the runtime saves, in either precision; and a file that is damaged in
 * any one byte or cut off anywhere. */
START_TEST(params_of_the_runtime)
{
    enum { COUNT = 9 };
    static const float single[COUNT] = {1, 2, 3, 4, 5, 6, 7, 8, 9.5f};
    static const double precise[COUNT] = {1, 2, 3, 4, 5, 6, 7, 8, 9.1};
    Program p;
    char folder[] = "/tmp/gcc-graph-test-XXXXXX", bytes[200];
    program_open(&p);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    Text path = text_format(&p.c.arena, "%s/params", folder);
    for (int in_double = 0; in_double < 2; in_double++) {
        ck_assert_int_eq(in_double
                             ? gg_save_params(path.at, precise, COUNT, 5, NULL)
                             : gg_save_paramsf(path.at, single, COUNT, 5, NULL),
                         0);
        ck_assert_str_eq(assign(&p, ASSIGN(GOOD), path.at, true), "");
        expect(&p.c, p.W, NUMBERS(1, 2, 3, 4));
        expect(&p.c, p.n, NUMBERS(7, 8, in_double ? 9.1 : 9.5));
        ck_assert_str_eq(assign(&p, ASSIGN(GOOD, "bias=[0,0]"), path.at, true),
                         "");
        expect(&p.c, p.b, NUMBERS(0, 0));
        FILE *file = fopen(path.at, "rb");
        size_t size = fread(bytes, 1, sizeof bytes, file);
        ck_assert_int_eq(fclose(file), 0);
        for (size_t i = 0; i < size; i++) {
            bytes[i] ^= 4;
            write_file(path.at, bytes, size);
            ck_assert_str_ne(assign(&p, ASSIGN(GOOD), path.at, true), "");
            bytes[i] ^= 4;
            write_file(path.at, bytes, i);
            ck_assert_str_ne(assign(&p, ASSIGN(GOOD), path.at, true), "");
        }
    }
    unlink(path.at);
    rmdir(folder);
    cases_close(&p.c);
}
END_TEST

/* -- anything at all -- */

static bool keep_nothing(void *context, Text name, Tensor *tensor)
{
    (void)context;
    return name.length < 1000 && tensor->rank <= TENSOR_RANK;
}

/* Text with a few bytes changed is read or refused, and what is refused has a
 * reason. */
START_TEST(damaged_text_ends_in_words)
{
    static const char *const seeds[] = {
        "[[1, -2.5e3], [inf, nan]]", "{\"bias\": [1, 2], \"W\": [[1]]}",
        "1, 2; 3\n4 5 6 # seven\n",
        "\x93NUMPY\x01\x01\x40\x01{'descr': '<f4', 'fortran_order': True, "
        "'shape': (2, 3), }         \n123412341234123412341234",
    };
    static const char bytes[] = "[](){}'\",:.-+e019 \n#<>|fiub\xff\x93T";
    uint64_t state = (uint64_t)_i + 1;
    const char *seed = seeds[_i % 4];
    int good = 0;
    for (int round = 0; round < 3000; round++) {
        Cases c;
        cases_open(&c);
        size_t length = strlen(seed);
        char *text = arena_copy(&c.arena, seed, length, 1);
        for (int n = 0; n < 1 + round % 4; n++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[(state >> 33) % length] =
                bytes[(state >> 20) % (sizeof bytes - 1)];
        }
        if (_i % 4 == 3 && round % 2)
            text[7] = '\0', text[8] = '\x44', text[9] = '\0';
        Buffer problem = buffer_create(&c.arena);
        Cursor cursor = cursor_of(&c.arena, (Text){text, length}, &problem);
        Tensor t;
        bool read = _i % 4 == 0   ? json_tensor_whole(&cursor, &t)
                  : _i % 4 == 1 ? json_object(&cursor, keep_nothing, &c)
                  : _i % 4 == 2 ? csv_tensor(&cursor, &t)
                                : npy_tensor(&cursor, &t);
        ck_assert_int_eq(read, problem.length == 0);
        good += read;
        cases_close(&c);
    }
    ck_assert_int_gt(good, 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("values");
    TCase *t = tcase_create("values");
#define LOOP(test, table)                                                      \
    tcase_add_loop_test(t, test, 0, sizeof table / sizeof *table)
    LOOP(lists_of_numbers, lists);
    tcase_add_test(t, nested_brackets_end);
    tcase_add_test(t, json_has_no_infinities);
    LOOP(tables_of_numbers, tables);
    LOOP(numpy_files, arrays);
    tcase_add_test(t, values_are_taken);
    LOOP(wrong_values_are_refused, wrong);
    LOOP(params_from_json, objects);
    tcase_add_test(t, params_of_the_runtime);
    tcase_add_loop_test(t, damaged_text_ends_in_words, 0, 4);
    suite_add_tcase(suite, t);
    return suite_run(suite);
}
