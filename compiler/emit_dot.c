/* emit_dot.c: two clusters of boxes, the forward graph and its adjoints.
 *
 * Forward runs down, backward up: an adjoint stands beside what it is of. An edge
 * carries the shape of what flows along it; dotted ones are forward values that
 * backward reads. What a box is, is said in words as well as by its colour.
 */
#include "emit_dot.h"

#include "layout.h"
#include "print_equation.h"

typedef struct Drawing {
    const Picture *picture;
    const Graph   *graph;
    Equations     *equations;
    Arena         *arena;
    Buffer        *out;
    bool           with_equations;
} Drawing;

enum { LONGEST_BOX = 12,        /* lines of equations */
       MOST_BESIDE = 5 };       /* of what is given to one reader */

/* -- text -- */

/* For labels in Graphviz's dialect of HTML. */
static void put_escaped(Drawing *d, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '<')
            buffer_puts(d->out, "&lt;");
        else if (c == '>')
            buffer_puts(d->out, "&gt;");
        else if (c == '&')
            buffer_puts(d->out, "&amp;");
        else if (c == '"')
            buffer_puts(d->out, "&quot;");
        else
            buffer_add(d->out, (Text){&c, 1});
    }
}

/* 8 × 20, or nothing for a number. */
static void put_shape(Drawing *d, const Array *array)
{
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(d->out, "%s%lld", i ? " × " : "",
                     (long long)array->shape[i]);
}

/* Continuations of a long line keep their indent. */
static void put_equation_line(Drawing *d, Text line)
{
    size_t blanks = 0;
    while (blanks < line.length && line.at[blanks] == ' ')
        blanks++;
    for (size_t i = 0; i < blanks; i++)
        buffer_puts(d->out, "&#160;");
    line.at += blanks;
    line.length -= blanks;
    put_escaped(d, line);
    buffer_puts(d->out, "<br align=\"left\"/>");
}

static void put_equations(Drawing *d, const Box *box)
{
    Buffer text = buffer_create(d->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < box->members.count; i++)
        if (array_is_printed(d->graph, box->members.at[i])
            && count++ < LONGEST_BOX)
            equations_print(d->equations, box->members.at[i], LINE_WIDTH,
                            &text);
    if (!text.length)
        return;
    buffer_puts(d->out, "<br/><font point-size=\"10\">");
    Text rest = buffer_text(&text);
    for (uint32_t lines = 0; rest.length; lines++) {
        size_t length = 0;
        while (rest.at[length] != '\n')
            length++;
        if (lines == LONGEST_BOX) {
            put_equation_line(d, text_of("…"));
            break;
        }
        put_equation_line(d, (Text){rest.at, length});
        rest.at += length + 1;
        rest.length -= length + 1;
    }
    buffer_puts(d->out, "</font>");
}

/* -- boxes and edges -- */

typedef struct Look {
    const char *word, *style, *fill;
} Look;

/* Colours that all can tell apart; in print, outlines and words do. */
static Look box_look(const Box *box)
{
    static const Look looks[] = {
        [ROLE_COMPUTED] = {"", "filled", "#ffffff"},
        [ROLE_INPUT] = {"input", "filled,rounded", "#d6eaf8"},
        [ROLE_PARAM] = {"param", "filled,diagonals", "#fdebc8"},
        [ROLE_STATE] = {"state", "filled,diagonals", "#d9f2e6"},
        [ROLE_CONSTANT] = {"constant", "filled,dashed", "#eeeeee"},
        [ROLE_SEED] = {"seed", "filled,rounded", "#d6eaf8"},
    };
    Look look = looks[box->role];
    if (box->result)
        look.word = box->backward ? "gradient" : "output";
    if (box->backward && box->role != ROLE_SEED)
        look.fill = box->result ? "#f9dcc9" : "#fdf3ec";
    return look;
}

static void put_name(Drawing *d, const Box *box)
{
    const Text *arrays = d->equations->names->arrays;
    if (!box_is_adjoint(box)) {
        put_escaped(d, arrays[box->array]);
        return;
    }
    const Definition *of = &d->graph->definitions.at[box->definition];
    buffer_puts(d->out, "d_");
    put_escaped(d, of->array ? arrays[of->array] : of->name);
}

/* What the box reads over a way that is too long to be drawn. */
static void put_far(Drawing *d, uint32_t b)
{
    uint32_t count = 0;
    for (uint32_t e = 0; e < d->picture->edges.count; e++) {
        const Edge *edge = &d->picture->edges.at[e];
        if (edge->to != b || !edge->far || count++ >= LONGEST_BOX)
            continue;
        buffer_puts(d->out, count > 1 ? ", "
                                      : "<br/><font point-size=\"9\">reads ");
        put_escaped(d, d->equations->names->arrays[edge->array]);
        buffer_puts(d->out, "&#160;");
        put_shape(d, graph_array(d->graph, edge->array));
    }
    if (count)
        buffer_puts(d->out, count > LONGEST_BOX ? ", …</font>" : "</font>");
}

static void put_box(Drawing *d, uint32_t b)
{
    const Box *box = &d->picture->boxes.at[b];
    const Array *array = graph_array(d->graph, box->array);
    const Look look = box_look(box);
    buffer_print(d->out, "        n%u [id=\"box-%u\", class=\"%s%s\", "
                         "style=\"%s\", fillcolor=\"%s\"%s, label=<<b>", b, b,
                 box->backward ? "backward " : "forward ",
                 *look.word ? look.word : "computed", look.style, look.fill,
                 box->result ? ", peripheries=2" : "");
    put_name(d, box);
    buffer_puts(d->out, "</b>");
    if (array->rank)
        buffer_puts(d->out, "&#160;&#160;");
    put_shape(d, array);
    if (array->type == WHOLE)
        buffer_print(d->out, "&#160;&#160;&lt; %lld", (long long)array->limit);
    if (*look.word)
        buffer_print(d->out, "<br/><font point-size=\"9\">%s</font>",
                     look.word);
    if (d->with_equations)
        put_equations(d, box);
    put_far(d, b);
    buffer_puts(d->out, ">];\n");
}

static void put_label(Drawing *d, const Edge *edge)
{
    const Array *array = graph_array(d->graph, edge->array);
    bool own = d->picture->boxes.at[edge->from].array == edge->array;
    buffer_puts(d->out, "label=<&#160;");
    if (!own && d->with_equations) {
        put_escaped(d, d->equations->names->arrays[edge->array]);
        buffer_puts(d->out, array->rank ? "&#160;" : "");
    }
    put_shape(d, array);
    if (!array->rank && (own || !d->with_equations))
        buffer_puts(d->out, "1");
    buffer_puts(d->out, ">");
}

/* Of a backward edge, the ends are turned round, so that it runs upwards. */
static void put_edge(Drawing *d, const Edge *edge)
{
    bool backward = d->picture->boxes.at[edge->to].backward;
    if (edge->far)
        return;
    if (edge->kept) {
        buffer_print(d->out, "    n%u -> n%u [class=kept, style=dotted, "
                             "color=\"#8a8a8a\", arrowsize=0.6, "
                             "constraint=false];\n", edge->from, edge->to);
        return;
    }
    buffer_print(d->out, "        n%u -> n%u [",
                 backward ? edge->to : edge->from,
                 backward ? edge->from : edge->to);
    buffer_puts(d->out, backward ? "dir=back, color=\"#a3430a\", "
                                   "fontcolor=\"#a3430a\", " : "");
    put_label(d, edge);
    buffer_puts(d->out, "];\n");
}

static void put_cluster(Drawing *d, bool backward)
{
    const Picture *picture = d->picture;
    buffer_print(d->out, "    subgraph cluster_%s {\n"
                         "        label=\"%s\"; color=\"%s\"; "
                         "style=rounded; id=\"cluster-%s\";\n"
                         "        %s [style=invis, shape=point];\n",
                 backward ? "backward" : "forward",
                 backward ? "backward: adjoints" : "forward: values",
                 backward ? "#a3430a" : "#31587a",
                 backward ? "backward" : "forward",
                 backward ? "backward" : "forward");
    for (uint32_t b = 1; b < picture->boxes.count; b++)
        if (picture->boxes.at[b].backward == backward)
            put_box(d, b);
    for (uint32_t e = 0; e < picture->edges.count; e++)
        if (!picture->edges.at[e].kept
            && picture->boxes.at[picture->edges.at[e].to].backward == backward)
            put_edge(d, &picture->edges.at[e]);
    buffer_puts(d->out, "    }\n");
}

/* Adjoints beside what they are of, and what they read of forward. What keeps
 * backward on the right is an edge that is not seen. */
static void put_ties(Drawing *d)
{
    const Picture *picture = d->picture;
    buffer_puts(d->out, "    {rank=min; forward -> backward [style=invis, "
                        "weight=1000]}\n");
    for (uint32_t b = 1; b < picture->boxes.count; b++)
        if (picture->boxes.at[b].backward && picture->boxes.at[b].mate)
            buffer_print(d->out, "    {rank=same; n%u; n%u}\n",
                         picture->boxes.at[b].mate, b);
    for (uint32_t e = 0; e < picture->edges.count; e++)
        if (picture->edges.at[e].kept)
            put_edge(d, &picture->edges.at[e]);
}

/* What is given to one reader alone stands in rows, where its derivative is
 * handed on to nothing: by edges that are not seen. */
static void put_rows(Drawing *d)
{
    const Picture *picture = d->picture;
    const uint32_t boxes = picture->boxes.count;
    uint32_t *reader = NEW_ARRAY(d->arena, uint32_t, boxes);
    bool *fixed = NEW_ARRAY(d->arena, bool, boxes);
    uint32_t (*beside)[MOST_BESIDE] =
        arena_alloc(d->arena, boxes, sizeof *beside);
    uint32_t *count = NEW_ARRAY(d->arena, uint32_t, boxes);
    for (uint32_t e = 0; e < picture->edges.count; e++) {
        const Edge *edge = &picture->edges.at[e];
        fixed[edge->to] |= !picture->boxes.at[edge->to].backward;
        fixed[edge->from] |= picture->boxes.at[edge->from].backward
                          || (reader[edge->from] && !edge->kept);
        if (!edge->kept)
            reader[edge->from] = edge->to;
    }
    for (uint32_t b = 1; b < boxes && !picture->boxes.at[b].backward; b++) {
        uint32_t r = reader[b], mate = picture->boxes.at[b].mate;
        if (!r || fixed[b] || (mate && fixed[mate]))
            continue;
        uint32_t place = count[r]++ % MOST_BESIDE;
        if (count[r] > MOST_BESIDE)
            buffer_print(d->out, "    n%u -> n%u [style=invis];\n",
                         beside[r][place], b);
        beside[r][place] = b;
    }
}

void emit_dot(const Picture *picture, Arena *arena, bool equations,
              Buffer *out)
{
    Drawing d = {.picture = picture, .graph = picture->graph,
                 .equations = equations_create(picture->graph, NULL, arena),
                 .arena = arena, .out = out, .with_equations = equations};
    bool any = false;
    for (uint32_t b = 1; b < picture->boxes.count; b++)
        any |= picture->boxes.at[b].backward;
    buffer_puts(out, "digraph {\n"
                     "    newrank=true; nodesep=0.3; ranksep=0.35; "
                     "fontname=\"Helvetica\"; fontsize=11;\n"
                     "    node [shape=box, fontname=\"Helvetica\", fontsize=12];\n"
                     "    edge [fontname=\"Helvetica\", fontsize=9, "
                     "arrowsize=0.7];\n");
    if (picture->left_out)
        buffer_print(out, "    label=\"cut to the first %u definitions: %u "
                          "more are not drawn\";\n", MOST_DRAWN,
                     picture->left_out);
    put_cluster(&d, false);
    put_rows(&d);
    if (any) {
        put_cluster(&d, true);
        put_ties(&d);
    }
    buffer_puts(out, "}\n");
}
