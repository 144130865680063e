/* print_kernel.c: kernels as calls, `x[s] = solve(A, b[s]) for s < n`.
 *
 * Factors have no statement: a call says the matrix, and finds them again. Of
 * a kernel that does not make all slices the others are 0, so it is added. A
 * member of a recurrence says all of its axes, because these have to be known
 * before the right sides are: `h[t, i] = solve(A, b[t])[i]`.
 */
#include "print_equation.h"

#include "kernel.h"

/* `A[s]`, of the first `count` subscripts, left open for more. */
static void open_slice(Equations *e, ArrayId id, uint32_t count,
                       const SubscriptId *subscripts)
{
    print_text(&e->printer, e->names->arrays[id]);
    for (uint32_t i = 0; i < count; i++) {
        print_string(&e->printer, i ? ", " : "[");
        print_subscript(&e->printer, subscripts[i]);
    }
}

static void print_operand(Equations *e, ExprId access, uint32_t rank)
{
    const Expr *node = expr_at(&e->graph->exprs, access);
    uint32_t count = node->as.access.rank - rank;
    open_slice(e, graph_source(e->graph, node->as.access.array), count,
               node->as.access.subscripts);
    if (count)
        print_string(&e->printer, "]");
}

static void print_call(Equations *e, const Array *array)
{
    const RoutineRow *row = routine_row(array->routine);
    bool sorts = array->type == WHOLE;
    print_string(&e->printer, row->name);
    print_open(&e->printer, "(");
    print_operand(e, kernel_matrix(e->graph, array), sorts ? 1 : 2);
    if (row->transposed)
        print_string(&e->printer, "ᵀ");
    if (array->slice && routine_row(array->routine)->arity > 1) {
        print_string(&e->printer, ",");
        print_break(&e->printer, BIND_CHOOSE);
        print_operand(e, kernel_operand(e->graph, array, 1), array->slice);
    }
    print_close(&e->printer, ")");
}

/* `[j, k]`: the elements of a slice. */
static void print_elements(Equations *e, const Array *array, uint32_t count,
                           const char *open)
{
    for (uint32_t i = 0; i < count; i++) {
        print_string(&e->printer, i ? ", " : open);
        print_text(&e->printer,
                   e->names->indices[array->as.parts->index_count + i]);
    }
    if (count)
        print_string(&e->printer, "]");
}

/* `for i < n, j in 2:7`, elements of slices too. */
static void print_ranges(Equations *e, const Array *array, uint32_t elements)
{
    const Part *part = array->as.parts;
    for (uint32_t i = 0; i < part->index_count + elements; i++) {
        uint32_t axis = array->rank - elements + i - part->index_count;
        Range range = i < part->index_count
                        ? part->ranges[i] : (Range){0, array->shape[axis]};
        if (!i)
            print_break(&e->printer, BIND_CHOOSE);
        print_string(&e->printer, i ? ", " : "for ");
        print_text(&e->printer, e->names->indices[i]);
        print_string(&e->printer, range.low ? " in " : " < ");
        if (range.low) {
            print_integer(e, range.low);
            print_string(&e->printer, ":");
        }
        print_integer(e, range.high);
    }
}

static void print_guards(Equations *e, const Part *part)
{
    for (uint32_t i = 0; i < part->guard_count; i++) {
        print_break(&e->printer, i ? BIND_AND : BIND_CHOOSE);
        print_string(&e->printer, i ? "and " : "if ");
        print_guard(&e->printer, part->guards[i]);
    }
    if (!part->guard_count)
        return;
    print_break(&e->printer, BIND_CHOOSE);
    print_string(&e->printer, "else 0");
}

/* `x[4, 2] += 0`: the last element. */
static void print_corner(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    print_text(&e->printer, e->names->arrays[id]);
    for (uint32_t i = 0; i < array->rank; i++) {
        print_string(&e->printer, i ? ", " : "[");
        print_integer(e, array->shape[i] - 1);
    }
    print_string(&e->printer, "] += 0");
    print_line_end(e);
}

void print_kernel(Equations *e, ArrayId id)
{
    const Array *array = graph_array(e->graph, id);
    const Part *part = array->as.parts;
    bool adds = !kernel_covers(e->graph, array);
    uint32_t leading = array->rank - (uint32_t)array->slice;
    uint32_t elements = array->recurrence ? array->slice : 0;
    printer_prepare(&e->printer, 1, &part->body, part->ranges, UINT32_MAX);
    open_slice(e, id, leading, part->target);
    print_elements(e, array, elements, leading ? ", " : "[");
    if (leading && !elements)
        print_string(&e->printer, "]");
    print_string(&e->printer, adds ? " += " : " = ");
    print_call(e, array);
    print_elements(e, array, elements, "[");
    print_guards(e, part);
    print_ranges(e, array, elements);
    print_line_end(e);
    if (adds)
        print_corner(e, id);
}
