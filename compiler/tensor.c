/* tensor.c: reading and printing lists of numbers. */
#include "tensor.h"

#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- the reader -- */

Reader reader_of(Arena *arena, Text text, Buffer *problem)
{
    return (Reader){arena, text.at, text.at, text.at + text.length, problem};
}

bool reader_fail(Reader *reader, const char *format, ...)
{
    unsigned line = 1, column = 1;
    for (const char *c = reader->start; c < reader->at; c++) {
        column = *c == '\n' ? 1 : column + (((unsigned char)*c & 0xC0) != 0x80);
        line += *c == '\n';
    }
    if (memchr(reader->start, '\n', (size_t)(reader->end - reader->start)))
        buffer_print(reader->problem, "line %u, column %u: ", line, column);
    else if (column > 1)
        buffer_print(reader->problem, "at character %u: ", column);
    va_list args;
    va_start(args, format);
    buffer_vprint(reader->problem, format, args);
    va_end(args);
    return false;
}

void reader_space(Reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at)
           && *reader->at)
        reader->at++;
}

bool reader_take(Reader *reader, char c)
{
    if (reader->at >= reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The word, whatever the case of its letters; nothing may touch it. */
static bool take_word(Reader *reader, const char *word)
{
    const char *c = reader->at;
    for (; *word; word++, c++)
        if (c >= reader->end || (*c | 0x20) != *word)
            return false;
    if (c < reader->end && (((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z')
                            || is_digit(*c) || *c == '_'))
        return false;
    reader->at = c;
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

bool reader_number(Reader *reader, double *number)
{
    const char *start = reader->at;
    bool negative = reader_take(reader, '-');
    if (!negative)
        (void)reader_take(reader, '+');
    if (take_word(reader, "inf") || take_word(reader, "infinity")) {
        *number = negative ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    if (take_word(reader, "nan")) {
        *number = (double)NAN;
        return true;
    }
    const char *end = decimal_end(reader->at, reader->end);
    if (!end) {
        reader->at = start;
        return false;
    }
    char small[64], *copy = small;
    size_t length = (size_t)(end - reader->at);
    if (length >= sizeof small)
        copy = arena_alloc(reader->arena, length + 1, 1);
    memcpy(copy, reader->at, length);
    copy[length] = '\0';
    double value = strtod(copy, NULL);
    *number = negative ? -value : value;
    reader->at = end;
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
        bool (*read)(Reader *, Tensor *);
    } kinds[] = {{".json", json_tensor_whole}, {".csv", csv_tensor},
                 {".npy", npy_tensor}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_ends(path, kinds[i].ending))
            continue;
        Text bytes;
        if (!file_read(arena, path, &bytes, problem))
            return false;
        Reader reader = reader_of(arena, bytes, problem);
        return kinds[i].read(&reader, tensor);
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

static void number_print(Buffer *out, double x, bool precise, bool json)
{
    if (!precise)
        x = (double)(float)x;
    bool quoted = json && !(fabs(x) <= 1.7976931348623157e308);
    if (quoted)
        buffer_puts(out, "\"");
    buffer_number(out, x, precise);
    if (quoted)
        buffer_puts(out, "\"");
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
        number_print(out, values[n], precise, json);
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
