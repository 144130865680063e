/* affine_targets.c: whether targets meet, and how many points there are.
 *
 * Two points with one target are a solution of a linear system in two copies
 * of the indices; that it has none is proved by elimination. Where it is not,
 * the targets are marked one by one in a bitmap on the stack, which goes over
 * the array in windows, so that nothing is allocated.
 */
#include "affine_system.h"

#include <string.h>

enum {
    MAX_WALK = 1 << 20,             /* points that are walked */
    WINDOW = 1 << 19,               /* elements in one bitmap */
    MAX_WINDOWS = 8
};

/* -- one target twice -- */

/* The indices that the target tells by themselves: an axis with one factor
 * whose index is not yet told tells it. */
static uint32_t told_indices(const Exprs *exprs, const Part *part,
                             uint32_t rank)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (part->ranges[i].high - 1 == part->ranges[i].low)
            told |= 1u << i;
    for (uint32_t before = ~told; before != told;) {
        before = told;
        for (uint32_t a = 0; a < rank; a++) {
            const Subscript *s = subscript_at(exprs, part->target[a]);
            uint32_t unknown = 0;
            if (s->data && (expr_at(exprs, s->data)->depends & ~told))
                continue;
            for (uint32_t k = 0; k < s->term_count; k++)
                unknown |= 1u << s->terms[k].index;
            unknown &= ~told;
            if (unknown && !(unknown & (unknown - 1)))
                told |= unknown;
        }
    }
    return told;
}

/* Requires the targets of two copies, or of two parts, to be the same. What
 * is not known as a form is left out. */
static void require_meeting(View *view, const SubscriptId *first,
                            uint32_t first_offset, const SubscriptId *second,
                            uint32_t second_offset, uint32_t rank)
{
    for (uint32_t a = 0; a < rank; a++) {
        Form gap = {0};
        view->offset = first_offset;
        if (!view_add_subscript(view, &gap, first[a], 1))
            continue;
        view->offset = second_offset;
        if (view_add_subscript(view, &gap, second[a], -1))
            system_require(&view->system, &gap, true);
    }
}

/* For each index that is not told: there are no two points with one target
 * that agree in the indices before it and differ in it. */
static bool proves_injective(const Graph *graph, const Domain *domain,
                             const Part *part, uint32_t rank, uint32_t told)
{
    View view;
    view_init(&view, &graph->exprs, graph);
    if (!view_add_domain(&view, domain))
        return false;
    uint32_t second = view.system.variables;
    if (!view_add_domain(&view, domain))
        return false;
    require_meeting(&view, part->target, 0, part->target, second, rank);
    for (int same = 1; same >= 0; same--)
        for (uint32_t i = 0; i < part->index_count; i++) {
            Form gap = {0};
            if ((told >> i & 1) != (uint32_t)same)
                continue;
            gap.factor[second + i] = 1;
            gap.factor[i] = -1;
            if (same) {
                system_require(&view.system, &gap, true);
                continue;
            }
            uint32_t rows = view.system.rows;
            gap.base = -1;
            if (rows == MAX_ROWS)
                return false;
            system_require(&view.system, &gap, false);
            if (!system_is_empty(&view.system))
                return false;
            gap.base = 0;
            view.system.rows = rows;
            system_require(&view.system, &gap, true);
        }
    return true;
}

/* -- marking elements -- */

/* A set of elements of an array that spans `axes`; element `base` is bit 0. */
typedef struct Marking {
    const Graph *graph;
    uint32_t     rank;
    Interval     axes[MAX_RANK];
    int64_t      base;
    uint8_t      bits[WINDOW / 8];
} Marking;

/* The offset of a point's target within the axes; false if it is not known. */
static bool offset_of(const Marking *marking, const SubscriptId *target,
                      const int64_t *point, int64_t *offset)
{
    *offset = 0;
    for (uint32_t a = 0; a < marking->rank; a++) {
        Interval axis = marking->axes[a];
        int64_t at;
        if (!point_subscript(marking->graph, point, target[a], &at)
            || at < axis.low || at > axis.high)
            return false;
        *offset = *offset * (axis.high - axis.low + 1) + (at - axis.low);
    }
    return true;
}

typedef enum Met { MET_NONE, MET_ONE, MET_UNKNOWN } Met;

/* Walks over the targets in the window: marks them, or only looks; whether one
 * was marked before. */
static Met visit_targets(Marking *marking, Points *points,
                         const SubscriptId *target, bool marks)
{
    for (bool more = points_first(points); more; more = points_next(points)) {
        int64_t offset;
        if (!offset_of(marking, target, points->at, &offset))
            return MET_UNKNOWN;
        offset -= marking->base;
        if (offset < 0 || offset >= WINDOW)
            continue;
        uint8_t bit = (uint8_t)(1u << (offset & 7));
        if (marking->bits[offset >> 3] & bit)
            return MET_ONE;
        if (marks)
            marking->bits[offset >> 3] |= bit;
    }
    return MET_NONE;
}

static bool open_walk(Points *points, const Domain *domain, const Graph *graph)
{
    View view;
    view_init(&view, &graph->exprs, graph);
    if (!view_add_domain(&view, domain))
        return false;
    system_narrow(&view.system);
    uint32_t all = domain->index_count == MAX_INDICES
                     ? ~0u
                     : (1u << domain->index_count) - 1;
    return points_open(points, domain, &graph->exprs, view.system.box, all,
                       MAX_WALK);
}

/* The axes that both domains' targets span; returns how many windows cover
 * them, 0 if too many. */
static int64_t span_axes(Marking *marking, const Domain *a, const Part *first,
                         const Domain *b, const Part *second)
{
    Wide size = 1;
    for (uint32_t i = 0; i < marking->rank; i++) {
        Interval axis = interval_hull(
            interval_of_range(
                domain_bounds(a, marking->graph, first->target[i])),
            interval_of_range(
                domain_bounds(b, marking->graph, second->target[i])));
        Wide width = (Wide)axis.high - axis.low + 1;
        marking->axes[i] = axis;
        size *= width < 0 ? 0 : width;
        if (size > (Wide)WINDOW * MAX_WINDOWS)
            return 0;
    }
    return (int64_t)((size + WINDOW - 1) / WINDOW);
}

/* Whether no target of the first comes twice (second is the first), or none
 * of the second is one of the first. */
static bool walk_apart(const Graph *graph, const Domain *a, const Part *first,
                       const Domain *b, const Part *second, uint32_t rank)
{
    Marking marking;
    Points points, others;
    marking.graph = graph;
    marking.rank = rank;
    if (!open_walk(&points, a, graph) || !open_walk(&others, b, graph))
        return false;
    int64_t windows = span_axes(&marking, a, first, b, second);
    for (int64_t n = 0; n < windows; n++) {
        marking.base = n * WINDOW;
        memset(marking.bits, 0, sizeof marking.bits);
        for (bool more = points_first(&points); first != second && more;
             more = points_next(&points)) {
            int64_t offset;
            if (!offset_of(&marking, first->target, points.at, &offset))
                return false;
            offset -= marking.base;
            if (offset >= 0 && offset < WINDOW)
                marking.bits[offset >> 3] |= (uint8_t)(1u << (offset & 7));
        }
        if (visit_targets(&marking, &others, second->target, first == second)
            != MET_NONE)
            return false;
    }
    return windows > 0;
}

/* -- answers -- */

bool target_is_injective(const Graph *graph, const Part *part, uint32_t rank)
{
    uint32_t told = told_indices(&graph->exprs, part, rank);
    uint32_t all = part->index_count == MAX_INDICES
                     ? ~0u
                     : (1u << part->index_count) - 1;
    Domain domain;
    if (told == all)
        return true;
    domain_of_part(&domain, graph->arena, part);
    return proves_injective(graph, &domain, part, rank, told)
        || walk_apart(graph, &domain, part, &domain, part, rank);
}

/* Whether along some axis the targets lie apart. */
static bool lie_apart(const Graph *graph, const Domain *first, const Part *a,
                      const Domain *second, const Part *b, uint32_t rank)
{
    for (uint32_t i = 0; i < rank; i++) {
        Range left = domain_bounds(first, graph, a->target[i]);
        Range right = domain_bounds(second, graph, b->target[i]);
        if (left.low >= left.high || right.low >= right.high
            || (left.high <= right.low && left.high < UNBOUNDED)
            || (right.high <= left.low && right.high < UNBOUNDED))
            return true;
    }
    return false;
}

bool targets_are_disjoint(const Graph *graph, const Part *a, const Part *b,
                          uint32_t rank)
{
    Domain first, second;
    View view;
    domain_of_part(&first, graph->arena, a);
    domain_of_part(&second, graph->arena, b);
    if (lie_apart(graph, &first, a, &second, b, rank))
        return true;
    view_init(&view, &graph->exprs, graph);
    if (view_add_domain(&view, &first)) {
        uint32_t offset = view.system.variables;
        if (view_add_domain(&view, &second)) {
            require_meeting(&view, a->target, 0, b->target, offset, rank);
            if (system_is_empty(&view.system))
                return true;
        }
    }
    return a != b && walk_apart(graph, &first, a, &second, b, rank);
}

/* -- counting -- */

/* The values of index i that the guards leave at a point of the others. */
static int64_t count_along(const Points *points, uint32_t i, Interval box)
{
    for (uint32_t k = 0; k < points->guard_count; k++) {
        const Subscript *s = subscript_at(points->exprs, points->guards[k]);
        Wide rest = s->base, c = 0;
        for (uint32_t t = 0; t < s->term_count; t++)
            if (s->terms[t].index == i)
                c = s->terms[t].factor;
            else
                rest += (Wide)s->terms[t].factor
                      * points->at[s->terms[t].index];
        Wide magnitude = c < 0 ? -c : c, end = 0;
        if (!c) {
            if (rest < 0)
                return 0;
            continue;
        }
        end = rest / magnitude;             /* c i >= -rest */
        if (end * magnitude > rest)
            end--;
        if (c > 0)
            box.low = -end > box.low ? clamp_wide(-end) : box.low;
        else
            box.high = end < box.high ? clamp_wide(end) : box.high;
    }
    return box.low > box.high ? 0 : box.high - box.low + 1;
}

/* The points of indices that hang together: all but the widest are walked. */
static int64_t count_component(const Domain *domain, const Exprs *exprs,
                               const Interval *box, uint32_t component)
{
    uint32_t widest = MAX_INDICES;
    for (uint32_t i = 0; i < domain->index_count; i++)
        if ((component >> i & 1)
            && (widest == MAX_INDICES
                || box[i].high - box[i].low
                       > box[widest].high - box[widest].low))
            widest = i;
    Points points, guarded;
    Domain bare = {.index_count = domain->index_count};
    Interval narrow[MAX_INDICES];
    memcpy(narrow, box, domain->index_count * sizeof *box);
    narrow[widest].high = narrow[widest].low;
    /* The walk ignores guards, count_along looks at all of them. */
    if (!points_open(&guarded, domain, exprs, narrow, component, MAX_WALK)
        || !points_open(&points, &bare, exprs, narrow, component, MAX_WALK))
        return -1;
    Wide count = 0;
    for (bool more = points_first(&points); more; more = points_next(&points)) {
        memcpy(guarded.at, points.at, sizeof points.at);
        count += count_along(&guarded, widest, box[widest]);
    }
    return count < UNBOUNDED ? (int64_t)count : -1;
}

/* The indices that hang together with index i by guards. */
static uint32_t component_of(const Domain *domain, const Exprs *exprs,
                             uint32_t i)
{
    uint32_t set = 1u << i;
    for (uint32_t before = 0; before != set;) {
        before = set;
        for (uint32_t k = 0; k < domain->guards.count; k++) {
            uint32_t guard = subscript_depends(exprs, domain->guards.at[k]);
            if (guard & set)
                set |= guard;
        }
    }
    return set;
}

/* Whether the indices of a set are all used and bounded. */
static bool is_bounded(const Domain *domain, const Interval *box, uint32_t set)
{
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if ((set >> i & 1)
            && (i >= domain->index_count || box[i].low == -UNBOUNDED
                || box[i].high == UNBOUNDED))
            return false;
    return true;
}

int64_t domain_count(const Domain *domain, const Graph *graph)
{
    const Exprs *exprs = &graph->exprs;
    View view;
    Wide count = 1;
    uint32_t done = 0;
    view_init(&view, exprs, graph);
    if (!view_add_domain(&view, domain) || view.system.loose)
        return -1;
    if (system_is_empty(&view.system))
        return 0;
    system_narrow(&view.system);
    for (uint32_t i = 0; i < domain->index_count; i++) {
        const Interval *box = view.system.box;
        if ((done >> i & 1) || domain->ranges[i].low >= domain->ranges[i].high)
            continue;
        uint32_t component = component_of(domain, exprs, i);
        if (!is_bounded(domain, box, component))
            return -1;
        int64_t more = (component & (component - 1))
                         ? count_component(domain, exprs, box, component)
                         : box[i].high - box[i].low + 1;
        if (more < 0)
            return -1;
        done |= component;
        count *= more;
        if (count >= UNBOUNDED)
            return -1;
    }
    return (int64_t)count;
}

/* The number of elements that a part reaches, one per point of the indices in
 * its target; -1 if it is not found. */
static int64_t part_reach(const Graph *graph, const Part *part, uint32_t rank)
{
    uint32_t free = 0;
    bool apart = false;
    Domain domain;
    domain_of_part(&domain, graph->arena, part);
    for (uint32_t a = 0; a < rank; a++)
        free |= subscript_depends(&graph->exprs, part->target[a]);
    for (uint32_t i = 0; i < part->guard_count; i++) {
        uint32_t on = subscript_depends(&graph->exprs, part->guards[i]);
        if (on & free && on & ~free)
            return -1;
        apart |= (on & ~free) != 0;
    }
    /* Conditions on other indices alone hold back none, or all of them. */
    if (apart && domain_count(&domain, graph) <= 0)
        return domain_count(&domain, graph);
    domain = domain_on(&domain, graph, free);
    for (uint32_t i = 0; i < part->index_count; i++)
        if (!(free >> i & 1))
            domain.ranges[i] = (Range){0, 1};
    return domain_count(&domain, graph);
}

bool parts_cover(const Graph *graph, const Array *array)
{
    Wide reached = 0, size = 1;
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        int64_t reach = part_reach(graph, part, array->rank);
        if (reach < 0)
            return false;
        reached += reach;
    }
    for (uint32_t a = 0; a < array->rank; a++)
        if ((size *= array->shape[a]) > reached)
            return false;
    return reached == size;
}
