/* derive.c: arrays of kind DERIVATIVE become equations.
 *
 * A derivative of y by x sees the arrays on the ways from x to y. If there is
 * none among them that is a derivative itself, it is made: by reverse mode
 * from y back to x, or by forward mode from x to y. One that does has to wait
 * for the next round, before which what this round has made is simplified.
 *
 * A Jacobian is either mode with a family of unit seeds: reverse with one for
 * each element of y, forward with one for each of x. The smaller is taken.
 */
#include "derive.h"

#include "adjoint.h"

typedef struct Derive {
    Arena   *arena;
    Graph   *graph;                 /* in the making */
    const Graph *from;
    const Rules *rules;
    Copy     copy;
    Diagnostics *diagnostics;
    bool     failed;
} Derive;

bool graph_has_derivatives(const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == DERIVATIVE)
            return true;
    return false;
}

/* -- which can be made -- */

/* reached[id]: the array is on a way from `by` to `of`. */
static bool *ways(Derive *d, const Ends *ends)
{
    Activity activity;
    activity_find(&activity, d->arena, d->from, d->rules, ends);
    return activity.used;
}

/* -- seeds -- */

/* ones, or the array given */
static ExprId seed_value(Graph *graph, ArrayId seed)
{
    return seed ? graph_access_plain(graph, seed)
                : expr_number(&graph->exprs, 1);
}

/* How many of the first axes of both are aligned with each other: all there is
 * of a derivative is of each of their elements by its own. */
static uint32_t leading(const Derivative *of)
{
    uint32_t count = 0;
    while (count < MAX_RANK && of->aligned[count] == count + 1)
        count++;
    return count;
}

/* The unit arrays of the shape of an array, one for each index of the axes in
 * the set, times `value`: S[f, i] = value[i] where f are those of i; they stand
 * behind the first `at` axes. */
static ArrayId unit_seeds(Graph *graph, ArrayId shaped, uint32_t at,
                          uint8_t axes, ExprId value, uint32_t serves)
{
    const Array array = *graph_array(graph, shaped);
    int64_t shape[2 * MAX_RANK];
    SubscriptId target[2 * MAX_RANK];
    Range ranges[MAX_RANK];
    uint32_t order[2 * MAX_RANK], rank = 0;
    for (uint32_t i = 0; i < at; i++)
        order[rank++] = i;
    for (uint32_t i = 0; i < array.rank; i++)
        if (axes >> i & 1)
            order[rank++] = i;
    for (uint32_t i = at; i < array.rank; i++)
        order[rank++] = i;
    for (uint32_t i = 0; i < rank; i++) {
        shape[i] = array.shape[order[i]];
        target[i] = subscript_index(&graph->exprs, order[i]);
    }
    for (uint32_t i = 0; i < array.rank; i++)
        ranges[i] = (Range){0, array.shape[i]};
    Part part = {.combine = SET, .index_count = array.rank, .lanes = 1,
                 .ranges = ranges, .target = target, .body = value};
    return rank > MAX_RANK
             ? 0 : graph_equation(graph, 0, rank, shape, 1, &part, serves);
}

static uint32_t sizes_of(const Array *array, uint8_t axes,
                         int64_t shape[MAX_RANK])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        if (axes >> i & 1)
            shape[count++] = array->shape[i];
    return count;
}

static double size_of(const Array *array, uint8_t axes)
{
    double size = 1;
    for (uint32_t i = 0; i < array->rank; i++)
        if (axes >> i & 1)
            size *= (double)array->shape[i];
    return size;
}

/* -- making -- */

static ArrayId zero_like(Derive *d, const Array *array)
{
    ArrayId shaped = graph_input(d->graph, INPUT, REAL, 0, array->rank,
                                 array->shape, array->serves);
    return adjoint_zero(d->graph, shaped, array->serves);
}

static ArrayId fail(Derive *d, const Array *array)
{
    Span place = array->serves
                   ? d->from->definitions.at[array->serves].span : (Span){0};
    Diagnostic *error = diagnose_error(
        d->diagnostics, place,
        "a derivative here needs arrays of more than %d axes", MAX_RANK);
    diagnose_hint(d->diagnostics, error,
                  "jvp(y, x, v) and vjp(y, x, v) need no more than y and x "
                  "have");
    d->failed = true;
    return zero_like(d, array);
}

/* The derivative: `made`, which has `count` of its axes behind the first `at`,
 * and not in front. */
static ArrayId in_front(Graph *graph, const Array *array, ArrayId made,
                        uint32_t at, uint32_t count)
{
    SubscriptId read[2 * MAX_RANK];
    for (uint32_t i = 0; i < array->rank; i++)
        read[i] = subscript_index(&graph->exprs, i < at           ? count + i
                                                 : i < at + count ? i - at
                                                                  : i);
    Part part = part_whole(graph, array->rank, array->shape,
                           graph_access(graph, made, read));
    return at ? graph_equation(graph, 0, array->rank, array->shape, 1, &part,
                               array->serves)
              : made;
}

static ArrayId by_reverse(Derive *d, const Derivative *of, const Array *array)
{
    Graph *graph = d->graph;
    const Array y = *graph_array(graph, of->of);
    const Ends ends = {of->of, of->by, 0};
    ArrayId first = graph->arrays.count, seed = 0;
    ExprId value = seed_value(graph, of->seed);
    Reverse reverse;
    if (of->free) {
        seed = graph_input(graph, INPUT, REAL, 0, y.rank, y.shape, y.serves);
        first = seed;
    }
    reverse_init(&reverse, d->arena, graph, d->rules, &ends, false);
    reverse_seed(&reverse, of->of,
                 seed ? graph_access_plain(graph, seed) : value);
    reverse_walk(&reverse);
    ArrayId made = reverse_adjoint(&reverse, of->by);
    if (!seed)
        return made;
    int64_t shape[MAX_RANK];
    uint32_t rank = sizes_of(&y, of->free, shape);
    uint32_t at = leading(of);
    ArrayId units = unit_seeds(graph, of->of, at, of->free, value,
                               array->serves);
    bool fits = units != 0;
    if (fits)
        made = lift_run(d->arena, graph, first, made, seed, units, at, rank,
                        shape, &fits);
    if (!fits)
        return fail(d, array);
    return made ? in_front(graph, array, made, at, rank) : zero_like(d, array);
}

static ArrayId by_forward(Derive *d, const Derivative *of, const Array *array)
{
    const Ends ends = {of->of, of->by, 0};
    Graph *graph = d->graph;
    const Array x = *graph_array(graph, of->by);
    ArrayId seed = of->seed;
    if (!seed) {
        Part ones = part_whole(graph, x.rank, x.shape,
                               expr_number(&graph->exprs, 1));
        seed = graph_equation(graph, 0, x.rank, x.shape, 1, &ones,
                              array->serves);
    }
    ArrayId made = tangent_run(d->arena, graph, d->rules, &ends, seed);
    return made ? made : zero_like(d, array);
}

/* Axes of `by` that no axis of `of` is aligned with. */
static uint8_t alone(const Derivative *of, uint32_t rank)
{
    uint8_t set = (uint8_t)((1u << rank) - 1);
    for (uint32_t i = 0; i < MAX_RANK; i++)
        if (of->aligned[i])
            set &= (uint8_t)~(1u << (of->aligned[i] - 1));
    return set;
}

/* tangents[y's first axes, u, y's other axes] for the axes u of x alone, in the
 * order of the derivative: the free axes of y, then x's. */
static ArrayId arrange(Derive *d, const Derivative *of, const Array *array,
                       uint8_t units, ArrayId tangents)
{
    Graph *graph = d->graph;
    const Array y = *graph_array(graph, of->of);
    const Array x = *graph_array(graph, of->by);
    SubscriptId read[2 * MAX_RANK];
    uint32_t count = 0, free = 0, before = array->rank - x.rank;
    uint32_t at = leading(of);
    for (uint32_t i = 0; i < at; i++)
        read[count++] = subscript_index(&graph->exprs, before + i);
    for (uint32_t i = 0; i < x.rank; i++)
        if (units >> i & 1)
            read[count++] = subscript_index(&graph->exprs, before + i);
    for (uint32_t i = at; i < y.rank; i++)
        read[count++] = subscript_index(
            &graph->exprs, of->free >> i & 1 ? free++
                                             : before + of->aligned[i] - 1u);
    Part part = part_whole(graph, array->rank, array->shape,
                           graph_access(graph, tangents, read));
    return graph_equation(graph, 0, array->rank, array->shape, 1, &part,
                          array->serves);
}

static ArrayId jacobian_forward(Derive *d, const Derivative *of,
                                const Array *array, uint8_t units)
{
    Graph *graph = d->graph;
    const Array x = *graph_array(graph, of->by);
    const Ends ends = {of->of, of->by, 0};
    int64_t shape[MAX_RANK];
    uint32_t rank = sizes_of(&x, units, shape);
    ArrayId seed = graph_input(graph, INPUT, REAL, 0, x.rank, x.shape,
                               x.serves);
    ArrayId made = tangent_run(d->arena, graph, d->rules, &ends, seed);
    ArrayId family = unit_seeds(graph, of->by, leading(of), units,
                                expr_number(&graph->exprs, 1), array->serves);
    bool fits = family != 0;
    if (made && fits)
        made = lift_run(d->arena, graph, seed, made, seed, family, leading(of),
                        rank, shape, &fits);
    if (!fits)
        return 0;
    return made ? arrange(d, of, array, units, made) : zero_like(d, array);
}

static ArrayId jacobian(Derive *d, const Derivative *of, const Array *array)
{
    const Array y = *graph_array(d->graph, of->of);
    const Array x = *graph_array(d->graph, of->by);
    uint8_t units = alone(of, x.rank);
    if (size_of(&x, units) < size_of(&y, of->free) || !of->free) {
        ArrayId made = jacobian_forward(d, of, array, units);
        if (made)
            return made;
    }
    return by_reverse(d, of, array);
}

static ArrayId make(Derive *d, ArrayId id)
{
    const Array array = *graph_array(d->from, id);
    Derivative of = *array.as.derivative;
    of.of = d->copy.arrays[of.of];
    of.by = d->copy.arrays[of.by];
    of.seed = d->copy.arrays[of.seed];
    switch ((DerivativeKind)of.kind) {
    case BY_REVERSE:
        return by_reverse(d, &of, &array);
    case BY_FORWARD:
        return by_forward(d, &of, &array);
    case BY_EITHER:
    default:
        return jacobian(d, &of, &array);
    }
}

/* -- the pass -- */

/* ready[id]: the derivative can be made. Products that one passes through are
 * marked in `products`. */
static bool *find_ready(Derive *d, bool *products)
{
    uint32_t count = d->from->arrays.count;
    bool *ready = NEW_ARRAY(d->arena, bool, count);
    for (ArrayId id = 1; id < count; id++) {
        const Array *array = graph_array(d->from, id);
        if (array->kind != DERIVATIVE)
            continue;
        Ends ends = {array->as.derivative->of, array->as.derivative->by, 0};
        if (graph_are_recurrent(d->from, id, ends.of)
            && graph_are_recurrent(d->from, id, ends.by))
            ends.step = graph_outermost(d->from, id);
        const bool *on_way = ways(d, &ends);
        ready[id] = graph_array(d->from, ends.of)->kind != CARRY;
        for (ArrayId at = 1; at < count; at++) {
            const Array *other = graph_array(d->from, at);
            ready[id] &= !(on_way[at] && other->kind == DERIVATIVE);
            products[at] |= on_way[at] && other->kind == EQUATION
                         && other->as.parts[0].combine == PROD
                         && other->as.parts[0].index_count > other->rank;
        }
    }
    return ready;
}

/* The recurrence whose last member has been copied, so that derivatives through
 * it know it. */
static void note_recurrence(Derive *d, ArrayId id)
{
    uint32_t outer = graph_outermost(d->from, id);
    const Recurrence *r = &d->from->recurrences.at[outer];
    if (!outer || r->last != id)
        return;
    Recurrence made = {.first = d->copy.arrays[r->first],
                       .last = d->copy.arrays[r->last]};
    list_push(d->graph->arena, &d->graph->recurrences, made);
    for (ArrayId m = made.first; m <= made.last; m++)
        d->graph->arrays.at[m].recurrence = d->graph->recurrences.count - 1;
    for (ArrayId c = 1; c < id; c++) {
        const Array *array = graph_array(d->from, c);
        if (array->kind == CARRY && d->copy.arrays[c]
            && d->copy.arrays[array->as.carried])
            graph_carry_of(d->graph, d->copy.arrays[c],
                           d->copy.arrays[array->as.carried]);
    }
}

/* The graph in which what is held is read as such. */
static Graph *release(Arena *arena, Graph *graph)
{
    Arena *work = arena_open(arena);
    Graph *to = graph_create(work);
    Copy copy;
    copy_init(&copy, work, graph, to);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        copy.arrays[id] = array->kind == HELD
                            ? copy.arrays[array->as.carried]
                            : copy_array(&copy, id);
    }
    copy_interface(&copy);
    Graph *out = graph_compact(arena_open(arena), to);
    arena_close(work);
    return out;
}

/* One that waits for ever is on its own way. */
static void report_waiting(Derive *d)
{
    for (ArrayId id = 1; id < d->from->arrays.count; id++) {
        const Array *array = graph_array(d->from, id);
        if (array->kind != DERIVATIVE)
            continue;
        Diagnostic *error = diagnose_error(
            d->diagnostics, d->from->definitions.at[array->serves].span,
            "a derivative here is of what depends on it at earlier steps");
        diagnose_hint(d->diagnostics, error,
                      "hold the state: step(x[n]) = … grad(J, x) … where J = "
                      "f(x), or stop(x)");
        break;
    }
    d->failed = true;
}

static bool any(const bool *set, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (set[i])
            return true;
    return false;
}

Graph *derive(Arena *arena, Graph *from, Diagnostics *diagnostics)
{
    Arena *work = arena_open(arena);
    Derive d = {.arena = work, .graph = graph_create(work), .from = from,
                .rules = rules_create(work), .diagnostics = diagnostics};
    uint32_t count = from->arrays.count;
    bool *products = NEW_ARRAY(work, bool, count);
    const bool *ready = find_ready(&d, products);
    copy_init(&d.copy, work, from, d.graph);
    if (!any(ready, count))
        report_waiting(&d);
    for (ArrayId id = 1; id < count; id++) {
        if (ready[id])
            d.copy.arrays[id] = make(&d, id);
        else if (products[id])
            d.copy.arrays[id] = product_expand(&d.copy, id);
        else
            copy_array(&d.copy, id);
        note_recurrence(&d, id);
    }
    copy_interface(&d.copy);
    Graph *to = d.failed ? NULL : graph_compact(arena_open(arena), d.graph);
    if (to && !graph_has_derivatives(to))
        to = release(arena, to);
    arena_close(work);
    return to;
}
