/* report_code.c: the generated C, its lines tied to equations.
 *
 * A comment with a mark says what the lines down to the next one, to an empty
 * line or to the end of the function are of. A function of a file of its own
 * is of those that call it.
 */
#include "report.h"

#include "emit_c.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 20000, MOST_OF = 8 };

typedef struct Line {
    Text     text, rest;        /* rest: behind a mark in it */
    TiePass  pass;
    uint32_t count, of[MOST_OF];
} Line;

typedef struct Listing {
    Report *report;
    LIST(Line) lines;
    WordSet functions;          /* those that have no marks of their own */
    LIST(uint32_t) first;       /* [functions]: their lines */
} Listing;

/* -- marks -- */

static void split(Listing *l, Text text)
{
    while (text.length) {
        const char *end = memchr(text.at, '\n', text.length);
        size_t length = end ? (size_t)(end - text.at) : text.length;
        list_push(l->report->arena, &l->lines,
                  ((Line){.text = {text.at, length}}));
        text.at += length + (end != NULL);
        text.length -= length + (end != NULL);
    }
}

/* What a mark says: `forward a12`. */
static Tie mark_tie(const Report *report, Text word)
{
    const char *space = memchr(word.at, ' ', word.length);
    Text entry = {word.at, (size_t)(space - word.at)};
    bool of_step = report->step && !text_is(entry, "forward")
                && !text_is(entry, "backward") && !text_is(entry, "infer");
    const Picture *picture = of_step ? report->step_picture : report->picture;
    uint32_t number = (uint32_t)strtoul(space + 2, NULL, 10);
    Tie tie = space[1] == 'a' ? report_tie(report, picture, number)
                              : report_tie_definition(report, picture, number);
    if (tie.pass == TIE_NONE || space[1] == 'd')
        tie.pass = text_is(entry, "backward") ? TIE_BACKWARD : TIE_FORWARD;
    return tie;
}

/* Takes the mark out of the line. */
static bool take_mark(const Listing *l, Line *line)
{
    const char *at = line->text.length ? memchr(line->text.at, *MARK_BEGIN,
                                                line->text.length) : NULL;
    const char *end = line->text.at + line->text.length;
    const char *close = at ? memchr(at, *MARK_END, (size_t)(end - at)) : NULL;
    if (!close)
        return false;
    const Tie tie = mark_tie(l->report,
                             (Text){at + 1, (size_t)(close - at - 1)});
    line->of[0] = tie.definition;
    line->count = tie.definition != 0;
    line->pass = tie.pass;
    line->rest = (Text){close + 1, (size_t)(end - close - 1)};
    line->text.length = (size_t)(at - line->text.at);
    return true;
}

static void take_marks(Listing *l)
{
    Line last = {0};
    for (uint32_t i = 0; i < l->lines.count; i++) {
        Line *line = &l->lines.at[i];
        if (take_mark(l, line)) {
            last = *line;
            continue;
        }
        if (!line->text.length || *line->text.at == '}')
            last.count = 0;
        line->count = last.count;
        line->of[0] = last.of[0];
        line->pass = last.pass;
    }
}

/* -- functions -- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || (c >= '0' && c <= '9');
}

/* The next word before a bracket, from *at on; empty: there is none. */
static Text next_call(Text text, size_t *at)
{
    for (; *at < text.length; ++*at) {
        size_t start = *at;
        if (text.at[*at] != '(')
            continue;
        while (start && is_word(text.at[start - 1]))
            start--;
        ++*at;
        if (start < *at - 1)
            return (Text){text.at + start, *at - 1 - start};
    }
    return (Text){0};
}

static bool begins(Text text, const char *word)
{
    size_t length = strlen(word);
    return text.length >= length && !memcmp(text.at, word, length);
}

static void find_functions(Listing *l)
{
    for (uint32_t i = 0; i < l->lines.count; i++) {
        Text text = l->lines.at[i].text;
        size_t at = 0;
        if (!begins(text, "static ") && !begins(text, "GG_INLINE "))
            continue;
        Text name = next_call(text, &at);
        if (name.length
            && word_set_add(&l->functions, name) == l->first.count)
            list_push(l->report->arena, &l->first, i);
    }
}

static void add_tie(Line *line, const Line *caller)
{
    for (uint32_t i = 0; i < line->count; i++)
        if (line->of[i] == caller->of[0])
            return;
    if (line->count == MOST_OF)
        return;
    line->pass = !line->count || line->pass == caller->pass ? caller->pass
                                                            : TIE_NONE;
    line->of[line->count++] = caller->of[0];
}

/* A function with marks of its own says what it is of. */
static bool is_open(const Listing *l, uint32_t from, uint32_t *end)
{
    for (*end = from; *end < l->lines.count; ++*end) {
        const Line *line = &l->lines.at[*end];
        if (line->rest.length)
            return false;
        if (line->text.length && *line->text.at == '}')
            break;
    }
    return true;
}

static void tie_functions(Listing *l)
{
    uint32_t *ends = NEW_ARRAY(l->report->arena, uint32_t, l->first.count);
    for (uint32_t f = 0; f < l->first.count; f++)
        if (!is_open(l, l->first.at[f], &ends[f]))
            ends[f] = 0;
    for (uint32_t i = 0; i < l->lines.count; i++) {
        const Line caller = l->lines.at[i];
        Text name;
        for (size_t at = 0; caller.count
                 && (name = next_call(caller.text, &at)).length;) {
            if (!word_set_has(&l->functions, name))
                continue;
            uint32_t f = word_set_add(&l->functions, name);
            for (uint32_t n = l->first.at[f]; ends[f] > i ? false
                                                          : n <= ends[f]; n++)
                add_tie(&l->lines.at[n], &caller);
        }
    }
}

/* -- the listing -- */

static bool same_ties(const Line *a, const Line *b)
{
    return a->count == b->count && a->pass == b->pass && !b->rest.length
        && !memcmp(a->of, b->of, a->count * sizeof *a->of);
}

static void put_line(Buffer *out, const Line *line)
{
    html_text(out, line->text);
    html_text(out, line->rest);
    buffer_puts(out, "\n");
}

void report_code(Report *report)
{
    Buffer *out = report->out;
    Listing l = {.report = report, .functions = {.arena = report->arena}};
    split(&l, text_join(report->arena, &report->code));
    take_marks(&l);
    find_functions(&l);
    tie_functions(&l);
    tie_functions(&l);          /* those that these call */
    uint32_t count = l.lines.count < MOST_LINES ? l.lines.count : MOST_LINES;
    buffer_print(out, "<section id=\"code\">\n<h2>Generated C</h2>\n<details>"
                      "<summary>%u lines</summary>\n", l.lines.count);
    if (count < l.lines.count)
        buffer_print(out, "<p class=\"note\">These are the first %u.</p>\n",
                     count);
    buffer_puts(out, "<div class=\"scroll code\" tabindex=\"0\"><pre "
                     "class=\"numbers\" aria-hidden=\"true\">");
    for (uint32_t i = 0; i < count; i++)
        buffer_print(out, "%u\n", i + 1);
    buffer_puts(out, "</pre><pre class=\"text\">");
    for (uint32_t i = 0; i < count;) {
        const Line *first = &l.lines.at[i];
        uint32_t from = i;
        if (first->count) {
            buffer_print(out, "<span class=\"c\" data-line=\"%u\"", i + 1);
            html_tie(out, first->count, first->of, first->pass);
            buffer_puts(out, ">");
        }
        while (i < count && (i == from || same_ties(first, &l.lines.at[i])))
            put_line(out, &l.lines.at[i++]);
        if (first->count)
            buffer_puts(out, "</span>");
    }
    buffer_puts(out, "</pre></div>\n</details>\n</section>\n");
}
