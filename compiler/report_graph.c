/* report_graph.c: the drawing, as part of the page.
 *
 * Of what Graphviz has written, the page takes the element <svg> without the
 * names of its dialects, which HTML knows. A box says what it is of.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

static const char *find(Text text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.length; i++)
        if (text.at[i] == *word && !memcmp(text.at + i, word, length))
            return text.at + i;
    return NULL;
}

static Text from(Text text, const char *at)
{
    return (Text){at, (size_t)(text.at + text.length - at)};
}

static void put_box_attributes(Report *report, uint32_t number)
{
    if (!number || number >= report->picture->boxes.count)
        return;
    const Box *box = &report->picture->boxes.at[number];
    buffer_puts(report->out, "tabindex=\"0\" role=\"button\" aria-label=\"");
    if (box_is_adjoint(box))
        buffer_puts(report->out, "adjoint of ");
    html_text(report->out,
              box->definition && !box->beside
                  ? report->graph->definitions.at[box->definition].name
                  : report->names->arrays[box->array]);
    buffer_puts(report->out, "\"");
    html_tie(report->out, box->definition != 0, &box->definition,
             box->backward ? TIE_BACKWARD : TIE_FORWARD);
    buffer_puts(report->out, " ");
}

/* Titles and comments say nothing. */
static void put_line(Report *report, Text line)
{
    static const char group[] = "<g id=\"box&#45;";
    if (find(line, "<title>") || find(line, "<!--"))
        return;
    if (line.length > sizeof group && !memcmp(line.at, group, sizeof group - 1)) {
        buffer_puts(report->out, "<g ");
        put_box_attributes(report, (uint32_t)strtoul(line.at + sizeof group - 1,
                                                     NULL, 10));
        buffer_add(report->out, from(line, line.at + 3));
    } else {
        buffer_add(report->out, line);
    }
    buffer_puts(report->out, "\n");
}

/* width, height and viewBox of the drawing. */
static const char *put_head(Report *report, Text svg)
{
    const char *box = find(svg, "viewBox=\"");
    const char *width = find(svg, "width=\"");
    const char *end = box ? find(from(svg, box), ">") : NULL;
    if (!end || !width)
        return NULL;
    box += strlen("viewBox=\"");
    const char *close = memchr(box, '"', (size_t)(end - box));
    if (!close)
        return NULL;
    double points = strtod(width + strlen("width=\""), NULL);
    buffer_print(report->out,
                 "<svg class=\"graph\" role=\"group\" aria-label=\"the graph\" "
                 "width=\"%.0f\" viewBox=\"%.*s\">\n", points * 4 / 3,
                 (int)(close - box), box);
    return end + 1;
}

static void put_svg(Report *report)
{
    const char *body = put_head(report, report->svg);
    if (!body)
        return;
    for (Text rest = from(report->svg, body); rest.length;) {
        const char *end = memchr(rest.at, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.at) : rest.length;
        if (length)
            put_line(report, (Text){rest.at, length});
        rest = from(rest, rest.at + length + (end != NULL));
    }
}

void report_graph(Report *report)
{
    const Picture *picture = report->picture;
    buffer_puts(report->out, "<section id=\"graph\">\n<h2>Graph</h2>\n");
    if (report->svg.length) {
        buffer_puts(report->out,
                    "<p>Values flow down on the left, derivatives up on the "
                    "right, each beside what it is of. Edges carry shapes; "
                    "dotted ones are values that backward reads.</p>\n");
        if (picture->left_out)
            buffer_print(report->out, "<p class=\"note\">The drawing is cut: "
                                      "%u more definitions are not in it.</p>\n",
                         picture->left_out);
        buffer_puts(report->out, "<div class=\"scroll\" tabindex=\"0\">\n");
        put_svg(report);
        buffer_puts(report->out, "</div>\n");
    } else {
        buffer_puts(report->out, "<p class=\"note\">There is no drawing: ");
        html_text(report->out, report->no_svg);
        buffer_puts(report->out, ".</p>\n");
    }
    buffer_puts(report->out, "</section>\n");
}
