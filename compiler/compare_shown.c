/* compare_shown.c: what people are shown of formulas before and after. */
#include "compare_print.h"

#include "names.h"

enum { LONG = 8 };                 /* lines, and more */

/* The next line of the text, with its end, and past it. */
static Text take_line(Text *text)
{
    size_t length = 0;
    while (length < text->length && text->at[length] != '\n')
        length++;
    length += length < text->length;
    Text line = {text->at, length};
    *text = (Text){text->at + length, text->length - length};
    return line;
}

static uint32_t count_lines(Text text)
{
    uint32_t count = 0;
    for (; text.length; count++)
        take_line(&text);
    return count;
}

/* The lines that the other text has not, and `…` for those between. */
static Text changed_lines(Text text, Text other, Arena *arena)
{
    WordSet lines = {.arena = arena};
    Buffer out = buffer_create(arena);
    bool skipped = false;
    while (other.length)
        word_set_add(&lines, take_line(&other));
    while (text.length) {
        Text line = take_line(&text);
        bool known = word_set_has(&lines, line);
        if (!known)
            buffer_add(&out, line);
        else if (!skipped)
            buffer_puts(&out, "…\n");
        skipped = known;
    }
    return buffer_text(&out);
}

Shown formulas_shown(const Result *row, Arena *arena)
{
    const Text *formula = row->formula;
    Shown shown = {.text = {formula[OLD], formula[NEW]}};
    bool is_long = count_lines(formula[OLD]) >= LONG
                || count_lines(formula[NEW]) >= LONG;
    shown.same = formula[OLD].length
              && text_equal(formula[OLD], formula[NEW]);
    if (shown.same) {
        shown.text[NEW] = (Text){0};
        shown.text[OLD] = is_long ? (Text){0} : formula[OLD];
    } else if (is_long) {
        for (int side = 0; side < SIDES; side++)
            shown.text[side] =
                changed_lines(formula[side], formula[!side], arena);
    }
    return shown;
}
