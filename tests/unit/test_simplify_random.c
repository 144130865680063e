/* test_simplify_random.c: random graphs keep their meaning, are well formed
 * after simplify, and cannot be simplified further.
 *
 * The graphs have gathers, scatters, guards, choices, reductions and arrays in
 * several parts over axes of 4. GRAPH_SEEDS in the environment says how many
 * are tried.
 */
#include "graph_text.h"
#include "suite.h"

#include "../../compiler/cost.h"
#include "../../compiler/eval.h"
#include "../../compiler/graph_check.h"
#include "../../compiler/simplify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

typedef struct Maker {
    uint64_t state;
    size_t   length;
    uint32_t array_count;
    char     arrays[32];
    uint32_t rank[128];
    char     text[1 << 16];
} Maker;

static uint32_t pick(Maker *m, uint32_t n)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((m->state >> 33) % n);
}

__attribute__((format(printf, 2, 3)))
static void say(Maker *m, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(m->text + m->length, sizeof m->text - m->length, format,
                      args);
    va_end(args);
    m->length += (size_t)n;
    ck_assert(m->length < sizeof m->text);
}

static char index_of(Maker *m, uint32_t count)
{
    return "ijkl"[pick(m, count)];
}

/* An element of an array made before, in `count` indices. */
static void make_access(Maker *m, uint32_t count)
{
    char array = m->arrays[pick(m, m->array_count)];
    say(m, "%c[", array);
    for (uint32_t r = 0; r < m->rank[(unsigned char)array]; r++) {
        uint32_t way = pick(m, 10);
        say(m, "%s", r ? "," : "");
        if (way == 0 || !count)
            say(m, "%u", pick(m, 4));
        else if (way == 1)
            say(m, "T[%c]", index_of(m, count));
        else
            say(m, "%c", index_of(m, count));
    }
    say(m, "]");
}

static void make_condition(Maker *m, uint32_t count)
{
    static const char *const orders[] = {"==", "<", "<=", "!=", ">"};
    if (!count || !pick(m, 3)) {
        make_access(m, count);
        say(m, " > 0");
        return;
    }
    say(m, "%c %s ", index_of(m, count), orders[pick(m, 5)]);
    if (pick(m, 3) == 0)
        say(m, "T[%c]", index_of(m, count));
    else if (pick(m, 2))
        say(m, "%u", pick(m, 5));
    else
        say(m, "%c", index_of(m, count));
}

/* A # in a form is an expression one level down, an @ a condition. */
static void make_expr(Maker *m, uint32_t count, uint32_t depth)
{
    static const char *const forms[] = {
        "((#) + (#))", "((#) - (#))", "((#) - (#))", "((#) * (#))",
        "((#) * (#))", "((#) * (#))", "((#) * (#))", "((#) / (1.5 + (#)^2))",
        "(-(#))", "exp(0.1 * (#))", "log(1 + (#)^2)", "tanh(#)",
        "max((#), (#))", "sqrt(abs(#))", "((#)^2)", "((#) if @ else (#))",
        "((#) if @ else 0)", "(0 if @ else (#))", "(1 if @ else 0)",
    };
    if (depth == 0 || pick(m, 6) == 0) {
        uint32_t way = pick(m, 8);
        if (way == 0)
            say(m, "%u", pick(m, 4));
        else if (way == 1 && count)
            say(m, "%c", index_of(m, count));
        else
            make_access(m, count);
        return;
    }
    const char *form = forms[pick(m, sizeof forms / sizeof forms[0])];
    for (; *form; form++) {
        if (*form == '#')
            make_expr(m, count, depth - 1);
        else if (*form == '@')
            make_condition(m, count);
        else
            say(m, "%c", *form);
    }
}

static void make_array(Maker *m, char name)
{
    static const char *const words[] = {"set", "sum", "max", "min"};
    uint32_t rank = pick(m, 3), parts = pick(m, 4) ? 1 : 2;
    say(m, "%c", name);
    for (uint32_t r = 0; r < rank; r++)
        say(m, " 4");
    for (uint32_t p = 0; p < parts; p++) {
        uint32_t way = p ? 1 : pick(m, 5) ? pick(m, 2) : 2 + pick(m, 2);
        if (way > 1)
            parts = 1;
        uint32_t count = rank + (way == 1 ? pick(m, 3) : way > 1);
        bool scatter = way == 1 && pick(m, 4) == 0;
        say(m, "%s : ", p ? "&" : "");
        for (uint32_t r = 0; r < rank; r++)
            say(m, scatter && !r ? "T[%c] " : "%c ", "ijkl"[r]);
        say(m, ": ");
        for (uint32_t r = 0; r < count; r++)
            say(m, "%c 4 ", "ijkl"[r]);
        say(m, ": ");
        if (way == 1 && count > 1 && pick(m, 4) == 0)
            say(m, "i-%c ", "ijkl"[count - 1]);
        say(m, ": %s ", words[way]);
        make_expr(m, count, 1 + pick(m, 4));
        say(m, "\n");
    }
    m->rank[(unsigned char)name] = rank;
    m->arrays[m->array_count++] = name;
}

static void make_graph(Maker *m, uint64_t seed)
{
    *m = (Maker){.state = seed * 977 + 13};
    m->rank['A'] = 2;
    m->rank['B'] = 1;
    m->array_count = 3;
    memcpy(m->arrays, "ABC", 3);
    say(m, "ix T 4 < 4\nin A 4 4\nin B 4\nin C\n");
    uint32_t count = 2 + pick(m, 7);
    for (uint32_t i = 0; i < count; i++)
        make_array(m, "DEFGHIJKL"[i]);
    say(m, "out %c %c\n", m->arrays[m->array_count - 1],
        m->arrays[m->array_count - 2]);
}

static double **values_of(Arena *arena, const Graph *graph)
{
    double **values = NEW_ARRAY(arena, double *, graph->arrays.count);
    Maker m = {.state = 7};
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = graph->definitions.at[graph->inputs.at[i]].array;
        const Array *a = graph_array(graph, id);
        int64_t size = array_size(a);
        values[id] = NEW_ARRAY(arena, double, size);
        for (int64_t k = 0; k < size; k++)
            values[id][k] = a->type == WHOLE
                                ? pick(&m, (uint32_t)a->limit)
                                : pick(&m, 1 << 20) * 0x1p-18 - 2;
    }
    EvalFault fault;
    ck_assert(eval(graph, arena, false, values, &fault));
    return values;
}

/* Outputs that are finite agree up to rounding. */
static void expect_equal(Arena *arena, const Graph *a, const Graph *b,
                         const char *text)
{
    double **x = values_of(arena, a), **y = values_of(arena, b);
    for (uint32_t i = 0; i < a->outputs.count; i++) {
        ArrayId p = a->definitions.at[a->outputs.at[i]].array;
        ArrayId q = b->definitions.at[b->outputs.at[i]].array;
        int64_t size = array_size(graph_array(a, p));
        double largest = 1;
        for (int64_t k = 0; k < size; k++)
            largest = isfinite(x[p][k]) ? fmax(largest, fabs(x[p][k]))
                                        : INFINITY;
        for (int64_t k = 0; k < size && isfinite(largest); k++)
            ck_assert_msg(fabs(x[p][k] - y[q][k]) <= 1e-9 * largest,
                          "%.17g, not %.17g:\n%s", y[q][k], x[p][k], text);
    }
}

static void expect_sound(Arena *arena, const Graph *graph, const char *text)
{
    Buffer problem = buffer_create(arena);
    bool sound = graph_check(graph, arena, &problem);
    ck_assert_msg(sound, "%.*s\n%s", (int)problem.length, problem.at, text);
}

START_TEST(random_graphs_keep_their_meaning)
{
    const char *seeds = getenv("GRAPH_SEEDS");
    uint64_t count = seeds ? strtoull(seeds, NULL, 10) : 400;
    Maker *m = malloc(sizeof *m);
    double had = 0, has = 0;
    for (uint64_t seed = 1; seed <= count; seed++) {
        make_graph(m, seed);
        Arena arena;
        jmp_buf failure;
        arena_init(&arena, NULL, &failure);
        Graph *before =
            graph_compact(&arena, graph_of_text(&arena, m->text));
        expect_sound(&arena, before, m->text);
        Graph *after = simplify(&arena, before);
        expect_sound(&arena, after, m->text);
        expect_equal(&arena, before, after, m->text);
        double was = graph_work(before), is = graph_work(after);
        double bound = work_after_simplify(before, &arena);
        ck_assert_msg(is <= bound, "work is %g, was %g, may be %g:\n%s", is,
                      was, bound, m->text);
        had += was;
        has += is;
        uint32_t nodes = after->exprs.nodes.count;
        Graph *again = simplify(&arena, after);
        ck_assert_msg(again->arrays.count == after->arrays.count
                          && again->exprs.nodes.count == nodes,
                      "simplified further:\n%s", m->text);
        arena_destroy(&arena);
    }
    ck_assert_msg(has < 0.8 * had, "work is %g, was %g", has, had);
    free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simplify at random");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, random_graphs_keep_their_meaning);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
