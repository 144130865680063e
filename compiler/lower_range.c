/* lower_range.c: over what a bound index runs.
 *
 * An index has the range of its binder (`for i < n`), or else the size of the
 * axes that it indexes alone (`A[i, …]`), which must agree. Sizes may depend
 * on names whose own ranges are still being found, so this goes round until
 * nothing new is learnt.
 *
 * In a recurrence, the arrays that are made of each other are asked later: beside
 * x[t] of T elements, the h[t] of T + 1 says nothing of t. Then come the axes
 * that an index has at a distance, as in h[t+1], and last the other pieces of
 * the array: in h[0,i] = 0, the i is that of h[t+1,i] = W[i,0] x[t].
 */
#include "lowering.h"

bool bound_add(Lowering *low, Scope *scope, Bounds *bounds, Text name,
               Span span, const Binder *binder)
{
    for (uint32_t i = 0; i < bounds->count; i++)
        if (text_equal(bounds->at[i].name, name)) {
            Diagnostic *error = lower_error(low, span, "%.*s is bound twice",
                                            TEXT_ARGS(name));
            diagnose_note(low->diagnostics, error, bounds->at[i].span,
                          "it is bound here first");
            return false;
        }
    uint32_t index = bind_index(low, span, (Range){0, 0});
    if (!index)
        return false;
    Bound bound = {
        .name = name,
        .span = span,
        .index = index,
        .value = value_scalar(expr_index(&low->graph->exprs, index)),
        .binder = binder && (binder->low || binder->high) ? binder : NULL,
    };
    Symbol *symbol = scope_add(low, scope, name, span, SYMBOL_VALUE);
    symbol->value = bound.value;
    symbol->is_index = true;
    list_push(low->arena, bounds, bound);
    return true;
}

static bool mentions_unranged(const Bounds *bounds, const Tree *tree)
{
    for (uint32_t i = 0; i < bounds->count; i++)
        if (!bounds->at[i].ranged && tree_mentions(tree, bounds->at[i].name))
            return true;
    return false;
}

static bool binds(const Statement *statement, Text name)
{
    for (uint32_t h = 0; h < statement->head_count; h++)
        for (uint32_t i = 1; statement->heads[h]->kind == TREE_INDEX
                             && i < statement->heads[h]->count; i++)
            if (statement->heads[h]->operands[i]->kind == TREE_NAME
                && text_equal(statement->heads[h]->operands[i]->name, name))
                return true;
    return false;
}

/* Whether a local equation needs an index that has no range yet; one that it
 * binds itself is another. */
static bool local_needs_unranged(const Bounds *bounds,
                                 const Statement *statement)
{
    for (uint32_t i = 0; i < bounds->count; i++)
        if (!bounds->at[i].ranged && !binds(statement, bounds->at[i].name)
            && tree_mentions(statement->values[0], bounds->at[i].name))
            return true;
    return false;
}

/* -- ranges that binders state -- */

static SubscriptId lower_end(Lowering *low, Scope *scope, const Tree *tree)
{
    if (!tree)
        return subscript_constant(&low->graph->exprs, 0);
    Value value = value_as_number(low, lower_expr(low, scope, tree));
    SubscriptId end;
    if (!value.known)
        return 0;
    if (value.rank
        || !subscript_of_expr(&low->graph->exprs, value.body, &end)) {
        Diagnostic *error = lower_error(
            low, tree->span, "the end of a range is a whole number that is "
            "known at compile time, and %.*s is not",
            TEXT_ARGS(operand_text(low, tree)));
        if (tree->kind == TREE_TERM)
            diagnose_hint(low->diagnostics, error,
                          "`div` divides and rounds down");
        note_shape(low, error, &value);
        return 0;
    }
    ExprId data = subscript_at(&low->graph->exprs, end)->data;
    if (data) {
        const Expr node = *expr_at(&low->graph->exprs, data);
        bool reads = node.flags & EXPR_READS;
        Diagnostic *error = lower_error(
            low, tree->span,
            reads ? "the end of a range must be known at compile time"
                  : "the end of a range is made of numbers, dims and multiples "
                    "of other indices, by + and -");
        diagnose_hint(low->diagnostics, error,
                      "run over all that is possible and cut by a condition: "
                      "sum[k < n : k < …](…)");
        if (node.kind == APPLY && node.function == F_MAX)
            diagnose_hint(low->diagnostics, error,
                          "an end needs no max(0, …): where it lies before the "
                          "beginning there are no terms");
        return 0;
    }
    return end;
}

/* Between two ends: a constant range; or, if the length is constant, the low
 * end plus an index from 0; or a box around both, cut by guards. */
static bool range_between(Lowering *low, Bound *bound, Symbol *symbol,
                          SubscriptId start, SubscriptId end)
{
    Exprs *exprs = &low->graph->exprs;
    Range *range = &low->domain.ranges[bound->index];
    const Subscript length =
        *subscript_at(exprs, subscript_add(exprs, end, -1, start));
    const Subscript from = *subscript_at(exprs, start);
    if (!length.term_count && !from.term_count) {
        *range = (Range){from.base, from.base + length.base};
        return true;
    }
    SubscriptId self = subscript_index(exprs, bound->index);
    if (!length.term_count) {
        *range = (Range){0, length.base};
        bound->value.body = expr_of_subscript(
            exprs, subscript_add(exprs, start, 1, self));
        symbol->value = bound->value;
        return true;
    }
    *range = (Range){domain_bounds(&low->domain, low->graph, start).low,
                     domain_bounds(&low->domain, low->graph, end).high - 1};
    list_push(low->arena, &low->domain.guards,
              subscript_add(exprs, self, -1, start));
    list_push(low->arena, &low->domain.guards,
              subscript_add(exprs,
                            subscript_add(exprs, end, -1, self), 1,
                            subscript_constant(exprs, -1)));
    return true;
}

static bool range_of_binder(Lowering *low, Scope *scope, Bound *bound)
{
    Symbol *symbol = scope_find_here(scope, bound->name);
    SubscriptId start = lower_end(low, scope, bound->binder->low);
    SubscriptId end = lower_end(low, scope, bound->binder->high);
    bound->ranged = true;
    return start && end && range_between(low, bound, symbol, start, end);
}

/* -- ranges that axes give -- */

typedef enum Stage {
    ALONE,                      /* axes that an index indexes alone */
    HELPERS,                    /* in arrays made of each other, those that are
                                   made at t and not at t + 1, … */
    KNOTS,                      /* … those of all such arrays, too */
    SHIFTED,                    /* those at i + 1, which are one longer */
    ALL_ASKED
} Stage;

typedef struct Search {
    Lowering *low;
    Scope    *scope;
    Bounds   *bounds;
    Text      defined;          /* the array being defined does not count */
    LIST(Text) inner;           /* names that reductions within bind */
    LIST(Span) found_at;        /* per bound index: where its range is from */
    Stage     stage;            /* what counts … */
    uint32_t  settled;          /* … for all bounds but these */
    bool      progress, failed;
} Search;

static bool is_inner(const Search *search, const Tree *tree)
{
    for (uint32_t i = 0; i < search->inner.count; i++)
        if (tree_mentions(tree, search->inner.at[i]))
            return true;
    return false;
}

/* Whether a left side of the symbol has another subscript than a name or a
 * number: it makes the next step. */
static bool is_stepped(const Symbol *symbol)
{
    for (uint32_t i = 0; i < symbol->statements.count; i++) {
        const Statement *statement = symbol->statements.at[i];
        for (uint32_t h = 0; h < statement->head_count; h++) {
            const Tree *head = statement->heads[h];
            if (head->kind != TREE_INDEX
                || !text_equal(head->operands[0]->name, symbol->name))
                continue;
            for (uint32_t k = 1; k < head->count; k++)
                if (head->operands[k]->kind != TREE_NAME
                    && head->operands[k]->kind != TREE_NUMBER)
                    return true;
        }
    }
    return false;
}

/* The value of the base of an index bracket, if it can be known by now. */
static bool base_value(Search *search, const Tree *base, Value *out)
{
    Lowering *low = search->low;
    if (base->kind == TREE_NAME && text_equal(base->name, search->defined))
        return false;
    if (is_inner(search, base) || mentions_unranged(search->bounds, base))
        return false;
    if (base->kind == TREE_NAME) {
        Symbol *symbol = scope_find(search->scope, base->name);
        const Owner *owner;
        if (!symbol)
            symbol = scope_find_leaf(low, search->scope, base->name, &owner);
        if (symbol && symbol->knot && symbol->knot->open)
            return (search->stage >= KNOTS
                    || (search->stage == HELPERS && !is_stepped(symbol)))
                && (knot_outline(low, symbol, out)
                    || knot_sizes(low, symbol, out));
        if (!symbol || symbol->kind == SYMBOL_FUNCTION
            || symbol->kind == SYMBOL_PENDING)
            return false;
        if (symbol->kind == SYMBOL_LOCAL)
            for (uint32_t i = 0; i < symbol->statements.count; i++)
                if (local_needs_unranged(search->bounds,
                                         symbol->statements.at[i]))
                    return false;
    }
    *out = lower_expr(low, search->scope, base);
    return out->known;
}

static void take_size(Search *search, uint32_t which, Span place, int64_t size)
{
    Bound *bound = &search->bounds->at[which];
    Range *range = &search->low->domain.ranges[bound->index];
    if (!bound->ranged) {
        bound->ranged = true;
        *range = (Range){0, size};
        search->found_at.at[which] = place;
        search->progress = true;
    } else if (search->found_at.at[which].end && range->high != size) {
        Diagnostic *error = lower_error(
            search->low, place,
            "%.*s runs over an axis of %lld here and over one of %lld elsewhere",
            TEXT_ARGS(bound->name), (long long)size, (long long)range->high);
        diagnose_note(search->low->diagnostics, error,
                      search->found_at.at[which], "it runs over %lld here",
                      (long long)range->high);
        diagnose_hint(search->low->diagnostics, error,
                      "`%.*s < n` says over what it runs",
                      TEXT_ARGS(bound->name));
        search->failed = true;
    }
}

/* The name in i, i + 2 and 2 + i; NULL for anything else. */
static const Tree *shifted_name(const Tree *tree, int64_t *shift)
{
    *shift = 0;
    if (tree->kind == TREE_NAME)
        return tree;
    if (tree->kind != TREE_SUM || tree->count != 2 || tree->ops[1] != OP_ADD)
        return NULL;
    bool last = tree->operands[1]->kind == TREE_NUMBER;
    const Tree *name = tree->operands[!last], *number = tree->operands[last];
    if (name->kind != TREE_NAME || number->kind != TREE_NUMBER
        || !number->whole || number->number < 1
        || number->number > INT32_MAX)
        return NULL;
    *shift = (int64_t)number->number;
    return name;
}

static void search_index(Search *search, const Tree *tree)
{
    Value base;
    bool tried = false, known = false;
    for (uint32_t s = 1; s < tree->count && !search->failed; s++) {
        int64_t shift;
        const Tree *subscript = shifted_name(tree->operands[s], &shift);
        if (!subscript || (shift && search->stage < SHIFTED))
            continue;
        for (uint32_t b = 0; b < search->bounds->count; b++) {
            const Bound *bound = &search->bounds->at[b];
            if (bound->binder || search->settled >> b & 1
                || !text_equal(subscript->name, bound->name)
                || is_inner(search, subscript))
                continue;
            if (!tried)
                known = base_value(search, tree->operands[0], &base);
            tried = true;
            if (known && s - 1 < base.rank && base.shape[s - 1] > shift)
                take_size(search, b, subscript->span,
                          base.shape[s - 1] - shift);
        }
    }
}

static void search_tree(Search *search, const Tree *tree)
{
    if (!tree || search->failed)
        return;
    uint32_t kept = search->inner.count;
    for (uint32_t i = 0; i < tree->binder_count; i++) {
        search_tree(search, tree->binders[i].low);
        search_tree(search, tree->binders[i].high);
        list_push(search->low->arena, &search->inner, tree->binders[i].name);
    }
    if (tree->kind == TREE_INDEX)
        search_index(search, tree);
    search_tree(search, tree->condition);
    for (uint32_t i = 0; i < tree->count; i++)
        search_tree(search, tree->operands[i]);
    search->inner.count = kept;
}

static void search_locals(Search *search)
{
    const Scope *scope = search->scope;
    for (uint32_t i = 1; i < scope->symbols.count; i++) {
        const Symbol *symbol = scope->symbols.at[i];
        for (uint32_t s = 0; s < symbol->statements.count; s++)
            for (uint32_t v = 0; v < symbol->statements.at[s]->value_count;
                 v++)
                search_tree(search, symbol->statements.at[s]->values[v]);
    }
}

static bool range_of_any_binder(Search *search)
{
    for (uint32_t i = 0; i < search->bounds->count; i++) {
        Bound *bound = &search->bounds->at[i];
        if (bound->ranged || !bound->binder
            || mentions_unranged(search->bounds, bound->binder->low)
            || mentions_unranged(search->bounds, bound->binder->high))
            continue;
        if (!range_of_binder(search->low, search->scope, bound))
            search->failed = true;
        search->progress = true;
    }
    return !search->failed;
}

static void hint_range(Lowering *low, const Scope *scope, Diagnostic *error,
                       const Bound *bound, bool equation)
{
    diagnose_hint(low->diagnostics, error,
                  equation ? "no axis is indexed by %.*s alone: say "
                             "`for %.*s < n` behind the equation"
                           : "no axis is indexed by %.*s alone: say "
                             "`%.*s < n` in the bracket",
                  TEXT_ARGS(bound->name), TEXT_ARGS(bound->name));
    const Symbol *hidden = scope->outer ? scope_find(scope->outer, bound->name)
                                        : NULL;
    if (hidden && hidden->kind != SYMBOL_FUNCTION && hidden->span.end)
        diagnose_note(low->diagnostics, error, hidden->span,
                      "as an index %.*s is a new name, and not this one",
                      TEXT_ARGS(bound->name));
}

/* Whether there is more to learn from what counts next. */
static bool ask_more(Search *search)
{
    uint32_t settled = 0, count = search->bounds->count;
    for (uint32_t b = 0; b < count; b++)
        settled |= (uint32_t)search->bounds->at[b].ranged << b;
    if (search->stage < ALL_ASKED)
        search->stage++;
    search->settled = settled;
    return search->stage < ALL_ASKED && !search->failed
        && settled != (uint32_t)((1ull << count) - 1);
}

/* The indices that stand alone on the left run over what the other pieces have
 * there. */
static bool ask_pieces(Search *search, const Tree *head, const int64_t *sizes)
{
    bool more = false;
    for (uint32_t b = 0; b < search->bounds->count && !search->failed; b++) {
        Bound *bound = &search->bounds->at[b];
        for (uint32_t s = 1; !bound->ranged && s < head->count; s++) {
            const Tree *at = head->operands[s];
            if (bound->binder || at->kind != TREE_NAME || !sizes[s - 1]
                || !text_equal(at->name, bound->name))
                continue;
            search->low->domain.ranges[bound->index] =
                (Range){0, sizes[s - 1]};
            bound->ranged = more = true;
        }
    }
    return more;
}

bool lower_ranges(Lowering *low, Scope *scope, Bounds *bounds,
                  uint32_t tree_count, Tree *const *trees, Text defined,
                  const int64_t *sizes)
{
    Search search = {.low = low, .scope = scope, .bounds = bounds,
                     .defined = defined};
    for (uint32_t i = 0; i < bounds->count; i++)
        list_push(low->arena, &search.found_at, (Span){0});
    do {
        search.progress = false;
        range_of_any_binder(&search);
        for (uint32_t i = 0; i < tree_count && !search.failed; i++)
            search_tree(&search, trees[i]);
        if (!search.failed)
            search_locals(&search);
    } while ((search.progress && !search.failed) || ask_more(&search)
             || (sizes && ask_pieces(&search, trees[1], sizes)));
    for (uint32_t i = 0; i < bounds->count && !search.failed; i++) {
        const Bound *bound = &bounds->at[i];
        if (bound->ranged)
            continue;
        search.failed = true;
        uint32_t errors = low->diagnostics->error_count;
        Diagnostic *error =
            lower_error(low, bound->span, "over what does %.*s run?",
                        TEXT_ARGS(bound->name));
        if (low->diagnostics->error_count > errors)
            hint_range(low, scope, error, bound, defined.length != 0);
    }
    return !search.failed;
}
