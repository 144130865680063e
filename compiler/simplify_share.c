/* simplify_share.c: values that several equations compute.
 *
 * Equal equations are one array by hash-consing; this finds equal
 * sub-expressions, such as the exponentials of a softmax and of its gradient,
 * over whatever indices: h[j, i] in the place of tanh(a[j, i]) where h[t, k] is
 * tanh(a[t, k]), and h[i - 1] in that of tanh(a[i - 1]).
 *
 * A call that stands, over the same ranges, in more than one part becomes an
 * array of its own, and the parts read its elements. What its operands need
 * beside calls is computed there once more, so it must be less than the call.
 * What is no call is read where an array is that and nothing else, unless it
 * had to be kept for that, as what forward makes is for backward.
 */
#include "simplifying.h"

enum {
    MOST_WITHIN = 8,                /* nodes below a call that is shared */
    FEWEST_NODES = 8,               /* of a body that is read in other places */
    MOST_NODES = 32
};

/* An expression over indices of its own, numbered as they are met in it; and
 * moved, so that an index that is met as i + c is met as i. */
typedef struct Form {
    ExprId   expr;
    uint32_t rank;
    struct FormIndex *indices;      /* [rank] */
} Form;

typedef struct FormIndex {
    uint32_t index;                 /* of the part */
    uint32_t axis;                  /* of an array of the form: the indices in
                                       the order that they have in the part */
    int64_t  shift;                 /* to the values of the index */
    Range    range;
} FormIndex;

/* A form, and where it has been seen first. */
typedef struct Call {
    Form     form;
    uint32_t parts;
    ArrayId  array;                 /* that is it, if it is no call */
    ArrayId  last;                  /* array and part it was last seen in */
    uint32_t last_part;
} Call;

struct Calls {
    Arena     *arena;
    LIST(Call) calls;               /* calls.at[0] is unused */
    Table      table;
    bool       any;                 /* one may be replaced */
    bool      *forward;             /* [arrays]: outputs need it */
    uint32_t   nodes;               /* there are, before forms add theirs */
    uint8_t   *size;                /* [nodes]: of each as a tree, up to one more
                                       than MOST_NODES */
    uint64_t   noted[F_COUNT];      /* sizes of bodies by their root */
    ExprIds    order;               /* scratch, as what follows */
    ExprIds    within;
    Memo       memo;
};

/* -- forms -- */

/* Adds the indices of a subscript that have not been met. */
static void meet_indices(const Exprs *exprs, SubscriptId id, Form *form,
                         FormIndex *indices, uint32_t *met)
{
    const Subscript *s = subscript_at(exprs, id);
    bool plain = s->term_count == 1 && s->terms[0].factor == 1 && !s->data;
    for (uint32_t i = 0; i < s->term_count; i++) {
        uint32_t index = s->terms[i].index;
        if (*met >> index & 1)
            continue;
        *met |= UINT32_C(1) << index;
        indices[form->rank++] =
            (FormIndex){.index = index, .shift = plain ? s->base : 0};
    }
}

/* The form of an expression that has at most MAX_RANK indices; these are in the
 * arena. */
static Form form_of(struct Calls *calls, Arena *arena, Graph *graph, ExprId id,
                    const Part *part)
{
    Exprs *exprs = &graph->exprs;
    Form form = {.expr = id};
    FormIndex indices[MAX_RANK];
    uint32_t met = 0;
    bool same = true;
    if (!expr_at(exprs, id)->depends)
        return form;
    calls->within.count = 0;
    expr_postorder(exprs, calls->arena, NULL, true, id, &calls->within);
    for (uint32_t i = 0; i < calls->within.count; i++) {
        const Expr *e = expr_at(exprs, calls->within.at[i]);
        for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank; k++)
            meet_indices(exprs, e->as.access.subscripts[k], &form, indices,
                         &met);
        if (e->kind == INDEX && !(met >> e->as.index & 1)) {
            met |= UINT32_C(1) << e->as.index;
            indices[form.rank++] = (FormIndex){.index = e->as.index};
        }
    }
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t k = 0; k < form.rank; k++) {
        FormIndex *i = &indices[k];
        const Term term = {k, 1};
        Range range = part->ranges[i->index];
        same &= i->index == k && !i->shift;
        map[i->index] = subscript_make(exprs, -i->shift, 1, &term, 0, 0);
        i->range = (Range){range.low + i->shift, range.high + i->shift};
        for (uint32_t n = 0; n < form.rank; n++)
            i->axis += indices[n].index < i->index;
    }
    form.indices = arena_copy(arena, indices, form.rank, sizeof *indices);
    if (!same)
        form.expr = expr_substitute(exprs, &calls->memo, id, map);
    return form;
}

static Call *find_call(struct Calls *calls, const Form *form)
{
    uint32_t at, found;
    for (at = table_first(&calls->table, form->expr);
         (found = table_id(&calls->table, at));
         at = table_next(&calls->table, at, form->expr)) {
        Call *call = &calls->calls.at[found];
        bool same = call->form.expr == form->expr;
        for (uint32_t i = 0; same && i < form->rank; i++)
            same = range_equal(call->form.indices[i].range,
                               form->indices[i].range);
        if (same)
            return call;
    }
    return NULL;
}

static Call *add_call(struct Calls *calls, const Form *form)
{
    list_push(calls->arena, &calls->calls, ((Call){.form = *form}));
    table_add(calls->arena, &calls->table, form->expr,
              calls->calls.count - 1);
    return &calls->calls.at[calls->calls.count - 1];
}

/* -- counting -- */

/* The nodes below a call, those below further calls left out, are few. */
static bool is_mostly_call(const Graph *graph, ExprId id)
{
    ExprId stack[3 * (MOST_WITHIN + 2)];
    uint32_t count = 0, within = 0;
    stack[count++] = id;
    while (count) {
        const ExprId at = stack[--count];
        const Expr *e = expr_at(&graph->exprs, at);
        if (at != id && (e->kind < APPLY || expr_is_costly(&graph->exprs, at)))
            continue;
        if (at != id && ++within > MOST_WITHIN)
            return false;
        for (uint32_t k = 0; k < (e->kind == CHOOSE ? 3u : 2u); k++)
            if (e->as.operand[k])
                stack[count++] = e->as.operand[k];
    }
    return true;
}

/* Whether the node may be an element of an array of it alone. */
static bool is_free(const Graph *graph, const Part *part, const Expr *e)
{
    return set_size(e->depends) <= MAX_RANK
        && !(part_guarded(graph, part) & e->depends);
}

static bool may_share(const Graph *graph, const Part *part, ExprId id)
{
    const Expr *e = expr_at(&graph->exprs, id);
    return expr_is_costly(&graph->exprs, id) && is_free(graph, part, e)
        && is_mostly_call(graph, id);
}

static void count_call(struct Calls *calls, Graph *graph, ArrayId array,
                       uint32_t p, ExprId id)
{
    const Part *part = &graph_array(graph, array)->as.parts[p];
    if (!may_share(graph, part, id))
        return;
    Form form = form_of(calls, calls->arena, graph, id, part);
    Call *call = find_call(calls, &form);
    for (uint32_t k = 0; !call && k < form.rank; k++)
        if (part->ranges[form.indices[k].index].low < 0)
            return;
    if (!call)
        call = add_call(calls, &form);
    if (call->last != array || call->last_part != p)
        call->parts++;
    calls->any = calls->any || call->parts > 1;
    call->last = array;
    call->last_part = p;
}

static void find_sizes(struct Calls *calls, const Exprs *exprs)
{
    calls->nodes = exprs->nodes.count;
    calls->size = NEW_ARRAY(calls->arena, uint8_t, calls->nodes);
    for (ExprId id = 1; id < calls->nodes; id++) {
        ExprId operands[MAX_RANK];
        uint32_t size = 1;
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            size += calls->size[operands[n - 1]];
        calls->size[id] = (uint8_t)(size > MOST_NODES ? MOST_NODES + 1 : size);
    }
}

/* Notes an array that is one expression. */
static void note_body(struct Calls *calls, Graph *graph, ArrayId id)
{
    const Array *a = graph_array(graph, id);
    const Part *part = &a->as.parts[0];
    const Expr *e = expr_at(&graph->exprs, part->body);
    const Sketch sketch = {.rank = a->rank, .shape = a->shape};
    if (a->part_count != 1 || part->combine != SET || a->limit
        || part->index_count != a->rank || e->kind != APPLY
        || set_size(e->depends) != a->rank || !is_free(graph, part, e)
        || !part_is_whole(graph, &sketch, part)
        || expr_is_costly(&graph->exprs, part->body)
        || calls->size[part->body] < FEWEST_NODES
        || calls->size[part->body] > MOST_NODES)
        return;
    Form form = form_of(calls, calls->arena, graph, part->body, part);
    if (find_call(calls, &form))
        return;
    add_call(calls, &form)->array = id;
    calls->noted[e->function] |= UINT64_C(1) << calls->size[part->body];
}

/* Whether the node has the function and the size of a body that is noted. */
static bool may_be_body(const struct Calls *calls, const Exprs *exprs,
                        ExprId id)
{
    const Expr *e = expr_at(exprs, id);
    return e->kind == APPLY && calls->noted[e->function] >> calls->size[id] & 1;
}

/* Whether there is such a node below another one. */
static bool any_body_within(const struct Calls *calls, const Exprs *exprs)
{
    for (ExprId id = 1; id < calls->nodes; id++) {
        ExprId operands[MAX_RANK];
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            if (may_be_body(calls, exprs, operands[n - 1]))
                return true;
    }
    return false;
}

/* Counts, for every call, the parts that it stands in. The graph only gains
 * nodes. */
struct Calls *calls_count(Arena *arena, Graph *graph)
{
    struct Calls *calls = NEW(arena, struct Calls);
    Graph outputs = *graph;
    outputs.gradients.count = 0;
    calls->forward = graph_reached(&outputs, arena);
    calls->arena = arena;
    find_sizes(calls, &graph->exprs);
    list_push(arena, &calls->calls, (Call){0});
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        for (uint32_t p = 0; a->kind == EQUATION && p < a->part_count; p++) {
            ExprId body = a->as.parts[p].body;
            if (!(expr_at(&graph->exprs, body)->flags & EXPR_CALLS))
                continue;
            calls->order.count = 0;
            expr_postorder(&graph->exprs, arena, NULL, true, body,
                           &calls->order);
            for (uint32_t i = 0; i < calls->order.count; i++)
                count_call(calls, graph, id, p, calls->order.at[i]);
        }
        if (a->kind == EQUATION)
            note_body(calls, graph, id);
    }
    calls->any = calls->any || any_body_within(calls, &graph->exprs);
    return calls;
}

bool calls_any(const struct Calls *calls)
{
    return calls->any;
}

/* -- replacing -- */

/* What the node of a part of the array is, if it is read elsewhere: its form;
 * or NULL. */
static const Call *shared_call(Simplifier *simplifier, Graph *from,
                               ArrayId array, const Part *part, ExprId id,
                               Form *form)
{
    struct Calls *calls = simplifier->calls;
    const Expr *e = expr_at(&from->exprs, id);
    bool called = expr_is_costly(&from->exprs, id);
    if (called ? !may_share(from, part, id)
               : id == part->body || !is_free(from, part, e)
                     || !may_be_body(calls, &from->exprs, id))
        return NULL;
    *form = form_of(calls, simplifier->arena, from, id, part);
    const Call *call = find_call(calls, form);
    if (!call)
        return NULL;
    if (called)
        return call->parts > 1 ? call : NULL;
    bool before = call->array && call->array < array
               && !graph_are_recurrent(from, array, call->array)
               && calls->forward[array] == calls->forward[call->array];
    return before ? call : NULL;
}

/* The element of the call's array, or of one that is made, that the node is. */
static ExprId shared_element(Simplifier *simplifier, const Call *call,
                             const Form *form, ExprId raw, uint32_t serves)
{
    Graph *graph = simplifier->graph;
    SubscriptId map[MAX_INDICES] = {0}, read[MAX_RANK];
    Range ranges[MAX_RANK];
    for (uint32_t k = 0; k < form->rank; k++) {
        const FormIndex *first = &call->form.indices[k];
        int64_t shift = first->shift - form->indices[k].shift;
        const Term own = {form->indices[k].index, 1}, axis = {first->axis, 1};
        map[own.index] = subscript_make(&graph->exprs, shift, 1, &axis, 0, 0);
        read[axis.index] = subscript_make(&graph->exprs, -shift, 1, &own, 0, 0);
        ranges[axis.index] = (Range){
            first->range.low - first->shift, first->range.high - first->shift};
    }
    ArrayId array = simplifier->copy.arrays[call->array];
    if (!call->array)
        array = array_of(simplifier, SET, form->rank, form->rank, ranges,
                         rewrite_substitute(&simplifier->rewriter, raw, map), 0,
                         NULL, serves);
    return rewrite_expr(&simplifier->rewriter,
                        graph_access(graph, array, read));
}

/* A body of the old graph, operands first, and the operands of its nodes as
 * places in that order. */
typedef struct Body {
    uint32_t      count;
    const ExprId *order;
    uint32_t     *first;            /* [count + 1] into operands */
    LIST(uint32_t) operands;
} Body;

static void body_open(Simplifier *simplifier, const Exprs *exprs,
                      const ExprIds *order, Body *body)
{
    Arena *arena = simplifier->arena;
    *body = (Body){
        .count = order->count,
        .order = arena_copy(arena, order->at, order->count, sizeof(ExprId)),
        .first = NEW_ARRAY(arena, uint32_t, order->count + 1),
    };
    for (uint32_t i = 0; i < body->count; i++) {
        ExprId operands[MAX_RANK];
        uint32_t n = expr_operands(exprs, body->order[i], operands);
        for (uint32_t k = 0; k < n; k++)
            list_push(arena, &body->operands,
                      simplifier->position.at[operands[k]]);
        position_set(simplifier, body->order[i], i);
        body->first[i + 1] = body->operands.count;
    }
}

/* Going down from the root, the first shared nodes on every way become
 * elements of arrays: to[i] for place i. seen[i]: a way leads there. */
static void body_cut(Simplifier *simplifier, const Body *body,
                     const Call *const *shared, const Form *forms,
                     const Part *part, uint32_t serves, bool *seen, ExprId *to)
{
    seen[body->count - 1] = true;
    for (uint32_t i = body->count; i-- > 0;) {
        if (!seen[i])
            continue;
        ExprId raw = copy_expr(&simplifier->copy, body->order[i]);
        if (shared[i] && part_stands_alone(simplifier, part, raw)) {
            to[i] = shared_element(simplifier, shared[i], &forms[i], raw,
                                   serves);
            continue;
        }
        for (uint32_t k = body->first[i]; k < body->first[i + 1]; k++)
            seen[body->operands.at[k]] = true;
    }
}

/* The node of place i in the new graph, what is below it being done. */
static ExprId body_rebuild(Simplifier *simplifier, const Body *body,
                           uint32_t i, const ExprId *to)
{
    Exprs *exprs = &simplifier->graph->exprs;
    ExprId raw = copy_expr(&simplifier->copy, body->order[i]);
    ExprId operands[MAX_RANK];
    uint32_t n = expr_operands(exprs, raw, operands);
    bool changed = false;
    for (uint32_t k = 0; k < n; k++) {
        ExprId image = to[body->operands.at[body->first[i] + k]];
        changed = changed || image != operands[k];
        operands[k] = image;
    }
    if (!changed)
        return raw;
    const Expr *e = expr_at(exprs, raw);
    ArrayId array = e->kind == ACCESS ? e->as.access.array : 0;
    return rewrite_expr(&simplifier->rewriter,
                        expr_rebuild(exprs, exprs, raw, operands, array));
}

/* part is the image of a part of the array `of` of the old graph, its body not
 * yet rewritten. */
void part_share(Simplifier *simplifier, Graph *from, ArrayId of,
                const Part *old, Part *part, uint32_t serves)
{
    Arena *arena = simplifier->arena;
    struct Calls *calls = simplifier->calls;
    bool any = false;
    if (!calls || !calls->any)
        return;
    calls->order.count = 0;
    expr_postorder(&from->exprs, calls->arena, NULL, true, old->body,
                   &calls->order);
    uint32_t count = calls->order.count;
    const Call **shared = NEW_ARRAY(arena, const Call *, count);
    Form *forms = NEW_ARRAY(arena, Form, count);
    for (uint32_t i = 0; i < count; i++) {
        shared[i] = shared_call(simplifier, from, of, old, calls->order.at[i],
                                &forms[i]);
        any |= shared[i] != NULL;
    }
    if (!any)
        return;
    Body body;
    body_open(simplifier, &from->exprs, &calls->order, &body);
    bool *seen = NEW_ARRAY(arena, bool, count);
    ExprId *to = NEW_ARRAY(arena, ExprId, count);
    body_cut(simplifier, &body, shared, forms, part, serves, seen, to);
    for (uint32_t i = 0; i < count; i++)
        if (seen[i] && !to[i])
            to[i] = body_rebuild(simplifier, &body, i, to);
    part->body = to[count - 1];
}
