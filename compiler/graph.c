/* graph.c: making arrays and looking at them. */
#include "graph.h"

#include <string.h>

Graph *graph_create(Arena *arena)
{
    Graph *graph = NEW(arena, Graph);
    graph->arena = arena;
    exprs_init(&graph->exprs, arena);
    list_push(arena, &graph->arrays, (Array){0});
    list_push(arena, &graph->definitions, (Definition){0});
    list_push(arena, &graph->recurrences, (Recurrence){0});
    return graph;
}

void graph_settle(Graph *graph)
{
    exprs_settle(&graph->exprs);
    list_trim(graph->arena, &graph->arrays);
    table_release(graph->arena, &graph->array_table);
    graph->interned = 0;
}

ArrayId graph_output(const Graph *graph, uint32_t output, bool infer)
{
    return infer && graph->inferred.count
             ? graph->inferred.at[output]
             : graph->definitions.at[graph->outputs.at[output]].array;
}

ArrayId graph_next(const Graph *graph, uint32_t next)
{
    return graph->definitions.at[graph->nexts.at[next].definition].array;
}

const Initial *graph_initial(const Graph *graph, ArrayId id)
{
    for (uint32_t i = 0; i < graph->initials.count; i++)
        if (graph->initials.at[i].array == id)
            return &graph->initials.at[i];
    return NULL;
}

bool graph_has_state(const Graph *graph)
{
    return graph->states.count || graph->draws.count || graph->training.method;
}

int64_t array_size(const Array *array)
{
    int64_t size = 1;
    for (uint32_t i = 0; i < array->rank; i++)
        size *= array->shape[i];
    return size;
}

Text array_shape(Arena *arena, const Array *array)
{
    Buffer text = buffer_create(arena);
    for (uint32_t i = 0; i < array->rank; i++)
        buffer_print(&text, "%s%lld", i ? ", " : "[",
                     (long long)array->shape[i]);
    if (array->rank)
        buffer_puts(&text, "]");
    return buffer_text(&text);
}

/* -- equality of equations -- */

static uint64_t part_hash(uint64_t hash, const Part *part, uint32_t rank)
{
    hash = hash_mix(hash, part->combine | (uint64_t)part->component << 8
                              | (uint64_t)part->index_count << 16
                              | (uint64_t)part->guard_count << 24
                              | (uint64_t)part->lanes << 32);
    for (uint32_t i = 0; i < part->index_count; i++)
        hash = hash_mix(hash_mix(hash, (uint64_t)part->ranges[i].low),
                        (uint64_t)part->ranges[i].high);
    for (uint32_t i = 0; i < part->guard_count; i++)
        hash = hash_mix(hash, part->guards[i]);
    for (uint32_t i = 0; i < rank; i++)
        hash = hash_mix(hash, part->target[i]);
    return hash_mix(hash, part->body);
}

static bool same(const void *a, const void *b, size_t count, size_t size)
{
    return !count || !memcmp(a, b, count * size);
}

static bool part_equal(const Part *a, const Part *b, uint32_t rank)
{
    return a->combine == b->combine && a->component == b->component
        && a->index_count == b->index_count
        && a->guard_count == b->guard_count && a->lanes == b->lanes
        && a->body == b->body
        && same(a->ranges, b->ranges, a->index_count, sizeof(Range))
        && same(a->guards, b->guards, a->guard_count, sizeof(SubscriptId))
        && same(a->target, b->target, rank, sizeof(SubscriptId));
}

static uint64_t array_hash(const Array *array)
{
    uint64_t hash = hash_mix(array->kind | (uint64_t)array->routine << 8
                                 | (uint64_t)array->slice << 16
                                 | (uint64_t)array->again << 32,
                             (uint64_t)array->limit);
    hash = hash_mix(hash, array->apart);
    for (uint32_t i = 0; i < array->rank; i++)
        hash = hash_mix(hash, (uint64_t)array->shape[i]);
    for (uint32_t i = 0; i < array->part_count; i++)
        hash = part_hash(hash, &array->as.parts[i], array->rank);
    if (array->kind == LITERAL) {
        int64_t size = array_size(array);
        for (int64_t i = 0; i < size; i++) {
            uint64_t bits;
            memcpy(&bits, &array->as.values[i], sizeof bits);
            hash = hash_mix(hash, bits);
        }
    }
    return hash;
}

static bool array_equal(const Array *a, const Array *b)
{
    if (a->kind != b->kind || a->routine != b->routine || a->slice != b->slice
        || a->again != b->again || a->apart != b->apart
        || a->type != b->type || a->rank != b->rank
        || a->limit != b->limit || a->part_count != b->part_count
        || !same(a->shape, b->shape, a->rank, sizeof(int64_t)))
        return false;
    if (a->kind == LITERAL)
        return same(a->as.values, b->as.values, (size_t)array_size(a),
                    sizeof(double));
    for (uint32_t i = 0; i < a->part_count; i++)
        if (!part_equal(&a->as.parts[i], &b->as.parts[i], a->rank))
            return false;
    return true;
}

/* -- making arrays -- */

static Array array_make(Graph *graph, ArrayKind kind, ArrayType type,
                        int64_t limit, uint32_t rank, const int64_t *shape,
                        uint32_t serves)
{
    return (Array){
        .kind = (uint8_t)kind,
        .type = (uint8_t)type,
        .rank = (uint8_t)rank,
        .serves = serves,
        .limit = type == WHOLE ? limit : 0,
        .shape = arena_copy(graph->arena, shape, rank, sizeof(int64_t)),
    };
}

static ArrayId array_push(Graph *graph, Array array)
{
    list_push(graph->arena, &graph->arrays, array);
    return graph->arrays.count - 1;
}

ArrayId graph_input(Graph *graph, ArrayKind kind, ArrayType type,
                    int64_t limit, uint32_t rank, const int64_t *shape,
                    uint32_t serves)
{
    return array_push(graph, array_make(graph, kind, type, limit, rank, shape,
                                        serves));
}

/* What was adopted goes into the table. */
static void catch_up(Graph *graph)
{
    while (graph->interned + 1 < graph->arrays.count) {
        const Array *array = &graph->arrays.at[++graph->interned];
        if (array->kind == LITERAL || array_is_computed(array))
            table_add(graph->arena, &graph->array_table, array_hash(array),
                      graph->interned);
    }
}

/* The equal array if there is one. What is equal in all but the definition it
 * serves is called after the first. */
static ArrayId array_intern(Graph *graph, const Array *array)
{
    uint64_t hash = array_hash(array);
    uint32_t id;
    catch_up(graph);
    for (uint32_t at = table_first(&graph->array_table, hash);
         (id = table_id(&graph->array_table, at));
         at = table_next(&graph->array_table, at, hash))
        if (array_equal(&graph->arrays.at[id], array))
            return id;
    id = graph->interned = array_push(graph, *array);
    table_add(graph->arena, &graph->array_table, hash, id);
    return id;
}

ArrayId graph_literal(Graph *graph, ArrayType type, int64_t limit,
                      uint32_t rank, const int64_t *shape,
                      const double *values, uint32_t serves)
{
    Array array = array_make(graph, LITERAL, type, limit, rank, shape, serves);
    array.as.values = arena_copy(graph->arena, values,
                                 (size_t)array_size(&array), sizeof(double));
    return array_intern(graph, &array);
}

/* The array with copies of these parts, otherwise as it is. */
static Array with_parts(Graph *graph, Array array, uint32_t part_count,
                        const Part *parts)
{
    Arena *arena = graph->arena;
    uint32_t rank = array.rank;
    Part *copies = arena_copy(arena, parts, part_count, sizeof(Part));
    for (uint32_t i = 0; i < part_count; i++) {
        Part *part = &copies[i];
        if (!part->lanes)
            part->lanes = 1;
        part->ranges = arena_copy(arena, part->ranges, part->index_count,
                                  sizeof(Range));
        part->guards = arena_copy(arena, part->guards, part->guard_count,
                                  sizeof(SubscriptId));
        part->target = arena_copy(arena, part->target, rank,
                                  sizeof(SubscriptId));
    }
    array.part_count = part_count;
    array.as.parts = copies;
    return array;
}

ArrayId graph_equation(Graph *graph, int64_t limit, uint32_t rank,
                       const int64_t *shape, uint32_t part_count,
                       const Part *parts, uint32_t serves)
{
    Array array = array_make(graph, EQUATION, limit > 0 ? WHOLE : REAL, limit,
                             rank, shape, serves);
    array = with_parts(graph, array, part_count, parts);
    return array_intern(graph, &array);
}

ArrayId graph_kernel(Graph *graph, uint8_t routine, uint32_t slice,
                     int64_t limit, uint32_t rank, const int64_t *shape,
                     const Part *part, uint32_t serves)
{
    Array array = array_make(graph, KERNEL, limit > 0 ? WHOLE : REAL, limit,
                             rank, shape, serves);
    array.routine = routine;
    array.slice = (uint8_t)slice;
    array = with_parts(graph, array, 1, part);
    return array_intern(graph, &array);
}

static Array remade(Graph *graph, const Array *like, const Part *parts)
{
    Array array = array_make(graph, (ArrayKind)like->kind,
                             (ArrayType)like->type, like->limit, like->rank,
                             like->shape, like->serves);
    array.routine = like->routine;
    array.slice = like->slice;
    array.stored = like->stored;
    array.again = like->again;
    array.apart = like->apart;
    array.spread = like->spread;
    return with_parts(graph, array, like->part_count, parts);
}

ArrayId graph_remade(Graph *graph, const Array *like, const Part *parts)
{
    Array array = remade(graph, like, parts);
    ArrayId id = array_intern(graph, &array);
    graph->arrays.at[id].stored |= like->stored;
    return id;
}

ArrayId graph_adopt(Graph *graph, const Array *like, const Part *parts)
{
    return array_push(graph, remade(graph, like, parts));
}

ArrayId graph_carry(Graph *graph, ArrayType type, int64_t limit, uint32_t rank,
                    const int64_t *shape, uint32_t serves)
{
    return array_push(graph, array_make(graph, CARRY, type, limit, rank, shape,
                                        serves));
}

void graph_carry_of(Graph *graph, ArrayId carry, ArrayId carried)
{
    graph->arrays.at[carry].as.carried = carried;
}

ArrayId graph_held(Graph *graph, ArrayId source, uint32_t serves)
{
    const Array of = *graph_array(graph, source);
    Array array = array_make(graph, HELD, (ArrayType)of.type, of.limit,
                             of.rank, of.shape, serves);
    array.as.carried = source;
    return array_push(graph, array);
}

ArrayId graph_derivative(Graph *graph, const Derivative *derivative,
                         uint32_t rank, const int64_t *shape, uint32_t serves)
{
    Array array = array_make(graph, DERIVATIVE, REAL, 0, rank, shape, serves);
    array.as.derivative =
        arena_copy(graph->arena, derivative, 1, sizeof *derivative);
    return array_push(graph, array);
}

uint32_t graph_define(Graph *graph, Text name, Span span, ArrayId array)
{
    list_push(graph->arena, &graph->definitions,
              ((Definition){.name = name, .span = span, .last = span.start,
                            .array = array}));
    return graph->definitions.count - 1;
}

uint32_t graph_define_within(Graph *graph, Text name, uint32_t definition)
{
    Definition local = graph->definitions.at[graph_whole(graph, definition)];
    local.within = graph_whole(graph, definition);
    local.name = name;
    local.array = local.value = 0;
    list_push(graph->arena, &graph->definitions, local);
    return graph->definitions.count - 1;
}

uint32_t graph_whole(const Graph *graph, uint32_t definition)
{
    uint32_t within = definition < graph->definitions.count
                        ? graph->definitions.at[definition].within : 0;
    return within ? within : definition;
}

/* -- looking -- */

bool array_is_set(const Array *array)
{
    for (uint32_t i = 0; i < array->part_count; i++)
        if (array->as.parts[i].combine != SET)
            return false;
    return true;
}

bool part_is_plain(const Graph *graph, const Array *array, const Part *part)
{
    for (uint32_t i = 0; i < array->rank; i++)
        if (!subscript_is_index(&graph->exprs, part->target[i], i))
            return false;
    return true;
}

Part part_plain(Graph *graph, uint32_t rank, const Range *ranges, ExprId body)
{
    SubscriptId *target = NEW_ARRAY(graph->arena, SubscriptId, rank);
    for (uint32_t i = 0; i < rank; i++)
        target[i] = subscript_index(&graph->exprs, i);
    return (Part){
        .combine = SET,
        .index_count = (uint8_t)rank,
        .lanes = 1,
        .ranges = ranges,
        .target = target,
        .body = body,
    };
}

Part part_whole(Graph *graph, uint32_t rank, const int64_t *shape, ExprId body)
{
    Range *ranges = NEW_ARRAY(graph->arena, Range, rank);
    for (uint32_t i = 0; i < rank; i++)
        ranges[i] = (Range){0, shape[i]};
    return part_plain(graph, rank, ranges, body);
}

void part_postorder(const Graph *graph, Arena *arena, Marks *marks, bool fresh,
                    const Part *part, uint32_t rank, ExprIds *list)
{
    const Exprs *exprs = &graph->exprs;
    expr_postorder(exprs, arena, marks, fresh, part->body, list);
    for (uint32_t i = 0; i < rank; i++) {
        ExprId data = subscript_at(exprs, part->target[i])->data;
        if (data)
            expr_postorder(exprs, arena, marks, false, data, list);
    }
}

void array_postorder(const Graph *graph, Arena *arena, ArrayId id,
                     ExprIds *list)
{
    const Array *array = graph_array(graph, id);
    for (uint32_t i = 0; array_is_computed(array) && i < array->part_count; i++)
        part_postorder(graph, arena, NULL, i == 0, &array->as.parts[i],
                       array->rank, list);
}

ArrayId array_mark_reads(const Graph *graph, ArrayId id, bool *reached)
{
    ExprIds *order = &graph->exprs.walk->order;
    ArrayId last = 0;
    order->count = 0;
    array_postorder(graph, graph->exprs.arena, id, order);
    for (uint32_t i = 0; i < order->count; i++) {
        const Expr *node = expr_at(&graph->exprs, order->at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId read = node->as.access.array;
        if (!reached[read] && last < read)
            last = read;
        reached[read] = true;
    }
    return last;
}

Range graph_index_range(const Graph *graph, ArrayId id, int64_t element)
{
    const Array *array = graph_array(graph, id);
    Range range = {0, array->limit};
    for (uint32_t n = 0; n < graph->ordered.count; n++) {
        const Ordered *o = &graph->ordered.at[n];
        int64_t i = element;
        if (o->input != id)
            continue;
        for (uint32_t axis = array->rank; axis-- > o->axis + 1u;)
            i /= array->shape[axis];
        i %= array->shape[o->axis];
        if (i < o->places.low || i >= o->places.high)
            continue;
        int64_t end = i + o->offset;
        if (o->direction > 0 && end < range.high)
            range.high = end;
        if (o->direction < 0 && end + 1 > range.low)
            range.low = end + 1;
    }
    return range;
}

uint32_t graph_definition_of(const Graph *graph, ArrayId id)
{
    uint32_t own = graph_array(graph, id)->serves;
    if (own && own < graph->definitions.count
        && graph->definitions.at[own].array == id)
        return own;
    for (uint32_t i = 1; i < graph->definitions.count; i++)
        if (graph->definitions.at[i].array == id)
            return i;
    return 0;
}

uint32_t graph_outermost(const Graph *graph, ArrayId id)
{
    uint32_t r = graph_array(graph, id)->recurrence;
    while (graph->recurrences.at[r].outer)
        r = graph->recurrences.at[r].outer;
    return r;
}

bool graph_are_recurrent(const Graph *graph, ArrayId a, ArrayId b)
{
    uint32_t r = graph_outermost(graph, graph_source(graph, a));
    return r && r == graph_outermost(graph, graph_source(graph, b));
}

ExprId graph_access(Graph *graph, ArrayId array, const SubscriptId *subscripts)
{
    const Array *of = graph_array(graph, array);
    return expr_access(&graph->exprs, array, of->type == WHOLE, of->rank,
                       subscripts);
}

ExprId graph_access_plain(Graph *graph, ArrayId array)
{
    SubscriptId subscripts[MAX_RANK];
    for (uint32_t i = 0; i < graph_array(graph, array)->rank; i++)
        subscripts[i] = subscript_index(&graph->exprs, i);
    return graph_access(graph, array, subscripts);
}
