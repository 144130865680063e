/* affine_view.c: expressions as linear forms, conditions as rows.
 *
 * What is not affine becomes a variable with an interval and, where there are
 * any, rows that tie it to its operands:
 *
 *     q = a div n     n q <= a <= n q + n - 1;   a mod n is a - n q
 *     m = min(a, b)   m <= a,  m <= b
 *
 * A variable that stands for a value is found again when the value comes up
 * again, so that i mod 3 + 3 (i div 3) is i. Walks are bounded in depth and
 * in work; what lies beyond is unbounded.
 */
#include "affine_system.h"

#include <string.h>

enum {
    MAX_NODES = 2048, MAX_SOLVES = 128, MAX_DEPTH = 16, MAX_TASKS = 64,
    MAX_TABLE = 1 << 16             /* elements of a literal looked through */
};

void view_init(View *view, const Exprs *exprs, const Graph *graph)
{
    view->exprs = exprs;
    view->graph = graph;
    view->offset = view->meanings = 0;
    view->loose = false;
    view->nodes = MAX_NODES;
    view->solves = MAX_SOLVES;
    system_init(&view->system);
}

bool view_add_box(View *view, const Domain *domain)
{
    System *s = &view->system;
    view->offset = s->variables;
    for (uint32_t i = 0; i < domain->index_count; i++) {
        Range range = domain->ranges[i];
        bool used = range.low < range.high;
        if (system_variable(s, used ? interval_of_range(range) : EVERYTHING)
            == MAX_VARIABLES)
            return false;
    }
    return true;
}

bool view_add_domain(View *view, const Domain *domain)
{
    if (!view_add_box(view, domain))
        return false;
    for (uint32_t i = 0; i < domain->guards.count; i++) {
        Form form = {0};
        if (view_add_subscript(view, &form, domain->guards.at[i], 1))
            system_require(&view->system, &form, false);
        else
            view->system.loose = true;
    }
    return true;
}

/* -- values that are not affine -- */

static bool add_expr(View *view, Form *form, ExprId root, int64_t scale,
                     unsigned depth);

/* The variable of index i; MAX_VARIABLES if the domain has none. */
static uint32_t index_variable(const View *view, uint32_t index)
{
    uint32_t variable = view->offset + index;
    return variable < view->system.variables ? variable : MAX_VARIABLES;
}

static Interval bounds_of(View *view, const Form *form)
{
    bool exact;
    if (--view->solves < 0)
        return system_interval(&view->system, form);
    return system_bounds(&view->system, form, &exact);
}

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

/* A subscript without terms and data; *value is its value. */
static bool expr_constant(View *view, ExprId id, unsigned depth,
                          int64_t *value)
{
    Form form = {0};
    if (expr_at(view->exprs, id)->depends
        || !add_expr(view, &form, id, 1, depth + 1)
        || !form_is_constant(&form))
        return false;
    *value = form.base;
    return true;
}

/* floor(a / n) for n > 0, an end that is infinite stays so. */
static Interval interval_quotient(Interval a, int64_t n)
{
    Interval q = EVERYTHING;
    if (a.low > a.high)
        return NOTHING;
    if (a.low > -UNBOUNDED)
        q.low = floor_quotient(a.low, n);
    if (a.high < UNBOUNDED)
        q.high = floor_quotient(a.high, n);
    return q;
}

/* The variable of a div n, with its rows. */
static uint32_t quotient_variable(View *view, ExprId a, ExprId b, int64_t n,
                                  unsigned depth)
{
    uint32_t q = meaning_find(view, F_FLOORDIV, a, b);
    Form form = {0};
    if (q < MAX_VARIABLES)
        return q;
    if (!add_expr(view, &form, a, 1, depth + 1))
        return MAX_VARIABLES;
    q = meaning_add(view, F_FLOORDIV, a, b,
                    interval_quotient(bounds_of(view, &form), n));
    if (q == MAX_VARIABLES || !form_add(&form, q, -(Wide)n))
        return MAX_VARIABLES;
    system_require(&view->system, &form, false);
    Form rest = {.base = n - 1};
    if (form_add_form(&rest, &form, -1))
        system_require(&view->system, &rest, false);
    return q;
}

static Interval interval_product(Interval a, Interval b)
{
    if (a.low > a.high || b.low > b.high)
        return NOTHING;
    if (a.low == -UNBOUNDED || a.high == UNBOUNDED || b.low == -UNBOUNDED
        || b.high == UNBOUNDED)
        return EVERYTHING;
    const Wide ends[4] = {(Wide)a.low * b.low, (Wide)a.low * b.high,
                          (Wide)a.high * b.low, (Wide)a.high * b.high};
    Wide low = ends[0], high = ends[0];
    for (int i = 1; i < 4; i++) {
        low = ends[i] < low ? ends[i] : low;
        high = ends[i] > high ? ends[i] : high;
    }
    return (Interval){clamp_wide(low), clamp_wide(high)};
}

static Interval interval_magnitude(Interval a)
{
    if (a.low >= 0 || a.low > a.high)
        return a;
    Interval minus = {-a.high, -a.low};
    if (a.high <= 0)
        return minus;
    return (Interval){0, a.high > minus.high ? a.high : minus.high};
}

/* The bounds of min (sign 1) or max of two values: min(a, b) = -max(-a, -b). */
static Interval interval_least(Interval a, Interval b, int sign)
{
    if (a.low > a.high || b.low > b.high)
        return NOTHING;
    return (Interval){(a.low < b.low) == (sign > 0) ? a.low : b.low,
                      (a.high < b.high) == (sign > 0) ? a.high : b.high};
}

/* m = min(a, b): a - m >= 0, b - m >= 0; of max the opposite. */
static uint32_t least_variable(View *view, ExprId id, const Form operand[2],
                               int sign)
{
    Interval box = interval_least(bounds_of(view, &operand[0]),
                                  bounds_of(view, &operand[1]), sign);
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
            uint32_t variable = index_variable(view, s->terms[k].index);
            known = variable < MAX_VARIABLES
                 && form_add(&form, variable, s->terms[k].factor);
        }
        if (known && s->data)
            known = add_expr(view, &form, s->data, s->scale, depth + 1);
        if (known)
            reached = bounds_of(view, &form);
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

static void assume(View *view, ExprId condition, bool holds, unsigned depth);

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
        assume(view, node->as.operand[0], branch == 1, depth + 1);
        if (add_expr(view, &form, node->as.operand[branch], 1, depth + 1))
            value = bounds_of(view, &form);
        box = interval_hull(box, value);
        view->system.variables = variables;
        view->system.rows = rows;
        view->system.empty = empty;
        view->meanings = meanings;
    }
    return box;
}

/* a^n for a constant n >= 0. */
static Interval interval_power(Interval a, int64_t n)
{
    Interval power = {1, 1};
    if (n < 0 || n > 62)
        return EVERYTHING;
    if (n % 2 == 0)
        a = interval_magnitude(a);
    for (int64_t i = 0; i < n; i++)
        power = interval_product(power, a);
    return power;
}

static Interval apply_bounds(View *view, const Expr *node, const Form *operand,
                             unsigned depth)
{
    Interval a = bounds_of(view, &operand[0]);
    int64_t n;
    switch ((Function)node->function) {
    case F_MUL:
        return interval_product(a, bounds_of(view, &operand[1]));
    case F_ABS:
        return interval_magnitude(a);
    case F_SIGN:
        return interval_meet((Interval){-1, 1},
                             (Interval){a.low > 0 ? 1 : a.low == 0 ? 0 : -1,
                                        a.high < 0 ? -1 : a.high > 0});
    case F_POW:
        if (expr_constant(view, node->as.operand[1], depth, &n))
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
    Interval a = bounds_of(view, &operand[0]);
    Interval b = bounds_of(view, &operand[1]);
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

/* The variable that stands for the value of an expression that is not affine;
 * MAX_VARIABLES if it is not a whole number for certain. */
static uint32_t value_variable(View *view, ExprId id, unsigned depth)
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
            if (!add_expr(view, &operand[i], node->as.operand[i], 1,
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

/* -- forms -- */

typedef struct Task {
    ExprId  id;
    int64_t scale;
} Task;

/* What a task turns into: up to two other tasks, a change of the form, or a
 * variable. */
typedef struct Walk {
    View    *view;
    Form    *form;
    unsigned depth;
    uint32_t count;
    Task     tasks[MAX_TASKS];
} Walk;

static bool push(Walk *walk, ExprId id, Wide scale)
{
    if (walk->count == MAX_TASKS || scale >= UNBOUNDED || scale <= -UNBOUNDED)
        return false;
    walk->tasks[walk->count++] = (Task){id, (int64_t)scale};
    return true;
}

static bool add_value(Walk *walk, Task task)
{
    uint32_t variable = value_variable(walk->view, task.id, walk->depth);
    return variable < MAX_VARIABLES
        && form_add(walk->form, variable, task.scale);
}

static bool add_quotient(Walk *walk, Task task, const Expr *node)
{
    View *view = walk->view;
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    int64_t n;
    if (!expr_constant(view, b, walk->depth, &n) || n <= 0)
        return add_value(walk, task);
    uint32_t q = quotient_variable(view, a, b, n, walk->depth);
    if (q == MAX_VARIABLES)
        return false;
    if (node->function == F_FLOORDIV)
        return form_add(walk->form, q, task.scale);
    return push(walk, a, task.scale)
        && form_add(walk->form, q, -(Wide)task.scale * n);
}

static bool add_product(Walk *walk, Task task, const Expr *node)
{
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    int64_t n;
    if (expr_constant(walk->view, a, walk->depth, &n))
        return push(walk, b, (Wide)task.scale * n);
    if (expr_constant(walk->view, b, walk->depth, &n))
        return push(walk, a, (Wide)task.scale * n);
    return add_value(walk, task);
}

/* The operand that is more likely deep is pushed first and so left longest:
 * a chain of sums that leans left takes one place. */
static bool add_apply(Walk *walk, Task task, const Expr *node)
{
    const ExprId a = node->as.operand[0], b = node->as.operand[1];
    switch ((Function)node->function) {
    case F_ADD:
        return push(walk, a, task.scale) && push(walk, b, task.scale);
    case F_SUB:
        return push(walk, a, task.scale) && push(walk, b, -(Wide)task.scale);
    case F_NEG:
        return push(walk, a, -(Wide)task.scale);
    case F_STOP: case F_FLOOR: case F_CEIL: case F_ROUND:
        return push(walk, a, task.scale);
    case F_MUL:
        return add_product(walk, task, node);
    case F_FLOORDIV: case F_MOD:
        return add_quotient(walk, task, node);
    default:
        return add_value(walk, task);
    }
}

static bool add_task(Walk *walk, Task task)
{
    const Expr *node = expr_at(walk->view->exprs, task.id);
    uint32_t variable;
    if (--walk->view->nodes < 0 || !(node->flags & EXPR_WHOLE))
        return false;
    switch ((ExprKind)node->kind) {
    case NUMBER:
        return form_add_base(walk->form, task.scale * (Wide)node->as.number);
    case INDEX:
        variable = index_variable(walk->view, node->as.index);
        return variable < MAX_VARIABLES
            && form_add(walk->form, variable, task.scale);
    case APPLY:
        return add_apply(walk, task, node);
    default:
        return add_value(walk, task);
    }
}

static bool add_expr(View *view, Form *form, ExprId root, int64_t scale,
                     unsigned depth)
{
    Walk walk = {.view = view, .form = form, .depth = depth};
    bool ok = depth < MAX_DEPTH && push(&walk, root, scale);
    while (ok && walk.count)
        ok = add_task(&walk, walk.tasks[--walk.count]);
    return ok;
}

bool view_add_expr(View *view, Form *form, ExprId id, int64_t scale)
{
    return add_expr(view, form, id, scale, 0);
}

bool view_add_subscript(View *view, Form *form, SubscriptId id, int64_t scale)
{
    const Subscript *s = subscript_at(view->exprs, id);
    bool ok = form_add_base(form, (Wide)s->base * scale);
    for (uint32_t i = 0; i < s->term_count && ok; i++) {
        uint32_t variable = index_variable(view, s->terms[i].index);
        ok = variable < MAX_VARIABLES
          && form_add(form, variable, (Wide)s->terms[i].factor * scale);
    }
    if (!ok || !s->data)
        return ok;
    Wide data = (Wide)s->scale * scale;
    return data < UNBOUNDED && data > -UNBOUNDED
        && view_add_expr(view, form, s->data, (int64_t)data);
}

/* -- conditions -- */

/* gap > 0, or gap >= 0. */
static void require_gap(View *view, const Form *gap, bool strict)
{
    Form row = *gap;
    if (!strict || form_add_base(&row, -1))
        system_require(&view->system, &row, false);
}

/* gap != 0 says something at the ends of what it can be. */
static void require_other(View *view, const Form *gap)
{
    Interval values = bounds_of(view, gap);
    Form minus = {0};
    if (values.low == 0)
        require_gap(view, gap, true);
    else if (values.high == 0 && form_add_form(&minus, gap, -1))
        require_gap(view, &minus, true);
}

/* Of a < b and a <= b, b - a; of a > b and a >= b, a - b. False if it is no
 * comparison of whole numbers. */
static bool gap_of(View *view, const Expr *node, Function f, Form *gap,
                   unsigned depth)
{
    int less = f == F_GT || f == F_GE ? -1 : 1;
    const ExprId *operand = node->as.operand;
    for (int i = 0; i < 2; i++)
        if (!(expr_at(view->exprs, operand[i])->flags & EXPR_WHOLE))
            return false;
    return add_expr(view, gap, operand[1], less, depth)
        && add_expr(view, gap, operand[0], -less, depth);
}

/* Whether what is known makes the comparison come out like this. */
static bool is_known(View *view, const Expr *node, bool holds, unsigned depth)
{
    Function f = (Function)node->function;
    Form gap = {0};
    if (node->kind != APPLY || f < F_EQ || f > F_GE
        || !gap_of(view, node, f, &gap, depth))
        return false;
    Interval values = bounds_of(view, &gap);
    bool equal = values.low == 0 && values.high == 0;
    bool apart = values.low > 0 || values.high < 0;
    if (f == F_EQ || f == F_NE)
        return (f == F_EQ) == holds ? equal : apart;
    int64_t least = f == F_LT || f == F_GT;
    return holds ? values.low >= least : values.high < least;
}

static void assume_comparison(View *view, const Expr *node, bool holds,
                              unsigned depth)
{
    static const uint8_t opposite[F_COUNT] = {
        [F_EQ] = F_NE, [F_NE] = F_EQ, [F_LT] = F_GE,
        [F_GE] = F_LT, [F_GT] = F_LE, [F_LE] = F_GT,
    };
    Function f = (Function)(holds ? node->function : opposite[node->function]);
    Form gap = {0};
    if (!gap_of(view, node, f, &gap, depth))
        return;
    if (f == F_EQ)
        system_require(&view->system, &gap, true);
    else if (f == F_NE)
        require_other(view, &gap);
    else
        require_gap(view, &gap, f == F_LT || f == F_GT);
}

void view_assume(View *view, ExprId condition, bool holds)
{
    assume(view, condition, holds, 0);
}

static void assume(View *view, ExprId condition, bool holds, unsigned depth)
{
    struct { ExprId id; bool holds; } tasks[MAX_TASKS];
    uint32_t count = 0;
    tasks[count].id = condition;
    tasks[count++].holds = holds;
    while (count && --view->nodes >= 0) {
        const bool want = tasks[--count].holds;
        const Expr *node = expr_at(view->exprs, tasks[count].id);
        if (node->kind == NUMBER && (node->as.number != 0) != want) {
            system_require(&view->system, &(Form){.base = -1}, false);
        } else if (node->kind != APPLY) {
            continue;
        } else if (node->function == F_NOT) {
            tasks[count].id = node->as.operand[0];
            tasks[count++].holds = !want;
        } else if (node->function == (want ? F_AND : F_OR)) {
            for (int i = 0; i < 2 && count < MAX_TASKS; i++) {
                tasks[count].id = node->as.operand[i];
                tasks[count++].holds = want;
            }
        } else if (node->function == (want ? F_OR : F_AND)) {
            /* One of the two, if the other is known not to. */
            const ExprId *operand = node->as.operand;
            for (int i = 0; i < 2; i++)
                if (is_known(view, expr_at(view->exprs, operand[1 - i]), !want,
                             depth)) {
                    tasks[count].id = operand[i];
                    tasks[count++].holds = want;
                    break;
                }
        } else if (node->function >= F_EQ && node->function <= F_GE) {
            assume_comparison(view, node, want, depth);
        }
    }
}
