/* emit_init.c: one statement for each param and each state.
 *
 * What is drawn is filled as one run of numbers, row by row. What the compiler
 * knows is one number, or a table that only this function sees.
 */
#include "emit_init.h"

#include "emit_interface.h"
#include "eval.h"
#include "layout.h"

#include <string.h>

typedef struct Init {
    const char  *in;                /* what the function sets members of */
    const Graph *graph;
    const Names *names;
    Arena       *arena;
    bool         in_double;
    Buffer      *out;
    int64_t      bytes;             /* of tables */
    const Initial **initials;       /* [graph arrays]: how it starts, or NULL */
    const double **values;          /* [graph arrays]: of initial values */
} Init;

uint32_t init_stream(Text name)
{
    uint64_t hash = text_hash(name);
    return (uint32_t)(hash ^ hash >> 32);
}

/* Marks what the marked arrays need, up to `last`. */
static void find_needed(const Init *init, ArrayId last, bool *needed)
{
    for (ArrayId at = last; at > 0; at--)
        if (needed[at])
            array_mark_reads(init->graph, at, needed);
}

/* The elements of arrays that depend on no input: what the equations that they
 * need say. Those that take too much room together are computed one by one,
 * and are NULL if they do so alone. */
static void find_values(const Init *init, uint32_t count, const ArrayId *ids)
{
    const Graph *graph = init->graph;
    Arena *work = arena_open(init->arena);
    bool *needed = NEW_ARRAY(work, bool, graph->arrays.count);
    ArrayId last = 0;
    for (uint32_t i = 0; i < count; i++) {
        needed[ids[i]] = true;
        last = last < ids[i] ? ids[i] : last;
    }
    find_needed(init, last, needed);
    Graph *alone = graph_create(work);
    Copy copy;
    copy_init_bare(&copy, work, graph, alone);
    for (ArrayId at = 1; at <= last; at++)
        if (needed[at])
            copy_array(&copy, at);
    double **values = NEW_ARRAY(work, double *, alone->arrays.count);
    EvalFault fault;
    bool fits = eval(alone, work, !init->in_double, values, &fault);
    for (uint32_t i = 0; fits && i < count; i++)
        init->values[ids[i]] = arena_copy(
            init->arena, values[copy.arrays[ids[i]]],
            (size_t)array_size(graph_array(graph, ids[i])), sizeof(double));
    arena_close(work);
    if (!fits && count > 1) {
        find_values(init, count / 2, ids);
        find_values(init, count - count / 2, ids + count / 2);
    }
}

static void find_initials(Init *init)
{
    const Graph *graph = init->graph;
    ArrayIds computed = {0};
    init->initials = NEW_ARRAY(init->arena, const Initial *,
                               graph->arrays.count);
    init->values = NEW_ARRAY(init->arena, const double *,
                             graph->arrays.count);
    for (uint32_t i = graph->initials.count; i > 0; i--) {
        const Initial *initial = &graph->initials.at[i - 1];
        init->initials[initial->array] = initial;
        if (initial->draw != DRAW_NONE)
            continue;
        const Array *value = graph_array(graph, initial->value);
        if (value->kind == LITERAL)
            init->values[initial->value] = value->as.values;
        else
            list_push(init->arena, &computed, initial->value);
    }
    if (computed.count)
        find_values(init, computed.count, computed.at);
}

Starts init_starts(const Graph *graph, Arena *arena, bool in_double)
{
    Init init = {.graph = graph, .arena = arena, .in_double = in_double};
    find_initials(&init);
    return (Starts){init.initials, init.values};
}

/* The one number that all elements are, if there is one. */
static bool all_same(const double *values, int64_t size)
{
    for (int64_t i = 1; i < size; i++)
        if (memcmp(&values[i], &values[0], sizeof *values))
            return false;
    return true;
}

/* Loops over the shape, and `p->W[i][j]` in the innermost. */
static void open_loops(Init *init, const Array *array, Text name, int indent)
{
    for (uint32_t i = 0; i < array->rank; i++) {
        Text index = init->names->indices[i];
        const char *type =
            array->shape[i] > INT32_MAX ? "int64_t" : "int";
        buffer_print(init->out, "%*sfor (%s %.*s = 0; %.*s < %lld; %.*s++) {\n",
                     indent + 4 * (int)i, "", type, TEXT_ARGS(index),
                     TEXT_ARGS(index), (long long)array->shape[i],
                     TEXT_ARGS(index));
    }
    buffer_print(init->out, "%*s%s->%.*s", indent + 4 * array->rank, "",
                 init->in, TEXT_ARGS(name));
}

static void close_loops(Init *init, const Array *array, int indent)
{
    for (uint32_t i = array->rank; i > 0; i--)
        buffer_print(init->out, "%*s}\n", indent + 4 * (int)(i - 1), "");
}

static void subscripts(Init *init, const Array *array)
{
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(init->out, "[%.*s]", TEXT_ARGS(init->names->indices[i]));
}

/* Nested braces; lines may be broken after a comma. */
static Text table_text(Init *init, const Array *array, const double *values)
{
    int64_t size = array_size(array);
    Buffer line = buffer_create(init->arena);
    for (int64_t n = 0; n < size; n++) {
        int64_t row = 1;
        uint32_t braces = 0;
        for (uint32_t i = array->rank; i > 0; i--) {
            row *= array->shape[i - 1];
            braces += n % row == 0;
        }
        for (uint32_t i = 0; n && i < braces; i++)
            buffer_puts(&line, "}");
        buffer_puts(&line, n ? "," : "");
        if (n)
            layout_mark(&line, array->rank - braces);
        for (uint32_t i = 0; i < braces; i++)
            buffer_puts(&line, "{");
        emit_real(values[n], init->in_double, &line);
    }
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_puts(&line, "}");
    buffer_puts(&line, ";");
    return buffer_text(&line);
}

static void emit_table(Init *init, const Array *array, const double *values)
{
    init->bytes += array_size(array) * element_bytes(array, init->in_double);
    Text table = table_text(init, array, values);
    size_t start = init->out->length;
    buffer_puts(init->out, "        static const ");
    emit_declarator(array, text_of("values"), init->in_double, init->out);
    buffer_puts(init->out, " =");
    size_t column = init->out->length - start;
    bool fits = column + 1 + table.length < 80;
    buffer_puts(init->out, fits ? " " : "\n            ");
    layout_fill(table, fits ? column + 1 : 12, 12, LINE_WIDTH, init->out);
}

static void emit_known(Init *init, const Array *array, Text name,
                       const double *values)
{
    buffer_puts(init->out, "    {\n");
    emit_table(init, array, values);
    open_loops(init, array, name, 8);
    subscripts(init, array);
    buffer_puts(init->out, " = values");
    subscripts(init, array);
    buffer_puts(init->out, ";\n");
    close_loops(init, array, 8);
    buffer_puts(init->out, "    }\n");
}

static void emit_constant(Init *init, const Array *array, Text name,
                          double value)
{
    open_loops(init, array, name, 4);
    subscripts(init, array);
    buffer_puts(init->out, " = ");
    emit_real(value, init->in_double, init->out);
    buffer_puts(init->out, ";\n");
    close_loops(init, array, 4);
}

void emit_draw(const Graph *graph, const Names *names, bool in_double,
               const Initial *initial, Text to, Text seed, Buffer *out)
{
    static const char *const words[] = {
        [DRAW_NORMAL] = "normal", [DRAW_UNIFORM] = "uniform",
        [DRAW_BERNOULLI] = "bernoulli", [DRAW_DROPOUT] = "dropout",
    };
    const Array *array = graph_array(graph, initial->array);
    uint32_t definition = graph_definition_of(graph, initial->array);
    Buffer line = buffer_create(names->arena);
    buffer_print(&line, "gg_fill_%s%s(&%.*s", words[initial->draw],
                 in_double ? "" : "f", TEXT_ARGS(to));
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_puts(&line, "[0]");
    buffer_print(&line, ", %lld,", (long long)array_size(array));
    if (seed.length > sizeof "seed" - 1)
        layout_mark(&line, 0);
    else
        buffer_puts(&line, " ");
    buffer_print(&line, "%.*s, 0x%08xu,", TEXT_ARGS(seed),
                 (unsigned)init_stream(graph->definitions.at[definition].name));
    layout_mark(&line, 0);
    emit_real(initial->a, in_double, &line);
    if (initial->draw <= DRAW_UNIFORM) {
        buffer_puts(&line, ", ");
        emit_real(initial->b, in_double, &line);
    }
    buffer_puts(&line, ");");
    buffer_puts(out, "    ");
    layout_fill(buffer_text(&line), 4, 8, LINE_WIDTH, out);
}

/* What the program says of the param, in a comment. */
static void emit_heading(Init *init, const Array *array, Text definition)
{
    buffer_print(init->out, "    /* %.*s", TEXT_ARGS(definition));
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(init->out, "%s%lld", i ? ", " : "[",
                     (long long)array->shape[i]);
    buffer_puts(init->out, array->rank ? "]" : "");
}

static void emit_draw_heading(Init *init, const Initial *initial)
{
    buffer_print(init->out, " ~ %s(",
                 initial->draw == DRAW_NORMAL ? "normal" : "uniform");
    buffer_number(init->out, initial->a, init->in_double);
    buffer_puts(init->out, ", ");
    buffer_number(init->out, initial->b, init->in_double);
    buffer_puts(init->out, ") */\n");
}

/* A param or a state. */
static void emit_member(Init *init, const Definition *param,
                        const Initial *initial)
{
    const Array *array = graph_array(init->graph, param->array);
    Text name = init->names->arrays[param->array];
    emit_heading(init, array, param->name);
    if (initial->draw != DRAW_NONE) {
        emit_draw_heading(init, initial);
        emit_draw(init->graph, init->names, init->in_double, initial,
                  text_format(init->arena, "p->%.*s", TEXT_ARGS(name)),
                  text_of("seed"), init->out);
        return;
    }
    const double *values = init->values[initial->value];
    int64_t size = array_size(graph_array(init->graph, initial->value));
    if (!values) {
        buffer_print(init->out, " */\n#error \"%.*s has too many initial "
                     "values\"\n", TEXT_ARGS(name));
    } else if (all_same(values, size)) {
        buffer_puts(init->out, " = ");
        buffer_number(init->out, values[0], init->in_double);
        buffer_puts(init->out, " */\n");
        emit_constant(init, array, name, values[0]);
    } else {
        buffer_puts(init->out, " */\n");
        emit_known(init, array, name, values);
    }
}

static void emit_members(Init *init, const uint32_t *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Definition *d = &init->graph->definitions.at[at[i]];
        const Initial *initial = init->initials[d->array];
        if (initial)
            emit_member(init, d, initial);
    }
}

static void begin_function(Init *init, Entry entry)
{
    buffer_puts(init->out, "\n");
    emit_signature(init->graph, init->names, init->in_double, entry, true,
                   init->out);
    buffer_puts(init->out, "\n{\n");
}

static bool draws_params(const Graph *graph)
{
    bool draws = false;
    for (uint32_t i = 0; i < graph->initials.count; i++) {
        const Initial *initial = &graph->initials.at[i];
        draws |= initial->draw != DRAW_NONE
              && graph_array(graph, initial->array)->kind == PARAM;
    }
    return draws;
}

int64_t emit_init(const Plan *plan, const Names *names, Arena *arena,
                  Buffer *out)
{
    const Graph *graph = plan->loops->graph;
    Init init = {.in = "p", .graph = graph, .names = names, .arena = arena,
                 .in_double = plan->real_double, .out = out};
    if (graph->params.count) {
        find_initials(&init);
        begin_function(&init, ENTRY_INIT);
        emit_members(&init, graph->params.at, graph->params.count);
        buffer_puts(out, draws_params(graph) ? "}\n" : "    (void)seed;\n}\n");
    }
    return init.bytes;
}

/* 0 for the moments of what is trained. */
static void emit_zeros(const Init *init, const char *moments,
                       const Trained *trained)
{
    const Array *array = graph_array(init->graph, trained->param);
    int64_t size = 1;
    for (uint32_t a = 0; a < array->rank; a++)
        size *= trained->box[a].high - trained->box[a].low;
    buffer_print(init->out, "    gg_zero%s(%lld, &state->%s.%.*s",
                 init->in_double ? "" : "f", (long long)size, moments,
                 TEXT_ARGS(init->names->arrays[trained->param]));
    for (uint32_t a = 0; a < array->rank; a++)
        buffer_puts(init->out, "[0]");
    buffer_puts(init->out, ");\n");
}

int64_t emit_state_init(const Plan *plan, const Names *names, Arena *arena,
                        Buffer *out)
{
    const Graph *graph = plan->loops->graph;
    const Training *training = &graph->training;
    Init init = {.in = "state", .graph = graph, .names = names,
                 .arena = arena, .in_double = plan->real_double, .out = out};
    if (!graph_has_state(graph))
        return 0;
    find_initials(&init);
    begin_function(&init, ENTRY_STATE_INIT);
    buffer_puts(out, "    state->seed = seed;\n    state->step = 0;\n");
    emit_members(&init, graph->states.at, graph->states.count);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        if (moments_kept(training, 1))
            emit_zeros(&init, "first_moments", trained);
        if (moments_kept(training, 2))
            emit_zeros(&init, "second_moments", trained);
    }
    buffer_puts(out, "}\n");
    return init.bytes;
}
