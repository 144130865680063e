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

/* ‖a‖, of a or aᵀ: that which is shorter. */
TermRef term_norm(Arena *arena, TermRef a)
{
    TermRef turned = a && a->rank == RANK_MATRIX ? term_transpose(arena, a)
                                                 : NULL;
    if (turned && turned->text.length < a->text.length)
        a = turned;
    return a ? term_call(arena, "norm", 1, &a, RANK_NUMBER, 1, 1) : NULL;
}

/* Of a product without numbers; NULL: none that is known. */
static TermRef total_of_product(Arena *arena, TermRef a)
{
    bool turned = a->rank == RANK_MATRIX;
    for (uint32_t i = 0; i < a->count; i++)
        turned &= a->of[i]->kind == TERM_TRANSPOSE;
    if (turned)
        return term_total(arena, term_transpose(arena, a));
    if (a->count == 1 && a->weights[0] == 2)
        return term_power(arena, term_norm(arena, a->of[0]), 2);
    if (a->rank == RANK_VECTOR && a->count == 2 && a->weights[0] == 1
        && a->weights[1] == 1)
        return term_chain(arena, term_transpose(arena, a->of[0]), a->of[1]);
    return NULL;
}

/* A 1: the sum of all of A. (u vᵀ): Σ u Σ v. NULL: another chain. */
static TermRef total_of_chain(Arena *arena, TermRef a)
{
    if (a->of[a->count - 1]->kind == TERM_ONES && a->rank == RANK_VECTOR)
        return term_total(arena, chain_part(arena, a, 0, a->count - 1));
    for (uint32_t i = 1; i < a->count; i++)
        if (a->of[i]->rank == RANK_ROW)
            return term_times(
                arena, term_total(arena, chain_part(arena, a, 0, i)),
                term_total(arena, chain_part(arena, a, i, a->count)));
    return NULL;
}

/* The number that the sums of all terms add up to: 0 of x - sum(x) / n; NULL:
 * none that is known. */
static TermRef total_of_sum(Arena *arena, TermRef a)
{
    TermRef sum = term_number(arena, 0);
    for (uint32_t i = 0; i < a->count && sum; i++) {
        TermRef t = a->of[i];
        TermRef part = t->rank == RANK_NUMBER
                     ? term_scale(arena, (double)(a->rows * a->cols), t)
                     : term_total(arena, t);
        sum = part ? term_plus(arena, sum, a->weights[i], part) : NULL;
    }
    return sum && sum->kind == TERM_NUMBER ? sum : NULL;
}

bool term_adds_up(TermRef a)
{
    return a->kind == TERM_NAME ? (a->facts & FACT_SUMS) != 0
         : a->kind == TERM_CALL
               && (a->rank == RANK_VECTOR || a->by_rows)
               && (text_is(a->name, "onehot") || text_is(a->name, "softmax"));
}

TermRef term_trace(Arena *arena, TermRef a)
{
    TermRef rest = a, numbers = term_number(arena, 1);
    if (a->kind == TERM_PRODUCT)
        numbers = term_numbers_apart(arena, a, &rest);
    return rest ? term_times(arena, numbers,
                             term_call(arena, "trace", 1, &rest, RANK_NUMBER, 1,
                                       1)) : NULL;
}

TermRef term_total(Arena *arena, TermRef a)
{
    if (!a || a->rank == RANK_NUMBER)
        return a;
    if (a->kind == TERM_NUMBER)
        return term_number(arena, 0);
    if (a->kind == TERM_ONES || a->kind == TERM_EYE)
        return term_number(arena, (double)a->rows);
    if (a->kind == TERM_TRANSPOSE)
        return term_total(arena, a->of[0]);
    if (a->rank != RANK_ROW && term_adds_up(a))
        return term_number(arena, a->rank == RANK_VECTOR ? 1 : (double)a->rows);
    if (a->kind == TERM_CALL && text_is(a->name, "diag"))
        return a->rank == RANK_MATRIX ? term_total(arena, a->of[0])
                                      : term_trace(arena, a->of[0]);
    TermRef known = NULL, turned = NULL;
    if (a->kind == TERM_SUM)
        known = total_of_sum(arena, a);
    if (a->kind == TERM_PRODUCT) {
        TermRef rest, numbers = term_numbers_apart(arena, a, &rest);
        if (!rest || !numbers)
            return NULL;
        if (!term_equal(rest, a))
            return term_times(arena, numbers, term_total(arena, rest));
        known = total_of_product(arena, a);
    } else if (a->kind == TERM_CHAIN) {
        known = total_of_chain(arena, a);
    }
    if (known)
        return known;
    if (a->rank == RANK_MATRIX && a->kind == TERM_PRODUCT)
        turned = term_transpose(arena, a);
    if (turned && turned->text.length < a->text.length)
        a = turned;
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
        return a->rank == RANK_MATRIX
                 ? a->of[0]
                 : term_times(arena, a->of[0], term_eye(arena, a->rows));
    if (a->kind == TERM_TRANSPOSE)
        a = a->of[0];
    for (uint32_t i = 1; a->kind == TERM_CHAIN && i < a->count; i++) {
        TermRef u = chain_part(arena, a, 0, i);
        TermRef v = chain_part(arena, a, i, a->count);
        if (u && v && u->rank == RANK_VECTOR && v->rank == RANK_ROW)
            return term_times(arena, u, term_transpose(arena, v));
    }
    if (a->kind == TERM_PRODUCT) {
        TermRef rest, numbers = term_numbers_apart(arena, a, &rest);
        if (!rest || !numbers)
            return NULL;
        if (!term_equal(rest, a))
            return term_times(arena, numbers, term_diagonal(arena, rest));
    }
    return term_call(arena, "diag", 1, &a,
                     a->rank == RANK_VECTOR ? RANK_MATRIX : RANK_VECTOR,
                     a->rows, a->rank == RANK_VECTOR ? a->rows : 1);
}

/* Of the term in a sum of arrays with rows of that size. */
static TermRef row_sum(Arena *arena, TermRef a, int64_t size)
{
    TermRef rest, sum = NULL;
    if (a->rank == RANK_NUMBER || a->kind == TERM_ONES)
        return term_scale(arena, (double)size,
                          a->kind == TERM_ONES ? term_number(arena, 1) : a);
    if (term_adds_up(a))
        return term_number(arena, 1);
    if (a->kind == TERM_PRODUCT && count_array_factors(a) == 1) {
        TermRef numbers = term_numbers_apart(arena, a, &rest);
        return rest && rest->kind != TERM_PRODUCT
                 ? term_times(arena, numbers, row_sum(arena, rest, size)) : NULL;
    }
    for (uint32_t i = 0; a->kind == TERM_SUM && i < a->count; i++) {
        TermRef part = term_times(arena, term_weight(arena, a, i),
                                  row_sum(arena, a->of[i], size));
        sum = i ? term_plus(arena, sum, 1, part) : part;
    }
    return sum;
}

TermRef term_row_sum(Arena *arena, TermRef a)
{
    return a->rank == RANK_VECTOR   ? row_sum(arena, a, a->rows)
         : a->rank == RANK_MATRIX ? row_sum(arena, a, a->cols) : NULL;
}
