/* text.h: strings with a length, a growing buffer to print into, and the
 * decoding of UTF-8.
 */
#ifndef GCC_GRAPH_TEXT_H
#define GCC_GRAPH_TEXT_H

#include "arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

/* A piece of somebody else's bytes; not ended by NUL. */
typedef struct Text {
    const char *at;
    size_t      length;
} Text;

typedef LIST(Text) TextList;

/* For printf: `"%.*s", TEXT_ARGS(name)`. */
#define TEXT_ARGS(text) (int)(text).length, (text).at

static inline Text text_of(const char *string)
{
    return (Text){string, strlen(string)};
}
bool     text_equal(Text a, Text b);
bool     text_is(Text a, const char *string);
int      text_compare(Text a, Text b);   /* by bytes, a prefix first */
uint64_t text_hash(Text text);           /* FNV-1a, 64 bits */
Text     text_copy(Arena *arena, Text text);
Text     text_join(Arena *arena, const TextList *pieces);
Text     text_joined(Arena *arena, uint32_t count, const Text *pieces);
Text     text_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The code point at `*at`, which moves past it; -1 for malformed UTF-8
 * (overlong forms, surrogates and values above 10FFFF included), with `*at`
 * moved by one byte. */
int32_t text_decode(const char **at, const char *end);

/* Columns that the text takes on a terminal: combining marks none, wide
 * characters two. */
size_t text_width(Text text);

/* Edits (insert, delete, replace, swap) between a and b, at most `limit + 1`:
 * Damerau and Levenshtein's distance, for suggestions of names. */
unsigned text_distance(Text a, Text b, unsigned limit);

/* Text in the making. */
typedef struct Buffer {
    Arena   *arena;
    char    *at;
    size_t   length, capacity;
} Buffer;

Buffer buffer_create(Arena *arena);
/* Room for `more` bytes and a NUL behind them. */
void   buffer_reserve(Buffer *buffer, size_t more);
static inline void buffer_add(Buffer *buffer, Text text)
{
    if (!text.length)
        return;
    if (buffer->capacity - buffer->length <= text.length)
        buffer_reserve(buffer, text.length);
    memcpy(buffer->at + buffer->length, text.at, text.length);
    buffer->length += text.length;
    buffer->at[buffer->length] = '\0';
}
static inline void buffer_puts(Buffer *buffer, const char *string)
{
    buffer_add(buffer, (Text){string, strlen(string)});
}
void   buffer_print(Buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void   buffer_vprint(Buffer *buffer, const char *format, va_list args);
Text   buffer_text(const Buffer *buffer);
/* Gives back what it holds, and empties it. */
void   buffer_release(Buffer *buffer);

/* The shortest decimal form that reads back as x (as a float if
 * `precise` is false, as a double if it is true), in the C locale's form:
 * `0.1`, `1e-300`, `inf`, `nan`, `-0`. */
void buffer_number(Buffer *buffer, double x, bool precise);

#endif
