/* tile.c: which sums are computed in tiles, and of what shape. */
#include "tile.h"

#include "lanes.h"

enum {
    LONGEST_BODY = 12,              /* nodes */
    SMALLEST_TILE = 16,             /* elements */
    SHORTEST_SUM = 4,
    SHORTEST_COLUMN = 4,
    MOST_ROWS = 6,
    LATENCY = 10                    /* vectors in the making that keep the
                                       multipliers of a processor busy */
};

static int64_t range_size(Range range)
{
    return range.high - range.low;
}

/* Whether the nodes are arithmetic on elements at affine places. */
static bool is_arithmetic(const Graph *graph, const ExprIds *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        ExprId operands[MAX_RANK];
        switch ((ExprKind)node->kind) {
        case NUMBER:
            break;
        case ACCESS:
            if (expr_operands(&graph->exprs, nodes->at[i], operands)
                || graph_array(graph, node->as.access.array)->type != REAL)
                return false;
            break;
        case APPLY:
            switch ((Function)node->function) {
            case F_ADD:
            case F_SUB:
            case F_MUL:
            case F_DIV:
            case F_NEG:
                break;
            case F_POW:
                if (!expr_is_number(&graph->exprs, node->as.operand[1], 2))
                    return false;
                break;
            default:
                return false;
            }
            break;
        case INDEX:
        case CHOOSE:
            return false;
        }
    }
    return nodes->count <= LONGEST_BODY;
}

/* Whether vectors can lie along the index: of what is read, some goes along with
 * it, and the rest stands still. */
static bool is_column(const Graph *graph, const ExprIds *nodes, uint32_t index)
{
    bool any = false;
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        if (node->kind != ACCESS)
            continue;
        Contiguity along =
            subscripts_contiguity(&graph->exprs, node->as.access.rank,
                                  node->as.access.subscripts, index);
        if (along == SCATTERED)
            return false;
        any |= along == CONTIGUOUS;
    }
    return any;
}

/* Whether every vector that is read serves all values of the index. */
static bool is_row(const Graph *graph, const ExprIds *nodes, uint32_t index,
                   uint32_t column)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        if (node->kind == ACCESS && node->depends >> column & 1
            && node->depends >> index & 1)
            return false;
    }
    return true;
}

/* How many of n rows are computed at once: in the shortest time, where a tile
 * takes as long as it has vectors, but not less than LATENCY. */
static uint8_t best_rows(int64_t n)
{
    int64_t shortest = INT64_MAX;
    uint8_t best = 1;
    if (n <= MOST_ROWS)
        return (uint8_t)n;
    for (uint8_t rows = MOST_ROWS; rows > MOST_ROWS / 2; rows--) {
        int64_t whole = 2 * rows, rest = 2 * (n % rows);
        whole = whole < LATENCY ? LATENCY : whole;
        rest = rest && rest < LATENCY ? LATENCY : rest;
        if (n / rows * whole + rest < shortest) {
            shortest = n / rows * whole + rest;
            best = rows;
        }
    }
    return best;
}

/* Of the indices that may be rows the one with most values. */
static void choose_rows(const Graph *graph, const ExprIds *nodes,
                        const Part *part, uint32_t targets, uint32_t driven,
                        Tile *tile)
{
    int64_t most = 1;
    tile->row = NO_ROW;
    for (uint32_t i = driven; i < targets; i++) {
        int64_t size = range_size(part->ranges[i]);
        if (i != tile->column && size > most
            && is_row(graph, nodes, i, tile->column)) {
            most = size;
            tile->row = (uint8_t)i;
        }
    }
    tile->rows = best_rows(most);
    tile->vectors = tile->rows > 3 ? 2 : tile->rows > 1 ? 4 : 8;
}

/* Whether the target is made of the first indices, each on an axis of its own;
 * their number. */
static bool is_simple_target(const Exprs *exprs, const Array *array,
                             const Part *part, uint32_t *count)
{
    uint32_t set = 0;
    *count = 0;
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s = subscript_at(exprs, part->target[i]);
        uint32_t depends = subscript_depends(exprs, part->target[i]);
        if (s->data || s->term_count > 1 || set & depends)
            return false;
        set |= depends;
        *count += s->term_count;
    }
    return set == (1u << *count) - 1;
}

bool tile_find(const Graph *graph, Arena *arena, Marks *marks,
               const Array *array, const Part *part, uint32_t driven,
               Tile *tile)
{
    const Exprs *exprs = &graph->exprs;
    uint32_t targets, column;
    int64_t base;
    if (array->kind != EQUATION || array->type != REAL || !array->rank
        || part->combine != SUM || part->lanes != 1 || part->guard_count
        || part->stretches || !is_simple_target(exprs, array, part, &targets)
        || targets == part->index_count
        || !subscript_is_shifted(exprs, part->target[array->rank - 1],
                                 &column, &base)
        || column < driven
        || subscripts_contiguity(exprs, array->rank, part->target, column)
               != CONTIGUOUS)
        return false;
    double terms = 1;
    for (uint32_t i = targets; i < part->index_count; i++)
        terms *= (double)range_size(part->ranges[i]);
    ExprIds nodes = {0};
    expr_postorder(exprs, arena, marks, true, part->body, &nodes);
    int64_t width = range_size(part->ranges[column]);
    if (terms < SHORTEST_SUM || width < SHORTEST_COLUMN
        || !is_arithmetic(graph, &nodes) || !is_column(graph, &nodes, column))
        return false;
    tile->column = (uint8_t)column;
    choose_rows(graph, &nodes, part, targets, driven, tile);
    tile->lanes = width >= 16 ? 16 : width >= 8 ? 8 : 4;
    return tile->rows * width >= SMALLEST_TILE;
}
