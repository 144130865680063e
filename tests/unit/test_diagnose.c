/* test_diagnose.c: how diagnostics look, in which order they come, and that
 * what they echo is harmless.
 */
#include "../../compiler/diagnose.h"
#include "suite.h"

#include <string.h>

#define BYTES(literal) {literal, sizeof literal - 1}

typedef struct Bench {
    Arena         arena;
    Sources       sources;
    Diagnostics   diagnostics;
    const Source *source;
} Bench;

static void bench_open(Bench *bench, Text bytes)
{
    arena_init(&bench->arena, NULL, NULL);
    bench->sources = (Sources){.arena = &bench->arena};
    diagnostics_init(&bench->diagnostics, &bench->arena, &bench->sources);
    bench->source = source_add(&bench->sources, text_of("net.g"), bytes, false);
}

static Span span(const Bench *bench, uint32_t start, uint32_t end)
{
    return (Span){bench->source->start + start, bench->source->start + end};
}

static const char *printed(Bench *bench, uint32_t limit)
{
    Buffer out = buffer_create(&bench->arena);
    diagnostics_print(&bench->diagnostics, &out, limit);
    return buffer_text(&out).at;
}

START_TEST(an_error_has_all_its_parts)
{
    Bench b;
    bench_open(&b, text_of("param W[128, 784]\n\nh = tanh(W x + b)\n"));
    Diagnostic *error = diagnose_error(&b.diagnostics, span(&b, 28, 31),
                                       "%d×%d against %d", 128, 784, 785);
    diagnose_note(&b.diagnostics, error, span(&b, 6, 7), "it is declared here");
    diagnose_hint(&b.diagnostics, error, "transpose %s", "it");
    diagnose_error(&b.diagnostics, (Span){0, 0}, "nowhere");
    ck_assert_str_eq(printed(&b, 0),
                     "gcc-graph: error: nowhere\n"
                     "net.g:3:10: error: 128×784 against 785\n"
                     "    3 | h = tanh(W x + b)\n"
                     "      |          ^~~\n"
                     "net.g:1:7: note: it is declared here\n"
                     "    1 | param W[128, 784]\n"
                     "      |       ^\n"
                     "net.g:3:10: hint: transpose it\n");
    ck_assert_uint_eq(b.diagnostics.error_count, 2);
    arena_destroy(&b.arena);
}
END_TEST

/* One line of source, a span in it, and the two lines that are printed. */
static const struct {
    Text line;
    uint32_t start, end;
    const char *echo, *carets;
} echoes[] = {
    {BYTES("x = a + b\n"), 4, 9, "x = a + b", "    ^~~~~"},
    {BYTES("x = a + b\n"), 4, 4, "x = a + b", "    ^"},
    {BYTES("x = a\n"), 5, 5, "x = a", "     ^"},
    {BYTES("x = a\n"), 5, 6, "x = a", "     ^"},
    {BYTES("x = a"), 5, 5, "x = a", "     ^"},
    {BYTES(""), 0, 0, "", "^"},
    {BYTES("é = a\n"), 5, 6, "é = a", "    ^"},
    {BYTES("x\xcc\x82 = a\n"), 6, 7, "x\xcc\x82 = a", "    ^"},
    {BYTES("漢字 = a\n"), 9, 10, "漢字 = a", "       ^"},
    {BYTES("漢字 = a\n"), 0, 6, "漢字 = a", "^~~~"},
    {BYTES("x\t= a\n"), 4, 5, "x       = a", "          ^"},
    {BYTES("\tx\n"), 0, 2, "        x", "^~~~~~~~~"},
    {BYTES("a = (b\n + c)\n"), 4, 12, "a = (b", "    ^~"},
    {BYTES("a\r\n"), 0, 1, "a", "^"},
    {BYTES("a\x1b[0m b\n"), 6, 7, "a\\x1b[0m b", "         ^"},
    {BYTES("\0 b\n"), 2, 3, "\\x00 b", "     ^"},
    {BYTES("\x7f b\n"), 2, 3, "\\x7f b", "     ^"},
    {BYTES("\xff\xc3 b\n"), 3, 4, "\\xff\\xc3 b", "         ^"},
    {BYTES("\xe2\x80\xae b\n"), 4, 5, "<U+202E> b", "         ^"},
    {BYTES("\xe2\x80\xae b\n"), 0, 3, "<U+202E> b", "^~~~~~~~"},
    {BYTES("\xc2\x85 b\n"), 3, 4, "<U+0085> b", "         ^"},
    {BYTES("\xe2\x80\xa8\n"), 0, 3, "<U+2028>", "^~~~~~~~"},
};

START_TEST(lines_are_echoed)
{
    Bench b;
    bench_open(&b, echoes[_i].line);
    diagnose_error(&b.diagnostics, span(&b, echoes[_i].start, echoes[_i].end),
                   "e");
    const char *out = strchr(printed(&b, 0), '\n');
    ck_assert_ptr_nonnull(out);
    Text expected = text_format(&b.arena, "\n    1 | %s\n      | %s\n",
                                echoes[_i].echo, echoes[_i].carets);
    ck_assert_str_eq(out, expected.at);
    arena_destroy(&b.arena);
}
END_TEST

/* Of a long line a window is shown, in which the carets are right. */
START_TEST(long_lines_are_cut)
{
    enum { LENGTH = 1000000, AT = 500000 };
    static const char *const fillers[] = {"x", "é", "漢", "\xcc\x81", "\xff"};
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
        Arena arena;
        arena_init(&arena, NULL, NULL);
        Buffer line = buffer_create(&arena);
        uint32_t at = 0;
        while (line.length < LENGTH) {
            if (!at && line.length >= AT) {
                at = (uint32_t)line.length;
                buffer_puts(&line, "@");
            }
            buffer_puts(&line, fillers[i]);
        }
        Bench b;
        bench_open(&b, buffer_text(&line));
        diagnose_error(&b.diagnostics, span(&b, at, at + 1), "e");
        const char *echo = strchr(printed(&b, 0), '\n') + 1;
        const char *place = strchr(echo, '@'), *end = strchr(echo, '\n');
        const char *caret = strchr(end, '^');
        ck_assert_int_lt((int)(end - echo), 1600);
        ck_assert(place && caret && place < end);
        ck_assert_uint_eq(text_width((Text){echo, (size_t)(place - echo)}),
                          (size_t)(caret - end - 1));
        arena_destroy(&b.arena);
        arena_destroy(&arena);
    }
}
END_TEST

START_TEST(texts_are_harmless)
{
    Bench b;
    bench_open(&b, text_of("a\n"));
    source_add(&b.sources, text_of("x\x1b[1m\n.g"), text_of("b\n"), false);
    const Source *other = b.sources.files.at[1];
    diagnose_error(&b.diagnostics, (Span){other->start, other->start + 1},
                   "see `\x1b]0;\xe2\x80\xae`");
    ck_assert_str_eq(printed(&b, 0),
                     "x\\x1b[1m\\x0a.g:1:1: error: see `\\x1b]0;<U+202E>`\n"
                     "    1 | b\n      | ^\n");
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(order_is_that_of_places)
{
    Bench b;
    bench_open(&b, text_of("a b c d\n"));
    diagnose_error(&b.diagnostics, span(&b, 4, 5), "third");
    diagnose_error(&b.diagnostics, span(&b, 0, 1), "first");
    diagnose_warning(&b.diagnostics, WARNING_UNUSED, span(&b, 2, 3), "second");
    diagnose_error(&b.diagnostics, span(&b, 4, 7), "fourth");
    ck_assert_ptr_null(diagnose_error(&b.diagnostics, span(&b, 4, 5), "again"));
    diagnose_hint(&b.diagnostics, NULL, "for nobody");
    diagnose_note(&b.diagnostics, NULL, span(&b, 0, 1), "for nobody");
    const char *out = printed(&b, 0);
    static const char *const texts[] = {
        "error: first\n", "warning: second [-Wunused]\n", "error: third\n",
        "error: fourth\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        out = strstr(out, texts[i]);
        ck_assert_msg(out != NULL, "%s", texts[i]);
    }
    ck_assert_uint_eq(b.diagnostics.error_count, 3);
    ck_assert_ptr_null(strstr(printed(&b, 0), "nobody"));
    ck_assert_ptr_null(strstr(printed(&b, 0), "again"));
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(errors_are_limited)
{
    Bench b;
    bench_open(&b, text_of("abcdefgh\n"));
    for (uint32_t i = 0; i < 5; i++)
        diagnose_error(&b.diagnostics, span(&b, i, i + 1), "e%u", i);
    ck_assert_ptr_nonnull(strstr(printed(&b, 3), "e2"));
    ck_assert_ptr_null(strstr(printed(&b, 3), "e3"));
    ck_assert_ptr_nonnull(strstr(printed(&b, 3), ": 2 more errors\n"));
    ck_assert_ptr_nonnull(strstr(printed(&b, 4), ": 1 more error\n"));
    ck_assert_ptr_null(strstr(printed(&b, 5), "more"));
    ck_assert_ptr_null(strstr(printed(&b, 0), "more"));
    arena_destroy(&b.arena);
}
END_TEST

/* Errors without end are counted, and not kept. */
START_TEST(memory_is_bounded)
{
    Bench b;
    bench_open(&b, text_of("a\n"));
    for (int i = 0; i < 1000000; i++)
        diagnose_error(&b.diagnostics, (Span){0, 0}, "e");
    ck_assert_uint_eq(b.diagnostics.error_count, 1000000);
    ck_assert_uint_lt(b.arena.used, 10000000);
    arena_destroy(&b.arena);
}
END_TEST

/* An option, and what then becomes of an unused name and a shadowed one:
 * 0 nothing, 1 a warning, 2 an error. */
static const struct {
    const char *options[3];
    int unused, shadow;
} options[] = {
    {{NULL}, 1, 0}, {{"all"}, 1, 1}, {{"no-all"}, 0, 0}, {{"unused"}, 1, 0},
    {{"no-unused"}, 0, 0}, {{"shadow"}, 1, 1}, {{"error"}, 2, 0},
    {{"all", "error"}, 2, 2}, {{"error=unused"}, 2, 0},
    {{"error=shadow"}, 1, 2}, {{"error", "no-error=unused"}, 1, 0},
    {{"error", "no-error"}, 1, 0}, {{"error=shadow", "no-shadow"}, 1, 0},
};

static int outcome(Diagnostics *diagnostics, Warning warning)
{
    Diagnostic *made = diagnose_warning(diagnostics, warning, (Span){0, 0},
                                        "w");
    return !made ? 0 : made->severity == SEVERITY_ERROR ? 2 : 1;
}

START_TEST(options_choose_warnings)
{
    Bench b;
    bench_open(&b, text_of("a\n"));
    for (int i = 0; i < 3 && options[_i].options[i]; i++)
        ck_assert(diagnostics_option(&b.diagnostics,
                                     text_of(options[_i].options[i])));
    ck_assert_int_eq(outcome(&b.diagnostics, WARNING_UNUSED),
                     options[_i].unused);
    ck_assert_int_eq(outcome(&b.diagnostics, WARNING_SHADOW),
                     options[_i].shadow);
    ck_assert_int_eq((int)b.diagnostics.error_count,
                     (options[_i].unused == 2) + (options[_i].shadow == 2));
    ck_assert(!strstr(printed(&b, 0), "[-Werror=unused]")
              == (options[_i].unused != 2));
    arena_destroy(&b.arena);
}
END_TEST

START_TEST(unknown_options_are_refused)
{
    static const char *const unknown[] = {
        "", "no-", "unusedx", "error=", "error=foo", "no-foo", "no-no-unused",
        "errors",
    };
    Bench b;
    bench_open(&b, text_of("a\n"));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert(!diagnostics_option(&b.diagnostics, text_of(unknown[i])));
    arena_destroy(&b.arena);
}
END_TEST

/* Lines of others: a note belongs to the error before it, and what begins
 * otherwise goes on with its message. */
START_TEST(lines_become_diagnostics)
{
    Bench b;
    bench_open(&b, text_of("a\n"));
    ck_assert(diagnostics_format(&b.diagnostics, "json"));
    diagnose_lines(&b.diagnostics,
                   text_of("gcc-graph: note: alone\n"
                           "gcc-graph: error: one\n  two\n\n"
                           "gcc-graph: note: of it\n"
                           "gcc-graph: error: three"));
    ck_assert_uint_eq(b.diagnostics.error_count, 2);
    ck_assert_str_eq(
        printed(&b, 0),
        "[\n"
        "  {\"kind\": \"note\", \"message\": \"alone\", "
        "\"column-origin\": 1, \"locations\": [], \"children\": []},\n"
        "  {\"kind\": \"error\", \"message\": \"one\\n  two\", "
        "\"column-origin\": 1, \"locations\": [], \"children\": "
        "[{\"kind\": \"note\", \"message\": \"of it\", "
        "\"locations\": []}]},\n"
        "  {\"kind\": \"error\", \"message\": \"three\", "
        "\"column-origin\": 1, \"locations\": [], \"children\": []}\n"
        "]\n");
    arena_destroy(&b.arena);
}
END_TEST

/* For machines there is no limit, and what was not kept is said. */
START_TEST(machines_get_all)
{
    static const char *const formats[] = {"json", "sarif"};
    Bench b;
    bench_open(&b, text_of("a\n"));
    for (int i = 0; i < 10003; i++)
        diagnose_error(&b.diagnostics, (Span){0, 0}, "e%d.", i);
    ck_assert(diagnostics_format(&b.diagnostics, formats[_i]));
    const char *out = printed(&b, 20);
    ck_assert_ptr_nonnull(strstr(out, "\"e9999.\""));
    ck_assert_ptr_nonnull(strstr(out, "\"3 more errors\""));
    arena_destroy(&b.arena);
}
END_TEST

/* Places beyond the end of a file, between characters and in wrong UTF-8. */
START_TEST(any_span_has_a_place)
{
    static const Text bytes = BYTES("a\xff\xc3\r\nb\xe2\x80\n");
    static const char *const formats[] = {"json", "sarif"};
    Bench b;
    bench_open(&b, bytes);
    source_add(&b.sources, text_of("next.g"), text_of("c"), false);
    ck_assert(diagnostics_format(&b.diagnostics, formats[_i]));
    for (uint32_t start = 0; start <= bytes.length; start++)
        for (uint32_t end = start; end <= bytes.length + 1; end++)
            diagnose_error(&b.diagnostics, span(&b, start, end), "e");
    const char *out = printed(&b, 0);
    ck_assert_ptr_nonnull(strstr(out, "net.g"));
    ck_assert_ptr_null(strstr(out, "next.g"));
    arena_destroy(&b.arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diagnose");
    TCase *tests = tcase_create("diagnose");
    tcase_add_test(tests, an_error_has_all_its_parts);
    tcase_add_loop_test(tests, lines_are_echoed, 0,
                        sizeof echoes / sizeof *echoes);
    tcase_add_test(tests, long_lines_are_cut);
    tcase_add_test(tests, texts_are_harmless);
    tcase_add_test(tests, order_is_that_of_places);
    tcase_add_test(tests, errors_are_limited);
    tcase_add_test(tests, memory_is_bounded);
    tcase_add_loop_test(tests, options_choose_warnings, 0,
                        sizeof options / sizeof *options);
    tcase_add_test(tests, unknown_options_are_refused);
    tcase_add_test(tests, lines_become_diagnostics);
    tcase_add_loop_test(tests, machines_get_all, 0, 2);
    tcase_add_loop_test(tests, any_span_has_a_place, 0, 2);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
