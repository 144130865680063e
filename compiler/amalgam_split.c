/* amalgam_split.c: the sources of the runtime as pieces.
 *
 * What surrounds the pieces is left out: guards of headers, extern "C", #include
 * and #undef, declarations of functions, and comments about files and sections.
 */
#include "amalgam_pieces.h"

#include <string.h>

/* GG_REAL, which is float, or GG_NAME(g), which is g and more: `value` stands
 * for the whole, or behind the g. */
typedef struct Parameter {
    Text name, value;
    bool takes;
} Parameter;

typedef LIST(Parameter) Parameters;

typedef struct Splitter {
    Arena      *arena;
    Pieces     *pieces;
    const char *file;
} Splitter;

static void split_file(Splitter *s, const char *file, Text text,
                       const Parameters *parameters);

/* -- what stands for a type -- */

static void add_parameter(Arena *arena, Text line, Parameters *parameters)
{
    Parameter p = {0};
    (void)c_word(&line);
    p.name = c_word(&line);
    p.takes = line.length && *line.at == '(';
    if (p.takes)
        line = text_behind(line, sizeof "(g) g" - 1);
    while (line.length && (*line.at == ' ' || *line.at == '#'))
        line = text_behind(line, 1);
    while (line.length && line.at[line.length - 1] == '\n')
        line.length--;
    p.value = line;
    list_push(arena, parameters, p);
}

static const Parameter *find_parameter(const Parameters *parameters, Text name)
{
    for (uint32_t i = 0; i < parameters->count; i++)
        if (text_equal(parameters->at[i].name, name))
            return &parameters->at[i];
    return NULL;
}

/* The text with the values of the parameters. */
static Text replaced(Arena *arena, Text text, const Parameters *parameters)
{
    Buffer out = buffer_create(arena);
    if (!parameters->count)
        return text;
    while (text.length) {
        const char *start = text.at;
        Text word = c_word(&text);
        const Parameter *p = find_parameter(parameters, word);
        if (!word.length)
            word.at = text.at;
        buffer_add(&out, (Text){start, (size_t)(word.at - start)});
        if (p && p->takes)
            word = c_word(&text);
        if (p && p->takes)
            text = text_behind(text, 1);
        if (!p || p->takes)
            buffer_add(&out, word);
        if (p)
            buffer_add(&out, p->value);
    }
    return buffer_text(&out);
}

/* -- items -- */

static bool is_directive(Text item, const char *word)
{
    Text rest = item;
    return item.length && *item.at == '#' && text_is(c_word(&rest), word);
}

static bool opens_group(Text item)
{
    return is_directive(item, "if") || is_directive(item, "ifdef")
        || is_directive(item, "ifndef");
}

/* The length up to the #endif of the #if at the start. */
static size_t group_length(Text text)
{
    size_t length = 0;
    int depth = 0;
    do {
        Text item = text_behind(text, length);
        item.length = c_item(item);
        depth += opens_group(item) - is_directive(item, "endif");
        length += item.length;
    } while (depth && length < text.length);
    return length;
}

/* Whether it is `extern "C"` with a brace, or the other brace. */
static bool is_linkage(Text group)
{
    Text rest = text_behind(group, c_line(group));
    return text_starts(group, "#ifdef __cplusplus")
        && (text_starts(rest, "extern \"C\" {\n") || text_starts(rest, "}\n"));
}

static Text quoted(Text line)
{
    const char *open = memchr(line.at, '"', line.length);
    const char *close = open ? memchr(open + 1, '"',
                                      (size_t)(line.at + line.length - open) - 1)
                             : NULL;
    return close ? (Text){open + 1, (size_t)(close - open) - 1} : (Text){0};
}

/* Headers of C that the file includes. */
static void add_include(Splitter *s, Text line)
{
    Include include = {s->file, line};
    if (!quoted(line).length)
        list_push(s->arena, &s->pieces->includes, include);
}

/* Lines up to an empty one that define parameters, include a file, and undefine
 * them: that file, with these. */
static bool add_instance(Splitter *s, Text paragraph)
{
    Parameters parameters = {0};
    while (is_directive(paragraph, "define")) {
        add_parameter(s->arena, (Text){paragraph.at, c_line(paragraph)},
                      &parameters);
        paragraph = text_behind(paragraph, c_line(paragraph));
    }
    if (!parameters.count || !is_directive(paragraph, "include"))
        return false;
    Text name = quoted((Text){paragraph.at, c_line(paragraph)}), text;
    const char *file, *outer = s->file;
    for (uint32_t i = 0; (file = runtime_file(i, &text)); i++)
        if (text_is(name, file))
            split_file(s, file, text, &parameters);
    s->file = outer;
    return true;
}

static size_t paragraph_length(Text text)
{
    size_t length = 0;
    while (length < text.length && text.at[length] != '\n')
        length += c_line(text_behind(text, length));
    return length;
}

/* A function without a body. */
static bool is_declaration(Text item)
{
    Text rest = item;
    Text word = c_word(&rest);
    return *item.at != '#' && !text_is(word, "typedef")
        && !memchr(item.at, '{', item.length);
}

/* The column behind a bracket that stays open in the line; 0: none does. */
static int open_column(Text line)
{
    int depth = 0, column = 0;
    for (size_t i = 0; i < line.length; i++) {
        depth += (line.at[i] == '(') - (line.at[i] == ')');
        if (line.at[i] == '(' && depth == 1)
            column = (int)i + 1;
    }
    return depth > 0 ? column : 0;
}

/* A function whose arguments stand below each other in its head, though its name
 * has become longer or shorter. */
static Text aligned(Arena *arena, Text item)
{
    size_t length = c_line(item);
    int column = *item.at == '#' ? 0 : open_column((Text){item.at, length});
    if (!column || !text_starts(text_behind(item, length), "     "))
        return item;
    Buffer out = buffer_create(arena);
    for (; *item.at != '{'; length = c_line(item)) {
        buffer_add(&out, (Text){item.at, length});
        item = text_behind(item, length);
        if (*item.at == ' ')
            buffer_print(&out, "%*s", column, "");
        while (*item.at == ' ')
            item = text_behind(item, 1);
    }
    buffer_add(&out, item);
    return buffer_text(&out);
}

static void add_piece(Splitter *s, Text comment, Text item)
{
    Piece piece = {.file = s->file, .comment = comment,
                   .text = item = aligned(s->arena, item)};
    Text rest = item;
    c_defined(s->arena, item, &piece.names);
    c_mentions(s->arena, item, &piece.mentions);
    piece.is_extern = *item.at != '#' && item.length > 2
                   && item.at[item.length - 2] == '}'
                   && !text_is(c_word(&rest), "static");
    for (uint32_t i = 0; piece.is_extern && i < piece.mentions.count; i++)
        piece.is_extern = !text_is(piece.mentions.at[i], "GG_EACH")
                       && !text_is(piece.mentions.at[i], "GG_INLINE");
    list_push(s->arena, &s->pieces->list, piece);
}

/* A header's guard begins and ends it; the #endif is the last item. */
static Text without_guard(Text text)
{
    Text rest = text;
    while (rest.length && *rest.at != '#')
        rest = text_behind(rest, c_item(rest));
    if (!is_directive(rest, "ifndef") || group_length(rest) != rest.length)
        return text;
    rest = text_behind(rest, c_line(rest));
    rest = text_behind(rest, c_line(rest));
    rest.length -= sizeof "#endif\n" - 1;
    return rest;
}

static void split_file(Splitter *s, const char *file, Text text,
                       const Parameters *parameters)
{
    s->file = file;
    text = without_guard(replaced(s->arena, text, parameters));
    Text comment = {0};
    while (text.length) {
        Text paragraph = {text.at, paragraph_length(text)};
        if (add_instance(s, paragraph)) {
            text = text_behind(text, paragraph.length);
            continue;
        }
        Text item = {text.at, c_item(text)};
        if (opens_group(item))
            item.length = group_length(text);
        text = text_behind(text, item.length);
        if (text_starts(item, "/*")) {
            comment = item;
            continue;
        }
        if (is_directive(item, "include"))
            add_include(s, item);
        else if (*item.at != '\n' && !is_directive(item, "undef")
                 && !is_linkage(item) && !is_declaration(item))
            add_piece(s, comment, item);
        comment = (Text){0};
    }
}

/* What real.h defines for double, and for float. */
static void find_reals(Arena *arena, Parameters reals[2])
{
    Text text = {0};
    int which = 0;
    const char *name = "";
    for (uint32_t i = 0; name && strcmp(name, "real/real.h"); i++)
        name = runtime_file(i, &text);
    for (; text.length; text = text_behind(text, c_item(text))) {
        Text line = {text.at, c_item(text)};
        which += is_directive(line, "else");
        if (is_directive(line, "define"))
            add_parameter(arena, line, &reals[which]);
    }
}

Pieces runtime_pieces(Arena *arena)
{
    Pieces pieces = {0};
    Parameters none = {0}, reals[2] = {0};
    Splitter s = {arena, &pieces, NULL};
    const char *file;
    Text text;
    find_reals(arena, reals);
    for (uint32_t i = 0; (file = runtime_file(i, &text)); i++) {
        size_t length = strlen(file);
        Text name = {file, length};
        if (text_is(name, "real/real.h"))
            continue;
        if (text_starts(name, "real/"))
            for (int r = 0; r < 2; r++)
                split_file(&s, file, text, &reals[r]);
        else if (without_guard(text).at != text.at || file[length - 1] == 'c')
            split_file(&s, file, text, &none);
    }
    return pieces;
}
