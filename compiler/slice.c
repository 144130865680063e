/* slice.c: arrays of which one slice is read. */
#include "slice.h"

#include "remap.h"
#include "uses.h"

/* What the reads of an array have in common. */
typedef struct Slice {
    bool    read;
    bool    fixed[MAX_RANK];        /* this number on the axis */
    int64_t place[MAX_RANK];
    uint8_t like[MAX_RANK];         /* the first axis that has the same */
    ArrayId to;                     /* the array of the slice; 0: none */
} Slice;

typedef struct Slicer {
    Graph *graph;
    Arena *arena;
    Slice *slices;                  /* [graph arrays] */
    Memo   memo;
} Slicer;

/* -- what is read -- */

static void see_read(Slice *slice, const Exprs *exprs, const Expr *access)
{
    const SubscriptId *ids = access->as.access.subscripts;
    for (uint32_t d = 0; d < access->as.access.rank; d++) {
        const Subscript *s = subscript_at(exprs, ids[d]);
        bool constant = !s->term_count && !s->data;
        uint8_t like = 0;
        while (ids[like] != ids[d]
               || (slice->read && slice->like[like] != slice->like[d]))
            like++;
        slice->fixed[d] =
            constant
            && (!slice->read || (slice->fixed[d] && slice->place[d] == s->base));
        slice->place[d] = s->base;
        slice->like[d] = like;
    }
    slice->read = true;
}

static bool is_gone(const Slice *slice, uint32_t axis)
{
    return slice->fixed[axis] || slice->like[axis] != axis;
}

static bool may_be_sliced(const Graph *graph, const uint32_t *uses, ArrayId id)
{
    const Array *array = graph_array(graph, id);
    return array->kind == EQUATION && array->rank && !array->recurrence
        && uses[id] && uses[id] < AS_WHOLE;
}

static void see_reads(Slicer *s)
{
    ExprIds order = {0};
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array *array = graph_array(s->graph, id);
        for (uint32_t p = 0; p < array->part_count; p++) {
            order.count = 0;
            part_postorder(s->graph, s->arena, NULL, true,
                           &array->as.parts[p], array->rank, &order);
            for (uint32_t i = 0; i < order.count; i++) {
                const Expr *e = expr_at(&s->graph->exprs, order.at[i]);
                if (e->kind == ACCESS)
                    see_read(&s->slices[e->as.access.array],
                             &s->graph->exprs, e);
            }
        }
    }
}

/* -- the slice of a part -- */

typedef enum Fate { MADE, EMPTY, UNKNOWN } Fate;

/* A part in the making: of its indices, those of the set have been replaced. */
typedef struct Making {
    Part        part;
    Range       ranges[MAX_INDICES];
    SubscriptId guards[UINT8_MAX];
    SubscriptId target[MAX_RANK];
    uint32_t    rank, replaced;
} Making;

/* The part with other subscripts in the place of its indices. */
static void substitute(Slicer *s, Making *m, const SubscriptId *map)
{
    Exprs *exprs = &s->graph->exprs;
    m->part.body = expr_substitute(exprs, &s->memo, m->part.body, map);
    for (uint32_t i = 0; i < m->part.guard_count; i++)
        m->guards[i] = subscript_substitute(exprs, &s->memo, m->guards[i], map);
    for (uint32_t i = 0; i < m->rank; i++)
        m->target[i] = subscript_substitute(exprs, &s->memo, m->target[i], map);
}

static void replace_index(Slicer *s, Making *m, uint32_t index, SubscriptId by)
{
    SubscriptId map[MAX_INDICES] = {0};
    map[index] = by;
    substitute(s, m, map);
    m->replaced |= 1u << index;
}

/* The elements where the axis of the target is that number. */
static Fate fix_axis(Slicer *s, Making *m, uint32_t axis, int64_t place)
{
    Exprs *exprs = &s->graph->exprs;
    const Subscript *t = subscript_at(exprs, m->target[axis]);
    uint32_t index;
    int64_t base;
    if (!t->term_count && !t->data)
        return t->base == place ? MADE : EMPTY;
    if (!subscript_is_shifted(exprs, m->target[axis], &index, &base))
        return UNKNOWN;
    int64_t value = place - base;
    if (value < m->ranges[index].low || value >= m->ranges[index].high)
        return EMPTY;
    replace_index(s, m, index, subscript_constant(exprs, value));
    return MADE;
}

/* Those where two axes are the same. */
static Fate join_axes(Slicer *s, Making *m, uint32_t axis, uint32_t like)
{
    Exprs *exprs = &s->graph->exprs;
    const Subscript *a = subscript_at(exprs, m->target[axis]);
    const Subscript *b = subscript_at(exprs, m->target[like]);
    uint32_t i, j;
    int64_t from, to;
    if (m->target[axis] == m->target[like])
        return MADE;
    if (!a->term_count && !a->data)
        return fix_axis(s, m, like, a->base);
    if (!b->term_count && !b->data)
        return fix_axis(s, m, axis, b->base);
    if (!subscript_is_shifted(exprs, m->target[axis], &i, &from)
        || !subscript_is_shifted(exprs, m->target[like], &j, &to))
        return UNKNOWN;
    if (i == j)
        return EMPTY;
    int64_t shift = to - from;      /* i = j + shift */
    Range *range = &m->ranges[j], old = m->ranges[i];
    if (range->low < old.low - shift)
        range->low = old.low - shift;
    if (range->high > old.high - shift)
        range->high = old.high - shift;
    if (range->low >= range->high)
        return EMPTY;
    replace_index(s, m, i,
                  subscript_add(exprs, subscript_constant(exprs, shift), 1,
                                subscript_index(exprs, j)));
    return MADE;
}

/* Leaves out indices that were replaced, and axes that are gone. */
static Fate finish(Slicer *s, Making *m, const Slice *slice)
{
    Exprs *exprs = &s->graph->exprs;
    SubscriptId map[MAX_INDICES] = {0};
    uint32_t indices = 0, rank = 0, guards = 0;
    for (uint32_t i = 0; i < m->part.index_count; i++) {
        if (m->replaced >> i & 1)
            continue;
        m->ranges[indices] = m->ranges[i];
        map[i] = subscript_index(exprs, indices++);
    }
    substitute(s, m, map);
    for (uint32_t i = 0; i < m->part.guard_count; i++) {
        const Subscript *guard = subscript_at(exprs, m->guards[i]);
        if (guard->term_count)
            m->guards[guards++] = m->guards[i];
        else if (guard->base < 0)
            return EMPTY;
    }
    for (uint32_t d = 0; d < m->rank; d++)
        if (!is_gone(slice, d))
            m->target[rank++] = m->target[d];
    m->part.index_count = (uint8_t)indices;
    m->part.guard_count = (uint8_t)guards;
    m->part.ranges = arena_copy(s->arena, m->ranges, indices, sizeof(Range));
    m->part.guards = arena_copy(s->arena, m->guards, guards,
                                sizeof(SubscriptId));
    m->part.target = arena_copy(s->arena, m->target, rank,
                                sizeof(SubscriptId));
    return MADE;
}

static Fate slice_part(Slicer *s, const Array *array, const Slice *slice,
                       Part *part)
{
    Making m = {.part = *part, .rank = array->rank};
    Fate fate = MADE;
    if (part->combine >= ARGMAX)
        return UNKNOWN;
    for (uint32_t i = 0; i < part->index_count; i++)
        m.ranges[i] = part->ranges[i];
    for (uint32_t i = 0; i < part->guard_count; i++)
        m.guards[i] = part->guards[i];
    for (uint32_t d = 0; d < array->rank; d++)
        m.target[d] = part->target[d];
    for (uint32_t d = 0; d < array->rank && fate == MADE; d++)
        if (slice->fixed[d])
            fate = fix_axis(s, &m, d, slice->place[d]);
        else if (slice->like[d] != d)
            fate = join_axes(s, &m, d, slice->like[d]);
    if (fate == MADE)
        fate = finish(s, &m, slice);
    *part = m.part;
    return fate;
}

/* The array of the slice; 0 if it cannot be said. */
static ArrayId make_slice(Slicer *s, ArrayId id)
{
    const Slice *slice = &s->slices[id];
    const Array array = *graph_array(s->graph, id);
    int64_t shape[MAX_RANK];
    uint32_t rank = 0;
    LIST(Part) parts = {0};
    for (uint32_t d = 0; d < array.rank; d++)
        if (!is_gone(slice, d))
            shape[rank++] = array.shape[d];
    if (rank == array.rank)
        return 0;
    for (uint32_t p = 0; p < array.part_count; p++) {
        Part part = array.as.parts[p];
        Fate fate = slice_part(s, &array, slice, &part);
        if (fate == UNKNOWN)
            return 0;
        if (fate == MADE)
            list_push(s->arena, &parts, part);
    }
    if (!parts.count)
        list_push(s->arena, &parts,
                  part_whole(s->graph, rank, shape,
                             expr_number(&s->graph->exprs, 0)));
    return graph_equation(s->graph, array.limit, rank, shape, parts.count,
                          parts.at, array.serves);
}

/* -- what reads it -- */

/* A read of an array as one of its slice. */
static ExprId read_slice(Remap *remap, ExprId id)
{
    Exprs *exprs = &remap->graph->exprs;
    const Slicer *s = remap->context;
    const Expr e = *expr_at(exprs, id);
    if (e.kind != ACCESS || !s->slices[e.as.access.array].to)
        return id;
    const Slice *slice = &s->slices[e.as.access.array];
    SubscriptId kept[MAX_RANK];
    uint32_t rank = 0;
    for (uint32_t d = 0; d < e.as.access.rank; d++)
        if (!is_gone(slice, d))
            kept[rank++] = e.as.access.subscripts[d];
    return expr_access(exprs, slice->to, e.flags & EXPR_WHOLE, rank, kept);
}

static void read_slices(const Slicer *s)
{
    Remap remap = {.graph = s->graph, .arena = s->arena, .node = read_slice,
                   .context = s};
    for (ArrayId id = 1; id < s->graph->arrays.count; id++) {
        const Array array = *graph_array(s->graph, id);
        bool any = false;
        Part *parts = arena_copy(s->arena, array.as.parts, array.part_count,
                                 sizeof *parts);
        for (uint32_t p = 0; p < array.part_count; p++)
            any |= part_remap(&remap, &parts[p], array.rank);
        if (any)
            s->graph->arrays.at[id].as.parts =
                arena_copy(s->graph->arena, parts, array.part_count,
                           sizeof *parts);
    }
}

/* Whether an array has any: the longest programs are of numbers. */
static bool has_axes(const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == EQUATION
            && graph_array(graph, id)->rank)
            return true;
    return false;
}

static bool make_slices(Graph *graph, Arena *arena)
{
    Slicer s = {.graph = graph, .arena = arena};
    const uint32_t *uses = graph_uses(arena, graph);
    uint32_t count = graph->arrays.count;
    bool any = false;
    s.slices = NEW_ARRAY(arena, Slice, 2 * count);
    see_reads(&s);
    for (ArrayId id = 1; id < count; id++)
        if (may_be_sliced(graph, uses, id)) {
            s.slices[id].to = make_slice(&s, id);
            any |= s.slices[id].to != 0;
        }
    if (any)
        read_slices(&s);
    return any;
}

bool slice_arrays(Graph *graph, Arena *arena)
{
    Arena *work = arena_open(arena);
    bool any = has_axes(graph) && make_slices(graph, work);
    arena_close(work);
    return any;
}
