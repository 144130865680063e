/* output.c: files are written to the side and renamed.
 *
 * A regular file is replaced as a whole; what is no regular file (/dev/null,
 * a pipe) is written to in place, and first, so that nothing has been replaced
 * if that fails. What interrupts is held back meanwhile: nothing is left
 * beside.
 */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *c_string(Arena *arena, Text text)
{
    return text_format(arena, "%.*s", TEXT_ARGS(text)).at;
}

static bool complain(Diagnostics *diagnostics, const char *path)
{
    diagnose_error(diagnostics, (Span){0}, "cannot write %s: %s", path,
                   strerror(errno));
    return false;
}

static bool write_bytes(int descriptor, Text bytes)
{
    size_t done = 0;
    while (done < bytes.length) {
        ssize_t n = write(descriptor, bytes.at + done, bytes.length - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool is_special(const char *path)
{
    struct stat status;
    return !stat(path, &status) && !S_ISREG(status.st_mode);
}

static bool write_in_place(Diagnostics *diagnostics, const char *path,
                           const TextList *pieces)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return complain(diagnostics, path);
    bool fine = true;
    for (uint32_t i = 0; i < pieces->count && fine; i++)
        fine = fwrite(pieces->at[i].at, 1, pieces->at[i].length, file)
            == pieces->at[i].length;
    fine = !fclose(file) && fine;
    return fine || complain(diagnostics, path);
}

/* The pieces in a new file beside path; its name, or NULL. */
static char *write_beside(Arena *arena, Diagnostics *diagnostics,
                          const char *path, const TextList *pieces)
{
    Text name = text_format(arena, "%s.XXXXXX", path);
    char *beside = arena_copy(arena, name.at, name.length + 1, 1);
    int descriptor = mkstemp(beside);
    if (descriptor < 0) {
        complain(diagnostics, path);
        return NULL;
    }
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = stat(path, &status) ? 0666 & ~mask
                                      : status.st_mode & 0777;
    bool fine = !fchmod(descriptor, mode);
    for (uint32_t i = 0; i < pieces->count && fine; i++)
        fine = write_bytes(descriptor, pieces->at[i]);
    fine = !close(descriptor) && fine;
    if (fine)
        return beside;
    complain(diagnostics, path);
    unlink(beside);
    return NULL;
}

/* What would interrupt is held back, and a file that grows beyond a limit is
 * an error of write like others. */
typedef struct Guard {
    sigset_t         mask;
    struct sigaction growth;
} Guard;

static void guard_begin(Guard *guard)
{
    sigset_t held;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&held);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, &guard->mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGXFSZ, &ignore, &guard->growth);
}

static void guard_end(const Guard *guard)
{
    sigaction(SIGXFSZ, &guard->growth, NULL);
    sigprocmask(SIG_SETMASK, &guard->mask, NULL);
}

static bool replace_all(Arena *arena, Diagnostics *diagnostics, uint32_t count,
                        const OutputFile *files)
{
    char **beside = NEW_ARRAY(arena, char *, count);
    bool fine = true;
    for (uint32_t i = 0; i < count && fine; i++) {
        const char *path = c_string(arena, files[i].path);
        if (is_special(path))
            continue;
        beside[i] = write_beside(arena, diagnostics, path, &files[i].pieces);
        fine = beside[i] != NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        const char *path = c_string(arena, files[i].path);
        if (!beside[i])
            continue;
        if (fine && rename(beside[i], path))
            fine = complain(diagnostics, path);
        else if (fine)
            continue;
        unlink(beside[i]);
    }
    return fine;
}

bool output_write(Arena *arena, Diagnostics *diagnostics, uint32_t count,
                  const OutputFile *files)
{
    for (uint32_t i = 0; i < count; i++) {
        const char *path = c_string(arena, files[i].path);
        if (is_special(path)
            && !write_in_place(diagnostics, path, &files[i].pieces))
            return false;
    }
    Guard guard;
    guard_begin(&guard);
    bool fine = replace_all(arena, diagnostics, count, files);
    guard_end(&guard);
    return fine;
}

bool output_is_special(Arena *arena, Text path)
{
    return is_special(c_string(arena, path));
}

bool output_print(Diagnostics *diagnostics, Text bytes)
{
    bool fine = fwrite(bytes.at, 1, bytes.length, stdout) == bytes.length;
    fine = !fflush(stdout) && !ferror(stdout) && fine;
    return fine || complain(diagnostics, "the standard output");
}

bool output_text(Arena *arena, Diagnostics *diagnostics, Text path, Text bytes)
{
    OutputFile file = {.path = path};
    if (!path.length || text_is(path, "-"))
        return output_print(diagnostics, bytes);
    list_push(arena, &file.pieces, bytes);
    return output_write(arena, diagnostics, 1, &file);
}

bool output_same_file(Arena *arena, Text a, Text b)
{
    struct stat first, second;
    return !stat(c_string(arena, a), &first)
        && !stat(c_string(arena, b), &second)
        && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
