/* expr_intern.c: one node for equal expressions.
 *
 * Nodes are found where their operands lead: the slot of a node is near those
 * of the nodes that were made at the time of its last operand. So a pass that
 * goes through a graph goes through the table, too, and finds it in the cache.
 * Where the near slots are taken, as by the many users of one node, any slot
 * will do.
 */
#include "expr.h"

#include <string.h>

enum { NEAR = 16, FIRST_CAPACITY = 64 };

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static uint64_t node_hash(const Expr *node)
{
    uint64_t hash = hash_mix(node->kind, node->function);
    switch ((ExprKind)node->kind) {
    case NUMBER:
        return hash_mix(hash, bits_of(node->as.number));
    case INDEX:
        return hash_mix(hash, node->as.index);
    case ACCESS:
        hash = hash_mix(hash, node->as.access.array);
        for (uint32_t i = 0; i < node->as.access.rank; i++)
            hash = hash_mix(hash, node->as.access.subscripts[i]);
        return hash;
    case APPLY:
    case CHOOSE:
        for (int i = 0; i < 3; i++)
            hash = hash_mix(hash, node->as.operand[i]);
    }
    return hash;
}

static bool node_equal(const Expr *a, const Expr *b)
{
    if (a->kind != b->kind || a->function != b->function)
        return false;
    switch ((ExprKind)a->kind) {
    case NUMBER:
        return bits_of(a->as.number) == bits_of(b->as.number);
    case INDEX:
        return a->as.index == b->as.index;
    case ACCESS:
        return a->as.access.array == b->as.access.array
            && a->as.access.rank == b->as.access.rank
            && (!a->as.access.rank
                || !memcmp(a->as.access.subscripts, b->as.access.subscripts,
                           a->as.access.rank * sizeof(SubscriptId)));
    case APPLY:
    case CHOOSE:
        break;
    }
    return !memcmp(a->as.operand, b->as.operand, sizeof a->as.operand);
}

/* Where the search for a node begins: two slots for each id. There are several
 * nodes to an array. */
static uint32_t near_slot(const Expr *node)
{
    const ExprId *operand = node->as.operand;
    uint32_t last = 0;
    switch ((ExprKind)node->kind) {
    case NUMBER:
    case INDEX:
        return (uint32_t)node_hash(node);
    case ACCESS:
        for (uint32_t i = 0; i < node->as.access.rank; i++)
            last += node->as.access.subscripts[i];
        return 8 * node->as.access.array + 2 * last;
    case APPLY:
    case CHOOSE:
        break;
    }
    for (int i = 0; i < 3; i++)
        last = operand[i] > last ? operand[i] : last;
    return 2 * last;
}

/* The slot of the equal node, or the free one where the node belongs. `fresh`:
 * there is no equal one. */
static ExprId *find_slot(const Exprs *exprs, const Expr *node, bool fresh)
{
    const NodeTable *table = &exprs->node_table;
    const Expr *nodes = exprs->nodes.at;
    const uint32_t mask = table->capacity - 1;
    uint32_t at = near_slot(node);
    for (int i = 0; i < NEAR; i++, at++) {
        ExprId *slot = &table->slots[at & mask];
        if (!*slot || (!fresh && node_equal(&nodes[*slot], node)))
            return slot;
    }
    const uint64_t hash = node_hash(node);
    const uint32_t step = (uint32_t)(hash >> 32) | 1;
    for (at = (uint32_t)hash;; at += step) {
        ExprId *slot = &table->slots[at & mask];
        if (!*slot || (!fresh && node_equal(&nodes[*slot], node)))
            return slot;
    }
}

/* Room for one node more than there are, at first for all that there is room
 * for, and all of them in the table, which is at most half full. */
static void catch_up(Exprs *exprs)
{
    NodeTable *table = &exprs->node_table;
    uint32_t capacity = table->capacity ? table->capacity : FIRST_CAPACITY;
    uint32_t most = table->capacity ? exprs->nodes.count
                                    : exprs->nodes.capacity;
    while (capacity / 2 < most) {
        if (capacity > UINT32_MAX / 2)
            arena_fail(exprs->arena);
        capacity *= 2;
    }
    if (capacity > table->capacity) {
        arena_release(exprs->arena, table->slots, table->capacity,
                      sizeof(ExprId));
        *table = (NodeTable){
            .slots = NEW_ARRAY(exprs->arena, ExprId, capacity),
            .capacity = capacity,
        };
    }
    while (table->count + 1 < exprs->nodes.count) {
        ExprId id = ++table->count;
        *find_slot(exprs, &exprs->nodes.at[id], true) = id;
    }
}

void exprs_settle(Exprs *exprs)
{
    NodeTable *table = &exprs->node_table;
    arena_release(exprs->arena, table->slots, table->capacity, sizeof(ExprId));
    *table = (NodeTable){0};
    list_trim(exprs->arena, &exprs->nodes);
    list_trim(exprs->arena, &exprs->walked->lists);
}

ExprId expr_adopt(Exprs *exprs, const Expr *node)
{
    Expr made = *node;
    if (made.kind == ACCESS)
        made.as.access.subscripts =
            arena_copy(exprs->arena, node->as.access.subscripts,
                       node->as.access.rank, sizeof(SubscriptId));
    list_push(exprs->arena, &exprs->nodes, made);
    return exprs->nodes.count - 1;
}

ExprId expr_intern(Exprs *exprs, const Expr *node)
{
    NodeTable *table = &exprs->node_table;
    if (table->count + 1 < exprs->nodes.count
        || table->capacity / 2 < exprs->nodes.count)
        catch_up(exprs);
    ExprId *slot = find_slot(exprs, node, false);
    if (!*slot) {
        *slot = expr_adopt(exprs, node);
        table->count++;
    }
    return *slot;
}
