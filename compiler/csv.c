/* csv.c: tables of numbers in text. */
#include "tensor.h"

#include <string.h>

static void blanks(Cursor *cursor)
{
    while (cursor_take(cursor, ' ') || cursor_take(cursor, '\t'))
        continue;
}

/* What spreadsheets put before UTF-8. */
static void byte_order_mark(Cursor *cursor)
{
    if (cursor->end - cursor->at >= 3 && !memcmp(cursor->at, "\xEF\xBB\xBF", 3))
        cursor->at += 3;
}

static bool at_line_end(const Cursor *cursor)
{
    return cursor->at >= cursor->end || *cursor->at == '\n'
        || *cursor->at == '\r' || *cursor->at == '#';
}

/* Lines end in LF, CR LF or CR. */
static void next_line(Cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at != '\n'
           && *cursor->at != '\r')
        cursor->at++;
    (void)cursor_take(cursor, '\r');
    (void)cursor_take(cursor, '\n');
}

/* A comma or a semicolon; `separator` is the one of this table, or 0 before
 * the first. 1,5;2,5 may be numbers with decimal commas. */
static bool take_separator(Cursor *cursor, char *separator)
{
    char c = cursor->at < cursor->end ? *cursor->at : 0;
    if ((c != ',' && c != ';') || (*separator && c != *separator))
        return false;
    *separator = c;
    cursor->at++;
    return true;
}

/* The numbers of a line that is not empty; how many there are. */
static bool row(Cursor *cursor, Tensor *tensor, char *separator,
                int64_t *count)
{
    bool more = true;
    while (more || !at_line_end(cursor)) {
        double number;
        if (!cursor_number(cursor, &number))
            return cursor_fail(cursor, tensor->values.count
                                           ? "expected a number"
                                           : "expected a number; a line of "
                                             "names begins with #");
        list_push(cursor->arena, &tensor->values, number);
        ++*count;
        const char *end = cursor->at;
        blanks(cursor);
        more = take_separator(cursor, separator);
        if (!more && !at_line_end(cursor)
            && (cursor->at == end || *cursor->at == ',' || *cursor->at == ';'))
            return cursor_fail(cursor, "expected a %s or a blank",
                               *separator == ';' ? "semicolon" : "comma");
        blanks(cursor);
    }
    return true;
}

bool csv_tensor(Cursor *cursor, Tensor *tensor)
{
    char separator = 0;
    *tensor = (Tensor){.rank = 2, .table = true};
    byte_order_mark(cursor);
    while (cursor->at < cursor->end) {
        blanks(cursor);
        if (!at_line_end(cursor)) {
            int64_t count = 0;
            const char *start = cursor->at;
            if (!row(cursor, tensor, &separator, &count))
                return false;
            if (tensor->shape[0]++ == 0)
                tensor->shape[1] = count;
            if (count != tensor->shape[1]) {
                cursor->at = start;
                return cursor_fail(cursor,
                                   "this row has %lld numbers, the first %lld",
                                   (long long)count,
                                   (long long)tensor->shape[1]);
            }
        }
        next_line(cursor);
    }
    if (!tensor->shape[0])
        return cursor_fail(cursor, "there are no numbers in it");
    return true;
}
