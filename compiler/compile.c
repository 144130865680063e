/* compile.c: the way from text to C.
 *
 *     text → Tree → Graph → specialise → simplify → differentiate → simplify →
 *     extend → Loops → Plan → C
 *
 * Every graph is checked when a pass has made it. A graph lives in an arena of
 * its own, which is closed when the next one has been made of it; so there are
 * never more than two.
 */
#include "compile.h"

#include "amalgam.h"
#include "compile_budget.h"
#include "compile_eval.h"
#include "compile_import.h"
#include "cost.h"
#include "derive.h"
#include "differentiate.h"
#include "emit_c.h"
#include "emit_describe.h"
#include "emit_dot.h"
#include "emit_g.h"
#include "emit_h.h"
#include "extend.h"
#include "graph_check.h"
#include "lanes.h"
#include "output.h"
#include "parse.h"
#include "prelude.h"
#include "simplify.h"
#include "specialise.h"
#include "train.h"
#include "values.h"

#include <math.h>

/* -- passes -- */

static const Source *read_program(Compilation *c)
{
    const char *problem;
    const Source *source =
        source_read(c->sources, c->options->input, &problem);
    if (!source)
        diagnose_error(c->diagnostics, (Span){0}, "cannot read %.*s: %s",
                       TEXT_ARGS(c->options->input), problem);
    return source;
}

static const Program *parse_prelude(Compilation *c, Arena *arena)
{
    return parse(arena,
                 source_add(c->sources, text_of("<prelude>"),
                            prelude_text(), true),
                 c->diagnostics);
}

/* A graph that a pass has made; NULL, with the fault reported, if it is not
 * well formed or takes more work than the bound. */
static const Graph *check(Compilation *c, const char *pass, const Graph *graph,
                          double bound)
{
    Arena *work = arena_open(c->arena);
    Buffer problem = buffer_create(work);
    if (c->options->verbose)
        fprintf(stderr, "%-14s %6u arrays, work %.6g\n", pass,
                graph->arrays.count - 1, graph_work(graph));
    bool fine = graph_check(graph, work, &problem)
             && graph_check_work(graph, bound, &problem);
    if (!fine) {
        diagnose_lines(
            c->diagnostics,
            text_format(c->arena,
                        "gcc-graph: error: after %s: %.*s\n"
                        "gcc-graph: note: this is a fault of gcc-graph, not of "
                        "your program\n",
                        pass, TEXT_ARGS(buffer_text(&problem))));
        c->status = STATUS_FAULT;
    }
    arena_close(work);
    return fine ? graph : NULL;
}

static Graph *checked(Compilation *c, const char *pass, Graph *graph,
                      double bound)
{
    return check(c, pass, graph, bound) ? graph : NULL;
}

/* The graph in an arena of its own; that of the pass is closed. */
static Graph *settled(Compilation *c, Arena *work, Graph *graph)
{
    Graph *own = graph ? graph_compact(arena_open(c->arena), graph) : NULL;
    arena_close(work);
    return own;
}

/* The equations and functions as the author wrote them. */
static Text written_equations(const Compilation *c, const Program *program)
{
    Buffer text = buffer_create(c->arena);
    for (uint32_t i = 0; i < program->count; i++) {
        const Statement *statement = program->statements[i];
        if (statement->kind != STATEMENT_EQUATION
            && statement->kind != STATEMENT_ACCUMULATE)
            continue;
        buffer_add(&text, source_text(c->sources, statement->span));
        buffer_puts(&text, "\n");
    }
    return buffer_text(&text);
}

/* What is trained becomes a graph of its own; the other has no training. */
static Graph *set_training_apart(Compilation *c, Graph *graph)
{
    if (!graph || !graph->training.method)
        return graph;
    c->trained = graph_compact(arena_open(c->arena), graph);
    graph->training = (Training){0};
    return settled(c, graph->arena, graph);
}

static Graph *lower_program(Compilation *c)
{
    const Source *source = read_program(c);
    if (!source)
        return NULL;
    Arena *work = arena_open(c->arena);
    Graph *graph = NULL;
    const Program *program = parse(work, source, c->diagnostics);
    read_imports(c, work, source, program);
    if (!c->diagnostics->error_count)
        graph = lower(arena_open(c->arena), parse_prelude(c, work), program,
                      &c->options->lower, c->diagnostics);
    c->equations = written_equations(c, program);
    arena_close(work);
    graph = set_training_apart(c, graph);
    return graph ? checked(c, "lower", graph, INFINITY) : NULL;
}

static Graph *simplified(Compilation *c, Graph *graph)
{
    if (!graph)
        return NULL;
    double bound = work_after_simplify(graph, graph->arena);
    Graph *to = c->options->vector ? simplify(c->arena, graph)
                                   : simplify_plain(c->arena, graph);
    arena_close(graph->arena);
    return checked(c, "simplify", to, bound);
}

static Graph *specialised(Compilation *c, Graph *graph)
{
    if (!graph || !has_two_modes(graph))
        return graph;
    Graph *to = specialise(c->arena, graph);
    arena_close(graph->arena);
    return checked(c, "specialise", to, INFINITY);
}

/* Derivatives within the program, until none is left. Where they are made of
 * simplified equations, stable forms are differentiated. */
static Graph *derived(Compilation *c, Graph *graph, bool simplify_between)
{
    while (graph && graph_has_derivatives(graph)) {
        Graph *to = derive(c->arena, graph, c->diagnostics);
        arena_close(graph->arena);
        graph = to ? checked(c, "derive", to, INFINITY) : NULL;
        if (simplify_between)
            graph = simplified(c, graph);
    }
    return graph;
}

Graph *compile_forward(Compilation *c)
{
    Graph *graph = simplified(c, specialised(c, lower_program(c)));
    return derived(c, graph, true);
}

/* --wrt: gradients by other names are not made. */
static bool keep_wanted(Compilation *c, Graph *graph)
{
    const TextList *wrt = &c->options->wrt;
    if (!wrt->count)
        return true;
    WordSet wanted = {.arena = c->arena}, there = {.arena = c->arena};
    for (uint32_t i = 0; i < wrt->count; i++)
        word_set_add(&wanted, wrt->at[i]);
    uint32_t kept = 0;
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        uint32_t d = graph_definition_of(graph, graph->gradients.at[g].by);
        Text name = graph->definitions.at[d].name;
        word_set_add(&there, name);
        if (word_set_has(&wanted, name))
            graph->gradients.at[kept++] = graph->gradients.at[g];
    }
    graph->gradients.count = kept;
    bool fine = true;
    for (uint32_t i = 0; i < wrt->count; i++) {
        if (word_set_has(&there, wrt->at[i]))
            continue;
        diagnose_error(c->diagnostics, (Span){0},
                       "--wrt: %.*s is not a param or a real input",
                       TEXT_ARGS(wrt->at[i]));
        fine = false;
    }
    return fine;
}

static Graph *differentiated(Compilation *c, Graph *forward)
{
    if (!forward)
        return NULL;
    Graph *graph = differentiate(c->arena, forward);
    arena_close(forward->arena);
    if (!keep_wanted(c, graph))
        return NULL;
    if (c->options->wrt.count)
        graph = settled(c, graph->arena, graph);
    return checked(c, "differentiate", graph, INFINITY);
}

/* Guarded sums as sums for vectors. */
static Graph *extended(Compilation *c, Graph *graph)
{
    if (!extend_sums(graph, c->arena))
        return graph;
    Graph *to = graph_sorted(arena_open(c->arena), graph);
    arena_close(graph->arena);
    return checked(c, "extend", to, INFINITY);
}

/* The graph with the order of its sums, as it is computed. */
static Graph *ordered(Compilation *c, Graph *graph)
{
    if (graph && c->options->vector)
        graph = extended(c, graph);
    if (!graph)
        return NULL;
    if (c->options->vector)
        lanes_choose(graph);
    graph->blas = c->options->blas;
    graph->split = c->options->split_step && c->trained;
    graph->threads = c->options->threads;
    return graph;
}

Graph *compile_derivatives(Compilation *c, Graph *forward)
{
    return simplified(c, differentiated(c, forward));
}

Graph *compile_gradient(Compilation *c, Graph *forward)
{
    return ordered(c, compile_derivatives(c, forward));
}

Graph *compile_trained(Compilation *c)
{
    Graph *graph = c->trained ? specialised(c, c->trained) : NULL;
    if (!graph)
        return NULL;
    graph->inferred.count = 0;
    return derived(c, simplified(c, graph), true);
}

const Graph *compile_step(Compilation *c)
{
    Graph *graph = compile_trained(c);
    if (!graph)
        return NULL;
    Graph *gradient = differentiate(c->arena, graph);
    arena_close(graph->arena);
    gradient = simplified(c, checked(c, "differentiate", gradient, INFINITY));
    if (!gradient)
        return NULL;
    Graph *step = train(c->arena, gradient, c->options->split_step);
    arena_close(gradient->arena);
    return ordered(c, checked(c, "train", step, INFINITY));
}

static void say_cost(const char *what, int64_t bytes, Operations operations)
{
    fprintf(stderr, "%-14s %s %lld bytes, work %.6g; without limit %.6g\n",
            "plan", what, (long long)bytes, operations.made, operations.least);
}

/* The plan; with -v, what it costs to keep to --max-ram. */
static const Plan *planned(Compilation *c, const Graph *gradient,
                           Bounded bounded)
{
    const PlanOptions options = budget_options(c->options, bounded);
    const Plan *made = plan_graph(gradient, c->arena, &options);
    if (options.most == NO_LIMIT)
        return made;
    if (made->loops->source != gradient
        && !check(c, "plan", made->loops->source, INFINITY))
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

static Text base_name(Text path)
{
    size_t start = path.length;
    while (start && path.at[start - 1] != '/')
        start--;
    return (Text){path.at + start, path.length - start};
}

/* Without its ending: model of model.g, .hidden of .hidden. */
static Text without_ending(Text path)
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

/* -- actions -- */

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

typedef struct Plans {
    const Plan *model, *step;   /* step: NULL without training */
} Plans;

static Plans plans_of(Compilation *c, const Graph *gradient)
{
    Plans plans = {.model = planned(c, gradient, BOUNDED_BOTH)};
    const Graph *step = compile_step(c);
    if (step && !c->options->bake.length)
        plans.step = planned(c, step, BOUNDED_WORK);
    note_checkpoint(c, plans.model);
    note_split(c);
    keep_to_budget(c, plans.model, plans.step);
    return plans;
}

/* The text of the two files, and what the model needs. */
static Needs emit_model(Compilation *c, const Plans *plans, Text path,
                        TextList *text, TextList *header)
{
    const Plan *p = plans->model;
    Text stem = base_name(without_ending(path));
    Names *names = names_in_c(p->loops->graph, c->arena, stem);
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
            names_in_c(plans->step->loops->graph, c->arena, stem);
    if (c->options->profile)
        options.profile = profile_create(c->sources, names);
    Buffer interface = buffer_create(c->arena);
    Needs needs = emit_c(p, names, &options, c->arena, text);
    options.needs = &needs;
    emit_h(p, names, &options, c->arena, &interface);
    list_push(c->arena, header, buffer_text(&interface));
    if (c->options->standalone)
        stand_alone(c->arena, text, header);
    return needs;
}

void compile_c(Compilation *c, const Graph *gradient, Text path,
               TextList *text, TextList *header)
{
    Plans plans = plans_of(c, gradient);
    if (!c->status)
        emit_model(c, &plans, path, text, header);
}

static Status fail(const Compilation *c)
{
    return c->status ? c->status : STATUS_ERROR;
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

static Status write_c(Compilation *c, const Graph *gradient)
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
    compile_c(c, gradient, path, &files[1].pieces, &files[0].pieces);
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

/* What goes to the standard output, or to the file of -o. */
static Status write_text(Compilation *c, const Buffer *buffer)
{
    return output_text(c->arena, c->diagnostics, c->options->output,
                       buffer_text(buffer))
             ? STATUS_FINE : STATUS_ERROR;
}

static Status dump_tree(Compilation *c)
{
    const Source *source = read_program(c);
    if (!source)
        return STATUS_ERROR;
    const Program *program = parse(c->arena, source, c->diagnostics);
    Buffer out = buffer_create(c->arena);
    program_print(program, &out);
    Status status = write_text(c, &out);
    return c->diagnostics->error_count ? STATUS_ERROR : status;
}

/* Without what infer alone computes: the language has one program for both. */
static const Graph *of_training(Compilation *c, Graph *graph)
{
    Graph *copy = graph_compact(arena_open(c->arena), graph);
    copy->inferred.count = 0;
    return copy;
}

static Status dump(Compilation *c)
{
    Stage stage = c->options->stage;
    if (stage == STAGE_TREE)
        return dump_tree(c);
    Graph *graph = stage == STAGE_GRAPH ? derived(c, lower_program(c), false)
                                        : compile_forward(c);
    if (graph && stage != STAGE_GRAPH)
        graph = differentiated(c, graph);
    if (graph && stage != STAGE_GRAPH && stage != STAGE_GRADIENT)
        graph = ordered(c, simplified(c, graph));
    if (!graph)
        return fail(c);
    Buffer out = buffer_create(c->arena);
    if (stage == STAGE_LOOPS)
        loops_print(schedule(graph, c->arena, c->options->checkpoint),
                    c->arena, &out);
    else if (stage == STAGE_PLAN)
        plan_print(planned(c, graph, BOUNDED_BOTH), c->arena, &out);
    else
        emit_g(of_training(c, graph), c->arena, &out);
    return write_text(c, &out);
}

static Status draw(Compilation *c)
{
    Graph *graph = derived(c, lower_program(c), false);
    if (!graph)
        return fail(c);
    Buffer out = buffer_create(c->arena);
    emit_dot(graph, c->arena, &out);
    return write_text(c, &out);
}

static Status describe(Compilation *c, const Graph *gradient)
{
    Buffer out = buffer_create(c->arena);
    TextList text = {0}, header = {0};
    Plans plans = plans_of(c, gradient);
    if (c->status)
        return c->status;
    Needs needs = emit_model(c, &plans, c_path(c), &text, &header);
    if (c->status)
        return c->status;
    Text stem = base_name(without_ending(c_path(c)));
    Description description = describe_plan(
        plans.model, &needs,
        names_in_c(plans.model->loops->graph, c->arena, stem), c->arena);
    (c->options->describe_json ? emit_describe_json
                               : emit_describe_text)(&description, &out);
    return write_text(c, &out);
}

Status compile(Compilation *c)
{
    switch (c->options->action) {
    case ACTION_DUMP:
        return dump(c);
    case ACTION_DOT:
        return draw(c);
    default:
        break;
    }
    Graph *forward = compile_forward(c);
    if (!forward)
        return fail(c);
    if (c->options->action == ACTION_SYNTAX)
        return STATUS_FINE;
    bool eval = c->options->action == ACTION_EVAL;
    Graph *kept =
        eval ? graph_compact(arena_open(c->arena), forward) : NULL;
    Graph *gradient = compile_gradient(c, forward);
    if (!gradient)
        return fail(c);
    switch (c->options->action) {
    case ACTION_EVAL:
        return compile_eval(c, kept, gradient);
    case ACTION_CHECK:
        return compile_check(c, gradient);
    case ACTION_DESCRIBE:
        return describe(c, gradient);
    default:
        return write_c(c, gradient);
    }
}
