/* matrix_term.c: terms that are neither sums nor products, and looks at terms. */
#include "matrix_term.h"

#include <math.h>
#include <string.h>

enum { MOST_TEXT = 2000 };      /* bytes; what is longer is not said */

TermRef term_finish(Arena *arena, MatrixTerm *t)
{
    t->back = t->kind == TERM_NAME && t->name.length > 2
           && !memcmp(t->name.at, "δ", 2);
    for (uint32_t i = 0; i < t->count; i++) {
        t->batched |= t->of[i]->batched;
        t->back |= t->of[i]->back;
    }
    if (t->kind == TERM_CALL && text_is(t->name, "batch_sum"))
        t->batched = false;
    t->of = arena_copy(arena, t->of, t->count, sizeof(TermRef));
    if (t->weights)
        t->weights = arena_copy(arena, t->weights, t->count, sizeof(double));
    if (t->quotients)
        t->quotients = arena_copy(arena, t->quotients, t->count, sizeof(bool));
    term_write(arena, t);
    return t->text.length > MOST_TEXT
             ? NULL : arena_copy(arena, t, 1, sizeof *t);
}

TermRef term_number_as(Arena *arena, double number, bool divided)
{
    MatrixTerm t = {.kind = TERM_NUMBER, .number = number, .rows = 1,
                    .cols = 1, .divided = divided};
    return term_finish(arena, &t);
}

TermRef term_number(Arena *arena, double number)
{
    return term_number_as(arena, number, false);
}

TermRef term_coefficient(Arena *arena, TermRef a)
{
    return term_number_as(arena, a->number, a->divided);
}

TermRef term_zero(Arena *arena, TermRank rank, int64_t rows, int64_t cols)
{
    MatrixTerm t = {.kind = TERM_NUMBER, .rank = (uint8_t)rank, .rows = rows,
              .cols = cols};
    return term_finish(arena, &t);
}

TermRef term_name(Arena *arena, Text name, TermRank rank, int64_t rows,
                  int64_t cols, bool batched)
{
    MatrixTerm t = {.kind = TERM_NAME, .rank = (uint8_t)rank, .rows = rows,
              .cols = cols, .name = name, .batched = batched};
    return term_finish(arena, &t);
}

TermRef term_known(Arena *arena, TermRef name, uint8_t facts)
{
    MatrixTerm t = *name;
    t.facts = facts;
    return arena_copy(arena, &t, 1, sizeof t);
}

TermRef term_eye(Arena *arena, int64_t size)
{
    MatrixTerm t = {.kind = TERM_EYE, .rank = RANK_MATRIX, .rows = size,
              .cols = size};
    return term_finish(arena, &t);
}

TermRef term_ones(Arena *arena, int64_t size)
{
    MatrixTerm t = {.kind = TERM_ONES, .rank = RANK_VECTOR, .rows = size, .cols = 1};
    return term_finish(arena, &t);
}

bool term_equal(TermRef a, TermRef b)
{
    return a == b
        || (text_equal(a->text, b->text) && a->rank == b->rank
            && a->rows == b->rows && a->cols == b->cols);
}

bool is_apply(TermRef a, Function function)
{
    return a->kind == TERM_APPLY && a->function == function;
}

bool is_call(TermRef a, const char *name)
{
    return a->kind == TERM_CALL && text_is(a->name, name);
}

bool term_is_number(TermRef a, double number)
{
    return a->kind == TERM_NUMBER && a->number == number;
}

bool term_is_zero(TermRef a)
{
    return term_is_number(a, 0);
}

bool term_within(TermRef a, TermRef b)
{
    bool within = term_equal(a, b);
    for (uint32_t i = 0; a->kind == TERM_PRODUCT && i < a->count; i++)
        within |= a->weights[i] >= 1 && term_equal(a->of[i], b);
    return within;
}

bool is_quotient(double a, bool divided, double b, bool other)
{
    bool one = 4 * a != floor(4 * a), two = 4 * b != floor(4 * b);
    return one && two ? divided && other : one ? divided : two && other;
}

TermRef term_weight(Arena *arena, TermRef a, uint32_t at)
{
    return term_number_as(arena, a->weights[at], a->quotients[at]);
}

TermRef term_sum_of(Arena *arena, TermRef a, const TermRef *of)
{
    TermRef *scaled = NEW_ARRAY(arena, TermRef, a->count + 1);
    double *ones = NEW_ARRAY(arena, double, a->count + 1);
    for (uint32_t i = 0; i < a->count; i++) {
        scaled[i] = term_times(arena, term_weight(arena, a, i), of[i]);
        ones[i] = 1;
    }
    return term_add(arena, a->count, scaled, ones);
}

/* -- transposes, inverses -- */

static TermRef transpose_parts(Arena *arena, TermRef a)
{
    TermRef *of = NEW_ARRAY(arena, TermRef, a->count + 1);
    for (uint32_t i = 0; i < a->count; i++) {
        of[i] = a->of[i]->rank == RANK_NUMBER
              ? a->of[i] : term_transpose(arena, a->of[i]);
        if (!of[i])
            return NULL;
    }
    if (a->kind == TERM_SUM)
        return term_sum_of(arena, a, of);
    TermRef made = term_coefficient(arena, a);
    for (uint32_t i = 0; i < a->count; i++)
        made = term_times(arena, made,
                          term_power(arena, of[i], a->weights[i]));
    return made;
}

/* Whether it is known to be its own transpose: diag(u), or the inverse of what
 * is so. */
static bool is_symmetric(Arena *arena, TermRef a)
{
    return a->kind == TERM_NAME ? (a->facts & FACT_SYMMETRIC) != 0
         : a->kind == TERM_CALL ? text_is(a->name, "diag")
         : a->kind == TERM_INVERSE
               && term_equal(a->of[0], term_transpose(arena, a->of[0]));
}

TermRef term_transpose(Arena *arena, TermRef a)
{
    if (!a || a->rank == RANK_NUMBER || a->kind == TERM_EYE)
        return a;
    if (a->kind == TERM_TRANSPOSE)
        return a->of[0];
    if (a->kind == TERM_NUMBER)
        return term_zero(arena,
                         a->rank == RANK_VECTOR ? RANK_ROW
                         : a->rank == RANK_ROW  ? RANK_VECTOR : RANK_MATRIX,
                         a->cols, a->rows);
    if (a->rank == RANK_MATRIX && is_symmetric(arena, a))
        return a;
    if (term_exponent(a) && term_has_shift(a))      /* as a softmax has it */
        return term_apply(arena, F_EXP, term_transpose(arena, a->of[0]), NULL);
    if (a->rank == RANK_MATRIX
        && (a->kind == TERM_SUM || a->kind == TERM_PRODUCT))
        return transpose_parts(arena, a);
    if (a->kind == TERM_PRODUCT && count_array_factors(a) == 1)
        return transpose_parts(arena, a);
    if (a->kind == TERM_CHAIN) {
        TermRef made = term_transpose(arena, a->of[a->count - 1]);
        for (uint32_t i = a->count - 1; i-- > 0;)
            made = term_chain(arena, made, term_transpose(arena, a->of[i]));
        return made;
    }
    MatrixTerm t = {.kind = TERM_TRANSPOSE, .rows = a->cols, .cols = a->rows,
              .count = 1, .of = &a};
    t.rank = a->rank == RANK_VECTOR ? RANK_ROW
           : a->rank == RANK_ROW    ? RANK_VECTOR : RANK_MATRIX;
    return term_finish(arena, &t);
}

TermRef term_inverse(Arena *arena, TermRef a)
{
    if (!a || a->rank != RANK_MATRIX || a->kind == TERM_EYE)
        return a;
    if (a->kind == TERM_TRANSPOSE)
        return term_transpose(arena, term_inverse(arena, a->of[0]));
    if (a->kind == TERM_INVERSE)
        return a->of[0];
    bool square = a->kind == TERM_CHAIN;
    for (uint32_t i = 0; square && i < a->count; i++)
        square = a->of[i]->rank == RANK_MATRIX
              && a->of[i]->rows == a->of[i]->cols;
    if (square) {
        TermRef made = term_inverse(arena, a->of[a->count - 1]);
        for (uint32_t i = a->count - 1; i-- > 0;)
            made = term_chain(arena, made, term_inverse(arena, a->of[i]));
        return made;
    }
    MatrixTerm t = {.kind = TERM_INVERSE, .rank = RANK_MATRIX, .rows = a->rows,
              .cols = a->cols, .count = 1, .of = &a};
    return term_finish(arena, &t);
}

/* -- functions -- */

TermRef term_call(Arena *arena, const char *name, uint32_t count,
                  const TermRef *of, TermRank rank, int64_t rows, int64_t cols)
{
    for (uint32_t i = 0; i < count; i++)
        if (!of[i])
            return NULL;
    MatrixTerm t = {.kind = TERM_CALL, .rank = (uint8_t)rank, .rows = rows,
              .cols = cols, .name = text_of(name), .count = count, .of = of};
    return term_finish(arena, &t);
}

/* Whether the sums of the terms cancel, as those of z - batch_sum(z) / 8. */
static bool cancels_over(Arena *arena, TermRef sum, int64_t examples)
{
    TermRef all = term_zero(arena, (TermRank)sum->rank, sum->rows, sum->cols);
    for (uint32_t i = 0; i < sum->count && all; i++) {
        TermRef part = term_batch_sum(arena, sum->of[i], examples);
        all = part ? term_plus(arena, all, sum->weights[i], part) : NULL;
    }
    return all && term_is_zero(all);
}

TermRef term_batch_sum(Arena *arena, TermRef a, int64_t examples)
{
    if (!a || !a->batched)
        return term_scale(arena, (double)examples, a);
    if (a->kind == TERM_PRODUCT && a->number != 1)
        return term_times(arena, term_coefficient(arena, a),
                          term_batch_sum(arena,
                                         term_scale(arena, 1 / a->number, a),
                                         examples));
    if (a->kind == TERM_SUM && cancels_over(arena, a, examples))
        return term_zero(arena, (TermRank)a->rank, a->rows, a->cols);
    MatrixTerm t = {.kind = TERM_CALL, .rank = a->rank, .rows = a->rows,
              .cols = a->cols, .name = text_of("batch_sum"), .count = 1,
              .of = &a, .number = (double)examples};
    return term_finish(arena, &t);
}

TermRef term_shaped(TermRef a, TermRef b)
{
    return a->rank == RANK_NUMBER ? b : a;
}

bool terms_meet(TermRef a, TermRef b)
{
    return a->rank == RANK_NUMBER || b->rank == RANK_NUMBER
        || (a->rank == b->rank && a->rows == b->rows && a->cols == b->cols);
}

TermRef term_apply(Arena *arena, Function function, TermRef a, TermRef b)
{
    const FunctionRow *row = function_row(function);
    bool two = row->arity == 2;
    if (!a || (two && (!b || !terms_meet(a, b))))
        return NULL;
    switch (function) {
    case F_ADD:
        return term_plus(arena, a, 1, b);
    case F_SUB:
        return term_plus(arena, a, -1, b);
    case F_MUL:
        return term_times(arena, a, b);
    case F_DIV:
        return term_times(arena, a, term_power(arena, b, -1));
    case F_NEG:
        return term_scale(arena, -1, a);
    case F_SQRT:
        return term_power(arena, a, 0.5);
    case F_STOP:
        return a;
    case F_POW:
        if (b->kind == TERM_NUMBER && b->rank == RANK_NUMBER)
            return term_power(arena, a, b->number);
        break;
    case F_MAX:
        if (term_is_zero(a) || term_is_zero(b))
            return term_relu(arena, term_is_zero(a) ? b : a);
        break;
    default:
        break;
    }
    if (a->kind == TERM_NUMBER && a->rank == RANK_NUMBER
        && (!two || (b->kind == TERM_NUMBER && b->rank == RANK_NUMBER)))
        return term_number(arena, row->value(a->number, two ? b->number : 0));
    TermRef known = two ? compare_known(arena, function, a, b)
                        : apply_known(arena, function, a);
    if (known)
        return known;
    TermRef of[2] = {a, b};
    TermRef like = two ? term_shaped(a, b) : a;
    if (row->flags & FUNCTION_HIDDEN && !row->symbol)
        return NULL;
    MatrixTerm t = {.kind = TERM_APPLY, .rank = like->rank, .rows = like->rows,
              .cols = like->cols, .function = (uint8_t)function,
              .count = two ? 2 : 1, .of = of};
    return term_finish(arena, &t);
}
