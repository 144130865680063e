/* emit_selftest.c: the function of the self-test: calls and comparisons. */
#include "emit_selftest_parts.h"

/* -- calls -- */

static Text gradient_at(const Test *t, uint32_t g)
{
    const Gradient *gradient = &t->graph->gradients.at[g];
    bool argument = gradient_is_argument(t->graph, gradient);
    return test_first(t, gradient->by, argument ? "" : "d_p.",
                      argument ? t->names->gradients[g]
                               : t->names->arrays[gradient->by]);
}

/* What is added to starts from 0. */
static void clear_gradients(const Test *t)
{
    const Graph *graph = t->graph;
    for (uint32_t g = 0; t->plan->accumulate && g < graph->gradients.count; g++)
        test_fill(t, graph->gradients.at[g].by, gradient_at(t, g),
                  test_stream(t, SELFTEST_DIRECTION, g), 0, 0);
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
        test_add(t, list, text_of("&work->p"));
    if (graph_has_state(graph))
        test_add(t, list, text_of("&work->state"));
    for (uint32_t i = 0; i < graph->inputs.count; i++) {
        ArrayId id = test_defined(graph, graph->inputs.at[i]);
        test_add(t, list, passed(t, graph_array(graph, id),
                                 t->names->arrays[id], false));
    }
}

static void add_area(const Test *t, TextList *list, Text area)
{
    test_add(t, list, text_format(t->arena, "&work->%.*s", TEXT_ARGS(area)));
}

static void checked_call(const Test *t, const char *entry, TextList *list)
{
    test_call(t, 2, text_format(t->arena, "status = %.*s",
                                TEXT_ARGS(names_public(t->names, entry))),
              list, ";");
    buffer_puts(t->out, "        if (status != GG_OK) {\n"
                        "            return status;\n        }\n");
}

static void call_tangent(const Test *t)
{
    const Graph *graph = t->graph;
    TextList list = {0};
    add_given(t, &list);
    for (uint32_t g = 0; g < graph->gradients.count; g++)
        test_add(t, &list, passed(t, graph_array(graph,
                                                 graph->gradients.at[g].by),
                                  t->own->directions[g], false));
    for (uint32_t k = 0; k < graph->seeds.count; k++)
        test_add(t, &list, passed(t, graph_array(graph,
                                                 graph->seeds.at[k].array),
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
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        ArrayId id = test_defined(graph, graph->outputs.at[i]);
        test_add(t, &list, passed(t, graph_array(graph, id),
                                  t->names->outputs[i], true));
    }
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
        test_add(t, &list, passed(t, graph_array(graph, seed),
                                  t->names->arrays[seed], false));
    }
    if (graph->params.count)
        test_add(t, &list, text_of("&work->d_p"));
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        const Gradient *gradient = &graph->gradients.at[g];
        if (gradient_is_argument(graph, gradient))
            test_add(t, &list, passed(t, graph_array(graph, gradient->by),
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
    test_add(t, &list, test_size(t, like));
    test_add(t, &list, x);
    test_add(t, &list, y);
    test_add(t, &list, text_of(sum));
    test_call(t, 2, text_format(t->arena, "gg_products%s", t->f), &list, ";");
}

static void emit_products(const Test *t)
{
    const Graph *graph = t->graph;
    for (uint32_t k = 0; k < graph->seeds.count; k++) {
        ArrayId seed = graph->seeds.at[k].array;
        products(t, seed, test_first(t, seed, "", t->names->arrays[seed]),
                 test_first(t, seed, "", t->own->tangents[k]), "forward");
    }
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        ArrayId by = graph->gradients.at[g].by;
        products(t, by, test_first(t, by, "", t->own->directions[g]),
                 gradient_at(t, g), "backward");
    }
}

static void hash(const Test *t, ArrayId like, Text of)
{
    const Array *array = graph_array(t->graph, like);
    TextList list = {0};
    if (array->type == WHOLE && array->limit > (int64_t)1 << 31)
        return;
    test_add(t, &list, text_of("hash"));
    test_add(t, &list, test_size(t, like));
    test_add(t, &list, of);
    Text start = array->type == WHOLE
                   ? text_of("hash = gg_hash_whole")
                   : text_format(t->arena, "hash = gg_hash%s", t->f);
    test_call(t, 2, start, &list, ";");
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
        ArrayId id = test_defined(graph, graph->outputs.at[i]);
        hash(t, id, test_first(t, id, "", t->names->outputs[i]));
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
                     TEXT_ARGS(test_real(t, t->selftest->point[k].bound)));
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
    test_point(&t);
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
