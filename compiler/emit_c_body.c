/* emit_c_body.c: where the nodes of a body stand.
 *
 * Each node of the body has a scope: the innermost place, of the loops of the
 * part and the branches of its choices, that all users of the node see. A node
 * becomes a local there if it is shared, if its text has grown long, or, one
 * loop further out, if it calls a function and does not depend on that
 * loop. An access that is in bounds only under a condition never leaves the
 * branch that the condition guards: it stays in the expression, under ?:, or
 * becomes a local of the branch, and the choice an if. One that is in bounds
 * anyway is read before the choice: so the loop needs no masks to be one of
 * vectors, and none that gcc 12 confuses (see GG_GUARDED in gg_model.h).
 */
#include "emit_c_code.h"

#include <math.h>

enum { DEEPEST_BRANCH = 30, COSTLY = 4, SHORT_LOOP = 16 };

/* -- scopes -- */

static uint32_t level_of(uint32_t depends)
{
    uint32_t level = 0;
    for (; depends; depends >>= 1)
        level++;
    return level;
}

static uint32_t scope_add(Code *code, uint32_t parent, uint32_t level,
                          bool branch)
{
    Body *body = &code->body;
    Scope scope = {
        .parent = parent,
        .depth = body->scopes.count ? body->scopes.at[parent].depth + 1 : 0,
        .level = level,
        .branch = branch,
    };
    list_push(code->arena, &body->scopes, scope);
    return body->scopes.count - 1;
}

static uint32_t scope_common(const Body *body, uint32_t a, uint32_t b)
{
    const Scope *scopes = body->scopes.at;
    while (a != b)
        if (scopes[a].depth >= scopes[b].depth)
            a = scopes[a].parent;
        else
            b = scopes[b].parent;
    return a;
}

uint32_t body_scope(const Body *body, uint32_t level)
{
    return level - body->base;
}

/* -- bounds -- */

static bool access_in_bounds(const Graph *graph, const Domain *domain,
                             const Expr *node)
{
    const Array *array = graph_array(graph, node->as.access.array);
    for (uint32_t i = 0; i < node->as.access.rank; i++) {
        Range range =
            domain_bounds(domain, graph, node->as.access.subscripts[i]);
        if (range.low < range.high
            && (range.low < 0 || range.high > array->shape[i]))
            return false;
    }
    return true;
}

static Width node_width(Code *code, const Expr *node, ExprId id)
{
    const Graph *graph = code->graph;
    Body *body = &code->body;
    if (node->kind == ACCESS)
        return graph_array(graph, node->as.access.array)->limit
                       > (int64_t)1 << 31
                 ? WIDTH_64
                 : WIDTH_32;
    Width width = width_of(domain_bounds_expr(&body->box, graph, id));
    ExprId operands[MAX_RANK];
    for (uint32_t n = expr_operands(&graph->exprs, id, operands); n > 0; n--) {
        const Node *x = &body->nodes.at[code->place[operands[n - 1]]];
        if (x->type == C_WHOLE && x->width > width)
            width = x->width;
    }
    return width;
}

/* Whether it compares whole numbers: elements of arrays, or indices alone. */
static bool compares_whole(const Exprs *exprs, const Expr *c, Function by,
                           uint16_t reads)
{
    return c->kind == APPLY && c->function == by
        && (c->flags & EXPR_READS) == reads
        && expr_at(exprs, c->as.operand[0])->flags & EXPR_WHOLE
        && expr_at(exprs, c->as.operand[1])->flags & EXPR_WHOLE;
}

/* Whether it is `a if c else 0` with an a that is better computed anyway. For
 * indices i != j that is nearly always of use, and makes no branch. Where c is
 * place == index, loops that write such elements for several values of the index
 * are unrolled, and a compiler that sees that one comparison decides the others
 * makes branches of them, no vectors: there if a costs little. */
static bool is_masked(const Code *code, const Expr *node)
{
    const Exprs *exprs = &code->graph->exprs;
    if (node->kind != CHOOSE || !expr_is_number(exprs, node->as.operand[2], 0)
        || signbit(expr_at(exprs, node->as.operand[2])->as.number))
        return false;
    const Expr *c = expr_at(exprs, node->as.operand[0]);
    const Expr *a = expr_at(exprs, node->as.operand[1]);
    bool apart = compares_whole(exprs, c, F_NE, 0);
    bool here = compares_whole(exprs, c, F_EQ, EXPR_READS)
             && !(a->flags & (EXPR_CALLS | EXPR_DIVIDES));
    return (apart || here)
        && a->flags & EXPR_READS && !(a->flags & EXPR_WHOLE)
        && code->body.nodes.at[code->place[node->as.operand[1]]].safe_box;
}

static void node_init(Code *code, ExprId id)
{
    const Exprs *exprs = &code->graph->exprs;
    Body *body = &code->body;
    const Expr *node = expr_at(exprs, id);
    Node made = {.id = id, .safe_box = true, .safe = true};
    made.type = node->flags & EXPR_CONDITION ? C_CONDITION
              : node->flags & EXPR_WHOLE     ? C_WHOLE
                                             : C_REAL;
    if (made.type == C_WHOLE)
        made.width = (uint8_t)node_width(code, node, id);
    if (node->kind == ACCESS) {
        made.safe_box = access_in_bounds(code->graph, &body->box, node);
        made.safe = made.safe_box
                 || access_in_bounds(code->graph, &body->domain, node);
    }
    made.masked = is_masked(code, node);
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, id, operands);
    for (uint32_t i = 0; i < count; i++) {
        const Node *x = &body->nodes.at[code->place[operands[i]]];
        /* What a choice guards is in bounds when the choice is computed. */
        if (node->kind == CHOOSE && i > 0) {
            made.safe_box &= x->safe_box || !body->part->guard_count;
        } else {
            made.safe_box &= x->safe_box;
            made.safe &= x->safe;
        }
    }
    code->place[id] = body->nodes.count;
    list_push(code->arena, &body->nodes, made);
}

bool node_is_safe(const Body *body, const Node *node, uint32_t scope)
{
    return node->safe_box
        || (node->safe && body->scopes.at[scope].level >= body->guard_level);
}

/* -- users and scopes, from the root down -- */

typedef struct Use {
    uint32_t scope, count;
    bool     uniform, shielded;
} Use;

static void use_node(Body *body, uint32_t at, Use use)
{
    Node *node = &body->nodes.at[at];
    if (!node->refs) {
        node->scope = use.scope;
        node->uniform = use.uniform;
    } else if (node->scope != use.scope) {
        node->scope = scope_common(body, node->scope, use.scope);
        node->uniform = false;
    }
    node->uniform &= use.uniform;
    node->shielded |= use.shielded;
    node->always |= !use.shielded && !body->scopes.at[use.scope].branch;
    node->refs += use.count;
    if (node->refs > 1000)
        node->refs = 1000;
}

/* Whether it is read of rows that were gathered, or held in the block: then it has
 * no operands. */
static bool is_gathered(const Code *code, ExprId id)
{
    const Expr *node = expr_at(&code->graph->exprs, id);
    return each_has(code, id)
        || (code->blocks.open
            && (node->kind == ACCESS ? blocks_rows_of(code, node) != NULL
                                     : blocks_holds(code, id)));
}

static bool is_leaf(const Code *code, ExprId id)
{
    const Exprs *exprs = &code->graph->exprs;
    const Expr *node = expr_at(exprs, id);
    ExprId operands[MAX_RANK];
    return node->kind == NUMBER || node->kind == INDEX || is_gathered(code, id)
        || (node->kind == ACCESS && !expr_operands(exprs, id, operands));
}

/* Whether writing it twice reads better than a local. */
static bool is_small(const Code *code, const Node *at)
{
    const Exprs *exprs = &code->graph->exprs;
    const Expr *node = expr_at(exprs, at->id);
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(exprs, at->id, operands);
    if (node->kind != APPLY)
        return node->kind != CHOOSE;
    if (at->type == C_REAL && node->function != F_NEG)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!is_leaf(code, operands[i]))
            return false;
    return true;
}

static bool is_costly(const Expr *node)
{
    return node->kind == APPLY
        && function_row((Function)node->function)->cost >= COSTLY;
}

/* Whether it is read from memory. */
static bool is_read(const Code *code, const Expr *access)
{
    ArrayId id = graph_source(code->graph, access->as.access.array);
    Home home = (Home)code->plan->home[code->pass][id];
    uint8_t kind = graph_array(code->graph, id)->kind;
    if (!access->as.access.rank)
        return code->body.part->index_count
            && (home == HOME_WORK || kind == PARAM || kind == STATE);
    return home != HOME_TABLE && home != HOME_LOCAL;
}

/* Whether compilers may write its innermost loop out. */
static bool is_short(const Part *part)
{
    if (!part->index_count)
        return false;
    Range range = part->ranges[part->index_count - 1];
    return range.high - range.low <= SHORT_LOOP;
}

static uint32_t target_level(const Exprs *exprs, const Array *array,
                             const Part *part)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        set |= subscript_depends(exprs, part->target[i]);
    return level_of(set);
}

/* An element that stays the same while the innermost loop writes others is a local
 * before that: compilers cannot always tell the one from the others. */
static bool place_outside(Code *code, Node *node, const Expr *access)
{
    Body *body = &code->body;
    uint32_t level = level_of(access->depends);
    level = level < body->base ? body->base : level;
    if (!code->plan->loops->source->vectors || !access->as.access.rank
        || !body->stores || level < body->driven || level >= body->part->index_count
        || body->scopes.at[node->scope].branch
        || body->scopes.at[node->scope].level <= level
        || !is_read(code, access) || !is_leaf(code, node->id)
        || !node_is_safe(body, node, body_scope(body, level)))
        return false;
    node->scope = body_scope(body, level);
    node->local = true;
    return true;
}

/* An access that only branches use is a local before them, if it is in bounds
 * there and its place is no data: vectors need it there. */
static void place_access(const Code *code, Node *node, const Expr *access)
{
    const Body *body = &code->body;
    if (!code->plan->loops->source->vectors || node->always
        || !is_read(code, access) || !is_leaf(code, node->id))
        return;
    uint32_t scope = node->scope;
    while (body->scopes.at[scope].branch)
        scope = body->scopes.at[scope].parent;
    node->local = node_is_safe(body, node, scope);
    if (node->local)
        node->scope = scope;
    else
        node->guarded = is_short(body->part);
}

/* Whether the node is a local, and where. */
static void place_node(Code *code, Node *node)
{
    Body *body = &code->body;
    const Expr *expr = expr_at(&code->graph->exprs, node->id);
    if (expr->kind == ACCESS && !place_outside(code, node, expr))
        place_access(code, node, expr);
    if ((expr->kind != APPLY && expr->kind != CHOOSE)
        || is_gathered(code, node->id))
        return;
    uint32_t level = level_of(expr->depends);
    level = level < body->base ? body->base : level;
    uint32_t outer = node->scope;
    const Scope *scope = &body->scopes.at[node->scope];
    if (!scope->branch && level < scope->level)
        outer = body_scope(body, level);
    bool hoist = outer != node->scope && node_is_safe(body, node, outer);
    if (node->refs > 1 ? is_small(code, node) : !(hoist && is_costly(expr)))
        return;
    if (hoist)
        node->scope = outer;
    else if (!node_is_safe(body, node, node->scope)
             && (!node->uniform || node->shielded))
        return;
    node->local = true;
}

static void use_operands(Code *code, uint32_t at)
{
    Body *body = &code->body;
    const Exprs *exprs = &code->graph->exprs;
    const Node node = body->nodes.at[at];
    const Expr *expr = expr_at(exprs, node.id);
    Use use = {node.scope, 1, true, false};
    if (!node.local)
        use = (Use){node.scope, node.refs, node.uniform, node.shielded};
    ExprId operands[MAX_RANK];
    uint32_t count = is_gathered(code, node.id)
                       ? 0 : expr_operands(exprs, node.id, operands);
    /* A choice that cannot become a statement gives its operands no scopes. */
    bool closed = !node.local && !node_is_safe(body, &node, node.scope)
               && (!node.uniform || node.shielded);
    bool deep = body->scopes.at[node.scope].depth
              > body->part->index_count - body->base + DEEPEST_BRANCH;
    for (uint32_t i = 0; i < count; i++) {
        Use inner = use;
        uint32_t operand = code->place[operands[i]];
        bool branch = expr->kind == CHOOSE && !node.masked && i > 0;
        if (expr->kind == APPLY && expr->function == F_POW && i == 0)
            inner.count *= 2;
        if (branch && (closed || deep)) {
            inner.shielded = true;
        } else if (branch) {
            uint32_t made = scope_add(code, node.scope,
                                      body->scopes.at[node.scope].level, true);
            body->nodes.at[at].branches[i - 1] = made;
            inner = (Use){made, node.local ? 1 : node.refs, true, false};
        }
        if (expr->kind == APPLY && i == 1
            && (expr->function == F_AND || expr->function == F_OR))
            inner.shielded = true;
        use_node(body, operand, inner);
    }
}

/* -- the whole body -- */

void body_make(Code *code, const Array *array, const Part *part, uint32_t base,
               uint32_t guard_level)
{
    const Exprs *exprs = &code->graph->exprs;
    Body *body = &code->body;
    body->part = part;
    body->base = base;
    body->guard_level = guard_level;
    domain_of_part(&body->domain, code->scratch, part);
    body->box = body->domain;
    body->box.guards.count = 0;
    body->nodes.count = body->scopes.count = code->order.count = 0;
    bool computes = array->kind == EQUATION;
    if (computes)
        expr_postorder(exprs, code->arena, NULL, true, part->body,
                       &code->order);
    for (uint32_t i = 0; i < array->rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            expr_postorder(exprs, code->arena, NULL, false, data,
                           &code->order);
    }
    for (uint32_t i = 0; i < code->order.count; i++)
        node_init(code, code->order.at[i]);
    for (uint32_t level = base; level <= part->index_count; level++)
        scope_add(code, level == base ? 0 : body->scopes.count - 1, level,
                  false);
    if (computes) {
        body->root = code->place[part->body];
        use_node(body, body->root,
                 (Use){body_scope(body, part->index_count), 1, true, false});
    }
    uint32_t store = target_level(exprs, array, part);
    body->stores = store == part->index_count;
    body->driven = 0;
    for (uint32_t r = array->recurrence; r;
         r = code->graph->recurrences.at[r].outer)
        body->driven++;
    store = store < base ? base : store;
    for (uint32_t i = 0; i < array->rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            use_node(body, code->place[data],
                     (Use){body_scope(body, store), 1, true, false});
    }
    for (uint32_t i = body->nodes.count; i > 0; i--) {
        if (!body->nodes.at[i - 1].refs)
            continue;
        place_node(code, &body->nodes.at[i - 1]);
        use_operands(code, i - 1);
    }
    for (uint32_t i = 0; i < body->nodes.count; i++)
        if (body->nodes.at[i].refs)
            node_write(code, i);
}

Text body_value(Code *code, const Array *array)
{
    return node_text(code, code->body.root,
                     array && array->type == WHOLE ? C_WHOLE : C_REAL,
                     C_CHOICE);
}
