/* emit_c_block.c: a loop that goes by in blocks.
 *
 * Where a step calls a function for many numbers at once (gg_each.h), the loop that
 * it has in common with the steps around it goes by in blocks, and these steps in
 * groups, each with a loop over the turns of a block:
 *
 *     for (int begin = 0; begin < 1000; begin += 32) {
 *         const int end = begin + 32 < 1000 ? begin + 32 : 1000;
 *         for (int i = begin; i < end; i++) {
 *             θ_block[i - begin] = …;
 *         }
 *         gg_each_sin(y_1_block, θ_block, end - begin);
 *         for (int i = begin; i < end; i++) {
 *             y_block[i - begin] = 2.0 * y_1_block[i - begin] + 1.0;
 *         }
 *         for (int i = begin; i < end; i++) {
 *             y[i] = y_block[i - begin];
 *         }
 *     }
 *
 * What a group makes and another reads, and what the nest makes for others, lies
 * side by side in arrays of the block, along its turns; what is read where data
 * say is gathered there first. So no compiler has to ask what lies where in the
 * loops of the groups, short inner loops are unrolled, and they become vectors. Of
 * what is stored, rows of some length are made of vectors, square by square
 * (gg_unpack of gg_vector.h). An operand of calls that other steps compute, too,
 * stays for them, and sine and cosine of the same are one call.
 */
#include "emit_c_code.h"

#include <string.h>

enum {
    BLOCK = 32,                 /* turns */
    LEAST_UNPACKED = 4,         /* numbers of a turn: a vector */
    MOST_UNROLLED = 16          /* of a row */
};

/* -- elements -- */

static Text turn_text(Code *code)
{
    return text_format(code->scratch, "%.*s - %.*s",
                       TEXT_ARGS(code_index(code, code->blocks.loop)),
                       TEXT_ARGS(code->begin));
}

bool blocks_element(Code *code, ArrayId id, const Text *subscripts, Text *text)
{
    const Blocks *b = &code->blocks;
    if (!blocks_have(code, id))
        return false;
    Buffer out = buffer_create(code->scratch);
    buffer_add(&out, code->block_marks[id].name);
    for (uint32_t k = b->loop + 1; k < graph_array(code->graph, id)->rank; k++)
        buffer_print(&out, "[%.*s]", TEXT_ARGS(subscripts[k]));
    buffer_print(&out, "[%.*s]", TEXT_ARGS(turn_text(code)));
    *text = buffer_text(&out);
    return true;
}

bool blocks_rows(Code *code, const Expr *access, Text *text)
{
    if (!code->blocks.open)
        return false;
    const GatheredRows *rows = blocks_rows_of(code, access);
    if (!rows)
        return false;
    Buffer out = buffer_create(code->scratch);
    buffer_add(&out, rows->name);
    for (uint32_t k = 0; k < rows->rank; k++)
        if (!subscript_at(&code->graph->exprs, rows->subscripts[k])->data)
            buffer_print(&out, "[%.*s]",
                         TEXT_ARGS(body_subscript(
                             code, access->as.access.subscripts[k])));
    buffer_print(&out, "[%.*s]", TEXT_ARGS(turn_text(code)));
    *text = buffer_text(&out);
    return true;
}

bool blocks_holds(const Code *code, ExprId id)
{
    const Held *held = blocks_held_of(code, id);
    return held && held->made;
}

bool blocks_held(Code *code, ExprId id, Text *text)
{
    if (!code->blocks.open || !blocks_holds(code, id))
        return false;
    *text = text_format(code->scratch, "%.*s[%.*s]",
                        TEXT_ARGS(blocks_held_of(code, id)->name),
                        TEXT_ARGS(turn_text(code)));
    return true;
}

/* -- loops -- */

/* Of what is begin + BLOCK at most. */
static const char *block_type(Range range)
{
    return loop_type((Range){range.low, range.high + BLOCK});
}

static void turns_loop(Code *code, Range range)
{
    Text i = code_index(code, code->blocks.loop);
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
              loop_type(range), TEXT_ARGS(i), TEXT_ARGS(code->begin),
              TEXT_ARGS(i), TEXT_ARGS(code->end), TEXT_ARGS(i));
    code_open(code);
}

void blocks_open_turns(Code *code, const Frame *frame)
{
    turns_loop(code, step_range(code->graph, frame->step, code->blocks.loop));
}

void blocks_close_turns(Code *code, uint32_t indent)
{
    code_close_to(code, indent);
}

/* Loops over axes of the array, from the loop behind those in common on; their
 * indices become subscripts. */
static void axis_loops(Code *code, const Array *array, const bool *taken,
                       Text subscripts[MAX_RANK])
{
    uint32_t level = code->blocks.loop + 1;
    for (uint32_t k = 0; k < array->rank; k++) {
        if (taken[k])
            continue;
        Text i = code_index(code, level++);
        subscripts[k] = i;
        if (array->shape[k] <= MOST_UNROLLED)
            code_line(code, "GG_UNROLL");
        code_line(code, "for (int %.*s = 0; %.*s < %lld; %.*s++) {",
                  TEXT_ARGS(i), TEXT_ARGS(i), (long long)array->shape[k],
                  TEXT_ARGS(i));
        code_open(code);
    }
}

static void gather_rows(Code *code, const GatheredRows *rows)
{
    const Exprs *exprs = &code->graph->exprs;
    const Array *array = graph_array(code->graph, rows->array);
    uint32_t indent = code->indent;
    bool taken[MAX_RANK];
    Text at[MAX_RANK];
    uint8_t tightness;
    for (uint32_t k = 0; k < rows->rank; k++) {
        const Subscript *s = subscript_at(exprs, rows->subscripts[k]);
        taken[k] = s->data != 0;
        if (!s->data)
            continue;
        const Expr *e = expr_at(exprs, s->data);
        Text inner[MAX_RANK];
        for (uint32_t n = 0; n < e->as.access.rank; n++)
            inner[n] = body_subscript(code, e->as.access.subscripts[n]);
        at[k] = code_element(code, e->as.access.array, inner, &tightness);
    }
    axis_loops(code, array, taken, at);
    Buffer to = buffer_create(code->scratch);
    for (uint32_t k = 0; k < rows->rank; k++)
        if (!taken[k])
            buffer_print(&to, "[%.*s]", TEXT_ARGS(at[k]));
    code_line(code, "%.*s%.*s[%.*s] = %.*s;", TEXT_ARGS(rows->name),
              TEXT_ARGS(buffer_text(&to)), TEXT_ARGS(turn_text(code)),
              TEXT_ARGS(code_element(code, rows->array, at, &tightness)));
    code_close_to(code, indent);
}

static void declare_rows(Code *code, const GatheredRows *rows)
{
    const Array *array = graph_array(code->graph, rows->array);
    Buffer shape = buffer_create(code->scratch);
    for (uint32_t k = 0; k < rows->rank; k++)
        if (!subscript_at(&code->graph->exprs, rows->subscripts[k])->data)
            buffer_print(&shape, "[%lld]", (long long)array->shape[k]);
    code_line(code, "%s %.*s%.*s[%d];", code_real_type(code),
              TEXT_ARGS(rows->name), TEXT_ARGS(buffer_text(&shape)), BLOCK);
}

static void declare_array(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    Buffer shape = buffer_create(code->scratch);
    for (uint32_t k = code->blocks.loop + 1; k < array->rank; k++)
        buffer_print(&shape, "[%lld]", (long long)array->shape[k]);
    code_line(code, "%s %.*s%.*s[%d];",
              element_type(array, code->plan->real_double),
              TEXT_ARGS(code->block_marks[id].name),
              TEXT_ARGS(buffer_text(&shape)), BLOCK);
}

static void declare_operand(Code *code, Text *name)
{
    *name = text_format(code->scratch, "%.*s%u", TEXT_ARGS(code->temporary),
                        ++code->count);
    code_line(code, "%s %.*s[%d];", code_real_type(code), TEXT_ARGS(*name),
              BLOCK);
}

/* Calls of each array in blocks, in the order of steps. */
static void for_arrays(Code *code, const Steps *steps,
                       void (*each)(Code *code, ArrayId id))
{
    const Blocks *b = &code->blocks;
    code->reader.epoch++;
    for (uint32_t i = b->first; i <= b->last; i++) {
        ArrayId id = steps->at[i].array;
        if (blocks_have(code, id)
            && code->reader.seen[id] != code->reader.epoch)
            each(code, id);
        code->reader.seen[id] = code->reader.epoch;
    }
}

void blocks_open(Code *code, const Steps *steps, const Frame *frame)
{
    Blocks *b = &code->blocks;
    Range range = step_range(code->graph, frame->step, b->loop);
    const char *type = b->type = block_type(range);
    if (!b->loop && frame->threads)
        code_line(code, "GG_PARALLEL");
    code_line(code, "for (%s %.*s = %lld; %.*s < %lld; %.*s += %d) {", type,
              TEXT_ARGS(code->begin), (long long)range.low,
              TEXT_ARGS(code->begin), (long long)range.high,
              TEXT_ARGS(code->begin), BLOCK);
    code_open(code);
    if ((range.high - range.low) % BLOCK)
        code_line(code, "const %s %.*s = %.*s + %d < %lld ? %.*s + %d : %lld;",
                  type, TEXT_ARGS(code->end), TEXT_ARGS(code->begin), BLOCK,
                  (long long)range.high, TEXT_ARGS(code->begin), BLOCK,
                  (long long)range.high);
    else
        code_line(code, "const %s %.*s = %.*s + %d;", type,
                  TEXT_ARGS(code->end), TEXT_ARGS(code->begin), BLOCK);
    for (uint32_t i = 0; i < b->rows.count; i++)
        declare_rows(code, &b->rows.at[i]);
    for_arrays(code, steps, declare_array);
    for (uint32_t i = 0; i < b->held.count; i++)
        if (b->held.at[i].users > 1)
            declare_operand(code, &b->held.at[i].name);
    uint32_t indent = code->indent;
    if (b->rows.count)
        turns_loop(code, range);
    for (uint32_t i = 0; i < b->rows.count; i++)
        gather_rows(code, &b->rows.at[i]);
    code_close_to(code, indent);
}

/* The array of the block that has the operand of a call already, or the one that
 * is to hold it for all that have it. */
static bool find_operand(const Code *code, ExprId id, Text *name, bool *made)
{
    const Exprs *exprs = &code->graph->exprs;
    const Expr *e = expr_at(exprs, id);
    const Held *held = blocks_held_of(code, id);
    *made = held ? held->made : true;
    if (held) {
        *name = held->name;
        return held->users > 1;
    }
    if (e->kind != ACCESS || !blocks_have(code, e->as.access.array)
        || e->as.access.rank != code->blocks.loop + 1)
        return false;
    for (uint32_t k = 0; k < e->as.access.rank; k++)
        if (!subscript_is_index(exprs, e->as.access.subscripts[k], k))
            return false;
    *name = code->block_marks[e->as.access.array].name;
    return true;
}

/* The operand of the call at work, in an array of the block. */
static Text call_operand(Code *code, const Frame *frame, ExprId id)
{
    uint32_t indent = code->indent;
    bool made;
    Text name;
    if (!find_operand(code, id, &name, &made))
        declare_operand(code, &name);
    else if (made)
        return name;
    blocks_open_turns(code, frame);
    body_locals(code, body_scope(&code->body, frame->depth));
    code_line(code, "%.*s[%.*s] = %.*s;", TEXT_ARGS(name),
              TEXT_ARGS(turn_text(code)),
              TEXT_ARGS(node_text(code, code->place[id], C_REAL, C_CHOICE)));
    blocks_close_turns(code, indent);
    return name;
}

/* Of a sine and a cosine of the same, the call of the first makes both. */
void blocks_code_call(Code *code, const Steps *steps, uint32_t at,
                      const Frame *frame)
{
    const Blocks *b = &code->blocks;
    const Expr *call = expr_at(&code->graph->exprs, frame->part->body);
    const FunctionRow *row = function_row((Function)call->function);
    Buffer arguments = buffer_create(code->scratch);
    Text x;
    uint32_t partner = blocks_partner(code, steps, at, at + 1, b->last + 1);
    bool both = partner <= b->last, apart = false, made;
    if (blocks_partner(code, steps, at, b->first, at) < at)
        return;
    ArrayId to[2] = {frame->step->array, both ? steps->at[partner].array : 0};
    bool swap = both && call->function == F_COS;
    for (uint32_t i = 0; i < 1u + both; i++)
        buffer_print(&arguments, "%.*s, ",
                     TEXT_ARGS(code->block_marks[to[i ^ swap]].name));
    for (uint32_t n = 0; n < row->arity; n++)
        apart |= !find_operand(code, call->as.operand[n], &x, &made);
    if (apart) {
        code_line(code, "{");
        code_open(code);
    }
    for (uint32_t n = 0; n < row->arity; n++) {
        x = call_operand(code, frame, call->as.operand[n]);
        buffer_print(&arguments, "%.*s, ", TEXT_ARGS(x));
    }
    for (uint32_t n = 0; n < row->arity; n++) {
        Held *held = blocks_held_of(code, call->as.operand[n]);
        if (held && held->users > 1)
            held->made = true;
    }
    bool wide = strcmp(b->type, "int") != 0;
    code_line(code, "gg_each_%s%s(%.*s%s%.*s - %.*s%s);",
              both ? "sincos" : row->runtime,
              code->plan->real_double ? "" : "f",
              TEXT_ARGS(buffer_text(&arguments)), wide ? "(int)(" : "",
              TEXT_ARGS(code->end), TEXT_ARGS(code->begin), wide ? ")" : "");
    if (apart)
        code_close(code);
    code->tiles->each = true;
}

/* -- what is stored -- */

/* The first number of the array in the block, and where it is stored. */
static void first_places(Code *code, ArrayId id, Text *from, Text *to)
{
    const Array *array = graph_array(code->graph, id);
    Text at[MAX_RANK];
    uint8_t tightness;
    for (uint32_t k = 0; k < array->rank; k++)
        at[k] = k < code->blocks.loop    ? code_index(code, k)
              : k == code->blocks.loop ? code->begin
                                       : text_of("0");
    Buffer first = buffer_create(code->scratch);
    buffer_print(&first, "&%.*s", TEXT_ARGS(code->block_marks[id].name));
    for (uint32_t k = code->blocks.loop; k < array->rank; k++)
        buffer_puts(&first, "[0]");
    *from = buffer_text(&first);
    code->blocks.open = false;
    *to = text_format(code->scratch, "&%.*s",
                      TEXT_ARGS(code_element(code, id, at, &tightness)));
    code->blocks.open = true;
}

/* Whether turns have so many numbers of the array that it is stored by itself. */
static bool is_wide(const Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    return array->type == REAL
        && blocks_width(code, array) >= LEAST_UNPACKED;
}

static void unpack_array(Code *code, ArrayId id)
{
    Text from, to;
    if (!blocks_store(code, id) || !is_wide(code, id))
        return;
    first_places(code, id, &from, &to);
    bool wide = strcmp(code->blocks.type, "int") != 0;
    code_line(code, "gg_unpack%s(%.*s, %.*s, %d, %lld, %s%.*s - %.*s%s);",
              code->plan->real_double ? "" : "f", TEXT_ARGS(to),
              TEXT_ARGS(from), BLOCK,
              (long long)blocks_width(code, graph_array(code->graph, id)),
              wide ? "(int)(" : "", TEXT_ARGS(code->end),
              TEXT_ARGS(code->begin), wide ? ")" : "");
    code->tiles->vectors = true;
}

/* What is in the block goes where it is stored, one number by one. */
static void store_array(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    uint32_t indent = code->indent;
    bool taken[MAX_RANK] = {false};
    Text at[MAX_RANK], from;
    uint8_t tightness;
    if (!blocks_store(code, id) || is_wide(code, id))
        return;
    for (uint32_t k = 0; k <= code->blocks.loop; k++) {
        taken[k] = true;
        at[k] = code_index(code, k);
    }
    axis_loops(code, array, taken, at);
    blocks_element(code, id, at, &from);
    code->blocks.open = false;
    code_line(code, "%.*s = %.*s;",
              TEXT_ARGS(code_element(code, id, at, &tightness)),
              TEXT_ARGS(from));
    code->blocks.open = true;
    code_close_to(code, indent);
}

void blocks_close(Code *code, const Steps *steps, uint32_t indent)
{
    Blocks *b = &code->blocks;
    bool any = false;
    blocks_close_turns(code, indent + 1);
    for (uint32_t i = b->first; i <= b->last; i++)
        any |= blocks_have(code, steps->at[i].array)
            && blocks_store(code, steps->at[i].array)
            && !is_wide(code, steps->at[i].array);
    for_arrays(code, steps, unpack_array);
    if (any) {
        turns_loop(code, step_range(code->graph, &steps->at[b->last], b->loop));
        for_arrays(code, steps, store_array);
    }
    code_close_to(code, indent);
    *b = (Blocks){0};
}
