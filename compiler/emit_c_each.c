/* emit_c_each.c: calls in an innermost loop that are made for many numbers at once.
 *
 *     for (int begin = 1; begin < 999; begin += 32) {
 *         const int end = begin + 32 < 999 ? begin + 32 : 999;
 *         float value[32];
 *         {
 *             float operand[32];
 *             GG_ROLLED
 *             for (int i = begin; i < end; i++) {
 *                 operand[i - begin] = x[i + 1] - x[i];
 *             }
 *             gg_each_sinf(value, operand, end - begin);
 *         }
 *         for (int i = begin; i < end; i++) {
 *             y[i] += 2.0f * value[i - begin];
 *         }
 *     }
 *
 * The loop goes by in blocks; where it gathers in lanes, in those of the lanes. What
 * is called for whole arrays has blocks that several steps share (emit_c_block.c).
 */
#include "emit_c_code.h"

enum {
    BLOCK = 32,                 /* turns */
    MOST_CALLS = 8              /* whose values are on the stack */
};

static EachCall *call_of(const Code *code, ExprId id)
{
    for (uint32_t i = 0; i < code->each.calls.count; i++)
        if (code->each.calls.at[i].id == id)
            return &code->each.calls.at[i];
    return NULL;
}

bool each_has(const Code *code, ExprId id)
{
    const EachCall *call = call_of(code, id);
    return call && call->made;
}

bool each_value(Code *code, ExprId id, Text *text)
{
    const Each *e = &code->each;
    const EachCall *call = call_of(code, id);
    if (!call || !call->made)
        return false;
    *text = text_format(code->scratch, "%.*s[%.*s - %.*s]",
                        TEXT_ARGS(call->name), TEXT_ARGS(e->index),
                        TEXT_ARGS(e->first));
    return true;
}

/* -- which calls -- */

/* Whether the innermost loop of the step is for its calls: no other step has it in
 * common unless all are gathered in lanes there, which no guard cuts. */
static bool has_loop(const Code *code, const Steps *steps, uint32_t at)
{
    const Step *step = &steps->at[at];
    uint32_t depth = step_depth(code->graph, step), last = depth - 1;
    if (!step->calls || step->tile || (step->timed && step->loop == last))
        return false;
    const Array *array = graph_array(code->graph, step->array);
    const Part *part = &array->as.parts[step->part];
    bool shares = step->shared == depth
               || (at + 1 < steps->count && steps->at[at + 1].shared == depth);
    bool cut = false;
    for (uint32_t g = 0; g < part->guard_count; g++)
        cut |= subscript_depends(&code->graph->exprs, part->guards[g]) >> last
             & 1;
    return part->lanes > 1 ? !cut : !shares;
}

/* Of the body at work, the calls along the innermost loop that can be made at all
 * of its turns. */
static void find_calls(Code *code, uint32_t last)
{
    const Exprs *exprs = &code->graph->exprs;
    const Body *body = &code->body;
    for (uint32_t n = 0; n < body->nodes.count; n++) {
        const Node *node = &body->nodes.at[n];
        if (node->refs && node->safe_box && expr_is_each(exprs, node->id)
            && expr_at(exprs, node->id)->depends >> last & 1
            && code->each.calls.count < MOST_CALLS && !call_of(code, node->id))
            list_push(code->arena, &code->each.calls,
                      ((EachCall){.id = node->id}));
    }
}

void each_find(Code *code, const Steps *steps, uint32_t at, uint32_t end)
{
    Each *e = &code->each;
    e->calls.count = 0;
    for (uint32_t i = at; i < end; i++) {
        const Step *step = &steps->at[i];
        if (code->blocks.open || !has_loop(code, steps, i))
            continue;
        const Array *array = graph_array(code->graph, step->array);
        const Part *part = &array->as.parts[step->part];
        uint32_t depth = part->index_count;
        body_make(code, array, part, depth, depth);
        find_calls(code, depth - 1);
        e->index = code_index(code, depth - 1);
    }
    for (uint32_t i = 0; i < e->calls.count; i++) {
        if (i == e->values.count)
            list_push(code->arena, &e->values,
                      names_claim(code->names, text_of("value")));
        e->calls.at[i].name = e->values.at[i];
        e->calls.at[i].made = true;
    }
}

void each_body(Code *code, const Frame *frame, uint32_t base,
               uint32_t guard_level)
{
    Each *e = &code->each;
    e->array = frame->array;
    e->part = frame->part;
    e->base = base;
    e->guard_level = guard_level;
    e->count = code->count;
    body_make(code, e->array, e->part, base, guard_level);
}

/* -- what is written -- */

/* The n-th operand of a call, in an array. All that it is made of stands in the
 * loop that fills that. */
static Text write_operand(Code *code, const Frame *frame, uint32_t n, ExprId id,
                          Text size, Text end)
{
    Array array = *frame->array;
    Part part = *frame->part;
    array.rank = 0;
    part.body = id;
    Each *e = &code->each;
    if (n == e->operands.count)
        list_push(code->arena, &e->operands,
                  names_claim(code->names, text_of("operand")));
    Text name = e->operands.at[n];
    uint32_t indent = code->indent, depth = part.index_count;
    body_make(code, &array, &part, depth, depth);
    code_line(code, "%s %.*s[%.*s];", code_real_type(code), TEXT_ARGS(name),
              TEXT_ARGS(size));
    code_line(code, "GG_ROLLED");
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
              loop_type(part.ranges[depth - 1]), TEXT_ARGS(e->index),
              TEXT_ARGS(e->first), TEXT_ARGS(e->index), TEXT_ARGS(end),
              TEXT_ARGS(e->index));
    code_open(code);
    body_locals(code, body_scope(&code->body, depth));
    code_line(code, "%.*s[%.*s - %.*s] = %.*s;", TEXT_ARGS(name),
              TEXT_ARGS(e->index), TEXT_ARGS(e->first),
              TEXT_ARGS(node_text(code, code->place[id], C_REAL, C_CHOICE)));
    code_close_to(code, indent);
    return name;
}

/* The cosine of what that is the sine of, or the other way; or NULL. */
static EachCall *partner_of(const Code *code, const Expr *call)
{
    Function other = call->function == F_SIN ? F_COS : F_SIN;
    for (uint32_t i = 0; i < code->each.calls.count; i++) {
        EachCall *made = &code->each.calls.at[i];
        const Expr *e = expr_at(&code->graph->exprs, made->id);
        if ((call->function == F_SIN || call->function == F_COS) && !made->made
            && e->function == other
            && e->as.operand[0] == call->as.operand[0])
            return made;
    }
    return NULL;
}

static void write_call(Code *code, const Frame *frame, EachCall *made, Text size,
                       Text end, Text count)
{
    const Expr call = *expr_at(&code->graph->exprs, made->id);
    const FunctionRow *row = function_row((Function)call.function);
    EachCall *partner = partner_of(code, &call);
    Buffer arguments = buffer_create(code->scratch);
    code_line(code, "{");
    code_open(code);
    bool swap = partner && call.function == F_COS;
    if (partner)
        buffer_print(&arguments, "%.*s, ",
                     TEXT_ARGS(swap ? partner->name : made->name));
    buffer_print(&arguments, "%.*s, ",
                 TEXT_ARGS(partner && !swap ? partner->name : made->name));
    for (uint32_t n = 0; n < row->arity; n++) {
        Text x = write_operand(code, frame, n, call.as.operand[n], size,
                               end);
        buffer_print(&arguments, "%.*s, ", TEXT_ARGS(x));
    }
    code_line(code, "gg_each_%s%s(%.*s%.*s);",
              partner ? "sincos" : row->runtime,
              code->plan->real_double ? "" : "f",
              TEXT_ARGS(buffer_text(&arguments)), TEXT_ARGS(count));
    code_close(code);
    made->made = true;
    if (partner)
        partner->made = true;
    code->tiles->each = true;
}

void each_write(Code *code, const Frame *frame, Text first, Text end, Text size,
                Text count)
{
    Each *e = &code->each;
    e->first = first;
    for (uint32_t i = 0; i < e->calls.count; i++) {
        e->calls.at[i].made = false;
        code_line(code, "%s %.*s[%.*s];", code_real_type(code),
                  TEXT_ARGS(e->calls.at[i].name), TEXT_ARGS(size));
    }
    for (uint32_t i = 0; i < e->calls.count; i++)
        if (!e->calls.at[i].made)
            write_call(code, frame, &e->calls.at[i], size, end, count);
    code->count = e->count;
    body_make(code, e->array, e->part, e->base, e->guard_level);
}

void each_open(Code *code, const Frame *frame, uint32_t loop, const char *pragma,
               Text low, Text high)
{
    bool wide = frame_open_blocks(code, frame, loop, BLOCK, pragma, low, high);
    each_write(code, frame, code->begin, code->end,
               text_format(code->scratch, "%d", BLOCK),
               text_format(code->scratch, wide ? "(int)(%.*s - %.*s)"
                                               : "%.*s - %.*s",
                           TEXT_ARGS(code->end), TEXT_ARGS(code->begin)));
}
