/* matrix_join.c: two terms of a sum as one, where they have something in common. */
#include "matrix_term.h"

#include <math.h>

typedef LIST(double) Weights;

/* a u + b v for chains that end, or begin, alike. */
static TermRef join_chains(Arena *arena, const Pair *p)
{
    TermRef a = p->of[0], b = p->of[1];
    if (a->kind != TERM_CHAIN || b->kind != TERM_CHAIN)
        return NULL;
    double ratio = p->weights[1] / p->weights[0];
    if (fabs(ratio) != 1)
        return NULL;
    TermRef last = a->of[a->count - 1], other = b->of[b->count - 1];
    if (last->kind == TERM_SUM && other->kind == TERM_SUM
        && last->rank == other->rank) {
        TermRef both = term_plus(arena, last, 1, other);
        if (both && term_is_zero(both)) {
            ratio = -ratio;
            other = last;
        }
    }
    if (term_equal(last, other)) {
        TermRef u = chain_part(arena, a, 0, a->count - 1);
        TermRef v = chain_part(arena, b, 0, b->count - 1);
        if (u && v && u->rank == v->rank)
            return term_chain(arena, term_plus(arena, u, ratio, v), last);
    }
    if (term_equal(a->of[0], b->of[0])) {
        TermRef u = chain_part(arena, a, 1, a->count);
        TermRef v = chain_part(arena, b, 1, b->count);
        if (u && v && u->rank == v->rank)
            return term_chain(arena, a->of[0],
                              term_plus(arena, u, ratio, v));
    }
    return NULL;
}

/* Bᵀ Xᵀ + Xᵀ Bᵀ is (B X + X B)ᵀ. */
static TermRef join_transposes(Arena *arena, const Pair *p)
{
    TermRef a = p->of[0], b = p->of[1];
    if (a->kind != TERM_CHAIN || b->kind != TERM_CHAIN || a->count != 2
        || b->count != 2 || a->rank != RANK_MATRIX
        || p->weights[0] != p->weights[1]
        || !term_equal(a->of[0], b->of[1]) || !term_equal(a->of[1], b->of[0])
        || a->of[0]->kind != TERM_TRANSPOSE
        || a->of[1]->kind != TERM_TRANSPOSE)
        return NULL;
    TermRef sum = term_plus(arena, term_transpose(arena, a), 1,
                            term_transpose(arena, b));
    MatrixTerm t = {.kind = TERM_TRANSPOSE, .rank = RANK_MATRIX,
                    .rows = a->rows, .cols = a->cols, .count = 1, .of = &sum};
    return sum ? term_finish(arena, &t) : NULL;
}

/* x (x < 0) + x (x > 0) is x. */
static bool parted_by_sign(TermRef common, TermRef u, TermRef v)
{
    if (u->kind != TERM_APPLY || v->kind != TERM_APPLY
        || !((u->function == F_LT && v->function == F_GT)
             || (u->function == F_GT && v->function == F_LT))
        || !term_is_zero(u->of[1]) || !term_is_zero(v->of[1])
        || !term_equal(u->of[0], v->of[0]))
        return false;
    return term_within(common, u->of[0]);
}

/* The factors that both have, on one side of the line; with or without numbers. */
static TermRef shared_factors(Arena *arena, TermRef a, TermRef b,
                              bool numbers)
{
    TermRef common = term_number(arena, 1);
    for (uint32_t k = 0; k < a->count; k++)
        for (uint32_t l = 0; l < b->count; l++)
            if (term_equal(a->of[k], b->of[l])
                && (numbers || a->of[k]->rank != RANK_NUMBER)
                && a->weights[k] * b->weights[l] > 0)
                common = term_times(
                    arena, common,
                    term_power(arena, a->of[k],
                               fabs(a->weights[k]) < fabs(b->weights[l])
                                   ? a->weights[k] : b->weights[l]));
    return common;
}

/* h ⊙ a + h ⊙ b. */
static TermRef join_products(Arena *arena, const Pair *p)
{
    TermRef a = p->of[0], b = p->of[1];
    if (a->kind != TERM_PRODUCT || b->kind != TERM_PRODUCT)
        return NULL;
    if (a->count < 2 || b->count < 2)
        return NULL;
    TermRef common = shared_factors(arena, a, b, true);
    if (!common || term_is_number(common, 1))
        return NULL;
    TermRef under = term_power(arena, common, -1);
    TermRef u = term_times(arena, a, under), v = term_times(arena, b, under);
    if (!u || !v || u->text.length >= a->text.length
        || v->text.length >= b->text.length)
        return NULL;
    if (p->weights[0] == p->weights[1] && parted_by_sign(common, u, v))
        return common;
    if (u->kind == TERM_ONES)
        u = term_number(arena, 1);
    if (v->kind == TERM_ONES)
        v = term_number(arena, 1);
    TermRef of[] = {u, v}, sum[2];
    for (int i = 0; i < 2; i++)
        sum[i] = term_times(arena, term_number_as(arena, p->weights[i],
                                                  p->quotients[i]), of[i]);
    return term_scale(arena, 1 / p->weights[0],
                      term_times(arena, common,
                                 term_plus(arena, sum[0], 1, sum[1])));
}

/* -- arrays times numbers -- */

/* a x + b x is (a + b) x, and (a - b) x + (b - a) y is (a - b) (x - y). */
static TermRef join_numbers(Arena *arena, const Pair *p)
{
    TermRef number[2], array[2];
    for (int i = 0; i < 2; i++) {
        TermRef t = array[i] = p->of[i];
        number[i] = term_number_as(arena, p->weights[i], p->quotients[i]);
        if (t->rank == RANK_NUMBER)
            return NULL;
        if (t->kind == TERM_PRODUCT)
            number[i] = term_times(arena, number[i],
                                   term_numbers_apart(arena, t, &array[i]));
        if (!number[i] || !array[i])
            return NULL;
    }
    TermRef both = term_plus(arena, number[0], 1, number[1]), made = NULL;
    if (both && term_equal(array[0], array[1]))
        made = term_times(arena, both, array[0]);
    else if (both && term_is_zero(both) && number[0]->kind != TERM_NUMBER)
        made = term_times(arena, number[0],
                          term_plus(arena, array[0], -1, array[1]));
    return term_scale(arena, 1 / p->weights[0], made);
}

/* -- columns that are scaled alike -- */

/* What the columns of X diag(d), or of u dᵀ, are scaled by; else NULL. */
static TermRef column_scale(Arena *arena, TermRef t)
{
    TermRef last = t->kind == TERM_CHAIN && t->rank == RANK_MATRIX
                 ? t->of[t->count - 1] : NULL;
    if (last && last->rank == RANK_ROW)
        return term_transpose(arena, last);
    return last && is_call(last, "diag") ? last->of[0] : NULL;
}

/* The same without these factors of what scales it. */
static TermRef less_scaled(Arena *arena, TermRef t, TermRef factors)
{
    TermRef d = column_scale(arena, t);
    d = term_times(arena, d, term_power(arena, factors, -1));
    d = t->of[t->count - 1]->rank == RANK_ROW ? term_transpose(arena, d)
                                              : term_diagonal(arena, d);
    return term_chain(arena, chain_part(arena, t, 0, t->count - 1), d);
}

/* X diag(1 ⊘ s) + u (v ⊘ s)ᵀ is (X + u vᵀ) diag(1 ⊘ s). */
static TermRef join_scaled(Arena *arena, const Pair *p)
{
    TermRef scale[2], of[2];
    for (int i = 0; i < 2; i++) {
        scale[i] = column_scale(arena, p->of[i]);
        if (!scale[i] || scale[i]->kind != TERM_PRODUCT)
            return NULL;
    }
    TermRef common = shared_factors(arena, scale[0], scale[1], false);
    if (!common || common->kind != TERM_PRODUCT
        || (!term_equal(common, scale[0]) && !term_equal(common, scale[1])))
        return NULL;
    for (int i = 0; i < 2; i++)
        of[i] = term_times(arena, term_number_as(arena, p->weights[i],
                                                 p->quotients[i]),
                           less_scaled(arena, p->of[i], common));
    return term_scale(arena, 1 / p->weights[0],
                      term_chain(arena, term_plus(arena, of[0], 1, of[1]),
                                 term_diagonal(arena, common)));
}

/* -- choices -- */

/* A choice, or a product with one, as a choice. */
static TermRef as_choice(Arena *arena, TermRef t)
{
    for (uint32_t k = 0; t->kind == TERM_PRODUCT && k < t->count; k++) {
        TermRef c = t->of[k];
        if (c->kind != TERM_CHOOSE || t->weights[k] != 1)
            continue;
        TermRef rest = term_times(arena, t, term_power(arena, c, -1));
        return term_choose(arena, c->of[0], term_times(arena, rest, c->of[1]),
                           term_times(arena, rest, c->of[2]));
    }
    return t->kind == TERM_CHOOSE ? t : NULL;
}

static TermRef join_choices(Arena *arena, const Pair *p)
{
    TermRef a = as_choice(arena, p->of[0]), b = as_choice(arena, p->of[1]);
    if (!a || !b || a->kind != TERM_CHOOSE || b->kind != TERM_CHOOSE
        || !term_equal(a->of[0], b->of[0]))
        return NULL;
    double ratio = p->weights[1] / p->weights[0];
    return term_choose(arena, a->of[0],
                       term_plus(arena, a->of[1], ratio, b->of[1]),
                       term_plus(arena, a->of[2], ratio, b->of[2]));
}

/* The terms of the product, multiplied out over its sums; false: it has none. */
static bool multiply_out(Arena *arena, TermRef t, double weight, Terms *terms,
                         Weights *weights)
{
    enum { FEW = 8 };
    for (uint32_t i = 0; t->kind == TERM_PRODUCT && i < t->count; i++) {
        TermRef sum = t->of[i];
        if (sum->kind != TERM_SUM || t->weights[i] != 1)
            continue;
        TermRef rest = term_times(arena, t, term_power(arena, sum, -1));
        for (uint32_t k = 0; k < sum->count && rest; k++) {
            TermRef part = term_times(arena, rest, sum->of[k]);
            double w = weight * sum->weights[k];
            if (!part || terms->count > FEW)
                return false;
            if (!multiply_out(arena, part, w, terms, weights)) {
                list_push(arena, terms, part);
                list_push(arena, weights, w);
            }
        }
        return rest != NULL;
    }
    return false;
}

/* p ⊙ (1 - y) - y ⊙ (1 - p) is p - y: where it is shorter, and no product. */
static TermRef join_multiplied(Arena *arena, const Pair *p)
{
    Terms terms = {0};
    Weights weights = {0};
    if (!multiply_out(arena, p->of[0], 1, &terms, &weights)
        || !multiply_out(arena, p->of[1], p->weights[1] / p->weights[0],
                         &terms, &weights))
        return NULL;
    uint32_t left = 0;
    for (uint32_t i = 0; i < terms.count; i++) {
        double sum = 0;
        for (uint32_t k = 0; k < terms.count; k++)
            sum += term_equal(terms.at[i], terms.at[k]) ? weights.at[k] : 0;
        left += sum != 0;
    }
    return left > 2 ? NULL
                    : term_add(arena, terms.count, terms.at, weights.at);
}

TermRef term_joined(Arena *arena, const Pair *p, bool choices)
{
    if (choices)
        return join_choices(arena, p);
    TermRef made = p->weights[0] == p->weights[1]
                 ? join_row_logs(arena, p->of[0], p->of[1]) : NULL;
    made = made ? made : join_transposes(arena, p);
    made = made ? made : join_chains(arena, p);
    made = made ? made : join_scaled(arena, p);
    made = made ? made : join_multiplied(arena, p);
    made = made ? made : join_products(arena, p);
    return made ? made : join_numbers(arena, p);
}
