/* values_initial.c: the values that params, states and drawn inputs start with. */
#include "values.h"

#include "emit_init.h"
#include "eval.h"

#include "../runtime/gg.h"

double values_normal(uint64_t seed, uint32_t stream, uint64_t i)
{
    return gg_normal(seed, stream, i);
}

double values_uniform(uint64_t seed, uint32_t stream, uint64_t i)
{
    return gg_uniform(seed, stream, i);
}

void values_make_definite(const Array *array, double *values)
{
    int64_t n = array->shape[array->rank - 1];
    gg_dominate((size_t)(array_size(array) / (n * n)), (size_t)n, values);
}

typedef struct Stream {
    uint64_t seed;
    uint32_t stream;
} Stream;

static void draw_in_double(const Initial *initial, Stream from, double *to,
                           size_t size)
{
    switch (initial->draw) {
    case DRAW_NORMAL:
        gg_fill_normal(to, size, from.seed, from.stream, initial->a,
                       initial->b);
        return;
    case DRAW_UNIFORM:
        gg_fill_uniform(to, size, from.seed, from.stream, initial->a,
                        initial->b);
        return;
    case DRAW_BERNOULLI:
        gg_fill_bernoulli(to, size, from.seed, from.stream, initial->a);
        return;
    case DRAW_DROPOUT:
        gg_fill_dropout(to, size, from.seed, from.stream, initial->a);
        return;
    case DRAW_NONE:
        return;
    }
}

static void draw_in_float(const Initial *initial, Stream from, float *to,
                          size_t size)
{
    float a = (float)initial->a, b = (float)initial->b;
    switch (initial->draw) {
    case DRAW_NORMAL:
        gg_fill_normalf(to, size, from.seed, from.stream, a, b);
        return;
    case DRAW_UNIFORM:
        gg_fill_uniformf(to, size, from.seed, from.stream, a, b);
        return;
    case DRAW_BERNOULLI:
        gg_fill_bernoullif(to, size, from.seed, from.stream, a);
        return;
    case DRAW_DROPOUT:
        gg_fill_dropoutf(to, size, from.seed, from.stream, a);
        return;
    case DRAW_NONE:
        return;
    }
}

static void draw(const Initial *initial, Arena *arena, Stream from,
                 bool in_double, double *to, size_t size)
{
    if (in_double) {
        draw_in_double(initial, from, to, size);
        return;
    }
    float *single = NEW_ARRAY(arena, float, size);
    draw_in_float(initial, from, single, size);
    for (size_t i = 0; i < size; i++)
        to[i] = (double)single[i];
}

/* The least values that an array may have as an input. */
static double *least_values(const Graph *graph, Arena *arena, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    int64_t size = array_size(array);
    double *values = NEW_ARRAY(arena, double, size);
    for (int64_t i = 0; i < size && array->type == WHOLE; i++)
        values[i] = (double)graph_index_range(graph, id, i).low;
    return values;
}

/* The computed arrays that initial values are, and what they are made of; *all:
 * a recurrence is among them. NULL: there are none. */
static bool *initial_cone(const Graph *graph, Arena *arena, bool *all)
{
    bool *cone = NEW_ARRAY(arena, bool, graph->arrays.count), any = false;
    *all = false;
    for (uint32_t i = 0; i < graph->initials.count; i++) {
        const Initial *initial = &graph->initials.at[i];
        bool computed = initial->draw == DRAW_NONE
                     && array_is_computed(graph_array(graph, initial->value));
        cone[initial->value] |= computed;
        any |= computed;
    }
    for (ArrayId id = graph->arrays.count; any && id-- > 1;) {
        const Array *array = graph_array(graph, id);
        *all |= cone[id] && (array->recurrence || array->kind == CARRY
                             || array->kind == HELD);
        if (cone[id])
            array_mark_reads(graph, id, cone);
    }
    return any ? cone : NULL;
}

/* Computes the arrays that initial values are, with any values for what is
 * given: they depend on nothing of it. */
static bool compute_constants(const Graph *graph, Arena *arena, bool in_double,
                              double **constants, Buffer *problems)
{
    bool all;
    const bool *cone = initial_cone(graph, arena, &all);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind == LITERAL)
            constants[id] = arena_copy(arena, array->as.values,
                                       (size_t)array_size(array),
                                       sizeof(double));
        else if (cone && !array_is_computed(array) && (all || cone[id]))
            constants[id] = least_values(graph, arena, id);
        else if (cone && cone[id] && !all)
            constants[id] = NEW_ARRAY(arena, double, array_size(array));
    }
    EvalFault fault;
    Evaluator *evaluator =
        cone ? evaluator_create(graph, arena, !in_double) : NULL;
    if (!cone
        || (all ? evaluator_run(evaluator, constants, &fault)
                : evaluator_run_some(evaluator, constants, cone, &fault)))
        return true;
    buffer_puts(problems, "gcc-graph: error: the initial values of the params "
                          "cannot be computed\n");
    return false;
}

bool values_initialise(const Graph *graph, Arena *arena, uint64_t seed,
                       uint64_t step, bool in_double, double **values,
                       Buffer *problems)
{
    return values_initialise_rest(graph, arena, seed, step, in_double, NULL,
                                  values, problems);
}

bool values_initialise_rest(const Graph *graph, Arena *arena, uint64_t seed,
                            uint64_t step, bool in_double, const bool *known,
                            double **values, Buffer *problems)
{
    double **constants = NEW_ARRAY(arena, double *, graph->arrays.count);
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = graph->definitions.at[graph->params.at[i]].array;
        if (!known || !known[id])
            values[id] = NEW_ARRAY(arena, double,
                               array_size(graph_array(graph, id)));
    }
    if (!compute_constants(graph, arena, in_double, constants, problems))
        return false;
    for (uint32_t i = 0; i < graph->initials.count; i++) {
        const Initial *initial = &graph->initials.at[i];
        const Array *array = graph_array(graph, initial->array);
        if (known && known[initial->array])
            continue;
        int64_t size = array_size(array);
        double **to_values = &values[initial->array];
        if (!*to_values || array->kind != PARAM)
            *to_values = NEW_ARRAY(arena, double, size);
        double *to = *to_values;
        if (initial->draw != DRAW_NONE) {
            uint32_t definition = graph_definition_of(graph, initial->array);
            Stream from = {
                array->kind == DRAWN ? gg_seed_at(seed, step) : seed,
                init_stream(graph->definitions.at[definition].name)};
            draw(initial, arena, from, in_double, to, (size_t)size);
            continue;
        }
        const double *given = constants[initial->value];
        bool spread = graph_array(graph, initial->value)->rank == 0;
        for (int64_t k = 0; k < size; k++)
            to[k] = given[spread ? 0 : k];
    }
    return true;
}
