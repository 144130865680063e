/* command_diff_formula.c: the equations that rows are shown with. */
#include "command_diff.h"

#include "layout.h"
#include "print_equation.h"

Cone cone_of(const Twin *twin, const Formulas *formulas, Arena *arena,
             int side, ArrayId root)
{
    const Graph *graph = twin->graph[side];
    const Reads *reads = &formulas->reads;
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
        for (uint32_t i = reads->first[id]; i < reads->first[id + 1]; i++)
            list_push(arena, &stack, reads->at.at[i]);
    }
    return cone;
}

/* The arrays to show: the root, what it is computed by and the other side has
 * not, and of what these read also that which has another name there. */
static bool *find_shown(const Twin *twin, Arena *arena, int side, ArrayId root,
                        const Cone cones[SIDES], const Formulas *formulas)
{
    const Graph *graph = twin->graph[side];
    const Reads *reads = &formulas[side].reads;
    ArrayId *const of_form = cones[!side].of_form;
    bool *shown = NEW_ARRAY(arena, bool, graph->arrays.count);
    bool *read = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = graph->arrays.count; id-- > 1;) {
        if (!cones[side].has[id])
            continue;
        ArrayId other = of_form[twin->form[side][id]];
        bool renamed =
            other
            && !text_equal(formulas[side].equations->names->arrays[id],
                           formulas[!side].equations->names->arrays[other]);
        shown[id] = id == root || !other || (renamed && read[id]);
        if (!shown[id])
            continue;
        for (uint32_t i = reads->first[id]; i < reads->first[id + 1]; i++)
            read[reads->at.at[i]] = true;
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
static Text formula(const Twin *twin, int side, Formulas *formulas,
                    const Result *row, const bool *shown)
{
    const Graph *graph = twin->graph[side];
    Arena *arena = formulas->lines.arena;
    Buffer out = buffer_create(arena);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        bool root = id == row->compared.array[side];
        if (root) {
            buffer_add(&out, root_equation(twin, side, formulas->equations,
                                           row));
            continue;
        }
        if (!shown[id] || formulas->done[id]
            || (array->kind != LITERAL && !array_is_printed(graph, id)))
            continue;
        Buffer line = buffer_create(arena);
        equations_print(formulas->equations, id, LINE_WIDTH - 4, &line);
        Text text = buffer_text(&line);
        if (!word_set_has(&formulas->lines, text))
            buffer_add(&out, text);
        word_set_add(&formulas->lines, text);
        formulas->done[id] = true;
    }
    return buffer_text(&out);
}

void diff_formulas(const Twin *twin, const Cone cones[SIDES],
                   Formulas formulas[SIDES], Result *row)
{
    for (int side = 0; side < SIDES; side++) {
        Arena *work = arena_open(twin->arena);
        bool *shown = find_shown(twin, work, side, row->compared.array[side],
                                 cones, formulas);
        row->formula[side] =
            formula(twin, side, &formulas[side], row, shown);
        arena_close(work);
    }
}
