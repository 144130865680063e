/* segment.c: which recurrences run in segments, and of what size these are. */
#include "plan.h"
#include "segmenting.h"

/* -- which recurrences -- */

static int64_t slice_bytes(const Graph *graph, ArrayId id, uint8_t axis)
{
    const Array *array = graph_array(graph, id);
    return array_size(array) / array->shape[axis] * element_bytes(array, false);
}

/* The bytes of all steps. */
static int64_t member_bytes(const Segmenting *s, const Recurrence *r)
{
    int64_t bytes = 0;
    for (ArrayId id = r->first; id <= r->last; id++) {
        uint8_t axis = member_axis(s->graph, id);
        bytes += slice_bytes(s->graph, id, axis)
               * graph_array(s->graph, id)->shape[axis];
    }
    return bytes;
}

/* What the outputs need, and so forward. */
static void find_primal(Segmenting *s)
{
    const Graph *graph = s->graph;
    bool *primal = s->primal;
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        primal[graph_output(graph, i, false)] = true;
        primal[graph_output(graph, i, true)] = true;
    }
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        primal[graph_next(graph, i)] = true;
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        const Recurrence *r =
            &graph->recurrences.at[graph_outermost(graph, id)];
        bool any = false;
        for (ArrayId m = r->first; id == r->last && m <= r->last; m++)
            any |= primal[m];
        for (ArrayId m = r->first; any && m <= r->last; m++)
            primal[m] = true;
        if (primal[id])
            array_mark_reads(graph, id, primal);
    }
}

/* [arrays]: what depends on the members of a recurrence. */
static bool *find_dependent(Segmenting *s, uint32_t recurrence)
{
    const Graph *graph = s->graph;
    bool *dependent = NEW_ARRAY(s->arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        dependent[id] |= graph_outermost(graph, id) == recurrence;
        for (uint32_t p = 0; !dependent[id] && p < array->part_count; p++) {
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++)
                dependent[id] |= dependent[s->reads.at[i].array];
        }
    }
    return dependent;
}

static bool is_outer(const Graph *graph, uint32_t n)
{
    const Recurrence *r = &graph->recurrences.at[n];
    return r->first && !r->outer;
}

static int64_t steps_of(const Graph *graph, uint32_t n)
{
    const Recurrence *r = &graph->recurrences.at[n];
    return r->steps.high - r->steps.low;
}

/* The first that runs back through it. */
static uint32_t find_second(Segmenting *s, uint32_t first)
{
    const Graph *graph = s->graph;
    const bool *dependent = find_dependent(s, first);
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        bool depends = false;
        for (ArrayId id = r->first; id <= r->last; id++)
            depends |= dependent[id];
        if (is_outer(graph, n) && !s->primal[r->first] && depends
            && r->direction == -graph->recurrences.at[first].direction)
            return n;
    }
    return 0;
}

/* The largest of those that the outputs need, and what runs back through it. */
static void find_mains(Segmenting *s)
{
    const Graph *graph = s->graph;
    int64_t most = 0;
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        uint32_t second = is_outer(graph, n) && s->primal[r->first]
                            ? find_second(s, n) : 0;
        if (!second || member_bytes(s, r) <= most)
            continue;
        most = member_bytes(s, r);
        s->main[FIRST] = n;
        s->main[SECOND] = second;
    }
}

/* A run takes other recurrences along that go its way for about as long. */
static void find_running(Segmenting *s, Run run)
{
    const Graph *graph = s->graph;
    const Recurrence *main = &graph->recurrences.at[s->main[run]];
    int64_t steps = steps_of(graph, s->main[run]);
    s->running[run] = NEW_ARRAY(s->arena, bool, graph->recurrences.count);
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        int64_t own = steps_of(graph, n);
        s->running[run][n] = is_outer(graph, n)
                          && r->direction == main->direction
                          && s->primal[r->first] == (run == FIRST)
                          && own <= steps + 8 && steps <= own + 8;
    }
}

/* -- of what size -- */

int64_t segments_saved(const Segments *segments, const Along *along)
{
    return segments->direction > 0 ? along->before : along->after;
}

static bool is_saved(const Segments *made, const Along *along)
{
    return along->run == FIRST && along->sliced
        && (along->remade || along->ends)
        && segments_saved(made, along);
}

/* Bytes of what is saved for each segment, and of what is stored for each
 * place; and how many elements beside a segment a slice has at most. */
typedef struct Weights {
    int64_t saved, place, beside;
} Weights;

static Weights weigh(const Segmenting *s, const Segments *made)
{
    Weights w = {0};
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Along *along = &s->along[id];
        if (!along->sliced)
            continue;
        int64_t bytes = slice_bytes(s->graph, id, along->axis);
        int64_t beside = along->before + along->after;
        w.place += bytes;
        w.beside = beside > w.beside ? beside : w.beside;
        if (is_saved(made, along))
            w.saved += bytes * segments_saved(made, along);
    }
    return w;
}

static int64_t segment_count(const Segments *made, int64_t size)
{
    return (made->steps.high - made->steps.low + size - 1) / size;
}

/* The places are a power of two. False if a segment would be as long as all, or
 * nothing is gained that is not asked for. */
static bool choose_size(const Segmenting *s, Segments *made, int64_t wanted)
{
    const Weights w = weigh(s, made);
    int64_t steps = made->steps.high - made->steps.low;
    int64_t best = wanted ? INT64_MAX : w.place * steps;
    for (int64_t places = 1; places / 2 < steps + w.beside; places *= 2) {
        int64_t size = wanted ? wanted : places - w.beside;
        if (size < 1 || size >= steps || size + w.beside > places)
            continue;
        int64_t bytes = w.saved * (segment_count(made, size) + made->rests)
                      + w.place * places;
        if (bytes >= best)
            continue;
        best = bytes;
        made->size = size;
        made->places = places;
    }
    made->count = made->size ? segment_count(made, made->size) : 0;
    return made->size;
}

/* -- the graph -- */

static void add_copies(Segmenting *s, Segments *made)
{
    Graph *graph = s->graph;
    uint32_t count = graph->arrays.count;
    for (ArrayId id = 1; id < count; id++) {
        const Along *along = &s->along[id];
        const Array array = *graph_array(graph, id);
        int64_t shape[MAX_RANK] = {made->count + made->rests,
                                   segments_saved(made, along)};
        uint32_t rank = 2;
        if (!is_saved(made, along))
            continue;
        for (uint32_t a = 0; a < array.rank; a++)
            if (a != along->axis)
                shape[rank++] = array.shape[a];
        Saved saved = {id, graph_input(graph, HELD, (ArrayType)array.type,
                                       array.limit, rank, shape,
                                       array.serves)};
        graph->arrays.at[saved.copy].as.carried = id;
        list_push(s->arena, &made->saved, saved);
    }
}

/* Sums over the steps are gathered segment by segment. */
static void order_sums(Segmenting *s, const Segments *made)
{
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        Array *array = &s->graph->arrays.at[id];
        const Along *along = &made->along[id];
        if (!along->run || along->axis != NO_AXIS)
            continue;
        Part *parts = arena_copy(s->graph->arena, array->as.parts,
                                 array->part_count, sizeof *parts);
        for (uint32_t p = 0; p < array->part_count; p++) {
            const Timing *timing = &along->timings[p];
            bool once = timing->loop == NO_LOOP;
            if (!timing_is_in_run(timing))
                continue;
            Stretches *stretches = NEW(s->graph->arena, Stretches);
            *stretches = (Stretches){
                .index = once ? NO_STRETCH : (uint8_t)timing->loop,
                .direction = along->run == FIRST ? made->direction
                                                 : -made->direction,
                .low = once ? (timing->late - made->steps.low) / made->size
                            : made->steps.low + timing->late,
                .size = made->size,
                .count = made->count,
            };
            parts[p].stretches = stretches;
            parts[p].combine = SUM;         /* to what is 0 */
            if (stretches->index + 1u == parts[p].index_count)
                parts[p].lanes = 1;
        }
        array->as.parts = parts;
    }
}

static const uint8_t *find_phases(const Segmenting *s)
{
    uint32_t count = s->graph->arrays.count;
    uint8_t *phase = NEW_ARRAY(s->arena, uint8_t, 2 * count);
    for (ArrayId id = 1; id < count; id++)
        phase[id] = s->along[id].run == FIRST     ? PHASE_FIRST
                  : s->along[id].run == SECOND    ? PHASE_SECOND
                  : s->place[SECOND][id] == AFTER ? PHASE_AFTER
                  : s->place[FIRST][id] == AFTER  ? PHASE_BETWEEN
                                                  : PHASE_BEFORE;
    return phase;
}

/* What the run makes along its steps, and when. */
static bool run_along(Segmenting *s, Run run, int direction)
{
    bool again;
    do {
        if (!segment_inside(s, run))
            return false;
        if (segment_times(s, run, direction, &again))
            return true;
    } while (again);
    return false;
}

/* Parts of what no run makes stand in the order that they are written in. */
static void restore_order(Segmenting *s, bool all)
{
    for (ArrayId id = 1; id < s->graph->arrays.count; id++)
        if (s->numbers[id] && (all || !s->along[id].run))
            s->graph->arrays.at[id].as.parts = s->written[id];
}

static bool find_segments(Segmenting *s, Segments *made, int64_t size)
{
    uint32_t count = s->graph->arrays.count;
    find_primal(s);
    find_mains(s);
    if (!s->main[FIRST])
        return false;
    made->direction = s->graph->recurrences.at[s->main[FIRST]].direction;
    for (Run run = FIRST; run < RUN_COUNT; run++) {
        s->place[run] = NEW_ARRAY(s->arena, uint8_t, count);
        find_running(s, run);
        if (!run_along(s, run, run == FIRST ? made->direction
                                            : -made->direction))
            return false;
    }
    made->phase = find_phases(s);
    return segment_windows(s, made) && choose_size(s, made, size);
}

const Segments *segments_find(Graph *graph, Arena *arena, int64_t size)
{
    uint32_t count = graph->arrays.count;
    Segments *made = NEW(arena, Segments);
    Segmenting s = {
        .graph = graph,
        .arena = arena,
        .primal = NEW_ARRAY(arena, bool, count),
        .apart = NEW_ARRAY(arena, bool, count),
        .written = NEW_ARRAY(arena, const Part *, count),
        .numbers = NEW_ARRAY(arena, uint32_t *, count),
        .along = NEW_ARRAY(arena, Along, 2 * count),    /* with the copies */
    };
    bool found = find_segments(&s, made, size);
    restore_order(&s, !found);
    if (!found)
        return NULL;
    made->along = s.along;
    order_sums(&s, made);
    add_copies(&s, made);
    return made;
}
