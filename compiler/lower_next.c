/* lower_next.c: what states become, `next r = …`.
 *
 * A next value is an equation whose name is that of its state behind a word
 * that no name can hold; so nothing but its state knows it.
 */
#include "lower_file.h"

#include <string.h>

static const size_t PREFIX = sizeof NEXT_PREFIX - 1;

bool symbol_is_next(const Symbol *symbol)
{
    return symbol->name.length > PREFIX
        && !memcmp(symbol->name.at, NEXT_PREFIX, PREFIX);
}

static Text name_of_state(Text next)
{
    return (Text){next.at + PREFIX, next.length - PREFIX};
}

const Symbol *state_of_next(const Scope *scope, const Symbol *symbol)
{
    const Symbol *state =
        symbol_is_next(symbol)
            ? scope_find_here(scope, name_of_state(symbol->name))
            : NULL;
    return state && state->declared && state->declaration == STATEMENT_STATE
             ? state
             : NULL;
}

/* The state whose name is near; length 0 if none is. */
static Text nearest_state(const Scope *scope, Text name)
{
    Text nearest = {0};
    unsigned least = 3;
    for (uint32_t n = 1; n < scope->symbols.count; n++) {
        const Symbol *symbol = scope->symbols.at[n];
        if (!symbol->declared || symbol->declaration != STATEMENT_STATE)
            continue;
        unsigned distance = text_distance(symbol->name, name, least);
        if (distance < least && distance < name.length) {
            least = distance;
            nearest = symbol->name;
        }
    }
    return nearest;
}

/* A next value, defined at the place, of what is no state of the scope. */
static void report_no_state(Lowering *low, const Scope *scope, Symbol *symbol,
                            Span place)
{
    Text wanted = name_of_state(symbol->name);
    const Symbol *other = scope_find_here(scope, wanted);
    symbol->is_error = true;
    Diagnostic *error = lower_error(low, place,
                                    other ? "%.*s is not a state"
                                          : "there is no state %.*s",
                                    TEXT_ARGS(wanted));
    if (other)
        diagnose_note(low->diagnostics, error, other->span,
                      "%.*s is defined here", TEXT_ARGS(wanted));
    Text near = other ? (Text){0} : nearest_state(scope, wanted);
    if (near.length)
        diagnose_hint(low->diagnostics, error, "did you mean %.*s?",
                      TEXT_ARGS(near));
    else
        diagnose_hint(low->diagnostics, error,
                      "a state is declared with its first value: "
                      "state %.*s = 0", TEXT_ARGS(wanted));
}

static void check_next_name(File *file, const Tree *head)
{
    const Tree *name = name_of_head(head);
    Symbol *symbol = name->kind == TREE_NAME
                       ? scope_find_here(file->scope, name->name)
                       : NULL;
    if (!symbol && name->kind == TREE_CALL)
        lower_error(file->low, head->span,
                    "the left side of `next` is a state, or its elements");
    if (symbol && !symbol->is_error && !state_of_next(file->scope, symbol))
        report_no_state(file->low, file->scope, symbol, name->span);
}

void check_next_names(File *file, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        for (uint32_t h = 0; statement->next && h < statement->head_count; h++)
            check_next_name(file, statement->heads[h]);
    }
}

/* -- behind `where` -- */

/* Whether the value is one for each index of the context, the examples of the
 * batch aside. */
static bool is_many(const Lowering *low, const Value *value)
{
    uint32_t inner = ~0u << (low->graph->batch ? BATCH_INDEX + 1 : CONTEXT);
    return expr_at(&low->graph->exprs, value->body)->depends & inner;
}

/* The made symbol of what a state of a layer becomes. It is met again where an
 * equation is looked at again; the last value holds. */
static Symbol *made_next(Lowering *low, const Symbol *symbol,
                         const Symbol *state)
{
    Text name = text_format(low->arena, NEXT_PREFIX "%.*s",
                            TEXT_ARGS(leaf_name(low, state)));
    Symbol *made = scope_find_here(low->made, name);
    if (!made) {
        made = scope_add(low, low->made, name, symbol->span, SYMBOL_VALUE);
        made->definition = graph_define(low->graph, name, symbol->span, 0);
    }
    made->statements = symbol->statements;
    return made;
}

/* The indices that choose of a stack of layers, block[l]: each l of 0 … has one.
 * False if the subscripts are anything else. */
static bool stack_indices(const Lowering *low, const Owner *owner,
                          uint32_t *set)
{
    for (uint32_t i = 0; i < owner->axis_count; i++) {
        const Subscript *s =
            subscript_at(&low->graph->exprs, owner->axes[i]);
        if (s->data || s->term_count != 1 || s->terms[0].factor != 1
            || *set >> s->terms[0].index & 1)
            return false;
        Range range = low->domain.ranges[s->terms[0].index];
        if (range.low + s->base != 0
            || range.high + s->base != owner->sizes[i])
            return false;
        *set |= 1u << s->terms[0].index;
    }
    return true;
}

/* What the states of all layers of a stack become: an array with its axes. */
static Value stacked(Lowering *low, const Symbol *symbol, const Owner *owner)
{
    uint32_t set = 0;
    if (!stack_indices(low, owner, &set))
        return symbol->value;
    Piece piece = {.combine = SET, .value = symbol->value,
                   .head_count = owner->axis_count};
    for (uint32_t i = 0; i < owner->axis_count; i++)
        piece.head[i] = owner->axes[i];
    for (uint32_t index = CONTEXT; index < MAX_INDICES; index++)
        if (set >> index & 1)
            piece_bind(low, &piece, index);
    ArrayId id;
    return build_array(low, symbol->span, 1, &piece, owner->sizes, &id);
}

static void lower_local_next(Lowering *low, Scope *scope, Symbol *symbol)
{
    const Symbol *found = state_of_next(scope, symbol);
    if (!found) {
        report_no_state(low, scope, symbol, symbol->span);
        return;
    }
    Symbol *state = scope_find_here(scope, found->name);
    if (state->kind == SYMBOL_LOCAL)
        lower_local(low, state);
    if (symbol->kind == SYMBOL_LOCAL)
        lower_local(low, symbol);
    if (!state->value.known || !symbol->value.known)
        return;
    Value value = symbol->value;
    if (state->owner->axis_count)
        value = stacked(low, symbol, state->owner);
    if (!value.known)
        return;
    if (is_many(low, &value)
        || (state->owner->axis_count && value.body == symbol->value.body)) {
        Diagnostic *error = lower_error(
            low, symbol->span, "a state becomes one value, and this is one for "
            "each index of the equation around");
        diagnose_hint(low->diagnostics, error,
                      "apply the layer once, to all of an array, or give each "
                      "index a layer of its own: %.*s[i](…)",
                      TEXT_ARGS(low->expansion ? low->expansion->name
                                               : text_of("layer")));
        return;
    }
    made_next(low, symbol, state)->value = value;
}

void lower_local_nexts(Lowering *low, Scope *scope)
{
    for (uint32_t n = 1; n < scope->symbols.count && !low->probing; n++)
        if (symbol_is_next(scope->symbols.at[n]))
            lower_local_next(low, scope, scope->symbols.at[n]);
}

/* -- on the graph -- */

/* A number is what every element becomes. */
static bool fit_shape(Lowering *low, const Symbol *symbol,
                      const Symbol *state, Value *value)
{
    const Value *shape = &state->value;
    bool same = value->rank == shape->rank
             && !memcmp(value->shape, shape->shape,
                        shape->rank * sizeof *shape->shape);
    if (!same && !value->rank
        && symbol->statements.at[0]->heads[0]->kind == TREE_NAME) {
        value->rank = shape->rank;
        memcpy(value->shape, shape->shape, sizeof value->shape);
        same = true;
    }
    if (same)
        return true;
    Diagnostic *error = lower_error(
        low, symbol->span, "the state %.*s is %.*s, and its next value is %.*s",
        TEXT_ARGS(state->name), TEXT_ARGS(shape_phrase(low, shape)),
        TEXT_ARGS(shape_phrase(low, value)));
    diagnose_note(low->diagnostics, error, state->span,
                  "%.*s is declared here", TEXT_ARGS(state->name));
    return false;
}

/* Whether each example has its own value, where the state is shared. */
static bool is_torn(Lowering *low, const Symbol *symbol, const Symbol *state,
                    bool each)
{
    if (!each || !state->declared->shared)
        return false;
    Diagnostic *error = lower_error(
        low, symbol->span,
        "the state %.*s is shared, and its next value differs from example to "
        "example", TEXT_ARGS(state->name));
    diagnose_hint(low->diagnostics, error,
                  "batch_mean(x) is the mean over the examples; without "
                  "`shared` each example has a state of its own");
    return true;
}

/* Each example has its element, also where all are the same. */
static ArrayId spread_array(Lowering *low, const Symbol *symbol, Value value)
{
    Piece piece = {.combine = SET, .value = value,
                   .context = 1u << BATCH_INDEX};
    ArrayId id;
    return build_array(low, symbol->span, 1, &piece, NULL, &id).known ? id : 0;
}

static void add_next(File *file, const Symbol *symbol, const Symbol *state)
{
    Lowering *low = file->low;
    Value value = value_as_number(low, symbol->value);
    if (!value.known || !state->value.known
        || !fit_shape(low, symbol, state, &value))
        return;
    bool each = low->graph->batch
             && expr_at(&low->graph->exprs, value.body)->depends
                    >> BATCH_INDEX & 1;
    if (is_torn(low, symbol, state, each))
        return;
    low->serves = symbol->definition;
    bool spread = low->graph->batch && !each && !state->declared->shared;
    ArrayId id = spread ? spread_array(low, symbol, value)
                        : stored_array(low, symbol, &value);
    if (!id)
        return;
    id = real_array(low, symbol->definition, without_copies(low->graph, id));
    Definition *definitions = low->graph->definitions.at;
    definitions[symbol->definition].array = id;
    list_push(low->arena, &low->graph->nexts,
              ((Next){definitions[state->definition].array,
                      symbol->definition}));
}

static void add_nexts_of(File *file, const Scope *scope)
{
    for (uint32_t n = 1; n < scope->symbols.count; n++) {
        const Symbol *symbol = scope->symbols.at[n];
        const Symbol *state = state_of_next(scope, symbol);
        if (state)
            add_next(file, symbol, state);
    }
}

void add_nexts(File *file)
{
    add_nexts_of(file, file->scope);
    add_nexts_of(file, file->low->made);
}
