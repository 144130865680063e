/* text.c: strings with a length, a growing buffer, and UTF-8.
 *
 * Nothing here depends on the locale of the user: setlocale is never called,
 * so printf and strtod keep to the "C" locale.
 */
#include "text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool text_equal(Text a, Text b)
{
    return a.length == b.length
        && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

bool text_is(Text a, const char *string)
{
    for (size_t i = 0; i < a.length; i++)
        if (string[i] != a.at[i] || !string[i])
            return false;
    return !string[a.length];
}

int text_compare(Text a, Text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    if (order)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

/* Fowler, Noll, Vo: h = (h xor byte) p, modulo 2^64. */
uint64_t text_hash(Text text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001b3u;
    return hash;
}

/* A copy; a NUL follows it, for the sake of C functions. */
Text text_copy(Arena *arena, Text text)
{
    char *at = arena_alloc(arena, text.length + 1, 1);
    if (text.length)
        memcpy(at, text.at, text.length);
    return (Text){at, text.length};
}

Text text_joined(Arena *arena, uint32_t count, const Text *pieces)
{
    size_t length = 0;
    for (uint32_t i = 0; i < count; i++)
        length += pieces[i].length;
    char *at = arena_alloc(arena, length + 1, 1);
    const Text all = {at, length};
    for (uint32_t i = 0; i < count; i++) {
        if (pieces[i].length)
            memcpy(at, pieces[i].at, pieces[i].length);
        at += pieces[i].length;
    }
    return all;
}

Text text_join(Arena *arena, const TextList *pieces)
{
    return text_joined(arena, pieces->count, pieces->at);
}

/* A lead byte says how many follow and the least value that needs so many. */
int32_t text_decode(const char **at, const char *end)
{
    const unsigned char *p = (const unsigned char *)*at;
    size_t left = (size_t)(end - *at);
    int32_t code = p[0], least = 0;
    size_t more = 0;
    if (code >= 0xf0)
        more = 3, least = 0x10000, code &= code < 0xf8 ? 0x07 : 0xff;
    else if (code >= 0xe0)
        more = 2, least = 0x800, code &= 0x0f;
    else if (code >= 0xc0)
        more = 1, least = 0x80, code &= 0x1f;
    else if (code >= 0x80)
        more = SIZE_MAX;
    *at += 1;
    if (more >= left)
        return more ? -1 : code;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return -1;
        code = code * 64 + (p[i] & 0x3f);
        if (code > 0x10ffff)
            return -1;
    }
    if (code < least || (code >= 0xd800 && code < 0xe000))
        return -1;
    *at += more;
    return code;
}

size_t text_width(Text text)
{
    size_t width = 0;
    const char *at = text.at, *end = text.at + text.length;
    for (;;) {
        const char *start = at;
        while (at < end && *at >= 0x20 && *at < 0x7f)
            at++;
        width += (size_t)(at - start);
        if (at == end)
            return width;
        int32_t code = text_decode(&at, end);
        if (code >= 0)
            width += (size_t)utf8proc_charwidth(code);
        else
            width++;
    }
}

/* Longer names are not compared: nobody mistypes them by a letter or two. */
enum { LONGEST_COMPARED = 63 };

static unsigned decode_short(Text text, int32_t *codes)
{
    unsigned count = 0;
    const char *at = text.at, *end = text.at + text.length;
    while (at < end) {
        if (count == LONGEST_COMPARED)
            return LONGEST_COMPARED + 1;
        codes[count++] = text_decode(&at, end);
    }
    return count;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* d[i][j] = min(d[i-1][j] + 1, d[i][j-1] + 1, d[i-1][j-1] + (a[i] != b[j]),
 * d[i-2][j-2] + 1 if the last two are swapped), of which three rows are kept
 * (optimal string alignment). */
unsigned text_distance(Text a, Text b, unsigned limit)
{
    if (text_equal(a, b))
        return 0;
    int32_t p[LONGEST_COMPARED + 1], q[LONGEST_COMPARED + 1];
    unsigned m = decode_short(a, p), n = decode_short(b, q);
    if (m > LONGEST_COMPARED || n > LONGEST_COMPARED)
        return limit + 1;
    unsigned rows[3][LONGEST_COMPARED + 1];
    unsigned *older = rows[0], *old = rows[1], *row = rows[2];
    for (unsigned j = 0; j <= n; j++)
        older[j] = old[j] = j;
    for (unsigned i = 1; i <= m; i++) {
        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            row[j] = least(old[j] + 1, row[j - 1] + 1);
            row[j] = least(row[j], old[j - 1] + (p[i - 1] != q[j - 1]));
            if (i > 1 && j > 1 && p[i - 1] == q[j - 2] && p[i - 2] == q[j - 1])
                row[j] = least(row[j], older[j - 2] + 1);
        }
        unsigned *free_row = older;
        older = old, old = row, row = free_row;
    }
    return least(old[n], limit + 1);
}

Buffer buffer_create(Arena *arena)
{
    return (Buffer){.arena = arena};
}

/* Doubling keeps adding linear. */
void buffer_reserve(Buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->length > more)
        return;
    if (more > SIZE_MAX / 4 - buffer->length)
        arena_fail(buffer->arena);
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    if (more > 4 * capacity)
        capacity = buffer->length + more + 1;
    while (capacity - buffer->length <= more)
        capacity *= 2;
    buffer->at = arena_resize(buffer->arena, buffer->at, buffer->capacity,
                              capacity, 1);
    buffer->capacity = capacity;
}

void buffer_release(Buffer *buffer)
{
    arena_release(buffer->arena, buffer->at, buffer->capacity, 1);
    *buffer = (Buffer){.arena = buffer->arena};
}

Text buffer_text(const Buffer *buffer)
{
    return (Text){buffer->at ? buffer->at : "", buffer->length};
}

/* Writes digits d₁d₂…dₚ with the value d₁.d₂…dₚ · 10^exponent. */
static void add_digits(Buffer *buffer, Text digits, int exponent)
{
    int count = (int)digits.length;
    if (exponent < -5 || exponent > 16) {
        buffer_print(buffer, "%.1s", digits.at);
        if (count > 1)
            buffer_print(buffer, ".%.*s", count - 1, digits.at + 1);
        buffer_print(buffer, "e%d", exponent);
    } else if (exponent < 0) {
        buffer_print(buffer, "0.%.*s%.*s", -exponent - 1, "0000", count,
                     digits.at);
    } else if (count > exponent + 1) {
        buffer_print(buffer, "%.*s.%.*s", exponent + 1, digits.at,
                     count - exponent - 1, digits.at + exponent + 1);
    } else {
        buffer_print(buffer, "%.*s%.*s", count, digits.at,
                     exponent + 1 - count, "0000000000000000");
    }
}

/* Whether the text reads back as x. */
static bool reads_as(const char *written, double x, bool precise)
{
    double read = precise ? strtod(written, NULL)
                          : (double)strtof(written, NULL);
    return !(read < x) && !(read > x);
}

/* The next number of as many digits, of which not all are 9. */
static void next_digits(char *written)
{
    char *last = strchr(written, 'e') - 1;
    for (; *last == '9' || *last == '.'; last--)
        if (*last == '9')
            *last = '0';
    ++*last;
}

/* x > 0 in the fewest digits that read back as x, as %e. A decimal of up to 15
 * digits (6 for a float) survives the way into a normal number and back, so
 * the search begins there and zeros at the end are left out; subnormal ones
 * have no such bound. Below a power of two numbers are twice as dense as above
 * it: there the decimal next above may read back where the nearest does not. */
static void write_shortest(char *written, size_t size, double x, bool precise)
{
    int count = precise ? DBL_DIG : FLT_DIG;
    if (x < (precise ? DBL_MIN : (double)FLT_MIN))
        count = 1;
    for (;; count++) {
        snprintf(written, size, "%.*e", count - 1, x);
        if (reads_as(written, x, precise) || count == 17)
            return;
        if (strspn(written, "9.") == (size_t)(strchr(written, 'e') - written))
            continue;
        next_digits(written);
        if (reads_as(written, x, precise))
            return;
    }
}

/* The whole number with so many digits behind the point, the first of which may be
 * 0. */
static void add_decimal(Buffer *buffer, uint64_t number, int behind)
{
    char digits[24], *at = digits + sizeof digits;
    for (int i = 0; number || i < behind + (behind > 0) || !i; i++) {
        if (behind && i == behind)
            *--at = '.';
        *--at = (char)('0' + number % 10);
        number /= 10;
    }
    buffer_add(buffer, (Text){at, (size_t)(digits + sizeof digits - at)});
}

/* Adds x > 0 if it has few digits, which are the fewest: a quotient of whole numbers
 * that are numbers themselves is what they read as. */
static bool add_short(Buffer *buffer, double x, bool precise)
{
    const double most = precise ? 1e15 : 1e6;   /* digits that are always kept */
    if (x < 1e-5 || x >= most)
        return false;
    double scale = 1;
    for (int behind = 0; behind <= 6; behind++, scale *= 10) {
        double number = floor(x * scale + 0.5);
        double read = number / scale;
        if (number >= most)
            return false;
        if ((precise ? read : (double)(float)read) == x) {
            add_decimal(buffer, (uint64_t)number, behind);
            return true;
        }
    }
    return false;
}

void buffer_number(Buffer *buffer, double x, bool precise)
{
    if (isnan(x)) {
        buffer_puts(buffer, "nan");
        return;
    }
    if (signbit(x)) {
        buffer_puts(buffer, "-");
        x = -x;
    }
    if (!precise)
        x = (double)(float)x;
    if (isinf(x)) {
        buffer_puts(buffer, "inf");
        return;
    }
    if (!(x > 0)) {
        buffer_puts(buffer, "0");
        return;
    }
    if (add_short(buffer, x, precise))
        return;
    char written[40], digits[20];
    write_shortest(written, sizeof written, x, precise);
    char *e = strchr(written, 'e');
    size_t length = 0;
    for (const char *p = written; p < e; p++)
        if (*p != '.')
            digits[length++] = *p;
    while (length > 1 && digits[length - 1] == '0')
        length--;
    add_digits(buffer, (Text){digits, length}, (int)strtol(e + 1, NULL, 10));
}
