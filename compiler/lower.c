/* lower.c: from the tree of a program to its graph.
 *
 * Names come first: each defined name of the file is a node, which uses the
 * names that occur free in its statements. Sorted by that, everything is
 * lowered after what it uses, whatever the order in the file.
 */
#include "lower_file.h"

#include "components.h"

/* -- what uses what -- */

static void find_order(File *file)
{
    components_find(file->low->arena, node_count(file), file->start,
                    file->edges, file->order, file->component);
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

/* Functions may call each other; a value may need earlier elements of itself,
 * if it has any. */
static void report_cycles(File *file)
{
    uint32_t count = node_count(file);
    uint32_t *size = NEW_ARRAY(file->low->arena, uint32_t, count);
    const Symbol **first = NEW_ARRAY(file->low->arena, const Symbol *, count);
    for (uint32_t n = 0; n < count; n++) {
        const Symbol *symbol = node_symbol(file, n);
        const Symbol **earliest = &first[file->component[n]];
        size[file->component[n]]++;
        if (symbol->kind != SYMBOL_FUNCTION && !symbol->knot
            && (!*earliest
                || symbol->span.start < (*earliest)->span.start))
            *earliest = symbol;
    }
    for (uint32_t n = 0; n < count; n++) {
        Symbol *symbol = node_symbol(file, n);
        uint32_t component = file->component[n];
        if (symbol->kind == SYMBOL_FUNCTION || symbol->knot
            || (size[component] == 1 && !has_edge(file->start, file->edges, n, n)))
            continue;
        symbol->is_error = true;
        if (symbol != first[component])
            continue;
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
    }
}

/* -- lowering the definitions -- */

ArrayId stored_array(Lowering *low, const Symbol *symbol, Value *value)
{
    const Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, value->body);
    ArrayId whole = value_array(low, value);
    if (whole) {
        const Array *array = graph_array(low->graph, whole);
        if (array->rank == value->rank
            || (array->rank == value->rank + 1u
                && subscript_is_index(exprs, node->as.access.subscripts[0],
                                      BATCH_INDEX)
                && array->shape[0] == low->graph->batch))
            return whole;
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

static void lower_node(File *file, uint32_t node)
{
    Lowering *low = file->low;
    Symbol *symbol = node_symbol(file, node);
    if (symbol->kind == SYMBOL_FUNCTION || symbol->is_error
        || file->lowered[node])
        return;
    file->lowered[node] = true;
    low->serves = symbol->definition;
    low->depth = file->batch ? CONTEXT + 1 : CONTEXT;
    low->owner = low->root;
    if (symbol->declared) {
        lower_declaration(low, file->scope, symbol);
    } else {
        if (symbol->knot)
            knot_lower(low, symbol->knot);
        else
            symbol->value = lower_equation(
                low, file->scope, symbol->name, 0, symbol->statements.count,
                symbol->statements.at);
        if (symbol->value.known && !symbol_is_next(symbol)) {
            Value value = symbol->value;
            ArrayId id = stored_array(low, symbol, &value);
            value.row = symbol->value.row;
            value.known = id != 0;
            symbol->value = value_without_copy(low, value);
            Definition *made =
                &low->graph->definitions.at[symbol->definition];
            made->array = without_copies(low->graph, id);
            made->row = value.row;
            if (symbol->is_held && !symbol->knot)
                symbol->value =
                    hold_value(low, symbol->span, symbol->value);
        }
    }
    symbol->kind = SYMBOL_VALUE;
}

/* Layers make arrays that have the axis of the batch: its size, and what that is
 * made of, comes first. */
static void lower_batch_size(File *file)
{
    uint32_t count = node_count(file);
    bool *needed = NEW_ARRAY(file->low->arena, bool, count);
    file->lowered = NEW_ARRAY(file->low->arena, bool, count);
    for (uint32_t i = count; i-- > 0;) {
        uint32_t n = file->order[i];
        needed[n] |= node_symbol(file, n) == file->batch;
        for (uint32_t e = file->start[n]; needed[n] && e < file->start[n + 1];
             e++)
            needed[file->edges[e]] = true;
    }
    for (uint32_t i = 0; i < count; i++)
        if (needed[file->order[i]])
            lower_node(file, file->order[i]);
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

/* Whether the name is a parameter or a local of the statement. */
static bool binds_name(const Statement *statement, Text name)
{
    for (uint32_t h = 0; h < statement->head_count; h++) {
        const Tree *head = statement->heads[h];
        for (uint32_t i = 0; head->kind == TREE_CALL && i < head->count; i++)
            if (text_equal(name_of_head(head->operands[i])->name, name))
                return true;
    }
    for (uint32_t l = 0; l < statement->local_count; l++)
        for (uint32_t h = 0; h < statement->locals[l]->head_count; h++)
            if (text_equal(name_of_head(statement->locals[l]->heads[h])->name,
                           name))
                return true;
    return false;
}

/* What the file's derivatives are by is held. */
static void mark_held(File *file, const Program *program)
{
    HeldNames names = {0};
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        names.count = 0;
        statement_held(file->low, statement, &names);
        for (uint32_t k = 0; k < names.count; k++) {
            Symbol *symbol = scope_find_here(file->scope, names.at[k]);
            if (symbol && !symbol->declared
                && !binds_name(statement, names.at[k]))
                symbol->is_held = true;
        }
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
             const LowerOptions *options, Diagnostics *diagnostics,
             Written *equations)
{
    Arena *work = arena_open(arena);
    Lowering low = {.arena = work, .graph = graph_create(work),
                    .diagnostics = diagnostics, .options = options,
                    .depth = CONTEXT};
    low.graph->exprs.doubts = options->doubts;
    domain_init(&low.domain);
    low.domain.index_count = MAX_INDICES;
    low.root = low.owner = NEW(work, Owner);
    low.made = scope_open(&low, NULL);
    low.places = scope_open(&low, NULL);
    File file = {.low = &low};
    low.file = file.scope = scope_open(&low, NULL);
    add_names(&file, program);
    file.scope->outer = import_scope(&low, program, file.scope,
                                     prelude_scope(&low, prelude));
    check_next_names(&file, program);
    sort_wanted(&file, program);
    add_edges(&file);
    if (sort_pieces(&file))
        add_edges(&file);
    sort_by_use(&file);
    find_order(&file);
    add_definitions(&file);
    mark_held(&file, program);
    knots_tie(&low, node_count(&file), file.scope->symbols.at + 1, file.start,
              file.edges, file.component);
    report_cycles(&file);
    lower_batch_size(&file);
    for (uint32_t i = 0; i < node_count(&file); i++)
        lower_node(&file, file.order[i]);
    report_overrides(&low);
    add_nexts(&file);
    low.graph->truncate = options->truncate;
    add_outputs(&file, program);
    add_training(&file, program);
    if (diagnostics->error_count)
        return NULL;
    check_constants(&file);
    lower_order(&low);
    const bool *used = find_used(&file, program);
    warn_unused(&file, used);
    if (equations)
        list_equations(&file, used, equations);
    warn_hidden(&file, program);
    warn_indices(&file);
    Graph *graph =
        diagnostics->error_count ? NULL : graph_compact(arena, low.graph);
    arena_close(work);
    return graph;
}
