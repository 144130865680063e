/* schedule_pieces.c: loops that are made in pieces.
 *
 *     y[i] = x[(i + 1) mod n]     is     y[i] = x[i + 1] for i < n - 1
 *                                        y[n - 1] = x[0]
 *
 * The quotient or remainder of an index is affine between the places where it jumps,
 * and a comparison of an index with a number is true or false. Where these places
 * are few, the innermost loop is made in as many pieces, of which the long one reads
 * or writes what lies side by side. So are, for comparisons, all loops of the
 * target, if only these keep what is read inside of its array: then there is
 * no branch in the long piece.
 *
 *     y[i] = x[i] if i == 0 else x[i] - x[i - 1]
 *
 * The loops of the steps of a recurrence are one: pieces along these have guards.
 * Sums that are to be gathered in lanes come in pieces before these are chosen, as
 * that changes their order.
 */
#include "affine.h"
#include "lanes.h"
#include "remap.h"
#include "schedule.h"

enum {
    SHORTEST_LOOP = 16,             /* that is worth it, */
    FEWEST_STEPS = 4,               /* or of a recurrence */
    MOST_PIECES = 6,
    MOST_PARTS = 16                 /* that one becomes */
};

typedef struct Pieces {
    uint32_t index;
    bool     steps;                 /* the index is of steps of a recurrence */
    Range    at[MOST_PIECES];       /* in ascending order */
    uint32_t count;
    Range    piece;                 /* the one that is made */
} Pieces;

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
static bool cut(Pieces *p, int64_t place)
{
    uint32_t at = 0;
    if (place >= p->at[p->count - 1].high)
        return true;
    while (place >= p->at[at].high)
        at++;
    if (place <= p->at[at].low)
        return true;
    if (p->count == MOST_PIECES)
        return false;
    for (uint32_t i = p->count++; i > at; i--)
        p->at[i] = p->at[i - 1];
    p->at[at].high = p->at[at + 1].low = place;
    return true;
}

/* Cuts where (factor v + base) div by changes. */
static bool cut_at_jumps(Pieces *p, Range range, int64_t factor, int64_t base,
                         int64_t by)
{
    int64_t first = floor_quotient(factor * range.low + base, by);
    int64_t last = floor_quotient(factor * (range.high - 1) + base, by);
    int64_t jumps = last > first ? last - first : first - last;
    if (jumps >= MOST_PIECES)
        return false;
    for (int64_t v = range.low + 1, seen = 0; seen < jumps;) {
        /* The next v with another quotient. */
        int64_t q = floor_quotient(factor * (v - 1) + base, by);
        int64_t past = factor > 0 ? (q + 1) * by - base : base - q * by + 1;
        int64_t step = factor > 0 ? factor : -factor;
        v = -floor_quotient(-past, step);
        int64_t now = floor_quotient(factor * v + base, by);
        seen += now > q ? now - q : q - now;
        if (!cut(p, v))
            return false;
        v++;
    }
    return true;
}

/* -- where comparisons change -- */

/* Whether the node compares factor index + base with 0. */
static bool is_compared(Graph *graph, ExprId id, uint32_t index,
                        int64_t *factor, int64_t *base)
{
    Exprs *exprs = &graph->exprs;
    const Expr e = *expr_at(exprs, id);
    SubscriptId a, b;
    if (e.kind != APPLY || e.function < F_EQ || e.function > F_GE
        || e.depends != 1u << index
        || !subscript_of_expr(exprs, e.as.operand[0], &a)
        || !subscript_of_expr(exprs, e.as.operand[1], &b))
        return false;
    const Subscript *s = subscript_at(exprs, subscript_add(exprs, a, -1, b));
    if (s->data || s->term_count != 1)
        return false;
    *factor = s->terms[0].factor;
    *base = s->base;
    return true;
}

static bool holds(Function f, int64_t value)
{
    switch (f) {
    case F_EQ: return value == 0;
    case F_NE: return value != 0;
    case F_LT: return value < 0;
    case F_LE: return value <= 0;
    case F_GT: return value > 0;
    default:   return value >= 0;
    }
}

/* Cuts where it changes: about the zero of factor v + base. */
static bool cut_at_changes(Pieces *p, Range range, Function f, int64_t factor,
                           int64_t base)
{
    int64_t zero = factor > 0 ? floor_quotient(-base, factor)
                              : floor_quotient(base, -factor);
    for (int64_t v = zero; v <= zero + 1; v++)
        if (v > range.low && v < range.high
            && holds(f, factor * v + base) != holds(f, factor * (v - 1) + base)
            && !cut(p, v))
            return false;
    return true;
}

/* Whether, conditions apart, the part would read beside an array. */
static bool reads_outside(const Graph *graph, Arena *arena, const Part *part,
                          const ExprIds *order)
{
    Domain box;
    Part open = *part;
    open.guard_count = 0;
    domain_of_part(&box, arena, &open);
    for (uint32_t i = 0; i < order->count; i++) {
        const Expr *e = expr_at(&graph->exprs, order->at[i]);
        for (uint32_t k = 0; e->kind == ACCESS && k < e->as.access.rank; k++) {
            Range r = domain_bounds(&box, graph, e->as.access.subscripts[k]);
            if (r.low < 0
                || r.high > graph_array(graph, e->as.access.array)->shape[k])
                return true;
        }
    }
    return false;
}

/* -- the pieces -- */

static uint32_t target_indices(const Graph *graph, const Part *part,
                               uint32_t rank)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < rank; i++)
        set |= subscript_depends(&graph->exprs, part->target[i]);
    return set;
}

/* The pieces of the loop of the index, if there are several and one is long; of
 * the first indices as many are of steps. */
static bool find_pieces(Graph *graph, Arena *arena, const Part *part,
                        uint32_t rank, uint32_t index, uint32_t steps, Pieces *p)
{
    bool inner = index >= steps && index + 1u == part->index_count, any = false;
    bool target = target_indices(graph, part, rank) >> index & 1;
    int64_t factor, base, by, longest = 0;
    Range range = part->ranges[index];
    if (part->combine > SUM
        || range_size(range) < (index < steps ? FEWEST_STEPS : SHORTEST_LOOP)
        || (inner ? part->lanes > 1 : !target)
        || (index < steps && part->combine != SET))
        return false;
    *p = (Pieces){
        .index = index, .steps = index < steps, .at = {range}, .count = 1};
    ExprIds order = {0};
    part_postorder(graph, arena, NULL, true, part, rank, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        if (inner && is_wrapped(graph, order.at[i], index, &factor, &base, &by)
            && !cut_at_jumps(p, range, factor, base, by))
            return false;
        any |= target && is_compared(graph, order.at[i], index, &factor, &base);
    }
    any = any && reads_outside(graph, arena, part, &order);
    for (uint32_t i = 0; any && i < order.count; i++)
        if (is_compared(graph, order.at[i], index, &factor, &base)
            && !cut_at_changes(p, range,
                               (Function)expr_at(&graph->exprs,
                                                 order.at[i])->function,
                               factor, base))
            return false;
    for (uint32_t i = 0; i < p->count; i++)
        if (range_size(p->at[i]) > longest)
            longest = range_size(p->at[i]);
    return p->count > 1 && 2 * longest > range_size(range);
}

/* A choice, or an operation on conditions, of which a condition is known. */
static ExprId decided(Exprs *exprs, ExprId id)
{
    const Expr e = *expr_at(exprs, id);
    const Expr c = *expr_at(exprs, e.as.operand[0]);
    bool both = e.kind == APPLY
             && (e.function == F_AND || e.function == F_OR);
    if (e.kind == CHOOSE)
        return c.kind != NUMBER ? id : e.as.operand[c.as.number != 0 ? 1 : 2];
    if (e.kind == APPLY && e.function == F_NOT && c.kind == NUMBER)
        return expr_number(exprs, c.as.number == 0);
    for (int k = 0; both && k < 2; k++) {
        const Expr *o = expr_at(exprs, e.as.operand[k]);
        if (o->kind == NUMBER)
            return (o->as.number != 0) == (e.function == F_AND)
                     ? e.as.operand[1 - k] : e.as.operand[k];
    }
    return id;
}

/* What a node is in the piece. */
static ExprId in_piece(Remap *remap, ExprId id)
{
    const Pieces *p = remap->context;
    Exprs *exprs = &remap->graph->exprs;
    int64_t factor, base, by;
    if (is_compared(remap->graph, id, p->index, &factor, &base)) {
        Function f = (Function)expr_at(exprs, id)->function;
        bool always = holds(f, factor * p->piece.low + base);
        return always == holds(f, factor * (p->piece.high - 1) + base)
                 ? expr_number(exprs, always) : id;
    }
    if (!is_wrapped(remap->graph, id, p->index, &factor, &base, &by))
        return expr_at(exprs, id)->kind >= APPLY ? decided(exprs, id) : id;
    int64_t q = floor_quotient(factor * p->piece.low + base, by);
    if (q != floor_quotient(factor * (p->piece.high - 1) + base, by))
        return id;
    if (expr_at(exprs, id)->function == F_FLOORDIV)
        return expr_number(exprs, (double)q);
    Term term = {p->index, factor};
    return expr_of_subscript(exprs, subscript_make(exprs, base - q * by, 1,
                                                   &term, 0, 0));
}

/* The part at the one value of the index, which it no longer has. */
static void drop_index(Graph *graph, Part *part, uint32_t rank, uint32_t index)
{
    Exprs *exprs = &graph->exprs;
    Memo memo = {0};
    SubscriptId map[MAX_INDICES] = {0};
    Range *ranges = NEW_ARRAY(graph->arena, Range, part->index_count);
    SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, rank);
    SubscriptId *guards =
        NEW_ARRAY(graph->arena, SubscriptId, part->guard_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < part->index_count; i++) {
        map[i] = i == index ? subscript_constant(exprs, part->ranges[i].low)
                            : subscript_index(exprs, count);
        if (i != index)
            ranges[count++] = part->ranges[i];
    }
    part->body = expr_substitute(exprs, &memo, part->body, map);
    for (uint32_t i = 0; i < rank; i++) {
        memo.epoch++;
        target[i] = subscript_substitute(exprs, &memo, part->target[i], map);
    }
    for (uint32_t i = 0; i < part->guard_count; i++) {
        memo.epoch++;
        guards[i] = subscript_substitute(exprs, &memo, part->guards[i], map);
    }
    part->ranges = ranges;
    part->target = target;
    part->guards = guards;
    part->index_count = (uint8_t)count;
}

/* Guards that say that the index is in the piece. */
static void guard_piece(Graph *graph, Part *part, const Pieces *p)
{
    Exprs *exprs = &graph->exprs;
    Range whole = part->ranges[p->index], piece = p->piece;
    SubscriptId index = subscript_index(exprs, p->index);
    SubscriptId *guards =
        NEW_ARRAY(graph->arena, SubscriptId, part->guard_count + 2u);
    for (uint32_t g = 0; g < part->guard_count; g++)
        guards[g] = part->guards[g];
    part->guards = guards;
    if (piece.low > whole.low)
        guards[part->guard_count++] = subscript_add(
            exprs, index, -1, subscript_constant(exprs, piece.low));
    if (piece.high < whole.high)
        guards[part->guard_count++] = subscript_add(
            exprs, subscript_constant(exprs, piece.high - 1), -1, index);
}

static Part piece_of(Remap *remap, const Part *part, uint32_t rank,
                     const Pieces *p)
{
    Part made = *part;
    Range *ranges = arena_copy(remap->graph->arena, part->ranges,
                               part->index_count, sizeof *ranges);
    made.ranges = ranges;
    if (p->steps)
        guard_piece(remap->graph, &made, p);
    else
        ranges[p->index] = p->piece;
    remap->context = p;
    remap->node = in_piece;
    part_remap(remap, &made, rank);
    if (!p->steps && range_size(p->piece) == 1)
        drop_index(remap->graph, &made, rank, p->index);
    return made;
}

/* Whether the part adds 0 alone. */
static bool is_nothing(const Graph *graph, const Part *part)
{
    return part->combine == SUM && expr_is_number(&graph->exprs, part->body, 0);
}

typedef LIST(Part) Parts;

/* Whether pieces along the index would be sums, each for one element, of what is
 * added to an element one after the other. */
static bool adds_by_quotient(const Graph *graph, const Part *part, uint32_t rank,
                             uint32_t index)
{
    for (uint32_t a = 0; a < rank && part->combine == SUM; a++) {
        ExprId data = subscript_at(&graph->exprs, part->target[a])->data;
        if (data && expr_at(&graph->exprs, data)->function == F_FLOORDIV
            && subscript_depends(&graph->exprs, part->target[a]) >> index & 1)
            return true;
    }
    return false;
}

/* Replaces the part at `at` by its pieces along the index, if it has any; returns
 * where the last of them is. */
static uint32_t cut_part(Remap *remap, Arena *arena, uint32_t rank,
                         uint32_t index, uint32_t steps, Parts *list,
                         uint32_t at)
{
    Pieces p;
    const Part whole = list->at[at];
    if (index >= whole.index_count || whole.guard_count + 2u > UINT8_MAX
        || !find_pieces(remap->graph, arena, &whole, rank, index, steps, &p))
        return at;
    for (uint32_t i = 1; i < p.count; i++)
        list_push(arena, list, whole);
    for (uint32_t k = list->count - 1; k >= at + p.count; k--)
        list->at[k] = list->at[k + 1 - p.count];
    for (uint32_t i = 0; i < p.count; i++) {
        p.piece = p.at[i];
        list->at[at + i] = piece_of(remap, &whole, rank, &p);
    }
    return at + p.count - 1;
}

/* -- where comparisons of several indices change -- */

typedef struct Half {
    ExprId compared;
    bool   holds;
} Half;

static ExprId in_half(Remap *remap, ExprId id)
{
    const Half *half = remap->context;
    if (id == half->compared)
        return expr_number(&remap->graph->exprs, half->holds);
    return expr_at(&remap->graph->exprs, id)->kind >= APPLY
             ? decided(&remap->graph->exprs, id) : id;
}

/* The part where the guard holds, and the comparison does or does not. */
static Part half_of(Remap *remap, const Part *part, uint32_t rank,
                    const Half *half, SubscriptId guard)
{
    Part made = *part;
    SubscriptId *guards = NEW_ARRAY(remap->graph->arena, SubscriptId,
                                    part->guard_count + 1u);
    for (uint32_t g = 0; g < part->guard_count; g++)
        guards[g] = part->guards[g];
    guards[made.guard_count++] = guard;
    made.guards = guards;
    remap->context = half;
    remap->node = in_half;
    part_remap(remap, &made, rank);
    return made;
}

/* The guard that says the comparison a < b, a <= b, a > b or a >= b, of indices
 * with the innermost among them; 0 if it is none. */
static SubscriptId guard_of(Graph *graph, const Part *part, ExprId id)
{
    Exprs *exprs = &graph->exprs;
    const Expr e = *expr_at(exprs, id);
    SubscriptId a, b;
    if (e.kind != APPLY || e.function < F_LT || e.function > F_GE
        || !(e.depends >> (part->index_count - 1u) & 1)
        || !subscript_of_expr(exprs, e.as.operand[0], &a)
        || !subscript_of_expr(exprs, e.as.operand[1], &b))
        return 0;
    bool less = e.function == F_LT || e.function == F_LE;
    bool strict = e.function == F_LT || e.function == F_GT;
    SubscriptId gap = less ? subscript_add(exprs, b, -1, a)
                           : subscript_add(exprs, a, -1, b);
    gap = subscript_add(exprs, gap, 1, subscript_constant(exprs, -strict));
    return subscript_at(exprs, gap)->data ? 0 : gap;
}

/* Replaces the part, which sets, by two, if a comparison of several indices keeps it
 * from reading beside its arrays. */
static void cut_in_halves(Remap *remap, Arena *arena, uint32_t rank,
                          Parts *list, uint32_t at)
{
    Graph *graph = remap->graph;
    const Part whole = list->at[at];
    ExprIds order = {0};
    if (whole.combine != SET || !whole.index_count
        || whole.guard_count == UINT8_MAX)
        return;
    part_postorder(graph, arena, NULL, true, &whole, rank, &order);
    if (!reads_outside(graph, arena, &whole, &order))
        return;
    for (uint32_t i = 0; i < order.count; i++) {
        SubscriptId guard = guard_of(graph, &whole, order.at[i]);
        if (!guard)
            continue;
        SubscriptId less_one = subscript_constant(&graph->exprs, -1);
        SubscriptId other = subscript_add(&graph->exprs, less_one, -1, guard);
        list->at[at] = half_of(remap, &whole, rank,
                               &(Half){order.at[i], true}, guard);
        const Part rest = half_of(remap, &whole, rank,
                                  &(Half){order.at[i], false}, other);
        list_push(arena, list, rest);
        return;
    }
}

/* Appends the part, or its pieces, to the list; returns whether it has any. Its
 * first indices are of steps of recurrences. */
static bool add_pieces(Remap *remap, Arena *arena, const Array *array,
                       uint32_t steps, const Part *part, Parts *list)
{
    uint32_t first = list->count, kept = first;
    list_push(arena, list, *part);
    for (uint32_t index = part->index_count; index > 0; index--)
        for (uint32_t at = first; at < list->count
             && !(first && adds_by_quotient(remap->graph, part, array->rank,
                                            index - 1))
             && list->count - first + MOST_PIECES <= MOST_PARTS; at++)
            at = cut_part(remap, arena, array->rank, index - 1, steps, list, at);
    for (uint32_t at = list->count; at > first; at--)
        cut_in_halves(remap, arena, array->rank, list, at - 1);
    if (list->count == first + 1)
        return false;
    for (uint32_t i = first; i < list->count; i++)
        if (!is_nothing(remap->graph, &list->at[i]))
            list->at[kept++] = list->at[i];
    list->count = kept > first ? kept : first + 1;
    return true;
}

/* Appends the part or, of a sum for lanes, its pieces along the terms. */
static bool add_terms(Remap *remap, Arena *arena, ArrayId id, const Part *part,
                      Parts *list)
{
    uint32_t first = list->count;
    list_push(arena, list, *part);
    if (part->combine == SUM && part_lanes(remap->graph, id, part) > 1)
        cut_part(remap, arena, graph_array(remap->graph, id)->rank,
                 part->index_count - 1u, 0, list, first);
    return list->count > first + 1;
}

/* Cuts the parts of the array, or its sums alone; whether there were any to cut. */
static bool cut_array(Remap *remap, Arena *arena, ArrayId id, bool sums)
{
    Graph *graph = remap->graph;
    const Array array = *graph_array(graph, id);
    uint32_t steps = recurrences_around(graph, id);
    Parts parts = {0};
    bool cut = false;
    for (uint32_t p = 0; p < array.part_count; p++)
        cut |= sums ? add_terms(remap, arena, id, &array.as.parts[p], &parts)
                    : add_pieces(remap, arena, &array, steps,
                                 &array.as.parts[p], &parts);
    if (!cut)
        return false;
    graph->arrays.at[id].as.parts =
        arena_copy(graph->arena, parts.at, parts.count, sizeof *parts.at);
    graph->arrays.at[id].part_count = parts.count;
    return true;
}

static bool has_loops(const Array *array)
{
    for (uint32_t p = 0; p < array->part_count; p++)
        if (array->as.parts[p].index_count)
            return true;
    return false;
}

static bool cut_arrays(Graph *graph, Arena *arena, bool sums)
{
    Arena *around = arena_open(arena);
    Remap remap = {.graph = graph, .arena = around};
    bool cut = false;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (array->kind != EQUATION || !(array->rank || sums)
            || !has_loops(array))
            continue;
        Arena *work = arena_open(around);
        cut |= cut_array(&remap, work, id, sums);
        arena_close(work);
    }
    arena_close(around);
    return cut;
}

void schedule_pieces(Graph *graph, Arena *arena)
{
    cut_arrays(graph, arena, false);
}

bool schedule_sums_in_pieces(Graph *graph, Arena *arena)
{
    return cut_arrays(graph, arena, true);
}
