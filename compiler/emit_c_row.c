/* emit_c_row.c: short rows, cut behind the last whole vector.
 *
 *     for (i = 0; i < 8; i++)            for (i = 0; i < 8; i++) {
 *         for (j = 0; j < 20; j++)           for (j = 0; j < 16; j++)
 *             W[i][j] = d[i] * x[j];             W[i][j] = d[i] * x[j];
 *                                            for (j = 16; j < 20; j++)
 *                                                W[i][j] = d[i] * x[j];
 *                                        }
 *
 * gcc makes each of the two loops a vector, or some. Of the one loop within another
 * it makes none with -O2, and with -O3 it writes out all rows, with the numbers of a
 * column taken out of a vector one by one.
 */
#include "emit_c_code.h"

enum {
    VECTOR = 16,                    /* numbers: one vector, or two, or four */
    LONGEST_ROW = 64,
    MOST_NODES = 12                 /* of what is written twice */
};

/* Whether the step makes each element of a row for itself, and not for the turn of a
 * loop alone; *order grows by its nodes. */
static bool is_plain(const Code *code, const Step *step, ExprIds *order)
{
    const Graph *graph = code->graph;
    const Array *array = graph_array(graph, step->array);
    if (step->kind != STEP_PART || step->tile || step->vector || step->abreast
        || step->calls || step->timed || step->driven || step->function)
        return false;
    const Part *part = &array->as.parts[step->part];
    if (array->type != REAL || array->rank != 2 || part->index_count != 2
        || part->combine != SET || part->guard_count
        || code->plan->home[code->pass][step->array] == HOME_BODY)
        return false;
    for (uint32_t axis = 0; axis < array->rank; axis++)
        if (!subscript_is_index(&graph->exprs, part->target[axis], axis))
            return false;
    part_postorder(graph, code->scratch, NULL, true, part, array->rank, order);
    return order->count <= MOST_NODES;
}

/* Whether the steps, which have the second loop in common, are better cut there. */
static bool is_row(const Code *code, const Steps *steps)
{
    ExprIds order = {0};
    for (uint32_t i = 0; i < steps->count; i++)
        if (!is_plain(code, &steps->at[i], &order))
            return false;
    int64_t size = range_size(step_range(code->graph, &steps->at[0], 1));
    return size > VECTOR && size < LONGEST_ROW && size % VECTOR;
}

/* Adds the steps, in those turns of the loop, if any; `again`, behind others. */
static void add_turns(const Code *code, const Steps *steps, Range turns,
                      bool again, SpannedSteps *to)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        Step step = steps->at[i];
        if (!i && again)
            step.shared = 1;
        list_push(code->scratch, &to->steps, step);
        list_push(code->scratch, &to->spans, (LoopSpan){.turns = turns});
    }
}

bool rows_cut(const Code *code, const Steps *steps, SpannedSteps *to)
{
    bool some = false;
    if (!code->plan->loops->source->vectors || code->plan->real_double
        || code->profile)
        return false;
    for (uint32_t i = 0, end; i < steps->count; i = end) {
        for (end = i + 1; end < steps->count && steps->at[end].shared > 1;)
            end++;
        const Steps row = {.at = steps->at + i, .count = end - i};
        if (!is_row(code, &row)) {
            add_turns(code, &row, (Range){0}, false, to);
            continue;
        }
        Range first = step_range(code->graph, &steps->at[i], 1), rest = first;
        first.high -= range_size(first) % VECTOR;
        rest.low = first.high;
        add_turns(code, &row, first, false, to);
        add_turns(code, &row, rest, true, to);
        some = true;
    }
    return some;
}
