/* complain.c: errors of syntax in the author's terms.
 *
 * The parser knows which tokens could have stood at the place; which mistake
 * has been made is guessed here, from the token that surprised it and from the
 * brackets that are open. Each guess is one function; the first that knows the
 * case reports it.
 */
#include "syntax.h"

#include "grammar.h"

#include <string.h>

enum { LONGEST_QUOTE = 40, LONGEST_REPAIR = 60 };

static Text text_at(const Parse *parse, Span span)
{
    return (Text){parse->source->bytes.at + (span.start - parse->source->start),
                  span.end - span.start};
}

Text syntax_quote(const Parse *parse, Span span)
{
    Text text = text_at(parse, span);
    const char *newline = text.length ? memchr(text.at, '\n', text.length)
                                      : NULL;
    if (newline)
        text.length = (size_t)(newline - text.at);
    if (text.length > LONGEST_QUOTE) {
        text.length = LONGEST_QUOTE;
        while (text.length && (text.at[text.length] & 0xc0) == 0x80)
            text.length--;
    }
    return text;
}

static bool is_end(int token)
{
    return token == TOKEN_END || token == TOKEN_STOP;
}

/* The token, as it is called in a message. */
static Text describe(const Parse *parse, const Surprise *s)
{
    if (is_end(s->token))
        return text_of("the end of the statement");
    if (s->token == TOKEN_SEP)
        return text_of("the next local equation");
    Text quote = syntax_quote(parse, s->span);
    return text_format(parse->arena, "`%.*s`", TEXT_ARGS(quote));
}

/* A bracket that was opened, while the file or what looks like the next
 * statement has been reached. */
static bool complain_unclosed(Parse *parse, const Surprise *s)
{
    const Bracket *open = &parse->brackets[parse->depth];
    bool norm_open = open->norm.end > 0;
    if (!norm_open && parse->depth == 0)
        return false;
    if (!is_end(s->token) && s->token != TOKEN_SEP && !parse->resume)
        return false;
    Text found = describe(parse, s);
    const char *bracket = norm_open ? "‖"
                        : open->kind == BRACKET_ROUND ? "(" : "[";
    Diagnostic *error = diagnose_error(
        parse->diagnostics, s->span, "%.*s is reached, but `%s` is not closed",
        TEXT_ARGS(found), bracket);
    diagnose_note(parse->diagnostics, error,
                  norm_open ? open->norm : open->span, "it is opened here");
    return true;
}

/* Whether the text from the offset on begins with an `=` that defines. */
static bool defines(const Parse *parse, uint32_t offset)
{
    const char *at = parse->source->bytes.at + (offset - parse->source->start);
    const char *end = parse->source->bytes.at + parse->source->bytes.length;
    while (at < end && *at == ' ')
        at++;
    return at < end && *at == '=' && !(at + 1 < end && at[1] == '=');
}

/* A word that begins statements, after the `=` of another. */
static void hint_line(Parse *parse, const Surprise *s, Diagnostic *error)
{
    const char *start = parse->source->bytes.at;
    const char *at = start + (s->span.start - parse->source->start);
    while (at > start && at[-1] == ' ')
        at--;
    unsigned char before = at > start ? (unsigned char)at[-1] : 0;
    bool operand = before >= 0x80 || before == ')' || before == ']'
                || (before >= '0' && before <= '9')
                || ((before | 0x20) >= 'a' && (before | 0x20) <= 'z');
    if (operand && parse->defined && parse->depth == 0
        && s->token >= TOKEN_DIM && s->token <= TOKEN_LAYER)
        diagnose_hint(parse->diagnostics, error,
                      "a statement starts at the beginning of a line, or "
                      "after `;`");
}

static bool complain_word(Parse *parse, const Surprise *s)
{
    Text word = syntax_quote(parse, s->span);
    Diagnostics *d = parse->diagnostics;
    bool clause = s->token >= TOKEN_DIM && s->token <= TOKEN_IN
               && s->token != TOKEN_FOR;
    bool starts = s->span.start == parse->start;
    if (s->token == TOKEN_LATER && starts && !defines(parse, s->span.end))
        diagnose_error(d, s->span, "`%.*s` is a word of the language, but "
                       "begins no statement of this version",
                       TEXT_ARGS(word));
    else if (s->token == TOKEN_LATER || (clause && s->wants_name)
             || (s->token == TOKEN_REDUCER && starts
                 && defines(parse, s->span.end)))
        hint_line(parse, s, diagnose_error(
                      d, s->span, "`%.*s` is a word of the language, and "
                      "cannot be a name", TEXT_ARGS(word)));
    else if (s->token == TOKEN_REDUCER)
        diagnose_hint(d, diagnose_error(d, s->span, "`%.*s` stands without "
                                        "its bracket", TEXT_ARGS(word)),
                      "the bracket touches it: `%.*s(x)`, or over an index "
                      "`%.*s[i](x[i])`", TEXT_ARGS(word), TEXT_ARGS(word));
    else
        return false;
    return true;
}

/* An equal sign where none can be: it compares, or an equation is hidden. */
static bool complain_equals(Parse *parse, const Surprise *s)
{
    Diagnostics *d = parse->diagnostics;
    if (s->token != TOKEN_EQUALS || s->wants_operand)
        return false;
    if (parse->depth > 0 || !parse->defined || parse->defined_here) {
        Diagnostic *error = diagnose_error(
            d, s->span, "`=` defines a name, and stands once in an equation");
        diagnose_hint(d, error, "`==` compares");
        return true;
    }
    Diagnostic *error = diagnose_error(
        d, s->span, "this line continues the one before it, which already has "
        "its `=`");
    if (parse->in_where)
        diagnose_hint(d, error, "a local equation starts in the column of the "
                      "first one, or after `;`");
    else
        diagnose_hint(d, error,
                      "a statement starts at the beginning of a line");
    return true;
}

/* `[1, 2; 3, 4]` written as `[[1, 2], [3, 4]]`, if it is short. */
static Text rows_repair(const Parse *parse, Span open)
{
    const char *at = parse->source->bytes.at
                   + (open.start - parse->source->start);
    const char *end = parse->source->bytes.at + parse->source->bytes.length;
    Buffer out = buffer_create(parse->arena);
    int depth = 0;
    buffer_puts(&out, "[");
    for (const char *p = at; p < end && p - at < LONGEST_REPAIR; p++) {
        depth += (*p == '[' || *p == '(') - (*p == ']' || *p == ')');
        if (*p == '\n' || *p == '#')
            break;
        if (*p == ';' && depth == 1) {
            buffer_puts(&out, "], [");
            p += p + 1 < end && p[1] == ' ';
        } else {
            buffer_add(&out, (Text){p, 1});
        }
        if (depth == 0) {
            buffer_puts(&out, "]");
            return buffer_text(&out);
        }
    }
    return text_of("[[1, 2], [3, 4]]");
}

static bool complain_rows(Parse *parse, const Surprise *s)
{
    const Bracket *open = &parse->brackets[parse->depth];
    if (open->kind != BRACKET_LIST || s->wants_operand
        || (s->token != TOKEN_SEMICOLON && s->token != TOKEN_COMMA))
        return false;
    Diagnostic *error = diagnose_error(
        parse->diagnostics, s->span,
        "`,` and `;` do not mix: `[a, b]` makes a list, `[u; v]` joins");
    Text repair = rows_repair(parse, open->span);
    diagnose_hint(parse->diagnostics, error, "rows are written `%.*s`",
                  TEXT_ARGS(repair));
    return true;
}

static bool complain_operand(Parse *parse, const Surprise *s)
{
    Diagnostics *d = parse->diagnostics;
    Text found = describe(parse, s);
    if (s->wants_operand) {
        Diagnostic *error = diagnose_error(
            d, s->span, "%.*s stands where an expression is expected",
            TEXT_ARGS(found));
        if (s->token == TOKEN_IF)
            diagnose_hint(d, error, "a choice is written `a if c else b`");
        if (s->token == TOKEN_NORM_CLOSE)
            diagnose_hint(d, error, "within `‖ ‖` another norm is written "
                          "norm(x)");
        return true;
    }
    if (s->token != TOKEN_NUMBER || s->expected_count > 0)
        return false;
    Diagnostic *error = diagnose_error(
        d, s->span, "a number leads a product, and never follows in it");
    diagnose_hint(d, error, "write the number first, or `*` before it");
    return true;
}

static bool starts_with(const Parse *parse, const char *word)
{
    const Text bytes = parse->source->bytes;
    size_t at = parse->start - parse->source->start, length = strlen(word);
    return bytes.length - at >= length
        && !memcmp(bytes.at + at, word, length);
}

/* `minimize J`, and no method. */
static bool complain_training(Parse *parse, const Surprise *s)
{
    if (!is_end(s->token) || !starts_with(parse, "minimize "))
        return false;
    diagnose_hint(parse->diagnostics,
                  diagnose_error(parse->diagnostics, s->span,
                                 "by what method it is minimized is missing"),
                  "as in minimize J by sgd(rate = 0.1)");
    return true;
}

static bool complain_missing(Parse *parse, const Surprise *s)
{
    Text found = describe(parse, s);
    if (s->wants_else)
        diagnose_hint(parse->diagnostics, diagnose_error(
                          parse->diagnostics, s->span, "%.*s stands where the "
                          "`else` of an `if` is expected", TEXT_ARGS(found)),
                      "a choice has two sides: `a if c else b`");
    else if (s->wants_equals && is_end(s->token))
        diagnose_hint(parse->diagnostics, diagnose_error(
                          parse->diagnostics, s->span,
                          "this is no equation: it has no `=`"),
                      "a statement is an equation y = …, or a declaration");
    else
        return false;
    return true;
}

/* `input x y`: a declaration's names are separated. */
static bool complain_names(Parse *parse, const Surprise *s)
{
    static const char *const words[] = {"dim ", "input ", "param ", "const ",
                                        "output "};
    if (s->token != TOKEN_NAME || parse->depth > 0)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!starts_with(parse, words[i]))
            continue;
        Text found = describe(parse, s);
        diagnose_error(parse->diagnostics, s->span,
                       "a `,` is missing before %.*s", TEXT_ARGS(found));
        return true;
    }
    return false;
}

/* A line that is indented goes on with the one before. */
static bool complain_indented(Parse *parse, const Surprise *s)
{
    uint32_t first = parse->source->start;
    const char *at = parse->source->bytes.at + (s->span.start - first);
    const char *line = parse->source->bytes.at + (parse->line - first);
    if (s->span.start <= parse->line || parse->depth > 0 || parse->in_where)
        return false;
    bool tab = false;
    for (const char *p = line; p < at; p++) {
        if (*p != ' ' && *p != '\t')
            return false;
        tab |= *p == '\t';
    }
    if (tab)
        return parse->tab_reported;
    Diagnostic *error = diagnose_error(
        parse->diagnostics, s->span,
        "this line is indented, so it continues the one before it");
    diagnose_hint(parse->diagnostics, error,
                  "a statement starts at the beginning of a line");
    return true;
}

static void complain_plainly(Parse *parse, const Surprise *s)
{
    Text found = describe(parse, s);
    Buffer list = buffer_create(parse->arena);
    for (int i = 0; i < s->expected_count; i++) {
        const char *name = s->expected[i];
        bool phrase = strchr(name, ' ') != NULL;
        buffer_puts(&list, i == 0 ? "; expected is "
                         : i + 1 < s->expected_count ? ", " : " or ");
        buffer_print(&list, phrase ? "%s" : "`%s`", name);
    }
    Text expected = buffer_text(&list);
    Diagnostic *error = diagnose_error(
        parse->diagnostics, s->span, "%.*s has no meaning here%.*s",
        TEXT_ARGS(found), TEXT_ARGS(expected));
    if (s->token == TOKEN_COLON
        && parse->brackets[parse->depth].kind == BRACKET_INDEX)
        diagnose_hint(parse->diagnostics, error,
                      "a slice is x[a:b]; every second element is written "
                      "y[i] = x[2 i]");
}

void complain(Parse *parse, const Surprise *surprise)
{
    if (complain_unclosed(parse, surprise) || complain_foreign(parse, surprise)
        || complain_word(parse, surprise)
        || complain_equals(parse, surprise) || complain_rows(parse, surprise)
        || complain_training(parse, surprise)
        || complain_operand(parse, surprise)
        || complain_missing(parse, surprise)
        || complain_indented(parse, surprise)
        || complain_names(parse, surprise))
        return;
    complain_plainly(parse, surprise);
}
