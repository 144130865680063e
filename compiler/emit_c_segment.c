/* emit_c_segment.c: loops over the segments of a run, and what is saved.
 *
 *     for (int segment = 0; segment < 32; segment++) {
 *         const int from = 32 * segment;
 *         const int to = from + 32 < 1000 ? from + 32 : 1000;
 *         …
 *         for (int t = from; t < to; t++) {
 */
#include "emit_c_code.h"

/* -- words -- */

static Text plus(Code *code, Text a, int64_t b)
{
    if (!b)
        return a;
    return text_format(code->scratch, "%.*s %c %lld", TEXT_ARGS(a),
                       b < 0 ? '-' : '+', (long long)(b < 0 ? -b : b));
}

static const Segments *segments_of(const Code *code)
{
    return code->plan->loops->segments;
}

void segment_names(Code *code)
{
    if (!segments_of(code))
        return;
    code->segment = names_claim(code->names, text_of("segment"));
    code->from = names_claim(code->names, text_of("from"));
    code->to = names_claim(code->names, text_of("to"));
}

/* -- the loop -- */

void segment_open(Code *code, Run run)
{
    const Segments *s = segments_of(code);
    Text n = code->segment, from = code->from, to = code->to;
    Text high = code_whole(code, s->steps.high);
    const char *type = loop_type((Range){s->steps.low - s->size,
                                          s->steps.high + s->size});
    bool up = (s->direction > 0) == (run == FIRST);
    code_blank(code);
    code_comment(code, text_of(run == FIRST
                                   ? "segment by segment"
                                   : "the same segments, the last one first"));
    if (up)
        code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s++) {", type,
                  TEXT_ARGS(n), TEXT_ARGS(n), (long long)s->count,
                  TEXT_ARGS(n));
    else
        code_line(code, "for (%s %.*s = %lld; %.*s >= 0; %.*s--) {", type,
                  TEXT_ARGS(n), (long long)s->count - 1, TEXT_ARGS(n),
                  TEXT_ARGS(n));
    code_open(code);
    code_line(code, "const %s %.*s = %.*s;", type, TEXT_ARGS(from),
              TEXT_ARGS(plus(code, text_format(code->scratch, "%lld * %.*s",
                                               (long long)s->size,
                                               TEXT_ARGS(n)),
                             s->steps.low)));
    Text next = plus(code, from, s->size);
    if ((s->steps.high - s->steps.low) % s->size)
        next = text_format(code->scratch, "%.*s < %.*s ? %.*s : %.*s",
                           TEXT_ARGS(next), TEXT_ARGS(high), TEXT_ARGS(next),
                           TEXT_ARGS(high));
    code_line(code, "const %s %.*s = %.*s;", type, TEXT_ARGS(to),
              TEXT_ARGS(next));
    code_blank(code);
}

/* for (t = low; t < high; t++), or down, where the segment has the step
 * t - late; the ends of the range are named where a segment goes beyond. */
void segment_loop(Code *code, const Frame *frame, Range range, Text name,
                  bool down)
{
    const Segments *s = segments_of(code);
    int64_t late = frame->step->late;
    bool cut_low = s->steps.low + late < range.low;
    bool cut_high = s->steps.high + late > range.high;
    Text low = plus(code, code->from, late);
    Text first = down ? plus(code, code->to, late - 1) : low;
    Text last = down ? low : plus(code, code->to, late);
    Text begin = code_whole(code, down ? range.high - 1 : range.low);
    Text end = code_whole(code, down ? range.low : range.high);
    const char *relation = down ? ">=" : "<";
    if (down ? cut_high : cut_low)
        first = text_format(code->scratch, "%.*s %c %.*s ? %.*s : %.*s",
                            TEXT_ARGS(first), down ? '<' : '>',
                            TEXT_ARGS(begin), TEXT_ARGS(first),
                            TEXT_ARGS(begin));
    if (down ? cut_low : cut_high)
        last = text_format(code->scratch, "%.*s && %.*s %s %.*s",
                           TEXT_ARGS(last), TEXT_ARGS(name), relation,
                           TEXT_ARGS(end));
    code_line(code, "for (%s %.*s = %.*s; %.*s %s %.*s; %.*s%s) {",
              loop_type((Range){range.low - 1, range.high}), TEXT_ARGS(name),
              TEXT_ARGS(first), TEXT_ARGS(name), relation, TEXT_ARGS(last),
              TEXT_ARGS(name), down ? "--" : "++");
    code_open(code);
}

/* What is made at one step alone. */
void segment_fixed(Code *code, const Frame *frame)
{
    const Segments *s = segments_of(code);
    code_line(code, "if (%.*s == %lld) {", TEXT_ARGS(code->segment),
              (long long)((frame->step->late - s->steps.low) / s->size));
    code_open(code);
}

/* -- saving -- */

/* Element k of what is saved, along its axis. */
static Text saved_element(Code *code, const Along *along, bool rests, Text k)
{
    const Segments *s = segments_of(code);
    bool up = s->direction > 0;
    int64_t base = along->at - (up ? along->before : 0);
    if (rests) {
        base += up ? s->steps.high : s->steps.low;
        return k.length ? plus(code, k, base) : code_whole(code, base);
    }
    Text start = plus(code, up ? code->from : code->to, base);
    return k.length ? text_format(code->scratch, "%.*s + %.*s",
                                  TEXT_ARGS(start), TEXT_ARGS(k))
                    : start;
}

/* That the element is one of the array, where it need not be. */
static void open_inside(Code *code, const Along *along, int64_t size,
                        Text element)
{
    const Segments *s = segments_of(code);
    bool low = s->steps.low + along->at - along->before < 0;
    bool high = s->steps.high + along->at + along->after > size;
    if (!low && !high)
        return;
    Text below = text_format(code->scratch, "%.*s < %.*s", TEXT_ARGS(element),
                             TEXT_ARGS(code_whole(code, size)));
    code_line(code, "if (%.*s%s%s%.*s) {", low ? (int)element.length : 0,
              element.at, low ? " >= 0" : "", low && high ? " && " : "",
              high ? (int)below.length : 0, below.at);
    code_open(code);
}

/* copy[n][k][…] = array[element k][…], or the other way. */
void segment_copy(Code *code, const Frame *frame)
{
    const Step *step = frame->step;
    const Segments *s = segments_of(code);
    bool saves = step->kind == STEP_SAVE, rests = step->part != 0;
    ArrayId id = saves ? step->other : step->array;
    ArrayId copy = saves ? step->array : step->other;
    const Array *array = graph_array(code->graph, id);
    const Along *along = &s->along[id];
    int64_t count = segments_saved(s, along);
    Text at[MAX_RANK], place[MAX_RANK] = {code->segment, text_of("0")}, k = {0};
    uint32_t indent = code->indent, rank = 2;
    uint8_t tightness;
    if (rests)
        place[0] = code_whole(code, s->count);
    if (count > 1) {
        k = place[1] = code_index(code, along->axis);
        code_line(code, "for (int %.*s = 0; %.*s < %lld; %.*s++) {",
                  TEXT_ARGS(k), TEXT_ARGS(k), (long long)count, TEXT_ARGS(k));
        code_open(code);
    }
    at[along->axis] = saved_element(code, along, rests, k);
    open_inside(code, along, array->shape[along->axis], at[along->axis]);
    for (uint32_t a = 0; a < array->rank; a++) {
        if (a == along->axis)
            continue;
        Text index = at[a] = place[rank++] = code_index(code, a);
        code_line(code, "for (%s %.*s = 0; %.*s < %lld; %.*s++) {",
                  loop_type((Range){0, array->shape[a]}), TEXT_ARGS(index),
                  TEXT_ARGS(index), (long long)array->shape[a],
                  TEXT_ARGS(index));
        code_open(code);
    }
    Text left = code_stored(code, id, at, &tightness);
    Text right = code_stored(code, copy, place, &tightness);
    code_line(code, "%.*s = %.*s;", TEXT_ARGS(saves ? right : left),
              TEXT_ARGS(saves ? left : right));
    code_close_to(code, indent);
}
