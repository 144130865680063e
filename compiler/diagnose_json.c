/* diagnose_json.c: diagnostics in the form of gcc -fdiagnostics-format=json.
 *
 * A list of objects, one to a line. Columns count characters, as in text;
 * `finish` is the last character of a place, and is left out if that is the
 * first. Notes and hints are children; a hint that says what to write in whose
 * place has fixits, where `next` is behind what is replaced.
 */
#include "diagnose_format.h"

Spot spot_of(const Sources *sources, uint32_t offset)
{
    Place place = source_place(sources, offset);
    Spot spot = {place.source, place.line, place.column, 1, 1};
    if (!place.source)
        return (Spot){0};
    const char *at = source_line(place.source, place.line).at;
    const char *stop = place.source->bytes.at + (offset - place.source->start);
    spot.byte += (uint32_t)(stop - at);
    while (at < stop)
        spot.utf16 += text_decode(&at, stop) >= 0x10000 ? 2 : 1;
    return spot;
}

Spot spot_end(const Sources *sources, Span span)
{
    const Source *source = source_of(sources, span.start);
    uint32_t end = source ? source->start + (uint32_t)source->bytes.length : 0;
    if (span.end > span.start && span.end < end)
        end = span.end;
    return spot_of(sources, span.end > span.start ? end : span.start);
}

Spot spot_last(const Sources *sources, Span span)
{
    const Source *source = source_of(sources, span.start);
    uint32_t last = span.end;
    if (!source || span.end <= span.start
        || span.end - source->start > source->bytes.length)
        return spot_of(sources, span.start);
    while (--last > span.start && span.end - last < 4
           && (source->bytes.at[last - source->start] & 0xc0) == 0x80)
        continue;
    return spot_of(sources, last);
}

static void put_spot(Json *json, const char *key, Spot spot)
{
    json_open(json, key, '{');
    json_text(json, "file", spot.source->path);
    json_whole(json, "line", spot.line);
    json_whole(json, "column", spot.character);
    json_whole(json, "byte-column", spot.byte);
    json_close(json);
}

/* A list of one place, or of none. */
static void put_locations(const Diagnostics *d, Json *json, Span span)
{
    Spot caret = span.end ? spot_of(d->sources, span.start) : (Spot){0};
    json_open(json, "locations", '[');
    if (caret.source) {
        json_open(json, NULL, '{');
        put_spot(json, "caret", caret);
        Spot finish = spot_last(d->sources, span);
        if (finish.line != caret.line || finish.byte != caret.byte)
            put_spot(json, "finish", finish);
        json_close(json);
    }
    json_close(json);
}

static void put_fix(const Diagnostics *d, Json *json, const Remark *remark)
{
    json_open(json, "fixits", '[');
    json_open(json, NULL, '{');
    put_spot(json, "start", spot_of(d->sources, remark->span.start));
    put_spot(json, "next", spot_end(d->sources, remark->span));
    json_text(json, "string", remark->fix);
    json_close(json);
    json_close(json);
}

static void put_remark(const Diagnostics *d, Json *json, const Remark *remark)
{
    json_open(json, NULL, '{');
    json_string(json, "kind", remark->hint ? "hint" : "note");
    json_text(json, "message", remark->text);
    put_locations(d, json, remark->hint ? (Span){0} : remark->span);
    if (remark->fix.length)
        put_fix(d, json, remark);
    json_close(json);
}

void diagnose_json(const Diagnostics *d, const DiagnosticList *list,
                   Buffer *out)
{
    Json json = {.out = out, .lines = 1};
    json_open(&json, NULL, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        const Diagnostic *one = list->at[i];
        json_open(&json, NULL, '{');
        json_string(&json, "kind", severity_name(one->severity));
        json_text(&json, "message", one->text);
        if (one->warning < WARNING_COUNT)
            json_text(&json, "option", text_format(d->arena, "-W%s",
                                                   warning_name(one->warning)));
        json_whole(&json, "column-origin", 1);
        put_locations(d, &json, one->span);
        json_open(&json, "children", '[');
        for (uint32_t r = 0; r < one->remarks.count; r++)
            put_remark(d, &json, &one->remarks.at[r]);
        json_close(&json);
        json_close(&json);
    }
    json_close(&json);
}
