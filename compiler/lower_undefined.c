/* lower_undefined.c: names that nothing defines, and what may be meant. */
#include "lowering.h"

#include <string.h>

/* Names of the language that stand for nothing here: routines of linear algebra, and training. */
static bool is_foreseen(Text name)
{
    static const char *const names[] = {
        "lu",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}

Text without_prime(Text name)
{
    static const char prime[] = "\xe2\x80\xb2";
    size_t length = sizeof prime - 1;
    if (name.length <= length
        || memcmp(name.at + name.length - length, prime, length) != 0)
        return (Text){0};
    return (Text){name.at, name.length - length};
}

/* The local equation of the file that has the name. */
static const Tree *local_named(const Lowering *low, Text name)
{
    const Scope *scope = low->file;
    for (uint32_t i = 1; i < scope->symbols.count; i++) {
        const Symbol *symbol = scope->symbols.at[i];
        for (uint32_t s = 0; s < symbol->statements.count; s++) {
            const Statement *statement = symbol->statements.at[s];
            for (uint32_t l = 0; l < statement->local_count; l++) {
                const Statement *local = statement->locals[l];
                for (uint32_t h = 0; h < local->head_count; h++) {
                    const Tree *head = local->heads[h];
                    const Tree *of = head->kind == TREE_INDEX
                                         ? head->operands[0] : head;
                    if (text_equal(of->name, name))
                        return head;
                }
            }
        }
    }
    return NULL;
}

static void hint_undefined(Lowering *low, const Scope *scope,
                           Diagnostic *error, const Tree *tree)
{
    if (hint_parts(low, scope, error, tree->name, tree->kind == TREE_CALL))
        return;
    Text near = scope_suggest(scope, tree->name, tree->kind == TREE_CALL);
    Text foreign = foreign_hint(low, scope, tree->name,
                                tree->kind == TREE_CALL);
    const Tree *local = local_named(low, tree->name);
    if (local)
        diagnose_note(low->diagnostics, error, local->span,
                      "this one is local to its equation");
    else if (foreign.length)
        diagnose_hint(low->diagnostics, error, "%.*s", TEXT_ARGS(foreign));
    else if (near.length && names_look_alike(near, tree->name)
             && near.length != tree->name.length)
        diagnose_hint(low->diagnostics, error,
                      "%.*s, which is defined, is made of other letters that "
                      "look alike", TEXT_ARGS(near));
    else if (near.length)
        lower_suggest(low, error, tree->name, near);
}

Diagnostic *report_undefined(Lowering *low, const Scope *scope,
                             const Tree *tree)
{
    enum { MOST_HINTS = 100 };      /* each looks at all names */
    bool call = tree->kind == TREE_CALL;
    Span span = call ? tree->mark : tree->span;
    for (uint32_t i = 0; i < low->undefined.count && i < MOST_HINTS; i++)
        if (text_equal(low->undefined.at[i], tree->name))
            return NULL;
    list_push(low->arena, &low->undefined, tree->name);
    if (is_foreseen(tree->name))
        return lower_error(low, span,
                           "%.*s is not part of this version of the language",
                           TEXT_ARGS(tree->name));
    Diagnostic *error =
        lower_error(low, span, call ? "the function %.*s is not defined"
                                    : "%.*s is not defined",
                    TEXT_ARGS(tree->name));
    if (low->undefined.count <= MOST_HINTS)
        hint_undefined(low, scope, error, tree);
    return error;
}
