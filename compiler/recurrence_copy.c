/* recurrence_copy.c: a graph in the order in which its arrays are computed.
 *
 * A member that is read at earlier steps gets a carry, and every access is
 * made one of the carry or of the member, as the order says.
 */
#include "ordering.h"
#include "recurrence_pace.h"

/* What stands for an access of a part in the copy: the carry or the array. */
static ArrayId image_of(const Copy *copy, const ArrayId *carries,
                        const Circle *c, uint32_t *next, ExprId access)
{
    ArrayId source = graph_source(
        copy->from, expr_at(&copy->from->exprs, access)->as.access.array);
    if (c && *next < c->reads.count && c->reads.at[*next].access == access)
        return c->reads.at[(*next)++].earlier ? carries[source]
                                              : copy->arrays[source];
    return copy->arrays[source];
}

/* The part with its accesses as they are to be; reads of the circle from
 * *next on are those of the part. */
static Part copy_reads(Ordering *o, Copy *copy, const ArrayId *carries,
                       const Circle *c, uint32_t *next, const Part *part,
                       uint32_t rank)
{
    const ExprIds *nodes = part_nodes(o, part, rank);
    const Exprs *from = &copy->from->exprs;
    for (uint32_t i = 0; i < nodes->count; i++)
        copy->exprs[nodes->at[i]] = 0;
    for (uint32_t i = 0; i < nodes->count; i++) {
        ExprId id = nodes->at[i], operands[MAX_RANK];
        for (uint32_t n = expr_operands(from, id, operands); n > 0; n--)
            operands[n - 1] = copy->exprs[operands[n - 1]];
        ArrayId array = expr_at(from, id)->kind == ACCESS
                          ? image_of(copy, carries, c, next, id) : 0;
        copy->exprs[id] =
            expr_rebuild(&copy->to->exprs, from, id, operands, array);
    }
    Part made = *part;
    SubscriptId *guards = NEW_ARRAY(o->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(o->arena, SubscriptId, rank);
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = copy_subscript(copy, part->guards[i]);
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s = subscript_at(from, part->target[i]);
        target[i] = subscript_make(&copy->to->exprs, s->base, s->term_count,
                                   s->terms,
                                   s->data ? copy->exprs[s->data] : 0,
                                   s->scale);
    }
    made.guards = guards;
    made.target = target;
    made.body = copy->exprs[part->body];
    return made;
}

/* Where parts are pushed, those that read nothing of the circle are before all
 * steps, and come first. The others add, if only to what is 0. */
static void make_sums(Part *parts, const bool *outside, uint32_t count)
{
    for (uint32_t p = 0, first = 0; p < count; p++) {
        Part part = parts[p];
        if (part.combine == SET && !outside[p])
            part.combine = SUM;
        uint32_t at = outside[p] ? first++ : p;
        for (uint32_t k = p; k > at; k--)
            parts[k] = parts[k - 1];
        parts[at] = part;
    }
}

static ArrayId there(const Copy *copy, const ArrayId *carries, ArrayId id)
{
    ArrayId source = id ? graph_source(copy->from, id) : 0;
    return copy->arrays[source] ? copy->arrays[source] : carries[source];
}

/* What is no equation is made of members as they are; where one comes later in
 * the order, of its carry: derive says that there is no such derivative. */
static ArrayId copy_no_equation(Copy *copy, const ArrayId *carries, ArrayId id)
{
    const Array *array = graph_array(copy->from, id);
    if (array->kind == HELD)
        return graph_held(copy->to,
                          there(copy, carries, array->as.carried),
                          array->serves);
    if (array->kind != DERIVATIVE)
        return copy_array(copy, id);
    Derivative d = *array->as.derivative;
    d.of = there(copy, carries, d.of);
    d.by = there(copy, carries, d.by);
    d.seed = there(copy, carries, d.seed);
    return graph_derivative(copy->to, &d, array->rank, array->shape,
                            array->serves);
}

/* `place`: of a member of the circle in its order. */
static ArrayId copy_reading(Ordering *o, Copy *copy, const ArrayId *carries,
                            const Circle *c, uint32_t *next, uint32_t place,
                            ArrayId id)
{
    const Array *array = graph_array(copy->from, id);
    if (!array_is_computed(array))
        return copy_no_equation(copy, carries, id);
    Part *parts = NEW_ARRAY(o->arena, Part, array->part_count);
    bool *outside = NEW_ARRAY(o->arena, bool, array->part_count);
    bool pushes = false;
    for (uint32_t p = 0; p < array->part_count; p++) {
        const Read *reads = c ? c->reads.at + *next : NULL;
        parts[p] = copy_reads(o, copy, carries, c, next, &array->as.parts[p],
                              array->rank);
        if (!c)
            continue;
        parts[p] = part_pulled(o, copy, c, reads,
                               (uint32_t)(c->reads.at + *next - reads),
                               place, array, &parts[p]);
        outside[p] = c->reads.at + *next == reads;
        pushes |= !subscript_is_step(
            subscript_at(&copy->to->exprs,
                         parts[p].target[c->recurrences.at[1].axis[place]]));
    }
    if (pushes)
        make_sums(parts, outside, array->part_count);
    return graph_remade(copy->to, array, parts);
}

/* Carries for the members that are read at earlier steps. */
static void add_carries(const Circle *c, Copy *copy, ArrayId *carries)
{
    for (uint32_t i = 0; i < c->reads.count; i++) {
        ArrayId used = c->members.at[c->reads.at[i].used].id;
        const Array *array = graph_array(copy->from, used);
        if (c->reads.at[i].earlier && !carries[used])
            carries[used] =
                graph_carry(copy->to, array->type, array->limit, array->rank,
                            array->shape, array->serves);
    }
}

/* Members that have become one array stand once. */
static void add_recurrences(const Circle *c, Copy *copy)
{
    Graph *to = copy->to;
    uint32_t base = to->recurrences.count - 1;
    for (uint32_t r = 1; r < c->recurrences.count; r++) {
        Recurrence made = c->recurrences.at[r];
        uint32_t count = made.last - made.first + 1;
        uint8_t *axis = NEW_ARRAY(to->arena, uint8_t, count);
        int64_t *shift = NEW_ARRAY(to->arena, int64_t, count);
        ArrayId before = 0;
        uint32_t kept = 0;
        for (uint32_t k = 0; k < count; k++) {
            ArrayId id =
                copy->arrays[c->members.at[c->order.at[made.first + k]].id];
            if (kept && id <= before)
                continue;
            axis[kept] = made.axis[k];
            shift[kept++] = made.shift[k];
            before = id;
            to->arrays.at[id].recurrence = base + r;
        }
        made.first = before + 1 - kept;
        made.last = before;
        made.axis = axis;
        made.shift = shift;
        made.outer = made.outer ? base + made.outer : 0;
        list_push(to->arena, &to->recurrences, made);
    }
}

static void copy_circle(Ordering *o, Copy *copy, Circle *c, ArrayId *carries)
{
    add_carries(c, copy, carries);
    for (uint32_t i = 0; i < c->order.count; i++) {
        uint32_t m = c->order.at[i], next = 0;
        ArrayId id = c->members.at[m].id;
        while (next < c->reads.count && c->reads.at[next].user != m)
            next++;
        copy->arrays[id] = copy_reading(o, copy, carries, c, &next, i, id);
    }
    for (uint32_t m = 0; m < c->members.count; m++) {
        ArrayId id = c->members.at[m].id;
        if (carries[id])
            graph_carry_of(copy->to, carries[id], copy->arrays[id]);
    }
    add_recurrences(c, copy);
}

static void copy_ordered(Arena *work, Copy *copy, Graph *graph)
{
    Ordering o = ordering_make(work, graph);
    ArrayId *carries = NEW_ARRAY(work, ArrayId, graph->arrays.count);
    for (uint32_t i = 0, end; i < graph->arrays.count; i = end) {
        ArrayId id = o.order[i];
        const Array *array = graph_array(graph, id);
        bool alone = !array_is_computed(array) && array->kind != HELD
                  && array->kind != DERIVATIVE;
        uint32_t none = 0;
        end = component_end(&o, i);
        if (!o.reached[id] || array->kind == CARRY)
            continue;
        Circle c = {0};
        if (!alone)
            c = circle_of(&o, i, end);
        if (c.reads.count && circle_order(&c))
            copy_circle(&o, copy, &c, carries);
        else
            copy->arrays[id] =
                copy_reading(&o, copy, carries, NULL, &none, 0, id);
    }
}

static bool has_carries(const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == CARRY)
            return true;
    return false;
}

static Graph *copied(Arena *arena, Graph *graph, bool in_order)
{
    Arena *work = arena_open(arena);
    Graph *to = graph_create(arena);
    Copy copy;
    copy_init(&copy, work, graph, to);
    copy_reserve(&copy);
    if (!in_order) {
        copy_ordered(work, &copy, graph);
    } else {
        const bool *reached = graph_reached(graph, work);
        copy.alone = true;
        for (ArrayId id = 1; id < graph->arrays.count; id++)
            if (reached[id])
                copy_array(&copy, id);
    }
    copy_interface(&copy);
    arena_close(work);
    return to;
}

Graph *graph_compact(Arena *arena, Graph *graph)
{
    return copied(arena, graph, !has_carries(graph));
}

Graph *graph_sorted(Arena *arena, Graph *graph)
{
    return copied(arena, graph, false);
}
