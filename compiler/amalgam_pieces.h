/* amalgam_pieces.h: the sources of the runtime as pieces, for amalgam.c.
 *
 * The splitter knows C as the runtime is written: what is defined begins at
 * column 0, all names begin with gg_ or GG_, and a comment belongs to what follows
 * it without an empty line. A function ends with a brace at the end of its line,
 * everything else with a semicolon.
 */
#ifndef GCC_GRAPH_AMALGAM_PIECES_H
#define GCC_GRAPH_AMALGAM_PIECES_H

#include "text.h"

typedef LIST(Text) Words;

typedef struct Piece {
    const char *file;           /* of the runtime */
    Text  comment, text;        /* each with the end of its last line */
    Words names;                /* that it defines */
    Words mentions;             /* names of the runtime in it */
    bool  is_extern;            /* a function that other files can call */
} Piece;

/* `#include <stdint.h>` */
typedef struct Include {
    const char *file;           /* of the runtime */
    Text  line;
} Include;

typedef struct Pieces {
    LIST(Piece) list;
    LIST(Include) includes;
} Pieces;

/* A header that is included once for each type is so many times as many pieces,
 * in which the macros that stand for the type are replaced, as the definitions
 * before its #include say; and so are the files of real/, as real.h says. */
Pieces runtime_pieces(Arena *arena);

/* The files, which the build writes out; NULL after the last one. */
const char *runtime_file(uint32_t number, Text *text);

/* -- C -- */

bool text_starts(Text text, const char *with);
/* The text without its first bytes. */
Text text_behind(Text text, size_t length);

/* The next name or number of C, outside of comments, strings and characters;
 * *text begins behind it. Length 0 at the end. */
Text c_word(Text *text);
/* The names of the runtime that the text mentions, each once. */
void c_mentions(Arena *arena, Text text, Words *words);
/* The names that a definition, or those of a group, give. */
void c_defined(Arena *arena, Text text, Words *words);
/* The length of the line at the start of the text, with its end. */
size_t c_line(Text text);
/* The same of an empty line, a comment, a directive or a definition. */
size_t c_item(Text text);

#endif
