/* gradient_check.c: points, samples and directions.
 *
 * One function is checked at a time: φ(h) = Σ_y ⟨c_y, y(θ + h v)⟩ for random
 * cotangents c and a direction v, one element of one array or all of them
 * mixed. Outputs are subtracted before they are added up, so that a large one
 * does not drown a small one. Only what lies between the array and the outputs
 * is computed again.
 *
 * Points are drawn in several manners in turn, near where the program starts
 * first, and never exactly there. Kinks that cancel, as in relu(w) - relu(-w) at
 * 0, make a smooth function whose derivative by rules is wrong there, and no
 * difference shows the kink. What cannot be measured at one point is tried at
 * the next. What the author gives is the same at all points.
 *
 * Of a fast check one direction is all there is for an array: v with normal
 * elements of its own. If the gradient is off by e, the derivative along v is
 * off by ⟨e, v⟩, which is normal of deviation ‖e‖ and so less than t with a
 * probability of at most 0.8 t / ‖e‖.
 *
 * Differences do not know that `stop` is a constant to derivatives. Where they
 * disagree in a program that has one, forward mode by dual numbers, which knows
 * it and shares nothing else with the differentiating pass but the rules of
 * scalar functions, has the last word.
 */
#include "gradient_check.h"

#include "cost.h"
#include "difference.h"
#include "eval.h"
#include "eval_rounding.h"
#include "kernel.h"
#include "random_points.h"
#include "uses.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    POINTS = 2,                 /* where everything is looked at; of a large
                                   program one, without zeros of its own */
    ATTEMPTS = 24,              /* to find them, and for what is unclear */
    FEWEST = 2, MOST = 200,     /* elements of an array that are looked at */
    DIRECTIONS = 3              /* of a large program: 1 */
};


typedef struct Check {
    const Graph *graph;
    Arena       *arena;
    const CheckOptions *options;
    Evaluator   *evaluator;
    double     **values;        /* [graph arrays] */
    double     **fixed;         /* … as the author gives them */
    bool        *given;         /* [graph arrays]: whether he does */
    double     **base;          /* [graph outputs]: at the point itself */
    bool        *factorised;    /* [graph arrays]: a kernel does */
    bool        *forward;       /* [graph arrays]: the outputs need it */
    bool        *affected;      /* … and it depends on the array at work */
    Reads        reads;
    GradientReport report;
    bool         stops;         /* the outputs need a `stop` */
    double     **tangents;      /* [graph arrays] */
    uint32_t     stream;        /* of random numbers, never twice the same */
    uint32_t     points;        /* found so far */
    uint32_t     wanted;        /* of them */
    Text         infinite;      /* the output that was no number at the last */
    bool         large;
    double       work;          /* operations for all differences, about */
    int          status;        /* what went wrong, as an exit status */
    const GradientRow *row;     /* at work */
    double      *theta;         /* its values at the point */
    double      *direction;     /* or NULL: the one element */
    int64_t      element;
} Check;

static ArrayId output_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->outputs.at[i]].array;
}

/* -- what is to be computed again -- */

static bool has_stop(const Graph *graph, Arena *arena)
{
    ExprIds order = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        array_postorder(graph, arena, id, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *e = expr_at(&graph->exprs, order.at[i]);
        if (e->kind == APPLY && e->function == F_STOP)
            return true;
    }
    return false;
}

/* What is so of one member of a recurrence is of all: at the last of them. */
static void spread(const Graph *graph, ArrayId id, bool *set)
{
    const Recurrence *r = &graph->recurrences.at[graph_outermost(graph, id)];
    bool any = false;
    if (r->last != id)
        return;
    for (ArrayId member = r->first; member <= r->last; member++)
        any |= set[member];
    for (ArrayId member = r->first; member <= r->last; member++)
        set[member] = any;
}

/* What the outputs need, from the last array back. */
static void find_forward(Check *c)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        c->forward[output_at(graph, i)] = true;
    for (ArrayId id = graph->arrays.count; id-- > 1;) {
        spread(graph, id, c->forward);
        for (uint32_t i = c->reads.first[id];
             c->forward[id] && i < c->reads.first[id + 1]; i++)
            c->forward[c->reads.at.at[i]] = true;
    }
}

static void find_affected(Check *c, ArrayId by)
{
    for (ArrayId id = 1; id < c->graph->arrays.count; id++) {
        c->affected[id] = id == by;
        for (uint32_t i = c->reads.first[id];
             c->forward[id] && i < c->reads.first[id + 1]; i++)
            c->affected[id] |= c->affected[c->reads.at.at[i]];
        spread(c->graph, id, c->affected);
    }
}

/* -- points -- */

static Stream stream_of(const Check *c)
{
    return (Stream){c->options->values.seed, c->stream};
}

/* In all manners in turn, of which every other turn has definite matrices. */
static void draw_array(Check *c, ArrayId id, uint32_t attempt)
{
    Manner manner = (Manner)(attempt % MANNERS);
    const Array *array = graph_array(c->graph, id);
    int64_t size = array_size(array);
    double *to = c->values[id];
    c->stream++;
    for (int64_t i = 0; i < size; i++)
        to[i] = array->type == WHOLE
                  ? stream_whole(stream_of(c), i,
                                 graph_index_range(c->graph, id, i))
                  : manner_draw(manner, stream_of(c), i,
                                array->kind == PARAM ? to : NULL);
    if (c->factorised[id] && attempt / MANNERS % 2)
        values_make_definite(array, to);
}

/* Cotangents: ±(0.5 … 1.5), so that none is left out. */
static void draw_seeds(Check *c)
{
    const Graph *graph = c->graph;
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId id = graph->seeds.at[k].array;
        int64_t size = array_size(graph_array(graph, id));
        c->stream++;
        for (int64_t i = 0; i < size; i++) {
            double u = stream_uniform(stream_of(c), i, -1, 1);
            c->values[id][i] = u < 0 ? u - 0.5 : u + 0.5;
        }
    }
}

/* What the author gives, in the place of what was drawn. */
static void put_given(Check *c)
{
    const Graph *graph = c->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (c->given[id])
            memcpy(c->values[id], c->fixed[id],
                   (size_t)array_size(graph_array(graph, id))
                       * sizeof(double));
}

static bool all_finite(const double *values, int64_t size)
{
    for (int64_t i = 0; i < size; i++)
        if (!(fabs(values[i]) <= DBL_MAX))
            return false;
    return true;
}

/* A point at which all outputs are numbers, everything computed there. */
static bool draw_point(Check *c, uint32_t attempt, Buffer *problems)
{
    const Graph *graph = c->graph;
    EvalFault fault;
    if (!values_initialise(graph, c->arena, c->options->values.seed,
                           c->options->values.step, true, c->values,
                           problems)) {
        c->status = 1;
        return false;
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        ArrayKind kind = graph_array(graph, id)->kind;
        if (kind == INPUT || kind == PARAM)
            draw_array(c, id, attempt);
    }
    draw_seeds(c);
    put_given(c);
    if (!evaluator_run(c->evaluator, c->values, &fault)) {
        buffer_puts(problems,
                    fault.problem == EVAL_MEMORY
                        ? "gcc-graph: error: the program takes too much memory "
                          "to check it\n"
                        : "gcc-graph: error: the check reaches outside an "
                          "array\n"
                          "gcc-graph: note: this is a fault of gcc-graph, not "
                          "of your program\n");
        c->status = fault.problem == EVAL_MEMORY ? 1 : 3;
        return false;
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = output_at(graph, i);
        int64_t size = array_size(graph_array(graph, id));
        if (!all_finite(c->values[id], size)) {
            c->infinite = graph->definitions.at[graph->outputs.at[i]].name;
            return false;
        }
        memcpy(c->base[i], c->values[id], (size_t)size * sizeof(double));
    }
    return true;
}

/* -- differences -- */

static void move(Check *c, double step)
{
    double *to = c->values[c->row->by];
    if (!c->direction) {
        to[c->element] = c->theta[c->element] + step;
        return;
    }
    for (int64_t i = 0; i < c->row->size; i++)
        to[i] = c->theta[i] + step * c->direction[i];
}

static bool probe(void *context, double step, double *value, double *noise)
{
    Check *c = context;
    const Graph *graph = c->graph;
    EvalFault fault;
    double sum = 0, size = 0;
    move(c, step);
    if (!evaluator_run_some(c->evaluator, c->values, c->affected, &fault)) {
        c->status = 3;
        return false;
    }
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        uint32_t output = graph->seeds.at[k].output;
        const double *seed = c->values[graph->seeds.at[k].array];
        const double *y = c->values[output_at(graph, output)];
        int64_t count = array_size(graph_array(graph,
                                               output_at(graph, output)));
        for (int64_t i = 0; i < count; i++) {
            sum += seed[i] * (y[i] - c->base[output][i]);
            size += fabs(seed[i] * y[i]);
        }
    }
    *value = sum;
    *noise = DIFFERENCE_NOISE * DBL_EPSILON * size;
    return fabs(sum) <= DBL_MAX && size <= DBL_MAX;
}

/* The derivative along the direction, as the gradient has it. */
static double given_along(const Check *c, const double *gradient)
{
    if (!c->direction)
        return gradient[c->element];
    double sum = 0;
    for (int64_t i = 0; i < c->row->size; i++)
        sum += gradient[i] * c->direction[i];
    return sum;
}

static void note(GradientRow *row, const Difference *d, double given, int64_t element)
{
    double size = fmax(fabs(given), fabs(d->measured));
    double error = d->error == 0 ? 0 : d->error / size;
    bool wrong = d->agreement == DISAGREES;
    if (d->agreement == UNCLEAR)
        return;
    row->agreed += !wrong;
    if (!(error == error))
        error = (double)INFINITY;
    /* An error of nearly nothing, relative to nothing, says nothing. */
    if (!wrong && error > 1e-6)
        return;
    if (wrong > row->wrong || (wrong == row->wrong && error >= row->worst)) {
        row->worst = error;
        row->element = element;
        row->given = given;
        row->measured = d->measured;
    }
    row->wrong |= wrong;
}

/* The derivative along the direction, in forward mode. */
static double dual_along(Check *c)
{
    const Graph *graph = c->graph;
    double *tangent = NEW_ARRAY(c->arena, double, c->row->size), sum = 0;
    EvalFault fault;
    if (c->direction)
        memcpy(tangent, c->direction, (size_t)c->row->size * sizeof *tangent);
    else
        tangent[c->element] = 1;
    c->tangents[c->row->by] = tangent;
    if (!eval_dual(graph, c->arena, c->values, c->tangents, &fault))
        c->status = 3;
    for (uint32_t k = 0; k < graph->seeds.count && !c->status; k++) {
        ArrayId y = output_at(graph, graph->seeds.at[k].output);
        const double *seed = c->values[graph->seeds.at[k].array];
        int64_t size = array_size(graph_array(graph, y));
        for (int64_t i = 0; c->tangents[y] && i < size; i++)
            sum += seed[i] * c->tangents[y][i];
    }
    c->tangents[c->row->by] = NULL;
    return sum;
}

/* How far rounding may put φ off: more than its size tells where what is large
 * cancels within the outputs, as in a variance of numbers that are all but equal. */
static double rounding_of_outputs(Check *c)
{
    const Graph *graph = c->graph;
    Arena *work = arena_open(c->arena);
    const Rounding rounding = {.any_order = true};
    double **weights = NEW_ARRAY(work, double *, graph->arrays.count);
    double bound = 0;
    EvalFault fault;
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId y = output_at(graph, graph->seeds.at[k].output);
        const double *seed = c->values[graph->seeds.at[k].array];
        int64_t size = array_size(graph_array(graph, y));
        if (!weights[y])
            weights[y] = NEW_ARRAY(work, double, size);
        for (int64_t i = 0; i < size; i++)
            weights[y][i] += seed[i];
    }
    if (!eval_rounding(graph, work, &rounding, c->values, weights, &bound,
                       &fault))
        c->status = 3;
    arena_close(work);
    return bound;
}

/* One element, or with `direction` all of them. */
static void compare(Check *c, GradientRow *row, const double *gradient)
{
    double given = given_along(c, gradient);
    double unit = c->direction ? 1 : fmax(1, fabs(c->theta[c->element]));
    Difference d = difference_compare(probe, c, unit, given);
    memcpy(c->values[row->by], c->theta, (size_t)row->size * sizeof(double));
    if (d.agreement == DISAGREES && c->stops) {
        d.measured = dual_along(c);
        d.error = fabs(d.measured - given);
        if (d.error <= 1e-9 * fmax(fabs(given), fabs(d.measured)))
            d.agreement = AGREES;
    }
    if (d.agreement == DISAGREES
        && d.error <= rounding_of_outputs(c) / d.step)
        d.agreement = UNCLEAR;
    note(row, &d, given, c->direction ? -1 : c->element);
}

/* The k-th of the elements looked at: all, or spread over the array at random,
 * one in each of as many equal pieces. */
static int64_t sample_at(const Check *c, const GradientRow *row, uint32_t k)
{
    if (row->size <= row->sample)
        return k;
    double piece = (double)row->size / row->sample;
    int64_t at = (int64_t)(piece * (k + stream_uniform(stream_of(c), k, 0, 1)));
    return at < row->size ? at : row->size - 1;
}

static void draw_direction(Check *c, double *direction)
{
    double size = sqrt((double)c->row->size);
    c->stream++;
    for (int64_t i = 0; i < c->row->size; i++)
        direction[i] = stream_normal(stream_of(c), i) / size;
    c->direction = direction;
}

/* Everything of one array at the point; after the points that are wanted, only
 * single elements, if there are any. */
static void check_row(Check *c, GradientRow *row)
{
    double *value = c->values[row->by];
    double *gradient = arena_copy(c->arena, c->values[row->gradient],
                                  (size_t)row->size, sizeof(double));
    double *mixed = NEW_ARRAY(c->arena, double, row->size);
    uint32_t directions = c->options->fast || c->large ? 1 : DIRECTIONS;
    EvalFault fault;
    c->row = row;
    c->theta = arena_copy(c->arena, value, (size_t)row->size, sizeof(double));
    find_affected(c, row->by);
    c->affected[row->by] = false;
    c->stream++;
    for (uint32_t k = 0; k < row->sample && !c->status; k++) {
        c->direction = NULL;
        c->element = sample_at(c, row, k);
        compare(c, row, gradient);
    }
    if (row->size == 1 || (c->points > c->wanted && row->sample))
        directions = 0;
    for (uint32_t k = 0; k < directions && !c->status; k++) {
        draw_direction(c, mixed);
        compare(c, row, gradient);
    }
    if (!evaluator_run_some(c->evaluator, c->values, c->affected, &fault))
        c->status = 3;
}

/* -- all of it -- */

static void make_rows(Check *c)
{
    const Graph *graph = c->graph;
    double work = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (c->forward[id] && array_is_computed(graph_array(graph, id)))
            work += array_work(graph, id) + 10;
    uint32_t points = c->options->points ? c->options->points : POINTS;
    double probes = 6.0 * points * graph->gradients.count;
    double most = fmin(MOST, fmax(FEWEST, c->work / (work * probes)));
    c->large = most <= FEWEST;
    c->wanted = c->large && !c->options->points ? 1 : points;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        GradientRow row = {.by = gradient->by, .gradient = gradient->array};
        row.size = array_size(graph_array(graph, row.by));
        row.sample = (uint32_t)fmin((double)row.size, most);
        if (c->options->fast && row.size > 1)
            row.sample = 0;
        list_push(c->arena, &c->report.rows, row);
    }
}

static Check *check_make(const Graph *graph, Arena *arena,
                         const CheckOptions *options)
{
    Check *c = NEW(arena, Check);
    uint32_t count = graph->arrays.count;
    c->graph = graph;
    c->arena = arena;
    c->options = options;
    c->work = options->work > 0 ? options->work : CHECK_WORK;
    c->report = (GradientReport){.graph = graph, .arena = arena,
                                 .seed = options->values.seed,
                                 .fast = options->fast};
    c->fixed = NEW_ARRAY(arena, double *, count);
    c->given = NEW_ARRAY(arena, bool, count);
    c->stream = 1u << 31;
    c->evaluator = evaluator_create(graph, arena, false);
    c->values = NEW_ARRAY(arena, double *, count);
    c->base = NEW_ARRAY(arena, double *, graph->outputs.count);
    c->factorised = kernel_factorised(graph, arena);
    c->forward = NEW_ARRAY(arena, bool, count);
    c->affected = NEW_ARRAY(arena, bool, count);
    c->tangents = NEW_ARRAY(arena, double *, count);
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind == INPUT)
            c->values[id] = NEW_ARRAY(arena, double, array_size(array));
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        c->base[i] = NEW_ARRAY(arena, double,
                               array_size(graph_array(graph,
                                                      output_at(graph, i))));
    c->reads = graph_reads(c->arena, c->graph);
    c->stops = has_stop(c->graph, c->arena);
    find_forward(c);
    make_rows(c);
    return c;
}

/* Whether a row has not been measured at all. */
static bool row_is_open(const GradientRow *row)
{
    return !row->wrong && !row->agreed;
}

static bool any_open(const Check *c)
{
    for (uint32_t i = 0; i < c->report.rows.count; i++)
        if (row_is_open(&c->report.rows.at[i]))
            return true;
    return false;
}

/* At one point after the other, until all is known that is wanted. */
static void check_points(Check *c, Buffer *problems)
{
    uint32_t attempts = ATTEMPTS + 2 * c->wanted;
    for (uint32_t attempt = c->large; attempt < attempts && !c->status;
         attempt++) {
        if (c->points >= c->wanted && !any_open(c))
            break;
        if (!draw_point(c, attempt, problems))
            continue;
        c->points++;
        for (uint32_t i = 0; i < c->report.rows.count && !c->status; i++)
            if (c->points <= c->wanted || row_is_open(&c->report.rows.at[i]))
                check_row(c, &c->report.rows.at[i]);
    }
    c->report.points = c->points;
    if (c->status || c->points)
        return;
    buffer_print(problems,
                 "gcc-graph: error: no point was found at which all outputs "
                 "are finite; at the last one %.*s was not\n",
                 TEXT_ARGS(c->infinite));
    c->status = 1;
}

int gradient_check_rows(const Graph *graph, Arena *arena,
                        const CheckOptions *options, GradientReport *report,
                        Buffer *problems)
{
    if (!values_fit(graph, problems))
        return 1;
    Check *c = check_make(graph, arena, options);
    if (!values_read(graph, arena, &options->values, c->fixed, c->given,
                     problems))
        return 1;
    if (c->report.rows.count)
        check_points(c, problems);
    *report = c->report;
    return c->status ? c->status : gradient_report_is_wrong(report);
}

int gradient_check(const Graph *graph, Arena *arena,
                   const CheckOptions *options, Buffer *out, Buffer *problems)
{
    GradientReport report = {0};
    int status = gradient_check_rows(graph, arena, options, &report, problems);
    if (!report.graph || problems->length)
        return status;
    if (options->json)
        gradient_report_json(&report, out);
    else if (report.rows.count)
        gradient_report_text(&report, out);
    else
        buffer_puts(out, "nothing to check: no output has a derivative by an "
                         "input or a param\n");
    return status;
}
