/* torch.c: arrays pass through files in the folder BENCH_FOLDER; what to do and
 * how long it took, a line at a time, through pipes. */
#define _POSIX_C_SOURCE 200809L
#include "torch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct Torch {
    FILE *ask, *answer;
    const char *folder;
};

static void fail(const char *what)
{
    fprintf(stderr, "bench: PyTorch: %s\n", what);
    exit(1);
}

static FILE *open_array(const Torch *torch, const char *kind, int k,
                        const char *mode)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s%d", torch->folder, kind, k);
    if ((file = fopen(path, mode)) == NULL)
        fail(path);
    return file;
}

static void spawn(Torch *torch, const char *program)
{
    int to[2], from[2];

    if (pipe(to) != 0 || pipe(from) != 0)
        fail("no pipe");
    switch (fork()) {
    case -1:
        fail("no process");
        break;
    case 0:
        if (dup2(to[0], 0) < 0 || dup2(from[1], 1) < 0)
            _exit(1);
        close(to[1]);
        close(from[0]);
        execlp("/usr/bin/python3", "python3", program, torch->folder,
               (char *)NULL);
        _exit(1);
    default:
        close(to[0]);
        close(from[1]);
        torch->ask = fdopen(to[1], "w");
        torch->answer = fdopen(from[0], "r");
    }
    if (torch->ask == NULL || torch->answer == NULL)
        fail("no stream");
}

Torch *torch_start(const Row *row, void *const *in)
{
    const char *program = getenv("BENCH_TORCH");
    Torch *torch;
    int k;

    if (program == NULL || *program == '\0')
        return NULL;
    torch = calloc(1, sizeof *torch);
    if (torch == NULL || (torch->folder = getenv("BENCH_FOLDER")) == NULL)
        fail("no folder");
    for (k = 0; k < ARRAYS && row->in[k].count > 0; k++) {
        FILE *file = open_array(torch, "in", k, "wb");

        fwrite(in[k], row->in[k].index ? sizeof(int32_t) : sizeof(real),
               row->in[k].count, file);
        fclose(file);
    }
    spawn(torch, program);
    (void)torch_run(torch, 1);
    return torch;
}

void torch_result(Torch *torch, int k, void *data, size_t bytes)
{
    FILE *file = open_array(torch, "out", k, "rb");

    if (fread(data, 1, bytes, file) != bytes)
        fail("a result is too short");
    fclose(file);
}

double torch_run(Torch *torch, int times)
{
    double seconds;

    fprintf(torch->ask, "%d\n", times);
    fflush(torch->ask);
    if (fscanf(torch->answer, "%lf", &seconds) != 1)
        fail("no answer");
    return seconds;
}
