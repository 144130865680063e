/* compile_budget.c: what to say where --max-ram cannot be met. */
#include "compile_budget.h"

#include <stdlib.h>

enum { BLAMED = 4 };            /* arrays that are named */

typedef struct Blame {
    ArrayId  array;             /* the largest of the definition */
    uint32_t count;             /* arrays that serve it, and live there */
    int64_t  bytes, most;       /* of all of them; of the largest */
} Blame;

static int compare_blame(const void *left, const void *right)
{
    const Blame *a = left, *b = right;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    return (a->array > b->array) - (a->array < b->array);
}

/* The area that takes most. */
typedef struct Largest {
    const Plan *plan;
    bool        infer;
    int64_t     bytes;
} Largest;

PlanOptions budget_options(const Options *options, Bounded bounded)
{
    if (options->bake.length || options->infer)
        bounded = BOUNDED_INFER;
    return (PlanOptions){.checkpoint = options->checkpoint,
                         .real_double = options->real_double,
                         .accumulate = options->accumulate,
                         .most = options->most,
                         .bounded = bounded,
                         .relaxed = options->relaxed};
}

static int64_t bytes_of(const Largest *of, Arena *arena, ArrayId id)
{
    const Array array =
        plan_stored(of->plan, arena, of->infer ? INFER : FORWARD, id);
    return array_size(&array) * element_bytes(&array, of->plan->real_double);
}

/* Whether the array lives where most do. */
static bool is_at_peak(const Largest *of, ArrayId id)
{
    const Plan *plan = of->plan;
    const Stay *stay = of->infer ? &plan->infer_stays[id] : &plan->stays[id];
    uint32_t peak = (of->infer ? &plan->infer : &plan->work)->peak;
    return stay->first <= peak && peak <= stay->last;
}

/* The definition that is to blame for the array; 0: none. */
static uint32_t served(const Graph *graph, ArrayId id)
{
    uint32_t own = graph_definition_of(graph, id);
    uint32_t serves = graph_array(graph, id)->serves;
    return own                                  ? own
           : serves < graph->definitions.count ? graph_whole(graph, serves)
                                               : 0;
}

/* Whether another array is made in its place, where most live: so both live. */
static bool gives_way(const Largest *of, const Slot *slot, uint32_t row,
                      int64_t at)
{
    for (uint32_t r = row + 1; r < slot->rows.count; r++)
        for (uint32_t i = 0; i < slot->rows.at[r].count; i++) {
            const Stored *other = &slot->rows.at[r].at[i];
            if (other->at == at && is_at_peak(of, other->array))
                return true;
        }
    return false;
}

static void add_blame(const Largest *of, Arena *arena, ArrayId id, Blame *blamed)
{
    Blame *blame = &blamed[served(of->plan->loops->graph, id)];
    int64_t bytes = bytes_of(of, arena, id);
    blame->bytes += bytes;
    blame->count++;
    if (bytes > blame->most) {
        blame->most = bytes;
        blame->array = id;
    }
}

/* [definitions]: what lives at the peak, by the definition that it serves. */
static Blame *find_blamed(const Largest *of, Arena *arena)
{
    const Area *area = of->infer ? &of->plan->infer : &of->plan->work;
    uint32_t count = of->plan->loops->graph->definitions.count;
    Blame *blamed = NEW_ARRAY(arena, Blame, count + 1);
    for (uint32_t s = 0; s < area->slots.count; s++) {
        const Slot *slot = &area->slots.at[s];
        for (uint32_t r = 0; r < slot->rows.count; r++)
            for (uint32_t i = 0; i < slot->rows.at[r].count; i++) {
                const Stored *stored = &slot->rows.at[r].at[i];
                if (is_at_peak(of, stored->array)
                    && !gives_way(of, slot, r, stored->at))
                    add_blame(of, arena, stored->array, blamed);
            }
    }
    return blamed;
}

static bool packs(const Largest *of)
{
    const Graph *graph = of->plan->loops->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == PACKED && is_at_peak(of, id))
            return true;
    return false;
}

/* The areas with --checkpoint, of which that of infer is no smaller for it. */
static int64_t bytes_in_segments(Compilation *c, const Largest *of,
                                 Bounded bounded)
{
    const Graph *graph = of->plan->given;
    PlanOptions options = budget_options(c->options, bounded);
    options.checkpoint = CHECKPOINT_BEST;
    options.accumulate = of->plan->accumulate;
    if (of->infer || c->options->checkpoint != NO_CHECKPOINT
        || graph->recurrences.count < 2)
        return INT64_MAX;
    return plan_bytes(plan_graph(graph, c->arena, &options), bounded);
}

/* What an author may do about it. */
static void add_hints(Compilation *c, Diagnostic *error, const Largest *of,
                      Bounded bounded)
{
    const Graph *graph = of->plan->loops->graph;
    Diagnostics *d = c->diagnostics;
    int64_t segmented = bytes_in_segments(c, of, bounded);
    if (segmented < of->bytes)
        diagnose_hint(d, error, "with --checkpoint %lld bytes are enough; sums "
                                "over the steps are then gathered in another "
                                "order",
                      (long long)segmented);
    if (graph->batch > 1)
        diagnose_hint(d, error, "a smaller batch: --batch=%lld",
                      (long long)graph->batch / 2);
    if (packs(of) && c->options->vector)
        diagnose_hint(d, error, "-mvector=none needs no room for what sums with "
                                "vectors read");
    if (c->options->real_double)
        diagnose_hint(d, error, "--real=float takes half of it");
}

static void complain_of_budget(Compilation *c, const Largest *of,
                               Bounded bounded)
{
    const Graph *graph = of->plan->loops->graph;
    uint32_t count = graph->definitions.count;
    Blame *blamed = find_blamed(of, c->arena);
    qsort(blamed, count, sizeof *blamed, compare_blame);
    Span none = {0};
    Diagnostic *error = diagnose_error(
        c->diagnostics, none,
        "--max-ram=%lld: the work area%s takes %lld bytes at least, whatever is "
        "made again",
        (long long)c->options->most,
        of->infer                ? " of infer"
        : graph->training.method ? " of a step"
                                 : "",
        (long long)of->bytes);
    for (uint32_t i = 0; i < count && i < BLAMED && blamed[i].bytes; i++) {
        const Array *array = graph_array(graph, blamed[i].array);
        uint32_t serves = served(graph, blamed[i].array);
        const Definition *blame = &graph->definitions.at[serves];
        if (!serves)
            continue;
        diagnose_note(c->diagnostics, error, blame->span,
                      "%lld bytes are for %.*s: %u array%s at one time, the "
                      "largest %.*s",
                      (long long)blamed[i].bytes, TEXT_ARGS(blame->name),
                      blamed[i].count, blamed[i].count == 1 ? "" : "s",
                      TEXT_ARGS(array_shape(c->arena, array)));
    }
    add_hints(c, error, of, bounded);
}

void keep_to_budget(Compilation *c, const Plan *model, const Plan *step)
{
    Bounded bounded = budget_options(c->options, BOUNDED_BOTH).bounded;
    Largest areas[] = {{model, false, plan_bytes(model, bounded & BOUNDED_WORK)},
                       {model, true, plan_bytes(model, BOUNDED_INFER)},
                       {step, false, step ? plan_step_area(step).bytes : 0}};
    const Largest *largest = &areas[0];
    for (int i = 1; i < 3; i++)
        if (areas[i].bytes > largest->bytes)
            largest = &areas[i];
    if (c->status || largest->bytes <= c->options->most)
        return;
    complain_of_budget(c, largest, largest == &areas[2] ? BOUNDED_WORK : bounded);
    c->status = STATUS_ERROR;
}
