/* lower_file.c: which names a file defines.
 *
 * Functions collect their definitions for each list of ranks, equations their
 * pieces.
 */
#include "lower_file.h"

uint32_t node_count(const File *file)
{
    return file->scope->symbols.count - 1;
}

Symbol *node_symbol(const File *file, uint32_t node)
{
    return file->scope->symbols.at[node + 1];
}

static uint32_t exact_node(const File *file, Text name)
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

uint32_t node_named(const File *file, Text name)
{
    uint32_t node = exact_node(file, name);
    for (size_t length = name_stem(name, name.length); length && !node;
         length = name_stem(name, length))
        node = exact_node(file, (Text){name.at, length});
    return node;
}

const Tree *name_of_head(const Tree *head)
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
                                        "argmax", "argmin", "training"};
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
    return statement->kind == STATEMENT_DIM || statement->kind == STATEMENT_INPUT
        || statement->kind == STATEMENT_PARAM
        || statement->kind == STATEMENT_STATE
        || statement->kind == STATEMENT_CONST
        || statement->kind == STATEMENT_BATCH;
}

void add_names(File *file, const Program *program)
{
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        for (uint32_t h = 0; h < statement->head_count && !statement->declared;
             h++)
            add_equation(file, statement, statement->heads[h]);
        if (is_declaration(statement))
            for (uint32_t d = 0; d < statement->declared_count; d++)
                add_declared(file, statement, &statement->declared[d]);
    }
}

/* Of all nodes but dims and functions. */
void add_definitions(File *file)
{
    Graph *graph = file->low->graph;
    for (uint32_t n = 0; n < node_count(file); n++) {
        Symbol *symbol = node_symbol(file, n);
        if (symbol->kind == SYMBOL_FUNCTION
            || (symbol->declared && (symbol->declaration == STATEMENT_DIM
                                     || symbol->declaration == STATEMENT_BATCH)))
            continue;
        uint32_t count = symbol->statements.count;
        Span first = count ? symbol->statements.at[0]->span : symbol->span;
        uint32_t last = first.start;
        for (uint32_t s = 1; s < count; s++) {
            Span span = symbol->statements.at[s]->span;
            first = span.start < first.start ? span : first;
            last = span.start > last ? span.start : last;
        }
        symbol->definition = graph_define(graph, symbol->name, first, 0);
        graph->definitions.at[symbol->definition].last = last;
    }
}
