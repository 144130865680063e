/* emit_h_structs.c: the structs of a model: its params, work areas and state.
 *
 * The params are a struct, whose members the equations name, and also one
 * vector, which is what optimisers and files work on. A union is both: it is
 * the one way in which C lets the same numbers be reached under two types, as
 * arithmetic on a pointer must not leave the member that it points into. All
 * members are arrays of one type, so there is no padding; a typedef that would
 * have a negative size otherwise makes sure.
 */
#include "emit_h_parts.h"

#include "emit_interface.h"
#include "kernel.h"

enum { MANY_MEMBERS = 64 };

/* -- params -- */

void header_params(Header *h)
{
    const Graph *graph = h->graph;
    const char *real = h->plan->real_double ? "double" : "float";
    Text params = names_public(h->names, "params");
    Text vector = names_public(h->names, "vector");
    Text count = names_public(h->names, "NPARAMS");
    if (!graph->params.count)
        return;
    buffer_print(h->out, "typedef struct %.*s {\n", TEXT_ARGS(params));
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = graph->definitions.at[graph->params.at[i]].array;
        buffer_puts(h->out, "    ");
        emit_declarator(graph_array(graph, id), h->names->arrays[id],
                        h->plan->real_double, h->out);
        buffer_puts(h->out, ";\n");
    }
    buffer_print(h->out, "} %.*s;\n\n", TEXT_ARGS(params));
    buffer_print(h->out,
                 "/* The same as one vector, for optimisers and files: pass"
                 " &v.params here and\n * v.values there. */\n"
                 "typedef union %.*s {\n    %.*s params;\n"
                 "    %s values[%.*s];\n} %.*s;\n\n",
                 TEXT_ARGS(vector), TEXT_ARGS(params), real, TEXT_ARGS(count),
                 TEXT_ARGS(vector));
    buffer_print(h->out,
                 "typedef char %.*s\n    [sizeof(%.*s) == sizeof(%s) * %.*s ? "
                 "1 : -1];\n\n",
                 TEXT_ARGS(names_public(h->names, "params_are_flat")),
                 TEXT_ARGS(params), real, TEXT_ARGS(count));
}

static void emit_member(Header *h, ArrayId id, const Array *stored,
                        const char *indent)
{
    buffer_puts(h->out, indent);
    emit_declarator(stored, h->names->arrays[id], h->plan->real_double,
                    h->out);
    buffer_puts(h->out, ";\n");
}

/* Arrays beside each other; one alone at the start is that member. */
static void emit_beside(Header *h, Pass pass, const Row *row,
                        const char *indent)
{
    const bool alone = row->count == 1 && !row->at[0].at;
    int64_t end = 0;
    if (!alone)
        buffer_print(h->out, "%sGG_BESIDE\n", indent);
    for (uint32_t i = 0; i < row->count; i++) {
        const Stored *stored = &row->at[i];
        const Array array = plan_stored(h->plan, h->arena, pass, stored->array);
        if (stored->at > end)
            buffer_print(h->out, "%s    GG_GAP(%lld)\n", indent,
                         (long long)(stored->at - end));
        if (!alone)
            buffer_puts(h->out, "    ");
        emit_member(h, stored->array, &array, indent);
        end = stored->at + array_size(&array)
                         * element_bytes(&array, h->plan->real_double);
    }
    if (!alone)
        buffer_print(h->out, "%sGG_BESIDE_END\n", indent);
}

static void emit_slot(Header *h, Pass pass, const Slot *slot)
{
    if (slot->rows.count == 1) {
        emit_beside(h, pass, &slot->rows.at[0], "    ");
        return;
    }
    buffer_puts(h->out, "    GG_SHARE\n");
    for (uint32_t r = 0; r < slot->rows.count; r++)
        emit_beside(h, pass, &slot->rows.at[r], "        ");
    buffer_puts(h->out, "    GG_SHARE_END\n");
}

static bool is_member(const Slot *slot)
{
    const Row *row = &slot->rows.at[0];
    return slot->rows.count == 1 && row->count == 1 && !row->at[0].at;
}

/* Where the members of elements of one size that begin at `from` end. */
static uint32_t members_end(const Area *area, uint32_t from)
{
    uint32_t to = from;
    while (to < area->slots.count && is_member(&area->slots.at[to])
           && area->slots.at[to].align == area->slots.at[from].align)
        to++;
    return to;
}

/* gcc looks through all members of a struct for each use of one, if there is
 * one without a name. So where slots are shared, many members are a struct of
 * their own, but for the first, as C wants one that has a name. */
static void emit_slots(Header *h, Pass pass, const Area *area, bool shared)
{
    bool named = false;
    for (uint32_t i = 0; i < area->slots.count;) {
        uint32_t to = members_end(area, i);
        bool apart = shared && named && to >= i + MANY_MEMBERS;
        named |= to > i;
        if (!apart) {
            const uint32_t end = shared || to == i ? i + 1 : to;
            while (i < end)
                emit_slot(h, pass, &area->slots.at[i++]);
            continue;
        }
        buffer_puts(h->out, "    GG_BESIDE\n");
        for (; i < to; i++)
            emit_beside(h, pass, &area->slots.at[i].rows.at[0], "        ");
        buffer_puts(h->out, "    GG_BESIDE_END\n");
    }
}

/* The struct of an area without its end. C wants a member, and C99 one that has a
 * name. */
static void emit_area_open(Header *h, Text name, Pass pass)
{
    const Area *area = pass == INFER ? &h->plan->infer : &h->plan->work;
    bool named = !area->slots.count, shared = false;
    for (uint32_t i = 0; i < area->slots.count; i++) {
        named |= area->slots.at[i].rows.count == 1;
        shared |= !is_member(&area->slots.at[i]);
    }
    buffer_print(h->out, "%stypedef struct %.*s {\n",
                 named ? "" : "GG_UNNAMED ", TEXT_ARGS(name));
    emit_slots(h, pass, area, shared);
    if (!area->slots.count)
        buffer_puts(h->out, "    char none;\n");
}

/* `whole`: it is what functions are given, and says where they count. */
void header_area(Header *h, const char *suffix, Pass pass, bool whole)
{
    Text name = names_public(h->names, suffix);
    emit_area_open(h, name, pass);
    if (h->profile && whole)
        emit_profile_member(h->profile, h->names, h->out);
    buffer_print(h->out, "} %.*s;\n\n", TEXT_ARGS(name));
}

/* What a step of training needs: an area, and where rows are. */
static void emit_step_area(Header *h)
{
    const Training *training = &h->graph->training;
    Text name = names_public(h->names, "step_work");
    emit_area_open(h, name, FORWARD);
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        const Array *param = graph_array(h->graph, trained->param);
        if (trained->rows)
            buffer_print(h->out, "    int32_t %.*s[%lld];\n",
                         TEXT_ARGS(h->names->places[i]),
                         (long long)param->shape[trained->axis]);
    }
    buffer_print(h->out, "} %.*s;\n\n", TEXT_ARGS(name));
}

/* The area of a step and that of forward and backward as one. */
static void emit_both_areas(Header *h)
{
    Text name = names_public(h->names, "work");
    Text pass = names_public(h->names, "pass_work");
    Text step = names_public(h->names, "step_work");
    buffer_puts(h->out, "/* A step writes over what forward keeps for"
                        " backward. */\n");
    if (!h->profile) {
        buffer_print(h->out, "typedef union %.*s {\n"
                     "    %.*s pass;          /* forward and backward */\n"
                     "    %.*s step;\n} %.*s;\n\n",
                     TEXT_ARGS(name), TEXT_ARGS(pass), TEXT_ARGS(step),
                     TEXT_ARGS(name));
        return;
    }
    buffer_print(h->out, "typedef struct %.*s {\n    GG_SHARE\n"
                 "        %.*s pass;      /* forward and backward */\n"
                 "        %.*s step;\n    GG_SHARE_END\n",
                 TEXT_ARGS(name), TEXT_ARGS(pass), TEXT_ARGS(step));
    emit_profile_member(h->profile, h->names, h->out);
    buffer_print(h->out, "} %.*s;\n\n", TEXT_ARGS(name));
}

void header_areas(Header *h, Header *step)
{
    buffer_puts(h->out,
                "/* Room for what is computed on the way. It need not be set"
                " before; two calls at\n * one time need two.");
    if (h->profile)
        buffer_print(h->out, " But set `%.*s`: to counters, or to NULL.",
                     TEXT_ARGS(h->profile->member));
    buffer_puts(h->out, " */\n");
    if (!h->names->baked)
        header_area(h, step ? "pass_work" : "work", FORWARD, !step);
    if (step) {
        emit_step_area(step);
        emit_both_areas(h);
    }
    header_area(h, "infer_work", INFER, true);
}

/* -- the state of training -- */

static void emit_moments(Header *h)
{
    const Training *training = &h->graph->training;
    buffer_print(h->out, "typedef struct %.*s {\n",
                 TEXT_ARGS(names_public(h->names, "moments")));
    for (uint32_t i = 0; i < training->trained.count; i++) {
        const Trained *trained = &training->trained.at[i];
        Array box = *graph_array(h->graph, trained->param);
        int64_t shape[MAX_RANK];
        for (uint32_t a = 0; a < box.rank; a++)
            shape[a] = trained->box[a].high - trained->box[a].low;
        box.shape = shape;
        buffer_puts(h->out, "    ");
        emit_declarator(&box, h->names->arrays[trained->param],
                        h->plan->real_double, h->out);
        buffer_puts(h->out, ";\n");
    }
    buffer_print(h->out, "} %.*s;\n\n",
                 TEXT_ARGS(names_public(h->names, "moments")));
}

void header_state(Header *h)
{
    const Graph *graph = h->graph;
    Text name = names_public(h->names, "state");
    Text moments = names_public(h->names, "moments");
    bool first = moments_kept(&graph->training, 1);
    bool second = moments_kept(&graph->training, 2);
    if (!graph_has_state(graph))
        return;
    if (first || second)
        emit_moments(h);
    buffer_puts(h->out,
                 graph->training.method
                     ? "/* What is kept between calls: the number of the step,"
                       " states, and the moments\n * of what is trained. What"
                       " is drawn depends on the seed and the step. */\n"
                     : "/* What is kept between calls: forward draws by the"
                       " seed and the step, which it\n * counts, and sets the"
                       " states to their next values; backward and infer"
                       " change\n * nothing. */\n");
    buffer_print(h->out,
                 "typedef struct %.*s {\n    uint64_t seed;\n"
                 "    uint64_t step;\n",
                 TEXT_ARGS(name));
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = graph->definitions.at[graph->states.at[i]].array;
        emit_member(h, id, graph_array(graph, id), "    ");
    }
    if (first)
        buffer_print(h->out, "    %.*s first_moments;\n", TEXT_ARGS(moments));
    if (second)
        buffer_print(h->out, "    %.*s second_moments;\n",
                     TEXT_ARGS(moments));
    buffer_print(h->out, "} %.*s;\n\n", TEXT_ARGS(name));
}
