/* source.h: the files of a compilation as one range of offsets.
 *
 * A Span is a pair of offsets into all files laid end to end, so a place is
 * eight bytes wherever it is kept and still knows its file.
 */
#ifndef GCC_GRAPH_SOURCE_H
#define GCC_GRAPH_SOURCE_H

#include "text.h"

typedef struct Span {
    uint32_t start, end;        /* start <= place < end; 0, 0 is nowhere */
} Span;

typedef struct Source {
    Text      path;             /* as the user wrote it */
    Text      bytes;
    uint32_t  start;            /* offset of the first byte */
    bool      builtin;          /* the prelude: users cannot edit it */
    uint32_t *lines;            /* offsets of the starts of lines */
    uint32_t  line_count;
} Source;

typedef struct Sources {
    Arena *arena;
    LIST(Source *) files;
    uint32_t end;               /* the next free offset */
} Sources;

typedef struct Place {
    const Source *source;       /* NULL: nowhere */
    uint32_t      line, column; /* from 1; columns count code points */
} Place;

/* Takes the bytes as a file named path. NULL if all files together pass
 * 2^32 bytes. */
const Source *source_add(Sources *sources, Text path, Text bytes, bool builtin);

/* Reads the file named path; `-` is standard input. On failure returns NULL
 * and sets *problem to what is wrong, as in "No such file or directory",
 * "it is a directory", "it is larger than 256 MiB". */
const Source *source_read(Sources *sources, Text path, const char **problem);

Place source_place(const Sources *sources, uint32_t offset);
const Source *source_of(const Sources *sources, uint32_t offset);
Text source_line(const Source *source, uint32_t line);   /* without newline */
Text source_text(const Sources *sources, Span span);
Span span_join(Span a, Span b);

#endif
