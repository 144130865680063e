/* emit_c.c: model.c, from its head to its last function.
 *
 * Bodies are written before what stands above them, so that a table stands
 * there only if it is read, and an argument that no line uses is said to be
 * unused. All names, and all decisions about loops and storage, come from
 * before; nothing here depends on the number of an array.
 */
#include "emit_c_code.h"
#include "emit_init.h"
#include "emit_interface.h"
#include "emit_selftest.h"
#include "kernel.h"

#include <string.h>

enum { LONGEST_PIECE = 1 << 20 };   /* bytes of text that grow in one place */

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

/* -- functions -- */

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

/* Index data is looked at before anything is written. */
static void check_input(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    uint32_t indent = code->indent;
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    if (array->type != WHOLE)
        return;
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
    code_line(code, "return GG_INDEX;");
    code_close_to(code, indent);
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

static void write_routine(Code *code, Pass pass, Buffer *out)
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

/* The second half of a step that is split. */
static void write_update(Code *code, Buffer *out)
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

/* -- tables -- */

/* The braces that open before element i, or close after it: one for each axis
 * that begins or ends there. */
static uint32_t braces_at(const Array *array, int64_t i)
{
    uint32_t count = 0;
    int64_t stride = 1;
    for (uint32_t a = array->rank; a > 0; a--) {
        stride *= array->shape[a - 1];
        if (i % stride)
            break;
        count++;
    }
    return count;
}

static void write_table(Code *code, ArrayId id, const double *values,
                        Buffer *out)
{
    const Array *array = graph_array(code->graph, id);
    int64_t size = array_size(array);
    buffer_puts(out, "static const ");
    emit_declarator(array, code->names->arrays[id], code->plan->real_double,
                    out);
    buffer_puts(out, " =");
    size_t line = out->length;
    for (int64_t i = 0; i < size; i++) {
        uint32_t opened = braces_at(array, i), closed = braces_at(array, i + 1);
        Text value = array->type == WHOLE
                       ? code_whole(code, (int64_t)values[i])
                       : code_real(code, values[i]);
        if (!i || out->length - line + value.length + opened + closed > 72) {
            buffer_puts(out, "\n    ");
            line = out->length;
        } else {
            buffer_puts(out, " ");
        }
        for (uint32_t b = 0; b < opened; b++)
            buffer_puts(out, "{");
        buffer_add(out, value);
        for (uint32_t b = 0; b < closed; b++)
            buffer_puts(out, "}");
        buffer_puts(out, i + 1 < size ? "," : ";\n\n");
    }
}

/* -- the file -- */

/* A word that, followed by a number, is no name in use. */
static Text temporary_word(const Names *names)
{
    static const char *const words[] = {"t", "tt", "tmp", "temporary", "t__"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        Text word = text_of(words[w]);
        bool taken = false;
        for (uint32_t i = 0; i < names->taken.words.count && !taken; i++) {
            Text other = names->taken.words.at[i];
            taken = other.length > word.length
                 && !memcmp(other.at, word.at, word.length)
                 && other.at[word.length] >= '0' && other.at[word.length] <= '9';
        }
        if (!taken)
            return word;
    }
    return text_of("t__");
}

static TileSet tiles_create(Arena *arena)
{
    return (TileSet){.bodies = {.arena = arena}, .names = {.arena = arena},
                     .text = buffer_create(arena)};
}

static Code code_create(const Plan *plan, Names *names, const char *area,
                        TileSet *tiles, const EmitOptions *options,
                        Arena *arena, TextList *pieces)
{
    const Graph *graph = plan->loops->graph;
    Code code = {
        .plan = plan,
        .graph = graph,
        .names = names,
        .arena = arena,
        .scratch = arena_open(arena),
        .pieces = pieces,
        .equations = equations_create(plan->loops->source, names->source,
                                      arena),
        .comments =
            NEW_ARRAY(arena, Text, plan->loops->source->arrays.count),
        .tables = NEW_ARRAY(arena, bool, graph->arrays.count),
        .accumulators = NEW_ARRAY(arena, Text *, graph->arrays.count),
        .lanes = NEW_ARRAY(arena, Text *, graph->arrays.count),
        .keepers = NEW_ARRAY(arena, Text, graph->arrays.count),
        .block_marks = NEW_ARRAY(arena, BlockMark, graph->arrays.count),
        .reader = {.seen = NEW_ARRAY(arena, uint32_t, graph->arrays.count)},
        .temporary = temporary_word(names),
        .status = routines_fail(graph) ? names_claim(names, text_of("status"))
                                       : (Text){0},
        .place = NEW_ARRAY(arena, uint32_t, graph->exprs.nodes.count),
        .divisors = options->relaxed
                      ? NEW_ARRAY(arena, uint32_t, graph->exprs.nodes.count)
                      : NULL,
        .area = area,
        .in_union = {members_of_unions(plan, arena, FORWARD),
                     members_of_unions(plan, arena, INFER)},
        .tiles = tiles,
        .profile = options->profile,
        .stored = options->profile ? find_stored(plan->loops, arena) : NULL,
    };
    code.marks = options->marks;
    code.relaxed = options->relaxed;
    Serves said = 0;
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        if (!(plan->loops->gradient_serves[g] & said))
            list_push(arena, &code.askable, g);
        said |= plan->loops->gradient_serves[g];
    }
    segment_names(&code);
    return code;
}

/* Tables that are read: literals, and params that are constants. Returns their
 * bytes. */
static int64_t write_tables(Code *code, const EmitOptions *options,
                            Buffer *out)
{
    int64_t bytes = 0;
    for (ArrayId id = 1; id < code->graph->arrays.count; id++) {
        const Array *array = graph_array(code->graph, id);
        bool baked = array->kind == PARAM;
        if (!code->tables[id])
            continue;
        if (baked)
            emit_section(options->section_params, out);
        write_table(code, id, baked ? options->baked[id] : array->as.values,
                    out);
        bytes += array_size(array)
               * element_bytes(array, code->plan->real_double);
    }
    return bytes;
}

/* Tables of a graph are called otherwise than those of another one. */
static void name_tables(const Graph *graph, Names *names, const char *of)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == LITERAL)
            names->arrays[id] = names_claim(
                names, text_format(names->arena, "%.*s_of_%s",
                                   TEXT_ARGS(names->arrays[id]), of));
}

/* The functions of training, for which the file has tables of its own. */
static int64_t write_step(const EmitOptions *options, Arena *arena,
                          TileSet *tiles, Buffer *tables, TextList *pieces,
                          Buffer *functions)
{
    const Graph *graph = options->step->loops->graph;
    Names *names = options->step_names;
    Code code = code_create(options->step, names, "work->step.", tiles,
                            options, arena, pieces);
    name_tables(graph, names, "step");
    buffer_puts(functions, "\n");
    write_routine(&code, FORWARD, functions);
    if (graph->split)
        write_update(&code, functions);
    int64_t bytes = write_tables(&code, options, tables);
    arena_close(code.scratch);
    return bytes;
}

/* The tangent, with tables of its own, and the test. */
static int64_t write_selftest(const Plan *plan, const Names *names,
                              const EmitOptions *options, Arena *arena,
                              TileSet *tiles, Buffer *tables, TextList *pieces,
                              Buffer *functions)
{
    const Selftest *test = options->selftest;
    const EmitOptions plain = {0};
    Code code = code_create(test->tangent, test->names, "work->", tiles, &plain,
                            arena, pieces);
    code.tangent = true;
    name_tables(test->tangent->loops->graph, test->names, "tangent");
    buffer_puts(functions, "\n");
    write_routine(&code, FORWARD, functions);
    int64_t bytes = write_tables(&code, options, tables);
    arena_close(code.scratch);
    return bytes + emit_selftest(plan, names, options, arena, functions);
}

static void write_includes(const EmitOptions *options, const TileSet *tiles,
                           Buffer *out)
{
    bool vectors = tiles->names.words.count || tiles->vectors;
    if (options->standalone && options->relaxed)
        buffer_puts(out, "#define GG_RELAXED\n");
    if (vectors && options->vector_bits)
        buffer_print(out, "#define GG_VECTOR_BITS %d\n", options->vector_bits);
    if (options->standalone)
        buffer_puts(out, "#include \"gg.h\"\n");
    if (tiles->blas)
        buffer_puts(out, "#include <cblas.h>\n");
    if (tiles->inlines)
        buffer_puts(out, "#include \"gg_inline.h\"\n");
    if (tiles->each)
        buffer_puts(out, "#include \"gg_each.h\"\n");
    if (vectors)
        buffer_puts(out, "#include \"gg_vector.h\"\n");
    if (options->step && options->step->loops->source->training.method)
        buffer_puts(out, "#include \"gg_optimise.h\"\n");
    buffer_puts(out, "\nGG_STRICT_BEGIN\n\n");
}

Needs emit_c(const Plan *plan, Names *names, const EmitOptions *options,
             Arena *arena, TextList *pieces)
{
    const Graph *graph = plan->loops->graph;
    Arena *work = arena_open(arena);
    TileSet tiles = tiles_create(work);
    Code code = code_create(plan, names,
                            options->step ? "work->pass." : "work->", &tiles,
                            options, work, pieces);
    Buffer step_tables = buffer_create(work), tables = buffer_create(work);
    Buffer out = buffer_create(arena);
    Needs needs = needs_of_plan(plan, options->step);
    needs.baked = names->baked;
    list_push(arena, pieces, (Text){0});        /* the head */
    if (!names->baked) {
        write_routine(&code, FORWARD, &out);
        buffer_puts(&out, "\n");
    }
    if (graph->gradients.count && !names->baked) {
        write_routine(&code, BACKWARD, &out);
        buffer_puts(&out, "\n");
    }
    write_routine(&code, INFER, &out);
    if (!names->baked)
        needs.constants += emit_init(plan, names, work, &out);
    needs.constants +=
        options->step
            ? emit_state_init(options->step, options->step_names, work, &out)
            : emit_state_init(plan, names, work, &out);
    if (options->step)
        needs.constants +=
            write_step(options, work, &tiles, &step_tables, pieces, &out);
    if (options->selftest) {
        needs.selftest =
            needs_of_selftest(plan, &needs, options->selftest->tangent);
        needs.selftest_constants = write_selftest(
            plan, names, options, work, &tiles, &step_tables, pieces, &out);
        needs.constants += needs.selftest_constants;
    }
    needs.constants += write_tables(&code, options, &tables);
    if (options->profile)
        emit_profile_table(options->profile, names, options->source, &out);
    buffer_puts(&out, "\nGG_STRICT_END\n");
    list_push(arena, pieces, buffer_text(&out));
    needs.stack = stack_of_text(pieces, tiles.names.words.count > 0);
    Buffer head = buffer_create(arena);
    emit_c_head(&code, options, &needs, &head);
    write_includes(options, &tiles, &head);
    emit_objects(names, options, &head);
    buffer_add(&head, buffer_text(&tables));
    buffer_add(&head, buffer_text(&step_tables));
    buffer_add(&head, buffer_text(&tiles.text));
    pieces->at[0] = buffer_text(&head);
    arena_close(work);
    return needs;
}
