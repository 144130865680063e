/* explain_cut.c: the equations of a group as a graph of their own, with its
 * derivatives.
 */
#include "differentiate.h"
#include "explain.h"
#include "graph_check.h"
#include "simplify.h"

#include <math.h>

typedef enum Answer { NO = 1, YES } Answer;

typedef struct Cut {
    Explain  *e;
    uint32_t  group;
    bool     *reached;          /* [forward arrays] */
    bool     *given;            /* [forward arrays]: as an input */
    uint8_t  *foreign;          /* [nodes]: equal to a part by chance; 0: not
                                   known yet, or an Answer */
} Cut;

/* -- the graph of the equation -- */

/* Whether the equations do not speak of a node of another group, which has parts
 * that are the same. */
static bool is_foreign(const Cut *cut, uint32_t n)
{
    Explain *e = cut->e;
    const Node *node = &e->nodes.at[n];
    if (!cut->foreign[n])
        cut->foreign[n] =
            !node->given && node->group != cut->group
                    && !graph_array(e->forward, node->array)->recurrence
                    && !explain_mentions(e, cut->group, n)
                ? YES : NO;
    return cut->foreign[n] == YES;
}

static bool is_within(const Cut *cut, ArrayId id)
{
    uint32_t node = cut->e->node_of[id];
    return !node || is_foreign(cut, node - 1)
        || cut->e->nodes.at[node - 1].group == cut->group;
}

static void reach(Cut *cut, ArrayId id)
{
    const Graph *graph = cut->e->forward;
    Arena *arena = cut->e->arena;
    ArrayIds stack = {0};
    list_push(arena, &stack, id);
    while (stack.count) {
        id = stack.at[--stack.count];
        if (!id || cut->reached[id])
            continue;
        cut->reached[id] = true;
        const Array *array = graph_array(graph, id);
        if (!is_within(cut, graph_source(graph, id))) {
            cut->given[id] = true;
            continue;
        }
        if (array->kind == CARRY || array->kind == HELD)
            list_push(arena, &stack, array->as.carried);
        ExprIds order = {0};
        array_postorder(graph, arena, id, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind == ACCESS)
                list_push(arena, &stack, node->as.access.array);
        }
    }
}

static void take_over(Cut *cut, Copy *copy)
{
    const Graph *from = cut->e->forward;
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        if (!cut->reached[id])
            continue;
        /* What elements are chosen by index values is known of a table alone. */
        bool table = array->kind == LITERAL && array->type == WHOLE;
        ArrayId source = graph_source(from, id);
        if (cut->given[id] && !table) {
            /* What is read of earlier steps is given as the array itself. */
            if (!copy->arrays[source])
                copy->arrays[source] =
                    graph_input(copy->to, INPUT, array->type, array->limit,
                                array->rank, array->shape, array->serves);
            copy->arrays[id] = copy->arrays[source];
        } else {
            explain_keep_divisors(copy, id);
            (void)copy_array(copy, id);
        }
    }
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (graph_array(from, id)->kind == CARRY && copy->arrays[id]
            && !cut->given[id])
            graph_carry_of(copy->to, copy->arrays[id],
                           copy->arrays[graph_array(from, id)->as.carried]);
}

static void set_interface(Cut *cut, Copy *copy)
{
    Explain *e = cut->e;
    const Graph *from = e->forward;
    Graph *to = copy->to;
    for (uint32_t i = 1; i < from->definitions.count; i++)
        to->definitions.at[i].array =
            copy->arrays[from->definitions.at[i].array];
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        const Node *node = &e->nodes.at[n];
        ArrayId id = copy->arrays[node->array];
        if (!id)
            continue;
        if (is_foreign(cut, n)) {
            to->definitions.at[node->definition].array = 0;
            continue;
        }
        to->definitions.at[node->definition].batched = e->batched[node->array];
        if (!node->given && node->group == cut->group) {
            if (node->signal)
                list_push(to->arena, &to->outputs, node->definition);
        } else if (graph_array(to, id)->kind == INPUT
                   || graph_array(to, id)->kind == PARAM) {
            list_push(to->arena, &to->inputs, node->definition);
        }
    }
    for (uint32_t i = 0; i < from->ordered.count; i++) {
        Ordered ordered = from->ordered.at[i];
        ordered.input = copy->arrays[ordered.input];
        if (ordered.input)
            list_push(to->arena, &to->ordered, ordered);
    }
}

/* -- its derivatives -- */

/* The derivative of J by J is 1. */
static Graph *seeded(Explain *e, Graph *from, uint32_t definition)
{
    Graph *to = graph_create(e->arena);
    Copy copy;
    copy_init(&copy, e->arena, from, to);
    uint32_t seed = 0;
    while (seed < from->seeds.count
           && from->outputs.at[from->seeds.at[seed].output] != definition)
        seed++;
    if (seed == from->seeds.count)
        return from;
    ArrayId array = from->seeds.at[seed].array;
    ExprId one = expr_number(&to->exprs, 1);
    for (ExprId id = 1; id < from->exprs.nodes.count; id++) {
        const Expr *node = expr_at(&from->exprs, id);
        if (node->kind == ACCESS && node->as.access.array == array)
            copy.exprs[id] = one;
    }
    const Array *like = graph_array(from, array);
    Part part = part_whole(to, like->rank, like->shape, one);
    copy.arrays[array] = graph_equation(to, 0, like->rank, like->shape, 1,
                                        &part, like->serves);
    for (ArrayId id = 1; id < from->arrays.count; id++)
        (void)copy_array(&copy, id);
    copy_interface(&copy);
    for (uint32_t i = seed; i + 1 < to->seeds.count; i++)
        to->seeds.at[i] = to->seeds.at[i + 1];
    to->seeds.count--;
    return graph_compact(e->arena, to);
}

bool explain_is_sound(Explain *e, const Graph *graph)
{
    if (e->resort == RESORT_LAST)
        return compile_checked(e->compilation, "explain", graph, HUGE_VAL);
    Arena *work = arena_open(e->arena);
    Buffer problem = buffer_create(work);
    bool sound = graph_check(graph, work, &problem);
    arena_close(work);
    return sound;
}

Graph *explain_cut(Explain *e, uint32_t group)
{
    Cut cut = {.e = e, .group = group};
    uint32_t count = e->forward->arrays.count;
    cut.reached = NEW_ARRAY(e->arena, bool, count);
    cut.given = NEW_ARRAY(e->arena, bool, count);
    cut.foreign = NEW_ARRAY(e->arena, uint8_t, e->nodes.count + 1);
    for (uint32_t n = 0; n < e->nodes.count; n++)
        if (!e->nodes.at[n].given && e->nodes.at[n].group == group)
            reach(&cut, e->nodes.at[n].array);
    Copy copy;
    Graph *graph = graph_create(e->arena);
    copy_init(&copy, e->arena, e->forward, graph);
    take_over(&cut, &copy);
    set_interface(&cut, &copy);
    graph = graph_compact(e->arena, graph);
    graph = simplify_for(e->arena, graph, FOR_VECTORS | FOR_READERS);
    graph = differentiate(e->arena, graph);
    if (!e->seed.length)
        graph = seeded(e, graph, e->nodes.at[e->output].definition);
    graph = simplify_for(e->arena, graph, FOR_VECTORS | FOR_READERS);
    return explain_is_sound(e, graph) ? graph : NULL;
}
