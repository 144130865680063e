/* compare_markdown.c: a report as a comment in markdown. */
#include "compare_print_words.h"

/* In a cell of a table, where | ends it. */
static void print_cell(Text text, Buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '|')
            buffer_puts(out, "\\");
        buffer_add(out, (Text){text.at + i, 1});
    }
}

static void print_markdown_row(const Result *row, Buffer *out)
{
    Buffer cell = buffer_create(out->arena);
    print_verdict(row, &cell);
    size_t length = cell.length;
    buffer_puts(&cell, ": ");
    size_t start = cell.length;
    print_reason(row, &cell);
    if (cell.length == start)
        cell.length = length;
    buffer_puts(out, "| `");
    print_cell(row->name, out);
    buffer_puts(out, "` | ");
    print_cell(buffer_text(&cell), out);
    buffer_puts(out, " |\n");
}

static uint32_t lines_of(Text text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.at[i] == '\n';
    return count;
}

/* Long ones are folded. */
static void print_block(const Result *row, const char *words, Text formula,
                        Buffer *out)
{
    enum { LONG = 8 };
    bool folded = lines_of(formula) > LONG;
    const char *quote[] = {folded ? "<code>" : "`", folded ? "</code>" : "`"};
    buffer_print(out, "\n%s%s%.*s%s %s%s\n\n```g\n",
                 folded ? "<details><summary>" : "", quote[0],
                 TEXT_ARGS(row->name), quote[1], words,
                 folded ? "</summary>" : ":");
    buffer_add(out, formula);
    buffer_puts(out, folded ? "```\n\n</details>\n" : "```\n");
}

void report_print_markdown(const Report *report, Buffer *out)
{
    const uint8_t *details = rows_shown(report, out->arena);
    buffer_print(out, "### `%.*s` and `%.*s`: ", TEXT_ARGS(report->path[OLD]),
                 TEXT_ARGS(report->path[NEW]));
    print_headline(report, out);
    buffer_puts(out, "\n\n");
    for (uint32_t i = 0; i < report->changes.count; i++) {
        buffer_puts(out, "* ");
        print_change(report, &report->changes.at[i], "`", out);
        buffer_puts(out, "\n");
    }
    buffer_puts(out, report->changes.count ? "\n" : "");
    buffer_puts(out, "| | |\n|---|---|\n");
    for (uint32_t i = 0; i < report->rows.count; i++)
        if (details[i] != DETAIL_NONE)
            print_markdown_row(&report->rows.at[i], out);
    Buffer rest = buffer_create(out->arena);
    print_rest(report, details, &rest);
    if (rest.length)
        buffer_print(out, "\n%.*s", TEXT_ARGS(buffer_text(&rest)));
    for (uint32_t i = 0; i < report->rows.count; i++) {
        const Result *row = &report->rows.at[i];
        if (details[i] != DETAIL_FULL)
            continue;
        Shown shown = formulas_shown(row, report->all, out->arena);
        for (int side = 0; side < SIDES; side++)
            if (shown.text[side].length)
                print_block(row, shown.same ? same_words : side_words[side],
                            shown.text[side], out);
    }
}
