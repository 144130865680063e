/* main.c: the command. */
#include "compile.h"
#include "output.h"

#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { MOST_ERRORS = 20, LARGE_BLOCK = 1 << 25 };

static Status run(Arena *arena, int argc, char *const *argv)
{
    Sources sources = {.arena = arena, .end = 1};
    Diagnostics diagnostics;
    Options options;
    diagnostics_init(&diagnostics, arena, &sources);
    if (!options_parse(&options, arena, &diagnostics, argc, argv))
        return STATUS_USAGE;
    if (options.action == ACTION_HELP || options.action == ACTION_VERSION) {
        (options.action == ACTION_HELP ? options_help
                                       : options_version)(stdout);
        return output_print((Text){"", 0}) ? STATUS_FINE : STATUS_ERROR;
    }
    Compilation compilation = {.arena = arena, .sources = &sources,
                               .diagnostics = &diagnostics,
                               .options = &options};
    Status status = compile(&compilation);
    Buffer messages = buffer_create(arena);
    diagnostics_print(&diagnostics, &messages, MOST_ERRORS);
    if (messages.length)
        fwrite(messages.at, 1, messages.length, stderr);
    return status;
}

int main(int argc, char **argv)
{
    Arena arena;
    jmp_buf failure;
    volatile Status status = STATUS_ERROR;
#ifdef __GLIBC__
    /* Else what a pass gives back stays between what others keep. */
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
    arena_init(&arena, NULL, &failure);
    if (!setjmp(failure))
        status = run(&arena, argc, argv);
    else
        fputs("gcc-graph: error: out of memory\n", stderr);
    arena_destroy(&arena);
    return (int)status;
}
