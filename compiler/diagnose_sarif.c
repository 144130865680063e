/* diagnose_sarif.c: diagnostics as SARIF 2.1.0.
 *
 * One run with a rule for each warning, and a result for each diagnostic, one
 * to a line. Notes and hints are related locations; a hint stands at the place
 * of its diagnostic. Columns count UTF-16 code units, and endColumn is behind
 * the last one.
 */
#include "diagnose_format.h"

#include <string.h>

/* A path as a reference: what may not stand in one as it is becomes %XX. */
static Text uri_of(Arena *arena, Text path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    Buffer uri = buffer_create(arena);
    if (path.length && *path.at == '/')
        buffer_puts(&uri, "file://");
    for (size_t i = 0; i < path.length; i++)
        if (memchr(plain, path.at[i], sizeof plain - 1))
            buffer_add(&uri, (Text){&path.at[i], 1});
        else
            buffer_print(&uri, "%%%02X", (unsigned)(unsigned char)path.at[i]);
    return buffer_text(&uri);
}

static void put_message(Json *json, const char *key, Text text)
{
    json_open(json, key, '{');
    json_text(json, "text", text);
    json_close(json);
}

static void put_file(const Diagnostics *d, Json *json, Text path)
{
    json_open(json, "artifactLocation", '{');
    json_text(json, "uri", uri_of(d->arena, path));
    json_close(json);
}

static void put_region(const Diagnostics *d, Json *json, const char *key,
                       Span span)
{
    Spot start = spot_of(d->sources, span.start);
    Spot end = spot_end(d->sources, span);
    json_open(json, key, '{');
    json_whole(json, "startLine", start.line);
    json_whole(json, "startColumn", start.utf16);
    json_whole(json, "endLine", end.line);
    json_whole(json, "endColumn", end.utf16);
    json_close(json);
}

/* The member of a location that says where, unless it is nowhere. */
static void put_physical(const Diagnostics *d, Json *json, Span span)
{
    const Source *source = span.end ? source_of(d->sources, span.start) : NULL;
    if (!source)
        return;
    json_open(json, "physicalLocation", '{');
    put_file(d, json, source->path);
    put_region(d, json, "region", span);
    json_close(json);
}

static void put_remark(const Diagnostics *d, Json *json, const Diagnostic *of,
                       const Remark *remark)
{
    json_open(json, NULL, '{');
    put_physical(d, json, remark->hint ? of->span : remark->span);
    put_message(json, "message", remark->text);
    json_open(json, "properties", '{');
    json_string(json, "kind", remark->hint ? "hint" : "note");
    json_close(json);
    json_close(json);
}

static void put_fix(const Diagnostics *d, Json *json, const Remark *remark)
{
    json_open(json, NULL, '{');
    put_message(json, "description", remark->text);
    json_open(json, "artifactChanges", '[');
    json_open(json, NULL, '{');
    put_file(d, json, source_of(d->sources, remark->span.start)->path);
    json_open(json, "replacements", '[');
    json_open(json, NULL, '{');
    put_region(d, json, "deletedRegion", remark->span);
    put_message(json, "insertedContent", remark->fix);
    json_close(json);
    json_close(json);
    json_close(json);
    json_close(json);
    json_close(json);
}

static void put_fixes(const Diagnostics *d, Json *json, const Diagnostic *of)
{
    bool open = false;
    for (uint32_t i = 0; i < of->remarks.count; i++) {
        if (!of->remarks.at[i].fix.length)
            continue;
        if (!open)
            json_open(json, "fixes", '[');
        open = true;
        put_fix(d, json, &of->remarks.at[i]);
    }
    if (open)
        json_close(json);
}

static void put_result(const Diagnostics *d, Json *json, const Diagnostic *one)
{
    json_open(json, NULL, '{');
    if (one->warning < WARNING_COUNT) {
        json_text(json, "ruleId",
                  text_format(d->arena, "-W%s", warning_name(one->warning)));
        json_whole(json, "ruleIndex", one->warning);
    }
    json_string(json, "level", severity_name(one->severity));
    put_message(json, "message", one->text);
    if (one->span.end) {
        json_open(json, "locations", '[');
        json_open(json, NULL, '{');
        put_physical(d, json, one->span);
        json_close(json);
        json_close(json);
    }
    if (one->remarks.count) {
        json_open(json, "relatedLocations", '[');
        for (uint32_t i = 0; i < one->remarks.count; i++)
            put_remark(d, json, one, &one->remarks.at[i]);
        json_close(json);
        put_fixes(d, json, one);
    }
    json_close(json);
}

static void put_tool(const Diagnostics *d, Json *json)
{
    json_open(json, "tool", '{');
    json_open(json, "driver", '{');
    json_string(json, "name", "gcc-graph");
    json_string(json, "version", GCC_GRAPH_VERSION);
    json_open(json, "rules", '[');
    for (int w = 0; w < WARNING_COUNT; w++) {
        json_open(json, NULL, '{');
        json_text(json, "id", text_format(d->arena, "-W%s",
                                          warning_name((Warning)w)));
        put_message(json, "shortDescription",
                    text_of(warning_text((Warning)w)));
        json_close(json);
    }
    json_close(json);
    json_close(json);
    json_close(json);
}

void diagnose_sarif(const Diagnostics *d, const DiagnosticList *list,
                    Buffer *out)
{
    Json json = {.out = out, .lines = 4};
    json_open(&json, NULL, '{');
    json_string(&json, "$schema",
                "https://json.schemastore.org/sarif-2.1.0.json");
    json_string(&json, "version", "2.1.0");
    json_open(&json, "runs", '[');
    json_open(&json, NULL, '{');
    put_tool(d, &json);
    json_string(&json, "columnKind", "utf16CodeUnits");
    json_open(&json, "results", '[');
    for (uint32_t i = 0; i < list->count; i++)
        put_result(d, &json, list->at[i]);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    json_close(&json);
}
