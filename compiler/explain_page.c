/* explain_page.c: headings, sentences and equations. */
#include "explain_page.h"

#include "layout.h"

#include <string.h>

/* -- lines of text -- */

enum { MARGIN = 60 };

static bool begins(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && !memcmp(at, word, length);
}

/* How well a line breaks before what stands here: the lower the better. */
static uint32_t looseness(const char *at, const char *end)
{
    static const char *const words[][6] = {
        {"= ", "+= ", NULL}, {"if ", "else ", "for ", NULL},
        {"+ ", "- ", NULL}, {"⊙ ", "⊘ ", "/ ", "· ", NULL},
    };
    for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
        for (uint32_t k = 0; words[i][k]; k++)
            if (begins(at, end, words[i][k]))
                return i;
    return 4;
}

/* Not behind an operator: that begins the next line. */
static bool follows_operator(const char *from, const char *at)
{
    const char *word = at;
    while (word > from && word[-1] != ' ')
        word--;
    Text last = {word, (size_t)(at - word)};
    static const char *const words[] = {"=", "+=", "+", "-", "⊙", "⊘", "/",
                                        "·", "if", "else", "for", "<", ">",
                                        "<=", ">=", "==", "!=", "and", ":"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(last, words[i]))
            return true;
    return false;
}

/* The text in lines that break at operators, the first at this column. */
static void fill(Page *page, Text text, size_t indent)
{
    Buffer line = buffer_create(page->arena);
    const char *end = text.at + text.length;
    uint32_t depth = 0;
    for (size_t i = 0; i < indent; i++)
        buffer_puts(page->out, " ");
    for (const char *at = text.at; at < end; at++) {
        if (*at == '(' || *at == '[')
            depth++;
        if ((*at == ')' || *at == ']') && depth)
            depth--;
        if (*at == ' ' && !follows_operator(text.at, at))
            layout_mark(&line, 5 * depth + looseness(at + 1, end));
        else
            buffer_add(&line, (Text){at, 1});
    }
    layout_fill(buffer_text(&line), indent, indent + 4, page->width,
                page->out);
}

static void with_margin(Page *page, Text text, Text margin)
{
    size_t used = text_width(text) + 4;
    if (margin.length && used + 2 + text_width(margin) <= page->width) {
        Buffer padded = buffer_create(page->arena);
        buffer_print(&padded, "    %.*s", TEXT_ARGS(text));
        size_t column = MARGIN + text_width(margin) <= page->width
                      ? MARGIN : page->width - text_width(margin);
        for (size_t i = used; i < column || i < used + 2; i++)
            buffer_puts(&padded, " ");
        buffer_print(page->out, "%.*s%.*s\n",
                     TEXT_ARGS(buffer_text(&padded)), TEXT_ARGS(margin));
        return;
    }
    fill(page, text, 4);
    if (margin.length)
        buffer_print(page->out, "        %.*s\n", TEXT_ARGS(margin));
}

/* -- other notations -- */

static void open_math(Page *page)
{
    switch (page->format) {
    case EXPLAIN_LATEX:
        buffer_puts(page->out, "\\[\\begin{aligned}");
        break;
    case EXPLAIN_MARKDOWN:
        buffer_puts(page->out, "$$\n\\begin{aligned}");
        break;
    case EXPLAIN_MATHML:
        buffer_puts(page->out,
                    "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
                    "display=\"block\" style=\"margin:0.7em 0\">"
                    "<mtable displaystyle=\"true\" "
                    "columnalign=\"right left\">"
                    "<mtr><mtd style=\"text-align:right\">");
        break;
    case EXPLAIN_TEXT:
        break;
    }
}

static void close_math(Page *page, Text margin)
{
    switch (page->format) {
    case EXPLAIN_LATEX:
    case EXPLAIN_MARKDOWN:
        if (margin.length)
            buffer_print(page->out, " \\qquad {\\scriptstyle \\text{%.*s}}",
                         TEXT_ARGS(notation_escape_within(
                             page->arena, page->format, margin)));
        buffer_puts(page->out,
                    page->format == EXPLAIN_LATEX
                        ? "\\end{aligned}\\]\n"
                        : "\\end{aligned}\n$$\n\n");
        break;
    case EXPLAIN_MATHML:
        if (margin.length)
            buffer_print(page->out, "<mspace width=\"2em\"/><mtext>%.*s"
                         "</mtext>", TEXT_ARGS(margin));
        buffer_puts(page->out, "</mtd></mtr></mtable></math>\n");
        break;
    case EXPLAIN_TEXT:
        break;
    }
}

static void equals(Page *page, bool first)
{
    bool mathml = page->format == EXPLAIN_MATHML;
    buffer_puts(page->out, mathml ? first ? MATHML_CELL : MATHML_ROW
                           : first ? " &= " : " \\\\ &= ");
    buffer_puts(page->out, mathml ? "<mo>=</mo>" : "");
}

/* h or h[t+1] */
static Text element_of(const Page *page, Text name)
{
    return memchr(name.at, '[', name.length)
             ? notation_of(page->arena, page->format, name)
             : notation_of_name(page->arena, page->format, name);
}

/* J,g */
static Text names_of(const Page *page, Text names)
{
    Buffer out = buffer_create(page->arena);
    for (size_t at = 0, end; at <= names.length; at = end + 1) {
        for (end = at; end < names.length && names.at[end] != ',';)
            end++;
        buffer_puts(&out, !at ? "" : page->format == EXPLAIN_MATHML
                                   ? "<mo>,</mo>" : ",");
        buffer_add(&out, notation_of_name(page->arena, page->format,
                                          (Text){names.at + at, end - at}));
    }
    return buffer_text(&out);
}

static void derivative(Page *page, const Equality *e)
{
    ExplainFormat f = page->format;
    Text over = element_of(page, e->over);
    Text under = element_of(page, e->under);
    bool mathml = f == EXPLAIN_MATHML;
    if (e->operand.length)
        over = notation_of(page->arena, f, e->operand);
    if (mathml)
        buffer_print(page->out,
                     e->operand.length
                         ? "<mfrac><mrow><mo>∂</mo><mo>(</mo>%.*s<mo>)</mo>"
                           "</mrow><mrow><mo>∂</mo>%.*s</mrow></mfrac>"
                         : "<mfrac><mrow><mo>∂</mo>%.*s</mrow><mrow>"
                           "<mo>∂</mo>%.*s</mrow></mfrac>",
                     TEXT_ARGS(over), TEXT_ARGS(under));
    else
        buffer_print(page->out,
                     e->operand.length
                         ? "\\frac{\\partial (%.*s)}{\\partial %.*s}"
                         : "\\frac{\\partial %.*s}{\\partial %.*s}",
                     TEXT_ARGS(over), TEXT_ARGS(under));
}

static void part_through(Page *page, const Equality *e)
{
    bool mathml = page->format == EXPLAIN_MATHML;
    Text name = names_of(page, e->through);
    buffer_puts(page->out, mathml ? "<msub><mrow>" : "\\left.");
    derivative(page, e);
    buffer_print(page->out,
                 mathml ? "<mo>|</mo></mrow><mrow>%.*s</mrow></msub>"
                        : "\\right|_{%.*s}", TEXT_ARGS(name));
}

/* -- the page -- */

void page_begin(Page *page)
{
    if (page->format == EXPLAIN_MATHML)
        buffer_puts(page->out, "<div>\n");
}

void page_end(Page *page)
{
    if (page->format == EXPLAIN_MATHML)
        buffer_puts(page->out, "</div>\n");
}

void page_heading(Page *page, Text text)
{
    Text t = notation_escape(page->arena, page->format, text);
    switch (page->format) {
    case EXPLAIN_TEXT:
        buffer_puts(page->out, page->started ? "\n" : "");
        fill(page, t, 0);
        break;
    case EXPLAIN_LATEX:
        buffer_print(page->out, "\\paragraph{%.*s}\n", TEXT_ARGS(t));
        break;
    case EXPLAIN_MARKDOWN:
        buffer_print(page->out, "### %.*s\n\n", TEXT_ARGS(t));
        break;
    case EXPLAIN_MATHML:
        buffer_print(page->out, "<h3>%.*s</h3>\n", TEXT_ARGS(t));
        break;
    }
    page->started = true;
}

void page_way(Page *page, const char *word, const TextList *equations)
{
    bool apart = equations->count > 1 && page->format != EXPLAIN_TEXT;
    Text within = page->format == EXPLAIN_LATEX && !apart
                ? notation_within(page->arena, equations->at[0]) : (Text){0};
    if (within.length) {
        buffer_print(page->out, "\\paragraph{%s \\(%.*s\\)}\n", word,
                     TEXT_ARGS(within));
        page->started = true;
        return;
    }
    page_heading(page, apart ? text_of(word)
                             : text_format(page->arena, "%s %.*s", word,
                                           TEXT_ARGS(equations->at[0])));
    for (uint32_t i = !apart; i < equations->count; i++)
        if (apart)
            page_statement(page, equations->at[i], (Text){0});
        else
            fill(page, equations->at[i], strlen(word) + 1);
}

void page_note(Page *page, Text text)
{
    Text t = notation_escape(page->arena, page->format, text);
    switch (page->format) {
    case EXPLAIN_TEXT:
        fill(page, t, 4);
        break;
    case EXPLAIN_LATEX:
        buffer_print(page->out, "%.*s\n\n", TEXT_ARGS(t));
        break;
    case EXPLAIN_MARKDOWN:
        buffer_print(page->out, "%.*s\n\n", TEXT_ARGS(t));
        break;
    case EXPLAIN_MATHML:
        buffer_print(page->out, "<p>%.*s</p>\n", TEXT_ARGS(t));
        break;
    }
    page->started = true;
}

static void one_statement(Page *page, Text statement, Text margin)
{
    page->started = true;
    if (page->format == EXPLAIN_TEXT) {
        with_margin(page, statement, margin);
        return;
    }
    open_math(page);
    buffer_add(page->out, notation_of(page->arena, page->format, statement));
    close_math(page, margin);
}

void page_statement(Page *page, Text text, Text margin)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.length; at++) {
        bool last = at == text.length;
        if (!last && (text.at[at] != '\n' || text.at[at + 1] == ' '))
            continue;
        one_statement(page, (Text){text.at + from, at - from},
                      last ? margin : (Text){0});
        from = at + 1;
    }
}

void page_equality(Page *page, const Equality *equality)
{
    Equality sides = *equality;
    const Equality *e = &sides;
    for (uint32_t i = 0; i < e->count && e->count > 1; i++)
        if (!notation_binds(page->arena, e->sides[i]))
            sides.sides[i] = text_format(page->arena, "(%.*s)",
                                         TEXT_ARGS(e->sides[i]));
    page->started = true;
    if (page->format == EXPLAIN_TEXT) {
        Buffer text = buffer_create(page->arena);
        if (e->operand.length)
            buffer_print(&text, "∂(%.*s)/∂%.*s", TEXT_ARGS(e->operand),
                         TEXT_ARGS(e->under));
        else if (e->under.length)
            buffer_print(&text, "∂%.*s/∂%.*s", TEXT_ARGS(e->over),
                         TEXT_ARGS(e->under));
        else
            buffer_add(&text, e->over);
        if (e->through.length)
            buffer_print(&text, "|%.*s", TEXT_ARGS(e->through));
        for (uint32_t i = 0; i < e->count; i++)
            buffer_print(&text, " = %.*s", TEXT_ARGS(e->sides[i]));
        with_margin(page, buffer_text(&text), e->margin);
        return;
    }
    open_math(page);
    if (e->through.length)
        part_through(page, e);
    else if (e->under.length)
        derivative(page, e);
    else
        buffer_add(page->out, notation_of_name(page->arena, page->format,
                                               e->over));
    for (uint32_t i = 0; i < e->count; i++) {
        equals(page, i == 0);
        buffer_add(page->out, notation_of(page->arena, page->format,
                                          e->sides[i]));
    }
    close_math(page, e->margin);
}
