/* emit_h.c: what a program that uses the model needs to know. */
#include "emit_h_parts.h"

#include "emit_interface.h"
#include "emit_selftest.h"
#include "kernel.h"

#include <limits.h>

/* -- comments -- */

/* Bytes of a file name, which may hold anything. */
static void emit_safe(Header *h, Text text)
{
    char last = '\0';
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if ((last == '*' && c == '/') || (last == '/' && c == '*')
            || (last == '?' && c == '?'))
            buffer_puts(h->out, " ");
        if ((unsigned char)c < 0x20 || c == 0x7f)
            c = '?';
        buffer_add(h->out, (Text){&c, 1});
        last = c;
    }
}

/* ` *     x[3, 4]    what it is`, one argument a line. */
static void emit_row(Header *h, Text name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void emit_row(Header *h, Text name, const char *format, ...)
{
    size_t width = text_width(name);
    buffer_print(h->out, " *     %.*s%*s", TEXT_ARGS(name),
                 width < 10 ? (int)(10 - width) : 1, "");
    va_list args;
    va_start(args, format);
    buffer_vprint(h->out, format, args);
    va_end(args);
    buffer_puts(h->out, "\n");
}

/* The array as the author writes it, `x[20]`. */
static Text shaped(Header *h, Text name, const Array *array)
{
    return text_format(h->arena, "%.*s%.*s", TEXT_ARGS(name),
                       TEXT_ARGS(array_shape(h->arena, array)));
}

static Text of_array(Header *h, ArrayId id)
{
    uint32_t definition = graph_array(h->graph, id)->serves;
    return definition && definition < h->graph->definitions.count
             ? h->graph->definitions.at[definition].name
             : h->names->arrays[id];
}

static void emit_inputs_rows(Header *h)
{
    const Graph *graph = h->graph;
    if (graph->params.count && !h->names->baked)
        emit_row(h, text_of("p"), "the params");
    if (graph_has_state(graph))
        emit_row(h, text_of("state"), "what is kept between calls");
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        const Definition *input = &graph->definitions.at[graph->inputs.at[i]];
        const Array *array = graph_array(graph, input->array);
        Text shape = shaped(h, input->name, array);
        Text name = h->names->arrays[input->array];
        if (array->type == WHOLE)
            emit_row(h, name, "input %.*s, 0 to %lld", TEXT_ARGS(shape),
                     (long long)array->limit - 1);
        else
            emit_row(h, name, "input %.*s", TEXT_ARGS(shape));
    }
}

static void emit_output_rows(Header *h)
{
    const Graph *graph = h->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        const Definition *output = &graph->definitions.at[graph->outputs.at[i]];
        Text shape = shaped(h, output->name,
                            graph_array(graph, output->array));
        emit_row(h, h->names->outputs[i], "gets %.*s", TEXT_ARGS(shape));
    }
}

static void emit_gradient_rows(Header *h)
{
    const Graph *graph = h->graph;
    const char *gets = h->plan->accumulate ? "is added" : "gets";
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        const Seed *seed = &graph->seeds.at[i];
        uint32_t definition = graph->outputs.at[seed->output];
        Text name = graph->definitions.at[definition].name;
        Text shape = shaped(h, name, graph_array(graph, seed->array));
        emit_row(h, h->names->arrays[seed->array],
                 "the derivative of a loss by %.*s", TEXT_ARGS(shape));
    }
    if (graph->params.count)
        emit_row(h, text_of("d_p"), "%s the derivative by the params, or NULL",
                 gets);
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        const Array *by = graph_array(graph, gradient->by);
        Text shape = shaped(h, of_array(h, gradient->by), by);
        if (gradient_is_argument(graph, gradient))
            emit_row(h, h->names->gradients[i],
                     "%s the derivative by %.*s, or NULL", gets,
                     TEXT_ARGS(shape));
    }
}

static void emit_returns(Header *h)
{
    const Graph *graph = h->graph;
    bool data = false;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        data |= graph_array(graph, id)->type == WHOLE;
    }
    buffer_puts(h->out,
                data ? " *\n * Returns GG_OK, or GG_INDEX if index data is not"
                       " in its range; then nothing\n * has been written."
                     : " *\n * Returns GG_OK.");
    if (routines_fail(graph))
        buffer_puts(h->out, " Or GG_SINGULAR if a matrix has no inverse or no"
                            "\n * Cholesky factor: what is made of it is NaN.");
    buffer_puts(h->out, " */\n");
}

static void emit_prototype(Header *h, Entry entry)
{
    emit_signature(h->graph, h->names, h->plan->real_double, entry, false, h->out);
    buffer_puts(h->out, ";\n\n");
}

/* -- constants -- */

static void emit_dims(Header *h)
{
    const Graph *graph = h->graph;
    uint32_t small = 0;
    for (uint32_t i = 0; i < graph->dims.count; i++) {
        int64_t value = graph->dims.at[i].value;
        if (value > INT_MAX || value < -INT_MAX)
            buffer_print(h->out, "#define %.*s INT64_C(%lld)\n",
                         TEXT_ARGS(h->names->dims[i]), (long long)value);
        else
            small++;
    }
    if (small < graph->dims.count)
        buffer_puts(h->out, "\n");
    if (!small)
        return;
    buffer_puts(h->out, "/* The dims of the program. */\nenum {\n");
    for (uint32_t i = 0; i < graph->dims.count; i++) {
        int64_t value = graph->dims.at[i].value;
        if (value <= INT_MAX && value >= -INT_MAX)
            buffer_print(h->out, "    %.*s = %lld%s\n",
                         TEXT_ARGS(h->names->dims[i]), (long long)value,
                         --small ? "," : "");
    }
    buffer_puts(h->out, "};\n\n");
}

static void emit_count(Header *h)
{
    Text name = names_public(h->names, "NPARAMS");
    int64_t count = params_size(h->graph);
    if (count > INT_MAX)
        buffer_print(h->out, "#define %.*s INT64_C(%lld)\n\n", TEXT_ARGS(name),
                     (long long)count);
    else
        buffer_print(h->out, "enum { %.*s = %lld };\n\n", TEXT_ARGS(name),
                     (long long)count);
}

/* -- functions -- */

/* The one function of a model whose params are constants. */
static void emit_baked(Header *h)
{
    buffer_puts(h->out, "/* Computes the outputs. The params are constants of"
                        " the C file.\n *\n");
    emit_inputs_rows(h);
    emit_output_rows(h);
    emit_returns(h);
    emit_prototype(h, ENTRY_INFER);
}

static void emit_functions(Header *h)
{
    Text forward = names_public(h->names, "forward");
    bool gradients = h->graph->gradients.count;
    if (gradients)
        buffer_puts(h->out,
                     "/* Computes the outputs, and keeps in work what backward"
                     " needs.\n *\n");
    else
        buffer_puts(h->out, "/* Computes the outputs.\n *\n");
    emit_inputs_rows(h);
    emit_output_rows(h);
    emit_returns(h);
    emit_prototype(h, ENTRY_FORWARD);
    if (gradients) {
        buffer_print(h->out,
                     "/* From the derivatives of a loss by the outputs, those"
                     " by params and inputs:\n * the chain rule. To be called"
                     " after %.*s, with the same params,\n"
                     " * inputs and work.\n *\n",
                     TEXT_ARGS(forward));
        emit_gradient_rows(h);
        emit_returns(h);
        emit_prototype(h, ENTRY_BACKWARD);
    }
    buffer_print(h->out,
                 h->graph->inferred.count
                     ? "/* Computes the outputs without training: `training`"
                       " is 0, and what %.*s\n * draws is its mean. It takes"
                       " the inputs that they depend on. */\n"
                     : "/* Computes the outputs as %.*s does, and keeps"
                       " nothing. It takes the\n * inputs that they depend on."
                       " */\n",
                 TEXT_ARGS(forward));
    emit_prototype(h, ENTRY_INFER);
    if (h->graph->params.count) {
        buffer_puts(h->out, "/* Sets the params to their initial values. What"
                            " is drawn depends on the seed\n * and on the name"
                            " of the param alone. */\n");
        emit_prototype(h, ENTRY_INIT);
    }
}

static void emit_state_function(Header *h)
{
    if (!graph_has_state(h->graph))
        return;
    buffer_puts(h->out, "/* Sets the states to their initial values, and the"
                        " step to 0. */\n");
    emit_prototype(h, ENTRY_STATE_INIT);
}

/* Of each sparse param, which rows were read. */
static void emit_reads_rows(Header *h, const char *what)
{
    const Training *training = &h->graph->training;
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        if (trained->rows)
            emit_row(h, h->names->reads[i], what,
                     TEXT_ARGS(of_array(h, trained->param)));
    }
}

/* A step of training as two functions. */
static void emit_split_functions(Header *h)
{
    bool adds = h->plan->accumulate;
    Text gradient = names_public(h->names, "gradient");
    buffer_puts(h->out,
                "/* The first half of a step of training: computes the outputs"
                " and the gradient of\n * what is minimized");
    buffer_puts(h->out,
                h->graph->nexts.count
                    ? ", and sets the states to their next values. Params,\n"
                      " * moments and the step stay as they are.\n *\n"
                    : ". Params, moments and the step stay as they are.\n"
                      " *\n");
    emit_inputs_rows(h);
    emit_output_rows(h);
    emit_row(h, text_of("d_p"), "%s the gradient by the params%s",
             adds ? "is added" : "gets",
             adds ? "" : ", 0 by what is not trained");
    emit_reads_rows(h, adds ? "gets 1 for each row of %.*s that was read"
                            : "gets 1 for each row of %.*s that was read, or"
                              " 0");
    emit_returns(h);
    emit_prototype(h, ENTRY_GRADIENT);
    buffer_print(h->out,
                 "/* The second half, to be called after %.*s with the same"
                 " work: changes\n * the params in place, and counts the"
                 " step.\n *\n",
                 TEXT_ARGS(gradient));
    emit_row(h, text_of("d_p"),
             "the gradient, or what has been made of several");
    emit_reads_rows(h, "more than 0 for each row of %.*s that was read");
    buffer_puts(h->out, " */\n");
    emit_prototype(h, ENTRY_UPDATE);
}

static void emit_step_function(Header *h)
{
    if (h->graph->split) {
        emit_split_functions(h);
        return;
    }
    buffer_puts(h->out,
                "/* A step of training: computes the outputs, then changes the"
                " params in place, and\n * counts the step.\n *\n");
    emit_inputs_rows(h);
    emit_output_rows(h);
    emit_returns(h);
    emit_prototype(h, ENTRY_STEP);
}

/* MODEL_H */
static Text guard_name(Header *h)
{
    Text name = names_public(h->names, "H");
    char *at = arena_copy(h->arena, name.at, name.length, 1);
    for (size_t i = 0; i < name.length; i++)
        if (at[i] >= 'a' && at[i] <= 'z')
            at[i] = (char)(at[i] - 'a' + 'A');
    return (Text){at, name.length};
}

/* The bytes of all that the model needs. */
static void emit_needs(Header *h, const Needs *needs)
{
    if (!needs)
        return;
    buffer_print(h->out, "\n *\n * Params: %lld bytes. Work area",
                 (long long)needs->params);
    if (!needs->baked)
        buffer_print(h->out, ": %lld,", (long long)needs->work.bytes);
    buffer_print(h->out, " to infer%s %lld", needs->baked ? ":" : "",
                 (long long)needs->infer.bytes);
    if (needs->step.bytes)
        buffer_print(h->out, ",\n * for a step of training %lld",
                     (long long)needs->step.bytes);
    if (needs->state)
        buffer_print(h->out, ". State: %lld", (long long)needs->state);
    buffer_puts(h->out, ".\n");
    needs_print_head(needs, h->out);
}

/* Where double has 32 bits, as with avr-gcc, nothing would be what it is
 * elsewhere, and nothing would tell. */
static const char wide[] =
    "#include <float.h>\n#if DBL_MANT_DIG < 53\n"
    "#error \"gcc-graph: double has 32 bits here; make the model with "
    "--real=float\"\n"
    "#endif\n\n";

void emit_h(const Plan *plan, const Names *names, const EmitOptions *options,
            Arena *arena, Buffer *out)
{
    static const char relaxed[] =
        "#ifndef GG_RELAXED\n#define GG_RELAXED\n#endif\n";
    Header h = {plan, plan->loops->graph, names, options->profile, arena, out};
    Header step = h;
    if (options->step) {
        step.plan = options->step;
        step.graph = options->step->loops->graph;
        step.names = options->step_names;
    }
    Text guard = guard_name(&h);
    buffer_puts(out, "/* ");
    emit_safe(&h, options->header);
    buffer_puts(out, ": generated by gcc-graph from ");
    emit_safe(&h, options->source);
    buffer_puts(out,
                 "; edit that.");
    emit_needs(&h, options->needs);
    buffer_print(out,
                 " */\n#ifndef %.*s\n#define %.*s\n\n%s%s"
                 "#include \"gg.h\"\n#include \"gg_model.h\"\n%s%s\n"
                 "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n",
                 TEXT_ARGS(guard), TEXT_ARGS(guard),
                 plan->real_double ? wide : "",
                 options->relaxed && !options->standalone ? relaxed : "",
                 h.profile ? "#include \"gg_profile.h\"\n" : "",
                 options->standalone ? "" : "\n#include <stdint.h>\n");
    emit_dims(&h);
    if (!names->baked) {
        emit_count(&h);
        header_params(&h);
    }
    header_state(options->step ? &step : &h);
    if (h.profile)
        emit_profile_struct(h.profile, names, out);
    header_areas(&h, options->step ? &step : NULL);
    emit_object_declarations(names, options, out);
    if (names->baked)
        emit_baked(&h);
    else
        emit_functions(&h);
    emit_state_function(options->step ? &step : &h);
    if (options->step)
        emit_step_function(&step);
    if (options->selftest) {
        Header tangent = h;
        tangent.plan = options->selftest->tangent;
        tangent.graph = tangent.plan->loops->graph;
        tangent.names = options->selftest->names;
        tangent.profile = NULL;
        header_area(&tangent, "tangent_work", FORWARD, false);
        emit_selftest_interface(plan, names, options, out);
    }
    buffer_puts(out, "#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
}
