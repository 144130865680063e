/* report.h: one page about a program.
 *
 * All on it that is of a definition says so by its number, `data-of`, and by its
 * pass, `data-pass`: lines of the program, equations, boxes of the graph, arrays
 * and lines of C. report.js ties what has the same numbers together.
 */
#ifndef GCC_GRAPH_REPORT_H
#define GCC_GRAPH_REPORT_H

#include "emit_g.h"
#include "gradient_check.h"
#include "names.h"
#include "picture.h"
#include "plan.h"

typedef struct Report {
    Arena         *arena;
    const Sources *sources;
    Text           title;
    const Plan    *plan, *step;     /* step: of training, or NULL */
    const Graph   *graph;           /* the equations: plan->loops->source */
    const Picture *picture;         /* of the graph */
    const Picture *step_picture;    /* of step->loops->source, or NULL */
    const Names   *names;           /* of the graph, in the language */
    Equations     *equations;
    Text           svg;             /* the picture; or empty, and why */
    Text           no_svg;
    TextList       code;            /* the C, with marks (emit_c.h) */
    Text           formulas;        /* of gradients, a line each; or empty */
    GradientReport check;
    Text           no_check;        /* why there are no rows, or empty */
    Buffer        *out;
} Report;

/* Appends the page to report->out. */
void report_page(Report *report);

/* -- the sections, in the order of the page -- */
void report_source(Report *report);
void report_graph(Report *report);
void report_operations(Report *report);
void report_gradients(Report *report);
void report_memory(Report *report);
void report_check(Report *report);
void report_code(Report *report);

/* -- report_html.c -- */

/* The text, which is anybody's: nothing of it is markup. */
void html_text(Buffer *out, Text text);
/* ` data-of="3 4" data-pass="b"`: attributes of what is of definitions. */
typedef enum TiePass { TIE_NONE, TIE_FORWARD, TIE_BACKWARD } TiePass;
void html_tie(Buffer *out, uint32_t count, const uint32_t *definitions,
              TiePass pass);
/* 2 × 3, or `number`. */
void html_shape(Buffer *out, const Array *array);
/* What a file is called, wherever it is. */
Text report_file(Text path);
/* 12,345 */
void html_whole(Buffer *out, double number);
/* Equations of the graph, as text of the language, as HTML: the one place that
 * says how formulas look. */
void report_formula(Text equations, Buffer *out);

/* Whose an array is, and of which pass; `picture` is that of the graph that it is
 * of, the report's own or that of a step. */
typedef struct Tie {
    uint32_t definition;            /* of the report's graph; 0: none */
    TiePass  pass;
} Tie;

Tie  report_tie(const Report *report, const Picture *picture, ArrayId id);
Tie  report_tie_definition(const Report *report, const Picture *picture,
                           uint32_t definition);
void html_tie_one(Buffer *out, Tie tie);

#endif
