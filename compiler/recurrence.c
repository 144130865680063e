/* recurrence.c: axes, shifts and the order of the members of recurrences.
 *
 * An axis is tried for one member and follows for the others from the indices
 * that they share with it. Members that are read at their own step only run as
 * late as their readers allow, so that what is made of the state of one step
 * stands beside the next state.
 */
#include "ordering.h"

#include "components.h"

enum { NO_AXIS = MAX_RANK, MAX_TRIES = 4096 };

/* -- axes -- */

/* The one axis whose subscript holds the only index of s; NO_AXIS: none. */
static uint8_t axis_sharing(const Exprs *exprs, SubscriptId s, uint32_t rank,
                            const SubscriptId *subscripts)
{
    const Subscript *of = subscript_at(exprs, s);
    uint8_t found = NO_AXIS;
    if (of->term_count != 1)
        return NO_AXIS;
    for (uint8_t i = 0; i < rank; i++) {
        const Subscript *at = subscript_at(exprs, subscripts[i]);
        for (uint32_t t = 0; t < at->term_count; t++)
            if (at->terms[t].index == of->terms[0].index) {
                if (found != NO_AXIS)
                    return NO_AXIS;
                found = i;
            }
    }
    return found;
}

static bool axis_is_free(const Member *member, uint32_t level, uint8_t axis)
{
    for (uint32_t l = 0; l < level; l++)
        if (member->axis[l] == axis)
            return false;
    return true;
}

/* Whether the level of the group has to see to the read. */
static bool within(const Circle *c, const Read *read, uint32_t group)
{
    return !read->earlier && c->members.at[read->user].group == group
        && c->members.at[read->used].group == group;
}

/* What follows from the axes that are set. */
static void propagate_axes(Circle *c, uint32_t group, uint32_t level)
{
    const Exprs *exprs = &c->graph->exprs;
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < c->reads.count; i++) {
            const Read *read = &c->reads.at[i];
            Member *user = &c->members.at[read->user];
            Member *used = &c->members.at[read->used];
            const Expr *access = expr_at(exprs, read->access);
            uint8_t *a = &user->axis[level], *b = &used->axis[level];
            if (!within(c, read, group) || (*a == NO_AXIS) == (*b == NO_AXIS))
                continue;
            uint8_t axis =
                *b == NO_AXIS
                    ? axis_sharing(exprs, read->part->target[*a],
                                   access->as.access.rank,
                                   access->as.access.subscripts)
                    : axis_sharing(exprs, access->as.access.subscripts[*b],
                                   graph_array(c->graph, user->id)->rank,
                                   read->part->target);
            Member *other = *b == NO_AXIS ? used : user;
            if (axis == NO_AXIS || !axis_is_free(other, level, axis))
                continue;
            other->axis[level] = axis;
            changed = true;
        }
    }
}

/* -- distances -- */

/* How many steps at least the read goes back, shifts aside. */
static int64_t read_distance(Circle *c, const Read *read, uint32_t level,
                             int direction)
{
    Exprs *exprs = &c->graph->exprs;
    const Member *user = &c->members.at[read->user];
    const Member *used = &c->members.at[read->used];
    SubscriptId to = read->part->target[user->axis[level]];
    SubscriptId from = expr_at(exprs, read->access)
                           ->as.access.subscripts[used->axis[level]];
    Domain domain;
    domain_of_part(&domain, c->arena, read->part);
    SubscriptId distance = direction > 0 ? subscript_add(exprs, to, -1, from)
                                         : subscript_add(exprs, from, -1, to);
    Range range = domain_bounds_under(&domain, c->graph, read->conditions,
                                      read->condition_count, distance);
    return range.low < range.high ? range.low : INT64_MAX / 4;
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
        if (!within(c, read, group))
            continue;
        int64_t distance = shifted_distance(c, read, level, direction);
        if (distance < 0)
            return false;
        back |= distance > 0;
    }
    return back;
}

/* Members that nothing carries run as late as their readers allow. Readers of
 * what is not carried have larger numbers. */
static void set_shifts(Circle *c, uint32_t group, uint32_t level,
                       int direction)
{
    for (uint32_t m = c->members.count; m > 0; m--) {
        Member *member = &c->members.at[m - 1];
        int64_t latest = INT64_MAX;
        bool carried = member->group != group;
        for (uint32_t i = 0; i < c->reads.count && !carried; i++) {
            const Read *read = &c->reads.at[i];
            if (read->used != m - 1 || !within(c, read, group))
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

/* The direction in which the group runs along its axes, its shifts set; 0:
 * none. */
static int find_direction(Circle *c, uint32_t group, uint32_t level)
{
    for (int direction = 1; direction >= -1; direction -= 2) {
        for (uint32_t i = 0; i < c->reads.count; i++)
            if (within(c, &c->reads.at[i], group))
                c->reads.at[i].distance =
                    read_distance(c, &c->reads.at[i], level, direction);
        set_shifts(c, group, level, direction);
        if (runs_one_way(c, group, level, direction))
            return direction;
        clear_shifts(c, group, level);
        if (runs_one_way(c, group, level, direction))
            return direction;
    }
    return 0;
}

/* Sets the axes of a level for the members of the group, by trying those of
 * the first member that has none yet. Returns the direction; 0: none. */
static int find_axes(Circle *c, uint32_t group, uint32_t level)
{
    uint32_t count = c->members.count, next = 0;
    while (next < count
           && (c->members.at[next].group != group
               || c->members.at[next].axis[level] != NO_AXIS))
        next++;
    if (++c->tries > MAX_TRIES)
        return 0;
    if (next == count)
        return find_direction(c, group, level);
    uint8_t *kept = NEW_ARRAY(c->arena, uint8_t, count);
    for (uint32_t m = 0; m < count; m++)
        kept[m] = c->members.at[m].axis[level];
    uint32_t rank = graph_array(c->graph, c->members.at[next].id)->rank;
    for (uint8_t axis = 0; axis < rank; axis++) {
        if (!axis_is_free(&c->members.at[next], level, axis))
            continue;
        c->members.at[next].axis[level] = axis;
        propagate_axes(c, group, level);
        int direction = find_axes(c, group, level);
        if (direction)
            return direction;
        for (uint32_t m = 0; m < count; m++)
            c->members.at[m].axis[level] = kept[m];
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
            if (!within(c, read, group))
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
    for (uint32_t m = 0; m < c->members.count; m++)
        if (c->members.at[m].group == group)
            c->members.at[m].axis[level] = NO_AXIS;
    c->tries = 0;
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
        if (graph_array(graph, o.order[i])->kind != EQUATION)
            continue;
        Circle c = circle_of(&o, i, end);
        fine = !c.reads.count || circle_order(&c);
        for (uint32_t m = 0; m < c.members.count && !fine; m++)
            list_push(arena, circle, c.members.at[m].id);
    }
    arena_close(work);
    return fine;
}

