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
 * number on both sides at some point, and one of them not 0; and where rounding
 * may be all of it at more points than it is not, what is left is chance.
 */
#include "compare_trial.h"

#include "cost.h"

enum {
    FEWEST = 4,                     /* points, unless one takes seconds */
    WIDE = 2,                       /* points that are computed closer always,
                                       unless that takes long */
    MOST_WIDE = 8                   /* and in all, unless something is open */
};

#define WORK      4e7               /* operations in all, about, */
#define MOST_WORK 2e9               /* and with the fewest points */
#define ARRAY_WORK 200.0            /* beside that of its elements */
#define DRAW_WORK  20.0             /* of an element that is given */
#define FLOAT_ULP 0x1p-29           /* of double, in those of float */
#define LOST      1e-2              /* of float: then it says nothing of double */
#define FAR       1e-2              /* no rounding of what is known to differ */

const double *trial_values(const Trial *t, uint32_t pair, int side,
                           bool in_float)
{
    return t->points.side[side].values[in_float][t->pairs[pair].array[side]];
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
    double  loss;            /* what float loses, as it is */
} Measure;

static Measure measure(const Trial *t, uint32_t pair)
{
    const double *a = trial_values(t, pair, OLD, false);
    const double *b = trial_values(t, pair, NEW, false);
    const double *fa = trial_values(t, pair, OLD, true);
    const double *fb = trial_values(t, pair, NEW, true);
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
    m.loss = m.noise;
    m.difference = m.size > NOTHING ? largest / m.size : 0;
    m.noise = m.size > NOTHING ? m.noise / m.size : 0;
    m.vague |= m.noise >= LOST;
    m.noise *= FLOAT_ULP;
    return m;
}

double difference_score(double difference, double size)
{
    return difference * (size > 1e-3 && size < 1e3 ? 100 : 1);
}

void note_values(Trial *t, uint32_t pair, int64_t element, double difference,
                 const double value[SIDES])
{
    Compared *c = &t->pairs[pair];
    double score = difference_score(
        difference, fmax(fabs(value[OLD]), fabs(value[NEW])));
    /* Of nearly equal ones the first. */
    if (c->verdict == DIFFERENT
        && score <= t->marks[pair].score * (1 + VAGUE))
        return;
    t->marks[pair].score = score;
    c->verdict = DIFFERENT;
    c->difference = difference;
    c->element = element;
    c->seed = t->points.seed;
    c->aimed = t->points.aimed;
    c->value[OLD] = value[OLD];
    c->value[NEW] = value[NEW];
}

void note_difference(Trial *t, uint32_t pair, int64_t element,
                     double difference)
{
    double value[SIDES];
    for (int side = 0; side < SIDES; side++)
        value[side] = trial_values(t, pair, side, false)[element];
    note_values(t, pair, element, difference, value);
}

void tell_point(const Trial *t, uint32_t pair)
{
    Compared *c = &t->pairs[pair];
    if (c->points < TOLD)
        c->told[c->points] = (Told){t->points.seed, t->points.aimed};
    c->points++;
}

static void see_elements(Trial *t, uint32_t pair)
{
    Mark *mark = &t->marks[pair];
    const double *a = trial_values(t, pair, OLD, false);
    const double *b = trial_values(t, pair, NEW, false);
    for (int64_t i = 0; i < mark->size; i++)
        mark->seen[i] |= is_number(a[i]) && is_number(b[i]);
}

static void tell_equal(Trial *t, uint32_t pair, const Measure *m)
{
    Mark *mark = &t->marks[pair];
    mark->told = true;
    tell_point(t, pair);
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
    mark->terms = m.loss * 0x1p24;
    note_lost(t, c, t->valued == ALL_VALUED ? m.lost : -1);
    mark->lone = points_are_far(&t->points) || t->valued != ALL_VALUED
                      || (t->points.aimed && t->points.aimed->smooth)
                   ? -1 : m.lone;
    if (!points_are_far(&t->points))
        mark->unit = fmax(mark->unit, m.size);
    if (mark->lone >= 0)
        mark->doubted = c->verdict != DIFFERENT || !isinf(c->difference);
    else if (m.element < 0 || (m.vague && m.difference <= VAGUE)
             || (c->verdict == DIFFERENT
                 && (mark->score >= difference_score(m.difference, m.size)
                     || (m.vague && c->difference > FAR))))
        return;
    else if (!m.vague && m.difference <= tolerance)
        tell_equal(t, pair, &m);
    else if (!m.vague && m.difference > FAR && c->verdict == DIFFERENT)
        note_difference(t, pair, m.element, m.difference);
    else
        mark->doubted = !mark->rounded || t->closer < MOST_WIDE;
}

/* -- all of it -- */

static bool compare_here(Trial *t, Arena *work, bool closer, EvalFault *fault)
{
    bool doubted = false, open = false;
    if (!points_run(&t->points, false, fault))
        return false;
    t->valued = points_mute(&t->points);
    if (t->valued == NONE_VALUED)
        return true;
    if ((t->valued == SOME_VALUED && !points_run(&t->points, false, fault))
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
        bool drowned = c->drowned > c->points;
        if (unseen == mark->size && mark->nonzero && !drowned)
            continue;
        c->verdict = UNDECIDED;
        c->element = unseen < mark->size ? unseen : -1;
    }
}

double twin_points_in_time(const Twin *twin)
{
    double work = 0, draw = 0;
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        work += 4 * (graph_work(graph) + ARRAY_WORK * graph->arrays.count);
        for (ArrayId id = 1; id < graph->arrays.count; id++)
            if (array_is_given(graph_array(graph, id)))
                draw += DRAW_WORK * (double)array_size(graph_array(graph, id));
    }
    return fmax(WORK / work, fmin(FEWEST, MOST_WORK / (work + draw)));
}

uint32_t twin_points(const Twin *twin, const PointOptions *options)
{
    if (options->points)
        return options->points;
    double points = twin_points_in_time(twin);
    uint32_t most = points_in_turn();
    return points > most ? most : points < 1 ? 1 : (uint32_t)points;
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
    for (int side = 0; side < SIDES; side++) {
        ArrayIds ids = {0};
        for (uint32_t i = 0; i < count; i++)
            list_push(arena, &ids, pairs[i].array[side]);
        points_need(&t.points, arena, side, &ids);
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

/* The points that were looked for; of borders only values are compared. */
static bool run_aimed(Trial *t, const PointOptions *options, Buffer *problems)
{
    bool derived = t->points.twin->graph[OLD]->seeds.count > 0;
    for (uint32_t i = 0; i < options->aimed.count && !all_differ(t); i++) {
        t->points.aimed = &options->aimed.at[i];
        t->points.seed = options->aimed.at[i].seed;
        if (!(derived && options->aimed.at[i].border)
            && !compare_at_point(t, false, problems))
            return false;
    }
    return true;
}

bool twin_evaluate(Twin *twin, const PointOptions *options, uint32_t count,
                   Compared *pairs, Buffer *problems)
{
    Trial t = trial_create(twin, count, pairs);
    uint32_t points = twin_points(twin, options), done = 0;
    uint32_t wide = points > FEWEST ? WIDE : 1;
    /* If all differ, a few points are enough to say by how much. */
    for (uint32_t i = 0; i < 2 * points
                         && (options->points || done < FEWEST
                             || !all_differ(&t)); i++) {
        t.points.seed = options->seed + i % points;
        if (points_are_far(&t.points) == (i >= points)
            && !compare_at_point(&t, done++ < wide, problems))
            return false;
    }
    if (!run_aimed(&t, options, problems))
        return false;
    conclude(&t);
    return true;
}
