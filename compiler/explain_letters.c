/* explain_letters.c: letters and names in LaTeX and in MathML. */
#include "explain_notation.h"

#include "letters.h"

#include <string.h>

void put(Writer *w, const char *latex, const char *mathml)
{
    buffer_puts(&w->out, w->mathml ? mathml : latex);
}

static const char *const low_digits[] = {"₀", "₁", "₂", "₃", "₄",
                                         "₅", "₆", "₇", "₈", "₉"};

/* The letter that begins here, with its marks: its length. */
static size_t letter_length(Text text, size_t at)
{
    const char *from = text.at + at, *end = text.at + text.length;
    text_decode(&from, end);
    for (const char *next = from; next < end; from = next)
        if (!letter_is_mark(text_decode(&next, end)))
            break;
    return (size_t)(from - (text.at + at));
}

static int low_digit(Text letter)
{
    for (int i = 0; i < 10; i++)
        if (text_is(letter, low_digits[i]))
            return i;
    return -1;
}

/* Letters of a formula; what stands below apart. */
static Text split_name(Arena *arena, Text name, Text *below)
{
    Buffer stem = buffer_create(arena), low = buffer_create(arena);
    for (size_t at = 0; at < name.length;) {
        Text letter = {name.at + at, letter_length(name, at)};
        int digit = low_digit(letter);
        if (digit >= 0)
            buffer_print(&low, "%d", digit);
        else if (text_is(letter, "ₙ"))
            buffer_puts(&low, "n");
        else
            buffer_add(low.length ? &low : &stem, letter);
        at += letter.length;
    }
    Text text = buffer_text(&stem);
    for (size_t i = 1; !low.length && i + 1 < text.length; i++)
        if (text.at[i] == '_') {
            *below = (Text){text.at + i + 1, text.length - i - 1};
            return (Text){text.at, i};
        }
    *below = buffer_text(&low);
    return text;
}

bool split_derivative(Text name, Text *over, Text *under)
{
    const size_t sign = strlen("∂");
    if (name.length < sign || memcmp(name.at, "∂", sign))
        return false;
    for (size_t i = sign; i + 1 + sign < name.length; i++)
        if (name.at[i] == '/' && !memcmp(name.at + i + 1, "∂", sign)) {
            *over = (Text){name.at + sign, i - sign};
            *under = (Text){name.at + i + 1 + sign,
                            name.length - i - 1 - sign};
            return true;
        }
    return false;
}

void put_letters(Writer *w, Text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; at += letter_length(text, at))
        count++;
    if (w->mathml) {
        buffer_puts(&w->out, "<mi>");
        buffer_add(&w->out, notation_escape(w->arena, EXPLAIN_MATHML, text));
        buffer_puts(&w->out, "</mi>");
        return;
    }
    bool word = false;
    for (size_t i = 0; i < text.length && count > 1; i++)
        word |= (unsigned char)text.at[i] < 128
             && (text.at[i] < '0' || text.at[i] > '9');
    if (word)
        buffer_puts(&w->out, "\\mathrm{");
    for (size_t at = 0; at < text.length;) {
        Text letter = {text.at + at, letter_length(text, at)};
        put_latex_letter(&w->out, letter);
        at += letter.length;
    }
    if (word)
        buffer_puts(&w->out, "}");
}

/* ∂J/∂K, as the name of what has indices. */
static bool put_derivative(Writer *w, Text name)
{
    Text over, under;
    if (!split_derivative(name, &over, &under))
        return false;
    put(w, "\\left(\\frac{\\partial ",
        "<mrow><mo>(</mo><mfrac><mrow><mo>∂</mo>");
    put_name(w, over);
    put(w, "}{\\partial ", "</mrow><mrow><mo>∂</mo>");
    put_name(w, under);
    put(w, "}\\right)", "</mrow></mfrac><mo>)</mo></mrow>");
    return true;
}

void put_name(Writer *w, Text name)
{
    if (put_derivative(w, name))
        return;
    Text below, stem = split_name(w->arena, name, &below);
    if (!below.length) {
        put_letters(w, stem);
        return;
    }
    put(w, "", "<msub><mrow>");
    put_letters(w, stem);
    put(w, "_{", "</mrow><mrow>");
    put_letters(w, below);
    put(w, "}", "</mrow></msub>");
}

Text notation_of_name(Arena *arena, ExplainFormat format, Text name)
{
    Writer w = {.arena = arena, .mathml = format == EXPLAIN_MATHML,
                .out = buffer_create(arena)};
    put_name(&w, name);
    return buffer_text(&w.out);
}

/* A letter or a sign in LaTeX's text, where most are mathematics. */
static void put_sign(Buffer *out, Text letter)
{
    static const char *const signs[][2] = {
        {"ᵀ", "^\\top"}, {"²", "^2"}, {"³", "^3"}, {"⁻", "^-"},
        {"¹", "^1"}, {"·", "\\cdot"}, {"⊙", "\\odot"},
        {"⊘", "\\oslash"}, {"⊗", "\\otimes"}, {"×", "\\times"},
        {"‖", "\\|"}, {"½", "\\tfrac12"}, {"¼", "\\tfrac14"},
        {"¾", "\\tfrac34"}, {"≤", "\\le"}, {"≥", "\\ge"},
        {"≠", "\\ne"}, {"∞", "\\infty"}, {"′", "'"}, {"∕", "/"},
        {"<", "<"}, {">", ">"}, {"|", "|"},
    };
    int digit = low_digit(letter);
    const char *sign = NULL;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (text_is(letter, signs[i][0]))
            sign = signs[i][1];
    if (digit >= 0)
        buffer_print(out, "\\(_%d\\)", digit);
    else if (sign)
        buffer_print(out, "\\(%s\\)", sign);
    else if (text_is(letter, "^") || text_is(letter, "~"))
        buffer_print(out, "\\%.*s{}", TEXT_ARGS(letter));
    else if (text_is(letter, "\\"))
        buffer_puts(out, "\\textbackslash{}");
    else if (letter.length == 1)
        buffer_add(out, letter);
    else {
        buffer_puts(out, "\\(");
        put_latex_letter(out, letter);
        buffer_puts(out, "\\)");
    }
}

Text notation_escape_within(Arena *arena, ExplainFormat format, Text text)
{
    return notation_escape(arena, format == EXPLAIN_MARKDOWN ? EXPLAIN_LATEX
                                                             : format, text);
}

Text notation_escape(Arena *arena, ExplainFormat format, Text text)
{
    Buffer out = buffer_create(arena);
    if (format == EXPLAIN_TEXT)
        return text;
    for (size_t at = 0; at < text.length;) {
        Text letter = {text.at + at, letter_length(text, at)};
        char c = *letter.at;
        at += letter.length;
        if (format == EXPLAIN_MATHML) {
            if (c == '<' || c == '>' || c == '&')
                buffer_puts(&out, c == '<' ? "&lt;" : c == '>' ? "&gt;"
                                                               : "&amp;");
            else
                buffer_add(&out, letter);
            continue;
        }
        const char *escaped = format == EXPLAIN_LATEX ? "_#$%&{}"
                                                      : "_#$%&{}*";
        if (letter.length == 1 && strchr(escaped, c))
            buffer_print(&out, "\\%c", c);
        else if (format == EXPLAIN_LATEX)
            put_sign(&out, letter);
        else
            buffer_add(&out, letter);
    }
    return buffer_text(&out);
}
