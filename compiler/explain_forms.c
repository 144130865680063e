/* explain_forms.c: names for what the author has defined, where it stands in
 * formulas: z for W x, h for (z - m) ⊘ σ.
 */
#include "explain.h"

#include <math.h>

typedef struct Saying {
    Explain *e;
    Block   *block;
} Saying;

/* -- what nodes are defined as -- */

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

/* -- chains -- */

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
        TermRef scaled = d ? scaled_named(arena, a, d, name) : NULL;
        if (scaled)
            return scaled;
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

/* -- what is defined as a whole -- */

/* The sum over the batch that the term is, with a number; or NULL. */
static TermRef batch_sum_in(TermRef t)
{
    if (t && t->kind == TERM_PRODUCT && t->count == 1 && t->weights[0] == 1)
        t = t->of[0];
    return t && t->kind == TERM_CALL && text_is(t->name, "batch_sum") ? t : NULL;
}

/* The name of what is defined as the term, or NULL. */
static TermRef name_of(const Saying *s, TermRef a)
{
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        bool scaled = is_sum_of_given(d) && d->kind == TERM_PRODUCT;
        scaled |= batch_sum_in(d) && d->kind == TERM_PRODUCT;
        if ((is_sum_of_given(d) || batch_sum_in(d))
            && term_equal(scaled ? d->of[0] : d, a))
            return term_times(s->e->arena, name,
                              term_power(s->e->arena,
                                         scaled ? term_coefficient(s->e->arena, d)
                                                : term_number(s->e->arena, 1),
                                         -1));
        bool turned = d && d->kind == TERM_TRANSPOSE;
        d = turned ? d->of[0] : d;
        if (d && (d->kind == TERM_CALL || d->kind == TERM_APPLY
                  || d->kind == TERM_CHOOSE) && term_equal(d, a))
            return turned ? term_transpose(s->e->arena, name) : name;
    }
    return NULL;
}

/* The product with -(a - b) for a factor b - a, where the other has a - b. */
static TermRef turned_like(Arena *arena, TermRef a, TermRef other)
{
    for (uint32_t i = 0; i < other->count; i++) {
        TermRef sum = other->of[i];
        TermRef contrary = sum->kind == TERM_SUM && term_weight_of(a, sum) == 0
                         ? term_scale(arena, -1, sum) : NULL;
        if (contrary && term_weight_of(a, contrary) == 1)
            return term_scale(
                arena, -1,
                term_times(arena, sum,
                           term_times(arena, a,
                                      term_power(arena, contrary, -1))));
    }
    return a;
}

/* The product with a name for factors that one is defined as, or NULL. */
static TermRef product_said(const Saying *s, TermRef a)
{
    Arena *arena = s->e->arena;
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        for (uint32_t i = 0; d && d->kind == TERM_CHAIN && i < a->count; i++) {
            TermRef pulled = scale_pulled(arena, a, i);
            TermRef made = pulled && pulled->kind == TERM_CHAIN
                         ? scaled_named(arena, pulled, d, name) : NULL;
            if (made)
                return made;
        }
        if (!d || d->kind != TERM_PRODUCT || d->rank != a->rank || d->count < 2)
            continue;
        TermRef like = turned_like(arena, a, d);
        if (like && term_has_factors(like, d))
            return term_times(arena, name,
                              term_times(arena, like,
                                         term_power(arena, d, -1)));
    }
    return NULL;
}

/* What the name is defined as; or the term itself. */
static TermRef meaning_of(const Saying *s, TermRef t)
{
    for (uint32_t n = 0; n < s->e->nodes.count && t->kind == TERM_NAME; n++) {
        TermRef name, d = form_of(s, n, &name);
        if (d && term_equal(name, t))
            return d;
    }
    return t;
}

/* The condition without which what is of that form is 0, or NULL. */
static TermRef mask_of(const Saying *s, TermRef form)
{
    bool rows = form && form->by_rows && text_is(form->name, "softmax");
    TermRef c = rows ? meaning_of(s, form->of[0]) : form;
    return c && c->kind == TERM_CHOOSE
        && term_is_number(c->of[2], rows ? -INFINITY : 0) ? c->of[0] : NULL;
}

/* The product without a mask that a name in it says; else NULL. */
static TermRef unmasked(const Saying *s, TermRef a)
{
    Arena *arena = s->e->arena;
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, mask = mask_of(s, form_of(s, n, &name));
        for (uint32_t turned = 0; mask && turned < 2; turned++) {
            if (term_weight_of(a, mask) == 1 && term_weight_of(a, name) > 0)
                return term_times(arena, a, term_power(arena, mask, -1));
            mask = term_transpose(arena, mask);
            name = term_transpose(arena, name);
        }
    }
    return NULL;
}

/* u if c else 0, where a factor of u has a name and is of that form itself: u. */
static TermRef choice_said(const Saying *s, TermRef a)
{
    TermRef then = a->of[1];
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef name, d = form_of(s, n, &name);
        if (d && d->kind == TERM_CHOOSE && term_equal(d->of[0], a->of[0])
            && term_is_number(a->of[2], 0) && term_is_number(d->of[2], 0)
            && term_within(then, name) && term_is_tame(
                   term_times(s->e->arena, then,
                              term_power(s->e->arena, name, -1))))
            return then;
    }
    return NULL;
}

/* -- all of it -- */

/* What names stand for that are sums over the batch. */
static TermRef summed_of(void *context, TermRef name)
{
    const Saying *s = context;
    for (uint32_t n = 0; n < s->e->nodes.count; n++) {
        TermRef called, d = form_of(s, n, &called);
        if (batch_sum_in(d) && term_equal(called, name))
            return d;
    }
    return NULL;
}

/* Whether the sum over the batch is 0: of z - m, where m is the mean of z. */
static bool vanishes(Saying *s, TermRef a)
{
    TermRef plain = term_replace(s->e->arena, a->of[0], summed_of, s);
    TermRef sum = term_batch_sum(s->e->arena, plain, (int64_t)a->number);
    return sum && sum->kind == TERM_NUMBER && sum->number == 0;
}

TermRef explain_form_named(Explain *e, Block *block, TermRef a)
{
    Saying s = {e, block};
    if (a->kind == TERM_PRODUCT) {
        TermRef made = unmasked(&s, a);
        return made ? made : product_said(&s, a);
    }
    if (batch_sum_in(a) == a && vanishes(&s, a))
        return term_zero(e->arena, (TermRank)a->rank, a->rows, a->cols);
    if (a->kind != TERM_CALL && a->kind != TERM_APPLY && a->kind != TERM_CHAIN
        && a->kind != TERM_CHOOSE)
        return NULL;
    TermRef name = name_of(&s, a);
    if (!name && a->kind == TERM_CHOOSE)
        name = choice_said(&s, a);
    if (!name && a->kind == TERM_CHAIN)
        name = chain_said(&s, a);
    return name || a->kind != TERM_CHAIN ? name : chain_apart(&s, a);
}

/* By the names of all that is defined. */
static TermRef named_part(void *context, TermRef a)
{
    Saying *s = context;
    return explain_form_named(s->e, s->block, a);
}

TermRef explain_by_names(Explain *e, TermRef term)
{
    Saying s = {e, e->defined};
    TermRef made = term->by_rows ? NULL : term;
    /* What has a name may be a part of what has one. */
    for (TermRef before = NULL; made && made != before;) {
        before = made;
        made = term_mapped(e->arena, made, named_part, &s);
        if (made && term_equal(made, before))
            made = before;
    }
    return made ? made : term;
}

/* The name of what is of each row, if it has one in formulas. */
static TermRef row_name(void *context, TermRef a)
{
    const Saying *s = context;
    return a->by_rows ? explain_row_name(s->e, a) : NULL;
}

static void name_within(Explain *e, TermRef *term)
{
    if (*term)
        *term = explain_by_names(e, *term);
}

void explain_name_forms(Explain *e)
{
    Block *all = NEW(e->arena, Block);
    Saying s = {e, all};
    all->forms = NEW_ARRAY(e->arena, Form, e->nodes.count + 1);
    e->defined = all;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        const Definition *d = &e->forward->definitions.at[node->definition];
        TermRef form = node->given || d->row || !node->gifts.count
                     ? NULL : node->form;
        all->forms[n].known = true;
        if (!form || (form->rank == RANK_NUMBER && !is_sum_of_given(form)))
            continue;
        form = term_mapped(e->arena, form, row_name, &s);
        TermRef name = term_name(e->arena, node_name(e, n), (TermRank)form->rank,
                                 form->rows, form->cols, node->batched);
        all->forms[n] = (Form){true, form,
                              term_known(e->arena, name, e->facts[node->array])};
    }
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        Node *node = &e->nodes.at[n];
        for (uint32_t g = 0; g < node->gifts.count; g++)
            name_within(e, &node->gifts.at[g].term);
        name_within(e, &node->total);
        name_within(e, &node->joint);
    }
    for (uint32_t i = 0; i < e->signals.count; i++)
        name_within(e, &e->signals.at[i].term);
}
