/* tile_choose.h: the choice of a tile, in files by what is chosen. */
#ifndef GCC_GRAPH_TILE_CHOOSE_H
#define GCC_GRAPH_TILE_CHOOSE_H

#include "affine.h"
#include "lanes.h"
#include "tile.h"

/* How what is read goes along with the columns. */
typedef struct ColumnReads {
    uint32_t contiguous, scattered;     /* accesses */
    ExprId   last_contiguous, last_scattered;
} ColumnReads;

ColumnReads look_at_reads(const Graph *graph, const ExprIds *nodes,
                          uint32_t column);
/* The terms that guards leave of a sum, on average. */
double terms_left(const Graph *graph, const Part *part,
                  uint32_t targets);

/* -- tile_pack.c -- */

/* Elements of the array from one value of the index to the next; 0 if the
 * subscripts do not depend on it. */
int64_t elements_apart(const Exprs *exprs, const Array *array,
                       const SubscriptId *subscripts, uint32_t index);
/* Packs what has columns, if it must be or, far apart as it lies, is better
 * packed. False if it cannot be. */
bool choose_packing(const Graph *graph, const Part *part,
                    uint32_t targets, ColumnReads reads, double terms,
                    Tile *tile);
/* Of what has rows, that whose rows or terms lie so far apart that few of them
 * are in the nearest cache at once; 0 if there is none, or too few columns to
 * share it. */
void choose_packed_rows(const Graph *graph, const ExprIds *nodes,
                        const Part *part, Tile *tile);

/* -- tile_threads.c -- */

/* Threads share the index whose values they share most evenly, the outermost of
 * these, but the rows only if no other is as good: in each step of the recurrences
 * around. */
void choose_threads(const Graph *graph, const Part *part,
                    uint32_t targets, uint32_t driven, Tile *tile);

#endif
