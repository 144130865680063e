/* lower_import.c: what imported files bring in.
 *
 * `import` brings in the functions and layers that the other file defines
 * itself. Their bodies see that file: its dims and consts, which are lowered
 * when they are met, and what it imports in turn. All else that it defines, so
 * that it can be a program of its own, stays outside.
 */
#include "lower_file.h"

static bool serves_functions(const Symbol *symbol)
{
    return symbol->declared && (symbol->declaration == STATEMENT_DIM
                                || symbol->declaration == STATEMENT_CONST);
}

/* The scope of an imported file, which is made once. */
static Scope *module_scope(Lowering *low, const Program *program, Scope *outer)
{
    for (uint32_t i = 0; i < low->modules.count; i++)
        if (low->modules.at[i].program == program)
            return low->modules.at[i].scope;
    File file = {.low = low, .scope = scope_open(low, NULL)};
    list_push(low->arena, &low->modules, ((Module){program, file.scope}));
    add_names(&file, program);
    for (uint32_t i = 1; i < file.scope->symbols.count; i++) {
        Symbol *symbol = file.scope->symbols.at[i];
        if (symbol->kind != SYMBOL_FUNCTION)
            symbol->kind = serves_functions(symbol) ? SYMBOL_LOCAL
                                                    : SYMBOL_OUTSIDE;
    }
    file.scope->outer = import_scope(low, program, file.scope, outer);
    return file.scope;
}

/* Two files bring in the same name, and the importing one has none of its own:
 * nothing says which is meant. */
static void report_both(Lowering *low, const Statement *import,
                        const Symbol *symbol, const Symbol *other)
{
    Diagnostic *error =
        lower_error(low, import->span, "%.*s is imported twice",
                    TEXT_ARGS(symbol->name));
    diagnose_note(low->diagnostics, error, other->statements.at[0]->span,
                  "it is defined here");
    diagnose_note(low->diagnostics, error, symbol->statements.at[0]->span,
                  "and here");
    diagnose_hint(low->diagnostics, error,
                  "what the program itself defines comes before both");
}

static void bring_in(Lowering *low, const Statement *import, const Scope *own,
                     Scope *to, const Symbol *symbol)
{
    const Symbol *other = scope_find_here(to, symbol->name);
    if (other && other->home != symbol->home
        && !scope_find_here(own, symbol->name))
        report_both(low, import, symbol, other);
    if (other)
        return;
    Symbol *alias = scope_add(low, to, symbol->name, symbol->span,
                              SYMBOL_FUNCTION);
    alias->statements.at = symbol->statements.at;
    alias->statements.count = symbol->statements.count;
    alias->home = symbol->home;
}

Scope *import_scope(Lowering *low, const Program *program, Scope *own,
                    Scope *outer)
{
    Scope *scope = scope_open(low, outer);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *import = program->statements[i];
        if (import->kind != STATEMENT_IMPORT || !import->imported)
            continue;
        const Scope *module = module_scope(low, import->imported, outer);
        for (uint32_t s = 1; s < module->symbols.count; s++)
            if (module->symbols.at[s]->kind == SYMBOL_FUNCTION)
                bring_in(low, import, own, scope, module->symbols.at[s]);
    }
    return scope;
}

Value report_not_imported(Lowering *low, const Tree *tree, const Symbol *symbol)
{
    Diagnostic *error = lower_error(
        low, tree->span, "%.*s stays in its file: %s is not imported",
        TEXT_ARGS(tree->name),
        !symbol->declared ? "an equation"
        : symbol->declaration == STATEMENT_INPUT ? "an input"
        : symbol->declaration == STATEMENT_PARAM ? "a param" : "a batch");
    diagnose_note(low->diagnostics, error, symbol->span,
                  "%.*s is defined here", TEXT_ARGS(symbol->name));
    diagnose_hint(low->diagnostics, error,
                  "an imported function uses its arguments, and the dims and "
                  "consts of its file");
    return value_error();
}
