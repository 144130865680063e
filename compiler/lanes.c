/* lanes.c: the order of sums. */
#include "lanes.h"

#include "affine.h"
#include "cost.h"
#include "tile.h"

enum {
    FEWEST_LANES = 4, MOST_LANES = 16,
    SHORTEST_SUM = 16,              /* that is gathered in lanes, */
    LEAST_IN_ALL = 32,              /* of shorter ones, */
    LEAST_OF_MANY = 8,              /* where they are large products, or one
                                       number for which all else may wait */
    FULL_VECTOR = 8,                /* columns; sums of fewer are gathered in
                                       lanes, if they are long */
    SHORTEST_ABREAST = 9,           /* terms: fewer are written out */
    FEWEST_TIMES = 8,               /* that what is copied is read */
    MANY = 4                        /* times: more make no difference, so that
                                       the order does not follow every size */
};

Contiguity subscripts_contiguity(const Exprs *exprs, uint32_t rank,
                       const SubscriptId *subscripts, uint32_t index)
{
    Contiguity along = INVARIANT;
    for (uint32_t i = 0; i < rank; i++) {
        const Subscript *s = subscript_at(exprs, subscripts[i]);
        if (!(subscript_depends(exprs, subscripts[i]) >> index & 1))
            continue;
        if (i + 1 < rank || s->data)
            return SCATTERED;
        for (uint32_t t = 0; t < s->term_count; t++)
            if (s->terms[t].index == index)
                along = s->terms[t].factor == 1 ? CONTIGUOUS : SCATTERED;
    }
    return along;
}

bool access_is_column(const Graph *graph, const Part *part, const Expr *e,
                      uint32_t index)
{
    uint32_t rank = 0;
    if (e->kind != ACCESS || !e->as.access.rank
        || graph_array(graph, e->as.access.array)->type != REAL
        || subscripts_contiguity(&graph->exprs, e->as.access.rank,
                                 e->as.access.subscripts, index) != SCATTERED
        || box_points(part, UINT32_MAX)
               < FEWEST_TIMES * box_points(part, e->depends))
        return false;
    for (uint32_t set = e->depends; set; set &= set - 1)
        rank++;
    for (uint32_t i = 0; i < e->as.access.rank; i++)
        if (subscript_at(&graph->exprs, e->as.access.subscripts[i])->data)
            return false;
    return rank <= MAX_RANK;
}

typedef struct Chooser {
    const Graph *graph;
    Arena   *arena;
    ExprIds  order;                 /* of the part at work */
} Chooser;

/* How many accesses go along with the index, how many jump, and how many of these do
 * not once what they read is copied. */
typedef struct Reads {
    uint32_t along, scattered, columns;
} Reads;

static Reads reads_along(const Chooser *c, const Part *part, uint32_t index)
{
    const Exprs *exprs = &c->graph->exprs;
    Reads reads = {0};
    for (uint32_t i = 0; i < c->order.count; i++) {
        const Expr *node = expr_at(exprs, c->order.at[i]);
        if (node->kind != ACCESS)
            continue;
        Contiguity along = subscripts_contiguity(exprs, node->as.access.rank,
                                       node->as.access.subscripts, index);
        reads.along += along == CONTIGUOUS;
        reads.scattered += along == SCATTERED;
        reads.columns += access_is_column(c->graph, part, node, index);
    }
    return reads;
}

/* The last index of the set; 0 if that is empty. */
static uint32_t last_index(uint32_t set)
{
    uint32_t last = 0;
    while (set >> 1 >> last)
        last++;
    return last;
}

/* Whether the terms of all elements along the index are read side by side, or from
 * copies of columns. */
static bool is_along(const Chooser *c, const Part *part, uint32_t index)
{
    Reads reads = reads_along(c, part, index);
    return reads.along && reads.scattered == reads.columns
        && range_size(part->ranges[index]) >= FULL_VECTOR;
}

/* Whether its terms gain by being computed side by side: they are read in order, or
 * elements cannot be gathered so. Then sums that wait for each other cost more than
 * what is read out of order. */
static bool gains_by_lanes(const Chooser *c, const Part *part, uint32_t targets,
                           uint32_t driven)
{
    Reads summed = reads_along(c, part, part->index_count - 1u);
    uint32_t column = last_index(targets);
    if (!summed.scattered)
        return summed.along;
    return !targets || driven >> column & 1 || !is_along(c, part, column);
}

/* The lanes in which `times` times n numbers are added in the fewest steps:
 * blocks, what is left, and the lanes themselves. */
static uint16_t best_lanes(int64_t times, int64_t n, int64_t least)
{
    int64_t fewest = times * n, levels = 2;
    uint16_t best = 1;
    if (fewest < (n < SHORTEST_SUM ? least : SHORTEST_SUM))
        return 1;
    for (uint16_t lanes = FEWEST_LANES; lanes <= MOST_LANES;
         lanes *= 2, levels++) {
        int64_t steps = times * (n / lanes + n % lanes) + 2 * levels;
        if (lanes <= n && steps < fewest) {
            fewest = steps;
            best = lanes;
        }
    }
    return best;
}

/* The values of the index at which there are terms, on average. */
static int64_t terms_along(const Graph *graph, const Part *part,
                           uint32_t index)
{
    int64_t size = range_size(part->ranges[index]);
    Domain domain;
    if (!part->guard_count)
        return size;
    domain_of_part(&domain, graph->arena, part);
    int64_t count = domain_count(&domain, graph);
    return count < 0 ? size
                     : (int64_t)((double)count / part_points(part)
                                 * (double)size);
}

uint32_t recurrence_indices(const Graph *graph, ArrayId id, const Part *part)
{
    uint32_t set = 0;
    for (uint32_t n = graph_array(graph, id)->recurrence; n;
         n = graph->recurrences.at[n].outer) {
        const Recurrence *r = &graph->recurrences.at[n];
        set |= subscript_depends(&graph->exprs,
                                 part->target[r->axis[id - r->first]]);
    }
    return set;
}

uint32_t part_tile_rows(const Graph *graph, ArrayId id, const Part *part)
{
    Tile tile;
    Part ascending = *part;
    ascending.lanes = 1;
    return tile_find(graph, graph->arena, graph_array(graph, id), &ascending,
                     recurrence_indices(graph, id, part), &tile)
             ? tile.rows : 0;
}

/* Whether the sum is a tile, and whether one whose columns are few and leave
 * vectors half empty, while its terms would fill them. */
static bool is_tile(const Graph *graph, ArrayId id, const Part *part,
                    bool *ragged)
{
    Tile tile;
    Part ascending = *part;
    ascending.lanes = 1;
    if (!tile_find(graph, graph->arena, graph_array(graph, id), &ascending,
                   recurrence_indices(graph, id, part), &tile))
        return false;
    *ragged = tile.lanes < FULL_VECTOR
           && range_size(part->ranges[tile.column]) % tile.lanes
           && range_size(part->ranges[part->index_count - 1]) >= SHORTEST_SUM;
    return true;
}

/* Whether it is a tile of more than one row if it is gathered in lanes. */
static bool part_gathers(const Graph *graph, ArrayId id, const Part *part)
{
    Tile tile;
    Part gathered = *part;
    gathered.lanes = FULL_VECTOR;
    return tile_find(graph, graph->arena, graph_array(graph, id), &gathered,
                     recurrence_indices(graph, id, part), &tile);
}

static uint16_t lanes_of(Chooser *c, ArrayId id, const Part *part)
{
    const Array *array = graph_array(c->graph, id);
    const Exprs *exprs = &c->graph->exprs;
    bool adds = part->combine == SUM || part->combine == MAX
             || part->combine == MIN;
    uint32_t last = part->index_count - 1u, targets = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        targets |= subscript_depends(exprs, part->target[i]);
    if (!adds || array->type != REAL || !part->index_count
        || targets >> last)
        return 1;
    bool ragged = false;
    if (is_tile(c->graph, id, part, &ragged) && !ragged)
        return 1;
    c->order.count = 0;
    part_postorder(c->graph, c->arena, NULL, true, part, array->rank, &c->order);
    if (!gains_by_lanes(c, part, targets, recurrence_indices(c->graph, id, part))
        || (ragged && !part_gathers(c->graph, id, part)))
        return 1;
    int64_t times = 1;
    for (uint32_t i = 0; i < last && times < MANY; i++)
        if (!(targets >> i & 1))
            times *= range_size(part->ranges[i]);
    int64_t terms = terms_along(c->graph, part, last);
    bool early = array->rank ? part_is_contraction(c->graph, array, part)
                                   && !part_is_small(part)
                             : terms >= LEAST_OF_MANY;
    return best_lanes(times < MANY ? times : MANY, terms,
                      early && !array->recurrence ? LEAST_OF_MANY
                                                  : LEAST_IN_ALL);
}

bool part_is_abreast(const Graph *graph, Arena *arena, const Array *array,
                     const Part *part, uint32_t driven, uint32_t *column)
{
    Chooser c = {.graph = graph, .arena = arena};
    uint32_t targets = 0;
    double turns = 1;
    for (uint32_t i = 0; i < array->rank; i++)
        targets |= subscript_depends(&graph->exprs, part->target[i]);
    *column = last_index(targets);
    if (array->type != REAL || part->combine == SET || part->combine >= ARGMAX
        || part->lanes > 1 || part->guard_count || !targets
        || targets & (targets + 1) || driven >> *column
        || part_targets(graph, array, part) != *column + 1)
        return false;
    for (uint32_t i = *column + 1; i < part->index_count; i++)
        turns *= (double)range_size(part->ranges[i]);
    if (turns < SHORTEST_ABREAST)
        return false;
    part_postorder(graph, arena, NULL, true, part, array->rank, &c.order);
    return reads_along(&c, part, part->index_count - 1u).scattered
        && is_along(&c, part, *column);
}

bool part_stands_across(const Graph *graph, Arena *arena, const Array *array,
                        const Part *part, uint32_t *axis)
{
    Chooser c = {.graph = graph, .arena = arena};
    uint32_t rank = array->rank;
    int64_t most = 0;
    double turns = 1;
    if (array->kind != EQUATION || array->type != REAL || array->recurrence
        || array->part_count != 1 || rank < 2 || part->combine == SET
        || part->combine >= ARGMAX || part->guard_count
        || part->index_count <= rank
        || part_targets(graph, array, part) != rank
        || part_is_contraction(graph, array, part))
        return false;
    for (uint32_t i = rank; i < part->index_count; i++)
        turns *= (double)range_size(part->ranges[i]);
    part_postorder(graph, arena, NULL, true, part, rank, &c.order);
    if (turns < SHORTEST_ABREAST || is_along(&c, part, rank - 1)
        || !reads_along(&c, part, part->index_count - 1u).scattered)
        return false;
    for (uint32_t a = 0; a + 1 < rank; a++)
        if (is_along(&c, part, a) && range_size(part->ranges[a]) > most) {
            most = range_size(part->ranges[a]);
            *axis = a;
        }
    return most > 0;
}

uint16_t part_lanes(Graph *graph, ArrayId id, const Part *part)
{
    Chooser c = {.graph = graph, .arena = graph->arena};
    return lanes_of(&c, id, part);
}

void lanes_choose(Graph *graph)
{
    Chooser c = {.graph = graph, .arena = graph->arena};
    graph->vectors = true;
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        Array *array = &graph->arrays.at[id];
        Part *parts = NULL;
        for (uint32_t p = 0; array->kind == EQUATION && p < array->part_count;
             p++) {
            uint16_t lanes = lanes_of(&c, id, &array->as.parts[p]);
            if (lanes == array->as.parts[p].lanes)
                continue;
            if (!parts)
                array->as.parts = parts =
                    arena_copy(graph->arena, array->as.parts,
                               array->part_count, sizeof(Part));
            parts[p].lanes = lanes;
        }
    }
}
