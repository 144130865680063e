/* picture.c: which arrays are shown, in which boxes, and who reads whom.
 *
 * Forward is what outputs need, backward what gradients need beside it. What
 * gathers derivatives for a definition says so by what it serves; a gradient is
 * that of what it is by.
 */
#include "picture.h"

#include <string.h>

typedef struct Painter {
    Picture     *picture;
    const Graph *graph;
    Arena       *arena;
    bool        *forward, *backward;        /* [graph arrays]: needed */
    bool        *named;                     /* [graph arrays] */
    uint32_t    *box;                       /* [graph arrays] */
    uint32_t    *gradient_of;               /* [graph arrays]: definition */
    uint32_t    *root;                      /* [graph definitions] */
    ExprIds      order;
} Painter;

/* -- what is shown -- */

/* The nodes of an array's equations, in p->order. */
static void find_nodes(Painter *p, ArrayId id)
{
    p->order.count = 0;
    array_postorder(p->graph, p->arena, id, &p->order);
}

static ArrayId read_at(const Painter *p, uint32_t i)
{
    const Expr *node = expr_at(&p->graph->exprs, p->order.at[i]);
    return node->kind == ACCESS
             ? graph_source(p->graph, node->as.access.array) : 0;
}

/* The members of a recurrence need each other. */
static bool need_members(const Graph *graph, ArrayId id, bool *needed)
{
    const Recurrence *r = &graph->recurrences.at[graph_outermost(graph, id)];
    bool any = false;
    if (r->last != id)
        return needed[id];
    for (ArrayId m = r->first; m <= r->last; m++)
        any |= needed[m];
    for (ArrayId m = r->first; m <= r->last; m++)
        needed[m] = any;
    return any;
}

static void spread_needs(Painter *p, bool *needed)
{
    for (ArrayId id = p->graph->arrays.count - 1; id > 0; id--) {
        if (!need_members(p->graph, id, needed))
            continue;
        find_nodes(p, id);
        for (uint32_t i = 0; i < p->order.count; i++)
            needed[read_at(p, i)] = true;
    }
    needed[0] = false;
}

static void find_needed(Painter *p)
{
    const Graph *graph = p->graph;
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        p->forward[graph_output(graph, i, false)] = true;
    for (uint32_t i = 0; i < graph->nexts.count; i++)
        p->forward[graph_next(graph, i)] = true;
    spread_needs(p, p->forward);
    for (uint32_t i = 0; i < graph->gradients.count; i++)
        p->backward[graph->gradients.at[i].array] = true;
    spread_needs(p, p->backward);
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        p->backward[id] &= !p->forward[id];
}

/* -- boxes -- */

static BoxRole role_of(const Array *array)
{
    switch ((ArrayKind)array->kind) {
    case INPUT:
    case DRAWN:
    case TRAINING:
        return ROLE_INPUT;
    case PARAM:
        return ROLE_PARAM;
    case STATE:
        return ROLE_STATE;
    case LITERAL:
        return ROLE_CONSTANT;
    case EQUATION:
    case KERNEL:
    default:
        return ROLE_COMPUTED;
    }
}

static uint32_t add_box(Painter *p, Box box)
{
    list_push(p->arena, &p->picture->boxes, box);
    return p->picture->boxes.count - 1;
}

static bool is_shown(const Painter *p, ArrayId id)
{
    ArrayKind kind = (ArrayKind)graph_array(p->graph, id)->kind;
    return p->forward[id] && kind != CARRY
        && (kind != LITERAL || p->named[id]);
}

/* Where a nameless array stands: with that of the definition that it serves, if
 * that comes after it and is shown. */
static ArrayId home_of(const Painter *p, ArrayId id)
{
    const Array *array = graph_array(p->graph, id);
    uint32_t of = graph_whole(p->graph, array->serves);
    if (p->named[id] || !array_is_computed(array)
        || of >= p->graph->definitions.count)
        return id;
    ArrayId home = p->graph->definitions.at[of].array;
    return home > id && p->forward[home] ? home : id;
}

static void add_forward(Painter *p, uint32_t most)
{
    const Graph *graph = p->graph;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t definition = graph_definition_of(graph, id);
        if (!is_shown(p, id) || home_of(p, id) != id)
            continue;
        if (p->picture->boxes.count > most) {
            p->picture->left_out++;
            continue;
        }
        const Array *array = graph_array(graph, id);
        p->box[id] = add_box(p, (Box){
            .definition = definition ? definition
                                     : graph_whole(graph, array->serves),
            .role = role_of(array), .array = id});
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t box = is_shown(p, id) ? p->box[home_of(p, id)] : 0;
        if (!box)
            continue;
        p->box[id] = box;
        if (array_is_computed(graph_array(graph, id)))
            list_push(p->arena, &p->picture->boxes.at[box].members, id);
    }
    for (uint32_t i = 0; i < graph->outputs.count; i++)
        p->picture->boxes.at[p->box[graph_output(graph, i, false)]].result =
            true;
}

/* Whether `name` is d_NAME, or d_NAME_2 where that was taken. */
static bool is_adjoint_name(Text name, Text of)
{
    if (name.length < of.length + 2 || memcmp(name.at, "d_", 2)
        || (of.length && memcmp(name.at + 2, of.at, of.length)))
        return false;
    size_t at = of.length + 2;
    if (at < name.length && name.at[at] == '_')
        at++;
    while (at < name.length && name.at[at] >= '0' && name.at[at] <= '9')
        at++;
    return at == name.length;
}

/* Of the definition of an adjoint, what it is the adjoint of; else itself.
 * Both stand at one place of the program. */
static uint32_t root_of(const Graph *graph, uint32_t definition)
{
    const Definition *d = &graph->definitions.at[definition];
    uint32_t best = graph_whole(graph, definition);
    if (best != definition)
        return best;
    for (uint32_t i = 1; i < definition; i++) {
        const Definition *of = &graph->definitions.at[i];
        if (of->span.start == d->span.start && of->span.end == d->span.end
            && is_adjoint_name(d->name, of->name)
            && (best == definition
                || of->name.length > graph->definitions.at[best].name.length))
            best = i;
    }
    return best;
}

static void find_roots(Painter *p)
{
    p->root = NEW_ARRAY(p->arena, uint32_t, p->graph->definitions.count);
    for (uint32_t i = 1; i < p->graph->definitions.count; i++)
        p->root[i] = root_of(p->graph, i);
}

/* The definition in whose adjoint an array stands. */
static uint32_t adjoint_of(const Painter *p, ArrayId id)
{
    uint32_t serves = graph_array(p->graph, id)->serves;
    return p->gradient_of[id] ? p->gradient_of[id]
         : serves < p->graph->definitions.count ? p->root[serves] : 0;
}

static bool has_shape_of(const Painter *p, ArrayId id, uint32_t definition)
{
    const Array *a = graph_array(p->graph, id);
    ArrayId of = p->graph->definitions.at[definition].array;
    const Array *b = of ? graph_array(p->graph, of) : a;
    bool same = a->rank == b->rank;
    for (uint32_t i = 0; same && i < a->rank; i++)
        same = a->shape[i] == b->shape[i];
    return same;
}

/* Whether an array that is made for the derivative by an output reads what is
 * made for that by another definition. */
static bool reads_others(Painter *p, ArrayId id, uint32_t definition)
{
    find_nodes(p, id);
    for (uint32_t i = 0; i < p->order.count; i++) {
        ArrayId read = read_at(p, i);
        if (p->backward[read] && adjoint_of(p, read) != definition)
            return true;
    }
    return false;
}

/* The boxes of adjoints in the making. */
typedef struct Adjoints {
    uint32_t *mates;            /* [definitions]: the box of the forward graph */
    uint32_t *boxes;            /* [definitions] */
    bool     *seeds;            /* [definitions]: has one */
    bool     *beside;           /* [definitions]: what is made for it has a box
                                   beside the seed */
} Adjoints;

static void add_adjoint(Painter *p, Adjoints *adjoints, ArrayId id,
                        BoxRole role, uint32_t definition)
{
    const uint32_t mate = adjoints->mates[definition];
    uint32_t *at = &adjoints->boxes[definition];
    const bool beside = *at && adjoints->beside[definition]
                     && p->picture->boxes.at[*at].role == ROLE_SEED;
    if (p->picture->left_out && !mate)
        return;
    if (!*at || beside) {
        *at = add_box(p, (Box){
            .definition = definition, .backward = true, .role = role,
            .beside = beside, .array = id, .mate = beside ? 0 : mate});
        if (!beside)
            p->picture->boxes.at[mate].mate = *at;
    }
    Box *box = &p->picture->boxes.at[*at];
    p->box[id] = *at;
    if (array_is_computed(graph_array(p->graph, id))) {
        list_push(p->arena, &box->members, id);
        if (!box->result && role != ROLE_SEED && box->role != ROLE_SEED
            && (!has_shape_of(p, box->array, definition)
                || has_shape_of(p, id, definition)))
            box->array = id;
    }
    if (p->gradient_of[id] == definition) {
        box->result = true;
        box->array = id;
    }
}

static void find_mates(Painter *p, uint32_t *mates)
{
    for (uint32_t b = p->picture->boxes.count - 1; b > 0; b--)
        mates[p->picture->boxes.at[b].definition] = b;
    for (uint32_t b = 1; b < p->picture->boxes.count; b++) {
        const Box *box = &p->picture->boxes.at[b];
        if (p->graph->definitions.at[box->definition].array == box->array)
            mates[box->definition] = b;
    }
}

static void add_backward(Painter *p)
{
    const Graph *graph = p->graph;
    const uint32_t count = graph->definitions.count;
    Adjoints adjoints = {NEW_ARRAY(p->arena, uint32_t, count),
                         NEW_ARRAY(p->arena, uint32_t, count),
                         NEW_ARRAY(p->arena, bool, count),
                         NEW_ARRAY(p->arena, bool, count)};
    find_mates(p, adjoints.mates);
    for (uint32_t i = 0; i < graph->seeds.count; i++) {
        uint32_t definition = graph->outputs.at[graph->seeds.at[i].output];
        adjoints.seeds[definition] = true;
        if (p->backward[graph->seeds.at[i].array])
            add_adjoint(p, &adjoints, graph->seeds.at[i].array, ROLE_SEED,
                        definition);
    }
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (p->backward[id] && array_is_computed(graph_array(graph, id))
            && adjoints.seeds[adjoint_of(p, id)])
            adjoints.beside[adjoint_of(p, id)] |=
                reads_others(p, id, adjoint_of(p, id));
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (p->backward[id] && array_is_computed(graph_array(graph, id)))
            add_adjoint(p, &adjoints, id, ROLE_COMPUTED, adjoint_of(p, id));
}

/* -- edges -- */

static void add_edges(Painter *p)
{
    const uint32_t boxes = p->picture->boxes.count;
    uint32_t *seen = NEW_ARRAY(p->arena, uint32_t, p->graph->arrays.count);
    uint32_t *kept = NEW_ARRAY(p->arena, uint32_t, boxes);
    for (uint32_t b = 1; b < boxes; b++) {
        const Box *box = &p->picture->boxes.at[b];
        for (uint32_t m = 0; m < box->members.count; m++) {
            find_nodes(p, box->members.at[m]);
            for (uint32_t i = 0; i < p->order.count; i++) {
                ArrayId read = read_at(p, i);
                uint32_t from = p->box[read];
                bool crosses = box->backward && p->forward[read];
                if (!from || from == b || (crosses ? kept[from] : seen[read]) == b)
                    continue;
                seen[read] = b;
                kept[from] = crosses ? b : kept[from];
                list_push(p->arena, &p->picture->edges,
                          ((Edge){from, b, read, crosses, false}));
            }
        }
    }
}

/* -- all of it -- */

static const uint32_t *find_definitions(Painter *p)
{
    const Graph *graph = p->graph;
    uint32_t *of = NEW_ARRAY(p->arena, uint32_t, graph->arrays.count);
    for (uint32_t i = 0; i < graph->seeds.count; i++)
        p->gradient_of[graph->seeds.at[i].array] =
            graph->outputs.at[graph->seeds.at[i].output];
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        uint32_t own = graph_definition_of(graph, id);
        of[id] = p->backward[id] || !own ? adjoint_of(p, id) : p->root[own];
    }
    return of;
}

Picture picture_make(const Graph *graph, Arena *arena, uint32_t most)
{
    const uint32_t count = graph->arrays.count;
    Picture picture = {.graph = graph};
    Painter p = {
        .picture = &picture,
        .graph = graph,
        .arena = arena,
        .forward = NEW_ARRAY(arena, bool, count),
        .backward = NEW_ARRAY(arena, bool, count),
        .named = NEW_ARRAY(arena, bool, count),
        .box = NEW_ARRAY(arena, uint32_t, count),
        .gradient_of = NEW_ARRAY(arena, uint32_t, count),
    };
    list_push(arena, &picture.boxes, (Box){0});
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        p.named[graph->definitions.at[i].array] = true;
    for (uint32_t i = graph->gradients.count; i-- > 0;)
        p.gradient_of[graph->gradients.at[i].array] =
            graph_definition_of(graph, graph->gradients.at[i].by);
    find_needed(&p);
    find_roots(&p);
    add_forward(&p, most);
    add_backward(&p);
    add_edges(&p);
    picture_leave_far(&picture, arena);
    picture.box_of = p.box;
    picture.root = p.root;
    picture.forward = p.forward;
    picture.backward = p.backward;
    picture.definition = find_definitions(&p);
    return picture;
}
