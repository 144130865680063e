/* explain_fanout.c: what the users of an array hand back is added.
 *
 * The users of an array of a recurrence are others, and its own later steps: of
 * these the signals of the recurrence say what they hand back.
 */
#include "explain_derivation.h"

/* -- of one equation to the next -- */

void print_fanout(Derivation *d, uint32_t n)
{
    Explain *e = d->e;
    const Node *node = &e->nodes.at[n];
    if (node->gifts.count < 2 || node->whole)
        return;
    Buffer parts = buffer_create(e->arena), sum = buffer_create(e->arena);
    for (uint32_t g = 0; g < node->gifts.count; g++) {
        TermRef t = explain_named(e, node->gifts.at[g].term);
        buffer_print(&parts, "%s%.*s",
                     !g ? "" : g + 1 < node->gifts.count ? ", " : " and ",
                     TEXT_ARGS(node_name(e, node->gifts.at[g].block->node)));
        if (!t)
            return;
        bool minus = g && t->level >= BIND_TERM && *t->text.at == '-';
        Text text = {t->text.at + minus, t->text.length - minus};
        buffer_print(&sum, t->level < BIND_TERM ? "%s(%.*s)" : "%s%.*s",
                     minus ? " - " : g ? " + " : "", TEXT_ARGS(text));
    }
    page_note(d->page,
              text_format(e->arena, "%.*s is used by %.*s, and what they hand "
                          "back is added:", TEXT_ARGS(node_name(e, n)),
                          TEXT_ARGS(buffer_text(&parts))));
    Equality q = derivative_by(d, n);
    add_side(&q, buffer_text(&sum));
    if (!node->joint && named_text(e, node->total).length < sum.length)
        add_side(&q, named_text(e, node->total));
    add_name(d, &q, n);
    page_equality(d->page, &q);
}

/* -- from step to step -- */

/* h[t+1] */
static Text element(Explain *e, uint32_t n, Text index, int64_t shift)
{
    Spot spot = {.index = index, .shift = shift};
    return text_format(e->arena, "%.*s[%.*s]", TEXT_ARGS(node_name(e, n)),
                       TEXT_ARGS(spot_text(e->arena, &spot)));
}

static Text shape_of_step(const Explain *e, uint32_t n)
{
    Array step = *graph_array(e->forward, e->nodes.at[n].array);
    uint8_t axis = (uint8_t)(e->batched[e->nodes.at[n].array] + 1);
    step.rank = (uint8_t)(step.rank - axis);
    step.shape += axis;
    return array_shape(e->arena, &step);
}

bool print_steps_of_gift(Derivation *d, uint32_t n, const Gift *gift)
{
    Explain *e = d->e;
    const Node *node = &e->nodes.at[n];
    Placed places = {0};
    if (!node->steps.count || (node->signal
                               && e->signals.at[node->signal - 1].kept)
        || !explain_units(e, gift, &places))
        return false;
    for (uint32_t i = 0; i < places.count; i++) {
        Equality q = derivative_by(d, n);
        q.under = element(e, n, (Text){0}, places.at[i].range.low);
        q.through = node_name(e, gift->block->node);
        q.margin = shape_of_step(e, n);
        add_side(&q, named_text(e, places.at[i].term));
        page_equality(d->page, &q);
    }
    return true;
}

/* a, b and c */
static Text listed(Explain *e, const Text *of, uint32_t count)
{
    Buffer out = buffer_create(e->arena);
    for (uint32_t i = 0; i < count; i++)
        buffer_print(&out, "%s%.*s",
                     !i ? "" : i + 1 < count ? ", " : " and ",
                     TEXT_ARGS(of[i]));
    return buffer_text(&out);
}

typedef struct Users {
    TextList all;               /* of each step */
    TextList few;               /* h[6] by J */
} Users;

static Users find_users(Explain *e, uint32_t n, Text index)
{
    Users users = {0};
    const Node *node = &e->nodes.at[n];
    uint32_t outer = graph_outermost(e->forward, node->array);
    const char *own = e->forward->recurrences.at[outer].direction < 0
                    ? "its own earlier elements" : "its own later elements";
    for (uint32_t g = 0; g < node->gifts.count; g++) {
        Text name = node_name(e, node->gifts.at[g].block->node);
        Placed places = {0};
        if (!explain_units(e, &node->gifts.at[g], &places))
            list_push(e->arena, &users.all, name);
        TextList few = {0};
        for (uint32_t i = 0; i < places.count; i++)
            list_push(e->arena, &few, element(e, n, (Text){0},
                                              places.at[i].range.low));
        if (few.count)
            list_push(e->arena, &users.few, text_format(
                e->arena, "%.*s by %.*s",
                TEXT_ARGS(listed(e, few.at, few.count)), TEXT_ARGS(name)));
    }
    for (uint32_t i = 0; i < node->steps.count; i++) {
        const StepUse *use = &node->steps.at[i];
        list_push(e->arena, &users.all,
                  index.length   ? element(e, use->by, index, use->shift)
                  : use->by == n ? text_of(own)
                                 : node_name(e, use->by));
    }
    return users;
}

/* The index of its steps, if each is read by others that are as far away. */
static Text index_of_steps(const Explain *e, uint32_t n)
{
    const Node *node = &e->nodes.at[n];
    for (uint32_t i = 0; i < node->steps.count; i++)
        if (node->steps.at[i].apart)
            return (Text){0};
    return explain_index(e, node->group);
}

static void say_users(Derivation *d, uint32_t n)
{
    Explain *e = d->e;
    Text index = index_of_steps(e, n);
    bool apart = !index.length, seeded = n == e->output && e->seed.length;
    Users users = find_users(e, n, index);
    uint32_t count = users.all.count + users.few.count;
    Buffer out = buffer_create(e->arena);
    Text subject = apart ? node_name(e, n) : element(e, n, index, 0);
    buffer_print(&out, "%.*s is used by %.*s", TEXT_ARGS(subject),
                 TEXT_ARGS(listed(e, users.all.at, users.all.count)));
    if (users.few.count)
        buffer_print(&out, ", and %.*s",
                     TEXT_ARGS(listed(e, users.few.at, users.few.count)));
    const char *back = count > 1 ? "what they hand back" : "what that hands back";
    if (seeded)
        buffer_print(&out, ", and %s is added to %.*s%.*s", back,
                     TEXT_ARGS(e->seed),
                     apart ? 0 : (int)(index.length + 2),
                     text_format(e->arena, "[%.*s]", TEXT_ARGS(index)).at);
    else if (count > 1)
        buffer_print(&out, "%s %s is added", users.few.count ? ";" : ", and",
                     back);
    buffer_puts(&out, ":");
    page_note(d->page, buffer_text(&out));
}

/* The sum of what others than the recurrence hand back, where it has a name. */
static void say_others(Derivation *d, uint32_t n)
{
    Explain *e = d->e;
    const Node *node = &e->nodes.at[n];
    if (node->gifts.count < 2 || !node->signal
        || !e->signals.at[node->signal - 1].kept)
        return;
    TextList names = {0};
    for (uint32_t g = 0; g < node->gifts.count; g++)
        list_push(e->arena, &names,
                  node_name(e, node->gifts.at[g].block->node));
    Equality q = derivative_by(d, n);
    Buffer through = buffer_create(e->arena);
    for (uint32_t i = 0; i < names.count; i++)
        buffer_print(&through, "%s%.*s", i ? "," : "", TEXT_ARGS(names.at[i]));
    q.through = buffer_text(&through);
    add_side(&q, named_text(e, node->total));
    add_name(d, &q, n);
    page_equality(d->page, &q);
}

/* The derivative of a step by what it reads. */
static void say_locals(Derivation *d, uint32_t n)
{
    enum { LONG = 60 };
    Explain *e = d->e;
    const Node *node = &e->nodes.at[n];
    Text index = index_of_steps(e, n);
    for (uint32_t i = 0; index.length && i < node->steps.count; i++) {
        const StepUse *use = &node->steps.at[i];
        TermRef t = explain_step_local(e, n, use);
        Text text = t ? named_text(e, t) : (Text){0};
        if (!text.length || text.length > LONG)
            continue;
        Equality q = {.over = element(e, use->by, index, use->shift),
                      .under = element(e, n, index, 0)};
        if (t->rank == RANK_MATRIX)
            q.margin = text_format(e->arena, "[%lld, %lld]",
                                   (long long)t->rows, (long long)t->cols);
        add_side(&q, text);
        page_equality(d->page, &q);
    }
}

void print_whole(Derivation *d, const Signal *signal)
{
    Explain *e = d->e;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        if (e->nodes.at[n].whole != (uint32_t)(signal - e->signals.at) + 1)
            continue;
        say_others(d, n);
        say_locals(d, n);
        say_users(d, n);
        Equality q = derivative_by(d, n);
        Text index = index_of_steps(e, n), name = signal->name;
        if (index.length) {
            q.under = element(e, n, index, 0);
            q.margin = shape_of_step(e, n);
            name = text_format(e->arena, "%.*s[%.*s]", TEXT_ARGS(name),
                               TEXT_ARGS(index));
        }
        add_side(&q, name);
        explain_define(e, &e->signals.at[e->nodes.at[n].whole - 1]);
        page_equality(d->page, &q);
    }
}

void say_steps(Derivation *d, const Numbers *nodes)
{
    Explain *e = d->e;
    TextList names = {0};
    for (uint32_t i = 0; i < nodes->count; i++)
        list_push(e->arena, &names, node_name(e, nodes->at[i]));
    page_note(d->page,
              text_format(e->arena, "%.*s %s used at several steps, and what "
                          "the steps hand back is added:",
                          TEXT_ARGS(listed(e, names.at, names.count)),
                          names.count > 1 ? "are" : "is"));
}
