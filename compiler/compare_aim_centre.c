/* compare_aim_centre.c: points at which operands are 0 all at once.
 *
 * A bump of several variables is seen where all of its centres are 0. The sum of
 * their squares goes down along its slope, by steps that would make it 0 if it were
 * the square of one distance, which is Newton's method for a double zero.
 */
#include "compare_aimer.h"

#include "random_points.h"

#include <math.h>
#include <string.h>

enum { MOST_CENTRES = 16, STARTS = 2, STEPS = 60 };

static double value_of(const Watch *w)
{
    double sum = 0;
    for (uint32_t c = 0; c < w->count; c++)
        sum += watch_value(w, c, MARGIN_HIGH);
    return sum;
}

/* The slope of the sum, and the square of its length. */
static double slope_of(const Aimer *a, const Watch *w, int side, double *slope)
{
    double square = 0;
    for (uint32_t i = 0; i < a->places.count; i++) {
        const Variables *p = &a->places.at[i];
        const double *of = watch_slope(w, p->id[side]);
        for (int64_t k = 0; k < p->size; k++) {
            slope[p->start + k] = of ? of[k] : 0;
            square += of ? of[k] * of[k] : 0;
        }
    }
    return square;
}

/* Goes a step from x on; false if that leads nowhere. *value is that of x. */
static bool step(Aimer *a, Watch *w, int side, double *x, double *value)
{
    static const double factors[] = {2, 1, 0.25};
    double *slope = NEW_ARRAY(a->arena, double, a->size);
    double *next = NEW_ARRAY(a->arena, double, a->size);
    aimer_put(a, x);
    if (!aimer_run(a, w, side))
        return false;
    *value = value_of(w);
    double square = slope_of(a, w, side, slope);
    if (!(*value < 0) || !(square > 0) || !isfinite(square))
        return false;
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        for (int64_t i = 0; i < a->size; i++)
            next[i] = x[i] - factors[f] * *value / square * slope[i];
        aimer_put(a, next);
        if (!aimer_run(a, w, side))
            return false;
        if (value_of(w) > 0.9 * *value) {
            memcpy(x, next, (size_t)a->size * sizeof *x);
            return true;
        }
    }
    return false;
}

/* The smallest scale that numbers of one program alone make. */
static double own_scale(const Aimer *a)
{
    double scale = 1e-3;
    for (uint32_t i = 0; i < a->points.own.count; i++) {
        double size = fabs(a->points.own.at[i]);
        scale = fmin(scale, size > 1 ? 1 / size : size);
    }
    return fmax(scale, 1e-10);
}

/* The point, and one beside it, as derivatives may be 0 there. */
static void keep(Aimer *a, uint64_t seed, double *x)
{
    bool news;
    double *beside = aimer_copy(a, x);
    for (int64_t i = 0; i < a->size; i++)
        beside[i] += own_scale(a) * stream_normal((Stream){seed, 0x7a12u}, i);
    const Sample *s = aimer_take(a, seed, x, &news);
    if (s)
        aimer_add(a, s, false, true);
    s = aimer_take(a, seed, beside, &news);
    if (s)
        aimer_add(a, s, false, true);
}

static void descend(Aimer *a, Watch *w, int side, uint32_t start)
{
    const Sample from = a->samples.at[start];
    double *x = aimer_copy(a, from.x), value = -(double)INFINITY;
    if (!aimer_draw(a, from.seed))
        return;
    for (uint32_t n = 0; n < STEPS && step(a, w, side, x, &value); n++)
        continue;
    if (value > -1e-12)
        keep(a, from.seed, x);
}

static void descend_all(Aimer *a, int side, const Choice *of, uint32_t count)
{
    Arena *work = arena_open(a->arena);
    Watch watch = watch_create(work, a->twin->graph[side], of, count,
                               WATCH_SLOPES);
    watch_aim(&watch, ALL_CHOICES, MARGIN_HIGH);
    for (uint32_t start = 0; start < STARTS && start < a->drawn; start++)
        descend(a, &watch, side, start);
    arena_close(work);
}

void aimer_reach_centres(Aimer *a, int side)
{
    enum { MOST_ALONE = 4 };
    const Choices *choices = &a->aims->choices[side];
    Choice centres[MOST_CENTRES];
    uint32_t count = 0;
    for (uint32_t c = 0; c < choices->count && count < MOST_CENTRES; c++)
        if (choices->at[c].kind == CENTRE)
            centres[count++] = choices->at[c];
    if (count && a->left > 0)
        descend_all(a, side, centres, count);
    for (uint32_t c = 0; count > 1 && c < count && c < MOST_ALONE; c++)
        if (a->left > 0)
            descend_all(a, side, &centres[c], 1);
}
