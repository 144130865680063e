/* emit_c_tile_lanes.c: a tile that is gathered in lanes.
 *
 * Each row has as many lanes as the sum has, in vectors side by side. They go
 * through the last index in blocks; what is left of it falls to the last lanes,
 * so that a block which ends where the index ends is added to these alone.
 */
#include "emit_c_tiling.h"

/* sum[r][v] += terms, of the lanes from `first` on. */
static void add_block(Tiler *t, int64_t first)
{
    const TileWords *w = t->words;
    Text term = tile_term(t);
    if (first)
        term = text_format(t->code->scratch, "gg_from_%.*s(%.*s, %lld - %.*s * "
                                             "%.*s)",
                           TEXT_ARGS(t->vector), TEXT_ARGS(term),
                           (long long)first, TEXT_ARGS(w->v),
                           TEXT_ARGS(t->lanes));
    open_turns(t, w->r, w->rows);
    open_turns(t, w->v, t->turns);
    code_line(t->code, "%.*s[%.*s][%.*s] += %.*s;", TEXT_ARGS(w->sum),
              TEXT_ARGS(w->r), TEXT_ARGS(w->v), TEXT_ARGS(term));
    code_close_to(t->code, t->code->indent - 2);
}

static void open_terms(Tiler *t, uint32_t index, int64_t end, int64_t step)
{
    Text k = tiler_index(t, index);
    code_line(t->code, step == 1 ? "for (%s %.*s = 0; %.*s < %lld; %.*s++) {"
                                 : "for (%s %.*s = 0; %.*s < %lld; "
                                   "%.*s += %lld) {",
              t->type, TEXT_ARGS(k), TEXT_ARGS(k), (long long)end,
              TEXT_ARGS(k), (long long)step);
    code_open(t->code);
}

/* The blocks of the last index, and what is left of it. */
static void add_blocks(Tiler *t)
{
    uint32_t last = t->tile->column, indent = t->code->indent;
    int64_t lanes = t->tile->lanes, size = tiler_size(t, last);
    int64_t rest = size % lanes;
    open_terms(t, last, size - rest, lanes);
    hold_vectors(t);
    add_block(t, 0);
    code_close_to(t->code, indent);
    if (!rest)
        return;
    code_line(t->code, "{");
    code_open(t->code);
    code_line(t->code, "const %s %.*s = %lld;", t->type,
              TEXT_ARGS(tiler_index(t, last)), (long long)(size - lanes));
    for (uint32_t i = 0; i < t->count; i++)
        t->operands[i].held = (Text){0};
    hold_vectors(t);
    add_block(t, lanes - rest);
    code_close_to(t->code, indent);
}

/* Where the totals of rows lie side by side, they are stored in vectors. */
static void store_totals(Tiler *t)
{
    const TileWords *w = t->words;
    int64_t step = has_rows(t, &t->y) ? t->y.step[t->tile->row] : 0;
    if (step == 1 && !t->adds) {
        code_line(t->code, "gg_totals_%.*s(%.*s, %.*s[0], %.*s, %.*s);",
                  TEXT_ARGS(t->vector), TEXT_ARGS(w->y), TEXT_ARGS(w->sum),
                  TEXT_ARGS(t->turns), TEXT_ARGS(w->rows));
        return;
    }
    Buffer place = buffer_create(t->code->scratch);
    if (step)
        add_offset(&place, step, w->r);
    open_turns(t, w->r, w->rows);
    code_line(t->code, "%.*s[%.*s] %s gg_total_%.*s(%.*s[%.*s], %.*s);",
              TEXT_ARGS(w->y), (int)place.length - 3, place.at + 3,
              t->adds ? "+=" : "=", TEXT_ARGS(t->vector), TEXT_ARGS(w->sum),
              TEXT_ARGS(w->r), TEXT_ARGS(t->turns));
    code_close(t->code);
}

void gather_lanes(Tiler *t)
{
    uint32_t indent = t->code->indent;
    if (t->guards.count) {
        cut_blocks(t);
    } else {
        for (uint32_t i = t->targets; i < t->tile->column; i++)
            open_terms(t, i, tiler_size(t, i), 1);
        add_blocks(t);
        code_close_to(t->code, indent);
    }
    store_totals(t);
}
