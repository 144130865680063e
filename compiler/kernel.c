/* kernel.c: routines, and the kernels that they make. */
#include "kernel.h"

#include "affine.h"

static const RoutineRow rows[] = {
    [ROUTINE_NONE] = {"", "", 0, false, false, ROUTINE_NONE},
    [ROUTINE_LU] = {"lu", "lu", 1, false, false, ROUTINE_NONE},
    [ROUTINE_SOLVE] = {"solve", "solve", 3, false, true,
                       ROUTINE_SOLVE_TRANSPOSED},
    [ROUTINE_SOLVE_TRANSPOSED] = {"solve", "solve_transposed", 3, true,
                                  true, ROUTINE_SOLVE},
    [ROUTINE_LOWER] = {"solve_lower", "solve_lower", 2, false, true,
                       ROUTINE_LOWER_TRANSPOSED},
    [ROUTINE_LOWER_TRANSPOSED] = {"solve_upper", "solve_lower_transposed",
                                  2, true, true, ROUTINE_LOWER},
    [ROUTINE_UPPER] = {"solve_upper", "solve_upper", 2, false, true,
                       ROUTINE_UPPER_TRANSPOSED},
    [ROUTINE_UPPER_TRANSPOSED] = {"solve_lower", "solve_upper_transposed",
                                  2, true, true, ROUTINE_UPPER},
    [ROUTINE_CHOLESKY] = {"cholesky", "cholesky", 1, false, true,
                          ROUTINE_NONE},
    [ROUTINE_DET] = {"det", "det", 2, false, false, ROUTINE_NONE},
    [ROUTINE_LOGDET] = {"logdet", "logdet", 2, false, false, ROUTINE_NONE},
    [ROUTINE_ARGSORT] = {"argsort", "argsort", 1, false, false,
                         ROUTINE_NONE},
    [ROUTINE_ARGSORT_DOWN] = {"argsort_down", "argsort_down", 1, false,
                              false, ROUTINE_NONE},
};

const RoutineRow *routine_row(uint32_t routine)
{
    return &rows[routine];
}

bool routine_takes_factors(uint8_t routine)
{
    return routine == ROUTINE_SOLVE || routine == ROUTINE_SOLVE_TRANSPOSED
        || routine == ROUTINE_DET || routine == ROUTINE_LOGDET;
}

/* -- looking -- */

uint32_t kernel_arity(const Array *array)
{
    return array->kind == KERNEL ? rows[array->routine].arity : 0;
}

uint32_t kernel_reads(const Array *array)
{
    return kernel_arity(array) - routine_takes_factors(array->routine);
}

ExprId kernel_operand(const Graph *graph, const Array *array, uint32_t n)
{
    ExprId body = array->as.parts->body;
    for (uint32_t i = kernel_arity(array) - 1; i > n; i--)
        body = expr_at(&graph->exprs, body)->as.operand[0];
    return n ? expr_at(&graph->exprs, body)->as.operand[1] : body;
}

ArrayId kernel_source(const Graph *graph, const Array *array, uint32_t n)
{
    return expr_at(&graph->exprs, kernel_operand(graph, array, n))
        ->as.access.array;
}

static const Array *operand_array(const Graph *graph, const Array *array,
                                  uint32_t n)
{
    return graph_array(graph, kernel_source(graph, array, n));
}

int64_t kernel_size(const Graph *graph, const Array *array)
{
    const Array *a = operand_array(graph, array, 0);
    return a->shape[a->rank - 1];
}

int64_t kernel_columns(const Graph *graph, const Array *array)
{
    if (array->slice < 2 || kernel_arity(array) < 2)
        return 1;
    const Array *b = operand_array(graph, array, 1);
    return b->shape[b->rank - 1];
}

/* Golub & Van Loan's counts of operations. */
double kernel_work(const Graph *graph, const Array *array)
{
    const Part *part = array->as.parts;
    double n = (double)kernel_size(graph, array);
    double m = (double)kernel_columns(graph, array), points = 1;
    for (uint32_t i = 0; i < part->index_count; i++)
        points *= (double)(part->ranges[i].high - part->ranges[i].low);
    switch ((RoutineId)array->routine) {
    case ROUTINE_LU:
        return points * 2 * n * n * n / 3;
    case ROUTINE_CHOLESKY:
        return points * n * n * n / 3;
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
        return points * 2 * n * n * m;
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
        return points * n * n * m;
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        return points * n;
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
    case ROUTINE_NONE:
    default:
        break;
    }
    double comparisons = 0;
    for (double rest = n; rest > 1; rest /= 2)
        comparisons += 2 * n;
    return points * comparisons;
}

static bool is_slice(const Graph *graph, ExprId access, uint32_t rank)
{
    const Expr *e = expr_at(&graph->exprs, access);
    if (e->kind != ACCESS || e->as.access.rank < rank)
        return false;
    const Array *array = graph_array(graph, e->as.access.array);
    for (uint32_t i = 0; i < array->rank; i++) {
        const Subscript *s =
            subscript_at(&graph->exprs, e->as.access.subscripts[i]);
        bool last = i >= array->rank - rank;
        if (s->data || (last && (s->term_count || s->base)))
            return false;
    }
    return array->type == REAL;
}

bool kernel_is_sound(const Graph *graph, const Array *array)
{
    uint8_t r = array->routine;
    if (array->part_count != 1 || array->as.parts->combine != SET
        || array->slice > array->rank)
        return false;
    bool sorts = r == ROUTINE_ARGSORT || r == ROUTINE_ARGSORT_DOWN;
    if (!is_slice(graph, kernel_operand(graph, array, 0), sorts ? 1 : 2))
        return false;
    const Array *a = operand_array(graph, array, 0);
    int64_t n = kernel_size(graph, array);
    if (!sorts && a->shape[a->rank - 2] != n + routine_takes_factors(r))
        return false;
    if (routine_takes_factors(r)
        && (a->kind != KERNEL || a->routine != ROUTINE_LU))
        return false;
    if (!rows[r].fails || r == ROUTINE_CHOLESKY)
        return (array->type == WHOLE) == sorts;
    const Array *b = operand_array(graph, array, 1);
    return is_slice(graph, kernel_operand(graph, array, 1), array->slice)
        && b->shape[b->rank - array->slice] == n
        && array->shape[array->rank - array->slice] == n;
}

bool kernel_slices(const Array *array, uint32_t axis)
{
    return array->kind == KERNEL
        && axis + array->slice >= array->rank;
}

bool kernel_slices_operand(const Graph *graph, const Array *array,
                           ExprId access, uint32_t axis)
{
    uint32_t arity = kernel_arity(array), n = 0;
    while (n < arity && kernel_operand(graph, array, n) != access)
        n++;
    uint32_t rank = array->type == WHOLE ? 1
                  : n == 1 && array->slice ? array->slice : 2;
    return n < arity
        && axis + rank >= expr_at(&graph->exprs, access)->as.access.rank;
}

bool kernel_covers(const Graph *graph, const Array *array)
{
    const Part *part = array->as.parts;
    Range ranges[MAX_INDICES];
    if (!part_ranges(graph, part, UINT32_MAX, ranges))
        return false;
    for (uint32_t i = 0; i < array->rank - (uint32_t)array->slice; i++) {
        const Subscript *s = subscript_at(&graph->exprs, part->target[i]);
        Range range = {0, 1};
        if (s->term_count)
            range = ranges[s->terms[0].index];
        if (range.low + s->base || range.high + s->base != array->shape[i])
            return false;
    }
    return true;
}

bool routines_fail(const Graph *graph)
{
    for (ArrayId id = 1; id < graph->arrays.count; id++)
        if (graph_array(graph, id)->kind == KERNEL
            && rows[graph_array(graph, id)->routine].fails)
            return true;
    return false;
}

bool *kernel_operands(const Graph *graph, Arena *arena)
{
    bool *read = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        for (uint32_t n = 0; n < kernel_arity(array); n++)
            read[kernel_source(graph, array, n)] = true;
    }
    return read;
}

bool *kernel_factorised(const Graph *graph, Arena *arena)
{
    bool *of = NEW_ARRAY(arena, bool, graph->arrays.count);
    for (ArrayId id = 1; id < graph->arrays.count; id++) {
        const Array *array = graph_array(graph, id);
        if (!kernel_arity(array)
            || (array->routine != ROUTINE_LU
                && array->routine != ROUTINE_CHOLESKY)
            || !is_slice(graph, kernel_operand(graph, array, 0), 2))
            continue;
        const Array *a = operand_array(graph, array, 0);
        of[graph_source(graph, kernel_source(graph, array, 0))] =
            a->shape[a->rank - 2] == a->shape[a->rank - 1] && array_size(a);
    }
    return of;
}

ExprId kernel_matrix(const Graph *graph, const Array *array)
{
    return kernel_operand(graph, array, routine_takes_factors(array->routine)
                                            ? kernel_arity(array) - 1 : 0);
}

/* -- making -- */

ExprId kernel_body(Graph *graph, RoutineId routine, const ExprId *operands)
{
    ExprId body = operands[0];
    for (uint32_t n = 1; n < rows[routine].arity; n++)
        body = expr_apply(&graph->exprs, F_ADD, body, operands[n]);
    return body;
}

/* The shape of a slice; returns its rank. */
static uint32_t slice_shape(const Graph *graph, RoutineId routine,
                            uint32_t rank, const ExprId *operands,
                            int64_t *shape)
{
    uint32_t n = rank ? 1 : 0;
    const Expr *shaped = expr_at(&graph->exprs, operands[n]);
    const Array *of = graph_array(graph, shaped->as.access.array);
    switch (routine) {
    case ROUTINE_DET:
    case ROUTINE_LOGDET:
        return 0;
    case ROUTINE_LU:
    case ROUTINE_CHOLESKY:
        shape[0] = of->shape[of->rank - 2] + (routine == ROUTINE_LU);
        shape[1] = of->shape[of->rank - 1];
        return 2;
    case ROUTINE_ARGSORT:
    case ROUTINE_ARGSORT_DOWN:
        shape[0] = of->shape[of->rank - 1];
        return 1;
    case ROUTINE_SOLVE:
    case ROUTINE_SOLVE_TRANSPOSED:
    case ROUTINE_LOWER:
    case ROUTINE_LOWER_TRANSPOSED:
    case ROUTINE_UPPER:
    case ROUTINE_UPPER_TRANSPOSED:
    case ROUTINE_NONE:
    default:
        for (uint32_t i = 0; i < rank; i++)
            shape[i] = of->shape[of->rank - rank + i];
        return rank;
    }
}

ArrayId kernel_make(Graph *graph, RoutineId routine, uint32_t rank,
                    uint32_t leading, const int64_t *lead, const Part *box,
                    const ExprId *operands, uint32_t serves)
{
    Exprs *exprs = &graph->exprs;
    int64_t shape[2 * MAX_RANK];
    SubscriptId target[2 * MAX_RANK];
    for (uint32_t i = 0; i < leading; i++) {
        shape[i] = lead[i];
        target[i] = box->target[i];
    }
    uint32_t slice =
        slice_shape(graph, routine, rank, operands, shape + leading);
    for (uint32_t i = 0; i < slice; i++)
        target[leading + i] = subscript_constant(exprs, 0);
    Part part = *box;
    part.combine = SET;
    part.target = target;
    part.body = kernel_body(graph, routine, operands);
    bool sorts = routine == ROUTINE_ARGSORT || routine == ROUTINE_ARGSORT_DOWN;
    return graph_kernel(graph, (uint8_t)routine, slice,
                        sorts ? shape[leading] : 0, leading + slice, shape,
                        &part, serves);
}

ExprId kernel_element(Graph *graph, ExprId access, uint32_t rank,
                      const SubscriptId *last)
{
    const Expr e = *expr_at(&graph->exprs, access);
    SubscriptId subscripts[MAX_RANK];
    uint32_t leading = e.as.access.rank - rank;
    for (uint32_t i = 0; i < e.as.access.rank; i++)
        subscripts[i] = i < leading ? e.as.access.subscripts[i]
                                    : last[i - leading];
    return graph_access(graph, e.as.access.array, subscripts);
}
