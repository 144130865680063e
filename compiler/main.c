/* main.c: the command. */
#include "compile.h"
#include "compile_diff.h"
#include "output.h"

#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { MOST_ERRORS = 20, LARGE_BLOCK = 1 << 22 };

/* All that there is to say to stderr. */
static void print_diagnostics(const Diagnostics *diagnostics)
{
    Buffer messages = buffer_create(diagnostics->arena);
    diagnostics_print(diagnostics, &messages, MOST_ERRORS);
    if (messages.length)
        fwrite(messages.at, 1, messages.length, stderr);
}

static Status perform(Arena *arena, Sources *sources, Diagnostics *diagnostics,
                      const Options *options)
{
    if (options->action == ACTION_HELP || options->action == ACTION_VERSION) {
        (options->action == ACTION_HELP ? options_help
                                        : options_version)(stdout);
        return output_print(diagnostics, (Text){"", 0}) ? STATUS_FINE
                                                        : STATUS_ERROR;
    }
    if (options->action == ACTION_DIFF)
        return (Status)compile_diff(arena, options, sources,
                                    diagnostics);
    Compilation compilation = {.arena = arena, .sources = sources,
                               .diagnostics = diagnostics,
                               .options = options};
    return compile(&compilation);
}

static Status run(Diagnostics *diagnostics, Arena *arena, int argc,
                  char *const *argv)
{
    Sources sources = {.arena = arena, .end = 1};
    Options options;
    diagnostics_init(diagnostics, arena, &sources);
    Status status = STATUS_USAGE;
    if (options_parse(&options, arena, diagnostics, argc, argv))
        status = perform(arena, &sources, diagnostics, &options);
    print_diagnostics(diagnostics);
    if (options.usage && diagnostics->format == FORMAT_TEXT)
        options_usage(stderr);
    return status;
}

/* The arena has been emptied. */
static void complain_of_memory(Arena *arena, DiagnosticsFormat format)
{
    Sources sources = {.arena = arena, .end = 1};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena, &sources);
    diagnostics.format = format;
    diagnose_error(&diagnostics, (Span){0}, "out of memory");
    print_diagnostics(&diagnostics);
}

int main(int argc, char **argv)
{
    static Diagnostics diagnostics;     /* as setjmp asks */
    Arena arena;
    jmp_buf failure;
    volatile Status status = STATUS_ERROR;
    volatile bool failed = false;
#ifdef __GLIBC__
    /* Else what a pass gives back stays between what others keep. */
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
    arena_init(&arena, NULL, &failure);
    if (!setjmp(failure)) {
        status = run(&diagnostics, &arena, argc, argv);
    } else if (!failed) {
        failed = true;
        arena_destroy(&arena);
        arena_init(&arena, NULL, &failure);
        complain_of_memory(&arena, diagnostics.format);
    }
    arena_destroy(&arena);
    return (int)status;
}
