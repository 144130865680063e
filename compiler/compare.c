/* compare.c: both graphs put into one, in which equal equations are one array.
 *
 * What is put there is in an order of its own: terms of a sum, factors of a
 * product (compare_form.h), parts that add to one array and guards are sorted by
 * their numbers, which are the same for what is the same.
 *
 * A CARRY stands before what it reads, so what it is equal to is not known when
 * it is met. All of one shape are taken as equal first, and parted where what
 * they carry turns out to differ, until nothing more is parted. As elements of
 * a recurrence are made of earlier ones by the same equations then, they are
 * equal.
 */
#include "compare.h"

#include "compare_form.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

typedef struct Union {
    Arena *arena;
    Graph *graph;
    Forms  forms;
    bool   literal;                 /* nothing is put in an order of its own */
    bool   through;                 /* what is read may be read through */
    LIST(ExprId) formed;            /* [exprs]: scratch of read_through */
} Union;

bool arrays_are_alike(const Array *a, const Array *b)
{
    return a->type == b->type && a->rank == b->rank
        && (!a->rank
            || !memcmp(a->shape, b->shape, a->rank * sizeof *a->shape));
}

bool arrays_are_of_a_kind(const Array *a, const Array *b)
{
    return a->kind == b->kind && arrays_are_alike(a, b);
}

bool array_is_given(const Array *array)
{
    return array->kind == INPUT || array->kind == PARAM
        || array->kind == STATE || array->kind == DRAWN;
}

/* -- expressions -- */

/* Whether every element is what one short body says of its indices. */
static bool can_read_through(const Graph *graph, const Array *array)
{
    const Part *part = array->as.parts;
    if (array->kind != EQUATION || array->part_count != 1 || array->recurrence
        || part->combine != SET || part->guard_count
        || part->index_count != array->rank
        || !part_is_plain(graph, array, part))
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        if (part->ranges[i].low || part->ranges[i].high != array->shape[i])
            return false;
    return true;
}

/* The element as its equation says it, in normal form again; 0 if it is not to
 * be read through. */
static ExprId read_through(Union *u, ExprId access)
{
    enum { MOST_NODES = 48 };
    Exprs *exprs = &u->graph->exprs;
    const Expr *node = expr_at(exprs, access);
    const Array *array = graph_array(u->graph, node->as.access.array);
    SubscriptId map[MAX_INDICES] = {0};
    ExprIds order = {0};
    if (!can_read_through(u->graph, array))
        return 0;
    expr_postorder(exprs, u->arena, NULL, true, array->as.parts->body, &order);
    if (order.count > MOST_NODES)
        return 0;
    memcpy(map, node->as.access.subscripts, array->rank * sizeof *map);
    ExprId body = expr_substitute(exprs, &u->graph->memo,
                                  array->as.parts->body, map);
    order.count = 0;
    expr_postorder(exprs, u->arena, NULL, true, body, &order);
    for (uint32_t i = 0; i < order.count; i++) {
        ExprId operands[MAX_RANK], id = order.at[i];
        uint32_t count = expr_operands(exprs, id, operands);
        for (uint32_t k = 0; k < count; k++)
            operands[k] = u->formed.at[operands[k]];
        while (u->formed.count <= id)
            list_push(u->arena, &u->formed, 0);
        node = expr_at(exprs, id);
        u->formed.at[id] =
            node->kind == APPLY
                ? form_apply(&u->forms, (Function)node->function, operands[0],
                             count > 1 ? operands[1] : 0)
                : expr_rebuild(exprs, exprs, id, operands,
                               node->kind == ACCESS ? node->as.access.array
                                                    : 0);
    }
    return u->formed.at[body];
}

static ExprId form_node(Union *u, const Copy *copy, ExprId id)
{
    const Exprs *from = &copy->from->exprs;
    const Expr *node = expr_at(from, id);
    ExprId operands[MAX_RANK];
    uint32_t count = expr_operands(from, id, operands);
    for (uint32_t i = 0; i < count; i++)
        operands[i] = copy->exprs[operands[i]];
    if (node->kind == APPLY && !u->literal)
        return form_apply(&u->forms, (Function)node->function, operands[0],
                          node->as.operand[1] ? operands[1] : 0);
    ExprId rebuilt = expr_rebuild(&u->graph->exprs, from, id, operands,
                                  node->kind == ACCESS
                                      ? copy->arrays[node->as.access.array]
                                      : 0);
    ExprId read = node->kind == ACCESS && u->through
                    ? read_through(u, rebuilt) : 0;
    return read ? read : rebuilt;
}

/* -- parts -- */

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Any order will do that does not depend on where parts stand. */
static int by_content(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    int order = compare_numbers(x->body, y->body);
    if (!order)
        order = compare_numbers(x->index_count, y->index_count);
    if (!order)
        order = compare_numbers(x->guard_count, y->guard_count);
    for (uint32_t i = 0; !order && i < x->guard_count; i++)
        order = compare_numbers(x->guards[i], y->guards[i]);
    for (uint32_t i = 0; !order && i < x->index_count; i++) {
        order = compare_numbers(x->ranges[i].low, y->ranges[i].low);
        if (!order)
            order = compare_numbers(x->ranges[i].high, y->ranges[i].high);
    }
    return order;
}

static int by_number(const void *a, const void *b)
{
    return compare_numbers(*(const SubscriptId *)a, *(const SubscriptId *)b);
}

static Part form_part(Union *u, Copy *copy, const Part *part, uint32_t rank)
{
    ExprIds order = {0};
    part_postorder(copy->from, copy->arena, NULL, true, part, rank, &order);
    for (uint32_t i = 0; i < order.count; i++)
        if (!copy->exprs[order.at[i]])
            copy->exprs[order.at[i]] = form_node(u, copy, order.at[i]);
    Part formed = copy_part(copy, part, rank);
    if (u->literal)
        return formed;
    SubscriptId *guards = arena_copy(copy->arena, formed.guards,
                                     formed.guard_count, sizeof *guards);
    if (formed.guard_count)
        qsort(guards, formed.guard_count, sizeof *guards, by_number);
    formed.guards = guards;
    return formed;
}

/* The array whose elements these are, one by one; 0 if there is none. */
static ArrayId copied_array(const Graph *graph, const Array *array)
{
    if (!can_read_through(graph, array))
        return 0;
    const Expr *body = expr_at(&graph->exprs, array->as.parts->body);
    ArrayId id = body->as.access.array;
    if (body->kind != ACCESS
        || !arrays_are_alike(array, graph_array(graph, id))
        || array->limit != graph_array(graph, id)->limit)
        return 0;
    for (uint32_t i = 0; i < array->rank; i++)
        if (!subscript_is_index(&graph->exprs, body->as.access.subscripts[i],
                                i))
            return 0;
    return id;
}

static ArrayId form_equation(Union *u, Copy *copy, const Array *array)
{
    Part *parts = NEW_ARRAY(copy->arena, Part, array->part_count);
    u->through = array->kind == EQUATION && !u->literal;
    for (uint32_t i = 0; i < array->part_count; i++)
        parts[i] = form_part(u, copy, &array->as.parts[i], array->rank);
    if (u->literal)
        return graph_remade(u->graph, array, parts);
    for (uint32_t i = 0, end; i < array->part_count; i = end) {
        for (end = i + 1; end < array->part_count
                          && parts[end].combine == parts[i].combine; end++)
            continue;
        if (parts[i].combine != SET && parts[i].combine <= MIN)
            qsort(&parts[i], end - i, sizeof *parts, by_content);
    }
    ArrayId made = graph_remade(u->graph, array, parts);
    ArrayId copied = copied_array(u->graph, graph_array(u->graph, made));
    return copied ? copied : made;
}

/* -- graphs -- */

/* The carries of both graphs by class, and the array of each class. */
typedef struct Carries {
    uint32_t *class[SIDES];         /* [arrays] */
    uint32_t  count;
    ArrayId  *array;                /* [count] */
} Carries;

static ArrayId form_carry(Union *u, Carries *carries, uint32_t class,
                          const Array *array)
{
    if (!carries->array[class])
        carries->array[class] =
            graph_carry(u->graph, (ArrayType)array->type, array->limit,
                        array->rank, array->shape, 0);
    return carries->array[class];
}

static ArrayId form_given(Union *u, ArrayId *shared, uint32_t number,
                          const Array *array)
{
    if (number && shared[number])
        return shared[number];
    ArrayId id = graph_input(u->graph, (ArrayKind)array->kind,
                             (ArrayType)array->type, array->limit,
                             array->rank, array->shape, 0);
    return number ? (shared[number] = id) : id;
}

static void form_graph(Union *u, Twin *twin, int side, Carries *carries,
                       ArrayId *shared)
{
    const Graph *from = twin->graph[side];
    Copy copy;
    copy_init(&copy, u->arena, from, u->graph);
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        const Array *array = graph_array(from, id);
        if (array_is_computed(array))
            copy.arrays[id] = form_equation(u, &copy, array);
        else if (array->kind == CARRY)
            copy.arrays[id] =
                form_carry(u, carries, carries->class[side][id], array);
        else if (array->kind == HELD)
            copy.arrays[id] = copy.arrays[array->as.carried];
        else if (array->kind == LITERAL)
            copy.arrays[id] = copy_array(&copy, id);
        else
            copy.arrays[id] = form_given(u, shared, twin->given[side][id],
                                         array);
    }
    memcpy(twin->form[side], copy.arrays,
           from->arrays.count * sizeof *copy.arrays);
    memcpy(twin->node[side], copy.exprs,
           from->exprs.nodes.count * sizeof *copy.exprs);
}

/* The class of each carry by the class it was in and the form of what it
 * carries; how many there are. */
static uint32_t part_carries(Twin *twin, Arena *work, const Carries *carries,
                             uint32_t *class[SIDES])
{
    typedef struct Seen {
        uint32_t class;
        ArrayId  form;
        const Array *array;
    } Seen;
    LIST(Seen) seen = {0};
    for (int side = 0; side < SIDES; side++) {
        const Graph *graph = twin->graph[side];
        for (ArrayId id = 1; id < graph->arrays.count; id++) {
            const Array *array = graph_array(graph, id);
            if (array->kind != CARRY)
                continue;
            Seen own = {carries->class[side][id],
                        twin->form[side][array->as.carried], array};
            uint32_t at = 0;
            while (at < seen.count
                   && !(seen.at[at].class == own.class
                        && seen.at[at].form == own.form
                        && arrays_are_alike(seen.at[at].array, array)))
                at++;
            if (at == seen.count)
                list_push(work, &seen, own);
            class[side][id] = at;
        }
    }
    return seen.count;
}

static void form_both(Twin *twin, Arena *work, Carries *carries)
{
    Union u = {.arena = work, .graph = graph_create(work),
               .literal = twin->literal};
    u.forms = (Forms){.arena = work, .exprs = &u.graph->exprs};
    ArrayId *shared = NEW_ARRAY(work, ArrayId, twin->matched + 1);
    carries->array = NEW_ARRAY(work, ArrayId, carries->count);
    for (int side = 0; side < SIDES; side++)
        form_graph(&u, twin, side, carries, shared);
    twin->forms = u.graph->arrays.count;
    twin->nodes = u.graph->exprs.nodes.count;
}

static void find_forms(Twin *twin)
{
    Carries carries = {0};
    for (int side = 0; side < SIDES; side++) {
        uint32_t count = twin->graph[side]->arrays.count;
        carries.class[side] = NEW_ARRAY(twin->arena, uint32_t, count);
        twin->form[side] = NEW_ARRAY(twin->arena, ArrayId, count);
        twin->node[side] = NEW_ARRAY(twin->arena, ExprId,
                                     twin->graph[side]->exprs.nodes.count);
    }
    carries.count = part_carries(twin, twin->arena, &carries, carries.class);
    for (uint32_t before = 0; before != carries.count || !before;) {
        Arena *work = arena_open(twin->arena);
        before = carries.count;
        form_both(twin, work, &carries);
        carries.count = part_carries(twin, work, &carries, carries.class);
        arena_close(work);
        if (!carries.count)
            break;
    }
}

/* -- what is given -- */

static void add_definitions(Arena *arena, Definitions *to, const uint32_t *at,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        list_push(arena, to, at[i]);
}

static bool is_seed(const Graph *graph, uint32_t definition)
{
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        if (graph->seeds.at[i].array == graph->definitions.at[definition].array)
            return true;
    return false;
}

Definitions graph_given(const Graph *graph, Arena *arena)
{
    Definitions given = {0};
    for (uint32_t i = 0; i < graph->inputs.count; i++)
        if (!is_seed(graph, graph->inputs.at[i]))
            list_push(arena, &given, graph->inputs.at[i]);
    add_definitions(arena, &given, graph->params.at, graph->params.count);
    add_definitions(arena, &given, graph->states.at, graph->states.count);
    add_definitions(arena, &given, graph->draws.at, graph->draws.count);
    return given;
}

static void number_given(Twin *twin, int side, const Matches *matches)
{
    const Graph *graph = twin->graph[side];
    Definitions given = graph_given(graph, twin->arena);
    uint32_t *at = NEW_ARRAY(twin->arena, uint32_t, matches->count);
    twin->given[side] = NEW_ARRAY(twin->arena, uint32_t, graph->arrays.count);
    WordSet names = {.arena = twin->arena};
    for (uint32_t m = 0; m < matches->count; m++)
        at[word_set_add(&names, matches->at[m].name[side])] = m + 1;
    for (uint32_t i = 0; i < given.count; i++) {
        const Definition *d = &graph->definitions.at[given.at[i]];
        if (d->array && word_set_has(&names, d->name))
            twin->given[side][d->array] = at[word_set_add(&names, d->name)];
    }
    if (graph->training.step)
        twin->given[side][graph->training.step] = matches->count + 1;
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        twin->given[side][graph->seeds.at[i].array] = matches->count + 2 + i;
    if (twin->matched < matches->count + 1 + graph->seeds.count)
        twin->matched = matches->count + 1 + graph->seeds.count;
}

static Twin *create(Arena *arena, const Graph *old, const Graph *new,
                    const Matches *matches, bool literal)
{
    Twin *twin = NEW(arena, Twin);
    *twin = (Twin){.arena = arena, .graph = {old, new}, .literal = literal,
                   .named = matches->count};
    for (int side = 0; side < SIDES; side++)
        number_given(twin, side, matches);
    find_forms(twin);
    return twin;
}

Twin *twin_create(Arena *arena, const Graph *old, const Graph *new,
                  const Matches *matches)
{
    return create(arena, old, new, matches, false);
}

Twin *twin_create_literal(Arena *arena, const Graph *old, const Graph *new,
                          const Matches *matches)
{
    return create(arena, old, new, matches, true);
}
