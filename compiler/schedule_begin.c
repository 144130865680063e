/* schedule_begin.c: how the elements of an array begin.
 *
 * An array to whose elements parts add needs no zeros before them where its
 * first part makes every element once. Guards of that part hold back inner
 * loops, and the element is 0 then; or they hold back steps of a recurrence that
 * make no element.
 */
#include "schedule.h"

#include "affine.h"
#include "kernel.h"
#include "recurrence_pace.h"

uint32_t recurrences_around(const Graph *graph, ArrayId id)
{
    uint32_t count = 0;
    for (uint32_t r = graph_array(graph, id)->recurrence; r;
         r = graph->recurrences.at[r].outer)
        count++;
    return count;
}

/* Whether the part makes every element once: on each axis its indices count up
 * to the end. */
static bool is_full(const Graph *graph, const Array *array, const Part *part,
                    const Range *ranges)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < array->rank; i++) {
        uint32_t depends = subscript_depends(&graph->exprs, part->target[i]);
        Range reach;
        bool all;
        if (!subscript_counts(&graph->exprs, part->target[i], ranges, &reach,
                              &all)
            || !all || seen & depends || reach.low
            || reach.high != array->shape[i])
            return false;
        seen |= depends;
    }
    return true;
}

/* Whether all guards are on the first `driven` indices. */
static bool guards_steps_alone(const Graph *graph, const Part *part,
                               uint32_t driven)
{
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (subscript_depends(&graph->exprs, part->guards[g]) >> driven)
            return false;
    return true;
}

Beginning array_begins(const Graph *graph, Arena *arena, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    const Part *part = array->as.parts;
    bool outside = recurrence_outside(graph, arena, id);
    if (recurrence_pushes(graph, id) && !outside)
        return BEGINS_BEFORE;
    if (array->kind == KERNEL)
        return kernel_covers(graph, array) ? BEGINS_MADE : BEGINS_BEFORE;
    if (!array->part_count)
        return BEGINS_BEFORE;
    uint32_t driven = outside ? 0 : recurrences_around(graph, id);
    bool loops = part->combine != SET
              && part->index_count > part_targets(graph, array, part);
    Range ranges[MAX_INDICES];
    if ((loops || guards_steps_alone(graph, part, driven))
        && part_ranges(graph, part, (UINT32_C(1) << driven) - 1, ranges)
        && is_full(graph, array, part, ranges))
        return BEGINS_MADE;
    return loops && is_full(graph, array, part, part->ranges)
             ? BEGINS_EVERYWHERE : BEGINS_BEFORE;
}

bool sets_cover(const Schedule *s, const Array *array)
{
    if (array->kind == KERNEL)
        return kernel_covers(s->graph, array);
    Array sets = *array;
    Part *parts = NEW_ARRAY(s->work, Part, array->part_count);
    sets.as.parts = parts;
    sets.part_count = 0;
    for (uint32_t p = 0; p < array->part_count; p++)
        if (array->as.parts[p].combine == SET)
            parts[sets.part_count++] = array->as.parts[p];
    return sets.part_count && parts_cover(s->graph, &sets);
}
