/* affine_value.c: values that are not affine, as variables.
 *
 * A variable has an interval and, where there are any, rows that tie it to the
 * operands:
 *
 *     q = a div n     n q <= a <= n q + n - 1;   a mod n is a - n q
 *     m = min(a, b)   m <= a,  m <= b
 *
 * It is found again when the value comes up again, so that i mod 3 + 3 (i div
 * 3) is i.
 */
#include "affine_view.h"

enum { MAX_TABLE = 1 << 16 };    /* elements of a literal looked through */

static uint32_t meaning_find(const View *view, Function function, ExprId a,
                             ExprId b)
{
    for (uint32_t i = 0; i < view->meanings; i++) {
        const Meaning *m = &view->meaning[i];
        if (m->function == function && m->a == a && m->b == b
            && m->offset == view->offset)
            return m->variable;
    }
    return MAX_VARIABLES;
}

static uint32_t meaning_add(View *view, Function function, ExprId a, ExprId b,
                            Interval box)
{
    uint32_t variable = system_variable(&view->system, box);
    if (variable < MAX_VARIABLES)
        view->meaning[view->meanings++] =
            (Meaning){function, a, b, view->offset, variable};
    return variable;
}

uint32_t view_quotient(View *view, ExprId a, ExprId b, int64_t n,
                       unsigned depth)
{
    uint32_t q = meaning_find(view, F_FLOORDIV, a, b);
    Form form = {0};
    if (q < MAX_VARIABLES)
        return q;
    if (!view_add_within(view, &form, a, 1, depth + 1))
        return MAX_VARIABLES;
    q = meaning_add(view, F_FLOORDIV, a, b,
                    interval_quotient(view_bounds(view, &form), n));
    if (q == MAX_VARIABLES || !form_add(&form, q, -(Wide)n))
        return MAX_VARIABLES;
    system_require(&view->system, &form, false);
    Form rest = {.base = n - 1};
    if (form_add_form(&rest, &form, -1))
        system_require(&view->system, &rest, false);
    return q;
}

/* m = min(a, b): a - m >= 0, b - m >= 0; of max the opposite. */
static uint32_t least_variable(View *view, ExprId id, const Form operand[2],
                               int sign)
{
    Interval box = interval_least(view_bounds(view, &operand[0]),
                                  view_bounds(view, &operand[1]), sign);
    uint32_t m = meaning_add(view, F_NONE, id, 0, box);
    view->loose = true;
    for (int i = 0; i < 2 && m < MAX_VARIABLES; i++) {
        Form row = {0};
        if (form_add(&row, m, -sign) && form_add_form(&row, &operand[i], sign))
            system_require(&view->system, &row, false);
    }
    return m;
}

/* The least and greatest element of a literal within the bounds of the
 * subscripts. */
static Interval literal_bounds(View *view, const Array *array,
                               const SubscriptId *subscripts, unsigned depth)
{
    int64_t first[MAX_RANK], last[MAX_RANK], at[MAX_RANK];
    Wide count = 1;
    for (uint32_t i = 0; i < array->rank; i++) {
        Form form = {0};
        const Subscript *s = subscript_at(view->exprs, subscripts[i]);
        Interval axis = {0, array->shape[i] - 1}, reached = EVERYTHING;
        bool known = form_add_base(&form, s->base);
        for (uint32_t k = 0; k < s->term_count && known; k++) {
            uint32_t variable = view_index(view, s->terms[k].index);
            known = variable < MAX_VARIABLES
                 && form_add(&form, variable, s->terms[k].factor);
        }
        if (known && s->data)
            known = view_add_within(view, &form, s->data, s->scale, depth + 1);
        if (known)
            reached = view_bounds(view, &form);
        axis = interval_meet(axis, reached);
        if (axis.low > axis.high)
            return NOTHING;
        first[i] = at[i] = axis.low;
        last[i] = axis.high;
        count *= axis.high - axis.low + 1;
        if (count > MAX_TABLE)
            return (Interval){0, array->limit - 1};
    }
    Interval out = NOTHING;
    for (Wide n = 0; n < count; n++) {
        int64_t offset = 0;
        for (uint32_t i = 0; i < array->rank; i++)
            offset = offset * array->shape[i] + at[i];
        int64_t value = (int64_t)array->as.values[offset];
        out = interval_hull(out, (Interval){value, value});
        for (uint32_t i = array->rank; i-- > 0;) {
            if (++at[i] <= last[i])
                break;
            at[i] = first[i];
        }
    }
    return out;
}

static Interval access_bounds(View *view, const Expr *node, unsigned depth)
{
    const Array *array = graph_array(view->graph, node->as.access.array);
    if (array->type != WHOLE)
        return EVERYTHING;
    if (array->kind == LITERAL)
        return literal_bounds(view, array, node->as.access.subscripts, depth);
    return (Interval){0, clamp_wide((Wide)array->limit - 1)};
}

/* The hull of both branches, each under its condition. What is made within a
 * branch is forgotten with it. */
static Interval choice_bounds(View *view, const Expr *node, unsigned depth)
{
    Interval box = NOTHING;
    const System *s = &view->system;
    const uint32_t variables = s->variables, rows = s->rows,
                   meanings = view->meanings;
    const bool empty = s->empty;
    for (int branch = 1; branch <= 2; branch++) {
        Form form = {0};
        Interval value = EVERYTHING;
        view_assume_within(view, node->as.operand[0], branch == 1, depth + 1);
        if (view_add_within(view, &form, node->as.operand[branch], 1,
                            depth + 1))
            value = view_bounds(view, &form);
        box = interval_hull(box, value);
        view->system.variables = variables;
        view->system.rows = rows;
        view->system.empty = empty;
        view->meanings = meanings;
    }
    return box;
}

static Interval apply_bounds(View *view, const Expr *node, const Form *operand,
                             unsigned depth)
{
    Interval a = view_bounds(view, &operand[0]);
    int64_t n;
    switch ((Function)node->function) {
    case F_MUL:
        return interval_product(a, view_bounds(view, &operand[1]));
    case F_ABS:
        return interval_magnitude(a);
    case F_SIGN:
        return interval_meet((Interval){-1, 1},
                             (Interval){a.low > 0 ? 1 : a.low == 0 ? 0 : -1,
                                        a.high < 0 ? -1 : a.high > 0});
    case F_POW:
        if (view_constant(view, node->as.operand[1], depth, &n))
            return interval_power(a, n);
        return EVERYTHING;
    default:
        return EVERYTHING;
    }
}

/* Quotient and rest by what is not constant: only the sign of the divisor and
 * the ends count. They are not numbers where the divisor may be 0. */
static bool quotient_bounds(View *view, Function function,
                            const Form operand[2], Interval *out)
{
    Interval a = view_bounds(view, &operand[0]);
    Interval b = view_bounds(view, &operand[1]);
    if (b.low <= 0 && b.high >= 0)
        return false;
    if (function == F_MOD) {
        *out = b.low > 0 ? (Interval){0, b.high - 1}
                         : (Interval){b.low + 1, 0};
        return true;
    }
    if (b.high < 0) {
        a = (Interval){-a.high, -a.low};
        b = (Interval){-b.high, -b.low};
    }
    *out = interval_hull(interval_quotient(a, b.low),
                         interval_quotient(a, b.high));
    return true;
}

uint32_t view_value(View *view, ExprId id, unsigned depth)
{
    const Expr *node = expr_at(view->exprs, id);
    uint32_t variable = meaning_find(view, F_NONE, id, 0);
    Form operand[2] = {{0}, {0}};
    Interval box = EVERYTHING;
    if (variable < MAX_VARIABLES || (node->kind == ACCESS && !view->graph))
        return variable;
    if (node->kind == ACCESS) {
        box = access_bounds(view, node, depth);
    } else if (node->kind == CHOOSE) {
        box = choice_bounds(view, node, depth);
    } else if (node->kind == APPLY) {
        for (int i = 0; i < 2 && node->as.operand[i]; i++)
            if (!view_add_within(view, &operand[i], node->as.operand[i], 1,
                          depth + 1))
                return MAX_VARIABLES;
        if (node->function == F_MIN || node->function == F_MAX)
            return least_variable(view, id, operand,
                                  node->function == F_MIN ? 1 : -1);
        if (node->function == F_FLOORDIV || node->function == F_MOD) {
            if (!quotient_bounds(view, node->function, operand, &box))
                return MAX_VARIABLES;
        } else {
            box = apply_bounds(view, node, operand, depth);
        }
    }
    view->loose = true;
    return meaning_add(view, F_NONE, id, 0, box);
}
