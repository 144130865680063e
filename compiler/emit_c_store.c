/* emit_c_store.c: what a step does to an element.
 *
 * Inner indices (behind the last of the target) are gathered into a scalar,
 * which is stored once.
 */
#include "emit_c_code.h"

/* -- storing -- */

Text frame_target(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    if (frame->part)
        for (uint32_t i = 0; i < frame->array->rank; i++)
            subscripts[i] = body_subscript(code, frame->part->target[i]);
    else
        code_indices(code, frame->array, subscripts);
    return code_element(code, frame->step->array, subscripts, &tightness);
}

bool frame_adds_result(const Code *code, const Frame *frame)
{
    return frame->home == HOME_RESULT && code->pass == BACKWARD
        && code->plan->accumulate;
}

Text frame_identity(Code *code, const Frame *frame)
{
    const Array *array = frame->array;
    switch ((Combine)frame->part->combine) {
    case PROD:
        return array->type == WHOLE ? text_of("1") : code_real(code, 1);
    case MAX:
    case ARGMAX:
        return code_real(code, -1e300 * 1e300);
    case MIN:
    case ARGMIN:
        return code_real(code, 1e300 * 1e300);
    case SET:
    case SUM:
    default:
        return code_zero(code, array);
    }
}

/* -- parts with inner indices -- */

bool keeps_index(const Part *part)
{
    return part->combine == ARGMAX || part->combine == ARGMIN;
}

Text frame_word(Code *code, const Frame *frame, Text ***words,
                const char *suffix)
{
    const Step *step = frame->step;
    if (!*words)
        *words = NEW_ARRAY(code->arena, Text *, code->graph->arrays.count);
    Text **of = &(*words)[step->array];
    if (!*of)
        *of = NEW_ARRAY(code->arena, Text, frame->array->part_count);
    if (!(*of)[step->part].length)
        (*of)[step->part] = names_claim(
            code->names,
            text_format(code->scratch, "%.*s_%s",
                        TEXT_ARGS(code->names->arrays[step->array]), suffix));
    return (*of)[step->part];
}

/* The scalar that gathers the inner loops: the array's own name, unless that is
 * taken by an argument, by the local that it belongs to or is added to, or by
 * an earlier part. */
static Text accumulator(Code *code, const Frame *frame)
{
    static const char *const words[] = {
        "set", "sum", "prod", "max", "min", "max", "min",
    };
    const Step *step = frame->step;
    Text name = code->names->arrays[step->array];
    if (frame->home == HOME_LOCAL && step->first && !keeps_index(frame->part))
        return name;
    if (frame->home != HOME_LOCAL && frame->home != HOME_BODY
        && !code->is_argument[step->array]
        && !step->part && !keeps_index(frame->part))
        return name;
    return frame_word(code, frame, &code->accumulators,
                     words[frame->part->combine]);
}

/* Where ARGMAX keeps the index: the local itself, or one beside the array. */
static Text keeper(Code *code, const Frame *frame)
{
    ArrayId array = frame->step->array;
    Text name = code->names->arrays[array];
    if (frame->home == HOME_LOCAL)
        return name;
    if (!code->keepers)
        code->keepers = NEW_ARRAY(code->arena, Text, code->graph->arrays.count);
    Text *kept = &code->keepers[array];
    if (!kept->length)
        *kept = names_claim(code->names,
                            text_format(code->scratch, "%.*s_at",
                                        TEXT_ARGS(name)));
    return *kept;
}

void frame_combine(Code *code, const Frame *frame, Text acc, Text value)
{
    const Part *part = frame->part;
    bool more = part->combine == MAX || part->combine == ARGMAX;
    const char *f = frame->array->type == WHOLE   ? "32"
                  : code->plan->real_double ? ""
                                                  : "f";
    switch ((Combine)part->combine) {
    case PROD:
        code_line(code, "%.*s *= %.*s;", TEXT_ARGS(acc), TEXT_ARGS(value));
        return;
    case MAX:
    case MIN:
        code_line(code, "%.*s = gg_%s%s(%.*s, %.*s);", TEXT_ARGS(acc),
                  more ? "max" : "min", f, TEXT_ARGS(acc), TEXT_ARGS(value));
        return;
    case ARGMAX:
    case ARGMIN: {
        Text e = text_format(code->scratch, "%.*s%u",
                             TEXT_ARGS(code->temporary), ++code->count);
        code_line(code, "const %s %.*s = %.*s;", code_real_type(code),
                  TEXT_ARGS(e), TEXT_ARGS(value));
        if (is_few_turns(frame, frame->store)) {
            /* Indices ascend; without a branch, which would often go wrong. */
            code_line(code, "%.*s = gg_max32(%.*s, (%.*s %c %.*s) * %.*s);",
                      TEXT_ARGS(keeper(code, frame)),
                      TEXT_ARGS(keeper(code, frame)), TEXT_ARGS(e),
                      more ? '>' : '<', TEXT_ARGS(acc),
                      TEXT_ARGS(code_index(code, part->component)));
            code_line(code, "%.*s = gg_%s%s(%.*s, %.*s);", TEXT_ARGS(acc),
                      more ? "max" : "min",
                      code->plan->real_double ? "" : "f", TEXT_ARGS(acc),
                      TEXT_ARGS(e));
            return;
        }
        code_line(code, "if (%.*s %c %.*s) {", TEXT_ARGS(e), more ? '>' : '<',
                  TEXT_ARGS(acc));
        code_open(code);
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(acc), TEXT_ARGS(e));
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(keeper(code, frame)),
                  TEXT_ARGS(code_index(code, part->component)));
        code_close(code);
        return;
    }
    case SET:
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(acc), TEXT_ARGS(value));
        return;
    case SUM:
    default:
        code_line(code, "%.*s += %.*s;", TEXT_ARGS(acc), TEXT_ARGS(value));
    }
}

/* The inner loops: acc ⊕= e. Guards on outer indices alone stand here if each
 * element begins with the part. */
static void inner_loops(Code *code, const Frame *frame, Text acc)
{
    bool done[256] = {false};
    uint32_t indent = code->indent;
    bool lanes = frame->part->lanes > 1;
    if (frame->step->first)
        frame_open_guards(code, frame, ELEMENT_GUARDS, frame->store, done);
    for (uint32_t loop = frame->store; loop + lanes < frame->depth; loop++) {
        frame_open_loop(code, frame, loop, done);
        frame_open_guards(code, frame, ALL_GUARDS, loop + 1, done);
        body_locals(code, body_scope(&code->body, loop + 1));
    }
    if (lanes)
        lanes_gather(code, frame, done);
    else
        frame_combine(code, frame, acc,
                      body_value(code, keeps_index(frame->part)
                                           ? NULL : frame->array));
    code_close_to(code, indent);
}

/* What must hold for the target to be an element, beside the guards on its own
 * indices: where these alone do not keep it inside, the inner loops have no
 * point and there is nothing to add. */
static Text target_condition(Code *code, const Frame *frame)
{
    Domain domain = code->body.box;
    Buffer out = buffer_create(code->scratch);
    domain.guards.at = NULL;
    domain.guards.capacity = 0;
    for (uint32_t g = 0; g < frame->part->guard_count; g++)
        if (frame_guard_level(code, frame, g) <= frame->store)
            list_push(code->scratch, &domain.guards, frame->part->guards[g]);
    for (uint32_t i = 0; i < frame->array->rank; i++) {
        SubscriptId target = frame->part->target[i];
        Range range = domain_bounds(&domain, code->graph, target);
        Text text = body_subscript(code, target);
        if (range.low >= range.high)
            continue;
        if (range.low < 0)
            buffer_print(&out, "%s%.*s >= 0", out.length ? " && " : "",
                         TEXT_ARGS(text));
        if (range.high > frame->array->shape[i])
            buffer_print(&out, "%s%.*s < %.*s", out.length ? " && " : "",
                         TEXT_ARGS(text),
                         TEXT_ARGS(code_whole(code, frame->array->shape[i])));
    }
    return buffer_text(&out);
}

/* target = value, or += where the part adds to what is there. */
void frame_store(Code *code, const Frame *frame, Text value)
{
    uint32_t indent = code->indent;
    Text condition = target_condition(code, frame);
    if (condition.length) {
        code_line(code, "if (%.*s) {", TEXT_ARGS(condition));
        code_open(code);
    }
    bool adds = frame_adds_result(code, frame)
             || (frame->part->combine == SUM && !frame->step->first);
    code_line(code, "%.*s %s %.*s;", TEXT_ARGS(frame_target(code, frame)),
              adds ? "+=" : "=", TEXT_ARGS(value));
    code_close_to(code, indent);
}

static void declare_keeper(Code *code, const Frame *frame)
{
    int64_t low = frame->part->ranges[frame->part->component].low;
    const char *type = frame->declared ? ""
                     : element_type(frame->array, code->plan->real_double);
    code_line(code, "%s%s%.*s = %.*s;", type, *type ? " " : "",
              TEXT_ARGS(keeper(code, frame)),
              TEXT_ARGS(code_whole(code, low)));
}

/* Whether the scalar is the array itself. */
static bool is_direct(const Frame *frame)
{
    return frame->home == HOME_LOCAL && frame->step->first
        && !keeps_index(frame->part);
}

static Text gatherer(Code *code, const Frame *frame)
{
    return frame->part->lanes > 1 ? lanes_name(code, frame)
                                  : accumulator(code, frame);
}

/* The type of a local that is declared here; nothing if that has been done. */
static const char *local_type(const Code *code, const Frame *frame)
{
    if (is_direct(frame) && frame->declared)
        return "";
    return keeps_index(frame->part)
             ? code_real_type(code)
             : element_type(frame->array, code->plan->real_double);
}

void frame_begin(Code *code, const Frame *frame)
{
    Text acc = gatherer(code, frame);
    const char *type = local_type(code, frame);
    if (frame->part->lanes > 1)
        lanes_declare(code, frame);
    else
        code_line(code, "%s%s%.*s = %.*s;", type, *type ? " " : "",
                  TEXT_ARGS(acc), TEXT_ARGS(frame_identity(code, frame)));
    if (keeps_index(frame->part))
        declare_keeper(code, frame);
}

void frame_gather(Code *code, const Frame *frame)
{
    inner_loops(code, frame, gatherer(code, frame));
}

void frame_end(Code *code, const Frame *frame)
{
    bool lanes = frame->part->lanes > 1, keeps = keeps_index(frame->part);
    Text acc = gatherer(code, frame);
    const char *type = local_type(code, frame);
    Text value = keeps ? keeper(code, frame)
               : lanes ? lanes_taken(code, frame)
                       : acc;
    if (is_direct(frame) && lanes)
        code_line(code, "%s%s%.*s = %.*s;", type, *type ? " " : "",
                  TEXT_ARGS(code->names->arrays[frame->step->array]),
                  TEXT_ARGS(value));
    if (!is_direct(frame) && !(keeps && frame->home == HOME_LOCAL))
        frame_store(code, frame, value);
}

void frame_reduce(Code *code, const Frame *frame)
{
    if (frame->step->abreast) {
        abreast_gather(code, frame, accumulator(code, frame));
        return;
    }
    frame_begin(code, frame);
    frame_gather(code, frame);
    frame_end(code, frame);
}
