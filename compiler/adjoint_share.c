/* adjoint_share.c: what several contributions compute becomes an array.
 *
 * The contributions of one body are parts of different arrays. Where they
 * have a factor in common, as the error signal δ has in
 *
 *     h[s,i] = f(z[s,i] + b[i]):   d_z[s,i] = δ[s,i],  d_b[i] = Σ_s δ[s,i],
 *
 * it is computed once. A node is owned by one contribution or by several; one
 * that is owned by several and used by one alone stands on the border of what
 * is shared. The border becomes arrays if it is short.
 */
#include "adjoint.h"

#define NOBODY  UINT32_C(0)
#define SEVERAL UINT32_MAX

enum {
    MAX_COPIES = 4,             /* so many may compute the same */
    MAX_EXTRA = 2               /* arrays beyond one for each contribution */
};

static uint32_t join(uint32_t a, uint32_t b)
{
    return a == NOBODY || a == b ? b : b == NOBODY ? a : SEVERAL;
}

/* Owners, users before operands; chosen marks the border. */
static void find_owners(Share *share, const ExprId *roots, uint32_t count)
{
    const Exprs *exprs = &share->graph->exprs;
    uint32_t *owner = share->owner.at;
    uint8_t *border = share->chosen.at;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = share->place.at[roots[i]];
        owner[at] = join(owner[at], i + 1);
        border[at] = 1;
    }
    for (uint32_t i = share->order.count; i > 0; i--) {
        ExprId operands[MAX_RANK];
        uint32_t n = expr_operands(exprs, share->order.at[i - 1], operands);
        while (n > 0) {
            uint32_t at = share->place.at[operands[--n]];
            owner[at] = join(owner[at], owner[i - 1]);
            border[at] |= owner[i - 1] != SEVERAL;
        }
    }
}

/* A node worth an array: a number that takes more than one operation beyond
 * what is stored. */
static bool is_worth(Share *share, uint32_t place, uint32_t free)
{
    const Exprs *exprs = &share->graph->exprs;
    ExprId id = share->order.at[place];
    const Expr *node = expr_at(exprs, id);
    return share->owner.at[place] == SEVERAL && share->chosen.at[place]
        && (node->kind == APPLY || node->kind == CHOOSE)
        && !(node->flags & (EXPR_WHOLE | EXPR_CONDITION))
        && !(node->depends & ~free) && share->weight.at[place] > 1;
}

/* What one node takes; a square is a product. */
static uint32_t node_weight(const Exprs *exprs, const Expr *node)
{
    if (node->kind == APPLY && node->function == F_POW
        && expr_is_number(exprs, node->as.operand[1], 2))
        return 1;
    return node->kind == APPLY
             ? function_row((Function)node->function)->cost
             : node->kind == CHOOSE;
}

/* Leaves in `chosen` what becomes an array; returns how many. */
static uint32_t choose_border(Share *share, uint32_t free)
{
    const Exprs *exprs = &share->graph->exprs;
    uint32_t count = 0;
    for (uint32_t i = 0; i < share->order.count; i++) {
        ExprId id = share->order.at[i], operands[MAX_RANK];
        const Expr *node = expr_at(exprs, id);
        uint32_t weight = node_weight(exprs, node);
        if (node->kind != ACCESS)
            for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
                weight += share->weight.at[share->place.at[operands[n - 1]]];
        share->weight.at[i] = (uint8_t)(weight > 100 ? 100 : weight);
        share->chosen.at[i] = is_worth(share, i, free);
        if (share->chosen.at[i]) {
            share->weight.at[i] = 0;
            count++;
        }
    }
    return count;
}

/* The array of the values of an expression over the free indices. */
static ExprId make_array(Share *share, const Part *part, uint32_t rank,
                         const int64_t *shape, uint32_t serves, ExprId body)
{
    Graph *graph = share->graph;
    SubscriptId target[MAX_RANK];
    for (uint32_t i = 0; i < rank; i++)
        target[i] = subscript_index(&graph->exprs, i);
    Part made = {
        .combine = SET,
        .index_count = (uint8_t)rank,
        .guard_count = part->guard_count,
        .lanes = 1,
        .ranges = part->ranges,
        .guards = part->guards,
        .target = target,
        .body = body,
    };
    ArrayId id = graph_equation(graph, 0, rank, shape, 1, &made, serves);
    return graph_access_plain(graph, id);
}

/* Rebuilds the expressions with the chosen nodes as arrays. */
static void replace(Share *share, const Part *part, uint32_t rank,
                    const int64_t *shape, uint32_t serves)
{
    Exprs *exprs = &share->graph->exprs;
    list_reserve(share->arena, &share->to, share->order.count);
    for (uint32_t i = 0; i < share->order.count; i++) {
        ExprId id = share->order.at[i], operands[MAX_RANK], made = id;
        bool changed = false;
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--) {
            ExprId to = share->to.at[share->place.at[operands[n - 1]]];
            changed |= to != operands[n - 1];
            operands[n - 1] = to;
        }
        const Expr *node = expr_at(exprs, id);
        ArrayId array = node->kind == ACCESS ? node->as.access.array : 0;
        if (changed)
            made = expr_rebuild(exprs, exprs, id, operands, array);
        if (share->chosen.at[i])
            made = make_array(share, part, rank, shape, serves, made);
        share->to.at[i] = made;
    }
}

/* The array's elements are each computed by one point of the free indices,
 * which are the axes of the target. */
static bool can_share(const Graph *graph, const Part *part, uint32_t rank)
{
    uint32_t free = (1u << rank) - 1;
    for (uint32_t i = 0; i < rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i))
            return false;
    for (uint32_t i = 0; i < part->guard_count; i++)
        if (subscript_depends(&graph->exprs, part->guards[i]) & ~free)
            return false;
    return true;
}

void share_run(Share *share, const Part *part, uint32_t rank,
               const int64_t *shape, uint32_t serves, ExprId *roots,
               uint32_t count)
{
    const Exprs *exprs = &share->graph->exprs;
    Arena *arena = share->arena;
    if (count < 2 || !can_share(share->graph, part, rank))
        return;
    share->order.count = 0;
    for (uint32_t i = 0; i < count; i++)
        expr_postorder(exprs, arena, NULL, i == 0, roots[i],
                       &share->order);
    uint32_t nodes = share->order.count;
    list_reserve(arena, &share->place, exprs->nodes.count);
    list_reserve(arena, &share->owner, nodes);
    list_reserve(arena, &share->weight, nodes);
    list_reserve(arena, &share->chosen, nodes);
    for (uint32_t i = 0; i < nodes; i++) {
        share->place.at[share->order.at[i]] = i;
        share->owner.at[i] = NOBODY;
        share->chosen.at[i] = 0;
    }
    find_owners(share, roots, count);
    uint32_t border = choose_border(share, (1u << rank) - 1);
    if (!border || (border > count + MAX_EXTRA && count <= MAX_COPIES))
        return;
    replace(share, part, rank, shape, serves);
    for (uint32_t i = 0; i < count; i++)
        roots[i] = share->to.at[share->place.at[roots[i]]];
}
