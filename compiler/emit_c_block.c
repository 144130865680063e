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
 * loops of the groups, short inner loops are unrolled, and they become vectors.
 */
#include "emit_c_code.h"

#include <string.h>

enum {
    BLOCK = 32,                 /* turns */
    WIDEST = 64,                /* elements of an array in a turn, */
    MOST_NUMBERS = 256          /* and of all, which are on the stack */
};

/* -- which steps -- */

static bool calls(const Code *code, const Step *step)
{
    const Array *array = graph_array(code->graph, step->array);
    return step->kind == STEP_PART
        && part_is_each(code->graph, array, &array->as.parts[step->part]);
}

/* What a block may hold beside the call; with `loop` in common. */
static bool may_be_in(const Code *code, const Step *step, uint32_t loop)
{
    return (step->kind <= STEP_PART || step->kind == STEP_RESULT) && !step->tile && !step->timed
        && !step->driven && !step->function
        && graph_array(code->graph, step->array)->kind == EQUATION
        && step_depth(code->graph, step) > loop;
}

/* The first step of the run that calls, if it is all of steps that share the
 * loops of the call. */
static bool find_run(Code *code, const Steps *steps, uint32_t at)
{
    Blocks *b = &code->blocks;
    uint32_t call = at;
    while (call < steps->count && !calls(code, &steps->at[call])
           && (call == at || steps->at[call].shared))
        call++;
    if (call == steps->count || !calls(code, &steps->at[call]))
        return false;
    uint32_t depth = step_depth(code->graph, &steps->at[call]);
    if (steps->at[at].shared >= depth)
        return false;
    *b = (Blocks){.first = at, .last = at, .loop = depth - 1};
    while (b->last + 1 < steps->count
           && steps->at[b->last + 1].shared >= depth)
        b->last++;
    if (call > b->last)
        return false;
    for (uint32_t i = at; i <= b->last; i++)
        if (!may_be_in(code, &steps->at[i], b->loop))
            return false;
    return true;
}

static bool is_stored(const Code *code, ArrayId id)
{
    Home home = (Home)code->plan->home[code->pass][id];
    return home == HOME_WORK || home == HOME_RESULT;
}

/* Whether all parts of the array are those of steps in the run, at the turns of
 * the loops in common. */
static bool is_made_there(const Code *code, const Steps *steps, ArrayId id)
{
    const Blocks *b = &code->blocks;
    const Array *array = graph_array(code->graph, id);
    uint32_t parts = 0;
    bool begins = false;
    if (array->kind != EQUATION || array->rank <= b->loop)
        return false;
    for (uint32_t i = b->first; i <= b->last; i++) {
        const Step *step = &steps->at[i];
        if (step->array != id)
            continue;
        begins |= step->kind == STEP_ZERO || step->first;
        if (step->kind != STEP_PART)
            continue;
        const Part *part = &array->as.parts[step->part];
        parts++;
        for (uint32_t k = 0; k <= b->loop; k++)
            if (!subscript_is_index(&code->graph->exprs, part->target[k], k))
                return false;
    }
    return (begins || !is_stored(code, id)) && parts == array->part_count;
}

/* Numbers of a turn in the axes behind the loop in common. */
static int64_t width_of_turn(const Code *code, const Array *array)
{
    int64_t width = 1;
    for (uint32_t k = code->blocks.loop + 1; k < array->rank; k++)
        width *= array->shape[k];
    return width;
}

/* Whether what is stored can be held back to the end of the block. */
static bool may_be_late(const Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    Fold fold = plan_folded(code->plan, code->pass, id);
    bool result = code->plan->home[code->pass][id] == HOME_RESULT;
    return !fold.places && !fold.around
        && !(result && code->pass == BACKWARD && code->plan->accumulate)
        && width_of_turn(code, array) <= WIDEST;
}

/* Gives the array an array of the block. */
static void put_in_block(Code *code, ArrayId id)
{
    BlockMark *mark = &code->block_marks[id];
    if (mark->in == code->block_number)
        return;
    if (!mark->name.length)
        mark->name =
            names_claim(code->names,
                        text_format(code->scratch, "%.*s_block",
                                    TEXT_ARGS(code->names->arrays[id])));
    mark->in = code->block_number;
    int64_t width = width_of_turn(code, graph_array(code->graph, id));
    code->blocks.width += (uint32_t)(width < MOST_NUMBERS ? width
                                                          : MOST_NUMBERS + 1);
}

bool blocks_have(const Code *code, ArrayId id)
{
    return code->blocks.open
        && code->block_marks[id].in == code->block_number;
}

/* Whether the step gathers, over turns of the loop, what then is one number. */
static bool gathers_turns(const Code *code, const Step *step)
{
    return graph_array(code->graph, step->array)->rank <= code->blocks.loop;
}

static void find_groups(Code *code, Steps *steps)
{
    Blocks *b = &code->blocks;
    bool apart = true;
    for (uint32_t i = b->first, group = 0; i <= b->last; i++) {
        Step *step = &steps->at[i];
        bool alone = calls(code, step) || gathers_turns(code, step)
                  || step->kind == STEP_RESULT;
        if (alone || apart) {
            group++;
            if (i > b->first)
                step->shared = (uint8_t)(b->loop + 1);
        }
        apart = alone;
        b->group[i] = group;
    }
}

/* What is read in another group than it is made in, and what is stored. */
static void find_arrays(Code *code, const Steps *steps)
{
    const Blocks *b = &code->blocks;
    for (uint32_t i = b->first; i <= b->last; i++) {
        const Step *step = &steps->at[i];
        BlockMark *own = &code->block_marks[step->array];
        ArrayIds reads = {0};
        step_reads(code->graph, code->arena, &code->reader, step, &reads);
        list_push(code->arena, &reads, step->array);
        for (uint32_t n = 0; n < reads.count; n++) {
            ArrayId id = reads.at[n];
            const BlockMark *mark = &code->block_marks[id];
            bool late = calls(code, step)
                     || (is_stored(code, id) && may_be_late(code, id));
            bool crosses = mark->made == code->block_number
                        && mark->group != b->group[i] && !is_stored(code, id);
            if ((crosses || (id == step->array && late))
                && is_made_there(code, steps, id))
                put_in_block(code, id);
        }
        if (own->made != code->block_number && step->kind <= STEP_PART) {
            own->made = code->block_number;
            own->group = b->group[i];
        }
    }
}

/* -- rows that data choose -- */

/* Whether each axis is an index element that the loops in common choose, in
 * bounds, or is free of the last of them; rows are short. */
static bool are_rows(const Code *code, const Part *part, const Expr *access)
{
    const Exprs *exprs = &code->graph->exprs;
    const Array *array = graph_array(code->graph, access->as.access.array);
    uint32_t loop = code->blocks.loop;
    int64_t width = 1;
    bool data = false;
    Domain domain;
    domain_of_part(&domain, code->scratch, part);
    domain.guards.count = 0;
    for (uint32_t k = 0; k < access->as.access.rank; k++) {
        SubscriptId id = access->as.access.subscripts[k];
        const Subscript *s = subscript_at(exprs, id);
        uint32_t depends = subscript_depends(exprs, id);
        Range range = domain_bounds(&domain, code->graph, id);
        if (range.low < 0 || range.high > array->shape[k])
            return false;
        if (!s->data) {
            width *= array->shape[k];
            if (depends >> loop & 1)
                return false;
            continue;
        }
        const Expr *e = expr_at(exprs, s->data);
        ExprId operands[MAX_RANK];
        data = true;
        if (s->term_count || s->base || s->scale != 1 || e->kind != ACCESS
            || expr_operands(exprs, s->data, operands)
            || !(depends >> loop & 1) || depends >> (loop + 1))
            return false;
    }
    return data && width <= WIDEST && array->type == REAL;
}

static bool is_touched(const Code *code, const Steps *steps, ArrayId id)
{
    for (uint32_t i = code->blocks.first; i <= code->blocks.last; i++)
        if (steps->at[i].array == graph_source(code->graph, id))
            return true;
    return false;
}

static bool same_rows(const Exprs *exprs, const GatheredRows *rows,
                      const Expr *access)
{
    if (rows->array != access->as.access.array)
        return false;
    for (uint32_t k = 0; k < rows->rank; k++) {
        SubscriptId a = rows->subscripts[k], b = access->as.access.subscripts[k];
        if ((subscript_at(exprs, a)->data || subscript_at(exprs, b)->data)
            && a != b)
            return false;
    }
    return true;
}

static const GatheredRows *rows_of(const Code *code, const Expr *access)
{
    const Blocks *b = &code->blocks;
    for (uint32_t i = 0; i < b->rows.count; i++)
        if (same_rows(&code->graph->exprs, &b->rows.at[i], access))
            return &b->rows.at[i];
    return NULL;
}

static void add_rows(Code *code, const Expr *access)
{
    Blocks *b = &code->blocks;
    uint32_t number = b->rows.count;
    if (rows_of(code, access))
        return;
    if (number == code->row_names.count)
        list_push(code->arena, &code->row_names,
                  names_claim(code->names, text_of("rows")));
    GatheredRows rows = {access->as.access.array, access->as.access.rank,
                         access->as.access.subscripts,
                         code->row_names.at[number]};
    list_push(code->scratch, &b->rows, rows);
    int64_t width = 1;
    for (uint32_t k = 0; k < rows.rank; k++)
        if (!subscript_at(&code->graph->exprs, rows.subscripts[k])->data)
            width *= graph_array(code->graph, rows.array)->shape[k];
    b->width += (uint32_t)width;
}

static void find_rows(Code *code, const Steps *steps)
{
    const Exprs *exprs = &code->graph->exprs;
    ExprIds order = {0};
    for (uint32_t i = code->blocks.first; i <= code->blocks.last; i++) {
        const Step *step = &steps->at[i];
        if (step->kind != STEP_PART)
            continue;
        const Part *part =
            &graph_array(code->graph, step->array)->as.parts[step->part];
        order.count = 0;
        expr_postorder(exprs, code->scratch, NULL, true, part->body, &order);
        for (uint32_t n = 0; n < order.count; n++) {
            const Expr *e = expr_at(exprs, order.at[n]);
            if (e->kind == ACCESS && are_rows(code, part, e)
                && !is_touched(code, steps, e->as.access.array))
                add_rows(code, e);
        }
    }
}

bool blocks_find(Code *code, Steps *steps, uint32_t at)
{
    Blocks *b = &code->blocks;
    code->block_number++;
    if (code->profile || code->plan->loops->small || steps->at[at].driven
        || !find_run(code, steps, at)) {
        *b = (Blocks){0};
        return false;
    }
    if (!code->begin.length) {
        code->begin = names_claim(code->names, text_of("begin"));
        code->end = names_claim(code->names, text_of("end"));
    }
    uint8_t *shared = NEW_ARRAY(code->scratch, uint8_t, steps->count);
    b->group = NEW_ARRAY(code->scratch, uint32_t, steps->count);
    for (uint32_t i = b->first; i <= b->last; i++)
        shared[i] = steps->at[i].shared;
    find_groups(code, steps);
    find_arrays(code, steps);
    find_rows(code, steps);
    b->open = b->width <= MOST_NUMBERS;
    for (uint32_t i = b->first; i <= b->last && !b->open; i++)
        steps->at[i].shared = shared[i];
    return b->open;
}

bool blocks_call(const Code *code, const Frame *frame)
{
    return code->blocks.open && calls(code, frame->step);
}

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
    const GatheredRows *rows = code->blocks.open ? rows_of(code, access) : NULL;
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
    const char *type = block_type(range);
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
    uint32_t indent = code->indent;
    if (b->rows.count)
        turns_loop(code, range);
    for (uint32_t i = 0; i < b->rows.count; i++)
        gather_rows(code, &b->rows.at[i]);
    code_close_to(code, indent);
}

/* The operands of the call go into arrays of the block, under `call` and a number;
 * these arrays are declared where they are. */
void blocks_code_call(Code *code, const Frame *frame)
{
    const Blocks *b = &code->blocks;
    const Expr *call = expr_at(&code->graph->exprs, frame->part->body);
    const FunctionRow *row = function_row((Function)call->function);
    Buffer arguments = buffer_create(code->scratch);
    Text names[2];
    code_line(code, "{");
    code_open(code);
    uint32_t indent = code->indent;
    for (uint32_t n = 0; n < row->arity; n++) {
        names[n] = text_format(code->scratch, "%.*s%u",
                               TEXT_ARGS(code->temporary), ++code->count);
        code_line(code, "%s %.*s[%d];", code_real_type(code),
                  TEXT_ARGS(names[n]), BLOCK);
        buffer_print(&arguments, "%.*s, ", TEXT_ARGS(names[n]));
    }
    blocks_open_turns(code, frame);
    body_locals(code, body_scope(&code->body, frame->depth));
    for (uint32_t n = 0; n < row->arity; n++)
        code_line(code, "%.*s[%.*s] = %.*s;", TEXT_ARGS(names[n]),
                  TEXT_ARGS(turn_text(code)),
                  TEXT_ARGS(node_text(code, code->place[call->as.operand[n]],
                                      C_REAL, C_CHOICE)));
    blocks_close_turns(code, indent);
    bool wide = strcmp(block_type(frame->part->ranges[b->loop]), "int") != 0;
    code_line(code, "gg_each_%s%s(%.*s, %.*s%s%.*s - %.*s%s);", row->runtime,
              code->plan->real_double ? "" : "f",
              TEXT_ARGS(code->block_marks[frame->step->array].name),
              TEXT_ARGS(buffer_text(&arguments)), wide ? "(int)(" : "",
              TEXT_ARGS(code->end), TEXT_ARGS(code->begin), wide ? ")" : "");
    code_close(code);
    code->tiles->each = true;
}

/* What is in the block goes where it is stored. */
static void store_array(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    uint32_t indent = code->indent;
    bool taken[MAX_RANK] = {false};
    Text at[MAX_RANK], from;
    uint8_t tightness;
    if (!is_stored(code, id))
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
            && is_stored(code, steps->at[i].array);
    if (any) {
        turns_loop(code, step_range(code->graph, &steps->at[b->last], b->loop));
        for_arrays(code, steps, store_array);
    }
    code_close_to(code, indent);
    *b = (Blocks){0};
}
