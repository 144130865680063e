/* complain_foreign.c: constructs of other languages, and how this one writes
 * them.
 *
 * The text around the surprising token tells which is meant. Each construct
 * is one function; those that do not know the case leave it to complain.c.
 */
#include "syntax.h"

#include "grammar.h"

#include <string.h>

/* The text of the statement before the token, without spaces at its end. */
static Text text_before(const Parse *parse, uint32_t offset)
{
    const char *bytes = parse->source->bytes.at;
    const char *start = bytes + (parse->start - parse->source->start);
    const char *end = bytes + (offset - parse->source->start);
    while (end > start && end[-1] == ' ')
        end--;
    return (Text){start, end > start ? (size_t)(end - start) : 0};
}

/* The byte that follows the token. */
static int byte_after(const Parse *parse, const Surprise *s)
{
    size_t at = s->span.end - parse->source->start;
    return at < parse->source->bytes.length
               ? (unsigned char)parse->source->bytes.at[at] : 0;
}

static int last_byte(Text text)
{
    return text.length ? (unsigned char)text.at[text.length - 1] : 0;
}

static bool is_part_of_name(int byte)
{
    return byte >= 0x80 || byte == '_' || (byte >= '0' && byte <= '9')
        || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Cuts the name off that the text ends with, and spaces before it. */
static Text cut_name(Text *text)
{
    Text name = {text->at + text->length, 0};
    while (is_part_of_name(last_byte(*text))) {
        text->length--;
        name.at--;
        name.length++;
    }
    while (last_byte(*text) == ' ')
        text->length--;
    return name;
}

static bool starts_with(const Parse *parse, const char *word)
{
    const char *at = parse->source->bytes.at
                   + (parse->start - parse->source->start);
    const char *end = parse->source->bytes.at + parse->source->bytes.length;
    size_t length = strlen(word);
    return (size_t)(end - at) > length && memcmp(at, word, length) == 0
        && at[length] == ' ';
}

/* The name that touches the innermost bracket: of a function, or nothing. */
static Text bracket_name(const Parse *parse)
{
    const Bracket *open = &parse->brackets[parse->depth];
    if (parse->depth == 0)
        return (Text){0};
    Text before = {parse->source->bytes.at
                       + (parse->start - parse->source->start),
                   open->span.start - parse->start};
    return cut_name(&before);
}

static bool is_reducer(Text name)
{
    static const char *const names[] = {"sum", "prod", "max", "min", "mean",
                                        "argmax", "argmin", "Σ", "∑", "Π",
                                        "∏"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}

static const char functions[] = "a function is an equation too: `f(x) = …`";

static bool report(Parse *parse, const Surprise *s, const char *problem,
                   const char *hint)
{
    Diagnostic *error = diagnose_error(parse->diagnostics, s->span, "%s",
                                       problem);
    if (hint)
        diagnose_hint(parse->diagnostics, error, "%s", hint);
    return true;
}

/* `i = 0:3`, `i <= 2`, `0 <= i < 3`, `i in range(3)`. */
static bool complain_range(Parse *parse, const Surprise *s)
{
    Text before = text_before(parse, s->span.start);
    Text word = cut_name(&before);
    bool first = s->wants_name && !s->wants_operand
              && s->token == TOKEN_NUMBER
              && (text_is(word, "for")
                  || parse->brackets[parse->depth].kind == BRACKET_REDUCE);
    bool relation = s->wants_in
                 && (s->token == TOKEN_EQUALS || s->token == TOKEN_RELATION);
    if (!first && !relation && !s->wants_end)
        return false;
    return report(parse, s,
                  s->wants_end ? "this range has no end"
                               : "this does not say over what an index runs",
                  "a range is written `i < n`, or `i in a:b`, where b is not "
                  "in it");
}

/* `sum(x[i] for i in 0:3)`, `[x[i] for i in 0:3]`, `for i in 0:3: …`. */
static bool complain_for(Parse *parse, const Surprise *s)
{
    Text name = bracket_name(parse);
    if (s->token != TOKEN_FOR
        || (parse->depth == 0 && s->span.start != parse->start))
        return false;
    return report(parse, s, "`for` stands behind an equation",
                  is_reducer(name)
                      ? "what runs over an index is written sum[i in a:b](…)"
                      : "elements are defined by an equation of their own: "
                        "y[i] = … for i < n");
}

/* `f(x) := …`, `def f(x):`, `lambda x: …`. */
static bool complain_colon(Parse *parse, const Surprise *s)
{
    Text before = text_before(parse, s->span.start);
    cut_name(&before);
    Text word = cut_name(&before);
    if (s->token != TOKEN_COLON)
        return false;
    if (byte_after(parse, s) == '=')
        return report(parse, s, "`:=` is written `=`", NULL);
    if (starts_with(parse, "def") || text_is(word, "lambda"))
        return report(parse, s, "`:` begins no function", functions);
    return false;
}

/* Two signs that are one elsewhere: `->`, `<>`, `-=`. */
static bool complain_pair(Parse *parse, const Surprise *s)
{
    int before = s->span.start > parse->start
                     ? parse->source->bytes.at[s->span.start - 1
                                               - parse->source->start] : 0;
    if (!s->wants_operand)
        return false;
    if (s->token == TOKEN_EQUALS && before == '-')
        return report(parse, s, "`-=` has no meaning", "`+=` adds up, also "
                      "what is negative: y[i] += -x[i]");
    if (s->token == TOKEN_RELATION && before == '<')
        return report(parse, s, "`<>` is written `!=` or `≠`", NULL);
    if (s->token == TOKEN_RELATION && before == '-')
        return report(parse, s, "`->` has no meaning", functions);
    return false;
}

/* `(1, 2)`, and `x[::2]`. */
static bool complain_parts(Parse *parse, const Surprise *s)
{
    BracketKind kind = parse->brackets[parse->depth].kind;
    if (s->token == TOKEN_COMMA && kind == BRACKET_ROUND && !s->wants_operand
        && !bracket_name(parse).length)
        return report(parse, s, "`,` has no meaning in round brackets",
                      "a list is written `[a, b]`");
    if (s->token == TOKEN_COLON && kind == BRACKET_INDEX && s->wants_operand)
        return report(parse, s, "a slice is `x[a:b]`, and has no step",
                      "every second element is written y[i] = x[2i]");
    return false;
}

/* `where(c, a, b)`, `return y`, `sum(A, axis=0)`. */
static bool complain_call(Parse *parse, const Surprise *s)
{
    if (s->token == TOKEN_WHERE && s->wants_operand
        && byte_after(parse, s) == '(')
        return report(parse, s, "`where` is no function",
                      "a choice is written `a if c else b`");
    if ((s->token == TOKEN_END || s->token == TOKEN_STOP) && s->wants_equals
        && starts_with(parse, "return"))
        return report(parse, s, "this is no equation: it has no `=`",
                      "`output y` says what the program gives");
    Text before = text_before(parse, s->span.start);
    cut_name(&before);
    if (s->token == TOKEN_EQUALS && !s->wants_operand
        && last_byte(before) == ','
        && parse->brackets[parse->depth].kind == BRACKET_ROUND
        && is_reducer(bracket_name(parse)))
        return report(parse, s, "arguments have no names",
                      "over one axis of two: y[j] = sum[i](A[i,j])");
    return false;
}

bool complain_foreign(Parse *parse, const Surprise *s)
{
    return complain_range(parse, s) || complain_for(parse, s)
        || complain_colon(parse, s) || complain_pair(parse, s)
        || complain_parts(parse, s) || complain_call(parse, s);
}
