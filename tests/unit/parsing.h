/* parsing.h: what tests of the front end share: one source in an arena, parsed
 * and printed.
 */
#ifndef GCC_GRAPH_PARSING_H
#define GCC_GRAPH_PARSING_H

#include "../../compiler/parse.h"

#include <string.h>

typedef struct Parsing {
    Arena       arena;
    Sources     sources;
    Diagnostics diagnostics;
    const Source *source;
    Program    *program;
} Parsing;

static inline void parsing_open(Parsing *parsing, Text bytes)
{
    memset(parsing, 0, sizeof *parsing);
    arena_init(&parsing->arena, NULL, NULL);
    parsing->sources.arena = &parsing->arena;
    diagnostics_init(&parsing->diagnostics, &parsing->arena,
                     &parsing->sources);
    parsing->source = source_add(&parsing->sources, text_of("t.g"), bytes,
                                 false);
    parsing->program = parse(&parsing->arena, parsing->source,
                             &parsing->diagnostics);
}

static inline void parsing_close(Parsing *parsing)
{
    arena_destroy(&parsing->arena);
}

static inline const char *parsing_errors(Parsing *parsing)
{
    Buffer out = buffer_create(&parsing->arena);
    diagnostics_print(&parsing->diagnostics, &out, 0);
    return buffer_text(&out).at;
}

/* The printed tree on one line: `a`, then what is indented below it in round
 * brackets, parted by commas; statements are parted by semicolons. */
static inline const char *parsing_tree(Parsing *parsing)
{
    Buffer printed = buffer_create(&parsing->arena);
    Buffer out = buffer_create(&parsing->arena);
    program_print(parsing->program, &printed);
    const char *at = buffer_text(&printed).at;
    size_t old = 0;
    while (*at) {
        size_t level = strspn(at, " ") / 2, length = strcspn(at, "\n");
        for (size_t i = level; i < old; i++)
            buffer_puts(&out, ")");
        if (out.length)
            buffer_puts(&out, level > old ? "(" : level ? ", " : "; ");
        buffer_add(&out, (Text){at + 2 * level, length - 2 * level});
        old = level;
        at += length + 1;
    }
    for (size_t i = 0; i < old; i++)
        buffer_puts(&out, ")");
    return buffer_text(&out).at;
}

#endif
