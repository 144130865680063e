/* diagnose.h: errors, warnings, notes and hints, collected and printed in
 * GNU form with the line and a caret range, or for machines.
 *
 * A diagnostic is an error or a warning with its hints and notes. They are
 * kept and printed together, sorted by place, so that the order in which
 * passes find them does not show.
 */
#ifndef GCC_GRAPH_DIAGNOSE_H
#define GCC_GRAPH_DIAGNOSE_H

#include "source.h"

#include <stdio.h>

typedef enum Severity {
    SEVERITY_WARNING, SEVERITY_ERROR,
    SEVERITY_NOTE               /* that belongs to no other */
} Severity;

/* -fdiagnostics-format */
typedef enum DiagnosticsFormat {
    FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF
} DiagnosticsFormat;

/* The rows of -W; the names stand in diagnose.c. */
typedef enum Warning {
    WARNING_UNUSED,             /* a definition that nothing uses */
    WARNING_SHADOW,             /* a local name hides one of the file */
    WARNING_INDEX,              /* an index on the left hides a value */
    WARNING_COUNT
} Warning;

typedef struct Remark {         /* a note has a place, a hint has none */
    Span span;                  /* of a hint: what its fix replaces */
    bool hint;
    Text text;
    Text fix;                   /* of a hint: what to write there; or empty */
} Remark;

typedef struct Diagnostic {
    Severity severity;
    Warning  warning;           /* that it is of, or WARNING_COUNT */
    Span     span;
    Text     text;
    LIST(Remark) remarks;
} Diagnostic;

typedef struct Diagnostics {
    Arena         *arena;
    const Sources *sources;
    LIST(Diagnostic *) list;
    DiagnosticsFormat format;
    uint32_t error_count;
    uint32_t second;            /* where texts of another program begin, whose
                                   errors are limited apart; 0: there is none */
    bool     enabled[WARNING_COUNT];      /* -Wunused, -Wno-unused */
    bool     fatal[WARNING_COUNT];        /* -Werror, -Werror=unused */
} Diagnostics;

void diagnostics_init(Diagnostics *diagnostics, Arena *arena,
                      const Sources *sources);

/* Reports; hints and notes are added to what is returned. A second error at
 * the very same span is dropped (NULL is returned, and may be passed on). */
Diagnostic *diagnose_error(Diagnostics *diagnostics, Span span,
                           const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Diagnostic *diagnose_warning(Diagnostics *diagnostics, Warning warning,
                             Span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diagnose_note(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                   const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diagnose_hint(Diagnostics *diagnostics, Diagnostic *diagnostic,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A hint that its diagnostic goes away when the fix stands in place of the
 * span. */
void diagnose_fix(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                  Text fix, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A note that belongs to no error or warning, and to no place. */
void diagnose_remark(Diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Messages as others make them, lines `gcc-graph: error: text`; a line that
 * does not begin so goes on with the message before it. As text they go to
 * stderr at once. */
void diagnose_lines(Diagnostics *diagnostics, Text lines);

/* Sets the format of that name; false if there is none. */
bool diagnostics_format(Diagnostics *diagnostics, const char *name);

/* Sets what the text after -W asks for: `all`, `error`, `unused`,
 * `no-unused`, `error=unused`, `no-error`. False if there is no such row. */
bool diagnostics_option(Diagnostics *diagnostics, Text option);

/* Prints all, sorted by place: one document, if it is for machines. As text,
 * after `limit` errors one line says how many more there are. */
void diagnostics_print(const Diagnostics *diagnostics, Buffer *out,
                       uint32_t limit);

#endif
