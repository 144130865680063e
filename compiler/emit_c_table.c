/* emit_c_table.c: numbers that stand in the C. */
#include "emit_c_code.h"

/* The braces that open before element i, or close after it: one for each axis
 * that begins or ends there. */
static uint32_t braces_at(const Array *array, int64_t i)
{
    uint32_t count = 0;
    int64_t stride = 1;
    for (uint32_t a = array->rank; a > 0; a--) {
        stride *= array->shape[a - 1];
        if (i % stride)
            break;
        count++;
    }
    return count;
}

static void write_table(Code *code, ArrayId id, const double *values,
                        Buffer *out)
{
    const Array *array = graph_array(code->graph, id);
    int64_t size = array_size(array);
    buffer_puts(out, "static const ");
    emit_declarator(array, code->names->arrays[id], code->plan->real_double,
                    out);
    buffer_puts(out, " =");
    size_t line = out->length;
    for (int64_t i = 0; i < size; i++) {
        uint32_t opened = braces_at(array, i), closed = braces_at(array, i + 1);
        Text value = array->type == WHOLE
                       ? code_whole(code, (int64_t)values[i])
                       : code_real(code, values[i]);
        if (!i || out->length - line + value.length + opened + closed > 72) {
            buffer_puts(out, "\n    ");
            line = out->length;
        } else {
            buffer_puts(out, " ");
        }
        for (uint32_t b = 0; b < opened; b++)
            buffer_puts(out, "{");
        buffer_add(out, value);
        for (uint32_t b = 0; b < closed; b++)
            buffer_puts(out, "}");
        buffer_puts(out, i + 1 < size ? "," : ";\n\n");
    }
}

int64_t code_tables(Code *code, const EmitOptions *options, Buffer *out)
{
    int64_t bytes = 0;
    for (ArrayId id = 1; id < code->graph->arrays.count; id++) {
        const Array *array = graph_array(code->graph, id);
        bool baked = array->kind == PARAM;
        if (!code->tables[id])
            continue;
        if (baked)
            emit_section(options->section_params, out);
        write_table(code, id, baked ? options->baked[id] : array->as.values,
                    out);
        bytes += array_size(array)
               * element_bytes(array, code->plan->real_double);
    }
    return bytes;
}

void name_tables(const Graph *graph, Names *names, const char *of)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == LITERAL)
            names->arrays[id] = names_claim(
                names, text_format(names->arena, "%.*s_of_%s",
                                   TEXT_ARGS(names->arrays[id]), of));
}
