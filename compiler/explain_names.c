/* explain_names.c: which signals have names, what they are, and what is said of
 * each.
 */
#include "explain.h"
#include "print_equation.h"

Signal *signal_of(const Explain *e, Text key)
{
    for (uint32_t i = 0; i < e->signals.count; i++)
        if (text_equal(e->signals.at[i].key, key))
            return &e->signals.at[i];
    return NULL;
}

/* -- which have names -- */

static void count_uses(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        for (uint32_t n = 0; n < e->nodes.count; n++) {
            const Node *node = &e->nodes.at[n];
            for (uint32_t g = 0; g < node->gifts.count; g++)
                s->uses += term_uses(node->gifts.at[g].term, s->key) > 0;
        }
        for (uint32_t k = 0; k < e->signals.count; k++)
            if (e->signals.at[k].kind != SIGNAL_NODE && e->signals.at[k].term)
                s->uses += term_uses(e->signals.at[k].term, s->key) > 0;
    }
}

static TermRef plain_of(void *context, TermRef name)
{
    const Explain *e = context;
    const Signal *s = signal_of(e, name->name);
    return s && !s->kept ? s->plain : NULL;
}

static TermRef plain(Explain *e, TermRef term)
{
    return term ? term_replace(e->arena, term, plain_of, e) : NULL;
}

/* A name, a number, or both. */
static bool is_trivial(TermRef t)
{
    while (t->count == 1 && (t->kind == TERM_PRODUCT
                             || t->kind == TERM_TRANSPOSE))
        t = t->of[0];
    return t->kind == TERM_NUMBER || t->kind == TERM_NAME
        || t->kind == TERM_ONES || t->kind == TERM_EYE;
}

static void choose_names(Explain *e)
{
    enum { LONG = 160 };
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < e->signals.count; i++)
        nodes += e->signals.at[i].kind == SIGNAL_NODE;
    e->alone = nodes == 1;
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        s->plain = plain(e, s->term);
        if (!s->plain && s->term)
            s->plain = s->term;
        if (s->kind == SIGNAL_NODE && s->node != e->output && s->plain
            && !is_trivial(s->plain)
            && (s->uses > 1 || s->plain->text.length > LONG))
            s->kept = true;
        if (s->kind == SIGNAL_NODE && s->plain && s->plain->kind == TERM_NAME)
            s->alias = true;
        if (s->alias)
            s->kept = false;
    }
}

/* -- the names -- */

static Text subscript(Arena *arena, unsigned number)
{
    static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄",
                                         "₅", "₆", "₇", "₈", "₉"};
    Buffer out = buffer_create(arena);
    Text decimal = text_format(arena, "%u", number);
    for (size_t i = 0; i < decimal.length; i++)
        buffer_puts(&out, digits[decimal.at[i] - '0']);
    return buffer_text(&out);
}

static Text claim(Explain *e, Text name)
{
    while (word_set_has(e->taken, name))
        name = text_format(e->arena, "%.*s_", TEXT_ARGS(name));
    word_set_add(e->taken, name);
    return name;
}

/* A gradient that is an array without a term says so itself. */
static void name_asked(Explain *e)
{
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        if (!node->given || node->gifts.count != 1
            || node->gifts.at[0].term->kind != TERM_NAME)
            continue;
        Signal *s = signal_of(e, node->gifts.at[0].term->name);
        if (s && s->kind == SIGNAL_BACK && s->uses == 1) {
            s->asked = true;
            s->name = explain_head(e, n);
        }
    }
}

/* Error signals are numbered from what is given on. */
static void make_names(Explain *e)
{
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        unsigned auxiliary = 0;
        for (uint32_t i = e->signals.count; i-- > 0;) {
            Signal *s = &e->signals.at[i];
            if (s->node != n || !s->kept || s->name.length)
                continue;
            if (s->kind != SIGNAL_FORTH) {
                Text name = {0}, number;
                do {
                    number = subscript(e->arena, ++*e->errors);
                    name = text_format(e->arena, "δ%.*s", TEXT_ARGS(number));
                } while (word_set_has(e->taken, name));
                s->name = claim(e, name);
            }
        }
        for (uint32_t i = 0; i < e->signals.count; i++) {
            Signal *s = &e->signals.at[i];
            if (s->node == n && s->kept && !s->name.length) {
                Text name = {0};
                do
                    name = text_format(e->arena, "%.*s_%u",
                                       TEXT_ARGS(node_name(e, n)),
                                       ++auxiliary);
                while (word_set_has(e->taken, name));
                s->name = claim(e, name);
            }
        }
    }
}

/* What is another signal, or d_y, is called as that. */
static void name_aliases(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        if (!s->alias)
            continue;
        const Signal *other = signal_of(e, s->plain->name);
        s->name = other ? other->name : s->plain->name;
    }
}

static TermRef named_of(void *context, TermRef name)
{
    const Explain *e = context;
    const Signal *s = signal_of(e, name->name);
    return s && s->kept ? term_name(e->arena, s->name, (TermRank)name->rank,
                                    name->rows, name->cols, name->batched)
                        : NULL;
}

static TermRef named(Explain *e, TermRef term)
{
    return term ? term_replace(e->arena, term, named_of, e) : NULL;
}

static Text equation_text(Explain *e, Block *block, ArrayId id)
{
    if (!block->equations) {
        block->equations = equations_create(block->graph, NULL, e->arena);
        Text *names = block->equations->names->arrays;
        const Graph *graph = block->graph;
        for (ArrayId a = 1; a < graph->arrays.count; a++) {
            ArrayId source = graph_source(graph, a);
            Text key = block->reader->names[source];
            const Signal *s = key.length ? signal_of(e, key) : NULL;
            if (key.length)
                names[a] = s ? s->name : key;
        }
    }
    Buffer out = buffer_create(e->arena);
    const Array *array = graph_array(block->graph, id);
    block->equations->says_ranges = array->recurrence || array->part_count > 1;
    equations_print(block->equations, id, 1000000, &out);
    Text text = buffer_text(&out);
    if (text.length && text.at[text.length - 1] == '\n')
        text.length--;
    if (array->kind != LITERAL)
        return text;
    /* A table: `const c[2] = [1, 2]` as an equation. */
    size_t sign = 0;
    while (text.at[sign] != '=')
        sign++;
    return text_format(e->arena, "%.*s %.*s",
                       TEXT_ARGS(block->equations->names->arrays[id]),
                       (int)(text.length - sign), text.at + sign);
}

static void write_signals(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        s->plain = named(e, s->plain);
        if (s->kind != SIGNAL_NODE && !s->term)
            s->equation = equation_text(e, s->block, s->array);
    }
}

void explain_name_signals(Explain *e)
{
    count_uses(e);
    choose_names(e);
    name_asked(e);
    make_names(e);
    name_aliases(e);
    write_signals(e);
}

TermRef explain_named(Explain *e, TermRef term)
{
    TermRef t = plain(e, term);
    return named(e, t ? t : term);
}
