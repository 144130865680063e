/* lower_list.c: [a, b, c] and [u; v]. */
#include "lowering.h"

#include <string.h>

/* -- numbers only: a literal -- */

typedef struct Literal {
    uint32_t rank;
    int64_t  shape[MAX_RANK];
    LIST(double) values;
} Literal;

/* Appends the numbers of a nested list; false where it is not one, or where
 * the rows differ in length (left to the general way, which reports it). */
static bool collect(Lowering *low, Scope *scope, const Tree *tree,
                    uint32_t depth, Literal *out)
{
    if (tree->kind == TREE_BRACKET)
        return collect(low, scope, tree->operands[0], depth, out);
    if (tree->kind != TREE_LIST) {
        if (tree->kind == TREE_REDUCE || tree->kind == TREE_STACK)
            return false;
        Value value = lower_expr(low, scope, tree);
        const Expr *node = expr_at(&low->graph->exprs, value.body);
        if (!value.known || value.rank || node->kind != NUMBER
            || (out->rank && depth != out->rank))
            return false;
        out->rank = depth;
        list_push(low->arena, &out->values, node->as.number);
        return true;
    }
    if (depth == MAX_RANK || (out->rank && depth >= out->rank)
        || (out->shape[depth] && out->shape[depth] != tree->count))
        return false;
    out->shape[depth] = tree->count;
    for (uint32_t i = 0; i < tree->count; i++)
        if (!collect(low, scope, tree->operands[i], depth + 1, out))
            return false;
    return true;
}

/* Whole numbers from 0 on may serve as index values. */
static int64_t literal_limit(const Literal *literal)
{
    double most = 0;
    for (uint32_t i = 0; i < literal->values.count; i++) {
        double value = literal->values.at[i];
        if (!(value >= 0 && value < 2147483647 && value == (double)(int64_t)value))
            return 0;
        if (value > most)
            most = value;
    }
    return (int64_t)most + 1;
}

static Value literal_value(Lowering *low, const Literal *literal)
{
    int64_t limit = literal_limit(literal);
    ArrayId id = graph_literal(low->graph, limit ? WHOLE : REAL, limit,
                               literal->rank, literal->shape,
                               literal->values.at, low->serves);
    Value value = value_scalar(graph_access_plain(low->graph, id));
    value.rank = (uint8_t)literal->rank;
    memcpy(value.shape, literal->shape, sizeof value.shape);
    return value;
}

/* -- in general: one piece an element -- */

static Value report_element(Lowering *low, TreeKind list_kind,
                            const Tree *first, const Value *a,
                            const Tree *other, const Value *b)
{
    bool list = list_kind == TREE_LIST;
    Diagnostic *error = lower_error(
        low, other->span, "%s: %.*s is %.*s, and %.*s is %.*s",
        list ? "the elements of a list have one shape"
             : "what is joined may differ in its first size only",
        TEXT_ARGS(operand_text(low, first)), TEXT_ARGS(shape_phrase(low, a)),
        TEXT_ARGS(operand_text(low, other)), TEXT_ARGS(shape_phrase(low, b)));
    if (list && a->rank <= 1 && b->rank <= 1 && first->kind != TREE_LIST)
        diagnose_hint(low->diagnostics, error,
                      "`;` joins vectors and numbers: [u; v]");
    note_operand(low, error, first, a);
    note_operand(low, error, other, b);
    return value_error();
}

static bool same_shape(const Value *a, const Value *b)
{
    return a->rank == b->rank
        && (!a->rank || !memcmp(a->shape, b->shape,
                                a->rank * sizeof *a->shape));
}

Value lower_list(Lowering *low, Scope *scope, const Tree *tree)
{
    Literal literal = {0};
    if (collect(low, scope, tree, 0, &literal))
        return literal_value(low, &literal);
    Piece *pieces = NEW_ARRAY(low->arena, Piece, tree->count);
    int64_t size = tree->count;
    bool known = true;
    for (uint32_t i = 0; i < tree->count; i++) {
        Value value =
            value_as_number(low, lower_expr(low, scope, tree->operands[i]));
        value.row = false;
        known = known && value.known;
        pieces[i].combine = SET;
        pieces[i].value = value;
        pieces[i].head_count = 1;
        pieces[i].head[0] = subscript_constant(&low->graph->exprs, i);
    }
    if (!known)
        return value_error();
    for (uint32_t i = 1; i < tree->count; i++)
        if (!same_shape(&pieces[0].value, &pieces[i].value))
            return report_element(low, TREE_LIST, tree->operands[0],
                                  &pieces[0].value, tree->operands[i],
                                  &pieces[i].value);
    if (pieces[0].value.rank == MAX_RANK) {
        lower_error(low, tree->span, "more than %d axes", MAX_RANK);
        return value_error();
    }
    ArrayId id;
    return build_array(low, tree->span, tree->count, pieces, &size, &id);
}

/* [u; v] joins along the first axis; a number counts as one element. */
Value lower_stack(Lowering *low, Scope *scope, const Tree *tree)
{
    Exprs *exprs = &low->graph->exprs;
    Piece *pieces = NEW_ARRAY(low->arena, Piece, tree->count);
    uint32_t kept = low->depth;
    Value longest = {0};
    const Tree *longest_tree = NULL;
    bool known = true;
    for (uint32_t i = 0; i < tree->count; i++) {
        Value value =
            value_as_number(low, lower_expr(low, scope, tree->operands[i]));
        known = known && value.known;
        pieces[i].value = value;
        if (value.known && (!longest_tree || value.rank > longest.rank)) {
            longest = value;
            longest_tree = tree->operands[i];
        }
    }
    if (!known)
        return value_error();
    int64_t size = 0;
    for (uint32_t i = 0; i < tree->count; i++) {
        Piece *piece = &pieces[i];
        Value value = piece->value;
        bool fits = !value.rank ? longest.rank <= 1
                                : value.rank == longest.rank;
        for (uint32_t k = 1; k < value.rank && fits; k++)
            fits = value.shape[k] == longest.shape[k];
        if (!fits)
            return report_element(low, TREE_STACK, longest_tree, &longest,
                                  tree->operands[i], &value);
        piece->combine = SET;
        piece->head_count = 1;
        piece->head[0] = subscript_constant(exprs, size);
        int64_t length = value.rank ? value.shape[0] : 1;
        size += length;
        if (!value.rank)
            continue;
        /* The first axis becomes a bound index, shifted in the head. */
        low->depth = kept;
        uint32_t index = bind_index(low, tree->span, (Range){0, length});
        SubscriptId map[MAX_INDICES] = {0};
        map[0] = subscript_index(exprs, index);
        for (uint32_t k = 1; k < value.rank; k++)
            map[k] = subscript_index(exprs, k - 1);
        piece->value = value_replace(low, value, map);
        piece->value.rank--;
        memmove(piece->value.shape, piece->value.shape + 1,
                piece->value.rank * sizeof *piece->value.shape);
        piece->value.row = false;
        piece_bind(low, piece, index);
        piece->head[0] = subscript_add(exprs, piece->head[0], 1, map[0]);
    }
    ArrayId id;
    Value out = build_array(low, tree->span, tree->count, pieces, &size, &id);
    low->depth = kept;
    return out;
}
