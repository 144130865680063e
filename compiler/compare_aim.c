/* compare_aim.c: looking for points at which choices go the other way.
 *
 * First at the points that are compared anyway, and at some special ones
 * (compare_aim_special.c). From the points that come closest to where a choice
 * changes, Newton's method on its margin goes on. Between two points at which it
 * went both ways the segment is halved until they are neighbours: there programs
 * differ that say < and ≤, or round otherwise.
 */
#include "compare_aimer.h"

#include "cost.h"

#include <math.h>
#include <string.h>

enum {
    MOST_CHOICES = 512,             /* of a side */
    MOST_SAMPLES = 192
};

#define AIM_WORK 2e7                /* operations in all, about */

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
        int64_t *size = array->type == WHOLE ? &a->index_size : &a->size;
        if (array->kind == DRAWN)
            continue;
        place.start = *size;
        place.size = array_size(array);
        *size += place.size;
        if (array->type == WHOLE)
            list_push(a->arena, &a->indices, place);
        else
            list_push(a->arena, &a->places, place);
    }
}

/* What is drawn by the seed; false if that is not possible. */
bool aimer_draw(Aimer *a, uint64_t seed)
{
    if (a->work && a->points.seed == seed)
        return true;
    aimer_forget(a);
    a->work = arena_open(a->arena);
    a->points.seed = seed;
    return points_draw(&a->points, a->work, a->problems);
}

void aimer_forget(Aimer *a)
{
    if (a->work)
        arena_close(a->work);
    a->work = NULL;
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

bool aimer_is_full(const Aimer *a, double part)
{
    return (double)a->samples.count * (double)a->size > part * 4e6;
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

/* Whether some choice of either program, be it one of both, is at its border at
 * the point that is set. */
static bool is_border(Aimer *a)
{
    enum { MOST_WATCHED = 1024 };
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = a->twin->graph[side];
        Watch *watch = &a->border[side];
        if (!watch->graph) {
            Choices all = choices_everywhere(a->arena, graph, MOST_WATCHED);
            *watch = watch_create(a->arena, graph, all.at, all.count,
                                  WATCH_BORDERS);
        }
        if (watch->count
            && !watch_run(watch, graph, a->points.side[side].values[0]))
            return true;
        for (uint32_t c = 0; c < watch->count; c++)
            if (watch_is_border(watch, c))
                return true;
    }
    return false;
}

void aimer_add(Aimer *a, const Sample *s, bool border, bool smooth)
{
    Arena *arena = a->twin->arena;
    if (a->aims->points.count >= a->most)
        return;
    if (!border && s->ways)
        list_push(a->arena, &a->found,
                  (uint32_t)(s - a->samples.at));
    Aimed aimed = {.seed = s->seed, .border = border || is_border(a),
                   .smooth = smooth,
                   .values = NEW_ARRAY(arena, double *, a->twin->named + 1)};
    for (uint32_t i = 0; i < a->places.count; i++) {
        const Variables *p = &a->places.at[i];
        aimed.values[p->number] =
            arena_copy(arena, s->x + p->start, (size_t)p->size,
                       sizeof *s->x);
    }
    for (uint32_t i = 0; i < a->indices.count; i++) {
        const Variables *p = &a->indices.at[i];
        aimed.values[p->number] = arena_copy(
            arena, a->points.side[OLD].values[0][p->id[OLD]], (size_t)p->size,
            sizeof(double));
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
        if (aimer_is_full(a, 0.5))
            break;
        if (!aimer_draw(a, options->seed + i))
            return false;
        aimer_take(a, options->seed + i, get(a), &news);
    }
    a->drawn = a->samples.count;
    return true;
}

/* -- all of it -- */

/* Whether some output, or what becomes of a state, has another form. */
static bool twin_differs(const Twin *twin)
{
    const Graph *old = twin->graph[OLD], *new = twin->graph[NEW];
    bool *has = NEW_ARRAY(twin->arena, bool, twin->forms);
    for (uint32_t i = 0; i < new->outputs.count; i++)
        for (int infer = 0; infer < 2; infer++)
            has[twin->form[NEW][graph_output(new, i, infer)]] = true;
    for (uint32_t i = 0; i < new->nexts.count; i++)
        has[twin->form[NEW][graph_next(new, i)]] = true;
    for (uint32_t i = 0; i < old->outputs.count; i++)
        for (int infer = 0; infer < 2; infer++)
            if (!has[twin->form[OLD][graph_output(old, i, infer)]])
                return true;
    for (uint32_t i = 0; i < old->nexts.count; i++)
        if (!has[twin->form[OLD][graph_next(old, i)]])
            return true;
    return false;
}

static void find_choices(Aimer *a)
{
    for (int side = 0; side < SIDES; side++) {
        Choices *choices = &a->aims->choices[side];
        *choices = choices_find(a->twin, a->twin->arena, side, MOST_CHOICES);
    }
}

static void watch_both(Aimer *a)
{
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = a->twin->graph[side];
        const Choices *choices = &a->aims->choices[side];
        a->watch[side] = watch_create(a->arena, graph, choices->at,
                                      choices->count, WATCH_WAYS);
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
    Twin copy = *twin;
    if (twin_differs(twin)) {
        find_choices(&a);
        a.ties = twin_has_ties(twin, a.arena);
        a.points = points_create(a.arena, &copy);
        find_places(&a);
        watch_both(&a);
        fine = take_drawn(&a, options);
        if (fine && a.samples.count) {
            aimer_take_specials(&a);
            for (int side = 0; side < SIDES; side++)
                aimer_reach(&a, side);
            static const ChoiceKind kinds[] = {CONDITION, STEP, KINK, CENTRE};
            for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
                aimer_find_borders(&a, kinds[i]);
            for (int side = 0; side < SIDES; side++)
                aimer_reach_centres(&a, side);
            aimer_combine(&a);
        }
    }
    arena_close(a.arena);
    return fine;
}
