/* lower_product.c: the products of linear algebra, as sums over an index.
 *
 * What a product does depends on the kinds of its factors alone (number,
 * column, row, matrix), never on sizes that happen to be equal.
 */
#include "lowering.h"

/* The value's body with axis k replaced by the index at[k]. */
static ExprId at_indices(Lowering *low, const Value *value,
                         const SubscriptId *at)
{
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0; i < value->rank; i++)
        map[i] = at[i];
    return expr_substitute(&low->graph->exprs, &low->memo, value->body, map);
}

/* Σ over the last axis of a and the first of b; a's other axes, then b's. */
static Value contract(Lowering *low, Span mark, Value a, Value b)
{
    Exprs *exprs = &low->graph->exprs;
    uint32_t kept = low->depth;
    a = lower_stored(low, mark, value_as_number(low, a));
    b = lower_stored(low, mark, value_as_number(low, b));
    uint32_t k = bind_index(low, mark, (Range){0, b.known ? b.shape[0] : 1});
    if (!a.known || !b.known || !k) {
        low->depth = kept;
        return value_error();
    }
    uint32_t rank = 0;
    int64_t shape[2 * MAX_RANK];
    SubscriptId left[MAX_RANK], right[MAX_RANK];
    for (uint32_t i = 0; i + 1 < a.rank; i++) {
        shape[rank] = a.shape[i];
        left[i] = subscript_index(exprs, rank++);
    }
    left[a.rank - 1] = right[0] = subscript_index(exprs, k);
    for (uint32_t i = 1; i < b.rank; i++) {
        shape[rank] = b.shape[i];
        right[i] = subscript_index(exprs, rank++);
    }
    Value out = value_error();
    if (rank > MAX_RANK)
        lower_error(low, mark, "a product of %u axes; the most is %d", rank,
                    MAX_RANK);
    else
        out = reduce_sum(low, mark,
                         fold(low, F_MUL, at_indices(low, &a, left),
                              at_indices(low, &b, right)),
                         rank, shape, 1, &k);
    low->depth = kept;
    return out;
}

/* How the transpose of an operand is written: x for xᵀ, (A B)ᵀ for A B. */
static Text turned(Lowering *low, const Tree *tree)
{
    if (tree->kind == TREE_TRANSPOSE)
        return operand_text(low, tree->operands[0]);
    bool touches = tree->kind == TREE_NAME || tree->kind == TREE_CALL
                || tree->kind == TREE_INDEX || tree->kind == TREE_BRACKET;
    return text_format(low->arena, touches ? "%.*sᵀ" : "(%.*s)ᵀ",
                       TEXT_ARGS(operand_text(low, tree)));
}

static Value report_inner(Lowering *low, Span mark, const Tree *left,
                          const Value *a, const Tree *right, const Value *b)
{
    Text first = operand_text(low, left), second = operand_text(low, right);
    Diagnostic *error = lower_error(
        low, mark, "the %s of %.*s %s the %s of %.*s: %.*s against %.*s",
        a->rank == 1 ? "length" : a->rank == 2 ? "columns" : "last axis",
        TEXT_ARGS(first), a->rank == 2 ? "are not" : "is not",
        b->rank == 1 ? (a->rank == 2 ? "rows" : "length")
        : b->rank == 2 ? "rows" : "first axis",
        TEXT_ARGS(second), TEXT_ARGS(shape_text(low, a)),
        TEXT_ARGS(shape_text(low, b)));
    bool same = a->rank == 2 && b->rank == 2 && a->shape[0] == b->shape[0]
             && a->shape[1] == b->shape[1];
    if (same)
        diagnose_hint(low->diagnostics, error,
                      "%.*s ⊙ %.*s multiplies element by element",
                      TEXT_ARGS(first), TEXT_ARGS(second));
    else if (a->rank == 2 && a->shape[0] == b->shape[0])
        diagnose_hint(low->diagnostics, error,
                      "the transpose would fit: %.*s %.*s",
                      TEXT_ARGS(turned(low, left)), TEXT_ARGS(second));
    else if (b->rank == 2 && a->shape[a->rank - 1] == b->shape[1])
        diagnose_hint(low->diagnostics, error,
                      "the transpose would fit: %.*s %.*s", TEXT_ARGS(first),
                      TEXT_ARGS(turned(low, right)));
    note_operand(low, error, left, a);
    note_operand(low, error, right, b);
    return value_error();
}

static Value scale(Lowering *low, Span mark, const Tree *left, Value a,
                   const Tree *right, Value b)
{
    return lower_pointwise(low, F_MUL, mark, left, a, right, b);
}

Value lower_dot(Lowering *low, Span mark, const Tree *left, Value a,
                const Tree *right, Value b)
{
    if (!a.known || !b.known)
        return value_error();
    if (!a.rank || !b.rank)
        return scale(low, mark, left, a, right, b);
    if (a.shape[a.rank - 1] != b.shape[0])
        return report_inner(low, mark, left, &a, right, &b);
    Value out = contract(low, mark, a, b);
    out.row = out.known && out.rank == 1 && (a.row || b.row)
           && a.rank == 1;
    return out;
}

Value lower_outer(Lowering *low, Value a, Value b, Span mark)
{
    if (!a.known || !b.known)
        return value_error();
    if (a.rank + b.rank > MAX_RANK) {
        lower_error(low, mark, "a product of %d axes; the most is %d",
                    a.rank + b.rank, MAX_RANK);
        return value_error();
    }
    a = lower_stored(low, mark, value_as_number(low, a));
    b = lower_stored(low, mark, value_as_number(low, b));
    if (!a.known || !b.known)
        return value_error();
    SubscriptId at[MAX_RANK] = {0};
    for (uint32_t i = 0; i < b.rank; i++)
        at[i] = subscript_index(&low->graph->exprs, a.rank + i);
    Value out = a;
    out.body = fold(low, F_MUL, a.body, at_indices(low, &b, at));
    for (uint32_t i = 0; i < b.rank; i++)
        out.shape[out.rank++] = b.shape[i];
    out.row = out.rank == 1 && (a.row || b.row);
    out.name = (Text){0};
    return out;
}

/* c[i] = a[i+1] b[i+2] - a[i+2] b[i+1], indices modulo 3. */
Value lower_cross(Lowering *low, Span mark, const Tree *left, Value a,
                  const Tree *right, Value b)
{
    if (!a.known || !b.known)
        return value_error();
    if (a.rank != 1 || b.rank != 1 || a.shape[0] != 3 || b.shape[0] != 3
        || a.row != b.row) {
        Diagnostic *error = lower_error(
            low, mark, "`×` takes two vectors of 3, not %.*s and %.*s",
            TEXT_ARGS(shape_phrase(low, &a)),
            TEXT_ARGS(shape_phrase(low, &b)));
        if (!a.rank || !b.rank)
            diagnose_hint(low->diagnostics, error,
                          "numbers are multiplied by `*`, or side by side");
        else
            diagnose_hint(low->diagnostics, error,
                          "%.*s ⊗ %.*s is the outer product",
                          TEXT_ARGS(operand_text(low, left)),
                          TEXT_ARGS(operand_text(low, right)));
        note_operand(low, error, left, &a);
        note_operand(low, error, right, &b);
        return value_error();
    }
    Exprs *exprs = &low->graph->exprs;
    a = lower_stored(low, mark, value_as_number(low, a));
    b = lower_stored(low, mark, value_as_number(low, b));
    Piece pieces[3] = {0};
    int64_t shape = 3;
    for (int i = 0; i < 3; i++) {
        SubscriptId p = subscript_constant(exprs, (i + 1) % 3);
        SubscriptId q = subscript_constant(exprs, (i + 2) % 3);
        ExprId plus = fold(low, F_MUL, at_indices(low, &a, &p),
                           at_indices(low, &b, &q));
        ExprId minus = fold(low, F_MUL, at_indices(low, &a, &q),
                            at_indices(low, &b, &p));
        pieces[i].combine = SET;
        pieces[i].value = value_scalar(fold(low, F_SUB, plus, minus));
        pieces[i].head_count = 1;
        pieces[i].head[0] = subscript_constant(exprs, i);
    }
    ArrayId id;
    Value out = build_array(low, mark, 3, pieces, &shape, &id);
    out.row = out.known && a.row;
    return out;
}

/* -- juxtaposition and `*` -- */

typedef enum Kind { SCALAR, COLUMN, ROW, MATRIX, TENSOR } Kind;

static Kind kind_of(const Value *value)
{
    switch (value->rank) {
    case 0:  return SCALAR;
    case 1:  return value->row ? ROW : COLUMN;
    case 2:  return MATRIX;
    default: return TENSOR;
    }
}

/* What a vector before a matrix, or a tensor, may have been meant for. */
static void hint_product(Lowering *low, Diagnostic *error, const Tree *left,
                         const Value *a, const Tree *right, const Value *b)
{
    Text first = operand_text(low, left), second = operand_text(low, right);
    bool vector = a->rank == 1 && b->rank == 2;
    if (vector && a->shape[0] == b->shape[0])
        diagnose_hint(low->diagnostics, error,
                      "a row stands before a matrix: %.*s %.*s",
                      TEXT_ARGS(turned(low, left)), TEXT_ARGS(second));
    else if (vector && a->shape[0] == b->shape[1])
        diagnose_hint(low->diagnostics, error,
                      "the matrix stands before the vector: %.*s %.*s",
                      TEXT_ARGS(second), TEXT_ARGS(first));
    else if (a->rank == 2 && b->rank == 1 && a->shape[1] == b->shape[0])
        diagnose_hint(low->diagnostics, error,
                      "a column stands after a matrix: %.*s %.*s",
                      TEXT_ARGS(first), TEXT_ARGS(turned(low, right)));
    else
        diagnose_hint(low->diagnostics, error,
                      "%.*s·%.*s sums over the last axis of the one and the "
                      "first of the other",
                      TEXT_ARGS(first), TEXT_ARGS(second));
}

/* Two vectors that do not say which product is meant, or more axes than
 * linear algebra has. */
static Value report_product(Lowering *low, Span mark, const Tree *left,
                            const Value *a, const Tree *right, const Value *b)
{
    Text first = operand_text(low, left), second = operand_text(low, right);
    Diagnostic *error;
    if (a->rank == 1 && b->rank == 1) {
        error = lower_error(low, mark,
                            "which product of the vectors %.*s and %.*s is meant?",
                            TEXT_ARGS(first), TEXT_ARGS(second));
        Text column = a->row ? turned(low, left) : first;
        Text row = b->row ? second : turned(low, right);
        diagnose_hint(low->diagnostics, error,
                      "%.*s·%.*s is a number, %.*s ⊙ %.*s the products of the "
                      "elements, %.*s %.*s a matrix",
                      TEXT_ARGS(first), TEXT_ARGS(second), TEXT_ARGS(first),
                      TEXT_ARGS(second), TEXT_ARGS(column), TEXT_ARGS(row));
    } else {
        error = lower_error(low, mark,
                            "no product of %.*s, which is %.*s, and %.*s, "
                            "which is %.*s",
                            TEXT_ARGS(first), TEXT_ARGS(shape_phrase(low, a)),
                            TEXT_ARGS(second),
                            TEXT_ARGS(shape_phrase(low, b)));
        hint_product(low, error, left, a, right, b);
    }
    note_operand(low, error, left, a);
    note_operand(low, error, right, b);
    return value_error();
}

Value lower_times(Lowering *low, Span mark, const Tree *left, Value a,
                  const Tree *right, Value b)
{
    if (!a.known || !b.known)
        return value_error();
    Kind first = kind_of(&a), second = kind_of(&b);
    if (first == SCALAR || second == SCALAR)
        return scale(low, mark, left, a, right, b);
    if (first == COLUMN && second == ROW)
        return lower_outer(low, a, b, mark);
    bool defined = (first == MATRIX || first == ROW)
                && (second == MATRIX || second == COLUMN);
    if (!defined)
        return report_product(low, mark, left, &a, right, &b);
    if (a.shape[a.rank - 1] != b.shape[0])
        return report_inner(low, mark, left, &a, right, &b);
    Value out = contract(low, mark, a, b);
    out.row = out.known && first == ROW && out.rank == 1;
    return out;
}

/* -- chains, associated by cost -- */

enum { LONGEST_CHAIN = 64 };

typedef struct Factor {
    const Tree *tree;
    Value       value;
} Factor;

/* Where the product of two neighbours is written. */
static Span both(const Factor *left, const Factor *right)
{
    return span_join(left->tree->span, right->tree->span);
}

/* Rows and columns of a factor as a matrix. */
static int64_t rows_of(const Value *value)
{
    return value->rank == 1 && value->row ? 1 : value->shape[0];
}

static int64_t columns_of(const Value *value)
{
    return value->rank == 2 ? value->shape[1]
                            : value->row ? value->shape[0] : 1;
}

static bool chain_fits(uint32_t count, const Factor *factors)
{
    for (uint32_t i = 0; i < count; i++) {
        if (factors[i].value.rank > 2)
            return false;
        if (i && columns_of(&factors[i - 1].value)
                     != rows_of(&factors[i].value))
            return false;
    }
    return true;
}

/* The span of the factors from a to b, for messages about what was made. */
static Value multiply(Lowering *low, Factor *factors,
                      uint8_t split[LONGEST_CHAIN][LONGEST_CHAIN], uint32_t a,
                      uint32_t b)
{
    if (a == b)
        return factors[a].value;
    uint32_t k = split[a][b];
    Value left = multiply(low, factors, split, a, k);
    Value right = multiply(low, factors, split, k + 1, b);
    return lower_times(low, both(&factors[k], &factors[k + 1]),
                       factors[k].tree, left, factors[k + 1].tree, right);
}

/* The cheapest order, by the dynamic programme over intervals (Godbole 1973);
 * of equal ones the leftmost. */
static Value multiply_chain(Lowering *low, uint32_t count, Factor *factors)
{
    double cost[LONGEST_CHAIN][LONGEST_CHAIN] = {{0}};
    uint8_t split[LONGEST_CHAIN][LONGEST_CHAIN] = {{0}};
    for (uint32_t length = 1; length < count; length++)
        for (uint32_t a = 0; a + length < count; a++) {
            uint32_t b = a + length;
            double best = -1;
            for (uint32_t k = b; k-- > a;) {
                double c = cost[a][k] + cost[k + 1][b]
                         + (double)rows_of(&factors[a].value)
                               * (double)columns_of(&factors[k].value)
                               * (double)columns_of(&factors[b].value);
                if (best < 0 || c < best) {
                    best = c;
                    split[a][b] = (uint8_t)k;
                }
            }
            cost[a][b] = best;
        }
    return multiply(low, factors, split, 0, count - 1);
}

/* Neighbours that do not fit, whatever the order: an error names them alone,
 * not what was made of those before. */
static bool report_neighbours(Lowering *low, uint32_t count,
                              const Factor *factors)
{
    for (uint32_t i = 1; i < count; i++) {
        const Factor *left = &factors[i - 1], *right = &factors[i];
        Kind first = kind_of(&left->value), second = kind_of(&right->value);
        if ((first == MATRIX || first == ROW)
            && (second == MATRIX || second == COLUMN)
            && left->value.shape[left->value.rank - 1]
                   != right->value.shape[0]) {
            report_inner(low, both(left, right), left->tree, &left->value,
                         right->tree, &right->value);
            return true;
        }
    }
    return false;
}

static Value multiply_in_turn(Lowering *low, uint32_t count,
                              const Factor *factors)
{
    Value out = factors[0].value;
    Tree before = *factors[0].tree;
    if (report_neighbours(low, count, factors))
        return value_error();
    for (uint32_t i = 1; i < count; i++) {
        out = lower_times(low, both(&factors[i - 1], &factors[i]), &before,
                          out, factors[i].tree, factors[i].value);
        before.kind = TREE_PRODUCT;
        before.span = span_join(before.span, factors[i].tree->span);
    }
    return out;
}

/* `sin x`: a function that was not applied. */
static bool report_unapplied(Lowering *low, Scope *scope, const Tree *tree)
{
    for (uint32_t i = 0; i + 1 < tree->count; i++) {
        const Tree *name = tree->operands[i];
        if (name->kind != TREE_NAME)
            continue;
        const Symbol *symbol = scope_find(scope, name->name);
        if (symbol ? symbol->kind != SYMBOL_FUNCTION
                   : function_find(name->name) == F_NONE)
            continue;
        Text argument = operand_text(low, tree->operands[i + 1]);
        Diagnostic *error =
            lower_error(low, name->span, "%.*s is a function, not a value",
                        TEXT_ARGS(name->name));
        if (tree->operands[i + 1]->kind == TREE_BRACKET)
            diagnose_hint(low->diagnostics, error,
                          "its bracket touches it: %.*s%.*s",
                          TEXT_ARGS(name->name), TEXT_ARGS(argument));
        else
            diagnose_hint(low->diagnostics, error, "apply it: %.*s(%.*s)",
                          TEXT_ARGS(name->name), TEXT_ARGS(argument));
        return true;
    }
    return false;
}

/* Numbers are multiplied first, in their order, and scale the rest once. */
Value lower_product(Lowering *low, Scope *scope, const Tree *tree)
{
    if (report_unapplied(low, scope, tree))
        return value_error();
    LIST(Factor) factors = {0};
    uint32_t scalars = 0;
    Factor scalar = {0};
    bool known = true;
    for (uint32_t i = 0; i < tree->count; i++) {
        const Tree *operand = tree->operands[i];
        Value value = lower_expr(low, scope, operand);
        if (!value.known) {
            known = false;
        } else if (value.rank) {
            list_push(low->arena, &factors, ((Factor){operand, value}));
        } else {
            scalar.value = scalars++ ? scale(low, operand->span, scalar.tree,
                                             scalar.value, operand, value)
                                     : value;
            scalar.tree = operand;
        }
    }
    if (!known)
        return value_error();
    if (!factors.count)
        return scalar.value;
    Value out = factors.count > 2 && factors.count <= LONGEST_CHAIN
                     && chain_fits(factors.count, factors.at)
                  ? multiply_chain(low, factors.count, factors.at)
                  : multiply_in_turn(low, factors.count, factors.at);
    if (!scalars)
        return out;
    return scale(low, factors.at[0].tree->span, scalar.tree, scalar.value,
                 factors.at[0].tree, out);
}
