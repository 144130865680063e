/* matrix_rows.c: functions of each row of a matrix.
 *
 * softmax(Z[i]) for all rows is no expression of the language: such a term gets
 * a name, P[i] = softmax(Z[i]), before it is printed. Programs compute it as
 * exp(Z - m 1ᵀ) divided by its sums along rows, where m are the largest.
 */
#include "matrix_term.h"

#include <math.h>
#include <string.h>

TermRef term_by_rows(Arena *arena, const char *name, uint32_t count,
                     const TermRef *of, TermRank rank, int64_t rows,
                     int64_t cols)
{
    for (uint32_t i = 0; i < count; i++)
        if (!of[i])
            return NULL;
    MatrixTerm t = {.kind = TERM_CALL, .rank = (uint8_t)rank, .rows = rows,
                    .cols = cols, .name = text_of(name), .count = count,
                    .of = of, .by_rows = true};
    return term_finish(arena, &t);
}

static bool is_by_rows(TermRef t, const char *name)
{
    return t->kind == TERM_CALL && t->by_rows && text_is(t->name, name);
}

bool term_has_shift(TermRef t)
{
    bool has = is_by_rows(t, "max");
    for (uint32_t i = 0; i < t->count && !has; i++)
        has = term_has_shift(t->of[i]);
    return has;
}

/* v 1ᵀ: v, as every column; else NULL. */
static TermRef column_of(Arena *arena, TermRef t)
{
    if (t->kind != TERM_CHAIN || t->rank != RANK_MATRIX)
        return NULL;
    TermRef last = t->of[t->count - 1];
    return last->kind == TERM_TRANSPOSE && last->of[0]->kind == TERM_ONES
             ? chain_part(arena, t, 0, t->count - 1) : NULL;
}

/* Z without what is subtracted from all of a row, as the largest of it is: a
 * softmax does not see that. */
static TermRef without_shift(Arena *arena, TermRef z)
{
    for (uint32_t i = 0; z->kind == TERM_SUM && i < z->count; i++) {
        TermRef column = column_of(arena, z->of[i]);
        if (column)
            return without_shift(arena,
                                 term_plus(arena, z, -z->weights[i], z->of[i]));
    }
    if (z->kind == TERM_CHOOSE && term_is_number(z->of[2], -INFINITY))
        return term_choose(arena, z->of[0], without_shift(arena, z->of[1]),
                           z->of[2]);
    return z;
}

/* The exponential of exp(Z), of exp(Z) ⊙ mask or of exp(Z) if mask else 0; else
 * NULL. */
static TermRef exponential_in(TermRef power, TermRef *mask)
{
    *mask = NULL;
    if (power->kind == TERM_CHOOSE) {
        *mask = power->of[0];
        return term_is_mask(*mask) && term_exponent(power->of[1])
                    && term_is_zero(power->of[2]) ? power->of[1] : NULL;
    }
    if (power->kind != TERM_PRODUCT || power->count != 2 || power->number != 1
        || power->weights[0] != 1 || power->weights[1] != 1)
        return term_exponent(power) ? power : NULL;
    uint32_t at = term_is_mask(power->of[0]) ? 1 : 0;
    *mask = power->of[1 - at];
    return term_is_mask(*mask) && term_exponent(power->of[at]) ? power->of[at]
                                                               : NULL;
}

/* Whether a mask has a 1 in each row. */
static bool fills_rows(TermRef mask)
{
    bool turned = mask->kind == TERM_TRANSPOSE;
    TermRef of = turned ? mask->of[0] : mask;
    int64_t shift = (int64_t)of->of[0]->number;
    return turned ? mask->rows <= mask->cols + shift : shift >= 0;
}

bool rows_are_positive(TermRef t)
{
    if (t->kind != TERM_CHAIN || t->count != 2 || t->of[1]->kind != TERM_ONES)
        return false;
    TermRef mask, power = exponential_in(t->of[0], &mask);
    return power && (!mask || fills_rows(mask));
}

static TermRef softmax_of(Arena *arena, TermRef power)
{
    TermRef mask, exponential = exponential_in(power, &mask);
    TermRef z = without_shift(arena, term_exponent(exponential));
    if (mask)
        z = term_choose(arena, mask, z, term_number(arena, -INFINITY));
    return z ? term_by_rows(arena, "softmax", 1, &z, RANK_MATRIX, z->rows,
                            z->cols) : NULL;
}

/* The sums along the rows of exp(Z). */
static TermRef sums_of(Arena *arena, TermRef power)
{
    return term_chain(arena, power, term_ones(arena, power->cols));
}

static TermRef multiplied_sum(Arena *arena, TermRef t, TermRef by);

/* The term with each row multiplied by what every one is divided by; NULL: they
 * are not. */
static TermRef rows_multiplied(Arena *arena, TermRef t, TermRef by)
{
    if (t->kind == TERM_SUM)
        return multiplied_sum(arena, t, by);
    if (t->kind == TERM_CALL && text_is(t->name, "diag")
        && t->rank == RANK_MATRIX)
        return term_diagonal(arena, rows_multiplied(arena, t->of[0], by));
    if (t->kind == TERM_CHAIN) {
        TermRef first = rows_multiplied(arena, t->of[0], by);
        return first ? term_chain(arena, first,
                                  chain_part(arena, t, 1, t->count)) : NULL;
    }
    for (uint32_t i = 0; t->kind == TERM_PRODUCT && i < t->count; i++) {
        TermRef f = t->of[i], column = column_of(arena, f);
        bool is_it = t->weights[i] < 0
                  && term_equal(f->rank == RANK_VECTOR || !column ? f : column,
                                by);
        if (is_it)
            return term_times(arena, t, f);
        TermRef made = t->weights[i] == 1 && f->rank != RANK_NUMBER
                     ? rows_multiplied(arena, f, by) : NULL;
        if (made)
            return term_times(arena, made,
                              term_times(arena, t, term_power(arena, f, -1)));
    }
    return NULL;
}

static TermRef multiplied_sum(Arena *arena, TermRef t, TermRef by)
{
    TermRef made = term_zero(arena, (TermRank)t->rank, t->rows, t->cols);
    for (uint32_t i = 0; i < t->count && made; i++) {
        TermRef part = rows_multiplied(arena, t->of[i], by);
        part = term_times(arena, term_weight(arena, t, i), part);
        made = part ? term_plus(arena, made, 1, part) : NULL;
    }
    return made;
}

static bool is_power(TermRef t)
{
    TermRef mask;
    return t->rank == RANK_MATRIX && exponential_in(t, &mask);
}

/* The exponential of a product of more, with the mask if there is one; the rest
 * of the factors. NULL: there is none. */
static TermRef power_within(Arena *arena, TermRef b, TermRef *rest)
{
    TermRef power = NULL, mask = NULL;
    for (uint32_t i = 0; b->kind == TERM_PRODUCT && i < b->count; i++) {
        if (b->weights[i] != 1)
            continue;
        if (term_is_mask(b->of[i]))
            mask = b->of[i];
        else if (!power && is_power(b->of[i]))
            power = b->of[i];
    }
    if (power && mask)
        power = term_times(arena, power, mask);
    *rest = power ? term_times(arena, b, term_power(arena, power, -1)) : NULL;
    return *rest ? power : NULL;
}

/* diag(v) exp(Z), where v holds what the sums of rows divide; also of a product
 * with exp(Z). */
static TermRef left_softmax(Arena *arena, TermRef a, TermRef b)
{
    TermRef others = NULL;
    TermRef power = is_power(b) ? b : power_within(arena, b, &others);
    TermRef rest = power ? rows_multiplied(arena, a, sums_of(arena, power)) : NULL;
    TermRef made = rest ? softmax_of(arena, power) : NULL;
    if (others)
        made = term_times(arena, others, made);
    return made ? term_chain(arena, rest, made) : NULL;
}

TermRef rows_chosen(Arena *arena, TermRef mask, TermRef then)
{
    if (then->kind != TERM_CHAIN || then->count != 2
        || !term_exponent(then->of[1]) || then->of[0]->kind != TERM_CALL
        || !text_is(then->of[0]->name, "diag"))
        return NULL;
    TermRef power = term_choose(arena, mask, then->of[1], term_number(arena, 0));
    TermRef made = power && is_power(power)
                 ? left_softmax(arena, then->of[0], power) : NULL;
    return made && is_by_rows(made, "softmax") ? made : NULL;
}

TermRef rows_softmax(Arena *arena, TermRef a, TermRef b)
{
    TermRef made = left_softmax(arena, a, b);
    if (made || !is_power(a) || !term_has_shift(a) || b->rank != RANK_MATRIX
        || b->kind != TERM_CALL || !text_is(b->name, "diag"))
        return made;
    return term_transpose(arena, left_softmax(arena, term_transpose(arena, b),
                                              term_transpose(arena, a)));
}

/* A factor that is exp(Z), or exp(Z) ⊙ mask of two, and one that is divided by
 * its sums along rows. */
static bool find_divided_rows(Arena *arena, TermRef power, uint32_t count,
                              TermRef *of, double *weights, uint32_t at)
{
    TermRef sums = sums_of(arena, power);
    for (uint32_t j = 0; sums && j < count; j++) {
        TermRef f = of[j], column = column_of(arena, f), rest = NULL;
        if (j == at)
            continue;
        if (weights[j] == 1)
            rest = rows_multiplied(arena, f, sums);
        else if (weights[j] == -1 && column && term_equal(column, sums))
            rest = term_ones(arena, 1);
        TermRef p = rest ? softmax_of(arena, power) : NULL;
        if (!p)
            continue;
        of[at] = p;
        if (weights[j] == 1)
            of[j] = rest;
        else
            weights[j] = 0;
        return true;
    }
    return false;
}

bool find_row_softmax(Arena *arena, uint32_t count, TermRef *of,
                      double *weights)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!is_power(of[i]) || weights[i] != 1)
            continue;
        if (find_divided_rows(arena, of[i], count, of, weights, i))
            return true;
        for (uint32_t k = 0; count > 2 && k < count; k++)
            if (term_is_mask(of[k]) && weights[k] > 0
                && find_divided_rows(arena, term_times(arena, of[i], of[k]),
                                     count, of, weights, i)) {
                weights[k] = 0;
                return true;
            }
    }
    return false;
}

/* max(Z[i]) + log Σ exp(Z[i] - max(Z[i])) */
TermRef join_row_logs(Arena *arena, TermRef a, TermRef b)
{
    if (!is_by_rows(a, "max"))
        return is_by_rows(b, "max") ? join_row_logs(arena, b, a) : NULL;
    if (b->kind != TERM_APPLY || b->function != F_LOG
        || b->of[0]->kind != TERM_CHAIN || !is_power(b->of[0]->of[0])
        || !term_equal(b->of[0], sums_of(arena, b->of[0]->of[0])))
        return NULL;
    TermRef z = without_shift(arena, term_exponent(b->of[0]->of[0]));
    return z && term_equal(z, a->of[0])
             ? term_by_rows(arena, "logsumexp", 1, &z, RANK_VECTOR, z->rows, 1)
             : NULL;
}

/* Whether it is a softmax of what is -∞ where the mask is 0: 0 there. */
static bool is_masked(TermRef p, TermRef mask)
{
    return is_by_rows(p, "softmax") && p->of[0]->kind == TERM_CHOOSE
        && term_equal(p->of[0]->of[0], mask)
        && term_is_number(p->of[0]->of[2], -INFINITY);
}

bool find_masked(uint32_t count, TermRef *of, double *weights)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++) {
            bool turned = of[j]->kind == TERM_TRANSPOSE
                       && of[i]->kind == TERM_TRANSPOSE;
            if (weights[i] <= 0 || weights[j] < 1
                || !is_masked(turned ? of[j]->of[0] : of[j],
                              turned ? of[i]->of[0] : of[i]))
                continue;
            weights[i] = 0;
            return true;
        }
    return false;
}
