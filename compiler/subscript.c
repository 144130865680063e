/* subscript.c: base + Σ factor·index + scale·data, hash-consed.
 *
 * Coefficients stay within ±2^61, so that sums of two fit 64 bits; what would
 * leave that saturates, and such a subscript is out of bounds of any array.
 */
#include "expr.h"

#include <string.h>

__extension__ typedef __int128 Wide;

static const int64_t LIMIT = (int64_t)1 << 61;

static int64_t clamp(Wide value)
{
    return value > LIMIT ? LIMIT : value < -LIMIT ? -LIMIT : (int64_t)value;
}

static uint64_t subscript_hash(const Subscript *s)
{
    uint64_t hash = hash_mix((uint64_t)s->base, s->data);
    hash = hash_mix(hash, (uint64_t)s->scale);
    for (uint32_t i = 0; i < s->term_count; i++)
        hash = hash_mix(hash_mix(hash, s->terms[i].index),
                        (uint64_t)s->terms[i].factor);
    return hash;
}

static bool subscript_equal(const Subscript *a, const Subscript *b)
{
    if (a->base != b->base || a->data != b->data || a->scale != b->scale
        || a->term_count != b->term_count)
        return false;
    for (uint32_t i = 0; i < a->term_count; i++)
        if (a->terms[i].index != b->terms[i].index
            || a->terms[i].factor != b->terms[i].factor)
            return false;
    return true;
}

SubscriptId subscript_adopt(Exprs *exprs, const Subscript *s)
{
    Subscript made = *s;
    made.terms = arena_copy(exprs->arena, s->terms, s->term_count,
                            sizeof(Term));
    uint32_t depends = s->data ? expr_at(exprs, s->data)->depends : 0;
    for (uint32_t i = 0; i < s->term_count; i++)
        depends |= 1u << s->terms[i].index;
    list_push(exprs->arena, &exprs->subscripts, made);
    list_push(exprs->arena, &exprs->subscript_depends, depends);
    return exprs->subscripts.count - 1;
}

/* What was adopted goes into the table. */
static void catch_up(Exprs *exprs)
{
    Table *table = &exprs->subscript_table;
    table_reserve(exprs->arena, table, exprs->subscripts.count);
    for (uint32_t id = table->count + 1; id < exprs->subscripts.count; id++)
        table_add(exprs->arena, table,
                  subscript_hash(&exprs->subscripts.at[id]), id);
}

static SubscriptId intern(Exprs *exprs, const Subscript *s)
{
    uint64_t hash = subscript_hash(s);
    uint32_t id;
    if (exprs->subscript_table.count + 1 < exprs->subscripts.count)
        catch_up(exprs);
    for (uint32_t at = table_first(&exprs->subscript_table, hash);
         (id = table_id(&exprs->subscript_table, at));
         at = table_next(&exprs->subscript_table, at, hash))
        if (subscript_equal(&exprs->subscripts.at[id], s))
            return id;
    id = subscript_adopt(exprs, s);
    table_add(exprs->arena, &exprs->subscript_table, hash, id);
    return id;
}

/* Ascending indices and no factor 0: nearly all terms come so. */
static bool are_sorted(uint32_t count, const Term *terms)
{
    for (uint32_t i = 0; i < count; i++)
        if (!terms[i].factor || (i && terms[i - 1].index >= terms[i].index))
            return false;
    return true;
}

/* Adds up and sorts; returns how many are left. */
static uint32_t sort_terms(uint32_t count, const Term *terms,
                           Term sorted[MAX_INDICES])
{
    Wide factors[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < count; i++)
        factors[terms[i].index] += terms[i].factor;
    count = 0;
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if (factors[i])
            sorted[count++] = (Term){i, clamp(factors[i])};
    return count;
}

SubscriptId subscript_make(Exprs *exprs, int64_t base, uint32_t term_count,
                           const Term *terms, ExprId data, int64_t scale)
{
    Term sorted[MAX_INDICES];
    uint32_t count = term_count;
    if (are_sorted(term_count, terms))
        for (uint32_t i = 0; i < count; i++)
            sorted[i] = (Term){terms[i].index, clamp(terms[i].factor)};
    else
        count = sort_terms(term_count, terms, sorted);
    Subscript s = {
        .base = clamp(base),
        .term_count = count,
        .terms = sorted,
        .data = scale ? data : 0,
        .scale = data ? clamp(scale) : 0,
    };
    return intern(exprs, &s);
}

SubscriptId subscript_constant(Exprs *exprs, int64_t base)
{
    return subscript_make(exprs, base, 0, NULL, 0, 0);
}

SubscriptId subscript_index(Exprs *exprs, uint32_t index)
{
    Term term = {index, 1};
    return subscript_make(exprs, 0, 1, &term, 0, 0);
}

/* scale·data as an expression. */
static ExprId scaled(Exprs *exprs, ExprId data, int64_t scale)
{
    if (scale == 1)
        return data;
    return expr_apply(exprs, F_MUL, expr_number(exprs, (double)scale), data);
}

SubscriptId subscript_add(Exprs *exprs, SubscriptId a, int64_t factor,
                          SubscriptId b)
{
    const Subscript left = *subscript_at(exprs, a);
    const Subscript right = *subscript_at(exprs, b);
    Term terms[2 * MAX_INDICES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < left.term_count; i++)
        terms[count++] = left.terms[i];
    for (uint32_t i = 0; i < right.term_count; i++)
        terms[count++] =
            (Term){right.terms[i].index,
                   clamp((Wide)right.terms[i].factor * factor)};
    ExprId data = left.data;
    int64_t scale = left.scale;
    int64_t more = clamp((Wide)right.scale * factor);
    if (!data || data == right.data) {
        scale = right.data ? clamp((Wide)scale + more) : scale;
        data = right.data ? right.data : data;
    } else if (right.data && more) {
        data = expr_apply(exprs, F_ADD, scaled(exprs, data, scale),
                          scaled(exprs, right.data, more));
        scale = 1;
    }
    return subscript_make(exprs,
                          clamp(left.base + (Wide)right.base * factor),
                          count, terms, data, scale);
}

uint32_t subscript_depends(const Exprs *exprs, SubscriptId id)
{
    return exprs->subscript_depends.at[id];
}

bool subscript_is_index(const Exprs *exprs, SubscriptId id, uint32_t index)
{
    const Subscript *s = subscript_at(exprs, id);
    return !s->base && !s->data && s->term_count == 1
        && s->terms[0].index == index && s->terms[0].factor == 1;
}

bool subscripts_are_apart(const Exprs *exprs, SubscriptId a, SubscriptId b,
                          int64_t *by)
{
    const Subscript *x = subscript_at(exprs, a), *y = subscript_at(exprs, b);
    if (x->data != y->data || x->scale != y->scale
        || x->term_count != y->term_count)
        return false;
    for (uint32_t t = 0; t < x->term_count; t++)
        if (x->terms[t].index != y->terms[t].index
            || x->terms[t].factor != y->terms[t].factor)
            return false;
    *by = x->base - y->base;
    return true;
}

bool subscript_is_shifted(const Exprs *exprs, SubscriptId id, uint32_t *index,
                          int64_t *base)
{
    const Subscript *s = subscript_at(exprs, id);
    if (s->data || s->term_count != 1 || s->terms[0].factor != 1)
        return false;
    *index = s->terms[0].index;
    *base = s->base;
    return true;
}

/* The term with the smallest factor of at least `least`, or NULL. */
static const Term *next_digit(const Subscript *s, int64_t least, uint32_t seen)
{
    const Term *digit = NULL;
    for (uint32_t t = 0; t < s->term_count; t++)
        if (!(seen >> s->terms[t].index & 1) && s->terms[t].factor >= least
            && (!digit || s->terms[t].factor < digit->factor))
            digit = &s->terms[t];
    return digit;
}

bool subscript_counts(const Exprs *exprs, SubscriptId id, const Range *ranges,
                      Range *reach, bool *all)
{
    const Subscript *s = subscript_at(exprs, id);
    Wide low = s->base, span = 1;
    uint32_t seen = 0;
    *all = true;
    for (uint32_t t = 0; t < s->term_count; t++) {
        const Term *digit = next_digit(s, clamp(span), seen);
        if (!digit)
            return false;
        Range range = ranges[digit->index];
        *all &= digit->factor == span;
        seen |= 1u << digit->index;
        low += (Wide)digit->factor * range.low;
        span += (Wide)digit->factor * (range.high - range.low - 1);
    }
    *reach = (Range){clamp(low), clamp(low + span)};
    return !s->data;
}

/* sum + factor·e, where a sum of 0 stands for nothing so far. */
static ExprId add_scaled(Exprs *exprs, ExprId sum, int64_t factor, ExprId e)
{
    if (!sum)
        return factor == -1 ? expr_apply(exprs, F_NEG, e, 0)
                            : scaled(exprs, e, factor);
    return factor < 0
             ? expr_apply(exprs, F_SUB, sum, scaled(exprs, e, -factor))
             : expr_apply(exprs, F_ADD, sum, scaled(exprs, e, factor));
}

ExprId expr_of_subscript(Exprs *exprs, SubscriptId id)
{
    const Subscript s = *subscript_at(exprs, id);
    ExprId sum = s.data ? add_scaled(exprs, 0, s.scale, s.data) : 0;
    /* What is added comes first, so that few sums begin with a sign. */
    for (int negative = 0; negative < 2; negative++)
        for (uint32_t i = 0; i < s.term_count; i++)
            if ((s.terms[i].factor < 0) == negative)
                sum = add_scaled(exprs, sum, s.terms[i].factor,
                                 expr_index(exprs, s.terms[i].index));
    ExprId size = expr_number(exprs, s.base < 0 ? -(double)s.base
                                                : (double)s.base);
    if (!sum)
        return expr_number(exprs, (double)s.base);
    return s.base ? expr_apply(exprs, s.base < 0 ? F_SUB : F_ADD, sum, size)
                  : sum;
}

/* The subscript of one node, those of its operands being known; whatever is
 * not affine is data. */
static SubscriptId subscript_of_node(Exprs *exprs, ExprId id, SubscriptId a,
                                     SubscriptId b)
{
    const Expr node = *expr_at(exprs, id);
    const Subscript none = {0};
    const Subscript left = a ? *subscript_at(exprs, a) : none;
    const Subscript right = b ? *subscript_at(exprs, b) : none;
    if (node.kind == NUMBER)
        return subscript_constant(exprs, (int64_t)node.as.number);
    if (node.kind == INDEX)
        return subscript_index(exprs, node.as.index);
    if (node.kind == APPLY && node.function == F_ADD)
        return subscript_add(exprs, a, 1, b);
    if (node.kind == APPLY && node.function == F_SUB)
        return subscript_add(exprs, a, -1, b);
    if (node.kind == APPLY && node.function == F_NEG)
        return subscript_add(exprs, subscript_constant(exprs, 0), -1, a);
    if (node.kind == APPLY && node.function == F_MUL) {
        SubscriptId zero = subscript_constant(exprs, 0);
        if (!left.term_count && !left.data)
            return subscript_add(exprs, zero, left.base, b);
        if (!right.term_count && !right.data)
            return subscript_add(exprs, zero, right.base, a);
    }
    return subscript_make(exprs, 0, 0, NULL, id, 1);
}

static bool is_affine_node(const Expr *node)
{
    return node->kind == APPLY
        && (node->function == F_ADD || node->function == F_SUB
            || node->function == F_NEG || node->function == F_MUL);
}

bool subscript_of_expr(Exprs *exprs, ExprId id, SubscriptId *out)
{
    if (!(expr_at(exprs, id)->flags & EXPR_WHOLE))
        return false;
    /* The affine top of the expression: index arithmetic is short, and what
     * lies below another node is data. */
    LIST(ExprId) stack = {0};
    LIST(SubscriptId) done = {0};
    const ExprId tag = 1u << 31;
    list_push(exprs->arena, &stack, id);
    while (stack.count) {
        ExprId at = stack.at[--stack.count];
        const Expr node = *expr_at(exprs, at & ~tag);
        if (!(at & tag) && is_affine_node(&node)) {
            list_push(exprs->arena, &stack, at | tag);
            if (node.as.operand[1])
                list_push(exprs->arena, &stack, node.as.operand[1]);
            list_push(exprs->arena, &stack, node.as.operand[0]);
            continue;
        }
        SubscriptId a = 0, b = 0;
        if (at & tag) {
            if (node.as.operand[1])
                b = done.at[--done.count];
            a = done.at[--done.count];
        }
        list_push(exprs->arena, &done,
                  subscript_of_node(exprs, at & ~tag, a, b));
    }
    *out = done.at[0];
    return true;
}
