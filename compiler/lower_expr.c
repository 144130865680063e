/* lower_expr.c: expressions, by the kind of the tree. */
#include "lowering.h"

#include <math.h>

/* Doubles are whole numbers without gaps up to here. */
static const double LARGEST_WHOLE = 9007199254740992.0;

/* -- conditions in force -- */

uint32_t guards_assume(Lowering *low, ExprId condition, bool holds)
{
    Exprs *exprs = &low->graph->exprs;
    uint32_t count = low->domain.guards.count;
    const Expr *node = expr_at(exprs, condition);
    const uint32_t axes = (1u << CONTEXT) - 1;
    if (node->depends & axes)
        return count;
    bool choice = node->kind == APPLY
               && node->function == (holds ? F_OR : F_AND);
    domain_assume(&low->domain, low->arena, exprs, condition, holds);
    for (uint32_t i = low->first_choice; i < low->choices.count; i++)
        domain_assume(&low->domain, low->arena, exprs,
                      low->choices.at[i].condition.id,
                      low->choices.at[i].condition.holds);
    if (choice)
        list_push(low->arena, &low->choices,
                  ((Choice){{condition, holds}, count}));
    return count;
}

void guards_restore(Lowering *low, uint32_t count)
{
    low->domain.guards.count = count;
    while (low->choices.count > low->first_choice
           && low->choices.at[low->choices.count - 1].guards >= count)
        low->choices.count--;
}

bool lower_constant(Lowering *low, Scope *scope, const Tree *tree,
                    const char *what, int64_t *out)
{
    Value value = lower_expr(low, scope, tree);
    if (!value.known)
        return false;
    if (value_constant(low, &value, out))
        return true;
    Text text = operand_text(low, tree);
    const Expr *node = expr_at(&low->graph->exprs, value.body);
    if (node->kind == NUMBER) {
        Buffer number = buffer_create(low->arena);
        buffer_number(&number, node->as.number, true);
        bool large = fabs(node->as.number) >= LARGEST_WHOLE;
        const char *problem = large ? "too large" : "not whole";
        Diagnostic *error =
            tree->kind == TREE_NUMBER
                ? lower_error(low, tree->span, "%s is %s: %.*s", what, problem,
                              TEXT_ARGS(text))
                : lower_error(low, tree->span, "%s is %s: %.*s is %.*s", what,
                              problem, TEXT_ARGS(text),
                              TEXT_ARGS(buffer_text(&number)));
        if (tree->kind == TREE_TERM && !large)
            diagnose_hint(low->diagnostics, error,
                          "`div` divides and rounds down");
    } else {
        Diagnostic *error = lower_error(
            low, tree->span,
            "%s must be known at compile time, and %.*s is not", what,
            TEXT_ARGS(text));
        note_shape(low, error, &value);
    }
    return false;
}

/* -- names and numbers -- */

/* 1 or 0: which, is for specialise to say. */
static Value lower_training(Lowering *low)
{
    if (!low->training)
        low->training = graph_input(low->graph, TRAINING, REAL, 0, 0, NULL, 0);
    return value_scalar(graph_access(low->graph, low->training, NULL));
}

static Value lower_name(Lowering *low, Scope *scope, const Tree *tree)
{
    if (text_is(tree->name, "training"))
        return lower_training(low);
    Symbol *symbol = scope_find(scope, tree->name);
    if (!symbol && name_stem(tree->name, tree->name.length))
        return lower_leaf_name(low, scope, tree);
    if (symbol && symbol->kind == SYMBOL_OUTSIDE)
        return report_not_imported(low, tree, symbol);
    if (symbol && symbol->knot && symbol->knot->open)
        return knot_value(low, symbol, tree->span);
    if (symbol && symbol->kind == SYMBOL_LOCAL)
        return lower_local(low, symbol);
    if (symbol && symbol->kind == SYMBOL_VALUE) {
        Value value = symbol->value;
        value.name = symbol->name;
        value.origin = symbol->span;
        return value;
    }
    if (symbol && symbol->kind == SYMBOL_PENDING) {
        if (!symbol->is_error)
            lower_error(low, tree->span,
                        "%.*s is defined by itself: what it is made of uses "
                        "it here", TEXT_ARGS(tree->name));
        return value_error();
    }
    if (symbol || function_find(tree->name) || text_is(tree->name, "norm")
        || text_is(tree->name, "dot") || text_is(tree->name, "outer")
        || is_batch_name(tree->name)) {
        Diagnostic *error =
            lower_error(low, tree->span, "%.*s is a function, not a value",
                        TEXT_ARGS(tree->name));
        if (!span_is_builtin(low, tree->span))
            diagnose_hint(low->diagnostics, error, "apply it: %.*s(x)",
                          TEXT_ARGS(tree->name));
        return value_error();
    }
    report_undefined(low, scope, tree);
    return value_error();
}

static Value lower_number(Lowering *low, const Tree *tree)
{
    return value_number(low, tree->number);
}

/* -- operators -- */

static Function comparison_function(TreeOp op)
{
    switch (op) {
    case OP_EQUAL:         return F_EQ;
    case OP_NOT_EQUAL:     return F_NE;
    case OP_LESS:          return F_LT;
    case OP_LESS_EQUAL:    return F_LE;
    case OP_GREATER:       return F_GT;
    default:               return F_GE;
    }
}

/* a < b <= c is a < b and b <= c. */
static Value lower_comparison(Lowering *low, Scope *scope, const Tree *tree)
{
    Value left = lower_expr(low, scope, tree->operands[0]);
    Value all = value_error();
    for (uint32_t i = 1; i < tree->count; i++) {
        Value right = lower_expr(low, scope, tree->operands[i]);
        Value one = lower_pointwise(low, comparison_function(tree->ops[i]),
                                    tree->marks[i], tree->operands[i - 1],
                                    left, tree->operands[i], right);
        all = i == 1 ? one
                     : lower_pointwise(low, F_AND, tree->marks[i],
                                       tree->operands[i - 1], all,
                                       tree->operands[i], one);
        left = right;
    }
    return all;
}

/* `a and b` where b reads only under a: a choice, whose branch not taken is
 * not looked at. */
static Value choose_chain(Lowering *low, Function function, Value a, Value b)
{
    Exprs *exprs = &low->graph->exprs;
    ExprId known = expr_number(exprs, function == F_OR);
    ExprId test = value_as_condition(low, a).body;
    ExprId next = value_as_number(low, value_as_condition(low, b)).body;
    return value_scalar(function == F_AND
                            ? expr_choose(exprs, test, next, known)
                            : expr_choose(exprs, test, known, next));
}

static Value lower_chain(Lowering *low, Scope *scope, const Tree *tree,
                         Function function)
{
    Value all = lower_expr(low, scope, tree->operands[0]);
    for (uint32_t i = 1; i < tree->count; i++) {
        uint32_t kept = low->domain.guards.count;
        if (all.known && !all.rank)
            kept = guards_assume(low, value_as_condition(low, all).body,
                                 function == F_AND);
        bool assumed = low->domain.guards.count > kept;
        Value next = lower_expr(low, scope, tree->operands[i]);
        guards_restore(low, kept);
        if (assumed && next.known && !next.rank
            && needs_conditions(low, &next))
            all = choose_chain(low, function, all, next);
        else
            all = lower_pointwise(low, function, tree->mark,
                                  tree->operands[0], all, tree->operands[i],
                                  next);
    }
    return all;
}

static Value lower_unary(Lowering *low, Scope *scope, const Tree *tree,
                         Function function)
{
    Value value = lower_expr(low, scope, tree->operands[0]);
    return lower_pointwise(low, function, tree->mark, tree->operands[0], value,
                           tree->operands[0], value);
}

static Value lower_sum(Lowering *low, Scope *scope, const Tree *tree)
{
    Value sum = lower_expr(low, scope, tree->operands[0]);
    for (uint32_t i = 1; i < tree->count; i++) {
        Value next = lower_expr(low, scope, tree->operands[i]);
        sum = lower_pointwise(low,
                              tree->ops[i] == OP_SUBTRACT ? F_SUB : F_ADD,
                              tree->marks[i], tree->operands[i == 1 ? 0 : i],
                              sum, tree->operands[i], next);
    }
    return sum;
}

/* a / b: the divisor is a scalar. */
static Value lower_quotient(Lowering *low, Span mark, const Tree *left,
                            Value a, const Tree *right, Value b)
{
    if (a.known && b.known && b.rank) {
        Text over = operand_text(low, right);
        Diagnostic *error =
            lower_error(low, mark, "`/` divides by a number, and %.*s is %.*s",
                        TEXT_ARGS(over), TEXT_ARGS(shape_phrase(low, &b)));
        if (b.rank == a.rank)
            diagnose_hint(low->diagnostics, error,
                          "%.*s ⊘ %.*s divides element by element",
                          TEXT_ARGS(operand_text(low, left)), TEXT_ARGS(over));
        else if (!a.rank)
            diagnose_hint(low->diagnostics, error,
                          "%.*s ⊘ %.*s divides by each element",
                          TEXT_ARGS(operand_text(low, left)), TEXT_ARGS(over));
        note_operand(low, error, right, &b);
        return value_error();
    }
    return lower_pointwise(low, F_DIV, mark, left, a, right, b);
}

static Value lower_term(Lowering *low, Scope *scope, const Tree *tree)
{
    Value out = lower_expr(low, scope, tree->operands[0]);
    for (uint32_t i = 1; i < tree->count; i++) {
        const Tree *left = tree->operands[i - 1], *right = tree->operands[i];
        Value next = lower_expr(low, scope, right);
        Span mark = tree->marks[i];
        if (!out.known || !next.known) {
            bool alike = tree->ops[i] == OP_HADAMARD
                      || tree->ops[i] == OP_QUOTIENT;
            out = alike ? value_either(low, out, next) : value_error();
            continue;
        }
        switch ((TreeOp)tree->ops[i]) {
        case OP_DIVIDE:
            out = lower_quotient(low, mark, left, out, right, next);
            break;
        case OP_DOT:
            out = lower_dot(low, mark, left, out, right, next);
            break;
        case OP_HADAMARD:
            out = lower_pointwise(low, F_MUL, mark, left, out, right, next);
            break;
        case OP_QUOTIENT:
            out = lower_pointwise(low, F_DIV, mark, left, out, right, next);
            break;
        case OP_CROSS:
            out = lower_cross(low, mark, left, out, right, next);
            break;
        case OP_DIV:
        case OP_MOD:
            out = lower_pointwise(low,
                                  tree->ops[i] == OP_DIV ? F_FLOORDIV : F_MOD,
                                  mark, left, out, right, next);
            break;
        case OP_OUTER:
            out = lower_outer(low, out, next, mark);
            break;
        default:
            out = lower_times(low, mark, left, out, right, next);
        }
    }
    return out;
}

/* -- choice -- */

/* On dims alone the compiler chooses, and the other branch is not looked at:
 * that is how recursion over sizes ends. */
static Value lower_choice(Lowering *low, Scope *scope, const Tree *tree)
{
    const Tree *then = tree->operands[0], *otherwise = tree->operands[2];
    Exprs *exprs = &low->graph->exprs;
    Value condition = lower_expr(low, scope, tree->operands[1]);
    if (!condition.known)
        return value_error();
    condition = value_as_condition(low, condition);
    bool truth;
    if (condition_known(low, condition.body, &truth))
        return lower_expr(low, scope, truth ? then : otherwise);
    uint32_t kept = guards_assume(low, condition.body, true);
    Value a = value_as_number(low, lower_expr(low, scope, then));
    guards_restore(low, kept);
    kept = guards_assume(low, condition.body, false);
    Value b = value_as_number(low, lower_expr(low, scope, otherwise));
    guards_restore(low, kept);
    if (!a.known || !b.known)
        return value_either(low, a, b);
    /* Both branches, then the condition, agree in shape as in a sum. */
    Value shape = lower_pointwise(low, F_SUB, tree->mark, then, a, otherwise,
                                  b);
    if (!shape.known)
        return shape;
    Value as_number = value_as_number(low, condition);
    shape = lower_pointwise(low, F_SUB, tree->mark, tree->operands[1],
                            as_number, shape.rank == a.rank ? then : otherwise,
                            shape);
    if (!shape.known)
        return shape;
    shape.body = expr_choose(exprs, condition.body, a.body, b.body);
    return shape;
}

Value lower_expr(Lowering *low, Scope *scope, const Tree *tree)
{
    low->scope = scope;
    switch ((TreeKind)tree->kind) {
    case TREE_NUMBER:    return lower_number(low, tree);
    case TREE_NAME:      return lower_name(low, scope, tree);
    case TREE_CALL:      return lower_call(low, scope, tree);
    case TREE_BRACKET:   return lower_expr(low, scope, tree->operands[0]);
    case TREE_NORM:
        return lower_norm(low, tree->span,
                          lower_expr(low, scope, tree->operands[0]));
    case TREE_LIST:      return lower_list(low, scope, tree);
    case TREE_STACK:     return lower_stack(low, scope, tree);
    case TREE_REDUCE:    return lower_reduction(low, scope, tree);
    case TREE_INDEX:     return lower_subscripted(low, scope, tree);
    case TREE_TRANSPOSE: return lower_transpose(low, scope, tree);
    case TREE_POWER:     return lower_power(low, scope, tree);
    case TREE_PRODUCT:   return lower_product(low, scope, tree);
    case TREE_TERM:      return lower_term(low, scope, tree);
    case TREE_NEGATE:    return lower_unary(low, scope, tree, F_NEG);
    case TREE_SUM:       return lower_sum(low, scope, tree);
    case TREE_COMPARE:   return lower_comparison(low, scope, tree);
    case TREE_NOT:       return lower_unary(low, scope, tree, F_NOT);
    case TREE_AND:       return lower_chain(low, scope, tree, F_AND);
    case TREE_OR:        return lower_chain(low, scope, tree, F_OR);
    case TREE_CHOOSE:    return lower_choice(low, scope, tree);
    case TREE_APPLY:     return lower_apply(low, scope, tree);
    case TREE_SLICE:     break;
    }
    lower_error(low, tree->span, "a slice stands only between index brackets");
    return value_error();
}
