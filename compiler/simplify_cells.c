/* simplify_cells.c: parts that add to the same elements, in pieces that do not.
 *
 *     y[i] += a[i + 1] for i < n - 1        y[0] = a[1]
 *     y[i] += b[i - 1] for i in 1:n         y[i] = a[i + 1] + b[i - 1] for i in 1:n-1
 *                                           y[n - 1] = b[n - 2]
 *
 * Derivatives of what reads its neighbours come so. Each element is written once
 * then, in one loop but for the borders. Parts that stand for the same elements
 * become one, and what nothing was added to before is set.
 */
#include "simplifying.h"

#include <string.h>

enum {
    MOST_PARTS = 8,                 /* along a line, */
    MOST_CELLS = 12,                /* and what becomes of them */
    MOST_SET = 40,                  /* parts that are compared */
    SHORTEST_CELL = 8               /* that is worth its borders */
};

/* Whether the part adds one value to each element of a box. */
static bool adds_to_box(const Graph *graph, uint32_t rank, const Part *part)
{
    uint32_t index = 0;
    if (part->combine != SUM || part->guard_count || part->stretches
        || part->lanes > 1)
        return false;
    for (uint32_t a = 0; a < rank; a++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[a]);
        if (subscript_is_index(&graph->exprs, part->target[a], index))
            index++;
        else if (s->data || s->term_count)
            return false;
    }
    return index == part->index_count;
}

/* The places of the part on an axis. */
static Range places_on(const Graph *graph, const Part *part, uint32_t axis)
{
    const Subscript *s = subscript_at(&graph->exprs, part->target[axis]);
    return s->term_count ? part->ranges[s->terms[0].index]
                         : (Range){s->base, s->base + 1};
}

static bool same_places(const Graph *graph, const Part *a, const Part *b,
                        uint32_t from, uint32_t to)
{
    for (uint32_t axis = from; axis < to; axis++) {
        if (!range_equal(places_on(graph, a, axis), places_on(graph, b, axis))
            || subscript_at(&graph->exprs, a->target[axis])->term_count
                   != subscript_at(&graph->exprs, b->target[axis])->term_count)
            return false;
    }
    return true;
}

/* Whether both are in boxes that have no element in common. */
static bool are_apart(const Graph *graph, uint32_t rank, const Part *a,
                      const Part *b)
{
    for (uint32_t axis = 0; axis < rank; axis++) {
        Range x = places_on(graph, a, axis), y = places_on(graph, b, axis);
        if (x.high <= y.low || y.high <= x.low)
            return true;
    }
    return false;
}

/* -- parts along a line -- */

typedef struct Line {
    uint32_t axis, count;
    uint32_t at[MOST_PARTS];        /* in the sketch */
    Range    places[MOST_PARTS];
    uint32_t cut_count;
    int64_t  cuts[2 * MOST_PARTS];  /* ascending */
} Line;

static void add_cut(Line *line, int64_t place)
{
    uint32_t at = line->cut_count;
    for (uint32_t i = 0; i < line->cut_count; i++)
        if (line->cuts[i] == place)
            return;
    for (; at && line->cuts[at - 1] > place; at--)
        line->cuts[at] = line->cuts[at - 1];
    line->cuts[at] = place;
    line->cut_count++;
}

static uint32_t covering(const Line *line, Range cell)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < line->count; i++)
        count += line->places[i].low <= cell.low
              && line->places[i].high >= cell.high;
    return count;
}

/* The parts that differ from the first in their places on the axis alone, if some
 * overlap and most places have one cell in common. Borders of two places are two
 * cells, so that nothing asks in which of them it is. */
static bool find_line(const Graph *graph, const Sketch *sketch, uint32_t first,
                      uint32_t axis, Line *line)
{
    const Part *one = &sketch->parts.at[first];
    int64_t longest = 0;
    bool overlap = false;
    *line = (Line){.axis = axis};
    for (uint32_t i = first; i < sketch->parts.count; i++) {
        const Part *part = &sketch->parts.at[i];
        if (!adds_to_box(graph, sketch->rank, part)
            || !same_places(graph, part, one, 0, axis)
            || !same_places(graph, part, one, axis + 1, sketch->rank))
            continue;
        if (line->count == MOST_PARTS)
            return false;
        line->at[line->count] = i;
        line->places[line->count] = places_on(graph, part, axis);
        add_cut(line, line->places[line->count].low);
        add_cut(line, line->places[line->count++].high);
    }
    for (uint32_t c = 0; c + 1 < line->cut_count; c++)
        if (line->cuts[c + 1] == line->cuts[c] + 2
            && line->cut_count <= MOST_CELLS)
            add_cut(line, line->cuts[c] + 1);
    if (line->count < 2 || line->cut_count > MOST_CELLS + 1)
        return false;
    for (uint32_t c = 0; c + 1 < line->cut_count; c++) {
        const Range cell = {line->cuts[c], line->cuts[c + 1]};
        uint32_t count = covering(line, cell);
        overlap |= count > 1;
        if (count > 1 && cell.high - cell.low > longest)
            longest = cell.high - cell.low;
    }
    return overlap && longest >= SHORTEST_CELL
        && 2 * longest >= line->cuts[line->cut_count - 1] - line->cuts[0];
}

/* The part at one place of the axis. */
static Part at_place(Simplifier *simplifier, uint32_t rank, const Part *part,
                     uint32_t axis, int64_t place)
{
    Exprs *exprs = &simplifier->graph->exprs;
    const Subscript *s = subscript_at(exprs, part->target[axis]);
    SubscriptId map[MAX_INDICES] = {0};
    Range ranges[MAX_INDICES];
    Part made = *part;
    uint32_t count = 0;
    if (!s->term_count)
        return made;
    const uint32_t index = s->terms[0].index;
    for (uint32_t i = 0; i < part->index_count; i++) {
        map[i] = i == index ? subscript_constant(exprs, place)
                            : subscript_index(exprs, count);
        if (i != index)
            ranges[count++] = part->ranges[i];
    }
    part_map(simplifier, rank, &made, map, count, ranges);
    return made;
}

/* What is added in the cell. */
static Part cell_of(Simplifier *simplifier, const Sketch *sketch,
                    const Line *line, Range cell)
{
    Part made = {0};
    bool begun = false;
    for (uint32_t i = 0; i < line->count; i++) {
        const Part *part = &sketch->parts.at[line->at[i]];
        if (line->places[i].low > cell.low || line->places[i].high < cell.high)
            continue;
        Part here = *part;
        if (cell.high - cell.low == 1)
            here = at_place(simplifier, sketch->rank, part, line->axis, cell.low);
        if (!begun) {
            made = here;
            begun = true;
            continue;
        }
        made.body = rewrite_apply(&simplifier->rewriter, F_ADD, made.body,
                                  here.body);
    }
    if (cell.high - cell.low > 1) {
        Range *ranges = arena_copy(simplifier->arena, made.ranges,
                                   made.index_count, sizeof *ranges);
        ranges[subscript_at(&simplifier->graph->exprs,
                            made.target[line->axis])->terms[0].index] = cell;
        made.ranges = ranges;
    }
    return made;
}

/* The cells in place of the parts, before the others, so that they can set. */
static void put_cells(Simplifier *simplifier, Sketch *sketch, const Line *line)
{
    const uint32_t all = sketch->parts.count;
    Part *old = arena_copy(simplifier->arena, sketch->parts.at, all, sizeof *old);
    Part cells[MOST_CELLS];
    uint32_t count = 0, next = 0;
    for (uint32_t c = 0; c + 1 < line->cut_count; c++) {
        const Range cell = {line->cuts[c], line->cuts[c + 1]};
        if (covering(line, cell))
            cells[count++] = cell_of(simplifier, sketch, line, cell);
    }
    sketch->parts.count = 0;
    for (uint32_t i = 0; i < count; i++)
        list_push(simplifier->arena, &sketch->parts, cells[i]);
    for (uint32_t i = 0; i < all; i++)
        if (next < line->count && line->at[next] == i)
            next++;
        else
            list_push(simplifier->arena, &sketch->parts, old[i]);
}

static bool put_first_line(Simplifier *simplifier, Sketch *sketch)
{
    Line line;
    for (uint32_t axis = sketch->rank; axis > 0; axis--)
        for (uint32_t i = 0; !(sketch->steps >> (axis - 1) & 1)
             && i + 1 < sketch->parts.count; i++)
            if (adds_to_box(simplifier->graph, sketch->rank,
                            &sketch->parts.at[i])
                && find_line(simplifier->graph, sketch, i, axis - 1, &line)) {
                put_cells(simplifier, sketch, &line);
                return true;
            }
    return false;
}

/* -- what sets -- */

static bool is_box(const Graph *graph, uint32_t rank, const Part *part)
{
    Part adds = *part;
    adds.combine = part->combine == SET ? SUM : part->combine;
    return adds_to_box(graph, rank, &adds);
}

/* Whether the part is apart from all before it, which are boxes. */
static bool comes_first(const Graph *graph, const Sketch *sketch, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (!are_apart(graph, sketch->rank, &sketch->parts.at[i],
                       &sketch->parts.at[at]))
            return false;
    return true;
}

/* Parts that set, where they stand for elements of which nothing was said before, as
 * parts that add; whether all are such now. */
static bool add_all(const Graph *graph, Sketch *sketch)
{
    uint32_t sets = 0;
    while (sets < sketch->parts.count && sketch->parts.at[sets].combine == SET)
        if (!is_box(graph, sketch->rank, &sketch->parts.at[sets])
            || !comes_first(graph, sketch, sets++))
            return false;
    for (uint32_t i = sets; i < sketch->parts.count; i++)
        if (sketch->parts.at[i].combine != SUM)
            return false;
    for (uint32_t i = 0; i < sets; i++)
        sketch->parts.at[i].combine = SUM;
    return true;
}

void sketch_set_apart(const Simplifier *simplifier, Sketch *sketch)
{
    const Graph *graph = simplifier->graph;
    const uint32_t count = sketch->parts.count;
    Part *parts = sketch->parts.at;
    uint32_t sets = 0;
    for (uint32_t i = 0; count > 1 && i < count && i < MOST_SET
         && is_box(graph, sketch->rank, &parts[i]); i++) {
        if (!comes_first(graph, sketch, i))
            continue;
        Part part = parts[i];
        part.combine = SET;
        memmove(&parts[sets + 1], &parts[sets], (i - sets) * sizeof part);
        parts[sets++] = part;
    }
}

bool sketch_cells(Simplifier *simplifier, Sketch *sketch)
{
    if (simplifier->readers || sketch->limit || sketch->parts.count < 2
        || !add_all(simplifier->graph, sketch))
        return false;
    bool changed = put_first_line(simplifier, sketch);
    if (!changed)
        sketch_set_apart(simplifier, sketch);
    return changed;
}
