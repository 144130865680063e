/* test_prelude.c: every function of grammar/prelude.g answers the same
 * questions. A line that is added there is asked them by being there.
 *
 * From the head of a function its parameters are read: arrays of the sizes that
 * it names, numbers, and what its body uses as the end of a range (a size) or
 * as a subscript (an index). A program that calls it is made of them. Then
 *
 *     the gradient is that of forward mode by dual numbers, to 1e-13;
 *     it has the sign and the size of two-sided differences;
 *     in float it is that in double, to 4e-6;
 *     at the ends of the domain, wherever the value is a number, it is one;
 *     generated C has the bits of the interpreter.
 *
 * Tolerances are relative to the largest component.
 */
#define _XOPEN_SOURCE 700

#include "../../compiler/differentiate.h"
#include "../../compiler/simplify.h"
#include "c_harness.h"
#include "compiling.h"
#include "suite.h"

/* Where the random arguments of a function are not from -2 to 2, or a number
 * is not told from an index by its use, or the value has an end before those of
 * the numbers: what it goes through overflows there, though it does not. */
static const struct Domain_ {
    const char *function;
    double      low, high, end;
    const char *index;              /* a parameter that is one */
} domains[] = {
    {"kl", 0.1, 1, 1e300, ""},
    {"onehot", -2, 2, 1e300, "y"},
    {"gelu_tanh", -2, 2, 1e100, ""},        /* z^3 */
    {"cosine", -2, 2, 1e100, ""},
    {"rnn", -1, 1, 1e300, ""},              /* tanh near 1 in float */
};

/* Programs for heads from which none can be made. */
static const struct Call_ {
    const char *head, *program;
} calls[] = {
    {"batch_var(x)", "batch B = 3\ninput x\nv = batch_var(x)\n"},
    {"batch_norm(x, m, v, g, b)",
     "input x, m, s, g, b\nv = batch_norm(x, m, s², g, b)\n"},
    {"ctc(l[m,v], y[n])",
     "input z[5,4]\nconst y[3] : index(4) = [2, 1, 1]\n"
     "l[t] = log_softmax(z[t])\nv = ctc(l, y)\n"},
    {"conv(x[c,n], K[o,c,k], stride, pad)",
     "input x[2,5], K[3,2,2]\nv = conv(x, K, 2, 1)\n"},
    {"conv(x[groups i, n], K[o,i,k], stride, pad, dilation, groups)",
     "input x[4,6], K[6,2,2]\nv = conv(x, K, 2, 1, 2, 2)\n"},
    {"conv(x[c,h,w], K[o,c,k,l], stride, pad)",
     "input x[2,5,4], K[2,2,2,3]\nv = conv(x, K, 2, 1)\n"},
    {"conv(x[groups i, h, w], K[o,i,k,l], stride, pad, dilation, groups)",
     "input x[4,5,4], K[2,2,2,3]\nv = conv(x, K, 1, 2, 2, 2)\n"},
    {"conv_transpose(x[c,n], K[c,o,k], stride, pad)",
     "input x[2,4], K[2,3,2]\nv = conv_transpose(x, K, 3, 1)\n"},
    {"conv_transpose(x[c,h,w], K[c,o,k,l], stride, pad)",
     "input x[2,3,2], K[2,2,3,2]\nv = conv_transpose(x, K, 2, 1)\n"},
    {"max_pool(x[c,n], k)", "input x[2,5]\nv = max_pool(x, 2)\n"},
    {"max_pool(x[c,n], k, stride)",
     "input x[2,6]\nv = max_pool(x, 3, 2)\n"},
    {"max_pool(x[c,h,w], k)", "input x[2,4,5]\nv = max_pool(x, 2)\n"},
    {"max_pool(x[c,h,w], k, stride)",
     "input x[2,5,4]\nv = max_pool(x, 3, 1)\n"},
    {"mean_pool(x[c,n], k)", "input x[2,5]\nv = mean_pool(x, 2)\n"},
    {"mean_pool(x[c,n], k, stride)",
     "input x[2,6]\nv = mean_pool(x, 3, 2)\n"},
    {"mean_pool(x[c,h,w], k)", "input x[2,4,5]\nv = mean_pool(x, 2)\n"},
    {"mean_pool(x[c,h,w], k, stride)",
     "input x[2,5,4]\nv = mean_pool(x, 3, 1)\n"},
    {"embed(E[v,d], w[n])",
     "input E[4,3], w[3] : index(4)\nv = embed(E, w)\n"},
    {"positions(n, d)", "input x\nv = x positions(3, 4)\n"},
    {"rotary(x[n,d])", "input x[3,4]\nv = rotary(x)\n"},
    {"attention(Q[m,d], K[n,d], V[n,e], M[m,n])",
     "input Q[2,3], K[3,3], V[3,2]\n"
     "v = attention(Q, K, V, [[1, 0, 1], [1, 1, 0]])\n"},
    {"multihead(Q[m,d], K[n,d], V[n,e], h)",
     "input Q[2,4], K[3,4], V[3,2]\nv = multihead(Q, K, V, 2)\n"},
    {"multihead(Q[m,d], K[n,d], V[n,e], h, M[m,n])",
     "input Q[2,4], K[3,4], V[3,2]\n"
     "v = multihead(Q, K, V, 2, [[1, 0, 1], [1, 1, 0]])\n"},
    {"causal_multihead(Q[n,d], K[n,d], V[n,e], h)",
     "input Q[3,4], K[3,4], V[3,2]\nv = causal_multihead(Q, K, V, 2)\n"},
    {"topk(x[n], k)", "input x[4]\nv, p = topk(x, 2)\n"},
    {"gru(x[n], h[m], W[3m,n], U[3m,m], b[3m], c[3m])",
     "input x[3], h[2], W[6,3], U[6,2], b[6], c[6]\n"
     "v = gru(x, h, W, U, b, c)\n"},
    {"lstm(x[n], h[m], c[m], W[4m,n], U[4m,m], b[4m])",
     "input x[3], h[2], c[2], W[8,3], U[8,2], b[8]\n"
     "p, q = lstm(x, h, c, W, U, b)\nv = [p; q]\n"},
};

typedef enum Role { ROLE_NUMBER, ROLE_ARRAY, ROLE_SIZE, ROLE_INDEX } Role;

typedef struct Entry_ {
    Arena            arena;
    jmp_buf          failure;
    const Statement *statement;
    Text             program;
    double           low, high, end;
    Graph           *forward, *gradient;
} Entry_;

/* -- reading a head -- */

static bool tree_names(const Tree *tree, Text name)
{
    if (!tree)
        return false;
    if (tree->kind == TREE_NAME && text_equal(tree->name, name))
        return true;
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree_names(tree->operands[i], name))
            return true;
    return false;
}

static bool is_subscript(const Tree *tree, Text name)
{
    for (uint32_t i = 0; tree && i < tree->count; i++) {
        const Tree *operand = tree->operands[i];
        if ((tree->kind == TREE_INDEX && i && tree_names(operand, name))
            || is_subscript(operand, name))
            return true;
    }
    return false;
}

/* The equation or one of its local ones has a range that ends there. */
static bool is_end(const Statement *s, Text name)
{
    for (uint32_t i = 0; i < s->binder_count; i++)
        if (tree_names(s->binders[i].high, name))
            return true;
    for (uint32_t i = 0; i < s->local_count; i++)
        if (is_end(s->locals[i], name))
            return true;
    return false;
}

static Role role_of(const Statement *s, const Tree *parameter, Text index)
{
    Text name = parameter->name;
    if (parameter->kind == TREE_INDEX)
        return ROLE_ARRAY;
    if (is_end(s, name))
        return ROLE_SIZE;
    bool used = text_equal(name, index);
    for (uint32_t i = 0; i < s->value_count; i++)
        used = used || is_subscript(s->values[i], name);
    return used ? ROLE_INDEX : ROLE_NUMBER;
}

/* Distinct sizes for l, m, n and whatever else: 2, 3, 4, … */
static int64_t size_of(Text name)
{
    return 2 + (name.at[0] - 'a' + 1) % 3;
}

/* The program that is written out for the head, if it is. */
static bool take_program(Entry_ *e)
{
    Span span = e->statement->heads[0]->span;
    Text head = {prelude_text().at + span.start - 1, span.end - span.start};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (text_is(head, calls[i].head)) {
            e->program = text_format(&e->arena, "%soutput v\n",
                                     calls[i].program);
            return true;
        }
    return false;
}

/* The program `v = f(a_x, 3)` for the head f(x[n], m). */
static void write_program(Entry_ *e, Text index)
{
    const Tree *head = e->statement->heads[0];
    Buffer out = buffer_create(&e->arena), call = buffer_create(&e->arena);
    if (take_program(e))
        return;
    for (uint32_t i = 0; i < head->count; i++) {
        const Tree *p = head->operands[i];
        Role role = role_of(e->statement, p, index);
        Text name = p->kind == TREE_INDEX ? p->operands[0]->name : p->name;
        buffer_puts(&call, i ? ", " : "");
        if (role == ROLE_SIZE) {
            buffer_print(&call, "%lld", (long long)size_of(name));
            continue;
        }
        buffer_print(&call, "a_%.*s", TEXT_ARGS(name));
        buffer_print(&out, "input a_%.*s", TEXT_ARGS(name));
        for (uint32_t k = 1; role == ROLE_ARRAY && k < p->count; k++)
            buffer_print(&out, "%s%lld", k == 1 ? "[" : ", ",
                         (long long)size_of(p->operands[k]->name));
        buffer_puts(&out, role == ROLE_ARRAY   ? "]\n"
                          : role == ROLE_INDEX ? " : index(2)\n"
                                               : "\n");
    }
    buffer_print(&out, "v = %.*s(%.*s)\noutput v\n", TEXT_ARGS(head->name),
                 TEXT_ARGS(buffer_text(&call)));
    e->program = buffer_text(&out);
}

/* The functions of the prelude, in their order. */
static Program *prelude_of(Arena *arena)
{
    Sources sources = {.arena = arena, .end = 1};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena, &sources);
    return parse(arena,
                 source_add(&sources, text_of("<prelude>"), prelude_text(),
                            true),
                 &diagnostics);
}

static void entry_open(Entry_ *e, int number)
{
    arena_init(&e->arena, NULL, &e->failure);
    e->statement = prelude_of(&e->arena)->statements[number];
    const Tree *head = e->statement->heads[0];
    ck_assert_int_eq(head->kind, TREE_CALL);
    e->low = -2;
    e->high = 2;
    e->end = 1e300;
    Text index = text_of("");
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        if (text_is(head->name, domains[i].function)) {
            e->low = domains[i].low;
            e->high = domains[i].high;
            e->end = domains[i].end;
            index = text_of(domains[i].index);
        }
    write_program(e, index);
    e->forward = compiled(&e->arena, "prelude", e->program);
    Graph *simple = simplify(&e->arena, e->forward);
    e->gradient = simplify(
        &e->arena, graph_compact(&e->arena, differentiate(&e->arena, simple)));
    Buffer problem = buffer_create(&e->arena);
    ck_assert_msg(graph_check(e->gradient, &e->arena, &problem), "%.*s%.*s",
                  TEXT_ARGS(e->program), TEXT_ARGS(buffer_text(&problem)));
}

static void entry_close(Entry_ *e)
{
    arena_destroy(&e->arena);
}

/* -- values -- */

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static int64_t size_at(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

static double draw(uint64_t *state, double low, double high)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    /* A float, so that both precisions start from the same. */
    return (double)(float)(low + (high - low) * (double)(*state >> 11) * 0x1p-53);
}

static double *draw_array(Entry_ *e, ArrayId id, uint64_t *state, double low,
                          double high)
{
    const Array *array = graph_array(e->gradient, id);
    int64_t size = array_size(array);
    double *values = NEW_ARRAY(&e->arena, double, size);
    for (int64_t k = 0; k < size; k++)
        values[k] = array->type == WHOLE ? (double)(k % 2)
                                         : draw(state, low, high);
    return values;
}

/* Inputs and seeds of the gradient graph. */
static double **draw_inputs(Entry_ *e, uint64_t seed)
{
    const Graph *graph = e->gradient;
    double **values = NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        values[id] = draw_array(e, id, &state, e->low, e->high);
    }
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        values[graph->seeds.at[i].array] =
            draw_array(e, graph->seeds.at[i].array, &state, 0.5, 1.5);
    return values;
}

/* Both graphs have the same inputs in the same order. */
static double **computed(Entry_ *e, const Graph *graph, double *const *inputs,
                         bool in_float)
{
    double **values =
        NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    EvalFault fault;
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        values[defined(graph, graph->inputs.at[i])] =
            inputs[defined(e->gradient, e->gradient->inputs.at[i])];
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        values[graph->seeds.at[i].array] = inputs[graph->seeds.at[i].array];
    ck_assert(eval(graph, &e->arena, in_float, values, &fault));
    return values;
}

static ArrayId output_of(const Graph *graph)
{
    return defined(graph, graph->outputs.at[0]);
}

static double largest_of(const double *values, int64_t size)
{
    double largest = 0;
    for (int64_t k = 0; k < size; k++)
        largest = fmax(largest, fabs(values[k]));
    return largest;
}

/* Σ_k d_v[k] v[k] */
static double weighted(const Entry_ *e, double *const *inputs,
                       const double *v)
{
    const Graph *graph = e->gradient;
    const double *seed = inputs[graph->seeds.at[0].array];
    double sum = 0;
    for (int64_t k = 0; v && k < size_at(graph, output_of(graph)); k++)
        sum += seed[k] * v[k];
    return sum;
}

/* The derivative by one element, by forward mode. */
static double dual_of(Entry_ *e, double *const *inputs, uint32_t input,
                      int64_t element)
{
    const Graph *graph = e->forward;
    EvalFault fault;
    double **values =
        NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    double **tangents =
        NEW_ARRAY(&e->arena, double *, graph->arrays.count);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        values[defined(graph, graph->inputs.at[i])] =
            inputs[defined(e->gradient, e->gradient->inputs.at[i])];
    ArrayId id = defined(graph, graph->inputs.at[input]);
    tangents[id] = NEW_ARRAY(&e->arena, double, size_at(graph, id));
    tangents[id][element] = 1;
    ck_assert(eval_dual(graph, &e->arena, values, tangents, &fault));
    return weighted(e, inputs, tangents[output_of(graph)]);
}

/* The same by a two-sided difference. */
static double difference_of(Entry_ *e, double *const *inputs, uint32_t input,
                            int64_t element)
{
    double *x = inputs[defined(e->gradient, e->gradient->inputs.at[input])];
    double at = x[element], side[2];
    for (int s = 0; s < 2; s++) {
        x[element] = at + (s ? 1e-5 : -1e-5);
        double **values = computed(e, e->forward, inputs, false);
        side[s] = weighted(e, inputs, values[output_of(e->forward)]);
    }
    x[element] = at;
    return (side[1] - side[0]) / 2e-5;
}

/* Which of the inputs a gradient is by. */
static uint32_t input_of(const Graph *graph, const Gradient *gradient)
{
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        if (defined(graph, graph->inputs.at[i]) == gradient->by)
            return i;
    ck_abort_msg("a gradient by no input");
    return 0;
}

/* -- the questions -- */

enum { POINTS = 5 };

START_TEST(gradients_are_derivatives)
{
    Entry_ e;
    entry_open(&e, _i);
    const Graph *graph = e.gradient;
    for (uint64_t point = 1; graph->seeds.count && point <= POINTS; point++) {
        double **inputs = draw_inputs(&e, point);
        double **values = computed(&e, graph, inputs, false);
        for (uint32_t g = 0; g < graph->gradients.count; g++) {
            const Gradient *gradient = &graph->gradients.at[g];
            uint32_t input = input_of(graph, gradient);
            const double *d = values[gradient->array];
            int64_t size = size_at(graph, gradient->by);
            double largest = largest_of(d, size);
            for (int64_t k = 0; k < size; k++) {
                double dual = dual_of(&e, inputs, input, k);
                double difference = difference_of(&e, inputs, input, k);
                ck_assert_msg(fabs(d[k] - dual) <= 1e-13 * largest,
                              "%.*sby %u[%d]: %.17g, forward %.17g",
                              TEXT_ARGS(e.program), (unsigned)input, (int)k,
                              d[k], dual);
                ck_assert_msg(fabs(d[k] - difference) <= 1e-8 * (1 + largest),
                              "%.*sby %u[%d]: %.17g, difference %.17g",
                              TEXT_ARGS(e.program), (unsigned)input, (int)k,
                              d[k], difference);
            }
        }
    }
    entry_close(&e);
}
END_TEST

static void compare_in_float(Entry_ *e, const char *what, const double *f,
                             const double *d, int64_t size)
{
    double largest = largest_of(d, size);
    for (int64_t k = 0; k < size; k++)
        ck_assert_msg(fabs(f[k] - d[k]) <= 4e-6 * largest,
                      "%.*s%s[%d]: %.9g in float, %.17g in double",
                      TEXT_ARGS(e->program), what, (int)k, f[k], d[k]);
}

START_TEST(float_is_near_double)
{
    Entry_ e;
    entry_open(&e, _i);
    const Graph *graph = e.gradient;
    for (uint64_t point = 1; point <= POINTS; point++) {
        double **inputs = draw_inputs(&e, point);
        double **d = computed(&e, graph, inputs, false);
        double **f = computed(&e, graph, inputs, true);
        ArrayId v = output_of(graph);
        compare_in_float(&e, "v", f[v], d[v], size_at(graph, v));
        for (uint32_t g = 0; g < graph->gradients.count; g++) {
            ArrayId id = graph->gradients.at[g].array;
            compare_in_float(&e, "gradient", f[id], d[id], size_at(graph, id));
        }
    }
    entry_close(&e);
}
END_TEST

static bool all_finite(const double *values, int64_t size)
{
    for (int64_t k = 0; k < size; k++)
        if (!isfinite(values[k]))
            return false;
    return true;
}

static void ask_at_end(Entry_ *e, double *const *inputs, double end)
{
    const Graph *graph = e->gradient;
    double **values = computed(e, graph, inputs, false);
    ArrayId v = output_of(graph);
    if (!all_finite(values[v], size_at(graph, v)))
        return;
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        ArrayId id = graph->gradients.at[g].array;
        for (int64_t k = 0; k < size_at(graph, id); k++)
            ck_assert_msg(!isnan(values[id][k]),
                          "%.*sat %g the gradient %u[%d] is NaN",
                          TEXT_ARGS(e->program), end, (unsigned)g, (int)k);
    }
}

static const double ends[] = {0,   -1e-300, 1e-300, -30,    30,
                              800, -800,    1e300,  -1e300, 1};

/* Each input by itself at the end: its first element, and all. */
START_TEST(ends_have_derivatives)
{
    Entry_ e;
    entry_open(&e, _i);
    const Graph *graph = e.gradient;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        if (graph_array(graph, id)->type == WHOLE)
            continue;
        for (size_t n = 0; n < sizeof ends / sizeof *ends; n++) {
            double end = fmax(-e.end, fmin(ends[n], e.end));
            double **inputs = draw_inputs(&e, 7);
            inputs[id][0] = end;
            ask_at_end(&e, inputs, end);
            for (int64_t k = 0; k < size_at(graph, id); k++)
                inputs[id][k] = end;
            ask_at_end(&e, inputs, end);
        }
    }
    entry_close(&e);
}
END_TEST

static void bits_are_those_of_eval(int count, bool in_double)
{
    Arena arena;
    jmp_buf failure;
    Harness h;
    arena_init(&arena, NULL, &failure);
    harness_open(&h, &arena, in_double);
    for (int i = 0; i < count; i++) {
        Entry_ e;
        entry_open(&e, i);
        ck_assert_msg(harness_add(&h, e.gradient, e.low, e.high), "%.*s",
                      TEXT_ARGS(e.program));
        entry_close(&e);
    }
    harness_close(&h);
    harness_run(&h, "gcc -std=c99 -O0 " HARNESS_C_WARNINGS);
    harness_remove(&h);
    arena_destroy(&arena);
}

/* Layers stand behind all functions, which they consist of. */
static int function_count(void)
{
    Arena arena;
    jmp_buf failure;
    arena_init(&arena, NULL, &failure);
    const Program *prelude = prelude_of(&arena);
    int count = (int)prelude->count;
    while (count > 0 && prelude->statements[count - 1]->layer)
        count--;
    arena_destroy(&arena);
    return count;
}

START_TEST(c_has_the_bits_of_eval)
{
    bits_are_those_of_eval(function_count(), _i == 1);
}
END_TEST

int main(void)
{
    int count = function_count();
    Suite *suite = suite_create("prelude");
    TCase *tests = tcase_create("prelude");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, gradients_are_derivatives, 0, count);
    tcase_add_loop_test(tests, float_is_near_double, 0, count);
    tcase_add_loop_test(tests, ends_have_derivatives, 0, count);
    tcase_add_loop_test(tests, c_has_the_bits_of_eval, 0, 2);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
