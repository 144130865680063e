/* matrix_scaled.c: names for products of elements, and for what a diagonal scales,
 * within others.
 */
#include "matrix.h"

double term_weight_of(TermRef product, TermRef factor)
{
    double weight = term_equal(product, factor);
    for (uint32_t i = 0; product->kind == TERM_PRODUCT && i < product->count; i++)
        weight = term_equal(product->of[i], factor) ? product->weights[i]
                                                    : weight;
    return weight;
}

/* Whether all factors of the one are among those of the other. */
bool term_has_factors(TermRef a, TermRef of)
{
    bool has = of->kind == TERM_PRODUCT || term_weight_of(a, of) >= 1;
    for (uint32_t i = 0; has && of->kind == TERM_PRODUCT && i < of->count; i++)
        has = term_weight_of(a, of->of[i]) / of->weights[i] >= 1;
    return has;
}

/* The vector of diag(v), or NULL. */
static TermRef scale_of(TermRef t)
{
    return t->kind == TERM_CALL && t->rank == RANK_MATRIX
        && text_is(t->name, "diag") ? t->of[0] : NULL;
}

/* diag(u v) (X ⊙ P) as diag(u) (X ⊙ A), where A is diag(v) P; and the same from
 * the right. NULL: it is another. */
TermRef scaled_named(Arena *arena, TermRef a, TermRef form, TermRef name)
{
    bool left = form->kind == TERM_CHAIN && form->count == 2
             && scale_of(form->of[0]);
    bool right = form->kind == TERM_CHAIN && form->count == 2
              && scale_of(form->of[1]);
    for (uint32_t i = 0; left != right && i + 1 < a->count; i++) {
        TermRef by = scale_of(a->of[left ? i : i + 1]);
        TermRef what = a->of[left ? i + 1 : i], core = form->of[left ? 1 : 0];
        TermRef own = scale_of(form->of[left ? 0 : 1]);
        if (!by || !term_has_factors(by, own) || !term_within(what, core))
            continue;
        TermRef rest = term_diagonal(
            arena, term_times(arena, by, term_power(arena, own, -1)));
        what = term_times(arena, name,
                          term_times(arena, what, term_power(arena, core, -1)));
        TermRef made = left ? term_chain(arena, rest, what)
                            : term_chain(arena, what, rest);
        for (uint32_t k = i; k-- > 0;)
            made = term_chain(arena, a->of[k], made);
        for (uint32_t k = i + 2; k < a->count; k++)
            made = term_chain(arena, made, a->of[k]);
        return made;
    }
    return NULL;
}

/* (diag(u) X) ⊙ P as diag(u) (X ⊙ P), for the factor at that place; NULL: it is
 * not scaled. */
TermRef scale_pulled(Arena *arena, TermRef a, uint32_t at)
{
    TermRef f = a->of[at];
    if (f->kind != TERM_CHAIN || a->weights[at] != 1)
        return NULL;
    bool left = scale_of(f->of[0]), right = scale_of(f->of[f->count - 1]);
    if (left == right)
        return NULL;
    TermRef rest = term_times(arena, term_times(arena, a,
                                                term_power(arena, f, -1)),
                              chain_part(arena, f, left, f->count - right));
    return left ? term_chain(arena, f->of[0], rest)
                : term_chain(arena, rest, f->of[f->count - 1]);
}
