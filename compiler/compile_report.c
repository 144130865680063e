/* compile_report.c: what the page of a program is made of. */
#include "compile_report.h"

#include "compile_c.h"
#include "compile_explain.h"
#include "cost.h"
#include "emit_c.h"
#include "emit_dot.h"
#include "graphviz.h"
#include "output.h"
#include "report.h"

/* Operations of the gradient check: about as many as are spent, and those of
 * one probe of each gradient above which there is none. */
#define CHECK_SPENT 2e7
#define CHECK_MOST  2e7

static void draw_graph(Report *report)
{
    Buffer dot = buffer_create(report->arena);
    Buffer svg = buffer_create(report->arena);
    emit_dot(report->picture, report->arena, false, &dot);
    if (graphviz_svg(report->arena, buffer_text(&dot), &svg, &report->no_svg))
        report->svg = buffer_text(&svg);
}

static void emit_code(Compilation *c, Report *report)
{
    Text stem = text_is(c->options->input, "-")
                  ? text_of("model")
                  : base_name(without_ending(c->options->input));
    EmitOptions options = {
        .source = report->title,
        .header = text_format(c->arena, "%.*s.h", TEXT_ARGS(stem)),
        .model = c->equations,
        .relaxed = c->options->relaxed,
        .vector_bits = vector_bits(c->options),
        .step = report->step,
        .marks = true,
    };
    Names *names = names_in_c(report->plan->loops->graph, c->arena, stem);
    if (report->step)
        options.step_names =
            names_in_c(report->step->loops->graph, c->arena, stem);
    emit_c(report->plan, names, &options, c->arena, &report->code);
}

static void check_gradient(Compilation *c, Report *report, const Graph *graph)
{
    Buffer problems = buffer_create(c->arena);
    double work = graph_work(graph) * graph->gradients.count;
    if (c->options->lower.truncate) {
        report->no_check = text_of("It is not made with --truncate: gradients "
                                   "that are cut are not those of "
                                   "differences.");
        return;
    }
    if (work > CHECK_MOST) {
        report->no_check = text_of("It is not made here, as it would take "
                                   "long for so large a program: gcc-graph "
                                   "--check makes it.");
        return;
    }
    const CheckOptions options = {.values = {.seed = c->options->seed,
                                             .in_double = true,
                                             .partial = true},
                                  .work = CHECK_SPENT};
    gradient_check_rows(graph, c->arena, &options, &report->check, &problems);
    if (problems.length)
        report->no_check = buffer_text(&problems);
    else if (!report->check.rows.count)
        report->no_check = text_of("There is nothing to check: no output has "
                                   "a derivative by an input or a param.");
}

/* The gradient as it is given may be another than that of the plan, in which
 * arrays may be made again. */
Status compile_report(Compilation *c, const Graph *gradient)
{
    if (c->options->output.length
        && output_same_file(c->arena, c->options->output, c->options->input)) {
        diagnose_error(c->diagnostics, (Span){0},
                       "the output %.*s would overwrite the input",
                       TEXT_ARGS(c->options->output));
        return STATUS_USAGE;
    }
    Plans plans = compile_plans(c, gradient);
    if (c->status)
        return c->status;
    const Graph *graph = plans.model->loops->source;
    const Picture picture = picture_make(graph, c->arena, MOST_DRAWN);
    Buffer out = buffer_create(c->arena);
    Report report = {
        .arena = c->arena,
        .sources = c->sources,
        .title = report_file(c->options->input),
        .plan = plans.model,
        .step = plans.step,
        .graph = graph,
        .picture = &picture,
        .names = names_in_language(graph, c->arena),
        .equations = equations_create(graph, NULL, c->arena),
        .out = &out,
    };
    Picture of_step;
    if (plans.step) {
        of_step = picture_make(plans.step->loops->source, c->arena, MOST_DRAWN);
        report.step_picture = &of_step;
    }
    if (graph->definitions.count <= MOST_DRAWN)
        report.formulas = compile_formulas(c);
    draw_graph(&report);
    emit_code(c, &report);
    check_gradient(c, &report, gradient);
    report_page(&report);
    return compile_print(c, &out);
}
