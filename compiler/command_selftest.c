/* command_selftest.c: points at which the interpreter does what a self-test does.
 *
 * A point must be fine: outputs and gradients are numbers, and the products
 * u·(J v) and (Jᵀ u)·v, computed in the type of the model, differ by no more than
 * the bound, from each other and from those in double. They may where rounding
 * turns a kink. Points at which the bound is small beside what it bounds come
 * first.
 *
 * The bound is that of both numbers, each by the graph that is compiled for it,
 * and of their products; twice that, as it is of first order in the unit roundoff.
 */
#include "command_selftest.h"

#include "command_selftest_point.h"
#include "eval_rounding.h"
#include "kernel.h"

#include "../runtime/gg.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SEEDS = 8 };                 /* that are tried in each manner */

#define VAGUE 1e-2
#define MOST_WORK 4e9               /* operations of one evaluation */

typedef struct Manner {
    double low, high, near;
} Manner;

static const Manner manners[] = {
    {-1.5, 1.5, 0.3}, {0.3, 2, 0.3}, {0.3, 2, 0},   {0.1, 0.9, 0.1},
    {0.1, 0.9, 0},    {1.2, 3, 0},   {1.2, 3, 0.1}, {-0.1, 0.1, 0.03},
};

typedef struct Maker {
    const Graph *graph[2];          /* backward, forward */
    Arena       *arena;
    const SelftestOptions *options;
    Selftest    *test;
    Buffer      *problems;
    Text         infinite;          /* the output that was no number */
    bool         failed;
} Maker;

enum { BACK, FORTH };

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static int64_t size_of(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

static double **place(Maker *m, Arena *work, int side, uint64_t seed)
{
    double **values = selftest_place(m->graph[side], m->graph[BACK]->inputs.count,
                                     m->test, m->options->real_double, seed, work,
                                     m->problems);
    m->failed |= !values;
    return values;
}

/* -- the two numbers -- */

/* What a number is made of: elements of arrays of a graph, with weights. */
typedef struct Terms {
    uint32_t count;
    ArrayId *of;
    double **weights;
} Terms;

static Terms terms_of(Arena *work, const Graph *graph, int side,
                      double *const *back, double *const *forth,
                      const Graph *gradient)
{
    Terms terms = {
        .count = side == BACK ? gradient->gradients.count
                              : gradient->seeds.count};
    terms.of = NEW_ARRAY(work, ArrayId, terms.count);
    terms.weights = NEW_ARRAY(work, double *, terms.count);
    for (uint32_t i = 0; i < terms.count; i++) {
        terms.of[i] = side == BACK ? gradient->gradients.at[i].array
                                   : defined(graph, graph->outputs.at[i]);
        terms.weights[i] = side == FORTH
                             ? back[gradient->seeds.at[i].array]
                             : forth[i];
    }
    return terms;
}

/* The number, and the sum of the sizes of its terms. */
static double number_of(const Graph *graph, const Terms *terms,
                        double *const *values, double *size)
{
    double sum[2] = {0, 0};
    *size = 0;
    for (uint32_t i = 0; i < terms->count; i++) {
        int64_t count = size_of(graph, terms->of[i]);
        const double *x = values[terms->of[i]];
        gg_products((size_t)count, x, terms->weights[i], sum);
        for (int64_t k = 0; k < count; k++)
            *size += fabs(x[k] * terms->weights[i][k]);
    }
    return sum[0] + sum[1];
}

static bool bound_of(Maker *m, Arena *work, int side, const Terms *terms,
                     double **values, double *bound)
{
    const Graph *graph = m->graph[side];
    double **weights = NEW_ARRAY(work, double *, graph->arrays.count);
    Rounding rounding = {!m->options->real_double,
                         m->options->relaxed || m->options->any_order};
    EvalFault fault;
    for (uint32_t i = 0; i < terms->count; i++) {
        double **to = &weights[terms->of[i]];
        int64_t size = size_of(graph, terms->of[i]);
        if (!*to)
            *to = NEW_ARRAY(work, double, size);
        for (int64_t k = 0; k < size; k++)
            (*to)[k] += terms->weights[i][k];
    }
    return eval_rounding(graph, work, &rounding, values, weights, bound,
                         &fault);
}

/* Values given as for the float ones. */
static double **given_copy(Arena *work, const Graph *graph, double **values)
{
    double **copy = NEW_ARRAY(work, double *, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (!array_is_computed(graph_array(graph, id)))
            copy[id] = values[id];
    return copy;
}

static bool run(Maker *m, Arena *work, int side, bool in_float,
                double **values)
{
    EvalFault fault;
    if (eval(m->graph[side], work, in_float, values, &fault))
        return true;
    buffer_puts(m->problems,
                fault.problem == EVAL_MEMORY
                    ? "gcc-graph: error: --selftest: the program takes too much "
                      "memory to compute what is expected\n"
                    : "gcc-graph: error: --selftest reaches outside an array\n"
                      "gcc-graph: note: this is a fault of gcc-graph, not of "
                      "your program\n");
    m->failed = true;
    return false;
}

/* -- hashes -- */

static uint64_t hash_array(const Maker *m, Arena *work, uint64_t hash,
                           const Graph *graph, ArrayId id, double **values)
{
    const Array *array = graph_array(graph, id);
    int64_t size = array_size(array);
    if (array->type == WHOLE) {
        int32_t *whole = NEW_ARRAY(work, int32_t, size);
        for (int64_t i = 0; i < size; i++)
            whole[i] = (int32_t)values[id][i];
        return array->limit > (int64_t)1 << 31
                 ? hash : gg_hash_whole(hash, (size_t)size, whole);
    }
    double *x = arena_copy(work, values[id], (size_t)size, sizeof *x);
    for (int64_t i = 0; m->options->adds && i < size; i++)
        x[i] += 0.0;
    if (m->options->real_double)
        return gg_hash(hash, (size_t)size, x);
    float *single = NEW_ARRAY(work, float, size);
    for (int64_t i = 0; i < size; i++)
        single[i] = (float)x[i];
    return gg_hashf(hash, (size_t)size, single);
}

static void set_hashes(const Maker *m, Arena *work, double **values,
                       SelftestPoint *point)
{
    const Graph *graph = m->graph[BACK];
    point->outputs = point->gradients = GG_HASH_START;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        point->outputs = hash_array(m, work, point->outputs, graph,
                                    defined(graph, graph->outputs.at[i]),
                                    values);
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        point->gradients = hash_array(m, work, point->gradients, graph,
                                      graph->gradients.at[g].array, values);
}

/* -- one point -- */

typedef enum Found { BAD, POOR, GOOD } Found;

static bool outputs_are_numbers(Maker *m, double *const *values)
{
    const Graph *graph = m->graph[BACK];
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        const Definition *output = &graph->definitions.at[graph->outputs.at[i]];
        int64_t size = size_of(graph, output->array);
        for (int64_t k = 0; k < size; k++)
            if (!(fabs(values[output->array][k]) <= DBL_MAX)) {
                m->infinite = output->name;
                return false;
            }
    }
    return true;
}

static Found try_point(Maker *m, Arena *work, uint64_t seed,
                       SelftestPoint *point)
{
    const bool in_float = !m->options->real_double;
    double **given[2], **rounded[2], number[2], exact[2], bound = 0, size = 0;
    double **directions;
    for (int side = 0; side < 2; side++)
        if (!(given[side] = place(m, work, side, seed)))
            return BAD;
    const Graph *forth = m->graph[FORTH];
    uint32_t own = m->graph[BACK]->inputs.count;
    directions = NEW_ARRAY(work, double *, forth->inputs.count);
    for (uint32_t i = own; i < forth->inputs.count; i++)
        directions[i - own] = given[FORTH][defined(forth,
                                                   forth->inputs.at[i])];
    for (int side = 0; side < 2; side++) {
        const Graph *graph = m->graph[side];
        double part, terms_size, u = in_float ? FLT_EPSILON / 2 : DBL_EPSILON / 2;
        rounded[side] = given_copy(work, graph, given[side]);
        if (!run(m, work, side, false, given[side])
            || (in_float && !run(m, work, side, true, rounded[side])))
            return BAD;
        if (side == BACK && !outputs_are_numbers(m, given[side]))
            return BAD;
        Terms terms = terms_of(work, graph, side, given[BACK], directions,
                               m->graph[BACK]);
        exact[side] = number_of(graph, &terms, given[side], &terms_size);
        number[side] = number_of(
            graph, &terms, in_float ? rounded[side] : given[side], &size);
        if (!bound_of(m, work, side, &terms, given[side], &part))
            return BAD;
        bound += part + 4 * u * terms_size;
    }
    bound *= 2;
    bool apart = fabs(number[BACK] - number[FORTH]) <= bound
              && fabs(number[BACK] - exact[BACK]) <= bound
              && fabs(number[FORTH] - exact[FORTH]) <= bound;
    if (!apart || !(bound <= (in_float ? (double)FLT_MAX : DBL_MAX)))
        return BAD;
    *point = (SelftestPoint){
        .seed = seed, .bound = bound, .vague = size > 0 ? bound / size : 0};
    /* Not below it as a float. */
    if (in_float)
        point->bound = (double)nextafterf((float)bound, INFINITY);
    set_hashes(m, work, in_float ? rounded[BACK] : given[BACK], point);
    return bound <= VAGUE * size ? GOOD : POOR;
}

/* -- what is fixed -- */

/* As the generated C has it. */
static const double *fixed(const Maker *m, const Array *array,
                           const double *values)
{
    int64_t size = array_size(array);
    double *to = arena_copy(m->arena, values, (size_t)size, sizeof *to);
    for (int64_t i = 0; !m->options->real_double && array->type != WHOLE
                        && i < size; i++)
        to[i] = (double)(float)to[i];
    return to;
}

/* Of a list of definitions: what the author gives, or NULL. */
static const double **fix(const Maker *m, const uint32_t *list, uint32_t count,
                          double *const *values, const bool *given)
{
    const Graph *graph = m->graph[BACK];
    const double **to = NEW_ARRAY(m->arena, const double *, count);
    for (uint32_t i = 0; i < count; i++) {
        ArrayId id = defined(graph, list[i]);
        if (given[id])
            to[i] = fixed(m, graph_array(graph, id), values[id]);
    }
    return to;
}

static bool read_given(Maker *m)
{
    const Graph *graph = m->graph[BACK];
    double **values = NEW_ARRAY(m->arena, double *, graph->arrays.count);
    bool *given = NEW_ARRAY(m->arena, bool, graph->arrays.count);
    if (!values_read(graph, m->arena, &m->options->values, values, given,
                     m->problems))
        return false;
    m->test->inputs =
        fix(m, graph->inputs.at, graph->inputs.count, values, given);
    m->test->params =
        fix(m, graph->params.at, graph->params.count, values, given);
    m->test->states =
        fix(m, graph->states.at, graph->states.count, values, given);
    for (uint32_t k = 0; k < graph->seeds.count; k++)
        if (given[graph->seeds.at[k].array]) {
            Text name = values_name(graph, m->arena, graph->seeds.at[k].array);
            buffer_print(m->problems, "gcc-graph: error: --selftest draws %.*s "
                                      "itself\n", TEXT_ARGS(name));
            return false;
        }
    return true;
}

/* -- all of it -- */

static void draw_whole(Maker *m)
{
    const Graph *graph = m->graph[BACK];
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        int64_t size = size_of(graph, id);
        if (graph_array(graph, id)->type != WHOLE || m->test->inputs[i])
            continue;
        double *to = NEW_ARRAY(m->arena, double, size);
        for (int64_t k = 0; k < size; k++) {
            const Range range = graph_index_range(graph, id, k);
            double u = values_uniform(1, selftest_stream(SELFTEST_INPUT, i),
                                      (uint64_t)k);
            to[k] = (double)range.low
                  + floor(u * (double)(range.high - range.low));
        }
        m->test->inputs[i] = to;
    }
}

/* Sets directions so that each gradient has about the same share of what is
 * compared: none drowns in the rounding of another. */
static void balance(Maker *m, Arena *work)
{
    enum { MOST = 30 };             /* powers of 2 */
    const Graph *graph = m->graph[BACK];
    double **values = place(m, work, BACK, m->options->values.seed);
    if (!values || !run(m, work, BACK, false, values))
        return;
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        ArrayId id = graph->gradients.at[g].array;
        double sum = 0;
        for (int64_t i = 0; i < size_of(graph, id); i++)
            sum += fabs(values[id][i]);
        double power = sum > 0 && sum <= DBL_MAX ? -round(log2(sum)) : 0;
        m->test->reach[g] = exp2(fmax(-MOST, fmin(power, MOST)));
    }
}

/* Whether there are matrices that are definite in the manners to come. */
static bool set_definite(Maker *m, bool definite)
{
    const Graph *graph = m->graph[BACK];
    Selftest *t = m->test;
    const bool *of = kernel_factorised(graph, m->arena);
    bool any = false;
    t->definite_inputs = NEW_ARRAY(m->arena, bool, graph->inputs.count);
    t->definite_params = NEW_ARRAY(m->arena, bool, graph->params.count);
    for (uint32_t i = 0; definite && i < graph->inputs.count; i++)
        any |= t->definite_inputs[i] =
            !t->inputs[i] && of[defined(graph, graph->inputs.at[i])];
    for (uint32_t i = 0; definite && i < graph->params.count; i++)
        any |= t->definite_params[i] =
            !t->params[i] && of[defined(graph, graph->params.at[i])];
    return any;
}

/* Keeps the points that are the least vague, in that order. */
static void keep(Selftest *t, SelftestPoint point, uint32_t *found)
{
    uint32_t at = *found;
    while (at > 0 && point.vague < t->point[at - 1].vague) {
        if (at < SELFTEST_POINTS)
            t->point[at] = t->point[at - 1];
        at--;
    }
    if (at < SELFTEST_POINTS)
        t->point[at] = point;
    *found += *found < SELFTEST_POINTS;
}

/* All points in one manner; of vague ones the best, where there is time. */
static bool try_manner(Maker *m, const Manner *manner, Found wanted)
{
    uint32_t found = 0;
    const bool all = wanted == POOR && m->options->thorough;
    m->test->reach =
        NEW_ARRAY(m->arena, double, m->graph[BACK]->gradients.count);
    m->test->low = manner->low;
    m->test->high = manner->high;
    m->test->near = manner->near;
    Arena *first = arena_open(m->arena);
    balance(m, first);
    arena_close(first);
    for (uint64_t k = 0; k < SEEDS && (all || found < SELFTEST_POINTS);
         k++) {
        SelftestPoint point;
        Arena *work = arena_open(m->arena);
        if (try_point(m, work, m->options->values.seed + k, &point) >= wanted) {
            if (all)
                keep(m->test, point, &found);
            else
                m->test->point[found++] = point;
        }
        arena_close(work);
        if (m->failed || (k >= 1 && !found))
            break;
    }
    return found == SELFTEST_POINTS;
}

bool selftest_make(const Graph *gradient, const Graph *tangent, Arena *arena,
                   const SelftestOptions *options, Selftest *out, bool *vague,
                   Buffer *problems)
{
    Maker m = {.graph = {gradient, tangent}, .arena = arena,
               .options = options, .test = out, .problems = problems};
    const size_t count = sizeof manners / sizeof *manners;
    double least = (double)INFINITY;
    Selftest best = {0};
    out->hashed = !options->relaxed && !options->any_order;
    if (!read_given(&m))
        return false;
    draw_whole(&m);
    for (Found wanted = GOOD; wanted > BAD; wanted--)
        for (int definite = 0; definite < 2; definite++) {
            if (!set_definite(&m, definite) && definite)
                continue;
            for (size_t i = 0; i < count && !m.failed; i++)
                if (try_manner(&m, &manners[i], wanted)) {
                    *vague = wanted < GOOD;
                    if (wanted == GOOD || !options->thorough)
                        return true;
                    double worst = out->point[SELFTEST_POINTS - 1].vague;
                    best = worst < least ? *out : best;
                    least = fmin(worst, least);
                }
        }
    if (least < (double)INFINITY) {
        *out = best;
        return true;
    }
    if (m.failed)
        return false;
    buffer_puts(problems, "gcc-graph: error: --selftest: at no point that was "
                          "tried are all outputs and gradients numbers");
    if (m.infinite.length)
        buffer_print(problems, "; at the last one %.*s was not",
                     TEXT_ARGS(m.infinite));
    buffer_puts(problems, "\n");
    return false;
}
