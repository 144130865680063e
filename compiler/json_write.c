/* json_write.c: texts between quotes, and what stands between members. */
#include "json_write.h"

#include <math.h>
#include <utf8proc.h>

/* Controls, marks of direction and separators of lines: as in diagnose.c. */
static bool is_escaped(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return code < 0x20 || category == UTF8PROC_CATEGORY_CC
        || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL
        || category == UTF8PROC_CATEGORY_ZP;
}

/* \uXXXX, of which a code point beyond 16 bits takes two. */
static void add_escape(Buffer *out, int32_t code)
{
    if (code >= 0x10000)
        buffer_print(out, "\\u%04x\\u%04x",
                     (unsigned)(0xD800 + ((code - 0x10000) >> 10)),
                     (unsigned)(0xDC00 + ((code - 0x10000) & 0x3FF)));
    else
        buffer_print(out, "\\u%04x", (unsigned)code);
}

void json_quoted(Buffer *out, Text text)
{
    const char *at = text.at, *end = text.at + text.length;
    buffer_puts(out, "\"");
    while (at < end) {
        const char *start = at;
        int32_t code = text_decode(&at, end);
        if (code < 0)
            buffer_puts(out, "\xEF\xBF\xBD");
        else if (code == '\n' || code == '\t')
            buffer_puts(out, code == '\n' ? "\\n" : "\\t");
        else if (code == '"' || code == '\\')
            buffer_print(out, "\\%c", (char)code);
        else if (is_escaped(code))
            add_escape(out, code);
        else
            buffer_add(out, (Text){start, (size_t)(at - start)});
    }
    buffer_puts(out, "\"");
}

void json_number(Buffer *out, double value, bool precise)
{
    double shown = precise ? value : (double)(float)value;
    const char *quote = isfinite(shown) ? "" : "\"";
    buffer_puts(out, quote);
    buffer_number(out, shown, precise);
    buffer_puts(out, quote);
}

static void new_line(Json *json)
{
    buffer_print(json->out, "\n%*s", 2 * (int)json->depth, "");
}

/* What stands before a member, or between its key and its value. */
static void begin(Json *json, const char *key)
{
    if (key)
        json_key(json, text_of(key));
    if (json->keyed || !json->depth) {
        json->keyed = false;
        return;
    }
    bool *filled = &json->filled[json->depth - 1];
    bool apart = json->depth <= json->lines;
    buffer_puts(json->out, !*filled ? "" : apart ? "," : ", ");
    if (apart)
        new_line(json);
    *filled = true;
}

void json_key(Json *json, Text key)
{
    begin(json, NULL);
    json_quoted(json->out, key);
    buffer_puts(json->out, ": ");
    json->keyed = true;
}

Buffer *json_value(Json *json, const char *key)
{
    begin(json, key);
    return json->out;
}

void json_open(Json *json, const char *key, char bracket)
{
    begin(json, key);
    buffer_add(json->out, (Text){&bracket, 1});
    json->filled[json->depth] = false;
    json->closes[json->depth++] = bracket == '{' ? '}' : ']';
}

void json_close(Json *json)
{
    json->depth--;
    if (json->filled[json->depth] && json->depth < json->lines)
        new_line(json);
    buffer_add(json->out, (Text){&json->closes[json->depth], 1});
    if (!json->depth)
        buffer_puts(json->out, "\n");
}

void json_text(Json *json, const char *key, Text value)
{
    json_quoted(json_value(json, key), value);
}

void json_string(Json *json, const char *key, const char *value)
{
    json_text(json, key, text_of(value));
}

void json_whole(Json *json, const char *key, int64_t value)
{
    buffer_print(json_value(json, key), "%lld", (long long)value);
}

void json_real(Json *json, const char *key, double value, bool precise)
{
    json_number(json_value(json, key), value, precise);
}

void json_bool(Json *json, const char *key, bool value)
{
    buffer_puts(json_value(json, key), value ? "true" : "false");
}

void json_null(Json *json, const char *key)
{
    buffer_puts(json_value(json, key), "null");
}
