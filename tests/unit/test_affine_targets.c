/* test_affine_targets.c: injective and disjoint targets, counts and coverage,
 * and points outside, against walks over small boxes and known answers.
 */
#include "affine_cases.h"

#include <string.h>

enum { CASES = 3000, REACH = 128 };

/* How often each element is a target; two axes, each within ±REACH / 2. */
typedef struct Hits {
    int count[REACH][REACH];
    int points, largest;
} Hits;

static void hit_all(Bench *bench, const Part *part, uint32_t rank, Hits *hits)
{
    Domain domain;
    int64_t point[MAX_INDICES] = {0};
    domain_of_part(&domain, &bench->arena, part);
    for (bool more = point_first(&domain, point); more;
         more = point_next(&domain, point)) {
        int64_t at[2] = {0, 0};
        if (!inside(bench, &domain, point))
            continue;
        for (uint32_t a = 0; a < rank; a++) {
            ck_assert(point_subscript(bench->graph, point, part->target[a],
                                      &at[a]));
            at[a] += REACH / 2;
            ck_assert(at[a] >= 0 && at[a] < REACH);
        }
        int n = ++hits->count[at[0]][at[1]];
        hits->largest = n > hits->largest ? n : hits->largest;
        hits->points++;
    }
}

/* A part of small factors over a random domain. */
static Part random_part(Bench *bench, uint32_t rank, int guards)
{
    Domain domain;
    random_domain(bench, &domain, guards, 2);
    SubscriptId target[2];
    for (uint32_t a = 0; a < rank; a++)
        target[a] = random_affine(bench, domain.index_count, 2);
    return (Part){
        .combine = SET,
        .index_count = (uint8_t)domain.index_count,
        .guard_count = (uint8_t)domain.guards.count,
        .ranges = arena_copy(&bench->arena, domain.ranges, domain.index_count,
                             sizeof(Range)),
        .guards = domain.guards.at,
        .target = arena_copy(&bench->arena, target, rank, sizeof *target),
    };
}

START_TEST(small_targets_are_exact)
{
    Bench bench;
    int injective = 0, disjoint = 0;
    bench_open(&bench, 21);
    for (int n = 0; n < CASES; n++) {
        static Hits none;
        Hits hits = none, both;
        const uint32_t rank = (uint32_t)pick(&bench, 1, 2);
        Part a = random_part(&bench, rank, 2), b = random_part(&bench, rank, 2);
        hit_all(&bench, &a, rank, &hits);
        ck_assert_int_eq(target_is_injective(bench.graph, &a, rank),
                         hits.largest <= 1);
        injective += hits.largest == 1;
        Domain domain;
        domain_of_part(&domain, &bench.arena, &a);
        ck_assert_int_eq((int)domain_count(&domain, bench.graph), hits.points);
        both = none;
        hit_all(&bench, &b, rank, &both);
        bool meet = false;
        for (int i = 0; i < REACH * REACH; i++)
            meet |= hits.count[i / REACH][i % REACH]
                 && both.count[i / REACH][i % REACH];
        ck_assert_int_eq(targets_are_disjoint(bench.graph, &a, &b, rank),
                         !meet);
        disjoint += !meet && hits.points && both.points;
    }
    ck_assert_int_gt(injective, CASES / 20);
    ck_assert_int_gt(disjoint, CASES / 20);
    bench_close(&bench);
}
END_TEST

/* One part of up to three indices from 0. */
typedef struct Case {
    const char *what;
    int64_t     size[3];
    SubscriptId guards[2], target[2];
    uint32_t    rank;
    bool        injective;
} Case;

static Part part_of_case(Bench *bench, const Case *c)
{
    Range ranges[3];
    uint8_t guards = 0, indices = 0;
    for (; indices < 3 && c->size[indices]; indices++)
        ranges[indices] = (Range){0, c->size[indices]};
    while (guards < 2 && c->guards[guards])
        guards++;
    return (Part){
        .index_count = indices,
        .guard_count = guards,
        .ranges = arena_copy(&bench->arena, ranges, indices, sizeof(Range)),
        .guards = arena_copy(&bench->arena, c->guards, guards,
                             sizeof(SubscriptId)),
        .target = arena_copy(&bench->arena, c->target, c->rank,
                             sizeof(SubscriptId)),
    };
}

START_TEST(large_targets_are_injective)
{
    Bench bench;
    const int64_t n = (int64_t)1 << 40;
    bench_open(&bench, 22);
    ExprId half = expr_apply(bench.exprs, F_FLOORDIV, expr_index(bench.exprs, 0),
                             expr_number(bench.exprs, 2));
    ExprId rest = expr_apply(bench.exprs, F_MOD, expr_index(bench.exprs, 0),
                             expr_number(bench.exprs, 2));
    const Case cases[] = {
        {"plain", {n, n}, {0}, {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)},
         2, true},
        {"swapped, shifted", {n, n}, {0},
         {AFFINE(&bench, 3, 0, -1), AFFINE(&bench, -1, 2)}, 2, true},
        {"a diagonal", {n}, {0}, {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 1)},
         2, true},
        {"skew", {n, n}, {0},
         {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 1, 1)}, 2, true},
        {"turned", {n, n}, {0},
         {AFFINE(&bench, 0, 1, -1), AFFINE(&bench, 0, 1, 1)}, 2, true},
        {"mixed radix", {n, 7}, {0}, {AFFINE(&bench, 0, 7, 1)}, 1, true},
        {"three radixes", {n, 3, 2}, {0}, {AFFINE(&bench, 0, 6, 2, 1)}, 1,
         true},
        {"a gap in the radix", {n, 5}, {0}, {AFFINE(&bench, 0, 7, 1)}, 1,
         true},
        {"a radix too small", {n, 8}, {0}, {AFFINE(&bench, 0, 7, 1)}, 1,
         false},
        {"a radix cut by a guard", {n, 8}, {AFFINE(&bench, 6, 0, -1)},
         {AFFINE(&bench, 0, 7, 1)}, 1, true},
        {"a sum", {n, n}, {0}, {AFFINE(&bench, 0, 1, 1)}, 1, false},
        {"a sum on a line", {n, n},
         {AFFINE(&bench, 0, 1, -1), AFFINE(&bench, 0, -1, 1)},
         {AFFINE(&bench, 0, 1, 1)}, 1, true},
        {"a lost index", {n, 2}, {0}, {AFFINE(&bench, 0, 1)}, 1, false},
        {"halves", {1000}, {0},
         {subscript_make(bench.exprs, 0, 0, NULL, half, 1)}, 1, false},
        {"halves and rests", {1000}, {0},
         {subscript_make(bench.exprs, 0, 0, NULL, half, 1),
          subscript_make(bench.exprs, 0, 0, NULL, rest, 1)}, 2, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Part part = part_of_case(&bench, &cases[i]);
        ck_assert_msg(target_is_injective(bench.graph, &part, cases[i].rank)
                          == cases[i].injective, "%s", cases[i].what);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(large_targets_lie_apart)
{
    Bench bench;
    const int64_t n = (int64_t)1 << 40;
    bench_open(&bench, 23);
    const struct { Case a, b; bool disjoint; } cases[] = {
        {{"beside", {n}, {0}, {AFFINE(&bench, 0, 1)}, 1, true},
         {"", {n}, {0}, {AFFINE(&bench, n, 1)}, 1, true}, true},
        {{"even and odd", {n}, {0}, {AFFINE(&bench, 0, 2)}, 1, true},
         {"", {n}, {0}, {AFFINE(&bench, 1, 2)}, 1, true}, true},
        {{"triangles", {n, n}, {AFFINE(&bench, 0, 1, -1)},
          {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)}, 2, true},
         {"", {n, n}, {AFFINE(&bench, -1, -1, 1)},
          {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)}, 2, true}, true},
        {{"triangles that meet", {n, n}, {AFFINE(&bench, 0, 1, -1)},
          {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)}, 2, true},
         {"", {n, n}, {AFFINE(&bench, 0, -1, 1)},
          {AFFINE(&bench, 0, 1), AFFINE(&bench, 0, 0, 1)}, 2, true}, false},
        {{"rests of a radix", {n, 2}, {0}, {AFFINE(&bench, 0, 5, 1)}, 1, true},
         {"", {n, 3}, {0}, {AFFINE(&bench, 2, 5, 1)}, 1, true}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Part a = part_of_case(&bench, &cases[i].a);
        Part b = part_of_case(&bench, &cases[i].b);
        ck_assert_msg(targets_are_disjoint(bench.graph, &a, &b,
                                           cases[i].a.rank)
                          == cases[i].disjoint, "%s", cases[i].a.what);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(parts_cover_by_count)
{
    Bench bench;
    const int64_t n = 3000;
    bench_open(&bench, 24);
    SubscriptId i = AFFINE(&bench, 0, 1), j = AFFINE(&bench, 0, 0, 1);
    const Case lower = {"", {n, n}, {AFFINE(&bench, 0, 1, -1)}, {i, j}, 2, 1};
    const Case upper = {"", {n, n}, {AFFINE(&bench, -1, -1, 1)}, {i, j}, 2, 1};
    const Case strict = {"", {n, n}, {AFFINE(&bench, -2, -1, 1)}, {i, j}, 2, 1};
    Part parts[] = {part_of_case(&bench, &lower), part_of_case(&bench, &upper),
                    part_of_case(&bench, &strict)};
    const int64_t shape[] = {n, n};
    Array array = {.rank = 2, .shape = shape, .part_count = 2,
                   .as.parts = parts};
    ck_assert(parts_cover(bench.graph, &array));
    parts[1] = parts[2];
    ck_assert(!parts_cover(bench.graph, &array));
    array.part_count = 1;
    ck_assert(!parts_cover(bench.graph, &array));
    bench_close(&bench);
}
END_TEST

START_TEST(offenders_come_first)
{
    Bench bench;
    int found = 0;
    bench_open(&bench, 25);
    for (int n = 0; n < CASES; n++) {
        Domain domain;
        int64_t point[MAX_INDICES] = {0}, at[MAX_INDICES], value, v;
        random_domain(&bench, &domain, 2, n % 2 ? 1 : 3);
        SubscriptId s =
            random_affine(&bench, domain.index_count, n % 2 ? 1 : 3);
        bool any = false;
        int size = pick(&bench, 1, 12);
        for (bool more = point_first(&domain, point); more && !any;
             more = !any && point_next(&domain, point)) {
            ck_assert(point_subscript(bench.graph, point, s, &value));
            any = inside(&bench, &domain, point)
               && (value < 0 || value >= size);
        }
        ck_assert_int_eq(domain_offender(&domain, bench.graph, s, size, at,
                                         &v), any);
        if (!any)
            continue;
        found++;
        ck_assert_int_eq(v, value);
        for (uint32_t i = 0; i < domain.index_count; i++)
            ck_assert_int_eq(at[i], point[i]);
    }
    ck_assert_int_gt(found, CASES / 4);
    bench_close(&bench);
}
END_TEST

START_TEST(offenders_in_large_boxes)
{
    Bench bench;
    Domain d;
    int64_t at[MAX_INDICES], value;
    const int64_t n = (int64_t)1 << 40;
    bench_open(&bench, 26);
    domain_init(&d);
    d.index_count = 3;
    d.ranges[0] = d.ranges[1] = (Range){0, n};
    d.ranges[2] = (Range){0, 0};
    list_push(&bench.arena, &d.guards, AFFINE(&bench, 0, 1, -1));
    ck_assert(!domain_offender(&d, bench.graph, AFFINE(&bench, 0, 1, -1), n,
                               at, &value));
    ck_assert(domain_offender(&d, bench.graph, AFFINE(&bench, -5, 1, 1), 2 * n,
                              at, &value));
    ck_assert_int_eq(at[0], 0);
    ck_assert_int_eq(value, -5);
    ck_assert(domain_offender(&d, bench.graph, AFFINE(&bench, 0, 1, 1),
                              2 * n - 2, at, &value));
    ck_assert_int_eq(at[0], n - 1);
    ck_assert_int_eq(at[1], n - 1);
    ck_assert_int_eq(value, 2 * n - 2);
    bench_close(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        small_targets_are_exact, large_targets_are_injective,
        large_targets_lie_apart, parts_cover_by_count, offenders_come_first,
        offenders_in_large_boxes,
    };
    return suite_run(suite_of("affine targets", tests,
                                 sizeof tests / sizeof *tests));
}
