/* tensor.h: arrays of numbers as users write them: nested lists, .json, .csv
 * and .npy files.
 *
 * Nothing read is trusted: lengths are checked against what is there. What
 * fails returns false and says why in `problem`, in words that can follow the
 * name of the file and a colon.
 */
#ifndef GCC_GRAPH_TENSOR_H
#define GCC_GRAPH_TENSOR_H

#include "text.h"

enum { TENSOR_RANK = 8 };

typedef struct Tensor {
    uint32_t rank;
    int64_t  shape[TENSOR_RANK];
    LIST(double) values;            /* row by row */
    bool     table;                 /* from .csv: rows and columns may be a
                                       vector or a number */
} Tensor;

/* Text in the course of being read. */
typedef struct Cursor {
    Arena      *arena;
    const char *start, *at, *end;
    Buffer     *problem;
} Cursor;

Cursor cursor_of(Arena *arena, Text text, Buffer *problem);
/* Says what is wrong at the present place; returns false. */
bool   cursor_fail(Cursor *cursor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void   cursor_space(Cursor *cursor);
/* Passes over the character if it is the next one. */
bool   cursor_take(Cursor *cursor, char c);
/* A decimal number, or inf, -inf, nan in any spelling of case. */
bool   cursor_number(Cursor *cursor, double *number);

/* `3`, `[1, 2]`, `[[1, 2], [3, 4]]`: JSON's lists, also with inf and nan, bare
 * or in quotes, and with true and false for 1 and 0. */
bool json_tensor(Cursor *cursor, Tensor *tensor);
/* The same, and nothing behind it. */
bool json_tensor_whole(Cursor *cursor, Tensor *tensor);

/* {"W": […], "b": […]}: calls `member` for each. False at once if it fails. */
typedef bool JsonMember(void *context, Text name, Tensor *tensor);
bool json_object(Cursor *cursor, JsonMember *member, void *context);
/* The same with objects within it, as {"gradients": {"J": {"W": […]}}}: what is in
 * them is called `gradients.J.W`. */
bool json_objects(Cursor *cursor, JsonMember *member, void *context);

/* Lines of numbers between commas or semicolons, one of the two, or blanks;
 * # begins a comment. */
bool csv_tensor(Cursor *cursor, Tensor *tensor);

/* NumPy's format, versions 1 to 3: booleans, integers and IEEE numbers of
 * either byte order, in C's or in Fortran's order of axes. */
bool npy_tensor(Cursor *cursor, Tensor *tensor);

/* Reads the file by the ending of its name: .json, .csv, .npy. */
bool tensor_read(Arena *arena, Text path, Tensor *tensor, Buffer *problem);
/* The bytes of a file; false with the reason in *problem. */
bool file_read(Arena *arena, Text path, Text *bytes, Buffer *problem);
bool text_ends(Text text, const char *ending);

/* "3×4", "a number". */
void shape_print(Buffer *out, uint32_t rank, const int64_t *shape);

/* [[1, 2], [3, 4]]: the shortest numbers that read back, as doubles or as
 * floats. As JSON, what JSON has no numbers for is "nan", "inf", "-inf". */
void tensor_print(Buffer *out, uint32_t rank, const int64_t *shape,
                  const double *values, bool precise, bool json);

#endif
