/* output.h: files that are complete or untouched. */
#ifndef GCC_GRAPH_OUTPUT_H
#define GCC_GRAPH_OUTPUT_H

#include "diagnose.h"

typedef struct OutputFile {
    Text     path;
    TextList pieces;            /* of its bytes */
} OutputFile;

/* Writes all files beside their places and renames them when every one is
 * complete. On failure nothing has changed, and an error is reported. */
bool output_write(Arena *arena, Diagnostics *diagnostics, uint32_t count,
                  const OutputFile *files);

/* Writes to stdout; false, with an error reported, if it does not take all of
 * it. */
bool output_print(Diagnostics *diagnostics, Text bytes);

/* The same of one text, to stdout if the path is empty or `-`. */
bool output_text(Arena *arena, Diagnostics *diagnostics, Text path, Text bytes);

/* Whether it is there and is no regular file: a device, a pipe, a folder. */
bool output_is_special(Arena *arena, Text path);

/* Whether two paths name one existing file. */
bool output_same_file(Arena *arena, Text a, Text b);

#endif
