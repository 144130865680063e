/* matrix_mask.c: conditions on two indices as matrices of 0 and 1.
 *
 * There is one kind: 1 where the column is at most the row and a number. All
 * others are its transposes. Such a matrix has no expression, and gets a name,
 * M[i, j] = j <= i.
 */
#include "affine.h"
#include "matrix_read.h"
#include "matrix_term.h"

TermRef term_mask(Arena *arena, int64_t rows, int64_t cols, int64_t shift)
{
    TermRef of = term_number(arena, (double)shift);
    return term_by_rows(arena, "mask", 1, &of, RANK_MATRIX, rows, cols);
}

bool term_is_mask(TermRef t)
{
    if (t->kind == TERM_TRANSPOSE)
        t = t->of[0];
    return t->kind == TERM_CALL && t->by_rows && text_is(t->name, "mask");
}

TermRef mask_opposite(Arena *arena, TermRef t)
{
    bool turned = t->kind == TERM_TRANSPOSE;
    TermRef mask = turned ? t->of[0] : t;
    TermRef other = term_mask(arena, mask->cols, mask->rows,
                              -(int64_t)mask->of[0]->number - 1);
    return turned ? other : term_transpose(arena, other);
}

Tensor read_guard(Body *b, SubscriptId id)
{
    const Subscript *g = subscript_at(&b->r->graph->exprs, id);
    Tensor none = {NULL, 0, {0, 0}};
    if (g->data || g->term_count != 2
        || g->terms[0].factor + g->terms[1].factor != 0
        || (g->terms[0].factor != 1 && g->terms[0].factor != -1)
        || g->terms[0].index == b->fixed || g->terms[1].index == b->fixed)
        return none;
    uint32_t minus = g->terms[0].factor == 1;       /* that of the column */
    int row = (int)g->terms[1 - minus].index, column = (int)g->terms[minus].index;
    const Range *ranges = b->part->ranges;
    return (Tensor){term_mask(b->r->arena, b->sizes[row], b->sizes[column],
                              g->base + ranges[row].low - ranges[column].low),
                    2, {row, column}};
}

/* Of indices alone, without div and the like. */
static bool is_affine(const Exprs *exprs, ExprId id)
{
    const Expr *e = expr_at(exprs, id);
    if (e->kind == NUMBER || e->kind == INDEX)
        return true;
    bool is = e->kind == APPLY
           && (e->function == F_ADD || e->function == F_SUB
               || e->function == F_NEG);
    for (uint32_t i = 0; is && i < function_row((Function)e->function)->arity;
         i++)
        is = is_affine(exprs, e->as.operand[i]);
    return is;
}

Tensor read_mask(Body *b, ExprId condition)
{
    Exprs *exprs = &b->r->graph->exprs;
    const Expr *e = expr_at(exprs, condition);
    Tensor none = {NULL, 0, {0, 0}};
    if (e->kind != APPLY
        || (e->function != F_LT && e->function != F_LE && e->function != F_GT
            && e->function != F_GE)
        || !is_affine(exprs, e->as.operand[0])
        || !is_affine(exprs, e->as.operand[1]))
        return none;
    Domain domain;
    domain_of_part(&domain, b->r->arena, b->part);
    domain.guards.count = 0;
    domain_assume(&domain, b->r->arena, exprs, condition, true);
    return domain.guards.count == 1 ? read_guard(b, domain.guards.at[0]) : none;
}
