/* affine_system.c: bounds of a linear form over a box cut by rows.
 *
 * Variables are eliminated one by one (Fourier and Motzkin); every row is
 * divided by the greatest common divisor of its factors and its base rounded
 * down, which is what makes rows of whole numbers sharper than rational ones.
 * The box stands apart from the rows, so that a row which it implies is
 * dropped at once and the others stay few. If they become many nevertheless,
 * a variable is eliminated by the box alone. All that is left out makes the
 * answer wider, never wrong; elimination is exact as long as one of each pair
 * of factors is ±1.
 */
#include "affine_system.h"

#include <string.h>

enum { NARROWING_ROUNDS = 8 };

/* Beyond this a product is taken for infinite: the sum of MAX_VARIABLES of
 * them stays in 128 bits. */
#define HUGE_WIDE ((Wide)1 << 110)

/* The least value of the form over the box, leaving out one variable; false
 * if there is none. The greatest is the least of the negative. */
static bool least(const System *s, const Form *form, int sign, uint32_t without,
                  Wide *sum)
{
    *sum = (Wide)form->base * sign;
    for (uint32_t i = 0; i < s->variables; i++) {
        int64_t c = form->factor[i];
        if (!c || i == without)
            continue;
        bool low = (c > 0) == (sign > 0);
        int64_t end = low ? s->box[i].low : s->box[i].high;
        if (end == (low ? -UNBOUNDED : UNBOUNDED))
            return false;
        Wide product = (Wide)c * end * sign;
        if (product < -HUGE_WIDE)
            return false;
        *sum += product > HUGE_WIDE ? HUGE_WIDE : product;
    }
    return true;
}

Interval system_interval(const System *s, const Form *form)
{
    Interval interval = EVERYTHING;
    Wide sum;
    if (s->empty)
        return NOTHING;
    if (least(s, form, 1, MAX_VARIABLES, &sum))
        interval.low = clamp_wide(sum);
    if (least(s, form, -1, MAX_VARIABLES, &sum))
        interval.high = clamp_wide(-sum);
    return interval;
}

/* -- making a system -- */

void system_init(System *s)
{
    s->variables = s->rows = 0;
    s->empty = s->loose = false;
}

uint32_t system_variable(System *s, Interval box)
{
    if (s->variables + 1 >= MAX_VARIABLES)
        return MAX_VARIABLES;
    s->box[s->variables] = box;
    if (box.low > box.high)
        s->empty = true;
    return s->variables++;
}

void system_require(System *s, const Form *form, bool equal)
{
    if (s->rows == MAX_ROWS) {
        s->loose = true;
        return;
    }
    s->equal[s->rows] = equal;
    s->row[s->rows++] = *form;
}

/* -- rows in lowest terms -- */

static void narrow(System *s, uint32_t variable, Interval to)
{
    s->box[variable] = interval_meet(s->box[variable], to);
    if (s->box[variable].low > s->box[variable].high)
        s->empty = true;
}

/* The row c x + base >= 0 (or = 0) as bounds of x; c is ±1. */
static void narrow_by_one(System *s, const Form *row, bool equal, uint32_t x)
{
    int64_t c = row->factor[x];
    Interval to = EVERYTHING;
    if (c > 0 || equal)
        to.low = c > 0 ? -row->base : row->base;
    if (c < 0 || equal)
        to.high = c > 0 ? -row->base : row->base;
    narrow(s, x, to);
}

/* Divides a row by the gcd of its factors, the base rounded down. Returns
 * how many factors are not 0, *last being one of them; an equation that no
 * whole numbers solve makes the system empty. */
static uint32_t lower_terms(System *s, Form *row, bool equal, uint32_t *last)
{
    int64_t gcd = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->variables; i++)
        if (row->factor[i]) {
            gcd = gcd_whole(gcd, row->factor[i]);
            count++;
            *last = i;
        }
    if (gcd <= 1)
        return count;
    if (equal && row->base % gcd)
        s->empty = true;
    row->base = floor_quotient(row->base, gcd);
    for (uint32_t i = 0; i < s->variables; i++)
        row->factor[i] /= gcd;
    return count;
}

/* Whether b's factors are sign times a's. */
static bool parallel(const System *s, const Form *a, const Form *b, int sign)
{
    for (uint32_t i = 0; i < s->variables; i++)
        if (a->factor[i] != sign * b->factor[i])
            return false;
    return true;
}

/* Merges a row with one that has the same factors, or the opposite ones; true
 * if it then says nothing new. */
static bool merge(System *s, const Form *row, bool equal)
{
    for (uint32_t i = 0; i < s->rows; i++) {
        Form *old = &s->row[i];
        if (parallel(s, old, row, 1)) {
            bool clash = (equal && old->base < row->base)
                      || (s->equal[i] && row->base < old->base)
                      || (equal && s->equal[i] && row->base != old->base);
            s->empty |= clash;
            if (row->base < old->base)
                old->base = row->base;
            s->equal[i] |= equal;
            return true;
        }
        if (parallel(s, old, row, -1)) {
            Wide gap = (Wide)old->base + row->base;
            if (gap < 0 || ((equal || s->equal[i]) && equal == s->equal[i]
                            && gap != 0))
                s->empty = true;
            if (equal && !s->equal[i]) {
                *old = *row;
                s->equal[i] = true;
                return true;
            }
            if (s->equal[i] || gap == 0) {
                s->equal[i] = true;
                return true;
            }
        }
    }
    return false;
}

/* Adds a row in lowest terms: a constant decides, one variable narrows the
 * box, what the box implies is dropped. */
static void add_row(System *s, Form *row, bool equal)
{
    uint32_t x = 0;
    uint32_t count = lower_terms(s, row, equal, &x);
    if (count == 0) {
        if (row->base < 0 || (equal && row->base))
            s->empty = true;
        return;
    }
    if (count == 1) {
        narrow_by_one(s, row, equal, x);
        return;
    }
    Interval values = system_interval(s, row);
    if (values.high < 0 || (equal && values.low > 0)) {
        s->empty = true;
        return;
    }
    if (values.low >= 0 && (!equal || values.high == 0))
        return;
    if (!merge(s, row, equal))
        system_require(s, row, equal);
}

/* What one row says of each of its variables. */
static void narrow_by_row(System *s, const Form *row, int sign)
{
    for (uint32_t x = 0; x < s->variables && !s->empty; x++) {
        Wide c = (Wide)row->factor[x] * sign, rest;
        if (!c || !least(s, row, -sign, x, &rest))
            continue;
        rest = -rest;               /* c x >= -rest, at the rest's greatest */
        Interval to = EVERYTHING;
        if (c > 0)
            to.low = clamp_wide(-floor_wide(rest, c));
        else
            to.high = clamp_wide(floor_wide(rest, -c));
        narrow(s, x, to);
    }
}

void system_narrow(System *s)
{
    for (int round = 0; round < NARROWING_ROUNDS && !s->empty; round++) {
        Interval before[MAX_VARIABLES];
        memcpy(before, s->box, s->variables * sizeof *before);
        for (uint32_t i = 0; i < s->rows && !s->empty; i++) {
            narrow_by_row(s, &s->row[i], 1);
            if (s->equal[i] && !s->empty)
                narrow_by_row(s, &s->row[i], -1);
        }
        if (!memcmp(before, s->box, s->variables * sizeof *before))
            return;
    }
}

/* -- elimination -- */

/* out = p a + q b; false if a number leaves 62 bits. */
static bool combine(const System *s, const Form *a, int64_t p, const Form *b,
                    int64_t q, Form *out)
{
    int64_t gcd = gcd_whole(p, q);
    Wide m = p / gcd, n = q / gcd;
    Wide sum = a->base * m + b->base * n;
    bool ok = wide_fits(sum);
    memset(out, 0, sizeof *out);
    out->base = clamp_wide(sum);
    for (uint32_t i = 0; i < s->variables && ok; i++) {
        if (!a->factor[i] && !b->factor[i])
            continue;
        sum = a->factor[i] * m + b->factor[i] * n;
        out->factor[i] = clamp_wide(sum);
        ok = wide_fits(sum);
    }
    return ok;
}

/* The row x - low >= 0 (sign 1) or high - x >= 0; false if unbounded. */
static bool row_of_box(const System *s, uint32_t x, int sign, Form *row)
{
    int64_t end = sign > 0 ? s->box[x].low : s->box[x].high;
    if (end == -sign * UNBOUNDED)
        return false;
    memset(row, 0, sizeof *row);
    row->base = -sign * end;
    row->factor[x] = sign;
    return true;
}

static int64_t magnitude(int64_t c)
{
    return c < 0 ? -c : c;
}

/* Adds p a + q b, in which x cancels. */
static void resolve(System *s, const Form *a, const Form *b, uint32_t x,
                    bool equal)
{
    Form row;
    if (combine(s, a, magnitude(b->factor[x]), b, magnitude(a->factor[x]),
                &row))
        add_row(s, &row, equal);
    else
        s->loose = true;
}

static void negate(const System *s, Form *row)
{
    row->base = -row->base;
    for (uint32_t i = 0; i < s->variables; i++)
        row->factor[i] = -row->factor[i];
}

/* Solves one equation for x and puts that into the rows that hold x. */
static void substitute(System *s, Form *with, uint32_t x, const Form *held,
                       const bool *equal, uint32_t count, uint32_t solved)
{
    Form box;
    if (magnitude(with->factor[x]) != 1)
        s->loose = true;
    for (uint32_t i = 0; i < count && !s->empty; i++) {
        if (i == solved)
            continue;
        if ((held[i].factor[x] > 0) == (with->factor[x] > 0))
            negate(s, with);
        resolve(s, &held[i], with, x, equal[i]);
    }
    for (int sign = -1; sign <= 1 && !s->empty; sign += 2)
        if (row_of_box(s, x, sign, &box)) {
            if ((sign > 0) == (with->factor[x] > 0))
                negate(s, with);
            resolve(s, &box, with, x, false);
        }
}

/* Each lower bound of x is at most each upper one. */
static void resolve_pairs(System *s, uint32_t x, const Form *held,
                          uint32_t count, bool few)
{
    Form box;
    for (uint32_t i = 0; i < count && !s->empty; i++) {
        int64_t c = held[i].factor[x];
        if (row_of_box(s, x, c > 0 ? -1 : 1, &box))
            resolve(s, &held[i], &box, x, false);
        if (c < 0)
            continue;
        for (uint32_t k = 0; k < count && few && !s->empty; k++) {
            int64_t d = held[k].factor[x];
            if (d > 0)
                continue;
            if (c != 1 && d != -1)
                s->loose = true;
            resolve(s, &held[i], &held[k], x, false);
        }
        s->loose |= !few;
    }
}

static void eliminate(System *s, uint32_t x)
{
    Form held[MAX_ROWS];
    bool equal[MAX_ROWS];
    uint32_t count = 0, kept = 0, lower = 0, solved = MAX_ROWS;
    for (uint32_t i = 0; i < s->rows; i++) {
        int64_t c = s->row[i].factor[x];
        if (!c) {
            s->equal[kept] = s->equal[i];
            if (kept != i)
                s->row[kept] = s->row[i];
            kept++;
            continue;
        }
        lower += c > 0;
        if (s->equal[i]
            && (solved == MAX_ROWS
                || magnitude(c) < magnitude(held[solved].factor[x])))
            solved = count;
        equal[count] = s->equal[i];
        held[count++] = s->row[i];
    }
    s->rows = kept;
    if (solved < MAX_ROWS) {
        Form with = held[solved];
        substitute(s, &with, x, held, equal, count, solved);
    } else {
        bool few = kept + lower * (count - lower) + count <= MAX_ROWS;
        resolve_pairs(s, x, held, count, few);
    }
}

/* How many rows the elimination of x makes at most; 0 if it is in none. An
 * equation with a factor ±1 comes first, uneven pairs of factors last. */
static uint32_t price(const System *s, uint32_t x)
{
    uint32_t lower = 0, upper = 0;
    bool unit = true, solvable = false;
    for (uint32_t i = 0; i < s->rows; i++) {
        int64_t c = s->row[i].factor[x];
        if (!c)
            continue;
        lower += c > 0;
        upper += c < 0;
        if (s->equal[i] && magnitude(c) == 1)
            solvable = true;
        unit &= magnitude(c) == 1;
    }
    if (!lower && !upper)
        return 0;
    if (solvable)
        return 1;
    return 1 + lower * upper + lower + upper + (unit ? 0 : MAX_ROWS);
}

/* Eliminates the variables from `first` on, but for `keep`. */
static void eliminate_all(System *s, uint32_t first, uint32_t keep)
{
    while (!s->empty) {
        uint32_t best = 0, x = 0;
        for (uint32_t i = first; i < s->variables; i++) {
            uint32_t rows = i == keep ? 0 : price(s, i);
            if (rows && (!best || rows < best)) {
                best = rows;
                x = i;
            }
        }
        if (!best)
            return;
        eliminate(s, x);
    }
}

/* -- answers -- */

/* A copy with rows in lowest terms and a narrow box. */
static void copy_narrow(System *to, const System *from)
{
    to->variables = from->variables;
    to->rows = 0;
    to->empty = from->empty;
    to->loose = from->loose;
    memcpy(to->box, from->box, from->variables * sizeof *from->box);
    for (uint32_t i = 0; i < from->rows && !to->empty; i++) {
        Form row = from->row[i];
        add_row(to, &row, from->equal[i]);
    }
    system_narrow(to);
}

/* Drops the rows that share no variable with the form, by way of others. */
static void keep_connected(System *s, const Form *form)
{
    bool in[MAX_VARIABLES] = {false}, taken[MAX_ROWS] = {false};
    for (uint32_t i = 0; i < s->variables; i++)
        in[i] = form->factor[i] != 0;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < s->rows; i++) {
            bool touches = false;
            for (uint32_t v = 0; v < s->variables && !taken[i]; v++)
                touches |= in[v] && s->row[i].factor[v];
            if (!touches)
                continue;
            taken[i] = more = true;
            for (uint32_t v = 0; v < s->variables; v++)
                in[v] |= s->row[i].factor[v] != 0;
        }
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->rows; i++)
        if (taken[i]) {
            s->equal[kept] = s->equal[i];
            s->row[kept++] = s->row[i];
        }
    s->rows = kept;
}

bool system_is_empty(const System *system)
{
    System work;
    if (system->empty)
        return true;
    copy_narrow(&work, system);
    eliminate_all(&work, 0, MAX_VARIABLES);
    return work.empty;
}

void system_project(System *to, const System *from, uint32_t keep)
{
    copy_narrow(to, from);
    eliminate_all(to, keep, MAX_VARIABLES);
    system_narrow(to);
}

/* form = base + g z with whole z; z is a new variable, and the others are
 * eliminated from the rows that hang together with it. */
Interval system_bounds(const System *system, const Form *form, bool *exact)
{
    System work;
    Form row = *form;
    int64_t gcd = 0;
    *exact = true;
    copy_narrow(&work, system);
    if (work.empty)
        return NOTHING;
    keep_connected(&work, form);
    if (!work.rows)
        return system_interval(&work, form);
    for (uint32_t i = 0; i < work.variables; i++)
        gcd = gcd_whole(gcd, form->factor[i]);
    for (uint32_t i = 0; i < work.variables; i++)
        row.factor[i] /= gcd;
    row.base = 0;
    uint32_t z = work.variables++;
    work.box[z] = EVERYTHING;
    row.factor[z] = 0;
    Interval box = system_interval(&work, &row);
    work.box[z] = box;
    row.factor[z] = -1;
    system_require(&work, &row, true);
    eliminate_all(&work, 0, z);
    *exact = !work.loose;
    if (work.empty)
        return NOTHING;
    Interval out = EVERYTHING;
    if (work.box[z].low > -UNBOUNDED)
        out.low = clamp_wide(form->base + (Wide)gcd * work.box[z].low);
    if (work.box[z].high < UNBOUNDED)
        out.high = clamp_wide(form->base + (Wide)gcd * work.box[z].high);
    return out;
}
