/* compare_values.c: arrays of two graphs judged by their values at points.
 *
 * How much two ways of computing may differ by rounding is measured: what float
 * loses against double, at the same point, is what double loses times 2^29. The
 * largest element of an array is the unit of all of them. A difference beyond
 * LEEWAY times that is a doubt, as float and double may lose the same; the point is
 * computed again with twice the digits (eval_wide.h): rounding shrinks by 2^-50 then, and a
 * difference in mathematics stays. What is left is held to LEEWAY times what
 * shaking changes, which is also how good the constants are. The first points are
 * always computed so, as a difference may be drowned in the rounding of double.
 *
 * Far from 0, functions overflow or saturate in one way of computing before they
 * do in another. There, a number beside none says nothing, and the unit is not
 * smaller than at the other points, which come first.
 *
 * Nothing is called equal that was not seen: every element must have been a
 * number on both sides at some point, and one of them not 0.
 */
#include "compare_points.h"

#include "cost.h"
#include "eval_wide.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    FEWEST = 4,                     /* points */
    WIDE = 2,                       /* points that are computed closer always */
    MOST_WIDE = 8,                  /* and in all, unless something is open */
    LEEWAY = 32
};

#define WORK      4e7               /* operations in all, about */
#define ARRAY_WORK 200.0            /* beside that of its elements */
#define FLOAT_ULP 0x1p-29           /* of double, in those of float */
#define VAGUE     1e-6              /* what rounds worse tells nothing */
#define LOST      1e-2              /* of float: then it says nothing of double */
#define FAR       1e-2              /* no rounding of what is known to differ */
#define NOTHING   1e-290            /* is 0 but for underflow */

typedef struct Mark {               /* of a pair */
    int64_t size;
    bool   *seen;                   /* [size]: a number on both sides */
    bool    nonzero, rounded;
    bool    told, doubted;          /* by the last point in double */
    double  difference;
    double  unit;                   /* the largest at points near 0 */
    int64_t lone;                   /* at the last point a number on one side
                                       only; -1: none */
} Mark;

typedef struct Trial {
    Points   points;
    uint32_t count;
    Compared *pairs;
    Mark    *marks;
    uint32_t closer;                /* points with twice the digits */
} Trial;

static const double *values_of(const Trial *t, uint32_t pair, int side,
                               bool in_float)
{
    return t->points.side[side].values[in_float][t->pairs[pair].array[side]];
}

static bool is_number(double x)
{
    return fabs(x) <= DBL_MAX;
}

/* -- one pair at one point -- */

typedef struct Measure {
    double  size;                   /* of the largest element */
    double  difference, noise;      /* relative to it */
    int64_t element;                /* of the largest difference; -1: none */
    int64_t lone;                   /* a number on one side only; -1: none */
    int     lost;                   /* the side that alone has left the range of
                                       numbers, in float or double; -1: none */
    bool    vague;                  /* what rounding does is not known */
} Measure;

static Measure measure(const Trial *t, uint32_t pair)
{
    const double *a = values_of(t, pair, OLD, false);
    const double *b = values_of(t, pair, NEW, false);
    const double *fa = values_of(t, pair, OLD, true);
    const double *fb = values_of(t, pair, NEW, true);
    Measure m = {.element = -1, .lone = -1, .lost = -1};
    double largest = -1;
    for (int64_t i = 0; i < t->marks[pair].size; i++) {
        bool old = is_number(a[i]) && is_number(fa[i]);
        bool new = is_number(b[i]) && is_number(fb[i]);
        if (old != new)
            m.lost = old ? NEW : OLD;
        if (!is_number(a[i]) || !is_number(b[i])) {
            bool opposed = isinf(a[i]) && isinf(b[i]) && a[i] != b[i];
            if (is_number(a[i]) || is_number(b[i]) || opposed)
                m.lone = m.lone < 0 ? i : m.lone;
            continue;
        }
        m.size = fmax(m.size, fmax(fabs(a[i]), fabs(b[i])));
        m.vague |= !is_number(fa[i]) || !is_number(fb[i]);
        m.noise = fmax(m.noise, fmax(fabs(fa[i] - a[i]), fabs(fb[i] - b[i])));
        if (fabs(a[i] - b[i]) > largest) {
            largest = fabs(a[i] - b[i]);
            m.element = i;
        }
    }
    if (points_are_far(&t->points))
        m.size = fmax(m.size, t->marks[pair].unit);
    m.difference = m.size > NOTHING ? largest / m.size : 0;
    m.noise = m.size > NOTHING ? m.noise / m.size : 0;
    m.vague |= m.noise >= LOST;
    m.noise *= FLOAT_ULP;
    return m;
}

static void note_values(Trial *t, uint32_t pair, int64_t element,
                        double difference, double old, double new)
{
    Compared *c = &t->pairs[pair];
    /* Of nearly equal ones the first. */
    if (c->verdict == DIFFERENT && difference <= c->difference * (1 + VAGUE))
        return;
    c->verdict = DIFFERENT;
    c->difference = difference;
    c->element = element;
    c->seed = t->points.seed;
    c->value[OLD] = old;
    c->value[NEW] = new;
}

static void note_difference(Trial *t, uint32_t pair, int64_t element,
                            double difference)
{
    note_values(t, pair, element, difference,
                values_of(t, pair, OLD, false)[element],
                values_of(t, pair, NEW, false)[element]);
}

static void see_elements(Trial *t, uint32_t pair)
{
    Mark *mark = &t->marks[pair];
    const double *a = values_of(t, pair, OLD, false);
    const double *b = values_of(t, pair, NEW, false);
    for (int64_t i = 0; i < mark->size; i++)
        mark->seen[i] |= is_number(a[i]) && is_number(b[i]);
}

static void tell_equal(Trial *t, uint32_t pair, const Measure *m)
{
    Mark *mark = &t->marks[pair];
    mark->told = true;
    t->pairs[pair].points++;
    mark->nonzero |= m->size > NOTHING;
    mark->difference = fmax(mark->difference, m->difference);
    see_elements(t, pair);
}

static void note_lost(const Trial *t, Compared *c, int side)
{
    if (side < 0)
        return;
    if (!c->lost[OLD] && !c->lost[NEW])
        c->lost_seed = t->points.seed;
    c->lost[side]++;
}

static void judge(Trial *t, uint32_t pair)
{
    Measure m = measure(t, pair);
    Mark *mark = &t->marks[pair];
    Compared *c = &t->pairs[pair];
    double tolerance = LEEWAY * (m.noise + 4 * DBL_EPSILON);
    mark->told = mark->doubted = false;
    note_lost(t, c, m.lost);
    mark->lone = points_are_far(&t->points) ? -1 : m.lone;
    if (!points_are_far(&t->points))
        mark->unit = fmax(mark->unit, m.size);
    if (mark->lone >= 0)
        mark->doubted = c->verdict != DIFFERENT || !isinf(c->difference);
    else if (m.element < 0 || (m.vague && m.difference <= VAGUE)
             || (c->verdict == DIFFERENT && c->difference >= m.difference))
        return;
    else if (!m.vague && m.difference <= tolerance)
        tell_equal(t, pair, &m);
    else if (!m.vague && m.difference > FAR && c->verdict == DIFFERENT)
        note_difference(t, pair, m.element, m.difference);
    else
        mark->doubted = !mark->rounded || t->closer < MOST_WIDE;
}

/* -- with twice the digits -- */

static Wide wide_at(const Trial *t, uint32_t pair, int side, bool shaken,
                    int64_t element)
{
    ArrayId id = t->pairs[pair].array[side];
    double **const *wide = t->points.side[side].wide[shaken];
    return (Wide){wide[0][id][element], wide[1][id][element]};
}

/* How far shaking puts an element off; infinite if that is no number. */
static double shaken_by(const Trial *t, uint32_t pair, int side, int64_t i)
{
    double d = fabs(wide_sub(wide_at(t, pair, side, true, i),
                             wide_at(t, pair, side, false, i)).high);
    return is_number(d) ? d : (double)INFINITY;
}

typedef struct WideMeasure {
    double size;                    /* of the largest element */
    double noise;                   /* the most that shaking does, */
    double part;                    /* and relative to the element */
    bool   any;                     /* element is a number on both sides */
} WideMeasure;

static WideMeasure measure_wide(const Trial *t, uint32_t pair)
{
    WideMeasure m = {0};
    for (int64_t i = 0; i < t->marks[pair].size; i++) {
        Wide a = wide_at(t, pair, OLD, false, i);
        Wide b = wide_at(t, pair, NEW, false, i);
        if (!wide_is_finite(a) || !wide_is_finite(b))
            continue;
        double size = fmax(fabs(a.high), fabs(b.high));
        double noise = fmax(shaken_by(t, pair, OLD, i),
                            shaken_by(t, pair, NEW, i));
        m.any = true;
        m.size = fmax(m.size, size);
        m.noise = fmax(m.noise, noise);
        if (noise > 0)
            m.part = fmax(m.part, noise / size);
    }
    return m;
}

/* What rounding and constants explain of the difference of an element: a part of
 * it, or, where that is too much for some element, of the largest. */
static double explained(const Trial *t, const WideMeasure *m, double size)
{
    double floor = SHAKE * (points_are_far(&t->points) ? m->size : size);
    return LEEWAY * (m->part < VAGUE ? m->part * size + floor
                                     : m->noise + SHAKE * m->size);
}

/* Differences are relative to the largest element, or to their own where only
 * that shows them. */
static void note_wide(Trial *t, uint32_t pair, int64_t i, double difference,
                      double largest)
{
    Wide value[SIDES];
    for (int side = 0; side < SIDES; side++)
        value[side] = wide_at(t, pair, side, false, i);
    double own = fmax(fabs(value[OLD].high), fabs(value[NEW].high));
    double unit = difference > DBL_EPSILON * largest ? largest : own;
    note_values(t, pair, i, difference / unit, value[OLD].high,
                value[NEW].high);
}

/* A number on one side only is a difference, unless the other side has left the
 * range of double on its way. */
static bool judge_lone(Trial *t, uint32_t pair)
{
    int64_t i = t->marks[pair].lone;
    if (i < 0)
        return false;
    int without = is_number(values_of(t, pair, OLD, false)[i]) ? NEW : OLD;
    if (!t->points.side[without].overflowed)
        note_difference(t, pair, i, (double)INFINITY);
    return true;
}

static void judge_wide(Trial *t, uint32_t pair)
{
    Mark *mark = &t->marks[pair];
    if (judge_lone(t, pair))
        return;
    WideMeasure m = measure_wide(t, pair);
    if (points_are_far(&t->points))
        m.size = fmax(m.size, mark->unit);
    if (!m.any || m.size <= NOTHING || !(m.noise <= VAGUE * m.size))
        return;
    double largest = 0;
    for (int64_t i = 0; i < mark->size; i++) {
        Wide a = wide_at(t, pair, OLD, false, i);
        Wide b = wide_at(t, pair, NEW, false, i);
        if (!wide_is_finite(a) || !wide_is_finite(b))
            continue;
        double d = fabs(wide_sub(a, b).high);
        double size = fmax(fabs(a.high), fabs(b.high));
        mark->seen[i] = true;
        largest = fmax(largest, d);
        if (d > NOTHING && d > explained(t, &m, size))
            note_wide(t, pair, i, d, m.size);
    }
    if (t->pairs[pair].verdict == DIFFERENT)
        return;
    t->pairs[pair].points += !mark->told;
    mark->rounded |= mark->doubted;
    mark->nonzero = true;
}

static bool look_closer(Trial *t, Arena *work, EvalFault *fault)
{
    if (!points_run_wide(&t->points, work, fault))
        return false;
    t->closer++;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->pairs[i].verdict != DIFFERENT || t->marks[i].doubted)
            judge_wide(t, i);
    return true;
}

/* -- all of it -- */

static bool compare_here(Trial *t, Arena *work, bool closer, EvalFault *fault)
{
    bool doubted = false, open = false;
    if (!points_run(&t->points, false, fault)
        || !points_run(&t->points, true, fault))
        return false;
    for (uint32_t i = 0; i < t->count; i++) {
        judge(t, i);
        doubted |= t->marks[i].doubted;
        open |= t->pairs[i].verdict != DIFFERENT;
    }
    return !(doubted || (closer && open)) || look_closer(t, work, fault);
}

static void conclude(Trial *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        Compared *c = &t->pairs[i];
        const Mark *mark = &t->marks[i];
        if (c->verdict == DIFFERENT)
            continue;
        c->verdict = mark->rounded ? EQUAL_TO_ROUNDING : EQUAL;
        c->difference = mark->difference;
        int64_t unseen = 0;
        while (unseen < mark->size && mark->seen[unseen])
            unseen++;
        if (unseen == mark->size && mark->nonzero)
            continue;
        c->verdict = UNDECIDED;
        c->element = unseen < mark->size ? unseen : -1;
    }
}

static uint32_t point_count(const Twin *twin, uint32_t asked)
{
    if (asked)
        return asked;
    double work = 0;
    for (int side = 0; side < SIDES; side++)
        work += 4 * (graph_work(twin->graph[side])
                     + ARRAY_WORK * twin->graph[side]->arrays.count);
    double points = WORK / work;
    uint32_t most = points_in_turn();
    return points > most ? most : points < FEWEST ? FEWEST : (uint32_t)points;
}

static Trial trial_create(Twin *twin, uint32_t count, Compared *pairs)
{
    Arena *arena = twin->arena;
    Trial t = {.points = points_create(arena, twin), .count = count,
               .pairs = pairs, .marks = NEW_ARRAY(arena, Mark, count)};
    for (uint32_t i = 0; i < count; i++) {
        Mark *mark = &t.marks[i];
        mark->size = array_size(graph_array(twin->graph[OLD],
                                            pairs[i].array[OLD]));
        mark->seen = NEW_ARRAY(arena, bool, mark->size);
        pairs[i].verdict = EQUAL;
        pairs[i].points = 0;
    }
    return t;
}

static bool compare_at_point(Trial *t, bool closer, Buffer *problems)
{
    Arena *work = arena_open(t->points.twin->arena);
    EvalFault fault;
    bool drawn = points_draw(&t->points, work, problems);
    bool fine = drawn && compare_here(t, work, closer, &fault);
    arena_close(work);
    if (!drawn || fine || fault.problem == EVAL_INDEX)
        return drawn;
    buffer_puts(problems,
                fault.problem == EVAL_MEMORY
                    ? "gcc-graph: error: the programs take too much memory to "
                      "compute them\n"
                    : "gcc-graph: error: an element outside an array is "
                      "reached\ngcc-graph: note: this is a fault of gcc-graph, "
                      "not of your program\n");
    return false;
}

static bool all_differ(const Trial *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (t->pairs[i].verdict != DIFFERENT)
            return false;
    return true;
}

bool twin_evaluate(Twin *twin, const PointOptions *options, uint32_t count,
                   Compared *pairs, Buffer *problems)
{
    Trial t = trial_create(twin, count, pairs);
    uint32_t points = point_count(twin, options->points), done = 0;
    /* If all differ, a few points are enough to say by how much. */
    for (uint32_t i = 0; i < 2 * points
                         && (options->points || done < FEWEST
                             || !all_differ(&t)); i++) {
        t.points.seed = options->seed + i % points;
        if (points_are_far(&t.points) == (i >= points)
            && !compare_at_point(&t, done++ < WIDE, problems))
            return false;
    }
    conclude(&t);
    return true;
}

/* Whether an array of the old graph changes where another one does. */
static bool changes_with(Points *p, ArrayId array, ArrayId target,
                         const bool *behind, double *before)
{
    const Machine *m = &p->side[OLD];
    double **values = m->values[0];
    int64_t size = array_size(graph_array(m->graph, target));
    double largest = 0, change = 0;
    EvalFault fault;
    if (!evaluator_run(m->evaluator[0], values, &fault))
        return false;
    memcpy(before, values[target], (size_t)size * sizeof *before);
    for (int64_t i = 0; i < array_size(graph_array(m->graph, array)); i++)
        values[array][i] = 1.1 * values[array][i] + 0.01;
    if (!evaluator_run_some(m->evaluator[0], values, behind, &fault))
        return false;
    for (int64_t i = 0; i < size; i++) {
        double d = fabs(values[target][i] - before[i]);
        largest = fmax(largest, fabs(before[i]));
        change = is_number(d) ? fmax(change, d) : change;
    }
    return change > VAGUE * largest;
}

bool twin_reaches(Twin *twin, const PointOptions *options, ArrayId array,
                  ArrayId target, Buffer *problems)
{
    enum { TRIALS = 8 };
    const Graph *graph = twin->graph[OLD];
    Arena *arena = arena_open(twin->arena);
    Points p = points_create(arena, twin);
    bool *behind = NEW_ARRAY(arena, bool, graph->arrays.count);
    double *before = NEW_ARRAY(
        arena, double, array_size(graph_array(graph, target)));
    bool reaches = graph_array(graph, array)->recurrence;
    for (ArrayId id = array + 1; id < graph->arrays.count; id++)
        behind[id] = true;
    for (uint64_t i = 0; i < TRIALS && !reaches; i++) {
        Arena *work = arena_open(arena);
        p.seed = options->seed + i;
        reaches = points_draw(&p, work, problems)
               && changes_with(&p, array, target, behind, before);
        arena_close(work);
    }
    arena_close(arena);
    return reaches;
}
