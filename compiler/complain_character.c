/* complain_character.c: characters, and signs of other languages, that have no
 * meaning where they stand.
 */
#include "syntax.h"

#include "letters.h"

#include <utf8proc.h>

/* Signs of other languages, and how this one writes them. */
static const struct {
    const char *sign, *text;
} signs[] = {
    {"**", "a power is written `^`"},
    {"&&", "this is written `and`"}, {"&", "this is written `and`"},
    {"∧", "this is written `and`"},
    {"||", "this is written `or`"}, {"∨", "this is written `or`"},
    {"!", "this is written `not`"}, {"¬", "this is written `not`"},
    {"//", "a comment starts with `#`; `div` divides and rounds down"},
    {"/*", "a comment starts with `#`, and ends with its line"},
    {"|", "`|x|` is written abs(x), and a norm ‖x‖ or norm(x)"},
    {"%", "the remainder is written mod(a, b)"},
    {"@", "the product of matrices and vectors is written `A x`, or `A * x`"},
    {"∘", "the product of elements is written `⊙` or `.*`"},
    {"÷", "a quotient is written `/`, and one of elements `⊘`"},
    {"√", "a root is written sqrt(x), or x^½"},
    {"?", "a choice is written `a if c else b`"},
    {"∈", "a range is written `i in a:b`"},
    {"…", "a range is written `i in a:b`, a slice `x[a:b]`"},
    {"→", "a function is written f(x) = …"},
    {"↦", "a function is written f(x) = …"},
    {"←", "an equation is written with `=`"},
    {"\"", "there is no text in equations"},
    {"\\", "signs are written as such: `Σ` or `sum`, `α`"},
    {"{", "brackets are round, or square; curly ones have no meaning"},
    {"}", "brackets are round, or square; curly ones have no meaning"},
};

static bool is_letter(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || byte == '_';
}

/* What a point is meant for, from the two bytes after it. */
static const char *point_meaning(int next, int after)
{
    if (next == 'T' && !is_letter(after))
        return "a transpose is written `xᵀ` or `x'`";
    if (next == '.' && (is_letter(after) || (after >= '0' && after <= '9')))
        return "a range is written `i in a:b`, a slice `x[a:b]`";
    if (next == '+' || next == '-')
        return "sums go element by element as they are: `x + y`";
    if (next == '(')
        return "functions go element by element as they are: `f(x)`";
    return is_letter(next) ? "names have no parts: a function stands alone, as "
                             "in `exp(x)`" : NULL;
}

static bool complain_sign(Parse *parse, Span span, Text sign)
{
    const char *text = NULL;
    const char *end = parse->source->bytes.at + parse->source->bytes.length;
    const char *next = sign.at + sign.length;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !text; i++)
        if (text_is(sign, signs[i].sign))
            text = signs[i].text;
    if (text_is(sign, "."))
        text = point_meaning(next < end ? *next : 0,
                             next + 1 < end ? next[1] : 0);
    if (text)
        diagnose_error(parse->diagnostics, span, "%s", text);
    return text;
}

/* Reports a character that has no meaning where it stands. */
void complain_character(Parse *parse, Span span)
{
    Text text = {parse->source->bytes.at + (span.start - parse->source->start),
                 span.end - span.start};
    const char *at = text.at, *end = at + text.length;
    unsigned byte = (unsigned char)*at;
    int32_t code = text_decode(&at, end);
    Diagnostics *d = parse->diagnostics;
    utf8proc_category_t category = utf8proc_category(code);
    if (complain_sign(parse, span, text))
        return;
    if (code == 0)
        diagnose_error(d, span, "a NUL byte stands here");
    else if (code < 0)
        diagnose_error(d, span, "the byte 0x%02x is not UTF-8 here", byte);
    else if (code_turns_text(code))
        diagnose_error(d, span, "U+%04X turns the direction of the text, "
                       "which is not allowed", (unsigned)code);
    else if (code_is_control(code) || category == UTF8PROC_CATEGORY_CC)
        diagnose_error(d, span, "the control character U+%04X stands here",
                       (unsigned)code);
    else if (category == UTF8PROC_CATEGORY_CF)
        diagnose_error(d, span, "the invisible character U+%04X stands here",
                       (unsigned)code);
    else if (category == UTF8PROC_CATEGORY_ZS)
        diagnose_error(d, span, "U+%04X looks like a space, but is none",
                       (unsigned)code);
    else if (letter_is_raised(code))
        diagnose_hint(d, diagnose_error(d, span, "only whole numbers and ᵀ "
                                        "stand as superscripts"),
                      "write any other power with `^`");
    else if (category == UTF8PROC_CATEGORY_MN)
        diagnose_error(d, span, "the mark U+%04X has no letter before it",
                       (unsigned)code);
    else
        diagnose_error(d, span, "`%.*s` (U+%04X) has no meaning here",
                       TEXT_ARGS(text), (unsigned)code);
}
