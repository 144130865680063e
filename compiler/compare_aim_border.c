/* compare_aim_border.c: points between which a choice changes. */
#include "compare_aimer.h"

#include <math.h>
#include <string.h>

enum { MOST_BORDERS = 48 };

typedef struct Border {
    int      side;
    uint32_t choice;
    Watched  what;
    double   level;
    uint64_t seed;
    bool     jumps, smooth;         /* what is there, or its derivative; and as
                                       Aimed says */
} Border;

static double border_value(const Border *b, const Sample *s)
{
    return s->value[b->side][b->choice * WATCHED + b->what] - b->level;
}

/* At a point that is not kept; NaN if there is none. */
static double border_at(Aimer *a, const Border *b, const double *x)
{
    aimer_put(a, x);
    if (!aimer_run(a, &a->watch[b->side], b->side))
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
        if (!isfinite(value))
            return false;
        memcpy(value < 0 || (closed && value == 0) ? low : high, middle,
               bytes);
    }
    return true;
}

static void keep_border(Aimer *a, const Border *b, const double *x)
{
    bool news;
    const Sample *s = aimer_take(a, b->seed,
                           aimer_copy(a, x),
                           &news);
    if (s)
        aimer_add(a, s, b->jumps, b->smooth);
}

/* Between neighbours of another sign 0 is the simplest, and the border. */
static void keep_zeros(Aimer *a, const Border *b, const double *low,
                       const double *high)
{
    double *x = aimer_copy(a, low);
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
    double *x = aimer_copy(a, at);
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
    b.seed = below->seed;
    double *low = aimer_copy(a, below->x);
    double *high = aimer_copy(a, above->x);
    double *end = aimer_copy(a, above->x);
    if (!aimer_draw(a, b.seed) || !(border_at(a, &b, high) > 0)
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

/* At the next steps outwards, exactly. */
static void keep_steps(Aimer *a, Border b, const Sample *from)
{
    enum { MOST_STEPS = 4 };
    double out = b.level < 0 ? -1 : 1;
    b.seed = from->seed;
    for (int i = 0; i < MOST_STEPS && aimer_draw(a, b.seed); i++) {
        keep_short(a, &b, from->x);
        b.level += out;
    }
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
        if (above && at.level <= value)
            at.level += 1;
        if (!above && at.level >= value)
            at.level -= 1;
        done[above] = find_border(a, at);
        keep_steps(a, at, &a->samples.at[i]);
    }
}

void aimer_find_borders(Aimer *a, ChoiceKind kind)
{
    uint32_t found = 0;
    for (int side = 0; side < SIDES; side++)
        for (uint32_t i = 0; i < a->aims->choices[side].count; i++) {
            const Choice *c = &a->aims->choices[side].at[i];
            ChoiceKind own = c->function == F_SIGN ? CONDITION : c->kind;
            Border b = {.side = side, .choice = i, .what = DISTANCE_HIGH,
                        .jumps = own != CENTRE,
                        .smooth = own == KINK || own == CENTRE};
            if (own != kind || found++ >= MOST_BORDERS || a->left <= 0)
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
