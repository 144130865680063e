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

#include "compile_c.h"
#include "compile_eval.h"
#include "compile_explain.h"
#include "compile_import.h"
#include "compile_report.h"
#include "cost.h"
#include "derive.h"
#include "differentiate.h"
#include "emit_dot.h"
#include "emit_g.h"
#include "extend.h"
#include "graph_check.h"
#include "graphviz.h"
#include "lanes.h"
#include "names.h"
#include "output.h"
#include "parse.h"
#include "prelude.h"
#include "laws.h"
#include "simplify.h"
#include "slice.h"
#include "specialise.h"
#include "tangent.h"
#include "train.h"
#include "twins.h"
#include "upright.h"

#include <math.h>
#include <string.h>

enum { MOST_JOINS = 8 };     /* of twins, each with what follows */

/* -- passes -- */

static const Source *read_program(Compilation *c)
{
    const char *problem;
    if (c->instead.length)
        return source_add(c->sources, c->options->input, c->instead, false);
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

/* Times as much work as a pass should make at most: a little more is no fault
 * that authors should meet. */
static const double explosion = 1.5;

const Graph *compile_checked(Compilation *c, const char *pass,
                             const Graph *graph, double bound)
{
    Arena *work = arena_open(c->arena);
    Buffer problem = buffer_create(work);
    if (c->options->verbose)
        fprintf(stderr, "%-14s %6u arrays, work %.6g\n", pass,
                graph->arrays.count - 1, graph_work(graph));
    bool fine = graph_check(graph, work, &problem)
             && graph_check_work(graph, explosion * bound, &problem);
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
    return compile_checked(c, pass, graph, bound) ? graph : NULL;
}

/* The graph in an arena of its own; that of the pass is closed. */
static Graph *settled(Compilation *c, Arena *work, Graph *graph)
{
    Graph *own = graph ? graph_compact(arena_open(c->arena), graph) : NULL;
    arena_close(work);
    return own;
}

/* A line without its comment and what is blank before it; *text is what follows. */
static Text next_line(Text *text)
{
    Text line = {text->at, 0};
    size_t length = 0;
    while (length < text->length && text->at[length] != '\n')
        length++;
    while (line.length < length && line.at[line.length] != '#')
        line.length++;
    while (line.length && strchr(" \t\r", line.at[line.length - 1]))
        line.length--;
    length += length < text->length;
    text->at += length;
    text->length -= length;
    return line;
}

/* The equations and functions as the author wrote them, without comments. */
static Text written_equations(const Compilation *c,
                              const Written *equations)
{
    Buffer text = buffer_create(c->arena);
    for (uint32_t i = 0; i < equations->count; i++) {
        Text rest = source_text(c->sources, equations->at[i]->span);
        while (rest.length) {
            Text line = next_line(&rest);
            if (!line.length)
                continue;
            buffer_add(&text, line);
            buffer_puts(&text, "\n");
        }
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
    Written equations = {
        .at = NEW_ARRAY(work, const Statement *, program->count)};
    if (!c->diagnostics->error_count)
        graph = lower(arena_open(c->arena), parse_prelude(c, work), program,
                      &c->options->lower, c->diagnostics, &equations);
    c->equations = written_equations(c, &equations);
    arena_close(work);
    graph = set_training_apart(c, graph);
    return graph ? checked(c, "lower", graph, INFINITY) : NULL;
}

static Graph *simplified(Compilation *c, Graph *graph)
{
    if (!graph)
        return NULL;
    double bound = work_after_simplify(graph, graph->arena);
    uint32_t failed;
    c->laws = c->laws ? c->laws : laws_create(c->arena, &failed);
    uint8_t purpose = (c->options->vector ? FOR_VECTORS : 0)
                    | (c->options->action == ACTION_EXPLAIN ? FOR_READERS : 0);
    Graph *to = simplify_by(c->arena, graph, purpose, c->laws), *joined;
    for (int round = 0; round < MOST_JOINS
                        && (joined = twins_joined(c->arena, to)); round++) {
        arena_close(to->arena);
        to = simplify_by(c->arena, joined, purpose, c->laws);
    }
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

static void add_objective(Graph *graph)
{
    ArrayId objective = graph->training.objective;
    bool there = false;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        there |= graph_output(graph, i, false) == objective;
    for (uint32_t i = 1; i < graph->definitions.count && !there; i++)
        if (graph->definitions.at[i].array == objective) {
            list_push(graph->arena, &graph->outputs, i);
            there = true;
        }
    graph->training = (Training){0};
}

Graph *compile_written(Compilation *c)
{
    Graph *graph = lower_program(c);
    if (graph && c->trained)
        graph = graph_compact(arena_open(c->arena), c->trained);
    graph = derived(c, specialised(c, graph), false);
    if (!graph)
        return NULL;
    graph->inferred.count = graph->nexts.count = 0;
    add_objective(graph);
    return graph_compact(c->arena, graph);
}

static bool is_among(const TextList *list, Text text)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (text_equal(list->at[i], text))
            return true;
    return false;
}

bool compile_wants(const Compilation *c, Text name)
{
    const TextList *wrt = &c->options->wrt;
    return !wrt->count || is_among(wrt, name);
}

bool compile_wants_known(Compilation *c, const TextList *there)
{
    const TextList *wrt = &c->options->wrt;
    Buffer names = buffer_create(c->arena);
    for (uint32_t i = 0; i < there->count; i++)
        buffer_print(&names, "%s%.*s", i ? ", " : "there are ",
                     TEXT_ARGS(there->at[i]));
    bool fine = true;
    for (uint32_t i = 0; i < wrt->count; i++) {
        if (is_among(there, wrt->at[i]))
            continue;
        Diagnostic *error = diagnose_error(
            c->diagnostics, (Span){0},
            "--wrt: %.*s is not a param or a real input",
            TEXT_ARGS(wrt->at[i]));
        diagnose_hint(c->diagnostics, error, "%.*s",
                      TEXT_ARGS(names.length ? buffer_text(&names)
                                             : text_of("there are none")));
        fine = false;
    }
    return fine;
}

/* --wrt: gradients by other names are not made. */
static bool keep_wanted(Compilation *c, Graph *graph)
{
    TextList there = {0};
    uint32_t kept = 0;
    if (!c->options->wrt.count)
        return true;
    for (uint32_t g = 0; g < graph->gradients.count; g++) {
        uint32_t d = graph_definition_of(graph, graph->gradients.at[g].by);
        Text name = graph->definitions.at[d].name;
        if (!is_among(&there, name))
            list_push(c->arena, &there, name);
        if (compile_wants(c, name))
            graph->gradients.at[kept++] = graph->gradients.at[g];
    }
    graph->gradients.count = kept;
    return compile_wants_known(c, &there);
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

/* The graph anew, after a pass that has changed its arrays. */
static Graph *sorted(Compilation *c, const char *pass, Graph *graph)
{
    Graph *to = graph_sorted(arena_open(c->arena), graph);
    arena_close(graph->arena);
    return checked(c, pass, to, INFINITY);
}

/* Of arrays of which one slice is read, that; and then of what those read. */
static Graph *sliced(Compilation *c, Graph *graph)
{
    while (graph && slice_arrays(graph, c->arena))
        graph = sorted(c, "slice", graph);
    return graph;
}

/* Sums that go around, in pieces. */
static Graph *in_pieces(Compilation *c, Graph *graph)
{
    return schedule_sums_in_pieces(graph, c->arena)
             ? sorted(c, "pieces", graph) : graph;
}

/* Arrays as vectors can be gathered along. */
static Graph *upright(Compilation *c, Graph *graph)
{
    return stand_upright(graph, c->arena) ? sorted(c, "upright", graph) : graph;
}

/* Guarded sums as sums for vectors. */
static Graph *extended(Compilation *c, Graph *graph)
{
    return extend_sums(graph, c->arena) ? sorted(c, "extend", graph) : graph;
}

/* The graph with the order of its sums, as it is computed. */
static Graph *ordered(Compilation *c, Graph *graph)
{
    if (graph)
        graph = sliced(c, graph);
    if (graph && c->options->vector)
        graph = in_pieces(c, graph);
    if (graph && c->options->vector)
        graph = extended(c, graph);
    if (graph && c->options->vector)
        graph = upright(c, graph);
    if (!graph)
        return NULL;
    if (c->options->vector)
        lanes_choose(graph);
    graph->blas = c->options->blas;
    graph->split = c->options->split_step && c->trained;
    graph->threads = c->options->threads;
    graph_settle(graph);
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

/* -- actions -- */

static Status fail(const Compilation *c)
{
    return c->status ? c->status : STATUS_ERROR;
}

Status compile_print(Compilation *c, const Buffer *buffer)
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
    Status status = compile_print(c, &out);
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
        plan_print(compile_plan(c, graph, BOUNDED_BOTH), c->arena, &out);
    else
        emit_g(of_training(c, graph), c->arena, &out);
    return compile_print(c, &out);
}

static Status draw(Compilation *c)
{
    Graph *forward = compile_forward(c);
    Graph *graph = forward ? compile_gradient(c, forward) : NULL;
    if (!graph)
        return fail(c);
    Buffer out = buffer_create(c->arena);
    const Picture picture = picture_make(graph, c->arena, MOST_DRAWN);
    emit_dot(&picture, c->arena, true, &out);
    if (c->options->action == ACTION_DOT)
        return compile_print(c, &out);
    Buffer svg = buffer_create(c->arena);
    Text problem;
    if (graphviz_svg(c->arena, buffer_text(&out), &svg, &problem))
        return compile_print(c, &svg);
    diagnose_error(c->diagnostics, (Span){0}, "--emit=svg: %.*s",
                   TEXT_ARGS(problem));
    return STATUS_ERROR;
}

/* J v of the same program, as it is computed. */
static const Graph *compile_tangent(Compilation *c, const Graph *forward,
                                    const Graph *gradient)
{
    Graph *graph = tangent(c->arena, forward, gradient);
    graph = simplified(c, checked(c, "tangent", graph, INFINITY));
    return ordered(c, graph);
}

Status compile(Compilation *c)
{
    switch (c->options->action) {
    case ACTION_DUMP:
        return dump(c);
    case ACTION_DOT:
    case ACTION_SVG:
        return draw(c);
    case ACTION_EXPLAIN:
        return compile_explain(c);
    default:
        break;
    }
    Graph *forward = compile_forward(c);
    if (!forward)
        return fail(c);
    if (c->options->action == ACTION_SYNTAX)
        return STATUS_FINE;
    bool again = c->options->action == ACTION_EVAL || c->options->selftest;
    Graph *kept =
        again ? graph_compact(arena_open(c->arena), forward) : NULL;
    Graph *gradient = compile_gradient(c, forward);
    const Graph *tangent =
        gradient && c->options->selftest ? compile_tangent(c, kept, gradient)
                                         : NULL;
    if (!gradient || (c->options->selftest && !tangent))
        return fail(c);
    switch (c->options->action) {
    case ACTION_EVAL:
        return compile_eval(c, kept, gradient);
    case ACTION_CHECK:
        return compile_check(c, gradient);
    case ACTION_REPORT:
        return compile_report(c, gradient);
    case ACTION_DESCRIBE:
        return compile_describe(c, gradient, tangent);
    default:
        return compile_write(c, gradient, tangent);
    }
}
