/* mutate.c: `mutate SEED FILE [FILE]` prints the file with a few of its bytes,
 * tokens and lines deleted, doubled, swapped or replaced by what a compiler
 * might fall over; with a second file, pieces of that one come in too.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 22 };

typedef struct Bytes {
    char  *at;
    size_t count;
} Bytes;

static uint64_t state;

static size_t below(size_t limit)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return limit ? (size_t)((z ^ (z >> 31)) % limit) : 0;
}

static Bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    Bytes b = {malloc(ROOM), 0};
    if (!file || !b.at)
        exit(2);
    b.count = fread(b.at, 1, ROOM / 4, file);
    fclose(file);
    return b;
}

static void cut(Bytes *b, size_t at, size_t length)
{
    memmove(b->at + at, b->at + at + length, b->count - at - length);
    b->count -= length;
}

static void insert(Bytes *b, size_t at, const char *what, size_t length)
{
    if (b->count + length > ROOM)
        return;
    memmove(b->at + at + length, b->at + at, b->count - at);
    memcpy(b->at + at, what, length);
    b->count += length;
}

static int is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* The token at or before a place: a word or number, or one byte. */
static void token(const Bytes *b, size_t *at, size_t *length)
{
    size_t start = below(b->count), end;
    while (start > 0 && is_word(b->at[start]) && is_word(b->at[start - 1]))
        start--;
    for (end = start + 1;
         end < b->count && is_word(b->at[start]) && is_word(b->at[end]); end++)
        ;
    *at = start;
    *length = end - start;
}

static void line(const Bytes *b, size_t *at, size_t *length)
{
    size_t start = below(b->count), end = start;
    while (start > 0 && b->at[start - 1] != '\n')
        start--;
    while (end < b->count && b->at[end] != '\n')
        end++;
    *at = start;
    *length = end - start + (end < b->count);
}

static void insert_repeated(Bytes *b, size_t at)
{
    static const char *const what[] = {"(", "[", "(-", "sum[i<2](", "x[", "‖",
                                       "-", "not ", "x^", "1 if 1 else ",
                                       "x + ", "ᵀ", "²", ")", "f(", ";"};
    const char *piece = what[below(16)];
    size_t times = (size_t)1 << below(14), length = strlen(piece);
    while (times-- > 0)
        insert(b, at, piece, length);
}

static void insert_odd(Bytes *b, size_t at)
{
    static const char *const what[] = {
        "99999999999999999999", "1e999", "1e-999", "9223372036854775807",
        "-9223372036854775808", "2147483648", "4294967296", "0", "-1", "0.5",
        "\xff", "\xc3", "\xe2\x80\xae", "\xef\xbb\xbf", "\xf4\x90\x80\x80", "\r",
        "\t", "\x01", "*/", "/*", "?\?/", "\"", "\\", "'", "`", "%s%n", "$", "@",
        "for i < ", " for i < 3 until x", " where ", "if", "else", "and",
        "dim n = ", "input ", "param ", "const ", "output ", "batch B = 3\n",
        "index(", "sum[", "max[", "argmax[", "grad(", "stop(", "training",
        "inf", "π", "ᵀ", "⁻¹", "·", "⊙", "×", "½", ":", "::", "+=", "==", "..",
        "[]", "()", "[;]", "‖", "layer ", "state ", "import \"x\"\n",
        "minimize x\n", "next ", "~ xavier", "div(", "mod(", ", 0)", "x[-1]"};
    size_t i = below(sizeof what / sizeof *what + 1);
    if (i == sizeof what / sizeof *what)
        insert(b, at, "\0", 1);
    else
        insert(b, at, what[i], strlen(what[i]));
}

static void change(Bytes *b, const Bytes *other)
{
    char held[4096];
    size_t at, length, to = below(b->count + 1);
    if (!b->count)
        insert(b, 0, "x", 1);
    switch (below(12)) {
    case 0:
        token(b, &at, &length);
        cut(b, at, length);
        return;
    case 1: case 2:
        token(b, &at, &length);
        break;
    case 3:
        line(b, &at, &length);
        cut(b, at, length);
        return;
    case 4:
        line(b, &at, &length);
        break;
    case 5:
        b->at[below(b->count)] = (char)below(256);
        return;
    case 6:
        b->count = below(b->count);
        return;
    case 7:
        insert_repeated(b, to);
        return;
    case 8:
        token(other, &at, &length);
        length = length < sizeof held ? length : sizeof held;
        insert(b, to < b->count ? to : b->count, other->at + at, length);
        return;
    case 9:
        line(other, &at, &length);
        insert(b, to < b->count ? to : b->count, other->at + at, length);
        return;
    case 10: {
        size_t from;
        token(b, &at, &length);
        cut(b, at, length);
        token(other, &from, &length);
        insert(b, at, other->at + from, length);
        return;
    }
    default:
        token(b, &at, &length);
        cut(b, at, length);
        insert_odd(b, at);
        return;
    }
    /* What was found comes a second time elsewhere. */
    length = length < sizeof held ? length : sizeof held;
    memcpy(held, b->at + at, length);
    insert(b, to <= b->count ? to : b->count, held, length);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    state = strtoull(argv[1], NULL, 10);
    Bytes b = read_file(argv[2]), other = read_file(argv[argc - 1]);
    if (!other.count)
        insert(&other, 0, "x", 1);
    for (size_t n = 1 + below(below(3) ? 3 : 12); n > 0; n--)
        change(&b, &other);
    fwrite(b.at, 1, b.count, stdout);
    free(b.at);
    free(other.at);
    return 0;
}
