/* compile_diff.c: two compilations for command_diff.
 *
 * Sources and diagnostics are those of both, so what is wrong is reported at once,
 * each with its file; warnings are none of its business. Sums are left without an order, which says nothing of what
 * they mean.
 */
#include "compile_diff.h"

#include "command_diff.h"
#include "command_ulp.h"
#include "doubts.h"
#include "output.h"

#include <string.h>

typedef struct Compiled {
    Options     options;
    Compilation compilation;
    Graph      *forward, *trained;
} Compiled;

static void program_init(Compiled *program, Arena *arena,
                         const Options *options, Sources *sources,
                         Diagnostics *diagnostics, Text path)
{
    program->options = *options;
    program->options.lower.doubts = doubts_create(arena);
    program->options.input = path;
    program->compilation =
        (Compilation){.arena = arena, .sources = sources,
                      .diagnostics = diagnostics,
                      .options = &program->options};
}

static bool has_text(Text text, Text word)
{
    for (size_t i = 0; i + word.length <= text.length; i++)
        if (!memcmp(text.at + i, word.at, word.length))
            return true;
    return false;
}

/* Says of which file that is which has no place in one. */
static void name_file(Diagnostics *diagnostics, Text path, uint32_t first)
{
    for (uint32_t i = first; i < diagnostics->list.count; i++) {
        Diagnostic *d = diagnostics->list.at[i];
        if (!d->span.end && !has_text(d->text, path))
            d->text = text_format(diagnostics->arena, "%.*s: %.*s",
                                  TEXT_ARGS(path), TEXT_ARGS(d->text));
    }
}

/* Errors of the other program do not stop this one. */
static bool program_compile(Compiled *program)
{
    Compilation *c = &program->compilation;
    uint32_t before = c->diagnostics->error_count;
    uint32_t first = c->diagnostics->list.count;
    c->diagnostics->error_count = 0;
    program->forward = compile_forward(c);
    if (program->forward && c->trained) {
        program->trained = compile_trained(c);
        if (!program->trained)
            program->forward = NULL;
    }
    bool fine = program->forward && !c->diagnostics->error_count;
    c->diagnostics->error_count += before;
    name_file(c->diagnostics, c->options->input, first);
    return fine;
}

/* A DiffAlone. */
static Graph *differentiate_alone(void *context, int side, uint32_t output)
{
    Compiled *program = (Compiled *)context + side;
    Compilation *c = &program->compilation;
    Graph alone = *program->forward;
    alone.outputs.at += output;
    alone.outputs.count = 1;
    alone.inferred.count = alone.nexts.count = 0;
    return compile_derivatives(
        c, graph_compact(arena_open(c->arena), &alone));
}

/* For programs and for reviews, that there is no answer; what is wrong is said to
 * stderr, too. */
static int give_up(Arena *arena, const Options *options,
                   Diagnostics *diagnostics, Text lines)
{
    if (lines.length)
        diagnose_lines(diagnostics, lines);
    if (options->report == REPORT_TEXT)
        return 2;
    Buffer problems = buffer_create(arena), out = buffer_create(arena);
    Diagnostics copy = *diagnostics;
    copy.format = FORMAT_JSON;
    if (diagnostics->format == FORMAT_TEXT && lines.length)
        diagnose_lines(&copy, lines);   /* which are not kept as text */
    copy.format = options->report == REPORT_JSON ? FORMAT_JSON : FORMAT_TEXT;
    diagnostics_print(&copy, &problems, UINT32_MAX);
    Report report = {.path = {options->input, options->other}};
    report_print_trouble(&report, (ReportFormat)options->report,
                         buffer_text(&problems), &out);
    output_text(arena, diagnostics, options->output, buffer_text(&out));
    return 2;
}

static int compare_programs(Arena *arena, Compiled programs[SIDES],
                            const Options *options,
                            Diagnostics *diagnostics)
{
    DiffCommand command = {
        .arena = arena,
        .points = {.seed = options->seed, .points = options->points},
        .alone = differentiate_alone,
        .by_all = !options->wrt.count,
        .context = programs,
    };
    for (int side = 0; side < SIDES; side++) {
        command.forward[side] = programs[side].forward;
        command.trained[side] = programs[side].trained;
        command.sources[side] = programs[side].compilation.sources;
    }
    Report report = {.path = {options->input, options->other},
                     .all = options->all};
    Buffer problems = buffer_create(arena), out = buffer_create(arena);
    if (!command_diff(&command, &report, &problems))
        return give_up(arena, options, diagnostics, buffer_text(&problems));
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
                             options->ulp, (ReportFormat)options->report,
                             &out, &problems);
    if (status == 2)
        return give_up(arena, options, diagnostics, buffer_text(&problems));
    return output_text(arena, diagnostics, options->output, buffer_text(&out))
             ? status : 2;
}

int compile_diff(Arena *arena, const Options *options, Sources *sources,
                 Diagnostics *diagnostics)
{
    if (options->numbers)
        return compare_numbers(arena, options, diagnostics);
    for (int warning = 0; warning < WARNING_COUNT; warning++)
        diagnostics->enabled[warning] = false;
    Compiled *programs = NEW_ARRAY(arena, Compiled, SIDES);
    const Text path[SIDES] = {options->input, options->other};
    bool fine = true;
    for (int side = 0; side < SIDES; side++) {
        diagnostics->second = side ? sources->end : 0;
        program_init(&programs[side], arena, options, sources, diagnostics,
                     path[side]);
        fine &= program_compile(&programs[side]);
    }
    for (int side = 0; side < SIDES; side++)
        if (programs[side].compilation.status == STATUS_FAULT)
            return STATUS_FAULT;
    return fine ? compare_programs(arena, programs, options, diagnostics)
                : give_up(arena, options, diagnostics, (Text){0});
}
