/* report_check.c: the gradient check as a table. */
#include "report.h"

static void put_row(Report *report, const CheckRow *row)
{
    static const char *const classes[] = {"ok", "wrong", "unclear"};
    Buffer *out = report->out;
    buffer_puts(out, "<tr><th scope=\"row\">∂ by ");
    html_text(out, row->by);
    buffer_puts(out, "</th><td class=\"number\">");
    html_whole(out, (double)row->size);
    buffer_puts(out, "</td><td class=\"number\">");
    html_whole(out, row->sample);
    buffer_puts(out, "</td><td class=\"number\">");
    if (row->verdict == CHECK_UNCLEAR)
        buffer_puts(out, "–");
    else
        buffer_print(out, "%.1e", row->worst);
    buffer_puts(out, "</td><td>");
    html_text(out, row->place);
    buffer_print(out, "</td><td class=\"%s\">%s", classes[row->verdict],
                 check_verdict(row->verdict));
    if (row->verdict == CHECK_WRONG)
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
    if (report->check.count) {
        buffer_puts(out, "<p>Derivatives against signed two-sided differences "
                         "in double, at random points, the same each time. "
                         "<code>gcc-graph --check</code> looks longer.</p>\n"
                         "<table class=\"check\"><thead><tr><th scope=\"col\">"
                         "gradient</th><th scope=\"col\">elements</th>"
                         "<th scope=\"col\">looked at</th><th scope=\"col\">"
                         "worst error</th><th scope=\"col\">where</th>"
                         "<th scope=\"col\">verdict</th></tr></thead>\n"
                         "<tbody>\n");
        for (uint32_t i = 0; i < report->check.count; i++)
            put_row(report, &report->check.at[i]);
        buffer_puts(out, "</tbody></table>\n");
    }
    buffer_puts(out, "</section>\n");
}
