/* affine.c: domains and the bounds of whole values over them.
 *
 * The easy case, an affine value over a box without guards, is answered at
 * once; everything else goes to a system (affine_system.c), and where its
 * answer may be wide and the points are few, to a walk over them.
 */
#include "affine_system.h"

void domain_init(Domain *domain)
{
    domain->index_count = 0;
    domain->guards.at = NULL;
    domain->guards.count = domain->guards.capacity = 0;
}

void domain_of_part(Domain *domain, Arena *arena, const Part *part)
{
    domain_init(domain);
    domain->index_count = part->index_count;
    for (uint32_t i = 0; i < part->index_count; i++)
        domain->ranges[i] = part->ranges[i];
    for (uint32_t i = 0; i < part->guard_count; i++)
        list_push(arena, &domain->guards, part->guards[i]);
}

bool part_ranges(const Graph *graph, const Part *part, uint32_t set,
                 Range ranges[MAX_INDICES])
{
    for (uint32_t i = 0; i < part->index_count; i++)
        ranges[i] = part->ranges[i];
    for (uint32_t g = 0; g < part->guard_count; g++) {
        const Subscript *s = subscript_at(&graph->exprs, part->guards[g]);
        if (subscript_depends(&graph->exprs, part->guards[g]) & ~set)
            continue;
        if (s->term_count != 1 || s->data)
            return false;
        Range *range = &ranges[s->terms[0].index];
        *range = range_where(*range, s->terms[0].factor, s->base);
    }
    return true;
}

Domain domain_on(const Domain *domain, const Graph *graph, uint32_t free)
{
    Domain on = *domain;
    on.guards.at = NULL;
    on.guards.count = on.guards.capacity = 0;
    for (uint32_t i = 0; i < domain->guards.count; i++)
        if (!(subscript_depends(&graph->exprs, domain->guards.at[i]) & ~free))
            list_push(graph->arena, &on.guards, domain->guards.at[i]);
    return on;
}

/* -- conditions -- */

static bool has_guard(const Domain *domain, SubscriptId guard)
{
    for (uint32_t i = 0; i < domain->guards.count; i++)
        if (domain->guards.at[i] == guard)
            return true;
    return false;
}

/* Adds sign·form >= 0, in the indices. */
static void add_guard(Domain *domain, Arena *arena, Exprs *exprs,
                      const Form *form, int sign)
{
    Term terms[MAX_INDICES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < domain->index_count; i++)
        if (form->factor[i])
            terms[count++] = (Term){i, sign * form->factor[i]};
    SubscriptId guard =
        subscript_make(exprs, sign * form->base, count, terms, 0, 0);
    if (!has_guard(domain, guard))
        list_push(arena, &domain->guards, guard);
}

/* Adds sign·form >= 0 unless the system says so already. */
static void add_news(Domain *domain, Arena *arena, Exprs *exprs,
                     const System *system, const Form *form, int sign)
{
    bool exact;
    Interval values = system_bounds(system, form, &exact);
    if (sign > 0 ? values.low < 0 : values.high > 0)
        add_guard(domain, arena, exprs, form, sign);
}

/* What conditions on quotients, rests, least and greatest values say of the
 * indices themselves: `i mod 2 != 0` that i >= 1. */
static void add_projection(Domain *domain, Arena *arena, Exprs *exprs,
                           const System *system)
{
    const uint32_t count = domain->index_count;
    View before;
    System all;
    view_init(&before, exprs, NULL);
    if (!view_add_domain(&before, domain))
        return;
    system_project(&all, system, count);
    if (all.empty) {
        add_guard(domain, arena, exprs, &(Form){.base = -1}, 1);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            Form row = {0};
            row.factor[i] = sign;
            row.base = sign > 0 ? -all.box[i].low : all.box[i].high;
            if (row.base != UNBOUNDED)
                add_news(domain, arena, exprs, &before.system, &row, 1);
        }
    for (uint32_t i = 0; i < all.rows; i++)
        for (int sign = 1; sign >= (all.equal[i] ? -1 : 1); sign -= 2)
            add_news(domain, arena, exprs, &before.system, &all.row[i], sign);
}

void domain_assume(Domain *domain, Arena *arena, Exprs *exprs,
                   ExprId condition, bool holds)
{
    View view, box;
    view_init(&view, exprs, NULL);
    view_init(&box, exprs, NULL);
    if (!view_add_domain(&view, domain) || !view_add_box(&box, domain))
        return;
    uint32_t rows = view.system.rows;
    view_assume(&view, condition, holds);
    for (uint32_t i = rows; i < view.system.rows; i++) {
        const Form *row = &view.system.row[i];
        bool affine = true;
        for (uint32_t v = domain->index_count; v < MAX_VARIABLES; v++)
            affine &= !row->factor[v];
        for (int sign = 1; affine && sign >= (view.system.equal[i] ? -1 : 1);
             sign -= 2) {
            Interval values = system_interval(&box.system, row);
            if (sign > 0 ? values.low < 0 : values.high > 0)
                add_guard(domain, arena, exprs, row, sign);
        }
    }
    if (view.meanings)
        add_projection(domain, arena, exprs, &view.system);
}

/* -- bounds -- */

/* The affine value s over the box; false if there is more to it. */
static bool bounds_in_box(const Domain *domain, const Subscript *s,
                          Interval *out)
{
    Wide low = s->base, high = s->base;
    const Wide huge = (Wide)1 << 100;
    if (s->data)
        return false;
    for (uint32_t i = 0; i < s->term_count; i++) {
        if (s->terms[i].index >= domain->index_count)
            return false;
        Interval range = interval_of_range(domain->ranges[s->terms[i].index]);
        Wide c = s->terms[i].factor;
        if (range.low > range.high || c > huge || c < -huge
            || range.low == -UNBOUNDED || range.high == UNBOUNDED)
            return false;
        low += c * (c > 0 ? range.low : range.high);
        high += c * (c > 0 ? range.high : range.low);
        if (low < -huge || low > huge || high < -huge || high > huge)
            return false;
    }
    *out = (Interval){clamp_wide(low), clamp_wide(high)};
    return true;
}

/* Opens the view of a question: what the box, the guards and the conditions
 * say. False if there is no room. */
static bool open_view(View *view, const Question *question)
{
    view_init(view, &question->graph->exprs, question->graph);
    if (!view_add_domain(view, question->domain))
        return false;
    system_narrow(&view->system);
    /* What one of two parts says may depend on conditions behind it. */
    uint32_t rounds = question->condition_count > 1 ? 2 : 1;
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t i = 0; i < question->condition_count; i++) {
            const Condition *c = &question->conditions[i];
            const Expr *node = expr_at(view->exprs, c->id);
            if (!round || (node->kind == APPLY
                           && node->function == (c->holds ? F_OR : F_AND)))
                view_assume(view, c->id, c->holds);
        }
    return true;
}

/* The bounds of the form that the question is about, sharpened by a walk over
 * the points where they may not be taken on. */
static Range answer(View *view, const Question *question, const Form *form,
                    bool known)
{
    bool exact = false;
    Interval values = EVERYTHING, walked;
    if (known)
        values = system_bounds(&view->system, form, &exact);
    else if (system_is_empty(&view->system))
        values = NOTHING;
    if (values.low < values.high && (!exact || view->loose)
        && points_bounds(question, view->system.box, &walked))
        values = interval_meet(values, walked);
    return range_of_interval(values);
}

Range domain_bounds_under(const Domain *domain, const Graph *graph,
                          const Condition *conditions, uint32_t count,
                          SubscriptId s)
{
    const Exprs *exprs = &graph->exprs;
    const Question question = {domain, graph, conditions, count,
                               point_subscript, s,
                               subscript_depends(exprs, s)};
    View view;
    Form form = {0};
    Interval values;
    if (!domain->guards.count && !count
        && bounds_in_box(domain, subscript_at(exprs, s), &values))
        return range_of_interval(values);
    if (!open_view(&view, &question))
        return range_of_interval(EVERYTHING);
    bool known = view_add_subscript(&view, &form, s, 1);
    return answer(&view, &question, &form, known);
}

Range domain_bounds(const Domain *domain, const Graph *graph, SubscriptId s)
{
    return domain_bounds_under(domain, graph, NULL, 0, s);
}

/* The value of an expression as a whole number. */
static bool probe_expr(const Graph *graph, const int64_t point[MAX_INDICES],
                       ExprId id, int64_t *value)
{
    double number;
    if (!point_expr(graph, point, id, &number)
        || !(number > -0x1p53 && number < 0x1p53))
        return false;
    *value = (int64_t)number;
    return (double)*value == number;
}

Range domain_bounds_expr(const Domain *domain, const Graph *graph, ExprId e)
{
    const Question question = {domain, graph, NULL, 0, probe_expr, e,
                               expr_at(&graph->exprs, e)->depends};
    View view;
    Form form = {0};
    if (!open_view(&view, &question))
        return range_of_interval(EVERYTHING);
    bool known = view_add_expr(&view, &form, e, 1);
    return answer(&view, &question, &form, known);
}

bool domain_is_empty(const Domain *domain, const Graph *graph)
{
    View view;
    if (!domain->guards.count)
        return false;
    view_init(&view, &graph->exprs, graph);
    return view_add_domain(&view, domain) && system_is_empty(&view.system);
}
