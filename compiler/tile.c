/* tile.c: which sums are computed in tiles, and of what shape. */
#include "tile_choose.h"

enum {
    LONGEST_BODY = 12,              /* nodes */
    SMALLEST_TILE = 16,             /* elements */
    SHORTEST_ROW = 8,               /* that is a tile by itself */
    SHORTEST_SUM = 4,
    SHORTEST_COLUMN = 4,
    MOST_ROWS = 6,
    LARGEST_GUARD = 1 << 30,
    TERMS_OF_ROW = 3,               /* at least, where guards cut tiles */
    FEW_POINTS = 1 << 10,           /* of a sum, that take no time */
    LARGE_PRODUCT = 1 << 18,        /* multiplications */
    LATENCY = 10,                   /* vectors in the making that keep the
                                       multipliers of a processor busy */
    START = 1                       /* what each tile takes besides */
};

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

ColumnReads look_at_reads(const Graph *graph, const ExprIds *nodes,
                          uint32_t column)
{
    ColumnReads reads = {0};
    for (uint32_t i = 0; i < nodes->count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[i]);
        if (node->kind != ACCESS)
            continue;
        Contiguity along =
            subscripts_contiguity(&graph->exprs, node->as.access.rank,
                                  node->as.access.subscripts, column);
        if (along == SCATTERED) {
            reads.scattered++;
            reads.last_scattered = nodes->at[i];
        } else if (along == CONTIGUOUS) {
            reads.contiguous++;
            reads.last_contiguous = nodes->at[i];
        }
    }
    return reads;
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

/* The time of a tile of so many rows, in vectors of each term. */
static int64_t tile_time(int64_t rows)
{
    int64_t vectors = 2 * rows;
    return !rows ? 0 : START + (vectors < LATENCY ? LATENCY : vectors);
}

/* How many of n rows are computed at once: in the shortest time. */
static uint8_t best_rows(int64_t n)
{
    int64_t shortest = INT64_MAX;
    uint8_t best = 1;
    if (n <= MOST_ROWS)
        return (uint8_t)n;
    for (uint8_t rows = MOST_ROWS; rows > MOST_ROWS / 2; rows--) {
        int64_t time = n / rows * tile_time(rows) + tile_time(n % rows);
        if (time < shortest) {
            shortest = time;
            best = rows;
        }
    }
    return best;
}

double terms_left(const Graph *graph, const Part *part,
                  uint32_t targets)
{
    double sums = 1;
    Domain domain;
    for (uint32_t i = 0; i < targets; i++)
        sums *= (double)range_size(part->ranges[i]);
    domain_of_part(&domain, graph->arena, part);
    int64_t count = part->guard_count ? domain_count(&domain, graph) : -1;
    return (count < 0 ? part_points(part) : (double)count) / sums;
}

/* Where guards leave few terms, those that all elements of a large tile have
 * would be fewer still: smaller ones leave out less. */
static void bound_tile(const Graph *graph, const Part *part, uint32_t targets,
                       Tile *tile)
{
    double terms = terms_left(graph, part, targets);
    while (tile->rows > 1 && tile->rows * TERMS_OF_ROW > terms) {
        tile->rows--;
        tile->vectors = tile->rows > 3 ? 2 : tile->rows > 1 ? 4 : 8;
    }
    bool on_columns = false;
    for (uint32_t g = 0; g < part->guard_count; g++)
        on_columns |= subscript_depends(&graph->exprs, part->guards[g])
                          >> tile->column & 1;
    while (on_columns && tile->vectors > 1
           && tile->vectors * tile->lanes > terms)
        tile->vectors /= 2;
}

/* Of the indices that may be rows the one with most values. */
static void choose_rows(const Graph *graph, const ExprIds *nodes,
                        const Part *part, uint32_t targets, uint32_t driven,
                        Tile *tile)
{
    int64_t most = 1;
    tile->row = NO_ROW;
    for (uint32_t i = 0; i < targets; i++) {
        int64_t size = range_size(part->ranges[i]);
        if (i != tile->column && !(driven >> i & 1) && size > most
            && is_row(graph, nodes, i, tile->column)) {
            most = size;
            tile->row = (uint8_t)i;
        }
    }
    tile->rows = best_rows(most);
    tile->vectors = tile->rows > 3 ? 2 : tile->rows > 1 ? 4 : 8;
}

/* Whether the target is made of the first indices, whose every value it tells;
 * their number. */
static bool is_simple_target(const Exprs *exprs, const Array *array,
                             const Part *part, uint32_t *count)
{
    uint32_t set = 0;
    *count = 0;
    for (uint32_t i = 0; i < array->rank; i++) {
        uint32_t depends = subscript_depends(exprs, part->target[i]);
        Range reach;
        bool all;
        if (!subscript_counts(exprs, part->target[i], part->ranges, &reach,
                              &all)
            || set & depends)
            return false;
        set |= depends;
        *count += subscript_at(exprs, part->target[i])->term_count;
    }
    return set == (1u << *count) - 1;
}

static bool is_guarded(const Exprs *exprs, const Part *part, uint32_t driven)
{
    for (uint32_t g = 0; g < part->guard_count; g++)
        if (subscript_depends(exprs, part->guards[g]) & ~driven)
            return true;
    return false;
}

/* Whether subscripts are in bounds wherever the indices go. */
static bool stays_inside(const Graph *graph, const Domain *box,
                         const Array *array, const SubscriptId *subscripts)
{
    for (uint32_t a = 0; a < array->rank; a++) {
        Range range = domain_bounds(box, graph, subscripts[a]);
        if (range.low < 0 || range.high > array->shape[a])
            return false;
    }
    return true;
}

/* Whether tiles obey the guards: none is on steps of a recurrence and on other
 * indices, whole tiles can be read, though guards leave some of their terms
 * out, and what other parts make is not touched. */
static bool may_be_cut(const Graph *graph, Arena *arena, const ExprIds *nodes,
                       const Array *array, const Part *part, uint32_t targets,
                       uint32_t driven)
{
    const Exprs *exprs = &graph->exprs;
    Domain box;
    domain_of_part(&box, arena, part);
    box.guards.count = 0;
    if (part_is_small(part)
        || !stays_inside(graph, &box, array, part->target))
        return false;
    for (uint32_t g = 0; g < part->guard_count; g++) {
        uint32_t depends = subscript_depends(exprs, part->guards[g]);
        Range range = domain_bounds(&box, graph, part->guards[g]);
        if (depends & driven
            ? depends & ~driven
            : (!(depends >> targets) && array->part_count > 1)
                || range.low < -LARGEST_GUARD || range.high > LARGEST_GUARD)
            return false;
    }
    for (uint32_t n = 0; n < nodes->count; n++) {
        const Expr *node = expr_at(exprs, nodes->at[n]);
        if (node->kind == ACCESS
            && !stays_inside(graph, &box,
                             graph_array(graph, node->as.access.array),
                             node->as.access.subscripts))
            return false;
    }
    return true;
}

uint32_t part_targets(const Graph *graph, const Array *array,
                      const Part *part)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        count += subscript_at(&graph->exprs, part->target[i])->term_count;
    return count;
}

/* Whether the part is a product of two matrices, as a library has it: each lies
 * in memory along one of its two indices. */
static bool is_matrix_product(const Graph *graph, const Part *part,
                              uint32_t targets, const Tile *tile)
{
    const Exprs *exprs = &graph->exprs;
    const Expr *body = expr_at(exprs, part->body);
    uint32_t k = 2, seen = 0;
    if (targets != 2 || part->index_count != 3 || tile->row == NO_ROW
        || body->kind != APPLY || body->function != F_MUL)
        return false;
    for (int n = 0; n < 2; n++) {
        const Expr *x = expr_at(exprs, body->as.operand[n]);
        if (x->kind != ACCESS)
            return false;
        uint32_t other = x->depends >> tile->column & 1 ? tile->column
                                                        : tile->row;
        Contiguity along_k = subscripts_contiguity(
            exprs, x->as.access.rank, x->as.access.subscripts, k);
        Contiguity along = subscripts_contiguity(
            exprs, x->as.access.rank, x->as.access.subscripts, other);
        if (x->depends != (1u << k | 1u << other)
            || (along_k != CONTIGUOUS && along != CONTIGUOUS))
            return false;
        seen |= 1u << other;
    }
    return seen == 3 && part_points(part) >= LARGE_PRODUCT;
}

double part_points(const Part *part)
{
    double points = 1;
    for (uint32_t i = 0; i < part->index_count; i++)
        points *= (double)range_size(part->ranges[i]);
    return points;
}

bool part_is_small(const Part *part)
{
    return part_points(part) < FEW_POINTS;
}

bool part_is_contraction(const Graph *graph, const Array *array,
                         const Part *part)
{
    const Exprs *exprs = &graph->exprs;
    uint32_t targets = 0, count = 0, top = 0;
    ExprId factors[LONGEST_BODY];
    if (array->kind != EQUATION || array->type != REAL || part->combine != SUM)
        return false;
    for (uint32_t i = 0; i < array->rank; i++)
        targets |= subscript_depends(exprs, part->target[i]);
    factors[top++] = part->body;
    while (top) {
        const Expr *node = expr_at(exprs, factors[--top]);
        bool product = node->kind == APPLY && node->function == F_MUL;
        bool sign = node->kind == APPLY && node->function == F_NEG;
        if (node->kind == ACCESS)
            count += (node->depends & ~targets) != 0;
        else if (!product && !sign && node->depends & ~targets)
            return false;
        if ((product || sign) && top + 2 > LONGEST_BODY)
            return false;
        if (product || sign)
            factors[top++] = node->as.operand[0];
        if (product)
            factors[top++] = node->as.operand[1];
    }
    return count >= 2;
}

/* Of the indices of the target the one with most values for all of which
 * something serves that is read along the terms. */
static void choose_gathered_rows(const Graph *graph, const ExprIds *nodes,
                                 const Part *part, uint32_t targets,
                                 uint32_t driven, Tile *tile)
{
    int64_t most = 1;
    tile->row = NO_ROW;
    for (uint32_t n = 0; n < nodes->count; n++) {
        const Expr *node = expr_at(&graph->exprs, nodes->at[n]);
        for (uint32_t i = 0; i < targets && node->kind == ACCESS; i++) {
            int64_t size = range_size(part->ranges[i]);
            if (!(driven >> i & 1) && size > most
                && node->depends >> tile->column & 1
                && !(node->depends >> i & 1)) {
                most = size;
                tile->row = (uint8_t)i;
            }
        }
    }
    uint8_t rows = tile->lanes == 16 ? 3 : tile->lanes == 8 ? 6 : 8;
    tile->rows = most < rows ? (uint8_t)most : rows;
}

/* A sum that is gathered in lanes: its rows lie along vectors that they share.
 * What is read may be another array than the one for which lanes were chosen. */
static bool find_gathered(const Graph *graph, const ExprIds *nodes,
                          const Part *part, uint32_t targets, uint32_t driven,
                          Tile *tile)
{
    *tile = (Tile){.column = (uint8_t)(part->index_count - 1u),
                   .lanes = (uint8_t)part->lanes, .gathers = true};
    if (look_at_reads(graph, nodes, tile->column).scattered)
        return false;
    choose_gathered_rows(graph, nodes, part, targets, driven, tile);
    choose_threads(graph, part, targets, driven, tile);
    return tile->row != NO_ROW;
}

/* A sum whose vectors lie along the index. Where elements of the target do not
 * lie so side by side, what is read must. */
static bool find_along(const Graph *graph, const ExprIds *nodes,
                       const Part *part, uint32_t targets, uint32_t driven,
                       uint32_t column, bool spread, Tile *tile)
{
    double terms = 1;
    for (uint32_t i = targets; i < part->index_count; i++)
        terms *= (double)range_size(part->ranges[i]);
    int64_t width = range_size(part->ranges[column]);
    ColumnReads reads = look_at_reads(graph, nodes, column);
    if (terms < SHORTEST_SUM || width < SHORTEST_COLUMN
        || !(reads.contiguous + reads.scattered)
        || (spread && reads.scattered))
        return false;
    *tile = (Tile){.column = (uint8_t)column};
    choose_rows(graph, nodes, part, targets, driven, tile);
    tile->lanes = width >= 16 ? 16 : width >= 8 ? 8 : 4;
    if (part->guard_count)
        bound_tile(graph, part, targets, tile);
    if (graph->blas && !driven && !spread && !part->guard_count)
        tile->blas = is_matrix_product(graph, part, targets, tile);
    choose_threads(graph, part, targets, driven, tile);
    if ((tile->rows * width < SMALLEST_TILE && width < SHORTEST_ROW)
        || (!spread
            && !choose_packing(graph, part, targets, reads, terms, tile)))
        return false;
    choose_packed_rows(graph, nodes, part, tile);
    return true;
}

/* Vectors along what lies side by side in the target, or else along the index
 * with most values. */
static bool find_vectors(const Graph *graph, const ExprIds *nodes,
                         const Array *array, const Part *part,
                         uint32_t targets, uint32_t driven, Tile *tile)
{
    int64_t most = 0;
    for (uint32_t i = 0; i < targets; i++)
        if (!(driven >> i & 1)
            && elements_apart(&graph->exprs, array, part->target, i)
                   == 1
            && find_along(graph, nodes, part, targets, driven, i, false, tile))
            return true;
    for (uint32_t i = 0; i < targets; i++) {
        int64_t size = range_size(part->ranges[i]);
        Tile found;
        if (!(driven >> i & 1) && size > most
            && find_along(graph, nodes, part, targets, driven, i, true,
                          &found)) {
            most = size;
            *tile = found;
        }
    }
    return most;
}

bool tile_find(const Graph *graph, Arena *arena,
               const Array *array, const Part *part, uint32_t driven,
               Tile *tile)
{
    const Exprs *exprs = &graph->exprs;
    uint32_t targets;
    ExprIds nodes = {0};
    if (array->kind != EQUATION || array->type != REAL || !array->rank
        || part->combine != SUM || part->stretches
        || !is_simple_target(exprs, array, part, &targets)
        || targets == part->index_count)
        return false;
    expr_postorder(exprs, arena, NULL, true, part->body, &nodes);
    if (!is_arithmetic(graph, &nodes)
        || (is_guarded(exprs, part, driven)
            && !may_be_cut(graph, arena, &nodes, array, part, targets,
                           driven)))
        return false;
    if (part->lanes > 1)
        return find_gathered(graph, &nodes, part, targets, driven, tile);
    return find_vectors(graph, &nodes, array, part, targets, driven, tile);
}
