/* emit_interface.c: types, declarators and prototypes. */
#include "emit_interface.h"

#include <math.h>
#include <string.h>

static const char *const entry_names[] = {
    [ENTRY_FORWARD] = "forward",
    [ENTRY_BACKWARD] = "backward",
    [ENTRY_INFER] = "infer",
    [ENTRY_INIT] = "init",
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

/* -- prototypes -- */

typedef struct Signature {
    const Graph *graph;
    const Names *names;
    bool         in_double;
    Buffer      *out;
    size_t       indent, column;
    bool         started;
    Buffer       argument;
} Signature;

/* Adds the argument, in a new line if it does not fit into this one with the
 * comma or bracket that follows. */
static void end_argument(Signature *s)
{
    Text text = buffer_text(&s->argument);
    size_t width = text_width(text);
    if (s->started && s->column + 2 + width + 1 > 79) {
        buffer_print(s->out, ",\n%*s", (int)s->indent, "");
        s->column = s->indent;
    } else if (s->started) {
        buffer_puts(s->out, ", ");
        s->column += 2;
    }
    buffer_add(s->out, text);
    s->column += width;
    s->started = true;
    s->argument.length = 0;
}

static void argument_in(Signature *s, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    if (array->rank)
        buffer_puts(&s->argument, "const ");
    emit_declarator(array, s->names->arrays[id], s->in_double, &s->argument);
    end_argument(s);
}

static void argument_out(Signature *s, const Array *array, Text name)
{
    buffer_print(&s->argument, "%s %s%.*s", element_type(array, s->in_double),
                 array->rank ? "" : "*", TEXT_ARGS(name));
    emit_shape(array, &s->argument);
    end_argument(s);
}

static void argument_struct(Signature *s, const char *constant,
                            const char *type, const char *name)
{
    buffer_print(&s->argument, "%s%.*s *%s", constant,
                 TEXT_ARGS(names_public(s->names, type)), name);
    end_argument(s);
}

static void arguments_in(Signature *s)
{
    const Graph *graph = s->graph;
    if (graph->params.count)
        argument_struct(s, "const ", "params", "p");
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        argument_in(s, graph->definitions.at[graph->inputs.at[i]].array);
}

static void outputs(Signature *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->outputs.at[i]].array;
        argument_out(s, graph_array(graph, id), s->names->outputs[i]);
    }
}

static void seeds_and_gradients(Signature *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        argument_in(s, graph->seeds.at[i].array);
    if (graph->params.count)
        argument_struct(s, "", "params", "d_p");
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        if (gradient_is_argument(graph, gradient))
            argument_out(s, graph_array(graph, gradient->by),
                         s->names->gradients[i]);
    }
}

void emit_signature(const Graph *graph, const Names *names, bool in_double,
                    Entry entry, Buffer *out)
{
    Signature s = {
        .graph = graph, .names = names, .in_double = in_double, .out = out,
        .argument = buffer_create(names->arena),
    };
    Text head = text_format(names->arena, "%s %.*s(",
                            entry == ENTRY_INIT ? "void" : "int",
                            TEXT_ARGS(names_public(names, entry_name(entry))));
    buffer_add(out, head);
    s.indent = s.column = text_width(head);
    if (entry == ENTRY_INIT) {
        argument_struct(&s, "", "params", "p");
        buffer_puts(&s.argument, "uint64_t seed");
        end_argument(&s);
        buffer_puts(out, ")");
        return;
    }
    arguments_in(&s);
    if (entry == ENTRY_BACKWARD)
        seeds_and_gradients(&s);
    else
        outputs(&s);
    argument_struct(&s, "", entry == ENTRY_INFER ? "infer_work" : "work",
                    "work");
    buffer_puts(out, ")");
}
