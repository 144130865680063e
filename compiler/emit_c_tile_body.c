/* emit_c_tile_body.c: the tile itself: its accumulators, the loops over what is
 * summed, and what is stored. Its numbers of rows and vectors are arguments,
 * which it is inlined with.
 */
#include "emit_c_tiling.h"

/* -- offsets -- */

void add_offset(Buffer *out, int64_t step, Text index)
{
    if (!step)
        return;
    buffer_puts(out, step < 0 ? " - " : " + ");
    if (step != 1 && step != -1)
        buffer_print(out, "%lld * ", (long long)(step < 0 ? -step : step));
    buffer_add(out, index);
}

/* Of the indices from `low` on, below `high`. */
static void add_offsets(Tiler *t, Buffer *out, const Operand *operand,
                        uint32_t low, uint32_t high)
{
    for (uint32_t i = low; i < high; i++)
        add_offset(out, operand->step[i], tiler_index(t, i));
}

/* Where the operand is, from where the tile begins; `vector`: at vector v. */
static Text place_in_tile(Tiler *t, const Operand *operand, bool row,
                          bool vector)
{
    Buffer out = buffer_create(t->code->scratch);
    buffer_add(&out, operand->name);
    if (row)
        add_offset(&out, operand->step[t->tile->row], t->words->r);
    add_offsets(t, &out, operand, t->targets, t->part->index_count);
    if (vector)
        buffer_print(&out, " + %.*s * %.*s", TEXT_ARGS(t->words->v),
                     TEXT_ARGS(t->lanes));
    return buffer_text(&out);
}

/* Columns that are packed at once. */
Text packed_width(Tiler *t)
{
    return text_format(t->code->scratch, "%u * %.*s", t->tile->vectors,
                       TEXT_ARGS(t->lanes));
}

/* The place of the summed indices among all, with those up to `last`:
 * (6 * k + l) */
Text packed_place(Tiler *t, uint32_t last)
{
    Text place = tiler_index(t, t->targets);
    for (uint32_t i = t->targets + 1; i <= last; i++)
        place = text_format(t->code->scratch, "(%lld * %.*s + %.*s)",
                            (long long)tiler_size(t, i), TEXT_ARGS(place),
                            TEXT_ARGS(tiler_index(t, i)));
    return place;
}

int64_t rows_in_room(const Tiler *t)
{
    return tile_packed_terms(t->part, t->targets, t->tile) * t->tile->vectors
         * t->tile->lanes;
}

/* -- the tile -- */

void open_turns(Tiler *t, Text index, Text count)
{
    code_line(t->code, "GG_UNROLL");
    code_line(t->code, "for (int %.*s = 0; %.*s < %.*s; %.*s++) {",
              TEXT_ARGS(index), TEXT_ARGS(index), TEXT_ARGS(count),
              TEXT_ARGS(index));
    t->code->indent++;
}

/* x1[20 i + k] */
static Text formula_element(Tiler *t, const Operand *operand)
{
    Buffer out = buffer_create(t->code->scratch);
    bool first = true;
    buffer_print(&out, "%.*s[", TEXT_ARGS(operand->name));
    for (uint32_t i = t->first; i < t->part->index_count; i++) {
        int64_t step = operand->step[i];
        if (!step)
            continue;
        buffer_puts(&out, step < 0 ? first ? "-" : " - " : first ? "" : " + ");
        first = false;
        if (step != 1 && step != -1)
            buffer_print(&out, "%lld ", (long long)(step < 0 ? -step : step));
        buffer_add(&out, tiler_index(t, i));
    }
    buffer_puts(&out, "]");
    return buffer_text(&out);
}

static Text operand_text(Tiler *t, const Operand *operand)
{
    bool row = has_rows(t, operand);
    if (operand->by_value)
        return operand->name;
    if (operand == t->packed && !t->formula && !operand->held.length)
        return text_format(t->code->scratch,
                           "gg_load_%.*s(%.*s + %.*s * %.*s + %.*s * %.*s)",
                           TEXT_ARGS(t->vector), TEXT_ARGS(t->words->room),
                           TEXT_ARGS(packed_width(t)),
                           TEXT_ARGS(packed_place(t, t->part->index_count - 1u)),
                           TEXT_ARGS(t->words->v), TEXT_ARGS(t->lanes));
    if (t->formula)
        return formula_element(t, operand);
    if (operand == t->packed_rows)
        return text_format(t->code->scratch, "%.*s[%u * %.*s + %.*s]",
                           TEXT_ARGS(operand->name), t->tile->rows,
                           TEXT_ARGS(packed_place(t, t->part->index_count - 1u)),
                           TEXT_ARGS(t->words->r));
    if (operand->held.length)
        return text_format(t->code->scratch, "%.*s[%.*s]",
                           TEXT_ARGS(operand->held), TEXT_ARGS(t->words->v));
    Text place = place_in_tile(t, operand, row, has_columns(t, operand));
    if (has_columns(t, operand))
        return text_format(t->code->scratch, "gg_load_%.*s(%.*s)",
                           TEXT_ARGS(t->vector),
                           TEXT_ARGS(place));
    size_t name = operand->name.length;
    if (place.length == name)
        return text_format(t->code->scratch, "*%.*s", TEXT_ARGS(place));
    /* name + offset: name[offset] */
    return text_format(t->code->scratch, "%.*s[%s%.*s]",
                       TEXT_ARGS(operand->name),
                       place.at[name + 1] == '-' ? "-" : "",
                       (int)(place.length - name - 3), place.at + name + 3);
}

typedef struct Written {
    Text    text;
    uint8_t tightness;
} Written;

static Written written(Tiler *t, ExprId id)
{
    Code *code = t->code;
    const Expr *node = expr_at(&code->graph->exprs, id);
    if (node->kind == NUMBER) {
        Text text = code_real(code, node->as.number);
        return (Written){text, text.at[0] == '-' ? C_UNARY : C_PRIMARY};
    }
    if (node->kind == ACCESS) {
        const Operand *operand = t->operands;
        while (operand->node != id)
            operand++;
        Text text = operand_text(t, operand);
        return (Written){text, text.at[0] == '*' ? C_UNARY : C_PRIMARY};
    }
    Written a = written(t, node->as.operand[0]);
    if (node->function == F_NEG) {
        a.text = bracketed(code, a.text, a.tightness, C_PRIMARY);
        return (Written){text_format(code->scratch, "-%.*s",
                                     TEXT_ARGS(a.text)), C_UNARY};
    }
    bool sum = node->function == F_ADD || node->function == F_SUB;
    Written b = node->function == F_POW ? a : written(t, node->as.operand[1]);
    uint8_t own = sum ? C_SUM : C_PRODUCT;
    const char *symbol = node->function == F_POW
                           ? "*"
                           : function_row((Function)node->function)->symbol;
    return (Written){
        text_format(code->scratch, "%.*s %s %.*s",
                    TEXT_ARGS(bracketed(code, a.text, a.tightness, own)),
                    symbol,
                    TEXT_ARGS(bracketed(code, b.text, b.tightness, own + 1))),
        own};
}

/* The vectors of a row: a constant. */
static Text most_vectors(Tiler *t)
{
    return t->tile->gathers ? t->turns : code_whole(t->code, t->tile->vectors);
}

Text tile_term(Tiler *t)
{
    return written(t, t->part->body).text;
}

void hold_vectors(Tiler *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        Operand *operand = &t->operands[i];
        if (t->tile->rows == 1 || operand->by_value
            || !has_columns(t, operand) || has_rows(t, operand))
            continue;
        Text held = t->words->held[i];
        code_line(t->code, "gg_%.*s %.*s[%.*s];", TEXT_ARGS(t->vector),
                  TEXT_ARGS(held), TEXT_ARGS(most_vectors(t)));
        open_turns(t, t->words->v, t->turns);
        code_line(t->code, "%.*s[%.*s] = %.*s;", TEXT_ARGS(held), TEXT_ARGS(t->words->v),
             TEXT_ARGS(operand_text(t, operand)));
        code_close(t->code);
        operand->held = held;
    }
}

static void tile_sums(Tiler *t)
{
    uint32_t indent = t->code->indent;
    for (uint32_t i = t->targets; i < t->part->index_count; i++) {
        Text k = tiler_index(t, i);
        Text high = i == t->targets && t->blocked
                      ? t->words->terms
                      : code_whole(t->code, tiler_size(t, i));
        code_line(t->code, "for (%s %.*s = 0; %.*s < %.*s; %.*s++) {", t->type,
                  TEXT_ARGS(k), TEXT_ARGS(k), TEXT_ARGS(high), TEXT_ARGS(k));
        t->code->indent++;
    }
    hold_vectors(t);
    open_turns(t, t->words->r, t->words->rows);
    open_turns(t, t->words->v, t->turns);
    code_line(t->code, "%.*s[%.*s][%.*s] += %.*s;", TEXT_ARGS(t->words->sum),
         TEXT_ARGS(t->words->r), TEXT_ARGS(t->words->v),
         TEXT_ARGS(tile_term(t)));
    code_close_to(t->code, indent);
}

/* Where vector v of row r belongs. */
static Text target_in_tile(Tiler *t)
{
    const TileWords *w = t->words;
    Buffer place = buffer_create(t->code->scratch);
    buffer_add(&place, t->y.name);
    if (has_rows(t, &t->y))
        add_offset(&place, t->y.step[t->tile->row], w->r);
    Text vector = text_format(t->code->scratch, "%.*s * %.*s", TEXT_ARGS(w->v),
                              TEXT_ARGS(t->lanes));
    add_offset(&place, t->y.step[t->tile->column], vector);
    return buffer_text(&place);
}

/* Of the columns those from vector v on. */
static Text columns_from_vector(Tiler *t)
{
    const TileWords *w = t->words;
    return text_format(t->code->scratch, "%.*s - %.*s * %.*s",
                       TEXT_ARGS(w->columns), TEXT_ARGS(w->v),
                       TEXT_ARGS(t->lanes));
}

void tile_begins(Tiler *t)
{
    const TileWords *w = t->words;
    Text zero = text_format(t->code->scratch, "gg_zero_%.*s()",
                            TEXT_ARGS(t->vector));
    if (t->blocked)
        zero = text_format(t->code->scratch,
                           "%.*s ? gg_load_some_%.*s(%.*s, %.*s) : %.*s",
                           TEXT_ARGS(w->from), TEXT_ARGS(t->vector),
                           TEXT_ARGS(target_in_tile(t)),
                           TEXT_ARGS(columns_from_vector(t)), TEXT_ARGS(zero));
    open_turns(t, w->r, w->rows);
    open_turns(t, w->v, t->turns);
    code_line(t->code, "%.*s[%.*s][%.*s] = %.*s;", TEXT_ARGS(w->sum),
              TEXT_ARGS(w->r), TEXT_ARGS(w->v), TEXT_ARGS(zero));
    code_close_to(t->code, t->code->indent - 2);
}

static void tile_stores(Tiler *t)
{
    const TileWords *w = t->words;
    long long step = t->y.step[t->tile->column];
    const char *how = t->adds && t->packed ? "add_some"
                    : t->adds              ? "add_last"
                    : t->packed            ? "store_some"
                                           : "store";
    Text count = t->packed ? columns_from_vector(t)
               : t->adds   ? w->last
                           : (Text){0};
    Buffer more = buffer_create(t->code->scratch);
    if (count.length)
        buffer_print(&more, ", %.*s", TEXT_ARGS(count));
    if (step != 1)
        buffer_print(&more, ", %lld", step);
    open_turns(t, w->r, w->rows);
    open_turns(t, w->v, t->turns);
    code_line(t->code, "gg_%s%s_%.*s(%.*s, %.*s[%.*s][%.*s]%.*s);",
              step == 1 ? "" : "spread_", how, TEXT_ARGS(t->vector),
              TEXT_ARGS(target_in_tile(t)), TEXT_ARGS(w->sum), TEXT_ARGS(w->r),
              TEXT_ARGS(w->v), TEXT_ARGS(buffer_text(&more)));
    code_close_to(t->code, t->code->indent - 2);
}

/* `const float *a, float b`; of the tile, without what is read packed. */
Text tiler_parameters(Tiler *t, bool of_tile)
{
    const char *real = code_real_type(t->code);
    Buffer out = buffer_create(t->code->scratch);
    for (uint32_t i = 0; i < t->count; i++)
        if (!of_tile || &t->operands[i] != t->packed)
            buffer_print(&out, t->operands[i].by_value ? "%s %.*s, "
                                                       : "const %s *%.*s, ",
                         real, TEXT_ARGS(t->operands[i].name));
    if (t->packed)
        buffer_print(&out, "%s%s *%.*s, ", of_tile ? "const " : "", real,
                     TEXT_ARGS(t->words->room));
    buffer_print(&out, "%s *%.*s", real, TEXT_ARGS(t->y.name));
    if (t->tile->threads && !of_tile)
        buffer_print(&out, ", %s %.*s, %s %.*s", t->type,
                     TEXT_ARGS(t->words->begin), t->type,
                     TEXT_ARGS(t->words->end));
    return buffer_text(&out);
}

/* "i < 128, j < 10" */
static void add_ranges(Tiler *t, Buffer *out, uint32_t low, uint32_t high)
{
    for (uint32_t i = low; i < high; i++)
        buffer_print(out, "%s%.*s < %lld", i > low ? ", " : "",
                     TEXT_ARGS(tiler_index(t, i)), (long long)tiler_size(t, i));
}

/* What the function computes. */
static void write_formula(Tiler *t)
{
    Buffer out = buffer_create(t->code->scratch);
    t->formula = true;
    Text y = formula_element(t, &t->y), body = written(t, t->part->body).text;
    t->formula = false;
    buffer_print(&out, "%.*s %s sum of %.*s over ", TEXT_ARGS(y),
                 t->adds ? "+=" : "=", TEXT_ARGS(body));
    add_ranges(t, &out, t->targets, t->part->index_count);
    buffer_puts(&out, ", for ");
    add_ranges(t, &out, t->first, t->targets);
    buffer_add(&out, cut_formula(t));
    code_comment(t->code, buffer_text(&out));
}

/* The numbers that the tile is given before its operands. */
static Text tile_numbers(Tiler *t)
{
    const TileWords *w = t->words;
    Buffer out = buffer_create(t->code->scratch);
    buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->rows));
    if (t->tile->gathers)
        return buffer_text(&out);
    buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->vectors));
    if (t->packed)
        buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->columns));
    else if (t->adds)
        buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->last));
    if (t->blocked)
        buffer_print(&out, "%s %.*s, %s %.*s, ", t->type, TEXT_ARGS(w->from),
                     t->type, TEXT_ARGS(w->terms));
    return buffer_text(&out);
}

uint32_t tiler_wide_rows(const Tiler *t)
{
    const Tile *tile = t->tile;
    bool fits = tile->gathers && tile->lanes == 16 && tile->rows == 3
             && tiler_size(t, tile->row) >= 4 && !t->code->plan->real_double
             && !(tile->threads && tile->split == tile->row);
    return fits ? 4 : tile->rows;
}

void write_tile(Tiler *t, Text name)
{
    const TileWords *w = t->words;
    t->turns = t->tile->gathers
                 ? text_format(t->code->scratch, "%u / %.*s", t->tile->lanes,
                               TEXT_ARGS(t->lanes))
                 : w->vectors;
    write_formula(t);
    code_line(t->code, "GG_INLINE void %.*s_tile(%.*s%.*s%.*s)",
              TEXT_ARGS(name), TEXT_ARGS(tile_numbers(t)),
              TEXT_ARGS(tiler_parameters(t, true)),
              TEXT_ARGS(cut_parameters(t)));
    code_line(t->code, "{");
    t->code->indent++;
    code_line(t->code, "gg_%.*s %.*s[%d][%.*s];", TEXT_ARGS(t->vector),
              TEXT_ARGS(w->sum), tiler_wide_rows(t), TEXT_ARGS(most_vectors(t)));
    tile_begins(t);
    if (t->tile->gathers) {
        gather_lanes(t);
    } else {
        if (t->guards.count)
            cut_sums(t);
        else
            tile_sums(t);
        tile_stores(t);
    }
    code_close(t->code);
    code_blank(t->code);
}
