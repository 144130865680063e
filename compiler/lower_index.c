/* lower_index.c: elements, rows, slices and gathers.
 *
 * An index bracket replaces axes of its base: by a subscript, by the axes of
 * an array of index values, or by an axis of a slice. Every access without
 * data is proved within bounds here, from ranges and conditions in force.
 */
#include "lowering.h"

SubscriptId lower_subscript(Lowering *low, const Tree *tree, Value value)
{
    Exprs *exprs = &low->graph->exprs;
    SubscriptId out;
    if (!value.known)
        return 0;
    if (expr_at(exprs, value.body)->flags & EXPR_CONDITION)
        value = value_as_number(low, value);
    if (subscript_of_expr(exprs, value.body, &out))
        return out;
    Diagnostic *error = lower_error(
        low, tree->span, "an index must be a whole number, and %.*s is not",
        TEXT_ARGS(operand_text(low, tree)));
    const Expr *node = expr_at(exprs, value.body);
    bool given = node->kind == ACCESS
              && graph_array(low->graph, node->as.access.array)->kind == INPUT;
    if (tree->kind == TREE_TERM)
        diagnose_hint(low->diagnostics, error,
                      "`div` divides and rounds down");
    else if (span_is_builtin(low, tree->span) && given)
        diagnose_hint(low->diagnostics, error,
                      "an input holds index values if it is declared so, as "
                      "in input k : index(n)");
    else if (given && value.name.length)
        diagnose_hint(low->diagnostics, error,
                      "if it holds index values, declare it so: %.*s : index(n)",
                      TEXT_ARGS(value.name));
    else if (!span_is_builtin(low, tree->span))
        diagnose_hint(low->diagnostics, error,
                      "an index is made of dims, bound indices and index data");
    note_shape(low, error, &value);
    return 0;
}

/* -- bounds -- */

/* "x, which has 3 elements" or "the second axis of A, which has 4". */
static Text axis_text(Lowering *low, const Tree *base, const Value *of,
                      uint32_t axis)
{
    static const char *const ordinals[MAX_RANK] = {
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
        "eighth"};
    Text text = operand_text(low, base);
    long long size = (long long)of->shape[axis];
    return of->rank == 1
             ? text_format(low->arena, "%.*s, which has %lld element%s",
                           TEXT_ARGS(text), size, size == 1 ? "" : "s")
             : text_format(low->arena, "the %s axis of %.*s, which has %lld",
                           ordinals[axis], TEXT_ARGS(text), size);
}

static void report_outside(Lowering *low, const Tree *base, const Tree *tree,
                           const Value *of, uint32_t axis, SubscriptId s)
{
    int64_t point[MAX_INDICES], value;
    const Subscript *subscript = subscript_at(&low->graph->exprs, s);
    Text place = axis_text(low, base, of, axis);
    Text text = operand_text(low, tree);
    bool constant = !subscript->term_count && !subscript->data;
    bool slice = tree->kind == TREE_SLICE;
    Range range = domain_bounds(&low->domain, low->graph, s);
    Diagnostic *error;
    if (constant && tree->kind == TREE_NUMBER)
        error = lower_error(low, tree->span, "%.*s is outside %.*s",
                            TEXT_ARGS(text), TEXT_ARGS(place));
    else if (constant)
        error = lower_error(low, tree->span, "%.*s %s %lld, outside %.*s",
                            TEXT_ARGS(text), slice ? "reaches" : "is",
                            (long long)subscript->base, TEXT_ARGS(place));
    else if (domain_offender(&low->domain, low->graph, s, of->shape[axis],
                             point, &value))
        error = lower_error(low, tree->span, "%.*s %s %lld, outside %.*s",
                            TEXT_ARGS(text), slice ? "reaches" : "becomes",
                            (long long)value, TEXT_ARGS(place));
    else if (subscript->data)
        error = lower_error(low, tree->span, "%.*s may be %lld, outside %.*s",
                            TEXT_ARGS(text),
                            (long long)(range.low < 0 ? range.low
                                                      : range.high - 1),
                            TEXT_ARGS(place));
    else
        error = lower_error(low, tree->span,
                            "%.*s is not proved to stay within %.*s",
                            TEXT_ARGS(text), TEXT_ARGS(place));
    if (constant && subscript->base == of->shape[axis])
        diagnose_hint(low->diagnostics, error,
                      "indices count from 0: the last is %lld",
                      (long long)of->shape[axis] - 1);
    note_operand(low, error, base, of);
    const Symbol *data = subscript->data && tree->kind == TREE_NAME
                             ? scope_find(low->scope, tree->name) : NULL;
    if (data && data->span.end && !span_is_builtin(low, data->span))
        diagnose_note(low->diagnostics, error, data->span,
                      "%.*s has index values below %lld",
                      TEXT_ARGS(tree->name), (long long)range.high);
}

static bool in_bounds(Lowering *low, SubscriptId s, int64_t size)
{
    low->domain.index_count = MAX_INDICES;
    Range range = domain_bounds(&low->domain, low->graph, s);
    return range.low >= range.high || (range.low >= 0 && range.high <= size);
}

/* -- one subscript -- */

typedef struct Subscripting {
    Lowering   *low;
    Scope      *scope;
    const Tree *tree;
    Value       base, out;
    SubscriptId map[MAX_INDICES];
} Subscripting;

static bool add_axis(Subscripting *to, Span place, int64_t size)
{
    if (to->out.rank == MAX_RANK) {
        lower_error(to->low, place, "more than %d axes", MAX_RANK);
        return false;
    }
    to->out.shape[to->out.rank++] = size;
    return true;
}

/* x[a:b]: the low end plus a new axis; the length is known. */
static bool take_slice(Subscripting *to, const Tree *tree, uint32_t axis)
{
    Lowering *low = to->low;
    Exprs *exprs = &low->graph->exprs;
    int64_t size = to->base.shape[axis];
    SubscriptId start = subscript_constant(exprs, 0);
    SubscriptId end = subscript_constant(exprs, size);
    if (tree->operands[0])
        start = lower_subscript(low, tree->operands[0],
                                lower_expr(low, to->scope, tree->operands[0]));
    if (tree->operands[1])
        end = lower_subscript(low, tree->operands[1],
                              lower_expr(low, to->scope, tree->operands[1]));
    if (!start || !end)
        return false;
    const Subscript length =
        *subscript_at(exprs, subscript_add(exprs, end, -1, start));
    if (length.term_count || length.data) {
        Diagnostic *error = lower_error(
            low, tree->span,
            "the length of a slice must be known at compile time");
        diagnose_hint(low->diagnostics, error,
                      "a slice may start anywhere: x[i : i + 3]");
        return false;
    }
    if (length.base <= 0) {
        lower_error(low, tree->span, "an empty slice: its length is %lld",
                    (long long)length.base);
        return false;
    }
    SubscriptId last = subscript_add(
        exprs, end, 1, subscript_constant(exprs, -1));
    const Tree *base = to->tree->operands[0];
    if (!in_bounds(low, start, size)) {
        report_outside(low, base, tree->operands[0] ? tree->operands[0] : tree,
                       &to->base, axis, start);
        return false;
    }
    if (!in_bounds(low, last, size)) {
        report_outside(low, base, tree, &to->base, axis, last);
        return false;
    }
    to->map[axis] = subscript_add(
        exprs, start, 1, subscript_index(exprs, to->out.rank));
    return add_axis(to, tree->span, length.base);
}

static bool is_unbound(const Scope *scope, const Tree *tree)
{
    return tree->kind == TREE_NAME && !scope_find(scope, tree->name)
        && !function_find(tree->name);
}

/* An index, or an array of index values whose axes replace the axis. */
static bool take_index(Subscripting *to, const Tree *tree, uint32_t axis)
{
    Lowering *low = to->low;
    Exprs *exprs = &low->graph->exprs;
    if (tree->kind == TREE_NAME && text_is(tree->name, "training")) {
        lower_error(low, tree->span, "`training` is 1 or 0, and no index");
        return false;
    }
    if (is_unbound(to->scope, tree)) {
        Diagnostic *error = report_undefined(low, to->scope, tree);
        if (error && !error->remarks.count)
            diagnose_hint(low->diagnostics, error,
                          "an index is bound on the left side of an equation, "
                          "or by a sum: sum[%.*s](…)", TEXT_ARGS(tree->name));
        return false;
    }
    Value value = lower_expr(low, to->scope, tree);
    if (!value.known && low->probing)
        value = value_number(low, 0);   /* an element has the shape of any */
    if (!value.known)
        return false;
    if (value.rank) {
        value = lower_stored(low, tree->span, value);
        if (!value.known)
            return false;
        SubscriptId axes[MAX_INDICES] = {0};
        uint32_t first = to->out.rank;
        for (uint32_t i = 0; i < value.rank; i++) {
            axes[i] = subscript_index(exprs, first + i);
            if (!add_axis(to, tree->span, value.shape[i]))
                return false;
        }
        value = value_replace(low, value, axes);
    }
    SubscriptId s = lower_subscript(low, tree, value);
    if (!s)
        return false;
    axes_open(low, &to->out);
    bool inside = in_bounds(low, s, to->base.shape[axis]);
    if (!inside)
        report_outside(low, to->tree->operands[0], tree, &to->base, axis, s);
    axes_close(low, &to->out);
    to->map[axis] = s;
    return inside;
}

static bool report_count(Lowering *low, const Tree *tree, const Value *base)
{
    Text text = operand_text(low, tree->operands[0]);
    uint32_t given = tree->count - 1;
    Diagnostic *error =
        base->rank
            ? lower_error(low, tree->span, "%u indices for %.*s, which has %u %s",
                          given, TEXT_ARGS(text), base->rank,
                          base->rank == 1 ? "axis" : "axes")
            : lower_error(low, tree->span,
                          "%.*s is a number and has no elements",
                          TEXT_ARGS(text));
    if (!base->rank)
        diagnose_hint(low->diagnostics, error,
                      "an array has sizes, as in input x[n]");
    note_operand(low, error, tree->operands[0], base);
    return false;
}

Value lower_subscripted(Lowering *low, Scope *scope, const Tree *tree)
{
    Exprs *exprs = &low->graph->exprs;
    Value base = value_as_number(low,
                                 lower_expr(low, scope, tree->operands[0]));
    if (!base.known)
        return base;
    Subscripting to = {.low = low, .scope = scope, .tree = tree, .base = base,
                       .out = {.known = true}};
    if (tree->count - 1 > base.rank) {
        report_count(low, tree, &base);
        return value_error();
    }
    bool fine = true;
    for (uint32_t axis = 0; axis < base.rank && fine; axis++) {
        const Tree *subscript =
            axis + 1 < tree->count ? tree->operands[axis + 1] : NULL;
        if (!subscript) {
            to.map[axis] = subscript_index(exprs, to.out.rank);
            fine = add_axis(&to, tree->span, base.shape[axis]);
        } else if (subscript->kind == TREE_SLICE) {
            fine = take_slice(&to, subscript, axis);
        } else {
            fine = take_index(&to, subscript, axis);
        }
    }
    if (!fine)
        return value_error();
    to.out.row = base.row && to.out.rank == 1;
    to.out.body = base.body;
    return value_replace(low, to.out, to.map);
}
