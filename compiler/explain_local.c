/* explain_local.c: the derivative of one equation, from what it hands back.
 *
 * Of y = f(v), M ȳ is handed back to v: then ∂y/∂v is Mᵀ.
 */
#include "explain.h"

/* ∂y/∂v as a matrix, where the term is linear in the vector ȳ. */
static TermRef jacobian(Arena *arena, TermRef t, Text key)
{
    if (!term_uses(t, key) || t->rank != RANK_VECTOR)
        return NULL;
    if (t->kind == TERM_NAME)
        return term_eye(arena, t->rows);
    if (t->kind == TERM_CHAIN) {
        TermRef last = t->of[t->count - 1], made = jacobian(arena, last, key);
        for (uint32_t i = t->count - 1; i-- > 0 && made;)
            made = term_uses(t->of[i], key)
                     ? NULL
                     : term_chain(arena, made, term_transpose(arena, t->of[i]));
        return made;
    }
    if (t->kind == TERM_PRODUCT) {
        TermRef inner = NULL, rest = term_coefficient(arena, t);
        for (uint32_t i = 0; i < t->count; i++) {
            if (!term_uses(t->of[i], key))
                rest = term_times(arena, rest,
                                  term_power(arena, t->of[i], t->weights[i]));
            else if (inner || t->weights[i] != 1)
                return NULL;
            else
                inner = jacobian(arena, t->of[i], key);
        }
        if (!inner || !rest)
            return NULL;
        return term_chain(arena, inner,
                          rest->rank == RANK_VECTOR
                              ? term_diagonal(arena, rest) : rest);
    }
    if (t->kind == TERM_SUM) {
        TermRef made = NULL;
        for (uint32_t i = 0; i < t->count && (made || !i); i++) {
            TermRef part = term_times(arena, term_weight(arena, t, i),
                                      jacobian(arena, t->of[i], key));
            made = i ? term_plus(arena, made, 1, part) : part;
        }
        return made;
    }
    return NULL;
}

typedef struct One {
    Arena *arena;
    Text   key;
} One;

static TermRef put_one(void *context, TermRef name)
{
    const One *one = context;
    return text_equal(one->key, name->name) ? term_number(one->arena, 1)
                                            : NULL;
}

TermRef explain_local(Explain *e, const Gift *gift, const Signal *of)
{
    TermRef t = gift->term;
    if (t->kind == TERM_CALL && text_is(t->name, "batch_sum"))
        t = t->of[0];
    if (!term_uses(t, of->key))
        return NULL;
    const Node *y = &e->nodes.at[of->node];
    uint32_t rank = graph_array(e->forward, y->array)->rank
                  - e->batched[y->array];
    if (rank == 0) {
        One one = {e->arena, of->key};
        TermRef made = term_replace(e->arena, t, put_one, &one);
        return made && made->kind != TERM_NUMBER ? made : NULL;
    }
    return rank == 1 ? jacobian(e->arena, t, of->key) : NULL;
}
