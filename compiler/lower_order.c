/* lower_order.c: recurrences have an order.
 *
 * Where data choose what is read, as in h[t] = f(h[p[t]]), nothing in the text
 * says that it is earlier. Of an index input it is checked when the program
 * runs, as its limit is; of other data a condition has to say it.
 */
#include "lowering.h"

#include "recurrence.h"

/* -- what is checked -- */

/* Whether each place has a value that is right. */
static bool is_possible(const Graph *graph, const Ordered *o)
{
    return o->direction > 0
             ? o->places.low + o->offset > 0
             : o->places.high + o->offset < graph_array(graph, o->input)->limit;
}

/* The subscript p[…, i + e, …] + b of what makes element i + c, which counts for
 * element i + c + ahead of what is carried: of the input p, v + b < i + c + ahead
 * for all i. False if no data are such. */
static bool order_subscript(Graph *graph, const Part *part, SubscriptId s,
                            SubscriptId target, int64_t ahead,
                            int8_t direction)
{
    const Exprs *exprs = &graph->exprs;
    const Subscript at = *subscript_at(exprs, s);
    uint32_t index, other;
    int64_t to, place;
    if (!at.data || at.term_count || at.scale != 1
        || expr_at(exprs, at.data)->kind != ACCESS
        || !subscript_is_shifted(exprs, target, &index, &to))
        return true;
    const Expr *data = expr_at(exprs, at.data);
    const Array *input = graph_array(graph, data->as.access.array);
    for (uint8_t axis = 0; input->kind == INPUT && axis < input->rank; axis++) {
        if (!subscript_is_shifted(exprs, data->as.access.subscripts[axis], &other,
                              &place)
            || other != index)
            continue;
        Range range = part->ranges[index];
        Ordered ordered = {
            .input = data->as.access.array, .axis = axis,
            .direction = direction,
            .places = {range.low + place, range.high + place},
            .offset = to + ahead - place - at.base,
        };
        list_push(graph->arena, &graph->ordered, ordered);
        return is_possible(graph, &ordered);
    }
    return true;
}

/* The nodes of the body that always count: of a choice its condition alone. */
static void push_certain(const Graph *graph, Arena *arena, ExprId root,
                         ExprIds *list)
{
    ExprId operands[MAX_RANK];
    bool *known = NEW_ARRAY(arena, bool, graph->exprs.nodes.count);
    list->count = 0;
    list_push(arena, list, root);
    for (uint32_t i = 0; i < list->count; i++) {
        ExprId id = list->at[i];
        bool choice = expr_at(&graph->exprs, id)->kind == CHOOSE;
        uint32_t count = expr_operands(&graph->exprs, id, operands);
        for (uint32_t k = 0; k < (choice ? 1 : count); k++) {
            if (!known[operands[k]])
                list_push(arena, list, operands[k]);
            known[operands[k]] = true;
        }
    }
}

static bool is_member(const Graph *graph, const ArrayIds *circle, ArrayId id)
{
    ArrayId source = graph_source(graph, id);
    for (uint32_t i = 0; i < circle->count; i++)
        if (circle->at[i] == source)
            return true;
    return false;
}

/* -- which step an element counts for -- */

/* ahead[a]: element e of a member, along its axis a, counts for element
 * e + ahead[a] of what is carried. */
typedef struct Member {
    bool    known[MAX_RANK];
    int64_t ahead[MAX_RANK];
} Member;

static uint32_t member_at(const ArrayIds *circle, ArrayId id)
{
    uint32_t i = 0;
    while (i < circle->count && circle->at[i] != id)
        i++;
    return i;
}

/* What a part reads of a member as such counts for what the part makes: for the
 * first of those. True if that says something new. */
static bool follow_read(const Graph *graph, const Part *part,
                        const Member *user, uint32_t rank, const Expr *access,
                        Member *used, int8_t direction)
{
    const Exprs *exprs = &graph->exprs;
    bool changed = false;
    for (uint32_t a = 0; a < rank; a++) {
        for (uint32_t b = 0; b < access->as.access.rank; b++) {
            uint32_t index, other;
            int64_t to, from;
            if (!user->known[a]
                || !subscript_is_shifted(exprs, part->target[a], &index, &to)
                || !subscript_is_shifted(exprs, access->as.access.subscripts[b],
                                     &other, &from)
                || index != other)
                continue;
            int64_t ahead = user->ahead[a] + to - from;
            if (used->known[b] && direction * ahead
                                      >= direction * used->ahead[b])
                continue;
            used->known[b] = changed = true;
            used->ahead[b] = ahead;
        }
    }
    return changed;
}

static bool follow_reads(Lowering *low, const ArrayIds *circle,
                         Member *members, int8_t direction)
{
    const Graph *graph = low->graph;
    ExprIds nodes = {0};
    bool changed = false;
    for (uint32_t c = circle->count; c > 0; c--) {
        const Array *array = graph_array(graph, circle->at[c - 1]);
        for (uint32_t p = 0; array->kind == EQUATION && p < array->part_count;
             p++) {
            nodes.count = 0;
            part_postorder(graph, low->arena, NULL, true, &array->as.parts[p],
                           array->rank, &nodes);
            for (uint32_t i = 0; i < nodes.count; i++) {
                const Expr *node = expr_at(&graph->exprs, nodes.at[i]);
                uint32_t m = node->kind == ACCESS
                               ? member_at(circle, node->as.access.array)
                               : circle->count;
                if (m < circle->count)
                    changed |= follow_read(graph, &array->as.parts[p],
                                           &members[c - 1], array->rank, node,
                                           &members[m], direction);
            }
        }
    }
    return changed;
}

static const Member *find_ahead(Lowering *low, const ArrayIds *circle,
                                int8_t direction)
{
    const Graph *graph = low->graph;
    Member *members = NEW_ARRAY(low->arena, Member, circle->count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t m = member_at(circle, graph_source(graph, id));
        for (uint32_t a = 0; a < MAX_RANK && m < circle->count; a++)
            members[m].known[a] |= graph_source(graph, id) != id;
    }
    for (uint32_t round = 0; round < circle->count; round++)
        if (!follow_reads(low, circle, members, direction))
            break;
    return members;
}

/* What has to hold of inputs if the arrays run in that direction; false if it
 * cannot. */
static bool order_inputs(Lowering *low, const ArrayIds *circle,
                         int8_t direction)
{
    Graph *graph = low->graph;
    const Member *members = find_ahead(low, circle, direction);
    ExprIds nodes = {0};
    for (uint32_t c = 0; c < circle->count; c++) {
        const Array array = *graph_array(graph, circle->at[c]);
        for (uint32_t p = 0; array.kind == EQUATION && p < array.part_count;
             p++) {
            const Part *part = &array.as.parts[p];
            push_certain(graph, low->arena, part->body, &nodes);
            for (uint32_t i = 0; i < nodes.count && !part->guard_count; i++) {
                const Expr node = *expr_at(&graph->exprs, nodes.at[i]);
                if (node.kind != ACCESS
                    || !is_member(graph, circle, node.as.access.array))
                    continue;
                for (uint32_t a = 0;
                     a < node.as.access.rank && a < array.rank; a++)
                    if (!order_subscript(graph, part,
                                         node.as.access.subscripts[a],
                                         part->target[a],
                                         members[c].ahead[a], direction))
                        return false;
            }
        }
    }
    return true;
}

/* Whether the circle has an order, given what can be checked of inputs. */
static bool is_ordered_by_checks(Lowering *low, const ArrayIds *circle)
{
    Graph *graph = low->graph;
    uint32_t kept = graph->ordered.count;
    for (int8_t direction = 1; direction >= -1; direction -= 2) {
        ArrayIds next = {0};
        graph->ordered.count = kept;
        if (!order_inputs(low, circle, direction)
            || graph->ordered.count == kept)
            continue;
        if (graph_has_order(low->arena, graph, &next)
            || next.at[0] != circle->at[0])
            return true;
    }
    graph->ordered.count = kept;
    return false;
}

/* -- messages -- */

/* Whether data choose what the arrays read of what is carried. */
static bool circle_by_data(Lowering *low, const ArrayIds *circle)
{
    const Exprs *exprs = &low->graph->exprs;
    Marks marks = {0};
    ExprIds order = {0};
    for (uint32_t i = 0; i < circle->count; i++) {
        const Array *array = graph_array(low->graph, circle->at[i]);
        for (uint32_t p = 0; p < array->part_count; p++)
            expr_postorder(exprs, low->arena, &marks, false,
                           array->as.parts[p].body, &order);
    }
    for (uint32_t i = 0; i < order.count; i++) {
        const Expr *node = expr_at(exprs, order.at[i]);
        if (node->kind != ACCESS
            || graph_array(low->graph, node->as.access.array)->kind != CARRY)
            continue;
        for (uint32_t k = 0; k < node->as.access.rank; k++)
            if (subscript_at(exprs, node->as.access.subscripts[k])->data)
                return true;
    }
    return false;
}

/* Reports arrays that read each other in a circle, with nothing earlier. */
static void report_circle(Lowering *low, const ArrayIds *circle)
{
    const Graph *graph = low->graph;
    enum { SHOWN = 8 };
    const Definition *made[SHOWN];              /* in the order of the source */
    uint32_t count = 0;
    for (uint32_t i = 0; i < circle->count && count < SHOWN; i++) {
        uint32_t of =
            graph_whole(graph, graph_array(graph, circle->at[i])->serves);
        const Definition *d = &graph->definitions.at[of];
        bool seen = !of;
        for (uint32_t k = 0; k < count; k++)
            seen = seen || made[k] == d;
        if (seen)
            continue;
        uint32_t k = count++;
        for (; k > 0 && made[k - 1]->span.start > d->span.start; k--)
            made[k] = made[k - 1];
        made[k] = d;
    }
    Span place = count ? made[0]->span : (Span){0};
    Buffer list = buffer_create(low->arena);
    for (uint32_t k = 0; k < count; k++)
        buffer_print(&list, "%s%.*s", !k ? "" : k + 1 < count ? ", " : " and ",
                     TEXT_ARGS(made[k]->name));
    Diagnostic *error =
        count == 1
            ? lower_error(low, place, "%.*s is made of its own elements, and "
                          "along no axis are all of these earlier ones",
                          TEXT_ARGS(made[0]->name))
            : lower_error(low, place, "%.*s are made of each other's elements, "
                          "and along no axis are all of these earlier ones",
                          TEXT_ARGS(buffer_text(&list)));
    diagnose_hint(low->diagnostics, error,
                  circle_by_data(low, circle)
                      ? "what data choose is earlier if a condition says so: "
                        "h[p[k]] if p[k] < k else 0"
                      : "an array may use its own elements at smaller indices, "
                        "as in h[t] = f(h[t-1]), or all at larger ones");
}

void lower_order(Lowering *low)
{
    ArrayIds circle = {0};
    while (!graph_has_order(low->arena, low->graph, &circle)) {
        if (!is_ordered_by_checks(low, &circle)) {
            report_circle(low, &circle);
            return;
        }
        circle.count = 0;
    }
}
