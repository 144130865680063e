/* recurrence_axes.c: along which axes the members of a recurrence run.
 *
 * An axis is tried for one member and follows for the others from the indices
 * that they share with it. Where that leads nowhere, as a member shares
 * indices with several others that want it to run along different axes, all
 * are tried, as long as what has an axis can have an order.
 */
#include "ordering.h"

enum { NO_AXIS = MAX_RANK, MAX_TRIES = 4096 };

/* -- axes that follow -- */

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

bool read_is_open(const Circle *c, const Read *read, uint32_t group)
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
            if (!read_is_open(c, read, group) || (*a == NO_AXIS) == (*b == NO_AXIS))
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

/* Sets the axes of a level for the members of the group, by trying those of
 * the first member that has none yet. Returns the direction; 0: none. */
static int follow_axes(Circle *c, uint32_t group, uint32_t level)
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
        int direction = follow_axes(c, group, level);
        if (direction)
            return direction;
        for (uint32_t m = 0; m < count; m++)
            c->members.at[m].axis[level] = kept[m];
    }
    return 0;
}

/* -- all axes -- */

/* Whether what the members that have axes read of each other can be earlier or
 * of the same step, all at suitable shifts: no way round goes to later steps.
 * Distances along ways are made shorter until none becomes so (Bellman and
 * Ford). */
static bool has_order_so_far(Circle *c, uint32_t group, uint32_t level,
                             int direction)
{
    uint32_t count = c->members.count;
    int64_t *way = NEW_ARRAY(c->arena, int64_t, count);
    for (uint32_t round = 0; round <= count; round++) {
        bool changed = false;
        for (uint32_t i = 0; i < c->reads.count; i++) {
            Read *read = &c->reads.at[i];
            if (!read_is_open(c, read, group)
                || c->members.at[read->user].axis[level] == NO_AXIS
                || c->members.at[read->used].axis[level] == NO_AXIS)
                continue;
            int64_t there = way[read->used]
                          + read_distance(c, read, level, direction);
            if (there >= way[read->user])
                continue;
            way[read->user] = there;
            changed = true;
        }
        if (!changed)
            return true;
    }
    return false;
}

/* A member without an axis, if possible one that a member with an axis reads
 * or is read by; the count of members if all have axes. */
static uint32_t next_member(const Circle *c, uint32_t group, uint32_t level)
{
    uint32_t next = 0, count = c->members.count;
    for (uint32_t i = 0; i < c->reads.count; i++) {
        const Read *read = &c->reads.at[i];
        bool user = c->members.at[read->user].axis[level] == NO_AXIS;
        bool used = c->members.at[read->used].axis[level] == NO_AXIS;
        if (read_is_open(c, read, group) && user != used)
            return user ? read->user : read->used;
    }
    while (next < count && (c->members.at[next].group != group
                            || c->members.at[next].axis[level] != NO_AXIS))
        next++;
    return next;
}

static int try_axes(Circle *c, uint32_t group, uint32_t level)
{
    uint32_t next = next_member(c, group, level);
    if (next == c->members.count)
        return find_direction(c, group, level);
    Member *member = &c->members.at[next];
    uint32_t rank = graph_array(c->graph, member->id)->rank;
    for (uint8_t axis = 0; axis < rank; axis++) {
        if (!axis_is_free(member, level, axis) || ++c->tries > MAX_TRIES)
            continue;
        member->axis[level] = axis;
        int direction = has_order_so_far(c, group, level, 1)
                             || has_order_so_far(c, group, level, -1)
                          ? try_axes(c, group, level) : 0;
        if (direction)
            return direction;
    }
    member->axis[level] = NO_AXIS;
    return 0;
}

static void clear_axes(Circle *c, uint32_t group, uint32_t level)
{
    for (uint32_t m = 0; m < c->members.count; m++)
        if (c->members.at[m].group == group)
            c->members.at[m].axis[level] = NO_AXIS;
    c->tries = 0;
}

int find_axes(Circle *c, uint32_t group, uint32_t level)
{
    clear_axes(c, group, level);
    int direction = follow_axes(c, group, level);
    if (direction)
        return direction;
    clear_axes(c, group, level);
    return try_axes(c, group, level);
}
