/* lower_calculus.c: derivatives as expressions.
 *
 * grad(J, x) is an array of its own kind, of the arrays J and x; what it is
 * made of is found when the whole program is a graph (derive.h). Whatever a
 * derivative is by is held: an array that no other is taken for, which all
 * that uses the name reads. So what depends on x counts, through every path,
 * and what x is made of does not.
 *
 * Under bound indices J and x are arrays with axes for these. Where both depend
 * on an index, they are looked at alone for each of its values.
 */
#include "lowering.h"

#include <string.h>

/* -- what is held -- */

static bool is_calculus(Text name)
{
    return text_is(name, "grad") || text_is(name, "jacobian")
        || text_is(name, "hessian") || text_is(name, "jvp")
        || text_is(name, "vjp");
}

static const Tree *without_brackets(const Tree *tree)
{
    while (tree->kind == TREE_BRACKET)
        tree = tree->operands[0];
    return tree;
}

/* Pushes the names by which the tree differentiates. */
static void held_in_tree(Lowering *low, const Tree *tree, HeldNames *names)
{
    if (!tree)
        return;
    if (tree->kind == TREE_CALL && tree->count > 1 && is_calculus(tree->name)) {
        const Tree *by = without_brackets(tree->operands[1]);
        if (by->kind == TREE_NAME)
            list_push(low->arena, names, by->name);
    }
    for (uint32_t i = 0; i < tree->count; i++)
        held_in_tree(low, tree->operands[i], names);
    for (uint32_t i = 0; i < tree->binder_count; i++) {
        held_in_tree(low, tree->binders[i].low, names);
        held_in_tree(low, tree->binders[i].high, names);
    }
    held_in_tree(low, tree->condition, names);
}

void statement_held(Lowering *low, const Statement *statement,
                    HeldNames *names)
{
    for (uint32_t i = 0; i < statement->value_count; i++)
        held_in_tree(low, statement->values[i], names);
    for (uint32_t i = 0; i < statement->declared_count; i++)
        held_in_tree(low, statement->declared[i].value, names);
    for (uint32_t i = 0; i < statement->local_count; i++)
        statement_held(low, statement->locals[i], names);
}

bool name_is_held(const HeldNames *names, Text name)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (text_equal(names->at[i], name))
            return true;
    return false;
}

/* -- values as arrays -- */

/* An array whose first axes are indices of the context, its others the axes of
 * a value. */
typedef struct Stored {
    ArrayId  array;
    uint32_t context_count;
    uint32_t context[MAX_RANK];     /* the indices */
    uint32_t rank;                  /* of the value */
} Stored;

static SubscriptId context_subscript(Lowering *low, uint32_t index)
{
    Term term = {index, 1};
    return subscript_make(&low->graph->exprs, -low->domain.ranges[index].low,
                          1, &term, 0, 0);
}

/* Whether the body reads an array plainly at indices of the context and the
 * axes of the value. */
static bool is_stored(Lowering *low, const Value *value, Stored *out)
{
    const Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, value->body);
    if (node->kind != ACCESS || node->as.access.rank < value->rank)
        return false;
    const Expr access = *node;
    const Array *array = graph_array(low->graph, access.as.access.array);
    uint32_t outer = access.as.access.rank - value->rank, seen = 0;
    *out = (Stored){.array = access.as.access.array, .context_count = outer,
                    .rank = value->rank};
    for (uint32_t i = 0; i < outer; i++) {
        SubscriptId id = access.as.access.subscripts[i];
        const Subscript *s = subscript_at(exprs, id);
        if (s->term_count != 1 || s->data || s->terms[0].index < CONTEXT)
            return false;
        uint32_t index = s->terms[0].index;
        Range range = low->domain.ranges[index];
        if (id != context_subscript(low, index) || seen >> index & 1
            || array->shape[i] != range.high - range.low)
            return false;
        seen |= 1u << index;
        out->context[i] = index;
        array = graph_array(low->graph, access.as.access.array);
    }
    for (uint32_t i = 0; i < value->rank; i++)
        if (!subscript_is_index(exprs, access.as.access.subscripts[outer + i],
                                i)
            || array->shape[outer + i] != value->shape[i])
            return false;
    return true;
}

/* The value as an array that has the indices of `context` among its axes. */
static bool store(Lowering *low, Span place, Value value, uint32_t context,
                  Stored *out)
{
    uint32_t has = 0;
    if (is_stored(low, &value, out)) {
        for (uint32_t i = 0; i < out->context_count; i++)
            has |= 1u << out->context[i];
        if (!(context & ~has))
            return true;
    }
    Piece piece = {.combine = SET, .context = context, .value = value};
    ArrayId id;
    Value built = build_array(low, place, 1, &piece, NULL, &id);
    return built.known && is_stored(low, &built, out);
}

static Value read_stored(Lowering *low, const Stored *stored, ArrayId array,
                         Value like)
{
    SubscriptId read[MAX_RANK];
    for (uint32_t i = 0; i < stored->context_count; i++)
        read[i] = context_subscript(low, stored->context[i]);
    for (uint32_t i = 0; i < stored->rank; i++)
        read[stored->context_count + i] =
            subscript_index(&low->graph->exprs, i);
    like.body = graph_access(low->graph, array, read);
    return like;
}

/* Whole numbers as real ones: an array that they are added to. */
static Value as_real(Lowering *low, Span place, Value value)
{
    ArrayId id;
    Piece piece = {.combine = SUM, .value = value};
    return value.known && value_is_whole(low, &value)
             ? build_array(low, place, 1, &piece, NULL, &id) : value;
}

Value hold_value(Lowering *low, Span place, Value value)
{
    Stored stored;
    if (value.known
        && expr_at(&low->graph->exprs, value.body)->kind != NUMBER)
        value = as_real(low, place, value);
    if (!value.known)
        return value;
    if (!store(low, place, value_as_number(low, value), 0, &stored))
        return value_error();
    ArrayId held = graph_held(low->graph, stored.array, low->serves);
    return read_stored(low, &stored, held, value);
}

/* -- derivatives -- */

static uint32_t context_set(const Stored *stored)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < stored->context_count; i++)
        set |= 1u << stored->context[i];
    return set;
}

typedef struct Request {
    Lowering  *low;
    const Tree *tree;               /* the call */
    Value      y, x;
    Stored     of, by;
    Derivative derivative;
    bool       prime;               /* f′: of each example, whatever by */
} Request;

/* In a recurrence, what has been taken for shared may turn out not to be. */
static bool report_batch(Request *r)
{
    Lowering *low = r->low;
    if (low->knot && !(low->knot->context >> BATCH_INDEX & 1)) {
        low->knot->lacks_batch = true;
        return false;
    }
    Diagnostic *error = lower_error(
        low, r->tree->span,
        "%.*s is of each example of the batch, and %.*s is shared by all",
        TEXT_ARGS(operand_text(low, r->tree->operands[0])),
        TEXT_ARGS(operand_text(low, r->tree->operands[1])));
    diagnose_hint(low->diagnostics, error,
                  "the derivative of the mean: batch_mean(%.*s)",
                  TEXT_ARGS(operand_text(low, r->tree->operands[0])));
    return false;
}

/* Axes for indices that both depend on are aligned, the others free. */
static bool align(Request *r)
{
    for (uint32_t a = 0; a < r->of.context_count; a++) {
        uint32_t index = r->of.context[a];
        for (uint32_t b = 0; b < r->by.context_count; b++)
            if (r->by.context[b] == index)
                r->derivative.aligned[a] = (uint8_t)(b + 1);
        if (r->derivative.aligned[a])
            continue;
        if (index == BATCH_INDEX && r->low->graph->batch && !r->prime)
            return report_batch(r);
        r->derivative.free |= (uint8_t)(1u << a);
    }
    return true;
}

static Value report_axes(Request *r, uint32_t rank)
{
    lower_error(r->low, r->tree->span,
                "this needs an array of %u axes; the most is %d", rank,
                MAX_RANK);
    return value_error();
}

/* The derivative as a value: free axes of `of` that are its own come first,
 * then the axes of x. In forward mode those of y. */
static Value make_derivative(Request *r)
{
    Lowering *low = r->low;
    Exprs *exprs = &low->graph->exprs;
    const Array y = *graph_array(low->graph, r->of.array);
    const Array x = *graph_array(low->graph, r->by.array);
    bool forward = r->derivative.kind == BY_FORWARD;
    SubscriptId read[3 * MAX_RANK];
    int64_t shape[3 * MAX_RANK];
    uint32_t rank = 0;
    Value out = {.known = true};
    r->derivative.of = r->of.array;
    r->derivative.by = r->by.array;
    for (uint32_t a = 0; a < y.rank; a++) {
        bool context = a < r->of.context_count;
        if (!forward && !(r->derivative.free >> a & 1))
            continue;
        shape[rank] = y.shape[a];
        if (context) {
            read[rank++] = context_subscript(low, r->of.context[a]);
            continue;
        }
        out.shape[out.rank] = y.shape[a];
        read[rank++] = subscript_index(exprs, out.rank++);
    }
    for (uint32_t b = 0; b < x.rank && !forward; b++) {
        shape[rank] = x.shape[b];
        if (b < r->by.context_count) {
            read[rank++] = context_subscript(low, r->by.context[b]);
            continue;
        }
        if (out.rank == MAX_RANK)
            return report_axes(r, rank + 1);
        out.shape[out.rank] = x.shape[b];
        read[rank++] = subscript_index(exprs, out.rank++);
    }
    if (rank > MAX_RANK)
        return report_axes(r, rank);
    ArrayId id = graph_derivative(low->graph, &r->derivative, rank, shape,
                                  low->serves);
    out.body = graph_access(low->graph, id, read);
    return out;
}

/* Zero, in the shape of the derivative: y is index values or a number. */
static bool is_flat(const Request *r)
{
    const Expr *node = expr_at(&r->low->graph->exprs, r->y.body);
    return node->kind == NUMBER || value_is_whole(r->low, &r->y);
}

static Value zero_value(const Request *r, uint32_t own)
{
    Value out = {.known = true,
                 .body = expr_number(&r->low->graph->exprs, 0)};
    for (uint32_t i = 0; i < own && out.rank < MAX_RANK; i++)
        out.shape[out.rank++] = r->y.shape[i];
    for (uint32_t i = 0; i < r->x.rank && out.rank < MAX_RANK; i++)
        out.shape[out.rank++] = r->x.shape[i];
    return out;
}

static bool request_arrays(Request *r)
{
    Lowering *low = r->low;
    if (!is_stored(low, &r->x, &r->by)) {
        lower_error(low, r->tree->span, "%.*s is no array of its own here",
                    TEXT_ARGS(operand_text(low, r->tree->operands[1])));
        return false;
    }
    return store(low, r->tree->span, r->y, 0, &r->of) && align(r);
}

static Value gradient(Request *r)
{
    if (is_flat(r))
        return zero_value(r, 0);
    if (!request_arrays(r))
        return value_error();
    r->derivative.kind = r->derivative.free ? BY_EITHER : BY_REVERSE;
    return make_derivative(r);
}

static Value jacobian(Request *r)
{
    if (is_flat(r))
        return zero_value(r, r->y.rank);
    if (!request_arrays(r))
        return value_error();
    for (uint32_t i = 0; i < r->y.rank; i++)
        r->derivative.free |= (uint8_t)(1u << (r->of.context_count + i));
    r->derivative.kind = BY_EITHER;
    return make_derivative(r);
}

/* The third argument, of the shape of `like` or a number. */
static bool seed_like(Request *r, Scope *scope, const Stored *stored,
                      const Value *like, const Tree *named)
{
    Lowering *low = r->low;
    const Tree *tree = r->tree->operands[2];
    Value v = value_as_number(low, lower_expr(low, scope, tree));
    bool same = v.rank == like->rank;
    if (!v.known)
        return false;
    for (uint32_t i = 0; same && i < v.rank; i++)
        same = v.shape[i] == like->shape[i];
    if (!same && v.rank) {
        Diagnostic *error = lower_error(
            low, tree->span, "%.*s is %.*s, and %.*s, whose shape it must have, "
            "is %.*s", TEXT_ARGS(operand_text(low, tree)),
            TEXT_ARGS(shape_phrase(low, &v)),
            TEXT_ARGS(operand_text(low, named)),
            TEXT_ARGS(shape_phrase(low, like)));
        note_operand(low, error, tree, &v);
        note_operand(low, error, named, like);
        return false;
    }
    v.rank = like->rank;
    memcpy(v.shape, like->shape, sizeof v.shape);
    Stored seed;
    if (!store(low, tree->span, v, context_set(stored), &seed))
        return false;
    bool aligned = seed.context_count == stored->context_count;
    for (uint32_t i = 0; aligned && i < seed.context_count; i++)
        aligned = seed.context[i] == stored->context[i];
    if (!aligned) {
        lower_error(low, tree->span,
                    "%.*s depends on an index that %.*s does not depend on",
                    TEXT_ARGS(operand_text(low, tree)),
                    TEXT_ARGS(operand_text(low, named)));
        return false;
    }
    r->derivative.seed = seed.array;
    return true;
}

static Value forward_product(Request *r, Scope *scope)
{
    if (!request_arrays(r)
        || !seed_like(r, scope, &r->by, &r->x, r->tree->operands[1]))
        return value_error();
    r->derivative.kind = BY_FORWARD;
    return make_derivative(r);
}

static Value reverse_product(Request *r, Scope *scope)
{
    if (!request_arrays(r)
        || !seed_like(r, scope, &r->of, &r->y, r->tree->operands[0]))
        return value_error();
    r->derivative.kind = BY_REVERSE;
    return make_derivative(r);
}

/* -- arguments -- */

/* What the derivative is by: a name for something that varies. */
static bool lower_by(Request *r, Scope *scope)
{
    Lowering *low = r->low;
    const Tree *tree = without_brackets(r->tree->operands[1]);
    Text text = operand_text(low, tree);
    const Symbol *symbol =
        tree->kind == TREE_NAME ? scope_find(scope, tree->name) : NULL;
    Diagnostic *error;
    if (tree->kind != TREE_NAME) {
        error = lower_error(low, tree->span,
                            "a derivative is by a name, and %.*s is an "
                            "expression", TEXT_ARGS(text));
        if (tree->kind == TREE_INDEX
            && tree->operands[0]->kind == TREE_NAME)
            diagnose_hint(low->diagnostics, error,
                          "take an element of the derivative: grad(%.*s, "
                          "%.*s)[…]",
                          TEXT_ARGS(operand_text(low, without_brackets(
                                        r->tree->operands[0]))),
                          TEXT_ARGS(tree->operands[0]->name));
        else
            diagnose_hint(low->diagnostics, error,
                          "give it a name, which the equations use: z = %.*s",
                          TEXT_ARGS(text));
        return false;
    }
    if (symbol && (symbol->is_dim || symbol->is_index)) {
        lower_error(low, tree->span,
                    "%.*s is %s: there is no derivative by it",
                    TEXT_ARGS(text),
                    symbol->is_dim ? "known at compile time" : "an index");
        return false;
    }
    r->x = lower_expr(low, scope, tree);
    if (!r->x.known)
        return false;
    if (value_is_whole(low, &r->x)) {
        error = lower_error(low, tree->span,
                            "%.*s holds index values: there is no derivative "
                            "by them", TEXT_ARGS(text));
        note_shape(low, error, &r->x);
        return false;
    }
    if (symbol && symbol->declaration == STATEMENT_CONST && symbol->declared) {
        error = lower_error(low, tree->span,
                            "%.*s is a constant: there is no derivative by it",
                            TEXT_ARGS(text));
        note_shape(low, error, &r->x);
        return false;
    }
    return true;
}

static bool check_number(Request *r)
{
    Lowering *low = r->low;
    if (!r->y.rank)
        return true;
    const Tree *tree = r->tree->operands[0];
    Text text = operand_text(low, tree);
    Text by = operand_text(low, r->tree->operands[1]);
    Diagnostic *error = lower_error(
        low, tree->span, "%.*s is taken of a number, and %.*s is %.*s",
        TEXT_ARGS(r->tree->name), TEXT_ARGS(text),
        TEXT_ARGS(shape_phrase(low, &r->y)));
    diagnose_hint(low->diagnostics, error,
                  "all derivatives: jacobian(%.*s, %.*s); those of the sum: "
                  "grad(sum(%.*s), %.*s)", TEXT_ARGS(text), TEXT_ARGS(by),
                  TEXT_ARGS(text), TEXT_ARGS(by));
    note_operand(low, error, tree, &r->y);
    return false;
}

/* The second derivative is the Jacobian of the first. */
static Value hessian(Request *r)
{
    Value first = gradient(r);
    if (!first.known)
        return first;
    Request second = {.low = r->low, .tree = r->tree, .y = first, .x = r->x};
    return jacobian(&second);
}

static bool check_count(Lowering *low, const Tree *tree)
{
    bool product = text_is(tree->name, "jvp") || text_is(tree->name, "vjp");
    if (tree->count == (product ? 3 : 2))
        return true;
    Diagnostic *error = lower_error(
        low, tree->mark, "%.*s takes %s arguments, and %u %s given",
        TEXT_ARGS(tree->name), product ? "three" : "two", tree->count,
        tree->count == 1 ? "is" : "are");
    diagnose_hint(low->diagnostics, error,
                  product ? "%.*s(y, x, v)" : "%.*s(y, x): of y, by x",
                  TEXT_ARGS(tree->name));
    return false;
}

bool lower_calculus(Lowering *low, Scope *scope, const Tree *tree, Value *out)
{
    Request r = {.low = low, .tree = tree};
    if (!is_calculus(tree->name))
        return false;
    *out = value_error();
    if (!check_count(low, tree))
        return true;
    r.y = value_as_number(low, lower_expr(low, scope, tree->operands[0]));
    if (!lower_by(&r, scope) || !r.y.known)
        return true;
    if (text_is(tree->name, "jacobian"))
        *out = jacobian(&r);
    else if (text_is(tree->name, "jvp"))
        *out = forward_product(&r, scope);
    else if (text_is(tree->name, "vjp"))
        *out = reverse_product(&r, scope);
    else if (check_number(&r))
        *out = text_is(tree->name, "grad") ? gradient(&r) : hessian(&r);
    return true;
}

/* -- f′(z) -- */

/* The function of numbers at held arguments; its elements each depend on one
 * of them. */
Value lower_prime(Lowering *low, Scope *scope, const Tree *tree, Text stem)
{
    if (tree->count != 1) {
        Diagnostic *error = lower_error(
            low, tree->mark, "%.*s takes one argument, and %u are given",
            TEXT_ARGS(tree->name), tree->count);
        diagnose_hint(low->diagnostics, error,
                      "by one of several: grad(y, x) where y = %.*s(…)",
                      TEXT_ARGS(stem));
        return value_error();
    }
    Value z = as_real(low, tree->operands[0]->span,
                      value_as_number(low, lower_expr(low, scope,
                                                      tree->operands[0])));
    Scope *inner = scope_open(low, scope);
    Text hidden = text_of("(argument)");
    Symbol *symbol =
        scope_add(low, inner, hidden, tree->operands[0]->span, SYMBOL_VALUE);
    symbol->value = z = hold_value(low, tree->operands[0]->span, z);
    if (!z.known)
        return z;
    Tree *name = tree_leaf(low->arena, TREE_NAME, tree->operands[0]->span);
    name->name = hidden;
    Tree *call = arena_copy(low->arena, tree, 1, sizeof *tree);
    call->name = stem;
    call->operands = arena_copy(low->arena, &name, 1, sizeof name);
    Request r = {.low = low, .tree = tree, .x = z, .prime = true};
    r.y = value_as_number(low, lower_expr(low, inner, call));
    bool same = r.y.rank == z.rank;
    for (uint32_t i = 0; same && i < z.rank; i++)
        same = r.y.shape[i] == z.shape[i];
    if (!r.y.known)
        return r.y;
    if (!same) {
        lower_error(low, tree->mark, "%.*s is no function of numbers: of %.*s "
                    "it makes %.*s", TEXT_ARGS(stem),
                    TEXT_ARGS(shape_phrase(low, &z)),
                    TEXT_ARGS(shape_phrase(low, &r.y)));
        return value_error();
    }
    if (is_flat(&r))
        return zero_value(&r, 0);
    if (!request_arrays(&r))
        return value_error();
    for (uint32_t i = 0; i < z.rank; i++)
        r.derivative.aligned[r.of.context_count + i] =
            (uint8_t)(r.by.context_count + i + 1);
    r.derivative.kind = r.derivative.free ? BY_EITHER : BY_REVERSE;
    return make_derivative(&r);
}
