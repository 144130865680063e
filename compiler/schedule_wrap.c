/* schedule_wrap.c: loops that go around.
 *
 *     y[i] = x[(i + 1) mod n]     is     y[i] = x[i + 1] for i < n - 1
 *                                        y[n - 1] = x[0]
 *
 * The quotient or remainder of an index is affine between the places where it jumps.
 * Where these are few, the innermost loop is made in as many pieces, of which the
 * long one reads or writes what lies side by side. Sums whose order is that of lanes
 * are left alone.
 */
#include "remap.h"
#include "schedule.h"

enum {
    SHORTEST_LOOP = 16,             /* that is worth it */
    MOST_PIECES = 4
};

typedef struct Wrap {
    uint32_t index;
    Range    pieces[MOST_PIECES];   /* in ascending order */
    uint32_t count;
    Range    piece;                 /* the one that is made */
} Wrap;

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && a < 0);
}

/* Whether the node is a quotient or a remainder of factor index + base by a number.
 */
static bool is_wrapped(Graph *graph, ExprId id, uint32_t index,
                       int64_t *factor, int64_t *base, int64_t *by)
{
    Exprs *exprs = &graph->exprs;
    const Expr e = *expr_at(exprs, id);
    SubscriptId at;
    if (e.kind != APPLY
        || (e.function != F_MOD && e.function != F_FLOORDIV)
        || e.depends != 1u << index)
        return false;
    const Expr n = *expr_at(exprs, e.as.operand[1]);
    if (n.kind != NUMBER || n.as.number < 2
        || !subscript_of_expr(exprs, e.as.operand[0], &at))
        return false;
    *by = (int64_t)n.as.number;
    const Subscript *s = subscript_at(exprs, at);
    if (s->data || s->term_count != 1 || s->terms[0].index != index)
        return false;
    *factor = s->terms[0].factor;
    *base = s->base;
    return true;
}

/* -- where it jumps -- */

/* Parts the piece that has the place. */
static bool cut(Wrap *wrap, int64_t place)
{
    uint32_t at = 0;
    while (place >= wrap->pieces[at].high)
        at++;
    if (place <= wrap->pieces[at].low)
        return true;
    if (wrap->count == MOST_PIECES)
        return false;
    for (uint32_t i = wrap->count++; i > at; i--)
        wrap->pieces[i] = wrap->pieces[i - 1];
    wrap->pieces[at].high = wrap->pieces[at + 1].low = place;
    return true;
}

/* Cuts where (factor v + base) div by changes. */
static bool cut_at_jumps(Wrap *wrap, Range range, int64_t factor, int64_t base,
                         int64_t by)
{
    int64_t first = floor_div(factor * range.low + base, by);
    int64_t last = floor_div(factor * (range.high - 1) + base, by);
    int64_t jumps = last > first ? last - first : first - last;
    if (jumps >= MOST_PIECES)
        return false;
    for (int64_t v = range.low + 1, seen = 0; seen < jumps;) {
        /* The next v with another quotient. */
        int64_t q = floor_div(factor * (v - 1) + base, by);
        int64_t past = factor > 0 ? (q + 1) * by - base : base - q * by + 1;
        int64_t step = factor > 0 ? factor : -factor;
        v = -floor_div(-past, step);
        int64_t now = floor_div(factor * v + base, by);
        seen += now > q ? now - q : q - now;
        if (!cut(wrap, v))
            return false;
        v++;
    }
    return true;
}

/* The pieces of the part, if there are several and one is long. */
static bool find_pieces(Graph *graph, Arena *arena, const Part *part,
                        uint32_t rank, Wrap *wrap)
{
    int64_t factor, base, by, longest = 0;
    if (!part->index_count || part->lanes > 1 || part->combine > SUM)
        return false;
    wrap->index = part->index_count - 1u;
    Range range = part->ranges[wrap->index];
    if (range.high - range.low < SHORTEST_LOOP)
        return false;
    wrap->pieces[0] = range;
    wrap->count = 1;
    ExprIds order = {0};
    part_postorder(graph, arena, NULL, true, part, rank, &order);
    for (uint32_t i = 0; i < order.count; i++)
        if (is_wrapped(graph, order.at[i], wrap->index, &factor, &base, &by)
            && !cut_at_jumps(wrap, range, factor, base, by))
            return false;
    for (uint32_t i = 0; i < wrap->count; i++)
        if (wrap->pieces[i].high - wrap->pieces[i].low > longest)
            longest = wrap->pieces[i].high - wrap->pieces[i].low;
    return wrap->count > 1 && 2 * longest > range.high - range.low;
}

/* -- the pieces -- */

/* A quotient or remainder as it is in the piece. */
static ExprId unwrapped(Remap *remap, ExprId id)
{
    const Wrap *wrap = remap->context;
    Exprs *exprs = &remap->graph->exprs;
    int64_t factor, base, by;
    if (!is_wrapped(remap->graph, id, wrap->index, &factor, &base, &by))
        return id;
    int64_t q = floor_div(factor * wrap->piece.low + base, by);
    if (expr_at(exprs, id)->function == F_FLOORDIV)
        return expr_number(exprs, (double)q);
    Term term = {wrap->index, factor};
    return expr_of_subscript(exprs, subscript_make(exprs, base - q * by, 1,
                                                   &term, 0, 0));
}

static Part piece_of(Remap *remap, const Part *part, uint32_t rank,
                     const Wrap *wrap)
{
    Part made = *part;
    Range *ranges = arena_copy(remap->graph->arena, part->ranges,
                               part->index_count, sizeof *ranges);
    ranges[wrap->index] = wrap->piece;
    made.ranges = ranges;
    remap->context = wrap;
    part_remap(remap, &made, rank);
    return made;
}

static void unwrap_array(Remap *remap, Arena *arena, ArrayId id)
{
    Graph *graph = remap->graph;
    const Array array = *graph_array(graph, id);
    LIST(Part) parts = {0};
    for (uint32_t p = 0; p < array.part_count; p++) {
        const Part *part = &array.as.parts[p];
        Wrap wrap;
        if (!find_pieces(graph, arena, part, array.rank, &wrap)) {
            list_push(arena, &parts, *part);
            continue;
        }
        for (uint32_t i = 0; i < wrap.count; i++) {
            wrap.piece = wrap.pieces[i];
            list_push(arena, &parts,
                      piece_of(remap, part, array.rank, &wrap));
        }
    }
    if (parts.count == array.part_count)
        return;
    graph->arrays.at[id].as.parts =
        arena_copy(graph->arena, parts.at, parts.count, sizeof *parts.at);
    graph->arrays.at[id].part_count = parts.count;
}

void schedule_wrap(Graph *graph, Arena *arena)
{
    Arena *around = arena_open(arena);
    Remap remap = {.graph = graph, .arena = around, .node = unwrapped};
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind != EQUATION || !array->rank)
            continue;
        Arena *work = arena_open(around);
        unwrap_array(&remap, work, id);
        arena_close(work);
    }
    arena_close(around);
}
