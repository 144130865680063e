/* emit_c_tile_loops.c: the function that goes through columns and rows and calls
 * the tile.
 *
 * At the end of a row a vector lies back over columns that are made already, and
 * makes them again; where it would add to them twice, its last lanes alone are
 * stored. Of what is packed, the columns that there are are stored.
 */
#include "emit_c_tiling.h"

/* -- rows and columns -- */

/* One call of the tile: where, and how large it is. */
typedef struct TileCall {
    Text     name, row, column;
    uint32_t rows;              /* 0: those of the tile */
    Text     vectors;
    Text     columns;           /* to be stored, where not all are */
} TileCall;

/* Where the operand is at the indices of the function. */
static Text place_of_tile(Tiler *t, const Operand *operand,
                          const TileCall *call)
{
    Buffer out = buffer_create(t->code->scratch);
    buffer_add(&out, operand->name);
    for (uint32_t i = t->first; i < t->targets; i++) {
        Text index = i == t->tile->row    ? call->row
                   : i == t->tile->column ? call->column
                                          : tiler_index(t, i);
        if (!text_is(index, "0"))
            add_offset(&out, operand->step[i], index);
    }
    if (t->blocked)
        add_offset(&out, operand->step[t->targets], t->words->from);
    return buffer_text(&out);
}

/* The first of the rows that are packed at once. */
static Text first_row(const Tiler *t)
{
    bool split = t->tile->threads && t->tile->split == t->tile->row;
    if (t->tile->stretch < tiler_size(t, t->tile->row))
        return t->words->r;
    return split ? t->words->begin : text_of("0");
}

/* Where the rows of the tile at a row are packed. */
static Text packed_row(Tiler *t, Text row)
{
    Text first = first_row(t);
    long long terms = tile_packed_terms(t->part, t->targets, t->tile);
    Text far = text_is(first, "0") ? row
             : text_format(t->code->scratch, "(%.*s - %.*s)", TEXT_ARGS(row),
                           TEXT_ARGS(first));
    return text_format(t->code->scratch, "%.*s + %lld + %lld * %.*s",
                       TEXT_ARGS(t->words->room), (long long)rows_in_room(t),
                       terms, TEXT_ARGS(far));
}

static void call_tile(Tiler *t, const TileCall *call, int64_t rows)
{
    const TileWords *w = t->words;
    Buffer out = buffer_create(t->code->scratch);
    buffer_print(&out, "%.*s_tile(%lld, ", TEXT_ARGS(call->name),
                 (long long)rows);
    if (!t->tile->gathers)
        buffer_print(&out, "%.*s, ", TEXT_ARGS(call->vectors));
    if (!t->tile->gathers && (t->adds || t->packed))
        buffer_print(&out, "%.*s, ", TEXT_ARGS(call->columns));
    if (t->blocked)
        buffer_print(&out, "%.*s, %.*s, ", TEXT_ARGS(w->from),
                     TEXT_ARGS(w->terms));
    for (uint32_t i = 0; i < t->count; i++) {
        const Operand *operand = &t->operands[i];
        if (operand == t->packed)
            continue;
        Text at = operand->by_value        ? operand->name
                : operand == t->packed_rows ? packed_row(t, call->row)
                                            : place_of_tile(t, operand, call);
        buffer_print(&out, "%.*s, ", TEXT_ARGS(at));
    }
    if (t->packed)
        buffer_print(&out, "%.*s, ", TEXT_ARGS(w->room));
    buffer_add(&out, place_of_tile(t, &t->y, call));
    buffer_add(&out, cut_arguments(t, call->row, call->column));
    code_line(t->code, "%.*s);", TEXT_ARGS(buffer_text(&out)));
}

/* All rows, or those of a stretch, at the column. */
static void write_rows(Tiler *t, TileCall call)
{
    uint32_t row = t->tile->row;
    int64_t size = row == NO_ROW ? 1 : tiler_size(t, row);
    int64_t rows = call.rows ? call.rows : t->tile->rows, rest = size % rows;
    bool stretched = t->packed && t->tile->stretch < size;
    bool split = t->tile->threads && t->tile->split == row;
    Text begin = t->words->begin, close = t->words->end;
    call.row = text_of("0");
    if (size == rows && !split) {
        call_tile(t, &call, rows);
        return;
    }
    call.row = tiler_index(t, row);
    Text first = split ? begin : text_of("0");
    Text end = code_whole(t->code, size - rest);
    if (split)
        end = text_format(t->code->scratch, "%.*s && %.*s < %.*s",
                          TEXT_ARGS(end), TEXT_ARGS(call.row),
                          TEXT_ARGS(close));
    if (stretched) {
        first = t->words->r;
        end = text_format(t->code->scratch,
                          "%.*s && %.*s < %.*s + %lld", TEXT_ARGS(end),
                          TEXT_ARGS(call.row), TEXT_ARGS(first),
                          (long long)t->tile->stretch);
    }
    code_line(t->code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s += %lld) {",
              t->type, TEXT_ARGS(call.row), TEXT_ARGS(first),
              TEXT_ARGS(call.row), TEXT_ARGS(end), TEXT_ARGS(call.row),
              (long long)rows);
    code_open(t->code);
    call_tile(t, &call, rows);
    code_close(t->code);
    if (!rest)
        return;
    call.row = code_whole(t->code, size - rest);
    Buffer last = buffer_create(t->code->scratch);
    if (stretched)
        buffer_print(&last, "%.*s + %lld >= %lld", TEXT_ARGS(first),
                     (long long)t->tile->stretch, (long long)size);
    if (split)
        buffer_print(&last, "%s%.*s == %lld", stretched ? " && " : "",
                     TEXT_ARGS(close), (long long)size);
    stretched |= split;
    uint32_t indent = t->code->indent;
    if (stretched) {
        code_line(t->code, "if (%.*s) {", TEXT_ARGS(buffer_text(&last)));
        code_open(t->code);
    }
    call_tile(t, &call, rest);
    code_close_to(t->code, indent);
}

/* Rows of which each is two vectors at most leave registers for one more: the totals
 * of four are added up side by side. */
static void write_gathered(Tiler *t, Text name)
{
    uint32_t wide = tiler_wide_rows(t);
    if (wide == t->tile->rows) {
        write_rows(t, (TileCall){.name = name});
        return;
    }
    code_line(t->code, "if (2 * %.*s >= %u) {", TEXT_ARGS(t->lanes),
              t->tile->lanes);
    code_open(t->code);
    write_rows(t, (TileCall){.name = name, .rows = wide});
    t->code->indent--;
    code_line(t->code, "} else {");
    code_open(t->code);
    write_rows(t, (TileCall){.name = name});
    code_close(t->code);
}

/* `8 * GG_F8` */
static Text vectors_width(Tiler *t, uint32_t vectors)
{
    if (vectors == 1)
        return t->lanes;
    return text_format(t->code->scratch, "%u * %.*s", vectors,
                       TEXT_ARGS(t->lanes));
}

/* What is left of the columns when vectors have gone through them, that many at
 * a time: `50 % (2 * GG_F8)` */
static Text columns_left(Tiler *t, uint32_t vectors)
{
    Text width = vectors_width(t, vectors);
    return text_format(t->code->scratch,
                       vectors == 1 ? "%lld %% %.*s" : "%lld %% (%.*s)",
                       (long long)tiler_size(t, t->tile->column),
                       TEXT_ARGS(width));
}

/* Once more with fewer vectors: as many as are left. */
static void write_columns_left(Tiler *t, TileCall call)
{
    Text left = columns_left(t, t->tile->vectors);
    code_line(t->code, "if (%.*s >= %.*s) {", TEXT_ARGS(left),
              TEXT_ARGS(t->lanes));
    t->code->indent++;
    call.column = text_format(t->code->scratch, "(%lld - %.*s)",
                              (long long)tiler_size(t, t->tile->column),
                              TEXT_ARGS(left));
    call.vectors = t->tile->vectors == 2
                     ? text_of("1")
                     : text_format(t->code->scratch, "%.*s / %.*s",
                                   TEXT_ARGS(left), TEXT_ARGS(t->lanes));
    write_rows(t, call);
    code_close(t->code);
}

/* Columns, by as many vectors as a tile has, then by fewer. Which of these there
 * are the C compiler knows at once. */
static void write_columns(Tiler *t, Text name)
{
    Code *code = t->code;
    TileCall call = {.name = name,
                     .column = tiler_index(t, t->tile->column),
                     .vectors = code_whole(code, t->tile->vectors),
                     .columns = t->lanes};
    Text j = call.column, width = vectors_width(t, t->tile->vectors);
    long long size = tiler_size(t, t->tile->column);
    long long most = (long long)t->tile->vectors * t->tile->lanes;
    bool fits = size >= most;
    if (!fits) {
        code_line(code, "if (%.*s <= %lld) {", TEXT_ARGS(width), size);
        code_open(code);
    }
    code_line(code, "for (%s %.*s = 0; %.*s + %.*s <= %lld; %.*s += %.*s) {",
              t->type, TEXT_ARGS(j), TEXT_ARGS(j), TEXT_ARGS(width), size,
              TEXT_ARGS(j), TEXT_ARGS(width));
    code_open(code);
    write_rows(t, call);
    code_close(code);
    if (!fits)
        code_close(code);
    if (size % most && t->tile->vectors > 1)
        write_columns_left(t, call);
    if (size % t->tile->lanes == 0)
        return;
    call.vectors = text_of("1");
    call.column = text_format(code->scratch, "(%lld - %.*s)", size,
                              TEXT_ARGS(t->lanes));
    call.columns = columns_left(t, 1);
    code_line(code, "if (%.*s > 0) {", TEXT_ARGS(call.columns));
    code_open(code);
    write_rows(t, call);
    code_close(code);
}

/* -- what is packed -- */

/* Some values of an index of an operand side by side, for the terms of a
 * block. */
typedef struct Packing {
    const Operand *operand;
    TileCall       at;          /* the first of them */
    uint32_t       index;
    Text           to, width, count;
} Packing;

static void pack(Tiler *t, const Packing *p)
{
    uint32_t last = t->part->index_count - 1u, indent = t->code->indent;
    Buffer from = buffer_create(t->code->scratch);
    buffer_add(&from, place_of_tile(t, p->operand, &p->at));
    Text to = p->to;
    Text terms = last == t->targets && t->blocked
                   ? t->words->terms : code_whole(t->code, tiler_size(t, last));
    for (uint32_t i = t->targets; i < last; i++) {
        Text k = tiler_index(t, i);
        Text high = i == t->targets && t->blocked
                      ? t->words->terms : code_whole(t->code, tiler_size(t, i));
        code_line(t->code, "for (%s %.*s = 0; %.*s < %.*s; %.*s++) {", t->type,
                  TEXT_ARGS(k), TEXT_ARGS(k), TEXT_ARGS(high), TEXT_ARGS(k));
        t->code->indent++;
        add_offset(&from, p->operand->step[i], k);
    }
    if (last > t->targets)
        to = text_format(t->code->scratch, "%.*s + %.*s * %lld * %.*s",
                         TEXT_ARGS(to), TEXT_ARGS(p->width),
                         (long long)tiler_size(t, last),
                         TEXT_ARGS(packed_place(t, last - 1)));
    code_line(t->code, "gg_pack%s(%.*s, %.*s, %.*s, %lld, %lld, %.*s, %.*s);",
              t->code->plan->real_double ? "" : "f", TEXT_ARGS(to),
              TEXT_ARGS(p->width), TEXT_ARGS(buffer_text(&from)),
              (long long)p->operand->step[p->index],
              (long long)p->operand->step[last], TEXT_ARGS(p->count),
              TEXT_ARGS(terms));
    code_close_to(t->code, indent);
}

/* The columns from j on. */
static void pack_columns(Tiler *t)
{
    Packing p = {.operand = t->packed, .index = t->tile->column,
                 .at = {.row = text_of("0"),
                        .column = tiler_index(t, t->tile->column)},
                 .to = t->words->room, .width = packed_width(t),
                 .count = t->words->columns};
    pack(t, &p);
}

/* The rows of a stretch, tile by tile. */
static void pack_rows(Tiler *t)
{
    Code *code = t->code;
    bool split = t->tile->threads && t->tile->split == t->tile->row;
    Text i = tiler_index(t, t->tile->row), first = first_row(t);
    long long rows = t->tile->rows, size = tiler_size(t, t->tile->row);
    Text end = split ? t->words->end : code_whole(code, size);
    Buffer more = buffer_create(code->scratch);
    if (t->tile->stretch < size)
        buffer_print(&more, " && %.*s < %.*s + %lld", TEXT_ARGS(i),
                     TEXT_ARGS(first), (long long)t->tile->stretch);
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s%.*s; %.*s += %lld) {",
              t->type, TEXT_ARGS(i), TEXT_ARGS(first), TEXT_ARGS(i),
              TEXT_ARGS(end), TEXT_ARGS(buffer_text(&more)), TEXT_ARGS(i),
              rows);
    code_open(code);
    Text count = size % rows == 0
                   ? code_whole(code, rows)
                   : text_format(code->scratch,
                                 "%.*s + %lld < %lld ? %lld : (int)(%lld - "
                                 "%.*s)",
                                 TEXT_ARGS(i), rows, size, rows, size,
                                 TEXT_ARGS(i));
    Packing p = {.operand = t->packed_rows, .index = t->tile->row,
                 .at = {.row = i, .column = text_of("0")},
                 .to = packed_row(t, i), .width = code_whole(code, rows),
                 .count = count};
    pack(t, &p);
    code_close(code);
}

/* Blocks of terms, stretches of rows, and for each the columns. */
static void write_blocks(Tiler *t, Text name)
{
    const TileWords *w = t->words;
    Code *code = t->code;
    uint32_t indent = code->indent;
    Text j = tiler_index(t, t->tile->column);
    long long terms = t->tile->terms, columns = tiler_size(t, t->tile->column);
    long long all = tiler_size(t, t->targets);
    long long rows = t->tile->row == NO_ROW ? 1 : tiler_size(t, t->tile->row);
    Text width = packed_width(t);
    if (t->blocked) {
        code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %lld) {",
                  t->type, TEXT_ARGS(w->from), TEXT_ARGS(w->from), all,
                  TEXT_ARGS(w->from), terms);
        code_open(code);
        code_line(code, "const %s %.*s = %.*s + %lld < %lld ? %lld : %lld "
                        "- %.*s;",
                  t->type, TEXT_ARGS(w->terms), TEXT_ARGS(w->from), terms,
                  all, terms, all, TEXT_ARGS(w->from));
    }
    if (t->tile->stretch < rows) {
        bool split = t->tile->threads && t->tile->split == t->tile->row;
        Text first = split ? w->begin : text_of("0");
        Text end = split ? w->end : code_whole(code, rows);
        code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s += %lld) {",
                  t->type, TEXT_ARGS(w->r), TEXT_ARGS(first), TEXT_ARGS(w->r),
                  TEXT_ARGS(end), TEXT_ARGS(w->r),
                  (long long)t->tile->stretch);
        code_open(code);
    }
    if (t->packed_rows)
        pack_rows(t);
    code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %.*s) {", t->type,
              TEXT_ARGS(j), TEXT_ARGS(j), columns, TEXT_ARGS(j),
              TEXT_ARGS(width));
    code_open(code);
    code_line(code, "const int %.*s = %.*s + %.*s < %lld ? %.*s : (int)(%lld "
                    "- %.*s);",
              TEXT_ARGS(w->columns), TEXT_ARGS(j), TEXT_ARGS(width), columns,
              TEXT_ARGS(width), columns, TEXT_ARGS(j));
    pack_columns(t);
    TileCall call = {.name = name, .column = j,
                     .vectors = code_whole(code, t->tile->vectors),
                     .columns = w->columns};
    if (columns % (t->tile->vectors * t->tile->lanes)) {
        code_line(code, "if (%.*s <= %.*s) {", TEXT_ARGS(w->columns),
                  TEXT_ARGS(t->lanes));
        code_open(code);
        call.vectors = text_of("1");
        write_rows(t, call);
        call.vectors = code_whole(code, t->tile->vectors);
        code->indent--;
        code_line(code, "} else {");
        code_open(code);
    }
    write_rows(t, call);
    code_close_to(code, indent);
}

/* -- the function -- */

/* Few terms take no longer than the call, and what is made of them may stay in
 * registers. */
static bool is_short(const Tiler *t)
{
    enum { FEW_TERMS = 512 };
    int64_t terms = 1;
    for (uint32_t i = t->first; i < t->part->index_count; i++) {
        if (tiler_size(t, i) > FEW_TERMS / terms)
            return false;
        terms *= tiler_size(t, i);
    }
    return !t->tile->threads;
}

void write_function(Tiler *t, Text name)
{
    code_line(t->code, "static %svoid %.*s(%.*s)",
              is_short(t) ? "inline " : "", TEXT_ARGS(name),
              TEXT_ARGS(tiler_parameters(t, false)));
    code_line(t->code, "{");
    t->code->indent++;
    uint32_t indent = t->code->indent;
    for (uint32_t i = t->first; i < t->targets; i++) {
        Text s = tiler_index(t, i);
        if (i == t->tile->row || i == t->tile->column)
            continue;
        bool split = t->tile->threads && t->tile->split == i;
        Text begin = split ? t->words->begin : text_of("0");
        Text end = split ? t->words->end : code_whole(t->code, tiler_size(t, i));
        code_line(t->code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
                  t->type, TEXT_ARGS(s), TEXT_ARGS(begin), TEXT_ARGS(s),
                  TEXT_ARGS(end), TEXT_ARGS(s));
        t->code->indent++;
    }
    if (t->packed)
        write_blocks(t, name);
    else if (t->tile->gathers)
        write_gathered(t, name);
    else
        write_columns(t, name);
    while (t->code->indent > indent) {
        t->code->indent--;
        code_line(t->code, "}");
    }
    t->code->indent--;
    code_line(t->code, "}");
}
