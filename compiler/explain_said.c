/* explain_said.c: terms as they are said in the language.
 *
 * What is of each row of a matrix is no expression, and gets a name; what a
 * block defines has one.
 */
#include "explain.h"

typedef struct Saying {
    Explain *e;
    Block   *block;
} Saying;

/* The array of the block that the node is, if it has a name that may be said. */
static ArrayId defined(const Saying *s, uint32_t n)
{
    const Explain *e = s->e;
    const Node *node = &e->nodes.at[n];
    if (node->given || node->group != e->nodes.at[s->block->node].group)
        return 0;
    ArrayId id = s->block->graph->definitions.at[node->definition].array;
    id = id ? graph_source(s->block->graph, id) : 0;
    const Array *array = id ? graph_array(s->block->graph, id) : NULL;
    return array && array->rank && !array->recurrence
        && s->block->reader->names[id].length ? id : 0;
}

typedef struct Form {
    bool    known;
    TermRef term, name;
} Form;

static Form make_form(const Saying *s, uint32_t n)
{
    const Explain *e = s->e;
    const Node *node = &e->nodes.at[n];
    ArrayId id = defined(s, n);
    if (id)
        return (Form){true, reader_definition(s->block->reader, id),
                      reader_array(s->block->reader, id)};
    TermRef d = node->form;
    if (node->given || !d || (d->rank == RANK_NUMBER && !is_sum_of_given(d))
        || node->group != e->nodes.at[s->block->node].group)
        return (Form){true, NULL, NULL};
    return (Form){true, d,
                  term_name(e->arena, node_name(e, n), (TermRank)d->rank,
                            d->rows, d->cols, node->batched)};
}

/* What the node is defined as, if it has a name that may be said here: in a
 * block of several equations some are computed otherwise. */
static TermRef form_of(const Saying *s, uint32_t n, TermRef *name)
{
    Block *block = s->block;
    if (!block->forms)
        block->forms = NEW_ARRAY(s->e->arena, Form, s->e->nodes.count + 1);
    if (!block->forms[n].known) {
        Form made = make_form(s, n);
        block->forms[n] = made;
    }
    *name = block->forms[n].name;
    return block->forms[n].term;
}

bool is_sum_of_given(TermRef t)
{
    if (t && t->kind == TERM_PRODUCT && t->count == 1 && t->weights[0] == 1)
        t = t->of[0];
    bool is = t && ((t->kind == TERM_CALL && text_is(t->name, "sum"))
                    || (t->kind == TERM_CHAIN && t->count == 2
                        && t->of[1]->kind == TERM_ONES));
    t = is ? t->of[0] : NULL;
    return is && (t->kind == TERM_TRANSPOSE ? t->of[0] : t)->kind == TERM_NAME;
}

/* The chain with a name for the factors of another in it, or NULL. */
static TermRef chain_named(Arena *arena, TermRef a, TermRef part, TermRef name)
{
    for (uint32_t at = 0; part->kind == TERM_CHAIN && name
                          && at + part->count <= a->count; at++) {
        uint32_t same = 0;
        while (same < part->count && term_equal(a->of[at + same], part->of[same]))
            same++;
        if (same < part->count)
            continue;
        TermRef made = name;
        for (uint32_t k = at; k-- > 0;)
            made = term_chain(arena, a->of[k], made);
        for (uint32_t k = at + same; k < a->count; k++)
            made = term_chain(arena, made, a->of[k]);
        return made;
    }
    return NULL;
}

/* Whether an inverse is among the factors: what is solved for. */
static bool has_inverse(TermRef a)
{
    bool has = false;
    for (uint32_t i = 0; a->kind == TERM_CHAIN && i < a->count; i++)
        has |= (a->of[i]->kind == TERM_TRANSPOSE ? a->of[i]->of[0]
                                                 : a->of[i])->kind == TERM_INVERSE;
    return has;
}

/* The chain with a name for neighbours in it that are 1ᵀ X, or a solution that
 * has one; or NULL. */
static TermRef chain_said(const Saying *s, TermRef a)
{
    Arena *arena = s->e->arena;
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        bool sums = is_sum_of_given(d);
        TermRef core = sums && d->kind == TERM_PRODUCT ? d->of[0] : d;
        if (!core || core->kind != TERM_CHAIN || (!sums && !has_inverse(core)))
            continue;
        TermRef turned = term_transpose(arena, core);
        TermRef made = turned ? chain_named(arena, a, turned,
                                            term_transpose(arena, name)) : NULL;
        if (!made && !sums)
            made = chain_named(arena, a, core, name);
        if (made)
            return core == d ? made
                             : term_times(arena, made, term_power(
                                   arena, term_coefficient(arena, d), -1));
    }
    return NULL;
}

/* A chain that begins with a sum, multiplied out, where a term of it then has a
 * name and less is said; or NULL. */
static TermRef chain_apart(const Saying *s, TermRef a)
{
    Arena *arena = s->e->arena;
    TermRef sum = a->of[0], rest = chain_part(arena, a, 1, a->count), made = NULL;
    bool named = false;
    for (uint32_t i = 0; sum->kind == TERM_SUM && rest && i < sum->count; i++) {
        TermRef part = term_chain(arena, sum->of[i], rest);
        TermRef said = part && part->kind == TERM_CHAIN ? chain_said(s, part)
                                                        : NULL;
        named |= said != NULL;
        part = term_times(arena, term_weight(arena, sum, i), said ? said : part);
        made = i ? term_plus(arena, made, 1, part) : part;
    }
    return named && made && made->text.length < a->text.length ? made : NULL;
}

/* The name of what is defined as the term, or NULL. */
static TermRef name_of(const Saying *s, TermRef a)
{
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        bool scaled = is_sum_of_given(d) && d->kind == TERM_PRODUCT;
        if (is_sum_of_given(d) && term_equal(scaled ? d->of[0] : d, a))
            return term_times(s->e->arena, name,
                              term_power(s->e->arena,
                                         scaled ? term_coefficient(s->e->arena, d)
                                                : term_number(s->e->arena, 1),
                                         -1));
        bool turned = d && d->kind == TERM_TRANSPOSE;
        d = turned ? d->of[0] : d;
        if (d && (d->kind == TERM_CALL || d->kind == TERM_APPLY)
            && term_equal(d, a))
            return turned ? term_transpose(s->e->arena, name) : name;
    }
    return NULL;
}

static double weight_in(TermRef product, TermRef factor)
{
    double weight = 0;
    for (uint32_t i = 0; i < product->count; i++)
        weight = term_equal(product->of[i], factor) ? product->weights[i]
                                                    : weight;
    return weight;
}

/* The product with a name for factors that one is defined as, or NULL. */
static TermRef product_said(const Saying *s, TermRef a)
{
    Arena *arena = s->e->arena;
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        bool has = d && d->kind == TERM_PRODUCT && d->rank == a->rank
                && d->count > 1;
        for (uint32_t i = 0; has && i < d->count; i++)
            has = weight_in(a, d->of[i]) / d->weights[i] >= 1;
        if (has)
            return term_times(arena, name,
                              term_times(arena, a, term_power(arena, d, -1)));
    }
    return NULL;
}

static TermRef said(void *context, TermRef a);

static TermRef said_operands(Saying *s, TermRef a)
{
    TermRef *of = NEW_ARRAY(s->e->arena, TermRef, a->count + 1);
    for (uint32_t i = 0; i < a->count; i++)
        of[i] = term_mapped(s->e->arena, a->of[i], said, s);
    return term_by_rows(s->e->arena, text_copy(s->e->arena, a->name).at,
                        a->count, of, (TermRank)a->rank, a->rows, a->cols);
}

static TermRef said(void *context, TermRef a)
{
    Saying *s = context;
    Explain *e = s->e;
    if (a->kind == TERM_PRODUCT)
        return product_said(s, a);
    if (a->kind != TERM_CALL && a->kind != TERM_APPLY && a->kind != TERM_CHAIN)
        return NULL;
    TermRef name = name_of(s, a);
    if (!name && a->kind == TERM_CHAIN) {
        name = chain_said(s, a);
        return name ? name : chain_apart(s, a);
    }
    if (name || !a->by_rows)
        return name;
    TermRef term = said_operands(s, a);
    Signal *signal = NULL;
    for (uint32_t i = 0; i < e->signals.count && term; i++)
        if (e->signals.at[i].kind == SIGNAL_FORTH && e->signals.at[i].kept
            && e->signals.at[i].term
            && term_equal(e->signals.at[i].term, term))
            signal = &e->signals.at[i];
    if (!signal && term) {
        signal = explain_signal(e, SIGNAL_FORTH);
        signal->block = s->block;
        signal->node = s->block->node;
        signal->kept = true;
        signal->term = term;
    }
    if (!signal)
        return NULL;
    TermRef called = term_name(e->arena, signal->key, (TermRank)a->rank,
                               a->rows, a->cols, a->batched);
    return term_known(e->arena, called,
                      (term_adds_up(a) ? FACT_SUMS : 0)
                          | (text_is(a->name, "mask") ? FACT_MASK : 0));
}

TermRef explain_said(Explain *e, Block *block, TermRef term)
{
    Saying s = {e, block};
    return term ? term_mapped(e->arena, term, said, &s) : NULL;
}

void explain_said_signals(Explain *e, Block *block, uint32_t first)
{
    Saying s = {e, block};
    for (uint32_t i = first; i < e->signals.count; i++) {
        TermRef term = e->signals.at[i].term;
        if (e->signals.at[i].kind == SIGNAL_NODE || !term)
            continue;
        term = term->by_rows ? said_operands(&s, term)
                             : term_mapped(e->arena, term, said, &s);
        e->signals.at[i].term = term;
    }
}

/* -- what is made step by step -- */

/* What the signal would be called for, as a matrix; NULL: it is no member of a
 * recurrence that can be said so. */
static TermRef stepped_matrix(const Signal *s)
{
    const Array *array = graph_array(s->block->graph, s->array);
    TermRef t = s->term || s->kind == SIGNAL_NODE || array->rank != 2
                || !array->recurrence
              ? NULL : reader_definition(s->block->reader, s->array);
    return t && (t->kind == TERM_PRODUCT || t->kind == TERM_CHAIN) ? t : NULL;
}

static TermRef said_step(void *context, TermRef a)
{
    const Signal *s = context;
    Arena *arena = s->block->reader->arena;
    TermRef whole = s->bare, turned = term_transpose(arena, whole);
    if (!term_equal(a, whole) && (!turned || !term_equal(a, turned)))
        return NULL;
    TermRef name = reader_array(s->block->reader, s->array);
    return term_equal(a, whole) ? name : term_transpose(arena, name);
}

void explain_said_steps(Explain *e, Block *block)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal s = e->signals.at[i];
        if (s.block != block || s.kind == SIGNAL_NODE)
            continue;
        s.bare = stepped_matrix(&s);
        for (uint32_t n = 0; s.bare && n < e->nodes.count; n++)
            for (uint32_t g = 0; g < e->nodes.at[n].gifts.count; g++) {
                Gift *gift = &e->nodes.at[n].gifts.at[g];
                TermRef t = gift->block == block
                          ? term_mapped(e->arena, gift->term, said_step, &s)
                          : NULL;
                gift->term = t ? t : gift->term;
            }
    }
}
