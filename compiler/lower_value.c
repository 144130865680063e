/* lower_value.c: values, and arithmetic on them element by element.
 *
 * Axis k of a value is index k of its body, so two values of one shape are
 * combined by combining their bodies.
 */
#include "lowering.h"

#include "doubts.h"

#include <math.h>
#include <string.h>

Value value_error(void)
{
    return (Value){.known = false};
}

Value value_scalar(ExprId body)
{
    return (Value){.known = true, .body = body};
}

Value value_number(Lowering *low, double number)
{
    return value_scalar(expr_number(&low->graph->exprs, number));
}

bool value_is_whole(const Lowering *low, const Value *value)
{
    return expr_at(&low->graph->exprs, value->body)->flags & EXPR_WHOLE;
}

bool value_constant(const Lowering *low, const Value *value, int64_t *out)
{
    const Expr *node = expr_at(&low->graph->exprs, value->body);
    if (!value->known || value->rank || node->kind != NUMBER
        || !(node->flags & EXPR_WHOLE))
        return false;
    *out = (int64_t)node->as.number;
    return true;
}

/* -- in messages -- */

Text shape_text(Lowering *low, const Value *value)
{
    Buffer buffer = buffer_create(low->arena);
    if (!value->rank)
        buffer_puts(&buffer, "a number");
    for (uint32_t i = 0; i < value->rank; i++)
        buffer_print(&buffer, "%s%lld", i ? "×" : "",
                     (long long)value->shape[i]);
    return buffer_text(&buffer);
}

/* Eight, eleven and eighteen begin with a vowel. */
static const char *article(int64_t number)
{
    while (number >= 1000)
        number /= 1000;
    bool vowel = number == 8 || number == 11 || number == 18
              || (number >= 80 && number < 90) || number / 100 == 8;
    return vowel ? "an" : "a";
}

Text shape_phrase(Lowering *low, const Value *value)
{
    Text sizes = shape_text(low, value);
    switch (value->rank) {
    case 0:
        return sizes;
    case 1:
        return text_format(low->arena, "a %s of %.*s",
                           value->row ? "row" : "vector", TEXT_ARGS(sizes));
    case 2:
        return text_format(low->arena, "%s %.*s matrix",
                           article(value->shape[0]), TEXT_ARGS(sizes));
    default:
        return text_format(low->arena, "an array of %.*s", TEXT_ARGS(sizes));
    }
}

Text operand_text(Lowering *low, const Tree *tree)
{
    enum { LONGEST = 40 };
    Text text = source_text(low->diagnostics->sources, tree->span);
    size_t length = 0;
    while (length < text.length && text.at[length] != '\n')
        length++;
    if (length == text.length && length <= LONGEST)
        return text;
    if (length > LONGEST)
        length = LONGEST;
    while (length && (text.at[length] & 0xC0) == 0x80)
        length--;
    text.length = length;
    return text_format(low->arena, "%.*s…", TEXT_ARGS(text));
}

void note_shape(Lowering *low, Diagnostic *error, const Value *value)
{
    if (!value->name.length || !value->origin.end
        || span_is_builtin(low, value->origin))
        return;
    if (!value->rank) {
        diagnose_note(low->diagnostics, error, value->origin,
                      "%.*s is a number, declared here",
                      TEXT_ARGS(value->name));
        return;
    }
    Buffer sizes = buffer_create(low->arena);
    for (uint32_t i = 0; i < value->rank; i++)
        buffer_print(&sizes, "%s%lld", i ? ", " : "",
                     (long long)value->shape[i]);
    diagnose_note(low->diagnostics, error, value->origin,
                  "%.*s[%.*s] is declared here", TEXT_ARGS(value->name),
                  TEXT_ARGS(buffer_text(&sizes)));
}

/* The arrays in an expression; a few say enough. */
static void note_names(Lowering *low, Diagnostic *error, const Tree *tree)
{
    enum { MOST_REMARKS = 4 };
    if (!tree || error->remarks.count >= MOST_REMARKS)
        return;
    const Symbol *symbol =
        tree->kind == TREE_NAME ? scope_find(low->scope, tree->name) : NULL;
    if (symbol && symbol->kind == SYMBOL_VALUE && symbol->value.known
        && symbol->value.rank) {
        Value value = symbol->value;
        value.name = symbol->name;
        value.origin = symbol->span;
        note_shape(low, error, &value);
    }
    for (uint32_t i = 0; i < tree->count; i++)
        note_names(low, error, tree->operands[i]);
}

void note_operand(Lowering *low, Diagnostic *error, const Tree *tree,
                  const Value *value)
{
    if (!error)
        return;
    if (value->name.length)
        note_shape(low, error, value);
    else
        note_names(low, error, tree);
}

/* -- scalar arithmetic -- */

/* What is known now stands as `1 == 1` or `1 == 0`. */
static ExprId truth_node(Lowering *low, bool truth)
{
    Exprs *exprs = &low->graph->exprs;
    ExprId one = expr_number(exprs, 1);
    return expr_apply(exprs, F_EQ, one, expr_number(exprs, truth));
}

bool condition_known(const Lowering *low, ExprId condition, bool *truth)
{
    const Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, condition);
    if (node->kind != APPLY || node->function != F_EQ
        || expr_at(exprs, node->as.operand[0])->kind != NUMBER
        || expr_at(exprs, node->as.operand[1])->kind != NUMBER)
        return false;
    *truth = node->as.operand[0] == node->as.operand[1];
    return true;
}

/* `and`, `or`, `not` where an operand is known. */
static ExprId fold_logic(Lowering *low, Function function, ExprId a, ExprId b)
{
    bool left, right;
    bool left_known = condition_known(low, a, &left);
    bool right_known = b && condition_known(low, b, &right);
    if (function == F_NOT && left_known)
        return truth_node(low, !left);
    if (function == F_AND && left_known)
        return left ? b : a;
    if (function == F_AND && right_known)
        return right ? a : b;
    if (function == F_OR && left_known)
        return left ? a : b;
    if (function == F_OR && right_known)
        return right ? b : a;
    return expr_apply(&low->graph->exprs, function, a, b);
}

/* Numbers are folded at once, because sizes, ranges and choices between
 * sizes are made of them. */
ExprId fold(Lowering *low, Function function, ExprId a, ExprId b)
{
    Exprs *exprs = &low->graph->exprs;
    const FunctionRow *row = function_row(function);
    if (row->flags & FUNCTION_LOGIC)
        return fold_logic(low, function, a, row->arity == 2 ? b : 0);
    const Expr *left = expr_at(exprs, a), *right = expr_at(exprs, b);
    if (left->kind != NUMBER || (row->arity == 2 && right->kind != NUMBER))
        return expr_apply(exprs, function, a, b);
    double value = row->value(left->as.number,
                              row->arity == 2 ? right->as.number : 0);
    if (row->flags & FUNCTION_CONDITION)
        return truth_node(low, value != 0);
    value = doubts_fold(exprs->doubts, function, left->as.number,
                        row->arity == 2 ? right->as.number : 0, value);
    return isfinite(value) ? expr_number(exprs, value)
                           : expr_apply(exprs, function, a, b);
}

Value value_as_number(Lowering *low, Value value)
{
    Exprs *exprs = &low->graph->exprs;
    if (value.known && expr_at(exprs, value.body)->flags & EXPR_CONDITION)
        value.body = expr_choose(exprs, value.body, expr_number(exprs, 1),
                                 expr_number(exprs, 0));
    return value;
}

Value value_as_condition(Lowering *low, Value value)
{
    Exprs *exprs = &low->graph->exprs;
    if (value.known && !(expr_at(exprs, value.body)->flags & EXPR_CONDITION))
        value.body = fold(low, F_NE, value.body, expr_number(exprs, 0));
    return value;
}

Value value_replace(Lowering *low, Value value, const SubscriptId *map)
{
    value.body = expr_substitute(&low->graph->exprs, &low->memo, value.body,
                                 map);
    return value;
}

/* -- element by element -- */

static bool shapes_equal(const Value *a, const Value *b)
{
    return a->rank == b->rank && a->row == b->row
        && (!a->rank
            || !memcmp(a->shape, b->shape, a->rank * sizeof *a->shape));
}

static Value report_shapes(Lowering *low, Function function, Span mark,
                           const Tree *left, const Value *a, const Tree *right,
                           const Value *b)
{
    Text first = operand_text(low, left), second = operand_text(low, right);
    Diagnostic *error;
    if (a->rank == 1 && b->rank == 1 && a->row != b->row) {
        error = lower_error(low, mark, "a row and a column: %.*s is a %s, %.*s is a %s",
                            TEXT_ARGS(first), a->row ? "row" : "column",
                            TEXT_ARGS(second), b->row ? "row" : "column");
        diagnose_hint(low->diagnostics, error,
                      "transpose one of them, or write the elements: "
                      "C[i,j] = …");
    } else {
        bool alike = a->rank == b->rank;
        Text shape = alike ? shape_text(low, a) : shape_phrase(low, a);
        Text other = alike ? shape_text(low, b) : shape_phrase(low, b);
        error = lower_error(low, mark,
                            "%.*s and %.*s have different shapes: %.*s "
                            "against %.*s",
                            TEXT_ARGS(first), TEXT_ARGS(second),
                            TEXT_ARGS(shape), TEXT_ARGS(other));
        if (!alike && function >= F_ADD && function <= F_DIV)
            diagnose_hint(low->diagnostics, error,
                          "nothing but a number is repeated along an axis; "
                          "write the elements: C[i,j] = …");
    }
    note_operand(low, error, left, a);
    note_operand(low, error, right, b);
    return value_error();
}

Value value_either(const Lowering *low, Value a, Value b)
{
    const Value *known = a.known ? &a : &b;
    if (!low->probing || !known->known)
        return value_error();
    bool number = expr_at(&low->graph->exprs, known->body)->kind == NUMBER;
    return known->rank || (!number && value_is_whole(low, known))
             ? *known : value_error();
}

Value lower_pointwise(Lowering *low, Function function, Span mark,
                      const Tree *left, Value a, const Tree *right, Value b)
{
    if (!a.known || !b.known)
        return value_either(low, a, b);
    if (function_row(function)->flags & FUNCTION_LOGIC) {
        a = value_as_condition(low, a);
        b = value_as_condition(low, b);
    } else {
        a = value_as_number(low, a);
        b = value_as_number(low, b);
    }
    if (a.rank && b.rank && !shapes_equal(&a, &b))
        return report_shapes(low, function, mark, left, &a, right, &b);
    Value out = a.rank ? a : b;
    out.name = (Text){0};
    if ((function == F_FLOORDIV || function == F_MOD)
        && !(value_is_whole(low, &a) && value_is_whole(low, &b))) {
        lower_error(low, mark, "`%s` is for whole numbers",
                    function_row(function)->name);
        return value_error();
    }
    if ((function == F_FLOORDIV || function == F_MOD)
        && expr_is_number(&low->graph->exprs, b.body, 0)) {
        lower_error(low, mark, "`%s` by zero", function_row(function)->name);
        return value_error();
    }
    out.body = fold(low, function, a.body, b.body);
    return out;
}
