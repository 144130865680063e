/* plan_apart.c: a graph in which infer shares nothing that it computes.
 *
 * Forward and infer compute the same equations, and as a rule one array of the graph
 * serves both. Where a work area has to be smaller, what is good for one is not for
 * the other: forward makes again what it cannot keep for backward, and infer has
 * nothing to keep. Copies are told apart by `apart`, which also says whose name they
 * have.
 */
#include "plan_apart.h"

typedef struct Apart {
    const Graph *from;
    Graph       *to;
    Arena       *arena;
    Copy         copy, own;     /* of all; of what infer has of its own */
    const bool  *infer;         /* [from arrays]: infer needs it */
} Apart;

/* -- the end of a copy -- */

/* Members are there together or not at all: each needs all others. */
static void copy_recurrences(Copy *copy, const bool *members)
{
    const Graph *from = copy->from;
    Graph *to = copy->to;
    uint32_t *image =
        NEW_ARRAY(copy->arena, uint32_t, from->recurrences.count + 1);
    for (uint32_t n = 1; n < from->recurrences.count; n++) {
        Recurrence r = from->recurrences.at[n];
        uint32_t count = r.last - r.first + 1;
        if (!members[r.first])
            continue;
        image[n] = to->recurrences.count;
        r.axis = arena_copy(to->arena, r.axis, count, sizeof *r.axis);
        r.shift = arena_copy(to->arena, r.shift, count, sizeof *r.shift);
        for (ArrayId id = r.first; id <= r.last; id++)
            to->arrays.at[copy->arrays[id]].recurrence =
                image[graph_array(from, id)->recurrence];
        r.outer = image[r.outer];
        r.first = copy->arrays[r.first];
        r.last = copy->arrays[r.last];
        list_push(to->arena, &to->recurrences, r);
    }
}

void copy_ends(Copy *copy, const bool *copied)
{
    const Graph *from = copy->from;
    Graph *to = copy->to;
    copy_recurrences(copy, copied);
    copy_interface(copy);
    to->vectors = from->vectors;
    to->blas = from->blas;
    to->split = from->split;
    to->threads = from->threads;
}

Graph *graph_without_unread(Arena *arena, const Graph *from)
{
    Arena *work = arena_open(arena);
    Graph *to = graph_create(arena_open(arena));
    const bool *reached = graph_reached(from, work);
    Copy copy;
    copy_init(&copy, work, from, to);
    copy_reserve(&copy);
    copy.alone = true;
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (reached[id])
            copy_array(&copy, id);
    copy_ends(&copy, reached);
    arena_close(work);
    return to;
}

/* -- the copies -- */

static bool is_own(const Apart *a, ArrayId id)
{
    const Array *array = graph_array(a->from, id);
    return a->infer[id]
        && (array_is_computed(array) || array->kind == CARRY);
}

static void copy_own(Apart *a, ArrayId id, uint32_t definition)
{
    const Array *array = graph_array(a->from, id);
    if (array->kind == CARRY) {
        copy_array(&a->own, id);
        return;
    }
    Array like = *array;
    like.apart = 1 + definition;
    like.serves = definition ? definition : array->serves;
    Part *parts = NEW_ARRAY(a->arena, Part, array->part_count);
    for (uint32_t p = 0; p < array->part_count; p++)
        parts[p] = copy_part(&a->own, &array->as.parts[p], array->rank);
    a->own.arrays[id] = graph_adopt(a->to, &like, parts);
}

static void copy_all_own(Apart *a)
{
    const Graph *from = a->from;
    uint32_t *definition = NEW_ARRAY(a->arena, uint32_t, from->arrays.count);
    for (uint32_t i = from->definitions.count - 1; i > 0; i--)
        definition[from->definitions.at[i].array] = i;
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (is_own(a, id))
            copy_own(a, id, definition[id]);
        else
            a->own.arrays[id] = a->copy.arrays[id];
    copy_recurrences(&a->own, a->infer);
    for (ArrayId id = 1; id < from->arrays.count; id++)
        if (graph_array(from, id)->kind == CARRY && is_own(a, id))
            graph_carry_of(a->to, a->own.arrays[id],
                           a->own.arrays[graph_array(from, id)->as.carried]);
}

Graph *graph_apart(Arena *arena, const Graph *from)
{
    Arena *work = arena_open(arena);
    Apart a = {.from = from, .to = graph_create(work), .arena = work,
               .infer = graph_inferred(from, work)};
    bool *all = NEW_ARRAY(work, bool, from->arrays.count);
    copy_init(&a.copy, work, from, a.to);
    a.copy.alone = true;
    for (ArrayId id = 1; id < from->arrays.count; id++)
        all[id] = copy_array(&a.copy, id);
    copy_ends(&a.copy, all);
    a.own = (Copy){
        .from = from,
        .to = a.to,
        .arena = work,
        .arrays = NEW_ARRAY(work, ArrayId, from->arrays.count),
        .exprs = NEW_ARRAY(work, ExprId, from->exprs.nodes.count),
        .subscripts =
            NEW_ARRAY(work, SubscriptId, from->exprs.subscripts.count),
    };
    copy_all_own(&a);
    a.to->inferred.count = 0;
    for (uint32_t i = 0; i < from->outputs.count; i++)
        list_push(a.to->arena, &a.to->inferred,
                  a.own.arrays[graph_output(from, i, true)]);
    Graph *to = graph_without_unread(arena, a.to);
    arena_close(work);
    return to;
}
