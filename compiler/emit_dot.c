/* emit_dot.c: a box for every named array that the outputs need.
 *
 * A box holds the name, the shape and the equations of its array, those of
 * nameless arrays that it needs first: so the picture has as many boxes as the
 * program has equations. An edge carries the shape of what flows along it.
 */
#include "emit_dot.h"

#include "layout.h"
#include "print_equation.h"

typedef struct Picture {
    const Graph *graph;
    Arena       *arena;
    Equations   *equations;
    Buffer      *out;
    bool        *needed;        /* [graph arrays] */
    ArrayId     *box;           /* [graph arrays]: the array in whose box it
                                   stands */
    LIST(ArrayId) *members;     /* [graph arrays]: of a box, ascending */
    ArrayId     *seen;          /* [graph arrays]: the box that it has an edge
                                   to already */
    ExprIds      order;
} Picture;

enum { LONGEST_BOX = 12 };      /* lines of equations */

/* -- what is shown -- */

/* The nodes of an array's equations, in picture->order. */
static void find_nodes(Picture *picture, ArrayId id)
{
    const Array *array = graph_array(picture->graph, id);
    picture->order.count = 0;
    for (uint32_t i = 0; i < array->part_count; i++)
        part_postorder(picture->graph, picture->arena, NULL, i == 0,
                       &array->as.parts[i], array->rank, &picture->order);
}

static ArrayId read_at(const Picture *picture, uint32_t i)
{
    const Expr *node =
        expr_at(&picture->graph->exprs, picture->order.at[i]);
    return node->kind == ACCESS ? node->as.access.array : 0;
}

static void find_needed(Picture *picture)
{
    const Graph *graph = picture->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        picture->needed[graph->definitions.at[graph->outputs.at[i]].array] =
            true;
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        if (!picture->needed[id])
            continue;
        find_nodes(picture, id);
        for (uint32_t i = 0; i < picture->order.count; i++)
            picture->needed[read_at(picture, i)] = true;
    }
    picture->needed[0] = false;
}

/* A nameless equation stands with the array of the definition that it serves,
 * if that comes after it and is shown; otherwise it has a box of its own. */
static void find_boxes(Picture *picture)
{
    const Graph *graph = picture->graph;
    bool *named = NEW_ARRAY(picture->arena, bool, graph->arrays.count);
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        named[graph->definitions.at[i].array] = true;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        ArrayId home = array->serves < graph->definitions.count
                         ? graph->definitions.at[array->serves].array
                         : 0;
        bool joins = !named[id] && array->kind == EQUATION && home > id
                  && picture->needed[home];
        picture->box[id] = joins ? home : id;
        if (picture->needed[id])
            list_push(picture->arena, &picture->members[picture->box[id]], id);
    }
}

/* -- text -- */

/* For labels in Graphviz's dialect of HTML. */
static void put_escaped(Picture *picture, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '<')
            buffer_puts(picture->out, "&lt;");
        else if (c == '>')
            buffer_puts(picture->out, "&gt;");
        else if (c == '&')
            buffer_puts(picture->out, "&amp;");
        else if (c == '"')
            buffer_puts(picture->out, "&quot;");
        else
            buffer_add(picture->out, (Text){&c, 1});
    }
}

static void put_id(Picture *picture, ArrayId id)
{
    Text name = picture->equations->names->arrays[id];
    buffer_puts(picture->out, "\"");
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == '"' || name.at[i] == '\\')
            buffer_puts(picture->out, "\\");
        buffer_add(picture->out, (Text){&name.at[i], 1});
    }
    buffer_puts(picture->out, "\"");
}

/* 8 × 20, or nothing for a number. */
static void put_shape(Picture *picture, const Array *array)
{
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(picture->out, "%s%lld", i ? " × " : "",
                     (long long)array->shape[i]);
}

/* Continuations of a long line keep their indent. */
static void put_equation_line(Picture *picture, Text line)
{
    size_t blanks = 0;
    while (blanks < line.length && line.at[blanks] == ' ')
        blanks++;
    for (size_t i = 0; i < blanks; i++)
        buffer_puts(picture->out, "&#160;");
    line.at += blanks;
    line.length -= blanks;
    put_escaped(picture, line);
    buffer_puts(picture->out, "<br align=\"left\"/>");
}

static void put_equations(Picture *picture, ArrayId box)
{
    Buffer text = buffer_create(picture->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < picture->members[box].count; i++) {
        ArrayId id = picture->members[box].at[i];
        if (array_is_printed(picture->graph, id) && count++ < LONGEST_BOX)
            equations_print(picture->equations, id, LINE_WIDTH, &text);
    }
    if (!text.length)
        return;
    buffer_puts(picture->out, "<br/><font point-size=\"10\">");
    Text rest = buffer_text(&text);
    for (uint32_t lines = 0; rest.length; lines++) {
        size_t length = 0;
        while (rest.at[length] != '\n')
            length++;
        if (lines == LONGEST_BOX) {
            put_equation_line(picture, text_of("…"));
            break;
        }
        put_equation_line(picture, (Text){rest.at, length});
        rest.at += length + 1;
        rest.length -= length + 1;
    }
    buffer_puts(picture->out, "</font>");
}

/* -- boxes and edges -- */

static const char *box_style(const Picture *picture, ArrayId id)
{
    switch ((ArrayKind)graph_array(picture->graph, id)->kind) {
    case INPUT:
    case DRAWN:
    case TRAINING:
        return "style=\"filled,rounded\", fillcolor=\"#dbe9f9\"";
    case STATE:
    case PARAM:
        return "style=filled, fillcolor=\"#fdf0cd\"";
    case LITERAL:
        return "style=filled, fillcolor=\"#eeeeee\"";
    case EQUATION:
    case KERNEL:
    default:
        return "style=filled, fillcolor=white";
    }
}

static void put_box(Picture *picture, ArrayId id, bool is_output)
{
    const Array *array = graph_array(picture->graph, id);
    buffer_puts(picture->out, "    ");
    put_id(picture, id);
    buffer_print(picture->out, " [%s%s, label=<<b>",
                 box_style(picture, id), is_output ? ", peripheries=2" : "");
    put_escaped(picture, picture->equations->names->arrays[id]);
    buffer_puts(picture->out, "</b>");
    if (array->rank)
        buffer_puts(picture->out, "&#160;&#160;");
    put_shape(picture, array);
    if (array->type == WHOLE)
        buffer_print(picture->out, "&#160;&#160;&lt; %lld",
                     (long long)array->limit);
    put_equations(picture, id);
    buffer_puts(picture->out, ">];\n");
}

static void put_edge(Picture *picture, ArrayId from, ArrayId box)
{
    const Array *array = graph_array(picture->graph, from);
    ArrayId home = picture->box[from];
    buffer_puts(picture->out, "    ");
    put_id(picture, home);
    buffer_puts(picture->out, " -> ");
    put_id(picture, box);
    buffer_puts(picture->out, " [label=<&#160;");
    if (home != from) {
        put_escaped(picture, picture->equations->names->arrays[from]);
        buffer_puts(picture->out, array->rank ? "&#160;" : "");
    }
    put_shape(picture, array);
    buffer_puts(picture->out, home == from && !array->rank ? "1>];\n"
                                                           : ">];\n");
}

static void put_edges(Picture *picture, ArrayId box)
{
    for (uint32_t m = 0; m < picture->members[box].count; m++) {
        find_nodes(picture, picture->members[box].at[m]);
        for (uint32_t i = 0; i < picture->order.count; i++) {
            ArrayId from = read_at(picture, i);
            if (!from || picture->box[from] == box
                || picture->seen[from] == box)
                continue;
            picture->seen[from] = box;
            put_edge(picture, from, box);
        }
    }
}

void emit_dot(const Graph *graph, Arena *arena, Buffer *out)
{
    const uint32_t count = graph->arrays.count;
    Picture picture = {
        .graph = graph,
        .arena = arena,
        .equations = equations_create(graph, arena),
        .out = out,
        .needed = NEW_ARRAY(arena, bool, count),
        .box = NEW_ARRAY(arena, ArrayId, count),
        .seen = NEW_ARRAY(arena, ArrayId, count),
    };
    picture.members =
        arena_alloc(arena, count, sizeof *picture.members);
    find_needed(&picture);
    find_boxes(&picture);
    bool *is_output = NEW_ARRAY(arena, bool, count);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        is_output[graph->definitions.at[graph->outputs.at[i]].array] = true;
    buffer_puts(out, "digraph {\n"
                     "    node [shape=box, fontname=\"Helvetica\"];\n"
                     "    edge [fontname=\"Helvetica\", fontsize=9];\n");
    for (ArrayId id = 1; id < count; id++)
        if (picture.members[id].count)
            put_box(&picture, id, is_output[id]);
    for (ArrayId id = 1; id < count; id++)
        if (picture.members[id].count)
            put_edges(&picture, id);
    buffer_puts(out, "}\n");
}
