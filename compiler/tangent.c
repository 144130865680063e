/* tangent.c: the derivative of all outputs along a direction. */
#include "tangent.h"

#include "adjoint.h"

/* The definition among these that is called so. */
static uint32_t definition_named(const Graph *graph, Text name)
{
    for (uint32_t d = 1; d < graph->definitions.count; d++) {
        const Definition *definition = &graph->definitions.at[d];
        ArrayKind kind = graph_array(graph, definition->array)->kind;
        if (definition->array && (kind == INPUT || kind == PARAM)
            && text_equal(definition->name, name))
            return d;
    }
    return 0;
}

static bool is_defined(const Graph *graph, Text name)
{
    for (uint32_t d = 1; d < graph->definitions.count; d++)
        if (text_equal(graph->definitions.at[d].name, name))
            return true;
    return false;
}

/* A name that nothing has: v_x, or v__x, … */
static Text fresh_name(const Graph *graph, const char *start, Text name)
{
    Text made = text_format(graph->arena, "%s_%.*s", start, TEXT_ARGS(name));
    while (is_defined(graph, made))
        made = text_format(graph->arena, "%s_%.*s", start, TEXT_ARGS(made));
    return made;
}

/* The definition of a new array beside the one of `beside`. */
static uint32_t define(Graph *graph, const char *start, uint32_t beside,
                       ArrayId array)
{
    const Definition of = graph->definitions.at[beside];
    return graph_define(graph, fresh_name(graph, start, of.name), of.span,
                        array);
}

/* An input of the shape of the array of a definition. */
static ArrayId add_direction(Graph *graph, uint32_t by)
{
    ArrayId id = graph->definitions.at[by].array;
    const Array array = *graph_array(graph, id);
    ArrayId made = graph_input(graph, INPUT, REAL, 0, array.rank, array.shape,
                               graph->definitions.count);
    list_push(graph->arena, &graph->inputs, define(graph, "v", by, made));
    return made;
}

Graph *tangent(Arena *arena, const Graph *forward, const Graph *gradient)
{
    Arena *work = arena_open(arena);
    const Rules *rules = rules_create(work);
    Graph *graph = differentiable(work, forward, rules);
    uint32_t count = graph->arrays.count;
    ArrayId *of = NEW_ARRAY(work, ArrayId, count + gradient->gradients.count);
    for (uint32_t g = 0; g < gradient->gradients.count; g++) {
        uint32_t by = graph_definition_of(gradient,
                                          gradient->gradients.at[g].by);
        Text name = gradient->definitions.at[by].name;
        uint32_t own = definition_named(graph, name);
        of[graph->definitions.at[own].array] = add_direction(graph, own);
    }
    LIST(uint32_t) outputs = {0};
    tangents_run(work, graph, rules, NULL, of);
    for (uint32_t k = 0; k < gradient->seeds.count; k++) {
        uint32_t output = graph->outputs.at[gradient->seeds.at[k].output];
        ArrayId y = graph->definitions.at[output].array;
        ArrayId made = of[y] ? of[y] : adjoint_zero(graph, y, 0);
        list_push(work, &outputs, define(graph, "t", output, made));
    }
    graph->outputs.count = 0;
    for (uint32_t k = 0; k < outputs.count; k++)
        list_push(work, &graph->outputs, outputs.at[k]);
    graph->nexts.count = graph->inferred.count = 0;
    graph->training = (Training){0};
    Graph *to = graph_compact(arena_open(arena), graph);
    arena_close(work);
    return to;
}
