/* explain_derivation.c: from J back to what gradients are by, equation by
 * equation.
 */
#include "explain_derivation.h"

#include <string.h>

static Text shape_of(const Explain *e, uint32_t n)
{
    const Node *node = &e->nodes.at[n];
    Array array = *graph_array(e->forward, node->array);
    if (e->batched[node->array]) {
        array.rank--;
        array.shape++;
    }
    return array_shape(e->arena, &array);
}

static Text named_shape(const Explain *e, uint32_t n)
{
    return text_format(e->arena, "%.*s%.*s", TEXT_ARGS(node_name(e, n)),
                       TEXT_ARGS(shape_of(e, n)));
}

/* -- what is needed -- */

static void find_needed(Derivation *d)
{
    Explain *e = d->e;
    uint32_t count = e->nodes.count;
    for (uint32_t n = 0; n < count; n++)
        d->needed[n] = d->wanted[n];
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t n = 0; n < count; n++) {
            const Node *node = &e->nodes.at[n];
            for (uint32_t g = 0; d->needed[n] && g < node->gifts.count; g++) {
                uint32_t from = node->gifts.at[g].block->node;
                for (uint32_t k = 0; k < count; k++)
                    if (!e->nodes.at[k].given && !d->needed[k]
                        && e->nodes.at[k].group == e->nodes.at[from].group)
                        d->needed[k] = changed = true;
            }
        }
    }
}

/* -- lines -- */

Text named_text(Explain *e, TermRef term)
{
    TermRef t = explain_named(e, term);
    return t ? t->text : (Text){0};
}

static Signal *signal_at(const Explain *e, uint32_t n)
{
    uint32_t at = e->nodes.at[n].signal;
    return at ? &e->signals.at[at - 1] : NULL;
}

Equality derivative_by(Derivation *d, uint32_t n)
{
    Explain *e = d->e;
    Equality q = {.over = output_name(e), .under = node_name(e, n),
                  .margin = shape_of(e, n)};
    if (e->seed.length)
        q.operand = text_format(e->arena, "%.*s·%.*s", TEXT_ARGS(e->seed),
                                TEXT_ARGS(output_name(e)));
    return q;
}

void add_side(Equality *q, Text side)
{
    if (side.length && (!q->count || !text_equal(q->sides[q->count - 1], side)))
        q->sides[q->count++] = side;
}

/* Whether what the signal is stands above, in this derivation or the other. */
static bool said_before(const Derivation *d, const Signal *s)
{
    const Explain *other = d->before;
    bool said = d->said[s - d->e->signals.at];
    for (uint32_t n = 0; other && d->e->numbered && n < other->nodes.count; n++)
        said |= text_equal(node_name(other, n), s->name);
    for (uint32_t i = 0; other && d->e->numbered && !said
                         && i < other->order.count; i++)
        said = text_equal(other->signals.at[other->order.at[i]].name, s->name);
    return said;
}

/* Equations of what has no term, and of parts, that a text speaks of: those of
 * a block, and what is no error signal; or all that are not defined yet. */
static void print_parts(Derivation *d, const Block *block)
{
    Explain *e = d->e;
    bool *said = arena_copy(e->arena, d->said, e->signals.count, sizeof *said);
    Numbers order = {0};
    for (uint32_t i = 0; i < e->signals.count; i++)
        order_signals(e, i, said, &order);
    Numbers unsaid = {0};
    for (uint32_t i = 0; i < order.count; i++) {
        const Signal *s = &e->signals.at[order.at[i]];
        if (!s->asked && !said_before(d, s)
            && (!block || s->kind == SIGNAL_FORTH
                || (s->kind != SIGNAL_NODE && s->block == block)))
            list_push(e->arena, &unsaid, order.at[i]);
    }
    for (uint32_t i = 0; i < unsaid.count; i++)
        print_whole(d, &e->signals.at[unsaid.at[i]]);
    for (uint32_t i = 0; i < unsaid.count; i++) {
        Signal *s = &e->signals.at[unsaid.at[i]];
        d->said[unsaid.at[i]] = true;
        explain_define(e, s);
        page_statement(d->page, signal_text(e, s), (Text){0});
    }
}

void add_name(Derivation *d, Equality *q, uint32_t n)
{
    Explain *e = d->e;
    Signal *s = signal_at(e, n);
    if (s && e->nodes.at[n].joint && s->plain)
        add_side(q, s->plain->text);
    if (!s || !s->kept || e->nodes.at[n].given)
        return;
    explain_define(e, s);
    d->said[s - e->signals.at] = true;
    add_side(q, s->name);
}

/* That which says the gradient itself, in index notation; or NULL. */
static const Signal *asked_of(const Explain *e, const Gift *gift)
{
    const Signal *s = gift->term->kind == TERM_NAME
                    ? signal_of(e, gift->term->name) : NULL;
    return s && s->asked ? s : NULL;
}

/* Local derivatives, where they are matrices, and what comes of them. */
static void print_gift(Derivation *d, uint32_t n, const Gift *gift)
{
    Explain *e = d->e;
    const Node *node = &e->nodes.at[n];
    uint32_t from = gift->block->node;
    for (uint32_t k = 0; k < e->nodes.count; k++) {
        const Signal *s = signal_at(e, k);
        if (!s || k == e->output
            || e->nodes.at[k].group != e->nodes.at[from].group)
            continue;
        TermRef local = explain_local(e, gift, s);
        if (local && local->text.length < 60) {
            Equality q = {.over = node_name(e, k), .under = node_name(e, n)};
            q.margin = local->rank == RANK_MATRIX
                     ? text_format(e->arena, "[%lld, %lld]",
                                   (long long)local->rows,
                                   (long long)local->cols)
                     : shape_of(e, n);
            add_side(&q, named_text(e, local));
            page_equality(d->page, &q);
        }
    }
    Equality q = derivative_by(d, n);
    const Signal *asked = asked_of(e, gift);
    if (asked) {
        page_statement(d->page, signal_text(e, asked), q.margin);
        return;
    }
    if (node->gifts.count > 1 || node->steps.count)
        q.through = node_name(e, from);
    if (print_steps_of_gift(d, n, gift))
        return;
    add_side(&q, explain_sum(e, gift));
    add_side(&q, named_text(e, gift->term));
    if (node->gifts.count == 1)
        add_name(d, &q, n);
    page_equality(d->page, &q);
}

/* The signals that it speaks of are shown. */
static void show_gift(Explain *e, const Gift *gift)
{
    const Signal *asked = asked_of(e, gift);
    show_signals(e, asked ? signal_text(e, asked)
                          : named_text(e, gift->term));
}

static void show_joint(Explain *e, uint32_t n)
{
    const Signal *s = signal_at(e, n);
    if (s && s->plain && e->nodes.at[n].joint)
        show_signals(e, s->plain->text);
}

/* What the block hands back: what all steps add to, or else. */
static void print_gifts(Derivation *d, const Block *block, bool added)
{
    Explain *e = d->e;
    Numbers nodes = {0};
    Numbers gifts = {0};
    for (uint32_t n = 0; n < e->nodes.count; n++)
        for (uint32_t g = 0; d->needed[n] && g < e->nodes.at[n].gifts.count;
             g++)
            if (e->nodes.at[n].gifts.at[g].block == block
                && explain_adds_steps(e, &e->nodes.at[n].gifts.at[g])
                       == added) {
                list_push(e->arena, &nodes, n);
                list_push(e->arena, &gifts, g);
            }
    if (added && nodes.count)
        say_steps(d, &nodes);
    for (uint32_t i = 0; i < nodes.count; i++)
        print_gift(d, nodes.at[i],
                   &e->nodes.at[nodes.at[i]].gifts.at[gifts.at[i]]);
}

static void print_group(Derivation *d, uint32_t group)
{
    Explain *e = d->e;
    const Block *block = NULL;
    bool output = false;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        for (uint32_t g = 0; d->needed[n] && g < node->gifts.count; g++)
            if (e->nodes.at[node->gifts.at[g].block->node].group == group)
                block = node->gifts.at[g].block;
        output |= n == e->output && node->group == group;
    }
    if (!block)
        return;
    TextList equations = explain_written(e, group);
    page_way(d->page, output ? "From" : "Through", &equations);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (!e->nodes.at[n].given && e->nodes.at[n].group == group
            && d->needed[n])
            print_fanout(d, n);
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        for (uint32_t g = 0; d->needed[n] && g < node->gifts.count; g++)
            if (node->gifts.at[g].block == block) {
                show_gift(e, &node->gifts.at[g]);
                show_joint(e, n);
            }
    }
    print_parts(d, block);
    print_gifts(d, block, false);
    print_gifts(d, block, true);
}

/* -- all of it -- */

/* The equations of a group, with the shapes of what they define. */
static void print_equations(Derivation *d, uint32_t group)
{
    Explain *e = d->e;
    TextList equations = explain_written(e, group);
    Buffer shapes = buffer_create(e->arena);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (!e->nodes.at[n].given && e->nodes.at[n].group == group)
            if (shape_of(e, n).length)
                buffer_print(&shapes, "%s%.*s", shapes.length ? ", " : "",
                             TEXT_ARGS(named_shape(e, n)));
    for (uint32_t i = 0; i < equations.count; i++)
        page_statement(d->page, equations.at[i],
                       i + 1 == equations.count ? buffer_text(&shapes)
                                                : (Text){0});
}

/* Whether the author has not written it: a step of an equation. */
static bool is_step(const Derivation *d, uint32_t n)
{
    bool is = d->whole != NULL;
    for (uint32_t k = 0; is && k < d->whole->nodes.count; k++)
        is = !text_equal(node_name(d->whole, k), node_name(d->e, n));
    return is;
}

static void print_all_equations(Derivation *d)
{
    const Explain *e = d->e;
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (!e->nodes.at[n].given && (d->needed[n] || is_step(d, n))
            && e->nodes.at[n].group == n)
            print_equations(d, n);
}

static void print_forward(Derivation *d)
{
    Explain *e = d->e;
    Buffer names = buffer_create(e->arena);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (d->wanted[n])
            buffer_print(&names, "%s%.*s", names.length ? ", " : "",
                         TEXT_ARGS(named_shape(e, n)));
    page_heading(d->page,
                 text_format(e->arena, "The derivative of %.*s by %.*s",
                             TEXT_ARGS(output_name(e)),
                             TEXT_ARGS(buffer_text(&names))));
    if (e->forward->batch)
        page_note(d->page,
                  text_format(e->arena,
                              e->resort == RESORT_LAST
                                  ? "The first axis of what each of the %lld "
                                    "examples has is that of the examples."
                                  : "The equations are of one example of "
                                    "%lld; batch_sum adds up over all of them.",
                              (long long)e->forward->batch));
    if (e->seed.length)
        page_note(d->page,
                  text_format(e->arena, "%.*s is no number: %.*s is the "
                              "derivative of your loss by it, of its shape, "
                              "and %.*s·%.*s the sum of their products.",
                              TEXT_ARGS(output_name(e)),
                              TEXT_ARGS(e->seed), TEXT_ARGS(e->seed),
                              TEXT_ARGS(output_name(e))));
    print_all_equations(d);
    if (e->asked != e->nodes.at[e->output].definition)
        page_statement(d->page,
                       text_format(e->arena, "%.*s = %.*s",
                                   TEXT_ARGS(output_name(e)),
                                   TEXT_ARGS(node_name(e, e->output))),
                       shape_of(e, e->output));
}

static void print_result(Derivation *d, uint32_t n)
{
    Explain *e = d->e;
    Formula f = explain_formula(e, n);
    print_fanout(d, n);
    if (e->nodes.at[n].gifts.count > 1 && f.short_form == f.term)
        return;
    Equality q = derivative_by(d, n);
    if (f.equation.length) {
        page_statement(d->page, f.equation, q.margin);
        return;
    }
    bool said = e->nodes.at[n].gifts.count > 1;     /* by print_fanout */
    if (e->nodes.at[n].gifts.count == 1)
        add_side(&q, explain_sum(e, &e->nodes.at[n].gifts.at[0]));
    if (f.short_form && !said && !term_equal(f.short_form, f.term))
        add_side(&q, f.short_form->text);
    add_side(&q, f.term->text);
    page_equality(d->page, &q);
}

static Derivation derivation(Explain *e, const bool *wanted, Page *page)
{
    Derivation d = {.e = e, .page = page, .wanted = wanted};
    d.needed = NEW_ARRAY(e->arena, bool, e->nodes.count + 1);
    d.said = NEW_ARRAY(e->arena, bool, e->signals.count + 1);
    find_needed(&d);
    if (!e->nodes.at[e->output].given)
        d.needed[e->output] = true;
    return d;
}

static void print_groups(Derivation *d)
{
    Explain *e = d->e;
    bool *done = NEW_ARRAY(e->arena, bool, e->nodes.count + 1);
    for (uint32_t i = 0; i < e->signals.count; i++) {
        const Signal *s = &e->signals.at[i];
        if (s->kind != SIGNAL_NODE)
            continue;
        uint32_t group = e->nodes.at[s->node].group;
        if (!done[group])
            print_group(d, group);
        done[group] = true;
    }
}

/* The steps of one equation, and the way back through them. */
static void print_steps(const Derivation *of, Explain *steps)
{
    bool *wanted = NEW_ARRAY(steps->arena, bool, steps->nodes.count + 1);
    for (uint32_t n = 0; n < steps->nodes.count; n++)
        for (uint32_t k = 0; k < of->e->nodes.count; k++)
            wanted[n] |= of->wanted[k]
                      && text_equal(node_name(steps, n), node_name(of->e, k));
    Derivation d = derivation(steps, wanted, of->page);
    d.whole = of->e;
    page_heading(d.page, text_of("In steps"));
    print_all_equations(&d);
    print_groups(&d);
    for (uint32_t n = 0; n < steps->nodes.count; n++)
        if (wanted[n])
            print_fanout(&d, n);
}

void print_derivation(Explain *e, Explain *steps, const bool *wanted,
                      Page *page)
{
    Derivation d = derivation(e, wanted, page);
    print_forward(&d);
    if (steps)
        print_steps(&d, steps);
    else
        print_groups(&d);
    page_heading(page, text_of("Together"));
    d.before = steps;
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (wanted[n]) {
            Formula f = explain_formula(e, n);
            show_signals(e, formula_text(e, &f));
        }
    print_parts(&d, NULL);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (wanted[n])
            print_result(&d, n);
}
