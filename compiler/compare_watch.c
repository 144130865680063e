/* compare_watch.c: the graphs that watch choices. */
#include "compare_choice.h"

#include "differentiate.h"

#include <math.h>

static ExprId negative(Exprs *exprs, ExprId a)
{
    return expr_apply(exprs, F_NEG, a, 0);
}

/* 0 where the choice changes. */
static ExprId distance_of(Exprs *exprs, ChoiceKind kind, ExprId id)
{
    if (kind == CENTRE)
        return id;
    const Expr node = *expr_at(exprs, id);
    Function f = (Function)node.function;
    bool two = function_compares(f) || f == F_MIN || f == F_MAX;
    return two ? expr_apply(exprs, F_SUB, node.as.operand[0],
                            node.as.operand[1])
               : node.as.operand[0];
}

/* Above 0 where the condition holds, and below where not; = and ≠ are at 0, and
 * away from it. */
static ExprId margin_of(Exprs *exprs, ExprId id)
{
    const Expr node = *expr_at(exprs, id);
    Function f = (Function)node.function;
    ExprId a = node.as.operand[0], b = node.as.operand[1];
    if (node.kind != APPLY)
        f = F_NONE;
    switch (f) {
    case F_LT:
    case F_LE:
        return expr_apply(exprs, F_SUB, b, a);
    case F_GT:
    case F_GE:
        return expr_apply(exprs, F_SUB, a, b);
    case F_NE:
        return expr_apply(exprs, F_ABS, distance_of(exprs, CONDITION, id),
                          0);
    case F_EQ:
        return negative(exprs, expr_apply(exprs, F_ABS,
                                          distance_of(exprs, CONDITION, id),
                                          0));
    case F_NOT:
        return negative(exprs, margin_of(exprs, a));
    case F_AND:
        a = margin_of(exprs, a);
        return expr_apply(exprs, F_MIN, a, margin_of(exprs, b));
    case F_OR:
        a = margin_of(exprs, a);
        return expr_apply(exprs, F_MAX, a, margin_of(exprs, b));
    default:
        return id;
    }
}

/* The extreme of a body over the box of a part, as an output. */
static void add_extreme(Graph *graph, const Part *box, Combine combine,
                        ExprId body)
{
    Part part = *box;
    part.combine = (uint8_t)(box->index_count ? combine : SET);
    part.target = NULL;
    part.component = 0;
    part.lanes = 1;
    part.at = 0;
    part.stretches = NULL;
    part.body = body;
    ArrayId id = graph_equation(graph, 0, 0, NULL, 1, &part, 0);
    uint32_t definition =
        graph_define(graph, text_of("watched"), (Span){0}, id);
    list_push(graph->arena, &graph->outputs, definition);
}

/* -- where a choice counts -- */

#define ALWAYS UINT32_MAX

static ExprId both_of(Exprs *exprs, ExprId a, ExprId b)
{
    return a == ALWAYS ? b : expr_apply(exprs, F_AND, a, b);
}

static ExprId either_of(Exprs *exprs, ExprId a, ExprId b)
{
    if (!a || a == b || b == ALWAYS)
        return b;
    return a == ALWAYS ? a : expr_apply(exprs, F_OR, a, b);
}

/* When operand k of a node counts, if the node does: a branch if it is taken, a
 * condition if the one beside it leaves it open. */
static ExprId need_of(Copy *copy, const Expr *node, uint32_t k, ExprId need)
{
    Exprs *to = &copy->to->exprs;
    ExprId beside = 0;
    bool logic = node->kind == APPLY
              && (node->function == F_AND || node->function == F_OR);
    if (node->kind == CHOOSE && k > 0)
        beside = copy_expr(copy, node->as.operand[0]);
    else if (logic)
        beside = copy_expr(copy, node->as.operand[1 - k]);
    if (!beside)
        return need;
    bool opposite = logic ? node->function == F_OR : k == 2;
    if (opposite)
        beside = expr_apply(to, F_NOT, beside, 0);
    return both_of(to, need, beside);
}

/* When a node of a part counts, as a condition of the copy. */
static ExprId find_need(Copy *copy, const Part *part, uint32_t rank,
                        ExprId id)
{
    const Graph *from = copy->from;
    ExprIds order = {0};
    ExprId *need = NEW_ARRAY(copy->arena, ExprId, from->exprs.nodes.count);
    part_postorder(from, copy->arena, NULL, true, part, rank, &order);
    need[part->body] = ALWAYS;
    for (uint32_t i = order.count; i-- > 0;) {
        ExprId operands[MAX_RANK], at = order.at[i];
        const Expr node = *expr_at(&from->exprs, at);
        uint32_t count = expr_operands(&from->exprs, at, operands);
        for (uint32_t k = 0; need[at] && k < count; k++)
            need[operands[k]] =
                either_of(&copy->to->exprs, need[operands[k]],
                          need_of(copy, &node, k, need[at]));
    }
    return need[id] ? need[id] : ALWAYS;
}

/* The body where it counts, and no number elsewhere. */
static ExprId where_needed(Exprs *exprs, ExprId need, ExprId body)
{
    ExprId none = expr_number(exprs, (double)NAN);
    return need == ALWAYS ? body : expr_choose(exprs, need, body, none);
}

/* -- what is watched of a choice -- */

static void add_choice(Copy *copy, const Choice *c)
{
    Graph *to = copy->to;
    Exprs *exprs = &to->exprs;
    const Array *array = graph_array(copy->from, c->array);
    const Part *part = &array->as.parts[c->part];
    Part box = copy_part(copy, part, array->rank);
    ExprId node = copy_expr(copy, c->node);
    ExprId need = find_need(copy, part, array->rank, c->node);
    bool logic = c->function == F_AND || c->function == F_OR;
    ExprId margin = c->kind == CONDITION ? margin_of(exprs, node)
                                         : distance_of(exprs, c->kind, node);
    ExprId distance = logic ? margin : distance_of(exprs, c->kind, node);
    ExprId above = margin, below = margin;
    if (need != ALWAYS && c->kind != STEP) {
        ExprId needed = margin_of(exprs, need);
        above = expr_apply(exprs, F_MIN, margin, needed);
        below = expr_apply(exprs, F_MAX, margin, negative(exprs, needed));
    }
    distance = where_needed(exprs, need, distance);
    node = c->kind == CONDITION ? where_needed(exprs, need, node) : distance;
    add_extreme(to, &box, MAX, distance);
    add_extreme(to, &box, MIN, distance);
    if (c->kind == CENTRE)
        add_extreme(to, &box, SUM,
                    negative(exprs, expr_apply(exprs, F_MUL, distance,
                                               distance)));
    else
        add_extreme(to, &box, MAX, above);
    add_extreme(to, &box, MIN, below);
    add_extreme(to, &box, MAX, node);
    add_extreme(to, &box, MIN, node);
}

/* How far it is to where the choice changes. */
static ExprId way_to_border(Exprs *exprs, const Choice *c, ExprId node)
{
    ExprId distance = distance_of(exprs, c->kind, node);
    if (c->kind == STEP) {
        if (c->function == F_ROUND)
            distance = expr_apply(exprs, F_ADD, distance,
                                  expr_number(exprs, 0.5));
        distance = expr_apply(exprs, F_SUB, distance,
                              expr_apply(exprs, F_ROUND, distance, 0));
    }
    return expr_apply(exprs, F_ABS, distance, 0);
}

/* 2 minus how many are equal to the extreme that they are of. */
static void add_extreme_border(Copy *copy, const Choice *c)
{
    Graph *to = copy->to;
    Exprs *exprs = &to->exprs;
    const Array *array = graph_array(copy->from, c->array);
    Part equal = copy_part(copy, &array->as.parts[c->part], array->rank);
    ExprId largest = expr_access(exprs, copy->arrays[c->array], false,
                                 array->rank, equal.target);
    ExprId one = expr_number(exprs, 1), zero = expr_number(exprs, 0);
    ExprId is_largest = expr_apply(exprs, F_EQ, equal.body, largest);
    Range ranges[MAX_RANK];
    SubscriptId target[MAX_RANK];
    equal.body = expr_choose(exprs, is_largest, one, zero);
    equal.combine = SUM;
    ArrayId count = graph_equation(to, 0, array->rank, array->shape, 1,
                                   &equal, 0);
    for (uint32_t i = 0; i < array->rank; i++) {
        ranges[i] = (Range){0, array->shape[i]};
        target[i] = subscript_index(exprs, i);
    }
    Part box = {.index_count = array->rank, .ranges = ranges};
    add_extreme(to, &box, MIN,
                expr_apply(exprs, F_SUB, expr_number(exprs, 2),
                           expr_access(exprs, count, false, array->rank,
                                       target)));
}

/* What is 0 or less at a border, and else more. */
static void add_border(Copy *copy, const Choice *c)
{
    Exprs *exprs = &copy->to->exprs;
    if (c->kind == EXTREME) {
        add_extreme_border(copy, c);
        return;
    }
    const Array *array = graph_array(copy->from, c->array);
    const Part *part = &array->as.parts[c->part];
    Part box = copy_part(copy, part, array->rank);
    ExprId need = find_need(copy, part, array->rank, c->node);
    add_extreme(copy->to, &box, MIN,
                where_needed(exprs, need,
                             way_to_border(exprs, c,
                                           copy_expr(copy, c->node))));
}

/* The program with what is watched in place of its outputs. What a part of a
 * recurrence reads of earlier steps is all there after it. */
static Graph *watched_graph(Arena *arena, const Graph *from,
                            const Choice *choices, uint32_t count,
                            bool borders)
{
    Graph *graph = graph_create(arena);
    Copy copy, behind;
    copy_init(&copy, arena, from, graph);
    for (ArrayId id = 1; id < from->arrays.count; id++)
        copy_array(&copy, id);
    copy_interface(&copy);
    graph->outputs.count = graph->nexts.count = graph->inferred.count = 0;
    graph->training = (Training){0};
    behind = copy;
    behind.memo = (Memo){0};
    behind.exprs = NEW_ARRAY(arena, ExprId, from->exprs.nodes.count);
    behind.subscripts =
        NEW_ARRAY(arena, SubscriptId, from->exprs.subscripts.count);
    behind.arrays = NEW_ARRAY(arena, ArrayId, from->arrays.count);
    behind.order = (ExprIds){0};
    for (ArrayId id = 1; id < from->arrays.count; id++)
        behind.arrays[id] = copy.arrays[graph_source(from, id)];
    for (uint32_t i = 0; i < count; i++)
        (borders ? add_border : add_choice)(&behind, &choices[i]);
    return graph_compact(arena, graph);
}

Watch watch_create(Arena *arena, const Graph *from, const Choice *choices,
                   uint32_t count, WatchKind kind)
{
    Graph *graph = watched_graph(arena, from, choices, count,
                                 kind == WATCH_BORDERS);
    Watch w = {.count = count};
    w.graph = kind == WATCH_SLOPES ? differentiate(arena, graph) : graph;
    w.evaluator = evaluator_create(w.graph, arena, false);
    evaluator_keep(w.evaluator);
    w.values = NEW_ARRAY(arena, double *, w.graph->arrays.count);
    w.image = NEW_ARRAY(arena, ArrayId, from->arrays.count);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        uint32_t definition = graph_definition_of(from, id);
        if (definition && array_is_given(graph_array(from, id)))
            w.image[id] = w.graph->definitions.at[definition].array;
    }
    return w;
}

void watch_aim(Watch *w, uint32_t choice, Watched what)
{
    for (uint32_t i = 0; i < w->graph->seeds.count; i++) {
        const Seed *seed = &w->graph->seeds.at[i];
        if (!w->values[seed->array])
            w->values[seed->array] = NEW(w->graph->arena, double);
        w->values[seed->array][0] =
            seed->output % WATCHED == what
            && (choice == ALL_CHOICES || seed->output / WATCHED == choice);
    }
}

bool watch_run(Watch *w, const Graph *from, double *const *values)
{
    EvalFault fault;
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (w->image[id])
            w->values[w->image[id]] = values[id];
    return evaluator_run(w->evaluator, w->values, &fault);
}

double watch_value(const Watch *w, uint32_t choice, Watched what)
{
    ArrayId id = graph_output(w->graph, choice * WATCHED + what, false);
    return w->values[id][0];
}

bool watch_is_border(const Watch *w, uint32_t choice)
{
    return w->values[graph_output(w->graph, choice, false)][0] <= 0;
}

const double *watch_slope(const Watch *w, ArrayId by)
{
    for (uint32_t i = 0; i < w->graph->gradients.count; i++)
        if (w->graph->gradients.at[i].by == w->image[by])
            return w->values[w->graph->gradients.at[i].array];
    return NULL;
}
