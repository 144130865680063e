/* compile_eval.c: from the options to command_eval and gradient_check. */
#define _XOPEN_SOURCE 700

#include "compile_c.h"
#include "compile_eval.h"

#include "command_eval.h"
#include "emit_h.h"
#include "gradient_check.h"
#include "output.h"

#include <stdlib.h>
#include <unistd.h>

/* The first of the two that exists: what was built here, what is installed. */
static Text either(const char *built, const char *installed)
{
    return text_of(access(built, R_OK) == 0 ? built : installed);
}

/* NULL after an error. */
static EngineC *engine_make(Compilation *c, const Graph *gradient)
{
    bool in_double = c->options->real_double;
    PlanOptions plan_options = budget_options(c->options, BOUNDED_BOTH);
    plan_options.accumulate = false;
    const Plan *p = plan_graph(gradient, c->arena, &plan_options);
    keep_to_budget(c, p, NULL);
    if (c->status)
        return NULL;
    Names *names = names_of_loops(p->loops, c->arena, text_of("model"));
    EmitOptions options = {.source = c->options->input,
                           .header = text_of("model.h"),
                           .relaxed = c->options->relaxed,
                           .vector_bits = vector_bits(c->options)};
    TextList source = {0};
    Buffer header = buffer_create(c->arena);
    emit_c(p, names, &options, c->arena, &source);
    emit_h(p, names, &options, c->arena, &header);
    const char *compiler = getenv("CC");
    EngineC *engine = NEW(c->arena, EngineC);
    *engine = (EngineC){
        .graph = p->loops->graph,
        .names = names,
        .source = text_join(c->arena, &source),
        .header = buffer_text(&header),
        .header_name = options.header,
        .in_double = in_double,
        .infer = c->options->infer,
        .seed = c->options->seed,
        .step = c->options->step,
        .include = either(GCC_GRAPH_ROOT "/runtime",
                          GCC_GRAPH_PREFIX "/include"),
        .library = either(GCC_GRAPH_BUILD "/libgg.a",
                          GCC_GRAPH_PREFIX "/lib/libgg.a"),
        .compiler = text_of(compiler ? compiler : ""),
    };
    return engine;
}

/* Messages are reported, the rest goes where the options say. */
static Status finish(Compilation *c, int status, const Buffer *out,
                     const Buffer *problems)
{
    diagnose_lines(c->diagnostics, buffer_text(problems));
    bool fine = !out->length
             || output_text(c->arena, c->diagnostics, c->options->output,
                            buffer_text(out));
    return fine ? (Status)status : STATUS_ERROR;
}

/* With checkpoints sums have an order of their own. */
static void order_sums(Compilation *c, Graph *gradient)
{
    const PlanOptions options = {.checkpoint = c->options->checkpoint,
                                 .real_double = c->options->real_double,
                                 .most = NO_LIMIT};
    if (gradient && options.checkpoint != NO_CHECKPOINT)
        loops_order_sums(plan_graph(gradient, c->arena, &options)->loops,
                         gradient);
}

typedef struct Forward {
    Compilation *compilation;
    Graph       *graph;
} Forward;

/* An EvalAlone. */
static bool differentiate_alone(void *context, uint32_t output,
                                EvalCommand *command)
{
    const Forward *forward = context;
    Compilation *c = forward->compilation;
    Graph *graph = graph_compact(arena_open(c->arena), forward->graph);
    graph->outputs.at[0] = graph->outputs.at[output];
    graph->outputs.count = 1;
    graph->inferred.count = graph->nexts.count = 0;
    graph = compile_gradient(c, graph);
    command->graph = graph;
    if (graph && command->engine)
        command->engine = engine_make(c, graph);
    order_sums(c, graph);
    return command->graph && !c->status;
}

Status compile_eval(Compilation *c, Graph *forward, Graph *gradient)
{
    Forward source = {c, forward};
    const Options *options = c->options;
    EvalCommand command = {
        .arena = c->arena,
        .graph = gradient,
        .values = {.count = options->values.count,
                   .assignments = options->values.at,
                   .params = options->params,
                   .seed = options->seed,
                   .step = options->step,
                   .in_double = options->real_double,
                   .infer = options->infer},
        .json = options->json,
        .infer = options->infer,
        .engine = options->c_engine ? engine_make(c, gradient) : NULL,
        .alone = differentiate_alone,
        .context = &source,
    };
    if (c->status)
        return c->status;
    order_sums(c, gradient);
    Buffer out = buffer_create(c->arena), problems = buffer_create(c->arena);
    int status = command_eval(&command, &out, &problems);
    return finish(c, status, &out, &problems);
}

Status compile_check(Compilation *c, const Graph *gradient)
{
    Buffer out = buffer_create(c->arena), problems = buffer_create(c->arena);
    const Options *options = c->options;
    const CheckOptions check = {
        .values = {.count = options->values.count,
                   .assignments = options->values.at,
                   .params = options->params,
                   .seed = options->seed,
                   .step = options->step,
                   .in_double = true,
                   .partial = true},
        .points = options->points,
        .fast = options->fast,
        .json = options->json,
    };
    int status = gradient_check(gradient, c->arena, &check, &out, &problems);
    return finish(c, status, &out, &problems);
}
