/* test_turn.c: a part before and after part_turn or part_canonical is the same
 * sum, point by point; and the families that must become plain do.
 */
#include "affine_cases.h"

#include <string.h>

enum { CASES = 2000 };

/* Body: a number that tells the point. */
static ExprId telling_body(Bench *bench, uint32_t count)
{
    int64_t factors[MAX_INDICES];
    for (uint32_t i = 0; i < count; i++)
        factors[i] = i ? factors[i - 1] * 101 : 1;
    return expr_of_subscript(bench->exprs, affine(bench, 7, count, factors));
}

static Part part_of(Bench *bench, const Domain *domain, uint32_t rank,
                    const SubscriptId *target)
{
    return (Part){
        .combine = SUM,
        .lanes = 1,
        .index_count = (uint8_t)domain->index_count,
        .guard_count = (uint8_t)domain->guards.count,
        .ranges = arena_copy(&bench->arena, domain->ranges,
                             domain->index_count, sizeof(Range)),
        .guards = arena_copy(&bench->arena, domain->guards.at,
                             domain->guards.count, sizeof(SubscriptId)),
        .target = arena_copy(&bench->arena, target, rank, sizeof *target),
        .body = telling_body(bench, domain->index_count),
    };
}

/* A sum over the points of a mix of element and value: two parts with the same
 * points in any order have the same one. */
static uint64_t digest(Bench *bench, const Array *array, const Part *part,
                       uint64_t *points)
{
    Domain domain;
    uint64_t sum = 0;
    int64_t point[MAX_INDICES] = {0};
    domain_of_part(&domain, &bench->arena, part);
    *points = 0;
    for (bool more = point_first(&domain, point); more;
         more = point_next(&domain, point)) {
        uint64_t hash = 1;
        double value;
        if (!inside(bench, &domain, point))
            continue;
        for (uint32_t a = 0; a < array->rank; a++) {
            int64_t at;
            ck_assert(point_subscript(bench->graph, point, part->target[a],
                                      &at));
            ck_assert(at >= 0 && at < array->shape[a]);
            hash = hash_mix(hash, (uint64_t)at);
        }
        ck_assert(point_expr(bench->graph, point, part->body, &value));
        sum += hash_mix(hash, (uint64_t)(int64_t)value);
        ++*points;
    }
    return sum;
}

static void assert_same(Bench *bench, const Array *array, const Part *a,
                        const Part *b)
{
    uint64_t n, m;
    uint64_t left = digest(bench, array, a, &n);
    uint64_t right = digest(bench, array, b, &m);
    ck_assert_msg(n == m, "%llu points become %llu", (unsigned long long)n,
                  (unsigned long long)m);
    ck_assert(left == right);
}

static double box_of(const Part *part)
{
    double box = 1;
    for (uint32_t i = 0; i < part->index_count; i++)
        box *= (double)(part->ranges[i].high - part->ranges[i].low);
    return box;
}

/* Moves the target so that it starts at 0 or a little above; the shape ends
 * with it or a little later. */
static void fit_axes(Bench *bench, const Domain *domain, uint32_t rank,
                     SubscriptId *target, int64_t *shape)
{
    for (uint32_t a = 0; a < rank; a++) {
        Range range = domain_bounds(domain, bench->graph, target[a]);
        int64_t low = pick(bench, 0, 3) ? 0 : pick(bench, 0, 2);
        if (range.low >= range.high)
            range = (Range){0, 1};
        target[a] = subscript_add(
            bench->exprs, subscript_constant(bench->exprs, low - range.low), 1,
            target[a]);
        shape[a] = range.high - range.low + low
                 + (pick(bench, 0, 3) ? 0 : pick(bench, 0, 2));
    }
}

START_TEST(turned_parts_are_the_same)
{
    Bench bench;
    int turned = 0, split = 0;
    bench_open(&bench, 31);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        SubscriptId target[2];
        int64_t shape[2];
        uint32_t rank = (uint32_t)pick(&bench, 1, 2);
        random_domain(&bench, &domain, 1, 2);
        for (uint32_t a = 0; a < rank; a++)
            target[a] = random_affine(&bench, domain.index_count,
                                      pick(&bench, 1, 3));
        fit_axes(&bench, &domain, rank, target, shape);
        const Array array = {.rank = (uint8_t)rank, .shape = shape};
        Part part = part_of(&bench, &domain, rank, target), out;
        if (domain_is_empty(&domain, bench.graph)
            || !part_turn(bench.graph, &array, &part, &out))
            continue;
        turned++;
        split += !part_is_plain(bench.graph, &array, &out);
        assert_same(&bench, &array, &part, &out);
        ck_assert(box_of(&out) <= 2 * box_of(&part));
        Part target_only = out;
        uint32_t free = 0;
        for (uint32_t a = 0; a < rank; a++)
            free |= subscript_depends(bench.exprs, out.target[a]);
        ck_assert_msg(!(free & (free + 1)), "target indices come first");
        target_only.guard_count = 0;
        while (target_only.index_count
               && !(free >> (target_only.index_count - 1) & 1))
            target_only.index_count--;
        ck_assert(target_is_injective(bench.graph, &target_only, rank));
    }
    ck_assert_int_gt(turned, CASES / 8);
    ck_assert_int_gt(split, 10);
    bench_close(&bench);
}
END_TEST

typedef struct Family {
    const char *what;
    Range       ranges[4];
    SubscriptId guards[2], target[2];
    int64_t     shape[2];
    bool        turns, plain;
    uint32_t    guard_count, index_count;   /* of the result */
} Family;

static Part part_of_family(Bench *bench, const Family *f, Array *array)
{
    Domain domain;
    domain_init(&domain);
    while (domain.index_count < 4
           && f->ranges[domain.index_count].high
                  > f->ranges[domain.index_count].low) {
        domain.ranges[domain.index_count] = f->ranges[domain.index_count];
        domain.index_count++;
    }
    for (int i = 0; i < 2 && f->guards[i]; i++)
        list_push(&bench->arena, &domain.guards, f->guards[i]);
    uint32_t rank = f->shape[1] ? 2 : 1;
    *array = (Array){.rank = (uint8_t)rank, .shape = f->shape};
    return part_of(bench, &domain, rank, f->target);
}

START_TEST(families_turn)
{
    Bench bench;
    bench_open(&bench, 32);
    const Family families[] = {
        {"swapped axes", {{0, 5}, {0, 6}}, {0},
         {AFFINE(&bench, 0, 0, 1), AFFINE(&bench, 0, 1)}, {6, 5}, true, true,
         0, 2},
        {"a window", {{0, 10}, {0, 3}}, {0}, {AFFINE(&bench, 0, 1, 1)}, {12},
         true, true, 2, 2},
        {"a window in two axes", {{0, 10}, {0, 8}, {0, 3}, {0, 3}}, {0},
         {AFFINE(&bench, 0, 1, 0, 1), AFFINE(&bench, 0, 0, 1, 0, 1)},
         {12, 10}, true, true, 4, 4},
        {"a window with border", {{0, 10}, {0, 3}},
         {AFFINE(&bench, -1, 1, 1), AFFINE(&bench, 10, -1, -1)},
         {AFFINE(&bench, -1, 1, 1)}, {10}, true, true, 2, 2},
        {"a sum beside a shift", {{0, 8}, {0, 5}}, {0},
         {AFFINE(&bench, 0, 1, 1), AFFINE(&bench, 0, 0, 1)}, {12, 5}, true,
         true, 2, 2},
        {"a half", {{0, 6}}, {0}, {AFFINE(&bench, 6, 1)}, {12}, true, true, 1,
         1},
        {"a third", {{0, 4}}, {0}, {AFFINE(&bench, 0, 1)}, {12}, false, false,
         0, 0},
        {"a stride of 2, width 3", {{0, 20}, {0, 3}}, {0},
         {AFFINE(&bench, 0, 2, 1)}, {41}, true, false, 4, 3},
        {"a stride of 2, width 2", {{0, 20}, {0, 2}}, {0},
         {AFFINE(&bench, 0, 2, 1)}, {40}, false, false, 0, 0},
        {"strides of 2 in two axes", {{0, 20}, {0, 20}, {0, 4}, {0, 4}}, {0},
         {AFFINE(&bench, 0, 2, 0, 1), AFFINE(&bench, 0, 0, 2, 0, 1)},
         {42, 42}, true, false, 4, 6},
        {"a diagonal", {{0, 5}}, {0},
         {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 1)}, {5, 5}, false, false, 0,
         0},
        {"an element", {{0, 5}}, {0},
         {AFFINE(&bench, 0, 1), AFFINE(&bench, 3)}, {5, 5}, false, false, 0,
         0},
        {"backwards", {{0, 5}}, {0}, {AFFINE(&bench, 4, -1)}, {5}, true, true,
         0, 1},
        {"plain", {{0, 5}, {0, 7}}, {0}, {AFFINE(&bench, 0, 1)}, {5}, false,
         true, 0, 0},
    };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        const Family *f = &families[i];
        Array array;
        Part part = part_of_family(&bench, f, &array), out;
        ck_assert_msg(part_turn(bench.graph, &array, &part, &out) == f->turns,
                      "%s", f->what);
        if (!f->turns)
            continue;
        assert_same(&bench, &array, &part, &out);
        ck_assert_msg(part_is_plain(bench.graph, &array, &out) == f->plain,
                      "%s", f->what);
        ck_assert_msg(out.guard_count == f->guard_count
                          && out.index_count == f->index_count,
                      "%s: %d guards, %d indices", f->what, out.guard_count,
                      out.index_count);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(data_targets_stay)
{
    Bench bench;
    bench_open(&bench, 33);
    const int64_t shape[] = {9};
    ArrayId w = graph_input(bench.graph, INPUT, WHOLE, 5, 1, shape, 0);
    SubscriptId target = subscript_make(bench.exprs, 0, 0, NULL,
                                        graph_access_plain(bench.graph, w), 1);
    Domain domain;
    domain_init(&domain);
    domain.index_count = 1;
    domain.ranges[0] = (Range){0, 9};
    Part part = part_of(&bench, &domain, 1, &target), out;
    const int64_t axis[] = {5};
    const Array array = {.rank = 1, .shape = axis};
    ck_assert(!part_turn(bench.graph, &array, &part, &out));
    bench_close(&bench);
}
END_TEST

/* -- canonical form -- */

START_TEST(canonical_parts_are_the_same)
{
    Bench bench;
    int plain = 0, fewer = 0;
    bench_open(&bench, 34);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        SubscriptId target[2];
        int64_t shape[2];
        uint32_t rank = (uint32_t)pick(&bench, 1, 2);
        random_domain(&bench, &domain, 2, 2);
        if (pick(&bench, 0, 2) == 0) {
            SubscriptId g = random_affine(&bench, domain.index_count, 2);
            list_push(&bench.arena, &domain.guards, g);
            list_push(&bench.arena, &domain.guards,
                      subscript_add(bench.exprs,
                                    subscript_constant(bench.exprs, 0), -1,
                                    g));
        }
        for (uint32_t a = 0; a < rank; a++)
            target[a] = pick(&bench, 0, 1)
                          ? subscript_index(bench.exprs, (uint32_t)pick(
                                &bench, 0, (int)domain.index_count - 1))
                          : random_affine(&bench, domain.index_count, 1);
        fit_axes(&bench, &domain, rank, target, shape);
        const Array array = {.rank = (uint8_t)rank, .shape = shape};
        Part part = part_of(&bench, &domain, rank, target);
        Part out = part_canonical(bench.graph, &array, &part);
        assert_same(&bench, &array, &part, &out);
        ck_assert_int_le(out.index_count, part.index_count);
        fewer += out.index_count < part.index_count;
        plain += part_is_plain(bench.graph, &array, &out);
        Part again = part_canonical(bench.graph, &array, &out);
        ck_assert_int_eq(again.guard_count, out.guard_count);
        ck_assert_int_eq(again.index_count, out.index_count);
        ck_assert_int_eq((int)again.body, (int)out.body);
    }
    ck_assert_int_gt(plain, CASES / 8);
    ck_assert_int_gt(fewer, CASES / 30);
    bench_close(&bench);
}
END_TEST

/* Equations that differ in the numbers of their indices, in shifts and in
 * guards that say nothing are one. */
START_TEST(canonical_parts_are_equal)
{
    Bench bench;
    bench_open(&bench, 35);
    const int64_t shape[] = {5, 6};
    ArrayId x = graph_input(bench.graph, INPUT, REAL, 0, 2, shape, 0);
    SubscriptId i = AFFINE(&bench, 0, 1), j = AFFINE(&bench, 0, 0, 1),
                k = AFFINE(&bench, -2, 0, 0, 1);
    const Range swapped[] = {{0, 6}, {0, 5}}, shifted[] = {{0, 5}, {0, 1},
                                                           {2, 8}};
    const SubscriptId at[] = {j, i}, other[] = {i, k};
    const SubscriptId guards[] = {AFFINE(&bench, 4, 0, -1)};
    const Part a = {.combine = SET, .index_count = 2, .guard_count = 1,
                    .ranges = swapped, .guards = guards, .target = at,
                    .body = graph_access(bench.graph, x, at)};
    const Part b = {.combine = SET, .index_count = 3, .ranges = shifted,
                    .target = other,
                    .body = graph_access(bench.graph, x, other)};
    const Array array = {.rank = 2, .shape = shape};
    Part first = part_canonical(bench.graph, &array, &a);
    Part second = part_canonical(bench.graph, &array, &b);
    ck_assert(part_is_plain(bench.graph, &array, &first));
    ck_assert(part_is_plain(bench.graph, &array, &second));
    ck_assert_int_eq(first.guard_count, 0);
    ck_assert_int_eq((int)first.body, (int)second.body);
    ck_assert_int_eq((int)first.body, (int)graph_access_plain(bench.graph, x));
    bench_close(&bench);
}
END_TEST

START_TEST(canonical_diagonal)
{
    Bench bench;
    bench_open(&bench, 36);
    const Family f = {
        "a diagonal", {{0, 5}, {0, 5}},
        {AFFINE(&bench, 0, 1, -1), AFFINE(&bench, 0, -1, 1)},
        {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)}, {5, 5}, false, false,
        0, 1};
    Array array;
    Part part = part_of_family(&bench, &f, &array);
    Part out = part_canonical(bench.graph, &array, &part);
    ck_assert_int_eq(out.guard_count, 0);
    ck_assert_int_eq(out.index_count, 1);
    ck_assert(subscript_is_index(bench.exprs, out.target[0], 0));
    ck_assert(subscript_is_index(bench.exprs, out.target[1], 0));
    assert_same(&bench, &array, &part, &out);
    bench_close(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        turned_parts_are_the_same, families_turn, data_targets_stay,
        canonical_parts_are_the_same, canonical_parts_are_equal,
        canonical_diagonal,
    };
    return suite_run(suite_of("turn", tests, sizeof tests / sizeof *tests));
}
