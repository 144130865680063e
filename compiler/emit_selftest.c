/* emit_selftest.c: the work area of the self-test, and its function. */
#include "emit_selftest.h"

#include "emit_interface.h"

#include <float.h>
#include <math.h>

typedef struct Test {
    const Plan     *plan;
    const Graph    *graph;
    const Names    *names;
    const Selftest *selftest;
    const SelftestNames *own;
    const EmitOptions *options;
    Arena          *arena;
    Buffer         *out;
    const char     *f;              /* behind names of functions of the runtime */
    int64_t         bytes;          /* of tables */
} Test;

SelftestNames *selftest_names(const Plan *plan, Names *names)
{
    const Graph *graph = plan->loops->graph;
    Arena *arena = names->arena;
    SelftestNames *own = NEW(arena, SelftestNames);
    own->model = names_claim(names, text_of("model"));
    own->tangent = names_claim(names, text_of("tangent"));
    own->directions = NEW_ARRAY(arena, Text, graph->gradients.count);
    own->tangents = NEW_ARRAY(arena, Text, graph->seeds.count);
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        own->directions[g] = names_claim(
            names, text_format(arena, "v_%.*s",
                               TEXT_ARGS(names->arrays[graph->gradients.at[g]
                                                           .by])));
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        uint32_t output = graph->seeds.at[k].output;
        own->tangents[k] = names_claim(
            names, text_format(arena, "t_%.*s",
                               TEXT_ARGS(names->outputs[output])));
    }
    return own;
}

static Test test_of(const Plan *plan, const Names *names,
                    const EmitOptions *options, Buffer *out)
{
    return (Test){.plan = plan,
                  .graph = plan->loops->graph,
                  .names = names,
                  .selftest = options->selftest,
                  .own = options->selftest_names,
                  .options = options,
                  .arena = names->arena,
                  .out = out,
                  .f = plan->real_double ? "" : "f"};
}

/* -- the work area -- */

static void member(const Test *t, ArrayId like, Text name)
{
    buffer_puts(t->out, "    ");
    emit_declarator(graph_array(t->graph, like), name, t->plan->real_double,
                    t->out);
    buffer_puts(t->out, ";\n");
}

static ArrayId defined(const Graph *graph, uint32_t definition)
{
    return graph->definitions.at[definition].array;
}

static void emit_members(const Test *t)
{
    const Graph *graph = t->graph;
    const Names *names = t->names;
    Text params = names_public(names, "params");
    if (graph->params.count)
        buffer_print(t->out, "    %.*s p;\n    %.*s d_p;\n", TEXT_ARGS(params),
                     TEXT_ARGS(params));
    if (graph_has_state(graph))
        buffer_print(t->out, "    %.*s state;\n",
                     TEXT_ARGS(names_public(names, "state")));
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        member(t, id, names->arrays[id]);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        member(t, defined(graph, graph->outputs.at[i]), names->outputs[i]);
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        member(t, seed, names->arrays[seed]);
        member(t, seed, t->own->tangents[k]);
    }
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        member(t, gradient->by, t->own->directions[g]);
        if (gradient_is_argument(graph, gradient))
            member(t, gradient->by, names->gradients[g]);
    }
}

void emit_selftest_interface(const Plan *plan, const Names *names,
                             const EmitOptions *options, Buffer *out)
{
    Test t = test_of(plan, names, options, out);
    Text work = names_public(names, "selftest_work");
    buffer_print(out, "/* Room for the self-test. */\n"
                      "typedef struct %.*s {\n", TEXT_ARGS(work));
    emit_members(&t);
    buffer_print(out, "    GG_SHARE\n        %.*s %.*s;\n        %.*s %.*s;\n"
                      "    GG_SHARE_END\n} %.*s;\n\n",
                 TEXT_ARGS(names_public(names, "work")),
                 TEXT_ARGS(t.own->model),
                 TEXT_ARGS(names_public(names, "tangent_work")),
                 TEXT_ARGS(t.own->tangent), TEXT_ARGS(work));
    buffer_puts(out,
                "/* Tests the model where it runs: that gradients are the"
                " transpose of the\n * derivatives forward, up to a bound of"
                " rounding");
    if (t.selftest->hashed)
        buffer_puts(out, ", and that outputs and gradients\n * have the bits"
                         " that the compiler computed");
    buffer_print(out, ".\n *\n * Returns GG_OK; GG_TEST_TRANSPOSE%s if not; or"
                      " what a call has\n * returned. */\nint %.*s(%.*s"
                      " *work);\n\n",
                 t.selftest->hashed ? ", GG_TEST_OUTPUTS or"
                                      "\n * GG_TEST_GRADIENTS"
                                    : "",
                 TEXT_ARGS(names_public(names, "selftest")), TEXT_ARGS(work));
}

/* -- lines -- */

/* A call with these arguments, broken before column 80; `end` is behind it. */
static void call(const Test *t, uint32_t indent, Text start,
                 const TextList *arguments, const char *end)
{
    Buffer *out = t->out;
    size_t column = 4 * indent + text_width(start) + 1;
    buffer_print(out, "%*s%.*s(", (int)(4 * indent), "", TEXT_ARGS(start));
    for (uint32_t i = 0; i < arguments->count; i++) {
        Text a = arguments->at[i];
        size_t width = text_width(a) + (i ? 1 : 0) + 2;
        if (i && column + width > 78) {
            buffer_print(out, ",\n%*s", (int)(4 * indent + 4), "");
            column = 4 * indent + 4;
        } else if (i) {
            buffer_puts(out, ", ");
        }
        buffer_add(out, a);
        column += width;
    }
    buffer_print(out, ")%s\n", end);
}

static Text real(const Test *t, double value)
{
    Buffer text = buffer_create(t->arena);
    emit_real(value, t->plan->real_double, &text);
    return buffer_text(&text);
}

/* `(float *)work->W`, or `&work->s` of rank 0: the first of all elements. A
 * pointer to the first of a row would say that there are no others. */
static Text first_element(const Test *t, ArrayId like, const char *before,
                          Text name)
{
    const Array *array = graph_array(t->graph, like);
    const char *type = element_type(array, t->plan->real_double);
    if (array->rank > 1)
        return text_format(t->arena, "(%s *)work->%s%.*s", type, before,
                           TEXT_ARGS(name));
    return text_format(t->arena, "%swork->%s%.*s", array->rank ? "" : "&",
                       before, TEXT_ARGS(name));
}

static Text size_text(const Test *t, ArrayId like)
{
    return text_format(t->arena, "%lld",
                       (long long)array_size(graph_array(t->graph, like)));
}

static void add(const Test *t, TextList *list, Text text)
{
    list_push(t->arena, list, text);
}

static Text stream_text(const Test *t, SelftestStream kind, uint32_t at)
{
    return text_format(t->arena, "0x%lxu",
                       (unsigned long)selftest_stream(kind, at));
}

static void fill(const Test *t, ArrayId like, Text to, Text stream, double low,
                 double high)
{
    TextList list = {0};
    add(t, &list, to);
    add(t, &list, size_text(t, like));
    add(t, &list, text_of("seed"));
    add(t, &list, stream);
    add(t, &list, real(t, low));
    add(t, &list, real(t, high));
    call(t, 2, text_format(t->arena, "gg_fill_uniform%s", t->f), &list, ";");
}

static void move(const Test *t, ArrayId like, Text to, Text stream, double by)
{
    TextList list = {0};
    add(t, &list, size_text(t, like));
    add(t, &list, to);
    add(t, &list, text_of("seed"));
    add(t, &list, stream);
    add(t, &list, real(t, by));
    call(t, 2, text_format(t->arena, "gg_move%s", t->f), &list, ";");
}

/* -- the point -- */

/* Index data, and what the author gives: a table. */
static void fixed(Test *t, ArrayId id, Text to, const double *values)
{
    const Array *array = graph_array(t->graph, id);
    int64_t size = array_size(array);
    int row = array->type == WHOLE ? 10 : 3;
    Buffer *out = t->out;
    if (!size)
        return;
    buffer_print(out, "        {\n            static const %s at[%lld] = {",
                 element_type(array, t->plan->real_double), (long long)size);
    for (int64_t i = 0; i < size; i++) {
        buffer_puts(out, i % row ? " " : "\n                ");
        if (array->type == WHOLE)
            buffer_print(out, "%lld", (long long)values[i]);
        else
            emit_real(values[i], t->plan->real_double, out);
        buffer_puts(out, i + 1 < size ? "," : "");
    }
    buffer_print(out, "\n            };\n\n            GG_COPY(%.*s, at, "
                      "sizeof at);\n        }\n", TEXT_ARGS(to));
    t->bytes += size * element_bytes(array, t->plan->real_double);
}

static void dominate(const Test *t, ArrayId like, Text to)
{
    const Array *array = graph_array(t->graph, like);
    long long n = (long long)array->shape[array->rank - 1];
    TextList list = {0};
    add(t, &list, text_format(t->arena, "%lld",
                              (long long)array_size(array) / (n * n)));
    add(t, &list, text_format(t->arena, "%lld", n));
    add(t, &list, to);
    call(t, 2, text_format(t->arena, "gg_dominate%s", t->f), &list, ";");
}

static void emit_params(Test *t)
{
    const Graph *graph = t->graph;
    const Selftest *s = t->selftest;
    if (graph->params.count)
        buffer_print(t->out, "        %.*s(&work->p, seed);\n",
                     TEXT_ARGS(names_public(t->names, "init")));
    for (uint32_t i = 0; i < graph->params.count; i++) {
        ArrayId id = defined(graph, graph->params.at[i]);
        Text to = first_element(t, id, "p.", t->names->arrays[id]);
        Text stream = stream_text(t, SELFTEST_PARAM, i);
        if (s->params[i])
            fixed(t, id, to, s->params[i]);
        else if (s->near > 0)
            move(t, id, to, stream, s->near);
        else
            fill(t, id, to, stream, s->low, s->high);
        if (s->definite_params[i])
            dominate(t, id, to);
    }
    if (graph_has_state(graph))
        buffer_print(t->out, "        %.*s(&work->state, seed);\n",
                     TEXT_ARGS(names_public(t->names, "state_init")));
    for (uint32_t i = 0; i < graph->states.count; i++) {
        ArrayId id = defined(graph, graph->states.at[i]);
        Text to = first_element(t, id, "state.", t->names->arrays[id]);
        if (s->states[i])
            fixed(t, id, to, s->states[i]);
        else
            move(t, id, to, stream_text(t, SELFTEST_STATE, i), SELFTEST_MOVE);
    }
}

static void emit_point(Test *t)
{
    const Graph *graph = t->graph;
    const Selftest *s = t->selftest;
    emit_params(t);
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        Text to = first_element(t, id, "", t->names->arrays[id]);
        if (s->inputs[i])
            fixed(t, id, to, s->inputs[i]);
        else
            fill(t, id, to, stream_text(t, SELFTEST_INPUT, i), s->low, s->high);
        if (s->definite_inputs[i])
            dominate(t, id, to);
    }
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        fill(t, gradient->by,
             first_element(t, gradient->by, "", t->own->directions[g]),
             stream_text(t, SELFTEST_DIRECTION, g), -s->reach[g], s->reach[g]);
    }
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        fill(t, seed, first_element(t, seed, "", t->names->arrays[seed]),
             stream_text(t, SELFTEST_SEED, k), SELFTEST_WEIGHT_LOW,
             SELFTEST_WEIGHT_HIGH);
    }
}

/* -- calls -- */

static Text gradient_at(const Test *t, uint32_t g)
{
    const Gradient *gradient = &t->graph->gradients.at[g];
    bool argument = gradient_is_argument(t->graph, gradient);
    return first_element(t, gradient->by, argument ? "" : "d_p.",
                         argument ? t->names->gradients[g]
                                  : t->names->arrays[gradient->by]);
}

/* What is added to starts from 0. */
static void clear_gradients(const Test *t)
{
    const Graph *graph = t->graph;
    for (uint32_t g = 0; t->plan->accumulate && g < graph->gradients.count; g++)
        fill(t, graph->gradients.at[g].by, gradient_at(t, g),
             stream_text(t, SELFTEST_DIRECTION, g), 0, 0);
}

/* By value where it goes in and is of rank 0, else where it is. */
static Text passed(const Test *t, const Array *array, Text name, bool out)
{
    const char *sign = !array->rank && out ? "&" : "";
    return text_format(t->arena, "%swork->%.*s", sign, TEXT_ARGS(name));
}

static void add_given(const Test *t, TextList *list)
{
    const Graph *graph = t->graph;
    if (graph->params.count)
        add(t, list, text_of("&work->p"));
    if (graph_has_state(graph))
        add(t, list, text_of("&work->state"));
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = defined(graph, graph->inputs.at[i]);
        add(t, list, passed(t, graph_array(graph, id), t->names->arrays[id],
                            false));
    }
}

static void add_area(const Test *t, TextList *list, Text area)
{
    add(t, list, text_format(t->arena, "&work->%.*s", TEXT_ARGS(area)));
}

static void checked_call(const Test *t, const char *entry, TextList *list)
{
    call(t, 2, text_format(t->arena, "status = %.*s",
                           TEXT_ARGS(names_public(t->names, entry))), list, ";");
    buffer_puts(t->out, "        if (status != GG_OK) {\n"
                        "            return status;\n        }\n");
}

static void call_tangent(const Test *t)
{
    const Graph *graph = t->graph;
    TextList list = {0};
    add_given(t, &list);
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        add(t, &list, passed(t, graph_array(graph, graph->gradients.at[g].by),
                             t->own->directions[g], false));
    for (uint32_t k = 0; k < graph->seeds.count; k++)
        add(t, &list, passed(t, graph_array(graph, graph->seeds.at[k].array),
                             t->own->tangents[k], true));
    add_area(t, &list, t->own->tangent);
    checked_call(t, "tangent", &list);
}

static void call_forward(const Test *t)
{
    const Graph *graph = t->graph;
    TextList list = {0};
    if (t->options->profile)
        buffer_print(t->out, "        work->%.*s.%.*s = NULL;\n",
                     TEXT_ARGS(t->own->model),
                     TEXT_ARGS(t->options->profile->member));
    add_given(t, &list);
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        add(t, &list,
            passed(t, graph_array(graph, defined(graph, graph->outputs.at[i])),
                   t->names->outputs[i], true));
    add_area(t, &list, t->own->model);
    checked_call(t, "forward", &list);
}

static void call_backward(const Test *t)
{
    const Graph *graph = t->graph;
    TextList list = {0};
    add_given(t, &list);
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        add(t, &list, passed(t, graph_array(graph, seed),
                             t->names->arrays[seed], false));
    }
    if (graph->params.count)
        add(t, &list, text_of("&work->d_p"));
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        if (gradient_is_argument(graph, gradient))
            add(t, &list, passed(t, graph_array(graph, gradient->by),
                                 t->names->gradients[g], true));
    }
    add_area(t, &list, t->own->model);
    checked_call(t, "backward", &list);
}

/* -- comparing -- */

static void products(const Test *t, ArrayId like, Text x, Text y,
                     const char *sum)
{
    TextList list = {0};
    add(t, &list, size_text(t, like));
    add(t, &list, x);
    add(t, &list, y);
    add(t, &list, text_of(sum));
    call(t, 2, text_format(t->arena, "gg_products%s", t->f), &list, ";");
}

static void emit_products(const Test *t)
{
    const Graph *graph = t->graph;
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        products(t, seed, first_element(t, seed, "", t->names->arrays[seed]),
                 first_element(t, seed, "", t->own->tangents[k]), "forward");
    }
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        ArrayId by = graph->gradients.at[g].by;
        products(t, by, first_element(t, by, "", t->own->directions[g]),
                 gradient_at(t, g), "backward");
    }
}

static void hash(const Test *t, ArrayId like, Text of)
{
    const Array *array = graph_array(t->graph, like);
    TextList list = {0};
    if (array->type == WHOLE && array->limit > (int64_t)1 << 31)
        return;
    add(t, &list, text_of("hash"));
    add(t, &list, size_text(t, like));
    add(t, &list, of);
    call(t, 2, array->type == WHOLE
                   ? text_of("hash = gg_hash_whole")
                   : text_format(t->arena, "hash = gg_hash%s", t->f),
         &list, ";");
}

static void compare_hash(const Test *t, const char *table, const char *status)
{
    buffer_print(t->out, "        if (hash != %s[k]) {\n"
                         "            return %s;\n        }\n", table, status);
}

static void hash_outputs(const Test *t)
{
    const Graph *graph = t->graph;
    if (!t->selftest->hashed)
        return;
    buffer_puts(t->out, "        hash = GG_HASH_START;\n");
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = defined(graph, graph->outputs.at[i]);
        hash(t, id, first_element(t, id, "", t->names->outputs[i]));
    }
    compare_hash(t, "outputs", "GG_TEST_OUTPUTS");
}

static void hash_gradients(const Test *t)
{
    const Graph *graph = t->graph;
    if (!t->selftest->hashed)
        return;
    buffer_puts(t->out, "        hash = GG_HASH_START;\n");
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        hash(t, graph->gradients.at[g].by, gradient_at(t, g));
    compare_hash(t, "gradients", "GG_TEST_GRADIENTS");
}

/* -- the function -- */

static void hash_table(Test *t, const char *name, bool of_outputs)
{
    if (!t->selftest->hashed)
        return;
    buffer_print(t->out, "    static const uint64_t %s[%d] = {\n", name,
                 SELFTEST_POINTS);
    for (int k = 0; k < SELFTEST_POINTS; k++) {
        const SelftestPoint *p = &t->selftest->point[k];
        buffer_print(t->out, "        UINT64_C(0x%016llx)%s\n",
                     (unsigned long long)(of_outputs ? p->outputs
                                                     : p->gradients),
                     k + 1 < SELFTEST_POINTS ? "," : "\n    };");
    }
    t->bytes += 8 * SELFTEST_POINTS;
}

static void emit_tables(Test *t)
{
    const char *type = t->plan->real_double ? "double" : "float";
    buffer_print(t->out, "    static const uint64_t seeds[%d] = {",
                 SELFTEST_POINTS);
    for (int k = 0; k < SELFTEST_POINTS; k++)
        buffer_print(t->out, "%s%llu", k ? ", " : "",
                     (unsigned long long)t->selftest->point[k].seed);
    buffer_print(t->out, "};\n    static const %s bounds[%d] = {", type,
                 SELFTEST_POINTS);
    for (int k = 0; k < SELFTEST_POINTS; k++)
        buffer_print(t->out, "%s%.*s", k ? ", " : "",
                     TEXT_ARGS(real(t, t->selftest->point[k].bound)));
    buffer_puts(t->out, "};\n");
    t->bytes += SELFTEST_POINTS * (t->plan->real_double ? 16 : 12);
    hash_table(t, "outputs", true);
    hash_table(t, "gradients", false);
}

int64_t emit_selftest(const Plan *plan, const Names *names,
                      const EmitOptions *options, Arena *arena, Buffer *out)
{
    Test t = test_of(plan, names, options, out);
    const char *type = plan->real_double ? "double" : "float";
    const char *zero = plan->real_double ? "0.0" : "0.0f";
    t.arena = arena;
    buffer_print(out, "\nint %.*s(%.*s *GG_RESTRICT work)\n{\n",
                 TEXT_ARGS(names_public(names, "selftest")),
                 TEXT_ARGS(names_public(names, "selftest_work")));
    emit_tables(&t);
    buffer_print(out, "\n    for (int k = 0; k < %d; k++) {\n"
                      "        const uint64_t seed = seeds[k];\n"
                      "        %s forward[2] = {%s, %s};\n"
                      "        %s backward[2] = {%s, %s};\n"
                      "        int status;\n%s\n",
                 SELFTEST_POINTS, type, zero, zero, type, zero, zero,
                 t.selftest->hashed ? "        uint64_t hash;\n" : "");
    emit_point(&t);
    buffer_puts(out, "\n        /* u·(J v) */\n");
    call_tangent(&t);
    buffer_puts(out, "\n        /* (Jᵀ u)·v */\n");
    call_forward(&t);
    hash_outputs(&t);
    clear_gradients(&t);
    call_backward(&t);
    buffer_puts(out, "\n");
    emit_products(&t);
    buffer_print(out, "        if (!(gg_abs%s((forward[0] - backward[0])"
                      " + (forward[1] - backward[1]))\n"
                      "              <= bounds[k])) {\n"
                      "            return GG_TEST_TRANSPOSE;\n        }\n",
                 t.f);
    hash_gradients(&t);
    buffer_puts(out, "    }\n    return GG_OK;\n}\n");
    return t.bytes;
}
