/* schedule_long.c: long bodies of numbers, made by several arrays.
 *
 * The gradient by what everything reads is one sum of as many terms as there
 * are readers. As one body it would be one function of C, however long. So a
 * body is cut along its left operands, `((a + b) + c) + d`: what has been added
 * up so far is an array of its own, and bits are the same. What several of these
 * would compute is not cut.
 */
#include "schedule.h"

enum {
    SHORTEST = 300, LONGEST = 600,      /* nodes of a piece */
    LONG = 1000                         /* operations along the left */
};

typedef struct Cutter {
    Graph    *graph;
    Arena    *arena;
    uint32_t *owner;            /* [nodes]: the piece that computes it */
    uint32_t  piece;            /* the one at work */
    uint32_t  weight;           /* its nodes so far */
    ExprIds   order;
} Cutter;

/* The left operand of a function of two numbers; 0: it is something else. */
static ExprId left_of(const Graph *graph, ExprId id)
{
    const Expr *e = expr_at(&graph->exprs, id);
    return e->kind == APPLY && e->as.operand[1] && !(e->flags & EXPR_CONDITION)
             ? e->as.operand[0] : 0;
}

/* Takes the nodes into the piece at work; false if another has some that are
 * computed. */
static bool take_nodes(Cutter *c, ExprId root)
{
    c->order.count = 0;
    expr_postorder(&c->graph->exprs, c->arena, NULL, true, root, &c->order);
    for (uint32_t i = 0; i < c->order.count; i++) {
        ExprId id = c->order.at[i];
        if (c->owner[id] && c->owner[id] != c->piece
            && expr_at(&c->graph->exprs, id)->kind >= APPLY)
            return false;
        c->owner[id] = c->piece;
    }
    c->weight += c->order.count;
    return true;
}

/* Whether a piece may end behind what has just been taken: that depends on
 * names, so that a term which is added moves no cut but those next to it. */
static bool ends_here(const Cutter *c)
{
    const Graph *graph = c->graph;
    for (uint32_t i = 0; i < c->order.count && c->weight > SHORTEST; i++) {
        const Expr *e = expr_at(&graph->exprs, c->order.at[i]);
        if (e->kind != ACCESS)
            continue;
        uint32_t serves = graph_array(graph, e->as.access.array)->serves;
        if (text_hash(graph->definitions.at[serves].name) % 8 == 0)
            return true;
    }
    return c->weight > LONGEST;
}

/* The nodes of the spine behind which pieces end, from below; false if pieces
 * would have operations in common. */
static bool find_cuts(Cutter *c, const ExprIds *spine, ExprIds *cuts)
{
    c->piece = 1;
    if (!take_nodes(c, spine->at[spine->count - 1]))
        return false;
    for (uint32_t i = spine->count - 1; i > 0; i--) {
        const Expr *e = expr_at(&c->graph->exprs, spine->at[i - 1]);
        if (!take_nodes(c, e->as.operand[1]))
            return false;
        c->weight++;
        if (i == 1 || !ends_here(c))
            continue;
        list_push(c->arena, cuts, spine->at[i - 1]);
        c->piece++;
        c->weight = 0;
    }
    return true;
}

/* The array of rank 0 with this body. */
static ArrayId piece_make(Graph *graph, uint32_t serves, ExprId body)
{
    const Part part = part_whole(graph, 0, NULL, body);
    return graph_equation(graph, 0, 0, NULL, 1, &part, serves);
}

ExprId schedule_long(Graph *graph, Arena *arena, uint32_t serves, ExprId body,
                     ArrayIds *pieces)
{
    Cutter c = {.graph = graph, .arena = arena};
    ExprIds spine = {0}, cuts = {0};
    for (ExprId id = body; id; id = left_of(graph, id))
        list_push(arena, &spine, id);
    if (spine.count < LONG)
        return body;
    c.owner = NEW_ARRAY(arena, uint32_t, graph->exprs.nodes.count);
    if (!find_cuts(&c, &spine, &cuts))
        return body;
    ExprId left = spine.at[spine.count - 1];
    for (uint32_t i = spine.count - 1, next = 0; i > 0; i--) {
        const Expr e = *expr_at(&graph->exprs, spine.at[i - 1]);
        left = expr_apply(&graph->exprs, (Function)e.function, left,
                          e.as.operand[1]);
        if (next == cuts.count || cuts.at[next] != spine.at[i - 1])
            continue;
        next++;
        ArrayId piece = piece_make(graph, serves, left);
        list_push(arena, pieces, piece);
        left = graph_access_plain(graph, piece);
    }
    return left;
}
