/* affine_interval.c: intervals of whole numbers. */
#include "affine_system.h"

Interval interval_of_range(Range range)
{
    return (Interval){clamp_wide(range.low), clamp_wide((Wide)range.high - 1)};
}

Range range_of_interval(Interval interval)
{
    if (interval.low > interval.high)
        return (Range){0, 0};
    return (Range){interval.low, clamp_wide((Wide)interval.high + 1)};
}

Interval interval_meet(Interval a, Interval b)
{
    return (Interval){a.low > b.low ? a.low : b.low,
                      a.high < b.high ? a.high : b.high};
}

Interval interval_hull(Interval a, Interval b)
{
    if (a.low > a.high)
        return b;
    if (b.low > b.high)
        return a;
    return (Interval){a.low < b.low ? a.low : b.low,
                      a.high > b.high ? a.high : b.high};
}

/* An end that is infinite stays so. */
Interval interval_quotient(Interval a, int64_t n)
{
    Interval q = EVERYTHING;
    if (a.low > a.high)
        return NOTHING;
    if (a.low > -UNBOUNDED)
        q.low = floor_quotient(a.low, n);
    if (a.high < UNBOUNDED)
        q.high = floor_quotient(a.high, n);
    return q;
}

Interval interval_product(Interval a, Interval b)
{
    if (a.low > a.high || b.low > b.high)
        return NOTHING;
    if (a.low == -UNBOUNDED || a.high == UNBOUNDED || b.low == -UNBOUNDED
        || b.high == UNBOUNDED)
        return EVERYTHING;
    const Wide ends[4] = {(Wide)a.low * b.low, (Wide)a.low * b.high,
                          (Wide)a.high * b.low, (Wide)a.high * b.high};
    Wide low = ends[0], high = ends[0];
    for (int i = 1; i < 4; i++) {
        low = ends[i] < low ? ends[i] : low;
        high = ends[i] > high ? ends[i] : high;
    }
    return (Interval){clamp_wide(low), clamp_wide(high)};
}

Interval interval_magnitude(Interval a)
{
    if (a.low >= 0 || a.low > a.high)
        return a;
    Interval minus = {-a.high, -a.low};
    if (a.high <= 0)
        return minus;
    return (Interval){0, a.high > minus.high ? a.high : minus.high};
}

Interval interval_least(Interval a, Interval b, int sign)
{
    if (a.low > a.high || b.low > b.high)
        return NOTHING;
    return (Interval){(a.low < b.low) == (sign > 0) ? a.low : b.low,
                      (a.high < b.high) == (sign > 0) ? a.high : b.high};
}

Interval interval_power(Interval a, int64_t n)
{
    Interval power = {1, 1};
    if (n < 0 || n > 62)
        return EVERYTHING;
    if (n % 2 == 0)
        a = interval_magnitude(a);
    for (int64_t i = 0; i < n; i++)
        power = interval_product(power, a);
    return power;
}
