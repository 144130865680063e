/* tile_pack.c: what tiles pack of what they read, and its room. */
#include "tile_choose.h"

enum {
    PACKED_TERMS = 256,
    FEWEST_PANELS = 2,              /* of columns that share packed rows */
    FAR_APART = 512,                /* numbers */
    CONFLICT = 256,                 /* rows at multiples of so many numbers are
                                       in each other's way */
    FEWEST_SHARED_ROWS = 8,         /* for which packing pays */
    SHARED_ROWS = 48,               /* what lies contiguously */
    LARGE = 1 << 12,                /* numbers: more the nearest cache does not
                                       hold */
    LARGEST_ROOM = 1 << 16,         /* numbers that are packed at once */
    MOST_STRETCH = 300,             /* rows of PACKED_TERMS numbers that the next
                                       cache holds */
    MOST_WASTE = 4                  /* times as many points as have terms */
};

int64_t elements_apart(const Exprs *exprs, const Array *array,
                       const SubscriptId *subscripts, uint32_t index)
{
    int64_t step = 0, stride = 1;
    for (uint32_t i = array->rank; i > 0; i--) {
        const Subscript *s = subscript_at(exprs, subscripts[i - 1]);
        for (uint32_t t = 0; t < s->term_count; t++)
            if (s->terms[t].index == index)
                step += s->terms[t].factor * stride;
        stride *= array->shape[i - 1];
    }
    return step;
}

/* The rows in stretches of one size, each some tiles of `rows`. */
static int64_t best_stretch(int64_t size, int64_t rows)
{
    int64_t count = (size + MOST_STRETCH - 1) / MOST_STRETCH;
    int64_t each = (size + count - 1) / count;
    return (each + rows - 1) / rows * rows;
}

bool choose_packing(const Graph *graph, const Part *part,
                    uint32_t targets, ColumnReads reads, double terms,
                    Tile *tile)
{
    double inner = terms / (double)range_size(part->ranges[targets]);
    int64_t rows = tile->row == NO_ROW
                     ? 1 : range_size(part->ranges[tile->row]);
    double size = terms * (double)range_size(part->ranges[tile->column]);
    bool must = reads.scattered;
    bool may = reads.contiguous + reads.scattered == 1
            && inner <= PACKED_TERMS;
    bool pays = size > LARGE && rows >= SHARED_ROWS
             && terms <= MOST_WASTE * terms_left(graph, part, targets);
    if (tile->blas)
        return true;
    if (must ? !may || rows < FEWEST_SHARED_ROWS : !may || !pays)
        return !must;
    tile->packed = must ? reads.last_scattered : reads.last_contiguous;
    tile->terms = (int64_t)(PACKED_TERMS / inner);
    if (tile->terms > range_size(part->ranges[targets]))
        tile->terms = range_size(part->ranges[targets]);
    tile->stretch = best_stretch(rows, tile->rows);
    return true;
}

static int64_t access_step(const Graph *graph, const Expr *access,
                           uint32_t index)
{
    int64_t step = elements_apart(
        &graph->exprs, graph_array(graph, access->as.access.array),
        access->as.access.subscripts, index);
    return step < 0 ? -step : step;
}

void choose_packed_rows(const Graph *graph, const ExprIds *nodes,
                        const Part *part, Tile *tile)
{
    uint32_t last = part->index_count - 1u, count = 0;
    int64_t panels = range_size(part->ranges[tile->column])
                   / (tile->vectors * tile->lanes);
    if (!tile->packed || tile->row == NO_ROW || panels < FEWEST_PANELS)
        return;
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        if (node->kind != ACCESS || !(node->depends >> tile->row & 1))
            continue;
        int64_t rows = access_step(graph, node, tile->row);
        int64_t terms = access_step(graph, node, last);
        if (terms >= FAR_APART || (rows >= FAR_APART && rows % CONFLICT == 0))
            tile->packed_rows = nodes->at[i];
        count++;
    }
    if (count > 1)
        tile->packed_rows = 0;
}

/* -- room -- */

int64_t tile_packed_terms(const Part *part, uint32_t targets,
                          const Tile *tile)
{
    int64_t terms = tile->terms;
    for (uint32_t i = targets + 1; i < part->index_count; i++)
        terms *= range_size(part->ranges[i]);
    return terms;
}

int64_t tile_packed_rows(const Part *part, uint32_t targets,
                         const Tile *tile)
{
    if (!tile->packed_rows)
        return 0;
    int64_t rows = range_size(part->ranges[tile->row]);
    int64_t stretch = tile->stretch < rows ? tile->stretch : rows;
    int64_t tiles = (stretch + tile->rows - 1) / tile->rows;
    return tiles * tile->rows * tile_packed_terms(part, targets, tile);
}

void tile_room(const Part *part, uint32_t targets, const Tile *tile,
               int64_t shape[2])
{
    shape[1] = (int64_t)tile->vectors * tile->lanes;
    shape[0] = tile_packed_terms(part, targets, tile)
             + (tile_packed_rows(part, targets, tile) + shape[1] - 1)
                   / shape[1];
    if (tile->threads)
        shape[0] *= tile->threads;
}

/* Whether what is packed at once has a place, with fewer rows if need be. */
static bool fits(const Part *part, uint32_t targets, Tile *tile)
{
    int64_t shape[2], most = LARGEST_ROOM;
    tile_room(part, targets, tile, shape);
    if (shape[0] <= most / shape[1] || !tile->packed_rows)
        return shape[0] <= most / shape[1];
    int64_t terms = tile_packed_terms(part, targets, tile);
    int64_t rows = most / terms - shape[1];
    tile->stretch = rows / tile->rows * tile->rows;
    if (tile->stretch < FEWEST_SHARED_ROWS)
        tile->packed_rows = 0;
    return rows >= 0;
}

bool tile_in_one(const Graph *graph, const Part *part, uint32_t targets,
                 bool room, Tile *tile)
{
    int64_t all = range_size(part->ranges[targets]);
    if (!tile->packed || tile->terms == all)
        return true;
    const Expr *packed = expr_at(&graph->exprs, tile->packed);
    Tile whole = *tile;
    whole.terms = all;
    if (room && fits(part, targets, &whole)) {
        *tile = whole;
        return true;
    }
    tile->packed = 0;
    tile->packed_rows = 0;
    return subscripts_contiguity(&graph->exprs, packed->as.access.rank,
                                 packed->as.access.subscripts, tile->column)
        == CONTIGUOUS;
}

