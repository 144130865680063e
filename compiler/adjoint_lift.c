/* adjoint_lift.c: a derivative for many seeds at once.
 *
 * What depends on a seed gets more axes, one index for each, and reads what
 * depends on the seed at these. So a derivative by one seed becomes that by a
 * family of them: a Jacobian, if they are the unit arrays. They stand behind
 * the axes along which there is a Jacobian of each element: its loops are then
 * inside of those over the elements.
 */
#include "adjoint.h"

typedef struct Lift {
    Arena    *arena;
    Graph    *graph;
    uint32_t  rank;                 /* how many axes more, */
    uint32_t  at;                   /* behind how many */
    uint32_t  first;                /* new index of the part at hand */
    const int64_t *shape;
    ArrayId  *to;                   /* [arrays]: lifted; 0: as it is */
    ExprIds   order;
    LIST(ExprId) image;             /* [exprs], scratch */
    bool      fits;
} Lift;

/* -- expressions -- */

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Where an index or axis goes, if the new ones begin at `first`. */
static uint32_t moved(const Lift *lift, uint32_t first, uint32_t index)
{
    return index < first ? index : index + lift->rank;
}

/* The subscript with the indices behind the new ones moved up. */
static SubscriptId move_up(Lift *lift, SubscriptId id)
{
    Exprs *exprs = &lift->graph->exprs;
    const Subscript s = *subscript_at(exprs, id);
    Term terms[MAX_INDICES];
    for (uint32_t i = 0; i < s.term_count; i++)
        terms[i] = (Term){moved(lift, lift->first, s.terms[i].index),
                          s.terms[i].factor};
    return subscript_make(exprs, s.base, s.term_count, terms,
                          s.data ? lift->image.at[s.data] : 0, s.scale);
}

/* The subscripts of an array of that rank, with the new indices among them. */
static void lift_axes(Lift *lift, uint32_t rank, const SubscriptId *from,
                      SubscriptId *to)
{
    uint32_t axis = least(lift->at, rank);
    for (uint32_t i = 0; i < rank; i++)
        to[moved(lift, axis, i)] = move_up(lift, from[i]);
    for (uint32_t i = 0; i < lift->rank; i++)
        to[axis + i] = subscript_index(&lift->graph->exprs, lift->first + i);
}

static ExprId lift_access(Lift *lift, const Expr *node)
{
    SubscriptId subscripts[2 * MAX_RANK];
    ArrayId array = node->as.access.array, lifted = lift->to[array];
    uint32_t rank = node->as.access.rank;
    if (lifted)
        lift_axes(lift, rank, node->as.access.subscripts, subscripts);
    for (uint32_t i = 0; !lifted && i < rank; i++)
        subscripts[i] = move_up(lift, node->as.access.subscripts[i]);
    return graph_access(lift->graph, lifted ? lifted : array, subscripts);
}

static ExprId lift_expr(Lift *lift, ExprId root)
{
    Exprs *exprs = &lift->graph->exprs;
    lift->order.count = 0;
    expr_postorder(exprs, lift->arena, NULL, true, root,
                   &lift->order);
    list_reserve(lift->arena, &lift->image, exprs->nodes.count);
    for (uint32_t i = 0; i < lift->order.count; i++) {
        ExprId id = lift->order.at[i], operands[MAX_RANK];
        const Expr node = *expr_at(exprs, id);
        ExprId made;
        if (node.kind == INDEX) {
            made = expr_index(exprs, moved(lift, lift->first, node.as.index));
        } else if (node.kind == ACCESS) {
            made = lift_access(lift, &node);
        } else {
            for (uint32_t n = expr_operands(exprs, id, operands); n > 0; n--)
                operands[n - 1] = lift->image.at[operands[n - 1]];
            made = expr_rebuild(exprs, exprs, id, operands, 0);
        }
        list_reserve(lift->arena, &lift->image, exprs->nodes.count);
        lift->image.at[id] = made;
    }
    return lift->image.at[root];
}

/* -- arrays -- */

static Part lift_part(Lift *lift, const Part *part, uint32_t rank)
{
    Exprs *exprs = &lift->graph->exprs;
    Part made = *part;
    Range *ranges =
        NEW_ARRAY(lift->arena, Range, lift->rank + part->index_count);
    SubscriptId *guards =
        NEW_ARRAY(lift->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(lift->arena, SubscriptId,
                                    lift->rank + rank);
    lift->first = least(least(lift->at, rank), part->index_count);
    for (uint32_t i = 0; i < lift->rank; i++)
        ranges[lift->first + i] = (Range){0, lift->shape[i]};
    for (uint32_t i = 0; i < part->index_count; i++)
        ranges[moved(lift, lift->first, i)] = part->ranges[i];
    made.body = lift_expr(lift, part->body);
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = move_up(lift, part->guards[i]);
    for (uint32_t i = 0; i < rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            lift_expr(lift, data);
    }
    lift_axes(lift, rank, part->target, target);
    made.index_count = (uint8_t)(part->index_count + lift->rank);
    made.ranges = ranges;
    made.guards = guards;
    made.target = target;
    return made;
}

static bool reads_lifted(Lift *lift, const Array *array)
{
    for (uint32_t p = 0; p < array->part_count; p++) {
        lift->order.count = 0;
        expr_postorder(&lift->graph->exprs, lift->arena, NULL, true,
                       array->as.parts[p].body, &lift->order);
        for (uint32_t i = 0; i < lift->order.count; i++) {
            const Expr *node =
                expr_at(&lift->graph->exprs, lift->order.at[i]);
            if (node->kind == ACCESS && lift->to[node->as.access.array])
                return true;
        }
    }
    return false;
}

static ArrayId lift_array(Lift *lift, ArrayId id)
{
    const Array array = *graph_array(lift->graph, id);
    int64_t shape[2 * MAX_RANK];
    uint32_t rank = lift->rank + array.rank;
    uint32_t axis = least(lift->at, array.rank);
    for (uint32_t i = 0; i < lift->rank; i++)
        shape[axis + i] = lift->shape[i];
    for (uint32_t i = 0; i < array.rank; i++)
        shape[moved(lift, axis, i)] = array.shape[i];
    if (rank > MAX_RANK) {
        lift->fits = false;
        return 0;
    }
    if (array.kind == CARRY)
        return graph_carry(lift->graph, REAL, 0, rank, shape, array.serves);
    Part *parts = NEW_ARRAY(lift->arena, Part, array.part_count);
    for (uint32_t p = 0; p < array.part_count; p++) {
        if (array.as.parts[p].index_count + lift->rank > MAX_INDICES) {
            lift->fits = false;
            return 0;
        }
        parts[p] = lift_part(lift, &array.as.parts[p], array.rank);
    }
    Array made = array;
    made.rank = (uint8_t)rank;
    made.shape = shape;
    return graph_remade(lift->graph, &made, parts);
}

/* Which carries carry what depends on the seed: marked until nothing is
 * added. */
static void mark_carries(Lift *lift, ArrayId first, ArrayId end, bool *depends)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (ArrayId id = first; id < end; id++) {
            ArrayId carried = graph_source(lift->graph, id);
            const Array *array = graph_array(lift->graph, id);
            bool now = carried != id
                         ? depends[carried]
                         : array_is_computed(array)
                               && reads_lifted(lift, array);
            if (now && !depends[id]) {
                depends[id] = true;
                lift->to[id] = id;      /* until it is lifted */
                changed = true;
            }
        }
    }
}

ArrayId lift_run(Arena *arena, Graph *graph, ArrayId first, ArrayId result,
                 ArrayId seed, ArrayId lifted_seed, uint32_t at,
                 uint32_t rank, const int64_t *shape, bool *fits)
{
    const uint32_t end = graph->arrays.count;
    Lift lift = {.arena = arena, .graph = graph, .rank = rank, .at = at,
                 .shape = shape, .fits = true,
                 .to = NEW_ARRAY(arena, ArrayId, end)};
    bool *depends = NEW_ARRAY(arena, bool, end);
    depends[seed] = true;
    lift.to[seed] = lifted_seed;
    mark_carries(&lift, first, end, depends);
    for (ArrayId id = first; id < end && lift.fits; id++)
        if (depends[id] && id != seed)
            lift.to[id] = lift_array(&lift, id);
    for (ArrayId id = first; id < end && lift.fits; id++) {
        ArrayId carried = graph_source(graph, id);
        if (carried != id && depends[id])
            graph_carry_of(graph, lift.to[id], lift.to[carried]);
    }
    *fits = lift.fits;
    return lift.fits ? lift.to[result] : 0;
}
