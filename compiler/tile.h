/* tile.h: sums that are computed in tiles.
 *
 *     y[i, j] = Σ_k a[i, k] b[k, j]
 *
 * Vectors lie along the last axis of y. A tile is some rows of some vectors of
 * y, gathered in registers while k runs: what is read of b serves all rows of
 * the tile, what is read of a all its vectors.
 *
 *              ┌─ b[k, j …] ──────┐           rows: values of an index that
 *     a[i, k]  │ y[i,     j …] +=  │                not all that is read has
 *     a[i+1,k] │ y[i + 1, j …] +=  │           vectors: as many as there are
 *        ⋮     │        ⋮          │                registers for
 *
 * Where what has columns does not lie along them, as in Σ_k a[i, k] b[j, k], or
 * lies too far apart for the caches, it is first packed: the vectors of some
 * columns side by side, for as many k as the nearest cache holds. Where rows lie
 * so far apart that they are in each other's way there, they are packed as well.
 *
 * Sums that are gathered in lanes (lanes.h), as those of Σ_k a[i, k] b[k], have
 * their vectors along k; what is read of b then serves some rows as well.
 *
 * Nothing is said of a and b but how they go along with these two indices: so a
 * product of matrices is one, in all its transpositions, and a convolution,
 * a sum of columns, and any other sum of arithmetic.
 */
#ifndef GCC_GRAPH_TILE_H
#define GCC_GRAPH_TILE_H

#include "graph.h"

enum { NO_ROW = UINT8_MAX };

typedef struct Tile {
    uint8_t column;                 /* the index along which vectors lie: one of
                                       the target, or the last that is summed */
    uint8_t row;                    /* the index of the rows, or NO_ROW */
    uint8_t rows, vectors;          /* at once */
    uint8_t lanes;                  /* of a vector, at most: 4, 8 or 16; of what
                                       is gathered in lanes, all of them */
    bool    gathers;                /* it is gathered in lanes: the number of
                                       vectors is 0, and nothing is packed */
    ExprId  packed;                 /* the access whose columns are packed; 0 */
    ExprId  packed_rows;            /* that whose rows are packed as well, tile by
                                       tile; 0 */
    int64_t terms;                  /* of the first summed index, packed at
                                       once */
    int64_t stretch;                /* rows that share what is packed */
    uint8_t threads;                /* that share the values of `split`, an
                                       index of the target; 0: none */
    uint8_t split;
    bool    large;                 /* they share it even if it is alone */
    bool    blas;                   /* a product of matrices, large enough for a
                                       library */
} Tile;

/* How many indices are those of the target, if it is tiled. */
uint32_t part_targets(const Graph *graph, const Array *array,
                      const Part *part);
/* Terms that are packed at once, and numbers of rows: tiles one after another,
 * of each the terms, of each term its rows. */
int64_t tile_packed_terms(const Part *part, uint32_t targets,
                          const Tile *tile);
int64_t tile_packed_rows(const Part *part, uint32_t targets,
                         const Tile *tile);
/* Numbers that are packed at once, as [..][columns]: for each term the columns,
 * and what there is of rows behind them. */
void tile_room(const Part *part, uint32_t targets, const Tile *tile,
               int64_t shape[2]);

/* Of the values of the index that threads share, how many are one share: of rows,
 * whole tiles. */
int64_t tile_share(const Part *part, const Tile *tile);

/* What adds to what is there adds once, not block by block: the tile then packs
 * all terms at once, if there is room for them, or nothing. False if it must
 * pack and cannot. */
bool tile_in_one(const Graph *graph, const Part *part, uint32_t targets,
                 bool room, Tile *tile);

/* A sum of products of elements, two of which at least run with the summed
 * indices: what a row of a matrix and a column make. */
bool part_is_contraction(const Graph *graph, const Array *array,
                         const Part *part);
/* The points of the loops of the part, and whether they are too few to gain by
 * vectors. */
double part_points(const Part *part);
bool   part_is_small(const Part *part);
/* How the part is tiled, if it is: true and *tile. The indices of the set
 * `driven` are those of recurrences, which run around it. */
bool tile_find(const Graph *graph, Arena *arena,
               const Array *array, const Part *part, uint32_t driven,
               Tile *tile);

#endif
