/* lower_batch.c: what looks across the examples of a batch. */
#include "lowering.h"

bool is_batch_name(Text name)
{
    return text_is(name, "batch_mean") || text_is(name, "batch_sum");
}

Value lower_batch(Lowering *low, Scope *scope, const Tree *tree)
{
    if (tree->count != 1) {
        lower_error(low, tree->mark, "%.*s takes one argument, and %u are "
                    "given", TEXT_ARGS(tree->name), tree->count);
        return value_error();
    }
    if (!low->graph->batch) {
        diagnose_hint(low->diagnostics,
                      lower_error(low, tree->mark,
                                  "%.*s looks across a batch, and the program "
                                  "has none", TEXT_ARGS(tree->name)),
                      "declare one: batch B = 32");
        return value_error();
    }
    Exprs *exprs = &low->graph->exprs;
    Value value = value_as_number(low, lower_expr(low, scope,
                                                  tree->operands[0]));
    if (!value.known)
        return value;
    bool mean = text_is(tree->name, "batch_mean");
    if (!(expr_at(exprs, value.body)->depends >> BATCH_INDEX & 1)) {
        if (!mean)
            value.body = fold(low, F_MUL, value.body,
                              expr_number(exprs, (double)low->graph->batch));
        return value;
    }
    const uint32_t batch = BATCH_INDEX;
    Value sum = reduce_sum(low, tree->span, value.body, value.rank,
                           value.shape, 1, &batch);
    if (!sum.known || !mean)
        return sum;
    sum.body = fold(low, F_DIV, sum.body,
                    expr_number(exprs, (double)low->graph->batch));
    return sum;
}
