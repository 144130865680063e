/* emit_c_train.c: what a step of training does beside its nests: it updates
 * the params in place.
 *
 * Of a sparse param the rows that were read are visited in the order of the
 * reads, each at its first read:
 *
 *     for each read i, the last first:   places[row of i] = i
 *     for each read i that is not its row's first:
 *         gradient[places[row of i]] += gradient[i]
 *     for each read i that is its row's first:   update the row
 *
 * places holds what it is asked for only where it has been set before, so it
 * is never cleared, and no cost grows with the number of rows.
 *
 * A step that is split hands out the gradient in place of updating the params,
 * and of a sparse one the rows that were read. The update has both from its
 * caller, who may have added those of others, and visits rows in their order.
 */
#include "emit_c_training.h"

static Text option_text(const Update *u, MethodOption option)
{
    ArrayId id = u->training->options[option];
    uint8_t tightness;
    return id ? code_element(u->code, id, NULL, &tightness)
              : code_real(u->code, 0);
}

/* How many are updated; 0 if that depends on data. */
static double elements(const Update *u)
{
    double count = u->trained->rows ? 0 : (double)u->run;
    for (uint32_t a = 0; a < u->lead; a++)
        count *= (double)(u->trained->box[a].high - u->trained->box[a].low);
    return count;
}

static Text param_name(const Update *u)
{
    const Graph *graph = u->code->graph;
    uint32_t d = graph_definition_of(graph, u->trained->param);
    return graph->definitions.at[d].name;
}

/* -- rows that were read -- */

static void find_places(const Update *u)
{
    Code *code = u->code;
    Text i = update_index(u);
    int64_t reads = graph_array(code->graph, u->trained->rows)->shape[0];
    uint32_t indent = code->indent;
    code_line(code, "for (int32_t %.*s = %lld; %.*s >= 0; %.*s--) {",
              TEXT_ARGS(i), (long long)reads - 1, TEXT_ARGS(i), TEXT_ARGS(i));
    code_open(code);
    code_line(code, "if (%s%.*s[%.*s] > 0) {", code->area, TEXT_ARGS(u->rows),
              TEXT_ARGS(i));
    code_open(code);
    code_line(code, "%s%.*s[%s%.*s[%.*s] - 1] = %.*s;", code->area,
              TEXT_ARGS(u->places), code->area, TEXT_ARGS(u->rows),
              TEXT_ARGS(i), TEXT_ARGS(i));
    code_close_to(code, indent);
}

/* Adds the gradients of later reads of a row to that of its first. */
static void gather_rows(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    Text i = update_index(u), from = gradient_run(u);
    runs_open_reads(u);
    code_line(code, "if (%.*s < 0 || %s%.*s[%.*s] == %.*s) {",
              TEXT_ARGS(u->words->row), code->area, TEXT_ARGS(u->places),
              TEXT_ARGS(u->words->row), TEXT_ARGS(i));
    code_skip(code);
    code_line(code, "const int32_t %.*s = %s%.*s[%.*s];",
              TEXT_ARGS(u->words->first), code->area, TEXT_ARGS(u->places),
              TEXT_ARGS(u->words->row));
    runs_open_axes(u);
    Buffer to = buffer_create(code->scratch);
    buffer_print(&to, "&%s%.*s", code->area,
                 TEXT_ARGS(code->names->arrays[u->trained->gradient]));
    for (uint32_t a = 0; a < u->array->rank; a++)
        buffer_print(&to, "[%.*s]",
                     TEXT_ARGS(a == u->trained->axis
                                   ? u->words->first
                                   : run_subscript(u, a, OF_GRADIENT)));
    code_line(code, "gg_add%s(%lld, %.*s, %.*s);", update_suffix(u),
              (long long)u->run, TEXT_ARGS(buffer_text(&to)),
              TEXT_ARGS(from));
    code_close_to(u->code, indent);
}

/* -- the update -- */

static void add_squares(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    runs_open(u);
    Text squares = u->words->squares;
    code_line(code, "%.*s = gg_squares%s(%.*s, %lld, %.*s);",
              TEXT_ARGS(squares), update_suffix(u), TEXT_ARGS(squares),
              (long long)u->run, TEXT_ARGS(gradient_run(u)));
    code_close_to(u->code, indent);
}

static const char *const method_functions[] = {
    [METHOD_SGD] = "sgd", [METHOD_MOMENTUM] = "momentum",
    [METHOD_NESTEROV] = "nesterov", [METHOD_ADAGRAD] = "adagrad",
    [METHOD_RMSPROP] = "rmsprop", [METHOD_ADAM] = "adam",
    [METHOD_ADAMW] = "adamw",
};

/* The options that a method takes beside rate and decay, in order. */
static void add_method_options(const Update *u, Buffer *call)
{
    static const uint8_t taken[][4] = {
        [METHOD_MOMENTUM] = {OPTION_MOMENTUM},
        [METHOD_NESTEROV] = {OPTION_MOMENTUM},
        [METHOD_ADAGRAD] = {OPTION_EPS},
        [METHOD_RMSPROP] = {OPTION_RHO, OPTION_EPS},
        [METHOD_ADAM] = {OPTION_BETA1, OPTION_BETA2, OPTION_EPS},
        [METHOD_ADAMW] = {OPTION_BETA1, OPTION_BETA2, OPTION_EPS},
    };
    const uint8_t *options = taken[u->training->method];
    for (uint32_t i = 0; u->training->method > METHOD_SGD && options[i]; i++)
        buffer_print(call, ", %.*s",
                     TEXT_ARGS(option_text(u, (MethodOption)options[i])));
    if (u->training->method >= METHOD_ADAM)
        buffer_print(call, ", %.*s, %.*s", TEXT_ARGS(u->words->bias[0]),
                     TEXT_ARGS(u->words->bias[1]));
}

/* Of runtime/real/optimise.c. */
static double update_operations(const Update *u)
{
    static const uint8_t of_element[] = {
        [METHOD_SGD] = 5, [METHOD_MOMENTUM] = 7, [METHOD_NESTEROV] = 9,
        [METHOD_ADAGRAD] = 10, [METHOD_RMSPROP] = 12, [METHOD_ADAM] = 17,
        [METHOD_ADAMW] = 17,
    };
    return elements(u) * of_element[u->training->method];
}

/* Updates the elements of a run, or with `each` one element. */
static void call_method(const Update *u, bool each, Text gradient)
{
    Code *code = u->code;
    Buffer call = buffer_create(code->scratch);
    buffer_print(&call, "gg_%s_%s%s(", each ? "each" : "inline",
                 method_functions[u->training->method], update_suffix(u));
    if (!each)
        buffer_print(&call, "%lld, ", (long long)u->run);
    buffer_print(&call, "%.*s, %.*s",
                 TEXT_ARGS(run_element(u, "p->", u->name, OF_PARAM)),
                 TEXT_ARGS(gradient));
    if (moments_kept(u->training, 1))
        buffer_print(&call, ", %.*s",
                     TEXT_ARGS(run_element(u, "state->first_moments.", u->name,
                                           OF_MOMENT)));
    if (moments_kept(u->training, 2))
        buffer_print(&call, ", %.*s",
                     TEXT_ARGS(run_element(u, "state->second_moments.",
                                           u->name, OF_MOMENT)));
    buffer_print(&call, ", %s%.*s",
                 !each && u->training->method >= METHOD_ADAM ? "&" : "",
                 TEXT_ARGS(u->words->rate));
    add_method_options(u, &call);
    code_line(code, "%.*s);", TEXT_ARGS(buffer_text(&call)));
}

/* In the loops over the elements of the gradient. */
void code_update_element(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    Update u = update_of(code, frame->step->part);
    u.lead = u.array->rank;
    use_argument(code, code->uses.params);
    use_argument(code, code->uses.state);
    code_indices(code, frame->array, subscripts);
    Text gradient =
        code_element(code, frame->step->array, subscripts, &tightness);
    call_method(&u, true, gradient);
}

static void update_param(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    runs_open(u);
    call_method(u, false, gradient_run(u));
    code_close_to(u->code, indent);
    code_update_lap(code, update_operations(u),
                    text_format(code->scratch, "update %.*s by %s",
                                TEXT_ARGS(param_name(u)),
                                method_functions[u->training->method]));
}

/* Before the nests: options may depend on the number of the step. */
void code_count_step(Code *code)
{
    ArrayId step = code->graph->training.step;
    if (!step)
        return;
    use_argument(code, code->uses.work);
    use_argument(code, code->uses.state);
    code_blank(code);
    code_line(code, "%s%.*s = (%s)state->step;", code->area,
              TEXT_ARGS(code->names->arrays[step]), code_real_type(code));
}

static void set_biases(const Update *u)
{
    static const MethodOption betas[] = {OPTION_BETA1, OPTION_BETA2};
    for (int i = 0; i < 2; i++)
        code_line(u->code, "const %s %.*s = gg_bias%s(%.*s, state->step + 1u);",
                  code_real_type(u->code), TEXT_ARGS(u->words->bias[i]),
                  update_suffix(u), TEXT_ARGS(option_text(u, betas[i])));
}

/* Scale, rate and decay of this step, the scale from the norm of all that is
 * trained. */
static void set_rate(Code *code)
{
    const Training *training = &code->graph->training;
    const TrainWords *words = code->train_words;
    Update any = update_of(code, 0);
    Text scale = code_real(code, 1);
    double operations = 0;
    code_blank(code);
    if (training->options[OPTION_CLIP]) {
        code_line(code, "double %.*s = 0.0;", TEXT_ARGS(words->squares));
        for (uint32_t i = 0; i < training->trained.count; i++) {
            Update u = update_of(code, i);
            add_squares(&u);
            operations += 2 * elements(&u);
        }
        code_update_lap(code, operations, text_of("norm of the gradients"));
        scale = text_format(code->scratch, "gg_clip%s(%.*s, %.*s)",
                            update_suffix(&any), TEXT_ARGS(words->squares),
                            TEXT_ARGS(option_text(&any, OPTION_CLIP)));
    }
    code_line(code, "const gg_rate%s %.*s = {%.*s, %.*s, %.*s};",
              update_suffix(&any),
              TEXT_ARGS(words->rate), TEXT_ARGS(scale),
              TEXT_ARGS(option_text(&any, OPTION_RATE)),
              TEXT_ARGS(option_text(&any, OPTION_DECAY)));
    if (training->method >= METHOD_ADAM)
        set_biases(&any);
}

static void claim_words(Code *code)
{
    if (code->train_words)
        return;
    code->train_words = NEW(code->arena, TrainWords);
    *code->train_words = (TrainWords){
        .rate = names_claim(code->names, text_of("rates")),
        .squares = names_claim(code->names, text_of("squares")),
        .row = names_claim(code->names, text_of("row")),
        .first = names_claim(code->names, text_of("first")),
    };
    for (int i = 0; code->graph->training.method >= METHOD_ADAM && i < 2; i++)
        code->train_words->bias[i] =
            names_claim(code->names, text_of(i ? "bias2" : "bias1"));
}

/* Finds the rows that were read, with their gradients at the first read. */
static void find_rows(Code *code)
{
    uint32_t count = code->graph->training.trained.count;
    use_argument(code, code->uses.work);
    for (uint32_t i = 0; i < count; i++) {
        Update u = update_of(code, i);
        if (!u.trained->rows)
            continue;
        code_blank(code);
        code_line(code, "/* the rows of %.*s that were read, once each */",
                  TEXT_ARGS(u.name));
        find_places(&u);
        if (!u.trained->gathered)
            gather_rows(&u);
        code_update_lap(code, 0,
                        text_format(code->scratch, "find the rows of %.*s",
                                    TEXT_ARGS(param_name(&u))));
    }
}

void code_set_rate(Code *code)
{
    if (!code->graph->training.method)
        return;
    claim_words(code);
    use_argument(code, code->uses.params);
    use_argument(code, code->uses.state);
    if (!code->updates)
        find_rows(code);
    set_rate(code);
}

void code_update(Code *code)
{
    const bool *updated = code->plan->loops->updated;
    for (uint32_t i = 0; i < code->graph->training.trained.count; i++) {
        Update u = update_of(code, i);
        if (!updated[i])
            update_param(&u);
    }
}

/* -- a step that is split -- */

/* Zeros where a gradient is not made of all of a param. */
static void clear_param(Code *code, ArrayId param)
{
    const Training *training = &code->graph->training;
    const Array *array = graph_array(code->graph, param);
    Text name = code->names->arrays[param];
    for (uint32_t i = 0; i < training->trained.count; i++) {
        Update u = update_of(code, i);
        if (u.trained->param == param
            && trained_is_whole(code->graph, u.trained))
            return;
    }
    Buffer first = buffer_create(code->scratch);
    for (uint32_t a = 0; a < array->rank; a++)
        buffer_puts(&first, "[0]");
    use_argument(code, code->uses.gradients);
    code_line(code, "gg_zero%s(%lld, &d_p->%.*s%.*s);",
              code->plan->real_double ? "" : "f",
              (long long)array_size(array), TEXT_ARGS(name),
              TEXT_ARGS(buffer_text(&first)));
}

static void clear_gradient(Code *code)
{
    const Graph *graph = code->graph;
    for (uint32_t i = 0; i < graph->params.count; i++)
        clear_param(code, graph->definitions.at[graph->params.at[i]].array);
    for (uint32_t i = 0; i < graph->training.trained.count; i++) {
        Update u = update_of(code, i);
        if (u.trained->rows)
            code_line(code, "gg_zero%s(%lld, %.*s);", update_suffix(&u),
                      (long long)u.array->shape[u.trained->axis],
                      TEXT_ARGS(update_reads(&u)));
    }
}

/* The gradient of a param goes to its place among all; the rows that were
 * read are marked. */
static void hand_out_param(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    runs_open_rows(u);
    if (u->trained->rows)
        code_line(code, "%.*s[%.*s] = 1;", TEXT_ARGS(update_reads(u)),
                  TEXT_ARGS(u->words->row));
    runs_open_axes(u);
    code_line(code, "gg_%s%s(%lld, %.*s, %.*s);",
              code->plan->accumulate ? "add" : "copy", update_suffix(u),
              (long long)u->run, TEXT_ARGS(handed_run(u)),
              TEXT_ARGS(gradient_run(u)));
    code_close_to(u->code, indent);
}

void code_hand_out(Code *code)
{
    const Training *training = &code->graph->training;
    if (!training->method)
        return;
    claim_words(code);
    find_rows(code);
    code_blank(code);
    code_line(code, "/* the gradient by all params */");
    if (!code->plan->accumulate)
        clear_gradient(code);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        Update u = update_of(code, i);
        hand_out_param(&u);
    }
}
