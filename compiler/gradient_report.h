/* gradient_report.h: what --check has found, as a table or as JSON. */
#ifndef GCC_GRAPH_GRADIENT_REPORT_H
#define GCC_GRAPH_GRADIENT_REPORT_H

#include "graph.h"

typedef struct GradientRow {        /* of one array */
    ArrayId  by, gradient;
    int64_t  size;
    uint32_t sample;            /* elements that are looked at */
    uint32_t agreed;
    bool     wrong;
    double   worst;             /* relative error */
    int64_t  element;           /* where; -1: in a random direction */
    double   given, measured;   /* there */
} GradientRow;

typedef struct GradientReport {
    const Graph *graph;
    Arena       *arena;
    uint64_t     seed;
    uint32_t     points;        /* that were looked at */
    bool         fast;
    LIST(GradientRow) rows;
} GradientReport;

/* "ok", "wrong" or "unclear". */
const char *gradient_row_verdict(const GradientRow *row);
/* Where the worst error is: `W[1, 2]`, in a random direction, or `-` where none
 * was measured. */
Text gradient_row_place(const GradientReport *report, const GradientRow *row);
bool gradient_report_is_wrong(const GradientReport *report);
void gradient_report_text(const GradientReport *report, Buffer *out);
void gradient_report_json(const GradientReport *report, Buffer *out);

#endif
