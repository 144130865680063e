/* amalgam_words.c: the words of C, and which of them are defined. */
#include "amalgam_pieces.h"

#include <string.h>

bool text_starts(Text text, const char *with)
{
    size_t length = strlen(with);
    return text.length >= length && !memcmp(text.at, with, length);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9') || c == '_';
}

Text text_behind(Text text, size_t length)
{
    return (Text){text.at + length, text.length - length};
}

/* The length of a comment or of what stands in quotes; 0: it is neither. */
static size_t passed_over(Text text)
{
    size_t i = 2;
    if (text_starts(text, "/*")) {
        while (i < text.length && !text_starts(text_behind(text, i), "*/"))
            i++;
        return i + 2 < text.length ? i + 2 : text.length;
    }
    if (!text.length || (*text.at != '"' && *text.at != '\''))
        return 0;
    for (i = 1; i < text.length && text.at[i] != *text.at; i++)
        i += text.at[i] == '\\';
    return i + 1 < text.length ? i + 1 : text.length;
}

size_t c_line(Text text)
{
    const char *end = text.length ? memchr(text.at, '\n', text.length) : NULL;
    return end ? (size_t)(end - text.at) + 1 : text.length;
}

/* The next token: a word, or one character. */
static Text token(Text *text)
{
    while (text->length) {
        size_t passed = passed_over(*text);
        if (!passed && *text->at != ' ' && *text->at != '\n'
            && *text->at != '\\')
            break;
        *text = text_behind(*text, passed ? passed : 1);
    }
    size_t length = 0;
    while (length < text->length && is_word(text->at[length]))
        length++;
    Text found = {text->at, length || !text->length ? length : 1};
    *text = text_behind(*text, found.length);
    return found;
}

Text c_word(Text *text)
{
    Text found = token(text);
    while (found.length && !is_word(*found.at))
        found = token(text);
    return found;
}

static void add_once(Arena *arena, Words *words, Text word)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (text_equal(words->at[i], word))
            return;
    list_push(arena, words, word);
}

static bool is_of_runtime(Text word)
{
    return text_starts(word, "gg_") || text_starts(word, "GG_");
}

void c_mentions(Arena *arena, Text text, Words *words)
{
    for (Text word = c_word(&text); word.length; word = c_word(&text))
        if (is_of_runtime(word))
            add_once(arena, words, word);
}

/* Of a declaration without directives: up to the semicolon, or the brace that
 * begins the body of a function; what an enum lists; else the last name outside
 * of brackets. */
static void declaration_names(Arena *arena, Text text, Words *words)
{
    int depth = 0;
    bool list = false, first = false;
    Text name = {0}, last = {0};
    while (text.length) {
        Text t = token(&text);
        char c = t.length ? *t.at : '\0';
        bool word = c && is_word(c);
        if (word && first && list && is_of_runtime(t))
            add_once(arena, words, t);
        if (word && !depth && is_of_runtime(t))
            last = t;
        list |= text_is(t, "enum");
        if (!depth && !name.length
            && (c == '=' || c == ';' || (c == '(' && last.length)))
            name = last;
        first = depth && (c == '{' || c == ',');
        if (c == '(' || c == '{' || c == '[') {
            depth++;
            first = c == '{';
        }
        depth -= c == ')' || c == '}' || c == ']';
    }
    if (name.length)
        add_once(arena, words, name);
}

/* The length of the definition at the start of the text. */
static size_t definition_length(Text text)
{
    int depth = 0;
    for (size_t i = 0; i < text.length;) {
        size_t passed = passed_over(text_behind(text, i));
        char c = text.at[i++];
        if (passed) {
            i += passed - 1;
            continue;
        }
        depth += (c == '{' || c == '(') - (c == '}' || c == ')');
        bool ends = i == text.length || text.at[i] == '\n';
        if (!depth && ends && (c == ';' || c == '}'))
            return i + (i < text.length);
    }
    return text.length;
}

/* The length of a directive with the lines that continue it. */
static size_t directive_length(Text text)
{
    size_t length = c_line(text);
    while (length > 1 && length < text.length && text.at[length - 2] == '\\')
        length += c_line(text_behind(text, length));
    return length;
}

size_t c_item(Text text)
{
    size_t comment = text_starts(text, "/*") ? passed_over(text) : 0;
    if (comment)
        return comment + c_line(text_behind(text, comment));
    if (!text.length || *text.at == '\n')
        return text.length > 0;
    if (*text.at == '}' || text_starts(text, "extern \"C\" {")
        || text_starts(text, "GG_STRICT_"))
        return c_line(text);
    return *text.at == '#' ? directive_length(text) : definition_length(text);
}

void c_defined(Arena *arena, Text text, Words *words)
{
    while (text.length) {
        Text item = {text.at, c_item(text)}, rest = text_behind(item, 0);
        text = text_behind(text, item.length);
        if (*item.at != '#')
            declaration_names(arena, item, words);
        else if (text_is(token(&rest), "#")
                 && text_is(c_word(&rest), "define"))
            add_once(arena, words, c_word(&rest));
    }
}
