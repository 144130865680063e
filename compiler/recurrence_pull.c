/* recurrence_pull.c: parts that write ahead.
 *
 * A member runs step by step, each with the elements that it has there. Where
 * the target of a part holds data on the axis, or several indices, a step is
 * not told by one index.
 *
 *     s[p[k]] += h[k]
 *
 * runs at the step of what it reads, if that is one; it is pushed
 * (recurrence_pace.h). In other parts an index for the step is added, and
 * what the target was becomes a condition:
 *
 *     s[p[k]] += h[q[k]]      s[i] += h[q[k]] if p[k] == i else 0  for k < i
 *     y[t+u] += w[u] y[t]     y[i] += w[u] y[t]                    for t + u = i
 *
 * What is known of the distances is written out as guards, as the form of the
 * target no longer tells it.
 */
#include "ordering.h"
#include "recurrence_pace.h"

typedef LIST(SubscriptId) Guards;

static void require(Ordering *o, Exprs *exprs, Guards *guards, SubscriptId a,
                    SubscriptId b, int64_t gap)
{
    SubscriptId guard = subscript_add(exprs, a, -1, b);
    list_push(o->arena, guards,
              subscript_add(exprs, guard, 1, subscript_constant(exprs, -gap)));
}

/* The step is as far from what the part reads of the circle as was proved. */
static void require_distances(Ordering *o, Copy *copy, Guards *guards,
                              const Circle *c, const Read *reads,
                              uint32_t count, uint32_t level, SubscriptId step,
                              int64_t size)
{
    Exprs *exprs = &copy->to->exprs;
    for (const Read *read = reads; read < reads + count; read++) {
        const Member *user = &c->members.at[read->user];
        const Member *used = &c->members.at[read->used];
        uint32_t rank = graph_array(c->graph, used->id)->rank;
        uint32_t pair = user->axis[level] * rank + used->axis[level];
        if (!read->gaps || !read->has_gap[pair])
            continue;
        const Range gap = read->gaps[pair];
        SubscriptId from = expr_at(&c->graph->exprs, read->access)
                               ->as.access.subscripts[used->axis[level]];
        if (subscript_at(&c->graph->exprs, from)->data || gap.low >= gap.high)
            continue;
        from = copy_subscript(copy, from);
        if (gap.low > -size)
            require(o, exprs, guards, step, from, gap.low);
        if (gap.high < size)
            require(o, exprs, guards, from, step, 1 - gap.high);
    }
}

/* The part with a step of its own on the axis. */
static Part pull(Ordering *o, Copy *copy, const Circle *c, const Read *reads,
                 uint32_t count, uint32_t level, uint8_t axis, const Array *array,
                 const Part *part)
{
    Exprs *exprs = &copy->to->exprs;
    Part made = *part;
    uint32_t s = made.index_count++;
    SubscriptId step = subscript_index(exprs, s), was = part->target[axis];
    Range *ranges = NEW_ARRAY(o->arena, Range, made.index_count);
    SubscriptId *target =
        arena_copy(o->arena, part->target, array->rank, sizeof *target);
    Guards guards = {0};
    for (uint32_t i = 0; i < s; i++)
        ranges[i] = part->ranges[i];
    ranges[s] = (Range){0, array->shape[axis]};
    target[axis] = step;
    for (uint32_t g = 0; g < part->guard_count; g++)
        list_push(o->arena, &guards, part->guards[g]);
    if (subscript_at(exprs, was)->data) {
        ExprId here = expr_apply(exprs, F_EQ, expr_of_subscript(exprs, was),
                                 expr_of_subscript(exprs, step));
        made.body = expr_choose(exprs, here, part->body, expr_number(exprs, 0));
        require_distances(o, copy, &guards, c, reads, count, level, step,
                          array->shape[axis]);
    } else {
        require(o, exprs, &guards, step, was, 0);
        require(o, exprs, &guards, was, step, 0);
    }
    if (made.combine == SET)
        made.combine = SUM;             /* to what is 0 there */
    made.ranges = ranges;
    made.target = target;
    made.guards = guards.at;
    made.guard_count = (uint8_t)guards.count;
    return part_canonical(copy->to, array, &made);
}

/* Whether all that the part reads of the circle is there at one step, which an
 * index tells, and is read by carries or made at that step. */
static bool is_pushed(const Circle *c, const Read *reads, uint32_t count,
                      int direction)
{
    const Exprs *exprs = &c->graph->exprs;
    int64_t step = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Member *used = &c->members.at[reads[i].used];
        const Subscript *s = subscript_at(
            exprs, expr_at(exprs, reads[i].access)
                       ->as.access.subscripts[used->axis[0]]);
        const Subscript *first = subscript_at(
            exprs,
            expr_at(exprs, reads->access)
                ->as.access.subscripts[c->members.at[reads->used].axis[0]]);
        if (s->data || s->term_count != 1 || s->terms[0].factor != 1
            || s->terms[0].index != first->terms[0].index)
            return false;
        int64_t at = s->base + used->shift[0]
                   + (reads[i].earlier ? direction : 0);
        if (!i || (direction > 0 ? at > step : at < step))
            step = at;
    }
    for (uint32_t i = 0; i < count; i++) {
        const Member *used = &c->members.at[reads[i].used];
        const Subscript *s = subscript_at(
            exprs, expr_at(exprs, reads[i].access)
                       ->as.access.subscripts[used->axis[0]]);
        if (!reads[i].earlier && s->base + used->shift[0] != step)
            return false;
    }
    return true;
}

Part part_pulled(Ordering *o, Copy *copy, const Circle *c, const Read *reads,
                 uint32_t count, uint32_t place, const Array *array, const Part *part)
{
    Part made = *part;
    uint32_t level = 0;
    if (c->recurrences.count == 2 && made.combine <= SUM
        && subscript_at(&copy->to->exprs,
                        made.target[c->recurrences.at[1].axis[place]])->data
        && is_pushed(c, reads, count, c->recurrences.at[1].direction)) {
        made.combine = SUM;             /* to what is 0 there */
        return made;
    }
    for (uint32_t r = 1; r < c->recurrences.count; r++) {
        const Recurrence *at = &c->recurrences.at[r];
        if (place < at->first || place > at->last)
            continue;
        uint8_t axis = at->axis[place - at->first];
        if (!subscript_is_step(
                subscript_at(&copy->to->exprs, made.target[axis]))
            && made.index_count < MAX_INDICES && made.combine <= SUM)
            made = pull(o, copy, c, reads, count, level, axis, array, &made);
        level++;
    }
    return made;
}
