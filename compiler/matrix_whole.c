/* matrix_whole.c: terms of all elements of others: sums, diagonals. */
#include "matrix_term.h"

/* A number times what is left: the numbers among the factors go before. */
TermRef term_numbers_apart(Arena *arena, TermRef a, TermRef *rest)
{
    TermRef numbers = term_coefficient(arena, a);
    TermRef arrays = term_number(arena, 1);
    for (uint32_t i = 0; i < a->count; i++) {
        TermRef factor = term_power(arena, a->of[i], a->weights[i]);
        if (a->of[i]->rank == RANK_NUMBER)
            numbers = term_times(arena, numbers, factor);
        else
            arrays = term_times(arena, arrays, factor);
    }
    *rest = arrays;
    return numbers;
}

static TermRef total_of_sum(Arena *arena, TermRef a)
{
    TermRef made = term_number(arena, 0);
    for (uint32_t i = 0; i < a->count; i++) {
        TermRef part =
            a->of[i]->rank == RANK_NUMBER
                ? term_scale(arena, (double)(a->rows * a->cols), a->of[i])
                : term_total(arena, a->of[i]);
        made = term_plus(arena, made, a->weights[i], part);
    }
    return made;
}

TermRef term_total(Arena *arena, TermRef a)
{
    if (!a || a->rank == RANK_NUMBER)
        return a;
    if (a->kind == TERM_NUMBER)
        return term_number(arena, 0);
    if (a->kind == TERM_ONES || a->kind == TERM_EYE)
        return term_number(arena, (double)a->rows);
    if (a->kind == TERM_CALL && a->rank == RANK_VECTOR
        && (text_is(a->name, "onehot") || text_is(a->name, "softmax")))
        return term_number(arena, 1);
    if (a->kind == TERM_PRODUCT) {
        TermRef rest, numbers = term_numbers_apart(arena, a, &rest);
        if (!rest || !numbers)
            return NULL;
        if (!term_equal(rest, a))
            return term_times(arena, numbers, term_total(arena, rest));
        if (a->count == 1 && a->weights[0] == 2)
            return term_power(arena,
                              term_call(arena, "norm", 1, &a->of[0],
                                        RANK_NUMBER, 1, 1), 2);
        if (a->rank == RANK_VECTOR && a->count == 2 && a->weights[0] == 1
            && a->weights[1] == 1)
            return term_chain(arena, term_transpose(arena, a->of[0]),
                              a->of[1]);
    }
    if (a->kind == TERM_SUM && a->rank != RANK_MATRIX
        && a->count == 2 && a->of[0]->kind == TERM_NUMBER)
        return total_of_sum(arena, a);
    return term_call(arena, "sum", 1, &a, RANK_NUMBER, 1, 1);
}

TermRef term_largest(Arena *arena, TermRef a)
{
    return a && a->rank != RANK_NUMBER
             ? term_call(arena, "max", 1, &a, RANK_NUMBER, 1, 1) : a;
}

TermRef term_diagonal(Arena *arena, TermRef a)
{
    if (!a || a->rank == RANK_NUMBER || a->rank == RANK_ROW
        || (a->rank == RANK_MATRIX && a->rows != a->cols))
        return NULL;
    if (a->kind == TERM_ONES)
        return term_eye(arena, a->rows);
    if (a->kind == TERM_EYE)
        return term_ones(arena, a->rows);
    if (a->kind == TERM_NUMBER)
        return term_zero(arena,
                         a->rank == RANK_VECTOR ? RANK_MATRIX : RANK_VECTOR,
                         a->rows, a->rank == RANK_VECTOR ? a->rows : 1);
    if (a->kind == TERM_CALL && text_is(a->name, "diag"))
        return a->of[0];
    if (a->kind == TERM_TRANSPOSE)
        a = a->of[0];
    return term_call(arena, "diag", 1, &a,
                     a->rank == RANK_VECTOR ? RANK_MATRIX : RANK_VECTOR,
                     a->rows, a->rank == RANK_VECTOR ? a->rows : 1);
}
