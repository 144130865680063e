/* schedule_join.c: how many loops a step shares with the end of a nest.
 *
 * It can share the first s loops if they are the same ranges, if on both sides
 * the first s indices are the first s subscripts of the target, and if whatever
 * it reads of the nest it reads at these indices: then that has been made, in
 * full, when it is read.
 *
 *     for i: z[i] = …; m = max(m, z[i])
 *
 * What is reduced over whole ranges can share the loops of its reduced indices too:
 * a scalar outside of them gathers it, and what reads the result cannot be in them.
 * If it is gathered in lanes, it shares the innermost loop with others that are, in
 * as many. And so can what is only laid out in another shape,
 * y[4 i + j] = x[i, j].
 */
#include "schedule.h"

enum {
    LONGEST_NEST = 128,         /* steps */
    SHORTEST_LOOP = 8           /* that is worth bounds of its own */
};

/* The axis of its array that is a loop of the step: first those that
 * recurrences run along, then the others in order. */
static uint32_t loop_axis(const Graph *graph, ArrayId id, uint32_t driven,
                          uint32_t loop)
{
    uint32_t chain = graph_array(graph, id)->recurrence, axes = 0;
    for (uint32_t level = driven; level > 0; level--) {
        const Recurrence *r = &graph->recurrences.at[chain];
        uint32_t axis = r->axis[id - r->first];
        if (level - 1 == loop)
            return axis;
        axes |= 1u << axis;
        chain = r->outer;
    }
    uint32_t axis = 0;
    for (uint32_t rest = loop - driven;; axis++)
        if (!(axes >> axis & 1) && !rest--)
            return axis;
}

/* Whether the part reduces its elements in loops inside of those of the target. In
 * lanes, guards may cut the innermost. */
static bool gathers(const Graph *graph, const Array *array, const Step *step,
                    const Part *part)
{
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (part->lanes <= 1
            || !(subscript_depends(&graph->exprs, part->guards[g])
                     >> (part->index_count - 1u) & 1))
            return false;
    return step->first && !step->driven && !step->timed && !step->tile
        && array->kind == EQUATION && array->part_count == 1
        && part->combine != SET;
}

/* Whether the part sets elements that lie side by side, each in one turn of its
 * loops. */
static bool lays_out(const Graph *graph, const Array *array, const Step *step,
                     const Part *part)
{
    uint32_t last = part->index_count - 1u;
    if (!step->first || step->driven || step->timed || step->tile
        || array->kind != EQUATION || array->part_count != 1
        || part->combine != SET || part->guard_count || !part->index_count
        || !array->rank)
        return false;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[i]);
        bool has = subscript_depends(&graph->exprs, part->target[i])
                       >> last & 1;
        if (s->data || has != (i + 1 == array->rank))
            return false;
        if (has && s->terms[s->term_count - 1].factor != 1)
            return false;
    }
    return true;
}

/* How many of the first loops of the step are its axes, in order: at the end of
 * each turn of these its elements are complete. */
static uint32_t complete(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    if (step->kind != STEP_PART)
        return array->rank;
    const Part *part = &array->as.parts[step->part];
    uint32_t count = step->driven;
    while (count < array->rank && count < part->index_count
           && subscript_is_index(
               &graph->exprs,
               part->target[loop_axis(graph, step->array, step->driven,
                                      count)],
               count))
        count++;
    return count;
}

/* How many of the first loops of the step it can share. */
static uint32_t leading(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    uint32_t count = complete(graph, step);
    if (step->kind != STEP_PART)
        return count;
    const Part *part = &array->as.parts[step->part];
    return (count == array->rank && gathers(graph, array, step, part))
                || lays_out(graph, array, step, part)
             ? part->index_count : count;
}

/* The largest number up to `limit` of loops whose indices are the subscripts
 * in every access of the part to the array. What a recurrence has made at
 * earlier steps is complete. */
static uint32_t access_limit(Schedule *s, const Part *part, uint32_t rank,
                             ArrayId array, uint32_t driven, uint32_t limit)
{
    const Exprs *exprs = &s->graph->exprs;
    Reader *reader = &s->reader;
    reader->order.count = 0;
    part_postorder(s->graph, s->work, NULL, true, part, rank,
                   &reader->order);
    for (uint32_t i = 0; i < reader->order.count; i++) {
        const Expr *node = expr_at(exprs, reader->order.at[i]);
        if (node->kind != ACCESS
            || graph_source(s->graph, node->as.access.array) != array
            || (driven && node->as.access.array != array))
            continue;
        uint32_t same = driven;
        while (same < limit && same < node->as.access.rank
               && subscript_is_index(
                   exprs,
                   node->as.access.subscripts[loop_axis(s->graph, array,
                                                        driven, same)],
                   same))
            same++;
        limit = same;
    }
    return limit;
}

static uint32_t step_limit(Schedule *s, const Step *step, ArrayId array,
                           uint32_t limit)
{
    const Array *own = graph_array(s->graph, step->array);
    if (step->array == array) {
        uint32_t lead = leading(s->graph, step);
        limit = limit < lead ? limit : lead;
    }
    if (step->kind != STEP_PART || !limit)
        return limit;
    return access_limit(s, &own->as.parts[step->part], own->rank, array,
                        step->driven, limit);
}

static bool reads_array(const Schedule *s, ArrayId id)
{
    for (uint32_t i = 0; i < s->reads.count; i++)
        if (s->reads.at[i] == id)
            return true;
    return false;
}

/* Whether a loop of both takes the same values in each segment. */
static bool is_timed_alike(const Step *a, const Step *b, uint32_t loop)
{
    bool in_a = a->timed && a->loop == loop, in_b = b->timed && b->loop == loop;
    return in_a == in_b && (!in_a || a->late == b->late);
}

/* Whether the steps at the end of the nest that are in the loop of `level`, its
 * outer ones counted, all end there (`flat`), or have functions that become
 * vectors there. */
static bool loop_holds(const Schedule *s, const Nest *nest, uint32_t level,
                       bool flat)
{
    for (uint32_t i = nest->steps.count; i > 0; i--) {
        const Step *step = &nest->steps.at[i - 1];
        uint32_t depth = step_depth(s->graph, step);
        if (flat ? depth > level : step->vector && depth == level)
            return !flat;
        if (step->shared < level)
            break;
    }
    return flat;
}

uint16_t step_lanes(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    return step->kind == STEP_PART && array->kind == EQUATION
             ? array->as.parts[step->part].lanes : 1;
}

/* Whether its innermost loop goes by in blocks for its calls alone. */
static bool calls_apart(const Graph *graph, const Step *step)
{
    const Array *array = graph_array(graph, step->array);
    return step->calls && step_lanes(graph, step) <= 1
        && !part_is_each(graph, array, &array->as.parts[step->part]);
}

/* The loops of the step that others can share. */
static uint32_t shared_at_most(const Graph *graph, const Step *step)
{
    uint32_t depth = step_depth(graph, step);
    if (step->abreast) {
        const Array *array = graph_array(graph, step->array);
        return part_targets(graph, array, &array->as.parts[step->part]) - 1;
    }
    return depth - (calls_apart(graph, step) ? 1 : 0);
}

/* Functions become vectors in an innermost loop alone: with one that has further
 * loops in it, the step shares the loops around it. A loop that goes by in blocks
 * is that of one step, or of lanes. */
static uint32_t shared_of_vectors(const Schedule *s, const Nest *nest,
                                  const Step *step, uint32_t limit)
{
    const Step *last = &nest->steps.at[nest->steps.count - 1];
    uint32_t depth = step_depth(s->graph, step);
    uint32_t most = shared_at_most(s->graph, step);
    uint32_t of_last = shared_at_most(s->graph, last);
    most = most < of_last ? most : of_last;
    if (limit > most)
        return most > step->driven ? most : step->driven;
    bool gathered = step->kind == STEP_PART
                 && step_lanes(s->graph, step) <= 1
                 && limit > graph_array(s->graph, step->array)->rank;
    bool apart = depth == limit && !gathered
                   ? step->vector && !loop_holds(s, nest, limit, true)
                   : loop_holds(s, nest, limit, false);
    return limit - (limit > step->driven && apart);
}

/* Whether both gather in as many lanes, where the same guards hold. */
static bool in_lanes_alike(const Graph *graph, const Step *a, const Step *b)
{
    if (step_lanes(graph, a) <= 1 || step_lanes(graph, a) != step_lanes(graph, b))
        return false;
    const Part *x = &graph_array(graph, a->array)->as.parts[a->part];
    const Part *y = &graph_array(graph, b->array)->as.parts[b->part];
    if (x->guard_count != y->guard_count)
        return false;
    for (uint32_t g = 0; g < x->guard_count; g++)
        if (x->guards[g] != y->guards[g])
            return false;
    return true;
}

/* Lanes are gathered in loops of their own: all of them are shared, or those of
 * the target alone. */
static uint32_t shared_of_lanes(const Graph *graph, const Step *a,
                                const Step *b, uint32_t limit)
{
    const Step *both[] = {a, b};
    bool alike = limit == step_depth(graph, a) && limit == step_depth(graph, b)
              && in_lanes_alike(graph, a, b);
    for (int i = 0; i < 2; i++) {
        uint32_t made = complete(graph, both[i]);
        if (step_lanes(graph, both[i]) > 1 && !alike && limit > made)
            limit = made;
    }
    return limit;
}

/* A gradient or an output that guards cut along one of its axes has the loop
 * that they bound by itself, and so have parts of one array that do not stand for
 * the same elements: no part of it is looked at to be left out. */
static uint32_t shared_of_cut(const Schedule *s, const Step *step,
                              const Step *last, uint32_t limit)
{
    const Array *array = graph_array(s->graph, step->array);
    bool beside = (last->kind == STEP_PART || last->kind == STEP_ZERO)
               && last->array == step->array && array->kind == EQUATION;
    if (step->kind != STEP_PART
        || (!beside && (step->first || !s->results[step->array])))
        return limit;
    const Part *part = &array->as.parts[step->part];
    for (uint32_t g = 0; g < part->guard_count; g++) {
        uint32_t set = subscript_depends(&s->graph->exprs, part->guards[g]);
        uint32_t loop = 0;
        while (set >> (loop + 1))
            loop++;
        Range range = part->ranges[loop];
        if (set >> step->driven && loop < limit
            && range.high - range.low >= SHORTEST_LOOP)
            limit = loop;
    }
    return limit;
}

/* How many loops the step can share with the end of the nest. */
uint32_t shareable(Schedule *s, const Nest *nest, const Step *step)
{
    if (!nest->steps.count
        || (nest->steps.count >= LONGEST_NEST && !nest->recurrent))
        return 0;
    const Step *last = &nest->steps.at[nest->steps.count - 1];
    if ((step->timed && step->loop == NO_LOOP)
        || (last->timed && last->loop == NO_LOOP))
        return 0;
    uint32_t limit = leading(s->graph, step);
    uint32_t open = leading(s->graph, last);
    limit = limit < open ? limit : open;
    if (step->tile || last->tile)
        limit = limit < step->driven ? limit : step->driven;
    for (uint32_t l = 0; l < limit; l++) {
        if (!range_equal(step_range(s->graph, step, l),
                         step_range(s->graph, last, l))
            || !is_timed_alike(step, last, l))
            limit = l;
    }
    limit = shared_of_lanes(s->graph, last, step, limit);
    /* From the end: `common` loops lie between the earlier step and this. */
    uint32_t common = limit;
    for (uint32_t i = nest->steps.count; i > 0 && limit; i--) {
        const Step *y = &nest->steps.at[i - 1];
        common = common < limit ? common : limit;
        if (y->array == step->array || reads_array(s, y->array)) {
            uint32_t same = step_limit(s, step, y->array, common);
            uint32_t made = complete(s->graph, y);
            same = same < made ? same : made;
            if (same < common)
                limit = same;
        }
        common = common < y->shared ? common : y->shared;
    }
    limit = shared_of_vectors(s, nest, step, shared_of_cut(s, step, last, limit));
    return shared_of_lanes(s->graph, last, step, limit);
}

/* Whether the loops of both are the same, those of the target first. */
static bool same_loops(const Graph *graph, const Step *a, const Step *b)
{
    uint32_t depth = step_depth(graph, a);
    if (depth != step_depth(graph, b) || leading(graph, a) != depth
        || leading(graph, b) != depth
        || complete(graph, a) != complete(graph, b))
        return false;
    for (uint32_t l = 0; l < depth; l++)
        if (!range_equal(step_range(graph, a, l), step_range(graph, b, l)))
            return false;
    return true;
}

uint32_t lanes_place(const Schedule *s, const Nest *nest, const Step *step)
{
    if (nest->steps.count >= LONGEST_NEST)
        return 0;
    for (uint32_t i = 0; i < nest->steps.count; i++)
        if (reads_array(s, nest->steps.at[i].array))
            return 0;
    for (uint32_t i = nest->steps.count; i > 0; i--) {
        const Step *other = &nest->steps.at[i - 1];
        if (in_lanes_alike(s->graph, other, step)
            && same_loops(s->graph, other, step))
            return i;
    }
    return 0;
}
