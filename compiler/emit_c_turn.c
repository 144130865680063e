/* emit_c_turn.c: what a step does in a turn of its loops. */
#include "emit_c_code.h"
#include "emit_init.h"

static bool needs_accumulator(const Frame *frame)
{
    return frame->store < frame->depth
        || (frame->part->combine != SET && frame->part->combine != SUM);
}

/* y = e, y += e, const float y = e */
static void point(Code *code, const Frame *frame)
{
    const char *type = element_type(frame->array, code->plan->real_double);
    Text value = frame->array->kind == KERNEL
                   ? kernel_value(code, frame->array)
                   : body_value(code, frame->array);
    Text name = code->names->arrays[frame->step->array];
    if (frame->part->combine == SUM && frame->step->first)
        value = text_format(code->scratch, "%.*s + (%.*s)",
                            TEXT_ARGS(code_zero(code, frame->array)),
                            TEXT_ARGS(value));
    if (frame->home == HOME_LOCAL && !frame->declared && frame->step->first)
        code_line(code, "%s%s %.*s = %.*s;",
                  frame->array->part_count == 1 ? "const " : "", type,
                  TEXT_ARGS(name), TEXT_ARGS(value));
    else
        frame_store(code, frame, value);
}

static void zero(Code *code, const Frame *frame)
{
    Text value = code_zero(code, frame->array);
    if (frame->home == HOME_LOCAL && !frame->declared)
        code_line(code, "%s %.*s = %.*s;",
                  element_type(frame->array, code->plan->real_double),
                  TEXT_ARGS(code->names->arrays[frame->step->array]),
                  TEXT_ARGS(value));
    else
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(frame_target(code, frame)),
                  TEXT_ARGS(value));
}

static void result(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    code_indices(code, frame->array, subscripts);
    Text to = code_result(code, frame->step->part, subscripts);
    Text from = code_element(code, frame->step->array, subscripts, &tightness);
    bool adds = code->pass == BACKWARD && code->plan->accumulate;
    code_line(code, "%.*s %s %.*s;", TEXT_ARGS(to), adds ? "+=" : "=",
              TEXT_ARGS(from));
}

/* state->r = r, or, of a state that gets another value before, what is kept. */
static void next(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    ArrayId id = frame->step->array;
    ArrayId state = code->graph->nexts.at[frame->step->part].state;
    code_indices(code, frame->array, subscripts);
    Text from = frame->array->kind == STATE
                  ? code_state(code, id, subscripts, true)
                  : code_element(code, id, subscripts, &tightness);
    code_line(code, "%.*s = %.*s;",
              TEXT_ARGS(code_state(code, state, subscripts, false)),
              TEXT_ARGS(from));
}

static void keep(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    ArrayId id = frame->step->array;
    code_indices(code, frame->array, subscripts);
    code_line(code, "%.*s = %.*s;",
              TEXT_ARGS(code_state(code, id, subscripts, true)),
              TEXT_ARGS(code_state(code, id, subscripts, false)));
}

void code_turn(Code *code, const Frame *frame)
{
    const Step *step = frame->step;
    if (step->kind == STEP_ZERO)
        zero(code, frame);
    else if (step->kind == STEP_KEEP)
        keep(code, frame);
    else if (step->kind == STEP_NEXT)
        next(code, frame);
    else if (step->kind == STEP_RESULT)
        result(code, frame);
    else if (step->kind == STEP_UPDATE)
        code_update_element(code, frame);
    else if (frame->array->kind == KERNEL && frame->array->slice)
        code_kernel(code, step->array);
    else if (frame->gather != NO_GATHER)
        frame_gather(code, frame);
    else if (needs_accumulator(frame))
        frame_reduce(code, frame);
    else
        point(code, frame);
}

void code_draw(Code *code, const Frame *frame)
{
    use_argument(code, code->uses.work);
    use_argument(code, code->uses.state);
    Text name = text_format(code->scratch, "%s%.*s", code->area,
                            TEXT_ARGS(code->names->arrays[frame->step->array]));
    emit_draw(code->graph, code->names, code->plan->real_double,
              graph_initial(code->graph, frame->step->array), name,
              text_of("gg_seed_at(state->seed, state->step)"), code->out);
}
