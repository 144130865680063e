/* lower.c: from the tree of a program to its graph.
 *
 * Names come first: each defined name of the file is a node, which uses the
 * names that occur free in its statements. Sorted by that, everything is
 * lowered after what it uses, whatever the order in the file.
 */
#include "lowering.h"

#include <string.h>

typedef struct File {
    Lowering *low;
    Scope    *scope;            /* symbols.at[n] is node n - 1 */
    Symbol   *batch;
    uint32_t *start, *edges;    /* what each node uses */
    uint32_t *order, *component;
} File;

static uint32_t node_count(const File *file)
{
    return file->scope->symbols.count - 1;
}

static Symbol *node_symbol(const File *file, uint32_t node)
{
    return file->scope->symbols.at[node + 1];
}

/* -- names of the file -- */

static const Tree *name_of_head(const Tree *head)
{
    return head->kind == TREE_INDEX ? head->operands[0] : head;
}

static void report_twice(Lowering *low, const Tree *head, const Symbol *first)
{
    Diagnostic *error =
        lower_error(low, head->mark.end ? head->mark : head->span,
                    "%.*s is defined twice",
                    TEXT_ARGS(name_of_head(head)->name));
    diagnose_note(low->diagnostics, error, first->span,
                  "it is defined here first");
    if (head->kind == TREE_NAME && first->kind == SYMBOL_VALUE
        && first->statements.count)
        diagnose_hint(low->diagnostics, error,
                      "an array may be defined in pieces: %.*s[i] = …",
                      TEXT_ARGS(first->name));
}

/* f(x, W[m,n]) and f(a, B[p,q]) have the same list of ranks. */
static bool same_ranks(const Tree *a, const Tree *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const Tree *x = a->operands[i], *y = b->operands[i];
        if ((x->kind == TREE_INDEX ? x->count : 1)
            != (y->kind == TREE_INDEX ? y->count : 1))
            return false;
    }
    return true;
}

static bool check_parameters(Lowering *low, const Tree *head)
{
    for (uint32_t i = 0; i < head->count; i++) {
        const Tree *name = name_of_head(head->operands[i]);
        if (name->kind != TREE_NAME) {
            Diagnostic *error = lower_error(
                low, head->operands[i]->span, "a parameter is a name, perhaps with sizes");
            diagnose_hint(low->diagnostics, error, "as in f(x, W[m,n]) = …");
            return false;
        }
        for (uint32_t k = 0; k < i; k++)
            if (text_equal(name_of_head(head->operands[k])->name,
                           name->name)) {
                lower_error(low, name->span, "two parameters are called %.*s",
                            TEXT_ARGS(name->name));
                return false;
            }
    }
    return true;
}

static bool is_reserved(Text name)
{
    static const char *const words[] = {"sum", "prod", "max", "min", "mean",
                                        "argmax", "argmin"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(name, words[i]))
            return true;
    return false;
}

static void add_function(File *file, const Statement *statement,
                         const Tree *head)
{
    Lowering *low = file->low;
    Symbol *symbol = scope_find_here(file->scope, head->name);
    if (is_reserved(head->name)) {
        lower_error(low, head->mark, "%.*s is a word of the language",
                    TEXT_ARGS(head->name));
        return;
    }
    if (!check_parameters(low, head)) {
        list_push(low->arena, &low->undefined, head->name);
        return;
    }
    if (symbol && symbol->kind != SYMBOL_FUNCTION) {
        report_twice(low, head, symbol);
        return;
    }
    if (symbol)
        for (uint32_t i = 0; i < symbol->statements.count; i++)
            if (same_ranks(symbol->statements.at[i]->heads[0], head)) {
                Diagnostic *error = lower_error(
                    low, head->mark, "%.*s is defined twice for these ranks",
                    TEXT_ARGS(head->name));
                diagnose_note(low->diagnostics, error,
                              symbol->statements.at[i]->heads[0]->span,
                              "it is defined here first");
                return;
            }
    if (!symbol)
        symbol = scope_add(low, file->scope, head->name, head->span,
                           SYMBOL_FUNCTION);
    list_push(low->arena, &symbol->statements, statement);
}

static Symbol *add_defined(File *file, const Tree *head)
{
    Lowering *low = file->low;
    const Tree *name = name_of_head(head);
    if (is_reserved(name->name)) {
        lower_error(low, name->span, "%.*s is a word of the language",
                    TEXT_ARGS(name->name));
        return NULL;
    }
    Symbol *symbol = scope_add(low, file->scope, name->name, head->span,
                               SYMBOL_PENDING);
    return symbol;
}

static void add_equation(File *file, const Statement *statement,
                         const Tree *head)
{
    const Tree *name = name_of_head(head);
    if (head->kind == TREE_CALL && statement->head_count == 1
        && statement->kind == STATEMENT_EQUATION) {
        add_function(file, statement, head);
        return;
    }
    if (name->kind != TREE_NAME) {
        Diagnostic *error = lower_error(
            file->low, head->span,
            "the left side of an equation is a name, an element or a function");
        diagnose_hint(file->low->diagnostics, error,
                      "as in y = …, y[i] = … or f(x) = …");
        return;
    }
    Symbol *symbol = scope_find_here(file->scope, name->name);
    bool piece = head->kind == TREE_INDEX
              || statement->kind == STATEMENT_ACCUMULATE;
    bool pieces = symbol && symbol->statements.count
               && symbol->kind == SYMBOL_PENDING
               && (symbol->statements.at[0]->kind == STATEMENT_ACCUMULATE
                   || symbol->statements.at[0]->heads[0]->kind == TREE_INDEX
                   || statement->kind == STATEMENT_ACCUMULATE);
    if (symbol && !(piece && pieces)) {
        report_twice(file->low, head, symbol);
        return;
    }
    if (!symbol)
        symbol = add_defined(file, head);
    if (symbol)
        list_push(file->low->arena, &symbol->statements, statement);
}

static void add_declared(File *file, const Statement *statement,
                         const Declared *declared)
{
    const Tree *name = name_of_head(declared->head);
    if (name->kind != TREE_NAME
        || ((statement->kind == STATEMENT_DIM
             || statement->kind == STATEMENT_BATCH)
            && declared->head->kind != TREE_NAME)) {
        lower_error(file->low, declared->head->span,
                    "a name is declared here%s",
                    statement->kind == STATEMENT_DIM ? ", without sizes"
                                                     : ", perhaps with sizes");
        return;
    }
    Symbol *symbol = scope_find_here(file->scope, name->name);
    if (symbol) {
        report_twice(file->low, declared->head, symbol);
        return;
    }
    symbol = add_defined(file, declared->head);
    if (!symbol)
        return;
    symbol->declared = declared;
    symbol->declaration = statement->kind;
    if (statement->kind == STATEMENT_BATCH) {
        if (file->batch)
            diagnose_note(
                file->low->diagnostics,
                lower_error(file->low, declared->head->span,
                            "a program has one batch"),
                file->batch->span, "the first one is here");
        file->batch = symbol;
    }
}

static bool is_declaration(const Statement *statement)
{
    return statement->kind != STATEMENT_EQUATION
        && statement->kind != STATEMENT_ACCUMULATE
        && statement->kind != STATEMENT_OUTPUT;
}

static void add_names(File *file, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        for (uint32_t h = 0; h < statement->head_count; h++)
            add_equation(file, statement, statement->heads[h]);
        if (is_declaration(statement))
            for (uint32_t d = 0; d < statement->declared_count; d++)
                add_declared(file, statement, &statement->declared[d]);
    }
}

/* Definitions stand in the order of the source, dims and functions aside. */
static void add_definitions(File *file)
{
    Graph *graph = file->low->graph;
    for (uint32_t n = 0; n < node_count(file); n++) {
        Symbol *symbol = node_symbol(file, n);
        if (symbol->kind == SYMBOL_FUNCTION
            || (symbol->declared && (symbol->declaration == STATEMENT_DIM
                                     || symbol->declaration == STATEMENT_BATCH)))
            continue;
        Span span = symbol->statements.count ? symbol->statements.at[0]->span
                                             : symbol->span;
        symbol->definition = graph_define(graph, symbol->name, span, 0);
    }
}

/* -- what uses what -- */

static uint32_t node_named(const File *file, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    const Table *table = &file->scope->table;
    for (uint32_t at = table_first(table, hash); (id = table_id(table, at));
         at = table_next(table, at, hash))
        if (text_equal(file->scope->symbols.at[id]->name, name))
            return id;
    return 0;
}

static void find_order(File *file)
{
    lower_order(file->low->arena, node_count(file), file->start, file->edges,
                file->order, file->component);
}

/* What stands on a left side alone may be index data or an index of its own:
 * if an equation could not be lowered after it, it is an index. Takes such
 * edges out, and orders again if there are any. */
static void drop_doubtful(File *file, const bool *doubtful)
{
    uint32_t count = node_count(file), kept = 0;
    for (uint32_t n = 0, e = 0; n < count; n++) {
        uint32_t end = file->start[n + 1];
        file->start[n] = kept;
        for (; e < end; e++)
            if (!doubtful[e]
                || file->component[file->edges[e]] != file->component[n])
                file->edges[kept++] = file->edges[e];
    }
    bool changed = kept != file->start[count];
    file->start[count] = kept;
    if (changed)
        find_order(file);
}

static void add_edges(File *file)
{
    Lowering *low = file->low;
    uint32_t count = node_count(file);
    LIST(uint32_t) edges = {0};
    LIST(bool) doubtful = {0};
    file->start = NEW_ARRAY(low->arena, uint32_t, count + 1);
    NameUses uses = {0};
    for (uint32_t n = 0; n < count; n++) {
        const Symbol *symbol = node_symbol(file, n);
        uses.count = 0;
        for (uint32_t s = 0; s < symbol->statements.count; s++)
            statement_names(low->arena, symbol->statements.at[s], &uses);
        if (symbol->declared) {
            Declared declared = *symbol->declared;
            Statement alone = {.kind = symbol->declaration,
                               .declared_count = 1, .declared = &declared};
            statement_names(low->arena, &alone, &uses);
        }
        file->start[n] = edges.count;
        for (uint32_t u = 0; u < uses.count; u++) {
            uint32_t used = node_named(file, uses.at[u].name);
            if (!used)
                continue;
            list_push(low->arena, &edges, used - 1);
            list_push(low->arena, &doubtful, uses.at[u].doubtful);
        }
        if (file->batch && symbol->declaration == STATEMENT_INPUT
            && symbol->declared) {
            list_push(low->arena, &edges,
                      node_named(file, file->batch->name) - 1);
            list_push(low->arena, &doubtful, false);
        }
    }
    file->start[count] = edges.count;
    file->edges = edges.at;
    file->order = NEW_ARRAY(low->arena, uint32_t, count);
    file->component = NEW_ARRAY(low->arena, uint32_t, count);
    find_order(file);
    drop_doubtful(file, doubtful.at);
}

/* -- cycles -- */

/* A shortest way from a node back to itself within its component. */
static void print_cycle(const File *file, uint32_t from, Buffer *out)
{
    Arena *arena = file->low->arena;
    uint32_t count = node_count(file), head = 0, tail = 0, last = from;
    uint32_t *before = NEW_ARRAY(arena, uint32_t, count);   /* node + 1 */
    uint32_t *queue = NEW_ARRAY(arena, uint32_t, count + 1);
    bool closed = false;
    queue[tail++] = from;
    while (head < tail && !closed) {
        uint32_t node = queue[head++];
        for (uint32_t e = file->start[node]; e < file->start[node + 1]; e++) {
            uint32_t next = file->edges[e];
            if (next == from) {
                last = node;
                closed = true;
                break;
            }
            if (file->component[next] == file->component[from]
                && !before[next]) {
                before[next] = node + 1;
                queue[tail++] = next;
            }
        }
    }
    LIST(uint32_t) path = {0};
    for (uint32_t node = last; node != from; node = before[node] - 1)
        list_push(arena, &path, node);
    buffer_print(out, "%.*s", TEXT_ARGS(node_symbol(file, from)->name));
    enum { SHOWN = 12 };
    for (uint32_t i = path.count; i-- > 0;) {
        if (path.count > SHOWN && i > SHOWN / 2 - 1
            && i < path.count - SHOWN / 2) {
            if (i == SHOWN / 2)
                buffer_puts(out, " → …");
            continue;
        }
        buffer_print(out, " → %.*s",
                     TEXT_ARGS(node_symbol(file, path.at[i])->name));
    }
    buffer_print(out, " → %.*s", TEXT_ARGS(node_symbol(file, from)->name));
}

static bool uses_itself(const File *file, uint32_t node)
{
    for (uint32_t e = file->start[node]; e < file->start[node + 1]; e++)
        if (file->edges[e] == node)
            return true;
    return false;
}

/* Functions may call each other; a value may not need itself. */
static void report_cycles(File *file)
{
    uint32_t count = node_count(file);
    uint32_t *size = NEW_ARRAY(file->low->arena, uint32_t, count);
    bool *reported = NEW_ARRAY(file->low->arena, bool, count);
    for (uint32_t n = 0; n < count; n++)
        size[file->component[n]]++;
    for (uint32_t n = 0; n < count; n++) {
        Symbol *symbol = node_symbol(file, n);
        uint32_t component = file->component[n];
        if (symbol->kind == SYMBOL_FUNCTION
            || (size[component] == 1 && !uses_itself(file, n)))
            continue;
        symbol->is_error = true;
        if (reported[component])
            continue;
        reported[component] = true;
        Buffer cycle = buffer_create(file->low->arena);
        print_cycle(file, n, &cycle);
        Diagnostic *error = lower_error(
            file->low, symbol->span, "%.*s is defined by itself: %.*s",
            TEXT_ARGS(symbol->name), TEXT_ARGS(buffer_text(&cycle)));
        if (size[component] == 1 && symbol->statements.count
            && symbol->statements.at[0]->heads[0]->kind == TREE_NAME)
            diagnose_hint(file->low->diagnostics, error,
                          "an equation holds at once, it assigns nothing: "
                          "give the new value a name of its own");
        else if (symbol->statements.count
                 && symbol->statements.at[0]->heads[0]->kind == TREE_INDEX)
            diagnose_hint(file->low->diagnostics, error,
                          "this version has no arrays that are made of their "
                          "own earlier elements");
    }
}

/* -- lowering the definitions -- */

/* An array that is a copy of another is that other: `y[i] = sum[k](…)` names
 * the sum. */
static ArrayId without_copies(const Graph *graph, ArrayId id)
{
    for (;;) {
        const Array *array = graph_array(graph, id);
        if (array->kind != EQUATION || array->part_count != 1
            || array->as.parts->combine != SET
            || array->as.parts->guard_count
            || !part_is_plain(graph, array, array->as.parts))
            return id;
        const Expr *body = expr_at(&graph->exprs, array->as.parts->body);
        if (body->kind != ACCESS || body->as.access.rank != array->rank)
            return id;
        const Array *from = graph_array(graph, body->as.access.array);
        if (from->kind != EQUATION || from->type != array->type)
            return id;
        for (uint32_t i = 0; i < array->rank; i++)
            if (array->shape[i] != from->shape[i]
                || !subscript_is_index(&graph->exprs,
                                       body->as.access.subscripts[i], i))
                return id;
        id = body->as.access.array;
    }
}

/* The array of a definition: that of its value, if that is an array read at
 * its own axes, otherwise a new one. */
static ArrayId stored_array(Lowering *low, const Symbol *symbol, Value *value)
{
    Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, value->body);
    if (node->kind == ACCESS) {
        const Array *array = graph_array(low->graph, node->as.access.array);
        uint32_t outer = array->rank - value->rank;
        bool plain = array->rank >= value->rank && outer <= 1;
        if (plain && outer)
            plain = subscript_is_index(exprs, node->as.access.subscripts[0],
                                       BATCH_INDEX)
                 && array->shape[0] == low->graph->batch;
        for (uint32_t i = 0; i < value->rank && plain; i++)
            plain = subscript_is_index(
                        exprs, node->as.access.subscripts[outer + i], i)
                 && array->shape[outer + i] == value->shape[i];
        if (plain)
            return node->as.access.array;
    }
    Piece piece = {.combine = SET, .value = *value};
    ArrayId id;
    bool number = node->kind == NUMBER;
    Value built = build_array(low, symbol->span, 1, &piece, NULL, &id);
    if (!built.known)
        return 0;
    if (!number)
        *value = built;
    return id;
}

static void lower_symbol(File *file, Symbol *symbol)
{
    Lowering *low = file->low;
    if (symbol->kind == SYMBOL_FUNCTION || symbol->is_error)
        return;
    low->serves = symbol->definition;
    low->depth = file->batch ? CONTEXT + 1 : CONTEXT;
    if (symbol->declared) {
        lower_declaration(low, file->scope, symbol);
    } else {
        symbol->value =
            lower_equation(low, file->scope, symbol->name,
                           symbol->statements.count, symbol->statements.at);
        if (symbol->value.known) {
            Value value = symbol->value;
            ArrayId id = stored_array(low, symbol, &value);
            value.row = symbol->value.row;
            value.known = id != 0;
            if (id && without_copies(low->graph, id) != id) {
                id = without_copies(low->graph, id);
                const Expr read = *expr_at(&low->graph->exprs, value.body);
                value.body =
                    graph_access(low->graph, id, read.as.access.subscripts);
            }
            symbol->value = value;
            low->graph->definitions.at[symbol->definition].array = id;
        }
    }
    symbol->kind = SYMBOL_VALUE;
}

static void report_overrides(const Lowering *low)
{
    for (uint32_t i = 0; i < low->options->override_count; i++) {
        const Override *o = &low->options->overrides[i];
        if (!o->used)
            diagnose_error(low->diagnostics, (Span){0},
                           "-D %.*s: the program has no dim of that name",
                           TEXT_ARGS(o->name));
    }
    if (low->options->batch && !low->graph->batch
        && !low->diagnostics->error_count)
        diagnose_hint(low->diagnostics,
                      diagnose_error(low->diagnostics, (Span){0},
                                     "--batch=%lld: the program has no batch",
                                     (long long)low->options->batch),
                      "declare it: batch B = %lld",
                      (long long)low->options->batch);
}

/* -- outputs -- */

/* An output is real, unless it is an index: given as input or chosen. */
static ArrayId output_array(Lowering *low, uint32_t definition, ArrayId id)
{
    const Array *array = graph_array(low->graph, id);
    if (array->type != WHOLE || array->kind == INPUT
        || (array->kind == EQUATION && array->as.parts[0].combine >= ARGMAX))
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

static void add_output(File *file, const Tree *tree)
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
    for (uint32_t i = 0; i < low->graph->outputs.count; i++)
        if (low->graph->outputs.at[i] == symbol->definition) {
            lower_error(low, tree->span, "%.*s is an output already",
                        TEXT_ARGS(tree->name));
            return;
        }
    definition->array =
        output_array(low, symbol->definition, definition->array);
    list_push(low->arena, &low->graph->outputs, symbol->definition);
}

static void add_outputs(File *file, const Program *program)
{
    bool any = false;
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind != STATEMENT_OUTPUT)
            continue;
        any = true;
        for (uint32_t v = 0; v < statement->value_count; v++)
            add_output(file, statement->values[v]);
    }
    if (any || file->low->diagnostics->error_count)
        return;
    Diagnostic *error = diagnose_error(file->low->diagnostics, (Span){0},
                                       "the program has no output");
    for (uint32_t n = node_count(file); n-- > 0;) {
        const Symbol *symbol = node_symbol(file, n);
        if (symbol->definition && !symbol->declared) {
            diagnose_hint(file->low->diagnostics, error,
                          "say what it computes: output %.*s",
                          TEXT_ARGS(symbol->name));
            break;
        }
    }
}

/* -- what is unused, and what is not constant -- */

static void warn_unused(File *file, const Program *program)
{
    uint32_t count = node_count(file);
    bool *used = NEW_ARRAY(file->low->arena, bool, count);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind == STATEMENT_OUTPUT)
            for (uint32_t v = 0; v < statement->value_count; v++) {
                uint32_t node = node_named(file, statement->values[v]->name);
                if (node)
                    used[node - 1] = true;
            }
    }
    for (uint32_t i = count; i-- > 0;) {
        uint32_t n = file->order[i];
        if (used[n] || node_symbol(file, n) == file->batch)
            for (uint32_t e = file->start[n]; e < file->start[n + 1]; e++)
                used[file->edges[e]] = true;
    }
    for (uint32_t n = 0; n < count; n++) {
        const Symbol *symbol = node_symbol(file, n);
        if (!used[n] && symbol != file->batch)
            diagnose_warning(file->low->diagnostics, WARNING_UNUSED,
                             symbol->span, "%.*s is not used",
                             TEXT_ARGS(symbol->name));
    }
}

/* Locals that hide what the file calls by their names. */
static void warn_hidden(File *file, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        for (uint32_t l = 0; l < statement->local_count; l++) {
            const Statement *local = statement->locals[l];
            for (uint32_t h = 0; h < local->head_count; h++) {
                const Tree *name = name_of_head(local->heads[h]);
                const Symbol *hidden =
                    scope_find_here(file->scope, name->name);
                Span span = name->kind == TREE_CALL ? name->mark : name->span;
                if (hidden)
                    diagnose_note(
                        file->low->diagnostics,
                        diagnose_warning(file->low->diagnostics,
                                         WARNING_SHADOW, span,
                                         "%.*s hides another",
                                         TEXT_ARGS(name->name)),
                        hidden->span, "this one");
            }
        }
    }
}

/* constant[id]: the array depends on no input and no param. */
static bool *constant_arrays(Lowering *low)
{
    const Graph *graph = low->graph;
    bool *constant = NEW_ARRAY(low->arena, bool, graph->arrays.count);
    Marks marks = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        constant[id] = array->kind == LITERAL || array->kind == EQUATION;
        for (uint32_t p = 0; p < array->part_count && constant[id]; p++) {
            ExprIds order = {0};
            expr_postorder(&graph->exprs, low->arena, &marks, true,
                           array->as.parts[p].body, &order);
            for (uint32_t i = 0; i < order.count; i++) {
                const Expr *node = expr_at(&graph->exprs, order.at[i]);
                if (node->kind == ACCESS
                    && !constant[node->as.access.array])
                    constant[id] = false;
            }
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
    const char *kind = !used->declared ? "depends on inputs or params"
                     : used->declaration == STATEMENT_INPUT ? "is an input"
                                                            : "is a param";
    Diagnostic *error = lower_error(
        file->low, name->span,
        "the value of %.*s must not depend on %.*s, which %s",
        TEXT_ARGS(symbol->name), TEXT_ARGS(name->name), kind);
    diagnose_note(file->low->diagnostics, error, used->span,
                  "%.*s is defined here", TEXT_ARGS(name->name));
}

static void check_constants(File *file)
{
    Lowering *low = file->low;
    const bool *constant = NULL;
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        if (!symbol->declared || !symbol->value.known || !symbol->definition
            || !symbol->declared->value)
            continue;
        ArrayId id = low->graph->definitions.at[symbol->definition].array;
        for (uint32_t i = 0; i < low->graph->initials.count; i++)
            if (low->graph->initials.at[i].array == id)
                id = low->graph->initials.at[i].value;
        if (!constant)
            constant = constant_arrays(low);
        if (!constant[id])
            report_variable(file, constant, symbol);
    }
}

/* -- the program -- */

static Scope *prelude_scope(Lowering *low, const Program *prelude)
{
    File file = {.low = low, .scope = scope_open(low, NULL)};
    add_names(&file, prelude);
    return file.scope;
}

Graph *lower(Arena *arena, const Program *prelude, const Program *program,
             const LowerOptions *options, Diagnostics *diagnostics)
{
    Lowering low = {.arena = arena, .graph = graph_create(arena),
                    .diagnostics = diagnostics, .options = options,
                    .depth = CONTEXT};
    domain_init(&low.domain);
    low.domain.index_count = MAX_INDICES;
    File file = {.low = &low};
    file.scope = scope_open(&low, prelude_scope(&low, prelude));
    add_names(&file, program);
    add_definitions(&file);
    add_edges(&file);
    report_cycles(&file);
    for (uint32_t i = 0; i < node_count(&file); i++)
        lower_symbol(&file, node_symbol(&file, file.order[i]));
    report_overrides(&low);
    add_outputs(&file, program);
    if (diagnostics->error_count)
        return NULL;
    check_constants(&file);
    warn_unused(&file, program);
    warn_hidden(&file, program);
    return diagnostics->error_count ? NULL : graph_compact(arena, low.graph);
}
