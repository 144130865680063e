/* explain_chain.c: the chain rule from equation to equation. */
#include "explain.h"

#include <string.h>

Signal *explain_signal(Explain *e, SignalKind kind)
{
    Signal s = {.kind = (uint8_t)kind,
                .key = text_format(e->arena, "δ%u~", e->signals.count + 1)};
    list_push(e->arena, &e->signals, s);
    return &e->signals.at[e->signals.count - 1];
}

/* -- from equation to equation -- */

static TermRef sum_of(Explain *e, uint32_t count, const TermRef *of)
{
    double *ones = NEW_ARRAY(e->arena, double, count + 1);
    for (uint32_t i = 0; i < count; i++)
        ones[i] = 1;
    return term_add(e->arena, count, of, ones);
}

/* A name for the term, of what the block hands back. */
static TermRef name_back(Explain *e, Block *block, TermRef term)
{
    if (!term || term->kind == TERM_NAME)
        return term;
    Signal *s = explain_signal(e, SIGNAL_BACK);
    s->block = block;
    s->node = block->node;
    s->kept = s->error = true;
    s->term = term;
    return term_name(e->arena, s->key, (TermRank)term->rank, term->rows,
                     term->cols, term->batched);
}

/* What is too long to be one term gets names. */
static TermRef sum_or_names(Explain *e, Block *const *blocks, uint32_t count,
                            TermRef *of)
{
    enum { LONG = 800 };        /* what signals stand for may be longer yet */
    TermRef sum = sum_of(e, count, of);
    for (uint32_t i = 0; i < count && count > 1
                         && (!sum || sum->text.length > LONG); i++) {
        of[i] = name_back(e, blocks[i], of[i]);
        sum = sum_of(e, count, of);
    }
    return sum;
}

/* Of what very many hand back, some at a time are added up. */
static void set_total(Explain *e, uint32_t n)
{
    enum { MANY = 24 };
    Node *node = &e->nodes.at[n];
    uint32_t count = node->gifts.count;
    TermRef *of = NEW_ARRAY(e->arena, TermRef, count + 1);
    Block **blocks = NEW_ARRAY(e->arena, Block *, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        of[i] = node->gifts.at[i].term;
        blocks[i] = node->gifts.at[i].block;
    }
    bool all = count <= MANY;
    while (count > MANY) {
        uint32_t made = 0;
        for (uint32_t i = 0; i < count; i += MANY) {
            uint32_t some = count - i < MANY ? count - i : MANY;
            TermRef sum = sum_or_names(e, blocks + i, some, of + i);
            blocks[made] = blocks[i + some - 1];
            of[made++] = name_back(e, blocks[i + some - 1], sum);
        }
        count = made;
    }
    node->total = sum_or_names(e, blocks, count, of);
    for (uint32_t i = 0; all && i < count; i++)
        node->gifts.at[i].term = of[i];
    node->joint = count && n != e->output ? explain_joint(e, n) : NULL;
}

static TermRank rank_like(uint32_t rank)
{
    return rank == 0 ? RANK_NUMBER : rank == 1 ? RANK_VECTOR : RANK_MATRIX;
}

static void make_signal(Explain *e, uint32_t n)
{
    Signal *s = explain_signal(e, SIGNAL_NODE);
    Node *node = &e->nodes.at[n];
    const Array *array = graph_array(e->forward, node->array);
    uint32_t rank = array->rank - e->batched[node->array];
    const int64_t *shape = array->shape + e->batched[node->array];
    s->node = n;
    if (n == e->output)
        s->term = e->seed.length
                ? term_name(e->arena, e->seed,
                            rank_like(rank), rank ? shape[0] : 1,
                            rank > 1 ? shape[1] : 1,
                            e->batched[node->array])
                : term_number(e->arena, 1);
    else
        s->term = node->total;
    s->deep = explain_deep(e, node->joint ? node->joint : s->term);
    node->signal = (uint32_t)(s - e->signals.at) + 1;
}

/* The last group that is not done, of those that something is handed to. */
static bool next_group(const Explain *e, const bool *done, uint32_t *group)
{
    ArrayId last = 0;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        if (!node->given && !done[node->group] && node->array > last
            && (n == e->output || node->gifts.count)) {
            last = node->array;
            *group = node->group;
        }
    }
    return last > 0;
}

static bool walk(Explain *e)
{
    bool *done = NEW_ARRAY(e->arena, bool, e->nodes.count + 1);
    uint32_t group;
    while (next_group(e, done, &group)) {
        done[group] = true;
        for (uint32_t n = 0; n < e->nodes.count; n++)
            if (!e->nodes.at[n].given && e->nodes.at[n].group == group
                && (n == e->output || e->nodes.at[n].gifts.count)) {
                set_total(e, n);
                make_signal(e, n);
            }
        if (!explain_block(e, group))
            return false;
    }
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (e->nodes.at[n].given)
            set_total(e, n);
    return true;
}

/* -- what has no term -- */

/* Names for what an equation in index notation reads. */
static void name_reads(Explain *e, Block *block, ArrayId id)
{
    const Graph *graph = block->graph;
    MatrixReader *r = block->reader;
    ExprIds order = {0};
    array_postorder(graph, e->arena, id, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId read = graph_source(graph, node->as.access.array);
        if (!array_is_printed(graph, read)
            && graph_array(graph, read)->kind != LITERAL
            && !(r->total_of && r->total_of[read]))
            continue;
        if (r->names[read].length)
            continue;
        TermRef term = graph_array(graph, read)->recurrence
                         ? NULL : reader_definition(r, read);
        uint32_t at = e->signals.count;
        r->names[read] = r->unsaid(block, read);
        e->signals.at[at].term = term;
        explain_said_signals(e, block, at);
    }
}

/* Each signal that a formula in index notation reads has a name. */
static void keep_reads(Explain *e, const Signal *s)
{
    const Graph *graph = s->block->graph;
    ExprIds order = {0};
    array_postorder(graph, e->arena, s->array, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId read = graph_source(graph, node->as.access.array);
        Signal *other = signal_of(e, s->block->reader->names[read]);
        if (other) {
            other->kept = true;
            other->uses += 2;
        }
    }
}

static void keep_placed(Explain *e, const Signal *s)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *other = &e->signals.at[i];
        bool reads = false;
        for (uint32_t k = 0; k < s->placed.count; k++)
            reads |= term_uses(s->placed.at[k].term, other->key) > 0;
        other->kept |= reads;
        other->uses += reads ? 2 : 0;
    }
}

static void name_unsaid_reads(Explain *e)
{
    for (uint32_t i = 0; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        if (s->kind == SIGNAL_NODE || s->term)
            continue;
        ArrayId each = s->block->total_of ? s->block->total_of[s->array] : 0;
        if (each) {
            MatrixReader *r = s->block->reader;
            if (!r->names[each].length)
                r->names[each] = r->unsaid(s->block, each);
            s = &e->signals.at[i];
            s->term = term_batch_sum(
                e->arena, term_name(e->arena, r->names[each], RANK_MATRIX, -1,
                                    -1, true), e->forward->batch);
        } else if (!explain_placed(e, i)) {
            name_reads(e, s->block, s->array);
        }
    }
    for (uint32_t i = 0; i < e->signals.count; i++)
        if (e->signals.at[i].placed.count)
            keep_placed(e, &e->signals.at[i]);
        else if (e->signals.at[i].kind != SIGNAL_NODE && !e->signals.at[i].term)
            keep_reads(e, &e->signals.at[i]);
}

/* Equations are taken in the next way that there is. */
static bool resort(Explain *e)
{
    if (e->resort == RESORT_LAST)
        return false;
    e->resort++;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        Node *node = &e->nodes.at[n];
        if (!node->given)
            node->group = e->output;
        node->batched &= e->resort != RESORT_LAST;
        e->batched[node->array] = node->batched;
    }
    return true;
}

/* d_y, as the C calls it, where y is no number. */
static void set_output(Explain *e, uint32_t output)
{
    ArrayId id = graph_output(e->forward, output, false);
    e->output = e->node_of[id] - 1;
    e->asked = e->forward->outputs.at[output];
    e->seed = (Text){0};
    if (graph_array(e->forward, id)->rank == e->batched[id])
        return;
    e->seed = text_format(e->arena, "d_%.*s", TEXT_ARGS(output_name(e)));
    while (word_set_has(e->taken, e->seed))
        e->seed = text_format(e->arena, "%.*s_", TEXT_ARGS(e->seed));
}

bool explain_output(Explain *e, uint32_t output)
{
    set_output(e, output);
    do {
        e->signals.count = 0;
        for (uint32_t n = 0; n < e->nodes.count; n++) {
            e->nodes.at[n].signal = 0;
            e->nodes.at[n].gifts.count = 0;
            e->nodes.at[n].form = NULL;
        }
        if (walk(e))
            break;
    } while (resort(e));
    if (e->compilation->status == STATUS_FAULT)
        return false;
    explain_name_forms(e);
    name_unsaid_reads(e);
    explain_find_carried(e);
    explain_name_signals(e);
    return true;
}

/* -- formulas -- */

/* The only signal in the term, or NULL. */
static const Signal *only_signal(const Explain *e, TermRef t)
{
    const Signal *found = NULL;
    for (uint32_t i = 0; i < e->signals.count; i++) {
        const Signal *s = &e->signals.at[i];
        if (!s->kept || !s->name.length || !term_uses(t, s->name))
            continue;
        if (found || !s->plain)
            return NULL;
        found = s;
    }
    return found;
}

static TermRef expanded_of(void *context, TermRef name)
{
    const Signal *const *s = context;
    return text_equal((*s)->name, name->name) ? (*s)->plain : NULL;
}

Formula explain_formula(Explain *e, uint32_t n)
{
    enum { READABLE = 48 };
    Node *node = &e->nodes.at[n];
    Formula f = {.node = n};
    const Array *array = graph_array(e->forward, node->array);
    uint32_t rank = array->rank - e->batched[node->array];
    const int64_t *shape = array->shape + e->batched[node->array];
    if (n == e->output) {
        f.term = e->seed.length
               ? term_name(e->arena, e->seed, rank_like(rank),
                           rank ? shape[0] : 1, rank > 1 ? shape[1] : 1,
                           e->batched[node->array])
               : term_number(e->arena, 1);
        f.short_form = f.term;
        return f;
    }
    if (!node->gifts.count) {
        f.term = term_zero(e->arena,
                           rank_like(rank), rank ? shape[0] : 1,
                           rank > 1 ? shape[1] : 1);
        if (rank > 2)
            f.term = term_number(e->arena, 0);
        f.short_form = f.term;
        return f;
    }
    TermRef raw = node->total;
    const Signal *s = raw->kind == TERM_NAME ? signal_of(e, raw->name) : NULL;
    if (s && s->asked) {
        f.equation = s->equation;
        f.term = s->plain;
        return f;
    }
    f.term = f.short_form = explain_named(e, raw);
    if (node->joint) {
        f.term = explain_named(e, node->joint);
        return f;
    }
    s = only_signal(e, f.term);
    if (s && s->kind == SIGNAL_NODE) {
        TermRef whole = term_replace(e->arena, f.term, expanded_of, &s);
        if (whole && text_width(whole->text) <= READABLE)
            f.term = whole;
    }
    return f;
}
