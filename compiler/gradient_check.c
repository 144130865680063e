/* gradient_check.c: points, samples, directions, and the table of verdicts.
 *
 * One function is checked at a time: φ(h) = Σ_y ⟨c_y, y(θ + h v)⟩ for random
 * cotangents c and a direction v, one element of one array or all of them
 * mixed. Outputs are subtracted before they are added up, so that a large one
 * does not drown a small one. Only what lies between the array and the outputs
 * is computed again.
 *
 * Points are drawn from several distributions in turn, as programs may want
 * positive or small numbers; params are first near where the program starts
 * them, and then further away. They are never exactly there: zeros would hide
 * errors, and a start of 0 or 1 may be a kink. Kinks that cancel, as in
 * relu(w) - relu(-w) at 0, make a smooth function whose derivative by rules
 * is wrong there, and no difference shows the kink. What cannot be measured at
 * one point is tried at the next.
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
#include "values.h"

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

typedef struct Row {            /* of the table */
    ArrayId  by, gradient;
    int64_t  size;
    uint32_t sample;            /* elements that are looked at */
    uint32_t agreed;
    bool     wrong;
    double   worst;             /* relative error */
    int64_t  element;           /* where; -1: in a random direction */
    double   given, measured;   /* there */
} Row;

typedef struct Check {
    const Graph *graph;
    Arena       *arena;
    uint64_t     seed;
    Evaluator   *evaluator;
    double     **values;        /* [graph arrays] */
    double     **base;          /* [graph outputs]: at the point itself */
    bool        *forward;       /* [graph arrays]: the outputs need it */
    bool        *affected;      /* … and it depends on the array at work */
    LIST(uint32_t) first_use;   /* [graph arrays + 1]: into uses */
    LIST(ArrayId)  uses;        /* the arrays that each equation reads */
    LIST(Row)    rows;
    bool         stops;         /* the outputs need a `stop` */
    double     **tangents;      /* [graph arrays] */
    uint32_t     stream;        /* of random numbers, never twice the same */
    uint32_t     points;        /* found so far */
    uint32_t     wanted;        /* of them */
    Text         infinite;      /* the output that was no number at the last */
    bool         large;
    double       work;          /* operations for all differences, about */
    int          status;        /* what went wrong, as an exit status */
    const Row   *row;           /* at work */
    double      *theta;         /* its values at the point */
    double      *direction;     /* or NULL: the one element */
    int64_t      element;
} Check;

static ArrayId output_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->outputs.at[i]].array;
}

/* -- what is to be computed again -- */

static void find_uses(Check *c)
{
    const Graph *graph = c->graph;
    const Exprs *exprs = &graph->exprs;
    ExprIds order = {0};
    list_push(c->arena, &c->first_use, 0);
    for (ArrayId id = 0; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        order.count = 0;
        for (uint32_t i = 0; id && array_is_computed(array)
                             && i < array->part_count; i++)
            part_postorder(graph, c->arena, NULL, i == 0,
                           &array->as.parts[i], array->rank, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *e = expr_at(exprs, order.at[i]);
            c->stops |= e->kind == APPLY && e->function == F_STOP;
            if (e->kind == ACCESS)
                list_push(c->arena, &c->uses,
                          graph_source(graph, e->as.access.array));
        }
        list_push(c->arena, &c->first_use, c->uses.count);
    }
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
        for (uint32_t i = c->first_use.at[id];
             c->forward[id] && i < c->first_use.at[id + 1]; i++)
            c->forward[c->uses.at[i]] = true;
    }
}

static void find_affected(Check *c, ArrayId by)
{
    for (ArrayId id = 1; id < c->graph->arrays.count; id++) {
        c->affected[id] = id == by;
        for (uint32_t i = c->first_use.at[id];
             c->forward[id] && i < c->first_use.at[id + 1]; i++)
            c->affected[id] |= c->affected[c->uses.at[i]];
        spread(c->graph, id, c->affected);
    }
}

/* -- points -- */

static double normal(const Check *c, int64_t i)
{
    return values_normal(c->seed, c->stream, (uint64_t)i);
}

static double uniform(const Check *c, int64_t i, double low, double high)
{
    return low
         + (high - low) * values_uniform(c->seed, c->stream, (uint64_t)i);
}

/* Normal; positive; within (0, 1); above 1; small. */
static double draw_input(const Check *c, uint32_t attempt, int64_t i)
{
    switch (attempt % 6) {
    case 2:
        return uniform(c, i, 0.3, 2);
    case 3:
        return uniform(c, i, 0.1, 0.9);
    case 4:
        return uniform(c, i, 1.2, 3);
    case 5:
        return 0.1 * normal(c, i);
    default:
        return normal(c, i);
    }
}

static double draw_index(Check *c, ArrayId id, int64_t element)
{
    const Range range = graph_index_range(c->graph, id, element);
    return floor(uniform(c, element, (double)range.low, (double)range.high));
}

static void draw_array(Check *c, ArrayId id, uint32_t attempt)
{
    const Array *array = graph_array(c->graph, id);
    int64_t size = array_size(array);
    c->stream++;
    for (int64_t i = 0; i < size; i++) {
        double *v = &c->values[id][i];
        if (array->type == WHOLE)
            *v = draw_index(c, id, i);
        else if (array->kind == INPUT)
            *v = draw_input(c, attempt, i);
        else if (attempt % 6 >= 2 && attempt % 6 <= 4)
            *v = draw_input(c, attempt, i);
        else
            *v += (attempt ? 0.3 : 0.03) * normal(c, i);
    }
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
            double u = uniform(c, i, -1, 1);
            c->values[id][i] = u < 0 ? u - 0.5 : u + 0.5;
        }
    }
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
    if (!values_initialise(graph, c->arena, c->seed, 0, true, c->values,
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

static void note(Row *row, const Difference *d, double given, int64_t element)
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

/* One element, or with `direction` all of them. */
static void compare(Check *c, Row *row, const double *gradient)
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
    note(row, &d, given, c->direction ? -1 : c->element);
}

/* The k-th of the elements looked at: all, or spread over the array at random,
 * one in each of as many equal pieces. */
static int64_t sample_at(const Check *c, const Row *row, uint32_t k)
{
    if (row->size <= row->sample)
        return k;
    double piece = (double)row->size / row->sample;
    int64_t at = (int64_t)(piece * (k + uniform(c, k, 0, 1)));
    return at < row->size ? at : row->size - 1;
}

static void draw_direction(Check *c, double *direction)
{
    double size = sqrt((double)c->row->size);
    c->stream++;
    for (int64_t i = 0; i < c->row->size; i++)
        direction[i] = normal(c, i) / size;
    c->direction = direction;
}

/* Everything of one array at the point; after the points that are wanted, only
 * single elements. */
static void check_row(Check *c, Row *row)
{
    double *value = c->values[row->by];
    double *gradient = arena_copy(c->arena, c->values[row->gradient],
                                  (size_t)row->size, sizeof(double));
    double *mixed = NEW_ARRAY(c->arena, double, row->size);
    uint32_t directions = c->points > c->wanted ? 0 : c->large ? 1 : DIRECTIONS;
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
    for (uint32_t k = 0; k < directions && row->size > 1; k++) {
        draw_direction(c, mixed);
        compare(c, row, gradient);
    }
    if (!evaluator_run_some(c->evaluator, c->values, c->affected, &fault))
        c->status = 3;
}

/* -- the table -- */

static Text place_text(const Check *c, const Row *row)
{
    const Array *array = graph_array(c->graph, row->by);
    Text name = values_name(c->graph, c->arena, row->by);
    Buffer text = buffer_create(c->arena);
    if (row->element < 0)
        return text_of("in a random direction");
    buffer_add(&text, name);
    int64_t rest = row->element, stride = row->size;
    for (uint32_t i = 0; i < array->rank; i++) {
        stride /= array->shape[i];
        buffer_print(&text, "%s%lld", i ? ", " : "[",
                     (long long)(rest / stride));
        rest %= stride;
    }
    if (array->rank)
        buffer_puts(&text, "]");
    return buffer_text(&text);
}

static void pad(Buffer *out, Text text, size_t width)
{
    size_t used = text_width(text);
    buffer_print(out, "%.*s%*s", TEXT_ARGS(text),
                 (int)(used < width ? width - used : 1), "");
}

static CheckRow row_result(const Check *c, const Row *row)
{
    bool measured = row->wrong || row->agreed;
    return (CheckRow){
        .by = values_name(c->graph, c->arena, row->by),
        .size = row->size,
        .sample = row->sample,
        .verdict = row->wrong ? CHECK_WRONG
                 : measured   ? CHECK_OK
                              : CHECK_UNCLEAR,
        .worst = row->worst,
        .place = measured ? place_text(c, row) : text_of("-"),
        .given = row->given,
        .measured = row->measured,
    };
}

static void print_row(const CheckRow *row, size_t width, Buffer *out)
{
    Buffer number = buffer_create(out->arena);
    pad(out, row->by, width);
    buffer_print(out, "%8lld  %7u  ", (long long)row->size,
                 (unsigned)row->sample);
    if (row->verdict == CHECK_UNCLEAR)
        buffer_puts(out, "-            ");
    else
        buffer_print(out, "%-11.1e  ", row->worst);
    pad(out, row->place, 22);
    buffer_print(out, " %s", check_verdict(row->verdict));
    if (row->verdict == CHECK_WRONG) {
        buffer_number(&number, row->given, true);
        buffer_print(out, ": the gradient is %.*s, differences say ",
                     TEXT_ARGS(buffer_text(&number)));
        buffer_print(out, "%.9g", row->measured);
    }
    buffer_puts(out, "\n");
}

static void print_table(const CheckRows *rows, Buffer *out)
{
    size_t width = 6;
    for (uint32_t i = 0; i < rows->count; i++) {
        size_t w = text_width(rows->at[i].by) + 1;
        width = width < w ? w : width;
    }
    pad(out, text_of("by"), width);
    buffer_puts(out, "elements  checked  worst error  at"
                     "                     verdict\n");
    for (uint32_t i = 0; i < rows->count; i++)
        print_row(&rows->at[i], width, out);
}

const char *check_verdict(CheckVerdict verdict)
{
    return verdict == CHECK_OK ? "ok" : verdict == CHECK_WRONG ? "WRONG"
                                                               : "unclear";
}

/* -- all of it -- */

static void make_rows(Check *c)
{
    const Graph *graph = c->graph;
    double work = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (c->forward[id] && array_is_computed(graph_array(graph, id)))
            work += array_work(graph, id) + 10;
    double probes = 6.0 * POINTS * graph->gradients.count;
    double most = fmin(MOST, fmax(FEWEST, c->work / (work * probes)));
    c->large = most <= FEWEST;
    c->wanted = c->large ? 1 : POINTS;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *gradient = &graph->gradients.at[i];
        Row row = {.by = gradient->by, .gradient = gradient->array};
        row.size = array_size(graph_array(graph, row.by));
        row.sample = (uint32_t)fmin((double)row.size, most);
        list_push(c->arena, &c->rows, row);
    }
}

static Check *check_make(const Graph *graph, Arena *arena, uint64_t seed,
                         double work)
{
    Check *c = NEW(arena, Check);
    uint32_t count = graph->arrays.count;
    c->graph = graph;
    c->arena = arena;
    c->seed = seed;
    c->work = work;
    c->stream = 1u << 31;
    c->evaluator = evaluator_create(graph, arena, false);
    c->values = NEW_ARRAY(arena, double *, count);
    c->base = NEW_ARRAY(arena, double *, graph->outputs.count);
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
    find_uses(c);
    find_forward(c);
    make_rows(c);
    return c;
}

/* Whether a row has not been measured at all. */
static bool row_is_open(const Row *row)
{
    return !row->wrong && !row->agreed;
}

static bool any_open(const Check *c)
{
    for (uint32_t i = 0; i < c->rows.count; i++)
        if (row_is_open(&c->rows.at[i]))
            return true;
    return false;
}

int gradient_check_rows(const Graph *graph, Arena *arena, uint64_t seed,
                        double work, CheckRows *rows, Buffer *problems)
{
    if (!values_fit(graph, problems))
        return 1;
    Check *c = check_make(graph, arena, seed, work);
    if (!c->rows.count)
        return 0;
    for (uint32_t attempt = c->large; attempt < ATTEMPTS && !c->status;
         attempt++) {
        if (c->points >= c->wanted && !any_open(c))
            break;
        if (!draw_point(c, attempt, problems))
            continue;
        c->points++;
        for (uint32_t i = 0; i < c->rows.count && !c->status; i++)
            if (c->points <= c->wanted || row_is_open(&c->rows.at[i]))
                check_row(c, &c->rows.at[i]);
    }
    if (c->status)
        return c->status;
    if (!c->points) {
        buffer_print(problems,
                     "gcc-graph: error: no point was found at which all outputs "
                     "are finite; at the last one %.*s was not\n",
                     TEXT_ARGS(c->infinite));
        return 1;
    }
    int status = 0;
    for (uint32_t i = 0; i < c->rows.count; i++) {
        list_push(arena, rows, row_result(c, &c->rows.at[i]));
        status |= c->rows.at[i].wrong;
    }
    return status;
}

int gradient_check(const Graph *graph, Arena *arena, uint64_t seed,
                   Buffer *out, Buffer *problems)
{
    CheckRows rows = {0};
    int status = gradient_check_rows(graph, arena, seed, CHECK_WORK, &rows,
                                     problems);
    if (rows.count)
        print_table(&rows, out);
    else if (!status)
        buffer_puts(out, "nothing to check: no output has a derivative by an "
                         "input or a param\n");
    return status;
}
