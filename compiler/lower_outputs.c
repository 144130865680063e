/* lower_outputs.c: what a program gives, and what of it does nothing. */
#include "lower_file.h"

/* -- outputs -- */

ArrayId real_array(Lowering *low, uint32_t definition, ArrayId id)
{
    const Array *array = graph_array(low->graph, id);
    if (array->type != WHOLE)
        return id;
    Range ranges[MAX_RANK] = {{0, 0}};
    SubscriptId target[MAX_RANK] = {0};
    for (uint32_t i = 0; i < array->rank; i++) {
        ranges[i] = (Range){0, array->shape[i]};
        target[i] = subscript_index(&low->graph->exprs, i);
    }
    Part part = {.combine = SET, .index_count = array->rank, .ranges = ranges,
                 .target = target, .body = graph_access_plain(low->graph, id)};
    return graph_equation(low->graph, 0, array->rank, array->shape, 1, &part,
                          definition);
}

/* An output is real, unless it is an index: given as input or chosen. */
static ArrayId output_array(Lowering *low, uint32_t definition, ArrayId id)
{
    const Array *array = graph_array(low->graph, id);
    bool index = array->kind == INPUT || array->kind == KERNEL
              || (array->kind == EQUATION
                  && array->as.parts[0].combine >= ARGMAX);
    return index ? id : real_array(low, definition, id);
}

static void add_output(File *file, const Tree *tree, Table *said)
{
    Lowering *low = file->low;
    if (tree->kind != TREE_NAME) {
        Diagnostic *error =
            lower_error(low, tree->span, "an output is a name");
        diagnose_hint(low->diagnostics, error,
                      "define it first: y = %.*s, then `output y`",
                      TEXT_ARGS(operand_text(low, tree)));
        return;
    }
    const Symbol *symbol = scope_find_here(file->scope, tree->name);
    const Owner *owner;
    if (!symbol)
        symbol = scope_find_leaf(low, file->scope, tree->name, &owner);
    if (!symbol || symbol->kind == SYMBOL_FUNCTION || symbol->is_dim
        || !symbol->definition) {
        if (symbol && symbol->is_error)
            return;
        if (symbol && symbol->is_dim) {
            lower_error(low, tree->span,
                        "%.*s is a dim: the header states it, it is no output",
                        TEXT_ARGS(tree->name));
            return;
        }
        if (symbol && symbol->kind == SYMBOL_FUNCTION) {
            diagnose_hint(
                low->diagnostics,
                lower_error(low, tree->span,
                            "%.*s is a function, and an output is a value",
                            TEXT_ARGS(tree->name)),
                "apply it: y = %.*s(x), then `output y`",
                TEXT_ARGS(tree->name));
            return;
        }
        lower_expr(low, file->scope, tree);     /* says what is wrong */
        return;
    }
    if (!symbol->value.known)
        return;
    Definition *definition =
        &low->graph->definitions.at[symbol->definition];
    if (table_id(said, table_first(said, symbol->definition))) {
        lower_error(low, tree->span, "%.*s is an output already",
                    TEXT_ARGS(tree->name));
        return;
    }
    table_add(low->arena, said, symbol->definition, symbol->definition);
    definition->array =
        output_array(low, symbol->definition, definition->array);
    list_push(low->arena, &low->graph->outputs, symbol->definition);
}

void add_outputs(File *file, const Program *program)
{
    bool any = false;
    Table said = {0};
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind != STATEMENT_OUTPUT)
            continue;
        any = true;
        for (uint32_t v = 0; v < statement->value_count; v++)
            add_output(file, statement->values[v], &said);
    }
    if (any || file->low->diagnostics->error_count)
        return;
    Diagnostic *error = diagnose_error(file->low->diagnostics, (Span){0},
                                       "the program has no output");
    const Symbol *last = NULL;
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        if (symbol->definition && !symbol->declared
            && (!last || symbol->span.start > last->span.start))
            last = symbol;
    }
    if (last)
        diagnose_hint(file->low->diagnostics, error,
                      "say what it computes: output %.*s",
                      TEXT_ARGS(last->name));
}

/* -- what is not constant -- */

static bool is_constant(Lowering *low, const bool *constant,
                        const Array *array)
{
    const Graph *graph = low->graph;
    if (array->kind == CARRY)
        return constant[array->as.carried];
    for (uint32_t p = 0; p < array->part_count; p++) {
        ExprIds order = {0};
        expr_postorder(&graph->exprs, low->arena, NULL, true,
                       array->as.parts[p].body, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind == ACCESS && !constant[node->as.access.array])
                return false;
        }
    }
    return array->kind == LITERAL || array_is_computed(array);
}

/* constant[id]: the array depends on no input and no param. What it carries may
 * take that away from one that stands before it. */
static bool *constant_arrays(Lowering *low)
{
    const Graph *graph = low->graph;
    bool *constant = NEW_ARRAY(low->arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        constant[id] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            const Array *array = graph_array(graph, id);
            if (!constant[id] || is_constant(low, constant, array))
                continue;
            constant[id] = false;
            changed |= id > 1;
        }
    }
    return constant;
}

/* The first name in the tree that stands for no constant; or NULL. */
static const Tree *variable_name(const File *file, const bool *constant,
                                 const Tree *tree)
{
    if (!tree)
        return NULL;
    if (tree->kind == TREE_NAME && text_is(tree->name, "training"))
        return tree;
    const Symbol *symbol = tree->kind == TREE_NAME
                               ? scope_find_here(file->scope, tree->name)
                               : NULL;
    if (symbol && symbol->definition
        && !constant[file->low->graph->definitions.at[symbol->definition]
                         .array])
        return tree;
    for (uint32_t i = 0; i < tree->count; i++) {
        const Tree *found = variable_name(file, constant, tree->operands[i]);
        if (found)
            return found;
    }
    return variable_name(file, constant, tree->condition);
}

static void report_variable(File *file, const bool *constant,
                            const Symbol *symbol)
{
    const Tree *value = symbol->declared->value;
    const Tree *name = variable_name(file, constant, value);
    if (!name) {
        lower_error(file->low, value->span,
                    "the value of %.*s must not depend on inputs or params",
                    TEXT_ARGS(symbol->name));
        return;
    }
    const Symbol *used = scope_find_here(file->scope, name->name);
    if (!used) {
        lower_error(file->low, name->span,
                    "the value of %.*s must not depend on `training`, which "
                    "infer has as 0", TEXT_ARGS(symbol->name));
        return;
    }
    const char *kind = !used->declared ? "depends on inputs or params"
                     : used->declaration == STATEMENT_STATE ? "is a state"
                     : used->declaration == STATEMENT_INPUT ? "is an input"
                                                            : "is a param";
    Diagnostic *error = lower_error(
        file->low, name->span,
        "the value of %.*s must not depend on %.*s, which %s",
        TEXT_ARGS(symbol->name), TEXT_ARGS(name->name), kind);
    diagnose_note(file->low->diagnostics, error, used->span,
                  "%.*s is defined here", TEXT_ARGS(name->name));
}

/* The array, or of a param or a state what it starts from. */
static ArrayId *start_arrays(const Lowering *low)
{
    const Graph *graph = low->graph;
    ArrayId *start = NEW_ARRAY(low->arena, ArrayId, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        start[id] = id;
    for (uint32_t i = 0; i < graph->initials.count; i++)
        start[graph->initials.at[i].array] = graph->initials.at[i].value;
    return start;
}

static void check_constant(File *file, const Symbol *symbol,
                           const ArrayId *start, const bool **constant)
{
    Lowering *low = file->low;
    if (!symbol->declared || !symbol->value.known || !symbol->definition
        || !symbol->declared->value)
        return;
    ArrayId id = low->graph->definitions.at[symbol->definition].array;
    if (!*constant)
        *constant = constant_arrays(low);
    if (!(*constant)[start[id]])
        report_variable(file, *constant, symbol);
}

void check_constants(File *file)
{
    const Scope *made = file->low->made;
    const ArrayId *start = start_arrays(file->low);
    const bool *constant = NULL;
    for (uint32_t n = 0; n < node_count(file); n++)
        check_constant(file, node_symbol(file, n), start, &constant);
    for (uint32_t i = 1; i < made->symbols.count; i++)
        check_constant(file, made->symbols.at[i], start, &constant);
}
