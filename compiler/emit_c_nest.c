/* emit_c_nest.c: nests of steps as loops.
 *
 * The loops of a step stand in the order of its indices. Those that the step
 * shares with the one before are open already, those that the next step shares
 * stay open; conditions of the step alone lie inside of both.
 */
#include "emit_c_code.h"

#include <string.h>

/* How many loops stay open behind the step. */
static uint32_t loops_left(const Steps *steps, uint32_t at)
{
    return at + 1 < steps->count ? steps->at[at + 1].shared : 0;
}

static Frame frame_make(const Code *code, const Steps *steps, uint32_t at)
{
    const Step *step = &steps->at[at];
    uint32_t leave = loops_left(steps, at);
    const Array *array = graph_array(code->graph, step->array);
    Frame frame = {
        .step = step,
        .array = array,
        .part = step->kind == STEP_PART ? &array->as.parts[step->part] : NULL,
        .depth = step_depth(code->graph, step),
        .store = array->rank,
        .step_level = step->shared < leave ? leave : step->shared,
        .gather = NO_GATHER,
        .home = (Home)code->plan->home[code->pass][step->array],
        .independent =
            (step->kind != STEP_ZERO || leave)      /* zeros are plain to see */
            && turns_are_independent(code, step, steps->count - at),
        .threads = threads_share(code, step, steps->count - at),
    };
    frame.free_level = frame.step_level;
    /* What is in a block is an element of an array there. */
    if (blocks_have(code, step->array))
        frame.home = HOME_WORK;
    if (!frame.part)
        return frame;
    if (step->tile && step->everywhere)
        frame.step_level = frame.free_level = step->driven;
    uint32_t set = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        set |= subscript_depends(&code->graph->exprs, frame.part->target[i]);
    for (frame.store = 0; set; set >>= 1)
        frame.store++;
    if (frame.store < step->driven)
        frame.store = step->driven;
    if (frame.store < frame.step_level && !step->driven && !step->timed)
        frame.gather = frame.store;
    if (frame.store < frame.free_level)
        frame.store = frame.free_level;
    /* A part with which each element begins runs for all elements; its guards
     * hold back the inner loops, but those on steps all of it. */
    if (step->first && frame.free_level < frame.store)
        frame.free_level = frame.store;
    return frame;
}

static bool has_step_guards(const Code *code, const Frame *frame)
{
    for (uint32_t g = 0; g < frame->part->guard_count; g++)
        if (is_step_guard(code->graph, frame->step, g)
            && !span_decides(code, frame->step, g))
            return true;
    return false;
}

/* Declares the local that the step makes, where that is not its whole value or
 * a brace is opened between. */
static void declare_before(Code *code, Frame *frame, bool wrapped)
{
    bool starts = code->begun != frame->step->array;
    bool partial = frame->part
                && (!frame->step->first || has_step_guards(code, frame));
    if (frame->home != HOME_LOCAL || frame->declared
        || frame->step->kind >= STEP_RESULT)
        return;
    if (starts && !wrapped && !partial)
        return;
    frame->declared = true;
    if (!starts)
        return;
    Text value = partial ? text_format(code->scratch, " = %.*s",
                                       TEXT_ARGS(code_zero(code, frame->array)))
                         : text_of("");
    code_line(code, "%s %.*s%.*s;",
              element_type(frame->array, code->plan->real_double),
              TEXT_ARGS(code->names->arrays[frame->step->array]),
              TEXT_ARGS(value));
}

/* The level from which on all guards are obeyed. */
static uint32_t guarded_level(const Code *code, const Frame *frame)
{
    uint32_t most = 0;
    for (uint32_t g = 0; frame->part && g < frame->part->guard_count; g++) {
        uint32_t level = frame_guard_level(code, frame, g);
        if (frame->step->first && level == frame->store
            && !is_step_guard(code->graph, frame->step, g))
            level++;
        most = most < level ? level : most;
    }
    return most;
}

/* What stands inside the loops below `level`: the local of the step, guards,
 * locals of the body. */
static void enter_level(Code *code, Frame *frame, uint32_t level,
                        const bool done[256])
{
    if (level == frame->array->rank)
        declare_before(code, frame, false);
    if (!frame->part)
        return;
    if (level >= frame->step_level)
        frame_open_guards(code, frame,
                          frame->step->first && level <= frame->store
                              ? STEP_GUARDS : ALL_GUARDS, level, done);
    if (!frame->step->tile && !frame->step->abreast)
        body_locals(code, body_scope(&code->body, level));
}

/* Declares the arrays in the body of the loop that has just been opened, that
 * of the level: what steps make there, from step `at` on. */
static void declare_in_body(Code *code, const Steps *steps, uint32_t at,
                            uint32_t level)
{
    for (uint32_t i = at; i < steps->count; i++) {
        ArrayId id = steps->at[i].array;
        if (i > at && steps->at[i].shared < level)
            break;
        if (code->blocks.open && level > code->blocks.loop
            && (blocks_have(code, id)
                || code->blocks.group[i] != code->blocks.group[at]))
            continue;
        if (code->plan->home[code->pass][id] != HOME_BODY
            || code->plan->around[code->pass][id] != level
            || steps->at[i].part || (i > at && steps->at[i - 1].array == id))
            continue;
        Buffer shape = buffer_create(code->scratch);
        const Array *array = graph_array(code->graph, id);
        for (uint32_t axis = level; axis < array->rank; axis++)
            buffer_print(&shape, "[%lld]", (long long)array->shape[axis]);
        code_line(code, "%s %.*s%.*s;",
                  element_type(array, code->plan->real_double),
                  TEXT_ARGS(code->names->arrays[id]),
                  TEXT_ARGS(buffer_text(&shape)));
    }
}

/* Declares the scalars of steps from `at` on that gather over the loop of the
 * level, which is opened next and shared. */
static void begin_gathers(Code *code, const Steps *steps, uint32_t at,
                          uint32_t level)
{
    for (uint32_t i = at; i < steps->count; i++) {
        if (i > at && steps->at[i].shared <= level)
            break;
        const Frame frame = frame_make(code, steps, i);
        if (frame.gather != level)
            continue;
        list_push(code->scratch, &code->gathers, frame);
        frame_begin(code, &frame);
    }
}

/* Closes the loops down to `level`, and stores what has been gathered over
 * them. */
static void end_gathers(Code *code, uint32_t base, uint32_t level)
{
    uint32_t count = code->gathers.count, first = count;
    while (first && code->gathers.at[first - 1].gather >= level)
        first--;
    for (; code->gathers.count > first; code->gathers.count--) {
        const Frame *frame = &code->gathers.at[code->gathers.count - 1];
        code_close_to(code, base + frame->gather);
        body_make(code, frame->array, frame->part, frame->gather, 0);
        frame_end(code, frame);
    }
}

/* Where guards hold back a tile with which elements begin, they are 0. */
static void begin_without_tile(Code *code, const Frame *frame)
{
    uint32_t targets = part_targets(code->graph, frame->array, frame->part);
    bool done[256];
    if (!frame->step->everywhere || !has_step_guards(code, frame)
        || frame_adds_result(code, frame))
        return;
    code->indent--;
    code_line(code, "} else {");
    code_open(code);
    uint32_t indent = code->indent;
    for (uint32_t loop = frame->step->driven; loop < targets; loop++)
        frame_open_loop(code, frame, loop, done);
    code_line(code, "%.*s = %.*s;", TEXT_ARGS(frame_target(code, frame)),
              TEXT_ARGS(code_zero(code, frame->array)));
    code_close_to(code, indent);
}

/* Opens a loop, with what stands before it and in it. */
static void open_loop(Code *code, const Steps *steps, uint32_t at, Frame *frame,
                      uint32_t loop, bool done[256])
{
    Blocks *b = &code->blocks;
    bool call = blocks_call(code, frame);
    if (loop)
        begin_gathers(code, steps, at, loop);
    if (!b->open || at != b->first || loop != b->loop) {
        frame_open_loop(code, frame, loop, done);
    } else {
        blocks_open(code, steps, frame);
        if (!call)
            blocks_open_turns(code, frame);
        memset(done, 0, 256 * sizeof *done);
    }
    if (call && loop == b->loop)
        return;
    declare_in_body(code, steps, at, loop + 1);
    enter_level(code, frame, loop + 1, done);
}

/* A step that calls a function for many numbers at once. */
static void code_call(Code *code, const Steps *steps, uint32_t at, Frame *frame)
{
    bool done[256] = {false};
    if (frame->step->shared < frame->depth) {
        enter_level(code, frame, frame->step->shared, done);
        for (uint32_t loop = frame->step->shared; loop < frame->depth; loop++)
            open_loop(code, steps, at, frame, loop, done);
    }
    blocks_code_call(code, steps, at, frame);
}

/* The step behind those from `at` on that gather in lanes in one innermost loop. */
static uint32_t together_end(const Code *code, const Steps *steps, uint32_t at)
{
    const Step *step = &steps->at[at];
    uint32_t depth = step_depth(code->graph, step), end = at + 1;
    const Array *array = graph_array(code->graph, step->array);
    if (step->kind != STEP_PART || array->kind != EQUATION
        || array->as.parts[step->part].lanes <= 1)
        return at + 1;
    while (end < steps->count && steps->at[end].shared == depth)
        end++;
    return end;
}

/* The loops of such steps: the innermost is written once for each of its pieces. */
static void code_lanes(Code *code, const Steps *steps, uint32_t at, uint32_t end,
                       Frame *frame)
{
    bool done[256] = {false};
    uint32_t inner = frame->depth - 1;
    enter_level(code, frame, frame->step->shared, done);
    for (uint32_t loop = frame->step->shared; loop < inner; loop++)
        open_loop(code, steps, at, frame, loop, done);
    if (inner)
        begin_gathers(code, steps, at, inner);
    uint32_t count = code->count;
    frame->free_level = inner;          /* the guards are those of all */
    const LaneLoops l = lanes_begin(code, frame, done);
    for (LanePiece piece = LANES_BLOCKS; piece <= LANES_REST; piece++) {
        if (!lanes_open(code, frame, &l, piece))
            continue;
        code->count = count;
        for (uint32_t i = at; i < end; i++) {
            const Frame each = frame_make(code, steps, i);
            if (i > at && piece == LANES_BLOCKS)
                code_step_comment(code, each.step);
            code->inline_level = each.step->vector ? each.part->index_count : 0;
            if (i > at || piece != LANES_BLOCKS)
                body_make(code, each.array, each.part, each.depth,
                          guarded_level(code, &each));
            lanes_add(code, &each, &l, piece);
        }
        lanes_close(code, &l, piece);
    }
    lanes_end(code, &l);
    code->begun = steps->at[end - 1].array;
}

/* Whether the step is the one before it in other turns of a row: what is outside of
 * them has been written. */
static bool goes_on(const Code *code, const Steps *steps, uint32_t at)
{
    const Step *step = &steps->at[at];
    return code->within && at && !step->driven
        && step[-1].array == step->array && step[-1].part == step->part
        && step[-1].kind == step->kind;
}

/* The loops down to the elements, and these. */
static void code_step(Code *code, const Steps *steps, uint32_t at, Frame *frame)
{
    const Step *step = frame->step;
    bool done[256] = {false};
    if (step->kind == STEP_DRAW) {
        code_draw(code, frame);
        return;
    }
    if (step->kind == STEP_SAVE || step->kind == STEP_RESTORE) {
        segment_copy(code, frame);
        return;
    }
    if (step->timed && step->loop == NO_LOOP)
        segment_fixed(code, frame);
    if (blocks_call(code, frame)) {
        code_call(code, steps, at, frame);
        code->begun = step->array;
        return;
    }
    if (!goes_on(code, steps, at))
        enter_level(code, frame, step->shared, done);
    uint32_t depth = step->tile ? step->driven : frame->store;
    for (uint32_t loop = step->shared; loop < depth; loop++)
        open_loop(code, steps, at, frame, loop, done);
    if (step->tile) {
        code_tile(code, frame);
        begin_without_tile(code, frame);
    } else {
        code_turn(code, frame);
    }
    code->begun = step->array;
}

/* Whether the step declares, outside of all loops, names that other nests
 * declare too: then it stands in braces. */
static bool needs_braces(const Code *code, const Frame *frame)
{
    const Body *body = &code->body;
    if (!frame->part || frame->step->tile || frame->step->abreast)
        return false;
    return body->scopes.at[body_scope(body, 0)].locals.count
        || (!frame->store && keeps_index(frame->part));
}

/* How the step is tiled where it adds to what is there: or NULL. */
static const Tile *tile_to_add(const Code *code, const Step *step)
{
    const Array *array = graph_array(code->graph, step->array);
    const Part *part = &array->as.parts[step->part];
    const Frame frame = {
        .home = (Home)code->plan->home[code->pass][step->array]};
    if (step->first && !frame_adds_result(code, &frame))
        return step->tile;
    Tile tile = *step->tile;
    if (!tile_in_one(code->graph, part,
                     part_targets(code->graph, array, part), false, &tile))
        return NULL;
    return arena_copy(code->scratch, &tile, 1, sizeof tile);
}

/* The steps of a nest that there is something to do for: a result that was
 * made in its place needs no copy. */
Steps steps_to_do(const Code *code, const Nest *nest)
{
    Steps steps = {0};
    uint8_t shared = UINT8_MAX;
    for (uint32_t i = 0; i < nest->steps.count; i++) {
        Step step = nest->steps.at[i];
        shared = shared < step.shared ? shared : step.shared;
        if (step.kind == STEP_RESULT
            && code->plan->home[code->pass][step.array] == HOME_RESULT
            && code->result_of[step.array] == step.part)
            continue;
        step.shared = steps.count ? shared : 0;
        if (code->profile)                  /* clocks are read in one function */
            step.function = 0;
        if (step.tile)
            step.tile = tile_to_add(code, &step);
        list_push(code->scratch, &steps, step);
        shared = UINT8_MAX;
    }
    return steps;
}

/* How many loops are around the outermost array in a body. */
static uint32_t loops_around_bodies(const Code *code, const Steps *steps)
{
    uint32_t least = 0;
    for (uint32_t i = 0; i < steps->count; i++) {
        ArrayId id = steps->at[i].array;
        uint32_t around = code->plan->around[code->pass][id];
        if (code->plan->home[code->pass][id] == HOME_BODY
            && (!least || around < least))
            least = around;
    }
    return least;
}

/* The function that is being written, in the body of a loop of the nest. */
typedef struct Turn {
    const Step *first;          /* NULL: there is none */
    Enclosing   around;
    uint32_t    base;
} Turn;

static bool is_in_turn(const Steps *steps, uint32_t at, const Turn *turn)
{
    return at < steps->count
        && steps->at[at].function == turn->first->function;
}

/* Opens the loops around the call, and begins the function with step `at`. */
static void begin_turn(Code *code, Turn *turn, Steps *steps, uint32_t at,
                       uint32_t *base)
{
    Step *first = &steps->at[at];
    bool done[256];
    uint32_t loop = first->shared;
    first->shared = first->turns;
    const Frame frame = frame_make(code, steps, at);
    for (; loop < first->turns; loop++) {
        if (loop)
            begin_gathers(code, steps, at, loop);
        frame_open_loop(code, &frame, loop, done);
    }
    *turn = (Turn){first, apart_begin(code), *base};
    *base = code->indent - first->turns;
}

/* Ends it before another step, with the call. */
static void end_turn(Code *code, Turn *turn, uint32_t *base)
{
    const Step *first = turn->first;
    uint32_t serves = graph_array(code->graph, first->array)->serves;
    Arguments indices = {0};
    Buffer word = buffer_create(code->arena);
    buffer_print(&word, "%.*s_", TEXT_ARGS(code->names->definitions[serves]));
    for (uint32_t loop = 0; loop < first->turns; loop++) {
        Argument index = {
            .kind = ARGUMENT_INDEX, .name = code_index(code, loop),
            .type = loop_type(step_range(code->graph, first, loop))};
        list_push(code->arena, &indices, index);
        buffer_add(&word, index.name);
    }
    code_close_to(code, *base + first->turns);
    apart_end(code, &turn->around, buffer_text(&word), &indices);
    *base = turn->base;
    turn->first = NULL;
}

/* Declares what is a local of the nest before a brace that the step opens: what it
 * makes, and what lanes come to that are gathered in the brace. */
static void declare_outside(Code *code, Frame *frame)
{
    if (!frame->array->rank && frame->gather == NO_GATHER)
        declare_before(code, frame, true);
    for (uint32_t i = 0; i < code->gathers.count; i++)
        if (!code->gathers.at[i].array->rank
            && code->gathers.at[i].part->lanes > 1)
            declare_before(code, &code->gathers.at[i], true);
}

/* From here on, code is for the span of the loop, or for all of it. A turn alone is
 * written with its number. */
static void enter_span(Code *code, uint32_t loop, const LoopSpan *span)
{
    LoopSpan *at = &code->span[loop];
    Text *index = &code->names->indices[loop];
    if (range_equal(at->turns, span->turns))
        return;
    if (at->literal)
        *index = at->index;
    *at = *span;
    at->index = *index;
    if (at->literal)
        *index = code_whole(code, span->turns.low);
    code->begun = 0;
}

/* The loops of the steps, of the nest or of a span of it. */
static void code_steps(Code *code, const Nest *nest, Steps steps)
{
    const Lap *laps = code_pieces(code, nest, steps.at, steps.count);
    uint32_t start = code->indent, base = start;
    code->count = 0;
    code->gathers = (Frames){0};
    code->around = loops_around_bodies(code, &steps);
    divisors_find(code, &steps);
    Turn turn = {0};
    Blocks *blocks = &code->blocks;
    begin_gathers(code, &steps, 0, 0);
    for (uint32_t i = 0; i < steps.count; i++) {
        const Step *step = &steps.at[i];
        if (code->within)
            enter_span(code, 1, &code->within[i]);
        bool starts = !blocks->open && blocks_find(code, &steps, i);
        bool regroups = blocks->open && !starts
                     && blocks->group[i] != blocks->group[i - 1];
        if (regroups)
            blocks_close_turns(code, base + blocks->loop);
        code_close_to(code, base + step->shared);
        if (step->function && !turn.first)
            begin_turn(code, &turn, &steps, i, &base);
        Frame frame = frame_make(code, &steps, i);
        code_step_comment(code, step);
        code->inline_level = step->vector ? frame.part->index_count : 0;
        uint32_t end = together_end(code, &steps, i);
        each_find(code, &steps, i, end);
        if (frame.part && !goes_on(code, &steps, i))
            each_body(code, &frame, step->abreast ? frame.depth : step->shared,
                      guarded_level(code, &frame));
        if (!step->shared && needs_braces(code, &frame)) {
            declare_outside(code, &frame);
            code_line(code, "{");
            code_open(code);
            base = code->indent;
        }
        if (regroups && !blocks_call(code, &frame)) {
            blocks_open_turns(code, &frame);
            declare_in_body(code, &steps, i, step->shared);
        }
        if (end == i + 1)
            code_step(code, &steps, i, &frame);
        else
            code_lanes(code, &steps, i, end, &frame);
        i = end - 1;
        base += starts;
        if (blocks->open && i == blocks->last) {
            end_gathers(code, base, blocks->loop + 1);
            blocks_close(code, &steps, --base + blocks->loop);
        }
        if (turn.first && !is_in_turn(&steps, i + 1, &turn)) {
            end_gathers(code, base, turn.first->turns);
            end_turn(code, &turn, &base);
        }
        end_gathers(code, base, loops_left(&steps, i));
        if (laps[i].ends) {
            code_close_to(code, base + laps[i].loops);
            code_lap(code, laps[i].row);
        }
    }
    code_close_to(code, start);
    enter_span(code, 1, &(LoopSpan){0});
    code->around = 0;
}

/* The steps of a nest in spans, one after the other. */
static void code_spans(Code *code, const Nest *nest, const SpannedSteps *outer)
{
    ArrayIds said = {0};
    code->said = &said;
    for (uint32_t i = 0, end; i < outer->steps.count; i = end) {
        const LoopSpan *span = &outer->spans.at[i];
        for (end = i + 1; end < outer->steps.count && outer->steps.at[end].shared;)
            end++;
        const Steps active = {.at = outer->steps.at + i, .count = end - i};
        SpannedSteps inner = {0};
        enter_span(code, 0, span);
        bool cut = spans_within(code, &active, &inner);
        code->within = cut ? inner.spans.at : NULL;
        code_steps(code, nest, cut ? inner.steps : active);
    }
    enter_span(code, 0, &(LoopSpan){0});
    code->within = NULL;
    code->said = NULL;
}

/* The steps of a nest, with short rows cut. */
static void code_rows(Code *code, const Nest *nest, const Steps *steps)
{
    ArrayIds said = {0};
    SpannedSteps cut = {0};
    if (!rows_cut(code, steps, &cut)) {
        code_steps(code, nest, *steps);
        return;
    }
    code->said = &said;
    code->within = cut.spans.at;
    code_steps(code, nest, cut.steps);
    code->within = NULL;
    code->said = NULL;
}

void code_nest(Code *code, const Nest *nest)
{
    const Steps steps = steps_to_do(code, nest);
    SpannedSteps spanned = {0};
    if (spans_find(code, nest, &steps, &spanned))
        code_spans(code, nest, &spanned);
    else
        code_rows(code, nest, &steps);
}

bool nest_has_code(const Code *code, const Nest *nest)
{
    return steps_to_do(code, nest).count > 0;
}
