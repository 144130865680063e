/* engine_shim.c: the C program around a generated model.
 *
 * It moves doubles between files and the model's arguments, whatever their
 * types, and calls forward once and backward for each set of seeds. The work
 * area is filled with NaNs before, so that what is read unwritten shows.
 */
#include "engine_c.h"

#include "emit_interface.h"

typedef struct Shim {
    const EngineC *engine;
    const Graph   *graph;
    const Names   *names;
    Arena         *arena;
    Buffer        *out;
    bool           started;         /* the call at work has an argument */
} Shim;

static bool is_seed(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return true;
    return false;
}

static ArrayId input_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->inputs.at[i]].array;
}

static ArrayId state_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->states.at[i]].array;
}

static ArrayId param_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->params.at[i]].array;
}

static ArrayId output_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->outputs.at[i]].array;
}

static void declare(Shim *s, ArrayId id, const char *prefix, uint32_t number)
{
    Text name = text_format(s->arena, "%s%u", prefix, number);
    buffer_puts(s->out, "static ");
    emit_declarator(graph_array(s->graph, id), name, s->engine->in_double,
                    s->out);
    buffer_puts(s->out, ";\n");
}

/* Elements between the file and a variable: `call(file, &name, count)`. */
static void transfer(Shim *s, const char *call, ArrayId id, Text name)
{
    const Array *array = graph_array(s->graph, id);
    const char *type = element_type(array, s->engine->in_double);
    buffer_print(s->out, "    %s_%s(file, &%.*s, %lld);\n", call, type,
                 TEXT_ARGS(name), (long long)array_size(array));
}

static Text numbered(Shim *s, const char *prefix, uint32_t number)
{
    return text_format(s->arena, "%s%u", prefix, number);
}

static const char *string_of(Shim *s, const char *prefix, uint32_t number)
{
    Buffer buffer = buffer_create(s->arena);
    buffer_print(&buffer, "%s%u", prefix, number);
    return buffer.at;
}

static Text member(Shim *s, const char *of, ArrayId id)
{
    return text_format(s->arena, "%s.%.*s", of,
                       TEXT_ARGS(s->names->arrays[id]));
}

static void shim_helpers(Shim *s)
{
    static const char *const types[] = {"float", "double", "int32_t",
                                        "int64_t"};
    buffer_print(s->out,
                 "#include \"%.*s\"\n#include <stdio.h>\n#include <stdlib.h>\n"
                 "#include <string.h>\n\n",
                 TEXT_ARGS(s->engine->header_name));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        buffer_print(
            s->out,
            "void take_%s(FILE *f, void *to, size_t n)\n{\n"
            "    char *at = to;\n    double x;\n    %s y;\n"
            "    for (; n > 0; n--, at += sizeof y) {\n"
            "        if (fread(&x, sizeof x, 1, f) != 1)\n"
            "            exit(2);\n"
            "        y = (%s)x;\n        memcpy(at, &y, sizeof y);\n    }\n}\n"
            "void give_%s(FILE *f, const void *from, size_t n)\n{\n"
            "    const char *at = from;\n    double x;\n    %s y;\n"
            "    for (; n > 0; n--, at += sizeof y) {\n"
            "        memcpy(&y, at, sizeof y);\n        x = (double)y;\n"
            "        if (fwrite(&x, sizeof x, 1, f) != 1)\n"
            "            exit(2);\n    }\n}\n\n",
            types[i], types[i], types[i], types[i], types[i]);
}

static void shim_variables(Shim *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        if (!is_seed(graph, input_at(graph, i)))
            declare(s, input_at(graph, i), "in", i);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        declare(s, output_at(graph, i), "out", i);
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        declare(s, graph->seeds.at[i].array, "seed", i);
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        if (gradient_is_argument(graph, &graph->gradients.at[i]))
            declare(s, graph->gradients.at[i].by, "grad", i);
    if (graph->params.count)
        buffer_print(s->out, "static %.*s params, d_params;\n",
                     TEXT_ARGS(names_public(s->names, "params")));
    if (graph_has_state(graph))
        buffer_print(s->out, "static %.*s state;\n",
                     TEXT_ARGS(names_public(s->names, "state")));
    buffer_print(s->out, "static %.*s area;\n\n",
                 TEXT_ARGS(names_public(s->names, s->engine->infer
                                                      ? "infer_work"
                                                      : "work")));
}

static void argument(Shim *s, const char *prefix, const char *name)
{
    buffer_print(s->out, "%s%s%s", s->started ? ", " : "", prefix, name);
    s->started = true;
}

static void argument_in(Shim *s, const char *prefix, uint32_t n)
{
    argument(s, "", string_of(s, prefix, n));
}

/* A number goes out through its address. */
static void argument_out(Shim *s, ArrayId id, const char *prefix, uint32_t n)
{
    argument(s, graph_array(s->graph, id)->rank ? "" : "&",
             string_of(s, prefix, n));
}

/* `status = model_forward(&params, in0, in1` */
static void open_call(Shim *s, Entry entry)
{
    const Graph *graph = s->graph;
    buffer_print(s->out, "    status = %.*s(",
                 TEXT_ARGS(names_public(s->names, entry_name(entry))));
    s->started = false;
    if (graph->params.count)
        argument(s, "&", "params");
    if (graph_has_state(graph))
        argument(s, "&", "state");
    const bool *needed =
        entry == ENTRY_INFER ? graph_inferred(graph, s->arena) : NULL;
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        if (!is_seed(graph, input_at(graph, i))
            && (!needed || needed[input_at(graph, i)]))
            argument_in(s, "in", i);
}

static void close_call(Shim *s)
{
    argument(s, "&", "area");
    buffer_puts(s->out, ");\n    give_double(file, &status, 1);\n");
}

static void shim_forward(Shim *s)
{
    const Graph *graph = s->graph;
    buffer_puts(s->out, "static void take_all(FILE *file)\n{\n");
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        if (!is_seed(graph, input_at(graph, i)))
            transfer(s, "take", input_at(graph, i), numbered(s, "in", i));
    for (uint32_t i = 0; i < graph->params.count; i++)
        transfer(s, "take", param_at(graph, i),
                 member(s, "params", param_at(graph, i)));
    for (uint32_t i = 0; i < graph->states.count; i++)
        transfer(s, "take", state_at(graph, i),
                 member(s, "state", state_at(graph, i)));
    buffer_puts(s->out, "    (void)file;\n}\n\n"
                        "static void forward(FILE *file)\n{\n"
                        "    double status;\n"
                        "    memset(&area, 0xff, sizeof area);\n");
    open_call(s, s->engine->infer ? ENTRY_INFER : ENTRY_FORWARD);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        argument_out(s, output_at(graph, i), "out", i);
    close_call(s);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        transfer(s, "give", output_at(graph, i), numbered(s, "out", i));
    for (uint32_t i = 0; !s->engine->infer && i < graph->nexts.count; i++)
        transfer(s, "give", graph->nexts.at[i].state,
                 member(s, "state", graph->nexts.at[i].state));
    buffer_puts(s->out, "}\n\n");
}

static void shim_backward(Shim *s)
{
    const Graph *graph = s->graph;
    buffer_puts(s->out, "static void take_seeds(FILE *file)\n{\n");
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        transfer(s, "take", graph->seeds.at[i].array, numbered(s, "seed", i));
    buffer_puts(s->out, "}\n\nstatic void backward(FILE *file)\n{\n"
                        "    double status;\n");
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        if (gradient_is_argument(graph, &graph->gradients.at[i]))
            buffer_print(s->out, "    memset(&grad%u, 0, sizeof grad%u);\n", i,
                         i);
    if (graph->params.count)
        buffer_puts(s->out, "    memset(&d_params, 0, sizeof d_params);\n");
    open_call(s, ENTRY_BACKWARD);
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        argument_in(s, "seed", i);
    if (graph->params.count)
        argument(s, "&", "d_params");
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        if (gradient_is_argument(graph, &graph->gradients.at[i]))
            argument_out(s, graph->gradients.at[i].by, "grad", i);
    close_call(s);
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        transfer(s, "give", gradient->by,
                 gradient_is_argument(graph, gradient)
                     ? numbered(s, "grad", i)
                     : member(s, "d_params", gradient->by));
    }
    buffer_puts(s->out, "}\n\n");
}

void engine_c_shim(const EngineC *engine, Arena *arena, Buffer *out)
{
    Shim s = {engine, engine->graph, engine->names, arena, out, false};
    bool gradients = engine->graph->gradients.count && !engine->infer;
    shim_helpers(&s);
    shim_variables(&s);
    shim_forward(&s);
    if (gradients)
        shim_backward(&s);
    buffer_puts(out,
                "int main(int argc, char **argv)\n{\n"
                "    long sets = argc > 3 ? atol(argv[3]) : 0;\n"
                "    FILE *in = fopen(argv[1], \"rb\");\n"
                "    FILE *out = fopen(argv[2], \"wb\");\n"
                "    if (in == NULL || out == NULL)\n        return 2;\n"
                "    take_all(in);\n");
    if (graph_has_state(engine->graph))
        buffer_puts(out, "    state.seed = strtoull(argv[4], NULL, 10);\n"
                         "    state.step = strtoull(argv[5], NULL, 10);\n");
    buffer_puts(out,
                "    forward(out);\n"
                "    for (; sets > 0; sets--) {\n");
    if (gradients)
        buffer_puts(out, "        take_seeds(in);\n        backward(out);\n");
    buffer_puts(out, "    }\n    return fclose(out) != 0;\n}\n");
}
