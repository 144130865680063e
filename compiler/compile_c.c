/* compile_c.c: from a graph to the files of C, and to what describes them. */
#include "compile_c.h"

#include "amalgam.h"
#include "command_selftest.h"
#include "cost.h"
#include "emit_c.h"
#include "emit_describe.h"
#include "emit_h.h"
#include "output.h"
#include "values.h"

#include <math.h>

/* -- plans -- */

static void say_cost(const char *what, int64_t bytes, Operations operations)
{
    fprintf(stderr, "%-14s %s %lld bytes, work %.6g; without limit %.6g\n",
            "plan", what, (long long)bytes, operations.made, operations.least);
}

/* The plan; with -v, what it costs to keep to --max-ram. */
const Plan *compile_plan(Compilation *c, const Graph *gradient,
                         Bounded bounded)
{
    const PlanOptions options = budget_options(c->options, bounded);
    const Plan *made = plan_graph(gradient, c->arena, &options);
    if (options.most == NO_LIMIT)
        return made;
    if (made->loops->source != gradient
        && !compile_checked(c, "plan", made->loops->source, INFINITY))
        return made;
    if (c->options->verbose && options.bounded & BOUNDED_WORK)
        say_cost("work area", plan_step_area(made).bytes, made->operations);
    if (c->options->verbose && options.bounded & BOUNDED_INFER)
        say_cost("infer area", made->infer.bytes, made->infer_operations);
    return made;
}

/* That --checkpoint does nothing. */
static void note_checkpoint(const Compilation *c, const Plan *p)
{
    if (c->options->checkpoint != NO_CHECKPOINT && !p->loops->segments)
        diagnose_remark(c->diagnostics, "--checkpoint saves no memory here");
}

/* That -fsplit-step does nothing. */
static void note_split(const Compilation *c)
{
    if (c->options->split_step && !c->trained)
        diagnose_remark(c->diagnostics, "-fsplit-step: the program does not "
                                        "minimize anything");
}

/* -- names of files -- */

Text base_name(Text path)
{
    size_t start = path.length;
    while (start && path.at[start - 1] != '/')
        start--;
    return (Text){path.at + start, path.length - start};
}

Text without_ending(Text path)
{
    Text base = base_name(path);
    for (size_t i = base.length; i > 1; i--)
        if (base.at[i - 1] == '.')
            return (Text){path.at, path.length - base.length + i - 1};
    return path;
}

static Text c_path(Compilation *c)
{
    if (c->options->output.length)
        return c->options->output;
    Text stem = without_ending(base_name(c->options->input));
    return text_format(c->arena, "%.*s.c", TEXT_ARGS(stem));
}

static Text with_ending(Compilation *c, Text path, const char *ending)
{
    return text_format(c->arena, "%.*s%s", TEXT_ARGS(without_ending(path)),
                       ending);
}

/* -- C -- */

int vector_bits(const Options *options)
{
    return options->vector > 0 ? options->vector : 0;
}

/* The values of params that become constants. */
static void read_baked(Compilation *c, const Graph *graph, Names *names,
                       EmitOptions *options)
{
    const Options *o = c->options;
    if (!graph->params.count && (o->bake.length || o->section_params.length)) {
        diagnose_error(c->diagnostics, (Span){0},
                       "%s: the program has no params",
                       o->bake.length ? "--bake" : "--section-params");
        c->status = STATUS_USAGE;
    }
    if (!graph->params.count || !o->bake.length)
        return;
    double **values = NEW_ARRAY(c->arena, double *, graph->arrays.count);
    Buffer problems = buffer_create(c->arena);
    if (!values_read_params(graph, c->arena, o->bake, o->real_double, values,
                            &problems)) {
        diagnose_lines(c->diagnostics, buffer_text(&problems));
        c->status = STATUS_ERROR;
        return;
    }
    options->baked = values;
    names->baked = true;
}

/* Puts what is needed of the runtime into both. */
static void stand_alone(Arena *arena, TextList *text, TextList *header)
{
    Amalgam *amalgam = amalgam_create(arena);
    TextList *const lists[] = {header, text};
    static const char *const first[] = {"GG_STATUS", "GG_STRICT"};
    for (int i = 0; i < 2; i++) {
        Text all = text_join(arena, lists[i]);
        lists[i]->count = 0;
        list_push(arena, lists[i], amalgam_text(amalgam, all, first[i]));
    }
}

Plans compile_plans(Compilation *c, const Graph *gradient)
{
    Plans plans = {.model = compile_plan(c, gradient, BOUNDED_BOTH)};
    const Graph *step = compile_step(c);
    if (step && !c->options->bake.length)
        plans.step = compile_plan(c, step, BOUNDED_WORK);
    note_checkpoint(c, plans.model);
    note_split(c);
    keep_to_budget(c, plans.model, plans.step);
    return plans;
}

/* -- the self-test -- */

#define SELFTEST_WORK 2e9       /* operations of the interpreter, about */
#define SELFTEST_THOROUGH 1e6   /* … of a program of which many points are tried */

/* The graph with sums in the order in which they are computed. */
static const Graph *with_order(Compilation *c, Graph *graph)
{
    if (c->options->checkpoint == NO_CHECKPOINT)
        return graph;
    Graph *copy = graph_compact(arena_open(c->arena), graph);
    const PlanOptions options = {.checkpoint = c->options->checkpoint,
                                 .real_double = c->options->real_double,
                                 .most = NO_LIMIT};
    loops_order_sums(plan_graph(copy, c->arena, &options)->loops, copy);
    return copy;
}

static Selftest *make_selftest(Compilation *c, Graph *gradient,
                               const Graph *tangent)
{
    const Options *o = c->options;
    Selftest *test = NEW(c->arena, Selftest);
    Buffer problems = buffer_create(c->arena);
    double work = graph_work(gradient) + graph_work(tangent);
    SelftestOptions options = {
        .real_double = o->real_double,
        .relaxed = o->relaxed,
        .any_order = o->blas,
        .adds = o->accumulate,
        .thorough = work < SELFTEST_THOROUGH,
        .values = {.count = o->values.count,
                   .assignments = o->values.at,
                   .params = o->params,
                   .seed = o->seed,
                   .in_double = o->real_double,
                   .partial = true},
    };
    bool vague = false;
    if (!gradient->gradients.count) {
        diagnose_error(c->diagnostics, (Span){0},
                       "--selftest: no output has a derivative by an input or a "
                       "param");
    } else if (work > SELFTEST_WORK) {
        Diagnostic *error = diagnose_error(
            c->diagnostics, (Span){0},
            "--selftest: the bound takes %.2g operations at each point, and the "
            "interpreter does at most %.2g", work, SELFTEST_WORK);
        diagnose_hint(c->diagnostics, error,
                      "smaller dims: -D NAME=NUMBER, --batch=NUMBER");
    } else if (!selftest_make(with_order(c, gradient), tangent, c->arena,
                              &options, test, &vague, &problems)) {
        diagnose_lines(c->diagnostics, buffer_text(&problems));
    } else {
        if (vague)
            diagnose_remark(c->diagnostics,
                            "--selftest: rounding may explain more than a "
                            "hundredth of the products that it compares");
        if (!test->hashed)
            diagnose_remark(c->diagnostics,
                            "--selftest without hashes: with %s bits are not the "
                            "same everywhere", o->relaxed ? "-Ofast" : "--blas");
        return test;
    }
    c->status = STATUS_ERROR;
    return NULL;
}

static const Plan *plan_tangent(Compilation *c, const Graph *tangent)
{
    const PlanOptions options = {.checkpoint = NO_CHECKPOINT,
                                 .real_double = c->options->real_double,
                                 .most = NO_LIMIT,
                                 .relaxed = c->options->relaxed};
    return plan_graph(tangent, c->arena, &options);
}

static Plans plans_with_test(Compilation *c, Graph *gradient,
                             const Graph *tangent)
{
    Plans plans = compile_plans(c, gradient);
    if (c->status || !tangent)
        return plans;
    plans.selftest = make_selftest(c, gradient, tangent);
    if (plans.selftest)
        plans.selftest->tangent = plan_tangent(c, tangent);
    return plans;
}

/* The text of the two files, and what the model needs. */
static Needs emit_model(Compilation *c, const Plans *plans, Text path,
                        TextList *text, TextList *header)
{
    const Plan *p = plans->model;
    Text stem = base_name(without_ending(path));
    Names *names = names_of_loops(p->loops, c->arena, stem);
    Text source = text_is(c->options->input, "-")
                    ? text_of("standard input")
                    : base_name(c->options->input);
    EmitOptions options = {
        .source = source,
        .header = base_name(with_ending(c, path, ".h")),
        .model = c->equations,
        .relaxed = c->options->relaxed,
        .standalone = c->options->standalone,
        .vector_bits = vector_bits(c->options),
        .section_params = c->options->section_params,
        .section_work = c->options->section_work,
        .step = plans->step,
    };
    read_baked(c, p->loops->graph, names, &options);
    if (c->status)
        return (Needs){0};
    if (options.baked)
        options.step = NULL;
    if (options.step)
        options.step_names =
            names_of_loops(plans->step->loops, c->arena, stem);
    if (plans->selftest) {
        options.selftest = plans->selftest;
        plans->selftest->names = names_of_loops(
            plans->selftest->tangent->loops, c->arena, stem);
        options.selftest_names = selftest_names(p, names);
    }
    if (c->options->profile)
        options.profile = profile_create(c->sources, names);
    /* Of equations, each is printed once, and written in few routines. */
    exprs_forget_walks(&p->loops->source->exprs);
    exprs_forget_walks(&p->loops->graph->exprs);
    Buffer interface = buffer_create(c->arena);
    Needs needs = emit_c(p, names, &options, c->arena, text);
    options.needs = &needs;
    emit_h(p, names, &options, c->arena, &interface);
    list_push(c->arena, header, buffer_text(&interface));
    if (c->options->standalone)
        stand_alone(c->arena, text, header);
    return needs;
}

/* What was read, as a rule of make. */
static Text make_rule(Compilation *c, Text path, Text header)
{
    Buffer rule = buffer_create(c->arena);
    buffer_print(&rule, "%.*s %.*s: %.*s", TEXT_ARGS(path), TEXT_ARGS(header),
                 TEXT_ARGS(c->options->input));
    for (uint32_t i = 0; i < c->imported.count; i++)
        buffer_print(&rule, " %.*s", TEXT_ARGS(c->imported.at[i]));
    if (c->options->bake.length)
        buffer_print(&rule, " %.*s", TEXT_ARGS(c->options->bake));
    buffer_puts(&rule, "\n");
    return buffer_text(&rule);
}

Status compile_write(Compilation *c, Graph *gradient,
                     const Graph *tangent)
{
    Text path = c_path(c), header = with_ending(c, path, ".h");
    if (output_same_file(c->arena, path, c->options->input)
        || output_same_file(c->arena, header, c->options->input)) {
        diagnose_error(c->diagnostics, (Span){0},
                       "the output %.*s would overwrite the input",
                       TEXT_ARGS(path));
        return STATUS_USAGE;
    }
    if (text_equal(path, header)) {
        diagnose_error(c->diagnostics, (Span){0},
                       "-o %.*s: that is the name of the header; the C goes to "
                       "a file beside it, as %.*s", TEXT_ARGS(path),
                       TEXT_ARGS(with_ending(c, path, ".c")));
        return STATUS_USAGE;
    }
    OutputFile files[3] = {{.path = header}, {.path = path}};
    Plans plans = plans_with_test(c, gradient, tangent);
    if (!c->status)
        emit_model(c, &plans, path, &files[1].pieces, &files[0].pieces);
    if (c->status)
        return c->status;
    uint32_t count = 2;
    /* Beside a device or a pipe there is no place for a header. */
    if (output_is_special(c->arena, path)) {
        files[0] = files[1];
        count = 1;
    }
    if (c->options->dependencies) {
        files[count].path = with_ending(c, path, ".d");
        list_push(c->arena, &files[count].pieces,
                  make_rule(c, path, header));
        count++;
    }
    return output_write(c->arena, c->diagnostics, count, files) ? STATUS_FINE
                                                                : STATUS_ERROR;
}

Status compile_describe(Compilation *c, Graph *gradient,
                        const Graph *tangent)
{
    Buffer out = buffer_create(c->arena);
    TextList text = {0}, header = {0};
    Plans plans = plans_with_test(c, gradient, tangent);
    if (c->status)
        return c->status;
    Needs needs = emit_model(c, &plans, c_path(c), &text, &header);
    if (c->status)
        return c->status;
    Text stem = base_name(without_ending(c_path(c)));
    Description description = describe_plan(
        plans.model, &needs,
        names_of_loops(plans.model->loops, c->arena, stem), c->arena);
    (c->options->describe_json ? emit_describe_json
                               : emit_describe_text)(&description, &out);
    return compile_print(c, &out);
}
