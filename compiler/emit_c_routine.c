/* emit_c_routine.c: the functions of a pass, and what they check and return.
 *
 * Nests that are many make functions of their own, which the one of the pass
 * calls.
 */
#include "emit_c_code.h"

enum {
    LONGEST_PIECE = 1 << 20,        /* bytes of text that grow in one place */
    LONG_ROW = 32                   /* of index data */
};

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

/* What data choose in a recurrence is not of a later step. */
static void print_ordered(const Code *code, const Ordered *o, Text v,
                          const Text *subscripts, Buffer *out)
{
    const Array *array = graph_array(code->graph, o->input);
    Text i = subscripts[o->axis];
    bool low = o->places.low > 0;
    bool high = o->places.high < array->shape[o->axis];
    buffer_puts(out, low || high ? " || (" : " || ");
    if (low)
        buffer_print(out, "%.*s >= %lld && ", TEXT_ARGS(i),
                     (long long)o->places.low);
    if (high)
        buffer_print(out, "%.*s < %lld && ", TEXT_ARGS(i),
                     (long long)o->places.high);
    buffer_print(out, "%.*s %s %.*s", TEXT_ARGS(v),
                 o->direction > 0 ? ">=" : "<=", TEXT_ARGS(i));
    if (o->offset)
        buffer_print(out, " %c %lld", o->offset < 0 ? '-' : '+',
                     (long long)(o->offset < 0 ? -o->offset : o->offset));
    if (low || high)
        buffer_puts(out, ")");
}

/* The local that says whether something has been found among many index data, a
 * loop over which is vectors if it has no way out. */
static Text outside_name(Code *code, const Array *array)
{
    if (!code->plan->loops->source->vectors || !array->rank
        || array->shape[array->rank - 1] < LONG_ROW)
        return (Text){0};
    if (!code->outside.length)
        code->outside = names_claim(code->names, text_of("outside"));
    return code->outside;
}

/* Index data is looked at before anything is written. */
static void check_input(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    uint32_t start = code->indent, indent = start;
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    if (array->type != WHOLE)
        return;
    Text outside = outside_name(code, array);
    if (outside.length) {
        code_line(code, "{");
        code_open(code);
        code_line(code, "int %.*s = 0;", TEXT_ARGS(outside));
        indent = code->indent;
    }
    for (uint32_t i = 0; i < array->rank; i++) {
        Text name = subscripts[i] = code->names->indices[i];
        code_line(code, "for (int%s %.*s = 0; %.*s < %lld; %.*s++) {",
                  array->shape[i] <= 32767 ? "" : "32_t", TEXT_ARGS(name),
                  TEXT_ARGS(name), (long long)array->shape[i],
                  TEXT_ARGS(name));
        code_open(code);
    }
    Text v = code_element(code, id, subscripts, &tightness);
    Buffer test = buffer_create(code->scratch);
    buffer_print(&test, "%.*s < 0", TEXT_ARGS(v));
    if (array->limit != (int64_t)INT32_MAX + 1)
        buffer_print(&test, " || %.*s >= %.*s", TEXT_ARGS(v),
                     TEXT_ARGS(code_whole(code, array->limit)));
    for (uint32_t n = 0; n < code->graph->ordered.count; n++)
        if (code->graph->ordered.at[n].input == id)
            print_ordered(code, &code->graph->ordered.at[n], v, subscripts,
                          &test);
    code_line(code, "if (%.*s) {", TEXT_ARGS(buffer_text(&test)));
    code_open(code);
    if (outside.length) {
        code_line(code, "%.*s = 1;", TEXT_ARGS(outside));
        code_close_to(code, indent);
        code_line(code, "if (%.*s != 0) {", TEXT_ARGS(outside));
        code_open(code);
    }
    code_line(code, "return GG_INDEX;");
    code_close_to(code, start);
}

/* Whether the nests of a block stand under a condition: not if they serve all
 * gradients that there are, nor if there are too many to tell. */
static bool is_conditional(const Code *code, Serves serves)
{
    Serves all = code->plan->loops->routines[code->pass].all;
    return serves && serves != all && !(serves >> 63);
}

/* A gradient that shares its bit is asked for by itself. */
static bool open_single(Code *code, const Nest *nest)
{
    const Step *step = &nest->steps.at[0];
    if (!(nest->serves >> 63) || step->kind != STEP_RESULT)
        return false;
    use_argument(code, code->uses.of_result[step->part]);
    code_line(code, "if (%.*s != NULL) {",
              TEXT_ARGS(code->names->gradients[step->part]));
    code_open(code);
    return true;
}

/* The one argument of a routine that has but one gradient. */
static Text single_gradient(Code *code)
{
    if (code->plan->loops->gradient_serves[0] == 1) {
        use_argument(code, code->uses.gradients);
        return text_of("d_p");
    }
    use_argument(code, code->uses.of_result[0]);
    return code->names->gradients[0];
}

/* The nests from `from` up to `to`, each block of them under its condition. */
static void write_nests(Code *code, uint32_t from, uint32_t to)
{
    const Routine *routine = &code->plan->loops->routines[code->pass];
    Serves open = 0;
    Run run = NO_RUN;
    uint32_t region_end = from;
    for (uint32_t n = from; n < to; n++) {
        const Nest *nest = &routine->nests.at[n];
        Serves wanted = is_conditional(code, nest->serves) ? nest->serves : 0;
        if (open && (wanted != open || nest->run != run)) {
            code_close(code);
            open = 0;
        }
        if (nest->run != run && run)
            code_close(code);
        if (nest->run != run && nest->run)
            segment_open(code, (Run)nest->run);
        run = (Run)nest->run;
        if (!nest_has_code(code, nest))
            continue;
        if (n == from || nest->steps.at[0].array != code->begun
            || (wanted && !open))
            code_blank(code);
        if (wanted && !open) {
            code_line(code, "if (%.*s) {",
                      TEXT_ARGS(code_condition(code, wanted)));
            code_open(code);
            open = wanted;
        }
        if (n >= region_end) {
            const Region region = region_find(code, n, to);
            region_end = n + region.count;
            if (region.count)
                region_open(code, region);
        }
        bool single = open_single(code, nest);
        code_nest(code, nest);
        if (n + 1 == region_end)
            region_close(code);
        if (single)
            code_close(code);
        arena_clear(code->scratch);
    }
    if (open)
        code_close(code);
    if (run)
        code_close(code);
}

static uint32_t function_of_nests(const Routine *routine, uint32_t from)
{
    uint32_t to = from + 1;
    while (to < routine->nests.count && !routine->nests.at[to].apart)
        to++;
    return to;
}

/* What has been written becomes a piece of the file. */
static void end_piece(Code *code, Buffer *out)
{
    list_push(out->arena, code->pieces,
              text_copy(out->arena, buffer_text(out)));
    out->length = 0;
}

static void write_return(Code *code)
{
    if (code->fails)
        code_line(code, "return (int)%.*s;", TEXT_ARGS(code->status));
    else
        code_line(code, "return GG_OK;");
}

/* One for nests of a long routine, called after the definition that the first of
 * them serves. */
static void write_nests_apart(Code *code, uint32_t from, uint32_t to)
{
    const Routine *routine = &code->plan->loops->routines[code->pass];
    ArrayId first = routine->nests.at[from].steps.at[0].array;
    uint32_t serves = graph_array(code->graph, first)->serves;
    Enclosing around = apart_begin(code);
    write_nests(code, from, to);
    apart_end(code, &around, code->names->definitions[serves], NULL);
}

static void find_results(Code *code)
{
    const Graph *graph = code->graph;
    code->result_of = NEW_ARRAY(code->arena, uint32_t, graph->arrays.count);
    code->is_argument = NEW_ARRAY(code->arena, bool, graph->arrays.count);
    if (code->pass == BACKWARD) {
        for (uint32_t i = 0; i < graph->gradients.count; i++) {
            ArrayId id = graph->gradients.at[i].array;
            code->result_of[id] = i;
            code->is_argument[id] |=
                gradient_is_argument(graph, &graph->gradients.at[i]);
        }
    } else {
        for (uint32_t i = 0; i < graph->outputs.count; i++) {
            ArrayId id = graph_output(graph, i, code->pass == INFER);
            code->result_of[id] = i;
            code->is_argument[id] = true;
        }
    }
}

/* What the next call draws is other than what this one did. */
static void count_call(Code *code)
{
    if (code->pass != FORWARD || !graph_has_state(code->graph)
        || code_entry(code) == ENTRY_GRADIENT
        || code_entry(code) == ENTRY_TANGENT)
        return;
    use_argument(code, code->uses.state);
    code_line(code, "state->step++;");
}

/* States and params change at the end of a routine; the nest at which that
 * begins. */
static uint32_t first_change(const Routine *routine)
{
    uint32_t n = 0;
    while (n < routine->nests.count && !routine->nests.at[n].changes)
        n++;
    return n;
}

/* After an error nothing that is kept between calls changes. */
static void stop_if_failed(Code *code)
{
    bool changes = graph_has_state(code->graph)
                || code->graph->training.method != METHOD_NONE;
    if (code->pass != FORWARD || !code->fails || !changes)
        return;
    code_blank(code);
    code_line(code, "if (%.*s != GG_OK) {", TEXT_ARGS(code->status));
    code_open(code);
    code_line(code, "return (int)%.*s;", TEXT_ARGS(code->status));
    code_close(code);
}

/* What changes when all else is made. */
static void write_changes(Code *code, uint32_t from)
{
    const Routine *routine = &code->plan->loops->routines[code->pass];
    if (!code->graph->split)
        code_set_rate(code);
    write_nests(code, from, routine->nests.count);
    if (code->graph->split)
        code_hand_out(code);
    else
        code_update(code);
}

/* The same as a function: what it calls needs stack, and its own locals are not
 * there while nests are at work. */
static void write_changes_apart(Code *code, uint32_t from)
{
    Enclosing around = apart_begin(code);
    write_changes(code, from);
    code_blank(code);
    apart_end(code, &around, text_of("update"), NULL);
}

/* The function of the entry around its body. */
static void write_function(const Code *code, const Buffer *body, Buffer *out)
{
    emit_signature(code->graph, code->names, code->plan->real_double,
                   code_entry(code), true, out);
    buffer_puts(out, "\n{\n");
    code_status(code, out);
    if (!code->relaxed)
        buffer_puts(out, "    GG_REFUSE_FUSED\n");
    uses_void(code, out);
    buffer_add(out, buffer_text(body));
    buffer_puts(out, "}\n");
}

void code_routine(Code *code, Pass pass, Buffer *out)
{
    const Routine *routine = &code->plan->loops->routines[pass];
    code->pass = pass;
    code->begun = code->commented = 0;
    find_results(code);
    uses_begin(code);
    Buffer calls = buffer_create(code->arena);
    bool long_one = routine->nests.count && routine->nests.at[0].apart;
    code->functions = out;
    code->out = &calls;
    code->indent = 1;
    code->fails = false;
    uint32_t change = first_change(routine);
    for (uint32_t n = 0; long_one && n < change;) {
        uint32_t to = function_of_nests(routine, n);
        to = to < change ? to : change;
        write_nests_apart(code, n, to);
        if (out->length > LONGEST_PIECE)
            end_piece(code, out);
        n = to;
    }
    Buffer body = buffer_create(code->arena);
    code->out = &body;
    for (uint32_t i = 0; i < code->graph->inputs.count; i++) {
        ArrayId id = defined(code->graph, code->graph->inputs.at[i]);
        if (code->uses.of_array[id])
            check_input(code, id);
    }
    code_profile_start(code);
    code_count_step(code);
    Serves all = routine->all;
    if (pass == BACKWARD && !(all & (all - 1)) && !(all >> 63)) {
        code_line(code, "if (%.*s == NULL) {",
                  TEXT_ARGS(single_gradient(code)));
        code_open(code);
        code_line(code, "return GG_OK;");
        code_close(code);
    }
    if (long_one)
        buffer_add(&body, buffer_text(&calls));
    else
        write_nests(code, 0, change);
    stop_if_failed(code);
    if (long_one && code->plan->loops->small && !code->graph->split
        && code->graph->training.method)
        write_changes_apart(code, change);
    else
        write_changes(code, change);
    code_blank(code);
    count_call(code);
    write_return(code);
    write_function(code, &body, out);
    buffer_release(&body);
    buffer_release(&calls);
}

void code_update_routine(Code *code, Buffer *out)
{
    Buffer body = buffer_create(code->arena);
    code->pass = FORWARD;
    code->updates = true;
    code->fails = false;
    code->out = &body;
    code->indent = 1;
    uses_begin(code);
    code_set_rate(code);
    code_update(code);
    code_blank(code);
    count_call(code);
    buffer_puts(out, "\n");
    write_function(code, &body, out);
}
