/* emit_selftest_area.c: the work area of the self-test, and its prototype. */
#include "emit_selftest_parts.h"

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

Test test_of(const Plan *plan, const Names *names, const EmitOptions *options,
             Buffer *out)
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

ArrayId test_defined(const Graph *graph, uint32_t definition)
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
        ArrayId id = test_defined(graph, graph->inputs.at[i]);
        member(t, id, names->arrays[id]);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        member(t, test_defined(graph, graph->outputs.at[i]), names->outputs[i]);
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
