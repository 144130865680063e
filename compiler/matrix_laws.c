/* matrix_laws.c: forms that are known by name.
 *
 * Programs are made of stable forms, e.g. exp(z - max(z)) / Σ exp(z - max(z)).
 * Books write softmax(z).
 */
#include "matrix_term.h"

#include <math.h>

static bool is_apply(TermRef t, Function function)
{
    return t->kind == TERM_APPLY && t->function == function;
}

TermRef term_exponent(TermRef a)
{
    return is_apply(a, F_EXP) ? a->of[0] : NULL;
}

static bool is_call(TermRef t, const char *name)
{
    return t->kind == TERM_CALL && text_is(t->name, name);
}

/* -- exp, log -- */

/* exp of a sum with a number that is subtracted for its size alone: a product.
 * So the number goes where it came from. */
static TermRef exp_of_sum(Arena *arena, TermRef a)
{
    for (uint32_t i = 0; a->kind == TERM_SUM && i < a->count; i++) {
        TermRef part = a->of[i];
        if (!is_call(part, "max") && !is_call(part, "logsumexp"))
            continue;
        TermRef rest = term_plus(arena, a, -a->weights[i], part);
        return term_times(
            arena, term_apply(arena, F_EXP, rest, NULL),
            term_apply(arena, F_EXP,
                       term_scale(arena, a->weights[i], part), NULL));
    }
    return NULL;
}

/* exp(c · logsumexp(z)) is (Σ exp(z))^c. */
static TermRef exp_of_log(Arena *arena, TermRef a)
{
    double weight = 1;
    if (a->kind == TERM_PRODUCT && a->count == 1 && a->weights[0] == 1) {
        weight = a->number;
        a = a->of[0];
    }
    if (is_call(a, "logsumexp"))
        return term_power(arena,
                          term_total(arena, term_apply(arena, F_EXP, a->of[0],
                                                       NULL)), weight);
    return is_apply(a, F_LOG) ? term_power(arena, a->of[0], weight) : NULL;
}

static TermRef log_of_product(Arena *arena, TermRef a)
{
    for (uint32_t i = 0; a->kind == TERM_PRODUCT && i < a->count; i++) {
        TermRef x = term_exponent(a->of[i]);
        if (!x)
            continue;
        TermRef rest = term_times(arena, a,
                                  term_power(arena, a->of[i],
                                             -a->weights[i]));
        return term_plus(arena, term_apply(arena, F_LOG, rest, NULL),
                         a->weights[i], x);
    }
    if (is_call(a, "sum") && term_exponent(a->of[0])
        && a->of[0]->rank == RANK_VECTOR) {
        TermRef z = term_exponent(a->of[0]);
        return term_call(arena, "logsumexp", 1, &z, RANK_NUMBER, 1, 1);
    }
    return is_call(a, "det") ? term_call(arena, "logdet", 1, a->of,
                                         RANK_NUMBER, 1, 1) : NULL;
}

/* exp(u if u < 0 else -u) and the like: a choice of exponentials. */
static TermRef apply_to_choice(Arena *arena, Function function, TermRef a)
{
    return term_choose(arena, a->of[0],
                       term_apply(arena, function, a->of[1], NULL),
                       term_apply(arena, function, a->of[2], NULL));
}

/* log1p(exp(u) if u < 0 else exp(-u)) is log1p(exp(-abs(u))). */
static TermRef log1p_of_choice(Arena *arena, TermRef a)
{
    TermRef c = a->of[0], x = term_exponent(a->of[1]);
    TermRef y = term_exponent(a->of[2]);
    if (!x || !y || !is_apply(c, x == c->of[0] || term_equal(x, c->of[0])
                                     ? F_LT : F_GT)
        || !term_is_zero(c->of[1])
        || !term_equal(x, term_scale(arena, -1, y)))
        return NULL;
    TermRef u = c->of[0];
    if (!term_equal(u, x) && !term_equal(u, y))
        return NULL;
    TermRef size = term_apply(arena, F_ABS, u, NULL);
    return term_apply(arena, F_LOG1P,
                      term_apply(arena, F_EXP, term_scale(arena, -1, size),
                                 NULL), NULL);
}

TermRef apply_known(Arena *arena, Function function, TermRef a)
{
    TermRef made = NULL;
    if (function == F_EXP) {
        made = exp_of_sum(arena, a);
        if (!made)
            made = exp_of_log(arena, a);
        if (!made && a->kind == TERM_CHOOSE)
            made = apply_to_choice(arena, function, a);
    }
    if (function == F_LOG)
        made = log_of_product(arena, a);
    if (function == F_LOG1P && a->kind == TERM_CHOOSE)
        made = log1p_of_choice(arena, a);
    return made;
}

/* -- sums -- */

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

/* log1p(exp(-abs(u))) + max(u, 0) is softplus(u). */
static TermRef find_softplus(Arena *arena, uint32_t count, const TermRef *of,
                             const double *weights)
{
    for (uint32_t i = 0; count == 2 && i < 2; i++) {
        TermRef c = of[i], size = of[1 - i];
        if (c->kind != TERM_CHOOSE || weights[0] != weights[1]
            || !is_apply(size, F_LOG1P) || c->of[0]->kind != TERM_APPLY
            || !term_is_zero(c->of[2]))
            continue;
        TermRef u = c->of[1], v = c->of[0]->of[0];
        bool same = is_apply(c->of[0], F_GT) && term_equal(u, v);
        if ((!same && (!is_apply(c->of[0], F_LT)
                       || !term_equal(u, term_scale(arena, -1, v))))
            || !term_is_zero(c->of[0]->of[1]))
            continue;
        TermRef x = term_apply(arena, F_EXP,
                               term_scale(arena, -1,
                                          term_apply(arena, F_ABS, v, NULL)),
                               NULL);
        if (x && term_equal(x, size->of[0]))
            return term_scale(arena, weights[0],
                              term_call(arena, "softplus", 1, &u,
                                        (TermRank)u->rank, u->rows, u->cols));
    }
    return NULL;
}

/* softplus(u) - softplus(-u) is u. */
static TermRef two_softplus(Arena *arena, const TermRef *of,
                            const double *weights)
{
    if (!is_call(of[0], "softplus") || !is_call(of[1], "softplus")
        || weights[0] != -weights[1]
        || !term_equal(of[0]->of[0], term_scale(arena, -1, of[1]->of[0])))
        return NULL;
    return term_scale(arena, weights[0], of[0]->of[0]);
}

/* σ(u) - 1 is -σ(-u); 1 - σ(u) is left. 1 + (a if c else b) goes within where
 * both are exponentials. */
TermRef sum_known(Arena *arena, uint32_t count, const TermRef *of,
                  const double *weights)
{
    if (count != 2)
        return NULL;
    TermRef softplus = find_softplus(arena, count, of, weights);
    softplus = softplus ? softplus : two_softplus(arena, of, weights);
    if (softplus)
        return softplus;
    for (uint32_t i = 0; i < 2; i++) {
        TermRef number = of[i], other = of[1 - i];
        double w = weights[1 - i];
        if (number->kind != TERM_NUMBER)
            continue;
        if (is_apply(other, F_SIGMOID) && weights[i] == -1 && w == 1)
            return term_scale(
                arena, -1,
                term_apply(arena, F_SIGMOID,
                           term_scale(arena, -1, other->of[0]), NULL));
        if (other->kind == TERM_CHOOSE && term_exponent(other->of[1])
            && term_exponent(other->of[2])) {
            TermRef n = term_number(arena, weights[i]);
            return term_choose(arena, other->of[0],
                               term_plus(arena, n, w, other->of[1]),
                               term_plus(arena, n, w, other->of[2]));
        }
    }
    return NULL;
}

/* -- products -- */

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

/* x (x > 0) is relu(x). */
static bool find_relu(Known *k)
{
    for (uint32_t i = 0; i < *k->count; i++)
        for (uint32_t j = 0; j < *k->count; j++) {
            TermRef x = k->of[j], c = k->of[i];
            if (!is_apply(c, F_GT) || k->weights[i] < 1 || k->weights[j] != 1
                || !term_is_zero(c->of[1]) || !term_equal(c->of[0], x))
                continue;
            k->weights[i] = k->weights[j] = 0;
            put(k, term_call(k->arena, "relu", 1, &x, (TermRank)x->rank,
                             x->rows, x->cols));
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
            && !find_divided(&k) && !find_raised(&k)
            && !find_row_softmax(arena, *count, of, weights)
            && !find_masked(*count, of, weights))
            return;
}
