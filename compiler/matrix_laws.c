/* matrix_laws.c: forms that are known by name.
 *
 * Programs are made of stable forms, e.g. exp(z - max(z)) / Σ exp(z - max(z)).
 * Books write softmax(z).
 */
#include "matrix_term.h"

TermRef term_exponent(TermRef a)
{
    return is_apply(a, F_EXP) ? a->of[0] : NULL;
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
