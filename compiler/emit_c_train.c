/* emit_c_train.c: what a step of training does beside its nests: it updates
 * the params in place.
 *
 * The trailing axes of a box that lie in one run go to one call of the
 * runtime; the axes before them are loops. Of a sparse param the rows that
 * were read are visited in the order of the reads, each at its first read:
 *
 *     for each read i, the last first:   places[row of i] = i
 *     for each read i that is not its row's first:
 *         gradient[places[row of i]] += gradient[i]
 *     for each read i that is its row's first:   update the row
 *
 * places holds what it is asked for only where it has been set before, so it
 * is never cleared, and no cost grows with the number of rows.
 */
#include "emit_c_code.h"

/* Names of locals that no argument has. */
typedef struct Locals {
    Text rate, squares, row, first;
} Locals;

typedef struct Update {
    Code          *code;
    const Training *training;
    const Trained *trained;
    const Array   *array;               /* the param */
    const Locals  *locals;
    Text           places, rows, name;
    uint32_t       lead;                /* axes that are loops */
    int64_t        run;                 /* elements in one run */
    bool           in_double;
} Update;

static const char *suffix(const Update *u)
{
    return u->in_double ? "" : "f";
}

static Text read_index(const Update *u)
{
    return u->code->names->indices[u->array->rank];
}

static Update update_of(Code *code, const Locals *locals, uint32_t which)
{
    const Training *training = &code->graph->training;
    const Trained *trained = &training->trained.at[which];
    const Array *array = graph_array(code->graph, trained->param);
    Update u = {
        .code = code,
        .locals = locals,
        .training = training,
        .trained = trained,
        .array = array,
        .places = code->names->places[which],
        .rows = code->names->arrays[trained->rows],
        .name = code->names->arrays[trained->param],
        .lead = trained->rows ? trained->axis + 1 : 0,
        .run = 1,
        .in_double = code->plan->real_double,
    };
    for (uint32_t a = u.lead; a < array->rank; a++)
        if (trained->box[a].high - trained->box[a].low < array->shape[a])
            u.lead = a;
    for (uint32_t a = u.lead; a < array->rank; a++)
        u.run *= trained->box[a].high - trained->box[a].low;
    return u;
}

/* -- loops -- */

static void open_axes(const Update *u)
{
    Code *code = u->code;
    for (uint32_t a = 0; a < u->lead; a++) {
        Range box = u->trained->box[a];
        if (u->trained->rows && a == u->trained->axis)
            continue;
        Text i = code->names->indices[a];
        code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s++) {",
                  loop_type((Range){0, box.high}), TEXT_ARGS(i), TEXT_ARGS(i),
                  (long long)(box.high - box.low), TEXT_ARGS(i));
        code_open(code);
    }
}

/* The loop over reads, in which `row` is the row of the read. */
static void open_reads(const Update *u)
{
    Code *code = u->code;
    Text i = read_index(u);
    int64_t reads = graph_array(code->graph, u->trained->rows)->shape[0];
    code_line(code, "for (int32_t %.*s = 0; %.*s < %lld; %.*s++) {",
              TEXT_ARGS(i), TEXT_ARGS(i), (long long)reads, TEXT_ARGS(i));
    code_open(code);
    code_line(code, "const int32_t %.*s = %s%.*s[%.*s] - 1;",
              TEXT_ARGS(u->locals->row), code->area, TEXT_ARGS(u->rows),
              TEXT_ARGS(i));
}

/* Every run that is updated: loops over them all. */
static void open_runs(const Update *u)
{
    Code *code = u->code;
    const Trained *trained = u->trained;
    if (trained->rows) {
        Text i = read_index(u), row = u->locals->row;
        Range box = trained->box[trained->axis];
        open_reads(u);
        code_line(code, "if (%.*s < 0 || %s%.*s[%.*s] != %.*s)",
                  TEXT_ARGS(row), code->area, TEXT_ARGS(u->places),
                  TEXT_ARGS(row), TEXT_ARGS(i));
        code_line(code, "    continue;");
        if (box.low || box.high < u->array->shape[trained->axis]) {
            code_line(code, "if (%.*s < %lld || %.*s >= %lld)", TEXT_ARGS(row),
                      (long long)box.low, TEXT_ARGS(row),
                      (long long)box.high);
            code_line(code, "    continue;");
        }
    }
    open_axes(u);
}

static void close_to(const Update *u, uint32_t indent)
{
    while (u->code->indent > indent)
        code_close(u->code);
}

/* -- elements -- */

typedef enum Of { OF_PARAM, OF_GRADIENT, OF_MOMENT } Of;

static Text plus(const Update *u, Text index, int64_t offset)
{
    if (!offset)
        return index;
    return text_format(u->code->scratch, "%.*s %c %lld", TEXT_ARGS(index),
                       offset < 0 ? '-' : '+',
                       (long long)(offset < 0 ? -offset : offset));
}

/* The subscript on an axis where a run begins. */
static Text run_subscript(const Update *u, uint32_t axis, Of of)
{
    const Trained *trained = u->trained;
    int64_t low = trained->box[axis].low;
    Text row = u->locals->row;
    if (trained->rows && axis == trained->axis)
        return of == OF_PARAM      ? row
             : of == OF_MOMENT     ? plus(u, row, -low)
             : trained->gathered   ? row
                                   : read_index(u);
    if (axis < u->lead)
        return plus(u, u->code->names->indices[axis], of == OF_PARAM ? low : 0);
    return code_whole(u->code, of == OF_PARAM ? low : 0);
}

static Text run_element(const Update *u, const char *before, Text name, Of of)
{
    Buffer out = buffer_create(u->code->scratch);
    buffer_print(&out, "&%s%.*s", before, TEXT_ARGS(name));
    for (uint32_t a = 0; a < u->array->rank; a++)
        buffer_print(&out, "[%.*s]", TEXT_ARGS(run_subscript(u, a, of)));
    return buffer_text(&out);
}

static Text gradient_run(const Update *u)
{
    return run_element(u, u->code->area,
                       u->code->names->arrays[u->trained->gradient],
                       OF_GRADIENT);
}

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
    Text i = read_index(u);
    int64_t reads = graph_array(code->graph, u->trained->rows)->shape[0];
    code_line(code, "for (int32_t %.*s = %lld; %.*s-- > 0;)", TEXT_ARGS(i),
              (long long)reads, TEXT_ARGS(i));
    code_line(code, "    if (%s%.*s[%.*s] > 0)", code->area,
              TEXT_ARGS(u->rows), TEXT_ARGS(i));
    code_line(code, "        %s%.*s[%s%.*s[%.*s] - 1] = %.*s;", code->area,
              TEXT_ARGS(u->places), code->area, TEXT_ARGS(u->rows),
              TEXT_ARGS(i), TEXT_ARGS(i));
}

/* Adds the gradients of later reads of a row to that of its first. */
static void gather_rows(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    Text i = read_index(u), from = gradient_run(u);
    open_reads(u);
    code_line(code, "if (%.*s < 0 || %s%.*s[%.*s] == %.*s)",
              TEXT_ARGS(u->locals->row), code->area, TEXT_ARGS(u->places),
              TEXT_ARGS(u->locals->row), TEXT_ARGS(i));
    code_line(code, "    continue;");
    code_line(code, "const int32_t %.*s = %s%.*s[%.*s];",
              TEXT_ARGS(u->locals->first), code->area, TEXT_ARGS(u->places),
              TEXT_ARGS(u->locals->row));
    open_axes(u);
    Buffer to = buffer_create(code->scratch);
    buffer_print(&to, "&%s%.*s", code->area,
                 TEXT_ARGS(code->names->arrays[u->trained->gradient]));
    for (uint32_t a = 0; a < u->array->rank; a++)
        buffer_print(&to, "[%.*s]",
                     TEXT_ARGS(a == u->trained->axis
                                   ? u->locals->first
                                   : run_subscript(u, a, OF_GRADIENT)));
    code_line(code, "gg_add%s(%lld, %.*s, %.*s);", suffix(u),
              (long long)u->run, TEXT_ARGS(buffer_text(&to)),
              TEXT_ARGS(from));
    close_to(u, indent);
}

/* -- the update -- */

static void add_squares(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    open_runs(u);
    Text squares = u->locals->squares;
    code_line(code, "%.*s = gg_squares%s(%.*s, %lld, %.*s);",
              TEXT_ARGS(squares), suffix(u), TEXT_ARGS(squares),
              (long long)u->run, TEXT_ARGS(gradient_run(u)));
    close_to(u, indent);
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
        buffer_puts(call, ", state->step + 1");
}

/* Of runtime/optimise_real.h. */
static double update_operations(const Update *u)
{
    static const uint8_t of_element[] = {
        [METHOD_SGD] = 5, [METHOD_MOMENTUM] = 7, [METHOD_NESTEROV] = 9,
        [METHOD_ADAGRAD] = 10, [METHOD_RMSPROP] = 12, [METHOD_ADAM] = 17,
        [METHOD_ADAMW] = 17,
    };
    return elements(u) * of_element[u->training->method];
}

static void update_param(const Update *u)
{
    Code *code = u->code;
    uint32_t indent = code->indent;
    open_runs(u);
    Buffer call = buffer_create(code->scratch);
    buffer_print(&call, "gg_%s%s(%lld, %.*s, %.*s",
                 method_functions[u->training->method], suffix(u),
                 (long long)u->run,
                 TEXT_ARGS(run_element(u, "p->", u->name, OF_PARAM)),
                 TEXT_ARGS(gradient_run(u)));
    if (moments_kept(u->training, 1))
        buffer_print(&call, ", %.*s",
                     TEXT_ARGS(run_element(u, "state->first_moments.", u->name,
                                           OF_MOMENT)));
    if (moments_kept(u->training, 2))
        buffer_print(&call, ", %.*s",
                     TEXT_ARGS(run_element(u, "state->second_moments.",
                                           u->name, OF_MOMENT)));
    buffer_print(&call, ", %.*s", TEXT_ARGS(u->locals->rate));
    add_method_options(u, &call);
    code_line(code, "%.*s);", TEXT_ARGS(buffer_text(&call)));
    close_to(u, indent);
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

/* Scale, rate and decay of this step, the scale from the norm of all that is
 * trained. */
static void set_rate(Code *code, const Locals *locals)
{
    const Training *training = &code->graph->training;
    Update any = update_of(code, locals, 0);
    Text scale = code_real(code, 1);
    double operations = 0;
    code_blank(code);
    if (training->options[OPTION_CLIP]) {
        code_line(code, "double %.*s = 0.0;", TEXT_ARGS(locals->squares));
        for (uint32_t i = 0; i < training->trained.count; i++) {
            Update u = update_of(code, locals, i);
            add_squares(&u);
            operations += 2 * elements(&u);
        }
        code_update_lap(code, operations, text_of("norm of the gradients"));
        scale = text_format(code->scratch, "gg_clip%s(%.*s, %.*s)",
                            suffix(&any), TEXT_ARGS(locals->squares),
                            TEXT_ARGS(option_text(&any, OPTION_CLIP)));
    }
    code_line(code, "const gg_rate%s %.*s = {%.*s, %.*s, %.*s};", suffix(&any),
              TEXT_ARGS(locals->rate), TEXT_ARGS(scale),
              TEXT_ARGS(option_text(&any, OPTION_RATE)),
              TEXT_ARGS(option_text(&any, OPTION_DECAY)));
}

void code_update(Code *code)
{
    const Training *training = &code->graph->training;
    uint32_t count = training->trained.count;
    if (!training->method)
        return;
    const Locals locals = {
        .rate = names_claim(code->names, text_of("rates")),
        .squares = names_claim(code->names, text_of("squares")),
        .row = names_claim(code->names, text_of("row")),
        .first = names_claim(code->names, text_of("first")),
    };
    use_argument(code, code->uses.params);
    use_argument(code, code->uses.state);
    use_argument(code, code->uses.work);
    for (uint32_t i = 0; i < count; i++) {
        Update u = update_of(code, &locals, i);
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
    set_rate(code, &locals);
    for (uint32_t i = 0; i < count; i++) {
        Update u = update_of(code, &locals, i);
        update_param(&u);
    }
}
