/* plan_again.c: arrays made again, right before the first that reads them so.
 *
 * An array with n cuts has n + 1 versions, each an array of its own, though all are
 * equal: `again` tells them apart. Which version a reader gets, its own time says.
 * What is not stored has no time. It is read as of the time of the one that is
 * stored with it, and is copied where that makes a difference. A version of a member
 * of a recurrence is no member: it reads what the recurrence has made, and is to be
 * put into its users.
 */
#include "plan_again.h"

#include "plan_apart.h"

typedef struct Versions {
    uint32_t count;             /* of cuts */
    uint32_t *times;            /* [count], ascending */
    ArrayId  *arrays;           /* [count + 1]: 0: not made yet */
} Versions;

typedef struct Again {
    const Graph *from;
    Graph       *to;
    Arena       *arena;
    Copy         copy;
    const Made  *made;          /* [from arrays] */
    Versions    *versions;      /* [from arrays] */
    ArrayId     *image;         /* [from arrays]: as what is being made reads it */
    uint64_t    *key;           /* [from arrays]: of what is not stored, the images
                                   that its last copy reads */
    uint32_t     last;          /* number of what is made again */
    ExprIds      order;
} Again;

typedef LIST(ArrayId) Operands;

static ArrayId resolve(Again *a, ArrayId id, uint32_t time);

/* -- what is read -- */

static void part_nodes_of(Again *a, const Part *part, uint32_t rank)
{
    a->order.count = 0;
    part_postorder(a->from, a->arena, NULL, true, part, rank, &a->order);
}

static Operands operands_of(Again *a, ArrayId id)
{
    const Array *array = graph_array(a->from, id);
    Operands list = {0};
    for (uint32_t p = 0; p < array->part_count; p++) {
        part_nodes_of(a, &array->as.parts[p], array->rank);
        for (uint32_t i = 0; i < a->order.count; i++) {
            const Expr *node = expr_at(&a->from->exprs, a->order.at[i]);
            if (node->kind == ACCESS)
                list_push(a->arena, &list, node->as.access.array);
        }
    }
    return list;
}

/* -- what is made -- */

static SubscriptId rebuild_subscript(Again *a, SubscriptId id)
{
    const Subscript *s = subscript_at(&a->from->exprs, id);
    return subscript_make(&a->to->exprs, s->base, s->term_count, s->terms,
                          s->data ? a->copy.exprs[s->data] : 0, s->scale);
}

/* The part that reads images. */
static Part rebuild(Again *a, const Part *part, uint32_t rank)
{
    const Exprs *from = &a->from->exprs;
    SubscriptId *guards = NEW_ARRAY(a->arena, SubscriptId, part->guard_count);
    SubscriptId *target = NEW_ARRAY(a->arena, SubscriptId, rank);
    part_nodes_of(a, part, rank);
    for (uint32_t i = 0; i < a->order.count; i++) {
        ExprId id = a->order.at[i], operands[MAX_RANK];
        for (uint32_t n = expr_operands(from, id, operands); n > 0; n--)
            operands[n - 1] = a->copy.exprs[operands[n - 1]];
        const Expr *node = expr_at(from, id);
        ArrayId array =
            node->kind == ACCESS ? a->image[node->as.access.array] : 0;
        a->copy.exprs[id] =
            expr_rebuild(&a->to->exprs, from, id, operands, array);
    }
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = rebuild_subscript(a, part->guards[i]);
    for (uint32_t i = 0; i < rank; i++)
        target[i] = rebuild_subscript(a, part->target[i]);
    Part made = *part;
    made.guards = guards;
    made.target = target;
    made.body = a->copy.exprs[part->body];
    return made;
}

/* Sets the images of what the array reads at that time. `inside`: as a member of
 * its recurrence, through carries. */
static Operands read_at(Again *a, ArrayId id, uint32_t time, bool inside)
{
    Operands operands = operands_of(a, id), images = {0};
    for (uint32_t i = 0; i < operands.count; i++)
        list_push(a->arena, &images,
                  resolve(a, inside ? operands.at[i]
                                    : graph_source(a->from, operands.at[i]),
                          time));
    for (uint32_t i = 0; i < operands.count; i++)
        a->image[operands.at[i]] = images.at[i];
    return operands;
}

static ArrayId make(Again *a, ArrayId id, uint32_t time, bool inside)
{
    const Array *array = graph_array(a->from, id);
    read_at(a, id, time, inside);
    Part *parts = NEW_ARRAY(a->arena, Part, array->part_count);
    for (uint32_t p = 0; p < array->part_count; p++)
        parts[p] = rebuild(a, &array->as.parts[p], array->rank);
    ArrayId made = graph_adopt(a->to, array, parts);
    if (!a->copy.arrays[id])
        a->copy.arrays[id] = made;
    return made;
}

/* What is not stored is copied where it reads other versions than before. */
static ArrayId resolve_inlined(Again *a, ArrayId id, uint32_t time)
{
    Operands operands = read_at(a, id, time, true);
    uint64_t key = 1;
    for (uint32_t i = 0; i < operands.count; i++)
        key = hash_mix(key, a->image[operands.at[i]]);
    ArrayId *last = a->versions[id].arrays;
    if (*last && a->key[id] == key)
        return *last;
    bool first = !*last;
    a->key[id] = key;
    *last = make(a, id, time, true);
    if (!first)
        a->to->arrays.at[*last].again = ++a->last;
    return *last;
}

/* What stands for the array in what is made at that time. */
static ArrayId resolve(Again *a, ArrayId id, uint32_t time)
{
    Versions *versions = &a->versions[id];
    if (!array_is_computed(graph_array(a->from, id)))
        return a->copy.arrays[id];
    bool member = graph_outermost(a->from, id);
    if (!a->made[id].stored && !member)
        return resolve_inlined(a, id, time);
    uint32_t version = 0;
    while (version < versions->count && versions->times[version] < time)
        version++;
    if (!versions->arrays[version] && (version || !member)) {
        versions->arrays[version] = make(a, id, time, !member);
        a->to->arrays.at[versions->arrays[version]].again = ++a->last;
        a->to->arrays.at[versions->arrays[version]].spread = member;
    }
    return versions->arrays[version];
}

/* -- recurrences -- */

/* Members stand next to each other, behind what they read. */
static void make_members(Again *a, uint32_t recurrence)
{
    const Recurrence *r = &a->from->recurrences.at[recurrence];
    uint32_t time = UINT32_MAX;
    for (ArrayId id = r->first; id <= r->last; id++)
        if (a->made[id].stored && a->made[id].time < time)
            time = a->made[id].time;
    for (ArrayId id = r->first; id <= r->last; id++) {
        Operands operands = operands_of(a, id);
        for (uint32_t i = 0; i < operands.count; i++)
            resolve(a, operands.at[i], time);
    }
    for (ArrayId id = r->first; id <= r->last; id++)
        a->versions[id].arrays[0] = make(a, id, time, true);
}

/* -- the pass -- */

const Made *find_made(const Loops *loops, Arena *arena)
{
    Made *made = NEW_ARRAY(arena, Made, loops->source->arrays.count);
    uint32_t half = loops->routines[FORWARD].nests.count;
    for (Pass pass = FORWARD; pass < PASS_COUNT; pass++) {
        const Routine *routine = &loops->routines[pass];
        for (uint32_t n = 0; n < routine->nests.count; n++)
            for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++) {
                const Step *step = &routine->nests.at[n].steps.at[i];
                ArrayId id = loops->origin[step->array];
                if (step->kind != STEP_PART || made[id].stored)
                    continue;
                bool apart = graph_array(loops->source, id)->apart;
                made[id] = (Made){true, pass == BACKWARD      ? half + n
                                        : pass == FORWARD || apart ? n
                                                                   : 0};
            }
    }
    return made;
}

static void sort_cuts(Again *a, const Loops *loops, const Cuts *cuts)
{
    for (ArrayId id = 1; id < a->from->arrays.count; id++) {
        Versions *v = &a->versions[id];
        v->times = NEW_ARRAY(a->arena, uint32_t, cuts->count + 1);
        v->arrays = NEW_ARRAY(a->arena, ArrayId, cuts->count + 1);
    }
    for (uint32_t i = 0; i < cuts->count; i++) {
        Versions *v = &a->versions[loops->origin[cuts->at[i].array]];
        uint32_t at = v->count++;
        for (; at && v->times[at - 1] > cuts->at[i].time; at--)
            v->times[at] = v->times[at - 1];
        v->times[at] = cuts->at[i].time;
    }
}

/* The arrays in their order. */
static void make_all(Again *a)
{
    const Graph *from = a->from;
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        if (from->arrays.at[id].again > a->last)
            a->last = from->arrays.at[id].again;
        if (!array_is_computed(graph_array(from, id)))
            copy_array(&a->copy, id);
    }
    for (ArrayId id = 1; id < from->arrays.count; id++) {
        uint32_t outer = graph_outermost(from, id);
        if (outer && id == from->recurrences.at[outer].first)
            make_members(a, outer);
        else if (!outer && a->made[id].stored)
            a->versions[id].arrays[0] = make(a, id, a->made[id].time, true);
    }
    for (uint32_t i = 0; i < from->initials.count; i++)
        if (from->initials.at[i].value)
            resolve(a, from->initials.at[i].value, 0);
}

Graph *graph_again(Arena *arena, const Plan *plan, const Cuts *cuts)
{
    const Loops *loops = plan->loops;
    const Graph *from = loops->source;
    uint32_t count = from->arrays.count;
    Arena *work = arena_open(arena);
    Again a = {
        .from = from,
        .to = graph_create(work),
        .arena = work,
        .made = find_made(loops, work),
        .versions = NEW_ARRAY(work, Versions, count),
        .image = NEW_ARRAY(work, ArrayId, count),
        .key = NEW_ARRAY(work, uint64_t, count),
    };
    copy_init(&a.copy, work, from, a.to);
    copy_reserve(&a.copy);
    sort_cuts(&a, loops, cuts);
    make_all(&a);
    bool *all = NEW_ARRAY(work, bool, count);
    for (ArrayId id = 1; id < count; id++)
        all[id] = a.copy.arrays[id];
    copy_ends(&a.copy, all);
    /* A first version that all read again later is not made. */
    Graph *to = graph_without_unread(arena, a.to);
    arena_close(work);
    return to;
}
