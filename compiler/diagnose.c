/* diagnose.c: collecting diagnostics, and printing them with the line.
 *
 * What is echoed, from files and from command lines, may be any bytes: all
 * that could move a terminal's cursor or turn its text round is shown by its
 * number. Of a long line only a window around the place is shown.
 */
#include "diagnose_format.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* So many are kept; the others are only counted. */
enum { MOST_KEPT = 10000 };

/* Columns shown of a long line before and after the place. */
enum { WINDOW_BEFORE = 50, WINDOW_AFTER = 60, WINDOW_LIMIT = 400, TAB = 8 };

/* Characters shown of a message. */
enum { LONGEST_TEXT = 400 };

static const struct {
    const char *name, *text;
} warnings[WARNING_COUNT] = {
    [WARNING_UNUSED] = {"unused", "What is defined is used by nothing."},
    [WARNING_SHADOW] = {"shadow", "A local name hides one of the file."},
    [WARNING_INDEX] = {"index", "An index on the left hides a value."},
};

const char *warning_name(Warning warning)
{
    return warnings[warning].name;
}

const char *warning_text(Warning warning)
{
    return warnings[warning].text;
}

const char *severity_name(Severity severity)
{
    static const char *const names[] = {"warning", "error", "note"};
    return names[severity];
}

void diagnostics_init(Diagnostics *diagnostics, Arena *arena,
                      const Sources *sources)
{
    *diagnostics = (Diagnostics){.arena = arena, .sources = sources};
    diagnostics->enabled[WARNING_UNUSED] = true;
    diagnostics->enabled[WARNING_INDEX] = true;
}

static bool reported_at(const Diagnostics *diagnostics, Span span)
{
    for (uint32_t i = diagnostics->list.count; i-- > 0;) {
        const Diagnostic *old = diagnostics->list.at[i];
        if (old->severity == SEVERITY_ERROR && old->span.start == span.start
            && old->span.end == span.end)
            return true;
    }
    return false;
}

static Diagnostic *add(Diagnostics *diagnostics, Severity severity, Span span,
                       const char *format, va_list args)
{
    bool full = diagnostics->list.count >= MOST_KEPT;
    if (severity == SEVERITY_ERROR) {
        if (!full && span.end && reported_at(diagnostics, span))
            return NULL;
        diagnostics->error_count++;
    }
    if (full)
        return NULL;
    Buffer buffer = buffer_create(diagnostics->arena);
    buffer_vprint(&buffer, format, args);
    Diagnostic *diagnostic = NEW(diagnostics->arena, Diagnostic);
    diagnostic->severity = severity;
    diagnostic->warning = WARNING_COUNT;
    diagnostic->span = span;
    diagnostic->text = buffer_text(&buffer);
    list_push(diagnostics->arena, &diagnostics->list, diagnostic);
    return diagnostic;
}

Diagnostic *diagnose_error(Diagnostics *diagnostics, Span span,
                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Diagnostic *diagnostic = add(diagnostics, SEVERITY_ERROR, span, format,
                                 args);
    va_end(args);
    return diagnostic;
}

Diagnostic *diagnose_warning(Diagnostics *diagnostics, Warning warning,
                             Span span, const char *format, ...)
{
    if (!diagnostics->enabled[warning])
        return NULL;
    Severity severity = diagnostics->fatal[warning] ? SEVERITY_ERROR
                                                    : SEVERITY_WARNING;
    va_list args;
    va_start(args, format);
    Diagnostic *diagnostic = add(diagnostics, severity, span, format, args);
    va_end(args);
    if (diagnostic)
        diagnostic->warning = warning;
    return diagnostic;
}

static void add_remark(Diagnostics *diagnostics, Diagnostic *diagnostic,
                       Span span, bool hint, const char *format, va_list args)
{
    Buffer buffer = buffer_create(diagnostics->arena);
    buffer_vprint(&buffer, format, args);
    Remark remark = {.span = span, .hint = hint, .text = buffer_text(&buffer)};
    list_push(diagnostics->arena, &diagnostic->remarks, remark);
}

void diagnose_note(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                   const char *format, ...)
{
    if (!diagnostic)
        return;
    for (uint32_t i = 0; i < diagnostic->remarks.count; i++)
        if (!diagnostic->remarks.at[i].hint
            && diagnostic->remarks.at[i].span.start == span.start
            && diagnostic->remarks.at[i].span.end == span.end)
            return;
    va_list args;
    va_start(args, format);
    add_remark(diagnostics, diagnostic, span, false, format, args);
    va_end(args);
}

void diagnose_hint(Diagnostics *diagnostics, Diagnostic *diagnostic,
                   const char *format, ...)
{
    if (!diagnostic)
        return;
    va_list args;
    va_start(args, format);
    add_remark(diagnostics, diagnostic, (Span){0, 0}, true, format, args);
    va_end(args);
}

void diagnose_fix(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                  Text fix, const char *format, ...)
{
    if (!diagnostic)
        return;
    va_list args;
    va_start(args, format);
    add_remark(diagnostics, diagnostic, span, true, format, args);
    va_end(args);
    diagnostic->remarks.at[diagnostic->remarks.count - 1].fix = fix;
}

void diagnose_remark(Diagnostics *diagnostics, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(diagnostics, SEVERITY_NOTE, (Span){0, 0}, format, args);
    va_end(args);
}

static bool take_prefix(Text *text, const char *prefix)
{
    size_t length = strlen(prefix);
    if (text->length < length || memcmp(text->at, prefix, length) != 0)
        return false;
    *text = (Text){text->at + length, text->length - length};
    return true;
}

/* One of the lines; `last` is the error that a note belongs to. */
static Diagnostic *take_line(Diagnostics *d, Diagnostic *last, Text line)
{
    Span nowhere = {0, 0};
    if (take_prefix(&line, "gcc-graph: error: "))
        return diagnose_error(d, nowhere, "%.*s", TEXT_ARGS(line));
    bool note = take_prefix(&line, "gcc-graph: note: ");
    if (last && note)
        diagnose_note(d, last, nowhere, "%.*s", TEXT_ARGS(line));
    else if (last)
        last->text = text_format(d->arena, "%.*s\n%.*s", TEXT_ARGS(last->text),
                                 TEXT_ARGS(line));
    else
        diagnose_remark(d, "%.*s", TEXT_ARGS(line));
    return last;
}

void diagnose_lines(Diagnostics *diagnostics, Text lines)
{
    Diagnostic *last = NULL;
    if (diagnostics->format == FORMAT_TEXT) {
        fwrite(lines.at, 1, lines.length, stderr);
        return;
    }
    while (lines.length) {
        const char *end = memchr(lines.at, '\n', lines.length);
        size_t length = end ? (size_t)(end - lines.at) : lines.length;
        if (length)
            last = take_line(diagnostics, last, (Text){lines.at, length});
        length += end != NULL;
        lines = (Text){lines.at + length, lines.length - length};
    }
}

bool diagnostics_format(Diagnostics *diagnostics, const char *name)
{
    static const char *const names[] = {"text", "json", "sarif"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, names[i])) {
            diagnostics->format = (DiagnosticsFormat)i;
            return true;
        }
    return false;
}

/* The rows [*first, *last) that the name stands for: `all` for every one. */
static bool find_rows(Text name, int *first, int *last)
{
    *first = 0, *last = WARNING_COUNT;
    if (text_is(name, "all"))
        return true;
    for (int i = 0; i < WARNING_COUNT; i++)
        if (text_is(name, warnings[i].name)) {
            *first = i, *last = i + 1;
            return true;
        }
    return false;
}

bool diagnostics_option(Diagnostics *diagnostics, Text option)
{
    bool on = !take_prefix(&option, "no-");
    bool fatal = take_prefix(&option, "error=");
    int first = 0, last = WARNING_COUNT;
    if (!fatal && text_is(option, "error"))
        fatal = true;
    else if (!find_rows(option, &first, &last))
        return false;
    bool one = last - first == 1;
    for (int i = first; i < last; i++) {
        if (fatal)
            diagnostics->fatal[i] = on;
        if (!fatal || (on && one))
            diagnostics->enabled[i] = on;
    }
    return true;
}

/* One character as it is shown, `room` long at most; returns its columns.
 * Tabs become spaces up to the next multiple of TAB. */
static size_t show(const char **at, const char *end, size_t column, char *shown,
                   size_t room)
{
    const char *start = *at;
    int32_t code = text_decode(at, end);
    if (code == '\t') {
        size_t width = TAB - column % TAB;
        snprintf(shown, room, "%*s", (int)width, "");
        return width;
    }
    if (code < 0x20 || code == 0x7f)
        return (size_t)snprintf(shown, room, "\\x%02x",
                                (unsigned)(unsigned char)*start);
    utf8proc_category_t category = utf8proc_category(code);
    if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF
        || category == UTF8PROC_CATEGORY_ZL
        || category == UTF8PROC_CATEGORY_ZP)
        return (size_t)snprintf(shown, room, "<U+%04X>", (unsigned)code);
    snprintf(shown, room, "%.*s", (int)(*at - start), start);
    return (size_t)utf8proc_charwidth(code);
}

/* Names may be of any length, what is said of them not. */
static void add_shown(Buffer *out, Text text)
{
    const char *at = text.at, *end = text.at + text.length;
    for (int count = 0; at < end; count++) {
        if (count == LONGEST_TEXT) {
            buffer_puts(out, "…");
            break;
        }
        char shown[32];
        show(&at, end, 0, shown, sizeof shown);
        buffer_puts(out, shown);
    }
}

/* The place itself, or up to WINDOW_BEFORE characters before it. */
static const char *window_start(const char *line, const char *place)
{
    const char *at = place;
    for (int i = 0; i < WINDOW_BEFORE && at > line; i++) {
        const char *back = at - 1;
        while (back > line && at - back < 4 && (*back & 0xc0) == 0x80)
            back--;
        const char *next = back;
        at = text_decode(&next, at) >= 0 && next == at ? back : at - 1;
    }
    return at;
}

static void add_repeated(Buffer *out, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_add(out, (Text){&c, 1});
}

/* The line, and carets under [start, end) of it. */
static void add_line(Buffer *out, uint32_t number, Text line, const char *start,
                     const char *end)
{
    const char *stop = line.at + line.length;
    const char *at = window_start(line.at, start);
    int digits = 5;
    for (uint32_t n = number; n >= 100000; n /= 10)
        digits++;
    buffer_print(out, "%*u | ", digits, (unsigned)number);
    size_t column = 0, before = 0, under = 0, after = 0;
    if (at > line.at) {
        buffer_puts(out, "...");
        column = before = 3;
    }
    for (int count = 0; at < stop && after < WINDOW_AFTER
                        && under < 2 * WINDOW_AFTER && count < WINDOW_LIMIT;
         count++) {
        char shown[32];
        const char *here = at;
        size_t width = show(&at, stop, column, shown, sizeof shown);
        buffer_puts(out, shown);
        column += width;
        if (here < start)
            before += width;
        else if (here < end)
            under += width;
        else
            after += width;
    }
    if (at < stop)
        buffer_puts(out, "...");
    buffer_print(out, "\n%*s | %*s^", digits, "", (int)before, "");
    add_repeated(out, '~', under > 1 ? under - 1 : 0);
    buffer_puts(out, "\n");
}

static void add_place(Buffer *out, Place place)
{
    if (!place.source) {
        buffer_puts(out, "gcc-graph: ");
        return;
    }
    add_shown(out, place.source->path);
    buffer_print(out, ":%u:%u: ", (unsigned)place.line,
                 (unsigned)place.column);
}

/* `place: kind: text suffix` and, with a place, its line. */
static void print_one(const Diagnostics *diagnostics, Buffer *out, Span span,
                      const char *kind, Text text, const char *suffix)
{
    Place place = span.end ? source_place(diagnostics->sources, span.start)
                           : (Place){0};
    add_place(out, place);
    buffer_print(out, "%s: ", kind);
    add_shown(out, text);
    buffer_print(out, "%s\n", suffix);
    if (!place.source)
        return;
    const Source *source = place.source;
    Text line = source_line(source, place.line);
    const char *stop = line.at + line.length;
    const char *start = source->bytes.at + (span.start - source->start);
    const char *end = source->bytes.at + (span.end - source->start);
    if (end > stop)
        end = stop;
    if (start > stop)
        start = stop;
    add_line(out, place.line, line, start, end);
}

static void print_diagnostic(const Diagnostics *diagnostics, Buffer *out,
                             const Diagnostic *diagnostic)
{
    char suffix[64] = "";
    bool error = diagnostic->severity == SEVERITY_ERROR;
    if (diagnostic->warning < WARNING_COUNT)
        snprintf(suffix, sizeof suffix, " [-W%s%s]", error ? "error=" : "",
                 warning_name(diagnostic->warning));
    print_one(diagnostics, out, diagnostic->span,
              severity_name(diagnostic->severity), diagnostic->text, suffix);
    Place place = diagnostic->span.end
                ? source_place(diagnostics->sources, diagnostic->span.start)
                : (Place){0};
    for (uint32_t i = 0; i < diagnostic->remarks.count; i++) {
        const Remark *remark = &diagnostic->remarks.at[i];
        if (remark->hint) {
            add_place(out, place);
            buffer_puts(out, "hint: ");
            add_shown(out, remark->text);
            buffer_puts(out, "\n");
        } else {
            print_one(diagnostics, out, remark->span, "note", remark->text, "");
        }
    }
}

typedef struct Numbered {
    const Diagnostic *diagnostic;
    uint32_t          number;
} Numbered;

static int compare(const void *a, const void *b)
{
    const Numbered *p = a, *q = b;
    uint32_t x = p->diagnostic->span.start, y = q->diagnostic->span.start;
    if (x != y)
        return x < y ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

static DiagnosticList sorted(const Diagnostics *diagnostics)
{
    uint32_t count = diagnostics->list.count;
    Numbered *numbered = NEW_ARRAY(diagnostics->arena, Numbered, count);
    DiagnosticList list = {0};
    for (uint32_t i = 0; i < count; i++)
        numbered[i] = (Numbered){diagnostics->list.at[i], i};
    if (count)
        qsort(numbered, count, sizeof *numbered, compare);
    for (uint32_t i = 0; i < count; i++)
        list_push(diagnostics->arena, &list, numbered[i].diagnostic);
    return list;
}

static void print_more(uint32_t more, Buffer *out)
{
    if (more)
        buffer_print(out, "gcc-graph: %u more error%s\n", (unsigned)more,
                     more == 1 ? "" : "s");
}

static void print_text(const Diagnostics *diagnostics,
                       const DiagnosticList *list, Buffer *out, uint32_t limit)
{
    uint32_t shown = 0, more = 0, errors = 0;
    bool second = !diagnostics->second;
    for (uint32_t i = 0; i < list->count; i++) {
        bool error = list->at[i]->severity == SEVERITY_ERROR;
        if (!second && list->at[i]->span.start >= diagnostics->second) {
            print_more(more, out);
            shown = more = 0;
            second = true;
        }
        errors += error;
        if (more || (error && limit && shown == limit)) {
            more += error;
            continue;
        }
        shown += error;
        print_diagnostic(diagnostics, out, list->at[i]);
    }
    print_more(more + diagnostics->error_count - errors, out);
}

/* Errors that were too many to be kept. */
static void add_more(const Diagnostics *diagnostics, DiagnosticList *list)
{
    uint32_t errors = 0;
    for (uint32_t i = 0; i < list->count; i++)
        errors += list->at[i]->severity == SEVERITY_ERROR;
    uint32_t more = diagnostics->error_count - errors;
    if (!more)
        return;
    Diagnostic *note = NEW(diagnostics->arena, Diagnostic);
    note->severity = SEVERITY_NOTE;
    note->warning = WARNING_COUNT;
    note->text = text_format(diagnostics->arena, "%u more error%s",
                             (unsigned)more, more == 1 ? "" : "s");
    list_push(diagnostics->arena, list, note);
}

void diagnostics_print(const Diagnostics *diagnostics, Buffer *out,
                       uint32_t limit)
{
    DiagnosticList list = sorted(diagnostics);
    if (diagnostics->format == FORMAT_TEXT) {
        print_text(diagnostics, &list, out, limit);
        return;
    }
    add_more(diagnostics, &list);
    if (diagnostics->format == FORMAT_JSON)
        diagnose_json(diagnostics, &list, out);
    else
        diagnose_sarif(diagnostics, &list, out);
}
