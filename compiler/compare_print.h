/* compare_print.h: what is said of two programs. */
#ifndef GCC_GRAPH_COMPARE_PRINT_H
#define GCC_GRAPH_COMPARE_PRINT_H

#include "compare.h"

typedef enum ReportFormat {
    REPORT_TEXT, REPORT_JSON, REPORT_MARKDOWN
} ReportFormat;

/* An output, what a state becomes, a gradient. */
typedef struct Result {
    Text     name;                  /* `s`, `next c`, `∂s/∂W` */
    Text     label;                 /* in its formula: `s`, `d_W` */
    Compared compared;
    Text     element;               /* `[1, 2]`; empty of a number */
    Text     hidden;                /* of EQUAL: what it is computed by, and
                                       differs */
    Text     reason;                /* of DIFFERENT without values */
    Text     place;                 /* of a difference that was looked for, */
    Text     place_short;           /* and for people */
    Text     formula[SIDES];        /* unless it is identical */
} Result;

/* In what is declared; a text is empty where there is nothing of the kind. */
typedef struct Change {
    Text what;                      /* `output y`, `param W` */
    Text text[SIDES];
    bool renamed, guessed;
} Change;

typedef struct Report {
    Text path[SIDES];
    LIST(Result)    rows;
    LIST(Change) changes;
    bool all;                       /* people are shown all of it */
} Report;

/* What people are shown of the formulas of a row: all of it, or of a long one the
 * lines that the other side has not. `same`: both are of the same letters, though
 * of other values; they stand in text[OLD], which is empty if they are long. */
typedef struct Shown {
    Text text[SIDES];
    bool same;
} Shown;
Shown formulas_shown(const Result *row, bool all, Arena *arena);

/* How much of a row people are shown. */
typedef enum Detail { DETAIL_NONE, DETAIL_LINE, DETAIL_FULL } Detail;
/* [rows]: the first ones of a kind are shown. */
const uint8_t *rows_shown(const Report *report, Arena *arena);
/* `1,880 more: 1500 identical, 380 different`; nothing if all are shown. */
void print_rest(const Report *report, const uint8_t *details, Buffer *out);
/* `1 identical, 2 different`: of the rows of which so much is shown, or of all. */
const char *print_counts(const Report *report, const uint8_t *details,
                         const char *before, Buffer *out);

/* Whether the programs mean the same. */
bool report_is_same(const Report *report);
void report_print(const Report *report, ReportFormat format, Buffer *out);
/* In place of it, as JSON or markdown: the diagnostics, which are JSON or text, of
 * programs that cannot be compared. */
void report_print_trouble(const Report *report, ReportFormat format,
                          Text diagnostics, Buffer *out);

#endif
