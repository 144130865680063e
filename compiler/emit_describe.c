/* emit_describe.c: what a model takes and needs, in the author's names. */
#include "emit_describe.h"

#include "names.h"

typedef struct Describe {
    const Plan  *plan;
    const Graph *graph;
    const Names *names;
    Buffer      *out;
} Describe;

static void put_array(const Describe *d, ArrayId id)
{
    const Array *array = graph_array(d->graph, id);
    buffer_add(d->out, d->names->arrays[id]);
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(d->out, "%s%lld", i ? ", " : "[",
                     (long long)array->shape[i]);
    buffer_puts(d->out, array->rank ? "]" : "");
}

static int64_t bytes_of(const Describe *d, ArrayId id)
{
    const Array *array = graph_array(d->graph, id);
    return array_size(array) * element_bytes(array, d->plan->real_double);
}

static void put_params(const Describe *d)
{
    const Graph *graph = d->graph;
    int64_t count = 0, offset = 0;
    for (uint32_t i = 0; i < graph->params.count; i++)
        count += array_size(graph_array(
            graph, graph->definitions.at[graph->params.at[i]].array));
    buffer_print(d->out, "params: %lld numbers, %lld bytes\n",
                 (long long)count,
                 (long long)(count * (d->plan->real_double ? 8 : 4)));
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = graph->definitions.at[graph->params.at[i]].array;
        buffer_puts(d->out, "  ");
        put_array(d, id);
        buffer_print(d->out, " at %lld\n", (long long)offset);
        offset += array_size(graph_array(graph, id));
    }
}

static void put_definitions(const Describe *d, const char *title,
                            const uint32_t *list, uint32_t count)
{
    buffer_print(d->out, "%s:%s\n", title, count ? "" : " none");
    for (uint32_t i = 0; i < count; i++) {
        ArrayId id = d->graph->definitions.at[list[i]].array;
        const Array *array = graph_array(d->graph, id);
        buffer_puts(d->out, "  ");
        put_array(d, id);
        if (array->type == WHOLE)
            buffer_print(d->out, " : index(%lld)", (long long)array->limit);
        buffer_puts(d->out, "\n");
    }
}

/* Those that only some programs have. */
static void put_some(const Describe *d, const char *title,
                     const uint32_t *list, uint32_t count)
{
    if (count)
        put_definitions(d, title, list, count);
}

/* -- bytes -- */

static void put_operations(const Describe *d, const char *of,
                           Operations operations)
{
    if (operations.made > operations.least)
        buffer_print(d->out, "operations%s: %.0f, %.0f without what is made "
                             "again (+%.1f %%)\n",
                     of, operations.made, operations.least,
                     added_percent(operations));
}

static void put_bytes(const Describe *d, const Needs *needs)
{
    buffer_print(d->out, "work area: %lld bytes, lower bound %lld; of infer: "
                         "%lld bytes, lower bound %lld\n",
                 (long long)needs->work.bytes, (long long)needs->work.bound,
                 (long long)needs->infer.bytes, (long long)needs->infer.bound);
    if (needs->step.bytes)
        buffer_print(d->out,
                     "work area of a step: %lld bytes, lower bound %lld\n",
                     (long long)needs->step.bytes,
                     (long long)needs->step.bound);
    if (needs->state)
        buffer_print(d->out, "state: %lld bytes\n", (long long)needs->state);
    buffer_print(d->out,
                 "constants: %lld bytes\n"
                 "stack: at most %lld bytes with gcc on x86-64, %lld with -Os "
                 "on a Cortex-M4\n",
                 (long long)needs->constants, (long long)needs->stack.plain,
                 (long long)needs->stack.cortex);
    if (!needs->baked)
        put_operations(d, "", needs->operations);
    put_operations(d, " of infer", needs->infer_operations);
}

/* -- recurrences -- */

static void put_members(const Describe *d, const Recurrence *r)
{
    for (ArrayId id = r->first; id <= r->last; id++) {
        buffer_puts(d->out, id > r->first ? ", " : "");
        buffer_add(d->out, d->names->arrays[id]);
    }
}

/* Forward keeps of a recurrence what backward reads: all its steps. */
static void put_kept(const Describe *d, const Recurrence *r)
{
    int64_t bytes = 0;
    uint32_t count = 0;
    for (ArrayId id = r->first; id <= r->last; id++) {
        if (!d->plan->loops->kept[id])
            continue;
        buffer_puts(d->out, count++ ? ", " : "    kept for backward, all steps: ");
        put_array(d, id);
        bytes += bytes_of(d, id);
    }
    if (count)
        buffer_print(d->out, ", %lld bytes\n", (long long)bytes);
}

static void put_recurrences(const Describe *d)
{
    const Graph *graph = d->graph;
    if (graph->recurrences.count < 2)
        return;
    buffer_puts(d->out, "recurrences:\n");
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        if (!r->first)
            continue;
        buffer_puts(d->out, r->outer ? "    within: " : "  ");
        put_members(d, r);
        buffer_print(d->out, ": %lld steps%s\n",
                     (long long)(r->steps.high - r->steps.low),
                     r->direction < 0 ? ", backwards" : "");
        if (!r->outer)
            put_kept(d, r);
    }
}

/* -- segments -- */

/* Those that backward makes again. */
static void put_remade(const Describe *d, const Segments *segments)
{
    uint32_t count = 0;
    buffer_puts(d->out, "  made again by backward: ");
    for (ArrayId id = 1; id < d->graph->arrays.count; id++) {
        if (!segments->along[id].remade)
            continue;
        buffer_puts(d->out, count++ ? ", " : "");
        buffer_add(d->out, d->names->arrays[id]);
    }
    buffer_puts(d->out, "\n");
}

static void put_segments(const Describe *d)
{
    const Segments *s = d->plan->loops->segments;
    int64_t bytes = 0;
    if (!s)
        return;
    buffer_print(d->out, "checkpoints: one every %lld of %lld steps\n",
                 (long long)s->size, (long long)(s->steps.high - s->steps.low));
    for (uint32_t i = 0; i < s->saved.count; i++) {
        buffer_puts(d->out, i ? ", " : "  kept for backward: ");
        put_array(d, s->saved.at[i].copy);
        bytes += bytes_of(d, s->saved.at[i].copy);
    }
    if (s->saved.count)
        buffer_print(d->out, ", %lld bytes\n", (long long)bytes);
    put_remade(d, s);
}

void emit_describe(const Plan *plan, const Needs *needs, Arena *arena,
                   Buffer *out)
{
    const Graph *graph = plan->loops->graph;
    Describe d = {.plan = plan, .graph = graph,
                  .names = names_in_language(graph, arena), .out = out};
    put_params(&d);
    put_definitions(&d, "inputs", graph->inputs.at, graph->inputs.count);
    put_some(&d, "drawn", graph->draws.at, graph->draws.count);
    put_some(&d, "states", graph->states.at, graph->states.count);
    put_definitions(&d, "outputs", graph->outputs.at, graph->outputs.count);
    put_bytes(&d, needs);
    put_recurrences(&d);
    put_segments(&d);
}
