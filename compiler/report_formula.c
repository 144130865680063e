/* report_formula.c: equations as they are set in print.
 *
 * The text is that of the language. Subscripts are lowered, powers raised, sums
 * and products are signs, names of variables are italic:
 *
 *     h_1[i] = sum[j](W[i, j] x[j])       h₁ᵢ = Σⱼ(Wᵢⱼ xⱼ)
 */
#include "report.h"

#include <string.h>

typedef struct Setter {
    Buffer     *out;
    const char *at, *end;
} Setter;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static Text take_word(Setter *s)
{
    const char *from = s->at;
    while (s->at < s->end && (is_letter(*s->at) || is_digit(*s->at)
                              || *s->at == '.' || *s->at == '\''))
        s->at++;
    return (Text){from, (size_t)(s->at - from)};
}

/* The text up to the bracket that closes the one at hand. */
static Text take_bracket(Setter *s)
{
    const char *from = ++s->at;
    for (uint32_t depth = 1; s->at < s->end; s->at++) {
        depth += *s->at == '[' || *s->at == '(';
        depth -= *s->at == ']' || *s->at == ')';
        if (!depth)
            break;
    }
    Text inside = {from, (size_t)(s->at - from)};
    s->at += s->at < s->end;
    return inside;
}

static void set(Buffer *out, Text text);

static void put_around(Buffer *out, const char *open, Text text,
                       const char *close)
{
    buffer_puts(out, open);
    html_text(out, text);
    buffer_puts(out, close);
}

static bool is_keyword(Text word)
{
    static const char *const words[] = {"for", "if", "else", "in", "and", "or",
                                        "not", "div", "mod", "inf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(word, words[i]))
            return true;
    return false;
}

static void set_subscript(Setter *s)
{
    buffer_puts(s->out, "<sub>");
    set(s->out, take_bracket(s));
    buffer_puts(s->out, "</sub>");
}

static void set_word(Setter *s)
{
    static const char *const reduces[] = {"sum", "prod", "max", "min",
                                          "argmax", "argmin"};
    Text word = take_word(s);
    char next = s->at < s->end ? *s->at : 0;
    for (size_t i = 0; next == '[' && i < sizeof reduces / sizeof *reduces; i++)
        if (text_is(word, reduces[i])) {
            buffer_print(s->out, i < 2 ? "<span class=\"sign\">%s</span>"
                                       : "<span class=\"fn\">%s</span>",
                         i == 0 ? "Σ" : i == 1 ? "Π" : reduces[i]);
            set_subscript(s);
            return;
        }
    if (is_keyword(word))
        put_around(s->out, "<span class=\"word\">", word, "</span>");
    else if (next == '(')
        put_around(s->out, "<span class=\"fn\">", word, "</span>");
    else
        put_around(s->out, "<i>", word, "</i>");
    if (next == '[')
        set_subscript(s);
}

static void set_power(Setter *s)
{
    s->at++;
    buffer_puts(s->out, "<sup>");
    if (s->at < s->end && *s->at == '(')
        set(s->out, take_bracket(s));
    else if (s->at < s->end)
        set(s->out, take_word(s));
    buffer_puts(s->out, "</sup>");
}

static void set_sign(Setter *s)
{
    static const struct {
        const char *text, *sign;
    } signs[] = {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}, {"-", "−"},
                 {"*", "·"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i].text);
        if ((size_t)(s->end - s->at) < length
            || memcmp(s->at, signs[i].text, length))
            continue;
        buffer_puts(s->out, signs[i].sign);
        s->at += length;
        return;
    }
    html_text(s->out, (Text){s->at++, 1});
}

static void set(Buffer *out, Text text)
{
    Setter s = {out, text.at, text.at + text.length};
    while (s.at < s.end) {
        if (is_digit(*s.at)) {
            html_text(out, take_word(&s));
            if (s.at + 1 < s.end && s.at[-1] == 'e' && *s.at == '-')
                set_sign(&s);
        } else if (is_letter(*s.at)) {
            set_word(&s);
        } else if (*s.at == '^') {
            set_power(&s);
        } else {
            set_sign(&s);
        }
    }
}

void report_formula(Text equations, Buffer *out)
{
    for (Text rest = equations; rest.length;) {
        const char *end = memchr(rest.at, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.at) : rest.length;
        buffer_puts(out, "<span class=\"f\">");
        set(out, (Text){rest.at, length});
        buffer_puts(out, "</span>");
        rest.at += length + (end != NULL);
        rest.length -= length + (end != NULL);
    }
}
