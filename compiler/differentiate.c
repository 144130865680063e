/* differentiate.c: the gradients of a program's outputs, by reverse mode. */
#include "differentiate.h"

#include "adjoint.h"

/* -- the interface -- */

static void make_seeds(Reverse *reverse)
{
    Graph *graph = reverse->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        uint32_t output = graph->outputs.at[i];
        ArrayId id = graph->definitions.at[output].array;
        if (!reverse->activity.varies[id])
            continue;
        const Array array = *graph_array(graph, id);
        ArrayId seed = graph_input(graph, INPUT, REAL, 0, array.rank,
                                   array.shape, graph->definitions.count);
        reverse_define(reverse, output, seed);
        list_push(reverse->arena, &graph->seeds, ((Seed){i, seed}));
        reverse_seed(reverse, id, graph_access_plain(graph, seed));
    }
}

/* The derivative by the array of a definition. */
static ArrayId gradient_by(Reverse *reverse, uint32_t by)
{
    ArrayId id = reverse->graph->definitions.at[by].array;
    ArrayId made = reverse_adjoint(reverse, id);
    if (!reverse->adjoint[id])
        reverse_define(reverse, by, made);
    return made;
}

static void add_gradient(Reverse *reverse, uint32_t by)
{
    Graph *graph = reverse->graph;
    ArrayId id = graph->definitions.at[by].array;
    if (graph_array(graph, id)->type != WHOLE)
        list_push(reverse->arena, &graph->gradients,
                  ((Gradient){id, gradient_by(reverse, by)}));
}

/* Of all outputs, by all params and real inputs. */
static void derive_outputs(Reverse *reverse)
{
    const Graph *graph = reverse->graph;
    make_seeds(reverse);
    reverse_walk(reverse);
    for (uint32_t i = 0; i < graph->params.count; i++)
        add_gradient(reverse, graph->params.at[i]);
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        add_gradient(reverse, graph->inputs.at[i]);
}

/* Of the objective, or its mean over the batch, by what is trained. */
static void derive_objective(Reverse *reverse)
{
    Graph *graph = reverse->graph;
    Training *training = &graph->training;
    const Array *array = graph_array(graph, training->objective);
    reverse_seed(reverse, training->objective,
                 expr_number(&graph->exprs, 1 / (double)array_size(array)));
    training->objective = 0;
    reverse_walk(reverse);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        Trained *trained = &training->trained.at[i];
        trained->gradient = gradient_by(
            reverse, graph_definition_of(graph, trained->param));
    }
}

Graph *differentiable(Arena *arena, const Graph *from, const Rules *rules)
{
    Graph *graph = graph_create(arena);
    Activity activity = {0};
    Copy copy;
    copy_init(&copy, arena, from, graph);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        bool product = array->kind == EQUATION && array->part_count
                    && array->as.parts[0].combine == PROD
                    && array->as.parts[0].index_count > array->rank;
        if (product && !activity.count)
            activity_find(&activity, arena, from, rules, NULL);
        if (product && activity.used[id])
            copy.arrays[id] = product_expand(&copy, id);
        else
            copy_array(&copy, id);
    }
    copy_interface(&copy);
    graph->seeds.count = graph->gradients.count = 0;
    return from->recurrences.count > 1 ? graph_compact(arena, graph) : graph;
}

Graph *differentiate(Arena *arena, const Graph *from)
{
    Arena *work = arena_open(arena);
    const Rules *rules = rules_create(work);
    Graph *graph = differentiable(work, from, rules);
    Reverse reverse;
    reverse_init(&reverse, work, graph, rules, NULL, true);
    if (graph->training.method)
        derive_objective(&reverse);
    else
        derive_outputs(&reverse);
    Graph *to = graph_compact(arena_open(arena), graph);
    arena_close(work);
    return to;
}
