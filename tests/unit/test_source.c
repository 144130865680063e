/* test_source.c: offsets, lines and columns, and the reading of files. */
#define _POSIX_C_SOURCE 200809L
#include "../../compiler/source.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Bench {
    Arena   arena;
    Sources sources;
} Bench;

static void bench_open(Bench *bench)
{
    arena_init(&bench->arena, NULL, NULL);
    bench->sources = (Sources){.arena = &bench->arena};
}

START_TEST(places_are_found)
{
    Bench b;
    bench_open(&b);
    const Source *one = source_add(&b.sources, text_of("a.g"),
                                   text_of("x = 1\n\ne\xcc\x81é = 2"), false);
    const Source *two = source_add(&b.sources, text_of("b.g"),
                                   text_of("y\r\nz\r\n"), true);
    const Source *none = source_add(&b.sources, text_of("c.g"), text_of(""),
                                    false);
    const struct { const Source *source; uint32_t at, line, column; } rows[] = {
        {one, 0, 1, 1}, {one, 4, 1, 5}, {one, 5, 1, 6}, {one, 6, 2, 1},
        {one, 7, 3, 1}, {one, 8, 3, 2}, {one, 10, 3, 3}, {one, 12, 3, 4},
        {one, 16, 3, 8}, {two, 0, 1, 1}, {two, 3, 2, 1}, {two, 6, 3, 1},
        {none, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t offset = rows[i].source->start + rows[i].at;
        Place place = source_place(&b.sources, offset);
        ck_assert_ptr_eq(place.source, rows[i].source);
        ck_assert_ptr_eq(source_of(&b.sources, offset), rows[i].source);
        ck_assert_uint_eq(place.line, rows[i].line);
        ck_assert_uint_eq(place.column, rows[i].column);
    }
    ck_assert_ptr_null(source_place(&b.sources, 0).source);
    ck_assert_ptr_null(source_place(&b.sources, b.sources.end).source);
    ck_assert(text_is(source_line(one, 1), "x = 1"));
    ck_assert(text_is(source_line(one, 2), ""));
    ck_assert(text_is(source_line(one, 3), "e\xcc\x81é = 2"));
    ck_assert(text_is(source_line(two, 1), "y"));
    ck_assert(text_is(source_line(two, 3), ""));
    ck_assert(text_is(source_line(two, 4), ""));
    ck_assert(text_is(source_text(&b.sources, (Span){one->start + 4,
                                                     one->start + 5}), "1"));
    ck_assert(two->builtin && !one->builtin);
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(spans_join)
{
    Span joined = span_join((Span){4, 6}, (Span){2, 5});
    ck_assert(joined.start == 2 && joined.end == 6);
    joined = span_join((Span){0, 0}, (Span){2, 5});
    ck_assert(joined.start == 2 && joined.end == 5);
    joined = span_join((Span){2, 5}, (Span){0, 0});
    ck_assert(joined.start == 2 && joined.end == 5);
}
END_TEST

START_TEST(files_are_read)
{
    Bench b;
    bench_open(&b);
    char path[] = "/tmp/gcc-graph-test-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq((int)write(file, "x\0y\n", 4), 4);
    close(file);
    const char *problem = NULL;
    const Source *source = source_read(&b.sources, text_of(path), &problem);
    unlink(path);
    ck_assert_ptr_nonnull(source);
    ck_assert_ptr_null(problem);
    ck_assert_uint_eq(source->bytes.length, 4);
    ck_assert_mem_eq(source->bytes.at, "x\0y\n", 4);
    ck_assert(text_is(source->path, path));
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(large_files_are_refused)
{
    Bench b;
    bench_open(&b);
    char path[] = "/tmp/gcc-graph-test-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(ftruncate(file, (1 << 28) + 1), 0);
    close(file);
    const char *problem = NULL;
    ck_assert_ptr_null(source_read(&b.sources, text_of(path), &problem));
    unlink(path);
    ck_assert_str_eq(problem, "it is larger than 256 MiB");
    ck_assert_ptr_null(source_read(&b.sources, text_of("/dev/zero"),
                                   &problem));
    ck_assert_str_eq(problem, "it is larger than 256 MiB");
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(unreadable_files_are_named)
{
    static const struct { const char *path, *problem; } rows[] = {
        {"/tmp", "it is a directory"}, {"/", "it is a directory"},
        {"/no/such/file.g", "No such file or directory"},
        {"", "No such file or directory"},
        {"/dev/null/x", "Not a directory"},
    };
    Bench b;
    bench_open(&b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *problem = NULL;
        ck_assert_ptr_null(source_read(&b.sources, text_of(rows[i].path),
                                       &problem));
        ck_assert_str_eq(problem, rows[i].problem);
    }
    ck_assert_uint_eq(b.sources.files.count, 0);
    arena_destroy(&b.arena);
}
END_TEST

/* A pipe tells no size, and gives what it has in pieces. */
START_TEST(pipes_are_read)
{
    Bench b;
    bench_open(&b);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    enum { LENGTH = 300000 };
    if (fork() == 0) {
        for (int i = 0; i < LENGTH / 10; i++)
            if (write(ends[1], "0123456789", 10) != 10)
                _exit(1);
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    const char *problem = NULL;
    const Source *source = source_read(&b.sources, text_of("-"), &problem);
    ck_assert_ptr_nonnull(source);
    ck_assert(text_is(source->path, "<stdin>"));
    ck_assert_uint_eq(source->bytes.length, LENGTH);
    for (int i = 0; i < LENGTH; i++)
        ck_assert_int_eq(source->bytes.at[i], '0' + i % 10);
    close(ends[0]);
    arena_destroy(&b.arena);
}
END_TEST

/* Spans are 32 bits: more text than that is refused, not wrapped. */
START_TEST(offsets_do_not_wrap)
{
    Bench b;
    bench_open(&b);
    ck_assert_ptr_nonnull(source_add(&b.sources, text_of("a"), text_of("x"),
                                     false));
    b.sources.end = UINT32_MAX - 3;
    ck_assert_ptr_nonnull(source_add(&b.sources, text_of("b"), text_of("xy"),
                                     false));
    ck_assert_ptr_null(source_add(&b.sources, text_of("c"), text_of("xy"),
                                  false));
    arena_destroy(&b.arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source");
    TCase *tests = tcase_create("source");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, places_are_found);
    tcase_add_test(tests, spans_join);
    tcase_add_test(tests, files_are_read);
    tcase_add_test(tests, large_files_are_refused);
    tcase_add_test(tests, unreadable_files_are_named);
    tcase_add_test(tests, pipes_are_read);
    tcase_add_test(tests, offsets_do_not_wrap);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
