/* lower_power.c: powers, norms and transposes. */
#include "lowering.h"

/* ‖x‖ = √Σ x²; at 0 the branch not taken gives the derivative 0. */
Value lower_norm(Lowering *low, Span place, Value value)
{
    if (!value.known)
        return value;
    Exprs *exprs = &low->graph->exprs;
    value = lower_stored(low, place, value_as_number(low, value));
    if (!value.known)
        return value;
    value.body = fold(low, F_POW, value.body, expr_number(exprs, 2));
    Value sum = lower_stored(low, place,
                             reduce_all(low, REDUCE_SUM, place, value));
    if (!sum.known)
        return sum;
    ExprId zero = expr_number(exprs, 0);
    return value_scalar(expr_choose(
        exprs, expr_apply(exprs, F_GT, sum.body, zero),
        fold(low, F_SQRT, sum.body, 0), zero));
}

/* ‖x‖² is the sum of squares, without a root that is squared again. */
static Value lower_square_of_norm(Lowering *low, Scope *scope,
                                  const Tree *norm)
{
    Value value = value_as_number(
        low, lower_expr(low, scope, norm->operands[0]));
    value = lower_stored(low, norm->span, value);
    if (!value.known)
        return value;
    value.body = fold(low, F_POW, value.body,
                      expr_number(&low->graph->exprs, 2));
    return reduce_all(low, REDUCE_SUM, norm->span, value);
}

static bool is_square_of_norm(const Tree *tree)
{
    const Tree *power = tree->operands[1];
    return tree->operands[0]->kind == TREE_NORM && !tree->elementwise
        && power->kind == TREE_NUMBER && power->number == 2;
}

/* Of a matrix neither a product nor the elements are meant for sure. */
static Value report_power(Lowering *low, const Tree *tree, const Value *base,
                          const Value *power)
{
    Text name = operand_text(low, tree->operands[0]);
    Text shape = shape_phrase(low, base);
    bool square = base->rank == 2 && base->shape[0] == base->shape[1];
    Text product = square ? text_format(low->arena, "%.*s %.*s is the product, ",
                                        TEXT_ARGS(name), TEXT_ARGS(name))
                          : (Text){"", 0};
    int64_t exponent;
    bool known = value_constant(low, power, &exponent);
    Diagnostic *error;
    if (known && exponent == -1) {
        error = lower_error(low, tree->mark, "only a square matrix has an "
                            "inverse, and %.*s is %.*s", TEXT_ARGS(name),
                            TEXT_ARGS(shape));
        diagnose_hint(low->diagnostics, error,
                      "1 ⊘ %.*s divides 1 by each element", TEXT_ARGS(name));
    } else {
        error = lower_error(low, tree->mark,
                            "which power is meant of %.*s, which is %.*s?",
                            TEXT_ARGS(name), TEXT_ARGS(shape));
        if (known && exponent == 2)
            diagnose_hint(low->diagnostics, error,
                          "%.*s%.*s .^ 2 are the squares of the elements, "
                          "‖%.*s‖² is their sum", TEXT_ARGS(product),
                          TEXT_ARGS(name), TEXT_ARGS(name));
        else
            diagnose_hint(low->diagnostics, error,
                          "`.^` takes the power of each element");
    }
    note_operand(low, error, tree->operands[0], base);
    return value_error();
}

/* `sin²(x)` means (sin(x))² for some, and sin(sin(x)) for others. */
static bool is_power_of_function(const Scope *scope, const Tree *base)
{
    if (base->kind != TREE_NAME)
        return false;
    const Symbol *symbol = scope_find(scope, base->name);
    return symbol ? symbol->kind == SYMBOL_FUNCTION
                  : function_find(base->name) != F_NONE;
}

static Value report_power_of_function(Lowering *low, const Tree *tree)
{
    Text name = tree->operands[0]->name;
    Diagnostic *error = lower_error(
        low, tree->operands[0]->span, "%.*s is a function, and has no power",
        TEXT_ARGS(name));
    if (tree->operands[1]->kind == TREE_NUMBER)
        diagnose_hint(low->diagnostics, error,
                      "the power of its value is written %.*s(x)^%g",
                      TEXT_ARGS(name), tree->operands[1]->number);
    return value_error();
}

/* `A^T`, where no T is defined. */
static bool report_power_as_transpose(Lowering *low, const Scope *scope,
                                      const Tree *power)
{
    if (power->kind != TREE_NAME || !text_is(power->name, "T")
        || scope_find(scope, power->name))
        return false;
    diagnose_hint(low->diagnostics,
                  lower_error(low, power->span, "T is not defined"),
                  "a transpose is written xᵀ or x'");
    return true;
}

Value lower_power(Lowering *low, Scope *scope, const Tree *tree)
{
    if (is_power_of_function(scope, tree->operands[0]))
        return report_power_of_function(low, tree);
    if (report_power_as_transpose(low, scope, tree->operands[1]))
        return value_error();
    if (is_square_of_norm(tree))
        return lower_square_of_norm(low, scope, tree->operands[0]);
    Value base = lower_expr(low, scope, tree->operands[0]);
    Value power = lower_expr(low, scope, tree->operands[1]);
    if (!base.known || !power.known)
        return value_error();
    int64_t exponent;
    if (base.rank == 2 && base.shape[0] == base.shape[1] && !tree->elementwise
        && value_constant(low, &power, &exponent) && exponent == -1)
        return lower_inverse(low, tree->span, base);
    if (base.rank >= 2 && !tree->elementwise)
        return report_power(low, tree, &base, &power);
    if (power.rank && !tree->elementwise) {
        Diagnostic *error = lower_error(
            low, tree->operands[1]->span,
            "an exponent of `^` is a number, and %.*s is %.*s",
            TEXT_ARGS(operand_text(low, tree->operands[1])),
            TEXT_ARGS(shape_phrase(low, &power)));
        diagnose_hint(low->diagnostics, error,
                      "%.*s .^ %.*s takes an exponent for each element",
                      TEXT_ARGS(operand_text(low, tree->operands[0])),
                      TEXT_ARGS(operand_text(low, tree->operands[1])));
        note_operand(low, error, tree->operands[1], &power);
        return value_error();
    }
    return lower_pointwise(low, F_POW, tree->mark, tree->operands[0], base,
                           tree->operands[1], power);
}

Value lower_transpose(Lowering *low, Scope *scope, const Tree *tree)
{
    Value value = lower_expr(low, scope, tree->operands[0]);
    value.name = (Text){0};
    if (!value.known || !value.rank)
        return value;
    if (value.rank == 1) {
        value.row = !value.row;
        return value;
    }
    if (value.rank > 2) {
        Text name = operand_text(low, tree->operands[0]);
        Diagnostic *error = lower_error(
            low, tree->mark,
            "only vectors and matrices have a transpose, and %.*s is %.*s",
            TEXT_ARGS(name), TEXT_ARGS(shape_phrase(low, &value)));
        if (value.rank == 3)
            diagnose_hint(low->diagnostics, error,
                          "write which axes change places, as in "
                          "T[i,j,k] = %.*s[k,j,i]", TEXT_ARGS(name));
        note_operand(low, error, tree->operands[0], &value);
        return value_error();
    }
    SubscriptId map[MAX_INDICES] = {
        subscript_index(&low->graph->exprs, 1),
        subscript_index(&low->graph->exprs, 0),
    };
    int64_t rows = value.shape[0];
    value.shape[0] = value.shape[1];
    value.shape[1] = rows;
    return value_replace(low, value, map);
}
