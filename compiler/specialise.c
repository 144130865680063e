/* specialise.c: one graph of training and of infer.
 *
 * The graph is copied twice into one: with `training` 1, and, as far as it
 * makes a difference, with `training` 0 and means for what is drawn. What the
 * condition `if training` leaves out is then folded away by simplify, so that
 * it costs nothing.
 */
#include "specialise.h"

/* The mean of what is drawn. */
static double draw_mean(const Initial *initial)
{
    switch (initial->draw) {
    case DRAW_UNIFORM:
        return initial->a + (initial->b - initial->a) / 2;
    case DRAW_DROPOUT:
        return 1;
    case DRAW_NORMAL:
    case DRAW_BERNOULLI:
    case DRAW_NONE:
    default:
        return initial->a;
    }
}

static bool differs_itself(const Array *array)
{
    return array->kind == TRAINING || array->kind == DRAWN;
}

bool has_two_modes(const Graph *graph)
{
    bool found = false;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        found |= differs_itself(graph_array(graph, id));
    return found;
}

typedef struct Search {
    const Graph *graph;
    Arena       *arena;
    bool        *differs;           /* [graph arrays] */
    ExprIds      order;             /* scratch */
} Search;

static bool part_differs(Search *search, const Part *part, uint32_t rank)
{
    const Graph *graph = search->graph;
    search->order.count = 0;
    part_postorder(graph, search->arena, NULL, true, part, rank,
                   &search->order);
    for (uint32_t i = 0; i < search->order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, search->order.at[i]);
        if (node->kind == ACCESS && search->differs[node->as.access.array])
            return true;
    }
    return false;
}

static bool array_differs(Search *search, const Array *array)
{
    const bool *differs = search->differs;
    if (array->kind == CARRY || array->kind == HELD)
        return differs[array->as.carried];
    if (array->kind == DERIVATIVE) {
        const Derivative *d = array->as.derivative;
        return differs[d->of] || differs[d->by] || differs[d->seed];
    }
    bool found = differs_itself(array);
    for (uint32_t p = 0; p < array->part_count && !found; p++)
        found = part_differs(search, &array->as.parts[p], array->rank);
    return found;
}

/* differs[id]: infer has another value for the array. Of what a CARRY reads
 * this is known after what is made of it. */
static const bool *find_differing(const Graph *graph, Arena *arena)
{
    Search search = {.graph = graph, .arena = arena};
    search.differs = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (bool changed = true; changed;) {
        changed = false;
        for (ArrayId id = 1; id < graph->arrays.count; id++)
            if (!search.differs[id]
                && array_differs(&search, graph_array(graph, id)))
                changed = search.differs[id] = true;
    }
    return search.differs;
}

/* The array with one number for all elements, where it is asked for itself. */
static ArrayId number_array(Copy *copy, const Array *array, ExprId number)
{
    Exprs *exprs = &copy->to->exprs;
    Range ranges[MAX_RANK] = {{0, 0}};
    SubscriptId target[MAX_RANK] = {0};
    for (uint32_t i = 0; i < array->rank; i++) {
        ranges[i] = (Range){0, array->shape[i]};
        target[i] = subscript_index(exprs, i);
    }
    Part part = {.combine = SET, .index_count = array->rank, .ranges = ranges,
                 .target = target, .body = number};
    return graph_equation(copy->to, 0, array->rank, array->shape, 1, &part,
                          array->serves);
}

/* What every access to the array is in the copy. */
static void replace_array(Copy *copy, ArrayId array, double value)
{
    const Exprs *exprs = &copy->from->exprs;
    ExprId number = expr_number(&copy->to->exprs, value);
    for (ExprId id = 1; id < exprs->nodes.count; id++) {
        const Expr *node = expr_at(exprs, id);
        if (node->kind == ACCESS && node->as.access.array == array)
            copy->exprs[id] = number;
    }
    copy->arrays[array] =
        number_array(copy, graph_array(copy->from, array), number);
}

static void replace_training(Copy *copy, double value)
{
    for (ArrayId id = 1; id < copy->from->arrays.count; id++)
        if (graph_array(copy->from, id)->kind == TRAINING)
            replace_array(copy, id, value);
}

/* The copy that infer computes, beside that of training. */
static void add_inferred(Copy *training, const bool *differs)
{
    const Graph *from = training->from;
    Copy copy = {.from = from, .to = training->to, .arena = training->arena};
    copy.arrays = NEW_ARRAY(copy.arena, ArrayId, from->arrays.count);
    copy.exprs = NEW_ARRAY(copy.arena, ExprId, from->exprs.nodes.count);
    copy.subscripts =
        NEW_ARRAY(copy.arena, SubscriptId, from->exprs.subscripts.count);
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (!differs[id])
            copy.arrays[id] = training->arrays[id];
    replace_training(&copy, 0);
    for (uint32_t i = 0; i < from->initials.count; i++) {
        const Initial *initial = &from->initials.at[i];
        if (graph_array(from, initial->array)->kind == DRAWN)
            replace_array(&copy, initial->array, draw_mean(initial));
    }
    for (ArrayId id = 1; id < from->arrays.count; id++)
        (void)copy_array(&copy, id);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        if (array->kind == CARRY && differs[id])
            graph_carry_of(copy.to, copy.arrays[id],
                           copy.arrays[array->as.carried]);
    }
    for (uint32_t i = 0; i < from->outputs.count; i++)
        list_push(copy.to->arena, &copy.to->inferred,
                  copy.arrays[graph_output(from, i, false)]);
}

static bool any_output_differs(const Graph *graph, const bool *differs)
{
    bool any = false;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        any |= differs[graph_output(graph, i, false)];
    return any;
}

Graph *specialise(Arena *arena, const Graph *from)
{
    Arena *work = arena_open(arena);
    Graph *both = graph_create(work);
    const bool *differs = find_differing(from, work);
    Copy copy;
    copy_init(&copy, work, from, both);
    replace_training(&copy, 1);
    for (ArrayId id = 1; id < from->arrays.count; id++)
        (void)copy_array(&copy, id);
    copy_interface(&copy);
    if (any_output_differs(from, differs))
        add_inferred(&copy, differs);
    Graph *to = graph_compact(arena_open(arena), both);
    arena_close(work);
    return to;
}
