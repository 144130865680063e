/* compare_aim_reach.c: Newton's method towards the other way of a choice. */
#include "compare_aimer.h"

#include <math.h>
#include <string.h>

enum {
    MOST_REACHED = 16,              /* choices that are looked for */
    BEST = 3, DRAWN_FIRST = 3       /* points to start from */
};

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

/* The samples that are the closest to the goal, in order, and some of those drawn
 * first: the closest may be where nothing changes any more. */
static uint32_t find_starts(const Aimer *a, int side, const Goal *goal,
                            uint32_t starts[BEST + DRAWN_FIRST])
{
    uint32_t count = 0;
    double best[BEST];
    for (uint32_t i = 0; i < a->samples.count; i++) {
        const double *value =
            a->samples.at[i].value[side] + (size_t)goal->choice * WATCHED;
        double own = goal_value(goal, value[goal->what]);
        uint32_t at = count;
        if (!isfinite(own))
            continue;
        for (; at > 0 && own > best[at - 1]; at--)
            if (at < BEST) {
                best[at] = best[at - 1];
                starts[at] = starts[at - 1];
            }
        if (at < BEST) {
            best[at] = own;
            starts[at] = i;
        }
        count += count < BEST;
    }
    for (uint32_t i = 0; i < DRAWN_FIRST && i < a->samples.count; i++)
        starts[count++] = i;
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
    aimer_put(a, s->next);
    if (!aimer_run(a, s->watch, s->side))
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
        aimer_put(a, s->x);
        if (!aimer_run(a, s->watch, s->side))
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
            if (choice_is_seen(&noted))
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
    Choice *c = &a->aims->choices[side].at[choice];
    Goal goal = goal_of(c, choice, above);
    uint32_t starts[BEST + DRAWN_FIRST];
    uint32_t count = find_starts(a, side, &goal, starts);
    for (uint32_t i = 0; i < count && !choice_is_seen(c); i++) {
        const Sample *from = &a->samples.at[starts[i]];
        Step s = {
            .watch = watch, .side = side, .seed = from->seed,
            .x = aimer_copy(a, from->x),
            .slope = NEW_ARRAY(a->arena, double, a->size),
            .next = NEW_ARRAY(a->arena, double, a->size),
            .value = goal_value(
                &goal, from->value[side][choice * WATCHED + goal.what])};
        bool news;
        if (!aimer_draw(a, s.seed) || !climb(a, &goal, number, &s, c))
            continue;
        const Sample *found = aimer_take(a, s.seed, s.next, &news);
        if (found)
            aimer_add(a, found, false, c->kind != CONDITION);
    }
}

void aimer_reach(Aimer *a, int side)
{
    Choices *choices = &a->aims->choices[side];
    Choice unseen[MOST_REACHED];
    uint32_t at[MOST_REACHED], count = 0;
    for (uint32_t c = 0; c < choices->count && count < MOST_REACHED; c++)
        if (!choice_is_seen(&choices->at[c])) {
            unseen[count] = choices->at[c];
            at[count++] = c;
        }
    if (!count || a->left <= 0)
        return;
    Arena *work = arena_open(a->arena);
    Watch watch =
        watch_create(work, a->twin->graph[side], unseen, count,
                     WATCH_SLOPES);
    for (uint32_t i = 0; i < count; i++) {
        const Choice *c = &choices->at[at[i]];
        if (!c->seen[1] || c->kind == STEP)
            reach(a, side, &watch, i, at[i], true);
        if (!choice_is_seen(c))
            reach(a, side, &watch, i, at[i], false);
    }
    arena_close(work);
}
