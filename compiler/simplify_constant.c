/* simplify_constant.c: recurrences that depend on nothing become literals.
 *
 * A single array is folded by simplify_fold.c; members of a recurrence have
 * values only together.
 */
#include "simplifying.h"

#include "cost.h"
#include "doubts.h"
#include "eval.h"


static const double MAX_WORK = 1 << 22;
enum { MAX_ELEMENTS = 65536 };

/* Whether the members read each other and literals alone; adds what a run of
 * them costs. */
static bool reads_literals(Simplifier *simplifier, const Graph *from,
                           ArrayId member, double *work)
{
    const Array *array = graph_array(from, member);
    ExprIds order = {0};
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Part *part = &array->as.parts[p];
        part_postorder(from, simplifier->arena, NULL, true, part,
                       array->rank, &order);
        *work += part_work(from, part);
    }
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&from->exprs, order.at[i]);
        if (node->kind == ACCESS
            && graph_array(from, node->as.access.array)->kind != LITERAL
            && !graph_are_recurrent(from, member, node->as.access.array))
            return false;
    }
    return true;
}

static bool is_constant(Simplifier *simplifier, const Graph *from,
                        const Recurrence *r)
{
    double work = 0;
    int64_t size = 0;
    for (ArrayId id = r->first; id <= r->last; id++) {
        size += array_size(graph_array(from, id));
        if (size > MAX_ELEMENTS
            || !reads_literals(simplifier, from, id, &work)
            || work > MAX_WORK)
            return false;
    }
    return true;
}

/* Literals, carries and members in a graph of their own. */
static Graph *take_recurrence(Simplifier *simplifier, const Graph *from,
                              const Recurrence *r, Copy *copy)
{
    Graph *to = graph_create(simplifier->arena);
    copy_init(copy, simplifier->arena, from, to);
    for (ArrayId id = 1; id <= r->last; id++) {
        const Array *array = graph_array(from, id);
        bool carried = array->kind == CARRY
                    && array->as.carried >= r->first
                    && array->as.carried <= r->last;
        if (array->kind == LITERAL || carried || id >= r->first)
            copy_array(copy, id);
    }
    copy_carries(copy);
    uint32_t shift = r->first - copy->arrays[r->first];
    for (uint32_t n = 1; n < from->recurrences.count; n++) {
        Recurrence made = from->recurrences.at[n];
        made.first -= shift;
        made.last -= shift;
        list_push(to->arena, &to->recurrences, made);
    }
    for (ArrayId id = r->first; id <= r->last; id++)
        to->arrays.at[id - shift].recurrence =
            graph_array(from, id)->recurrence;
    return to;
}

bool recurrence_fold(Simplifier *simplifier, const Graph *from, ArrayId first)
{
    const Recurrence *r = &from->recurrences.at[graph_outermost(from, first)];
    Copy copy;
    EvalFault fault;
    if (r->first != first || !is_constant(simplifier, from, r))
        return false;
    Graph *scratch = take_recurrence(simplifier, from, r, &copy);
    double **values =
        NEW_ARRAY(simplifier->arena, double *, scratch->arrays.count);
    ArrayId *folded = NEW_ARRAY(simplifier->arena, ArrayId,
                                r->last - r->first + 1);
    if (!eval(scratch, simplifier->arena, false, values, &fault))
        return false;
    doubts_settle(scratch, simplifier->arena, values);
    for (ArrayId id = first; id <= r->last; id++) {
        const Array *a = graph_array(from, id);
        const Sketch sketch = {.limit = a->limit, .rank = a->rank,
                               .shape = a->shape, .serves = a->serves};
        folded[id - first] = literal_or_uniform(simplifier, &sketch,
                                                values[copy.arrays[id]]);
        if (!folded[id - first])
            return false;
    }
    for (ArrayId id = first; id <= r->last; id++)
        simplifier->copy.arrays[id] = folded[id - first];
    return true;
}
