/* report_check.c: the gradient check as a table. */
#include "report.h"

#include "values.h"

static void put_row(Report *report, const GradientRow *row)
{
    Buffer *out = report->out;
    const char *verdict = gradient_row_verdict(row);
    bool measured = row->wrong || row->agreed;
    buffer_puts(out, "<tr><th scope=\"row\">∂ by ");
    html_text(out, values_name(report->check.graph, out->arena, row->by));
    buffer_puts(out, "</th><td class=\"number\">");
    html_whole(out, (double)row->size);
    buffer_puts(out, "</td><td class=\"number\">");
    html_whole(out, row->sample);
    buffer_puts(out, "</td><td class=\"number\">");
    if (measured)
        buffer_print(out, "%.1e", row->worst);
    else
        buffer_puts(out, "–");
    buffer_puts(out, "</td><td>");
    html_text(out, gradient_row_place(&report->check, row));
    buffer_print(out, "</td><td class=\"%s\">%s", verdict,
                 row->wrong ? "WRONG" : verdict);
    if (row->wrong)
        buffer_print(out, ": the gradient is %.9g, differences say %.9g",
                     row->given, row->measured);
    buffer_puts(out, "</td></tr>\n");
}

void report_check(Report *report)
{
    Buffer *out = report->out;
    buffer_puts(out, "<section id=\"check\">\n<h2>Gradient check</h2>\n");
    if (report->no_check.length) {
        buffer_puts(out, "<p class=\"note\">");
        html_text(out, report->no_check);
        buffer_puts(out, "</p>\n");
    }
    if (report->check.rows.count) {
        buffer_puts(out, "<p>Derivatives against signed two-sided differences "
                         "in double, at random points, the same each time. "
                         "<code>gcc-graph --check</code> looks longer.</p>\n"
                         "<table class=\"check\"><thead><tr><th scope=\"col\">"
                         "gradient</th><th scope=\"col\">elements</th>"
                         "<th scope=\"col\">looked at</th><th scope=\"col\">"
                         "worst error</th><th scope=\"col\">where</th>"
                         "<th scope=\"col\">verdict</th></tr></thead>\n"
                         "<tbody>\n");
        for (uint32_t i = 0; i < report->check.rows.count; i++)
            put_row(report, &report->check.rows.at[i]);
        buffer_puts(out, "</tbody></table>\n");
    }
    buffer_puts(out, "</section>\n");
}
