/* scope.c: names in sight, innermost scope first. */
#include "lowering.h"

Scope *scope_open(Lowering *low, Scope *outer)
{
    Scope *scope = NEW(low->arena, Scope);
    scope->outer = outer;
    list_push(low->arena, &scope->symbols, NULL);
    return scope;
}

Symbol *scope_add(Lowering *low, Scope *scope, Text name, Span span,
                  SymbolKind kind)
{
    Symbol *symbol = NEW(low->arena, Symbol);
    symbol->name = name;
    symbol->span = span;
    symbol->kind = (uint8_t)kind;
    symbol->home = scope;
    list_push(low->arena, &scope->symbols, symbol);
    table_add(low->arena, &scope->table, text_hash(name),
              scope->symbols.count - 1);
    return symbol;
}

Symbol *scope_find_here(const Scope *scope, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    for (uint32_t at = table_first(&scope->table, hash);
         (id = table_id(&scope->table, at));
         at = table_next(&scope->table, at, hash))
        if (text_equal(scope->symbols.at[id]->name, name))
            return scope->symbols.at[id];
    return NULL;
}

Symbol *scope_find(const Scope *scope, Text name)
{
    for (; scope; scope = scope->outer) {
        Symbol *symbol = scope_find_here(scope, name);
        if (symbol)
            return symbol;
    }
    return NULL;
}

/* One edit in short names, two in longer ones: further away is guesswork. */
Text scope_suggest(const Scope *scope, Text name)
{
    unsigned best = name.length < 4 ? 1 : 2;
    Text nearest = {0};
    for (; scope; scope = scope->outer)
        for (uint32_t i = 1; i < scope->symbols.count; i++) {
            Text other = scope->symbols.at[i]->name;
            unsigned distance = text_distance(name, other, best);
            if (distance < best || (distance == best && !nearest.length)) {
                best = distance;
                nearest = other;
            }
        }
    for (Function f = F_NONE + 1; f < F_COUNT; f++) {
        const FunctionRow *row = function_row(f);
        if (row->flags & FUNCTION_HIDDEN)
            continue;
        Text other = text_of(row->name);
        unsigned distance = text_distance(name, other, best);
        if (distance < best || (distance == best && !nearest.length)) {
            best = distance;
            nearest = other;
        }
    }
    return nearest;
}
