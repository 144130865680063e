/* emit_c_comment.c: what stands above a step. */
#include "emit_c_code.h"

bool step_moves(const Step *step)
{
    return step->kind >= STEP_KEEP && step->kind < STEP_RESULT;
}

const Definition *step_definition(const Graph *graph, const Step *step)
{
    ArrayId id = step->kind == STEP_NEXT ? graph->nexts.at[step->part].state
               : step->kind == STEP_SAVE ? step->other
                                         : step->array;
    uint32_t definition = graph_definition_of(graph, id);
    if (!definition)
        definition = graph_array(graph, id)->serves;
    return &graph->definitions.at[definition];
}

Text step_moved(Code *code, const Step *step)
{
    static const char *const words[] = {
        [STEP_KEEP] = "keep", [STEP_SAVE] = "save", [STEP_RESTORE] = "restore",
        [STEP_NEXT] = "next", [STEP_RESULT] = "copy",
    };
    return text_format(code->scratch, "%s %.*s", words[step->kind],
                       TEXT_ARGS(step_definition(code->graph, step)->name));
}

static void marked_comment(Code *code, char mark, uint32_t marked, Text text)
{
    code->mark = mark;
    code->marked = marked;
    code_comment(code, text);
    code->mark = 0;
}

/* Whether the array may be a piece of a long body. */
static bool is_piece(const Code *code, const Step *step)
{
    const Array *array = graph_array(code->graph, step->array);
    return code->commented && !array->rank && !array->again;
}

/* The equation of the source that an array is of. What forward says of what infer
 * makes too is kept for that. */
static void equation_comment(Code *code, ArrayId source, ArrayId array)
{
    bool plain = code->indent == 1 && !code->marks;
    Text *said = &code->comments[source];
    size_t start = code->out->length;
    if (plain && said->length) {
        buffer_add(code->out, *said);
        return;
    }
    Buffer text = buffer_create(code->scratch);
    equations_print(code->equations, source, code_comment_width(code), &text);
    marked_comment(code, 'a', source, buffer_text(&text));
    if (plain && code->pass == FORWARD
        && code->plan->home[INFER][array] != HOME_NONE)
        *said = text_copy(code->arena, (Text){code->out->at + start,
                                              code->out->length - start});
}

/* The equation of an array that only the loops have. */
static void made_comment(Code *code, ArrayId id, ArrayId source)
{
    if (!code->made)
        code->made = equations_create(code->graph, code->names, code->arena);
    Buffer text = buffer_create(code->scratch);
    equations_print(code->made, id, code_comment_width(code), &text);
    marked_comment(code, 'a', source, buffer_text(&text));
}

/* Whether the equation of the array stands in an earlier span; now it does. */
static bool is_said(const Code *code, ArrayId id)
{
    for (uint32_t i = 0; code->said && i < code->said->count; i++)
        if (code->said->at[i] == id)
            return true;
    if (code->said)
        list_push(code->scratch, code->said, id);
    return false;
}

void code_step_comment(Code *code, const Step *step)
{
    if (step_moves(step)) {
        const Definition *d = step_definition(code->graph, step);
        marked_comment(code, 'd', (uint32_t)(d - code->graph->definitions.at),
                       step_moved(code, step));
        return;
    }
    if (step->kind >= STEP_RESULT
        || (step->kind == STEP_PART && step->part
            && code->commented == step->array))
        return;
    if (code->commented == step->array || is_said(code, step->array))
        return;
    const ArrayId *origin = code->plan->loops->origin;
    ArrayId source = origin[step->array], before = origin[code->commented];
    bool goes_on = code->blocks.open || is_piece(code, step);
    code->commented = step->array;
    if (loops_array_is_made(code->plan->loops, step->array)) {
        made_comment(code, step->array, source);
        return;
    }
    if (before == source && goes_on)
        return;
    equation_comment(code, source, step->array);
}
