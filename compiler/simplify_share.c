/* simplify_share.c: costly functions that several equations compute.
 *
 * Equal equations are one array by hash-consing; this finds equal
 * sub-expressions, such as the exponentials of a softmax and of its gradient.
 * A call that stands, over the same ranges, in more than one part becomes an
 * array of its own, and the parts read its elements. What its operands need
 * beside calls is computed there once more, so it must be less than the call.
 */
#include "simplifying.h"

enum { MOST_WITHIN = 8 };           /* nodes below a call that is shared */

/* A call over the indices 0, 1, … of its own, and where it has been seen. */
typedef struct Call {
    ExprId       canonical;
    const Range *ranges;
    uint32_t     rank, parts;
    ArrayId      last;              /* array and part it was last seen in */
    uint32_t     last_part;
} Call;

struct Calls {
    LIST(Call) calls;               /* calls.at[0] is unused */
    Table      table;
    bool       any;                 /* one stands in several parts */
    ExprIds    order;               /* scratch, as what follows */
    Memo       memo;
};

/* The call with its indices numbered from 0 on, in their order. */
static ExprId canonical(Graph *graph, Memo *memo, ExprId id, const Part *part,
                        Range ranges[MAX_RANK], uint32_t *rank)
{
    SubscriptId map[MAX_INDICES] = {0};
    uint32_t depends = expr_at(&graph->exprs, id)->depends;
    bool moved = false;
    *rank = 0;
    for (uint32_t i = 0; i < part->index_count; i++) {
        if (!(depends >> i & 1))
            continue;
        moved = moved || i != *rank;
        map[i] = subscript_index(&graph->exprs, *rank);
        ranges[(*rank)++] = part->ranges[i];
    }
    return moved ? expr_substitute(&graph->exprs, memo, id, map) : id;
}

static Call *find_call(struct Calls *calls, ExprId id, const Range *ranges,
                       uint32_t rank)
{
    uint32_t at, found;
    for (at = table_first(&calls->table, id);
         (found = table_id(&calls->table, at));
         at = table_next(&calls->table, at, id)) {
        Call *call = &calls->calls.at[found];
        bool same = call->canonical == id && call->rank == rank;
        for (uint32_t i = 0; same && i < rank; i++)
            same = call->ranges[i].low == ranges[i].low
                && call->ranges[i].high == ranges[i].high;
        if (same)
            return call;
    }
    return NULL;
}

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

static bool may_share(const Graph *graph, const Part *part, ExprId id)
{
    const Expr *e = expr_at(&graph->exprs, id);
    if (!expr_is_costly(&graph->exprs, id)
        || set_size(e->depends) > MAX_RANK
        || (part_guarded(graph, part) & e->depends)
        || !is_mostly_call(graph, id))
        return false;
    for (uint32_t i = 0; i < part->index_count; i++)
        if ((e->depends >> i & 1) && part->ranges[i].low < 0)
            return false;
    return true;
}

static void count_call(struct Calls *calls, Arena *arena, Graph *graph,
                       ArrayId array, uint32_t p, ExprId id)
{
    const Part *part = &graph_array(graph, array)->as.parts[p];
    Range ranges[MAX_RANK];
    uint32_t rank;
    if (!may_share(graph, part, id))
        return;
    ExprId form = canonical(graph, &calls->memo, id, part, ranges, &rank);
    Call *call = find_call(calls, form, ranges, rank);
    if (!call) {
        Call made = {.canonical = form, .rank = rank};
        made.ranges = arena_copy(arena, ranges, rank, sizeof(Range));
        list_push(arena, &calls->calls, made);
        table_add(arena, &calls->table, form, calls->calls.count - 1);
        call = &calls->calls.at[calls->calls.count - 1];
    }
    if (call->last != array || call->last_part != p)
        call->parts++;
    calls->any = calls->any || call->parts > 1;
    call->last = array;
    call->last_part = p;
}

/* Counts, for every call, the parts that it stands in. The graph only gains
 * nodes. */
struct Calls *calls_count(Arena *arena, Graph *graph)
{
    struct Calls *calls = NEW(arena, struct Calls);
    list_push(arena, &calls->calls, (Call){0});
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *a = graph_array(graph, id);
        for (uint32_t p = 0; a->kind == EQUATION && p < a->part_count; p++) {
            calls->order.count = 0;
            expr_postorder(&graph->exprs, arena, NULL, true,
                           a->as.parts[p].body, &calls->order);
            for (uint32_t i = 0; i < calls->order.count; i++)
                count_call(calls, arena, graph, id, p, calls->order.at[i]);
        }
    }
    return calls;
}

/* -- replacing -- */

/* Whether another part has the call, too. */
static bool is_shared(Simplifier *simplifier, Graph *from, const Part *part,
                      ExprId id)
{
    struct Calls *calls = simplifier->calls;
    Range ranges[MAX_RANK];
    uint32_t rank;
    if (!may_share(from, part, id))
        return false;
    ExprId form = canonical(from, &calls->memo, id, part, ranges, &rank);
    const Call *call = find_call(calls, form, ranges, rank);
    return call && call->parts > 1;
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
        list_reserve(arena, &simplifier->position, body->order[i] + 1);
        simplifier->position.at[body->order[i]] = i;
        body->first[i + 1] = body->operands.count;
    }
}

/* Going down from the root, the first shared calls on every way become
 * elements of arrays: to[i] for place i. seen[i]: a way leads there. */
static void body_cut(Simplifier *simplifier, const Body *body,
                     const bool *shared, const Part *part, uint32_t serves,
                     bool *seen, ExprId *to)
{
    seen[body->count - 1] = true;
    for (uint32_t i = body->count; i-- > 0;) {
        if (!seen[i])
            continue;
        ExprId raw = copy_expr(&simplifier->copy, body->order[i]);
        if (shared[i] && part_stands_alone(simplifier, part, raw)) {
            to[i] = part_cut_out(simplifier, part, raw, serves);
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

/* part is the image of a part of the old graph, its body not yet rewritten. */
void part_share(Simplifier *simplifier, Graph *from, const Part *old,
                Part *part, uint32_t serves)
{
    Arena *arena = simplifier->arena;
    struct Calls *calls = simplifier->calls;
    bool any = false;
    if (!calls || !calls->any)
        return;
    calls->order.count = 0;
    expr_postorder(&from->exprs, arena, NULL, true, old->body,
                   &calls->order);
    for (uint32_t i = 0; i < calls->order.count && !any; i++)
        any = is_shared(simplifier, from, old, calls->order.at[i]);
    if (!any)
        return;
    Body body;
    body_open(simplifier, &from->exprs, &calls->order, &body);
    bool *shared = NEW_ARRAY(arena, bool, body.count);
    bool *seen = NEW_ARRAY(arena, bool, body.count);
    ExprId *to = NEW_ARRAY(arena, ExprId, body.count);
    for (uint32_t i = 0; i < body.count; i++)
        shared[i] = is_shared(simplifier, from, old, body.order[i]);
    body_cut(simplifier, &body, shared, part, serves, seen, to);
    for (uint32_t i = 0; i < body.count; i++)
        if (seen[i] && !to[i])
            to[i] = body_rebuild(simplifier, &body, i, to);
    part->body = to[body.count - 1];
}
