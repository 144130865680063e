/* test_amalgam.c: the sources of the runtime as pieces: each name is that of one,
 * what a piece needs stands before it, and all of them together compile.
 */
#define _POSIX_C_SOURCE 200809L      /* popen */

#include "../../compiler/amalgam.h"
#include "../../compiler/amalgam_pieces.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

static Arena arena;
static jmp_buf failure;
static Pieces pieces;

static void set_up(void)
{
    arena_init(&arena, NULL, &failure);
    pieces = runtime_pieces(&arena);
}

static void tear_down(void)
{
    arena_destroy(&arena);
}

static bool has(const Words *words, Text word)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (text_equal(words->at[i], word))
            return true;
    return false;
}

static const Piece *piece_of(Text name)
{
    for (uint32_t p = 0; p < pieces.list.count; p++)
        if (has(&pieces.list.at[p].names, name))
            return &pieces.list.at[p];
    return NULL;
}

START_TEST(every_name_is_of_one_piece)
{
    Words all = {0};
    ck_assert_uint_gt(pieces.list.count, 200);
    for (uint32_t p = 0; p < pieces.list.count; p++) {
        const Piece *piece = &pieces.list.at[p];
        ck_assert_msg(piece->names.count, "%s: no name in %.*s", piece->file,
                      TEXT_ARGS(piece->text));
        for (uint32_t i = 0; i < piece->names.count; i++) {
            Text name = piece->names.at[i];
            ck_assert_msg(text_starts(name, "gg_") || text_starts(name, "GG_"),
                          "%s: %.*s", piece->file, TEXT_ARGS(name));
            ck_assert_msg(!has(&all, name), "%s: %.*s once more", piece->file,
                          TEXT_ARGS(name));
            list_push(&arena, &all, name);
        }
    }
}
END_TEST

START_TEST(no_piece_has_what_stands_for_a_type)
{
    static const char *const words[] = {
        "GG_REAL", "GG_NAME", "GG_RATE", "GG_VECTOR", "GG_LANES", "GG_BYTES",
        "GG_QUAD", "GG_QUAD_NAME", "GG_QUAD_BYTES", "GG_INTEGER"
    };
    for (uint32_t p = 0; p < pieces.list.count; p++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            ck_assert_msg(!has(&pieces.list.at[p].mentions, text_of(words[w])),
                          "%s: %s", pieces.list.at[p].file, words[w]);
}
END_TEST

/* What gg.h declares is a function of one of the files. */
START_TEST(every_declared_function_is_there)
{
    const char *file;
    Text text = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; (file = runtime_file(i, &text)); i++)
        if (!strcmp(file, "gg.h"))
            break;
    ck_assert_ptr_nonnull(file);
    while (text.length) {
        Text item = {text.at, c_item(text)};
        Words names = {0};
        text = text_behind(text, item.length);
        if (*item.at == '#' || *item.at == '}' || *item.at == '\n' || text_starts(item, "/*")
            || text_starts(item, "GG_STRICT_") || text_starts(item, "typedef")
            || text_starts(item, "extern")
            || memchr(item.at, '{', item.length))
            continue;
        c_defined(&arena, item, &names);
        ck_assert_uint_eq(names.count, 1);
        /* Words are for those who look at a status, and not for models. */
        const Piece *piece = piece_of(names.at[0]);
        ck_assert_msg(piece && (piece->is_extern
                                || text_starts(piece->text, "const char")),
                      "%.*s", TEXT_ARGS(names.at[0]));
        count++;
    }
    ck_assert_uint_gt(count, 100);
}
END_TEST

/* Where the piece stands, but for the word that makes it the file's own. */
static const char *place_of(Text text, const Piece *piece)
{
    bool own = text_starts(piece->text, "static ");
    Text rest = text_behind(piece->text, own ? sizeof "static" - 1 : 0);
    return strstr(text.at, text_copy(&arena, rest).at);
}

/* Whether `first` stands in the text, before `second`. */
static bool stands_before(Text text, const Piece *first, const Piece *second)
{
    const char *a = place_of(text, first), *b = place_of(text, second);
    return a && b && a < b;
}

static void check_order(const Piece *piece)
{
    Text c = text_format(&arena, "#include \"gg.h\"\n%.*s",
                         TEXT_ARGS(piece->names.at[0]));
    Text text = text_copy(&arena, amalgam_text(amalgam_create(&arena), c,
                                               "GG_STRICT"));
    ck_assert_ptr_null(strstr(text.at, "#include \"gg"));
    for (uint32_t i = 0; i < piece->mentions.count; i++) {
        const Piece *needed = piece_of(piece->mentions.at[i]);
        if (needed && needed != piece)
            ck_assert_msg(stands_before(text, needed, piece), "%.*s of %.*s",
                          TEXT_ARGS(piece->mentions.at[i]),
                          TEXT_ARGS(piece->names.at[0]));
    }
}

START_TEST(what_is_needed_stands_before)
{
    for (uint32_t p = 0; p < pieces.list.count; p += SANITIZED ? 20 : 1)
        check_order(&pieces.list.at[p]);
}
END_TEST

/* A header first, then all that is left; nothing stands there twice. */
START_TEST(all_pieces_compile)
{
    static const char *const compilers[] = {"gcc -x c -std=c99",
                                            "clang -x c -std=c99",
                                            "clang --target=x86_64 -mfma "
                                            "-x c -std=c99",
                                            "clang -x c++ -std=c++17"};
    Amalgam *amalgam = amalgam_create(&arena);
    Buffer all = buffer_create(&arena);
    Text header = amalgam_text(
        amalgam, text_of("#include \"gg.h\"\nGG_SHARE\n"), "GG_STATUS");
    buffer_puts(&all, "#include \"gg_vector.h\"\n#if 0\n");
    for (uint32_t p = 0; p < pieces.list.count; p++)
        buffer_print(&all, "%.*s\n", TEXT_ARGS(pieces.list.at[p].names.at[0]));
    buffer_puts(&all, "#endif\n");
    Text c = amalgam_text(amalgam, buffer_text(&all), "GG_STRICT");
    ck_assert_ptr_null(strstr(text_copy(&arena, c).at, "#ifndef GG_STATUS"));
    header.length -= sizeof "GG_SHARE\n" - 1;
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++) {
        Text command = text_format(
            &arena, "%s -fsyntax-only -ffreestanding -Wall -Wextra -Wpedantic "
            "-Wconversion -Wshadow -Wcast-qual -Wundef -Wno-unused-function -Werror "
            "-", compilers[i]);
        FILE *pipe = popen(command.at, "w");
        ck_assert_ptr_nonnull(pipe);
        fwrite(header.at, 1, header.length, pipe);
        fwrite(c.at, 1, c.length, pipe);
        ck_assert_msg(pclose(pipe) == 0, "%s", compilers[i]);
    }
}
END_TEST

/* Comments and what is quoted mention nothing. */
START_TEST(words_of_c)
{
    Words words = {0};
    c_mentions(&arena, text_of("gg_a(1.0f) /* gg_b */ \"gg_c\\\"gg_d\" 'g' "
                               "GG_E gg_a /* unfinished gg_f"), &words);
    ck_assert_uint_eq(words.count, 2);
    ck_assert(text_is(words.at[0], "gg_a"));
    ck_assert(text_is(words.at[1], "GG_E"));
}
END_TEST

START_TEST(names_of_definitions)
{
    static const struct { const char *text, *names; } cases[] = {
        {"#define GG_A(x) (x)\n", "GG_A "},
        {"#define GG_A \\\n    1\n", "GG_A "},
        {"static inline gg_dd gg_f(double gg_x)\n{\n    return gg_y;\n}\n",
         "gg_f "},
        {"typedef struct gg_s {\n    float gg_m;\n} gg_t;\n", "gg_t "},
        {"typedef float gg_f4 __attribute__((vector_size(16)));\n", "gg_f4 "},
        {"typedef enum gg_e {\n    GG_A = 1, /* a */\n    GG_B = gg_c(2, 3)\n"
         "} gg_e;\n", "GG_A GG_B gg_e "},
        {"static const int gg_table[2] = {\n    gg_a, gg_b\n};\n", "gg_table "},
        {"#if 1\nint gg_a(int);\n#else\n#define GG_B gg_c\n#endif\n",
         "gg_a GG_B "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Words words = {0};
        Buffer names = buffer_create(&arena);
        c_defined(&arena, text_of(cases[i].text), &words);
        for (uint32_t k = 0; k < words.count; k++)
            buffer_print(&names, "%.*s ", TEXT_ARGS(words.at[k]));
        ck_assert_str_eq(buffer_text(&names).at, cases[i].names);
    }
}
END_TEST

/* What the header has brought, the C file does not. */
START_TEST(nothing_comes_twice)
{
    Amalgam *amalgam = amalgam_create(&arena);
    Text h = amalgam_text(amalgam, text_of("a\n#include \"gg.h\"\n\nb\n"),
                          "GG_STATUS");
    Text c = amalgam_text(amalgam,
                          text_of("#include \"gg_inline.h\"\n#include \"gg.h\"\n"
                                  "GG_OK gg_expf(1) /* gg_sinf */\n"),
                          "GG_STRICT");
    const char *header = text_copy(&arena, h).at;
    const char *file = text_copy(&arena, c).at;
    ck_assert_ptr_nonnull(strstr(header, "GG_SINGULAR = 2"));
    ck_assert(!strncmp(header, "a\n#include <stddef.h>\n", 21));
    ck_assert_ptr_null(strstr(file, "GG_SINGULAR"));
    ck_assert_ptr_nonnull(strstr(file, "GG_OWN\nGG_FLAT float gg_expf"));
    ck_assert_ptr_null(strstr(file, "gg_sin(double"));
    ck_assert_ptr_null(strstr(file, "#include \""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("amalgam");
    TCase *tests = tcase_create("amalgam");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_name_is_of_one_piece);
    tcase_add_test(tests, no_piece_has_what_stands_for_a_type);
    tcase_add_test(tests, every_declared_function_is_there);
    tcase_add_test(tests, what_is_needed_stands_before);
    tcase_add_test(tests, all_pieces_compile);
    tcase_add_test(tests, words_of_c);
    tcase_add_test(tests, names_of_definitions);
    tcase_add_test(tests, nothing_comes_twice);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
