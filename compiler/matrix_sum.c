/* matrix_sum.c: sums, with what their terms have in common taken out. */
#include "matrix_term.h"

#include <math.h>


enum { MOST = 64 };

typedef struct Sum {
    Arena   *arena;
    uint32_t count;
    TermRef  of[MOST];
    double   weights[MOST];
    bool     quotients[MOST];       /* of the weights */
    bool     fails;
    bool     multiplied_out;        /* as one_sigmoid has it */
    uint32_t positive;              /* terms that are added */
    TermRank rank;
    int64_t  rows, cols;
} Sum;

static TermRef finish(Sum *s);

/* A number that a term is multiplied by. */
typedef struct Weight {
    double number;
    bool   divided;
} Weight;

static Weight weight_times(Weight a, double number, bool divided)
{
    return (Weight){a.number * number,
                    is_quotient(a.number, a.divided, number, divided)};
}

static Weight weight_at(const Sum *s, uint32_t i)
{
    return (Weight){s->weights[i], s->quotients[i]};
}

static void take(Sum *s, Weight weight, TermRef t);

/* The number that is all over a vector, u of u ones(n); else NULL. */
static TermRef spread_number(Arena *arena, TermRef t)
{
    if (t->kind != TERM_PRODUCT || t->rank != RANK_VECTOR
        || count_array_factors(t) != 1)
        return NULL;
    TermRef rest, number = term_numbers_apart(arena, t, &rest);
    return rest && rest->kind == TERM_ONES ? number : NULL;
}

static void take_core(Sum *s, Weight weight, TermRef t)
{
    if (t->rank != RANK_NUMBER) {
        s->fails |= s->rank != RANK_NUMBER
                 && (s->rank != t->rank || s->rows != t->rows
                     || s->cols != t->cols);
        s->rank = (TermRank)t->rank;
        s->rows = t->rows;
        s->cols = t->cols;
    }
    if (term_is_zero(t))
        return;
    if (t->kind == TERM_ONES)
        t = term_number(s->arena, 1);
    TermRef number = spread_number(s->arena, t);
    if (number) {
        take(s, weight, number);
        return;
    }
    if (t->kind == TERM_NUMBER) {
        weight = weight_times(weight, t->number, t->divided);
        t = term_number(s->arena, 1);
    }
    for (uint32_t i = 0; i < s->count; i++)
        if (term_equal(s->of[i], t)) {
            s->quotients[i] = is_quotient(s->weights[i], s->quotients[i],
                                          weight.number, weight.divided);
            s->weights[i] += weight.number;
            return;
        }
    if (s->count == MOST) {
        s->fails = true;
        return;
    }
    s->of[s->count] = t;
    s->quotients[s->count] = weight.divided;
    s->weights[s->count++] = weight.number;
}

static void take(Sum *s, Weight weight, TermRef t)
{
    if (!t) {
        s->fails = true;
        return;
    }
    if (t->kind == TERM_SUM) {
        for (uint32_t i = 0; i < t->count; i++)
            take(s, weight_times(weight, t->weights[i], t->quotients[i]),
                 t->of[i]);
        if (s->rank == RANK_NUMBER)
            take_core(s, (Weight){0}, t);
    } else if (t->kind == TERM_PRODUCT && t->number != 1) {
        TermRef core = term_scale(s->arena, 1 / t->number, t);
        if (core && core->kind == TERM_SUM)
            take(s, weight_times(weight, t->number, t->divided), core);
        else if (core)
            take_core(s, weight_times(weight, t->number, t->divided), core);
        else
            s->fails = true;
    } else {
        take_core(s, weight, t);
    }
}

static void drop_gone(Sum *s)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->count; i++)
        if (s->weights[i] != 0) {
            s->of[kept] = s->of[i];
            s->quotients[kept] = s->quotients[i];
            s->weights[kept++] = s->weights[i];
        }
    s->count = kept;
}

/* -- with a sigmoid -- */

static bool is_sigmoid(TermRef t)
{
    return t->kind == TERM_APPLY && t->function == F_SIGMOID;
}

static TermRef turned_sigmoid(Arena *arena, TermRef t)
{
    return term_apply(arena, F_SIGMOID, term_scale(arena, -1, t->of[0]),
                      NULL);
}

static TermRef number_at(const Sum *s, uint32_t i)
{
    return term_number_as(s->arena, s->weights[i], s->quotients[i]);
}

/* a ⊙ σ(u) - a is -a ⊙ σ(-u), where the whole sum is that: of few terms, as
 * each is tried with the sum of the others. */
static TermRef less_than_sigmoid(Sum *s)
{
    enum { FEW = 4 };
    Arena *arena = s->arena;
    for (uint32_t i = 0; s->count > 1 && s->count <= FEW && i < s->count;
         i++) {
        TermRef t = s->of[i];
        for (uint32_t k = 0; t->kind == TERM_PRODUCT && k < t->count; k++) {
            if (!is_sigmoid(t->of[k]) || t->weights[k] != 1)
                continue;
            TermRef a = term_times(
                arena, number_at(s, i),
                term_times(arena, t, term_power(arena, t->of[k], -1)));
            Sum others = {.arena = arena, .rows = 1, .cols = 1};
            for (uint32_t j = 0; j < s->count; j++)
                take(&others, weight_times(weight_at(s, j), j != i, false),
                     s->of[j]);
            TermRef rest = finish(&others);
            TermRef both = a && rest ? term_plus(arena, a, 1, rest) : NULL;
            if (both && term_is_zero(both))
                return term_times(arena, rest,
                                  turned_sigmoid(arena, t->of[k]));
        }
    }
    return NULL;
}

/* The term multiplied out, with 1 - σ(u) for σ(-u), in a sum. */
static void take_out(Sum *s, Weight weight, TermRef t, TermRef sigmoid,
                     TermRef turned)
{
    Arena *arena = s->arena;
    if (t && t->kind == TERM_PRODUCT)
        for (uint32_t k = 0; k < t->count; k++) {
            TermRef f = t->of[k];
            bool is_turned = term_equal(f, turned);
            if (t->weights[k] != 1 || (f->kind != TERM_SUM && !is_turned))
                continue;
            TermRef rest = term_times(arena, t, term_power(arena, f, -1));
            if (is_turned) {
                take_out(s, weight, rest, sigmoid, turned);
                take_out(s, weight_times(weight, -1, false),
                         term_times(arena, rest, sigmoid), sigmoid, turned);
            } else {
                for (uint32_t i = 0; i < f->count; i++)
                    take_out(s, weight_times(weight, f->weights[i],
                                             f->quotients[i]),
                             term_times(arena, rest, f->of[i]), sigmoid,
                             turned);
            }
            return;
        }
    take(s, weight, t);
}

/* σ(u) - y of (1 - y) ⊙ σ(u) - y ⊙ σ(-u). */
static TermRef one_sigmoid(Sum *s)
{
    Arena *arena = s->arena;
    for (uint32_t i = 0; i < s->count; i++)
        for (uint32_t k = 0; s->of[i]->kind == TERM_PRODUCT
                             && k < s->of[i]->count; k++) {
            TermRef turned = s->of[i]->of[k];
            TermRef sigmoid = is_sigmoid(turned)
                            ? turned_sigmoid(arena, turned) : NULL;
            bool both = false;
            for (uint32_t j = 0; sigmoid && j < s->count; j++)
                both |= j != i && term_within(s->of[j], sigmoid);
            if (!both)
                continue;
            Sum other = {.arena = arena, .rows = 1, .cols = 1,
                         .multiplied_out = true};
            for (uint32_t j = 0; j < s->count; j++)
                take_out(&other, weight_at(s, j), s->of[j], sigmoid, turned);
            drop_gone(&other);
            if (!other.fails && other.count <= s->count)
                return finish(&other);
        }
    return NULL;
}

static bool join_once(Sum *s, bool choices)
{
    for (uint32_t i = 0; i < s->count; i++)
        for (uint32_t j = i + 1; j < s->count; j++) {
            Pair pair = {{s->of[i], s->of[j]},
                         {s->weights[i], s->weights[j]},
                         {s->quotients[i], s->quotients[j]}};
            TermRef made = term_joined(s->arena, &pair, choices);
            if (!made)
                continue;
            Weight weight = weight_at(s, i);
            s->weights[i] = s->weights[j] = 0;
            drop_gone(s);
            take(s, weight, made);
            drop_gone(s);
            return true;
        }
    return false;
}

static void join_all(Sum *s, bool choices)
{
    for (uint32_t n = 0; n < 3 * MOST && !s->fails; n++)
        if (!join_once(s, choices))
            return;
}

/* -- order -- */

/* What is added, then what is subtracted; a number first in 1 - h, else last. */
static int compare(const Sum *s, uint32_t a, uint32_t b)
{
    if ((s->weights[a] < 0) != (s->weights[b] < 0))
        return s->weights[a] < 0 ? 1 : -1;
    bool one = s->of[a]->kind == TERM_NUMBER;
    bool other = s->of[b]->kind == TERM_NUMBER;
    if (one != other) {
        bool first = s->weights[a] > 0 && s->positive < 2;
        return one == first ? -1 : 1;
    }
    return text_compare(s->of[a]->text, s->of[b]->text);
}

static void sort(Sum *s)
{
    s->positive = 0;
    for (uint32_t i = 0; i < s->count; i++)
        s->positive += s->weights[i] > 0;
    for (uint32_t i = 1; i < s->count; i++)
        for (uint32_t j = i; j && compare(s, j, j - 1) < 0; j--) {
            TermRef t = s->of[j];
            Weight w = weight_at(s, j);
            s->of[j] = s->of[j - 1];
            s->weights[j] = s->weights[j - 1];
            s->quotients[j] = s->quotients[j - 1];
            s->of[j - 1] = t;
            s->weights[j - 1] = w.number;
            s->quotients[j - 1] = w.divided;
        }
}

/* Whether it is a sum or a product of one, as Aᵀ (A x - b). */
static bool has_sum(TermRef t)
{
    bool has = t->kind == TERM_SUM;
    bool product = t->kind == TERM_CHAIN || t->kind == TERM_PRODUCT;
    for (uint32_t i = 0; product && i < t->count; i++)
        has |= t->of[i]->kind == TERM_SUM;
    return has;
}

/* Whether 0.2 x and x / 5 are written apart. */
static bool is_twofold(Arena *arena, double weight)
{
    return !text_equal(term_number_as(arena, weight, true)->text,
                       term_number_as(arena, weight, false)->text);
}

/* The factor that all weights have: 2 of 2 x - 2 y. */
static double common_weight(const Sum *s)
{
    double w = fabs(s->weights[0]);
    bool negative = true;
    for (uint32_t i = 0; i < s->count; i++) {
        if (fabs(s->weights[i]) != w
            || (s->quotients[i] != s->quotients[0]
                && is_twofold(s->arena, w)))
            w = 1;
        negative &= s->weights[i] < 0;
    }
    if (w != 1)
        for (uint32_t i = 0; i < s->count; i++)
            if (s->of[i]->rank == s->rank && has_sum(s->of[i]))
                w = 1;
    return negative ? -w : w;
}

/* Of a sum of arrays. */
static bool all_numbers(const Sum *s)
{
    bool all = s->rank != RANK_NUMBER;
    for (uint32_t i = 0; i < s->count; i++)
        all &= s->of[i]->rank == RANK_NUMBER;
    return all;
}

static TermRef finish(Sum *s)
{
    if (s->fails)
        return NULL;
    drop_gone(s);
    join_all(s, true);
    TermRef made = less_than_sigmoid(s);
    if (!made && !s->multiplied_out)
        made = one_sigmoid(s);
    if (made)
        return made;
    join_all(s, false);
    if (s->fails)
        return NULL;
    if (!s->count)
        return term_zero(s->arena, s->rank, s->rows, s->cols);
    if (s->count == 1 && s->of[0]->rank == s->rank)
        return term_times(s->arena, number_at(s, 0), s->of[0]);
    TermRef known = sum_known(s->arena, s->count, s->of, s->weights);
    if (known)
        return known;
    if (all_numbers(s)) {           /* a number all over an array */
        Sum number = *s;
        number.rank = RANK_NUMBER;
        number.rows = number.cols = 1;
        if (s->rank != RANK_VECTOR)
            return NULL;
        return term_times(s->arena, finish(&number),
                          term_ones(s->arena, s->rows));
    }
    sort(s);
    double common = common_weight(s);
    bool divided = s->quotients[0];
    for (uint32_t i = 0; i < s->count; i++)
        s->weights[i] /= common;
    MatrixTerm t = {.kind = TERM_SUM, .rank = (uint8_t)s->rank, .rows = s->rows,
              .cols = s->cols, .count = s->count, .of = s->of,
              .weights = s->weights, .quotients = s->quotients};
    made = term_finish(s->arena, &t);
    if (common == 1 || !made)
        return made;
    MatrixTerm product = {.kind = TERM_PRODUCT, .rank = made->rank,
                    .rows = made->rows, .cols = made->cols, .number = common,
                    .count = 1, .of = &made, .weights = (double[]){1},
                    .divided = divided};
    return term_finish(s->arena, &product);
}

TermRef term_add(Arena *arena, uint32_t count, const TermRef *terms,
                 const double *weights)
{
    Sum s = {.arena = arena, .rows = 1, .cols = 1};
    for (uint32_t i = 0; i < count; i++)
        take(&s, (Weight){weights[i], false}, terms[i]);
    return finish(&s);
}

TermRef term_plus(Arena *arena, TermRef a, double weight, TermRef b)
{
    return term_add(arena, 2, (TermRef[]){a, b}, (double[]){1, weight});
}
