/* emit_c_span.c: the steps of a recurrence in spans, in each of which the same is done.
 *
 *     for (t = 0; t < T; t++) {          h[0] = a;
 *         if (t < 1) h[0] = a;           for (t = 1; t < T; t++)
 *         if (t >= 1) h[t] = f(t);           h[t] = f(t);
 *     }
 *
 * Without conditions C compilers keep in registers what a step hands on to the next.
 * Spans are joined again, with conditions, until little is written twice; for small
 * machines, nothing.
 */
#include "emit_c_code.h"

enum {
    MOST_SPANS = 5,
    NODES_OF_LOOP = 4,
    LITTLE = 32,                    /* nodes that may be written twice, */
    MORE = 96                       /* and where loops would hold conditions */
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && a < 0);
}

/* The steps at which the guards on steps let the part run. */
static Range active_steps(const Graph *graph, const Step *step)
{
    const Part *part = &graph_array(graph, step->array)->as.parts[step->part];
    Range active = part->ranges[0];
    for (uint32_t g = 0; g < part->guard_count; g++) {
        const Subscript *s = subscript_at(&graph->exprs, part->guards[g]);
        if (!is_step_guard(graph, step, g) || !s->term_count)
            continue;
        int64_t factor = s->terms[0].factor;
        if (factor > 0 && active.low < -floor_div(s->base, factor))
            active.low = -floor_div(s->base, factor);
        if (factor < 0 && active.high > floor_div(s->base, -factor) + 1)
            active.high = floor_div(s->base, -factor) + 1;
    }
    return active;
}

/* Whether the step can be left out where its guards on steps do not hold. */
static bool may_rest(const Code *code, const Step *step, Range steps)
{
    const Array *array = graph_array(code->graph, step->array);
    Home home = (Home)code->plan->home[code->pass][step->array];
    if (step->kind != STEP_PART || array->kind != EQUATION || step->driven != 1
        || step->timed || step->function)
        return false;
    const Part *part = &array->as.parts[step->part];
    if (part->ranges[0].low != steps.low || part->ranges[0].high != steps.high)
        return false;
    for (uint32_t g = 0; g < part->guard_count; g++) {
        const Subscript *s =
            subscript_at(&code->graph->exprs, part->guards[g]);
        if (is_step_guard(code->graph, step, g)
            && (home == HOME_LOCAL || home == HOME_BODY || step->everywhere
                || s->data))
            return false;
    }
    return true;
}

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

/* The points of the part in the span. */
static Domain domain_in(const Code *code, const Part *part, Range span)
{
    Domain domain;
    domain_of_part(&domain, code->scratch, part);
    domain.ranges[0] = span;
    return domain;
}

bool span_decides(const Code *code, const Step *step)
{
    if (!is_span(code) || !step->driven)
        return false;
    Range active = active_steps(code->graph, step);
    return active.low <= code->span.low && code->span.high <= active.high;
}

/* Whether the step does something in the span. */
static bool is_active(const Code *code, const Step *step, Range span)
{
    const Graph *graph = code->graph;
    Range active = active_steps(graph, step);
    if (active.low >= span.high || span.low >= active.high)
        return false;
    const Part *part = &graph_array(graph, step->array)->as.parts[step->part];
    const Domain domain = domain_in(code, part, span);
    return step->first || domain_count(&domain, graph);
}

bool span_is_literal(const Code *code, const Steps *steps, Range span)
{
    const Graph *graph = code->graph;
    ExprIds order = {0};
    if (range_size(span) != 1)
        return false;
    for (uint32_t i = 0; i < steps->count; i++) {
        const Array *array = graph_array(graph, steps->at[i].array);
        const Part *part = &array->as.parts[steps->at[i].part];
        Domain domain = domain_in(code, part, span);
        domain.guards.count = 0;
        order.count = 0;
        part_postorder(graph, code->scratch, NULL, true, part, array->rank,
                       &order);
        for (uint32_t n = 0; n < order.count; n++) {
            const Expr *e = expr_at(&graph->exprs, order.at[n]);
            for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank;
                 k++) {
                Range r =
                    domain_bounds(&domain, graph, e->as.access.subscripts[k]);
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

/* The nodes that are written in both of two spans. */
static uint32_t written_twice(const Code *code, const Steps *steps, Range a,
                              Range b)
{
    ExprIds order = {0};
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < steps->count; i++)
        if (is_active(code, &steps->at[i], a)
            && is_active(code, &steps->at[i], b))
            nodes += weight(code, &steps->at[i], &order);
    return nodes;
}

/* Joins neighbours that have most in common, until what is written twice is little.
 */
static void join_spans(const Code *code, const Steps *steps, Spans *spans,
                       uint32_t most)
{
    for (;;) {
        uint32_t all = 0, worst = 0, at = 0;
        for (uint32_t i = 0; i + 1 < spans->count; i++) {
            uint32_t twice =
                written_twice(code, steps, spans->at[i], spans->at[i + 1]);
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

/* Whether the step has a loop in common with its neighbours, within which it would
 * ask whether it rests. */
static bool asks_within(const Code *code, const Steps *steps, uint32_t at,
                        Range all)
{
    const Step *step = &steps->at[at];
    Range active = active_steps(code->graph, step);
    bool rests = active.low > all.low || active.high < all.high;
    return rests
        && (step->shared > step->driven
            || (at + 1 < steps->count
                && steps->at[at + 1].shared > step->driven));
}

bool spans_find(const Code *code, const Nest *nest, const Steps *steps,
                Spans *spans)
{
    const Graph *graph = code->graph;
    if (!nest->recurrent || nest->run || code->profile || !steps->count)
        return false;
    Range all = step_range(graph, &steps->at[0], 0);
    uint32_t most = LITTLE;
    list_push(code->scratch, spans, all);
    for (uint32_t i = 0; i < steps->count; i++) {
        if (!may_rest(code, &steps->at[i], all))
            return false;
        Range active = active_steps(graph, &steps->at[i]);
        if (asks_within(code, steps, i, all))
            most = MORE;
        if (!cut(spans, code->scratch, active.low)
            || !cut(spans, code->scratch, active.high))
            return false;
    }
    join_spans(code, steps, spans,
               code->plan->loops->source->vectors ? most : 0);
    return spans->count > 1;
}

Steps steps_of_span(const Code *code, const Steps *steps, Range span)
{
    Steps active = {0};
    uint8_t shared = UINT8_MAX;
    for (uint32_t i = 0; i < steps->count; i++) {
        Step step = steps->at[i];
        shared = shared < step.shared ? shared : step.shared;
        if (!is_active(code, &step, span))
            continue;
        step.shared = active.count ? shared : 0;
        list_push(code->scratch, &active, step);
        shared = UINT8_MAX;
    }
    return active;
}
