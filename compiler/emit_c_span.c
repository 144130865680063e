/* emit_c_span.c: the steps of a recurrence in spans, in each of which the same is done.
 *
 *     for (t = 0; t < T; t++) {          h[0] = a;
 *         if (t < 1) h[0] = a;           for (t = 1; t < T; t++)
 *         if (t >= 1) h[t] = f(t);           h[t] = f(t);
 *     }
 *
 * Without conditions C compilers keep in registers what a step hands on to the next.
 * Of a recurrence within another, the inner loop is cut again in each span of the
 * outer one. Spans are joined again, with conditions, until little is written twice;
 * for small machines, nothing.
 */
#include "emit_c_code.h"

enum {
    MOST_SPANS = 5,
    NODES_OF_LOOP = 4,
    LITTLE = 32,                    /* nodes that may be written twice, */
    MORE = 96                       /* and where loops would hold conditions */
};

static const Part *part_of(const Graph *graph, const Step *step)
{
    return &graph_array(graph, step->array)->as.parts[step->part];
}

/* The loop whose index alone the guard on steps is about, or NO_LOOP. */
static uint8_t guarded_loop(const Graph *graph, const Step *step, uint32_t g)
{
    const Part *part = part_of(graph, step);
    const Subscript *s = subscript_at(&graph->exprs, part->guards[g]);
    return is_step_guard(graph, step, g) && s->term_count == 1 && !s->data
             ? (uint8_t)s->terms[0].index : NO_LOOP;
}

/* The indices at which the guard lets the part run. */
static Range range_of_guard(const Graph *graph, const Part *part, uint32_t g)
{
    const Subscript *s = subscript_at(&graph->exprs, part->guards[g]);
    return range_where(part->ranges[s->terms[0].index], s->terms[0].factor,
                       s->base);
}

/* The turns of the loop at which the guards on steps let the part run. */
static Range active_steps(const Graph *graph, const Step *step, uint32_t loop)
{
    const Part *part = part_of(graph, step);
    Range active = part->ranges[loop];
    for (uint32_t g = 0; g < part->guard_count; g++) {
        if (guarded_loop(graph, step, g) != loop)
            continue;
        Range range = range_of_guard(graph, part, g);
        active.low = active.low > range.low ? active.low : range.low;
        active.high = active.high < range.high ? active.high : range.high;
    }
    return active;
}

/* Whether the step can be left out where its guards on steps do not hold. */
static bool may_rest(const Code *code, const Step *step, Range steps)
{
    if (step->kind != STEP_PART || !step->driven || step->timed || step->function)
        return false;
    const Part *part = part_of(code->graph, step);
    if (!range_equal(part->ranges[0], steps))
        return false;
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (is_step_guard(code->graph, step, g)
            && (step->everywhere
                || subscript_at(&code->graph->exprs, part->guards[g])->data))
            return false;
    return true;
}

/* -- what steps hand to each other within a turn -- */

/* An array that lives in a turn, and when the first of its steps makes it. */
typedef struct Local {
    ArrayId array;
    Range   active[SPANNED];
} Local;

typedef LIST(Local) Locals;

static void note_local(const Code *code, const Step *step, Locals *list)
{
    Home home = (Home)code->plan->home[code->pass][step->array];
    if (home != HOME_LOCAL && home != HOME_BODY)
        return;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i].array == step->array)
            return;
    Local local = {.array = step->array};
    bool rests = false;
    for (uint32_t loop = 0; loop < SPANNED && loop < step->driven; loop++) {
        local.active[loop] = active_steps(code->graph, step, loop);
        rests |= !range_equal(local.active[loop],
                             step_range(code->graph, step, loop));
    }
    if (rests)
        list_push(code->scratch, list, local);
}

/* Whether the step, which makes the array or reads it, runs in no other turns. */
static bool runs_with(const Graph *graph, const Step *step, const Local *local)
{
    for (uint32_t loop = 0; loop < SPANNED && loop < step->driven; loop++) {
        Range made = local->active[loop];
        Range active = active_steps(graph, step, loop);
        if (made.low > active.low || made.high < active.high
            || (step->array == local->array && !range_equal(made, active)))
            return false;
    }
    return true;
}

/* Whether what a turn holds is made in each turn that speaks of it. */
static bool turns_are_whole(const Code *code, const Steps *steps)
{
    const Graph *graph = code->graph;
    Locals list = {0};
    ExprIds order = {0};
    for (uint32_t i = 0; i < steps->count; i++)
        note_local(code, &steps->at[i], &list);
    for (uint32_t i = 0; i < steps->count && list.count; i++) {
        const Step *step = &steps->at[i];
        order.count = 0;
        part_postorder(graph, code->scratch, NULL, true, part_of(graph, step),
                       graph_array(graph, step->array)->rank, &order);
        for (uint32_t k = 0; k < list.count; k++) {
            bool speaks = step->array == list.at[k].array;
            for (uint32_t n = 0; n < order.count && !speaks; n++) {
                const Expr *e = expr_at(&graph->exprs, order.at[n]);
                speaks = e->kind == ACCESS
                      && e->as.access.array == list.at[k].array;
            }
            if (speaks && !runs_with(graph, step, &list.at[k]))
                return false;
        }
    }
    return true;
}

/* -- spans -- */

/* Cuts the span that has the place; false if there are too many. */
static bool cut(Spans *spans, Arena *arena, int64_t place)
{
    uint32_t at = 0;
    while (at < spans->count && place >= spans->at[at].high)
        at++;
    if (at == spans->count || place <= spans->at[at].low)
        return true;
    Range whole = spans->at[at];
    list_push(arena, spans, whole);
    for (uint32_t i = spans->count - 1; i > at; i--)
        spans->at[i] = spans->at[i - 1];
    spans->at[at].high = spans->at[at + 1].low = place;
    return spans->count <= MOST_SPANS;
}

/* The points of the part in the span of the loop, within those around it. */
static Domain domain_in(const Code *code, const Part *part, uint32_t loop,
                        Range span)
{
    Domain domain;
    domain_of_part(&domain, code->scratch, part);
    for (uint32_t around = 0; around < loop; around++)
        if (is_span(code, around))
            domain.ranges[around] = code->span[around].turns;
    domain.ranges[loop] = span;
    return domain;
}

bool is_span(const Code *code, uint32_t loop)
{
    return loop < SPANNED && range_size(code->span[loop].turns) > 0;
}

bool span_decides(const Code *code, const Step *step, uint32_t g)
{
    uint8_t loop = guarded_loop(code->graph, step, g);
    if (loop == NO_LOOP || !is_span(code, loop))
        return false;
    Range active =
        range_of_guard(code->graph, part_of(code->graph, step), g);
    Range span = code->span[loop].turns;
    return active.low <= span.low && span.high <= active.high;
}

/* Whether the step does something in the span of the loop. */
static bool is_active(const Code *code, const Step *step, uint32_t loop,
                      Range span)
{
    const Graph *graph = code->graph;
    Range active = active_steps(graph, step, loop);
    if (active.low >= span.high || span.low >= active.high)
        return false;
    const Domain domain = domain_in(code, part_of(graph, step), loop, span);
    return step->first || domain_count(&domain, graph);
}

/* Whether the span is one turn of the loop, and all that is read there is in bounds
 * by its number, whatever conditions say. */
static bool is_literal(const Code *code, const Steps *steps, uint32_t loop,
                       Range span)
{
    const Graph *graph = code->graph;
    ExprIds order = {0};
    if (range_size(span) != 1)
        return false;
    for (uint32_t i = 0; i < steps->count; i++) {
        const Array *array = graph_array(graph, steps->at[i].array);
        const Part *part = &array->as.parts[steps->at[i].part];
        Domain domain = domain_in(code, part, loop, span);
        domain.guards.count = 0;
        order.count = 0;
        part_postorder(graph, code->scratch, NULL, true, part, array->rank,
                       &order);
        for (uint32_t n = 0; n < order.count; n++) {
            const Expr *e = expr_at(&graph->exprs, order.at[n]);
            for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank;
                 k++) {
                SubscriptId at = e->as.access.subscripts[k];
                Range r = domain_bounds(&domain, graph, at);
                if (!(subscript_depends(&graph->exprs, at) >> loop & 1))
                    continue;
                if (r.low < 0
                    || r.high > graph_array(graph, e->as.access.array)
                                    ->shape[k])
                    return false;
            }
        }
    }
    return true;
}

/* The nodes that the step writes; a loop counts as several. */
static uint32_t weight(const Code *code, const Step *step, ExprIds *order)
{
    const Part *part =
        &graph_array(code->graph, step->array)->as.parts[step->part];
    order->count = 0;
    expr_postorder(&code->graph->exprs, code->scratch, NULL, true, part->body,
                   order);
    return order->count + NODES_OF_LOOP * part->index_count;
}

/* The steps whose loops are cut, and into what. */
typedef struct Cutting {
    const Steps *steps;
    uint32_t     loop;
    Range        all;               /* its turns */
    Spans        spans;
} Cutting;

/* The nodes that are written in both of two spans. */
static uint32_t written_twice(const Code *code, const Cutting *c, Range a, Range b)
{
    ExprIds order = {0};
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < c->steps->count; i++) {
        const Step *step = &c->steps->at[i];
        if (is_active(code, step, c->loop, a) && is_active(code, step, c->loop, b))
            nodes += weight(code, step, &order);
    }
    return nodes;
}

/* Joins neighbours that have most in common, until what is written twice is little.
 */
static void join_spans(const Code *code, Cutting *c, uint32_t most)
{
    Spans *spans = &c->spans;
    for (;;) {
        uint32_t all = 0, worst = 0, at = 0;
        for (uint32_t i = 0; i + 1 < spans->count; i++) {
            uint32_t twice =
                written_twice(code, c, spans->at[i], spans->at[i + 1]);
            all += twice;
            if (twice > worst) {
                worst = twice;
                at = i;
            }
        }
        if (all <= most)
            return;
        spans->at[at].high = spans->at[at + 1].high;
        spans->count--;
        for (uint32_t i = at + 1; i < spans->count; i++)
            spans->at[i] = spans->at[i + 1];
    }
}

/* Whether the step rests, and would ask so within a loop: one in common with its
 * neighbours, or that of another recurrence. */
static bool asks_within(const Code *code, const Cutting *c, uint32_t at)
{
    const Steps *steps = c->steps;
    const Step *step = &steps->at[at];
    Range active = active_steps(code->graph, step, c->loop);
    bool rests = active.low > c->all.low || active.high < c->all.high;
    return rests
        && (step->driven > 1 || step->shared > step->driven
            || (at + 1 < steps->count
                && steps->at[at + 1].shared > step->driven));
}

/* Cuts the loop of the steps, which run all its turns, into spans: one, if there are
 * too many. */
static Spans cut_loop(const Code *code, const Steps *steps, uint32_t loop)
{
    const Graph *graph = code->graph;
    Cutting c = {.steps = steps, .loop = loop,
                 .all = step_range(graph, &steps->at[0], loop)};
    uint32_t most = LITTLE;
    bool few = true;
    list_push(code->scratch, &c.spans, c.all);
    for (uint32_t i = 0; i < steps->count && few; i++) {
        Range active = active_steps(graph, &steps->at[i], loop);
        if (asks_within(code, &c, i))
            most = MORE;
        few = cut(&c.spans, code->scratch, active.low)
           && cut(&c.spans, code->scratch, active.high);
    }
    if (!few) {
        c.spans.count = 1;
        c.spans.at[0] = c.all;
    }
    join_spans(code, &c, code->plan->loops->source->vectors ? most : 0);
    return c.spans;
}

/* Adds those of the steps that do something in the span of the loop; the first of
 * them has these loops in common with what is before it. */
static void add_active(const Code *code, const Steps *steps, uint32_t loop,
                       Range span, uint8_t common, SpannedSteps *to)
{
    uint32_t first = to->steps.count;
    uint8_t shared = UINT8_MAX;
    for (uint32_t i = 0; i < steps->count; i++) {
        Step step = steps->at[i];
        shared = shared < step.shared ? shared : step.shared;
        if (!is_active(code, &step, loop, span))
            continue;
        step.shared = to->steps.count == first ? common : shared;
        list_push(code->scratch, &to->steps, step);
        shared = UINT8_MAX;
    }
    const Steps active = {.at = to->steps.at + first,
                          .count = to->steps.count - first};
    const LoopSpan of = {
        .turns = span, .literal = is_literal(code, &active, loop, span)};
    for (uint32_t i = 0; i < active.count; i++)
        list_push(code->scratch, &to->spans, of);
}

/* Adds the steps, which have the loop in common, in one span after the other;
 * whether these are several. */
static bool add_spans(const Code *code, const Steps *steps, uint32_t loop,
                      SpannedSteps *to)
{
    bool down = step_runs_down(code->graph, &steps->at[0], loop);
    const Spans spans = cut_loop(code, steps, loop);
    uint32_t first = to->steps.count;
    for (uint32_t i = 0; i < spans.count; i++) {
        bool again = to->steps.count > first;
        uint8_t common = again ? (uint8_t)loop : steps->at[0].shared;
        add_active(code, steps, loop, spans.at[down ? spans.count - 1 - i : i],
                   first || again ? common : 0, to);
    }
    return spans.count > 1;
}

/* Behind the steps from `at` on that have the second loop in common, which runs
 * all steps of a recurrence within another; `at` if there are none. */
static uint32_t inner_end(const Graph *graph, const Steps *steps, uint32_t at)
{
    const Range all = steps->at[at].driven > 1
                        ? step_range(graph, &steps->at[at], 1) : (Range){0};
    uint32_t end = at;
    do {
        if (steps->at[end].driven < 2
            || !range_equal(step_range(graph, &steps->at[end], 1), all))
            return at;
    } while (++end < steps->count && steps->at[end].shared > 1);
    return end;
}

bool spans_within(const Code *code, const Steps *steps, SpannedSteps *to)
{
    bool several = false;
    for (uint32_t i = 0, end; i < steps->count; i = end) {
        end = inner_end(code->graph, steps, i);
        const Steps group = {.at = steps->at + i, .count = end - i};
        if (group.count) {
            several |= add_spans(code, &group, 1, to);
            continue;
        }
        list_push(code->scratch, &to->steps, steps->at[i]);
        list_push(code->scratch, &to->spans, (LoopSpan){0});
        end = i + 1;
    }
    return several;
}

bool spans_find(const Code *code, const Nest *nest, const Steps *steps,
                SpannedSteps *to)
{
    SpannedSteps inner = {0};
    if (!nest->recurrent || nest->run || code->profile || !steps->count)
        return false;
    const Range all = step_range(code->graph, &steps->at[0], 0);
    for (uint32_t i = 0; i < steps->count; i++)
        if (!may_rest(code, &steps->at[i], all))
            return false;
    if (!turns_are_whole(code, steps))
        return false;
    return add_spans(code, steps, 0, to) || spans_within(code, steps, &inner);
}
