/* explain_carried.c: arrays that are made step by step.
 *
 * What reads h[t] at other steps of its own recurrence hands back too. So what
 * the others hand back, ∂J/∂h|J, is a part; the whole is a signal of the block
 * of the recurrence, which runs against it.
 */
#include "explain.h"

#include <string.h>

/* -- who reads it -- */

typedef struct Reading {
    const Explain *e;
    uint32_t node;              /* that is read */
    uint32_t by;                /* the node by which */
    StepUses *uses;
    ArrayIds way;               /* arrays without a name on the way */
} Reading;

static void add_use(const Reading *r, int64_t shift, bool apart)
{
    StepUses *uses = r->uses;
    for (uint32_t i = 0; i < uses->count; i++) {
        StepUse *use = &uses->at[i];
        if (use->by == r->by && (use->apart || apart)) {
            use->apart = true;
            return;
        }
        if (use->by == r->by && use->shift == shift)
            return;
    }
    list_push(r->e->arena, uses, ((StepUse){r->by, shift, apart}));
}

static bool is_on_way(const Reading *r, ArrayId id)
{
    for (uint32_t i = 0; i < r->way.count; i++)
        if (r->way.at[i] == id)
            return true;
    return false;
}

static void read_array(Reading *r, ArrayId id, int64_t shift, bool apart);

/* The subscript along the steps, that of examples aside, if it is an index and
 * more. */
static bool step_subscript(const Reading *r, ArrayId id, uint32_t rank,
                           const SubscriptId *of, uint32_t *index,
                           int64_t *base)
{
    uint32_t axis = r->e->batched[id];
    return axis < rank && subscript_is_shifted(&r->e->forward->exprs, of[axis],
                                               index, base);
}

/* By a part of an array of which the element i + shift is read for i. */
static void read_part(Reading *r, ArrayId id, const Part *part, int64_t shift,
                      bool apart)
{
    const Graph *graph = r->e->forward;
    uint32_t index = 0, other = 0;
    int64_t base = 0, place = 0;
    bool runs = step_subscript(r, id, graph_array(graph, id)->rank,
                               part->target, &index, &base);
    ExprIds order = {0};
    expr_postorder(&graph->exprs, r->e->arena, NULL, true, part->body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId read = graph_source(graph, node->as.access.array);
        uint32_t named = r->e->node_of[read];
        bool along = runs
                  && step_subscript(r, read, node->as.access.rank,
                                    node->as.access.subscripts, &other, &place)
                  && other == index;
        int64_t to = shift + place - base;
        if (named == r->node + 1)
            add_use(r, -to, apart || !along);
        else if (!named && graph_array(graph, read)->recurrence
                 && graph_array(graph, read)->type == REAL)
            read_array(r, read, to, apart || !along);
    }
}

static void read_array(Reading *r, ArrayId id, int64_t shift, bool apart)
{
    const Array *array = graph_array(r->e->forward, id);
    if (is_on_way(r, id))
        return;
    list_push(r->e->arena, &r->way, id);
    for (uint32_t i = 0; array->kind == EQUATION && i < array->part_count; i++)
        read_part(r, id, &array->as.parts[i], shift, apart);
    r->way.count--;
}

/* Whether its steps are those of its first axis. */
static bool steps_first(const Explain *e, ArrayId id)
{
    const Graph *graph = e->forward;
    const Recurrence *r = &graph->recurrences.at[graph_outermost(graph, id)];
    return graph_array(graph, id)->recurrence == graph_outermost(graph, id)
        && r->axis[id - r->first] == e->batched[id];
}

static StepUses step_uses(const Explain *e, uint32_t n)
{
    StepUses uses = {0};
    ArrayId id = e->nodes.at[n].array;
    if (e->nodes.at[n].given || !graph_array(e->forward, id)->recurrence)
        return uses;
    bool first = steps_first(e, id);
    for (uint32_t m = 0; m < e->nodes.count; m++) {
        ArrayId by = e->nodes.at[m].array;
        if (e->nodes.at[m].given || graph_array(e->forward, by)->type != REAL
            || !graph_are_recurrent(e->forward, by, id))
            continue;
        Reading r = {e, n, m, &uses, {0}};
        read_array(&r, by, 0, !first || !steps_first(e, by));
    }
    for (uint32_t i = 0; i < uses.count; i++)
        uses.at[i].apart |= uses.at[i].by == n && uses.at[i].shift == 0;
    return uses;
}

/* -- the whole derivative by it -- */

static void note_whole(Explain *e, uint32_t signal)
{
    Signal *s = &e->signals.at[signal];
    const Graph *graph = s->block->graph;
    for (uint32_t i = 1; i < graph->definitions.count; i++) {
        const Definition *d = &graph->definitions.at[i];
        if (!d->adjoint || !d->array
            || graph_source(graph, d->array) != s->array)
            continue;
        for (uint32_t n = 0; n < e->nodes.count; n++)
            if (e->nodes.at[n].definition == d->adjoint
                && e->nodes.at[n].group == e->nodes.at[s->node].group
                && e->nodes.at[n].steps.count) {
                e->nodes.at[n].whole = signal + 1;
                s->whole = true;
            }
    }
}

/* Where its last equation begins. */
static uint32_t written_at(const Explain *e, uint32_t n)
{
    const Definition *d =
        &e->forward->definitions.at[e->nodes.at[n].definition];
    return d->last ? d->last : d->span.start;
}

static void sort_wholes(Explain *e)
{
    Numbers *list = &e->wholes;
    list->count = 0;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        if (!e->nodes.at[n].whole)
            continue;
        list_push(e->arena, list, n);
        for (uint32_t i = list->count - 1;
             i && written_at(e, list->at[i - 1]) < written_at(e, n); i--) {
            list->at[i] = list->at[i - 1];
            list->at[i - 1] = n;
        }
    }
}

void explain_find_carried(Explain *e)
{
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        e->nodes.at[n].whole = 0;
        if (e->resort == RESORT_NONE)
            e->nodes.at[n].steps = step_uses(e, n);
    }
    for (uint32_t i = 0; i < e->signals.count; i++)
        if (e->signals.at[i].kind == SIGNAL_BACK && e->signals.at[i].array)
            note_whole(e, i);
    sort_wholes(e);
}
