/* compare_aim_special.c: points that need no search.
 *
 * All 0, all equal, in order, large, small: where choices go a way that they have
 * not gone yet. Where what is equal is told apart by its place, points of few
 * values, of which many are equal. And where numbers stand in one program alone,
 * what is a bump about one of them, or changes on its scale alone, as tanh(1e6 x),
 * is seen nowhere else: so the numbers themselves and their quotients, which are
 * where c x - d is 0, and points about these on the scale of another.
 */
#include "compare_aimer.h"

#include "random_points.h"

#include <math.h>

enum { MOST_EQUAL = 12 };

static double *room(Aimer *a)
{
    return NEW_ARRAY(a->arena, double, a->size);
}

/* -- where choices go a new way -- */

static void take_news(Aimer *a, double *x)
{
    bool news;
    if (aimer_is_full(a, 1))
        return;
    const Sample *s = aimer_take(a, a->samples.at[0].seed, x, &news);
    if (s && news)
        aimer_add(a, s, false, true);
}

static double *all_equal(Aimer *a, double number)
{
    double *x = room(a);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = number;
    return x;
}

static void take_scaled(Aimer *a, double factor)
{
    double *x = room(a);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = factor * a->samples.at[0].x[i];
    take_news(a, x);
}

static void take_ordered(Aimer *a, double low, double high)
{
    double *x = room(a);
    for (int64_t i = 0; i < a->size; i++)
        x[i] = low + (high - low) * (double)(i + 1) / (double)(a->size + 1);
    take_news(a, x);
}

static void take_news_everywhere(Aimer *a)
{
    static const double factors[] = {-1, 1e-3, 1e-9, 1e3, 1e6, -1e6};
    take_news(a, all_equal(a, 0));
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
        take_scaled(a, factors[i]);
    take_ordered(a, -5, 5);
    take_ordered(a, 5, -5);
    take_ordered(a, 0.1, 40);
    take_ordered(a, 40, 0.1);
    for (uint32_t i = 0; i < a->points.own.count && i < MOST_EQUAL; i++)
        take_news(a, all_equal(a, a->points.own.at[i]));
}

/* -- points that count in any case -- */

static void take_always(Aimer *a, double *x, uint64_t turn, bool border)
{
    bool news;
    uint64_t seed = a->samples.at[turn % a->drawn].seed;
    if (aimer_is_full(a, 1))
        return;
    const Sample *s = aimer_take(a, seed, x, &news);
    if (!s)
        return;
    a->most++;
    aimer_add(a, s, border, true);
}

static Stream stream_of(const Aimer *a, uint64_t turn)
{
    return (Stream){a->samples.at[0].seed + turn, 0x7a11u};
}

/* Of 2 values, then of 3, and of 2 that are not 0. */
static void take_ties(Aimer *a, uint32_t count)
{
    for (uint32_t n = 0; n < count; n++) {
        static const double values[][3] = {
            {0, 1, 1}, {-1, 0, 1}, {1, 2, 2}, {1, 2, 3}};
        const double *of = values[n % 4];
        double *x = room(a);
        for (int64_t i = 0; i < a->size; i++)
            x[i] = of[(int)stream_whole(stream_of(a, n), i, (Range){0, 3})];
        take_always(a, x, n, true);
    }
    if (count)
        take_always(a, all_equal(a, 1), 0, true);
}

/* -- numbers -- */

typedef LIST(double) Numbers;

static void add_number(Aimer *a, Numbers *to, uint32_t most, double number)
{
    for (uint32_t i = 0; i < to->count; i++)
        if (to->at[i] == number)
            return;
    if (to->count < most && isfinite(number))
        list_push(a->arena, to, number);
}

static void add_both(Aimer *a, Numbers *to, uint32_t most, double number,
                     bool usual)
{
    if ((fabs(number) > 1e-4 && fabs(number) < 1e4) != usual)
        return;
    add_number(a, to, most, number);
    add_number(a, to, most, -number);
}

/* Where c x + d may be 0: the numbers of one program alone, and their quotients
 * with others, of either sign; those of usual size first. */
static Numbers find_zeros(Aimer *a, uint32_t most)
{
    Numbers zeros = {0};
    const Points *p = &a->points;
    for (uint32_t i = 0; i < p->own.count; i++)
        add_both(a, &zeros, most, p->own.at[i], true);
    for (uint32_t i = 0; i < p->own.count && zeros.count < most; i++)
        for (uint32_t k = 0; k < p->numbers.count; k++) {
            add_both(a, &zeros, most, p->own.at[i] / p->numbers.at[k], true);
            add_both(a, &zeros, most, p->numbers.at[k] / p->own.at[i], true);
        }
    for (uint32_t i = 0; i < p->own.count; i++)
        add_both(a, &zeros, most, p->own.at[i], false);
    return zeros;
}

/* What numbers of one program are times less than what is usual. */
static Numbers find_scales(Aimer *a, uint32_t most)
{
    Numbers scales = {0};
    for (uint32_t i = 0; i < a->points.own.count; i++) {
        double size = fabs(a->points.own.at[i]);
        double scale = size > 1 ? 1 / size : size;
        if (scale < 0.05)
            add_number(a, &scales, most, scale);
    }
    return scales;
}

static void take_about(Aimer *a, const Numbers *centres, double scale,
                       uint32_t turn)
{
    double *x = room(a);
    double centre = turn ? centres->at[(turn - 1) % centres->count] : 0;
    for (int64_t i = 0; i < a->size; i++)
        x[i] = centre + scale * stream_normal(stream_of(a, turn), i);
    take_always(a, x, turn, false);
}

/* Each variable is one of the numbers, or drawn. */
static void take_mixed(Aimer *a, const Numbers *of, uint32_t turn)
{
    double *x = aimer_copy(a, a->samples.at[turn % a->drawn].x);
    for (int64_t i = 0; i < a->size; i++) {
        int64_t count = 1 + (int64_t)of->count;
        double at = stream_whole(stream_of(a, turn), i, (Range){0, count});
        if (at < of->count)
            x[i] = of->at[(uint32_t)at];
    }
    take_always(a, x, turn, false);
}

/* About as many points as said. */
static void take_numbers(Aimer *a, uint32_t count)
{
    Numbers zeros = find_zeros(a, count / 2 + 1);
    Numbers scales = find_scales(a, count / 8 + 1), centres = {0};
    for (uint32_t i = 0; i < a->points.numbers.count; i++)
        for (int sign = 1; sign >= -1; sign -= 2)
            add_number(a, &centres, count,
                       sign * a->points.numbers.at[i]);
    for (uint32_t i = 0; i < zeros.count; i++)
        take_always(a, all_equal(a, zeros.at[i]), i, false);
    for (uint32_t i = 0; i < scales.count; i++)
        for (uint32_t turn = 0; turn <= count / 6; turn++)
            take_about(a, &centres, scales.at[i], turn);
    for (uint32_t i = 0; zeros.count && i < count / 4; i++)
        take_mixed(a, &zeros, i);
}

/* -- indices -- */

enum { MOST_INDICES = 16 };

/* The values that an index is tried at: all, or the numbers of the programs. */
static Numbers index_values(Aimer *a, Range range, bool all)
{
    Numbers values = {0};
    const Points *p = &a->points;
    for (int64_t v = range.low; all && v < range.high; v++)
        list_push(a->arena, &values, (double)v);
    for (uint32_t i = 0; !all && i < p->numbers.count; i++) {
        double number = p->numbers.at[i];
        if (number == floor(number) && number >= (double)range.low
            && number < (double)range.high)
            add_number(a, &values, UINT32_MAX, number);
    }
    if (!values.count)
        list_push(a->arena, &values, (double)range.low);
    return values;
}

/* The values of each index, and whether they are tried in all ways, or in turn. */
typedef struct Ways {
    Numbers  values[MOST_INDICES];
    bool     in_turn[MOST_INDICES];
    uint32_t count;                 /* of ways; more than `most`: too many */
} Ways;

/* Indices of no more than `all` values are tried at all of them; the others at
 * numbers, in all ways or in turn. */
static void find_ways(Aimer *a, int64_t all, bool in_turn, uint32_t most,
                      Ways *ways)
{
    ways->count = 1;
    for (uint32_t i = 0; i < a->indices.count; i++) {
        const Variables *p = &a->indices.at[i];
        for (int64_t k = 0; k < p->size && ways->count <= most; k++) {
            Range range = points_index_range(&a->points, p->id, k);
            bool whole = range.high - range.low <= all;
            Numbers *values = &ways->values[p->start + k];
            *values = index_values(a, range, whole);
            ways->in_turn[p->start + k] = in_turn && !whole;
            if (!ways->in_turn[p->start + k])
                ways->count = values->count > most / ways->count
                                ? most + 1 : ways->count * values->count;
        }
    }
}

static void set_indices(Aimer *a, const Ways *ways, uint32_t way)
{
    uint32_t rest = way;
    for (uint32_t i = 0; i < a->indices.count; i++) {
        const Variables *p = &a->indices.at[i];
        for (int64_t k = 0; k < p->size; k++) {
            const Numbers *values = &ways->values[p->start + k];
            bool in_turn = ways->in_turn[p->start + k];
            for (int side = 0; side < SIDES; side++)
                a->points.side[side].values[0][p->id[side]][k] =
                    values->at[(in_turn ? way : rest) % values->count];
            rest /= in_turn ? 1 : values->count;
        }
    }
}

/* False if there are too many ways. What is real is drawn. */
static bool take_ways(Aimer *a, int64_t all, bool in_turn, uint32_t most)
{
    Ways ways;
    find_ways(a, all, in_turn, most, &ways);
    for (uint32_t way = 0; ways.count <= most && way < ways.count; way++) {
        const Sample base = a->samples.at[way % a->drawn];
        uint32_t before = a->samples.count;
        aimer_forget(a);
        if (!aimer_draw(a, base.seed))
            break;
        set_indices(a, &ways, way);
        take_always(a, base.x, way, false);
        a->samples.count = before;
    }
    aimer_forget(a);
    return ways.count <= most;
}

/* All indices in all ways, if these are few; or else those of few values, and all in
 * those ways that the numbers of the programs make. */
static void take_indices(Aimer *a, uint32_t most)
{
    if (a->index_size > MOST_INDICES || take_ways(a, most, false, most))
        return;
    take_ways(a, 0, false, most);
    for (int64_t all = most; all > 1; all /= 4)
        if (take_ways(a, all, true, most))
            return;
}

/* Where each point takes long, there are few of these. */
void aimer_take_specials(Aimer *a)
{
    uint32_t drawn = a->drawn;
    double numbers = fmin(drawn / 1.5, twin_points_in_time(a->twin) / 6);
    if (a->aims->choices[OLD].count || a->aims->choices[NEW].count)
        take_news_everywhere(a);
    if (a->ties)
        take_ties(a, 1 + drawn / 6);
    if (a->points.own.count)
        take_numbers(a, (uint32_t)numbers);
    if (a->index_size)
        take_indices(a, (uint32_t)(12 * numbers));
}
