/* compare_print.c: a report as text and as JSON. */
#include "compare_print_words.h"

#include "json_write.h"

#include <math.h>

static bool is_same(const Result *row)
{
    return row->compared.verdict <= EQUAL_TO_ROUNDING;
}

bool report_is_same(const Report *report)
{
    for (uint32_t i = 0; i < report->rows.count; i++)
        if (!is_same(&report->rows.at[i]))
            return false;
    return !report->changes.count;
}

/* `different: 1 identical, 2 different; 1 declaration changed` */
void print_headline(const Report *report, Buffer *out)
{
    uint32_t changes = report->changes.count;
    bool rows_same = true, identical = true;
    for (uint32_t i = 0; i < report->rows.count; i++) {
        rows_same &= is_same(&report->rows.at[i]);
        identical &= report->rows.at[i].compared.verdict == IDENTICAL;
    }
    const char *plural = changes > 1 ? "s" : "";
    if (rows_same && changes && report->rows.count) {
        buffer_print(out, "the same but for %u declaration%s",
                     (unsigned)changes, plural);
        print_counts(report, NULL, ": ", out);
        return;
    }
    if (rows_same && identical && !changes) {
        buffer_puts(out, "identical");
        return;
    }
    buffer_puts(out, rows_same && !changes ? "equal" : "different");
    const char *before = print_counts(report, NULL, ": ", out);
    if (changes)
        buffer_print(out, "%s%u declaration%s changed", before,
                     (unsigned)changes, plural);
}

void print_verdict(const Result *row, Buffer *out)
{
    const Compared *c = &row->compared;
    const char *plural = c->points == 1 ? "" : "s";
    switch (c->verdict) {
    case IDENTICAL:
        buffer_puts(out, "identical");
        break;
    case EQUAL:
        buffer_print(out, "equal at %u point%s, written differently",
                     (unsigned)c->points, plural);
        break;
    case EQUAL_TO_ROUNDING:
        buffer_print(out, "equal to rounding at %u point%s, written "
                          "differently", (unsigned)c->points, plural);
        break;
    case DIFFERENT:
        buffer_puts(out, "different");
        break;
    case UNDECIDED:
        buffer_puts(out, "undecided, counted as different");
        break;
    }
}

/* Where one program alone leaves the range of numbers. */
static void print_lost(const Compared *c, Buffer *out)
{
    static const char *const words[] = {
        "a number after and none before", "a number before and none after"};
    const char *between = "";
    for (int side = 0; side < SIDES; side++)
        if (c->lost[side]) {
            buffer_print(out, "%sat %u point%s %s", between,
                         (unsigned)c->lost[side],
                         c->lost[side] == 1 ? "" : "s", words[side]);
            between = ", ";
        }
    if (*between)
        buffer_print(out, " in float, as with --seed=%llu",
                     (unsigned long long)c->lost_seed);
}

/* At which point a difference shows. */
static void print_place(const Result *row, Buffer *out)
{
    const Compared *c = &row->compared;
    if (!c->aimed)
        buffer_print(out, " after, with --seed=%llu",
                     (unsigned long long)c->seed);
    else
        buffer_print(out, " after, at %.*s", TEXT_ARGS(row->place_short));
}

/* Why, in words: where the difference is, or what could not be seen. */
void print_reason(const Result *row, Buffer *out)
{
    const Compared *c = &row->compared;
    if (row->reason.length) {
        buffer_add(out, row->reason);
    } else if (c->verdict <= EQUAL_TO_ROUNDING && row->hidden.length) {
        buffer_print(out, "though %.*s, which it is computed by, is different",
                     TEXT_ARGS(row->hidden));
    } else if (c->verdict <= EQUAL_TO_ROUNDING) {
        print_lost(c, out);
    } else if (c->verdict == UNDECIDED && c->points
               && c->drowned > c->points) {
        buffer_print(out, "it is equal at %u point%s, but at %u rounding may "
                          "be all of it",
                     (unsigned)c->points, c->points == 1 ? "" : "s",
                     (unsigned)c->drowned);
    } else if (c->verdict == UNDECIDED && c->element < 0) {
        buffer_puts(out, "at these points all of it is 0 on both sides, or "
                         "too uncertain");
    } else if (c->verdict == UNDECIDED) {
        buffer_print(out, "at these points element %.*s is never a certain "
                          "number on both sides",
                     TEXT_ARGS(row->element.length ? row->element
                                                   : text_of("0")));
    } else if (c->verdict == DIFFERENT) {
        if (isinf(c->difference)) {
            buffer_puts(out, "a number on one side only: ");
        } else {
            buffer_print(out, "largest relative difference %.3g: ",
                         c->difference);
        }
        if (row->element.length)
            buffer_print(out, "element %.*s is ", TEXT_ARGS(row->element));
        buffer_number(out, c->value[OLD], true);
        if (c->value[OLD] == c->value[NEW]) {
            buffer_print(out, " both times, as double shows it: apart by %.3g,"
                              " before and",
                         c->difference * fabs(c->value[OLD]));
        } else {
            buffer_puts(out, " before and ");
            buffer_number(out, c->value[NEW], true);
        }
        print_place(row, out);
    }
}

static void print_indented(Text text, const char *indent, Buffer *out)
{
    bool start = true;
    for (size_t i = 0; i < text.length; i++) {
        if (start)
            buffer_puts(out, indent);
        buffer_add(out, (Text){text.at + i, 1});
        start = text.at[i] == '\n';
    }
}

const char *const side_words[] = {"before", "after"};
const char same_words[] =
    "by this equation before and after; what it reads differs";
const char same_long[] =
    "by the same equations before and after; what they read differs";

/* -- text -- */

void print_change(const Report *report, const Change *change,
                  const char *quote, Buffer *out)
{
    Text what = change->what;
    size_t name = what.length;          /* behind the last blank */
    while (name && what.at[name - 1] != ' ')
        name--;
    if (name)
        buffer_print(out, "%.*s%s%.*s%s", (int)name, what.at, quote,
                     (int)(what.length - name), what.at + name, quote);
    else
        buffer_add(out, what);
    if (change->renamed) {
        buffer_print(out, " is %s to %s%.*s%s",
                     change->guessed ? "taken for renamed" : "renamed", quote,
                     TEXT_ARGS(change->text[NEW]), quote);
        return;
    }
    for (int side = 0; side < SIDES; side++)
        if (!change->text[side].length) {
            buffer_print(out, " is only in %s%.*s%s", quote,
                         TEXT_ARGS(report->path[!side]), quote);
            return;
        }
    buffer_print(out, ": %s%.*s%s before, %s%.*s%s after", quote,
                 TEXT_ARGS(change->text[OLD]), quote, quote,
                 TEXT_ARGS(change->text[NEW]), quote);
}

static void print_row(const Result *row, Detail detail, bool all, Buffer *out)
{
    if (detail == DETAIL_NONE)
        return;
    buffer_print(out, "%.*s: ", TEXT_ARGS(row->name));
    print_verdict(row, out);
    buffer_puts(out, "\n");
    Shown shown = {.same = false};
    if (detail == DETAIL_FULL)
        shown = formulas_shown(row, all, out->arena);
    if (shown.same)
        buffer_print(out, "  %s\n", shown.text[OLD].length ? same_words
                                                           : same_long);
    for (int side = 0; side < SIDES; side++) {
        if (!shown.same && shown.text[side].length)
            buffer_print(out, "  %s\n", side_words[side]);
        print_indented(shown.text[side], "    ", out);
    }
    size_t length = out->length;
    buffer_puts(out, "  ");
    size_t start = out->length;
    print_reason(row, out);
    if (out->length == start)
        out->length = length;
    else
        buffer_puts(out, "\n");
}

static void print_text(const Report *report, Buffer *out)
{
    for (uint32_t i = 0; i < report->changes.count; i++) {
        print_change(report, &report->changes.at[i], "", out);
        buffer_puts(out, "\n");
    }
    const uint8_t *details = rows_shown(report, out->arena);
    for (uint32_t i = 0; i < report->rows.count; i++)
        print_row(&report->rows.at[i], (Detail)details[i], report->all, out);
    print_rest(report, details, out);
    print_headline(report, out);
    buffer_puts(out, "\n");
}

/* -- JSON -- */

static void print_member(const char *name, Text text, Buffer *out)
{
    buffer_print(out, ", \"%s\": ", name);
    json_quoted(out, text);
}

static void print_json_row(const Result *row, Buffer *out)
{
    static const char *const words[] = {
        [IDENTICAL] = "identical", [EQUAL] = "equal",
        [EQUAL_TO_ROUNDING] = "equal to rounding", [DIFFERENT] = "different",
        [UNDECIDED] = "undecided"};
    const Compared *c = &row->compared;
    buffer_puts(out, "{\"name\": ");
    json_quoted(out, row->name);
    buffer_print(out, ", \"verdict\": \"%s\"", words[c->verdict]);
    for (int side = 0; side < SIDES; side++)
        if (row->formula[side].length)
            print_member(side_words[side], row->formula[side], out);
    if (row->reason.length) {
        print_member("reason", row->reason, out);
    } else if (c->verdict == UNDECIDED || row->hidden.length) {
        Buffer reason = buffer_create(out->arena);
        print_reason(row, &reason);
        print_member("reason", buffer_text(&reason), out);
    } else if (c->verdict != IDENTICAL) {
        buffer_puts(out, ", \"difference\": ");
        json_number(out, c->difference, true);
    }
    if (c->lost[OLD] || c->lost[NEW])
        buffer_print(out, ", \"lost\": [%u, %u], \"lost at\": %llu",
                     (unsigned)c->lost[OLD], (unsigned)c->lost[NEW],
                     (unsigned long long)c->lost_seed);
    if (c->verdict == DIFFERENT && !row->reason.length) {
        print_member("element", row->element, out);
        if (!c->aimed)
            buffer_print(out, ", \"seed\": %llu",
                         (unsigned long long)c->seed);
        else
            print_member("at", row->place, out);
        buffer_puts(out, ", \"values\": [");
        json_number(out, c->value[OLD], true);
        buffer_puts(out, ", ");
        json_number(out, c->value[NEW], true);
        buffer_puts(out, "]");
    }
    buffer_puts(out, "}");
}

/* How the document begins; `same` is a word of JSON. */
static void print_head(const Report *report, const char *same, Buffer *out)
{
    buffer_print(out, "{\"same\": %s", same);
    print_member("old", report->path[OLD], out);
    print_member("new", report->path[NEW], out);
}

void report_print_trouble(const Report *report, ReportFormat format,
                          Text diagnostics, Buffer *out)
{
    if (format == REPORT_JSON) {
        print_head(report, "null", out);
        buffer_puts(out, ", \"diagnostics\": ");
        buffer_add(out, diagnostics);
        buffer_puts(out, "}\n");
        return;
    }
    buffer_print(out, "### `%.*s` and `%.*s`: cannot be compared\n\n```text\n",
                 TEXT_ARGS(report->path[OLD]), TEXT_ARGS(report->path[NEW]));
    buffer_add(out, diagnostics);
    buffer_puts(out, "```\n");
}

static void print_json(const Report *report, Buffer *out)
{
    print_head(report, report_is_same(report) ? "true" : "false", out);
    buffer_puts(out, ", \"changes\": [");
    for (uint32_t i = 0; i < report->changes.count; i++) {
        const Change *change = &report->changes.at[i];
        buffer_puts(out, i ? ",\n  {\"what\": " : "\n  {\"what\": ");
        json_quoted(out, change->what);
        buffer_print(out, ", \"renamed\": %s",
                     change->renamed ? "true" : "false");
        if (change->guessed)
            buffer_puts(out, ", \"guessed\": true");
        for (int side = 0; side < SIDES; side++)
            if (change->text[side].length)
                print_member(side_words[side], change->text[side], out);
        buffer_puts(out, "}");
    }
    buffer_puts(out, "], \"results\": [");
    for (uint32_t i = 0; i < report->rows.count; i++) {
        buffer_puts(out, i ? ",\n  " : "\n  ");
        print_json_row(&report->rows.at[i], out);
    }
    buffer_puts(out, "]}\n");
}

void report_print(const Report *report, ReportFormat format, Buffer *out)
{
    switch (format) {
    case REPORT_TEXT:
        print_text(report, out);
        break;
    case REPORT_JSON:
        print_json(report, out);
        break;
    case REPORT_MARKDOWN:
        report_print_markdown(report, out);
        break;
    }
}
