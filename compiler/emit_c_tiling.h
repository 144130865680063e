/* emit_c_tiling.h: a tiled sum in the making, shared by the files of
 * emit_c_tile.
 */
#ifndef GCC_GRAPH_EMIT_C_TILING_H
#define GCC_GRAPH_EMIT_C_TILING_H

#include "emit_c_code.h"
#include "tile.h"

typedef struct Operand {        /* an element that is read, or the target */
    ExprId  node;
    bool    by_value;           /* it is the same all along */
    Text    name;               /* of the argument */
    Text    held;               /* of a vector that serves all rows */
    int64_t step[MAX_INDICES];  /* in elements, of each index */
} Operand;

typedef struct Tiler {
    Code       *code;
    const Frame *frame;
    const Part *part;
    const Tile *tile;
    const TileWords *words;
    uint32_t    first;          /* of the indices that the function runs over */
    uint32_t    targets;        /* indices before it are of the target */
    bool        adds;           /* to what is there */
    Operand     operands[MOST_OPERANDS];
    uint32_t    count;
    Operand     y;
    const Operand *packed;      /* one of them, or NULL */
    const Operand *packed_rows; /* the same */
    bool        blocked;        /* it is packed in several blocks */
    bool        formula;        /* texts are for a comment */
    LIST(SubscriptId) guards;   /* that cut the sum, of indices from `first` on */
    const char *type;           /* of indices */
    Text        vector;         /* f8 */
    Text        lanes;          /* GG_F8 */
    Text        turns;          /* over the vectors of a row */
} Tiler;

static inline int64_t tiler_size(const Tiler *t, uint32_t index)
{
    return t->part->ranges[index].high - t->part->ranges[index].low;
}

/* The rows of the tile where vectors are wide: those of the plan, or one more. */
uint32_t tiler_wide_rows(const Tiler *t);

static inline Text tiler_index(const Tiler *t, uint32_t index)
{
    return code_index(t->code, index);
}

static inline bool has_rows(const Tiler *t, const Operand *operand)
{
    return t->tile->row != NO_ROW && operand->step[t->tile->row];
}

static inline bool has_columns(const Tiler *t, const Operand *operand)
{
    return operand->step[t->tile->column] != 0;
}

/* -- emit_c_tile_body.c: the tile -- */

/* " + 20 * i" */
void add_offset(Buffer *out, int64_t step, Text index);
/* Columns that are packed at once. */
Text packed_width(Tiler *t);
/* The place of the summed indices among all, with those up to `last`:
 * (6 * k + l) */
Text packed_place(Tiler *t, uint32_t last);
/* Where what is packed of rows begins, behind the columns. */
int64_t rows_in_room(const Tiler *t);
/* `const float *a, float b`; of the tile, without what is read packed. */
Text tiler_parameters(Tiler *t, bool of_tile);
/* `GG_UNROLL for (int r = 0; r < rows; r++)`, and what follows indented. */
void open_turns(Tiler *t, Text index, Text count);
/* A sum begins as 0, or as what the blocks before have made of it. */
void tile_begins(Tiler *t);
/* Vectors that serve all rows are loaded before them. */
void hold_vectors(Tiler *t);
/* What is summed, of vector v of row r. */
Text tile_term(Tiler *t);
/* The inlined function of a tile. */
void write_tile(Tiler *t, Text name);

/* -- emit_c_tile_cut.c: guards that cut the sum -- */

void cut_find_guards(Tiler *t);
/* ", int32_t i, int32_t j": the indices of the target that guards are on, and
 * what they are where the tile is called. */
Text cut_parameters(Tiler *t);
Text cut_arguments(Tiler *t, Text row, Text column);
/* ", where j <= k and k <= i" */
Text cut_formula(Tiler *t);
/* The loops over what is summed; of a sum in lanes. */
void cut_sums(Tiler *t);
void cut_blocks(Tiler *t);

/* -- emit_c_tile_lanes.c: a tile that is gathered in lanes -- */

/* The sums and what becomes of them. */
void gather_lanes(Tiler *t);

/* -- emit_c_tile_loops.c: the function around it -- */

/* Goes through columns, rows and what else there is, and packs. */
void write_function(Tiler *t, Text name);

#endif
