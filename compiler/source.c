/* source.c: files, and the lines and columns of offsets in them.
 *
 * The first file begins at offset 1, and one offset lies between files: so 0
 * is nowhere, and the end of a file is a place in that file.
 */
#define _POSIX_C_SOURCE 200809L
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 1 << 28 };

/* The byte behind the next newline; NULL if there is none. */
static const char *next_line(const char *at, const char *end)
{
    at = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    return at ? at + 1 : NULL;
}

static void find_lines(Arena *arena, Source *source)
{
    const char *start = source->bytes.at, *end = start + source->bytes.length;
    uint32_t count = 0;
    for (const char *at = start; at; at = next_line(at, end))
        count++;
    source->lines = NEW_ARRAY(arena, uint32_t, count);
    for (const char *at = start; at; at = next_line(at, end))
        source->lines[source->line_count++] =
            source->start + (uint32_t)(at - start);
}

const Source *source_add(Sources *sources, Text path, Text bytes, bool builtin)
{
    uint32_t start = sources->end ? sources->end : 1;
    if (bytes.length >= UINT32_MAX - start)
        return NULL;
    if (bytes.length == 0)
        bytes.at = "";
    Source *source = NEW(sources->arena, Source);
    *source = (Source){
        .path = text_copy(sources->arena, path),
        .bytes = bytes,
        .start = start,
        .builtin = builtin,
    };
    find_lines(sources->arena, source);
    list_push(sources->arena, &sources->files, source);
    sources->end = start + (uint32_t)bytes.length + 1;
    return source;
}

/* Reads to the end of the file or to one byte more than the largest file;
 * what a file's status says about its size is only a first guess. */
static const char *read_all(Arena *arena, int file, size_t guess, Text *bytes)
{
    size_t capacity = guess + 1, length = 0;
    char *at = arena_alloc(arena, capacity, 1);
    for (;;) {
        if (length == capacity) {
            char *grown = arena_alloc(arena, 2 * capacity, 1);
            memcpy(grown, at, length);
            at = grown;
            capacity *= 2;
        }
        ssize_t got = read(file, at + length, capacity - length);
        if (got < 0 && errno != EINTR)
            return strerror(errno);
        if (got == 0)
            break;
        if (got > 0)
            length += (size_t)got;
        if (length > LARGEST_FILE)
            return "it is larger than 256 MiB";
    }
    *bytes = (Text){at, length};
    return NULL;
}

/* As read_all, but closes the file before it leaves for want of memory. */
static const char *read_guarded(Arena *arena, int file, size_t guess,
                                Text *bytes)
{
    jmp_buf failure, *outer = arena_catch(arena, &failure);
    if (setjmp(failure)) {
        arena_catch(arena, outer);
        if (file != STDIN_FILENO)
            close(file);
        arena_fail(arena);
    }
    const char *problem = read_all(arena, file, guess, bytes);
    arena_catch(arena, outer);
    return problem;
}

const Source *source_read(Sources *sources, Text path, const char **problem)
{
    bool standard = text_is(path, "-");
    Text name = text_copy(sources->arena, path);
    int file = standard ? STDIN_FILENO : open(name.at, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0) {
        *problem = strerror(errno);
        if (file > STDIN_FILENO)
            close(file);
        return NULL;
    }
    Text bytes = {0};
    if (S_ISDIR(status.st_mode))
        *problem = "it is a directory";
    else if (S_ISREG(status.st_mode) && status.st_size > LARGEST_FILE)
        *problem = "it is larger than 256 MiB";
    else
        *problem = read_guarded(sources->arena, file,
                                S_ISREG(status.st_mode)
                                    ? (size_t)status.st_size : 1 << 16,
                                &bytes);
    if (!standard)
        close(file);
    if (*problem)
        return NULL;
    const Source *source = source_add(
        sources, standard ? text_of("<stdin>") : path, bytes, false);
    if (!source)
        *problem = "all files together are larger than 4 GiB";
    return source;
}

const Source *source_of(const Sources *sources, uint32_t offset)
{
    uint32_t low = 0, high = sources->files.count;
    while (low < high) {            /* files before low start at <= offset */
        uint32_t middle = low + (high - low) / 2;
        if (sources->files.at[middle]->start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || offset >= sources->end)
        return NULL;
    return sources->files.at[low - 1];
}

Place source_place(const Sources *sources, uint32_t offset)
{
    const Source *source = source_of(sources, offset);
    if (!source)
        return (Place){0};
    uint32_t low = 0, high = source->line_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t line = source->lines[low - 1] - source->start;
    const char *at = source->bytes.at + line;
    const char *place = source->bytes.at + (offset - source->start);
    const char *end = source->bytes.at + source->bytes.length;
    uint32_t column = 1;
    while (at < place) {
        text_decode(&at, end);
        column++;
    }
    return (Place){source, low, column};
}

Text source_line(const Source *source, uint32_t line)
{
    if (line == 0 || line > source->line_count)
        return (Text){"", 0};
    size_t start = source->lines[line - 1] - source->start;
    size_t end = line < source->line_count
               ? source->lines[line] - source->start - 1 : source->bytes.length;
    if (end > start && source->bytes.at[end - 1] == '\r')
        end--;
    return (Text){source->bytes.at + start, end - start};
}

Text source_text(const Sources *sources, Span span)
{
    const Source *source = source_of(sources, span.start);
    if (!source || span.end < span.start)
        return (Text){"", 0};
    size_t start = span.start - source->start, end = span.end - source->start;
    if (end > source->bytes.length)
        end = source->bytes.length;
    return (Text){source->bytes.at + start, end - start};
}

/* The least span over both; nowhere adds nothing. */
Span span_join(Span a, Span b)
{
    if (a.end == 0)
        return b;
    if (b.end == 0)
        return a;
    return (Span){a.start < b.start ? a.start : b.start,
                  a.end > b.end ? a.end : b.end};
}
