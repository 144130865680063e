/* command_diff.c: the outputs and gradients of two programs, row by row. */
#include "command_diff.h"

/* Why an output is undecided, and its gradients with it. */
typedef struct Unseen {
    Text output, reason;
} Unseen;

typedef struct Differ {
    const DiffCommand *command;
    const Matches     *matches;
    Report            *report;
    Buffer            *problems;
    PointOptions       points;
    Aims               aims;
    LIST(Unseen)       unseen;
    Reaches           *reaches;         /* of the twin at hand; NULL: not yet */
    Formulas           formulas[SIDES]; /* of the twin at hand */
} Differ;

/* -- rows -- */

static Text output_name(const Graph *graph, uint32_t output)
{
    return graph->definitions.at[graph->outputs.at[output]].name;
}

static Text element_text(Arena *arena, const Array *array, int64_t element)
{
    int64_t index[MAX_RANK];
    Buffer text = buffer_create(arena);
    if (element < 0)
        return (Text){0};
    for (uint32_t i = array->rank; i > 0; i--) {
        index[i - 1] = element % array->shape[i - 1];
        element /= array->shape[i - 1];
    }
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(&text, "%s%lld", i ? ", " : "[", (long long)index[i]);
    if (array->rank)
        buffer_puts(&text, "]");
    return buffer_text(&text);
}

/* A row of one array on either side. */
static void add_row(Differ *d, const Twin *twin, Text name, Text label,
                    ArrayId old, ArrayId new)
{
    Arena *arena = d->command->arena;
    const Array *a = graph_array(twin->graph[OLD], old);
    const Array *b = graph_array(twin->graph[NEW], new);
    Result row = {.name = name, .label = label, .compared = {.array = {old, new}}};
    if (!arrays_are_alike(a, b)) {
        Text from = array_shape(arena, a), to = array_shape(arena, b);
        row.compared.verdict = DIFFERENT;
        row.reason = a->type == b->type
                   ? text_format(arena, "its shape is %.*s before, %.*s after",
                                 TEXT_ARGS(a->rank ? from : text_of("[]")),
                                 TEXT_ARGS(b->rank ? to : text_of("[]")))
                   : text_of("it is real on one side, an index on the other");
    } else if (twin->form[OLD][old] != twin->form[NEW][new]) {
        row.compared.verdict = UNDECIDED;
    }
    list_push(arena, &d->report->rows, row);
}

/* Of a row that is equal: the first array that it is computed by and that is
 * not, though both sides name it alike. If that does not reach the row, equal
 * values say nothing. */
static void note_hidden(Differ *d, Twin *twin, Result *row,
                        const Cone cones[SIDES], const Compared *named,
                        uint32_t count)
{
    const Graph *old = twin->graph[OLD];
    if (row->compared.verdict > EQUAL_TO_ROUNDING)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (named[i].verdict != DIFFERENT
            || !cone_has(cones[OLD], named[i].array[OLD])
            || !cone_has(cones[NEW], named[i].array[NEW]))
            continue;
        uint32_t definition = graph_definition_of(old, named[i].array[OLD]);
        row->hidden = old->definitions.at[definition].name;
        if (!d->reaches)
            d->reaches = reaches_create(twin->arena, twin);
        if (!reaches(d->reaches, named[i].array[OLD], &row->compared,
                     d->problems)) {
            row->compared.verdict = UNDECIDED;
            row->reason = text_format(
                d->command->arena,
                "%.*s, which it is computed by, is different, but at these "
                "points does not reach it",
                TEXT_ARGS(row->hidden));
        }
        return;
    }
}

/* Of a row that is equal, as far as choices went both ways. */
static void note_unseen(Differ *d, const Twin *twin, Result *row,
                        const Cone cones[SIDES])
{
    if (row->compared.verdict > EQUAL_TO_ROUNDING)
        return;
    Text reason = {0};
    if (!twin->graph[OLD]->seeds.count)
        reason = diff_unseen(twin, &d->aims, cones, d->formulas,
                             row->compared.points);
    for (uint32_t i = 0; twin->graph[OLD]->seeds.count && i < d->unseen.count;
         i++)
        if (text_equal(d->unseen.at[i].output, output_name(twin->graph[OLD], 0)))
            reason = d->unseen.at[i].reason;
    if (!reason.length)
        return;
    row->reason = reason;
    row->compared.verdict = UNDECIDED;
    list_push(d->command->arena, &d->unseen, ((Unseen){row->name, reason}));
}

static void finish_row(Differ *d, Twin *twin, Result *row,
                       const Cone cones[SIDES], const Compared *named,
                       uint32_t named_count)
{
    const Compared *c = &row->compared;
    note_hidden(d, twin, row, cones, named, named_count);
    note_unseen(d, twin, row, cones);
    if (c->verdict == DIFFERENT && c->aimed) {
        row->place = diff_place(twin, d->matches, cones, c->aimed, 10000);
        row->place_short = diff_place(twin, d->matches, cones, c->aimed, 10);
    }
    if (!row->reason.length)
        row->element = element_text(
            d->command->arena, graph_array(twin->graph[OLD], c->array[OLD]),
            c->verdict >= DIFFERENT ? c->element : -1);
}

/* Some rows that are not identical, and what they are shown with. */
static void finish_some(Differ *d, Twin *twin, Cones *cones,
                        const Compared *named, uint32_t named_count)
{
    Arena *work = arena_open(d->command->arena);
    cones_find(twin, d->formulas, work, cones);
    diff_formulas(twin, cones, d->formulas);
    for (uint32_t n = 0; n < cones->count; n++) {
        uint64_t row = (uint64_t)1 << n;
        Cone cone[SIDES] = {{cones->of[OLD], row}, {cones->of[NEW], row}};
        finish_row(d, twin, cones->row[n], cone, named, named_count);
    }
    cones->count = 0;
    arena_close(work);
}

/* Appends what both sides name alike, have in another form and do not show as
 * a row: where it differs and outputs do not, its difference does not reach
 * them at these points. */
static uint32_t add_named(const Twin *twin, Compared *pairs, uint32_t count)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    WordSet names = {.arena = twin->arena};
    Definitions of = {0};
    for (uint32_t i = 1; i < new->definitions.count; i++)
        if (!word_set_has(&names, new->definitions.at[i].name)) {
            word_set_add(&names, new->definitions.at[i].name);
            list_push(twin->arena, &of, i);
        }
    for (uint32_t i = 1; i < old->definitions.count; i++) {
        const Definition *a = &old->definitions.at[i];
        if (!word_set_has(&names, a->name) || !a->array)
            continue;
        ArrayId b =
            new->definitions.at[of.at[word_set_add(&names, a->name)]].array;
        if (b && array_is_computed(graph_array(old, a->array))
            && array_is_computed(graph_array(new, b))
            && arrays_are_alike(graph_array(old, a->array),
                                graph_array(new, b))
            && twin->form[OLD][a->array] != twin->form[NEW][b])
            pairs[count++] = (Compared){.array = {a->array, b}};
    }
    return count;
}

/* Compares the rows from `first` on, which have no verdict yet, by values, and
 * gives them formulas. */
static bool finish_rows(Differ *d, Twin *twin, uint32_t first)
{
    Arena *arena = twin->arena;
    Result *rows = d->report->rows.at;
    uint32_t end = d->report->rows.count, count = 0, different = 0;
    Compared *pairs = NEW_ARRAY(
        arena, Compared, end - first + twin->graph[OLD]->definitions.count);
    for (uint32_t i = first; i < end; i++) {
        if (rows[i].compared.verdict == UNDECIDED)
            pairs[count++] = rows[i].compared;
        different += rows[i].compared.verdict != IDENTICAL;
    }
    if (!different)
        return true;
    uint32_t all = count ? add_named(twin, pairs, count) : 0;
    if (count && !twin_evaluate(twin, &d->points, all, pairs,
                                d->problems))
        return false;
    d->reaches = NULL;
    formulas_begin(twin, d->matches, arena, d->formulas);
    Cones cones = {.count = 0};
    for (uint32_t i = first, at = 0; i < end; i++) {
        if (rows[i].compared.verdict == UNDECIDED)
            rows[i].compared = pairs[at++];
        if (rows[i].compared.verdict != IDENTICAL)
            cones.row[cones.count++] = &rows[i];
        if (cones.count == CONE_ROWS || (cones.count && i + 1 == end))
            finish_some(d, twin, &cones, pairs + count, all - count);
    }
    return true;
}

/* -- outputs and states -- */

/* Which output of the new program has the name; false: none. */
static bool find_output(const Graph *graph, Text name, uint32_t *at)
{
    for (*at = 0; *at < graph->outputs.count; ++*at)
        if (text_equal(graph->definitions.at[graph->outputs.at[*at]].name,
                       name))
            return true;
    return false;
}

static void add_outputs(Differ *d, const Twin *twin)
{
    Arena *arena = d->command->arena;
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    bool modes = old->inferred.count || new->inferred.count;
    for (uint32_t i = 0, j; i < old->outputs.count; i++) {
        Text name = output_name(old, i);
        if (!find_output(new, match_name(d->matches, name), &j))
            continue;
        add_row(d, twin, name, name, graph_output(old, i, false),
                graph_output(new, j, false));
        if (modes
            && (graph_output(old, i, true) != graph_output(old, i, false)
                || graph_output(new, j, true) != graph_output(new, j, false)))
            add_row(d, twin,
                    text_format(arena, "%.*s of infer", TEXT_ARGS(name)),
                    name, graph_output(old, i, true), graph_output(new, j, true));
    }
}

static void add_nexts(Differ *d, const Twin *twin)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    for (uint32_t i = 0; i < old->nexts.count; i++)
        for (uint32_t j = 0; j < new->nexts.count; j++) {
            uint32_t given = twin->given[OLD][old->nexts.at[i].state];
            if (!given || given != twin->given[NEW][new->nexts.at[j].state])
                continue;
            Text name = d->matches->at[given - 1].name[OLD];
            add_row(d, twin,
                    text_format(d->command->arena, "next %.*s",
                                TEXT_ARGS(name)),
                    (Text){0}, graph_next(old, i), graph_next(new, j));
        }
}

/* -- gradients -- */

static Text gradient_name(Differ *d, Text output, uint32_t given)
{
    return text_format(d->command->arena, "∂%.*s/∂%.*s", TEXT_ARGS(output),
                       TEXT_ARGS(d->matches->at[given - 1].name[OLD]));
}

static void add_gradients(Differ *d, const Twin *twin, Text output)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    Arena *arena = d->command->arena;
    ArrayId *to = NEW_ARRAY(twin->arena, ArrayId, twin->matched + 1);
    for (uint32_t j = 0; j < new->gradients.count; j++)
        to[twin->given[NEW][new->gradients.at[j].by]] =
            new->gradients.at[j].array;
    for (uint32_t i = 0; i < old->gradients.count; i++) {
        const Gradient *a = &old->gradients.at[i];
        uint32_t given = twin->given[OLD][a->by];
        if (!given || !to[given])
            continue;
        Text by = d->matches->at[given - 1].name[OLD];
        add_row(d, twin, gradient_name(d, output, given),
                text_format(arena, "d_%.*s", TEXT_ARGS(by)), a->array,
                to[given]);
    }
}

/* What rows say that was made with their twin. */
static void keep_texts(Differ *d, uint32_t first)
{
    Arena *arena = d->command->arena;
    for (uint32_t i = first; i < d->report->rows.count; i++) {
        Result *row = &d->report->rows.at[i];
        row->hidden = text_copy(arena, row->hidden);
        row->reason = text_copy(arena, row->reason);
        row->place = text_copy(arena, row->place);
        row->place_short = text_copy(arena, row->place_short);
    }
}

static bool compare_gradients(Differ *d, uint32_t i, uint32_t j)
{
    const DiffCommand *c = d->command;
    const Graph *old = c->alone(c->context, OLD, i);
    const Graph *new = old ? c->alone(c->context, NEW, j) : NULL;
    if (!new)
        return false;
    uint32_t first = d->report->rows.count;
    Arena *work = arena_open(c->arena);
    Twin *twin = twin_create(work, old, new, d->matches);
    add_gradients(d, twin, output_name(c->forward[OLD], i));
    bool fine = finish_rows(d, twin, first);
    keep_texts(d, first);
    arena_close(work);
    arena_close(old->arena);
    arena_close(new->arena);
    return fine;
}

/* Of an output that both sides write alike. */
static void add_identical(Differ *d, const Alike *alike, Text output)
{
    for (uint32_t i = 0; i < alike->by.count; i++)
        list_push(d->command->arena, &d->report->rows,
                  ((Result){.name = gradient_name(d, output,
                                                  alike->by.at[i])}));
}

static bool all_gradients(Differ *d)
{
    const Graph *old = d->command->forward[OLD];
    const Graph *new = d->command->forward[NEW];
    Arena *work = arena_open(d->command->arena);
    Alike alike = diff_alike(d->command, d->matches, work);
    bool fine = true;
    for (uint32_t i = 0, j; fine && i < old->outputs.count; i++) {
        if (!find_output(new, match_name(d->matches, output_name(old, i)), &j)
            || !arrays_are_alike(
                   graph_array(old, graph_output(old, i, false)),
                   graph_array(new, graph_output(new, j, false))))
            continue;
        if (outputs_are_alike(&alike, i, j))
            add_identical(d, &alike, output_name(old, i));
        else
            fine = compare_gradients(d, i, j);
    }
    arena_close(work);
    return fine;
}

bool command_diff(const DiffCommand *c, Report *report, Buffer *problems)
{
    Matches matches = {0};
    if (!diff_match(c, &matches, problems))
        return false;
    Twin *twin =
        twin_create(c->arena, c->forward[OLD], c->forward[NEW], &matches);
    if (!diff_declarations(c, &matches, twin, report, problems))
        return false;
    Differ d = {.command = c, .matches = &matches, .report = report,
                .problems = problems,
                .points = c->points,
                .formulas = {{.lines.arena = c->arena},
                             {.lines.arena = c->arena}}};
    if (!twin_aim(twin, &c->points, &d.aims, problems))
        return false;
    d.points.aimed = d.aims.points;
    uint32_t first = report->rows.count;
    add_outputs(&d, twin);
    add_nexts(&d, twin);
    return finish_rows(&d, twin, first) && all_gradients(&d);
}
