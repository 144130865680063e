/* test_precision.c: how good the gradients of the examples are, and what they
 * cost.
 *
 * For each program of examples/, with random values:
 *
 *     every gradient is that of forward mode by dual numbers, to 1e-13, by
 *     elements of it and along random directions;
 *     every gradient in float is that in double, to 4e-6;
 *     work(gradient) ≤ (2 + a) work(forward), a the most accesses in the body
 *     of one sum; 3 if there is none, as what is cheap is then computed again
 *     for the derivative by each operand.
 *
 * Tolerances are relative to the largest component; along a direction v they
 * are relative to Σ |d v|. The first comparison is of the graph as it is lowered
 * with the simplified gradient, so the laws are held to it, too.
 */
#define _XOPEN_SOURCE 700

#include "../../compiler/cost.h"
#include "../../compiler/differentiate.h"
#include "../../compiler/eval.h"
#include "../../compiler/simplify.h"
#include "compiling.h"
#include "suite.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    ELEMENTS = SANITIZED ? 1 : 4,
    DIRECTIONS = SANITIZED ? 1 : 2,
};

typedef struct Example {
    Arena       arena;
    jmp_buf     failure;
    const char *path;
    Graph      *lowered, *forward, *gradient;
    uint64_t    state;
} Example;

static Text read_text(Arena *arena, const char *path)
{
    char *at = arena_alloc(arena, 1 << 20, 1);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(at, 1, 1 << 20, file);
    ck_assert(!ferror(file) && feof(file));
    ck_assert_int_eq(fclose(file), 0);
    return (Text){at, length};
}

static void example_open(Example *e, const char *path)
{
    arena_init(&e->arena, NULL, &e->failure);
    e->path = path;
    e->state = 88172645463325252u;
    e->lowered = compiled(&e->arena, path, read_text(&e->arena, path));
    e->forward = simplify(&e->arena, e->lowered);
    e->gradient = simplify(
        &e->arena,
        graph_compact(&e->arena, differentiate(&e->arena, e->forward)));
}

static void example_close(Example *e)
{
    arena_destroy(&e->arena);
}

/* Uniform in low … high, and a float, so that both precisions start alike. */
static double draw(Example *e, double low, double high)
{
    e->state ^= e->state << 13;
    e->state ^= e->state >> 7;
    e->state ^= e->state << 17;
    double u = (double)(e->state >> 11) * 0x1p-53;
    return (double)(float)(low + (high - low) * u);
}

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

/* Leaves are the inputs, then the params: the same ones in every graph. */
static uint32_t leaf_count(const Graph *graph)
{
    return graph->inputs.count + graph->params.count;
}

static ArrayId leaf(const Graph *graph, uint32_t i)
{
    return i < graph->inputs.count
             ? defined(graph, graph->inputs.at[i])
             : defined(graph, graph->params.at[i - graph->inputs.count]);
}

static int64_t size_of(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

static double *draw_array(Example *e, const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    int64_t size = array_size(array);
    double *values = NEW_ARRAY(&e->arena, double, size);
    double scale = array->rank > 1 ? 0.5 : 1;
    for (int64_t k = 0; k < size; k++)
        values[k] = array->type == WHOLE
                      ? floor(draw(e, 0, 1) * (double)array->limit * 0.999)
                      : draw(e, -scale, scale);
    return values;
}

typedef struct Point {
    double **leaves;                /* [leaf_count] */
    double **seeds;                 /* [gradient seeds] */
} Point;

static Point draw_point(Example *e)
{
    const Graph *graph = e->gradient;
    Point p = {NEW_ARRAY(&e->arena, double *, leaf_count(graph)),
               NEW_ARRAY(&e->arena, double *, graph->seeds.count + 1)};
    for (uint32_t i = 0; i < leaf_count(graph); i++)
        p.leaves[i] = draw_array(e, graph, leaf(graph, i));
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        p.seeds[i] = draw_array(e, graph, graph->seeds.at[i].array);
    return p;
}

static double **values_at(Example *e, const Graph *graph, const Point *p)
{
    double **values = NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    for (uint32_t i = 0; i < leaf_count(graph); i++)
        values[leaf(graph, i)] = p->leaves[i];
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        values[graph->seeds.at[i].array] = p->seeds[i];
    return values;
}

static double **computed(Example *e, const Point *p, bool in_float)
{
    EvalFault fault;
    double **values = values_at(e, e->gradient, p);
    ck_assert(eval(e->gradient, &e->arena, in_float, values, &fault));
    return values;
}

/* Σ over outputs y and their elements of d_y ∂y/∂v, for a tangent v of one
 * leaf. */
static double forward_mode(Example *e, const Point *p, ArrayId by,
                           double *tangent)
{
    const Graph *graph = e->lowered;
    EvalFault fault;
    double **values = values_at(e, graph, p), sum = 0;
    double **tangents = NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    for (uint32_t i = 0; i < leaf_count(graph); i++)
        if (leaf(e->gradient, i) == by)
            tangents[leaf(graph, i)] = tangent;
    ck_assert(eval_dual(graph, &e->arena, values, tangents, &fault));
    for (uint32_t i = 0; i < e->gradient->seeds.count; i++) {
        uint32_t output = e->gradient->seeds.at[i].output;
        ArrayId y = defined(graph, graph->outputs.at[output]);
        for (int64_t k = 0; tangents[y] && k < size_of(graph, y); k++)
            sum += p->seeds[i][k] * tangents[y][k];
    }
    return sum;
}

static double largest_of(const double *values, int64_t size)
{
    double largest = 0;
    for (int64_t k = 0; k < size; k++)
        largest = fmax(largest, fabs(values[k]));
    return largest;
}

static Text name_of(const Example *e, const Gradient *gradient)
{
    const Graph *graph = e->gradient;
    return graph->definitions.at[graph_definition_of(graph, gradient->by)]
        .name;
}

/* Some say that they are beyond float: `# double: why`. */
static bool is_beyond_float(Example *e)
{
    Text text = read_text(&e->arena, e->path);
    return strstr(text.at, "\n# double:") != NULL;
}

/* Points here have no values for what is drawn. */
static bool draws(const Example *e)
{
    for (ArrayId id = 1; id < e->forward->arrays.count; id++)
        if (graph_array(e->forward, id)->kind == DRAWN)
            return true;
    return false;
}

/* d against forward mode along one direction. */
static void ask_along(Example *e, const Point *p, const Gradient *gradient,
                      const double *d, double *direction, double room)
{
    int64_t size = size_of(e->gradient, gradient->by);
    double got = 0;
    for (int64_t k = 0; k < size; k++)
        got += d[k] * direction[k];
    double wanted = forward_mode(e, p, gradient->by, direction);
    /* Where the program itself is beyond float, it loses digits in double. */
    double limit = is_beyond_float(e) ? 1e-11 : 1e-13;
    ck_assert_msg(fabs(got - wanted) <= limit * room,
                  "%s: by %.*s %.17g, forward mode %.17g", e->path,
                  TEXT_ARGS(name_of(e, gradient)), got, wanted);
}

static void ask_gradient(Example *e, const Point *p, const Gradient *gradient,
                         const double *d)
{
    int64_t size = size_of(e->gradient, gradient->by);
    double largest = largest_of(d, size);
    for (int i = 0; i < ELEMENTS; i++) {
        double *unit = NEW_ARRAY(&e->arena, double, size);
        unit[(int64_t)(draw(e, 0, 0.999) * (double)size)] = 1;
        ask_along(e, p, gradient, d, unit, largest);
    }
    for (int i = 0; i < DIRECTIONS; i++) {
        double *direction = draw_array(e, e->gradient, gradient->by);
        double room = 0;
        for (int64_t k = 0; k < size; k++)
            room += fabs(d[k] * direction[k]);
        ask_along(e, p, gradient, d, direction, room);
    }
}

static glob_t examples;

START_TEST(gradients_are_sharp)
{
    Example e;
    example_open(&e, examples.gl_pathv[_i]);
    if (draws(&e)) {
        example_close(&e);
        return;
    }
    ck_assert_uint_gt(e.gradient->gradients.count, 0);
    Point p = draw_point(&e);
    double **values = computed(&e, &p, false);
    for (uint32_t g = 0; g < e.gradient->gradients.count; g++) {
        const Gradient *gradient = &e.gradient->gradients.at[g];
        ask_gradient(&e, &p, gradient, values[gradient->array]);
    }
    example_close(&e);
}
END_TEST

START_TEST(float_is_near_double)
{
    Example e;
    example_open(&e, examples.gl_pathv[_i]);
    if (is_beyond_float(&e) || draws(&e)) {
        example_close(&e);
        return;
    }
    Point p = draw_point(&e);
    double **d = computed(&e, &p, false), **f = computed(&e, &p, true);
    for (uint32_t g = 0; g < e.gradient->gradients.count; g++) {
        const Gradient *gradient = &e.gradient->gradients.at[g];
        ArrayId id = gradient->array;
        int64_t size = size_of(e.gradient, id);
        double largest = largest_of(d[id], size);
        for (int64_t k = 0; k < size; k++)
            ck_assert_msg(fabs(f[id][k] - d[id][k]) <= 4e-6 * largest,
                          "%s: by %.*s %.9g in float, %.17g in double, "
                          "largest %g",
                          e.path, TEXT_ARGS(name_of(&e, gradient)),
                          f[id][k], d[id][k], largest);
    }
    example_close(&e);
}
END_TEST

/* The accesses in the body of one sum, at most; 3 if there is none. */
static uint32_t most_accesses(Example *e)
{
    const Graph *graph = e->forward;
    Marks marks = {0};
    uint32_t most = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        for (uint32_t i = 0;
             array->kind == EQUATION && i < array->part_count; i++) {
            const Part *part = &array->as.parts[i];
            ExprIds order = {0};
            uint32_t count = 0;
            if (part->combine != SUM || part->index_count == array->rank)
                continue;
            expr_postorder(&graph->exprs, &e->arena, &marks, true, part->body,
                           &order);
            for (uint32_t k = 0; k < order.count; k++)
                count += expr_at(&graph->exprs, order.at[k])->kind
                      == ACCESS;
            most = count > most ? count : most;
        }
    }
    return most ? most : 3;
}

START_TEST(gradients_are_cheap)
{
    Example e;
    example_open(&e, examples.gl_pathv[_i]);
    double forward = graph_work(e.forward), all = graph_work(e.gradient);
    uint32_t a = most_accesses(&e);
    ck_assert_msg(all <= (2 + a) * forward, "%s: %g of %g is %g times, a = %u",
                  e.path, all, forward, all / forward, (unsigned)a);
    example_close(&e);
}
END_TEST

int main(void)
{
    if (glob(GCC_GRAPH_ROOT "/examples/*/*.g", 0, NULL, &examples)) {
        fputs("test_precision: no examples\n", stderr);
        return EXIT_FAILURE;
    }
    int count = (int)examples.gl_pathc;
    Suite *suite = suite_create("precision");
    TCase *tests = tcase_create("examples");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, gradients_are_sharp, 0, count);
    tcase_add_loop_test(tests, float_is_near_double, 0, count);
    tcase_add_loop_test(tests, gradients_are_cheap, 0, count);
    suite_add_tcase(suite, tests);
    int status = suite_run(suite);
    globfree(&examples);
    return status;
}
