/* compare_wide.c: pairs of arrays judged by values of twice the digits. */
#include "compare_trial.h"

#include "eval_wide.h"

#define CANCELLED 1e-12             /* of the terms is what is left: nothing */

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
    note_values(t, pair, i, difference / unit,
                (double[]){value[OLD].high, value[NEW].high});
}

/* A number on one side only is a difference, unless the other side has left the
 * range of double on its way. */
static bool judge_lone(Trial *t, uint32_t pair)
{
    int64_t i = t->marks[pair].lone;
    if (i < 0)
        return false;
    int without = is_number(trial_values(t, pair, OLD, false)[i]) ? NEW : OLD;
    if (!t->points.side[without].overflowed)
        note_difference(t, pair, i, (double)INFINITY);
    return true;
}

/* Whether all of it is 0 on both sides, as far as can be known, while what it
 * is the sum of is not. */
static bool is_cancelled(const Mark *mark, const WideMeasure *m)
{
    return m->any && m->noise > 0 && m->size <= LEEWAY * m->noise
        && m->noise <= CANCELLED * mark->terms;
}

/* Notes the elements that differ. */
static void compare_elements(Trial *t, uint32_t pair, const WideMeasure *m)
{
    Mark *mark = &t->marks[pair];
    for (int64_t i = 0; i < mark->size; i++) {
        Wide a = wide_at(t, pair, OLD, false, i);
        Wide b = wide_at(t, pair, NEW, false, i);
        if (!wide_is_finite(a) || !wide_is_finite(b))
            continue;
        double d = fabs(wide_sub(a, b).high);
        double size = fmax(fabs(a.high), fabs(b.high));
        mark->seen[i] = true;
        if (d > NOTHING && d > explained(t, m, size))
            note_wide(t, pair, i, d, m->size);
    }
}

static void judge_wide(Trial *t, uint32_t pair)
{
    Mark *mark = &t->marks[pair];
    if (judge_lone(t, pair))
        return;
    WideMeasure m = measure_wide(t, pair);
    bool cancelled = is_cancelled(mark, &m);
    if (points_are_far(&t->points))
        m.size = fmax(m.size, mark->unit);
    if (!cancelled
        && (!m.any || m.size <= NOTHING || !(m.noise <= VAGUE * m.size))) {
        t->pairs[pair].drowned += m.size > NOTHING && !mark->told;
        return;
    }
    compare_elements(t, pair, &m);
    if (t->pairs[pair].verdict == DIFFERENT)
        return;
    if (!mark->told)
        tell_point(t, pair);
    mark->rounded |= !t->points.aimed && (mark->doubted || cancelled);
    mark->nonzero = true;
}

bool look_closer(Trial *t, Arena *work, EvalFault *fault)
{
    if (!points_run_wide(&t->points, work, fault))
        return false;
    t->closer++;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->pairs[i].verdict != DIFFERENT || t->marks[i].doubted)
            judge_wide(t, i);
    return true;
}
