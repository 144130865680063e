/* liveness.c: what varies, and what is computed without being used.
 *
 * An array is conditional if every way by which a derivative comes to it from
 * an output passes a branch of a choice. Where the branch is not taken its
 * cotangent is 0, yet its derivative may be 0 times something not finite. So
 * one that is conditional and partial, or conditional and reads such a one, is
 * unsafe, and so is a conditional kernel: what it passes on has to be guarded.
 */
#include "adjoint.h"

#include <math.h>

bool expr_is_partial(const Exprs *exprs, ExprId id)
{
    const Expr *node = expr_at(exprs, id);
    if (node->kind != APPLY
        || !(function_row((Function)node->function)->flags
             & FUNCTION_PARTIAL))
        return false;
    if (node->function != F_DIV && node->function != F_POW)
        return true;
    const Expr *b = expr_at(exprs, node->as.operand[1]);
    if (b->kind != NUMBER)
        return true;
    return node->function == F_DIV
             ? b->as.number == 0
             : b->as.number < 1 || b->as.number != floor(b->as.number);
}

/* -- what varies -- */

static bool node_varies(const Activity *activity, const Expr *node)
{
    const bool *active = activity->active.at;
    if (node->kind == ACCESS)
        return node->as.access.array < activity->count
            && activity->varies[node->as.access.array];
    if (node->kind == CHOOSE)
        return active[node->as.operand[1]] || active[node->as.operand[2]];
    if (node->kind == APPLY)
        for (uint32_t i = 0;
             i < function_row((Function)node->function)->arity; i++)
            if (active[node->as.operand[i]]
                && !rule_is_flat(activity->rules, (Function)node->function, i))
                return true;
    return false;
}

bool activity_of_expr(Activity *activity, ExprId root)
{
    const Exprs *exprs = &activity->graph->exprs;
    activity->order.count = 0;
    expr_postorder(exprs, activity->arena, &activity->marks, false, root,
                   &activity->order);
    list_reserve(activity->arena, &activity->active, exprs->nodes.count);
    for (uint32_t i = 0; i < activity->order.count; i++) {
        ExprId id = activity->order.at[i];
        activity->active.at[id] = node_varies(activity, expr_at(exprs, id));
    }
    return activity->active.at[root];
}

/* Of an input or a param: whether a derivative by it is asked for. */
static bool is_variable(const Graph *graph, ArrayId id)
{
    const Training *training = &graph->training;
    for (uint32_t i = 0; i < training->trained.count; i++)
        if (training->trained.at[i].param == id)
            return true;
    return !training->method;
}

static bool array_varies(Activity *activity, ArrayId id)
{
    const Array *array = graph_array(activity->graph, id);
    if (id == activity->by)
        return true;
    if (array->type == WHOLE || array->kind == LITERAL)
        return false;
    if (array->kind == CARRY && activity->step
        && graph_outermost(activity->graph, array->as.carried)
               == activity->step)
        return false;
    if (array->kind == CARRY || array->kind == HELD)
        return activity->varies[array->as.carried];
    if (array->kind == INPUT || array->kind == PARAM)
        return !activity->by && is_variable(activity->graph, id);
    if (array->kind == DERIVATIVE) {
        const Derivative *d = array->as.derivative;
        return activity->varies[d->of] || activity->varies[d->by]
            || activity->varies[d->seed];
    }
    bool varies = false;
    for (uint32_t i = 0; i < array->part_count; i++)
        varies |= activity_of_expr(activity, array->as.parts[i].body);
    return varies;
}

/* -- what is used, and where -- */

enum { UNREACHED, IN_BRANCHES, ALWAYS };

/* Lowers what reaches `to` from `from` through a use of this strength. */
static void reach(uint8_t *to, uint8_t strength)
{
    if (*to < strength)
        *to = strength;
}

/* The uses of arrays in one body that is itself reached like this. */
static void reach_body(Activity *activity, ExprId root, uint8_t strength,
                       uint8_t *arrays)
{
    const Exprs *exprs = &activity->graph->exprs;
    activity->order.count = 0;
    expr_postorder(exprs, activity->arena, NULL, true, root,
                   &activity->order);
    uint8_t *nodes = activity->reach.at;
    for (uint32_t i = 0; i < activity->order.count; i++)
        nodes[activity->order.at[i]] = UNREACHED;
    nodes[root] = strength;
    for (uint32_t i = activity->order.count; i > 0; i--) {
        ExprId id = activity->order.at[i - 1];
        const Expr *node = expr_at(exprs, id);
        if (!nodes[id] || !activity->active.at[id])
            continue;
        if (node->kind == ACCESS) {
            reach(&arrays[node->as.access.array], nodes[id]);
        } else if (node->kind == CHOOSE) {
            reach(&nodes[node->as.operand[1]], IN_BRANCHES);
            reach(&nodes[node->as.operand[2]], IN_BRANCHES);
        } else if (node->kind == APPLY) {
            Function f = (Function)node->function;
            for (uint32_t o = 0; o < function_row(f)->arity; o++)
                if (!rule_is_flat(activity->rules, f, o))
                    reach(&nodes[node->as.operand[o]], nodes[id]);
        }
    }
}

/* How each array that varies is reached from outputs, or from what is
 * minimised. */
static uint8_t *reach_arrays(Activity *activity, const Ends *ends)
{
    const Graph *graph = activity->graph;
    uint8_t *reached = NEW_ARRAY(activity->arena, uint8_t, activity->count);
    if (ends)
        reached[ends->of] = ALWAYS;
    else if (graph->training.method)
        reached[graph->training.objective] = ALWAYS;
    bool all = !ends && !graph->training.method;
    for (uint32_t i = 0; i < graph->outputs.count && all; i++)
        reached[graph->definitions.at[graph->outputs.at[i]].array] = ALWAYS;
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = activity->count - 1; id > 0; id--) {
            const Array *array = graph_array(graph, id);
            if (!reached[id] || !activity->varies[id] || id == activity->by)
                continue;
            for (uint32_t i = 0; i < array->part_count; i++)
                reach_body(activity, array->as.parts[i].body, reached[id],
                           reached);
            /* What an earlier step has made is taken for used. */
            ArrayId carried = graph_source(graph, id);
            changed |= carried != id && reached[carried] != ALWAYS;
            if (carried != id)
                reached[carried] = ALWAYS;
            if (array->kind == HELD)
                reach(&reached[array->as.carried], reached[id]);
            if (array->kind == DERIVATIVE) {
                reach(&reached[array->as.derivative->of], ALWAYS);
                reach(&reached[array->as.derivative->by], ALWAYS);
                reach(&reached[array->as.derivative->seed], ALWAYS);
            }
        }
    }
    return reached;
}

static bool body_is_unsafe(Activity *activity, ExprId root)
{
    const Exprs *exprs = &activity->graph->exprs;
    activity->order.count = 0;
    expr_postorder(exprs, activity->arena, NULL, true, root,
                   &activity->order);
    for (uint32_t i = 0; i < activity->order.count; i++) {
        ExprId id = activity->order.at[i];
        const Expr *node = expr_at(exprs, id);
        if (node->kind == ACCESS ? activity->unsafe[node->as.access.array]
                                 : expr_is_partial(exprs, id))
            return true;
    }
    return false;
}

/* What is carried varies if a first element does: until nothing is added. */
static void find_varying(Activity *activity)
{
    for (bool changed = true; changed;) {
        changed = false;
        activity->marks.epoch++;
        for (ArrayId id = 1; id < activity->count; id++) {
            bool varies = array_varies(activity, id);
            changed |= varies != activity->varies[id]
                    && activity->graph->recurrences.count > 1;
            activity->varies[id] = varies;
        }
    }
}

void activity_find(Activity *activity, Arena *arena, const Graph *graph,
                   const Rules *rules, const Ends *ends)
{
    uint32_t count = graph->arrays.count;
    *activity = (Activity){
        .graph = graph,
        .rules = rules,
        .arena = arena,
        .count = count,
        .by = ends ? ends->by : 0,
        .step = ends ? ends->step : 0,
        .varies = NEW_ARRAY(arena, bool, count),
        .used = NEW_ARRAY(arena, bool, count),
        .unsafe = NEW_ARRAY(arena, bool, count),
    };
    list_reserve(arena, &activity->active, graph->exprs.nodes.count);
    list_reserve(arena, &activity->reach, graph->exprs.nodes.count);
    find_varying(activity);
    const uint8_t *reached = reach_arrays(activity, ends);
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(graph, id);
        activity->used[id] = activity->varies[id] && reached[id];
        activity->unsafe[id] = activity->used[id]
                            && reached[id] == IN_BRANCHES
                            && array->kind == KERNEL;
        if (activity->used[id] && reached[id] == IN_BRANCHES
            && array->kind == EQUATION)
            for (uint32_t i = 0; i < array->part_count; i++)
                activity->unsafe[id] |=
                    body_is_unsafe(activity, array->as.parts[i].body);
    }
}
