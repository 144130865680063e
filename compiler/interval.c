/* interval.c: bounds of the values of expressions and arrays.
 *
 * An interval encloses every finite value; it may be wide, never wrong. It
 * proves what laws need: that a square root has no sign, that an exponent is
 * not positive.
 */
#include "rewrite.h"

#include <math.h>

static const Interval ANY = {-INFINITY, INFINITY};

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static Interval hull(Interval a, Interval b)
{
    return (Interval){lesser(a.low, b.low), greater(a.high, b.high)};
}

/* 0·∞ is 0: the bound is approached, not taken. */
static double times(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

static Interval product(Interval a, Interval b)
{
    double p = times(a.low, b.low), q = times(a.low, b.high);
    double r = times(a.high, b.low), s = times(a.high, b.high);
    return (Interval){lesser(lesser(p, q), lesser(r, s)),
                      greater(greater(p, q), greater(r, s))};
}

static Interval absolute(Interval a)
{
    double low = greater(greater(a.low, -a.high), 0);
    return (Interval){low, greater(-a.low, a.high)};
}

static Interval quotient(Interval a, Interval b)
{
    if (b.low < 0 && b.high > 0)
        return ANY;
    if (a.low >= 0)
        return b.low >= 0 ? (Interval){0, INFINITY} : (Interval){-INFINITY, 0};
    if (a.high <= 0)
        return b.low >= 0 ? (Interval){-INFINITY, 0} : (Interval){0, INFINITY};
    return ANY;
}

static Interval power(Interval a, Interval b)
{
    bool even = b.low == b.high && b.low == 2 * floor(b.low / 2);
    if (even || a.low >= 0)
        return (Interval){0, INFINITY};
    return ANY;
}

/* An end of the image of a monotone function, one unit wider, so that rounding
 * cannot take a value outside. */
static Interval monotone(Function function, Interval a)
{
    const FunctionRow *row = function_row(function);
    return (Interval){nextafter(row->value(a.low, 0), -INFINITY),
                      nextafter(row->value(a.high, 0), INFINITY)};
}

static Interval clip(Interval a, double low, double high)
{
    return (Interval){greater(a.low, low), lesser(a.high, high)};
}

static Interval of_function(Function function, Interval a, Interval b)
{
    switch (function) {
    case F_ADD:
        return (Interval){a.low + b.low, a.high + b.high};
    case F_SUB:
        return (Interval){a.low - b.high, a.high - b.low};
    case F_MUL:
        return product(a, b);
    case F_DIV:
        return quotient(a, b);
    case F_NEG:
        return (Interval){-a.high, -a.low};
    case F_POW:
        return power(a, b);
    case F_MIN:
        return (Interval){lesser(a.low, b.low), lesser(a.high, b.high)};
    case F_MAX:
        return (Interval){greater(a.low, b.low), greater(a.high, b.high)};
    case F_ABS:
        return absolute(a);
    case F_STOP:
        return a;
    case F_EXP:
        return clip(monotone(F_EXP, a), 0, INFINITY);
    case F_EXPM1:
        return clip(monotone(F_EXPM1, a), -1, INFINITY);
    case F_SIGMOID:
    case F_EQ:
    case F_NE:
    case F_LT:
    case F_LE:
    case F_GT:
    case F_GE:
    case F_NOT:
    case F_AND:
    case F_OR:
        return (Interval){0, 1};
    case F_SIGN:
    case F_SIN:
    case F_COS:
    case F_TANH:
    case F_ERF:
        return (Interval){-1, 1};
    case F_SQRT:
    case F_HYPOT:
    case F_ACOS:
    case F_ACOSH:
        return (Interval){0, INFINITY};
    case F_COSH:
        return (Interval){1, INFINITY};
    case F_ERFC:
        return (Interval){0, 2};
    default:
        return ANY;
    }
}

static Interval of_array(Rewriter *rewriter, ArrayId id);

static Interval of_node(Rewriter *rewriter, const Expr *e)
{
    const Interval *bounds = rewriter->bounds.at;
    Interval out = ANY;
    switch ((ExprKind)e->kind) {
    case NUMBER:
        out = (Interval){e->as.number, e->as.number};
        break;
    case INDEX:
        break;
    case ACCESS:
        out = of_array(rewriter, e->as.access.array);
        break;
    case APPLY:
        out = of_function((Function)e->function, bounds[e->as.operand[0]],
                          bounds[e->as.operand[1]]);
        if (e->function == F_MUL && e->as.operand[0] == e->as.operand[1])
            out = clip(out, 0, INFINITY);
        break;
    case CHOOSE:
        out = hull(bounds[e->as.operand[1]], bounds[e->as.operand[2]]);
        break;
    }
    return isnan(out.low) || isnan(out.high) ? ANY : out;
}

static bool is_known(const Rewriter *rewriter, ExprId id)
{
    const Interval *at = rewriter->bounds.at;
    return id < rewriter->bounds.count && (at[id].low != 0 || at[id].high != 0
                                           || signbit(at[id].low));
}

/* Puts the operands without bounds on the stack; whether there are any. */
static bool push_unknown(Rewriter *rewriter, const Expr *e)
{
    uint32_t before = rewriter->scratch.count;
    for (int i = 0; i < 3 && e->kind >= APPLY; i++)
        if (e->as.operand[i] && !is_known(rewriter, e->as.operand[i]))
            list_push(rewriter->arena, &rewriter->scratch, e->as.operand[i]);
    return rewriter->scratch.count > before;
}

/* Room is zeroed, so [0, 0] is kept as [-0, 0] and zeros mean: not yet. A node
 * stays on the stack until its operands have bounds. */
Interval expr_interval(Rewriter *rewriter, ExprId root)
{
    const Exprs *exprs = &rewriter->graph->exprs;
    if (rewriter->bounds.count < exprs->nodes.count) {
        list_reserve(rewriter->arena, &rewriter->bounds, exprs->nodes.capacity);
        rewriter->bounds.count = rewriter->bounds.capacity;
    }
    if (is_known(rewriter, root))
        return rewriter->bounds.at[root];
    uint32_t bottom = rewriter->scratch.count;
    list_push(rewriter->arena, &rewriter->scratch, root);
    while (rewriter->scratch.count > bottom) {
        ExprId id = rewriter->scratch.at[rewriter->scratch.count - 1];
        const Expr *e = expr_at(exprs, id);
        if (push_unknown(rewriter, e))
            continue;
        Interval got = of_node(rewriter, e);
        if (got.low == 0)
            got.low = -0.0;
        rewriter->bounds.at[id] = got;
        rewriter->scratch.count--;
    }
    return rewriter->bounds.at[root];
}

/* The bounds of what one part leaves in an element. */
static Interval of_part(Rewriter *rewriter, const Part *part)
{
    Interval e = expr_interval(rewriter, part->body);
    switch ((Combine)part->combine) {
    case SET:
        return e;
    case SUM:
        return (Interval){e.low >= 0 ? 0 : -INFINITY,
                          e.high <= 0 ? 0 : INFINITY};
    case PROD:
        return e.low >= 0 ? (Interval){0, INFINITY} : ANY;
    case MAX:
        return (Interval){part->guard_count ? -INFINITY : e.low, e.high};
    case MIN:
        return (Interval){e.low, part->guard_count ? INFINITY : e.high};
    case ARGMAX:
    case ARGMIN:
        return (Interval){(double)part->ranges[part->component].low,
                          (double)part->ranges[part->component].high};
    }
    return ANY;
}

/* Parts that sum add up; what no part writes is 0. */
static Interval of_parts(Rewriter *rewriter, ArrayId id, const Array *a)
{
    if (a->part_count == 1
        && (a->as.parts[0].combine > SUM || array_pointwise(rewriter->graph,
                                                            id)))
        return of_part(rewriter, &a->as.parts[0]);
    bool positive = true, negative = true;
    for (uint32_t i = 0; i < a->part_count; i++) {
        Interval e = expr_interval(rewriter, a->as.parts[i].body);
        positive = positive && e.low >= 0;
        negative = negative && e.high <= 0;
    }
    return (Interval){positive ? 0 : -INFINITY, negative ? 0 : INFINITY};
}

static Interval array_interval(Rewriter *rewriter, ArrayId id)
{
    const Array *a = graph_array(rewriter->graph, id);
    if (a->kind == EQUATION)
        return of_parts(rewriter, id, a);
    if (a->kind == LITERAL) {
        int64_t size = array_size(a);
        Interval out = {INFINITY, -INFINITY};
        for (int64_t i = 0; i < size; i++)
            out = hull(out, (Interval){a->as.values[i], a->as.values[i]});
        return out;
    }
    return a->type == WHOLE ? (Interval){0, (double)(a->limit - 1)} : ANY;
}

/* Those of all earlier arrays are found first, so an array finds known what it
 * reads. */
static Interval of_array(Rewriter *rewriter, ArrayId id)
{
    while (rewriter->array_bounds.count <= id) {
        Interval next = array_interval(rewriter, rewriter->array_bounds.count);
        list_push(rewriter->arena, &rewriter->array_bounds, next);
    }
    return rewriter->array_bounds.at[id];
}
