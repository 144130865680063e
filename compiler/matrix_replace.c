/* matrix_replace.c: looking into terms, and the same with other parts. */
#include "matrix_term.h"

/* -- looking -- */

uint32_t term_uses(TermRef a, Text name)
{
    uint32_t uses = a->kind == TERM_NAME && text_equal(a->name, name);
    for (uint32_t i = 0; i < a->count; i++)
        uses += term_uses(a->of[i], name);
    return uses;
}

/* -- making anew -- */

static TermRef remade(Arena *arena, TermRef a, const TermRef *of)
{
    TermRef made = NULL;
    switch ((TermKind)a->kind) {
    case TERM_SUM:
        return term_sum_of(arena, a, of);
    case TERM_PRODUCT:
        made = term_coefficient(arena, a);
        for (uint32_t i = 0; i < a->count; i++)
            made = term_times(arena, made,
                              term_power(arena, of[i], a->weights[i]));
        return made;
    case TERM_CHAIN:
        made = of[0];
        for (uint32_t i = 1; i < a->count; i++)
            made = term_chain(arena, made, of[i]);
        return made;
    case TERM_TRANSPOSE:
        return term_transpose(arena, of[0]);
    case TERM_INVERSE:
        return term_inverse(arena, of[0]);
    case TERM_APPLY:
        return term_apply(arena, (Function)a->function, of[0],
                          a->count > 1 ? of[1] : NULL);
    case TERM_CHOOSE:
        return term_choose(arena, of[0], of[1], of[2]);
    case TERM_CALL:
        if (text_is(a->name, "batch_sum"))
            return term_batch_sum(arena, of[0], (int64_t)a->number);
        if (text_is(a->name, "sum"))
            return term_total(arena, of[0]);
        if (text_is(a->name, "diag"))
            return term_diagonal(arena, of[0]);
        if (text_is(a->name, "trace"))
            return term_trace(arena, of[0]);
        if (text_is(a->name, "norm"))
            return term_norm(arena, of[0]);
        if (text_is(a->name, "×"))
            return term_cross(arena, of[0], of[1]);
        break;
    case TERM_NUMBER:
    case TERM_NAME:
    case TERM_EYE:
    case TERM_ONES:
        return a;
    }
    MatrixTerm t = *a;
    t.of = of;
    t.weights = NULL;
    t.batched = false;
    return term_finish(arena, &t);
}

TermRef term_mapped(Arena *arena, TermRef a, TermFor *with, void *context)
{
    TermRef other = with(context, a);
    if (other)
        return other;
    TermRef *of = NEW_ARRAY(arena, TermRef, a->count + 1);
    bool same = true;
    for (uint32_t i = 0; i < a->count; i++) {
        of[i] = term_mapped(arena, a->of[i], with, context);
        if (!of[i])
            return NULL;
        same &= of[i] == a->of[i];
    }
    return same ? a : remade(arena, a, of);
}

typedef struct Names {
    TermFor *with;
    void    *context;
} Names;

static TermRef replace_name(void *context, TermRef a)
{
    const Names *names = context;
    return a->kind == TERM_NAME ? names->with(names->context, a) : NULL;
}

TermRef term_replace(Arena *arena, TermRef a, TermFor *with, void *context)
{
    Names names = {with, context};
    return term_mapped(arena, a, replace_name, &names);
}

bool term_is_tame(TermRef a)
{
    if (a->kind == TERM_NAME || a->kind == TERM_NUMBER)
        return !(a->facts & FACT_WILD);
    if (term_exponent(a) && term_has_shift(a))      /* as a softmax has it */
        return true;
    if (a->kind == TERM_CALL
        && (text_is(a->name, "softmax") || text_is(a->name, "mask")
            || text_is(a->name, "max") || text_is(a->name, "relu")
            || text_is(a->name, "diag")
            || *a->name.at == '['))
        return term_is_tame(a->of[0]->kind == TERM_CHOOSE ? a->of[0]->of[1]
                                                          : a->of[0]);
    if (a->kind == TERM_CHOOSE || a->kind == TERM_CALL
        || a->kind == TERM_INVERSE
        || (a->kind == TERM_APPLY
            && function_row((Function)a->function)->flags & FUNCTION_PARTIAL))
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        bool divides = a->kind == TERM_PRODUCT && a->weights[i] < 0;
        if (divides ? !term_is_positive(a->of[i]) : !term_is_tame(a->of[i]))
            return false;
    }
    return true;
}

static TermRef opposite(Arena *arena, TermRef c)
{
    static const Function of[][2] = {{F_LT, F_GE}, {F_LE, F_GT}, {F_GT, F_LE},
                                     {F_GE, F_LT}, {F_EQ, F_NE}, {F_NE, F_EQ}};
    for (uint32_t i = 0; c->kind == TERM_APPLY && i < 6; i++)
        if (c->function == of[i][0])
            return term_apply(arena, of[i][1], c->of[0], c->of[1]);
    return NULL;
}

static TermRef settled_choice(Arena *arena, TermRef a)
{
    TermRef c = a->of[0], then = a->of[1], otherwise = a->of[2];
    if (term_is_zero(otherwise) && term_is_tame(then) && c->rank >= then->rank)
        return term_times(arena, then, c);
    TermRef contrary = term_is_zero(then) && term_is_tame(otherwise)
                    && c->rank >= otherwise->rank ? opposite(arena, c) : NULL;
    return contrary ? term_times(arena, otherwise, contrary) : a;
}

TermRef term_settled(Arena *arena, TermRef a)
{
    TermRef *of = NEW_ARRAY(arena, TermRef, a->count + 1);
    bool same = true;
    for (uint32_t i = 0; i < a->count; i++) {
        of[i] = term_settled(arena, a->of[i]);
        same &= of[i] == a->of[i];
    }
    TermRef made = same ? a : remade(arena, a, of);
    if (made && made->kind == TERM_CHOOSE)
        made = settled_choice(arena, made);
    return made ? made : a;
}

/* Of max(x, y) where x < y is known to hold or not, the one that it is; else
 * NULL. */
static TermRef limit_under(TermRef a, TermRef condition, bool holds)
{
    bool upper = is_apply(a, F_MAX);
    if ((!upper && !is_apply(a, F_MIN)) || condition->kind != TERM_APPLY)
        return NULL;
    bool less = condition->function == F_LT || condition->function == F_LE;
    if (!less && condition->function != F_GT && condition->function != F_GE)
        return NULL;
    for (uint32_t i = 0; i < 2; i++)
        if (term_equal(a->of[i], condition->of[0])
            && term_equal(a->of[1 - i], condition->of[1]))
            return (less == holds) == upper ? a->of[1 - i] : a->of[i];
    return NULL;
}

TermRef term_rebuilt(Arena *arena, TermRef a, TermRef condition, bool holds)
{
    TermRef limit = limit_under(a, condition, holds);
    if (limit)
        return limit;
    if (a->kind == TERM_CHOOSE && term_equal(a->of[0], condition))
        return a->of[holds ? 1 : 2];
    if (condition->rank != RANK_NUMBER
        && (a->kind == TERM_CHAIN || a->kind == TERM_TRANSPOSE
            || a->kind == TERM_INVERSE || a->kind == TERM_CALL))
        return a;               /* elements of it are of several */
    TermRef *of = NEW_ARRAY(arena, TermRef, a->count + 1);
    bool same = true;
    for (uint32_t i = 0; i < a->count; i++) {
        of[i] = term_rebuilt(arena, a->of[i], condition, holds);
        if (!of[i])
            return NULL;
        same &= of[i] == a->of[i];
    }
    return same ? a : remade(arena, a, of);
}
