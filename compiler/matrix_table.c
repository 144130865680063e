/* matrix_table.c: routines, and tables of numbers, as terms. */
#include "matrix_read.h"

#include "kernel.h"

enum { FEW = 6 };               /* elements that are written out */

/* Y[i] = A⁻¹ B[i], for each row. */
static bool solves_rows(const MatrixReader *r, const Array *array)
{
    const Exprs *exprs = &r->graph->exprs;
    const Expr *matrix = expr_at(exprs, kernel_matrix(r->graph, array));
    const Expr *right = expr_at(exprs, kernel_operand(r->graph, array, 1));
    const Array *of = graph_array(r->graph, right->as.access.array);
    return array->rank == 2 && array->slice == 1 && of->rank == 2
        && graph_array(r->graph, matrix->as.access.array)->rank == 2
        && of->shape[0] == array->shape[0]
        && subscript_is_index(exprs, right->as.access.subscripts[0], 0);
}

TermRef read_kernel(MatrixReader *r, const Array *array)
{
    const RoutineRow *row = routine_row(array->routine);
    uint32_t arity = kernel_arity(array), first = 0;
    TermRef of[4];
    int64_t rows = array->rank ? array->shape[0] : 1;
    int64_t cols = array->rank > 1 ? array->shape[1] : 1;
    if (routine_takes_factors(array->routine))
        first = 1;
    for (uint32_t i = first; i < arity; i++) {
        ArrayId id = kernel_source(r->graph, array, i);
        of[i] = graph_array(r->graph, id)->rank <= 2 ? reader_array(r, id)
                                                     : NULL;
        if (!of[i])
            return NULL;
    }
    TermRef matrix = first ? of[arity - 1] : of[0];
    if (!kernel_covers(r->graph, array) || matrix->rank != RANK_MATRIX)
        return NULL;
    if (first && array->slice != array->rank && arity == 3
        && solves_rows(r, array)) {
        TermRef under = term_inverse(r->arena, matrix);
        return term_chain(r->arena, of[1],
                          array->routine == ROUTINE_SOLVE
                              ? term_transpose(r->arena, under) : under);
    }
    if (array->slice != array->rank)
        return NULL;
    switch ((RoutineId)array->routine) {
    case ROUTINE_SOLVE:
        return term_chain(r->arena, term_inverse(r->arena, matrix), of[1]);
    case ROUTINE_SOLVE_TRANSPOSED:
        return term_chain(r->arena,
                          term_transpose(r->arena,
                                         term_inverse(r->arena, matrix)),
                          of[1]);
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
    case ROUTINE_CHOLESKY:
        return term_call(r->arena, row->name, 1, &matrix,
                         rank_of((int)array->rank), rows, cols);
    case ROUTINE_LOWER:
    case ROUTINE_UPPER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER_TRANSPOSED:
        of[0] = row->transposed ? term_transpose(r->arena, of[0]) : of[0];
        return term_call(r->arena, row->name, 2, of, rank_of((int)array->rank),
                         rows, cols);
    default:
        return NULL;
    }
}

/* A number times the unit matrix. */
static bool is_unit(const Array *array)
{
    if (array->rank != 2 || array->shape[0] != array->shape[1])
        return false;
    for (int64_t i = 0; i < array_size(array); i++)
        if (array->as.values[i]
            != (i % (array->shape[0] + 1) ? 0 : array->as.values[0]))
            return false;
    return true;
}

/* Where the only value is that is not 0; -1: there are none, or several. */
static int64_t lone_value(const Array *array)
{
    int64_t at = -1;
    for (int64_t i = 0; i < array_size(array); i++) {
        if (array->as.values[i] != 0 && at >= 0)
            return -1;
        at = array->as.values[i] != 0 ? i : at;
    }
    return at;
}

static TermRef unit_vector(Arena *arena, int64_t at, int64_t size)
{
    TermRef of[] = {term_number(arena, (double)at),
                    term_number(arena, (double)size)};
    return term_call(arena, "onehot", 2, of, RANK_VECTOR, size, 1);
}

static Text list_text(Arena *arena, const Array *array)
{
    Buffer out = buffer_create(arena);
    for (int64_t i = 0; i < array_size(array); i++) {
        buffer_puts(&out, i ? ", " : "[");
        buffer_number(&out, array->as.values[i], true);
    }
    buffer_puts(&out, "]");
    return buffer_text(&out);
}

TermRef read_literal(MatrixReader *r, const Array *array)
{
    int64_t n = array_size(array);
    int64_t lone;
    bool same = true;
    if (array->rank > 2)
        return NULL;
    for (int64_t i = 1; i < n && same; i++)
        same = array->as.values[i] == array->as.values[0];
    if (same && array->rank == 0)
        return term_number(r->arena, array->as.values[0]);
    if (same && array->rank == 1)
        return term_scale(r->arena, array->as.values[0],
                          term_ones(r->arena, array->shape[0]));
    if (is_unit(array))
        return term_scale(r->arena, array->as.values[0],
                          term_eye(r->arena, array->shape[0]));
    if (array->rank == 1 && n > 3 && (lone = lone_value(array)) >= 0)
        return term_scale(r->arena, array->as.values[lone],
                          unit_vector(r->arena, lone, n));
    if (array->rank == 1 && n <= FEW)
        return term_name(r->arena, list_text(r->arena, array), RANK_VECTOR, n,
                         1, false);
    return NULL;
}
