/* test_runtime_params.c: params as bytes: what was written is read, and of what is
 * anything else nothing is.
 */
#include "gg.h"

#include "suite.h"

#include <string.h>

enum { N = 4, MODEL = 12345, ROOM = GG_PARAMS_HEADER + N * 8 };

static const double values[N] = {1.5, -0.0, 1e-310, -3e200};
static const float singles[N] = {1.5f, -0.0f, 1e-41f, -3e38f};
static unsigned char bytes[ROOM + 1];

static void set_up(void)
{
    memset(bytes, 0, sizeof bytes);
    gg_params_to_bytes(bytes, values, N, MODEL);
}

/* The bytes give this status, and no number unless they are right. */
static void expect(gg_status status, size_t n, uint64_t model, size_t length)
{
    double p[N + 1] = {7, 7, 7, 7, 7};

    ck_assert_int_eq(gg_params_from_bytes(p, n, model, bytes, length), status);
    for (size_t i = 0; i < N && status == GG_OK; i++)
        ck_assert_mem_eq(&p[i], &values[i], sizeof p[i]);
    for (size_t i = status == GG_OK ? N : 0; i <= N; i++)
        ck_assert(p[i] == 7);
}

START_TEST(what_is_written_is_read)
{
    float p[N] = {0};

    expect(GG_OK, N, MODEL, ROOM);
    gg_params_to_bytesf(bytes, singles, N, MODEL);
    ck_assert_int_eq(gg_params_from_bytesf(p, N, MODEL, bytes,
                                           GG_PARAMS_HEADER + N * 4), GG_OK);
    ck_assert_mem_eq(p, singles, sizeof p);
    gg_params_to_bytes(bytes, values, 0, 1);
    ck_assert_int_eq(gg_params_from_bytes(NULL, 0, 1, bytes, GG_PARAMS_HEADER),
                     GG_OK);
}
END_TEST

START_TEST(what_is_of_others_is_refused)
{
    float p[N] = {7, 7, 7, 7};

    expect(GG_OTHER_MODEL, N, MODEL + 1, ROOM);
    expect(GG_OTHER_MODEL, N - 1, MODEL, ROOM);
    expect(GG_OTHER_MODEL, N + 1, MODEL, ROOM);
    expect(GG_OTHER_MODEL, SIZE_MAX, MODEL, ROOM);
    ck_assert_int_eq(gg_params_from_bytesf(p, N, MODEL, bytes, ROOM),
                     GG_OTHER_TYPE);
    ck_assert(p[0] == 7);
    bytes[8] = 2;
    expect(GG_OTHER_VERSION, N, MODEL, ROOM);
    /* Of a writer with the most significant byte first. */
    bytes[8] = 0;
    bytes[11] = 1;
    expect(GG_OTHER_VERSION, N, MODEL, ROOM);
    bytes[0] = 'G';
    expect(GG_NO_PARAMS, N, MODEL, ROOM);
}
END_TEST

START_TEST(every_length_but_one_is_refused)
{
    for (size_t length = 0; length < ROOM; length++)
        expect(length < GG_PARAMS_HEADER ? GG_NO_PARAMS : GG_WRONG_LENGTH, N,
               MODEL, length);
    expect(GG_WRONG_LENGTH, N, MODEL, ROOM + 1);
}
END_TEST

START_TEST(every_bit_matters)
{
    for (size_t bit = 0; bit < 8 * ROOM; bit++) {
        size_t at = bit / 8;
        gg_status status = at < 8    ? GG_NO_PARAMS
                         : at < 12   ? GG_OTHER_VERSION
                         : at < 16   ? GG_OTHER_TYPE
                         : at < 32   ? GG_OTHER_MODEL
                                     : GG_WRONG_CHECKSUM;
        bytes[at] = (unsigned char)(bytes[at] ^ 1u << bit % 8);
        expect(status, N, MODEL, ROOM);
        bytes[at] = (unsigned char)(bytes[at] ^ 1u << bit % 8);
    }
    expect(GG_OK, N, MODEL, ROOM);
}
END_TEST

START_TEST(each_status_has_its_words)
{
    for (int a = GG_OK; a <= GG_WRONG_CHECKSUM + 1; a++)
        for (int b = GG_OK; b < a; b++)
            ck_assert_str_ne(gg_status_text((gg_status)a),
                             gg_status_text((gg_status)b));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runtime_params");
    TCase *tests = tcase_create("runtime_params");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_test(tests, what_is_of_others_is_refused);
    tcase_add_test(tests, every_length_but_one_is_refused);
    tcase_add_test(tests, every_bit_matters);
    tcase_add_test(tests, each_status_has_its_words);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
