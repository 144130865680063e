/* csv.c: tables of numbers in text. */
#include "tensor.h"

static void blanks(Cursor *cursor)
{
    while (cursor_take(cursor, ' ') || cursor_take(cursor, '\t'))
        continue;
}

static bool at_line_end(const Cursor *cursor)
{
    return cursor->at >= cursor->end || *cursor->at == '\n'
        || *cursor->at == '\r' || *cursor->at == '#';
}

static void next_line(Cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at != '\n')
        cursor->at++;
    (void)cursor_take(cursor, '\n');
}

/* The numbers of a line that is not empty; how many there are. */
static bool row(Cursor *cursor, Tensor *tensor, int64_t *count)
{
    bool more = true;
    while (more || !at_line_end(cursor)) {
        double number;
        if (!cursor_number(cursor, &number))
            return cursor_fail(cursor, "expected a number");
        list_push(cursor->arena, &tensor->values, number);
        ++*count;
        const char *end = cursor->at;
        blanks(cursor);
        more = cursor_take(cursor, ',') || cursor_take(cursor, ';');
        if (!more && cursor->at == end && !at_line_end(cursor))
            return cursor_fail(cursor, "expected a comma or a blank");
        blanks(cursor);
    }
    return true;
}

bool csv_tensor(Cursor *cursor, Tensor *tensor)
{
    *tensor = (Tensor){.rank = 2, .table = true};
    while (cursor->at < cursor->end) {
        blanks(cursor);
        if (!at_line_end(cursor)) {
            int64_t count = 0;
            const char *start = cursor->at;
            if (!row(cursor, tensor, &count))
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
