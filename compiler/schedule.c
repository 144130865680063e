/* schedule.c: which steps there are, in which nests.
 *
 * A step is appended to the nest of the last of its operands to be made, if it
 * can share loops with the step at the end of that nest (schedule_join.c), or to
 * the last that reads something in common, if it is the last of all, or if both
 * gather in lanes; otherwise it begins a nest.
 * Nests are never reordered, and a step never
 * moves before what it reads.
 */
#include "schedule.h"

#include "affine.h"
#include "kernel.h"
#include "lanes.h"
#include "recurrence_pace.h"

enum {
    SHORTEST_VECTOR = 8         /* loop that is worth vectors */
};

enum { NESTS_BACK = 8 };        /* that are looked at for lanes alike */

/* -- steps -- */

uint32_t step_weight(Schedule *s, const Step *step)
{
    if (step->kind != STEP_PART)
        return 2;
    const Part *part =
        &graph_array(s->graph, step->array)->as.parts[step->part];
    s->reader.order.count = 0;
    expr_postorder(&s->graph->exprs, s->work, NULL, true,
                   part->body, &s->reader.order);
    return 2 + s->reader.order.count;
}

/* Puts the step into the nest, at `place` among its steps, with so many loops of the
 * one before it. */
static void insert_step(Schedule *s, uint32_t at, uint32_t place, Step step,
                        uint32_t shared)
{
    Nest *nest = &s->routine->nests.at[at];
    step.shared = (uint8_t)shared;
    list_push(s->arena, &nest->steps, step);
    for (uint32_t i = nest->steps.count - 1; i > place; i--)
        nest->steps.at[i] = nest->steps.at[i - 1];
    nest->steps.at[place] = step;
    nest->weight += step_weight(s, &step);
    if (s->nest_of[step.array] < at + 1)
        s->nest_of[step.array] = at + 1;
    if (s->touched[step.array] < at + 1)
        s->touched[step.array] = at + 1;
    for (uint32_t i = 0; i < s->reads.count; i++)
        if (s->touched[s->reads.at[i]] < at + 1)
            s->touched[s->reads.at[i]] = at + 1;
}

static void put_step(Schedule *s, uint32_t at, Step step, uint32_t shared)
{
    insert_step(s, at, s->routine->nests.at[at].steps.count, step, shared);
}

/* What the caller keeps between calls is read and written by itself. */
static bool stands_alone(const Step *step)
{
    return step->kind >= STEP_DRAW && step->kind <= STEP_NEXT;
}

/* Whether steps of the nest may be joined by others that serve the same. */
static bool is_open(const Schedule *s, const Nest *nest, Serves serves)
{
    return nest->serves == serves && !nest->recurrent && nest->run == s->run
        && !stands_alone(&nest->steps.at[0]);
}

/* Puts what is gathered in lanes beside others that are, in one of the last nests
 * behind `latest`, which makes what it reads. What is gathered early is small; other
 * arrays would be kept for long. */
static bool add_to_lanes(Schedule *s, Step step, uint32_t latest, Serves serves)
{
    uint32_t count = s->routine->nests.count;
    uint32_t end = count > latest + NESTS_BACK ? count - NESTS_BACK : latest;
    for (uint32_t n = count; n > end && step_lanes(s->graph, &step) > 1; n--) {
        const Nest *nest = &s->routine->nests.at[n - 1];
        uint32_t place = is_open(s, nest, serves) ? lanes_place(s, nest, &step)
                                                  : 0;
        if (!place)
            continue;
        insert_step(s, n - 1, place, step, step_depth(s->graph, &step));
        return true;
    }
    return false;
}

/* Puts the step where it can share loops, or into a nest of its own. */
static void add_step(Schedule *s, Step step, Serves serves)
{
    s->reads.count = 0;
    /* Zeros are where the part that is added to them can be. */
    Step reads = step;
    if (step.kind == STEP_ZERO)
        reads.kind = STEP_PART;
    step_reads(s->graph, s->work, &s->reader, &reads, &s->reads);
    uint32_t latest = s->nest_of[step.array], common = latest;
    for (uint32_t i = 0; i < s->reads.count; i++) {
        ArrayId id = s->reads.at[i];
        latest = latest < s->nest_of[id] ? s->nest_of[id] : latest;
        common = common < s->touched[id] ? s->touched[id] : common;
    }
    uint32_t count = s->routine->nests.count;
    uint32_t candidates[2] = {latest, common};
    for (int c = 0; c < 2; c++) {
        if (!candidates[c])
            continue;
        Nest *nest = &s->routine->nests.at[candidates[c] - 1];
        if (!is_open(s, nest, serves))
            continue;
        uint32_t shared = shareable(s, nest, &step);
        uint32_t depth = step_depth(s->graph, &step);
        bool full = shared == depth && step_lanes(s->graph, &step) > 1;
        uint32_t place = full ? 0 : lanes_place(s, nest, &step);
        if (place) {
            insert_step(s, candidates[c] - 1, place, step, depth);
            return;
        }
        if (shared && (!c || common == count || full)) {
            put_step(s, candidates[c] - 1, step, shared);
            return;
        }
    }
    if (add_to_lanes(s, step, latest, serves))
        return;
    list_push(s->arena, &s->routine->nests,
              ((Nest){.serves = serves, .run = (uint8_t)s->run}));
    put_step(s, count, step, 0);
}

static const Along *along_of(const Schedule *s, ArrayId id)
{
    static const Along none = {0};
    return s->segments ? &s->segments->along[id] : &none;
}

/* What the body calls in the innermost loop: functions that become vectors there,
 * and such as have a form for many numbers at once. */
static void find_functions(Schedule *s, const Part *part, Step *step)
{
    const Exprs *exprs = &s->graph->exprs;
    uint32_t last = part->index_count - 1u;
    if (!s->loops->source->vectors || part->index_count <= step->driven
        || part->ranges[last].high - part->ranges[last].low < SHORTEST_VECTOR)
        return;
    s->reader.order.count = 0;
    expr_postorder(exprs, s->work, NULL, true, part->body, &s->reader.order);
    for (uint32_t i = 0; i < s->reader.order.count; i++) {
        ExprId id = s->reader.order.at[i];
        const Expr *node = expr_at(exprs, id);
        if (node->kind != APPLY || !(node->depends >> last & 1))
            continue;
        step->vector |= (function_row((Function)node->function)->flags
                         & FUNCTION_INLINE) != 0;
        step->calls |= expr_is_each(exprs, id);
    }
    step->calls &= !s->loops->small;
}

/* Whether its elements are gathered side by side. */
static bool is_abreast(const Schedule *s, const Step *step)
{
    const Array *array = graph_array(s->graph, step->array);
    const Part *part = &array->as.parts[step->part];
    uint32_t column;
    return array->kind == EQUATION && s->loops->source->vectors
        && !s->loops->small && !step->tile && !step->calls && !s->run
        && part_is_abreast(s->graph, s->work, array, part,
                           recurrence_indices(s->graph, step->array, part),
                           &column);
}

/* The step of a part; in a run it has its time. */
static Step part_step(Schedule *s, ArrayId id, uint32_t p, Beginning begins,
                      uint32_t driven)
{
    Step step = {.array = id, .part = p, .kind = STEP_PART,
                 .first = !p && begins != BEGINS_BEFORE,
                 .everywhere = !p && begins == BEGINS_EVERYWHERE,
                 .driven = (uint8_t)driven};
    const Array *array = graph_array(s->graph, id);
    if (array->kind == EQUATION)
        find_functions(s, &array->as.parts[p], &step);
    const Along *along = along_of(s, id);
    if (!along->run) {
        step.tile = s->tiles[id][p].tile;
        step.other = s->tiles[id][p].room;
    }
    step.abreast = is_abreast(s, &step);
    if (s->run) {
        step.timed = true;
        step.loop = (uint8_t)along->timings[p].loop;
        const Timing *timing = &along->timings[p];
        step.late = step.loop != NO_LOOP || timing->once
                      ? timing->late : timing->base - along->at;
    }
    return step;
}

static Step zero_step(const Schedule *s, ArrayId id)
{
    const Along *along = along_of(s, id);
    return (Step){.array = id, .kind = STEP_ZERO, .timed = s->run != NO_RUN,
                  .loop = along->axis, .late = along->at};
}

/* Whether a part of what a run makes is for the code at work: in the run, or
 * before it. Of an array that is stored whole, what is not along the steps
 * comes before. */
static bool is_for_now(const Schedule *s, ArrayId id, uint32_t p)
{
    const Along *along = along_of(s, id);
    bool in_run = along->sliced
               || (along->run && timing_is_in_run(&along->timings[p]));
    return in_run == (s->run != NO_RUN);
}

/* The steps of parts [from, to), and before the first what makes elements 0
 * that no part begins. What is summed over a run begins before it. */
static void add_parts(Schedule *s, Pass pass, ArrayId id, uint32_t from,
                      uint32_t to)
{
    const Array *array = graph_array(s->graph, id);
    const Along *along = along_of(s, id);
    Serves serves = pass == BACKWARD ? s->serves[id] : 0;
    bool summed = along->run && along->axis == NO_AXIS
               && timing_is_in_run(&along->timings[0]);
    Beginning begins = summed ? BEGINS_BEFORE
                              : array_begins(s->graph, s->work, id);
    if (!from && begins == BEGINS_BEFORE && along->sliced == (s->run != NO_RUN)
        && !sets_cover(s, array) && !(s->unread && s->unread[id]))
        add_step(s, zero_step(s, id), serves);
    for (uint32_t p = from; p < to; p++)
        if (is_for_now(s, id, p))
            add_step(s, part_step(s, id, p, begins, 0), serves);
}

/* -- recurrences -- */

/* How many recurrences are around both. */
static uint32_t recurrences_shared(const Graph *graph, ArrayId a, ArrayId b)
{
    uint32_t i = graph_array(graph, a)->recurrence;
    uint32_t k = graph_array(graph, b)->recurrence;
    uint32_t count = recurrences_around(graph, a);
    uint32_t other = recurrences_around(graph, b);
    for (; count > other; count--)
        i = graph->recurrences.at[i].outer;
    for (; other > count; other--)
        k = graph->recurrences.at[k].outer;
    for (; i != k; count--) {
        i = graph->recurrences.at[i].outer;
        k = graph->recurrences.at[k].outer;
    }
    return count;
}

/* One nest of what the members make at each step, after what is outside. */
static void add_recurrence(Schedule *s, Pass pass, const Recurrence *r,
                           bool again)
{
    const Graph *graph = s->graph;
    uint32_t *outside = NEW_ARRAY(s->work, uint32_t, r->last - r->first + 1);
    for (ArrayId id = r->first; id <= r->last; id++) {
        outside[id - r->first] = recurrence_outside(graph, s->work, id);
        if (!again || is_remade(s, id))
            add_parts(s, pass, id, 0, outside[id - r->first]);
    }
    uint32_t at = s->routine->nests.count;
    ArrayId before = 0;
    if (along_of(s, r->first)->run && !s->run)
        return;
    list_push(s->arena, &s->routine->nests,
              ((Nest){.serves = pass == BACKWARD ? s->serves[r->first] : 0,
                      .recurrent = true, .run = (uint8_t)s->run}));
    for (ArrayId id = r->first; id <= r->last; id++) {
        const Array *array = graph_array(graph, id);
        Beginning begins = array_begins(graph, s->work, id);
        if (again && !is_remade(s, id))
            continue;
        for (uint32_t p = outside[id - r->first]; p < array->part_count; p++) {
            Step step = part_step(s, id, p, begins,
                                  recurrences_around(graph, id));
            s->reads.count = 0;
            step_reads(graph, s->work, &s->reader, &step, &s->reads);
            uint32_t shared =
                before ? recurrences_shared(graph, before, id) : 0;
            if (before && array->recurrence
                              == graph_array(graph, before)->recurrence)
                shared = shareable(s, &s->routine->nests.at[at], &step);
            put_step(s, at, step, shared);
            before = id;
        }
    }
}

/* -- functions of bounded length -- */

typedef struct Lengths {
    uint32_t shortest, longest;             /* weights of functions, */
    uint32_t routine;                       /* and of the longest routine that is
                                               not split into such */
} Lengths;

/* What compilers are good at; and where the stack is small, what needs little
 * of it. */
static const Lengths large_machine = {600, 2400, 4000};
static const Lengths small_machine = {30, 100, 120};

/* Long routines are cut into functions. Where, depends on the names of
 * what stands there and not on its number, so that an equation added to the
 * program moves no cut but those next to it. A run is in one function. */
static void mark_functions(Schedule *s)
{
    const Lengths *most = s->loops->small ? &small_machine : &large_machine;
    uint32_t total = 0, weight = 0;
    for (uint32_t n = 0; n < s->routine->nests.count; n++)
        total += s->routine->nests.at[n].weight;
    if (total <= most->routine)
        return;
    for (uint32_t n = 0; n < s->routine->nests.count; n++) {
        Nest *nest = &s->routine->nests.at[n];
        const Array *array = graph_array(s->graph, nest->steps.at[0].array);
        uint64_t hash =
            text_hash(s->graph->definitions.at[array->serves].name);
        bool within = n && nest->run && nest[-1].run == nest->run;
        nest->apart = n == 0
                   || (!within
                       && (weight + nest->weight > most->longest
                           || (weight > most->shortest && hash % 8 == 0)));
        weight = nest->apart ? nest->weight : weight + nest->weight;
    }
}

/* -- what is kept between calls -- */

static void add_alone(Schedule *s, Step step)
{
    s->reads.count = 0;
    step_reads(s->graph, s->work, &s->reader, &step, &s->reads);
    list_push(s->arena, &s->routine->nests, (Nest){0});
    put_step(s, s->routine->nests.count - 1, step, 0);
}

static void add_given(Schedule *s)
{
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        ArrayKind kind = (ArrayKind)graph_array(s->graph, id)->kind;
        if (kind == DRAWN && s->forward[id])
            add_alone(s, (Step){.array = id, .kind = STEP_DRAW});
        else if (kind == STATE && s->kept[id])
            add_alone(s, (Step){.array = id, .kind = STEP_KEEP});
    }
}

/* States change when nothing reads them any more. */
static void add_nexts(Schedule *s)
{
    const Graph *graph = s->graph;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        if (graph_next(graph, i) != graph->nexts.at[i].state)
            add_alone(s, (Step){.array = graph_next(graph, i), .part = i,
                                .kind = STEP_NEXT});
}

/* Gradients that are used at once. */
static void add_updates(Schedule *s)
{
    const Training *training = &s->graph->training;
    for (uint32_t i = 0; i < training->trained.count; i++) {
        ArrayId id = training->trained.at[i].gradient;
        if (!s->loops->updated[i])
            continue;
        add_alone(s, part_step(s, id, 0, BEGINS_MADE, 0));
        s->reads.count = 0;
        put_step(s, s->routine->nests.count - 1,
                 (Step){.array = id, .part = i, .kind = STEP_UPDATE},
                 graph_array(s->graph, id)->rank);
    }
}

/* -- phases and runs -- */

static Phase phase_of(const Schedule *s, ArrayId id)
{
    return s->segments ? (Phase)s->segments->phase[id] : PHASE_BEFORE;
}

/* What a run makes is a result when it has ended. */
static void add_results(Schedule *s, Pass pass, Phase phase, ArrayId id)
{
    Phase made = phase_of(s, id);
    bool in_run = made == PHASE_FIRST || made == PHASE_SECOND;
    if (phase != made + in_run)
        return;
    for (uint32_t n = s->results[id]; n; n = s->next_result[n])
        add_step(s, (Step){.array = id, .part = n - 1, .kind = STEP_RESULT},
                 pass == BACKWARD ? s->loops->gradient_serves[n - 1] : 0);
}

/* The arrays of a phase, in order. */
static void add_arrays(Schedule *s, Pass pass, Phase phase)
{
    const Graph *graph = s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Recurrence *r =
            &graph->recurrences.at[graph_outermost(graph, id)];
        bool wanted = phase_of(s, id) == phase && computes(s, pass, id)
                   && !s->late[id];
        if (wanted && id == r->first)
            add_recurrence(s, pass, r, false);
        else if (wanted && !r->last)
            add_parts(s, pass, id, 0, graph_array(graph, id)->part_count);
        add_results(s, pass, phase, id);
    }
}

/* What forward has made for a segment. */
static void add_remade(Schedule *s, Pass pass)
{
    const Graph *graph = s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Recurrence *r =
            &graph->recurrences.at[graph_outermost(graph, id)];
        if (!is_remade(s, id))
            continue;
        if (r->last)
            add_recurrence(s, pass, r, true);
        else
            add_parts(s, pass, id, 0, graph_array(graph, id)->part_count);
        id = r->last ? r->last : id;
    }
}

static void add_saved(Schedule *s, Pass pass, StepKind kind, bool rests)
{
    for (uint32_t i = 0; i < s->segments->saved.count; i++) {
        const Saved *saved = &s->segments->saved.at[i];
        bool saves = kind == STEP_SAVE;
        const Along *along = along_of(s, saved->array);
        bool unread = rests && pass == BACKWARD && !s->serves[saved->array];
        if (unread || !(rests ? along->ends : along->remade))
            continue;
        add_alone(s, (Step){.kind = (uint8_t)kind,
                            .array = saves ? saved->copy : saved->array,
                            .other = saves ? saved->array : saved->copy,
                            .part = rests});
        Nest *nest = &s->routine->nests.at[s->routine->nests.count - 1];
        nest->run = (uint8_t)s->run;
        if (pass == BACKWARD)
            nest->serves = rests ? 0 : s->serves[saved->array];
    }
}

/* A run of one recurrence needs no segments where nothing is saved. */
static void join_segments(Schedule *s, uint32_t from)
{
    uint32_t count = s->routine->nests.count;
    Nest *nest = count ? &s->routine->nests.at[count - 1] : NULL;
    if (count != from + 1 || !nest->recurrent)
        return;
    nest->run = NO_RUN;
    for (uint32_t i = 0; i < nest->steps.count; i++)
        nest->steps.at[i].timed = false;
}

static void add_run(Schedule *s, Pass pass, Phase phase)
{
    add_arrays(s, pass, phase);             /* what comes before it */
    uint32_t from = s->routine->nests.count;
    s->run = phase == PHASE_FIRST ? FIRST : SECOND;
    if (phase == PHASE_FIRST && pass == FORWARD)
        add_saved(s, pass, STEP_SAVE, false);
    if (phase == PHASE_SECOND && s->second == pass) {
        add_saved(s, pass, STEP_RESTORE, false);
        add_remade(s, pass);
    }
    add_arrays(s, pass, phase);
    s->run = NO_RUN;
    if (pass == INFER)
        join_segments(s, from);
}

static void add_phase(Schedule *s, Pass pass, Phase phase)
{
    bool rests = s->segments && s->segments->rests && phase == PHASE_BETWEEN;
    if (rests && pass == FORWARD)
        add_saved(s, pass, STEP_SAVE, true);
    if (rests && pass == BACKWARD)
        add_saved(s, pass, STEP_RESTORE, true);
    if (phase == PHASE_FIRST || phase == PHASE_SECOND)
        add_run(s, pass, phase);
    else
        add_arrays(s, pass, phase);
}

/* -- the pass -- */

static void make_routine(Schedule *s, Pass pass)
{
    const Graph *graph = s->graph;
    uint32_t arrays = graph->arrays.count;
    uint32_t results = result_count(graph, pass);
    s->routine = &s->loops->routines[pass];
    s->nest_of = NEW_ARRAY(s->work, uint32_t, arrays);
    s->touched = NEW_ARRAY(s->work, uint32_t, arrays);
    s->results = NEW_ARRAY(s->work, uint32_t, arrays);
    s->next_result = NEW_ARRAY(s->work, uint32_t, results + 1);
    for (uint32_t r = results; r > 0; r--) {
        ArrayId id = result_array(graph, pass, r - 1);
        s->next_result[r] = s->results[id];
        s->results[id] = r;
        if (pass == BACKWARD)
            s->routine->all |= s->loops->gradient_serves[r - 1];
    }
    if (pass == FORWARD)
        add_given(s);
    for (Phase phase = PHASE_BEFORE; phase <= PHASE_AFTER; phase++)
        if (phase == PHASE_BEFORE || s->segments)
            add_phase(s, pass, phase);
    uint32_t change = s->routine->nests.count;
    if (pass == FORWARD) {
        add_updates(s);
        add_nexts(s);
    }
    for (uint32_t n = change; n < s->routine->nests.count; n++)
        s->routine->nests.at[n].changes = true;
    mark_functions(s);
    if (s->loops->small)
        cut_bodies(s);
}

/* What is saved of an array serves its equation. */
static const ArrayId *with_copies(const Loops *loops, Arena *arena)
{
    const Graph *graph = loops->graph;
    ArrayId *origin = NEW_ARRAY(arena, ArrayId, graph->arrays.count);
    uint32_t copies = loops->segments->saved.count;
    for (ArrayId id = 1; id < graph->arrays.count - copies; id++)
        origin[id] = loops->origin[id];
    for (uint32_t i = 0; i < copies; i++) {
        Saved saved = loops->segments->saved.at[i];
        origin[saved.copy] = loops->origin[saved.array];
    }
    return origin;
}

static void keep_copies(Schedule *s)
{
    const Segments *segments = s->segments;
    for (uint32_t i = 0; segments && i < segments->saved.count; i++)
        s->kept[segments->saved.at[i].copy] = true;
    for (ArrayId id = 1; segments && id < s->graph->arrays.count; id++)
        if (segments->phase[id] == PHASE_SECOND && s->forward[id])
            s->second = FORWARD;
}

const Loops *schedule(const Graph *graph, Arena *arena, int64_t checkpoint)
{
    Loops *loops = NEW(arena, Loops);
    /* In segments sums keep the order of their parts, which the source has. */
    bool whole = checkpoint == NO_CHECKPOINT;
    Graph *to = schedule_inline(graph, arena, whole, &loops->origin);
    loops->source = graph;
    loops->small = !graph->vectors && !graph->threads;
    loops->graph = to;
    to->blas = graph->blas;
    to->split = graph->split;
    to->threads = graph->threads;
    if (graph->vectors && whole)
        schedule_pieces(to, arena);
    const Tiled *const *tiles =
        schedule_tiles(to, arena, graph->vectors, &loops->origin);
    if (!whole)
        loops->segments = segments_find(to, arena, checkpoint);
    if (loops->segments)
        loops->origin = with_copies(loops, arena);
    uint32_t count = loops->graph->arrays.count;
    Arena *work = arena_open(arena);
    Schedule s = {
        .graph = loops->graph,
        .arena = arena,
        .work = work,
        .loops = loops,
        .forward = NEW_ARRAY(work, bool, count),
        .infer = NEW_ARRAY(work, bool, count),
        .kept = NEW_ARRAY(arena, bool, count),
        .serves = NEW_ARRAY(work, Serves, count),
        .unread = loops->segments ? NULL : schedule_unread(loops->graph, work),
        .segments = loops->segments,
        .tiles = tiles,
        .second = BACKWARD,
    };
    loops->gradient_serves = gradient_bits(loops->graph, arena);
    find_updates(&s);
    find_needs(&s);
    keep_copies(&s);
    loops->kept = s.kept;
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++)
        if (pass != BACKWARD || graph->gradients.count)
            make_routine(&s, pass);
    arena_close(work);
    graph_settle(to);
    return loops;
}

void loops_order_sums(const Loops *loops, Graph *source)
{
    uint32_t count = loops->segments ? loops->graph->arrays.count : 0;
    for (ArrayId id = 1; id < count; id++) {
        const Along *along = &loops->segments->along[id];
        const Array *array = graph_array(loops->graph, id);
        Array *to = &source->arrays.at[loops->origin[id]];
        if (!along->run || loops_array_is_made(loops, id))
            continue;
        Part *parts = NEW_ARRAY(source->arena, Part, array->part_count);
        for (uint32_t p = 0; p < array->part_count; p++) {
            parts[p] = to->as.parts[along->timings[p].source];
            parts[p].stretches = array->as.parts[p].stretches;
            parts[p].lanes = array->as.parts[p].lanes;
            if (parts[p].stretches)
                parts[p].combine = SUM;
        }
        to->as.parts = parts;
    }
}
