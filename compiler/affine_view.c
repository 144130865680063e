/* affine_view.c: domains as systems, expressions as linear forms.
 *
 * Walks are bounded in depth and in work; what lies beyond is unbounded.
 */
#include "affine_view.h"

enum { MAX_NODES = 2048, MAX_SOLVES = 128, MAX_DEPTH = 16 };

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

uint32_t view_index(const View *view, uint32_t index)
{
    uint32_t variable = view->offset + index;
    return variable < view->system.variables ? variable : MAX_VARIABLES;
}

Interval view_bounds(View *view, const Form *form)
{
    bool exact;
    if (--view->solves < 0)
        return system_interval(&view->system, form);
    return system_bounds(&view->system, form, &exact);
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
    uint32_t variable = view_value(walk->view, task.id, walk->depth);
    return variable < MAX_VARIABLES
        && form_add(walk->form, variable, task.scale);
}

static bool add_quotient(Walk *walk, Task task, const Expr *node)
{
    View *view = walk->view;
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    int64_t n;
    if (!view_constant(view, b, walk->depth, &n) || n <= 0)
        return add_value(walk, task);
    uint32_t q = view_quotient(view, a, b, n, walk->depth);
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
    if (view_constant(walk->view, a, walk->depth, &n))
        return push(walk, b, (Wide)task.scale * n);
    if (view_constant(walk->view, b, walk->depth, &n))
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
        variable = view_index(walk->view, node->as.index);
        return variable < MAX_VARIABLES
            && form_add(walk->form, variable, task.scale);
    case APPLY:
        return add_apply(walk, task, node);
    default:
        return add_value(walk, task);
    }
}

bool view_add_within(View *view, Form *form, ExprId root, int64_t scale,
                     unsigned depth)
{
    Walk walk = {.view = view, .form = form, .depth = depth};
    bool ok = depth < MAX_DEPTH && push(&walk, root, scale);
    while (ok && walk.count)
        ok = add_task(&walk, walk.tasks[--walk.count]);
    return ok;
}

bool view_constant(View *view, ExprId id, unsigned depth,
                          int64_t *value)
{
    Form form = {0};
    if (expr_at(view->exprs, id)->depends
        || !view_add_within(view, &form, id, 1, depth + 1)
        || !form_is_constant(&form))
        return false;
    *value = form.base;
    return true;
}

bool view_add_expr(View *view, Form *form, ExprId id, int64_t scale)
{
    return view_add_within(view, form, id, scale, 0);
}

bool view_add_subscript(View *view, Form *form, SubscriptId id, int64_t scale)
{
    const Subscript *s = subscript_at(view->exprs, id);
    bool ok = form_add_base(form, (Wide)s->base * scale);
    for (uint32_t i = 0; i < s->term_count && ok; i++) {
        uint32_t variable = view_index(view, s->terms[i].index);
        ok = variable < MAX_VARIABLES
          && form_add(form, variable, (Wide)s->terms[i].factor * scale);
    }
    if (!ok || !s->data)
        return ok;
    Wide data = (Wide)s->scale * scale;
    return data < UNBOUNDED && data > -UNBOUNDED
        && view_add_expr(view, form, s->data, (int64_t)data);
}
