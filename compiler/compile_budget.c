/* compile_budget.c: what to say where --max-ram cannot be met. */
#include "compile_budget.h"

#include <stdlib.h>

enum { BLAMED = 4 };            /* arrays that are named */

typedef struct Blame {
    ArrayId  array;             /* the largest of the definition */
    uint32_t count;             /* arrays that serve it, and live there */
    int64_t  bytes;             /* of all of them */
} Blame;

static int compare_blame(const void *left, const void *right)
{
    const Blame *a = left, *b = right;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    return (a->array > b->array) - (a->array < b->array);
}

static int64_t bytes_of(const Plan *plan, Arena *arena, ArrayId id)
{
    Pass pass = plan->home[FORWARD][id] == HOME_WORK ? FORWARD : BACKWARD;
    const Array array = plan_stored(plan, arena, pass, id);
    return array_size(&array) * element_bytes(&array, plan->real_double);
}

/* The definition that is to blame for the array; 0: none. */
static uint32_t served(const Graph *graph, ArrayId id)
{
    uint32_t own = graph_definition_of(graph, id);
    uint32_t serves = graph_array(graph, id)->serves;
    return own ? own : serves < graph->definitions.count ? serves : 0;
}

/* [definitions]: what lives at the peak, by the definition that it serves. */
static Blame *find_blamed(const Plan *plan, Arena *arena)
{
    const Graph *graph = plan->loops->graph;
    Blame *blamed = NEW_ARRAY(arena, Blame, graph->definitions.count + 1);
    int64_t *most = NEW_ARRAY(arena, int64_t, graph->definitions.count + 1);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Stay *stay = &plan->stays[id];
        uint32_t serves = served(graph, id);
        if (plan->work.peak < stay->first || plan->work.peak > stay->last)
            continue;
        int64_t bytes = bytes_of(plan, arena, id);
        Blame *blame = &blamed[serves];
        blame->bytes += bytes;
        blame->count++;
        if (bytes > most[serves]) {
            most[serves] = bytes;
            blame->array = id;
        }
    }
    return blamed;
}

static Text shape_of(Arena *arena, const Array *array)
{
    Buffer text = buffer_create(arena);
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(&text, "%s%lld", i ? ", " : "[",
                     (long long)array->shape[i]);
    buffer_puts(&text, array->rank ? "]" : "");
    return buffer_text(&text);
}

static bool packs(const Plan *plan)
{
    for (ArrayId id = 1; id < plan->loops->graph->arrays.count; id++)
        if (graph_array(plan->loops->graph, id)->kind == PACKED
            && plan->work.peak >= plan->stays[id].first
            && plan->work.peak <= plan->stays[id].last)
            return true;
    return false;
}

/* The work area with --checkpoint. */
static int64_t bytes_in_segments(Compilation *c, const Plan *plan)
{
    const PlanOptions options = {
        .checkpoint = CHECKPOINT_BEST, .real_double = plan->real_double,
        .accumulate = plan->accumulate, .most = c->options->most};
    const Graph *graph = plan->loops->source;
    if (c->options->checkpoint != NO_CHECKPOINT
        || graph->recurrences.count < 2)
        return INT64_MAX;
    return plan_step_area(plan_graph(graph, c->arena, &options)).bytes;
}

/* What an author may do about it. */
static void add_hints(Compilation *c, Diagnostic *error, const Plan *plan)
{
    const Graph *graph = plan->loops->graph;
    Diagnostics *d = c->diagnostics;
    int64_t segmented = bytes_in_segments(c, plan);
    if (segmented < plan_step_area(plan).bytes)
        diagnose_hint(d, error, "with --checkpoint %lld bytes are enough; sums "
                                "over the steps are then gathered in another "
                                "order",
                      (long long)segmented);
    if (graph->batch > 1)
        diagnose_hint(d, error, "a smaller batch: --batch=%lld",
                      (long long)graph->batch / 2);
    if (packs(plan) && c->options->vector)
        diagnose_hint(d, error, "-mvector=none needs no room for what sums with "
                                "vectors read");
    if (c->options->real_double)
        diagnose_hint(d, error, "--real=float takes half of it");
}

/* The work area of the plan is the larger one. */
static void complain_of_budget(Compilation *c, const Plan *plan)
{
    const Graph *graph = plan->loops->graph;
    uint32_t count = graph->definitions.count;
    Blame *blamed = find_blamed(plan, c->arena);
    qsort(blamed, count, sizeof *blamed, compare_blame);
    Span none = {0};
    Diagnostic *error = diagnose_error(
        c->diagnostics, none,
        "--max-ram=%lld: the work area%s takes %lld bytes at least, whatever is "
        "made again",
        (long long)c->options->most,
        graph->training.method ? " of a step" : "",
        (long long)plan_step_area(plan).bytes);
    for (uint32_t i = 0; i < count && i < BLAMED && blamed[i].bytes; i++) {
        const Array *array = graph_array(graph, blamed[i].array);
        uint32_t serves = served(graph, blamed[i].array);
        const Definition *of = &graph->definitions.at[serves];
        if (!serves)
            continue;
        diagnose_note(c->diagnostics, error, of->span,
                      "%lld bytes are for %.*s: %u array%s at one time, the "
                      "largest %.*s",
                      (long long)blamed[i].bytes, TEXT_ARGS(of->name),
                      blamed[i].count, blamed[i].count == 1 ? "" : "s",
                      TEXT_ARGS(shape_of(c->arena, array)));
    }
    add_hints(c, error, plan);
}

void keep_to_budget(Compilation *c, const Plan *model, const Plan *step)
{
    const Plan *larger =
        step && plan_step_area(step).bytes > model->work.bytes ? step : model;
    if (c->status || plan_step_area(larger).bytes <= c->options->most)
        return;
    complain_of_budget(c, larger);
    c->status = STATUS_ERROR;
}
