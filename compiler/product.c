/* product.c: taking products apart and putting them together. */
#include "product.h"

/* An explicit stack, right operands below left ones; when there is no room
 * for more factors, what is left is not taken apart. */
void product_of(const Graph *graph, ExprId root, Product *product)
{
    const Exprs *exprs = &graph->exprs;
    Factor stack[MAX_FACTORS];
    uint32_t count = 0;
    *product = (Product){0};
    stack[count++] = (Factor){root, false};
    while (count) {
        Factor f = stack[--count];
        const Expr *e = expr_at(exprs, f.expr);
        bool room = product->count + count + 2 <= MAX_FACTORS;
        if (e->kind == APPLY && e->function == F_NEG && room) {
            product->negative = !product->negative;
            stack[count++] = (Factor){e->as.operand[0], f.under};
        } else if (e->kind == APPLY && room
                   && (e->function == F_MUL || e->function == F_DIV)) {
            stack[count++] = (Factor){e->as.operand[1],
                                      f.under != (e->function == F_DIV)};
            stack[count++] = (Factor){e->as.operand[0], f.under};
        } else {
            product->factors[product->count++] = f;
        }
    }
}

ExprId product_build(Rewriter *rewriter, const Product *product, uint32_t set,
                     bool sign)
{
    Exprs *exprs = &rewriter->graph->exprs;
    ExprId out = 0;
    bool negative = sign && product->negative;
    for (int pass = 0; pass < 2; pass++) {
        if (pass && out && negative) {
            out = rewrite_apply(rewriter, F_NEG, out, 0);
            negative = false;
        }
        for (uint32_t i = 0; i < product->count; i++) {
            const Factor *f = &product->factors[i];
            bool number = expr_at(exprs, f->expr)->kind == NUMBER;
            if (!(set >> i & 1) || f->under || number != (pass == 0))
                continue;
            out = out ? rewrite_apply(rewriter, F_MUL, out, f->expr) : f->expr;
        }
    }
    if (!out)
        out = expr_number(exprs, 1);
    for (uint32_t i = 0; i < product->count; i++)
        if ((set >> i & 1) && product->factors[i].under)
            out = rewrite_apply(rewriter, F_DIV, out,
                                product->factors[i].expr);
    return negative ? rewrite_apply(rewriter, F_NEG, out, 0) : out;
}
