/* emit_c_kernel.c: kernels as calls of the runtime.
 *
 *     if (gg_solvef(3, 1, work->F[0], work->b, x) != GG_OK)
 *         status = GG_SINGULAR;
 *
 * A slice is passed as the address of its first element.
 */
#include "emit_c_code.h"
#include "kernel.h"

/* Where a slice begins that lies in the array `id`. */
static Text slice_address(Code *code, ArrayId id, const SubscriptId *at)
{
    id = graph_source(code->graph, id);
    Text subscripts[MAX_RANK];
    uint8_t tightness;
    for (uint32_t i = 0; i < graph_array(code->graph, id)->rank; i++)
        subscripts[i] = body_subscript(code, at[i]);
    return text_format(code->scratch, "&%.*s",
                       TEXT_ARGS(code_stored(code, id, subscripts,
                                             &tightness)));
}

/* Whether there is a form of it that is compiled with the code: for machines with
 * vectors, and where sizes are few it shrinks to what these need. */
static bool is_compiled_here(const Code *code, uint8_t routine)
{
    return routine <= ROUTINE_CHOLESKY && code->plan->loops->source->vectors;
}

static void call_operands(Code *code, const Array *array, Buffer *call)
{
    const Graph *graph = code->graph;
    const RoutineRow *row = routine_row(array->routine);
    uint32_t count = kernel_reads(array);
    bool here = is_compiled_here(code, array->routine);
    code->tiles->solves |= here;
    buffer_print(call, "gg_%s%s%s(%lld, ", here ? "inline_" : "", row->call,
                 code->plan->real_double ? "" : "f",
                 (long long)kernel_size(graph, array));
    if (count == 2)
        buffer_print(call, "%lld, ", (long long)kernel_columns(graph, array));
    for (uint32_t n = 0; n < count; n++) {
        const Expr *e =
            expr_at(&graph->exprs, kernel_operand(graph, array, n));
        Text operand = slice_address(code, e->as.access.array,
                                     e->as.access.subscripts);
        buffer_print(call, "%s%.*s", n ? ", " : "", TEXT_ARGS(operand));
    }
}

Text kernel_value(Code *code, const Array *array)
{
    Buffer call = buffer_create(code->scratch);
    call_operands(code, array, &call);
    buffer_puts(&call, ")");
    return buffer_text(&call);
}

void code_failing(Code *code, Text call)
{
    code_line(code, "if (%.*s != GG_OK) {", TEXT_ARGS(call));
    code_open(code);
    code_line(code, "%.*s = GG_SINGULAR;", TEXT_ARGS(code->status));
    code_close(code);
}

void code_kernel(Code *code, ArrayId id)
{
    const Array *array = graph_array(code->graph, id);
    Buffer call = buffer_create(code->scratch);
    call_operands(code, array, &call);
    Text to = slice_address(code, id, array->as.parts->target);
    buffer_print(&call, ", %.*s)", TEXT_ARGS(to));
    Text text = buffer_text(&call);
    if (!routine_row(array->routine)->fails) {
        code_line(code, "%.*s;", TEXT_ARGS(text));
        return;
    }
    code->fails = true;
    code_failing(code, text);
}
