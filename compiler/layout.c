/* layout.c: greedy filling that prefers to break at shallow places. */
#include "layout.h"

enum { FIRST_MARK = 1, LAST_MARK = 30 };

void layout_mark(Buffer *line, uint32_t depth)
{
    const uint32_t deepest = LAST_MARK - FIRST_MARK;
    char mark = (char)(FIRST_MARK + (depth < deepest ? depth : deepest));
    buffer_add(line, (Text){&mark, 1});
}

static bool is_mark(char c)
{
    return c >= FIRST_MARK && c <= LAST_MARK;
}

/* Columns up to the next mark or the end; *next is where that is. */
static size_t piece_width(Text line, size_t from, size_t *next)
{
    size_t at = from;
    while (at < line.length && !is_mark(line.at[at]))
        at++;
    *next = at;
    return text_width((Text){line.at + from, at - from});
}

/* Where the line that starts at `from` ends: the shallowest mark in its second
 * half, the last of equals; otherwise the last that fits, or the first. */
static size_t line_end(Text line, size_t from, size_t column, size_t width)
{
    size_t best = 0, last = 0, at = from, start = column;
    for (;;) {
        size_t next;
        column += piece_width(line, at, &next);
        if (column > width && last)
            return best ? best : last;
        if (next == line.length)
            return next;
        if (column > width)
            return next;
        if (column > start + (width - start) / 2
            && (!best || line.at[next] <= line.at[best]))
            best = next;
        last = next;
        column++;
        at = next + 1;
    }
}

/* The piece with its marks as spaces. */
static void add_piece(Text piece, Buffer *out)
{
    size_t start = out->length;
    buffer_add(out, piece);
    for (size_t i = start; i < out->length; i++)
        if (is_mark(out->at[i]))
            out->at[i] = ' ';
}

void layout_fill(Text line, size_t column, size_t indent, size_t width,
                 Buffer *out)
{
    for (size_t from = 0; from < line.length;) {
        bool fits = column + (line.length - from) <= width;
        size_t end = fits ? line.length : line_end(line, from, column, width);
        add_piece((Text){line.at + from, end - from}, out);
        from = end + 1;
        column = indent;
        if (from < line.length)
            buffer_print(out, "\n%*s", (int)indent, "");
    }
    buffer_puts(out, "\n");
}
