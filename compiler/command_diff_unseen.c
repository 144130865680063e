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

Text diff_unseen(const Twin *twin, const Aims *aims,
                 const bool *const marked[SIDES],
                 const Formulas formulas[SIDES], uint32_t points)
{
    for (int side = SIDES; side-- > 0;)
        for (uint32_t i = 0; i < aims->choices[side].count; i++) {
            const Choice *c = &aims->choices[side].at[i];
            if ((c->seen[0] && c->seen[1]) || c->touches
                || !marked[side][c->array])
                continue;
            Text node = equations_node(formulas[side].equations, c->array,
                                       c->part, c->node);
            return say_unseen(twin->arena, side, c, node, points);
        }
    return (Text){0};
}

/* -- points -- */

static void print_values(const Array *array, const double *values, Buffer *out)
{
    int64_t size = array_size(array);
    buffer_puts(out, array->rank ? "[" : "");
    for (int64_t i = 0; i < size; i++) {
        buffer_puts(out, i ? ", " : "");
        buffer_number(out, values[i], true);
    }
    buffer_puts(out, array->rank ? "]" : "");
}

/* Whether either side computes the row by what is given as number n. */
static bool is_read(const Twin *twin, const Cone cones[SIDES], uint32_t n)
{
    for (int side = 0; side < SIDES; side++)
        for (ArrayId id = 1; id < twin->graph[side]->arrays.count; id++)
            if (twin->given[side][id] == n && cones[side].has[id])
                return true;
    return false;
}

Text diff_place(const Twin *twin, const Matches *matches,
                const Cone cones[SIDES], const Aimed *aimed)
{
    enum { MOST_SHOWN = 8 };
    const Graph *graph = twin->graph[OLD];
    Buffer out = buffer_create(twin->arena);
    int64_t count = 0;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        uint32_t n = twin->given[OLD][id];
        if (!array_is_given(array) || !n || n > twin->named
            || !is_read(twin, cones, n))
            continue;
        count += array_size(array);
        if (!aimed->values[n] || count > MOST_SHOWN || array->rank > 1)
            return (Text){0};
        buffer_print(&out, "%s%.*s = ", out.length ? ", " : "",
                     TEXT_ARGS(matches->at[n - 1].name[OLD]));
        print_values(array, aimed->values[n], &out);
    }
    return buffer_text(&out);
}
