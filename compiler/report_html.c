/* report_html.c: words of HTML that all sections write. */
#include "report.h"

#include <stdio.h>
#include <string.h>

static const char *entity_of(int32_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return c < 0x20 || (c >= 0x7f && c < 0xa0) ? "\xEF\xBF\xBD" : NULL;
    }
}

void html_text(Buffer *out, Text text)
{
    const char *at = text.at, *end = text.at + text.length;
    while (at < end) {
        const char *from = at;
        const char *entity = entity_of(text_decode(&at, end));
        if (entity)
            buffer_puts(out, entity);
        else
            buffer_add(out, (Text){from, (size_t)(at - from)});
    }
}

void html_tie(Buffer *out, uint32_t count, const uint32_t *definitions,
              TiePass pass)
{
    if (!count)
        return;
    buffer_puts(out, " data-of=\"");
    for (uint32_t i = 0; i < count; i++)
        buffer_print(out, i ? " %u" : "%u", definitions[i]);
    buffer_puts(out, "\"");
    if (pass != TIE_NONE)
        buffer_print(out, " data-pass=\"%c\"", pass == TIE_FORWARD ? 'f' : 'b');
}

void html_shape(Buffer *out, const Array *array)
{
    if (!array->rank)
        buffer_puts(out, "number");
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(out, "%s%lld", i ? " × " : "",
                     (long long)array->shape[i]);
}

void html_whole(Buffer *out, double number)
{
    char digits[64];
    if (number > 1e15) {
        buffer_print(out, "%.3g", number);
        return;
    }
    int length = snprintf(digits, sizeof digits, "%.0f", number);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buffer_puts(out, ",");
        buffer_add(out, (Text){&digits[i], 1});
    }
}

Text report_file(Text path)
{
    size_t start = path.length;
    while (start && path.at[start - 1] != '/')
        start--;
    return text_is(path, "-") || text_is(path, "<stdin>")
             ? text_of("standard input")
             : (Text){path.at + start, path.length - start};
}

void html_tie_one(Buffer *out, Tie tie)
{
    html_tie(out, tie.definition != 0, &tie.definition, tie.pass);
}

/* The definition of that name, which is most likely the one of that number. */
static uint32_t same_definition(const Report *report, const Graph *graph,
                                uint32_t definition)
{
    const Graph *own = report->graph;
    Text name = graph->definitions.at[definition].name;
    uint32_t found = definition;
    if (found < own->definitions.count
        && text_equal(own->definitions.at[found].name, name))
        return found;
    for (found = own->definitions.count - 1; found > 0; found--)
        if (text_equal(own->definitions.at[found].name, name))
            break;
    return found;
}

Tie report_tie_definition(const Report *report, const Picture *picture,
                          uint32_t definition)
{
    if (!definition)
        return (Tie){0, TIE_NONE};
    uint32_t root = picture->root[definition];
    return (Tie){same_definition(report, picture->graph, root),
                 root == definition ? TIE_FORWARD : TIE_BACKWARD};
}

Tie report_tie(const Report *report, const Picture *picture, ArrayId id)
{
    Tie tie = report_tie_definition(report, picture, picture->definition[id]);
    bool given = !array_is_computed(graph_array(picture->graph, id));
    tie.pass = picture->forward[id]                             ? TIE_FORWARD
             : picture->backward[id]                            ? TIE_BACKWARD
             : picture == report->step_picture && !given ? TIE_BACKWARD
                                                                : TIE_NONE;
    return tie;
}
