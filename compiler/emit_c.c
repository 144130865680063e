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
    code_routine(&code, FORWARD, functions);
    if (graph->split)
        code_update_routine(&code, functions);
    int64_t bytes = code_tables(&code, options, tables);
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
    code_routine(&code, FORWARD, functions);
    int64_t bytes = code_tables(&code, options, tables);
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
    if (tiles->solves)
        buffer_puts(out, "#include \"gg_matrix.h\"\n");
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
        code_routine(&code, FORWARD, &out);
        buffer_puts(&out, "\n");
    }
    if (graph->gradients.count && !names->baked) {
        code_routine(&code, BACKWARD, &out);
        buffer_puts(&out, "\n");
    }
    code_routine(&code, INFER, &out);
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
    needs.constants += code_tables(&code, options, &tables);
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
