/* matrix_chain.c: products of matrices, vectors and rows. */
#include "matrix_term.h"

#include <math.h>

static bool is_inverse_of(TermRef a, TermRef b)
{
    if (a->kind == TERM_TRANSPOSE && b->kind == TERM_TRANSPOSE
        && a->rank == RANK_MATRIX)
        return is_inverse_of(a->of[0], b->of[0]);
    return (a->kind == TERM_INVERSE && term_equal(a->of[0], b))
        || (b->kind == TERM_INVERSE && term_equal(b->of[0], a));
}

static TermRank chain_rank(TermRef first, TermRef last)
{
    bool tall = first->rank == RANK_MATRIX || first->rank == RANK_VECTOR;
    bool wide = last->rank == RANK_MATRIX || last->rank == RANK_ROW;
    return tall ? wide ? RANK_MATRIX : RANK_VECTOR
                : wide ? RANK_ROW : RANK_NUMBER;
}

static TermRef chain_of(Arena *arena, uint32_t count, TermRef *of)
{
    if (count == 1)
        return of[0];
    MatrixTerm t = {.kind = TERM_CHAIN, .rows = of[0]->rows,
              .cols = of[count - 1]->cols, .count = count, .of = of};
    t.rank = (uint8_t)chain_rank(of[0], of[count - 1]);
    return term_finish(arena, &t);
}

/* Of arrays, above and below the line. */
static double count_factors(TermRef t)
{
    double count = 0;
    for (uint32_t i = 0; t->kind == TERM_PRODUCT && i < t->count; i++)
        if (t->of[i]->rank != RANK_NUMBER)
            count += fabs(t->weights[i]);
    return t->kind == TERM_PRODUCT ? count : 1;
}

/* t of (t ⊘ p)ᵀ p: the products of elements, where some cancel; or NULL. */
static TermRef merged_factors(Arena *arena, TermRef row, TermRef v)
{
    TermRef u = term_transpose(arena, row);
    TermRef product = u && v->rank == RANK_VECTOR ? term_times(arena, u, v)
                                                  : NULL;
    return product && count_factors(product)
                          < count_factors(u) + count_factors(v)
             ? product : NULL;
}

/* A number is its transpose: the one with fewer ᵀ, or the first by its text;
 * of uᵀ u and the like it is a square, of uᵀ 1 a sum. */
static TermRef number_chain(Arena *arena, uint32_t count, TermRef *of)
{
    if (of[count - 1]->kind == TERM_ONES)
        return term_total(arena, chain_of(arena, count - 1, of));
    if (of[0]->kind == TERM_TRANSPOSE && of[0]->of[0]->kind == TERM_ONES)
        return term_total(arena, chain_of(arena, count - 1, of + 1));
    if (count == 2 && of[0]->kind == TERM_TRANSPOSE
        && term_equal(of[0]->of[0], of[1]))
        return term_power(arena, term_norm(arena, of[1]), 2);
    TermRef merged = count == 2 ? merged_factors(arena, of[0], of[1]) : NULL;
    if (merged)
        return term_total(arena, merged);
    TermRef *turned = NEW_ARRAY(arena, TermRef, count + 1);
    uint32_t transposes = 0, others = 0;
    for (uint32_t i = 0; i < count; i++) {
        turned[i] = term_transpose(arena, of[count - 1 - i]);
        if (!turned[i])
            return NULL;
        transposes += of[i]->kind == TERM_TRANSPOSE;
        others += turned[i]->kind == TERM_TRANSPOSE;
    }
    TermRef a = chain_of(arena, count, of);
    TermRef b = chain_of(arena, count, turned);
    if (!a || !b)
        return NULL;
    if (transposes != others)
        return transposes < others ? a : b;
    return text_compare(a->text, b->text) <= 0 ? a : b;
}

/* Without numbers, which go before the product. */
static TermRef bare(Arena *arena, TermRef t, TermRef *numbers)
{
    if (t->kind != TERM_PRODUCT)
        return t;
    TermRef rest, before = term_numbers_apart(arena, t, &rest);
    *numbers = term_times(arena, *numbers, before);
    return rest;
}

static bool is_opposite(Arena *arena, TermRef a, TermRef b)
{
    if (a->kind == TERM_TRANSPOSE)
        a = a->of[0];
    if (b->kind == TERM_TRANSPOSE)
        b = b->of[0];
    if (a->kind != TERM_SUM || b->kind != TERM_SUM || a->count != b->count
        || a->rank != b->rank)
        return false;
    TermRef both = term_plus(arena, a, 1, b);
    return both && term_is_zero(both);
}

/* (x - m) (m - x)ᵀ is -(x - m) (x - m)ᵀ: *sign turns. */
static TermRef alike(Arena *arena, uint32_t count, const TermRef *of,
                     TermRef factor, double *sign)
{
    for (uint32_t i = 0; i < count; i++) {
        TermRef turned = term_transpose(arena, of[i]);
        if (is_opposite(arena, of[i], factor)) {
            *sign = -*sign;
            return of[i]->rank == factor->rank ? of[i] : turned;
        }
        if (turned && is_opposite(arena, turned, factor)) {
            *sign = -*sign;
            return turned;
        }
    }
    return factor;
}

/* P 1 where each row of P adds up to 1, and diag(u) 1; NULL: another product. */
static TermRef sums_of_rows(Arena *arena, TermRef a, TermRef b)
{
    if (a->rank == RANK_MATRIX && term_adds_up(a) && b->kind == TERM_ONES)
        return term_ones(arena, a->rows);
    if (is_call(a, "diag") && a->rank == RANK_MATRIX && b->kind == TERM_ONES)
        return a->of[0];
    if (a->rank != RANK_ROW || b->rank != RANK_MATRIX
        || a->kind != TERM_TRANSPOSE || b->kind != TERM_TRANSPOSE)
        return NULL;
    return term_transpose(arena, sums_of_rows(arena, b->of[0], a->of[0]));
}

static TermRef chain_bare(Arena *arena, TermRef a, TermRef b)
{
    double sign = 1;
    if (a->cols != b->rows)
        return NULL;
    if (a->kind == TERM_NUMBER || b->kind == TERM_NUMBER)
        return term_zero(arena, chain_rank(a, b), a->rows, b->cols);
    if (a->kind == TERM_EYE)
        return b;
    if (b->kind == TERM_EYE)
        return a;
    if (a->kind == TERM_CALL && text_is(a->name, "diag")
        && b->rank == RANK_VECTOR)
        return term_times(arena, a->of[0], b);
    TermRef of[64];
    uint32_t count = 0;
    for (uint32_t side = 0; side < 2; side++) {
        TermRef t = side ? b : a;
        uint32_t n = t->kind == TERM_CHAIN ? t->count : 1;
        if (count + n > 60)
            return NULL;
        for (uint32_t i = 0; i < n; i++) {
            TermRef factor = t->kind == TERM_CHAIN ? t->of[i] : t;
            factor = alike(arena, count, of, factor, &sign);
            TermRef known = count ? rows_softmax(arena, of[count - 1], factor)
                                  : NULL;
            if (count && !known)
                known = sums_of_rows(arena, of[count - 1], factor);
            if (count && is_inverse_of(of[count - 1], factor))
                count--;
            else if (known && known->kind == TERM_CHAIN && known->count == 2)
                of[count - 1] = known->of[0], of[count++] = known->of[1];
            else if (known && known->kind != TERM_CHAIN)
                of[count - 1] = known;
            else
                of[count++] = factor;
        }
    }
    if (!count)
        return term_scale(arena, sign, term_eye(arena, a->rows));
    /* A number within: (u vᵀ) w is (vᵀ w) u. */
    for (uint32_t i = 0; i + 1 < count; i++) {
        if (of[i]->rank != RANK_ROW)
            continue;
        uint32_t end = i + 1;
        while (end < count && of[end]->rank == RANK_MATRIX)
            end++;
        if (end == count || of[end]->rank != RANK_VECTOR
            || (i == 0 && end + 1 == count))
            continue;
        TermRef number = number_chain(arena, end + 1 - i, of + i);
        TermRef rest = NULL;
        if (i)
            rest = chain_of(arena, i, of);
        if (end + 1 < count) {
            TermRef behind = chain_of(arena, count - end - 1, of + end + 1);
            rest = rest ? term_chain(arena, rest, behind) : behind;
        }
        return term_scale(arena, sign, term_times(arena, number, rest));
    }
    if (count > 1
        && chain_rank(of[0], of[count - 1]) == RANK_NUMBER)
        return term_scale(arena, sign, number_chain(arena, count, of));
    return term_scale(arena, sign, chain_of(arena, count, of));
}

TermRef chain_part(Arena *arena, TermRef chain, uint32_t from, uint32_t to)
{
    TermRef made = chain->of[from];
    for (uint32_t i = from + 1; i < to; i++)
        made = term_chain(arena, made, chain->of[i]);
    return made;
}

TermRef term_chain(Arena *arena, TermRef a, TermRef b)
{
    if (!a || !b)
        return NULL;
    if (a->rank == RANK_NUMBER || b->rank == RANK_NUMBER)
        return term_times(arena, a, b);
    TermRef numbers = term_number(arena, 1);
    TermRef left = bare(arena, a, &numbers), right = bare(arena, b, &numbers);
    if (!left || !right || !numbers)
        return NULL;
    return term_times(arena, numbers, chain_bare(arena, left, right));
}
