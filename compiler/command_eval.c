/* command_eval.c: computing outputs and gradients, and printing them. */
#include "command_eval.h"

#include "eval.h"
#include "json_write.h"
#include "tensor.h"

#include <math.h>
#include <string.h>

enum { STATUS_OK, STATUS_ERROR, STATUS_FAULT = 3 };

typedef struct Command {
    const EvalCommand *options;
    const Graph       *graph;
    Arena             *arena;
    Buffer            *out, *problems;
    double           **values;      /* [graph arrays] */
    double           **outputs;     /* [graph outputs] */
    double           **nexts;       /* [graph nexts] */
    bool               seeded;      /* seeds were given */
    LIST(SeedSet)      sets;        /* one, or one for each of graph->seeds */
} Command;

static const Array *output_array(const Graph *graph, uint32_t output)
{
    uint32_t definition = graph->outputs.at[output];
    return graph_array(graph, graph->definitions.at[definition].array);
}

static Text output_name(const Graph *graph, uint32_t output)
{
    return graph->definitions.at[graph->outputs.at[output]].name;
}

static Text state_name(const Graph *graph, uint32_t next)
{
    uint32_t definition =
        graph_definition_of(graph, graph->nexts.at[next].state);
    return graph->definitions.at[definition].name;
}

/* -- seeds -- */

static SeedSet set_make(Command *c)
{
    const Graph *graph = c->graph;
    SeedSet set = {NEW_ARRAY(c->arena, double *, graph->seeds.count),
                   NEW_ARRAY(c->arena, double *, graph->gradients.count)};
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        set.gradients[i] = NEW_ARRAY(
            c->arena, double,
            array_size(graph_array(graph, graph->gradients.at[i].by)));
    return set;
}

/* The seeds as given, or for each output that has one a set of its own. */
static void make_sets(Command *c)
{
    const Graph *graph = c->graph;
    if (c->seeded) {
        SeedSet set = set_make(c);
        for (uint32_t i = 0; i < graph->seeds.count; i++)
            set.seeds[i] = c->values[graph->seeds.at[i].array];
        list_push(c->arena, &c->sets, set);
        return;
    }
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        SeedSet set = set_make(c);
        for (uint32_t i = 0; i < graph->seeds.count; i++) {
            int64_t size = array_size(
                graph_array(graph, graph->seeds.at[i].array));
            set.seeds[i] = NEW_ARRAY(c->arena, double, size);
            for (int64_t n = 0; i == k && n < size; n++)
                set.seeds[i][n] = 1;
        }
        list_push(c->arena, &c->sets, set);
    }
}

/* The gradients of an output; zeros if nothing smooth leads to it. */
static SeedSet set_of_output(Command *c, uint32_t output)
{
    for (uint32_t k = 0; k < c->sets.count; k++)
        if (c->graph->seeds.at[k].output == output)
            return c->sets.at[k];
    return set_make(c);
}

static void make_outputs(Command *c)
{
    const Graph *graph = c->graph;
    c->outputs = NEW_ARRAY(c->arena, double *, graph->outputs.count);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        c->outputs[i] = NEW_ARRAY(c->arena, double,
                                  array_size(output_array(graph, i)));
    c->nexts = NEW_ARRAY(c->arena, double *, graph->nexts.count);
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        c->nexts[i] = NEW_ARRAY(
            c->arena, double,
            array_size(graph_array(graph, graph->nexts.at[i].state)));
}

/* -- the interpreter -- */

static int report_fault(Command *c, const EvalFault *fault)
{
    Text name = values_name(c->graph, c->arena, fault->array);
    switch (fault->problem) {
    case EVAL_INDEX:
        buffer_print(c->problems,
                     "gcc-graph: error: %.*s: element %lld is %lld; expected a "
                     "whole number from %lld to %lld\n",
                     TEXT_ARGS(name), (long long)fault->element,
                     (long long)fault->value, (long long)fault->range.low,
                     (long long)fault->range.high - 1);
        return STATUS_ERROR;
    case EVAL_MEMORY:
        buffer_print(c->problems,
                     "gcc-graph: error: the arrays of the program take more "
                     "than %lld GiB\n",
                     (long long)(EVAL_BYTES >> 30));
        return STATUS_ERROR;
    case EVAL_BOUNDS:
        break;
    }
    buffer_puts(c->problems,
                "gcc-graph: error: an element outside an array is reached\n"
                "gcc-graph: note: this is a fault of gcc-graph, not of your "
                "program\n");
    return STATUS_FAULT;
}

static void copy_out(const Graph *graph, ArrayId id, double *const *values,
                     double *to)
{
    size_t size = (size_t)array_size(graph_array(graph, id));
    memcpy(to, values[id], size * sizeof(double));
}

static int run_interpreter(Command *c)
{
    const Graph *graph = c->graph;
    bool in_float = !c->options->values.in_double;
    Evaluator *evaluator = evaluator_create(graph, c->arena, in_float);
    EvalFault fault;
    for (uint32_t k = 0; k == 0 || k < c->sets.count; k++) {
        const SeedSet *set = c->sets.count ? &c->sets.at[k] : NULL;
        for (uint32_t i = 0; set && i < graph->seeds.count; i++)
            c->values[graph->seeds.at[i].array] = set->seeds[i];
        if (!evaluator_run(evaluator, c->values, &fault))
            return report_fault(c, &fault);
        for (uint32_t i = 0; set && i < graph->gradients.count; i++)
            copy_out(graph, graph->gradients.at[i].array, c->values,
                     set->gradients[i]);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        copy_out(graph, graph_output(graph, i, c->options->infer), c->values,
                 c->outputs[i]);
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        copy_out(graph, graph_next(graph, i), c->values, c->nexts[i]);
    return STATUS_OK;
}

static bool is_seed(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return true;
    return false;
}

static int run_engine(Command *c)
{
    const Graph *graph = c->graph;
    double **values = NEW_ARRAY(c->arena, double *,
                                graph->inputs.count + graph->params.count
                                    + graph->states.count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        if (!is_seed(graph, id))
            values[count++] = c->values[id];
    }
    for (uint32_t i = 0; i < graph->params.count; i++)
        values[count++] =
            c->values[graph->definitions.at[graph->params.at[i]].array];
    for (uint32_t i = 0; i < graph->states.count; i++)
        values[count++] =
            c->values[graph->definitions.at[graph->states.at[i]].array];
    return engine_c_run(c->options->engine, c->arena, values, c->outputs,
                        c->nexts, c->sets.count, c->sets.at, c->problems)
             ? STATUS_OK
             : STATUS_ERROR;
}

static int run(Command *c)
{
    return c->options->engine ? run_engine(c) : run_interpreter(c);
}

/* -- one output alone -- */

static bool has_nan(const Command *c, const SeedSet *set)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        int64_t size =
            array_size(graph_array(graph, graph->gradients.at[i].by));
        for (int64_t k = 0; k < size; k++)
            if (isnan(set->gradients[i][k]))
                return true;
    }
    return false;
}

static void copy_listed(Command *to, const Command *from, const uint32_t *at,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ArrayId id = from->graph->definitions.at[at[i]].array;
        if (!is_seed(from->graph, id))
            to->values[to->graph->definitions.at[at[i]].array] =
                from->values[id];
    }
}

/* The values of what is given, which has the same definitions in both
 * graphs. */
static void copy_values(Command *to, const Command *from)
{
    const Graph *graph = from->graph;
    copy_listed(to, from, graph->inputs.at, graph->inputs.count);
    copy_listed(to, from, graph->params.at, graph->params.count);
    copy_listed(to, from, graph->states.at, graph->states.count);
    copy_listed(to, from, graph->draws.at, graph->draws.count);
}

static int run_alone(Command *c, uint32_t k)
{
    EvalCommand options = *c->options;
    if (!options.alone(options.context, c->graph->seeds.at[k].output,
                       &options))
        return STATUS_FAULT;
    Command one = {.options = &options, .graph = options.graph,
                   .arena = c->arena, .problems = c->problems};
    one.values = NEW_ARRAY(c->arena, double *, one.graph->arrays.count);
    copy_values(&one, c);
    make_outputs(&one);
    make_sets(&one);
    int status = run(&one);
    c->sets.at[k] = set_of_output(&one, 0);
    return status;
}

/* What the derivatives of other outputs have spoilt. */
static int run_spoilt(Command *c)
{
    int status = STATUS_OK;
    bool several = !c->seeded && c->sets.count > 1 && c->options->alone;
    for (uint32_t k = 0; several && k < c->sets.count && !status; k++)
        if (has_nan(c, &c->sets.at[k]))
            status = run_alone(c, k);
    return status;
}

/* -- printing -- */

static void print_values(Command *c, const Array *array, const double *values)
{
    bool precise = c->options->values.in_double || array->type == WHOLE;
    tensor_print(c->out, array->rank, array->shape, values, precise,
                 c->options->json);
}

/* Index values have no derivatives. */
static bool has_gradients(const Command *c, uint32_t output)
{
    return c->graph->gradients.count
        && output_array(c->graph, output)->type == REAL;
}

/* ∂s/∂W = …, or d_W = … where seeds were given. */
static void print_text_set(Command *c, const SeedSet *set, const Text *of)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        ArrayId by = graph->gradients.at[i].by;
        Text name = values_name(graph, c->arena, by);
        if (of)
            buffer_print(c->out, "%.*s/∂%.*s = ", TEXT_ARGS(*of),
                         TEXT_ARGS(name));
        else
            buffer_print(c->out, "d_%.*s = ", TEXT_ARGS(name));
        print_values(c, graph_array(graph, by), set->gradients[i]);
        buffer_puts(c->out, "\n");
    }
}

static void print_text(Command *c)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        buffer_print(c->out, "%.*s = ", TEXT_ARGS(output_name(graph, i)));
        print_values(c, output_array(graph, i), c->outputs[i]);
        buffer_puts(c->out, "\n");
    }
    if (c->options->infer)
        return;
    for (uint32_t i = 0; i < graph->nexts.count; i++) {
        buffer_print(c->out, "next %.*s = ", TEXT_ARGS(state_name(graph, i)));
        print_values(c, graph_array(graph, graph->nexts.at[i].state),
                     c->nexts[i]);
        buffer_puts(c->out, "\n");
    }
    if (c->seeded) {
        print_text_set(c, &c->sets.at[0], NULL);
        return;
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        if (has_gradients(c, i)) {
            SeedSet set = set_of_output(c, i);
            Text of = text_format(
                c->arena, output_array(graph, i)->rank ? "∂(sum %.*s)" : "∂%.*s",
                TEXT_ARGS(output_name(graph, i)));
            print_text_set(c, &set, &of);
        }
}

static void json_values(Command *c, Json *json, Text name, const Array *array,
                        const double *values)
{
    json_key(json, name);
    (void)json_value(json, NULL);       /* which goes to c->out */
    print_values(c, array, values);
}

static void json_set(Command *c, Json *json, const SeedSet *set)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        ArrayId by = graph->gradients.at[i].by;
        json_values(c, json, values_name(graph, c->arena, by),
                    graph_array(graph, by), set->gradients[i]);
    }
}

static void json_nexts(Command *c, Json *json)
{
    const Graph *graph = c->graph;
    if (!graph->nexts.count)
        return;
    json_open(json, "next", '{');
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        json_values(c, json, state_name(graph, i),
                    graph_array(graph, graph->nexts.at[i].state), c->nexts[i]);
    json_close(json);
}

/* Of each output, or of the seeds that were given. */
static void json_gradients(Command *c, Json *json)
{
    json_open(json, "gradients", '{');
    if (c->seeded)
        json_set(c, json, &c->sets.at[0]);
    for (uint32_t i = 0; !c->seeded && i < c->graph->outputs.count; i++) {
        if (!has_gradients(c, i))
            continue;
        SeedSet set = set_of_output(c, i);
        json_key(json, output_name(c->graph, i));
        json_open(json, NULL, '{');
        json_set(c, json, &set);
        json_close(json);
    }
    json_close(json);
}

static void print_json(Command *c)
{
    const Graph *graph = c->graph;
    Json json = {.out = c->out};
    json_open(&json, NULL, '{');
    json_open(&json, "outputs", '{');
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        json_values(c, &json, output_name(graph, i), output_array(graph, i),
                    c->outputs[i]);
    json_close(&json);
    if (!c->options->infer) {
        json_nexts(c, &json);
        json_gradients(c, &json);
    }
    json_close(&json);
}

/* -- all of it -- */

/* What cannot be had together. */
static bool check_asked(Command *c, const bool *given)
{
    const Graph *graph = c->graph;
    if (c->options->infer && c->seeded) {
        buffer_puts(c->problems, "gcc-graph: error: --infer has no gradients, "
                                 "and a derivative is given\n");
        return false;
    }
    for (uint32_t i = 0; i < graph->draws.count; i++) {
        const Definition *d = &graph->definitions.at[graph->draws.at[i]];
        if (!given[d->array] || !c->options->engine)
            continue;
        buffer_print(c->problems,
                     "gcc-graph: error: %.*s: generated code draws it by "
                     "itself; leave out --engine=c\n", TEXT_ARGS(d->name));
        return false;
    }
    return true;
}

int command_eval(const EvalCommand *command, Buffer *out, Buffer *problems)
{
    const Graph *graph = command->graph;
    Arena *arena = command->arena;
    Command c = {.options = command, .graph = graph, .arena = arena,
                 .out = out, .problems = problems};
    c.values = NEW_ARRAY(arena, double *, graph->arrays.count);
    bool *given = NEW_ARRAY(arena, bool, graph->arrays.count);
    if (!values_read(graph, arena, &command->values, c.values, given, problems))
        return STATUS_ERROR;
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        c.seeded |= given[graph->seeds.at[i].array];
    if (!check_asked(&c, given))
        return STATUS_ERROR;
    make_outputs(&c);
    if (!command->infer)
        make_sets(&c);
    int status = run(&c);
    if (status == STATUS_OK)
        status = run_spoilt(&c);
    if (status != STATUS_OK)
        return status;
    if (command->json)
        print_json(&c);
    else
        print_text(&c);
    return STATUS_OK;
}
