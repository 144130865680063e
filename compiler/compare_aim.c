/* compare_aim.c: looking for points at which choices go the other way.
 *
 * First at the points that are compared anyway, and at some special ones: all 0,
 * all equal to a number of the programs, in order, large, small. From the points
 * that come closest to where a choice changes, Newton's method on its margin goes
 * on. Between two points at which it went both ways the segment is halved until
 * they are neighbours: there programs differ that say < and ≤, or round
 * otherwise.
 */
#include "compare_aimer.h"

#include "cost.h"

#include <math.h>
#include <string.h>

enum {
    MOST_CHOICES = 512,             /* of a side */
    MOST_SAMPLES = 128
};

#define AIM_WORK 2e7                /* operations in all, about */
#define MOST_NUMBERS 4e6            /* in all samples */

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
bool aimer_draw(Aimer *a, uint64_t seed)
{
    if (a->work && a->points.seed == seed)
        return true;
    if (a->work)
        arena_close(a->work);
    a->work = arena_open(a->arena);
    a->points.seed = seed;
    return points_draw(&a->points, a->work, a->problems);
}

void aimer_put(Aimer *a, const double *x)
{
    for (uint32_t i = 0; i < a->places.count; i++)
        for (int side = 0; side < SIDES; side++) {
            const Variables *p = &a->places.at[i];
            memcpy(a->points.side[side].values[0][p->id[side]], x + p->start,
                   (size_t)p->size * sizeof *x);
        }
}

double *aimer_copy(Aimer *a, const double *x)
{
    return arena_copy(a->arena, x, (size_t)a->size, sizeof *x);
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

bool aimer_run(Aimer *a, Watch *watch, int side)
{
    a->left -= a->cost;
    return a->left > 0
        && watch_run(watch, a->twin->graph[side],
                     a->points.side[side].values[0]);
}

void aimer_add(Aimer *a, const Sample *s, bool border, bool smooth)
{
    Arena *arena = a->twin->arena;
    if (a->aims->points.count >= a->most)
        return;
    if (!border && s->ways)
        list_push(a->arena, &a->found,
                  (uint32_t)(s - a->samples.at));
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
const Sample *aimer_take(Aimer *a, uint64_t seed, double *x, bool *news)
{
    Sample s = {.seed = seed, .x = x};
    *news = false;
    if (a->samples.count == MOST_SAMPLES || !aimer_draw(a, seed))
        return NULL;
    aimer_put(a, x);
    for (int side = 0; side < SIDES; side++) {
        Choices *choices = &a->aims->choices[side];
        s.value[side] =
            NEW_ARRAY(a->arena, double, choices->count * WATCHED);
        if (choices->count && !aimer_run(a, &a->watch[side], side))
            return NULL;
        for (uint32_t c = 0; c < choices->count; c++) {
            double *value = s.value[side] + (size_t)c * WATCHED;
            for (uint32_t w = 0; w < WATCHED; w++)
                value[w] = watch_value(&a->watch[side], c, (Watched)w);
            if (!choice_note(&choices->at[c], value))
                continue;
            *news = true;
            s.side = side;
            s.choice = c;
            s.ways = choice_ways(&choices->at[c], value);
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
        if (!aimer_draw(a, options->seed + i))
            return false;
        aimer_take(a, options->seed + i, get(a), &news);
    }
    a->drawn = a->samples.count;
    return true;
}

static void take_special(Aimer *a, double *x)
{
    bool news;
    if ((double)a->samples.count * (double)a->size > MOST_NUMBERS)
        return;
    const Sample *s = aimer_take(a, a->samples.at[0].seed, x, &news);
    if (s && news)
        aimer_add(a, s, false, true);
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
                aimer_reach(&a, side);
            aimer_find_borders(&a, false);
            aimer_find_borders(&a, true);
            aimer_combine(&a);
        }
    }
    arena_close(a.arena);
    return fine;
}
