/* explain_sum.c: products of matrices as sums over the steps.
 *
 * Of Δᵀ H, where a row of Δ and of H is what a step has, the element of the
 * sum is Δ[t] H[t]ᵀ.
 */
#include "explain.h"

typedef struct Steps {
    Explain *e;
    const Block *block;
    Text     index;
    int64_t  count;             /* of steps; 0: not known yet */
} Steps;

/* -- which terms are of steps -- */

/* The axis of the array along which a recurrence makes it; -1: none. */
static int step_axis(const Graph *graph, ArrayId id)
{
    const Recurrence *r =
        &graph->recurrences.at[graph_array(graph, id)->recurrence];
    return graph_array(graph, id)->recurrence ? r->axis[id - r->first] : -1;
}

/* Whether what it has of each step stands beside each other: δ of δ ones(6). */
static bool has_columns(const Steps *s, TermRef t)
{
    const Signal *signal = t->kind == TERM_NAME ? signal_of(s->e, t->name)
                                                : NULL;
    bool has = signal && signal->kind == SIGNAL_BACK && signal->array
            && signal->block == s->block && t->rank == RANK_MATRIX
            && step_axis(s->block->graph, signal->array) == 1;
    for (uint32_t i = 0; i < t->count && t->kind != TERM_TRANSPOSE; i++)
        has |= has_columns(s, t->of[i]);
    return has && t->rank == RANK_MATRIX;
}

static bool reads_step(const Steps *s, TermRef t);

/* Whether the name is that of an error signal that has one for each step: it is
 * made step by step, or of what is. */
static bool is_of_steps(const Steps *s, Text key)
{
    const Signal *signal = signal_of(s->e, key);
    if (!signal || signal->kind != SIGNAL_BACK || signal->block != s->block
        || !signal->array)
        return false;
    bool is = step_axis(s->block->graph, signal->array) == 0;
    for (uint32_t i = 0; i < signal->placed.count && !is; i++)
        is = !signal->placed.at[i].single
          && reads_step(s, signal->placed.at[i].term);
    return is;
}

/* Whether δ[t], or δ[t+1], is in it. */
static bool reads_step(const Steps *s, TermRef t)
{
    bool reads = t->kind == TERM_CALL && *t->name.at == '['
              && s->index.length && t->name.length > s->index.length
              && text_equal((Text){t->name.at + 1, s->index.length}, s->index)
              && t->of[0]->kind == TERM_NAME && is_of_steps(s, t->of[0]->name);
    for (uint32_t i = 0; i < t->count && !reads; i++)
        reads = reads_step(s, t->of[i]);
    return reads;
}

/* Whether the piece along the first axis is a range, and where that begins; it
 * ends before *end. */
static bool is_slice(TermRef t, int64_t *low, size_t *end)
{
    bool slice = false, plain = true;
    *low = 0;
    *end = 1;
    if (t->kind != TERM_CALL || *t->name.at != '[')
        return false;
    for (; t->name.at[*end] != ',' && t->name.at[*end] != ']'; ++*end) {
        char c = t->name.at[*end];
        bool digit = c >= '0' && c <= '9';
        plain &= digit || c == ':';
        slice |= c == ':';
        if (!slice && digit)
            *low = 10 * *low + (c - '0');
    }
    return slice && plain;
}

static bool has_steps(const Steps *s, TermRef t)
{
    int64_t low;
    size_t end;
    bool has = t->kind == TERM_NAME && is_of_steps(s, t->name);
    bool element = t->kind == TERM_CALL && *t->name.at == '['
                && !is_slice(t, &low, &end);
    for (uint32_t i = 0; i < t->count && !has && !element; i++)
        has = has_steps(s, t->of[i]);
    return has;
}

static bool is_turned(TermRef t)
{
    bool all = t->kind == TERM_SUM || t->kind == TERM_PRODUCT;
    for (uint32_t i = 0; i < t->count && all; i++)
        all = t->of[i]->rank == RANK_NUMBER || is_turned(t->of[i]);
    return (all && t->rank != RANK_NUMBER) || t->kind == TERM_TRANSPOSE;
}

/* Of which the rows are added up there: A of Aᵀ B; or NULL. */
static TermRef added_up(const Steps *s, TermRef chain, uint32_t at)
{
    TermRef a = chain->of[at];
    TermRef b = at + 1 < chain->count ? chain->of[at + 1] : NULL;
    bool is = b && is_turned(a) && (has_steps(s, a) || has_steps(s, b))
           && (b->rank == RANK_VECTOR || b->rank == RANK_MATRIX);
    return is ? term_transpose(s->e->arena, a) : NULL;
}

static bool is_total(TermRef t)
{
    return t->kind == TERM_CALL && text_is(t->name, "sum") && t->count == 1;
}

static bool adds_steps(const Steps *s, TermRef t)
{
    bool adds = is_total(t) && has_steps(s, t->of[0]);
    for (uint32_t i = 0; t->kind == TERM_CHAIN && i < t->count; i++)
        adds |= added_up(s, t, i) != NULL
             || (i + 1 < t->count && has_columns(s, t->of[i]));
    for (uint32_t i = 0; i < t->count && !adds; i++)
        adds = adds_steps(s, t->of[i]);
    return adds;
}

/* -- what one step has -- */

static TermRef step_of(Steps *s, TermRef t);

/* Of h[1:] the element h[t+1]. */
static TermRef step_of_slice(Steps *s, TermRef t)
{
    Arena *arena = s->e->arena;
    int64_t low;
    size_t end;
    if (!is_slice(t, &low, &end) || t->count != 1)
        return NULL;
    Spot spot = {.index = s->index, .shift = low};
    Text piece = text_format(arena, "[%.*s%.*s",
                             TEXT_ARGS(spot_text(arena, &spot)),
                             (int)(t->name.length - end), t->name.at + end);
    bool matrix = t->rank == RANK_MATRIX;
    return term_call(arena, text_copy(arena, piece).at, 1, t->of,
                     matrix ? RANK_VECTOR : RANK_NUMBER, matrix ? t->cols : 1,
                     1);
}

static TermRef step_of_chain(Steps *s, TermRef t)
{
    Arena *arena = s->e->arena;
    TermRef made = term_transpose(arena, step_of(s, t->of[0]));
    for (uint32_t i = 1; i < t->count && made; i++)
        made = made->rank == RANK_NUMBER ? term_times(arena, made, t->of[i])
                                         : term_chain(arena, made, t->of[i]);
    return made && made->rank == RANK_ROW ? term_transpose(arena, made) : made;
}

/* Row t of a matrix as a vector, element t of a vector; NULL: it has no term. */
static TermRef step_of(Steps *s, TermRef t)
{
    Arena *arena = s->e->arena;
    TermRef made = NULL;
    if (!t || t->rank == RANK_NUMBER)
        return t;
    if (t->rank == RANK_ROW)
        return NULL;
    switch ((TermKind)t->kind) {
    case TERM_NAME: {
        Text piece = text_format(arena, "[%.*s]", TEXT_ARGS(s->index));
        bool matrix = t->rank == RANK_MATRIX;
        return term_call(arena, text_copy(arena, piece).at, 1, &t,
                         matrix ? RANK_VECTOR : RANK_NUMBER,
                         matrix ? t->cols : 1, 1);
    }
    case TERM_ONES:
        return t->rank == RANK_VECTOR ? term_number(arena, 1) : NULL;
    case TERM_SUM:
        for (uint32_t i = 0; i < t->count && (made || !i); i++) {
            TermRef part = term_times(arena, term_weight(arena, t, i),
                                      step_of(s, t->of[i]));
            made = i ? term_plus(arena, made, 1, part) : part;
        }
        return made;
    case TERM_PRODUCT:
        made = term_coefficient(arena, t);
        for (uint32_t i = 0; i < t->count && made; i++)
            made = term_times(arena, made,
                              term_power(arena, step_of(s, t->of[i]),
                                         t->weights[i]));
        return made;
    case TERM_APPLY:
        made = step_of(s, t->of[0]);
        return made ? term_apply(arena, (Function)t->function, made,
                                 t->count > 1 ? step_of(s, t->of[1]) : NULL)
                    : NULL;
    case TERM_CHAIN:
        return step_of_chain(s, t);
    case TERM_CALL:
        return *t->name.at == '[' ? step_of_slice(s, t) : NULL;
    default:
        return NULL;
    }
}

/* -- the sum -- */

static bool set_count(Steps *s, TermRef t)
{
    bool same = !s->count || s->count == t->rows;
    s->count = t->rows;
    return same && s->count > 0;
}

/* What each step adds to the chain. */
static TermRef element_of_chain(Steps *s, TermRef t)
{
    Arena *arena = s->e->arena;
    for (uint32_t at = 0; at < t->count; at++) {
        TermRef a = added_up(s, t, at);
        if (!a)
            continue;
        TermRef left = step_of(s, a), right = step_of(s, t->of[at + 1]);
        if (!left || !right || !set_count(s, a))
            return NULL;
        TermRef made = left->rank == RANK_VECTOR && right->rank == RANK_VECTOR
                     ? term_chain(arena, left, term_transpose(arena, right))
                     : term_times(arena, left, right);
        if (left->rank == RANK_NUMBER)
            made = term_transpose(arena, made);
        for (uint32_t i = at; i-- > 0 && made;)
            made = term_chain(arena, t->of[i], made);
        for (uint32_t i = at + 2; i < t->count && made; i++)
            made = term_chain(arena, made, t->of[i]);
        return made;
    }
    return NULL;
}

/* What each step adds to the term, which is the sum of that; or NULL. */
static TermRef element_of_sum(Steps *s, TermRef t)
{
    Arena *arena = s->e->arena;
    TermRef made = NULL;
    switch ((TermKind)t->kind) {
    case TERM_CHAIN:
        return element_of_chain(s, t);
    case TERM_CALL:
        made = is_total(t) && set_count(s, t->of[0]) ? step_of(s, t->of[0])
                                                     : NULL;
        return made && made->rank == RANK_VECTOR ? term_total(arena, made)
                                                 : made;
    case TERM_TRANSPOSE:
        return term_transpose(arena, element_of_sum(s, t->of[0]));
    case TERM_SUM:
        for (uint32_t i = 0; i < t->count && (made || !i); i++) {
            TermRef part = element_of_sum(s, t->of[i]);
            part = part ? term_times(arena, term_weight(arena, t, i), part)
                        : NULL;
            made = i ? term_plus(arena, made, 1, part) : part;
        }
        return made;
    case TERM_PRODUCT: {
        uint32_t sums = 0;
        made = term_coefficient(arena, t);
        for (uint32_t i = 0; i < t->count && made; i++) {
            bool sum = adds_steps(s, t->of[i]);
            sums += sum;
            if (sum && (sums > 1 || t->weights[i] != 1))
                return NULL;
            TermRef of = sum ? element_of_sum(s, t->of[i]) : t->of[i];
            made = of ? term_times(arena, made,
                                   term_power(arena, of, t->weights[i]))
                      : NULL;
        }
        return sums ? made : NULL;
    }
    default:
        return NULL;
    }
}

static Steps steps_of(Explain *e, const Gift *gift)
{
    return (Steps){e, gift->block,
                   explain_index(e, e->nodes.at[gift->block->node].group), 0};
}

/* recurrences[0] is unused. */
static bool is_of_recurrence(const Gift *gift)
{
    return gift->block->graph->recurrences.count > 1;
}

bool explain_adds_steps(Explain *e, const Gift *gift)
{
    if (!is_of_recurrence(gift))
        return false;
    Steps s = steps_of(e, gift);
    if (adds_steps(&s, gift->term))
        return true;
    const Signal *signal = gift->term->kind == TERM_NAME
                         ? signal_of(e, gift->term->name) : NULL;
    for (uint32_t i = 0; signal && signal->block == gift->block
                         && i < signal->placed.count; i++)
        if (adds_steps(&s, signal->placed.at[i].term))
            return true;
    return false;
}

Text explain_sum(Explain *e, const Gift *gift)
{
    if (!is_of_recurrence(gift))
        return (Text){0};
    Steps s = steps_of(e, gift);
    TermRef t = gift->term;
    bool batch = t->kind == TERM_CALL && text_is(t->name, "batch_sum");
    TermRef of = batch ? t->of[0] : t;
    TermRef made = s.index.length ? element_of_sum(&s, of) : NULL;
    made = made ? explain_named(e, made) : NULL;
    if (!made)
        return (Text){0};
    return text_format(e->arena, batch ? "batch_sum(sum[%.*s < %lld](%.*s))"
                                       : "sum[%.*s < %lld](%.*s)",
                       TEXT_ARGS(s.index), (long long)s.count,
                       TEXT_ARGS(made->text));
}
