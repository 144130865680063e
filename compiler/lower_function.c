/* lower_function.c: functions are expanded where they are called.
 *
 * A function may be defined once for each list of ranks. A bare parameter is
 * what its argument is: a number, a dim, an index value or a function; a
 * shaped one binds the names of its sizes. A function of numbers whose value
 * is a number is applied element by element.
 */
#include "lowering.h"

#include <string.h>

typedef struct Argument {
    const Tree   *tree;
    Value         value;
    const Symbol *function;     /* a function given as such, or NULL */
} Argument;

static bool is_shaped(const Tree *parameter)
{
    return parameter->kind == TREE_INDEX;
}

static const Tree *function_head(const Statement *statement)
{
    return statement->heads[0];
}

/* -- arguments -- */

/* A name of the table as a function value. */
static const Symbol *builtin_symbol(Lowering *low, Text name)
{
    Function function = function_find(name);
    if (function == F_NONE)
        return NULL;
    Symbol *symbol = NEW(low->arena, Symbol);
    symbol->name = name;
    symbol->kind = SYMBOL_FUNCTION;
    symbol->builtin = function;
    return symbol;
}

static const Symbol *function_named(Lowering *low, const Scope *scope,
                                    const Tree *tree)
{
    if (tree->kind != TREE_NAME)
        return NULL;
    const Symbol *symbol = scope_find(scope, tree->name);
    if (!symbol)
        return builtin_symbol(low, tree->name);
    return symbol->kind == SYMBOL_FUNCTION ? symbol : NULL;
}

static bool lower_arguments(Lowering *low, Scope *scope, const Tree *tree,
                            Argument *arguments)
{
    bool known = true;
    for (uint32_t i = 0; i < tree->count; i++) {
        Argument *argument = &arguments[i];
        argument->tree = tree->operands[i];
        argument->function = function_named(low, scope, argument->tree);
        if (argument->function)
            continue;
        argument->value =
            value_as_number(low, lower_expr(low, scope, argument->tree));
        known = known && argument->value.known;
    }
    return known;
}

/* -- which definition -- */

typedef enum Fit { FITS_NOT, FITS_LIFTED, FITS } Fit;

static Fit fit(const Statement *statement, uint32_t count,
               const Argument *arguments)
{
    const Tree *head = function_head(statement);
    bool shaped = false, lifted = false;
    if (head->count != count)
        return FITS_NOT;
    for (uint32_t i = 0; i < count; i++) {
        const Tree *parameter = head->operands[i];
        const Argument *argument = &arguments[i];
        if (is_shaped(parameter)) {
            shaped = true;
            if (argument->function
                || argument->value.rank != parameter->count - 1)
                return FITS_NOT;
        } else if (!argument->function && argument->value.rank) {
            lifted = true;
        }
    }
    return !lifted ? FITS : shaped ? FITS_NOT : FITS_LIFTED;
}

static void describe(Lowering *low, Diagnostic *error, const Tree *tree,
                     const Argument *arguments)
{
    for (uint32_t i = 0; i < tree->count; i++)
        if (!arguments[i].function)
            note_operand(low, error, arguments[i].tree, &arguments[i].value);
}

/* The number of arguments that every definition takes; 0 if they differ. */
static uint32_t common_count(const Symbol *symbol)
{
    uint32_t count = function_head(symbol->statements.at[0])->count;
    for (uint32_t i = 1; i < symbol->statements.count; i++)
        if (function_head(symbol->statements.at[i])->count != count)
            return 0;
    return count;
}

static void report_no_fit(Lowering *low, const Symbol *symbol,
                          const Tree *tree, const Argument *arguments)
{
    uint32_t wanted = common_count(symbol);
    bool miscounted = wanted && wanted != tree->count;
    Buffer given = buffer_create(low->arena);
    for (uint32_t i = 0; i < tree->count; i++)
        buffer_print(&given, "%s%.*s", i ? ", " : "",
                     TEXT_ARGS(arguments[i].function
                                   ? text_of("a function")
                                   : shape_phrase(low, &arguments[i].value)));
    Diagnostic *error =
        miscounted
            ? lower_error(low, tree->mark, "%.*s takes %u argument%s, and %u "
                          "%s given", TEXT_ARGS(tree->name), wanted,
                          wanted == 1 ? "" : "s", tree->count,
                          tree->count == 1 ? "is" : "are")
            : lower_error(low, tree->mark, "%.*s is not defined for %.*s",
                          TEXT_ARGS(tree->name),
                          TEXT_ARGS(buffer_text(&given)));
    Buffer heads = buffer_create(low->arena);
    for (uint32_t i = 0; i < symbol->statements.count && i < 4; i++)
        buffer_print(&heads, "%s%.*s", i ? ", " : "",
                     TEXT_ARGS(operand_text(
                         low, function_head(symbol->statements.at[i]))));
    diagnose_hint(low->diagnostics, error, "it is defined as %.*s",
                  TEXT_ARGS(buffer_text(&heads)));
    if (miscounted)
        return;
    if (tree->count == 1 && !arguments[0].function
        && symbol->statements.count == 1
        && is_shaped(function_head(symbol->statements.at[0])->operands[0])
        && function_head(symbol->statements.at[0])->operands[0]->count == 2)
        hint_rows(low, error, tree, &arguments[0].value);
    describe(low, error, tree, arguments);
}

static const Statement *choose(const Symbol *symbol, uint32_t count,
                               const Argument *arguments, Fit *best)
{
    const Statement *chosen = NULL;
    *best = FITS_NOT;
    for (uint32_t i = 0; i < symbol->statements.count; i++) {
        Fit how = fit(symbol->statements.at[i], count, arguments);
        if (how > *best) {
            *best = how;
            chosen = symbol->statements.at[i];
        }
    }
    return chosen;
}

/* -- binding parameters -- */

static void bind_value(Lowering *low, Scope *scope, const Tree *name,
                       Value value, bool dim)
{
    Symbol *symbol = scope_add(low, scope, name->name, name->span,
                               SYMBOL_VALUE);
    symbol->value = value;
    symbol->is_dim = dim;
}

static void bind_argument(Lowering *low, Scope *scope, const Tree *parameter,
                          const Argument *argument, const HeldNames *held)
{
    const Tree *name =
        is_shaped(parameter) ? parameter->operands[0] : parameter;
    if (!argument->function && name_is_held(held, name->name)) {
        bind_value(low, scope, name,
                   hold_value(low, argument->tree->span, argument->value),
                   false);
        return;
    }
    if (!argument->function) {
        int64_t number;
        bind_value(low, scope, name, argument->value,
                   value_constant(low, &argument->value, &number));
        return;
    }
    Symbol *symbol = scope_add(low, scope, name->name, name->span,
                               SYMBOL_FUNCTION);
    symbol->statements.at = argument->function->statements.at;
    symbol->statements.count = argument->function->statements.count;
    symbol->home = argument->function->home;
    symbol->builtin = argument->function->builtin;
}

/* An argument contradicts the size that another has given, or an expression
 * of such sizes. */
static bool report_size(Lowering *low, const Tree *head, const Tree *tree,
                        const Tree *size, int64_t expected, uint32_t which,
                        const Argument *arguments)
{
    const Argument *argument = &arguments[which], *giver = NULL;
    for (uint32_t i = 0; i < which && size->kind == TREE_NAME && !giver; i++)
        for (uint32_t s = 1; is_shaped(head->operands[i])
                             && s < head->operands[i]->count; s++)
            if (text_equal(head->operands[i]->operands[s]->name, size->name))
                giver = &arguments[i];
    Text name = operand_text(low, size), text = operand_text(low, argument->tree);
    Text shape = shape_phrase(low, &argument->value);
    Diagnostic *error =
        giver ? lower_error(low, argument->tree->span,
                            "the size %.*s of %.*s is %lld by %.*s, but %.*s "
                            "is %.*s", TEXT_ARGS(name), TEXT_ARGS(tree->name),
                            (long long)expected,
                            TEXT_ARGS(operand_text(low, giver->tree)),
                            TEXT_ARGS(text), TEXT_ARGS(shape))
              : lower_error(low, argument->tree->span,
                            "the size %.*s of %.*s is %lld, but %.*s is %.*s",
                            TEXT_ARGS(name), TEXT_ARGS(tree->name),
                            (long long)expected, TEXT_ARGS(text),
                            TEXT_ARGS(shape));
    if (error && !span_is_builtin(low, head->span))
        diagnose_note(low->diagnostics, error, head->span,
                      "%.*s is defined here", TEXT_ARGS(tree->name));
    if (giver)
        note_operand(low, error, giver->tree, &giver->value);
    note_operand(low, error, argument->tree, &argument->value);
    return false;
}

/* Names of sizes are bound by the first axis that has them; all others, and
 * sizes that are expressions, are then checked. */
static bool bind_sizes(Lowering *low, Scope *scope, const Tree *head,
                       const Tree *tree, const Argument *arguments)
{
    for (uint32_t i = 0; i < head->count; i++) {
        const Tree *parameter = head->operands[i];
        for (uint32_t s = 1; is_shaped(parameter) && s < parameter->count;
             s++) {
            const Tree *size = parameter->operands[s];
            if (size->kind == TREE_NAME
                && !scope_find_here(scope, size->name))
                bind_value(low, scope, size,
                           value_number(low,
                                        (double)arguments[i].value.shape[s - 1]),
                           true);
        }
    }
    for (uint32_t i = 0; i < head->count; i++) {
        const Tree *parameter = head->operands[i];
        for (uint32_t s = 1; is_shaped(parameter) && s < parameter->count;
             s++) {
            int64_t expected, found = arguments[i].value.shape[s - 1];
            if (!lower_constant(low, scope, parameter->operands[s], "a size",
                                &expected))
                return false;
            if (expected != found)
                return report_size(low, head, tree, parameter->operands[s],
                                   expected, i, arguments);
        }
    }
    return true;
}

/* -- expansion -- */

static bool enter(Lowering *low, Expansion *frame)
{
    if (low->expansion_depth < MAX_EXPANSIONS) {
        low->expansion = frame;
        low->expansion_depth++;
        return true;
    }
    /* One report, at the call that began it all, with the innermost calls. */
    enum { SHOWN = 6 };
    const Expansion *last[SHOWN] = {0}, *at = frame;
    for (int i = SHOWN; at && i-- > 0; at = at->outer)
        last[i] = at;
    Buffer chain = buffer_create(low->arena);
    for (int i = 0; i < SHOWN; i++)
        if (last[i])
            buffer_print(&chain, "%.*s → ", TEXT_ARGS(last[i]->name));
    for (at = frame; at->outer; at = at->outer)
        ;
    low->expansion = NULL;
    Diagnostic *error = lower_error(
        low, at->call, "%.*s does not end: after %d calls within calls, "
        "%.*s…", TEXT_ARGS(at->name), MAX_EXPANSIONS,
        TEXT_ARGS(buffer_text(&chain)));
    diagnose_hint(low->diagnostics, error,
                  "recursion ends by a choice on dims: f(k) = 1 if k == 0 "
                  "else f(k - 1)");
    low->expansion = frame->outer;
    return false;
}

static bool expand(Lowering *low, const Symbol *symbol,
                   const Statement *statement, const Tree *tree,
                   const Block *block, const Argument *arguments,
                   uint32_t count, Value *results)
{
    const Tree *head = function_head(statement);
    Expansion frame = {low->expansion, tree->name, tree->span, head, tree};
    const Scope *outside = low->scope;
    Owner *outer = low->owner;
    Owner *owner = statement->layer ? owner_of_use(low, block->use, block)
                                    : owner_of_function(low, tree->name);
    if (!owner || !enter(low, &frame))
        return false;
    low->owner = owner;
    Scope *scope = scope_open(low, symbol->home);
    HeldNames held = {0};
    statement_held(low, statement, &held);
    for (uint32_t i = 0; i < head->count; i++)
        bind_argument(low, scope, head->operands[i], &arguments[i], &held);
    bool known = bind_sizes(low, scope, head, tree, arguments);
    if (known && statement->value_count != count) {
        Diagnostic *error = lower_error(
            low, tree->span, "%.*s has %u result%s, and %u %s taken",
            TEXT_ARGS(tree->name), statement->value_count,
            statement->value_count == 1 ? "" : "s", count,
            count == 1 ? "is" : "are");
        if (count == 1)
            diagnose_hint(low->diagnostics, error,
                          "take each by a name, as in a, b = %.*s",
                          TEXT_ARGS(operand_text(low, tree)));
        known = false;
    }
    if (known)
        scope_add_locals(low, scope, statement);
    for (uint32_t i = 0; i < count && known; i++) {
        results[i] = lower_expr(low, scope, statement->values[i]);
        results[i].name = (Text){0};
        known = results[i].known;
    }
    if (known)
        lower_local_nexts(low, scope);
    low->expansion = frame.outer;
    low->expansion_depth--;
    low->scope = outside;
    low->owner = outer;
    return known;
}

/* -- element by element -- */

/* The arguments with the axes of their common shape bound to indices. */
static bool bind_elements(Lowering *low, const Tree *tree,
                          Argument *arguments, Value *shape,
                          SubscriptId back[MAX_INDICES])
{
    const Argument *first = NULL;
    for (uint32_t i = 0; i < tree->count; i++) {
        const Argument *argument = &arguments[i];
        if (argument->function || !argument->value.rank)
            continue;
        if (!first)
            first = argument;
        /* Reports shapes that differ, as a sum would. */
        if (!lower_pointwise(low, F_SUB, tree->mark, first->tree,
                             first->value, argument->tree, argument->value)
                 .known)
            return false;
    }
    *shape = first->value;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t k = 0; k < shape->rank; k++) {
        uint32_t index =
            bind_index(low, tree->span, (Range){0, shape->shape[k]});
        if (!index)
            return false;
        map[k] = subscript_index(&low->graph->exprs, index);
        back[index] = subscript_index(&low->graph->exprs, k);
    }
    for (uint32_t i = 0; i < tree->count; i++)
        if (!arguments[i].function && arguments[i].value.rank) {
            arguments[i].value = value_replace(low, arguments[i].value, map);
            arguments[i].value.rank = 0;
            arguments[i].value.row = false;
        }
    return true;
}

static bool expand_lifted(Lowering *low, const Symbol *symbol,
                          const Statement *statement, const Tree *tree,
                          const Block *block, Argument *arguments,
                          uint32_t count, Value *results)
{
    uint32_t depth = low->depth;
    SubscriptId back[MAX_INDICES] = {0};
    Value shape;
    bool known =
        bind_elements(low, tree, arguments, &shape, back)
        && expand(low, symbol, statement, tree, block, arguments, count,
                  results);
    for (uint32_t i = 0; i < count && known; i++) {
        if (results[i].rank) {
            Diagnostic *error = lower_error(
                low, tree->span,
                "%.*s gives %.*s for a number, so it is not applied to the "
                "elements of an array",
                TEXT_ARGS(tree->name),
                TEXT_ARGS(shape_phrase(low, &results[i])));
            diagnose_hint(low->diagnostics, error,
                          "define it for arrays: %.*s(x[n]) = …",
                          TEXT_ARGS(tree->name));
            known = false;
            break;
        }
        Value out = shape;
        out.body = value_as_number(low, results[i]).body;
        results[i] = value_replace(low, out, back);
    }
    low->depth = depth;
    return known;
}

/* block[l](x) as the call block(x). */
static const Tree *call_of_block(Lowering *low, const Tree *apply)
{
    const Tree *name = apply->operands[0]->operands[0];
    Tree *call = NEW(low->arena, Tree);
    *call = *apply;
    call->kind = TREE_CALL;
    call->mark = name->span;
    call->name = name->name;
    call->count = apply->count - 1;
    call->operands = apply->operands + 1;
    return call;
}

static bool is_name(const Tree *tree)
{
    return tree->kind == TREE_CALL
        || (tree->kind == TREE_APPLY
            && tree->operands[0]->operands[0]->kind == TREE_NAME);
}

/* A function has no copies that an index could choose of. */
static bool check_copies(Lowering *low, const Statement *statement,
                         const Tree *tree, const Block *block)
{
    if (statement->layer || !block->axis_count)
        return true;
    Diagnostic *error =
        lower_error(low, block->use->operands[0]->span,
                    "%.*s is a function, and has no params that an index could "
                    "choose", TEXT_ARGS(tree->name));
    diagnose_hint(low->diagnostics, error, "call it: %.*s(…)",
                  TEXT_ARGS(tree->name));
    return false;
}

bool lower_results(Lowering *low, Scope *scope, const Tree *use,
                   uint32_t count, Value *results)
{
    const Tree *tree = is_name(use) && use->kind == TREE_APPLY
                         ? call_of_block(low, use) : use;
    const Symbol *symbol =
        tree->kind == TREE_CALL ? scope_find(scope, tree->name) : NULL;
    if (!symbol || symbol->kind != SYMBOL_FUNCTION || symbol->builtin) {
        lower_error(low, use->span,
                    "%u results are taken, and this gives one", count);
        return false;
    }
    Argument *arguments = NEW_ARRAY(low->arena, Argument, tree->count);
    Block block;
    if (!lower_block(low, scope, use, &block)
        || !lower_arguments(low, scope, tree, arguments))
        return false;
    Fit how;
    const Statement *statement = choose(symbol, tree->count, arguments, &how);
    if (!statement) {
        report_no_fit(low, symbol, tree, arguments);
        return false;
    }
    if (!check_copies(low, statement, tree, &block))
        return false;
    if (how == FITS_LIFTED)
        return expand_lifted(low, symbol, statement, tree, &block, arguments,
                             count, results);
    const Tree *head = function_head(statement);
    for (uint32_t i = 0; i < tree->count; i++)
        if (is_shaped(head->operands[i]))
            arguments[i].value = lower_stored(low, arguments[i].tree->span,
                                              arguments[i].value);
    return expand(low, symbol, statement, tree, &block, arguments, count,
                  results);
}
