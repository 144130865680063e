/* explain_source.c: what the author wrote of an equation. */
#include "explain.h"

#include "letters.h"

Text explain_statement(const Explain *e, uint32_t start)
{
    const Source *source = source_of(e->compilation->sources, start);
    const char *at = source->bytes.at + (start - source->start);
    const char *end = source->bytes.at + source->bytes.length, *stop = at;
    int depth = 0;
    for (; stop < end; stop++) {
        if (*stop == '(' || *stop == '[')
            depth++;
        if (*stop == ')' || *stop == ']')
            depth--;
        if (*stop == '\n' && depth <= 0
            && (stop + 1 == end || (stop[1] != ' ' && stop[1] != '\n')))
            break;
        if (*stop == ';' && depth <= 0)
            break;
    }
    return (Text){at, (size_t)(stop - at)};
}

/* The length of the word that begins here; 0: none does. */
static size_t word_length(const char *at, const char *end)
{
    const char *stop = at, *next = at;
    if (!letter_starts(text_decode(&next, end)))
        return 0;
    while (next <= end) {
        stop = next;
        if (next == end || !letter_continues(text_decode(&next, end)))
            break;
    }
    return (size_t)(stop - at);
}

/* With what points join: h.W. */
static size_t name_length(const char *at, const char *end)
{
    size_t length = word_length(at, end);
    while (length && at + length + 1 < end && at[length] == '.') {
        size_t more = word_length(at + length + 1, end);
        if (!more)
            break;
        length += 1 + more;
    }
    return length;
}

/* Whether these bytes are in the text, which is soon seen: by the last, in
 * which names mostly differ. */
static bool has_bytes(Text text, Text word)
{
    size_t before = word.length ? word.length - 1 : 0;
    if (!word.length || text.length < word.length)
        return false;
    const char *end = text.at + text.length;
    for (const char *at = text.at + before; at < end; at++) {
        at = memchr(at, word.at[before], (size_t)(end - at));
        if (!at)
            return false;
        if (!memcmp(at - before, word.at, before))
            return true;
    }
    return false;
}

bool text_has_word(Text text, Text word)
{
    const char *end = text.at + text.length;
    if (!has_bytes(text, word))
        return false;
    for (const char *at = text.at; at < end;) {
        size_t length = name_length(at, end);
        if (text_equal((Text){at, length}, word))
            return true;
        if (length)
            at += length;
        else
            text_decode(&at, end);
    }
    return false;
}

/* f(x) = …, or layer f(x) = …. */
static bool defines_function(Text statement)
{
    const char *at = statement.at, *end = at + statement.length;
    size_t length = word_length(at, end);
    bool layer = text_is((Text){at, length}, "layer");
    at += length;
    while (layer && at < end && *at == ' ')
        at++;
    at += layer ? word_length(at, end) : 0;
    return length && at < end && *at == '(';
}

Text explain_folded(const Explain *e, Text written)
{
    bool plain = true;
    for (size_t i = 0; i < written.length && plain; i++)
        plain = (unsigned char)written.at[i] < 128;
    return plain ? written : name_fold(e->arena, written);
}

static void add_words(WordSet *words, Text text)
{
    const char *end = text.at + text.length;
    for (const char *at = text.at; at < end;) {
        size_t length = name_length(at, end);
        if (length) {
            word_set_add(words, (Text){at, length});
            at += length;
        } else {
            text_decode(&at, end);
        }
    }
}

/* All words that functions of the author read. */
static WordSet *words_of_functions(const Explain *e)
{
    const Sources *sources = e->compilation->sources;
    WordSet *words = NEW(e->arena, WordSet);
    words->arena = e->arena;
    for (uint32_t i = 0; i < sources->files.count; i++) {
        const Source *source = sources->files.at[i];
        uint32_t length = (uint32_t)source->bytes.length;
        for (uint32_t at = 0; !source->builtin && at < length;) {
            Text statement = explain_statement(e, source->start + at);
            if (defines_function(statement))
                add_words(words, explain_folded(e, statement));
            at += (uint32_t)statement.length + 1;
            while (at < length && source->bytes.at[at] == ' ')
                at++;
        }
    }
    return words;
}

Text explain_source(const Explain *e, Span span)
{
    return explain_folded(e, source_text(e->compilation->sources, span));
}

bool explain_mentions(Explain *e, uint32_t group, uint32_t n)
{
    Text name = node_name(e, n);
    for (uint32_t k = 0; k < e->nodes.count; k++) {
        const Definition *d =
            &e->forward->definitions.at[e->nodes.at[k].definition];
        if (e->nodes.at[k].given || e->nodes.at[k].group != group)
            continue;
        /* Of several statements, not all are known. */
        if (!d->span.end || d->last != d->span.start
            || text_has_word(explain_source(e, d->span), name))
            return true;
    }
    if (!e->in_functions)
        e->in_functions = words_of_functions(e);
    return word_set_has(e->in_functions, name);
}

/* On one line, without comments, with names as formulas have them. */
static Text tidy(const Explain *e, Text text)
{
    Buffer out = buffer_create(e->arena);
    bool comment = false, space = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        comment = (comment || c == '#') && c != '\n';
        if (comment || c == ' ' || c == '\n' || c == '\r') {
            space = true;
            continue;
        }
        if (space && out.length)
            buffer_puts(&out, " ");
        space = false;
        buffer_add(&out, (Text){&c, 1});
    }
    return explain_folded(e, buffer_text(&out));
}

static void add_once(const Explain *e, TextList *list, Text text)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (text_equal(list->at[i], text))
            return;
    list_push(e->arena, list, text);
}

TextList explain_written(const Explain *e, uint32_t group)
{
    TextList list = {0}, last = {0};
    for (uint32_t n = 0; n < e->nodes.count; n++) {
        if (e->nodes.at[n].given || e->nodes.at[n].group != group)
            continue;
        const Definition *d =
            &e->forward->definitions.at[e->nodes.at[n].definition];
        if (!d->span.end)
            continue;
        add_once(e, &list, tidy(e, source_text(e->compilation->sources,
                                            d->span)));
        if (d->last != d->span.start)
            add_once(e, &last, tidy(e, explain_statement(e, d->last)));
    }
    for (uint32_t i = 0; i < last.count; i++)
        add_once(e, &list, last.at[i]);
    return list;
}
