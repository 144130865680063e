/* test_names.c: words of all scripts become C identifiers; names are unique,
 * stable, and the words of C and of the language are nobody's.
 */
#include "../../compiler/names.h"
#include "../../compiler/spell.h"

#include "suite.h"

#include <string.h>

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

static const char *const spellings[][2] = {
    {"W", "W"},              {"W₁", "W1"},           {"W₁₂", "W12"},
    {"x1₂", "x1_2"},         {"ŷ", "y_hat"},         {"x̄", "x_bar"},
    {"x̃", "x_tilde"},        {"ẋ", "x_dot"},         {"ẍ", "x_ddot"},
    {"ä", "a"},              {"é", "e"},             {"ñ", "n_tilde"},
    {"λ", "lambda"},         {"Λ", "Lambda"},        {"λ₁", "lambda1"},
    {"Δx", "Delta_x"},       {"xα", "x_alpha"},      {"αβ", "alpha_beta"},
    {"µ", "mu"},             {"ϵ", "epsilon"},       {"x′", "x_prime"},
    {"x″", "x_second"},      {"x₀′", "x0_prime"},    {"xᵢⱼ", "x_ij"},
    {"hₜ₁", "h_t1"},         {"h1.W", "h1_W"},       {"a.m.W₁", "a_m_W1"},
    {"ß", "ss"},             {"ø", "o"},             {"ℓ", "l"},
    {"ℝ", "R"},              {"𝐱", "x"},             {"中文", "u4e2d_u6587"},
    {"x中", "x_u4e2d"},      {"ж2", "u436_2"},       {"a__b", "a_b"},
    {"_W", "W"},             {"", "x"},              {"_", "x"},
    {"3d", "x_3d"},          {"my-model", "my_model"}, {"∂", "d"},
    {"ħ", "hbar"},           {"x̂₁", "x_hat1"},       {"b_", "b_"},
};

START_TEST(spelled)
{
    Text got = spell(&arena, text_of(spellings[_i][0]));
    ck_assert_msg(text_is(got, spellings[_i][1]), "%s is %.*s, not %s",
                  spellings[_i][0], TEXT_ARGS(got), spellings[_i][1]);
}
END_TEST

START_TEST(any_bytes_are_spelled)
{
    for (int a = 1; a < 256; a++)
        for (int b = 1; b < 256; b += 3) {
            char bytes[4] = {(char)a, (char)b, (char)(a ^ b), '1'};
            Text got = spell(&arena, (Text){bytes, 4});
            ck_assert_uint_ge(got.length, 1);
            for (size_t i = 0; i < got.length; i++) {
                char c = got.at[i];
                bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                ck_assert(letter || (i && (c == '_' || (c >= '0' && c <= '9'))));
                ck_assert(!(i && c == '_' && got.at[i - 1] == '_'));
            }
        }
}
END_TEST

START_TEST(long_words_stay_apart)
{
    char a[5001], b[5001];
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    b[4999] = 'y';
    Text p = spell(&arena, (Text){a, 5000}), q = spell(&arena, (Text){b, 5000});
    ck_assert(!text_equal(p, q));
    ck_assert_uint_le(p.length, LONGEST_SPELLED);
    ck_assert_uint_le(q.length, LONGEST_SPELLED);
}
END_TEST

static const char *const taken_in_c[] = {
    "y0", "j1", "gamma", "index", "I", "unix", "B0", "int", "template", "max",
    "errno", "expf", "gg_exp", "GG_H", "nullptr", "NULL", "co_await", "yn",
};

START_TEST(words_of_c_are_reserved)
{
    ck_assert_msg(spelling_is_reserved(text_of(taken_in_c[_i])), "%s",
                  taken_in_c[_i]);
    Text longer = text_format(&arena, "q%s_q", taken_in_c[_i]);
    ck_assert(!spelling_is_reserved(longer));
}
END_TEST

/* -- names of a graph -- */

static const int64_t no_shape[1] = {1};

static ArrayId input(Graph *graph, const char *name)
{
    ArrayId id = graph_input(graph, INPUT, REAL, 0, 0, no_shape,
                             graph->definitions.count);
    uint32_t definition = graph_define(graph, text_of(name), (Span){0}, id);
    list_push(&arena, &graph->inputs, definition);
    return id;
}

/* x + n, unlike all others. */
static ArrayId equation(Graph *graph, ArrayId of, double n, uint32_t serves)
{
    ExprId x = graph_access(graph, of, NULL);
    Part part = {.combine = SET};
    part.body = expr_apply(&graph->exprs, F_ADD, x,
                           expr_number(&graph->exprs, n));
    return graph_equation(graph, 0, 0, no_shape, 1, &part, serves);
}

static void check_name(Text got, const char *expected)
{
    ck_assert_msg(text_is(got, expected), "%.*s, not %s", TEXT_ARGS(got),
                  expected);
}

START_TEST(nameless_arrays_count_within_what_they_serve)
{
    Graph *graph = graph_create(&arena);
    ArrayId x = input(graph, "x");
    ArrayId a = equation(graph, x, 1, 3), b = equation(graph, x, 2, 2);
    ArrayId c = equation(graph, x, 3, 3), y = equation(graph, x, 4, 2);
    ArrayId z = equation(graph, x, 5, 3), w = equation(graph, x, 6, 0);
    graph_define(graph, text_of("ŷ"), (Span){0}, y);
    graph_define(graph, text_of("z_1"), (Span){0}, z);
    graph_define(graph, text_of("same"), (Span){0}, y);
    Names *names = names_in_language(graph, &arena);
    check_name(names->arrays[a], "z_1_1");
    check_name(names->arrays[b], "ŷ_1");
    check_name(names->arrays[c], "z_1_2");
    check_name(names->arrays[y], "ŷ");
    check_name(names->definitions[4], "same");
    check_name(names->arrays[w], "t_1");
    names = names_in_c(graph, &arena, text_of("m"));
    check_name(names->arrays[b], "y_hat_1");
    check_name(names->arrays[y], "y_hat");
}
END_TEST

START_TEST(locals_count_apart_from_what_they_stand_behind)
{
    Graph *graph = graph_create(&arena);
    ArrayId x = input(graph, "x");
    ArrayId a = equation(graph, x, 1, 3), b = equation(graph, x, 2, 2);
    ArrayId c = equation(graph, x, 3, 3), y = equation(graph, x, 4, 2);
    ArrayId d = equation(graph, x, 5, 4);
    graph_define(graph, text_of("y"), (Span){3, 5}, y);
    uint32_t q = graph_define_within(graph, text_of("y.q"), 2);
    graph_define_within(graph, text_of("y.q.u"), q);
    graph_define(graph, text_of("y_q"), (Span){0}, x);
    graph->definitions.at[q].value = c;
    ck_assert_uint_eq(graph_whole(graph, 4), 2);
    ck_assert_uint_eq(graph_whole(graph, 2), 2);
    ck_assert_uint_eq(graph->definitions.at[4].span.start, 3);
    ck_assert_uint_eq(graph_definition_of(graph, c), 0);
    Names *names = names_in_language(graph, &arena);
    check_name(names->arrays[a], "y.q_1");
    check_name(names->arrays[b], "y_1");
    check_name(names->arrays[c], "y.q");
    check_name(names->arrays[d], "y.q.u_1");
    names = names_in_c(graph, &arena, text_of("m"));
    check_name(names->arrays[c], "y_q_");
    check_name(names->arrays[d], "y_q_u_1");
    graph->definitions.at[q].value = d;     /* which is made for another one */
    names = names_in_language(graph, &arena);
    check_name(names->arrays[d], "y.q.u_1");
}
END_TEST

START_TEST(collisions_end_in_an_underscore)
{
    Graph *graph = graph_create(&arena);
    ArrayId a = input(graph, "λ"), b = input(graph, "lambda");
    ArrayId c = input(graph, "int"), d = input(graph, "p");
    ArrayId e = input(graph, "λ_"), f = input(graph, "i");
    ArrayId g = input(graph, "exp"), h = input(graph, "h1.W");
    Names *names = names_in_c(graph, &arena, text_of("m"));
    check_name(names->arrays[a], "lambda");
    check_name(names->arrays[b], "lambda_");
    check_name(names->arrays[c], "int_");
    check_name(names->arrays[d], "p_");
    check_name(names->arrays[e], "lambda_2");
    check_name(names->arrays[h], "h1_W");
    check_name(names->indices[0], "j");
    names = names_in_language(graph, &arena);
    check_name(names->arrays[a], "λ");
    check_name(names->arrays[c], "int");
    check_name(names->arrays[d], "p");
    check_name(names->arrays[f], "i");
    check_name(names->arrays[g], "exp_");
    check_name(names->arrays[h], "h1.W");
    check_name(names->indices[0], "j");
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        for (uint32_t j = 0; j < i; j++)
            ck_assert(!text_equal(names->indices[i], names->indices[j]));
}
END_TEST

/* 2^16 words of é and è, all of them spelled alike. */
START_TEST(a_crowd_of_names)
{
    Graph *graph = graph_create(&arena);
    for (unsigned n = 0; n < 1u << 16; n++) {
        Buffer name = buffer_create(&arena);
        for (unsigned i = 0; i < 16; i++)
            buffer_puts(&name, n >> i & 1 ? "é" : "è");
        input(graph, buffer_text(&name).at);
    }
    Names *names = names_in_c(graph, &arena, text_of("m"));
    WordSet set = {.arena = &arena};
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        word_set_add(&set, names->arrays[id]);
    ck_assert_uint_eq(set.words.count, 1u << 16);
    check_name(names->arrays[1], "eeeeeeeeeeeeeeee");
    check_name(names->arrays[2], "eeeeeeeeeeeeeeee_");
    check_name(names->arrays[3], "eeeeeeeeeeeeeeee_2");
}
END_TEST

START_TEST(adjoints_are_called_after_what_they_are_of)
{
    Graph *graph = graph_create(&arena);
    ArrayId x = input(graph, "x"), b = input(graph, "b"), c = input(graph, "c");
    ArrayId y = equation(graph, x, 1, 4);
    list_push(&arena, &graph->outputs,
              graph_define(graph, text_of("y"), (Span){0}, y));
    list_push(&arena, &graph->outputs, 1);
    ArrayId d_y = graph_input(graph, INPUT, REAL, 0, 0, no_shape, 4);
    ArrayId d_x = equation(graph, d_y, 2, 1);
    list_push(&arena, &graph->seeds, ((Seed){0, d_y}));
    list_push(&arena, &graph->gradients, ((Gradient){x, d_x}));
    list_push(&arena, &graph->gradients, ((Gradient){b, d_y}));
    list_push(&arena, &graph->gradients, ((Gradient){c, d_y}));
    Names *names = names_in_c(graph, &arena, text_of("m"));
    check_name(names->arrays[d_y], "d_y");
    check_name(names->arrays[d_x], "d_x");
    check_name(names->gradients[0], "d_x");
    check_name(names->gradients[1], "d_b");
    check_name(names->gradients[2], "d_c");
    check_name(names->outputs[0], "y");
    check_name(names->outputs[1], "x_out");
}
END_TEST

static const char *const models[][2] = {
    {"scorer", "scorer"},        {"my-model", "my_model"}, {"3d", "m_3d"},
    {"gg", "model_gg"},          {"", "x"},                {"λ", "lambda"},
    {"gg_exp", "x_gg_exp"},
    {"a.b.c", "a_b_c"},          {"int", "int"},
};

START_TEST(models_are_called_after_files)
{
    Graph *graph = graph_create(&arena);
    Names *names = names_in_c(graph, &arena, text_of(models[_i][0]));
    check_name(names->model, models[_i][1]);
    check_name(names_public(names, "forward"),
               text_format(&arena, "%s_forward", models[_i][1]).at);
}
END_TEST

START_TEST(public_names_differ_in_31_characters)
{
    Graph *graph = graph_create(&arena);
    const char *dims[] = {"n", "forward", "NPARAMS", "work",
                          "number_of_words_in_the_vocabulary",
                          "number_of_words_in_the_vocabularies", "ν", "nu"};
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
        list_push(&arena, &graph->dims, ((Dim){text_of(dims[i]), 3}));
    const char *stem = "a_very_long_name_of_a_model_that_nobody_would_type";
    Names *names = names_in_c(graph, &arena, text_of(stem));
    WordSet set = {.arena = &arena};
    const char *suffixes[] = {"forward", "backward", "infer", "init", "step"};
    for (size_t i = 0; i < 5; i++) {
        Text name = names_public(names, suffixes[i]);
        name.length = name.length > 31 ? 31 : name.length;
        ck_assert(!word_set_has(&set, name));
        word_set_add(&set, name);
    }
    for (uint32_t i = 0; i < graph->dims.count; i++) {
        Text name = names->dims[i];
        ck_assert_uint_le(name.length, 31);
        ck_assert(!memcmp(name.at, names->model.at, names->model.length));
        ck_assert(!word_set_has(&set, name));
        word_set_add(&set, name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *tests = tcase_create("names");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, spelled, 0,
                        (int)(sizeof spellings / sizeof *spellings));
    tcase_add_test(tests, any_bytes_are_spelled);
    tcase_add_test(tests, long_words_stay_apart);
    tcase_add_loop_test(tests, words_of_c_are_reserved, 0,
                        (int)(sizeof taken_in_c / sizeof *taken_in_c));
    tcase_add_test(tests, nameless_arrays_count_within_what_they_serve);
    tcase_add_test(tests, locals_count_apart_from_what_they_stand_behind);
    tcase_add_test(tests, collisions_end_in_an_underscore);
    tcase_add_test(tests, a_crowd_of_names);
    tcase_add_test(tests, adjoints_are_called_after_what_they_are_of);
    tcase_add_loop_test(tests, models_are_called_after_files, 0,
                        (int)(sizeof models / sizeof *models));
    tcase_add_test(tests, public_names_differ_in_31_characters);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
