/* emit_c_abreast.c: elements that are gathered side by side.
 *
 *     for (int begin = 0; begin < 150; begin += 64) {
 *         const int end = begin + 64 < 150 ? begin + 64 : 150;
 *         float y[64];
 *         for (int j = begin; j < end; j++) {
 *             y[j - begin] = 0.0f;
 *         }
 *         for (int i = 0; i < 200; i++) {
 *             for (int j = begin; j < end; j++) {
 *                 y[j - begin] += e(i, j);
 *             }
 *         }
 *         for (int j = begin; j < end; j++) {
 *             work->y[j] = y[j - begin];
 *         }
 *     }
 *
 * Each is gathered in the order of its terms, and all that a turn reads lies in
 * memory as the elements do.
 */
#include "emit_c_code.h"

enum { BLOCK = 64 };            /* elements */

uint32_t abreast_loop(const Frame *frame)
{
    return frame->store - 1;
}

/* Opens the loop over the elements of a block; *element is one of those gathered. */
static void open_elements(Code *code, const Frame *frame, Text name,
                          Text *element)
{
    uint32_t loop = abreast_loop(frame);
    Text i = code_index(code, loop);
    code_line(code, "for (%s %.*s = %.*s; %.*s < %.*s; %.*s++) {",
              loop_type(frame->part->ranges[loop]), TEXT_ARGS(i),
              TEXT_ARGS(code->begin), TEXT_ARGS(i), TEXT_ARGS(code->end),
              TEXT_ARGS(i));
    code_open(code);
    *element = text_format(code->scratch, "%.*s[%.*s - %.*s]", TEXT_ARGS(name),
                           TEXT_ARGS(i), TEXT_ARGS(code->begin));
}

void abreast_open(Code *code, const Frame *frame, const char *pragma, Text low,
                  Text high)
{
    frame_open_blocks(code, frame, abreast_loop(frame), BLOCK, pragma, low,
                      high);
}

void abreast_gather(Code *code, const Frame *frame, Text name)
{
    const uint32_t indent = code->indent;
    bool done[256] = {false};
    Frame inner = *frame;
    Text element;
    inner.independent = false;              /* turns add to the same */
    code_line(code, "%s %.*s[%d];", code_real_type(code), TEXT_ARGS(name), BLOCK);
    open_elements(code, frame, name, &element);
    code_line(code, "%.*s = %.*s;", TEXT_ARGS(element),
              TEXT_ARGS(frame_identity(code, frame)));
    code_close_to(code, indent);
    for (uint32_t loop = frame->store; loop < frame->depth; loop++)
        frame_open_loop(code, &inner, loop, done);
    open_elements(code, frame, name, &element);
    body_locals(code, body_scope(&code->body, frame->depth));
    frame_combine(code, frame, element, body_value(code, frame->array));
    code_close_to(code, indent);
    open_elements(code, frame, name, &element);
    frame_store(code, frame, element);
    code_close_to(code, indent);
}
