/* schedule_lead.c: the steps of a recurrence as loops.
 *
 * A step s of a recurrence is the first index of what it makes:
 *
 *     h[t + 1, i] = tanh(r[t, i])    for t < T
 *     h[s, i]     = tanh(r[s - 1, i])                  shift 0
 *     r[s - 1, i] = sum[k](W[i, k] h[s - 1, k])        shift 1
 *
 * Each index is the loop of one recurrence around the member, the outermost
 * first; the part's other indices follow in their order. What is not there at
 * every step is held back by guards.
 */
#include "recurrence_pace.h"
#include "schedule.h"

#include <string.h>

/* -- the recurrences of a copy -- */

static ArrayId first_stored(const Recurrence *r, const ArrayId *arrays)
{
    ArrayId id = r->first;
    while (id <= r->last && !arrays[id])
        id++;
    return id <= r->last ? arrays[id] : 0;
}

void lead_recurrences(const Graph *from, Graph *to, const Range *steps,
                      const ArrayId *arrays)
{
    for (uint32_t n = 1; n < from->recurrences.count; n++) {
        Recurrence made = from->recurrences.at[n];
        const Recurrence *r = &from->recurrences.at[n];
        uint32_t count = r->last - r->first + 1, kept = 0;
        uint8_t *axis = NEW_ARRAY(to->arena, uint8_t, count);
        int64_t *shift = NEW_ARRAY(to->arena, int64_t, count);
        for (ArrayId id = r->first; id <= r->last; id++) {
            if (!arrays[id])
                continue;
            axis[kept] = r->axis[id - r->first];
            shift[kept++] = r->shift[id - r->first];
            to->arrays.at[arrays[id]].recurrence = n;
        }
        made.first = first_stored(r, arrays);
        made.last = made.first + kept - 1;
        made.axis = axis;
        made.shift = shift;
        made.steps = steps[n];
        list_push(to->arena, &to->recurrences, made);
    }
}

/* -- steps -- */

/* The steps at which the part makes something. */
static Range part_steps(const Part *part, Pace pace)
{
    if (pace.index == PACE_FIXED)
        return (Range){pace.base, pace.base + 1};
    Range range = part->ranges[pace.index];
    int64_t first = pace.base + pace.factor * range.low;
    int64_t last = pace.base + pace.factor * (range.high - 1);
    return pace.factor > 0 ? (Range){first, last + 1}
                           : (Range){last, first + 1};
}

const Range *lead_steps(const Graph *graph, Arena *arena)
{
    Range *steps = NEW_ARRAY(arena, Range, graph->recurrences.count);
    for (uint32_t n = 1; n < graph->recurrences.count; n++) {
        const Recurrence *r = &graph->recurrences.at[n];
        Range all = {INT64_MAX, INT64_MIN};
        for (ArrayId id = r->first; id <= r->last; id++) {
            const Array *array = graph_array(graph, id);
            for (uint32_t p = recurrence_outside(graph, arena, id);
                 p < array->part_count; p++) {
                const Part *part = &array->as.parts[p];
                Range here = part_steps(
                    part, recurrence_pace(graph, arena, n, id, part));
                all.low = here.low < all.low ? here.low : all.low;
                all.high = here.high > all.high ? here.high : all.high;
            }
        }
        steps[n] = all;
    }
    return steps;
}

/* -- indices -- */

/* step = old + base */
typedef struct Later {
    Term     old;
    int64_t  base;
    uint32_t step;
} Later;

typedef struct Lead {
    Graph      *to;
    Part        part;
    uint32_t    count;                  /* of new indices */
    Range       ranges[MAX_INDICES];
    SubscriptId map[MAX_INDICES];       /* old index: new subscript */
    LIST(SubscriptId) guards;
    Later       later[MAX_RANK];        /* what the indices that are kept have
                                           to do with steps */
    uint32_t    later_count;
    Memo       *memo;
} Lead;

static void add_guard(Lead *lead, uint32_t index, int64_t factor, int64_t base)
{
    Term term = {index, factor};
    list_push(lead->to->arena, &lead->guards,
              subscript_make(&lead->to->exprs, base, 1, &term, 0, 0));
}

/* An index that is on the axes of two recurrences, as in y[i, i]. */
static void require_equal(Lead *lead, SubscriptId a, SubscriptId b)
{
    Exprs *exprs = &lead->to->exprs;
    SubscriptId gaps[2] = {subscript_add(exprs, a, -1, b),
                           subscript_add(exprs, b, -1, a)};
    for (int i = 0; i < 2; i++)
        list_push(lead->to->arena, &lead->guards, gaps[i]);
}

/* The next index is the step s of the recurrence, of these steps. */
static void lead_index(Lead *lead, Range steps, Pace pace)
{
    Exprs *exprs = &lead->to->exprs;
    uint32_t s = lead->count++;
    Range here = part_steps(&lead->part, pace);
    lead->ranges[s] = steps;
    if (pace.index != PACE_FIXED) {
        /* s = factor·old + base */
        Term old = {pace.index, pace.factor}, term = {s, pace.factor};
        if (old.factor != 1 && old.factor != -1) {
            lead->later[lead->later_count++] = (Later){old, pace.base, s};
            return;
        }
        SubscriptId map = subscript_make(exprs, -old.factor * pace.base, 1,
                                         &term, 0, 0);
        if (lead->map[old.index])
            require_equal(lead, lead->map[old.index], map);
        else
            lead->map[old.index] = map;
    }
    if (here.low > steps.low)
        add_guard(lead, s, 1, -here.low);
    if (here.high < steps.high)
        add_guard(lead, s, -1, here.high - 1);
}

/* What is told of the other indices: s = factor·index + base. */
static void keep_others(Lead *lead)
{
    for (uint32_t i = 0; i < lead->part.index_count; i++) {
        if (lead->map[i])
            continue;
        lead->ranges[lead->count] = lead->part.ranges[i];
        lead->map[i] = subscript_index(&lead->to->exprs, lead->count++);
    }
    for (uint32_t i = 0; i < lead->later_count; i++) {
        const Later *later = &lead->later[i];
        Exprs *exprs = &lead->to->exprs;
        SubscriptId old = subscript_make(exprs, later->base, 1, &later->old,
                                         0, 0);
        require_equal(lead, subscript_index(exprs, later->step),
                      subscript_substitute(exprs, lead->memo, old, lead->map));
    }
}

Part lead_part(const Graph *from, Graph *to, const Range *steps,
               ArrayId member, const Part *of, const Part *part)
{
    const Array *array = graph_array(from, member);
    uint32_t chain[MAX_RANK], depth = 0;
    Memo *memo = &to->memo;
    Lead lead = {.to = to, .part = *part, .memo = memo};
    for (uint32_t r = array->recurrence; r; r = from->recurrences.at[r].outer)
        chain[depth++] = r;
    while (depth--) {
        uint32_t n = chain[depth];
        lead_index(&lead, steps[n],
                   recurrence_pace(from, to->arena, n, member, of));
    }
    keep_others(&lead);
    SubscriptId *target = NEW_ARRAY(to->arena, SubscriptId, array->rank);
    for (uint32_t i = 0; i < array->rank; i++)
        target[i] = subscript_substitute(&to->exprs, memo, part->target[i],
                                         lead.map);
    for (uint32_t i = 0; i < part->guard_count; i++)
        list_push(to->arena, &lead.guards,
                  subscript_substitute(&to->exprs, memo, part->guards[i],
                                       lead.map));
    Part made = *part;
    made.index_count = (uint8_t)lead.count;
    made.guard_count = (uint8_t)lead.guards.count;
    made.ranges = arena_copy(to->arena, lead.ranges, lead.count, sizeof(Range));
    made.guards = lead.guards.at;
    made.target = target;
    made.body = expr_substitute(&to->exprs, memo, part->body, lead.map);
    if (made.combine == ARGMAX || made.combine == ARGMIN)
        made.component = (uint8_t)subscript_at(
            &to->exprs, lead.map[part->component])->terms[0].index;
    return made;
}
