/* explain_divisor.c: numbers that the author divides by.
 *
 * Where derivatives are made of an equation, such a number is a scalar that is
 * given and has its digits as a name, so that no law folds it into another
 * number.
 */
#include "explain.h"

#include <math.h>
#include <stdlib.h>

/* Halves and quarters have signs of their own. */
static bool is_kept(const Expr *node)
{
    return node->kind == NUMBER && node->as.number == floor(node->as.number)
        && node->as.number > 2 && node->as.number != 4
        && node->as.number < 1e9;
}

/* As x^(1/3) has it. */
static bool is_exponent(const Graph *graph, ExprId id)
{
    for (ExprId at = id + 1; at < graph->exprs.nodes.count; at++) {
        const Expr *node = expr_at(&graph->exprs, at);
        if (node->kind == APPLY && node->function == F_POW
            && node->as.operand[1] == id)
            return true;
    }
    return false;
}

double explain_divisor(const Definition *d)
{
    bool digit = d->name.length && *d->name.at >= '0' && *d->name.at <= '9';
    return digit ? strtod(d->name.at, NULL) : 0;
}

static ArrayId given_divisor(Graph *to, double number)
{
    Text name = text_format(to->arena, "%.0f", number);
    for (uint32_t i = 1; i < to->definitions.count; i++)
        if (text_equal(to->definitions.at[i].name, name))
            return to->definitions.at[i].array;
    ArrayId id = graph_input(to, INPUT, WHOLE, (int64_t)number + 1, 0, NULL, 0);
    list_push(to->arena, &to->inputs,
              graph_define(to, name, (Span){0}, id));
    return id;
}

void explain_keep_divisors(Copy *copy, ArrayId id)
{
    const Graph *from = copy->from;
    ExprIds order = {0};
    array_postorder(from, copy->arena, id, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&from->exprs, order.at[i]);
        if (node->kind != APPLY || node->function != F_DIV
            || copy->exprs[order.at[i]]
            || !is_kept(expr_at(&from->exprs, node->as.operand[1]))
            || is_exponent(from, order.at[i]))
            continue;
        double number = expr_at(&from->exprs, node->as.operand[1])->as.number;
        copy->exprs[order.at[i]] = expr_apply(
            &copy->to->exprs, F_DIV, copy_expr(copy, node->as.operand[0]),
            graph_access_plain(copy->to, given_divisor(copy->to, number)));
    }
}
