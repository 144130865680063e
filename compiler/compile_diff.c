/* compile_diff.c: two compilations for command_diff.
 *
 * Each program has sources and diagnostics of its own. Sums are left without an
 * order, which says nothing of what they mean.
 */
#include "compile_diff.h"

#include "command_diff.h"
#include "command_ulp.h"
#include "output.h"

#include <string.h>

enum { MOST_ERRORS = 20 };

typedef struct Compiled {
    Sources     sources;
    Diagnostics diagnostics;
    Options     options;
    Compilation compilation;
    Graph      *forward, *trained;
} Compiled;

static void say_problems(const Compiled *program, Arena *arena)
{
    Buffer messages = buffer_create(arena);
    diagnostics_print(&program->diagnostics, &messages, MOST_ERRORS);
    if (messages.length)
        fwrite(messages.at, 1, messages.length, stderr);
}

static void program_init(Compiled *program, Arena *arena,
                         const Options *options,
                         const Diagnostics *diagnostics, Text path)
{
    program->options = *options;
    program->options.input = path;
    program->sources = (Sources){.arena = arena, .end = 1};
    diagnostics_init(&program->diagnostics, arena, &program->sources);
    memcpy(program->diagnostics.enabled, diagnostics->enabled,
           sizeof diagnostics->enabled);
    memcpy(program->diagnostics.fatal, diagnostics->fatal,
           sizeof diagnostics->fatal);
    program->compilation =
        (Compilation){.arena = arena, .sources = &program->sources,
                      .diagnostics = &program->diagnostics,
                      .options = &program->options};
}

static bool program_compile(Compiled *program, Arena *arena)
{
    Compilation *c = &program->compilation;
    program->forward = compile_forward(c);
    if (program->forward && c->trained) {
        program->trained = compile_trained(c);
        if (!program->trained)
            program->forward = NULL;
    }
    say_problems(program, arena);
    return program->forward && !program->diagnostics.error_count;
}

/* A DiffAlone. */
static Graph *differentiate_alone(void *context, int side, uint32_t output)
{
    Compiled *program = (Compiled *)context + side;
    Compilation *c = &program->compilation;
    Graph *graph = graph_compact(arena_open(c->arena), program->forward);
    graph->outputs.at[0] = graph->outputs.at[output];
    graph->outputs.count = 1;
    graph->inferred.count = graph->nexts.count = 0;
    graph = compile_derivatives(c, graph);
    if (!graph)
        say_problems(program, c->arena);
    return graph;
}

static int compare_programs(Arena *arena, Compiled programs[SIDES],
                            const Options *options,
                            Diagnostics *diagnostics)
{
    DiffCommand command = {
        .arena = arena,
        .points = {options->seed, options->points},
        .alone = differentiate_alone,
        .context = programs,
    };
    for (int side = 0; side < SIDES; side++) {
        command.forward[side] = programs[side].forward;
        command.trained[side] = programs[side].trained;
        command.sources[side] = &programs[side].sources;
    }
    Report report = {.path = {options->input, options->other}};
    Buffer problems = buffer_create(arena), out = buffer_create(arena);
    if (!command_diff(&command, &report, &problems)) {
        diagnose_lines(diagnostics, buffer_text(&problems));
        return 2;
    }
    report_print(&report, (ReportFormat)options->report, &out);
    if (!output_text(arena, diagnostics, options->output, buffer_text(&out)))
        return 2;
    return report_is_same(&report) ? 0 : 1;
}

static int compare_numbers(Arena *arena, const Options *options,
                           Diagnostics *diagnostics)
{
    Buffer problems = buffer_create(arena), out = buffer_create(arena);
    int status = command_ulp(arena, options->input, options->other,
                             options->ulp, &out, &problems);
    diagnose_lines(diagnostics, buffer_text(&problems));
    return output_text(arena, diagnostics, options->output, buffer_text(&out))
             ? status : 2;
}

int compile_diff(Arena *arena, const Options *options,
                 Diagnostics *diagnostics)
{
    if (options->numbers)
        return compare_numbers(arena, options, diagnostics);
    Compiled *programs = NEW_ARRAY(arena, Compiled, SIDES);
    const Text path[SIDES] = {options->input, options->other};
    bool fine = true;
    for (int side = 0; side < SIDES; side++) {
        program_init(&programs[side], arena, options, diagnostics, path[side]);
        fine &= program_compile(&programs[side], arena);
    }
    for (int side = 0; side < SIDES; side++)
        if (programs[side].compilation.status == STATUS_FAULT)
            return STATUS_FAULT;
    return fine ? compare_programs(arena, programs, options, diagnostics) : 2;
}
