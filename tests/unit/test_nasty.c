/* test_nasty.c: whatever the bytes, parsing ends, soon and without harm, in a
 * tree or in diagnostics. Sanitizers see what assertions cannot.
 */
#include "parsing.h"
#include "suite.h"

/* start, then `count` times repeat, then end. */
static Text repeated(Arena *arena, const char *start, const char *repeat,
                     int count, const char *end)
{
    Buffer out = buffer_create(arena);
    buffer_puts(&out, start);
    for (int i = 0; i < count; i++)
        buffer_puts(&out, repeat);
    buffer_puts(&out, end);
    return buffer_text(&out);
}

enum { DEEP = SANITIZED ? 10000 : 100000 };

/* What nests without end is refused once, and what follows is parsed. */
static const struct { const char *start, *repeat, *end, *error; } deep[] = {
    {"x = ", "(", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "[", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "a[", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "f(", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "sum[i](", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "(‖", "\n", "brackets are nested more than 256 deep"},
    {"x = ", "-", "a\n", "expressions are nested more than 1000 deep"},
    {"x = ", "- ", "a\n", "expressions are nested more than 1000 deep"},
    {"x = ", "not ", "a\n", "expressions are nested more than 1000 deep"},
    {"x = ", "a^", "a\n", "expressions are nested more than 1000 deep"},
    {"x = a", "^-b", "\n", "expressions are nested more than 1000 deep"},
    {"x = ", "2^", "a\n", "expressions are nested more than 1000 deep"},
    {"x = ", "a if b else ", "c\n",
     "expressions are nested more than 1000 deep"},
    {"x = a", "'", "\n", "expressions are nested more than 1000 deep"},
    {"x = a", "² ", "\n", "expressions are nested more than 1000 deep"},
    {"x = a", "[1]", "\n", "expressions are nested more than 1000 deep"},
    {"x = a for i < ", "- ", "a\n",
     "expressions are nested more than 1000 deep"},
    {"dim x = ", "- ", "a\n", "expressions are nested more than 1000 deep"},
    {"x = a where b = ", "- ", "a\n",
     "expressions are nested more than 1000 deep"},
};

START_TEST(depth_is_bounded)
{
    Arena arena;
    Parsing parsing;
    arena_init(&arena, NULL, NULL);
    Text text = repeated(&arena, deep[_i].start, deep[_i].repeat, DEEP,
                         deep[_i].end);
    Text more = text_format(&arena, "%.*sy = 1\n", TEXT_ARGS(text));
    parsing_open(&parsing, more);
    ck_assert_uint_eq(parsing.diagnostics.error_count, 1);
    ck_assert_uint_eq(parsing.program->count, 1);
    const char *report = parsing_errors(&parsing);
    ck_assert_msg(strstr(report, deep[_i].error) != NULL, "%s", report);
    ck_assert_uint_lt(strlen(report), 2000);
    parsing_close(&parsing);
    arena_destroy(&arena);
}
END_TEST

/* What does not nest may be as long as it likes. */
static const struct { const char *start, *repeat, *end; } long_ones[] = {
    {"x = a", " + b", "\n"}, {"x = a", " b", "\n"}, {"x = a", " / b", "\n"},
    {"x = a", " < b", "\n"}, {"x = a", " or b and c", "\n"},
    {"x = [1", ", 1", "]\n"}, {"x = [u", "; 1", "]\n"},
    {"x = f(1", ", a", ")\n"}, {"x = a[1", ", :", "]\n"},
    {"x = a where b = 1", "; c = 1", "\n"}, {"", "x = a^2\n", ""},
    {"x = a", " + b^2", "\n"}, {"dim a = 1", ", b = 2", "\n"},
    {"x = a", "\n", "  + b\n"}, {"", ";", "x = 1\n"}, {"x = a for i < 1",
     ", j < 2", "\n"}, {"x = sum[i", ", j", "](a)\n"}, {"x = 0.", "1", "\n"},
    {"", "xy", " = 1\n"}, {"", "é", " = 1\n"}, {"x = a #", "#", "\n"},
    {"x = a", " ", "\n"}, {"x = ", "0", "\n"}, {"x, y", ", z", " = f(a)\n"},
};

START_TEST(length_is_free)
{
    Arena arena;
    Parsing parsing;
    arena_init(&arena, NULL, NULL);
    parsing_open(&parsing, repeated(&arena, long_ones[_i].start,
                                    long_ones[_i].repeat, DEEP,
                                    long_ones[_i].end));
    ck_assert_str_eq(parsing_errors(&parsing), "");
    ck_assert_uint_ge(parsing.program->count, 1);
    ck_assert_int_gt((int)strlen(parsing_tree(&parsing)), 0);
    parsing_close(&parsing);
    arena_destroy(&arena);
}
END_TEST

/* Errors without end: the report and the memory are bounded. */
static const struct { const char *start, *repeat, *end; } wrong[] = {
    {"", "x = a +\n", ""}, {"", "a(\n", ""}, {"x = (\n", "b +\n", ""},
    {"", "$\n", ""}, {"", "\xff", ""}, {"", "\x01\n", ""},
    {"x = ", "where ", "\n"}, {"", "\xe2\x80\xae\n", ""},
    {"#", "\xff", "\n"}, {"x = a", " / b c", "\n"}, {"x = ", "a\t) ", "\n"},
    {"a", "\xcc\x81\xcc\x96", " = 1\n"}, {"x = ", "1", "\n"},
    {"x = a", "²", "\n"}, {"", "\n\t.", ""}, {"x = ", "‖", "\n"},
};

START_TEST(reports_are_bounded)
{
    Arena arena;
    Parsing parsing;
    arena_init(&arena, NULL, NULL);
    Text text = repeated(&arena, wrong[_i].start, wrong[_i].repeat, DEEP,
                         wrong[_i].end);
    parsing_open(&parsing, text);
    ck_assert_uint_gt(parsing.diagnostics.error_count, 0);
    Buffer out = buffer_create(&parsing.arena);
    diagnostics_print(&parsing.diagnostics, &out, 20);
    ck_assert_uint_lt(buffer_text(&out).length, 40000);
    ck_assert_uint_lt(parsing.arena.used, 100 * text.length + 10000000);
    parsing_close(&parsing);
    arena_destroy(&arena);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void parse_anything(Text text)
{
    Parsing parsing;
    parsing_open(&parsing, text);
    bool reported = parsing_errors(&parsing)[0] != '\0';
    ck_assert(reported == (parsing.diagnostics.error_count > 0));
    const char *tree = parsing_tree(&parsing);
    ck_assert((tree[0] != '\0') == (parsing.program->count > 0));
    parsing_close(&parsing);
}

START_TEST(single_bytes_are_met)
{
    for (int first = 0; first < 256; first++) {
        char bytes[] = {(char)first, 'x', ' ', '=', ' ', (char)first, '\n',
                        '[', (char)first};
        parse_anything((Text){bytes, 1});
        parse_anything((Text){bytes, 7});
        parse_anything((Text){bytes, 9});
    }
}
END_TEST

START_TEST(random_bytes_are_met)
{
    uint32_t state = 2463534242u + (uint32_t)_i;
    char bytes[300];
    for (int round = 0; round < 300; round++) {
        size_t length = next_random(&state) % sizeof bytes;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)next_random(&state);
        parse_anything((Text){bytes, length});
    }
}
END_TEST

static const char *const pieces[] = {
    "a", "b ", "f(", "sum[", "i", " < ", "(", ")", "[", "]", "](", "‖", "'",
    "ᵀ", "²", "⁻¹", "^", ".^", "+", " -", "*", "/", "·", " = ", "+=", "~", ":",
    ", ", ";", " where ", " for ", " in ", " if ", " else ", " and ", " not ",
    "dim ", "input ", "param ", "const ", "output ", "batch ", "shared ",
    "layer ", "2", "2.5", "½", "π", "∂", "\n", "\n  ", "\n    ", " ", "# c",
    "\t", "\xff", "é", "\r\n", "|", "2./", "1.", "Σ[", "[1]", "x = ", "\ny = ",
};

START_TEST(random_tokens_are_met)
{
    uint32_t state = 88675123u + (uint32_t)_i;
    Arena arena;
    arena_init(&arena, NULL, NULL);
    for (int round = 0; round < 300; round++) {
        Buffer out = buffer_create(&arena);
        for (uint32_t left = next_random(&state) % 120; left > 0; left--)
            buffer_puts(&out, pieces[next_random(&state)
                                     % (sizeof pieces / sizeof *pieces)]);
        parse_anything(buffer_text(&out));
    }
    arena_destroy(&arena);
}
END_TEST

/* An allocator that fails after a number of blocks. */
typedef struct Failing { int left; } Failing;

static void *failing_allocate(void *context, size_t size)
{
    Failing *failing = context;
    return failing->left-- > 0 ? calloc(1, size) : NULL;
}

static void *failing_resize(void *context, void *block, size_t size)
{
    Failing *failing = context;
    return failing->left-- > 0 ? realloc(block, size) : NULL;
}

static void failing_release(void *context, void *block)
{
    (void)context;
    free(block);
}

static bool parse_with(int blocks, Text text)
{
    Failing failing = {blocks};
    Allocator allocator = {failing_allocate, failing_resize, failing_release,
                           &failing};
    jmp_buf failure;
    Arena arena;
    arena_init(&arena, &allocator, &failure);
    if (setjmp(failure)) {
        arena_destroy(&arena);
        return false;
    }
    Sources sources = {.arena = &arena};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, &arena, &sources);
    const Source *source = source_add(&sources, text_of("t.g"), text, false);
    parse(&arena, source, &diagnostics);
    arena_destroy(&arena);
    return true;
}

/* Each failing allocation in turn leaves by the jump, and nothing leaks (which
 * the sanitizer sees). */
START_TEST(memory_may_fail)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Text text = repeated(&arena, "x = ((((((((-(-(a + b)))))))))) c - - - d\n",
                         "y = ‖a‖ + sum[i < n](x[i]²) where x = )\n", 20000,
                         "z = a if b else c if d else e");
    int blocks = 0;
    while (!parse_with(blocks, text))
        blocks++;
    ck_assert_int_gt(blocks, 2);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nasty");
    TCase *tests = tcase_create("nasty");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, depth_is_bounded, 0, sizeof deep / sizeof *deep);
    tcase_add_loop_test(tests, length_is_free, 0,
                        sizeof long_ones / sizeof *long_ones);
    tcase_add_loop_test(tests, reports_are_bounded, 0,
                        sizeof wrong / sizeof *wrong);
    tcase_add_test(tests, single_bytes_are_met);
    tcase_add_loop_test(tests, random_bytes_are_met, 0, 4);
    tcase_add_loop_test(tests, random_tokens_are_met, 0, 8);
    tcase_add_test(tests, memory_may_fail);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
