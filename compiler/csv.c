/* csv.c: tables of numbers in text. */
#include "tensor.h"

static void blanks(Reader *reader)
{
    while (reader_take(reader, ' ') || reader_take(reader, '\t'))
        continue;
}

static bool at_line_end(const Reader *reader)
{
    return reader->at >= reader->end || *reader->at == '\n'
        || *reader->at == '\r' || *reader->at == '#';
}

static void next_line(Reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n')
        reader->at++;
    (void)reader_take(reader, '\n');
}

/* The numbers of a line that is not empty; how many there are. */
static bool row(Reader *reader, Tensor *tensor, int64_t *count)
{
    bool more = true;
    while (more || !at_line_end(reader)) {
        double number;
        if (!reader_number(reader, &number))
            return reader_fail(reader, "expected a number");
        list_push(reader->arena, &tensor->values, number);
        ++*count;
        const char *end = reader->at;
        blanks(reader);
        more = reader_take(reader, ',') || reader_take(reader, ';');
        if (!more && reader->at == end && !at_line_end(reader))
            return reader_fail(reader, "expected a comma or a blank");
        blanks(reader);
    }
    return true;
}

bool csv_tensor(Reader *reader, Tensor *tensor)
{
    *tensor = (Tensor){.rank = 2, .table = true};
    while (reader->at < reader->end) {
        blanks(reader);
        if (!at_line_end(reader)) {
            int64_t count = 0;
            const char *start = reader->at;
            if (!row(reader, tensor, &count))
                return false;
            if (tensor->shape[0]++ == 0)
                tensor->shape[1] = count;
            if (count != tensor->shape[1]) {
                reader->at = start;
                return reader_fail(reader,
                                   "this row has %lld numbers, the first %lld",
                                   (long long)count,
                                   (long long)tensor->shape[1]);
            }
        }
        next_line(reader);
    }
    if (!tensor->shape[0])
        return reader_fail(reader, "there are no numbers in it");
    return true;
}
