/* emit_describe_json.c: --describe=json.
 *
 * Offsets and sizes count elements, all under "memory" counts bytes. What a
 * model does not have is null, or an empty list.
 */
#include "emit_describe.h"

#include "emit_init.h"
#include "emit_interface.h"
#include "json_write.h"

#include <string.h>

static void put_shape(Json *json, const Array *array)
{
    json_open(json, "shape", '[');
    for (uint32_t i = 0; i < array->rank; i++)
        json_whole(json, NULL, array->shape[i]);
    json_close(json);
}

/* The members that all arrays have; the object stays open. */
static void open_array(const Description *d, Json *json, const Described *one)
{
    const Array *array = one->array;
    json_open(json, NULL, '{');
    json_text(json, "name", one->name);
    json_text(json, "c_name", one->c_name);
    put_shape(json, array);
    json_whole(json, "size", array_size(array));
    json_string(json, "type", element_type(array, d->plan->real_double));
    if (array->type == REAL) {
        json_null(json, "index");
        return;
    }
    json_open(json, "index", '{');
    json_whole(json, "lowest", 0);
    json_whole(json, "highest", array->limit - 1);
    json_close(json);
}

/* -- how params start, and inputs are drawn -- */

static void put_draw(const Description *d, Json *json, const Initial *initial)
{
    static const struct {
        const char *kind, *a, *b;
    } draws[] = {
        [DRAW_NORMAL] = {"normal", "mean", "deviation"},
        [DRAW_UNIFORM] = {"uniform", "low", "high"},
        [DRAW_BERNOULLI] = {"bernoulli", "probability_of_1", NULL},
        [DRAW_DROPOUT] = {"dropout", "probability_of_0", NULL},
    };
    bool precise = d->plan->real_double;
    json_string(json, "kind", draws[initial->draw].kind);
    json_real(json, draws[initial->draw].a, initial->a, precise);
    if (draws[initial->draw].b)
        json_real(json, draws[initial->draw].b, initial->b, precise);
}

static void put_known(const Description *d, Json *json, const Initial *initial,
                      const double *values)
{
    int64_t size = array_size(graph_array(d->graph, initial->value));
    int64_t same = 1;
    while (values && same < size
           && !memcmp(&values[same], &values[0], sizeof *values))
        same++;
    bool constant = values && same == size;
    json_string(json, "kind", constant ? "constant" : "table");
    if (constant)
        json_real(json, "value", values[0], d->plan->real_double);
}

static void put_start(const Description *d, Json *json, const char *key,
                      const Starts *starts, ArrayId id)
{
    const Initial *initial = starts->initials[id];
    if (!initial) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '{');
    if (initial->draw != DRAW_NONE)
        put_draw(d, json, initial);
    else
        put_known(d, json, initial, starts->values[initial->value]);
    json_close(json);
}

/* -- arrays -- */

static void put_params(const Description *d, Json *json, const Starts *starts)
{
    json_open(json, "params", '[');
    for (uint32_t i = 0; i < d->params.count; i++) {
        const Described *one = &d->params.at[i];
        open_array(d, json, one);
        json_whole(json, "offset", one->at);
        put_start(d, json, "initial", starts, one->id);
        json_close(json);
    }
    json_close(json);
}

static void put_inputs(const Description *d, Json *json, const Starts *starts)
{
    json_open(json, "inputs", '[');
    for (uint32_t i = 0; i < d->inputs.count + d->drawn.count; i++) {
        bool drawn = i >= d->inputs.count;
        const Described *one = drawn ? &d->drawn.at[i - d->inputs.count]
                                     : &d->inputs.at[i];
        open_array(d, json, one);
        if (drawn)
            put_start(d, json, "drawn", starts, one->id);
        else
            json_null(json, "drawn");
        json_close(json);
    }
    json_close(json);
}

static void put_states(const Description *d, Json *json, const Starts *starts)
{
    json_open(json, "states", '[');
    for (uint32_t i = 0; i < d->states.count; i++) {
        open_array(d, json, &d->states.at[i]);
        put_start(d, json, "initial", starts, d->states.at[i].id);
        json_close(json);
    }
    json_close(json);
}

static void put_results(const Description *d, Json *json)
{
    json_open(json, "outputs", '[');
    for (uint32_t i = 0; i < d->outputs.count; i++) {
        open_array(d, json, &d->outputs.at[i]);
        json_close(json);
    }
    json_close(json);
    json_open(json, "gradients", '[');
    for (uint32_t i = 0; i < d->gradients.count; i++) {
        open_array(d, json, &d->gradients.at[i]);
        json_text(json, "by", d->gradients.at[i].by);
        json_close(json);
    }
    json_close(json);
}

/* -- what is needed -- */

static void put_area(Json *json, const char *key, const Area *area)
{
    json_open(json, key, '{');
    json_whole(json, "bytes", area->bytes);
    json_whole(json, "lower_bound", area->bound);
    json_close(json);
}

static void put_memory(const Needs *needs, Json *json)
{
    json_open(json, "memory", '{');
    json_whole(json, "params", needs->params);
    put_area(json, "work", &needs->work);
    put_area(json, "infer_work", &needs->infer);
    if (needs->of_step > 0)
        put_area(json, "step_work", &needs->step);
    else
        json_null(json, "step_work");
    json_whole(json, "state", needs->state);
    json_whole(json, "moments", needs->moments);
    json_whole(json, "constants", needs->constants);
    if (needs->selftest) {
        json_whole(json, "selftest_work", needs->selftest);
        json_whole(json, "selftest_constants", needs->selftest_constants);
    }
    json_open(json, "stack", '{');
    json_whole(json, "x86_64", needs->stack.plain);
    json_whole(json, "cortex_m4", needs->stack.cortex);
    json_close(json);
    json_close(json);
}

static void put_operations(const Needs *needs, Json *json)
{
    json_open(json, "operations", '{');
    json_real(json, "forward", needs->of_pass[FORWARD], true);
    json_real(json, "backward", needs->of_pass[BACKWARD], true);
    if (needs->of_step > 0)
        json_real(json, "step", needs->of_step, true);
    else
        json_null(json, "step");
    json_real(json, "total", needs->operations.made, true);
    json_real(json, "total_without_recomputation", needs->operations.least,
              true);
    json_real(json, "infer", needs->infer_operations.made, true);
    json_real(json, "infer_without_recomputation",
              needs->infer_operations.least, true);
    json_close(json);
}

/* -- recurrences -- */

static void put_store(const Description *d, Json *json, const char *key,
                      const DescribedStore *store)
{
    json_open(json, key, '{');
    json_open(json, "arrays", '[');
    for (uint32_t i = 0; i < store->ids.count; i++) {
        ArrayId id = store->ids.at[i];
        json_open(json, NULL, '{');
        json_text(json, "name", d->names->arrays[id]);
        put_shape(json, graph_array(d->graph, id));
        json_close(json);
    }
    json_close(json);
    json_whole(json, "bytes", store->bytes);
    json_close(json);
}

static void put_recurrences(const Description *d, Json *json)
{
    json_open(json, "recurrences", '[');
    for (uint32_t n = 0; n < d->recurrences.count; n++) {
        const Recurrence *r = d->recurrences.at[n].recurrence;
        json_open(json, NULL, '{');
        json_open(json, "arrays", '[');
        for (ArrayId id = r->first; id <= r->last; id++)
            json_text(json, NULL, d->names->arrays[id]);
        json_close(json);
        json_whole(json, "steps", r->steps.high - r->steps.low);
        json_bool(json, "backwards", r->direction < 0);
        json_bool(json, "within", r->outer != 0);
        put_store(d, json, "kept", &d->recurrences.at[n].kept);
        json_close(json);
    }
    json_close(json);
}

static void put_segments(const Description *d, Json *json)
{
    const Segments *s = d->segments;
    if (!s) {
        json_null(json, "checkpoints");
        return;
    }
    json_open(json, "checkpoints", '{');
    json_whole(json, "every", s->size);
    json_whole(json, "steps", s->steps.high - s->steps.low);
    put_store(d, json, "kept", &d->saved);
    json_open(json, "made_again", '[');
    for (uint32_t i = 0; i < d->remade.ids.count; i++)
        json_text(json, NULL, d->names->arrays[d->remade.ids.at[i]]);
    json_close(json);
    json_close(json);
}

static void put_dims(const Description *d, Json *json)
{
    json_open(json, "dims", '{');
    for (uint32_t i = 0; i < d->graph->dims.count; i++) {
        json_key(json, d->graph->dims.at[i].name);
        json_whole(json, NULL, d->graph->dims.at[i].value);
    }
    json_close(json);
    if (d->graph->batch)
        json_whole(json, "batch", d->graph->batch);
    else
        json_null(json, "batch");
}

void emit_describe_json(const Description *d, Buffer *out)
{
    Json json = {.out = out, .lines = 2};
    Starts starts = init_starts(d->graph, d->arena, d->plan->real_double);
    json_open(&json, NULL, '{');
    json_text(&json, "model", d->c_names->model);
    json_string(&json, "real", d->plan->real_double ? "double" : "float");
    put_dims(d, &json);
    put_inputs(d, &json, &starts);
    put_results(d, &json);
    put_params(d, &json, &starts);
    json_whole(&json, "params_size", d->param_count);
    put_states(d, &json, &starts);
    put_memory(d->needs, &json);
    put_operations(d->needs, &json);
    put_recurrences(d, &json);
    put_segments(d, &json);
    json_close(&json);
}
