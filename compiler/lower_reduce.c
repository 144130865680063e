/* lower_reduce.c: sum, prod, max, min, mean, argmax and argmin.
 *
 * A condition is cut at its `and`s: what is affine in the indices is a guard
 * of the part; the rest chooses between the body and the neutral element.
 */
#include "lowering.h"

#include <math.h>

static Combine combine_of(Reduction reduction)
{
    switch (reduction) {
    case REDUCE_PROD:   return PROD;
    case REDUCE_MAX:    return MAX;
    case REDUCE_MIN:    return MIN;
    case REDUCE_ARGMAX: return ARGMAX;
    case REDUCE_ARGMIN: return ARGMIN;
    default:            return SUM;
    }
}

static double neutral(Combine combine)
{
    switch (combine) {
    case PROD:   return 1;
    case MAX:
    case ARGMAX: return -INFINITY;
    case MIN:
    case ARGMIN: return INFINITY;
    default:     return 0;
    }
}

static bool depends_on(const Lowering *low, SubscriptId guard,
                       uint32_t count, const uint32_t *bound)
{
    uint32_t set = subscript_depends(&low->graph->exprs, guard);
    for (uint32_t i = 0; i < count; i++)
        if (set >> bound[i] & 1)
            return true;
    return false;
}

/* Max, min, prod and arg run over one index at a time, the last innermost;
 * each takes the guards that speak of its index. */
static Value reduce(Lowering *low, Span place, Combine combine, Value value,
                    uint32_t count, const uint32_t *bound, uint32_t guards,
                    const SubscriptId *guard)
{
    uint32_t step = combine == SUM ? count : 1;
    bool *used = NEW_ARRAY(low->arena, bool, guards + 1);
    for (uint32_t left = count; value.known && left >= step && left;
         left -= step) {
        Piece piece = {.combine = (uint8_t)combine, .value = value};
        for (uint32_t i = 0; i < step; i++)
            piece_bind(low, &piece, bound[left - step + i]);
        for (uint32_t g = 0; g < guards; g++)
            if (!used[g]
                && (left == step
                    || depends_on(low, guard[g], step, piece.bound))) {
                list_push(low->arena, &piece.guards, guard[g]);
                used[g] = true;
            }
        ArrayId id;
        value = build_array(low, place, 1, &piece, NULL, &id);
    }
    return value;
}

Value reduce_sum(Lowering *low, Span place, ExprId body, uint32_t rank,
                 const int64_t *shape, uint32_t bound_count,
                 const uint32_t *bound)
{
    Value value = value_scalar(body);
    value.rank = (uint8_t)rank;
    for (uint32_t i = 0; i < rank; i++)
        value.shape[i] = shape[i];
    return reduce(low, place, SUM, value, bound_count, bound, 0, NULL);
}

static Value divide(Lowering *low, Value a, Value b)
{
    if (!a.known || !b.known)
        return value_error();
    a.body = fold(low, F_DIV, a.body, b.body);
    return a;
}

Value reduce_all(Lowering *low, Reduction reduction, Span place, Value value)
{
    if (!value.known)
        return value;
    Exprs *exprs = &low->graph->exprs;
    value = value_as_number(low, value);
    if (!value.rank)
        return value;
    uint32_t kept = low->depth, bound[MAX_RANK];
    SubscriptId map[MAX_INDICES] = {0};
    double points = 1;
    for (uint32_t i = 0; i < value.rank; i++) {
        bound[i] = bind_index(low, place, (Range){0, value.shape[i]});
        if (!bound[i])
            return value_error();
        map[i] = subscript_index(exprs, bound[i]);
        points *= (double)value.shape[i];
    }
    uint32_t rank = value.rank;
    if (rank > 1 && reduction != REDUCE_SUM && reduction != REDUCE_MEAN)
        value = lower_stored(low, place, value);
    Value body = value_scalar(
        expr_substitute(exprs, &low->memo, value.body, map));
    Value out = reduce(low, place, combine_of(reduction), body, rank, bound,
                       0, NULL);
    low->depth = kept;
    if (reduction == REDUCE_MEAN)
        out = divide(low, out, value_number(low, points));
    return out;
}

/* -- sum[i < n, j : condition](body) -- */

/* Pushes the affine conjuncts as guards of the domain, and returns what is
 * left of the condition, or 0. */
static ExprId split_condition(Lowering *low, ExprId condition)
{
    Exprs *exprs = &low->graph->exprs;
    LIST(ExprId) stack = {0};
    ExprId rest = 0;
    list_push(low->arena, &stack, condition);
    while (stack.count) {
        ExprId id = stack.at[--stack.count];
        const Expr node = *expr_at(exprs, id);
        if (node.kind == APPLY && node.function == F_AND) {
            list_push(low->arena, &stack, node.as.operand[1]);
            list_push(low->arena, &stack, node.as.operand[0]);
            continue;
        }
        SubscriptId a, b;
        bool affine = node.kind == APPLY && node.function >= F_EQ
                   && node.function <= F_GE && node.function != F_NE
                   && subscript_of_expr(exprs, node.as.operand[0], &a)
                   && subscript_of_expr(exprs, node.as.operand[1], &b)
                   && !subscript_at(exprs, a)->data
                   && !subscript_at(exprs, b)->data;
        if (affine)
            guards_assume(low, id, true);
        else
            rest = rest ? fold(low, F_AND, rest, id) : id;
    }
    return rest;
}

static bool lower_condition(Lowering *low, Scope *scope, const Tree *tree,
                            ExprId *rest, bool *never)
{
    Value condition = value_as_condition(low, lower_expr(low, scope, tree));
    if (!condition.known)
        return false;
    if (condition.rank) {
        Diagnostic *error = lower_error(
            low, tree->span,
            "the condition of a sum is about one element, and %.*s is "
            "%.*s of them",
            TEXT_ARGS(operand_text(low, tree)),
            TEXT_ARGS(shape_phrase(low, &condition)));
        diagnose_hint(low->diagnostics, error,
                      "name the element, as in sum[i : x[i] > 0](…)");
        note_operand(low, error, tree, &condition);
        return false;
    }
    bool truth;
    if (condition_known(low, condition.body, &truth)) {
        *never = *never || !truth;
        return true;
    }
    ExprId left = split_condition(low, condition.body);
    if (left)
        *rest = *rest ? fold(low, F_AND, *rest, left) : left;
    return true;
}

/* Of `a and b`, what a says holds in b. */
static bool lower_conditions(Lowering *low, Scope *scope, const Tree *tree,
                             ExprId *rest, bool *never)
{
    if (tree->kind != TREE_AND)
        return lower_condition(low, scope, tree, rest, never);
    for (uint32_t i = 0; i < tree->count && !*never; i++)
        if (!lower_condition(low, scope, tree->operands[i], rest, never))
            return false;
    return true;
}

static bool lower_binders(Lowering *low, Scope *scope, const Tree *tree,
                          Bounds *bounds)
{
    for (uint32_t i = 0; i < tree->binder_count; i++) {
        const Binder *binder = &tree->binders[i];
        if (!bound_add(low, scope, bounds, binder->name, binder->span, binder))
            return false;
    }
    Tree *trees[2] = {tree->operands[0], tree->condition};
    return lower_ranges(low, scope, bounds, tree->condition ? 2 : 1, trees,
                        (Text){0}, NULL);
}

static bool any_empty(const Lowering *low, const Bounds *bounds)
{
    for (uint32_t i = 0; i < bounds->count; i++) {
        uint32_t index = bounds->at[i].index;
        Range range = low->domain.ranges[index];
        if (index && range.low >= range.high)
            return true;
    }
    return false;
}

static Value lower_bound_reduction(Lowering *low, Scope *scope,
                                   const Tree *tree, const Bounds *bounds,
                                   uint32_t first_guard)
{
    Exprs *exprs = &low->graph->exprs;
    Reduction reduction = tree->reduction;
    Combine combine = combine_of(reduction);
    ExprId rest = 0;
    bool never = false;
    if (tree->condition
        && !lower_conditions(low, scope, tree->condition, &rest, &never))
        return value_error();
    if (never)
        return value_number(low, neutral(combine));
    if (any_empty(low, bounds))
        return value_number(low, neutral(combine));
    /* After the affine conditions, the others also hold in the body. */
    uint32_t guard_count = low->domain.guards.count - first_guard;
    SubscriptId *guards = NEW_ARRAY(low->arena, SubscriptId, guard_count);
    for (uint32_t i = 0; i < guard_count; i++)
        guards[i] = low->domain.guards.at[first_guard + i];
    Value value = value_as_number(low, lower_expr(low, scope,
                                                  tree->operands[0]));
    if (!value.known)
        return value;
    if (combine >= ARGMAX && bounds->count > 1) {
        lower_error(low, tree->span, "`%s` takes one index",
                    combine == ARGMAX ? "argmax" : "argmin");
        return value_error();
    }
    Value count = value_number(low, 1);
    if (rest) {
        ExprId none = expr_number(exprs, neutral(combine));
        value.body = expr_choose(exprs, rest, value.body, none);
        count.body = expr_choose(exprs, rest, count.body,
                                 expr_number(exprs, 0));
    }
    uint32_t bound[MAX_INDICES] = {0}, bound_count = 0;
    for (uint32_t i = 0; i < bounds->count; i++)
        if (bounds->at[i].index)
            bound[bound_count++] = bounds->at[i].index;
    Value out = reduce(low, tree->span, combine, value, bound_count, bound,
                       guard_count, guards);
    if (reduction == REDUCE_MEAN) {
        double points = 1;
        for (uint32_t i = 0; i < bound_count; i++) {
            Range range = low->domain.ranges[bound[i]];
            points *= (double)(range.high - range.low);
        }
        out = divide(low, out,
                     rest || guard_count
                         ? reduce(low, tree->span, SUM, count, bound_count,
                                  bound, guard_count, guards)
                         : value_number(low, points));
    }
    return out;
}

Value lower_reduction(Lowering *low, Scope *scope, const Tree *tree)
{
    uint32_t depth = low->depth, guards = low->domain.guards.count;
    Scope *inner = scope_open(low, scope);
    Bounds bounds = {0};
    Value out = value_error();
    if (lower_binders(low, inner, tree, &bounds))
        out = lower_bound_reduction(low, inner, tree, &bounds, guards);
    guards_restore(low, guards);
    low->depth = depth;
    return out;
}
