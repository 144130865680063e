/* test_text.c: comparing, decoding, measuring and printing of text. */
#include "../../compiler/text.h"
#include "suite.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BYTES(literal) {literal, sizeof literal - 1}

/* The code points of a text; -1 stands for each byte that is no UTF-8. */
static const struct { Text text; int32_t codes[6]; int count; } decodings[] = {
    {BYTES("aé漢𝑥"), {'a', 0xe9, 0x6f22, 0x1d465}, 4},
    {BYTES("\0b"), {0, 'b'}, 2},
    {BYTES("\x80" "a"), {-1, 'a'}, 2},
    {BYTES("\xc3"), {-1}, 1},
    {BYTES("\xc3" "a"), {-1, 'a'}, 2},
    {BYTES("\xe6\xbc"), {-1, -1}, 2},
    {BYTES("\xc0\x80"), {-1, -1}, 2},                   /* overlong */
    {BYTES("\xe0\x80\x80"), {-1, -1, -1}, 3},
    {BYTES("\xf0\x80\x80\x80"), {-1, -1, -1, -1}, 4},
    {BYTES("\xed\xa0\x80"), {-1, -1, -1}, 3},           /* a surrogate */
    {BYTES("\xed\x9f\xbf"), {0xd7ff}, 1},
    {BYTES("\xf4\x8f\xbf\xbf"), {0x10ffff}, 1},
    {BYTES("\xf4\x90\x80\x80"), {-1, -1, -1, -1}, 4},
    {BYTES("\xf8\x88\x80\x80\x80"), {-1, -1, -1, -1, -1}, 5},
    {BYTES("\xff\xfe"), {-1, -1}, 2},
};

START_TEST(utf8_is_decoded)
{
    Text text = decodings[_i].text;
    const char *at = text.at, *end = text.at + text.length;
    int count = 0;
    while (at < end) {
        int32_t code = text_decode(&at, end);
        ck_assert_int_lt(count, decodings[_i].count);
        ck_assert_int_eq(code, decodings[_i].codes[count]);
        count++;
    }
    ck_assert_int_eq(count, decodings[_i].count);
    ck_assert_ptr_eq(at, end);
}
END_TEST

static const struct { const char *text; size_t width; } widths[] = {
    {"", 0}, {"abc", 3}, {"é", 1}, {"e\xcc\x81", 1}, {"漢字", 4}, {"x̂²ᵀ", 3},
    {"\xff", 1}, {"𝑥", 1},
};

START_TEST(width_is_that_of_a_terminal)
{
    ck_assert_uint_eq(text_width(text_of(widths[_i].text)), widths[_i].width);
}
END_TEST

static const struct { const char *a, *b; unsigned distance; } distances[] = {
    {"", "", 0}, {"hidden", "hidden", 0}, {"hidden", "hiden", 1},
    {"hidden", "hiddne", 1}, {"hidden", "hidxen", 1}, {"a", "", 1},
    {"α", "β", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
    {"abcdef", "ghijkl", 4}, {"b₁", "b₂", 1},
};

START_TEST(distance_counts_edits)
{
    Text a = text_of(distances[_i].a), b = text_of(distances[_i].b);
    ck_assert_uint_eq(text_distance(a, b, 3), distances[_i].distance);
    ck_assert_uint_eq(text_distance(b, a, 3), distances[_i].distance);
}
END_TEST

START_TEST(long_names_are_far_apart)
{
    char a[200], b[200];
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    b[7] = 'y';
    ck_assert_uint_eq(text_distance((Text){a, 200}, (Text){b, 200}, 2), 3);
    ck_assert_uint_eq(text_distance((Text){a, 200}, (Text){a, 200}, 2), 0);
}
END_TEST

START_TEST(texts_are_ordered_by_bytes)
{
    static const char *const ascending[] = {"", "A", "a", "aa", "ab", "é"};
    enum { COUNT = sizeof ascending / sizeof *ascending };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            Text a = text_of(ascending[i]), b = text_of(ascending[j]);
            int order = text_compare(a, b);
            ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
            ck_assert(text_equal(a, b) == (i == j));
            ck_assert(text_is(a, ascending[j]) == (i == j));
        }
}
END_TEST

/* The published values of the function. */
START_TEST(hash_is_fnv)
{
    ck_assert(text_hash(text_of("")) == 0xcbf29ce484222325u);
    ck_assert(text_hash(text_of("a")) == 0xaf63dc4c8601ec8cu);
    ck_assert(text_hash(text_of("foobar")) == 0x85944171f73967e8u);
}
END_TEST

static const struct { double x; const char *precise, *single; } numbers[] = {
    {0, "0", "0"}, {-0.0, "-0", "-0"}, {0.1, "0.1", "0.1"}, {20, "20", "20"},
    {1.0 / 3, "0.3333333333333333", "0.33333334"}, {1e-300, "1e-300", "0"},
    {123456.75, "123456.75", "123456.75"}, {1e16, "10000000000000000",
     "10000000000000000"},
    {1e17, "1e17", "1e17"}, {0.00001, "0.00001", "0.00001"},
    {0.000001, "1e-6", "1e-6"}, {-2.5e-7, "-2.5e-7", "-2.5e-7"},
    {5e-324, "5e-324", "0"}, {INFINITY, "inf", "inf"}, {NAN, "nan", "nan"},
    {-INFINITY, "-inf", "-inf"}, {1.7976931348623157e308,
     "1.7976931348623157e308", "inf"}, {16777217, "16777217", "16777216"},
    {0x1p-24, "5.960464477539063e-8", "5.9604645e-8"},
    {0x1p90, "1.2379400392853803e27", "1.2379401e27"},
    {9007199254740993.0, "9007199254740992", "9007199000000000"},
};

START_TEST(numbers_are_short)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Buffer precise = buffer_create(&arena), single = buffer_create(&arena);
    buffer_number(&precise, numbers[_i].x, true);
    buffer_number(&single, numbers[_i].x, false);
    ck_assert_str_eq(buffer_text(&precise).at, numbers[_i].precise);
    ck_assert_str_eq(buffer_text(&single).at, numbers[_i].single);
    arena_destroy(&arena);
}
END_TEST

/* Whatever the bits, the text reads back as the same number. */
START_TEST(numbers_read_back)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    uint64_t state = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        double x;
        float y;
        memcpy(&x, &state, sizeof x);
        memcpy(&y, &state, sizeof y);
        Buffer precise = buffer_create(&arena), single = buffer_create(&arena);
        buffer_number(&precise, x, true);
        buffer_number(&single, (double)y, false);
        double back = strtod(buffer_text(&precise).at, NULL);
        float short_back = strtof(buffer_text(&single).at, NULL);
        ck_assert(isnan(x) || memcmp(&back, &x, sizeof x) == 0);
        ck_assert(isnan(y) || memcmp(&short_back, &y, sizeof y) == 0);
    }
    arena_destroy(&arena);
}
END_TEST

START_TEST(buffers_grow)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Buffer out = buffer_create(&arena);
    ck_assert_str_eq(buffer_text(&out).at, "");
    for (int i = 0; i < 5000; i++)
        buffer_print(&out, "%d,", i % 10);
    buffer_add(&out, (Text){"a\0b", 3});
    Text text = buffer_text(&out);
    ck_assert_uint_eq(text.length, 10003);
    for (int i = 0; i < 5000; i++)
        ck_assert(text.at[2 * i] == '0' + i % 10 && text.at[2 * i + 1] == ',');
    ck_assert_int_eq(text.at[10001], '\0');
    ck_assert_str_eq(text_format(&arena, "%s-%d", "x", 3).at, "x-3");
    ck_assert_str_eq(text_copy(&arena, (Text){"abcd", 2}).at, "ab");
    arena_destroy(&arena);
}
END_TEST

START_TEST(pieces_are_joined_in_order)
{
    Arena arena;
    TextList pieces = {0};
    arena_init(&arena, NULL, NULL);
    ck_assert_uint_eq(text_join(&arena, &pieces).length, 0);
    list_push(&arena, &pieces, text_of("aa"));
    list_push(&arena, &pieces, text_of(""));
    list_push(&arena, &pieces, text_of("b"));
    ck_assert(text_is(text_join(&arena, &pieces), "aab"));
    arena_destroy(&arena);
}
END_TEST

/* What is formatted is what printf writes. */
#define expect_printed(arena, ...)                                             \
    do {                                                                       \
        char wanted[200];                                                      \
        snprintf(wanted, sizeof wanted, __VA_ARGS__);                          \
        ck_assert_str_eq(text_format(arena, __VA_ARGS__).at, wanted);          \
    } while (0)

START_TEST(formats_are_those_of_printf)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    expect_printed(&arena, "%s", "");
    expect_printed(&arena, "a%sb%sc", "x", "yz");
    expect_printed(&arena, "%c%c 100%% %%", 'p', 'q');
    for (int length = -1; length < 6; length++)
        expect_printed(&arena, "<%.*s>", length, "four");
    for (int width = -6; width < 7; width++)
        expect_printed(&arena, "<%*s|%d>", width, "four", width);
    expect_printed(&arena, "%d %d %d", 0, INT_MIN, INT_MAX);
    expect_printed(&arena, "%u %u", 0u, UINT_MAX);
    expect_printed(&arena, "%lld %lld %lld", 0LL, LLONG_MIN, LLONG_MAX);
    expect_printed(&arena, "%llu %llu", 10ULL, ULLONG_MAX);
    expect_printed(&arena, "%s %5.2f %d", "begun", 1.5, 7);
    expect_printed(&arena, "%d %04x %s", 3, 0xabu, "end");
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_add_loop_test(tests, utf8_is_decoded, 0,
                        sizeof decodings / sizeof *decodings);
    tcase_add_loop_test(tests, width_is_that_of_a_terminal, 0,
                        sizeof widths / sizeof *widths);
    tcase_add_loop_test(tests, distance_counts_edits, 0,
                        sizeof distances / sizeof *distances);
    tcase_add_loop_test(tests, numbers_are_short, 0,
                        sizeof numbers / sizeof *numbers);
    tcase_add_test(tests, long_names_are_far_apart);
    tcase_add_test(tests, texts_are_ordered_by_bytes);
    tcase_add_test(tests, hash_is_fnv);
    tcase_add_test(tests, numbers_read_back);
    tcase_add_test(tests, buffers_grow);
    tcase_add_test(tests, pieces_are_joined_in_order);
    tcase_add_test(tests, formats_are_those_of_printf);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
