/* compare_aim_combine.c: rare ways of several choices at once.
 *
 * What only a rare way of one choice computes may count only where another goes
 * one way, too. So of each point that was found the variables that matter are put
 * into other points, and into one all together.
 */
#include "compare_aimer.h"

#include <math.h>

enum { MOST_BASES = 4, MOST_FOUND = 8, MOST_MOVED = 64 };

/* -- what matters -- */

static const Sample *drawn_by(const Aimer *a, uint64_t seed)
{
    for (uint32_t i = 0; i < a->drawn; i++)
        if (a->samples.at[i].seed == seed)
            return &a->samples.at[i];
    return NULL;
}

static bool goes_so(Aimer *a, const Sample *s, const double *x)
{
    double value[WATCHED];
    aimer_put(a, x);
    if (!aimer_run(a, &a->watch[s->side], s->side))
        return false;
    for (uint32_t w = 0; w < WATCHED; w++)
        value[w] = watch_value(&a->watch[s->side], s->choice, (Watched)w);
    uint8_t ways =
        choice_ways(&a->aims->choices[s->side].at[s->choice], value);
    return (ways & s->ways) == s->ways;
}

/* The variables that the point has otherwise than the one that it comes from, and
 * needs for the way that the choice goes; false if that is not known. */
static bool find_moved(Aimer *a, const Sample *found, bool *moved)
{
    const Sample *from = drawn_by(a, found->seed);
    uint32_t count = 0;
    if (!from || !aimer_draw(a, found->seed))
        return false;
    double *x = aimer_copy(a, found->x);
    for (int64_t i = 0; i < a->size; i++) {
        double own = x[i];
        moved[i] = own != from->x[i];
        if (!moved[i] || count++ >= MOST_MOVED)
            continue;
        x[i] = from->x[i];
        moved[i] = !goes_so(a, found, x);
        if (moved[i])
            x[i] = own;
    }
    return true;
}

/* -- where it is put -- */

/* Drawn points at which, together, choices go all ways that drawn points have. */
static uint32_t find_bases(const Aimer *a, uint32_t bases[MOST_BASES])
{
    uint32_t count = 0;
    for (int side = 0; side < SIDES; side++)
        for (uint32_t c = 0; c < a->aims->choices[side].count; c++) {
            const Choice *choice = &a->aims->choices[side].at[c];
            uint8_t have = 0, ways = 0;
            for (uint32_t i = 0; i < count; i++)
                have |= choice_ways(choice, a->samples.at[bases[i]].value[side]
                                                + (size_t)c * WATCHED);
            for (uint32_t i = 0; i < a->drawn && count < MOST_BASES; i++) {
                ways = choice_ways(choice, a->samples.at[i].value[side]
                                               + (size_t)c * WATCHED);
                if (!(ways & ~have))
                    continue;
                have |= ways;
                bases[count++] = i;
            }
        }
    return count;
}

static void put_together(Aimer *a, const Sample *base, const uint32_t *found,
                         bool *const *moved, uint32_t count)
{
    bool news;
    uint64_t seed = base->seed;
    double *x = aimer_copy(a, base->x);
    for (uint32_t f = 0; f < count; f++)
        for (int64_t i = 0; i < a->size; i++)
            if (moved[f][i])
                x[i] = a->samples.at[found[f]].x[i];
    const Sample *s = aimer_take(a, seed, x, &news);
    if (s)
        aimer_add(a, s, false, true);
}

void aimer_combine(Aimer *a)
{
    uint32_t bases[MOST_BASES], found[MOST_FOUND], count = 0;
    bool *moved[MOST_FOUND];
    uint32_t base_count = find_bases(a, bases);
    for (uint32_t i = 0; i < a->found.count && count < MOST_FOUND; i++) {
        Sample of = a->samples.at[a->found.at[i]];
        moved[count] = NEW_ARRAY(a->arena, bool, a->size);
        if (find_moved(a, &of, moved[count]))
            found[count++] = a->found.at[i];
    }
    for (uint32_t b = 0; count && b < base_count; b++) {
        Sample base = a->samples.at[bases[b]];
        if (count > 1)
            put_together(a, &base, found, moved, count);
        for (uint32_t f = 0; f < count; f++)
            put_together(a, &base, found + f, moved + f, 1);
    }
}
