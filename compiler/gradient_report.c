/* gradient_report.c: the table of verdicts. */
#include "gradient_report.h"

#include "json_write.h"
#include "values.h"

bool gradient_report_is_wrong(const GradientReport *r)
{
    for (uint32_t i = 0; i < r->rows.count; i++)
        if (r->rows.at[i].wrong)
            return true;
    return false;
}

const char *gradient_row_verdict(const GradientRow *row)
{
    return row->wrong ? "wrong" : row->agreed ? "ok" : "unclear";
}

Text gradient_row_place(const GradientReport *r, const GradientRow *row)
{
    const Array *array = graph_array(r->graph, row->by);
    Text name = values_name(r->graph, r->arena, row->by);
    Buffer text = buffer_create(r->arena);
    if (!row->wrong && !row->agreed)
        return text_of("-");
    if (row->element < 0)
        return text_of("in a random direction");
    buffer_add(&text, name);
    int64_t rest = row->element, stride = row->size;
    for (uint32_t i = 0; i < array->rank; i++) {
        stride /= array->shape[i];
        buffer_print(&text, "%s%lld", i ? ", " : "[",
                     (long long)(rest / stride));
        rest %= stride;
    }
    if (array->rank)
        buffer_puts(&text, "]");
    return buffer_text(&text);
}

static void pad(Buffer *out, Text text, size_t width)
{
    size_t used = text_width(text);
    buffer_print(out, "%.*s%*s", TEXT_ARGS(text),
                 (int)(used < width ? width - used : 1), "");
}

static void print_row(const GradientReport *r, const GradientRow *row, size_t width,
                      Buffer *out)
{
    Buffer number = buffer_create(r->arena);
    bool measured = row->wrong || row->agreed;
    pad(out, values_name(r->graph, r->arena, row->by), width);
    buffer_print(out, "%8lld  ", (long long)row->size);
    if (row->sample)
        buffer_print(out, "%7u  ", (unsigned)row->sample);
    else
        buffer_puts(out, "  mixed  ");
    if (measured)
        buffer_print(out, "%-11.1e  ", row->worst);
    else
        buffer_puts(out, "-            ");
    pad(out, gradient_row_place(r, row), 22);
    buffer_print(out, " %s", row->wrong ? "WRONG" : gradient_row_verdict(row));
    if (row->wrong) {
        buffer_number(&number, row->given, true);
        buffer_print(out, ": the gradient is %.*s, differences say ",
                     TEXT_ARGS(buffer_text(&number)));
        buffer_print(out, "%.9g", row->measured);
    }
    buffer_puts(out, "\n");
}

void gradient_report_text(const GradientReport *r, Buffer *out)
{
    size_t width = 6;
    for (uint32_t i = 0; i < r->rows.count; i++) {
        size_t w = text_width(values_name(r->graph, r->arena,
                                          r->rows.at[i].by)) + 1;
        if (w > width)
            width = w;
    }
    pad(out, text_of("by"), width);
    buffer_puts(out, "elements  checked  worst error  at"
                     "                     verdict\n");
    for (uint32_t i = 0; i < r->rows.count; i++)
        print_row(r, &r->rows.at[i], width, out);
}

/* -- JSON -- */

static void json_place(Json *json, const Array *array, int64_t element)
{
    int64_t stride = array_size(array);
    json_open(json, "at", '[');
    for (uint32_t i = 0; i < array->rank; i++) {
        stride /= array->shape[i];
        json_whole(json, NULL, element / stride);
        element %= stride;
    }
    json_close(json);
}

static void json_row(Json *json, const GradientReport *r,
                     const GradientRow *row)
{
    json_open(json, NULL, '{');
    json_text(json, "by", values_name(r->graph, r->arena, row->by));
    json_whole(json, "elements", row->size);
    json_whole(json, "checked", row->sample);
    json_string(json, "verdict", gradient_row_verdict(row));
    if (row->wrong || row->agreed) {
        json_real(json, "error", row->worst, true);
        if (row->element < 0)
            json_null(json, "at");
        else
            json_place(json, graph_array(r->graph, row->by), row->element);
        json_real(json, "gradient", row->given, true);
        json_real(json, "differences", row->measured, true);
    }
    json_close(json);
}

void gradient_report_json(const GradientReport *r, Buffer *out)
{
    Json json = {.out = out, .lines = 2};
    bool unclear = false;
    for (uint32_t i = 0; i < r->rows.count; i++)
        unclear |= !r->rows.at[i].wrong && !r->rows.at[i].agreed;
    json_open(&json, NULL, '{');
    json_string(&json, "verdict", gradient_report_is_wrong(r) ? "wrong"
                                  : unclear                   ? "unclear"
                                                              : "ok");
    json_whole(&json, "seed", (int64_t)r->seed);
    json_whole(&json, "points", r->points);
    json_bool(&json, "fast", r->fast);
    json_open(&json, "gradients", '[');
    for (uint32_t i = 0; i < r->rows.count; i++)
        json_row(&json, r, &r->rows.at[i]);
    json_close(&json);
    json_close(&json);
}
