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

const Symbol *state_of_next(const File *file, const Symbol *symbol)
{
    const Symbol *state =
        symbol_is_next(symbol)
            ? scope_find_here(file->scope, name_of_state(symbol->name))
            : NULL;
    return state && state->declared && state->declaration == STATEMENT_STATE
             ? state
             : NULL;
}

/* The state whose name is near; length 0 if none is. */
static Text nearest_state(const File *file, Text name)
{
    Text nearest = {0};
    unsigned least = 3;
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
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

static void check_next_name(File *file, const Tree *head)
{
    Lowering *low = file->low;
    const Tree *name = name_of_head(head);
    Symbol *symbol = name->kind == TREE_NAME
                       ? scope_find_here(file->scope, name->name)
                       : NULL;
    if (!symbol) {
        if (name->kind == TREE_CALL)
            lower_error(low, head->span,
                        "the left side of `next` is a state, or its elements");
        return;
    }
    if (state_of_next(file, symbol) || symbol->is_error)
        return;
    Text wanted = name_of_state(name->name);
    const Symbol *other = scope_find_here(file->scope, wanted);
    symbol->is_error = true;
    Diagnostic *error = lower_error(low, name->span,
                                    other ? "%.*s is not a state"
                                          : "there is no state %.*s",
                                    TEXT_ARGS(wanted));
    if (other)
        diagnose_note(low->diagnostics, error, other->span,
                      "%.*s is defined here", TEXT_ARGS(wanted));
    Text near = other ? (Text){0} : nearest_state(file, wanted);
    if (near.length)
        diagnose_hint(low->diagnostics, error, "did you mean %.*s?",
                      TEXT_ARGS(near));
    else
        diagnose_hint(low->diagnostics, error,
                      "a state is declared with its first value: "
                      "state %.*s = 0", TEXT_ARGS(wanted));
}

void check_next_names(File *file, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        for (uint32_t h = 0; statement->next && h < statement->head_count; h++)
            check_next_name(file, statement->heads[h]);
    }
}

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

void add_nexts(File *file)
{
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        const Symbol *state = state_of_next(file, symbol);
        if (state)
            add_next(file, symbol, state);
    }
}
