/* compare_values.c: arrays of two graphs compared at random points.
 *
 * Points are drawn from several distributions in turn: normal, positive, within
 * (0, 1), above 1, small, large, and near the numbers that the programs have in
 * them, where conditions change. A point is known by its seed. What is given on
 * both sides has the same value, a float, on both.
 *
 * How much two ways of computing may differ by rounding is measured: what float
 * loses against double, at the same point, is what double loses times 2^29. The
 * largest element of an array is the unit of all of them. A difference beyond
 * LEEWAY times that is looked at closer, unless it is large: at points next to
 * this one, a difference in mathematics is nearly the same, and one of rounding
 * has either sign.
 *
 * Far from 0, functions overflow or saturate in one way of computing before they
 * do in another. There, a number beside none says nothing, and the unit is not
 * smaller than at the other points, which come first.
 *
 * Nothing is called equal that was not seen: every element must have been a
 * number on both sides at some point, and one of them not 0.
 */
#include "compare.h"

#include "cost.h"
#include "eval.h"
#include "values.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    MANNERS = 8,                    /* of drawing */
    LARGE = 6, NUMBERS = 7,         /* manners of values far from 0 */
    POINTS = 2 * MANNERS, FEWEST = 3,
    NEARBY = 8,                     /* points around one */
    LEEWAY = 32
};

#define WORK      4e7               /* operations in all, about */
#define ARRAY_WORK 200.0            /* beside that of its elements */
#define FLOAT_ULP 0x1p-29           /* of double, in those of float */
#define VAGUE     1e-6              /* what rounds worse tells nothing */
#define LOST      1e-2              /* of float: then it says nothing of double */
#define NEAR      0x1p-12           /* far enough that rounding is another */
#define FAR       1e-2              /* no rounding, if that is small */
#define NOTHING   1e-290            /* is 0 but for underflow */

typedef struct Machine {            /* of one side */
    const Graph *graph;
    Evaluator   *evaluator[2];      /* in double, in float */
    double     **values[2];         /* [arrays] */
} Machine;

typedef struct Mark {               /* of a pair */
    int64_t size;
    bool   *seen;                   /* [size]: a number on both sides */
    bool    nonzero, rounded;
    double  difference;
    double  unit;                   /* the largest at points near 0 */
} Mark;

typedef struct Points {
    Twin    *twin;
    Machine  side[SIDES];
    uint32_t count;
    Compared *pairs;
    Mark    *marks;
    uint64_t seed;                  /* of the point */
    LIST(double) numbers;           /* in the programs */
} Points;

static Machine machine_create(const Graph *graph, Arena *arena)
{
    Machine m = {.graph = graph};
    for (int k = 0; k < 2; k++) {
        m.evaluator[k] = evaluator_create(graph, arena, k);
        m.values[k] = NEW_ARRAY(arena, double *, graph->arrays.count);
    }
    return m;
}

/* -- points -- */

static void find_numbers(Points *p)
{
    enum { MOST = 256 };
    for (int side = 0; side < SIDES; side++) {
        const Exprs *exprs = &p->twin->graph[side]->exprs;
        for (ExprId id = 1; id < exprs->nodes.count; id++) {
            const Expr *node = expr_at(exprs, id);
            if (node->kind == NUMBER && fabs(node->as.number) > 1e-3
                && fabs(node->as.number) < 1e6 && p->numbers.count < MOST)
                list_push(p->twin->arena, &p->numbers, node->as.number);
        }
    }
}

typedef struct Stream {
    uint64_t seed;
    uint32_t number;
} Stream;

static double normal(Stream s, int64_t i)
{
    return values_normal(s.seed, s.number, (uint64_t)i);
}

static double uniform(Stream s, int64_t i, double low, double high)
{
    return low
         + (high - low) * values_uniform(s.seed, s.number, (uint64_t)i);
}

static double near_number(const Points *p, Stream s, int64_t i)
{
    if (!p->numbers.count)
        return normal(s, i);
    double at = uniform(s, i, 0, p->numbers.count);
    double number = p->numbers.at[(uint32_t)at % p->numbers.count];
    return number * (1 + 0.1 * normal((Stream){s.seed + 1, s.number}, i));
}

/* An element of a real array; `start` is what the program gives a param. */
static double draw(const Points *p, Stream s, int64_t i, const double *start)
{
    switch (p->seed % MANNERS) {
    case 2:
        return uniform(s, i, 0.3, 2);
    case 3:
        return uniform(s, i, 0.1, 0.9);
    case 4:
        return uniform(s, i, 1.2, 3);
    case 5:
        return start ? start[i] + 0.1 * normal(s, i) : 0.1 * normal(s, i);
    case LARGE:
        if (!start)
            return (p->seed / MANNERS % 2 ? 10 : 100) * normal(s, i);
        break;
    case NUMBERS:
        return near_number(p, s, i);
    default:
        break;
    }
    return start ? start[i] + 0.3 * normal(s, i) : normal(s, i);
}

static Range index_range(const Points *p, const ArrayId id[SIDES],
                         int64_t element)
{
    Range range = {0, INT64_MAX};
    for (int side = 0; side < SIDES; side++) {
        if (!id[side])
            continue;
        Range own =
            graph_index_range(p->twin->graph[side], id[side], element);
        range.low = own.low > range.low ? own.low : range.low;
        range.high = own.high < range.high ? own.high : range.high;
    }
    return range;
}

/* Its values on both sides, or on one if the other has no such array. */
static void draw_array(Points *p, const ArrayId id[SIDES], uint32_t number)
{
    int first = id[OLD] ? OLD : NEW;
    const Array *array = graph_array(p->twin->graph[first], id[first]);
    double *to = p->side[first].values[0][id[first]];
    bool starts = array->kind == PARAM || array->kind == STATE;
    Stream s = {p->seed * 2 + 1, number};
    int64_t size = array_size(array);
    for (int64_t i = 0; i < size && array->kind != DRAWN; i++) {
        if (array->type == WHOLE) {
            Range range = index_range(p, id, i);
            to[i] = floor(uniform(s, i, (double)range.low,
                                  (double)range.high));
            continue;
        }
        to[i] = draw(p, s, i, starts ? to : NULL);
    }
    for (int64_t i = 0; i < size; i++)
        to[i] = (double)(float)to[i];
    if (id[OLD] && id[NEW])
        memcpy(p->side[NEW].values[0][id[NEW]], to,
               (size_t)size * sizeof(double));
}

static bool is_given(const Array *array)
{
    return array->kind == INPUT || array->kind == PARAM
        || array->kind == STATE || array->kind == DRAWN;
}

/* Room for what nothing starts, and how the others start. */
static bool start_values(Points *p, Arena *work, int side, Buffer *problems)
{
    const Graph *graph = p->twin->graph[side];
    double **values = p->side[side].values[0];
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (is_given(array))
            values[id] = NEW_ARRAY(work, double, array_size(array));
    }
    return values_initialise(graph, work, p->seed, 0, true, values, problems);
}

typedef struct Both {
    ArrayId id[SIDES];
} Both;

static bool draw_point(Points *p, Arena *work, Buffer *problems)
{
    const Twin *twin = p->twin;
    Both *both = NEW_ARRAY(work, Both, twin->matched + 1);
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        if (!start_values(p, work, side, problems))
            return false;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            if (!is_given(graph_array(graph, id)))
                continue;
            ArrayId alone[SIDES] = {0};
            alone[side] = id;
            if (twin->given[side][id])
                both[twin->given[side][id]].id[side] = id;
            else
                draw_array(p, alone, 0x10000u * (uint32_t)(side + 1) + id);
        }
    }
    for (uint32_t n = 1; n <= twin->matched; n++)
        if (both[n].id[OLD] || both[n].id[NEW])
            draw_array(p, both[n].id, n);
    return true;
}

/* -- computing -- */

/* False if index data have no value that suits both sides. */
static bool run(Points *p, bool in_float, EvalFault *fault)
{
    for (int side = 0; side < SIDES; side++) {
        Machine *m = &p->side[side];
        for (ArrayId id = 1; in_float && id < m->graph->arrays.count; id++)
            if (is_given(graph_array(m->graph, id)))
                m->values[1][id] = m->values[0][id];
        if (!evaluator_run(m->evaluator[in_float], m->values[in_float], fault))
            return false;
    }
    return true;
}

static const double *values_of(const Points *p, uint32_t pair, int side,
                               bool in_float)
{
    return p->side[side].values[in_float][p->pairs[pair].array[side]];
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
    bool    vague;                  /* what rounding does is not known */
    bool    lost;                   /* float kept nothing, double perhaps little */
} Measure;

/* Whether the point is one of values far from 0. */
static bool is_far(const Points *p)
{
    return p->seed % MANNERS == LARGE || p->seed % MANNERS == NUMBERS;
}

static Measure measure(const Points *p, uint32_t pair)
{
    const double *a = values_of(p, pair, OLD, false);
    const double *b = values_of(p, pair, NEW, false);
    const double *fa = values_of(p, pair, OLD, true);
    const double *fb = values_of(p, pair, NEW, true);
    Measure m = {.element = -1, .lone = -1};
    double largest = -1;
    for (int64_t i = 0; i < p->marks[pair].size; i++) {
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
    if (is_far(p))
        m.size = fmax(m.size, p->marks[pair].unit);
    m.difference = m.size > NOTHING ? largest / m.size : 0;
    m.noise = m.size > NOTHING ? m.noise / m.size : 0;
    m.lost = m.noise >= LOST && !m.vague;
    m.noise *= FLOAT_ULP;
    return m;
}

static void note_difference(Points *p, uint32_t pair, int64_t element,
                            double difference)
{
    Compared *c = &p->pairs[pair];
    /* Of nearly equal ones the first. */
    if (c->verdict == DIFFERENT && difference <= c->difference * (1 + VAGUE))
        return;
    c->verdict = DIFFERENT;
    c->difference = difference;
    c->element = element;
    c->seed = p->seed;
    for (int side = 0; side < SIDES; side++)
        c->value[side] = values_of(p, pair, side, false)[element];
}

static void see_elements(Points *p, uint32_t pair)
{
    Mark *mark = &p->marks[pair];
    const double *a = values_of(p, pair, OLD, false);
    const double *b = values_of(p, pair, NEW, false);
    for (int64_t i = 0; i < mark->size; i++)
        mark->seen[i] |= is_number(a[i]) && is_number(b[i]);
}

/* Whether it is to be looked at closer. */
static bool judge(Points *p, uint32_t pair, Measure *out)
{
    Measure m = *out = measure(p, pair);
    double tolerance = LEEWAY * (m.noise + 4 * DBL_EPSILON);
    bool vague = m.vague || !(tolerance < VAGUE);
    out->vague = vague;
    if (!is_far(p))
        p->marks[pair].unit = fmax(p->marks[pair].unit, m.size);
    if (m.lone >= 0 && !is_far(p)) {
        note_difference(p, pair, m.lone, (double)INFINITY);
        return false;
    }
    if (m.element < 0 || m.lost)
        return false;
    if (m.difference <= (vague ? VAGUE : tolerance)) {
        if (vague)
            return false;
        p->pairs[pair].points++;
        p->marks[pair].nonzero |= m.size > NOTHING;
        p->marks[pair].difference =
            fmax(p->marks[pair].difference, m.difference);
        see_elements(p, pair);
        return false;
    }
    if (p->pairs[pair].verdict == DIFFERENT
        && p->pairs[pair].difference >= m.difference)
        return false;
    if (!vague && m.difference > FAR) {
        note_difference(p, pair, m.element, m.difference);
        return false;
    }
    return true;
}

/* -- looking closer -- */

typedef struct Close {              /* a pair that is looked at closer */
    uint32_t pair;
    bool     vague;
    Compared noted;                 /* what it is if the difference stays */
    double   sum, squares;          /* of the differences nearby */
} Close;
typedef LIST(Close) Closes;

/* From one point nearby to the next, the same way on both sides. */
static void move(Points *p, uint32_t step)
{
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = p->side[side].graph;
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            const Array *array = graph_array(graph, id);
            if (!is_given(array) || array->type == WHOLE
                || array->kind == DRAWN)
                continue;
            uint32_t number = p->twin->given[side][id];
            Stream s = {p->seed * 2 + 1000003 * (uint64_t)step,
                        number ? number : 0x10000u * (uint32_t)(side + 1) + id};
            double *values = p->side[side].values[0][id];
            for (int64_t i = 0; i < array_size(array); i++)
                values[i] *= 1 + NEAR * normal(s, i);
        }
    }
}

static void add_closer(Points *p, Closes *closes, uint32_t pair,
                       const Measure *m)
{
    Close close = {.pair = pair, .vague = m->vague, .noted = p->pairs[pair]};
    Compared before = p->pairs[pair];
    note_difference(p, pair, m->element, m->difference);
    close.noted = p->pairs[pair];
    p->pairs[pair] = before;
    list_push(p->twin->arena, closes, close);
}

/* Differences of rounding have either sign, or come and go; others stay. */
static void settle(Points *p, const Close *close)
{
    double mean = close->sum / NEARBY;
    double spread = sqrt(fmax(close->squares / NEARBY - mean * mean, 0));
    if (!(fabs(mean) <= 2 * spread)) {
        p->pairs[close->pair] = close->noted;
        return;
    }
    p->marks[close->pair].rounded = true;
    if (close->vague)
        return;
    p->marks[close->pair].nonzero = true;
    p->pairs[close->pair].points++;
    see_elements(p, close->pair);
}

static bool look_closer(Points *p, Closes *closes, EvalFault *fault)
{
    for (uint32_t step = 1; step <= NEARBY; step++) {
        move(p, step);
        if (!run(p, false, fault))
            return false;
        for (uint32_t i = 0; i < closes->count; i++) {
            Close *close = &closes->at[i];
            int64_t e = close->noted.element;
            double d = values_of(p, close->pair, NEW, false)[e]
                     - values_of(p, close->pair, OLD, false)[e];
            close->sum += d;
            close->squares += d * d;
        }
    }
    for (uint32_t i = 0; i < closes->count; i++)
        settle(p, &closes->at[i]);
    return true;
}

/* -- all of it -- */

static bool compare_here(Points *p, EvalFault *fault)
{
    Closes closes = {0};
    if (!run(p, false, fault) || !run(p, true, fault))
        return false;
    for (uint32_t i = 0; i < p->count; i++) {
        Measure m;
        if (judge(p, i, &m))
            add_closer(p, &closes, i, &m);
    }
    return !closes.count || look_closer(p, &closes, fault);
}

static void conclude(Points *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        Compared *c = &p->pairs[i];
        const Mark *mark = &p->marks[i];
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
    return points > POINTS ? POINTS : points < FEWEST ? FEWEST
                                                      : (uint32_t)points;
}

static Points points_create(Twin *twin, uint32_t count, Compared *pairs)
{
    Arena *arena = twin->arena;
    Points p = {.twin = twin, .count = count, .pairs = pairs,
                .marks = NEW_ARRAY(arena, Mark, count)};
    for (int side = 0; side < SIDES; side++)
        p.side[side] = machine_create(twin->graph[side], arena);
    for (uint32_t i = 0; i < count; i++) {
        Mark *mark = &p.marks[i];
        mark->size = array_size(graph_array(twin->graph[OLD],
                                            pairs[i].array[OLD]));
        mark->seen = NEW_ARRAY(arena, bool, mark->size);
        pairs[i].verdict = EQUAL;
        pairs[i].points = 0;
    }
    find_numbers(&p);
    return p;
}

static bool compare_at_point(Points *p, Buffer *problems)
{
    Arena *work = arena_open(p->twin->arena);
    EvalFault fault;
    bool drawn = draw_point(p, work, problems);
    bool fine = drawn && compare_here(p, &fault);
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

bool twin_evaluate(Twin *twin, const PointOptions *options, uint32_t count,
                   Compared *pairs, Buffer *problems)
{
    Points p = points_create(twin, count, pairs);
    uint32_t points = point_count(twin, options->points);
    for (uint32_t i = 0; i < 2 * points; i++) {
        p.seed = options->seed + i % points;
        if (is_far(&p) == (i >= points) && !compare_at_point(&p, problems))
            return false;
    }
    conclude(&p);
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
    Points p = {.twin = twin};
    bool *behind = NEW_ARRAY(arena, bool, graph->arrays.count);
    double *before = NEW_ARRAY(
        arena, double, array_size(graph_array(graph, target)));
    bool reaches = graph_array(graph, array)->recurrence;
    for (int side = 0; side < SIDES; side++)
        p.side[side] = machine_create(twin->graph[side], arena);
    for (ArrayId id = array + 1; id < graph->arrays.count; id++)
        behind[id] = true;
    for (uint64_t i = 0; i < TRIALS && !reaches; i++) {
        Arena *work = arena_open(arena);
        p.seed = options->seed + i;
        reaches = draw_point(&p, work, problems)
               && changes_with(&p, array, target, behind, before);
        arena_close(work);
    }
    arena_close(arena);
    return reaches;
}
