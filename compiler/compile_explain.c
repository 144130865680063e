/* compile_explain.c: which gradients are asked for, of which graph. */
#include "compile_explain.h"

#include "explain.h"
#include "explain_print.h"
#include "letters.h"
#include "output.h"

#include <string.h>

enum { DEFAULT_WIDTH = 80 };

/* -- names -- */

static void add_node(Explain *e, uint32_t definition, bool given)
{
    const Graph *graph = e->forward;
    ArrayId id = graph->definitions.at[definition].array;
    Text name = graph->definitions.at[definition].name;
    if (!id || e->node_of[id] || memchr(name.at, ' ', name.length))
        return;
    Node node = {.definition = definition, .array = id, .given = given,
                 .group = e->nodes.count, .batched = e->batched[id]};
    uint32_t outer = graph_outermost(graph, id);
    for (uint32_t n = 0; outer && n < e->nodes.count; n++)
        if (!e->nodes.at[n].given
            && graph_outermost(graph, e->nodes.at[n].array) == outer)
            node.group = e->nodes.at[n].group;
    list_push(e->arena, &e->nodes, node);
    e->node_of[id] = e->nodes.count;
}

/* Params before inputs, as they are asked for. */
static void find_nodes(Explain *e)
{
    const Graph *graph = e->forward;
    for (uint32_t i = 0; i < graph->params.count; i++)
        add_node(e, graph->params.at[i], true);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        add_node(e, graph->inputs.at[i], true);
    for (uint32_t i = 1; i < graph->definitions.count; i++) {
        ArrayId id = graph->definitions.at[i].array;
        if (id)
            add_node(e, i, !array_is_computed(graph_array(graph, id)));
    }
}

static void find_taken(Explain *e)
{
    const Graph *graph = e->forward;
    e->taken = NEW(e->arena, WordSet);
    e->taken->arena = e->arena;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        word_set_add(e->taken, graph->definitions.at[i].name);
    for (uint32_t i = 0; i < graph->dims.count; i++)
        word_set_add(e->taken, graph->dims.at[i].name);
}

static bool explain_has_gradient(const Explain *e, uint32_t n)
{
    const Node *node = &e->nodes.at[n];
    const Array *array = graph_array(e->forward, node->array);
    return node->given && array->type == REAL
        && (array->kind == INPUT || array->kind == PARAM);
}

/* The names that derivatives are by, if --wrt says others. */
static bool wants_known(const Explain *e)
{
    TextList there = {0};
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (explain_has_gradient(e, n))
            list_push(e->arena, &there, node_name(e, n));
    return compile_wants_known(e->compilation, &there);
}

/* -- what is asked for -- */

/* Of a spelling of ∂J/∂W: J, which may be empty, and W. */
static bool parse_asked(Arena *arena, Text asked, Text *of, Text *by)
{
    static const struct {
        const char *before, *between, *after;
    } forms[] = {
        {"∂(sum ", ")/∂", ""}, {"∂", "/∂", ""}, {"grad(", ",", ")"},
        {"d_", "/d_", ""}, {"d", "/d", ""}, {"", "/", ""}, {"d_", NULL, ""},
        {"", NULL, ""},
    };
    Buffer text = buffer_create(arena);
    for (size_t i = 0; i < asked.length; i++)
        if (asked.at[i] != ' ' || text_is((Text){asked.at, 6}, "∂(sum "))
            buffer_add(&text, (Text){asked.at + i, 1});
    buffer_puts(&text, "");
    const char *at = text_copy(arena, buffer_text(&text)).at;
    at = text_format(arena, "%.*s", TEXT_ARGS(buffer_text(&text))).at;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        size_t before = strlen(forms[f].before);
        size_t length = strlen(at), after = strlen(forms[f].after);
        if (strncmp(at, forms[f].before, before) || length < before + after
            || strcmp(at + length - after, forms[f].after))
            continue;
        const char *start = at + before, *end = at + length - after;
        const char *split = forms[f].between
                          ? strstr(start, forms[f].between) : start;
        if (!split)
            continue;
        size_t between = forms[f].between ? strlen(forms[f].between) : 0;
        *of = name_fold(arena, (Text){start, (size_t)(split - start)});
        *by = name_fold(arena, (Text){split + between,
                                      (size_t)(end - split) - between});
        return true;
    }
    return false;
}

static Text name_of_output(const Explain *e, uint32_t output)
{
    return e->forward->definitions.at[e->forward->outputs.at[output]].name;
}

static bool output_varies(const Explain *e, uint32_t output)
{
    const Array *array =
        graph_array(e->forward, graph_output(e->forward, output, false));
    return array->type == REAL;
}

/* wanted[output * nodes + node]. */
static bool find_wanted(Explain *e, bool *wanted)
{
    Compilation *c = e->compilation;
    const TextList *asked = &c->options->asked;
    uint32_t nodes = e->nodes.count, outputs = e->forward->outputs.count;
    bool fine = true;
    for (uint32_t a = 0; a < (asked->count ? asked->count : 1); a++) {
        Text of = {0}, by = {0};
        bool found = !asked->count;
        if (asked->count && !parse_asked(c->arena, asked->at[a], &of, &by))
            by = asked->at[a];
        for (uint32_t o = 0; o < outputs; o++)
            for (uint32_t n = 0; n < nodes; n++) {
                if (!explain_has_gradient(e, n) || !output_varies(e, o)
                    || !compile_wants(c, node_name(e, n))
                    || (of.length && !text_equal(of, name_of_output(e, o)))
                    || (by.length && !text_equal(by, node_name(e, n))))
                    continue;
                wanted[o * nodes + n] = found = true;
            }
        if (found)
            continue;
        Buffer there = buffer_create(c->arena);
        for (uint32_t o = 0; o < outputs; o++)
            for (uint32_t n = 0; n < nodes; n++)
                if (explain_has_gradient(e, n) && output_varies(e, o)
                    && compile_wants(c, node_name(e, n)))
                    buffer_print(&there, "%s∂%.*s/∂%.*s",
                                 there.length ? ", " : "",
                                 TEXT_ARGS(name_of_output(e, o)),
                                 TEXT_ARGS(node_name(e, n)));
        Diagnostic *error = diagnose_error(
            c->diagnostics, (Span){0}, "there is no gradient %.*s",
            TEXT_ARGS(asked->at[a]));
        diagnose_hint(c->diagnostics, error, "%s%.*s",
                      there.length ? "there are " : "the program has none",
                      TEXT_ARGS(buffer_text(&there)));
        fine = false;
    }
    return fine;
}

/* -- outputs -- */

Text explain_head(const Explain *e, uint32_t n)
{
    Text name = output_name(e);
    return e->seed.length
             ? text_format(e->arena, "∂(%.*s·%.*s)/∂%.*s", TEXT_ARGS(e->seed),
                           TEXT_ARGS(name), TEXT_ARGS(node_name(e, n)))
             : text_format(e->arena, "∂%.*s/∂%.*s", TEXT_ARGS(name),
                           TEXT_ARGS(node_name(e, n)));
}

/* What is known of the program; false after an error. */
static bool open_program(Explain *e, Compilation *c)
{
    *e = (Explain){.arena = c->arena, .compilation = c};
    e->forward = compile_written(c);
    if (!e->forward)
        return false;
    e->batched = explain_batched(c->arena, e->forward);
    e->node_of = NEW_ARRAY(c->arena, uint32_t, e->forward->arrays.count);
    e->errors = NEW(c->arena, uint32_t);
    find_nodes(e);
    find_taken(e);
    explain_facts(e);
    return true;
}

/* The same with messages that nobody reads. */
static Compilation *silent(const Compilation *of)
{
    Compilation *c = NEW(of->arena, Compilation);
    Diagnostics *unheard = NEW(of->arena, Diagnostics);
    *c = *of;
    diagnostics_init(unheard, c->arena, c->sources);
    c->diagnostics = unheard;
    return c;
}

/* The program with the one equation of the output at hand in steps; NULL: its
 * derivation has steps, or the equation has none. */
static Explain *in_steps(Explain *e, uint32_t output)
{
    Compilation *c = silent(e->compilation);
    Explain *steps = NEW(e->arena, Explain);
    c->instead = e->alone && !e->resort ? explain_steps(e) : (Text){0};
    if (!c->instead.length || !open_program(steps, c))
        return NULL;
    steps->errors = e->errors;
    steps->in_steps = true;
    return explain_output(steps, output) && !steps->resort ? steps : NULL;
}

/* What is printed of an output: once to know in which order signals are
 * defined, and again with names by that order. Formulas alone have the names of
 * the derivation. */
static void print_output(Explain *e, uint32_t output, const bool *wanted,
                         Page *page, bool formulas, Buffer *out)
{
    Explain *steps = in_steps(e, output);
    Buffer unread = buffer_create(e->arena);
    Page draft = *page;
    draft.out = &unread;
    draft.format = EXPLAIN_TEXT;
    print_derivation(e, steps, wanted, &draft);
    if (formulas)
        print_formulas(e, wanted, &unread);
    if (steps)
        explain_number(steps, NULL);
    for (uint32_t i = 0; steps && i < steps->order.count; i++)
        word_set_add(e->taken, steps->signals.at[steps->order.at[i]].name);
    explain_number(e, steps);
    e->numbered = true;
    if (formulas)
        print_formulas(e, wanted, out);
    else
        print_derivation(e, steps, wanted, page);
    for (uint32_t i = 0; i < e->order.count; i++)
        word_set_add(e->taken, e->signals.at[e->order.at[i]].name);
}

static bool print_outputs(Explain *e, const bool *wanted, bool formulas,
                          Buffer *out)
{
    const Options *options = e->compilation->options;
    uint32_t nodes = e->nodes.count;
    Page page = {.arena = e->arena, .out = out,
                 .format = (ExplainFormat)options->report,
                 .width = options->width ? options->width : DEFAULT_WIDTH};
    if (!formulas)
        page_begin(&page);
    for (uint32_t o = 0; o < e->forward->outputs.count; o++) {
        bool any = false;
        for (uint32_t n = 0; n < nodes; n++)
            any |= wanted[o * nodes + n];
        ArrayId id = graph_output(e->forward, o, false);
        if (!any || !e->node_of[id])
            continue;
        if (!explain_output(e, o))
            return false;
        print_output(e, o, wanted + o * nodes, &page, formulas, out);
    }
    if (!formulas)
        page_end(&page);
    return true;
}

Status compile_explain(Compilation *c)
{
    Status wrong = c->options->formulas ? STATUS_ERROR : STATUS_USAGE;
    Explain e;
    Buffer out = buffer_create(c->arena);
    if (!open_program(&e, c))
        return c->status ? c->status : wrong;
    bool *wanted = NEW_ARRAY(c->arena, bool,
                             e.nodes.count * e.forward->outputs.count + 1);
    if (!wants_known(&e) || !find_wanted(&e, wanted))
        return wrong;
    if (!print_outputs(&e, wanted, c->options->formulas, &out))
        return c->status ? c->status : STATUS_FAULT;
    return compile_print(c, &out);
}

Text compile_formulas(const Compilation *of)
{
    Explain e;
    Buffer out = buffer_create(of->arena);
    Compilation *c = silent(of);
    if (!open_program(&e, c))
        return (Text){0};
    bool *wanted = NEW_ARRAY(c->arena, bool,
                             e.nodes.count * e.forward->outputs.count + 1);
    if (!find_wanted(&e, wanted) || !print_outputs(&e, wanted, true, &out))
        return (Text){0};
    return buffer_text(&out);
}
