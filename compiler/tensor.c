/* tensor.c: reading and printing lists of numbers. */
#include "tensor.h"

#include "json_write.h"
#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- the cursor -- */

Cursor cursor_of(Arena *arena, Text text, Buffer *problem)
{
    return (Cursor){arena, text.at, text.at, text.at + text.length, problem};
}

bool cursor_fail(Cursor *cursor, const char *format, ...)
{
    unsigned line = 1, column = 1;
    for (const char *c = cursor->start; c < cursor->at; c++) {
        column = *c == '\n' ? 1 : column + (((unsigned char)*c & 0xC0) != 0x80);
        line += *c == '\n';
    }
    if (memchr(cursor->start, '\n', (size_t)(cursor->end - cursor->start)))
        buffer_print(cursor->problem, "line %u, column %u: ", line, column);
    else if (column > 1)
        buffer_print(cursor->problem, "at character %u: ", column);
    va_list args;
    va_start(args, format);
    buffer_vprint(cursor->problem, format, args);
    va_end(args);
    return false;
}

void cursor_space(Cursor *cursor)
{
    while (cursor->at < cursor->end && strchr(" \t\r\n", *cursor->at)
           && *cursor->at)
        cursor->at++;
}

bool cursor_take(Cursor *cursor, char c)
{
    if (cursor->at >= cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The word, whatever the case of its letters; nothing may touch it. */
static bool take_word(Cursor *cursor, const char *word)
{
    const char *c = cursor->at;
    for (; *word; word++, c++)
        if (c >= cursor->end || (*c | 0x20) != *word)
            return false;
    if (c < cursor->end && (((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z')
                            || is_digit(*c) || *c == '_'))
        return false;
    cursor->at = c;
    return true;
}

/* The end of the decimal number at `c`, or NULL. */
static const char *decimal_end(const char *c, const char *end)
{
    const char *first = c;
    while (c < end && is_digit(*c))
        c++;
    size_t digits = (size_t)(c - first);
    if (c < end && *c == '.') {
        const char *point = c++;
        while (c < end && is_digit(*c))
            c++;
        digits += (size_t)(c - point) - 1;
    }
    if (!digits)
        return NULL;
    if (c < end && (*c == 'e' || *c == 'E')) {
        const char *power = c + 1;
        if (power < end && (*power == '+' || *power == '-'))
            power++;
        if (power < end && is_digit(*power)) {
            while (power < end && is_digit(*power))
                power++;
            c = power;
        }
    }
    return c;
}

bool cursor_number(Cursor *cursor, double *number)
{
    const char *start = cursor->at;
    bool negative = cursor_take(cursor, '-');
    if (!negative)
        (void)cursor_take(cursor, '+');
    if (take_word(cursor, "inf") || take_word(cursor, "infinity")) {
        *number = negative ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    if (take_word(cursor, "nan")) {
        *number = (double)NAN;
        return true;
    }
    const char *end = decimal_end(cursor->at, cursor->end);
    if (!end) {
        cursor->at = start;
        return false;
    }
    char small[64], *copy = small;
    size_t length = (size_t)(end - cursor->at);
    if (length >= sizeof small)
        copy = arena_alloc(cursor->arena, length + 1, 1);
    memcpy(copy, cursor->at, length);
    copy[length] = '\0';
    double value = strtod(copy, NULL);
    *number = negative ? -value : value;
    cursor->at = end;
    return true;
}

/* -- files -- */

bool text_ends(Text text, const char *ending)
{
    size_t length = strlen(ending);
    return text.length >= length
        && !memcmp(text.at + text.length - length, ending, length);
}

bool file_read(Arena *arena, Text path, Text *bytes, Buffer *problem)
{
    Sources sources = {.arena = arena};
    const char *reason = NULL;
    const Source *source = source_read(&sources, path, &reason);
    if (!source) {
        buffer_puts(problem, reason);
        return false;
    }
    *bytes = source->bytes;
    return true;
}

bool tensor_read(Arena *arena, Text path, Tensor *tensor, Buffer *problem)
{
    static const struct {
        const char *ending;
        bool (*read)(Cursor *, Tensor *);
    } kinds[] = {{".json", json_tensor_whole}, {".csv", csv_tensor},
                 {".npy", npy_tensor}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_ends(path, kinds[i].ending))
            continue;
        Text bytes;
        if (!file_read(arena, path, &bytes, problem))
            return false;
        Cursor cursor = cursor_of(arena, bytes, problem);
        return kinds[i].read(&cursor, tensor);
    }
    buffer_puts(problem, "the name of a file of numbers ends in .json, .csv "
                         "or .npy");
    return false;
}

/* -- printing -- */

void shape_print(Buffer *out, uint32_t rank, const int64_t *shape)
{
    if (!rank)
        buffer_puts(out, "a number");
    else if (rank == 1)
        buffer_print(out, "[%lld]", (long long)shape[0]);
    for (uint32_t i = 0; rank > 1 && i < rank; i++)
        buffer_print(out, i ? "×%lld" : "%lld", (long long)shape[i]);
}

void tensor_print(Buffer *out, uint32_t rank, const int64_t *shape,
                  const double *values, bool precise, bool json)
{
    int64_t size = 1, at[TENSOR_RANK] = {0};
    for (uint32_t i = 0; i < rank; i++)
        size *= shape[i];
    for (uint32_t i = 0; i < rank; i++)
        buffer_puts(out, "[");
    for (int64_t n = 0; n < size; n++) {
        if (json)
            json_number(out, values[n], precise);
        else
            buffer_number(out, precise ? values[n] : (double)(float)values[n],
                          precise);
        uint32_t closed = 0;
        while (closed < rank && ++at[rank - 1 - closed]
                                    == shape[rank - 1 - closed])
            at[rank - 1 - closed++] = 0;
        for (uint32_t i = 0; i < closed; i++)
            buffer_puts(out, "]");
        if (closed < rank)
            buffer_puts(out, ", ");
        for (uint32_t i = 0; closed < rank && i < closed; i++)
            buffer_puts(out, "[");
    }
}
