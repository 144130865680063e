/* lower_equation.c: the left sides of equations.
 *
 * `s = …` gives a name to a value. `y[i, d k + j] = …` and `G[w[k]] += …` are
 * pieces: each binds the names on its left that are not dims or index data,
 * and writes where its left side says. Pieces with `=` must cover the array
 * exactly once; its sizes are one more than the largest index on the left.
 */
#include "lower_left.h"

#include <string.h>

/* -- which head of a statement -- */

static Text head_name(const Tree *head)
{
    return head->kind == TREE_INDEX ? head->operands[0]->name : head->name;
}

static uint32_t head_of(const Statement *statement, Text name)
{
    uint32_t i = 0;
    while (i + 1 < statement->head_count
           && !text_equal(head_name(statement->heads[i]), name))
        i++;
    return i;
}

static Tree *value_tree(const Statement *statement, uint32_t which)
{
    return statement->values[statement->value_count > which ? which : 0];
}

Value right_side(Lowering *low, Scope *scope, const Statement *statement,
                 uint32_t which)
{
    if (statement->value_count == statement->head_count)
        return lower_expr(low, scope, statement->values[which]);
    if (statement->value_count != 1) {
        lower_error(low, statement->span, "%u names for %u values",
                    statement->head_count, statement->value_count);
        return value_error();
    }
    Value *results = NEW_ARRAY(low->arena, Value, statement->head_count);
    if (!lower_results(low, scope, statement->values[0],
                       statement->head_count, results))
        return value_error();
    return results[which];
}

/* -- indices that a left side binds -- */

static const Binder *binder_named(const Statement *statement, Text name)
{
    for (uint32_t i = 0; i < statement->binder_count; i++)
        if (text_equal(statement->binders[i].name, name))
            return &statement->binders[i];
    return NULL;
}

static bool is_bound(const Bounds *bounds, Text name)
{
    for (uint32_t i = 0; i < bounds->count; i++)
        if (text_equal(bounds->at[i].name, name))
            return true;
    return false;
}

/* A dim, a number or index data stands for itself. */
static bool stands_for_itself(Lowering *low, const Scope *scope, Text name)
{
    Symbol *symbol = scope_find(scope, name);
    if (symbol && symbol->kind == SYMBOL_LOCAL)
        lower_local(low, symbol);
    if (!symbol || symbol->kind != SYMBOL_VALUE || symbol->is_index
        || !symbol->value.known)
        return false;
    return symbol->is_dim || value_is_whole(low, &symbol->value);
}

static bool bind_names(Lowering *low, Scope *scope, Bounds *bounds,
                       const Statement *statement, const Tree *tree)
{
    if (!tree)
        return true;
    if (tree->kind == TREE_NAME) {
        const Binder *binder = binder_named(statement, tree->name);
        if (is_bound(bounds, tree->name)
            || (!binder && stands_for_itself(low, scope, tree->name)))
            return true;
        return bound_add(low, scope, bounds, tree->name,
                         binder ? binder->span : tree->span, binder);
    }
    for (uint32_t i = tree->kind == TREE_INDEX; i < tree->count; i++)
        if (!bind_names(low, scope, bounds, statement, tree->operands[i]))
            return false;
    return true;
}

/* -- names on the left that bind nothing -- */

/* Whether the name is part of a subscript. */
static bool subscripts_by(const Tree *tree, Text name)
{
    for (uint32_t i = 0; tree && i < tree->count; i++)
        if ((i > 0 && tree->kind == TREE_INDEX
             && tree_mentions(tree->operands[i], name))
            || subscripts_by(tree->operands[i], name))
            return true;
    return false;
}

/* `y[k] = x[k]` where k stands for itself looks as if it bound an index: the
 * last error in the equation, one beyond the first `count`, says so. */
static void explain_left(Lowering *low, const Scope *scope, Text name,
                         const Statement *statement, uint32_t count)
{
    Diagnostics *d = low->diagnostics;
    if (d->list.count <= count)
        return;
    Diagnostic *error = d->list.at[d->list.count - 1];
    uint32_t which = head_of(statement, name);
    const Tree *head = statement->heads[which];
    const Tree *right =
        statement->values[statement->value_count > which ? which : 0];
    for (uint32_t i = 1; head->kind == TREE_INDEX && i < head->count; i++) {
        const Tree *left = head->operands[i];
        const Symbol *symbol = left->kind == TREE_NAME
                                 ? scope_find(scope, left->name) : NULL;
        if (!symbol || !symbol->span.end || binder_named(statement, left->name)
            || !stands_for_itself(low, scope, left->name)
            || !subscripts_by(right, left->name))
            continue;
        int64_t number;
        diagnose_note(d, error, symbol->span, "%.*s is %s, defined here",
                      TEXT_ARGS(left->name),
                      symbol->is_dim ? "a dim"
                      : value_constant(low, &symbol->value, &number)
                          ? "a number" : "index data");
        diagnose_hint(d, error,
                      "%.*s stands for itself on the left: `for %.*s < n` "
                      "behind the equation binds an index",
                      TEXT_ARGS(left->name), TEXT_ARGS(left->name));
    }
}

/* -- indices that `for` binds -- */

/* `for` may bind more indices where results are added up. */
static bool bind_others(Lowering *low, Scope *scope, Bounds *bounds,
                        const Statement *statement)
{
    for (uint32_t i = 0; i < statement->binder_count; i++) {
        const Binder *binder = &statement->binders[i];
        const Binder *first = binder_named(statement, binder->name);
        if (first && first != binder) {
            diagnose_note(low->diagnostics,
                          lower_error(low, binder->span, "%.*s is bound twice",
                                      TEXT_ARGS(binder->name)),
                          first->span, "it is bound here first");
            return false;
        }
        if (is_bound(bounds, binder->name))
            continue;
        if (statement->kind != STATEMENT_ACCUMULATE) {
            Diagnostic *error = lower_error(
                low, binder->span, "%.*s is not an index on the left side",
                TEXT_ARGS(binder->name));
            diagnose_hint(low->diagnostics, error,
                          "nothing is summed unless `sum[%.*s]` or `+=` says so",
                          TEXT_ARGS(binder->name));
            return false;
        }
        if (!bound_add(low, scope, bounds, binder->name, binder->span, binder))
            return false;
    }
    return true;
}

/* -- indices that other pieces give a range -- */

static bool right_mentions(const Statement *statement, uint32_t which,
                           Text name)
{
    bool found = tree_mentions(value_tree(statement, which), name);
    for (uint32_t i = 0; i < statement->local_count && !found; i++)
        for (uint32_t v = 0; v < statement->locals[i]->value_count; v++)
            found |= tree_mentions(statement->locals[i]->values[v], name);
    return found;
}

/* The axis, from `axis` on, at which an index stands on the left, without a
 * range, and nowhere on the right; MAX_RANK: none. */
static uint32_t next_late(Left *left, Scope *scope,
                          const Statement *statement, uint32_t axis)
{
    uint32_t which = head_of(statement, left->name);
    const Tree *head = statement->heads[which];
    for (; head->kind == TREE_INDEX && axis + 1 < head->count; axis++) {
        const Tree *at = head->operands[axis + 1];
        if (at->kind == TREE_NAME && !binder_named(statement, at->name)
            && !right_mentions(statement, which, at->name)
            && !stands_for_itself(left->low, scope, at->name))
            return axis;
    }
    return MAX_RANK;
}

const Statement *const *late_last(Left *left, Scope *scope, uint32_t count,
                                  const Statement *const *statements)
{
    const Statement **ordered =
        NEW_ARRAY(left->low->arena, const Statement *, count);
    uint32_t next = 0;
    for (int late = 0; late < 2; late++)
        for (uint32_t i = 0; i < count; i++)
            if ((next_late(left, scope, statements[i], 0) < MAX_RANK) == late)
                ordered[next++] = statements[i];
    return ordered;
}

bool lacks_sizes(Left *left, Scope *scope, const Statement *statement)
{
    for (uint32_t axis = 0;
         (axis = next_late(left, scope, statement, axis)) < MAX_RANK; axis++)
        if (!left->sizes[axis])
            return true;
    return false;
}

/* -- one piece -- */

static bool head_size(Left *left, const Tree *tree, SubscriptId s,
                      uint32_t axis)
{
    Lowering *low = left->low;
    low->domain.index_count = MAX_INDICES;
    Range range = domain_bounds(&low->domain, low->graph, s);
    if (range.low < 0) {
        lower_error(low, tree->span, "the index %.*s becomes %lld, and indices "
                    "count from 0", TEXT_ARGS(operand_text(low, tree)),
                    (long long)range.low);
        return false;
    }
    if (range.high > left->shape[axis])
        left->shape[axis] = range.high;
    if (left->shape[axis] > left->sizes[axis])
        left->sizes[axis] = left->shape[axis];
    return true;
}

void rest_sizes(Left *left, uint32_t heads, const Value *value)
{
    for (uint32_t i = 0; i < value->rank && heads + i < MAX_RANK; i++)
        if (value->shape[i] > left->sizes[heads + i])
            left->sizes[heads + i] = value->shape[i];
}

bool lower_heads(Left *left, Scope *scope, const Tree *head, Piece *piece)
{
    Lowering *low = left->low;
    if (head->kind != TREE_INDEX)
        return true;
    for (uint32_t i = 1; i < head->count; i++) {
        const Tree *tree = head->operands[i];
        if (tree->kind == TREE_SLICE) {
            Diagnostic *error = lower_error(
                low, tree->span, "a slice cannot stand on the left side");
            diagnose_hint(low->diagnostics, error,
                          "name the index and its range: y[i + 2] = x[i]");
            return false;
        }
        SubscriptId s =
            lower_subscript(low, tree, lower_expr(low, scope, tree));
        if (!s || !head_size(left, tree, s, i - 1))
            return false;
        piece->head[piece->head_count++] = s;
    }
    return true;
}

bool bounds_are_empty(const Lowering *low, const Bounds *bounds)
{
    for (uint32_t i = 0; i < bounds->count; i++) {
        Range range = low->domain.ranges[bounds->at[i].index];
        if (range.low >= range.high)
            return true;
    }
    return false;
}

static bool same_rest(Left *left, const Statement *statement,
                      const Piece *piece)
{
    if (!left->pieces.count)
        return true;
    const Piece *first = &left->pieces.at[0];
    uint32_t rank = piece->head_count + piece->value.rank;
    uint32_t first_rank = first->head_count + first->value.rank;
    uint32_t heads = piece->head_count > first->head_count
                       ? piece->head_count : first->head_count;
    bool same = rank == first_rank;
    for (uint32_t i = heads; same && i < rank; i++)
        same = first->value.shape[i - first->head_count]
            == piece->value.shape[i - piece->head_count];
    if (same)
        return true;
    Diagnostic *error =
        rank != first_rank
            ? lower_error(left->low, statement->span,
                          "%.*s has %u %s here, and %u before",
                          TEXT_ARGS(left->name), rank,
                          rank == 1 ? "axis" : "axes", first_rank)
            : lower_error(left->low, statement->span,
                          "the pieces of %.*s differ: what stands here is "
                          "%.*s, and %.*s before", TEXT_ARGS(left->name),
                          TEXT_ARGS(shape_phrase(left->low, &piece->value)),
                          TEXT_ARGS(shape_phrase(left->low, &first->value)));
    diagnose_note(left->low->diagnostics, error, left->places.at[0],
                  "the first piece is here");
    return false;
}

bool open_piece(Left *left, Scope *outer, const Statement *statement,
                Opened *to)
{
    Lowering *low = left->low;
    *to = (Opened){.scope = scope_open(low, outer),
                   .which = head_of(statement, left->name),
                   .first_guard = low->domain.guards.count};
    const Tree *head = statement->heads[to->which];
    if (head->kind == TREE_INDEX && head->count - 1 > MAX_RANK) {
        lower_error(low, head->span, "more than %d axes", MAX_RANK);
        return false;
    }
    if (head->kind == TREE_INDEX)
        for (uint32_t i = 1; i < head->count; i++)
            if (!bind_names(low, to->scope, &to->bounds, statement,
                            head->operands[i]))
                return false;
    if (!bind_others(low, to->scope, &to->bounds, statement))
        return false;
    scope_add_locals(low, to->scope, statement);
    Tree *trees[2] = {value_tree(statement, to->which),
                      statement->heads[to->which]};
    return lower_ranges(low, to->scope, &to->bounds, 2, trees, left->name,
                        head->kind == TREE_INDEX ? left->sizes : NULL);
}

static bool add_piece(Left *left, Scope *outer, const Statement *statement)
{
    Lowering *low = left->low;
    Opened opened;
    if (!open_piece(left, outer, statement, &opened))
        return false;
    if (bounds_are_empty(low, &opened.bounds))
        return true;
    Piece piece = {
        .combine = statement->kind == STATEMENT_ACCUMULATE ? SUM : SET,
        .context = left->context,
        .at = statement->span.start,
    };
    piece.value = value_as_number(
        low, right_side(low, opened.scope, statement, opened.which));
    if (!piece.value.known
        || !lower_heads(left, opened.scope, statement->heads[opened.which],
                        &piece)
        || !same_rest(left, statement, &piece))
        return false;
    rest_sizes(left, piece.head_count, &piece.value);
    lower_local_nexts(low, opened.scope);
    for (uint32_t i = 0; i < opened.bounds.count; i++)
        piece_bind(low, &piece, opened.bounds.at[i].index);
    for (uint32_t i = opened.first_guard; i < low->domain.guards.count; i++)
        list_push(low->arena, &piece.guards, low->domain.guards.at[i]);
    if (piece.combine == SET)
        list_push(low->arena, &left->sets, left->pieces.count);
    list_push(low->arena, &left->pieces, piece);
    list_push(low->arena, &left->places, statement->span);
    return true;
}

/* -- all pieces -- */

/* The first axis of the piece's value becomes an index on its left side. */
static void move_axis(Left *left, Piece *piece)
{
    Lowering *low = left->low;
    SubscriptId map[MAX_INDICES] = {0};
    uint32_t index = low->depth;
    for (uint32_t b = 0; b < piece->bound_count; b++)
        if (piece->bound[b] >= index)
            index = piece->bound[b] + 1;
    if (index >= MAX_INDICES)
        return;
    int64_t size = piece->value.shape[0];
    uint32_t axis = piece->head_count++;
    piece->head[axis] = map[0] = subscript_index(&low->graph->exprs, index);
    for (uint32_t i = 1; i < piece->value.rank; i++) {
        map[i] = subscript_index(&low->graph->exprs, i - 1);
        piece->value.shape[i - 1] = piece->value.shape[i];
    }
    piece->value.rank--;
    piece->value = value_replace(low, piece->value, map);
    piece->ranges[piece->bound_count] = (Range){0, size};
    piece->bound[piece->bound_count++] = index;
    if (size > left->shape[axis])
        left->shape[axis] = size;
}

/* `d[0] = e` beside `d[t, j] = …` is d[0, j] = e[j]. */
static void match_heads(Left *left)
{
    uint32_t heads = 0;
    for (uint32_t i = 0; i < left->pieces.count; i++)
        if (left->pieces.at[i].head_count > heads)
            heads = left->pieces.at[i].head_count;
    for (uint32_t i = 0; i < left->pieces.count; i++)
        while (left->pieces.at[i].head_count < heads)
            move_axis(left, &left->pieces.at[i]);
}

/* Pieces with `=` come first: what is added is added to them. */
static Piece *in_order(Left *left, Span *places)
{
    Piece *pieces = NEW_ARRAY(left->low->arena, Piece, left->pieces.count);
    uint32_t count = 0;
    for (int set = 1; set >= 0; set--)
        for (uint32_t i = 0; i < left->pieces.count; i++)
            if ((left->pieces.at[i].combine == SET) == set) {
                places[count] = left->places.at[i];
                pieces[count++] = left->pieces.at[i];
            }
    return pieces;
}

static bool is_whole_array(const Graph *graph, const Array *array)
{
    const Part *part = array->as.parts;
    if (array->part_count != 1 || part->guard_count
        || !part_is_plain(graph, array, part))
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return false;
    return true;
}

/* Whether the first parts of the array cover it, where the conditions hold that
 * the equation stands under: those on indices of the context alone. */
static bool parts_cover_context(Left *left, const Array *array, uint32_t count)
{
    Lowering *low = left->low;
    const Piece *first = &left->pieces.at[0];
    uint32_t own = first->head_count + first->value.rank;
    uint32_t outer = (1u << (array->rank - own)) - 1;
    Array setting = *array;
    Part *parts = arena_copy(low->arena, array->as.parts, count, sizeof *parts);
    for (uint32_t p = 0; p < count; p++) {
        SubscriptId *guards =
            NEW_ARRAY(low->arena, SubscriptId, parts[p].guard_count);
        uint8_t kept = 0;
        for (uint32_t g = 0; g < parts[p].guard_count; g++)
            if (subscript_depends(&low->graph->exprs, parts[p].guards[g])
                & ~outer)
                guards[kept++] = parts[p].guards[g];
        parts[p].guards = guards;
        parts[p].guard_count = kept;
    }
    setting.part_count = count;
    setting.as.parts = parts;
    return parts_cover(low->graph, &setting);
}

static bool check_cover(Left *left, ArrayId id, const Span *places)
{
    Lowering *low = left->low;
    const Graph *graph = low->graph;
    const Array *array = graph_array(graph, id);
    uint32_t sets = left->sets.count;
    if (!sets || is_whole_array(graph, array))
        return true;
    for (uint32_t i = 0; i < sets; i++)
        if (!target_is_injective(graph, &array->as.parts[i], array->rank)) {
            Diagnostic *error = lower_error(
                low, places[i], "%.*s is not shown to be set once at each index",
                TEXT_ARGS(left->name));
            diagnose_hint(low->diagnostics, error,
                          "`+=` adds up what meets in one element");
            return false;
        }
    Array setting = *array;
    uint32_t one, other;
    setting.part_count = sets;
    if (parts_meet(graph, low->arena, &setting, &one, &other)) {
        Diagnostic *error =
            lower_error(low, places[other],
                        "this piece of %.*s sets elements that another sets",
                        TEXT_ARGS(left->name));
        diagnose_note(low->diagnostics, error, places[one],
                      "the other piece is here");
        return false;
    }
    if (parts_cover_context(left, array, sets))
        return true;
    Value whole = {.rank = (uint8_t)left->pieces.at[0].head_count};
    memcpy(whole.shape, left->shape, sizeof whole.shape);
    Diagnostic *error =
        lower_error(low, places[0], "%.*s is %.*s, and %s some of its "
                    "elements undefined", TEXT_ARGS(left->name),
                    TEXT_ARGS(shape_phrase(low, &whole)),
                    sets == 1 ? "this equation leaves" : "its pieces leave");
    for (uint32_t i = 1; i < sets && i < 4; i++)
        diagnose_note(low->diagnostics, error, places[i],
                      "another piece is here");
    diagnose_hint(low->diagnostics, error,
                  "define the others too, or write `+=`, which starts from 0");
    return false;
}

static Value lower_pieces(Lowering *low, Scope *scope, Text name,
                          uint32_t context, uint32_t count,
                          const Statement *const *statements)
{
    Left left = {.low = low, .name = name, .context = context};
    uint32_t depth = low->depth, guards = low->domain.guards.count;
    bool known = true;
    statements = late_last(&left, scope, count, statements);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t reported = low->diagnostics->list.count;
        uint32_t undefined = low->undefined.count;
        Owner *around = low->owner;
        low->owner = owner_of_statement(low, statements[i]);
        known = add_piece(&left, scope, statements[i]) && known;
        low->owner = around;
        if (low->undefined.count == undefined)
            explain_left(low, scope, name, statements[i], reported);
        guards_restore(low, guards);
        low->depth = depth;
    }
    if (!known)
        return value_error();
    Span place = statements[0]->span;
    if (!left.pieces.count) {
        lower_error(low, place, "%.*s has no elements", TEXT_ARGS(name));
        return value_error();
    }
    match_heads(&left);
    Span *places = NEW_ARRAY(low->arena, Span, left.pieces.count);
    const Piece *pieces = in_order(&left, places);
    ArrayId id;
    Value out = build_array(low, place, left.pieces.count, pieces, left.shape,
                            &id);
    uint32_t reported = low->diagnostics->list.count;
    if (!out.known || check_cover(&left, id, places))
        return out;
    for (uint32_t i = 0; i < count; i++)
        explain_left(low, scope, name, statements[i], reported);
    return value_error();
}

Value lower_equation(Lowering *low, Scope *scope, Text name, uint32_t context,
                     uint32_t count, const Statement *const *statements)
{
    const Statement *first = statements[0];
    uint32_t which = head_of(first, name);
    if (count > 1 || first->kind == STATEMENT_ACCUMULATE
        || first->heads[which]->kind == TREE_INDEX)
        return lower_pieces(low, scope, name, context, count, statements);
    if (first->binder_count) {
        Diagnostic *error =
            lower_error(low, first->binders[0].span,
                        "%.*s is not an index on the left side",
                        TEXT_ARGS(first->binders[0].name));
        diagnose_hint(low->diagnostics, error, "write %.*s[%.*s] = …",
                      TEXT_ARGS(name), TEXT_ARGS(first->binders[0].name));
        return value_error();
    }
    Scope *inner = scope_open(low, scope);
    Owner *around = low->owner;
    low->owner = owner_of_statement(low, first);
    scope_add_locals(low, inner, first);
    Value value = value_as_number(low, right_side(low, inner, first, which));
    if (value.known)
        lower_local_nexts(low, inner);
    low->owner = around;
    return value;
}
