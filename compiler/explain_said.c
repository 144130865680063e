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

static TermRef said(void *context, TermRef a);

static TermRef said_operands(Saying *s, TermRef a)
{
    TermRef *of = NEW_ARRAY(s->e->arena, TermRef, a->count + 1);
    for (uint32_t i = 0; i < a->count; i++)
        of[i] = term_mapped(s->e->arena, a->of[i], said, s);
    return term_by_rows(s->e->arena, text_copy(s->e->arena, a->name).at,
                        a->count, of, (TermRank)a->rank, a->rows, a->cols);
}

TermRef explain_row_name(const Explain *e, TermRef term)
{
    for (uint32_t i = e->signals.count; i-- > 0;) {
        const Signal *signal = &e->signals.at[i];
        if (signal->kind != SIGNAL_FORTH || !signal->kept || !signal->term
            || !term_equal(signal->term, term))
            continue;
        TermRef called = term_name(e->arena, signal->key, (TermRank)term->rank,
                                   term->rows, term->cols, term->batched);
        return term_known(e->arena, called,
                          (term_adds_up(term) ? FACT_SUMS : 0)
                              | (text_is(term->name, "mask") ? FACT_MASK : 0));
    }
    return NULL;
}

static TermRef said(void *context, TermRef a)
{
    Saying *s = context;
    Explain *e = s->e;
    TermRef name = explain_form_named(e, s->block, a);
    if (name || !a->by_rows)
        return name;
    TermRef term = said_operands(s, a);
    TermRef called = term ? explain_row_name(e, term) : NULL;
    if (called || !term)
        return called;
    Signal *signal = explain_signal(e, SIGNAL_FORTH);
    signal->block = s->block;
    signal->node = s->block->node;
    signal->kept = true;
    signal->term = term;
    return explain_row_name(e, term);
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
