/* test_runtime_host.c: tables, parameter files, gradient check, progress. */
#define _POSIX_C_SOURCE 200809L

#include "suite.h"

#include "gg_host.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[128];

/* A folder of its own for each test. */
static void setup(void)
{
    strcpy(folder, "/tmp/gg_host_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/file", folder);
}

/* The folder must hold nothing but the one file: no side files stay. */
static void teardown(void)
{
    (void)unlink(path);
    ck_assert_msg(rmdir(folder) == 0, "something was left in %s", folder);
}

static void write_file(const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert(fwrite(bytes, 1, n, file) == n);
    ck_assert(fclose(file) == 0);
}

static size_t read_file(unsigned char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    size_t n;

    ck_assert_ptr_nonnull(file);
    n = fread(bytes, 1, room, file);
    ck_assert(fclose(file) == 0);
    return n;
}

/* Texts and what becomes of them. */
typedef struct Csv {
    const char *text;
    size_t skip, rows, columns;
    double last;            /* the last number */
    const char *reason;     /* or a part of the message */
} Csv;

static const Csv texts[] = {
    {"1,2,3\n4,5,6\n", 0, 2, 3, 6, NULL},
    {"1,2,3\n4,5,6", 0, 2, 3, 6, NULL},
    {"a,b\n1;2\r\n3;-4e-3\r\n", 1, 2, 2, -0.004, NULL},
    {"# note\n\n  1 \t 2\n 3   4  \n", 0, 2, 2, 4, NULL},
    {"1 , 2\n3 ,4", 0, 2, 2, 4, NULL},
    {".5\n+7\ninf\n", 0, 3, 1, INFINITY, NULL},
    {"1,2\n3\n", 0, 0, 0, 0, ":2: 1 numbers, but 2"},
    {"1,2\n3,x4\n", 0, 0, 0, 0, ":2: field 2 is not a number: 'x4'"},
    {"1,2\n3,4x\n", 0, 0, 0, 0, "not a number: '4x'"},
    {"1,,2\n", 0, 0, 0, 0, ":1: field 2 is empty"},
    {"1,2,\n", 0, 0, 0, 0, ":1: field 3 is empty"},
    {",1\n", 0, 0, 0, 0, ":1: field 1 is empty"},
    {"1.2.3\n", 0, 0, 0, 0, "not a number"},
    {"\n#\n", 0, 0, 0, 0, "no numbers"},
    {"", 0, 0, 0, 0, "no numbers"},
};

START_TEST(test_table)
{
    const Csv *c = &texts[_i];
    gg_table t = {NULL, 77, 77};
    gg_error error = {""};
    int status;

    write_file(c->text, strlen(c->text));
    status = gg_table_read(&t, path, c->skip, &error);
    if (c->reason != NULL) {
        ck_assert_int_eq(status, -1);
        ck_assert_msg(strstr(error.text, c->reason) != NULL, "%s",
                      error.text);
        ck_assert_ptr_nonnull(strstr(error.text, path));
        ck_assert(t.rows == 77 && t.data == NULL);
        ck_assert_int_eq(gg_table_read(&t, path, c->skip, NULL), -1);
        return;
    }
    ck_assert_msg(status == 0, "%s", error.text);
    ck_assert(t.rows == c->rows && t.columns == c->columns);
    ck_assert(t.data[t.rows * t.columns - 1] == c->last);
    gg_table_free(&t);
    ck_assert_ptr_null(t.data);
}
END_TEST

START_TEST(test_table_bad_files)
{
    gg_table t = {NULL, 0, 0};
    gg_error error;
    char number[700];

    ck_assert_int_eq(gg_table_read(&t, "/nowhere/at/all", 0, &error), -1);
    ck_assert_int_eq(gg_table_read(&t, folder, 0, &error), -1);
    write_file("1,2\n3\0,4\n", 9);
    ck_assert_int_eq(gg_table_read(&t, path, 0, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, ":2: a NUL byte"));
    memset(number, '1', sizeof number);
    write_file(number, sizeof number);
    ck_assert_int_eq(gg_table_read(&t, path, 0, &error), -1);
    ck_assert_ptr_null(t.data);
}
END_TEST

START_TEST(test_table_large)
{
    FILE *file = fopen(path, "w");
    gg_table t;
    size_t i;

    ck_assert_ptr_nonnull(file);
    for (i = 0; i < 3000; i++)
        fprintf(file, "%zu%c", i, i % 300 == 299 ? '\n' : ',');
    ck_assert(fclose(file) == 0);
    ck_assert_int_eq(gg_table_read(&t, path, 0, NULL), 0);
    ck_assert(t.rows == 10 && t.columns == 300);
    for (i = 0; i < 3000; i++)
        ck_assert(t.data[i] == (double)i);
    gg_table_free(&t);
}
END_TEST

static const double values[4] = {1.5, -0.0, 1e-310, -3e200};
enum { MODEL = 12345 };

START_TEST(test_params)
{
    const float small[3] = {1.5f, -0.0f, 1e-41f};
    double p[4] = {0};
    float f[3] = {0};
    gg_error error;

    ck_assert_int_eq(gg_save_params(path, values, 4, MODEL, &error), 0);
    ck_assert_int_eq(gg_load_params(path, p, 4, MODEL, &error), 0);
    ck_assert_mem_eq(p, values, sizeof p);
    /* Over the old file, in the other precision. */
    ck_assert_int_eq(gg_save_paramsf(path, small, 3, MODEL, &error), 0);
    ck_assert_int_eq(gg_load_paramsf(path, f, 3, MODEL, &error), 0);
    ck_assert_mem_eq(f, small, sizeof f);
    ck_assert_int_eq(gg_save_params(path, values, 0, MODEL, &error), 0);
    ck_assert_int_eq(gg_load_params(path, p, 0, MODEL, &error), 0);
}
END_TEST

/* The bytes on disk are the same on every machine. */
START_TEST(test_params_layout)
{
    static const unsigned char want[44] = {
        'g', 'g', 'p', 'a', 'r', 'a', 'm', '\n', 1, 0, 0, 0, 4, 0, 0, 0,
        0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, 1, 0, 0, 0, 0, 0, 0, 0
    };
    const float one = 1.0f;
    unsigned char bytes[64];

    ck_assert_int_eq(gg_save_paramsf(path, &one, 1, 0x123456789abcdefu, NULL),
                     0);
    ck_assert_uint_eq(read_file(bytes, sizeof bytes), 44);
    ck_assert_mem_eq(bytes, want, 32);
    ck_assert_mem_eq(bytes + 40, "\0\0\x80\x3f", 4);
}
END_TEST

static void refuse(size_t n, uint64_t model, const char *reason)
{
    double p[8] = {7, 7, 7, 7, 7, 7, 7, 7};
    gg_error error;
    size_t i;

    ck_assert_int_eq(gg_load_params(path, p, n, model, &error), -1);
    ck_assert_msg(strstr(error.text, reason) != NULL, "%s", error.text);
    for (i = 0; i < 8; i++)
        ck_assert(p[i] == 7);
}

START_TEST(test_params_refused)
{
    unsigned char bytes[100];
    size_t n;
    float f[4] = {7, 7, 7, 7};
    gg_error error;

    ck_assert_int_eq(gg_save_params(path, values, 4, MODEL, NULL), 0);
    n = read_file(bytes, sizeof bytes);
    ck_assert_uint_eq(n, 72);
    refuse(4, MODEL + 1, "another model");
    refuse(3, MODEL, "4 parameters, but the model has 3");
    refuse(5, MODEL, "4 parameters, but the model has 5");
    ck_assert_int_eq(gg_load_paramsf(path, f, 4, MODEL, &error), -1);
    ck_assert(f[0] == 7 && strstr(error.text, "8 bytes") != NULL);
    write_file(bytes, n - 1);
    refuse(4, MODEL, "cut off");
    write_file(bytes, 20);
    refuse(4, MODEL, "not a parameter file");
    bytes[n] = 0;
    write_file(bytes, n + 1);
    refuse(4, MODEL, "too long");
    bytes[8] = 2;
    write_file(bytes, n);
    refuse(4, MODEL, "version 2");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(gg_load_params(path, NULL, 0, 0, &error), -1);
}
END_TEST

/* Every single bit of the file matters. */
START_TEST(test_params_any_bit)
{
    unsigned char bytes[100];
    size_t n, bit;

    ck_assert_int_eq(gg_save_params(path, values, 4, MODEL, NULL), 0);
    n = read_file(bytes, sizeof bytes);
    for (bit = 0; bit < 8 * n; bit++) {
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1u << bit % 8);
        write_file(bytes, n);
        refuse(4, MODEL, "");
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1u << bit % 8);
    }
}
END_TEST

/* A save that cannot succeed leaves no trace; the target is a folder. */
START_TEST(test_params_unwritable)
{
    gg_error error;

    ck_assert_int_eq(gg_save_params("/nowhere/at/all", values, 4, 1, &error),
                     -1);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/at/all"));
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert_int_eq(gg_save_params(path, values, 4, 1, &error), -1);
    ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

/* f = sum i p_i^2 + sin(p_0 p_1), in either precision. */
typedef struct Problem {
    double p[3];
    float pf[3];
    int narrow;
} Problem;

static double problem_value(void *context)
{
    const Problem *q = context;
    double p[3];
    int i;

    for (i = 0; i < 3; i++)
        p[i] = q->narrow ? (double)q->pf[i] : q->p[i];
    return p[1] * p[1] + 2 * p[2] * p[2] + sin(p[0] * p[1]);
}

START_TEST(test_gradient)
{
    Problem q = {{0.7, -1.3, 40}, {0.7f, -1.3f, 40}, 0};
    const Problem before = q;
    const double c = cos(-0.91);
    double g[3] = {-1.3 * c, -2.6 + 0.7 * c, 160};
    float gf[3] = {(float)g[0], (float)g[1], 160};
    gg_gradient_report r;

    r = gg_check_gradient(problem_value, &q, q.p, g, 3);
    ck_assert_msg(r.worst < 1e-8, "%g", r.worst);
    ck_assert_mem_eq(&q, &before, sizeof q);
    q.narrow = 1;
    r = gg_check_gradientf(problem_value, &q, q.pf, gf, 3);
    ck_assert_msg(r.worst < 1e-5, "%g", r.worst);
    ck_assert_mem_eq(q.pf, before.pf, sizeof q.pf);
    q.narrow = 0;
    g[1] = -g[1];
    r = gg_check_gradient(problem_value, &q, q.p, g, 3);
    ck_assert(r.element == 1 && r.worst > 1 && r.given == g[1]);
    ck_assert(fabs(r.measured + g[1]) < 0.05 && r.step > 0);
    g[1] = -g[1];
    g[0] *= 1.001;
    r = gg_check_gradient(problem_value, &q, q.p, g, 3);
    ck_assert(r.element == 0 && r.worst > 0.9e-3 && r.worst < 1.1e-3);
    g[0] = NAN;
    r = gg_check_gradient(problem_value, &q, q.p, g, 3);
    ck_assert(r.element == 0 && isinf(r.worst));
}
END_TEST

START_TEST(test_progress)
{
    unsigned char text[100] = {0};
    FILE *file = fopen(path, "w");
    gg_progress p;

    ck_assert_ptr_nonnull(file);
    p = gg_progress_start(file);
    ck_assert_int_eq(p.terminal, 0);
    gg_progress_show(&p, "step %d", 1);
    gg_progress_end(&p);
    p.terminal = 1;
    gg_progress_show(&p, "long line");
    gg_progress_show(&p, "%s", "short");
    gg_progress_end(&p);
    gg_progress_end(&p);
    ck_assert(fclose(file) == 0);
    (void)read_file(text, sizeof text - 1);
    ck_assert_str_eq((char *)text,
                     "step 1\n\rlong line\rshort    \n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_host");
    TCase *tests = tcase_create("host");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, test_table, 0,
                        sizeof texts / sizeof texts[0]);
    tcase_add_test(tests, test_table_bad_files);
    tcase_add_test(tests, test_table_large);
    tcase_add_test(tests, test_params);
    tcase_add_test(tests, test_params_layout);
    tcase_add_test(tests, test_params_refused);
    tcase_add_test(tests, test_params_any_bit);
    tcase_add_test(tests, test_params_unwritable);
    tcase_add_test(tests, test_gradient);
    tcase_add_test(tests, test_progress);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
