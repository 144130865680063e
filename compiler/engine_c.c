/* engine_c.c: writing, compiling and running the generated C.
 *
 * Everything happens in a folder of its own that nobody else can enter; it is
 * removed afterwards. The files between the two processes hold doubles of this
 * machine: first the inputs and the params, then the seeds of each set; back
 * come a status and the outputs, then a status and the gradients of each set.
 */
#define _XOPEN_SOURCE 700

#include "engine_c.h"

#include "../runtime/gg.h"

#include <errno.h>
#include <inttypes.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_seed(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == id)
            return true;
    return false;
}

static ArrayId input_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->inputs.at[i]].array;
}

static ArrayId state_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->states.at[i]].array;
}

static ArrayId param_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->params.at[i]].array;
}

static ArrayId output_at(const Graph *graph, uint32_t i)
{
    return graph->definitions.at[graph->outputs.at[i]].array;
}

/* -- processes and files -- */

typedef struct Workshop {
    const EngineC *engine;
    Arena         *arena;
    double *const *nexts;           /* [graph nexts]: what states become */
    Buffer        *problems;
    char          *folder;
    Text           files[8];        /* to be removed */
    uint32_t       file_count;
} Workshop;

static bool fail(Workshop *w, const char *what, const char *reason)
{
    buffer_print(w->problems, "gcc-graph: error: --engine=c: %s%s%s\n", what,
                 *reason ? ": " : "", reason);
    return false;
}

static char *path_of(Workshop *w, Text name)
{
    Text path = text_format(w->arena, "%s/%.*s", w->folder, TEXT_ARGS(name));
    char *at = arena_alloc(w->arena, path.length + 1, 1);
    memcpy(at, path.at, path.length);
    w->files[w->file_count++] = (Text){at, path.length};
    return at;
}

static bool write_file(Workshop *w, const char *path, Text text)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return fail(w, path, strerror(errno));
    bool good = fwrite(text.at, 1, text.length, file) == text.length;
    if (fclose(file) || !good)
        return fail(w, path, strerror(errno));
    return true;
}

/* Runs the command with its output in the file; its exit status, 128 and more
 * for a signal, -1 if it could not be started. */
static int run_command(char *const *arguments, const char *output)
{
    pid_t child = fork();
    if (child == 0) {
        int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (file < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0)
            _exit(126);
        execvp(arguments[0], arguments);
        dprintf(2, "%s: %s\n", arguments[0], strerror(errno));
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    if (child < 0)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void show_output(Workshop *w, const char *path)
{
    char piece[4096];
    FILE *file = fopen(path, "rb");
    size_t got, shown = 0;
    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0
           && shown < 1 << 16) {
        buffer_add(w->problems, (Text){piece, got});
        shown += got;
    }
    if (file)
        (void)fclose(file);
}

typedef LIST(char *) Words;

static char *string_of(Arena *arena, Text text)
{
    char *at = arena_alloc(arena, text.length + 1, 1);
    if (text.length)
        memcpy(at, text.at, text.length);
    return at;
}

/* $CC may be several words: `ccache gcc`. */
static void add_words(Arena *arena, Words *words, Text text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.at[i] != ' ')
            continue;
        if (i > start) {
            char *word = string_of(arena, (Text){text.at + start, i - start});
            list_push(arena, words, word);
        }
        start = i + 1;
    }
}

static bool compile(Workshop *w, char *model, char *shim, char *program)
{
    static const char *const flags[] = {"-std=c99", "-O1", "-w", "-I"};
    Arena *arena = w->arena;
    Words words = {0};
    add_words(arena, &words, w->engine->compiler);
    if (!words.count)
        list_push(arena, &words, string_of(arena, text_of("cc")));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        list_push(arena, &words, string_of(arena, text_of(flags[i])));
    list_push(arena, &words, string_of(arena, w->engine->include));
    list_push(arena, &words, model);
    list_push(arena, &words, shim);
    list_push(arena, &words, string_of(arena, w->engine->library));
    list_push(arena, &words, string_of(arena, text_of("-o")));
    list_push(arena, &words, program);
    list_push(arena, &words, NULL);
    char *output = path_of(w, text_of("compiler.txt"));
    int status = run_command(words.at, output);
    if (status == 0)
        return true;
    (void)fail(w, "the C compiler failed", words.at[0]);
    show_output(w, output);
    return false;
}

/* -- data -- */

static bool put(FILE *file, const Graph *graph, ArrayId id,
                const double *values)
{
    size_t size = (size_t)array_size(graph_array(graph, id));
    return fwrite(values, sizeof(double), size, file) == size;
}

static bool get(FILE *file, const Graph *graph, ArrayId id, double *values)
{
    size_t size = (size_t)array_size(graph_array(graph, id));
    return fread(values, sizeof(double), size, file) == size;
}

static bool write_data(Workshop *w, const char *path, double *const *values,
                       uint32_t set_count, const SeedSet *sets)
{
    const Graph *graph = w->engine->graph;
    FILE *file = fopen(path, "wb");
    bool good = file != NULL;
    uint32_t next = 0;
    for (uint32_t i = 0; good && i < graph->inputs.count; i++)
        if (!is_seed(graph, input_at(graph, i)))
            good = put(file, graph, input_at(graph, i), values[next++]);
    for (uint32_t i = 0; good && i < graph->params.count; i++)
        good = put(file, graph, param_at(graph, i), values[next++]);
    for (uint32_t i = 0; good && i < graph->states.count; i++)
        good = put(file, graph, state_at(graph, i), values[next++]);
    for (uint32_t k = 0; k < set_count; k++)
        for (uint32_t i = 0; good && i < graph->seeds.count; i++)
            good = put(file, graph, graph->seeds.at[i].array,
                       sets[k].seeds[i]);
    if (file && fclose(file))
        good = false;
    return good || fail(w, path, strerror(errno));
}

/* After GG_SINGULAR all has been written, NaNs among it. */
static bool get_status(Workshop *w, FILE *file, bool *good)
{
    double status = 0;
    *good = fread(&status, sizeof status, 1, file) == 1;
    if (*good && status != GG_OK && status != GG_SINGULAR)
        return fail(w, "the generated code returned an error",
                    status == 1 ? "an index value is out of its range" : "");
    return *good;
}

static bool read_data(Workshop *w, const char *path, double *const *outputs,
                      uint32_t set_count, const SeedSet *sets)
{
    const Graph *graph = w->engine->graph;
    FILE *file = fopen(path, "rb");
    if (!file)
        return fail(w, path, strerror(errno));
    bool infer = w->engine->infer;
    bool whole, good = get_status(w, file, &whole);
    for (uint32_t i = 0; good && i < graph->outputs.count; i++)
        good = whole = get(file, graph, output_at(graph, i), outputs[i]);
    for (uint32_t i = 0; good && !infer && i < graph->nexts.count; i++)
        good = whole = get(file, graph, graph->nexts.at[i].state, w->nexts[i]);
    for (uint32_t k = 0; good && k < set_count; k++) {
        good = get_status(w, file, &whole);
        for (uint32_t i = 0; good && i < graph->gradients.count; i++)
            good = whole = get(file, graph, graph->gradients.at[i].by,
                               sets[k].gradients[i]);
    }
    (void)fclose(file);
    return good || (!whole && fail(w, "the program gave too few numbers", ""));
}

static bool run_program(Workshop *w, char *program, double *const *values,
                        double *const *outputs, uint32_t set_count,
                        const SeedSet *sets)
{
    char *in = path_of(w, text_of("in"));
    char *out = path_of(w, text_of("out"));
    char *log = path_of(w, text_of("program.txt"));
    char count[16], seed[24], step[24];
    snprintf(count, sizeof count, "%u", (unsigned)set_count);
    if (!write_data(w, in, values, set_count, sets))
        return false;
    snprintf(seed, sizeof seed, "%" PRIu64, w->engine->seed);
    snprintf(step, sizeof step, "%" PRIu64, w->engine->step);
    int status = run_command(
        (char *[]){program, in, out, count, seed, step, NULL}, log);
    if (status == 0)
        return read_data(w, out, outputs, set_count, sets);
    char reason[48];
    snprintf(reason, sizeof reason,
             status > 128 ? "it was ended by signal %d" : "exit status %d",
             status > 128 ? status - 128 : status);
    (void)fail(w, "the compiled program failed", reason);
    show_output(w, log);
    return false;
}

/* Everything in the folder. */
static bool work_in_folder(Workshop *w, double *const *values,
                           double *const *outputs, uint32_t set_count,
                           const SeedSet *sets)
{
    const EngineC *engine = w->engine;
    Buffer shim = buffer_create(w->arena);
    engine_c_shim(engine, w->arena, &shim);
    char *header = path_of(w, engine->header_name);
    char *model = path_of(w, text_of("gcc_graph_model.c"));
    char *main_file = path_of(w, text_of("gcc_graph_main.c"));
    char *program = path_of(w, text_of("program"));
    return write_file(w, header, engine->header)
        && write_file(w, model, engine->source)
        && write_file(w, main_file, buffer_text(&shim))
        && compile(w, model, main_file, program)
        && run_program(w, program, values, outputs, set_count, sets);
}

bool engine_c_run(const EngineC *engine, Arena *arena, double *const *values,
                  double *const *outputs, double *const *nexts,
                  uint32_t set_count, const SeedSet *sets, Buffer *problems)
{
    const char *root = getenv("TMPDIR");
    if (!root || !*root)
        root = "/tmp";
    Workshop *w = NEW(arena, Workshop);
    *w = (Workshop){.engine = engine, .arena = arena, .nexts = nexts,
                    .problems = problems};
    Text folder = text_format(arena, "%s/gcc-graph-XXXXXX", root);
    w->folder = string_of(arena, folder);
    if (!mkdtemp(w->folder))
        return fail(w, root, strerror(errno));
    jmp_buf failure, *outer = arena_catch(arena, &failure);
    bool good = false;
    int left = setjmp(failure);
    if (!left)
        good = work_in_folder(w, values, outputs, set_count, sets);
    arena_catch(arena, outer);
    for (uint32_t i = 0; i < w->file_count; i++)
        (void)unlink(w->files[i].at);
    (void)rmdir(w->folder);
    if (left)
        arena_fail(arena);
    return good;
}
