/* explain_print.c: the formulas of gradients, one line each. */
#include "explain_print.h"

/* -- which signals are spoken of -- */

static bool speaks_of(const Signal *s, Text text)
{
    return s->name.length && text_has_word(text, s->name);
}

/* P[i] = softmax(Z[i]), by an index that is no name of the program. */
static Text rows_text(const Explain *e, const Signal *s)
{
    static const char *const letters[] = {"i", "j", "k", "l", "r", "row"};
    const char *index = letters[0];
    for (size_t i = 0; i < 6 && word_set_has(e->taken, text_of(index)); i++)
        index = letters[i];
    Buffer out = buffer_create(e->arena);
    buffer_print(&out, "%.*s[%s] = %.*s(", TEXT_ARGS(s->name), index,
                 TEXT_ARGS(s->plain->name));
    for (uint32_t i = 0; i < s->plain->count; i++) {
        TermRef of = s->plain->of[i];
        const char *form = of->rank == RANK_NUMBER ? "%s%.*s"
                         : of->level < BIND_CALL   ? "%s(%.*s)[%s]"
                                                   : "%s%.*s[%s]";
        buffer_print(&out, form, i ? ", " : "", TEXT_ARGS(of->text), index);
    }
    buffer_puts(&out, ")");
    return buffer_text(&out);
}

/* M[i, j] = j <= i + 1 */
static Text mask_text(const Explain *e, const Signal *s)
{
    const char *of[2] = {"i", "j"};
    if (word_set_has(e->taken, text_of("i")) || word_set_has(e->taken, text_of("j")))
        of[0] = "row", of[1] = "column";
    int64_t shift = (int64_t)s->plain->of[0]->number;
    Buffer out = buffer_create(e->arena);
    buffer_print(&out, "%.*s[%s, %s] = %s <= %s", TEXT_ARGS(s->name), of[0],
                 of[1], of[1], of[0]);
    if (shift)
        buffer_print(&out, " %c %lld", shift < 0 ? '-' : '+',
                     (long long)(shift < 0 ? -shift : shift));
    buffer_print(&out, " for %s < %lld, %s < %lld", of[0],
                 (long long)s->plain->rows, of[1], (long long)s->plain->cols);
    return buffer_text(&out);
}

Text signal_text(const Explain *e, const Signal *s)
{
    if (s->plain && s->plain->by_rows && text_is(s->plain->name, "mask"))
        return mask_text(e, s);
    if (s->plain && s->plain->by_rows)
        return rows_text(e, s);
    return s->plain ? text_format(e->arena, "%.*s = %.*s", TEXT_ARGS(s->name),
                                  TEXT_ARGS(s->plain->text))
                    : s->equation;
}

void show_signals(Explain *e, Text text)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        if (!s->kept || s->asked || s->shown || !s->name.length
            || (s->kind == SIGNAL_NODE && s->node == e->output)
            || !speaks_of(s, text))
            continue;
        s->shown = true;
        show_signals(e, signal_text(e, s));
    }
}

/* Whether both are made step by step, in one recurrence. */
static bool are_together(const Signal *a, const Signal *b)
{
    uint32_t of = a->placed.count ? graph_array(a->block->graph, a->array)
                                        ->recurrence : 0;
    return of && b->placed.count && a->block == b->block
        && graph_array(b->block->graph, b->array)->recurrence == of;
}

/* At which steps the term reads the signal: at this one, at others. */
static void find_reads(TermRef t, Text key, Text step, bool *here, bool *apart)
{
    if (t->kind == TERM_CALL && *t->name.at == '['
        && t->of[0]->kind == TERM_NAME && text_equal(t->of[0]->name, key)) {
        size_t end = 1;
        while (t->name.at[end] != ']' && t->name.at[end] != ',')
            end++;
        bool is = text_equal((Text){t->name.at + 1, end - 1}, step);
        *here |= is;
        *apart |= !is;
    }
    for (uint32_t i = 0; i < t->count; i++)
        find_reads(t->of[i], key, step, here, apart);
}

static void signal_reads(const Explain *e, const Signal *s,
                         const Signal *other, bool *here, bool *apart)
{
    for (uint32_t i = 0; i < s->placed.count; i++) {
        const Stretch *p = &s->placed.at[i];
        find_reads(p->term, other->key,
                   p->single ? text_format(e->arena, "%lld",
                                           (long long)p->range.low)
                             : s->index, here, apart);
    }
}

static bool reads_here(const Explain *e, const Signal *s, const Signal *other)
{
    bool here = false, apart = false;
    signal_reads(e, s, other, &here, &apart);
    return here;
}

/* Whether a step begins with it: it is the whole derivative by an array; or, if
 * there is none, members of its recurrence read it at other steps. */
static bool is_carried(const Explain *e, const Signal *s)
{
    bool here = false, apart = false, known = false;
    for (uint32_t i = 0; i < e->signals.count; i++)
        if (are_together(s, &e->signals.at[i]) && e->signals.at[i].shown) {
            known |= e->signals.at[i].whole;
            signal_reads(e, &e->signals.at[i], s, &here, &apart);
        }
    return known && s->kind == SIGNAL_BACK ? s->whole : apart;
}

/* With which the steps begin that make it. */
static void order_steps(const Explain *e, const Signal *s, bool *said,
                        Numbers *order)
{
    for (uint32_t i = 0; i < e->wholes.count; i++) {
        uint32_t whole = e->nodes.at[e->wholes.at[i]].whole - 1;
        const Signal *other = &e->signals.at[whole];
        if (s == other)
            return;
        if (are_together(s, other))
            order_signals(e, whole, said, order);
    }
    for (uint32_t i = 0; i < e->signals.count && !is_carried(e, s); i++)
        if (are_together(s, &e->signals.at[i])
            && is_carried(e, &e->signals.at[i]))
            order_signals(e, i, said, order);
}

void order_signals(const Explain *e, uint32_t at, bool *said, Numbers *order)
{
    const Signal *s = &e->signals.at[at];
    if (said[at] || !s->shown)
        return;
    bool carried = is_carried(e, s);
    order_steps(e, s, said, order);
    if (said[at])
        return;
    said[at] = true;
    Text text = signal_text(e, s);
    for (uint32_t i = 0; i < e->signals.count; i++) {
        const Signal *other = &e->signals.at[i];
        if (i == at || !speaks_of(other, text)
            || (carried && are_together(s, other)
                && !(is_carried(e, other) && !s->whole
                     && reads_here(e, s, other))))
            continue;
        order_signals(e, i, said, order);
    }
    list_push(e->arena, order, at);
}

/* -- one line each -- */

/* Statements on one line, but for one with `where`, which a line ends. */
static Text one_line(Arena *arena, Text text)
{
    Buffer out = buffer_create(arena);
    bool where = false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\n') {
            buffer_add(&out, (Text){text.at + i, 1});
            continue;
        }
        size_t next = i + 1;
        while (next < text.length && text.at[next] == ' ')
            next++;
        bool begins = next + 5 < text.length
                   && text_is((Text){text.at + next, 5}, "where");
        bool within = next > i + 1;
        buffer_puts(&out, begins ? " " : within || !where ? "; " : "\n");
        where = begins || (within && where);
        i = next - 1;
    }
    return buffer_text(&out);
}

Text formula_text(const Explain *e, const Formula *f)
{
    return f->equation.length
             ? f->equation
             : text_format(e->arena, "%.*s = %.*s",
                           TEXT_ARGS(explain_head(e, f->node)),
                           TEXT_ARGS(f->term->text));
}

void print_formulas(Explain *e, const bool *wanted, Buffer *out)
{
    Buffer lines = buffer_create(e->arena);
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        if (!wanted[n])
            continue;
        Formula f = explain_formula(e, n);
        Text line = formula_text(e, &f);
        show_signals(e, line);
        buffer_add(&lines, one_line(e->arena, line));
        buffer_puts(&lines, "\n");
    }
    bool *said = NEW_ARRAY(e->arena, bool, e->signals.count + 1);
    Numbers order = {0};
    for (uint32_t i = 0; i < e->signals.count; i++)
        order_signals(e, i, said, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        Signal *s = &e->signals.at[order.at[i]];
        explain_define(e, s);
        buffer_add(out, one_line(e->arena, signal_text(e, s)));
        buffer_puts(out, "\n");
    }
    buffer_add(out, buffer_text(&lines));
}
