/* emit_interface.c: types, declarators and prototypes. */
#include "emit_interface.h"

#include <math.h>
#include <string.h>

static const char *const entry_names[] = {
    [ENTRY_FORWARD] = "forward",
    [ENTRY_BACKWARD] = "backward",
    [ENTRY_INFER] = "infer",
    [ENTRY_INIT] = "init",
    [ENTRY_STEP] = "step",
    [ENTRY_GRADIENT] = "gradient",
    [ENTRY_UPDATE] = "update",
    [ENTRY_STATE_INIT] = "state_init",
    [ENTRY_TANGENT] = "tangent",
};

const char *entry_name(Entry entry)
{
    return entry_names[entry];
}

const char *element_type(const Array *array, bool in_double)
{
    if (array->type == WHOLE)
        return array->limit > (int64_t)1 << 31 ? "int64_t" : "int32_t";
    return in_double ? "double" : "float";
}

static void emit_shape(const Array *array, Buffer *out)
{
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(out, "[%lld]", (long long)array->shape[i]);
}

void emit_declarator(const Array *array, Text name, bool in_double,
                     Buffer *out)
{
    buffer_print(out, "%s %.*s", element_type(array, in_double),
                 TEXT_ARGS(name));
    emit_shape(array, out);
}

void emit_real(double number, bool in_double, Buffer *out)
{
    double value = in_double ? number : (double)(float)number;
    const char *suffix = in_double ? "" : isfinite(value) ? "f" : "F";
    if (isnan(value)) {
        buffer_print(out, "GG_NAN%s", suffix);
        return;
    }
    if (isinf(value)) {
        buffer_print(out, "%sGG_INFINITY%s", value < 0 ? "-" : "", suffix);
        return;
    }
    size_t start = out->length;
    buffer_number(out, value, in_double);
    bool point = strpbrk(out->at + start, ".e");
    buffer_print(out, "%s%s", point ? "" : ".0", suffix);
}

void emit_section(Text name, Buffer *out)
{
    if (name.length)
        buffer_print(out, "GG_SECTION(\"%.*s\")\n", TEXT_ARGS(name));
}

int64_t params_size(const Graph *graph)
{
    int64_t size = 0;
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = graph->definitions.at[graph->params.at[i]].array;
        size += array_size(graph_array(graph, id));
    }
    return size;
}

bool gradient_is_argument(const Graph *graph, const Gradient *gradient)
{
    return graph_array(graph, gradient->by)->kind != PARAM;
}

bool moments_kept(const Training *training, uint32_t order)
{
    bool first = training->method == METHOD_MOMENTUM
              || training->method == METHOD_NESTEROV
              || training->method >= METHOD_ADAM;
    return order == 1 ? first : training->method >= METHOD_ADAGRAD;
}

/* -- arguments -- */

static void add_argument(Arguments *list, const Names *names,
                         Argument argument)
{
    list_push(names->arena, list, argument);
}

static void add_word(Arguments *list, const Names *names, ArgumentKind kind,
                     const char *word)
{
    add_argument(list, names, (Argument){.kind = kind, .name = text_of(word)});
}

static void add_input(Arguments *list, const Names *names, const Graph *graph,
                      ArrayId id)
{
    add_argument(list, names,
                 (Argument){.kind = ARGUMENT_ARRAY, .at = id,
                                .name = names->arrays[id],
                                .array = graph_array(graph, id)});
}

static void add_outputs(Arguments *list, const Names *names, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->outputs.at[i]].array;
        add_argument(list, names,
                     (Argument){.kind = ARGUMENT_RESULT, .at = i,
                                .name = names->outputs[i],
                                .array = graph_array(graph, id)});
    }
}

static void add_gradients(Arguments *list, const Names *names,
                          const Graph *graph)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        add_input(list, names, graph, graph->seeds.at[i].array);
    if (graph->params.count)
        add_word(list, names, ARGUMENT_GRADIENTS, "d_p");
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        if (gradient_is_argument(graph, gradient))
            add_argument(list, names,
                         (Argument){.kind = ARGUMENT_RESULT, .at = i,
                                .name = names->gradients[i],
                                .array = graph_array(graph, gradient->by)});
    }
}

/* Of each sparse param, which rows were read: reals, to be added up like
 * gradients. */
static void add_reads(Arguments *list, const Names *names, const Graph *graph)
{
    const Training *training = &graph->training;
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        if (!trained->rows)
            continue;
        Array *rows = arena_copy(names->arena,
                                 graph_array(graph, trained->param), 1,
                                 sizeof *rows);
        rows->rank = 1;
        rows->shape += trained->axis;
        add_argument(list, names,
                     (Argument){.kind = ARGUMENT_READS, .at = i,
                                .name = names->reads[i],
                                .array = rows});
    }
}

static void add_reduced(Arguments *list, const Names *names,
                        const Graph *graph)
{
    add_word(list, names, ARGUMENT_GRADIENTS, "d_p");
    add_reads(list, names, graph);
    add_word(list, names, ARGUMENT_WORK, "work");
}

Arguments entry_arguments(const Graph *graph, const Names *names, Entry entry)
{
    Arguments list = {0};
    bool of_state = entry == ENTRY_STATE_INIT;
    if (graph->params.count && !of_state && !names->baked)
        add_word(&list, names, ARGUMENT_PARAMS, "p");
    if (graph_has_state(graph) && entry != ENTRY_INIT)
        add_word(&list, names, ARGUMENT_STATE, "state");
    if (entry == ENTRY_INIT || of_state) {
        add_word(&list, names, ARGUMENT_SEED, "seed");
        return list;
    }
    if (entry == ENTRY_UPDATE) {
        add_reduced(&list, names, graph);
        return list;
    }
    const bool *needed =
        entry == ENTRY_INFER ? graph_inferred(graph, names->arena) : NULL;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        if (!needed || needed[id])
            add_input(&list, names, graph, id);
    }
    if (entry == ENTRY_BACKWARD)
        add_gradients(&list, names, graph);
    else
        add_outputs(&list, names, graph);
    if (entry == ENTRY_GRADIENT)
        add_reduced(&list, names, graph);
    else
        add_word(&list, names, ARGUMENT_WORK, "work");
    return list;
}

/* -- prototypes -- */

/* What a definition says beside its prototype: nothing else leads there. */
static void emit_pointer(const Names *names, const char *constant,
                         const char *type, Text name, bool defines,
                         Buffer *out)
{
    buffer_print(out, "%s%.*s *%s%.*s", constant,
                 TEXT_ARGS(names_public(names, type)),
                 defines ? "GG_RESTRICT " : "", TEXT_ARGS(name));
}

/* Whether a call of the entry changes the params. */
static bool changes_params(Entry entry)
{
    return entry == ENTRY_INIT || entry == ENTRY_STEP || entry == ENTRY_UPDATE;
}

/* `const float x[20]`, `float *s`, `const scorer_params *p` */
static void emit_argument(const Argument *argument, const Names *names,
                          Entry entry, bool in_double, bool defines,
                          Buffer *out)
{
    const Array *array = argument->array;
    const char *reduced = entry == ENTRY_UPDATE ? "const " : "";
    switch (argument->kind) {
    case ARGUMENT_PARAMS:
        emit_pointer(names, changes_params(entry) ? "" : "const ", "params",
                     argument->name, defines, out);
        return;
    case ARGUMENT_GRADIENTS:
        emit_pointer(names, reduced, "params", argument->name, defines, out);
        return;
    case ARGUMENT_WORK:
        emit_pointer(names, reduced,
                     entry == ENTRY_INFER     ? "infer_work"
                     : entry == ENTRY_TANGENT ? "tangent_work"
                                              : "work",
                     argument->name, defines, out);
        return;
    case ARGUMENT_STATE:
        emit_pointer(names,
                     entry == ENTRY_BACKWARD || entry == ENTRY_INFER
                             || entry == ENTRY_TANGENT ? "const " : "",
                     "state", argument->name, defines, out);
        return;
    case ARGUMENT_SEED:
        buffer_print(out, "uint64_t %.*s", TEXT_ARGS(argument->name));
        return;
    case ARGUMENT_INDEX:
        buffer_print(out, "%s %.*s", argument->type,
                     TEXT_ARGS(argument->name));
        return;
    case ARGUMENT_READS:
        buffer_puts(out, reduced);
        emit_declarator(array, argument->name, in_double, out);
        return;
    case ARGUMENT_ARRAY:
        buffer_puts(out, array->rank ? "const " : "");
        emit_declarator(array, argument->name, in_double, out);
        return;
    case ARGUMENT_RESULT:
        buffer_print(out, "%s %s%.*s", element_type(array, in_double),
                     array->rank ? "" : "*", TEXT_ARGS(argument->name));
        emit_shape(array, out);
    }
}

void emit_head(Text start, const Arguments *arguments, const Names *names,
               Entry entry, bool in_double, bool defines, Buffer *out)
{
    size_t indent = text_width(start) + 1, column = indent;
    Buffer text = buffer_create(names->arena);
    buffer_print(out, "%.*s(%s", TEXT_ARGS(start),
                 arguments->count ? "" : "void");
    for (uint32_t i = 0; i < arguments->count; i++) {
        text.length = 0;
        emit_argument(&arguments->at[i], names, entry, in_double, defines,
                      &text);
        size_t width = text_width(buffer_text(&text));
        if (i && column + 2 + width + 1 > 79) {
            buffer_print(out, ",\n%*s", (int)indent, "");
            column = indent;
        } else if (i) {
            buffer_puts(out, ", ");
            column += 2;
        }
        buffer_add(out, buffer_text(&text));
        column += width;
    }
    buffer_puts(out, ")");
}

void emit_signature(const Graph *graph, const Names *names, bool in_double,
                    Entry entry, bool defines, Buffer *out)
{
    bool fine = entry == ENTRY_INIT || entry == ENTRY_STATE_INIT
             || entry == ENTRY_UPDATE;
    Text start = text_format(names->arena, "%s%s %.*s",
                             entry == ENTRY_TANGENT ? "static " : "",
                             fine ? "void" : "int",
                             TEXT_ARGS(names_public(names, entry_name(entry))));
    Arguments arguments = entry_arguments(graph, names, entry);
    emit_head(start, &arguments, names, entry, in_double, defines, out);
}
