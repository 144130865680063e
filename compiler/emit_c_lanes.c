/* emit_c_lanes.c: what is gathered in lanes (lanes.h).
 *
 *     for (block = 0; block < 192; block += 16)
 *         for (k = block; k < block + 16; k++)
 *             lanes[k - block] += e;
 *     for (k = 192; k < 200; k++)
 *         lanes[k - 184] += e;
 *
 * What is left behind the last whole block goes into the last lanes. Where guards
 * cut the loop, so do they blocks, which are loops of their own then.
 */
#include "emit_c_code.h"

#include <string.h>

Text lanes_name(Code *code, const Frame *frame)
{
    return frame_word(code, frame, &code->lanes, "lanes");
}

void lanes_declare(Code *code, const Frame *frame)
{
    const Part *part = frame->part;
    const char *f = code->plan->real_double ? "" : "f";
    Text lanes = lanes_name(code, frame);
    bool sum = part->combine == SUM;
    code_line(code, "%s %.*s[%d]%s;", code_real_type(code), TEXT_ARGS(lanes),
              part->lanes, sum ? " = {0}" : "");
    if (!sum)
        code_line(code, "gg_fill_lanes%s(%d, %.*s, %.*s);", f, part->lanes,
                  TEXT_ARGS(lanes), TEXT_ARGS(frame_identity(code, frame)));
}

Text lanes_taken(Code *code, const Frame *frame)
{
    static const char *const words[] = {
        [SUM] = "sum", [MAX] = "max", [MIN] = "min",
    };
    return text_format(code->scratch, "gg_%s_lanes%s(%d, %.*s)",
                       words[frame->part->combine],
                       code->plan->real_double ? "" : "f", frame->part->lanes,
                       TEXT_ARGS(lanes_name(code, frame)));
}

/* The first value of the innermost index that goes into the lanes at once. */
static Text block_name(Code *code)
{
    if (!code->block.length)
        code->block = names_claim(code->names, text_of("block"));
    return code->block;
}

static void open_loop(Code *code, const Frame *frame, Text low, Text high,
                      bool vectors)
{
    uint32_t last = frame->depth - 1;
    Text k = code_index(code, last);
    if (vectors && loop_stays_rolled(code, frame->step, frame->part->lanes))
        code_line(code, "GG_ROLLED");
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
              loop_type(frame->part->ranges[last]), TEXT_ARGS(k),
              TEXT_ARGS(low), TEXT_ARGS(k), TEXT_ARGS(high), TEXT_ARGS(k));
    code_open(code);
}

/* Opens the loop over blocks from the one that begins at `low` on. */
static void open_blocks(Code *code, const Frame *frame, Text low, Text high)
{
    Text block = block_name(code);
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s += %d) {",
              loop_type(frame->part->ranges[frame->depth - 1]),
              TEXT_ARGS(block), TEXT_ARGS(low), TEXT_ARGS(block),
              TEXT_ARGS(high), TEXT_ARGS(block), frame->part->lanes);
    code_open(code);
}

/* Whether guards cut the innermost loop. */
static bool is_cut(const Code *code, const Frame *frame)
{
    for (uint32_t g = 0; g < frame->part->guard_count; g++)
        if (frame_guard_level(code, frame, g) == frame->depth)
            return true;
    return false;
}

/* Where whole blocks of the range end. */
static int64_t blocks_end(const Frame *frame)
{
    Range range = frame->part->ranges[frame->depth - 1];
    return range.high - (range.high - range.low) % frame->part->lanes;
}

/* Blocks are where they are without guards, from the one on in which the ends of
 * the loop begin. */
static void open_cut_blocks(Code *code, const Frame *frame, const LaneLoops *l)
{
    Range range = frame->part->ranges[frame->depth - 1];
    Arena *arena = code->scratch;
    Text base = code_whole(code, range.low), block = block_name(code);
    int count = frame->part->lanes;
    Text first = range.low
                   ? text_format(arena, "%.*s + (%.*s - %.*s) / %d * %d",
                                 TEXT_ARGS(base), TEXT_ARGS(l->low),
                                 TEXT_ARGS(base), count, count)
                   : text_format(arena, "%.*s / %d * %d", TEXT_ARGS(l->low),
                                 count, count);
    open_blocks(code, frame, first,
                blocks_end(frame) < range.high
                    ? text_format(arena, "%.*s && %.*s < %.*s",
                                  TEXT_ARGS(l->high), TEXT_ARGS(block),
                                  TEXT_ARGS(code_whole(code, blocks_end(frame))))
                    : l->high);
    code_line(code, "if (%.*s <= %.*s && %.*s + %d <= %.*s) {",
              TEXT_ARGS(l->low), TEXT_ARGS(block), TEXT_ARGS(block), count,
              TEXT_ARGS(l->high));
    code_open(code);
}

LaneLoops lanes_begin(Code *code, const Frame *frame, const bool done[256])
{
    LaneLoops l = {.indent = code->indent, .cut = is_cut(code, frame)};
    Range range = frame->part->ranges[frame->depth - 1];
    Text ends[2] = {code_whole(code, range.low), code_whole(code, range.high)};
    memcpy(l.done, done, sizeof l.done);
    if (l.cut) {
        code_line(code, "{");
        code_open(code);
        frame_declare_ends(code, frame, frame->depth - 1, l.done, ends);
    }
    l.inner = code->indent;
    l.low = ends[0];
    l.high = ends[1];
    return l;
}

/* The larger of the two. */
static Text later(Code *code, Text a, Text b)
{
    return text_format(code->scratch, "%.*s > %.*s ? %.*s : %.*s", TEXT_ARGS(a),
                       TEXT_ARGS(b), TEXT_ARGS(a), TEXT_ARGS(b));
}

/* Calls that are made for all turns of the innermost loop at once. */
static void write_calls(Code *code, const Frame *frame, Text first, Text end,
                        int64_t count)
{
    Text size = code_whole(code, count);
    if (code->each.calls.count)
        each_write(code, frame, first, end, size, size);
}

bool lanes_open(Code *code, const Frame *frame, const LaneLoops *l,
                LanePiece piece)
{
    Range range = frame->part->ranges[frame->depth - 1];
    Text block = block_name(code), end = code_whole(code, blocks_end(frame));
    Text high = text_format(code->scratch, "%.*s + %d", TEXT_ARGS(block),
                            frame->part->lanes);
    switch (piece) {
    case LANES_BLOCKS:
        if (l->cut)
            open_cut_blocks(code, frame, l);
        else
            open_blocks(code, frame, l->low, end);
        write_calls(code, frame, block, high, frame->part->lanes);
        open_loop(code, frame, block, high, true);
        return true;
    case LANES_CUT:
        if (!l->cut)
            return false;
        code->indent--;
        code_line(code, "} else {");
        code_open(code);
        open_loop(code, frame, later(code, l->low, block),
                  text_format(code->scratch, "%.*s && %.*s < %.*s",
                              TEXT_ARGS(l->high),
                              TEXT_ARGS(code_index(code, frame->depth - 1)),
                              TEXT_ARGS(high)), false);
        return true;
    case LANES_REST:
    default:
        if (blocks_end(frame) == range.high)
            return false;
        if (code->each.calls.count) {
            code_line(code, "{");
            code_open(code);
        }
        write_calls(code, frame, end, l->high, range.high - blocks_end(frame));
        open_loop(code, frame, l->cut ? later(code, l->low, end) : end, l->high,
                  true);
        return true;
    }
}

void lanes_add(Code *code, const Frame *frame, const LaneLoops *l,
               LanePiece piece)
{
    uint32_t indent = code->indent;
    int64_t high = frame->part->ranges[frame->depth - 1].high;
    Text first = piece == LANES_REST
                   ? code_whole(code, high - frame->part->lanes)
                   : block_name(code);
    frame_open_guards(code, frame, ALL_GUARDS, frame->depth, l->done);
    body_locals(code, body_scope(&code->body, frame->depth));
    frame_combine(code, frame,
                  text_format(code->scratch, "%.*s[%.*s - %.*s]",
                              TEXT_ARGS(lanes_name(code, frame)),
                              TEXT_ARGS(code_index(code, frame->depth - 1)),
                              TEXT_ARGS(first)),
                  body_value(code, frame->array));
    code_close_to(code, indent);
}

void lanes_close(Code *code, const LaneLoops *l, LanePiece piece)
{
    if (l->cut && piece == LANES_BLOCKS)
        code_close(code);           /* the block may be cut */
    else
        code_close_to(code, l->inner);
}

void lanes_end(Code *code, const LaneLoops *l)
{
    code_close_to(code, l->indent);
}

void lanes_gather(Code *code, const Frame *frame, const bool done[256])
{
    const LaneLoops l = lanes_begin(code, frame, done);
    for (LanePiece piece = LANES_BLOCKS; piece <= LANES_REST; piece++) {
        if (!lanes_open(code, frame, &l, piece))
            continue;
        lanes_add(code, frame, &l, piece);
        lanes_close(code, &l, piece);
    }
    lanes_end(code, &l);
}
