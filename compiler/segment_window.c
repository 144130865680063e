/* segment_window.c: what of each array is stored.
 *
 * A segment of it, and the elements beside that are read there, if all that
 * read it do so in a run, at the step at hand or near it; or after the first
 * run, at its end.
 */
#include "kernel.h"
#include "segmenting.h"

enum { FAR = 8 };               /* elements beside a segment */

typedef struct Windows {
    Segmenting *s;
    Segments   *made;
} Windows;

static int direction_of(const Windows *w, Run run)
{
    return run == FIRST ? w->made->direction : -w->made->direction;
}

static void keep_whole(const Windows *w, ArrayId id)
{
    w->s->along[id].sliced = false;
}

/* -- readers -- */

/* In a run: `gap` elements after the one that is made at that step. */
static void read_near(const Windows *w, const Read *read, int64_t late)
{
    Along *along = &w->s->along[read->array];
    int64_t gap = late + read->offset - along->at;
    if (-gap > along->before)
        along->before = -gap;
    if (gap > along->after)
        along->after = gap;
    if (gap > FAR || gap < -FAR)
        keep_whole(w, read->array);
}

/* After the run: near its last element. */
static void read_end(const Windows *w, const Read *read)
{
    Along *along = &w->s->along[read->array];
    Range steps = w->made->steps;
    int64_t up = steps.high + along->at - read->offset;
    int64_t down = read->offset - (steps.low + along->at) + 1;
    bool rises = direction_of(w, (Run)along->run) > 0;
    int64_t gap = rises ? up : down;
    int64_t *beside = rises ? &along->before : &along->after;
    if (gap > *beside)
        *beside = gap;
    if (gap > FAR)
        keep_whole(w, read->array);
    along->ends = true;
}

/* A part of a sum that the second run goes on with. */
static bool is_before_second(const Along *along, uint32_t part)
{
    return along->run == SECOND && along->axis == NO_AXIS
        && !timing_is_in_run(&along->timings[part]);
}

/* Whether the part is made at one step of its run alone; which one. */
static bool is_at_step(const Windows *w, ArrayId reader, uint32_t part,
                       int64_t *step)
{
    const Along *own = &w->s->along[reader];
    const Timing *timing = &own->timings[part];
    const Graph *graph = w->s->graph;
    if (timing->once || own->axis == NO_AXIS
        || (timing->loop == NO_LOOP && !own->sliced)) {
        *step = timing->late;
        return timing->once;
    }
    const Subscript *target = subscript_at(
        &graph->exprs,
        graph_array(graph, reader)->as.parts[part].target[own->axis]);
    *step = target->base - own->at;
    return !target->data && !target->term_count;
}

static void look_at_read(const Windows *w, ArrayId reader, uint32_t part,
                         const Read *read)
{
    int64_t step;
    const Segmenting *s = w->s;
    const Along *own = &s->along[reader], *along = &s->along[read->array];
    if (read->kind == READ_OTHER || !along->sliced)
        return;
    bool in_run = own->run == along->run
               || (own->run == SECOND && along->run == FIRST);
    if (graph_array(s->graph, reader)->kind == KERNEL)
        keep_whole(w, read->array);
    else if (in_run && read->kind == READ_ALIGNED
             && read->loop == own->timings[part].loop)
        read_near(w, read, own->timings[part].late);
    else if (in_run && read->kind == READ_FIXED
             && is_at_step(w, reader, part, &step))
        read_near(w, read, -step);
    else if (read->kind == READ_FIXED
             && (own->run ? is_before_second(own, part)
                          : w->made->phase[reader] == (along->run == SECOND
                                                           ? PHASE_AFTER
                                                           : PHASE_BETWEEN)))
        read_end(w, read);
    else
        keep_whole(w, read->array);
}

static uint32_t count_sliced(const Segmenting *s)
{
    uint32_t count = 0;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++)
        count += s->along[id].sliced;
    return count;
}

static void look_at_readers(const Windows *w)
{
    Segmenting *s = w->s;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        s->along[id].before = s->along[id].after = 0;
        s->along[id].ends = false;
    }
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array *array = graph_array(s->graph, id);
        for (uint32_t p = 0; p < array->part_count; p++) {
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++)
                look_at_read(w, id, p, &s->reads.at[i]);
        }
    }
}

/* -- what is stored whole -- */

/* What the caller gets or keeps. */
static void keep_results(const Windows *w)
{
    const Graph *graph = w->s->graph;
    ArrayIds trained = {0};
    training_arrays(graph, w->s->arena, &trained);
    for (uint32_t i = 0; i < graph->outputs.count; i++) {
        keep_whole(w, graph_output(graph, i, false));
        keep_whole(w, graph_output(graph, i, true));
    }
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        keep_whole(w, graph_next(graph, i));
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        keep_whole(w, graph->gradients.at[i].array);
    for (uint32_t i = 0; i < trained.count; i++)
        keep_whole(w, trained.at[i]);
}

/* Whether each part makes one element along the axis: at each step that of the
 * step, or one that a member has at one step alone. */
static bool is_at_elements(const Graph *graph, ArrayId id, const Along *along)
{
    const Array *array = graph_array(graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Subscript *s = subscript_at(
            &graph->exprs, array->as.parts[p].target[along->axis]);
        uint32_t loop = along->timings[p].loop;
        bool fixed = loop == NO_LOOP || graph_outermost(graph, id);
        if (s->data || s->term_count > 1 || (!s->term_count && !fixed)
            || (s->term_count && (s->terms[0].index != loop
                                  || s->terms[0].factor != 1)))
            return false;
    }
    return true;
}

static void begin(const Windows *w)
{
    const Graph *graph = w->s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        Along *along = &w->s->along[id];
        along->sliced = along->run && along->axis != NO_AXIS
                     && graph_array(graph, id)->kind == EQUATION
                     && is_at_elements(graph, id, along);
    }
    keep_results(w);
}

/* -- what is made again -- */

static void mark_remade(const Windows *w)
{
    Segmenting *s = w->s;
    for (ArrayId id = s->graph->arrays.count - 1; id > 0; id--) {
        const Array *array = graph_array(s->graph, id);
        uint32_t outer = graph_outermost(s->graph, id);
        const Recurrence *r = &s->graph->recurrences.at[outer];
        /* Members are marked together. */
        if (outer && id == r->last && s->along[id].run == FIRST) {
            bool any = false;
            for (ArrayId m = r->first; m <= r->last; m++)
                any |= s->along[m].remade;
            for (ArrayId m = r->first; m <= r->last; m++)
                s->along[m].remade = any && s->along[m].sliced;
        }
        if (s->along[id].run != SECOND && !s->along[id].remade)
            continue;
        for (uint32_t p = 0; p < array->part_count; p++) {
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++) {
                Along *along = &s->along[s->reads.at[i].array];
                along->remade |= along->run == FIRST && along->sliced;
            }
        }
    }
}

/* -- steps -- */

static void widen(Range *steps, int64_t low, int64_t high)
{
    steps->low = low < steps->low ? low : steps->low;
    steps->high = high > steps->high ? high : steps->high;
}

/* Every element of an array along the steps is of some step. */
static Range find_steps(const Segmenting *s)
{
    Range steps = {INT64_MAX, INT64_MIN};
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Along *along = &s->along[id];
        const Array *array = graph_array(s->graph, id);
        if (along->run && along->axis != NO_AXIS)
            widen(&steps, -along->at, array->shape[along->axis] - along->at);
        for (uint32_t p = 0; along->run && p < array->part_count; p++) {
            const Timing *timing = &along->timings[p];
            if (timing->loop == NO_LOOP)
                continue;
            Range range = array->as.parts[p].ranges[timing->loop];
            widen(&steps, range.low - timing->late, range.high - timing->late);
        }
    }
    return steps;
}

bool segment_windows(Segmenting *s, Segments *made)
{
    Windows w = {.s = s, .made = made};
    bool any = false;
    made->steps = find_steps(s);
    begin(&w);
    /* Where a part runs hangs on whether its array is sliced. */
    uint32_t sliced;
    do {
        sliced = count_sliced(s);
        look_at_readers(&w);
    } while (count_sliced(s) != sliced);
    mark_remade(&w);
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Along *along = &s->along[id];
        any |= along->remade;
        made->rests |= along->run == FIRST && along->sliced && along->ends;
    }
    return any;
}
