/* emit_c_block_find.c: which steps go by in blocks, and what is in these.
 *
 * A run of steps of a nest has a loop in common, and one of them, at least, calls
 * a function for many numbers at once. Such a call is a group by itself, and so
 * is what gathers one number over the turns; the others share groups.
 */
#include "emit_c_code.h"

enum {
    WIDEST = 64,                /* elements of an array in a turn, */
    MOST_NUMBERS = 256          /* and of all, which are on the stack */
};

/* -- which steps -- */

static bool may_call(const Code *code, const Step *step)
{
    const Array *array = graph_array(code->graph, step->array);
    return step->kind == STEP_PART
        && part_is_each(code->graph, array, &array->as.parts[step->part]);
}

/* Over the turns of the block, and no loop in it. */
static bool calls(const Code *code, const Step *step)
{
    return may_call(code, step)
        && step_depth(code->graph, step) == code->blocks.loop + 1;
}

/* What a block may hold beside the call; with `loop` in common. */
static bool may_be_in(const Code *code, const Step *step, uint32_t loop)
{
    bool makes = step->kind <= STEP_PART || step->kind == STEP_RESULT;
    return makes && !step->tile && !step->timed && !step->driven
        && !step->function
        && graph_array(code->graph, step->array)->kind == EQUATION
        && step_depth(code->graph, step) > loop;
}

/* The first step of the run that calls, if it is all of steps that share the
 * loops of the call. */
static bool find_run(Code *code, const Steps *steps, uint32_t at)
{
    Blocks *b = &code->blocks;
    uint32_t call = at;
    while (call < steps->count && !may_call(code, &steps->at[call])
           && (call == at || steps->at[call].shared))
        call++;
    if (call == steps->count || !may_call(code, &steps->at[call]))
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

bool blocks_store(const Code *code, ArrayId id)
{
    Home home = (Home)code->plan->home[code->pass][id];
    return home == HOME_WORK || home == HOME_RESULT
        || (home == HOME_BODY
            && code->plan->around[code->pass][id] <= code->blocks.loop);
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
    return (begins || !blocks_store(code, id)) && parts == array->part_count;
}

int64_t blocks_width(const Code *code, const Array *array)
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
        && blocks_width(code, array) <= WIDEST;
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
    int64_t width = blocks_width(code, graph_array(code->graph, id));
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
                     || (blocks_store(code, id) && may_be_late(code, id));
            bool crosses = mark->made == code->block_number
                        && mark->group != b->group[i] && !blocks_store(code, id);
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

/* Whether the block changes the rows, or which they are. */
static bool are_touched(const Code *code, const Steps *steps,
                        const Expr *access)
{
    const Exprs *exprs = &code->graph->exprs;
    bool touched = is_touched(code, steps, access->as.access.array);
    for (uint32_t k = 0; k < access->as.access.rank; k++) {
        ExprId data = subscript_at(exprs, access->as.access.subscripts[k])->data;
        touched |= data && is_touched(code, steps,
                                      expr_at(exprs, data)->as.access.array);
    }
    return touched;
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

const GatheredRows *blocks_rows_of(const Code *code, const Expr *access)
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
    if (blocks_rows_of(code, access))
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

/* -- what several steps compute -- */

Held *blocks_held_of(const Code *code, ExprId id)
{
    for (uint32_t i = 0; i < code->blocks.held.count; i++)
        if (code->blocks.held.at[i].id == id)
            return &code->blocks.held.at[i];
    return NULL;
}

static const Expr *body_of(const Code *code, const Step *step)
{
    const Array *array = graph_array(code->graph, step->array);
    return expr_at(&code->graph->exprs, array->as.parts[step->part].body);
}

static void find_held(Code *code, const Steps *steps)
{
    Blocks *b = &code->blocks;
    for (uint32_t i = b->first; i <= b->last; i++) {
        if (!calls(code, &steps->at[i]))
            continue;
        const Expr *call = body_of(code, &steps->at[i]);
        for (uint32_t n = 0; n < function_row((Function)call->function)->arity;
             n++) {
            ExprId id = call->as.operand[n];
            const Expr *e = expr_at(&code->graph->exprs, id);
            if (e->kind == APPLY && e->depends >> b->loop & 1
                && !blocks_held_of(code, id))
                list_push(code->scratch, &b->held, ((Held){.id = id}));
        }
    }
}

uint32_t blocks_partner(const Code *code, const Steps *steps, uint32_t at,
                        uint32_t from, uint32_t to)
{
    const Expr *call = body_of(code, &steps->at[at]);
    Function other = call->function == F_SIN   ? F_COS
                   : call->function == F_COS ? F_SIN
                                             : F_COUNT;
    while (from < to
           && (!calls(code, &steps->at[from])
               || body_of(code, &steps->at[from])->function != other
               || body_of(code, &steps->at[from])->as.operand[0]
                      != call->as.operand[0]))
        from++;
    return from;
}

/* What the bodies read of rows, and how many have what may be held. */
static void find_reads(Code *code, const Steps *steps)
{
    const Exprs *exprs = &code->graph->exprs;
    ExprIds order = {0};
    find_held(code, steps);
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
                && !are_touched(code, steps, e))
                add_rows(code, e);
            Held *held = e->kind == APPLY ? blocks_held_of(code, order.at[n])
                                          : NULL;
            if (held && held->users++ == 1)
                code->blocks.width++;
        }
    }
}

/* Whether all that is called for has room in the block. */
static bool have_room(const Code *code, const Steps *steps)
{
    const Blocks *b = &code->blocks;
    for (uint32_t i = b->first; i <= b->last; i++)
        if (calls(code, &steps->at[i])
            && code->block_marks[steps->at[i].array].in != code->block_number)
            return false;
    return b->width <= MOST_NUMBERS;
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
    if (!code->block_marks) {
        code->block_marks =
            NEW_ARRAY(code->arena, BlockMark, code->graph->arrays.count);
        code->begin = names_claim(code->names, text_of("begin"));
        code->end = names_claim(code->names, text_of("end"));
    }
    uint8_t *shared = NEW_ARRAY(code->scratch, uint8_t, steps->count);
    b->group = NEW_ARRAY(code->scratch, uint32_t, steps->count);
    for (uint32_t i = b->first; i <= b->last; i++)
        shared[i] = steps->at[i].shared;
    find_groups(code, steps);
    find_arrays(code, steps);
    find_reads(code, steps);
    b->open = have_room(code, steps);
    for (uint32_t i = b->first; i <= b->last && !b->open; i++)
        steps->at[i].shared = shared[i];
    return b->open;
}

bool blocks_call(const Code *code, const Frame *frame)
{
    return code->blocks.open && calls(code, frame->step);
}
