/* train.c: the gradients that a step of training needs.
 *
 * Of a param of which a box is trained the gradient is made over that box:
 * the ranges of its parts shrink. If all its parts are scattered along one
 * axis by data, reads along this axis are numbered, those of one part after
 * those of another, and the gradient gets a place for each read instead of
 * one for each subscript; the places of equal subscripts are added up when the
 * param is updated. If there are more reads than subscripts, the gradient
 * stays as it is, and the numbers only tell what has been read.
 */
#include "train.h"

#include "affine.h"

typedef struct Trainer {
    Arena   *arena;
    Graph   *graph;
    Trained *trained;
    Array    array;             /* the gradient as it was */
    bool     member;            /* of a recurrence */
    LIST(Part) parts;
    int64_t  shape[MAX_RANK];   /* of the gradient to be */
} Trainer;

/* -- boxes -- */

static SubscriptId shifted(Exprs *exprs, SubscriptId s, int64_t by)
{
    return subscript_add(exprs, s, by, subscript_constant(exprs, 1));
}

static void add_guard(Trainer *t, Part *part, SubscriptId guard)
{
    SubscriptId *guards =
        NEW_ARRAY(t->arena, SubscriptId, part->guard_count + 1u);
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = part->guards[i];
    guards[part->guard_count++] = guard;
    part->guards = guards;
}

/* Leaves the part its points whose subscript on the axis is in the range, if
 * it is affine; *empty if there are none. */
static bool restrict_axis(Trainer *t, Part *part, uint32_t axis, Range range,
                          bool *empty)
{
    Exprs *exprs = &t->graph->exprs;
    const Subscript s = *subscript_at(exprs, part->target[axis]);
    SubscriptId *target = arena_copy(t->arena, part->target, t->array.rank,
                                     sizeof *target);
    if (s.data || part->guard_count > 250)
        return false;
    target[axis] = shifted(exprs, part->target[axis], -range.low);
    if (!s.term_count) {
        *empty |= s.base < range.low || s.base >= range.high;
    } else if (s.term_count == 1 && s.terms[0].factor == 1) {
        Range *ranges = arena_copy(t->arena, part->ranges, part->index_count,
                                   sizeof *ranges);
        Range *r = &ranges[s.terms[0].index];
        r->low = r->low > range.low - s.base ? r->low : range.low - s.base;
        r->high = r->high < range.high - s.base ? r->high
                                                : range.high - s.base;
        *empty |= r->low >= r->high;
        part->ranges = ranges;
    } else {
        add_guard(t, part, target[axis]);
        add_guard(t, part,
                  subscript_add(exprs, subscript_constant(
                                           exprs, range.high - range.low - 1),
                                -1, target[axis]));
    }
    part->target = target;
    return true;
}

/* Shrinks the parts to the box, but for one axis. */
static bool restrict_parts(Trainer *t, uint32_t except)
{
    uint32_t kept = 0;
    for (uint32_t p = 0; p < t->parts.count; p++) {
        Part part = t->parts.at[p];
        bool empty = false;
        for (uint32_t a = 0; a < t->array.rank; a++) {
            Range range = t->trained->box[a];
            if (a == except || (!range.low && range.high == t->array.shape[a]))
                continue;
            if (!restrict_axis(t, &part, a, range, &empty))
                return false;
        }
        if (!empty)
            t->parts.at[kept++] = part;
    }
    t->parts.count = kept;
    for (uint32_t a = 0; a < t->array.rank; a++)
        if (a != except)
            t->shape[a] = t->trained->box[a].high - t->trained->box[a].low;
    return true;
}

/* One part that sets all elements: those of the gradient as it was in the
 * box, or zeros. */
static void add_whole(Trainer *t, bool zero)
{
    Exprs *exprs = &t->graph->exprs;
    uint32_t rank = t->array.rank;
    Range *ranges = NEW_ARRAY(t->arena, Range, rank);
    SubscriptId *target = NEW_ARRAY(t->arena, SubscriptId, rank);
    SubscriptId *at = NEW_ARRAY(t->arena, SubscriptId, rank);
    for (uint32_t a = 0; a < rank; a++) {
        Range box = t->trained->box[a];
        t->shape[a] = zero ? t->shape[a] : box.high - box.low;
        ranges[a] = (Range){0, t->shape[a]};
        target[a] = subscript_index(exprs, a);
        at[a] = shifted(exprs, target[a], box.low);
    }
    Part part = {.combine = SET, .index_count = (uint8_t)rank, .lanes = 1,
                 .ranges = ranges, .target = target};
    part.body = zero ? expr_number(exprs, 0)
                     : graph_access(t->graph, t->trained->gradient, at);
    t->parts.count = 0;
    list_push(t->arena, &t->parts, part);
}

/* -- rows -- */

/* The indices that say which read a point of the part belongs to. */
static uint32_t row_indices(const Trainer *t, const Part *part, uint32_t axis)
{
    return subscript_depends(&t->graph->exprs, part->target[axis]);
}

/* How many reads a part makes along the axis; 0 if they cannot be told apart
 * by the indices that the subscript depends on. */
static int64_t count_rows(const Trainer *t, const Part *part, uint32_t axis)
{
    uint32_t rows = row_indices(t, part, axis);
    int64_t count = 1;
    for (uint32_t i = 0; i < part->guard_count; i++)
        if (subscript_depends(&t->graph->exprs, part->guards[i]) & ~rows)
            return 0;
    for (uint32_t i = 0; i < part->index_count; i++)
        if (rows >> i & 1) {
            count *= part->ranges[i].high - part->ranges[i].low;
            if (count > INT32_MAX)
                return 0;
        }
    return count;
}

/* The axis along which all parts are scattered by data, and how many reads
 * they make; its rank if there is none. */
static uint32_t scattered_axis(const Trainer *t, int64_t *reads)
{
    for (uint32_t axis = 0; axis < t->array.rank && t->parts.count; axis++) {
        *reads = 0;
        bool all = true;
        for (uint32_t p = 0; p < t->parts.count && all; p++) {
            const Part *part = &t->parts.at[p];
            int64_t rows = count_rows(t, part, axis);
            all = subscript_at(&t->graph->exprs, part->target[axis])->data
               && rows && *reads + rows <= INT32_MAX;
            *reads += rows;
        }
        if (all)
            return axis;
    }
    return t->array.rank;
}

/* offset + the number of the point among those of the row indices, which
 * become indices[i]. */
static SubscriptId row_number(Trainer *t, const Part *part, uint32_t rows,
                              int64_t offset, const uint32_t *indices)
{
    Term terms[MAX_INDICES];
    uint32_t count = 0;
    int64_t stride = 1, base = offset;
    for (uint32_t i = part->index_count; i > 0; i--) {
        if (!(rows >> (i - 1) & 1))
            continue;
        Range range = part->ranges[i - 1];
        terms[count++] = (Term){indices[i - 1], stride};
        base -= range.low * stride;
        stride *= range.high - range.low;
    }
    return subscript_make(&t->graph->exprs, base, count, terms, 0, 0);
}

/* The row, where what the part adds stands under no condition; 0 elsewhere: a
 * branch that is not taken reads nothing. */
static ExprId row_if_read(Trainer *t, const Part *part, uint32_t rows,
                          ExprId row)
{
    Exprs *exprs = &t->graph->exprs;
    Expr node = *expr_at(exprs, part->body);
    while (node.kind == CHOOSE
           && !(expr_at(exprs, node.as.operand[0])->depends & ~rows)) {
        ExprId nothing = expr_number(exprs, 0);
        bool first = expr_is_number(exprs, node.as.operand[1], 0);
        bool second = expr_is_number(exprs, node.as.operand[2], 0);
        if (first == second)
            break;
        row = expr_choose(exprs, node.as.operand[0], first ? nothing : row,
                          first ? row : nothing);
        node = *expr_at(exprs, node.as.operand[first ? 2 : 1]);
    }
    return row;
}

/* rows[number of the read] = 1 + its subscript. */
static Part row_part(Trainer *t, const Part *part, uint32_t axis,
                     int64_t offset)
{
    Graph *graph = t->graph;
    Exprs *exprs = &graph->exprs;
    uint32_t rows = row_indices(t, part, axis), count = 0;
    uint32_t indices[MAX_INDICES] = {0};
    SubscriptId map[MAX_INDICES] = {0};
    Range *ranges = NEW_ARRAY(t->arena, Range, part->index_count);
    for (uint32_t i = 0; i < part->index_count; i++)
        if (rows >> i & 1) {
            ranges[count] = part->ranges[i];
            map[i] = subscript_index(exprs, count);
            indices[i] = count++;
        }
    SubscriptId *guards = NEW_ARRAY(t->arena, SubscriptId, part->guard_count);
    for (uint32_t i = 0; i < part->guard_count; i++)
        guards[i] = subscript_substitute(exprs, &graph->memo, part->guards[i],
                                         map);
    SubscriptId *target = NEW(t->arena, SubscriptId);
    *target = row_number(t, part, rows, offset, indices);
    ExprId body = row_if_read(
        t, part, rows,
        expr_of_subscript(exprs, shifted(exprs, part->target[axis], 1)));
    return (Part){
        .combine = SET,
        .index_count = (uint8_t)count,
        .guard_count = part->guard_count,
        .lanes = 1,
        .ranges = ranges,
        .guards = guards,
        .target = target,
        .body = expr_substitute(exprs, &graph->memo, body, map),
    };
}

/* Whether each point of the part is an element of its own. */
static bool is_elementwise(const Trainer *t, const Part *part)
{
    uint32_t free = 0;
    for (uint32_t a = 0; a < t->array.rank; a++)
        free |= subscript_depends(&t->graph->exprs, part->target[a]);
    return free == (uint32_t)(((uint64_t)1 << part->index_count) - 1)
        && target_is_injective(t->graph, part, t->array.rank);
}

/* Parts whose reads have places of their own need not add. */
static void set_elements(Trainer *t)
{
    for (uint32_t p = 0; p < t->parts.count; p++)
        if (!is_elementwise(t, &t->parts.at[p]))
            return;
    for (uint32_t p = 0; p < t->parts.count; p++)
        t->parts.at[p].combine = SET;
}

static void make_sparse(Trainer *t, uint32_t axis, int64_t reads)
{
    Trained *trained = t->trained;
    uint32_t identity[MAX_INDICES];
    Part *rows = NEW_ARRAY(t->arena, Part, t->parts.count);
    int64_t offset = 0, size = t->array.shape[axis];
    trained->axis = axis;
    trained->gathered = reads >= size;
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        identity[i] = i;
    for (uint32_t p = 0; p < t->parts.count; p++) {
        Part *part = &t->parts.at[p];
        rows[p] = row_part(t, part, axis, offset);
        if (!trained->gathered) {
            SubscriptId *target = arena_copy(t->arena, part->target,
                                             t->array.rank, sizeof *target);
            target[axis] = row_number(t, part, row_indices(t, part, axis),
                                      offset, identity);
            offset += count_rows(t, part, axis);
            part->target = target;
        } else {
            offset += count_rows(t, part, axis);
        }
    }
    t->shape[axis] = trained->gathered ? size : reads;
    if (!trained->gathered)
        set_elements(t);
    trained->rows = graph_equation(t->graph, size + 1, 1, &reads,
                                   t->parts.count, rows, t->array.serves);
}

/* -- one param -- */

/* What was d_W, and is made for it alone, is called so again. */
static void rename_gradient(Trainer *t, ArrayId before)
{
    Graph *graph = t->graph;
    uint32_t of = graph_definition_of(graph, t->trained->param);
    Text name = text_format(t->arena, "d_%.*s",
                            TEXT_ARGS(graph->definitions.at[of].name));
    uint32_t was = graph_definition_of(graph, before);
    if (was && text_equal(graph->definitions.at[was].name, name))
        graph->definitions.at[was].array = t->trained->gradient;
}

static void train_param(Trainer *t)
{
    Graph *graph = t->graph;
    ArrayId before = t->trained->gradient;
    t->array = *graph_array(graph, before);
    uint32_t rank = t->array.rank, axis;
    int64_t reads = 0;
    t->parts.count = 0;
    for (uint32_t a = 0; a < rank; a++)
        t->shape[a] = t->array.shape[a];
    bool own = t->array.kind == EQUATION && !t->member;
    for (uint32_t p = 0; own && p < t->array.part_count; p++)
        list_push(t->arena, &t->parts, t->array.as.parts[p]);
    axis = scattered_axis(t, &reads);
    if (!own || !restrict_parts(t, axis)
        || (t->parts.count && axis != scattered_axis(t, &reads)))
        add_whole(t, false);
    else if (!t->parts.count)
        add_whole(t, true);
    else if (axis < rank)
        make_sparse(t, axis, reads);
    t->trained->gradient =
        graph_equation(graph, 0, rank, t->shape, t->parts.count, t->parts.at,
                       t->array.serves);
    rename_gradient(t, before);
}

/* -- options -- */

/* An option that is an argument or a local of the gradient's function becomes
 * an equation, whose value is kept. */
static void keep_options(Graph *graph)
{
    ArrayId *options = graph->training.options;
    for (uint32_t i = 0; i < OPTION_COUNT; i++) {
        const Array *array = graph_array(graph, options[i]);
        if (!options[i] || (array->kind != INPUT && array->kind != DRAWN
                            && array->kind != KERNEL))
            continue;
        Part part = part_whole(graph, 0, NULL,
                               graph_access(graph, options[i], NULL));
        options[i] = graph_equation(graph, 0, 0, NULL, 1, &part, 0);
    }
}

Graph *train(Arena *arena, const Graph *gradient, bool split)
{
    Arena *work = arena_open(arena);
    Graph *graph = graph_create(work);
    Copy copy;
    copy_init(&copy, work, gradient, graph);
    for (ArrayId id = 1; id < gradient->arrays.count; id++)
        copy_array(&copy, id);
    copy_interface(&copy);
    if (split)
        keep_options(graph);
    Trainer t = {.arena = work, .graph = graph};
    for (uint32_t i = 0; i < graph->training.trained.count; i++) {
        ArrayId was = gradient->training.trained.at[i].gradient;
        t.trained = &graph->training.trained.at[i];
        t.member = graph_array(gradient, was)->recurrence;
        train_param(&t);
    }
    Graph *to = graph_compact(arena_open(arena), graph);
    arena_close(work);
    return to;
}
