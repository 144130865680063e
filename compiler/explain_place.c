/* explain_place.c: signals by what they are at each place of their first axis, as
 * recurrences are written.
 */
#include "explain.h"

#include "parse.h"

/* -- the index -- */

/* The first index that stands before the equation sign: k of h[k+1] = …. */
static Text index_in(const Tree *head)
{
    if (head->kind != TREE_INDEX || head->count < 2)
        return (Text){0};
    const Tree *at = head->operands[1];
    for (uint32_t i = 0; at->kind == TREE_SUM && i < at->count; i++)
        if (at->operands[i]->kind == TREE_NAME)
            at = at->operands[i];
    return at->kind == TREE_NAME ? at->name : (Text){0};
}

/* As the author calls it in an equation of the group; or empty. */
static Text author_index(const Explain *e, uint32_t group)
{
    Sources *sources = e->compilation->sources;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Definition *d =
            &e->forward->definitions.at[e->nodes.at[n].definition];
        if (e->nodes.at[n].given || e->nodes.at[n].group != group
            || !d->span.end)
            continue;
        const Source *source = source_of(sources, d->span.start);
        Diagnostics unheard;
        diagnostics_init(&unheard, e->arena, sources);
        const Program *program = parse(e->arena, source, &unheard);
        for (uint32_t i = 0; i < program->count; i++) {
            const Statement *s = program->statements[i];
            bool its = s->span.start == d->span.start
                    || s->span.start == d->last;
            for (uint32_t k = 0; its && k < s->head_count; k++) {
                Text name = index_in(s->heads[k]);
                if (name.length && !word_set_has(e->taken, name))
                    return name;
            }
        }
    }
    return (Text){0};
}

Text explain_index(const Explain *e, uint32_t group)
{
    static const char *const letters[] = {"i", "j", "k", "l", "t", "row"};
    Text name = author_index(e, group);
    for (size_t i = 0; i < 6 && !name.length; i++)
        if (!word_set_has(e->taken, text_of(letters[i])))
            name = text_of(letters[i]);
    return name;
}

/* -- what stands at a place -- */

typedef struct Asked {
    Explain *e;
    Block   *block;             /* that asks, and learns of cuts */
    const Spot *place;
} Asked;

static TermRef term_at(const Asked *a, TermRef t);

/* What a softmax is computed by at the place, so that it is known as one. */
static TermRef shifted_at(const Asked *a, const Signal *s)
{
    MatrixReader *r = a->block->reader;
    const Array *array = graph_array(a->block->graph, s->array);
    TermRef t = r->bare && s->kind == SIGNAL_FORTH && !array->recurrence
              ? reader_bare_at(r, s->array, a->place) : NULL;
    return t && term_has_shift(t) ? t : NULL;
}

/* Whether nothing is there, or a number. */
static bool is_plain(TermRef t)
{
    return t->kind == TERM_NUMBER || (t->kind == TERM_PRODUCT && t->number == 0)
        || (t->kind == TERM_CALL && text_is(t->name, "zeros"));
}

/* The element of an array of that name and shape. */
static TermRef element_at(const Asked *a, Text key, uint32_t rank,
                          const int64_t *shape, bool batched)
{
    Arena *arena = a->e->arena;
    if (!rank || rank > 2)
        return NULL;
    TermRef name = term_name(arena, key, rank == 1 ? RANK_VECTOR : RANK_MATRIX,
                             shape[0], rank == 1 ? 1 : shape[1], batched);
    Text piece = text_format(arena, "[%.*s]",
                             TEXT_ARGS(spot_text(arena, a->place)));
    return term_call(arena, text_copy(arena, piece).at, 1, &name,
                     rank == 1 ? RANK_NUMBER : RANK_VECTOR,
                     rank == 1 ? 1 : shape[1], 1);
}

/* The element of what is handed to a node, by its name. */
static TermRef node_at(const Asked *a, const Signal *s)
{
    const Node *node = &a->e->nodes.at[s->node];
    const Array *array = graph_array(a->e->forward, node->array);
    bool batched = a->e->batched[node->array];
    return element_at(a, s->key, array->rank - batched, array->shape + batched,
                      batched);
}

/* What stands there of an error signal of another equation: its element, or
 * nothing; a number where it is one. */
static TermRef name_at(const Asked *a, Text key)
{
    const Signal *s = signal_of(a->e, key);
    if (!s)
        return NULL;
    if (s->kind == SIGNAL_NODE) {
        TermRef t = s->term ? term_at(a, s->term) : NULL;
        return !t || term_is_sayable(t) ? t : node_at(a, s);
    }
    if (s->block == a->block)
        return shifted_at(a, s);
    if (!s->placed.count)
        return NULL;
    bool parts = false;
    for (uint32_t i = 1; i < s->placed.count; i++)
        if (is_plain(s->placed.at[i].term) || is_plain(s->placed.at[i - 1].term))
            parts |= reader_cut(a->block->reader, a->place,
                                s->placed.at[i].range.low);
    if (parts)
        return NULL;
    const Array *array = graph_array(s->block->graph, s->array);
    TermRef t = reader_at(s->block->reader, s->array, a->place);
    return t && is_plain(t)
             ? t : element_at(a, key, array->rank, array->shape,
                              s->block->batched
                                  && s->block->batched[s->array]);
}

/* 1 of onehot(n, size) at n, else 0. */
static TermRef unit_at(const Asked *a, TermRef unit)
{
    if (unit->kind != TERM_CALL || !text_is(unit->name, "onehot")
        || unit->of[0]->kind != TERM_NUMBER)
        return NULL;
    int64_t at = (int64_t)unit->of[0]->number;
    int64_t low = a->place->shift
                + (a->place->index.length ? a->place->range.low : 0);
    bool parts = reader_cut(a->block->reader, a->place, at);
    parts |= reader_cut(a->block->reader, a->place, at + 1);
    return parts ? NULL : term_number(a->e->arena, low == at);
}

/* Of onehot(n, size) vᵀ: v at n, else nothing. */
static TermRef chain_at(const Asked *a, TermRef t)
{
    Arena *arena = a->e->arena;
    TermRef unit = unit_at(a, t->of[0]), made = t->of[1];
    if (!unit || t->rank != RANK_MATRIX)
        return NULL;
    if (unit->number == 0)
        return term_zero(arena, RANK_VECTOR, t->cols, 1);
    for (uint32_t i = 2; i < t->count; i++)
        made = term_chain(arena, made, t->of[i]);
    return term_transpose(arena, made);
}

static TermRef term_at(const Asked *a, TermRef t)
{
    Arena *arena = a->e->arena;
    TermRef made = NULL;
    switch ((TermKind)t->kind) {
    case TERM_NAME:
        return name_at(a, t->name);
    case TERM_CHAIN:
        return chain_at(a, t);
    case TERM_CALL:
        return unit_at(a, t);
    case TERM_SUM:
        for (uint32_t i = 0; i < t->count; i++) {
            TermRef part = term_times(arena, term_weight(arena, t, i),
                                      term_at(a, t->of[i]));
            made = i ? term_plus(arena, made, 1, part) : part;
        }
        return made;
    case TERM_PRODUCT:
        made = term_coefficient(arena, t);
        for (uint32_t i = 0; i < t->count; i++) {
            if (t->of[i]->rank != RANK_NUMBER && t->weights[i] != 1)
                return NULL;
            made = term_times(arena, made,
                              t->of[i]->rank == RANK_NUMBER
                                  ? term_power(arena, t->of[i], t->weights[i])
                                  : term_at(a, t->of[i]));
        }
        return made;
    default:
        return NULL;
    }
}

TermRef explain_at(void *context, ArrayId id, const Spot *place)
{
    Block *block = context;
    Asked a = {block->explain, block, place};
    return name_at(&a, block->reader->names[id]);
}

/* A[h] for softmax(S[h]) by rows, where the block defines A so. */
static TermRef row_at(void *context, TermRef t)
{
    const Asked *a = context;
    MatrixReader *r = a->block->reader;
    Explain *e = a->e;
    if (t->by_rows && text_is(t->name, "mask"))
        return explain_said(e, a->block, t);
    for (uint32_t n = 0; r->rows && t->by_rows && n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        ArrayId id = a->block->graph->definitions.at[node->definition].array;
        bool own = !node->given && id
                && node->group == e->nodes.at[a->block->node].group;
        id = own ? graph_source(a->block->graph, id) : 0;
        if (!id || !r->names[id].length
            || graph_array(a->block->graph, id)->recurrence)
            continue;
        TermRef form = reader_bare_at(r, id, a->place);
        TermRef name = form && term_equal(form, t)
                     ? reader_name(r, id, RANK_MATRIX, -1, -1) : NULL;
        if (name)
            return term_call(e->arena,
                             text_format(e->arena, "[%.*s]",
                                         TEXT_ARGS(spot_text(e->arena,
                                                             a->place))).at, 1,
                             &name, (TermRank)t->rank, t->rows, t->cols);
    }
    return NULL;
}

bool explain_has_rows(const Block *block)
{
    const Explain *e = block->explain;
    const Graph *graph = block->graph;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        ArrayId id = graph->definitions.at[node->definition].array;
        if (node->given || !id || node->group != e->nodes.at[block->node].group)
            continue;
        const Array *array = graph_array(graph, graph_source(graph, id));
        const Expr *body = array->kind == EQUATION && array->part_count == 1
                         ? expr_at(&graph->exprs, array->as.parts->body) : NULL;
        if (body && array->rank == 3 && !array->recurrence
            && body->kind == APPLY && body->function == F_DIV)
            return true;
    }
    return false;
}

TermRef explain_said_at(void *context, TermRef term, const Spot *place)
{
    Block *block = context;
    Asked a = {block->explain, block, place};
    return term_mapped(block->explain->arena, term, row_at, &a);
}

/* Adds the places where the term is not 0; false: it is not made of
 * onehot(n, size) for numbers n. */
static bool find_units(Arena *arena, TermRef t, Numbers *places)
{
    if (t->kind == TERM_CALL && text_is(t->name, "onehot")
        && t->of[0]->kind == TERM_NUMBER) {
        uint32_t place = (uint32_t)t->of[0]->number;
        for (uint32_t i = 0; i < places->count; i++)
            if (places->at[i] == place)
                return true;
        list_push(arena, places, place);
        return true;
    }
    uint32_t units = 0;
    switch ((TermKind)t->kind) {
    case TERM_CHAIN:
        return find_units(arena, t->of[0], places);
    case TERM_SUM:
        for (uint32_t i = 0; i < t->count; i++)
            units += find_units(arena, t->of[i], places);
        return units == t->count;
    case TERM_PRODUCT:
        for (uint32_t i = 0; i < t->count; i++)
            if (t->of[i]->rank != RANK_NUMBER)
                units += find_units(arena, t->of[i], places) ? 1 : 2;
        return units == 1;
    default:
        return false;
    }
}

bool explain_units(Explain *e, const Gift *gift, Placed *out)
{
    Numbers places = {0};
    if (!find_units(e->arena, gift->term, &places))
        return false;
    for (uint32_t i = 0; i < places.count; i++) {
        Spot spot = {.shift = places.at[i]};
        Asked a = {e, gift->block, &spot};
        Stretch s = {{spot.shift, spot.shift + 1},
                     term_at(&a, gift->term), true};
        if (!s.term)
            return false;
        list_push(e->arena, out, s);
    }
    return true;
}

/* -- all of a signal -- */

bool explain_placed(Explain *e, uint32_t at)
{
    enum { MOST = 6 };          /* equations of one signal */
    const Signal *s = &e->signals.at[at];
    Block *block = s->block;
    ArrayId id = s->array;
    Text index = explain_index(e, e->nodes.at[block->node].group);
    Placed placed;
    if (!index.length || !reader_placed(block->reader, id, index, &placed)
        || placed.count > MOST)
        return false;
    e->signals.at[at].placed = placed;
    e->signals.at[at].index = index;
    return true;
}

static bool goes_back(const Graph *graph, const Array *array)
{
    return array->recurrence
        && graph->recurrences.at[array->recurrence].direction < 0;
}

Text explain_placed_text(Explain *e, const Signal *s)
{
    const Graph *graph = s->block->graph;
    bool back = goes_back(graph, graph_array(graph, s->array));
    Buffer out = buffer_create(e->arena);
    for (uint32_t i = 0; i < s->placed.count; i++) {
        const Stretch *p =
            &s->placed.at[back ? s->placed.count - 1 - i : i];
        Text term = explain_named(e, p->term)->text;
        buffer_print(&out, "%s%.*s[", i ? "\n" : "", TEXT_ARGS(s->name));
        if (p->single)
            buffer_print(&out, "%lld] = %.*s", (long long)p->range.low,
                         TEXT_ARGS(term));
        else if (p->range.low)
            buffer_print(&out, "%.*s] = %.*s for %.*s in %lld:%lld",
                         TEXT_ARGS(s->index), TEXT_ARGS(term),
                         TEXT_ARGS(s->index), (long long)p->range.low,
                         (long long)p->range.high);
        else
            buffer_print(&out, "%.*s] = %.*s for %.*s < %lld",
                         TEXT_ARGS(s->index), TEXT_ARGS(term),
                         TEXT_ARGS(s->index), (long long)p->range.high);
    }
    return buffer_text(&out);
}
