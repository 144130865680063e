/* simplify_share.c: costly functions that several equations compute.
 *
 * Equal equations are one array by hash-consing; this finds equal
 * sub-expressions, such as the exponentials of a softmax and of its gradient.
 * A call that stands, over the same ranges, in more than one part becomes an
 * array of its own, and the parts read its elements.
 */
#include "simplifying.h"

enum { MAX_SHARED = 8 };            /* calls of one part */

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

static bool may_share(const Graph *graph, const Part *part, ExprId id)
{
    const Expr *e = expr_at(&graph->exprs, id);
    if (!expr_is_costly(&graph->exprs, id)
        || set_size(e->depends) > MAX_RANK
        || (part_guarded(graph, part) & e->depends))
        return false;
    for (uint32_t i = 0; i < part->index_count; i++)
        if ((e->depends >> i & 1) && part->ranges[i].low < 0)
            return false;
    return true;
}

/* Counts, for every call, the parts that it stands in. The graph only gains
 * nodes. */
struct Calls *calls_count(Arena *arena, Graph *graph)
{
    struct Calls *calls = NEW(arena, struct Calls);
    Marks marks = {0};
    Memo memo = {0};
    ExprIds order = {0};
    list_push(arena, &calls->calls, (Call){0});
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array a = *graph_array(graph, id);
        for (uint32_t p = 0; a.kind == EQUATION && p < a.part_count; p++) {
            const Part *part = &a.as.parts[p];
            order.count = 0;
            expr_postorder(&graph->exprs, arena, &marks, true, part->body,
                           &order);
            for (uint32_t i = 0; i < order.count; i++) {
                Range ranges[MAX_RANK];
                uint32_t rank;
                if (!may_share(graph, part, order.at[i]))
                    continue;
                ExprId form = canonical(graph, &memo, order.at[i], part,
                                        ranges, &rank);
                Call *call = find_call(calls, form, ranges, rank);
                if (!call) {
                    Call made = {.canonical = form, .rank = rank};
                    made.ranges =
                        arena_copy(arena, ranges, rank, sizeof(Range));
                    list_push(arena, &calls->calls, made);
                    table_add(arena, &calls->table, form,
                              calls->calls.count - 1);
                    call = &calls->calls.at[calls->calls.count - 1];
                }
                if (call->last != id || call->last_part != p)
                    call->parts++;
                calls->any = calls->any || call->parts > 1;
                call->last = id;
                call->last_part = p;
            }
        }
    }
    return calls;
}

/* The calls of the part that others have too, users first. */
static uint32_t shared_in(Simplifier *simplifier, Graph *from,
                          const Part *part, ExprId out[MAX_SHARED])
{
    ExprIds order = {0};
    uint32_t count = 0;
    expr_postorder(&from->exprs, simplifier->arena, &simplifier->memo.marks,
                   true, part->body, &order);
    Memo memo = {0};
    for (uint32_t i = order.count; i-- > 0 && count < MAX_SHARED;) {
        Range ranges[MAX_RANK];
        uint32_t rank;
        if (!may_share(from, part, order.at[i]))
            continue;
        ExprId form = canonical(from, &memo, order.at[i], part, ranges, &rank);
        const Call *call = find_call(simplifier->calls, form, ranges, rank);
        if (call && call->parts > 1)
            out[count++] = order.at[i];
    }
    return count;
}

typedef struct Replace {
    ExprId raw, by;
} Replace;

static ExprId replace(Simplifier *simplifier, const void *context, ExprId id)
{
    const Replace *r = context;
    (void)simplifier;
    return id == r->raw ? r->by : id;
}

/* part is the image of a part of the old graph, its body not yet rewritten. */
void part_share(Simplifier *simplifier, Graph *from, const Part *old,
                Part *part, uint32_t serves)
{
    ExprId calls[MAX_SHARED];
    if (!simplifier->calls->any)
        return;
    uint32_t count = shared_in(simplifier, from, old, calls);
    for (uint32_t i = 0; i < count; i++) {
        ExprId raw = copy_expr(&simplifier->copy, calls[i]);
        if (!part_stands_alone(simplifier, part, raw))
            continue;
        Replace r = {raw, part_cut_out(simplifier, part, raw, serves)};
        part->body = expr_map(simplifier, part->body, replace, &r);
    }
}
