/* emit_c_loop.c: loops and conditions.
 *
 * A guard becomes a bound of the loop whose index is its last one, where it
 * can, and otherwise a condition at the outermost level that has its indices.
 */
#include "emit_c_code.h"

#include <string.h>

enum {
    LONGEST_UNROLLED = 4,       /* of loops with arrays in their bodies, or that
                                   leave the one around them to vectors, */
    MOST_UNROLLED = 16,         /* in all; */
    LONGEST_WINDOW = 8,
    LONGEST_ROLLED = 16         /* what C compilers write out otherwise */
};

/* -- guards -- */

uint32_t frame_guard_level(const Code *code, const Frame *frame, uint32_t g)
{
    uint32_t set = subscript_depends(&code->graph->exprs,
                                     frame->part->guards[g]);
    uint32_t level = 0;
    for (; set; set >>= 1)
        level++;
    uint32_t least = is_step_guard(code->graph, frame->step, g)
                       ? frame->step_level : frame->free_level;
    return level < least ? least : level;
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
    Text name = code_index(code, index);
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

void frame_open_guards(Code *code, const Frame *frame, Guards which,
                       uint32_t level, const bool *done)
{
    if (!frame->part)
        return;
    Buffer condition = buffer_create(code->scratch);
    for (uint32_t g = 0; g < frame->part->guard_count; g++) {
        bool of_step = is_step_guard(code->graph, frame->step, g);
        if (frame_guard_level(code, frame, g) != level || done[g]
            || which == (of_step ? ELEMENT_GUARDS : STEP_GUARDS))
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

/* Whether the loop is that of a recurrence that runs to smaller indices. */
static bool runs_down(const Code *code, const Frame *frame, uint32_t loop)
{
    const Graph *graph = code->graph;
    uint32_t r = frame->array->recurrence;
    if (loop >= frame->step->driven)
        return false;
    for (uint32_t up = frame->step->driven - 1; up > loop; up--)
        r = graph->recurrences.at[r].outer;
    return graph->recurrences.at[r].direction < 0;
}

/* Whether the loop is the innermost of several that a sum runs over, and short,
 * as the rows of a window are: unrolled, it needs no counter, and C compilers
 * keep the addresses of the outer loops in registers. */
static bool is_window(const Frame *frame, uint32_t loop, Range range)
{
    return frame->part && frame->part->combine == SUM
        && frame->part->lanes <= 1 && loop > frame->store
        && loop + 1 == frame->depth
        && range.high - range.low <= LONGEST_WINDOW;
}

bool is_few_turns(const Frame *frame, uint32_t loop)
{
    const Part *part = frame->part;
    int64_t turns = 1;
    if (!part || part->lanes > 1 || frame->step->tile
        || loop <= frame->step->driven)
        return false;
    for (uint32_t i = loop; i < frame->depth; i++) {
        int64_t count = part->ranges[i].high - part->ranges[i].low;
        turns *= count;
        if (count > LONGEST_UNROLLED || turns > MOST_UNROLLED)
            return false;
    }
    while (loop > frame->step->driven
           && part->ranges[loop - 1].high - part->ranges[loop - 1].low
                  <= LONGEST_UNROLLED)
        loop--;
    return loop > frame->step->driven;
}

/* Opens the loop of index `loop`; done[g] says which guards its bounds obey. */
void frame_open_loop(Code *code, const Frame *frame, uint32_t loop,
                     bool done[256])
{
    Range range = frame->part ? frame->part->ranges[loop]
                              : (Range){0, frame->array->shape[loop]};
    Text name = code_index(code, loop);
    Bounds bounds = {.condition = buffer_create(code->scratch)};
    memset(done, 0, 256 * sizeof *done);
    if (frame->step->timed && frame->step->loop == loop) {
        segment_loop(code, frame, range, name, runs_down(code, frame, loop));
        return;
    }
    if (runs_down(code, frame, loop)) {
        code_line(code, "for (%s %.*s = %.*s; %.*s >= %.*s; %.*s--) {",
                  loop_type((Range){range.low - 1, range.high}),
                  TEXT_ARGS(name),
                  TEXT_ARGS(code_whole(code, range.high - 1)), TEXT_ARGS(name),
                  TEXT_ARGS(code_whole(code, range.low)), TEXT_ARGS(name));
        code_open(code);
        return;
    }
    if (frame->part && loop + 1 > frame->free_level
        && loop >= frame->step->driven)
        for (uint32_t g = 0; g < frame->part->guard_count; g++)
            if (frame_guard_level(code, frame, g) == loop + 1)
                done[g] = bound_loop(code, frame, g, loop, &bounds);
    Buffer condition = buffer_create(code->scratch);
    if (!bounds.high)
        buffer_print(&condition, "%.*s < %.*s%s", TEXT_ARGS(name),
                     TEXT_ARGS(code_whole(code, range.high)),
                     bounds.condition.length ? " && " : "");
    buffer_add(&condition, buffer_text(&bounds.condition));
    Text low = bounds.low.length ? bounds.low : code_whole(code, range.low);
    bool few = ((code->around && loop >= code->around)
                || is_few_turns(frame, loop))
            && range.high - range.low <= LONGEST_UNROLLED;
    bool whole = !bounds.low.length && !bounds.condition.length;
    if (whole && is_window(frame, loop, range))
        code_line(code, "GG_WINDOW");
    else if (whole && few)
        code_line(code, "GG_UNROLL");
    else if (loop && frame->part
             && range.high - range.low <= LONGEST_ROLLED
             && range.high - range.low > LONGEST_UNROLLED
             && (loop + 1 < frame->depth
                     ? is_few_turns(frame, loop + 1)
                     : frame->part->combine == SUM
                           && frame->store == frame->depth))
        code_line(code, "GG_ROLLED");
    code_line(code, "for (%s %.*s = %.*s; %.*s; %.*s++) {", loop_type(range),
              TEXT_ARGS(name), TEXT_ARGS(low),
              TEXT_ARGS(buffer_text(&condition)), TEXT_ARGS(name));
    code_open(code);
}
