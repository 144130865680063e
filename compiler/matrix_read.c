/* matrix_read.c: arrays as terms. */
#include "matrix_read.h"

enum { NOT_YET, UNDER_WAY, READ };

MatrixReader *reader_create(Arena *arena, Graph *graph, const bool *batched,
                      const ArrayId *total_of)
{
    MatrixReader *r = NEW(arena, MatrixReader);
    uint32_t count = graph->arrays.count;
    *r = (MatrixReader){.arena = arena, .graph = graph, .batched = batched,
                  .total_of = total_of,
                  .names = NEW_ARRAY(arena, Text, count),
                  .facts = NEW_ARRAY(arena, uint8_t, count),
                  .divisors = NEW_ARRAY(arena, double, count),
                  .terms = NEW_ARRAY(arena, TermRef, count),
                  .plain = NEW_ARRAY(arena, bool, count),
                  .states = NEW_ARRAY(arena, uint8_t, count)};
    return r;
}

/* The index that the part's values go along; at one place, or at data, that of
 * a factor that is 1 there. The axis has that number among those that are left.
 * NO_INDEX: it has none. */
static int read_axis(Body *b, uint32_t axis, uint32_t number, int64_t extent)
{
    const Exprs *exprs = &b->r->graph->exprs;
    const Subscript *s = subscript_at(exprs, b->part->target[axis]);
    uint32_t index;
    int64_t base;
    if (subscript_is_shifted(exprs, b->part->target[axis], &index, &base)
        && index != b->fixed) {
        const Range *range = &b->part->ranges[index];
        return base || range->low || range->high != extent ? NO_INDEX
                                                           : (int)index;
    }
    Tensor at = {term_number(b->r->arena, (double)s->base), 0, {0, 0}};
    if (s->term_count && !subscript_is_placed(b, s))
        return NO_INDEX;
    if (s->term_count)
        at.term = place_term(b, s);
    if (s->data && (s->term_count || s->base || s->scale != 1))
        return NO_INDEX;
    if (s->data)
        at = read_expr(b, s->data);
    int place = MAX_INDICES + (int)number;
    b->sizes[place] = extent;
    Tensor unit = read_unit(b, &at, place);
    if (!unit.term)
        return NO_INDEX;
    list_push(b->r->arena, &b->units, unit);
    return place;
}

/* Whether the guard says at which places the part is: part_acts sees to that. */
static bool is_of_place(const Body *b, SubscriptId guard)
{
    const Subscript *g = subscript_at(&b->r->graph->exprs, guard);
    return !g->data && g->term_count == 1 && g->terms[0].index == b->fixed;
}

/* Whether there are other guards. */
static bool is_masked(const Body *b)
{
    bool masked = false;
    for (uint32_t i = 0; i < b->part->guard_count; i++)
        masked |= !is_of_place(b, b->part->guards[i]);
    return masked;
}

/* Guards as masks. */
static bool read_guards(Body *b)
{
    const Part *part = b->part;
    if (!is_masked(b))
        return true;
    if (part->combine != MAX && part->combine != SUM && part->combine != SET)
        return false;
    for (uint32_t i = 0; i < part->guard_count; i++) {
        if (is_of_place(b, part->guards[i]))
            continue;
        Tensor mask = read_guard(b, part->guards[i]);
        if (!mask.term)
            return false;
        list_push(b->r->arena, &b->masks, mask);
    }
    return true;
}

/* A part from this axis on, which what stands before has fixed. */
static TermRef read_part(MatrixReader *r, const Array *array, const Part *part,
                         const Spot *place)
{
    Body b = body_of(r, part, place);
    int target[2] = {0, 0};
    uint32_t first = place != NULL, rank = array->rank - first;
    if (rank > 2 || !read_guards(&b))
        return NULL;
    for (uint32_t i = 0; i < rank; i++) {
        target[i] = read_axis(&b, i + first, i, array->shape[i + first]);
        if (target[i] == NO_INDEX)
            return NULL;
    }
    if (b.units.count && part->combine != SUM && part->combine != SET)
        return NULL;
    if (rank == 2 && target[0] == target[1])
        return part->combine == SUM || part->combine == SET
                 ? term_diagonal(r->arena, read_plain(&b, 1, target)) : NULL;
    return read_plain(&b, (int)rank, target);
}

/* -- element by element -- */

enum { FEW = 6, MANY = 9 };     /* elements of vectors, of matrices, that are
                                   written out */

/* The one element that the part is of; -1: it is not of one. */
static int64_t element_of(MatrixReader *r, const Array *array, const Part *part,
                          const Spot *place)
{
    const Body b = body_of(r, part, place);
    int64_t at = 0;
    uint32_t first = place != NULL;
    if (is_masked(&b)
        || (part->combine != SUM && part->combine != SET))
        return -1;
    for (uint32_t i = first; i < array->rank; i++) {
        const Subscript *s = subscript_at(&r->graph->exprs, part->target[i]);
        if (s->term_count || s->data)
            return -1;
        at = at * array->shape[i] + s->base;
    }
    return at;
}

/* The parts that are of one element each, as [a, b, c]; 0: there are none. */
static TermRef read_elements(MatrixReader *r, const Array *array,
                             const Spot *place)
{
    TermRef of[MANY];
    uint32_t parts = 0, first = place != NULL, axes = array->rank - first;
    const int64_t *shape = array->shape + first;
    int64_t count = 1;
    for (uint32_t i = 0; i < axes; i++)
        count *= shape[i];
    TermRank rank = rank_of((int)axes);
    int64_t cols = axes > 1 ? shape[1] : 1;
    TermRef none = term_zero(r->arena, rank, axes ? shape[0] : 1, cols);
    if (!axes || axes > 2 || count > (axes == 1 ? FEW : MANY))
        return none;
    for (int64_t i = 0; i < count; i++)
        of[i] = term_number(r->arena, 0);
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        int64_t at = element_of(r, array, part, place);
        if (at < 0 || !part_acts(r, part, place))
            continue;
        Body b = body_of(r, part, place);
        of[at] = term_plus(r->arena, of[at], 1, read_plain(&b, 0, NULL));
        if (!of[at])
            return NULL;
        parts++;
    }
    return parts ? term_list(r->arena, (uint32_t)count, of, rank, shape[0],
                             cols) : none;
}

/* [u; v], of parts that each make some elements of a vector, and all of them
 * between them; NULL: they do not. */
static TermRef read_stack(MatrixReader *r, const Array *array,
                          const Spot *place)
{
    enum { MOST = 8 };
    uint32_t first = place != NULL, count = 0;
    struct { Range range; TermRef term; } pieces[MOST];
    if (array->rank != first + 1)
        return NULL;
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        Body b = body_of(r, part, place);
        uint32_t index, at = 0;
        int64_t base;
        if (!part_acts(r, part, place))
            continue;
        if (is_masked(&b)
            || !subscript_is_shifted(&r->graph->exprs, part->target[first],
                                     &index, &base)
            || index == b.fixed)
            return NULL;
        Range range = {part->ranges[index].low + base,
                       part->ranges[index].high + base};
        TermRef term = read_plain(&b, 1, (int[]){(int)index});
        while (at < count && pieces[at].range.low < range.low)
            at++;
        if (at < count && pieces[at].range.low == range.low) {
            if (pieces[at].range.high != range.high || part->combine != SUM)
                return NULL;
            pieces[at].term = term_plus(r->arena, pieces[at].term, 1, term);
            continue;
        }
        if (count == MOST)
            return NULL;
        for (uint32_t k = count++; k > at; k--)
            pieces[k] = pieces[k - 1];
        pieces[at].range = range;
        pieces[at].term = term;
    }
    TermRef of[MOST];
    int64_t end = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (pieces[i].range.low != end || !pieces[i].term
            || pieces[i].term->rank != RANK_VECTOR)
            return NULL;
        end = pieces[i].range.high;
        of[i] = pieces[i].term;
    }
    return count < 2 || end != array->shape[first]
             ? NULL : term_call(r->arena, "stack", count, of, RANK_VECTOR, end, 1);
}

static bool adds_nothing(const MatrixReader *r, const Part *part)
{
    return part->combine == SUM
        && expr_is_number(&r->graph->exprs, part->body, 0);
}

TermRef read_equation(MatrixReader *r, const Array *array, const Spot *place)
{
    uint32_t first = place != NULL, parts = 0;
    TermRef made = read_elements(r, array, place);
    bool listed = made && made->kind != TERM_NUMBER;
    for (uint32_t i = 0; i < array->part_count && made; i++) {
        const Part *p = &array->as.parts[i];
        if (!part_acts(r, p, place)
            || ((listed || adds_nothing(r, p))
                && element_of(r, array, p, place) >= 0))
            continue;
        if (parts++ && p->combine != SUM)
            return read_stack(r, array, place);
        TermRef part = read_part(r, array, p, place);
        made = part ? term_plus(r->arena, made, 1, part) : NULL;
    }
    if (!made)
        return read_stack(r, array, place);
    if (made->rank == RANK_NUMBER && array->rank > first)
        return NULL;
    return made;
}

TermRef reader_definition(MatrixReader *r, ArrayId id)
{
    const Array *array = graph_array(r->graph, id);
    if (r->total_of && r->total_of[id])
        return term_batch_sum(r->arena, reader_array(r, r->total_of[id]),
                              r->examples);
    if (array->kind == EQUATION)
        return read_equation(r, array, NULL);
    if (array->kind == KERNEL)
        return read_kernel(r, array);
    if (array->kind == LITERAL)
        return read_literal(r, array);
    return NULL;
}

TermRef reader_name(const MatrixReader *r, ArrayId id, TermRank rank,
                    int64_t rows, int64_t cols)
{
    TermRef name = term_name(r->arena, r->names[id], rank, rows, cols,
                             r->batched && r->batched[id]);
    return name ? term_known(r->arena, name, r->facts[id]) : NULL;
}

TermRef reader_array(MatrixReader *r, ArrayId id)
{
    id = graph_source(r->graph, id);
    const Array *array = graph_array(r->graph, id);
    if (array->kind == HELD)
        return reader_array(r, array->as.carried);
    if (r->divisors[id] != 0)
        return term_number(r->arena, r->divisors[id]);
    if (r->states[id] == READ)
        return r->terms[id];
    if (r->states[id] == UNDER_WAY)
        return NULL;
    r->states[id] = UNDER_WAY;
    /* A member of a recurrence is made step by step. */
    TermRef made = r->names[id].length || array->recurrence
                     ? NULL : reader_definition(r, id);
    if (!made && !r->names[id].length)
        r->names[id] = r->unsaid(r->context, id);
    if (made)
        r->names[id] = r->shared(r->context, id, made);
    if (r->names[id].length)
        made = NULL;
    if (!made)
        made = array->rank > 2
                 ? NULL
                 : reader_name(r, id, rank_of((int)array->rank),
                               array->rank ? array->shape[0] : 1,
                               array->rank > 1 ? array->shape[1] : 1);
    r->states[id] = READ;
    return r->terms[id] = made;
}
