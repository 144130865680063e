/* command_diff_declare.c: inputs, params, states and outputs as they are
 * declared, how they start, and what is minimized.
 */
#include "command_diff.h"

#include <string.h>

typedef struct Declarer {
    const DiffCommand *command;
    const Matches     *matches;
    const Twin        *twin;            /* of the forward graphs */
    Report            *report;
} Declarer;

static Text named(const Declarer *d, const char *word, Text name)
{
    return text_format(d->command->arena, "%s %.*s", word, TEXT_ARGS(name));
}

static void add_change(Declarer *d, Text what, Text old, Text new)
{
    list_push(d->command->arena, &d->report->changes,
              ((Change){.what = what, .text = {old, new}}));
}

/* `a number`, `[3] : index(10)` */
static Text type_text(Arena *arena, const Array *array)
{
    Text shape = array->rank ? array_shape(arena, array)
                             : text_of("a number");
    return array->type == REAL
             ? shape
             : text_format(arena, "%.*s : index(%lld)", TEXT_ARGS(shape),
                           (long long)array->limit);
}

/* -- how things start -- */

/* What stands behind the declaration, `~ xavier`; empty if it is not of that
 * form. */
static Text written_start(const Declarer *d, int side, const Definition *of)
{
    const Sources *sources = d->command->sources[side];
    const Source *source =
        of->span.end ? source_of(sources, of->span.start) : NULL;
    if (!source || source->builtin)
        return (Text){0};
    const char *end = source->bytes.at + source->bytes.length;
    const char *at = source->bytes.at + (of->span.end - source->start);
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (at == end || (*at != '~' && *at != '='))
        return (Text){0};
    const char *last = at;
    int depth = 0;
    for (; last < end && *last != '\n' && *last != '#'; last++) {
        depth += strchr("([{", *last) != NULL;
        depth -= strchr(")]}", *last) != NULL;
        if (*last == ',' && !depth)
            break;
    }
    while (last > at && (last[-1] == ' ' || last[-1] == '\r'))
        last--;
    return (Text){at, (size_t)(last - at)};
}

static Text start_text(const Declarer *d, int side, const Definition *of)
{
    static const char *const words[] = {
        [DRAW_NORMAL] = "normal", [DRAW_UNIFORM] = "uniform",
        [DRAW_BERNOULLI] = "bernoulli", [DRAW_DROPOUT] = "dropout"};
    const Initial *initial =
        graph_initial(d->command->forward[side], of->array);
    Text written = written_start(d, side, of);
    Buffer text = buffer_create(d->command->arena);
    if (written.length)
        return written;
    if (!initial)
        return text_of("no start");
    if (initial->draw == DRAW_NONE)
        return text_of("= other values");
    buffer_print(&text, "~ %s(", words[initial->draw]);
    buffer_number(&text, initial->a, true);
    if (initial->draw <= DRAW_UNIFORM) {
        buffer_puts(&text, ", ");
        buffer_number(&text, initial->b, true);
    }
    buffer_puts(&text, ")");
    return buffer_text(&text);
}

bool starts_alike(const Twin *twin, ArrayId old, ArrayId new)
{
    const Initial *a = graph_initial(twin->graph[OLD], old);
    const Initial *b = graph_initial(twin->graph[NEW], new);
    if (!a || !b)
        return !a && !b;
    return a->draw == b->draw && a->a == b->a && a->b == b->b
        && (a->draw != DRAW_NONE
            || twin->form[OLD][a->value] == twin->form[NEW][b->value]);
}

/* -- what is declared -- */

static const uint32_t *find_match(const Declarer *d, const Definition *of,
                                  const uint32_t *list, uint32_t count,
                                  Text *name)
{
    const Graph *new = d->command->forward[NEW];
    *name = match_name(d->matches, of->name);
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(new->definitions.at[list[i]].name, *name))
            return &list[i];
    return NULL;
}

static bool is_guessed(const Declarer *d, Text old)
{
    for (uint32_t i = 0; i < d->matches->count; i++)
        if (text_equal(d->matches->at[i].name[OLD], old))
            return d->matches->at[i].guessed;
    return false;
}

static void add_renamed(Declarer *d, const char *word, const Definition *old,
                        const Definition *new)
{
    /* What functions draw is named by what is made of it. */
    const Array *a = graph_array(d->command->forward[OLD], old->array);
    if (!text_equal(old->name, new->name) && a->kind != DRAWN)
        list_push(d->command->arena, &d->report->changes,
                  ((Change){named(d, word, old->name), {old->name, new->name},
                            true, is_guessed(d, old->name)}));
}

static void compare_declared(Declarer *d, const char *word,
                             const Definition *old, const Definition *new)
{
    Arena *arena = d->command->arena;
    const Array *a = graph_array(d->command->forward[OLD], old->array);
    const Array *b = graph_array(d->command->forward[NEW], new->array);
    Text what = named(d, word, old->name);
    add_renamed(d, word, old, new);
    Text type_old = type_text(arena, a), type_new = type_text(arena, b);
    bool retyped = !text_equal(type_old, type_new);
    if (retyped)
        add_change(d, what, type_old, type_new);
    if (a->kind == INPUT || array_is_computed(a)
        || starts_alike(d->twin, old->array, new->array))
        return;
    Text start_old = start_text(d, OLD, old);
    Text start_new = start_text(d, NEW, new);
    if (!retyped || !text_equal(start_old, start_new))
        add_change(d, what, start_old, start_new);
}

typedef struct Listed {
    const uint32_t *at;
    uint32_t        count;
} Listed;

/* Params stand in that order in the struct, in files, and in the flat vector. */
static void compare_order(Declarer *d, Listed old, Listed new)
{
    enum { MOST = 12 };
    const Graph *graph = d->command->forward[NEW];
    Arena *arena = d->command->arena;
    Buffer text[SIDES] = {buffer_create(arena), buffer_create(arena)};
    size_t start = 0;
    for (int side = 0; side < SIDES; side++) {
        buffer_puts(&text[side], "in the order ");
        start = text[side].length;
    }
    uint32_t *place = NEW_ARRAY(arena, uint32_t, new.count);
    uint32_t last = 0, count = 0;
    bool moved = false;
    for (uint32_t i = 0; i < old.count; i++) {
        Text name;
        const Definition *of =
            &d->command->forward[OLD]->definitions.at[old.at[i]];
        const uint32_t *at = find_match(d, of, new.at, new.count, &name);
        if (!at)
            continue;
        uint32_t here = (uint32_t)(at - new.at) + 1;
        moved |= here < last;
        last = here;
        place[here - 1] = i + 1;
        if (count++ < MOST)
            buffer_print(&text[OLD], "%s%.*s", text[OLD].length > start ? ", " : "",
                         TEXT_ARGS(of->name));
    }
    uint32_t shown = 0;
    for (uint32_t j = 0; j < new.count && shown < MOST; j++)
        if (place[j] && ++shown)
            buffer_print(&text[NEW], "%s%.*s", text[NEW].length > start ? ", " : "",
                         TEXT_ARGS(graph->definitions.at[new.at[j]].name));
    for (int side = 0; side < SIDES && count > MOST; side++)
        buffer_puts(&text[side], ", …");
    if (moved)
        add_change(d, text_of("params"), buffer_text(&text[OLD]),
                   buffer_text(&text[NEW]));
}

static void compare_lists(Declarer *d, const char *word, Listed old,
                          Listed new)
{
    const Graph *graph[] = {d->command->forward[OLD], d->command->forward[NEW]};
    bool *found = NEW_ARRAY(d->command->arena, bool, new.count);
    bool outputs = new.at == graph[NEW]->outputs.at;
    for (uint32_t i = 0; i < old.count; i++) {
        const Definition *of = &graph[OLD]->definitions.at[old.at[i]];
        Text name;
        const uint32_t *at = find_match(d, of, new.at, new.count, &name);
        if (at)
            found[at - new.at] = true;
        if (at && outputs)
            add_renamed(d, word, of, &graph[NEW]->definitions.at[*at]);
        else if (at)
            compare_declared(d, word, of, &graph[NEW]->definitions.at[*at]);
        if (!at)
            add_change(d, named(d, word, of->name), of->name, (Text){0});
    }
    for (uint32_t i = 0; i < new.count; i++) {
        Text name = graph[NEW]->definitions.at[new.at[i]].name;
        if (!found[i])
            add_change(d, named(d, word, name), (Text){0}, name);
    }
}

/* -- what is minimized -- */

static Text minimize_text(const Declarer *d, int side)
{
    const Graph *graph = d->command->trained[side];
    if (!graph)
        return (Text){0};
    Text text = source_text(d->command->sources[side], graph->training.span);
    Buffer line = buffer_create(d->command->arena);
    for (size_t i = 0; i < text.length; i++) {
        bool space = strchr(" \t\r\n", text.at[i]) != NULL;
        if (!space)
            buffer_add(&line, (Text){text.at + i, 1});
        else if (line.length && line.at[line.length - 1] != ' ')
            buffer_puts(&line, " ");
    }
    return buffer_text(&line);
}

static bool same_box(const Trained *a, const Trained *b, uint32_t rank)
{
    return !rank || !memcmp(a->box, b->box, rank * sizeof *a->box);
}

static bool trains_alike(const Twin *twin)
{
    const Training *a = &twin->graph[OLD]->training;
    const Training *b = &twin->graph[NEW]->training;
    bool alike = a->method == b->method
              && a->trained.count == b->trained.count;
    for (uint32_t i = 0; i < OPTION_COUNT; i++)
        alike &= twin->form[OLD][a->options[i]]
              == twin->form[NEW][b->options[i]];
    for (uint32_t i = 0; alike && i < a->trained.count; i++) {
        const Trained *t = &a->trained.at[i];
        uint32_t rank = graph_array(twin->graph[OLD], t->param)->rank;
        bool found = false;
        for (uint32_t j = 0; j < b->trained.count; j++)
            found |= twin->form[OLD][t->param]
                         == twin->form[NEW][b->trained.at[j].param]
                  && same_box(t, &b->trained.at[j], rank);
        alike = found;
    }
    return alike;
}

/* What is minimized, and of the params that only the other side trains that they
 * are not trained. */
static Text training_text(const Declarer *d, const Twin *twin, int side,
                          Text minimize)
{
    Arena *arena = d->command->arena;
    const Graph *graph = twin->graph[!side];
    const Training *own = &twin->graph[side]->training;
    const Training *other = &graph->training;
    Buffer out = buffer_create(arena);
    buffer_add(&out, minimize);
    for (uint32_t i = 0; i < other->trained.count; i++) {
        ArrayId param = other->trained.at[i].param;
        bool found = false;
        for (uint32_t j = 0; j < own->trained.count && !found; j++)
            found = twin->form[side][own->trained.at[j].param]
                 == twin->form[!side][param];
        uint32_t definition = graph_definition_of(graph, param);
        if (!found && definition)
            buffer_print(&out, ", without %.*s",
                         TEXT_ARGS(graph->definitions.at[definition].name));
    }
    return buffer_text(&out);
}

static void compare_trained(Declarer *d, const Twin *twin, Text old, Text new)
{
    if (trains_alike(twin))
        return;
    old = training_text(d, twin, OLD, old);
    new = training_text(d, twin, NEW, new);
    if (text_equal(old, new))
        new = text_format(d->command->arena,
                          "%.*s, of other numbers or elements", TEXT_ARGS(new));
    add_change(d, text_of("training"), old, new);
}

static bool compare_training(Declarer *d, Buffer *problems)
{
    const DiffCommand *c = d->command;
    const Graph *const *trained = c->trained;
    Text old = minimize_text(d, OLD), new = minimize_text(d, NEW);
    if (!trained[OLD] || !trained[NEW]) {
        if (trained[OLD] || trained[NEW])
            add_change(d, text_of("minimize"), old, new);
        return true;
    }
    Twin *twin = twin_create(c->arena, trained[OLD], trained[NEW], d->matches);
    compare_trained(d, twin, old, new);
    ArrayId a = trained[OLD]->training.objective;
    ArrayId b = trained[NEW]->training.objective;
    Result row = {.name = text_of("minimize"), .compared = {.array = {a, b}}};
    bool alike = arrays_are_alike(graph_array(trained[OLD], a),
                                  graph_array(trained[NEW], b));
    if (!alike) {
        row.compared.verdict = DIFFERENT;
        row.reason = text_of("what is minimized has another shape");
    } else if (twin->form[OLD][a] != twin->form[NEW][b]
               && !twin_evaluate(twin, &c->points, 1, &row.compared,
                                 problems)) {
        return false;
    }
    if (row.compared.verdict != IDENTICAL) {
        row.formula[OLD] = text_format(c->arena, "%.*s\n", TEXT_ARGS(old));
        row.formula[NEW] = text_format(c->arena, "%.*s\n", TEXT_ARGS(new));
    }
    list_push(c->arena, &d->report->rows, row);
    return true;
}

bool diff_declarations(const DiffCommand *c, const Matches *matches,
                       const Twin *forward, Report *report, Buffer *problems)
{
    const Graph *a = c->forward[OLD], *b = c->forward[NEW];
    Declarer d = {.command = c, .matches = matches, .report = report,
                  .twin = forward};
    compare_lists(&d, "input", (Listed){a->inputs.at, a->inputs.count},
                  (Listed){b->inputs.at, b->inputs.count});
    compare_lists(&d, "drawn input", (Listed){a->draws.at, a->draws.count},
                  (Listed){b->draws.at, b->draws.count});
    compare_lists(&d, "param", (Listed){a->params.at, a->params.count},
                  (Listed){b->params.at, b->params.count});
    compare_order(&d, (Listed){a->params.at, a->params.count},
                  (Listed){b->params.at, b->params.count});
    compare_lists(&d, "state", (Listed){a->states.at, a->states.count},
                  (Listed){b->states.at, b->states.count});
    compare_lists(&d, "output", (Listed){a->outputs.at, a->outputs.count},
                  (Listed){b->outputs.at, b->outputs.count});
    return compare_training(&d, problems);
}
