/* text_format.c: printf into a buffer.
 *
 * What is generated is made of a few conversions, which are written here; a
 * format with any other is left to the C library.
 */
#include "text.h"

#include <stdio.h>
#include <string.h>

static void add_unsigned(Buffer *buffer, unsigned long long value)
{
    char digits[20], *end = digits + sizeof digits, *at = end;
    do
        *--at = (char)('0' + value % 10);
    while (value /= 10);
    buffer_add(buffer, (Text){at, (size_t)(end - at)});
}

static void add_signed(Buffer *buffer, long long value)
{
    if (value < 0)
        buffer_add(buffer, (Text){"-", 1});
    add_unsigned(buffer, value < 0 ? 0 - (unsigned long long)value
                                   : (unsigned long long)value);
}

/* As %.*s does: up to a NUL, if there is one before the length. */
static void add_bounded(Buffer *buffer, int length, const char *at)
{
    const char *nul = length > 0 ? memchr(at, '\0', (size_t)length) : NULL;
    if (length < 0)
        buffer_puts(buffer, at);
    else
        buffer_add(buffer, (Text){at, nul ? (size_t)(nul - at)
                                          : (size_t)length});
}

/* As %*s does, of a width that is not negative. */
static void add_padded(Buffer *buffer, int width, const char *at)
{
    for (size_t n = strlen(at); n < (size_t)width; n++)
        buffer_add(buffer, (Text){" ", 1});
    buffer_puts(buffer, at);
}

/* False, with something written, if there is another conversion than %s, %.*s,
 * %*s, %c, %d, %u, %lld, %llu and %%. */
static bool print_plainly(Buffer *buffer, const char *format, va_list args)
{
    for (;;) {
        const char *start = format;
        while (*format && *format != '%')
            format++;
        buffer_add(buffer, (Text){start, (size_t)(format - start)});
        if (!*format)
            return true;
        char c = format[1];
        format += 2;
        if (c == '.' && format[0] == '*' && format[1] == 's') {
            int most = va_arg(args, int);
            add_bounded(buffer, most, va_arg(args, const char *));
            format += 2;
        } else if (c == 's') {
            buffer_puts(buffer, va_arg(args, const char *));
        } else if (c == 'u') {
            add_unsigned(buffer, va_arg(args, unsigned));
        } else if (c == 'd') {
            add_signed(buffer, va_arg(args, int));
        } else if (c == 'c') {
            char written = (char)va_arg(args, int);
            buffer_add(buffer, (Text){&written, 1});
        } else if (c == '%') {
            buffer_add(buffer, (Text){"%", 1});
        } else if (c == '*' && format[0] == 's') {
            int width = va_arg(args, int);
            if (width < 0)
                return false;
            add_padded(buffer, width, va_arg(args, const char *));
            format++;
        } else if (c == 'l' && format[0] == 'l' && format[1] == 'd') {
            add_signed(buffer, va_arg(args, long long));
            format += 2;
        } else if (c == 'l' && format[0] == 'l' && format[1] == 'u') {
            add_unsigned(buffer, va_arg(args, unsigned long long));
            format += 2;
        } else {
            return false;
        }
    }
}

static void print_by_library(Buffer *buffer, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    buffer_reserve(buffer, 1);
    size_t room = buffer->capacity - buffer->length;
    int length = vsnprintf(buffer->at + buffer->length, room, format, args);
    if (length > 0 && (size_t)length >= room) {
        buffer_reserve(buffer, (size_t)length);
        vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format,
                  again);
    }
    buffer->length += length > 0 ? (size_t)length : 0;
    va_end(again);
}

void buffer_vprint(Buffer *buffer, const char *format, va_list args)
{
    size_t before = buffer->length;
    va_list again;
    va_copy(again, args);
    if (!print_plainly(buffer, format, args)) {
        buffer->length = before;
        print_by_library(buffer, format, again);
    }
    va_end(again);
}

void buffer_print(Buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buffer_vprint(buffer, format, args);
    va_end(args);
}

Text text_format(Arena *arena, const char *format, ...)
{
    Buffer buffer = buffer_create(arena);
    va_list args;
    va_start(args, format);
    buffer_vprint(&buffer, format, args);
    va_end(args);
    arena_shrink(arena, buffer.at, buffer.capacity, buffer.length + 1);
    return buffer_text(&buffer);
}
