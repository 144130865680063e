/* values.c: from what the user writes to the values of a graph. */
#define _POSIX_C_SOURCE 200809L
#include "values.h"

#include "eval.h"
#include "letters.h"
#include "spell.h"
#include "tensor.h"

#include <math.h>
#include <string.h>
#include <strings.h>

typedef struct Named {
    Text    name;
    ArrayId array;
    bool    is_param;
    bool    is_set;                 /* has a value if none is given */
} Named;

typedef struct Given {
    const Graph *graph;
    Arena       *arena;
    double     **values;
    bool        *given;
    Buffer      *problems;
    bool         failed;
    const bool  *assigned;          /* given on the command line; set while
                                       a file of params is read */
    Text         file;              /* where values come from, or empty */
    LIST(Named)  names;
    Table        by_name;           /* index in names, + 1 */
} Given;

/* -- names -- */

static Text seed_name(const Graph *graph, Arena *arena, const Seed *seed)
{
    uint32_t definition = graph->outputs.at[seed->output];
    Text name = graph->definitions.at[definition].name;
    return text_format(arena, "d_%.*s", TEXT_ARGS(name));
}

Text values_name(const Graph *graph, Arena *arena, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return seed_name(graph, arena, &graph->seeds.at[i]);
    uint32_t definition = graph_definition_of(graph, id);
    return definition ? graph->definitions.at[definition].name : text_of("?");
}

static void name_add(Given *g, Text name, ArrayId array)
{
    uint8_t kind = graph_array(g->graph, array)->kind;
    Named named = {name, array, kind == PARAM, kind != INPUT};
    list_push(g->arena, &g->names, named);
    table_add(g->arena, &g->by_name, text_hash(name), g->names.count);
}

static bool is_seed(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return true;
    return false;
}

static void add_names(Given *g, const uint32_t *at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Definition *d = &g->graph->definitions.at[at[i]];
        name_add(g, d->name, d->array);
    }
}

static const Named *name_as_written(const Given *g, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    for (uint32_t at = table_first(&g->by_name, hash);
         (id = table_id(&g->by_name, at));
         at = table_next(&g->by_name, at, hash))
        if (text_equal(g->names.at[id - 1].name, name))
            return &g->names.at[id - 1];
    return NULL;
}

/* By the author's letters, else by those of C (`W1` for `W₁`) where only one
 * name is spelled so. */
static const Named *name_find(const Given *g, Text name)
{
    const Named *found = name_as_written(g, name);
    if (found)
        return found;
    for (uint32_t i = 0; i < g->names.count && name.length; i++) {
        if (!text_equal(spell(g->arena, g->names.at[i].name), name))
            continue;
        if (found)
            return NULL;
        found = &g->names.at[i];
    }
    return found;
}

/* A name of the program's own is that, and not that of a derivative. */
static void collect_names(Given *g)
{
    const Graph *graph = g->graph;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        const Definition *d = &graph->definitions.at[graph->inputs.at[i]];
        if (!is_seed(graph, d->array))
            name_add(g, d->name, d->array);
    }
    add_names(g, graph->params.at, graph->params.count);
    add_names(g, graph->states.at, graph->states.count);
    add_names(g, graph->draws.at, graph->draws.count);
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        const Seed *seed = &graph->seeds.at[i];
        Text name = seed_name(graph, g->arena, seed);
        name_add(g, name_as_written(g, name) ? (Text){0} : name, seed->array);
    }
}

static bool is_same_but_for_case(Text a, Text b)
{
    return a.length == b.length && !strncasecmp(a.at, b.at, a.length);
}

static const Named *name_nearest(const Given *g, Text name)
{
    const Named *nearest = NULL;
    unsigned least = 3;
    for (uint32_t i = 0; i < g->names.count; i++) {
        Text other = g->names.at[i].name;
        unsigned d = is_same_but_for_case(other, name)
                       ? 0
                       : text_distance(other, name, least);
        if (d < least && d < name.length) {
            least = d;
            nearest = &g->names.at[i];
        }
    }
    return nearest;
}

/* -- problems -- */

static void begin_problem(Given *g, Text name)
{
    g->failed = true;
    buffer_puts(g->problems, "gcc-graph: error: ");
    if (g->file.length)
        buffer_print(g->problems, "%.*s: ", TEXT_ARGS(g->file));
    if (name.length)
        buffer_print(g->problems, "%.*s: ", TEXT_ARGS(name));
}

/* A name of the program that takes no value here. */
static bool print_what_it_is(Given *g, Text name)
{
    const Graph *graph = g->graph;
    const char *is = NULL;
    for (uint32_t i = 0; i < graph->dims.count; i++)
        if (text_equal(graph->dims.at[i].name, name))
            is = "a dim; say -D";
    for (uint32_t i = 1; !is && i < graph->definitions.count; i++)
        if (text_equal(graph->definitions.at[i].name, name))
            is = name_find(g, name) ? "an input" : "computed";
    if (is)
        buffer_print(g->problems, "; %.*s is %s", TEXT_ARGS(name), is);
    return is != NULL;
}

static bool problem_unknown(Given *g, Text name)
{
    begin_problem(g, (Text){0});
    const Named *nearest = name_nearest(g, name);
    buffer_print(g->problems, "the program has no %s called %.*s",
                 g->assigned ? "param" : "input or param", TEXT_ARGS(name));
    if (!print_what_it_is(g, name) && nearest
        && (nearest->is_param || !g->assigned))
        buffer_print(g->problems, "; is it %.*s?", TEXT_ARGS(nearest->name));
    buffer_puts(g->problems, "\n");
    return false;
}

static bool problem_twice(Given *g, Text name)
{
    begin_problem(g, name);
    buffer_puts(g->problems, "it is given twice\n");
    return false;
}

static bool problem_shape(Given *g, const Named *named, const Tensor *tensor)
{
    const Array *array = graph_array(g->graph, named->array);
    begin_problem(g, named->name);
    buffer_puts(g->problems, "expected ");
    shape_print(g->problems, array->rank, array->shape);
    buffer_puts(g->problems, ", got ");
    shape_print(g->problems, tensor->rank, tensor->shape);
    buffer_puts(g->problems, "\n");
    return false;
}

static bool check_limits(Given *g, const Named *named, const double *values)
{
    const Array *array = graph_array(g->graph, named->array);
    int64_t size = array_size(array);
    for (int64_t i = 0; array->type == WHOLE && i < size; i++) {
        double v = values[i];
        const Range range = graph_index_range(g->graph, named->array, i);
        if (v >= (double)range.low && v < (double)range.high && v == floor(v))
            continue;
        begin_problem(g, named->name);
        if (array->rank)
            buffer_print(g->problems, "element %lld is ", (long long)i);
        buffer_number(g->problems, v, true);
        buffer_print(g->problems,
                     "%s expected a whole number from %lld to %lld%s\n",
                     array->rank ? ";" : " is given;", (long long)range.low,
                     (long long)range.high - 1,
                     v >= 0 && v < (double)array->limit && v == floor(v)
                         ? ", as what it chooses is of an earlier step" : "");
        return false;
    }
    return true;
}

/* -- taking values -- */

/* A table of one row or one column may be a vector, of one number a number. */
static void fit_table(Tensor *tensor, const Array *array)
{
    if (!tensor->table || array->rank >= 2
        || (tensor->shape[0] != 1 && tensor->shape[1] != 1))
        return;
    tensor->rank = 1;
    tensor->shape[0] = tensor->values.count;
    if (array->rank == 0 && tensor->values.count == 1)
        tensor->rank = 0;
}

static bool take(Given *g, const Named *named, Tensor *tensor)
{
    const Array *array = graph_array(g->graph, named->array);
    fit_table(tensor, array);
    bool fits = tensor->rank == array->rank;
    for (uint32_t i = 0; fits && i < array->rank; i++)
        fits = tensor->shape[i] == array->shape[i];
    if (!fits)
        return problem_shape(g, named, tensor);
    if (!check_limits(g, named, tensor->values.at))
        return false;
    g->values[named->array] = tensor->values.at;
    g->given[named->array] = true;
    return true;
}

static bool take_assignment(Given *g, Text assignment)
{
    const char *equals = memchr(assignment.at, '=', assignment.length);
    if (!equals || equals == assignment.at) {
        begin_problem(g, assignment);
        buffer_puts(g->problems, "expected name=value\n");
        return false;
    }
    size_t length = (size_t)(equals - assignment.at);
    Text name = name_fold(g->arena, (Text){assignment.at, length});
    Text value = {equals + 1, assignment.length - length - 1};
    const Named *named = name_find(g, name);
    if (!named)
        return problem_unknown(g, name);
    if (g->given[named->array])
        return problem_twice(g, name);
    Tensor tensor;
    Buffer problem = buffer_create(g->arena);
    bool read;
    if (value.length && *value.at == '@') {
        g->file = (Text){value.at + 1, value.length - 1};
        read = tensor_read(g->arena, g->file, &tensor, &problem);
    } else {
        Cursor cursor = cursor_of(g->arena, value, &problem);
        read = json_tensor_whole(&cursor, &tensor);
    }
    if (read) {
        read = take(g, named, &tensor);
    } else {
        begin_problem(g, g->file.length ? (Text){0} : name);
        buffer_print(g->problems, "%.*s\n", TEXT_ARGS(buffer_text(&problem)));
    }
    g->file = (Text){0};
    return read;
}

/* -- files of params -- */

/* An assignment of the command line goes before the file. */
static bool take_member(void *context, Text name, Tensor *tensor)
{
    Given *g = context;
    name = name_fold(g->arena, name);
    const Named *named = name_find(g, name);
    if (!named || !named->is_param)
        (void)problem_unknown(g, name);
    else if (!g->given[named->array])
        (void)take(g, named, tensor);
    else if (!g->assigned[named->array])
        (void)problem_twice(g, name);
    return true;
}

/* A vector of `count` numbers, in NumPy's format. */
static bool npy_read(Arena *arena, Text bytes, uint64_t count, double **flat,
                     Buffer *problem)
{
    Tensor tensor;
    Cursor cursor = cursor_of(arena, bytes, problem);
    if (!npy_tensor(&cursor, &tensor))
        return false;
    *flat = tensor.values.at;
    if (tensor.rank == 1 && tensor.values.count == count)
        return true;
    buffer_print(problem, "the params are a vector of %llu numbers, and it "
                          "holds ", (unsigned long long)count);
    shape_print(problem, tensor.rank, tensor.shape);
    return false;
}

/* All params, as they stand in the flat vector. */
static bool take_flat(Given *g, Text bytes, Buffer *problem)
{
    const Graph *graph = g->graph;
    uint64_t count = 0;
    for (uint32_t i = 0; i < g->names.count; i++)
        if (g->names.at[i].is_param)
            count += (uint64_t)array_size(
                graph_array(graph, g->names.at[i].array));
    double *flat = NEW_ARRAY(g->arena, double, count);
    if (text_ends(g->file, ".npy")
            ? !npy_read(g->arena, bytes, count, &flat, problem)
            : !params_file_read(g->arena, bytes, count, flat, problem))
        return false;
    for (uint32_t i = 0; i < g->names.count; i++) {
        const Named *named = &g->names.at[i];
        if (!named->is_param)
            continue;
        if (!g->given[named->array])
            g->values[named->array] = flat;
        g->given[named->array] = true;
        flat += array_size(graph_array(graph, named->array));
    }
    return true;
}

/* Complains of the first element that is no number of the real type. */
static void check_finite(Given *g, const Named *named, bool in_double)
{
    const Array *array = graph_array(g->graph, named->array);
    const double *values = g->values[named->array];
    for (int64_t i = 0; i < array_size(array); i++) {
        if (isfinite(in_double ? values[i] : (double)(float)values[i]))
            continue;
        begin_problem(g, named->name);
        if (array->rank)
            buffer_print(g->problems, "element %lld is ", (long long)i);
        buffer_number(g->problems, values[i], true);
        buffer_print(g->problems, "%s, no finite number%s\n",
                     array->rank ? "" : " is given",
                     in_double ? "" : " of type float");
        return;
    }
}

static void take_params(Given *g, Text path)
{
    Buffer problem = buffer_create(g->arena);
    Text bytes;
    g->file = path;
    g->assigned = arena_copy(g->arena, g->given, g->graph->arrays.count,
                             sizeof *g->given);
    bool read = file_read(g->arena, path, &bytes, &problem);
    if (read && text_ends(path, ".json")) {
        Cursor cursor = cursor_of(g->arena, bytes, &problem);
        read = json_object(&cursor, take_member, g);
    } else if (read) {
        read = take_flat(g, bytes, &problem);
    }
    if (!read) {
        begin_problem(g, (Text){0});
        buffer_print(g->problems, "%.*s\n", TEXT_ARGS(buffer_text(&problem)));
    }
    g->file = (Text){0};
    g->assigned = NULL;
}

bool values_fit(const Graph *graph, Buffer *problems)
{
    int64_t count = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (!array_is_computed(array) && array->kind != LITERAL)
            count += array_size(array);
    }
    if (count <= EVAL_BYTES / (int64_t)sizeof(double))
        return true;
    buffer_print(problems,
                 "gcc-graph: error: the inputs and params take more than %lld "
                 "GiB\n",
                 (long long)(EVAL_BYTES >> 30));
    return false;
}

/* -- all of it -- */

static void require_inputs(Given *g, bool infer)
{
    const Graph *graph = g->graph;
    const bool *needed = infer ? graph_inferred(graph, g->arena) : NULL;
    for (uint32_t i = 0; i < g->names.count; i++) {
        const Named *named = &g->names.at[i];
        const Array *array = graph_array(graph, named->array);
        if (g->given[named->array] || named->is_set)
            continue;
        if (is_seed(graph, named->array)
            || (needed && !needed[named->array])) {
            g->values[named->array] =
                NEW_ARRAY(g->arena, double, array_size(array));
            continue;
        }
        bool whole = array->type == WHOLE;
        begin_problem(g, named->name);
        buffer_puts(g->problems, "it is not given; expected ");
        if (array->rank || !whole)
            shape_print(g->problems, array->rank, array->shape);
        if (whole)
            buffer_print(g->problems, "%s from 0 to %lld",
                         array->rank ? " of whole numbers" : "a whole number",
                         (long long)array->limit - 1);
        buffer_print(g->problems, ", as in %.*s=%s\n", TEXT_ARGS(named->name),
                     array->rank ? "[…] or =@file.npy" : whole ? "0" : "1");
    }
}

bool values_read(const Graph *graph, Arena *arena, const ValueOptions *options,
                 double **values, bool *given, Buffer *problems)
{
    Given g = {.graph = graph, .arena = arena, .values = values,
               .given = given, .problems = problems};
    collect_names(&g);
    if (!values_fit(graph, problems)
        || !values_initialise(graph, arena, options->seed, options->step,
                              options->in_double, values, problems))
        return false;
    for (uint32_t i = 0; i < options->count; i++)
        if (!take_assignment(&g, options->assignments[i]))
            g.failed = true;
    if (options->params.length)
        take_params(&g, options->params);
    if (!g.failed && !options->partial)
        require_inputs(&g, options->infer);
    return !g.failed;
}

bool values_read_params(const Graph *graph, Arena *arena, Text path,
                        bool in_double, double **values, Buffer *problems)
{
    Given g = {.graph = graph, .arena = arena, .values = values,
               .given = NEW_ARRAY(arena, bool, graph->arrays.count),
               .problems = problems};
    collect_names(&g);
    take_params(&g, path);
    g.file = path;
    for (uint32_t i = 0; !g.failed && i < g.names.count; i++) {
        const Named *named = &g.names.at[i];
        if (named->is_param && g.given[named->array]) {
            check_finite(&g, named, in_double);
        } else if (named->is_param) {
            begin_problem(&g, named->name);
            buffer_puts(problems, "it is not in the file\n");
        }
    }
    return !g.failed;
}
