/* report_operations.c: the equations of forward and backward, and what they
 * cost.
 */
#include "report_count.h"
#include "report.h"

typedef struct Tally {
    Report  *report;
    Counts  *of[PASS_COUNT];        /* [graph arrays] of the report's graph */
    bool    *made[PASS_COUNT];      /* [graph arrays]: by steps of their own */
    Counts   sum[PASS_COUNT];
    bool     routines;              /* some are called */
    bool     several[F_COUNT];      /* called, and several operations */
} Tally;

static void count_pass(Tally *t, Pass pass)
{
    const Plan *plan = t->report->plan;
    const Routine *routine = &plan->loops->routines[pass];
    uint32_t count = t->report->graph->arrays.count;
    t->of[pass] = NEW_ARRAY(t->report->arena, Counts, count);
    t->made[pass] = NEW_ARRAY(t->report->arena, bool, count);
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++) {
            const Step *step = &routine->nests.at[n].steps.at[i];
            ArrayId id = plan->loops->origin[step->array];
            const Counts counts = count_step(plan, pass, step);
            counts_add(&t->of[pass][id], &counts);
            counts_add(&t->sum[pass], &counts);
            t->made[pass][id] |= step->kind == STEP_PART;
            t->routines |= counts.of[COUNT_ROUTINE] > 0;
            count_functions(plan, t->report->arena, step, t->several);
        }
}

static void put_counts(const Tally *t, const Counts *counts)
{
    Buffer *out = t->report->out;
    for (int k = 0; k < COUNT_KINDS; k++) {
        if (k == COUNT_ROUTINE && !t->routines)
            continue;
        if (counts->of[k] > 0) {
            buffer_puts(out, "<td>");
            html_whole(out, counts->of[k]);
            buffer_puts(out, "</td>");
        } else {
            buffer_puts(out, "<td class=\"none\">0</td>");
        }
    }
}

static bool costs(const Counts *counts)
{
    double sum = 0;
    for (int k = 0; k < COUNT_KINDS; k++)
        sum += counts->of[k];
    return sum > 0;
}

/* What is given costs something where it is kept, or copied to a result. */
static void put_row(const Tally *t, Pass pass, ArrayId id)
{
    Report *report = t->report;
    Buffer *out = report->out;
    buffer_puts(out, "<tr class=\"eq\" tabindex=\"0\"");
    html_tie_one(out, report_tie(report, report->picture, id));
    buffer_puts(out, "><td class=\"formula\">");
    if (array_is_computed(graph_array(report->graph, id))) {
        Buffer text = buffer_create(report->arena);
        equations_print(report->equations, id, SIZE_MAX / 2, &text);
        report_formula(buffer_text(&text), out);
        buffer_release(&text);
    } else {
        buffer_puts(out, "<span class=\"f\">copy <i>");
        html_text(out, report->names->arrays[id]);
        buffer_puts(out, "</i></span>");
    }
    buffer_puts(out, "</td>");
    if (t->made[pass][id] || costs(&t->of[pass][id]))
        put_counts(t, &t->of[pass][id]);
    else
        buffer_print(out, "<td class=\"within\" colspan=\"%d\">made where it "
                          "is read, and counted there</td>",
                     t->routines ? COUNT_KINDS : COUNT_KINDS - 1);
    buffer_puts(out, "</tr>\n");
}

static void put_head(const Tally *t, const char *name)
{
    static const char *const kinds[] = {"×", "+ −", "÷", "choices",
                                        "functions", "in routines", "operations",
                                        "bytes read", "written"};
    buffer_print(t->report->out, "<table class=\"counts\"><caption>%s"
                                 "</caption>\n<thead><tr><th scope=\"col\">"
                                 "equation</th>", name);
    for (int k = 0; k < COUNT_KINDS; k++)
        if (k != COUNT_ROUTINE || t->routines)
            buffer_print(t->report->out, "<th scope=\"col\">%s</th>",
                         kinds[k]);
    buffer_puts(t->report->out, "</tr></thead>\n<tbody>\n");
}

static void put_pass(const Tally *t, Pass pass, const char *name)
{
    const Report *report = t->report;
    const bool *shown = pass == FORWARD ? report->picture->forward
                                        : report->picture->backward;
    put_head(t, name);
    for (ArrayId id = 1; id < report->graph->arrays.count; id++)
        if (costs(&t->of[pass][id])
            || (shown[id] && array_is_printed(report->graph, id)
                && array_is_computed(graph_array(report->graph, id))))
            put_row(t, pass, id);
    buffer_puts(report->out, "</tbody>\n<tfoot><tr><th scope=\"row\">total of "
                             "a call</th>");
    put_counts(t, &t->sum[pass]);
    buffer_puts(report->out, "</tr></tfoot></table>\n");
}

/* `, in which a call of tanh counts 10, of exp 8`: what makes the sum more than
 * the columns. */
static void put_several(const Tally *t)
{
    bool first = true;
    for (int f = 0; f < F_COUNT; f++) {
        const FunctionRow *row = function_row((Function)f);
        if (!t->several[f])
            continue;
        buffer_print(t->report->out, "%s of <code>%s</code> %s%u",
                     first ? ", in which a call" : ",", row->name,
                     first ? "counts " : "", row->cost);
        first = false;
    }
}

void report_operations(Report *report)
{
    Tally tally = {.report = report};
    count_pass(&tally, FORWARD);
    if (report->graph->gradients.count)
        count_pass(&tally, BACKWARD);
    buffer_puts(report->out,
                "<section id=\"equations\">\n<h2>Equations</h2>\n"
                "<p>What is computed, simplified, and what a call takes. "
                "Choices are comparisons, <code>min</code>, <code>max</code> "
                "and <code>if</code>; "
                "functions are calls such as <code>exp</code>. An operation, or "
                "the read of an element, counts once for each value of the "
                "indices that it depends on. Operations are the sum that "
                "<code>--describe=json</code> states");
    put_several(&tally);
    buffer_puts(report->out, ".</p>\n");
    put_pass(&tally, FORWARD, "Forward");
    if (report->graph->gradients.count)
        put_pass(&tally, BACKWARD, "Backward");
    buffer_puts(report->out, "</section>\n");
}
