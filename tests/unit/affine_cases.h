/* affine_cases.h: what the tests of affine.h share: a graph to work in, a
 * fixed sequence of random numbers, random domains and their points.
 */
#ifndef GCC_GRAPH_TEST_AFFINE_CASES_H
#define GCC_GRAPH_TEST_AFFINE_CASES_H

#include "../../compiler/affine_system.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Bench {
    Arena    arena;
    jmp_buf  failure;
    Graph   *graph;
    Exprs   *exprs;
    uint64_t state;
} Bench;

/* A fresh graph; the seed fixes the cases. */
static inline void bench_open(Bench *bench, uint64_t seed)
{
    arena_init(&bench->arena, NULL, &bench->failure);
    if (setjmp(bench->failure))
        ck_abort_msg("out of memory");
    bench->graph = graph_create(&bench->arena);
    bench->exprs = &bench->graph->exprs;
    bench->state = seed * 0x9E3779B97F4A7C15u + 1;
}

static inline void bench_close(Bench *bench)
{
    arena_destroy(&bench->arena);
}

/* A whole number in low … high: Marsaglia's xorshift. */
static inline int pick(Bench *bench, int low, int high)
{
    bench->state ^= bench->state << 13;
    bench->state ^= bench->state >> 7;
    bench->state ^= bench->state << 17;
    return low + (int)((bench->state >> 16) % (uint64_t)(high - low + 1));
}

/* base + Σ factors[i] i */
static inline SubscriptId affine(Bench *bench, int64_t base, uint32_t count,
                                 const int64_t *factors)
{
    Term terms[MAX_INDICES] = {{0}};
    for (uint32_t i = 0; i < count; i++)
        terms[i] = (Term){i, factors[i]};
    return subscript_make(bench->exprs, base, count, terms, 0, 0);
}

#define AFFINE(bench, base, ...)                                               \
    affine(bench, base,                                                        \
           sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t),           \
           (const int64_t[]){__VA_ARGS__})

static inline SubscriptId random_affine(Bench *bench, uint32_t count, int size)
{
    int64_t factors[MAX_INDICES];
    for (uint32_t i = 0; i < count; i++)
        factors[i] = pick(bench, 0, 2) ? pick(bench, -size, size) : 0;
    return affine(bench, pick(bench, -6, 6), count, factors);
}

static inline void random_domain(Bench *bench, Domain *domain, int guards,
                                 int size)
{
    domain_init(domain);
    domain->index_count = (uint32_t)pick(bench, 1, 4);
    for (uint32_t i = 0; i < domain->index_count; i++) {
        int low = pick(bench, 0, 2) ? 0 : pick(bench, -3, 3);
        domain->ranges[i] = (Range){low, low + pick(bench, 1, 6)};
    }
    for (int n = pick(bench, 0, guards); n > 0; n--)
        list_push(&bench->arena, &domain->guards,
                  random_affine(bench, domain->index_count, size));
}

/* for (bool more = first_point(d, p); more; more = next_point(d, p)) walks the
 * box, the guards apart, in lexicographic order. */
static inline bool point_first(const Domain *domain,
                               int64_t point[MAX_INDICES])
{
    for (uint32_t i = 0; i < domain->index_count; i++)
        point[i] = domain->ranges[i].low;
    return true;
}

static inline bool point_next(const Domain *domain, int64_t point[MAX_INDICES])
{
    for (uint32_t i = domain->index_count; i-- > 0;) {
        if (++point[i] < domain->ranges[i].high)
            return true;
        point[i] = domain->ranges[i].low;
    }
    return false;
}

static inline bool inside(const Bench *bench, const Domain *domain,
                          const int64_t point[MAX_INDICES])
{
    return point_is_inside(bench->exprs, domain->guards.at,
                           domain->guards.count, point);
}

static inline Suite *suite_of(const char *name, const TTest *const *tests,
                              size_t count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 120);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

#endif
