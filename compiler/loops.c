/* loops.c: looking at steps, and printing loops. */
#include "kernel.h"
#include "loops.h"

/* -- looking -- */

uint32_t step_depth(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    return step->kind == STEP_PART ? array->as.parts[step->part].index_count
                                   : array->rank;
}

Range step_range(const Graph *graph, const Step *step, uint32_t loop)
{
    const Array *array = graph_array(graph, step->array);
    if (step->kind == STEP_PART)
        return array->as.parts[step->part].ranges[loop];
    return (Range){0, array->shape[loop]};
}

bool loops_array_is_made(const Loops *loops, ArrayId id)
{
    const Array *array = graph_array(loops->graph, id);
    return array->kind == EQUATION && array->stored
        && !graph_array(loops->source, loops->origin[id])->stored;
}

bool is_step_guard(const Graph *graph, const Step *step, uint32_t g)
{
    const Part *part = &graph_array(graph, step->array)->as.parts[step->part];
    return (!step->everywhere || step->tile)
        && !(subscript_depends(&graph->exprs, part->guards[g]) >> step->driven);
}

/* Lists the arrays that the nodes in reader->order read. */
static void list_reads(const Graph *graph, Arena *arena, Reader *reader,
                       ArrayIds *list)
{
    for (uint32_t i = 0; i < reader->order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, reader->order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId id = graph_source(graph, node->as.access.array);
        if (reader->seen[id] != reader->epoch) {
            reader->seen[id] = reader->epoch;
            list_push(arena, list, id);
        }
    }
}

/* What the routine reads: not the matrix that the factors are of. */
static void read_kernel(const Graph *graph, const Array *array,
                        Reader *reader, Arena *arena)
{
    for (uint32_t n = 0; n < kernel_reads(array); n++)
        expr_postorder(&graph->exprs, arena, NULL, n == 0,
                       kernel_operand(graph, array, n), &reader->order);
}

void step_reads(const Graph *graph, Arena *arena, Reader *reader,
                const Step *step, ArrayIds *list)
{
    if (!reader->seen)
        reader->seen = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    reader->epoch++;
    const Array *array = graph_array(graph, step->array);
    if (step->other)
        list_push(arena, list, step->other);
    if (step->kind >= STEP_NEXT || (step->kind == STEP_PART && !step->first))
        list_push(arena, list, step->array);
    reader->seen[step->array] = reader->epoch;
    if (step->kind != STEP_PART)
        return;
    const Part *part = &array->as.parts[step->part];
    reader->order.count = 0;
    if (array->kind == KERNEL)
        read_kernel(graph, array, reader, arena);
    else
        part_postorder(graph, arena, NULL, true, part, array->rank,
                       &reader->order);
    list_reads(graph, arena, reader, list);
}

/* -- printing -- */

/* What an array is called in dumps: its definition, or its number. */
static void print_array(const Graph *graph, const uint32_t *definition,
                        ArrayId id, Buffer *out)
{
    const Array *array = graph_array(graph, id);
    uint32_t of = definition[id];
    if (of) {
        buffer_add(out, graph->definitions.at[of].name);
    } else {
        buffer_print(out, "#%u", id);
        if (array->serves)
            buffer_print(out, "(%.*s)",
                         TEXT_ARGS(graph->definitions.at[array->serves].name));
    }
}

/* How a sum is computed. */
static void print_form(const Graph *graph, const Step *step, Buffer *out)
{
    if (step->kind != STEP_PART)
        return;
    const Part *part = &graph_array(graph, step->array)->as.parts[step->part];
    const Tile *tile = step->tile;
    if (tile && tile->gathers)
        buffer_print(out, "  %u lanes of %u rows", tile->lanes, tile->rows);
    else if (tile)
        buffer_print(out, "  tiles of %u x %u vectors%s", tile->rows,
                     tile->vectors, tile->packed ? ", packed" : "");
    else if (part->lanes > 1)
        buffer_print(out, "  %u lanes", part->lanes);
}

static void print_step(const Loops *loops, const uint32_t *definition,
                       const Step *step, Buffer *out)
{
    static const char *const kinds[] = {"zero", "part", "draw", "keep", "save",
                                        "restore", "next", "result", "update"};
    static const char *const combines[] = {
        "set", "sum", "prod", "max", "min", "argmax", "argmin",
    };
    const Graph *graph = loops->graph;
    buffer_print(out, "    %*s", 4 * step->shared, "");
    print_array(graph, definition, step->array, out);
    buffer_print(out, ": %s", kinds[step->kind]);
    if (step->kind == STEP_PART) {
        const Part *part =
            &graph_array(graph, step->array)->as.parts[step->part];
        buffer_print(out, " %u %s%s", step->part, combines[part->combine],
                     step->first ? " first" : "");
    } else if (step->kind >= STEP_NEXT) {
        buffer_print(out, " %u", step->part);
    }
    for (uint32_t l = step->shared; l < step_depth(graph, step); l++) {
        Range range = step_range(graph, step, l);
        buffer_print(out, " [%lld:%lld]%s", (long long)range.low,
                     (long long)range.high,
                     step->timed && step->loop == l ? "*" : "");
    }
    print_form(graph, step, out);
    buffer_puts(out, "\n");
}

/* How many of the contractions of a routine are computed with vectors, or have
 * not enough points to need them. */
static void print_contractions(const Graph *graph, const Routine *routine,
                               Buffer *out)
{
    uint32_t all = 0, vectors = 0, small = 0;
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++) {
            const Step *step = &routine->nests.at[n].steps.at[i];
            const Array *array = graph_array(graph, step->array);
            const Part *part = &array->as.parts[step->part];
            if (step->kind != STEP_PART
                || !part_is_contraction(graph, array, part))
                continue;
            all++;
            if (step->tile || part->lanes > 1)
                vectors++;
            else if (part_is_small(part))
                small++;
        }
    if (!all)
        return;
    buffer_print(out, "  contractions recognised: %u of %u", vectors + small,
                 all);
    if (small)
        buffer_print(out, ", %u too small for vectors", small);
    buffer_puts(out, "\n");
}

void loops_print(const Loops *loops, Arena *arena, Buffer *out)
{
    static const char *const names[] = {"forward", "backward", "infer"};
    const Graph *graph = loops->graph;
    uint32_t *definition = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    for (uint32_t i = graph->definitions.count - 1; i > 0; i--)
        definition[graph->definitions.at[i].array] = i;
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++) {
        const Routine *routine = &loops->routines[pass];
        buffer_print(out, "%s\n", names[pass]);
        for (uint32_t n = 0; n < routine->nests.count; n++) {
            const Nest *nest = &routine->nests.at[n];
            buffer_print(out, "  nest serves %llx%s%s\n",
                         (unsigned long long)nest->serves,
                         nest->apart ? " apart" : "",
                         nest->run ? " in segments" : "");
            for (uint32_t i = 0; i < nest->steps.count; i++)
                print_step(loops, definition, &nest->steps.at[i], out);
        }
        print_contractions(graph, routine, out);
    }
}
