/* diagnose_format.h: what machines read of diagnostics: GCC's JSON, SARIF. */
#ifndef GCC_GRAPH_DIAGNOSE_FORMAT_H
#define GCC_GRAPH_DIAGNOSE_FORMAT_H

#include "diagnose.h"
#include "json_write.h"

typedef LIST(const Diagnostic *) DiagnosticList;

/* A place with its columns, from 1, counted in all ways. */
typedef struct Spot {
    const Source *source;       /* NULL: nowhere */
    uint32_t line, character, byte, utf16;
} Spot;

Spot spot_of(const Sources *sources, uint32_t offset);
/* Behind a span, and its last character; of an empty one its start. */
Spot spot_end(const Sources *sources, Span span);
Spot spot_last(const Sources *sources, Span span);

/* "error", "warning" or "note". */
const char *severity_name(Severity severity);
/* The row of -W, as in -Wunused. */
const char *warning_name(Warning warning);
/* What it warns of, in a sentence. */
const char *warning_text(Warning warning);

/* The whole document of these diagnostics. */
void diagnose_json(const Diagnostics *diagnostics, const DiagnosticList *list,
                   Buffer *out);
void diagnose_sarif(const Diagnostics *diagnostics, const DiagnosticList *list,
                    Buffer *out);

#endif
