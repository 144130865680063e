/* sort.c: the order of numbers. */
#include "gg_math.h"
#include "real.h"

GG_STRICT_BEGIN

/* Whether element a comes before element b. */
static int GG_NAME(gg_comes_before)(const GG_REAL *x, int down, int32_t a,
                                    int32_t b)
{
    const GG_REAL u = x[down ? b : a], v = x[down ? a : b];

    if (u < v || u > v)
        return u < v;
    if ((x[a] != x[a]) != (x[b] != x[b]))
        return x[b] != x[b];
    return a < b;
}

/* Heapsort (Knuth, The Art of Computer Programming, volume 3, algorithm
 * 5.2.3H): in place, at most 2 n log₂ n comparisons. Equal elements are told
 * apart by where they stand, so the order is the stable one. */
static void GG_NAME(gg_sort)(size_t n, const GG_REAL *x, int down,
                             int32_t *order)
{
    size_t i, end, start;

    for (i = 0; i < n; i++)
        order[i] = (int32_t)i;
    for (start = n / 2, end = n; end > 1;) {
        size_t at, child;
        int32_t moved;

        if (start > 0) {
            moved = order[--start];
        } else {
            moved = order[--end];
            order[end] = order[0];
        }
        for (at = start; (child = 2 * at + 1) < end; at = child) {
            if (child + 1 < end
                && GG_NAME(gg_comes_before)(x, down, order[child],
                                      order[child + 1]))
                child++;
            if (!GG_NAME(gg_comes_before)(x, down, moved, order[child]))
                break;
            order[at] = order[child];
        }
        order[at] = moved;
    }
}

void GG_NAME(gg_argsort)(size_t n, const GG_REAL *x, int32_t *order)
{
    GG_NAME(gg_sort)(n, x, 0, order);
}

void GG_NAME(gg_argsort_down)(size_t n, const GG_REAL *x, int32_t *order)
{
    GG_NAME(gg_sort)(n, x, 1, order);
}

GG_STRICT_END
