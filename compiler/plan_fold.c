/* plan_fold.c: which arrays need room for a few steps of their recurrence only.
 *
 * A member of a recurrence that nothing reads later than D steps after it was
 * made, but for the last elements, lives in w > D places that its elements take
 * in turn: element e in place e mod w, with w a power of two. So what infers
 * from a sequence takes room for no sequence of states.
 *
 *     h[t+1] = f(h[t]);  y = h[T]        h has 2 places, whatever T is
 */
#include "plan_fold.h"

/* What is known of a candidate; offsets and elements are along its axis. */
typedef struct Window {
    bool    open;               /* nothing speaks against it so far */
    bool    made;
    int64_t at;                 /* made is the element s + at, in step s */
    Range   elements;           /* made by the recurrence */
    Range   reads;              /* read are s + these */
    Range   before, after;      /* elements set before; read after */
} Window;

typedef struct Folder {
    const Loops *loops;
    Arena       *arena;
    Window      *windows;       /* [graph arrays] */
    ExprIds      order;
} Folder;

static void include(Range *range, int64_t low, int64_t high)
{
    if (range->low == range->high) {
        *range = (Range){low, high};
        return;
    }
    range->low = low < range->low ? low : range->low;
    range->high = high > range->high ? high : range->high;
}

static uint8_t axis_of(const Graph *graph, ArrayId id)
{
    const Recurrence *r =
        &graph->recurrences.at[graph_outermost(graph, id)];
    return r->axis[id - r->first];
}

/* s + *at, where s is the first loop. */
static bool is_of_step(const Exprs *exprs, SubscriptId id, int64_t *at)
{
    uint32_t index;
    return subscript_is_shifted(exprs, id, &index, at) && !index;
}

static bool is_element(const Exprs *exprs, SubscriptId id, int64_t *element)
{
    const Subscript *s = subscript_at(exprs, id);
    *element = s->base;
    return !s->data && !s->term_count;
}

static void look_at_target(Folder *f, const Step *step, const Part *part)
{
    const Graph *graph = f->loops->graph;
    Window *window = &f->windows[step->array];
    SubscriptId target = part->target[axis_of(graph, step->array)];
    int64_t at = 0;
    if (!step->driven) {
        window->open = is_element(&graph->exprs, target, &at);
        include(&window->before, at, at + 1);
        return;
    }
    window->open = is_of_step(&graph->exprs, target, &at)
                && (!window->made || window->at == at);
    window->made = true;
    window->at = at;
    include(&window->elements, part->ranges[0].low + at,
            part->ranges[0].high + at);
}

static void look_at_read(Folder *f, const Step *step, ArrayId id,
                         const SubscriptId *subscripts)
{
    const Graph *graph = f->loops->graph;
    Window *window = &f->windows[id];
    if (!window->open)
        return;
    SubscriptId s = subscripts[axis_of(graph, id)];
    int64_t at = 0;
    if (step->driven && graph_are_recurrent(graph, step->array, id)) {
        window->open = is_of_step(&graph->exprs, s, &at);
        include(&window->reads, at, at + 1);
    } else {
        window->open = window->made && is_element(&graph->exprs, s, &at);
        include(&window->after, at, at + 1);
    }
}

static void look_at_step(Folder *f, const Step *step)
{
    const Graph *graph = f->loops->graph;
    const Array *array = graph_array(graph, step->array);
    Window *own = &f->windows[step->array];
    if (step->kind != STEP_PART) {
        own->open = false;
        return;
    }
    const Part *part = &array->as.parts[step->part];
    if (own->open)
        look_at_target(f, step, part);
    f->order.count = 0;
    part_postorder(graph, f->arena, NULL, true, part, array->rank,
                   &f->order);
    for (uint32_t i = 0; i < f->order.count; i++) {
        const Expr *node = expr_at(&graph->exprs, f->order.at[i]);
        if (node->kind != ACCESS)
            continue;
        ArrayId id = graph_source(graph, node->as.access.array);
        if (array->kind == KERNEL)
            f->windows[id].open = false;
        else
            look_at_read(f, step, id, node->as.access.subscripts);
    }
}

static bool lies_in(Range range, Range in)
{
    return range.low == range.high
        || (range.low >= in.low && range.high <= in.high);
}

/* How many places the array needs; 0: as many as it has elements. */
static int64_t places(const Graph *graph, ArrayId id, const Window *w)
{
    const Recurrence *r =
        &graph->recurrences.at[graph_outermost(graph, id)];
    bool up = r->direction > 0;
    int64_t size = graph_array(graph, id)->shape[axis_of(graph, id)];
    int64_t back = 0, count = 1;
    if (!w->open || !w->made)
        return 0;
    if (w->reads.low < w->reads.high) {
        back = up ? w->at - w->reads.low : w->reads.high - 1 - w->at;
        if (up ? w->reads.high - 1 > w->at : w->reads.low < w->at)
            return 0;
    }
    while (count <= back)
        count *= 2;
    /* The elements that may be set before, and read after. */
    Range first = up ? (Range){w->elements.low - count, w->elements.low}
                     : (Range){w->elements.high, w->elements.high + count};
    Range last = up ? (Range){w->elements.high - count, w->elements.high}
                    : (Range){w->elements.low, w->elements.low + count};
    return count < size && lies_in(w->before, first) && lies_in(w->after, last)
             ? count : 0;
}

/* What is stored of a segment alone. */
static void fold_slices(const Loops *loops, const uint8_t *home, Fold *folds)
{
    const Segments *segments = loops->segments;
    uint32_t count = loops->graph->arrays.count;
    for (ArrayId id = 1; segments && id < count; id++)
        if (segments->along[id].sliced && home[id] == HOME_WORK)
            folds[id] = (Fold){.axis = segments->along[id].axis,
                                .places = segments->places};
}

const Fold *plan_fold(const Loops *loops, Arena *arena, Pass pass,
                      const uint8_t *home, Fold *folds)
{
    const Graph *graph = loops->graph;
    uint32_t count = graph->arrays.count;
    if (graph->recurrences.count < 2)
        return folds;
    folds = folds ? folds : NEW_ARRAY(arena, Fold, count);
    Folder f = {.loops = loops, .arena = arena,
                .windows = NEW_ARRAY(arena, Window, count)};
    fold_slices(loops, home, folds);
    for (ArrayId id = 1; id < count; id++)
        f.windows[id].open = home[id] == HOME_WORK && !folds[id].around
                          && (pass == INFER || !folds[id].places)
                          && (pass == INFER || !loops->kept[id])
                          && graph_array(graph, id)->kind == EQUATION
                          && graph_array(graph, id)->recurrence;
    const Routine *routine = &loops->routines[pass];
    for (uint32_t n = 0; n < routine->nests.count; n++)
        for (uint32_t i = 0; i < routine->nests.at[n].steps.count; i++)
            look_at_step(&f, &routine->nests.at[n].steps.at[i]);
    for (ArrayId id = 1; id < count; id++)
        if (f.windows[id].open && places(graph, id, &f.windows[id]))
            folds[id] = (Fold){.axis = axis_of(graph, id),
                               .places = places(graph, id, &f.windows[id])};
    return folds;
}
