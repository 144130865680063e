/* graph_check_body.c: the nodes of a part: order, indices, types, bounds. */
#include "checking.h"

static bool check_access(Check *check, ExprId id, const Expr *node)
{
    const Graph *graph = check->graph;
    const Exprs *exprs = &graph->exprs;
    ArrayId array = node->as.access.array;
    if (!array || array >= check->id)
        return check_fail(check, "reads array %u, which is not before it",
                          array);
    const Array *of = graph_array(graph, array);
    if (node->as.access.rank != of->rank)
        return check_fail(check, "reads array %u of rank %u at %u subscripts",
                          array, of->rank, node->as.access.rank);
    if (!(node->flags & EXPR_WHOLE) != (of->type != WHOLE))
        return check_fail(check, "takes array %u for one of another type",
                          array);
    if (of->kind == CARRY && !graph_are_recurrent(graph, check->id, array))
        return check_fail(check, "reads the carry %u of another recurrence",
                          array);
    if (!of->rank)
        return true;
    Domain bare = check->domain;
    bare.guards.count = 0;
    for (uint32_t a = 0; a < of->rank; a++) {
        SubscriptId s = node->as.access.subscripts[a];
        if (!check_subscript(check, s, "a subscript"))
            return false;
        Range range = domain_bounds(&bare, graph, s);
        if (range.low < 0 || range.high > of->shape[a])
            range = domain_bounds(&check->domain, graph, s);
        if (range.low >= range.high
            || (range.low >= 0 && range.high <= of->shape[a])
            || path_proves(check, id, s, of->shape[a]))
            continue;
        Text name = check_name(check, array);
        return check_fail(check, "reads `%.*s` out of bounds: axis %u at "
                          "%lld … %lld of %lld%s", TEXT_ARGS(name), a,
                          (long long)range.low, (long long)range.high - 1,
                          (long long)of->shape[a],
                          subscript_at(exprs, s)->data ? " by data" : "");
    }
    return true;
}

/* Whether a node may stand where a condition is wanted: a comparison, logic,
 * a choice of conditions, or a number in its place. */
static bool is_condition(const Exprs *exprs, ExprId id)
{
    const Expr *node = expr_at(exprs, id);
    return (node->flags & EXPR_CONDITION) || expr_is_number(exprs, id, 0)
        || expr_is_number(exprs, id, 1);
}

static bool check_types(Check *check, ExprId id, const Expr *node)
{
    const Exprs *exprs = &check->graph->exprs;
    const bool chooses = node->kind == CHOOSE;
    const bool choice_of_conditions =
        chooses && (node->flags & EXPR_CONDITION);
    uint32_t count = chooses ? 3 : 1;
    const FunctionRow *row = NULL;
    if (node->kind == APPLY) {
        if (node->function == F_NONE || node->function >= F_COUNT)
            return check_fail(check, "node %u applies no function", id);
        row = function_row((Function)node->function);
        count = row->arity;
    }
    for (uint32_t i = 0; i < count; i++) {
        ExprId operand = node->as.operand[i];
        bool wanted = chooses ? i == 0 || choice_of_conditions
                              : (row->flags & FUNCTION_LOGIC) != 0;
        if (wanted && !is_condition(exprs, operand))
            return check_fail(check, "node %u takes a value for a condition",
                              id);
        if (!wanted && (expr_at(exprs, operand)->flags & EXPR_CONDITION))
            return check_fail(check, "node %u takes a condition for a value",
                              id);
    }
    return true;
}

/* The set of indices that the operands say the node depends on. */
static bool check_depends(Check *check, ExprId id, const Expr *node)
{
    const Exprs *exprs = &check->graph->exprs;
    ExprId operands[MAX_RANK];
    uint32_t depends = 0;
    uint32_t count = expr_operands(exprs, id, operands);
    for (uint32_t i = 0; i < count; i++) {
        if (operands[i] >= id)
            return check_fail(check, "node %u is before its operand %u", id,
                              operands[i]);
        depends |= expr_at(exprs, operands[i])->depends;
    }
    if (node->kind == INDEX) {
        if (node->as.index >= check->part->index_count)
            return check_fail(check, "index %u is not bound", node->as.index);
        depends = 1u << node->as.index;
    }
    for (uint32_t i = 0; node->kind == ACCESS && i < node->as.access.rank; i++)
        depends |= subscript_depends(exprs, node->as.access.subscripts[i]);
    if (depends != node->depends)
        return check_fail(check, "node %u depends on other indices", id);
    return true;
}

static bool check_node(Check *check, ExprId id)
{
    const Expr *node = expr_at(&check->graph->exprs, id);
    if (!check_depends(check, id, node))
        return false;
    if (node->kind == ACCESS)
        return check_access(check, id, node);
    return (node->kind != APPLY && node->kind != CHOOSE)
        || check_types(check, id, node);
}

bool check_subscript(Check *check, SubscriptId id, const char *what)
{
    const Exprs *exprs = &check->graph->exprs;
    if (!id || id >= exprs->subscripts.count)
        return check_fail(check, "%s is none", what);
    const Subscript *s = subscript_at(exprs, id);
    if (s->data >= exprs->nodes.count)
        return check_fail(check, "%s has data that are none", what);
    uint32_t depends = s->data ? expr_at(exprs, s->data)->depends : 0;
    for (uint32_t i = 0; i < s->term_count; i++) {
        if (s->terms[i].index >= check->part->index_count)
            return check_fail(check, "index %u in %s is not bound",
                              s->terms[i].index, what);
        if (!s->terms[i].factor
            || (i && s->terms[i].index <= s->terms[i - 1].index))
            return check_fail(check, "%s is not in order", what);
        depends |= 1u << s->terms[i].index;
    }
    if (depends != subscript_depends(exprs, id))
        return check_fail(check, "%s depends on other indices", what);
    if (!s->data != !s->scale)
        return check_fail(check, "%s has data or scale alone", what);
    if (s->data && !(expr_at(exprs, s->data)->flags & EXPR_WHOLE))
        return check_fail(check, "%s has data that are not whole", what);
    return true;
}

bool check_body(Check *check)
{
    const Exprs *exprs = &check->graph->exprs;
    const Part *part = check->part;
    if (!part->body || part->body >= exprs->nodes.count)
        return check_fail(check, "has no body");
    check->order.count = 0;
    check->has_uses = false;
    expr_postorder(exprs, check->arena, NULL, true, part->body,
                   &check->order);
    for (uint32_t a = 0; a < check->array->rank; a++) {
        ExprId data = subscript_at(exprs, part->target[a])->data;
        if (data)
            expr_postorder(exprs, check->arena, NULL, false, data,
                           &check->order);
    }
    for (uint32_t i = 0; i < check->order.count; i++)
        if (!check_node(check, check->order.at[i]))
            return false;
    if (expr_at(exprs, part->body)->flags & EXPR_CONDITION)
        return check_fail(check, "the body is a condition");
    return true;
}
