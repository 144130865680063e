/* compare_choice.c: finding choices, and the graphs that watch them. */
#include "compare_choice.h"

#include "kernel.h"

#include <math.h>
#include <string.h>

/* -- finding -- */

/* Whether the node is a choice, and of which kind. */
static bool kind_of(const Expr *node, ChoiceKind *kind)
{
    Function f = (Function)node->function;
    if (node->kind != APPLY || !(node->flags & EXPR_READS))
        return false;
    *kind = function_compares(f) || f == F_AND || f == F_OR       ? CONDITION
          : f == F_FLOOR || f == F_CEIL || f == F_ROUND ? STEP : KINK;
    return *kind != KINK || f == F_MIN || f == F_MAX || f == F_ABS
        || f == F_SIGN;
}

/* What is computed by something that is given. */
static bool *find_varying(const Graph *graph, Arena *arena)
{
    bool *varies = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        ExprIds order = {0};
        varies[id] = !array_is_computed(array) && array->kind != LITERAL;
        array_postorder(graph, arena, id, &order);
        for (uint32_t i = 0; i < order.count && !varies[id]; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            varies[id] = node->kind == ACCESS
                      && varies[node->as.access.array];
        }
    }
    return varies;
}

static bool node_varies(const Graph *graph, Arena *arena, const bool *varies,
                        ExprId id)
{
    ExprIds order = {0};
    expr_postorder(&graph->exprs, arena, NULL, true, id, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind == ACCESS && varies[node->as.access.array])
            return true;
    }
    return false;
}

/* -- what is never negative -- */

static bool is_even(const Exprs *exprs, ExprId id)
{
    const Expr *node = expr_at(exprs, id);
    return node->kind == NUMBER && fmod(node->as.number, 2) == 0;
}

/* As far as is seen at once, given that of operands and of arrays. */
static bool node_is_positive(const Exprs *exprs, const Expr *node,
                             const bool *nodes, const bool *arrays)
{
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    if (node->flags & EXPR_CONDITION)
        return true;
    switch ((ExprKind)node->kind) {
    case NUMBER:
        return node->as.number >= 0;
    case INDEX:
        return true;
    case ACCESS:
        return arrays[node->as.access.array];
    case CHOOSE:
        return nodes[b] && nodes[node->as.operand[2]];
    case APPLY:
        break;
    }
    switch ((Function)node->function) {
    case F_ADD:
    case F_DIV:
    case F_MIN:
        return nodes[a] && nodes[b];
    case F_MUL:
        return a == b || (nodes[a] && nodes[b]);
    case F_POW:
        return nodes[a] || is_even(exprs, b);
    case F_MAX:
        return nodes[a] || nodes[b];
    case F_STOP:
        return nodes[a];
    default:
        return node->function == F_ABS || node->function == F_SQRT
            || node->function == F_EXP || node->function == F_SIGMOID
            || node->function == F_HYPOT || node->function == F_COSH;
    }
}

/* Sets that of nodes, which are below the parts of arrays, and of arrays. */
static void find_positive(const Graph *graph, Arena *arena, bool *nodes,
                          bool *arrays)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        ExprIds order = {0};
        arrays[id] = array->kind == EQUATION || array->type == WHOLE;
        array_postorder(graph, arena, id, &order);
        for (uint32_t i = 0; i < order.count; i++)
            nodes[order.at[i]] =
                node_is_positive(&graph->exprs,
                                 expr_at(&graph->exprs, order.at[i]), nodes,
                                 arrays);
        for (uint32_t i = 0; array->kind == EQUATION && i < array->part_count;
             i++)
            arrays[id] &= nodes[array->as.parts[i].body];
    }
}

/* Whether it can change at one point alone: v > 0, where v is never negative. */
static bool only_touches(const Exprs *exprs, const Expr *node,
                         const bool *positive)
{
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    return function_compares((Function)node->function)
        && ((expr_is_number(exprs, a, 0) && positive[b])
            || (expr_is_number(exprs, b, 0) && positive[a]));
}

/* -- all choices -- */

/* Which forms of arrays and of nodes the other side has. */
typedef struct Other {
    bool *arrays, *nodes;
} Other;

static Other other_side(const Twin *twin, Arena *arena, int side)
{
    const Graph *graph = twin->graph[!side];
    uint32_t nodes = graph->exprs.nodes.count;
    Other other = {NEW_ARRAY(arena, bool, twin->forms),
                   NEW_ARRAY(arena, bool, twin->nodes)};
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        other.arrays[twin->form[!side][id]] = true;
    for (ExprId id = 1; id < nodes; id++)
        other.nodes[twin->node[!side][id]] = true;
    other.nodes[0] = false;
    return other;
}

/* Whether a number, in an array that the other side has not, is so large or small
 * that what it scales is narrow. */
static bool is_sharp(const Twin *twin, Arena *arena, int side,
                     const Other *other)
{
    const Graph *graph = twin->graph[side];
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        ExprIds order = {0};
        if (!other->arrays[twin->form[side][id]])
            array_postorder(graph, arena, id, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            double size = node->kind == NUMBER ? fabs(node->as.number) : 0;
            if (size > 30 || (size > 0 && size < 1 / 30.0))
                return true;
        }
    }
    return false;
}

/* The operand of a function that may make a bump of it; 0: there is none. */
static ExprId centre_of(const Exprs *exprs, ExprId id)
{
    const Expr *node = expr_at(exprs, id);
    ExprId a = node->as.operand[0], b = node->as.operand[1];
    if (node->kind != APPLY || expr_at(exprs, a)->flags & EXPR_WHOLE)
        return 0;
    const FunctionRow *row = function_row((Function)node->function);
    bool bends = node->function == F_POW || row->cost >= CALL_COST
              || (node->function == F_MUL && a == b);
    return bends ? a : 0;
}

/* Those of a part. A kink or a step that both sides have is an operand like any
 * other; where a condition alone holds, something else may differ. */
static void find_in_part(const Twin *twin, Arena *arena, Choice of,
                         const Other *other, const bool *varies,
                         const bool *positive, bool sharp,
                         int side, uint32_t most, Choices *choices)
{
    Arena *work = arena_open(arena);
    const Graph *graph = twin->graph[side];
    const Array *array = graph_array(graph, of.array);
    ExprIds order = {0};
    part_postorder(graph, work, NULL, true, &array->as.parts[of.part],
                   array->rank, &order);
    for (uint32_t i = 0; i < order.count && choices->count < most; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (!kind_of(node, &of.kind)
            || (of.kind != CONDITION && node->function != F_SIGN
                && other->nodes[twin->node[side][order.at[i]]])
            || !node_varies(graph, work, varies, order.at[i]))
            continue;
        of.node = order.at[i];
        of.function = (Function)node->function;
        of.touches = only_touches(&graph->exprs, node, positive);
        list_push(arena, choices, of);
    }
    of = (Choice){.array = of.array, .part = of.part, .kind = CENTRE,
                  .touches = true, .seen = {true, true}};
    for (uint32_t i = 0; sharp && i < order.count && choices->count < most;
         i++) {
        of.node = centre_of(&graph->exprs, order.at[i]);
        if (of.node && !other->nodes[twin->node[side][order.at[i]]]
            && node_varies(graph, work, varies, of.node))
            list_push(arena, choices, of);
    }
    arena_close(work);
}

Choices choices_find(const Twin *twin, Arena *arena, int side, uint32_t most)
{
    const Graph *graph = twin->graph[side];
    Arena *work = arena_open(arena);
    Choices choices = {0};
    Other other = other_side(twin, work, side);
    bool *varies = find_varying(graph, work);
    bool sharp = is_sharp(twin, work, side, &other);
    bool *positive = NEW_ARRAY(work, bool, graph->exprs.nodes.count);
    find_positive(graph, work, positive,
                  NEW_ARRAY(work, bool, graph->arrays.count));
    for (ArrayId id = graph->arrays.count; id-- > 1;) {
        const Array *array = graph_array(graph, id);
        if (array->kind != EQUATION || other.arrays[twin->form[side][id]])
            continue;
        for (uint32_t i = 0; i < array->part_count; i++)
            find_in_part(twin, arena, (Choice){.array = id, .part = i},
                         &other, varies, positive, sharp, side, most, &choices);
    }
    arena_close(work);
    return choices;
}

/* Whether both operands, or the one, are whole numbers. */
static bool is_whole(const Exprs *exprs, const Expr *node)
{
    ExprId b = node->as.operand[1];
    return (expr_at(exprs, node->as.operand[0])->flags & EXPR_WHOLE)
        && (!b || (expr_at(exprs, b)->flags & EXPR_WHOLE));
}

Choices choices_everywhere(Arena *arena, const Graph *graph, uint32_t most)
{
    Arena *work = arena_open(arena);
    Choices choices = {0};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        for (uint32_t p = 0; array->kind == EQUATION && p < array->part_count;
             p++) {
            const Part *part = &array->as.parts[p];
            Choice of = {.array = id, .part = p, .kind = EXTREME};
            ExprIds order = {0};
            if ((part->combine == MAX || part->combine == MIN)
                && choices.count < most)
                list_push(arena, &choices, of);
            part_postorder(graph, work, NULL, true, part, array->rank, &order);
            for (uint32_t i = 0; i < order.count && choices.count < most; i++) {
                const Expr *node = expr_at(&graph->exprs, order.at[i]);
                of.node = order.at[i];
                of.function = (Function)node->function;
                if (kind_of(node, &of.kind) && of.function != F_AND
                    && of.function != F_OR && !is_whole(&graph->exprs, node))
                    list_push(arena, &choices, of);
            }
        }
    }
    arena_close(work);
    return choices;
}

static bool array_has_ties(const Array *array)
{
    if (array->kind == KERNEL)
        return array->routine == ROUTINE_ARGSORT
            || array->routine == ROUTINE_ARGSORT_DOWN;
    for (uint32_t i = 0; array->kind == EQUATION && i < array->part_count; i++)
        if (array->as.parts[i].combine >= ARGMAX)
            return true;
    return false;
}

bool twin_has_ties(const Twin *twin, Arena *arena)
{
    bool ties = false;
    Arena *work = arena_open(arena);
    for (int side = 0; side < SIDES && !ties; side++) {
        const Graph *graph = twin->graph[side];
        Other other = other_side(twin, work, side);
        for (ArrayId id = 1; id < graph->arrays.count && !ties; id++)
            ties = array_has_ties(graph_array(graph, id))
                && !other.arrays[twin->form[side][id]];
    }
    arena_close(work);
    return ties;
}

bool choice_note(Choice *c, const double value[])
{
    if (c->kind == CENTRE)
        return false;
    bool before[2] = {c->seen[0], c->seen[1]};
    double high = value[DISTANCE_HIGH], low = value[DISTANCE_LOW];
    if (c->kind == CONDITION) {
        c->seen[1] |= value[HOLDS_SOME] > 0;
        c->seen[0] |= value[HOLDS_ALL] <= 0;
    } else if (c->kind == KINK) {
        c->seen[1] |= high > 0 && isfinite(high);
        c->seen[0] |= low < 0 && isfinite(low);
    } else if (isfinite(high) && isfinite(low)) {
        double part = c->function == F_ROUND ? 0.5 : 0;
        if (!c->seen[0])
            c->first = floor(high + part);
        c->seen[0] = true;
        c->seen[1] |= floor(high + part) != c->first
                   || floor(low + part) != c->first;
    }
    return before[0] != c->seen[0] || before[1] != c->seen[1];
}

uint8_t choice_ways(const Choice *c, const double value[])
{
    Choice alone = *c;
    alone.seen[0] = alone.seen[1] = false;
    choice_note(&alone, value);
    return (uint8_t)(alone.seen[0] + 2 * alone.seen[1]);
}
