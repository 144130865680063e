/* command_selftest_point.c: what the generated self-test draws at a point, drawn
 * as it does: in the type of the model.
 */
#include "command_selftest_point.h"

#include "kernel.h"
#include "values.h"

#include "../runtime/gg.h"

#include <string.h>

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static int64_t size_of(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

static void to_floats(const double *from, float *to, int64_t size)
{
    for (int64_t i = 0; i < size; i++)
        to[i] = (float)from[i];
}

static void from_floats(const float *from, double *to, int64_t size)
{
    for (int64_t i = 0; i < size; i++)
        to[i] = (double)from[i];
}

static void fill(Arena *work, bool in_double, double *to, int64_t size,
                 uint64_t seed, uint32_t stream, double low, double high)
{
    if (in_double) {
        gg_fill_uniform(to, (size_t)size, seed, stream, low, high);
        return;
    }
    float *single = NEW_ARRAY(work, float, size);
    gg_fill_uniformf(single, (size_t)size, seed, stream, (float)low,
                     (float)high);
    from_floats(single, to, size);
}

static void move(Arena *work, bool in_double, double *x, int64_t size,
                 uint64_t seed, uint32_t stream, double by)
{
    if (in_double) {
        gg_move((size_t)size, x, seed, stream, by);
        return;
    }
    float *single = NEW_ARRAY(work, float, size);
    to_floats(x, single, size);
    gg_movef((size_t)size, single, seed, stream, (float)by);
    from_floats(single, x, size);
}

static void dominate(Arena *work, bool in_double, const Array *array, double *x)
{
    int64_t size = array_size(array), n = array->shape[array->rank - 1];
    if (in_double) {
        values_make_definite(array, x);
        return;
    }
    float *single = NEW_ARRAY(work, float, size);
    to_floats(x, single, size);
    gg_dominatef((size_t)(size / (n * n)), (size_t)n, single);
    from_floats(single, x, size);
}

static void place_params(Arena *work, bool in_double, const Graph *graph,
                         const Selftest *t, uint64_t seed, double **values)
{
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = defined(graph, graph->params.at[i]);
        uint32_t stream = selftest_stream(SELFTEST_PARAM, i);
        int64_t size = size_of(graph, id);
        if (t->params[i])
            memcpy(values[id], t->params[i], (size_t)size * sizeof(double));
        else if (t->near > 0)
            move(work, in_double, values[id], size, seed, stream, t->near);
        else
            fill(work, in_double, values[id], size, seed, stream, t->low, t->high);
        if (t->definite_params[i])
            dominate(work, in_double, graph_array(graph, id), values[id]);
    }
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = defined(graph, graph->states.at[i]);
        int64_t size = size_of(graph, id);
        if (t->states[i])
            memcpy(values[id], t->states[i], (size_t)size * sizeof(double));
        else
            move(work, in_double, values[id], size, seed,
                 selftest_stream(SELFTEST_STATE, i), SELFTEST_MOVE);
    }
}

double **selftest_place(const Graph *graph, uint32_t own, const Selftest *t,
                        bool in_double, uint64_t seed, Arena *work,
                        Buffer *problems)
{
    double **values = NEW_ARRAY(work, double *, graph->arrays.count);
    if (!values_initialise(graph, work, seed, 0, in_double, values, problems))
        return NULL;
    place_params(work, in_double, graph, t, seed, values);
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        int64_t size = size_of(graph, id);
        values[id] = NEW_ARRAY(work, double, size);
        if (i >= own)
            fill(work, in_double, values[id], size, seed,
                 selftest_stream(SELFTEST_DIRECTION, i - own),
                 -t->reach[i - own], t->reach[i - own]);
        else if (t->inputs[i])
            memcpy(values[id], t->inputs[i], (size_t)size * sizeof(double));
        else
            fill(work, in_double, values[id], size, seed,
                 selftest_stream(SELFTEST_INPUT, i), t->low, t->high);
        if (i < own && t->definite_inputs[i])
            dominate(work, in_double, graph_array(graph, id), values[id]);
    }
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId id = graph->seeds.at[k].array;
        values[id] = NEW_ARRAY(work, double, size_of(graph, id));
        fill(work, in_double, values[id], size_of(graph, id), seed,
             selftest_stream(SELFTEST_SEED, k), SELFTEST_WEIGHT_LOW,
             SELFTEST_WEIGHT_HIGH);
    }
    return values;
}
