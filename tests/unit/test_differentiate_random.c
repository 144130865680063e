/* test_differentiate_random.c: gradients of random graphs against forward
 * mode, to the second order.
 *
 * Graphs mix all forms of equations, accesses and targets. Partial functions
 * stand in branches that are taken only where they are finite, in the same
 * equation or in one that only such branches use.
 */
#include "gradient_cases.h"

enum { GRAPHS = SANITIZED ? 60 : 300, MAX_LIVE = 16 };

typedef struct Maker {
    Bench   *b;
    ArrayId  arrays[MAX_LIVE];      /* of reals, finite */
    uint32_t count;
    ArrayId  words;                 /* four index values below 3 */
    uint32_t index_count;           /* of the body in the making */
    Range    ranges[4];
    uint32_t depth;
} Maker;

static int64_t pick_int(Maker *m, int64_t low, int64_t high)
{
    return (int64_t)floor(pick(m->b, (double)low, (double)high + 1));
}

static bool often(Maker *m, double share)
{
    return pick(m->b, 0, 1) < share;
}

/* -- accesses -- */

/* The least and greatest value of base + f i + g j. */
static Range values_of(const Maker *m, int64_t base, int64_t f, uint32_t i,
                       int64_t g, uint32_t j)
{
    Range r = {base, base};
    const int64_t factors[] = {f, g};
    const uint32_t indices[] = {i, j};
    for (int n = 0; n < 2; n++) {
        if (!factors[n])
            continue;
        Range x = m->ranges[indices[n]];
        int64_t a = factors[n] * x.low, c = factors[n] * (x.high - 1);
        r.low += a < c ? a : c;
        r.high += a < c ? c : a;
    }
    return r;
}

/* A subscript for an axis; where it may be outside, *condition says where it
 * is inside. */
static SubscriptId pick_subscript(Maker *m, int64_t size, ExprId *condition)
{
    Bench *b = m->b;
    if (!m->index_count || often(m, 0.1))
        return subscript_constant(b->exprs, pick_int(m, 0, size - 1));
    uint32_t i = (uint32_t)pick_int(m, 0, m->index_count - 1);
    uint32_t j = (uint32_t)pick_int(m, 0, m->index_count - 1);
    if (size >= 3 && m->ranges[i].low >= 0 && m->ranges[i].high <= 4
        && often(m, 0.15))
        return data_of(b, AT(b, m->words, index_of(b, i)));
    int64_t f = often(m, 0.7) ? 1 : pick_int(m, -1, 2);
    int64_t g = i == j || often(m, 0.7) ? 0 : pick_int(m, -1, 2);
    int64_t base = often(m, 0.5) ? 0 : pick_int(m, -1, 2);
    Range r = values_of(m, base, f, i, g, j);
    if (r.low < 0 && r.high - r.low < size) {
        base -= r.low;
        r = values_of(m, base, f, i, g, j);
    }
    if (r.high >= size && r.high - r.low < size) {
        base -= r.high - size + 1;
        r = values_of(m, base, f, i, g, j);
    }
    SubscriptId s = affine(b, base, f, i, g, j);
    ExprId value = expr_of_subscript(b->exprs, s);
    if (r.low < 0) {
        ExprId c = apply(b, F_GE, value, number(b, 0));
        *condition = *condition ? apply(b, F_AND, *condition, c) : c;
    }
    if (r.high >= size) {
        ExprId c = apply(b, F_LT, value, number(b, (double)size));
        *condition = *condition ? apply(b, F_AND, *condition, c) : c;
    }
    return s;
}

static ExprId pick_access(Maker *m)
{
    Bench *b = m->b;
    ArrayId id = m->arrays[pick_int(m, 0, m->count - 1)];
    const Array array = *graph_array(b->graph, id);
    SubscriptId subscripts[MAX_RANK];
    ExprId condition = 0;
    for (uint32_t i = 0; i < array.rank; i++)
        subscripts[i] = pick_subscript(m, array.shape[i], &condition);
    ExprId access = graph_access(b->graph, id, subscripts);
    if (condition && often(m, 0.3))
        access = apply(b, F_SIN, access, 0);
    return condition ? choose(b, condition, access,
                              number(b, pick(b, -1, 1)))
                     : access;
}

/* -- bodies -- */

static ExprId pick_expr(Maker *m);

static ExprId pick_choice(Maker *m)
{
    Bench *b = m->b;
    ExprId x = pick_expr(m), y = pick_expr(m);
    ExprId positive = apply(b, F_GT, x, number(b, 0.2));
    switch (pick_int(m, 0, 3)) {
    case 0:
        return choose(b, positive, apply(b, F_LOG, x, 0), y);
    case 1:
        return choose(b, apply(b, F_NOT, positive, 0), y,
                      apply(b, F_DIV, y, x));
    case 2: {
        ExprId root = apply(b, F_SQRT, x, 0);
        ExprId most = apply(b, F_GT, x, number(b, 0.5));
        return add(b, choose(b, positive, mul(b, root, y), y),
                   choose(b, most, root, number(b, 0)));
    }
    default:
        return choose(b, apply(b, F_LT, x, y), x, mul(b, x, y));
    }
}

static ExprId pick_expr(Maker *m)
{
    Bench *b = m->b;
    if (m->depth > 3 || often(m, 0.25))
        return often(m, 0.9) ? pick_access(m) : number(b, pick(b, -1, 1));
    m->depth++;
    ExprId x = pick_expr(m), y = 0;
    static const Function unary[] = {F_SIN, F_TANH, F_SIGMOID, F_NEG, F_ABS,
                                     F_ATAN, F_STOP, F_ERF};
    static const Function binary[] = {F_ADD, F_SUB, F_MUL, F_MUL, F_MAX,
                                      F_MIN};
    switch (pick_int(m, 0, 4)) {
    case 0:
        y = apply(b, unary[pick_int(m, 0, 7)], x, 0);
        break;
    case 1:
        y = apply(b, F_DIV, x,
                  add(b, number(b, 2), mul(b, x, x)));
        break;
    case 2:
        y = pick_choice(m);
        break;
    default:
        y = apply(b, binary[pick_int(m, 0, 5)], x, pick_expr(m));
    }
    m->depth--;
    return y;
}

/* -- equations -- */

static void keep(Maker *m, ArrayId id)
{
    uint32_t at = m->count < MAX_LIVE ? m->count++
                                      : (uint32_t)pick_int(m, 3, MAX_LIVE - 1);
    m->arrays[at] = id;
}

static uint32_t pick_box(Maker *m, Box *box, int64_t *shape)
{
    uint32_t rank = (uint32_t)pick_int(m, 0, 2);
    *box = (Box){.rank = rank, .count = rank};
    m->index_count = 0;
    for (uint32_t i = 0; i < rank; i++) {
        shape[i] = pick_int(m, 1, 4);
        box->ranges[i] = m->ranges[i] = (Range){0, shape[i]};
        m->index_count++;
    }
    return rank;
}

static void bind_reduced(Maker *m, Box *box)
{
    int64_t low = often(m, 0.7) ? 0 : pick_int(m, -1, 2);
    Range range = {low, low + pick_int(m, 1, 6)};
    box->ranges[box->count++] = range;
    m->ranges[m->index_count++] = range;
}

/* Sometimes i >= k for a free index i and a reduced one k. */
static void bind_guard(Maker *m, Box *box)
{
    if (box->rank && often(m, 0.25))
        box->guards[box->guard_count++] =
            affine(m->b, pick_int(m, 0, 1), 1, 0, -1, box->count - 1);
}

static void plain_equation(Maker *m)
{
    static const Combine kinds[] = {SET, SET, SUM, SUM, MAX, MIN, PROD};
    Combine combine = kinds[pick_int(m, 0, 6)];
    Box box;
    int64_t shape[2];
    uint32_t rank = pick_box(m, &box, shape);
    if (combine != SET) {
        bind_reduced(m, &box);
        if (combine == SUM && often(m, 0.3))
            bind_reduced(m, &box);
        if (combine == SUM || combine == PROD)
            bind_guard(m, &box);
    }
    ExprId body = pick_expr(m);
    if (combine == PROD)
        body = apply(m->b, F_SIN, body, 0);
    Part part = part_over(m->b, &box, combine, body);
    keep(m, define(m->b, NULL, shape, rank, 1, &part));
}

/* A sum into elements chosen by data or by sums of indices. */
static void scattered_equation(Maker *m)
{
    Box box = {.rank = 1, .count = 2};
    int64_t shape[] = {7};
    m->index_count = 2;
    for (int i = 0; i < 2; i++)
        box.ranges[i] = m->ranges[i] = (Range){0, pick_int(m, 1, 3)};
    Part part = part_over(m->b, &box, SUM, pick_expr(m));
    const SubscriptId targets[] = {
        data_of(m->b, AT(m->b, m->words, index_of(m->b, 0))),
        affine(m->b, 0, 1, 0, 1, 1),
        affine(m->b, 0, 2, 0, 1, 1),
        affine(m->b, 5, -2, 0, 0, 0),
    };
    part.target = &targets[pick_int(m, 0, 3)];
    keep(m, define(m->b, NULL, shape, 1, 1, &part));
}

/* Two pieces, the second of which may be conditional on a slice. */
static void pieced_equation(Maker *m)
{
    Box box = {.rank = 1, .count = 1};
    int64_t first = pick_int(m, 1, 3), second = pick_int(m, 1, 3);
    int64_t shape[] = {first + second};
    Part parts[2];
    SubscriptId target = affine(m->b, first, 1, 0, 0, 0);
    m->index_count = 1;
    box.ranges[0] = m->ranges[0] = (Range){0, first};
    parts[0] = part_over(m->b, &box, SET, pick_expr(m));
    Box other = box;
    other.ranges[0] = m->ranges[0] = (Range){0, second};
    parts[1] = part_over(m->b, &other, SET, pick_expr(m));
    parts[1].target = &target;
    keep(m, define(m->b, NULL, shape, 1, 2, parts));
}

/* r = log(x), s from r by another equation, y = s where x > 0.1. */
static void untaken_equation(Maker *m)
{
    Bench *b = m->b;
    ArrayId x = m->arrays[pick_int(m, 0, m->count - 1)];
    const Array array = *graph_array(b->graph, x);
    if (array.kind == PARAM && array.rank == 0)
        return;
    uint32_t rank = array.rank;
    ExprId xi = graph_access_plain(b->graph, x);
    ArrayId r = equation(b, NULL, SET, rank, rank, array.shape,
                         apply(b, F_LOG, xi, 0));
    ExprId ri = graph_access_plain(b->graph, r);
    ArrayId s = equation(b, NULL, SET, rank, rank, array.shape,
                         mul(b, ri, add(b, ri, xi)));
    ExprId si = graph_access_plain(b->graph, s);
    ExprId good = apply(b, F_GT, xi, number(b, 0.1));
    keep(m, equation(b, NULL, SET, rank, rank, array.shape,
                     choose(b, good, apply(b, F_SIN, si, 0), xi)));
}

static void make_graph(Maker *m)
{
    Bench *b = m->b;
    m->words = named_input(b, INPUT, 3, "w", 1, SHAPE(4));
    keep(m, SCALAR_OF(b, "s"));
    keep(m, PARAM_OF(b, "v", 4));
    keep(m, PARAM_OF(b, "A", 3, 4));
    int64_t equations = pick_int(m, 2, 6);
    for (int64_t i = 0; i < equations; i++) {
        m->depth = 0;
        if (often(m, 0.6))
            plain_equation(m);
        else if (often(m, 0.35))
            scattered_equation(m);
        else if (often(m, 0.5))
            pieced_equation(m);
        else
            untaken_equation(m);
    }
    for (uint32_t i = 0; i < 2; i++)
        output(b, i ? "y" : "z", m->arrays[m->count - 1 - i]);
}

/* An array that is infinite (of empty extrema) or grows out of hand makes the
 * comparison void. */
static bool is_tame(const Graph *graph, double *const *values)
{
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId y = output_array(graph, i);
        int64_t size = array_size(graph_array(graph, y));
        for (int64_t e = 0; e < size; e++)
            if (!(fabs(values[y][e]) < 1e6))
                return false;
    }
    return true;
}

/* Asks for the gradient of a random graph and the gradient of that. */
static void ask_random(uint64_t seed, uint32_t *asked)
{
    Bench b;
    bench_open(&b);
    b.state = seed * 0x9E3779B97F4A7C15u + 1;
    for (int i = 0; i < 10; i++)
        pick(&b, 0, 1);
    Maker m = {.b = &b};
    make_graph(&m);
    Graph *graph = graph_compact(&b.arena, b.graph);
    assert_well_formed(&b, graph, "the random graph");
    for (int order = 1; order <= 2; order++) {
        double **values = random_leaves(&b, graph, -1, 1);
        double **forward = same_leaves(&b, graph, values, graph);
        compute(&b, graph, forward);
        Graph *gradient = differentiate(&b.arena, graph);
        if (getenv("PRINT_GRADIENTS"))
            print_graph(&b, gradient);
        assert_well_formed(&b, gradient, "its gradient");
        if (is_tame(graph, forward)) {
            double **at = gradients_at(&b, graph, values, gradient);
            double error = dual_error(&b, graph, values, gradient, at);
            ck_assert_msg(error < 1e-11, "graph %d, order %d: off by %g",
                          (int)seed, order, error);
            ++*asked;
        }
        graph = gradients_as_outputs(&b, graph_compact(&b.arena, gradient));
    }
    bench_close(&b);
}

/* GRAPH=n asks for the n-th graph alone. */
START_TEST(random_graphs_have_gradients)
{
    const char *only = getenv("GRAPH");
    uint32_t asked = 0;
    int first = only ? atoi(only) : _i * GRAPHS + 1;
    for (int i = first; i < first + (only ? 1 : GRAPHS); i++)
        ask_random((uint64_t)i, &asked);
    ck_assert(only || asked > GRAPHS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gradients of random graphs");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, random_graphs_have_gradients, 0, 4);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
