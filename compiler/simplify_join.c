/* simplify_join.c: pieces of an array that are one.
 *
 *     y[0] += a x[0]
 *     y[i] += a x[i] for i in 1:n       is       y[i] += a x[i] for i < n
 *
 *     y = a[0]
 *     y += Σ_{i in 1:n} a[i]            is       y = Σ_{i < n} a[i]
 *
 * Derivatives of what begins in a piece of its own come in such pieces.
 */
#include "simplifying.h"

enum { MOST_PIECES = 16 };          /* that are looked at */

/* Whether the parts differ in what they are of the indices alone, and could be
 * pieces of one. */
static bool may_join(const Part *a, const Part *b)
{
    return a->combine <= SUM && b->combine <= SUM && a->lanes == b->lanes && a->at == b->at && !a->stretches
        && !b->stretches && !a->guard_count && !b->guard_count;
}

static bool same_ranges(const Part *part, const Part *with, uint32_t but)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < part->index_count; i++) {
        if (i == but)
            continue;
        if (!range_equal(part->ranges[i], with->ranges[at]))
            return false;
        at++;
    }
    return true;
}

/* Whether `one` is what the part would be at that value of the index. */
static bool is_at(Simplifier *simplifier, uint32_t rank, const Part *part,
                  uint32_t index, int64_t value, const Part *one)
{
    Exprs *exprs = &simplifier->graph->exprs;
    Memo *memo = &simplifier->memo;
    SubscriptId map[MAX_INDICES] = {0};
    for (uint32_t i = 0, count = 0; i < part->index_count; i++)
        map[i] = i == index ? subscript_constant(exprs, value)
                            : subscript_index(exprs, count++);
    for (uint32_t i = 0; i < rank; i++) {
        memo->epoch++;
        if (subscript_substitute(exprs, memo, part->target[i], map)
            != one->target[i])
            return false;
    }
    return rewrite_substitute(&simplifier->rewriter, part->body, map)
        == one->body;
}

/* Widens the range of an index of the part by the piece; false if it is none. */
static bool join(Simplifier *simplifier, uint32_t rank, Part *part,
                 const Part *one)
{
    uint32_t targets = 0;
    if (!may_join(part, one) || part->index_count != one->index_count + 1u)
        return false;
    for (uint32_t d = 0; d < rank; d++)
        targets |= subscript_depends(&simplifier->graph->exprs,
                                     part->target[d]);
    for (uint32_t i = 0; i < part->index_count; i++) {
        const Range range = part->ranges[i];
        bool same = targets >> i & 1 ? part->combine == one->combine
                                     : part->combine == SUM;
        if (!same || !same_ranges(part, one, i))
            continue;
        bool before = range.low > 0
                   && is_at(simplifier, rank, part, i, range.low - 1, one);
        if (!before && !is_at(simplifier, rank, part, i, range.high, one))
            continue;
        Range *ranges = arena_copy(simplifier->arena, part->ranges,
                                   part->index_count, sizeof(Range));
        ranges[i] = before ? (Range){range.low - 1, range.high}
                           : (Range){range.low, range.high + 1};
        part->ranges = ranges;
        return true;
    }
    return false;
}

bool sketch_join(Simplifier *simplifier, Sketch *sketch)
{
    uint32_t count = sketch->parts.count;
    for (uint32_t i = 0; count <= MOST_PIECES && i < count; i++)
        for (uint32_t k = 0; k < count; k++) {
            if (i == k || !join(simplifier, sketch->rank, &sketch->parts.at[i],
                                &sketch->parts.at[k]))
                continue;
            for (; k + 1 < count; k++)
                sketch->parts.at[k] = sketch->parts.at[k + 1];
            sketch->parts.count--;
            return true;
        }
    return false;
}
