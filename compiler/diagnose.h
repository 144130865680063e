/* diagnose.h: errors, warnings, notes and hints, collected and printed in
 * GNU form with the line and a caret range.
 *
 * A diagnostic is an error or a warning with its hints and notes. They are
 * kept and printed together, sorted by place, so that the order in which
 * passes find them does not show.
 */
#ifndef GCC_GRAPH_DIAGNOSE_H
#define GCC_GRAPH_DIAGNOSE_H

#include "source.h"

#include <stdio.h>

typedef enum Severity { SEVERITY_WARNING, SEVERITY_ERROR } Severity;

/* The rows of -W; the names stand in diagnose.c. */
typedef enum Warning {
    WARNING_UNUSED,             /* a definition that nothing uses */
    WARNING_SHADOW,             /* a local name hides one of the file */
    WARNING_INDEX,              /* an index on the left hides a value */
    WARNING_COUNT
} Warning;

typedef struct Remark {         /* a note has a place, a hint has none */
    Span span;
    bool hint;
    Text text;
} Remark;

typedef struct Diagnostic {
    Severity severity;
    Warning  warning;           /* of a SEVERITY_WARNING */
    Span     span;
    Text     text;
    LIST(Remark) remarks;
} Diagnostic;

typedef struct Diagnostics {
    Arena         *arena;
    const Sources *sources;
    LIST(Diagnostic *) list;
    uint32_t error_count;
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

/* Sets what the text after -W asks for: `all`, `error`, `unused`,
 * `no-unused`, `error=unused`, `no-error`. False if there is no such row. */
bool diagnostics_option(Diagnostics *diagnostics, Text option);

/* Prints all, sorted by place; after `limit` errors, one line says how many
 * more there are. */
void diagnostics_print(const Diagnostics *diagnostics, Buffer *out,
                       uint32_t limit);

#endif
