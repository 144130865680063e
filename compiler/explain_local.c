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
        for (uint32_t i = 0; i < t->count; i++) {
            if (!term_uses(t->of[i], key))
                continue;
            TermRef part = term_times(arena, term_weight(arena, t, i),
                                      jacobian(arena, t->of[i], key));
            if (!part)
                return NULL;
            made = made ? term_plus(arena, made, 1, part) : part;
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

/* -- of a step -- */

typedef struct Apart {
    Explain *e;
    const Signal *of;           /* the whole derivative by what is looked for */
    const Stretch *at;          /* of the signal that is taken apart */
    Text     index, key;        /* of the element by which */
    int64_t  shift;
    uint32_t depth;
    bool     fails;
} Apart;

/* The shift of δ[t+1]; false: it is no element at the index and more. */
static bool element_shift(const Apart *s, TermRef a, int64_t *shift)
{
    Text piece = {a->name.at + 1, a->name.length - 2};
    for (*shift = -8; *shift <= 8; ++*shift) {
        Spot spot = {.index = s->index, .shift = *shift};
        if (text_equal(spot_text(s->e->arena, &spot), piece))
            return true;
    }
    return false;
}

/* Elements of the signal by a name; those of others of the recurrence, which are
 * no whole derivatives, by what they are. */
static TermRef step_apart(void *context, TermRef a)
{
    enum { DEEP = 8 };
    Apart *s = context;
    int64_t shift;
    if (a->kind != TERM_CALL || *a->name.at != '['
        || a->of[0]->kind != TERM_NAME)
        return NULL;
    const Signal *signal = signal_of(s->e, a->of[0]->name);
    if (!signal || signal->block != s->of->block
        || signal->kind != SIGNAL_BACK)
        return NULL;
    bool found = element_shift(s, a, &shift);
    s->fails |= !found || s->depth > DEEP;
    if (found && signal == s->of && shift == s->shift)
        return term_name(s->e->arena, s->key, (TermRank)a->rank, a->rows,
                         a->cols, false);
    if (signal->whole || s->fails)
        return NULL;
    Spot spot = {s->index, s->at->range, shift};
    TermRef t = reader_at(signal->block->reader, signal->array, &spot);
    s->fails |= !t;
    if (!t)
        return NULL;
    s->depth++;
    t = term_mapped(s->e->arena, t, step_apart, s);
    s->depth--;
    return t;
}

/* Whether it speaks of signals of the recurrence that are no whole derivatives,
 * or of any. */
static bool speaks_of_steps(const Apart *s, TermRef t, bool any)
{
    for (uint32_t i = 0; i < s->e->signals.count; i++) {
        const Signal *other = &s->e->signals.at[i];
        if (other->block == s->of->block && term_uses(t, other->key)
            && (any || (other->kind == SIGNAL_BACK && !other->whole)))
            return true;
    }
    return false;
}

static const Stretch *longest_stretch(const Signal *s)
{
    const Stretch *found = NULL;
    for (uint32_t i = 0; i < s->placed.count; i++) {
        const Stretch *p = &s->placed.at[i];
        if (!p->single && (!found || p->range.high - p->range.low
                                         > found->range.high - found->range.low))
            found = p;
    }
    return found;
}

/* What stands beside the name in a sum of numbers. */
static TermRef factor_of(Arena *arena, TermRef t, Text key)
{
    One one = {arena, key};
    if (t->kind != TERM_SUM)
        return term_uses(t, key) == 1 ? term_replace(arena, t, put_one, &one)
                                      : NULL;
    TermRef made = NULL;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!term_uses(t->of[i], key))
            continue;
        TermRef part = term_times(arena, term_weight(arena, t, i),
                                  factor_of(arena, t->of[i], key));
        if (!part)
            return NULL;
        made = made ? term_plus(arena, made, 1, part) : part;
    }
    return made;
}

TermRef explain_step_local(Explain *e, uint32_t n, const StepUse *use)
{
    uint32_t from = e->nodes.at[n].whole, to = e->nodes.at[use->by].whole;
    if (use->apart || !from || !to)
        return NULL;
    Apart s = {.e = e, .of = &e->signals.at[to - 1],
              .at = longest_stretch(&e->signals.at[from - 1]),
              .index = explain_index(e, e->nodes.at[n].group),
              .key = text_of("δ~"), .shift = use->shift};
    if (!s.at || !s.index.length || s.of->block != e->signals.at[from - 1].block)
        return NULL;
    TermRef t = term_mapped(e->arena, s.at->term, step_apart, &s);
    if (!t || s.fails || !term_uses(t, s.key) || speaks_of_steps(&s, t, false))
        return NULL;
    TermRef made = t->rank == RANK_NUMBER ? factor_of(e->arena, t, s.key)
                                          : jacobian(e->arena, t, s.key);
    return made && !speaks_of_steps(&s, made, true) ? made : NULL;
}
