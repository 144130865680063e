/* test_differentiate_cost.c: what gradients cost, to compute and to derive.
 *
 * work(gradient) ≤ (2 + a) work(forward), a the most accesses that vary in one
 * reduced body, 1 if there is none; and once more work(forward) where one body
 * does it all, as what is inside a body is computed again for its derivative.
 * Deriving takes memory, and so time, in proportion to the graph.
 */
#include "gradient_cases.h"

/* x x + sin(x) */
static ExprId step(Bench *b, ExprId x)
{
    return add(b, mul(b, x, x), apply(b, F_SIN, x, 0));
}

static void chain_of_equations(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    for (uint32_t i = 0; i < length; i++)
        x = SET_OF(b, NULL, step(b, AT(b, x, index_of(b, 0))), 5);
    output(b, "y", x);
}

static void chain_in_one_body(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    ExprId e = AT(b, x, index_of(b, 0));
    for (uint32_t i = 0; i < length; i++)
        e = step(b, e);
    output(b, "y", SET_OF(b, "y0", e, 5));
}

/* The same of z[i,j] + c[j], whose cotangents are one error signal. */
static void chain_of_a_sum(Bench *b, uint32_t length)
{
    ArrayId z = PARAM_OF(b, "z", 4, 5), c = PARAM_OF(b, "c", 5);
    ExprId e = add(b, AT(b, z, index_of(b, 0), index_of(b, 1)),
                   AT(b, c, index_of(b, 1)));
    for (uint32_t i = 0; i < length; i++)
        e = step(b, e);
    output(b, "y", SET_OF(b, "y0", e, 4, 5));
}

/* x + (sin(x) if x > 0 else 0): without merging, 2^length contexts. */
static void chain_of_choices(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    ExprId e = AT(b, x, index_of(b, 0));
    for (uint32_t i = 0; i < length; i++)
        e = add(b, e,
                choose(b, apply(b, F_GT, e, number(b, 0)),
                       apply(b, F_SIN, e, 0), number(b, 0)));
    output(b, "y", SET_OF(b, "y0", e, 5));
}

/* sqrt instead, which is partial: the conditions go along. */
static void chain_of_roots(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", 5);
    ExprId e = AT(b, x, index_of(b, 0));
    for (uint32_t i = 0; i < length; i++) {
        ExprId root = apply(b, F_SQRT, e, 0);
        ExprId more = choose(b, apply(b, F_GT, e, number(b, 0.5)), root,
                             number(b, 0));
        e = add(b, more, choose(b, apply(b, F_GT, e, number(b, 0.7)), root,
                                number(b, 1)));
    }
    output(b, "y", SET_OF(b, "y0", e, 5));
}

/* x[0] x[1] …: all prefixes and suffixes are shared. */
static void wide_product(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", length);
    ExprId e = number(b, 1);
    for (uint32_t i = 0; i < length; i++)
        e = mul(b, e, AT(b, x, subscript_constant(b->exprs, i)));
    output(b, "y", SCALAR_SET(b, "y0", e));
}

static void layers(Bench *b, uint32_t length)
{
    ArrayId W = PARAM_OF(b, "W", 8, 8), x = PARAM_OF(b, "x", 6, 8);
    ArrayId c = PARAM_OF(b, "c", 8);
    for (uint32_t l = 0; l < length; l++) {
        ArrayId a = REDUCE(b, NULL, SUM, 2,
                           mul(b, AT(b, W, index_of(b, 1), index_of(b, 2)),
                               AT(b, x, index_of(b, 0), index_of(b, 2))),
                           6, 8, 8);
        ExprId z = add(b, AT(b, a, index_of(b, 0), index_of(b, 1)),
                       AT(b, c, index_of(b, 1)));
        x = SET_OF(b, NULL, apply(b, F_TANH, z, 0), 6, 8);
    }
    output(b, "y", x);
}

static void distances(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", length, 3), m = PARAM_OF(b, "m", 4, 3);
    ExprId d = apply(b, F_SUB, AT(b, x, index_of(b, 0), index_of(b, 2)),
                     AT(b, m, index_of(b, 1), index_of(b, 2)));
    output(b, "D", REDUCE(b, "D0", SUM, 2, mul(b, d, d), length, 4, 3));
}

/* One array for each element of x. */
static void many_reads(Bench *b, uint32_t length)
{
    ArrayId x = PARAM_OF(b, "x", length);
    ArrayId y = SCALAR_SET(b, NULL, number(b, 0));
    for (uint32_t i = 0; i < length; i++)
        y = SCALAR_SET(b, NULL,
                       add(b, scalar(b, y),
                           AT(b, x, subscript_constant(b->exprs, i))));
    output(b, "y", y);
}

/* Nested else branches, each with its own value. */
static void many_branches(Bench *b, uint32_t length)
{
    ArrayId x = SCALAR_OF(b, "x");
    ExprId e = scalar(b, x), y = e;
    for (uint32_t i = 0; i < length; i++)
        y = choose(b, apply(b, F_GT, e, number(b, i)),
                   mul(b, e, number(b, i + 0.5)), y);
    output(b, "y", SCALAR_SET(b, "y0", y));
}

static const struct Costly {
    const char *name;
    void      (*make)(Bench *b, uint32_t length);
    double      factor;             /* times work(forward) */
    uint32_t    length;             /* for counting operations */
    uint32_t    large;              /* for counting memory */
} costly[] = {
    {"chain of equations", chain_of_equations, 3, 50, 20000},
    {"chain in one body", chain_in_one_body, 4, 50, 20000},
    {"chain of a sum", chain_of_a_sum, 4, 50, 20000},
    {"chain of choices", chain_of_choices, 4, 50, 20000},
    {"chain of roots", chain_of_roots, 4, 50, 20000},
    {"wide product", wide_product, 6, 50, 5000},
    {"layers", layers, 4, 3, 2000},
    {"distances", distances, 4, 5, 1000},
    {"many reads", many_reads, 3, 50, 20000},
    {"many branches", many_branches, 4, 50, 20000},
};

START_TEST(operations_are_bounded)
{
    const struct Costly *c = &costly[_i];
    Bench b;
    bench_open(&b);
    c->make(&b, c->length);
    const Graph *gradient =
        graph_compact(&b.arena, differentiate(&b.arena, b.graph));
    double forward = graph_work(b.graph), all = graph_work(gradient);
    ck_assert_msg(all <= c->factor * forward, "%s: %g of %g, %g times",
                  c->name, all, forward, all / forward);
    bench_close(&b);
}
END_TEST

/* Short ones are right, too. */
START_TEST(costly_ones_are_right)
{
    const struct Costly *c = &costly[_i];
    Bench b;
    bench_open(&b);
    c->make(&b, 4);
    ask(&b, c->name, 0.2, 0.9, 2, false);
    bench_close(&b);
}
END_TEST

static size_t memory_of(void (*make)(Bench *b, uint32_t length),
                        uint32_t length)
{
    Bench b;
    bench_open(&b);
    make(&b, length);
    size_t before = b.arena.used;
    ck_assert_ptr_nonnull(differentiate(&b.arena, b.graph));
    size_t used = b.arena.used - before;
    bench_close(&b);
    return used;
}

/* Lists and tables double, so memory grows in steps of up to two. */
START_TEST(deriving_is_linear)
{
    const struct Costly *c = &costly[_i];
    size_t small = memory_of(c->make, c->large / 4);
    size_t large = memory_of(c->make, c->large);
    ck_assert_msg(large <= 9 * small, "%s: %zu after %zu", c->name, large,
                  small);
}
END_TEST

int main(void)
{
    enum { CASES = sizeof costly / sizeof *costly };
    Suite *suite = suite_create("cost of differentiate");
    TCase *tests = tcase_create("cost");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, operations_are_bounded, 0, CASES);
    tcase_add_loop_test(tests, costly_ones_are_right, 0, CASES);
    tcase_add_loop_test(tests, deriving_is_linear, 0, CASES);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
