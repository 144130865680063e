/* scope.c: names in sight, innermost scope first. */
#include "lowering.h"

#include "letters.h"

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

/* The Latin letter, in lower case, that a letter looks like. */
static int32_t look(int32_t code)
{
    static const struct { int32_t code; char latin; } rows[] = {
        {0x430, 'a'}, {0x410, 'a'}, {0x412, 'b'}, {0x435, 'e'}, {0x415, 'e'},
        {0x43a, 'k'}, {0x41a, 'k'}, {0x41c, 'm'}, {0x41d, 'h'}, {0x43e, 'o'},
        {0x41e, 'o'}, {0x440, 'p'}, {0x420, 'p'}, {0x441, 'c'}, {0x421, 'c'},
        {0x422, 't'}, {0x443, 'y'}, {0x423, 'y'}, {0x445, 'x'}, {0x425, 'x'},
        {0x456, 'i'}, {0x406, 'i'}, {0x458, 'j'}, {0x408, 'j'}, {0x455, 's'},
        {0x391, 'a'}, {0x392, 'b'}, {0x395, 'e'}, {0x396, 'z'}, {0x397, 'h'},
        {0x399, 'i'}, {0x39a, 'k'}, {0x39c, 'm'}, {0x39d, 'n'}, {0x39f, 'o'},
        {0x3a1, 'p'}, {0x3a4, 't'}, {0x3a5, 'y'}, {0x3a7, 'x'}, {0x3bf, 'o'},
        {0x3bd, 'v'}, {0x3b1, 'a'},
    };
    if (code >= 'A' && code <= 'Z')
        return code - 'A' + 'a';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].latin;
    return code;
}

bool names_look_alike(Text a, Text b)
{
    const char *p = a.at, *p_end = a.at + a.length;
    const char *q = b.at, *q_end = b.at + b.length;
    while (p < p_end && q < q_end)
        if (look(text_decode(&p, p_end)) != look(text_decode(&q, q_end)))
            return false;
    return p == p_end && q == q_end;
}

typedef struct Nearest {
    Text     wanted, name;
    unsigned distance;          /* a name must be nearer */
} Nearest;

static void consider(Nearest *nearest, Text name)
{
    unsigned distance =
        names_look_alike(nearest->wanted, name)
            ? 0 : text_distance(nearest->wanted, name, nearest->distance);
    if (distance >= nearest->distance)
        return;
    nearest->distance = distance;
    nearest->name = name;
}

/* One edit in names of two to four letters, two in longer ones: further away
 * is guesswork. Of a single letter only one that looks alike is near. */
Text scope_suggest(const Scope *scope, Text name, bool function)
{
    const char *at = name.at, *end = name.at + name.length;
    unsigned letters = 0;
    while (at < end) {
        int32_t code = text_decode(&at, end);
        letters += !letter_is_mark(code);
    }
    Nearest nearest = {.wanted = name,
                       .distance = letters < 2 ? 1 : letters < 5 ? 2 : 3};
    for (; scope; scope = scope->outer)
        for (uint32_t i = 1; i < scope->symbols.count; i++)
            if ((scope->symbols.at[i]->kind == SYMBOL_FUNCTION) == function)
                consider(&nearest, scope->symbols.at[i]->name);
    static const char *const reductions[] = {"sum", "prod", "max", "min",
                                             "mean", "argmax", "argmin"};
    for (size_t i = 0; function && i < sizeof reductions / sizeof *reductions;
         i++)
        consider(&nearest, text_of(reductions[i]));
    for (Function f = F_NONE + 1; function && f < F_COUNT; f++)
        if (!(function_row(f)->flags & FUNCTION_HIDDEN))
            consider(&nearest, text_of(function_row(f)->name));
    return nearest.name;
}
