/* test_affine.c: bounds, conditions and points of domains, against walks over
 * small boxes and, where a walk is too long, against known answers.
 */
#include "affine_cases.h"

enum { CASES = 4000 };

/* The values of a subscript over the points of a domain. */
static Interval values_of(const Bench *bench, const Domain *domain,
                          SubscriptId s)
{
    Interval values = NOTHING;
    int64_t point[MAX_INDICES] = {0}, value;
    for (bool more = point_first(domain, point); more;
         more = point_next(domain, point))
        if (inside(bench, domain, point)) {
            ck_assert(point_subscript(bench->graph, point, s, &value));
            values = interval_hull(values, (Interval){value, value});
        }
    return values;
}

static void assert_bounds(Range range, Interval values, const char *what)
{
    Range expected = range_of_interval(values);
    ck_assert_msg(range.low == expected.low && range.high == expected.high,
                  "%s: %lld … %lld, not %lld … %lld", what,
                  (long long)range.low, (long long)range.high,
                  (long long)expected.low, (long long)expected.high);
}

START_TEST(small_domains_are_exact)
{
    Bench bench;
    bench_open(&bench, 1);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        random_domain(&bench, &domain, 4, 3);
        SubscriptId s = random_affine(&bench, domain.index_count, 5);
        assert_bounds(domain_bounds(&domain, bench.graph, s),
                      values_of(&bench, &domain, s), "bounds");
    }
    bench_close(&bench);
}
END_TEST

/* Elimination alone: never wrong; exact where it says so. */
START_TEST(elimination_is_safe)
{
    Bench bench;
    int exact_count = 0;
    bench_open(&bench, 2);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        View view;
        Form form = {0};
        bool exact;
        random_domain(&bench, &domain, 6, n % 2 ? 1 : 4);
        SubscriptId s = random_affine(&bench, domain.index_count, n % 2 ? 1 : 5);
        Interval values = values_of(&bench, &domain, s);
        view_init(&view, bench.exprs, bench.graph);
        ck_assert(view_add_domain(&view, &domain));
        ck_assert(view_add_subscript(&view, &form, s, 1));
        Interval found = system_bounds(&view.system, &form, &exact);
        if (system_is_empty(&view.system))
            ck_assert_int_gt(values.low, values.high);
        if (values.low > values.high)
            continue;
        ck_assert_int_le(found.low, values.low);
        ck_assert_int_ge(found.high, values.high);
        if (exact) {
            exact_count++;
            assert_bounds(range_of_interval(found), values, "exact bounds");
        }
    }
    ck_assert_int_gt(exact_count, CASES / 3);
    bench_close(&bench);
}
END_TEST

/* Families of guards at a size n that no walk reaches. */
START_TEST(large_families_are_exact)
{
    static const int64_t sizes[] = {7, 1000, 1 << 20, (int64_t)1 << 40};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        const int64_t n = sizes[k];
        Bench bench;
        Domain d;
        bench_open(&bench, 3);
        const struct {
            const char *what;
            int64_t     size[3];        /* of the indices, each from 0 */
            SubscriptId guards[3], s;
            Interval    values;
        } cases[] = {
            {"t - u, u <= t", {n, n}, {AFFINE(&bench, 0, 1, -1)},
             AFFINE(&bench, 0, 1, -1), {0, n - 1}},
            {"r - 1, r > 0", {n}, {AFFINE(&bench, -1, 1)},
             AFFINE(&bench, -1, 1), {0, n - 2}},
            {"i + j, i + j < n", {n, n}, {AFFINE(&bench, n - 1, -1, -1)},
             AFFINE(&bench, 0, 1, 1), {0, n - 1}},
            {"k - j, j < i < k", {n, n, n},
             {AFFINE(&bench, -1, 1, -1), AFFINE(&bench, -1, -1, 0, 1)},
             AFFINE(&bench, 0, 0, -1, 1), {2, n - 1}},
            {"j, j < i < k", {n, n, n},
             {AFFINE(&bench, -1, 1, -1), AFFINE(&bench, -1, -1, 0, 1)},
             AFFINE(&bench, 0, 0, 1), {0, n - 3}},
            {"i - j + 2, |i - j| <= 2", {n, n},
             {AFFINE(&bench, 2, 1, -1), AFFINE(&bench, 2, -1, 1)},
             AFFINE(&bench, 2, 1, -1), {0, 4}},
            {"2 r + a", {n, 2}, {0}, AFFINE(&bench, 0, 2, 1), {0, 2 * n - 1}},
            {"r, 2 r + a < n", {n, 2}, {AFFINE(&bench, n - 1, -2, -1)},
             AFFINE(&bench, 0, 1), {0, (n - 1) / 2}},
            {"2 r + a, 2 r + a < n", {n, 3}, {AFFINE(&bench, n - 1, -2, -1)},
             AFFINE(&bench, 0, 2, 1), {0, n - 1}},
            {"3 r", {n, 3}, {AFFINE(&bench, n - 1, -3, -1)},
             AFFINE(&bench, 0, 3), {0, (n - 1) / 3 * 3}},
            {"nothing", {n, n},
             {AFFINE(&bench, -1, 1, -1), AFFINE(&bench, 0, -1, 1)},
             AFFINE(&bench, 0, 1), {1, 0}},
            {"nothing, by sixes", {n, n},
             {AFFINE(&bench, -1, 6, -3), AFFINE(&bench, 1, -6, 3)},
             AFFINE(&bench, 0, 1), {1, 0}},
            {"a diagonal", {n, n},
             {AFFINE(&bench, 0, 1, -1), AFFINE(&bench, 0, -1, 1)},
             AFFINE(&bench, 5, 1, -1), {5, 5}},
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            domain_init(&d);
            d.index_count = 3;
            for (int a = 0; a < 3; a++)
                d.ranges[a] = (Range){0, cases[i].size[a]};
            for (int g = 0; g < 3 && cases[i].guards[g]; g++)
                list_push(&bench.arena, &d.guards, cases[i].guards[g]);
            assert_bounds(domain_bounds(&d, bench.graph, cases[i].s),
                          cases[i].values, cases[i].what);
        }
        bench_close(&bench);
    }
}
END_TEST

/* Sizes and factors beyond 2^62 saturate and are not wrong. */
START_TEST(astronomic_sizes_saturate)
{
    Bench bench;
    Domain d;
    const int64_t n = INT64_MAX, huge = (int64_t)1 << 61;
    bench_open(&bench, 4);
    domain_init(&d);
    d.index_count = 3;
    d.ranges[0] = (Range){0, n};
    d.ranges[1] = (Range){-n, n};
    d.ranges[2] = (Range){0, huge};
    Range range = domain_bounds(&d, bench.graph, AFFINE(&bench, 1, 1));
    ck_assert_int_eq(range.low, 1);
    ck_assert_int_eq(range.high, UNBOUNDED);
    range = domain_bounds(&d, bench.graph, AFFINE(&bench, 0, 0, 3));
    ck_assert_int_eq(range.low, -UNBOUNDED);
    ck_assert_int_eq(range.high, UNBOUNDED);
    range = domain_bounds(&d, bench.graph, AFFINE(&bench, 0, 0, 0, -huge));
    ck_assert_int_eq(range.low, -UNBOUNDED);
    ck_assert_int_eq(range.high, 1);
    SubscriptId guard = AFFINE(&bench, huge, huge - 1, huge, -huge);
    for (int i = 0; i < 3; i++) {
        list_push(&bench.arena, &d.guards, guard);
        guard = AFFINE(&bench, -huge + i, -huge, huge - 3 + i, huge - 1);
    }
    range = domain_bounds(&d, bench.graph, AFFINE(&bench, 0, 1, huge, -1));
    ck_assert_int_eq(range.high, UNBOUNDED);
    bench_close(&bench);
}
END_TEST

/* -- conditions -- */

static ExprId whole_of(Bench *bench, SubscriptId s)
{
    return expr_of_subscript(bench->exprs, s);
}

static ExprId random_condition(Bench *bench, uint32_t count, int depth)
{
    static const Function comparisons[] = {F_LT, F_LE, F_GT, F_GE, F_EQ, F_NE};
    if (depth && pick(bench, 0, 1)) {
        ExprId a = random_condition(bench, count, depth - 1);
        switch (pick(bench, 0, 2)) {
        case 0:
            return expr_apply(bench->exprs, F_NOT, a, 0);
        case 1:
            return expr_apply(bench->exprs, F_AND, a,
                              random_condition(bench, count, depth - 1));
        default:
            return expr_apply(bench->exprs, F_OR, a,
                              random_condition(bench, count, depth - 1));
        }
    }
    ExprId a = whole_of(bench, random_affine(bench, count, 2));
    ExprId b = whole_of(bench, random_affine(bench, count, 2));
    return expr_apply(bench->exprs, comparisons[pick(bench, 0, 5)], a, b);
}

/* Whether the condition falls apart into comparisons that all must hold. */
static bool is_conjunctive(const Exprs *exprs, ExprId id, bool holds)
{
    const Expr *node = expr_at(exprs, id);
    if (node->function == F_NOT)
        return is_conjunctive(exprs, node->as.operand[0], !holds);
    if (node->function == F_AND || node->function == F_OR)
        return (node->function == F_AND) == holds
            && is_conjunctive(exprs, node->as.operand[0], holds)
            && is_conjunctive(exprs, node->as.operand[1], holds);
    return node->function != (holds ? F_NE : F_EQ);
}

START_TEST(conditions_become_guards)
{
    Bench bench;
    int conjunctive = 0;
    bench_open(&bench, 5);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        int64_t point[MAX_INDICES] = {0};
        random_domain(&bench, &domain, 1, 2);
        Domain cut = domain;
        ExprId c = random_condition(&bench, domain.index_count, 3);
        bool holds = pick(&bench, 0, 1);
        domain_assume(&cut, &bench.arena, bench.exprs, c, holds);
        bool all = is_conjunctive(bench.exprs, c, holds);
        conjunctive += all;
        for (bool more = point_first(&domain, point); more;
             more = point_next(&domain, point)) {
            double value;
            ck_assert(point_expr(bench.graph, point, c, &value));
            bool before = inside(&bench, &domain, point);
            bool after = inside(&bench, &cut, point);
            if (before && (value != 0) == holds)
                ck_assert(after);
            else if (all)
                ck_assert(!after);
        }
    }
    ck_assert_int_gt(conjunctive, CASES / 3);
    bench_close(&bench);
}
END_TEST

START_TEST(unequal_counts_at_the_ends)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 6);
    domain_init(&d);
    d.index_count = 1;
    d.ranges[0] = (Range){0, 9};
    SubscriptId i = AFFINE(&bench, 0, 1);
    static const struct { double other; Range range; } cases[] = {
        {0, {1, 9}}, {8, {0, 8}}, {4, {0, 9}}, {12, {0, 9}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        ExprId c = expr_apply(bench.exprs, F_NE, expr_index(bench.exprs, 0),
                              expr_number(bench.exprs, cases[k].other));
        domain_assume(&d, &bench.arena, bench.exprs, c, true);
        Range range = domain_bounds(&d, bench.graph, i);
        ck_assert_int_eq(range.low, cases[k].range.low);
        ck_assert_int_eq(range.high, cases[k].range.high);
        d.guards.count = 0;
    }
    bench_close(&bench);
}
END_TEST

static ExprId random_whole(Bench *bench, ArrayId table, uint32_t count,
                           int depth);

/* Conditions on quotients and the like: what they add is never wrong. */
START_TEST(other_values_become_guards)
{
    Bench bench;
    int cut = 0;
    bench_open(&bench, 12);
    const int64_t shape[] = {4};
    const double elements[] = {3, 0, 7, 2};
    ArrayId table =
        graph_literal(bench.graph, WHOLE, 8, 1, shape, elements, 0);
    for (int n = 0; n < CASES; n++) {
        static const Function comparisons[] = {F_LT, F_LE, F_EQ, F_NE};
        Domain domain;
        int64_t point[MAX_INDICES] = {0};
        random_domain(&bench, &domain, 1, 2);
        Domain after = domain;
        ExprId c = expr_apply(
            bench.exprs, comparisons[pick(&bench, 0, 3)],
            random_whole(&bench, table, domain.index_count, 2),
            random_whole(&bench, table, domain.index_count, 1));
        bool holds = pick(&bench, 0, 1);
        domain_assume(&after, &bench.arena, bench.exprs, c, holds);
        cut += after.guards.count > domain.guards.count;
        for (bool more = point_first(&domain, point); more;
             more = point_next(&domain, point)) {
            double value;
            ck_assert(point_expr(bench.graph, point, c, &value));
            if (inside(&bench, &domain, point) && (value != 0) == holds)
                ck_assert(inside(&bench, &after, point));
        }
    }
    ck_assert_int_gt(cut, CASES / 4);
    bench_close(&bench);
}
END_TEST

START_TEST(quotients_bound_indices)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 13);
    Exprs *x = bench.exprs;
    ExprId i = expr_index(x, 0), two = expr_number(x, 2);
    ExprId half = expr_apply(x, F_FLOORDIV, i, two);
    ExprId rest = expr_apply(x, F_MOD, i, expr_number(x, 3));
    ExprId least = expr_apply(x, F_MIN, i, expr_number(x, 5));
    const int64_t n = 1000002;
    const struct { ExprId c; bool holds; Range range; } cases[] = {
        {expr_apply(x, F_EQ, rest, expr_number(x, 0)), false, {1, n}},
        {expr_apply(x, F_EQ, rest, two), true, {2, n}},
        {expr_apply(x, F_GT, half, two), true, {6, n}},
        {expr_apply(x, F_GT, half, two), false, {0, 6}},
        {expr_apply(x, F_GE, least, two), true, {2, n}},
        {expr_apply(x, F_LT, rest, expr_number(x, 0)), true, {0, 0}},
    };
    domain_init(&d);
    d.index_count = 1;
    d.ranges[0] = (Range){0, n};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        domain_assume(&d, &bench.arena, x, cases[k].c, cases[k].holds);
        Range range = domain_bounds(&d, bench.graph, subscript_index(x, 0));
        ck_assert_int_eq(range.low, cases[k].range.low);
        ck_assert_int_eq(range.high, cases[k].range.high);
        d.guards.count = 0;
    }
    bench_close(&bench);
}
END_TEST

/* Data and reals are ignored. */
START_TEST(other_conditions_say_nothing)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 7);
    domain_init(&d);
    d.index_count = 1;
    d.ranges[0] = (Range){0, 9};
    const int64_t shape[] = {9};
    ArrayId x = graph_input(bench.graph, INPUT, REAL, 0, 1, shape, 0);
    ArrayId w = graph_input(bench.graph, INPUT, WHOLE, 5, 1, shape, 0);
    ExprId i = expr_index(bench.exprs, 0);
    ExprId others[] = {graph_access_plain(bench.graph, x),
                       graph_access_plain(bench.graph, w),
                       expr_number(bench.exprs, 2.5)};
    for (int k = 0; k < 3; k++)
        domain_assume(&d, &bench.arena, bench.exprs,
                      expr_apply(bench.exprs, F_LT, i, others[k]), true);
    ck_assert_int_eq((int)d.guards.count, 0);
    bench_close(&bench);
}
END_TEST

/* x[w - 1] where w > 0, x[i div 2 - 1] where i > 1: conditions on data, or on
 * what data are made of. */
START_TEST(conditions_on_data)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 11);
    Exprs *x = bench.exprs;
    const int64_t shape[] = {1000000};
    ArrayId words = graph_input(bench.graph, INPUT, WHOLE, 50, 1, shape, 0);
    ExprId i = expr_index(x, 0), w = graph_access_plain(bench.graph, words);
    ExprId half = expr_apply(x, F_FLOORDIV, i, expr_number(x, 2));
    ExprId zero = expr_number(x, 0), one = expr_number(x, 1);
    domain_init(&d);
    d.index_count = 1;
    d.ranges[0] = (Range){0, 1000000};
    const struct { ExprId data; Condition c; Interval values; } cases[] = {
        {w, {expr_apply(x, F_LT, zero, w), true}, {0, 48}},
        {w, {expr_apply(x, F_EQ, zero, w), false}, {0, 48}},
        {w, {expr_apply(x, F_LT, zero, w), false}, {-1, -1}},
        {half, {expr_apply(x, F_LT, one, i), true}, {0, 499998}},
        {half, {expr_apply(x, F_LE, half, one), true}, {-1, 0}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_bounds(
            domain_bounds_under(
                &d, bench.graph, &cases[k].c, 1,
                subscript_make(x, -1, 0, NULL, cases[k].data, 1)),
            cases[k].values, "under a condition");
    bench_close(&bench);
}
END_TEST

/* -- values that are not affine -- */

static ExprId random_whole(Bench *bench, ArrayId table, uint32_t count,
                           int depth)
{
    static const Function functions[] = {F_ADD, F_SUB, F_MUL, F_MIN, F_MAX};
    Exprs *exprs = bench->exprs;
    if (!depth)
        return pick(bench, 0, 2)
                 ? expr_index(exprs, (uint32_t)pick(bench, 0, (int)count - 1))
                 : expr_number(exprs, pick(bench, -4, 9));
    ExprId a = random_whole(bench, table, count, depth - 1);
    switch (pick(bench, 0, 6)) {
    case 0:
        return expr_apply(exprs, pick(bench, 0, 1) ? F_FLOORDIV : F_MOD, a,
                          expr_number(exprs, pick(bench, 1, 5)));
    case 1:
        return expr_choose(
            exprs, random_condition(bench, count, 1), a,
            random_whole(bench, table, count, depth - 1));
    case 2: {
        ExprId bounded = expr_apply(exprs, F_MOD, a, expr_number(exprs, 4));
        SubscriptId s = subscript_make(exprs, 0, 0, NULL, bounded, 1);
        return graph_access(bench->graph, table, &s);
    }
    case 3:
        return expr_apply(exprs, pick(bench, 0, 1) ? F_ABS : F_SIGN, a, 0);
    default:
        return expr_apply(exprs, functions[pick(bench, 0, 4)], a,
                          random_whole(bench, table, count, depth - 1));
    }
}

START_TEST(values_are_safe)
{
    Bench bench;
    bench_open(&bench, 8);
    const int64_t shape[] = {4};
    const double elements[] = {3, 0, 7, 2};
    ArrayId table =
        graph_literal(bench.graph, WHOLE, 8, 1, shape, elements, 0);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        View view;
        Form form = {0};
        bool exact;
        Interval values = NOTHING, found = EVERYTHING;
        int64_t point[MAX_INDICES] = {0};
        random_domain(&bench, &domain, 2, 2);
        ExprId e = random_whole(&bench, table, domain.index_count,
                                pick(&bench, 1, 3));
        for (bool more = point_first(&domain, point); more;
             more = point_next(&domain, point)) {
            double value;
            if (!inside(&bench, &domain, point))
                continue;
            ck_assert(point_expr(bench.graph, point, e, &value));
            values = interval_hull(values, (Interval){(int64_t)value,
                                                      (int64_t)value});
        }
        assert_bounds(domain_bounds_expr(&domain, bench.graph, e), values,
                      "value");
        view_init(&view, bench.exprs, bench.graph);
        ck_assert(view_add_domain(&view, &domain));
        if (view_add_expr(&view, &form, e, 1))
            found = system_bounds(&view.system, &form, &exact);
        if (values.low <= values.high) {
            ck_assert_int_le(found.low, values.low);
            ck_assert_int_ge(found.high, values.high);
        }
    }
    bench_close(&bench);
}
END_TEST

START_TEST(values_over_large_boxes)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 9);
    Exprs *x = bench.exprs;
    const int64_t n = 1000000;
    const int64_t shape[] = {1000000}, small[] = {4};
    const double elements[] = {3, 0, 7, 2};
    ArrayId words = graph_input(bench.graph, INPUT, WHOLE, 50, 1, shape, 0);
    ArrayId table =
        graph_literal(bench.graph, WHOLE, 8, 1, small, elements, 0);
    ExprId i = expr_index(x, 0), j = expr_index(x, 1);
    ExprId one = expr_number(x, 1), two = expr_number(x, 2),
           three = expr_number(x, 3), size = expr_number(x, (double)n);
    SubscriptId at = subscript_index(x, 1),
                last = subscript_make(x, 1, 0, NULL,
                                      expr_apply(x, F_MOD, i, two), 1);
    ExprId halves = expr_apply(x, F_FLOORDIV, i, two);
    ExprId rest = expr_apply(x, F_MOD, i, three);
    ExprId thirds = expr_apply(x, F_FLOORDIV, i, three);
    ExprId condition = expr_apply(x, F_LE, j, i);
    const struct { const char *what; ExprId e; Interval values; } cases[] = {
        {"i div 2", halves, {0, n / 2 - 1}},
        {"i mod 3", rest, {0, 2}},
        {"(i + 1) mod n",
         expr_apply(x, F_MOD, expr_apply(x, F_ADD, i, one), size), {0, n - 1}},
        {"min(i + 1, n - 1)",
         expr_apply(x, F_MIN, expr_apply(x, F_ADD, i, one),
                    expr_number(x, (double)(n - 1))), {1, n - 1}},
        {"max(i - 3, 0)",
         expr_apply(x, F_MAX, expr_apply(x, F_SUB, i, three),
                    expr_number(x, 0)), {0, n - 4}},
        {"3 (i div 3) + i mod 3 - i",
         expr_apply(x, F_SUB,
                    expr_apply(x, F_ADD, expr_apply(x, F_MUL, three, thirds),
                               rest), i), {0, 0}},
        {"i - j if j <= i else j - i",
         expr_choose(x, condition, expr_apply(x, F_SUB, i, j),
                     expr_apply(x, F_SUB, j, i)), {0, n - 1}},
        {"i j", expr_apply(x, F_MUL, i, j), {0, (n - 1) * (n - 1)}},
        {"words[j] + i",
         expr_apply(x, F_ADD, graph_access(bench.graph, words, &at), i),
         {0, n + 48}},
        {"table[i mod 2 + 1]", graph_access(bench.graph, table, &last),
         {0, 7}},
        {"(i + j) div (2 + 1)",
         expr_apply(x, F_FLOORDIV, expr_apply(x, F_ADD, i, j),
                    expr_apply(x, F_ADD, two, one)), {0, (2 * n - 2) / 3}},
    };
    domain_init(&d);
    d.index_count = 2;
    d.ranges[0] = d.ranges[1] = (Range){0, n};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        assert_bounds(domain_bounds_expr(&d, bench.graph, cases[k].e),
                      cases[k].values, cases[k].what);
    }
    bench_close(&bench);
}
END_TEST

/* Chains and shared towers of any length end, with bounds that are safe. */
START_TEST(long_expressions_end)
{
    Bench bench;
    Domain d;
    bench_open(&bench, 10);
    domain_init(&d);
    d.index_count = 1;
    d.ranges[0] = (Range){0, 10};
    ExprId one = expr_number(bench.exprs, 1);
    ExprId sum = expr_index(bench.exprs, 0), tower = sum, deep = sum;
    for (int n = 0; n < 1000; n++)
        sum = expr_apply(bench.exprs, F_ADD, sum, one);
    for (int n = 0; n < 60; n++)
        tower = expr_apply(bench.exprs, F_MIN, tower,
                           expr_apply(bench.exprs, F_ADD, tower, one));
    for (int n = 0; n < 100000; n++)
        deep = expr_apply(bench.exprs, F_ABS, deep, 0);
    ExprId choice = expr_index(bench.exprs, 0);
    for (int n = 0; n < 100000; n++)
        choice = expr_choose(bench.exprs,
                             expr_apply(bench.exprs, F_LT, choice,
                                        expr_number(bench.exprs, n)),
                             expr_apply(bench.exprs, F_ADD, choice, one),
                             choice);
    ck_assert_int_ge(domain_bounds_expr(&d, bench.graph, choice).high, 10);
    assert_bounds(domain_bounds_expr(&d, bench.graph, sum),
                  (Interval){1000, 1009}, "a chain");
    ck_assert_int_le(domain_bounds_expr(&d, bench.graph, tower).low, 0);
    ck_assert_int_ge(domain_bounds_expr(&d, bench.graph, deep).high, 10);
    bench_close(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        small_domains_are_exact, elimination_is_safe, large_families_are_exact,
        astronomic_sizes_saturate, conditions_become_guards,
        unequal_counts_at_the_ends, other_conditions_say_nothing,
        other_values_become_guards, quotients_bound_indices,
        conditions_on_data, values_are_safe, values_over_large_boxes, long_expressions_end,
    };
    return suite_run(suite_of("affine", tests,
                                 sizeof tests / sizeof *tests));
}
