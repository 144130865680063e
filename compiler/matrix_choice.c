/* matrix_choice.c: conditions, and choices by them. */
#include "matrix_term.h"

#include <math.h>

/* -- conditions -- */

bool term_is_positive(TermRef t)
{
    return term_exponent(t) || rows_are_positive(t)
        || (t->kind == TERM_NAME && t->facts & FACT_POSITIVE)
        || (t->kind == TERM_CALL
            && ((text_is(t->name, "softmax") && t->of[0]->kind != TERM_CHOOSE)
                || (text_is(t->name, "sum") && term_exponent(t->of[0]))));
}

static bool is_even(double weight)
{
    return fmod(weight, 2) == 0;
}

bool term_is_unsigned(TermRef t)
{
    static const char *const calls[] = {"relu", "onehot", "mask", "norm",
                                        "softplus", "softmax"};
    if (term_is_positive(t) || (t->kind == TERM_NAME && t->facts
                                & (FACT_UNSIGNED | FACT_MASK)))
        return true;
    bool all = t->number >= 0;
    switch ((TermKind)t->kind) {
    case TERM_NUMBER: case TERM_EYE: case TERM_ONES:
        return t->kind != TERM_NUMBER || t->number >= 0;
    case TERM_CALL:
        for (uint32_t i = 0; i < sizeof calls / sizeof *calls; i++)
            if (text_is(t->name, calls[i]))
                return true;
        return (text_is(t->name, "sum") || text_is(t->name, "batch_sum")
                || text_is(t->name, "diag")) && term_is_unsigned(t->of[0]);
    case TERM_APPLY:
        return t->function == F_ABS || t->function == F_SIGMOID
            || function_row((Function)t->function)->flags & FUNCTION_CONDITION;
    case TERM_CHOOSE:
        return term_is_unsigned(t->of[1]) && term_is_unsigned(t->of[2]);
    case TERM_PRODUCT:
        for (uint32_t i = 0; i < t->count; i++)
            all &= is_even(t->weights[i]) || term_is_unsigned(t->of[i]);
        return all;
    case TERM_SUM:
        for (uint32_t i = 0; i < t->count; i++)
            all &= t->weights[i] >= 0 && term_is_unsigned(t->of[i]);
        return all;
    case TERM_CHAIN: case TERM_TRANSPOSE:
        for (uint32_t i = 0; i < t->count; i++)
            all &= term_is_unsigned(t->of[i]);
        return all;
    case TERM_NAME: case TERM_INVERSE:
        break;
    }
    return false;
}

TermRef term_relu(Arena *arena, TermRef a)
{
    if (term_is_unsigned(a))
        return a;
    if (a->kind == TERM_NUMBER)
        return term_zero(arena, (TermRank)a->rank, a->rows, a->cols);
    return term_call(arena, "relu", 1, &a, (TermRank)a->rank, a->rows, a->cols);
}

/* max(a, b) <= a is a >= b, and min(a, b) >= a is a <= b. */
static TermRef limit_known(Arena *arena, Function function, TermRef a,
                           TermRef b)
{
    /* max(a, b) > a is a < b, and min(a, b) < a is a > b. */
    if (is_apply(a, function == F_GT ? F_MAX : F_MIN)
        && (function == F_GT || function == F_LT))
        for (uint32_t i = 0; i < 2; i++)
            if (term_equal(a->of[i], b))
                return term_apply(arena, function == F_GT ? F_LT : F_GT, b,
                                  a->of[1 - i]);
    Function within = function == F_LE ? F_MAX : F_MIN;
    Function contrary = function == F_LE ? F_GE : F_LE;
    if ((function != F_LE && function != F_GE) || !is_apply(a, within))
        return NULL;
    for (uint32_t i = 0; i < 2; i++)
        if (term_equal(a->of[i], b))
            return term_apply(arena, contrary, b, a->of[1 - i]);
    /* max(a, -1) <= 1 is a <= 1. */
    for (uint32_t i = 0; i < 2; i++) {
        TermRef limit = a->of[i];
        if (limit->kind == TERM_NUMBER && b->kind == TERM_NUMBER
            && (function == F_LE ? limit->number <= b->number
                                 : limit->number >= b->number))
            return term_apply(arena, function, a->of[1 - i], b);
    }
    return NULL;
}

TermRef compare_known(Arena *arena, Function function, TermRef a, TermRef b)
{
    if (function == F_GT && term_is_zero(b) && term_is_positive(a))
        return term_number(arena, 1);
    if (function == F_GT && term_is_zero(b) && is_call(a, "relu"))
        return term_apply(arena, function, a->of[0], b);
    if (function == F_LE && is_call(a, "relu") && term_equal(a->of[0], b))
        return term_apply(arena, F_GE, b, term_number(arena, 0));
    if (function == F_LE && is_call(a, "relu") && b->kind == TERM_NUMBER
        && b->number >= 0)
        return term_apply(arena, F_LE, a->of[0], b);
    return limit_known(arena, function, a, b);
}

/* -- choices -- */

/* The term where the condition is known to hold or not. */
static TermRef decided(Arena *arena, TermRef a, TermRef condition, bool holds)
{
    if (term_equal(a, condition))
        return term_number(arena, holds);
    if (a->kind == TERM_CHOOSE && term_equal(a->of[0], condition))
        return a->of[holds ? 1 : 2];
    return term_rebuilt(arena, a, condition, holds);
}

static bool is_square(TermRef t)
{
    return t->kind == TERM_PRODUCT && t->count == 1 && t->weights[0] == 2;
}

/* x/‖x‖ where ‖x‖ is above 0, also of each row: textbooks leave the condition
 * out. */
static bool guards_norm(TermRef condition)
{
    if (condition->kind == TERM_CHAIN && condition->count == 2
        && condition->rank == RANK_MATRIX)
        condition = condition->of[0];
    if (!is_apply(condition, F_GT) || !term_is_zero(condition->of[1]))
        return false;
    TermRef t = condition->of[0];
    if (t->kind == TERM_CHAIN && t->rank == RANK_VECTOR)
        return t->count == 2 && t->of[1]->kind == TERM_ONES
            && is_square(t->of[0]);
    return is_square(t) && t->of[0]->kind == TERM_CALL
        && text_is(t->of[0]->name, "norm");
}

static bool is_sigmoid(TermRef t)
{
    return is_apply(t, F_SIGMOID);
}

/* With σ(u) for 1 - σ(-u). */
static TermRef one_sigmoid(Arena *arena, TermRef t)
{
    TermRef made = term_number(arena, t->number);
    for (uint32_t i = 0; t->kind == TERM_PRODUCT && i < t->count; i++)
        made = term_times(arena, made,
                          term_power(arena, one_sigmoid(arena, t->of[i]),
                                     t->weights[i]));
    if (t->kind == TERM_PRODUCT)
        return made;
    for (uint32_t i = 0; t->kind == TERM_SUM && i < t->count; i++)
        for (uint32_t k = 0; k < t->count; k++) {
            double w = t->weights[k];
            if (!is_sigmoid(t->of[i]) || !term_is_number(t->of[k], 1)
                || t->weights[i] != -w)
                continue;
            TermRef u = term_scale(arena, -1, t->of[i]->of[0]);
            made = term_plus(arena, t, w, t->of[i]);
            made = term_plus(arena, made, -w, t->of[k]);
            return term_plus(arena, made, w,
                             term_apply(arena, F_SIGMOID, u, NULL));
        }
    return t;
}

static bool needs(TermRef a, TermRef condition, bool each);

/* Of what a term is made of; a divisor may be 0 where the condition does not
 * hold, so that 0 by it is no number. */
static bool parts_need(TermRef a, TermRef condition, bool each)
{
    bool all = a->kind == TERM_SUM, any = false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->kind == TERM_PRODUCT && a->weights[i] < 0) {
            if (!term_is_positive(a->of[i]))
                return false;
            continue;
        }
        bool is = needs(a->of[i], condition, each);
        any |= is;
        all &= is;
    }
    return a->kind == TERM_SUM ? all : any;
}

/* Whether the term is 0 wherever the condition does not hold, by itself: `each`
 * element, or all of it where no element holds, as Σ (u if c else 0) is. */
static bool needs(TermRef a, TermRef condition, bool each)
{
    bool is = term_equal(a, condition);
    if (a->kind == TERM_CALL && text_is(a->name, "relu"))
        is = is_apply(condition, F_GT) && term_is_zero(condition->of[1])
          && term_equal(condition->of[0], a->of[0]);
    else if (a->kind == TERM_CHOOSE)
        is |= term_is_zero(a->of[2])
           && (needs(a->of[0], condition, each) || needs(a->of[1], condition, each));
    else if (a->kind == TERM_SUM || a->kind == TERM_PRODUCT
             || (!each && (a->kind == TERM_CHAIN || a->kind == TERM_TRANSPOSE
                           || (a->kind == TERM_CALL
                               && text_is(a->name, "sum")))))
        is |= parts_need(a, condition, each);
    if (is_apply(condition, F_OR))
        is |= needs(a, condition->of[0], each) || needs(a, condition->of[1], each);
    if (is_apply(condition, F_GT) && term_is_zero(condition->of[1])
        && condition->of[0]->kind == TERM_CALL
        && text_is(condition->of[0]->name, "sum"))
        is |= needs(a, condition->of[0]->of[0], false);
    return is;
}

/* Positive numbers, which may stand before a choice between one thing and 0. */
static TermRef sizes_of(Arena *arena, TermRef a)
{
    TermRef sizes = term_number(arena, 1);
    for (uint32_t i = 0; a->kind == TERM_PRODUCT && i < a->count; i++)
        if (a->of[i]->rank == RANK_NUMBER && term_is_positive(a->of[i]))
            sizes = term_times(arena, sizes,
                               term_power(arena, a->of[i], a->weights[i]));
    return sizes;
}

/* Whether the number stands in exponents alone, and beside as a factor. */
static bool is_exponent(TermRef t, TermRef number)
{
    bool is = !term_equal(t, number);
    bool power = t->kind == TERM_APPLY && t->function == F_POW;
    for (uint32_t i = 0; is && i < (power ? 1 : t->count); i++)
        is = is_exponent(t->of[i], number);
    return is;
}

/* 0 if s == 0 else s ‖x‖^(s - 1): the factor s says it. */
static bool guards_exponent(TermRef condition, TermRef then,
                            TermRef otherwise)
{
    if (!is_apply(condition, F_EQ) || !term_is_zero(condition->of[1])
        || !term_is_zero(then) || otherwise->kind != TERM_PRODUCT)
        return false;
    bool factor = false, fine = true, powers = false;
    for (uint32_t i = 0; i < otherwise->count; i++) {
        TermRef t = otherwise->of[i];
        bool it = term_equal(t, condition->of[0]);
        factor |= it && otherwise->weights[i] >= 1;
        fine &= it || is_exponent(t, condition->of[0]);
        powers |= is_apply(t, F_POW);
    }
    return factor && fine && powers;
}

TermRef term_choose(Arena *arena, TermRef condition, TermRef then,
                    TermRef otherwise)
{
    if (!condition || !then || !otherwise)
        return NULL;
    if (condition->kind == TERM_NUMBER)
        return condition->number != 0 ? then : otherwise;
    then = decided(arena, then, condition, true);
    otherwise = decided(arena, otherwise, condition, false);
    if (!then || !otherwise || !terms_meet(then, otherwise)
        || !terms_meet(condition, term_shaped(then, otherwise)))
        return NULL;
    TermRef difference = term_equal(then, otherwise)
                       ? NULL : term_plus(arena, then, -1, otherwise);
    if (term_equal(then, otherwise) || (difference && term_is_zero(difference)))
        return then;
    if (term_is_mask(condition) && term_is_zero(then)
        && !term_is_zero(otherwise))
        return term_choose(arena, mask_opposite(arena, condition), otherwise,
                           then);
    TermRef rows = term_is_mask(condition) && term_is_zero(otherwise)
                 ? rows_chosen(arena, condition, then) : NULL;
    if (rows)
        return rows;
    TermRef masked = term_is_mask(condition) && term_is_zero(otherwise)
                   ? term_times(arena, then, condition) : NULL;
    if (masked && term_is_tame(masked))
        return masked;
    if (term_is_zero(otherwise) && guards_norm(condition))
        return then;
    if (guards_exponent(condition, then, otherwise))
        return otherwise;
    if (term_is_zero(otherwise)) {
        if (needs(then, condition, condition->rank != RANK_NUMBER))
            return then;
        TermRef sizes = sizes_of(arena, then);
        if (sizes && !term_is_number(sizes, 1)) {
            then = term_times(arena, then, term_power(arena, sizes, -1));
            return term_times(arena, sizes,
                              term_choose(arena, condition, then, otherwise));
        }
    }
    TermRef turned = one_sigmoid(arena, then);
    if (turned && term_equal(turned, otherwise))
        return turned;
    TermRef of[] = {condition, then, otherwise};
    TermRef like = term_shaped(term_shaped(then, otherwise), condition);
    MatrixTerm t = {.kind = TERM_CHOOSE, .rank = like->rank, .rows = like->rows,
              .cols = like->cols, .count = 3, .of = of};
    return term_finish(arena, &t);
}
