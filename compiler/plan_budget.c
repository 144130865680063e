/* plan_budget.c: which arrays to make again, so that less lives at one time.
 *
 * An array that is read early and late, but not between, takes room all the time.
 * Made again before it is read late, it takes none between:
 *
 *     h   kept         ████████████████      h        ████
 *                      made   forward  read  h_again              ██
 *
 * for the work of making it, and where what it is made of has died, of that too.
 * Recomputation of what is cheap, such as tanh of what is kept anyhow, and the
 * checkpoints of a chain of layers both are such cuts. They are chosen one by one:
 * the one that lowers
 *
 *     Σ over nests of (bytes that live then / most bytes)^16
 *
 * most for its operations, among the arrays that live where most do. That is the
 * peak, but sees all that is nearly as high as well: a cut that lowers most of a
 * long plain is one even where it adds to the highest point. Each is planned to
 * the end, and taken back if the sum is no lower for it. For infer, of which nothing
 * is kept, the nests are its own.
 *
 * T. Chen, B. Xu, C. Zhang, C. Guestrin, Training Deep Nets with Sublinear Memory
 * Cost, 2016. P. Jain et al., Checkmate: Breaking the Memory Wall with Optimal
 * Tensor Rematerialization, 2020.
 */
#include "plan_budget.h"

#include "cost.h"
#include "kernel.h"
#include "plan_again.h"

#include <string.h>

enum {
    DEEPEST = 24,               /* chain of what is made again for one array */
    MOST_TRIES = 600,           /* plans that are made */
    MOST_FAILURES = 24          /* in a row */
};

typedef struct Uses {
    uint32_t *at;               /* nests, ascending */
    uint32_t  count;
} Uses;

typedef struct Budget {
    const Plan  *plan;
    const Loops *loops;
    const Graph *graph;         /* of the loops */
    Arena       *arena;
    bool         infer;         /* its area and nests, not the other */
    uint32_t     half, end;     /* nests of forward; of both */
    double      *level;         /* [end + 1]: bytes that live */
    double      *change;        /* [end + 2]: of the cut at hand, as steps up and
                                   down */
    double       scale;         /* 1 / the most bytes */
    Uses        *uses;          /* [graph arrays]: where they are read */
    uint32_t    *made;          /* [graph arrays]: the last nest that makes it */
    double      *work;          /* [graph arrays] */
    ArrayIds    *operands;      /* [graph arrays] */
    bool        *spread;        /* [graph arrays] */
    bool        *cut;           /* [graph arrays]: by the cuts at hand */
    bool         extend;        /* what is read lives on, if it has a place */
    Cuts         cuts;
    double       cost;
} Budget;

/* -- what there is -- */

static const Area *area_of(const Plan *plan, bool infer)
{
    return infer ? &plan->infer : &plan->work;
}

static const Stay *stay_of(const Budget *b, ArrayId id)
{
    return b->infer ? &b->plan->infer_stays[id] : &b->plan->stays[id];
}

static bool lives(const Budget *b, ArrayId id, uint32_t time)
{
    return stay_of(b, id)->first <= time && time <= stay_of(b, id)->last;
}

/* The routine at a time. */
static Pass pass_at(const Budget *b, uint32_t time)
{
    return b->infer ? INFER : time < b->half ? FORWARD : BACKWARD;
}

static int64_t bytes_of(const Budget *b, ArrayId id)
{
    const Array array = plan_stored(b->plan, b->arena, pass_at(b, 0), id);
    return array_size(&array) * element_bytes(&array, b->plan->real_double);
}

static void add_use(Budget *b, ArrayId id, uint32_t time)
{
    Uses *uses = &b->uses[id];
    if (uses->count && uses->at[uses->count - 1] == time)
        return;
    if (!(uses->count & (uses->count + 1))) {
        uint32_t *more = NEW_ARRAY(b->arena, uint32_t, 2 * uses->count + 2);
        for (uint32_t i = 0; i < uses->count; i++)
            more[i] = uses->at[i];
        uses->at = more;
    }
    uses->at[uses->count++] = time;
}

static bool has(const ArrayIds *list, ArrayId id)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i] == id)
            return true;
    return false;
}

static void find_uses(Budget *b)
{
    Reader reader = {0};
    ArrayIds reads = {0};
    uint32_t time = 0;
    Pass last = b->infer ? INFER : BACKWARD;
    for (Pass pass = b->infer ? INFER : FORWARD; pass <= last; pass++)
        for (uint32_t n = 0; n < b->loops->routines[pass].nests.count;
             n++, time++) {
            const Nest *nest = &b->loops->routines[pass].nests.at[n];
            for (uint32_t i = 0; i < nest->steps.count; i++) {
                const Step *step = &nest->steps.at[i];
                reads.count = 0;
                step_reads(b->graph, b->arena, &reader, step, &reads);
                if (step->kind < STEP_NEXT)
                    b->made[step->array] = time;
                for (uint32_t r = 0; r < reads.count; r++) {
                    ArrayId id = graph_source(b->graph, reads.at[r]);
                    if (id != step->array || step->kind >= STEP_NEXT)
                        add_use(b, id, time);
                    if (step->kind == STEP_PART && id != step->array
                        && graph_array(b->graph, id)->kind != PACKED
                        && !has(&b->operands[step->array], id))
                        list_push(b->arena, &b->operands[step->array], id);
                }
            }
        }
}

/* Whether it is a member of a recurrence of which each element is made in one way
 * of what is there at its step: then it can be made where it is read. */
static bool find_spread(Budget *b, ArrayId id)
{
    const Graph *from = b->loops->source;
    const Array *array = graph_array(from, b->loops->origin[id]);
    if (!array->recurrence || array->kind != EQUATION || array->part_count != 1
        || !array_is_set(array) || array->as.parts->index_count != array->rank
        || array->as.parts->guard_count)
        return false;
    ExprIds nodes = {0};
    part_postorder(from, b->arena, NULL, true, array->as.parts, array->rank,
                   &nodes);
    for (uint32_t i = 0; i < nodes.count; i++) {
        const Expr *node = expr_at(&from->exprs, nodes.at[i]);
        if (node->kind == ACCESS
            && graph_array(from, node->as.access.array)->kind == CARRY)
            return false;
    }
    return true;
}

static double power(double x)
{
    x *= x;
    x *= x;
    x *= x;
    return x * x;
}

static void find_levels(Budget *b)
{
    for (ArrayId id = 1; id < b->graph->arrays.count; id++) {
        const Stay *stay = stay_of(b, id);
        if (stay->first > stay->last)
            continue;
        double bytes = (double)bytes_of(b, id);
        for (uint32_t t = stay->first; t <= stay->last; t++)
            b->level[t] += bytes;
    }
}

static void budget_look(Budget *b, const Plan *plan, Arena *arena, bool infer)
{
    uint32_t count = plan->loops->graph->arrays.count;
    *b = (Budget){.plan = plan, .loops = plan->loops,
                  .graph = plan->loops->graph, .arena = arena, .infer = infer};
    b->half = b->loops->routines[infer ? INFER : FORWARD].nests.count;
    b->end = b->half + (infer ? 0 : b->loops->routines[BACKWARD].nests.count);
    b->level = NEW_ARRAY(arena, double, b->end + 1);
    b->change = NEW_ARRAY(arena, double, b->end + 2);
    b->scale = 1 / (double)area_of(plan, infer)->bound;
    b->uses = NEW_ARRAY(arena, Uses, count);
    b->made = NEW_ARRAY(arena, uint32_t, count);
    b->work = NEW_ARRAY(arena, double, count);
    b->operands = NEW_ARRAY(arena, ArrayIds, count);
    b->cut = NEW_ARRAY(arena, bool, count);
    find_uses(b);
    find_levels(b);
    b->spread = NEW_ARRAY(arena, bool, count);
    for (ArrayId id = 1; id < count; id++) {
        b->work[id] = array_work(b->graph, id);
        b->spread[id] = find_spread(b, id);
    }
}

/* -- one cut -- */

/* What can be made again: what one nest or several make of what is there, and of
 * what is made step by step, what need not be. */
static bool can_be_again(const Budget *b, ArrayId id)
{
    const Segments *segments = b->loops->segments;
    return graph_array(b->graph, id)->kind == EQUATION
        && (!graph_array(b->graph, id)->recurrence || b->spread[id])
        && !(segments && segments->along[id].run);
}

static void change(Budget *b, uint32_t first, uint32_t last, double bytes)
{
    b->change[first] += bytes;
    b->change[last + 1] -= bytes;
}

/* An array of one value for each element, read by one nest alone, becomes a local
 * there, more often than not. */
static bool is_local(const Budget *b, ArrayId id, uint32_t first, uint32_t last)
{
    const Array *array = graph_array(b->graph, id);
    if (array->recurrence)
        return true;
    return first == last && array_is_set(array)
        && array->as.parts->index_count == array->rank;
}

static bool add_cut(Budget *b, ArrayId id, uint32_t time)
{
    list_push(b->arena, &b->cuts, ((Cut){id, time}));
    return true;
}

/* What the array is made of has to be there at that time: it lives on, or is
 * made again too. False if it cannot be. */
static bool need_operands(Budget *b, ArrayId id, uint32_t time, int depth);

static bool need(Budget *b, ArrayId id, uint32_t time, int depth)
{
    const Array *array = graph_array(b->graph, id);
    const Uses *uses = &b->uses[id];
    if (array->kind == INPUT || array->kind == PARAM || array->kind == LITERAL
        || b->cut[id] || lives(b, id, time)
        || b->plan->home[pass_at(b, time)][id] == HOME_ARGUMENT)
        return true;
    const Stay *stay = stay_of(b, id);
    uint32_t last = b->made[id];
    if (uses->count && uses->at[uses->count - 1] > last)
        last = uses->at[uses->count - 1];
    bool stored = stay->first <= stay->last && stay->last < time;
    if (can_be_again(b, id) && last < time && !(b->extend && stored)) {
        b->cut[id] = true;
        b->cost += b->work[id];
        if (!is_local(b, id, time, time))
            change(b, time, time, (double)bytes_of(b, id));
        return add_cut(b, id, last) && need_operands(b, id, time, depth + 1);
    }
    if (!stored || array->kind == STATE)
        return false;
    change(b, stay->last + 1, time, (double)bytes_of(b, id));
    return true;
}

static bool need_operands(Budget *b, ArrayId id, uint32_t time, int depth)
{
    if (depth > DEEPEST)
        return false;
    for (uint32_t i = 0; i < b->operands[id].count; i++)
        if (!need(b, b->operands[id].at[i], time, depth))
            return false;
    return true;
}

/* The version of the array that is read after the time `from` and up to `to`.
 * Forward keeps it for backward. */
static bool add_version(Budget *b, ArrayId id, uint32_t from, uint32_t to,
                        bool last)
{
    const Uses *uses = &b->uses[id];
    uint32_t first = UINT32_MAX, until = 0;
    for (uint32_t i = 0; i < uses->count; i++)
        if (uses->at[i] > from && uses->at[i] <= to) {
            first = first == UINT32_MAX ? uses->at[i] : first;
            until = uses->at[i];
        }
    if (first == UINT32_MAX)
        return false;
    if (last && b->loops->kept[id] && first < b->half)
        until = b->end;
    b->cost += b->work[id];
    if (!is_local(b, id, first, until))
        change(b, first, until, (double)bytes_of(b, id));
    if (b->spread[id])               /* where it is read */
        first = until;
    return add_cut(b, id, from) && need_operands(b, id, first, 0);
}

/* The cuts that take the array from where it lives at that time, and what
 * they change; false if there are none. */
static bool try_cut(Budget *b, ArrayId id, uint32_t peak)
{
    const Uses *uses = &b->uses[id];
    const Stay *stay = stay_of(b, id);
    b->cuts.count = 0;
    b->cost = 0;
    memset(b->change, 0, (b->end + 2) * sizeof *b->change);
    memset(b->cut, 0, b->graph->arrays.count * sizeof *b->cut);
    if (!lives(b, id, peak) || !can_be_again(b, id))
        return false;
    bool before = false, after = false, first = false;
    bool kept = b->loops->kept[id] && b->end > b->half;
    uint32_t from = kept && peak >= b->half ? b->half - 1 : peak;
    uint32_t until = b->made[id];
    if (until > from)
        return false;
    for (uint32_t i = 0; i < uses->count; i++) {
        if (uses->at[i] == peak)
            return false;
        if (uses->at[i] <= from && until < uses->at[i])
            until = uses->at[i];
        first |= uses->at[i] <= from;
        after |= uses->at[i] > from;
        before |= uses->at[i] > from && uses->at[i] < peak;
    }
    if (!after)
        return false;
    b->cut[id] = true;
    change(b, stay->first, stay->last, -(double)bytes_of(b, id));
    if (first)
        change(b, stay->first, until, (double)bytes_of(b, id));
    else                                /* made later, but once */
        b->cost = -b->work[id];
    if (!before)
        return add_version(b, id, from, UINT32_MAX, true);
    bool fine = add_version(b, id, from, peak, false);
    for (uint32_t i = 0; fine && i < uses->count; i++)
        if (uses->at[i] > peak)
            return add_version(b, id, peak, UINT32_MAX, true);
    return fine;
}

/* By how much the cuts at hand lower the sum, or 0 if not at the peak. */
static double gain(const Budget *b, uint32_t peak)
{
    double sum = 0, change = 0;
    for (uint32_t t = 0; t <= b->end; t++) {
        change += b->change[t];
        if (t == peak && change >= 0)
            return 0;
        if (change != 0)
            sum += power(b->level[t] * b->scale)
                 - power((b->level[t] + change) * b->scale);
    }
    return sum;
}

/* -- the sequence -- */

static double potential(const Plan *plan, Arena *arena, bool infer,
                        double scale)
{
    Arena *work = arena_open(arena);
    Budget b;
    double sum = 0;
    budget_look(&b, plan, work, infer);
    for (uint32_t t = 0; t <= b.end; t++)
        sum += power(b.level[t] * scale);
    arena_close(work);
    return sum;
}

/* The best cuts that are not banned, each array being tried in two ways; none if
 * their count is 0. */
static Cuts choose_cuts(Budget *b, Arena *arena, const bool *banned,
                        uint32_t *chosen)
{
    Cuts best = {0};
    double highest = 0;
    uint32_t peak = area_of(b->plan, b->infer)->peak;
    for (uint32_t way = 2; way < 2 * b->graph->arrays.count; way++) {
        ArrayId id = way / 2;
        b->extend = way % 2;
        if (banned[way] || !try_cut(b, id, peak))
            continue;
        double worth = gain(b, peak) / (b->cost + 1);
        if (worth <= highest)
            continue;
        highest = worth;
        *chosen = way;
        best = (Cuts){0};
        for (uint32_t i = 0; i < b->cuts.count; i++)
            list_push(arena, &best, b->cuts.at[i]);
    }
    return best;
}

/* The plan of the graph with the cuts, in an arena of its own. */
static const Plan *attempt(const Plan *from, Arena *arena, const Cuts *cuts,
                           const PlanOptions *options)
{
    const Segments *segments = from->loops->segments;
    int64_t size = segments ? segments->size : NO_CHECKPOINT;
    Graph *graph = graph_again(arena, from, cuts);
    Plan *made = NEW(arena, Plan);
    *made = *plan(schedule(graph, arena, size), arena, options->real_double,
                  options->accumulate);
    made->given = from->given;
    made->operations.least = from->operations.least;
    made->infer_operations.least = from->infer_operations.least;
    return made;
}

static bool is_lower(const Plan *a, const Plan *than, Arena *arena, bool infer)
{
    double scale = 1 / (double)area_of(than, infer)->bound;
    return potential(a, arena, infer, scale)
         < potential(than, arena, infer, scale);
}

/* The next plan of the sequence; NULL: there is none. */
static const Plan *next_plan(const Plan *from, Arena *arena,
                             const PlanOptions *options, bool infer,
                             uint32_t *tries)
{
    Arena *work = arena_open(arena);
    Budget b;
    budget_look(&b, from, work, infer);
    bool *banned = NEW_ARRAY(work, bool, 2 * b.graph->arrays.count);
    const Plan *made = NULL;
    for (int failures = 0; failures < MOST_FAILURES && *tries < MOST_TRIES;
         failures++) {
        uint32_t chosen = 0;
        Cuts cuts = choose_cuts(&b, work, banned, &chosen);
        if (!cuts.count)
            break;
        ++*tries;
        Arena *own = arena_open(arena);
        made = attempt(from, own, &cuts, options);
        if (is_lower(made, from, work, infer))
            break;
        banned[chosen] = true;
        arena_close(own);
        made = NULL;
    }
    arena_close(work);
    return made;
}

const Plan *plan_within(const Plan *first, Arena *arena,
                        const PlanOptions *options, bool infer)
{
    const Plan *least = first, *at = first;
    uint32_t tries = 0;
    while (plan_bytes(least, options->bounded) > options->most) {
        const Plan *next = next_plan(at, arena, options, infer, &tries);
        if (!next)
            break;
        at = next;
        if (plan_bytes(at, options->bounded)
            < plan_bytes(least, options->bounded))
            least = at;
    }
    return least;
}

static void add_steps(const Loops *loops, const Nest *nest, bool remade,
                      bool *counted, Operations *sum)
{
    for (uint32_t i = 0; i < nest->steps.count; i++) {
        ArrayId id = nest->steps.at[i].array;
        if (nest->steps.at[i].kind != STEP_PART || counted[id])
            continue;
        double work = array_work(loops->graph, id);
        counted[id] = true;
        sum->least += work;
        sum->made += work;
        if (remade && loops->segments->along[id].remade)
            sum->made += work;
    }
}

Operations loops_operations(const Loops *loops, Arena *arena, Pass first,
                            Pass last)
{
    Operations sum = {0};
    bool *counted = NEW_ARRAY(arena, bool, loops->graph->arrays.count);
    for (Pass pass = first; pass <= last; pass++)
        for (uint32_t n = 0; n < loops->routines[pass].nests.count; n++)
            add_steps(loops, &loops->routines[pass].nests.at[n],
                      loops->segments && last == BACKWARD, counted, &sum);
    return sum;
}

double step_operations(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    if (step->kind != STEP_PART)
        return 0;
    return array->kind == KERNEL
             ? kernel_work(graph, array)
             : part_work(graph, &array->as.parts[step->part]);
}

double routine_operations(const Loops *loops, Pass pass)
{
    const Routine *routine = &loops->routines[pass];
    double sum = 0;
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++)
            sum += step_operations(loops->graph,
                                   &routine->nests.at[n].steps.at[i]);
    return sum;
}
