/* report_page.c: the page around its sections. Style and script stand within it,
 * and it may load nothing.
 */
#include "report.h"

static const unsigned char style[] = {
#include "report_css.inc"
};

static const unsigned char script[] = {
#include "report_js.inc"
};

#define BYTES(bytes) ((Text){(const char *)(bytes), sizeof (bytes)})

static void put_head(Report *report)
{
    Buffer *out = report->out;
    buffer_puts(out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                "<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\""
                "default-src 'none'; style-src 'unsafe-inline'; script-src "
                "'unsafe-inline'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, "
                "initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<title>");
    html_text(out, report->title);
    buffer_puts(out, "</title>\n<style>\n");
    buffer_add(out, BYTES(style));
    buffer_puts(out, "</style>\n</head>\n");
}

static void put_fact(Report *report, double number, const char *unit,
                     const char *of)
{
    buffer_puts(report->out, "<div><dd>");
    html_whole(report->out, number);
    buffer_print(report->out, "%s</dd><dt>%s</dt></div>\n", unit, of);
}

static void put_facts(Report *report)
{
    const Graph *graph = report->plan->loops->graph;
    double numbers = 0;
    for (uint32_t i = 0; i < graph->params.count; i++)
        numbers += (double)array_size(graph_array(
            graph, graph->definitions.at[graph->params.at[i]].array));
    buffer_puts(report->out, "<dl class=\"facts\">\n");
    put_fact(report, numbers, "", "params");
    put_fact(report, (double)report->plan->work.bytes, " B", "work area");
    put_fact(report, (double)report->plan->infer.bytes, " B",
             "work area of infer");
    put_fact(report, graph->outputs.count, "", "outputs");
    put_fact(report, graph->gradients.count, "", "gradients");
    buffer_print(report->out, "<div><dd>%s</dd><dt>real numbers</dt></div>\n"
                              "</dl>\n",
                 report->plan->real_double ? "double" : "float");
}

static void put_navigation(Report *report)
{
    static const char *const sections[][2] = {
        {"program", "Program"}, {"graph", "Graph"},
        {"equations", "Equations"}, {"gradients", "Gradients"},
        {"memory", "Memory"},
        {"check", "Gradient check"}, {"code", "Generated C"},
    };
    buffer_puts(report->out, "<nav aria-label=\"sections\">\n");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        buffer_print(report->out, "<a href=\"#%s\">%s</a>\n", sections[i][0],
                     sections[i][1]);
    buffer_puts(report->out, "</nav>\n");
}

void report_page(Report *report)
{
    Buffer *out = report->out;
    put_head(report);
    buffer_puts(out, "<body>\n<header>\n<h1>");
    html_text(out, report->title);
    buffer_puts(out, "</h1>\n");
    put_facts(report);
    put_navigation(report);
    buffer_puts(out, "</header>\n<main>\n");
    report_source(report);
    report_graph(report);
    report_operations(report);
    report_gradients(report);
    report_memory(report);
    report_check(report);
    report_code(report);
    buffer_puts(out, "</main>\n<aside id=\"about\" aria-label=\"what belongs to "
                     "it\" hidden></aside>\n<script>\n");
    buffer_add(out, BYTES(script));
    buffer_puts(out, "</script>\n</body>\n</html>\n");
}
