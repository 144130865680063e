/* matrix_product.c: products, of elements and of matrices.
 *
 * A product of elements is number · Π factor^weight, each factor once. Numbers
 * stand before arrays; of these, what products of matrices give stands first,
 * then inputs and params, then the rest, by their texts.
 */
#include "matrix_term.h"

#include <math.h>
#include <string.h>

typedef struct Product {
    Arena   *arena;
    double   number;
    uint32_t count;
    TermRef  of[64];
    double   weights[64];
    bool     fails;
    bool     divided;           /* the number is a quotient */
    TermRank rank;
    int64_t  rows, cols;
} Product;

uint32_t count_array_factors(TermRef t)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->count; i++)
        n += t->of[i]->rank != RANK_NUMBER;
    return n;
}

static bool is_condition(TermRef t)
{
    if (t->kind == TERM_TRANSPOSE)
        t = t->of[0];
    return term_is_mask(t) || (t->kind == TERM_NAME && t->facts & FACT_MASK)
        || (t->kind == TERM_APPLY
            && function_row((Function)t->function)->flags & FUNCTION_CONDITION);
}

static void take_shape(Product *p, TermRef t)
{
    if (t->rank == RANK_NUMBER)
        return;
    if (p->rank != RANK_NUMBER
        && (p->rank != t->rank || p->rows != t->rows || p->cols != t->cols))
        p->fails = true;
    p->rank = (TermRank)t->rank;
    p->rows = t->rows;
    p->cols = t->cols;
}

static void take_factor(Product *p, TermRef t, double weight)
{
    take_shape(p, t);
    for (uint32_t i = 0; i < p->count; i++)
        if (term_equal(p->of[i], t)) {
            p->weights[i] += weight;
            return;
        }
    if (p->count == sizeof p->of / sizeof *p->of) {
        p->fails = true;
        return;
    }
    p->of[p->count] = t;
    p->weights[p->count++] = weight;
}

/* The number of the term; below the line it is a quotient. */
static void take_number(Product *p, TermRef t, double weight)
{
    double number = pow(t->number, weight);
    p->divided = is_quotient(p->number, p->divided, number,
                             t->divided || weight < 0);
    p->number *= number;
}

static void take(Product *p, TermRef t, double weight)
{
    if (t->kind == TERM_NUMBER && (t->rank == RANK_NUMBER || t->number == 0)) {
        take_shape(p, t);
        take_number(p, t, weight);
    } else if (t->kind == TERM_PRODUCT) {
        take_number(p, t, weight);
        for (uint32_t i = 0; i < t->count; i++)
            take_factor(p, t->of[i], t->weights[i] * weight);
    } else {
        take_factor(p, t, weight);
    }
}

/* -- the order of factors -- */

static int class_of(TermRef t)
{
    if (t->kind == TERM_CHAIN || t->back)
        return 0;
    if (t->kind == TERM_NAME)
        return 1;
    return is_condition(t) ? 5 : t->kind == TERM_SUM ? 4 : 3;
}

/* Whether the name stands in another factor as well, as h in h ⊙ (1 - h). */
static bool returns(const Product *p, uint32_t at)
{
    if (p->of[at]->kind != TERM_NAME)
        return false;
    for (uint32_t i = 0; i < p->count; i++)
        if (i != at && p->of[i]->rank != RANK_NUMBER
            && term_uses(p->of[i], p->of[at]->name))
            return true;
    return false;
}

static int compare_factors(const Product *p, uint32_t a, uint32_t b)
{
    TermRef s = p->of[a], t = p->of[b];
    int first = class_of(s) + returns(p, a), second = class_of(t)
              + returns(p, b);
    if ((s->rank == RANK_NUMBER) != (t->rank == RANK_NUMBER))
        return s->rank == RANK_NUMBER ? -1 : 1;
    if (first != second)
        return first - second;
    return text_compare(s->text, t->text);
}

static void sort_factors(Product *p)
{
    uint32_t order[64];
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t at = i;
        while (at && compare_factors(p, i, order[at - 1]) < 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    TermRef of[64];
    double weights[64];
    for (uint32_t i = 0; i < p->count; i++) {
        of[i] = p->of[order[i]];
        weights[i] = p->weights[order[i]];
    }
    memcpy(p->of, of, sizeof of);
    memcpy(p->weights, weights, sizeof weights);
}

static void drop_gone(Product *p)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->weights[i] == 0)
            continue;
        if (p->weights[i] > 0
            && (is_condition(p->of[i]) || p->of[i]->kind == TERM_EYE))
            p->weights[i] = 1;
        p->of[kept] = p->of[i];
        p->weights[kept++] = p->weights[i];
    }
    p->count = kept;
}

/* Two choices by one condition are one. */
static void merge_choices(Product *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        for (uint32_t j = i + 1; j < p->count; j++) {
            TermRef a = p->of[i], b = p->of[j];
            if (a->kind != TERM_CHOOSE || b->kind != TERM_CHOOSE
                || p->weights[i] != 1 || p->weights[j] != 1
                || !term_equal(a->of[0], b->of[0]))
                continue;
            TermRef made = term_choose(
                p->arena, a->of[0], term_times(p->arena, a->of[1], b->of[1]),
                term_times(p->arena, a->of[2], b->of[2]));
            if (!made)
                continue;
            p->weights[i] = p->weights[j] = 0;
            take(p, made, 1);
        }
}

/* A one that has the shape is needed if nothing else has it. */
static void keep_shape(Product *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->of[i]->rank != RANK_NUMBER)
            return;
    if (p->rank == RANK_VECTOR)
        take_factor(p, term_ones(p->arena, p->rows), 1);
    else if (p->rank == RANK_ROW)
        take_factor(p, term_transpose(p->arena, term_ones(p->arena, p->cols)),
                    1);
    else if (p->rank == RANK_MATRIX)
        take_factor(p, term_chain(p->arena, term_ones(p->arena, p->rows),
                                  term_transpose(p->arena,
                                                 term_ones(p->arena,
                                                           p->cols))), 1);
}

/* 1, or 1 1ᵀ. */
static bool is_all_ones(TermRef t)
{
    bool all = t->kind == TERM_ONES || t->kind == TERM_CHAIN;
    for (uint32_t i = 0; all && t->kind == TERM_CHAIN && i < t->count; i++)
        all = (t->of[i]->kind == TERM_TRANSPOSE ? t->of[i]->of[0]
                                                : t->of[i])->kind == TERM_ONES;
    return all;
}

static void drop_ones(Product *p)
{
    uint32_t arrays = 0;
    for (uint32_t i = 0; i < p->count; i++)
        arrays += p->of[i]->rank != RANK_NUMBER && p->weights[i] != 0;
    for (uint32_t i = 0; i < p->count && arrays > 1; i++)
        if (is_all_ones(p->of[i]) && p->weights[i] != 0) {
            p->weights[i] = 0;
            arrays--;
        }
}

/* -(a - b) as b - a, and -½ (a - b) as ½ (b - a); else NULL. */
static TermRef turned_sum(const Product *p)
{
    Arena *arena = p->arena;
    TermRef sum = p->of[0];
    if (p->count > 1 || p->weights[0] != 1 || sum->kind != TERM_SUM
        || p->number >= 0)
        return NULL;
    TermRef *of = NEW_ARRAY(arena, TermRef, sum->count + 1);
    double *minus = NEW_ARRAY(arena, double, sum->count + 1);
    bool difference = false;
    for (uint32_t i = 0; i < sum->count; i++) {
        of[i] = term_times(arena, term_weight(arena, sum, i), sum->of[i]);
        minus[i] = -1;
        difference |= sum->weights[i] < 0;
    }
    if (!difference && p->number != -1)
        return NULL;
    TermRef turned = term_add(arena, sum->count, of, minus);
    if (p->number == -1)
        return turned;
    return !turned || (turned->kind == TERM_PRODUCT && turned->number < 0)
             ? NULL
             : term_times(arena, term_number_as(arena, -p->number, p->divided),
                          turned);
}

/* X ⊙ (v 1ᵀ) as diag(v) X, and X ⊙ (1 vᵀ) as X diag(v); NULL: it is neither. */
static TermRef scaled_lines(const Product *p)
{
    Arena *arena = p->arena;
    for (uint32_t i = 0; p->count > 1 && i < p->count; i++) {
        TermRef f = p->of[i], v = NULL;
        bool rows = false;
        if (p->rank != RANK_MATRIX || f->kind != TERM_CHAIN
            || (p->weights[i] != 1 && p->weights[i] != -1))
            continue;
        TermRef last = f->of[f->count - 1];
        rows = last->kind == TERM_TRANSPOSE && last->of[0]->kind == TERM_ONES;
        if (rows)
            v = chain_part(arena, f, 0, f->count - 1);
        else if (f->of[0]->kind == TERM_ONES)
            v = term_transpose(arena, chain_part(arena, f, 1, f->count));
        TermRef scale = v ? term_diagonal(arena, term_power(arena, v,
                                                            p->weights[i]))
                          : NULL;
        TermRef rest = term_number_as(arena, p->number, p->divided);
        uint32_t arrays = 0;
        for (uint32_t k = 0; k < p->count; k++) {
            if (k != i)
                rest = term_times(arena, rest,
                                  term_power(arena, p->of[k], p->weights[k]));
            arrays += k != i && p->of[k]->rank == RANK_MATRIX;
        }
        if (scale && arrays)
            return rows ? term_chain(arena, scale, rest)
                        : term_chain(arena, rest, scale);
    }
    return NULL;
}

/* (diag(u) X) ⊙ M as diag(u) (X ⊙ M), for a mask M; NULL: it is another. */
static TermRef masked_chain(const Product *p)
{
    Arena *arena = p->arena;
    if (p->count != 2 || p->weights[0] != 1 || p->weights[1] != 1)
        return NULL;
    uint32_t at = term_is_mask(p->of[0]) ? 0 : 1;
    TermRef mask = p->of[at], chain = p->of[1 - at];
    if (!term_is_mask(mask) || chain->kind != TERM_CHAIN || chain->count != 2
        || !is_call(chain->of[0], "diag") || chain->of[1]->kind != TERM_PRODUCT)
        return NULL;
    return term_times(arena, term_number_as(arena, p->number, p->divided),
                      term_chain(arena, chain->of[0],
                                 term_times(arena, chain->of[1], mask)));
}

static TermRef finish(Product *p)
{
    if (p->fails)
        return NULL;
    if (p->number == 0)
        return term_zero(p->arena, p->rank, p->rows, p->cols);
    merge_choices(p);
    factors_known(p->arena, &p->count, p->of, p->weights, &p->number);
    if (p->number == 0)
        return term_zero(p->arena, p->rank, p->rows, p->cols);
    drop_ones(p);
    drop_gone(p);
    keep_shape(p);
    if (p->fails || p->count > 60)
        return NULL;
    for (uint32_t i = 0; i < p->count; i++)
        if (!p->of[i])
            return NULL;
    sort_factors(p);
    if (!p->count)
        return term_number_as(p->arena, p->number, p->divided);
    if (p->count == 1 && p->number == 1 && p->weights[0] == 1)
        return p->of[0];
    if (p->count == 1 && p->weights[0] == 1 && p->of[0]->kind == TERM_CHOOSE
        && term_is_zero(p->of[0]->of[2]))
        return term_choose(p->arena, p->of[0]->of[0],
                           term_times(p->arena,
                                      term_number_as(p->arena, p->number,
                                                     p->divided),
                                      p->of[0]->of[1]),
                           p->of[0]->of[2]);
    TermRef turned = turned_sum(p);
    if (!turned)
        turned = scaled_lines(p);
    if (!turned)
        turned = masked_chain(p);
    if (turned)
        return turned;
    MatrixTerm t = {.kind = TERM_PRODUCT, .rank = (uint8_t)p->rank, .rows = p->rows,
              .cols = p->cols, .number = p->number, .count = p->count,
              .of = p->of, .weights = p->weights, .divided = p->divided};
    return term_finish(p->arena, &t);
}

TermRef term_times(Arena *arena, TermRef a, TermRef b)
{
    if (!a || !b)
        return NULL;
    Product p = {.arena = arena, .number = 1, .rows = 1, .cols = 1};
    take(&p, a, 1);
    take(&p, b, 1);
    return finish(&p);
}

TermRef term_power(Arena *arena, TermRef a, double exponent)
{
    if (!a || exponent == 1)
        return a;
    /* √(x²) is abs(x), but a norm is not negative. */
    bool whole = exponent == floor(exponent);
    bool fine = whole || a->kind != TERM_PRODUCT || a->count > 1
             || (a->of[0]->kind == TERM_CALL
                 && (text_is(a->of[0]->name, "norm")
                     || text_is(a->of[0]->name, "det")));
    if (!whole && a->kind == TERM_PRODUCT && (a->number < 0 || a->count > 1))
        fine = false;
    Product p = {.arena = arena, .number = 1, .rows = 1, .cols = 1};
    if (fine)
        take(&p, a, exponent);
    else
        take_factor(&p, a, exponent);
    return finish(&p);
}

TermRef term_scale(Arena *arena, double factor, TermRef a)
{
    if (!a || factor == 1)
        return a;
    return term_times(arena, term_number(arena, factor), a);
}
