/* compare_shown.c: what people are shown of formulas before and after. */
#include "compare_print.h"

#include "names.h"

enum {
    LONG = 8,                       /* lines, and more */
    MOST_LINES = 40,
    MOST_SAME = 20,                 /* rows that are identical, */
    MOST_FULL = 20,                 /* others, with formulas, */
    MOST_ROWS = 60                  /* and without */
};

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

/* The first lines, and how many more there are. */
static Text first_lines(Text text, Arena *arena)
{
    uint32_t count = count_lines(text);
    if (count <= MOST_LINES)
        return text;
    Text rest = text;
    for (uint32_t i = 0; i < MOST_LINES; i++)
        take_line(&rest);
    return text_format(arena, "%.*s… and %u more lines\n",
                       (int)(text.length - rest.length), text.at,
                       (unsigned)(count - MOST_LINES));
}

Shown formulas_shown(const Result *row, bool all, Arena *arena)
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
    for (int side = 0; side < SIDES && !all; side++)
        shown.text[side] = first_lines(shown.text[side], arena);
    return shown;
}

const uint8_t *rows_shown(const Report *report, Arena *arena)
{
    uint8_t *details = NEW_ARRAY(arena, uint8_t, report->rows.count);
    uint32_t same = 0, others = 0;
    for (uint32_t i = 0; i < report->rows.count; i++) {
        bool alike = report->rows.at[i].compared.verdict == IDENTICAL;
        uint32_t before = alike ? same++ : others++;
        details[i] = report->all || before < (alike ? MOST_SAME : MOST_FULL)
                       ? DETAIL_FULL
                   : !alike && before < MOST_ROWS ? DETAIL_LINE
                                                  : DETAIL_NONE;
    }
    return details;
}

const char *print_counts(const Report *report, const uint8_t *details,
                         const char *before, Buffer *out)
{
    static const char *const words[] = {
        [IDENTICAL] = "identical", [EQUAL] = "equal",
        [EQUAL_TO_ROUNDING] = "equal to rounding", [DIFFERENT] = "different",
        [UNDECIDED] = "undecided"};
    for (Verdict v = IDENTICAL; v <= UNDECIDED; v++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < report->rows.count; i++)
            count += report->rows.at[i].compared.verdict == v
                  && (!details || details[i] == DETAIL_NONE);
        if (!count)
            continue;
        buffer_print(out, "%s%u %s", before, (unsigned)count, words[v]);
        before = ", ";
    }
    return before;
}

void print_rest(const Report *report, const uint8_t *details, Buffer *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < report->rows.count; i++)
        count += details[i] == DETAIL_NONE;
    if (!count)
        return;
    buffer_print(out, "… and %u more", (unsigned)count);
    print_counts(report, details, ": ", out);
    buffer_puts(out, "; --all shows them\n");
}
