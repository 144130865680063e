/* extend.c: which sums are rewritten, over what copies. */
#include "extending.h"

#include "lanes.h"
#include "tile.h"

enum {
    LEAST_REUSE = 3,                /* points for each element of a copy, */
    REUSE_OVER_LANES = 32,          /* of what is for vectors without it */
    FEWEST_ROWS = 3,                /* of tiles that are better than lanes, */
    WIDE = 8,                       /* and of their columns */
    MOST_WASTE = 4                  /* times as many points as have terms */
};

/* -- guards -- */

static bool same_terms(const Subscript *a, const Subscript *b, int sign)
{
    if (a->data || b->data || a->term_count != b->term_count)
        return false;
    for (uint32_t t = 0; t < a->term_count; t++)
        if (a->terms[t].index != b->terms[t].index
            || a->terms[t].factor != sign * b->terms[t].factor)
            return false;
    return true;
}

/* Whether the element lies outside of its array where guard >= 0 fails. */
static bool lies_outside(const Graph *graph, const Expr *access,
                         const Subscript *guard)
{
    const Array *array = graph_array(graph, access->as.access.array);
    for (uint32_t a = 0; a < array->rank; a++) {
        const Subscript *s =
            subscript_at(&graph->exprs, access->as.access.subscripts[a]);
        if (same_terms(guard, s, 1) && s->base <= guard->base)
            return true;
        if (same_terms(guard, s, -1)
            && guard->base + s->base >= array->shape[a] - 1)
            return true;
    }
    return false;
}

/* Whether the place of the element tells all that the guard is on. */
static bool tells(const Graph *graph, const Expr *access,
                  const Subscript *guard)
{
    for (uint32_t t = 0; t < guard->term_count; t++)
        if (axis_of(graph, access, guard->terms[t].index)
            == access->as.access.rank)
            return false;
    return true;
}

/* Gives the guard to a factor that is 0 where it fails. */
static bool drop_guard(Extension *e, SubscriptId id)
{
    const Exprs *exprs = &e->graph->exprs;
    const Subscript *guard = subscript_at(exprs, id);
    e->dropped |= subscript_depends(exprs, id);
    for (uint32_t n = 0; n < e->count; n++)
        if (lies_outside(e->graph, expr_at(exprs, e->copies[n].access), guard))
            return true;
    for (uint32_t n = 0; n < e->count; n++)
        if (tells(e->graph, expr_at(exprs, e->copies[n].access), guard)) {
            list_push(e->arena, &e->copies[n].masks, id);
            return true;
        }
    return false;
}

/* Drops the guards on summed indices, and those on the target of a sum that is
 * apart: its other elements are not read. Those on steps of recurrences stay. */
static bool drop_guards(Extension *e, uint32_t targets)
{
    const Exprs *exprs = &e->graph->exprs;
    uint32_t kept = 0;
    SubscriptId *guards =
        NEW_ARRAY(e->graph->arena, SubscriptId, e->part.guard_count);
    for (uint32_t g = 0; g < e->part.guard_count; g++) {
        SubscriptId id = e->part.guards[g];
        bool on_target = !(subscript_depends(exprs, id) & ~targets);
        if (!(subscript_depends(exprs, id) & ~e->steps))
            guards[kept++] = id;
        else if (on_target ? !graph_array(e->graph, e->id)->stored
                           : !drop_guard(e, id))
            return false;
    }
    e->part.guards = guards;
    e->part.guard_count = (uint8_t)kept;
    domain_of_part(&e->domain, e->arena, &e->part);
    return true;
}

/* -- the decision -- */

/* The factors that are read of arrays, if the body is a product of elements. */
static bool find_factors(Extension *e)
{
    Product product;
    product_of(e->graph, e->part.body, &product);
    for (uint32_t n = 0; n < product.count; n++) {
        const Factor *factor = &product.factors[n];
        ExprKind kind = expr_at(&e->graph->exprs, factor->expr)->kind;
        if (kind != NUMBER && (kind != ACCESS || factor->under))
            return false;
        if (kind == ACCESS)
            e->copies[e->count++].access = factor->expr;
    }
    return e->count > 0;
}

typedef enum Form { PLAIN, LANES, TILES } Form;

/* What becomes of the part with these copies, in *out; PLAIN if they are not
 * small beside it. Few rows of a tile gain nothing over the lanes that it has. */
static Form try_copies(Extension *e, const Part *part, uint32_t turn,
                       Form form, Part *out)
{
    double size, reuse = form == PLAIN ? LEAST_REUSE : REUSE_OVER_LANES;
    if (!make_copies(e, turn, &size) || size * reuse > part_points(part))
        return PLAIN;
    *out = e->part;
    out->body = read_copies(e, part->body);
    uint32_t rows = part_tile_rows(e->graph, e->id, out);
    if (rows && (form == PLAIN || rows >= FEWEST_ROWS))
        return TILES;
    return part_lanes(e->graph, e->id, out) > 1 ? LANES : PLAIN;
}

static int64_t width_of(const Part *part, uint32_t index)
{
    return part->ranges[index].high - part->ranges[index].low;
}

/* The best of the forms over copies, if it is better than the one it has. */
static bool choose_copies(Extension *e, Part *part, uint32_t targets,
                          Form form)
{
    const Part from = *part;
    Part found;
    uint32_t last = from.index_count - 1u;
    Form straight = try_copies(e, &from, NO_TURN, form, &found);
    if (straight > form) {
        *part = found;
        form = straight;
    }
    for (uint32_t i = 0; i < from.index_count && form < TILES; i++)
        if (targets >> i & 1 && !(e->steps >> i & 1)
            && (form == PLAIN || width_of(&from, i) >= WIDE)
            && try_copies(e, &from, i, form, &found) == TILES) {
            *part = found;
            return true;
        }
    if (form == PLAIN && !(targets >> last & 1)
        && try_copies(e, &from, last, form, &found) == LANES) {
        *part = found;
        return true;
    }
    return straight != PLAIN && straight == form;
}

/* Whether so few points have terms that the others are not worth it. */
static bool is_sparse(const Graph *graph, Arena *arena, const Part *part)
{
    Domain domain;
    domain_of_part(&domain, arena, part);
    int64_t terms = domain_count(&domain, graph);
    return terms >= 0 && part_points(part) > MOST_WASTE * (double)terms;
}

/* The form of the part without copies: lanes that guards cut are worth little
 * but in tiles. */
static Form form_of(Graph *graph, Arena *arena, ArrayId id, const Part *part,
                    uint32_t steps)
{
    Tile tile;
    Part in_lanes = *part;
    in_lanes.lanes = part_lanes(graph, id, part);
    if (in_lanes.lanes <= 1)
        return PLAIN;
    return !part->guard_count
                   || tile_find(graph, arena, graph_array(graph, id), &in_lanes,
                                steps, &tile)
             ? LANES : PLAIN;
}

/* The part over copies in *part, if that is better for vectors. */
static bool extend_part(Graph *graph, Arena *arena, ArrayId id, Part *part)
{
    const Array array = *graph_array(graph, id);
    Extension e = {.graph = graph, .arena = arena, .id = id, .part = *part,
                   .steps = recurrence_indices(graph, id, part)};
    Form form = form_of(graph, arena, id, part, e.steps);
    uint32_t targets = 0;
    for (uint32_t a = 0; a < array.rank; a++)
        targets |= subscript_depends(&graph->exprs, part->target[a]);
    return !part_tile_rows(graph, id, part) && !is_sparse(graph, arena, part)
        && find_factors(&e) && drop_guards(&e, targets)
        && choose_copies(&e, part, targets, form);
}

typedef bool Rewrite(Graph *graph, Arena *arena, ArrayId id, Part *part);

static void put_part(Graph *graph, ArrayId id, uint32_t p, const Part *part)
{
    Array *array = &graph->arrays.at[id];
    Part *parts = arena_copy(graph->arena, array->as.parts, array->part_count,
                             sizeof *part);
    parts[p] = *part;
    array->as.parts = parts;
}

/* Rewrites the large sums of all arrays, those that are made on the way as well;
 * whether any was. */
static bool rewrite_parts(Graph *graph, Arena *arena, Rewrite *rewrite)
{
    bool any = false;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array array = *graph_array(graph, id);
        for (uint32_t p = 0; p < array.part_count; p++) {
            Part part = array.as.parts[p];
            if (array.kind != EQUATION || array.type != REAL
                || part.combine != SUM || part_is_small(&part))
                continue;
            Arena *work = arena_open(arena);
            if (rewrite(graph, work, id, &part)) {
                put_part(graph, id, p, &part);
                any = true;
            }
            arena_close(work);
        }
    }
    return any;
}

bool extend_sums(Graph *graph, Arena *arena)
{
    bool apart = rewrite_parts(graph, arena, sum_apart);
    bool extended = rewrite_parts(graph, arena, extend_part);
    return apart || extended;
}
