/* json.c: lists of numbers in JSON's form, and objects of them.
 *
 * The nesting is at most that of an array, so a list is read by one loop with
 * a counter for each depth.
 */
#include "tensor.h"

#include <string.h>

/* A list that is open: its elements so far, and how many its sisters had. */
typedef struct Depth {
    int64_t count, wanted;          /* wanted: -1 until one is closed */
} Depth;

static bool leaf(Cursor *cursor, double *number)
{
    if (cursor_number(cursor, number))
        return true;
    const char *start = cursor->at;
    if (cursor_take(cursor, '"') && cursor_number(cursor, number)
        && cursor_take(cursor, '"') && !(*number - *number == 0))
        return true;
    cursor->at = start;
    static const struct {
        const char *word;
        size_t length;
        double value;
    } words[] = {{"true", 4, 1}, {"false", 5, 0}};
    for (size_t i = 0; i < 2; i++) {
        Text rest = {cursor->at, words[i].length};
        if ((size_t)(cursor->end - cursor->at) >= rest.length
            && text_is(rest, words[i].word)) {
            cursor->at += rest.length;
            *number = words[i].value;
            return true;
        }
    }
    if (cursor->at >= cursor->end)
        return cursor_fail(cursor, "a number is missing at the end");
    return cursor_fail(cursor, "expected a number%s",
                       *cursor->at == ']' ? "; empty lists have no shape"
                                          : "");
}

/* Closes the innermost list; its length must be that of its sisters. */
static bool close_list(Cursor *cursor, Depth *depth)
{
    if (depth->wanted >= 0 && depth->count != depth->wanted)
        return cursor_fail(cursor,
                           "this list has %lld elements, the one before it "
                           "%lld",
                           (long long)depth->count, (long long)depth->wanted);
    depth->wanted = depth->count;
    return true;
}

bool json_tensor(Cursor *cursor, Tensor *tensor)
{
    Depth depths[TENSOR_RANK];
    uint32_t depth = 0;
    bool known = false;
    *tensor = (Tensor){0};
    for (int i = 0; i < TENSOR_RANK; i++)
        depths[i] = (Depth){0, -1};
    for (;;) {
        cursor_space(cursor);
        if (cursor->at < cursor->end && *cursor->at == '['
            && !(known && depth == tensor->rank)) {
            if (depth == TENSOR_RANK)
                return cursor_fail(cursor, "lists are nested deeper than %d",
                                   TENSOR_RANK);
            cursor->at++;
            depths[depth++].count = 0;
            continue;
        }
        if (known && depth != tensor->rank)
            return cursor_fail(cursor, "expected a list here, as before");
        double number;
        if (!leaf(cursor, &number))
            return false;
        known = true;
        tensor->rank = depth;
        list_push(cursor->arena, &tensor->values, number);
        for (;;) {
            if (!depth)
                goto done;
            depths[depth - 1].count++;
            cursor_space(cursor);
            if (!cursor_take(cursor, ']'))
                break;
            if (!close_list(cursor, &depths[--depth]))
                return false;
        }
        if (!cursor_take(cursor, ','))
            return cursor_fail(cursor, "expected , or ]");
    }
done:
    for (uint32_t i = 0; i < tensor->rank; i++)
        tensor->shape[i] = depths[i].wanted;
    return true;
}

bool json_tensor_whole(Cursor *cursor, Tensor *tensor)
{
    if (!json_tensor(cursor, tensor))
        return false;
    cursor_space(cursor);
    return cursor->at == cursor->end
        || cursor_fail(cursor, "nothing is expected behind the %s",
                       tensor->rank ? "list" : "number");
}

/* Four hexadecimal digits of \uXXXX; -1 if they are not there. */
static int32_t hexadecimal(Cursor *cursor)
{
    static const char digits[] = "0123456789abcdef";
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = cursor->at < cursor->end ? *cursor->at : 0;
        const char *digit =
            c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
        if (!digit)
            return -1;
        value = value << 4 | (int32_t)(digit - digits);
        cursor->at++;
    }
    return value;
}

/* A code point beyond 16 bits is written as two, a surrogate pair. */
static int32_t unicode(Cursor *cursor)
{
    int32_t high = hexadecimal(cursor);
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    int32_t low = cursor_take(cursor, '\\') && cursor_take(cursor, 'u')
                    ? hexadecimal(cursor)
                    : -1;
    bool pair = high <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF;
    return pair ? 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00) : -1;
}

static void add_code(Buffer *out, int32_t code)
{
    int tail = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const int lead[] = {0, 0xC0, 0xE0, 0xF0};
    char bytes[4];
    for (int i = 0; i <= tail; i++)
        bytes[i] = (char)(i ? 0x80 | (code >> 6 * (tail - i) & 0x3F)
                            : lead[tail] | code >> 6 * tail);
    buffer_add(out, (Text){bytes, (size_t)tail + 1});
}

/* A name between quotes. No name holds what \n and its like stand for. */
static bool member_name(Cursor *cursor, Text *name)
{
    if (!cursor_take(cursor, '"'))
        return cursor_fail(cursor, "expected a name between quotes");
    Buffer buffer = buffer_create(cursor->arena);
    while (cursor->at < cursor->end && *cursor->at != '"') {
        bool escaped = cursor_take(cursor, '\\');
        char c = cursor->at < cursor->end ? *cursor->at : 0;
        bool numbered = escaped && cursor_take(cursor, 'u');
        int32_t code = numbered ? unicode(cursor) : (unsigned char)c;
        if (code < 0)
            return cursor_fail(cursor, "expected the four digits of \\u");
        if (escaped && !numbered && c != '"' && c != '\\' && c != '/')
            return cursor_fail(cursor, "no name holds this escape");
        if (code < 0x20)
            return cursor_fail(cursor, "a name holds no control characters");
        if (numbered)
            add_code(&buffer, code);
        else
            buffer_add(&buffer, (Text){cursor->at++, 1});
    }
    *name = buffer_text(&buffer);
    return cursor_take(cursor, '"')
        || cursor_fail(cursor, "the name does not end");
}

/* The members of an object, and of those within it, down to `depth`, by names
 * that begin with that of the outer one. */
static bool members(Cursor *cursor, Text outer, int depth, JsonMember *member,
                    void *context)
{
    if (!cursor_take(cursor, '{'))
        return cursor_fail(cursor, "expected {\"name\": values, …}");
    cursor_space(cursor);
    if (cursor_take(cursor, '}'))
        return true;
    do {
        Text name;
        Tensor tensor;
        cursor_space(cursor);
        if (!member_name(cursor, &name))
            return false;
        if (outer.length)
            name = text_format(cursor->arena, "%.*s.%.*s", TEXT_ARGS(outer),
                               TEXT_ARGS(name));
        cursor_space(cursor);
        if (!cursor_take(cursor, ':'))
            return cursor_fail(cursor, "expected :");
        cursor_space(cursor);
        bool within = depth && cursor->at < cursor->end && *cursor->at == '{';
        if (within ? !members(cursor, name, depth - 1, member, context)
                   : !json_tensor(cursor, &tensor)
                         || !member(context, name, &tensor))
            return false;
        cursor_space(cursor);
    } while (cursor_take(cursor, ','));
    return cursor_take(cursor, '}')
        || cursor_fail(cursor, "expected , or }");
}

static bool object(Cursor *cursor, int depth, JsonMember *member, void *context)
{
    cursor_space(cursor);
    if (!members(cursor, (Text){0}, depth, member, context))
        return false;
    cursor_space(cursor);
    return cursor->at == cursor->end
        || cursor_fail(cursor, "nothing is expected behind the object");
}

bool json_object(Cursor *cursor, JsonMember *member, void *context)
{
    return object(cursor, 0, member, context);
}

bool json_objects(Cursor *cursor, JsonMember *member, void *context)
{
    enum { DEEPEST = 8 };
    return object(cursor, DEEPEST, member, context);
}
