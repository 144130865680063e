/* lower_knot.c: names that are made of each other.
 *
 * `h[t+1] = tanh(W h[t])` uses the h that it defines. Where the shape of such an
 * array can be told beforehand, it is read through a CARRY while the knot is
 * lowered; the others are lowered when they are first met. At the end the
 * carries are told what they carry. Whether all that is read is earlier is seen
 * later, on the graph (recurrence.h).
 *
 * Which indices of the context the arrays depend on, and whether they hold
 * index values, is guessed from their first elements. A knot that turns out
 * otherwise is lowered again.
 */
#include "components.h"
#include "lowering.h"

enum { MAX_GUESSES = 48, MAX_LIMITS = 4 };

/* -- which names -- */

bool knot_in_statement(Lowering *low, const Knot *knot,
                       const Statement *statement)
{
    NameUses uses = {0};
    statement_names(low->arena, statement, &uses);
    for (uint32_t u = 0; u < uses.count; u++)
        for (uint32_t i = 0; i < knot->symbols.count; i++)
            if (!uses.at[u].doubtful
                && text_equal(uses.at[u].name, knot->symbols.at[i]->name))
                return true;
    return false;
}

static bool is_equation(const Symbol *symbol)
{
    return symbol && symbol->kind != SYMBOL_FUNCTION
        && symbol->statements.count;
}

static bool is_indexed(const Symbol *symbol)
{
    if (!is_equation(symbol))
        return false;
    for (uint32_t i = 0; i < symbol->statements.count; i++)
        for (uint32_t h = 0; h < symbol->statements.at[i]->head_count; h++)
            if (symbol->statements.at[i]->heads[h]->kind == TREE_INDEX)
                return true;
    return false;
}

void knots_tie(Lowering *low, uint32_t count, Symbol *const *symbols,
               const uint32_t *start, const uint32_t *edges,
               const uint32_t *component)
{
    uint32_t *size = NEW_ARRAY(low->arena, uint32_t, count);
    bool *indexed = NEW_ARRAY(low->arena, bool, count);
    bool *declared = NEW_ARRAY(low->arena, bool, count);
    Knot **knots = NEW_ARRAY(low->arena, Knot *, count);
    for (uint32_t n = 0; n < count; n++) {
        size[component[n]]++;
        indexed[component[n]] |= is_indexed(symbols[n]);
        declared[component[n]] |= symbols[n] && symbols[n]->declared;
    }
    for (uint32_t n = 0; n < count; n++) {
        uint32_t c = component[n];
        if (!symbols[n] || !indexed[c] || declared[c]
            || (size[c] == 1 && !has_edge(start, edges, n, n)))
            continue;
        if (!knots[c])
            knots[c] = NEW(low->arena, Knot);
        list_push(low->arena, &knots[c]->symbols, symbols[n]);
        if (symbols[n]->kind != SYMBOL_FUNCTION)
            symbols[n]->knot = knots[c];
    }
}

/* -- knots of `where` -- */

static uint32_t node_of(const Scope *scope, Text name)
{
    uint64_t hash = text_hash(name);
    uint32_t id;
    for (uint32_t at = table_first(&scope->table, hash);
         (id = table_id(&scope->table, at));
         at = table_next(&scope->table, at, hash))
        if (text_equal(scope->symbols.at[id]->name, name))
            return id;
    return 0;
}

static bool has_indexed(const Scope *scope)
{
    for (uint32_t n = 1; n < scope->symbols.count; n++)
        if (is_indexed(scope->symbols.at[n]))
            return true;
    return false;
}

void scope_tie_knots(Lowering *low, Scope *scope)
{
    uint32_t count = scope->symbols.count;
    if (!has_indexed(scope))
        return;
    uint32_t *start = NEW_ARRAY(low->arena, uint32_t, count + 1);
    uint32_t *order = NEW_ARRAY(low->arena, uint32_t, count);
    uint32_t *component = NEW_ARRAY(low->arena, uint32_t, count);
    LIST(uint32_t) edges = {0};
    NameUses uses = {0};
    for (uint32_t n = 1; n < count; n++) {
        const Symbol *symbol = scope->symbols.at[n];
        start[n] = edges.count;
        uses.count = 0;
        for (uint32_t s = 0; s < symbol->statements.count; s++)
            statement_names(low->arena, symbol->statements.at[s], &uses);
        for (uint32_t u = 0; u < uses.count; u++) {
            uint32_t used = node_of(scope, uses.at[u].name);
            if (used && !uses.at[u].doubtful)
                list_push(low->arena, &edges, used);
        }
    }
    start[count] = edges.count;
    components_find(low->arena, count, start, edges.at, order, component);
    knots_tie(low, count, scope->symbols.at, start, edges.at, component);
}

/* -- lowering -- */

static uint32_t context_of(const Lowering *low, const Value *value,
                           uint32_t depth)
{
    uint32_t set = expr_at(&low->graph->exprs, value->body)->depends;
    uint32_t inside = depth >= 32 ? UINT32_MAX : (1u << depth) - 1;
    return set & inside & ~((1u << CONTEXT) - 1);
}

static void lower_member(Lowering *low, Symbol *symbol)
{
    const Site outside = site_enter(low, symbol, symbol->knot->depth);
    symbol->busy = true;
    symbol->value =
        lower_equation(low, symbol->home, symbol->name, symbol->knot->context,
                       symbol->statements.count, symbol->statements.at);
    if (symbol->value.known && symbol->value.rank)
        symbol->value = lower_stored(low, symbol->span, symbol->value);
    if (!symbol->carry)
        symbol->value = value_without_copy(low, symbol->value);
    local_is(low, &symbol->value);
    symbol->busy = false;
    symbol->kind = SYMBOL_VALUE;
    site_leave(low, &outside);
}

/* The earlier elements of the symbol as a value over the axes that the context
 * of the knot gives it, and its own. */
static Value carry_value(Lowering *low, const Symbol *symbol,
                         const Value *outline)
{
    Exprs *exprs = &low->graph->exprs;
    SubscriptId read[MAX_RANK + MAX_INDICES];
    uint32_t rank = 0;
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        if (symbol->knot->context >> i & 1) {
            Term term = {i, 1};
            read[rank++] = subscript_make(
                exprs, -low->domain.ranges[i].low, 1, &term, 0, 0);
        }
    for (uint32_t i = 0; i < outline->rank; i++)
        read[rank++] = subscript_index(exprs, i);
    Value out = *outline;
    out.body = graph_access(low->graph, symbol->carry, read);
    out.name = symbol->name;
    out.origin = symbol->span;
    return out;
}

static bool make_carry(Lowering *low, Symbol *symbol, Value *outline)
{
    int64_t limit, shape[MAX_RANK + MAX_INDICES];
    uint32_t rank = 0;
    if (!is_indexed(symbol)
        || !lower_outline(low, symbol, symbol->knot, outline, &limit))
        return false;
    if (symbol->limit >= 0 && limit > symbol->limit)
        symbol->limit = limit;
    limit = symbol->limit > 0 ? symbol->limit : 0;
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        if (symbol->knot->context >> i & 1)
            shape[rank++] =
                low->domain.ranges[i].high - low->domain.ranges[i].low;
    for (uint32_t i = 0; i < outline->rank; i++)
        shape[rank++] = outline->shape[i];
    if (rank > MAX_RANK) {
        lower_error(low, symbol->span,
                    "this needs an array of %u axes; the most is %d", rank,
                    MAX_RANK);
        return false;
    }
    symbol->carry = graph_carry(low->graph, limit ? WHOLE : REAL, limit, rank,
                                shape, low->serves);
    symbol->value = *outline;           /* until it is lowered */
    return true;
}

/* Outlines are made under the conditions of the symbol alone. */
static bool carry_symbol(Lowering *low, Symbol *symbol)
{
    uint32_t errors = low->diagnostics->error_count;
    Value outline;
    if (symbol->outlined)
        return false;
    symbol->outlined = true;
    const Site outside = site_enter(low, symbol, symbol->knot->depth);
    bool made = make_carry(low, symbol, &outline);
    site_leave(low, &outside);
    symbol->outlined = false;
    return made && low->diagnostics->error_count == errors;
}

bool knot_outline(Lowering *low, Symbol *symbol, Value *out)
{
    if (symbol->kind != SYMBOL_VALUE && !symbol->carry
        && !carry_symbol(low, symbol))
        return false;
    *out = symbol->value;
    return out->known;
}

bool knot_sizes(Lowering *low, Symbol *symbol, Value *out)
{
    const Diagnostics said = *low->diagnostics;
    if (symbol->sized || !is_indexed(symbol))
        return false;
    symbol->sized = true;
    const Site outside = site_enter(low, symbol, symbol->knot->depth);
    bool made = lower_sizes(low, symbol, out)
             && low->diagnostics->error_count == said.error_count;
    site_leave(low, &outside);
    symbol->sized = false;
    *low->diagnostics = said;           /* it is said where it is lowered */
    return made;
}

/* The value of a symbol as far as its shape is known; it stays pending. */
static Value probe_member(Lowering *low, Symbol *symbol)
{
    if (symbol->busy || is_indexed(symbol))
        return value_error();
    lower_member(low, symbol);
    Value value = symbol->value;
    symbol->kind = SYMBOL_PENDING;
    symbol->value = value_error();
    return value;
}

Value knot_value(Lowering *low, Symbol *symbol, Span place)
{
    uint32_t errors = low->diagnostics->error_count;
    Value value = symbol->value;
    if (symbol->kind == SYMBOL_VALUE) {
        value.name = symbol->name;
        value.origin = symbol->span;
        return value;
    }
    if (symbol->carry || carry_symbol(low, symbol))
        return carry_value(low, symbol, &symbol->value);
    if (low->diagnostics->error_count > errors)
        return value_error();
    if (low->probing)
        return probe_member(low, symbol);
    if (!symbol->busy) {
        lower_member(low, symbol);
        return knot_value(low, symbol, place);
    }
    if (!symbol->is_error)
        lower_error(low, place,
                    "%.*s is defined by itself: what it is made of uses it "
                    "here", TEXT_ARGS(symbol->name));
    symbol->is_error = true;
    return value_error();
}

/* -- guesses -- */

static void reset(Knot *knot)
{
    for (uint32_t i = 0; i < knot->symbols.count; i++) {
        Symbol *symbol = knot->symbols.at[i];
        if (symbol->kind == SYMBOL_FUNCTION)
            continue;
        symbol->kind = SYMBOL_PENDING;
        symbol->value = value_error();
        symbol->carry = 0;
    }
}

static ArrayId array_of(const Lowering *low, const Value *value)
{
    const Expr *node = expr_at(&low->graph->exprs, value->body);
    return node->kind == ACCESS ? node->as.access.array : 0;
}

static void report_shape(Lowering *low, const Symbol *symbol)
{
    Diagnostic *error = lower_error(
        low, symbol->span,
        "the shape of %.*s cannot be told: it is made of earlier elements, and "
        "turns out as %.*s", TEXT_ARGS(symbol->name),
        TEXT_ARGS(shape_phrase(low, &symbol->value)));
    diagnose_hint(low->diagnostics, error,
                  "write its first elements as a piece of its own, as in "
                  "%.*s[0] = …", TEXT_ARGS(symbol->name));
}

/* Whether the arrays depend on no more indices around than was guessed; if not,
 * the next guess is set. */
static bool context_was_right(Lowering *low, Knot *knot)
{
    uint32_t context = knot->context;
    for (uint32_t i = 0; i < knot->symbols.count; i++) {
        const Symbol *symbol = knot->symbols.at[i];
        if (symbol->kind == SYMBOL_VALUE && symbol->carry
            && symbol->value.known)
            knot->context |= context_of(low, &symbol->value, knot->depth);
    }
    return knot->context == context;
}

/* Whether the symbol is what its carry was taken for; if not, the next guess is
 * set. */
static bool guess_was_right(Lowering *low, Symbol *symbol, uint32_t guesses)
{
    const Array *carry = graph_array(low->graph, symbol->carry);
    ArrayId id = array_of(low, &symbol->value);
    const Array *made = id ? graph_array(low->graph, id) : NULL;
    bool same = made && made->rank == carry->rank;
    for (uint32_t i = 0; same && i < made->rank; i++)
        same = made->shape[i] == carry->shape[i];
    if (!same) {
        report_shape(low, symbol);
        return true;
    }
    if (carry->type != WHOLE && made->type == WHOLE) {
        symbol->limit = made->limit;
        return false;
    }
    if (carry->type == WHOLE
        && (made->type != WHOLE || made->limit > carry->limit)) {
        symbol->limit = made->type != WHOLE || guesses > MAX_LIMITS
                          ? -1 : made->limit;
        return false;
    }
    return true;
}

static bool lower_once(Lowering *low, Knot *knot, uint32_t guesses)
{
    uint32_t errors = low->diagnostics->error_count;
    bool right = true;
    reset(knot);
    for (uint32_t i = 0; i < knot->symbols.count; i++)
        if (knot->symbols.at[i]->kind == SYMBOL_PENDING
            && is_indexed(knot->symbols.at[i]))
            lower_member(low, knot->symbols.at[i]);
    for (uint32_t i = 0; i < knot->symbols.count; i++)
        if (knot->symbols.at[i]->kind == SYMBOL_PENDING)
            lower_member(low, knot->symbols.at[i]);
    if (low->diagnostics->error_count > errors)
        return true;
    if (knot->lacks_batch) {
        knot->lacks_batch = false;
        knot->context |= 1u << BATCH_INDEX;
        return false;
    }
    if (!context_was_right(low, knot))
        return false;
    for (uint32_t i = 0; i < knot->symbols.count; i++) {
        Symbol *symbol = knot->symbols.at[i];
        if (symbol->kind == SYMBOL_VALUE && symbol->carry
            && symbol->value.known)
            right = guess_was_right(low, symbol, guesses) && right;
    }
    return right;
}

/* An array of index values may be smaller than its carry was taken for, which
 * is no matter: types have to be the same. */
static void link_carries(Lowering *low, Knot *knot)
{
    for (uint32_t i = 0; i < knot->symbols.count; i++) {
        Symbol *symbol = knot->symbols.at[i];
        if (symbol->kind == SYMBOL_VALUE && symbol->carry
            && symbol->value.known)
            graph_carry_of(low->graph, symbol->carry,
                           array_of(low, &symbol->value));
    }
}

void knot_lower(Lowering *low, Knot *knot)
{
    uint32_t guesses = 0;
    if (knot->done || knot->open)
        return;
    Knot *around = low->knot;
    low->knot = knot;
    knot->open = true;
    knot->depth = low->depth;
    while (!lower_once(low, knot, guesses) && guesses < MAX_GUESSES)
        guesses++;
    link_carries(low, knot);
    for (uint32_t i = 0; i < knot->symbols.count; i++) {
        Symbol *symbol = knot->symbols.at[i];
        if (symbol->is_held)
            symbol->value = hold_value(low, symbol->span, symbol->value);
    }
    low->knot = around;
    knot->open = false;
    knot->done = true;
}
