/* json.c: lists of numbers in JSON's form, and objects of them.
 *
 * The nesting is at most that of an array, so a list is read by one loop with
 * a counter for each depth.
 */
#include "tensor.h"

/* A list that is open: its elements so far, and how many its sisters had. */
typedef struct Depth {
    int64_t count, wanted;          /* wanted: -1 until one is closed */
} Depth;

static bool leaf(Reader *reader, double *number)
{
    if (reader_number(reader, number))
        return true;
    const char *start = reader->at;
    if (reader_take(reader, '"') && reader_number(reader, number)
        && reader_take(reader, '"') && !(*number - *number == 0))
        return true;
    reader->at = start;
    static const struct {
        const char *word;
        size_t length;
        double value;
    } words[] = {{"true", 4, 1}, {"false", 5, 0}};
    for (size_t i = 0; i < 2; i++) {
        Text rest = {reader->at, words[i].length};
        if ((size_t)(reader->end - reader->at) >= rest.length
            && text_is(rest, words[i].word)) {
            reader->at += rest.length;
            *number = words[i].value;
            return true;
        }
    }
    if (reader->at >= reader->end)
        return reader_fail(reader, "a number is missing at the end");
    return reader_fail(reader, "expected a number%s",
                       *reader->at == ']' ? "; empty lists have no shape"
                                          : "");
}

/* Closes the innermost list; its length must be that of its sisters. */
static bool close_list(Reader *reader, Depth *depth)
{
    if (depth->wanted >= 0 && depth->count != depth->wanted)
        return reader_fail(reader,
                           "this list has %lld elements, the one before it "
                           "%lld",
                           (long long)depth->count, (long long)depth->wanted);
    depth->wanted = depth->count;
    return true;
}

bool json_tensor(Reader *reader, Tensor *tensor)
{
    Depth depths[TENSOR_RANK];
    uint32_t depth = 0;
    bool known = false;
    *tensor = (Tensor){0};
    for (int i = 0; i < TENSOR_RANK; i++)
        depths[i] = (Depth){0, -1};
    for (;;) {
        reader_space(reader);
        if (reader->at < reader->end && *reader->at == '['
            && !(known && depth == tensor->rank)) {
            if (depth == TENSOR_RANK)
                return reader_fail(reader, "lists are nested deeper than %d",
                                   TENSOR_RANK);
            reader->at++;
            depths[depth++].count = 0;
            continue;
        }
        if (known && depth != tensor->rank)
            return reader_fail(reader, "expected a list here, as before");
        double number;
        if (!leaf(reader, &number))
            return false;
        known = true;
        tensor->rank = depth;
        list_push(reader->arena, &tensor->values, number);
        for (;;) {
            if (!depth)
                goto done;
            depths[depth - 1].count++;
            reader_space(reader);
            if (!reader_take(reader, ']'))
                break;
            if (!close_list(reader, &depths[--depth]))
                return false;
        }
        if (!reader_take(reader, ','))
            return reader_fail(reader, "expected , or ]");
    }
done:
    for (uint32_t i = 0; i < tensor->rank; i++)
        tensor->shape[i] = depths[i].wanted;
    return true;
}

bool json_tensor_whole(Reader *reader, Tensor *tensor)
{
    if (!json_tensor(reader, tensor))
        return false;
    reader_space(reader);
    return reader->at == reader->end
        || reader_fail(reader, "nothing is expected behind the %s",
                       tensor->rank ? "list" : "number");
}

/* A name between quotes; escapes are taken as they are written but for \" \\
 * and \/ (names of arrays need no others). */
static bool member_name(Reader *reader, Text *name)
{
    if (!reader_take(reader, '"'))
        return reader_fail(reader, "expected a name between quotes");
    Buffer buffer = buffer_create(reader->arena);
    while (reader->at < reader->end && *reader->at != '"') {
        if (*reader->at == '\\' && reader->at + 1 < reader->end
            && (reader->at[1] == '"' || reader->at[1] == '\\'
                || reader->at[1] == '/'))
            reader->at++;
        buffer_add(&buffer, (Text){reader->at++, 1});
    }
    *name = buffer_text(&buffer);
    return reader_take(reader, '"')
        || reader_fail(reader, "the name does not end");
}

bool json_object(Reader *reader, JsonMember *member, void *context)
{
    reader_space(reader);
    if (!reader_take(reader, '{'))
        return reader_fail(reader, "expected {\"name\": values, …}");
    reader_space(reader);
    if (!reader_take(reader, '}')) {
        do {
            Text name;
            Tensor tensor;
            reader_space(reader);
            if (!member_name(reader, &name))
                return false;
            reader_space(reader);
            if (!reader_take(reader, ':'))
                return reader_fail(reader, "expected :");
            if (!json_tensor(reader, &tensor)
                || !member(context, name, &tensor))
                return false;
            reader_space(reader);
        } while (reader_take(reader, ','));
        if (!reader_take(reader, '}'))
            return reader_fail(reader, "expected , or }");
    }
    reader_space(reader);
    return reader->at == reader->end
        || reader_fail(reader, "nothing is expected behind the object");
}
