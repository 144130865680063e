/* compare_form.c: sums of products, multiplied out. */
#include "compare_form.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_POWER = 16 };

typedef struct Terms {
    Item     at[2 * MOST_TERMS];
    uint32_t count;
    bool     exact;                 /* no coefficient was rounded */
} Terms;

/* -- what is kept of a node -- */

static int by_id(const void *a, const void *b)
{
    const Item *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static Items sum_of(const Forms *f, ExprId id, Item *alone)
{
    const Expr *node = expr_at(f->exprs, id);
    if (id < f->sums.count && f->sums.at[id].count)
        return f->sums.at[id];
    *alone = (Item){id, 1};
    if (node->kind == NUMBER)
        *alone = (Item){0, node->as.number};
    return (Items){alone, 1};
}

static Items product_of(const Forms *f, ExprId id, Item *alone)
{
    if (id < f->products.count && f->products.at[id].count)
        return f->products.at[id];
    *alone = (Item){id, 1};
    return (Items){alone, id != 0};
}

static Items keep(Forms *f, const Item *items, uint32_t count)
{
    return (Items){arena_copy(f->arena, items, count, sizeof *items), count};
}

/* -- adding and multiplying, exactly -- */

static double add(double a, double b, bool *exact)
{
    double sum = a + b, of_b = sum - a;
    double rest = (a - (sum - of_b)) + (b - of_b);
    *exact &= rest == 0;
    return sum;
}

static double multiply(double a, double b, bool *exact)
{
    double product = a * b;
    *exact &= fma(a, b, -product) == 0 && fabs(product) < 1e300
           && (product == 0 || fabs(product) > 1e-250);
    return product;
}

/* Sorted, like ones as one, and without those of 0. What may be no number does
 * not go away exactly. */
static void collect(const Forms *f, Terms *t)
{
    uint32_t kept = 0;
    qsort(t->at, t->count, sizeof *t->at, by_id);
    for (uint32_t i = 0; i < t->count; i++) {
        if (kept && t->at[kept - 1].id == t->at[i].id)
            t->at[kept - 1].count =
                add(t->at[kept - 1].count, t->at[i].count, &t->exact);
        else
            t->at[kept++] = t->at[i];
        if (t->at[kept - 1].count != 0)
            continue;
        ExprId gone = t->at[--kept].id;
        t->exact &= !gone || !(expr_at(f->exprs, gone)->flags & EXPR_PARTIAL);
    }
    t->count = kept;
}

/* -- products -- */

/* The node of a product of atoms, which is 0 if there are none; NO_PRODUCT if
 * it is too long. */
#define NO_PRODUCT UINT32_MAX
static ExprId multiply_atoms(Forms *f, ExprId a, ExprId b)
{
    Item of_a, of_b;
    Items x = product_of(f, a, &of_a), y = product_of(f, b, &of_b);
    Terms t = {.exact = true};
    if (x.count + y.count > 2 * MOST_TERMS)
        return NO_PRODUCT;
    for (uint32_t i = 0; i < x.count; i++)
        t.at[t.count++] = x.at[i];
    for (uint32_t i = 0; i < y.count; i++)
        t.at[t.count++] = y.at[i];
    collect(f, &t);
    ExprId product = 0;
    for (uint32_t i = 0; i < t.count; i++) {
        ExprId power = t.at[i].id;
        if (t.at[i].count != 1)
            power = expr_apply(f->exprs, F_POW, power,
                               expr_number(f->exprs, t.at[i].count));
        product = product ? expr_apply(f->exprs, F_MUL, product, power)
                          : power;
    }
    while (f->products.count <= product)
        list_push(f->arena, &f->products, (Items){0});
    if (product)
        f->products.at[product] = keep(f, t.at, t.count);
    return product;
}

/* -- sums -- */

static ExprId term_node(Forms *f, Item term)
{
    if (!term.id)
        return expr_number(f->exprs, term.count);
    if (term.count == 1)
        return term.id;
    return expr_apply(f->exprs, F_MUL, expr_number(f->exprs, term.count),
                      term.id);
}

static ExprId sum_node(Forms *f, const Terms *t)
{
    if (!t->count)
        return expr_number(f->exprs, 0);
    ExprId sum = term_node(f, t->at[0]);
    for (uint32_t i = 1; i < t->count; i++)
        sum = expr_apply(f->exprs, F_ADD, sum, term_node(f, t->at[i]));
    while (f->sums.count <= sum)
        list_push(f->arena, &f->sums, (Items){0});
    if (t->count > 1 || t->at[0].count != 1)
        f->sums.at[sum] = keep(f, t->at, t->count);
    return sum;
}

/* a + factor b; 0: it is too long, or not exact */
static ExprId add_sums(Forms *f, ExprId a, double factor, ExprId b)
{
    Item of_a, of_b;
    Items x = sum_of(f, a, &of_a), y = sum_of(f, b, &of_b);
    Terms t = {.exact = true};
    if (x.count + y.count > MOST_TERMS)
        return 0;
    for (uint32_t i = 0; i < x.count; i++)
        t.at[t.count++] = x.at[i];
    for (uint32_t i = 0; i < y.count; i++)
        t.at[t.count++] = (Item){y.at[i].id, factor * y.at[i].count};
    collect(f, &t);
    return t.exact ? sum_node(f, &t) : 0;
}

static ExprId multiply_sums(Forms *f, ExprId a, ExprId b)
{
    Item of_a, of_b;
    Items x = sum_of(f, a, &of_a), y = sum_of(f, b, &of_b);
    Terms t = {.exact = true};
    if (x.count * y.count > MOST_TERMS)
        return 0;
    for (uint32_t i = 0; i < x.count; i++)
        for (uint32_t j = 0; j < y.count; j++) {
            ExprId product = multiply_atoms(f, x.at[i].id, y.at[j].id);
            if (product == NO_PRODUCT)
                return 0;
            t.at[t.count++] = (Item){
                product, multiply(x.at[i].count, y.at[j].count, &t.exact)};
        }
    collect(f, &t);
    return t.exact ? sum_node(f, &t) : 0;
}

static ExprId in_order(Forms *f, Function function, ExprId a, ExprId b)
{
    return expr_apply(f->exprs, function, a < b ? a : b, a < b ? b : a);
}

static ExprId make_sum(Forms *f, ExprId a, double factor, ExprId b)
{
    ExprId sum = add_sums(f, a, factor, b);
    if (sum)
        return sum;
    return factor > 0 ? in_order(f, F_ADD, a, b)
                      : expr_apply(f->exprs, F_SUB, a, b);
}

static ExprId make_product(Forms *f, ExprId a, ExprId b)
{
    ExprId product = multiply_sums(f, a, b);
    return product ? product : in_order(f, F_MUL, a, b);
}

/* -- quotients and powers -- */

/* a^n, n a whole number from 1 on: by squares */
static ExprId make_power(Forms *f, ExprId a, double n)
{
    ExprId power = expr_number(f->exprs, 1);
    for (; n >= 1; n = floor(n / 2)) {
        if (fmod(n, 2) != 0)
            power = make_product(f, power, a);
        if (n > 1)
            a = make_product(f, a, a);
    }
    return power;
}

/* 1 / a: of a product one for each atom, of a number the number if it is one. */
static ExprId make_inverse(Forms *f, ExprId a)
{
    Item of_sum, of_product;
    Items sum = sum_of(f, a, &of_sum);
    ExprId one = expr_number(f->exprs, 1);
    double rest = sum.count == 1 ? 1 / sum.at[0].count : 0;
    if (sum.count != 1 || fabs(sum.at[0].count) > 1e100 || fabs(rest) > 1e100
        || fma(rest, sum.at[0].count, -1) != 0)
        return expr_apply(f->exprs, F_DIV, one, a);
    ExprId inverse = expr_number(f->exprs, rest);
    Items product = product_of(f, sum.at[0].id, &of_product);
    for (uint32_t i = 0; i < product.count; i++) {
        ExprId of = expr_apply(f->exprs, F_DIV, one, product.at[i].id);
        inverse = make_product(f, inverse,
                               make_power(f, of, product.at[i].count));
    }
    return inverse;
}

static ExprId form_power(Forms *f, ExprId a, ExprId b)
{
    const Expr *exponent = expr_at(f->exprs, b);
    double n = exponent->kind == NUMBER ? exponent->as.number : 0;
    if (n != floor(n) || n == 0 || fabs(n) > MOST_POWER)
        return expr_apply(f->exprs, F_POW, a, b);
    return make_power(f, n < 0 ? make_inverse(f, a) : a, fabs(n));
}

ExprId form_apply(Forms *f, Function function, ExprId a, ExprId b)
{
    switch (function) {
    case F_ADD:
        return make_sum(f, a, 1, b);
    case F_SUB:
        return make_sum(f, a, -1, b);
    case F_NEG:
        return make_product(f, expr_number(f->exprs, -1), a);
    case F_MUL:
        return make_product(f, a, b);
    case F_DIV:
        return make_product(f, a, make_inverse(f, b));
    case F_POW:
        return form_power(f, a, b);
    case F_MIN:
    case F_MAX:
        return in_order(f, function, a, b);
    default:
        return expr_apply(f->exprs, function, a, b);
    }
}
