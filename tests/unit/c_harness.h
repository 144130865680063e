/* c_harness.h: generated C, compiled and run against eval, bit by bit.
 *
 * A Harness gathers models. For each it writes model.c and model.h, and a
 * function that knows the inputs, the params, the seeds and, from eval in
 * the same precision, what must come out. The function fills work areas with
 * 0xFF, calls forward, backward (all gradients, each alone, none), infer, and
 * forward with an index out of range. One program runs them all.
 */
#ifndef GCC_GRAPH_TEST_C_HARNESS_H
#define GCC_GRAPH_TEST_C_HARNESS_H

#include "../../compiler/emit_c.h"
#include "../../compiler/emit_h.h"
#include "../../compiler/emit_init.h"
#include "../../compiler/emit_interface.h"
#include "../../compiler/eval.h"

#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Harness {
    Arena   *arena;
    bool     in_double;
    bool     accumulate;
    char     folder[64];
    uint32_t count;             /* of models */
    uint64_t state;             /* of random numbers */
    Buffer   main;
} Harness;

static inline void harness_open(Harness *h, Arena *arena, bool in_double)
{
    *h = (Harness){.arena = arena, .in_double = in_double,
                   .state = 88172645463325252u};
    strcpy(h->folder, "/tmp/gcc-graph-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(h->folder));
    h->main = buffer_create(arena);
    buffer_print(&h->main,
                 "#include <stdio.h>\n#include <string.h>\n"
                 "#include <stdint.h>\ntypedef %s real;\n"
                 "static int bad;\n"
                 "static void check(const char *what, const void *got,\n"
                 "    const double *want, int n, int whole)\n{\n"
                 "    for (int i = 0; i < n; i++) {\n"
                 "        double g = whole ? (double)((const int32_t *)got)[i]\n"
                 "                         : (double)((const real *)got)[i];\n"
                 "        if (memcmp(&g, &want[i], sizeof g)\n"
                 "            && !(g != g && want[i] != want[i])) {\n"
                 "            printf(\"%%s[%%d]: %%.9g %%a, not %%.9g %%a\\n\",\n"
                 "                what, i, g, g, want[i], want[i]);\n"
                 "            bad = 1;\n            return;\n"
                 "        }\n    }\n}\n"
                 "static void status(const char *what, int got, int want)\n{\n"
                 "    if (got != want) {\n"
                 "        printf(\"%%s: status %%d\\n\", what, got);\n"
                 "        bad = 1;\n    }\n}\n",
                 in_double ? "double" : "float");
}

static inline double harness_random(Harness *h, double low, double high)
{
    h->state ^= h->state << 13;
    h->state ^= h->state >> 7;
    h->state ^= h->state << 17;
    double x = low + (high - low) * (double)(h->state >> 11) * 0x1p-53;
    return h->in_double ? x : (double)(float)x;
}

static inline void harness_file(Harness *h, Text name, Text text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%.*s", h->folder, TEXT_ARGS(name));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fwrite(text.at, 1, text.length, file);
    ck_assert_int_eq(fclose(file), 0);
}

static inline void harness_values(Harness *h, const char *type, const char *name,
                                  uint32_t number, const double *values,
                                  int64_t size)
{
    buffer_print(&h->main, "    static const %s %s%u[] = {", type, name,
                 number);
    for (int64_t i = 0; i < size; i++) {
        double v = values[i];
        if (isnan(v))
            buffer_puts(&h->main, "(0.0 / 0.0), ");
        else if (isinf(v))
            buffer_print(&h->main, "(%s1.0 / 0.0), ", v < 0 ? "-" : "");
        else if (!strcmp(type, "int32_t"))
            buffer_print(&h->main, "%lld, ", (long long)v);
        else
            buffer_print(&h->main, "%a, ", v);
    }
    buffer_puts(&h->main, size ? "};\n" : "0};\n");
}

static inline ArrayId harness_defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static inline int64_t harness_size(const Graph *graph, ArrayId id)
{
    return array_size(graph_array(graph, id));
}

/* An argument that goes in: by value, or as whatever pointer fits. */
static inline void harness_in(Harness *h, const Graph *graph, const char *name,
                              uint32_t number, ArrayId id)
{
    buffer_print(&h->main,
                 graph_array(graph, id)->rank ? ", (void *)%s%u" : ", %s%u[0]",
                 name, number);
}

static inline void harness_call(Harness *h, const Graph *graph, Text model,
                                const char *entry, const char *input)
{
    buffer_print(&h->main, "%.*s_%s(", TEXT_ARGS(model), entry);
    size_t start = h->main.length;
    if (graph->params.count)
        buffer_puts(&h->main, ", &p");
    if (graph_has_state(graph))
        buffer_puts(&h->main, ", &state");
    const bool *inferred = !strcmp(entry, "infer")
                             ? graph_inferred(graph, h->arena) : NULL;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = harness_defined(graph, graph->inputs.at[i]);
        bool index = graph_array(graph, id)->type == WHOLE;
        if (!inferred || inferred[id])
            harness_in(h, graph, index ? input : "x", i, id);
    }
    if (!strcmp(entry, "backward"))
        for (uint32_t i = 0; i < graph->seeds.count; i++)
            harness_in(h, graph, "seed", i, graph->seeds.at[i].array);
    else
        for (uint32_t i = 0; i < graph->outputs.count; i++)
            buffer_print(&h->main, ", (void *)y%u", i);
    if (h->main.length > start)
        memset(h->main.at + start, ' ', 1);
}

/* A call of backward with all gradients (wanted < 0), with one, or none. */
static inline void harness_backward(Harness *h, const Graph *graph, Text model,
                                    int wanted)
{
    bool params = false;
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        bool argument = gradient_is_argument(graph, &graph->gradients.at[i]);
        params |= !argument && (wanted < 0 || (uint32_t)wanted == i);
        if (argument)
            buffer_print(&h->main, "    memset(dx%u, %s, sizeof dx%u);\n", i,
                         h->accumulate ? "0" : "0xFF", i);
    }
    if (graph->params.count)
        buffer_print(&h->main, "    memset(&d_p, %s, sizeof d_p);\n",
                     h->accumulate ? "0" : "0xFF");
    buffer_print(&h->main, "    status(\"%.*s backward\", ", TEXT_ARGS(model));
    harness_call(h, graph, model, "backward", "x");
    if (graph->params.count)
        buffer_puts(&h->main, params ? ", &d_p" : ", NULL");
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        if (gradient_is_argument(graph, &graph->gradients.at[i])) {
            if (wanted < 0 || (uint32_t)wanted == i)
                buffer_print(&h->main, ", (void *)dx%u", i);
            else
                buffer_puts(&h->main, ", NULL");
        }
    buffer_puts(&h->main, ", &work), 0);\n");
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        bool argument = gradient_is_argument(graph, g);
        if (argument && wanted >= 0 && (uint32_t)wanted != i)
            continue;
        if (!argument && !params)
            continue;
        uint32_t d = graph_definition_of(graph, g->by);
        buffer_print(&h->main, "    check(\"%.*s d_%.*s\", ", TEXT_ARGS(model),
                     TEXT_ARGS(graph->definitions.at[d].name));
        if (argument)
            buffer_print(&h->main, "dx%u", i);
        else
            buffer_print(&h->main, "(char *)&d_p + p_at%u", i);
        buffer_print(&h->main, ", want_d%u, %lld, 0);\n", i,
                     (long long)harness_size(graph, g->by));
    }
}

/* States stand behind the seed and the step, in their order. */
static inline int64_t harness_state_at(const Graph *graph, ArrayId state)
{
    int64_t before = 0;
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = harness_defined(graph, graph->states.at[i]);
        if (id == state)
            break;
        before += harness_size(graph, id);
    }
    return before;
}

static inline void harness_load_states(Harness *h, const Graph *graph)
{
    for (uint32_t i = 0; i < graph->states.count; i++)
        buffer_print(&h->main,
                     "    memcpy((char *)&state + 16 + %lld * sizeof(real), "
                     "old%u, sizeof old%u);\n",
                     (long long)harness_state_at(
                         graph, harness_defined(graph, graph->states.at[i])),
                     i, i);
}

/* What they are after forward, and still are after infer. */
static inline void harness_check_states(Harness *h, const Graph *graph,
                                        Text model, bool infer)
{
    for (uint32_t i = 0; i < graph->nexts.count; i++) {
        ArrayId state = graph->nexts.at[i].state;
        uint32_t old = 0;
        while (harness_defined(graph, graph->states.at[old]) != state)
            old++;
        if (infer)
            buffer_print(&h->main, "    status(\"%.*s infer state\", "
                                   "memcmp((char *)&state + 16 + %lld * "
                                   "sizeof(real), old%u, sizeof old%u), 0);\n",
                         TEXT_ARGS(model),
                         (long long)harness_state_at(graph, state), old, old);
        else
            buffer_print(&h->main, "    check(\"%.*s next\", (char *)&state "
                                   "+ 16 + %lld * sizeof(real), want_next%u, "
                                   "%lld, 0);\n",
                         TEXT_ARGS(model),
                         (long long)harness_state_at(graph, state), i,
                         (long long)harness_size(graph, state));
    }
}

static inline void harness_outputs(Harness *h, const Graph *graph, Text model,
                                   const char *entry)
{
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        buffer_print(&h->main, "    memset(y%u, 0xFF, sizeof y%u);\n", i, i);
    harness_load_states(h, graph);
    buffer_print(&h->main, "    status(\"%.*s %s\", ", TEXT_ARGS(model), entry);
    harness_call(h, graph, model, entry, "x");
    buffer_print(&h->main, ", &%s), 0);\n",
                 strcmp(entry, "infer") ? "work" : "infer_work");
    harness_check_states(h, graph, model, !strcmp(entry, "infer"));
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = harness_defined(graph, graph->outputs.at[i]);
        buffer_print(&h->main, "    check(\"%.*s %s %.*s\", y%u, want_y%u, "
                               "%lld, %d);\n",
                     TEXT_ARGS(model), entry,
                     TEXT_ARGS(graph->definitions.at[graph->outputs.at[i]]
                                   .name),
                     i, i, (long long)harness_size(graph, id),
                     graph_array(graph, id)->type == WHOLE);
    }
}

/* values[] of the scheduled graph, all computed. */
static inline void harness_data(Harness *h, const Graph *graph, Text model,
                                double *const *values)
{
    Buffer *out = &h->main;
    buffer_print(out, "    static %.*s_work work; static %.*s_infer_work "
                      "infer_work;\n",
                 TEXT_ARGS(model), TEXT_ARGS(model));
    if (graph->params.count)
        buffer_print(out, "    static %.*s_params p, d_p; real *at = (real *)"
                          "(void *)&p;\n",
                     TEXT_ARGS(model));
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = harness_defined(graph, graph->inputs.at[i]);
        const Array *array = graph_array(graph, id);
        harness_values(h, array->type == WHOLE ? "int32_t" : "real", "x", i,
                       values[id], array_size(array));
    }
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = harness_defined(graph, graph->params.at[i]);
        harness_values(h, "real", "param", i, values[id],
                       harness_size(graph, id));
        buffer_print(out, "    memcpy(at, param%u, sizeof param%u); at += "
                          "%lld;\n",
                     i, i, (long long)harness_size(graph, id));
    }
    if (graph_has_state(graph))
        buffer_print(out, "    static %.*s_state state;\n", TEXT_ARGS(model));
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = harness_defined(graph, graph->states.at[i]);
        harness_values(h, "real", "old", i, values[id],
                       harness_size(graph, id));
    }
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        harness_values(h, "double", "want_next", i,
                       values[graph_next(graph, i)],
                       harness_size(graph, graph->nexts.at[i].state));
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        ArrayId id = graph->seeds.at[i].array;
        harness_values(h, "real", "seed", i, values[id],
                       harness_size(graph, id));
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = harness_defined(graph, graph->outputs.at[i]);
        harness_values(h, "double", "want_y", i, values[id],
                       harness_size(graph, id));
        buffer_print(out, "    static %s y%u[%lld];\n",
                     graph_array(graph, id)->type == WHOLE ? "int32_t" : "real",
                     i, (long long)harness_size(graph, id));
    }
    for (uint32_t i = 0; i < graph->gradients.count; i++) {
        const Gradient *g = &graph->gradients.at[i];
        harness_values(h, "double", "want_d", i, values[g->array],
                       harness_size(graph, g->array));
        if (gradient_is_argument(graph, g)) {
            buffer_print(out, "    static real dx%u[%lld];\n", i,
                         (long long)harness_size(graph, g->by));
            continue;
        }
        int64_t before = 0;
        for (uint32_t k = 0; k < graph->params.count; k++) {
            ArrayId id = harness_defined(graph, graph->params.at[k]);
            if (id == g->by)
                break;
            before += harness_size(graph, id);
        }
        buffer_print(out, "    enum { p_at%u = %lld * sizeof(real) };\n", i,
                     (long long)before);
    }
}

static inline void harness_bad_index(Harness *h, const Graph *graph, Text model)
{
    bool any = false;
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = harness_defined(graph, graph->inputs.at[i]);
        const Array *array = graph_array(graph, id);
        if (array->type != WHOLE)
            continue;
        any = true;
        buffer_print(&h->main, "    static int32_t wrong%u[%lld]; "
                               "memcpy(wrong%u, x%u, sizeof x%u);\n"
                               "    wrong%u[%lld] = %lld;\n",
                     i, (long long)array_size(array), i, i, i, i,
                     (long long)array_size(array) - 1,
                     h->state & 1 ? (long long)array->limit : -1LL);
    }
    if (!any)
        return;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        buffer_print(&h->main, "    memset(y%u, 0x11, sizeof y%u);\n", i, i);
    buffer_print(&h->main, "    status(\"%.*s wrong\", ", TEXT_ARGS(model));
    harness_call(h, graph, model, "forward", "wrong");
    buffer_puts(&h->main, ", &work), 1);\n");
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        buffer_print(&h->main, "    status(\"%.*s untouched\", "
                               "*(unsigned char *)y%u, 0x11);\n",
                     TEXT_ARGS(model), i);
}

/* Adds a model of a gradient graph (or one without gradients), with random
 * inputs in low … high. False if eval finds no value. */
static inline bool harness_add(Harness *h, const Graph *source, double low,
                               double high)
{
    Arena *arena = h->arena;
    const Loops *loops = schedule(source, arena, NO_CHECKPOINT);
    const Graph *graph = loops->graph;
    double **values = NEW_ARRAY(arena, double *, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind != INPUT && array->kind != PARAM
            && array->kind != STATE)
            continue;
        values[id] = NEW_ARRAY(arena, double, array_size(array) + 1);
        for (int64_t i = 0; i < array_size(array); i++)
            values[id][i] = array->type == WHOLE
                              ? floor(harness_random(h, 0, 1)
                                      * (double)array->limit * 0.999)
                              : harness_random(h, low, high);
    }
    EvalFault fault;
    if (!eval(graph, arena, !h->in_double, values, &fault)) {
        printf("array %u element %lld value %lld problem %d\n", fault.array,
               (long long)fault.element, (long long)fault.value,
               (int)fault.problem);
        return false;
    }
    /* What schedule has put where changes no value. */
    double **again = NEW_ARRAY(arena, double *, source->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint8_t kind = graph_array(graph, id)->kind;
        if (kind == INPUT || kind == PARAM || kind == STATE)
            again[loops->origin[id]] = values[id];
    }
    ck_assert(eval(source, arena, !h->in_double, again, &fault));
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        values[graph->gradients.at[i].array] =
            again[source->gradients.at[i].array];
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        values[harness_defined(graph, graph->outputs.at[i])] =
            again[harness_defined(source, source->outputs.at[i])];
    const Plan *p = plan(loops, arena, h->in_double, h->accumulate);
    ck_assert_int_ge(p->work.bytes, p->work.bound);
    Text stem = text_format(arena, "m%u", h->count++);
    Names *names = names_in_c(graph, arena, stem);
    EmitOptions options = {
        .source = text_of("test.g"),
        .header = text_format(arena, "%.*s.h", TEXT_ARGS(stem)),
    };
    TextList text = {0};
    Buffer header = buffer_create(arena);
    emit_c(p, names, &options, arena, &text);
    emit_h(p, names, &options, arena, &header);
    harness_file(h, text_format(arena, "%.*s.c", TEXT_ARGS(stem)),
                 text_join(arena, &text));
    harness_file(h, options.header, buffer_text(&header));
    Text model = names->model;
    Buffer *out = &h->main;
    buffer_print(out, "#include \"%.*s\"\nstatic void run_%.*s(void)\n{\n",
                 TEXT_ARGS(options.header), TEXT_ARGS(model));
    harness_data(h, graph, model, values);
    buffer_puts(out, "    memset(&work, 0xFF, sizeof work);\n"
                     "    memset(&infer_work, 0xFF, sizeof infer_work);\n");
    harness_outputs(h, graph, model, "forward");
    if (graph->gradients.count) {
        harness_backward(h, graph, model, -1);
        for (uint32_t i = 0; i <= graph->gradients.count; i++)
            harness_backward(h, graph, model, (int)i);
    }
    harness_outputs(h, graph, model, "infer");
    harness_bad_index(h, graph, model);
    buffer_puts(out, "}\n");
    return true;
}

/* After the last harness_add, before harness_run. */
static inline void harness_close(Harness *h)
{
    if (SANITIZED)
        return;
    buffer_puts(&h->main, "int main(void)\n{\n");
    for (uint32_t i = 0; i < h->count; i++)
        buffer_print(&h->main, "    run_m%u();\n", i);
    buffer_puts(&h->main, "    return bad;\n}\n");
    harness_file(h, text_of("all.c"), buffer_text(&h->main));
}

#define HARNESS_WARNINGS                                                       \
    "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion "       \
    "-Wcast-qual -Wundef -Wvla -Werror "
#define HARNESS_C_WARNINGS "-Wstrict-prototypes -Wmissing-prototypes "

/* Compiles with `compiler` (its options included) and runs. What a sanitized
 * build has written is the text that the others compile. */
static inline void harness_run(const Harness *h, const char *compiler)
{
    if (SANITIZED)
        return;
    char command[2048];
    const char *root = GCC_GRAPH_ROOT;
    snprintf(command, sizeof command,
             "cd %s && rm -f *.o && ls m[0-9]*.c | xargs -n 20 -P 2 %s "
             HARNESS_WARNINGS
             "-I%s/runtime -c >log 2>&1 && %s -w -I%s/runtime "
             "-O0 all.c *.o %s/libgg.a -o all >>log 2>&1 && ./all >>log 2>&1 "
             "|| { head -c 3000 log; false; }",
             h->folder, compiler, root, compiler, root, GCC_GRAPH_BUILD);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    char text[4096];
    size_t length = fread(text, 1, sizeof text - 1, pipe);
    text[length] = '\0';
    ck_assert_msg(pclose(pipe) == 0, "%s in %s:\n%s", compiler, h->folder,
                  text);
}

static inline void harness_remove(const Harness *h)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", h->folder);
    ck_assert_int_eq(system(command), 0);
}

#endif
