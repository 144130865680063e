/* range.h: ranges of whole numbers. */
#ifndef GCC_GRAPH_RANGE_H
#define GCC_GRAPH_RANGE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Range {
    int64_t low, high;                              /* low <= i < high */
} Range;

static inline int64_t range_size(Range range)
{
    return range.high - range.low;
}

static inline bool range_equal(Range a, Range b)
{
    return a.low == b.low && a.high == b.high;
}

/* ⌊a / b⌋ for b > 0. */
static inline int64_t floor_quotient(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The i of the range for which factor i + base >= 0, where factor is not 0; if there
 * are none, low >= high. */
static inline Range range_where(Range range, int64_t factor, int64_t base)
{
    if (factor > 0) {
        const int64_t low = -floor_quotient(base, factor);
        range.low = low > range.low ? low : range.low;
    } else {
        const int64_t high = floor_quotient(base, -factor) + 1;
        range.high = high < range.high ? high : range.high;
    }
    return range;
}

#endif
