/* report_memory.c: where arrays live, and when: a map of each work area, with
 * time from left to right and bytes downwards, and a table of all arrays.
 *
 * Time counts the nests of loops, as plan.c does: those of forward and then
 * those of backward.
 */
#include "report.h"

enum { WIDTH = 1000, HEIGHT = 300, LEFT = 76, TOP = 22, BOTTOM = 24 };

/* A plan whose arrays have the names of the report. */
typedef struct Places {
    Report     *report;
    const Plan *plan;
    Names      *own;            /* of a step of training; or NULL */
    int64_t    *at;             /* [graph arrays]: in the area at hand */
} Places;

typedef struct Map {
    const Places *places;
    const Area   *area;
    const Stay   *stays;
    Pass          pass;
    uint32_t      forward, times;   /* nests of forward, and all */
} Map;

/* -- names -- */

static void put_name(const Places *p, ArrayId id)
{
    const Graph *graph = p->plan->loops->graph;
    ArrayId origin = p->plan->loops->origin[id];
    ArrayKind kind = (ArrayKind)graph_array(graph, id)->kind;
    if (kind == PACKED)
        buffer_puts(p->report->out, "room to pack for ");
    if (kind == HELD)
        buffer_puts(p->report->out, "saved of ");
    html_text(p->report->out, (p->own ? p->own : p->report->names)
                                  ->arrays[origin]);
}

static void put_tie(const Places *p, ArrayId id)
{
    html_tie_one(p->report->out,
                 report_tie(p->report, p->own ? p->report->step_picture
                                              : p->report->picture,
                            p->plan->loops->origin[id]));
}

static int64_t stored_bytes(const Places *p, Pass pass, ArrayId id)
{
    const Array array = plan_stored(p->plan, p->report->arena, pass, id);
    return array_size(&array) * element_bytes(&array, p->plan->real_double);
}

/* -- maps -- */

static double x_of(const Map *m, uint32_t time)
{
    return LEFT + (WIDTH - LEFT) * (double)time / m->times;
}

static double y_of(const Map *m, int64_t byte)
{
    return TOP + HEIGHT * (double)byte / (double)m->area->bytes;
}

static void put_time(const Map *m, uint32_t time)
{
    bool infer = m->pass == INFER;
    bool backward = time >= m->forward;
    buffer_print(m->places->report->out, "%s %u",
                 infer                ? "infer"
                 : m->places->own ? "step"
                 : backward           ? "backward"
                                      : "forward",
                 1 + (backward && !infer ? time - m->forward : time));
}

static void put_bar(const Map *m, ArrayId id, int64_t at)
{
    Buffer *out = m->places->report->out;
    const Stay stay = m->stays[id];
    int64_t bytes = stored_bytes(m->places, m->pass, id);
    uint32_t last = stay.last < m->times ? stay.last : m->times - 1;
    double x = x_of(m, stay.first), y = y_of(m, at);
    double width = x_of(m, last + 1) - x, height = y_of(m, at + bytes) - y;
    buffer_puts(out, "<g class=\"bar\" tabindex=\"0\"");
    put_tie(m->places, id);
    buffer_puts(out, "><title>");
    put_name(m->places, id);
    buffer_print(out, ": %lld bytes at %lld, from ", (long long)bytes,
                 (long long)at);
    put_time(m, stay.first);
    buffer_puts(out, " to ");
    put_time(m, last);
    buffer_print(out, "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                      "height=\"%.1f\"/>", x, y, width > 2 ? width : 2,
                 height > 1.5 ? height : 1.5);
    if (width > 36 && height > 13) {
        buffer_print(out, "<text x=\"%.1f\" y=\"%.1f\">", x + 5,
                     y + (height < 24 ? height / 2 + 4 : 15));
        put_name(m->places, id);
        buffer_puts(out, "</text>");
    }
    buffer_puts(out, "</g>\n");
}

static void put_axes(const Map *m)
{
    Buffer *out = m->places->report->out;
    double middle = x_of(m, m->forward);
    bool split = m->forward < m->times && m->forward;
    for (int i = 0; i <= 4; i++) {
        int64_t byte = m->area->bytes * i / 4;
        buffer_print(out, "<path class=\"tick\" d=\"M%d %.1fH%d\"/>"
                          "<text class=\"byte\" x=\"%d\" y=\"%.1f\">",
                     LEFT - 4, y_of(m, byte), WIDTH, LEFT - 8,
                     y_of(m, byte) + 4);
        html_whole(out, (double)byte);
        buffer_puts(out, "</text>\n");
    }
    if (split)
        buffer_print(out, "<path class=\"turn\" d=\"M%.1f 4V%d\"/>\n", middle,
                     TOP + HEIGHT + 6);
    buffer_print(out, "<text class=\"when\" x=\"%d\" y=\"14\">%s</text>\n",
                 LEFT, m->pass == INFER   ? "infer"
                       : m->places->own ? "a step of training"
                                          : "forward");
    if (split)
        buffer_print(out, "<text class=\"when\" x=\"%.1f\" y=\"14\">backward"
                          "</text>\n", middle + 6);
    buffer_print(out, "<text class=\"byte\" x=\"%d\" y=\"14\">bytes</text>\n"
                      "<text class=\"when\" x=\"%d\" y=\"%d\">time: the %u "
                      "pieces of code that follow each other</text>\n",
                 LEFT - 8, LEFT, TOP + HEIGHT + 18, m->times);
}

/* Where in the area each array begins: as C lays the slots out. */
static void find_places(Places *p, const Area *area)
{
    int64_t end = 0;
    for (uint32_t i = 0; i < area->slots.count; i++) {
        const Slot *slot = &area->slots.at[i];
        int64_t start = (end + slot->align - 1) / slot->align * slot->align;
        for (uint32_t r = 0; r < slot->rows.count; r++)
            for (uint32_t a = 0; a < slot->rows.at[r].count; a++) {
                const Stored *stored = &slot->rows.at[r].at[a];
                p->at[stored->array] = start + stored->at;
            }
        end = start + slot->bytes;
    }
}

static void put_map(Places *p, const char *name, Pass pass)
{
    const Loops *loops = p->plan->loops;
    Buffer *out = p->report->out;
    bool infer = pass == INFER;
    Map m = {p, infer ? &p->plan->infer : &p->plan->work,
             infer ? p->plan->infer_stays : p->plan->stays, pass,
             loops->routines[pass].nests.count, 0};
    m.times = m.forward + (infer ? 0 : loops->routines[BACKWARD].nests.count);
    find_places(p, m.area);
    buffer_print(out, "<h3>%s: ", name);
    html_whole(out, (double)m.area->bytes);
    buffer_puts(out, m.area->bytes == 1 ? " byte" : " bytes");
    if (m.area->bytes) {
        buffer_puts(out, ", at least ");
        html_whole(out, (double)m.area->bound);
    }
    buffer_puts(out, "</h3>\n");
    if (!m.area->bytes || !m.times)
        return;
    buffer_print(out, "<div class=\"scroll\" tabindex=\"0\"><svg class=\"map\" "
                      "role=\"group\" aria-label=\"%s\" viewBox=\"0 0 %d "
                      "%d\">\n", name, WIDTH + 2, TOP + HEIGHT + BOTTOM);
    put_axes(&m);
    for (uint32_t i = 0; i < m.area->slots.count; i++) {
        const Slot *slot = &m.area->slots.at[i];
        for (uint32_t r = 0; r < slot->rows.count; r++)
            for (uint32_t a = 0; a < slot->rows.at[r].count; a++) {
                ArrayId id = slot->rows.at[r].at[a].array;
                put_bar(&m, id, p->at[id]);
            }
    }
    buffer_puts(out, "</svg></div>\n");
}

/* -- the table -- */

typedef struct Use {
    bool     used;
    Pass     first_pass, last_pass;
    uint32_t first, last;
} Use;

static void touch(Use *use, Pass pass, uint32_t nest)
{
    if (!use->used)
        *use = (Use){true, pass, pass, nest, nest};
    use->last_pass = pass;
    use->last = nest;
}

static Use *find_uses(const Places *p)
{
    const Loops *loops = p->plan->loops;
    Arena *arena = p->report->arena;
    Use *uses = NEW_ARRAY(arena, Use, loops->graph->arrays.count);
    Reader reader = {0};
    ArrayIds reads = {0};
    for (Pass pass = FORWARD; pass <= BACKWARD; pass++)
        for (uint32_t n = 0; n < loops->routines[pass].nests.count; n++) {
            const Nest *nest = &loops->routines[pass].nests.at[n];
            for (uint32_t i = 0; i < nest->steps.count; i++) {
                touch(&uses[nest->steps.at[i].array], pass, n);
                reads.count = 0;
                step_reads(loops->graph, arena, &reader, &nest->steps.at[i],
                           &reads);
                for (uint32_t r = 0; r < reads.count; r++)
                    touch(&uses[reads.at[r]], pass, n);
            }
        }
    return uses;
}

static void put_place(const Places *p, Pass pass, ArrayId id)
{
    Buffer *out = p->report->out;
    const Array *array = graph_array(p->plan->loops->graph, id);
    switch ((Home)p->plan->home[pass][id]) {
    case HOME_ARGUMENT:
        buffer_puts(out, array->kind == PARAM ? "params"
                       : array->kind == STATE ? "state"
                                              : "argument");
        return;
    case HOME_TABLE:
        buffer_puts(out, "constants");
        return;
    case HOME_RESULT:
        buffer_puts(out, "the caller’s result");
        return;
    case HOME_BODY:
        buffer_puts(out, "local array");
        return;
    case HOME_WORK:
        buffer_puts(out, "work area + ");
        html_whole(out, (double)p->at[id]);
        return;
    case HOME_LOCAL:
    case HOME_NONE:
    default:
        buffer_puts(out, "local number");
    }
}

/* Of all that is stored at one time. */
static int64_t bytes_at_once(const Places *p, Pass pass, ArrayId id)
{
    const Array *array = graph_array(p->plan->loops->graph, id);
    int64_t bytes = element_bytes(array, p->plan->real_double);
    Home home = (Home)p->plan->home[pass][id];
    uint32_t axis = home == HOME_BODY ? p->plan->around[pass][id] : 0;
    if (home == HOME_WORK)
        return stored_bytes(p, pass, id);
    for (; home != HOME_LOCAL && home != HOME_NONE && axis < array->rank;
         axis++)
        bytes *= array->shape[axis];
    return bytes;
}

static void put_use(Buffer *out, Pass pass, uint32_t nest)
{
    buffer_print(out, "<td>%s %u</td>",
                 pass == FORWARD ? "forward" : "backward", nest + 1);
}

static void put_array(const Places *p, ArrayId id, const Use *use)
{
    Buffer *out = p->report->out;
    const Array *array = graph_array(p->plan->loops->graph, id);
    Pass pass = use->first_pass;
    buffer_puts(out, "<tr class=\"array\"");
    put_tie(p, id);
    buffer_puts(out, "><th scope=\"row\">");
    put_name(p, id);
    buffer_puts(out, "</th><td>");
    html_shape(out, array);
    buffer_puts(out, "</td><td class=\"number\">");
    html_whole(out, (double)bytes_at_once(p, pass, id));
    buffer_puts(out, "</td><td>");
    put_place(p, pass, id);
    buffer_puts(out, "</td>");
    put_use(out, use->first_pass, use->first);
    put_use(out, use->last_pass, use->last);
    buffer_puts(out, "</tr>\n");
}

static void put_table(Places *p)
{
    const Graph *graph = p->plan->loops->graph;
    const Use *uses = find_uses(p);
    find_places(p, &p->plan->work);
    buffer_puts(p->report->out,
                "<table class=\"arrays\"><caption>Arrays</caption>\n<thead><tr>"
                "<th scope=\"col\">array</th><th scope=\"col\">shape</th>"
                "<th scope=\"col\">bytes</th><th scope=\"col\">place</th>"
                "<th scope=\"col\">first use</th><th scope=\"col\">last use"
                "</th></tr></thead>\n<tbody>\n");
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (uses[id].used && graph_array(graph, id)->kind != CARRY)
            put_array(p, id, &uses[id]);
    buffer_puts(p->report->out, "</tbody></table>\n");
}

static Places places_of(Report *report, const Plan *plan, Names *own)
{
    return (Places){report, plan, own,
                    NEW_ARRAY(report->arena, int64_t,
                              plan->loops->graph->arrays.count)};
}

void report_memory(Report *report)
{
    Places model = places_of(report, report->plan, NULL);
    buffer_puts(report->out,
                "<section id=\"memory\">\n<h2>Memory</h2>\n<p>Arrays that live "
                "at different times share bytes. What forward keeps for "
                "backward lives to the end.</p>\n");
    put_map(&model, "Work area", FORWARD);
    put_map(&model, "Work area of infer", INFER);
    if (report->step) {
        Places step = places_of(
            report, report->step,
            names_in_language(report->step->loops->source, report->arena));
        put_map(&step, "Work area of a step of training", FORWARD);
    }
    put_table(&model);
    buffer_puts(report->out, "</section>\n");
}
