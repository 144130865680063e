/* segment_time.c: at which step each part of a run is made.
 *
 * What a part reads at step s has been made at step s or before: for each
 * access of array A to B at its loop + o, late + o <= at(B) where the run goes
 * up, and >= where it goes down; late = at(A) - base. The main recurrence
 * keeps its steps. What it reads is made as late as that allows, what reads it
 * as early.
 */
#include "segmenting.h"

typedef struct Edge {
    ArrayId  reader, read;
    uint32_t part;
    int64_t  offset;
    bool     own;               /* of the run, not of the one before */
} Edge;

typedef struct Times {
    Segmenting *s;
    Run      run;
    int      direction;
    bool    *known;             /* [arrays]: `at` is */
    LIST(Edge) edges;           /* by reader */
    bool     changed;
} Times;

static Along *along_of(const Times *t, ArrayId id)
{
    return &t->s->along[id];
}

/* Of the part that reads: its elements are loop + base. */
static int64_t base_of(const Times *t, const Edge *edge)
{
    return along_of(t, edge->reader)->timings[edge->part].base;
}

static bool is_earlier(const Times *t, int64_t a, int64_t b)
{
    return t->direction > 0 ? a < b : a > b;
}

static void find_edges(Times *t)
{
    Segmenting *s = t->s;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array *array = graph_array(s->graph, id);
        for (uint32_t p = 0;
             s->along[id].run == t->run && p < array->part_count; p++) {
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++) {
                const Read *read = &s->reads.at[i];
                if (read->kind != READ_ALIGNED
                    || read->loop != s->along[id].timings[p].loop
                    || graph_are_recurrent(s->graph, id, read->array))
                    continue;
                Edge edge = {id, read->array, p, read->offset,
                             s->along[read->array].run == t->run};
                list_push(s->arena, &t->edges, edge);
            }
        }
    }
}

/* The array, and with it what shares its recurrence, is made at that time. */
static void set_at(Times *t, ArrayId id, int64_t at)
{
    const Graph *graph = t->s->graph;
    uint32_t outer = graph_outermost(graph, id);
    const Recurrence *r = &graph->recurrences.at[outer];
    int64_t lag = outer ? at + member_shift(graph, id) : 0;
    t->changed = true;
    for (ArrayId m = r->first; outer && m <= r->last; m++) {
        along_of(t, m)->at = lag - member_shift(graph, m);
        t->known[m] = true;
    }
    along_of(t, id)->at = at;
    t->known[id] = true;
}

static bool has_axis(const Times *t, ArrayId id)
{
    return along_of(t, id)->axis != NO_AXIS;
}

/* What is read is made as late as its readers allow. */
static void settle_reads(Times *t)
{
    const bool *before = arena_copy(t->s->arena, t->known,
                                    t->s->graph->arrays.count, sizeof(bool));
    for (uint32_t i = t->edges.count; i > 0; i--) {
        const Edge *edge = &t->edges.at[i - 1];
        if (!edge->own || before[edge->read] || !t->known[edge->reader]
            || !has_axis(t, edge->reader))
            continue;
        int64_t at = along_of(t, edge->reader)->at - base_of(t, edge)
                   + edge->offset;
        if (!t->known[edge->read]
            || is_earlier(t, along_of(t, edge->read)->at, at))
            set_at(t, edge->read, at);
    }
}

/* What reads is made as early as that allows: of the run, or else of the run
 * before. */
static void settle_readers(Times *t, bool own)
{
    const bool *before = arena_copy(t->s->arena, t->known,
                                    t->s->graph->arrays.count, sizeof(bool));
    for (uint32_t i = 0; i < t->edges.count; i++) {
        const Edge *edge = &t->edges.at[i];
        if (before[edge->reader] || !has_axis(t, edge->reader)
            || edge->own != own || (own && !t->known[edge->read]))
            continue;
        int64_t at = along_of(t, edge->read)->at - edge->offset
                   + base_of(t, edge);
        if (!t->known[edge->reader]
            || is_earlier(t, at, along_of(t, edge->reader)->at))
            set_at(t, edge->reader, at);
    }
}

/* One array of which nothing says when it is made. */
static void settle_one(Times *t)
{
    for (ArrayId id = 1; id < t->s->graph->arrays.count; id++)
        if (along_of(t, id)->run == t->run && has_axis(t, id)
            && !t->known[id]) {
            set_at(t, id, 0);
            return;
        }
}

static void settle_all(Times *t)
{
    settle_reads(t);
    do {
        do {
            t->changed = false;
            settle_readers(t, true);
            settle_reads(t);
        } while (t->changed);
        settle_readers(t, false);
        if (!t->changed)
            settle_one(t);
    } while (t->changed);
}

/* -- loops -- */

static int64_t earlier(const Times *t, int64_t a, int64_t b)
{
    return is_earlier(t, a, b) ? a : b;
}

/* What is summed over the steps is added as soon as it can be. */
static void set_summed(Times *t)
{
    for (uint32_t i = 0, next; i < t->edges.count; i = next) {
        const Edge *edge = &t->edges.at[i];
        Timing *timing = &along_of(t, edge->reader)->timings[edge->part];
        bool own = false, set = false;
        for (next = i; next < t->edges.count
                       && t->edges.at[next].reader == edge->reader
                       && t->edges.at[next].part == edge->part; next++)
            own |= t->edges.at[next].own;
        for (uint32_t k = i; k < next && !has_axis(t, edge->reader); k++) {
            const Edge *other = &t->edges.at[k];
            int64_t late = along_of(t, other->read)->at - other->offset;
            if (other->own != own)
                continue;
            timing->late = set ? earlier(t, timing->late, late) : late;
            set = true;
        }
    }
}

/* The step at which the element has been made. */
static int64_t made_at(const Times *t, ArrayId id, int64_t element)
{
    const Along *along = along_of(t, id);
    uint32_t count = graph_array(t->s->graph, id)->part_count;
    int64_t at = element - along->at;
    for (uint32_t p = 0; p < count; p++) {
        const Timing *timing = &along->timings[p];
        if (timing->once && timing->base == element
            && is_earlier(t, at, timing->late))
            at = timing->late;
    }
    return at;
}

/* What reads some elements alone is made when they are, and after the element
 * that it adds to. */
static void set_once(Times *t)
{
    Segmenting *s = t->s;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array *array = graph_array(s->graph, id);
        const Along *along = &s->along[id];
        for (uint32_t p = 0; along->run == t->run && p < array->part_count;
             p++) {
            Timing *timing = &along->timings[p];
            bool set = along->axis != NO_AXIS;
            if (!timing->once)
                continue;
            timing->late = timing->base - along->at;
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++) {
                const Read *read = &s->reads.at[i];
                if (s->along[read->array].run != t->run)
                    continue;
                int64_t at = made_at(t, read->array, read->offset);
                timing->late = !set || is_earlier(t, timing->late, at)
                                 ? at : timing->late;
                set = true;
            }
        }
    }
}

static void set_late(Times *t)
{
    const Segmenting *s = t->s;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Along *along = &s->along[id];
        uint32_t count = graph_array(s->graph, id)->part_count;
        for (uint32_t p = 0; along->run == t->run && p < count; p++)
            along->timings[p].late = along->at - along->timings[p].base;
    }
    set_summed(t);
    set_once(t);
}

/* Whether an element that is made once is not there yet at its step, or as much
 * later as `late` says. */
static bool is_late(const Times *t, ArrayId id, int64_t late)
{
    const Along *along = along_of(t, id);
    uint32_t count = graph_array(t->s->graph, id)->part_count;
    for (uint32_t p = 0; along->axis != NO_AXIS && p < count; p++) {
        int64_t element = along->timings[p].base;
        if (along->timings[p].once
            && is_earlier(t, element - late, made_at(t, id, element)))
            return true;
    }
    return false;
}

/* Puts apart, of the first run, what is late, since the second reads it at its
 * steps; of the second, what reads too early. True if there is any; false in
 * *again if a member of a recurrence is among it. */
static bool put_apart(const Times *t, bool *again)
{
    Segmenting *s = t->s;
    bool any = false;
    for (ArrayId id = 1; id < s->graph->arrays.count && t->run == FIRST; id++)
        if (along_of(t, id)->run == FIRST && is_late(t, id, along_of(t, id)->at))
            any = s->apart[id] = true;
    for (uint32_t i = 0; i < t->edges.count && t->run == SECOND; i++) {
        const Edge *edge = &t->edges.at[i];
        int64_t late = along_of(t, edge->reader)->timings[edge->part].late;
        if (!edge->own || !is_late(t, edge->read, late + edge->offset))
            continue;
        *again &= !graph_outermost(s->graph, edge->reader);
        any = s->apart[edge->reader] = true;
    }
    return any;
}

static bool all_hold(const Times *t)
{
    for (uint32_t i = 0; i < t->edges.count; i++) {
        const Edge *edge = &t->edges.at[i];
        int64_t late = along_of(t, edge->reader)->timings[edge->part].late;
        if (edge->own && is_earlier(t, along_of(t, edge->read)->at,
                                    late + edge->offset))
            return false;
    }
    return true;
}

/* -- the order of parts -- */

/* How many steps behind that of its element the part is made. */
static int64_t delay_of(const Times *t, const Along *along, uint32_t part)
{
    const Timing *timing = &along->timings[part];
    return timing->once
             ? t->direction * (timing->late - (timing->base - along->at))
             : 0;
}

/* What is added to elements behind their steps is so in all segments: its parts
 * are the last. */
static void put_late_last(const Times *t)
{
    Segmenting *s = t->s;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Along *along = &s->along[id];
        uint32_t count = graph_array(s->graph, id)->part_count;
        if (along->run != t->run || along->axis == NO_AXIS)
            continue;
        uint32_t *order = NEW_ARRAY(s->arena, uint32_t, count);
        for (uint32_t p = 0, at; p < count; p++) {
            int64_t delay = delay_of(t, along, p);
            for (at = p; at && delay_of(t, along, order[at - 1]) > delay; at--)
                order[at] = order[at - 1];
            order[at] = p;
        }
        segment_order_parts(s, id, order, along->timings);
    }
}

/* -- beside the other run -- */

enum { FAR = 3, SAVED = 8 };

/* before[id]: how far before its step the first run reads an array. */
static int64_t *find_before(const Times *t)
{
    Segmenting *s = t->s;
    int64_t *before = NEW_ARRAY(s->arena, int64_t, s->graph->arrays.count);
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array *array = graph_array(s->graph, id);
        for (uint32_t p = 0;
             s->along[id].run == FIRST && p < array->part_count; p++) {
            segment_reads(s, array, &array->as.parts[p]);
            for (uint32_t i = 0; i < s->reads.count; i++) {
                const Read *read = &s->reads.at[i];
                int64_t gap = s->along[read->array].at - read->offset
                            - s->along[id].timings[p].late;
                gap *= t->direction;
                if (read->kind == READ_ALIGNED && -gap > before[read->array])
                    before[read->array] = -gap;
            }
        }
    }
    return before;
}

/* The elements beside a segment that are stored if the second run is moved by
 * that much: what the first run made before is saved for each segment. */
static int64_t cost_of_move(const Times *t, const int64_t *before, int64_t move)
{
    const Segmenting *s = t->s;
    uint32_t count = s->graph->arrays.count;
    int64_t *sides[2] = {arena_copy(s->arena, before, count, sizeof(int64_t)),
                         NEW_ARRAY(s->arena, int64_t, count)};
    int64_t cost = 0;
    for (uint32_t i = 0; i < t->edges.count; i++) {
        const Edge *edge = &t->edges.at[i];
        int64_t late = along_of(t, edge->reader)->timings[edge->part].late;
        int64_t gap = late + move + edge->offset - along_of(t, edge->read)->at;
        gap *= t->direction;            /* the first run's is the opposite */
        int64_t *side = &sides[gap < 0][edge->read];
        int64_t size = gap < 0 ? -gap : gap;
        if (!edge->own && size > *side)
            *side = size;
    }
    for (ArrayId id = 1; id < count; id++) {
        const Along *along = along_of(t, id);
        const Array *array = graph_array(s->graph, id);
        if (along->run == FIRST && along->axis != NO_AXIS)
            cost += (SAVED * sides[0][id] + sides[1][id])
                  * (array_size(array) / array->shape[along->axis]);
    }
    return cost;
}

/* Steps of the second run are counted so that little is saved. */
static void move_beside(Times *t)
{
    const Segmenting *s = t->s;
    const int64_t *before = find_before(t);
    int64_t best = 0;
    for (int64_t move = -FAR; move <= FAR; move++)
        if (cost_of_move(t, before, move) < cost_of_move(t, before, best))
            best = move;
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        Along *along = &s->along[id];
        uint32_t count = graph_array(s->graph, id)->part_count;
        if (along->run != t->run)
            continue;
        along->at += best;
        for (uint32_t p = 0; p < count; p++)
            along->timings[p].late += along->timings[p].once ? -best : best;
    }
}

bool segment_times(Segmenting *s, Run run, int direction, bool *again)
{
    const Graph *graph = s->graph;
    Times t = {.s = s, .run = run, .direction = direction,
               .known = NEW_ARRAY(s->arena, bool, graph->arrays.count)};
    ArrayId first = graph->recurrences.at[s->main[run]].first;
    find_edges(&t);
    set_at(&t, first, -member_shift(graph, first));
    settle_all(&t);
    set_late(&t);
    *again = true;
    if (put_apart(&t, again))
        return false;
    *again = false;
    if (!all_hold(&t))
        return false;
    put_late_last(&t);
    if (run == SECOND)
        move_beside(&t);
    return true;
}
