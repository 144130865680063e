/* emit_c_divide.c: numbers by which a nest divides more than once.
 *
 * Where bits may differ, `a / t` and `b / t` are `a * (1.0 / t)` and
 * `b * (1.0 / t)`: compilers see that the quotient is the same, and a division
 * takes as long as ten products. So is `a / t` where t stays the same in all turns of
 * the innermost loop.
 */
#include "emit_c_code.h"

/* Whether the innermost loop of the part divides by the same number in each turn. */
static bool is_invariant(const Exprs *exprs, const Part *part, const Expr *quotient)
{
    if (!part->index_count)
        return false;
    uint32_t inner = 1u << (part->index_count - 1u);
    return quotient->depends & inner
        && !(expr_at(exprs, quotient->as.operand[1])->depends & inner);
}

void divisors_find(Code *code, const Steps *steps)
{
    const Exprs *exprs = &code->graph->exprs;
    Reader *reader = &code->reader;
    if (!code->relaxed)
        return;
    code->divisors_epoch += 2;
    for (uint32_t i = 0; i < steps->count; i++) {
        const Step *step = &steps->at[i];
        const Array *array = graph_array(code->graph, step->array);
        if (step->kind != STEP_PART || array->kind != EQUATION)
            continue;
        const Part *part = &array->as.parts[step->part];
        reader->order.count = 0;
        expr_postorder(exprs, code->arena, NULL, true, part->body, &reader->order);
        for (uint32_t n = 0; n < reader->order.count; n++) {
            const Expr *e = expr_at(exprs, reader->order.at[n]);
            if (e->kind != APPLY || e->function != F_DIV)
                continue;
            uint32_t *seen = &code->divisors[e->as.operand[1]];
            *seen = code->divisors_epoch
                  + (*seen >= code->divisors_epoch || is_invariant(exprs, part, e));
        }
    }
}

bool divisor_is_shared(const Code *code, ExprId id)
{
    return code->relaxed && code->divisors[id] > code->divisors_epoch
        && expr_at(&code->graph->exprs, id)->kind != NUMBER;
}
