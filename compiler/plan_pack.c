/* plan_pack.c: tenants beside each other in the place of larger ones.
 *
 * One after the other, tenants take the smallest gap, or else the lowest, that
 * those before them leave free during their lives. What comes of it depends on
 * the order:
 *
 *     large first, long lives first, where most lives at one time first, ...
 *
 * all of which are tried, until one needs no more than the bound. If none does, a
 * search goes on from the best: what ends too high moves to an earlier place in the
 * order, and all begins again. It is a fixed number of steps, and draws places
 * from one sequence, so that the plan is the same everywhere.
 */
#include "plan_pack.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 1 << 22, TRIES = 2000 };

typedef struct Packer {
    const Tenants *tenants;
    const Alive   *alive;
    int64_t       *at;          /* [tenants] of the attempt */
    int64_t       *best;        /* [tenants] of the best so far */
    uint32_t      *order;       /* in which tenants take their places */
    uint32_t      *best_order;
    uint32_t      *placed;      /* those that have one, in ascending order */
    uint32_t       placed_count;
    int64_t        limit;       /* bytes of the best; to be gone below */
    int64_t        steps;
    bool           tight;       /* the smallest gap, not the lowest */
} Packer;

/* -- one order -- */

static bool meet(const Tenant *a, const Tenant *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* Where the tenant fits among those placed. */
static int64_t find_gap(Packer *p, const Tenant *tenant)
{
    int64_t end = 0, found = -1, smallest = INT64_MAX;
    p->steps += p->placed_count;
    for (uint32_t i = 0; i < p->placed_count; i++) {
        uint32_t k = p->placed[i];
        const Tenant *other = &p->tenants->at[k];
        if (!meet(tenant, other))
            continue;
        int64_t gap = p->at[k] - end;
        if (gap >= tenant->bytes && gap < smallest) {
            if (!p->tight)
                return end;
            smallest = gap;
            found = end;
        }
        if (end < p->at[k] + other->bytes)
            end = p->at[k] + other->bytes;
    }
    return found < 0 ? end : found;
}

static void insert(Packer *p, uint32_t tenant)
{
    uint32_t i = p->placed_count++;
    for (; i && p->at[p->placed[i - 1]] > p->at[tenant]; i--)
        p->placed[i] = p->placed[i - 1];
    p->placed[i] = tenant;
}

/* Places the tenants in their order below the limit. Returns the number in the
 * order of the first that finds no place there; if all do, they are the best. */
static uint32_t attempt(Packer *p)
{
    int64_t bytes = 0;
    p->placed_count = 0;
    for (uint32_t i = 0; i < p->tenants->count; i++) {
        const Tenant *tenant = &p->tenants->at[p->order[i]];
        int64_t at = find_gap(p, tenant);
        if (at + tenant->bytes >= p->limit)
            return i;
        bytes = bytes < at + tenant->bytes ? at + tenant->bytes : bytes;
        p->at[p->order[i]] = at;
        insert(p, p->order[i]);
    }
    p->limit = bytes;
    memcpy(p->best, p->at, p->tenants->count * sizeof *p->at);
    memcpy(p->best_order, p->order, p->tenants->count * sizeof *p->order);
    return p->tenants->count;
}

/* -- orders -- */

typedef struct Ranked {
    double   rank;              /* large ones first */
    int64_t  bytes;
    uint32_t tenant;
} Ranked;

static int compare_rank(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    return (a->tenant > b->tenant) - (a->tenant < b->tenant);
}

typedef enum Rule { SIZE, ROOM, BREADTH, LIFE, DEATH, BIRTH, RULE_COUNT } Rule;

/* The most bytes alive at one time of its life: there is a largest sum where one
 * is born. */
static int64_t widest(const Packer *p, const Tenant *tenant)
{
    int64_t most = 0;
    for (uint32_t i = 0; i < p->tenants->count; i++) {
        uint32_t born = p->tenants->at[i].first;
        if (tenant->first <= born && born <= tenant->last && most < p->alive->bytes[born])
            most = p->alive->bytes[born];
    }
    return most;
}

static double rank_of(const Packer *p, const Tenant *t, Rule rule)
{
    double life = (double)(t->last - t->first) + 1;
    switch (rule) {
    case ROOM:    return life * (double)t->bytes;
    case LIFE:    return life;
    case DEATH:   return t->last;
    case BIRTH:   return -(double)t->first;
    case BREADTH: return (double)widest(p, t);
    default:      return (double)t->bytes;
    }
}

static void put_in_order(Packer *p, Rule rule, Ranked *ranked)
{
    for (uint32_t i = 0; i < p->tenants->count; i++) {
        const Tenant *t = &p->tenants->at[i];
        ranked[i] = (Ranked){rank_of(p, t, rule), t->bytes, i};
    }
    qsort(ranked, p->tenants->count, sizeof *ranked, compare_rank);
    for (uint32_t i = 0; i < p->tenants->count; i++)
        p->order[i] = ranked[i].tenant;
}

/* -- the search -- */

/* Moves what stands at the place of the order to an earlier one. */
static void move_up(Packer *p, uint32_t from, uint32_t to)
{
    uint32_t tenant = p->order[from];
    memmove(&p->order[to + 1], &p->order[to], (from - to) * sizeof *p->order);
    p->order[to] = tenant;
}

static void search(Packer *p)
{
    enum { AGAIN = 32 };        /* tries from the best order */
    uint32_t count = p->tenants->count, drawn = 1;
    for (int i = 0;
         i < TRIES && p->steps < STEPS && p->limit > p->alive->most; i++) {
        if (i % AGAIN == 0)
            memcpy(p->order, p->best_order, count * sizeof *p->order);
        p->tight = i / AGAIN % 2;
        uint32_t stuck = attempt(p);
        drawn = drawn * 1664525 + 1013904223;
        if (stuck && stuck < count)
            move_up(p, stuck, (drawn >> 16) % stuck);
    }
}

bool tenants_pack(Arena *work, Tenants *tenants, const Alive *alive,
                  int64_t limit)
{
    uint32_t count = tenants->count;
    Packer p = {
        .tenants = tenants,
        .alive = alive,
        .at = NEW_ARRAY(work, int64_t, count),
        .best = NEW_ARRAY(work, int64_t, count),
        .order = NEW_ARRAY(work, uint32_t, count),
        .best_order = NEW_ARRAY(work, uint32_t, count),
        .placed = NEW_ARRAY(work, uint32_t, count),
        .limit = INT64_MAX,
    };
    Ranked *ranked = NEW_ARRAY(work, Ranked, count);
    for (int i = 0; i < 2 * RULE_COUNT && p.steps < STEPS; i++) {
        put_in_order(&p, (Rule)(i / 2), ranked);
        p.tight = i % 2 == 0;
        attempt(&p);
        if (p.limit <= alive->most)
            break;
    }
    search(&p);
    for (uint32_t i = 0; i < count; i++)
        tenants->at[i].at = p.best[i];
    return p.limit < limit;
}
