/* lower_warn.c: what is right and perhaps not meant. */
#include "lower_file.h"

#include "components.h"

/* The names that occur in a tree are used. */
static void use_names(const File *file, const Tree *tree, bool *used)
{
    if (!tree)
        return;
    uint32_t node = tree->kind == TREE_NAME || tree->kind == TREE_CALL
                      ? node_named(file, tree->name) : 0;
    if (node)
        used[node - 1] = true;
    for (uint32_t i = 0; i < tree->count; i++)
        use_names(file, tree->operands[i], used);
}

/* Users come before what they use, but for those that use each other, which are
 * together. */
static void use_what_is_needed(const File *file, bool *used)
{
    uint32_t count = node_count(file);
    for (uint32_t end = count; end > 0;) {
        uint32_t first = end - 1, component = file->component[file->order[first]];
        bool any = false;
        while (first > 0
               && file->component[file->order[first - 1]] == component)
            first--;
        for (uint32_t i = first; i < end; i++)
            any |= used[file->order[i]];
        for (uint32_t i = first; any && i < end; i++) {
            uint32_t n = file->order[i];
            used[n] = true;
            for (uint32_t e = file->start[n]; e < file->start[n + 1]; e++)
                used[file->edges[e]] = true;
        }
        end = first;
    }
}

const bool *find_used(const File *file, const Program *program)
{
    uint32_t count = node_count(file);
    bool *used = NEW_ARRAY(file->low->arena, bool, count);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind == STATEMENT_OUTPUT
            || statement->kind == STATEMENT_UPDATE)
            for (uint32_t v = 0; v < statement->value_count; v++)
                use_names(file, statement->values[v], used);
        if (statement->kind == STATEMENT_MINIMIZE) {
            use_names(file, statement->heads[0], used);
            for (uint32_t d = 1; d < statement->declared_count; d++)
                use_names(file, statement->declared[d].value, used);
        }
    }
    for (uint32_t n = 0; n < count; n++) {
        const Symbol *symbol = node_symbol(file, n);
        const Symbol *state = state_of_next(file->scope, symbol);
        used[n] |= symbol == file->batch || state;
        if (state)
            used[node_named(file, state->name) - 1] = true;
    }
    use_what_is_needed(file, used);
    return used;
}

void warn_unused(const File *file, const bool *used)
{
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        if (!used[n] && symbol != file->batch)
            diagnose_warning(file->low->diagnostics, WARNING_UNUSED,
                             symbol->span, "%.*s is not used",
                             TEXT_ARGS(symbol->name));
    }
}

/* Locals that hide what the file calls by their names. */
void warn_hidden(File *file, const Program *program)
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

/* An index on the left side of an equation of `definer`, called as a value of
 * the file is. Whole numbers stand for themselves there, unless they are made
 * of what the equation defines. */
static void warn_index(File *file, uint32_t definer, const NameUse *use,
                       uint32_t node)
{
    Diagnostics *d = file->low->diagnostics;
    const Symbol *hidden = node_symbol(file, node);
    bool whole = hidden->is_dim || value_is_whole(file->low, &hidden->value);
    if (hidden->kind == SYMBOL_FUNCTION
        || (whole && has_edge(file->start, file->edges, definer, node)))
        return;
    Text name = use->name, defined = node_symbol(file, definer)->name;
    Diagnostic *warning =
        diagnose_warning(d, WARNING_INDEX, use->span,
                         "%.*s is a new index here, and hides the other %.*s",
                         TEXT_ARGS(name), TEXT_ARGS(name));
    if (whole)
        diagnose_note(d, warning, hidden->span,
                      "this one is made of %.*s, so it does not stand for "
                      "itself on the left of %.*s", TEXT_ARGS(defined),
                      TEXT_ARGS(defined));
    else
        diagnose_note(d, warning, hidden->span,
                      "this one is real, so it does not stand for itself on "
                      "the left");
    diagnose_hint(d, warning,
                  "give the index another name, or say `for %.*s < n`",
                  TEXT_ARGS(name));
}

void warn_indices(File *file)
{
    NameUses uses = {0};
    for (uint32_t n = 0; n < node_count(file); n++) {
        const Symbol *symbol = node_symbol(file, n);
        uses.count = 0;
        for (uint32_t s = 0; s < symbol->statements.count; s++)
            statement_names(file->low->arena, symbol->statements.at[s], &uses);
        for (uint32_t u = 0; u < uses.count; u++) {
            uint32_t node = uses.at[u].doubtful
                              ? node_named(file, uses.at[u].name) : 0;
            if (node)
                warn_index(file, n, &uses.at[u], node - 1);
        }
    }
}
