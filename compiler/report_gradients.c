/* report_gradients.c: the formulas of gradients, as explain derives them. */
#include "report.h"

#include "explain_notation.h"

#include <string.h>

/* The derivative by the definition of that name. */
static Tie tie_of(const Report *report, Text name)
{
    for (uint32_t i = 1; i < report->graph->definitions.count; i++) {
        Tie tie = report_tie_definition(report, report->picture, i);
        if (tie.definition
            && text_equal(report->graph->definitions.at[i].name, name))
            return (Tie){tie.definition, TIE_BACKWARD};
    }
    return (Tie){0, TIE_NONE};
}

/* `∂J/∂W = …` is an equality of a derivative; all else is an equation. */
static void put_line(Report *report, Page *page, Text line)
{
    Text head = {line.at, 0};
    Equality q = {.count = 1};
    while (head.length < line.length && !memchr("[ ", line.at[head.length], 2))
        head.length++;
    bool derived = split_derivative(head, &q.over, &q.under);
    size_t sign = head.length + strlen(" = ");
    buffer_puts(report->out, "<div class=\"gradient\"");
    html_tie_one(report->out, tie_of(report, derived ? q.under : head));
    buffer_puts(report->out, ">");
    if (derived && sign < line.length && line.at[head.length] == ' ') {
        q.sides[0] = (Text){line.at + sign, line.length - sign};
        if (*q.over.at == '(')
            q.operand = (Text){q.over.at + 1, q.over.length - 2};
        page_equality(page, &q);
    } else {
        page_statement(page, line, (Text){0});
    }
    buffer_puts(report->out, "</div>\n");
}

void report_gradients(Report *report)
{
    enum { WIDTH = 100 };
    Buffer *out = report->out;
    Page page = {.arena = report->arena, .format = EXPLAIN_MATHML,
                 .width = WIDTH, .out = out};
    buffer_puts(out, "<section id=\"gradients\">\n<h2>Gradients</h2>\n<p>");
    buffer_puts(out, report->formulas.length
                         ? "The formula of each, by the names of the program; "
                           "error signals, and what else has a name, stand "
                           "above. <code>gcc-graph explain</code> derives "
                           "them.</p>\n"
                         : "There are no formulas: of no gradients, or of so "
                           "many that <code>gcc-graph explain</code> derives "
                           "them apart.</p>\n");
    for (Text rest = report->formulas; rest.length;) {
        const char *end = memchr(rest.at, '\n', rest.length);
        Text line = {rest.at, end ? (size_t)(end - rest.at) : rest.length};
        put_line(report, &page, line);
        rest.at += line.length + (end != NULL);
        rest.length -= line.length + (end != NULL);
    }
    buffer_puts(out, "</section>\n");
}
