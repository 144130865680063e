/* compare_aim.c: looking for points at which choices go the other way.
 *
 * First at the points that are compared anyway, and at some special ones: all 0,
 * all equal to a number of the programs, in order, large, small. From the points
 * that come closest to where a choice changes, Newton's method on its margin goes
 * on. Between two points at which it went both ways the segment is halved until
 * they are neighbours: there programs differ that say < and ≤, or round
 * otherwise.
 */
#include "compare_aim.h"

#include "compare_points.h"
#include "cost.h"

#include <math.h>
#include <string.h>

enum {
    MOST_CHOICES = 512,             /* of a side */
    MOST_REACHED = 16,              /* that Newton's method looks for */
    MOST_BORDERS = 48,
    MOST_SAMPLES = 128
};

#define AIM_WORK 2e7                /* operations in all, about */
#define MOST_NUMBERS 4e6            /* in all samples */

/* Where a real array that is given on both sides stands among the variables. */
typedef struct Variables {
    uint32_t number;
    ArrayId  id[SIDES];
    int64_t  start, size;
} Variables;

typedef struct Sample {
    uint64_t seed;
    double  *x;                     /* [size] */
    double  *value[SIDES];          /* [choices][WATCHED] */
} Sample;

typedef struct Aimer {
    Arena      *arena, *work;       /* of the point that is drawn */
    const Twin *twin;
    Points      points;
    Aims       *aims;
    Watch       watch[SIDES];
    LIST(Variables) places;
    int64_t     size;
    LIST(Sample) samples;
    uint32_t    most;               /* points */
    double      cost, left;         /* operations: of a point, and to go */
    Buffer     *problems;
} Aimer;

/* -- points -- */

static void find_places(Aimer *a)
{
    const Twin *twin = a->twin;
    for (uint32_t n = 1; n <= twin->named; n++) {
        Variables place = {.number = n};
        for (int side = 0; side < SIDES; side++)
            for (ArrayId id = 1; id < twin->graph[side]->arrays.count; id++)
                if (twin->given[side][id] == n)
                    place.id[side] = id;
        if (!place.id[OLD] || !place.id[NEW])
            continue;
        const Array *array = graph_array(twin->graph[OLD], place.id[OLD]);
        if (array->type == WHOLE || array->kind == DRAWN)
            continue;
        place.start = a->size;
        place.size = array_size(array);
        a->size += place.size;
        list_push(a->arena, &a->places, place);
    }
}

/* What is drawn by the seed; false if that is not possible. */
static bool draw_seed(Aimer *a, uint64_t seed)
{
    if (a->work && a->points.seed == seed)
        return true;
    if (a->work)
        arena_close(a->work);
    a->work = arena_open(a->arena);
    a->points.seed = seed;
    return points_draw(&a->points, a->work, a->problems);
}

static void put(Aimer *a, const double *x)
{
    for (uint32_t i = 0; i < a->places.count; i++)
        for (int side = 0; side < SIDES; side++) {
            const Variables *p = &a->places.at[i];
            memcpy(a->points.side[side].values[0][p->id[side]], x + p->start,
                   (size_t)p->size * sizeof *x);
        }
}

static double *get(Aimer *a)
{
    double *x = NEW_ARRAY(a->arena, double, a->size);
    for (uint32_t i = 0; i < a->places.count; i++) {
        const Variables *p = &a->places.at[i];
        memcpy(x + p->start, a->points.side[OLD].values[0][p->id[OLD]],
               (size_t)p->size * sizeof *x);
    }
    return x;
}

static bool run(Aimer *a, Watch *watch, int side)
{
    a->left -= a->cost;
    return a->left > 0
        && watch_run(watch, a->twin->graph[side],
                     a->points.side[side].values[0]);
}

static void add_aimed(Aimer *a, const Sample *s, bool border, bool smooth)
{
    Arena *arena = a->twin->arena;
    if (a->aims->points.count >= a->most)
        return;
    Aimed aimed = {.seed = s->seed, .border = border, .smooth = smooth,
                   .values = NEW_ARRAY(arena, double *, a->twin->named + 1)};
    for (uint32_t i = 0; i < a->places.count; i++) {
        const Variables *p = &a->places.at[i];
        aimed.values[p->number] =
            arena_copy(arena, s->x + p->start, (size_t)p->size,
                       sizeof *s->x);
    }
    list_push(arena, &a->aims->points, aimed);
}

/* The point x, which stays; *news: some choice goes a way that it did not go
 * before. NULL if it cannot be computed. */
static const Sample *take(Aimer *a, uint64_t seed, double *x, bool *news)
{
    Sample s = {.seed = seed, .x = x};
    *news = false;
    if (a->samples.count == MOST_SAMPLES || !draw_seed(a, seed))
        return NULL;
    put(a, x);
    for (int side = 0; side < SIDES; side++) {
        Choices *choices = &a->aims->choices[side];
        s.value[side] =
            NEW_ARRAY(a->arena, double, choices->count * WATCHED);
        if (choices->count && !run(a, &a->watch[side], side))
            return NULL;
        for (uint32_t c = 0; c < choices->count; c++) {
            double *value = s.value[side] + (size_t)c * WATCHED;
            for (uint32_t w = 0; w < WATCHED; w++)
                value[w] = watch_value(&a->watch[side], c, (Watched)w);
            *news |= choice_note(&choices->at[c], value);
        }
    }
    list_push(a->arena, &a->samples, s);
    return &a->samples.at[a->samples.count - 1];
}

/* -- samples -- */

static bool take_drawn(Aimer *a, const PointOptions *options)
{
    uint32_t count = twin_points(a->twin, options);
    for (uint32_t i = 0; i < count && i < MOST_SAMPLES / 2; i++) {
        bool news;
        if ((double)a->samples.count * (double)a->size > MOST_NUMBERS / 2)
            break;
        if (!draw_seed(a, options->seed + i))
            return false;
        take(a, options->seed + i, get(a), &news);
    }
    return true;
}

static void take_special(Aimer *a, double *x)
{
    bool news;
    if ((double)a->samples.count * (double)a->size > MOST_NUMBERS)
        return;
    const Sample *s = take(a, a->samples.at[0].seed, x, &news);
    if (s && news)
        add_aimed(a, s, false, true);
}

static void take_equal(Aimer *a, double number)
{
    double *x = NEW_ARRAY(a->arena, double, a->size);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = number;
    take_special(a, x);
}

static void take_scaled(Aimer *a, double factor)
{
    double *x = NEW_ARRAY(a->arena, double, a->size);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = factor * a->samples.at[0].x[i];
    take_special(a, x);
}

static void take_ordered(Aimer *a, double low, double high)
{
    double *x = NEW_ARRAY(a->arena, double, a->size);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = low + (high - low) * (double)(i + 1) / (double)(a->size + 1);
    take_special(a, x);
}

static void take_specials(Aimer *a)
{
    enum { MOST_EQUAL = 12 };
    static const double factors[] = {-1, 1e-3, 1e-9, 1e3, 1e6, -1e6};
    take_equal(a, 0);
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
        take_scaled(a, factors[i]);
    take_ordered(a, -5, 5);
    take_ordered(a, 5, -5);
    take_ordered(a, 0.1, 40);
    take_ordered(a, 40, 0.1);
    for (uint32_t i = 0; i < a->points.own.count && i < MOST_EQUAL; i++)
        take_equal(a, a->points.own.at[i]);
}

/* -- reaching -- */

static bool is_seen(const Choice *c)
{
    return c->seen[0] && c->seen[1];
}

/* What is to be made positive: the margin or its opposite, and of a step what it
 * has to the next one. */
typedef struct Goal {
    uint32_t choice;
    Watched  what;
    double   sign, level;
} Goal;

static double goal_value(const Goal *g, double value)
{
    return g->sign * (value - g->level);
}

static Goal goal_of(const Choice *c, uint32_t number, bool above)
{
    bool step = c->kind == STEP;
    return (Goal){.choice = number, .sign = above ? 1 : -1,
                  .what = above ? MARGIN_HIGH : MARGIN_LOW,
                  .level = step ? c->first + (above ? 1 : 0) : 0};
}

/* The samples that are the closest to the goal, in order. */
static uint32_t best_samples(const Aimer *a, int side, const Goal *goal,
                             uint32_t most, uint32_t *best)
{
    uint32_t count = 0;
    for (uint32_t s = 0; s < a->samples.count; s++) {
        const double *value =
            a->samples.at[s].value[side] + (size_t)goal->choice * WATCHED;
        double own = goal_value(goal, value[goal->what]);
        uint32_t at = count;
        if (!isfinite(own))
            continue;
        while (at > 0
               && own > goal_value(goal, a->samples.at[best[at - 1]]
                                             .value[side][goal->choice * WATCHED
                                                          + goal->what])) {
            if (at < most)
                best[at] = best[at - 1];
            at--;
        }
        if (at < most)
            best[at] = s;
        count += count < most;
    }
    return count;
}

typedef struct Step {
    Watch   *watch;
    int      side;
    uint64_t seed;
    double  *x, *slope, *next;      /* [size] */
    double   value;                 /* of the goal */
} Step;

/* The slope of the goal, and the square of its length. */
static double take_slope(const Aimer *a, const Goal *goal, Step *s)
{
    double square = 0;
    for (uint32_t i = 0; i < a->places.count; i++) {
        const Variables *p = &a->places.at[i];
        const double *of = watch_slope(s->watch, p->id[s->side]);
        for (int64_t k = 0; k < p->size; k++) {
            double slope = of ? goal->sign * of[k] : 0;
            s->slope[p->start + k] = slope;
            square += slope * slope;
        }
    }
    return square;
}

/* The value of the goal a part of the way that makes it 0; -∞: none. */
static double go(Aimer *a, const Goal *goal, Step *s, double factor,
                 uint32_t choice, Choice *noted)
{
    for (int64_t i = 0; i < a->size; i++)
        s->next[i] = s->x[i] + factor * s->slope[i];
    put(a, s->next);
    if (!run(a, s->watch, s->side))
        return -(double)INFINITY;
    double value[WATCHED];
    for (uint32_t w = 0; w < WATCHED; w++)
        value[w] = watch_value(s->watch, choice, (Watched)w);
    choice_note(noted, value);
    double reached = goal_value(goal, value[goal->what]);
    return isfinite(reached) ? reached : -(double)INFINITY;
}

/* Newton's method from s->x on; whether the choice goes both ways then, at
 * s->next. `number` is that of the choice in the watch. */
static bool climb(Aimer *a, const Goal *goal, uint32_t number, Step *s,
                  const Choice *choice)
{
    enum { STEPS = 40 };
    static const double parts[] = {1.25, 1, 0.3, 0.05, 4, 1e-3};
    watch_aim(s->watch, number, goal->what);
    double *best = NEW_ARRAY(a->arena, double, a->size);
    for (uint32_t step = 0; step < STEPS; step++) {
        Choice noted = *choice;
        put(a, s->x);
        if (!run(a, s->watch, s->side))
            return false;
        double square = take_slope(a, goal, s), most = s->value;
        bool better = false;
        if (!(square > 0) || !isfinite(square))
            return false;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            if (i >= 2 && better)
                break;
            double value = go(a, goal, s, parts[i] * -s->value / square,
                              number, &noted);
            if (is_seen(&noted))
                return true;
            if (value <= most)
                continue;
            better = true;
            most = value;
            memcpy(best, s->next, (size_t)a->size * sizeof *best);
        }
        if (!better)
            return false;
        memcpy(s->x, best, (size_t)a->size * sizeof *best);
        s->value = most;
    }
    return false;
}

/* Tries to make the choice go the way it never went. */
static void reach(Aimer *a, int side, Watch *watch, uint32_t number,
                  uint32_t choice, bool above)
{
    enum { STARTS = 3 };
    Choice *c = &a->aims->choices[side].at[choice];
    Goal goal = goal_of(c, choice, above);
    uint32_t best[STARTS], count = best_samples(a, side, &goal, STARTS, best);
    for (uint32_t i = 0; i < count && !is_seen(c); i++) {
        const Sample *from = &a->samples.at[best[i]];
        Step s = {
            .watch = watch, .side = side, .seed = from->seed,
            .x = arena_copy(a->arena, from->x, (size_t)a->size,
                            sizeof *from->x),
            .slope = NEW_ARRAY(a->arena, double, a->size),
            .next = NEW_ARRAY(a->arena, double, a->size),
            .value = goal_value(
                &goal, from->value[side][choice * WATCHED + goal.what])};
        bool news;
        if (!draw_seed(a, s.seed) || !climb(a, &goal, number, &s, c))
            continue;
        const Sample *found = take(a, s.seed, s.next, &news);
        if (found)
            add_aimed(a, found, false, c->kind != CONDITION);
    }
}

static void reach_all(Aimer *a, int side)
{
    Choices *choices = &a->aims->choices[side];
    Choice unseen[MOST_REACHED];
    uint32_t at[MOST_REACHED], count = 0;
    for (uint32_t c = 0; c < choices->count && count < MOST_REACHED; c++)
        if (!is_seen(&choices->at[c])) {
            unseen[count] = choices->at[c];
            at[count++] = c;
        }
    if (!count || a->left <= 0)
        return;
    Arena *work = arena_open(a->arena);
    Watch watch =
        watch_create(work, a->twin->graph[side], unseen, count, true);
    for (uint32_t i = 0; i < count; i++) {
        const Choice *c = &choices->at[at[i]];
        if (!c->seen[1] || c->kind == STEP)
            reach(a, side, &watch, i, at[i], true);
        if (!is_seen(c))
            reach(a, side, &watch, i, at[i], false);
    }
    arena_close(work);
}

/* -- borders -- */

typedef struct Border {
    int      side;
    uint32_t choice;
    Watched  what;
    double   level;
    uint64_t seed;
    bool     smooth;
} Border;

static double border_value(const Border *b, const Sample *s)
{
    return s->value[b->side][b->choice * WATCHED + b->what] - b->level;
}

/* At a point that is not kept; NaN if there is none. */
static double border_at(Aimer *a, const Border *b, const double *x)
{
    put(a, x);
    if (!run(a, &a->watch[b->side], b->side))
        return (double)NAN;
    return watch_value(&a->watch[b->side], b->choice, b->what) - b->level;
}

/* Halves the segment until its ends are neighbours, or 2^-64 of it: below 0 at
 * the low end, or with `closed` not above, and not so at the other. */
static bool halve(Aimer *a, const Border *b, bool closed, double *low,
                  double *high)
{
    enum { HALVES = 64 };
    double *middle = NEW_ARRAY(a->arena, double, a->size);
    size_t bytes = (size_t)a->size * sizeof *middle;
    for (uint32_t n = 0; n < HALVES; n++) {
        for (int64_t i = 0; i < a->size; i++)
            middle[i] = low[i] / 2 + high[i] / 2;
        if (!memcmp(middle, low, bytes) || !memcmp(middle, high, bytes))
            return true;
        double value = border_at(a, b, middle);
        if (value != value)
            return false;
        memcpy(value < 0 || (closed && value == 0) ? low : high, middle,
               bytes);
    }
    return true;
}

static void keep_border(Aimer *a, const Border *b, const double *x)
{
    bool news;
    const Sample *s = take(a, b->seed,
                           arena_copy(a->arena, x, (size_t)a->size, sizeof *x),
                           &news);
    if (s)
        add_aimed(a, s, true, b->smooth);
}

/* Between neighbours of another sign 0 is the simplest, and the border. */
static void keep_zeros(Aimer *a, const Border *b, const double *low,
                       const double *high)
{
    double *x = arena_copy(a->arena, low, (size_t)a->size, sizeof *x);
    bool any = false;
    for (int64_t i = 0; i < a->size; i++)
        if (low[i] * high[i] < 0) {
            x[i] = 0;
            any = true;
        }
    if (any)
        keep_border(a, b, x);
}

/* Makes the value 0 by one variable, by secants; false if that fails. */
static bool solve_by(Aimer *a, const Border *b, double *x, int64_t i)
{
    enum { STEPS = 8 };
    double before = x[i], old = border_at(a, b, x);
    x[i] += fabs(x[i]) > 0 ? 0x1p-12 * x[i] : 0x1p-12;
    for (uint32_t step = 0; step < STEPS; step++) {
        double value = border_at(a, b, x), at = x[i];
        if (value == 0)
            return true;
        if (!(value != old) || !isfinite(value))
            return false;
        x[i] = at - value * (at - before) / (value - old);
        before = at;
        old = value;
    }
    return false;
}

static double shortened(double x, int bits)
{
    int exponent;
    double part = frexp(x, &exponent);
    return ldexp(nearbyint(ldexp(part, bits)), exponent - bits);
}

/* The first variables that the border hangs on. */
static uint32_t find_moving(Aimer *a, const Border *b, const double *at,
                            uint32_t most, int64_t *moving)
{
    enum { MOST_LOOKED_AT = 256 };
    uint32_t count = 0;
    double *x = arena_copy(a->arena, at, (size_t)a->size, sizeof *x);
    double value = border_at(a, b, x);
    for (int64_t i = 0; i < a->size && i < MOST_LOOKED_AT && count < most;
         i++) {
        x[i] = 1.125 * at[i] + 0.125;
        if (border_at(a, b, x) != value)
            moving[count++] = i;
        x[i] = at[i];
    }
    return count;
}

/* Near the border, points exactly on it, of variables with few digits: of those
 * the same is found with all digits. */
static void keep_short(Aimer *a, const Border *b, const double *at)
{
    enum { MOST_TRIED = 4 };
    static const int bits[] = {24, 6, 1};
    int64_t moving[MOST_TRIED];
    uint32_t count = find_moving(a, b, at, MOST_TRIED, moving);
    double *x = NEW_ARRAY(a->arena, double, a->size);
    for (size_t k = 0; k < sizeof bits / sizeof *bits; k++)
        for (uint32_t i = 0; i < count; i++) {
            for (int64_t v = 0; v < a->size; v++)
                x[v] = shortened(at[v], bits[k]);
            if (!solve_by(a, b, x, moving[i]))
                continue;
            keep_border(a, b, x);
            break;
        }
}

static void find_between(Aimer *a, Border b, const Sample *below,
                         const Sample *above)
{
    size_t size = (size_t)a->size;
    b.seed = below->seed;
    double *low = arena_copy(a->arena, below->x, size, sizeof *low);
    double *high = arena_copy(a->arena, above->x, size, sizeof *high);
    double *end = arena_copy(a->arena, above->x, size, sizeof *end);
    if (!draw_seed(a, b.seed) || !(border_at(a, &b, high) > 0)
        || !halve(a, &b, false, low, high))
        return;
    keep_zeros(a, &b, low, high);
    if (a->aims->choices[b.side].at[b.choice].kind == CONDITION)
        keep_short(a, &b, high);
    keep_border(a, &b, low);
    keep_border(a, &b, high);
    if (border_at(a, &b, high) == 0 && halve(a, &b, true, high, end))
        keep_border(a, &b, end);
}

/* Between the samples that are the closest on both sides. */
static bool find_border(Aimer *a, Border b)
{
    const Sample *below = NULL, *above = NULL;
    for (uint32_t i = 0; i < a->samples.count; i++) {
        const Sample *s = &a->samples.at[i];
        double value = border_value(&b, s);
        if (!isfinite(value))
            continue;
        if (value < 0 && (!below || value > border_value(&b, below)))
            below = s;
        if (value > 0 && (!above || value < border_value(&b, above)))
            above = s;
    }
    if (!below || !above)
        return false;
    find_between(a, b, below, above);
    return true;
}

/* Steps above 0 and below have borders of their own. */
static void find_steps(Aimer *a, Border b, const Choice *c)
{
    double half = c->function == F_ROUND ? 0.5 : 0;
    bool done[2] = {false, false};
    for (uint32_t i = 0; i < a->samples.count && !(done[0] && done[1]); i++) {
        double value = border_value(&b, &a->samples.at[i]);
        bool above = value > 0;
        if (!(fabs(value) < 1e15) || done[above])
            continue;
        Border at = b;
        at.level = floor(value + half) + half;
        if (at.level == value)
            at.level += 1;
        done[above] = find_border(a, at);
    }
}

static void find_borders(Aimer *a, bool kinks)
{
    uint32_t found = 0;
    for (int side = 0; side < SIDES; side++)
        for (uint32_t i = 0; i < a->aims->choices[side].count; i++) {
            const Choice *c = &a->aims->choices[side].at[i];
            bool kink = c->kind == KINK && c->function != F_SIGN;
            Border b = {.side = side, .choice = i, .what = DISTANCE_HIGH,
                        .smooth = kink};
            if (kink != kinks || found++ >= MOST_BORDERS || a->left <= 0)
                continue;
            if (c->kind == STEP) {
                find_steps(a, b, c);
                continue;
            }
            bool high = find_border(a, b);
            b.what = DISTANCE_LOW;
            if (!high)
                find_border(a, b);
        }
}

/* -- all of it -- */

static uint32_t find_choices(Aimer *a)
{
    uint32_t count = 0;
    for (int side = 0; side < SIDES; side++) {
        Choices *choices = &a->aims->choices[side];
        *choices = choices_find(a->twin, a->twin->arena, side, MOST_CHOICES);
        count += choices->count;
    }
    return count;
}

static void watch_both(Aimer *a)
{
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = a->twin->graph[side];
        const Choices *choices = &a->aims->choices[side];
        a->watch[side] = watch_create(a->arena, graph, choices->at,
                                      choices->count, false);
        double cost = graph_work(graph) + 200.0 * graph->arrays.count;
        a->cost = cost > a->cost ? cost : a->cost;
    }
}

bool twin_aim(const Twin *twin, const PointOptions *options, Aims *aims,
              Buffer *problems)
{
    Aimer a = {.twin = twin, .aims = aims, .problems = problems,
               .left = AIM_WORK, .arena = arena_open(twin->arena),
               .most = 2 * twin_points(twin, options)};
    *aims = (Aims){0};
    bool fine = true;
    if (find_choices(&a)) {
        Twin copy = *twin;
        a.points = points_create(a.arena, &copy);
        find_places(&a);
        watch_both(&a);
        fine = take_drawn(&a, options);
        if (fine && a.samples.count) {
            take_specials(&a);
            for (int side = 0; side < SIDES; side++)
                reach_all(&a, side);
            find_borders(&a, false);
            find_borders(&a, true);
        }
    }
    arena_close(a.arena);
    return fine;
}
