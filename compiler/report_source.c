/* report_source.c: the program, and beside its lines what they compute. */
#include "report.h"

enum { MOST_FORMULAS = 6 };     /* beside a line */

typedef LIST(uint32_t) Numbers;

typedef struct Listing {
    Report       *report;
    const Source *source;
    Numbers      *defined;      /* [lines + 1]: definitions whose statement
                                   stands there */
    ArrayIds     *arrays;       /* [lines + 1]: of those that begin there */
} Listing;

static uint32_t line_of(const Listing *l, uint32_t offset)
{
    Place place = source_place(l->report->sources, offset);
    return place.source == l->source ? place.line : 0;
}

static void push_once(Arena *arena, Numbers *list, uint32_t number)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i] == number)
            return;
    list_push(arena, list, number);
}

static void find_lines(Listing *l)
{
    const Graph *graph = l->report->graph;
    const Picture *picture = l->report->picture;
    Arena *arena = l->report->arena;
    for (uint32_t d = 1; d < graph->definitions.count; d++) {
        const Definition *definition = &graph->definitions.at[d];
        if (!definition->span.end)
            continue;
        uint32_t first = line_of(l, definition->span.start);
        uint32_t last = line_of(l, definition->span.end - 1);
        if (definition->last > definition->span.start)
            last = line_of(l, definition->last);
        for (uint32_t n = first; n && n <= last; n++)
            push_once(arena, &l->defined[n], picture->root[d]);
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t d = picture->definition[id];
        if (!picture->forward[id] || !d || !array_is_printed(graph, id))
            continue;
        const Span span = graph->definitions.at[d].span;
        uint32_t n = span.end ? line_of(l, span.start) : 0;
        if (n && array_is_computed(graph_array(graph, id)))
            list_push(arena, &l->arrays[n], id);
    }
}

static void put_line(Listing *l, uint32_t n)
{
    Buffer *out = l->report->out;
    buffer_puts(out, "<tr class=\"src\"");
    html_tie(out, l->defined[n].count, l->defined[n].at, TIE_NONE);
    buffer_print(out, "%s><th scope=\"row\">%u</th><td%s><code>",
                 l->defined[n].count ? " tabindex=\"0\"" : "", n,
                 l->arrays[n].count ? "" : " colspan=\"2\"");
    html_text(out, source_line(l->source, n));
    buffer_puts(out, "</code></td>");
    if (l->arrays[n].count)
        buffer_puts(out, "<td>");
    for (uint32_t i = 0; i < l->arrays[n].count && i < MOST_FORMULAS; i++)
        report_formula(l->report, l->arrays[n].at[i], out);
    if (l->arrays[n].count > MOST_FORMULAS)
        buffer_print(out, "<span class=\"more\">and %u more, "
                          "<a href=\"#equations\">below</a></span>",
                     l->arrays[n].count - MOST_FORMULAS);
    buffer_puts(out, l->arrays[n].count ? "</td></tr>\n" : "</tr>\n");
}

static void put_file(Report *report, const Source *source)
{
    uint32_t lines = source->line_count;
    if (lines && !source_line(source, lines).length)
        lines--;
    Listing l = {report, source,
                 arena_alloc(report->arena, source->line_count + 1,
                             sizeof *l.defined),
                 arena_alloc(report->arena, source->line_count + 1,
                             sizeof *l.arrays)};
    find_lines(&l);
    buffer_puts(report->out, "<table class=\"source\"><caption>");
    html_text(report->out, report_file(source->path));
    buffer_puts(report->out, "</caption>\n<thead><tr><th scope=\"col\">line</th>"
                             "<th scope=\"col\">program</th><th scope=\"col\">"
                             "what is computed</th></tr></thead>\n<tbody>\n");
    for (uint32_t n = 1; n <= lines; n++)
        put_line(&l, n);
    buffer_puts(report->out, "</tbody></table>\n");
}

void report_source(Report *report)
{
    buffer_puts(report->out, "<section id=\"program\">\n<h2>Program</h2>\n"
                             "<p>Point at anything, or move to it with Tab, to "
                             "see what belongs to it; a click, or Enter, keeps "
                             "it.</p>\n");
    for (uint32_t i = 0; i < report->sources->files.count; i++)
        if (!report->sources->files.at[i]->builtin)
            put_file(report, report->sources->files.at[i]);
    buffer_puts(report->out, "</section>\n");
}
