/* canonical.c: one form for parts that say the same.
 *
 * Equal parts are equal nodes only if their indices are numbered alike and
 * their guards are few; see "Canonical form" and the invariants of graphs.
 */
#include "draft.h"

#include <string.h>

/* -- drafts -- */

void draft_open(Draft *draft, Graph *graph, uint32_t rank, const Part *part)
{
    draft->graph = graph;
    draft->rank = rank;
    draft->part = *part;
    draft->body = part->body;
    domain_of_part(&draft->domain, graph->arena, part);
    if (rank)
        memcpy(draft->target, part->target, rank * sizeof *part->target);
}

void draft_substitute(Draft *draft, const SubscriptId map[MAX_INDICES])
{
    Exprs *exprs = &draft->graph->exprs;
    Memo *memo = &draft->graph->memo;
    draft->body = expr_substitute(exprs, memo, draft->body, map);
    for (uint32_t a = 0; a < draft->rank; a++)
        draft->target[a] =
            subscript_substitute(exprs, memo, draft->target[a], map);
    for (uint32_t i = 0; i < draft->domain.guards.count; i++)
        draft->domain.guards.at[i] = subscript_substitute(
            exprs, memo, draft->domain.guards.at[i], map);
}

uint32_t draft_free(const Draft *draft)
{
    uint32_t set = 0;
    for (uint32_t a = 0; a < draft->rank; a++)
        set |= subscript_depends(&draft->graph->exprs, draft->target[a]);
    return set;
}

void draft_require(Draft *draft, SubscriptId s, Range range)
{
    Graph *graph = draft->graph;
    Exprs *exprs = &graph->exprs;
    SubscriptId low = subscript_constant(exprs, -range.low);
    SubscriptId high = subscript_constant(exprs, range.high - 1);
    list_push(graph->arena, &draft->domain.guards,
              subscript_add(exprs, low, 1, s));
    list_push(graph->arena, &draft->domain.guards,
              subscript_add(exprs, high, -1, s));
}

static void remove_guard(Domain *domain, uint32_t i)
{
    domain->guards.count--;
    memmove(&domain->guards.at[i], &domain->guards.at[i + 1],
            (domain->guards.count - i) * sizeof *domain->guards.at);
}

/* Whether box and guards imply guard >= 0; one on indices of the target
 * follows from guards on these only. */
static bool implied(const Draft *draft, SubscriptId guard)
{
    const Graph *graph = draft->graph;
    uint32_t free = draft_free(draft);
    if (subscript_depends(&graph->exprs, guard) & ~free)
        return domain_bounds(&draft->domain, graph, guard).low >= 0;
    const Domain domain = domain_on(&draft->domain, graph, free);
    return domain_bounds(&domain, graph, guard).low >= 0;
}

/* The later of two guards that imply each other goes. */
void draft_prune(Draft *draft)
{
    Domain *domain = &draft->domain;
    for (uint32_t i = domain->guards.count; i-- > 0;) {
        SubscriptId guard = domain->guards.at[i];
        remove_guard(domain, i);
        if (implied(draft, guard))
            continue;
        uint32_t tail = domain->guards.count++ - i;
        memmove(&domain->guards.at[i + 1], &domain->guards.at[i],
                tail * sizeof guard);
        domain->guards.at[i] = guard;
    }
}

Part draft_close(const Draft *draft)
{
    Arena *arena = draft->graph->arena;
    const Domain *domain = &draft->domain;
    Part part = draft->part;
    part.index_count = (uint8_t)domain->index_count;
    part.guard_count = (uint8_t)domain->guards.count;
    part.ranges = arena_copy(arena, domain->ranges, domain->index_count,
                             sizeof(Range));
    part.guards = arena_copy(arena, domain->guards.at, domain->guards.count,
                             sizeof(SubscriptId));
    part.target =
        arena_copy(arena, draft->target, draft->rank, sizeof(SubscriptId));
    part.body = draft->body;
    return part;
}

/* -- equations -- */

bool guards_are_equation(const Exprs *exprs, SubscriptId one, SubscriptId other)
{
    const Subscript *a = subscript_at(exprs, one);
    const Subscript *b = subscript_at(exprs, other);
    bool solvable = false;
    if (a->base != -b->base || a->term_count != b->term_count)
        return false;
    for (uint32_t i = 0; i < a->term_count; i++) {
        if (a->terms[i].index != b->terms[i].index
            || a->terms[i].factor != -b->terms[i].factor)
            return false;
        solvable |= a->terms[i].factor == 1 || a->terms[i].factor == -1;
    }
    return solvable;
}

bool part_has_equation(const Graph *graph, const Part *part)
{
    for (uint32_t i = 0; i < part->guard_count; i++)
        for (uint32_t k = i + 1; k < part->guard_count; k++)
            if (guards_are_equation(&graph->exprs, part->guards[i],
                                    part->guards[k]))
                return part->combine == SET || part->combine == SUM;
    return false;
}

/* The index to solve the equation guard = 0 for: of factor ±1, reduced if there
 * is one, the last of those. */
static const Term *choose_solved(const Draft *draft, SubscriptId id)
{
    const Subscript *guard = subscript_at(&draft->graph->exprs, id);
    const Term *best = NULL;
    uint32_t free = draft_free(draft);
    for (uint32_t i = 0; i < guard->term_count; i++) {
        const Term *term = &guard->terms[i];
        if (term->factor != 1 && term->factor != -1)
            continue;
        if (!best || (free >> best->index & 1) || !(free >> term->index & 1))
            best = term;
    }
    return best;
}

/* c x + rest = 0 with c = ±1: x becomes -c rest, its range a pair of guards. */
static void solve(Draft *draft, SubscriptId guard, Term term)
{
    Exprs *exprs = &draft->graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    SubscriptId rest = subscript_add(exprs, guard, -term.factor,
                                     subscript_index(exprs, term.index));
    SubscriptId x = subscript_add(exprs, subscript_constant(exprs, 0),
                                  -term.factor, rest);
    Range range = draft->domain.ranges[term.index];
    map[term.index] = x;
    draft_substitute(draft, map);
    draft->domain.ranges[term.index] = (Range){0, 0};
    draft_require(draft, x, range);
}

/* Takes one pair g >= 0, -g >= 0 away; false if there is none to solve. */
static bool solve_equation(Draft *draft)
{
    const Exprs *exprs = &draft->graph->exprs;
    Domain *domain = &draft->domain;
    for (uint32_t i = 0; i < domain->guards.count; i++)
        for (uint32_t k = i + 1; k < domain->guards.count; k++) {
            SubscriptId guard = domain->guards.at[i];
            if (!guards_are_equation(exprs, guard, domain->guards.at[k]))
                continue;
            Term solved = *choose_solved(draft, guard);
            remove_guard(domain, k);
            remove_guard(domain, i);
            solve(draft, guard, solved);
            return true;
        }
    return false;
}

/* -- ranges -- */

/* Cuts the range of a reduced index by a guard c x + base >= 0; false if
 * nothing would be left. */
static bool cut_range(Range *range, int64_t c, int64_t base)
{
    Range cut = range_where(*range, c, base);
    if (cut.low >= cut.high)
        return false;
    *range = cut;
    return true;
}

static void cut_ranges(Draft *draft)
{
    const Exprs *exprs = &draft->graph->exprs;
    uint32_t free = draft_free(draft);
    for (uint32_t i = draft->domain.guards.count; i-- > 0;) {
        const Subscript *s = subscript_at(exprs, draft->domain.guards.at[i]);
        if (s->term_count != 1 || (free >> s->terms[0].index & 1))
            continue;
        if (cut_range(&draft->domain.ranges[s->terms[0].index],
                      s->terms[0].factor, s->base))
            remove_guard(&draft->domain, i);
    }
}

/* An index of one value is that value, unless an axis is all its own: 16 j + k
 * for j < 1 is k. False if there is none. */
static bool fix_single(Draft *draft)
{
    Exprs *exprs = &draft->graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    uint32_t own = 0, fixed = 0;
    for (uint32_t a = 0; a < draft->rank; a++) {
        const Subscript *s = subscript_at(exprs, draft->target[a]);
        if (!s->data && s->term_count == 1)
            own |= 1u << s->terms[0].index;
    }
    for (uint32_t i = 0; i < draft->domain.index_count; i++) {
        Range *range = &draft->domain.ranges[i];
        if (range->high - range->low != 1 || own >> i & 1)
            continue;
        map[i] = subscript_constant(exprs, range->low);
        *range = (Range){0, 0};
        fixed++;
    }
    if (fixed)
        draft_substitute(draft, map);
    return fixed;
}

/* -- numbering -- */

/* Whether axis a is c x + base with c = ±1 for an index x of its own that
 * covers it. */
static bool covers_axis(const Draft *draft, const Array *array, uint32_t a)
{
    const Exprs *exprs = &draft->graph->exprs;
    const Subscript *s = subscript_at(exprs, draft->target[a]);
    if (s->data || s->term_count != 1)
        return false;
    const Term x = s->terms[0];
    Range range = draft->domain.ranges[x.index];
    for (uint32_t b = 0; b < draft->rank; b++)
        if (b != a
            && (subscript_depends(exprs, draft->target[b]) >> x.index & 1))
            return false;
    if (range.high - range.low != array->shape[a])
        return false;
    return (x.factor == 1 && s->base == -range.low)
        || (x.factor == -1 && s->base == range.high - 1);
}

typedef struct Numbering {
    uint32_t    count;
    uint8_t     old[MAX_INDICES];           /* the index that becomes i */
    Range       ranges[MAX_INDICES];
    SubscriptId map[MAX_INDICES];
} Numbering;

static void number(Numbering *n, const Draft *draft, uint32_t index)
{
    Range range = draft->domain.ranges[index];
    if (n->map[index] || range.low >= range.high)
        return;
    n->map[index] = subscript_index(&draft->graph->exprs, n->count);
    n->ranges[n->count] = range;
    n->old[n->count++] = (uint8_t)index;
}

/* The largest steps first, and of equal ones the fewest: where windows overlap,
 * the loop that runs along the row is the inner one. */
static bool goes_before(const Draft *draft, const Term *a, const Term *b)
{
    const Range *ranges = draft->domain.ranges;
    int64_t x = a->factor < 0 ? -a->factor : a->factor;
    int64_t y = b->factor < 0 ? -b->factor : b->factor;
    return x > y || (x == y && ranges[a->index].high - ranges[a->index].low
                                   < ranges[b->index].high
                                         - ranges[b->index].low);
}

static void number_terms(Numbering *n, const Draft *draft, const Subscript *s)
{
    uint8_t order[MAX_INDICES];
    for (uint32_t i = 0; i < s->term_count; i++) {
        uint32_t at = i;
        for (; at && goes_before(draft, &s->terms[i],
                                 &s->terms[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < s->term_count; i++)
        number(n, draft, s->terms[order[i]].index);
}

/* Turns numbered axes into plain ones: c x + base = i is x = c i - c base. */
static void flatten(Numbering *n, const Draft *draft, const Array *array)
{
    Exprs *exprs = &draft->graph->exprs;
    for (uint32_t a = 0; a < draft->rank; a++) {
        const Subscript s = *subscript_at(exprs, draft->target[a]);
        Term term = {a, s.terms[0].factor};
        n->map[s.terms[0].index] =
            subscript_make(exprs, -term.factor * s.base, 1, &term, 0, 0);
        n->ranges[a] = (Range){0, array->shape[a]};
    }
}

static void renumber(Draft *draft, const Array *array)
{
    Exprs *exprs = &draft->graph->exprs;
    Domain *domain = &draft->domain;
    Numbering n = {0};
    bool plain = true, same = true;
    for (uint32_t a = 0; a < draft->rank; a++) {
        const Subscript s = *subscript_at(exprs, draft->target[a]);
        uint32_t depends = subscript_depends(exprs, draft->target[a]);
        plain &= covers_axis(draft, array, a);
        number_terms(&n, draft, &s);
        for (uint32_t i = 0; i < domain->index_count; i++)
            if (depends >> i & 1)
                number(&n, draft, i);
    }
    for (uint32_t i = 0; i < domain->index_count; i++)
        number(&n, draft, i);
    if (plain)
        flatten(&n, draft, array);
    const uint8_t kept = draft->part.component;
    for (uint32_t i = 0; i < n.count; i++) {
        if (n.old[i] == kept)
            draft->part.component = (uint8_t)i;
        same &= n.old[i] == i && subscript_is_index(exprs, n.map[i], i);
    }
    domain->index_count = n.count;
    memcpy(domain->ranges, n.ranges, n.count * sizeof *n.ranges);
    if (!same)
        draft_substitute(draft, n.map);
}

Part part_canonical(Graph *graph, const Array *array, const Part *part)
{
    Draft draft;
    draft_open(&draft, graph, array->rank, part);
    bool adds = part->combine == SET || part->combine == SUM;
    do {
        while (adds && solve_equation(&draft))
            continue;
        cut_ranges(&draft);
    } while (adds && fix_single(&draft));
    draft_prune(&draft);
    renumber(&draft, array);
    return draft_close(&draft);
}
