/* eval_recurrence.c: the steps of a recurrence.
 *
 * Parts are compiled once. At a step each runs with the index of its target on
 * the member's axis held at the one value that it has there.
 */
#include "eval_part.h"
#include "recurrence_pace.h"

typedef struct StepPart {
    ArrayId  array;
    Part     part;
    Range   *ranges;                /* of the part at the step */
    const Range *all;               /* of the whole part */
    uint32_t level_count;
    Pace     paces[MAX_RANK];       /* of each recurrence around, outermost
                                       first */
    bool     outside;               /* it runs before all steps */
    PartProgram program;
} StepPart;

typedef struct StepRun {
    const Graph *graph;
    PartProgram *compiler;
    const StepActions *actions;
    void        *context;
    LIST(StepPart) parts;           /* by member */
    uint32_t    *first;             /* [members + 1]: into parts */
    ArrayId      base;              /* the first member */
    int64_t      step[MAX_RANK];    /* of each level */
    bool         back;              /* all in the opposite order */
} StepRun;

const Recurrence *recurrence_around(const Graph *graph, ArrayId member)
{
    return &graph->recurrences.at[graph_outermost(graph, member)];
}

/* The paces of the part in the recurrences around its array, innermost
 * last. */
static void find_paces(const Graph *graph, Arena *arena, StepPart *at)
{
    uint32_t chain[MAX_RANK], count = 0;
    for (uint32_t r = graph_array(graph, at->array)->recurrence; r;
         r = graph->recurrences.at[r].outer)
        chain[count++] = r;
    at->level_count = count;
    for (uint32_t level = 0; level < count; level++)
        at->paces[level] =
            recurrence_pace(graph, arena, chain[count - 1 - level], at->array,
                            &at->part);
}

static void add_parts(StepRun *run, ArrayId id)
{
    const Array *array = graph_array(run->graph, id);
    Arena *arena = run->compiler->arena;
    uint32_t outside = recurrence_outside(run->graph, arena, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        StepPart at = {.array = id, .part = array->as.parts[p],
                       .outside = p < outside};
        program_compile(run->compiler, array, &array->as.parts[p]);
        at.program = program_take(run->compiler);
        at.all = at.part.ranges;
        at.ranges = arena_copy(arena, at.part.ranges, at.part.index_count,
                               sizeof(Range));
        find_paces(run->graph, arena, &at);
        list_push(arena, &run->parts, at);
    }
}

/* Holds the part at the step; false if it has no elements there. */
static bool part_at_step(const StepRun *run, StepPart *at)
{
    for (uint32_t i = 0; i < at->part.index_count; i++)
        at->ranges[i] = at->all[i];
    for (uint32_t level = 0; level < at->level_count; level++) {
        const Pace *pace = &at->paces[level];
        int64_t rest = run->step[level] - pace->base;
        if (pace->index == PACE_FIXED) {
            if (rest)
                return false;
            continue;
        }
        int64_t value = rest / pace->factor;
        Range *range = &at->ranges[pace->index];
        if (rest % pace->factor || value < range->low || value >= range->high)
            return false;
        *range = (Range){value, value + 1};
    }
    at->part.ranges = at->ranges;
    at->program.part = &at->part;
    return true;
}

static bool run_member(StepRun *run, ArrayId id)
{
    uint32_t first = run->first[id - run->base];
    uint32_t count = run->first[id - run->base + 1] - first;
    for (uint32_t n = 0; n < count; n++) {
        StepPart *at = &run->parts.at[first + (run->back ? count - 1 - n : n)];
        if (!at->outside && part_at_step(run, at)
            && !run->actions->run(run->context, id, &at->program))
            return false;
    }
    return true;
}

static bool run_outside(StepRun *run)
{
    uint32_t count = run->parts.count;
    for (uint32_t n = 0; n < count; n++) {
        StepPart *at = &run->parts.at[run->back ? count - 1 - n : n];
        at->part.ranges = at->all;
        at->program.part = &at->part;
        if (at->outside
            && !run->actions->run(run->context, at->array, &at->program))
            return false;
    }
    return true;
}

/* The recurrence directly within `outer` that the member is in; 0: none. */
static uint32_t inner_of(const Graph *graph, uint32_t outer, ArrayId member)
{
    uint32_t inner = 0;
    for (uint32_t r = graph_array(graph, member)->recurrence; r != outer;
         r = graph->recurrences.at[r].outer)
        inner = r;
    return inner;
}

static bool run_steps(StepRun *run, uint32_t recurrence, uint32_t level)
{
    const Recurrence r = run->graph->recurrences.at[recurrence];
    int64_t count = r.steps.high - r.steps.low;
    for (int64_t n = 0; n < count; n++) {
        bool up = (r.direction > 0) != run->back;
        run->step[level] = up ? r.steps.low + n : r.steps.high - 1 - n;
        for (ArrayId k = r.first; k <= r.last; k++) {
            ArrayId id = run->back ? r.first + r.last - k : k;
            uint32_t inner = inner_of(run->graph, recurrence, id);
            if (!inner ? !run_member(run, id)
                       : !run_steps(run, inner, level + 1))
                return false;
            if (inner)
                k += run->graph->recurrences.at[inner].last
                   - run->graph->recurrences.at[inner].first;
        }
    }
    return true;
}

static void look_at_parts(StepRun *run)
{
    bool again = run->actions->look != NULL;
    while (again) {
        again = false;
        for (uint32_t p = 0; p < run->parts.count; p++)
            again |= run->actions->look(run->context, run->parts.at[p].array,
                                        &run->parts.at[p].program);
    }
}

/* All parts of a recurrence, compiled. */
static StepRun *step_run(PartProgram *compiler, uint32_t recurrence)
{
    const Graph *graph = compiler->graph;
    const Recurrence *r = &graph->recurrences.at[recurrence];
    if (compiler->runs && compiler->runs[recurrence])
        return compiler->runs[recurrence];
    StepRun *run = NEW(compiler->arena, StepRun);
    *run = (StepRun){
        .graph = graph,
        .compiler = compiler,
        .first = NEW_ARRAY(compiler->arena, uint32_t, r->last - r->first + 2),
        .base = r->first,
    };
    for (ArrayId id = r->first; id <= r->last; id++) {
        run->first[id - r->first] = run->parts.count;
        add_parts(run, id);
    }
    run->first[r->last - r->first + 1] = run->parts.count;
    if (compiler->runs)
        compiler->runs[recurrence] = run;
    return run;
}

static bool run_all(PartProgram *compiler, ArrayId member,
                    const StepActions *actions, void *context, bool back)
{
    uint32_t outer = graph_outermost(compiler->graph, member);
    const Recurrence *r = &compiler->graph->recurrences.at[outer];
    StepRun *run = step_run(compiler, outer);
    run->actions = actions;
    run->context = context;
    run->back = back;
    for (ArrayId id = r->first; id <= r->last; id++)
        actions->start(context, id);
    look_at_parts(run);
    if (back)
        return run_steps(run, outer, 0) && run_outside(run);
    return run_outside(run) && run_steps(run, outer, 0);
}

bool recurrence_run(PartProgram *compiler, ArrayId member,
                    const StepActions *actions, void *context)
{
    return run_all(compiler, member, actions, context, false);
}

bool recurrence_run_back(PartProgram *compiler, ArrayId member,
                         const StepActions *actions, void *context)
{
    return run_all(compiler, member, actions, context, true);
}
