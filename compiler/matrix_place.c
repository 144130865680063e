/* matrix_place.c: arrays as what stands at each place of their first axis.
 *
 * h[k+1] = tanh(W h[k] + b) is of vectors though h is a matrix: where the index k
 * has a name, the rest of the part is read as any other. Where other parts act
 * other equations hold, so that the axis falls into stretches.
 */
#include "matrix_read.h"

/* -- places -- */

Spot spot_moved(const Spot *place, int64_t by)
{
    Spot moved = *place;
    moved.shift += by;
    return moved;
}

Text spot_text(Arena *arena, const Spot *p)
{
    if (!p->index.length)
        return text_format(arena, "%lld", (long long)p->shift);
    if (!p->shift)
        return p->index;
    return text_format(arena, "%.*s%c%lld", TEXT_ARGS(p->index),
                       p->shift < 0 ? '-' : '+',
                       (long long)(p->shift < 0 ? -p->shift : p->shift));
}

/* Where the axis begins and ends that is at the place. */
static Range places_of(const Spot *p)
{
    if (!p->index.length)
        return (Range){p->shift, p->shift + 1};
    return (Range){p->range.low + p->shift, p->range.high + p->shift};
}

/* -- parts at a place -- */

/* The index of the part along the first axis, MAX_INDICES if that is at one
 * place; false: neither. */
static bool first_index(const Graph *graph, const Part *part, uint32_t *index,
                        int64_t *base)
{
    const Subscript *s = subscript_at(&graph->exprs, part->target[0]);
    if (subscript_is_shifted(&graph->exprs, part->target[0], index, base))
        return true;
    *index = MAX_INDICES;
    *base = s->base;
    return !s->term_count && !s->data;
}

Body body_of(MatrixReader *r, const Part *part, const Spot *place)
{
    Body b = {.r = r, .part = part, .fixed = MAX_INDICES};
    int64_t base;
    for (uint32_t i = 0; i < part->index_count; i++)
        b.sizes[i] = part->ranges[i].high - part->ranges[i].low;
    if (place && first_index(r->graph, part, &b.fixed, &base))
        b.place = spot_moved(place, -base);
    return b;
}

static int64_t quotient_up(int64_t a, int64_t b)
{
    return a / b + (a % b != 0 && (a < 0) == (b < 0));
}

/* The places that the part is of; false: that is not known. */
static bool places_of_part(const Graph *graph, const Part *part, Range *range)
{
    uint32_t index;
    int64_t base;
    if (!first_index(graph, part, &index, &base))
        return false;
    if (index == MAX_INDICES) {
        *range = (Range){base, base + 1};
        return !part->guard_count;
    }
    *range = part->ranges[index];
    for (uint32_t i = 0; i < part->guard_count; i++) {
        const Subscript *g = subscript_at(&graph->exprs, part->guards[i]);
        if (!(subscript_depends(&graph->exprs, part->guards[i]) >> index & 1))
            continue;           /* a mask: see read_guards */
        if (g->data || g->term_count != 1)
            return false;
        int64_t factor = g->terms[0].factor, least, most;
        if (factor > 0) {
            least = quotient_up(-g->base, factor);
            range->low = least > range->low ? least : range->low;
        } else {
            most = -quotient_up(-g->base, -factor) + 1;
            range->high = most < range->high ? most : range->high;
        }
    }
    range->low += base;
    range->high += base;
    return true;
}

bool part_acts(const MatrixReader *r, const Part *part, const Spot *place)
{
    Range of;
    if (!place)
        return true;
    Range range = places_of(place);
    return places_of_part(r->graph, part, &of) && of.low <= range.low
        && range.high <= of.high;
}

bool subscript_is_placed(const Body *b, const Subscript *s)
{
    return b->fixed < MAX_INDICES && !s->data && s->term_count == 1
        && s->terms[0].index == b->fixed;
}

TermRef index_term(const Body *b)
{
    Arena *arena = b->r->arena;
    if (!b->place.index.length)
        return term_number(arena, (double)b->place.shift);
    return term_plus(arena, term_name(arena, b->place.index, RANK_NUMBER, 1, 1,
                                      false),
                     (double)b->place.shift, term_number(arena, 1));
}

TermRef place_term(const Body *b, const Subscript *s)
{
    Arena *arena = b->r->arena;
    Spot place = spot_moved(&b->place, s->base);
    if (s->terms[0].factor == 1)
        return term_name(arena, spot_text(arena, &place), RANK_NUMBER, 1, 1,
                         false);
    return term_plus(arena, term_scale(arena, (double)s->terms[0].factor,
                                       index_term(b)),
                     (double)s->base, term_number(arena, 1));
}

/* -- stretches -- */

static void add_cut(Arena *arena, Cuts *cuts, int64_t at)
{
    uint32_t i = 0;
    while (i < cuts->count && cuts->at[i] < at)
        i++;
    if (i < cuts->count && cuts->at[i] == at)
        return;
    list_push(arena, cuts, at);
    for (uint32_t k = cuts->count - 1; k > i; k--)
        cuts->at[k] = cuts->at[k - 1];
    cuts->at[i] = at;
}

bool term_is_sayable(TermRef t)
{
    bool is = t && !t->by_rows;
    if (is && t->kind == TERM_CALL && *t->name.at == '[')
        is = t->of[0]->level >= BIND_CALL;
    for (uint32_t i = 0; is && i < t->count; i++)
        is = term_is_sayable(t->of[i]);
    return is;
}

static TermRef read_at(MatrixReader *r, ArrayId id, const Spot *place)
{
    const Array *array = graph_array(r->graph, id);
    Range range = places_of(place), of;
    if (array->kind != EQUATION || !array->rank || range.low < 0
        || range.high > array->shape[0])
        return NULL;
    for (uint32_t i = 0; i < array->part_count; i++) {
        const Part *part = &array->as.parts[i];
        if (!places_of_part(r->graph, part, &of))
            return NULL;
        bool apart = of.low >= of.high || of.high <= range.low || range.high <= of.low;
        if (!apart && !part_acts(r, part, place))
            return NULL;
    }
    return read_equation(r, array, place);
}

TermRef reader_bare_at(MatrixReader *r, ArrayId id, const Spot *place)
{
    bool bare = r->bare;
    r->bare = true;
    TermRef made = read_at(r, id, place);
    r->bare = bare;
    return made;
}

TermRef reader_at(MatrixReader *r, ArrayId id, const Spot *place)
{
    if (r->bare)
        return read_at(r, id, place);
    if (r->rows && !r->plain[id]) {
        TermRef bare = reader_bare_at(r, id, place);
        bare = bare ? r->said(r->context, bare, place) : NULL;
        if (term_is_sayable(bare))
            return bare;
        r->plain[id] = true;        /* and is not tried again */
    }
    TermRef made = read_at(r, id, place);
    if (made && r->said && !term_is_sayable(made))
        made = r->said(r->context, made, place);
    return term_is_sayable(made) ? made : NULL;
}

/* Whether members of the recurrence are in what is an array of its own, as a
 * product of matrices is: it must have the axis along which they run. */
static bool is_stepped(const MatrixReader *r, const Array *array, TermRef t,
                       bool within)
{
    const Graph *graph = r->graph;
    bool slice = t->kind == TERM_CALL && *t->name.at == '[';
    within |= t->kind == TERM_CHAIN || (t->kind == TERM_CALL && !slice);
    for (ArrayId a = 1; a < graph->arrays.count && within && array->recurrence
                        && t->kind == TERM_NAME; a++)
        if (graph_array(graph, a)->recurrence == array->recurrence
            && text_equal(r->names[a], t->name))
            return true;
    for (uint32_t i = 0; i < t->count; i++)
        if (is_stepped(r, array, t->of[i], within))
            return true;
    return false;
}

bool reader_cut(MatrixReader *r, const Spot *place, int64_t element)
{
    int64_t own = element - place->shift;
    bool within = place->index.length && place->range.low < own
               && own < place->range.high;
    if (within)
        add_cut(r->arena, &r->cuts, own);
    return within;
}

TermRef literal_at(MatrixReader *r, const Array *array, const Spot *place)
{
    Range range = places_of(place);
    if (array->rank != 1 || range.low < 0 || range.high > array->shape[0])
        return NULL;
    const double *values = array->as.values;
    for (int64_t i = range.low + 1; i < range.high; i++)
        if (values[i] != values[i - 1] && reader_cut(r, place, i))
            return NULL;
    return term_number(r->arena, values[range.low]);
}

/* The ends of the array's parts. */
static bool cut_parts(MatrixReader *r, const Array *array)
{
    r->cuts.count = 0;
    add_cut(r->arena, &r->cuts, 0);
    add_cut(r->arena, &r->cuts, array->shape[0]);
    for (uint32_t i = 0; i < array->part_count; i++) {
        Range range;
        if (!places_of_part(r->graph, &array->as.parts[i], &range))
            return false;
        if (range.low >= range.high)
            continue;
        add_cut(r->arena, &r->cuts, range.low);
        add_cut(r->arena, &r->cuts, range.high);
    }
    return true;
}

static bool read_stretches(MatrixReader *r, ArrayId id, Text index,
                           Placed *placed)
{
    const Array *array = graph_array(r->graph, id);
    Cuts cuts = {0};
    for (uint32_t i = 0; i < r->cuts.count; i++)
        list_push(r->arena, &cuts, r->cuts.at[i]);
    for (uint32_t i = 0; i + 1 < cuts.count; i++) {
        Range range = {cuts.at[i], cuts.at[i + 1]};
        Spot place = {index, range, 0}, one = {.shift = range.low};
        bool single = range.high - range.low == 1;
        Stretch s = {range, reader_at(r, id, single ? &one : &place), single};
        if (s.term && single && is_stepped(r, array, s.term, false))
            s = (Stretch){range, reader_at(r, id, &place), false};
        if (!s.term)
            return false;
        list_push(r->arena, placed, s);
    }
    return placed->count > 0;
}

/* Neighbours of which the same is said are one. */
static void join_stretches(Placed *placed)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < placed->count; i++) {
        Stretch s = placed->at[i], *last = &placed->at[count ? count - 1 : 0];
        if (count && !s.single && !last->single
            && term_equal(s.term, last->term))
            last->range.high = s.range.high;
        else
            placed->at[count++] = s;
    }
    placed->count = count;
}

bool reader_placed(MatrixReader *r, ArrayId id, Text index, Placed *placed)
{
    const Array *array = graph_array(r->graph, id);
    bool fine = array->kind == EQUATION && array->rank > 0 && array->rank <= 3
             && cut_parts(r, array);
    for (uint32_t cuts = 0; fine && cuts != r->cuts.count;) {
        cuts = r->cuts.count;
        *placed = (Placed){0};
        fine = read_stretches(r, id, index, placed);
    }
    if (fine)
        join_stretches(placed);
    return fine;
}
