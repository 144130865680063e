/* matrix_quotient.c: which numbers the author has as quotients.
 *
 * What is divided by 100 is multiplied by 0.01 in a derivative; it is written as
 * it was meant.
 */
#include "matrix_read.h"

#include <math.h>

Quotients *quotients_of(Arena *arena, const Graph *written)
{
    Quotients *q = NEW(arena, Quotients);
    for (ExprId id = 1; id < written->exprs.nodes.count; id++) {
        const Expr *node = expr_at(&written->exprs, id);
        if (node->kind == NUMBER && node->as.number != floor(node->as.number))
            list_push(arena, &q->decimals, node->as.number);
        if (node->kind != APPLY || node->function != F_DIV)
            continue;
        const Expr *by = expr_at(&written->exprs, node->as.operand[1]);
        if (by->kind == NUMBER && by->as.number == floor(by->as.number))
            list_push(arena, &q->divisors, by->as.number);
    }
    return q;
}

/* Whether the number is a few times one of the list. */
static bool is_multiple(double number, double of)
{
    enum { FEW = 12 };
    double times = fabs(number / of);
    return times <= FEW && times >= 1 && times == floor(times);
}

bool is_quotient(const Quotients *q, double number)
{
    bool is = false;
    for (uint32_t i = 0; i < q->divisors.count; i++)
        is |= is_multiple(number, 1 / q->divisors.at[i]);
    for (uint32_t i = 0; i < q->decimals.count; i++)
        is &= !is_multiple(number, q->decimals.at[i]);
    return is;
}
