/* command_diff_formula.c: the equations that rows are shown with. */
#include "command_diff.h"

#include "layout.h"
#include "print_equation.h"

/* The arrays that this one reads, at the end of the list. */
static void push_reads(const Graph *graph, Arena *arena, ArrayId id,
                       ArrayIds *list)
{
    ExprIds order = {0};
    array_postorder(graph, arena, id, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, order.at[i]);
        if (node->kind == ACCESS)
            list_push(arena, list, graph_source(graph, node->as.access.array));
    }
}

Cone cone_of(const Twin *twin, Arena *arena, int side, ArrayId root)
{
    const Graph *graph = twin->graph[side];
    Cone cone = {NEW_ARRAY(arena, bool, graph->arrays.count),
                 NEW_ARRAY(arena, ArrayId, twin->forms)};
    ArrayIds stack = {0};
    list_push(arena, &stack, root);
    while (stack.count) {
        ArrayId id = graph_source(graph, stack.at[--stack.count]);
        if (cone.has[id])
            continue;
        cone.has[id] = true;
        cone.of_form[twin->form[side][id]] = id;
        push_reads(graph, arena, id, &stack);
    }
    return cone;
}

/* The arrays to show: the root, what it is computed by and the other side has
 * not, and of what these read also that which has another name there. */
static bool *find_shown(const Twin *twin, Arena *arena, int side, ArrayId root,
                        const Cone cones[SIDES], Equations *const *equations)
{
    const Graph *graph = twin->graph[side];
    bool *shown = NEW_ARRAY(arena, bool, graph->arrays.count);
    bool *read = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = graph->arrays.count; id-- > 1;) {
        if (!cones[side].has[id])
            continue;
        ArrayId other = cones[!side].of_form[twin->form[side][id]];
        bool renamed =
            other
            && !text_equal(equations[side]->names->arrays[id],
                           equations[!side]->names->arrays[other]);
        shown[id] = id == root || !other || (renamed && read[id]);
        if (!shown[id])
            continue;
        ArrayIds reads = {0};
        push_reads(graph, arena, id, &reads);
        for (uint32_t i = 0; i < reads.count; i++)
            read[reads.at[i]] = true;
    }
    return shown;
}

/* The equation of a row, under its own name: one array may have several. */
static Text root_equation(const Twin *twin, int side, Equations *equations,
                          const Result *row)
{
    ArrayId id = row->compared.array[side];
    const Array *array = graph_array(twin->graph[side], id);
    Text name = equations->names->arrays[id];
    Arena *arena = twin->arena;
    if (row->label.length && !array_is_computed(array)
        && array->kind != LITERAL)
        return text_format(arena, "%.*s = %.*s\n", TEXT_ARGS(row->label),
                           TEXT_ARGS(name));
    Buffer line = buffer_create(arena);
    equations_print(equations, id, LINE_WIDTH - 4, &line);
    Text text = buffer_text(&line);
    return row->label.length ? text_renamed(arena, text, name, row->label)
                             : text;
}

/* The equations of what is shown, but for those that rows before have shown. */
static Text formula(const Twin *twin, int side, Equations *equations,
                    const Result *row, const bool *shown, WordSet *printed)
{
    const Graph *graph = twin->graph[side];
    Arena *arena = printed->arena;
    Buffer out = buffer_create(arena);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        bool root = id == row->compared.array[side];
        if (root) {
            buffer_add(&out, root_equation(twin, side, equations, row));
            continue;
        }
        if (!shown[id]
            || (array->kind != LITERAL && !array_is_printed(graph, id)))
            continue;
        Buffer line = buffer_create(arena);
        equations_print(equations, id, LINE_WIDTH - 4, &line);
        Text text = buffer_text(&line);
        if (!word_set_has(printed, text))
            buffer_add(&out, text);
        word_set_add(printed, text);
    }
    return buffer_text(&out);
}

void diff_formulas(const Twin *twin, const Cone cones[SIDES],
                   Equations *const equations[SIDES],
                   WordSet printed[SIDES], Result *row)
{
    for (int side = 0; side < SIDES; side++) {
        Arena *work = arena_open(twin->arena);
        bool *shown = find_shown(twin, work, side, row->compared.array[side],
                                 cones, equations);
        row->formula[side] = formula(twin, side, equations[side], row, shown,
                                     &printed[side]);
        arena_close(work);
    }
}
