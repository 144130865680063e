/* lower_outline.c: what is known of an array before it is lowered.
 *
 * Arrays that are made of each other need the shapes of each other first: left
 * sides tell sizes, and a right side that uses none of them the rest.
 */
#include "lower_left.h"

#include <string.h>

/* What stands on a right side, behind so many indices on the left. */
typedef struct Rest {
    Value    value;
    uint32_t heads;
    bool     probed;            /* right sides that use the knot count too */
} Rest;

/* One more than the largest index value that the piece sets; 0: none. */
static int64_t outline_limit(Lowering *low, const Statement *statement,
                             const Value *value)
{
    bool number = expr_at(&low->graph->exprs, value->body)->kind == NUMBER;
    if (statement->kind != STATEMENT_EQUATION || !value_is_whole(low, value)
        || (number && value->rank))
        return 0;
    axes_open(low, value);
    Range range = domain_bounds_expr(&low->domain, low->graph, value->body);
    axes_close(low, value);
    return range.low >= 0 && range.high < INT32_MAX ? range.high : 0;
}

/* Takes the piece's sizes and, if it uses none of the knot or that is what is
 * left to look at (probing), the shape of its right side. */
static bool outline_piece(Left *left, Scope *outer, const Knot *knot,
                          const Statement *statement, Rest *rest,
                          int64_t *limit)
{
    Lowering *low = left->low;
    Opened opened;
    Piece piece = {0};
    if (!rest->probed && lacks_sizes(left, outer, statement))
        return true;
    if (!open_piece(left, outer, statement, &opened))
        return false;
    if (bounds_are_empty(low, &opened.bounds))
        return true;
    if (!lower_heads(left, opened.scope, statement->heads[opened.which],
                     &piece))
        return false;
    if (piece.head_count > left->heads)
        left->heads = piece.head_count;
    bool first = !knot_in_statement(low, knot, statement);
    if (!first && (rest->value.known || !rest->probed))
        return true;
    uint32_t errors = low->diagnostics->error_count;
    Value value = value_as_number(
        low, right_side(low, opened.scope, statement, opened.which));
    if (!value.known)
        return low->diagnostics->error_count == errors;
    int64_t most = outline_limit(low, statement, &value);
    *limit = most > *limit ? most : *limit;
    rest->value = value;
    rest->heads = piece.head_count;
    rest_sizes(left, rest->heads, &value);
    return true;
}

static bool outline_pieces(Left *left, const Symbol *symbol, const Knot *knot,
                           Rest *rest, int64_t *limit)
{
    Lowering *low = left->low;
    const Statement *const *statements = late_last(
        left, symbol->home, symbol->statements.count, symbol->statements.at);
    for (uint32_t i = 0; i < symbol->statements.count; i++) {
        const Statement *statement = statements[i];
        uint32_t depth = low->depth, guards = low->domain.guards.count;
        Owner *around = low->owner;
        low->owner = owner_of_statement(low, statement);
        bool fine = outline_piece(left, symbol->home, knot, statement, rest,
                                  limit);
        low->owner = around;
        guards_restore(low, guards);
        low->depth = depth;
        if (!fine)
            return false;
    }
    return true;
}

bool lower_sizes(Lowering *low, const Symbol *symbol, Value *out)
{
    Left left = {.low = low, .name = symbol->name};
    bool fine = true;
    *out = (Value){.known = true, .rank = MAX_RANK};
    for (uint32_t i = 0; fine && i < symbol->statements.count; i++) {
        const Statement *statement = symbol->statements.at[i];
        uint32_t depth = low->depth, guards = low->domain.guards.count;
        Owner *around = low->owner;
        Opened opened;
        Piece piece = {0};
        low->owner = owner_of_statement(low, statement);
        fine = open_piece(&left, symbol->home, statement, &opened)
            && lower_heads(&left, opened.scope,
                           statement->heads[opened.which], &piece);
        if (piece.head_count < out->rank)
            out->rank = (uint8_t)piece.head_count;
        low->owner = around;
        guards_restore(low, guards);
        low->depth = depth;
    }
    memcpy(out->shape, left.shape, sizeof left.shape);
    return fine;
}

bool lower_outline(Lowering *low, const Symbol *symbol, const Knot *knot,
                   Value *out, int64_t *limit)
{
    Left left = {.low = low, .name = symbol->name};
    Rest rest = {0};
    bool probing = low->probing;
    *limit = 0;
    if (!outline_pieces(&left, symbol, knot, &rest, limit))
        return false;
    if (!rest.value.known) {
        rest.probed = low->probing = true;
        bool fine = outline_pieces(&left, symbol, knot, &rest, limit);
        low->probing = probing;
        if (!fine || (probing && !rest.value.known))
            return false;
    }
    uint32_t rank = rest.heads + rest.value.rank;
    *out = (Value){.known = true, .row = rest.value.row};
    for (uint32_t i = 0; i < MAX_RANK && (i < left.heads || i < rank); i++) {
        int64_t size = i < rank && i >= rest.heads
                         ? rest.value.shape[i - rest.heads] : 0;
        out->shape[out->rank++] =
            i < left.heads && left.shape[i] > size ? left.shape[i] : size;
    }
    out->row = out->row && out->rank == 1;
    return out->rank > 0;
}
