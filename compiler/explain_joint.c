/* explain_joint.c: several equations taken as one, where that says less.
 *
 * Of P = softmax(z), J = -log(P[y]) the chain rule makes -onehot(y) / P[y], and of
 * that (δ - Pᵀ δ) ⊙ P. Taken together they are P - onehot(y). So what is divided,
 * chosen, or said by elements is derived once more: through all equations between
 * it and one that all of its ways to J go through.
 */
#include "explain.h"

#include <string.h>

enum { MOST = 8 };              /* equations that are taken as one */

/* -- the equations in between -- */

typedef struct Way {
    Numbers nodes;              /* what is between, with the last */
    uint32_t last;
    bool    whole;              /* all ways go through the last */
} Way;

static bool has_number(const Numbers *list, uint32_t number)
{
    bool has = false;
    for (uint32_t i = 0; i < list->count; i++)
        has |= list->at[i] == number;
    return has;
}

/* All that is computed with the node, up to the last. */
static Way way_to(const Explain *e, uint32_t node, uint32_t last)
{
    Way way = {.last = last, .whole = true};
    uint32_t at = 0;
    for (uint32_t n = node; way.whole; n = way.nodes.at[at++]) {
        const Node *from = &e->nodes.at[n];
        for (uint32_t g = 0; n != last && g < from->gifts.count; g++) {
            uint32_t user = from->gifts.at[g].block->node;
            if (!has_number(&way.nodes, user))
                list_push(e->arena, &way.nodes, user);
        }
        way.whole = way.nodes.count <= MOST
                 && (n != e->output || n == last);
        if (at == way.nodes.count)
            break;
    }
    way.whole &= has_number(&way.nodes, last);
    return way;
}

/* Whether each is made by an equation alone, and not step by step. */
static bool is_plain(const Explain *e, const Way *way)
{
    bool is = way->nodes.count > 1;
    for (uint32_t i = 0; i < way->nodes.count; i++) {
        const Node *of = &e->nodes.at[way->nodes.at[i]];
        is &= !graph_array(e->forward, of->array)->recurrence;
        for (uint32_t n = 0; n < e->nodes.count && is; n++)
            is = n == way->nodes.at[i] || e->nodes.at[n].given
              || e->nodes.at[n].group != of->group;
    }
    return is;
}

/* -- how much is said -- */

enum { UNSAID = 120 };          /* what an equation by elements may take */

/* What may stand for the signal; NULL: its name alone. */
static TermRef deep_of(void *context, TermRef name)
{
    Explain *e = context;
    Signal *s = signal_of(e, name->name);
    if (!s || s->kind == SIGNAL_FORTH)
        return NULL;
    if (!s->deep && s->kind == SIGNAL_BACK && s->term) {
        s->deep = name;             /* if it should go round */
        TermRef deep = explain_deep(e, s->term);
        s = signal_of(e, name->name);
        s->deep = deep;
    }
    return s->deep;
}

TermRef explain_deep(Explain *e, TermRef term)
{
    enum { LONG = 400 };
    TermRef deep = term ? term_replace(e->arena, term, deep_of, e) : NULL;
    return deep && deep->text.length <= LONG ? deep : NULL;
}

/* With what the names stand for that are of this term alone; whether error
 * signals are among them. */
static size_t cost_of(const Explain *e, TermRef term, bool *unsaid)
{
    size_t cost = text_width(term->text);
    *unsaid = false;
    for (uint32_t i = 0; i < e->signals.count; i++) {
        const Signal *s = &e->signals.at[i];
        if (s->kind == SIGNAL_NODE || !term_uses(term, s->key))
            continue;
        cost += s->term ? text_width(s->term->text) : UNSAID;
        *unsaid |= !s->term || s->kind == SIGNAL_BACK;
    }
    return cost;
}

/* Whether something might cancel. */
static bool is_fraction(TermRef t)
{
    bool is = t->kind == TERM_CHOOSE;
    for (uint32_t i = 0; i < t->count && !is; i++)
        is = (t->kind == TERM_PRODUCT && t->weights[i] < 0)
          || is_fraction(t->of[i]);
    return is;
}

/* -- as one -- */

/* What the equations hand back to the node, taken as one; or NULL. */
static TermRef derive_way(Explain *e, uint32_t node, const Way *way)
{
    uint32_t count = e->nodes.count;
    Node *before = arena_copy(e->arena, e->nodes.at, count, sizeof *before);
    for (uint32_t n = 0; n < count; n++)
        e->nodes.at[n].signal = n == way->last ? before[n].signal : 0;
    for (uint32_t i = 0; i < way->nodes.count; i++)
        e->nodes.at[way->nodes.at[i]].group = before[way->last].group;
    Block *block = explain_block(e, before[way->last].group);
    const Node *by = &e->nodes.at[node];
    const Gift *gift = by->gifts.count ? &by->gifts.at[by->gifts.count - 1]
                                       : NULL;
    TermRef made = block && gift && gift->block == block ? gift->term : NULL;
    memcpy(e->nodes.at, before, count * sizeof *before);
    return made;
}

typedef struct Best {
    TermRef term;
    size_t  cost;
} Best;

/* Of signals from this one on, those that the term speaks of are kept. */
static void keep_spoken(Explain *e, uint32_t first, TermRef term)
{
    for (uint32_t i = e->signals.count; i-- > first;) {
        Signal *s = &e->signals.at[i];
        bool spoken = term_uses(term, s->key) > 0;
        for (uint32_t k = first; k < e->signals.count && !spoken; k++)
            spoken = e->signals.at[k].kept && e->signals.at[k].term
                  && term_uses(e->signals.at[k].term, s->key);
        if (spoken)
            continue;
        s->kept = false;
        s->term = term_number(e->arena, 0);
    }
}

typedef struct Own {
    Explain *e;
    uint32_t first;
} Own;

static TermRef own_of(void *context, TermRef name)
{
    const Own *own = context;
    const Signal *s = signal_of(own->e, name->name);
    return s && s->kind == SIGNAL_BACK && s->term
                   && s - own->e->signals.at >= own->first
             ? term_replace(own->e->arena, s->term, own_of, context) : NULL;
}

/* Tries the way; what is not better leaves no trace. */
static void try_way(Explain *e, uint32_t node, const Way *way, Best *best)
{
    uint32_t signals = e->signals.count;
    bool unsaid = false;
    TermRef term = way->whole && is_plain(e, way) ? derive_way(e, node, way)
                                                  : NULL;
    Own own = {e, signals};
    term = term ? term_replace(e->arena, term, own_of, &own) : NULL;
    TermRef deep = explain_deep(e, term);
    size_t cost = deep ? cost_of(e, deep, &unsaid) : SIZE_MAX;
    for (uint32_t i = signals; i < e->signals.count && term; i++)
        unsaid |= e->signals.at[i].kind == SIGNAL_BACK
               && term_uses(term, e->signals.at[i].key);
    bool same = cost == best->cost && best->term && term
             && text_width(term->text) < text_width(best->term->text);
    if (!unsaid && (cost < best->cost || same)) {
        *best = (Best){term, cost};
        keep_spoken(e, signals, term);
    } else {
        e->signals.count = signals;
    }
}

TermRef explain_joint(Explain *e, uint32_t node)
{
    TermRef deep = explain_deep(e, e->nodes.at[node].total);
    bool unsaid;
    if (e->resort || !deep)
        return NULL;
    Best best = {NULL, cost_of(e, deep, &unsaid)};
    if (text_width(deep->text) < text_width(e->nodes.at[node].total->text))
        best.term = deep;
    if (!unsaid && !is_fraction(deep))
        return best.term;
    Way all = way_to(e, node, e->output), nearest = all;
    for (uint32_t i = 0; i < all.nodes.count; i++) {
        Way way = way_to(e, node, all.nodes.at[i]);
        if (way.whole && way.nodes.count > 1
            && (!nearest.whole || way.nodes.count < nearest.nodes.count))
            nearest = way;
    }
    try_way(e, node, &nearest, &best);
    if (nearest.last != all.last)
        try_way(e, node, &all, &best);
    return best.term;
}
