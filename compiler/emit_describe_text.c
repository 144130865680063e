/* emit_describe_text.c: --describe, in lines for people. */
#include "emit_describe.h"

static void put_shaped(Buffer *out, Text name, const Array *array)
{
    buffer_add(out, name);
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(out, "%s%lld", i ? ", " : "[", (long long)array->shape[i]);
    buffer_puts(out, array->rank ? "]" : "");
}

static void put_params(const Description *d, Buffer *out)
{
    buffer_print(out, "params: %lld numbers, %lld bytes\n",
                 (long long)d->param_count,
                 (long long)(d->param_count * (d->plan->real_double ? 8 : 4)));
    for (uint32_t i = 0; i < d->params.count; i++) {
        const Described *param = &d->params.at[i];
        buffer_puts(out, "  ");
        put_shaped(out, param->name, param->array);
        buffer_print(out, " at %lld\n", (long long)param->at);
    }
}

static void put_list(const char *title, const DescribedList *list, Buffer *out)
{
    buffer_print(out, "%s:%s\n", title, list->count ? "" : " none");
    for (uint32_t i = 0; i < list->count; i++) {
        const Array *array = list->at[i].array;
        buffer_puts(out, "  ");
        put_shaped(out, list->at[i].name, array);
        if (array->type == WHOLE)
            buffer_print(out, " : index(%lld)", (long long)array->limit);
        buffer_puts(out, "\n");
    }
}

/* Those that only some programs have. */
static void put_some(const char *title, const DescribedList *list, Buffer *out)
{
    if (list->count)
        put_list(title, list, out);
}

static void put_operations(const char *of, Operations operations, Buffer *out)
{
    if (operations.made > operations.least)
        buffer_print(out, "operations%s: %.0f, %.0f without what is made "
                          "again (+%.1f %%)\n",
                     of, operations.made, operations.least,
                     added_percent(operations));
}

static void put_bytes(const Needs *needs, Buffer *out)
{
    buffer_print(out, "work area: %lld bytes, lower bound %lld; of infer: "
                      "%lld bytes, lower bound %lld\n",
                 (long long)needs->work.bytes, (long long)needs->work.bound,
                 (long long)needs->infer.bytes, (long long)needs->infer.bound);
    if (needs->step.bytes)
        buffer_print(out, "work area of a step: %lld bytes, lower bound %lld\n",
                     (long long)needs->step.bytes,
                     (long long)needs->step.bound);
    if (needs->state)
        buffer_print(out, "state: %lld bytes\n", (long long)needs->state);
    buffer_print(out,
                 "constants: %lld bytes\n"
                 "stack: at most %lld bytes with gcc on x86-64, %lld with -Os "
                 "on a Cortex-M4\n",
                 (long long)needs->constants, (long long)needs->stack.plain,
                 (long long)needs->stack.cortex);
    if (needs->selftest)
        buffer_print(out, "self-test: %lld bytes of work, %lld of the "
                          "constants\n", (long long)needs->selftest,
                     (long long)needs->selftest_constants);
    if (!needs->baked)
        put_operations("", needs->operations, out);
    put_operations(" of infer", needs->infer_operations, out);
}

/* The arrays behind a title, and their bytes; nothing if there are none. */
static void put_store(const Description *d, const char *title,
                      const DescribedStore *store, Buffer *out)
{
    if (!store->ids.count)
        return;
    buffer_puts(out, title);
    for (uint32_t i = 0; i < store->ids.count; i++) {
        ArrayId id = store->ids.at[i];
        buffer_puts(out, i ? ", " : "");
        put_shaped(out, d->names->arrays[id], graph_array(d->graph, id));
    }
    buffer_print(out, ", %lld bytes\n", (long long)store->bytes);
}

static void put_recurrences(const Description *d, Buffer *out)
{
    if (d->graph->recurrences.count > 1)
        buffer_puts(out, "recurrences:\n");
    for (uint32_t n = 0; n < d->recurrences.count; n++) {
        const Recurrence *r = d->recurrences.at[n].recurrence;
        buffer_puts(out, r->outer ? "    within: " : "  ");
        for (ArrayId id = r->first; id <= r->last; id++) {
            buffer_puts(out, id > r->first ? ", " : "");
            buffer_add(out, d->names->arrays[id]);
        }
        buffer_print(out, ": %lld steps%s\n",
                     (long long)(r->steps.high - r->steps.low),
                     r->direction < 0 ? ", backwards" : "");
        put_store(d, "    kept for backward, all steps: ",
                  &d->recurrences.at[n].kept, out);
    }
}

static void put_segments(const Description *d, Buffer *out)
{
    const Segments *s = d->segments;
    if (!s)
        return;
    buffer_print(out, "checkpoints: one every %lld of %lld steps\n",
                 (long long)s->size, (long long)(s->steps.high - s->steps.low));
    put_store(d, "  kept for backward: ", &d->saved, out);
    buffer_puts(out, "  made again by backward: ");
    for (uint32_t i = 0; i < d->remade.ids.count; i++) {
        buffer_puts(out, i ? ", " : "");
        buffer_add(out, d->names->arrays[d->remade.ids.at[i]]);
    }
    buffer_puts(out, "\n");
}

void emit_describe_text(const Description *d, Buffer *out)
{
    put_params(d, out);
    put_list("inputs", &d->inputs, out);
    put_some("drawn", &d->drawn, out);
    put_some("states", &d->states, out);
    put_list("outputs", &d->outputs, out);
    put_bytes(d->needs, out);
    put_recurrences(d, out);
    put_segments(d, out);
}
