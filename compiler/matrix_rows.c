/* matrix_rows.c: functions of each row of a matrix.
 *
 * softmax(Z[i]) for all rows is no expression of the language: such a term gets
 * a name, P[i] = softmax(Z[i]), before it is printed. Programs compute it as
 * exp(Z - m 1ᵀ) divided by its sums along rows, where m are the largest.
 */
#include "matrix_term.h"

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

/* Z without the largest of each row, which a softmax does not see. */
static TermRef without_shift(Arena *arena, TermRef z)
{
    for (uint32_t i = 0; z->kind == TERM_SUM && i < z->count; i++) {
        TermRef column = column_of(arena, z->of[i]);
        if (column && is_by_rows(column, "max"))
            return term_plus(arena, z, -z->weights[i], z->of[i]);
    }
    return z;
}

static TermRef softmax_of(Arena *arena, TermRef power)
{
    TermRef z = without_shift(arena, term_exponent(power));
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
    return t->rank == RANK_MATRIX && term_exponent(t);
}

/* diag(v) exp(Z), where v holds what the sums of rows divide. */
static TermRef left_softmax(Arena *arena, TermRef a, TermRef b)
{
    TermRef rest = is_power(b) ? rows_multiplied(arena, a, sums_of(arena, b))
                               : NULL;
    return rest ? term_chain(arena, rest, softmax_of(arena, b)) : NULL;
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

bool find_row_softmax(Arena *arena, uint32_t count, TermRef *of,
                      double *weights)
{
    for (uint32_t i = 0; i < count; i++) {
        TermRef sums = is_power(of[i]) && weights[i] == 1
                     ? sums_of(arena, of[i]) : NULL;
        for (uint32_t j = 0; sums && j < count; j++) {
            TermRef rest = j != i && weights[j] == 1
                         ? rows_multiplied(arena, of[j], sums) : NULL;
            TermRef p = rest ? softmax_of(arena, of[i]) : NULL;
            if (!p)
                continue;
            of[i] = p;
            of[j] = rest;
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
