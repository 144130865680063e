/* test_graph_check.c: a good graph passes, and each way to spoil it is called
 * by its name.
 */
#include "affine_cases.h"
#include "../../compiler/graph_check.h"

#include <string.h>

enum { N = 6, M = 4 };

/* One equation y over inputs x[N, M] and w[M] < N, in the making. */
typedef struct Sample {
    Bench       bench;
    Graph      *graph;
    Exprs      *exprs;
    ArrayId     x, w;
    uint32_t    rank, part_count;
    int64_t     shape[2], limit;
    Part        parts[3];
    Range       ranges[3][4];
    SubscriptId guards[3][4], target[3][2];
} Sample;

static SubscriptId at(Sample *s, int64_t base, int64_t i, int64_t j)
{
    return AFFINE(&s->bench, base, i, j);
}

static ExprId read_x(Sample *s, SubscriptId row, SubscriptId column)
{
    const SubscriptId subscripts[] = {row, column};
    return graph_access(s->graph, s->x, subscripts);
}

static ExprId less(Sample *s, ExprId a, ExprId b)
{
    return expr_apply(s->exprs, F_LT, a, b);
}

static ExprId number(Sample *s, double value)
{
    return expr_number(s->exprs, value);
}

static ExprId index_of(Sample *s, uint32_t i)
{
    return expr_index(s->exprs, i);
}

/* Fills part n: y[i, j] over rows × columns. */
static void set_part(Sample *s, uint32_t n, Combine combine, int64_t rows,
                     int64_t columns)
{
    s->ranges[n][0] = (Range){0, rows};
    s->ranges[n][1] = (Range){0, columns};
    s->target[n][0] = at(s, 0, 1, 0);
    s->target[n][1] = at(s, 0, 0, 1);
    s->parts[n] = (Part){
        .combine = (uint8_t)combine,
        .index_count = 2,
        .lanes = 1,
        .ranges = s->ranges[n],
        .guards = s->guards[n],
        .target = s->target[n],
        .body = read_x(s, at(s, 0, 1, 0), at(s, 0, 0, 1)),
    };
}

/* y[i, j] = x[i, j] for the upper rows, -x for the lower ones, and a sum of
 * one element beside. */
static void sample_open(Sample *s)
{
    const int64_t shape[] = {N, M};
    memset(s, 0, sizeof *s);
    bench_open(&s->bench, 41);
    s->graph = s->bench.graph;
    s->exprs = s->bench.exprs;
    s->x = graph_input(s->graph, INPUT, REAL, 0, 2, shape, 1);
    s->w = graph_input(s->graph, INPUT, WHOLE, N, 1, shape + 1, 2);
    s->rank = 2;
    s->shape[0] = N;
    s->shape[1] = M;
    s->part_count = 3;
    set_part(s, 0, SET, N / 2, M);
    set_part(s, 1, SET, N / 2, M);
    s->target[1][0] = at(s, N / 2, 1, 0);
    s->parts[1].body = expr_apply(
        s->exprs, F_NEG, read_x(s, at(s, N / 2, 1, 0), at(s, 0, 0, 1)), 0);
    set_part(s, 2, SUM, N, M);
    s->guards[2][0] = at(s, 0, 1, -1);
    s->parts[2].guard_count = 1;
}

/* Checks the graph of the sample; the problem is empty if it is well formed. */
static Text sample_check(Sample *s)
{
    Graph *graph = s->graph;
    Span nowhere = {0};
    ArrayId y = graph_equation(graph, s->limit, s->rank, s->shape,
                               s->part_count, s->parts, 3);
    list_push(&s->bench.arena, &graph->inputs,
              graph_define(graph, text_of("x"), nowhere, s->x));
    list_push(&s->bench.arena, &graph->inputs,
              graph_define(graph, text_of("w"), nowhere, s->w));
    list_push(&s->bench.arena, &graph->outputs,
              graph_define(graph, text_of("y"), nowhere, y));
    Buffer problem = buffer_create(&s->bench.arena);
    bool good = graph_check(graph, &s->bench.arena, &problem);
    ck_assert_int_eq(good, problem.length == 0);
    return buffer_text(&problem);
}

typedef void Spoil(Sample *s);

/* -- graphs that are well formed -- */

static void as_it_is(Sample *s)
{
    (void)s;
}

/* x[i - 1, j] if 0 < i else 0 */
static void guarded_by_choice(Sample *s)
{
    ExprId above = read_x(s, at(s, -1, 1, 0), at(s, 0, 0, 1));
    s->parts[0].body = expr_choose(
        s->exprs, less(s, number(s, 0), index_of(s, 0)), above, number(s, 0));
}

/* One shared tower over x[i - 1, j] under two choices, the other way round. */
static void guarded_on_all_ways(Sample *s)
{
    ExprId tower = read_x(s, at(s, -1, 1, 0), at(s, 0, 0, 1));
    for (int n = 0; n < 200; n++)
        tower = expr_apply(s->exprs, F_ADD, tower, tower);
    ExprId one = expr_choose(s->exprs,
                             less(s, number(s, 0), index_of(s, 0)), tower,
                             number(s, 0));
    ExprId two = expr_choose(s->exprs,
                             less(s, index_of(s, 0), number(s, 1)),
                             number(s, 1),
                             expr_apply(s->exprs, F_EXP, tower, 0));
    s->parts[0].body = expr_apply(s->exprs, F_ADD, one, two);
}

/* x[w[j] - 1, j] if 0 < w[j] else 0 */
static void guarded_data(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    ExprId w = graph_access(s->graph, s->w, &j);
    ExprId element =
        read_x(s, subscript_make(s->exprs, -1, 0, NULL, w, 1), j);
    s->parts[0].body = expr_choose(s->exprs, less(s, number(s, 0), w), element,
                                   number(s, 0));
}

static void reduce(Sample *s, Combine combine)
{
    s->part_count = 1;
    s->rank = 1;
    s->limit = combine == ARGMAX ? M : 0;
    set_part(s, 0, combine, N, M);
    s->parts[0].component = 1;
}

static void a_maximum(Sample *s)
{
    reduce(s, MAX);
}

static void an_argmax(Sample *s)
{
    reduce(s, ARGMAX);
}

/* y[w[j], j] += x[i, j] */
static void a_scatter(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    s->target[2][0] = subscript_make(
        s->exprs, 0, 0, NULL, graph_access(s->graph, s->w, &j), 1);
}

static void rows_and_strides(Sample *s)
{
    s->target[0][0] = at(s, 0, 2, 0);
    s->target[1][0] = at(s, 1, 2, 0);
}

/* -- graphs that are not -- */

static void an_empty_range(Sample *s)
{
    s->ranges[0][1] = (Range){2, 2};
}

static void an_unbound_index(Sample *s)
{
    s->parts[0].body = index_of(s, 5);
}

static void an_unbound_target(Sample *s)
{
    s->target[0][1] = subscript_index(s->exprs, 3);
}

static void a_low_read(Sample *s)
{
    s->parts[0].body = read_x(s, at(s, -1, 1, 0), at(s, 0, 0, 1));
}

static void a_high_read(Sample *s)
{
    s->parts[0].body = read_x(s, at(s, 0, 1, 0), at(s, 0, 1, 1));
}

static void a_high_target(Sample *s)
{
    s->target[1][0] = at(s, N / 2 + 1, 1, 0);
}

static void a_read_by_data(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    ExprId w = graph_access(s->graph, s->w, &j);
    s->parts[0].body =
        read_x(s, subscript_make(s->exprs, 1, 0, NULL, w, 1), j);
}

/* The wrong branch of the choice. */
static void a_wrong_branch(Sample *s)
{
    ExprId above = read_x(s, at(s, -1, 1, 0), at(s, 0, 0, 1));
    s->parts[0].body = expr_choose(
        s->exprs, less(s, number(s, 0), index_of(s, 0)), number(s, 0), above);
}

/* A second way to the access, past the condition. */
static void a_way_around(Sample *s)
{
    guarded_on_all_ways(s);
    const Expr *sum = expr_at(s->exprs, s->parts[0].body);
    ExprId tower =
        expr_at(s->exprs, sum->as.operand[0])->as.operand[1];
    s->parts[0].body =
        expr_apply(s->exprs, F_ADD, s->parts[0].body, tower);
}

/* The access in the condition itself. */
static void a_reading_condition(Sample *s)
{
    ExprId above = read_x(s, at(s, -1, 1, 0), at(s, 0, 0, 1));
    ExprId c = less(s, above, number(s, 0));
    s->parts[0].body = expr_choose(s->exprs, c, number(s, 0), number(s, 1));
}

static void set_twice(Sample *s)
{
    s->target[0][0] = at(s, 0, 0, 1);
    s->ranges[0][0] = (Range){0, 3};
}

static void parts_that_meet(Sample *s)
{
    s->target[1][0] = at(s, N / 2 - 1, 1, 0);
}

static void an_equation_of_guards(Sample *s)
{
    s->guards[2][1] = at(s, 0, -1, 1);
    s->parts[2].guard_count = 2;
}

static void a_guard_by_data(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    s->guards[2][0] = subscript_make(
        s->exprs, 0, 0, NULL, graph_access(s->graph, s->w, &j), 1);
}

static void a_maximum_among_parts(Sample *s)
{
    s->parts[0].combine = MAX;
}

static void a_maximum_of_two(Sample *s)
{
    reduce(s, MAX);
    s->ranges[0][2] = (Range){0, 2};
    s->parts[0].index_count = 3;
}

static void a_maximum_of_none(Sample *s)
{
    reduce(s, MAX);
    s->rank = 2;
}

static void a_maximum_moved(Sample *s)
{
    reduce(s, MAX);
    s->target[0][0] = at(s, N - 1, -1, 0);
}

static void an_argmax_of_the_target(Sample *s)
{
    reduce(s, ARGMAX);
    s->parts[0].component = 0;
}

static void an_argmax_of_reals(Sample *s)
{
    reduce(s, ARGMAX);
    s->limit = 0;
}

static void an_argmax_beyond(Sample *s)
{
    reduce(s, ARGMAX);
    s->limit = M - 1;
}

/* max[j : j < i](j), which is -∞ for i = 0. */
static void an_empty_index(Sample *s)
{
    reduce(s, MAX);
    s->limit = M;
    s->parts[0].body = index_of(s, 1);
    s->guards[0][0] = at(s, -1, 1, -1);
    s->parts[0].guard_count = 1;
}

static void an_index_beyond(Sample *s)
{
    s->part_count = 1;
    s->limit = N / 2 - 1;
    s->parts[0].body = index_of(s, 0);
}

static void a_real_index(Sample *s)
{
    s->part_count = 1;
    s->limit = N;
}

static void a_condition_as_body(Sample *s)
{
    s->parts[0].body = less(s, index_of(s, 0), number(s, 2));
}

static void a_condition_as_value(Sample *s)
{
    s->parts[0].body = expr_apply(
        s->exprs, F_ADD, less(s, index_of(s, 0), number(s, 2)), number(s, 1));
}

static void a_value_as_condition(Sample *s)
{
    s->parts[0].body =
        expr_choose(s->exprs, index_of(s, 0), number(s, 2), number(s, 1));
}

static void real_data(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    ExprId real = read_x(s, j, j);
    s->parts[0].body =
        read_x(s, subscript_make(s->exprs, 0, 0, NULL, real, 1), j);
}

static void a_wrong_type(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    s->parts[0].body = expr_access(s->exprs, s->w, false, 1, &j);
}

static void a_wrong_rank(Sample *s)
{
    SubscriptId j = at(s, 0, 0, 1);
    s->parts[0].body = expr_access(s->exprs, s->x, false, 1, &j);
}

static void a_later_array(Sample *s)
{
    SubscriptId both[] = {at(s, 0, 1, 0), at(s, 0, 0, 1)};
    s->parts[0].body = expr_access(s->exprs, s->w + 1, false, 2, both);
}

static void wrong_depends(Sample *s)
{
    ExprId sum = expr_apply(s->exprs, F_EXP, index_of(s, 0), 0);
    s->exprs->nodes.at[sum].depends = 2;
    s->parts[0].body = sum;
}

static void an_unused_array(Sample *s)
{
    const double values[] = {1, 2};
    const int64_t shape[] = {2};
    graph_literal(s->graph, REAL, 0, 1, shape, values, 3);
}

static void a_wrong_literal(Sample *s)
{
    const double values[] = {1, 2};
    const int64_t shape[] = {2};
    graph_literal(s->graph, WHOLE, 2, 1, shape, values, 3);
}

static void an_empty_axis(Sample *s)
{
    s->shape[1] = 0;
}

static void no_output(Sample *s)
{
    list_push(&s->bench.arena, &s->graph->outputs, 9);
}

static void no_gradient(Sample *s)
{
    list_push(&s->bench.arena, &s->graph->gradients,
              ((Gradient){s->x, s->w}));
}

static const struct {
    const char *name;
    Spoil      *spoil;
    const char *problem;            /* NULL: well formed */
} samples[] = {
    {"as it is", as_it_is, NULL},
    {"guarded by a choice", guarded_by_choice, NULL},
    {"guarded on all ways", guarded_on_all_ways, NULL},
    {"guarded data", guarded_data, NULL},
    {"maximum", a_maximum, NULL},
    {"argmax", an_argmax, NULL},
    {"scatter", a_scatter, NULL},
    {"rows and strides", rows_and_strides, NULL},
    {"empty range", an_empty_range, "part 1: index 1 has an empty range"},
    {"unbound index", an_unbound_index, "part 1: index 5 is not bound"},
    {"unbound target", an_unbound_target, "index 3 in the target is not bound"},
    {"low read", a_low_read, "reads `x` out of bounds: axis 0 at -1 … 1 of 6"},
    {"high read", a_high_read, "reads `x` out of bounds: axis 1 at 0 … 5 of 4"},
    {"high target", a_high_target,
     "part 2: the target is out of bounds: axis 0 at 4 … 6 of 6"},
    {"read by data", a_read_by_data,
     "reads `x` out of bounds: axis 0 at 1 … 6 of 6 by data"},
    {"wrong branch", a_wrong_branch, "reads `x` out of bounds"},
    {"way around", a_way_around, "reads `x` out of bounds"},
    {"reading condition", a_reading_condition, "reads `x` out of bounds"},
    {"set twice", set_twice, "part 1: sets an element twice"},
    {"parts that meet", parts_that_meet, "parts 1 and 2 set one element"},
    {"equation of guards", an_equation_of_guards,
     "part 3: guards 0 and 1 are an equation"},
    {"guard by data", a_guard_by_data, "part 3: guard 0 is not affine"},
    {"maximum among parts", a_maximum_among_parts,
     "a reduction is one of several parts"},
    {"maximum of two", a_maximum_of_two, "reduces 2 indices, not one"},
    {"maximum of none", a_maximum_of_none, "reduces 0 indices, not one"},
    {"maximum moved", a_maximum_moved,
     "the target of a reduction is not plain"},
    {"argmax of the target", an_argmax_of_the_target,
     "keeps index 0, which is not reduced"},
    {"argmax of reals", an_argmax_of_reals,
     "keeps an index in an array of reals"},
    {"argmax beyond", an_argmax_beyond,
     "index values 0 … 3 are not below 3"},
    {"empty index", an_empty_index, "an index value may be of nothing"},
    {"index beyond", an_index_beyond, "index values 0 … 2 are not below 2"},
    {"real index", a_real_index, "an index value is not whole"},
    {"condition as body", a_condition_as_body, "the body is a condition"},
    {"condition as value", a_condition_as_value,
     "takes a condition for a value"},
    {"value as condition", a_value_as_condition,
     "takes a value for a condition"},
    {"real data", real_data, "a subscript has data that are not whole"},
    {"wrong type", a_wrong_type, "takes array 2 for one of another type"},
    {"wrong rank", a_wrong_rank, "reads array 1 of rank 2 at 1 subscripts"},
    {"later array", a_later_array, "reads array 3, which is not before it"},
    {"wrong depends", wrong_depends, "depends on other indices"},
    {"unused array", an_unused_array, "array 3 `#3`: nothing needs it"},
    {"wrong literal", a_wrong_literal,
     "array 3 `#3`: element 1 is no index value below 2"},
    {"empty axis", an_empty_axis, "axis 1 is empty"},
    {"no output", no_output, "output 0 is no definition"},
    {"no gradient", no_gradient, "gradient 0 has another shape"},
};

START_TEST(samples_are_judged)
{
    Sample sample;
    sample_open(&sample);
    samples[_i].spoil(&sample);
    Text problem = sample_check(&sample);
    const char *expected = samples[_i].problem;
    char line[512];
    snprintf(line, sizeof line, "%.*s", TEXT_ARGS(problem));
    if (expected)
        ck_assert_msg(strstr(line, expected), "%s: %s", samples[_i].name,
                      line);
    else
        ck_assert_msg(!problem.length, "%s: %s", samples[_i].name, line);
    bench_close(&sample.bench);
}
END_TEST

/* A list of pieces, each one SET, is checked in time that grows as they do:
 * ten thousand of them end within the time of a test. */
START_TEST(many_parts_are_checked)
{
    enum { PIECES = 10000 };
    Sample s;
    sample_open(&s);
    Part *parts = NEW_ARRAY(&s.bench.arena, Part, PIECES);
    for (int n = 0; n < PIECES; n++) {
        parts[n] = s.parts[0];
        SubscriptId *target = NEW_ARRAY(&s.bench.arena, SubscriptId, 2);
        target[0] = at(&s, 3 * (PIECES - 1 - n), 1, 0);
        target[1] = at(&s, 0, 0, 1);
        parts[n].target = target;
    }
    const int64_t shape[] = {3 * PIECES, M};
    ArrayId y = graph_equation(s.graph, 0, 2, shape, PIECES, parts, 1);
    Span nowhere = {0};
    for (int n = 0; n < 3; n++)
        list_push(&s.bench.arena, &s.graph->outputs,
                  graph_define(s.graph, text_of("y"), nowhere,
                               n == 0 ? y : n == 1 ? s.x : s.w));
    Buffer problem = buffer_create(&s.bench.arena);
    ck_assert(graph_check(s.graph, &s.bench.arena, &problem));
    bench_close(&s.bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("graph_check");
    TCase *tcase = tcase_create("samples");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, samples_are_judged, 0,
                        (int)(sizeof samples / sizeof *samples));
    tcase_add_test(tcase, many_parts_are_checked);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
