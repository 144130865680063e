/* emit_c_region.c: nests that threads share together.
 *
 *     GG_PARALLEL
 *     for (int32_t share = 0; share < 128; share += 65) {
 *         const int32_t end = share + 65 < 128 ? share + 65 : 128;
 *         ...                         the nests, from `share` up to `end`
 *     }
 *
 * All of them run over one index, and what a turn makes is touched in turns of the
 * same number alone: so each thread reads what it has made itself, and begins once.
 */
#include "emit_c_touch.h"
#include "tile.h"

#include "cost.h"

enum { UNEVEN = 16 };   /* a share is larger than an even one by a 16th of that at
                           most */

typedef struct Finder {
    const Code *code;
    Toucher     t;
    ArrayIds    rooms;          /* of tiles */
    int64_t     size, unit;     /* values of the first index; whole tiles */
    double      work;
} Finder;

static int64_t common_multiple(int64_t a, int64_t b)
{
    int64_t x = a, y = b;
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return a / x * b;
}

/* -- steps -- */

/* A tile is called with a share of the first index. */
static bool add_tile(Finder *f, const Step *step)
{
    const Tile *tile = step->tile;
    if (!tile->threads || tile->split || tile->blas)
        return false;
    if (tile->row == 0)
        f->unit = common_multiple(f->unit, tile->rows);
    if (tile->packed)
        list_push(f->code->scratch, &f->rooms, step->other);
    return true;
}

static bool add_to_region(Finder *f, const Step *step)
{
    const Graph *graph = f->code->graph;
    if (step->driven || step->timed || step->function
        || !step_depth(graph, step)
        || (step->tile && (step->shared || !add_tile(f, step)))
        || !add_step(&f->t, step, false) || f->t.touches.count > MOST_TOUCHES)
        return false;
    const Range range = step_range(graph, step, 0);
    if (range.low || (f->size && range.high != f->size))
        return false;
    f->size = range.high;
    if (step->kind != STEP_PART)
        return true;
    const Part *part = &graph_array(graph, step->array)->as.parts[step->part];
    f->work += part_work(graph, part);
    return !part->guard_count
        && !(step_depth(graph, step) == 1
             && part_is_each(graph, graph_array(graph, step->array), part));
}

/* -- storage -- */

/* Where in its slot the array is; NULL if it is in no slot with others. */
static const Stored *find_in_slot(const Slot *slot, ArrayId id, uint32_t *row)
{
    for (*row = 0; *row < slot->rows.count; (*row)++)
        for (uint32_t s = 0; s < slot->rows.at[*row].count; s++)
            if (slot->rows.at[*row].at[s].array == id)
                return &slot->rows.at[*row].at[s];
    return NULL;
}

/* Which storage two arrays have in common. */
typedef enum Sharing { APART, BY_ELEMENT, ACROSS } Sharing;

static Sharing sharing_of(const Finder *f, ArrayId a, ArrayId b)
{
    const Code *code = f->code;
    const Area *area = code->pass == INFER ? &code->plan->infer
                                           : &code->plan->work;
    for (uint32_t i = 0; i < area->slots.count; i++) {
        uint32_t row_a, row_b;
        const Stored *x = find_in_slot(&area->slots.at[i], a, &row_a);
        const Stored *y = find_in_slot(&area->slots.at[i], b, &row_b);
        if (!x || !y || row_a == row_b)
            continue;
        const Array p = plan_stored(code->plan, code->scratch, code->pass, a);
        const Array q = plan_stored(code->plan, code->scratch, code->pass, b);
        bool same = x->at == y->at && p.type == REAL && q.type == REAL
                 && p.rank == q.rank;
        for (uint32_t d = 0; d < p.rank && same; d++)
            same = p.shape[d] == q.shape[d];
        return same ? BY_ELEMENT : ACROSS;
    }
    return APART;
}

/* Whether what is touched lies along the first index of the array. */
static bool lies_along(const Finder *f, const Touch *touch)
{
    return graph_array(f->code->graph, touch->array)->rank
        && (!touch->subscripts
            || subscript_is_index(&f->code->graph->exprs, touch->subscripts[0],
                                  0));
}

static bool shares_storage(const Finder *f, ArrayId room)
{
    for (uint32_t i = 0; i < f->t.touches.count; i++)
        if (sharing_of(f, room, f->t.touches.at[i].array))
            return true;
    for (uint32_t i = 0; i < f->rooms.count; i++)
        if (f->rooms.at[i] != room && sharing_of(f, room, f->rooms.at[i]))
            return true;
    return false;
}

/* Whether arrays that threads touch at one time have storage apart, or in common
 * element by element, where both are touched along the first index. */
static bool is_stored_apart(const Finder *f)
{
    for (uint32_t i = 0; i < f->rooms.count; i++)
        if (shares_storage(f, f->rooms.at[i]))
            return false;
    for (uint32_t i = 0; i < f->t.touches.count; i++)
        for (uint32_t j = 0; j < f->t.touches.count; j++) {
            const Touch *a = &f->t.touches.at[i], *b = &f->t.touches.at[j];
            if (a->array == b->array
                || !f->code->in_union[f->code->pass == INFER][a->array]
                || !f->code->in_union[f->code->pass == INFER][b->array])
                continue;
            const Sharing sharing = sharing_of(f, a->array, b->array);
            if (sharing == ACROSS
                || (sharing && !(lies_along(f, a) && lies_along(f, b))))
                return false;
        }
    return true;
}

/* -- regions -- */

/* Whether the nests are one region; *region is how it is shared. */
static bool is_region(const Code *code, uint32_t from, uint32_t to,
                      Region *region)
{
    const Routine *routine = &code->plan->loops->routines[code->pass];
    Finder f = {.code = code, .t = {.code = code, .tiles = true}, .unit = 1};
    for (uint32_t n = from; n < to; n++) {
        const Steps steps = steps_to_do(code, &routine->nests.at[n]);
        for (uint32_t i = 0; i < steps.count; i++)
            if (!add_to_region(&f, &steps.at[i]))
                return false;
    }
    for (uint32_t i = 0; i < f.t.touches.count; i++)
        if (f.t.touches.at[i].writes
            && !is_chosen_by_first(&f.t, &f.t.touches.at[i]))
            return false;
    const int64_t threads = code->graph->threads;
    const int64_t even = (f.size + threads - 1) / threads;
    const int64_t share = (even + f.unit - 1) / f.unit * f.unit;
    if (share > even + even / UNEVEN)
        return false;
    *region = (Region){.count = to - from, .size = f.size, .share = share,
                       .large = f.work >= SHARED_WORK
                             && (threads - 1) * share < f.size};
    return is_stored_apart(&f);
}

Region region_find(const Code *code, uint32_t from, uint32_t to)
{
    const Routine *routine = &code->plan->loops->routines[code->pass];
    const Nest *first = &routine->nests.at[from];
    Region found = {0}, longer;
    if (code->graph->threads < 2 || code->profile || first->serves >> 63)
        return found;
    for (uint32_t n = from; n < to; n++) {
        const Nest *nest = &routine->nests.at[n];
        if (nest->serves != first->serves || nest->run || nest->recurrent
            || !is_region(code, from, n + 1, &longer))
            break;
        if (n > from && longer.large && nest_has_code(code, nest))
            found = longer;
    }
    return found;
}

void region_open(Code *code, Region region)
{
    const TileWords *w = tile_words(code);
    long long size = region.size, share = region.share;
    const char *type = size + share > INT32_MAX ? "int64_t" : "int32_t";
    code->region = region;
    code->region.open = true;
    code->tiles->vectors = true;
    code_line(code, "GG_PARALLEL");
    code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %lld) {", type,
              TEXT_ARGS(w->share), TEXT_ARGS(w->share), size,
              TEXT_ARGS(w->share), share);
    code_open(code);
    code_line(code, "const %s %.*s = %.*s + %lld < %lld ? %.*s + %lld : "
                    "%lld;", type,
              TEXT_ARGS(w->end), TEXT_ARGS(w->share), share, size,
              TEXT_ARGS(w->share), share, size);
}

void region_close(Code *code)
{
    code_close(code);
    code->region = (Region){0};
}
