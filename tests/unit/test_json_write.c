/* test_json_write.c: what stands between members, and texts of any bytes. */
#include "../../compiler/json_write.h"
#include "suite.h"

#include <math.h>

static void write_all(Json *json)
{
    json_open(json, NULL, '{');
    json_string(json, "a", "b");
    json_open(json, "list", '[');
    json_whole(json, NULL, -3);
    json_bool(json, NULL, true);
    json_null(json, NULL);
    json_open(json, NULL, '{');
    json_close(json);
    json_close(json);
    json_key(json, text_of("raw"));
    buffer_puts(json_value(json, NULL), "[1, 2]");
    json_open(json, "empty", '[');
    json_close(json);
    json_close(json);
}

START_TEST(members_are_parted_by_commas)
{
    static const char *const wanted[] = {
        "{\"a\": \"b\", \"list\": [-3, true, null, {}], \"raw\": [1, 2], "
        "\"empty\": []}\n",
        "{\n  \"a\": \"b\",\n  \"list\": [-3, true, null, {}],\n"
        "  \"raw\": [1, 2],\n  \"empty\": []\n}\n",
        "{\n  \"a\": \"b\",\n  \"list\": [\n    -3,\n    true,\n    null,\n"
        "    {}\n  ],\n  \"raw\": [1, 2],\n  \"empty\": []\n}\n",
    };
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Buffer out = buffer_create(&arena);
    write_all(&(Json){.out = &out, .lines = (uint32_t)_i});
    ck_assert_str_eq(buffer_text(&out).at, wanted[_i]);
    arena_destroy(&arena);
}
END_TEST

#define BYTES(literal) {literal, sizeof literal - 1}

static const struct {
    Text        text;
    const char *json;
} texts[] = {
    {BYTES(""), "\"\""},
    {BYTES("a\"b\\c/"), "\"a\\\"b\\\\c/\""},
    {BYTES("\n\t\r\0\x1b\x7f"), "\"\\n\\t\\u000d\\u0000\\u001b\\u007f\""},
    {BYTES("ŷ𝔘"), "\"ŷ𝔘\""},
    {BYTES("\xc2\x85\xe2\x80\xae\xe2\x80\xa8"), "\"\\u0085\\u202e\\u2028\""},
    {BYTES("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\""},
    {BYTES("\xff" "a\xc3"), "\"\xef\xbf\xbd" "a\xef\xbf\xbd\""},
    {BYTES("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
};

START_TEST(texts_are_valid_whatever_they_hold)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Buffer out = buffer_create(&arena);
    json_quoted(&out, texts[_i].text);
    ck_assert_str_eq(buffer_text(&out).at, texts[_i].json);
    arena_destroy(&arena);
}
END_TEST

static const struct {
    double      value;
    bool        precise;
    const char *json;
} numbers[] = {
    {0.1, true, "0.1"}, {0.1, false, "0.1"}, {-0.0, true, "-0"},
    {1e300, true, "1e300"}, {1e300, false, "\"inf\""},
    {-INFINITY, true, "\"-inf\""}, {NAN, true, "\"nan\""},
};

START_TEST(numbers_are_those_of_json)
{
    Arena arena;
    arena_init(&arena, NULL, NULL);
    Buffer out = buffer_create(&arena);
    json_number(&out, numbers[_i].value, numbers[_i].precise);
    ck_assert_str_eq(buffer_text(&out).at, numbers[_i].json);
    arena_destroy(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_write");
    TCase *tests = tcase_create("json_write");
    tcase_add_loop_test(tests, members_are_parted_by_commas, 0, 3);
    tcase_add_loop_test(tests, texts_are_valid_whatever_they_hold, 0,
                        sizeof texts / sizeof *texts);
    tcase_add_loop_test(tests, numbers_are_those_of_json, 0,
                        sizeof numbers / sizeof *numbers);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
