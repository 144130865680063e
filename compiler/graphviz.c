/* graphviz.c: runs `dot -Tsvg`, without a shell, for so many seconds of a
 * processor at most. What goes in and what comes out are files without names.
 */
#define _XOPEN_SOURCE 700

#include "graphviz.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SECONDS = 10, NOT_FOUND = 127 };

typedef struct Pipes {
    FILE *in, *out, *errors;
} Pipes;

static void close_all(Pipes *p)
{
    FILE *const files[] = {p->in, p->out, p->errors};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            (void)fclose(files[i]);
}

static void read_all(FILE *file, Buffer *out)
{
    char piece[1 << 14];
    size_t got;
    rewind(file);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add(out, (Text){piece, got});
}

static _Noreturn void become_dot(const Pipes *p)
{
    static char name[] = "dot", option[] = "-Tsvg";
    char *const arguments[] = {name, option, NULL};
    const struct rlimit limit = {MOST_SECONDS, MOST_SECONDS};
    if (dup2(fileno(p->in), 0) < 0 || dup2(fileno(p->out), 1) < 0
        || dup2(fileno(p->errors), 2) < 0 || setrlimit(RLIMIT_CPU, &limit))
        _exit(126);
    execvp(name, arguments);
    _exit(NOT_FOUND);
}

/* The status that waitpid gives; -1 if there is none. */
static int run_dot(const Pipes *p)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        become_dot(p);
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

static Text reason(Arena *arena, const Pipes *p, int status)
{
    if (status < 0)
        return text_format(arena, "dot cannot be started: %s",
                           strerror(errno));
    if (WIFSIGNALED(status))
        return text_format(arena, "dot took more than %d seconds, or failed "
                                  "(signal %d)", MOST_SECONDS,
                           WTERMSIG(status));
    if (WEXITSTATUS(status) == NOT_FOUND)
        return text_of("Graphviz is not installed: there is no program dot "
                       "(Debian: graphviz)");
    Buffer said = buffer_create(arena);
    read_all(p->errors, &said);
    while (said.length && said.at[said.length - 1] == '\n')
        said.length--;
    return text_format(arena, "dot failed with status %d%s%.*s",
                       WEXITSTATUS(status), said.length ? ": " : "",
                       TEXT_ARGS(buffer_text(&said)));
}

bool graphviz_svg(Arena *arena, Text dot, Buffer *out, Text *problem)
{
    Pipes p = {tmpfile(), tmpfile(), tmpfile()};
    bool fine = p.in && p.out && p.errors
             && fwrite(dot.at, 1, dot.length, p.in) == dot.length
             && !fflush(p.in);
    if (!fine) {
        *problem = text_format(arena, "no room for a picture: %s",
                               strerror(errno));
        close_all(&p);
        return false;
    }
    rewind(p.in);
    int status = run_dot(&p);
    fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (fine)
        read_all(p.out, out);
    else
        *problem = reason(arena, &p, status);
    close_all(&p);
    return fine;
}
