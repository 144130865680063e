/* lower_array.c: arrays from values.
 *
 * A value's body may depend on indices that its context binds. An array made
 * of it gets an axis for each of them, and is read back at those indices:
 * `sum[k](A[i,k] B[k,j])` under bound i and j is T[i,j] with T of rank 2.
 *
 * Conditions of the context (`… if r > 0`, `for j <= i`) become guards of a
 * part only where an access of its body is within bounds by them alone.
 */
#include "lowering.h"

#include <string.h>

/* The most elements of one array: indices fit 32 bits everywhere. */
static const int64_t LARGEST = 2147483647;

uint32_t bind_index(Lowering *low, Span place, Range range)
{
    if (low->depth >= MAX_INDICES) {
        lower_error(low, place, "more than %d bound indices at one place",
                    MAX_INDICES - CONTEXT);
        return 0;
    }
    uint32_t index = low->depth++;
    low->domain.ranges[index] = range;
    low->domain.index_count = MAX_INDICES;
    return index;
}

void axes_open(Lowering *low, const Value *value)
{
    low->domain.index_count = MAX_INDICES;
    for (uint32_t k = 0; k < value->rank; k++)
        low->domain.ranges[k] = (Range){0, value->shape[k]};
}

void axes_close(Lowering *low, const Value *value)
{
    for (uint32_t k = 0; k < value->rank; k++)
        low->domain.ranges[k] = (Range){0, 0};
}

void piece_bind(const Lowering *low, Piece *piece, uint32_t index)
{
    piece->ranges[piece->bound_count] = low->domain.ranges[index];
    piece->bound[piece->bound_count++] = index;
}

/* The domain as it is where the piece stands. */
static void piece_open(Lowering *low, const Piece *piece)
{
    for (uint32_t b = 0; b < piece->bound_count; b++)
        low->domain.ranges[piece->bound[b]] = piece->ranges[b];
    axes_open(low, &piece->value);
}

/* -- which conditions a body needs -- */

static bool access_in_box(Lowering *low, const Expr *node)
{
    const Array *array = graph_array(low->graph, node->as.access.array);
    for (uint32_t i = 0; i < array->rank; i++) {
        Range range = domain_bounds(&low->domain, low->graph,
                                    node->as.access.subscripts[i]);
        if (range.low < 0 || range.high > array->shape[i])
            return false;
    }
    return true;
}

/* The indices of accesses that the box alone does not keep within bounds, or,
 * of what is made of itself, earlier. */
static uint32_t needy_indices(Lowering *low, ExprId body)
{
    uint32_t kept = low->domain.guards.count, set = 0;
    ExprIds order = {0};
    expr_postorder(&low->graph->exprs, low->arena, NULL, true,
                   body, &order);
    low->domain.guards.count = 0;
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(&low->graph->exprs, order.at[i]);
        if (node->kind == ACCESS
            && (graph_array(low->graph, node->as.access.array)->kind == CARRY
                || !access_in_box(low, node)))
            set |= node->depends;
    }
    low->domain.guards.count = kept;
    return set;
}

bool needs_conditions(Lowering *low, const Value *value)
{
    axes_open(low, value);
    bool needs = needy_indices(low, value->body) != 0;
    axes_close(low, value);
    return needs;
}

static void add_guard(Lowering *low, Piece *piece, SubscriptId guard)
{
    for (uint32_t i = 0; i < piece->guards.count; i++)
        if (piece->guards.at[i] == guard)
            return;
    list_push(low->arena, &piece->guards, guard);
}

static void add_context_guards(Lowering *low, Piece *piece)
{
    if (!low->domain.guards.count)
        return;
    piece_open(low, piece);
    uint32_t needy = needy_indices(low, piece->value.body);
    axes_close(low, &piece->value);
    for (uint32_t i = 0; i < low->domain.guards.count; i++) {
        SubscriptId guard = low->domain.guards.at[i];
        if (subscript_depends(&low->graph->exprs, guard) & needy)
            add_guard(low, piece, guard);
    }
}

/* -- parts -- */

/* Bound indices of the context that the piece depends on. */
static uint32_t piece_depends(const Lowering *low, const Piece *piece)
{
    const Exprs *exprs = &low->graph->exprs;
    uint32_t set = expr_at(exprs, piece->value.body)->depends;
    for (uint32_t i = 0; i < piece->head_count; i++)
        set |= subscript_depends(exprs, piece->head[i]);
    for (uint32_t i = 0; i < piece->guards.count; i++)
        set |= subscript_depends(exprs, piece->guards.at[i]);
    return set & ~((1u << CONTEXT) - 1);
}

/* What becomes of the context's indices in a part. */
typedef struct Numbering {
    uint32_t    count;
    Range       ranges[MAX_INDICES];
    SubscriptId map[MAX_INDICES];       /* old index: new subscript */
    uint32_t    number[MAX_INDICES];    /* old index: new index + 1 */
} Numbering;

/* The index `old` becomes the next one; an axis runs from 0. */
static void number_index(Lowering *low, Numbering *to, uint32_t old,
                         Range range, bool from_zero)
{
    Exprs *exprs = &low->graph->exprs;
    uint32_t next = to->count++;
    int64_t shift = from_zero ? range.low : 0;
    to->ranges[next] = (Range){range.low - shift, range.high - shift};
    Term term = {next, 1};
    to->map[old] = subscript_make(exprs, shift, 1, &term, 0, 0);
    to->number[old] = next + 1;
}

/* Free indices of the context first, then those that are heads alone, then
 * the value's axes, then the others as bound. */
static bool number_indices(Lowering *low, Span place, const Piece *piece,
                           uint32_t outer, Numbering *to)
{
    const Exprs *exprs = &low->graph->exprs;
    *to = (Numbering){0};
    uint32_t need = piece->value.rank + piece->bound_count;
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        need += outer >> i & 1;
    if (need > MAX_INDICES) {
        lower_error(low, place, "more than %d bound indices in one equation",
                    MAX_INDICES);
        return false;
    }
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        if (outer >> i & 1)
            number_index(low, to, i, low->domain.ranges[i], true);
    for (uint32_t h = 0; h < piece->head_count; h++)
        for (uint32_t b = 0; b < piece->bound_count; b++)
            if (!to->number[piece->bound[b]]
                && subscript_is_index(exprs, piece->head[h], piece->bound[b]))
                number_index(low, to, piece->bound[b], piece->ranges[b],
                             false);
    for (uint32_t i = 0; i < piece->value.rank; i++)
        number_index(low, to, i, (Range){0, piece->value.shape[i]}, false);
    for (uint32_t b = 0; b < piece->bound_count; b++)
        if (!to->number[piece->bound[b]])
            number_index(low, to, piece->bound[b], piece->ranges[b], false);
    return true;
}

static Part part_of_piece(Lowering *low, const Piece *piece, uint32_t outer,
                          const Numbering *to)
{
    Exprs *exprs = &low->graph->exprs;
    Arena *arena = low->arena;
    uint32_t rank = 0;
    SubscriptId target[2 * MAX_INDICES];
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        if (outer >> i & 1)
            target[rank++] = subscript_index(exprs, to->number[i] - 1);
    for (uint32_t h = 0; h < piece->head_count; h++)
        target[rank++] =
            subscript_substitute(exprs, &low->memo, piece->head[h], to->map);
    for (uint32_t i = 0; i < piece->value.rank; i++)
        target[rank++] = subscript_index(exprs, to->number[i] - 1);
    SubscriptId *guards = NEW_ARRAY(arena, SubscriptId, piece->guards.count);
    for (uint32_t i = 0; i < piece->guards.count; i++)
        guards[i] = subscript_substitute(exprs, &low->memo,
                                         piece->guards.at[i], to->map);
    return (Part){
        .combine = piece->combine,
        .component = (uint8_t)(piece->combine >= ARGMAX
                                   ? to->number[piece->bound[0]] - 1
                                   : 0),
        .index_count = (uint8_t)to->count,
        .guard_count = (uint8_t)piece->guards.count,
        .lanes = 1,
        .at = piece->at,
        .ranges = arena_copy(arena, to->ranges, to->count, sizeof(Range)),
        .guards = guards,
        .target = arena_copy(arena, target, rank, sizeof *target),
        .body = expr_substitute(exprs, &low->memo, piece->value.body, to->map),
    };
}

/* -- the array -- */

/* The type: index values if every piece is one and none is negative. What is
 * the largest of perhaps nothing is no index. */
static int64_t whole_limit(Lowering *low, uint32_t count, const Piece *pieces)
{
    int64_t limit = 0;
    if (count == 1 && pieces[0].combine < ARGMAX
        && expr_at(&low->graph->exprs, pieces[0].value.body)->kind == NUMBER)
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const Piece *piece = &pieces[i];
        Range range = {0, 0};
        if (piece->combine >= ARGMAX)
            range = piece->ranges[0];
        else if (piece->combine == SUM || piece->combine == PROD
                 || (piece->combine != SET && piece->guards.count)
                 || !value_is_whole(low, &piece->value))
            return 0;
        else {
            piece_open(low, piece);
            range = domain_bounds_expr(&low->domain, low->graph,
                                       piece->value.body);
            axes_close(low, &piece->value);
        }
        if (range.low < 0 || range.high > LARGEST || range.high <= range.low)
            return 0;
        if (range.high > limit)
            limit = range.high;
    }
    return limit;
}

static bool check_size(Lowering *low, Span place, uint32_t rank,
                       const int64_t *shape)
{
    int64_t size = 1;
    bool fits = true;
    for (uint32_t i = 0; i < rank; i++) {
        fits = fits && shape[i] <= LARGEST / size;
        size = fits ? size * shape[i] : size;
    }
    if (fits)
        return true;
    Buffer sizes = buffer_create(low->arena);
    for (uint32_t i = 0; i < rank; i++)
        buffer_print(&sizes, "%s%lld", i ? "×" : "", (long long)shape[i]);
    lower_error(low, place, "an array of %.*s has more than %lld elements",
                TEXT_ARGS(buffer_text(&sizes)), (long long)LARGEST);
    return false;
}

Value build_array(Lowering *low, Span place, uint32_t piece_count,
                  const Piece *given, const int64_t *head_shape, ArrayId *id)
{
    Piece one = given[0];       /* most have but one */
    Piece *pieces = piece_count == 1
                      ? &one
                      : arena_copy(low->arena, given, piece_count,
                                   sizeof(Piece));
    Exprs *exprs = &low->graph->exprs;
    uint32_t outer = 0;
    for (uint32_t i = 0; i < piece_count; i++) {
        add_context_guards(low, &pieces[i]);
        uint32_t set = piece_depends(low, &pieces[i]);
        for (uint32_t b = 0; b < pieces[i].bound_count; b++)
            set &= ~(1u << pieces[i].bound[b]);
        outer |= set | pieces[i].context;
    }
    Value out = pieces[0].value;
    int64_t shape[2 * MAX_INDICES];
    SubscriptId read[2 * MAX_INDICES];
    uint32_t rank = 0, axis = 0;
    for (uint32_t i = CONTEXT; i < MAX_INDICES; i++)
        if (outer >> i & 1) {
            Range range = low->domain.ranges[i];
            Term term = {i, 1};
            shape[rank] = range.high - range.low;
            read[rank++] = subscript_make(exprs, -range.low, 1, &term, 0, 0);
        }
    for (uint32_t h = 0; h < pieces[0].head_count; h++) {
        shape[rank] = head_shape[h];
        read[rank++] = subscript_index(exprs, axis++);
    }
    for (uint32_t i = 0; i < pieces[0].value.rank; i++) {
        shape[rank] = pieces[0].value.shape[i];
        read[rank++] = subscript_index(exprs, axis++);
    }
    if (rank > MAX_RANK) {
        lower_error(low, place, "this needs an array of %u axes; the most is %d",
                    rank, MAX_RANK);
        return value_error();
    }
    if (!check_size(low, place, rank, shape))
        return value_error();
    Part *parts = NEW_ARRAY(low->arena, Part, piece_count);
    for (uint32_t i = 0; i < piece_count; i++) {
        Numbering numbering;
        if (!number_indices(low, place, &pieces[i], outer, &numbering))
            return value_error();
        parts[i] = part_of_piece(low, &pieces[i], outer, &numbering);
    }
    const Array form = {.rank = (uint8_t)rank, .shape = shape};
    for (uint32_t i = 0; i < piece_count; i++)
        parts[i] = part_canonical(low->graph, &form, &parts[i]);
    int64_t limit = whole_limit(low, piece_count, pieces);
    *id = graph_equation(low->graph, limit, rank, shape, piece_count, parts,
                         low->serves);
    out.rank = (uint8_t)axis;
    memmove(out.shape + pieces[0].head_count, out.shape,
            pieces[0].value.rank * sizeof *out.shape);
    for (uint32_t h = 0; h < pieces[0].head_count; h++)
        out.shape[h] = head_shape[h];
    out.row = out.row && out.rank == 1;
    out.body = graph_access(low->graph, *id, read);
    out.name = (Text){0};
    return out;
}

/* An array that is a copy of another is that other: `y[i] = sum[k](…)` names
 * the sum. */
ArrayId without_copies(const Graph *graph, ArrayId id)
{
    for (;;) {
        const Array *array = graph_array(graph, id);
        if (array->kind != EQUATION || array->part_count != 1
            || array->as.parts->combine != SET
            || array->as.parts->guard_count
            || !part_is_plain(graph, array, array->as.parts))
            return id;
        const Expr *body = expr_at(&graph->exprs, array->as.parts->body);
        if (body->kind != ACCESS || body->as.access.rank != array->rank)
            return id;
        const Array *from = graph_array(graph, body->as.access.array);
        if (!array_is_computed(from) || from->type != array->type)
            return id;
        for (uint32_t i = 0; i < array->rank; i++)
            if (array->shape[i] != from->shape[i]
                || !subscript_is_index(&graph->exprs,
                                       body->as.access.subscripts[i], i))
                return id;
        id = body->as.access.array;
    }
}

Value value_without_copy(Lowering *low, Value value)
{
    const Expr read = *expr_at(&low->graph->exprs, value.body);
    if (!value.known || read.kind != ACCESS)
        return value;
    ArrayId id = without_copies(low->graph, read.as.access.array);
    if (id != read.as.access.array)
        value.body = graph_access(low->graph, id, read.as.access.subscripts);
    return value;
}

ArrayId value_array(const Lowering *low, const Value *value)
{
    const Exprs *exprs = &low->graph->exprs;
    const Expr *node = expr_at(exprs, value->body);
    if (node->kind != ACCESS)
        return 0;
    const SubscriptId *at = node->as.access.subscripts;
    const Array *array = graph_array(low->graph, node->as.access.array);
    if (array->rank < value->rank)
        return 0;
    uint32_t outer = array->rank - value->rank;
    for (uint32_t i = 0; i < value->rank; i++)
        if (!subscript_is_index(exprs, at[outer + i], i)
            || array->shape[outer + i] != value->shape[i])
            return 0;
    return node->as.access.array;
}

Value lower_stored(Lowering *low, Span place, Value value)
{
    if (!value.known)
        return value;
    uint8_t kind = expr_at(&low->graph->exprs, value.body)->kind;
    if (kind == ACCESS || kind == NUMBER || kind == INDEX)
        return value;
    Piece piece = {.combine = SET, .value = value};
    ArrayId id;
    Text name = value.name;
    value = build_array(low, place, 1, &piece, NULL, &id);
    value.name = name;
    return value;
}
