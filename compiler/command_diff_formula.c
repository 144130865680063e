/* command_diff_formula.c: the equations that rows are shown with. */
#include "command_diff.h"

#include "layout.h"
#include "print_equation.h"

/* -- what begins -- */

/* Names are unique on a side, but for those of what has no equation. */
static ArrayId *find_same(const Twin *twin, Arena *arena, int side,
                          const Formulas formulas[SIDES])
{
    const Graph *graph = twin->graph[side], *other = twin->graph[!side];
    ArrayId *same = NEW_ARRAY(arena, ArrayId, graph->arrays.count);
    WordSet names = {.arena = arena_open(arena)};
    ArrayIds named = {0};
    for (ArrayId id = 1; id < other->arrays.count; id++) {
        Text name = formulas[!side].equations->names->arrays[id];
        if (graph_source(other, id) == id
            && word_set_add(&names, name) == named.count)
            list_push(names.arena, &named, id);
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        Text name = formulas[side].equations->names->arrays[id];
        if (graph_source(graph, id) != id || !word_set_has(&names, name))
            continue;
        ArrayId at = named.at[word_set_add(&names, name)];
        if (twin->form[!side][at] == twin->form[side][id])
            same[id] = at;
    }
    arena_close(names.arena);
    return same;
}

void formulas_begin(const Twin *twin, const Matches *matches, Arena *arena,
                    Formulas formulas[SIDES])
{
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        Formulas *f = &formulas[side];
        f->equations = equations_create(
            graph, diff_names(twin, matches, side), arena);
        f->reads = graph_reads(arena, graph);
        f->done = NEW_ARRAY(arena, bool, graph->arrays.count);
    }
    for (int side = 0; side < SIDES; side++)
        formulas[side].same = find_same(twin, arena, side, formulas);
}

/* -- sweeps over all rows at once -- */

void cones_find(const Twin *twin, const Formulas formulas[SIDES], Arena *arena,
                Cones *cones)
{
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        const Reads *reads = &formulas[side].reads;
        uint64_t *of = NEW_ARRAY(arena, uint64_t, graph->arrays.count);
        for (uint32_t n = 0; n < cones->count; n++)
            of[graph_source(graph, cones->row[n]->compared.array[side])] |=
                (uint64_t)1 << n;
        /* Only recurrences read what stands behind them. */
        for (bool again = true; again;) {
            again = false;
            for (ArrayId id = graph->arrays.count; id-- > 1;)
                for (uint32_t i = reads->first[id];
                     of[id] && i < reads->first[id + 1]; i++) {
                    ArrayId read = reads->at.at[i];
                    again |= read > id && (of[id] & ~of[read]);
                    of[read] |= of[id];
                }
        }
        cones->of[side] = of;
    }
}

/* By which rows each array is to be shown: the root, what it is computed by and
 * the other side has not, and of what these read also that which has another
 * name there. */
static uint64_t *find_shown(const Twin *twin, Arena *arena, int side,
                            const Cones *cones, const Formulas *formulas)
{
    const Graph *graph = twin->graph[side], *other = twin->graph[!side];
    const uint64_t *of = cones->of[side], *of_other = cones->of[!side];
    const Reads *reads = &formulas->reads;
    uint64_t *shown = NEW_ARRAY(arena, uint64_t, graph->arrays.count);
    uint64_t *read = NEW_ARRAY(arena, uint64_t, graph->arrays.count);
    uint64_t *formed = NEW_ARRAY(arena, uint64_t, twin->forms);
    for (uint32_t n = 0; n < cones->count; n++)
        shown[cones->row[n]->compared.array[side]] |= (uint64_t)1 << n;
    for (ArrayId id = 1; id < other->arrays.count; id++)
        formed[twin->form[!side][id]] |= of_other[id];
    for (ArrayId id = graph->arrays.count; id-- > 1;) {
        uint64_t there = formed[twin->form[side][id]];
        uint64_t same = formulas->same[id] ? of_other[formulas->same[id]] : 0;
        shown[id] = of[id] & (shown[id] | ~there | (read[id] & ~same));
        for (uint32_t i = reads->first[id];
             shown[id] && i < reads->first[id + 1]; i++)
            read[reads->at.at[i]] |= shown[id];
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

/* What each row is the first to show, but for the row itself, in order. */
static ArrayIds *find_first(const Twin *twin, Arena *arena, int side,
                            const Cones *cones, Formulas *formulas)
{
    const Graph *graph = twin->graph[side];
    const uint64_t *shown = find_shown(twin, arena, side, cones, formulas);
    ArrayIds *first = NEW_ARRAY(arena, ArrayIds, cones->count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        if (!shown[id] || formulas->done[id]
            || (graph_array(graph, id)->kind != LITERAL
                && !array_is_printed(graph, id)))
            continue;
        for (uint32_t n = 0; n < cones->count && !formulas->done[id]; n++) {
            if (!(shown[id] >> n & 1)
                || id == cones->row[n]->compared.array[side])
                continue;
            list_push(arena, &first[n], id);
            formulas->done[id] = true;
        }
    }
    return first;
}

/* The equations of what is shown, but for those that rows before have shown. */
static Text formula(const Twin *twin, int side, Formulas *formulas,
                    const Result *row, const ArrayIds *shown)
{
    Arena *arena = formulas->lines.arena;
    ArrayId root = row->compared.array[side];
    Buffer out = buffer_create(arena);
    bool begun = false;
    for (uint32_t i = 0; i < shown->count; i++) {
        if (!begun && shown->at[i] > root)
            buffer_add(&out, root_equation(twin, side, formulas->equations,
                                           row));
        begun |= shown->at[i] > root;
        Buffer line = buffer_create(arena);
        equations_print(formulas->equations, shown->at[i], LINE_WIDTH - 4,
                        &line);
        Text text = buffer_text(&line);
        if (!word_set_has(&formulas->lines, text))
            buffer_add(&out, text);
        word_set_add(&formulas->lines, text);
    }
    if (!begun)
        buffer_add(&out, root_equation(twin, side, formulas->equations, row));
    return buffer_text(&out);
}

void diff_formulas(const Twin *twin, const Cones *cones,
                   Formulas formulas[SIDES])
{
    for (int side = 0; side < SIDES; side++) {
        Arena *work = arena_open(twin->arena);
        const ArrayIds *first =
            find_first(twin, work, side, cones, &formulas[side]);
        for (uint32_t n = 0; n < cones->count; n++)
            cones->row[n]->formula[side] =
                formula(twin, side, &formulas[side], cones->row[n], &first[n]);
        arena_close(work);
    }
}
