/* report_source.c: the program, and beside its lines what they compute. */
#include "report.h"

enum { MOST_FORMULAS = 6 };     /* beside a line */

typedef LIST(uint32_t) Numbers;

/* What an array is by one statement. */
typedef struct Equation {
    ArrayId  array;
    uint32_t at;                /* of its parts */
} Equation;

typedef LIST(Equation) EquationList;

typedef struct Listing {
    Report       *report;
    const Source *source;
    const uint32_t *place;      /* [graph arrays]: where what has no name is
                                   read first, of a definition of several
                                   statements; or 0 */
    Numbers      *defined;      /* [lines + 1]: definitions whose statement
                                   stands there */
    EquationList *equations;    /* [lines + 1]: of those that begin there */
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

static const Definition *definition_of(const Report *report, ArrayId id)
{
    uint32_t d = report->picture->definition[id];
    return &report->graph->definitions.at[d];
}

/* -- where an equation stands -- */

/* Where the statement begins that a part is of. A definition that is the result
 * of a function has parts of the statements of that. */
static uint32_t place_of_part(const Report *report, const uint32_t *place,
                              ArrayId id, const Part *part)
{
    const Definition *d = definition_of(report, id);
    if (!graph_definition_of(report->graph, id))
        return place[id] ? place[id] : d->span.start;
    return part->at > d->span.start && part->at <= d->last ? part->at
                                                           : d->span.start;
}

/* What parts of a definition read that has no name stands with the first. */
static bool spread_place(const Report *report, uint32_t *place, ArrayId id)
{
    const Graph *graph = report->graph;
    const Array *array = graph_array(graph, id);
    const Definition *d = definition_of(report, id);
    bool changed = false;
    if (!report->picture->forward[id] || !array_is_computed(array)
        || d->last <= d->span.start
        || !(graph_definition_of(graph, id) || place[id]))
        return false;
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Part *part = &array->as.parts[p];
        uint32_t at = place_of_part(report, place, id, part);
        ExprIds order = {0};
        part_postorder(graph, report->arena, NULL, true, part, array->rank,
                       &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *e = expr_at(&graph->exprs, order.at[i]);
            if (e->kind != ACCESS)
                continue;
            ArrayId read = graph_source(graph, e->as.access.array);
            if (graph_definition_of(graph, read)
                || definition_of(report, read) != d
                || (place[read] && place[read] <= at))
                continue;
            place[read] = at;
            changed = true;
        }
    }
    return changed;
}

static const uint32_t *find_places(const Report *report)
{
    uint32_t count = report->graph->arrays.count;
    uint32_t *place = NEW_ARRAY(report->arena, uint32_t, count);
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = count - 1; id > 0; id--)
            changed |= spread_place(report, place, id);
    }
    return place;
}

/* -- what stands beside a line -- */

static void add_equation(Listing *l, uint32_t offset, Equation equation)
{
    uint32_t n = line_of(l, offset);
    for (uint32_t i = 0; n && i < l->equations[n].count; i++)
        if (l->equations[n].at[i].array == equation.array
            && l->equations[n].at[i].at == equation.at)
            return;
    if (n)
        list_push(l->report->arena, &l->equations[n], equation);
}

static void add_equations(Listing *l, ArrayId id)
{
    const Report *report = l->report;
    const Array *array = graph_array(report->graph, id);
    const Definition *d = definition_of(report, id);
    if (!d->span.end)
        return;
    for (uint32_t p = 0; p < array->part_count; p++) {
        uint32_t at = place_of_part(report, l->place, id, &array->as.parts[p]);
        add_equation(l, at, (Equation){id, array->as.parts[p].at});
        if (line_of(l, at))
            push_once(report->arena, &l->defined[line_of(l, at)],
                      report->picture->definition[id]);
    }
    if (!array->part_count)
        add_equation(l, d->span.start, (Equation){id, 0});
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
        for (uint32_t n = first; n && n <= last; n++)
            push_once(arena, &l->defined[n], picture->root[d]);
        if (definition->last > definition->span.start
            && line_of(l, definition->last))
            push_once(arena, &l->defined[line_of(l, definition->last)],
                      picture->root[d]);
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (picture->forward[id] && picture->definition[id]
            && array_is_printed(graph, id)
            && array_is_computed(graph_array(graph, id)))
            add_equations(l, id);
}

static void put_line(Listing *l, uint32_t n)
{
    Report *report = l->report;
    Buffer *out = report->out;
    const EquationList *list = &l->equations[n];
    buffer_puts(out, "<tr class=\"src\"");
    html_tie(out, l->defined[n].count, l->defined[n].at, TIE_NONE);
    buffer_print(out, "%s><th scope=\"row\">%u</th><td%s><code>",
                 l->defined[n].count ? " tabindex=\"0\"" : "", n,
                 list->count ? "" : " colspan=\"2\"");
    html_text(out, source_line(l->source, n));
    buffer_puts(out, "</code></td>");
    if (list->count)
        buffer_puts(out, "<td>");
    for (uint32_t i = 0; i < list->count && i < MOST_FORMULAS; i++) {
        Buffer text = buffer_create(report->arena);
        equations_print_at(report->equations, list->at[i].array,
                           list->at[i].at, SIZE_MAX / 2, &text);
        report_formula(buffer_text(&text), out);
        buffer_release(&text);
    }
    if (list->count > MOST_FORMULAS)
        buffer_print(out, "<span class=\"more\">and %u more, "
                          "<a href=\"#equations\">below</a></span>",
                     list->count - MOST_FORMULAS);
    buffer_puts(out, list->count ? "</td></tr>\n" : "</tr>\n");
}

static void put_file(Report *report, const uint32_t *place,
                     const Source *source)
{
    uint32_t lines = source->line_count;
    if (lines && !source_line(source, lines).length)
        lines--;
    Listing l = {report, source, place,
                 arena_alloc(report->arena, source->line_count + 1,
                             sizeof *l.defined),
                 arena_alloc(report->arena, source->line_count + 1,
                             sizeof *l.equations)};
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
    const uint32_t *place = find_places(report);
    for (uint32_t i = 0; i < report->sources->files.count; i++)
        if (!report->sources->files.at[i]->builtin)
            put_file(report, place, report->sources->files.at[i]);
    buffer_puts(report->out, "</section>\n");
}
