/* recurrence.c: shifts and the order of the members of recurrences.
 *
 * Members that are read at their own step only run as late as their readers
 * allow, so that what is made of the state of one step stands beside the next
 * state.
 */
#include "ordering.h"

#include "components.h"
#include "kernel.h"

/* A distance that nothing is known of is larger. */
static const int64_t MOST_STEPS = (int64_t)1 << 32;

/* -- distances -- */

/* Whether one of the axes is within a slice of a kernel, which is made and
 * read as a whole. */
static bool is_within_slice(const Circle *c, const Read *read, uint8_t to,
                            uint8_t from)
{
    const Array *user =
        graph_array(c->graph, c->members.at[read->user].id);
    const Array *used =
        graph_array(c->graph, c->members.at[read->used].id);
    return kernel_slices(user, to) || kernel_slices(used, from)
        || kernel_slices_operand(c->graph, user, read->access, from);
}

/* How much larger the subscript of the user is than that of what it reads, on
 * these axes. */
static Range find_gap(Circle *c, const Read *read, uint8_t to_axis,
                      uint8_t from_axis)
{
    Exprs *exprs = &c->graph->exprs;
    if (is_within_slice(c, read, to_axis, from_axis))
        return (Range){-INT64_MAX / 8, INT64_MAX / 8};
    SubscriptId to = read->part->target[to_axis];
    SubscriptId from =
        expr_at(exprs, read->access)->as.access.subscripts[from_axis];
    Conditions conditions = {0};
    for (uint32_t i = 0; i < read->condition_count; i++)
        list_push(c->arena, &conditions, read->conditions[i]);
    Domain domain;
    domain_of_part(&domain, c->arena, read->part);
    to = data_known(c, &domain, to, &conditions);
    from = data_known(c, &domain, from, &conditions);
    return domain_bounds_under(&domain, c->graph, conditions.at,
                               conditions.count,
                               subscript_add(exprs, to, -1, from));
}

int64_t read_distance(Circle *c, Read *read, uint32_t level, int direction)
{
    const Member *user = &c->members.at[read->user];
    const Member *used = &c->members.at[read->used];
    uint32_t rank = graph_array(c->graph, used->id)->rank;
    uint32_t pair = user->axis[level] * rank + used->axis[level];
    if (!read->gaps) {
        uint32_t count = rank * graph_array(c->graph, user->id)->rank;
        read->gaps = NEW_ARRAY(c->arena, Range, count);
        read->has_gap = NEW_ARRAY(c->arena, bool, count);
    }
    if (!read->has_gap[pair])
        read->gaps[pair] =
            find_gap(c, read, user->axis[level], used->axis[level]);
    read->has_gap[pair] = true;
    const Range gap = read->gaps[pair];
    return gap.low >= gap.high ? INT64_MAX / 4
         : direction > 0       ? gap.low
                               : 1 - gap.high;
}

static int64_t shifted_distance(const Circle *c, const Read *read,
                                uint32_t level, int direction)
{
    return read->distance
         + direction * (c->members.at[read->user].shift[level]
                        - c->members.at[read->used].shift[level]);
}

/* Whether all reads go back or stay, and one goes back. */
static bool runs_one_way(const Circle *c, uint32_t group, uint32_t level,
                         int direction)
{
    bool back = false;
    for (uint32_t i = 0; i < c->reads.count; i++) {
        const Read *read = &c->reads.at[i];
        if (!read_is_open(c, read, group))
            continue;
        int64_t distance = shifted_distance(c, read, level, direction);
        if (distance < 0)
            return false;
        back |= distance > 0;
    }
    return back;
}

/* Members that nothing carries run as late as their readers allow, but for what
 * is no equation: that is made of whole arrays, behind them. Readers of what is
 * not carried have larger numbers. */
static void set_shifts(Circle *c, uint32_t group, uint32_t level,
                       int direction)
{
    for (uint32_t m = c->members.count; m > 0; m--) {
        Member *member = &c->members.at[m - 1];
        int64_t latest = INT64_MAX;
        bool carried = member->group != group
                    || !array_is_computed(graph_array(c->graph, member->id));
        for (uint32_t i = 0; i < c->reads.count && !carried; i++) {
            const Read *read = &c->reads.at[i];
            if (read->used != m - 1 || !read_is_open(c, read, group))
                continue;
            carried = read->carried;
            int64_t at = direction * c->members.at[read->user].shift[level]
                       + read->distance;
            latest = at < latest ? at : latest;
        }
        member->shift[level] =
            carried || latest == INT64_MAX ? 0 : direction * latest;
    }
}

static void clear_shifts(Circle *c, uint32_t group, uint32_t level)
{
    for (uint32_t m = 0; m < c->members.count; m++)
        if (c->members.at[m].group == group)
            c->members.at[m].shift[level] = 0;
}

/* Any shifts by which no read goes to a later step: each member runs as late as
 * its readers allow, those that are carried too (Bellman and Ford). Where a
 * circle of reads goes to later steps they have no end. */
static void settle_shifts(Circle *c, uint32_t group, uint32_t level,
                          int direction)
{
    bool changed = true;
    for (uint32_t round = 0; changed && round <= c->members.count; round++) {
        changed = false;
        for (uint32_t i = 0; i < c->reads.count; i++) {
            const Read *read = &c->reads.at[i];
            int64_t there = shifted_distance(c, read, level, direction);
            if (!read_is_open(c, read, group) || there >= 0)
                continue;
            if (there < -MOST_STEPS)
                return;
            c->members.at[read->used].shift[level] += direction * there;
            changed = true;
        }
    }
}

int find_direction(Circle *c, uint32_t group, uint32_t level)
{
    for (int direction = 1; direction >= -1; direction -= 2) {
        for (uint32_t i = 0; i < c->reads.count; i++)
            if (read_is_open(c, &c->reads.at[i], group))
                c->reads.at[i].distance =
                    read_distance(c, &c->reads.at[i], level, direction);
        set_shifts(c, group, level, direction);
        if (runs_one_way(c, group, level, direction))
            return direction;
        clear_shifts(c, group, level);
        if (runs_one_way(c, group, level, direction))
            return direction;
        settle_shifts(c, group, level, direction);
        if (runs_one_way(c, group, level, direction))
            return direction;
        clear_shifts(c, group, level);
    }
    return 0;
}

/* -- order within a step -- */

/* The steps of a group: where its members have elements. */
static Range find_steps(const Circle *c, uint32_t group, uint32_t level)
{
    Range steps = {INT64_MAX, INT64_MIN};
    for (uint32_t m = 0; m < c->members.count; m++) {
        const Member *member = &c->members.at[m];
        const Array *array = graph_array(c->graph, member->id);
        for (uint32_t p = 0; p < array->part_count && member->group == group;
             p++) {
            Domain domain;
            domain_of_part(&domain, c->arena, &array->as.parts[p]);
            Range range = domain_bounds(
                &domain, c->graph,
                array->as.parts[p].target[member->axis[level]]);
            int64_t shift = member->shift[level];
            if (range.low >= range.high)
                continue;
            if (range.low + shift < steps.low)
                steps.low = range.low + shift;
            if (range.high + shift > steps.high)
                steps.high = range.high + shift;
        }
    }
    return steps;
}

/* Members of the group, what is read at the same step before its readers;
 * component[m] is equal where they need each other within the step. */
static Numbers order_step(Circle *c, uint32_t group, uint32_t level,
                          int direction, uint32_t *component)
{
    uint32_t count = c->members.count;
    uint32_t *start = NEW_ARRAY(c->arena, uint32_t, count + 1);
    uint32_t *order = NEW_ARRAY(c->arena, uint32_t, count);
    Numbers edges = {0}, ordered = {0};
    for (uint32_t m = 0, i = 0; m < count; m++) {
        start[m] = edges.count;
        for (; i < c->reads.count && c->reads.at[i].user == m; i++) {
            Read *read = &c->reads.at[i];
            if (!read_is_open(c, read, group))
                continue;
            read->earlier = shifted_distance(c, read, level, direction) > 0;
            if (!read->earlier)
                list_push(c->arena, &edges, read->used);
        }
    }
    start[count] = edges.count;
    components_find(c->arena, count, start, edges.at, order, component);
    for (uint32_t i = 0; i < count; i++)
        if (c->members.at[order[i]].group == group)
            list_push(c->arena, &ordered, order[i]);
    return ordered;
}

static bool needs_itself(const Circle *c, uint32_t member)
{
    for (uint32_t i = 0; i < c->reads.count; i++) {
        const Read *read = &c->reads.at[i];
        if (read->user == member && read->used == member && !read->earlier)
            return true;
    }
    return false;
}

/* Orders the members of the group as a recurrence within `outer`. False if
 * there is no order. */
static bool order_group(Circle *c, uint32_t group, uint32_t level,
                        uint32_t outer)
{
    if (level == MAX_RANK)
        return false;
    int direction = find_axes(c, group, level);
    if (!direction)
        return false;
    uint32_t self = c->recurrences.count;
    list_push(c->arena, &c->recurrences,
              ((Recurrence){.outer = outer, .direction = direction,
                            .steps = find_steps(c, group, level),
                            .first = c->order.count}));
    uint32_t *component = NEW_ARRAY(c->arena, uint32_t, c->members.count);
    Numbers ordered = order_step(c, group, level, direction, component);
    for (uint32_t i = 0, end; i < ordered.count; i = end) {
        uint32_t m = ordered.at[i];
        for (end = i; end < ordered.count
                      && component[ordered.at[end]] == component[m]; end++) {}
        if (end == i + 1 && !needs_itself(c, m)) {
            list_push(c->arena, &c->order, m);
            continue;
        }
        uint32_t inner = ++c->groups;
        for (uint32_t k = i; k < end; k++)
            c->members.at[ordered.at[k]].group = inner;
        if (!order_group(c, inner, level + 1, self))
            return false;
    }
    Recurrence *made = &c->recurrences.at[self];
    made->last = c->order.count - 1;
    uint32_t count = made->last - made->first + 1;
    uint8_t *axis = NEW_ARRAY(c->arena, uint8_t, count);
    int64_t *shift = NEW_ARRAY(c->arena, int64_t, count);
    for (uint32_t k = 0; k < count; k++) {
        const Member *member =
            &c->members.at[c->order.at[made->first + k]];
        axis[k] = member->axis[level];
        shift[k] = member->shift[level];
    }
    made->axis = axis;
    made->shift = shift;
    return true;
}

bool circle_order(Circle *c)
{
    return order_group(c, 0, 0, 0);
}

bool graph_has_order(Arena *arena, Graph *graph, ArrayIds *circle)
{
    Arena *work = arena_open(arena);
    Ordering o = ordering_make(work, graph);
    bool fine = true;
    for (uint32_t i = 0, end; i < graph->arrays.count && fine; i = end) {
        end = component_end(&o, i);
        const Array *array = graph_array(graph, o.order[i]);
        if (!array_is_computed(array) && array->kind != HELD
            && array->kind != DERIVATIVE)
            continue;
        Circle c = circle_of(&o, i, end);
        fine = !c.reads.count || circle_order(&c);
        for (uint32_t m = 0; m < c.members.count && !fine; m++)
            list_push(arena, circle, c.members.at[m].id);
    }
    arena_close(work);
    return fine;
}

