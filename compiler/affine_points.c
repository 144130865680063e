/* affine_points.c: expressions at concrete indices, and small boxes walked
 * point by point.
 *
 * A value is known if it hangs on indices, numbers and literal arrays alone.
 * Walks are bounded: by points, by nodes, by depth.
 */
#include "affine_system.h"

#include <math.h>
#include <string.h>

enum { MAX_POINTS = 4096, MAX_POINT_NODES = 256, MAX_POINT_DEPTH = 64 };

/* Sums of 62-bit factors times such indices stay in 128 bits. */
#define MAX_END ((int64_t)1 << 58)

/* -- values at a point -- */

typedef struct Visit {
    const Graph   *graph;
    const int64_t *point;
    int            nodes;           /* work that is left */
} Visit;

static bool value_at(Visit *visit, ExprId id, unsigned depth, double *value);

static bool subscript_value(Visit *visit, SubscriptId id, unsigned depth,
                            int64_t *value)
{
    const Subscript *s = subscript_at(&visit->graph->exprs, id);
    Wide sum = s->base;
    for (uint32_t i = 0; i < s->term_count; i++)
        sum += (Wide)s->terms[i].factor * visit->point[s->terms[i].index];
    if (s->data) {
        double data;
        if (!value_at(visit, s->data, depth, &data)
            || !(fabs(data) < 0x1p53) || data != floor(data))
            return false;
        sum += (Wide)s->scale * (int64_t)data;
    }
    *value = clamp_wide(sum);
    return *value == sum;
}

static bool literal_value(Visit *visit, const Expr *node, unsigned depth,
                          double *value)
{
    const Array *array = graph_array(visit->graph, node->as.access.array);
    int64_t offset = 0;
    if (array->kind != LITERAL)
        return false;
    for (uint32_t i = 0; i < array->rank; i++) {
        int64_t at;
        if (!subscript_value(visit, node->as.access.subscripts[i], depth, &at)
            || at < 0 || at >= array->shape[i])
            return false;
        offset = offset * array->shape[i] + at;
    }
    *value = array->as.values[offset];
    return true;
}

static bool value_at(Visit *visit, ExprId id, unsigned depth, double *value)
{
    const Expr *node = expr_at(&visit->graph->exprs, id);
    const ExprId *operand = node->as.operand;
    double a, b = 0;
    if (--visit->nodes < 0 || ++depth > MAX_POINT_DEPTH)
        return false;
    switch ((ExprKind)node->kind) {
    case NUMBER:
        *value = node->as.number;
        return true;
    case INDEX:
        *value = (double)visit->point[node->as.index];
        return true;
    case ACCESS:
        return literal_value(visit, node, depth, value);
    case APPLY:
        if (!value_at(visit, operand[0], depth, &a)
            || (operand[1] && !value_at(visit, operand[1], depth, &b)))
            return false;
        *value = function_row((Function)node->function)->value(a, b);
        return true;
    case CHOOSE:
        return value_at(visit, operand[0], depth, &a)
            && value_at(visit, operand[a != 0 ? 1 : 2], depth, value);
    }
    return false;
}

bool point_subscript(const Graph *graph, const int64_t point[MAX_INDICES],
                     SubscriptId id, int64_t *value)
{
    Visit visit = {graph, point, MAX_POINT_NODES};
    return subscript_value(&visit, id, 0, value);
}

bool point_expr(const Graph *graph, const int64_t point[MAX_INDICES],
                ExprId id, double *value)
{
    Visit visit = {graph, point, MAX_POINT_NODES};
    return value_at(&visit, id, 0, value);
}

bool point_is_inside(const Exprs *exprs, const SubscriptId *guards,
                     uint32_t count, const int64_t point[MAX_INDICES])
{
    for (uint32_t i = 0; i < count; i++) {
        const Subscript *s = subscript_at(exprs, guards[i]);
        Wide sum = s->base;
        for (uint32_t k = 0; k < s->term_count; k++)
            sum += (Wide)s->terms[k].factor * point[s->terms[k].index];
        if (sum < 0)
            return false;
    }
    return true;
}

/* -- small boxes -- */

/* The indices that hang together with those of `depends` by way of guards. */
static uint32_t connected(const Domain *domain, const Exprs *exprs,
                          uint32_t depends)
{
    for (uint32_t before = 0; before != depends;) {
        before = depends;
        for (uint32_t i = 0; i < domain->guards.count; i++) {
            uint32_t guard = subscript_depends(exprs, domain->guards.at[i]);
            if (guard & depends)
                depends |= guard;
        }
    }
    return depends;
}

bool points_open(Points *points, const Domain *domain, const Exprs *exprs,
                 const Interval box[MAX_INDICES], uint32_t walked,
                 int64_t limit)
{
    Wide count = 1;
    points->exprs = exprs;
    points->walked = walked;
    points->guard_count = 0;
    memset(points->at, 0, sizeof points->at);
    for (uint32_t i = 0; i < MAX_INDICES; i++) {
        if (!(walked >> i & 1))
            continue;
        if (i >= domain->index_count || box[i].high > MAX_END
            || box[i].low < -MAX_END)
            return false;
        Wide width = (Wide)box[i].high - box[i].low + 1;
        count *= width < 0 ? 0 : width;
        if (count > limit)
            return false;
        points->box[i] = box[i];
    }
    for (uint32_t i = 0; i < domain->guards.count; i++) {
        SubscriptId guard = domain->guards.at[i];
        if (subscript_depends(exprs, guard) & ~walked)
            continue;
        if (points->guard_count == MAX_ROWS)
            return false;
        points->guards[points->guard_count++] = guard;
    }
    return true;
}

static bool points_inside(const Points *points)
{
    return point_is_inside(points->exprs, points->guards, points->guard_count,
                           points->at);
}

bool points_first(Points *points)
{
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if (points->walked >> i & 1) {
            if (points->box[i].low > points->box[i].high)
                return false;
            points->at[i] = points->box[i].low;
        }
    return points_inside(points) || points_next(points);
}

/* The next point of the box, the last index fastest. */
static bool points_step(Points *points)
{
    for (uint32_t i = MAX_INDICES; i-- > 0;) {
        if (!(points->walked >> i & 1))
            continue;
        if (++points->at[i] <= points->box[i].high)
            return true;
        points->at[i] = points->box[i].low;
    }
    return false;
}

bool points_next(Points *points)
{
    while (points_step(points))
        if (points_inside(points))
            return true;
    return false;
}

/* Whether a condition over walked indices fails at the point for certain. */
static bool is_excluded(const Question *question, const Points *points)
{
    for (uint32_t i = 0; i < question->condition_count; i++) {
        const Condition *c = &question->conditions[i];
        double value;
        if (!(expr_at(points->exprs, c->id)->depends & ~points->walked)
            && point_expr(question->graph, points->at, c->id, &value)
            && (value != 0) != c->holds)
            return true;
    }
    return false;
}

bool points_bounds(const Question *question, const Interval box[MAX_INDICES],
                   Interval *bounds)
{
    const Domain *domain = question->domain;
    const Exprs *exprs = &question->graph->exprs;
    uint32_t walked = question->depends;
    Points points;
    for (uint32_t i = 0; i < question->condition_count; i++)
        walked |= expr_at(exprs, question->conditions[i].id)->depends;
    walked = connected(domain, exprs, walked);
    if (!points_open(&points, domain, exprs, box, walked, MAX_POINTS)
        && !points_open(&points, domain, exprs, box, question->depends,
                        MAX_POINTS))
        return false;
    *bounds = NOTHING;
    for (bool more = points_first(&points); more; more = points_next(&points)) {
        int64_t value;
        if (is_excluded(question, &points))
            continue;
        if (!question->probe(question->graph, points.at, question->id, &value))
            return false;
        *bounds = interval_hull(*bounds, (Interval){value, value});
    }
    return true;
}
