/* lower_call.c: calls, and the functions that the compiler itself knows:
 * the rows of the function table, reductions of whole arrays, and products by
 * their names.
 */
#include "lowering.h"

static const struct {
    const char *name;
    Reduction   reduction;
} reductions[] = {
    {"sum", REDUCE_SUM}, {"prod", REDUCE_PROD}, {"max", REDUCE_MAX},
    {"min", REDUCE_MIN}, {"mean", REDUCE_MEAN}, {"argmax", REDUCE_ARGMAX},
    {"argmin", REDUCE_ARGMIN},
};

static bool find_reduction(Text name, Reduction *out)
{
    for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++)
        if (text_is(name, reductions[i].name)) {
            *out = reductions[i].reduction;
            return true;
        }
    return false;
}

Value report_arguments(Lowering *low, const Tree *tree, const char *expected)
{
    Diagnostic *error = lower_error(
        low, tree->mark, "%.*s takes %s, and %u %s given",
        TEXT_ARGS(tree->name), expected, tree->count,
        tree->count == 1 ? "is" : "are");
    const Tree *product = tree->operands[0];
    Reduction reduction;
    if (find_reduction(tree->name, &reduction))
        diagnose_hint(low->diagnostics, error, "over an index: %.*s[i](x[i])",
                      TEXT_ARGS(tree->name));
    else if (tree->count == 1 && product->kind == TREE_PRODUCT
             && product->count == 2)
        diagnose_hint(low->diagnostics, error,
                      "a comma parts arguments: %.*s(%.*s, %.*s)",
                      TEXT_ARGS(tree->name),
                      TEXT_ARGS(operand_text(low, product->operands[0])),
                      TEXT_ARGS(operand_text(low, product->operands[1])));
    return value_error();
}

/* -- rows of the function table -- */

static Value lower_builtin(Lowering *low, Scope *scope, const Tree *tree,
                           Function function)
{
    const FunctionRow *row = function_row(function);
    if (tree->count != row->arity)
        return report_arguments(low, tree,
                                row->arity == 1 ? "one argument"
                                                : "two arguments");
    Value a = lower_expr(low, scope, tree->operands[0]);
    if (row->arity == 1)
        return lower_pointwise(low, function, tree->mark, tree->operands[0],
                               a, tree->operands[0], a);
    Value b = lower_expr(low, scope, tree->operands[1]);
    return lower_pointwise(low, function, tree->mark, tree->operands[0], a,
                           tree->operands[1], b);
}

/* max(a, b, c): element by element, from the left. */
static Value lower_extremum(Lowering *low, Scope *scope, const Tree *tree,
                            Function function)
{
    Value out = lower_expr(low, scope, tree->operands[0]);
    for (uint32_t i = 1; i < tree->count; i++)
        out = lower_pointwise(low, function, tree->mark,
                              tree->operands[i - 1], out, tree->operands[i],
                              lower_expr(low, scope, tree->operands[i]));
    return out;
}

/* The name that is defined, if the right side begins at the span, else y. */
static Text whole_side(const Lowering *low, Span span)
{
    const Definition *definition =
        &low->graph->definitions.at[graph_whole(low->graph, low->serves)];
    Span left = {definition->span.start, span.start};
    if (!definition->name.length || left.end <= left.start)
        return text_of("y");
    Text text = source_text(low->diagnostics->sources, left);
    size_t signs = 0;
    for (size_t i = 0; i < text.length; i++)
        signs += text.at[i] != ' ';
    return signs == definition->name.length + 1 ? definition->name
                                                : text_of("y");
}

/* f(A) of a matrix where f takes a vector: y[i] = f(A[i]). */
void hint_rows(Lowering *low, Diagnostic *error, const Tree *tree,
               const Value *value)
{
    const Tree *argument = tree->operands[0];
    if (value->rank != 2 || tree->count != 1 || argument->kind != TREE_NAME)
        return;
    Text name = whole_side(low, tree->span);
    diagnose_hint(low->diagnostics, error,
                  "for each row by itself: %.*s[i] = %.*s(%.*s[i])",
                  TEXT_ARGS(name), TEXT_ARGS(tree->name),
                  TEXT_ARGS(argument->name));
}

static Value lower_reduction_call(Lowering *low, Scope *scope,
                                  const Tree *tree, Reduction reduction)
{
    if (tree->count > 1 && reduction == REDUCE_MAX)
        return lower_extremum(low, scope, tree, F_MAX);
    if (tree->count > 1 && reduction == REDUCE_MIN)
        return lower_extremum(low, scope, tree, F_MIN);
    if (tree->count != 1)
        return report_arguments(low, tree, "one argument");
    Value value = lower_expr(low, scope, tree->operands[0]);
    if (reduction >= REDUCE_ARGMAX && value.known && value.rank != 1) {
        Diagnostic *error = lower_error(
            low, tree->mark, "%.*s takes a vector, and %.*s is %.*s",
            TEXT_ARGS(tree->name),
            TEXT_ARGS(operand_text(low, tree->operands[0])),
            TEXT_ARGS(shape_phrase(low, &value)));
        hint_rows(low, error, tree, &value);
        note_operand(low, error, tree->operands[0], &value);
        return value_error();
    }
    return reduce_all(low, reduction, tree->span, value);
}

/* dot(a, b) and outer(a, b). */
static Value lower_named_product(Lowering *low, Scope *scope, const Tree *tree)
{
    if (tree->count != 2)
        return report_arguments(low, tree, "two arguments");
    Value a = lower_expr(low, scope, tree->operands[0]);
    Value b = lower_expr(low, scope, tree->operands[1]);
    return text_is(tree->name, "dot")
             ? lower_dot(low, tree->mark, tree->operands[0], a,
                         tree->operands[1], b)
             : lower_outer(low, a, b, tree->mark);
}

/* -- what is not a function -- */

static Value report_not_function(Lowering *low, const Tree *tree,
                                 const Symbol *symbol)
{
    Diagnostic *error =
        lower_error(low, tree->mark, "%.*s is not a function",
                    TEXT_ARGS(tree->name));
    if (tree->count == 1)
        diagnose_hint(low->diagnostics, error,
                      "for a product, put a space: %.*s (%.*s)",
                      TEXT_ARGS(tree->name),
                      TEXT_ARGS(operand_text(low, tree->operands[0])));
    if (symbol && symbol->kind == SYMBOL_VALUE) {
        Value value = symbol->value;
        value.name = symbol->name;
        value.origin = symbol->span;
        if (value.known)
            note_shape(low, error, &value);
    }
    return value_error();
}

/* block[l](x): of the copies that a layer has for each l, this one. */
Value lower_apply(Lowering *low, Scope *scope, const Tree *tree)
{
    const Tree *base = tree->operands[0], *name = base->operands[0];
    const Symbol *symbol =
        name->kind == TREE_NAME ? scope_find(scope, name->name) : NULL;
    Value result;
    if (symbol && symbol->kind == SYMBOL_FUNCTION)
        return lower_results(low, scope, tree, 1, &result) ? result
                                                           : value_error();
    if (!symbol && name->kind == TREE_NAME) {
        report_undefined(low, scope, name);
        return value_error();
    }
    Text text = operand_text(low, base);
    Diagnostic *error = lower_error(low, tree->mark, "%.*s is not a function",
                                    TEXT_ARGS(text));
    diagnose_hint(low->diagnostics, error,
                  "for the product put a space: `%.*s (…)`", TEXT_ARGS(text));
    return value_error();
}

Value lower_call(Lowering *low, Scope *scope, const Tree *tree)
{
    Reduction reduction;
    if (find_reduction(tree->name, &reduction))
        return lower_reduction_call(low, scope, tree, reduction);
    const Symbol *symbol = scope_find(scope, tree->name);
    if (symbol && symbol->kind == SYMBOL_FUNCTION && symbol->builtin)
        return lower_builtin(low, scope, tree, symbol->builtin);
    if (symbol && symbol->kind == SYMBOL_FUNCTION) {
        Value result;
        return lower_results(low, scope, tree, 1, &result) ? result
                                                           : value_error();
    }
    if (symbol || text_is(tree->name, "training"))
        return report_not_function(low, tree, symbol);
    if (is_batch_name(tree->name))
        return lower_batch(low, scope, tree);
    if (text_is(tree->name, "dot") || text_is(tree->name, "outer"))
        return lower_named_product(low, scope, tree);
    if (text_is(tree->name, "norm") && tree->count == 1)
        return lower_norm(low, tree->span,
                          lower_expr(low, scope, tree->operands[0]));
    if (is_kernel_name(tree->name))
        return lower_kernel(low, scope, tree);
    Function function = function_find(tree->name);
    if (function)
        return lower_builtin(low, scope, tree, function);
    Value derivative;
    if (lower_calculus(low, scope, tree, &derivative))
        return derivative;
    Text stem = without_prime(tree->name);
    const Symbol *of = stem.length ? scope_find(scope, stem) : NULL;
    if (stem.length
        && ((of && of->kind == SYMBOL_FUNCTION) || function_find(stem)
            || without_prime(stem).length))
        return lower_prime(low, scope, tree, stem);
    const Owner *owner;
    symbol = scope_find_leaf(low, scope, tree->name, &owner);
    if (symbol)
        return report_not_function(low, tree, symbol);
    report_undefined(low, scope, tree);
    return value_error();
}
