/* matrix_known.c: products of elements that are known by name. */
#include "matrix_term.h"

#include <math.h>

typedef struct Known {
    Arena    *arena;
    uint32_t *count;
    TermRef  *of;
    double   *weights;
    double   *number;
} Known;

static void put(Known *k, TermRef t)
{
    if (t && (t->kind == TERM_PRODUCT || t->kind == TERM_NUMBER))
        *k->number *= t->number;
    if (t && t->kind == TERM_PRODUCT)
        for (uint32_t i = 0; i < t->count; i++) {
            k->of[*k->count] = t->of[i];
            k->weights[(*k->count)++] = t->weights[i];
        }
    if (t && t->kind != TERM_PRODUCT && t->kind != TERM_NUMBER) {
        k->of[*k->count] = t;
        k->weights[(*k->count)++] = 1;
    }
}

static TermRef sigmoid_of(Known *k, TermRef u)
{
    return term_apply(k->arena, F_SIGMOID, u, NULL);
}

/* The u of 1 + exp(u), of any order of the two. */
static TermRef one_and_exp(uint32_t count, const TermRef *of,
                           const double *weights)
{
    for (uint32_t i = 0; count == 2 && i < 2; i++)
        if (of[i]->kind == TERM_NUMBER && weights[i] == 1
            && weights[1 - i] == 1)
            return term_exponent(of[1 - i]);
    return NULL;
}

/* 1/(1 + exp(u)) is σ(-u), and with exp(u) above it σ(u). */
static bool find_sigmoid(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++) {
        TermRef t = k->of[i];
        TermRef u = t->kind == TERM_SUM && k->weights[i] < 0
                  ? one_and_exp(t->count, t->of, t->weights) : NULL;
        if (!u)
            continue;
        uint32_t above = *k->count;
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef v = k->weights[j] >= 1 ? term_exponent(k->of[j]) : NULL;
            if (v && term_equal(u, v))
                above = j;
        }
        k->weights[i] += 1;
        if (above < *k->count)
            k->weights[above] -= 1;
        else
            u = term_scale(k->arena, -1, u);
        put(k, sigmoid_of(k, u));
        return true;
    }
    return false;
}

/* x sign(x) is abs(x). */
static bool find_size(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            if (!is_apply(k->of[i], F_SIGN) || k->weights[i] < 1
                || k->weights[j] < 1
                || !term_equal(k->of[i]->of[0], k->of[j]))
                continue;
            TermRef size = term_apply(k->arena, F_ABS, k->of[j], NULL);
            k->weights[i] -= 1;
            k->weights[j] -= 1;
            for (uint32_t l = 0; l < *k->count; l++)
                if (term_equal(k->of[l], size)) {
                    k->weights[l] += 1;
                    return true;
                }
            put(k, size);
            return true;
        }
    return false;
}

/* Whether the factor is 0 where it is not above 0, as x, so that (x > 0) says
 * no more: relu(x), or an x that is never below 0. */
static bool says_above(TermRef factor, TermRef x)
{
    return (is_call(factor, "relu") && term_equal(factor->of[0], x))
        || (term_equal(factor, x) && term_is_unsigned(x));
}

/* x (x > 0) is relu(x), and relu(x) (x > 0) is too. */
static bool find_relu(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef x = k->of[j], c = k->of[i];
            if (!is_apply(c, F_GT) || k->weights[i] < 1
                || !term_is_zero(c->of[1]))
                continue;
            if (k->weights[j] > 0 && says_above(x, c->of[0])) {
                k->weights[i] = 0;
                return true;
            }
            if (k->weights[j] != 1 || !term_equal(c->of[0], x))
                continue;
            k->weights[i] = k->weights[j] = 0;
            put(k, term_relu(k->arena, x));
            return true;
        }
    return false;
}

/* v ⊙ onehot(k, n) is v[k] onehot(k, n), for what has a name. */
static bool find_unit(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef unit = k->of[i], v = k->of[j];
            if (!is_call(unit, "onehot") || unit->rank != RANK_VECTOR
                || k->weights[i] < 1 || k->weights[j] == 0 || v->back
                || v->kind != TERM_NAME || v->rank != RANK_VECTOR)
                continue;
            TermRef of[] = {v, unit->of[0]};
            k->of[j] = term_call(k->arena, "[%]", 2, of, RANK_NUMBER, 1, 1);
            return true;
        }
    return false;
}

/* exp(u) σ(-u) is σ(u). */
static bool find_exp_sigmoid(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef u = k->weights[i] >= 1 ? term_exponent(k->of[i]) : NULL;
            if (!u || k->weights[j] < 1 || !is_apply(k->of[j], F_SIGMOID)
                || !term_equal(k->of[j]->of[0],
                               term_scale(k->arena, -1, u)))
                continue;
            k->weights[i] -= 1;
            k->weights[j] -= 1;
            put(k, sigmoid_of(k, u));
            return true;
        }
    return false;
}

/* exp(z) / Σ exp(z). */
static bool find_softmax(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++) {
        TermRef t = k->of[i];
        if (k->weights[i] >= 0 || !is_call(t, "sum")
            || !term_exponent(t->of[0]) || t->of[0]->rank != RANK_VECTOR)
            continue;
        TermRef z = term_exponent(t->of[0]);
        TermRef p = term_call(k->arena, "softmax", 1, &z, RANK_VECTOR,
                              z->rows, 1);
        for (uint32_t j = 0; p && j < *k->count; j++) {
            if (k->weights[j] < 1)
                continue;
            if (term_equal(k->of[j], t->of[0])) {
                k->weights[i] += 1;
                k->weights[j] -= 1;
                put(k, p);
                return true;
            }
            /* In a product uᵀ exp(z) of vectors. */
            TermRef c = k->of[j];
            for (uint32_t n = 0; c->kind == TERM_CHAIN && n < c->count; n++) {
                bool row = c->of[n]->kind == TERM_TRANSPOSE;
                TermRef v = row ? c->of[n]->of[0] : c->of[n];
                if (!term_equal(v, t->of[0]))
                    continue;
                TermRef made = NULL;
                for (uint32_t m = 0; m < c->count; m++) {
                    TermRef f = m != n ? c->of[m]
                              : row ? term_transpose(k->arena, p) : p;
                    made = made ? term_chain(k->arena, made, f) : f;
                }
                k->weights[i] += 1;
                k->weights[j] -= 1;
                put(k, made);
                return true;
            }
        }
    }
    return false;
}

/* A choice with a denominator that is a choice by the same condition. */
static bool find_choice(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef a = k->of[i], b = k->of[j];
            if (k->weights[i] != -1 || k->weights[j] <= 0 || k->weights[j] != 1
                || a->kind != TERM_CHOOSE || b->kind != TERM_CHOOSE
                || !term_equal(a->of[0], b->of[0]))
                continue;
            TermRef made = term_choose(
                k->arena, a->of[0],
                term_times(k->arena, b->of[1],
                           term_power(k->arena, a->of[1], -1)),
                term_times(k->arena, b->of[2],
                           term_power(k->arena, a->of[2], -1)));
            if (!made)
                continue;
            k->weights[i] = k->weights[j] = 0;
            put(k, made);
            return true;
        }
    return false;
}

/* Whether a term of the sum is divided by it, or of it at one place alone. */
static bool divides(TermRef sum, TermRef by)
{
    for (uint32_t i = 0; i < sum->count; i++)
        for (uint32_t k = 0; sum->of[i]->kind == TERM_PRODUCT
                             && k < sum->of[i]->count; k++)
            if ((sum->of[i]->weights[k] <= -1
                 && term_equal(sum->of[i]->of[k], by))
                || (is_call(sum->of[i]->of[k], "onehot")
                    && by->kind == TERM_NAME && by->rank == RANK_VECTOR))
                return true;
    return false;
}

/* p ⊙ (a ⊘ p + b) is a + p ⊙ b, also below the line. */
static bool find_divided(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef sum = k->of[i], by = k->of[j];
            double sign = k->weights[i];
            if (sum->kind != TERM_SUM || fabs(sign) != 1
                || k->weights[j] * sign < 1 || !divides(sum, by))
                continue;
            TermRef *of = NEW_ARRAY(k->arena, TermRef, sum->count + 1);
            for (uint32_t n = 0; n < sum->count; n++)
                of[n] = term_times(k->arena, sum->of[n], by);
            TermRef made = term_sum_of(k->arena, sum, of);
            if (!made
                || made->text.length >= sum->text.length + by->text.length)
                continue;
            k->weights[j] -= sign;
            k->weights[i] = 0;
            put(k, term_power(k->arena, made, sign));
            return true;
        }
    return false;
}

/* Whether it is divided by that factor. */
static bool is_divided_by(TermRef t, TermRef by)
{
    for (uint32_t i = 0; t->kind == TERM_PRODUCT && i < t->count; i++)
        if (t->weights[i] <= -1 && term_equal(t->of[i], by))
            return true;
    return false;
}

/* p ⊙ (a ⊘ p if c else 0) is a if c else 0, of a finite p. */
static bool find_divided_choice(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef c = k->of[i], by = k->of[j];
            if (c->kind != TERM_CHOOSE || k->weights[i] != 1
                || k->weights[j] < 1 || !term_is_tame(by)
                || !(is_divided_by(c->of[1], by) || is_divided_by(c->of[2], by))
                || !(term_is_zero(c->of[1]) || term_is_zero(c->of[2])))
                continue;
            TermRef made = term_choose(k->arena, c->of[0],
                                       term_times(k->arena, c->of[1], by),
                                       term_times(k->arena, c->of[2], by));
            if (!made)
                continue;
            k->weights[j] -= 1;
            k->weights[i] = 0;
            put(k, made);
            return true;
        }
    return false;
}

/* b^e / b is b^(e - 1). */
static bool find_raised(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef power = k->of[i];
            if (!is_apply(power, F_POW) || k->weights[i] != 1
                || k->weights[j] == 0 || power->rank != k->of[j]->rank
                || !term_equal(power->of[0], k->of[j]))
                continue;
            k->of[i] = term_apply(
                k->arena, F_POW, power->of[0],
                term_plus(k->arena, power->of[1], k->weights[j],
                          term_number(k->arena, 1)));
            k->weights[j] = 0;
            return true;
        }
    return false;
}

void factors_known(Arena *arena, uint32_t *count, TermRef *of,
                   double *weights, double *number)
{
    Known k = {arena, count, of, weights, number};
    for (int n = 0; n < 8 && *count < 50; n++)
        if (!find_size(&k) && !find_relu(&k) && !find_unit(&k)
            && !find_sigmoid(&k) && !find_exp_sigmoid(&k)
            && !find_softmax(&k) && !find_choice(&k)
            && !find_divided(&k) && !find_divided_choice(&k)
            && !find_raised(&k)
            && !find_row_softmax(arena, *count, of, weights)
            && !find_masked(*count, of, weights))
            return;
}
