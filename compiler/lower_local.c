/* lower_local.c: the local equations of `where`.
 *
 * A local is lowered when it is first met, under the bound indices and the
 * conditions of the equation that it belongs to, wherever that meeting is: those
 * bound further in are free to be bound anew.
 */
#include "lowering.h"

static Symbol *add_local(Lowering *low, Scope *scope, Text name, Span span,
                         SymbolKind kind)
{
    Symbol *symbol = scope_add(low, scope, name, span, kind);
    symbol->owner = low->owner;
    symbol->depth = low->depth;
    symbol->guard_count = low->domain.guards.count;
    symbol->guards = arena_copy(low->arena, low->domain.guards.at,
                                low->domain.guards.count, sizeof(SubscriptId));
    return symbol;
}

static void report_local_twice(Lowering *low, const Tree *head,
                               const Tree *name, const Symbol *first)
{
    Diagnostic *error = lower_error(low, head->span, "%.*s is defined twice",
                                    TEXT_ARGS(name->name));
    diagnose_note(low->diagnostics, error, first->span,
                  "it is defined here first");
}

static void add_head(Lowering *low, Scope *scope, const Statement *local,
                     const Tree *head)
{
    bool function = head->kind == TREE_CALL;
    const Tree *name = head->kind == TREE_INDEX ? head->operands[0] : head;
    Symbol *symbol = scope_find_here(scope, name->name);
    bool piece = symbol && head->kind != TREE_NAME
              && symbol->kind == (function ? SYMBOL_FUNCTION : SYMBOL_LOCAL);
    if (symbol && !piece) {
        report_local_twice(low, head, name, symbol);
        return;
    }
    if (!symbol)
        symbol = add_local(low, scope, name->name, head->span,
                           function ? SYMBOL_FUNCTION : SYMBOL_LOCAL);
    list_push(low->arena, &symbol->statements, local);
}

void scope_add_locals(Lowering *low, Scope *scope, const Statement *statement)
{
    for (uint32_t l = 0; l < statement->local_count; l++) {
        const Statement *local = statement->locals[l];
        for (uint32_t i = 0; i < local->head_count; i++)
            add_head(low, scope, local, local->heads[i]);
        for (uint32_t i = 0; i < local->declared_count; i++) {
            const Declared *declared = &local->declared[i];
            const Tree *head = declared->head;
            const Tree *name = head->kind == TREE_INDEX ? head->operands[0]
                                                        : head;
            const Symbol *first = scope_find_here(scope, name->name);
            if (first) {
                report_local_twice(low, head, name, first);
                continue;
            }
            Symbol *symbol = add_local(low, scope, name->name, head->span,
                                       SYMBOL_LOCAL);
            symbol->declared = declared;
            symbol->declaration = local->kind;
        }
    }
    if (!statement->local_count)
        return;
    HeldNames held = {0};
    statement_held(low, statement, &held);
    for (uint32_t i = 1; i < scope->symbols.count && held.count; i++)
        scope->symbols.at[i]->is_held =
            name_is_held(&held, scope->symbols.at[i]->name);
    scope_tie_knots(low, scope);
}

/* The definition that is served by what is made for a local of the author: one
 * of its own, so that equations beside it have no part in the names. */
static uint32_t served_by(Lowering *low, const Symbol *local)
{
    if (!local->owner || !local->owner->name.length || local->declared
        || !low->serves || span_is_builtin(low, local->span))
        return low->serves;
    Text name = leaf_name(low, local);
    Symbol *place = scope_find_here(low->places, name);
    if (!place) {
        place = scope_add(low, low->places, name, local->span, SYMBOL_VALUE);
        place->definition = graph_define_within(low->graph, name, low->serves);
    }
    return place->definition;
}

Site site_enter(Lowering *low, const Symbol *symbol, uint32_t depth)
{
    Domain *domain = &low->domain;
    const Site outside = {*domain, low->depth, low->first_choice, low->scope,
                           low->owner, low->serves};
    low->serves = symbol->definition ? symbol->definition
                                     : served_by(low, symbol);
    low->depth = depth;
    low->first_choice = low->choices.count;
    low->owner = owner_around(low, symbol);
    domain->guards.at = NULL;
    domain->guards.count = domain->guards.capacity = 0;
    for (uint32_t i = 0; i < symbol->guard_count; i++)
        list_push(low->arena, &domain->guards, symbol->guards[i]);
    return outside;
}

void site_leave(Lowering *low, const Site *outside)
{
    low->domain = outside->domain;
    low->depth = outside->depth;
    low->choices.count = low->first_choice;
    low->first_choice = outside->first_choice;
    low->scope = outside->scope;
    low->owner = outside->owner;
    low->serves = outside->serves;
}

/* Whether each subscript before the axes of the value has an index in it. */
static bool is_of_context(const Lowering *low, const Value *value)
{
    const Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, value->body);
    for (uint32_t i = 0; i + value->rank < node->as.access.rank; i++)
        if (!subscript_at(exprs, node->as.access.subscripts[i])->term_count)
            return false;
    return true;
}

void local_is(Lowering *low, const Value *value)
{
    Definition *local = &low->graph->definitions.at[low->serves];
    ArrayId id = value->known ? value_array(low, value) : 0;
    if (local->within && id && is_of_context(low, value))
        local->value = id;
}

Value lower_local(Lowering *low, Symbol *symbol)
{
    if (symbol->knot) {
        uint32_t depth = low->depth;
        low->depth = symbol->depth;
        knot_lower(low, symbol->knot);
        low->depth = depth;
        return knot_value(low, symbol, symbol->span);
    }
    const Site outside = site_enter(low, symbol, symbol->depth);
    symbol->kind = SYMBOL_PENDING;
    if (symbol->declared) {
        lower_declaration(low, symbol->home, symbol);
    } else {
        symbol->value = lower_equation(low, symbol->home, symbol->name, 0,
                                       symbol->statements.count,
                                       symbol->statements.at);
        if (symbol->value.known && symbol->value.rank)
            symbol->value = lower_stored(low, symbol->span, symbol->value);
        local_is(low, &symbol->value);
        if (symbol->is_held)
            symbol->value = hold_value(low, symbol->span, symbol->value);
    }
    symbol->kind = SYMBOL_VALUE;
    site_leave(low, &outside);
    Value value = symbol->value;
    value.name = symbol->name;
    value.origin = symbol->span;
    return value;
}
