/* emit_describe.c: what a model takes and needs, gathered for both forms. */
#include "emit_describe.h"

#include "emit_interface.h"

static int64_t bytes_of(const Description *d, ArrayId id)
{
    const Array *array = graph_array(d->graph, id);
    return array_size(array) * element_bytes(array, d->plan->real_double);
}

static void add(Description *d, DescribedList *list, ArrayId id, Text name,
                Text c_name)
{
    Described one = {.name = name, .c_name = c_name, .id = id,
                     .array = graph_array(d->graph, id)};
    list_push(d->arena, list, one);
}

static void add_definitions(Description *d, DescribedList *list,
                            const uint32_t *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ArrayId id = d->graph->definitions.at[at[i]].array;
        add(d, list, id, d->names->arrays[id], d->c_names->arrays[id]);
    }
}

static void add_params(Description *d)
{
    const Graph *graph = d->graph;
    add_definitions(d, &d->params, graph->params.at, graph->params.count);
    for (uint32_t i = 0; i < d->params.count; i++) {
        d->params.at[i].at = d->param_count;
        d->param_count += array_size(d->params.at[i].array);
    }
}

static void add_outputs(Description *d)
{
    for (uint32_t i = 0; i < d->graph->outputs.count; i++) {
        uint32_t at = d->graph->outputs.at[i];
        ArrayId id = d->graph->definitions.at[at].array;
        add(d, &d->outputs, id, d->names->arrays[id], d->c_names->outputs[i]);
    }
}

/* Those by params are members of the struct d_p, named as the params. */
static void add_gradients(Description *d)
{
    for (uint32_t i = 0; i < d->graph->gradients.count; i++) {
        const Gradient *gradient = &d->graph->gradients.at[i];
        Text by = d->names->arrays[gradient->by];
        bool alone = gradient_is_argument(d->graph, gradient);
        add(d, &d->gradients, gradient->by,
            text_format(d->arena, "d_%.*s", TEXT_ARGS(by)),
            alone ? d->c_names->gradients[i]
                  : text_format(d->arena, "d_p->%.*s",
                                TEXT_ARGS(d->c_names->arrays[gradient->by])));
        d->gradients.at[d->gradients.count - 1].by = by;
    }
}

static void store(Description *d, DescribedStore *in, ArrayId id)
{
    list_push(d->arena, &in->ids, id);
    in->bytes += bytes_of(d, id);
}

/* Forward keeps of a recurrence what backward reads: all its steps. */
static void add_recurrences(Description *d)
{
    for (uint32_t n = 1; n < d->graph->recurrences.count; n++) {
        const Recurrence *r = &d->graph->recurrences.at[n];
        DescribedRecurrence described = {.recurrence = r};
        if (!r->first)
            continue;
        for (ArrayId id = r->first; !r->outer && id <= r->last; id++)
            if (d->plan->loops->kept[id])
                store(d, &described.kept, id);
        list_push(d->arena, &d->recurrences, described);
    }
}

static void add_segments(Description *d)
{
    const Segments *s = d->segments;
    for (uint32_t i = 0; s && i < s->saved.count; i++)
        store(d, &d->saved, s->saved.at[i].copy);
    for (ArrayId id = 1; s && id < d->graph->arrays.count; id++)
        if (s->along[id].remade)
            store(d, &d->remade, id);
}

Description describe_plan(const Plan *plan, const Needs *needs,
                          const Names *c_names, Arena *arena)
{
    const Graph *graph = plan->loops->graph;
    Description d = {.plan = plan, .graph = graph, .needs = needs,
                     .names = names_in_language(graph, arena),
                     .c_names = c_names, .arena = arena,
                     .segments = plan->loops->segments};
    add_params(&d);
    add_definitions(&d, &d.inputs, graph->inputs.at, graph->inputs.count);
    add_definitions(&d, &d.drawn, graph->draws.at, graph->draws.count);
    add_definitions(&d, &d.states, graph->states.at, graph->states.count);
    add_outputs(&d);
    add_gradients(&d);
    add_recurrences(&d);
    add_segments(&d);
    return d;
}
