/* command_diff_unseen.c: what was not seen, and where the rest was. */
#include "command_diff.h"

/* -- choices that went one way -- */

static const char *const sides[] = {"before", "after"};

static Text say_unseen(Arena *arena, int side, const Choice *c, Text node,
                       uint32_t points)
{
    const char *how = c->kind == STEP ? "has one value at all"
                    : c->kind == KINK ? "goes one way at all"
                    : c->seen[1]      ? "holds at all"
                                      : "holds at none of";
    return text_format(arena, "%s `%.*s`, %s, %s %u points",
                       c->kind == CONDITION ? "the condition" : "the choice",
                       TEXT_ARGS(node), sides[side], how, (unsigned)points);
}

Text diff_unseen(const Twin *twin, const Aims *aims, const Cone marked[SIDES],
                 const Formulas formulas[SIDES], uint32_t points)
{
    for (int side = SIDES; side-- > 0;)
        for (uint32_t i = 0; i < aims->choices[side].count; i++) {
            const Choice *c = &aims->choices[side].at[i];
            if ((c->seen[0] && c->seen[1]) || c->touches
                || !cone_has(marked[side], c->array))
                continue;
            Text node = equations_node(formulas[side].equations, c->array,
                                       c->part, c->node);
            return say_unseen(twin->arena, side, c, node, points);
        }
    return (Text){0};
}

/* -- points -- */

/* Row by row, nested as arrays are. */
static void print_values(const Array *array, const double *values, int64_t most,
                         Buffer *out)
{
    int64_t size = array_size(array), shown = size < most ? size : most;
    for (int64_t i = 0; i < shown; i++) {
        int64_t block = size;
        buffer_puts(out, i ? ", " : "");
        for (uint32_t r = 0; r < array->rank; r++) {
            buffer_puts(out, i % block ? "" : "[");
            block /= array->shape[r];
        }
        buffer_number(out, values[i], true);
        block = 1;
        for (uint32_t r = array->rank; r > 0; r--) {
            block *= array->shape[r - 1];
            buffer_puts(out, (i + 1) % block ? "" : "]");
        }
    }
    if (shown < size)
        buffer_print(out, ", … %lld more%.*s", (long long)(size - shown),
                     (int)array->rank, "]]]]]]]]");
}

/* Whether either side computes the row by what is given as number n. */
static bool is_read(const Twin *twin, const Cone cones[SIDES], uint32_t n)
{
    for (int side = 0; side < SIDES; side++)
        for (ArrayId id = 1; id < twin->graph[side]->arrays.count; id++)
            if (twin->given[side][id] == n && cone_has(cones[side], id))
                return true;
    return false;
}

Text diff_place(const Twin *twin, const Matches *matches,
                const Cone cones[SIDES], const Aimed *aimed, int64_t most)
{
    const Graph *graph = twin->graph[OLD];
    Buffer out = buffer_create(twin->arena);
    bool drawn = false;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        uint32_t n = twin->given[OLD][id];
        if (!array_is_given(array) || !n || n > twin->named
            || !is_read(twin, cones, n))
            continue;
        drawn |= !aimed->values[n];
        if (!aimed->values[n])
            continue;
        buffer_print(&out, "%s%.*s = ", out.length ? ", " : "",
                     TEXT_ARGS(matches->at[n - 1].name[OLD]));
        print_values(array, aimed->values[n], most, &out);
    }
    if (drawn || !out.length)
        buffer_print(&out, "%sthe rest as with --seed=%llu",
                     out.length ? ", " : "", (unsigned long long)aimed->seed);
    return buffer_text(&out);
}
