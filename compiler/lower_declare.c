/* lower_declare.c: dim, batch, const, and the leaves input, param and state. */
#include "lowering.h"

#include <math.h>
#include <string.h>

static const Tree *declared_name(const Declared *declared)
{
    return declared->head->kind == TREE_INDEX ? declared->head->operands[0]
                                              : declared->head;
}

/* -- dim and batch -- */

static bool override(const Lowering *low, Text name, int64_t *value)
{
    for (uint32_t i = 0; i < low->options->override_count; i++) {
        Override *o = &low->options->overrides[i];
        if (text_equal(o->name, name)) {
            o->used = true;
            *value = o->value;
            return true;
        }
    }
    return false;
}

static void declare_dim(Lowering *low, Scope *scope, Symbol *symbol,
                        bool batch)
{
    const Declared *declared = symbol->declared;
    int64_t value;
    bool given = scope == low->file && override(low, symbol->name, &value);
    if (batch && low->options->batch) {
        value = low->options->batch;
        given = true;
    }
    if (!given) {
        if (!declared->value) {
            Diagnostic *error = lower_error(low, symbol->span,
                                            "the dim %.*s has no value",
                                            TEXT_ARGS(symbol->name));
            diagnose_hint(low->diagnostics, error,
                          "give it one here, or with -D %.*s=…",
                          TEXT_ARGS(symbol->name));
            return;
        }
        if (!lower_constant(low, scope, declared->value, "a dim", &value))
            return;
    }
    if (batch && value < 1) {
        lower_error(low, symbol->span, "a batch of %lld: it must be positive",
                    (long long)value);
        return;
    }
    symbol->value = value_number(low, (double)value);
    symbol->is_dim = true;
    if (scope == low->file)
        list_push(low->arena, &low->graph->dims, ((Dim){symbol->name, value}));
    if (batch) {
        low->graph->batch = value;
        low->domain.ranges[BATCH_INDEX] = (Range){0, value};
    }
}

/* -- shapes and types -- */

static bool lower_shape(Lowering *low, Scope *scope, const Declared *declared,
                        Value *out)
{
    const Tree *head = declared->head;
    *out = (Value){.known = true};
    int64_t elements = 1;
    for (uint32_t i = 1; head->kind == TREE_INDEX && i < head->count; i++) {
        int64_t size;
        const Tree *tree = head->operands[i];
        if (out->rank == MAX_RANK) {
            lower_error(low, tree->span, "more than %d axes", MAX_RANK);
            return false;
        }
        if (tree->kind == TREE_SLICE) {
            lower_error(low, tree->span, "a size is a number, not a slice");
            return false;
        }
        uint32_t reported = low->diagnostics->list.count;
        if (!lower_constant(low, scope, tree, "a size", &size)) {
            if (tree->kind == TREE_NAME && !scope_find(scope, tree->name)
                && low->diagnostics->list.count == reported + 1
                && !low->diagnostics->list.at[reported]->remarks.count)
                diagnose_hint(low->diagnostics,
                              low->diagnostics->list.at[reported],
                              "a size is a number or a dim: dim %.*s = 10",
                              TEXT_ARGS(tree->name));
            return false;
        }
        if (size < 1 && tree->kind == TREE_NUMBER) {
            lower_error(low, tree->span, "a size of %lld: it must be positive",
                        (long long)size);
            return false;
        }
        if (size < 1) {
            lower_error(low, tree->span, "the size %.*s is %lld: it must be positive",
                        TEXT_ARGS(operand_text(low, tree)), (long long)size);
            return false;
        }
        if (size > 2147483647 / elements) {
            lower_error(low, head->span,
                        "%.*s has more than 2147483647 elements",
                        TEXT_ARGS(declared_name(declared)->name));
            return false;
        }
        elements *= size;
        out->shape[out->rank++] = size;
    }
    return true;
}

/* `: index(k)`; 0 without a type, -1 after an error. */
static int64_t lower_type(Lowering *low, Scope *scope, const Declared *declared)
{
    const Tree *type = declared->type;
    if (!type)
        return 0;
    if (type->kind != TREE_CALL || !text_is(type->name, "index")
        || type->count != 1) {
        Diagnostic *error =
            lower_error(low, type->span, "%.*s is not a type",
                        TEXT_ARGS(operand_text(low, type)));
        diagnose_hint(low->diagnostics, error,
                      "`: index(k)` is a whole number from 0 to k - 1; "
                      "without a type it is a real number");
        return -1;
    }
    int64_t limit;
    if (!lower_constant(low, scope, type->operands[0], "a limit", &limit))
        return -1;
    if (limit < 1 || limit > 2147483647) {
        lower_error(low, type->operands[0]->span,
                    "index(%lld): the limit must be from 1 to 2147483647",
                    (long long)limit);
        return -1;
    }
    return limit;
}

/* A symbol for an array of the graph, read at its axes (in a batch, at the
 * example). */
static void set_array(Lowering *low, Symbol *symbol, Value shape, ArrayId id)
{
    Exprs *exprs = &low->graph->exprs;
    SubscriptId at[MAX_RANK + 1];
    uint32_t rank = 0;
    if (leaf_is_batched(low, symbol))
        at[rank++] = subscript_index(exprs, BATCH_INDEX);
    for (uint32_t i = 0; i < shape.rank; i++)
        at[rank++] = subscript_index(exprs, i);
    shape.known = true;
    shape.body = graph_access(low->graph, id, at);
    symbol->value = shape;
    if (symbol->definition)
        low->graph->definitions.at[symbol->definition].array = id;
}

bool leaf_is_batched(const Lowering *low, const Symbol *symbol)
{
    return low->graph->batch && !symbol->declared->shared
        && (symbol->declaration == STATEMENT_INPUT
            || symbol->declaration == STATEMENT_STATE);
}

/* Whether the array has room for the axis of the batch. */
static bool has_room(Lowering *low, const Symbol *symbol, const Value *shape)
{
    if (!leaf_is_batched(low, symbol) || shape->rank < MAX_RANK)
        return true;
    lower_error(low, symbol->span, "more than %d axes with the batch",
                MAX_RANK);
    return false;
}

/* The array of a leaf, which the symbol then stands for. */
static ArrayId make_leaf(Lowering *low, Symbol *symbol, ArrayKind kind,
                         int64_t limit, const Value *shape)
{
    int64_t full[MAX_RANK + 1];
    uint32_t rank = 0;
    if (leaf_is_batched(low, symbol))
        full[rank++] = low->graph->batch;
    for (uint32_t i = 0; i < shape->rank; i++)
        full[rank++] = shape->shape[i];
    ArrayId id = graph_input(low->graph, kind, limit ? WHOLE : REAL, limit,
                             rank, full, symbol->definition);
    set_array(low, symbol, *shape, id);
    low->graph->definitions.at[symbol->definition].batched =
        leaf_is_batched(low, symbol);
    return id;
}

/* -- values -- */

/* The value that a declaration gives after `=`, with the declared shape. */
static Value declared_value(Lowering *low, Scope *scope, Symbol *symbol,
                            const Value *shape, bool may_be_scalar)
{
    const Tree *tree = symbol->declared->value;
    if (symbol->definition)
        low->serves = symbol->definition;
    Value value = value_as_number(low, lower_expr(low, scope, tree));
    if (!value.known)
        return value;
    bool same = value.rank == shape->rank
             && (!shape->rank
                 || !memcmp(value.shape, shape->shape,
                            shape->rank * sizeof *shape->shape));
    if (same || (may_be_scalar && !value.rank))
        return value;
    lower_error(low, tree->span, "%.*s is declared as %.*s, and its value is %.*s",
                TEXT_ARGS(symbol->name), TEXT_ARGS(shape_phrase(low, shape)),
                TEXT_ARGS(shape_phrase(low, &value)));
    return value_error();
}

/* An array for any value, a number included. */
static ArrayId array_of_value(Lowering *low, Span place, Value value)
{
    ArrayId id = value_array(low, &value);
    if (id && graph_array(low->graph, id)->rank == value.rank)
        return id;
    Piece piece = {.combine = SET, .value = value};
    return build_array(low, place, 1, &piece, NULL, &id).known ? id : 0;
}

/* The value has no index of its surroundings in it. */
static bool starts_alone(Lowering *low, const Symbol *symbol,
                         const Value *value)
{
    const uint32_t axes = (1u << CONTEXT) - 1;
    if (!(expr_at(&low->graph->exprs, value->body)->depends & ~axes))
        return true;
    lower_error(low, symbol->declared->value->span,
                "%.*s starts from one value, and this depends on an index",
                TEXT_ARGS(symbol->name));
    return false;
}

/* The array that the leaf starts from, which is a number where all elements
 * start alike. `shape` is what is declared, `full` has the axes of blocks before
 * it: each copy, and each example, starts alike. 0 after an error. */
static ArrayId start_array(Lowering *low, Scope *scope, Symbol *symbol,
                           const Value *shape, const Value *full)
{
    const Declared *declared = symbol->declared;
    Value value = declared->value
                    ? declared_value(low, scope, symbol, shape, true)
                    : value_number(low, 0);
    if (!value.known || (declared->value && !starts_alone(low, symbol, &value)))
        return 0;
    uint32_t axes = full->rank - shape->rank;
    if (value.rank && axes) {
        SubscriptId map[MAX_INDICES] = {0};
        for (uint32_t i = 0; i < value.rank; i++)
            map[i] = subscript_index(&low->graph->exprs, axes + i);
        value = value_replace(low, value, map);
        value.rank = full->rank;
        memcpy(value.shape, full->shape, sizeof value.shape);
    }
    if (!value.rank || !leaf_is_batched(low, symbol))
        return array_of_value(low, symbol->span, value);
    Piece piece = {.combine = SET, .value = value,
                   .context = 1u << BATCH_INDEX};
    ArrayId id;
    return build_array(low, symbol->span, 1, &piece, NULL, &id).known ? id : 0;
}

/* -- leaves: input, param, state -- */

static bool lower_start(Lowering *low, Scope *scope, Symbol *symbol,
                        const Value *shape, const Value *full,
                        Initial *initial)
{
    const Tree *drawn = symbol->declared->drawn;
    if (drawn && symbol->declaration == STATEMENT_INPUT)
        return lower_input_draw(low, scope, drawn, initial);
    if (drawn)
        return lower_draw(low, scope, drawn, shape, initial);
    initial->value = start_array(low, scope, symbol, shape, full);
    return initial->value != 0;
}

/* A param, a state or a drawn input; for `full` see start_array. */
static void declare_started(Lowering *low, Scope *scope, Symbol *symbol,
                            const Value *shape, const Value *full)
{
    Graph *graph = low->graph;
    Initial initial = {0};
    if (!has_room(low, symbol, full)
        || !lower_start(low, scope, symbol, shape, full, &initial))
        return;
    switch ((StatementKind)symbol->declaration) {
    case STATEMENT_PARAM:
        initial.array = make_leaf(low, symbol, PARAM, 0, full);
        list_push(low->arena, &graph->params, symbol->definition);
        break;
    case STATEMENT_STATE:
        initial.array = make_leaf(low, symbol, STATE, 0, full);
        list_push(low->arena, &graph->states, symbol->definition);
        break;
    default:
        initial.array = make_leaf(low, symbol, DRAWN, 0, full);
        list_push(low->arena, &graph->draws, symbol->definition);
    }
    list_push(low->arena, &graph->initials, initial);
}

/* A leaf behind `where`, which belongs to the equation or layer. */
static void declare_own(Lowering *low, Scope *scope, Symbol *symbol,
                        const Value *shape)
{
    Symbol *leaf = layer_leaf(low, symbol, shape);
    if (!leaf)
        return;
    uint32_t serves = low->serves;
    Value full = leaf->value;
    if (!full.known)
        declare_started(low, scope, leaf, shape, &full);
    low->serves = serves;
    if (leaf->value.known)
        symbol->value = layer_leaf_value(low, leaf, symbol->owner);
}

static void declare_leaf(Lowering *low, Scope *scope, Symbol *symbol)
{
    const Declared *declared = symbol->declared;
    Value shape;
    int64_t limit = 0;
    if (declared->type && symbol->declaration == STATEMENT_INPUT
        && !declared->drawn)
        limit = lower_type(low, scope, declared);
    else if (declared->type)
        lower_error(low, declared->type->span,
                    "a %s is a real number: it has no type",
                    symbol->declaration == STATEMENT_PARAM ? "param"
                                                           : "drawn input");
    if (!lower_shape(low, scope, declared, &shape) || limit < 0)
        return;
    if (symbol->owner) {
        declare_own(low, scope, symbol, &shape);
    } else if (symbol->declaration != STATEMENT_INPUT || declared->drawn) {
        declare_started(low, scope, symbol, &shape, &shape);
    } else if (has_room(low, symbol, &shape)) {
        make_leaf(low, symbol, INPUT, limit, &shape);
        list_push(low->arena, &low->graph->inputs, symbol->definition);
    }
}

/* -- const -- */

/* The element of a list of lists at a place in the array. */
static const Tree *element_of(const Tree *tree, const Array *array,
                              int64_t place)
{
    int64_t size = array_size(array);
    for (uint32_t i = 0; i < array->rank && tree->kind == TREE_LIST
                         && tree->count == array->shape[i]; i++) {
        size /= array->shape[i];
        tree = tree->operands[place / size];
        place %= size;
    }
    return tree;
}

/* The literal with the declared type: index values below the limit, or
 * reals; what is computed stays as it is. */
static ArrayId retype(Lowering *low, const Symbol *symbol, ArrayId id,
                      int64_t limit)
{
    const Array array = *graph_array(low->graph, id);
    if (array.kind != LITERAL) {
        if (!limit)
            return id;
        lower_error(low, symbol->declared->value->span,
                    "the index values of a const must be written out");
        return 0;
    }
    int64_t size = array_size(&array);
    for (int64_t i = 0; limit && i < size; i++) {
        double value = array.as.values[i];
        if (value >= 0 && value < (double)limit && value == floor(value))
            continue;
        Buffer text = buffer_create(low->arena);
        buffer_number(&text, value, true);
        lower_error(low, element_of(symbol->declared->value, &array, i)->span,
                    "the value %.*s of %.*s is not a whole number from 0 to %lld",
                    TEXT_ARGS(buffer_text(&text)), TEXT_ARGS(symbol->name),
                    (long long)limit - 1);
        return 0;
    }
    return graph_literal(low->graph, limit ? WHOLE : REAL, limit, array.rank,
                         array.shape, array.as.values, symbol->definition);
}

static void declare_const(Lowering *low, Scope *scope, Symbol *symbol)
{
    const Declared *declared = symbol->declared;
    Value shape;
    int64_t limit = lower_type(low, scope, declared);
    if (!lower_shape(low, scope, declared, &shape) || limit < 0)
        return;
    if (!declared->value) {
        lower_error(low, symbol->span, "the const %.*s has no value",
                    TEXT_ARGS(symbol->name));
        return;
    }
    Value value = declared_value(low, scope, symbol, &shape, false);
    if (!value.known)
        return;
    if (expr_at(&low->graph->exprs, value.body)->kind == NUMBER) {
        symbol->value = value;
        if (symbol->definition)
            low->graph->definitions.at[symbol->definition].array =
                array_of_value(low, symbol->span, value);
        return;
    }
    ArrayId id = array_of_value(low, symbol->span, value);
    id = id ? retype(low, symbol, id, limit) : 0;
    if (id)
        set_array(low, symbol, shape, id);
}

void lower_declaration(Lowering *low, Scope *scope, Symbol *symbol)
{
    symbol->value = value_error();
    switch ((StatementKind)symbol->declaration) {
    case STATEMENT_DIM:
        declare_dim(low, scope, symbol, false);
        break;
    case STATEMENT_BATCH:
        declare_dim(low, scope, symbol, true);
        break;
    case STATEMENT_INPUT:
    case STATEMENT_PARAM:
    case STATEMENT_STATE:
        declare_leaf(low, scope, symbol);
        break;
    default:
        declare_const(low, scope, symbol);
    }
}
