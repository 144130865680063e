/* explain_block.c: one equation of the author, alone, with its derivatives. */
#include "explain.h"
#include "print_equation.h"

Text node_name(const Explain *e, uint32_t node)
{
    return e->forward->definitions.at[e->nodes.at[node].definition].name;
}

Text output_name(const Explain *e)
{
    return e->forward->definitions.at[e->asked].name;
}

/* -- what it hands back -- */

/* Marks all that those on the stack are computed from, and them. */
static bool *computed_from(const Graph *graph, Arena *arena, ArrayIds stack)
{
    bool *seen = NEW_ARRAY(arena, bool, graph->arrays.count);
    while (stack.count) {
        ArrayId at = graph_source(graph, stack.at[--stack.count]);
        if (seen[at])
            continue;
        seen[at] = true;
        const Array *array = graph_array(graph, at);
        if (array->kind == HELD)
            list_push(arena, &stack, array->as.carried);
        ExprIds order = {0};
        array_postorder(graph, arena, at, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind == ACCESS)
                list_push(arena, &stack, node->as.access.array);
        }
    }
    return seen;
}

/* Whether the author's equation is computed by it, and not its derivative. */
static bool is_forward(const Block *block, Arena *arena, ArrayId id)
{
    ArrayIds stack = {0};
    for (uint32_t i = 0; i < block->outputs; i++)
        list_push(arena, &stack, graph_output(block->graph, i, false));
    return computed_from(block->graph, arena, stack)[id];
}

/* Whether a derivative by what the equations define is in it. Where these are
 * 1, nothing shows that. */
static bool is_error(const Block *block, Arena *arena, ArrayId id)
{
    const Graph *graph = block->graph;
    ArrayIds stack = {0};
    list_push(arena, &stack, id);
    const bool *from = computed_from(graph, arena, stack);
    bool is = !graph->seeds.count;
    for (uint32_t i = 0; i < graph->seeds.count && !is; i++)
        is = from[graph_source(graph, graph->seeds.at[i].array)];
    return is;
}

/* A name for an array that has no term. */
static Text name_unsaid(void *context, ArrayId id)
{
    Block *block = context;
    Explain *e = block->explain;
    Arena *work = arena_open(e->arena);
    bool back = graph_array(block->graph, id)->type == REAL
             && !is_forward(block, work, id);
    bool error = back && is_error(block, work, id);
    arena_close(work);
    Signal *s = explain_signal(e, back ? SIGNAL_BACK : SIGNAL_FORTH);
    s->block = block;
    s->array = id;
    s->node = block->node;
    s->kept = true;
    s->error = error;
    return s->key;
}

/* Names what is long and read more than once, where it has a term. */
static Text name_shared(void *context, ArrayId id, TermRef term)
{
    enum { LONG = 30 };
    Block *block = context;
    if (!block->sparing || block->readers[id] < 2 || term->rank == RANK_NUMBER
        || term->text.length < LONG || term_has_shift(term))
        return (Text){0};
    Text name = name_unsaid(block, id);
    Explain *e = block->explain;
    e->signals.at[e->signals.count - 1].term = term;
    return name;
}

static void count_readers(Explain *e, Block *block)
{
    const Graph *graph = block->graph;
    block->readers = NEW_ARRAY(e->arena, uint32_t, graph->arrays.count);
    bool *reads = NEW_ARRAY(e->arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        for (ArrayId a = 1; a < graph->arrays.count; a++)
            reads[a] = false;
        array_mark_reads(graph, id, reads);
        for (ArrayId a = 1; a < graph->arrays.count; a++)
            block->readers[a] += reads[a];
    }
}

/* As formulas call it: a row is a vector, transposed. */
static Text vector_name(const Explain *e, uint32_t n)
{
    const Definition *d =
        &e->forward->definitions.at[e->nodes.at[n].definition];
    return d->row ? text_format(e->arena, "%.*sᵀ", TEXT_ARGS(d->name))
                  : d->name;
}

static void name_given(Explain *e, Block *block)
{
    Graph *graph = block->graph;
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        ArrayId id = graph->definitions.at[node->definition].array;
        bool output = n == e->output && !e->seed.length
                   && graph_array(graph, id)->rank == 0;
        if (!node->given && node->form && !node->signal
            && is_sum_of_given(node->form))
            continue;           /* taken with others: see explain_joint.c */
        if (id && !output && graph_array(graph, id)->kind != LITERAL)
            block->reader->names[id] = vector_name(e, n);
        if (id && graph_array(graph, id)->kind == LITERAL
            && graph_array(graph, id)->rank)
            block->reader->names[id] = vector_name(e, n);
        block->reader->facts[id] |= id ? e->facts[node->array] : 0;
    }
    for (uint32_t i = 1; i < graph->definitions.count; i++) {
        const Definition *d = &graph->definitions.at[i];
        if (!d->array || explain_divisor(d) == 0)
            continue;
        block->reader->divisors[d->array] = explain_divisor(d);
        block->reader->names[d->array] = d->name;
    }
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        uint32_t definition = graph->outputs.at[graph->seeds.at[i].output];
        for (uint32_t n = 0; n < e->nodes.count; n++)
            if (e->nodes.at[n].definition == definition)
                block->reader->names[graph->seeds.at[i].array] =
                    e->signals.at[e->nodes.at[n].signal - 1].key;
    }
}

static bool is_nothing(const Graph *graph, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    return array->kind == EQUATION && array->part_count == 1
        && expr_is_number(&graph->exprs, array->as.parts[0].body, 0);
}

/* The length of the longest formula. */
static size_t hand_back(Explain *e, Block *block)
{
    size_t longest = 0;
    Graph *graph = block->graph;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        if (is_nothing(graph, g->array))
            continue;
        for (uint32_t n = 0; n < e->nodes.count; n++) {
            Node *node = &e->nodes.at[n];
            if (graph->definitions.at[node->definition].array != g->by)
                continue;
            Gift gift = {block, n, reader_array(block->reader, g->array)};
            if (!gift.term) {   /* of more than two axes: by its name */
                Text name = block->reader->names[g->array];
                gift.term = term_name(e->arena, name, RANK_MATRIX, -1, -1,
                                      e->batched[node->array]);
            }
            gift.term = explain_said(e, block,
                                     term_settled(e->arena, gift.term));
            gift.term = explain_said(e, block, gift.term);
            if (gift.term->text.length > longest)
                longest = gift.term->text.length;
            list_push(e->arena, &node->gifts, gift);
            break;
        }
    }
    return longest;
}

static void take_back(Explain *e, const Block *block)
{
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        Node *node = &e->nodes.at[n];
        while (node->gifts.count
               && node->gifts.at[node->gifts.count - 1].block == block)
            node->gifts.count--;
    }
}

/* How much is said, of what is handed back and of signals from this one on. */
static size_t length_of(const Explain *e, const Block *block, uint32_t first)
{
    enum { UNSAID = 120 };      /* what an equation by elements may take */
    size_t length = 0;
    for (uint32_t n = 0; n < e->nodes.count; n++)
        for (uint32_t g = 0; g < e->nodes.at[n].gifts.count; g++)
            if (e->nodes.at[n].gifts.at[g].block == block)
                length += e->nodes.at[n].gifts.at[g].term->text.length;
    for (uint32_t i = first; i < e->signals.count; i++)
        length += e->signals.at[i].term ? e->signals.at[i].term->text.length
                                        : UNSAID;
    return length;
}

/* Reads it anew, with names for what is long, or without. */
static size_t read_block(Explain *e, Block *block, uint32_t first,
                         bool sparing)
{
    take_back(e, block);
    e->signals.count = first;
    block->sparing = sparing;
    block->forms = NULL;
    block->reader = reader_create(e->arena, block->graph, block->batched,
                                  block->total_of);
    block->reader->examples = e->forward->batch;
    block->reader->context = block;
    name_given(e, block);
    block->reader->unsaid = name_unsaid;
    block->reader->shared = name_shared;
    block->reader->placed = explain_at;
    block->reader->said = explain_said_at;
    block->reader->rows = explain_has_rows(block);
    size_t longest = hand_back(e, block);
    explain_said_signals(e, block, first);
    return longest;
}

/* What its nodes are defined as, by names of the program alone. */
static void keep_forms(Explain *e, const Block *block, uint32_t group)
{
    Block forms = *block;
    forms.reader = explain_reader(e, block->graph, block->batched,
                                  block->total_of);
    name_given(e, &forms);
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        Node *node = &e->nodes.at[n];
        ArrayId id = block->graph->definitions.at[node->definition].array;
        if (!node->given && node->group == group && id
            && !graph_array(block->graph, id)->recurrence)
            node->form = reader_definition(forms.reader,
                                           graph_source(block->graph, id));
    }
}

/* Whether all factors of the part, a product of the same shape, are in it. */
static bool has_factors(TermRef whole, TermRef part)
{
    bool has = whole->kind == TERM_PRODUCT && part->kind == TERM_PRODUCT
            && part->count > 1 && part->rank == whole->rank;
    for (uint32_t i = 0; has && i < part->count; i++) {
        has = false;
        for (uint32_t k = 0; k < whole->count && !has; k++)
            has = term_equal(whole->of[k], part->of[i])
               && whole->weights[k] / part->weights[i] >= 1;
    }
    return has;
}

static bool stands_in(TermRef whole, TermRef part)
{
    bool stands = term_equal(whole, part) || has_factors(whole, part);
    for (uint32_t i = 0; i < whole->count && !stands; i++)
        stands = stands_in(whole->of[i], part);
    return stands;
}

/* Where all derivatives by what the equations define are 1, what stands in an
 * equation is no error signal. */
static void find_forward(Explain *e, const Block *block, uint32_t first)
{
    for (uint32_t i = first; i < e->signals.count; i++) {
        Signal *s = &e->signals.at[i];
        TermRef term = s->error && !block->graph->seeds.count
                     ? explain_deep(e, s->term) : NULL;
        for (uint32_t n = 0; n < e->nodes.count && term; n++) {
            const Node *node = &e->nodes.at[n];
            if (node->form && node->group == e->nodes.at[block->node].group
                && stands_in(node->form, term))
                s->error = false;
        }
    }
}

Block *explain_block(Explain *e, uint32_t group)
{
    enum { LONG = 160, TOO_LONG = 240 };
    Block *block = NEW(e->arena, Block);
    Graph *graph = explain_cut(e, group);
    if (!graph)
        return NULL;
    block->explain = e;
    block->graph = graph->batch && e->resort != RESORT_LAST
                 ? explain_strip(e->arena, graph, block) : graph;
    if (!explain_is_sound(e, block->graph))
        return NULL;
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (!e->nodes.at[n].given && e->nodes.at[n].group == group)
            block->node = n;
    block->outputs = graph->outputs.count;
    count_readers(e, block);
    uint32_t signals = e->signals.count;
    size_t longest = read_block(e, block, signals, false);
    size_t length = length_of(e, block, signals);
    if (longest > LONG || e->signals.count > signals + 2) {
        read_block(e, block, signals, true);
        if (longest <= TOO_LONG && length_of(e, block, signals) > length)
            read_block(e, block, signals, false);
    }
    explain_said_steps(e, block);
    keep_forms(e, block, group);
    find_forward(e, block, signals);
    return block;
}
