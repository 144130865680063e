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
    bool     divided;           /* some number is a quotient */
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
    return t->kind == TERM_APPLY
        && function_row((Function)t->function)->flags & FUNCTION_CONDITION;
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

static void take(Product *p, TermRef t, double weight)
{
    p->divided |= t->divided && t->kind != TERM_SUM;
    p->divided |= t->kind == TERM_NUMBER && weight < 0;
    if (t->kind == TERM_NUMBER && (t->rank == RANK_NUMBER || t->number == 0)) {
        take_shape(p, t);
        p->number *= pow(t->number, weight);
    } else if (t->kind == TERM_PRODUCT) {
        p->number *= pow(t->number, weight);
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

static void drop_ones(Product *p)
{
    uint32_t arrays = 0;
    for (uint32_t i = 0; i < p->count; i++)
        arrays += p->of[i]->rank != RANK_NUMBER && p->weights[i] != 0;
    for (uint32_t i = 0; i < p->count && arrays > 1; i++)
        if (p->of[i]->kind == TERM_ONES && p->weights[i] != 0) {
            p->weights[i] = 0;
            arrays--;
        }
}

static TermRef finish(Product *p)
{
    if (p->fails)
        return NULL;
    if (p->number == 0)
        return term_zero(p->arena, p->rank, p->rows, p->cols);
    merge_choices(p);
    factors_known(p->arena, &p->count, p->of, p->weights, &p->number);
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
    if (p->count == 1 && p->weights[0] == 1 && p->of[0]->kind == TERM_SUM
        && p->number == -1) {
        TermRef sum = p->of[0];
        double *weights = NEW_ARRAY(p->arena, double, sum->count + 1);
        for (uint32_t i = 0; i < sum->count; i++)
            weights[i] = -sum->weights[i];
        return term_add(p->arena, sum->count, sum->of, weights);
    }
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

/* -- products of matrices -- */

static bool is_inverse_of(TermRef a, TermRef b)
{
    if (a->kind == TERM_TRANSPOSE && b->kind == TERM_TRANSPOSE
        && a->rank == RANK_MATRIX)
        return is_inverse_of(a->of[0], b->of[0]);
    return (a->kind == TERM_INVERSE && term_equal(a->of[0], b))
        || (b->kind == TERM_INVERSE && term_equal(b->of[0], a));
}

static TermRank chain_rank(TermRef first, TermRef last)
{
    bool tall = first->rank == RANK_MATRIX || first->rank == RANK_VECTOR;
    bool wide = last->rank == RANK_MATRIX || last->rank == RANK_ROW;
    return tall ? wide ? RANK_MATRIX : RANK_VECTOR
                : wide ? RANK_ROW : RANK_NUMBER;
}

static TermRef chain_of(Arena *arena, uint32_t count, TermRef *of)
{
    if (count == 1)
        return of[0];
    MatrixTerm t = {.kind = TERM_CHAIN, .rows = of[0]->rows,
              .cols = of[count - 1]->cols, .count = count, .of = of};
    t.rank = (uint8_t)chain_rank(of[0], of[count - 1]);
    return term_finish(arena, &t);
}

/* A number is its transpose: the one with fewer ᵀ, or the first by its text;
 * of uᵀ u and the like it is a square. */
static TermRef number_chain(Arena *arena, uint32_t count, TermRef *of)
{
    if (count == 2 && of[0]->kind == TERM_TRANSPOSE
        && term_equal(of[0]->of[0], of[1]))
        return term_power(arena, term_call(arena, "norm", 1, &of[1],
                                           RANK_NUMBER, 1, 1), 2);
    TermRef *turned = NEW_ARRAY(arena, TermRef, count + 1);
    uint32_t transposes = 0, others = 0;
    for (uint32_t i = 0; i < count; i++) {
        turned[i] = term_transpose(arena, of[count - 1 - i]);
        if (!turned[i])
            return NULL;
        transposes += of[i]->kind == TERM_TRANSPOSE;
        others += turned[i]->kind == TERM_TRANSPOSE;
    }
    TermRef a = chain_of(arena, count, of);
    TermRef b = chain_of(arena, count, turned);
    if (!a || !b)
        return NULL;
    if (transposes != others)
        return transposes < others ? a : b;
    return text_compare(a->text, b->text) <= 0 ? a : b;
}

/* Without numbers, which go before the product. */
static TermRef bare(Arena *arena, TermRef t, TermRef *numbers)
{
    if (t->kind != TERM_PRODUCT)
        return t;
    TermRef rest, before = term_numbers_apart(arena, t, &rest);
    *numbers = term_times(arena, *numbers, before);
    return rest;
}

static bool is_opposite(Arena *arena, TermRef a, TermRef b)
{
    if (a->kind == TERM_TRANSPOSE)
        a = a->of[0];
    if (b->kind == TERM_TRANSPOSE)
        b = b->of[0];
    if (a->kind != TERM_SUM || b->kind != TERM_SUM || a->count != b->count
        || a->rank != b->rank)
        return false;
    TermRef both = term_plus(arena, a, 1, b);
    return both && term_is_zero(both);
}

/* (x - m) (m - x)ᵀ is -(x - m) (x - m)ᵀ: *sign turns. */
static TermRef alike(Arena *arena, uint32_t count, const TermRef *of,
                     TermRef factor, double *sign)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_opposite(arena, of[i], factor)) {
            *sign = -*sign;
            return of[i]->rank == factor->rank
                     ? of[i] : term_transpose(arena, of[i]);
        }
    return factor;
}

static TermRef chain_bare(Arena *arena, TermRef a, TermRef b)
{
    double sign = 1;
    if (a->cols != b->rows)
        return NULL;
    if (a->kind == TERM_NUMBER || b->kind == TERM_NUMBER)
        return term_zero(arena, chain_rank(a, b), a->rows, b->cols);
    if (a->kind == TERM_EYE)
        return b;
    if (b->kind == TERM_EYE)
        return a;
    if (a->kind == TERM_CALL && text_is(a->name, "diag")
        && b->rank == RANK_VECTOR)
        return term_times(arena, a->of[0], b);
    TermRef of[64];
    uint32_t count = 0;
    for (uint32_t side = 0; side < 2; side++) {
        TermRef t = side ? b : a;
        uint32_t n = t->kind == TERM_CHAIN ? t->count : 1;
        if (count + n > 60)
            return NULL;
        for (uint32_t i = 0; i < n; i++) {
            TermRef factor = t->kind == TERM_CHAIN ? t->of[i] : t;
            factor = alike(arena, count, of, factor, &sign);
            if (count && is_inverse_of(of[count - 1], factor))
                count--;
            else
                of[count++] = factor;
        }
    }
    if (!count)
        return term_scale(arena, sign, term_eye(arena, a->rows));
    /* A number within: (u vᵀ) w is (vᵀ w) u. */
    for (uint32_t i = 0; i + 1 < count; i++) {
        if (of[i]->rank != RANK_ROW)
            continue;
        uint32_t end = i + 1;
        while (end < count && of[end]->rank == RANK_MATRIX)
            end++;
        if (end == count || of[end]->rank != RANK_VECTOR
            || (i == 0 && end + 1 == count))
            continue;
        TermRef number = number_chain(arena, end + 1 - i, of + i);
        TermRef rest = NULL;
        if (i)
            rest = chain_of(arena, i, of);
        if (end + 1 < count) {
            TermRef behind = chain_of(arena, count - end - 1, of + end + 1);
            rest = rest ? term_chain(arena, rest, behind) : behind;
        }
        return term_scale(arena, sign, term_times(arena, number, rest));
    }
    if (count > 1
        && chain_rank(of[0], of[count - 1]) == RANK_NUMBER)
        return term_scale(arena, sign, number_chain(arena, count, of));
    return term_scale(arena, sign, chain_of(arena, count, of));
}

TermRef term_chain(Arena *arena, TermRef a, TermRef b)
{
    if (!a || !b)
        return NULL;
    if (a->rank == RANK_NUMBER || b->rank == RANK_NUMBER)
        return term_times(arena, a, b);
    TermRef numbers = term_number(arena, 1);
    TermRef left = bare(arena, a, &numbers), right = bare(arena, b, &numbers);
    if (!left || !right || !numbers)
        return NULL;
    return term_times(arena, numbers, chain_bare(arena, left, right));
}
