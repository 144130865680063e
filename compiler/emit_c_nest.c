/* emit_c_nest.c: nests of steps as loops.
 *
 * The loops of a step stand in the order of its indices. Those that the step
 * shares with the one before are open already, those that the next step shares
 * stay open; conditions of the step alone lie inside of both. Inner indices
 * (behind the last of the target) are summed into a scalar, which is stored
 * once.
 */
#include "emit_c_code.h"
#include "emit_interface.h"

#include <string.h>

typedef struct Frame {          /* of the step at work */
    const Step  *step;
    const Array *array;
    const Part  *part;          /* NULL: its loops run over the shape */
    uint32_t depth;             /* its loops */
    uint32_t store;             /* the level at which elements are stored */
    uint32_t free_level;        /* guards are obeyed at this level or deeper */
    Home     home;
    bool     declared;          /* the local it makes has been declared */
} Frame;

static Text index_name(const Code *code, uint32_t level)
{
    return code->names->indices[level];
}

static const char *index_type(Range range)
{
    if (range.low >= -32767 && range.high <= 32767)
        return "int";
    return range.low >= -INT32_MAX && range.high <= INT32_MAX ? "int32_t"
                                                               : "int64_t";
}

/* -- guards -- */

static uint32_t guard_level(const Code *code, const Frame *frame, uint32_t g)
{
    uint32_t set = subscript_depends(&code->graph->exprs,
                                     frame->part->guards[g]);
    uint32_t level = 0;
    for (; set; set >>= 1)
        level++;
    return level < frame->free_level ? frame->free_level : level;
}

static int64_t guard_factor(const Code *code, SubscriptId guard, uint32_t index)
{
    const Subscript *s = subscript_at(&code->graph->exprs, guard);
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].index == index)
            return s->terms[i].factor;
    return 0;
}

/* The guard without its index, plus more: a subscript as a value, not hash-
 * consed, as the graph is finished. */
static Subscript guard_rest(const Code *code, SubscriptId guard, uint32_t index,
                            int64_t sign, int64_t more, Term *terms)
{
    const Subscript *s = subscript_at(&code->graph->exprs, guard);
    Subscript rest = {.base = sign * s->base + more, .terms = terms};
    for (uint32_t i = 0; i < s->term_count; i++)
        if (s->terms[i].index != index)
            terms[rest.term_count++] =
                (Term){s->terms[i].index, sign * s->terms[i].factor};
    return rest;
}

/* Its interval over the box. */
static Range rest_bounds(const Part *part, const Subscript *rest)
{
    Range bounds = {rest->base, rest->base};
    for (uint32_t i = 0; i < rest->term_count; i++) {
        int64_t factor = rest->terms[i].factor;
        Range range = part->ranges[rest->terms[i].index];
        bounds.low += factor * (factor > 0 ? range.low : range.high - 1);
        bounds.high += factor * (factor > 0 ? range.high - 1 : range.low);
    }
    return bounds;
}

/* a <= b as `guard >= 0`: what is taken away stands left. */
static Text guard_text(Code *code, SubscriptId guard)
{
    const Subscript *s = subscript_at(&code->graph->exprs, guard);
    Term left[MAX_INDICES], right[MAX_INDICES];
    Subscript sides[2] = {{.terms = left}, {.terms = right}};
    for (uint32_t i = 0; i < s->term_count; i++) {
        Term term = s->terms[i];
        if (term.factor < 0)
            left[sides[0].term_count++] = (Term){term.index, -term.factor};
        else
            right[sides[1].term_count++] = term;
    }
    sides[s->base > 0].base = s->base < 0 ? -s->base : s->base;
    const char *relation = "<=";
    if (sides[0].base == 1 && sides[0].term_count) {
        sides[0].base = 0;
        relation = "<";
    }
    Text a = body_affine(code, &sides[0]), b = body_affine(code, &sides[1]);
    return text_format(code->scratch, "%.*s %s %.*s", TEXT_ARGS(a), relation,
                       TEXT_ARGS(b));
}

/* -- loops -- */

typedef struct Bounds {
    Text low;
    Buffer condition;           /* what must hold beside */
    bool   high;                /* the guards imply i < range.high */
} Bounds;

/* A guard whose last index is the loop's: a bound of the loop if the index
 * stands alone in it or as an upper bound, and otherwise a condition in it. */
static bool bound_loop(Code *code, const Frame *frame, uint32_t g,
                       uint32_t index, Bounds *bounds)
{
    SubscriptId guard = frame->part->guards[g];
    int64_t factor = guard_factor(code, guard, index);
    Range range = frame->part->ranges[index];
    Term terms[MAX_INDICES];
    Text name = index_name(code, index);
    if (factor == 1) {
        Subscript rest = guard_rest(code, guard, index, -1, 0, terms);
        Range reach = rest_bounds(frame->part, &rest);
        Text low = body_affine(code, &rest);
        if (bounds->low.length)
            return false;
        if (reach.low >= range.low)
            bounds->low = low;
        else
            bounds->low = text_format(
                code->scratch, "%.*s > %lld ? %.*s : %lld", TEXT_ARGS(low),
                (long long)range.low, TEXT_ARGS(low), (long long)range.low);
        return true;
    }
    if (factor >= 0)
        return false;
    if (bounds->condition.length)
        buffer_puts(&bounds->condition, " && ");
    if (factor == -1) {
        Subscript rest = guard_rest(code, guard, index, 1, 1, terms);
        if (rest_bounds(frame->part, &rest).high <= range.high)
            bounds->high = true;
        buffer_print(&bounds->condition, "%.*s < %.*s", TEXT_ARGS(name),
                     TEXT_ARGS(body_affine(code, &rest)));
    } else {
        buffer_add(&bounds->condition, guard_text(code, guard));
    }
    return true;
}

static void open_guards(Code *code, const Frame *frame, uint32_t level,
                        const bool *done)
{
    if (!frame->part)
        return;
    Buffer condition = buffer_create(code->scratch);
    for (uint32_t g = 0; g < frame->part->guard_count; g++) {
        if (guard_level(code, frame, g) != level || done[g])
            continue;
        if (condition.length)
            buffer_puts(&condition, " && ");
        buffer_add(&condition, guard_text(code, frame->part->guards[g]));
    }
    if (!condition.length)
        return;
    code_line(code, "if (%.*s) {", TEXT_ARGS(buffer_text(&condition)));
    code_open(code);
}

/* Opens the loop of index `loop`; done[g] says which guards its bounds obey. */
static void open_loop(Code *code, const Frame *frame, uint32_t loop,
                      bool done[256])
{
    Range range = frame->part ? frame->part->ranges[loop]
                              : (Range){0, frame->array->shape[loop]};
    Text name = index_name(code, loop);
    Bounds bounds = {.condition = buffer_create(code->scratch)};
    memset(done, 0, 256 * sizeof *done);
    if (frame->part && loop + 1 > frame->free_level)
        for (uint32_t g = 0; g < frame->part->guard_count; g++)
            if (guard_level(code, frame, g) == loop + 1)
                done[g] = bound_loop(code, frame, g, loop, &bounds);
    Buffer condition = buffer_create(code->scratch);
    if (!bounds.high)
        buffer_print(&condition, "%.*s < %.*s%s", TEXT_ARGS(name),
                     TEXT_ARGS(code_whole(code, range.high)),
                     bounds.condition.length ? " && " : "");
    buffer_add(&condition, buffer_text(&bounds.condition));
    Text low = bounds.low.length ? bounds.low : code_whole(code, range.low);
    code_line(code, "for (%s %.*s = %.*s; %.*s; %.*s++) {", index_type(range),
              TEXT_ARGS(name), TEXT_ARGS(low),
              TEXT_ARGS(buffer_text(&condition)), TEXT_ARGS(name));
    code_open(code);
}

/* -- storing -- */

static void subscripts_plain(const Code *code, const Array *array,
                             Text subscripts[MAX_RANK])
{
    for (uint32_t i = 0; i < array->rank; i++)
        subscripts[i] = index_name(code, i);
}

static Text target_text(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    if (frame->part)
        for (uint32_t i = 0; i < frame->array->rank; i++)
            subscripts[i] = body_subscript(code, frame->part->target[i]);
    else
        subscripts_plain(code, frame->array, subscripts);
    return code_element(code, frame->step->array, subscripts, &tightness);
}

static bool adds_result(const Code *code, const Frame *frame)
{
    return frame->home == HOME_RESULT && code->pass == BACKWARD
        && code->plan->accumulate;
}

static Text zero_text(Code *code, const Array *array)
{
    return array->type == WHOLE ? text_of("0") : code_real(code, 0);
}

static Text identity_text(Code *code, const Frame *frame)
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
        return zero_text(code, array);
    }
}

/* -- parts with inner indices -- */

static bool keeps_index(const Part *part)
{
    return part->combine == ARGMAX || part->combine == ARGMIN;
}

/* The scalar that gathers the inner loops: the array's own name, unless that is
 * taken by an argument, by the local that it is added to, or by an earlier
 * part. */
static Text accumulator(Code *code, const Frame *frame)
{
    static const char *const words[] = {
        "set", "sum", "prod", "max", "min", "max", "min",
    };
    const Step *step = frame->step;
    Text name = code->names->arrays[step->array];
    if (frame->home == HOME_LOCAL && step->first && !keeps_index(frame->part))
        return name;
    if (frame->home != HOME_LOCAL && !code->is_argument[step->array]
        && !step->part && !keeps_index(frame->part))
        return name;
    Text **cached = &code->accumulators[step->array];
    if (!*cached)
        *cached = NEW_ARRAY(code->arena, Text, frame->array->part_count);
    if (!(*cached)[step->part].length)
        (*cached)[step->part] = names_claim(
            code->names, text_format(code->scratch, "%.*s_%s", TEXT_ARGS(name),
                                     words[frame->part->combine]));
    return (*cached)[step->part];
}

/* Where ARGMAX keeps the index: the local itself or `at`. */
static Text keeper(Code *code, const Frame *frame)
{
    return frame->home == HOME_LOCAL ? code->names->arrays[frame->step->array]
                                     : code->at;
}

/* acc ⊕= value */
static void combine_line(Code *code, const Frame *frame, Text acc, Text value)
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
        Text e = text_format(code->scratch, "%.*s%u", TEXT_ARGS(code->temporary),
                             ++code->count);
        code_line(code, "const %s %.*s = %.*s;", code_real_type(code),
                  TEXT_ARGS(e), TEXT_ARGS(value));
        code_line(code, "if (%.*s %c %.*s) {", TEXT_ARGS(e), more ? '>' : '<',
                  TEXT_ARGS(acc));
        code_open(code);
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(acc), TEXT_ARGS(e));
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(keeper(code, frame)),
                  TEXT_ARGS(index_name(code, part->component)));
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

static void close_to(Code *code, uint32_t indent)
{
    while (code->indent > indent)
        code_close(code);
}

/* The inner loops: acc ⊕= e. Guards on outer indices alone stand here if each
 * element begins with the part. */
static void inner_loops(Code *code, const Frame *frame, Text acc)
{
    bool done[256] = {false};
    uint32_t indent = code->indent;
    if (frame->step->first)
        open_guards(code, frame, frame->store, done);
    for (uint32_t loop = frame->store; loop < frame->depth; loop++) {
        open_loop(code, frame, loop, done);
        open_guards(code, frame, loop + 1, done);
        body_locals(code, body_scope(&code->body, loop + 1));
    }
    combine_line(code, frame, acc,
                 body_value(code, keeps_index(frame->part) ? NULL
                                                           : frame->array));
    close_to(code, indent);
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
        if (guard_level(code, frame, g) <= frame->store)
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
static void store_value(Code *code, const Frame *frame, Text value)
{
    uint32_t indent = code->indent;
    Text condition = target_condition(code, frame);
    if (condition.length) {
        code_line(code, "if (%.*s) {", TEXT_ARGS(condition));
        code_open(code);
    }
    bool adds = adds_result(code, frame)
             || (frame->part->combine == SUM && !frame->step->first);
    code_line(code, "%.*s %s %.*s;", TEXT_ARGS(target_text(code, frame)),
              adds ? "+=" : "=", TEXT_ARGS(value));
    close_to(code, indent);
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

static void reduce(Code *code, const Frame *frame)
{
    const Part *part = frame->part;
    Text acc = accumulator(code, frame);
    bool direct = frame->home == HOME_LOCAL && frame->step->first
               && !keeps_index(part);
    const char *type = keeps_index(part)
                         ? code_real_type(code)
                         : element_type(frame->array, code->plan->real_double);
    if (direct && frame->declared)
        type = "";
    code_line(code, "%s%s%.*s = %.*s;", type, *type ? " " : "", TEXT_ARGS(acc),
              TEXT_ARGS(identity_text(code, frame)));
    if (keeps_index(part))
        declare_keeper(code, frame);
    inner_loops(code, frame, acc);
    if (!direct && !(keeps_index(part) && frame->home == HOME_LOCAL))
        store_value(code, frame, keeps_index(part) ? code->at : acc);
}

/* -- steps -- */

static bool needs_accumulator(const Frame *frame)
{
    return frame->store < frame->depth
        || (frame->part->combine != SET && frame->part->combine != SUM);
}

/* y = e, y += e, const float y = e */
static void point(Code *code, const Frame *frame)
{
    const char *type = element_type(frame->array, code->plan->real_double);
    Text value = body_value(code, frame->array);
    Text name = code->names->arrays[frame->step->array];
    if (frame->part->combine == SUM && frame->step->first)
        value = text_format(code->scratch, "%.*s + (%.*s)",
                            TEXT_ARGS(zero_text(code, frame->array)),
                            TEXT_ARGS(value));
    if (frame->home == HOME_LOCAL && !frame->declared && frame->step->first)
        code_line(code, "%s%s %.*s = %.*s;",
                  frame->array->part_count == 1 ? "const " : "", type,
                  TEXT_ARGS(name), TEXT_ARGS(value));
    else
        store_value(code, frame, value);
}

static void zero(Code *code, const Frame *frame)
{
    Text value = zero_text(code, frame->array);
    if (frame->home == HOME_LOCAL && !frame->declared)
        code_line(code, "%s %.*s = %.*s;",
                  element_type(frame->array, code->plan->real_double),
                  TEXT_ARGS(code->names->arrays[frame->step->array]),
                  TEXT_ARGS(value));
    else
        code_line(code, "%.*s = %.*s;", TEXT_ARGS(target_text(code, frame)),
                  TEXT_ARGS(value));
}

static void result(Code *code, const Frame *frame)
{
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    subscripts_plain(code, frame->array, subscripts);
    Text to = code_result(code, frame->step->part, subscripts);
    Text from = code_element(code, frame->step->array, subscripts, &tightness);
    bool adds = code->pass == BACKWARD && code->plan->accumulate;
    code_line(code, "%.*s %s %.*s;", TEXT_ARGS(to), adds ? "+=" : "=",
              TEXT_ARGS(from));
}

/* The comment above a step: the equation, once for all parts. */
static void step_comment(Code *code, const Step *step)
{
    if (step->kind == STEP_RESULT
        || (step->kind == STEP_PART && step->part
            && code->commented == step->array))
        return;
    if (code->commented == step->array)
        return;
    code->commented = step->array;
    Buffer text = buffer_create(code->scratch);
    equations_print(code->equations, code->plan->loops->origin[step->array],
                    &text);
    code_comment(code, buffer_text(&text));
}

static Frame frame_make(const Code *code, const Step *step, uint32_t leave)
{
    const Array *array = graph_array(code->graph, step->array);
    Frame frame = {
        .step = step,
        .array = array,
        .part = step->kind == STEP_PART ? &array->as.parts[step->part] : NULL,
        .depth = step_depth(code->graph, step),
        .store = array->rank,
        .free_level = step->shared < leave ? leave : step->shared,
        .home = (Home)code->plan->home[code->pass][step->array],
    };
    if (!frame.part)
        return frame;
    uint32_t set = 0;
    for (uint32_t i = 0; i < array->rank; i++)
        set |= subscript_depends(&code->graph->exprs, frame.part->target[i]);
    for (frame.store = 0; set; set >>= 1)
        frame.store++;
    if (frame.store < frame.free_level)
        frame.store = frame.free_level;
    /* A part with which each element begins runs for all elements; its guards
     * hold back the inner loops. */
    if (step->first && frame.free_level < frame.store)
        frame.free_level = frame.store;
    return frame;
}

/* Declares the local that the step makes, where that is not its whole value or
 * a brace is opened between. */
static void declare_before(Code *code, Frame *frame, bool wrapped)
{
    bool starts = code->begun != frame->step->array;
    bool partial = frame->part && !frame->step->first;
    if (frame->home != HOME_LOCAL || frame->declared
        || frame->step->kind == STEP_RESULT)
        return;
    if (starts && !wrapped && !partial)
        return;
    frame->declared = true;
    if (!starts)
        return;
    Text value = partial ? text_format(code->scratch, " = %.*s",
                                       TEXT_ARGS(zero_text(code, frame->array)))
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
        uint32_t level = guard_level(code, frame, g);
        if (frame->step->first && level == frame->store)
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
    if (level >= frame->free_level
        && !(frame->step->first && level == frame->store))
        open_guards(code, frame, level, done);
    body_locals(code, body_scope(&code->body, level));
}

/* The loops down to the elements, and these. */
static void code_step(Code *code, Frame *frame)
{
    const Step *step = frame->step;
    bool done[256] = {false};
    enter_level(code, frame, step->shared, done);
    for (uint32_t loop = step->shared; loop < frame->store; loop++) {
        open_loop(code, frame, loop, done);
        enter_level(code, frame, loop + 1, done);
    }
    if (step->kind == STEP_ZERO)
        zero(code, frame);
    else if (step->kind == STEP_RESULT)
        result(code, frame);
    else if (needs_accumulator(frame))
        reduce(code, frame);
    else
        point(code, frame);
    code->begun = step->array;
}

/* Whether the step declares names beside all loops that are not those of
 * arrays: then it stands in braces. */
static bool needs_braces(const Code *code, const Frame *frame)
{
    const Body *body = &code->body;
    if (!frame->part)
        return false;
    if (body->scopes.at[body_scope(body, 0)].locals.count)
        return true;
    if (frame->store || !needs_accumulator(frame))
        return false;
    return frame->home != HOME_LOCAL || !frame->step->first
        || keeps_index(frame->part);
}

/* The steps of a nest that there is something to do for: a result that was
 * made in its place needs no copy. */
typedef LIST(Step) Steps;

static Steps steps_to_do(const Code *code, const Nest *nest)
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
        list_push(code->scratch, &steps, step);
        shared = UINT8_MAX;
    }
    return steps;
}

void code_nest(Code *code, const Nest *nest)
{
    const Steps steps = steps_to_do(code, nest);
    uint32_t start = code->indent, base = start;
    code->count = 0;
    for (uint32_t i = 0; i < steps.count; i++) {
        const Step *step = &steps.at[i];
        uint32_t leave = i + 1 < steps.count ? steps.at[i + 1].shared : 0;
        Frame frame = frame_make(code, step, leave);
        close_to(code, base + step->shared);
        step_comment(code, step);
        if (frame.part)
            body_make(code, frame.array, frame.part, step->shared,
                      guarded_level(code, &frame));
        if (!i && needs_braces(code, &frame)) {
            if (!frame.array->rank)
                declare_before(code, &frame, true);
            code_line(code, "{");
            code_open(code);
            base = code->indent;
        }
        code_step(code, &frame);
    }
    close_to(code, start);
}

bool nest_has_code(const Code *code, const Nest *nest)
{
    return steps_to_do(code, nest).count > 0;
}
