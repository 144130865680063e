/* expr.c: making, walking and rewriting scalar expressions.
 *
 * Every walk is a loop over a post-order that an explicit stack makes, so its
 * depth is bounded by memory and its cost by the number of distinct nodes.
 */
#include "expr.h"

#include <math.h>
#include <string.h>

enum { SHORT_WALK = 64 };

void exprs_init(Exprs *exprs, Arena *arena)
{
    *exprs = (Exprs){.arena = arena, .walk = NEW(arena, Marks),
                     .walked = NEW(arena, Walked)};
    list_push(arena, &exprs->nodes, (Expr){0});
    list_push(arena, &exprs->subscripts, (Subscript){0});
    list_push(arena, &exprs->subscript_depends, 0);
}

void exprs_reserve(Exprs *exprs, const Exprs *like)
{
    list_reserve(exprs->arena, &exprs->nodes, like->nodes.count);
    list_reserve(exprs->arena, &exprs->subscripts, like->subscripts.count);
    list_reserve(exprs->arena, &exprs->subscript_depends,
                 like->subscript_depends.count);
}

/* -- making -- */

ExprId expr_number(Exprs *exprs, double number)
{
    bool whole = fabs(number) < 0x1p53 && number == floor(number)
              && !(number == 0 && signbit(number));
    Expr node = {.kind = NUMBER, .flags = whole ? EXPR_WHOLE : 0};
    node.as.number = number;
    return expr_intern(exprs, &node);
}

ExprId expr_index(Exprs *exprs, uint32_t index)
{
    Expr node = {.kind = INDEX, .flags = EXPR_WHOLE, .depends = 1u << index};
    node.as.index = index;
    return expr_intern(exprs, &node);
}

ExprId expr_access(Exprs *exprs, ArrayId array, bool whole, uint32_t rank,
                   const SubscriptId *subscripts)
{
    Expr node = {.kind = ACCESS, .flags = EXPR_READS};
    if (whole)
        node.flags |= EXPR_WHOLE;
    node.as.access.array = array;
    node.as.access.rank = rank;
    node.as.access.subscripts = subscripts;
    for (uint32_t i = 0; i < rank; i++) {
        ExprId data = subscript_at(exprs, subscripts[i])->data;
        node.depends |= subscript_depends(exprs, subscripts[i]);
        node.flags |= expr_at(exprs, data)->flags & EXPR_BELOW;
    }
    return expr_intern(exprs, &node);
}

/* What a function of operands with these flags in common is of itself. */
static uint16_t flags_of(const FunctionRow *row, Function function,
                         uint16_t both)
{
    unsigned flags = row->flags & FUNCTION_PARTIAL ? EXPR_PARTIAL : 0;
    if (row->flags & FUNCTION_CONDITION)
        flags |= EXPR_CONDITION;
    else if (row->flags & FUNCTION_WHOLE)
        flags |= both & EXPR_WHOLE;
    if (row->cost >= CALL_COST)
        flags |= EXPR_CALLS;
    if (function == F_DIV || function == F_LOG)
        flags |= EXPR_DIVIDES;
    if ((both & EXPR_WHOLE) && function >= F_FLOORDIV && function <= F_GE)
        flags |= EXPR_DECIDES;
    return (uint16_t)flags;
}

ExprId expr_apply(Exprs *exprs, Function function, ExprId a, ExprId b)
{
    const FunctionRow *row = function_row(function);
    const Expr *left = expr_at(exprs, a), *right = expr_at(exprs, b);
    Expr node = {.kind = APPLY, .function = (uint8_t)function};
    node.as.operand[0] = a;
    node.as.operand[1] = row->arity == 2 ? b : 0;
    node.depends = left->depends | (row->arity == 2 ? right->depends : 0);
    uint16_t both = left->flags & (row->arity == 2 ? right->flags : 0xFFFF);
    uint16_t any = left->flags | (row->arity == 2 ? right->flags : 0);
    node.flags = flags_of(row, function, both)
               | (any & (EXPR_PARTIAL | EXPR_BELOW));
    return expr_intern(exprs, &node);
}

ExprId expr_choose(Exprs *exprs, ExprId condition, ExprId then,
                   ExprId otherwise)
{
    const Expr *c = expr_at(exprs, condition), *a = expr_at(exprs, then),
               *b = expr_at(exprs, otherwise);
    Expr node = {
        .kind = CHOOSE,
        .flags = (uint16_t)(((c->flags | a->flags | b->flags)
                             & (EXPR_PARTIAL | EXPR_BELOW))
                            | (a->flags & b->flags
                               & (EXPR_WHOLE | EXPR_CONDITION))),
        .depends = c->depends | a->depends | b->depends,
    };
    node.as.operand[0] = condition;
    node.as.operand[1] = then;
    node.as.operand[2] = otherwise;
    return expr_intern(exprs, &node);
}

/* -- looking -- */

bool expr_is_number(const Exprs *exprs, ExprId id, double number)
{
    const Expr *node = expr_at(exprs, id);
    return node->kind == NUMBER
        && !memcmp(&node->as.number, &number, sizeof number);
}

uint32_t expr_data(const Exprs *exprs, const Expr *access,
                   ExprId out[MAX_RANK])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < access->as.access.rank; i++) {
        ExprId data = subscript_at(exprs, access->as.access.subscripts[i])->data;
        if (data)
            out[count++] = data;
    }
    return count;
}

/* Room for marks of nodes up to the id, or of all that there is room for. */
static void marks_reserve(const Exprs *exprs, Arena *arena, Marks *marks,
                          ExprId id)
{
    if (marks->stamp.count > id)
        return;
    list_reserve(arena, &marks->stamp, exprs->nodes.capacity);
    marks->stamp.count = marks->stamp.capacity;
}

/* Puts the data of an access on the stack, the first on top; how many. */
static uint32_t push_data(const Exprs *exprs, const Expr *node, ExprId *stack)
{
    uint32_t count = 0;
    for (uint32_t i = node->as.access.rank; i-- > 0;) {
        SubscriptId s = node->as.access.subscripts[i];
        if (subscript_at(exprs, s)->data)
            stack[count++] = subscript_at(exprs, s)->data;
    }
    return count;
}

static bool is_leaf(const Expr *node)
{
    return node->kind < ACCESS
        || (node->kind == ACCESS && !node->as.access.rank);
}

/* The operands of a function or a choice: the first ones that are leaves are
 * listed, as is what has a mark left out; from the first other one on they are
 * put on the stack, the first on top. How many. */
static inline uint32_t push_operands(const Exprs *exprs, const Expr *node,
                                     uint32_t *stamp, uint32_t epoch,
                                     ExprIds *list, ExprId *stack)
{
    const ExprId *operand = node->as.operand;
    for (uint32_t k = 0; k < 3 && operand[k]; k++) {
        ExprId id = operand[k];
        if (stamp[id] == epoch)
            continue;
        if (!is_leaf(expr_at(exprs, id))) {
            uint32_t count = 0;
            if (k < 2 && operand[2])
                stack[count++] = operand[2];
            if (k < 1 && operand[1])
                stack[count++] = operand[1];
            stack[count++] = id;
            return count;
        }
        stamp[id] = epoch;
        list->at[list->count++] = id;
    }
    return 0;
}

/* On the stack, a node stands once to be opened and, tagged, once to be listed
 * after its operands. Those have smaller ids, so there are marks for all. */
static void walk(const Exprs *exprs, Arena *arena, Arena *lasting,
                 Marks *marks, ExprId root, ExprIds *list)
{
    const ExprId tag = UINT32_C(1) << 31;
    marks_reserve(exprs, lasting, marks, root);
    const uint32_t epoch = marks->epoch;
    uint32_t *stamp = marks->stamp.at, depth = 0;
    if (stamp[root] == epoch)
        return;
    list_reserve(lasting, &marks->stack, 2 + MAX_RANK);
    ExprId *stack = marks->stack.at;
    stack[depth++] = root;
    while (depth) {
        ExprId id = stack[--depth];
        list_reserve(arena, list, list->count + 3);
        if (id & tag) {
            list->at[list->count++] = id & ~tag;
            continue;
        }
        if (stamp[id] == epoch)
            continue;
        stamp[id] = epoch;
        const Expr *node = expr_at(exprs, id);
        ExprId *room = stack + depth + 1;
        uint32_t count =
            node->kind >= APPLY
                ? push_operands(exprs, node, stamp, epoch, list, room)
            : is_leaf(node) ? 0 : push_data(exprs, node, room);
        if (!count) {
            list->at[list->count++] = id;
            continue;
        }
        stack[depth] = id | tag;
        depth += 1 + count;
        if (depth + 1 + MAX_RANK > marks->stack.capacity) {
            list_reserve(lasting, &marks->stack, depth + 1 + MAX_RANK);
            stack = marks->stack.at;
        }
    }
}

/* Appends the list of an earlier walk from the root; false if there is none. */
static bool walked_before(const Exprs *exprs, Arena *arena, ExprId root,
                          ExprIds *list)
{
    Walked *walked = exprs->walked;
    uint32_t place = root < walked->place.count ? walked->place.at[root] : 0;
    walked->last = place;
    if (!place)
        return false;
    const ExprId *kept = &walked->lists.at[place];
    list_reserve(arena, list, list->count + *kept);
    memcpy(list->at + list->count, kept + 1, *kept * sizeof *kept);
    list->count += *kept;
    return true;
}

/* All short ones, and of long ones so many that they take no more room than the
 * nodes. */
static void keep_walk(const Exprs *exprs, ExprId root, const ExprId *nodes,
                      uint32_t count)
{
    Walked *walked = exprs->walked;
    if (walked->closed
        || (count > SHORT_WALK
            && walked->lists.count + count > 2 * exprs->nodes.count))
        return;
    if (walked->place.count <= root) {
        list_reserve(exprs->arena, &walked->place, exprs->nodes.capacity);
        walked->place.count = walked->place.capacity;
    }
    if (!walked->lists.count)
        list_push(exprs->arena, &walked->lists, 0);
    walked->place.at[root] = walked->lists.count;
    list_reserve(exprs->arena, &walked->lists,
                 walked->lists.count + 1 + count);
    list_push(exprs->arena, &walked->lists, count);
    memcpy(walked->lists.at + walked->lists.count, nodes,
           count * sizeof *nodes);
    walked->lists.count += count;
}

void exprs_forget_walks(const Exprs *exprs)
{
    Walked *walked = exprs->walked;
    arena_release(exprs->arena, walked->place.at, walked->place.capacity,
                  sizeof *walked->place.at);
    arena_release(exprs->arena, walked->lists.at, walked->lists.capacity,
                  sizeof *walked->lists.at);
    *walked = (Walked){.closed = true};
}

/* Marks what the last list has, for the walk that goes on from there. */
static void mark_walked(const Exprs *exprs)
{
    Walked *walked = exprs->walked;
    const ExprId *kept = &walked->lists.at[walked->last];
    Marks *marks = exprs->walk;
    marks_reserve(exprs, exprs->arena, marks, exprs->nodes.count - 1);
    for (uint32_t i = 1; i <= *kept; i++)
        marks->stamp.at[kept[i]] = marks->epoch;
    walked->last = 0;
}

void expr_postorder(const Exprs *exprs, Arena *arena, Marks *marks, bool fresh,
                    ExprId root, ExprIds *list)
{
    uint32_t first = list->count;
    Marks *own = marks ? marks : exprs->walk;
    if (fresh || !own->epoch)
        own->epoch++;
    if (marks || !fresh) {
        if (!marks && exprs->walked->last)
            mark_walked(exprs);
        walk(exprs, arena, marks ? arena : exprs->arena, own, root, list);
    } else if (!walked_before(exprs, arena, root, list)) {
        walk(exprs, arena, exprs->arena, own, root, list);
        keep_walk(exprs, root, list->at + first, list->count - first);
    }
}

/* -- rewriting -- */

ExprId expr_rebuild(Exprs *to, const Exprs *from, ExprId id,
                    const ExprId *operands, ArrayId array)
{
    const Expr node = *expr_at(from, id);
    switch ((ExprKind)node.kind) {
    case NUMBER:
        return expr_number(to, node.as.number);
    case INDEX:
        return expr_index(to, node.as.index);
    case APPLY:
        return expr_apply(to, node.function, operands[0],
                          node.as.operand[1] ? operands[1] : 0);
    case CHOOSE:
        return expr_choose(to, operands[0], operands[1], operands[2]);
    case ACCESS:
        break;
    }
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t i = 0, next = 0; i < node.as.access.rank; i++) {
        const Subscript s = *subscript_at(from, node.as.access.subscripts[i]);
        subscripts[i] =
            subscript_make(to, s.base, s.term_count, s.terms,
                           s.data ? operands[next++] : 0, s.scale);
    }
    return expr_access(to, array, node.flags & EXPR_WHOLE,
                       node.as.access.rank, subscripts);
}

static void memo_set(Arena *arena, Memo *memo, ExprId id, ExprId to)
{
    if (memo->to.count <= id) {
        list_reserve(arena, &memo->to, id + 1);
        list_reserve(arena, &memo->stamp, id + 1);
        memo->to.count = memo->to.capacity;
        memo->stamp.count = memo->stamp.capacity;
    }
    memo->to.at[id] = to;
    memo->stamp.at[id] = memo->epoch;
}

/* The nodes of map in an access or an index, its operands being done. */
static ExprId substitute_node(Exprs *exprs, Memo *memo, ExprId id,
                              const SubscriptId map[MAX_INDICES])
{
    const Expr node = *expr_at(exprs, id);
    if (node.kind == INDEX)
        return map[node.as.index] ? expr_of_subscript(exprs,
                                                      map[node.as.index])
                                  : id;
    if (node.kind != ACCESS) {
        ExprId operands[MAX_RANK];
        for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
            operands[n - 1] = memo->to.at[operands[n - 1]];
        return expr_rebuild(exprs, exprs, id, operands, 0);
    }
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t i = 0; i < node.as.access.rank; i++)
        subscripts[i] = subscript_substitute(
            exprs, memo, node.as.access.subscripts[i], map);
    return expr_access(exprs, node.as.access.array, node.flags & EXPR_WHOLE,
                       node.as.access.rank, subscripts);
}

/* The set of indices that map changes. */
static uint32_t mapped(const SubscriptId map[MAX_INDICES])
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        set |= (uint32_t)(map[i] != 0) << i;
    return set;
}

ExprId expr_substitute(Exprs *exprs, Memo *memo, ExprId root,
                       const SubscriptId map[MAX_INDICES])
{
    uint32_t changed = mapped(map);
    memo->epoch++;
    memcpy(memo->map, map, sizeof memo->map);
    if (!(expr_at(exprs, root)->depends & changed))
        return root;
    memo->order.count = 0;
    expr_postorder(exprs, exprs->arena, NULL, true, root,
                   &memo->order);
    for (uint32_t i = 0; i < memo->order.count; i++) {
        ExprId id = memo->order.at[i];
        ExprId to = expr_at(exprs, id)->depends & changed
                      ? substitute_node(exprs, memo, id, map)
                      : id;
        memo_set(exprs->arena, memo, id, to);
    }
    return memo->to.at[root];
}

SubscriptId subscript_substitute(Exprs *exprs, Memo *memo, SubscriptId id,
                                 const SubscriptId map[MAX_INDICES])
{
    const Subscript s = *subscript_at(exprs, id);
    if (!(subscript_depends(exprs, id) & mapped(map)))
        return id;
    ExprId data = s.data;
    if (data)
        data = data < memo->to.count
                    && memo->stamp.at[data] == memo->epoch
                    && !memcmp(memo->map, map, sizeof memo->map)
                 ? memo->to.at[data]
                 : expr_substitute(exprs, memo, data, map);
    SubscriptId sum = subscript_constant(exprs, s.base);
    if (data) {
        SubscriptId part;
        if (!subscript_of_expr(exprs, data, &part))
            part = subscript_make(exprs, 0, 0, NULL, data, 1);
        sum = subscript_add(exprs, sum, s.scale, part);
    }
    for (uint32_t i = 0; i < s.term_count; i++) {
        uint32_t index = s.terms[i].index;
        sum = subscript_add(exprs, sum, s.terms[i].factor,
                            map[index] ? map[index]
                                       : subscript_index(exprs, index));
    }
    return sum;
}
