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

/* The ends of a loop by its range and guards: low <= i < high. */
typedef struct Ends {
    Text low, high;
    bool low_cut, high_cut;     /* by a guard, */
    bool low_long, high_long;   /* and more than one expression */
} Ends;

/* The end that the guard gives the index: the first value that it allows or,
 * for a negative factor, the one behind the last. *reach are the values of it.
 * A quotient is rounded towards 0: as an end below 0 that is no loss where no
 * value of the index is. False if one may be. */
static bool guard_end(Code *code, const Frame *frame, uint32_t g,
                      uint32_t index, Text *end, Range *reach)
{
    SubscriptId guard = frame->part->guards[g];
    int64_t factor = guard_factor(code, guard, index);
    int64_t by = factor < 0 ? -factor : factor;
    Range range = frame->part->ranges[index];
    Term terms[MAX_INDICES];
    Subscript rest = factor > 0
                       ? guard_rest(code, guard, index, -1, by - 1, terms)
                       : guard_rest(code, guard, index, 1, by, terms);
    *reach = rest_bounds(frame->part, &rest);
    if (!by || (by > 1 && range.low < 0 && reach->low < 0)
        || width_of((Range){reach->low, reach->high + 1})
               > width_of((Range){range.low, range.high + 1}))
        return false;
    *end = body_affine(code, &rest);
    if (by > 1) {
        *end = text_format(code->scratch, rest.term_count ? "(%.*s) / %lld"
                                                          : "%.*s / %lld",
                           TEXT_ARGS(*end), (long long)by);
        reach->low = reach->low < 0 ? reach->low : reach->low / by;
        reach->high = reach->high < 0 ? 0 : reach->high / by;
    }
    return true;
}

/* The larger, or the smaller, of the two. */
static Text choose_end(Code *code, Text a, Text b, bool larger)
{
    return text_format(code->scratch, "%.*s %c %.*s ? %.*s : %.*s",
                       TEXT_ARGS(a), larger ? '>' : '<', TEXT_ARGS(b),
                       TEXT_ARGS(a), TEXT_ARGS(b));
}

/* A guard whose last index is the loop's becomes an end of the loop, if that
 * does not grow too long; otherwise it is a condition in it. */
static bool bound_loop(Code *code, const Frame *frame, uint32_t g,
                       uint32_t index, Ends *ends)
{
    int64_t factor = guard_factor(code, frame->part->guards[g], index);
    Range range = frame->part->ranges[index], reach;
    Text end;
    bool *cut = factor > 0 ? &ends->low_cut : &ends->high_cut;
    bool *is_long = factor > 0 ? &ends->low_long : &ends->high_long;
    Text *to = factor > 0 ? &ends->low : &ends->high;
    if (*is_long || !guard_end(code, frame, g, index, &end, &reach))
        return false;
    bool alone = factor > 0 ? reach.low >= range.low
                            : reach.high <= range.high;
    if (*cut || !alone) {
        end = choose_end(code, end, *to, factor > 0);
        *is_long = true;
    }
    *cut = true;
    *to = end;
    return true;
}

/* The ends of the loop; done[g] says which guards they obey. */
static Ends frame_ends(Code *code, const Frame *frame, uint32_t loop,
                       bool done[256])
{
    Range range = frame->part ? frame->part->ranges[loop]
                              : (Range){0, frame->array->shape[loop]};
    Ends ends = {.low = code_whole(code, range.low),
                 .high = code_whole(code, range.high)};
    memset(done, 0, 256 * sizeof *done);
    if (frame->part && loop + 1 > frame->free_level
        && loop >= frame->step->driven)
        for (uint32_t g = 0; g < frame->part->guard_count; g++)
            if (frame_guard_level(code, frame, g) == loop + 1)
                done[g] = bound_loop(code, frame, g, loop, &ends);
    return ends;
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
            || (of_step && span_decides(code, frame->step, g))
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

/* A local for an end of the loop. */
static Text loop_end(Code *code, uint32_t loop, const char *word)
{
    Text *end = &code->ends[loop][*word == 'h'];
    if (!end->length)
        *end = names_claim(code->names,
                           text_format(code->arena, "%.*s_%s",
                                       TEXT_ARGS(code_index(code, loop)),
                                       word));
    return *end;
}

bool step_runs_down(const Graph *graph, const Step *step, uint32_t loop)
{
    uint32_t r = graph_array(graph, step->array)->recurrence;
    if (loop >= step->driven)
        return false;
    for (uint32_t up = step->driven - 1u; up > loop; up--)
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

/* What C compilers are to make of the loop, whose range may be cut; or NULL. */
static const char *loop_pragma(const Code *code, const Frame *frame,
                               uint32_t loop, Range range, bool cut)
{
    int64_t turns = range.high - range.low;
    bool in_body = code->around && loop >= code->around;
    if (!cut && is_window(frame, loop, range))
        return "GG_WINDOW";
    if (!cut && turns <= LONGEST_UNROLLED
        && (in_body || is_few_turns(frame, loop)))
        return "GG_UNROLL";
    if (loop && frame->part && turns <= LONGEST_ROLLED
        && turns > LONGEST_UNROLLED
        && (loop + 1 < frame->depth
                ? is_few_turns(frame, loop + 1)
                : frame->part->combine == SUM && frame->store == frame->depth))
        return "GG_ROLLED";
    if (frame->independent && loop + 1 == frame->depth)
        return "GG_IVDEP";
    return NULL;
}

/* Makes locals of them. */
static void declare_ends(Code *code, const Frame *frame, uint32_t loop,
                         Ends *ends)
{
    const char *type = loop_type(frame->part->ranges[loop]);
    Text low = loop_end(code, loop, "low"), high = loop_end(code, loop, "high");
    code_line(code, "const %s %.*s = %.*s;", type, TEXT_ARGS(low),
              TEXT_ARGS(ends->low));
    code_line(code, "const %s %.*s = %.*s;", type, TEXT_ARGS(high),
              TEXT_ARGS(ends->high));
    ends->low = low;
    ends->high = high;
}

bool frame_open_blocks(Code *code, const Frame *frame, uint32_t loop, int size,
                       const char *pragma, Text low, Text high)
{
    Range range = frame->part->ranges[loop];
    const char *type = loop_type((Range){range.low, range.high + size});
    if (!code->begin.length) {
        code->begin = names_claim(code->names, text_of("begin"));
        code->end = names_claim(code->names, text_of("end"));
    }
    Text begin = code->begin, end = code->end;
    if (pragma)
        code_line(code, "%s", pragma);
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s += %d) {", type,
              TEXT_ARGS(begin), TEXT_ARGS(low), TEXT_ARGS(begin),
              TEXT_ARGS(high), TEXT_ARGS(begin), size);
    code_open(code);
    code_line(code, "const %s %.*s = %.*s + %d < %.*s ? %.*s + %d : %.*s;", type,
              TEXT_ARGS(end), TEXT_ARGS(begin), size, TEXT_ARGS(high),
              TEXT_ARGS(begin), size, TEXT_ARGS(high));
    return strcmp(type, "int") != 0;
}

/* Opens a loop over blocks of the turns, those of a block are the ends then. */
static void open_calls(Code *code, const Frame *frame, uint32_t loop, Ends *ends,
                       const char **pragma)
{
    bool shares = *pragma && !strcmp(*pragma, "GG_PARALLEL");
    if (ends->low_long || ends->high_long) {
        code_line(code, "{");
        code_open(code);
        declare_ends(code, frame, loop, ends);
    }
    each_open(code, frame, loop, shares ? *pragma : NULL, ends->low, ends->high);
    *pragma = shares ? NULL : *pragma;
    *ends = (Ends){.low = code->begin, .high = code->end};
}

/* Opens the loop of index `loop`; done[g] says which guards its bounds obey. */
void frame_open_loop(Code *code, const Frame *frame, uint32_t loop,
                     bool done[256])
{
    Range range = frame->part ? frame->part->ranges[loop]
                              : (Range){0, frame->array->shape[loop]};
    Text name = code_index(code, loop);
    memset(done, 0, 256 * sizeof *done);
    bool down = step_runs_down(code->graph, frame->step, loop);
    bool span = is_span(code, loop);
    if (span)
        range = code->span[loop].turns;
    if (span && code->span[loop].literal) {
        code_line(code, "{");
        code_open(code);
        return;
    }
    if (frame->step->timed && frame->step->loop == loop) {
        segment_loop(code, frame, range, name, down);
        return;
    }
    if (down) {
        code_line(code, "for (%s %.*s = %.*s; %.*s >= %.*s; %.*s--) {",
                  loop_type((Range){range.low - 1, range.high}),
                  TEXT_ARGS(name),
                  TEXT_ARGS(code_whole(code, range.high - 1)), TEXT_ARGS(name),
                  TEXT_ARGS(code_whole(code, range.low)), TEXT_ARGS(name));
        code_open(code);
        return;
    }
    Ends ends = frame_ends(code, frame, loop, done);
    if (span) {
        ends.low = code_whole(code, range.low);
        ends.high = code_whole(code, range.high);
    }
    const char *pragma = loop_pragma(code, frame, loop, range,
                                     ends.low_cut || ends.high_cut);
    if (!loop && code->region.open) {
        ends.low = tile_words(code)->share;
        ends.high = tile_words(code)->end;
    }
    if (!loop && frame->threads && !ends.high_long) {
        pragma = "GG_PARALLEL";
        code->tiles->vectors = true;
    }
    if (frame->step->abreast && loop == abreast_loop(frame)) {
        abreast_open(code, frame, frame->threads && !loop ? pragma : NULL,
                     ends.low, ends.high);
        return;
    }
    if (frame->part && frame->part->lanes <= 1 && loop + 1 == frame->depth
        && code->each.calls.count)
        open_calls(code, frame, loop, &ends, &pragma);
    if (pragma)
        code_line(code, "%s", pragma);
    Text high = ends.high, more = text_of("");
    if (ends.high_long) {
        high = loop_end(code, loop, "high");
        more = text_format(code->scratch, ", %.*s = %.*s", TEXT_ARGS(high),
                           TEXT_ARGS(ends.high));
    }
    code_line(code, "for (%s %.*s = %.*s%.*s; %.*s < %.*s; %.*s++) {",
              loop_type(range), TEXT_ARGS(name), TEXT_ARGS(ends.low),
              TEXT_ARGS(more), TEXT_ARGS(name), TEXT_ARGS(high),
              TEXT_ARGS(name));
    code_open(code);
}

void frame_declare_ends(Code *code, const Frame *frame, uint32_t loop,
                        bool done[256], Text end[2])
{
    Ends ends = frame_ends(code, frame, loop, done);
    declare_ends(code, frame, loop, &ends);
    end[0] = ends.low;
    end[1] = ends.high;
}
