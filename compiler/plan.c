/* plan.c: where every array lives.
 *
 * Time counts nests: those of forward, then those of backward; infer has its
 * own. An array in a work area lives from the first nest that writes it to
 * the last that reads it, and what forward keeps lives to the end of time, so
 * that backward may be called again with other cotangents. Two arrays share a
 * slot only if no nest belongs to both lives.
 */
#include "plan.h"

#include "plan_apart.h"
#include "plan_area.h"
#include "plan_body.h"
#include "plan_budget.h"
#include "plan_fold.h"
#include "plan_in_place.h"
#include "recurrence_pace.h"

typedef struct Life {           /* of an array within one routine */
    uint32_t first, last;       /* nests; last < first: not there */
    uint32_t readers;           /* steps that read it, results included */
    uint32_t makers;            /* steps that write it */
    uint32_t result;            /* 1 + a STEP_RESULT's number */
    uint32_t results;           /* how many there are */
    Serves   serves, result_serves;
} Life;

typedef struct Planner {
    Plan        *plan;
    const Loops *loops;
    Arena       *arena;                     /* of the plan */
    Arena       *work;                      /* of what is not part of it */
    Life        *lives[PASS_COUNT];         /* [graph arrays] */
    bool        *carried;                   /* [graph arrays] */
    bool        *crosses;                   /* [graph arrays]: between functions */
    uint32_t    *blocks;                    /* of nests, see find_blocks */
    Reader       reader;
    ArrayIds     reads;
} Planner;

int64_t element_bytes(const Array *array, bool real_double)
{
    if (array->type == WHOLE)
        return array->limit > (int64_t)1 << 31 ? 8 : 4;
    return real_double ? 8 : 4;
}

/* -- lives -- */

static void touch(Life *life, uint32_t nest)
{
    if (!life->readers && !life->makers)
        life->first = nest;
    life->last = nest;
}

static void live_step(Planner *p, Life *lives, const Nest *nest, uint32_t n,
                      const Step *step)
{
    Life *own = &lives[step->array];
    if (step->kind == STEP_RESULT) {
        own->result = step->part + 1;
        own->results++;
        own->result_serves = nest->serves;
    } else if (step->kind < STEP_NEXT) {
        touch(own, n);
        own->makers++;
        own->serves = nest->serves;
    }
    p->reads.count = 0;
    step_reads(p->loops->graph, p->work, &p->reader, step, &p->reads);
    for (uint32_t r = 0; r < p->reads.count; r++) {
        ArrayId id = p->reads.at[r];
        if (id == step->array && step->kind < STEP_NEXT)
            continue;
        touch(&lives[id], n);
        lives[id].readers++;
    }
}

static void find_lives(Planner *p, Pass pass)
{
    const Routine *routine = &p->loops->routines[pass];
    Life *lives = NEW_ARRAY(p->work, Life, p->loops->graph->arrays.count);
    for (uint32_t n = 0; n < routine->nests.count; n++) {
        const Nest *nest = &routine->nests.at[n];
        for (uint32_t i = 0; i < nest->steps.count; i++)
            live_step(p, lives, nest, n, &nest->steps.at[i]);
    }
    p->lives[pass] = lives;
}

/* -- locals -- */

/* Nests with one number stand in one block of C: no condition and no end of a
 * function lies between them. */
static void find_blocks(Planner *p, Pass pass)
{
    const Routine *routine = &p->loops->routines[pass];
    p->blocks = NEW_ARRAY(p->work, uint32_t, routine->nests.count);
    for (uint32_t n = 1; n < routine->nests.count; n++) {
        const Nest *a = &routine->nests.at[n - 1], *b = &routine->nests.at[n];
        p->blocks[n] = p->blocks[n - 1] + (b->apart || a->serves != b->serves
                                           || a->run != b->run);
    }
}

/* -- homes -- */

/* An output or gradient is made in the caller's array if nothing else but what
 * serves it alone reads it. What is added to what is there is written
 * once. */
static bool can_be_result(const Planner *p, Pass pass, const Life *life)
{
    if (life->results != 1)
        return false;
    if (pass != BACKWARD)
        return true;
    if (life->serves != life->result_serves || life->serves >> 63)
        return false;
    return !p->plan->accumulate || (life->makers == 1 && life->readers == 1);
}

static Home find_home(Planner *p, Pass pass, ArrayId id)
{
    const Array *array = graph_array(p->loops->graph, id);
    const Life *life = &p->lives[pass][id];
    if (id == p->loops->graph->training.step)
        return pass == FORWARD ? HOME_WORK : HOME_NONE;
    if (array->kind == INPUT || array->kind == PARAM)
        return HOME_ARGUMENT;
    if (array->kind == STATE)
        return pass == BACKWARD && p->loops->kept[id] ? HOME_WORK
                                                      : HOME_ARGUMENT;
    if (array->kind == DRAWN)
        return life->makers || life->readers ? HOME_WORK : HOME_NONE;
    if (array->kind == LITERAL)
        return HOME_TABLE;
    if (!life->makers)
        return life->readers ? HOME_WORK : HOME_NONE;
    if (p->loops->kept[id] && pass == FORWARD)
        return HOME_WORK;
    bool adds = p->plan->accumulate && pass == BACKWARD;
    if (can_be_result(p, pass, life) && !(adds && array->kind == KERNEL))
        return HOME_RESULT;
    if (life->results || p->blocks[life->first] != p->blocks[life->last])
        return HOME_WORK;
    if (!array->rank)
        return p->crosses[id] ? HOME_WORK : HOME_LOCAL;
    if (life->first != life->last || p->carried[id])
        return HOME_WORK;
    uint8_t around = p->plan->around[pass][id];
    return around == array->rank && !p->crosses[id] ? HOME_LOCAL
         : around                                   ? HOME_BODY
                                                    : HOME_WORK;
}

/* Whether an array in the body of a loop may live in the work area instead, in one
 * place for all turns of the loops around. */
static bool can_be_moved(const Planner *p, Pass pass, ArrayId id)
{
    const Segments *segments = p->loops->segments;
    Pass other = pass == FORWARD ? BACKWARD : FORWARD;
    return (pass == INFER || !p->lives[other][id].makers)
        && !(segments && segments->along[id].run);
}

/* On a small machine, arrays in bodies are none of the stack. */
static Fold *move_bodies(const Planner *p, Pass pass, uint8_t *homes)
{
    uint32_t count = p->loops->graph->arrays.count;
    if (!p->loops->small)
        return NULL;
    Fold *folds = NEW_ARRAY(p->arena, Fold, count);
    for (ArrayId id = 1; id < count; id++)
        if (homes[id] == HOME_BODY && can_be_moved(p, pass, id)) {
            homes[id] = HOME_WORK;
            folds[id].around = p->plan->around[pass][id];
        }
    return folds;
}

static void find_homes(Planner *p, Pass pass)
{
    uint32_t count = p->loops->graph->arrays.count;
    uint8_t *homes = NEW_ARRAY(p->arena, uint8_t, count);
    p->crosses = NEW_ARRAY(p->work, bool, count);
    p->plan->around[pass] =
        plan_bodies(p->loops, p->arena, pass, p->crosses);
    find_blocks(p, pass);
    for (ArrayId id = 1; id < count; id++)
        homes[id] = (uint8_t)find_home(p, pass, id);
    p->plan->home[pass] = homes;
    p->plan->fold[pass] = plan_fold(p->loops, p->arena, pass, homes,
                                     move_bodies(p, pass, homes));
}

/* -- areas -- */

Array plan_stored(const Plan *plan, Arena *arena, Pass pass, ArrayId id)
{
    Array array = *graph_array(plan->loops->graph, id);
    if (pass != INFER)
        pass = plan->home[FORWARD][id] == HOME_WORK ? FORWARD : BACKWARD;
    const Fold fold = plan_folded(plan, pass, id);
    if (!fold.places && !fold.around)
        return array;
    int64_t *shape =
        arena_copy(arena, array.shape, array.rank, sizeof *shape);
    for (uint32_t i = 0; i < fold.around; i++)
        shape[i] = 1;
    if (fold.places)
        shape[fold.axis] = fold.places;
    array.shape = shape;
    return array;
}

/* Threads may pack what they need while others are at other nests. */
static bool lives_always(const Planner *p, ArrayId id)
{
    return p->loops->graph->threads > 1
        && graph_array(p->loops->graph, id)->kind == PACKED;
}

static Tenant tenant_make(const Planner *p, Pass pass, ArrayId id,
                          uint32_t first, uint32_t last)
{
    const Array array = plan_stored(p->plan, p->work, pass, id);
    int64_t each = element_bytes(&array, p->plan->real_double);
    return (Tenant){.array = id, .first = first, .last = last,
                    .bytes = array_size(&array) * each, .each = each};
}

/* What lives from one segment of a run to the next, or is read in several,
 * lives in all of the run. */
static void spread_life(const Planner *p, Pass pass, ArrayId id, Life *life)
{
    const Routine *routine = &p->loops->routines[pass];
    const Segments *segments = p->loops->segments;
    if (!segments || !(life->readers || life->makers))
        return;
    const Along *along = &segments->along[id];
    if (along->sliced && !along->before && !along->after)
        return;
    uint8_t first = routine->nests.at[life->first].run;
    uint8_t last = routine->nests.at[life->last].run;
    while (first && life->first
           && routine->nests.at[life->first - 1].run == first)
        life->first--;
    while (last && life->last + 1 < routine->nests.count
           && routine->nests.at[life->last + 1].run == last)
        life->last++;
}

/* The nests of the routines from `first` to `last`, one after the other, and
 * the end of time. */
static const Nest *const *nests_in_time(const Planner *p, Arena *work,
                                        Pass first, Pass last)
{
    uint32_t count = 0;
    for (Pass pass = first; pass <= last; pass++)
        count += p->loops->routines[pass].nests.count;
    const Nest **nests = NEW_ARRAY(work, const Nest *, count + 1);
    count = 0;
    for (Pass pass = first; pass <= last; pass++) {
        const Routine *routine = &p->loops->routines[pass];
        for (uint32_t n = 0; n < routine->nests.count; n++)
            nests[count++] = &routine->nests.at[n];
    }
    return nests;
}

static const Stay *stays_of(const Planner *p, const Tenants *tenants)
{
    uint32_t count = p->loops->graph->arrays.count;
    Stay *stays = NEW_ARRAY(p->arena, Stay, count);
    for (ArrayId id = 0; id < count; id++)
        stays[id].first = 1;
    for (uint32_t i = 0; i < tenants->count; i++)
        stays[tenants->at[i].array] =
            (Stay){tenants->at[i].first, tenants->at[i].last};
    return stays;
}

/* Puts the tenants, which are in the arena `work`, into the area, and closes
 * that. */
static void fill(const Planner *p, Area *area, Arena *work, Pass first,
                 Pass last, Tenants *tenants)
{
    tenants_join(p->loops, work, nests_in_time(p, work, first, last), tenants);
    area_fill(area, p->arena, work, tenants);
    arena_close(work);
}

static void plan_work(Planner *p)
{
    Tenants tenants = {0};
    Arena *work = arena_open(p->work);
    const Segments *segments = p->loops->segments;
    uint32_t half = p->loops->routines[FORWARD].nests.count;
    uint32_t end = half + p->loops->routines[BACKWARD].nests.count;
    ArrayId step = p->loops->graph->training.step;
    for (ArrayId id = 1; id < p->loops->graph->arrays.count; id++) {
        Life f = p->lives[FORWARD][id], b = p->lives[BACKWARD][id];
        bool kept = p->loops->kept[id];
        bool again = segments && segments->along[id].remade && b.makers;
        spread_life(p, FORWARD, id, &f);
        spread_life(p, BACKWARD, id, &b);
        if (p->plan->home[FORWARD][id] == HOME_WORK
            || (kept && graph_array(p->loops->graph, id)->kind == STATE))
            list_push(work, &tenants,
                      tenant_make(p, FORWARD, id,
                                  id == step || lives_always(p, id) ? 0
                                                                    : f.first,
                                  kept || lives_always(p, id) ? end
                                  : again ? half + b.last
                                          : f.last));
        else if (p->plan->home[BACKWARD][id] == HOME_WORK)
            list_push(work, &tenants,
                      tenant_make(p, BACKWARD, id,
                                  lives_always(p, id) ? 0 : half + b.first,
                                  lives_always(p, id) ? end : half + b.last));
    }
    p->plan->stays = stays_of(p, &tenants);
    fill(p, &p->plan->work, work, FORWARD, BACKWARD, &tenants);
}

static void plan_infer(Planner *p)
{
    Tenants tenants = {0};
    Arena *work = arena_open(p->work);
    for (ArrayId id = 1; id < p->loops->graph->arrays.count; id++) {
        Life life = p->lives[INFER][id];
        spread_life(p, INFER, id, &life);
        if (p->plan->home[INFER][id] == HOME_WORK)
            list_push(work, &tenants,
                      tenant_make(p, INFER, id,
                                  lives_always(p, id) ? 0 : life.first,
                                  lives_always(p, id)
                                      ? p->loops->routines[INFER].nests.count
                                      : life.last));
    }
    p->plan->infer_stays = stays_of(p, &tenants);
    fill(p, &p->plan->infer, work, INFER, INFER, &tenants);
}

/* Whether a member is read where it is made in the step at hand, which is the
 * first loop. */
static bool is_at_step(const Graph *graph, const Expr *access, ArrayId read)
{
    const Recurrence *r =
        &graph->recurrences.at[graph_outermost(graph, read)];
    uint32_t member = read - r->first, index;
    int64_t base;
    return subscript_is_shifted(&graph->exprs,
                                access->as.access.subscripts[r->axis[member]],
                                &index, &base)
        && !index && base == -r->shift[member];
}

/* Marks members of recurrences that are read at other steps than they are made
 * at: through a carry, at an index of the reader's own (`sum[j >= t](a[j])`) or
 * where data say; or added to before. */
static void find_carried(Planner *p)
{
    const Graph *graph = p->loops->graph;
    ExprIds order = {0};
    p->carried = NEW_ARRAY(p->work, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        ArrayId source = graph_source(graph, id);
        p->carried[source] |= source != id || recurrence_pushes(graph, id);
        order.count = 0;
        for (uint32_t i = 0; array->recurrence && i < array->part_count; i++)
            part_postorder(graph, p->work, NULL, true, &array->as.parts[i],
                           array->rank, &order);
        for (uint32_t i = 0; i < order.count; i++) {
            const Expr *node = expr_at(&graph->exprs, order.at[i]);
            if (node->kind != ACCESS
                || !graph_are_recurrent(graph, id, node->as.access.array))
                continue;
            ArrayId read = graph_source(graph, node->as.access.array);
            p->carried[read] |= !is_at_step(graph, node, read);
        }
    }
}

const Plan *plan(const Loops *loops, Arena *arena, bool real_double,
                 bool accumulate)
{
    Plan *made = NEW(arena, Plan);
    *made = (Plan){
        .loops = loops,
        .given = loops->source,
        .real_double = real_double,
        .accumulate = accumulate,
    };
    Planner p = {.plan = made, .loops = loops, .arena = arena,
                 .work = arena_open(arena)};
    find_carried(&p);
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        find_lives(&p, pass);
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        find_homes(&p, pass);
    plan_work(&p);
    plan_infer(&p);
    made->operations = loops_operations(loops, p.work, FORWARD, BACKWARD);
    made->infer_operations = loops_operations(loops, p.work, INFER, INFER);
    arena_close(p.work);
    return made;
}

/* The plan without a limit. */
static const Plan *plan_freely(const Graph *graph, Arena *arena,
                               const PlanOptions *options)
{
    const Loops *loops = schedule(graph, arena, options->checkpoint);
    if (options->checkpoint != NO_CHECKPOINT && !loops->segments)
        loops = schedule(graph, arena, NO_CHECKPOINT);
    const Plan *best = plan(loops, arena, options->real_double,
                            options->accumulate);
    if (options->checkpoint != CHECKPOINT_BEST || !loops->segments)
        return best;
    const int64_t size = best->loops->segments->size;
    const int64_t others[] = {NO_CHECKPOINT, size / 4, size / 2, 2 * size + 1,
                              4 * size + 3};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!others[i])
            continue;
        const Plan *other = plan(schedule(graph, arena, others[i]), arena,
                                 options->real_double, options->accumulate);
        if (other->work.bytes < best->work.bytes)
            best = other;
    }
    return best;
}

/* Whether segments give sums another order, and so other last bits. */
static bool has_stretches(const Loops *loops)
{
    for (ArrayId id = 1; id < loops->graph->arrays.count; id++) {
        const Array *array = graph_array(loops->graph, id);
        for (uint32_t p = 0; p < array->part_count; p++)
            if (array->as.parts[p].stretches)
                return true;
    }
    return false;
}

/* Of two plans that which is within the limit, with fewer operations if both
 * are; or else that which needs less. */
static const Plan *better(const Plan *a, const Plan *b, int64_t most,
                          Bounded bounded)
{
    int64_t bytes = plan_bytes(a, bounded), other = plan_bytes(b, bounded);
    if (bytes <= most && other <= most)
        return b->operations.made < a->operations.made ? b : a;
    return other < bytes ? b : a;
}

/* The plan within the limit of a graph without segments. Where it is for infer, that
 * has arrays of its own, and its area is seen to apart. */
static const Plan *plan_apart(const Plan *free, Arena *arena,
                              const PlanOptions *options)
{
    if (!(options->bounded & BOUNDED_INFER) || free->loops->segments)
        return options->bounded & BOUNDED_WORK
                 ? plan_within(free, arena, options, false) : free;
    PlanOptions one = *options;
    Plan *made = NEW(arena, Plan);
    *made = *plan(schedule(graph_apart(arena, free->loops->source), arena,
                           NO_CHECKPOINT),
                  arena, options->real_double, options->accumulate);
    made->given = free->given;
    made->operations.least = free->operations.least;
    made->infer_operations.least = free->infer_operations.least;
    const Plan *best = made;
    one.bounded = BOUNDED_WORK;
    if (options->bounded & BOUNDED_WORK)
        best = plan_within(best, arena, &one, false);
    one.bounded = BOUNDED_INFER;
    return plan_within(best, arena, &one, true);
}

const Plan *plan_graph(const Graph *graph, Arena *arena,
                       const PlanOptions *options)
{
    const Plan *free = plan_freely(graph, arena, options);
    if (plan_bytes(free, options->bounded) <= options->most)
        return free;
    const Plan *best = plan_apart(free, arena, options);
    if (options->checkpoint != NO_CHECKPOINT
        || !(options->bounded & BOUNDED_WORK))
        return best;
    PlanOptions segmented = *options;
    segmented.checkpoint = CHECKPOINT_BEST;
    free = plan_freely(graph, arena, &segmented);
    if (!free->loops->segments
        || (!options->relaxed && has_stretches(free->loops)))
        return best;
    return better(best, plan_within(free, arena, &segmented, false),
                  options->most, options->bounded);
}

int64_t plan_bytes(const Plan *plan, Bounded bounded)
{
    int64_t work = bounded & BOUNDED_WORK ? plan_step_area(plan).bytes : 0;
    int64_t infer = bounded & BOUNDED_INFER ? plan->infer.bytes : 0;
    return work > infer ? work : infer;
}

Area plan_step_area(const Plan *step)
{
    const Graph *graph = step->loops->graph;
    Area area = step->work;
    int64_t rows = 0;
    for (uint32_t i = 0; i < graph->training.trained.count; i++) {
        const Trained *trained = &graph->training.trained.at[i];
        if (trained->rows)
            rows += 4 * graph_array(graph, trained->param)->shape[trained->axis];
    }
    if (step->real_double)
        rows += rows % 8;       /* what aligns the next area */
    area.bytes += rows;
    area.bound += rows;
    return area;
}

/* -- printing -- */

static void print_stored(const Graph *graph, const uint32_t *definition,
                         const Stored *stored, Buffer *out)
{
    uint32_t of = definition[stored->array];
    uint32_t serves = graph_array(graph, stored->array)->serves;
    if (of)
        buffer_print(out, " %.*s", TEXT_ARGS(graph->definitions.at[of].name));
    else
        buffer_print(out, " #%u(%.*s)", stored->array,
                     TEXT_ARGS(graph->definitions.at[serves].name));
    if (stored->at)
        buffer_print(out, "+%lld", (long long)stored->at);
}

/* A line for each slot: its bytes, and the arrays, each with the byte where it
 * begins if that is not the first. */
static void print_area(const Graph *graph, const uint32_t *definition,
                       const char *name, const Area *area, Buffer *out)
{
    buffer_print(out, "%s: %lld bytes, at least %lld\n", name,
                 (long long)area->bytes, (long long)area->bound);
    for (uint32_t i = 0; i < area->slots.count; i++) {
        const Slot *slot = &area->slots.at[i];
        buffer_print(out, "  %lld:", (long long)slot->bytes);
        for (uint32_t r = 0; r < slot->rows.count; r++)
            for (uint32_t a = 0; a < slot->rows.at[r].count; a++)
                print_stored(graph, definition, &slot->rows.at[r].at[a], out);
        buffer_puts(out, "\n");
    }
}

void plan_print(const Plan *plan, Arena *arena, Buffer *out)
{
    const Graph *graph = plan->loops->graph;
    uint32_t *definition = NEW_ARRAY(arena, uint32_t, graph->arrays.count);
    for (uint32_t i = graph->definitions.count - 1; i > 0; i--)
        definition[graph->definitions.at[i].array] = i;
    print_area(graph, definition, "work", &plan->work, out);
    print_area(graph, definition, "infer", &plan->infer, out);
}
