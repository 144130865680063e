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
            s->uses += node->joint && term_uses(node->joint, s->key);
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
    return s && !s->kept ? s->bare : NULL;
}

static TermRef plain(Explain *e, TermRef term)
{
    TermRef made = term ? term_replace(e->arena, term, plain_of, e) : NULL;
    return made && made != term ? explain_by_names(e, made) : made;
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
        TermRef joint = s->kind == SIGNAL_NODE ? e->nodes.at[s->node].joint
                                               : NULL;
        s->bare = plain(e, joint ? joint : s->term);
        if (!s->bare && s->term)
            s->bare = s->term;
        if (s->kind == SIGNAL_NODE && s->node != e->output && s->bare
            && !is_trivial(s->bare)
            && (s->uses > 1 || s->bare->text.length > LONG))
            s->kept = true;
        if (s->kind == SIGNAL_NODE && s->bare && s->bare->kind == TERM_NAME)
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

void explain_define(Explain *e, Signal *signal)
{
    uint32_t at = (uint32_t)(signal - e->signals.at);
    for (uint32_t i = 0; i < e->order.count; i++)
        if (e->order.at[i] == at)
            return;
    list_push(e->arena, &e->order, at);
}

static bool is_free(const Explain *e, Text name)
{
    bool is = !word_set_has(e->taken, name);
    for (uint32_t i = 0; i < e->signals.count; i++)
        is &= !text_equal(e->signals.at[i].name, name);
    return is;
}

/* δ₁, or of what helps an equation of y, y_1; of a step, another u₂. */
static Text new_name(const Explain *e, const Signal *s, uint32_t *errors)
{
    bool forth = s->kind != SIGNAL_NODE && !s->error;
    Text stem = !forth ? text_of("δ") : e->in_steps ? text_of("u")
              : text_format(e->arena, "%.*s_", TEXT_ARGS(node_name(e, s->node)));
    uint32_t helpers = 0, *last = forth ? &helpers : errors;
    Text name;
    do {
        ++*last;
        Text number = forth && !e->in_steps
                    ? text_format(e->arena, "%u", *last)
                    : subscript(e->arena, *last);
        name = text_format(e->arena, "%.*s%.*s", TEXT_ARGS(stem),
                           TEXT_ARGS(number));
    } while (!is_free(e, name));
    return name;
}

static TermRef named_of(void *context, TermRef name)
{
    const Explain *e = context;
    const Signal *s = signal_of(e, name->name);
    if (!s || !s->kept)
        return NULL;
    return term_known(e->arena,
                      term_name(e->arena, s->name, (TermRank)name->rank,
                                name->rows, name->cols, name->batched),
                      name->facts);
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

/* What is another signal, or d_y, is called as that. */
static void name_aliases(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        if (!s->alias)
            continue;
        const Signal *other = signal_of(e, s->bare->name);
        s->name = other ? other->name : s->bare->name;
    }
}

/* What stands behind the name, by the names of now. */
static Text definition_of(Explain *e, const Signal *s)
{
    name_aliases(e);
    if (s->bare)
        return named(e, s->bare)->text;
    s->block->equations = NULL;     /* that keeps names */
    Text text = s->placed.count ? explain_placed_text(e, s)
                                : equation_text(e, s->block, s->array);
    s->block->equations = NULL;
    size_t sign = 0;
    while (sign < text.length && text.at[sign] != '=')
        sign++;
    return (Text){text.at + sign, text.length - sign};
}

static TermRef step_of(void *context, TermRef name)
{
    const Explain *steps = context;
    for (uint32_t n = 0; n < steps->nodes.count; n++) {
        const Node *node = &steps->nodes.at[n];
        if (!node->given && node->form && text_equal(node_name(steps, n), name->name))
            return term_replace(steps->arena, node->form, step_of, context);
    }
    return NULL;
}

/* By the names of now, with what steps stand for. */
static TermRef unstepped(Explain *e, const Signal *s, Explain *steps)
{
    TermRef now = named(e, s->bare);
    return now ? term_replace(e->arena, now, step_of, steps) : NULL;
}

static bool is_same(Explain *e, const Signal *s, Explain *steps,
                    const Signal *o)
{
    if (text_equal(definition_of(steps, o), definition_of(e, s)))
        return true;
    TermRef a = s->bare ? unstepped(e, s, steps) : NULL;
    TermRef b = a && o->bare ? unstepped(steps, o, steps) : NULL;
    return b && term_equal(a, b);
}

/* The name of the step that is the same; empty: none is. */
static Text step_there(Explain *e, Explain *steps, const Signal *s)
{
    TermRef whole = unstepped(e, s, steps);
    for (uint32_t n = 0; n < steps->nodes.count && whole; n++) {
        const Node *node = &steps->nodes.at[n];
        TermRef form = node->given || !node->form || n == steps->output ? NULL
                     : term_replace(e->arena, node->form, step_of, steps);
        if (form && term_equal(whole, form))
            return node_name(steps, n);
    }
    return (Text){0};
}

/* The name of what is the same there; empty: nothing is. */
static Text name_there(Explain *e, Explain *other, const Signal *s)
{
    if (!other || s->kind == SIGNAL_NODE)
        return (Text){0};
    for (uint32_t i = 0; i < other->order.count; i++) {
        const Signal *o = &other->signals.at[other->order.at[i]];
        if (o->kind == s->kind && is_same(e, s, other, o))
            return o->name;
    }
    return step_there(e, other, s);
}

static void make_name(Explain *e, Explain *other, Signal *s, uint32_t *errors)
{
    if (!s->kept || s->asked || s->name.length)
        return;
    s->name = name_there(e, other, s);
    if (!s->name.length)
        s->name = new_name(e, s, errors);
}

static void write_signals(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        s->plain = named(e, s->bare);
        if (s->placed.count)
            s->equation = explain_placed_text(e, s);
        else if (s->kind != SIGNAL_NODE && !s->term)
            s->equation = equation_text(e, s->block, s->array);
    }
}

void explain_number(Explain *e, Explain *other)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        s->shown = false;
        if (s->block)
            s->block->equations = NULL;
        if (!s->asked)
            s->name = (Text){0};
    }
    for (uint32_t i = 0; i < e->order.count; i++)
        make_name(e, other, &e->signals.at[e->order.at[i]], e->errors);
    uint32_t more = *e->errors;
    for (uint32_t i = 0; i < e->signals.count; i++)
        make_name(e, other, &e->signals.at[i], &more);
    name_aliases(e);
    write_signals(e);
}

void explain_name_signals(Explain *e)
{
    count_uses(e);
    choose_names(e);
    name_asked(e);
    e->order.count = 0;
    e->numbered = false;
    explain_number(e, NULL);    /* in any order, to see which is printed */
}

TermRef explain_named(Explain *e, TermRef term)
{
    TermRef t = plain(e, term);
    return named(e, t ? t : term);
}
