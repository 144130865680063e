/* segment_inside.c: what is made along the steps of a run.
 *
 * First the members of its recurrences; then what reads them at the step at
 * hand, and is made for that step or summed over all; and what is made for
 * each step to be read there. What reads in any other way comes after the
 * run, what else it needs before.
 */
#include "recurrence_pace.h"
#include "segmenting.h"

#include <string.h>

/* -- accesses -- */

uint8_t member_axis(const Graph *graph, ArrayId id)
{
    const Recurrence *r = &graph->recurrences.at[graph_outermost(graph, id)];
    return r->axis[id - r->first];
}

int64_t member_shift(const Graph *graph, ArrayId id)
{
    const Recurrence *r = &graph->recurrences.at[graph_outermost(graph, id)];
    return r->shift[id - r->first];
}

static Read read_make(const Segmenting *s, const Expr *node)
{
    const Exprs *exprs = &s->graph->exprs;
    Read read = {.array = graph_source(s->graph, node->as.access.array)};
    const Along *along = &s->along[read.array];
    if (!along->run || along->axis == NO_AXIS)
        return read;
    SubscriptId at = node->as.access.subscripts[along->axis];
    const Subscript *subscript = subscript_at(exprs, at);
    read.kind = READ_ANY;
    if (subscript_is_shifted(exprs, at, &read.loop, &read.offset)) {
        read.kind = READ_ALIGNED;
    } else if (!subscript->data && !subscript->term_count) {
        read.kind = READ_FIXED;
        read.offset = subscript->base;
    }
    return read;
}

void segment_reads(Segmenting *s, const Array *array, const Part *part)
{
    s->reads.count = s->order.count = 0;
    part_postorder(s->graph, s->arena, NULL, true, part, array->rank,
                   &s->order);
    for (uint32_t i = 0; i < s->order.count; i++) {
        const Expr *node = expr_at(&s->graph->exprs, s->order.at[i]);
        if (node->kind == ACCESS)
            list_push(s->arena, &s->reads, read_make(s, node));
    }
}

/* -- targets -- */

/* The axis whose subscript is the loop alone, NO_AXIS if there is none: then
 * elements are added up. False if there are two. */
static bool target_axis(const Exprs *exprs, const Array *array,
                        const Part *part, uint32_t loop, uint8_t *axis)
{
    *axis = NO_AXIS;
    for (uint8_t i = 0; i < array->rank; i++) {
        uint32_t index;
        int64_t offset;
        if (!subscript_is_shifted(exprs, part->target[i], &index, &offset)
            || index != loop)
            continue;
        if (*axis != NO_AXIS)
            return false;
        *axis = i;
    }
    return true;
}

static bool has_loops(const Array *array, const Timing *timings)
{
    for (uint32_t p = 0; p < array->part_count; p++)
        if (timings[p].loop != NO_LOOP)
            return true;
    return false;
}

/* Whether each part that is not along the steps may come before those that
 * are: what is added may be added in any order. */
static bool may_come_first(const Array *array, const Timing *timings)
{
    bool timed = false, sums = true;
    for (uint32_t p = 0; p < array->part_count; p++) {
        bool is_sum = array->as.parts[p].combine == SUM;
        bool in_run = timing_is_in_run(&timings[p]);
        if (!in_run && timed && !(sums && is_sum))
            return false;
        if (in_run) {
            timed = true;
            sums &= is_sum;
        }
    }
    return true;
}

void segment_order_parts(Segmenting *s, ArrayId id, const uint32_t *order,
                         Timing *timings)
{
    Array *array = &s->graph->arrays.at[id];
    uint32_t count = array->part_count;
    Part *parts = NEW_ARRAY(s->graph->arena, Part, count);
    Timing *ordered = NEW_ARRAY(s->arena, Timing, count);
    uint32_t *numbers = NEW_ARRAY(s->arena, uint32_t, count);
    for (uint32_t p = 0; p < count; p++) {
        parts[p] = array->as.parts[order[p]];
        ordered[p] = timings[order[p]];
        ordered[p].source = numbers[p] =
            s->numbers[id] ? s->numbers[id][order[p]] : order[p];
    }
    memcpy(timings, ordered, count * sizeof *timings);
    if (!s->numbers[id])
        s->written[id] = array->as.parts;
    array->as.parts = parts;
    s->numbers[id] = numbers;
}

/* Puts the parts that are not along the steps first; false if the order of the
 * parts has a meaning. */
static bool put_untimed_first(Segmenting *s, ArrayId id, Timing *timings)
{
    const Array *array = graph_array(s->graph, id);
    uint32_t *order = NEW_ARRAY(s->arena, uint32_t, array->part_count);
    uint32_t count = 0;
    if (!may_come_first(array, timings))
        return false;
    for (int timed = 0; timed < 2; timed++)
        for (uint32_t p = 0; p < array->part_count; p++)
            if (timing_is_in_run(&timings[p]) == timed)
                order[count++] = p;
    segment_order_parts(s, id, order, timings);
    return true;
}

/* Which elements the part makes. */
static void find_base(const Exprs *exprs, const Part *part, uint8_t axis,
                      Timing *timing)
{
    uint32_t loop;
    if (!subscript_is_shifted(exprs, part->target[axis], &loop, &timing->base))
        timing->base = subscript_at(exprs, part->target[axis])->base;
}

/* Whether a part that is made once sets what others have added to before. */
static bool sets_late(const Array *array, const Timing *timings)
{
    bool sums = false, sets = false;
    for (uint32_t p = 0; p < array->part_count; p++) {
        sums |= array->as.parts[p].combine == SUM;
        sets |= timings[p].once && array->as.parts[p].combine == SET;
    }
    return sums && sets;
}

/* The parts with these loops make an array along the steps, or one summed over
 * them. */
static bool fit(Segmenting *s, Run run, ArrayId id, Timing *timings)
{
    const Array *array = graph_array(s->graph, id);
    Along along = {.run = (uint8_t)run, .axis = NO_AXIS, .timings = timings};
    bool seen = false;
    if (array->kind != EQUATION || !has_loops(array, timings))
        return false;
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Part *part = &array->as.parts[p];
        uint8_t axis;
        if (timings[p].loop == NO_LOOP)
            continue;
        if (!target_axis(&s->graph->exprs, array, part, timings[p].loop, &axis)
            || (seen && axis != along.axis)
            || (axis == NO_AXIS && part->combine != SUM))
            return false;
        along.axis = axis;
        seen = true;
    }
    for (uint32_t p = 0; p < array->part_count && along.axis != NO_AXIS; p++)
        find_base(&s->graph->exprs, &array->as.parts[p], along.axis,
                  &timings[p]);
    if ((along.axis != NO_AXIS && sets_late(array, timings))
        || !put_untimed_first(s, id, timings))
        return false;
    s->along[id] = along;
    return true;
}

/* -- members -- */

/* What is pushed ahead adds to what the parts outside have made. */
static void member_inside(Segmenting *s, Run run, ArrayId id)
{
    const Graph *graph = s->graph;
    const Array *array = graph_array(graph, id);
    Timing *timings = NEW_ARRAY(s->arena, Timing, array->part_count);
    uint32_t outside = recurrence_outside(graph, s->arena, id);
    uint8_t axis = member_axis(graph, id);
    bool pushes = recurrence_pushes(graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        int64_t base;
        timings[p] = (Timing){.base = -member_shift(graph, id)};
        if (p >= outside)
            continue;
        find_base(&graph->exprs, &array->as.parts[p], axis, &timings[p]);
        if (pushes
            || !subscript_is_shifted(&graph->exprs, array->as.parts[p].target[axis],
                              &timings[p].loop, &base))
            timings[p].loop = NO_LOOP;
    }
    s->along[id] = (Along){.run = (uint8_t)run, .axis = axis,
                           .timings = timings};
}

/* -- what depends on the run -- */

/* The loop of the part that is along the steps, as what it reads has it: of
 * the run, or else of the one before. */
static uint32_t loop_of(const Segmenting *s, Run run)
{
    for (int own = 1; own >= 0; own--)
        for (uint32_t i = 0; i < s->reads.count; i++)
            if (s->reads.at[i].kind == READ_ALIGNED
                && (s->along[s->reads.at[i].array].run == run) == own)
                return s->reads.at[i].loop;
    return NO_LOOP;
}

/* Whether the part reads of the run elements of some steps alone, the loops of
 * s->reads being none. */
static bool is_once(const Segmenting *s, Run run)
{
    bool any = false;
    for (uint32_t i = 0; i < s->reads.count; i++) {
        const Read *read = &s->reads.at[i];
        if (s->along[read->array].run == run && read->kind != READ_FIXED)
            return false;
        any |= s->along[read->array].run == run;
    }
    return any;
}

/* Where the array stands to the run, by what it reads; the loops along the
 * steps to timings. */
static Side place_of(Segmenting *s, Run run, ArrayId id, Timing *timings)
{
    const Array *array = graph_array(s->graph, id);
    Side place = BEFORE;
    for (uint32_t p = 0; p < array->part_count; p++) {
        segment_reads(s, array, &array->as.parts[p]);
        timings[p].loop = loop_of(s, run);
        timings[p].once = timings[p].loop == NO_LOOP && is_once(s, run);
        for (uint32_t i = 0; i < s->reads.count; i++) {
            const Read *read = &s->reads.at[i];
            bool inside = s->along[read->array].run == run;
            if (s->place[run][read->array] == AFTER
                || (inside && !timings[p].once
                    && (read->kind != READ_ALIGNED
                        || read->loop != timings[p].loop)))
                return AFTER;
            place = inside ? INSIDE : place;
        }
    }
    return place;
}

/* Whether all that the member reads has been made at its step. */
static bool member_fits(Segmenting *s, Run run, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        segment_reads(s, array, &array->as.parts[p]);
        for (uint32_t i = 0; i < s->reads.count; i++) {
            const Read *read = &s->reads.at[i];
            if (graph_are_recurrent(s->graph, id, read->array))
                continue;
            if (s->place[run][read->array] == AFTER
                || (s->along[read->array].run == run
                    && (read->kind != READ_ALIGNED
                        || read->loop != s->along[id].timings[p].loop)))
                return false;
        }
    }
    return true;
}

/* The members of a recurrence that the run does not run stand in one place. */
static Side place_of_members(Segmenting *s, Run run, const Recurrence *r)
{
    Side place = BEFORE;
    for (ArrayId id = r->first; id <= r->last; id++) {
        Timing *timings = NEW_ARRAY(s->arena, Timing,
                                    graph_array(s->graph, id)->part_count);
        if (place_of(s, run, id, timings) != BEFORE)
            place = AFTER;
    }
    return place;
}

static bool is_eligible(const Segmenting *s, Run run, ArrayId id)
{
    return !s->apart[id]
        && (run == FIRST ? s->primal[id]
                         : !s->along[id].run && !s->primal[id]);
}

static Side place_other(Segmenting *s, Run run, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    Timing *timings = NEW_ARRAY(s->arena, Timing, array->part_count);
    Side place = place_of(s, run, id, timings);
    if (run == FIRST && !s->primal[id])
        return AFTER;
    if (place != AFTER && is_eligible(s, run, id)
        && fit(s, run, id, timings))
        return INSIDE;
    return place == BEFORE ? BEFORE : AFTER;
}

/* Whether the array reads what is made after the run, as is seen later: more
 * may have been brought into the run. */
static bool reads_after(Segmenting *s, Run run, ArrayId id)
{
    const Array *array = graph_array(s->graph, id);
    for (uint32_t p = 0; p < array->part_count; p++) {
        segment_reads(s, array, &array->as.parts[p]);
        for (uint32_t i = 0; i < s->reads.count; i++)
            if (s->place[run][s->reads.at[i].array] == AFTER)
                return true;
    }
    return false;
}

static void leave_run(Segmenting *s, Run run, ArrayId id)
{
    s->along[id] = (Along){0};
    s->place[run][id] = AFTER;
}

/* What stands where; 0, or a recurrence of the run that reads what comes after
 * it. */
static uint32_t place_all(Segmenting *s, Run run)
{
    const Graph *graph = s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t outer = graph_outermost(graph, id);
        const Recurrence *r = &graph->recurrences.at[outer];
        if (!array_is_computed(graph_array(graph, id)))
            continue;
        if (s->along[id].run == run) {
            if (outer && !member_fits(s, run, id))
                return outer;
            if (!outer && reads_after(s, run, id))
                leave_run(s, run, id);
        } else if (outer && id == r->first) {
            Side all = place_of_members(s, run, r);
            for (ArrayId m = r->first; m <= r->last; m++)
                s->place[run][m] = (uint8_t)all;
        } else if (!outer) {
            s->place[run][id] = (uint8_t)place_other(s, run, id);
        }
    }
    return 0;
}

/* -- what is read at the step at hand -- */

typedef struct Wanted {         /* of an array before the run */
    uint32_t axes;              /* set: at which all readers have the step */
    bool     readers;           /* there are some in the run */
    bool     whole;             /* something needs all of it before */
} Wanted;

/* What a part of the run wants of arrays before it. */
static void want_reads(Segmenting *s, const Array *array, const Part *part,
                       uint32_t loop, Wanted *wanted)
{
    const Exprs *exprs = &s->graph->exprs;
    s->order.count = 0;
    part_postorder(s->graph, s->arena, NULL, true, part, array->rank,
                   &s->order);
    for (uint32_t i = 0; i < s->order.count; i++) {
        const Expr *node = expr_at(exprs, s->order.at[i]);
        if (node->kind != ACCESS)
            continue;
        Wanted *of = &wanted[graph_source(s->graph, node->as.access.array)];
        uint32_t axes = 0;
        for (uint32_t a = 0; a < node->as.access.rank; a++) {
            uint32_t index;
            int64_t offset;
            if (subscript_is_shifted(exprs, node->as.access.subscripts[a], &index,
                              &offset)
                && index == loop)
                axes |= 1u << a;
        }
        of->axes = of->readers ? of->axes & axes : axes;
        of->readers = true;
        of->whole |= loop == NO_LOOP;
    }
}

/* Makes the array one of the run if its readers have the step on one axis. */
static bool bring_inside(Segmenting *s, Run run, ArrayId id,
                         const Wanted *wanted)
{
    const Array *array = graph_array(s->graph, id);
    if (!wanted->readers || wanted->whole || !wanted->axes
        || wanted->axes & (wanted->axes - 1) || array->kind != EQUATION)
        return false;
    uint32_t axis = 0;
    while (!(wanted->axes >> axis & 1))
        axis++;
    Timing *timings = NEW_ARRAY(s->arena, Timing, array->part_count);
    for (uint32_t p = 0; p < array->part_count; p++) {
        int64_t offset;
        timings[p].loop = NO_LOOP;
        subscript_is_shifted(&s->graph->exprs, array->as.parts[p].target[axis],
                      &timings[p].loop, &offset);
    }
    if (!fit(s, run, id, timings))
        return false;
    s->place[run][id] = INSIDE;
    return true;
}

/* [arrays]: what the members of the run are made of. */
static bool *find_origins(Segmenting *s, Run run)
{
    const Graph *graph = s->graph;
    bool *origins = NEW_ARRAY(s->arena, bool, graph->arrays.count);
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--)
        if (s->running[run][graph_outermost(graph, id)] || origins[id])
            array_mark_reads(graph, id, origins);
    return origins;
}

/* Brings inside what only the run, and what comes after it, reads. */
static bool bring_all(Segmenting *s, Run run)
{
    const Graph *graph = s->graph;
    const bool *origins = find_origins(s, run);
    Wanted *wanted = NEW_ARRAY(s->arena, Wanted, graph->arrays.count);
    bool any = false;
    for (ArrayId id = graph->arrays.count - 1; id > 0; id--) {
        const Array *array = graph_array(graph, id);
        if (!array_is_computed(array))
            continue;
        Side place = s->place[run][id];
        if (place == BEFORE && !graph_outermost(graph, id)
            && is_eligible(s, run, id)
            && bring_inside(s, run, id, &wanted[id]))
            any = true;
        place = s->place[run][id];
        if (place == AFTER || (place == BEFORE && !origins[id]))
            continue;
        for (uint32_t p = 0; p < array->part_count; p++)
            want_reads(s, array, &array->as.parts[p],
                       place == INSIDE ? s->along[id].timings[p].loop
                                       : NO_LOOP,
                       wanted);
    }
    return any;
}

/* -- the run -- */

static void begin_run(Segmenting *s, Run run)
{
    const Graph *graph = s->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        s->place[run][id] = BEFORE;
        if (s->along[id].run == run)
            s->along[id] = (Along){0};
    }
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        for (ArrayId id = r->first; s->running[run][n] && id <= r->last; id++) {
            member_inside(s, run, id);
            s->place[run][id] = INSIDE;
        }
    }
}

static bool order_members(Segmenting *s, Run run)
{
    for (ArrayId id = 1; id < s->graph->arrays.count; id++)
        if (s->along[id].run == run && graph_outermost(s->graph, id)
            && !put_untimed_first(s, id, s->along[id].timings))
            return false;
    return true;
}

bool segment_inside(Segmenting *s, Run run)
{
    for (;;) {
        uint32_t barred;
        begin_run(s, run);
        do {
            barred = place_all(s, run);
        } while (!barred && bring_all(s, run));
        if (!barred)
            return order_members(s, run);
        if (barred == s->main[run])
            return false;
        s->running[run][barred] = false;
    }
}
