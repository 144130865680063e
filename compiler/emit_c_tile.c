/* emit_c_tile.c: tiled sums as functions of their own.
 *
 * A function is given the elements that its operands begin with, and knows the
 * rest: where elements lie, and how many there are. So sums of one shape share
 * one function, which is called after the first of them. It goes through
 * columns and rows and calls the tile, which is inlined with its numbers of rows
 * and vectors, so that its loops over them vanish and its accumulators are
 * registers.
 *
 * At the end of a row a vector lies back over columns that are made already, and
 * makes them again; where it would add to them twice, its last lanes alone are
 * stored.
 */
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
    bool        blocked;        /* it is packed in several blocks */
    bool        formula;        /* texts are for a comment */
    const char *type;           /* of indices */
    Text        vector;         /* f8 */
    Text        lanes;          /* GG_F8 */
} Tiler;

static int64_t size_of(const Tiler *t, uint32_t index)
{
    return t->part->ranges[index].high - t->part->ranges[index].low;
}

static Text index_name(const Tiler *t, uint32_t index)
{
    return code_index(t->code, index);
}

/* -- operands -- */

/* Steps of an element whose subscripts these are, as it is stored. */
static void find_steps(Tiler *t, ArrayId id, const SubscriptId *subscripts,
                       Operand *operand)
{
    const Code *code = t->code;
    Array array = plan_stored(code->plan, code->scratch, code->pass, id);
    int64_t stride = 1;
    for (uint32_t i = array.rank; i > 0; i--) {
        const Subscript *s =
            subscript_at(&code->graph->exprs, subscripts[i - 1]);
        for (uint32_t n = 0; n < s->term_count; n++)
            operand->step[s->terms[n].index] += s->terms[n].factor * stride;
        stride *= array.shape[i - 1];
    }
}

/* The subscript where the indices of the function have their first values. */
static Text first_subscript(Tiler *t, SubscriptId id)
{
    const Subscript *s = subscript_at(&t->code->graph->exprs, id);
    Term terms[MAX_INDICES];
    Subscript first = {.base = s->base, .terms = terms};
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].index < t->first)
            terms[first.term_count++] = s->terms[i];
        else
            first.base +=
                s->terms[i].factor * t->part->ranges[s->terms[i].index].low;
    return body_affine(t->code, &first);
}

/* The element as the function is given it. */
static Text first_element(Tiler *t, ArrayId id, const SubscriptId *subscripts,
                          bool by_value)
{
    Text texts[MAX_RANK];
    uint8_t tightness;
    uint32_t rank = graph_array(t->code->graph, id)->rank;
    for (uint32_t i = 0; i < rank; i++)
        texts[i] = first_subscript(t, subscripts[i]);
    id = graph_source(t->code->graph, id);
    if (by_value)
        return code_element(t->code, id, texts, &tightness);
    Text element = code_stored(t->code, id, texts, &tightness);
    return text_format(t->code->scratch, "&%.*s", TEXT_ARGS(element));
}

static bool stands_still(const Operand *operand)
{
    for (uint32_t i = 0; i < MAX_INDICES; i++)
        if (operand->step[i])
            return false;
    return true;
}

static void find_operands(Tiler *t)
{
    const Graph *graph = t->code->graph;
    ExprIds nodes = {0};
    expr_postorder(&graph->exprs, t->code->scratch, &t->code->marks, true,
                   t->part->body, &nodes);
    for (uint32_t i = 0; i < nodes.count; i++) {
        const Expr *node = expr_at(&graph->exprs, nodes.at[i]);
        if (node->kind != ACCESS)
            continue;
        Operand *operand = &t->operands[t->count];
        *operand = (Operand){.node = nodes.at[i],
                             .name = t->words->operands[t->count]};
        find_steps(t, graph_source(graph, node->as.access.array),
                   node->as.access.subscripts, operand);
        for (uint32_t k = 0; k < t->first; k++)
            operand->step[k] = 0;
        operand->by_value = stands_still(operand);
        if (operand->node == t->tile->packed)
            t->packed = operand;
        t->count++;
    }
    find_steps(t, t->frame->step->array, t->part->target, &t->y);
    t->y.name = t->words->y;
}

static bool has_rows(const Tiler *t, const Operand *operand)
{
    return t->tile->row != NO_ROW && operand->step[t->tile->row];
}

static bool has_columns(const Tiler *t, const Operand *operand)
{
    return operand->step[t->tile->column] != 0;
}

/* -- offsets -- */

static void add_offset(Buffer *out, int64_t step, Text index)
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
        add_offset(out, operand->step[i], index_name(t, i));
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
static Text packed_width(Tiler *t)
{
    return text_format(t->code->scratch, "%u * %.*s", t->tile->vectors,
                       TEXT_ARGS(t->lanes));
}

/* The place of the summed indices among all, with those up to `last`:
 * (6 * k + l) */
static Text packed_place(Tiler *t, uint32_t last)
{
    Text place = index_name(t, t->targets);
    for (uint32_t i = t->targets + 1; i <= last; i++)
        place = text_format(t->code->scratch, "(%lld * %.*s + %.*s)",
                            (long long)size_of(t, i), TEXT_ARGS(place),
                            TEXT_ARGS(index_name(t, i)));
    return place;
}

/* -- the tile -- */

/* `GG_UNROLL for (int r = 0; r < rows; r++)`, and what follows indented. */
static void open_turns(Tiler *t, Text index, Text count)
{
    code_line(t->code, "GG_UNROLL");
    code_line(t->code, "for (int %.*s = 0; %.*s < %.*s; %.*s++)", TEXT_ARGS(index),
         TEXT_ARGS(index), TEXT_ARGS(count), TEXT_ARGS(index));
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
        buffer_add(&out, index_name(t, i));
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
    return text_format(t->code->scratch, "%.*s[%.*s]", TEXT_ARGS(operand->name),
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

/* Vectors that serve all rows are loaded before them. */
static void hold_vectors(Tiler *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        Operand *operand = &t->operands[i];
        if (t->tile->rows == 1 || operand->by_value
            || !has_columns(t, operand) || has_rows(t, operand))
            continue;
        Text held = t->words->held[i];
        code_line(t->code, "gg_%.*s %.*s[%d];", TEXT_ARGS(t->vector),
                  TEXT_ARGS(held), t->tile->vectors);
        open_turns(t, t->words->v, t->words->vectors);
        code_line(t->code, "%.*s[%.*s] = %.*s;", TEXT_ARGS(held), TEXT_ARGS(t->words->v),
             TEXT_ARGS(operand_text(t, operand)));
        t->code->indent--;
        operand->held = held;
    }
}

static void tile_sums(Tiler *t)
{
    uint32_t indent = t->code->indent;
    for (uint32_t i = t->targets; i < t->part->index_count; i++) {
        Text k = index_name(t, i);
        Text high = i == t->targets && t->blocked
                      ? t->words->terms
                      : code_whole(t->code, size_of(t, i));
        code_line(t->code, "for (%s %.*s = 0; %.*s < %.*s; %.*s++) {", t->type,
                  TEXT_ARGS(k), TEXT_ARGS(k), TEXT_ARGS(high), TEXT_ARGS(k));
        t->code->indent++;
    }
    hold_vectors(t);
    open_turns(t, t->words->r, t->words->rows);
    open_turns(t, t->words->v, t->words->vectors);
    code_line(t->code, "%.*s[%.*s][%.*s] += %.*s;", TEXT_ARGS(t->words->sum),
         TEXT_ARGS(t->words->r), TEXT_ARGS(t->words->v),
         TEXT_ARGS(written(t, t->part->body).text));
    t->code->indent -= 2;
    while (t->code->indent > indent) {
        t->code->indent--;
        code_line(t->code, "}");
    }
}

/* Where vector v of row r belongs. */
static Text target_in_tile(Tiler *t)
{
    const TileWords *w = t->words;
    Buffer place = buffer_create(t->code->scratch);
    buffer_add(&place, t->y.name);
    if (has_rows(t, &t->y))
        add_offset(&place, t->y.step[t->tile->row], w->r);
    buffer_print(&place, " + %.*s * %.*s", TEXT_ARGS(w->v),
                 TEXT_ARGS(t->lanes));
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

/* A sum begins as 0, or as what the blocks before have made of it. */
static void tile_begins(Tiler *t)
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
    open_turns(t, w->v, w->vectors);
    code_line(t->code, "%.*s[%.*s][%.*s] = %.*s;", TEXT_ARGS(w->sum),
              TEXT_ARGS(w->r), TEXT_ARGS(w->v), TEXT_ARGS(zero));
    t->code->indent -= 2;
}

static void tile_stores(Tiler *t)
{
    const TileWords *w = t->words;
    const char *how = t->adds && t->packed ? "add_some"
                    : t->adds              ? "add_last"
                    : t->packed            ? "store_some"
                                           : "store";
    Text count = t->packed ? columns_from_vector(t)
               : t->adds   ? w->last
                           : (Text){0};
    open_turns(t, w->r, w->rows);
    open_turns(t, w->v, w->vectors);
    code_line(t->code, "gg_%s_%.*s(%.*s, %.*s[%.*s][%.*s]%s%.*s);", how,
              TEXT_ARGS(t->vector), TEXT_ARGS(target_in_tile(t)),
              TEXT_ARGS(w->sum), TEXT_ARGS(w->r), TEXT_ARGS(w->v),
              count.length ? ", " : "", TEXT_ARGS(count));
    t->code->indent -= 2;
}

/* `const float *a, float b`; of the tile, without what is read packed. */
static Text parameters(Tiler *t, bool of_tile)
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
                     TEXT_ARGS(index_name(t, i)), (long long)size_of(t, i));
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
    code_comment(t->code, buffer_text(&out));
}

/* The numbers that the tile is given before its operands. */
static Text tile_numbers(Tiler *t)
{
    const TileWords *w = t->words;
    Buffer out = buffer_create(t->code->scratch);
    buffer_print(&out, "int %.*s, int %.*s, ", TEXT_ARGS(w->rows),
                 TEXT_ARGS(w->vectors));
    if (t->packed)
        buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->columns));
    else if (t->adds)
        buffer_print(&out, "int %.*s, ", TEXT_ARGS(w->last));
    if (t->blocked)
        buffer_print(&out, "%s %.*s, %s %.*s, ", t->type, TEXT_ARGS(w->from),
                     t->type, TEXT_ARGS(w->terms));
    return buffer_text(&out);
}

static void write_tile(Tiler *t, Text name)
{
    const TileWords *w = t->words;
    write_formula(t);
    code_line(t->code, "GG_INLINE void %.*s_tile(%.*s%.*s)", TEXT_ARGS(name),
              TEXT_ARGS(tile_numbers(t)), TEXT_ARGS(parameters(t, true)));
    code_line(t->code, "{");
    t->code->indent++;
    code_line(t->code, "gg_%.*s %.*s[%d][%d];", TEXT_ARGS(t->vector),
              TEXT_ARGS(w->sum), t->tile->rows, t->tile->vectors);
    tile_begins(t);
    tile_sums(t);
    tile_stores(t);
    code_close(t->code);
    code_blank(t->code);
}

/* -- the function -- */

/* One call of the tile: where, and how large it is. */
typedef struct TileCall {
    Text     name, row, column;
    uint32_t vectors;
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
                                          : index_name(t, i);
        if (!text_is(index, "0"))
            add_offset(&out, operand->step[i], index);
    }
    if (t->blocked)
        add_offset(&out, operand->step[t->targets], t->words->from);
    return buffer_text(&out);
}

static void call_tile(Tiler *t, const TileCall *call, int64_t rows)
{
    const TileWords *w = t->words;
    Buffer out = buffer_create(t->code->scratch);
    buffer_print(&out, "%.*s_tile(%lld, %u, ", TEXT_ARGS(call->name),
                 (long long)rows, call->vectors);
    if (t->adds || t->packed)
        buffer_print(&out, "%.*s, ", TEXT_ARGS(call->columns));
    if (t->blocked)
        buffer_print(&out, "%.*s, %.*s, ", TEXT_ARGS(w->from),
                     TEXT_ARGS(w->terms));
    for (uint32_t i = 0; i < t->count; i++)
        if (&t->operands[i] != t->packed)
            buffer_print(&out, "%.*s, ",
                         TEXT_ARGS(t->operands[i].by_value
                                       ? t->operands[i].name
                                       : place_of_tile(t, &t->operands[i],
                                                       call)));
    if (t->packed)
        buffer_print(&out, "%.*s, ", TEXT_ARGS(w->room));
    buffer_print(&out, "%.*s);", TEXT_ARGS(place_of_tile(t, &t->y, call)));
    code_line(t->code, "%.*s", TEXT_ARGS(buffer_text(&out)));
}

/* All rows, or those of a stretch, at the column. */
static void write_rows(Tiler *t, TileCall call)
{
    uint32_t row = t->tile->row;
    int64_t size = row == NO_ROW ? 1 : size_of(t, row);
    int64_t rows = t->tile->rows, rest = size % rows;
    bool stretched = t->packed && t->tile->stretch < size;
    bool split = t->tile->threads && t->tile->split == row;
    Text begin = t->words->begin, close = t->words->end;
    call.row = text_of("0");
    if (size == rows && !split) {
        call_tile(t, &call, rows);
        return;
    }
    call.row = index_name(t, row);
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
    code_line(t->code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s += %lld)",
              t->type, TEXT_ARGS(call.row), TEXT_ARGS(first),
              TEXT_ARGS(call.row), TEXT_ARGS(end), TEXT_ARGS(call.row),
              (long long)rows);
    t->code->indent++;
    call_tile(t, &call, rows);
    t->code->indent--;
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
    if (stretched)
        code_line(t->code, "if (%.*s)", TEXT_ARGS(buffer_text(&last)));
    t->code->indent += stretched;
    call_tile(t, &call, rest);
    t->code->indent -= stretched;
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
                       (long long)size_of(t, t->tile->column),
                       TEXT_ARGS(width));
}

/* Once more with fewer vectors, where so many are left. */
static void write_columns_left(Tiler *t, TileCall call)
{
    Text width = vectors_width(t, call.vectors);
    Text left = columns_left(t, 2 * call.vectors);
    code_line(t->code, "if (%.*s >= %.*s) {", TEXT_ARGS(left),
              TEXT_ARGS(width));
    t->code->indent++;
    call.column = text_format(t->code->scratch, "(%lld - %.*s)",
                              (long long)size_of(t, t->tile->column),
                              TEXT_ARGS(left));
    write_rows(t, call);
    code_close(t->code);
}

/* Columns, by as many vectors as a tile has, then by fewer. Which of these there
 * are the C compiler knows at once. */
static void write_columns(Tiler *t, Text name)
{
    Code *code = t->code;
    TileCall call = {.name = name,
                     .column = index_name(t, t->tile->column),
                     .vectors = t->tile->vectors,
                     .columns = t->lanes};
    Text j = call.column, width = vectors_width(t, call.vectors);
    long long size = size_of(t, t->tile->column);
    bool fits = size >= (long long)call.vectors * t->tile->lanes;
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
    while (size % (call.vectors * t->tile->lanes) && call.vectors > 1) {
        call.vectors /= 2;
        write_columns_left(t, call);
    }
    if (size % (call.vectors * t->tile->lanes) == 0)
        return;
    call.column = text_format(code->scratch, "(%lld - %.*s)", size,
                              TEXT_ARGS(t->lanes));
    call.columns = columns_left(t, 1);
    code_line(code, "if (%.*s) {", TEXT_ARGS(call.columns));
    code_open(code);
    write_rows(t, call);
    code_close(code);
}

/* -- what is packed -- */

/* The columns from j on, for the terms of a block. */
static void pack_columns(Tiler *t)
{
    const TileWords *w = t->words;
    TileCall call = {.row = text_of("0"),
                     .column = index_name(t, t->tile->column)};
    uint32_t last = t->part->index_count - 1u, indent = t->code->indent;
    Buffer from = buffer_create(t->code->scratch);
    buffer_add(&from, place_of_tile(t, t->packed, &call));
    Text to = w->room;
    Text terms = last > t->targets ? code_whole(t->code, size_of(t, last))
               : t->blocked        ? w->terms
                                   : code_whole(t->code, size_of(t, last));
    for (uint32_t i = t->targets; i < last; i++) {
        Text k = index_name(t, i);
        Text high = i == t->targets && t->blocked
                      ? w->terms : code_whole(t->code, size_of(t, i));
        code_line(t->code, "for (%s %.*s = 0; %.*s < %.*s; %.*s++) {", t->type,
                  TEXT_ARGS(k), TEXT_ARGS(k), TEXT_ARGS(high), TEXT_ARGS(k));
        t->code->indent++;
        add_offset(&from, t->packed->step[i], k);
    }
    if (last > t->targets)
        to = text_format(t->code->scratch, "%.*s + %.*s * %lld * %.*s",
                         TEXT_ARGS(to), TEXT_ARGS(packed_width(t)),
                         (long long)size_of(t, last),
                         TEXT_ARGS(packed_place(t, last - 1)));
    code_line(t->code, "gg_pack%s(%.*s, %.*s, %.*s, %lld, %lld, %.*s, %.*s);",
              t->code->plan->real_double ? "" : "f", TEXT_ARGS(to),
              TEXT_ARGS(packed_width(t)), TEXT_ARGS(buffer_text(&from)),
              (long long)t->packed->step[t->tile->column],
              (long long)t->packed->step[last], TEXT_ARGS(w->columns),
              TEXT_ARGS(terms));
    code_close_to(t->code, indent);
}

/* Blocks of terms, stretches of rows, and for each the columns. */
static void write_blocks(Tiler *t, Text name)
{
    const TileWords *w = t->words;
    Code *code = t->code;
    uint32_t indent = code->indent;
    Text j = index_name(t, t->tile->column);
    long long terms = t->tile->terms, columns = size_of(t, t->tile->column);
    long long all = size_of(t, t->targets);
    long long rows = t->tile->row == NO_ROW ? 1 : size_of(t, t->tile->row);
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
    code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %.*s) {", t->type,
              TEXT_ARGS(j), TEXT_ARGS(j), columns, TEXT_ARGS(j),
              TEXT_ARGS(width));
    code_open(code);
    code_line(code, "const int %.*s = %.*s + %.*s < %lld ? %.*s : (int)(%lld "
                    "- %.*s);",
              TEXT_ARGS(w->columns), TEXT_ARGS(j), TEXT_ARGS(width), columns,
              TEXT_ARGS(width), columns, TEXT_ARGS(j));
    pack_columns(t);
    TileCall call = {.name = name, .column = j, .vectors = t->tile->vectors,
                     .columns = w->columns};
    if (columns % (t->tile->vectors * t->tile->lanes)) {
        code_line(code, "if (%.*s <= %.*s) {", TEXT_ARGS(w->columns),
                  TEXT_ARGS(t->lanes));
        code_open(code);
        call.vectors = 1;
        write_rows(t, call);
        call.vectors = t->tile->vectors;
        code->indent--;
        code_line(code, "} else {");
        code_open(code);
    }
    write_rows(t, call);
    code_close_to(code, indent);
}

static void write_function(Tiler *t, Text name)
{
    code_line(t->code, "static void %.*s(%.*s)", TEXT_ARGS(name),
              TEXT_ARGS(parameters(t, false)));
    code_line(t->code, "{");
    t->code->indent++;
    uint32_t indent = t->code->indent;
    for (uint32_t i = t->first; i < t->targets; i++) {
        Text s = index_name(t, i);
        if (i == t->tile->row || i == t->tile->column)
            continue;
        bool split = t->tile->threads && t->tile->split == i;
        Text begin = split ? t->words->begin : text_of("0");
        Text end = split ? t->words->end : code_whole(t->code, size_of(t, i));
        code_line(t->code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
                  t->type, TEXT_ARGS(s), TEXT_ARGS(begin), TEXT_ARGS(s),
                  TEXT_ARGS(end), TEXT_ARGS(s));
        t->code->indent++;
    }
    if (t->packed)
        write_blocks(t, name);
    else
        write_columns(t, name);
    while (t->code->indent > indent) {
        t->code->indent--;
        code_line(t->code, "}");
    }
    t->code->indent--;
    code_line(t->code, "}");
}

/* -- sharing -- */

static const TileWords *tile_words(Code *code)
{
    TileWords *w = code->tile_words;
    if (w)
        return w;
    w = code->tile_words = NEW(code->arena, TileWords);
    const struct { Text *to; const char *word; } words[] = {
        {&w->rows, "rows"}, {&w->vectors, "vectors"}, {&w->r, "row"},
        {&w->v, "vector"}, {&w->sum, "sum"}, {&w->last, "last"},
        {&w->y, "to"}, {&w->columns, "columns"}, {&w->terms, "terms"},
        {&w->from, "from"}, {&w->room, "packed"}, {&w->begin, "begin"},
        {&w->end, "end"}, {&w->share, "share"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = names_claim(code->names, text_of(words[i].word));
    for (uint32_t i = 0; i < MOST_OPERANDS; i++) {
        Text name = text_format(code->arena, "x%u", i + 1);
        w->operands[i] = names_claim(code->names, name);
        w->held[i] = names_claim(
            code->names, text_format(code->arena, "%.*s_vectors",
                                     TEXT_ARGS(name)));
    }
    return w;
}

/* What holds all offsets of an operand. */
static const char *offset_type(const Tiler *t)
{
    int64_t most = 0;
    for (uint32_t n = 0; n <= t->count; n++) {
        const Operand *operand = n < t->count ? &t->operands[n] : &t->y;
        int64_t reach = 0;
        for (uint32_t i = t->first; i < t->part->index_count; i++) {
            int64_t step = operand->step[i];
            reach += (step < 0 ? -step : step) * size_of(t, i);
        }
        most = most < reach ? reach : most;
    }
    return most + 1024 > INT32_MAX ? "int64_t" : "int32_t";
}

/* The text of the function by that name. */
static Text function_text(Tiler *t, Text name)
{
    Code *code = t->code;
    Buffer text = buffer_create(code->arena), *out = code->out;
    uint32_t indent = code->indent;
    code->out = &text;
    code->indent = 0;
    write_tile(t, name);
    write_function(t, name);
    code_blank(code);
    code->out = out;
    code->indent = indent;
    for (uint32_t i = 0; i < t->count; i++)
        t->operands[i].held = (Text){0};
    return buffer_text(&text);
}

/* The function that does this, written if there is none. */
static Text shared_function(Tiler *t)
{
    TileSet *set = t->code->tiles;
    Names *names = t->code->names;
    uint32_t at = word_set_add(&set->bodies, function_text(t, text_of("")));
    if (at < set->names.words.count)
        return set->names.words.at[at];
    Text name = text_format(t->code->arena, "%.*s_%.*s",
                            TEXT_ARGS(names->model),
                            TEXT_ARGS(names->arrays[t->frame->step->array]));
    do
        name = names_claim(names, name);
    while (word_set_has(&set->names, name));
    word_set_add(&set->names, name);
    buffer_add(&set->text, function_text(t, name));
    return name;
}

/* y = A B + beta y by the library; of each operand, whether it lies along the
 * first or the second of its indices in the product. */
static void call_blas(Tiler *t)
{
    const Tile *tile = t->tile;
    uint32_t k = t->targets;
    const Operand *a = &t->operands[0], *b = &t->operands[1];
    if (has_columns(t, a)) {
        a = &t->operands[1];
        b = &t->operands[0];
    }
    bool transposed_a = a->step[k] != 1, transposed_b = b->step[k] == 1
                                     && b->step[tile->column] != 1;
    const Expr *of_a = expr_at(&t->code->graph->exprs, a->node);
    const Expr *of_b = expr_at(&t->code->graph->exprs, b->node);
    Text x = first_element(t, of_a->as.access.array,
                           of_a->as.access.subscripts, false);
    Text z = first_element(t, of_b->as.access.array,
                           of_b->as.access.subscripts, false);
    Text y = first_element(t, t->frame->step->array, t->part->target, false);
    bool wide = t->code->plan->real_double;
    code_line(t->code,
              "cblas_%cgemm(CblasRowMajor, %s, %s, %lld, %lld, %lld, %s, "
              "%.*s, %lld, %.*s, %lld, %s, %.*s, %lld);",
              wide ? 'd' : 's', transposed_a ? "CblasTrans" : "CblasNoTrans",
              transposed_b ? "CblasTrans" : "CblasNoTrans",
              (long long)size_of(t, tile->row),
              (long long)size_of(t, tile->column), (long long)size_of(t, k),
              wide ? "1.0" : "1.0f", TEXT_ARGS(x),
              (long long)a->step[transposed_a ? k : tile->row], TEXT_ARGS(z),
              (long long)b->step[transposed_b ? tile->column : k],
              t->adds ? wide ? "1.0" : "1.0f" : wide ? "0.0" : "0.0f",
              TEXT_ARGS(y), (long long)t->y.step[tile->row]);
    t->code->tiles->blas = true;
}

/* The row of the room at which the share has its own. */
static Text room_of_share(Tiler *t)
{
    long long size = size_of(t, t->tile->split), threads = t->tile->threads;
    long long each = (size + threads - 1) / threads;
    long long unit = t->tile->split == t->tile->row ? t->tile->rows : 1;
    int64_t shape[2];
    tile_room(t->part, t->targets, t->tile, shape);
    each = (each + unit - 1) / unit * unit;
    return text_format(t->code->scratch, "%.*s / %lld * %lld",
                       TEXT_ARGS(t->words->share), each,
                       (long long)shape[0] / threads);
}

/* One call for each share of the values of the index that is split. */
static void call_in_shares(Tiler *t, Text call, Text y)
{
    Code *code = t->code;
    const Tile *tile = t->tile;
    Text share = t->words->share;
    long long size = size_of(t, tile->split), threads = tile->threads;
    long long each = (size + threads - 1) / threads;
    long long unit = tile->split == tile->row ? tile->rows : 1;
    each = (each + unit - 1) / unit * unit;
    code_line(code, "GG_PARALLEL");
    code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s += %lld) {", t->type,
              TEXT_ARGS(share), TEXT_ARGS(share), size, TEXT_ARGS(share),
              each);
    code_open(code);
    code_line(code, "%.*s%.*s, %.*s, %.*s + %lld < %lld ? %.*s + %lld : %lld);",
              TEXT_ARGS(call), TEXT_ARGS(y), TEXT_ARGS(share),
              TEXT_ARGS(share), each, size, TEXT_ARGS(share), each, size);
    code_close(code);
}

void code_tile(Code *code, const Frame *frame)
{
    uint32_t targets = part_targets(code->graph, frame->array, frame->part);
    Tiler t = {
        .code = code,
        .frame = frame,
        .part = frame->part,
        .tile = frame->step->tile,
        .words = tile_words(code),
        .first = frame->step->driven,
        .targets = targets,
        .adds = !frame->step->first || frame_adds_result(code, frame),
    };
    bool wide = code->plan->real_double;
    uint32_t lanes = wide && t.tile->lanes > 8 ? 8 : t.tile->lanes;
    t.vector = text_format(code->scratch, "%c%u", wide ? 'd' : 'f', lanes);
    t.lanes = text_format(code->scratch, "GG_%c%u", wide ? 'D' : 'F', lanes);
    find_operands(&t);
    if (t.tile->blas) {
        call_blas(&t);
        return;
    }
    t.blocked = t.packed && t.tile->terms < size_of(&t, targets);
    t.type = offset_type(&t);
    Text name = shared_function(&t);
    Buffer call = buffer_create(code->scratch);
    buffer_print(&call, "%.*s(", TEXT_ARGS(name));
    for (uint32_t i = 0; i < t.count; i++) {
        const Expr *node = expr_at(&code->graph->exprs, t.operands[i].node);
        buffer_print(&call, "%.*s, ",
                     TEXT_ARGS(first_element(&t, node->as.access.array,
                                             node->as.access.subscripts,
                                             t.operands[i].by_value)));
    }
    Text y = first_element(&t, frame->step->array, frame->part->target, false);
    if (t.packed) {
        Text corner[2] = {text_of("0"), text_of("0")};
        uint8_t tightness;
        if (t.tile->threads)
            corner[0] = room_of_share(&t);
        buffer_print(&call, "&%.*s, ",
                     TEXT_ARGS(code_stored(code, frame->step->other, corner,
                                           &tightness)));
    }
    if (t.tile->threads)
        call_in_shares(&t, buffer_text(&call), y);
    else
        code_line(code, "%.*s%.*s);", TEXT_ARGS(buffer_text(&call)),
                  TEXT_ARGS(y));
}
